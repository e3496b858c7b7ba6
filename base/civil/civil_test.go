package civil

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "2012-02-30", "2012-2-3", "2013-13-01", "20120101", "2012-00-01", "0000-01-01", "2012-01-0x"} {
		if d, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %v, want refusal", bad, d)
		}
	}
	if d := Must("2012-02-29"); d.Compact() != "20120229" || d.Chinese() != "2012年2月29日" {
		t.Errorf("forms: %s %s", d.Compact(), d.Chinese())
	}
}

func TestParseLoose(t *testing.T) {
	for _, s := range []string{"2012-05-04", "20120504", "2012.5.4", "2012/5/4", "2012年5月4日", "２０１２．５．４", " 2012年05月04日 "} {
		if d, err := ParseLoose(s); err != nil || d.String() != "2012-05-04" {
			t.Errorf("ParseLoose(%q) = %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"2012年2月30日", "20120230", "五月四日", "2012", "12-05-04"} {
		if d, err := ParseLoose(s); err == nil {
			t.Errorf("ParseLoose(%q) = %v, want refusal", s, d)
		}
	}
}

func TestDateOfCrossesMidnightInShanghai(t *testing.T) {
	if d := DateOf(time.Date(2025, 12, 31, 16, 0, 0, 0, time.UTC)); d.String() != "2026-01-01" {
		t.Errorf("16:00 UTC is the next day in Shanghai, got %s", d)
	}
}

func TestArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Must("2000-01-01").AddDays(rapid.IntRange(-40000, 40000).Draw(t, "start"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		e := d.AddDays(n)
		if e.Sub(d) != n {
			t.Fatalf("%s + %d = %s, Sub = %d", d, n, e, e.Sub(d))
		}
		if back, err := Parse(e.String()); err != nil || back != e {
			t.Fatalf("round trip of %s", e)
		}
	})
	if got := Must("2012-02-29").AddYears(1).String(); got != "2013-02-28" {
		t.Errorf("29 February + 1 year = %s", got)
	}
}

func TestEveryDayAgreesWithTime(t *testing.T) {
	d, at := Must("1899-12-31"), time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	for d.Year < 2110 {
		if y, m, day := at.Date(); d != (Date{y, m, day}) || d.Weekday() != at.Weekday() {
			t.Fatalf("%v %s, want %s", d, d.Weekday(), at)
		}
		if back := d.AddDays(30).AddDays(-30); back != d {
			t.Fatalf("%v and back is %v", d, back)
		}
		d, at = d.AddDays(1), at.AddDate(0, 0, 1)
	}
}
