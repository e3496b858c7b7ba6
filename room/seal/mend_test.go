package seal_test

import (
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/seal"
)

// waiting are the logins that have an open to-do of a subject.
func (b *bureau) waiting(subject string) string {
	b.t.Helper()
	list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT login FROM notify_todo WHERE done_at = 0 AND key LIKE $1 ORDER BY key", subject+":%")
	b.ok(err)
	return strings.Join(list, " ")
}

// disable takes somebody's account out of use.
func (b *bureau) disable(login string) {
	b.t.Helper()
	list, err := b.Org.Accounts(b.ctx)
	b.ok(err)
	for _, a := range list {
		if a.Login == login {
			b.ok(b.Org.SetState(b.ctx, act.Owner(), a.ID, "disabled"))
		}
	}
}

// leaves ends somebody's work in the bureau.
func (b *bureau) leaves(login string) {
	b.t.Helper()
	_, err := b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people[login], On: b.Door.Today().AddDays(-1)})
	b.ok(err)
}

// out is a seal that two people have.
func (b *bureau) out(x seal.Seal, first, second string) seal.Outing {
	b.t.Helper()
	o, err := b.AskOut(b.ctx, b.actors["head"], seal.NewOuting{Seal: x.ID, Reason: "现场签约", Place: "会展中心", First: b.people[first], Second: b.people[second], Due: b.Door.Today()})
	b.ok(err)
	o, err = b.DecideOut(b.ctx, b.actors["director"], o.ID, true, "")
	b.ok(err)
	return o
}

// The head of the office takes a seal back and gives it on for a custodian who is absent,
// before two witnesses; what waits follows (law.SealCustody, law.SealOut).
func TestAbsentCustodian(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		a, err := b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 1))
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "")
		b.ok(err)
		o := b.out(x, "clerk", "other")
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.ok(err)
		place := seal.InPlace{Why: "保管人停职", First: b.people["clerk"], Second: b.people["other"]}
		_, err = b.BringBackFor(b.ctx, b.actors["chief"], o.ID, "", place)
		b.rule(err, law.SealCustody)
		b.disable("keeper")
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if w.Moved != 2 || b.waiting(a.Subject()) != "chief" {
			b.t.Errorf("%+v; the application waits for %q", w, b.waiting(a.Subject()))
		}
		if w, err = b.Watch(b.ctx); err != nil || w.Moved != 0 {
			b.t.Errorf("the second look moves %+v (%v)", w, err)
		}
		_, err = b.BringBackFor(b.ctx, b.actors["office"], o.ID, "", place)
		b.rule(err, law.SealCustody)
		_, err = b.BringBack(b.ctx, b.actors["chief"], o.ID, "")
		b.wants(err, fault.Invalid, "原因")
		alone := place
		alone.Second = alone.First
		_, err = b.BringBackFor(b.ctx, b.actors["chief"], o.ID, "", alone)
		b.rule(err, law.SealCustody)
		o, err = b.BringBackFor(b.ctx, b.actors["chief"], o.ID, "", place)
		b.ok(err)
		if o.State != seal.Back || !strings.Contains(o.Note, "政工科科员") {
			b.t.Errorf("%+v", o)
		}

		in := seal.NewHandover{Seal: x.ID, Giver: b.people["office"], Taker: b.people["other"], Witness: b.people["clerk"], Witness2: b.people["head"], Why: "保管人停职"}
		_, err = b.BeginHandover(b.ctx, b.actors["office"], in)
		b.wants(err, fault.Invalid, "办公室负责人")
		in.Giver, in.Taker, in.Witness2 = b.people["chief"], b.people["office"], 0
		_, err = b.BeginHandover(b.ctx, b.actors["office"], in)
		b.wants(err, fault.Invalid, "两人监交")
		in.Witness2 = b.people["clerk"]
		_, err = b.BeginHandover(b.ctx, b.actors["office"], in)
		b.rule(err, law.SealCustody)
		in.Witness2 = b.people["head"]
		h, err := b.BeginHandover(b.ctx, b.actors["office"], in)
		b.ok(err)
		for _, who := range []string{"chief", "office", "clerk"} {
			_, err = b.ConfirmHandover(b.ctx, b.actors[who], h.ID)
			b.ok(err)
		}
		list, err := b.Seals(b.ctx)
		b.ok(err)
		if list[0].Custodian != b.people["keeper"] {
			b.t.Error("custody changed before the second witness confirmed")
		}
		_, err = b.ConfirmHandover(b.ctx, b.actors["head"], h.ID)
		b.ok(err)
		if list, err = b.Seals(b.ctx); err != nil || list[0].Custodian != b.people["office"] || b.waiting(a.Subject()) != "office" {
			b.t.Errorf("%+v %q (%v)", list[0], b.waiting(a.Subject()), err)
		}
	})
}

