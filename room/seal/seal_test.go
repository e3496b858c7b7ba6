package seal_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/seal"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, seal.Request}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{seal.Oversee}, base...), org.Director: append([]act.Right{seal.Oversee}, base...)}

// bureau has an office with head, secretary and the secretary for classified papers who
// keeps the seals, a section with head and clerk, another clerk, a deputy and the director.
type bureau struct {
	*seal.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	used   []seal.Use
	lost   []string
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, seal.Schema}

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must("2026-06-10").Time().Add(12 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	o, err := org.Open(d, grants)
	b.ok(err)
	o.Places = org.Places{Office: "BGS"}
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"other", "政工科科员", "ZGK", "ZGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
		{"keeper", "机要秘书", "BGS", "BGS-confidential", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: civil.Must("2013-09-03")})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.ok(err)
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		b.ok(err)
		b.ok(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		b.ok(o.SetDemoPassword(ctx, act.Owner(), id, "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.ok(err)
	}
	for _, u := range []string{"SMLTK", "BGS", "ZGK"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: u, PersonID: b.people["deputy"], Since: civil.Must("2013-09-03")})
		b.ok(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	b.ok(err)
	book, err := rulebook.Load("qijiang-commerce")
	b.ok(err)
	b.Room = seal.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, &calendar.Store{Door: d}), &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.Used = append(b.Used, func(_ *act.Tx, u seal.Use) error {
		b.used = append(b.used, u)
		return nil
	})
	b.Refused = append(b.Refused, func(_ *act.Tx, source, why string) error {
		b.lost = append(b.lost, source+" "+why)
		return nil
	})
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// wants expects a fault of a kind whose words contain say.
func (b *bureau) wants(err error, kind fault.Kind, say string) {
	b.t.Helper()
	if err == nil || !fault.Is(err, kind) || !strings.Contains(fault.Of(err).Safe(), say) {
		b.t.Errorf("want %v with %q, got %v", kind, say, err)
	}
}

// rule expects a refusal that rests on a clause.
func (b *bureau) rule(err error, clause law.ID) {
	b.t.Helper()
	if err == nil || fault.Of(err).Clause != clause {
		b.t.Errorf("want a refusal by %s, got %v", clause, err)
	}
}

// seal is registered, and in the keeper's custody.
func (b *bureau) seal(code, kind, unit string) seal.Seal {
	b.t.Helper()
	x, err := b.AddSeal(b.ctx, b.actors["office"], seal.Seal{Code: code, Name: code + "印章", Kind: kind, Unit: unit, Material: "铜", Diameter: 42, Issuer: "区人民政府", InForce: civil.Must("2014-01-01")})
	b.ok(err)
	h, err := b.BeginHandover(b.ctx, b.actors["office"], seal.NewHandover{Seal: x.ID, Giver: b.people["office"], Taker: b.people["keeper"], Witness: b.people["chief"], Why: "启用"})
	b.ok(err)
	for _, who := range []string{"office", "keeper", "chief"} {
		_, err = b.ConfirmHandover(b.ctx, b.actors[who], h.ID)
		b.ok(err)
	}
	return x
}

func paper(x seal.Seal, number string, copies int) seal.NewApplication {
	return seal.NewApplication{Seal: x.ID, Kind: seal.Certificate, What: "企业情况的说明", DocNumber: number, Reason: "企业办理补贴", Copies: copies}
}

// From application to use: who may, what is counted, what is refused (law.SealApproval,
// law.SealCounted, law.SealWatch, law.SealNoBlank).
func TestSealing(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		clerk, keeper, director := b.actors["clerk"], b.actors["keeper"], b.actors["director"]
		_, err := b.Apply(b.ctx, clerk, seal.NewApplication{Seal: x.ID, Kind: seal.Certificate, What: "证明", Reason: "用", Copies: 1})
		b.wants(err, fault.Invalid, "文号")
		_, err = b.Apply(b.ctx, clerk, paper(x, "綦商务证〔2026〕3号", 0))
		b.wants(err, fault.Invalid, "份数")
		blank := paper(x, "1", 1)
		blank.Blank = true
		_, err = b.Apply(b.ctx, clerk, blank)
		b.rule(err, law.SealNoBlank)
		blank.Blank, blank.What = false, "空白介绍信"
		_, err = b.Apply(b.ctx, clerk, blank)
		b.rule(err, law.SealNoBlank)
		blank.Empty, blank.What = true, "说明"
		_, err = b.Apply(b.ctx, clerk, blank)
		b.rule(err, law.SealNoBlank)
		secret := paper(x, "2", 1)
		secret.Reason = "办理（机密★10年）"
		_, err = b.Apply(b.ctx, clerk, secret)
		b.wants(err, fault.Invalid, "涉密")

		a, err := b.Apply(b.ctx, clerk, paper(x, "綦商务证〔2026〕3号", 5))
		b.ok(err)
		if a.Number != "2026-印申-0001" || a.State != seal.Pending {
			b.t.Errorf("%+v", a)
		}
		press := seal.NewPress{Application: a.ID, Copies: 2, Check: "綦商务证[2026] 3号"}
		_, err = b.Stamp(b.ctx, keeper, press)
		b.rule(err, law.SealApproval)
		for _, who := range []string{"clerk", "keeper", "deputy", "head", "chief"} {
			_, err = b.Approve(b.ctx, b.actors[who], a.ID, "")
			b.rule(err, law.SealApproval)
		}
		_, err = b.Approve(b.ctx, director, a.ID, "同意")
		b.ok(err)
		_, err = b.Approve(b.ctx, director, a.ID, "同意")
		b.wants(err, fault.Conflict, "不能再批")
		for _, who := range []string{"clerk", "director", "office"} {
			_, err = b.Stamp(b.ctx, b.actors[who], press)
			b.rule(err, law.SealWatch)
		}
		wrong := press
		wrong.Check = "綦商务证〔2026〕4号"
		_, err = b.Stamp(b.ctx, keeper, wrong)
		b.rule(err, law.SealCounted)
		wrong.Check = ""
		_, err = b.Stamp(b.ctx, keeper, wrong)
		b.wants(err, fault.Invalid, "文号")
		p, err := b.Stamp(b.ctx, keeper, press)
		b.ok(err)
		if p.Number() != "2026-印-0001" || p.Rest != 3 || p.Checked != seal.ByNumber {
			b.t.Errorf("%+v", p)
		}
		press.Copies = 4
		_, err = b.Stamp(b.ctx, keeper, press)
		b.rule(err, law.SealCounted)
		b.wants(err, fault.Rule, "还可以用 3 份")
		press.Copies = 3
		p, err = b.Stamp(b.ctx, keeper, press)
		b.ok(err)
		if p.Number() != "2026-印-0002" || p.Rest != 0 {
			b.t.Errorf("a refused use takes no number: %+v", p)
		}
		_, err = b.Stamp(b.ctx, keeper, press)
		b.wants(err, fault.Conflict, "已用印")

		// What one sees: the own, the unit's, all of them for the office.
		if _, _, _, err = b.ApplicationOf(b.ctx, b.actors["other"], a.ID); !fault.Is(err, fault.NotFound) {
			b.t.Errorf("a stranger reads the application: %v", err)
		}
		for who, want := range map[string]int{"other": 0, "head": 1, "chief": 1, "keeper": 1, "director": 1} {
			list, err := b.Applications(b.ctx, b.actors[who], 2026, "", "")
			b.ok(err)
			reg, err := b.Register(b.ctx, b.actors[who], 2026, 0)
			b.ok(err)
			if len(list) != want || len(reg) != 2*want {
				b.t.Errorf("%s sees %d applications, %d uses", who, len(list), len(reg))
			}
		}
	})
}

