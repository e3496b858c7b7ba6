package counter

import (
	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// warnDays is how many working days before the last one a case is listed as near.
func (s *scene) warnDays() int {
	n, ok := s.number(law.LimitReport, "warn_days")
	if !ok || n < 0 {
		return 0
	}
	return n
}

// warnFrom is the first day on which an application counts as near its end.
func (s *scene) warnFrom(due civil.Date) civil.Date {
	left := s.warnDays()
	d := due
	for left > 0 {
		if d = d.AddDays(-1); s.cal.Kind(d).Workday {
			left--
		}
	}
	return d
}

// todo says what is to be done next with an application, by whoever handles it, or by
// anybody of the unit.
func (r *Room) todo(tx *act.Tx, a Application, text string, due civil.Date) error {
	t := notify.Todo{Key: a.Subject() + ":next", Login: a.Handler, Text: a.Number + " " + text, URL: applicationURL(a.ID), Due: due}
	if t.Login == "" {
		t.Role, t.Unit = org.Staff, a.Unit
	}
	return notify.Put(tx, t)
}

// watchDue puts an accepted application before its handler, and from the warning day on
// before the head of the unit (clauses promise.chief, limit.def).
func (r *Room) watchDue(tx *act.Tx, s *scene, a Application, item Item) error {
	if err := r.todo(tx, a, "办结："+item.Title, a.Due); err != nil {
		return err
	}
	return notify.Put(tx, notify.Todo{Key: a.Subject() + ":due", Role: org.SectionHead, Unit: a.Unit, Text: a.Number + " 临近承诺的日子：" + item.Title, URL: applicationURL(a.ID), Due: a.Due, From: s.warnFrom(a.Due)})
}

// settled takes what was to be done with an application off the lists.
func settled(tx *act.Tx, a Application) error {
	for _, k := range []string{":next", ":due"} {
		if err := notify.Done(tx, a.Subject()+k); err != nil {
			return err
		}
	}
	return nil
}
