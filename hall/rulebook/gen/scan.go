package main

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// decl is one top-level declaration: what it cites and which other names of its
// package it uses.
type decl struct {
	name  string
	fn    bool
	test  bool // stands in a test file
	page  bool
	cites map[law.ID]bool
	uses  map[string]bool
}

// scan reads every Go file below root and says which functions, tests and pages
// rest on which clause. A function rests on the clauses it names by a constant of
// package law, itself or through constants and variables of its package. A test
// exercises those that it, or its helpers in the test files, name by constant or
// as a string, and those of the exported functions of its package that it runs.
func scan(root string, names map[string]law.ID) ([]byte, error) {
	packages := map[string][]decl{}
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if e.IsDir() {
			if rel != "." && (strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "_") || e.Name() == "testdata") ||
				rel == "base/law" || rel == "hall/rulebook/gen" {
				return filepath.SkipDir
			}
			return nil
		}
		// The tests of the rule book itself name clauses as samples, and so do those of
		// kit, which knows nothing of bureaus.
		sample := path.Dir(rel) == "hall/rulebook" || strings.HasPrefix(rel, "kit/")
		if !strings.HasSuffix(rel, ".go") || sample && strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		decls, err := readFile(file, rel, names)
		dir := path.Dir(rel)
		packages[dir] = append(packages[dir], decls...)
		return err
	})
	if err != nil {
		return nil, err
	}
	found := map[law.ID]*rulebook.Evidence{}
	for dir, decls := range packages {
		gather(dir, decls, found)
	}
	for _, e := range found {
		for _, list := range []*[]string{&e.Functions, &e.Tests, &e.Pages} {
			slices.Sort(*list)
			*list = slices.Compact(*list)
		}
	}
	return encode(found)
}

func encode(found map[law.ID]*rulebook.Evidence) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{")
	for i, id := range slices.Sorted(maps.Keys(found)) {
		if i > 0 {
			b.WriteString(",")
		}
		e := found[id]
		for _, list := range []*[]string{&e.Functions, &e.Tests, &e.Pages} {
			if *list == nil {
				*list = []string{}
			}
		}
		line, err := json.Marshal(e)
		if err != nil {
			return nil, err
		}
		b.WriteString("\n" + strconv.Quote(string(id)) + ": ")
		b.Write(line)
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

func readFile(file, rel string, names map[string]law.ID) ([]decl, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	lawName := ""
	for _, i := range f.Imports {
		if i.Path.Value == `"lantai.internal/base/law"` {
			lawName = "law"
			if i.Name != nil {
				lawName = i.Name.Name
			}
		}
	}
	known := map[law.ID]bool{}
	for _, id := range names {
		known[id] = true
	}
	test := strings.HasSuffix(rel, "_test.go")
	base := path.Base(rel)
	page := !test && (strings.HasSuffix(base, "_templ.go") || base == "pages.go" || strings.HasPrefix(base, "pages_") ||
		strings.HasPrefix(base, "page_") || strings.HasSuffix(base, "_page.go") || strings.Contains("/"+path.Dir(rel)+"/", "/pages/"))
	read := func(name string, fn bool, n ast.Node) decl {
		d := decl{name: name, fn: fn, test: test, page: page, cites: map[law.ID]bool{}, uses: map[string]bool{}}
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && lawName != "" && x.Name == lawName {
					if id, ok := names[n.Sel.Name]; ok {
						d.cites[id] = true
					}
				}
			case *ast.Ident:
				d.uses[n.Name] = true
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && test && n.Kind == token.STRING && known[law.ID(s)] {
					d.cites[law.ID(s)] = true
				}
			}
			return true
		})
		return d
	}
	var decls []decl
	for _, x := range f.Decls {
		switch x := x.(type) {
		case *ast.FuncDecl:
			decls = append(decls, read(funcName(x), true, x))
		case *ast.GenDecl:
			for _, s := range x.Specs {
				if v, ok := s.(*ast.ValueSpec); ok {
					for _, n := range v.Names {
						decls = append(decls, read(n.Name, false, v))
					}
				}
			}
		}
	}
	return decls, nil
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

// gather follows the names within one package and adds what it finds.
func gather(dir string, decls []decl, found map[law.ID]*rulebook.Evidence) {
	at := map[string][]int{}
	for i, d := range decls {
		short := d.name[strings.LastIndex(d.name, ".")+1:]
		at[short] = append(at[short], i)
	}
	// follow says whether what d uses counts as d's own: values for code, and for
	// tests everything in the test files and the exported functions they run.
	follow := func(from, to decl) bool {
		if from.test && !to.test {
			return to.fn && !to.page && ast.IsExported(to.name[strings.LastIndex(to.name, ".")+1:])
		}
		return to.test == from.test && (from.test || !to.fn)
	}
	for i, d := range decls {
		isTest := d.test && d.fn && (strings.HasPrefix(d.name, "Test") || strings.HasPrefix(d.name, "Fuzz"))
		if !d.fn || (d.test && !isTest) || (!d.test && d.name == "init") {
			continue
		}
		cites := maps.Clone(d.cites)
		seen, queue := map[int]bool{i: true}, []int{i}
		for len(queue) > 0 {
			from := decls[queue[0]]
			queue = queue[1:]
			for use := range from.uses {
				for _, j := range at[use] {
					if !seen[j] && follow(from, decls[j]) {
						seen[j] = true
						queue = append(queue, j)
						maps.Copy(cites, decls[j].cites)
					}
				}
			}
		}
		for id := range cites {
			e := found[id]
			if e == nil {
				e = &rulebook.Evidence{}
				found[id] = e
			}
			name := dir + "." + d.name
			switch {
			case d.test:
				e.Tests = append(e.Tests, name)
			case d.page:
				e.Pages = append(e.Pages, name)
			default:
				e.Functions = append(e.Functions, name)
			}
		}
	}
}
