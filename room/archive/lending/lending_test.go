package lending_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/lending"
	"lantai.internal/room/archive/schedule"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:     {archive.Read, lending.Use},
	org.Archivist: {archive.Read, archive.Arrange, archive.Configure, lending.Use, lending.Lend, lending.SeeUse},
	org.Director:  {archive.Read, lending.Use, lending.SeeUse, lending.Consent, lending.ConsentParty, lending.ConsentBureau, org.ManagePeople},
	org.Personnel: {archive.Read, lending.Use, lending.Consent, lending.ConsentPersonnel},
}

type units struct{ o *org.Org }

func (u units) Units(ctx context.Context) ([]archive.Unit, error) {
	all, err := u.o.Units(ctx)
	var out []archive.Unit
	for _, x := range all {
		out = append(out, archive.Unit{Code: x.Code, Name: x.Name})
	}
	return out, err
}

// desk is a small bureau with a few items:
// 1 public of BGS, 2 work secret of BGS, 3 original record of the party
// committee, 4 personnel file, 5 internal of SYK.
type desk struct {
	*lending.Room
	o                                       *org.Org
	c                                       *clock.Movable
	archivist, staff, director, pers, other act.Actor
}

const (
	plain, secret, party, personal, foreign = 1, 2, 3, 4, 5
	archivistID, staffID, otherID           = 1, 2, 5 // org_person
)

type list struct {
	in []archive.Incoming
	at int
}

func (l *list) Next(context.Context) (*archive.Incoming, []archive.Rejection, []archive.Warning, error) {
	if l.at == len(l.in) {
		return nil, nil, nil, io.EOF
	}
	l.at++
	x := l.in[l.at-1]
	x.Row = l.at
	return &x, nil, nil, nil
}

func open(t *testing.T, d *act.Door, c *clock.Movable) *desk {
	t.Helper()
	ctx := context.Background()
	o, err := org.Open(d, grants)
	if err != nil {
		t.Fatal(err)
	}
	since := civil.Must("2013-09-03")
	ids, err := o.Found(ctx, act.Owner(), org.Seed{
		Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "SYK", Name: "市场科"}, {Code: "ZGK", Name: "政工科"}},
		People: []org.SeedPerson{{Name: "专职档案员", Unit: "BGS", Since: since}, {Name: "办公室科员", Unit: "BGS", Since: since},
			{Name: "局长", Unit: "BGS", Since: since}, {Name: "政工科科长", Unit: "ZGK", Since: since}, {Name: "市场科科员", Unit: "SYK", Since: since}},
	})
	if err != nil || len(ids) != 5 {
		t.Fatal(ids, err)
	}
	account := func(person int64, login string, roles ...org.Role) act.Actor {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: person, Login: login, Name: login, Password: "Correct-Horse-9"})
		if err == nil {
			err = o.SetRoles(ctx, act.Owner(), id, roles)
		}
		if err != nil {
			t.Fatal(err)
		}
		who, err := o.ActorOf(ctx, id)
		if err == nil { // the first password is changed, so that the account is free to work
			err = o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71")
		}
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	h := &desk{o: o, c: c, archivist: account(1, "archivist", org.Archivist), staff: account(2, "staff", org.Staff),
		director: account(3, "director", org.Director), pers: account(4, "personnel", org.Personnel), other: account(5, "other", org.Staff)}
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	a := archive.Open(d, store, units{o}, schedule.Sample(), []string{"某区商务局"}, "归档文件整理规则")
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	h.Room = lending.Open(a, o, book)
	h.Rules = &rulebook.Library{Door: d, Base: book}
	if _, err := a.SetFonds(ctx, act.Owner(), archive.Fonds{Name: "某区商务局"}); err != nil {
		t.Fatal(err)
	}
	day := civil.Must("2020-05-04")
	in := []archive.Incoming{
		{Title: "关于菜市场改造的通知", Unit: "BGS", Level: mark.Public, Pages: 3},
		{Title: "关于价格监测的内部分析", Unit: "BGS", Level: mark.WorkSecret, Pages: 5},
		{Title: "中共某区商务局委员会党委会会议记录", Unit: "BGS", Level: mark.Internal, Pages: 9},
		{Title: "干部履历表", Unit: "ZGK", Category: "RS", Level: mark.Internal, Pages: 2},
		{Title: "关于限上企业统计的通知", Unit: "SYK", Level: mark.Internal, Pages: 2},
	}
	for i := range in {
		in[i].Date, in[i].Retention = day, "D10"
	}
	rep, err := a.Take(ctx, act.Owner(), &list{in: in}, archive.TakeOptions{Name: "测试", Kind: "table"})
	if err != nil || rep.Accepted != len(in) {
		t.Fatalf("%+v %v", rep, err)
	}
	return h
}

