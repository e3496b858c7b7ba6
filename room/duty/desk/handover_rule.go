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

type recallIn struct {
	r  *Room
	id int64
}

var recallDeed = act.Define(act.Spec[recallIn, bool]{Name: "duty.handover.recall", Label: "撤回交班", Right: Use, Basis: []law.ID{law.DutyHandoverOpen},
	Do: func(tx *act.Tx, in recallIn) (bool, act.Entry, error) {
		h, err := handovers.locked(tx, in.id)
		switch {
		case err != nil:
			return false, act.Entry{}, err
		case h.Giver != tx.Actor.Login || tx.Actor.Login == "":
			return false, act.Entry{}, forbidden(law.DutyHandoverOpen, "由交班人撤回。")
		case h.State != Offered:
			return false, act.Entry{}, fault.New(fault.Conflict, "这次交班"+handoverLabels[h.State]+"，不能撤回。")
		}
		h.State = Returned
		if err := notify.Done(tx, h.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: h.Subject(), Summary: "撤回交班，补充后重新交"}, handovers.save(tx, &h)
	}})

// Recall takes an unanswered hand-over back, to offer it anew with what came since.
func (r *Room) Recall(ctx context.Context, who act.Actor, id int64) error {
	_, err := recallDeed.Run(ctx, r.Door, who, recallIn{r, id})
	return err
}

// Ruling is the duty leader's decision on an item that was refused twice.
type Ruling struct {
	Item  int64
	To    string // ToReceiver or ToGiver
	Words string
}

type rulingIn struct {
	r *Room
	Ruling
}

var ruleDeed = act.Define(act.Spec[rulingIn, bool]{Name: "duty.handover.rule", Label: "决定由谁续办", Right: Lead, Basis: []law.ID{law.DutyHandoverOpen},
	Do: func(tx *act.Tx, in rulingIn) (bool, act.Entry, error) { return in.r.rule(tx, in.Ruling) }})

// Rule gives an item that was refused twice to the receiver, who may not refuse it
// again, or leaves it with the giver, who goes on with it after the shift.
func (r *Room) Rule(ctx context.Context, who act.Actor, in Ruling) error {
	_, err := ruleDeed.Run(ctx, r.Door, who, rulingIn{r, in})
	return err
}

func (r *Room) rule(tx *act.Tx, in Ruling) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	x, err := items.locked(tx, in.Item)
	if err != nil {
		return none(err)
	}
	h, err := handovers.locked(tx, x.Handover)
	if err != nil {
		return none(err)
	}
	switch {
	case !s.leads(tx.Actor):
		return none(forbidden(law.DutyHandoverOpen, "由这一班的带班领导决定。"))
	case h.State != Deciding || x.Refusals < 2 || x.Answer != Refuse:
		return none(fault.New(fault.Conflict, "两次退回的事项才由带班领导决定。"))
	case x.Ruling != "":
		return none(fault.New(fault.Conflict, "这一项已经决定。"))
	case in.To != ToReceiver && in.To != ToGiver:
		return none(fault.Field("to", in.To, "选择由接班人还是交班人续办。"))
	}
	if err := texts(text{field: "words", value: &in.Words, need: "写明决定的理由。", clause: law.DutyHandoverOpen}); err != nil {
		return none(err)
	}
	x.Ruling, x.RulingWords, x.RuledBy, x.RuledName, x.RuledAt = in.To, in.Words, tx.Actor.Login, tx.Actor.Name, tx.Now
	if err := items.save(tx, &x); err != nil {
		return none(err)
	}
	say := "决定由接班人续办"
	if in.To == ToGiver {
		say = "决定由交班人续办"
		if err := r.keep(tx, x, h.Giver); err != nil {
			return none(err)
		}
	}
	list, err := items.list(tx.Ctx, tx, "WHERE x.handover_id = $1", h.ID)
	if err != nil {
		return none(err)
	}
	if !slices.ContainsFunc(list, func(y HandoverItem) bool { return y.Answer == Refuse && y.Refusals >= 2 && y.Ruling == "" }) {
		h.State = Returned
		if err := handovers.save(tx, &h); err != nil {
			return none(err)
		}
		if err := notify.Put(tx, notify.Todo{Key: h.Subject() + ":back", Login: h.Giver, URL: fmt.Sprintf("/duty/handovers/%d", h.ID), Text: "带班领导已决定由谁续办，重新交班", Due: tx.Today}); err != nil {
			return none(err)
		}
	}
	return true, act.Entry{Subject: h.Subject(), Summary: say, Detail: map[string]any{"item": x.of()}}, nil
}

