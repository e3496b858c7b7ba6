package disclosure

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/hex"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/disclosure/letter"
)

// byNumber says why the applicant's own deeds need no right: number and code prove
// who it is.
const byNumber = "whoever knows number and query code is the applicant"

// applicant is who acts from outside.
func applicant() act.Actor {
	return act.Actor{Login: "applicant", Name: "申请人", Capacity: "网上办理"}
}

var submitDeed = act.Define(act.Spec[filingIn, Filed]{Name: "disclosure.application.submit", Open: "everybody may apply for information (article 27 of the Regulation)", Basis: []law.ID{law.FoiScope, law.FoiApplyWritten, law.FoiReceipt},
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

// Access is how an applicant proves to be one. Address is the network address that
// asks, for the limit of attempts; empty outside the portal.
type Access struct{ Number, Code, Address string }

// Limits of wrong attempts within one hour.
const (
	mostPerNumber  = 10
	mostPerAddress = 30
)

// wrong is the one answer to a wrong number and to a wrong code.
func wrong() error {
	return fault.New(fault.NotFound, "编号或者查询码不对。请照回执核对；查询码遗失的，请持身份证明到办公室补办。")
}

type attemptIn struct {
	r       *Room
	buckets []string
}

var failedDeed = act.Define(act.Spec[attemptIn, bool]{Name: "disclosure.code.failed", Open: "counts wrong attempts at number and code", Quiet: "a flood of guesses must not fill the ledger; the counter locks the number and the address out",
	Do: func(tx *act.Tx, in attemptIn) (bool, act.Entry, error) {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("forget_attempts"), tx.Today.AddDays(-2)); err != nil {
			return false, act.Entry{}, err
		}
		for _, b := range in.buckets {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("fail"), b, tx.Today); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{}, nil
	}})

// enterAs finds the application that number and code open. A wrong number and a
// wrong code have the same answer and take the same work; too many of them lock the
// number and the address for the rest of the hour. What cannot be a code for want of
// its check symbol is told so and counts as an attempt all the same.
func (r *Room) enterAs(ctx context.Context, a Access) (Application, error) {
	rd := r.Door.Reader()
	number := clean(a.Number)
	hour := clock.FromMicros(r.Door.Now()).In(civil.Shanghai).Format("2006010215")
	buckets := []string{"n" + hex.EncodeToString(r.keyed("attempt", hour, "number", number))[:32]}
	if a.Address != "" {
		buckets = append(buckets, "a"+hex.EncodeToString(r.keyed("attempt", hour, "address", a.Address))[:32])
	}
	for i, b := range buckets {
		n, _, err := db.Maybe[int](ctx, rd, q.SQL("failed"), b)
		if err != nil {
			return Application{}, err
		}
		if n >= []int{mostPerNumber, mostPerAddress}[i] {
			return Application{}, fault.New(fault.TooMany, "输错的次数太多，请一小时后再试，或者持身份证明到办公室查询。")
		}
	}
	found, ok, err := db.Maybe[Application](ctx, rd, applicationSelect+" WHERE x.number = $1", number)
	if err != nil {
		return Application{}, err
	}
	code, shaped := tidy(a.Code)
	want := found.CodeHash
	if !ok {
		want = r.codeHash(number, "")
	}
	if same := hmac.Equal([]byte(r.codeHash(number, code)), []byte(want)); !same || !ok || !shaped {
		if _, err := failedDeed.Run(act.WithKey(ctx, ""), r.Door, applicant(), attemptIn{r, buckets}); err != nil {
			return Application{}, err
		}
		return Application{}, wrong()
	}
	return found, nil
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
var inner = []string{Found, NotFound, Unsure, Approve, ConsultServed, ConsultLate, Override, Assign}

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
		k, err := Reckon(s.cal, s.book, a, events, r.Closures, s.today)
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

// Receipt draws the receipt for whoever has number and code, and gives a file name.
func (r *Room) Receipt(ctx context.Context, x Access) (pdf []byte, name string, err error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return nil, "", err
	}
	return r.receipt(ctx, a)
}

func (r *Room) receipt(ctx context.Context, a Application) ([]byte, string, error) {
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
	k, err := Reckon(s.cal, s.book, a, events, r.Closures, s.today)
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
		err = letter.ReceiptPDF(&b, letter.Receipt{Bureau: s.book.Bureau, Title: a.What(), Unit: s.book.Disclosure.PaperValue("paper_office"), Number: a.Number, Received: a.ReceivedOn, Due: k.Due, Counted: counted, Code: r.code(a)})
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
	return r.receipt(ctx, a)
}

// OwnForm draws the application form as filled in, for whoever has number and code.
func (r *Room) OwnForm(ctx context.Context, x Access) ([]byte, string, error) {
	a, err := r.enterAs(ctx, x)
	if err != nil {
		return nil, "", err
	}
	p, err := partyOf(ctx, r.Door.Reader(), a.ID)
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

type publicIn struct {
	r      *Room
	a      Application
	event  Event
	papers []FiledPaper
}

// byApplicant lets the applicant do something to the application that number and
// code opened.
func (in publicIn) byApplicant(tx *act.Tx, kind string) (*working, error) {
	a, err := in.r.locked(tx, in.a.ID)
	if err != nil {
		return nil, err
	}
	w, err := in.r.work(tx, a)
	if err != nil {
		return nil, err
	}
	w.f.As = []Hand{ByApplicant}
	if len(in.papers) > mostPapers {
		return nil, fault.Field("files", fmt.Sprint(len(in.papers)), fmt.Sprintf("附件最多 %d 个。", mostPapers))
	}
	for _, p := range in.papers {
		if in.event.Paper, err = in.r.addPaper(tx, a.ID, kind, false, p.Attachment); err != nil {
			return nil, err
		}
	}
	return w, nil
}

func (r *Room) fromOutside(ctx context.Context, d *act.Deed[publicIn, bool], x Access, e Event, papers []FiledPaper) error {
	a, err := r.enterAs(ctx, x)
	if err == nil {
		_, err = d.Run(ctx, r.Door, applicant(), publicIn{r, a, e, papers})
	}
	return err
}

func outsideDeed(do, kind, text string) func(tx *act.Tx, in publicIn) (bool, act.Entry, error) {
	return func(tx *act.Tx, in publicIn) (bool, act.Entry, error) {
		w, err := in.byApplicant(tx, kind)
		if err != nil {
			return false, act.Entry{}, err
		}
		in.event.Do, in.event.On = do, tx.Today
		if err := w.do(in.event); err != nil {
			return false, act.Entry{}, err
		}
		if do == Withdraw {
			w.a.Outcome = "6.3"
		}
		entry, err := w.done(text, nil)
		return err == nil, entry, err
	}
}

var (
	selfConfirmDeed  = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.confirm", Open: byNumber, Basis: []law.ID{law.Disclosure2019Receipt}, Do: outsideDeed(ApplicantConfirms, PaperOther, "申请人确认")})
	selfWithdrawDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.withdraw", Open: byNumber, Basis: []law.ID{law.FoiRegister}, Do: outsideDeed(Withdraw, PaperOther, "申请人撤回")})
)

// ConfirmByApplicant is the applicant's word that the application is theirs.
func (r *Room) ConfirmByApplicant(ctx context.Context, x Access) error {
	return r.fromOutside(ctx, selfConfirmDeed, x, Event{}, nil)
}

// Withdraw takes an application back.
func (r *Room) Withdraw(ctx context.Context, x Access, words string) error {
	return r.fromOutside(ctx, selfWithdrawDeed, x, Event{Note: words}, nil)
}

var selfSupplementDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.supplement", Open: byNumber, Basis: []law.ID{law.FoiSupplement},
	Do: func(tx *act.Tx, in publicIn) (bool, act.Entry, error) {
		kind := PaperSupplement
		if in.a.State == AwaitReason {
			kind = PaperReasons
		}
		w, err := in.byApplicant(tx, kind)
		if err != nil {
			return false, act.Entry{}, err
		}
		if clean(in.event.Note) == "" && len(in.papers) == 0 {
			return false, act.Entry{}, fault.Field("words", "", "请写明补充的内容，或者上传文件。")
		}
		if w.a.State == AwaitReason { // the reasons came; the head judges them
			in.event.Do, in.event.On = ReasonsGiven, tx.Today
			if err := w.do(in.event); err != nil {
				return false, act.Entry{}, err
			}
			entry, err := w.done("申请人说明理由", nil)
			return err == nil, entry, err
		}
		in.event.Do, in.event.On = CorrectionReceived, tx.Today
		if err := w.do(in.event); err != nil {
			return false, act.Entry{}, err
		}
		entry, err := w.done("申请人补正", nil)
		return err == nil, entry, err
	}})

