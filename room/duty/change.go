package duty

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Assigning gives a track of a shift to somebody by hand.
type Assigning struct {
	Shift  int64
	Track  string
	Person int64
	Reason string // why a published roster is changed; not needed in a draft
}

type assignIn struct {
	r *Room
	a Assigning
}

var assignDeed = act.Define(act.Spec[assignIn, Shift]{Name: "duty.shift.assign", Label: "改排一班", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in assignIn) (Shift, act.Entry, error) { return in.r.assign(tx, in.a) }})

// Assign gives a track of a shift to somebody by hand, for the office. The hard
// constraints hold as for the generator. Where the roster is published, who had the turn
// who gets it and the leader of the shift are told, and swaps bound to the shift are to be confirmed again.
func (r *Room) Assign(ctx context.Context, who act.Actor, a Assigning) (Shift, error) {
	return assignDeed.Run(ctx, r.Door, who, assignIn{r, a})
}

func (r *Room) assign(tx *act.Tx, a Assigning) (Shift, act.Entry, error) {
	none := func(err error) (Shift, act.Entry, error) { return Shift{}, act.Entry{}, err }
	if !r.office(tx.Actor) {
		return none(notOffice())
	}
	if trackLabels[a.Track] == "" {
		return none(fault.Field("track", a.Track, "请选择值班员或带班领导。"))
	}
	if a.Reason = db.Trimmed(a.Reason); len([]rune(a.Reason)) > 200 {
		return none(fault.Field("reason", a.Reason, "理由不超过200字。"))
	}
	x, err := shiftOf(tx, a.Shift)
	if err != nil {
		return none(err)
	}
	ro, err := rosterOf(tx, x.RosterID)
	if err != nil {
		return none(err)
	}
	had := x.Holder(a.Track)
	switch {
	case ro.State != Draft && ro.State != Published:
		return none(fault.Newf(fault.Conflict, "%s%s，请先退回草表再改。", ro.Title(), ro.StateLabel()))
	case ro.State == Published && x.Until <= tx.Now:
		return none(fault.New(fault.Conflict, "这一班已经过去，不能再改；实际是谁值的，以交接班登记为准。"))
	case ro.State == Published && a.Reason == "":
		return none(fault.Field("reason", "", "值班表已经公布，请写明为什么改。"))
	case had == a.Person:
		return none(fault.Field("person", "", "这一班本来就是此人，不用改。"))
	}
	span := roster.Span{From: x.From, Until: x.Until}
	s, err := r.look(tx.Ctx, tx, span)
	if err != nil {
		return none(err)
	}
	turns, err := r.around(tx.Ctx, tx, span, x.ID, a.Track)
	if err != nil {
		return none(err)
	}
	if err := s.fits(a.Person, a.Track, x, turns); err != nil {
		return none(err)
	}
	note := "人工改排"
	if a.Reason != "" {
		note += "：" + a.Reason
	}
	if a.Track == Leader {
		x.LeaderID, x.LeaderNote = a.Person, note
	} else {
		x.OfficerID, x.OfficerNote = a.Person, note
	}
	x.Rev++
	if err := putShift(tx, x); err != nil {
		return none(err)
	}
	if a.Track == Officer {
		if err := notify.Done(tx, exemptKey(x.ID)); err != nil {
			return none(err)
		}
	}
	if ro.State == Published {
		if err := r.unsettle(tx, s, x); err != nil {
			return none(err)
		}
		for _, id := range []int64{had, a.Person} {
			say := "由您" + dutyVerb(a.Track)
			if id == had {
				say = "不再由您" + dutyVerb(a.Track)
			}
			if err := s.tell(tx, id, x, a.Track, "值班有变动："+x.When()+say); err != nil {
				return none(err)
			}
		}
		// Who leads the shift knows who is on it (clause duty.swap.arrange).
		if a.Track == Officer && x.LeaderID != had && x.LeaderID != a.Person {
			if err := s.tell(tx, x.LeaderID, x, a.Track, "您带班的"+x.When()+"改由"+s.chart.Person(a.Person).Name+"值班："+a.Reason); err != nil {
				return none(err)
			}
		}
	}
	return x, act.Entry{Subject: act.Subject("duty_roster", ro.ID), Summary: ro.Title() + "：" + x.When() + TrackLabel(a.Track) + "改为" + s.chart.Person(a.Person).Name,
		Detail: map[string]any{"shift": x.ID, "track": a.Track, "from": had, "to": a.Person, "reason": a.Reason}}, nil
}

func dutyVerb(track string) string {
	if track == Leader {
		return "带班"
	}
	return "值班"
}

// tell puts a to-do before a person who has a turn, or had it.
func (s *scene) tell(tx *act.Tx, person int64, x Shift, track, text string) error {
	login := s.now.Login(person)
	if login == "" {
		return nil
	}
	return notify.Put(tx, notify.Todo{Key: toldKey(login, act.Subject("duty_shift", x.ID)+"/"+track), Login: login, Text: text, URL: "/duty/mine"})
}

// toldKey is the to-do about something a person is told of and only takes note of.
func toldKey(login, what string) string { return "duty.told:" + login + ":" + what }

// unsettle asks again for every swap bound to the shift as it was: until its leader
// confirms it, it has no effect.
func (r *Room) unsettle(tx *act.Tx, s *scene, x Shift) error {
	list, err := db.All[Swap](tx.Ctx, tx, swapSelect+" WHERE w.shift_id = $1 AND w.state IN ('asked', 'approved') ORDER BY w.id", x.ID)
	if err != nil {
		return err
	}
	for _, w := range list {
		w.State = Stale
		if err := putSwap(tx, w); err != nil {
			return err
		}
		if err := notify.Done(tx, w.key()); err != nil {
			return err
		}
		if login := s.now.Login(x.LeaderID); login != "" {
			if err := notify.Put(tx, notify.Todo{Key: w.key(), Login: login, Text: "重新确认换班：" + x.When() + "的班改过了", URL: w.URL()}); err != nil {
				return err
			}
		}
	}
	return nil
}

type seenIn struct{ r *Room }

var seenDeed = act.Define(act.Spec[seenIn, bool]{Name: "duty.notice.seen", Label: "知悉值班安排", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in seenIn) (bool, act.Entry, error) {
		keys, err := db.All[string](tx.Ctx, tx, q.SQL("told"), tx.Actor.Login)
		if err != nil {
			return false, act.Entry{}, err
		}
		for _, k := range keys {
			if err := notify.Done(tx, k); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{Subject: "duty_roster", Summary: tx.Actor.Name + "知悉值班安排", Detail: map[string]any{"notices": len(keys)}}, nil
	}})

// Seen takes note of what the actor was told about turns.
func (r *Room) Seen(ctx context.Context, who act.Actor) error {
	_, err := seenDeed.Run(ctx, r.Door, who, seenIn{r})
	return err
}
