package document_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/document"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, document.Use}

var leaders = append([]act.Right{document.Oversee}, base...)

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: leaders, org.Director: leaders}

type bureau struct {
	*document.Room
	t      testing.TB
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	store  blob.Store
	notes  *notify.Notify
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, search.Schema, notify.Schema, flow.Schema, document.Schema}

// The clock begins on Wednesday, 10 June 2026, at nine in the morning.
const wednesday = "2026-06-10"

func open(t testing.TB, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	b.at(wednesday, 9, 0)
	o, err := org.Open(d, grants)
	b.ok(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"deputy2", "另一位副局长", "JLD", "deputy2", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"aide", "政工科科员", "ZGK", "ZGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.ok(err)
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		b.ok(err)
		b.ok(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		b.ok(err)
		b.ok(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.ok(err)
	}
	b.store, err = blob.OpenDir(t.TempDir())
	b.ok(err)
	book, err := rulebook.Load("qijiang-commerce")
	b.ok(err)
	cal := &calendar.Store{Door: d}
	b.notes = &notify.Notify{Door: d, Org: o}
	b.Room = document.Open(d, b.store, nil, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v (%s)", err, fault.Of(err).Safe())
	}
}

func (b *bureau) refused(err error, kind fault.Kind, words string) {
	b.t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(fault.Of(err).Safe()+fmt.Sprint(fault.Of(err).Fields), words) {
		b.t.Fatalf("want kind %v with %q, got %v: %s", kind, words, err, fault.Of(err).Safe())
	}
}

func (b *bureau) at(day string, hour, minute int) {
	b.c.Move(civil.Must(day).Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).Sub(b.c.Now()))
}

func (b *bureau) who(login string) act.Actor { return b.actors[login] }

var slip = document.Receipt{Channel: "公文传输系统", Sender: "区政府办公室", Expected: 1, Copies: 1}

func (b *bureau) sign() document.Document {
	b.t.Helper()
	d, err := b.Sign(b.ctx, b.who("office"), slip)
	b.ok(err)
	return d
}

var n int

// some are facts of a document with a number of its own.
func some() document.Facts {
	n++
	return document.Facts{DocNo: fmt.Sprintf("綦江府办发[2026]%d号", n), Issuer: "重庆市綦江区人民政府办公室", Title: fmt.Sprintf("关于开展第%d次市场保供检查的通知", n), Kind: "通知", Dated: civil.Must("2026-06-08"), Level: mark.Internal}
}

func (b *bureau) registered(f document.Facts) document.Document {
	b.t.Helper()
	d, err := b.Register(b.ctx, b.who("office"), b.sign().ID, f)
	b.ok(err)
	return d
}

func (b *bureau) checked() document.Document {
	b.t.Helper()
	d := b.registered(some())
	b.ok(b.Check(b.ctx, b.who("office"), d.ID, ""))
	return d
}

func (b *bureau) look(login string, id int64) document.View {
	b.t.Helper()
	v, err := b.Document(b.ctx, b.who(login), id)
	b.ok(err)
	return v
}

func (b *bureau) stage(id int64, want string) {
	b.t.Helper()
	if v := b.look("chief", id); v.Stage != want {
		b.t.Fatalf("stage %s, want %s", v.Stage, want)
	}
}

// reader gives the line of a reader of a document.
func (b *bureau) reader(id int64, login string) document.Reader {
	b.t.Helper()
	for _, x := range b.look("chief", id).Readers {
		if x.PersonID == b.people[login] && x.RecalledAt == 0 {
			return x
		}
	}
	b.t.Fatalf("%s is no reader", login)
	return document.Reader{}
}

func (b *bureau) read(id int64, login, words string) {
	b.t.Helper()
	b.ok(b.Read(b.ctx, b.who(login), id, b.reader(id, login).ID, words))
}

// TestCourse takes a document from receipt to the archive (clauses law.documents.receive,
// enrol_in, first_check, handle, circulate, reply, file).
func TestCourse(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.DocumentsReceive, law.DocumentsEnrolIn, law.DocumentsFirstCheck, law.DocumentsHandle, law.DocumentsCirculate, law.DocumentsReply, law.DocumentsFile}
		d := b.sign()
		if d.Number != "2026-收-0001" || d.Stage != document.Signed {
			t.Fatalf("%s %s", d.Number, d.Stage)
		}
		f := some()
		d, err := b.Register(b.ctx, b.who("office"), d.ID, f)
		b.ok(err)
		if !strings.Contains(d.DocNo, "〔2026〕") {
			t.Errorf("the number was not tidied: %s", d.DocNo)
		}
		b.ok(b.Check(b.ctx, b.who("chief"), d.ID, "属本局职责"))
		_, err = b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "拟请商贸流通科办理", Leader: b.people["deputy"]})
		b.ok(err)
		if h := b.look("office", d.ID).Holders; len(h) != 1 || h[0].Name != "副局长" || h[0].What != "批示" {
			t.Fatalf("who has it: %+v", h)
		}
		// Another leader has not been asked, and a clerk sees nothing of it yet.
		_, err = b.Instruct(b.ctx, b.who("deputy2"), d.ID, document.Instruction{Words: "同意", Course: document.Course{Lead: "SMLTK"}})
		b.refused(err, fault.Rule, "送副局长批示")
		_, err = b.Document(b.ctx, b.who("clerk"), d.ID)
		b.refused(err, fault.NotFound, "")
		_, err = b.Instruct(b.ctx, b.who("deputy"), d.ID, document.Instruction{Words: "请流通科主办，政工科配合", Course: document.Course{Lead: "SMLTK", Joint: []string{"ZGK"}, Due: civil.Must("2026-06-18"), Readers: []int64{b.people["director"], b.people["chief"]}}, InOrder: true})
		b.ok(err)
		// In order: the second has it after the first has read.
		if b.reader(d.ID, "director").GivenAt == 0 || b.reader(d.ID, "chief").GivenAt != 0 {
			t.Fatal("the order of the circulation is not kept")
		}
		b.refused(b.Read(b.ctx, b.who("chief"), d.ID, b.reader(d.ID, "chief").ID, ""), fault.NotFound, "")
		b.refused(b.Read(b.ctx, b.who("clerk"), d.ID, b.reader(d.ID, "director").ID, ""), fault.NotFound, "")
		b.read(d.ID, "director", "已阅")
		b.read(d.ID, "chief", "")
		b.refused(b.Assign(b.ctx, b.who("political"), d.ID, "SMLTK", b.people["clerk"]), fault.NotFound, "")
		b.refused(b.Assign(b.ctx, b.who("head"), d.ID, "SMLTK", b.people["aide"]), fault.Invalid, "承办人")
		b.ok(b.Assign(b.ctx, b.who("head"), d.ID, "SMLTK", b.people["clerk"]))
		_, err = b.Report(b.ctx, b.who("clerk"), d.ID, document.Result{Unit: "SMLTK", Words: "已检查三个市场", ReplyNo: "綦商务函(2026) 9号"})
		b.refused(err, fault.Rule, "政工科没有报结果")
		_, err = b.Report(b.ctx, b.who("clerk"), d.ID, document.Result{Unit: "ZGK", Words: "代报"})
		b.refused(err, fault.NotFound, "")
		_, err = b.Report(b.ctx, b.who("political"), d.ID, document.Result{Unit: "ZGK", Words: "提供了名单"})
		b.ok(err)
		_, err = b.Report(b.ctx, b.who("clerk"), d.ID, document.Result{Unit: "SMLTK", Words: "已检查三个市场"})
		b.refused(err, fault.Invalid, "答复来文单位")
		d, err = b.Report(b.ctx, b.who("clerk"), d.ID, document.Result{Unit: "SMLTK", Words: "已检查三个市场", ReplyNo: "綦商务函(2026) 9号"})
		b.ok(err)
		if d.Stage != document.Answered || d.ReplyNo != "綦商务函〔2026〕9号" {
			t.Fatalf("%s %s", d.Stage, d.ReplyNo)
		}
		b.refused(b.Close(b.ctx, b.who("clerk"), d.ID, ""), fault.NotFound, "")
		b.ok(b.Close(b.ctx, b.who("office"), d.ID, "纸质原件存办公室。"))
		b.stage(d.ID, document.Filed)
		if len(b.filed) != 1 || b.filed[0].Issuer != f.Issuer || b.filed[0].DocNo != d.DocNo || b.filed[0].Unit != "SMLTK" {
			t.Fatalf("handed over: %+v", b.filed)
		}
		if x := b.filed[0].Files; len(x) != 2 || !strings.Contains(x[0].Name, "收文处理笺") || !strings.Contains(x[1].Name, "传阅单") {
			t.Errorf("papers in the wrong order: %+v", x)
		}
		b.clear("director", "deputy", "head", "clerk", "political", "chief", "office")
		rep, err := b.Door.Verify(b.ctx)
		b.ok(err)
		if !rep.OK {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

// clear checks that nobody has anything left to do.
func (b *bureau) clear(logins ...string) {
	b.t.Helper()
	for _, l := range logins {
		list, err := b.notes.List(b.ctx, notify.Audience{Login: l, Unit: b.who(l).Unit, Roles: []org.Role{org.Staff, org.SectionHead}})
		b.ok(err)
		for _, x := range list {
			b.t.Errorf("%s still has to do: %s", l, x.Text)
		}
	}
}

// TestYearChange: the number is of the year of receipt, wherever the clock stands.
func TestYearChange(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-12-31", 23, 59)
		d := b.sign()
		b.at("2027-01-01", 0, 1)
		late := slip
		late.ReceivedAt = civil.Must("2026-12-31").Time().Add(23*time.Hour + 59*time.Minute + 30*time.Second).UnixMicro()
		e, err := b.Sign(b.ctx, b.who("office"), late)
		b.ok(err)
		f := b.sign()
		if d.Number != "2026-收-0001" || e.Number != "2026-收-0002" || f.Number != "2027-收-0001" || d.Year != 2026 || f.Year != 2027 {
			t.Errorf("%s %s %s", d.Number, e.Number, f.Number)
		}
		facts := some()
		facts.Dated = civil.Must("2026-12-30")
		d, err = b.Register(b.ctx, b.who("office"), d.ID, facts)
		b.ok(err)
		if d.Number != "2026-收-0001" {
			t.Errorf("registered in the new year: %s", d.Number)
		}
	})
}

