package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/law"
)

// node is a function, a variable or constant of a package, or a part of a function
// that it only hands over: the Serve of a page, a hook.
type node struct {
	dir  string
	name string // Name or Type.Name; "" for a part
	kind kind
	file fileKind

	// What it names, by whether that comes whichever way it goes: false in branches
	// (if, switch, select, right of && and ||), after a way out that is no refusal, in
	// rows of tables.
	cites  map[law.ID]bool // constants of package law
	values map[string]bool // variables and constants of packages
	calls  map[string]bool // functions, but for those it only hands over

	says      map[law.ID]bool // clauses as strings, in tests
	addresses []address       // of pages, in tests
	opens     bool            // hands out an open installation
	deed      bool
}

type kind int

const (
	function kind = iota
	value
	part
)

type fileKind int

const (
	code fileKind = iota
	pageFile
	testFile
	demoFile
)

// graph is what the module's functions name.
type graph struct {
	m      *module
	nodes  map[string]*node
	routes []route
}

func (n *node) isTest() bool {
	return n.kind == function && n.file == testFile && !strings.Contains(n.name, ".") &&
		(strings.HasPrefix(n.name, "Test") || strings.HasPrefix(n.name, "Fuzz"))
}

// kindOf tells the pages of a package by the name of the file, and so what fills a
// demonstration.
func kindOf(rel string) fileKind {
	base, dir := path.Base(rel), "/"+path.Dir(rel)+"/"
	switch {
	case strings.HasSuffix(base, "_test.go"):
		return testFile
	case strings.HasSuffix(base, "_templ.go") || base == "pages.go" || strings.HasPrefix(base, "pages_") ||
		strings.HasPrefix(base, "page_") || strings.HasSuffix(base, "_page.go") || strings.Contains(dir, "/pages/"):
		return pageFile
	case strings.HasPrefix(base, "demo") && !strings.HasPrefix(path.Base(path.Dir(rel)), "demo"):
		return demoFile
	}
	return code
}

// readModule reads every declaration of the module.
func readModule(m *module, root string, known map[law.ID]bool) (*graph, error) {
	units, err := m.units()
	if err != nil {
		return nil, err
	}
	g := &graph{m: m, nodes: map[string]*node{}}
	for _, u := range units {
		if u.dir == lawDir {
			continue
		}
		for _, f := range u.files {
			rel, err := filepath.Rel(root, m.fset.Position(f.Package).Filename)
			if err != nil {
				return nil, err
			}
			r := &reading{g: g, u: u, file: kindOf(filepath.ToSlash(rel)), known: known}
			for _, d := range f.Decls {
				r.declaration(d)
			}
		}
	}
	return g, nil
}

const lawDir = "base/law"

// reading goes through one file.
type reading struct {
	g     *graph
	u     *unit
	file  fileKind
	known map[law.ID]bool
	local map[types.Object]ast.Expr
	// within is set inside a function, sometimes inside a branch or a row of a table.
	within, sometimes bool
}

func (r *reading) node(key, name string, k kind) *node {
	n := &node{dir: r.u.dir, name: name, kind: k, file: r.file,
		cites: map[law.ID]bool{}, says: map[law.ID]bool{}, values: map[string]bool{}, calls: map[string]bool{}}
	r.g.nodes[key] = n
	return n
}

func (r *reading) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		f, ok := r.u.info.Defs[d.Name].(*types.Func)
		if !ok || d.Name.Name == "init" || d.Name.Name == "_" {
			return
		}
		n := r.node(f.FullName(), funcName(d), function)
		n.opens = r.file == testFile && !n.isTest() && opens(f.Signature(), true) || r.file != testFile && opens(f.Signature(), false)
		r.local, r.within = r.locals(d), true
		r.walk(d, n, n)
	case *ast.GenDecl:
		for _, s := range d.Specs {
			v, ok := s.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range v.Names {
				o := r.u.info.Defs[name]
				if o == nil || name.Name == "_" {
					continue
				}
				n := r.node(objectKey(o), name.Name, value)
				n.deed = isNamed(o.Type(), "/kit/act", "Deed")
				r.local, r.within = nil, false
				if len(v.Values) == len(v.Names) {
					r.walk(v.Values[i], n, n)
				} else {
					r.walk(v, n, n)
				}
			}
		}
	}
}

