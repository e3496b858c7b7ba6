package secrecy

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
)

// NewCheck is something that somebody wants to publish.
type NewCheck struct {
	Title, Channel, Reason string
	File                   *flow.Attachment // in the file store; nil for none
}

type checkIn struct {
	r       *Room
	x       NewCheck
	id      int64
	verdict string
	words   string
}

var askCheckDeed = act.Define(act.Spec[checkIn, Check]{Name: "secrecy.check.ask", Label: "送公开前保密审查", Right: Use, Basis: []law.ID{law.SecrecyBeforeRelease},
	Do: func(tx *act.Tx, in checkIn) (Check, act.Entry, error) { return in.r.askCheck(tx, in.x) }})

// AskCheck asks for the check of something that is to be published outside the catalogue:
// a contribution, a board, an account of the bureau.
func (r *Room) AskCheck(ctx context.Context, who act.Actor, x NewCheck) (Check, error) {
	return askCheckDeed.Run(ctx, r.Door, who, checkIn{r: r, x: x})
}

func (r *Room) askCheck(tx *act.Tx, in NewCheck) (Check, act.Entry, error) {
	none := func(err error) (Check, act.Entry, error) { return Check{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	c := Check{Year: tx.Today.Year, Title: in.Title, Channel: in.Channel, Reason: in.Reason, Unit: me.Unit, PersonID: me.ID, Login: tx.Actor.Login, Name: me.Name, State: AtUnit, MadeAt: tx.Now}
	if err := texts(text{"title", "拟公开的信息", &c.Title, true, false}, text{"channel", "公开的渠道", &c.Channel, true, false}, text{"reason", "说明", &c.Reason, false, true}); err != nil {
		return none(err)
	}
	if in.File != nil {
		if err := in.File.Check("file"); err != nil {
			return none(err)
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, in.File.SHA256); err != nil {
			return none(err)
		}
		c.FileName, c.SHA256, c.SM3, c.Size = in.File.Name, in.File.SHA256, in.File.SM3, in.File.Size
	}
	n, err := tx.Next(fmt.Sprintf("secrecy.check.%d", c.Year))
	if err != nil {
		return none(err)
	}
	c.Number = fmt.Sprintf("%d-密审-%03d", c.Year, n)
	if err := checks.Insert(tx, &c); err != nil {
		return none(err)
	}
	_, err = s.aimCheck(tx, c)
	return c, act.Entry{Subject: checks.Subject(c.ID), Summary: "送公开前保密审查 " + c.Number, Detail: map[string]any{"unit": c.Unit, "digest": c.SHA256}}, err
}

func (c Check) page() string { return fmt.Sprintf("/secrecy/checks/%d", c.ID) }

// asks is whose word a check waits for.
func (s *scene) asks(c Check) (org.Ask, bool) {
	switch c.State {
	case AtUnit:
		return org.Ask{Who: org.WhoSectionHead, Unit: c.Unit, Person: c.PersonID}, true
	case AtLeader:
		return org.Ask{Who: org.WhoDeputy, Unit: c.Unit, Person: c.PersonID}, true
	}
	return org.Ask{}, false
}

// turn are the people whose turn it is: the unit's head, those in charge of secrecy, the
// leader in charge of the unit. Nobody has two turns, or one in the own matter. For a
// head's own matter, and one of leaders, the director checks; for one of those in charge
// of secrecy that none of them may check, the leader in charge of the office.
func (s *scene) turn(c Check) []int64 {
	var out []int64
	asks := []org.Ask{{Who: org.WhoDirector, Person: c.PersonID}}
	if c.State == AtOffice {
		out = s.without(s.keepers(), c)
		asks = append([]org.Ask{{Who: org.WhoDeputy, Unit: s.r.Org.Places.Office, Person: c.PersonID}}, asks...)
	} else if ask, ok := s.asks(c); ok {
		asks = append([]org.Ask{ask}, asks...)
	} else {
		return nil
	}
	for _, a := range asks {
		res, err := s.chart.Resolve(a)
		if err != nil || len(out) > 0 {
			continue
		}
		for _, x := range res.Can {
			if !x.MustTakeOver() {
				out = append(out, x.Person.ID)
			}
		}
		out = s.without(out, c)
	}
	return out
}

func (s *scene) without(list []int64, c Check) []int64 {
	return slices.DeleteFunc(list, func(id int64) bool {
		return id == 0 || id == c.PersonID || id == c.FirstID || id == c.SecondID
	})
}

var sayDeed = act.Define(act.Spec[checkIn, Check]{Name: "secrecy.check.say", Label: "公开前保密审查", Right: Use, Basis: []law.ID{law.SecrecyBeforeRelease, law.SecrecyUnclear},
	Do: func(tx *act.Tx, in checkIn) (Check, act.Entry, error) {
		none := func(err error) (Check, act.Entry, error) { return Check{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		c, err := checks.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		switch {
		case !s.seesCheck(tx.Actor, c):
			return none(act.OutOfReach(checks.Subject(c.ID)))
		case !c.open():
			return none(fault.New(fault.Conflict, c.Number+"已经审查完。"))
		case !slices.Contains(s.turn(c), me.ID):
			return none(forbid(law.SecrecyBeforeRelease, "现在是“"+checkLabels[c.State]+"”，不由您审查；送审的人和前一级审查过的人不再审查。"))
		}
		if err := join(oneOf("verdict", "审查意见", in.verdict, verdicts), texts(text{"words", "理由", &in.words, true, true})); err != nil {
			return none(err)
		}
		level := checkLabels[c.State]
		var next string
		switch c.State {
		case AtUnit:
			c.FirstID, c.FirstName, c.FirstAt, c.FirstSay, next = me.ID, me.Name, tx.Now, verdicts[in.verdict]+"："+in.words, AtOffice
		case AtOffice:
			c.SecondID, c.SecondName, c.SecondAt, c.SecondSay, next = me.ID, me.Name, tx.Now, verdicts[in.verdict]+"："+in.words, AtLeader
		default:
			c.ThirdID, c.ThirdName, c.ThirdAt, c.ThirdSay, next = me.ID, me.Name, tx.Now, verdicts[in.verdict]+"："+in.words, Passed
		}
		if c.State = next; in.verdict != Passed {
			c.State = in.verdict
		}
		if _, err := s.aimCheck(tx, c); err != nil {
			return none(err)
		}
		return c, act.Entry{Subject: checks.Subject(c.ID), Summary: c.Number + " " + level + "：" + verdicts[in.verdict], Detail: map[string]any{"state": c.State}}, checks.Save(tx, &c)
	}})

var verdicts = map[string]string{Passed: "可以公开", Refused: "不得公开", Referred: "不明确，报请确定"}

// Say is the word of whoever's turn it is: verdict is Passed, Refused or Referred, with
// the reason. Only the third Passed lets something be published.
func (r *Room) Say(ctx context.Context, who act.Actor, id int64, verdict, words string) (Check, error) {
	return sayDeed.Run(ctx, r.Door, who, checkIn{r: r, id: id, verdict: verdict, words: words})
}

func (s *scene) seesCheck(who act.Actor, c Check) bool {
	if s.reads(who) || c.Login == who.Login || c.Unit != "" && c.Unit == who.Unit {
		return true
	}
	p, ok := s.chart.PersonOf(who.Login)
	return ok && (p.ID == c.FirstID || p.ID == c.SecondID || p.ID == c.ThirdID || slices.Contains(s.turn(c), p.ID))
}

// CheckOf is one check for somebody who has a part in it.
func (r *Room) CheckOf(ctx context.Context, who act.Actor, id int64) (Check, error) {
	c, err := checks.Get(ctx, r.Door.Reader(), id)
	if err != nil {
		return c, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err == nil && !s.seesCheck(who, c) {
		return Check{}, act.OutOfReach(checks.Subject(id))
	}
	return c, err
}

// Checks lists the checks of a year that somebody has a part in, newest first.
func (r *Room) Checks(ctx context.Context, who act.Actor, year int) ([]Check, error) {
	list, err := checks.List(ctx, r.Door.Reader(), "WHERE x.year = $1 ORDER BY x.id DESC", year)
	if err != nil {
		return nil, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	return slices.DeleteFunc(list, func(c Check) bool { return err != nil || !s.seesCheck(who, c) }), err
}
