package seal

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

type sealIn struct {
	r *Room
	x Seal
}

// inOfficeOnly refuses everybody who does not belong to the office.
func (r *Room) inOfficeOnly(who act.Actor) error {
	if !r.inOffice(who) {
		return forbid(law.SealCustody, "印章台账由办公室登记。")
	}
	return nil
}

var addSealDeed = act.Define(act.Spec[sealIn, Seal]{Name: "seal.seal.add", Label: "登记印章", Right: Request, Basis: []law.ID{law.SealCustody, law.SealSpecial, law.SealEngraving, law.SealSize},
	Do: func(tx *act.Tx, in sealIn) (Seal, act.Entry, error) {
		none := func(err error) (Seal, act.Entry, error) { return Seal{}, act.Entry{}, err }
		if err := in.r.inOfficeOnly(tx.Actor); err != nil {
			return none(err)
		}
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		x := in.x
		errs := []error{texts(text{"code", "代码", &x.Code, true, false}, text{"name", "名称", &x.Name, true, false}, text{"material", "材质", &x.Material, true, false}, text{"issuer", "制发机关", &x.Issuer, true, false}, text{"note", "说明", &x.Note, false, true}),
			oneOf("kind", "印章种类", x.Kind, kindLabels)}
		if x.Diameter < 0 || x.Diameter > 200 {
			errs = append(errs, fault.Field("diameter", fmt.Sprint(x.Diameter), "直径填整毫米数，不清楚的填 0。"))
		}
		if x.InForce.IsZero() || x.InForce.After(tx.Today) {
			errs = append(errs, fault.Field("in_force", x.InForce.String(), "请填写启用日期，不晚于今天。"))
		}
		if x.Kind == OfSection {
			if s.unitName(x.Unit) == x.Unit || x.Unit == "" {
				errs = append(errs, fault.Field("unit", x.Unit, "科室印章请选择科室。"))
			}
			if most := s.number(law.SealSize, "max_mm"); most > 0 && x.Diameter > most {
				errs = append(errs, &fault.Error{Kind: fault.Invalid, Field: "diameter", Value: fmt.Sprint(x.Diameter), Clause: law.SealSize, Say: fmt.Sprintf("内设机构的印章直径不大于 %d 毫米，所填是 %d 毫米。", most, x.Diameter)})
			}
		} else {
			x.Unit = ""
		}
		if err := join(errs...); err != nil {
			return none(err)
		}
		if _, ok, err := seals.Maybe(tx.Ctx, tx, "WHERE x.code = $1", x.Code); err != nil {
			return none(err)
		} else if ok {
			return none(fault.Field("code", x.Code, "代码“"+x.Code+"”已经有印章用了，请换一个。"))
		}
		x.ID, x.Custodian, x.State, x.SampleSHA, x.SampleSize, x.MadeBy, x.MadeAt = 0, 0, InUse, "", 0, tx.Actor.Login, tx.Now
		if err := seals.Insert(tx, &x); err != nil {
			return none(err)
		}
		return x, act.Entry{Subject: seals.Subject(x.ID), Summary: "登记印章“" + x.Name + "”", Detail: map[string]any{"code": x.Code, "kind": x.Kind, "material": x.Material, "issuer": x.Issuer}}, nil
	}})

// AddSeal enters a seal, by the office. It has no custodian until it was handed over.
func (r *Room) AddSeal(ctx context.Context, who act.Actor, x Seal) (Seal, error) {
	return addSealDeed.Run(ctx, r.Door, who, sealIn{r, x})
}

// NewHandover is a change of custody that is to be confirmed.
type NewHandover struct {
	Seal, Giver, Taker, Witness int64
	Witness2                    int64 // wanted where the giver stands in for an absent custodian
	Why                         string
}

type handoverIn struct {
	r      *Room
	x      NewHandover
	id     int64
	reason string
}

var handoverDeed = act.Define(act.Spec[handoverIn, Handover]{Name: "seal.handover.begin", Label: "发起印章交接", Right: Request, Basis: []law.ID{law.SealCustody},
	Do: func(tx *act.Tx, in handoverIn) (Handover, act.Entry, error) { return in.r.beginHandover(tx, in.x) }})

// BeginHandover begins the change of a seal's custody, by the office or the custodian.
// Giver, taker and witness are three people; whoever may approve the use of seals keeps
// none. For a custodian who is absent the head of the office gives, before two witnesses.
func (r *Room) BeginHandover(ctx context.Context, who act.Actor, x NewHandover) (Handover, error) {
	return handoverDeed.Run(ctx, r.Door, who, handoverIn{r: r, x: x})
}