var schemas = []db.Schema{org.Schema, rulebook.Schema, notify.Schema, search.Schema, archive.Schema, lending.Schema}

func each(t *testing.T, fn func(t *testing.T, h *desk)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, open(t, d, c)) })
}

func want(t *testing.T, err error, k fault.Kind, what string) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("%s: %v", what, err)
	}
}

func apply(kind string, items ...int64) lending.Application {
	return lending.Application{Kind: kind, Purpose: "工作参考", Items: items}
}

func TestLoanFromApplicationToReturn(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		l, err := h.Apply(ctx, h.staff, apply(lending.Lending, plain, foreign))
		if err != nil || l.State != lending.Applied || l.Need != "archivist_registers" || l.Number != "2026-借-0001" || l.UnitName != "办公室" {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Lend(ctx, h.staff, l.ID, lending.HandOut{})
		want(t, err, fault.Forbidden, "staff hand out")
		if l, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{}); err != nil || l.State != lending.Opened || l.Due.String() != "2026-03-17" {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{})
		want(t, err, fault.Conflict, "handed out twice")
		again, err := h.Apply(ctx, h.other, apply(lending.Reading, plain))
		if err != nil {
			t.Fatal(err)
		}
		if in, err := h.AskedFor(ctx, h.Archive.Door.Reader(), plain); err != nil || !strings.Contains(in, again.Number) {
			t.Errorf("asked for, yet %q %v", in, err)
		}
		if in, err := h.AskedFor(ctx, h.Archive.Door.Reader(), party); err != nil || in != "" {
			t.Errorf("nobody asked for it, yet %q %v", in, err)
		}
		_, err = h.Lend(ctx, h.archivist, again.ID, lending.HandOut{})
		want(t, err, fault.Conflict, "an item that is out was lent again")
		if !strings.Contains(fault.Of(err).Safe(), "办公室科员") {
			t.Errorf("does not say who has it: %v", err)
		}
		if s, err := h.OutTo(ctx, h.Archive.Door.Reader(), plain); err != nil || !strings.Contains(s, "2026-借-0001") {
			t.Errorf("out to: %q %v", s, err)
		}
		h.c.Move(20 * 24 * time.Hour)
		late, err := h.Loans(ctx, h.archivist, lending.List{State: "overdue"})
		if err != nil || len(late.Loans) != 1 || late.Loans[0].Overdue(h.Archive.Door.Today()) != 5 || late.Loans[0].Left() != 2 {
			t.Fatalf("overdue: %+v %v", late, err)
		}
		if n, err := h.Overdue(ctx); err != nil || n != 2 {
			t.Errorf("overdue items: %d %v", n, err)
		}
		_, err = h.Renew(ctx, h.staff, l.ID, civil.Date{})
		want(t, err, fault.Forbidden, "staff renew")
		for range 2 {
			if l, err = h.Renew(ctx, h.archivist, l.ID, civil.Date{}); err != nil {
				t.Fatal(err)
			}
			h.c.Move(24 * time.Hour)
		}
		_, err = h.Renew(ctx, h.archivist, l.ID, civil.Date{})
		want(t, err, fault.Conflict, "third renewal")
		d, err := h.Loan(ctx, h.archivist, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.TakeBack(ctx, h.staff, lending.Return{Loan: l.ID})
		want(t, err, fault.Forbidden, "staff take back")
		if l, err = h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID, Lines: []int64{d.Lines[0].ID}}); err != nil || l.State != lending.Opened {
			t.Fatalf("part: %+v %v", l, err)
		}
		_, err = h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID, Lines: []int64{d.Lines[0].ID}})
		want(t, err, fault.Invalid, "a line returned twice")
		if l, err = h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID, Condition: "第2页破损"}); err != nil || l.State != lending.Closed {
			t.Fatalf("rest: %+v %v", l, err)
		}
		_, err = h.SetEffect(ctx, h.other, l.ID, "无关的人")
		want(t, err, fault.NotFound, "a stranger's effect")
		if l, err = h.SetEffect(ctx, h.staff, l.ID, "为改造方案提供依据"); err != nil || l.EffectBy != "办公室科员" {
			t.Fatalf("effect: %+v %v", l, err)
		}
		if again, err = h.Lend(ctx, h.archivist, again.ID, lending.HandOut{}); err != nil || again.Due != h.Archive.Door.Today() {
			t.Fatalf("free again: %+v %v", again, err)
		}
		v, err := h.Archive.Door.Verify(ctx)
		if err != nil || !v.OK {
			t.Fatalf("verify: %+v %v", v.Findings, err)
		}
	})
}