// TestReceipt counts copies and keeps out whom it does not concern (clause
// law.documents.receive).
func TestReceipt(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsReceive
		_, err := b.Sign(b.ctx, b.who("clerk"), slip)
		b.refused(err, fault.Forbidden, "办公室签收")
		x := slip
		x.Expected, x.Copies = 3, 2
		_, err = b.Sign(b.ctx, b.who("office"), x)
		b.refused(err, fault.Invalid, "清单写 3 份，实收 2 份")
		x.CountNote = "已电话告知发文单位，补一份"
		_, err = b.Sign(b.ctx, b.who("office"), x)
		b.ok(err)
		x = slip
		x.Channel, x.Copies = "飞鸽", 0
		_, err = b.Sign(b.ctx, b.who("office"), x)
		b.refused(err, fault.Invalid, "收文方式")
		x = slip
		x.ReceivedAt = b.Door.Now() + 1
		_, err = b.Sign(b.ctx, b.who("office"), x)
		b.refused(err, fault.Invalid, "不晚于现在")
	})
}

// TestTwice: the same number of the same issuer needs a reason (clause
// law.documents.enrol_in), in whatever brackets it is written.
func TestTwice(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsEnrolIn
		f := some()
		f.DocNo = "渝商务发〔2026〕31号"
		first := b.registered(f)
		for _, no := range []string{"渝商务发(2026)31号", "渝商务发［2026］ 31 号", "渝商务发【２０２６】31号", "渝商务发[2026]31号"} {
			f.DocNo = no
			_, err := b.Register(b.ctx, b.who("office"), b.sign().ID, f)
			b.refused(err, fault.Invalid, first.Number)
		}
		f.Issuer = "重庆市财政局"
		b.registered(f)
		f.Issuer, f.Again = first.Issuer, "来文单位更正后重新印发"
		d := b.registered(f)
		if d.DocNo != "渝商务发〔2026〕31号" || d.Again == "" {
			t.Errorf("%+v", d.Facts)
		}
		// A void one is no hindrance.
		g := some()
		x := b.registered(g)
		b.ok(b.Void(b.ctx, b.who("office"), x.ID, "登记错了"))
		b.registered(g)
	})
}

