package desk

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// opened lists what is left open for whoever sits at the desk next, entries first.
func opened(ctx context.Context, rd db.Reader) ([]Entry, []Incident, error) {
	log, err := entries.list(ctx, rd, "WHERE x.state = 'open' AND x.keeper = '' ORDER BY x.id")
	if err != nil {
		return nil, nil, err
	}
	inc, err := incidents.list(ctx, rd, "WHERE x.state = 'open' AND x.keeper = '' ORDER BY x.id")
	return log, inc, err
}

type offerIn struct {
	r     *Room
	words string
}

var offerDeed = act.Define(act.Spec[offerIn, Handover]{Name: "duty.handover.offer", Label: "交班", Right: Use, Basis: []law.ID{law.DutyHandoverOpen, law.DutyHandoverStrict},
	Do: func(tx *act.Tx, in offerIn) (Handover, act.Entry, error) { return in.r.offer(tx, in.words, false) }})

// Offer hands the desk to the officer who has arrived: every open item stands in the
// list, and the giver signs. It may be done again after items came back.
func (r *Room) Offer(ctx context.Context, who act.Actor, words string) (Handover, error) {
	return offerDeed.Run(ctx, r.Door, who, offerIn{r, words})
}

var relieveDeed = act.Define(act.Spec[offerIn, Handover]{Name: "duty.handover.relieve", Label: "代为交班", Right: Lead, Basis: []law.ID{law.DutyBanVacant, law.DutySwapArrange, law.DutyHandoverOpen},
	Do: func(tx *act.Tx, in offerIn) (Handover, act.Entry, error) { return in.r.offer(tx, in.words, true) }})

// Relieve hands the desk over in place of an officer who cannot: who leads the shift
// signs for the giver and says why. The receiver, who has arrived for the turn, answers
// item by item as always.
func (r *Room) Relieve(ctx context.Context, who act.Actor, why string) (Handover, error) {
	return relieveDeed.Run(ctx, r.Door, who, offerIn{r, why})
}

// signsOff says whether the actor may sign for the giver, the officer himself or the
// leader in his place.
func (s *scene) signsOff(who act.Actor, inPlace bool) error {
	switch {
	case !inPlace && !s.officer(who):
		return forbidden(law.DutyHandoverStrict, "由在班的值班员交班。")
	case inPlace && !s.leads(who):
		return forbidden(law.DutySwapArrange, "值班员不能交班的，由这一班的带班领导代为交班。")
	case s.on.ID == 0:
		return fault.New(fault.Conflict, "现在没有人在班，接替的人登记到岗就接班，不用交班。")
	case inPlace && s.officer(who):
		return fault.New(fault.Conflict, "您自己在班，直接交班。")
	}
	return nil
}

// stillDue refuses to hand the desk to somebody whose turn has ended meanwhile, unless
// the roster has the person now.
func (s *scene) stillDue(next Stint) error {
	if next.PlannedUntil == 0 || s.now < next.PlannedUntil || s.watch.Officer.Person == next.Person {
		return nil
	}
	say := next.Name + "的班到 " + stamp(next.PlannedUntil) + " 已经结束，不能接班。"
	if s.watch.Officer.Person != 0 {
		say += "现在值班表上是" + s.watch.Officer.Name + "。"
	}
	return &fault.Error{Kind: fault.Conflict, Clause: law.DutyBanVacant, Say: say + "请" + next.Name + "在值班台选“不接班，离开”。"}
}

