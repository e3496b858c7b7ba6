package rulebook

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/rulebooks"
)

// As the text stands, the leave chapter leaves 2,482 of its 3,200 cells (10 kinds
// of leave, 4 roles, half days 1 to 80) without a rule, has one with two rules
// (sick leave of exactly three days), and in 240 the applicant would act on his
// own case: the section head's opinion on his own annual leave (80), the director's
// consent to his own annual leave (80) and sick leave (80).
func TestTheLeaveChapterAsWritten(t *testing.T) {
	table, _ := load(t, rulebooks.Default).Table("leave.chain")
	if table.Cells() != 3200 {
		t.Errorf("%d cells", table.Cells())
	}
	count := map[string]int{}
	for _, d := range Walk(table.AsWritten()) {
		count[d.Kind] += d.Cells
	}
	if count["gap"] != 2482 || count["overlap"] != 1 || count["self"] != 240 || count["weak"] != 0 || count["dead"] != 0 {
		t.Errorf("as written: %v", count)
	}
	if d := Walk(table); len(d) != 0 {
		t.Errorf("as read: %v", d)
	}
}

func chains(t *testing.T, rows string) (Table, error) {
	t.Helper()
	table := Table{Actors: []Actor{{"head", "科长", 1, "head"}, {"deputy", "副局长", 2, ""}, {"chief", "局长", 3, "chief"}, {"clerk", "文员", 0, ""}}}
	text := `
id: t
clause: a.b
inputs:
  - {name: role, label: 职级, words: [staff, head, chief], applicant: true}
  - {name: days, label: 天数, from: 1, to: 10, open: true, grows: true}
rows:
` + rows
	if err := yaml.Unmarshal([]byte(text), &table); err != nil {
		return table, err
	}
	return NewTable(table)
}