// TestClassified: a mark of a state secret is refused in every field (clause
// law.documents.secret_channel).
func TestClassified(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsSecretChannel
		id := b.sign().ID
		for _, change := range []func(*document.Facts){func(f *document.Facts) { f.Title = "机密★5年 关于储备的通知" }, func(f *document.Facts) { f.DocNo = "（秘密）渝密2号" }, func(f *document.Facts) { f.Level = 3 }, func(f *document.Facts) { f.Issuer = "绝密" }} {
			f := some()
			change(&f)
			_, err := b.Register(b.ctx, b.who("office"), id, f)
			b.refused(err, fault.Invalid, "密")
		}
		f := some()
		f.Title = "关于做好保守国家秘密工作的通知"
		_, err := b.Register(b.ctx, b.who("office"), id, f)
		b.ok(err)
	})
}

// TestReturn sends a document back with its ground (clause law.documents.first_check).
func TestReturn(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsFirstCheck
		d := b.registered(some())
		_, err := b.Return(b.ctx, b.who("office"), d.ID, document.Refusal{Ground: document.Grounds[0], To: "区政府办公室"})
		b.refused(err, fault.Invalid, "退文的理由")
		_, err = b.Return(b.ctx, b.who("office"), d.ID, document.Refusal{Ground: "不想办", Why: "x", To: "y"})
		b.refused(err, fault.Invalid, "缘由")
		_, err = b.Return(b.ctx, b.who("head"), d.ID, document.Refusal{Ground: document.Grounds[0], Why: "x", To: "y"})
		b.refused(err, fault.NotFound, "")
		d, err = b.Return(b.ctx, b.who("office"), d.ID, document.Refusal{Ground: document.Grounds[0], Why: "属市场监管局职责", To: "区政府办公室"})
		b.ok(err)
		if d.ReturnNo != "2026-退-001" || d.Running {
			t.Errorf("%+v", d)
		}
		list, err := b.ReturnRegister(b.ctx, b.who("chief"))
		b.ok(err)
		if len(list) != 1 || !strings.Contains(list[0].ReturnWhy, "属市场监管局职责") {
			t.Errorf("%+v", list)
		}
		b.refused(b.Check(b.ctx, b.who("office"), d.ID, ""), fault.Conflict, "已退文")
		b.clear("office", "chief")
	})
}

