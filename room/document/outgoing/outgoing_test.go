package outgoing_test

import (
	"context"
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
	"lantai.internal/room/document/form"
	"lantai.internal/room/document/outgoing"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, outgoing.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{org.NameDeputy}, base...), org.Director: append([]act.Right{org.NameDeputy, org.ManageBackups}, base...)}

type bureau struct {
	*outgoing.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	asked  []outgoing.SealAsking
	given  []outgoing.Given
	away   map[int64]int64
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, outgoing.Schema}

const wednesday = "2026-06-10"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(wednesday).Time().Add(12 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}, away: map[int64]int64{}}
	o, err := org.Open(d, grants)
	b.must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	o.Away = func(context.Context, db.Reader, int64) (map[int64]int64, error) { return b.away, nil }
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"branch", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"other", "粮油食管科科员", "LYSGK", "LYSGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "LYSGK", Name: "粮油食管科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.must(err)
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		b.must(err)
		b.must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		b.must(err)
		b.must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.must(err)
	}
	for _, u := range []string{"SMLTK", "ZGK", "BGS", "LYSGK"} {
		_, err := o.SetSupervisor(ctx, b.actors["director"], org.NewSupervisor{Unit: u, PersonID: b.people["deputy"], Since: since})
		b.must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	b.must(err)
	book, err := rulebook.Load("qijiang-commerce")
	b.must(err)
	cal := &calendar.Store{Door: d}
	b.Room = outgoing.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.AskSeal = func(_ *act.Tx, a outgoing.SealAsking) error {
		b.asked = append(b.asked, a)
		return nil
	}
	b.Numbered = func(_ *act.Tx, n outgoing.Given, _, _ string) error {
		b.given = append(b.given, n)
		return nil
	}
	return b
}

func each(t *testing.T, run func(b *bureau)) {
	t.Helper()
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { run(open(t, d, c)) })
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused wants an error of a kind that says something and, where named, rests on a
// clause.
func (b *bureau) refused(err error, kind fault.Kind, clause law.ID, say string) {
	b.t.Helper()
	e := fault.Of(err)
	if err == nil || e.Kind != kind || !strings.Contains(all(e), say) || clause != "" && e.Clause != clause {
		b.t.Fatalf("want %v %q %q, got %v", kind, clause, say, err)
	}
}

func all(e *fault.Error) string {
	s := e.Safe()
	for _, f := range e.Fields {
		s += f.Say
	}
	return s
}

// seal is what the seal room says within a deed of its own.
var seal = act.Define(act.Spec[sealIn, bool]{Name: "test.seal", Open: "a test's seal room", Do: func(tx *act.Tx, in sealIn) (bool, act.Entry, error) {
	e := act.Entry{Subject: in.u.Source, Summary: "用印"}
	if in.why != "" {
		return true, e, in.b.Refused(tx, in.u.Source, in.why)
	}
	return true, e, in.b.Used(tx, in.u)
}})

type sealIn struct {
	b   *bureau
	u   outgoing.SealUse
	why string
}

func (b *bureau) sealed(d outgoing.Document, copies int, why string) error {
	_, err := seal.Run(b.ctx, b.Door, b.actors["chief"], sealIn{b, outgoing.SealUse{Source: d.Subject(), Number: "2026-印-001", Copies: copies, By: "办公室主任", On: civil.Must(wednesday)}, why})
	return err
}

func bureauName(b *bureau) string { return b.Rules.Base.Bureau }

func (b *bureau) request() outgoing.Fields {
	return outgoing.Fields{Kind: form.Request, Direction: string(form.Up), Issuer: form.ByBureau, Recipients: "区政府", Title: bureauName(b) + "关于建设农贸市场的请示", Body: "为方便群众，拟建设农贸市场一处。\n妥否，请批示。", Matters: "建设农贸市场一处", Attached: "建设方案"}
}

