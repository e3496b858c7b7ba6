package outgoing

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/form"
)

// Word is what somebody says of a paper, with what goes with it.
type Word struct {
	Document int64
	// TextNo is the number of the text that was read: what is said of a text is not taken
	// for another one.
	TextNo int64
	Words  string
	Units  []string // that countersign
	// Important is set by the office where the director is to sign what the deputy could.
	Important bool
}

type wordIn struct {
	r *Room
	w Word
}

// at keeps a paper and refuses it in any other state.
func at(tx *act.Tx, id int64, states ...string) (Document, error) {
	d, err := keep(tx, id)
	if err == nil && !slices.Contains(states, d.State) {
		var want []string
		for _, s := range states {
			want = append(want, StateLabel(s))
		}
		err = fault.Newf(fault.Conflict, "《%s》现在是“%s”，只有“%s”的才能这样办。请刷新页面看最新情况。", d.Title, StateLabel(d.State), strings.Join(want, "”“"))
	}
	return d, err
}

// stands refuses a word that was said of a text that stands no longer.
func (d Document) stands(no int64) error {
	if no == d.TextNo {
		return nil
	}
	return fault.Newf(fault.Conflict, "稿子改过，现在是第 %d 稿。请重新打开，看过现在的稿子再办。", d.TextNo)
}

// handing is what most deeds of a paper have in common.
func handing(name, label string, basis []law.ID, do func(tx *act.Tx, s *scene, in wordIn) (Document, string, error)) *act.Deed[wordIn, Document] {
	return act.Define(act.Spec[wordIn, Document]{Name: name, Label: label, Right: Use, Basis: basis,
		Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
			in.w.Words = db.Trimmed(in.w.Words)
			if err := text("words", "意见", in.w.Words, mostWords, false); err != nil {
				return Document{}, act.Entry{}, err
			}
			s, err := in.r.look(tx.Ctx, tx, tx.Now)
			if err != nil {
				return Document{}, act.Entry{}, err
			}
			d, say, err := do(tx, s, in)
			if err != nil {
				return Document{}, act.Entry{}, err
			}
			err = d.put(tx)
			return d, act.Entry{Subject: d.Subject(), Summary: say}, err
		}})
}

// officeOnly refuses whoever is not of the office, as if the paper did not exist where he
// may not see it.
func (s *scene) officeOnly(tx *act.Tx, d Document, clause law.ID, what string) error {
	if s.r.inOffice(tx.Actor) {
		return nil
	}
	sees, err := s.sees(tx.Ctx, tx, tx.Actor, d)
	if err != nil {
		return err
	}
	if !sees {
		return act.OutOfReach(d.Subject())
	}
	return forbid(clause, what+"由办公室办理。")
}

// own keeps a drafter of the office from checking, reviewing and numbering the own
// paper (law.DocumentsCheck).
func (d Document) own(tx *act.Tx, what string) error {
	if d.Drafter != tx.Actor.Login {
		return nil
	}
	return forbid(law.DocumentsCheck, "您是拟稿人，"+what+"请办公室的另一位同志办理。")
}

// write keeps the text that stands as one of the paper's texts.
func (d *Document) write(tx *act.Tx, changed []string, why string) error {
	d.TextNo++
	t := d.text()
	t.Changed, t.Why, t.MadeBy, t.MadeName, t.MadeAt = strings.Join(changed, "、"), why, tx.Actor.Login, tx.Actor.Name, tx.Now
	_, err := insert(tx, "document_outgoing_text", textColumns, t.values())
	return err
}

var submitDeed = handing("document.out.submit", "送核发文稿", []law.ID{law.DocumentsDraft, law.DocumentsCheck}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Drafting)
	if err != nil {
		return d, "", err
	}
	if d.Drafter != tx.Actor.Login {
		return d, "", act.OutOfReach(d.Subject())
	}
	if err := form.Errors(s.check(d)); err != nil {
		return d, "", err
	}
	texts, err := db.All[Text](tx.Ctx, tx, q.SQL("texts"), d.ID)
	if err != nil {
		return d, "", err
	}
	var changed []string
	if len(texts) > 0 {
		changed = form.Substance(texts[len(texts)-1].draft(), d.text().draft())
	}
	if err := d.write(tx, changed, in.w.Words); err != nil {
		return d, "", err
	}
	d.Why, d.SignerID, d.SignerName, d.SignerAs, d.SignedText = "", 0, "", "", 0
	if err := d.note(tx, submitted, "", in.w.Words); err != nil {
		return d, "", err
	}
	return d, "送核 " + d.Slip, s.moved(tx, &d, Checking)
})