// TestNobodyLost: a circulation in which somebody has not read cannot be closed; whoever
// cannot read is passed over with a reason (clause law.documents.circulate).
func TestNobodyLost(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsCirculate
		d := b.checked()
		_, err := b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToRead})
		b.refused(err, fault.Invalid, "传阅给谁")
		_, err = b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToRead, Course: document.Course{Readers: []int64{b.people["director"], b.people["clerk"], b.people["aide"]}}})
		b.ok(err)
		for _, l := range []string{"director", "clerk", "aide"} {
			if b.reader(d.ID, l).GivenAt == 0 {
				t.Errorf("side by side, and %s has nothing", l)
			}
		}
		b.ok(b.Opened(b.ctx, b.who("clerk"), d.ID, b.reader(d.ID, "clerk").ID))
		b.ok(b.Opened(b.ctx, b.who("clerk"), d.ID, b.reader(d.ID, "clerk").ID))
		if b.reader(d.ID, "clerk").OpenedAt == 0 {
			t.Error("the opening is not noted")
		}
		b.read(d.ID, "director", "")
		b.refused(b.Close(b.ctx, b.who("office"), d.ID, ""), fault.Rule, "商贸流通科科员没有阅，政工科科员没有阅")
		b.refused(b.Circulate(b.ctx, b.who("office"), d.ID, []int64{b.people["clerk"]}, false), fault.Invalid, "没有阅")
		lying, err := b.Lying(b.ctx, b.who("office"))
		b.ok(err)
		if len(lying) != 2 {
			t.Errorf("lying: %+v", lying)
		}
		_, err = b.Lying(b.ctx, b.who("clerk"))
		b.refused(err, fault.NotFound, "")
		aide := b.reader(d.ID, "aide").ID
		b.refused(b.Recall(b.ctx, b.who("aide"), d.ID, aide, 0, "不想看"), fault.NotFound, "")
		b.refused(b.Recall(b.ctx, b.who("office"), d.ID, aide, 0, ""), fault.Invalid, "理由")
		b.ok(b.Recall(b.ctx, b.who("office"), d.ID, aide, b.people["political"], "出差一周，改送科长"))
		b.refused(b.Read(b.ctx, b.who("aide"), d.ID, aide, ""), fault.Conflict, "撤回")
		_, err = b.Document(b.ctx, b.who("aide"), d.ID)
		b.refused(err, fault.NotFound, "")
		b.ok(b.Recall(b.ctx, b.who("office"), d.ID, b.reader(d.ID, "clerk").ID, 0, "已口头告知"))
		b.read(d.ID, "political", "")
		b.stage(d.ID, document.Answered)
		b.ok(b.Circulate(b.ctx, b.who("office"), d.ID, []int64{b.people["deputy2"]}, false))
		b.stage(d.ID, document.Reading)
		b.refused(b.Close(b.ctx, b.who("office"), d.ID, ""), fault.Rule, "另一位副局长没有阅")
		b.read(d.ID, "deputy2", "")
		b.refused(b.Close(b.ctx, b.who("office"), d.ID, ""), fault.Rule, "没有上传公文正文")
		b.ok(b.Close(b.ctx, b.who("office"), d.ID, "纸质原件存办公室。"))
		b.clear("director", "clerk", "aide", "political", "office", "deputy2")
	})
}