// A digest is as good as a number, and a paper that is brought is compared (law.SealCounted);
// what is left of the copies can be given up; a refusal and a withdrawal.
func TestDigestAndRest(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		ref, err := b.Files.Put(b.ctx, strings.NewReader("说明正文"), 100)
		b.ok(err)
		in := paper(x, "", 3)
		in.File = &flow.Attachment{Name: "说明.txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}
		a, err := b.Apply(b.ctx, b.actors["clerk"], in)
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "")
		b.ok(err)
		_, err = b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, SHA256: strings.Repeat("0", 64)})
		b.rule(err, law.SealCounted)
		_, err = b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, Check: ref.SHA256[:7]})
		b.rule(err, law.SealCounted)
		p, err := b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, SHA256: ref.SHA256})
		b.ok(err)
		if p.Checked != seal.ByFile {
			b.t.Error(p.Checked)
		}
		_, err = b.Close(b.ctx, b.actors["other"], a.ID, "不用了")
		b.wants(err, fault.Forbidden, "申请人")
		a, err = b.Close(b.ctx, b.actors["clerk"], a.ID, "不用了")
		b.ok(err)
		if a.State != seal.Closed || a.Rest() != 2 {
			b.t.Errorf("%+v", a)
		}
		a, err = b.Apply(b.ctx, b.actors["clerk"], paper(x, "7", 1))
		b.ok(err)
		_, err = b.Refuse(b.ctx, b.actors["director"], a.ID, "")
		b.wants(err, fault.Invalid, "意见")
		_, err = b.Refuse(b.ctx, b.actors["clerk"], a.ID, "不")
		b.rule(err, law.SealApproval)
		a, err = b.Refuse(b.ctx, b.actors["director"], a.ID, "材料不齐")
		b.ok(err)
		if a.State != seal.Refused {
			b.t.Error(a.State)
		}
		// The director cannot apply for what only he approves.
		_, err = b.Apply(b.ctx, b.actors["director"], paper(x, "8", 1))
		b.rule(err, law.SealApproval)
	})
}

