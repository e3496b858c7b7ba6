package document

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type signIn struct {
	r *Room
	x Receipt
	p []NewPaper
}

var signDeed = act.Define(act.Spec[signIn, Document]{Name: "document.incoming.sign", Label: "签收公文", Right: Use, Basis: []law.ID{law.DocumentsReceive},
	Do: func(tx *act.Tx, in signIn) (Document, act.Entry, error) { return in.r.sign(tx, in.x, in.p) }})

// Sign signs for a document: copies are counted, and the number of the year of receipt is
// given (clause law.documents.receive). ReceivedAt 0 is now; an earlier instant is taken
// where the office writes it down later.
func (r *Room) Sign(ctx context.Context, who act.Actor, x Receipt, papers ...NewPaper) (Document, error) {
	return signDeed.Run(ctx, r.Door, who, signIn{r, x, papers})
}

func (r *Room) sign(tx *act.Tx, x Receipt, papers []NewPaper) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	if !r.keeps(tx.Actor) {
		return none(&fault.Error{Kind: fault.Forbidden, Clause: law.DocumentsReceive, Say: "公文由办公室签收登记。您收到的公文请交办公室。"})
	}
	x.Sender, x.CountNote = db.Trimmed(x.Sender), db.Trimmed(x.CountNote)
	if x.ReceivedAt == 0 {
		x.ReceivedAt = tx.Now
	}
	if err := x.check(tx.Now); err != nil {
		return none(err)
	}
	d := Document{Receipt: x, SignedBy: tx.Actor.Login, SignedName: tx.Actor.Name, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if err := d.number(tx); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	due, err := s.proposeBy(Ordinary, x.ReceivedAt)
	if err != nil {
		return none(err)
	}
	d.to(Signed, tx.Now, due)
	if d.ID, err = insert(tx, "document_incoming", docColumns, d.values()); err != nil {
		return none(err)
	}
	text := fmt.Sprintf("%s收到，%s，%s，%d 份", stamp(x.ReceivedAt), x.Channel, x.Sender, x.Copies)
	if x.CountNote != "" {
		text += fmt.Sprintf("（随附清单 %d 份：%s）", x.Expected, x.CountNote)
	}
	if err := say(tx, &d, evSign, text); err != nil {
		return none(err)
	}
	if err := r.addPapers(tx, &d, papers); err != nil {
		return none(err)
	}
	return d, d.entry("签收公文", map[string]any{"copies": x.Copies, "expected": x.Expected, "received": stamp(x.ReceivedAt)}), r.waitOffice(tx, &d, "登记")
}

// number gives the next number of the year in which the document was received, wherever
// the clock stands when it is written down.
func (d *Document) number(tx *act.Tx) error {
	d.Year = dayOf(d.ReceivedAt).Year
	n, err := tx.Next(fmt.Sprintf("document.incoming.%d", d.Year))
	d.Number = fmt.Sprintf("%d-收-%04d", d.Year, n)
	return err
}

func (x Receipt) check(now int64) error {
	var channel, count, note, at error
	if !slices.Contains(Channels, x.Channel) {
		channel = fault.Field("channel", x.Channel, "请选择收文方式："+strings.Join(Channels, "、")+"。")
	}
	if x.Copies < 1 || x.Copies > mostCopies {
		count = fault.Field("copies", fmt.Sprint(x.Copies), fmt.Sprintf("请清点后填写实收份数，1 至 %d 份。", mostCopies))
	}
	if x.Expected < 0 || x.Expected > mostCopies {
		count = fault.Field("expected", fmt.Sprint(x.Expected), "随附清单的份数不对，没有清单的填 0。")
	}
	if x.Expected > 0 && x.Expected != x.Copies && x.CountNote == "" {
		note = fault.Field("count_note", "", fmt.Sprintf("清单写 %d 份，实收 %d 份。请核对，不一致的写明怎样处理。", x.Expected, x.Copies))
		fault.Of(note).Clause = law.DocumentsReceive
	}
	if x.ReceivedAt > now || dayOf(now).Sub(dayOf(x.ReceivedAt)) > 366 {
		at = fault.Field("received", stamp(x.ReceivedAt), "签收时间不晚于现在，也不早于一年以前。更早的公文请用“导入旧登记簿”。")
	}
	return join(channel, count, note, at, line("sender", "送件单位或人员", x.Sender, mostLine, true), line("count_note", "份数不一致的说明", x.CountNote, mostLine, false))
}