// Supplement hands in what was asked for, or the reasons that were.
func (r *Room) Supplement(ctx context.Context, x Access, words string, papers []FiledPaper) error {
	return r.fromOutside(ctx, selfSupplementDeed, x, Event{Note: words}, papers)
}

var selfComplainDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.complain", Open: byNumber, Basis: []law.ID{law.FoiReportPublic, law.Disclosure2019Complaint, law.SecQuery},
	Do: func(tx *act.Tx, in publicIn) (bool, act.Entry, error) {
		w, err := in.byApplicant(tx, PaperOther)
		if err != nil {
			return false, act.Entry{}, err
		}
		_, entry, err := overlayIn{in.r, Overlay{Kind: in.event.Do, From: "申请人（网上）", Words: in.event.Note}}.on(w)
		return err == nil, entry, err
	}})

// Complain hands in a complaint, or (query) asks for the ground of a refusal.
func (r *Room) Complain(ctx context.Context, x Access, words string, query bool) error {
	kind := "complaint"
	if query {
		kind = "query"
	}
	return r.fromOutside(ctx, selfComplainDeed, x, Event{Do: kind, Note: words}, nil)
}

type codeIn struct {
	r   *Room
	id  int64
	why string
}

var newCodeDeed = act.Define(act.Spec[codeIn, bool]{Name: "disclosure.code.renew", Right: Use, Basis: []law.ID{law.FoiVerify, law.FoiReceipt},
	Do: func(tx *act.Tx, in codeIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := w.forbidden(ByOffice, law.FoiReceipt, "查询码由办公室补办。"); err != nil {
			return false, act.Entry{}, err
		}
		why := clean(in.why)
		if why == "" {
			return false, act.Entry{}, fault.Field("why", "", "请写明怎样核实了申请人的身份。")
		}
		w.a.CodeIssue++
		w.a.CodeHash = in.r.codeHash(w.a.Number, in.r.code(w.a))
		entry, err := w.done("补办查询码", map[string]any{"why": why, "issue": w.a.CodeIssue})
		return err == nil, entry, err
	}})

// RenewCode makes a lost query code void and issues the next; the receipt shows it.
func (r *Room) RenewCode(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := newCodeDeed.Run(ctx, r.Door, who, codeIn{r, id, why})
	return err
}