// A section's seal is approved by the leader in charge, the name seal wants two people
// (law.SealApproval, law.SealOut).
func TestKinds(t *testing.T) {
	each(t, func(b *bureau) {
		sect, name := b.seal("SMLTK", seal.OfSection, "SMLTK"), b.seal("name", seal.OfName, "")
		a, err := b.Apply(b.ctx, b.actors["clerk"], paper(sect, "1", 1))
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "")
		b.rule(err, law.SealApproval)
		_, err = b.Approve(b.ctx, b.actors["deputy"], a.ID, "")
		b.ok(err)
		n, err := b.Apply(b.ctx, b.actors["clerk"], paper(name, "2", 1))
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], n.ID, "")
		b.ok(err)
		press := seal.NewPress{Application: n.ID, Copies: 1, Check: "2"}
		_, err = b.Stamp(b.ctx, b.actors["keeper"], press)
		b.wants(err, fault.Invalid, "两人")
		press.Second = b.people["keeper"]
		_, err = b.Stamp(b.ctx, b.actors["keeper"], press)
		b.rule(err, law.SealOut)
		press.Second = b.people["office"]
		p, err := b.Stamp(b.ctx, b.actors["keeper"], press)
		b.ok(err)
		if p.Second != "办公室秘书" {
			b.t.Errorf("%+v", p)
		}
		_, err = b.AddSeal(b.ctx, b.actors["office"], seal.Seal{Code: "ZGK", Name: "政工科印章", Kind: seal.OfSection, Unit: "ZGK", Material: "木", Diameter: 46, Issuer: "本局", InForce: civil.Must("2014-01-01")})
		b.rule(err, law.SealSize)
		_, err = b.AddSeal(b.ctx, b.actors["clerk"], seal.Seal{Code: "Z"})
		b.rule(err, law.SealCustody)
		_, err = b.AddSeal(b.ctx, b.actors["office"], seal.Seal{Code: "name"})
		b.wants(err, fault.Invalid, "名称")
	})
}