// waitOffice tells the office what it has to do next.
func (r *Room) waitOffice(tx *act.Tx, d *Document, verb string) error {
	t := notify.Todo{Key: d.Subject() + ":office", Role: org.Staff, Unit: r.Org.Places.Office, Text: verb + "：" + d.Called(), URL: d.URL()}
	if d.DueAt != 0 {
		t.Due = dayOf(d.DueAt)
	}
	return notify.Put(tx, t)
}

type registerIn struct {
	r      *Room
	id     int64
	f      Facts
	papers []NewPaper
	why    string // of an amendment
}

var registerDeed = act.Define(act.Spec[registerIn, Document]{Name: "document.incoming.register", Label: "登记收文", Right: Use, Basis: []law.ID{law.DocumentsEnrolIn},
	Do: func(tx *act.Tx, in registerIn) (Document, act.Entry, error) { return in.r.register(tx, in) }})

// Register enters what a document is that was signed for (clause law.documents.enrol_in).
// The same number of the same issuer a second time needs a reason.
func (r *Room) Register(ctx context.Context, who act.Actor, id int64, f Facts, papers ...NewPaper) (Document, error) {
	return registerDeed.Run(ctx, r.Door, who, registerIn{r: r, id: id, f: f, papers: papers})
}

func (r *Room) register(tx *act.Tx, in registerIn) (Document, act.Entry, error) {
	none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
	// The same number is looked for and entered by one at a time.
	if err := tx.Alone("document.incoming.enrol"); err != nil {
		return none(err)
	}
	d, err := hold(tx, in.id)
	if err == nil {
		err = r.ofOffice(tx, d)
	}
	if err == nil {
		err = d.in(Signed)
	}
	if err != nil {
		return none(err)
	}
	if err := r.enterFacts(tx, &d, in.f); err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	// The clock of the proposal began when the document was received.
	due, err := s.proposeBy(d.Urgency, d.ReceivedAt)
	if err != nil {
		return none(err)
	}
	d.to(Registered, tx.Now, due)
	d.RegisteredBy, d.RegisteredAt = tx.Actor.Login, tx.Now
	if err := put(tx, r, &d); err != nil {
		return none(err)
	}
	if err := r.addPapers(tx, &d, in.papers); err != nil {
		return none(err)
	}
	if err := r.reindex(tx, &d); err != nil {
		return none(err)
	}
	text := d.Issuer + "，" + orNone(d.DocNo, "无文号")
	if d.Again != "" {
		text += "；同号再次登记：" + d.Again
	}
	if err := say(tx, &d, evRegister, text); err != nil {
		return none(err)
	}
	return d, d.entry("登记收文", map[string]any{"urgency": d.Urgency, "level": d.Level.Word(), "again": d.Again != ""}), r.waitOffice(tx, &d, "初审")
}

// enterFacts checks and takes over what a document is.
func (r *Room) enterFacts(tx *act.Tx, d *Document, f Facts) error {
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return err
	}
	f = f.tidy()
	if err := f.check(book, dayOf(d.ReceivedAt)); err != nil {
		return err
	}
	d.Facts, d.DocNoKey, d.IssuerKey = f, numberKey(f.DocNo), nameKey(f.Issuer)
	return r.notTwice(tx, d)
}

