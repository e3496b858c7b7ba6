package lending

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive"
)

// mostItems is how many items one application may name.
const mostItems = 100

// Application asks for the use of items. Either Person names somebody of the
// bureau, or Outsider and its companions describe somebody from outside.
type Application struct {
	Kind    string
	Purpose string
	Reason  string
	Items   []int64
	Due     civil.Date // wished for; zero for the usual term
	// PartyOriginal says that there are original records of the party committee
	// among the items although their titles do not say so.
	PartyOriginal bool

	Person   int64  // org_person; 0 for somebody from outside
	Outsider string // name
	Unit     string // organisation of the outsider
	Paper    string // letter of introduction or identity paper
	Contact  string
}

// borrower is who will have the items, with how far that person's own sight goes.
type borrower struct {
	id              int64
	name, login     string
	unit, unitName  string
	paper, contact  string
	reach           act.Reach
	outside, absent bool
}

// borrowerOf finds the person with the reach of the person's own account; without
// one, a member of the unit sees the unit's and what is at most internal.
func (r *Room) borrowerOf(ctx context.Context, person int64) (borrower, error) {
	people, err := r.Bureau.People(ctx)
	if err != nil {
		return borrower{}, err
	}
	for _, p := range people {
		if p.ID != person {
			continue
		}
		b := borrower{id: p.ID, name: p.Name, unit: p.Unit, absent: !p.LeftOn.IsZero(),
			reach: act.Reach{Units: []string{p.Unit}, SeeOthers: true, Others: mark.Internal}}
		units, err := r.Bureau.Units(ctx)
		if err != nil {
			return b, err
		}
		for _, u := range units {
			if u.Code == p.Unit {
				b.unitName = u.Name
			}
		}
		accounts, err := r.Bureau.Accounts(ctx)
		if err != nil {
			return b, err
		}
		for _, a := range accounts {
			if a.PersonID == person && a.Active() {
				who, err := r.Bureau.ActorOf(ctx, a.ID)
				if err != nil {
					return b, err
				}
				b.login, b.reach = a.Login, who.Reach
				break
			}
		}
		return b, nil
	}
	return borrower{}, fault.Field("person", fmt.Sprint(person), "没有这位人员，请从名单中选择借阅人。")
}

