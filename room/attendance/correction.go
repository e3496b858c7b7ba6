package attendance

import (
	"context"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Correction puts the registered return of a trip right. On the zero date says that
// the traveller is not back at all.
type Correction struct {
	Trip   int64
	On     civil.Date
	Report string
	Why    string
}

type correctionIn struct {
	r *Room
	c Correction
}

var tripCorrectDeed = act.Define(act.Spec[correctionIn, bool]{Name: "attendance.trip.correct", Label: "更正出差返回", Right: Keep, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in correctionIn) (bool, act.Entry, error) {
		c := in.c
		t, err := tripByID(tx, c.Trip)
		if err != nil {
			return false, act.Entry{}, err
		}
		c.Report, c.Why = db.Trimmed(c.Report), db.Trimmed(c.Why)
		switch {
		case t.Login != "" && t.Login == tx.Actor.Login:
			return false, act.Entry{}, ownReturn()
		case t.BackOn.IsZero():
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s还没有登记返回，不用更正。", t.Number)
		case !c.On.IsZero() && (c.On.Before(t.Since) || c.On.After(tx.Today)):
			return false, act.Entry{}, fault.Field("on", c.On.String(), "返回日期应在"+t.Since.Chinese()+"至今天之间；还没有返回的，不填。")
		case len([]rune(c.Report)) > mostReport:
			return false, act.Entry{}, fault.Field("report", "", "出差情况最多 2000 字，请删减或另附材料。")
		case c.Why == "":
			return false, act.Entry{}, fault.Field("why", "", "请写明更正的原因。")
		case c.On == t.BackOn && c.Report == t.Report:
			return false, act.Entry{}, fault.Field("on", c.On.String(), "与原来的登记一样，没有要更正的。")
		}
		was, now := t.BackOn, "尚未返回"
		t.BackOn, t.BackBy, t.Report = c.On, tx.Actor.Login, c.Report
		if c.On.IsZero() {
			t.BackBy = ""
		} else {
			now = c.On.Chinese()
		}
		whole := calendar.Absence{PersonID: t.PersonID, Since: t.since(), Until: civil.Morning(t.Until) + 2, Kind: calendar.OnTrip}
		if err := awayUntil(tx, t.Subject(), whole, t.end()); err != nil {
			return false, act.Entry{}, err
		}
		t.Note = noted(t.Note, tx, was.Chinese(), now, c.Why)
		if err := putTrip(tx, &t); err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.tripFurther(tx, t, "更正出差返回登记", flow.Line{Label: "原登记", Text: was.Chinese()}, flow.Line{Label: "更正为", Text: now},
			flow.Line{Label: "出差情况", Text: t.Report}, flow.Line{Label: "原因", Text: c.Why}); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: t.Subject(), Summary: "更正出差返回登记 " + t.Number + "，由" + was.Chinese() + "改为" + now,
			Detail: map[string]any{"was": was, "now": c.On, "why": c.Why}}, nil
	}})

// CorrectTrip puts right a return that was registered wrongly, with the reason: the
// political section does, and nobody for himself. Presence and sheets follow; what a
// sheet has published stays as it was published.
func (r *Room) CorrectTrip(ctx context.Context, who act.Actor, c Correction) error {
	_, err := tripCorrectDeed.Run(ctx, r.Door, who, correctionIn{r, c})
	return err
}

var leaveCorrectDeed = act.Define(act.Spec[changeIn, bool]{Name: "attendance.leave.correct", Label: "更正销假", Right: Keep, Basis: []law.ID{law.LeaveReturn},
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
		l, err := leaveByID(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now, in.cal)
		if err == nil {
			s, err = s.under(l.Subject())
		}
		if err != nil {
			return false, act.Entry{}, err
		}
		why := db.Trimmed(in.why)
		switch {
		case l.Login != "" && l.Login == tx.Actor.Login:
			return false, act.Entry{}, ownReturn()
		case l.Back == 0:
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s还没有销假，不用更正。", l.Number)
		case in.half <= l.Since || in.half > civil.HalfAt(clock.FromMicros(tx.Now))+1:
			return false, act.Entry{}, fault.Field("on", in.half.Chinese(), "返岗应在假期开始（"+l.Since.Chinese()+"）以后、现在以前，请核对日期和上午、下午。")
		case in.half == l.Back:
			return false, act.Entry{}, fault.Field("on", in.half.Chinese(), "与原来的登记一样，没有要更正的。")
		case why == "":
			return false, act.Entry{}, fault.Field("why", "", "请写明更正的原因。")
		}
		was := l.Back
		l.Back, l.BackBy, l.BackAt = in.half, tx.Actor.Login, tx.Now
		l.Note = noted(l.Note, tx, was.Chinese(), l.Back.Chinese(), why)
		if err := s.recharge(tx, &l); err != nil {
			return false, act.Entry{}, err
		}
		whole := calendar.Absence{PersonID: l.PersonID, Since: l.Since, Until: l.Until, Kind: calendar.OnLeave}
		if err := awayUntil(tx, l.Subject(), whole, l.End()); err != nil {
			return false, act.Entry{}, err
		}
		if err := putLeave(tx, &l); err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.leaveFurther(tx, l, "更正销假登记", flow.Line{Label: "原登记", Text: was.Chinese() + "返岗"}, flow.Line{Label: "更正为", Text: l.Back.Chinese() + "返岗"}, flow.Line{Label: "原因", Text: why}); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: l.Subject(), Summary: "更正销假登记 " + l.Number + "，由" + was.Chinese() + "改为" + l.Back.Chinese(),
			Detail: map[string]any{"was": was.Chinese(), "now": l.Back.Chinese(), "why": why}}, nil
	}})

// CorrectReturn puts right a return from leave that was registered wrongly; half is
// the first half day at the post. Balance, presence and sheets follow.
func (r *Room) CorrectReturn(ctx context.Context, who act.Actor, id int64, half civil.Half, why string) error {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return err
	}
	_, err = leaveCorrectDeed.Run(ctx, r.Door, who, changeIn{r: r, cal: cal, id: id, half: half, why: why})
	return err
}

// recharge takes back all that a leave took and charges what it really took, line by
// line: the account only grows.
func (s *scene) recharge(tx *act.Tx, l *Leave) error {
	const why = "更正销假登记"
	if err := giveBack(tx, l, nil, why); err != nil {
		return err
	}
	if err := s.settle(tx, l); err != nil || l.Back >= l.Until {
		return err
	}
	t, err := s.count(l.Kind, l.Since, l.Back)
	if err != nil {
		return err
	}
	return giveBack(tx, l, t.shares, why)
}

// noted adds to a note that a return was corrected.
func noted(note string, tx *act.Tx, was, now, why string) string {
	return strings.TrimPrefix(note+"\n"+tx.Today.Chinese()+" "+tx.Actor.Name+"更正返回登记：原为"+was+"，改为"+now+"，原因："+why, "\n")
}

func ownReturn() error {
	return fault.New(fault.Forbidden, "本人的返回登记不能由本人更正，请政工科另一位同事办理。")
}

// awayUntil notes anew when somebody was away: the whole stretch, or until the return.
func awayUntil(tx *act.Tx, subject string, whole calendar.Absence, until civil.Half) error {
	if err := calendar.ReplaceAbsences(tx, subject, whole); err != nil || until >= whole.Until {
		return err
	}
	return calendar.EndAbsences(tx, subject, until.Start().UnixMicro()-1)
}