func (b *bureau) notice() outgoing.Fields {
	return outgoing.Fields{Kind: "notice", Direction: string(form.Down), Issuer: form.ByBureau, Recipients: "区粮油质量检测站\n区商贸行业服务中心", Title: bureauName(b) + "关于做好节日供应的通知", Body: "现将有关事项通知如下。\n一、备足货源。各单位要心中有数。\n二、加强检查"}
}

// of is a word of the text of a paper that stands.
func (b *bureau) of(d outgoing.Document, w outgoing.Word) outgoing.Word {
	b.t.Helper()
	d, err := db.One[outgoing.Document](b.ctx, b.Door.Reader(), outgoing.SQL("document"), d.ID)
	b.must(err)
	w.Document, w.TextNo = d.ID, d.TextNo
	return w
}

// draft keeps and submits a paper of the clerk's.
func (b *bureau) draft(f outgoing.Fields) outgoing.Document {
	b.t.Helper()
	d, err := b.Save(b.ctx, b.actors["clerk"], 0, 0, f, nil)
	b.must(err)
	d, err = b.Submit(b.ctx, b.actors["clerk"], outgoing.Word{Document: d.ID})
	b.must(err)
	return d
}

// signed brings a paper to its review.
func (b *bureau) signed(f outgoing.Fields) outgoing.Document {
	b.t.Helper()
	d := b.draft(f)
	d, err := b.Pass(b.ctx, b.actors["office"], b.of(d, outgoing.Word{}))
	b.must(err)
	who := "deputy"
	if f.Direction == string(form.Up) || f.Important {
		who = "director"
	}
	d, err = b.Sign(b.ctx, b.actors[who], b.of(d, outgoing.Word{Words: "同意"}))
	b.must(err)
	return d
}

// numbered brings a paper to its seal.
func (b *bureau) numbered(f outgoing.Fields) outgoing.Document {
	b.t.Helper()
	d, err := b.Review(b.ctx, b.actors["office"], b.of(b.signed(f), outgoing.Word{}))
	b.must(err)
	d, err = b.Number(b.ctx, b.actors["office"], outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 5, Seal: "bureau"})
	b.must(err)
	return d
}