// A loan stands on the borrower's list from the day it is handed out, and on the
// desk's from the day it is overdue; both leave with the last item.
func TestLoansStandOnTheToDoLists(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		n := &notify.Notify{Door: h.Archive.Door}
		look := func(step string, own, desk int, late bool) {
			t.Helper()
			mine, err := n.List(ctx, notify.Audience{Login: "staff"})
			if err != nil || len(mine) != own || own > 0 && mine[0].Late(h.Archive.Door.Today()) != late {
				t.Errorf("%s: the borrower has %+v, %v", step, mine, err)
			}
			theirs, err := n.List(ctx, notify.Audience{Login: "archivist", Roles: []org.Role{org.Archivist}})
			if err != nil || len(theirs) != desk || desk > 0 && !strings.Contains(theirs[0].Text, "办公室科员") {
				t.Errorf("%s: the desk has %+v, %v", step, theirs, err)
			}
			if other, err := n.List(ctx, notify.Audience{Login: "other", Roles: []org.Role{org.Staff}}); err != nil || len(other) != 0 {
				t.Errorf("%s: somebody else has %+v, %v", step, other, err)
			}
		}
		l, err := h.Apply(ctx, h.staff, apply(lending.Lending, plain, foreign))
		if err != nil {
			t.Fatal(err)
		}
		look("applied", 0, 0, false)
		if l, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{}); err != nil {
			t.Fatal(err)
		}
		look("handed out", 1, 0, false)
		h.c.Move(time.Duration(l.Due.Sub(h.Archive.Door.Today())) * 24 * time.Hour)
		look("on the last day", 1, 0, false)
		h.c.Move(24 * time.Hour)
		look("overdue", 1, 1, true)
		if _, err := h.Renew(ctx, h.archivist, l.ID, civil.Date{}); err != nil {
			t.Fatal(err)
		}
		look("renewed", 1, 0, false)
		d, err := h.Loan(ctx, h.archivist, l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID, Lines: []int64{d.Lines[0].ID}}); err != nil {
			t.Fatal(err)
		}
		look("partly returned", 1, 0, false)
		if _, err := h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID}); err != nil {
			t.Fatal(err)
		}
		look("returned", 0, 0, false)
	})
}

func TestConsent(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		out := lending.HandOut{}
		l, err := h.Apply(ctx, h.staff, apply(lending.Reading, party))
		if err != nil || l.Need != "party_secretary" || l.Consent != "waiting" {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, out)
		want(t, err, fault.Rule, "party original without consent")
		_, err = h.Answer(ctx, h.staff, l.ID, true, "")
		want(t, err, fault.Forbidden, "staff consent")
		_, err = h.Answer(ctx, h.pers, l.ID, true, "")
		want(t, err, fault.Forbidden, "the political section for the party secretary")
		h.c.Move(400 * 24 * time.Hour)
		_, err = h.Lend(ctx, h.archivist, l.ID, out)
		want(t, err, fault.Rule, "consent by the passing of time")
		h.Secretary = func(context.Context, db.Reader, string) (string, error) { return "您不任党委书记", nil }
		_, err = h.Answer(ctx, h.director, l.ID, true, "")
		want(t, err, fault.Forbidden, "the right without the post of party secretary")
		h.Secretary = func(_ context.Context, _ db.Reader, login string) (string, error) {
			if login != h.director.Login {
				return "您不任党委书记", nil
			}
			return "", nil
		}
		if l, err = h.Answer(ctx, h.director, l.ID, true, "同意"); err != nil || l.Consent != "given" {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Answer(ctx, h.director, l.ID, false, "反悔")
		want(t, err, fault.Conflict, "answered twice")
		if l, err = h.Lend(ctx, h.archivist, l.ID, out); err != nil || l.State != lending.Opened {
			t.Fatalf("%+v %v", l, err)
		}

		_, err = h.Apply(ctx, h.staff, apply(lending.Reading, plain, party))
		want(t, err, fault.Invalid, "two kinds of record in one application")
		own := apply(lending.Reading, plain)
		own.PartyOriginal = true
		if l, err = h.Apply(ctx, h.staff, own); err != nil || l.Need != "party_secretary" {
			t.Fatalf("marked by hand: %+v %v", l, err)
		}
		_, err = h.Answer(ctx, h.director, l.ID, false, " ")
		want(t, err, fault.Invalid, "refused without a reason")
		if l, err = h.Answer(ctx, h.director, l.ID, false, "不在需要范围内"); err != nil || l.State != lending.Declined {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, out)
		want(t, err, fault.Conflict, "handed out after a refusal")
	})
}

