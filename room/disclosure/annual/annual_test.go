package annual

import (
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/hall/rulebook"
)

// shared finds a file of the reference data, which stand beside the product.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	for dir := "."; ; dir = filepath.Join(dir, "..") {
		if b, err := os.ReadFile(filepath.Join(dir, "..", "shared", "data", name)); err == nil {
			return b
		}
		if abs, _ := filepath.Abs(dir); abs == "/" {
			t.Skip(name + " is not on this machine")
		}
	}
}

func sample(t *testing.T) *Report {
	var in struct {
		Table3 map[string][7]int `json:"table3"`
		Table4 map[string][5]int `json:"table4"`
	}
	if err := json.Unmarshal(shared(t, "disclosure_annual_report_sample.json"), &in); err != nil {
		t.Fatal(err)
	}
	r := &Report{Bureau: "某局", Year: 2025, Texts: texts()}
	if len(in.Table3) != rows {
		t.Fatal(len(in.Table3))
	}
	for i, label := range RowLabels {
		row, ok := in.Table3[label]
		if !ok {
			t.Fatalf("no row %q in %v", label, slices.Collect(maps.Keys(in.Table3)))
		}
		r.Asked[i] = row
	}
	r.Disputes = Disputes{in.Table4["行政复议"], in.Table4["未经复议直接起诉"], in.Table4["复议后起诉"]}
	r.Acts = Acts{Rules: Norms{3, 5, 74}, Normative: Norms{564, 984, 4185}, Permits: 11398889, Penalties: 6937489, Coercion: 166105, Fees: 31644100}
	return r
}

// texts are texts against which nothing can be said.
func texts() map[string]string {
	m := map[string]string{}
	for i, p := range Parts {
		m[p.Key] = p.Draft
		if p.Draft == "" {
			m[p.Key] = strings.Repeat(string(rune('甲'+i))+"项工作按计划完成。", 3)
		}
	}
	return m
}

func TestASampleBalances(t *testing.T) {
	r := sample(t)
	for _, f := range (Checkup{Report: r}).Check() {
		if f.Check != "C13" { // the sample is that of a municipality
			t.Errorf("%+v", f)
		}
	}
	if got, _ := r.Render("新收{新收}件，上年结转{上年结转}件，不予公开{不予公开}件，无法提供{无法提供}件，不予处理{不予处理}件，其他处理{其他处理}件，复议{行政复议}件，诉讼{行政诉讼}件"); got != "新收14069件，上年结转560件，不予公开730件，无法提供3421件，不予处理457件，其他处理1486件，复议790件，诉讼212件" {
		t.Error(got)
	}
}

var theBook *rulebook.Book

func rowOf(t testing.TB) Rows {
	if theBook == nil {
		var err error
		if theBook, err = rulebook.Load("qijiang-commerce"); err != nil {
			t.Fatal(err)
		}
	}
	return RowsOf(theBook.Disclosure)
}

