package study

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type decideIn struct {
	r     *Room
	year  int
	words string
}

func planKey(year int) string { return fmt.Sprintf("study_plan:%d:approve", year) }

var proposeDeed = act.Define(act.Spec[decideIn, bool]{Name: "study.plan.propose", Label: "报批学习计划", Right: Use, Basis: []law.ID{law.StudyPlan, law.StudyLead},
	Do: func(tx *act.Tx, in decideIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		p, have, err := in.r.draftPlan(tx, in.year)
		if err != nil {
			return none(err)
		}
		lines, err := db.All[Planned](tx.Ctx, tx, q.SQL("planned_of"), in.year)
		if err != nil {
			return none(err)
		}
		if !have || len(lines) == 0 {
			return none(fault.New(fault.Conflict, "计划还没有内容或者还没有列场次，请补齐后再报。"))
		}
		p.State, p.ProposedBy, p.ProposedAt, p.Words, p.Version = Proposed, tx.Actor.Login, tx.Now, "", p.Version+1
		if err := notify.Put(tx, notify.Todo{Key: planKey(in.year), Role: org.Director, Text: fmt.Sprintf("审批 %d 年学习计划", in.year), URL: fmt.Sprintf("/study/plan?year=%d", in.year)}); err != nil {
			return none(err)
		}
		return true, act.Entry{Subject: act.Subject("study_plan", p.Year), Summary: fmt.Sprintf("报批 %d 年学习计划，%d 场", in.year, len(lines))}, put(tx, "study_plan", p.Year, p.Version-1, planColumns, p.values())
	}})

// Propose hands a plan to the director, who leads study in person (clause study.lead).
func (r *Room) Propose(ctx context.Context, who act.Actor, year int) error {
	_, err := proposeDeed.Run(ctx, r.Door, who, decideIn{r: r, year: year})
	return err
}

var approveDeed = act.Define(act.Spec[decideIn, bool]{Name: "study.plan.approve", Label: "批准学习计划", Right: Use, Basis: []law.ID{law.StudyPlan, law.StudyLead},
	Do: func(tx *act.Tx, in decideIn) (bool, act.Entry, error) { return in.r.settlePlan(tx, in, Approved) }})

// Approve is the director's word on a plan. Whoever proposed it does not approve it.
func (r *Room) Approve(ctx context.Context, who act.Actor, year int) error {
	_, err := approveDeed.Run(ctx, r.Door, who, decideIn{r: r, year: year})
	return err
}

var sendBackDeed = act.Define(act.Spec[decideIn, bool]{Name: "study.plan.return", Label: "退回学习计划", Right: Use, Basis: []law.ID{law.StudyLead},
	Do: func(tx *act.Tx, in decideIn) (bool, act.Entry, error) { return in.r.settlePlan(tx, in, Draft) }})

// SendBack gives a plan back to the office with the reason.
func (r *Room) SendBack(ctx context.Context, who act.Actor, year int, words string) error {
	_, err := sendBackDeed.Run(ctx, r.Door, who, decideIn{r, year, db.Trimmed(words)})
	return err
}

func (r *Room) settlePlan(tx *act.Tx, in decideIn, state string) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if !s.can(tx.Actor.Login, org.Ask{Who: org.WhoDirector}) {
		return none(forbid(law.StudyLead, "学习计划由局长批准或退回：学习调研由主要领导亲自负责。"))
	}
	p, err := row[Plan](tx.Ctx, tx, "study_plan", "plan", int64(in.year))
	switch {
	case err != nil:
		return none(err)
	case p.State != Proposed:
		return none(fault.Newf(fault.Conflict, "这份计划%s，现在不能批准或退回。", planLabels[p.State]))
	case p.ProposedBy == tx.Actor.Login:
		return none(forbid(law.StudyLead, "报批的人不能自己批准。"))
	}
	if state == Draft {
		if err := line("words", "退回的理由", in.words, true); err != nil {
			return none(err)
		}
	}
	p.State, p.Words, p.Version = state, in.words, p.Version+1
	say := fmt.Sprintf("退回 %d 年学习计划", in.year)
	if state == Approved {
		p.ApprovedBy, p.ApprovedName, p.ApprovedAt = tx.Actor.Login, tx.Actor.Name, tx.Now
		say = fmt.Sprintf("批准 %d 年学习计划", in.year)
	}
	if err := notify.Done(tx, planKey(in.year)); err != nil {
		return none(err)
	}
	if err := notify.Done(tx, fmt.Sprintf("study_plan:%d:due", in.year)); err != nil {
		return none(err)
	}
	return true, act.Entry{Subject: act.Subject("study_plan", p.Year), Summary: say}, put(tx, "study_plan", p.Year, p.Version-1, planColumns, p.values())
}
