package outgoing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/form"
)

type reviseIn struct {
	r       *Room
	id      int64
	version int64
	f       Fields
	why     string
}

var reviseDeed = act.Define(act.Spec[reviseIn, Document]{Name: "document.out.revise", Label: "复核修改", Right: Use, Basis: []law.ID{law.DocumentsReview},
	Do: func(tx *act.Tx, in reviseIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		d, err := at(tx, in.id, Reviewing)
		if err != nil {
			return none(err)
		}
		if err := s.officeOnly(tx, d, law.DocumentsReview, "复核"); err != nil {
			return none(err)
		}
		if err := d.own(tx, "复核"); err != nil {
			return none(err)
		}
		if d.Version != in.version {
			return none(fault.New(fault.Conflict, "这份稿子刚刚被改过，请重新打开再改。"))
		}
		f, why := in.f.tidied(), db.Trimmed(in.why)
		if err := join(f.faults(), text("words", "修改的理由", why, mostWords, true)); err != nil {
			return none(err)
		}
		before := d.text().draft()
		d.set(f)
		if err := form.Errors(s.check(d)); err != nil {
			return none(err)
		}
		changed := form.Substance(before, d.text().draft())
		if err := d.write(tx, changed, why); err != nil {
			return none(err)
		}
		say := "复核作文字修改 " + d.Slip
		if len(changed) > 0 {
			say = "复核作实质性修改（" + strings.Join(changed, "、") + "），报原签批人复审 " + d.Slip
			why = "改动：" + strings.Join(changed, "、") + "。" + why
		}
		if err := d.note(tx, revised, "", why); err != nil {
			return none(err)
		}
		if len(changed) > 0 {
			d.SignerID, d.SignerName, d.SignerAs = 0, "", ""
			if err := s.moved(tx, &d, Signing); err != nil {
				return none(err)
			}
		} else {
			d.SignedText = d.TextNo
		}
		err = d.put(tx)
		return d, act.Entry{Subject: d.Subject(), Summary: say}, err
	}})

// Revise changes a signed text by the office. A change of substance goes back to
// whoever signs; whether it is one is found by comparing the texts, not by asking.
func (r *Room) Revise(ctx context.Context, who act.Actor, id, version int64, f Fields, why string) (Document, error) {
	return reviseDeed.Run(ctx, r.Door, who, reviseIn{r, id, version, f, why})
}

var reviewDeed = handing("document.out.review", "复核发文", []law.ID{law.DocumentsReview}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Reviewing)
	if err != nil {
		return d, "", err
	}
	if err := s.officeOnly(tx, d, law.DocumentsReview, "复核"); err != nil {
		return d, "", err
	}
	if err := d.own(tx, "复核"); err != nil {
		return d, "", err
	}
	if err := d.stands(in.w.TextNo); err != nil {
		return d, "", err
	}
	if err := d.note(tx, reviewed, "", in.w.Words); err != nil {
		return d, "", err
	}
	return d, "复核 " + d.Slip, s.moved(tx, &d, Numbering)
})

