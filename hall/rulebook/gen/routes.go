package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// unknown stands in an address for what only a run could tell.
const unknown = "\x00"

// route is a page: its method ("" where the source does not tell), its pattern, and
// the node of its Serve.
type route struct {
	dir, method, pattern, serve string
}

// address is one that a test writes, with the method it is asked by, "" if unclear.
type address struct{ method, path string }

// pageLiteral reads web.Page{Method: …, Pattern: …, Serve: …}.
func (r *reading) pageLiteral(x *ast.CompositeLit, owner *node) {
	at := route{dir: r.u.dir}
	for _, e := range x.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		switch field, _ := kv.Key.(*ast.Ident); field.Name {
		case "Method":
			at.method = r.text(kv.Value, 0)
		case "Pattern":
			at.pattern = r.text(kv.Value, 0)
		case "Serve":
			if id, ok := kv.Value.(*ast.Ident); ok && r.isParameter(id) {
				return // a helper that makes pages: its calls are read
			}
			at.serve = r.part(kv.Value, owner)
		}
	}
	if at.serve != "" {
		r.g.routes = append(r.g.routes, at)
	}
}

// isParameter says whether a name is a variable within a function.
func (r *reading) isParameter(id *ast.Ident) bool {
	v, ok := r.u.info.Uses[id].(*types.Var)
	return ok && v.Parent() != v.Pkg().Scope() && r.local[v] == nil
}

// pageCall reads a call of a helper that makes a page out of a pattern and a
// function: get("item", "/items/{id}", Read, r.itemPage).
func (r *reading) pageCall(x *ast.CallExpr, owner *node) {
	at := route{dir: r.u.dir, method: methodOf(callee(x))}
	at.pattern = r.patternOf(x, map[types.Object]string{}, &at.method)
	for _, a := range x.Args {
		if r.isFunc(a) {
			at.serve = r.part(a, owner)
			r.g.routes = append(r.g.routes, at)
		}
	}
}

// patternOf is the pattern that a helper declared beside the call gives its page,
// with the arguments of the call put in.
func (r *reading) patternOf(x *ast.CallExpr, outer map[types.Object]string, method *string) string {
	last := unknown
	args := map[types.Object]string{}
	var lit *ast.FuncLit
	if id, ok := x.Fun.(*ast.Ident); ok {
		if o := r.u.info.Uses[id]; o != nil {
			lit, _ = r.local[o].(*ast.FuncLit)
		}
	}
	var names []*ast.Ident
	if lit != nil {
		for _, f := range lit.Type.Params.List {
			names = append(names, f.Names...)
		}
	}
	for i, a := range x.Args {
		s := r.textIn(a, outer, 0)
		if s == "GET" || s == "POST" {
			*method = s
		} else if strings.HasPrefix(s, "/") {
			last = unknown + s
		}
		if i < len(names) {
			args[r.u.info.Defs[names[i]]] = s
		}
	}
	if lit == nil {
		return last
	}
	found := ""
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			if isPage(r.u.info.TypeOf(n)) {
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						if f, ok := kv.Key.(*ast.Ident); ok && f.Name == "Pattern" && found == "" {
							found = r.textIn(kv.Value, args, 0)
						}
					}
				}
			}
		case *ast.CallExpr:
			if found == "" && isPage(r.u.info.TypeOf(n)) {
				was := *method
				found = r.patternOf(n, args, method)
				if was != "" {
					*method = was
				}
			}
		}
		return true
	})
	if found == "" {
		return last
	}
	return found
}

func callee(x *ast.CallExpr) string {
	switch f := x.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// methodOf reads the method of a request off the name of what makes it.
func methodOf(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "post") || strings.Contains(name, "upload") || strings.Contains(name, "send"):
		return "POST"
	case strings.Contains(name, "get") || strings.Contains(name, "navigate"):
		return "GET"
	}
	return ""
}

// request notes the addresses among the arguments of a call in a test.
func (r *reading) request(x *ast.CallExpr, from *node) {
	if t := r.u.info.Types[x.Fun]; t.IsType() || t.IsBuiltin() {
		return
	}
	method := methodOf(callee(x))
	for _, a := range x.Args {
		if s := r.text(a, 0); s == "GET" || s == "POST" {
			method = s
		}
	}
	for _, a := range x.Args {
		if b, ok := types.Unalias(r.u.info.TypeOf(a)).Underlying().(*types.Basic); !ok || b.Info()&types.IsString == 0 {
			continue
		}
		if s := r.text(a, 0); strings.Contains(s, "/") {
			from.addresses = append(from.addresses, address{method, s})
		}
	}
}

