package disclosure

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// byNumber says why the applicant's own deeds need no right: number and code prove
// who it is.
const byNumber = "whoever knows number and query code is the applicant"

// applicant is who acts from outside.
func applicant() act.Actor {
	return act.Actor{Login: "applicant", Name: "申请人", Capacity: "网上办理"}
}

var submitDeed = act.Define(act.Spec[filingIn, Filed]{Name: "disclosure.application.submit", Label: "网上提交申请", Open: "everybody may apply for information (article 27 of the Regulation)", Basis: []law.ID{law.FoiScope, law.FoiApplyWritten, law.FoiReceipt},
	Do: func(tx *act.Tx, in filingIn) (Filed, act.Entry, error) {
		in.f.Channel, in.f.CameOn, in.f.AppliedOn = Portal, tx.Today, tx.Today
		for i := range in.f.Papers {
			if !slices.Contains([]string{PaperIdentity, PaperAuthority, PaperEvidence}, in.f.Papers[i].Kind) {
				in.f.Papers[i].Kind = PaperOther
			}
		}
		return in.r.register(tx, in.f, []Hand{ByApplicant}, true)
	}})

// Submit takes in an application from the portal. All that an application must
// state is asked for. It waits until the office and the applicant have confirmed.
func (r *Room) Submit(ctx context.Context, f Filing) (Filed, error) {
	return submitDeed.Run(ctx, r.Door, applicant(), filingIn{r, f})
}

// Code is the query code of an application just filed: shown once, printed on the
// receipt.
func (r *Room) Code(ctx context.Context, f Filed) (string, error) {
	a, err := db.One[Application](ctx, r.Door.Reader(), applicationSelect+" WHERE x.id = $1 AND x.number = $2", f.ID, f.Number)
	return r.code(a), err
}

// Progress is what an applicant sees of an application.
type Progress struct {
	Number, Kind, State string // State in Chinese
	What                string
	CameOn, ReceivedOn  civil.Date
	Due                 civil.Date
	Provisional         bool
	Words               string // how near the last day is
	Trace               []string
	Waits               string // what the applicant is asked to do; empty for nothing
	ToConfirm           bool
	ToSupplement        bool
	Until               civil.Date
	Steps               []Step
	Papers              []Paper // what the applicant may open
	Outcome             string  // name of the kind of reply, empty before
	RepliedOn, SupplyBy civil.Date
	MayWithdraw         bool
	MayComplain         bool
}

// Step is one line of the course as the applicant sees it.
type Step struct {
	On   civil.Date
	What string
}

// inner are the events that are no business of the applicant's.
var inner = []string{Found, NotFound, Unsure, Approve, Revoke, ConsultServed, ConsultLate, Override, Assign}

// Progress gives the course of an application to whoever has number and code.
func (r *Room) Progress(ctx context.Context, x Access) (Progress, error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return Progress{}, err
	}
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return Progress{}, err
	}
	events, err := eventsOf(ctx, rd, a.ID)
	if err != nil {
		return Progress{}, err
	}
	st := Stand(events)
	p := Progress{Number: a.Number, Kind: a.Kind, State: StateLabel(a.State), What: a.Asked(), CameOn: a.CameOn, ReceivedOn: a.ReceivedOn, RepliedOn: a.RepliedOn, SupplyBy: a.SupplyBy,
		ToConfirm: a.State == Submitted && st.Applicant.IsZero(), ToSupplement: a.State == AwaitFix || a.State == AwaitReason}
	if Running(a.State) {
		k, err := Reckon(s.cal, s.book, a, events, s.closed, s.today)
		if err != nil {
			return p, err
		}
		p.Due, p.Provisional, p.Words = k.Due, k.Provisional, k.Words()
		for _, l := range k.Trace {
			p.Trace = append(p.Trace, l.Chinese())
		}
	}
	switch a.State {
	case Submitted:
		if p.ToConfirm {
			p.Waits = "请确认这件申请是您提交的。双方都确认的那一天为收到之日。"
		}
	case AwaitFix:
		p.Waits, p.Until = "请在"+st.FixUntil.Chinese()+"以前补正："+lastNote(events, CorrectionNotice), st.FixUntil
	case AwaitReason:
		p.Waits = "请书面说明理由：" + lastNote(events, ReasonRequested)
	case AwaitFee:
		p.Waits = "请照收费通知书缴费，或者与办公室商量缩小范围、到本局查阅。"
	}
	for _, e := range events {
		if !slices.Contains(inner, e.Do) {
			p.Steps = append(p.Steps, Step{e.On, EventLabel(e.Do)})
		}
	}
	if a.Outcome != "" {
		p.Outcome = replyName(s, a.Outcome)
	}
	_, p.MayWithdraw = transition(a.State, Withdraw)
	_, p.MayComplain = transition(a.State, Complaint)
	list, err := papersOf(ctx, rd, a.ID)
	for _, x := range list {
		if x.ForApplicant {
			p.Papers = append(p.Papers, x)
		}
	}
	return p, err
}

func lastNote(events []Event, do string) string {
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Do == do {
			return events[i].Note
		}
	}
	return ""
}

// Answer opens a paper that was handed out with the reply.
func (r *Room) Answer(ctx context.Context, x Access, paper int64) (Paper, blob.File, error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return Paper{}, nil, err
	}
	p, ok, err := db.Maybe[Paper](ctx, r.Door.Reader(), paperSelect+" WHERE x.id = $1 AND x.application_id = $2 AND x.for_applicant = 1", paper, a.ID)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, fault.New(fault.NotFound, "没有这份文件，请从办理情况页重新打开。")
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}
