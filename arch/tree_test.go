package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const house = "lantai.internal"

// source is one Go file of the repository.
type source struct {
	path    string // from the root, with slashes
	dir     string
	test    bool
	made    bool // generated
	lines   int
	text    string
	syntax  *ast.File
	imports []string // packages of this module, from the root ("kit/db")
	foreign []string // all others
}

var fset = token.NewFileSet()

// skipped are folders that are no part of the source: what the program and the
// tools leave behind.
var skipped = map[string]bool{".git": true, "demo-data": true, "node_modules": true}

// files calls fn for every file of the repository.
func files(t *testing.T, fn func(path string, d fs.DirEntry)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(".."), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped[d.Name()]:
			return fs.SkipDir
		case d.Type().IsRegular() && d.Name() != ".git":
			fn(p, d)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var load = sync.OnceValues(func() ([]source, error) {
	var out []source
	err := fs.WalkDir(os.DirFS(".."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (skipped[d.Name()] || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		b, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(p)))
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, p, b, parser.ParseComments)
		if err != nil {
			return err
		}
		s := source{path: p, dir: path.Dir(p), test: strings.HasSuffix(p, "_test.go"), made: ast.IsGenerated(f),
			lines: strings.Count(string(b), "\n"), text: string(b), syntax: f}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if in, ours := strings.CutPrefix(name, house+"/"); ours {
				s.imports = append(s.imports, in)
			} else {
				s.foreign = append(s.foreign, name)
			}
		}
		out = append(out, s)
		return nil
	})
	return out, err
})

// sources gives every Go file of the repository, parsed once.
func sources(t *testing.T) []source {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(s) < 100 {
		t.Fatalf("only %d Go files were found: the test does not see the repository", len(s))
	}
	return s
}

// exceptions are places where a rule does not hold, each with its reason.
type exceptions map[string]string

// check reports what the rule found and the exceptions that nothing needs.
func (e exceptions) check(t *testing.T, found map[string]string) {
	t.Helper()
	for where, what := range found {
		if e[where] == "" {
			t.Errorf("%s: %s", where, what)
		}
	}
	for where := range e {
		if found[where] == "" {
			t.Errorf("%s: the exception is no longer needed", where)
		}
	}
}
