package org

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/db"
)

// Offices lists the offices held on the chart's day, in the order of posts.
func (c *Chart) Offices() []Office {
	return slices.DeleteFunc(slices.Clone(c.offices), func(o Office) bool { return !o.Holds(c.day) || c.people[o.PersonID].Gone(c.day) })
}

// ActsAs reports whether a person acts in one of these posts at the chart's instant:
// holds it, or stands in for its holder. capacity says in which way, as the ledger
// shows it.
func (c *Chart) ActsAs(person int64, posts ...string) (capacity string, ok bool) {
	for _, o := range c.Offices() {
		if o.PersonID == person && slices.Contains(posts, o.Post) {
			return o.Title, true
		}
	}
	for _, s := range c.Standing(person) {
		if slices.Contains(posts, s.Office.Post) {
			return s.Capacity, true
		}
	}
	return "", false
}

// Holders are the people who hold one of these posts on the chart's day, in the order
// of posts.
func (c *Chart) Holders(posts ...string) []Person {
	var out []Person
	for _, o := range c.Offices() {
		if p := c.people[o.PersonID]; slices.Contains(posts, o.Post) && !slices.ContainsFunc(out, func(x Person) bool { return x.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}

// Committee lists who sits on the party committee on a day, by number, as a rule asks
// for it (clause common.person.fields).
func Committee(ctx context.Context, r db.Reader, on civil.Date) ([]int64, error) {
	all, err := db.All[Facts](ctx, r, qp.SQL("facts_all"))
	var out []int64
	for _, f := range all {
		if f.Committee(on) {
			out = append(out, f.PersonID)
		}
	}
	return out, err
}
