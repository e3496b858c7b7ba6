package org

import (
	"context"
	"slices"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// lend gives an actor the rights of those for whom the account's person stands in
// just now (clause ab.b.rights), each marked with the capacity in which it is held.
// An administrator is lent nothing and an administrator's rights are never lent:
// the three administrators stay apart.
func (o *Org) lend(ctx context.Context, who act.Actor, a Account) (act.Actor, error) {
	roles := a.Roles()
	if a.PersonID == 0 || o.Away == nil || len(roles) == 0 || slices.ContainsFunc(roles, Role.Admin) {
		return who, nil
	}
	r, now := o.Door.Reader(), o.Door.Now()
	if n, err := db.One[int64](ctx, r, qp.SQL("stands_in"), a.PersonID, now, o.Door.Today()); err != nil || n == 0 {
		return who, err
	}
	c, err := o.Chart(ctx, r, now)
	if err != nil {
		return who, err
	}
	for _, s := range c.Standing(a.PersonID) {
		accounts, err := db.All[Account](ctx, r, qp.SQL("accounts_of"), s.For.ID)
		if err != nil {
			return who, err
		}
		for _, x := range accounts {
			if !x.Active() || slices.ContainsFunc(x.Roles(), Role.Admin) {
				continue
			}
			for _, right := range o.Grants.rightsOf(x.Roles()) {
				if who.May(right) {
					continue
				}
				if who.Borrowed == nil {
					who.Borrowed = map[act.Right]string{}
				}
				who.Borrowed[right] = s.Capacity
				who.Rights = append(who.Rights, right)
			}
			who.Reach = widen(who.Reach, reachOf(x.Roles(), s.For.Unit))
		}
	}
	return who, nil
}

// widen joins two reaches.
func widen(a, b act.Reach) act.Reach {
	a.Everything = a.Everything || b.Everything
	for _, u := range b.Units {
		if !slices.Contains(a.Units, u) {
			a.Units = append(a.Units, u)
		}
	}
	if b.SeeOthers {
		a.SeeOthers, a.Others = true, max(a.Others, b.Others)
	}
	for _, c := range b.Compartments {
		if !slices.Contains(a.Compartments, c) {
			a.Compartments = append(a.Compartments, c)
		}
	}
	return a
}
