package calendar

import (
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

func span(from, to string, work bool, name string) Span {
	return Span{civil.Must(from), civil.Must(to), work, name}
}

// year2027 is a made-up arrangement that satisfies the statute.
func year2027() Notice {
	return Notice{Year: 2027, Title: "演练用的2027年安排", Spans: []Span{
		span("2027-01-01", "2027-01-03", false, "元旦"),
		span("2027-02-05", "2027-02-11", false, "春节"),
		span("2027-02-20", "2027-02-20", true, "春节"),
		span("2027-04-05", "2027-04-05", false, "清明节"),
		span("2027-05-01", "2027-05-03", false, "劳动节"),
		span("2027-06-09", "2027-06-09", false, "端午节"),
		span("2027-09-15", "2027-09-15", false, "中秋节"),
		span("2027-10-01", "2027-10-07", false, "国庆节"),
	}}
}

func TestWith(t *testing.T) {
	base := Official()
	c, err := base.With(year2027())
	if err != nil {
		t.Fatal(err)
	}
	if k := c.Kind(civil.Must("2027-02-20")); k.Kind != MakeUp || k.Provisional || k.Notice != "演练用的2027年安排" {
		t.Errorf("make-up day: %+v", k)
	}
	if k := c.Kind(civil.Must("2027-02-11")); k.Kind != Holiday || k.Provisional {
		t.Errorf("day off: %+v", k)
	}
	if k := base.Kind(civil.Must("2027-02-20")); k.Kind != Rest || !k.Provisional {
		t.Errorf("the calendar itself changed: %+v", k)
	}
	if !c.Known(2027) || base.Known(2027) || c.Known(2028) {
		t.Error("Known is wrong")
	}
	if _, err := c.With(year2027()); !fault.Is(err, fault.Conflict) {
		t.Errorf("a known year was taken again: %v", err)
	}
	n := year2027()
	n.Replaces = true
	n.Spans[1] = span("2027-02-05", "2027-02-10", false, "春节")
	again, err := c.With(n)
	if err != nil {
		t.Fatal(err)
	}
	if k := again.Kind(civil.Must("2027-02-11")); k.Kind != Work || k.Provisional {
		t.Errorf("the replaced notice still counts: %+v", k)
	}
}

func TestAnEarlierYearMayBeReplaced(t *testing.T) {
	n, ok := Official().Notice(2014)
	if !ok {
		t.Fatal("2014 is not known")
	}
	n.Title, n.Replaces = "本地安排", true
	n.Spans = append(n.Spans, span("2014-01-30", "2014-01-30", false, "春节"))
	c, err := Official().With(n)
	if err != nil {
		t.Fatalf("除夕 was no holiday in 2014, and need not have been: %v", err)
	}
	if k := c.Kind(civil.Must("2014-01-30")); k.Kind != Holiday || k.Notice != "本地安排" {
		t.Errorf("%+v", k)
	}
	if k := Official().Kind(civil.Must("2014-01-30")); k.Kind != Work {
		t.Errorf("%+v", k)
	}
}

func TestNoticeKeepsItsOwnCopy(t *testing.T) {
	n := year2027()
	c, err := Official().With(n)
	if err != nil {
		t.Fatal(err)
	}
	n.Spans[0].Name = "changed"
	got, _ := c.Notice(2027)
	got.Spans[0].Name = "changed"
	if again, _ := c.Notice(2027); again.Spans[0].Name != "元旦" {
		t.Error("the notice can be changed from outside")
	}
}

func TestWithRefuses(t *testing.T) {
	edit := func(f func(*Notice)) Notice { n := year2027(); f(&n); return n }
	add := func(s Span) Notice { return edit(func(n *Notice) { n.Spans = append(n.Spans, s) }) }
	for name, tt := range map[string]struct {
		notice       Notice
		field, value string
	}{
		"no such day":          {add(Span{civil.Date{Year: 2027, Month: 2, Day: 30}, civil.Date{Year: 2027, Month: 2, Day: 30}, false, "春节"}), "spans", "2027-02-30"},
		"wrong year":           {add(span("2028-01-01", "2028-01-01", false, "元旦")), "spans", "2028-01-01..2028-01-01"},
		"too early":            {add(span("2026-12-19", "2026-12-19", true, "元旦")), "spans", "2026-12-19..2026-12-19"},
		"backwards":            {add(span("2027-07-02", "2027-07-01", false, "国庆节")), "spans", "2027-07-02..2027-07-01"},
		"off and worked":       {add(span("2027-10-02", "2027-10-02", true, "国庆节")), "spans", "2027-10-02"},
		"named twice":          {add(span("2027-10-02", "2027-10-02", false, "国庆节")), "spans", "2027-10-02"},
		"a weekday as make-up": {add(span("2027-09-14", "2027-09-14", true, "中秋节")), "spans", "2027-09-14"},
		"no name":              {add(span("2027-07-01", "2027-07-01", false, " ")), "spans", "2027-07-01..2027-07-01"},
		"control character":    {add(span("2027-07-01", "2027-07-01", false, "节\x07")), "spans", "节\x07"},
		"nothing":              {Notice{Year: 2027}, "spans", ""},
		"year out of range":    {Notice{Year: 1900}, "year", "1900"},
		"a holiday forgotten":  {edit(func(n *Notice) { n.Spans = append(n.Spans[:5:5], n.Spans[6:]...) }), "spans", "2027-06-09"},
	} {
		_, err := Official().With(tt.notice)
		e := fault.Of(err)
		if e == nil || e.Kind != fault.Invalid || e.Field != tt.field || e.Value != tt.value || e.Say == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNeighbouringNoticesMayNotContradict(t *testing.T) {
	c, err := Official().With(year2027())
	if err != nil {
		t.Fatal(err)
	}
	n := Notice{Year: 2028, Spans: []Span{span("2027-12-25", "2027-12-25", true, "元旦")}}
	for _, f := range Statutory(2028) {
		n.Spans = append(n.Spans, Span{f.Date, f.Date, false, f.Name})
	}
	if _, err := c.With(n); err != nil {
		t.Fatalf("a make-up day in December before is usual: %v", err)
	}
	m := year2027()
	m.Spans = append(m.Spans, span("2027-12-25", "2027-12-25", false, "元旦"))
	c, err = Official().With(m)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.With(n); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Say, "矛盾") {
		t.Errorf("want a contradiction, got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("year 2014 http://example.invalid\n2014-01-31..2014-02-06 放假 春节\n")
	f.Add("year x\n")
	f.Add("2014-02-30 放假 春节")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := parse(text); err == nil {
			c.Kind(civil.Must("2014-02-01"))
		}
	})
}