// self finds the person behind an account, to borrow in the own name.
func (r *Room) self(ctx context.Context, who act.Actor) (borrower, error) {
	accounts, err := r.Bureau.Accounts(ctx)
	if err != nil {
		return borrower{}, err
	}
	for _, a := range accounts {
		if a.Login == who.Login && a.PersonID != 0 {
			b, err := r.borrowerOf(ctx, a.PersonID)
			b.login, b.reach = who.Login, who.Reach
			return b, err
		}
	}
	return borrower{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，不能借阅。请联系系统管理员。")
}

type applyIn struct {
	r *Room
	b borrower
	a Application
}

// create writes an application in state applied, after every check that does not
// depend on the day it is handed out.
func (in applyIn) create(tx *act.Tx) (*Loan, []Line, error) {
	a := in.a
	var errs []*fault.Error
	text := func(field, label, v string, most int, need bool) string {
		v = db.Trimmed(v)
		switch n := len([]rune(v)); {
		case n == 0 && need:
			errs = append(errs, fault.Field(field, "", "请填写"+label+"。"))
		case n > most:
			errs = append(errs, fault.Field(field, v, fmt.Sprintf("%s最多 %d 个字，现在是 %d 个。", label, most, n)))
		}
		if e := mark.Refuse(field, v); e != nil {
			errs = append(errs, e)
		}
		return v
	}
	if !slices.Contains(Kinds, a.Kind) {
		errs = append(errs, fault.Field("kind", a.Kind, "利用方式只能是借出、室内查阅、电子阅览或复制。"))
	}
	if !slices.Contains(in.r.Purposes, a.Purpose) {
		errs = append(errs, fault.Field("purpose", a.Purpose, "请选择利用目的："+strings.Join(in.r.Purposes, "、")+"。"))
	}
	l := &Loan{Kind: a.Kind, Purpose: a.Purpose, State: Applied, Reason: text("reason", "事由", a.Reason, 500, in.b.outside), Record: "ordinary",
		BorrowerID: in.b.id, Borrower: in.b.name, Login: in.b.login, Unit: in.b.unit, UnitName: in.b.unitName,
		AppliedBy: tx.Actor.Login, AppliedAt: tx.Now, Due: a.Due, Version: 1}
	if in.b.outside {
		l.Borrower, l.UnitName = text("outsider", "借阅人姓名", in.b.name, 60, true), text("unit", "借阅人单位", in.b.unitName, 200, true)
		l.Paper, l.Contact = text("paper", "介绍信或证件", in.b.paper, 200, true), text("contact", "联系方式", in.b.contact, 100, false)
		if a.Kind == Lending {
			errs = append(errs, fault.Field("kind", a.Kind, "局外人员不借出原件，请改为室内查阅或复制。"))
		}
	}
	if in.b.absent {
		errs = append(errs, fault.Field("person", l.Borrower, l.Borrower+"已经离岗，不能再借阅。"))
	}
	if !a.Due.IsZero() && a.Due.Before(tx.Today) {
		errs = append(errs, fault.Field("due", a.Due.String(), "应还日期不能早于今天。"))
	}
	a.Items = slices.Compact(slices.Sorted(slices.Values(a.Items)))
	switch n := len(a.Items); {
	case n == 0:
		errs = append(errs, fault.Field("items", "", "请填写要利用的档案的档号，一行一个。"))
	case n > mostItems:
		errs = append(errs, fault.Field("items", fmt.Sprint(n), fmt.Sprintf("一次最多 %d 件，现有 %d 件，请分次办理。", mostItems, n)))
	}
	if err := fault.Join(errs...); err != nil {
		return nil, nil, err
	}
	lines, err := in.lines(tx, l, a)
	if err != nil {
		return nil, nil, err
	}
	c, err := in.r.decide(tx.Ctx, tx.Today, l.Record, in.b.outside)
	if err != nil {
		return nil, nil, err
	}
	if c.need == "" {
		return nil, nil, fault.Refuse(c.clause, fmt.Sprintf("%s不能提供：%s。", RecordLabel(l.Record), strings.TrimSuffix(c.why, "。")))
	}
	l.Need, l.Consent, l.basis = c.need, "none", c.clause
	if needs[c.need].right != "" {
		l.Consent = "waiting"
	}
	if l.ID, err = tx.Next("archive_loan"); err != nil {
		return nil, nil, err
	}
	n, err := tx.Next(fmt.Sprintf("archive_loan.%d", tx.Today.Year))
	if err != nil {
		return nil, nil, err
	}
	l.Number = fmt.Sprintf("%d-借-%04d", tx.Today.Year, n)
	if err := act.Insert(tx, "archive_loan", l.ID, loanColumns, l.values()); err != nil {
		return nil, nil, err
	}
	if err := c.keep(tx, in.r, l); err != nil {
		return nil, nil, err
	}
	for i := range lines {
		x := &lines[i]
		x.LoanID = l.ID
		if x.ID, err = tx.Next("archive_loan_line"); err != nil {
			return nil, nil, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("line_insert"), x.ID, x.LoanID, x.ItemID, x.Code, x.Title, int64(x.Level), x.Pages, x.State, 0, 0, "", "", ""); err != nil {
			return nil, nil, err
		}
		tx.Touch("archive_loan_line", x.ID)
	}
	return l, lines, nil
}

// lines checks every item; all are of one kind of record.
func (in applyIn) lines(tx *act.Tx, l *Loan, a Application) ([]Line, error) {
	var lines []Line
	for _, id := range a.Items {
		it, err := in.r.Archive.ItemIn(tx, id)
		if err != nil {
			return nil, err
		}
		if err := lendable(it); err != nil {
			return nil, err
		}
		if err := in.b.maySee(it); err != nil {
			return nil, err
		}
		record := RecordKind(it)
		if record == "ordinary" && a.PartyOriginal {
			record = "party_committee_original"
		}
		if len(lines) > 0 && record != l.Record {
			return nil, fault.Field("items", it.Code, fmt.Sprintf("《%s》是%s，其余是%s，同意的人不同，请分开申请。", it.Title, RecordLabel(record), RecordLabel(l.Record)))
		}
		l.Record = record
		lines = append(lines, Line{ItemID: it.ID, Code: it.Code, Title: it.Title, Level: it.Level, Pages: it.Pages, State: lineAsked})
	}
	return lines, nil
}

// keep stores what the rule book decided about the loan.
func (c ruling) keep(tx *act.Tx, r *Room, l *Loan) error {
	if r.Rules == nil || c.decision.IsZero() {
		return nil
	}
	of := rulebook.Case{Subject: act.Subject("archive_loan", l.ID), Unit: l.Unit, Level: mark.Internal}
	if l.Record == "personnel" {
		of.Compartment = "personnel"
	}
	_, err := rulebook.Keep(tx, of, c.book, c.decision)
	return err
}

// lendable refuses what is not held: destroyed, transferred, merged or excluded.
func lendable(it archive.Item) error {
	if it.State != archive.Held {
		return fault.Newf(fault.Conflict, "《%s》%s，不能提供利用。", it.Title, archive.StateLabel(it.State))
	}
	return nil
}

// maySee refuses items that the borrower is not allowed to see, whoever registers.
func (b borrower) maySee(it archive.Item) error {
	if b.outside && it.Level >= mark.WorkSecret {
		return fault.Refuse(law.ArchivesLaw34, fmt.Sprintf("《%s》是%s，不向局外人员提供。", it.Title, it.Level.Label()))
	}
	if !b.outside && !b.reach.Sees(it.Unit, it.Level, it.Compartment()) {
		return &fault.Error{Kind: fault.Forbidden, Value: act.Subject("archive_item", it.ID), Say: fmt.Sprintf("《%s》（%s）不在%s的查阅范围内，不能提供。", it.Title, it.Level.Label(), b.name)}
	}
	return nil
}

func (l *Loan) entry(summary string, detail any, basis ...law.ID) act.Entry {
	return act.Entry{Subject: act.Subject("archive_loan", l.ID), Summary: summary, Detail: detail, Basis: basis}
}

func itemIDs(lines []Line) []int64 {
	out := make([]int64, len(lines))
	for i, x := range lines {
		out[i] = x.ItemID
	}
	return out
}

var apply = act.Define(act.Spec[applyIn, Loan]{
	Name: "archive.loan.apply", Label: "申请借阅", Right: Use, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in applyIn) (Loan, act.Entry, error) {
		l, lines, err := in.create(tx)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("申请%s %d 件（%s），%s", KindLabel(l.Kind), len(lines), l.Number, NeedLabel(l.Need)),
			map[string]any{"items": itemIDs(lines), "purpose": l.Purpose, "record": l.Record}, l.basis), nil
	}})