// Review finds by the office that approvals, text and form are in order.
func (r *Room) Review(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return reviewDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

// Series are the signs under which the bureau numbers its papers, the one of a paper
// first (law.DocumentsNumber).
func (s *scene) series(d Document) []string {
	value := func(name string) string {
		p, _ := s.book.Param(law.DocumentsNumber, name)
		return strings.TrimSpace(p.Value)
	}
	list := []string{value("series"), value("series_letter"), value("series_office")}
	own := 0
	switch {
	case d.Issuer == form.ByOffice:
		own = 2
	case d.Kind == form.Letter:
		own = 1
	}
	out := []string{list[own]}
	for _, x := range list {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return slices.DeleteFunc(out, func(x string) bool { return x == "" })
}

// give takes the next number of a series in the year of the deed. It is taken back if
// the deed fails, so that there is no gap.
func give(tx *act.Tx, series string, document int64, title string) (Given, error) {
	year := tx.Today.Year
	n, err := tx.Next(counter(series, year))
	if err != nil {
		return Given{}, err
	}
	if n > form.MostSeq {
		return Given{}, fault.Newf(fault.Conflict, "%s %d 年的顺序号已经用完。", series, year)
	}
	g := Given{Series: series, Year: int64(year), Seq: n, State: NumberUsed, DocumentID: document, Title: title, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeOn: tx.Today, MadeAt: tx.Now, Version: 1}
	g.ID, err = insert(tx, "document_outgoing_number", numberColumns, g.values())
	return g, err
}

func counter(series string, year int) string {
	return fmt.Sprintf("document.number.%s.%d", series, year)
}

// Enrolment is what the register has of a paper when it is numbered.
type Enrolment struct {
	Document int64
	Series   string
	Prints   int
	Seal     string // bureau, office; empty for none
	Unsealed string // why it goes out without a seal; minutes need no reason
}

type enrolIn struct {
	r *Room
	e Enrolment
}

var numberDeed = act.Define(act.Spec[enrolIn, Document]{Name: "document.out.number", Label: "发文编号登记", Right: Use, Basis: []law.ID{law.DocumentsEnrolOut, law.DocumentsNumber, law.DocumentsLayout},
	Do: func(tx *act.Tx, in enrolIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		r, e := in.r, in.e
		s, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		d, err := at(tx, e.Document, Numbering)
		if err != nil {
			return none(err)
		}
		if err := s.officeOnly(tx, d, law.DocumentsEnrolOut, "编号登记"); err != nil {
			return none(err)
		}
		if err := d.own(tx, "编号登记"); err != nil {
			return none(err)
		}
		var bad []error
		if !slices.Contains(s.series(d), e.Series) {
			bad = append(bad, fault.Field("series", e.Series, "请从列出的机关代字中选一个："+strings.Join(s.series(d), "、")+"。"))
		}
		if e.Prints < 1 || e.Prints > mostPrints {
			bad = append(bad, fault.Field("prints", fmt.Sprint(e.Prints), fmt.Sprintf("印制份数应当在 1 至 %d 之间。", mostPrints)))
		}
		if e.Seal != "" && e.Seal != form.ByBureau && e.Seal != form.ByOffice {
			bad = append(bad, fault.Field("seal", e.Seal, "请从列表中选择用哪枚印章。"))
		}
		e.Unsealed = oneLine(e.Unsealed)
		if e.Seal == "" {
			bad = append(bad, text("unsealed", "不用印的理由", e.Unsealed, mostLine, d.Kind != form.Minutes))
		} else {
			e.Unsealed = ""
		}
		final := d.draft(s.issuerName(d.Issuer))
		final.Final = true
		bad = append(bad, form.Errors(form.Check(final, s.bodies())))
		if err := join(bad...); err != nil {
			return none(err)
		}
		g, err := give(tx, e.Series, d.ID, d.Title)
		if err != nil {
			return none(err)
		}
		d.Number, d.Prints, d.Seal = g.Text(), int64(e.Prints), e.Seal
		say := fmt.Sprintf("%s，印 %d 份", d.Number, d.Prints)
		if e.Unsealed != "" {
			say += "，不用印：" + e.Unsealed
		}
		if err := d.note(tx, numbered, "", say); err != nil {
			return none(err)
		}
		if r.Numbered != nil {
			if err := r.Numbered(tx, g, d.Unit, d.DrafterName); err != nil {
				return none(err)
			}
		}
		printed, err := s.final(tx, d)
		if err != nil {
			return none(err)
		}
		next := Dispatching
		if d.Seal != "" {
			next = Sealing
			if err := r.askSeal(tx, d, printed); err != nil {
				return none(err)
			}
		}
		if err := s.moved(tx, &d, next); err != nil {
			return none(err)
		}
		err = d.put(tx)
		return d, act.Entry{Subject: d.Subject(), Summary: "编号登记 " + d.Number + "《" + d.Title + "》", Detail: map[string]any{"number": d.Number, "prints": d.Prints, "unsealed": e.Unsealed}}, err
	}})

// Number gives a paper the next number of its series and of the day's year, and asks
// for the seal.
func (r *Room) Number(ctx context.Context, who act.Actor, e Enrolment) (Document, error) {
	return numberDeed.Run(ctx, r.Door, who, enrolIn{r, e})
}

// askSeal asks for the seal on the final: the signature is the approval.
func (r *Room) askSeal(tx *act.Tx, d Document, final Paper) error {
	if r.AskSeal == nil {
		return nil
	}
	return r.AskSeal(tx, SealAsking{Source: d.Subject(), Seal: d.Seal, What: d.Title, Number: d.Number, Digest: final.SHA256, Copies: int(d.Prints), Unit: d.Unit, ApprovedBy: d.SignerID, ApprovedAs: "签发", URL: d.URL(), Basis: []law.ID{law.DocumentsSign}})
}

var voidDeed = handing("document.out.void", "作废发文字号", []law.ID{law.DocumentsNumber, law.DocumentsEnrolOut}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Sealing, Dispatching)
	if err != nil {
		return d, "", err
	}
	if err := s.officeOnly(tx, d, law.DocumentsEnrolOut, "作废字号"); err != nil {
		return d, "", err
	}
	if err := text("words", "作废的理由", in.w.Words, mostLine, true); err != nil {
		return d, "", err
	}
	g, ok, err := db.Maybe[Given](tx.Ctx, tx, q.SQL("number_of"), d.ID)
	if err == nil && !ok {
		err = fault.Newf(fault.Internal, "document %d has no number", d.ID)
	}
	if err != nil {
		return d, "", err
	}
	g.State, g.Reason, g.Version = NumberVoid, in.w.Words, g.Version+1
	if err := act.Overwrite(tx, "document_outgoing_number", g.ID, numberColumns, g.values()); err != nil {
		return d, "", err
	}
	if s.r.Numbered != nil {
		if err := s.r.Numbered(tx, g, d.Unit, d.DrafterName); err != nil {
			return d, "", err
		}
	}
	if d.State == Sealing && s.r.DropSeal != nil {
		if err := s.r.DropSeal(tx, d.Subject(), in.w.Words); err != nil {
			return d, "", err
		}
	}
	d.Why = in.w.Words
	if err := d.note(tx, voided, "", in.w.Words); err != nil {
		return d, "", err
	}
	return d, "作废 " + d.Number + "：" + in.w.Words, s.moved(tx, &d, Void)
})

// Void gives up a paper that has a number and did not go out. The number stays in the
// book with the reason and is not given again (law.DocumentsNumber, reading gapless).
func (r *Room) Void(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return voidDeed.Run(ctx, r.Door, who, wordIn{r, w})
}
