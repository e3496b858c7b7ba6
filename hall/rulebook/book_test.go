package rulebook

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/rulebooks"
)

func load(t *testing.T, name string) *Book {
	t.Helper()
	b, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheBooksAreSound(t *testing.T) {
	names := rulebooks.Names()
	if !slices.Equal(names, []string{rulebooks.Example, rulebooks.Default}) {
		t.Fatalf("books: %v", names)
	}
	for _, name := range names {
		for _, d := range Check(load(t, name)) {
			t.Errorf("%s: %s", name, d.line())
		}
	}
}

func TestTheBureausBook(t *testing.T) {
	b := load(t, rulebooks.Default)
	if n := len(b.Cards()); n != 627 {
		t.Errorf("%d clauses, want 627", n)
	}
	carried := map[string]int{}
	for _, c := range b.Cards() {
		prefix, _, _ := strings.Cut(string(c.ID), ".")
		if c.Carried {
			carried[prefix]++
		} else if slices.Contains([]string{"0", "00", "1", "2"}, c.Chapter) || prefix == "ab" {
			t.Errorf("%s has no card", c.ID)
		}
	}
	for prefix, want := range map[string]int{"archive": 49, "common": 7, "toc": 8, "rep": 26, "att": 8, "travel": 26, "leave": 47, "ab": 11,
		"gov": 26, "pro": 23, "foi": 108, "sec": 28, "ann": 17, "post": 2, "unit": 13, "promise": 13, "first": 14, "once": 9, "limit": 6,
		"duty": 49, "mtg": 103, "study": 26, "research": 8} {
		if carried[prefix] != want {
			t.Errorf("%d cards of %s, want %d", carried[prefix], prefix, want)
		}
	}
	inferred := 0
	for _, c := range b.Cards() {
		if c.Inferred {
			inferred++
		}
	}
	if inferred != 31 {
		t.Errorf("%d inferred clauses, want 31", inferred)
	}
	if len(b.Units) != 9 || b.Units[0].Code != "BGS" || b.Units[0].Name != "办公室" {
		t.Errorf("units: %+v", b.Units)
	}
	for given, code := range map[string]string{"财务科": "BGS", "经济运行科": "GHFZK", "重庆市綦江区粮油质量检测站": "JCZ", "ZGK": "ZGK"} {
		if u, ok := b.Unit(given); !ok || u.Code != code {
			t.Errorf("unit %s: %+v", given, u)
		}
	}
	for _, none := range []string{"", "宣传科"} {
		if u, ok := b.Unit(none); ok {
			t.Errorf("unit %q is %+v", none, u)
		}
	}
	items, boxes := 0, 0
	for _, c := range b.Archive.ClosedYear {
		items, boxes = items+c.Items, boxes+c.Boxes
		for name, n := range map[string]int{"items": c.Items, "boxes": c.Boxes} {
			if p, ok := b.Param(c.Clause, name); !ok {
				t.Errorf("%s has no parameter %s", c.Clause, name)
			} else if v, _ := p.Int(); v != n {
				t.Errorf("%s: card says %d %s, settings %d", c.Clause, v, name, n)
			}
		}
	}
	if items != 1088 || boxes != 49 {
		t.Errorf("%d items in %d boxes, want 1088 in 49", items, boxes)
	}
	if b.Holds(civil.Must("2013-09-02")) || !b.Holds(civil.Must("2013-09-03")) {
		t.Error("the book is in force from 2013-09-03")
	}
	if p, ok := b.Param("", "in_force"); !ok || !p.ToBeConfirmed {
		t.Error("the day of force is still to be confirmed")
	}
	later := b.InForceFrom(civil.Must("2014-01-01"))
	if later.Holds(civil.Must("2013-12-31")) || !b.Holds(civil.Must("2013-12-31")) || len(Check(later)) > 0 {
		t.Error("the day of force is a setting")
	}
	if v, ok := later.At(law.ArchiveFonds, civil.Must("2014-01-01")); !ok || v.From != later.InForce {
		t.Errorf("the wording has the age of the book: %+v", v)
	}
	if !slices.ContainsFunc(b.ToConfirm(), func(p Parameter) bool { return p.Clause == law.ArchiveFonds && p.Name == "fonds_code" }) {
		t.Error("the fonds code is still to be confirmed")
	}
}

func TestCardsAgainstTheRegister(t *testing.T) {
	f, err := os.ReadFile(shared(t, "clauses.tsv"))
	if err != nil {
		t.Skip("没有参考数据：", err)
	}
	b := load(t, rulebooks.Default)
	seen := map[law.ID]bool{}
	for i, line := range strings.Split(strings.TrimSpace(string(f)), "\n") {
		if i == 0 {
			continue
		}
		r := strings.Split(line, "\t")
		c, ok := b.Card(law.ID(r[0]))
		if !ok {
			t.Errorf("%s is missing", r[0])
			continue
		}
		seen[c.ID] = true
		locator := c.Locator
		if c.Lines != "" {
			locator += " [L" + strings.NewReplacer(",", ",L", "-", "-L").Replace(c.Lines) + "]"
		}
		if locator != r[2] || string(c.Kind) != r[3] || c.Inferred != strings.Contains(r[2], "推定") {
			t.Errorf("%s: %s %s, want %s %s", c.ID, locator, c.Kind, r[2], r[3])
		}
		if c.Carried && c.Statement == r[4] {
			t.Errorf("%s repeats a sentence that is not ours", c.ID)
		}
	}
	if len(seen) != len(b.Cards()) {
		t.Errorf("%d clauses in the register, %d in the book", len(seen), len(b.Cards()))
	}
}

// Nothing of the engine may know the first bureau: the second book is other in
// every respect.
func TestTheSecondBook(t *testing.T) {
	b := load(t, rulebooks.Example)
	if b.Bureau != "示例市示例局" || len(b.Units) != 2 || len(b.Cards()) != 7 {
		t.Errorf("%s, %d units, %d clauses", b.Bureau, len(b.Units), len(b.Cards()))
	}
	if u, ok := b.Unit("BGS"); ok {
		t.Errorf("unit of the first bureau: %+v", u)
	}
	for day, want := range map[string]string{"2019-12-31": "", "2020-01-01": "半天以内的假由科长批准。",
		"2021-12-31": "半天以内的假由科长批准。", "2022-01-01": "一天以内的假由科长批准。"} {
		if v, ok := b.At("leave.short", civil.Must(day)); ok != (want != "") || v.Statement != want {
			t.Errorf("on %s: %q", day, v.Statement)
		}
	}
	if v, ok := b.At("archive.retention.classes", civil.Must("2020-01-01")); !ok || v.Statement == "" {
		t.Error("a card without versions has the age of the book")
	}
	if _, ok := b.At("leave.long", civil.Must("2020-01-01")); ok {
		t.Error("a clause without a card has no wording")
	}
	table, _ := b.Table("leave.final")
	for n, want := range map[string]string{"1": "section_head", "2": "section_head", "3": "director", "80": "director"} {
		if row, ok, err := table.Decide(map[string]string{"half_days": n}); err != nil || !ok || row.Then != want {
			t.Errorf("%s half days: %s %v %v", n, row.Then, ok, err)
		}
	}
}

// files gives the example book with one file changed.
func files(t *testing.T, name string, edit func(string) string) fstest.MapFS {
	t.Helper()
	fsys, err := rulebooks.FS(rulebooks.Example)
	if err != nil {
		t.Fatal(err)
	}
	m := fstest.MapFS{}
	for _, f := range []string{"book.yaml", "units.yaml", "posts.yaml", "archive.yaml", "tables.yaml", "index.tsv", "cards/archive.yaml", "cards/leave.yaml",
		"actors.yaml", "words.yaml", "tables/leave.yaml", "examples/leave.yaml"} {
		text, err := read(fsys, f)
		if err != nil {
			t.Fatal(err)
		}
		if f == name {
			s := edit(string(text))
			if s == string(text) {
				t.Fatalf("%s was not changed", name)
			}
			text = []byte(s)
		}
		m[f] = &fstest.MapFile{Data: text}
	}
	return m
}

func sub(old, new string) func(string) string {
	return func(s string) string { return strings.Replace(s, old, new, 1) }
}

func TestLoadIsStrict(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		edit func(string) string
	}{
		"unknown key":         {"cards/leave.yaml", sub("label: 短假", "lable: 短假")},
		"key twice":           {"cards/leave.yaml", sub("label: 短假", "label: 短假\n  label: 长假")},
		"wrong type":          {"archive.yaml", sub("level: 1", "level: 一")},
		"no such day":         {"book.yaml", sub("in_force: 2020-01-01", "in_force: 2020-02-30")},
		"no day of force":     {"book.yaml", sub("in_force: 2020-01-01\n", "")},
		"a second document":   {"units.yaml", func(s string) string { return s + "---\n- {code: X}\n" }},
		"a clause twice":      {"index.tsv", sub("leave.long", "leave.short")},
		"an unknown chapter":  {"cards/leave.yaml", sub(`chapter: "2"`, `chapter: "9"`)},
		"an unknown kind":     {"cards/leave.yaml", sub("kind: approval", "kind: approvals")},
		"a bad id":            {"cards/leave.yaml", sub("id: leave.short", "id: Leave.Short")},
		"the id of a law":     {"cards/leave.yaml", sub("id: leave.short", "id: law.short")},
		"a short index line":  {"index.tsv", sub("\t6\t", "\t6")},
		"an unknown mark":     {"index.tsv", sub("\t6\t", "\t6\tinfered")},
		"a wrong header":      {"index.tsv", sub("locator", "place")},
		"an unknown input":    {"tables.yaml", sub("{half_days: 1..2}", "{days: 1..2}")},
		"a cell out of range": {"tables.yaml", sub("1..2", "0..2")},
		"a cell turned round": {"tables.yaml", sub("1..2", "2..1")},
		"an unknown outcome":  {"tables.yaml", sub("then: director", "then: mayor")},
		"no outcome":          {"tables.yaml", sub("then: director, ", "")},
		"a row twice":         {"tables.yaml", sub("id: long", "id: short")},
		"a row without basis": {"tables.yaml", sub(", clause: leave.long", "")},
		"too many cells":      {"tables.yaml", sub("to: 80", "to: 80000000")},
		"not YAML":            {"posts.yaml", func(string) string { return "- {" }},
	} {
		_, err := LoadFS(files(t, tt.file, tt.edit))
		e := fault.Of(err)
		if e == nil || e.Kind != fault.Invalid || e.Say == "" || e.Field == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	missing := files(t, "index.tsv", sub("6", "7"))
	delete(missing, "posts.yaml")
	if _, err := LoadFS(missing); !fault.Is(err, fault.Invalid) {
		t.Errorf("posts.yaml missing: %v", err)
	}
	if _, err := Load("other"); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "rulebook" {
		t.Errorf("unknown book: %v", err)
	}
	if _, err := LoadDir(filepath.Join(t.TempDir(), "none")); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown folder: %v", err)
	}
}

