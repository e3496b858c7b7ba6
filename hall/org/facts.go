package org

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Facts are what leave, study and quorums ask of a person (clause
// common.person.fields), beside unit, posts and rank, which stand elsewhere. An
// empty date means "not known" for the first two and "is none" for the others.
type Facts struct {
	PersonID       int64      `db:"id"`
	WorkOn         civil.Date `db:"work_on"`      // entry into work: counts for annual leave
	ServiceOn      civil.Date `db:"service_on"`   // entry into public service
	PartyOn        civil.Date `db:"party_on"`     // member of the party since
	CommitteeOn    civil.Date `db:"committee_on"` // member of the party committee since
	CommitteeUntil civil.Date `db:"committee_until"`
}

// Party reports whether the person is a member of the party on a day.
func (f Facts) Party(on civil.Date) bool { return !f.PartyOn.IsZero() && !f.PartyOn.After(on) }

// Committee reports whether the person sits on the party committee on a day.
func (f Facts) Committee(on civil.Date) bool {
	return !f.CommitteeOn.IsZero() && within(f.CommitteeOn, f.CommitteeUntil, on)
}

var factsSet = act.Define(act.Spec[Facts, bool]{
	Name: "org.facts.set", Label: "登记人员情况", Right: ManagePeople, Basis: []law.ID{law.CommonPersonFields},
	Do: func(tx *act.Tx, f Facts) (bool, act.Entry, error) {
		p, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), f.PersonID)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case f.WorkOn.After(tx.Today):
			return false, act.Entry{}, fault.Field("work_on", f.WorkOn.String(), "参加工作时间不能晚于今天。")
		case f.ServiceOn.After(tx.Today):
			return false, act.Entry{}, fault.Field("service_on", f.ServiceOn.String(), "进入机关时间不能晚于今天。")
		case !f.ServiceOn.IsZero() && f.ServiceOn.Before(f.WorkOn):
			return false, act.Entry{}, fault.Field("service_on", f.ServiceOn.String(), "进入机关时间不能早于参加工作时间（"+f.WorkOn.Chinese()+"）。")
		case f.PartyOn.After(tx.Today):
			return false, act.Entry{}, fault.Field("party_on", f.PartyOn.String(), "入党时间不能晚于今天。")
		case f.CommitteeOn.IsZero() && !f.CommitteeUntil.IsZero():
			return false, act.Entry{}, fault.Field("committee_on", "", "填了免去党委委员之日，请一并填写任党委委员之日。")
		case !f.CommitteeUntil.IsZero() && !f.CommitteeUntil.After(f.CommitteeOn):
			return false, act.Entry{}, fault.Field("committee_until", f.CommitteeUntil.String(), "免去之日应晚于任职之日（"+f.CommitteeOn.Chinese()+"）。")
		case !f.CommitteeOn.IsZero() && (f.PartyOn.IsZero() || f.PartyOn.After(f.CommitteeOn)):
			return false, act.Entry{}, fault.Field("party_on", f.PartyOn.String(), "党委委员应当是党员，请核对入党时间。")
		}
		if _, err := db.Exec(tx.Ctx, tx, qp.SQL("facts_set"), p.ID, f.WorkOn, f.ServiceOn, f.PartyOn, f.CommitteeOn, f.CommitteeUntil); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_facts", p.ID)
		return true, act.Entry{Subject: act.Subject("org_person", p.ID), Summary: "登记" + p.Name + "的工作年限和党内身份"}, nil
	}})

// SetFacts records what leave, study and quorums ask of a person. The ledger says
// that it was done, not what it says.
func (o *Org) SetFacts(ctx context.Context, who act.Actor, f Facts) error {
	_, err := factsSet.Run(ctx, o.Door, who, f)
	return err
}

// Facts of a person for the reader: the person, or who keeps the personnel records.
// For everybody else they do not exist.
func (o *Org) Facts(ctx context.Context, who act.Actor, person int64) (Facts, error) {
	if !who.May(ManagePeople) {
		a, _, err := db.Maybe[Account](ctx, o.Door.Reader(), q.SQL("account"), who.ID)
		if err != nil {
			return Facts{}, err
		}
		if a.PersonID != person || person == 0 {
			return Facts{}, act.OutOfReach(act.Subject("org_person", person))
		}
	}
	return FactsOf(ctx, o.Door.Reader(), person)
}

// FactsOf reads a person's facts for a rule that is being applied; what it gives is
// not to be shown. A person without record has none.
func FactsOf(ctx context.Context, r db.Reader, person int64) (Facts, error) {
	f, _, err := db.Maybe[Facts](ctx, r, qp.SQL("facts"), person)
	f.PersonID = person
	return f, err
}
