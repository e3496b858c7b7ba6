package civil

import (
	"testing"
	"time"
)

func TestHalf(t *testing.T) {
	if Morning(Must("1970-01-01")) != 0 || Afternoon(Must("1969-12-31")) != -1 {
		t.Error("the count does not begin with 1970")
	}
	for d := Must("1969-12-28"); d.Before(Must("1970-01-05")); d = d.AddDays(1) {
		am, pm := Morning(d), Afternoon(d)
		if am.Date() != d || pm.Date() != d || am.PM() || !pm.PM() || pm != am+1 {
			t.Errorf("%v: %d %d", d, am, pm)
		}
	}
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04:05", s, Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for s, want := range map[string]string{"2014-05-05 00:00:00": "2014年5月5日上午", "2014-05-05 11:59:59": "2014年5月5日上午",
		"2014-05-05 12:00:00": "2014年5月5日下午", "2014-05-05 23:59:59": "2014年5月5日下午"} {
		h := HalfAt(at(s).UTC())
		if h.Chinese() != want || h.Start().After(at(s)) || !(h + 1).Start().After(at(s)) {
			t.Errorf("%s: %s", s, h.Chinese())
		}
	}
	if h, err := ParseHalf(Must("2014-05-05"), "pm"); err != nil || !h.PM() {
		t.Error(h, err)
	}
	for _, w := range []string{"", "AM", "noon"} {
		if _, err := ParseHalf(Must("2014-05-05"), w); err == nil {
			t.Errorf("%q was read", w)
		}
	}
	if _, err := ParseHalf(Date{}, "am"); err == nil {
		t.Error("a half day without a date")
	}
}
