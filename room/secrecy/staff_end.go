package secrecy

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

var dropPostDeed = act.Define(act.Spec[postIn, Post]{Name: "secrecy.post.drop", Label: "登记没有上岗", Right: Keep, Basis: []law.ID{law.SecrecyPosting},
	Do: func(tx *act.Tx, in postIn) (Post, act.Entry, error) {
		none := func(err error) (Post, act.Entry, error) { return Post{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		p, err := posts.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		if p.State != Reviewed {
			return none(fault.New(fault.Conflict, "现在是“"+postLabels[p.State]+"”，不能登记没有上岗。"))
		}
		p.State, p.Note = Dropped, in.x.Note
		if err := texts(text{"note", "没有上岗的原因", &p.Note, true, false}); err != nil {
			return none(err)
		}
		return p, act.Entry{Subject: posts.Subject(p.ID), Summary: "登记涉密岗位审查通过、没有上岗"}, posts.Save(tx, &p)
	}})

// DropPost records that somebody reviewed does not begin, with the reason in Note; who it
// is may be reviewed again.
func (r *Room) DropPost(ctx context.Context, who act.Actor, x Post) (Post, error) {
	return dropPostDeed.Run(ctx, r.Door, who, postIn{r, x})
}

var coolPostDeed = act.Define(act.Spec[postIn, Post]{Name: "secrecy.post.cool", Label: "登记脱密期满", Right: Keep, Basis: []law.ID{law.SecrecyLeaving},
	Do: func(tx *act.Tx, in postIn) (Post, act.Entry, error) {
		none := func(err error) (Post, act.Entry, error) { return Post{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		p, err := posts.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		switch {
		case p.State != Left:
			return none(fault.New(fault.Conflict, "现在是“"+postLabels[p.State]+"”，没有脱密期。"))
		case !tx.Today.After(p.CoolUntil):
			return none(fault.Refuse(law.SecrecyLeaving, "脱密期到"+p.CoolUntil.Chinese()+"，还没有满。"))
		}
		p.State, p.Note = Cooled, in.x.Note
		if err := texts(text{"note", "脱密期内的管理情况", &p.Note, true, false}); err != nil {
			return none(err)
		}
		if err := told(tx, posts.Subject(p.ID)); err != nil {
			return none(err)
		}
		return p, act.Entry{Subject: posts.Subject(p.ID), Summary: "登记脱密期满"}, posts.Save(tx, &p)
	}})

// CoolPost records that the cooling period of somebody who left is over, and in Note how
// it went.
func (r *Room) CoolPost(ctx context.Context, who act.Actor, x Post) (Post, error) {
	return coolPostDeed.Run(ctx, r.Door, who, postIn{r, x})
}

var cancelTrainingDeed = act.Define(act.Spec[trainIn, Training]{Name: "secrecy.training.cancel", Label: "取消保密培训", Right: Keep, Basis: []law.ID{law.SecrecyTraining},
	Do: func(tx *act.Tx, in trainIn) (Training, act.Entry, error) {
		none := func(err error) (Training, act.Entry, error) { return Training{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		t, err := trainings.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		there, err := attendances.List(tx.Ctx, tx, "WHERE x.training_id = $1", t.ID)
		if err != nil {
			return none(err)
		}
		switch {
		case t.State != Begun:
			return none(fault.New(fault.Conflict, t.Number+"已经结束，不能取消。"))
		case len(there) > 0:
			return none(fault.Newf(fault.Conflict, "%s已有 %d 人签到，不能取消，请登记签到。", t.Number, len(there)))
		}
		t.State, t.Note, t.ClosedAt = Cancelled, in.x.Note, tx.Now
		if err := texts(text{"note", "取消的原因", &t.Note, true, false}); err != nil {
			return none(err)
		}
		return t, act.Entry{Subject: trainings.Subject(t.ID), Summary: "取消保密培训 " + t.Number}, trainings.Save(tx, &t)
	}})

// CancelTraining takes back a training that nobody came to, with the reason.
func (r *Room) CancelTraining(ctx context.Context, who act.Actor, training int64, why string) (Training, error) {
	return cancelTrainingDeed.Run(ctx, r.Door, who, trainIn{r: r, x: Training{ID: training, Note: why}})
}
