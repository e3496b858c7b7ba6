package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// module is the whole source, parsed; its packages are checked when asked for.
type module struct {
	path     string // of go.mod
	fset     *token.FileSet
	packages map[string]*parsed // by folder below the root, "." for the root itself
	outside  types.Importer
	checked  map[string]*unit
}

// parsed is one folder: the package, its tests within, its tests from outside.
type parsed struct {
	dir                  string
	files, inside, xtest []*ast.File
}

// unit is something that was checked: a package with its tests within, or the
// tests from outside.
type unit struct {
	dir   string
	files []*ast.File
	info  *types.Info
	pkg   *types.Package
}

// openModule parses every Go file below root that a build on Linux takes. A file
// in replaced (by its path below the root) is taken from there instead.
func openModule(root string, replaced map[string][]byte) (*module, error) {
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	m := &module{path: modfile.ModulePath(b), fset: token.NewFileSet(), packages: map[string]*parsed{}, checked: map[string]*unit{}}
	on := build.Default
	on.GOOS, on.CgoEnabled = "linux", false
	err = filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if e.IsDir() {
			if rel != "." && (strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "_") || e.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") {
			return nil
		}
		if ok, err := on.MatchFile(filepath.Dir(file), e.Name()); err != nil || !ok {
			return err
		}
		var source any
		if b, ok := replaced[rel]; ok {
			source = b
		}
		f, err := parser.ParseFile(m.fset, file, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(rel)
		p := m.packages[dir]
		if p == nil {
			p = &parsed{dir: dir}
			m.packages[dir] = p
		}
		switch {
		case !strings.HasSuffix(rel, "_test.go"):
			p.files = append(p.files, f)
		case strings.HasSuffix(f.Name.Name, "_test"):
			p.xtest = append(p.xtest, f)
		default:
			p.inside = append(p.inside, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	m.outside, err = m.exports(root)
	return m, err
}

// exports has the toolchain say where it keeps what packages outside the module
// declare; only what no build has made yet is compiled.
func (m *module) exports(root string) (types.Importer, error) {
	need := map[string]bool{}
	for _, p := range m.packages {
		for _, f := range slices.Concat(p.files, p.inside, p.xtest) {
			for _, i := range f.Imports {
				if at, err := strconv.Unquote(i.Path.Value); err == nil && at != "unsafe" && at != "C" {
					if _, own := m.below(at); !own {
						need[at] = true
					}
				}
			}
		}
	}
	args := []string{"list", "-export", "-f", "{{.ImportPath}}\t{{.Export}}", "--"}
	for at := range need {
		args = append(args, at)
	}
	files := map[string]string{}
	if len(need) > 0 {
		slices.Sort(args[5:])
		cmd := exec.Command("go", args...)
		cmd.Dir, cmd.Env = root, append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0")
		var said bytes.Buffer
		cmd.Stderr = &said
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list: %w: %s", err, said.String())
		}
		for line := range strings.Lines(string(out)) {
			at, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
			files[at] = file
		}
	}
	return importer.ForCompiler(m.fset, "gc", func(at string) (io.ReadCloser, error) {
		if files[at] == "" {
			return nil, fmt.Errorf("no export data of %s", at)
		}
		return os.Open(files[at])
	}), nil
}

// below says whether an import is of this module, and its folder.
func (m *module) below(at string) (dir string, own bool) {
	if at == m.path {
		return ".", true
	}
	return strings.CutPrefix(at, m.path+"/")
}

func (m *module) importPath(dir string) string {
	if dir == "." {
		return m.path
	}
	return m.path + "/" + dir
}

// uses says whether the package in a folder imports, however far, another one.
func (m *module) uses(dir, other string, seen map[string]bool) bool {
	if dir == other {
		return true
	}
	if seen[dir] || m.packages[dir] == nil {
		return false
	}
	seen[dir] = true
	return slices.ContainsFunc(m.imports(m.packages[dir].files), func(next string) bool { return m.uses(next, other, seen) })
}

// imports lists the folders of the module that files import.
func (m *module) imports(files []*ast.File) []string {
	var dirs []string
	for _, f := range files {
		for _, i := range f.Imports {
			if at, err := strconv.Unquote(i.Path.Value); err == nil {
				if dir, own := m.below(at); own && !slices.Contains(dirs, dir) {
					dirs = append(dirs, dir)
				}
			}
		}
	}
	return dirs
}

// world resolves imports for one package and its tests: whatever imports that
// package sees it with the tests within, as the toolchain has it.
type world struct {
	m      *module
	around string // folder of the package under test; "" to see all without tests
}

// Import implements types.Importer.
func (w world) Import(at string) (*types.Package, error) {
	dir, own := w.m.below(at)
	if !own {
		return w.m.outside.Import(at)
	}
	u, err := w.unit(dir)
	if err != nil {
		return nil, err
	}
	return u.pkg, nil
}

// unit checks the package in a folder, once for every world that sees it in its
// own way. Bodies are read in the package under test and where there is none.
func (w world) unit(dir string) (*unit, error) {
	if w.around != "" && !w.m.uses(dir, w.around, map[string]bool{}) {
		w.around = ""
	}
	key := dir + " " + w.around
	if u := w.m.checked[key]; u != nil {
		return u, nil
	}
	p := w.m.packages[dir]
	if p == nil {
		return nil, fmt.Errorf("no package in %s", dir)
	}
	files := p.files
	if dir == w.around {
		files = slices.Concat(p.files, p.inside)
	}
	u, err := w.check(w.m.importPath(dir), dir, files, w.around == "" || dir == w.around)
	if err == nil {
		w.m.checked[key] = u
	}
	return u, err
}

func (w world) check(at, dir string, files []*ast.File, bodies bool) (*unit, error) {
	u := &unit{dir: dir, files: files}
	if bodies {
		u.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	}
	conf := types.Config{Importer: w, IgnoreFuncBodies: !bodies}
	var err error
	u.pkg, err = conf.Check(at, w.m.fset, files, u.info)
	return u, err
}

// units checks every package with its tests, in the order of the folders.
func (m *module) units() ([]*unit, error) {
	var all []*unit
	for _, dir := range sortedKeys(m.packages) {
		p := m.packages[dir]
		w := world{m: m}
		if len(p.inside) > 0 {
			w.around = dir
		}
		if len(p.files)+len(p.inside) > 0 {
			u, err := w.unit(dir)
			if err != nil {
				return nil, err
			}
			all = append(all, u)
		}
		if len(p.xtest) > 0 {
			u, err := w.check(m.importPath(dir)+"_test", dir, p.xtest, true)
			if err != nil {
				return nil, err
			}
			all = append(all, u)
		}
	}
	return all, nil
}