func objectKey(o types.Object) string { return o.Pkg().Path() + "." + o.Name() }

// walk notes what a piece of source names. What it cites is owner's; what it calls
// is from's, which is another one within a function that is only handed over.
func (r *reading) walk(x ast.Node, owner, from *node) {
	if x == nil {
		return
	}
	ast.Inspect(x, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.Ident:
			r.name(x, owner, from)
		case *ast.BasicLit:
			if s, err := strconv.Unquote(x.Value); err == nil && r.file == testFile && x.Kind == token.STRING {
				for part := range strings.SplitSeq(s, ",") {
					if r.known[law.ID(part)] {
						owner.says[law.ID(part)] = true
					}
				}
			}
		case *ast.FuncLit:
			was := r.within
			r.within = true
			r.walk(x.Body, owner, from)
			r.within = was
			return false
		case *ast.IfStmt:
			if x.Init != nil {
				r.walk(x.Init, owner, from)
			}
			r.walk(x.Cond, owner, from)
			r.branch(owner, from, x.Body)
			if x.Else != nil {
				r.branch(owner, from, x.Else)
			}
			return false
		case *ast.BlockStmt:
			was := r.sometimes
			for _, s := range x.List {
				r.walk(s, owner, from)
				r.sometimes = r.sometimes || ends(s)
			}
			r.sometimes = was
			return false
		case *ast.CaseClause:
			r.branch(owner, from, list(x.List)...)
			r.branch(owner, from, list(x.Body)...)
			return false
		case *ast.CommClause:
			r.branch(owner, from, list(x.Body)...)
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				r.walk(x.X, owner, from)
				r.branch(owner, from, x.Y)
				return false
			}
		case *ast.CompositeLit:
			return r.composite(x, owner, from)
		case *ast.AssignStmt:
			return r.assign(x, owner, from)
		case *ast.CallExpr:
			if r.file == testFile {
				r.request(x, from)
			} else if isPage(r.u.info.TypeOf(x)) && slices.ContainsFunc(x.Args, r.isFunc) {
				r.pageCall(x, owner)
				r.walk(x.Fun, owner, from)
				for _, a := range x.Args {
					if !r.isFunc(a) {
						r.walk(a, owner, from)
					}
				}
				return false
			}
		}
		return true
	})
}

func list[N ast.Node](all []N) []ast.Node {
	out := make([]ast.Node, len(all))
	for i, x := range all {
		out[i] = x
	}
	return out
}

// ends says whether a statement may leave its block without an error, so that what
// comes after it is done only sometimes. A refusal is no such end: whoever goes the
// usual way passes it.
func ends(s ast.Stmt) bool {
	f, ok := s.(*ast.IfStmt)
	if !ok || len(f.Body.List) == 0 {
		return false
	}
	switch last := f.Body.List[len(f.Body.List)-1].(type) {
	case *ast.BranchStmt:
		return true
	case *ast.ReturnStmt:
		if len(last.Results) == 0 {
			return true
		}
		id, ok := last.Results[len(last.Results)-1].(*ast.Ident)
		c, compares := f.Cond.(*ast.BinaryExpr)
		return ok && (id.Name == "nil" || id.Name == "true" || id.Name == "false" || !compares || c.Op != token.NEQ)
	}
	return false
}

// branch walks what is done only sometimes.
func (r *reading) branch(owner, from *node, all ...ast.Node) {
	was := r.sometimes
	r.sometimes = true
	for _, x := range all {
		r.walk(x, owner, from)
	}
	r.sometimes = was
}

