package secrecy

import (
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
)

// closeWithin is how many days after the reports a leak is to be closed.
const closeWithin = 30

func (l Leak) alarm() string {
	return "立即处理 " + l.Number + "，" + stamp(l.DueAt) + " 前报告"
}

// aimClose asks those in charge of secrecy to close a leak that was told to both.
func (s *scene) aimClose(tx *act.Tx, l Leak, told civil.Date) (bool, error) {
	return s.aim(tx, leaks.Subject(l.ID)+":close", "查处后办结 "+l.Number, l.page(), told.AddDays(closeWithin), s.keepers())
}

// aimLeaks puts every open leak before those who have to act today: posts and accounts
// change.
func (r *Room) aimLeaks(tx *act.Tx, s *scene) (int, error) {
	open, err := leaks.List(tx.Ctx, tx, "WHERE x.state = 'open' ORDER BY x.id")
	if err != nil {
		return 0, err
	}
	n := 0
	for _, l := range open {
		list, err := steps.List(tx.Ctx, tx, "WHERE x.leak_id = $1 ORDER BY x.id", l.ID)
		if err != nil {
			return n, err
		}
		var changed bool
		if len(pending(list)) > 0 {
			changed, err = s.aim(tx, leaks.Subject(l.ID), l.alarm(), l.page(), dayOf(l.DueAt), s.leakPeople(true))
		} else {
			changed, err = s.aimClose(tx, l, lastTold(list))
		}
		if err != nil {
			return n, err
		}
		if changed {
			n++
		}
	}
	return n, nil
}

// lastTold is the day on which the second of the two reports was entered.
func lastTold(list []Step) civil.Date {
	var days []civil.Date
	for _, kind := range []string{ToDepartment, ToSuperior} {
		if i := slices.IndexFunc(list, func(x Step) bool { return x.Kind == kind }); i >= 0 {
			days = append(days, dayOf(list[i].MadeAt))
		}
	}
	var out civil.Date
	for _, d := range days {
		if d.After(out) {
			out = d
		}
	}
	return out
}