func TestPersonnelFilesAndWorkSecrets(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		_, err := h.Apply(ctx, h.staff, apply(lending.Reading, personal))
		want(t, err, fault.NotFound, "a personnel file exists for staff")
		_, err = h.Register(ctx, h.archivist, lending.Application{Kind: lending.Reading, Purpose: "凭证", Items: []int64{personal}, Person: staffID}, lending.HandOut{})
		want(t, err, fault.NotFound, "a personnel file exists for the archivist")
		l, err := h.Apply(ctx, h.pers, apply(lending.Reading, personal))
		if err != nil || l.Need != "political_section" {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Answer(ctx, h.pers, l.ID, true, "")
		want(t, err, fault.Rule, "the own application consented to")

		_, err = h.Apply(ctx, h.other, apply(lending.Reading, secret))
		want(t, err, fault.NotFound, "a work secret of another unit")
		reg := lending.Application{Kind: lending.Reading, Purpose: "凭证", Items: []int64{secret}, Person: otherID}
		_, err = h.Register(ctx, h.archivist, reg, lending.HandOut{})
		want(t, err, fault.Forbidden, "the archivist hands a work secret beyond the reader's reach")
		reg.Person = staffID
		if l, err = h.Register(ctx, h.archivist, reg, lending.HandOut{}); err != nil || l.State != lending.Opened {
			t.Fatalf("%+v %v", l, err)
		}

		it, err := h.Archive.Item(ctx, h.staff, secret)
		if err != nil {
			t.Fatal(err)
		}
		want(t, h.Readable(ctx, h.staff, it), fault.Rule, "read before it was registered")
		want(t, h.Readable(ctx, h.other, it), fault.NotFound, "beyond reach")
		if _, err = h.OpenItem(ctx, h.staff, secret, "", ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("opened without a purpose: %v", err)
		}
		if l, err = h.OpenItem(ctx, h.staff, secret, "工作参考", "核对数据"); err != nil || l.Kind != lending.Electronic || l.State != lending.Closed {
			t.Fatalf("%+v %v", l, err)
		}
		if err := h.Readable(ctx, h.staff, it); err != nil {
			t.Errorf("registered and still closed: %v", err)
		}
		entries, err := act.Entries(ctx, h.Archive.Door.Reader(), act.EntryFilter{}, 1)
		if err != nil || len(entries) != 1 || entries[0].Deed != "archive.loan.open" || entries[0].Subject != "archive_item:2" || entries[0].Actor != "staff" {
			t.Errorf("ledger: %+v %v", entries, err)
		}
		h.c.Move(24 * time.Hour)
		want(t, h.Readable(ctx, h.staff, it), fault.Rule, "yesterday's registration")
		_, err = h.OpenItem(ctx, h.other, secret, "工作参考", "")
		want(t, err, fault.NotFound, "opened beyond reach")
		_, err = h.OpenItem(ctx, h.staff, party, "工作参考", "")
		want(t, err, fault.Rule, "a party original opened without consent")
		nobody := h.staff
		nobody.Rights = nil
		_, err = h.OpenItem(ctx, nobody, plain, "工作参考", "")
		want(t, err, fault.Forbidden, "opened without the right")
	})
}

