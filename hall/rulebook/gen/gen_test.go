package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/rulebooks"
)

func TestTheGeneratedFilesAreUpToDate(t *testing.T) {
	stale, err := run(true)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range stale {
		t.Errorf("%s is out of date: go run ./hall/rulebook/gen", f)
	}
}

func TestConstantsAreTheClausesOfTheBook(t *testing.T) {
	b, err := rulebook.Load(rulebooks.Default)
	if err != nil {
		t.Fatal(err)
	}
	var ids []law.ID
	for _, c := range b.Cards() {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, law.Clauses()) {
		t.Error("law.Clauses and the book differ")
	}
	if !slices.Contains(law.National(), law.DAT22Box) || slices.Contains(law.National(), law.ArchiveFonds) {
		t.Errorf("national: %v", law.National())
	}
	if constName("archive.box.single_class") != "ArchiveBoxSingleClass" {
		t.Error(constName("archive.box.single_class"))
	}
}

// small is the module under testdata, which has one case of everything.
func small(t *testing.T) map[law.ID]rulebook.Evidence {
	t.Helper()
	names := map[string]law.ID{}
	for _, id := range []law.ID{"basis", "body", "branch", "deep", "far", "late", "row_a", "row_b", "list", "hook", "page", "port", "set_up", "demo", "once", "told"} {
		names[string(id)] = "a." + id
	}
	got, err := scan("testdata/module", names, nil)
	if err != nil {
		t.Fatal(err)
	}
	var m map[law.ID]rulebook.Evidence
	if err := json.Unmarshal(got, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestFunctionsRestOnWhatTheyName(t *testing.T) {
	m := small(t)
	for id, want := range map[law.ID][]string{
		"a.basis":  {"room/box.Room.Lend"}, // through the deed
		"a.body":   {"room/box.Room.Lend"},
		"a.branch": {"room/box.Room.Lend"},
		"a.deep":   {"room/box.deep", "room/box/letter.Write"},
		"a.far":    {"room/box.deep"},
		"a.late":   {"room/box/letter.Write"},
		"a.row_a":  {"room/box.Row"}, // through the table
		"a.list":   {"room/box.Pick"},
		"a.hook":   {"room/box.Open"},
		"a.port":   {"room/box.porter.Carry"},
		"a.page":   {},
		"a.demo":   {},
		"a.once":   {"room/box.Once.Do"},
		"a.told":   {},
	} {
		if !slices.Equal(m[id].Functions, want) {
			t.Errorf("%s: %q, want %q", id, m[id].Functions, want)
		}
	}
	if pages := m["a.page"].Pages; !slices.Equal(pages, []string{"room/box.Room.show"}) {
		t.Errorf("pages: %q", pages)
	}
}

func TestTestsExerciseWhatTheyComeTo(t *testing.T) {
	m := small(t)
	const box = "room/box.Test"
	lend := []string{"app.TestLendsInTheDemonstration", box + "ByPage", box + "Lend", box + "NamesABranch"}
	for id, want := range map[law.ID][]string{
		"a.basis": lend, // TestOnlySetUp lends as well, TestLooks only looks
		"a.body":  lend,
		// A test that calls Lend itself may mean the branch, unless it names another
		// one of its clauses; one that sends a form does not.
		"a.branch": {"app.TestLendsInTheDemonstration", box + "Lend", box + "NamesABranch"},
		// letter is not imported by app: its tests answer for box alone.
		"a.deep":   {"app.TestLendsInTheDemonstration", "room/box.FuzzWithin", box + "ByPage", box + "Lend", box + "NamesABranch", box + "Within"},
		"a.far":    {"room/box.FuzzWithin", box + "Within"},
		"a.late":   {},
		"a.row_a":  {box + "Row"}, // TestPicks does not say which row
		"a.row_b":  {box + "PicksByName", box + "Row"},
		"a.list":   {box + "Picks", box + "PicksByName"},
		"a.hook":   {},
		"a.port":   {},
		"a.demo":   {},
		"a.page":   {},
		"a.once":   {box + "Generic"},
		"a.set_up": {"room/shelf.TestFound", "room/shelf.TestNames"},
		"a.told":   {box + "NamesWhatItNeverReaches"},
	} {
		if !slices.Equal(m[id].Tests, want) {
			t.Errorf("%s:\n%q, want\n%q", id, m[id].Tests, want)
		}
	}
}

func TestASourceThatDoesNotCompileIsNotPassedOver(t *testing.T) {
	for name, text := range map[string]string{"not Go": "package", "an unknown clause": "package law\n\nvar x = Unknown\n"} {
		root := t.TempDir()
		if err := os.CopyFS(root, os.DirFS("testdata/module")); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, "base/law/broken.go"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := scan(root, nil, nil); err == nil {
			t.Errorf("%s was passed over", name)
		}
		// What is about to be written counts, not what is there.
		if _, err := scan(root, nil, map[string][]byte{"base/law/broken.go": []byte("package law\n")}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAddressesFindTheirPages(t *testing.T) {
	near := map[string]bool{"room/box": true}
	var routes []route
	for _, p := range []string{"GET /boxes", "GET /boxes/new", "GET /boxes/{id}", "POST /boxes/{id}/lend", "GET " + unknown + "/shelves", "GET /{$}"} {
		method, pattern, _ := strings.Cut(p, " ")
		routes = append(routes, route{"room/box", method, pattern, p})
	}
	routes = append(routes, route{"room/other", "GET", "/others", "of a package far away"})
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/boxes", "GET /boxes"},
		{"GET", "/boxes?page=2", "GET /boxes"},
		{"GET", "/boxes/new", "GET /boxes/new"},
		{"GET", "/boxes/7", "GET /boxes/{id}"},
		{"GET", "/boxes/" + unknown, "GET /boxes/{id}"},
		{"POST", "/boxes/7", ""},
		{"", "/boxes/7/lend", "POST /boxes/{id}/lend"},
		{"POST", unknown + "/lend", "POST /boxes/{id}/lend"},
		{"GET", "/any/shelves", "GET " + unknown + "/shelves"},
		{"GET", "http://127.0.0.1:8080/boxes", "GET /boxes"},
		{"GET", "/", "GET /{$}"},
		{"GET", unknown, ""},
		{"GET", "/boxes/7/8", ""},
		{"GET", "/others", ""},
	} {
		got := ""
		for _, r := range asked(routes, near, address{c.method, c.path}) {
			got += r.serve
		}
		if got != c.want {
			t.Errorf("%s %q: %q, want %q", c.method, c.path, got, c.want)
		}
	}
	if got := verbs("/a/%d/b-%05.2f%%"); got != "/a/"+unknown+"/b-"+unknown+"%" {
		t.Errorf("%q", got)
	}
}
