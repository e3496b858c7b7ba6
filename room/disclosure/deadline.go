package disclosure

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/db"
)

// Reckoning is the period of an application with how it was counted.
type Reckoning struct {
	dis.Deadline
	Regime rulebook.Regime
	// Target is set where no rule in force sets a period and the local text's is
	// only aimed at: correcting a record under the law of 2019.
	Target bool
	Left   int // working days from today to the last day; below 0 for those past it
}

// Reckon counts the period of an application from its history. An application that
// nobody has received yet has none. closures are the days on which the bureau was
// closed by a local order.
func Reckon(cal *calendar.Calendar, book *rulebook.Book, a Application, events []Event, closures []dis.Closure, today civil.Date) (Reckoning, error) {
	st := Stand(events)
	if a.ReceivedOn.IsZero() || st.Base.IsZero() {
		return Reckoning{}, nil
	}
	regime, ok := book.RegimeFor(a.ReceivedOn, a.ClosedOn)
	if !ok {
		return Reckoning{}, fault.Refuse(law.FoiBasis, "收到申请的"+a.ReceivedOn.Chinese()+"还没有信息公开的期限规定，由局领导定夺。")
	}
	out := Reckoning{Regime: regime}
	closures = since(closures, st.Base)
	q := dis.Question{For: "reply", Received: st.Base, Closed: closures}
	if a.Kind == Record {
		q.For = "rectify"
		if _, ok := regime.Period("rectify"); !ok {
			local, ok := book.Disclosure.Local()
			if !ok {
				return out, nil
			}
			regime, out.Target = local, true
		}
	}
	for _, e := range sinceRedo(events) {
		if do := clockWords[e.Do]; do != "" {
			x := dis.Event{On: e.On, Do: do}
			switch do {
			case Extend:
				x.Days = e.Days
			case LongerPeriod:
				x.Until = e.Until
			case ConsultStart, ConsultServed, ConsultEnd:
				x.With = e.With
			}
			q.Events = append(q.Events, x)
		}
	}
	// A letter's day of delivery becomes known later than what happened meanwhile.
	slices.SortStableFunc(q.Events, func(a, b dis.Event) int { return a.On.Compare(b.On) })
	var err error
	clock := dis.Clock{Calendar: cal, Regime: regime, RestartAfterLateNotice: slices.ContainsFunc(sinceRedo(events), restarts)}
	if out.Deadline, err = clock.Deadline(q); err != nil {
		return out, err
	}
	if !st.Until.IsZero() {
		out.Due, out.Safe, out.Open = st.Until, st.Until, ""
		out.Trace = append(out.Trace, dis.Line{Date: st.Until, Effect: "责令重新答复的决定写明的最后一天"})
		slices.SortStableFunc(out.Trace, func(a, b dis.Line) int { return cmp.Compare(a.Date.String(), b.Date.String()) })
	}
	out.Left = left(cal, closures, today, out.Due)
	return out, nil
}

// left counts the working days from today to a last day, below 0 after it.
func left(cal *calendar.Calendar, closures []dis.Closure, today, due civil.Date) int {
	if due.IsZero() {
		return 0
	}
	from, to, sign := today, due, 1
	if due.Before(today) {
		from, to, sign = due, today, -1
	}
	n, _, err := cal.Between(from, to)
	if err != nil {
		return 0
	}
	for _, c := range closures {
		for d := c.From; !d.After(c.To) && !d.After(to); d = d.AddDays(1) {
			if d.After(from) && cal.Kind(d).Workday {
				n--
			}
		}
	}
	return sign * n
}

// since are the closures that touch a day or come after it.
func since(closures []dis.Closure, day civil.Date) []dis.Closure {
	return slices.DeleteFunc(slices.Clone(closures), func(c dis.Closure) bool { return c.To.Before(day) })
}

// restarts reports whether an event is a late notice to supplement after which the
// head lets the period run anew; With is the reason.
func restarts(e Event) bool { return e.Do == CorrectionNotice && e.With != "" }

// sinceRedo are the events after the last order to reply anew.
func sinceRedo(events []Event) []Event {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Do == Redo {
			return events[i+1:]
		}
	}
	return events
}

// Words say how near the last day is.
func (k Reckoning) Words() string {
	switch {
	case k.Open != "":
		return "期限未定"
	case k.Due.IsZero():
		return "期限未起算"
	case k.Left > 0:
		return fmt.Sprintf("还有 %d 个工作日", k.Left)
	case k.Left == 0:
		return "今天到期"
	}
	return fmt.Sprintf("逾期 %d 个工作日", -k.Left)
}

// Deadline counts the period of an application and says under which regime.
func (r *Room) Deadline(ctx context.Context, rd db.Reader, a Application) (dis.Deadline, rulebook.Regime, error) {
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return dis.Deadline{}, rulebook.Regime{}, err
	}
	k, err := r.reckon(ctx, rd, a, events)
	return k.Deadline, k.Regime, err
}

func (r *Room) reckon(ctx context.Context, rd db.Reader, a Application, events []Event) (Reckoning, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return Reckoning{}, err
	}
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return Reckoning{}, err
	}
	closed, err := closedDays(ctx, rd)
	if err != nil {
		return Reckoning{}, err
	}
	return Reckon(cal, book, a, events, closed, r.Door.Today())
}