func (r *Room) offer(tx *act.Tx, words string, inPlace bool) (Handover, act.Entry, error) {
	none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
	if err := tx.Alone("duty_stint"); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	if err := s.signsOff(tx.Actor, inPlace); err != nil {
		return none(err)
	}
	wanted := text{field: "words", value: &words, long: true}
	if inPlace {
		wanted.need, wanted.clause = "写明值班员为什么不能交班。", law.DutyBanVacant
	}
	if err := texts(wanted); err != nil {
		return none(err)
	}
	next, found, err := stints.maybe(tx.Ctx, tx, "WHERE x.state = $1 ORDER BY x.id", Waiting)
	if err != nil {
		return none(err)
	}
	if !found {
		say := "接班人还没有登记到岗，不能交班。到点没有人来的，登记“无人接班”。"
		if inPlace {
			say = "接替的人还没有登记到岗。先在值班表的这一班上“应急顶班”，由本人或者指定的人到岗登记，再代为交班。"
		}
		return none(&fault.Error{Kind: fault.Conflict, Clause: law.DutyHandoverStrict, Say: say})
	}
	if err := s.stillDue(next); err != nil {
		return none(err)
	}
	h := Handover{Stint: s.on.ID, Next: next.ID, Round: 1, Giver: s.on.Login, GiverName: s.on.Name, Receiver: next.Login, ReceiverName: next.Name, Words: words, State: Offered, OfferedAt: tx.Now}
	verb := "交班"
	if inPlace {
		verb, h.Giver, h.GiverName = "代"+s.on.Name+"交班", tx.Actor.Login, tx.Actor.Name+"（代"+s.on.Name+"）"
	}
	before := map[string]HandoverItem{}
	last, again, err := handovers.maybe(tx.Ctx, tx, "WHERE x.stint_id = $1 ORDER BY x.id DESC", s.on.ID)
	if err != nil {
		return none(err)
	}
	if again {
		switch last.State {
		case Offered:
			return none(fault.New(fault.Conflict, "已经交班，等接班人核对。"))
		case Deciding:
			return none(fault.New(fault.Conflict, "有事项两次被退回，等带班领导决定由谁续办。"))
		}
		h.Round = last.Round + 1
		if err := notify.Done(tx, last.Subject()+":back"); err != nil {
			return none(err)
		}
		old, err := items.list(tx.Ctx, tx, "WHERE x.handover_id = $1", last.ID)
		if err != nil {
			return none(err)
		}
		for _, x := range old {
			before[x.of()] = x
		}
	}
	if err := handovers.insert(tx, &h); err != nil {
		return none(err)
	}
	log, inc, err := opened(tx.Ctx, tx)
	if err != nil {
		return none(err)
	}
	var list []HandoverItem
	for _, e := range log {
		list = append(list, HandoverItem{Entry: e.ID})
	}
	for _, i := range inc {
		list = append(list, HandoverItem{Incident: i.ID})
	}
	for _, x := range list {
		old := before[x.of()]
		x.Handover, x.Refusals, x.Ruling, x.RulingWords, x.RuledBy, x.RuledName, x.RuledAt = h.ID, old.Refusals, old.Ruling, old.RulingWords, old.RuledBy, old.RuledName, old.RuledAt
		if err := items.insert(tx, &x); err != nil {
			return none(err)
		}
	}
	err = notify.Put(tx, notify.Todo{Key: h.Subject(), Login: h.Receiver, URL: "/duty/handovers/" + fmt.Sprint(h.ID), Text: fmt.Sprintf("核对交班的 %d 项未办结事项并签字接班", len(list)), Due: tx.Today})
	return h, act.Entry{Subject: h.Subject(), Summary: fmt.Sprintf("%s，未办结 %d 项，第 %d 次", verb, len(list), h.Round), Detail: map[string]any{"items": len(list), "round": h.Round}}, err
}

// of names what an item is about.
func (x HandoverItem) of() string {
	if x.Incident != 0 {
		return act.Subject("duty_incident", x.Incident)
	}
	return act.Subject("duty_log", x.Entry)
}

// Answer is a receiver's word on one item.
type Answer struct {
	Item   int64
	Accept bool
	Reason string
}

type answerIn struct {
	r       *Room
	id      int64
	answers []Answer
	words   string
}

var answerDeed = act.Define(act.Spec[answerIn, Handover]{Name: "duty.handover.answer", Label: "核对并接班", Right: Use, Basis: []law.ID{law.DutyHandoverOpen, law.DutyHandoverStrict},
	Do: func(tx *act.Tx, in answerIn) (Handover, act.Entry, error) { return in.r.answer(tx, in) }})

// TakeOver is the receiver's word on every item and the signature. If all is accepted
// the desk changes hands; what is refused goes back with the reason, and what was
// refused twice to the duty leader.
func (r *Room) TakeOver(ctx context.Context, who act.Actor, id int64, answers []Answer, words string) (Handover, error) {
	return answerDeed.Run(ctx, r.Door, who, answerIn{r, id, answers, words})
}

