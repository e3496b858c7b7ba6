// Package disclosure counts the periods of disclosing government information
// (政府信息公开的期限). A deadline is a pure function of a version of the calendar,
// a regime, local closures and ordered events; nothing here knows what day it is.
//
// The day of an event is not counted; day 1 is the next working day. A period in
// working days therefore ends on a working day; one in calendar days or months
// moves on if its last day is not worked (common.workday).
package disclosure

import (
	"fmt"
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// Clock counts by a calendar and a regime. It is safe for concurrent use.
type Clock struct {
	Calendar *calendar.Calendar
	Regime   rulebook.Regime
	// RestartAfterLateNotice lets a supplement restart the period although the
	// applicant was told to supplement too late. The default leaves the earlier
	// day; the head decides otherwise with a reason.
	RestartAfterLateNotice bool
}

// Question is what a deadline is wanted for.
type Question struct {
	For      string     // the name of a period, see rulebook.TimeLimits
	Received civil.Date // the day from which it runs
	Events   []Event    // in the order of their days
	Closed   []Closure
}

// Closure is a stretch of days on which the bureau was closed by a local order.
type Closure struct {
	From, To civil.Date // both closed
	Ground   string     // the order's title and number; may be empty
}

// The bounds of what is read.
const (
	maxEvents   = 500
	maxClosures = 50
)

// Deadline is the answer.
type Deadline struct {
	// Due is the last day; no date if Open.
	Due civil.Date
	// Safe is the target for work inside the bureau: the day on which an opinion
	// arrives already runs. It is never after Due.
	Safe civil.Date
	// Base is the day from which the period runs after restarts, Limit its working
	// days with the extension, Excluded the working days that did not count. The
	// last two are 0 for periods that are not counted in working days.
	Base            civil.Date
	Limit, Excluded int
	Provisional     bool   // a day was looked at for which no arrangement is known
	Open            string // why no last day can be named yet, in Chinese; empty if Due is
	Trace           []Line // in the order of days
	Warnings        []string
	Basis           []rulebook.Basis
}

// Line is one day that matters and what it did.
type Line struct {
	Date   civil.Date
	Effect string // e.g. 国庆节调休上班，计入第11日
	Notice string // the arrangement behind a day off or a make-up day
	URL    string
}

// Chinese is the line as it is read: 9月28日 国庆节调休上班，计入第11日.
func (l Line) Chinese() string { return short(l.Date) + " " + l.Effect }

func short(d civil.Date) string {
	return strconv.Itoa(int(d.Month)) + "月" + strconv.Itoa(d.Day) + "日"
}

// Overdue reports whether a day lies after the last day. The last day itself is in
// time to its end.
func (d Deadline) Overdue(on civil.Date) bool { return !d.Due.IsZero() && on.After(d.Due) }

// Deadline answers a question. A period that the regime does not set is a Rule
// refusal; bad facts are an Invalid error that names the field, e.g. events[1].on.
func (k Clock) Deadline(q Question) (Deadline, error) {
	t, ok := k.Regime.Period(q.For)
	if !ok {
		if !slices.Contains(rulebook.TimeLimits(), q.For) {
			return Deadline{}, fault.Field("for", q.For, "没有“"+q.For+"”这种期限，请核对。")
		}
		return Deadline{}, fault.Refuse(k.ground(), k.Regime.Title+"没有规定这个期限（"+q.For+"），由人定夺。")
	}
	if !calendar.Covers(q.Received) {
		return Deadline{}, fault.Field("received", q.Received.String(), fmt.Sprintf("日期不在工作日历的范围内，请填写 %d 年至 %d 年之间的日期。", calendar.First, calendar.Last))
	}
	if err := checkClosures(q.Closed); err != nil {
		return Deadline{}, err
	}
	r := &run{clock: k, limit: t, q: q, base: q.Received, days: t.Count}
	if err := r.checkEvents(); err != nil {
		return Deadline{}, err
	}
	r.out.Basis = make([]rulebook.Basis, 0, 8)
	r.rest(t.Basis)
	if !t.From.IsZero() && q.Received.Before(t.From) || !t.Until.IsZero() && !q.Received.Before(t.Until) {
		r.warn("%s当时不适用这个期限（%s），算出的日子只供比较。", q.Received.Chinese(), t.Label)
	}
	var err error
	switch {
	case t.By != "":
		err = r.fixedDay()
	case t.Unit == rulebook.UnitWorkingDays:
		err = r.workingDays()
	default:
		err = r.calendarDays()
	}
	if r.out.Provisional {
		r.rest([]rulebook.Basis{{Clause: law.CommonWorkday, Interpretation: []string{"start-not-counted", "provisional-without-notice"}}, {Clause: law.Holidays}})
	} else {
		r.rest([]rulebook.Basis{{Clause: law.CommonWorkday, Interpretation: []string{"start-not-counted"}}})
	}
	return r.out, err
}

func (k Clock) ground() law.ID {
	if len(k.Regime.Basis) == 0 {
		return law.CommonWorkday
	}
	return k.Regime.Basis[0].Clause
}

func checkClosures(list []Closure) error {
	if len(list) > maxClosures {
		return fault.Field("local_closed", strconv.Itoa(len(list)), fmt.Sprintf("停止办公的时段最多 %d 段，请合并。", maxClosures))
	}
	for i, c := range list {
		if !calendar.Covers(c.From) || !calendar.Covers(c.To) || c.To.Before(c.From) || c.To.Sub(c.From) > 366 {
			field := fmt.Sprintf("local_closed[%d]", i)
			return fault.Field(field, c.From.String()+".."+c.To.String(), "“"+field+"”的起止日期不对，应先起后止，一段不超过一年。")
		}
	}
	return nil
}

// run is one computation.
type run struct {
	clock Clock
	limit rulebook.TimeLimit
	q     Question
	base  civil.Date // of the period as it now runs
	days  int        // working days, with the extension
	stops []stop
	told  []Line // what the events did, in the order of days
	out   Deadline
}

// stop is a stretch of days that do not count: those after From, up to To.
type stop struct {
	from, to civil.Date // to has no date while nobody knows the end
	with     string
	arrived  bool // to is the day on which the opinion arrived
	effect   string
}

func (r *run) warn(format string, a ...any) {
	r.out.Warnings = append(r.out.Warnings, fmt.Sprintf(format, a...))
}

func (r *run) tell(d civil.Date, effect string) {
	r.told = append(r.told, Line{Date: d, Effect: effect})
}

// rest adds grounds, each once.
func (r *run) rest(list []rulebook.Basis) {
	for _, g := range list {
		if !slices.ContainsFunc(r.out.Basis, func(o rulebook.Basis) bool { return o.Clause == g.Clause }) {
			r.out.Basis = append(r.out.Basis, g)
		}
	}
}

func (r *run) closed(d civil.Date) *Closure {
	for i := range r.q.Closed {
		if c := &r.q.Closed[i]; !d.Before(c.From) && !d.After(c.To) {
			return c
		}
	}
	return nil
}

// worked reports whether a day is worked here, and notes where that is provisional.
func (r *run) worked(d civil.Date) (calendar.Day, bool) {
	day := r.clock.Calendar.Kind(d)
	r.out.Provisional = r.out.Provisional || day.Provisional
	return day, day.Workday && r.closed(d) == nil
}

func beyond() error {
	return fault.Field("received", "", fmt.Sprintf("推算结果超出了日历的范围（%d 年以前），请核对日期。", calendar.Last))
}

// calendarDays counts days or months; a last day that is not worked moves on.
func (r *run) calendarDays() error {
	end, unit := r.base.AddDays(r.limit.Count), fmt.Sprintf("第%d日", r.limit.Count)
	if r.limit.Unit == rulebook.UnitMonths {
		end, unit = addMonths(r.base, r.limit.Count), fmt.Sprintf("满%d个月", r.limit.Count)
	}
	r.out.Base = r.base
	r.line(r.base, r.limit.Start+"，当日不计", calendar.Day{})
	for first := end; ; end = end.AddDays(1) {
		if !calendar.Covers(end) {
			return beyond()
		}
		day, worked := r.worked(end)
		if worked {
			say := "期限届满"
			if end == first {
				say = unit + "，期限届满"
			}
			if day.Kind == calendar.MakeUp {
				say = day.Name + "调休上班，" + say
			}
			r.line(end, say, day)
			r.out.Due, r.out.Safe = end, end
			return nil
		}
		say := r.off(day) + "，顺延"
		if end == first {
			say = unit + "，" + say
		}
		r.line(end, say, day)
	}
}

// fixedDay takes the day MM-DD of the next year. It does not move on: what is due
// there is due on the last working day up to it.
func (r *run) fixedDay() error {
	end, err := civil.Parse(fmt.Sprintf("%04d-%s", r.base.Year+1, r.limit.By))
	if err != nil || !calendar.Covers(end) {
		return beyond()
	}
	r.out.Base = r.base
	r.line(r.base, r.limit.Start, calendar.Day{})
	var back []Line
	for d := end; calendar.Covers(d); d = d.AddDays(-1) {
		day, worked := r.worked(d)
		if worked {
			r.line(d, "规定日期以前的最后一个工作日，期限届满", day)
			slices.Reverse(back)
			r.out.Trace = append(r.out.Trace, back...)
			r.out.Due, r.out.Safe = d, d
			return nil
		}
		back = append(back, Line{Date: d, Effect: r.off(day) + "，不顺延", Notice: day.Notice, URL: day.URL})
	}
	return beyond()
}

// off says why a day is not worked.
func (r *run) off(day calendar.Day) string {
	if day.Workday {
		return closedSay(r.closed(day.Date))
	}
	if day.Kind == calendar.Holiday {
		return day.Name + "放假"
	}
	return day.Kind.Label()
}

func closedSay(c *Closure) string {
	if c == nil || c.Ground == "" {
		return "本地停止办公"
	}
	return "本地停止办公（" + c.Ground + "）"
}

// line adds a day to the trace; the arrangement is named where it decided.
func (r *run) line(d civil.Date, effect string, day calendar.Day) {
	l := Line{Date: d, Effect: effect}
	if day.Kind == calendar.Holiday || day.Kind == calendar.MakeUp {
		l.Notice, l.URL = day.Notice, day.URL
	}
	r.out.Trace = append(r.out.Trace, l)
}

// addMonths gives the same day n months on, or the last of a shorter month.
func addMonths(d civil.Date, n int) civil.Date {
	month := int(d.Month) - 1 + n
	year, month := d.Year+month/12, month%12+1
	for day := d.Day; ; day-- {
		if to, ok := civil.Of(year, month, day); ok {
			return to
		}
	}
}