// locals are the variables that a function gives a value once, by that value.
func (r *reading) locals(d *ast.FuncDecl) map[types.Object]ast.Expr {
	all, times := map[types.Object]ast.Expr{}, map[types.Object]int{}
	ast.Inspect(d, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == len(a.Rhs) {
			for i, x := range a.Lhs {
				if id, ok := x.(*ast.Ident); ok {
					o := r.u.info.Defs[id]
					if o == nil {
						o = r.u.info.Uses[id]
					}
					if o != nil {
						all[o] = a.Rhs[i]
						times[o]++
					}
				}
			}
		}
		return true
	})
	for o, n := range times {
		if n > 1 {
			delete(all, o)
		}
	}
	return all
}

func (r *reading) text(x ast.Expr, depth int) string { return r.textIn(x, nil, depth) }

// textIn is the string that an expression gives, as far as the source tells.
func (r *reading) textIn(x ast.Expr, args map[types.Object]string, depth int) string {
	if depth > 8 {
		return unknown
	}
	if tv, ok := r.u.info.Types[x]; ok && tv.Value != nil {
		if tv.Value.Kind() == constant.String {
			return constant.StringVal(tv.Value)
		}
		return tv.Value.ExactString()
	}
	switch x := x.(type) {
	case *ast.ParenExpr:
		return r.textIn(x.X, args, depth+1)
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return r.textIn(x.X, args, depth+1) + r.textIn(x.Y, args, depth+1)
		}
	case *ast.Ident:
		if o := r.u.info.Uses[x]; o != nil {
			if s, ok := args[o]; ok {
				return s
			}
			if v := r.local[o]; v != nil {
				return r.textIn(v, args, depth+1)
			}
		}
	case *ast.CallExpr:
		if f, ok := x.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Sprintf" && len(x.Args) > 0 {
			return verbs(r.textIn(x.Args[0], args, depth+1))
		}
	}
	return unknown
}

// verbs puts unknown for every verb of a format.
func verbs(format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b.WriteByte(format[i])
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.[]*", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] == '%' {
			b.WriteByte('%')
		} else {
			b.WriteString(unknown)
		}
	}
	return b.String()
}

// asked lists the pages that an address may be of, the most exact ones: a part that
// is the same counts for more than a placeholder, and that for more than a guess.
func asked(routes []route, near map[string]bool, a address) []route {
	path, _, _ := strings.Cut(a.path, "?")
	path, _, _ = strings.Cut(path, "#")
	if _, after, ok := strings.Cut(path, "://"); ok { // with a host
		_, after, ok = strings.Cut(after, "/")
		if !ok {
			return nil
		}
		path = "/" + after
	}
	var best []route
	most := 0
	for _, r := range routes {
		if !near[r.dir] || a.method != "" && r.method != "" && a.method != r.method {
			continue
		}
		n := common(r.pattern, path)
		if n > most {
			best, most = nil, n
		}
		if n > 0 && n == most {
			best = append(best, r)
		}
	}
	return best
}

// common says how much a pattern and an address have in common, looked at from the
// end where the beginning of one is unknown; 0 if they do not fit.
func common(pattern, path string) int {
	anyPattern, anyPath := strings.HasPrefix(pattern, unknown), strings.HasPrefix(path, unknown)
	pattern, path = strings.TrimPrefix(pattern, unknown), strings.TrimPrefix(path, unknown)
	if !strings.HasPrefix(pattern, "/") || !strings.HasPrefix(path, "/") {
		return 0
	}
	p, a := strings.Split(strings.Trim(pattern, "/"), "/"), strings.Split(strings.Trim(path, "/"), "/")
	n := min(len(p), len(a))
	if len(p) < len(a) && !anyPattern || len(p) > len(a) && !anyPath {
		return 0
	}
	same := 0
	for i := range n {
		x, y := p[len(p)-1-i], a[len(a)-1-i]
		switch {
		case x == y || x == "{$}" && y == "":
			same += 3
		case strings.HasPrefix(x, "{") && x != "{$}" && y != "":
			same += 2
		case strings.Contains(y, unknown) && fits(y, x):
			same++
		default:
			return 0
		}
	}
	return same
}

// fits says whether a part with unknown pieces can be another one.
func fits(part, whole string) bool {
	before, after, _ := strings.Cut(part, unknown)
	return strings.HasPrefix(whole, before) && strings.HasSuffix(whole, after[strings.LastIndex(after, unknown)+1:])
}