// What another room asks for: the signature is the approval, and it hears of every use.
func TestAsked(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		in := seal.Asking{Source: "document_outgoing:12", Seal: "bureau", What: "关于开展检查的通知", Number: "綦商务〔2026〕12号", Copies: 10, Unit: "SMLTK", ApprovedBy: b.people["deputy"], ApprovedAs: "签发", URL: "/documents/out/12", Basis: []law.ID{law.SealApproval}}
		id, err := b.ask(in)
		b.ok(err)
		a, _, _, err := b.ApplicationOf(b.ctx, b.actors["clerk"], id)
		b.ok(err)
		if a.State != seal.Approved || a.DecidedBy != "副局长" || a.DecidedAs != "签发" || len(a.Basis()) != 1 {
			b.t.Errorf("%+v", a)
		}
		if again, err := b.ask(in); err != nil || again != id {
			b.t.Errorf("asked again: %d %v", again, err)
		}
		in.Copies = 12
		second, err := b.ask(in)
		b.ok(err)
		if a, _, _, _ = b.ApplicationOf(b.ctx, b.actors["clerk"], id); second == id || a.State != seal.Withdrawn {
			b.t.Errorf("the first one stays: %+v", a)
		}
		_, err = b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: second, Copies: 4, Check: in.Number})
		b.ok(err)
		if len(b.used) != 1 || b.used[0].Source != in.Source || b.used[0].Rest != 8 || b.used[0].Number != "2026-印-0001" || b.used[0].By != "机要秘书" {
			b.t.Errorf("%+v", b.used)
		}
		in.Copies = 20
		_, err = b.ask(in)
		b.wants(err, fault.Conflict, "已经用印")
		// Who signed is no leader, or keeps the seal: then somebody here has to approve.
		in = seal.Asking{Source: "document_outgoing:13", Seal: "bureau", What: "通知", Number: "13", Copies: 1, Unit: "SMLTK", ApprovedBy: b.people["keeper"], ApprovedAs: "签发"}
		third, err := b.ask(in)
		b.ok(err)
		_, err = b.Refuse(b.ctx, b.actors["director"], third, "重写")
		b.ok(err)
		if len(b.lost) != 1 || b.lost[0] != "document_outgoing:13 重写" {
			b.t.Error(b.lost)
		}
		// The paper is void: nothing is sealed any more, and nobody is told of what he knows.
		in.Source = "document_outgoing:14"
		fourth, err := b.ask(in)
		b.ok(err)
		_, err = askDeed.Run(b.ctx, b.Door, b.actors["deputy"], func(tx *act.Tx) (int64, error) { return 0, b.Drop(tx, in.Source, "作废") })
		b.ok(err)
		if a, _, _, _ = b.ApplicationOf(b.ctx, b.actors["clerk"], fourth); a.State != seal.Withdrawn || len(b.lost) != 1 {
			b.t.Errorf("%+v %v", a, b.lost)
		}
		in.Seal = "none"
		_, err = b.ask(in)
		b.wants(err, fault.Conflict, "印章台账")
		in.Seal, in.Number = "bureau", ""
		_, err = b.ask(in)
		b.wants(err, fault.Invalid, "文号")
		_ = x
	})
}

var askDeed = act.Define(act.Spec[func(*act.Tx) (int64, error), int64]{Name: "trial.seal.ask", Label: "试", Open: "a test", Do: func(tx *act.Tx, f func(*act.Tx) (int64, error)) (int64, act.Entry, error) {
	id, err := f(tx)
	return id, act.Entry{Subject: "trial", Summary: "送用印"}, err
}})

func (b *bureau) ask(a seal.Asking) (int64, error) {
	return askDeed.Run(b.ctx, b.Door, b.actors["deputy"], func(tx *act.Tx) (int64, error) { return b.Room.Ask(tx, a) })
}

