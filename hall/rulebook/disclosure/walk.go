package disclosure

import (
	"slices"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
)

// workingDays applies the events and counts from the day they left as the base.
func (r *run) workingDays() error {
	if err := r.apply(); err != nil {
		return err
	}
	r.out.Base, r.out.Limit = r.base, r.days
	if err := r.stillOpen(); err != nil {
		return err
	}
	if r.out.Open != "" {
		r.out.Trace = append(r.out.Trace, r.told...)
		return nil
	}
	if !r.out.Due.IsZero() { // an event stated the day
		r.out.Safe = r.out.Due
		r.out.Trace = append(r.out.Trace, r.told...)
		r.line(r.out.Due, "告知的期限届满", calendar.Day{})
		return nil
	}
	due, err := r.walk(walking{base: r.base, days: r.days, stops: r.stops, tell: true})
	if err != nil {
		return err
	}
	r.out.Due, r.out.Safe = due, due
	if len(r.stops) > 0 {
		if r.out.Safe, err = r.walk(walking{base: r.base, days: r.days, stops: r.stops, strict: true}); err != nil {
			return err
		}
	}
	return nil
}

// stillOpen drops what kept the last day open where it makes no difference: the
// day was stated, or had passed before anybody was asked.
func (r *run) stillOpen() error {
	if r.out.Open == "" {
		return nil
	}
	if !r.out.Due.IsZero() {
		r.out.Open = ""
		return nil
	}
	due, err := r.walk(walking{base: r.base, days: r.days, stops: r.stops})
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(r.stops, func(s stop) bool { return s.to.IsZero() && s.from.Before(due) }) {
		r.out.Open = ""
	}
	return nil
}

// walking is one count of working days.
type walking struct {
	base   civil.Date
	days   int
	stops  []stop
	strict bool // the day on which an opinion arrives runs
	tell   bool // write the trace
}

// walk gives the days-th working day after the base that is not stopped.
func (r *run) walk(w walking) (civil.Date, error) {
	told := r.told
	if w.tell {
		r.out.Trace = make([]Line, 0, len(told)+w.days/2+16)
	}
	left, guessed := w.days, false
	for d := w.base.AddDays(1); calendar.Covers(d); d = d.AddDays(1) {
		day := r.clock.Calendar.Kind(d)
		if w.tell {
			r.out.Provisional = r.out.Provisional || day.Provisional
			for len(told) > 0 && !told[0].Date.After(d) {
				r.out.Trace, told = append(r.out.Trace, told[0]), told[1:]
			}
			if day.Provisional && !guessed {
				guessed = true
				r.line(d, strconv.Itoa(d.Year)+"年的放假安排尚未公布，自此按法定节假日和双休日暂定", calendar.Day{})
			}
		}
		if !day.Workday {
			// A day off that would have been a weekend anyway changes nothing.
			if w.tell && day.Kind == calendar.Holiday && weekday(d) {
				r.line(d, day.Name+"放假，不计入", day)
			}
			continue
		}
		if len(r.q.Closed) > 0 {
			if c := r.closed(d); c != nil {
				if w.tell {
					r.line(d, closedSay(c)+"，不计入", day)
				}
				continue
			}
		}
		if s := stopped(w.stops, d, w.strict); s != nil {
			if w.tell {
				r.out.Excluded++
				r.line(d, makeUp(day, s.effect), day)
			}
			continue
		}
		left--
		if w.tell && (left == 0 || left == w.days-1 || day.Kind == calendar.MakeUp) {
			r.line(d, counted(day, w.days-left, left == 0), day)
		}
		if left == 0 {
			if w.tell {
				r.out.Trace = append(r.out.Trace, told...)
			}
			return d, nil
		}
	}
	return civil.Date{}, beyond()
}

func weekday(d civil.Date) bool { w := d.Weekday(); return w != 0 && w != 6 }

func stopped(stops []stop, d civil.Date, strict bool) *stop {
	for i := range stops {
		s := &stops[i]
		if d.After(s.from) && (d.Before(s.to) || d == s.to && !(strict && s.arrived)) {
			return s
		}
	}
	return nil
}

func makeUp(day calendar.Day, effect string) string {
	if day.Kind == calendar.MakeUp {
		return day.Name + "调休上班，" + effect
	}
	return effect
}

// counted says which day of the period a day is.
func counted(day calendar.Day, n int, last bool) string {
	nth := "第" + strconv.Itoa(n) + "日"
	if day.Kind == calendar.MakeUp {
		nth = day.Name + "调休上班，计入" + nth
	}
	if last {
		nth += "，期限届满"
	}
	return nth
}