func TestCheckFinds(t *testing.T) {
	for name, tt := range map[string]struct {
		file string
		edit func(string) string
		kind string
	}{
		"a clause of a table that does not exist": {"tables.yaml", sub("clause: leave.long", "clause: leave.longer"), "citation"},
		"a law nobody registered":                 {"cards/leave.yaml", sub("law.holidays-2024", "law.holidays-1949"), "citation"},
		"a reading that does not exist":           {"tables.yaml", sub("clause: leave.long}", "clause: leave.long, interpretation: [x]}"), "citation"},
		"a unit's clause":                         {"units.yaml", sub("archive.network.head", "archive.network.hand"), "citation"},
		"a post's unit":                           {"posts.yaml", sub("unit: ZHK", "unit: ZZZ"), "citation"},
		"a setting's clause":                      {"archive.yaml", sub("clause: archive.network.head", "clause: archive.x.y"), "citation"},
		"a period nobody defined":                 {"archive.yaml", sub("[Y, D30]", "[Y, D20]"), "citation"},
		"versions that overlap":                   {"cards/leave.yaml", sub("until: 2022-01-01", "until: 2022-01-02"), "date"},
		"a version that ends before it starts":    {"cards/leave.yaml", sub("until: 2022-01-01", "until: 2020-01-01"), "date"},
		"a version older than the book":           {"cards/leave.yaml", sub("from: 2020-01-01", "from: 2019-01-01"), "date"},
		"a day of force that disagrees":           {"book.yaml", sub("in_force: 2020-01-01", "in_force: 2020-01-02"), "date"},
		"a value nobody confirmed":                {"cards/leave.yaml", sub(`value: "2"`, `value: ""`), "form"},
		"no statement":                            {"cards/archive.yaml", sub("statement: 期限不同的件分盒装。", "statement: ''"), "form"},
		"lines out of order":                      {"cards/leave.yaml", sub(`lines: "5"`, `lines: "5,3"`), "form"},
		"a parameter twice":                       {"cards/leave.yaml", sub("  parameters:\n", "  parameters:\n    - {name: half_days, label: 上限, value: \"2\"}\n"), "duplicate"},
		"a unit's name twice":                     {"units.yaml", sub("业务科", "综合科"), "duplicate"},
		"a clause in a chapter without text":      {"book.yaml", sub("title: 二、请假", "title: 二、请假, missing: true"), "form"},
		"a network with a hole":                   {"archive.yaml", sub("level: 1", "level: 2"), "form"},
		"a network level nobody holds":            {"archive.yaml", sub("post: director, ", ""), "form"},
		"a box without paper":                     {"archive.yaml", sub("sheet_microns: 100", "sheet_microns: 0"), "form"},
		"a word without a label":                  {"tables.yaml", sub("[section_head, director]", "[section_head, director, mayor]"), "form"},
		"an outcome without a row":                {"tables.yaml", sub("[section_head, director]", "[section_head, director, mayor]"), "dead"},
		"a gap":                                   {"tables.yaml", sub("3..", "4.."), "gap"},
		"an overlap":                              {"tables.yaml", sub("3..", "2.."), "overlap"},
	} {
		b, err := LoadFS(files(t, tt.file, tt.edit))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if found := Check(b); !slices.ContainsFunc(found, func(d Defect) bool { return d.Kind == tt.kind && d.Say != "" && d.Where != "" }) {
			t.Errorf("%s: found %v", name, found)
		}
	}
}