// Custody goes through three people (law.SealCustody).
func TestCustody(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		begin := func(who, giver, taker, witness string) (seal.Handover, error) {
			return b.BeginHandover(b.ctx, b.actors[who], seal.NewHandover{Seal: x.ID, Giver: b.people[giver], Taker: b.people[taker], Witness: b.people[witness], Why: "休假"})
		}
		_, err := begin("clerk", "keeper", "office", "chief")
		b.rule(err, law.SealCustody)
		_, err = begin("office", "keeper", "office", "office")
		b.rule(err, law.SealCustody)
		_, err = begin("office", "clerk", "office", "chief")
		b.wants(err, fault.Invalid, "机要秘书")
		_, err = begin("office", "keeper", "director", "chief")
		b.rule(err, law.SealApproval)
		h, err := begin("keeper", "keeper", "office", "chief")
		b.ok(err)
		_, err = begin("keeper", "keeper", "office", "chief")
		b.wants(err, fault.Conflict, "还没有确认完")
		_, err = b.ConfirmHandover(b.ctx, b.actors["clerk"], h.ID)
		b.wants(err, fault.NotFound, "")
		_, err = b.ConfirmHandover(b.ctx, b.actors["keeper"], h.ID)
		b.ok(err)
		_, err = b.ConfirmHandover(b.ctx, b.actors["keeper"], h.ID)
		b.wants(err, fault.Conflict, "确认过")
		_, err = b.DropHandover(b.ctx, b.actors["clerk"], h.ID, "x")
		b.wants(err, fault.NotFound, "")
		_, err = b.DropHandover(b.ctx, b.actors["keeper"], h.ID, "不休假了")
		b.ok(err)
		h, err = begin("keeper", "keeper", "office", "chief")
		b.ok(err)
		for _, who := range []string{"chief", "office", "keeper"} {
			_, err = b.ConfirmHandover(b.ctx, b.actors[who], h.ID)
			b.ok(err)
		}
		list, err := b.Seals(b.ctx)
		b.ok(err)
		if list[0].Custodian != b.people["office"] {
			b.t.Errorf("%+v", list[0])
		}
	})
}

// A seal leaves with two people and comes back in time, or the office hears of it
// (law.SealOut).
func TestOuting(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		in := seal.NewOuting{Seal: x.ID, Reason: "现场签约", Place: "会展中心", First: b.people["keeper"], Second: b.people["keeper"], Due: civil.Must("2026-06-11")}
		_, err := b.AskOut(b.ctx, b.actors["head"], in)
		b.rule(err, law.SealOut)
		in.Second, in.Due = b.people["clerk"], civil.Must("2026-06-09")
		_, err = b.AskOut(b.ctx, b.actors["head"], in)
		b.wants(err, fault.Invalid, "应还日期")
		in.Due = civil.Must("2026-06-11")
		o, err := b.AskOut(b.ctx, b.actors["head"], in)
		b.ok(err)
		_, err = b.DecideOut(b.ctx, b.actors["head"], o.ID, true, "")
		b.rule(err, law.SealApproval)
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.wants(err, fault.Conflict, "待批准")
		_, err = b.DecideOut(b.ctx, b.actors["director"], o.ID, true, "")
		b.ok(err)
		_, err = b.TakeOut(b.ctx, b.actors["clerk"], o.ID)
		b.rule(err, law.SealCustody)
		_, err = b.TakeOut(b.ctx, b.actors["keeper"], o.ID)
		b.ok(err)
		a, err := b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 1))
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "")
		b.ok(err)
		_, err = b.Stamp(b.ctx, b.actors["office"], seal.NewPress{Application: a.ID, Copies: 1, Check: "3"})
		b.rule(err, law.SealOut)
		p, err := b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, Check: "3"})
		b.ok(err)
		if p.Second != "商贸流通科科员" || p.Place != "会展中心" {
			b.t.Errorf("%+v", p)
		}
		w, err := b.Watch(b.ctx)
		b.ok(err)
		b.c.Move(3 * 24 * time.Hour)
		w2, err := b.Watch(b.ctx)
		b.ok(err)
		w3, err := b.Watch(b.ctx)
		b.ok(err)
		if w.Late != 0 || w2.Late != 1 || w3.Late != 0 {
			b.t.Error(w, w2, w3)
		}
		_, err = b.BringBack(b.ctx, b.actors["keeper"], o.ID, "")
		b.wants(err, fault.Invalid, "逾期的原因")
		_, err = b.BringBack(b.ctx, b.actors["clerk"], o.ID, "路上")
		b.rule(err, law.SealCustody)
		o, err = b.BringBack(b.ctx, b.actors["keeper"], o.ID, "签约改期")
		b.ok(err)
		if o.State != seal.Back || o.Late == "" {
			b.t.Errorf("%+v", o)
		}
	})
}

