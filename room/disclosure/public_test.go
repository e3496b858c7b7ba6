package disclosure_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/disclosure"
)

// submit hands in a sound application from outside, and gives what opens it.
func (b *bureau) submit() (disclosure.Filed, disclosure.Access) {
	b.t.Helper()
	f, err := b.Submit(b.ctx, b.filing())
	b.ok(err)
	code, err := b.Code(b.ctx, f)
	b.ok(err)
	return f, disclosure.Access{Number: f.Number, Code: code, Address: "192.0.2.1"}
}

// A citizen applies, confirms, supplements, withdraws a second one, and complains.
func TestCitizen(t *testing.T) {
	each(t, func(b *bureau) {
		f, x := b.submit()
		b.state(f.ID, disclosure.Submitted)
		p, err := b.Progress(b.ctx, x)
		b.ok(err)
		if !p.ToConfirm || p.Waits == "" || !p.Due.IsZero() {
			b.t.Fatalf("%+v", p)
		}
		pdf, _, err := b.Receipt(b.ctx, x)
		b.ok(err)
		if !strings.HasPrefix(string(pdf), "%PDF") {
			b.t.Fatal("no receipt")
		}
		b.ok(b.ConfirmByApplicant(b.ctx, x))
		b.state(f.ID, disclosure.Submitted)
		b.to("2026-09-08")
		b.refused(b.ConfirmByApplicant(b.ctx, disclosure.Access{Number: x.Number, Code: "0000-0000-0000-0"}), fault.NotFound, "")
		b.ok(b.Confirm(b.ctx, b.actors["office"], b.input(f.ID, disclosure.OfficeConfirms, "")))
		v := b.see("office", f.ID)
		if v.ReceivedOn.String() != "2026-09-08" || v.State != disclosure.Received {
			b.t.Fatal("received on", v.ReceivedOn, v.State)
		}
		if pdf, _, err = b.Receipt(b.ctx, x); err != nil || len(pdf) == 0 {
			b.t.Fatal(err)
		}
		in := b.input(f.ID, "", "请写明是哪一年的检查")
		in.Until = civil.Must("2026-09-22")
		b.ok(b.AskCorrection(b.ctx, b.actors["office"], in))
		b.refused(b.Supplement(b.ctx, x, " ", nil), fault.Invalid, "words")
		b.to("2026-09-15")
		b.ok(b.Supplement(b.ctx, x, "2025年的检查", []disclosure.FiledPaper{b.paper("", "说明")}))
		v = b.see("office", f.ID)
		if v.State != disclosure.Received || v.Reckoning.Base.String() != "2026-09-15" {
			b.t.Fatal(v.State, v.Reckoning.Base)
		}
		b.ok(b.Complain(b.ctx, x, "一直没有答复", false))
		b.refused(b.Complain(b.ctx, x, "为什么不公开", true), fault.Rule, "")
		b.ok(b.Withdraw(b.ctx, x, "不需要了"))
		b.state(f.ID, disclosure.Withdrawn)
		b.refused(b.Supplement(b.ctx, x, "再补充", nil), fault.Rule, "")
	})
}

// Wrong numbers and wrong codes have one answer; guessing is locked out; another's
// code opens nothing.
func TestGuessing(t *testing.T) {
	each(t, func(b *bureau) {
		_, x := b.submit()
		_, other := b.submit()
		swapped := disclosure.Access{Number: x.Number, Code: other.Code, Address: "192.0.2.9"}
		_, err1 := b.Progress(b.ctx, swapped)
		_, err2 := b.Progress(b.ctx, disclosure.Access{Number: "2026-申-9999", Code: other.Code, Address: "192.0.2.9"})
		if err1 == nil || err2 == nil || fault.Of(err1).Safe() != fault.Of(err2).Safe() {
			b.t.Fatal(err1, err2)
		}
		for range 9 {
			_, err := b.Progress(b.ctx, swapped)
			b.refused(err, fault.NotFound, "")
		}
		_, err := b.Progress(b.ctx, swapped)
		b.refused(err, fault.TooMany, "")
		_, err = b.Progress(b.ctx, disclosure.Access{Number: x.Number, Code: x.Code, Address: "192.0.2.9"})
		b.refused(err, fault.TooMany, "") // this address is out, even with the right code
		_, err = b.Progress(b.ctx, disclosure.Access{Number: x.Number, Code: x.Code, Address: "192.0.2.77"})
		b.ok(err) // the applicant is not
		_, err = b.Progress(b.ctx, other)
		b.ok(err)
		for i := range 30 {
			if _, err := b.Progress(b.ctx, disclosure.Access{Number: fmt.Sprintf("2026-申-%04d", 100+i), Code: other.Code, Address: "192.0.2.5"}); err == nil {
				b.t.Fatal("a guess went through")
			}
		}
		_, err = b.Progress(b.ctx, disclosure.Access{Number: other.Number, Code: other.Code, Address: "192.0.2.5"})
		b.refused(err, fault.TooMany, "") // the address is locked
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "disclosure.code.failed"}, 10)
		if err != nil || len(entries) > 0 {
			b.t.Fatal("guesses fill the ledger", err)
		}
		b.c.Move(61 * 60 * 1e9)
		_, err = b.Progress(b.ctx, x)
		b.ok(err)
	})
}