// A request from its draft to the archive: checked, countersigned, signed by the
// director, numbered, sealed, sent, received, closed.
func TestCourse(t *testing.T) {
	each(t, func(b *bureau) {
		clerk, office, director := b.actors["clerk"], b.actors["office"], b.actors["director"]
		d := b.draft(b.request())
		if d.State != outgoing.Checking || d.Slip != "2026-稿-001" || d.TextNo != 1 {
			t.Fatalf("%+v", d)
		}
		_, err := b.Save(b.ctx, clerk, d.ID, d.Version, b.request(), nil)
		b.refused(err, fault.Conflict, "", "待核稿")
		_, err = b.Pass(b.ctx, clerk, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsCheck, "办公室")
		_, err = b.Pass(b.ctx, b.actors["other"], b.of(d, outgoing.Word{}))
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{Units: []string{"XXX"}}))
		b.refused(err, fault.Invalid, "", "会签")
		d, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{Words: "格式已核", Units: []string{"ZGK"}}))
		b.must(err)
		_, err = b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Conflict, "", "会签中")
		_, err = b.Agree(b.ctx, b.actors["head"], b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsDraft, "")
		d, err = b.Agree(b.ctx, b.actors["branch"], b.of(d, outgoing.Word{Words: "同意"}))
		b.must(err)
		if d.State != outgoing.Signing {
			t.Fatal(d.State)
		}
		_, err = b.Sign(b.ctx, b.actors["deputy"], b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsSign, "上行文由主要负责人签发")
		d, err = b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.must(err)
		if d.SignerName != "局长" || d.SignedOn.String() != wednesday {
			t.Fatalf("%+v", d)
		}
		d, err = b.Review(b.ctx, office, b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Number(b.ctx, clerk, outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 3, Seal: "bureau"})
		b.refused(err, fault.Forbidden, law.DocumentsEnrolOut, "办公室")
		_, err = b.Number(b.ctx, office, outgoing.Enrolment{Document: d.ID, Series: "某商务", Prints: 0, Seal: "bureau"})
		b.refused(err, fault.Invalid, "", "机关代字")
		d, err = b.Number(b.ctx, office, outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 3, Seal: "bureau"})
		b.must(err)
		if d.Number != "綦商务〔2026〕1号" || d.State != outgoing.Sealing || len(b.asked) != 1 || b.asked[0].Copies != 3 || b.asked[0].Number != d.Number || len(b.asked[0].Digest) != 64 || b.asked[0].ApprovedBy != b.people["director"] || len(b.given) != 1 {
			t.Fatalf("%+v %+v", d, b.asked)
		}
		list := []outgoing.Delivery{{Recipient: "区政府", Role: outgoing.ToRole, Prints: 2, How: "公文交换"}}
		_, err = b.Dispatch(b.ctx, office, d.ID, list)
		b.refused(err, fault.Conflict, "", "待用印")
		b.refused(b.sealed(d, 4, ""), fault.Invalid, law.SealCounted, "3 份")
		b.must(b.sealed(d, 2, ""))
		_, err = b.Dispatch(b.ctx, clerk, d.ID, list)
		b.refused(err, fault.Forbidden, law.DocumentsIssue, "办公室")
		_, err = b.Dispatch(b.ctx, office, d.ID, []outgoing.Delivery{{Recipient: "区政府", Prints: 3, How: "公文交换"}})
		b.refused(err, fault.Invalid, "", "已用印的只有 2 份")
		d, err = b.Dispatch(b.ctx, office, d.ID, list)
		b.must(err)
		b.must(b.sealed(d, 1, "")) // the rest of the copies
		v, err := b.Document(b.ctx, office, d.ID)
		b.must(err)
		if v.SealedCopies != 3 || v.State != outgoing.Sent {
			t.Fatalf("%+v", v.Document)
		}
		_, err = b.Close(b.ctx, office, outgoing.Word{Document: d.ID})
		b.refused(err, fault.Invalid, "", "签收")
		b.refused(b.Receive(b.ctx, office, outgoing.Receipt{Document: d.ID, Delivery: v.Sent[0].ID, By: "收发员", On: civil.Must("2026-06-11")}), fault.Invalid, "", "签收日期")
		b.must(b.Receive(b.ctx, office, outgoing.Receipt{Document: d.ID, Delivery: v.Sent[0].ID, By: "收发员"}))
		d, err = b.Close(b.ctx, office, outgoing.Word{Document: d.ID})
		b.must(err)
		if _, err := b.Flow.HandOver(b.ctx); err != nil {
			t.Fatal(err)
		}
		if len(b.filed) != 1 {
			t.Fatal("nothing filed")
		}
		p := b.filed[0]
		if p.Files[0].Ref.SHA256 != b.asked[0].Digest {
			t.Error("another file was sealed than is archived")
		}
		var names []string
		for _, f := range p.Files {
			names = append(names, f.Name)
		}
		if got := strings.Join(names, "|"); p.DocNo != d.Number || p.Weight != flow.Important || got != d.Title+".pdf|"+d.Title+"-发文稿纸.pdf|"+d.Title+"-定稿.pdf" {
			t.Errorf("%s %s", p.DocNo, got)
		}
		for _, x := range []string{"办公室秘书", "政工科科长"} {
			found := false
			for _, l := range v.Lines {
				found = found || l.Name == x
			}
			if !found {
				t.Errorf("no word of %s", x)
			}
		}
	})
}

