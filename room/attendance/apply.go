package attendance

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

type applyIn struct {
	r     *Room
	cal   *calendar.Calendar
	a     Application
	again int64 // the request that is put forward anew
	words string
}

// Applied is what came of an application.
type Applied struct {
	ID     int64
	Number string
}

var applyDeed = act.Define(act.Spec[applyIn, Applied]{Name: "attendance.leave.apply", Label: "申请休假请假", Right: Attend, Basis: []law.ID{law.LeaveFormalities},
	Do: func(tx *act.Tx, in applyIn) (Applied, act.Entry, error) { return in.r.apply(tx, in) }})

// Apply sends a request for leave on its way. The chain, its ground and the edition
// of the book are those of this day and stay with the case.
func (r *Room) Apply(ctx context.Context, who act.Actor, a Application) (Applied, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return Applied{}, err
	}
	return applyDeed.Run(ctx, r.Door, who, applyIn{r: r, cal: cal, a: a})
}

var reapplyDeed = act.Define(act.Spec[applyIn, Applied]{Name: "attendance.leave.reapply", Label: "重新申请休假请假", Right: Attend, Basis: []law.ID{law.LeaveFormalities},
	Do: func(tx *act.Tx, in applyIn) (Applied, act.Entry, error) { return in.r.apply(tx, in) }})

// Reapply puts a request forward again: one that was returned, or one under way
// that its applicant changes. With the facts changed everybody is asked anew, by
// the rules of this day.
func (r *Room) Reapply(ctx context.Context, who act.Actor, id int64, a Application, words string) (Applied, error) {
	if id == 0 {
		return Applied{}, act.OutOfReach(act.Subject("attendance_leave", id))
	}
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return Applied{}, err
	}
	return reapplyDeed.Run(ctx, r.Door, who, applyIn{r: r, cal: cal, a: a, again: id, words: words})
}

