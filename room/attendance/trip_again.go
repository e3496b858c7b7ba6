package attendance

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type againIn struct {
	journeyIn
	id    int64
	words string
}

var retravelDeed = act.Define(act.Spec[againIn, Applied]{Name: "attendance.trip.reapply", Label: "变更出差", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in againIn) (Applied, act.Entry, error) {
		t, err := in.r.retravel(tx, in)
		if err != nil {
			return Applied{}, act.Entry{}, err
		}
		return Applied{t.ID, t.Number}, act.Entry{Subject: t.Subject(), Summary: "重新提交出差申请 " + t.Number + "，" + zoneLabels[t.Zone] + "，" + t.Since.Chinese() + "至" + t.Until.Chinese(),
			Detail: map[string]any{"number": t.Number, "zone": t.Zone, "purpose": t.Purpose, "from": t.Since, "to": t.Until, "case": t.CaseID}}, nil
	}})

// Retravel puts a traveller's own trip forward again: one that was returned, or one
// under way that its traveller changes. The party stays as it is; with the facts
// changed everybody is asked anew, by the rules of this day.
func (r *Room) Retravel(ctx context.Context, who act.Actor, id int64, j Journey, words string) (Applied, error) {
	if id == 0 {
		return Applied{}, act.OutOfReach(act.Subject("attendance_trip", id))
	}
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return Applied{}, err
	}
	return retravelDeed.Run(ctx, r.Door, who, againIn{journeyIn{r, cal, j}, id, words})
}

func (r *Room) retravel(tx *act.Tx, in againIn) (Trip, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return Trip{}, err
	}
	t, err := tripByID(tx, in.id)
	if err != nil {
		return t, err
	}
	me, err := s.self(tx.Actor)
	switch {
	case err != nil:
		return t, err
	case me.ID != t.PersonID:
		return t, act.OutOfReach(t.Subject())
	case !changeable(t.State):
		return t, fault.Newf(fault.Conflict, "%s%s，不能再修改。需要改期的，请撤销后重新申请。", t.Number, StateLabel(t.State))
	}
	in.j.People = []int64{t.PersonID}
	p, err := s.plan(tx.Actor, in.j, t.ID)
	if err != nil {
		return t, err
	}
	leg := p.Legs[0]
	body, err := leg.Chain.MarshalJSON()
	if err != nil {
		return t, err
	}
	t.fill(leg.who, in.j, p.Days)
	_, anew, err := r.Flow.Resubmit(tx, t.CaseID, s.tripSubmission(t, leg.Chain), in.words)
	if err != nil {
		return t, err
	}
	t.State = Running
	if anew { // otherwise it goes on by the chain and edition it was submitted under
		t.Ruling = string(body)
		if err := s.keepTrip(tx, t, leg.Chain); err != nil {
			return t, err
		}
	}
	return t, putTrip(tx, &t)
}

// fill takes over what is asked for and whose it is.
func (t *Trip) fill(m member, j Journey, days int64) {
	t.PersonID, t.Login, t.Name, t.Unit, t.UnitName, t.Post, t.Role = m.ID, m.login, m.Name, m.Unit, m.unitName, m.post, m.role
	t.Place, t.Zone, t.Purpose, t.Reason = db.Trimmed(j.Place), j.Zone, j.Purpose, db.Trimmed(j.Reason)
	t.Since, t.Until, t.Days, t.AdvanceFen, t.Transport = j.Since, j.Until, days, j.AdvanceFen, db.Trimmed(j.Transport)
}

// facts is the fingerprint of what the chain rests on.
func (t Trip) facts() string {
	return strings.Join([]string{t.Zone, t.Purpose, t.Role, t.Since.String(), t.Until.String(), t.Place}, " ")
}

// keepTrip stores what the book decided about a trip.
func (s *scene) keepTrip(tx *act.Tx, t Trip, d rulebook.Decision) error {
	_, err := rulebook.Keep(tx, rulebook.Case{Subject: t.Subject(), Unit: t.Unit, Level: mark.Internal}, s.book, d)
	return err
}

// PlanAgain is Plan for a trip that its traveller puts forward anew.
func (r *Room) PlanAgain(ctx context.Context, who act.Actor, id int64, j Journey) (Plan, error) {
	v, err := r.Trip(ctx, who, id)
	if err == nil && !v.Mine {
		err = act.OutOfReach(v.Subject())
	}
	if err != nil {
		return Plan{}, err
	}
	s, err := r.now(ctx)
	if err != nil {
		return Plan{}, err
	}
	j.People = []int64{v.PersonID}
	p, err := s.plan(who, j, id)
	if err != nil {
		return p, err
	}
	leg, t := &p.Legs[0], v.Trip
	t.fill(leg.who, j, p.Days)
	back, c, ok, err := r.Flow.ExpectBack(ctx, t.Subject(), t.facts())
	switch {
	case err != nil:
		return p, err
	case ok:
		leg.Steps, p.Back = back, c.Edition
		leg.Chain, err = t.Decision()
		return p, err
	}
	leg.Steps, err = r.Flow.Expect(ctx, "attendance_trip", leg.who.ID, steps(leg.Chain.Chain()))
	return p, err
}

// tripSubmission is what the flow is told.
func (s *scene) tripSubmission(t Trip, d rulebook.Decision) flow.Submission {
	return flow.Submission{Subject: t.Subject(), URL: tripURL(t.ID), Applicant: t.PersonID, Title: t.Name + purposeLabels[t.Purpose] + fmt.Sprintf(" %d 天", t.Days),
		Line: zoneLabels[t.Zone] + "，" + t.Place + "，" + t.Since.Chinese() + "至" + t.Until.Chinese(), Due: t.Since, Chain: steps(d.Chain()), Ruling: d.Version(),
		Edition: s.book.EditionOn(d.AsOf()), Basis: clauses(d), BasisLine: d.Reason(), Facts: t.facts(), Text: t.text()}
}