func (r *Room) beginHandover(tx *act.Tx, in NewHandover) (Handover, act.Entry, error) {
	none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	x, err := seals.Locked(tx, in.Seal)
	if err != nil {
		return none(err)
	}
	if me, err := s.self(tx.Actor); err != nil {
		return none(err)
	} else if !r.inOffice(tx.Actor) && me.ID != x.Custodian {
		return none(forbid(law.SealCustody, "印章交接由办公室或者保管人发起。"))
	}
	switch x.State {
	case Out:
		return none(fault.Refuse(law.SealCustody, x.Name+"正在外带，归还以后才能交接。"))
	case Lost, Ended:
		return none(fault.Refuse(law.SealCustody, x.Name+"现在是“"+sealLabels[x.State]+"”，不能交接。"))
	}
	if old, ok, err := handovers.Maybe(tx.Ctx, tx, "WHERE x.seal_id = $1 AND x.state = 'open'", x.ID); err != nil {
		return none(err)
	} else if ok {
		return none(fault.Newf(fault.Conflict, "这枚印章已有一次交接还没有确认完（%s 发起），请先确认或者撤销。", stamp(old.MadeAt)))
	}
	_, e1 := s.here("giver", "移交人", in.Giver)
	taker, e2 := s.here("taker", "接收人", in.Taker)
	_, e3 := s.here("witness", "监交人", in.Witness)
	standIn := x.Custodian != 0 && in.Giver != x.Custodian
	var e4 error
	if standIn && s.absent(x.Custodian) {
		_, e4 = s.here("witness2", "第二监交人：保管人不在的交接须两人监交", in.Witness2)
	}
	if !standIn {
		in.Witness2 = 0
	}
	if err := join(e1, e2, e3, e4, texts(text{"why", "交接原因", &in.Why, true, false})); err != nil {
		return none(err)
	}
	switch {
	case in.Giver == in.Taker || in.Giver == in.Witness || in.Taker == in.Witness || standIn && slices.Contains([]int64{in.Giver, in.Taker, in.Witness}, in.Witness2):
		return none(fault.Refuse(law.SealCustody, "移交人、接收人、监交人须是不同的人。"))
	case standIn && !s.absent(x.Custodian):
		return none(fault.Field("giver", "", "移交人应是现在的保管人"+s.chart.Person(x.Custodian).Name+"。"))
	case standIn && !slices.Contains(s.inPlace(x), in.Giver):
		return none(fault.Field("giver", "", "保管人"+s.chart.Person(x.Custodian).Name+"不在，由办公室负责人代为移交。"))
	case s.leader(in.Taker):
		return none(fault.Refuse(law.SealApproval, taker.Name+"批准用印，不能兼任保管人。"))
	}
	h := Handover{SealID: x.ID, Giver: in.Giver, Taker: in.Taker, Witness: in.Witness, Witness2: in.Witness2, Why: in.Why, State: Begun, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
	if err := handovers.Insert(tx, &h); err != nil {
		return none(err)
	}
	err = s.tell(tx, handovers.Subject(h.ID), "确认印章交接："+x.Name, x.page(), civil.Date{}, h.parties())
	return h, act.Entry{Subject: handovers.Subject(h.ID), Summary: "发起“" + x.Name + "”的交接", Detail: map[string]any{"seal": x.Code, "giver": h.Giver, "taker": h.Taker, "witness": h.Witness, "witness2": h.Witness2, "in_place_of": map[bool]int64{true: x.Custodian}[standIn]}}, err
}

func (x Seal) page() string { return fmt.Sprintf("/seal/seals/%d", x.ID) }

var confirmDeed = act.Define(act.Spec[handoverIn, Handover]{Name: "seal.handover.confirm", Label: "确认印章交接", Right: Request, Basis: []law.ID{law.SealCustody},
	Do: func(tx *act.Tx, in handoverIn) (Handover, act.Entry, error) {
		none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		me, err := s.self(tx.Actor)
		if err != nil {
			return none(err)
		}
		h, err := handovers.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		x, err := seals.Locked(tx, h.SealID)
		if err != nil {
			return none(err)
		}
		role, at := h.part(me.ID)
		switch {
		case at == nil:
			return none(act.OutOfReach(handovers.Subject(h.ID)))
		case h.State != Begun:
			return none(fault.New(fault.Conflict, "这次交接已经结束。"))
		case *at != 0:
			return none(fault.New(fault.Conflict, "您已经确认过了，等其他人确认。"))
		case x.State == Out:
			return none(fault.Refuse(law.SealCustody, x.Name+"正在外带，归还以后才能交接。"))
		}
		*at = tx.Now
		say := role + "确认“" + x.Name + "”的交接"
		if h.GiverAt != 0 && h.TakerAt != 0 && h.WitnessAt != 0 && (h.Witness2 == 0 || h.Witness2At != 0) {
			h.State, h.DoneAt, x.Custodian = Done, tx.Now, h.Taker
			say += "，交接办结"
			if err := seals.Save(tx, &x); err != nil {
				return none(err)
			}
			if err := told(tx, handovers.Subject(h.ID)); err != nil {
				return none(err)
			}
			if err := in.r.moved(tx, s, x); err != nil {
				return none(err)
			}
		}
		return h, act.Entry{Subject: handovers.Subject(h.ID), Summary: say, Detail: map[string]any{"seal": x.Code, "as": role}}, handovers.Save(tx, &h)
	}})

// ConfirmHandover is the word of giver, taker or witness; custody changes with the third.
func (r *Room) ConfirmHandover(ctx context.Context, who act.Actor, id int64) (Handover, error) {
	return confirmDeed.Run(ctx, r.Door, who, handoverIn{r: r, id: id})
}

// part is somebody's part in a hand-over; at is nil for whoever has none.
func (h *Handover) part(person int64) (role string, at *int64) {
	switch person {
	case h.Giver:
		return "移交人", &h.GiverAt
	case h.Taker:
		return "接收人", &h.TakerAt
	case h.Witness:
		return "监交人", &h.WitnessAt
	case h.Witness2:
		return "第二监交人", &h.Witness2At
	}
	return "", nil
}

// parties are all who have a part in a hand-over.
func (h Handover) parties() []int64 {
	list := []int64{h.Giver, h.Taker, h.Witness}
	if h.Witness2 != 0 {
		list = append(list, h.Witness2)
	}
	return list
}

// absent reports whether a custodian cannot act: away, gone, or without an account in use.
func (s *scene) absent(person int64) bool {
	_, away := s.chart.IsAway(person)
	return away || s.chart.Gone(s.chart.Person(person)) || s.chart.Login(person) == ""
}

// inPlace are those who act for a custodian who is absent: whoever heads the office, and
// where nobody does the director. It is empty while the custodian is here.
func (s *scene) inPlace(x Seal) []int64 {
	if x.Custodian == 0 || !s.absent(x.Custodian) {
		return nil
	}
	var out []int64
	for _, ask := range []org.Ask{{Who: org.WhoSectionHead, Unit: s.r.Org.Places.Office, Person: x.Custodian}, {Who: org.WhoDirector, Person: x.Custodian}} {
		res, err := s.chart.Resolve(ask)
		if err != nil || len(out) > 0 {
			continue
		}
		for _, c := range res.Can {
			if !c.MustTakeOver() && c.Person.ID != x.Custodian {
				out = append(out, c.Person.ID)
			}
		}
	}
	return out
}

// moved puts what waits for a seal before its new custodian.
func (r *Room) moved(tx *act.Tx, s *scene, x Seal) error {
	list, err := applications.List(tx.Ctx, tx, "WHERE x.seal_id = $1 AND x.state = 'approved' ORDER BY x.id", x.ID)
	if err != nil {
		return err
	}
	for _, a := range list {
		if err := r.forward(tx, s, x, a); err != nil {
			return err
		}
	}
	return nil
}

var dropDeed = act.Define(act.Spec[handoverIn, Handover]{Name: "seal.handover.drop", Label: "撤销印章交接", Right: Request, Basis: []law.ID{law.SealCustody},
	Do: func(tx *act.Tx, in handoverIn) (Handover, act.Entry, error) {
		none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
		h, err := handovers.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		x, err := seals.Get(tx.Ctx, tx, h.SealID)
		if err != nil {
			return none(err)
		}
		switch {
		case h.MadeBy != tx.Actor.Login && !in.r.inOffice(tx.Actor):
			return none(act.OutOfReach(handovers.Subject(h.ID)))
		case h.State != Begun:
			return none(fault.New(fault.Conflict, "这次交接已经结束，不能撤销。"))
		}
		if err := texts(text{"reason", "撤销的理由", &in.reason, true, false}); err != nil {
			return none(err)
		}
		h.State, h.Dropped = Dropped, in.reason
		if err := told(tx, handovers.Subject(h.ID)); err != nil {
			return none(err)
		}
		return h, act.Entry{Subject: handovers.Subject(h.ID), Summary: "撤销“" + x.Name + "”的交接", Detail: map[string]any{"reason": in.reason}}, handovers.Save(tx, &h)
	}})

// DropHandover ends a hand-over that not all have confirmed.
func (r *Room) DropHandover(ctx context.Context, who act.Actor, id int64, reason string) (Handover, error) {
	return dropDeed.Run(ctx, r.Door, who, handoverIn{r: r, id: id, reason: reason})
}

// verdict is what somebody decided about an outing or a retirement.
func (s *scene) verdict(tx *act.Tx, x Seal, applicant int64, involved []int64, state string, words *string, no bool) (id int64, name, as string, err error) {
	c, err := s.approving(tx.Actor, x, applicant)
	switch {
	case err != nil:
	case slices.Contains(involved, c.Person.ID):
		err = forbid(law.SealApproval, "经办的人不能批准自己经办的事。")
	case state != Pending:
		err = fault.New(fault.Conflict, "已经批过，不能再批。")
	default:
		err = texts(text{"words", "意见", words, no, true})
	}
	return c.Person.ID, c.Person.Name, c.Capacity, err
}
