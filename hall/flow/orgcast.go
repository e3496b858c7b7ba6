package flow

import (
	"context"

	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
)

// OrgCast is the Cast of the bureau's own organisation: offices, A/B posts,
// delegations and absences as hall/org keeps them.
type OrgCast struct{ Org *org.Org }

// At reads the chart of the instant.
func (o OrgCast) At(ctx context.Context, r db.Reader, at int64) (Casting, error) {
	c, err := o.Org.Chart(ctx, r, at)
	return charted{Chart: c}, err
}

type charted struct {
	*org.Chart
	unit string // whose roles act; empty for the applicant's
}

// In is the chart with the roles of one unit.
func (c charted) In(unit string) Casting { return charted{c.Chart, unit} }

func (c charted) holder(p org.Person) Holder {
	return Holder{Person: p.ID, Login: c.Login(p.ID), Name: p.Name, Post: c.Titles(p.ID)}
}

func (c charted) ask(who Who, applicant int64) org.Ask {
	unit := c.unit
	if unit == "" {
		unit = c.Chart.Person(applicant).Unit
	}
	return org.Ask{Who: string(who), Unit: unit, Person: applicant}
}

// Resolve asks the chart for the role in the applicant's unit.
func (c charted) Resolve(who Who, applicant int64) ([]Holder, string, error) {
	res, err := c.Chart.Resolve(c.ask(who, applicant))
	if err != nil {
		return nil, "", err
	}
	var out []Holder
	for _, x := range res.Can {
		h := c.holder(x.Person)
		if x.For != 0 {
			h.For = x.Capacity
			if x.MustTakeOver() {
				h.TakeOver = x.Backup
			}
		} else {
			h.Post = x.Capacity
		}
		out = append(out, h)
	}
	return out, res.Reason, nil
}

// Principals gives the holders of the role's posts, whether they are here or not.
func (c charted) Principals(who Who, applicant int64) ([]Holder, error) {
	list, err := c.Chart.Holding(c.ask(who, applicant))
	var out []Holder
	for _, o := range list {
		h := c.holder(c.Chart.Person(o.PersonID))
		h.Post = o.Title
		out = append(out, h)
	}
	return out, err
}

// Partners gives the A/B partners and the other holders of the role who are here.
func (c charted) Partners(who Who, applicant, person int64) ([]Holder, error) {
	var out []Holder
	for _, p := range c.Chart.Partners(person) {
		if h, why := c.Person(p.ID); why == "" && p.ID != person {
			out = append(out, h)
		}
	}
	if who == "" {
		return out, nil
	}
	same, _, err := c.Resolve(who, applicant)
	for _, h := range same {
		if _, listed := among(out, h.Person); !listed && h.Person != person {
			out = append(out, h)
		}
	}
	return out, err
}

// Person gives somebody who is here, or why not.
func (c charted) Person(id int64) (Holder, string) {
	p := c.Chart.Person(id)
	h := c.holder(p)
	_, away := c.IsAway(id)
	switch {
	case p.ID == 0:
		return Holder{}, "名单上没有这位人员，请从列表中选择。"
	case c.Gone(p):
		return Holder{}, p.Name + "已离岗，请选择其他人员。"
	case away:
		return h, p.Name + "目前不在岗，请选择其他人员。"
	case h.Login == "":
		return h, p.Name + "没有可用的账号，请选择其他人员。"
	}
	return h, ""
}

// Self is the person behind an account.
func (c charted) Self(login string) (Holder, bool) {
	p, ok := c.PersonOf(login)
	return c.holder(p), ok
}

// Everybody lists those who are here.
func (c charted) Everybody() []Holder {
	var out []Holder
	for _, p := range c.Staff() {
		if h := c.holder(p); h.Login != "" {
			out = append(out, h)
		}
	}
	return out
}
