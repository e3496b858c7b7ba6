package org

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Delegation names who represents a leader while that leader is away, on
// [Since, Until). It reaches one hop: a deputy cannot pass it on.
type Delegation struct {
	ID        int64      `db:"id"`
	PersonID  int64      `db:"person_id"` // the leader
	DeputyID  int64      `db:"deputy_id"`
	Since     civil.Date `db:"since"`
	Until     civil.Date `db:"until"`
	NamedBy   string     `db:"named_by"` // sign-in name
	NamedName string     `db:"named_name"`
	EndedAt   int64      `db:"ended_at"` // microseconds UTC; 0 while it stands
}

// Stands reports whether the delegation is in force on a day.
func (d Delegation) Stands(on civil.Date) bool {
	return d.EndedAt == 0 && within(d.Since, d.Until, on)
}

// Delegations lists all delegations, those revoked or over included.
func (o *Org) Delegations(ctx context.Context) ([]Delegation, error) {
	return db.All[Delegation](ctx, o.Door.Reader(), qp.SQL("delegations"))
}

// NewDelegation names a deputy for a leader from a day to before another.
type NewDelegation struct {
	PersonID, DeputyID int64
	Since, Until       civil.Date
}

var delegate = act.Define(act.Spec[NewDelegation, int64]{
	Name: "org.delegation.name", Label: "指定代行", Right: NameDeputy, Basis: []law.ID{law.AbLeaderHead, law.AbLeaderDeputy, law.CommonDelegate},
	Do: func(tx *act.Tx, n NewDelegation) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		id, err := tx.Next("org_delegation")
		if err != nil {
			return none(err)
		}
		switch {
		case n.Since.IsZero():
			return none(fault.Field("since", "", "请填写代行起始之日。"))
		case n.Until.IsZero():
			return none(fault.Field("until", "", "请填写代行终止之日，从这一天起不再代行。"))
		case !n.Until.After(n.Since):
			return none(fault.Field("until", n.Until.String(), "终止之日应晚于起始之日（"+n.Since.Chinese()+"）。"))
		case n.DeputyID == n.PersonID:
			return none(fault.Field("deputy", "", "不能由本人代行本人的职责，请另选一人。"))
		}
		p, rank, err := rankedPerson(tx, n.PersonID, "person", n.Since)
		if err != nil {
			return none(err)
		}
		if !leads(rank) {
			return none(fault.Field("person", p.Name, p.Name+"在"+n.Since.Chinese()+"不是局领导；科室岗位的顶替请用AB岗。"))
		}
		d, deputyRank, err := rankedPerson(tx, n.DeputyID, "deputy", n.Since)
		if err != nil {
			return none(err)
		}
		if rank == RankDirector && deputyRank != RankLeader {
			return none(fault.Refuse(law.AbLeaderHead, d.Name+"在"+n.Since.Chinese()+"不是局领导，主要领导不在岗须由一名副职代行。请另选一人。"))
		}
		standing, err := db.All[Delegation](tx.Ctx, tx, qp.SQL("delegations_standing"), n.Since, n.Until)
		if err != nil {
			return none(err)
		}
		if err := oneHop(tx, n, p, d, standing); err != nil {
			return none(err)
		}
		if _, err := db.Exec(tx.Ctx, tx, qp.SQL("delegation_insert"), id, n.PersonID, n.DeputyID, n.Since, n.Until, tx.Actor.Login, tx.Actor.Name); err != nil {
			return none(err)
		}
		tx.Touch("org_delegation", id)
		return id, act.Entry{Subject: act.Subject("org_delegation", id), Summary: fmt.Sprintf("指定第%d号：%s不在岗时由%s代行职责，%s至%s（不含当日）", id, p.Name, d.Name, n.Since.Chinese(), n.Until.Chinese())}, nil
	}})

// oneHop refuses what would make a circle or a second hop, and names who stands in
// the way. Standing are the delegations that share a day with the new one.
func oneHop(tx *act.Tx, n NewDelegation, p, d Person, standing []Delegation) error {
	name := func(id int64) string {
		x, _, err := db.Maybe[Person](tx.Ctx, tx, q.SQL("person"), id)
		if err != nil {
			return fmt.Sprintf("第%d号人员", id)
		}
		return x.Name
	}
	for _, x := range standing {
		when := x.Since.Chinese() + "至" + x.Until.Chinese()
		switch {
		case x.PersonID == n.PersonID:
			return fault.Newf(fault.Conflict, "%s在%s已指定由%s代行（指定第%d号）。请先撤销原来的指定。", p.Name, when, name(x.DeputyID), x.ID)
		case x.PersonID == n.DeputyID && x.DeputyID == n.PersonID:
			return fault.Refuse(law.CommonDelegate, fmt.Sprintf("代行成环：%s → %s → %s（指定第%d号，%s）。请另选一人。", p.Name, d.Name, p.Name, x.ID, when))
		case x.PersonID == n.DeputyID:
			return fault.Refuse(law.CommonDelegate, fmt.Sprintf("%s在%s自己由%s代行（指定第%d号），代行只能一层，不能再转。请另选一人。", d.Name, when, name(x.DeputyID), x.ID))
		case x.DeputyID == n.PersonID:
			return fault.Refuse(law.CommonDelegate, fmt.Sprintf("%s在%s正代行%s的职责（指定第%d号），代行只能一层，不能再由%s代行。请先为%s另行指定。", p.Name, when, name(x.PersonID), x.ID, d.Name, name(x.PersonID)))
		}
	}
	return nil
}

// rankedPerson is somebody who is here on a day, with the rank held then.
func rankedPerson(tx *act.Tx, id int64, field string, on civil.Date) (Person, string, error) {
	p, err := present(tx, id, field, on)
	if err != nil {
		return p, "", err
	}
	held, err := db.All[Office](tx.Ctx, tx, q.SQL("offices_of"), id)
	return p, RankOn(held, on), err
}

// Delegate names a leader's deputy and gives the number of the delegation.
func (o *Org) Delegate(ctx context.Context, who act.Actor, n NewDelegation) (int64, error) {
	return delegate.Run(ctx, o.Door, who, n)
}

var revoke = act.Define(act.Spec[int64, bool]{
	Name: "org.delegation.revoke", Label: "撤销代行", Right: NameDeputy, Basis: []law.ID{law.CommonDelegate},
	Do: func(tx *act.Tx, id int64) (bool, act.Entry, error) {
		d, err := db.One[Delegation](tx.Ctx, tx, qp.SQL("delegation"), id)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case d.EndedAt != 0 || !d.Until.After(tx.Today):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "指定第%d号已经终止。", id)
		}
		if _, err := db.Exec(tx.Ctx, tx, qp.SQL("delegation_end"), id, tx.Now); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_delegation", id)
		return true, act.Entry{Subject: act.Subject("org_delegation", id), Summary: fmt.Sprintf("撤销指定第%d号，代行自此终止", id)}, nil
	}})

// Revoke ends a delegation at once.
func (o *Org) Revoke(ctx context.Context, who act.Actor, id int64) error {
	_, err := revoke.Run(ctx, o.Door, who, id)
	return err
}