// Apply asks for items in the actor's own name. The archivist hands them out.
func (r *Room) Apply(ctx context.Context, who act.Actor, a Application) (Loan, error) {
	var b borrower
	if who.May(Use) {
		var err error
		if b, err = r.self(ctx, who); err != nil {
			return Loan{}, err
		}
	}
	return apply.Run(ctx, r.Archive.Door, who, applyIn{r, b, a})
}

type registerIn struct {
	applyIn
	h HandOut
}

var register = act.Define(act.Spec[registerIn, Loan]{
	Name: "archive.loan.register", Label: "登记利用", Right: Lend, Basis: []law.ID{law.ArchiveUseRegister},
	Do: func(tx *act.Tx, in registerIn) (Loan, act.Entry, error) {
		l, lines, err := in.create(tx)
		if err != nil {
			return Loan{}, act.Entry{}, err
		}
		detail := map[string]any{"items": itemIDs(lines), "purpose": l.Purpose, "record": l.Record, "borrower": l.Borrower}
		if l.Consent == "waiting" {
			return *l, l.entry(fmt.Sprintf("登记%s申请利用 %d 件（%s），%s", l.Borrower, len(lines), l.Number, NeedLabel(l.Need)), detail, l.basis), nil
		}
		in.h.Due = in.a.Due
		if err := in.r.handOut(tx, l, lines, in.h); err != nil {
			return Loan{}, act.Entry{}, err
		}
		return *l, l.entry(fmt.Sprintf("%s：%s，%d 件（%s），目的：%s", KindLabel(l.Kind), l.Borrower, len(lines), l.Number, l.Purpose), detail, l.basis), nil
	}})

// Register notes a use at the desk for somebody of the bureau or from outside.
// What needs no consent is handed out at once; the rest waits for it.
func (r *Room) Register(ctx context.Context, who act.Actor, a Application, h HandOut) (Loan, error) {
	var b borrower
	if who.May(Lend) {
		if a.Person == 0 {
			b = borrower{outside: true, name: a.Outsider, unitName: a.Unit, paper: a.Paper, contact: a.Contact}
		} else {
			var err error
			if b, err = r.borrowerOf(ctx, a.Person); err != nil {
				return Loan{}, err
			}
		}
	}
	return register.Run(ctx, r.Archive.Door, who, registerIn{applyIn{r, b, a}, h})
}
