package duty

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Taking over names who takes the officer's track of a shift at once; Person 0 is the
// leader in person.
type Taking struct {
	Shift  int64
	Person int64
	Words  string
}

type takeIn struct {
	r *Room
	t Taking
}

var takeDeed = act.Define(act.Spec[takeIn, Swap]{Name: "duty.takeover", Label: "应急顶班", Right: Use, Basis: []law.ID{law.DutySwapArrange, law.DutyBanVacant},
	Do: func(tx *act.Tx, in takeIn) (Swap, act.Entry, error) { return in.r.takeOver(tx, in.t) }})

// TakeOver lets the leader of the shift that runs now have its officer's track taken
// over at once, by the leader or by somebody named: no post stays empty while forms are
// filled in (clause duty.ban.vacant).
func (r *Room) TakeOver(ctx context.Context, who act.Actor, t Taking) (Swap, error) {
	return takeDeed.Run(ctx, r.Door, who, takeIn{r, t})
}

func (r *Room) takeOver(tx *act.Tx, t Taking) (Swap, act.Entry, error) {
	none := func(err error) (Swap, act.Entry, error) { return Swap{}, act.Entry{}, err }
	x, s, on, err := r.turnOf(tx, t.Shift)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	if t.Person == 0 {
		t.Person = me.ID
	}
	switch {
	case on.Leader.Person != me.ID:
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.DutySwapArrange, Say: "应急顶班由这一班的带班领导" + on.Leader.Name + "决定。"})
	case tx.Now < x.From || tx.Now >= x.Until:
		return none(fault.New(fault.Conflict, "这一班不在当值时间，不用应急顶班；以后的班请换班或由办公室改排。"))
	case on.Officer.Person == t.Person:
		return none(fault.Field("person", "", "现在就是此人值班，不用顶班。"))
	}
	if t.Person != me.ID {
		turns, err := r.around(tx.Ctx, tx, roster.Span{From: x.From, Until: x.Until}, x.ID, Officer)
		if err == nil {
			err = s.fits(t.Person, Officer, x, turns)
		}
		if err != nil {
			return none(err)
		}
	}
	w := Swap{ShiftID: x.ID, ShiftRev: x.Rev, Track: Officer, Kind: "takeover", FromID: on.Officer.Person, ToID: t.Person, From: tx.Now, Until: x.Until, Reason: "personal", Words: db.Trimmed(t.Words),
		State: Arranged, AskedBy: tx.Actor.Login, AskedAt: tx.Now, DecidedBy: tx.Actor.Login, DecidedName: tx.Actor.Name, DecidedAt: tx.Now}
	if w.ID, err = tx.Next("duty_swap"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "duty_swap", w.ID, swapColumns, w.values()); err != nil {
		return none(err)
	}
	// Whoever was reported as there is so no longer: what happened stands above a swap.
	if open, err := db.All[present](tx.Ctx, tx, q.SQL("presence_open"), Officer); err != nil {
		return none(err)
	} else if len(open) > 0 {
		if err := r.Arrived(tx, x.ID, Officer, t.Person, tx.Now); err != nil {
			return none(err)
		}
	}
	if err := s.tell(tx, t.Person, x, Officer, "由您应急顶班："+x.When()); err != nil {
		return none(err)
	}
	return w, act.Entry{Subject: w.key(), Summary: "应急顶班：" + x.When() + "由" + s.chart.Person(t.Person).Name + "接替", Detail: map[string]any{"shift": x.ID, "from": w.FromID, "to": t.Person}}, s.tell(tx, w.FromID, x, Officer, "已由"+s.chart.Person(t.Person).Name+"顶班："+x.When())
}
