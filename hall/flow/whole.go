package flow

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Whole reads a case with its history through r, inside a deed its transaction: for
// a room that prints it or hands its papers over. It limits nothing; the room sees
// to who may have it.
func (f *Flow) Whole(ctx context.Context, r db.Reader, subject string) (View, error) {
	c, ok, err := db.Maybe[Case](ctx, r, q.SQL("case_of"), subject)
	if err != nil {
		return View{}, err
	}
	if !ok {
		return View{}, fault.Newf(fault.NotFound, "没有提交过的审批件（%s）。", subject)
	}
	l, err := f.with(ctx, r, c)
	if err != nil {
		return View{}, err
	}
	v := View{Case: c, State: l.state, Now: f.Door.Now()}
	if v.History, err = db.All[Event](ctx, r, q.SQL("events"), c.ID); err != nil {
		return v, err
	}
	if v.Readers, err = db.All[Reader](ctx, r, q.SQL("readers"), c.ID); err != nil {
		return v, err
	}
	if v.Drafts, err = drafts(ctx, r, c.ID); err != nil {
		return v, err
	}
	entries, err := act.Entries(ctx, r, act.EntryFilter{Subject: act.Subject("flow_case", c.ID), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}