// Letters have consecutive stubs, and a void one stays (law.SealLetters).
func TestLetters(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		l := &seal.IntroLetter{Addressee: "区市场监管局", Bearer: "", People: 1, Matter: "调取资料", ValidUntil: civil.Must("2026-06-20")}
		_, err := b.Apply(b.ctx, b.actors["clerk"], seal.NewApplication{Seal: x.ID, Kind: seal.Letter, Letter: l})
		b.wants(err, fault.Invalid, "持信人")
		l.Bearer = "商贸流通科科员"
		for range 2 {
			a, err := b.Apply(b.ctx, b.actors["clerk"], seal.NewApplication{Seal: x.ID, Kind: seal.Letter, Letter: l})
			b.ok(err)
			_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "")
			b.ok(err)
			_, err = b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1})
			b.ok(err)
		}
		_, err = b.VoidLetter(b.ctx, b.actors["clerk"], 1, "写错")
		b.rule(err, law.SealLetters)
		_, err = b.VoidLetter(b.ctx, b.actors["office"], 1, "")
		b.wants(err, fault.Invalid, "理由")
		v, err := b.VoidLetter(b.ctx, b.actors["office"], 1, "写错")
		b.ok(err)
		if v.Number() != "2026-介-0001" || v.State != seal.Void {
			b.t.Errorf("%+v", v)
		}
	})
}

// A lost seal stops at once; one declared void is never used again. A retired one is
// destroyed or returned before two people (law.SealLoss, law.SealRetire, law.SealDestroy).
func TestEnding(t *testing.T) {
	each(t, func(b *bureau) {
		x, y := b.seal("bureau", seal.OfBureau, ""), b.seal("old", seal.Special, "")
		noticed := b.Door.Now() - 60_000_000
		_, err := b.ReportLoss(b.ctx, b.actors["clerk"], x.ID, seal.Loss{NoticedAt: b.Door.Now() + 1, Facts: "柜中没有"})
		b.wants(err, fault.Invalid, "发现")
		l, err := b.ReportLoss(b.ctx, b.actors["keeper"], x.ID, seal.Loss{NoticedAt: noticed, Facts: "柜中没有"})
		b.ok(err)
		_, err = b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 1))
		b.rule(err, law.SealLoss)
		_, err = b.FollowLoss(b.ctx, b.actors["clerk"], seal.Loss{ID: l.ID})
		b.rule(err, law.SealCustody)
		_, err = b.FollowLoss(b.ctx, b.actors["office"], seal.Loss{ID: l.ID, Result: "完"})
		b.wants(err, fault.Invalid, "声明作废")
		_, err = b.FollowLoss(b.ctx, b.actors["office"], seal.Loss{ID: l.ID, AnnouncedOn: b.Door.Today(), Announced: "区报", Told: "当日报区政府、公安", Result: "重新申领"})
		b.ok(err)
		_, err = b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 1))
		b.rule(err, law.SealRetire)

		_, err = b.AskRetire(b.ctx, b.actors["clerk"], y.ID, seal.Retirement{Reason: "机构改革", Way: seal.Destroy})
		b.rule(err, law.SealCustody)
		r, err := b.AskRetire(b.ctx, b.actors["office"], y.ID, seal.Retirement{Reason: "机构改革", Way: seal.Destroy})
		b.ok(err)
		_, err = b.DecideRetire(b.ctx, b.actors["office"], r.ID, true, "")
		b.rule(err, law.SealApproval)
		_, err = b.DecideRetire(b.ctx, b.actors["director"], r.ID, true, "")
		b.ok(err)
		_, err = b.Apply(b.ctx, b.actors["clerk"], paper(y, "3", 1))
		b.rule(err, law.SealRetire)
		out := seal.Retirement{ID: r.ID, First: b.people["chief"], Second: b.people["chief"], DoneOn: b.Door.Today(), Place: "区公安局指定处", Receipt: "区府办函〔2026〕3号"}
		_, err = b.CarryOut(b.ctx, b.actors["office"], out)
		b.rule(err, law.SealDestroy)
		out.Second = b.people["clerk"]
		_, err = b.CarryOut(b.ctx, b.actors["clerk"], out)
		b.rule(err, law.SealCustody)
		_, err = b.CarryOut(b.ctx, b.actors["office"], out)
		b.ok(err)
		_, err = b.Witness(b.ctx, b.actors["office"], r.ID)
		b.wants(err, fault.NotFound, "")
		_, err = b.Witness(b.ctx, b.actors["chief"], r.ID)
		b.ok(err)
		r, err = b.Witness(b.ctx, b.actors["clerk"], r.ID)
		b.ok(err)
		list, err := b.Seals(b.ctx)
		b.ok(err)
		if r.State != seal.Done || list[1].State != seal.Ended || list[0].State != seal.Retired {
			b.t.Errorf("%+v %+v", r, list)
		}
	})
}