// What is wrong by the rules can be kept as a draft, but not handed in
// (law.DocumentsOneSuperior, law.DocumentsNoRequestInReport, law.DocumentsNoSkip).
func TestRefusedDrafts(t *testing.T) {
	each(t, func(b *bureau) {
		for _, x := range []struct {
			change func(f *outgoing.Fields)
			clause law.ID
			say    string
		}{
			{func(f *outgoing.Fields) { f.Recipients = "区政府\n区委" }, law.DocumentsOneSuperior, "只主送一个上级"},
			{func(f *outgoing.Fields) { f.Recipients = "区政府、区委" }, law.DocumentsOneSuperior, "只主送一个上级"},
			{func(f *outgoing.Fields) { f.Recipients = "区政府，区委" }, law.DocumentsOneSuperior, "只主送一个上级"},
			{func(f *outgoing.Fields) { f.Recipients = "区政府； 区委" }, law.DocumentsOneSuperior, "只主送一个上级"},
			{func(f *outgoing.Fields) { f.Copies = "区委、区商贸行业服务中心" }, law.DocumentsNoCopyDown, "不抄送下级"},
			{func(f *outgoing.Fields) {
				f.Kind, f.Title, f.Body, f.Matters = form.Report, bureauName(b)+"关于甲的报告", "已完成。购车一事请予批准。", ""
			}, law.DocumentsNoRequestInReport, "夹带"},
			{func(f *outgoing.Fields) { f.Recipients = "市政府" }, law.DocumentsNoSkip, "越级"},
			{func(f *outgoing.Fields) { f.Issuer = "SMLTK" }, law.DocumentsOfficeOnly, "对外"},
		} {
			f := b.request()
			x.change(&f)
			d, err := b.Save(b.ctx, b.actors["clerk"], 0, 0, f, nil)
			b.must(err)
			_, err = b.Submit(b.ctx, b.actors["clerk"], outgoing.Word{Document: d.ID})
			b.refused(err, fault.Invalid, "", x.say)
			if list, err := b.Look(b.ctx, f); err != nil || len(list) == 0 || list[0].Clause != x.clause && list[1].Clause != x.clause {
				t.Errorf("%v %+v", err, list)
			}
		}
		f := b.request()
		f.Kind, f.Title, f.Direction = "letterhead", "", ""
		_, err := b.Save(b.ctx, b.actors["clerk"], 0, 0, f, nil)
		b.refused(err, fault.Invalid, "", "十五种")
		f = b.request()
		f.Body = "机密★1年\n甲"
		_, err = b.Save(b.ctx, b.actors["clerk"], 0, 0, f, nil)
		b.refused(err, fault.Invalid, "", "")
		d, err := b.Save(b.ctx, b.actors["clerk"], 0, 0, b.request(), nil)
		b.must(err)
		_, err = b.Save(b.ctx, b.actors["head"], d.ID, d.Version, b.request(), nil)
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Save(b.ctx, b.actors["clerk"], d.ID, d.Version+1, b.request(), nil)
		b.refused(err, fault.Conflict, "", "改过")
		_, err = b.Submit(b.ctx, b.actors["office"], outgoing.Word{Document: d.ID})
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Document(b.ctx, b.actors["other"], d.ID)
		b.refused(err, fault.NotFound, "", "")
		if list, n, err := b.Register(b.ctx, b.actors["other"], outgoing.Conditions{}); err != nil || n != 0 || len(list) != 0 {
			t.Errorf("%d %v", n, err)
		}
	})
}