func (r *Room) answer(tx *act.Tx, in answerIn) (Handover, act.Entry, error) {
	none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
	if err := tx.Alone("duty_stint"); err != nil {
		return none(err)
	}
	h, err := handovers.locked(tx, in.id)
	switch {
	case err != nil:
		return none(err)
	case h.Receiver != tx.Actor.Login || tx.Actor.Login == "":
		return none(forbidden(law.DutyHandoverOpen, "由接班人用自己的账号核对、签字。"))
	case h.State != Offered:
		return none(fault.New(fault.Conflict, "这次交班"+handoverLabels[h.State]+"，不能再签。"))
	}
	if err := texts(text{field: "words", value: &in.words, long: true}); err != nil {
		return none(err)
	}
	list, err := items.list(tx.Ctx, tx, "WHERE x.handover_id = $1 ORDER BY x.id", h.ID)
	if err != nil {
		return none(err)
	}
	if err := r.unchanged(tx, list); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	next, err := stints.get(tx.Ctx, tx, h.Next)
	if err == nil {
		err = s.stillDue(next)
	}
	if err != nil {
		return none(err)
	}
	refused, twice := 0, 0
	for _, x := range list {
		i := slices.IndexFunc(in.answers, func(a Answer) bool { return a.Item == x.ID })
		field := fmt.Sprintf("item%d", x.ID)
		if i < 0 {
			return none(&fault.Error{Kind: fault.Invalid, Clause: law.DutyHandoverOpen, Say: "还有事项没有核对。", Fields: []fault.FieldError{{Field: field, Say: "逐项选择接下还是退回，没有选的不算接下。"}}})
		}
		a := in.answers[i]
		a.Reason = db.Trimmed(a.Reason)
		switch {
		case !a.Accept && x.Ruling == ToReceiver:
			return none(fault.Field(field, "", "带班领导已决定由接班人续办，不能再退回。"))
		case !a.Accept && a.Reason == "":
			return none(fault.Field(field+"_why", "", "写明为什么退回、要补什么。"))
		case len([]rune(a.Reason)) > mostLine:
			return none(fault.Field(field+"_why", a.Reason, fmt.Sprintf("不超过 %d 字。", mostLine)))
		case a.Accept:
			x.Answer, x.Reason = Accept, ""
		default:
			x.Answer, x.Reason = Refuse, a.Reason
			x.Refusals++
			refused++
			if x.Refusals >= 2 {
				twice++
			}
		}
		if err := items.save(tx, &x); err != nil {
			return none(err)
		}
	}
	h.AnsweredAt, h.AnswerOfWhole = tx.Now, in.words
	if err := notify.Done(tx, h.Subject()); err != nil {
		return none(err)
	}
	if refused == 0 {
		h.State = Done
		return r.changeHands(tx, h, len(list))
	}
	h.State = Returned
	say := fmt.Sprintf("接班人退回 %d 项", refused)
	key := h.Subject() + ":back"
	if twice > 0 {
		h.State = Deciding
		say += fmt.Sprintf("，其中 %d 项两次退回，报带班领导决定", twice)
		if err := r.tellLeader(tx, s, key, fmt.Sprintf("/duty/handovers/%d", h.ID), "交接班有事项两次被退回，决定由谁续办"); err != nil {
			return none(err)
		}
	} else if err := notify.Put(tx, notify.Todo{Key: key, Login: h.Giver, URL: fmt.Sprintf("/duty/handovers/%d", h.ID), Text: fmt.Sprintf("接班人退回 %d 项，补充后重新交班", refused), Due: tx.Today}); err != nil {
		return none(err)
	}
	return h, act.Entry{Subject: h.Subject(), Summary: say, Detail: map[string]any{"refused": refused, "twice": twice}}, handovers.save(tx, &h)
}

// unchanged refuses a list that no longer holds everything that is open.
func (r *Room) unchanged(tx *act.Tx, list []HandoverItem) error {
	log, inc, err := opened(tx.Ctx, tx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, x := range list {
		known[x.of()] = true
	}
	fresh := 0
	for _, e := range log {
		if !known[e.Subject()] {
			fresh++
		}
	}
	for _, i := range inc {
		if !known[i.Subject()] {
			fresh++
		}
	}
	if fresh > 0 {
		return fault.Newf(fault.Conflict, "交班以后又有 %d 项未办结，请交班人撤回、重新交班。", fresh)
	}
	return nil
}

// changeHands ends one stint and begins the next.
func (r *Room) changeHands(tx *act.Tx, h Handover, n int) (Handover, act.Entry, error) {
	none := func(err error) (Handover, act.Entry, error) { return Handover{}, act.Entry{}, err }
	old, err := stints.locked(tx, h.Stint)
	if err != nil {
		return none(err)
	}
	next, err := stints.locked(tx, h.Next)
	if err != nil {
		return none(err)
	}
	if old.State != On || next.State != Waiting {
		return none(fault.New(fault.Conflict, "交班人或者接班人已经不在值班室，重新登记到岗后再交接。"))
	}
	old.State, old.EndedAt = Ended, tx.Now
	next.State, next.BeganAt = On, tx.Now
	for _, x := range []*Stint{&old, &next} {
		if err := stints.save(tx, x); err != nil {
			return none(err)
		}
		if err := r.attended(tx, *x); err != nil {
			return none(err)
		}
	}
	if err := notify.Done(tx, fmt.Sprintf("duty_stint:%d:alone", old.ID)); err != nil {
		return none(err)
	}
	say := fmt.Sprintf("接班，%s交%s接，接下 %d 项", h.GiverName, h.ReceiverName, n)
	if m := next.Late(); m > 0 {
		say += fmt.Sprintf("，接班人晚到 %d 分钟", m)
	}
	if m := old.Early(); m > 0 {
		say += fmt.Sprintf("，交班人早走 %d 分钟", m)
	}
	return h, act.Entry{Subject: h.Subject(), Summary: say, Detail: map[string]any{"items": n, "late": next.Late(), "early": old.Early()}, Basis: []law.ID{law.DutyBanPunctual}}, handovers.save(tx, &h)
}