// A seal found again is what it was before it was lost (law.SealLoss, law.SealRetire).
func TestFoundAgain(t *testing.T) {
	each(t, func(b *bureau) {
		used, old, away := b.seal("bureau", seal.OfBureau, ""), b.seal("old", seal.Special, ""), b.seal("away", seal.Special, "")
		r, err := b.AskRetire(b.ctx, b.actors["office"], old.ID, seal.Retirement{Reason: "机构改革", Way: seal.Return})
		b.ok(err)
		_, err = b.DecideRetire(b.ctx, b.actors["director"], r.ID, true, "")
		b.ok(err)
		o := b.out(away, "clerk", "other")
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.ok(err)
		for _, x := range []struct {
			of   seal.Seal
			want string
		}{{used, seal.InUse}, {old, seal.Retired}, {away, seal.Out}} {
			l, err := b.ReportLoss(b.ctx, b.actors["clerk"], x.of.ID, seal.Loss{NoticedAt: b.Door.Now(), Facts: "柜中没有"})
			b.ok(err)
			_, err = b.FollowLoss(b.ctx, b.actors["office"], seal.Loss{ID: l.ID, FoundOn: b.Door.Today(), Result: "在另一柜中找到"})
			b.ok(err)
			state, err := db.One[string](b.ctx, b.Door.Reader(), "SELECT state FROM seal_seal WHERE id = $1", x.of.ID)
			b.ok(err)
			if state != x.want {
				b.t.Errorf("%s was %s and is %s", x.of.Code, x.want, state)
			}
		}
		l, err := b.ReportLoss(b.ctx, b.actors["clerk"], away.ID, seal.Loss{NoticedAt: b.Door.Now(), Facts: "找不到"})
		b.ok(err)
		_, err = b.BringBack(b.ctx, b.actors["keeper"], o.ID, "")
		b.ok(err)
		_, err = b.FollowLoss(b.ctx, b.actors["office"], seal.Loss{ID: l.ID, FoundOn: b.Door.Today(), Result: "已还"})
		b.ok(err)
		_, err = b.Apply(b.ctx, b.actors["clerk"], paper(away, "3", 1))
		b.ok(err)
		state, err := db.One[string](b.ctx, b.Door.Reader(), "SELECT state FROM seal_seal WHERE id = $1", away.ID)
		b.ok(err)
		if state != seal.InUse {
			b.t.Error(state)
		}
	})
}

// Who approved does not seal, not outside the house either; an outing can be taken back
// before the seal is fetched (law.SealApproval, law.SealOut).
func TestOutsideTheHouse(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		o := b.out(x, "deputy", "clerk")
		_, err := b.WithdrawOut(b.ctx, b.actors["other"], o.ID, "改期")
		b.rule(err, law.SealOut)
		_, err = b.WithdrawOut(b.ctx, b.actors["head"], o.ID, " ")
		b.wants(err, fault.Invalid, "理由")
		o, err = b.WithdrawOut(b.ctx, b.actors["head"], o.ID, "改期")
		b.ok(err)
		if o.State != seal.Withdrawn || b.waiting("seal_outing:1") != "" {
			b.t.Errorf("%+v waits for %q", o, b.waiting("seal_outing:1"))
		}
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.wants(err, fault.Conflict, "已撤回")

		o = b.out(x, "deputy", "clerk")
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.ok(err)
		_, err = b.WithdrawOut(b.ctx, b.actors["head"], o.ID, "改期")
		b.wants(err, fault.Conflict, "外带中")
		id, err := b.ask(seal.Asking{Source: "document_outgoing:12", Seal: "bureau", What: "通知", Number: "12", Copies: 2, Unit: "SMLTK", ApprovedBy: b.people["deputy"], ApprovedAs: "签发"})
		b.ok(err)
		press := seal.NewPress{Application: id, Copies: 1, Check: "12"}
		_, err = b.Stamp(b.ctx, b.actors["deputy"], press)
		b.rule(err, law.SealApproval)
		p, err := b.Stamp(b.ctx, b.actors["clerk"], press)
		b.ok(err)
		if p.Second != "副局长" {
			b.t.Errorf("%+v", p)
		}
	})
}

// What somebody left behind the office takes back (law.SealCounted).
func TestApplicantGone(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		a, err := b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 1))
		b.ok(err)
		_, err = b.Close(b.ctx, b.actors["office"], a.ID, "申请人已调走")
		b.wants(err, fault.Forbidden, "申请人")
		b.leaves("clerk")
		_, err = b.Close(b.ctx, b.actors["other"], a.ID, "申请人已调走")
		b.wants(err, fault.Forbidden, "申请人")
		a, err = b.Close(b.ctx, b.actors["office"], a.ID, "申请人已调走")
		b.ok(err)
		if a.State != seal.Withdrawn {
			b.t.Error(a.State)
		}
	})
}

// Other rooms name a seal by what it is for, whatever its code; words say what is missing.
func TestSealByPurpose(t *testing.T) {
	each(t, func(b *bureau) {
		in := seal.Asking{Source: "document_outgoing:12", Seal: seal.ForBureau, What: "通知", Number: "12", Copies: 2, Unit: "SMLTK", ApprovedBy: b.people["deputy"], ApprovedAs: "签发"}
		_, err := b.ask(in)
		b.wants(err, fault.Conflict, "没有单位印章")
		if strings.Contains(fault.Of(err).Safe(), "bureau") {
			b.t.Error(err)
		}
		x := b.seal("01", seal.OfBureau, "")
		id, err := b.ask(in)
		b.ok(err)
		a, _, _, err := b.ApplicationOf(b.ctx, b.actors["office"], id)
		b.ok(err)
		office := b.seal("02", seal.OfSection, "BGS")
		in.Source, in.Seal = "document_outgoing:13", seal.ForOffice
		id, err = b.ask(in)
		b.ok(err)
		c, _, _, err := b.ApplicationOf(b.ctx, b.actors["office"], id)
		b.ok(err)
		if a.SealID != x.ID || c.SealID != office.ID {
			b.t.Errorf("%d %d", a.SealID, c.SealID)
		}
		b.seal("03", seal.OfBureau, "")
		in.Source, in.Seal = "document_outgoing:14", seal.ForBureau
		_, err = b.ask(in)
		b.wants(err, fault.Conflict, "2 枚")
	})
}
