package seal

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

type lossIn struct {
	r    *Room
	x    Loss
	seal int64
}

var lossDeed = act.Define(act.Spec[lossIn, Loss]{Name: "seal.loss.report", Label: "报告印章遗失", Right: Request, Basis: []law.ID{law.SealLoss},
	Do: func(tx *act.Tx, in lossIn) (Loss, act.Entry, error) {
		none := func(err error) (Loss, act.Entry, error) { return Loss{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		x, err := seals.Locked(tx, in.seal)
		if err != nil {
			return none(err)
		}
		if x.State == Lost || x.State == Ended {
			return none(fault.New(fault.Conflict, x.Name+"已经是“"+sealLabels[x.State]+"”。"))
		}
		l := Loss{SealID: x.ID, NoticedAt: in.x.NoticedAt, Facts: in.x.Facts, ByLogin: tx.Actor.Login, ByName: me.Name, MadeAt: tx.Now, Was: x.State}
		errs := []error{texts(text{"facts", "经过", &l.Facts, true, true})}
		if l.NoticedAt == 0 || l.NoticedAt > tx.Now {
			errs = append(errs, fault.Field("noticed", stamp(l.NoticedAt), "请填写发现的日期和时间，不晚于现在。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		x.State = Lost
		if err := seals.Save(tx, &x); err != nil {
			return none(err)
		}
		if err := losses.Insert(tx, &l); err != nil {
			return none(err)
		}
		err = s.tell(tx, losses.Subject(l.ID), "处理"+x.Name+"遗失：声明作废，报告制发机关和公安机关", x.page(), tx.Today, s.heads(x))
		return l, act.Entry{Subject: losses.Subject(l.ID), Summary: "报告“" + x.Name + "”遗失，即刻停止使用", Detail: map[string]any{"seal": x.Code}}, err
	}})

// ReportLoss reports a seal that cannot be found, by anybody; from that moment it seals
// nothing.
func (r *Room) ReportLoss(ctx context.Context, who act.Actor, seal int64, x Loss) (Loss, error) {
	return lossDeed.Run(ctx, r.Door, who, lossIn{r, x, seal})
}

// heads are the director and whoever heads the office.
func (s *scene) heads(x Seal) []int64 {
	var out []int64
	for _, ask := range []org.Ask{{Who: org.WhoDirector}, {Who: org.WhoSectionHead, Unit: s.r.Org.Places.Office}} {
		list, err := s.chart.Holding(ask)
		if err != nil {
			continue
		}
		for _, o := range list {
			out = append(out, o.PersonID)
		}
	}
	if x.Custodian != 0 {
		out = append(out, x.Custodian)
	}
	return out
}

var followLossDeed = act.Define(act.Spec[lossIn, Loss]{Name: "seal.loss.follow", Label: "登记印章遗失的处理", Right: Request, Basis: []law.ID{law.SealLoss},
	Do: func(tx *act.Tx, in lossIn) (Loss, act.Entry, error) {
		none := func(err error) (Loss, act.Entry, error) { return Loss{}, act.Entry{}, err }
		if err := in.r.inOfficeOnly(tx.Actor); err != nil {
			return none(err)
		}
		l, err := losses.Locked(tx, in.x.ID)
		if err != nil {
			return none(err)
		}
		x, err := seals.Locked(tx, l.SealID)
		if err != nil {
			return none(err)
		}
		if l.Result != "" {
			return none(fault.New(fault.Conflict, "这次遗失已经处理完。"))
		}
		n := in.x
		errs := []error{texts(text{"announced", "声明登在哪里", &n.Announced, !n.AnnouncedOn.IsZero(), false}, text{"told", "报告制发机关、公安机关的情况", &n.Told, false, true}, text{"result", "处理结果", &n.Result, !n.FoundOn.IsZero(), true})}
		for field, on := range map[string]civil.Date{"announced_on": n.AnnouncedOn, "found_on": n.FoundOn} {
			if on.After(tx.Today) || !on.IsZero() && on.Before(dayOf(l.NoticedAt)) {
				errs = append(errs, fault.Field(field, on.String(), "日期应在发现遗失之后、今天之前。"))
			}
		}
		if n.Result != "" && n.FoundOn.IsZero() && (n.AnnouncedOn.IsZero() || n.Told == "") {
			errs = append(errs, fault.Field("result", "", "声明作废和报告的情况都登记了，才能办结。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		l.AnnouncedOn, l.Announced, l.Told, l.FoundOn, l.Result = n.AnnouncedOn, n.Announced, n.Told, n.FoundOn, n.Result
		say := "登记“" + x.Name + "”遗失的处理"
		if l.Result != "" {
			// A seal that was declared void is not used again, found or not.
			if x.State = Retired; l.AnnouncedOn.IsZero() {
				if x.State, err = in.r.before(tx, l); err != nil {
					return none(err)
				}
			}
			say += "，办结"
			if err := seals.Save(tx, &x); err != nil {
				return none(err)
			}
			if err := told(tx, losses.Subject(l.ID)); err != nil {
				return none(err)
			}
		}
		return l, act.Entry{Subject: losses.Subject(l.ID), Summary: say, Detail: map[string]any{"seal": x.Code, "announced": l.AnnouncedOn.String(), "found": l.FoundOn.String()}}, losses.Save(tx, &l)
	}})

// before is the state that a seal found again has: the one before it was lost, and in use
// where it was out and has been brought back since.
func (r *Room) before(tx *act.Tx, l Loss) (string, error) {
	if l.Was != Out {
		return l.Was, nil
	}
	_, out, err := outings.Maybe(tx.Ctx, tx, "WHERE x.seal_id = $1 AND x.state = 'out'", l.SealID)
	if out || err != nil {
		return Out, err
	}
	return InUse, nil
}

// FollowLoss records what was done about a loss, by the office. A seal found again is
// what it was before, unless it was declared void: then it is out of use.
func (r *Room) FollowLoss(ctx context.Context, who act.Actor, x Loss) (Loss, error) {
	return followLossDeed.Run(ctx, r.Door, who, lossIn{r: r, x: x})
}

type retireIn struct {
	r    *Room
	x    Retirement
	seal int64
	yes  bool
}

func (in retireIn) read(tx *act.Tx) (Retirement, Seal, *scene, error) {
	y, err := retirements.Locked(tx, in.x.ID)
	if err != nil {
		return y, Seal{}, nil, err
	}
	x, err := seals.Locked(tx, y.SealID)
	if err != nil {
		return y, x, nil, err
	}
	s, err := in.r.look(tx.Ctx, tx, tx.Now)
	return y, x, s, err
}

var retireDeed = act.Define(act.Spec[retireIn, Retirement]{Name: "seal.retirement.ask", Label: "申请停用印章", Right: Request, Basis: []law.ID{law.SealRetire},
	Do: func(tx *act.Tx, in retireIn) (Retirement, act.Entry, error) {
		none := func(err error) (Retirement, act.Entry, error) { return Retirement{}, act.Entry{}, err }
		if err := in.r.inOfficeOnly(tx.Actor); err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		x, err := seals.Locked(tx, in.seal)
		if err != nil {
			return none(err)
		}
		if x.State != InUse && x.State != Retired {
			return none(fault.New(fault.Conflict, x.Name+"现在是“"+sealLabels[x.State]+"”，不能办停用。"))
		}
		if _, ok, err := retirements.Maybe(tx.Ctx, tx, "WHERE x.seal_id = $1 AND x.state IN ('pending', 'approved')", x.ID); err != nil {
			return none(err)
		} else if ok {
			return none(fault.New(fault.Conflict, x.Name+"的停用正在办理。"))
		}
		y := Retirement{SealID: x.ID, Reason: in.x.Reason, Way: in.x.Way, State: Pending, PersonID: me.ID, Login: tx.Actor.Login, MadeAt: tx.Now}
		if err := join(texts(text{"reason", "停用的原因", &y.Reason, true, true}), oneOf("way", "处理方式", y.Way, wayLabels)); err != nil {
			return none(err)
		}
		can, why, err := s.approvers(x, me.ID)
		if err != nil {
			return none(err)
		}
		if why != "" {
			return none(fault.Refuse(law.SealApproval, why))
		}
		if err := retirements.Insert(tx, &y); err != nil {
			return none(err)
		}
		err = s.tell(tx, retirements.Subject(y.ID), "批准停用"+x.Name, x.page(), civil.Date{}, persons(can))
		return y, act.Entry{Subject: retirements.Subject(y.ID), Summary: "申请停用“" + x.Name + "”，" + wayLabels[y.Way], Detail: map[string]any{"seal": x.Code}}, err
	}})

// AskRetire asks for a seal to be taken out of use, by the office.
func (r *Room) AskRetire(ctx context.Context, who act.Actor, seal int64, x Retirement) (Retirement, error) {
	return retireDeed.Run(ctx, r.Door, who, retireIn{r: r, x: x, seal: seal})
}

var decideRetireDeed = act.Define(act.Spec[retireIn, Retirement]{Name: "seal.retirement.decide", Label: "批复停用印章", Right: Request, Basis: []law.ID{law.SealRetire, law.SealApproval},
	Do: func(tx *act.Tx, in retireIn) (Retirement, act.Entry, error) {
		none := func(err error) (Retirement, act.Entry, error) { return Retirement{}, act.Entry{}, err }
		y, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		words := in.x.Words
		y.DecidedID, y.DecidedBy, y.DecidedAs, err = s.verdict(tx, x, y.PersonID, nil, y.State, &words, !in.yes)
		if err != nil {
			return none(err)
		}
		y.DecidedAt, y.Words = tx.Now, words
		say := "不同意停用“" + x.Name + "”"
		if y.State = Refused; in.yes {
			if x.State != InUse && x.State != Retired {
				return none(fault.New(fault.Conflict, x.Name+"现在是“"+sealLabels[x.State]+"”，不能停用。"))
			}
			y.State, x.State = Approved, Retired
			say = "批准停用“" + x.Name + "”，即刻停止使用"
			if err := seals.Save(tx, &x); err != nil {
				return none(err)
			}
		}
		if err := told(tx, retirements.Subject(y.ID)); err != nil {
			return none(err)
		}
		if in.yes {
			if err := s.tell(tx, retirements.Subject(y.ID), "办理"+x.Name+wayLabels[y.Way], x.page(), civil.Date{}, []int64{y.PersonID}); err != nil {
				return none(err)
			}
		}
		return y, act.Entry{Subject: retirements.Subject(y.ID), Summary: say, Detail: map[string]any{"seal": x.Code}}, retirements.Save(tx, &y)
	}})

// DecideRetire takes a seal out of use at once, or not.
func (r *Room) DecideRetire(ctx context.Context, who act.Actor, id int64, yes bool, words string) (Retirement, error) {
	return decideRetireDeed.Run(ctx, r.Door, who, retireIn{r: r, x: Retirement{ID: id, Words: words}, yes: yes})
}

var carryOutDeed = act.Define(act.Spec[retireIn, Retirement]{Name: "seal.retirement.carry", Label: "登记印章销毁或上缴", Right: Request, Basis: []law.ID{law.SealDestroy, law.SealRetire},
	Do: func(tx *act.Tx, in retireIn) (Retirement, act.Entry, error) {
		none := func(err error) (Retirement, act.Entry, error) { return Retirement{}, act.Entry{}, err }
		if err := in.r.inOfficeOnly(tx.Actor); err != nil {
			return none(err)
		}
		y, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		if y.State != Approved || y.First != 0 {
			return none(fault.New(fault.Conflict, "这次停用现在是“"+retirementLabels[y.State]+"”，不能登记。"))
		}
		n := in.x
		_, e1 := s.here("first", "第一监督人", n.First)
		_, e2 := s.here("second", "第二监督人", n.Second)
		place, receipt := "销毁的地点", "制发机关同意销毁的文号"
		if y.Way == Return {
			place, receipt = "接收的机关", "接收凭证的编号"
		}
		errs := []error{e1, e2, texts(text{"place", place, &n.Place, true, false}, text{"receipt", receipt, &n.Receipt, true, false})}
		if n.DoneOn.IsZero() || n.DoneOn.After(tx.Today) || n.DoneOn.Before(dayOf(y.DecidedAt)) {
			errs = append(errs, fault.Field("done_on", n.DoneOn.String(), "请填写办理的日期，在批准以后、今天以前。"))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if n.First == n.Second || n.First == me.ID || n.Second == me.ID {
			return none(fault.Refuse(law.SealDestroy, "须有两人监督，两人不同，也都不是登记的人。"))
		}
		y.First, y.Second, y.DoneOn, y.Place, y.Receipt = n.First, n.Second, n.DoneOn, n.Place, n.Receipt
		if err := told(tx, retirements.Subject(y.ID)); err != nil {
			return none(err)
		}
		if err := s.tell(tx, retirements.Subject(y.ID), "确认监督"+x.Name+wayLabels[y.Way], x.page(), civil.Date{}, []int64{y.First, y.Second}); err != nil {
			return none(err)
		}
		return y, act.Entry{Subject: retirements.Subject(y.ID), Summary: "登记“" + x.Name + "”" + wayLabels[y.Way] + "，待两人确认", Detail: map[string]any{"seal": x.Code, "first": y.First, "second": y.Second}}, retirements.Save(tx, &y)
	}})

// CarryOut records how a seal was destroyed or returned, before two witnesses.
func (r *Room) CarryOut(ctx context.Context, who act.Actor, x Retirement) (Retirement, error) {
	return carryOutDeed.Run(ctx, r.Door, who, retireIn{r: r, x: x})
}

var witnessDeed = act.Define(act.Spec[retireIn, Retirement]{Name: "seal.retirement.witness", Label: "确认监督印章销毁或上缴", Right: Request, Basis: []law.ID{law.SealDestroy},
	Do: func(tx *act.Tx, in retireIn) (Retirement, act.Entry, error) {
		none := func(err error) (Retirement, act.Entry, error) { return Retirement{}, act.Entry{}, err }
		y, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		var at *int64
		switch me.ID {
		case y.First:
			at = &y.FirstAt
		case y.Second:
			at = &y.SecondAt
		default:
			return none(act.OutOfReach(retirements.Subject(y.ID)))
		}
		if *at != 0 {
			return none(fault.New(fault.Conflict, "您已经确认过了。"))
		}
		*at = tx.Now
		say := "确认监督“" + x.Name + "”" + wayLabels[y.Way]
		if y.FirstAt != 0 && y.SecondAt != 0 {
			y.State, x.State, x.Custodian = Done, Ended, 0
			say += "，办结"
			if err := seals.Save(tx, &x); err != nil {
				return none(err)
			}
			if err := told(tx, retirements.Subject(y.ID)); err != nil {
				return none(err)
			}
		}
		return y, act.Entry{Subject: retirements.Subject(y.ID), Summary: say, Detail: map[string]any{"seal": x.Code}}, retirements.Save(tx, &y)
	}})

// Witness is the word of one of the two who saw a seal destroyed or handed back.
func (r *Room) Witness(ctx context.Context, who act.Actor, id int64) (Retirement, error) {
	return witnessDeed.Run(ctx, r.Door, who, retireIn{r: r, x: Retirement{ID: id}})
}