// TestUrge reminds whoever has a document, once in the hours of the card (clause
// law.documents.urge).
func TestUrge(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsUrge
		d := b.checked()
		_, err := b.Urge(b.ctx, b.who("office"), d.ID, "")
		b.refused(err, fault.Conflict, "待拟办")
		_, err = b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToUnit, Words: "转流通科", Course: document.Course{Lead: "SMLTK"}})
		b.ok(err)
		if v := b.look("office", d.ID); v.DueAt == 0 {
			t.Error("no last day although the card gives one")
		}
		_, err = b.Urge(b.ctx, b.who("clerk"), d.ID, "")
		b.refused(err, fault.NotFound, "")
		u, err := b.Urge(b.ctx, b.who("office"), d.ID, "请抓紧")
		b.ok(err)
		if u.Number != "2026-催-001" || !strings.Contains(u.Whom, "商贸流通科") {
			t.Errorf("%+v", u)
		}
		_, err = b.Urge(b.ctx, b.who("deputy"), d.ID, "")
		b.refused(err, fault.TooMany, "刚催过")
		b.at(wednesday, 13, 0)
		_, err = b.Urge(b.ctx, b.who("deputy"), d.ID, "")
		b.ok(err)
		_, err = b.Report(b.ctx, b.who("head"), d.ID, document.Result{Unit: "SMLTK", Words: "办了", NoReply: "来文不要求答复"})
		b.ok(err)
		b.Replies = func(_ context.Context, _ db.Reader, unit string) ([]document.ReplyChoice, error) {
			return []document.ReplyChoice{{Subject: "document_outgoing:4", Number: "綦商务函〔2026〕4号"}}, nil
		}
		b.refused(b.Reopen(b.ctx, b.who("head"), d.ID, "x"), fault.NotFound, "")
		b.ok(b.Reopen(b.ctx, b.who("office"), d.ID, "没有附名单"))
		b.stage(d.ID, document.Handling)
		_, err = b.Report(b.ctx, b.who("head"), d.ID, document.Result{Unit: "SMLTK", Words: "办了，附名单", Reply: "document_outgoing:5"})
		b.refused(err, fault.Invalid, "本科室已经编号的发文")
		d, err = b.Report(b.ctx, b.who("head"), d.ID, document.Result{Unit: "SMLTK", Words: "办了，附名单", Reply: "document_outgoing:4"})
		b.ok(err)
		if d.ReplyNo != "綦商务函〔2026〕4号" {
			t.Errorf("answered with %s", d.ReplyNo)
		}
		b.ok(b.Close(b.ctx, b.who("office"), d.ID, "纸质原件存办公室。"))
		b.clear("head", "clerk", "office", "deputy")
	})
}