func (r *Room) apply(tx *act.Tx, in applyIn) (Applied, act.Entry, error) {
	none := func(err error) (Applied, act.Entry, error) { return Applied{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return none(err)
	}
	l := Leave{}
	if in.again != 0 {
		if l, err = leaveByID(tx, in.again); err != nil {
			return none(err)
		}
		if in.a.Person, err = s.ownLeave(tx, l); err != nil {
			return none(err)
		}
	}
	m, err := s.subjectOf(tx.Actor, in.a.Person)
	if err != nil {
		return none(err)
	}
	p, err := s.consider(m, in.a, in.again)
	if err != nil {
		return none(err)
	}
	body, err := p.Chain.MarshalJSON()
	if err != nil {
		return none(err)
	}
	anew, was := true, l.Ruling
	if in.again != 0 && (l.Since != in.a.Since || l.Until != in.a.Until) { // what was handed over was for other days
		if err := org.EndStandInsOf(tx, l.Subject()); err != nil {
			return none(err)
		}
	}
	l.fill(m, in.a, p)
	l.Ruling = string(body)
	sub := s.submission(l, p.Chain)
	if in.again == 0 {
		if err := l.number(tx); err != nil {
			return none(err)
		}
		sub.Subject, sub.URL = l.Subject(), leaveURL(l.ID)
		l.State, l.SubmittedBy, l.SubmittedAt, l.Version = Running, tx.Actor.Login, tx.Now, 1
		c, err := r.Flow.Submit(tx, sub)
		if err != nil {
			return none(err)
		}
		l.CaseID = c.ID
		if err := insertLeave(tx, &l); err != nil {
			return none(err)
		}
	} else {
		sub.Subject, sub.URL = l.Subject(), leaveURL(l.ID)
		if _, anew, err = r.Flow.Resubmit(tx, l.CaseID, sub, in.words); err != nil {
			return none(err)
		}
		if !anew { // it goes on by the chain and edition it was submitted under
			l.Ruling = was
		}
		l.State = Running
		if err := putLeave(tx, &l); err != nil {
			return none(err)
		}
	}
	if anew {
		c := rulebook.Case{Subject: l.Subject(), Unit: l.Unit, Level: mark.Internal, Compartment: "personnel"}
		for _, d := range append([]rulebook.Decision{p.Chain}, p.ruled...) {
			if _, err := rulebook.Keep(tx, c, s.book, d); err != nil {
				return none(err)
			}
		}
	}
	say := "提交请假 " + l.Number + "，" + span(l.Since, l.Until)
	if l.SubmittedBy != l.Login {
		say = "代" + l.Name + say
	}
	return Applied{l.ID, l.Number}, act.Entry{Subject: l.Subject(), Summary: say,
		Detail: map[string]any{"number": l.Number, "from": l.Since.Chinese(), "to": (l.Until - 1).Chinese(), "half_days": l.Halves, "case": l.CaseID}}, nil
}

// ownLeave checks that the actor may put the request forward anew, and gives whose
// it is.
func (s *scene) ownLeave(tx *act.Tx, l Leave) (int64, error) {
	me, err := s.self(tx.Actor)
	if err != nil {
		return 0, err
	}
	if me.ID != l.PersonID {
		return 0, act.OutOfReach(l.Subject())
	}
	if !changeable(l.State) {
		return 0, fault.Newf(fault.Conflict, "%s%s，不能再修改。需要改期的，请撤销后重新申请。", l.Number, StateLabel(l.State))
	}
	return l.PersonID, nil
}

// number gives the next number of the year.
func (l *Leave) number(tx *act.Tx) error {
	var err error
	if l.ID, err = tx.Next("attendance_leave"); err != nil {
		return err
	}
	n, err := tx.Next(fmt.Sprintf("attendance_leave.%d", tx.Today.Year))
	l.Number = fmt.Sprintf("%d-假-%04d", tx.Today.Year, n)
	return err
}

func numbers(list []Leave) string {
	var s []string
	for _, l := range list {
		s = append(s, l.Number)
	}
	return strings.Join(s, "、")
}

// submission is what the flow is told. The clauses that enter the ledger with every
// step are those of all leave: the deciding ones would tell the kind.
func (s *scene) submission(l Leave, d rulebook.Decision) flow.Submission {
	return flow.Submission{Applicant: l.PersonID, Title: l.Name + "请假 " + DaysText(l.Halves), Line: KindLabel(l.Kind) + "，" + l.Span(), Due: l.Since.Date(),
		Chain: steps(d.Chain()), Ruling: d.Version(), Edition: s.book.EditionOn(d.AsOf()), Basis: []law.ID{law.LeaveFormalities, law.LeaveFile}, BasisLine: d.Reason(),
		Facts: l.facts(), Text: s.leaveText(l), Restricted: true}
}

// fill takes over what is asked for, whose it is and what follows from it.
func (l *Leave) fill(m member, a Application, p Preview) {
	l.PersonID, l.Login, l.Name, l.Unit, l.UnitName, l.Post, l.Role, l.WorkOn = m.ID, m.login, m.Name, m.Unit, m.unitName, m.post, m.role, p.workOn
	l.Kind, l.Since, l.Until, l.Halves, l.Days, l.Shares, l.Provisional = a.Kind, a.Since, a.Until, p.Halves, p.Days, writeShares(p.shares), p.Provisional
	l.Reason, l.Wish, l.Extends = db.Trimmed(a.Reason), a.Wish && a.Kind == "sick", a.Extends
	l.Joined, l.JoinedHalves = numbers(p.Joined), p.Total-p.Halves
}

// facts is the fingerprint of what the chain rests on.
func (l Leave) facts() string {
	return fmt.Sprintf("%s %d %d %d %s %t", l.Kind, l.Since, l.Until, l.Halves+l.JoinedHalves, l.Role, l.Wish)
}

// leaveAgreed puts a leave in force: the person is away, the balance is charged.
func (r *Room) leaveAgreed(tx *act.Tx, o flow.Outcome) error {
	l, err := leaveByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	cal, err := r.Calendar.Current(tx.Ctx)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now, cal)
	if err != nil {
		return err
	}
	if s, err = s.under(l.Subject()); err != nil {
		return err
	}
	if err := s.spared(l.PersonID, l.Since, l.Until); err != nil {
		return err
	}
	if _, err := calendar.PutAbsence(tx, calendar.Absence{PersonID: l.PersonID, Since: l.Since, Until: l.Until, Kind: calendar.OnLeave, Subject: l.Subject()}); err != nil {
		return err
	}
	if err := s.settle(tx, &l); err != nil {
		return err
	}
	l.State, l.AgreedAt = Agreed, tx.Now
	return putLeave(tx, &l)
}

type changeIn struct {
	r    *Room
	cal  *calendar.Calendar
	id   int64
	half civil.Half
	why  string
}

var cancelDeed = act.Define(act.Spec[changeIn, bool]{Name: "attendance.leave.cancel", Label: "取消休假请假", Right: Attend, Basis: []law.ID{law.LeaveReturn},
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
		l, err := leaveByID(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.mine(tx, l); err != nil {
			return false, act.Entry{}, err
		}
		why := db.Trimmed(in.why)
		switch {
		case !inForce(l.State):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不能撤销。还在办理中的，请用“撤回”。", l.Number, StateLabel(l.State))
		case tx.Now >= l.Since.Start().UnixMicro():
			return false, act.Entry{}, fault.New(fault.Conflict, "假期已经开始，不能撤销。提前回来的，请办理销假。")
		case why == "":
			return false, act.Entry{}, fault.Field("why", "", "请写明撤销的原因。")
		}
		if err := in.r.undo(tx, &l, why); err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.leaveFurther(tx, l, "撤销请假登记", flow.Line{Label: "登记", Text: "撤销请假，没有休"}, flow.Line{Label: "原因", Text: why}); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: l.Subject(), Summary: "撤销请假 " + l.Number}, nil
	}})

