// Package civil holds dates as people write them: days of the calendar in
// Asia/Shanghai, without time or zone, and half days as integers.
package civil

import (
	"database/sql/driver"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the zone must exist on a machine without tzdata

	"lantai.internal/base/fault"
)

// Shanghai is the one zone of the house.
var Shanghai = func() *time.Location {
	l, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic("civil: Asia/Shanghai is missing from the embedded zone data: " + err.Error())
	}
	return l
}()

// Date is a day of the Gregorian calendar. The zero Date means "no date" and
// prints as the empty string. Dates are comparable with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Of makes a date; ok is false if there is no such day (30 February).
func Of(year, month, day int) (d Date, ok bool) {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return Date{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Day() != day {
		return Date{}, false
	}
	return Date{year, time.Month(month), day}, true
}

// Must makes a date that is known to exist; it panics otherwise. For constants and tests.
func Must(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf gives the day in Shanghai of an instant.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Shanghai).Date()
	return Date{y, m, d}
}

// Parse reads YYYY-MM-DD and nothing else.
func Parse(s string) (Date, error) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		if d, ok := digits(s[:4], s[5:7], s[8:]); ok {
			return d, nil
		}
	}
	return Date{}, fault.Field("date", s, "日期“"+s+"”不存在或写法不对，请写成 2012-05-04 的样子。")
}

var loose = regexp.MustCompile(`^\s*(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?\s*$`)
var compact = regexp.MustCompile(`^\s*(\d{4})(\d{2})(\d{2})\s*$`)

// ParseLoose reads the ways people write a date: 2012-05-04, 20120504,
// 2012.5.4, 2012/5/4, 2012年5月4日, with full-width digits allowed.
func ParseLoose(s string) (Date, error) {
	n := halfWidth(s)
	for _, re := range []*regexp.Regexp{loose, compact} {
		if m := re.FindStringSubmatch(n); m != nil {
			if d, ok := digits(m[1], m[2], m[3]); ok {
				return d, nil
			}
			return Date{}, fault.Field("date", s, "没有“"+strings.TrimSpace(s)+"”这一天，请核对年月日。")
		}
	}
	return Date{}, fault.Field("date", s, "看不懂日期“"+strings.TrimSpace(s)+"”，请写成 2012-05-04 或 20120504。")
}

func digits(y, m, d string) (Date, bool) {
	yi, e1 := strconv.Atoi(y)
	mi, e2 := strconv.Atoi(m)
	di, e3 := strconv.Atoi(d)
	if e1 != nil || e2 != nil || e3 != nil {
		return Date{}, false
	}
	return Of(yi, mi, di)
}

func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．' || r == '。':
			return '.'
		case r == '－' || r == '—' || r == '–':
			return '-'
		case r == '／':
			return '/'
		}
		return r
	}, s)
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// String is YYYY-MM-DD, or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Compact is YYYYMMDD, the form of DA/T 22's catalogue, or "" for no date.
func (d Date) Compact() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d%02d%02d", d.Year, int(d.Month), d.Day)
}

// Chinese is 2012年5月4日, or "" for no date.
func (d Date) Chinese() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", d.Year, int(d.Month), d.Day)
}

// Time is midnight of the day in Shanghai.
func (d Date) Time() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Shanghai)
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// AddDays gives the day n days later (earlier if n is negative).
func (d Date) AddDays(n int) Date {
	// Most steps stay within a month; counting periods takes a great many.
	if day := d.Day + n; day >= 1 && day <= 28 && d.Day >= 1 && d.Month >= 1 && d.Month <= 12 && d.Day <= 28 {
		return Date{d.Year, d.Month, day}
	}
	y, m, day := d.utc().AddDate(0, 0, n).Date()
	return Date{y, m, day}
}

// AddYears gives the same day n years later; 29 February becomes 28 February.
func (d Date) AddYears(n int) Date {
	if r, ok := Of(d.Year+n, int(d.Month), d.Day); ok {
		return r
	}
	return Date{d.Year + n, d.Month, d.Day - 1}
}

// Sub is the number of days from e to d.
func (d Date) Sub(e Date) int { return int(d.utc().Sub(e.utc()).Hours() / 24) }

// Weekday of the day.
func (d Date) Weekday() time.Weekday {
	if d.Year < 1 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return d.utc().Weekday()
	}
	// The year is taken to begin in March, so that the leap day is its last.
	y := d.Year
	if d.Month < 3 {
		y--
	}
	return time.Weekday((y + y/4 - y/100 + y/400 + monthShift[d.Month-1] + d.Day) % 7)
}

// monthShift is how far the weekdays of each month are shifted in such a year.
var monthShift = [12]int{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4}

// Compare is -1, 0 or 1 as d is before, equal to or after e.
func (d Date) Compare(e Date) int { return d.ordinal() - e.ordinal() }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

func (d Date) ordinal() int { return d.Year*10000 + int(d.Month)*100 + d.Day }

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD or "".
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := Parse(string(b))
	if err == nil {
		*d = p
	}
	return err
}

// Value stores the date as text, "" for no date.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value wrote.
func (d *Date) Scan(v any) error {
	switch s := v.(type) {
	case string:
		return d.UnmarshalText([]byte(s))
	case []byte:
		return d.UnmarshalText(s)
	case nil:
		*d = Date{}
		return nil
	}
	return fmt.Errorf("civil: cannot read a date from %T", v)
}
