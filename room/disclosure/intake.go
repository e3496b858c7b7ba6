package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Filed is what came of a filing. The query code is asked for apart: it is written
// down nowhere.
type Filed struct {
	ID     int64
	Number string
}

type filingIn struct {
	r *Room
	f Filing
}

var registerDeed = act.Define(act.Spec[filingIn, Filed]{Name: "disclosure.application.register", Label: "登记公开申请", Right: Use, Basis: []law.ID{law.FoiRegister, law.FoiReceipt, law.FoiReplyReceived},
	Do: func(tx *act.Tx, in filingIn) (Filed, act.Entry, error) {
		if !in.r.inOffice(tx.Actor) {
			return Filed{}, act.Entry{}, onlyOffice()
		}
		return in.r.register(tx, in.f, []Hand{ByOffice, ByApplicant}, false)
	}})

func onlyOffice() error {
	return &fault.Error{Kind: fault.Forbidden, Clause: law.FoiRegister, Say: "申请由办公室登记。收到申请的，请当天转交办公室。"}
}

// Register enters an application that came in by whatever channel, as it is. What
// was handed in or signed for is received on the day it came; the rest waits until
// both sides have confirmed.
func (r *Room) Register(ctx context.Context, who act.Actor, f Filing) (Filed, error) {
	return registerDeed.Run(ctx, r.Door, who, filingIn{r, f})
}

func (r *Room) register(tx *act.Tx, f Filing, as []Hand, whole bool) (Filed, act.Entry, error) {
	none := func(err error) (Filed, act.Entry, error) { return Filed{}, act.Entry{}, err }
	f.clean()
	if err := f.Check(tx.Today, whole); err != nil {
		return none(err)
	}
	a := Application{Kind: f.Kind, Channel: f.Channel, Class: f.Class, Applicant: r.applicantKey(f.Party), Shown: shown(f.Party, f.Class), Title: f.Title, Document: f.Document, Features: f.Features, Ground: f.Ground,
		Concerns: f.Concerns, Purpose: f.Purpose, Form: f.Form, Way: f.Way, Assistance: f.Assistance, AppliedOn: f.AppliedOn, CameOn: f.CameOn, MadeBy: tx.Actor.Login, MadeAt: tx.Now, CodeIssue: 1}
	w, err := r.work(tx, a)
	if err != nil {
		return none(err)
	}
	w.f.As, w.f.ReadBack = as, f.ReadBack
	if w.a.ID, err = tx.Next("disclosure_application"); err != nil {
		return none(err)
	}
	word := map[string]string{Information: "申", Record: "更"}[f.Kind]
	n, err := tx.Next(fmt.Sprintf("disclosure.%s.%d", word, f.CameOn.Year))
	if err != nil {
		return none(err)
	}
	w.a.Number = fmt.Sprintf("%d-%s-%04d", f.CameOn.Year, word, n)
	w.a.CodeHash = r.codeHash(w.a.Number, r.code(w.a))
	e := Event{On: f.CameOn, Do: Receive, With: f.Channel}
	say := "登记"
	if w.toConfirm() {
		e, say = Event{On: f.CameOn, Do: CameIn}, "收进待确认的"
	}
	w.a.State = Submitted // for the insert; the event settles it
	if err := act.Insert(tx, "disclosure_application", w.a.ID, applicationColumns, w.a.values()); err != nil {
		return none(err)
	}
	party := f.Party
	if party.PaperNumber, err = r.seal(w.a.ID, party.PaperNumber); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "disclosure_applicant", w.a.ID, partyColumns, party.values()); err != nil {
		return none(err)
	}
	if err := w.do(e); err != nil {
		return none(err)
	}
	for _, p := range f.Papers {
		if _, err := r.addPaper(tx, w.a.ID, p.Kind, false, p.Attachment); err != nil {
			return none(err)
		}
	}
	entry, err := w.done(say+KindLabel(f.Kind), map[string]any{"channel": f.Channel, "class": f.Class})
	return Filed{w.a.ID, w.a.Number}, entry, err
}

// Deeds on an application carry the same things: which, when, and a text or two.
type Input struct {
	ID int64
	Event
	Papers []FiledPaper
}

type eventIn struct {
	r *Room
	Input
	// facts adds to what the rules look at; nil adds nothing.
	facts func(w *working, e *Event) error
	// then writes the rows that belong to the event; nil writes none.
	then func(w *working) error
	say  string
}

// enter is the body that the plain deeds share.
func enter(tx *act.Tx, in eventIn) (bool, act.Entry, error) {
	w, err := in.r.open(tx, in.ID)
	if err != nil {
		return false, act.Entry{}, err
	}
	entry, err := in.on(w)
	return err == nil, entry, err
}

func (in eventIn) on(w *working) (act.Entry, error) {
	for _, p := range in.Papers {
		id, err := w.r.addPaper(w.tx, w.a.ID, p.Kind, false, p.Attachment)
		if err != nil {
			return act.Entry{}, err
		}
		in.Paper = id
	}
	if in.facts != nil {
		if err := in.facts(w, &in.Event); err != nil {
			return act.Entry{}, err
		}
	}
	if err := w.do(in.Event); err != nil {
		return act.Entry{}, err
	}
	if in.then != nil {
		if err := in.then(w); err != nil {
			return act.Entry{}, err
		}
	}
	say := in.say
	if say == "" {
		say = EventLabel(in.Do)
	}
	return w.done(say, map[string]any{"event": in.Do, "on": w.events[len(w.events)-1].On.String()})
}

var confirmDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.application.confirm", Label: "确认收到申请", Right: Use, Basis: []law.ID{law.Disclosure2019Receipt, law.FoiReceipt}, Do: enter})

// Confirm writes down that one side confirmed receipt: the office (OfficeConfirms)
// or the applicant, on the telephone or in writing (ApplicantConfirms). The period
// runs from the day on which both had.
func (r *Room) Confirm(ctx context.Context, who act.Actor, in Input) error {
	if in.Do != OfficeConfirms && in.Do != ApplicantConfirms {
		return fault.Field("do", in.Do, "请选择是哪一方确认。")
	}
	_, err := confirmDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: in})
	return err
}

var seeDeed = act.Define(act.Spec[lookIn, Party]{Name: "disclosure.applicant.see", Label: "查看申请人信息", Right: Use, Basis: []law.ID{law.FoiVerify},
	Do: func(tx *act.Tx, in lookIn) (Party, act.Entry, error) {
		a, err := in.r.locked(tx, in.id)
		if err != nil {
			return Party{}, act.Entry{}, err
		}
		if !in.r.inOffice(tx.Actor) && (a.Unit == "" || a.Unit != tx.Actor.Unit) {
			return Party{}, act.Entry{}, act.OutOfReach(a.Subject())
		}
		why := db.Trimmed(in.why)
		if why == "" {
			return Party{}, act.Entry{}, fault.Field("why", "", "请写明为什么要看申请人的身份和联系方式。每次查看都记入台账。")
		}
		p, err := in.r.partyOf(tx.Ctx, tx, a.ID)
		return p, act.Entry{Subject: a.Subject(), Summary: "查看申请人信息 " + a.Number, Detail: map[string]any{"why": why}}, err
	}})

type lookIn struct {
	r   *Room
	id  int64
	why string
}

// Applicant gives the facts of the person behind an application to the office and
// the handling unit. Every look is written down with its reason.
func (r *Room) Applicant(ctx context.Context, who act.Actor, id int64, why string) (Party, error) {
	return seeDeed.Run(act.WithKey(ctx, ""), r.Door, who, lookIn{r, id, why})
}
