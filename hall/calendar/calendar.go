// Package calendar answers which days are worked: 工作日, 休息日, 节假日 and
// 调休上班日. It carries the State Council's yearly arrangements of 2007–2026
// (国务院办公厅节假日安排), takes further years from an administrator, and
// computes a provisional answer from the statute where no notice is known.
//
// The starting day of a period is never counted and its last day is
// (common.workday).
package calendar

import (
	"strconv"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Kind says what sort of day a date is. The words are those of the command line.
type Kind string

// The kinds of day.
const (
	Work    Kind = "work"    // an ordinary working day
	Rest    Kind = "rest"    // an ordinary Saturday or Sunday
	Holiday Kind = "holiday" // off by a notice or, provisionally, by statute
	MakeUp  Kind = "make_up" // a Saturday or Sunday worked in exchange
)

// Label is the Chinese word of the interface.
func (k Kind) Label() string {
	switch k {
	case Work:
		return "工作日"
	case Rest:
		return "休息日"
	case Holiday:
		return "节假日"
	case MakeUp:
		return "调休上班"
	}
	return "不在日历范围内"
}

func (k Kind) worked() bool { return k == Work || k == MakeUp }

// Day is what the calendar knows of one date.
type Day struct {
	Date    civil.Date
	Workday bool
	Kind    Kind   // empty outside the years First to Last
	Name    string // the festival, as the notice calls it; empty for an ordinary day
	// Notice names the arrangement the answer rests on, in Chinese, and URL is
	// where it was published. Both are empty when the answer is provisional.
	Notice, URL string
	// Provisional is true where no notice is known: only the statute was applied.
	Provisional bool
}

// The years for which the calendar answers.
const (
	First = 1950
	Last  = 2100
)

type entry struct {
	kind   Kind
	name   string
	notice *Notice
}

// Calendar is an immutable set of notices. The zero value knows none, and all
// its answers are provisional. It is safe for concurrent use.
type Calendar struct {
	days  map[civil.Date]entry
	years map[int]*Notice
}

// Covers reports whether d lies in the years for which the calendar answers.
func Covers(d civil.Date) bool { return d.Year >= First && d.Year <= Last }

// Notice gives the arrangement known for a year.
func (c *Calendar) Notice(year int) (Notice, bool) {
	if n, ok := c.years[year]; ok {
		return n.clone(), true
	}
	return Notice{}, false
}

// Known reports whether an arrangement is known for the year.
func (c *Calendar) Known(year int) bool { return c.years[year] != nil }

// Kind tells what sort of day d is. A date outside First..Last is answered with
// an empty Kind, not worked and provisional: ask Covers first where it matters.
func (c *Calendar) Kind(d civil.Date) Day {
	if !Covers(d) {
		return Day{Date: d, Provisional: true}
	}
	if e, ok := c.days[d]; ok {
		return Day{Date: d, Workday: e.kind.worked(), Kind: e.kind, Name: e.name,
			Notice: e.notice.title(), URL: e.notice.URL}
	}
	day := Day{Date: d, Kind: Work, Workday: true}
	if weekend(d) {
		day.Kind, day.Workday = Rest, false
	}
	if n := c.years[d.Year]; n != nil {
		day.Notice, day.URL = n.title(), n.URL
		return day
	}
	day.Provisional = true
	if name := statutory(d); name != "" {
		day.Kind, day.Workday, day.Name = Holiday, false, name
	}
	return day
}

// Add gives the days-th working day strictly after from. provisional is true if
// a day after from and up to the answer had no notice. days is at least 1; an
// answer past the last year of the calendar is an error (field "days").
func (c *Calendar) Add(from civil.Date, days int) (to civil.Date, provisional bool, err error) {
	if !Covers(from) {
		return civil.Date{}, false, outside("from", from)
	}
	if days < 1 {
		return civil.Date{}, false, fault.Field("days", strconv.Itoa(days), "工作日数至少是 1，请填写正整数。")
	}
	left := days
	for d := from.AddDays(1); Covers(d); d = d.AddDays(1) {
		k := c.Kind(d)
		provisional = provisional || k.Provisional
		if k.Workday {
			if left--; left == 0 {
				return d, provisional, nil
			}
		}
	}
	return civil.Date{}, false, fault.Field("days", strconv.Itoa(days),
		"推算结果超出了日历的范围（"+strconv.Itoa(Last)+" 年以前），请减少天数。")
}

// Between counts the working days d with from < d <= to; none if to is not
// after from. provisional is true if one of the days looked at had no notice.
func (c *Calendar) Between(from, to civil.Date) (days int, provisional bool, err error) {
	if !Covers(from) {
		return 0, false, outside("from", from)
	}
	if !Covers(to) {
		return 0, false, outside("to", to)
	}
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		k := c.Kind(d)
		provisional = provisional || k.Provisional
		if k.Workday {
			days++
		}
	}
	return days, provisional, nil
}

// Next gives d itself if it is worked, else the first working day after it: the
// rule for a period whose last day is no working day.
func (c *Calendar) Next(d civil.Date) (to civil.Date, provisional bool, err error) {
	if !Covers(d) {
		return civil.Date{}, false, outside("date", d)
	}
	if k := c.Kind(d); k.Workday {
		return d, k.Provisional, nil
	}
	to, provisional, err = c.Add(d, 1)
	return to, provisional || c.Kind(d).Provisional, err
}

func outside(field string, d civil.Date) error {
	return fault.Field(field, d.String(), "日期不在工作日历的范围内，请填写 "+
		strconv.Itoa(First)+" 年至 "+strconv.Itoa(Last)+" 年之间的日期。")
}

func weekend(d civil.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
