package org

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Appointment is a person's taking up of a post. Until is the first day on which
// it is no longer held; none for an open end.
type Appointment struct {
	PersonID     int64
	Post         string
	Since, Until civil.Date
}

var officeAssign = act.Define(act.Spec[Appointment, int64]{
	Name: "org.office.assign", Label: "任岗", Right: ManagePeople,
	Do: func(tx *act.Tx, a Appointment) (int64, act.Entry, error) {
		none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
		p, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), a.PersonID)
		if err != nil {
			return none(err)
		}
		post, ok, err := db.Maybe[Post](tx.Ctx, tx, q.SQL("post_by_code"), a.Post)
		switch {
		case err != nil:
			return none(err)
		case !ok:
			return none(fault.Field("post", a.Post, "没有这个岗位，请从列表中选择。"))
		case a.Since.IsZero():
			return none(fault.Field("since", "", "请填写任职之日。"))
		case !a.Until.IsZero() && !a.Until.After(a.Since):
			return none(fault.Field("until", a.Until.String(), "止日应晚于任职之日。"))
		case !p.LeftOn.IsZero() && (a.Until.IsZero() || a.Until.After(p.LeftOn)):
			return none(fault.Field("since", a.Since.String(), p.Name+"已于"+p.LeftOn.Chinese()+"离岗，不能再任职。"))
		}
		held, err := db.All[Office](tx.Ctx, tx, q.SQL("offices_of"), p.ID)
		if err != nil {
			return none(err)
		}
		for _, o := range held {
			if o.Post == a.Post && (o.Until.IsZero() || a.Since.Before(o.Until)) && (a.Until.IsZero() || o.Since.Before(a.Until)) {
				return none(fault.Field("post", a.Post, p.Name+"在这段时间里已任"+post.Title+"，不必重复登记。"))
			}
		}
		id, err := tx.Next("org_office")
		if err != nil {
			return none(err)
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("office_insert"), id, p.ID, a.Post, a.Since); err != nil {
			return none(err)
		}
		if !a.Until.IsZero() {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("office_end"), id, a.Until); err != nil {
				return none(err)
			}
		}
		tx.Touch("org_office", id)
		return id, act.Entry{Subject: act.Subject("org_person", p.ID), Summary: p.Name + "自" + a.Since.Chinese() + "起任" + post.Title,
			Detail: map[string]string{"post": a.Post, "since": a.Since.String(), "until": a.Until.String()}}, nil
	}})

// AssignOffice gives a person a post from a day on.
func (o *Org) AssignOffice(ctx context.Context, who act.Actor, a Appointment) (int64, error) {
	return officeAssign.Run(ctx, o.Door, who, a)
}

type endIn struct {
	ID    int64
	Until civil.Date
}

var officeEnd = act.Define(act.Spec[endIn, bool]{
	Name: "org.office.end", Label: "离岗", Right: ManagePeople,
	Do: func(tx *act.Tx, in endIn) (bool, act.Entry, error) {
		o, err := db.One[Office](tx.Ctx, tx, q.SQL("office"), in.ID)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case in.Until.IsZero():
			return false, act.Entry{}, fault.Field("until", "", "请填写免职之日。")
		case !in.Until.After(o.Since):
			return false, act.Entry{}, fault.Field("until", in.Until.String(), "免职之日应晚于任职之日（"+o.Since.Chinese()+"）。")
		case !o.Until.IsZero():
			return false, act.Entry{}, fault.New(fault.Conflict, "这项任职已于"+o.Until.Chinese()+"终止。")
		}
		p, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), o.PersonID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := endOffice(tx, o.ID, in.Until); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: act.Subject("org_person", p.ID), Summary: p.Name + "自" + in.Until.Chinese() + "起不再任" + o.Title}, nil
	}})

func endOffice(tx *act.Tx, id int64, until civil.Date) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("office_end"), id, until)
	if err == nil {
		tx.Touch("org_office", id)
	}
	return err
}

// EndOffice ends the holding of a post: until is the first day without it.
func (o *Org) EndOffice(ctx context.Context, who act.Actor, office int64, until civil.Date) error {
	_, err := officeEnd.Run(ctx, o.Door, who, endIn{office, until})
	return err
}