// TestClock: the proposal is due by urgency, the handling by the card; what is late is
// told to the office once (clause law.documents.handle).
func TestClock(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsHandle
		f := some()
		f.Urgency = document.Most
		d := b.registered(f)
		if got := time.UnixMicro(d.DueAt).In(civil.Shanghai).Format("15:04"); got != "11:00" {
			t.Errorf("most urgent: due %s", got)
		}
		e := b.registered(some())
		if got := civil.DateOf(time.UnixMicro(e.DueAt)); got != civil.Must("2026-06-15") {
			t.Errorf("ordinary: due %s", got)
		}
		b.at(wednesday, 11, 30)
		n, err := b.Watch(b.ctx)
		b.ok(err)
		if n != 1 {
			t.Errorf("told of %d", n)
		}
		if n, err = b.Watch(b.ctx); err != nil || n != 0 {
			t.Errorf("told twice: %d %v", n, err)
		}
		page, err := b.Urgent(b.ctx, b.who("office"), "")
		b.ok(err)
		if page.Total != 2 || page.Lines[0].ID != d.ID {
			t.Errorf("%+v", page)
		}
		counts, late, err := b.Pipeline(b.ctx, b.who("director"))
		b.ok(err)
		if late != 1 || len(counts) != 1 || counts[0].N != 2 {
			t.Errorf("%+v %d", counts, late)
		}
		_, _, err = b.Pipeline(b.ctx, b.who("clerk"))
		b.refused(err, fault.NotFound, "")
	})
}

// TestExtend: whoever set the last day sets another.
func TestExtend(t *testing.T) {
	each(t, func(b *bureau) {
		d := b.checked()
		_, err := b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "请批示", Leader: b.people["deputy"]})
		b.ok(err)
		// The leader is away: the office may ask another.
		_, err = b.Propose(b.ctx, b.who("office"), d.ID, document.Proposal{Way: document.ToLeader, Words: "请批示", Leader: b.people["deputy2"]})
		b.ok(err)
		_, err = b.Instruct(b.ctx, b.who("deputy2"), d.ID, document.Instruction{Words: "阅"})
		b.refused(err, fault.Invalid, "主办")
		_, err = b.Instruct(b.ctx, b.who("deputy2"), d.ID, document.Instruction{Words: "办", Course: document.Course{Lead: "SMLTK", Joint: []string{"SMLTK"}}})
		b.refused(err, fault.Invalid, "协办")
		_, err = b.Instruct(b.ctx, b.who("deputy2"), d.ID, document.Instruction{Words: "办", Course: document.Course{Lead: "SMLTK", Due: civil.Must("2026-06-12")}})
		b.ok(err)
		b.refused(b.Extend(b.ctx, b.who("deputy"), d.ID, civil.Must("2026-06-20"), "x"), fault.Rule, "另一位副局长")
		b.refused(b.Extend(b.ctx, b.who("deputy2"), d.ID, civil.Must("2026-06-01"), "x"), fault.Invalid, "不早于今天")
		b.ok(b.Extend(b.ctx, b.who("director"), d.ID, civil.Must("2026-06-20"), "等统计数"))
		if v := b.look("head", d.ID); civil.DateOf(time.UnixMicro(v.DueAt)) != civil.Must("2026-06-20") {
			t.Error("not extended")
		}
	})
}