func TestOutsidersAndCopies(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		a := lending.Application{Kind: lending.Lending, Purpose: "凭证", Reason: "核对立项", Items: []int64{plain}, Outsider: "来访人甲", Unit: "某公司", Paper: "介绍信第1号"}
		_, err := h.Register(ctx, h.archivist, a, lending.HandOut{})
		want(t, err, fault.Invalid, "an original lent outside")
		a.Kind = lending.Copying
		_, err = h.Register(ctx, h.staff, a, lending.HandOut{})
		want(t, err, fault.Forbidden, "staff register")
		missing := a
		missing.Paper, missing.Reason = "", ""
		_, err = h.Register(ctx, h.archivist, missing, lending.HandOut{})
		if f := fault.Of(err); !fault.Is(err, fault.Invalid) || len(f.Fields) != 2 {
			t.Errorf("papers of an outsider: %+v", f)
		}
		bad := a
		bad.Items = []int64{secret}
		_, err = h.Register(ctx, h.archivist, bad, lending.HandOut{})
		want(t, err, fault.Rule, "a work secret for an outsider")
		l, err := h.Register(ctx, h.archivist, a, lending.HandOut{})
		if err != nil || l.Need != "bureau_consent" || l.State != lending.Applied {
			t.Fatalf("%+v %v", l, err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{Copies: 1, Sealed: true})
		if !fault.Is(err, fault.Rule) {
			t.Errorf("without the bureau's consent: %v", err)
		}
		if _, err = h.Answer(ctx, h.director, l.ID, true, ""); err != nil {
			t.Fatal(err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{Copies: 1})
		if f := fault.Of(err); f.Field != "sealed" {
			t.Errorf("a copy without the seal mark: %v", err)
		}
		_, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{Sealed: true})
		want(t, err, fault.Invalid, "no copies")
		if l, err = h.Lend(ctx, h.archivist, l.ID, lending.HandOut{Copies: 2, Sealed: true}); err != nil || l.State != lending.Closed {
			t.Fatalf("%+v %v", l, err)
		}
		d, err := h.Loan(ctx, h.archivist, l.ID)
		if err != nil || d.Lines[0].Copies != 2 || !d.Lines[0].Sealed || d.Lines[0].State != "used" {
			t.Fatalf("%+v %v", d, err)
		}
		months, err := h.Months(ctx, 2026)
		if err != nil || len(months) != 1 || months[0] != (lending.Month{Month: "2026-03", Kind: "copy", Purpose: "凭证", Loans: 1, Items: 1}) {
			t.Fatalf("%+v %v", months, err)
		}
		rows, total, next, err := h.UseRegister(ctx, h.archivist, lending.UseQuery{Month: "2026-03"})
		if err != nil || total != 1 || len(rows) != 1 || next != "" || rows[0].Borrower != "来访人甲" {
			t.Fatalf("%+v %d %q %v", rows, total, next, err)
		}
		if _, total, _, err = h.UseRegister(ctx, h.archivist, lending.UseQuery{Month: "2026-04"}); err != nil || total != 0 {
			t.Fatalf("%d %v", total, err)
		}
	})
}

func TestClearanceAndDestroyed(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		h.o.Clearance = func(tx *act.Tx, p org.Person) ([]string, error) {
			open, err := h.OpenLoans(tx.Ctx, tx, p.ID, "")
			var out []string
			for _, l := range open {
				out = append(out, l.Code)
			}
			return out, err
		}
		reg := lending.Application{Kind: lending.Lending, Purpose: "借鉴", Items: []int64{plain}, Person: staffID, Due: civil.Must("2026-03-05")}
		l, err := h.Register(ctx, h.archivist, reg, lending.HandOut{})
		if err != nil || l.Due.String() != "2026-03-05" {
			t.Fatalf("%+v %v", l, err)
		}
		leave := org.Leaving{PersonID: staffID, On: civil.Must("2026-03-04")}
		if _, err := h.o.Leave(ctx, h.director, leave); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.ArchiveTransferClearance {
			t.Fatalf("left with an open loan: %v", err)
		}
		if _, err := h.TakeBack(ctx, h.archivist, lending.Return{Loan: l.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.o.Leave(ctx, h.director, leave); err != nil {
			t.Fatal(err)
		}
		_, err = h.Register(ctx, h.archivist, reg, lending.HandOut{})
		want(t, err, fault.Invalid, "lent to somebody who left")

		asked, err := h.Apply(ctx, h.other, apply(lending.Lending, foreign))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leaves.Run(ctx, h.Archive.Door, h.archivist, leaving{h.Archive, foreign, archive.Transferred}); err != nil {
			t.Fatal(err)
		}
		_, err = h.Lend(ctx, h.archivist, asked.ID, lending.HandOut{})
		want(t, err, fault.Conflict, "a transferred item was lent")
		_, err = h.Decline(ctx, h.other, asked.ID, "已移交")
		want(t, err, fault.Forbidden, "staff decline")
		if asked, err = h.Decline(ctx, h.archivist, asked.ID, "已移交区档案馆"); err != nil || asked.State != lending.Declined {
			t.Fatalf("%+v %v", asked, err)
		}
		_, err = h.Apply(ctx, h.other, apply(lending.Lending, foreign))
		want(t, err, fault.Conflict, "a transferred item was asked for")
	})
}

