// Package counter counts the promised time of the service counter (限时办结): from
// what day an application's time runs and on what day it ends. A deadline is a pure
// function of a version of the calendar, the book and the facts; nothing here knows
// what day it is.
//
// The day of receipt is not counted. Incomplete papers have no deadline; it runs from
// the day on which they are complete (clauses once.after, limit.def).
package counter

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// Unit is what a promise is counted in; every service item sets its own.
type Unit string

// The units of a promise.
const (
	WorkingDays  Unit = "working_days"
	CalendarDays Unit = "calendar_days"
)

// Label is the Chinese word, as it follows a number.
func (u Unit) Label() string {
	switch u {
	case WorkingDays:
		return "个工作日"
	case CalendarDays:
		return "日（日历日）"
	}
	return string(u)
}

// MostDays is the longest promise.
const MostDays = 366

// Clock counts by a calendar and a book. It is safe for concurrent use.
type Clock struct {
	Calendar *calendar.Calendar
	Book     *rulebook.Book
}

// Question is one application as far as its time depends on it.
type Question struct {
	Received civil.Date
	Promised int // 1 to MostDays
	Unit     Unit
	// Complete: nothing was missing on the day of receipt.
	Complete bool
	// Supplemented is the day on which the last missing paper came; no date if none has.
	Supplemented civil.Date
}

// Deadline is the answer.
type Deadline struct {
	// Due is the last day on which the promise is kept; no date if Open.
	Due civil.Date
	// Started is the day from which the time runs; it is not counted.
	Started     civil.Date
	Provisional bool   // a day was looked at for which no arrangement is known
	Moved       bool   // the last calendar day was not worked, so that Due is later
	Open        string // why there is no day yet, in Chinese; empty if Due is
	Basis       []rulebook.Basis
}

// Overdue reports whether a day lies after the last day, which is in time to its end.
func (d Deadline) Overdue(on civil.Date) bool { return !d.Due.IsZero() && on.After(d.Due) }

// Deadline answers a question. Bad facts are an Invalid error that names the field.
func (k Clock) Deadline(q Question) (Deadline, error) {
	if err := check(q); err != nil {
		return Deadline{}, err
	}
	if !q.Complete && q.Supplemented.IsZero() {
		return Deadline{Open: "材料还没有补齐，时限从补齐那天起算，现在没有承诺日期。",
			Basis: []rulebook.Basis{cite(law.LimitSupplement, "no-due-while-incomplete"), cite(law.OnceAfter, "restart-on-completion")}}, nil
	}
	d := Deadline{Started: q.Received, Basis: []rulebook.Basis{cite(law.LimitDef, "unit-per-item", "start-not-counted")}}
	if !q.Complete {
		d.Started = q.Supplemented
		d.Basis = append(d.Basis, cite(law.OnceAfter, "restart-on-completion"))
	}
	var err error
	if q.Unit == WorkingDays {
		if d.Due, d.Provisional, err = k.Calendar.Add(d.Started, q.Promised); err != nil {
			return Deadline{}, beyond(q)
		}
		return k.ground(d), nil
	}
	d.Due = d.Started.AddDays(q.Promised)
	if !calendar.Covers(d.Due) {
		return Deadline{}, beyond(q)
	}
	day := k.Calendar.Kind(d.Due)
	d.Provisional = day.Provisional
	if !day.Workday && k.moves() {
		if d.Due, d.Provisional, err = k.Calendar.Next(d.Due); err != nil {
			return Deadline{}, beyond(q)
		}
		d.Moved = true
		d.Basis[0].Interpretation = append(d.Basis[0].Interpretation, "rest-day-moves")
		d.Basis = append(d.Basis, cite(law.CivilCode203))
	}
	return k.ground(d), nil
}

// moves reports whether a last calendar day that is not worked moves on.
func (k Clock) moves() bool {
	p, ok := k.Book.Param(law.LimitDef, "rest_day")
	return ok && p.Value == "顺延"
}

// ground adds the calendar, where it mattered.
func (k Clock) ground(d Deadline) Deadline {
	b := cite(law.CommonWorkday, "start-not-counted")
	if d.Provisional {
		b.Interpretation = append(b.Interpretation, "provisional-without-notice")
		d.Basis = append(d.Basis, b, cite(law.Holidays))
		return d
	}
	d.Basis = append(d.Basis, b)
	return d
}

func cite(clause law.ID, reading ...string) rulebook.Basis {
	return rulebook.Basis{Clause: clause, Interpretation: reading}
}

func check(q Question) error {
	switch {
	case !calendar.Covers(q.Received):
		return outside("received", q.Received)
	case q.Promised < 1 || q.Promised > MostDays:
		return fault.Field("promised", fmt.Sprint(q.Promised), fmt.Sprintf("承诺的天数应为 1 至 %d 之间的整数。", MostDays))
	case q.Unit != WorkingDays && q.Unit != CalendarDays:
		return fault.Field("unit", string(q.Unit), "时限的单位应为 working_days（工作日）或 calendar_days（日历日）。")
	case q.Supplemented.IsZero():
		return nil
	case q.Complete:
		return fault.Field("supplemented_on", q.Supplemented.String(), "收到时材料已经齐全的件没有补齐的日子，请删去这一项，或把材料改为不齐。")
	case !calendar.Covers(q.Supplemented):
		return outside("supplemented_on", q.Supplemented)
	case q.Supplemented.Before(q.Received):
		return fault.Field("supplemented_on", q.Supplemented.String(), "补齐的日子早于收到申请的日子"+q.Received.Chinese()+"，请核对。")
	}
	return nil
}

func outside(field string, d civil.Date) error {
	return fault.Field(field, d.String(), fmt.Sprintf("日期不在工作日历的范围内，请填写 %d 年至 %d 年之间的日期。", calendar.First, calendar.Last))
}

func beyond(q Question) error {
	return fault.Field("promised", fmt.Sprint(q.Promised), fmt.Sprintf("推算结果超出了日历的范围（%d 年以前），请核对日期和天数。", calendar.Last))
}

// Day is one day of the promised time.
type Day struct {
	calendar.Day
	Count int // 1 is the first day that counts; 0 if this one does not
	Last  bool
}

// Says is the day in words: 第3日, 休息日，不计 ….
func (d Day) Says() string {
	if d.Count == 0 {
		if d.Kind == calendar.Holiday {
			return d.Name + "放假，不计"
		}
		return d.Kind.Label() + "，不计"
	}
	say := fmt.Sprintf("第%d日", d.Count)
	switch {
	case d.Kind == calendar.MakeUp:
		say = d.Name + "调休上班，" + say
	case !d.Workday && d.Kind == calendar.Holiday:
		say += "（" + d.Name + "放假）"
	}
	if d.Last {
		say += "，期限届满"
	}
	return say
}

// Days lists the promised time day by day, from the first day after Started to Due.
// Days on which a last calendar day moves on do not count.
func (k Clock) Days(q Question) ([]Day, error) {
	d, err := k.Deadline(q)
	if err != nil || d.Open != "" {
		return nil, err
	}
	var list []Day
	n := 0
	for day := d.Started.AddDays(1); !day.After(d.Due); day = day.AddDays(1) {
		x := Day{Day: k.Calendar.Kind(day), Last: day == d.Due}
		if (q.Unit == WorkingDays && x.Workday) || (q.Unit == CalendarDays && n < q.Promised) {
			n++
			x.Count = n
		} else if x.Last {
			x.Count = q.Promised
		}
		list = append(list, x)
	}
	return list, nil
}