func all(list []Case) iter.Seq2[Case, error] {
	return func(yield func(Case, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	return civil.Must(s)
}

func TestCounting(t *testing.T) {
	list := []Case{
		{1, "1", "person", day("2025-12-20"), day("2025-12-31"), "1b", ""}, // last year's affair
		{2, "2", "person", day("2025-12-20"), day("2026-01-01"), "3.4", ""},
		{3, "3", "legal", day("2025-06-20"), day(""), "", ""},
		{4, "4", "business", day("2026-01-01"), day("2026-12-31"), "2", ""},
		{5, "5", "other", day("2026-12-31"), day("2027-01-05"), "1a", ""},
		{6, "6", "person", day("2027-01-01"), day("2027-01-01"), "1a", ""},
		{7, "7", "person", day(""), day(""), "", ""}, // receipt is not confirmed
		{8, "8", "person", day("2026-02-01"), day("2026-03-31"), "6.1", "fix"},
		{9, "9", "", day("2026-02-01"), day(""), "", ""},
		{10, "10", "person", day("2026-02-01"), day("2026-02-03"), "9", ""},
	}
	var kept []Counted
	table, doubts, err := Count(YearSpan(2026, day("2027-03-01")), rowOf(t), all(list), func(c Counted) { kept = append(kept, c) })
	if err != nil || len(doubts) != 2 {
		t.Fatal(err, doubts)
	}
	for _, x := range []struct{ row, column, n int }{{RowNew, 0, 1}, {RowNew, 1, 1}, {RowNew, 5, 1}, {RowCarried, 0, 1}, {RowCarried, 4, 1}, {8, 0, 1}, {RowPartial, 1, 1}, {21, 0, 1}, {RowTotal, Sum, 3}, {RowLeft, 4, 1}, {RowLeft, 5, 1}, {RowNew, Sum, 3}} {
		if table.At(x.row, x.column) != x.n {
			t.Errorf("row %d column %d: %d, not %d", x.row, x.column, table.At(x.row, x.column), x.n)
		}
	}
	r := &Report{Asked: table, Texts: texts()}
	if found := (Checkup{Report: r, Listed: kept}).Check(); len(found) > 0 {
		t.Errorf("%+v", found)
	}
	// While the year runs, what comes later does not count yet.
	table, _, _ = Count(YearSpan(2026, day("2026-03-01")), rowOf(t), all(list[:8]), nil)
	if table.At(RowNew, Sum) != 2 || table.At(RowLeft, Sum) != 3 || table.At(RowTotal, Sum) != 1 {
		t.Errorf("%v", table)
	}
}

func TestDisputes(t *testing.T) {
	s := YearSpan(2026, day("2027-01-01"))
	table, listed, doubts := CountDisputes(s, []Dispute{
		{ID: 1, Filed: day("2026-02-01"), Decided: day("2026-03-01"), Result: "upheld"},
		{ID: 2, Filed: day("2025-12-01"), Decided: day("2026-03-01"), Result: "redo"},
		{ID: 3, Filed: day("2026-12-01"), Decided: day("2027-01-02"), Result: "upheld"},
		{ID: 4, Suit: true, Filed: day("2026-02-01"), Decided: day("2026-03-01"), Result: "other"},
		{ID: 5, Suit: true, After: true, Filed: day("2026-02-01"), Decided: day("2026-03-01"), Result: "corrected"},
		{ID: 6, Filed: day("2024-02-01"), Decided: day("2025-03-01"), Result: "upheld"},
		{ID: 7, Filed: day("2027-01-01")},
		{ID: 8, Filed: day("2026-02-01"), Decided: day("2026-03-01")},
	})
	if want := (Disputes{{1, 1, 0, 1, 3}, {0, 0, 1, 0, 1}, {0, 1, 0, 0, 1}}); table != want || len(listed) != 5 || len(doubts) != 1 {
		t.Errorf("%v %d %v", table, len(listed), doubts)
	}
}

// Whatever the register holds, the identities of the national table hold, and this
// year begins where last year ended.
func TestIdentities(t *testing.T) {
	rows := rowOf(t)
	rapid.Check(t, func(t *rapid.T) {
		from := day("2024-06-01")
		list := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Case {
			c := Case{ID: rapid.Int64().Draw(t, "id"), Class: rapid.SampledFrom(classes).Draw(t, "class"), Received: from.AddDays(rapid.IntRange(0, 800).Draw(t, "received"))}
			if rapid.Bool().Draw(t, "finished") {
				c.Finished = c.Received.AddDays(rapid.IntRange(0, 400).Draw(t, "days"))
				c.Outcome = rapid.SampledFrom(rulebook.ReplyCodes).Draw(t, "outcome")
			}
			return c
		}), 0, 60).Draw(t, "cases")
		for i := range list {
			list[i].ID = int64(i)
			switch list[i].Outcome {
			case "6.1":
				list[i].Ended = "fix"
			case "6.2":
				list[i].Ended = "fee"
			}
		}
		today := from.AddDays(rapid.IntRange(300, 900).Draw(t, "today"))
		var last *Report
		for _, year := range []int{2024, 2025, 2026} {
			s := YearSpan(year, today)
			if s.Through.Before(s.From) {
				break
			}
			kept := []Counted{}
			table, doubts, err := Count(s, rows, all(list), func(c Counted) { kept = append(kept, c) })
			if err != nil || len(doubts) > 0 {
				t.Fatal(err, doubts)
			}
			r := &Report{Year: year, Asked: table, Texts: texts()}
			for _, f := range (Checkup{Report: r, Last: last, Listed: kept}).Check() {
				if f.Check != "C15" && f.Check != "C17" {
					t.Fatalf("%d: %+v", year, f)
				}
			}
			last = r
			if s.Through == today {
				break
			}
		}
	})
}