// An objection and a return go back to the drafter with the reason; the next text keeps
// the one before (law.DocumentsUnfit).
func TestBackwards(t *testing.T) {
	each(t, func(b *bureau) {
		clerk, office := b.actors["clerk"], b.actors["office"]
		d := b.draft(b.notice())
		_, err := b.Return(b.ctx, office, outgoing.Word{Document: d.ID})
		b.refused(err, fault.Invalid, "", "理由")
		d, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{Units: []string{"ZGK", "LYSGK"}}))
		b.must(err)
		_, err = b.Object(b.ctx, b.actors["branch"], b.of(d, outgoing.Word{}))
		b.refused(err, fault.Invalid, "", "意见")
		d, err = b.Object(b.ctx, b.actors["branch"], b.of(d, outgoing.Word{Words: "第二条不妥"}))
		b.must(err)
		if d.State != outgoing.Drafting || d.Why != "第二条不妥" {
			t.Fatalf("%+v", d)
		}
		f := b.notice()
		f.Body += "，注意安全"
		d, err = b.Save(b.ctx, clerk, d.ID, d.Version, f, nil)
		b.must(err)
		d, err = b.Submit(b.ctx, clerk, outgoing.Word{Document: d.ID, Words: "已改第二条"})
		b.must(err)
		d, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{}))
		b.must(err)
		_, err = b.Return(b.ctx, clerk, outgoing.Word{Document: d.ID, Words: "不发了"})
		b.refused(err, fault.Forbidden, law.DocumentsUnfit, "")
		d, err = b.Return(b.ctx, b.actors["deputy"], outgoing.Word{Document: d.ID, Words: "再斟酌"})
		b.must(err)
		v, err := b.Document(b.ctx, clerk, d.ID)
		b.must(err)
		if len(v.Texts) != 2 || v.Texts[1].Changed != "正文" || v.Texts[0].Body == v.Texts[1].Body || d.State != outgoing.Drafting {
			t.Errorf("%+v", v.Texts)
		}
		_, err = b.Drop(b.ctx, clerk, outgoing.Word{Document: d.ID})
		b.refused(err, fault.Invalid, "", "撤稿")
		d, err = b.Drop(b.ctx, clerk, outgoing.Word{Document: d.ID, Words: "事项已办"})
		b.must(err)
		if d.State != outgoing.Dropped {
			t.Error(d.State)
		}
	})
}

// Who signs: the deputy in charge, the director what is important and what the deputy
// drafted himself or cannot sign; nobody the own draft (law.DocumentsSign).
func TestWhoSigns(t *testing.T) {
	each(t, func(b *bureau) {
		office, deputy, director := b.actors["office"], b.actors["deputy"], b.actors["director"]
		pass := func(who string, f outgoing.Fields) outgoing.Document {
			t.Helper()
			d, err := b.Save(b.ctx, b.actors[who], 0, 0, f, nil)
			b.must(err)
			_, err = b.Submit(b.ctx, b.actors[who], outgoing.Word{Document: d.ID})
			b.must(err)
			d, err = b.Pass(b.ctx, office, b.of(d, outgoing.Word{}))
			b.must(err)
			return d
		}
		d := pass("clerk", b.notice())
		_, err := b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsSign, "副局长")
		b.away[b.people["deputy"]] = b.Door.Now() + int64(time.Hour/time.Microsecond)*48
		v, err := b.Document(b.ctx, director, d.ID)
		b.must(err)
		if !v.Signs || !strings.Contains(v.Signing.Why, "分管领导不能签发") {
			t.Fatalf("%+v", v.Signing)
		}
		if w, err := b.Watch(b.ctx); err != nil || w.Papers != 1 {
			t.Fatal(w, err)
		}
		if n, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT count(*) FROM notify_todo WHERE done_at = 0 AND login = 'director'"); err != nil || n != 1 {
			t.Errorf("%d to-dos of the director: %v", n, err)
		}
		_, err = b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.must(err)
		delete(b.away, b.people["deputy"])

		f := b.notice()
		f.Important = true
		f.Copies = "区政府"
		d = pass("clerk", f)
		_, err = b.Sign(b.ctx, deputy, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsSign, "重要公文由主要负责人签发")

		d = pass("deputy", b.notice())
		_, err = b.Sign(b.ctx, deputy, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsSign, "拟稿人")

		d = pass("director", b.request())
		_, err = b.Sign(b.ctx, director, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsSign, "拟稿人")
		v, err = b.Document(b.ctx, director, d.ID)
		b.must(err)
		if v.Signs || v.Signing.Lacks == "" {
			t.Errorf("%+v", v.Signing)
		}

		x, err := b.Save(b.ctx, office, 0, 0, b.notice(), nil)
		b.must(err)
		_, err = b.Submit(b.ctx, office, outgoing.Word{Document: x.ID})
		b.must(err)
		_, err = b.Pass(b.ctx, office, b.of(x, outgoing.Word{}))
		b.refused(err, fault.Forbidden, law.DocumentsCheck, "拟稿人")
		_, err = b.Pass(b.ctx, b.actors["chief"], b.of(x, outgoing.Word{}))
		b.must(err)
	})
}