func TestCoverage(t *testing.T) {
	b := load(t, rulebooks.Default)
	rows := Coverage(b, map[law.ID]Evidence{
		law.ArchiveFonds:      {Functions: []string{"f"}, Tests: []string{"t"}},
		law.ArchiveBoxCounts:  {Functions: []string{"f"}},
		law.ArchivePlanModern: {Tests: []string{"t"}, Pages: []string{"p"}},
		law.TocMissingSeal:    {Functions: []string{"f"}, Tests: []string{"t"}},
		law.LeaveAnnualTier1:  {Functions: []string{"f"}, Tests: []string{"t"}},
	})
	got := map[law.ID]string{}
	for _, r := range rows {
		got[r.ID] = r.Status
	}
	if len(got) != 627+len(b.Added()) {
		t.Errorf("%d rows", len(got))
	}
	for id, want := range map[law.ID]string{law.ArchiveFonds: Enforced, law.ArchiveBoxCounts: Partly, law.ArchivePlanModern: TextOnly,
		law.TocMissingSeal: MissingText, law.TocTruncatedCh7: MissingText, law.ArchiveRefbooks: TextOnly, law.LeaveAnnualTier1: Enforced} {
		if got[id] != want {
			t.Errorf("%s is %s, want %s", id, got[id], want)
		}
	}
	for _, r := range rows {
		if r.ID == law.LeaveSickBoundary && (r.Status != Enforced || !slices.Contains(r.Functions, "rulebooks.table.leave.chain") || !slices.Contains(r.Tests, "rulebooks.example.leave.chain")) {
			t.Errorf("a clause decided by a table: %+v", r)
		}
	}
	if s, _ := status(Card{Carried: true, Conflicts: []Conflict{{Supersedes: true}}}, Evidence{}); s != Superseded {
		t.Errorf("a superseded clause is %s", s)
	}
	if s, why := status(Card{Carried: true, Partial: "只到县级"}, Evidence{Functions: []string{"f"}, Tests: []string{"t"}}); s != Partly || why != "只到县级" {
		t.Errorf("a partial clause is %s because %q", s, why)
	}
}

