package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

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

// fromOutside finds the application that number and code open, for a deed.
func (r *Room) fromOutside(ctx context.Context, x Access, e Event, papers []FiledPaper) (publicIn, error) {
	a, err := r.enterAs(ctx, x)
	return publicIn{r, a, e, papers}, err
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
	selfConfirmDeed  = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.confirm", Label: "申请人确认", Open: byNumber, Basis: []law.ID{law.Disclosure2019Receipt}, Do: outsideDeed(ApplicantConfirms, PaperOther, "申请人确认")})
	selfWithdrawDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.withdraw", Label: "申请人撤回", Open: byNumber, Basis: []law.ID{law.FoiRegister}, Do: outsideDeed(Withdraw, PaperOther, "申请人撤回")})
)

// ConfirmByApplicant is the applicant's word that the application is theirs.
func (r *Room) ConfirmByApplicant(ctx context.Context, x Access) error {
	in, err := r.fromOutside(ctx, x, Event{}, nil)
	if err == nil {
		_, err = selfConfirmDeed.Run(ctx, r.Door, applicant(), in)
	}
	return err
}

// Withdraw takes an application back.
func (r *Room) Withdraw(ctx context.Context, x Access, words string) error {
	in, err := r.fromOutside(ctx, x, Event{Note: words}, nil)
	if err == nil {
		_, err = selfWithdrawDeed.Run(ctx, r.Door, applicant(), in)
	}
	return err
}

var selfSupplementDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.supplement", Label: "申请人补正", Open: byNumber, Basis: []law.ID{law.FoiSupplement},
	Do: func(tx *act.Tx, in publicIn) (bool, act.Entry, error) {
		kind := PaperSupplement
		if in.a.State == AwaitReason {
			kind = PaperReasons
		}
		w, err := in.byApplicant(tx, kind)
		if err != nil {
			return false, act.Entry{}, err
		}
		if db.Trimmed(in.event.Note) == "" && len(in.papers) == 0 {
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
	in, err := r.fromOutside(ctx, x, Event{Note: words}, papers)
	if err == nil {
		_, err = selfSupplementDeed.Run(ctx, r.Door, applicant(), in)
	}
	return err
}

var selfComplainDeed = act.Define(act.Spec[publicIn, bool]{Name: "disclosure.public.complain", Label: "申请人投诉", Open: byNumber, Basis: []law.ID{law.FoiReportPublic, law.Disclosure2019Complaint, law.SecQuery},
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
	in, err := r.fromOutside(ctx, x, Event{Do: kind, Note: words}, nil)
	if err == nil {
		_, err = selfComplainDeed.Run(ctx, r.Door, applicant(), in)
	}
	return err
}

type codeIn struct {
	r   *Room
	id  int64
	why string
}

var newCodeDeed = act.Define(act.Spec[codeIn, bool]{Name: "disclosure.code.renew", Label: "补办查询码", Right: Use, Basis: []law.ID{law.FoiVerify, law.FoiReceipt},
	Do: func(tx *act.Tx, in codeIn) (bool, act.Entry, error) {
		w, err := in.r.open(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := w.forbidden(ByOffice, law.FoiReceipt, "查询码由办公室补办。"); err != nil {
			return false, act.Entry{}, err
		}
		why := db.Trimmed(in.why)
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
