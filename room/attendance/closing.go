package attendance

import (
	"bytes"
	"context"
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
	var b bytes.Buffer
	if err := r.printLeave(LeaveView{Leave: l, Case: v}, tx.Today, &b); err != nil {
		return err
	}
	return r.hand(tx, Papers{Subject: l.Subject(), Title: l.Name + "休假审批表（" + l.Number + "）", Unit: l.Unit, Date: tx.Today, Personnel: true}, l.Number+" 休假审批表.pdf", b.Bytes())
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
	var b bytes.Buffer
	if err := r.printTrip(TripView{Trip: t, Case: v}, tx.Today, &b); err != nil {
		return err
	}
	return r.hand(tx, Papers{Subject: t.Subject(), Title: t.Name + "出差审批表（" + t.Number + "）", Unit: t.Unit, Date: tx.Today}, t.Number+" 出差审批表.pdf", b.Bytes())
}

// hand gives the form and the papers of a case to whoever keeps them.
func (r *Room) hand(tx *act.Tx, p Papers, name string, form []byte) error {
	ref, err := r.Files.Put(tx.Ctx, bytes.NewReader(form), 0)
	if err != nil {
		return err
	}
	p.Files = append(p.Files, Paper{name, ref})
	proofs, err := db.All[Proof](tx.Ctx, tx, q.SQL("proofs_of"), p.Subject)
	if err != nil {
		return err
	}
	for _, x := range proofs {
		ref := ref
		ref.SHA256, ref.SM3, ref.Size = x.SHA256, x.SM3, x.Size
		p.Files = append(p.Files, Paper{x.Name, ref})
	}
	return r.File(tx, p)
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
