package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Ways to count the processing fee.
const (
	ByItems = "items_per_natural_month"
	ByPages = "pages_per_application"
)

// Estimate is what either tariff would ask, before anybody is told.
type Estimate struct {
	Era        rulebook.FeeEra
	Known      bool // an era covers the day
	Monthly    int  // applications of the applicant in the month
	Pages      int
	Items      int // yuan by items for this application
	ByPageYuan int
	Say        string
}

// estimate works out both tariffs. By item this application pays what it adds to the
// month's sum.
func estimate(d rulebook.Disclosure, a Application, monthly, pages int) (Estimate, error) {
	e := Estimate{Monthly: monthly, Pages: pages}
	if e.Era, e.Known = dis.FeeEra(d, a.CameOn); !e.Known || e.Era.Charges != "processing_fee" {
		e.Say = e.Era.Say
		return e, nil
	}
	all, err := dis.ProcessingFee(e.Era, ByItems, monthly)
	if err != nil {
		return e, err
	}
	before, err := dis.ProcessingFee(e.Era, ByItems, max(0, monthly-1))
	if err != nil {
		return e, err
	}
	paper, err := dis.ProcessingFee(e.Era, ByPages, pages)
	if err != nil {
		return e, err
	}
	e.Items, e.ByPageYuan = all.Yuan-before.Yuan, paper.Yuan
	e.Say = fmt.Sprintf("按件：当月第 %d 件，%d 元；按量：%d 页，%d 元。到本局查阅，或者缩小申请范围，不收费。", monthly, e.Items, pages, e.ByPageYuan)
	return e, nil
}

// FeeChoice is the fee that the head means to charge.
type FeeChoice struct {
	ID     int64
	On     civil.Date
	Mode   string // ByItems or ByPages, never both
	Pages  int    // that would be supplied
	Reason string
}

type feeIn struct {
	r *Room
	x FeeChoice
}

var feeDeed = act.Define(act.Spec[feeIn, int]{Name: "disclosure.fee.charge", Label: "发收费通知", Right: Use, Basis: []law.ID{law.FoiFeeCost, law.FoiFeeNone, law.FoiFeeName, law.Disclosure2019Fees, law.ProcessingFee2020},
	Do: func(tx *act.Tx, in feeIn) (int, act.Entry, error) {
		w, err := in.r.open(tx, in.x.ID)
		if err != nil {
			return 0, act.Entry{}, err
		}
		if in.x.Mode != ByItems && in.x.Mode != ByPages {
			return 0, act.Entry{}, fault.Field("mode", in.x.Mode, "请选择按件还是按量收费，一件申请只能取一种。")
		}
		monthly, err := in.r.monthly(tx, w)
		if err != nil {
			return 0, act.Entry{}, err
		}
		e, err := estimate(w.s.book.Disclosure, w.a, monthly, in.x.Pages)
		if err != nil {
			return 0, act.Entry{}, err
		}
		f := Fee{Application: w.a.ID, Mode: in.x.Mode, Quantity: monthly, Yuan: e.Items, Other: e.ByPageYuan, Reason: db.Trimmed(in.x.Reason), NoticedOn: in.x.On, State: "noticed", By: tx.Actor.Login, At: tx.Now}
		if in.x.Mode == ByPages {
			f.Quantity, f.Yuan, f.Other = in.x.Pages, e.ByPageYuan, e.Items
		}
		if f.NoticedOn.IsZero() {
			f.NoticedOn = tx.Today
		}
		w.f.Charges, w.f.Yuan = e.Known && e.Era.Charges == "processing_fee", f.Yuan
		if err := w.do(Event{On: f.NoticedOn, Do: FeeNotice, Note: f.Reason}); err != nil {
			return 0, act.Entry{}, err
		}
		if _, err := insert(tx, "disclosure_fee", feeColumns, f.values()); err != nil {
			return 0, act.Entry{}, err
		}
		entry, err := w.done("发出收费通知", map[string]any{"mode": f.Mode, "quantity": f.Quantity, "yuan": f.Yuan})
		return f.Yuan, entry, err
	}})

// Charge sends a notice of the processing fee, by one of the two tariffs, with the
// head's reason, and gives the sum in yuan.
func (r *Room) Charge(ctx context.Context, who act.Actor, x FeeChoice) (int, error) {
	return feeDeed.Run(ctx, r.Door, who, feeIn{r, x})
}

// Estimate shows both tariffs for an application whose answer would have so many
// pages, to the office.
func (r *Room) Estimate(ctx context.Context, who act.Actor, id int64, pages int) (Estimate, error) {
	rd := r.Door.Reader()
	a, ok, err := db.Maybe[Application](ctx, rd, applicationSelect+" WHERE x.id = $1", id)
	if err != nil {
		return Estimate{}, err
	}
	if !ok || !r.sees(who, a) {
		return Estimate{}, act.OutOfReach(act.Subject("disclosure_application", id))
	}
	book, err := r.Rules.At(ctx, r.Door.Today())
	if err != nil {
		return Estimate{}, err
	}
	first, _ := civil.Of(a.CameOn.Year, int(a.CameOn.Month), 1)
	next := first.AddDays(31)
	next.Day = 1
	n, err := db.One[int](ctx, rd, q.SQL("monthly"), a.Applicant, first, next)
	if err != nil {
		return Estimate{}, err
	}
	return estimate(book.Disclosure, a, n, pages)
}

var settleFeeDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.fee.settle", Label: "登记缴费结果", Right: Use, Basis: []law.ID{law.ProcessingFee2020, law.FoiWaiveCitizen, law.FoiWaiveNonprofit}, Do: enter})

// SettleFee writes down what became of a notice: paid (FeePaid, Note the receipt's
// number), not paid (FeeMissed), or dropped because the applicant narrowed the
// request, reads on the spot, or the director waives it (FeeDropped; waived says
// which).
func (r *Room) SettleFee(ctx context.Context, who act.Actor, in Input, waived bool) error {
	state := map[string]string{FeePaid: "paid", FeeMissed: "missed", FeeDropped: "narrowed"}[in.Do]
	if state == "" {
		return fault.Field("do", in.Do, "请选择收费通知的结果。")
	}
	if waived && in.Do == FeeDropped {
		state = "waived"
	}
	_, err := settleFeeDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in, facts: func(w *working, _ *Event) error {
		if state == "waived" {
			return w.forbidden(ByDirector, law.FoiWaiveCitizen, "减免由局长审核同意后登记。")
		}
		return nil
	}, then: func(w *working) error {
		f, ok, err := db.Maybe[Fee](w.tx.Ctx, w.tx, feeSelect+" WHERE x.application_id = $1 AND x.state = 'noticed' ORDER BY x.id DESC LIMIT 1", w.a.ID)
		if err != nil || !ok {
			return err
		}
		f.State, f.SettledOn, f.Words = state, w.events[len(w.events)-1].On, db.Trimmed(in.Note)
		if in.Do == FeeMissed {
			w.a.Outcome = "6.2"
		}
		return act.Overwrite(w.tx, "disclosure_fee", f.ID, feeColumns, f.values())
	}})
	return err
}