func TestPanelOfAnItem(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		text := func(who act.Actor, id int64) string {
			t.Helper()
			it, err := h.Archive.Item(ctx, who, id)
			if err != nil {
				t.Fatal(err)
			}
			c, err := h.Panel(ctx, who, it)
			if err != nil || c == nil {
				t.Fatal(c, err)
			}
			var b strings.Builder
			if err := c.Render(ctx, &b); err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		if s := text(h.staff, plain); !strings.Contains(s, "在室") || strings.Contains(s, "登记借阅") {
			t.Error(s)
		}
		reg := lending.Application{Kind: lending.Lending, Purpose: "借鉴", Items: []int64{plain}, Person: otherID}
		if _, err := h.Register(ctx, h.archivist, reg, lending.HandOut{}); err != nil {
			t.Fatal(err)
		}
		if s := text(h.staff, plain); !strings.Contains(s, "已借出") || strings.Contains(s, "市场科科员") {
			t.Error("a colleague learns with whom it is: ", s)
		}
		if s := text(h.archivist, plain); !strings.Contains(s, "市场科科员") || !strings.Contains(s, "1 次") {
			t.Error(s)
		}
	})
}

type leaving struct {
	a     *archive.Room
	id    int64
	state string
}

var leaves = act.Define(act.Spec[leaving, bool]{
	Name: "test.leave", Open: "a test's way to make an item leave the room",
	Do: func(tx *act.Tx, in leaving) (bool, act.Entry, error) {
		return true, act.Entry{Summary: "离室"}, in.a.LeaveRoom(tx, in.id, in.state)
	}})

func TestWhoSeesWhat(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		l, err := h.Apply(ctx, h.staff, apply(lending.Lending, plain))
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Loan(ctx, h.other, l.ID)
		want(t, err, fault.NotFound, "somebody else's loan")
		_, err = h.Withdraw(ctx, h.other, l.ID)
		want(t, err, fault.NotFound, "somebody else's loan withdrawn")
		if mine, err := h.Loans(ctx, h.other, lending.List{}); err != nil || mine.Total != 0 {
			t.Errorf("%+v %v", mine, err)
		}
		if mine, err := h.Loans(ctx, h.staff, lending.List{}); err != nil || mine.Total != 1 || mine.Loans[0].Lines[0].Title != "关于菜市场改造的通知" {
			t.Errorf("%+v %v", mine, err)
		}
		p, err := h.Apply(ctx, h.pers, apply(lending.Reading, personal))
		if err != nil {
			t.Fatal(err)
		}
		if d, err := h.Loan(ctx, h.archivist, p.ID); err != nil || strings.Contains(d.Lines[0].Title, "履历") {
			t.Errorf("the archivist reads the title of a personnel file: %+v %v", d, err)
		}
		if all, err := h.Loans(ctx, h.archivist, lending.List{Limit: 1}); err != nil || all.Total != 2 || len(all.Loans) != 1 || all.Next != p.ID {
			t.Errorf("%+v %v", all, err)
		}
		if w, err := h.Loans(ctx, h.director, lending.List{Waiting: true}); err != nil || w.Total != 0 {
			t.Errorf("%+v %v", w, err)
		}
		if w, err := h.Loans(ctx, h.pers, lending.List{Waiting: true}); err != nil || w.Total != 1 {
			t.Errorf("%+v %v", w, err)
		}
		if l, err = h.Withdraw(ctx, h.staff, l.ID); err != nil || l.State != lending.Withdrawn {
			t.Errorf("%+v %v", l, err)
		}
	})
}

