package outgoing

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Used takes the word of whoever keeps the seals that a paper was sealed, within the
// deed that says so.
func (r *Room) Used(tx *act.Tx, u SealUse) error {
	table, id := act.SubjectOf(u.Source)
	if table != "document_outgoing" {
		return nil
	}
	d, err := at(tx, id, Sealing, Dispatching, Sent)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	return s.sealed(tx, &d, u)
}

// sealed writes down that a paper was sealed, once or in parts, no more often than it is
// printed (law.SealCounted). It may go out from the first copy on.
func (s *scene) sealed(tx *act.Tx, d *Document, u SealUse) error {
	if rest := d.Prints - d.SealedCopies; u.Copies < 1 || int64(u.Copies) > rest {
		e := fault.Field("copies", fmt.Sprint(u.Copies), fmt.Sprintf("批准用印 %d 份，已用 %d 份，这次用印不能多于 %d 份，也不能少于 1 份。", d.Prints, d.SealedCopies, rest))
		e.Clause = law.SealCounted
		return e
	}
	if d.SealNumber != "" {
		u.Number = d.SealNumber + "、" + u.Number
	}
	d.SealNumber, d.SealedOn, d.SealWhy = u.Number, u.On, ""
	d.SealedCopies += int64(u.Copies)
	if err := d.note(tx, sealed, "", fmt.Sprintf("用印 %d 份，%s，监印：%s", u.Copies, u.Number, u.By)); err != nil {
		return err
	}
	if d.State == Sealing {
		if err := s.moved(tx, d, Dispatching); err != nil {
			return err
		}
	}
	return d.put(tx)
}

// Refused takes the word that the seal was refused: the office sees to it.
func (r *Room) Refused(tx *act.Tx, source, why string) error {
	table, id := act.SubjectOf(source)
	if table != "document_outgoing" {
		return nil
	}
	d, err := at(tx, id, Sealing)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return err
	}
	d.SealWhy = why
	if err := d.note(tx, sealRefused, "", why); err != nil {
		return err
	}
	if err := s.told(tx, d); err != nil {
		return err
	}
	return d.put(tx)
}

var askAgainDeed = handing("document.out.seal.ask", "重新申请用印", []law.ID{law.DocumentsEnrolOut}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Sealing)
	if err != nil {
		return d, "", err
	}
	if err := s.officeOnly(tx, d, law.DocumentsEnrolOut, "申请用印"); err != nil {
		return d, "", err
	}
	if d.SealWhy == "" {
		return d, "", fault.New(fault.Conflict, "用印申请已经送出，还没有答复。")
	}
	d.SealWhy = ""
	final, err := db.One[Paper](tx.Ctx, tx, q.SQL("final"), d.ID)
	if err != nil {
		return d, "", err
	}
	if err := s.r.askSeal(tx, d, final); err != nil {
		return d, "", err
	}
	return d, "重新申请用印 " + d.Number, s.told(tx, d)
})

