package outgoing

import (
	"context"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// awaits reports whether a unit is still to say something of the text that stands.
func (d Document) awaits(a Asking) bool { return a.State == Asked && a.TextNo == d.TextNo }

// withdraw ends what was asked of a text that goes no further: with the next one the
// office asks anew.
func (d Document) withdraw(tx *act.Tx) error {
	asks, err := db.All[Asking](tx.Ctx, tx, q.SQL("asks"), d.ID)
	if err != nil {
		return err
	}
	for _, x := range asks {
		if x.State != Asked {
			continue
		}
		x.State, x.DoneAt = Withdrawn, tx.Now
		if err := act.Overwrite(tx, "document_outgoing_ask", x.ID, askColumns, x.values()); err != nil {
			return err
		}
	}
	return nil
}

// countersign finds the open asking of the actor's unit.
func (s *scene) countersign(tx *act.Tx, in wordIn) (Document, Asking, org.Candidate, error) {
	d, err := at(tx, in.w.Document, Countersigned)
	if err != nil {
		return d, Asking{}, org.Candidate{}, err
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return d, Asking{}, org.Candidate{}, err
	}
	asks, err := db.All[Asking](tx.Ctx, tx, q.SQL("asks"), d.ID)
	if err != nil {
		return d, Asking{}, org.Candidate{}, err
	}
	for _, a := range asks {
		if !d.awaits(a) {
			continue
		}
		can, err := s.chart.Resolve(headOf(a.Unit))
		if err != nil {
			return d, a, org.Candidate{}, err
		}
		for _, c := range can.Can {
			if c.Person.ID == me.ID && !c.MustTakeOver() {
				return d, a, c, d.stands(in.w.TextNo)
			}
		}
	}
	sees, err := s.sees(tx.Ctx, tx, tx.Actor, d)
	if err == nil && !sees {
		err = act.OutOfReach(d.Subject())
	}
	if err == nil {
		err = forbid(law.DocumentsDraft, "会签由被征求意见的科室负责人办理，这份稿子现在没有等您会签。")
	}
	return d, Asking{}, org.Candidate{}, err
}

func (a *Asking) settle(tx *act.Tx, state string, c org.Candidate, words string) error {
	a.State, a.Words, a.Login, a.Name, a.Capacity, a.DoneAt = state, words, tx.Actor.Login, tx.Actor.Name, c.Capacity, tx.Now
	return act.Overwrite(tx, "document_outgoing_ask", a.ID, askColumns, a.values())
}

var agreeDeed = handing("document.out.countersign", "会签发文稿", []law.ID{law.DocumentsDraft, law.DocumentsCheck}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, a, c, err := s.countersign(tx, in)
	if err != nil {
		return d, "", err
	}
	if err := a.settle(tx, Agreed, c, in.w.Words); err != nil {
		return d, "", err
	}
	if err := d.note(tx, agreed, c.Capacity, in.w.Words); err != nil {
		return d, "", err
	}
	asks, err := db.All[Asking](tx.Ctx, tx, q.SQL("asks"), d.ID)
	if err != nil {
		return d, "", err
	}
	next := Signing
	if slices.ContainsFunc(asks, func(a Asking) bool { return d.awaits(a) }) {
		next = Countersigned
	}
	since := d.Since
	err = s.moved(tx, &d, next)
	if next == Countersigned {
		d.Since = since
	}
	return d, "会签 " + d.Slip, err
})

// Agree countersigns a paper for a unit, by its head.
func (r *Room) Agree(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return agreeDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var objectDeed = handing("document.out.object", "会签不同意", []law.ID{law.DocumentsDraft, law.DocumentsUnfit}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, a, c, err := s.countersign(tx, in)
	if err != nil {
		return d, "", err
	}
	if in.w.Words == "" {
		return d, "", fault.Field("words", "", "不同意的，请写明意见，拟稿科室据此修改或者协商。")
	}
	if err := a.settle(tx, Objected, c, in.w.Words); err != nil {
		return d, "", err
	}
	return d, "会签不同意 " + d.Slip, s.backwards(tx, &d, objected, c.Capacity, in.w.Words)
})

// Object refuses to countersign, with the reason: the paper goes back to its drafter.
func (r *Room) Object(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return objectDeed.Run(ctx, r.Door, who, wordIn{r, w})
}
