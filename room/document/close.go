package document

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var shanghai = civil.Shanghai

var closeDeed = act.Define(act.Spec[wordIn, Document]{Name: "document.incoming.close", Label: "办结收文", Right: Use, Basis: []law.ID{law.DocumentsReply, law.DocumentsFile},
	Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, _, err := in.r.office(tx, in.id, Answered, Handling, Reading)
		if err != nil {
			return none(err)
		}
		left, err := in.r.left(tx.Ctx, tx, &d)
		if err != nil {
			return none(err)
		}
		if len(left) > 0 {
			return none(fault.Refuse(law.DocumentsCirculate, "还不能办结："+strings.Join(left, "，")+"。不能阅的，先改送别人或者写明理由撤回。"))
		}
		if err := line("text", "办结说明", in.text, mostLine, false); err != nil {
			return none(err)
		}
		// What goes to the archive is the document; where it is not here, the record says
		// where its paper lies.
		kept, err := db.All[Paper](tx.Ctx, tx, q.SQL("papers_of"), d.ID)
		if err != nil {
			return none(err)
		}
		if in.text == "" && !slices.ContainsFunc(kept, func(p Paper) bool { return p.Role == Original }) {
			const say = "没有上传公文正文，归档的只有处理笺。请先上传正文；只有纸质件的，在办结说明里写明原件放在哪里。"
			return none(&fault.Error{Kind: fault.Rule, Op: "document.close", Field: "text", Clause: law.DocumentsFile, Say: say, Fields: []fault.FieldError{{Field: "text", Say: say}}})
		}
		for _, of := range []string{":urge:", ":told", ":objection"} {
			if err := settle(tx, d.Subject()+of); err != nil {
				return none(err)
			}
		}
		d.to(Closed, tx.Now, 0)
		d.ClosedAt = tx.Now
		if err := put(tx, in.r, &d); err != nil {
			return none(err)
		}
		for _, key := range []string{":office", ":late"} {
			if err := notify.Done(tx, d.Subject()+key); err != nil {
				return none(err)
			}
		}
		if err := say(tx, &d, evClose, in.text); err != nil {
			return none(err)
		}
		return d, d.entry("办结收文", nil), in.r.Flow.Owe(tx, d.Subject())
	}})

// Close closes a document that nobody has to read or handle any more, and owes its papers
// to the archive (clause law.documents.file).
func (r *Room) Close(ctx context.Context, who act.Actor, id int64, words string) error {
	_, err := closeDeed.Run(ctx, r.Door, who, wordIn{r, id, db.Trimmed(words)})
	return err
}

// papers lays out what is left of a closed document, in the order in which the archive
// keeps one item: processing sheet, circulation sheet, the reply before what it answers,
// the document itself, its attachments. A reply that is an outgoing document of the bureau
// is an item of its own; the sheet names it.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	v, err := r.whole(ctx, r.Door.Reader(), id)
	if err != nil {
		return flow.Papers{}, err
	}
	unit := v.Unit
	if unit == "" {
		unit = r.Org.Places.Office
	}
	p := flow.Papers{Subject: v.Subject(), Title: v.Title, Unit: unit, Date: v.day(), Secret: v.Level == mark.WorkSecret, Issuer: v.Issuer, DocNo: v.DocNo}
	forms := []flow.Form{r.sheetForm(v)}
	if len(v.Readers) > 0 {
		forms = append(forms, r.circulationForm(v))
	}
	if p.Files, err = flow.Draw(ctx, r.Files, forms...); err != nil {
		return p, err
	}
	for _, role := range []string{Instructed, Reply, Original, Attachment} {
		for _, x := range v.Papers {
			if x.Role == role {
				p.Files = append(p.Files, flow.Attachment{Name: x.Name, SHA256: x.SHA256, SM3: x.SM3, Size: x.Size}.Paper())
			}
		}
	}
	return p, nil
}

// day is the date under which the archive files a document: its own, or that of receipt
// where it bears none.
func (d Document) day() civil.Date {
	if d.Dated.IsZero() {
		return dayOf(d.ReceivedAt)
	}
	return d.Dated
}

// filed hands the papers over and notes that it was done.
func (r *Room) filed(tx *act.Tx, p flow.Papers) error {
	if r.File == nil {
		return nil
	}
	if err := r.File(tx, p); err != nil {
		return err
	}
	_, id := act.SubjectOf(p.Subject)
	d, err := hold(tx, id)
	if err != nil {
		return err
	}
	d.to(Filed, tx.Now, 0)
	d.FiledAt = tx.Now
	if err := put(tx, r, &d); err != nil {
		return err
	}
	return say(tx, &d, evFile, "移交档案室")
}
