package seal

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

type letterIn struct {
	r      *Room
	id     int64
	reason string
}

var voidLetterDeed = act.Define(act.Spec[letterIn, IntroLetter]{Name: "seal.letter.void", Label: "作废介绍信", Right: Request, Basis: []law.ID{law.SealLetters},
	Do: func(tx *act.Tx, in letterIn) (IntroLetter, act.Entry, error) {
		none := func(err error) (IntroLetter, act.Entry, error) { return IntroLetter{}, act.Entry{}, err }
		if !in.r.inOffice(tx.Actor) {
			return none(forbid(law.SealLetters, "介绍信由办公室作废。"))
		}
		l, err := letters.Locked(tx, in.id)
		if err != nil {
			return none(err)
		}
		if l.State != Issued {
			return none(fault.New(fault.Conflict, "这封介绍信没有开具，或者已经作废。"))
		}
		if err := texts(text{"reason", "作废的理由", &in.reason, true, false}); err != nil {
			return none(err)
		}
		l.State, l.Reason = Void, in.reason
		return l, act.Entry{Subject: letters.Subject(l.ID), Summary: "作废介绍信 " + l.Number(), Detail: map[string]any{"reason": in.reason}}, letters.Save(tx, &l)
	}})

// VoidLetter voids an introduction letter that was issued; its stub stays in its place.
func (r *Room) VoidLetter(ctx context.Context, who act.Actor, id int64, reason string) (IntroLetter, error) {
	return voidLetterDeed.Run(ctx, r.Door, who, letterIn{r, id, reason})
}
