package secrecy

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/register"
	"lantai.internal/kit/act"
)

type postIn struct {
	r *Room
	x Post
}

// kept begins a deed of those in charge of secrecy.
func (r *Room) kept(tx *act.Tx) (*scene, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err == nil {
		err = s.mayKeep(tx.Actor)
	}
	return s, err
}

var reviewDeed = act.Define(act.Spec[postIn, Post]{Name: "secrecy.post.review", Label: "登记上岗审查", Right: Keep, Basis: []law.ID{law.SecrecyPosting},
	Do: func(tx *act.Tx, in postIn) (Post, act.Entry, error) {
		none := func(err error) (Post, act.Entry, error) { return Post{}, act.Entry{}, err }
		s, err := in.r.kept(tx)
		if err != nil {
			return none(err)
		}
		p := Post{PersonID: in.x.PersonID, Post: in.x.Post, Class: in.x.Class, ReviewedOn: in.x.ReviewedOn, Review: in.x.Review, State: Reviewed, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
		_, e1 := s.here("person", "人员", p.PersonID)
		if err := join(e1, texts(text{"post", "岗位", &p.Post, true, false}), oneOf("class", "涉密等级", p.Class, classLabels), oneOf("review", "审查结果", p.Review, map[string]string{Passed: "", Failed: ""}), past("reviewed_on", "审查日期", p.ReviewedOn, tx.Today)); err != nil {
			return none(err)
		}
		if p.Review == Failed {
			p.State = Failed
		}
		if _, ok, err := posts.Maybe(tx.Ctx, tx, "WHERE x.person_id = $1 AND x.state IN ('reviewed', 'in_post')", p.PersonID); err != nil {
			return none(err)
		} else if ok {
			return none(fault.New(fault.Conflict, "这个人已经在册。岗位变动的，先登记离岗。"))
		}
		if err := posts.Insert(tx, &p); err != nil {
			return none(err)
		}
		return p, act.Entry{Subject: posts.Subject(p.ID), Summary: "登记涉密岗位上岗审查", Detail: map[string]any{"state": p.State}}, nil
	}})

// ReviewPost records the review of somebody before a classified post.
func (r *Room) ReviewPost(ctx context.Context, who act.Actor, x Post) (Post, error) {
	return reviewDeed.Run(ctx, r.Door, who, postIn{r, x})
}

var startDeed = act.Define(act.Spec[postIn, Post]{Name: "secrecy.post.start", Label: "登记涉密岗位上岗", Right: Keep, Basis: []law.ID{law.SecrecyPledge, law.SecrecyPosting},
	Do: func(tx *act.Tx, in postIn) (Post, act.Entry, error) {
		none := func(err error) (Post, act.Entry, error) { return Post{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		p, err := posts.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		if p.State == Failed {
			return none(fault.Refuse(law.SecrecyPosting, "上岗审查没有通过，不得任用到涉密岗位。"))
		}
		if p.State != Reviewed {
			return none(fault.New(fault.Conflict, "现在是“"+postLabels[p.State]+"”，不能登记上岗。"))
		}
		p.TrainedOn, p.PledgedOn, p.Since = in.x.TrainedOn, in.x.PledgedOn, in.x.Since
		if err := join(past("trained_on", "岗前培训的日期", p.TrainedOn, tx.Today), past("pledged_on", "签订承诺书的日期", p.PledgedOn, tx.Today), past("since", "上岗日期", p.Since, tx.Today)); err != nil {
			return none(err)
		}
		if p.Since.Before(p.PledgedOn) || p.Since.Before(p.TrainedOn) || p.Since.Before(p.ReviewedOn) {
			return none(fault.Refuse(law.SecrecyPledge, "上岗须在审查、培训、签订承诺书之后，请核对日期。"))
		}
		p.State = InPost
		return p, act.Entry{Subject: posts.Subject(p.ID), Summary: "登记涉密岗位上岗", Detail: map[string]any{"since": p.Since.String()}}, posts.Save(tx, &p)
	}})

// StartPost records that somebody reviewed has been trained, has pledged and begins.
func (r *Room) StartPost(ctx context.Context, who act.Actor, x Post) (Post, error) {
	return startDeed.Run(ctx, r.Door, who, postIn{r, x})
}

var leaveDeed = act.Define(act.Spec[postIn, Post]{Name: "secrecy.post.leave", Label: "登记涉密岗位离岗", Right: Keep, Basis: []law.ID{law.SecrecyLeaving},
	Do: func(tx *act.Tx, in postIn) (Post, act.Entry, error) {
		none := func(err error) (Post, act.Entry, error) { return Post{}, act.Entry{}, err }
		s, err := in.r.kept(tx)
		if err != nil {
			return none(err)
		}
		p, err := posts.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		if p.State != InPost {
			return none(fault.New(fault.Conflict, "现在是“"+postLabels[p.State]+"”，不能登记离岗。"))
		}
		p.Until, p.TalkOn, p.LeftPledge, p.CoolUntil = in.x.Until, in.x.TalkOn, in.x.LeftPledge, in.x.CoolUntil
		errs := []error{past("until", "离岗日期", p.Until, tx.Today), past("talk_on", "提醒谈话的日期", p.TalkOn, tx.Today), past("left_pledge", "离岗承诺书的日期", p.LeftPledge, tx.Today)}
		if !p.CoolUntil.After(p.Until) {
			errs = append(errs, fault.Field("cool_until", p.CoolUntil.String(), "请填写脱密期的最后一天，在离岗日期之后。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		held, err := in.r.Registers.Lines(tx.Ctx, tx, Carriers, register.Query{State: "held"})
		if err != nil {
			return none(err)
		}
		n := 0
		for _, l := range held {
			if l.PersonID("person") == p.PersonID {
				n++
			}
		}
		if n > 0 {
			return none(fault.Refuse(law.SecrecyLeaving, fmt.Sprintf("名下还有 %d 件密件没有清退，清退以后才能登记离岗。", n)))
		}
		p.State = Left
		if err := s.tell(tx, posts.Subject(p.ID), "脱密期到期，核对脱密管理", "/secrecy/staff", p.CoolUntil, s.keepers()); err != nil {
			return none(err)
		}
		return p, act.Entry{Subject: posts.Subject(p.ID), Summary: "登记涉密岗位离岗", Detail: map[string]any{"until": p.Until.String(), "cool_until": p.CoolUntil.String()}}, posts.Save(tx, &p)
	}})

// LeavePost records that somebody leaves a classified post: with the talk, the pledge and
// the cooling period, and no carrier in hand.
func (r *Room) LeavePost(ctx context.Context, who act.Actor, x Post) (Post, error) {
	return leaveDeed.Run(ctx, r.Door, who, postIn{r, x})
}

// Staff lists classified posts: all for those who read the registers, one's own for
// everybody else.
func (r *Room) Staff(ctx context.Context, who act.Actor) ([]Post, error) {
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	if s.reads(who) {
		return posts.List(ctx, r.Door.Reader(), "ORDER BY x.state, x.id DESC")
	}
	p, ok := s.chart.PersonOf(who.Login)
	if !ok {
		return nil, nil
	}
	return posts.List(ctx, r.Door.Reader(), "WHERE x.person_id = $1 ORDER BY x.id DESC", p.ID)
}

type trainIn struct {
	r      *Room
	x      Training
	people []int64
}

var trainDeed = act.Define(act.Spec[trainIn, Training]{Name: "secrecy.training.open", Label: "安排保密培训", Right: Keep, Basis: []law.ID{law.SecrecyTraining},
	Do: func(tx *act.Tx, in trainIn) (Training, act.Entry, error) {
		none := func(err error) (Training, act.Entry, error) { return Training{}, act.Entry{}, err }
		if _, err := in.r.kept(tx); err != nil {
			return none(err)
		}
		t := in.x
		errs := []error{texts(text{"title", "内容", &t.Title, true, false}, text{"place", "地点", &t.Place, true, false}, text{"lecturer", "主讲", &t.Lecturer, false, false})}
		if t.On.IsZero() {
			errs = append(errs, fault.Field("on", "", "请填写日期。"))
		}
		if t.Minutes < 1 || t.Minutes > 24*60 {
			errs = append(errs, fault.Field("minutes", fmt.Sprint(t.Minutes), "时长填分钟，1 到 1440。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		t.ID, t.Year, t.State, t.MadeBy, t.MadeAt, t.ClosedAt = 0, t.On.Year, Begun, tx.Actor.Login, tx.Now, 0
		n, err := tx.Next(fmt.Sprintf("secrecy.training.%d", t.Year))
		if err != nil {
			return none(err)
		}
		t.Number = fmt.Sprintf("%d-密训-%02d", t.Year, n)
		return t, act.Entry{Subject: "secrecy_training", Summary: "安排保密培训 " + t.Number}, trainings.Insert(tx, &t)
	}})

// OpenTraining announces a training.
func (r *Room) OpenTraining(ctx context.Context, who act.Actor, x Training) (Training, error) {
	return trainDeed.Run(ctx, r.Door, who, trainIn{r: r, x: x})
}

// signed adds people to a training who are not there yet.
func signed(tx *act.Tx, t Training, how string, people ...int64) (int, error) {
	n := 0
	for _, p := range people {
		if _, ok, err := attendances.Maybe(tx.Ctx, tx, "WHERE x.training_id = $1 AND x.person_id = $2", t.ID, p); err != nil {
			return n, err
		} else if ok {
			continue
		}
		if err := attendances.Insert(tx, &Attendance{TrainingID: t.ID, PersonID: p, How: how, At: tx.Now}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

var signDeed = act.Define(act.Spec[trainIn, bool]{Name: "secrecy.training.sign", Label: "保密培训签到", Right: Use, Basis: []law.ID{law.SecrecyTraining},
	Do: func(tx *act.Tx, in trainIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		t, err := trainings.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		if t.State != Begun || t.On != tx.Today {
			return none(fault.New(fault.Conflict, "只能在培训当天（"+t.On.String()+"）、登记结束以前本人签到。"))
		}
		n, err := signed(tx, t, "self", me.ID)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "您已经签到。")
		}
		return true, act.Entry{Subject: trainings.Subject(t.ID), Summary: "保密培训签到 " + t.Number}, err
	}})

// Sign is somebody's own sign-in, on the day of the training.
func (r *Room) Sign(ctx context.Context, who act.Actor, training int64) error {
	_, err := signDeed.Run(ctx, r.Door, who, trainIn{r: r, x: Training{ID: training}})
	return err
}

var endTrainingDeed = act.Define(act.Spec[trainIn, Training]{Name: "secrecy.training.close", Label: "登记保密培训的签到", Right: Keep, Basis: []law.ID{law.SecrecyTraining},
	Do: func(tx *act.Tx, in trainIn) (Training, act.Entry, error) {
		none := func(err error) (Training, act.Entry, error) { return Training{}, act.Entry{}, err }
		s, err := in.r.kept(tx)
		if err != nil {
			return none(err)
		}
		t, err := trainings.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		switch {
		case t.State != Begun:
			return none(fault.New(fault.Conflict, t.Number+"已经登记完。"))
		case t.On.After(tx.Today):
			return none(fault.New(fault.Conflict, t.Number+"还没有到日期，不能登记签到。"))
		}
		for _, p := range in.people {
			if _, err := s.here("people", "到会人员", p); err != nil {
				return none(err)
			}
		}
		if _, err := signed(tx, t, "list", in.people...); err != nil {
			return none(err)
		}
		list, err := attendances.List(tx.Ctx, tx, "WHERE x.training_id = $1", t.ID)
		if err != nil {
			return none(err)
		}
		t.State, t.ClosedAt = Closed, tx.Now
		return t, act.Entry{Subject: trainings.Subject(t.ID), Summary: fmt.Sprintf("登记保密培训 %s，到会 %d 人", t.Number, len(list))}, trainings.Save(tx, &t)
	}})

// CloseTraining enters those who signed on paper and ends the list.
func (r *Room) CloseTraining(ctx context.Context, who act.Actor, training int64, people []int64) (Training, error) {
	return endTrainingDeed.Run(ctx, r.Door, who, trainIn{r: r, x: Training{ID: training}, people: people})
}