// TestSight: a unit sees what it handles; of a work secret the handler and the heads.
func TestSight(t *testing.T) {
	each(t, func(b *bureau) {
		f := some()
		f.Level = mark.WorkSecret
		open, secret := b.checked(), b.registered(f)
		b.ok(b.Check(b.ctx, b.who("office"), secret.ID, ""))
		for _, id := range []int64{open.ID, secret.ID} {
			_, err := b.Propose(b.ctx, b.who("office"), id, document.Proposal{Way: document.ToUnit, Words: "转流通科", Course: document.Course{Lead: "SMLTK"}})
			b.ok(err)
		}
		sees := func(login string, want int) {
			t.Helper()
			page, err := b.List(b.ctx, b.who(login), document.Any())
			b.ok(err)
			if page.Total != want || len(page.Lines) != want {
				t.Errorf("%s sees %d of %d", login, page.Total, want)
			}
			if want < 2 {
				_, err := b.Document(b.ctx, b.who(login), secret.ID)
				b.refused(err, fault.NotFound, "")
			}
		}
		sees("office", 2)
		sees("deputy", 2)
		sees("head", 2)
		sees("clerk", 1)
		sees("aide", 0)
		c := document.Any()
		c.Words = "市场保供"
		if page, err := b.List(b.ctx, b.who("clerk"), c); err != nil || page.Total != 1 {
			t.Errorf("the search shows %d: %v", page.Total, err)
		}
		b.ok(b.Assign(b.ctx, b.who("head"), secret.ID, "SMLTK", b.people["clerk"]))
		sees("clerk", 2)
	})
}

// TestSearch finds a number in any bracket, by its text, and narrows by facts.
func TestSearch(t *testing.T) {
	each(t, func(b *bureau) {
		f := some()
		f.DocNo, f.Issuer = "渝商务发【2026】77号", "重庆市商务委员会"
		d := b.registered(f)
		b.registered(some())
		for _, words := range []string{"渝商务发〔2026〕77号", "渝商务发(2026)77", "［2026］77号", "文号:【2026】77", "〔2026〕 77号"} {
			c := document.Any()
			c.Words = `"` + words + `"`
			if strings.HasPrefix(words, "文号") {
				c.Words = words
			}
			page, err := b.List(b.ctx, b.who("office"), c)
			b.ok(err)
			if page.Total != 1 || page.Lines[0].ID != d.ID {
				t.Errorf("%s finds %d", words, page.Total)
			}
		}
		c := document.Any()
		c.Issuer, c.Year, c.Stage = "商务委", 2026, document.Registered
		if page, err := b.List(b.ctx, b.who("office"), c); err != nil || page.Total != 1 {
			t.Errorf("by issuer: %d %v", page.Total, err)
		}
		c.Stage = document.Handling
		if page, err := b.List(b.ctx, b.who("office"), c); err != nil || page.Total != 0 {
			t.Errorf("by issuer and stage: %d %v", page.Total, err)
		}
		b.ok(b.Check(b.ctx, b.who("office"), d.ID, ""))
		_, err := b.Amend(b.ctx, b.who("office"), d.ID, f, "")
		b.refused(err, fault.Invalid, "更正的理由")
		f.Title = "关于报送消费促进情况的通知"
		_, err = b.Amend(b.ctx, b.who("office"), d.ID, f, "标题登记错了")
		b.ok(err)
		c = document.Any()
		c.Words, c.Stage = "消费促进", document.Checked
		if page, err := b.List(b.ctx, b.who("office"), c); err != nil || page.Total != 1 {
			t.Errorf("after the amendment: %d %v", page.Total, err)
		}
	})
}