func TestWalkFindsSelfApprovalAndWeakening(t *testing.T) {
	table, err := chains(t, `
  - {id: short, when: {role: staff, days: ..3}, chain: [chief consent], clause: a.b}
  - {id: long, when: {role: staff, days: 4..7}, chain: [head opinion, deputy consent], clause: a.b}
  - {id: longest, when: {role: staff, days: 8..}, chain: [chief consent], clause: a.b}
  - {id: head, when: {role: head}, chain: [head opinion, chief consent], clause: a.b}
  - {id: chief, when: {role: chief}, person: 局长自己的事, clause: a.b}
`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, d := range Walk(table) {
		got[d.Kind+" "+strings.Join(d.Rows, "+")] = d.Cells
	}
	if len(got) != 2 || got["weak short+long"] != 4 || got["self head"] != 10 {
		t.Errorf("found %v", got)
	}
	// Beyond the last number the last row goes on.
	if r, ok, err := table.Decide(map[string]string{"role": "staff", "days": "99"}); err != nil || !ok || r.ID != "longest" {
		t.Errorf("99 days: %s %v %v", r.ID, ok, err)
	}
	if _, ok, err := table.Decide(map[string]string{"role": "chief", "days": "1"}); ok || err != nil {
		t.Errorf("a person decides: %v %v", ok, err)
	}
}

func TestChainsAreStrict(t *testing.T) {
	for name, row := range map[string]string{
		"nobody settles":              "chain: [head opinion, deputy review]",
		"an opinion after the answer": "chain: [deputy consent, head opinion]",
		"record before outside":       "chain: [deputy consent, clerk record, chief external]",
		"who is unknown":              "chain: [mayor consent]",
		"what is unknown":             "chain: [chief nod]",
		"who may not decide":          "chain: [clerk consent]",
		"a step twice":                "chain: [chief consent, chief consent]",
		"no steps":                    "chain: []",
		"a full-width comma":          "chain: [head opinion，chief consent]",
		"one word":                    "chain: [chief]",
		"a mapping":                   "chain: [{who: chief, act: consent}]",
		"a chain and a person":        "chain: [chief consent], person: 局长",
	} {
		if _, err := chains(t, "  - {id: a, when: {}, "+row+", clause: a.b}\n"); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	for field, change := range map[string]func(*Table){
		"no applicant":         func(t *Table) { t.Inputs[0].Applicant = false },
		"two that grow":        func(t *Table) { t.Inputs = append(t.Inputs, Input{Name: "n", From: 1, To: 2, Grows: true}) },
		"words that grow":      func(t *Table) { t.Inputs[0].Grows = true },
		"an absent no word is": func(t *Table) { t.Inputs[0].Absent = "none" },
		"field without ask":    func(t *Table) { t.Field = "x" },
		"an unknown as":        func(t *Table) { t.As = "float" },
		"closing on no ground": func(t *Table) { t.Closing.Chain = Chain{{"clerk", ActRecord}} },
	} {
		table, err := chains(t, "  - {id: a, when: {}, chain: [chief consent], clause: a.b}\n")
		if err != nil {
			t.Fatal(err)
		}
		change(&table)
		if _, err := NewTable(table); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", field, err)
		}
	}
	c := Chain{{"head", ActOpinion}, {"chief", ActConsent}, {"clerk", ActRecord}}
	if f, ok := c.Final(); !ok || f.Who != "chief" {
		t.Errorf("final step: %v", f)
	}
	if got := c.Without("head"); len(got) != 2 || len(c) != 3 {
		t.Errorf("without the head: %v", got)
	}
}

func TestJudge(t *testing.T) {
	b := load(t, rulebooks.Default)
	facts := map[string]string{"kind": "sick", "role": "staff", "half_days": "6"}
	d, err := b.Judge("leave.chain", civil.Must("2014-05-05"), facts)
	if err != nil || d.Undecided() || d.Row() != "sick-staff-three" {
		t.Fatalf("%v %v", d.Row(), err)
	}
	if g := d.Basis(); g[0].Clause != "leave.sick.boundary" || !slices.Equal(g[0].Interpretation, []string{"strict-at-boundary"}) {
		t.Errorf("basis: %v", g)
	}
	if c := d.Chain(); c[len(c)-1] != (Step{"political_section", ActRecord}) || len(c) != 4 {
		t.Errorf("chain: %v", c)
	}
	if !strings.Contains(d.Reason(), "科室负责人提出意见→分管领导审核→局长同意→政工科备案") || !strings.Contains(d.Reason(), "释1") {
		t.Errorf("reason: %s", d.Reason())
	}
	table, _ := b.Table("leave.chain")
	if len(d.Rejected()) != len(table.Rows)-1 || d.Version() != table.Version() || d.Facts()[2].Say != "半天数：6" {
		t.Errorf("%d rows rejected, version %s, facts %v", len(d.Rejected()), d.Version(), d.Facts())
	}
	for _, x := range d.Rejected() {
		if x.Why == "" {
			t.Errorf("row %s was rejected for no reason", x.Row)
		}
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back Decision
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(back); err != nil || string(again) != string(text) {
		t.Errorf("kept and read again: %s", again)
	}
}

func TestADecisionRestsOnAClause(t *testing.T) {
	if text, err := json.Marshal(Decision{}); err == nil {
		t.Errorf("the zero decision was written: %s", text)
	}
	for _, text := range []string{`{}`, `{"basis":[]}`, `{"basis":[{"clause":""}],"row":"a"}`, `{"basis":"x"}`} {
		var d Decision
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s was read", text)
		}
	}
	b := load(t, rulebooks.Default)
	facts := map[string]string{"kind": "sick", "role": "staff", "half_days": "6"}
	early, err := b.Judge("leave.chain", civil.Must("2013-09-02"), facts)
	if err != nil || !early.Undecided() || len(early.Basis()) == 0 || len(early.Chain()) != 0 {
		t.Errorf("before the book: %v %v", early, err)
	}
	if _, err := json.Marshal(early); err != nil {
		t.Errorf("what a person must decide is kept too: %v", err)
	}
	if _, err := b.Judge("leave.none", civil.Must("2014-05-05"), nil); err == nil {
		t.Error("a table that does not exist decided")
	}
	for field, change := range map[string]string{"half_days": "0", "kind": "nap", "role": ""} {
		bad := map[string]string{"kind": "sick", "role": "staff", "half_days": "6"}
		bad[field] = change
		for _, day := range []string{"2013-09-02", "2014-05-05"} {
			if _, err := b.Judge("leave.chain", civil.Must(day), bad); fault.Of(err) == nil || fault.Of(err).Field != field {
				t.Errorf("%s=%q on %s: %v", field, change, day, err)
			}
		}
	}
	gap, err := chains(t, "  - {id: a, when: {role: staff}, chain: [chief consent], clause: a.b}\n  - {id: b, when: {role: staff, days: 3}, chain: [deputy consent], clause: a.b}\n")
	if err != nil {
		t.Fatal(err)
	}
	with := *b
	with.Tables = []Table{gap}
	for _, facts := range []map[string]string{{"role": "head", "days": "1"}, {"role": "staff", "days": "3"}} {
		d, err := with.Judge("t", civil.Must("2014-05-05"), facts)
		if err != nil || !d.Undecided() || d.Basis()[0].Clause != "a.b" || d.Row() != "" {
			t.Errorf("%v: %+v %v", facts, d, err)
		}
	}
}

func TestVersionsOfATable(t *testing.T) {
	b := load(t, rulebooks.Example)
	for day, want := range map[string]string{"2019-12-31": "", "2020-01-01": "long", "2021-12-31": "long", "2022-01-01": "short"} {
		d, err := b.Judge("leave.chain", civil.Must(day), map[string]string{"kind": "sick", "role": "staff", "half_days": "2"})
		if err != nil || d.Row() != want || d.Undecided() != (want == "") {
			t.Errorf("on %s: %q %v", day, d.Row(), err)
		}
	}
	if last, ok := b.Table("leave.chain"); !ok || last.From.String() != "2022-01-01" {
		t.Errorf("the last version begins on %s", last.From)
	}
	for name, tt := range map[string]struct{ old, with, kind string }{
		"versions that overlap":               {"from: 2022-01-01", "from: 2021-12-01", "date"},
		"older than the book":                 {"from: 2022-01-01", "from: 2019-01-01", "date"},
		"a closing nobody wrote":              {"clause: leave.record}", "clause: leave.records}", "citation"},
		"a row without an example":            {"id: sick-long, when: {kind: sick, half_days: 5..}", "id: sick-long, when: {kind: sick, half_days: 5..39}", "gap"},
		"an example that comes out otherwise": {"{kind: sick, half_days: 5..}, list: [doctor_note]", "{kind: sick, half_days: 5..}, list: []", "example"},
	} {
		changed, err := LoadFS(files(t, "tables/leave.yaml", sub(tt.old, tt.with)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if found := Check(changed); !slices.ContainsFunc(found, func(d Defect) bool { return d.Kind == tt.kind }) {
			t.Errorf("%s: found %v", name, found)
		}
	}
	missing, err := LoadFS(files(t, "examples/leave.yaml", func(s string) string {
		var keep []string
		for line := range strings.Lines(s) {
			if !strings.Contains(line, "director") {
				keep = append(keep, line)
			}
		}
		return strings.Join(keep, "")
	}))
	if err != nil {
		t.Fatal(err)
	}
	if found := Check(missing); !slices.ContainsFunc(found, func(d Defect) bool { return d.Kind == "example" && strings.Contains(d.Where, "chief") }) {
		t.Errorf("a row without an example: %v", found)
	}
}

// The whole book is walked in well under the two seconds that are promised.
func TestTheWalkIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("略过计时")
	}
	b := load(t, rulebooks.Default)
	start := time.Now()
	Check(b)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("the walk took %s", took)
	}
}

func BenchmarkCheck(b *testing.B) {
	book, err := Load(rulebooks.Default)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Check(book)
	}
}
