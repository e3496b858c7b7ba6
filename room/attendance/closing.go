package attendance

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// leaveClosed notes that a leave is on record and hands its papers over.
func (r *Room) leaveClosed(tx *act.Tx, o flow.Outcome) error {
	l, err := leaveByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	if l.State != Cancelled { // given up before it was put on record
		l.State = Closed
	}
	if err := putLeave(tx, &l); err != nil {
		return err
	}
	if r.File == nil || l.State == Cancelled {
		return nil
	}
	v, err := r.Flow.Whole(tx.Ctx, tx, l.Subject())
	if err != nil {
		return err
	}
	course, err := r.leaveCourse(tx.Ctx, tx, LeaveView{Leave: l, Case: v}, tx.Today)
	if err != nil {
		return err
	}
	return r.hand(tx, flow.Papers{Subject: l.Subject(), Title: l.Name + "休假审批表（" + l.Number + "）", Unit: l.Unit, Date: tx.Today, Personnel: true}, course,
		flow.Form{Name: l.Number + " 休假审批表", Draw: func(w *bytes.Buffer) error { return r.printLeave(LeaveView{Leave: l, Case: v}, tx.Today, w) }})
}

// tripClosed notes that a trip is on record and hands its papers over.
func (r *Room) tripClosed(tx *act.Tx, o flow.Outcome) error {
	t, err := tripByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	if t.State != Cancelled {
		t.State = Closed
	}
	if err := putTrip(tx, &t); err != nil {
		return err
	}
	if r.File == nil || t.State == Cancelled {
		return nil
	}
	v, err := r.Flow.Whole(tx.Ctx, tx, t.Subject())
	if err != nil {
		return err
	}
	course, err := r.tripCourse(tx.Ctx, tx, TripView{Trip: t, Case: v}, tx.Today)
	if err != nil {
		return err
	}
	return r.hand(tx, flow.Papers{Subject: t.Subject(), Title: t.Name + "出差审批表（" + t.Number + "）", Unit: t.Unit, Date: tx.Today}, course,
		flow.Form{Name: t.Number + " 出差审批表", Draw: func(w *bytes.Buffer) error { return r.printTrip(TripView{Trip: t, Case: v}, tx.Today, w) }})
}

// hand gives the form, the course and the papers of a case to whoever keeps them.
func (r *Room) hand(tx *act.Tx, p flow.Papers, course flow.Printed, form flow.Form) error {
	var err error
	if p.Files, err = flow.Draw(tx.Ctx, r.Files, form, course.Form()); err != nil {
		return err
	}
	proofs, err := db.All[Proof](tx.Ctx, tx, q.SQL("proofs_of"), p.Subject)
	if err != nil {
		return err
	}
	for _, x := range proofs {
		p.Files = append(p.Files, x.Paper())
	}
	return r.File(tx, p)
}

// leavePrinted is a leave for its printed course.
func (r *Room) leavePrinted(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.leaveCourse(ctx, r.Door.Reader(), v, r.Door.Today())
}

func (r *Room) leaveCourse(ctx context.Context, rd db.Reader, v LeaveView, today civil.Date) (flow.Printed, error) {
	p := flow.Printed{Head: r.sheetHead("请假办理过程单", v.Number, v.Case, today, ""), Facts: KindLabel(v.Kind) + "，" + v.Span() + "，计 " + DaysText(v.Halves)}
	err := p.Govern(ctx, rd, r.Rules, v.Ruling)
	return p, err
}

// tripPrinted is a trip for its printed course.
func (r *Room) tripPrinted(ctx context.Context, who act.Actor, id int64) (flow.Printed, error) {
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return flow.Printed{}, err
	}
	return r.tripCourse(ctx, r.Door.Reader(), v, r.Door.Today())
}

func (r *Room) tripCourse(ctx context.Context, rd db.Reader, v TripView, today civil.Date) (flow.Printed, error) {
	p := flow.Printed{Head: r.sheetHead("出差办理过程单", v.Number, v.Case, today, ""),
		Facts: fmt.Sprintf("%s，%s（%s），%s至%s，共 %d 天", purposeLabels[v.Purpose], v.Place, zoneLabels[v.Zone], v.Since.Chinese(), v.Until.Chinese(), v.Days)}
	err := p.Govern(ctx, rd, r.Rules, v.Ruling)
	return p, err
}

// PrintLeave writes the form of a leave (附件2) for somebody of its chain, and gives
// its number.
func (r *Room) PrintLeave(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Leave(ctx, who, id)
	if err != nil {
		return "", err
	}
	return v.Number, r.printLeave(v, r.Door.Today(), w)
}

// PrintTrip writes the form of a trip (附件1) for somebody of its chain, and gives
// its number.
func (r *Room) PrintTrip(ctx context.Context, who act.Actor, id int64, w *bytes.Buffer) (string, error) {
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return "", err
	}
	return v.Number, r.printTrip(v, r.Door.Today(), w)
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func clockOf(at int64) time.Time { return clock.FromMicros(at) }