func TestCommands(t *testing.T) {
	b := load(t, rulebooks.Default)
	var out bytes.Buffer
	if exit, err := CmdCheck(&out, b, false); exit != 0 || err != nil || !strings.Contains(out.String(), "没有发现缺陷") ||
		!strings.Contains(out.String(), "待确认　archive.fonds 全宗号（未填）") || !strings.Contains(out.String(), "由人定夺　archive.retention.period others-other") {
		t.Errorf("check: %d %v\n%s", exit, err, &out)
	}
	out.Reset()
	if exit, err := CmdCheck(&out, b, true); exit != 1 || err != nil || !strings.Contains(out.String(), "[空缺] archive.box.admission") {
		t.Errorf("check as written: %d %v\n%s", exit, err, &out)
	}
	out.Reset()
	if exit, err := CmdCoverage(&out, b, true); exit != 0 || err != nil {
		t.Errorf("coverage: %d %v", exit, err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || len(rows) != 627+len(b.Added()) {
		t.Fatalf("coverage: %v, %d rows", err, len(rows))
	}
	for _, key := range []string{"functions", "tests", "pages"} {
		if _, ok := rows[0][key].([]any); !ok {
			t.Errorf("coverage: %s is %v", key, rows[0][key])
		}
	}
	out.Reset()
	if _, err := CmdCoverage(&out, b, false); err != nil || !strings.Contains(out.String(), "合计 627 条") {
		t.Errorf("coverage as text: %v", err)
	}
	out.Reset()
	if _, err := CmdShow(&out, b, law.ArchiveBoxSingleClass, []Decided{{"2020-03-05", "档案员", "拒绝混装"}}); err != nil {
		t.Error(err)
	}
	for _, want := range []string{"原文第26行", "推定", "释1", "never-mixed", "年度=不同 → 不得放入", "拒绝混装", "2013年9月3日起"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("show lacks %s:\n%s", want, &out)
		}
	}
	out.Reset()
	if _, err := CmdShow(&out, load(t, rulebooks.Example), "leave.long", nil); err != nil || !strings.Contains(out.String(), "尚未成卡") {
		t.Errorf("show of a clause without a card: %v\n%s", err, &out)
	}
	if _, err := CmdShow(&out, b, "archive.none", nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("show of nothing: %v", err)
	}
}

func TestNewBook(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ours")
	var out bytes.Buffer
	if _, err := CmdNew(&out, dir); err != nil {
		t.Fatal(err)
	}
	b, err := LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(Check(b)) > 0 || b.Name != rulebooks.Example {
		t.Errorf("the copy: %s %v", b.Name, Check(b))
	}
	if named, err := LoadNamed(dir); err != nil || named.Name != rulebooks.Example {
		t.Errorf("the copy by its path: %v", err)
	}
	if built, err := LoadNamed(rulebooks.Default); err != nil || built.Name != rulebooks.Default {
		t.Errorf("a built-in book: %v", err)
	}
	if _, err := LoadNamed(filepath.Join(dir, "none")); fault.Of(err) == nil || fault.Of(err).Field != "rulebook" {
		t.Errorf("neither a name nor a folder: %v", err)
	}
	if _, err := CmdNew(&out, dir); !fault.Is(err, fault.Conflict) {
		t.Errorf("over an existing book: %v", err)
	}
	if _, err := CmdNew(&out, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a folder: %v", err)
	}
}

func shared(t *testing.T, name string) string {
	t.Helper()
	if dir := os.Getenv("LANTAI_SHARED"); dir != "" {
		return filepath.Join(dir, name)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for up := filepath.Dir(dir); up != dir; dir, up = up, filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, "shared", "README.md")); err == nil {
			return filepath.Join(up, "shared", name)
		}
	}
	t.Skip("没有找到参考数据（shared），略过")
	return ""
}
