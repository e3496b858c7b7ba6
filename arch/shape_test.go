package arch

import (
	"fmt"
	"go/ast"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || s.made || s.syntax.Name.Name == "main" {
			continue
		}
		miss := func(n ast.Node, name string) {
			t.Errorf("%s: exported %s has no doc comment", fset.Position(n.Pos()), name)
		}
		for _, d := range s.syntax.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
					miss(d, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch x := spec.(type) {
					case *ast.TypeSpec:
						if x.Name.IsExported() && d.Doc == nil && x.Doc == nil && x.Comment == nil {
							miss(x, x.Name.Name)
						}
					case *ast.ValueSpec:
						for _, n := range x.Names {
							if n.IsExported() && d.Doc == nil && x.Doc == nil && x.Comment == nil {
								miss(x, n.Name)
							}
						}
					}
				}
			}
		}
	}
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := false
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !exported {
			exported = id.IsExported()
			return false
		}
		return true
	})
	return exported
}

func TestPackagesHaveADocComment(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			documented[s.dir] = documented[s.dir] || s.syntax.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s: no file says what the package is for", dir)
		}
	}
}

func TestPackageNames(t *testing.T) {
	vague := []string{"util", "utils", "common", "manager", "managers", "helper", "helpers", "misc", "shared", "lib", "core", "base", "types", "models"}
	for _, s := range sources(t) {
		if slices.Contains(vague, strings.TrimSuffix(s.syntax.Name.Name, "_test")) {
			t.Errorf("%s: package %s does not say what it holds", s.path, s.syntax.Name.Name)
		}
	}
}

const longest = 400 // lines of a file before it must say why it is one

func TestFilesStayReadable(t *testing.T) {
	long := exceptions{
		"room/archive/register/pages.go":        "the shelf of registers of one shape, their lists and forms",
		"room/archive/register/due.go":          "the due list from registration to arrears; wants cutting when it is next touched",
		"room/archive/register/entries.go":      "registers of one shape: training, books, budget, tasks",
		"room/archive/register/figures.go":      "every figure of the yearly summary with its source",
		"room/archive/custody/stocktake.go":     "one stock-taking from opening to its report",
		"room/archive/appraisal/pages_batch.go": "one page: an appraisal list, its rows and its steps",
		"room/archive/lending/pages_forms.go":   "the forms of one desk, which share their fields",
		"room/archive/pages_item.go":            "one page: an item with its files, history and relations",
		"room/archive/pages_items.go":           "one page: the list of items with its filters, columns and bulk acts",
		"room/archive/pages_mapping.go":         "one page: columns of a table put to fields, with its preview",
		"room/archive/pages_year.go":            "one page: the year from arranging to closing",
		"room/archive/deeds_pages.go":           "what only pages ask for: bulk acceptance, order, notes, calls",
		"room/archive/amend.go":                 "one deed: amending an item, filed or not, with what may not change",
		"room/archive/arranging.go":             "one deed: arranging a year",
		"room/archive/uploads.go":               "the life of an upload from its arrival to its batch",
		"kit/act/verify.go":                     "checkpoints, proofs and the one verification, which share their reading of the ledger",
		"room/archive/from_documents.go":        "one pipeline: folder, ZIP, sidecar table, spool",
		"room/archive/reads.go":                 "every read of the room in one place, so that its scopes are seen together",
		"room/archive/take.go":                  "one deed: taking a batch in",
		"hall/rulebook/gen/graph.go":            "one walk: which functions a test reaches, and what on the way counts",
		"hall/org/deeds.go":                     "every way to change people and accounts, next to one another",
	}
	found := map[string]string{}
	for _, s := range sources(t) {
		if !s.made && !s.test && s.lines > longest {
			found[s.path] = fmt.Sprintf("%d lines: is it still one subject? cut it, or say why not", s.lines)
		}
	}
	long.check(t, found)
}

var created = regexp.MustCompile(`(?i)CREATE\s+(?:VIRTUAL\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z0-9_]+)`)

// A table begins with the name of the room or hall that owns it.
func TestTablesBelongToTheirRoom(t *testing.T) {
	prefixes := map[string][]string{
		"kit/ledger": {"ledger_", "act_"}, // the ledger and the door's own counters
		"kit/job":    {"job_", "river_"},  // the queue brings its own names
	}
	seen := 0
	files(t, func(p string, _ fs.DirEntry) {
		dir := path.Dir(p)
		if path.Base(dir) != "schema" || path.Ext(p) != ".sql" || strings.Contains(p, "/testdata/") {
			return
		}
		own := path.Dir(dir)
		want := prefixes[own]
		if want == nil {
			part := strings.Split(own, "/")
			if len(part) < 2 {
				t.Errorf("%s: whose migration is this?", p)
				return
			}
			want = []string{part[1] + "_"}
		}
		b, err := os.ReadFile(filepath.Join("..", p))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range created.FindAllStringSubmatch(string(b), -1) {
			seen++
			if !slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(m[1], w) }) {
				t.Errorf("%s: table %s does not begin with %s", p, m[1], strings.Join(want, " or "))
			}
		}
	})
	if seen < 10 {
		t.Fatalf("only %d tables were found: the test does not see the migrations", seen)
	}
}

// The words are put together here so that this file does not contain them.
var unwanted = []struct {
	what string
	re   *regexp.Regexp
}{
	{"a place on somebody's machine", regexp.MustCompile(`(^|[^\w.])/(wo` + `rk|ro` + `ot|ho` + `me/[a-z]+)/|/t` + `mp/[a-z]`)},
	{"a package host", regexp.MustCompile(`(?i)proxy\.go` + `lang\.org|sum\.go` + `lang\.org|registry\.np` + `mjs|deb\.deb` + `ian\.org|GOP` + `ROXY=|goproxy\.(cn|io)`)},
	{"something unfinished", regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)},
	{"panic for later", regexp.MustCompile(`(?i)panic\("(not imp` + `lemented|unr` + `eachable)`)},
}

func TestNothingUnwantedIsWritten(t *testing.T) {
	files(t, func(p string, d fs.DirEntry) {
		info, err := d.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > 4<<20 || p == "go.sum" || strings.HasSuffix(p, ".gz") {
			return
		}
		b, err := os.ReadFile(filepath.Join("..", p))
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(b) {
			return
		}
		for n, line := range strings.Split(string(b), "\n") {
			for _, u := range unwanted {
				if m := u.re.FindString(line); m != "" {
					t.Errorf("%s:%d: %s: %q", p, n+1, u.what, m)
				}
			}
		}
	})
}

// Every migration file has a name that Assemble accepts and begins with a step up.
func TestMigrationFiles(t *testing.T) {
	shape := regexp.MustCompile(`^\d{3}_[a-z0-9_]+(\.(sqlite|postgres))?\.sql$`)
	files(t, func(p string, _ fs.DirEntry) {
		if path.Base(path.Dir(p)) != "schema" || strings.Contains(p, "/testdata/") {
			return
		}
		b, err := os.ReadFile(filepath.Join("..", p))
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case !shape.MatchString(path.Base(p)):
			t.Errorf("%s: name is not NNN_name[.sqlite|.postgres].sql", p)
		case !strings.HasPrefix(string(b), "-- +goose Up\n"):
			t.Errorf("%s does not begin with “-- +goose Up”", p)
		}
	})
}
