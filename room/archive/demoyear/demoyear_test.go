package demoyear

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
	"lantai.internal/room/archive/schedule"
)

var units = []string{"BGS", "ZGK", "GHK", "SMK", "TGK", "LYK", "WMK", "FWZ", "JCZ"}

func year(t *testing.T, y int) []DemoItem {
	t.Helper()
	items, err := DemoYear(y, units)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

func TestFigures(t *testing.T) {
	for _, y := range []int{2012, 2013, 2016, 2025} {
		items := year(t, y)
		count := map[code.Period]int{}
		inUnits := map[code.Period]map[string]bool{"Y": {}, "D30": {}, "D10": {}}
		titles := map[string]bool{}
		for _, d := range items {
			count[d.Retention]++
			inUnits[d.Retention][d.Unit] = true
			if titles[d.Title] {
				t.Errorf("title twice: %s", d.Title)
			}
			titles[d.Title] = true
			if d.Date.Year != y || d.Year != y || d.Pages < 1 || d.Issuer == "" || strings.ContainsAny(d.Title+d.Issuer, "{}") {
				t.Errorf("%+v", d)
			}
		}
		if len(items) != 1088 || count["Y"] != 189 || count["D30"] != 252 || count["D10"] != 647 {
			t.Errorf("%d: %d items, %v", y, len(items), count)
		}
		if len(inUnits["Y"]) > 5 || len(inUnits["D10"]) != 9 {
			t.Errorf("units: %v", inUnits)
		}
		boxes := pack(t, items)
		by := map[code.Period]int{}
		for _, b := range boxes {
			by[b.Class.Period]++
			if b.Oversize {
				t.Errorf("oversize box %+v", b)
			}
		}
		if len(boxes) != 49 || by["Y"] != 5 || by["D30"] != 9 || by["D10"] != 35 {
			t.Errorf("%d: %d boxes, %v", y, len(boxes), by)
		}
	}
}

func pack(t *testing.T, items []DemoItem) []arrange.Box {
	t.Helper()
	var papers []arrange.Paper
	for i, d := range items {
		papers = append(papers, arrange.Paper{ID: fmt.Sprint(i), Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Date: d.Date,
			Year: d.Year, Unit: d.Unit, Period: d.Retention, Pages: d.Pages})
	}
	// The whole way a real year goes: forming items must not join any of these.
	formed := arrange.Compose(papers, arrange.ComposeSettings{})
	r, err := arrange.Number(formed, arrange.Settings{Plan: Plan(units), Fonds: "X043"})
	if err != nil || len(r.Left) != 0 || len(r.Placed) != len(items) {
		t.Fatalf("%d placed, left %v, %v", len(r.Placed), r.Left, err)
	}
	var in []arrange.PackItem
	for _, p := range r.Placed {
		in = append(in, arrange.PackItem{ID: p.Item.ID, Class: p.Class, Number: p.Number, Pages: p.Item.Pages})
	}
	s := arrange.DefaultPackSettings()
	s.Plan = Plan(units)
	boxes, err := arrange.Pack(in, nil, s)
	if err != nil {
		t.Fatal(err)
	}
	return boxes
}

func TestSame(t *testing.T) {
	if !reflect.DeepEqual(year(t, 2012), year(t, 2012)) {
		t.Error("two runs differ")
	}
}

func TestGapsToFind(t *testing.T) {
	var series []describe.DocNo
	for _, d := range year(t, 2012) {
		if no, ok := describe.SplitDocNo(d.DocNo); ok && own(no.Prefix) {
			series = append(series, no)
		}
	}
	missing := map[string]int{}
	for _, g := range describe.Gaps(series) {
		missing[g.Prefix] += g.Count()
	}
	for prefix, numbers := range withheld {
		if missing[prefix] != len(numbers) {
			t.Errorf("%s: %d missing, want %d", prefix, missing[prefix], len(numbers))
		}
	}
	if len(describe.Repeats(series)) != 0 {
		t.Error("a number twice")
	}
}

// TestSchedule: where the sample schedule settles a period, the year agrees.
func TestSchedule(t *testing.T) {
	decided := 0
	items := year(t, 2012)
	for _, d := range items {
		p, ok := schedule.Propose(schedule.Sample(), schedule.Question{Title: d.Title, Issuer: d.Issuer, OwnNames: []string{Bureau, "綦江区商务局", "区商务局"}})
		if !ok {
			continue
		}
		decided++
		if p.Period != d.Retention {
			t.Errorf("%s (%s): %s, schedule says %s by %s", d.Title, d.Issuer, d.Retention, p.Period, p.RowID)
		}
	}
	t.Logf("the schedule settles %d of %d", decided, len(items))
	if decided*3 < len(items) {
		t.Errorf("the schedule settles only %d", decided)
	}
}

func TestTextDescribesItself(t *testing.T) {
	for _, d := range year(t, 2012) {
		got := describe.Describe(describe.Source{Name: "x.txt", Body: d.Text()})
		if got.Title.Value != d.Title || got.DocNo.Value != d.DocNo || got.Day() != d.Date || got.Issuer.Value != d.Issuer {
			t.Errorf("%+v\nread as %s | %s | %s | %s", d, got.Title.Value, got.DocNo.Value, got.Date.Value, got.Issuer.Value)
		}
	}
}

func TestRefuses(t *testing.T) {
	for field, call := range map[string]func() ([]DemoItem, error){
		"unit": func() ([]DemoItem, error) { return DemoYear(2012, units[:8]) },
		"year": func() ([]DemoItem, error) { return DemoYear(0, units) },
	} {
		if _, err := call(); fault.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
