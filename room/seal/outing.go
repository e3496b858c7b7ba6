package seal

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// mostOut is the longest a seal may be asked out for, in days: more is a slip of the pen.
const mostOut = 30

// NewOuting is a seal that is to leave the house.
type NewOuting struct {
	Seal          int64
	Reason, Place string
	First, Second int64
	Due           civil.Date
}

type outingIn struct {
	r     *Room
	x     NewOuting
	id    int64
	yes   bool
	words string
	place InPlace
}

// InPlace is somebody's acting for a custodian who is absent: why, and before whom.
type InPlace struct {
	Why           string
	First, Second int64
}

func (in outingIn) read(tx *act.Tx) (Outing, Seal, *scene, error) {
	o, err := outings.Locked(tx, in.id)
	if err != nil {
		return o, Seal{}, nil, err
	}
	x, err := seals.Locked(tx, o.SealID)
	if err != nil {
		return o, x, nil, err
	}
	s, err := in.r.look(tx.Ctx, tx, tx.Now)
	return o, x, s, err
}

var askOutDeed = act.Define(act.Spec[outingIn, Outing]{Name: "seal.outing.ask", Label: "申请外带印章", Right: Request, Basis: []law.ID{law.SealOut},
	Do: func(tx *act.Tx, in outingIn) (Outing, act.Entry, error) {
		none := func(err error) (Outing, act.Entry, error) { return Outing{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		if in.x.Seal == 0 {
			return none(fault.Field("seal", "", "请选择印章。"))
		}
		x, err := seals.Get(tx.Ctx, tx, in.x.Seal)
		if err != nil {
			return none(err)
		}
		if err := x.usable(); err != nil {
			return none(err)
		}
		o := Outing{SealID: x.ID, Reason: in.x.Reason, Place: in.x.Place, First: in.x.First, Second: in.x.Second, Due: in.x.Due, State: Pending, PersonID: me.ID, Login: tx.Actor.Login, MadeAt: tx.Now}
		_, e1 := s.here("first", "外带的第一人", o.First)
		_, e2 := s.here("second", "外带的第二人", o.Second)
		errs := []error{texts(text{"reason", "事由", &o.Reason, true, true}, text{"place", "去向", &o.Place, true, false}), e1, e2}
		if o.Due.IsZero() || o.Due.Before(tx.Today) || o.Due.After(tx.Today.AddDays(mostOut)) {
			errs = append(errs, fault.Field("due", o.Due.String(), fmt.Sprintf("应还日期应在今天到 %d 天以内。", mostOut)))
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if o.First == o.Second {
			return none(fault.Refuse(law.SealOut, "印章外带须两人同行，请选择两个不同的人。"))
		}
		can, why, err := s.approvers(x, me.ID)
		if err != nil {
			return none(err)
		}
		if why != "" {
			return none(fault.Refuse(law.SealApproval, why))
		}
		if err := outings.Insert(tx, &o); err != nil {
			return none(err)
		}
		err = s.tell(tx, outings.Subject(o.ID), "批准外带"+x.Name, outingsPage, civil.Date{}, persons(can))
		return o, act.Entry{Subject: outings.Subject(o.ID), Summary: "申请外带“" + x.Name + "”，应还 " + o.Due.String(), Detail: map[string]any{"seal": x.Code, "first": o.First, "second": o.Second}}, err
	}})

const outingsPage = "/seal/outings"

// AskOut asks for a seal to leave the house with two people.
func (r *Room) AskOut(ctx context.Context, who act.Actor, x NewOuting) (Outing, error) {
	return askOutDeed.Run(ctx, r.Door, who, outingIn{r: r, x: x})
}

var decideOutDeed = act.Define(act.Spec[outingIn, Outing]{Name: "seal.outing.decide", Label: "批复外带印章", Right: Request, Basis: []law.ID{law.SealOut, law.SealApproval},
	Do: func(tx *act.Tx, in outingIn) (Outing, act.Entry, error) {
		none := func(err error) (Outing, act.Entry, error) { return Outing{}, act.Entry{}, err }
		o, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		o.DecidedID, o.DecidedBy, o.DecidedAs, err = s.verdict(tx, x, o.PersonID, []int64{o.First, o.Second}, o.State, &in.words, !in.yes)
		if err != nil {
			return none(err)
		}
		o.DecidedAt, o.Words = tx.Now, in.words
		say := "不同意外带“" + x.Name + "”"
		if o.State = Refused; in.yes {
			o.State = Approved
			say = "批准外带“" + x.Name + "”"
		}
		if err := told(tx, outings.Subject(o.ID)); err != nil {
			return none(err)
		}
		if in.yes {
			if err := s.tell(tx, outings.Subject(o.ID), "交付外带的"+x.Name, outingsPage, civil.Date{}, s.keeping(x)); err != nil {
				return none(err)
			}
		}
		return o, act.Entry{Subject: outings.Subject(o.ID), Summary: say, Detail: map[string]any{"seal": x.Code}}, outings.Save(tx, &o)
	}})

// DecideOut lets a seal leave the house, or not; never by the applicant, the custodian or
// one of the two who take it.
func (r *Room) DecideOut(ctx context.Context, who act.Actor, id int64, yes bool, words string) (Outing, error) {
	return decideOutDeed.Run(ctx, r.Door, who, outingIn{r: r, id: id, yes: yes, words: words})
}

var takeOutDeed = act.Define(act.Spec[outingIn, Outing]{Name: "seal.outing.take", Label: "交付外带印章", Right: Request, Basis: []law.ID{law.SealOut, law.SealCustody},
	Do: func(tx *act.Tx, in outingIn) (Outing, act.Entry, error) {
		none := func(err error) (Outing, act.Entry, error) { return Outing{}, act.Entry{}, err }
		o, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		if err := s.keeps(tx.Actor, x); err != nil {
			return none(err)
		}
		switch {
		case o.State != Approved:
			return none(fault.New(fault.Conflict, "这次外带现在是“"+outingLabels[o.State]+"”，不能交付。"))
		case x.State != InUse:
			return none(fault.New(fault.Conflict, x.Name+"现在是“"+sealLabels[x.State]+"”，不能交付。"))
		}
		o.State, o.OutAt, o.OutBy, x.State = Out, tx.Now, tx.Actor.Name, Out
		if err := seals.Save(tx, &x); err != nil {
			return none(err)
		}
		if err := told(tx, outings.Subject(o.ID)); err != nil {
			return none(err)
		}
		if err := s.tell(tx, outings.Subject(o.ID), "归还外带的"+x.Name, outingsPage, o.Due, append([]int64{o.First, o.Second}, s.keeping(x)...)); err != nil {
			return none(err)
		}
		return o, act.Entry{Subject: outings.Subject(o.ID), Summary: "交付外带的“" + x.Name + "”，应还 " + o.Due.String(), Detail: map[string]any{"seal": x.Code}}, outings.Save(tx, &o)
	}})

// TakeOut is the custodian's handing a seal to the two who take it.
func (r *Room) TakeOut(ctx context.Context, who act.Actor, id int64) (Outing, error) {
	return takeOutDeed.Run(ctx, r.Door, who, outingIn{r: r, id: id})
}

// keeps refuses everybody but the custodian.
func (s *scene) keeps(who act.Actor, x Seal) error {
	me, err := s.self(who)
	if err == nil && me.ID != x.Custodian {
		err = forbid(law.SealCustody, x.Name+"的外带由保管人交付和收回。")
	}
	return err
}

var bringBackDeed = act.Define(act.Spec[outingIn, Outing]{Name: "seal.outing.back", Label: "收回外带印章", Right: Request, Basis: []law.ID{law.SealOut, law.SealCustody},
	Do: func(tx *act.Tx, in outingIn) (Outing, act.Entry, error) {
		none := func(err error) (Outing, act.Entry, error) { return Outing{}, act.Entry{}, err }
		o, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		instead := me.ID != x.Custodian && slices.Contains(s.inPlace(x), me.ID)
		if !instead {
			if err := s.keeps(tx.Actor, x); err != nil {
				return none(err)
			}
		}
		if o.State != Out {
			return none(fault.New(fault.Conflict, "这次外带现在是“"+outingLabels[o.State]+"”，没有要收回的。"))
		}
		late := tx.Today.After(o.Due)
		if err := texts(text{"words", "逾期的原因", &in.words, late, false}); err != nil {
			return none(err)
		}
		if instead {
			if o.Note, err = s.instead(me.ID, in.place); err != nil {
				return none(err)
			}
		}
		o.State, o.BackAt, o.BackBy, o.Late = Back, tx.Now, me.Name, in.words
		if x.State == Out {
			x.State = InUse
			if err := seals.Save(tx, &x); err != nil {
				return none(err)
			}
		}
		say := "收回外带的“" + x.Name + "”"
		if late {
			say += fmt.Sprintf("，逾期 %d 天", tx.Today.Sub(o.Due))
		}
		detail := map[string]any{"seal": x.Code}
		if instead {
			say = "代不在的保管人" + say
			detail["in_place_of"], detail["witnesses"] = x.Custodian, []int64{in.place.First, in.place.Second}
		}
		for _, key := range []string{outings.Subject(o.ID), outings.Subject(o.ID) + ":late"} {
			if err := told(tx, key); err != nil {
				return none(err)
			}
		}
		return o, act.Entry{Subject: outings.Subject(o.ID), Summary: say, Detail: detail}, outings.Save(tx, &o)
	}})

// BringBackFor is BringBack by the head of the office for a custodian who is absent, before
// two witnesses.
func (r *Room) BringBackFor(ctx context.Context, who act.Actor, id int64, late string, in InPlace) (Outing, error) {
	return bringBackDeed.Run(ctx, r.Door, who, outingIn{r: r, id: id, words: late, place: in})
}

// instead checks why somebody acts for an absent custodian and before whom, and gives both
// in words.
func (s *scene) instead(me int64, in InPlace) (string, error) {
	a, e1 := s.here("first", "第一见证人", in.First)
	b, e2 := s.here("second", "第二见证人", in.Second)
	if err := join(texts(text{"why", "代为收回的原因", &in.Why, true, false}), e1, e2); err != nil {
		return "", err
	}
	if in.First == in.Second || in.First == me || in.Second == me {
		return "", fault.Refuse(law.SealCustody, "保管人不在的，须有两人见证，两人不同，也都不是收回的人。")
	}
	return "保管人不在：" + in.Why + "；见证：" + a.Name + "、" + b.Name, nil
}

var withdrawOutDeed = act.Define(act.Spec[outingIn, Outing]{Name: "seal.outing.withdraw", Label: "撤回外带申请", Right: Request, Basis: []law.ID{law.SealOut},
	Do: func(tx *act.Tx, in outingIn) (Outing, act.Entry, error) {
		none := func(err error) (Outing, act.Entry, error) { return Outing{}, act.Entry{}, err }
		o, x, s, err := in.read(tx)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		if !in.r.mayWithdrawOut(tx.Actor, o, x, me.ID) {
			return none(forbid(law.SealOut, "外带申请由申请人、外带的人、保管人或者办公室撤回。"))
		}
		if o.State != Pending && o.State != Approved {
			return none(fault.New(fault.Conflict, "这次外带现在是“"+outingLabels[o.State]+"”，不能撤回。"))
		}
		o.State, o.Note = Withdrawn, in.words
		if err := texts(text{"words", "理由", &o.Note, true, false}); err != nil {
			return none(err)
		}
		if err := told(tx, outings.Subject(o.ID)); err != nil {
			return none(err)
		}
		return o, act.Entry{Subject: outings.Subject(o.ID), Summary: "撤回“" + x.Name + "”的外带申请", Detail: map[string]any{"seal": x.Code}}, outings.Save(tx, &o)
	}})

func (r *Room) mayWithdrawOut(who act.Actor, o Outing, x Seal, me int64) bool {
	return o.Login == who.Login || me != 0 && slices.Contains([]int64{o.First, o.Second, x.Custodian}, me) || r.inOffice(who)
}

// WithdrawOut takes back an outing whose seal has not been fetched, with the reason.
func (r *Room) WithdrawOut(ctx context.Context, who act.Actor, id int64, words string) (Outing, error) {
	return withdrawOutDeed.Run(ctx, r.Door, who, outingIn{r: r, id: id, words: words})
}

// BringBack is the custodian's taking a seal back; late it wants the reason.
func (r *Room) BringBack(ctx context.Context, who act.Actor, id int64, late string) (Outing, error) {
	return bringBackDeed.Run(ctx, r.Door, who, outingIn{r: r, id: id, words: late})
}
