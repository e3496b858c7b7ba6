package desk

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
)

type stintIn struct{ r *Room }

var arriveDeed = act.Define(act.Spec[stintIn, Stint]{Name: "duty.stint.arrive", Label: "到岗", Right: Use, Basis: []law.ID{law.DutyBanPunctual, law.DutyBanVacant},
	Do: func(tx *act.Tx, in stintIn) (Stint, act.Entry, error) { return in.r.arrive(tx) }})

// Arrive writes down that whom the roster names came to the desk. Where somebody sits
// there already the new officer waits for the hand-over; otherwise the stint begins,
// and how long the desk was empty is kept.
func (r *Room) Arrive(ctx context.Context, who act.Actor) (Stint, error) {
	return arriveDeed.Run(ctx, r.Door, who, stintIn{r})
}

func (r *Room) arrive(tx *act.Tx) (Stint, act.Entry, error) {
	none := func(err error) (Stint, act.Entry, error) { return Stint{}, act.Entry{}, err }
	if err := tx.Alone("duty_stint"); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me := s.self(tx.Actor)
	if me.ID == 0 {
		return none(fault.New(fault.Conflict, "您的账号没有关联本局人员，不能登记到岗。请联系系统管理员。"))
	}
	if s.officer(tx.Actor) {
		return none(fault.Newf(fault.Conflict, "您已在 %s 接班，不用再登记到岗。", stamp(s.on.BeganAt)))
	}
	if _, waiting, err := stints.maybe(tx.Ctx, tx, "WHERE x.state = $1 AND x.login = $2", Waiting, tx.Actor.Login); err != nil || waiting {
		if err == nil {
			err = fault.New(fault.Conflict, "您已登记到岗，等交班人交班。")
		}
		return none(err)
	}
	w, err := r.turnOf(tx, s, me.ID)
	if err != nil {
		return none(err)
	}
	x := Stint{Shift: w.Officer.Shift, Person: me.ID, Login: tx.Actor.Login, Name: me.Name, Leader: w.Leader.Person, LeaderLogin: s.chart.Login(w.Leader.Person), LeaderName: w.Leader.Name, Why: w.Officer.Why,
		PlannedFrom: w.Officer.From, PlannedUntil: w.Officer.Until, ArrivedAt: tx.Now, State: Waiting, MadeAt: tx.Now}
	if w.Leader.Person == 0 {
		x.LeaderLogin = ""
	}
	if s.on.ID == 0 {
		last, found, err := stints.maybe(tx.Ctx, tx, "WHERE x.state = $1 ORDER BY x.ended_at DESC, x.id DESC", Ended)
		if err != nil {
			return none(err)
		}
		if found {
			x.VacantFrom = last.EndedAt
		}
		x.State, x.BeganAt = On, tx.Now
	}
	if err := stints.insert(tx, &x); err != nil {
		return none(err)
	}
	if x.State == On {
		if err := r.attended(tx, x); err != nil {
			return none(err)
		}
	}
	say := "到岗"
	if n := x.Late(); n > 0 {
		say += fmt.Sprintf("，晚 %d 分钟", n)
	}
	if n := x.Vacant(); n > 0 {
		say += fmt.Sprintf("，此前值班室空岗 %d 分钟", n)
	}
	return x, act.Entry{Subject: act.Subject("duty_stint", x.ID), Summary: say, Detail: map[string]any{"shift": x.Shift, "late": x.Late(), "vacant": x.Vacant()}}, nil
}

// turnOf is the turn for which somebody comes: the one that runs, or the next.
func (r *Room) turnOf(tx *act.Tx, s *scene, person int64) (Watch, error) {
	w := s.watch
	if w.Officer.Person == person {
		return w, nil
	}
	if w.Officer.Person != 0 {
		next, err := r.rosterAt(tx.Ctx, tx, w.Officer.Until)
		if err != nil || next.Officer.Person == person {
			return next, err
		}
		return Watch{}, &fault.Error{Kind: fault.Forbidden, Clause: law.DutySwapPrivate, Say: fmt.Sprintf("值班表上这一班是%s，不是您。要替班先由带班领导安排。", w.Officer.Name)}
	}
	return Watch{}, &fault.Error{Kind: fault.Forbidden, Clause: law.DutyBanVacant, Say: "值班表上这时没有值班员，请办公室补排后再登记到岗。"}
}

// attended tells the roster who sat at the desk.
func (r *Room) attended(tx *act.Tx, x Stint) error {
	if r.Attended == nil {
		return nil
	}
	return r.Attended(tx, Attendance{Shift: x.Shift, Person: x.Person, From: x.BeganAt, Until: x.EndedAt})
}

