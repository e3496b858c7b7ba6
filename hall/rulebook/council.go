package rulebook

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// officeMeeting is the meeting that passes changes of the book (clause
// mtg.head.topic.rules).
const officeMeeting = "局长办公会"

// councilSource names one sending of a change: what was returned and sent again is
// another matter for the meetings.
func (e Edition) councilSource() string { return fmt.Sprintf("rulebook_edition:%d:%d", e.ID, e.SentAt) }

// standing is where a change stands among the meetings; nowhere if none is asked.
func (l *Library) standing(ctx context.Context, r db.Reader, e Edition) (council.Standing, error) {
	if l.Council == nil || e.State != StateSent {
		return council.Standing{}, nil
	}
	return l.Council.Standing(ctx, r, e.councilSource())
}

// takeUp puts a change that was just sent before the director's office meeting.
func (l *Library) takeUp(tx *act.Tx, e Edition) error {
	if l.Council == nil {
		return nil
	}
	return l.Council.TakeUp(tx, council.Ask{Source: e.councilSource(), Title: "规章修改：" + e.Title, Line: e.Reason, URL: editionURL(e.ID), Meeting: officeMeeting,
		Topic: law.MtgHeadTopicRules, Basis: []law.ID{law.MtgHeadTopicRules}})
}

// drop takes a change back that no longer waits for the meeting.
func (l *Library) drop(tx *act.Tx, e Edition) error {
	if l.Council == nil || e.State != StateSent {
		return nil
	}
	return l.Council.Drop(tx, e.councilSource())
}

// unlisted refuses to enter by hand what a meeting is about to decide.
func (l *Library) unlisted(tx *act.Tx, e Edition) error {
	s, err := l.standing(tx.Ctx, tx, e)
	if err == nil && s.Listed {
		err = fault.New(fault.Conflict, "这份规章修改"+s.Where+"。会议纪要签发以后，结果自动记入，不在这里登记；不上会的，请先从议题中撤下。")
	}
	return err
}

// CouncilDecided enters what signed minutes say of a change, within the deed that
// signs them: passed, back to its drafter, or still waiting. It is in force from the
// day that the draft proposed; where that is none, or past, an approver enters the
// day (SetForce). Minutes that the drafter signs settle nothing: somebody else
// enters them. A change that waits no longer is left alone.
func (l *Library) CouncilDecided(tx *act.Tx, d council.Decision) error {
	var id, sent int64
	if _, err := fmt.Sscanf(d.Source, "rulebook_edition:%d:%d", &id, &sent); err != nil {
		return fmt.Errorf("rulebook: no change is named %q", d.Source)
	}
	e, known, err := act.Locked[Edition](tx, q.SQL("edition"), id)
	if err != nil || !known || e.State != StateSent || e.SentAt != sent || e.DraftedBy == tx.Actor.Login {
		return err
	}
	tx.Touch("rulebook_edition", id)
	say := d.Ref
	if d.Words != "" {
		say += "：" + d.Words
	}
	switch d.Outcome {
	case council.Agreed:
		before, err := l.latest(tx.Ctx, tx)
		if err != nil {
			return err
		}
		force := e.WishedFrom
		if checkForce(force, tx.Today, before) != nil {
			force = civil.Date{}
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_approve"), e.ID, d.On, d.Ref, tx.Actor.Login, tx.Actor.Name, tx.Now, force)
		return err
	case council.Refused:
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_return"), e.ID, "会议没有通过，见"+say)
		return err
	case council.PutOff, council.Heard:
		if _, err = db.Exec(tx.Ctx, tx, q.SQL("edition_note"), e.ID, d.Outcome.Label()+"，见"+say); err != nil {
			return err
		}
		return l.takeUp(tx, e)
	case council.Declined:
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_note"), e.ID, strings.TrimSuffix(d.Outcome.Label()+"："+d.Words, "："))
		return err
	}
	return fmt.Errorf("rulebook: %q is no outcome of a meeting", d.Outcome)
}

type force struct {
	ID   int64
	From civil.Date
}

var setForce = act.Define(act.Spec[withLibrary[force], int64]{
	Name: "rulebook.edition.force", Label: "登记施行日期", Right: Approving, Basis: []law.ID{law.MtgHeadTopicRules},
	Do: func(tx *act.Tx, c withLibrary[force]) (int64, act.Entry, error) {
		e, err := change(tx, c.in.ID, StateApproved)
		if err != nil {
			return 0, act.Entry{}, err
		}
		before, err := c.l.latest(tx.Ctx, tx)
		switch {
		case err != nil:
			return 0, act.Entry{}, err
		case e.DraftedBy == tx.Actor.Login:
			return 0, act.Entry{}, own()
		case checkForce(e.ForceFrom, tx.Today, before) == nil:
			return 0, act.Entry{}, fault.Newf(fault.Conflict, "施行日期已经定为%s，不能另行登记。", e.ForceFrom.Chinese())
		}
		if err := checkForce(c.in.From, tx.Today, before); err != nil {
			return 0, act.Entry{}, err
		}
		_, err = db.Exec(tx.Ctx, tx, q.SQL("edition_force"), e.ID, c.in.From)
		return e.ID, act.Entry{Subject: act.Subject("rulebook_edition", e.ID), Summary: "登记规章修改的施行日期：" + e.Title + "，自" + c.in.From.Chinese() + "起"}, err
	}})

// SetForce enters the day of force of a change that the meeting passed, where it has
// none that can still be kept. The drafter is refused.
func (l *Library) SetForce(ctx context.Context, who act.Actor, id int64, from civil.Date) error {
	_, err := setForce.Run(ctx, l.Door, who, withLibrary[force]{l, force{id, from}})
	return err
}