// Cancel gives up a leave that was agreed to and has not begun: absence, hand-over
// and balance are taken back.
func (r *Room) Cancel(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := cancelDeed.Run(ctx, r.Door, who, changeIn{r: r, id: id, why: why})
	return err
}

func (r *Room) undo(tx *act.Tx, l *Leave, why string) error {
	if _, err := calendar.WithdrawAbsences(tx, l.Subject()); err != nil {
		return err
	}
	if err := org.EndStandInsOf(tx, l.Subject()); err != nil {
		return err
	}
	l.State, l.Note = Cancelled, why
	if err := r.takeBack(tx, l, "已撤销"); err != nil {
		return err
	}
	return putLeave(tx, l)
}

// mine lets the applicant and whoever keeps the registers through; for others the
// leave does not exist.
func (r *Room) mine(tx *act.Tx, l Leave) error {
	if l.Login != "" && l.Login == tx.Actor.Login || tx.Actor.May(Keep) {
		return nil
	}
	return act.OutOfReach(l.Subject())
}

var returnDeed = act.Define(act.Spec[changeIn, bool]{Name: "attendance.leave.return", Label: "销假", Right: Attend, Basis: []law.ID{law.LeaveReturn},
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) {
		l, err := leaveByID(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.mine(tx, l); err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.comeBack(tx, &l, in); err != nil {
			return false, act.Entry{}, err
		}
		if err := in.r.leaveFurther(tx, l, "销假登记", flow.Line{Label: "返岗", Text: l.Back.Chinese()}, flow.Line{Label: "说明", Text: l.Note}); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: l.Subject(), Summary: l.Name + "销假 " + l.Number + "，" + l.Back.Chinese() + "返岗"}, nil
	}})

// Return registers that somebody is back: half is the first half day at the post.
// Back early, the rest is given back; back late, the reason is kept and the half
// days in between stay without leave.
func (r *Room) Return(ctx context.Context, who act.Actor, id int64, half civil.Half, why string) error {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return err
	}
	_, err = returnDeed.Run(ctx, r.Door, who, changeIn{r: r, cal: cal, id: id, half: half, why: why})
	return err
}

func (r *Room) comeBack(tx *act.Tx, l *Leave, in changeIn) error {
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return err
	}
	if s, err = s.under(l.Subject()); err != nil {
		return err
	}
	now := civil.HalfAt(clock.FromMicros(tx.Now))
	why := db.Trimmed(in.why)
	switch {
	case !inForce(l.State):
		return fault.Newf(fault.Conflict, "%s%s，没有需要销的假。", l.Number, StateLabel(l.State))
	case l.Back != 0:
		return fault.Newf(fault.Conflict, "%s已经销假（%s返岗）。登记有误的，请政工科更正。", l.Number, l.Back.Chinese())
	case in.half <= l.Since:
		return fault.Field("half", in.half.Chinese(), "返岗不能早于假期开始（"+l.Since.Chinese()+"）。假期没有休的，请办理撤销。")
	case in.half > now+1:
		return fault.Field("half", in.half.Chinese(), "返岗时间还没有到，请在返岗以后销假。")
	case in.half > l.Until && s.late(l, in.half) && why == "":
		return fault.Field("why", "", fmt.Sprintf("假期于%s结束，返岗晚了。请写明原因。", (l.Until-1).Chinese()))
	}
	l.Back, l.BackBy, l.BackAt, l.Note = in.half, tx.Actor.Login, tx.Now, why
	if l.Back < l.Until {
		if err := calendar.EndAbsences(tx, l.Subject(), l.Back.Start().UnixMicro()-1); err != nil {
			return err
		}
		t, err := s.count(l.Kind, l.Since, l.Back)
		if err != nil {
			return err
		}
		if err := giveBack(tx, l, t.shares, "提前返岗"); err != nil {
			return err
		}
	}
	if err := org.EndStandInsOf(tx, l.Subject()); err != nil {
		return err
	}
	return putLeave(tx, l)
}

// late reports whether working time lies between the end of a leave and the return.
func (s *scene) late(l *Leave, back civil.Half) bool {
	rule, err := s.judge(decide.CountingTable, map[string]string{"kind": l.Kind})
	if err != nil {
		return false
	}
	got, err := Returned(s.cal, rule.Then(), whole(l.Since, l.Until), back.Date(), civil.DayHalf(back&1))
	return err == nil && len(got.Late) > 0
}

// worked counts the working half days of a stretch.
func (s *scene) worked(since, until civil.Half) int64 {
	n := int64(0)
	for h := since; h < until; h++ {
		if s.cal.Kind(h.Date()).Workday {
			n++
		}
	}
	return n
}
