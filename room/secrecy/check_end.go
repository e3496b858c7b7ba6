package secrecy

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// open reports whether a check waits for somebody's word.
func (c Check) open() bool { return c.State == AtUnit || c.State == AtOffice || c.State == AtLeader }

// aimCheck puts a check before those whose turn it is now, and before nobody else. Where
// nobody may check it, the office hears that somebody has to be named.
func (s *scene) aimCheck(tx *act.Tx, c Check) (bool, error) {
	key := checks.Subject(c.ID)
	switch {
	case c.State == Referred:
		// The working days are counted by whoever refers it; the card says how many.
		return s.aim(tx, key, fmt.Sprintf("报请确定 %s（%d 个工作日内）", c.Number, s.number(law.SecrecyUnclear, "days")), c.page(), civil.Date{}, s.keepers())
	case !c.open():
		return false, told(tx, key)
	}
	turn := s.turn(c)
	say := "公开前保密审查 " + c.Number
	if len(turn) == 0 {
		say = "明确由谁审查 " + c.Number
	}
	return s.aim(tx, key, say, c.page(), civil.Date{}, turn)
}

// begun reads a check for a deed of somebody who may see it.
func (in checkIn) begun(tx *act.Tx) (Check, *scene, error) {
	s, err := in.r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return Check{}, nil, err
	}
	c, err := checks.Locked(tx, in.id)
	if err == nil && !s.seesCheck(tx.Actor, c) {
		err = act.OutOfReach(checks.Subject(in.id))
	}
	return c, s, err
}

// mayWithdraw reports whether somebody may take a check back: whoever asked, and those in
// charge of secrecy.
func (s *scene) mayWithdraw(who act.Actor, c Check) bool {
	return (c.open() || c.State == Referred) && (c.Login == who.Login || s.keeps(who))
}

var withdrawCheckDeed = act.Define(act.Spec[checkIn, Check]{Name: "secrecy.check.withdraw", Label: "撤回公开前保密审查", Right: Use, Basis: []law.ID{law.SecrecyBeforeRelease},
	Do: func(tx *act.Tx, in checkIn) (Check, act.Entry, error) {
		none := func(err error) (Check, act.Entry, error) { return Check{}, act.Entry{}, err }
		c, s, err := in.begun(tx)
		switch {
		case err != nil:
			return none(err)
		case !c.open() && c.State != Referred:
			return none(fault.New(fault.Conflict, c.Number+"现在是“"+checkLabels[c.State]+"”，不能撤回。"))
		case !s.mayWithdraw(tx.Actor, c):
			return none(forbid(law.SecrecyBeforeRelease, "送审由送审人撤回，或者由保密工作岗位的人撤回。"))
		}
		if err := texts(text{"words", "理由", &in.words, true, true}); err != nil {
			return none(err)
		}
		c.State, c.EndedAt, c.EndedBy, c.EndedSay = Withdrawn, tx.Now, tx.Actor.Name, in.words
		if _, err := s.aimCheck(tx, c); err != nil {
			return none(err)
		}
		return c, act.Entry{Subject: checks.Subject(c.ID), Summary: "撤回公开前保密审查 " + c.Number}, checks.Save(tx, &c)
	}})

// WithdrawCheck takes back what was to be published, by whoever asked or those in charge
// of secrecy; it is not published then.
func (r *Room) WithdrawCheck(ctx context.Context, who act.Actor, id int64, words string) (Check, error) {
	return withdrawCheckDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, words: words})
}

var determined = map[string]string{Passed: "不属于国家秘密", Refused: "属于国家秘密，或者不得公开"}

var determineDeed = act.Define(act.Spec[checkIn, Check]{Name: "secrecy.check.determine", Label: "登记确定结果", Right: Keep, Basis: []law.ID{law.SecrecyUnclear},
	Do: func(tx *act.Tx, in checkIn) (Check, act.Entry, error) {
		none := func(err error) (Check, act.Entry, error) { return Check{}, act.Entry{}, err }
		c, s, err := in.begun(tx)
		if err == nil {
			err = s.mayKeep(tx.Actor)
		}
		if err == nil && c.State != Referred {
			err = fault.New(fault.Conflict, c.Number+"现在是“"+checkLabels[c.State]+"”，没有要登记的确定结果。")
		}
		if err != nil {
			return none(err)
		}
		if err := join(oneOf("verdict", "确定结果", in.verdict, determined), texts(text{"words", "由哪个部门确定、文号和日期", &in.words, true, true})); err != nil {
			return none(err)
		}
		c.EndedAt, c.EndedBy, c.EndedSay = tx.Now, tx.Actor.Name, determined[in.verdict]+"："+in.words
		// What the department says stands for the level that was unclear: the levels above
		// it still have their say.
		switch {
		case in.verdict == Refused:
			c.State = Refused
		case c.ThirdAt != 0:
			c.State = Passed
		case c.SecondAt != 0:
			c.State = AtLeader
		default:
			c.State = AtOffice
		}
		if _, err := s.aimCheck(tx, c); err != nil {
			return none(err)
		}
		return c, act.Entry{Subject: checks.Subject(c.ID), Summary: c.Number + " 的确定结果：" + determined[in.verdict], Detail: map[string]any{"state": c.State}}, checks.Save(tx, &c)
	}})

// Determine records what the department determined of something unclear: verdict is Passed
// for no secret, with which the check goes on, or Refused, with which it ends.
func (r *Room) Determine(ctx context.Context, who act.Actor, id int64, verdict, words string) (Check, error) {
	return determineDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, verdict: verdict, words: words})
}

// aimChecks puts every check that waits before those whose turn it is today: posts and
// accounts change.
func (r *Room) aimChecks(tx *act.Tx, s *scene) (int, error) {
	list, err := checks.List(tx.Ctx, tx, "WHERE x.state IN ('unit', 'office', 'leader', 'referred') ORDER BY x.id")
	n := 0
	for _, c := range list {
		if err != nil {
			break
		}
		var changed bool
		if changed, err = s.aimCheck(tx, c); changed {
			n++
		}
	}
	return n, err
}
