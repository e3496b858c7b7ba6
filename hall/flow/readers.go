package flow

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Reader is a copy for reading.
type Reader struct {
	ID     int64  `db:"id"`
	CaseID int64  `db:"case_id"`
	Person int64  `db:"person"`
	Login  string `db:"login"`
	Name   string `db:"name"`
	By     string `db:"by_name"` // empty where the result of one's own case is told
	At     int64  `db:"at"`
	ReadAt int64  `db:"read_at"` // 0 while unread
}

type readIn struct{ copies []int64 }

func markRead(tx *act.Tx, in readIn) (int, act.Entry, error) {
	if len(in.copies) == 0 || len(in.copies) > 500 {
		return 0, act.Entry{}, fault.Field("copy", fmt.Sprint(len(in.copies)), "请选择 1 至 500 件待阅。")
	}
	n := 0
	for _, id := range in.copies {
		r, ok, err := db.Maybe[Reader](tx.Ctx, tx, q.SQL("reader"), id)
		switch {
		case err != nil:
			return 0, act.Entry{}, err
		case !ok || r.Login != tx.Actor.Login:
			return 0, act.Entry{}, act.OutOfReach(act.Subject("flow_reader", id))
		case r.ReadAt != 0:
			continue
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("reader_read"), id, tx.Now); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("flow_reader", id)
		n++
	}
	return n, act.Entry{Subject: "flow_reader", Summary: fmt.Sprintf("阅知 %d 件", n), Detail: map[string]any{"copies": in.copies}}, nil
}

// urged says when a step was urged last, if no working day has begun since.
func (sc *scene) urged(step *Step, cal *calendar.Calendar, today civil.Date) string {
	var last int64
	for _, e := range sc.history {
		if e.Action == Urge && e.StepID == step.ID && e.At >= step.Since {
			last = e.At
		}
	}
	if last == 0 {
		return ""
	}
	if days, _, err := cal.Between(dayOf(last), today); err == nil && days > 0 {
		return ""
	}
	return " " + stamp(last) + " "
}

// RefreshIn is Refresh within another deed: for what changes who is here, such
// as an approved absence or a new holder of a post.
func (f *Flow) RefreshIn(tx *act.Tx) (int, error) {
	ids, err := db.All[int64](tx.Ctx, tx, q.SQL("under_way"))
	if err != nil {
		return 0, err
	}
	cast, err := f.Cast.At(tx.Ctx, tx, tx.Now)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, id := range ids {
		c, err := f.load(tx.Ctx, tx, id)
		if err != nil {
			return 0, err
		}
		c.cast = cast
		for i := range c.state.Steps {
			s := &c.state.Steps[i]
			if s.State != Current && s.State != Pending {
				continue
			}
			changed, err := f.recast(tx, c, s)
			if err != nil {
				return 0, err
			}
			if changed {
				n++
			}
		}
	}
	return n, nil
}

// recast casts a step again if others are there now.
func (f *Flow) recast(tx *act.Tx, c *loaded, s *Step) (bool, error) {
	old, err := db.All[Holder](tx.Ctx, tx, q.SQL("holders_of_step"), s.ID)
	if err != nil {
		return false, err
	}
	old = slices.DeleteFunc(old, func(h Holder) bool { return h.Kind == "past" })
	fresh, kind, why, err := f.seated(tx, c, s)
	if err != nil {
		return false, err
	}
	same := len(old) == len(fresh) && (s.State == Pending || why == s.Vacant)
	for _, h := range fresh {
		was, ok := among(old, h.Person)
		same = same && ok && was.Kind == kind && was.For == h.For && was.Login == h.Login
	}
	if same {
		return false, nil
	}
	if err := f.cast(tx, c, s); err != nil {
		return false, err
	}
	return true, putStep(tx, s)
}
