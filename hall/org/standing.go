package org

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// lentRow is one post for which somebody may stand in, with the record or naming it
// rests on, once for each account of its holder.
type lentRow struct {
	Person
	Office     int64      `db:"office"`
	Post       string     `db:"post"`
	Title      string     `db:"title"`
	PostUnit   string     `db:"post_unit"`
	Rank       string     `db:"rank"`
	From       civil.Date `db:"held_since"`
	To         civil.Date `db:"held_until"`
	Backup     int64      `db:"backup"`
	BackupFrom civil.Date `db:"backup_since"`
	BackupTo   civil.Date `db:"backup_until"`
	StandIn    int64      `db:"standin"`
	SinceAt    int64      `db:"since_at"`
	UntilAt    int64      `db:"until_at"`
	Delegation int64      `db:"delegation"`
	NamedFrom  civil.Date `db:"named_since"`
	NamedTo    civil.Date `db:"named_until"`
	State      string     `db:"state"`
	RoleWords  string     `db:"roles"`
}

// lent reads no more of the chart than tells for whom a person stands in, and the
// accounts of those. One query; a second where there is anybody.
func (o *Org) lent(ctx context.Context, person int64) (*Chart, map[int64][]Account, error) {
	r, now := o.Door.Reader(), o.Door.Now()
	rows, err := db.All[lentRow](ctx, r, qp.SQL("lent"), person, now, o.Door.Today())
	if err != nil || len(rows) == 0 {
		return &Chart{}, nil, err
	}
	c := &Chart{At: now, day: o.Door.Today(), people: map[int64]Person{}}
	if c.away, err = o.away(ctx, r, now); err != nil {
		return nil, nil, err
	}
	accounts := map[int64][]Account{}
	for _, x := range rows {
		c.people[x.ID] = x.Person
		of := Office{ID: x.Office, PersonID: x.ID, Post: x.Post, Since: x.From, Until: x.To, Title: x.Title, Unit: x.PostUnit, Rank: x.Rank}
		if !slices.Contains(c.offices, of) {
			c.offices = append(c.offices, of)
		}
		if b := (Backup{ID: x.Backup, Post: x.Post, PersonID: x.ID, BackupID: person, Since: x.BackupFrom, Until: x.BackupTo}); b.ID != 0 && !slices.Contains(c.backups, b) {
			c.backups = append(c.backups, b)
		}
		if s := (StandIn{ID: x.StandIn, Backup: x.Backup, PersonID: x.ID, BackupID: person, SinceAt: x.SinceAt, UntilAt: x.UntilAt}); s.ID != 0 && !slices.Contains(c.standins, s) {
			c.standins = append(c.standins, s)
		}
		if d := (Delegation{ID: x.Delegation, PersonID: x.ID, DeputyID: person, Since: x.NamedFrom, Until: x.NamedTo}); d.ID != 0 && !slices.Contains(c.delegations, d) {
			c.delegations = append(c.delegations, d)
		}
		if a := (Account{PersonID: x.ID, State: x.State, RoleWords: x.RoleWords}); a.Active() && !slices.Contains(accounts[x.ID], a) {
			accounts[x.ID] = append(accounts[x.ID], a)
		}
	}
	return c, accounts, nil
}

// lend gives an actor the rights of those for whom the account's person stands in
// just now (clause ab.b.rights), each marked with the capacity in which it is held.
// An administrator is lent nothing and an administrator's rights are never lent:
// the three administrators stay apart.
func (o *Org) lend(ctx context.Context, who act.Actor, a Account) (presence, error) {
	in := presence{account: a, who: who}
	roles := a.Roles()
	if a.PersonID == 0 || o.Away == nil || len(roles) == 0 || slices.ContainsFunc(roles, Role.Admin) {
		return in, nil
	}
	c, accounts, err := o.lent(ctx, a.PersonID)
	if err != nil {
		return in, err
	}
	in.stands = c.Standing(a.PersonID)
	for _, s := range in.stands {
		for _, x := range accounts[s.For.ID] {
			if slices.ContainsFunc(x.Roles(), Role.Admin) {
				continue
			}
			for _, right := range o.Grants.rightsOf(x.Roles()) {
				if in.who.May(right) {
					continue
				}
				if in.who.Borrowed == nil {
					in.who.Borrowed = map[act.Right]string{}
				}
				in.who.Borrowed[right] = s.Capacity
				in.who.Rights = append(in.who.Rights, right)
			}
			in.who.Reach = widen(in.who.Reach, reachOf(x.Roles(), s.For.Unit))
		}
	}
	return in, nil
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
