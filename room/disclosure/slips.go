package disclosure

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"lantai.internal/kit/act"
	"lantai.internal/room/disclosure/letter"
)

// Receipt draws the receipt for whoever has number and code, and gives a file name.
func (r *Room) Receipt(ctx context.Context, x Access) (pdf []byte, name string, err error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return nil, "", err
	}
	return r.receipt(ctx, a, false)
}

// receipt draws the slip. The office hands out one with the name of who took the
// application in; over the network nobody is named.
func (r *Room) receipt(ctx context.Context, a Application, named bool) ([]byte, string, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, "", err
	}
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return nil, "", err
	}
	var b bytes.Buffer
	k, err := Reckon(s.cal, s.book, a, events, s.closed, s.today)
	switch {
	case err != nil:
		return nil, "", err
	case k.Due.IsZero(): // not received yet, or the day is still open
		err = r.printReceipt(s, a, &b)
	default:
		counted := fmt.Sprintf("%s：%d个工作日，收到当日不计；补正、征求意见、延期、收费会使期限变动，届时另行告知。", k.Regime.Title, k.Limit)
		if k.Provisional {
			counted += "当年放假安排公布后可能调整。"
		}
		clerk := ""
		for _, e := range events {
			if named && (e.Do == Receive || e.Do == OfficeConfirms) {
				clerk = e.ByName
			}
		}
		err = letter.ReceiptPDF(&b, letter.Receipt{Bureau: s.book.Bureau, Title: a.What(), Unit: s.book.Disclosure.PaperValue("paper_office"), Number: a.Number, Received: a.ReceivedOn, Due: k.Due, Counted: counted, Code: r.code(a), Clerk: clerk})
	}
	return b.Bytes(), a.Number + " 接收回执.pdf", err
}

// Slip draws the receipt of an application for the office.
func (r *Room) Slip(ctx context.Context, who act.Actor, id int64) ([]byte, string, error) {
	a, err := r.visible(ctx, r.Door.Reader(), who, id)
	if err == nil && !r.inOffice(who) {
		err = act.OutOfReach(a.Subject())
	}
	if err != nil {
		return nil, "", err
	}
	return r.receipt(ctx, a, true)
}

// OwnForm draws the application form as filled in, for whoever has number and code.
func (r *Room) OwnForm(ctx context.Context, x Access) ([]byte, string, error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return nil, "", err
	}
	p, err := r.partyOf(ctx, r.Door.Reader(), a.ID)
	if err != nil {
		return nil, "", err
	}
	return r.form(a, p)
}

func (r *Room) form(a Application, p Party) ([]byte, string, error) {
	var b bytes.Buffer
	f := letter.Form{Bureau: r.Rules.Base.Bureau, Number: a.Number, Date: a.AppliedOn, Organisation: a.Class != Person, Name: p.Name, Work: p.Work, PaperKind: p.PaperKind, PaperNumber: p.PaperNumber, CreditCode: p.CreditCode,
		Representative: p.Representative, Contact: p.Contact, Phone: p.Phone, Fax: p.FaxNumber, Address: p.Address, Postcode: p.Postcode, Mail: p.Mail, Agent: p.Agent, Class: ClassLabel(a.Class), Concerns: a.Concerns, Title: a.Title,
		Document: a.Document, Features: a.Features, Purpose: a.Purpose, Help: a.Assistance}
	if slices.Contains(letter.FormsOffered, FormLabel(a.Form)) {
		f.Forms = []string{FormLabel(a.Form)}
	}
	if wayOnForm[a.Way] != "" {
		f.Ways = []string{wayOnForm[a.Way]}
	}
	err := letter.FormPDF(&b, f, nil)
	return b.Bytes(), a.Number + " 申请表.pdf", err
}

// wayOnForm are the ways as the form's boxes name them.
var wayOnForm = map[string]string{"post": "邮寄", "express": "快递", "email": "电子邮件", "fax": "传真", "pickup": "自行领取", "portal": "电子邮件"}