// assign keeps apart a function that is put into a field.
func (r *reading) assign(x *ast.AssignStmt, owner, from *node) bool {
	if r.file == testFile || len(x.Lhs) != len(x.Rhs) {
		return true
	}
	for i, to := range x.Lhs {
		r.walk(to, owner, from)
		if _, field := to.(*ast.SelectorExpr); field && r.isFunc(x.Rhs[i]) {
			r.part(x.Rhs[i], owner)
		} else {
			r.walk(x.Rhs[i], owner, from)
		}
	}
	return false
}

func add[K comparable](set map[K]bool, k K, always bool) { set[k] = set[k] || always }

func (r *reading) name(x *ast.Ident, owner, from *node) {
	switch o := r.u.info.Uses[x].(type) {
	case *types.Const:
		if o.Pkg() == nil || o.Parent() != o.Pkg().Scope() {
			return
		}
		if o.Pkg().Path() == r.g.m.importPath(lawDir) {
			if o.Val().Kind() == constant.String && r.known[law.ID(constant.StringVal(o.Val()))] {
				id := law.ID(constant.StringVal(o.Val()))
				add(owner.cites, id, owner == from && !r.sometimes)
				add(from.cites, id, !r.sometimes)
			}
		} else if r.own(o) {
			add(owner.values, objectKey(o), owner == from && !r.sometimes)
			add(from.values, objectKey(o), !r.sometimes)
		}
	case *types.Var:
		if r.own(o) && o.Parent() == o.Pkg().Scope() {
			add(owner.values, objectKey(o), owner == from && !r.sometimes)
			add(from.values, objectKey(o), !r.sometimes)
		}
	case *types.Func:
		if r.own(o) {
			add(from.calls, o.Origin().FullName(), !r.sometimes)
		}
	}
}

func (r *reading) own(o types.Object) bool {
	if o.Pkg() == nil {
		return false
	}
	_, own := r.g.m.below(strings.TrimSuffix(o.Pkg().Path(), "_test"))
	return own
}

func (r *reading) isFunc(x ast.Expr) bool {
	t := r.u.info.TypeOf(x)
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// composite keeps apart the functions that are put into a struct within a function:
// whoever fills it does not call them. The body of a deed is the deed's own. A row
// of a table is like a branch: of a map anywhere, of a list that stands outside
// functions; a list of words is no table.
func (r *reading) composite(x *ast.CompositeLit, owner, from *node) bool {
	t := r.u.info.TypeOf(x)
	if r.file == testFile {
		return true
	}
	if r.isTable(t) && len(x.Elts) > 1 {
		r.branch(owner, from, list(x.Elts)...)
		return false
	}
	if !r.within || !isStruct(t) || isNamed(t, "/kit/act", "Spec") {
		return true
	}
	if isPage(t) {
		r.pageLiteral(x, owner)
	}
	for _, e := range x.Elts {
		v := e
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			v = kv.Value
		}
		switch {
		case !r.isFunc(v):
			r.walk(v, owner, from)
		case !isPage(t):
			r.part(v, owner)
		}
	}
	return false
}

func (r *reading) isTable(t types.Type) bool {
	var row types.Type
	switch t := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Slice:
		row = t.Elem()
	case *types.Array:
		row = t.Elem()
	default:
		return false
	}
	b, word := row.Underlying().(*types.Basic)
	return !r.within && !(word && b.Kind() == types.String)
}

// part makes a node of its own of a function that is handed over.
func (r *reading) part(v ast.Expr, owner *node) string {
	key := "part " + r.g.m.fset.Position(v.Pos()).String()
	n, was := r.node(key, "", part), r.sometimes
	r.sometimes = false
	r.walk(v, owner, n)
	r.sometimes = was
	return key
}

// funcName is Name, or Type.Name for a method.
func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
			continue
		case *ast.IndexExpr:
			t = x.X
			continue
		case *ast.IndexListExpr:
			t = x.X
			continue
		case *ast.Ident:
			return x.Name + "." + f.Name.Name
		}
		return f.Name.Name
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
