package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
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

func TestScan(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("room/box/rules.go", "package box\nimport \"lantai.internal/base/law\"\n"+
		"var rules = []law.ID{law.ArchiveFonds}\n"+
		"type T[K any] struct{}\n"+
		"func (t *T[K]) Pack() law.ID { _ = rules; return law.ArchiveBoxSingleClass }\n"+
		"func caller() { _ = new(T[int]).Pack() }\n")
	write("room/box/runs_test.go", "package box\nimport \"testing\"\nfunc TestRuns(t *testing.T) { new(T[int]).Pack() }\nfunc TestPasses(t *testing.T) { caller() }\n")
	write("room/box/pages.go", "package box\nimport clause \"lantai.internal/base/law\"\nfunc Show() clause.ID { return clause.ArchiveBoxSingleClass }\n")
	write("room/box/rules_test.go", "package box\nimport \"testing\"\n"+
		"func helper() string { return \"archive.box.single_class\" }\n"+
		"func TestPack(t *testing.T) { helper(); rules = nil }\nfunc TestOther(t *testing.T) {}\n"+
		"func BenchmarkPack(b *testing.B) { helper() }\n")
	write("room/box/text.go", "package box\nconst name = \"archive.box.single_class\"\nfunc law() string { return name }\n")
	write("kit/web/site_test.go", "package web\nimport \"testing\"\nfunc TestPages(t *testing.T) { _ = \"archive.box.single_class\" }\n")
	write("room/box/testdata/bad.go", "not Go")
	write(".cache/bad.go", "not Go")
	got, err := scan(root, map[string]law.ID{"ArchiveFonds": law.ArchiveFonds, "ArchiveBoxSingleClass": law.ArchiveBoxSingleClass}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var m map[law.ID]rulebook.Evidence
	if err := json.Unmarshal(got, &m); err != nil {
		t.Fatal(err)
	}
	e := m[law.ArchiveBoxSingleClass]
	if !slices.Equal(e.Functions, []string{"room/box.T.Pack"}) || !slices.Equal(e.Tests, []string{"room/box.TestPack", "room/box.TestRuns"}) || !slices.Equal(e.Pages, []string{"room/box.Show"}) {
		t.Errorf("archive.box.single_class: %+v", e)
	}
	e = m[law.ArchiveFonds]
	if !slices.Equal(e.Functions, []string{"room/box.T.Pack"}) || !slices.Equal(e.Tests, []string{"room/box.TestRuns"}) {
		t.Errorf("archive.fonds: %+v", e)
	}
	write("room/box/broken.go", "package")
	if _, err := scan(root, nil, nil); err == nil {
		t.Error("a file that is not Go was passed over")
	}
}
