package rulebook

import (
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/rulebooks"
)

var nextYear = civil.Must("2027-01-01")

func TestAmendNamesEveryDefect(t *testing.T) {
	b := load(t, rulebooks.Example)
	rows := func(short, long string) string {
		return "tables:\n  - id: leave.final\n    rows:\n      - " + short + "\n      - " + long + "\n"
	}
	const short, long = "{id: short, when: {half_days: 1..2}, then: section_head, clause: leave.short}", "{id: long, when: {half_days: 3..}, then: director, clause: leave.long}"
	for name, c := range map[string]struct {
		text string
		want []string // kind: words of the saying
	}{
		"nothing":                 {"", []string{"form: 没有填写"}},
		"no change":               {"cards: []\n", []string{"form: 没有改动"}},
		"a misspelt key":          {"cards:\n  - {id: leave.short, statment: 新文本}\n", []string{"form: 没有“statment”这一项"}},
		"two misspelt keys":       {"cards:\n  - {id: leave.short, statment: 新}\ntabels: []\n", []string{"form: “statment”", "form: “tabels”"}},
		"a key twice":             {"cards:\n  - {id: leave.short, id: leave.short}\n", []string{"duplicate: 已经写过"}},
		"a wrong type":            {"cards: 1\n", []string{"form: 种类不对"}},
		"a full-width comma":      {rows("{id: short， when: {half_days: 1..2}， then: section_head， clause: leave.short}", long), []string{"form: 全角标点"}},
		"a full-width bracket":    {"cards: ［］\n", []string{"form: 种类不对", "form: 全角标点"}},
		"a second document":       {"cards:\n  - {id: leave.short, statement: 新文本}\n---\ncards: []\n", []string{"form: 只能有一份"}},
		"no such clause":          {"cards:\n  - {id: leave.shorter, statement: 新文本}\n", []string{"citation: 没有这一条"}},
		"a clause without a card": {"cards:\n  - {id: leave.long, statement: 新文本}\n", []string{"citation: 还没有成卡"}},
		"a clause twice":          {"cards:\n  - {id: leave.short, statement: 甲}\n  - {id: leave.short, statement: 乙}\n", []string{"duplicate: 写了两次"}},
		"the same words":          {"cards:\n  - {id: leave.short, statement: 一天以内的假由科长批准。}\n", []string{"form: 一样"}},
		"an empty change":         {"cards:\n  - {id: leave.short}\n", []string{"form: 没有写改什么"}},
		"no such parameter":       {"cards:\n  - {id: leave.short, parameters: [{name: days, value: \"2\"}]}\n", []string{"citation: 没有参数"}},
		"no number":               {"cards:\n  - {id: leave.short, parameters: [{name: half_days, value: 二}]}\n", []string{"form: 应为整数"}},
		"a number with a comma":   {"cards:\n  - {id: leave.short, parameters: [{name: half_days, value: \"1，0\"}]}\n", []string{"form: 应为整数"}},
		"a negative number":       {"cards:\n  - {id: leave.short, parameters: [{name: half_days, value: \"-2\"}]}\n", []string{"form: 不能为负"}},
		"no value and no mark":    {"cards:\n  - {id: leave.short, parameters: [{name: half_days, value: \"\"}]}\n", []string{"form: 应为整数"}},
		"a reading without why":   {"cards:\n  - {id: leave.short, interpretations: [{id: x, text: 甲}]}\n", []string{"form: 解释"}},
		"no such table":           {"tables:\n  - {id: leave.finale, drop: [x]}\n", []string{"citation: 没有这张判定表"}},
		"no such row to drop":     {"tables:\n  - {id: leave.final, drop: [x]}\n", []string{"citation: 要删的行"}},
		"a row twice":             {rows(short, short), []string{"duplicate: 这一行写了两次"}},
		"a gap":                   {rows(short, strings.Replace(long, "3..", "4..", 1)), []string{"gap: 没有一行适用"}},
		"an overlap":              {rows(short, strings.Replace(long, "3..", "2..", 1)), []string{"overlap: 几行同时适用"}},
		"a row too many":          {rows(short, "{id: third, when: {half_days: 1..1}, then: director, clause: leave.long}"), []string{"overlap: 几行"}},
		"a row dropped":           {"tables:\n  - {id: leave.final, drop: [long]}\n", []string{"gap: 没有一行适用"}},
		"an unknown outcome":      {rows(short, strings.Replace(long, "then: director", "then: mayor", 1)), []string{"form: 不在 outcomes 之内"}},
		"an unknown input":        {rows(short, strings.Replace(long, "half_days", "days", 1)), []string{"form: 没有这个输入"}},
		"a row without basis":     {rows(short, strings.Replace(long, ", clause: leave.long", "", 1)), []string{"form: 没有写明依据"}},
		"a law nobody knows":      {rows(short, strings.Replace(long, "clause: leave.long", "clause: leave.longest", 1)), []string{"citation: 不存在"}},
		"a full-width cell":       {rows(short, strings.Replace(long, "3..", `"３.."`, 1)), []string{"form: 全角字符", "form: 条件写法不对"}},
		"an example of no table":  {"cards:\n  - {id: leave.short, statement: 新文本}\nexamples:\n  - {table: leave.final, facts: {half_days: \"1\"}, then: section_head, clause: leave.short}\n", []string{"citation: 没有改动的判定表"}},
		"two faults at once":      {rows(strings.Replace(short, "section_head", "mayor", 1), strings.Replace(long, "half_days", "days", 1)), []string{"form: outcomes", "form: 没有这个输入"}},
		"an example that fails":   {rows(short, long) + "examples:\n  - {table: leave.final, facts: {half_days: \"3\"}, then: section_head, clause: leave.short}\n", []string{"example: 依据是"}},
	} {
		n, found := Vet(b, c.text, nextYear)
		if n != nil && len(found) == 0 {
			t.Errorf("%s: sound", name)
		}
		for _, w := range c.want {
			kind, words, _ := strings.Cut(w, ": ")
			if !slices.ContainsFunc(found, func(d Defect) bool {
				return d.Kind == kind && strings.Contains(d.Say, words) && d.Where != ""
			}) {
				t.Errorf("%s: no %s among %v", name, w, found)
			}
		}
	}
	if _, found := Vet(b, "cards:\n  - {id: leave.short, statement: 新文本}\n", civil.Must("2019-01-01")); len(found) == 0 {
		t.Error("a change before the book was in force is sound")
	}
	if _, found := Vet(b, "cards:\n  - {id: leave.short, statement: 新文本}\n", civil.Must("2022-01-01")); len(found) == 0 {
		t.Error("a change on the day of an older one is sound")
	}
	if _, found := Vet(b, strings.Repeat("#", maxAmendment+1), nextYear); len(found) != 1 {
		t.Error("a change of any length is read")
	}
}