// TestImport takes an old register over, all rows or the good ones.
func TestImport(t *testing.T) {
	each(t, func(b *bureau) {
		table := "收文号,收文日期,来文机关,文号,标题,密级,份数,紧急程度,承办科室,办结日期\n" +
			"1,2025-03-04,区政府办公室,綦江府办发[2025]3号,关于一,内部,1,,商贸流通科,2025-03-20\n" +
			"2,2025年3月5日,市商务委,渝商务发（2025）9号,关于二,,2份,加急,,\n" +
			"3,2025-13-05,市商务委,,关于三,,,,,\n" +
			"4,2025-03-06,市商务委,,关于四,机密,,,,\n" +
			"5,2025-03-07,区政府办公室,綦江府办发〔2025〕3号,关于五,,,,,\n" +
			"6,2025-03-08,,,关于六,,,,,\n" +
			"7,2025-03-09,市商务委,,关于七,,,,没有这个科,\n"
		take := func(whole bool) document.Taken {
			got, err := b.Import(b.ctx, b.who("office"), document.Table{ReaderAt: strings.NewReader(table), Size: int64(len(table)), Name: "2025.csv", Whole: whole})
			b.ok(err)
			return got
		}
		_, err := b.Import(b.ctx, b.who("clerk"), document.Table{ReaderAt: strings.NewReader(table), Size: int64(len(table)), Name: "2025.csv"})
		b.refused(err, fault.NotFound, "")
		got := take(true)
		if got.Done || len(got.Bad) != 5 {
			t.Fatalf("%+v", got)
		}
		for i, want := range []string{"2025-13-05", "国家秘密", "第 2 行相同", "来文机关", "没有这个科"} {
			if !strings.Contains(got.Bad[i].Say, want) {
				t.Errorf("row %d: %s", got.Bad[i].Row, got.Bad[i].Say)
			}
		}
		got = take(false)
		if !got.Done || got.Rows != 2 || len(got.Bad) != 5 {
			t.Fatalf("%+v", got)
		}
		c := document.Any()
		c.Year = 2025
		page, err := b.List(b.ctx, b.who("office"), c)
		b.ok(err)
		if page.Total != 2 || page.Lines[0].Stage != document.Registered || page.Lines[1].Stage != document.Closed || page.Lines[1].Number != "2025-收-0001" || page.Lines[1].DocNo != "綦江府办发〔2025〕3号" {
			t.Errorf("%+v", page.Lines)
		}
		if got = take(false); got.Rows != 0 && got.Done {
			for _, x := range got.Bad {
				t.Log(x)
			}
			t.Errorf("taken twice: %+v", got)
		}
		rep, err := b.Door.Verify(b.ctx)
		b.ok(err)
		if !rep.OK {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

// TestPaging walks a list to its end.
func TestPaging(t *testing.T) {
	each(t, func(b *bureau) {
		var table bytes.Buffer
		table.WriteString("收文日期,来文机关,文号,标题\n")
		for i := range 130 {
			fmt.Fprintf(&table, "2025-%02d-%02d,区政府办公室,綦江府办发〔2025〕%d号,关于第%d件事的通知\n", i%12+1, i%28+1, i+1, i+1)
		}
		got, err := b.Import(b.ctx, b.who("office"), document.Table{ReaderAt: bytes.NewReader(table.Bytes()), Size: int64(table.Len()), Name: "a.csv", Whole: true})
		b.ok(err)
		if got.Rows != 130 {
			t.Fatalf("%+v", got)
		}
		for name, list := range map[string]func(after string) (document.Page, error){
			"list": func(after string) (document.Page, error) {
				return b.List(b.ctx, b.who("office"), document.Conditions{Urgency: -1, After: after})
			},
			"words": func(after string) (document.Page, error) {
				return b.List(b.ctx, b.who("office"), document.Conditions{Urgency: -1, Words: "关于", After: after})
			},
			"urgent": func(after string) (document.Page, error) { return b.Urgent(b.ctx, b.who("office"), after) },
		} {
			seen, after := map[int64]bool{}, ""
			for range 5 {
				page, err := list(after)
				b.ok(err)
				if page.Total != 130 {
					t.Errorf("%s: total %d", name, page.Total)
				}
				for _, l := range page.Lines {
					seen[l.ID] = true
				}
				if after = page.Next; after == "" {
					break
				}
			}
			if len(seen) != 130 {
				t.Errorf("%s: saw %d", name, len(seen))
			}
		}
	})
}
