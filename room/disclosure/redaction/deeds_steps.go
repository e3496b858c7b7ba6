package redaction

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type jobIn struct {
	r      *Room
	job    int64
	remark string
	looked bool
}

var submitDeed = act.Define(act.Spec[jobIn, Job]{Name: "disclosure.redaction.submit", Label: "送交复核遮盖", Right: Draft, Basis: []law.ID{law.FoiSecGate},
	Do: func(tx *act.Tx, in jobIn) (Job, act.Entry, error) {
		j, marks, err := in.r.drafting(tx, in.job)
		if err != nil {
			return j, act.Entry{}, err
		}
		open := map[int64]bool{}
		for _, m := range marks {
			if m.State == Undecided {
				open[m.Hit] = true
			}
		}
		switch {
		case len(open) > 0:
			return j, act.Entry{}, fault.Field("hit", "", fmt.Sprintf("还有%d处没有决定遮盖还是保留。", len(open)))
		case !in.looked:
			return j, act.Entry{}, fault.Field("looked", "", "请逐页看过以后勾选：程序看不到图像里的字，也可能漏检。")
		}
		return j, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: "提交复核 " + j.Number}, in.r.step(tx, &j, func(j *Job) {
			j.State, j.Login, j.By, j.Remark = Confirming, tx.Actor.Login, tx.Actor.Name, ""
		})
	}})

// Submit hands the decisions over to be looked at by somebody else. Who submits
// answers for them as drafter.
func (r *Room) Submit(ctx context.Context, who act.Actor, job int64, looked bool) (Job, error) {
	return submitDeed.Run(ctx, r.Door, who, jobIn{r: r, job: job, looked: looked})
}

var returnDeed = act.Define(act.Spec[jobIn, Job]{Name: "disclosure.redaction.return", Label: "退回遮盖", Right: Confirm, Basis: []law.ID{law.FoiSecGate},
	Do: func(tx *act.Tx, in jobIn) (Job, act.Entry, error) {
		j, err := in.r.job(tx.Ctx, tx, tx.Actor, in.job)
		if err != nil {
			return j, act.Entry{}, err
		}
		remark := db.Trimmed(in.remark)
		switch {
		case j.State != Confirming:
			return j, act.Entry{}, conflict(j, "不能退回")
		case remark == "" || len([]rune(remark)) > 500 || len(Find(remark)) > 0:
			return j, act.Entry{}, fault.Field("remark", "", "请写明退回的理由，不超过500字，不写个人信息。")
		}
		return j, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: "退回修改 " + j.Number}, in.r.step(tx, &j, func(j *Job) { j.State, j.Remark = Drafting, remark })
	}})

// Return sends the decisions back to the drafter with a reason.
func (r *Room) Return(ctx context.Context, who act.Actor, job int64, remark string) error {
	_, err := returnDeed.Run(ctx, r.Door, who, jobIn{r: r, job: job, remark: remark})
	return err
}

var discardDeed = act.Define(act.Spec[jobIn, Job]{Name: "disclosure.redaction.discard", Label: "放弃遮盖", Right: Draft, Basis: []law.ID{law.FoiSecGate},
	Do: func(tx *act.Tx, in jobIn) (Job, act.Entry, error) {
		j, err := in.r.job(tx.Ctx, tx, tx.Actor, in.job)
		switch {
		case err != nil:
			return j, act.Entry{}, err
		case !slices.Contains([]string{Drafting, Confirming}, j.State):
			return j, act.Entry{}, conflict(j, "不能作废")
		}
		return j, act.Entry{Subject: act.Subject("disclosure_redaction", j.ID), Summary: "作废 " + j.Number}, in.r.step(tx, &j, func(j *Job) { j.State = Discarded })
	}})

// Discard gives a job up; its file can be handed in again.
func (r *Room) Discard(ctx context.Context, who act.Actor, job int64) error {
	_, err := discardDeed.Run(ctx, r.Door, who, jobIn{r: r, job: job})
	return err
}