var leaveDeed = act.Define(act.Spec[stintIn, bool]{Name: "duty.stint.leave", Label: "离岗", Right: Use, Basis: []law.ID{law.DutyLeaveBefore},
	Do: func(tx *act.Tx, in stintIn) (bool, act.Entry, error) {
		if err := tx.Alone("duty_stint"); err != nil {
			return false, act.Entry{}, err
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return false, act.Entry{}, err
		}
		if s.officer(tx.Actor) {
			return false, act.Entry{}, fault.Refuse(law.DutyLeaveBefore, "交接手续没有办完，不能离岗。先交班；没有人来接班的，登记“无人接班”，由带班领导安排。")
		}
		x, ok, err := stints.maybe(tx.Ctx, tx, "WHERE x.state = $1 AND x.login = $2", Waiting, tx.Actor.Login)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !ok {
			return false, act.Entry{}, fault.New(fault.Conflict, "您现在不在班上，不用登记离岗。")
		}
		h, offered, err := handovers.maybe(tx.Ctx, tx, "WHERE x.next_stint = $1 AND x.state = $2", x.ID, Offered)
		if err != nil {
			return false, act.Entry{}, err
		}
		if offered && s.stillDue(x) == nil {
			return false, act.Entry{}, &fault.Error{Kind: fault.Conflict, Clause: law.DutyHandoverStrict, Say: "交班人已经交班，先在“交接班”里核对签字，或者逐项退回。"}
		}
		if x, err = stints.locked(tx, x.ID); err != nil {
			return false, act.Entry{}, err
		}
		if offered { // it cannot be answered any more: the giver offers anew
			if h, err = handovers.locked(tx, h.ID); err == nil {
				h.State = Returned
				if err = handovers.save(tx, &h); err == nil {
					err = notify.Done(tx, h.Subject())
				}
			}
			if err != nil {
				return false, act.Entry{}, err
			}
		}
		x.State, x.EndedAt = Left, tx.Now
		return true, act.Entry{Subject: act.Subject("duty_stint", x.ID), Summary: "接班以前离开值班室"}, stints.save(tx, &x)
	}})

// Leave takes somebody who has not taken over yet off the desk. Whoever sits there
// leaves by handing over, and in no other way.
func (r *Room) Leave(ctx context.Context, who act.Actor) error {
	_, err := leaveDeed.Run(ctx, r.Door, who, stintIn{r})
	return err
}

var aloneDeed = act.Define(act.Spec[stintIn, bool]{Name: "duty.stint.alone", Label: "无人接班", Right: Use, Basis: []law.ID{law.DutyHandoverStrict, law.DutyBanVacant},
	Do: func(tx *act.Tx, in stintIn) (bool, act.Entry, error) {
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case !s.officer(tx.Actor):
			return false, act.Entry{}, forbidden(law.DutyHandoverStrict, "只有在班的值班员登记无人接班。")
		case tx.Now < s.on.PlannedUntil:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "交班时间是 %s，还没有到。", stamp(s.on.PlannedUntil))
		}
		x, err := stints.locked(tx, s.on.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if x.AloneAt != 0 {
			return false, act.Entry{}, fault.Newf(fault.Conflict, "已于 %s 通知带班领导。", stamp(x.AloneAt))
		}
		return true, act.Entry{Subject: act.Subject("duty_stint", x.ID), Summary: "到点无人接班，通知带班领导，继续值守"}, in.r.alone(tx, s, x)
	}})

// NobodyCame tells the duty leader that the next officer has not come; the one at the
// desk stays on record.
func (r *Room) NobodyCame(ctx context.Context, who act.Actor) error {
	_, err := aloneDeed.Run(ctx, r.Door, who, stintIn{r})
	return err
}

func (r *Room) alone(tx *act.Tx, s *scene, x Stint) error {
	x.AloneAt = tx.Now
	if err := stints.save(tx, &x); err != nil {
		return err
	}
	return r.tellLeader(tx, s, fmt.Sprintf("duty_stint:%d:alone", x.ID), "/duty/desk", "值班到点无人接班，安排接班人")
}

// tellLeader puts a to-do on the list of who leads the shift; where nobody can be told
// there, on the office's.
func (r *Room) tellLeader(tx *act.Tx, s *scene, key, url, say string) error {
	t := notify.Todo{Key: key, URL: url, Text: say, Due: tx.Today}
	if t.Login, _ = s.leader(); t.Login == "" {
		t.Role, t.Unit = "staff", r.Org.Places.Office
	}
	return notify.Put(tx, t)
}