// The same application ten times: all are taken in, told apart by number, and stand
// side by side.
func TestTenTimes(t *testing.T) {
	each(t, func(b *bureau) {
		first := b.register()
		b.ok(b.AnswerOnTheSpot(b.ctx, b.actors["office"], disclosure.Service{ID: first.ID, Proof: "本人"}, "网站“通知公告”栏目"))
		var last disclosure.Filed
		for range 10 {
			last = b.register()
		}
		v := b.see("office", last.ID)
		if len(v.Similar) != 10 || v.Similar[0].Share != 100 || v.Monthly != 11 {
			b.t.Fatal(len(v.Similar), v.Monthly)
		}
		b.refused(b.AskReasons(b.ctx, b.actors["office"], b.input(last.ID, "", "当月 11 件")), fault.Forbidden, "")
		ask := b.input(last.ID, "", "当月 11 件")
		ask.Until = civil.Must("2026-09-20")
		b.ok(b.AskReasons(b.ctx, b.actors["chief"], ask))
		b.refused(b.JudgeReasons(b.ctx, b.actors["chief"], b.input(last.ID, disclosure.ReasonsBad, "没有说明理由")), fault.Rule, "") // they may still come
		b.ok(b.JudgeReasons(b.ctx, b.actors["office"], b.input(last.ID, disclosure.ReasonsGiven, "来信说明：想要")))
		b.ok(b.JudgeReasons(b.ctx, b.actors["chief"], b.input(last.ID, disclosure.ReasonsBad, "没有说明为什么要十一次")))
		b.state(last.ID, disclosure.Signing)
		_, err := b.Propose(b.ctx, b.actors["office"], disclosure.Proposal{Application: last.ID, Kind: "5.2", Former: "2026-申-0002"})
		b.refused(err, fault.Rule, "") // not answered yet
		_, err = b.Propose(b.ctx, b.actors["office"], disclosure.Proposal{Application: last.ID, Kind: "5.2"})
		b.refused(err, fault.Invalid, "former")
		_, err = b.Propose(b.ctx, b.actors["office"], disclosure.Proposal{Application: last.ID, Kind: "5.2", Former: first.Number})
		b.ok(err)
		b.approve(last.ID)
		b.ok(b.Serve(b.ctx, b.actors["office"], disclosure.Service{ID: last.ID, Way: "post", Proof: "邮件号 XA2"}))
		if v = b.see("office", last.ID); v.Outcome != "5.2" {
			b.t.Fatal(v.Outcome)
		}
		// One form sent twice is one application.
		ctx := act.WithKey(b.ctx, "one-form")
		a1, err := b.Submit(ctx, b.filing())
		b.ok(err)
		a2, err := b.Submit(ctx, b.filing())
		b.ok(err)
		if a1 != a2 {
			b.t.Fatal("one form made two applications", a1, a2)
		}
	})
}

