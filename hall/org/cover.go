package org

import (
	"context"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/db"
)

// Cover says whether somebody's absence leaves posts uncovered.
type Cover struct {
	Clashes []string // A and B away at once: the absence is refused
	Missing []string // no B or named deputy: a person decides
	Basis   []law.ID
}

// Err refuses an absence in which A and B would be away at once.
func (c Cover) Err() error {
	if len(c.Clashes) == 0 {
		return nil
	}
	return fault.Refuse(c.Basis[0], strings.Join(c.Clashes, "；")+"。A岗、B岗不能同时不在岗，请改期，或先更换B岗。")
}

// Cover looks at an absence of a person on [since, until) that is about to be
// allowed. busy says whether another person is away in that time; the caller knows
// the absences.
func (o *Org) Cover(ctx context.Context, r db.Reader, person int64, since, until civil.Half, busy func(person int64) (bool, error)) (Cover, error) {
	var out Cover
	people, err := db.All[Person](ctx, r, q.SQL("people"))
	if err != nil {
		return out, err
	}
	name := map[int64]string{}
	for _, p := range people {
		name[p.ID] = p.Name
	}
	from, to := since.Date(), (until - 1).Date()
	touches := func(s, u civil.Date) bool { return !s.After(to) && (u.IsZero() || from.Before(u)) }
	clash := func(other int64, basis law.ID, say string) error {
		away, err := busy(other)
		if away {
			out.Clashes, out.Basis = append(out.Clashes, say), append(out.Basis, basis)
		}
		return err
	}
	offices, err := db.All[Office](ctx, r, q.SQL("offices_of"), person)
	if err != nil {
		return out, err
	}
	backups, err := db.All[Backup](ctx, r, qp.SQL("backups"))
	if err != nil {
		return out, err
	}
	delegations, err := db.All[Delegation](ctx, r, qp.SQL("delegations_standing"), from, to.AddDays(1))
	if err != nil {
		return out, err
	}
	title := map[string]string{}
	posts, err := db.All[Post](ctx, r, q.SQL("posts"))
	if err != nil {
		return out, err
	}
	for _, p := range posts {
		title[p.Code] = p.Title
	}
	for _, b := range backups {
		switch {
		case !touches(b.Since, b.Until):
		case b.PersonID == person:
			err = clash(b.BackupID, law.AbUnits, title[b.Post]+"的B岗"+name[b.BackupID]+"同期也不在岗")
		case b.BackupID == person:
			err = clash(b.PersonID, law.AbUnits, name[person]+"是"+title[b.Post]+"（"+name[b.PersonID]+"）的B岗，"+name[b.PersonID]+"同期也不在岗")
		}
		if err != nil {
			return out, err
		}
	}
	for _, d := range delegations {
		switch person {
		case d.PersonID:
			err = clash(d.DeputyID, law.AbLeaderHead, "指定代行的"+name[d.DeputyID]+"同期也不在岗")
		case d.DeputyID:
			err = clash(d.PersonID, law.AbLeaderHead, name[person]+"已被指定代行"+name[d.PersonID]+"的职责，"+name[d.PersonID]+"同期也不在岗")
		}
		if err != nil {
			return out, err
		}
	}
	for _, of := range offices {
		if !touches(of.Since, of.Until) {
			continue
		}
		if gap := firstUncovered(of, person, from, to, backups, delegations); !gap.IsZero() {
			say := of.Title + "在" + gap.Chinese() + "没有B岗"
			if leads(of.Rank) {
				say = of.Title + "在" + gap.Chinese() + "没有指定代行的副职"
			}
			out.Missing = append(out.Missing, say)
		}
	}
	return out, nil
}

// firstUncovered is the first day of an absence on which nobody would stand in for
// an office, no date if every day is covered. An absence is some weeks at most, so
// days are counted one by one.
func firstUncovered(of Office, person int64, from, to civil.Date, backups []Backup, delegations []Delegation) civil.Date {
	covered := func(on civil.Date) bool {
		if leads(of.Rank) {
			for _, d := range delegations {
				if d.PersonID == person && d.Stands(on) {
					return true
				}
			}
			return false
		}
		for _, b := range backups {
			if b.PersonID == person && b.Post == of.Post && b.Holds(on) {
				return true
			}
		}
		return false
	}
	for on := from; !on.After(to); on = on.AddDays(1) {
		if of.Holds(on) && !covered(on) {
			return on
		}
	}
	return civil.Date{}
}