// keep leaves an item with somebody who goes on with it after the shift.
func (r *Room) keep(tx *act.Tx, x HandoverItem, login string) error {
	url := fmt.Sprintf("/duty/log/%d", x.Entry)
	if x.Incident != 0 {
		i, err := incidents.locked(tx, x.Incident)
		if err != nil {
			return err
		}
		i.Keeper, url = login, fmt.Sprintf("/duty/incidents/%d", i.ID)
		if err := incidents.save(tx, &i); err != nil {
			return err
		}
	} else {
		e, err := entries.locked(tx, x.Entry)
		if err != nil {
			return err
		}
		e.Keeper = login
		if err := entries.save(tx, &e); err != nil {
			return err
		}
	}
	return notify.Put(tx, notify.Todo{Key: x.of() + ":keep", Login: login, URL: url, Text: "续办带班领导决定留给您的值班事项"})
}

// HandoverView is a hand-over with its items as somebody sees them.
type HandoverView struct {
	Handover
	Items    []HandoverItem
	Entries  map[int64]Entry
	Incident map[int64]Incident
	From, To Stint
}

// HandoverOf gives a hand-over to its two sides, to leaders and to the office.
func (r *Room) HandoverOf(ctx context.Context, who act.Actor, id int64) (HandoverView, error) {
	rd := r.Door.Reader()
	h, err := handovers.get(ctx, rd, id)
	if err != nil {
		return HandoverView{}, err
	}
	if who.Login == "" || who.Login != h.Giver && who.Login != h.Receiver && !who.May(Lead) && !r.keeper(who) {
		return HandoverView{}, act.OutOfReach(h.Subject())
	}
	v := HandoverView{Handover: h, Entries: map[int64]Entry{}, Incident: map[int64]Incident{}}
	if v.Items, err = items.list(ctx, rd, "WHERE x.handover_id = $1 ORDER BY x.id", id); err != nil {
		return v, err
	}
	if v.From, err = stints.get(ctx, rd, h.Stint); err != nil {
		return v, err
	}
	if v.To, err = stints.get(ctx, rd, h.Next); err != nil {
		return v, err
	}
	for _, x := range v.Items {
		if x.Incident != 0 {
			i, err := incidents.get(ctx, rd, x.Incident)
			if err != nil {
				return v, err
			}
			if i.Secret {
				i.Title = SecretWords
			}
			v.Incident[i.ID] = i
			continue
		}
		e, err := entries.get(ctx, rd, x.Entry)
		if err != nil {
			return v, err
		}
		if e.Secret {
			e.hide()
		}
		v.Entries[e.ID] = e
	}
	return v, nil
}

// Handovers lists the hand-overs, the latest first: all for leaders and the office,
// otherwise one's own.
func (r *Room) Handovers(ctx context.Context, who act.Actor) ([]Handover, error) {
	f := db.NewFilter()
	if !who.May(Lead) && !r.keeper(who) {
		f.And("(x.giver_login = ? OR x.receiver_login = ?)", who.Login, who.Login)
	}
	return handovers.list(ctx, r.Door.Reader(), f.Where()+fmt.Sprintf(" ORDER BY x.id DESC LIMIT %d", mostListed), f.Args()...)
}