func TestEveryCheck(t *testing.T) {
	good := func() Checkup {
		r, last := &Report{Year: 2026, Texts: texts()}, &Report{Year: 2025, Texts: texts()}
		for i := range 20 {
			r.Asked.add(RowNew, i%6, 1)
			r.Asked.add(RowFirst+i%20, i%6, 1)
			last.Asked.add(RowNew, i%6, 1)
			last.Asked.add(RowFirst+i%20, i%6, 1)
		}
		return Checkup{Report: r, Last: last, Due: day("2027-01-31"), Target: day("2027-01-29"), Today: day("2027-01-05")}
	}
	if found := good().Check(); len(found) > 0 {
		t.Fatalf("%+v", found)
	}
	long := strings.Repeat("完善主动公开目录，定期清理过期信息，组织专题培训，接受社会监督。", 4)
	for _, x := range []struct {
		check string
		stops bool
		spoil func(*Checkup)
	}{
		{"C1", true, func(c *Checkup) { c.Report.Asked[0][0]++ }},
		{"C2", true, func(c *Checkup) { c.Report.Asked[RowTotal-1][2]++ }},
		{"C3", true, func(c *Checkup) { c.Report.Asked[RowLeft-1][Sum]++ }},
		{"C4", true, func(c *Checkup) { c.Last.Asked.add(RowLeft, 0, 1) }},
		{"C4", false, func(c *Checkup) { c.Last.Asked.add(RowLeft, 0, 1); c.Reorganised = "职能划转" }},
		{"C5", true, func(c *Checkup) { c.Report.Asked[4][0] = -1 }},
		{"C5", true, func(c *Checkup) { c.Report.Acts.Permits = -1 }},
		{"C6", true, func(c *Checkup) { c.Report.Disputes[0][ResultSum]++ }},
		{"C7", true, func(c *Checkup) { x := Counted{Case: Case{ID: 1}, In: 1, Out: 25}; c.Listed = []Counted{x, x} }},
		{"C8", true, func(c *Checkup) { c.Listed = []Counted{} }},
		{"C8", true, func(c *Checkup) { c.Doubts = []string{"没有类别"} }},
		{"C9", true, func(c *Checkup) { c.Listed = []Counted{{Case: Case{ID: 1, Ended: "fix"}, In: 1, Out: 23}} }},
		{"C10", true, func(c *Checkup) { c.Report.Texts["clean"] = "清理{没有的数}条" }},
		{"C10", false, func(c *Checkup) { c.Report.Texts["clean"] = "清理过期信息12条" }},
		{"C11", true, func(c *Checkup) { c.Report.Texts["problem"] = "无。" }},
		{"C11", true, func(c *Checkup) { c.Report.Texts["other_matters"] = "没有其他事项" }},
		{"C11", true, func(c *Checkup) { c.Report.Texts["other_matters"] = "收取了信息处理费"; c.Report.Fee = 700 }},
		{"C12", false, func(c *Checkup) { c.Report.Acts.Normative.InForce = 3 }},
		{"C13", false, func(c *Checkup) { c.Report.Acts.Fees = 123_456_700 }},
		{"C14", false, func(c *Checkup) {
			c.Disputes = []Listed{{Dispute: Dispute{Suit: true, Filed: day("2026-01-01"), Outcome: "3.4"}, Block: DirectSuits}}
		}},
		{"C15", false, func(c *Checkup) {
			for range 500 {
				c.Report.Asked.add(RowNew, 0, 1)
				c.Report.Asked.add(RowFirst, 0, 1)
			}
		}},
		{"C16", false, func(c *Checkup) {
			c.Disputes = []Listed{}
			c.Report.Disputes[LaterSuits] = [5]int{1, 0, 0, 0, 1}
		}},
		{"C17", false, func(c *Checkup) {
			c.Last.Texts["clean"] = long + "全年12次。"
			c.Report.Texts["clean"] = long + "全年15次。"
		}},
		{"C18", false, func(c *Checkup) { c.Today = day("2027-02-01") }},
		{"C18", false, func(c *Checkup) { c.Today = day("2027-01-25") }},
		{"C18", false, func(c *Checkup) { c.Sent, c.Public = day("2027-02-01"), day("2027-02-02") }},
	} {
		c := good()
		x.spoil(&c)
		found := c.Check()
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Check == x.check && f.Stops == x.stops && f.Say != "" && f.Where != "" }) {
			t.Errorf("%s: %+v", x.check, found)
		}
		if Stops(found) != x.stops && x.check != "C9" {
			t.Errorf("%s: stops %v: %+v", x.check, Stops(found), found)
		}
	}
}

func TestTarget(t *testing.T) {
	rest := map[string]bool{"2025-01-28": true, "2025-01-29": true, "2025-01-30": true, "2025-01-31": true}
	if got := Target(day("2025-01-31"), func(d civil.Date) bool { return !rest[d.String()] }); got != day("2025-01-27") {
		t.Error(got)
	}
}

func TestSimilarity(t *testing.T) {
	if s := Similarity("全年公开12条信息", "全年公开345条信息"); s != 1 {
		t.Error(s)
	}
	if s := Similarity("甲乙丙丁", "戊己庚辛"); s != 0 {
		t.Error(s)
	}
	if Similarity("", "") != 0 {
		t.Error("nothing has nothing in common")
	}
}

func BenchmarkCount100k(b *testing.B) {
	rows := rowOf(b)
	list := make([]Case, 100_000)
	for i := range list {
		list[i] = Case{ID: int64(i), Number: fmt.Sprint(i), Class: classes[i%6], Received: day("2026-01-01").AddDays(i % 365), Outcome: rulebook.ReplyCodes[i%22]}
		if i%9 > 0 {
			list[i].Finished = list[i].Received.AddDays(20)
		}
	}
	for b.Loop() {
		n := 0
		if _, _, err := Count(YearSpan(2026, day("2027-01-01")), rows, all(list), func(Counted) { n++ }); err != nil || n != len(list) {
			b.Fatal(err, n)
		}
	}
}
