package disclosure

import (
	"context"
	"slices"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

var revokeDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.reply.revoke", Label: "收回重办", Right: Use, Basis: []law.ID{law.FoiAnswerReview, law.FoiSecGate}, Do: enter})

// Revoke takes back an approved reply that was not served, because what it hands out
// did not pass the review before release or the letter is wrong: it is written and
// approved anew. After a reply that promises something for later it takes back what
// was put there to be handed out. Nothing is thrown away.
func (r *Room) Revoke(ctx context.Context, who act.Actor, in Input) error {
	in.Do = Revoke
	var back []Draft
	_, err := revokeDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in,
		facts: func(w *working, _ *Event) error {
			list, err := draftsOf(w.tx.Ctx, w.tx, w.a.ID)
			back = slices.DeleteFunc(list, func(d Draft) bool { return d.State != "approved" })
			w.f.Approved = len(back) > 0
			return err
		},
		then: func(w *working) error {
			for _, d := range back {
				d.State = "withdrawn"
				d.Version++
				if err := act.Overwrite(w.tx, "disclosure_reply", d.ID, replyColumns, d.values()); err != nil {
					return err
				}
			}
			papers, err := papersOf(w.tx.Ctx, w.tx, w.a.ID)
			if err != nil {
				return err
			}
			for _, p := range supplied(papers) { // kept as what was found; what goes out is chosen anew
				if err := act.Overwrite(w.tx, "disclosure_paper", p.ID, []string{"kind"}, []any{PaperFound}); err != nil {
					return err
				}
			}
			return nil
		}})
	return err
}
