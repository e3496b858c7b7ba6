package attendance

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
)

type tripAgain struct {
	r     *Room
	cal   *calendar.Calendar
	id    int64
	j     Journey
	words string
}

var retravelDeed = act.Define(act.Spec[tripAgain, Applied]{Name: "attendance.trip.reapply", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in tripAgain) (Applied, act.Entry, error) {
		t, err := in.r.retravel(tx, in)
		if err != nil {
			return Applied{}, act.Entry{}, err
		}
		return Applied{t.ID, t.Number}, act.Entry{Subject: t.Subject(),
			Summary: "修改出差申请 " + t.Number + "，" + zoneLabels[t.Zone] + "，" + t.Since.Chinese() + "至" + t.Until.Chinese(),
			Detail:  map[string]any{"number": t.Number, "zone": t.Zone, "purpose": t.Purpose, "from": t.Since, "to": t.Until, "case": t.CaseID}}, nil
	}})

// Retravel puts one traveller's trip forward again: one that was returned, or one
// under way that the traveller changes. With the facts changed everybody is asked
// anew, by the rules of this day; else it goes straight back to whoever returned it.
// The companions' trips stay as they are.
func (r *Room) Retravel(ctx context.Context, who act.Actor, id int64, j Journey, words string) (Applied, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return Applied{}, err
	}
	return retravelDeed.Run(ctx, r.Door, who, tripAgain{r, cal, id, j, words})
}

func (r *Room) retravel(tx *act.Tx, in tripAgain) (Trip, error) {
	t, err := tripByID(tx, in.id)
	if err != nil {
		return t, err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return t, err
	}
	if err := s.changeable(tx.Actor, t); err != nil {
		return t, err
	}
	in.j.People = []int64{t.PersonID}
	p, err := s.plan(tx.Actor, in.j, t.Subject())
	if err != nil {
		return t, err
	}
	was := t.Ruling
	leg := p.Legs[0]
	if err := t.fill(leg, p.Days, in.j); err != nil {
		return t, err
	}
	_, anew, err := r.Flow.Resubmit(tx, t.CaseID, s.tripSubmission(t, leg.Chain), in.words)
	if err != nil {
		return t, err
	}
	t.State = Running
	if !anew { // it goes on by the chain and edition it was submitted under
		t.Ruling = was
	}
	if err := putTrip(tx, &t); err != nil || !anew {
		return t, err
	}
	_, err = rulebook.Keep(tx, rulebook.Case{Subject: t.Subject(), Unit: t.Unit, Level: mark.Internal}, s.book, leg.Chain)
	return t, err
}

// changeable checks that the actor may put the trip forward anew.
func (s *scene) changeable(who act.Actor, t Trip) error {
	me, err := s.self(who)
	switch {
	case err != nil:
		return err
	case me.ID != t.PersonID:
		return act.OutOfReach(t.Subject())
	case t.State != SentBack && t.State != Running:
		return fault.Newf(fault.Conflict, "%s%s，不能再修改。需要改期的，请撤销后重新申请。", t.Number, StateLabel(t.State))
	}
	return nil
}

// PlanAgain is Plan for a trip that is put forward anew.
func (r *Room) PlanAgain(ctx context.Context, who act.Actor, id int64, j Journey) (Plan, error) {
	v, err := r.Trip(ctx, who, id)
	if err != nil {
		return Plan{}, err
	}
	s, err := r.now(ctx)
	if err != nil {
		return Plan{}, err
	}
	if err := s.changeable(who, v.Trip); err != nil {
		return Plan{}, err
	}
	j.People = []int64{v.PersonID}
	p, err := s.plan(who, j, v.Subject())
	if err != nil {
		return p, err
	}
	p.Legs[0].Steps, err = r.Flow.Expect(ctx, "attendance_trip", v.PersonID, steps(p.Legs[0].Chain.Chain()))
	return p, err
}