func TestBadApplications(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		for name, c := range map[string]struct {
			a     lending.Application
			field string
		}{
			"kind":    {lending.Application{Kind: "steal", Purpose: "凭证", Items: []int64{plain}}, "kind"},
			"purpose": {lending.Application{Kind: lending.Lending, Purpose: "好奇", Items: []int64{plain}}, "purpose"},
			"none":    {lending.Application{Kind: lending.Lending, Purpose: "凭证"}, "items"},
			"many":    {lending.Application{Kind: lending.Lending, Purpose: "凭证", Items: many(101)}, "items"},
			"past":    {lending.Application{Kind: lending.Lending, Purpose: "凭证", Items: []int64{plain}, Due: civil.Must("2026-03-01")}, "due"},
			"reason":  {lending.Application{Kind: lending.Lending, Purpose: "凭证", Items: []int64{plain}, Reason: strings.Repeat("字", 501)}, "reason"},
		} {
			_, err := h.Apply(ctx, h.staff, c.a)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || f.Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		far := apply(lending.Lending, plain)
		far.Person, far.Due = staffID, civil.Must("2026-03-02").AddDays(181)
		_, err := h.Register(ctx, h.archivist, far, lending.HandOut{})
		want(t, err, fault.Invalid, "due in half a year and a day")
		_, err = h.Apply(ctx, act.Owner(), apply(lending.Lending, plain))
		want(t, err, fault.Conflict, "an account without a person borrows")
		admin := h.staff
		admin.Rights = nil
		_, err = h.Apply(ctx, admin, apply(lending.Lending, plain))
		want(t, err, fault.Forbidden, "without the right")
		twice, err := h.Apply(ctx, h.staff, apply(lending.Lending, plain, plain))
		if err != nil {
			t.Fatal(err)
		}
		if d, _ := h.Loan(ctx, h.staff, twice.ID); len(d.Lines) != 1 {
			t.Errorf("the same item twice: %+v", d.Lines)
		}
	})
}

func many(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i + 1)
	}
	return out
}

// Whose consent is needed is asked of the book of the day and kept whole; a change
// of the book leaves the loans that run alone.
func TestTheBookOfTheDay(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		ctx := context.Background()
		first, err := h.Apply(ctx, h.staff, apply(lending.Reading, plain))
		if err != nil || first.Need != "archivist_registers" {
			t.Fatalf("%+v %v", first, err)
		}
		kept, err := h.Rules.Of(ctx, h.director, act.Subject("archive_loan", first.ID))
		if err != nil || len(kept) != 1 || kept[0].Edition != 0 || kept[0].Clause != law.ArchiveUseRegister {
			t.Fatalf("%+v %v", kept, err)
		}
		drafter := act.Actor{Login: "drafter", Name: "起草人", Rights: []act.Right{rulebook.Drafting}}
		leader := act.Actor{Login: "leader", Name: "局领导", Rights: []act.Right{rulebook.Approving, rulebook.Publishing}}
		id, err := h.Rules.Draft(ctx, drafter, rulebook.EditionInput{Title: "查阅须经同意", Reason: "收紧", Amendment: `tables:
  - id: archive.use.consent
    rows:
      - {id: ordinary-staff, when: {record: ordinary, reader: staff}, then: bureau_consent, clause: archive.use.register}
`})
		if err == nil {
			err = h.Rules.Send(ctx, drafter, id)
		}
		today := h.Archive.Door.Today()
		if err == nil {
			err = h.Rules.Approve(ctx, leader, rulebook.Meeting{ID: id, On: today, Number: "1", ForceFrom: today.AddDays(1)})
		}
		if err == nil {
			_, err = h.Rules.Publish(ctx, leader, id)
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, err := h.Rules.Edition(ctx, id); err != nil || e.Replayed != 1 || e.Changed != 1 {
			t.Errorf("%+v %v", e, err)
		}
		if l, err := h.Apply(ctx, h.other, apply(lending.Reading, plain)); err != nil || l.Need != "archivist_registers" {
			t.Errorf("the day before: %+v %v", l, err)
		}
		h.c.Move(24 * time.Hour)
		l, err := h.Apply(ctx, h.other, apply(lending.Reading, plain))
		if err != nil || l.Need != "bureau_consent" || l.Consent != "waiting" {
			t.Errorf("on the day: %+v %v", l, err)
		}
		if kept, err := h.Rules.Of(ctx, h.director, act.Subject("archive_loan", l.ID)); err != nil || len(kept) != 1 || kept[0].Edition != 1 {
			t.Errorf("%+v %v", kept, err)
		}
		if was, err := h.Loan(ctx, h.archivist, first.ID); err != nil || was.Need != "archivist_registers" {
			t.Errorf("a loan that runs was changed: %+v %v", was, err)
		}
	})
}
