package rulebook

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/fault"
)

func closed(t *testing.T, rows ...Row) Table {
	t.Helper()
	table, err := NewTable(Table{ID: "t", Clause: "a.b", Outcomes: []string{"yes", "no"}, Rows: rows, Labels: map[string]string{"staff": "一般人员"},
		Inputs: []Input{{Name: "role", Label: "职级", Words: []string{"staff", "head"}}, {Name: "days", Label: "天数", From: 1, To: 10}}})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func row(id, role, days, then string) Row {
	return Row{ID: id, When: map[string]string{"role": role, "days": days}, Then: then, Clause: "a.b"}
}

func TestWalk(t *testing.T) {
	sound := closed(t, row("a", "staff", "..3", "yes"), row("b", "staff", "4..", "no"), row("c", "head", "*", "yes"))
	if d := Walk(sound); len(d) != 0 {
		t.Errorf("a sound table: %v", d)
	}
	faulty := closed(t, row("a", "staff", "1|3", "yes"), row("b", "staff", "5..", "no"), row("c", "head", "1..6", "yes"),
		row("d", "*", "6..", "no"), row("e", "head", "7", "no"), row("f", "staff", "10", "no"))
	found := map[string]Defect{}
	for _, d := range Walk(faulty) {
		found[d.Kind+" "+strings.Join(d.Rows, "+")] = d
	}
	for key, want := range map[string]struct {
		cells  int
		sample string
	}{
		"gap ":          {2, "职级=一般人员，天数=2"},
		"overlap b+d":   {4, "职级=一般人员，天数=6"},
		"overlap b+d+f": {1, "职级=一般人员，天数=10"},
		"overlap c+d":   {1, "职级=head，天数=6"},
		"overlap d+e":   {1, "职级=head，天数=7"},
	} {
		if d, ok := found[key]; !ok || d.Cells != want.cells || d.Sample != want.sample {
			t.Errorf("%s: %+v, want %+v", key, d, want)
		}
		delete(found, key)
	}
	if len(found) > 0 {
		t.Errorf("further defects: %v", found)
	}
	dead := closed(t, row("a", "*", "*", "yes"))
	dead.Rows = append(dead.Rows, Row{ID: "z", Then: "no", Clause: "a.b"})
	if d := Walk(dead); len(d) != 1 || d[0].Kind != "dead" || d[0].Rows[0] != "z" {
		t.Errorf("a row nothing reaches: %v", d)
	}
}

func TestDecide(t *testing.T) {
	table := closed(t, row("a", "staff", "..3", "yes"), row("b", "staff", "3..9", "no"),
		Row{ID: "p", When: map[string]string{"role": "head"}, Person: "由局长定", Clause: "a.b"})
	for _, tt := range []struct {
		role, days string
		row        string
		ok         bool
	}{
		{"staff", "2", "a", true},
		{"staff", "4", "b", true},
		{"staff", "3", "", false},
		{"staff", "10", "", false},
		{"head", "1", "p", false},
	} {
		r, ok, err := table.Decide(map[string]string{"role": tt.role, "days": tt.days})
		if err != nil || ok != tt.ok || r.ID != tt.row {
			t.Errorf("%s %s: %s %v %v", tt.role, tt.days, r.ID, ok, err)
		}
	}
	for field, facts := range map[string]map[string]string{
		"days":  {"role": "staff", "days": "11"},
		"role":  {"days": "1"},
		"extra": {"role": "staff", "days": "1", "extra": "x"},
	} {
		if _, _, err := table.Decide(facts); fault.Of(err) == nil || fault.Of(err).Field != field {
			t.Errorf("%v: %v, want field %s", facts, err, field)
		}
	}
	for _, days := range []string{"01", "+1", " 1", "1.0", ""} {
		if _, _, err := table.Decide(map[string]string{"role": "staff", "days": days}); err == nil {
			t.Errorf("days %q was taken", days)
		}
	}
}

// Walk is silent exactly if every combination is decided by one row.
func TestWalkAgreesWithDecide(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var rows []Row
		for i := range rapid.IntRange(1, 5).Draw(rt, "rows") {
			lo := rapid.IntRange(1, 10).Draw(rt, "lo")
			hi := rapid.IntRange(lo, 10).Draw(rt, "hi")
			rows = append(rows, row("r"+strconv.Itoa(i), rapid.SampledFrom([]string{"staff", "head", "*", "staff|head"}).Draw(rt, "role"),
				strconv.Itoa(lo)+".."+strconv.Itoa(hi), "yes"))
		}
		table := closed(t, rows...)
		undecided := 0
		for _, role := range []string{"staff", "head"} {
			for d := 1; d <= 10; d++ {
				if _, ok, err := table.Decide(map[string]string{"role": role, "days": strconv.Itoa(d)}); err != nil {
					rt.Fatal(err)
				} else if !ok {
					undecided++
				}
			}
		}
		cells := 0
		for _, d := range Walk(table) {
			cells += d.Cells
		}
		if cells != undecided {
			rt.Fatalf("walk finds %d faulty cells, decide %d", cells, undecided)
		}
	})
}

func TestTheBureausTables(t *testing.T) {
	b := load(t, "qijiang-commerce")
	for _, tt := range []struct {
		table string
		facts map[string]string
		row   string
		ok    bool
	}{
		{"archive.box.admission", map[string]string{"category": "same", "year": "same", "unit": "same", "period": "same", "room": "enough"}, "fits", true},
		{"archive.box.admission", map[string]string{"category": "same", "year": "same", "unit": "same", "period": "same", "room": "short"}, "full", true},
		{"archive.box.admission", map[string]string{"category": "same", "year": "same", "unit": "same", "period": "other", "room": "enough"}, "other-period", true},
		{"archive.box.admission", map[string]string{"category": "same", "year": "other", "unit": "other", "period": "same", "room": "enough"}, "other-year", true},
		{"archive.retention.period", map[string]string{"category": "WS", "period": "D10"}, "three", true},
		{"archive.retention.period", map[string]string{"category": "WS", "period": "other"}, "documents-other", true},
		{"archive.retention.period", map[string]string{"category": "ZP", "period": "other"}, "others-other", false},
		{"archive.use.consent", map[string]string{"record": "party_committee_original", "reader": "staff"}, "party-original", true},
		{"archive.use.consent", map[string]string{"record": "personnel", "reader": "outsider"}, "personnel-outsider", false},
	} {
		table, found := b.Table(tt.table)
		r, ok, err := table.Decide(tt.facts)
		if !found || err != nil || ok != tt.ok || r.ID != tt.row {
			t.Errorf("%s %v: %s %v %v", tt.table, tt.facts, r.ID, ok, err)
		}
	}
}
