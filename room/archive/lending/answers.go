package lending

import (
	"context"
	"errors"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func loanIn(tx *act.Tx, id int64) (*Loan, []Line, error) {
	l, ok, err := act.Locked[Loan](tx, q.SQL("loan"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这张借阅单，或者您无权查看。")
	}
	if err != nil {
		return nil, nil, err
	}
	lines, err := db.All[Line](tx.Ctx, tx, q.SQL("lines"), id)
	return &l, lines, err
}

func (l *Loan) store(tx *act.Tx) error {
	l.Version++
	ok, err := act.Replace(tx, "archive_loan", l.ID, l.Version-1, loanColumns, l.values())
	if err != nil {
		return err
	}
	if !ok {
		return fault.Newf(fault.Conflict, "借阅 %s 刚被别人办理，请刷新后再办。", l.Number)
	}
	return l.remind(tx)
}

// remind keeps the to-dos of a loan in step with it: the borrower's while something
// is out, the desk's once that is overdue. Only the borrower learns from it what
// the loan is; the desk sees it anyhow.
func (l *Loan) remind(tx *act.Tx) error {
	own, desk := act.Subject("archive.loan", l.ID), act.Subject("archive.loan.overdue", l.ID)
	if l.State != Opened {
		return errors.Join(notify.Done(tx, own), notify.Done(tx, desk))
	}
	if l.Login != "" {
		if err := notify.Put(tx, notify.Todo{Key: own, Login: l.Login, Text: "归还借阅的档案：" + l.Number, URL: fmt.Sprintf("/archive/loans/%d", l.ID), Due: l.Due}); err != nil {
			return err
		}
	}
	return notify.Put(tx, notify.Todo{Key: desk, Role: org.Archivist, Text: "催还" + l.Borrower + "借阅的档案：" + l.Number, URL: fmt.Sprintf("/archive/loans/%d", l.ID), Due: l.Due, From: l.Due.AddDays(1)})
}

func (x *Line) store(tx *act.Tx) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("line_update"), x.ID, x.State, x.Copies, x.Sealed, x.ReturnedOn.String(), x.ReceivedBy, x.Condition)
	tx.Touch("archive_loan_line", x.ID)
	return err
}

func wrongState(l *Loan) error {
	return fault.Newf(fault.Conflict, "借阅单 %s %s，不能再这样办。", l.Number, StateLabel(l.State))
}

type consentIn struct {
	r     *Room
	id    int64
	agree bool
	note  string
}

var consent = act.Define(act.Spec[consentIn, Loan]{
	Name: "archive.loan.consent", Label: "审批借阅", Right: Consent, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in consentIn) (Loan, act.Entry, error) {
		l, lines, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		clause := map[string]law.ID{"party_secretary": law.MtgPartyRecordConsult, "political_section": law.ArchiveRoomPersonnel, "bureau_consent": law.ArchivesLaw34}[l.Need]
		if right := needs[l.Need].right; right == "" || !tx.Actor.May(right) {
			return Loan{}, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Value: act.Subject("archive_loan", l.ID), Clause: clause, Say: "这次利用" + NeedLabel(l.Need) + "，您不是有权同意的人。"}
		}
		if l.Need == "party_secretary" && in.r.Secretary != nil {
			why, err := in.r.Secretary(tx.Ctx, tx, tx.Actor.Login)
			if err != nil {
				return Loan{}, act.Entry{}, err
			}
			if why != "" {
				return Loan{}, act.Entry{}, &fault.Error{Kind: fault.Forbidden, Value: act.Subject("archive_loan", l.ID), Clause: clause, Say: "这次利用" + NeedLabel(l.Need) + "，" + why + "。"}
			}
		}
		if l.State != Applied || l.Consent != "waiting" {
			return Loan{}, act.Entry{}, wrongState(l)
		}
		// The party secretary is the one source of this consent, for the own
		// reading as well; everybody else asks a colleague.
		if l.Need != "party_secretary" && l.Login != "" && l.Login == tx.Actor.Login {
			return Loan{}, act.Entry{}, fault.Refuse(clause, "不能同意自己的申请，请由另一位有权的人办理。")
		}
		note := db.Trimmed(in.note)
		if !in.agree && note == "" {
			return Loan{}, act.Entry{}, fault.Field("note", "", "请写明不同意的理由。")
		}
		if len([]rune(note)) > 500 {
			return Loan{}, act.Entry{}, fault.Field("note", note, "意见最多 500 个字。")
		}
		word := "同意"
		l.Consent = "given"
		if !in.agree {
			word, l.Consent, l.State, l.ClosedOn = "不同意", "refused", Declined, tx.Today
			if err := drop(tx, lines); err != nil {
				return Loan{}, act.Entry{}, err
			}
		}
		l.ConsentBy, l.ConsentName, l.ConsentAt, l.ConsentNote = tx.Actor.Login, tx.Actor.Name, tx.Now, note
		if err := l.store(tx); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("%s%s利用%s %d 件（%s）%s", word, l.Borrower, RecordLabel(l.Record), len(lines), l.Number, after(note)), nil, clause), nil
	}})