// Submit hands a draft of the actor's own in; errors of form or direction keep it back.
func (r *Room) Submit(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return submitDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var passDeed = handing("document.out.check", "核稿", []law.ID{law.DocumentsCheck}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Checking)
	if err != nil {
		return d, "", err
	}
	if err := s.officeOnly(tx, d, law.DocumentsCheck, "核稿"); err != nil {
		return d, "", err
	}
	if err := d.own(tx, "核稿"); err != nil {
		return d, "", err
	}
	if err := d.stands(in.w.TextNo); err != nil {
		return d, "", err
	}
	if err := form.Errors(s.check(d)); err != nil {
		return d, "", err
	}
	d.Important = d.Important || in.w.Important
	if err := d.note(tx, passed, "", in.w.Words); err != nil {
		return d, "", err
	}
	for _, u := range slices.Compact(slices.Sorted(slices.Values(in.w.Units))) {
		if !slices.ContainsFunc(s.units, func(x org.Unit) bool { return x.Code == u }) {
			return d, "", fault.Field("units", u, "没有这个科室，请从列表中选择会签的科室。")
		}
		if u == d.Unit {
			return d, "", fault.Field("units", u, s.unitName(u)+"是拟稿科室，不用会签。")
		}
		a := Asking{DocumentID: d.ID, Unit: u, State: Asked, TextNo: d.TextNo, AskedAt: tx.Now}
		if _, err := insert(tx, "document_outgoing_ask", askColumns, a.values()); err != nil {
			return d, "", err
		}
	}
	next := Signing
	if len(in.w.Units) > 0 {
		next = Countersigned
	}
	return d, "核稿 " + d.Slip, s.moved(tx, &d, next)
})

// Pass says by the office that a draft is fit, and which units countersign it.
func (r *Room) Pass(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return passDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

// backwards gives a paper back to its drafter with the reason.
func (s *scene) backwards(tx *act.Tx, d *Document, what, capacity, why string) error {
	if why == "" {
		return fault.Field("words", "", "请写明退回的理由，拟稿人据此修改。")
	}
	if err := d.note(tx, what, capacity, why); err != nil {
		return err
	}
	d.Why = why
	if err := d.withdraw(tx); err != nil {
		return err
	}
	return s.moved(tx, d, Drafting)
}

var returnDeed = handing("document.out.return", "退回发文稿", []law.ID{law.DocumentsUnfit}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Checking, Countersigned, Signing, Reviewing, Numbering)
	if err != nil {
		return d, "", err
	}
	capacity := ""
	if d.State == Signing {
		me, err := s.self(tx.Actor)
		if err != nil {
			return d, "", err
		}
		sign, err := s.signing(d)
		if err != nil {
			return d, "", err
		}
		c, ok := sign.by(me.ID)
		if !ok {
			if err := s.officeOnly(tx, d, law.DocumentsUnfit, "除签发人以外，退回"); err != nil {
				return d, "", err
			}
		}
		capacity = c.Capacity
	} else if err := s.officeOnly(tx, d, law.DocumentsUnfit, "退回"); err != nil {
		return d, "", err
	}
	return d, "退回 " + d.Slip, s.backwards(tx, &d, returned, capacity, in.w.Words)
})

// Return gives a paper back to its drafter, by the office or by whoever was to sign.
func (r *Room) Return(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return returnDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var signDeed = handing("document.out.sign", "签发", []law.ID{law.DocumentsSign}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Signing)
	if err != nil {
		return d, "", err
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return d, "", err
	}
	sign, err := s.signing(d)
	if err != nil {
		return d, "", err
	}
	c, ok := sign.by(me.ID)
	switch {
	case d.DrafterID == me.ID:
		return d, "", forbid(law.DocumentsSign, "您是拟稿人，不能签发自己拟的公文。"+sign.Why+"；"+sign.Lacks)
	case !ok:
		sees, err := s.sees(tx.Ctx, tx, tx.Actor, d)
		if err != nil {
			return d, "", err
		}
		if !sees {
			return d, "", act.OutOfReach(d.Subject())
		}
		say := sign.Why + "，现在由" + sign.Names() + "签发。"
		if sign.Lacks != "" {
			say = sign.Lacks
		}
		return d, "", forbid(law.DocumentsSign, say)
	case c.MustTakeOver():
		return d, "", fault.New(fault.Conflict, "您是B岗，先在“岗位和代行”里登记接手，再签发。")
	}
	if err := d.stands(in.w.TextNo); err != nil {
		return d, "", err
	}
	if err := form.Errors(s.check(d)); err != nil {
		return d, "", err
	}
	d.SignerID, d.SignerName, d.SignerAs, d.SignedOn, d.SignedText = me.ID, me.Name, c.Capacity, tx.Today, d.TextNo
	if err := d.note(tx, signed, c.Capacity, in.w.Words); err != nil {
		return d, "", err
	}
	return d, "签发 " + d.Slip, s.moved(tx, &d, Reviewing)
})

// Sign is the word of whoever is to sign; a signature without words means agreement
// (law.DocumentsSign).
func (r *Room) Sign(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return signDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

var dropDeed = handing("document.out.drop", "撤稿", []law.ID{law.DocumentsNeeded}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Drafting, Checking, Countersigned, Signing, Reviewing, Numbering)
	if err != nil {
		return d, "", err
	}
	if d.Drafter != tx.Actor.Login || d.State != Drafting && d.State != Checking {
		if err := s.officeOnly(tx, d, law.DocumentsNeeded, "送核以后撤稿"); err != nil {
			return d, "", err
		}
	}
	if in.w.Words == "" {
		return d, "", fault.Field("words", "", "请写明为什么撤稿。")
	}
	if err := d.note(tx, dropped, "", in.w.Words); err != nil {
		return d, "", err
	}
	d.Why = in.w.Words
	if err := d.withdraw(tx); err != nil {
		return d, "", err
	}
	return d, "撤稿 " + d.Slip, s.moved(tx, &d, Dropped)
})

// Drop gives a paper up before it has a number, by its drafter or the office.
func (r *Room) Drop(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return dropDeed.Run(ctx, r.Door, who, wordIn{r, w})
}