// A change of substance after the signature goes back to whoever signs; one of
// punctuation does not (law.DocumentsReview).
func TestRevise(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		d := b.signed(b.request())
		f := b.request()
		f.Body = "为方便群众，拟建设农贸市场一处。 \n妥否,请批示"
		_, err := b.Revise(b.ctx, b.actors["clerk"], d.ID, d.Version, f, "标点")
		b.refused(err, fault.Forbidden, law.DocumentsReview, "办公室")
		_, err = b.Revise(b.ctx, office, d.ID, d.Version, f, "")
		b.refused(err, fault.Invalid, "", "理由")
		d, err = b.Revise(b.ctx, office, d.ID, d.Version, f, "标点")
		b.must(err)
		if d.State != outgoing.Reviewing || d.TextNo != 2 || d.SignedText != 2 {
			t.Fatalf("%+v", d)
		}
		f.Body = "为方便群众，拟建设农贸市场两处。\n妥否，请批示。"
		d, err = b.Revise(b.ctx, office, d.ID, d.Version, f, "数量有误")
		b.must(err)
		if d.State != outgoing.Signing || d.SignerName != "" {
			t.Fatalf("%+v", d)
		}
		_, err = b.Review(b.ctx, office, b.of(d, outgoing.Word{}))
		b.refused(err, fault.Conflict, "", "待签发")
		d, err = b.Sign(b.ctx, b.actors["director"], b.of(d, outgoing.Word{}))
		b.must(err)
		if d.SignedText != 3 {
			t.Errorf("%+v", d)
		}
	})
}

