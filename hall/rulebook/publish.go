package rulebook

import (
	"context"
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var publish = act.Define(act.Spec[withLibrary[int64], int64]{
	Name: "rulebook.edition.publish", Label: "发布规章修订", Right: Publishing, Basis: []law.ID{law.MtgHeadTopicRules, law.TocStatus},
	Do: func(tx *act.Tx, c withLibrary[int64]) (int64, act.Entry, error) {
		e, err := change(tx, c.in, StateApproved)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if e.DraftedBy == tx.Actor.Login {
			return 0, act.Entry{}, own()
		}
		// The number is taken first, so that two publishers wait for one another.
		number, err := tx.Next("rulebook_edition_number")
		if err != nil {
			return 0, act.Entry{}, err
		}
		before, _, defects, err := c.l.draft(tx.Ctx, tx, e, tx.Today)
		switch {
		case err != nil:
			return 0, act.Entry{}, err
		case before.Edition != e.BasedOn || number != before.Edition+1:
			return 0, act.Entry{}, stale(before)
		case len(defects) > 0:
			return 0, act.Entry{}, refused(defects)
		}
		if err := checkForce(e.ForceFrom, tx.Today, before); err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_publish"), e.ID, number, tx.Actor.Login, tx.Actor.Name, tx.Now)
		return number, act.Entry{Subject: act.Subject("rulebook_edition", e.ID),
			Summary: fmt.Sprintf("发布第%d版规章：%s，自%s起施行", number, e.Title, e.ForceFrom.Chinese())}, err
	}})

// Publish confirms a change that the meeting passed: it becomes the next edition,
// in force from its day until the next one begins. The drafter is refused, and so
// is a draft with any defect; all are named. Cases that run keep their edition.
func (l *Library) Publish(ctx context.Context, who act.Actor, id int64) (number int64, err error) {
	return publish.Run(ctx, l.Door, who, withLibrary[int64]{l, id})
}