// What cannot be an application is refused field by field.
func TestBadFilings(t *testing.T) {
	each(t, func(b *bureau) {
		for _, tt := range []struct {
			what, field string
			but         func(f *disclosure.Filing)
		}{
			{"no contact", "phone", func(f *disclosure.Filing) { f.Party.Phone = "" }},
			{"no name", "name", func(f *disclosure.Filing) { f.Party.Name = " " }},
			{"nothing asked", "title", func(f *disclosure.Filing) { f.Title, f.Features = "", "" }},
			{"wrong identity number", "paper_number", func(f *disclosure.Filing) {
				f.Party.PaperKind, f.Party.PaperNumber = disclosure.ResidentCard, "110105194912310021"
			}},
			{"wrong credit code", "credit_code", func(f *disclosure.Filing) { f.Class, f.Party.CreditCode = disclosure.Business, "91350100M000100Y44" }},
			{"fifty megabytes", "features", func(f *disclosure.Filing) { f.Features = strings.Repeat("很长的申请", 50<<20/15) }},
			{"address that is none", "mail", func(f *disclosure.Filing) { f.Party.Mail = "<script>alert(1)</script>" }},
			{"post without address", "address", func(f *disclosure.Filing) { f.Way = "post" }},
			{"unknown form", "form", func(f *disclosure.Filing) { f.Form = "telepathy" }},
			{"unknown class", "class", func(f *disclosure.Filing) { f.Class = "" }},
			{"record without ground", "ground", func(f *disclosure.Filing) { f.Kind = disclosure.Record }},
		} {
			f := b.filing()
			tt.but(&f)
			_, err := b.Submit(b.ctx, f)
			if err == nil || fault.Of(err).Kind != fault.Invalid || fault.Of(err).Field != tt.field && !hasField(fault.Of(err), tt.field) {
				b.t.Errorf("%s: %v", tt.what, err)
			}
		}
		f := b.filing()
		f.Title = "<script>alert(1)</script>\x00"
		got, err := b.Submit(b.ctx, f)
		b.ok(err)
		if v := b.see("office", got.ID); v.Title != "<script>alert(1)</script>" {
			b.t.Fatal(v.Title) // kept as written; pages escape it
		}
		// What came on paper is registered whatever it lacks.
		f = b.filing()
		f.Party.Phone, f.Party.PaperNumber, f.Form = "", "", ""
		_, err = b.Register(b.ctx, b.actors["office"], f)
		b.ok(err)
		f.Channel = disclosure.Oral
		_, err = b.Register(b.ctx, b.actors["office"], f)
		b.refused(err, fault.Invalid, "read_back")
		_, err = b.Register(b.ctx, b.actors["clerk"], b.filing())
		b.refused(err, fault.Forbidden, "")
	})
}

// The person behind an application is shown to the office and the handling unit
// alone, and every look is in the ledger, which holds none of the facts.
func TestApplicantIsHidden(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		for _, login := range []string{"office", "clerk"} {
			p, err := b.Applicant(b.ctx, b.actors[login], f.ID, "核实身份")
			b.ok(err)
			kept, err := db.One[string](b.ctx, b.Door.Reader(), "SELECT paper_number FROM disclosure_applicant WHERE id = $1", f.ID)
			b.ok(err)
			if strings.Contains(kept, "测试一") || len(kept) < 20 {
				b.t.Fatal("an identity number lies open in the database", kept)
			}
			if p.PaperNumber != "测试一" {
				b.t.Fatal(p)
			}
		}
		for _, login := range []string{"other", "deputy", "director"} {
			_, err := b.Applicant(b.ctx, b.actors[login], f.ID, "看看")
			b.refused(err, fault.NotFound, "")
		}
		_, err := b.Applicant(b.ctx, b.actors["office"], f.ID, "")
		b.refused(err, fault.Invalid, "why")
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{}, 1000)
		b.ok(err)
		looks := 0
		for _, e := range entries {
			if strings.Contains(e.Detail+e.Summary, "测试一") || strings.Contains(e.Detail+e.Summary, "申请人甲") || strings.Contains(e.Detail+e.Summary, "测试电话") {
				b.t.Fatal("the ledger holds facts of the person", e.Summary, e.Detail)
			}
			if e.Deed == "disclosure.applicant.see" && e.Outcome == "done" {
				looks++
			}
		}
		if looks != 2 {
			b.t.Fatal("looks in the ledger:", looks)
		}
		if v := b.see("deputy", f.ID); v.Shown != "申***" || v.PartyAlso {
			b.t.Fatal(v.Shown)
		}
		if _, err := b.Application(b.ctx, b.actors["other"], f.ID); !fault.Is(err, fault.NotFound) {
			b.t.Fatal(err)
		}
	})
}

// Two extensions at once: one is asked for, the other hears why not.
func TestTwoExtensionsAtOnce(t *testing.T) {
	each(t, func(b *bureau) {
		f := b.register()
		b.assign(f.ID)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, login := range []string{"office", "chief"} {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = b.AskExtension(context.Background(), b.actors[login], f.ID, 20, "材料多")
			}()
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			b.t.Fatal(errs)
		}
		n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM disclosure_extension")
		b.ok(err)
		if n != 1 {
			b.t.Fatal(n)
		}
	})
}
