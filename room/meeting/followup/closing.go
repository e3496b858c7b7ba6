package followup

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type confirmIn struct {
	wordIn
	ok bool
}

var confirmDeed = act.Define(act.Spec[confirmIn, Item]{Name: "followup.item.confirm", Label: "核实督办办结", Right: Use, Basis: []law.ID{law.RepDecisionRegister},
	Do: func(tx *act.Tx, in confirmIn) (Item, act.Entry, error) { return in.r.confirm(tx, in.w, in.ok) }})

// Close confirms that an item is done and hands its papers over; Back gives it back
// with the reason. The keeper can, but nobody what is his own to do.
func (r *Room) Close(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return confirmDeed.Run(ctx, r.Door, who, confirmIn{wordIn{r, w}, true})
}

// Back gives an item that was said to be done back to its owner; see Close.
func (r *Room) Back(ctx context.Context, who act.Actor, w Word) (Item, error) {
	return confirmDeed.Run(ctx, r.Door, who, confirmIn{wordIn{r, w}, false})
}

func (r *Room) confirm(tx *act.Tx, w Word, ok bool) (Item, act.Entry, error) {
	none := func(err error) (Item, act.Entry, error) { return Item{}, act.Entry{}, err }
	i, err := hold(tx, w.Item)
	if err != nil {
		return none(err)
	}
	switch {
	case !r.keeps(tx.Actor, i):
		return none(act.OutOfReach(i.Subject()))
	case i.Login == tx.Actor.Login:
		return none(fault.Refuse(law.RepDecisionRegister, "承办人不能核实自己承办的事项，由科室里的其他人核实。"))
	}
	if err := i.state(Reported); err != nil {
		return none(err)
	}
	words := db.Trimmed(w.Text)
	if !ok || words != "" {
		if words, err = text("text", words, "退回的，请写明还差什么。", mostText); err != nil {
			return none(err)
		}
	}
	if err := notify.Done(tx, i.Subject()+":confirm"); err != nil {
		return none(err)
	}
	if !ok {
		s, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		i.State, i.DoneOn, i.Stage = Pending, civil.Date{}, Stage(tx.Today, i.Due, s.terms)
		if err := put(tx, i); err != nil {
			return none(err)
		}
		if err := note(tx, i, "back", words, civil.Date{}); err != nil {
			return none(err)
		}
		return i, i.entry("退回继续办理", nil), remind(tx, i)
	}
	i.State, i.ClosedOn, i.ClosedBy = Closed, tx.Today, tx.Actor.Name
	if err := note(tx, i, "close", words, civil.Date{}); err != nil {
		return none(err)
	}
	if r.File != nil {
		i.FiledAt = tx.Now
		if err := r.Flow.Owe(tx, i.Subject()); err != nil {
			return none(err)
		}
	}
	if err := put(tx, i); err != nil {
		return none(err)
	}
	if err := r.quiet(tx, i); err != nil {
		return none(err)
	}
	return i, i.entry("核实办结", map[string]any{"due": i.Due.String(), "done": i.DoneOn.String()}), nil
}

// quiet takes every reminder of an item off the lists.
func (r *Room) quiet(tx *act.Tx, i Item) error {
	for _, key := range []string{"", ":confirm", ":late", ":gone"} {
		if err := notify.Done(tx, i.Subject()+key); err != nil {
			return err
		}
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	if err := r.settleAsks(tx, s, i); err != nil {
		return err
	}
	for _, login := range s.heads(i.Unit) {
		if err := notify.Done(tx, i.Subject()+":head:"+login); err != nil {
			return err
		}
	}
	return nil
}