// The register of a year goes to the archive with the approval forms; the numbers have no
// gap.
func TestYear(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		a, err := b.Apply(b.ctx, b.actors["clerk"], paper(x, "3", 2))
		b.ok(err)
		_, err = b.Approve(b.ctx, b.actors["director"], a.ID, "同意")
		b.ok(err)
		_, err = b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, Check: "3"})
		b.ok(err)
		b.c.Move(civil.Must("2027-01-02").Time().Sub(b.c.Now()))
		p, err := b.Stamp(b.ctx, b.actors["keeper"], seal.NewPress{Application: a.ID, Copies: 1, Check: "3"})
		b.ok(err)
		if p.Number() != "2027-印-0001" {
			b.t.Error(p.Number())
		}
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if len(w.Books) != 1 || w.Books[0] != 2026 {
			b.t.Error(w)
		}
		if len(b.filed) != 1 || b.filed[0].Title != "2026年用印登记簿" || len(b.filed[0].Files) != 2 || b.filed[0].Unit != "BGS" {
			b.t.Errorf("%+v", b.filed)
		}
	})
}

// Of an impression only a marked sample is kept (law.SealElectronic).
func TestSample(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		clear := image.NewNRGBA(image.Rect(0, 0, 300, 300))
		clear.Set(5, 5, color.NRGBA{200, 0, 0, 255})
		var buf bytes.Buffer
		b.ok(png.Encode(&buf, clear))
		_, err := b.SetSample(b.ctx, b.actors["office"], x.ID, &buf)
		b.rule(err, law.SealElectronic)
		solid := image.NewGray(image.Rect(0, 0, 900, 600))
		for i := range solid.Pix {
			solid.Pix[i] = 255
		}
		var photo bytes.Buffer
		b.ok(jpeg.Encode(&photo, solid, nil))
		original := photo.Bytes()
		_, err = b.SetSample(b.ctx, b.actors["clerk"], x.ID, bytes.NewReader(original))
		b.rule(err, law.SealCustody)
		_, err = b.SetSample(b.ctx, b.actors["office"], x.ID, strings.NewReader("no picture"))
		b.wants(err, fault.Invalid, "图片")
		_, err = b.SetSample(b.ctx, b.actors["office"], x.ID, bytes.NewReader(original))
		b.ok(err)
		_, f, err := b.SampleOf(b.ctx, b.actors["clerk"], x.ID)
		b.ok(err)
		defer f.Close()
		img, err := png.Decode(f)
		b.ok(err)
		dark := 0
		for px := range img.Bounds().Dx() {
			for py := range img.Bounds().Dy() {
				if v, _, _, _ := img.At(px, py).RGBA(); v < 0x6000 {
					dark++
				}
			}
		}
		if img.Bounds().Dx() > 220 || dark < 1000 {
			b.t.Errorf("%v, %d dark points: the mark is missing", img.Bounds(), dark)
		}
	})
}