func after(note string) string {
	if note == "" {
		return ""
	}
	return "：" + note
}

func drop(tx *act.Tx, lines []Line) error {
	for i := range lines {
		if lines[i].State == lineAsked {
			lines[i].State = lineDropped
			if err := lines[i].store(tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// Answer gives or refuses the consent that a use needs. Nothing is consented to
// by silence: an application waits until somebody answers or it is withdrawn.
func (r *Room) Answer(ctx context.Context, who act.Actor, id int64, agree bool, note string) (Loan, error) {
	return consent.Run(ctx, r.Archive.Door, who, consentIn{r, id, agree, note})
}

type endIn struct {
	id   int64
	note string
}

func end(tx *act.Tx, l *Loan, lines []Line, state, note string) error {
	l.State, l.Note, l.ClosedOn = state, note, tx.Today
	if err := drop(tx, lines); err != nil {
		return err
	}
	return l.store(tx)
}

var withdraw = act.Define(act.Spec[endIn, Loan]{
	Name: "archive.loan.withdraw", Label: "撤回借阅申请", Right: Use, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in endIn) (Loan, act.Entry, error) {
		l, lines, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.Login != tx.Actor.Login && l.AppliedBy != tx.Actor.Login {
			return Loan{}, act.Entry{}, act.OutOfReach(act.Subject("archive_loan", l.ID))
		}
		if l.State != Applied {
			return Loan{}, act.Entry{}, wrongState(l)
		}
		if err := end(tx, l, lines, Withdrawn, ""); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry("撤回借阅申请 "+l.Number, nil), nil
	}})

// Withdraw takes an application back that is not handed out yet.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, id int64) (Loan, error) {
	return withdraw.Run(ctx, r.Archive.Door, who, endIn{id, ""})
}

var decline = act.Define(act.Spec[endIn, Loan]{
	Name: "archive.loan.decline", Label: "不同意借阅", Right: Lend, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in endIn) (Loan, act.Entry, error) {
		l, lines, err := loanIn(tx, in.id)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		if l.State != Applied {
			return Loan{}, act.Entry{}, wrongState(l)
		}
		note := db.Trimmed(in.note)
		if note == "" || len([]rune(note)) > 500 {
			return Loan{}, act.Entry{}, fault.Field("note", note, "请写明不能提供的理由，最多 500 个字。")
		}
		if err := end(tx, l, lines, Declined, note); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry("不提供利用（"+l.Number+"）："+note, nil), nil
	}})

// Decline refuses an application at the desk, with the reason.
func (r *Room) Decline(ctx context.Context, who act.Actor, id int64, note string) (Loan, error) {
	return decline.Run(ctx, r.Archive.Door, who, endIn{id, note})
}