// A void number stays with its reason and is not given again; the year of a number is
// that of its day; a number given on paper is not given twice (law.DocumentsNumber).
func TestNumbers(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		_, err := b.AddOnPaper(b.ctx, b.actors["clerk"], outgoing.OnPaper{Series: "綦商务", First: 1, Last: 3, Reason: "纸质登记簿"})
		b.refused(err, fault.Forbidden, law.DocumentsEnrolOut, "办公室")
		if n, err := b.AddOnPaper(b.ctx, office, outgoing.OnPaper{Series: "綦商务", First: 1, Last: 3, Reason: "纸质登记簿"}); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		_, err = b.AddOnPaper(b.ctx, office, outgoing.OnPaper{Series: "綦商务", First: 3, Last: 4, Reason: "纸质登记簿"})
		b.refused(err, fault.Invalid, "", "一个号不用两次")
		_, err = b.AddOnPaper(b.ctx, office, outgoing.OnPaper{Series: "綦商务", First: 6, Last: 7, Reason: "纸质登记簿"})
		b.refused(err, fault.Invalid, "", "下一个号是 4 号")
		if len(b.given) != 3 || b.given[2].Text() != "綦商务〔2026〕3号" || b.given[2].State != outgoing.NumberPaper {
			t.Errorf("%+v", b.given)
		}
		_, err = b.VoidOnPaper(b.ctx, b.actors["clerk"], "綦商务〔2026〕3号", "没有用")
		b.refused(err, fault.Forbidden, law.DocumentsEnrolOut, "办公室")
		_, err = b.VoidOnPaper(b.ctx, office, "綦商务〔2026〕3号", "")
		b.refused(err, fault.Invalid, "", "作废的理由")
		if g, err := b.VoidOnPaper(b.ctx, office, "綦商务[2026]3号", "没有用"); err != nil || g.State != outgoing.NumberVoid || b.given[3].Reason != "没有用" {
			t.Errorf("%v %+v", err, b.given)
		}
		_, err = b.VoidOnPaper(b.ctx, office, "綦商务〔2026〕3号", "没有用")
		b.refused(err, fault.Invalid, "", "已经作废")
		d := b.numbered(b.notice())
		if d.Number != "綦商务〔2026〕4号" {
			t.Fatal(d.Number)
		}
		_, err = b.Void(b.ctx, b.actors["clerk"], outgoing.Word{Document: d.ID, Words: "重复"})
		b.refused(err, fault.Forbidden, law.DocumentsEnrolOut, "办公室")
		_, err = b.Void(b.ctx, office, outgoing.Word{Document: d.ID})
		b.refused(err, fault.Invalid, "", "作废的理由")
		d, err = b.Void(b.ctx, office, outgoing.Word{Document: d.ID, Words: "内容与另一件重复"})
		b.must(err)
		if e := b.sealed(d, 1, ""); e == nil {
			t.Error("a void paper was sealed")
		}
		if last := b.given[len(b.given)-1]; last.State != outgoing.NumberVoid || last.Reason != "内容与另一件重复" {
			t.Errorf("%+v", last)
		}
		if d := b.numbered(b.notice()); d.Number != "綦商务〔2026〕5号" {
			t.Error(d.Number)
		}
		d, err = b.Review(b.ctx, office, b.of(b.signed(b.notice()), outgoing.Word{}))
		b.must(err)
		b.c.Move(civil.Must("2026-12-31").Time().Add(24*time.Hour - time.Second).Sub(b.c.Now()))
		last, err := b.Number(b.ctx, office, outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 1, Seal: "bureau"})
		b.must(err)
		d, err = b.Review(b.ctx, office, b.of(b.signed(b.notice()), outgoing.Word{}))
		b.must(err)
		b.c.Move(time.Second) // midnight
		first, err := b.Number(b.ctx, office, outgoing.Enrolment{Document: d.ID, Series: "綦商务", Prints: 1, Seal: "bureau"})
		b.must(err)
		if last.Number != "綦商务〔2026〕6号" || first.Number != "綦商务〔2027〕1号" {
			t.Errorf("%s %s", last.Number, first.Number)
		}
		book, err := b.Book(b.ctx, "綦商务", 2026)
		b.must(err)
		if len(book) != 6 || book[2].State != outgoing.NumberVoid || book[2].Reason == "" || book[5].State != outgoing.NumberPaper {
			t.Errorf("%+v", book)
		}
		for _, words := range []string{"綦商务[2026]5", "务(2026)5号", "綦商务[2026]5号", "綦商务（2026）5号", "綦商务〔2026〕5号"} {
			if list, n, err := b.Register(b.ctx, office, outgoing.Conditions{Words: words}); err != nil || n != 1 || len(list) != 1 {
				t.Errorf("%s: %d %v", words, n, err)
			}
		}
	})
}

// A refused seal comes to the office, which asks again.
func TestSealRefused(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		d := b.numbered(b.notice())
		_, err := b.AskAgain(b.ctx, office, outgoing.Word{Document: d.ID})
		b.refused(err, fault.Conflict, "", "还没有答复")
		b.must(b.sealed(d, 0, "份数与批准的不符"))
		v, err := b.Document(b.ctx, office, d.ID)
		b.must(err)
		if v.SealWhy != "份数与批准的不符" {
			t.Fatalf("%+v", v.Document)
		}
		if _, err := b.AskAgain(b.ctx, office, outgoing.Word{Document: d.ID}); err != nil || len(b.asked) != 2 {
			t.Error(err, len(b.asked))
		}
		_, err = b.SealByHand(b.ctx, office, d.ID, outgoing.SealUse{Number: "1", Copies: 1, By: "甲"})
		b.refused(err, fault.Conflict, "", "印章")
		b.AskSeal = nil
		_, err = b.SealByHand(b.ctx, office, d.ID, outgoing.SealUse{Number: "1", Copies: 6, By: "甲"})
		b.refused(err, fault.Invalid, law.SealCounted, "5 份")
		d, err = b.SealByHand(b.ctx, office, d.ID, outgoing.SealUse{Number: "1", Copies: 5, By: "甲"})
		b.must(err)
		if d.State != outgoing.Dispatching {
			t.Error(d.State)
		}
	})
}