// AskAgain asks for the seal once more after it was refused.
func (r *Room) AskAgain(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return askAgainDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

type byHandIn struct {
	r  *Room
	id int64
	u  SealUse
}

var byHandDeed = act.Define(act.Spec[byHandIn, Document]{Name: "document.out.seal", Label: "登记发文用印", Right: Use, Basis: []law.ID{law.DocumentsIssue},
	Do: func(tx *act.Tx, in byHandIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		d, err := at(tx, in.id, Sealing)
		if err != nil {
			return none(err)
		}
		if err := s.officeOnly(tx, d, law.DocumentsIssue, "登记用印"); err != nil {
			return none(err)
		}
		if in.r.AskSeal != nil {
			return none(fault.New(fault.Conflict, "用印在“印章”里申请和登记，这里不另记。"))
		}
		in.u.Number, in.u.By, in.u.On = oneLine(in.u.Number), oneLine(in.u.By), tx.Today
		if err := join(text("seal_number", "用印编号", in.u.Number, mostLine, true), text("by", "监印人", in.u.By, mostLine, true)); err != nil {
			return none(err)
		}
		err = s.sealed(tx, &d, in.u)
		return d, act.Entry{Subject: d.Subject(), Summary: fmt.Sprintf("登记用印 %s，%d 份", d.Number, d.SealedCopies)}, err
	}})

// SealByHand writes down that a paper was sealed, where no seal room is connected.
func (r *Room) SealByHand(ctx context.Context, who act.Actor, document int64, u SealUse) (Document, error) {
	return byHandDeed.Run(ctx, r.Door, who, byHandIn{r, document, u})
}

// The roles of whoever gets a paper.
const (
	ToRole   = "to"
	CopyRole = "copy"
	Other    = "other"
)

var roleLabels = map[string]string{ToRole: "主送", CopyRole: "抄送", Other: "其他"}

// Ways are how a paper is sent.
var Ways = []string{"公文交换", "专人送达", "邮寄", "电子公文系统", "张贴或者网站公布", "本局留存"}

type dispatchIn struct {
	r    *Room
	id   int64
	list []Delivery
}

var dispatchDeed = act.Define(act.Spec[dispatchIn, Document]{Name: "document.out.dispatch", Label: "分送发文", Right: Use, Basis: []law.ID{law.DocumentsIssue},
	Do: func(tx *act.Tx, in dispatchIn) (Document, act.Entry, error) {
		none := func(err error) (Document, act.Entry, error) { return Document{}, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		d, err := at(tx, in.id, Dispatching, Sent)
		if err != nil {
			return none(err)
		}
		if err := s.officeOnly(tx, d, law.DocumentsIssue, "分送"); err != nil {
			return none(err)
		}
		have, err := db.All[Delivery](tx.Ctx, tx, q.SQL("sent"), d.ID)
		if err != nil {
			return none(err)
		}
		if len(in.list) == 0 || len(have)+len(in.list) > 3*mostBodies {
			return none(fault.Field("recipient", "", fmt.Sprintf("请填写分送的单位，最多 %d 个。", 3*mostBodies)))
		}
		sum := int64(0)
		for _, x := range have {
			sum += x.Prints
		}
		for i, x := range in.list {
			x.Recipient, x.DocumentID, x.SentBy, x.Version, x.ReceivedOn, x.ReceivedBy = oneLine(x.Recipient), d.ID, tx.Actor.Name, 1, civil.Date{}, ""
			if x.SentOn.IsZero() {
				x.SentOn = tx.Today
			}
			var bad error
			if x.SentOn.After(tx.Today) || x.SentOn.Before(d.SignedOn) {
				bad = fault.Field("on", x.SentOn.String(), "分送日期应当在签发的"+d.SignedOn.Chinese()+"和今天之间。")
			}
			if x.Prints < 1 || x.Prints > mostPrints {
				bad = join(bad, fault.Field("prints", fmt.Sprint(x.Prints), fmt.Sprintf("第 %d 个单位（%s）的份数应当在 1 至 %d 之间。", i+1, x.Recipient, mostPrints)))
			}
			if roleLabels[x.Role] == "" {
				x.Role = Other
			}
			if err := join(bad, text("recipient", "单位名称", x.Recipient, mostLine, true), text("how", "送达方式", x.How, mostLine, true)); err != nil {
				return none(err)
			}
			sum += x.Prints
			if _, err := insert(tx, "document_outgoing_sent", sentColumns, x.values()); err != nil {
				return none(err)
			}
		}
		if sum > d.Prints {
			return none(fault.Field("prints", fmt.Sprint(sum), fmt.Sprintf("分送合计 %d 份，多于印制的 %d 份，请核对份数。", sum, d.Prints)))
		}
		if d.Seal != "" && sum > d.SealedCopies {
			return none(fault.Field("prints", fmt.Sprint(sum), fmt.Sprintf("分送合计 %d 份，已用印的只有 %d 份，请先补盖，或者核对份数。", sum, d.SealedCopies)))
		}
		first := d.State == Dispatching
		if first {
			d.SentOn = tx.Today
			if err := s.moved(tx, &d, Sent); err != nil {
				return none(err)
			}
		}
		if err := d.note(tx, dispatched, "", fmt.Sprintf("分送 %d 个单位，共 %d 份", len(in.list), sum)); err != nil {
			return none(err)
		}
		err = d.put(tx)
		return d, act.Entry{Subject: d.Subject(), Summary: fmt.Sprintf("分送 %s，%d 个单位", d.Number, len(in.list))}, err
	}})

// Dispatch sends a paper to whoever gets it, in no more copies than were printed;
// further ones may be added until it is closed.
func (r *Room) Dispatch(ctx context.Context, who act.Actor, document int64, list []Delivery) (Document, error) {
	return dispatchDeed.Run(ctx, r.Door, who, dispatchIn{r, document, list})
}

// Receipt says that a paper arrived.
type Receipt struct {
	Document, Delivery int64
	On                 civil.Date
	By                 string
}

type receiptIn struct {
	r *Room
	x Receipt
}

var receiptDeed = act.Define(act.Spec[receiptIn, bool]{Name: "document.out.receipt", Label: "登记发文签收", Right: Use, Basis: []law.ID{law.DocumentsIssue},
	Do: func(tx *act.Tx, in receiptIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		s, err := in.r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		d, err := at(tx, in.x.Document, Sent)
		if err != nil {
			return none(err)
		}
		if err := s.officeOnly(tx, d, law.DocumentsIssue, "登记签收"); err != nil {
			return none(err)
		}
		list, err := db.All[Delivery](tx.Ctx, tx, q.SQL("sent"), d.ID)
		if err != nil {
			return none(err)
		}
		for _, x := range list {
			if x.ID != in.x.Delivery {
				continue
			}
			x.ReceivedBy, x.ReceivedOn, x.Version = oneLine(in.x.By), in.x.On, x.Version+1
			if x.ReceivedOn.IsZero() {
				x.ReceivedOn = tx.Today
			}
			if x.ReceivedOn.Before(x.SentOn) || x.ReceivedOn.After(tx.Today) {
				return none(fault.Field("on", in.x.On.String(), "签收日期应当在分送的"+x.SentOn.Chinese()+"和今天之间。"))
			}
			if err := text("by", "签收人", x.ReceivedBy, mostLine, true); err != nil {
				return none(err)
			}
			if err := act.Overwrite(tx, "document_outgoing_sent", x.ID, sentColumns, x.values()); err != nil {
				return none(err)
			}
			if err := d.note(tx, received, "", x.Recipient+"："+x.ReceivedBy+"，"+x.ReceivedOn.Chinese()); err != nil {
				return none(err)
			}
			return true, act.Entry{Subject: d.Subject(), Summary: "登记签收 " + d.Number + "：" + x.Recipient}, nil
		}
		return none(act.OutOfReach(act.Subject("document_outgoing_sent", in.x.Delivery)))
	}})

// Receive writes down that a paper arrived.
func (r *Room) Receive(ctx context.Context, who act.Actor, x Receipt) error {
	_, err := receiptDeed.Run(ctx, r.Door, who, receiptIn{r, x})
	return err
}

var closeDeed = handing("document.out.close", "办结发文", []law.ID{law.DocumentsIssue, law.DocumentsFile}, func(tx *act.Tx, s *scene, in wordIn) (Document, string, error) {
	d, err := at(tx, in.w.Document, Sent)
	if err != nil {
		return d, "", err
	}
	if err := s.officeOnly(tx, d, law.DocumentsFile, "办结"); err != nil {
		return d, "", err
	}
	list, err := db.All[Delivery](tx.Ctx, tx, q.SQL("sent"), d.ID)
	if err != nil {
		return d, "", err
	}
	open := 0
	for _, x := range list {
		if x.ReceivedOn.IsZero() {
			open++
		}
	}
	if open > 0 && in.w.Words == "" {
		return d, "", fault.Field("words", "", fmt.Sprintf("还有 %d 个单位没有登记签收。不再等的，请写明情况再办结。", open))
	}
	if err := d.note(tx, closed, "", in.w.Words); err != nil {
		return d, "", err
	}
	d.ClosedOn = tx.Today
	if s.r.File != nil {
		if err := s.r.Flow.Owe(tx, d.Subject()); err != nil {
			return d, "", err
		}
	}
	return d, "办结 " + d.Number, s.moved(tx, &d, Closed)
})

// Close ends a paper whose receipts are in, or says why they are not waited for; its
// papers go to the archive room.
func (r *Room) Close(ctx context.Context, who act.Actor, w Word) (Document, error) {
	return closeDeed.Run(ctx, r.Door, who, wordIn{r, w})
}

// Watched says how many papers had their to-dos set anew.
type Watched struct{ Papers int }

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "document.out.watch", Label: "核对发文待办", Right: Use, Basis: []law.ID{law.DocumentsSign},
	Quiet: "to-dos follow who is here; they are no act of anybody",
	Do: func(tx *act.Tx, r *Room) (Watched, act.Entry, error) {
		var out Watched
		s, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return out, act.Entry{}, err
		}
		list, err := db.All[Document](tx.Ctx, tx, q.SQL("waiting"))
		for _, d := range list {
			if err := s.told(tx, d); err != nil {
				return out, act.Entry{}, err
			}
			out.Papers++
		}
		return out, act.Entry{}, err
	}})

// Watch finds anew for what waits to be signed and countersigned who can do it, as
// people leave and come back.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("发文待办核对"), r)
}
