package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// shelves from left to right: imports go to the right only.
var shelves = []string{"cmd", "app", "room", "hall", "kit", "base"}

func shelf(dir string) int {
	first, _, _ := strings.Cut(dir, "/")
	return slices.Index(shelves, first)
}

func TestImportsGoToTheRight(t *testing.T) {
	aside := exceptions{
		"hall/rulebook -> rulebooks":     "the books are data, embedded; no code stands there",
		"hall/rulebook/gen -> rulebooks": "as above",
		"app -> rulebooks":               "as above",
		"hall/handbook -> docs/handbook": "the handbook is text, embedded where it is written",
		"cmd/lantai -> rulebooks":        "as above",
	}
	found := map[string]string{}
	for _, s := range sources(t) {
		from := shelf(s.dir)
		if from < 0 {
			continue // arch, docs, e2e and rulebooks stand beside the shelves
		}
		for _, i := range s.imports {
			to := shelf(i)
			if to < 0 || to < from {
				found[s.dir+" -> "+i] = "imports must go to the right: " + strings.Join(shelves, " → ")
			}
		}
	}
	aside.check(t, found)
}

func TestOnlyCmdImportsApp(t *testing.T) {
	for _, s := range sources(t) {
		for _, i := range s.imports {
			if i == "app" && shelf(s.dir) > 1 {
				t.Errorf("%s imports app", s.path)
			}
		}
	}
}

func TestRoomsDoNotKnowOneAnother(t *testing.T) {
	room := func(dir string) string {
		p := strings.Split(dir, "/")
		if len(p) < 2 || p[0] != "room" {
			return ""
		}
		return p[1]
	}
	for _, s := range sources(t) {
		from := room(s.dir)
		if from == "" {
			continue
		}
		for _, i := range s.imports {
			if to := room(i); to != "" && to != from {
				t.Errorf("%s imports room %s; use a reaction, a port, or put the fact lower", s.path, to)
			}
		}
	}
}

// pure are the packages of the archive room without input or output of their
// own: facts in, decision out. All other packages beneath it are sub-rooms.
var pure = []string{"code", "describe", "schedule", "arrange", "intake", "forms", "packet", "demoyear"}

func TestSubRoomsOfTheArchive(t *testing.T) {
	part := func(dir string) string {
		p, ok := strings.CutPrefix(dir, "room/archive/")
		if !ok {
			return ""
		}
		p, _, _ = strings.Cut(p, "/")
		return p
	}
	together := exceptions{}
	found := map[string]string{}
	for _, s := range sources(t) {
		from := part(s.dir)
		if from == "" {
			continue
		}
		for _, i := range s.imports {
			to := part(i)
			switch {
			case slices.Contains(pure, from) && (i == "kit/act" || i == "kit/db" || i == "room/archive") && !s.test:
				found[from+" -> "+i] = "is a pure package: it takes facts and gives decisions"
			case to == "" || to == from || slices.Contains(pure, to):
			default:
				found[from+" -> "+to] = "sub-rooms do not know one another"
			}
		}
	}
	together.check(t, found)
}

// halls in their queue: each may import those before it only.
var halls = []string{"council", "org", "calendar", "rulebook", "audit", "search", "notify", "flow", "today", "register", "handbook"}

func TestHallsStandInAQueue(t *testing.T) {
	hall := func(dir string) string {
		p := strings.Split(dir, "/")
		if len(p) < 2 || p[0] != "hall" {
			return ""
		}
		return p[1]
	}
	for _, s := range sources(t) {
		from := hall(s.dir)
		if from == "" {
			continue
		}
		at := slices.Index(halls, from)
		if at < 0 {
			t.Errorf("%s: hall %s has no place in the queue", s.path, from)
			continue
		}
		for _, i := range s.imports {
			to := hall(i)
			if to == "" || to == from {
				continue
			}
			if slices.Index(halls, to) > at {
				t.Errorf("%s imports hall %s, which stands behind it", s.path, to)
			}
			if from == "search" && !s.test {
				t.Errorf("%s imports hall %s; search needs none", s.path, to)
			}
		}
	}
}

func TestOnlyKitOpensDatabases(t *testing.T) {
	drivers := []string{"modernc.org/sqlite", "github.com/jackc/pgx", "github.com/pressly/goose"}
	for _, s := range sources(t) {
		if shelf(s.dir) == slices.Index(shelves, "kit") {
			continue
		}
		for _, i := range s.imports {
			if strings.HasPrefix(i, "kit/internal/") {
				t.Errorf("%s imports %s", s.path, i)
			}
		}
		for _, f := range s.foreign {
			for _, d := range drivers {
				if (f == d || strings.HasPrefix(f, d+"/")) && !s.test {
					t.Errorf("%s imports the driver %s", s.path, f)
				}
			}
		}
		if s.test {
			continue
		}
		ast.Inspect(s.syntax, func(n ast.Node) bool {
			if x, ok := n.(*ast.SelectorExpr); ok {
				if p, ok := x.X.(*ast.Ident); ok && p.Name == "sql" && (x.Sel.Name == "DB" || x.Sel.Name == "Open" || x.Sel.Name == "OpenDB" || x.Sel.Name == "Conn") {
					t.Errorf("%s names sql.%s: rooms read through the door's Reader and write in a deed", fset.Position(x.Pos()), x.Sel.Name)
				}
			}
			return true
		})
	}
}
