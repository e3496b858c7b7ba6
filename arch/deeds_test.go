package arch

import (
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
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

// Every deed is done by some test: under its name, through the method that runs
// it, or through a page that comes to that method and whose address some test of
// the same package (or of app or e2e) asks for.
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
			for _, g := range s.syntax.Comments { // "org.session.keep: …" over the test of a store
				if name, _, ok := strings.Cut(g.Text(), ":"); ok {
					tests.WriteString(strconv.Quote(name) + "\n")
				}
			}
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
		ok = ok || throughPage(t, d)
		if len(d.methods) == 0 {
			found[d.name] = d.at.String() + ": no function of the package runs this deed"
		} else if !ok {
			found[d.name] = d.at.String() + ": no test does this deed (by name, or through " + strings.Join(d.methods, ", ") + ")"
		}
	}
	untested.check(t, found)
}

// throughPage reports whether a page whose function calls the deed's method is
// asked for by a test.
func throughPage(t *testing.T, d deed) bool {
	dir := path.Dir(d.at.Filename)
	calls := map[string]map[string]bool{} // function -> names it uses
	pages := map[string][]string{}        // address -> names in its declaration
	var tests strings.Builder
	for _, s := range sources(t) {
		if s.test && (s.dir == dir || s.dir == "app" || s.dir == "e2e") {
			tests.WriteString(s.text)
		}
		if s.test || s.dir != dir {
			continue
		}
		for _, decl := range s.syntax.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				used := names(f.Body)
				if calls[f.Name.Name] == nil {
					calls[f.Name.Name] = used
				}
				for n := range used {
					calls[f.Name.Name][n] = true
				}
			}
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			address := ""
			switch x := n.(type) {
			case *ast.CompositeLit:
				address = patternOf(x.Elts)
			case *ast.CallExpr: // a helper called post
				if f, ok := x.Fun.(*ast.Ident); ok && f.Name == "post" {
					address = patternOf(append([]ast.Expr{&ast.BasicLit{Kind: token.STRING, Value: `"POST"`}}, x.Args...))
				}
			}
			if address != "" {
				for n := range names(n) {
					pages[address] = append(pages[address], n)
				}
			}
			return true
		})
	}
	asked := tests.String()
	for address, from := range pages {
		if !strings.Contains(asked, lastPart(address)) {
			continue
		}
		for _, f := range from {
			if slices.ContainsFunc(d.methods, func(m string) bool { return calls[f][m] }) {
				return true
			}
		}
	}
	return false
}

func names(n ast.Node) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(n, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			out[x.Sel.Name] = true
		case *ast.Ident:
			out[x.Name] = true
		}
		return true
	})
	return out
}

// patternOf reads the address of a page that changes something, out of a literal
// of web.Page, of a table of pages, or the arguments of a helper.
func patternOf(elements []ast.Expr) string {
	method, address := "", ""
	for _, e := range elements {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
			s, err := strconv.Unquote(b.Value)
			switch {
			case err != nil:
			case s == "POST" || s == "PUT" || s == "PATCH" || s == "DELETE":
				method = s
			case strings.HasPrefix(s, "/"):
				address = s
			}
		}
	}
	if method == "" {
		return ""
	}
	return address
}

// lastPart is what a test must contain to have asked for an address: the part
// after its last placeholder, or before it where nothing follows.
func lastPart(address string) string {
	if i := strings.LastIndex(address, "}"); i >= 0 && i+1 < len(address) {
		return address[i+1:] + `"`
	}
	before, _, _ := strings.Cut(address, "{")
	return `"` + before
}

var deedName = regexp.MustCompile(`^[a-z]+(\.[a-z_]+){1,3}$`)

// A deed is named after its room; what the program does by itself (app) bears the
// name of the room it serves.
func TestDeedNames(t *testing.T) {
	all := deeds(t)
	if len(all) < 15 {
		t.Fatalf("only %d deeds were found: the test does not see them", len(all))
	}
	for _, d := range all {
		dir := strings.Split(d.at.Filename, "/")
		if !deedName.MatchString(d.name) {
			t.Errorf("%s: deed %q is not room.thing.verb", d.at, d.name)
		} else if own, _, _ := strings.Cut(d.name, "."); dir[0] != "app" && len(dir) > 1 && own != dir[1] && !(len(dir) > 3 && own == dir[2]) {
			t.Errorf("%s: deed %s does not begin with its room %s or its sub-room", d.at, d.name, dir[1])
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