// notTwice refuses the same number of the same issuer a second time without a reason.
func (r *Room) notTwice(tx *act.Tx, d *Document) error {
	if d.DocNoKey == "" {
		return nil
	}
	same, found, err := db.Maybe[string](tx.Ctx, tx, q.SQL("same_number"), d.DocNoKey, d.IssuerKey, d.ID)
	if err != nil || !found || d.Again != "" {
		return err
	}
	e := fault.Field("again", d.DocNo, d.Issuer+"的"+d.DocNo+"已经登记为 "+same+"。确是另外收到的，请写明再次登记的理由。")
	e.Clause = law.DocumentsEnrolIn
	return e
}

var amendDeed = act.Define(act.Spec[registerIn, Document]{Name: "document.incoming.amend", Label: "更正收文登记", Right: Use, Basis: []law.ID{law.DocumentsEnrolIn},
	Do: func(tx *act.Tx, in registerIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		if err := tx.Alone("document.incoming.enrol"); err != nil {
			return none(err)
		}
		d, err := hold(tx, in.id)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil && (d.Stage == Signed || d.Stage == Void || d.Stage == Filed) {
			err = fault.New(fault.Conflict, d.Number+"现在是“"+stageLabels[d.Stage]+"”，不能更正登记。")
		}
		if err == nil {
			err = line("why", "更正的理由", in.why, mostLine, true)
		}
		if err != nil {
			return none(err)
		}
		was := d.Facts
		if err := in.r.enterFacts(tx, &d, in.f); err != nil {
			return none(err)
		}
		if was == d.Facts {
			return none(fault.New(fault.Conflict, "没有改动任何一项。"))
		}
		if err := put(tx, in.r, &d); err != nil {
			return none(err)
		}
		if err := in.r.addPapers(tx, &d, in.papers); err != nil {
			return none(err)
		}
		if err := in.r.reindex(tx, &d); err != nil {
			return none(err)
		}
		return d, d.entry("更正收文登记", map[string]any{"fields": was.changed(d.Facts)}), say(tx, &d, evAmend, strings.Join(was.changed(d.Facts), "、")+"："+in.why)
	}})

// Amend corrects what was entered of a document; what it was stands in the ledger's rows.
func (r *Room) Amend(ctx context.Context, who act.Actor, id int64, f Facts, why string) (Document, error) {
	return amendDeed.Run(ctx, r.Door, who, registerIn{r: r, id: id, f: f, why: db.Trimmed(why)})
}

type wordIn struct {
	r    *Room
	id   int64
	text string
}

var voidDeed = act.Define(act.Spec[wordIn, Document]{Name: "document.incoming.void", Label: "作废收文号", Right: Use, Basis: []law.ID{law.DocumentsEnrolIn},
	Do: func(tx *act.Tx, in wordIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		d, err := hold(tx, in.id)
		if err == nil {
			err = in.r.ofOffice(tx, d)
		}
		if err == nil {
			err = d.in(Signed, Registered, Checked)
		}
		if err == nil {
			err = line("text", "作废的理由", in.text, mostLine, true)
		}
		if err != nil {
			return none(err)
		}
		d.to(Void, tx.Now, 0)
		d.ClosedAt = tx.Now
		if err := put(tx, in.r, &d); err != nil {
			return none(err)
		}
		if err := in.r.reindex(tx, &d); err != nil {
			return none(err)
		}
		if err := notify.Done(tx, d.Subject()+":office"); err != nil {
			return none(err)
		}
		return d, d.entry("作废收文号", nil), say(tx, &d, evVoid, in.text)
	}})

// Void takes a document back that was entered by mistake, before anybody was asked to do
// anything with it. Its number stays and stays visible.
func (r *Room) Void(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := voidDeed.Run(ctx, r.Door, who, wordIn{r, id, db.Trimmed(why)})
	return err
}

func orNone(s, none string) string {
	if s == "" {
		return none
	}
	return s
}