func TestAmendLeavesTheBookAlone(t *testing.T) {
	b := load(t, rulebooks.Example)
	last, _ := b.Table("leave.final")
	before, tables := last.Version(), len(b.Tables)
	n, found := Vet(b, `cards:
  - id: leave.short
    statement: 半天以内的假由科长批准。
    parameters: [{name: half_days, value: "1", unit: 个半天}]
    interpretations: [{id: one, text: 半天即上午或下午, ground: 通行的用法}]
tables:
  - id: leave.final
    rows:
      - {id: short, when: {half_days: "1"}, then: section_head, clause: leave.short, interpretation: [one]}
      - {id: long, when: {half_days: 2..}, then: director, clause: leave.long}
`, nextYear)
	if len(found) > 0 {
		t.Fatal(found)
	}
	old, _ := b.Card("leave.short")
	if old.Statement != "一天以内的假由科长批准。" || len(old.Versions) != 2 || !old.Versions[1].Until.IsZero() || len(old.Interpretations) != 0 ||
		old.Parameters[0].Value != "2" || finalOf(b).Version() != before || !finalOf(b).Until.IsZero() || len(b.Tables) != tables || len(Check(b)) > 0 {
		t.Errorf("the old book was changed: %+v", old)
	}
	card, _ := n.Card("leave.short")
	if len(card.Versions) != 3 || card.Versions[1].Until != nextYear || card.Versions[2].From != nextYear || card.Parameters[0].Unit != "个半天" {
		t.Errorf("%+v", card)
	}
	for day, want := range map[string]string{"2026-12-31": "section_head", "2027-01-01": "director"} {
		if d, err := n.Judge("leave.final", civil.Must(day), map[string]string{"half_days": "2"}); err != nil || d.Then() != want {
			t.Errorf("%s: %s %v", day, d.Then(), err)
		}
	}
	// An outcome may go with one change and come back with another.
	none, found := Vet(n, "tables:\n  - {id: leave.final, drop: [long], rows: [{id: short, when: {half_days: 1..}, then: director, clause: leave.long}]}\n", civil.Must("2028-01-01"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	if _, found := Vet(none, "tables:\n  - {id: leave.final, rows: [{id: short, when: {half_days: 1..}, then: section_head, clause: leave.short}]}\n", civil.Must("2029-01-01")); len(found) > 0 {
		t.Error(found)
	}
	// A second change after the first keeps all three.
	m, found := Vet(n, "cards:\n  - {id: leave.short, statement: 短假由科长批准。}\n", civil.Must("2028-01-01"))
	if len(found) > 0 {
		t.Fatal(found)
	}
	if v, _ := m.At("leave.short", civil.Must("2027-06-01")); v.Statement != "半天以内的假由科长批准。" {
		t.Errorf("%+v", v)
	}
	if _, found := Vet(m, "cards:\n  - {id: leave.short, statement: 又一个文本。}\n", civil.Must("2027-06-01")); len(found) == 0 {
		t.Error("a change slipped in before a later one")
	}
}

func finalOf(b *Book) Table {
	t, _ := b.Table("leave.final")
	return t
}

func FuzzAmend(f *testing.F) {
	f.Add("cards:\n  - {id: leave.short, statement: 新文本}\n")
	f.Add("tables:\n  - {id: leave.final, drop: [x], rows: [{id: a, when: {half_days: 1..}, chain: [director consent]}]}\n")
	b, err := Load(rulebooks.Example)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, found := Vet(b, text, nextYear)
		if (n == nil) != (len(found) > 0) && n == nil {
			t.Errorf("no book and no defect: %q", text)
		}
	})
}

