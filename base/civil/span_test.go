package civil

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/fault"
)

func span(from string, a DayHalf, to string, b DayHalf) Span { return Span{Must(from), a, Must(to), b} }

func TestSpanCheck(t *testing.T) {
	for field, s := range map[string]Span{
		"":        span("2014-05-05", PM, "2014-05-05", PM),
		"to":      span("2014-05-05", AM, "2014-05-04", PM),
		"to_half": span("2014-05-05", PM, "2014-05-05", AM),
		"from":    {To: Must("2014-05-05")},
	} {
		err := s.Check()
		if field == "" && err != nil || field != "" && fault.Of(err).Field != field {
			t.Errorf("%v: %v, want field %q", s, err, field)
		}
	}
}

func TestSpanCounts(t *testing.T) {
	s := span("2014-05-05", PM, "2014-05-07", AM)
	if s.HalfDays() != 4 || s.Days() != 3 || s.Chinese() != "2014年5月5日下午至2014年5月7日上午" {
		t.Errorf("%d halves, %d days, %s", s.HalfDays(), s.Days(), s.Chinese())
	}
	if s.On(Must("2014-05-04")) != 0 || s.On(s.From) != 1 || s.On(Must("2014-05-06")) != 2 || s.On(s.To) != 1 {
		t.Error("halves by day")
	}
	if !s.Overlaps(span("2014-05-07", AM, "2014-05-07", AM)) || s.Overlaps(span("2014-05-07", PM, "2014-05-08", PM)) {
		t.Error("the free half of the last day is free")
	}
	got := span("2014-12-29", PM, "2016-01-03", AM).SplitYears()
	want := []Span{span("2014-12-29", PM, "2014-12-31", PM), WholeDays(Must("2015-01-01"), Must("2015-12-31")), span("2016-01-01", AM, "2016-01-03", AM)}
	if !slices.Equal(got, want) {
		t.Errorf("split: %v", got)
	}
	for s, want := range map[string]DayHalf{"am": AM, "pm": PM} {
		if h, ok := ParseDayHalf(s); !ok || h != want || h.String() != s {
			t.Errorf("%s is %v", s, h)
		}
	}
	if _, ok := ParseDayHalf("AM"); ok {
		t.Error("AM was read")
	}
}

func TestFullYears(t *testing.T) {
	for _, tt := range []struct {
		from, to string
		want     int
	}{{"2004-05-15", "2014-05-14", 9}, {"2004-05-15", "2014-05-15", 10}, {"2004-02-29", "2005-02-28", 1}, {"2004-02-29", "2005-02-27", 0},
		{"2004-02-29", "2008-02-28", 3}, {"2014-05-05", "2014-05-04", -1}} {
		if n := FullYears(Must(tt.from), Must(tt.to)); n != tt.want {
			t.Errorf("%s to %s: %d years, want %d", tt.from, tt.to, n, tt.want)
		}
	}
}

func TestSpansAgree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		draw := func(name string) Span {
			from := Must("2014-12-25").AddDays(rapid.IntRange(0, 12).Draw(rt, name))
			return Span{from, DayHalf(rapid.IntRange(0, 1).Draw(rt, name+"a")), from.AddDays(rapid.IntRange(0, 5).Draw(rt, name+"n")), DayHalf(rapid.IntRange(0, 1).Draw(rt, name+"b"))}
		}
		a, b := draw("a"), draw("b")
		if a.Check() != nil || b.Check() != nil {
			return
		}
		sum, split := 0, 0
		for d := a.From; !d.After(a.To); d = d.AddDays(1) {
			sum += a.On(d)
		}
		for _, p := range a.SplitYears() {
			split += p.HalfDays()
		}
		if sum != a.HalfDays() || split != sum {
			rt.Fatalf("%v: %d halves, by day %d, by year %d", a, a.HalfDays(), sum, split)
		}
		shared := false
		for i := range 2 * a.Days() {
			d, h := a.From.AddDays(i/2), DayHalf(i%2)
			one := Span{d, h, d, h}
			in := func(s Span) bool { return !one.endsBefore(s) && !s.endsBefore(one) }
			shared = shared || in(a) && in(b)
		}
		if shared != a.Overlaps(b) || a.Overlaps(b) != b.Overlaps(a) {
			rt.Fatalf("%v and %v: overlap %v, shared %v", a, b, a.Overlaps(b), shared)
		}
	})
}
