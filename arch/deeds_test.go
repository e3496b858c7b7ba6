package arch

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// deed is a call of act.Define: its name, where it stands, and the exported
// functions through which others do it.
type deed struct {
	name    string
	at      token.Position
	methods []string
}

// Every deed is done by some test: under its name, or through the method that
// runs it.
func TestEveryDeedIsTested(t *testing.T) {
	untested := exceptions{}
	var tests strings.Builder
	for _, s := range sources(t) {
		if s.test {
			ast.Inspect(s.syntax, func(n ast.Node) bool {
				switch x := n.(type) {
				case *ast.SelectorExpr:
					tests.WriteString("." + x.Sel.Name + "(\n")
				case *ast.BasicLit:
					tests.WriteString(x.Value + "\n")
				}
				return true
			})
		}
	}
	said := tests.String()
	found := map[string]string{}
	for _, d := range deeds(t) {
		ok := strings.Contains(said, strconv.Quote(d.name))
		for _, m := range d.methods {
			// An unexported one is called through an interface; only the name tells.
			ok = ok || ast.IsExported(m) && strings.Contains(said, "."+m+"(")
		}
		if len(d.methods) == 0 {
			found[d.name] = d.at.String() + ": no function of the package runs this deed"
		} else if !ok {
			found[d.name] = d.at.String() + ": no test does this deed (by name, or through " + strings.Join(d.methods, ", ") + ")"
		}
	}
	untested.check(t, found)
}

var deedName = regexp.MustCompile(`^[a-z]+(\.[a-z_]+){1,3}$`)

func TestDeedNames(t *testing.T) {
	all := deeds(t)
	if len(all) < 15 {
		t.Fatalf("only %d deeds were found: the test does not see them", len(all))
	}
	for _, d := range all {
		dir := strings.Split(d.at.Filename, "/")
		if !deedName.MatchString(d.name) {
			t.Errorf("%s: deed %q is not room.thing.verb", d.at, d.name)
		} else if own, _, _ := strings.Cut(d.name, "."); len(dir) > 1 && own != dir[1] {
			t.Errorf("%s: deed %s does not begin with its room %s", d.at, d.name, dir[1])
		}
	}
}

// deeds finds every act.Define outside tests with the functions that run it.
func deeds(t *testing.T) []deed {
	byVar := map[string]*deed{} // "dir var"
	var order []*deed
	var all []source
	for _, s := range sources(t) {
		if !s.test {
			all = append(all, s)
		}
	}
	for _, s := range all {
		for _, d := range s.syntax.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, value := range v.Values {
					if name, ok := defined(value); ok {
						x := &deed{name: name, at: fset.Position(v.Pos())}
						byVar[s.dir+" "+v.Names[i].Name] = x
						order = append(order, x)
					}
				}
			}
		}
	}
	for _, s := range all {
		for _, decl := range s.syntax.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok || sel.Sel.Name != "Run" {
					return true
				}
				if v, ok := sel.X.(*ast.Ident); ok {
					if d := byVar[s.dir+" "+v.Name]; d != nil {
						d.methods = append(d.methods, f.Name.Name)
					}
				}
				return true
			})
		}
	}
	out := make([]deed, len(order))
	for i, d := range order {
		out[i] = *d
	}
	return out
}

// defined reads the name out of act.Define(act.Spec[…]{Name: "…"}).
func defined(e ast.Expr) (string, bool) {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Define" {
		return "", false
	}
	if p, ok := sel.X.(*ast.Ident); !ok || p.Name != "act" {
		return "", false
	}
	lit, ok := call.Args[0].(*ast.CompositeLit)
	if !ok {
		return "", false
	}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if k, ok := kv.Key.(*ast.Ident); ok && k.Name == "Name" {
				if s, ok := kv.Value.(*ast.BasicLit); ok {
					name, err := strconv.Unquote(s.Value)
					return name, err == nil
				}
			}
		}
	}
	return "", false
}