// The chains of the bureau's own book: a draft that lets somebody approve his own
// case, or asks less authority of more days, is refused.
func TestAmendedChains(t *testing.T) {
	b := load(t, rulebooks.Default)
	chain := func(rows string) string { return "tables:\n  - id: leave.chain\n    rows:\n" + rows }
	for name, c := range map[string]struct{ text, kind string }{
		"self-approval":  {chain("      - {id: sick-leader, when: {kind: sick, role: bureau_leader}, chain: [deputy_in_charge consent], clause: leave.sick.leader}\n"), "self"},
		"weaker by days": {chain("      - {id: sick-staff-long, when: {kind: sick, role: staff, half_days: 7..}, chain: [section_head consent], clause: leave.sick.long}\n"), "weak"},
		"no actor":       {chain("      - {id: sick-leader, when: {kind: sick, role: bureau_leader}, chain: [mayor consent], clause: leave.sick.leader}\n"), "form"},
		"no step":        {chain("      - {id: sick-leader, when: {kind: sick, role: bureau_leader}, chain: [director], clause: leave.sick.leader}\n"), "form"},
		"no example":     {chain("      - {id: sick-leader, when: {kind: sick, role: bureau_leader}, chain: [deputy_in_charge opinion, director consent], clause: leave.sick.leader}\n"), "example"},
	} {
		if _, found := Vet(b, c.text, nextYear); !slices.ContainsFunc(found, func(d Defect) bool { return d.Kind == c.kind }) {
			t.Errorf("%s: %v", name, found)
		}
	}
	good := chain(`      - {id: personal-staff-short, when: {kind: personal, role: staff, half_days: 2..6}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.personal.d1_2}
      - {id: personal-staff-middle, when: {kind: personal, role: staff, half_days: 7..10}, chain: [section_head opinion, deputy_in_charge review, director consent], clause: leave.personal.d3_5}
    drop: [personal-staff-between-2-3]
`)
	n, found := Vet(b, good, nextYear)
	if len(found) > 0 {
		t.Fatal(found)
	}
	facts := map[string]string{"kind": "personal", "role": "staff", "half_days": "6"}
	for day, want := range map[string]string{"2026-12-31": "director", "2027-01-01": "deputy_in_charge"} {
		d, err := n.Judge("leave.chain", civil.Must(day), facts)
		if final, ok := d.Chain().Final(); err != nil || !ok || final.Who != want {
			t.Errorf("%s: %v %v", day, d.Chain(), err)
		}
	}
}

// What the form offers as the present text of a clause can be read back, and
// says that nothing was changed.
func TestComposeEveryClause(t *testing.T) {
	b := load(t, rulebooks.Default)
	for _, c := range b.Cards() {
		if !c.Carried || c.Statement == "" {
			continue
		}
		text := b.addClause("", c.ID)
		n, found := Amend(b, text, nextYear)
		if n != nil || len(found) != 1 || !strings.Contains(found[0].Say, "与现在的一样") {
			t.Errorf("%s: %v\n%s", c.ID, found, text)
			continue
		}
		n, found = Amend(b, strings.Replace(text, "statement: ", "statement: '新'\n    #", 1), nextYear)
		if len(found) > 0 {
			t.Errorf("%s: %v\n%s", c.ID, found, text)
			continue
		}
		for _, x := range changedTables(b, n) {
			old, _ := b.Table(x.ID)
			for i, r := range x.Rows {
				if x.describe(r) != old.describe(old.Rows[i]) {
					t.Errorf("%s: %s became %s", c.ID, old.describe(old.Rows[i]), x.describe(r))
				}
			}
		}
	}
	two := b.addClause(b.addClause("# 备注\n", "leave.sick.long"), "leave.sick.short")
	if strings.Count(two, "cards:\n") != 1 || strings.Count(two, "tables:\n") != 1 || !strings.HasPrefix(two, "# 备注\n") {
		t.Errorf("two clauses:\n%s", two)
	}
}
