package document

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

// Grounds on which a document is returned, in the words of the first check (clause
// law.documents.first_check).
var Grounds = []string{"不属于本机关办理", "不符合行文规则", "文种或者格式不合要求", "应当协商会签而没有会签", "文件不全或者不能阅读"}

var checkDeed = act.Define(act.Spec[wordIn, Document]{Name: "document.incoming.check", Label: "收文初审", Right: Use, Basis: []law.ID{law.DocumentsFirstCheck},
	Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil {
			err = d.in(Registered)
		}
		if err == nil {
			err = line("text", "初审意见", in.text, mostLine, false)
		}
		if err != nil {
			return none(err)
		}
		d.to(Checked, tx.Now, d.DueAt)
		if err := put(tx, in.r, &d); err != nil {
			return none(err)
		}
		if err := say(tx, &d, evCheck, in.text); err != nil {
			return none(err)
		}
		return d, d.entry("收文初审通过", nil), in.r.waitOffice(tx, &d, "拟办")
	}})

// Check passes a document at the first check: the bureau deals with it.
func (r *Room) Check(ctx context.Context, who act.Actor, id int64, words string) error {
	_, err := checkDeed.Run(ctx, r.Door, who, wordIn{r, id, db.Trimmed(words)})
	return err
}

// Refusal is a return of a document at the first check.
type Refusal struct {
	Ground string // of Grounds
	Why    string
	To     string // who took it back
}

type returnIn struct {
	r  *Room
	id int64
	x  Refusal
}

var returnDeed = act.Define(act.Spec[returnIn, Document]{Name: "document.incoming.return", Label: "退文", Right: Use, Basis: []law.ID{law.DocumentsFirstCheck},
	Do: func(tx *act.Tx, in returnIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil {
			err = d.in(Registered, Checked)
		}
		if err != nil {
			return none(err)
		}
		var ground error
		if !slices.Contains(Grounds, in.x.Ground) {
			ground = fault.Field("ground", in.x.Ground, "请选择退文的缘由。")
			fault.Of(ground).Clause = law.DocumentsFirstCheck
		}
		why, to := db.Trimmed(in.x.Why), db.Trimmed(in.x.To)
		need := line("why", "退文的理由", why, mostText, true)
		if need != nil {
			fault.Of(need).Clause = law.DocumentsFirstCheck
		}
		if err := join(ground, need, line("to", "退给谁", to, mostLine, true)); err != nil {
			return none(err)
		}
		n, err := tx.Next(fmt.Sprintf("document.return.%d", tx.Today.Year))
		if err != nil {
			return none(err)
		}
		d.ReturnNo, d.ReturnTo, d.ReturnWhy, d.ReturnedAt = fmt.Sprintf("%d-退-%03d", tx.Today.Year, n), to, in.x.Ground+"："+why, tx.Now
		d.to(Returned, tx.Now, 0)
		if err := put(tx, in.r, &d); err != nil {
			return none(err)
		}
		if err := say(tx, &d, evReturn, d.ReturnWhy+"（退给"+to+"，"+d.ReturnNo+"）"); err != nil {
			return none(err)
		}
		return d, d.entry("退文 "+d.ReturnNo, map[string]any{"ground": in.x.Ground}), notify.Done(tx, d.Subject()+":office")
	}})

// Return sends a document back to whoever sent it, with the ground; it goes to the return
// register.
func (r *Room) Return(ctx context.Context, who act.Actor, id int64, x Refusal) (Document, error) {
	return returnDeed.Run(ctx, r.Door, who, returnIn{r, id, x})
}
