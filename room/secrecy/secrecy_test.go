package secrecy_test

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
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/secrecy"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, register.Use, secrecy.Use, secrecy.Keep}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{secrecy.Oversee}, base...), org.Director: append([]act.Right{secrecy.Oversee}, base...)}

// bureau has an office with head, secretary and the secretary for classified papers, a
// section with head and clerk, another clerk, a deputy and the director. Head of office and
// secretary for classified papers are in charge of secrecy.
type bureau struct {
	*secrecy.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	h      *register.Hall
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, register.Schema, secrecy.Schema}

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
	b.h = register.Open(d, o, "某区商务局")
	b.Room = secrecy.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, &calendar.Store{Door: d}), &rulebook.Library{Door: d, Base: book}, b.h)
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

// A refused upload leaves digest and time; one that cannot be read the uploader too
// (law.SecrecyLevels).
func TestUploads(t *testing.T) {
	each(t, func(b *bureau) {
		b.RecordRefused(b.ctx, strings.Repeat("a", 64))
		b.RecordStated(b.ctx, strings.Repeat("b", 64), "办公室 办公室秘书")
		f, _, err := b.YearOf(b.ctx, b.actors["chief"], 2026)
		b.ok(err)
		if f.Refused != 1 || f.Stated != 1 {
			b.t.Errorf("%+v", f)
		}
		text, err := db.One[string](b.ctx, b.Door.Reader(), "SELECT summary || detail FROM ledger_entry WHERE deed = 'secrecy.upload.refuse'")
		b.ok(err)
		if !strings.Contains(text, strings.Repeat("a", 64)) || strings.Contains(text, "秘书") {
			b.t.Error(text)
		}
		columns, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM secrecy_refusal WHERE sha256 <> '' AND at > 0")
		b.ok(err)
		if columns != 1 {
			b.t.Error(columns)
		}
	})
}

// The separate book holds numbers, custodians and places, and is closed to others
// (law.SecrecyCarriers, law.SecrecyKnown, law.SecrecyDevices, law.SecrecyWorkSecret).
func TestRegisters(t *testing.T) {
	each(t, func(b *bureau) {
		chief := b.actors["chief"]
		line := func(title, place string) map[string]string {
			return map[string]string{"day": "2026-06-01", "title": title, "person": "机要秘书", "place": place, "state": "在册"}
		}
		for _, title := range []string{"关于开展粮食储备检查的通知", "《粮食储备方案》", "某市〔2026〕12号文件的题名", "通知", "密件"} {
			_, err := b.h.Add(b.ctx, chief, secrecy.Carriers, line(title, "2柜3格"))
			b.rule(err, law.SecrecyCarriers)
			if err != nil && strings.Contains(fault.Of(err).Error(), title) && len(title) > 6 {
				b.t.Errorf("the title is repeated: %v", err)
			}
		}
		for _, place := range []string{"与《某方案》放在一起", "2柜，关于储备的通知"} {
			_, err := b.h.Add(b.ctx, chief, secrecy.Carriers, line("第12号", place))
			b.rule(err, law.SecrecyCarriers)
		}
		_, err := b.h.Add(b.ctx, chief, secrecy.Carriers, line("第12号", "机要室2柜3格"))
		b.ok(err)
		_, err = b.h.Add(b.ctx, b.actors["keeper"], secrecy.Carriers, line("2026-013", "机要室2柜3格"))
		b.ok(err)
		for _, who := range []string{"clerk", "head", "office", "director"} {
			if _, err := b.h.Add(b.ctx, b.actors[who], secrecy.Carriers, line("第14号", "2柜")); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound) {
				b.t.Errorf("%s enters a carrier: %v", who, err)
			}
		}
		for who, may := range map[string]bool{"clerk": false, "head": false, "office": false, "other": false, "chief": true, "keeper": true, "director": true, "deputy": true} {
			for _, code := range []string{secrecy.Carriers, secrecy.Devices, secrecy.Inspections, secrecy.WorkSecrets} {
				if _, _, err := b.h.List(b.ctx, b.actors[who], code, register.Query{}); (err == nil) != may {
					b.t.Errorf("%s reads %s: %v", who, code, err)
				}
			}
		}
		device := map[string]string{"day": "2026-06-01", "title": "台式机 03", "class": "涉密", "net": "互联网", "person": "机要秘书", "state": "在用"}
		_, err = b.h.Add(b.ctx, chief, secrecy.Devices, device)
		b.rule(err, law.SecrecyDevices)
		device["net"] = "单机"
		_, err = b.h.Add(b.ctx, chief, secrecy.Devices, device)
		b.ok(err)
		_, err = b.h.Add(b.ctx, chief, secrecy.WorkSecrets, map[string]string{"day": "2026-06-01", "title": "储备点位（机密★10年）", "unit": "商贸流通科", "scope": "本科", "reason": "影响工作", "state": "有效"})
		b.wants(err, fault.Invalid, "国家秘密")
	})
}

// Three people at three levels, none of them whoever asks (law.SecrecyBeforeRelease,
// law.SecrecyUnclear).
func TestCheck(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.AskCheck(b.ctx, b.actors["clerk"], secrecy.NewCheck{Title: "促消费活动稿件"})
		b.wants(err, fault.Invalid, "渠道")
		c, err := b.AskCheck(b.ctx, b.actors["clerk"], secrecy.NewCheck{Title: "促消费活动稿件", Channel: "区报"})
		b.ok(err)
		say := func(who, verdict string) error {
			_, err := b.Say(b.ctx, b.actors[who], c.ID, verdict, "没有涉密内容")
			return err
		}
		b.wants(say("other", secrecy.Passed), fault.NotFound, "")
		for _, who := range []string{"clerk", "deputy", "chief"} {
			b.rule(say(who, secrecy.Passed), law.SecrecyBeforeRelease)
		}
		b.wants(say("head", "yes"), fault.Invalid, "意见")
		b.ok(say("head", secrecy.Passed))
		b.rule(say("head", secrecy.Passed), law.SecrecyBeforeRelease)
		b.ok(say("keeper", secrecy.Passed))
		b.rule(say("chief", secrecy.Passed), law.SecrecyBeforeRelease)
		b.ok(say("deputy", secrecy.Passed))
		b.wants(say("deputy", secrecy.Refused), fault.Conflict, "审查完")
		c, err = b.CheckOf(b.ctx, b.actors["clerk"], c.ID)
		b.ok(err)
		if c.State != secrecy.Passed || c.ThirdName != "副局长" {
			b.t.Errorf("%+v", c)
		}
		_, err = b.CheckOf(b.ctx, b.actors["other"], c.ID)
		b.wants(err, fault.NotFound, "")
		// A keeper's own matter is not the keeper's to check.
		own, err := b.AskCheck(b.ctx, b.actors["chief"], secrecy.NewCheck{Title: "工作动态", Channel: "公众号"})
		b.ok(err)
		_, err = b.Say(b.ctx, b.actors["chief"], own.ID, secrecy.Passed, "可")
		b.rule(err, law.SecrecyBeforeRelease)
		_, err = b.Say(b.ctx, b.actors["director"], own.ID, secrecy.Referred, "拿不准")
		b.ok(err)
		list, err := b.Checks(b.ctx, b.actors["other"], 2026)
		b.ok(err)
		if len(list) != 0 {
			b.t.Errorf("%d checks of others", len(list))
		}
	})
}

// Into a classified post by review, training and pledge; out of it with nothing in hand
// (law.SecrecyPosting, law.SecrecyPledge, law.SecrecyLeaving).
func TestStaff(t *testing.T) {
	each(t, func(b *bureau) {
		chief, day := b.actors["chief"], civil.Must("2026-06-01")
		x := secrecy.Post{PersonID: b.people["keeper"], Post: "机要", Class: secrecy.General, ReviewedOn: day, Review: secrecy.Passed}
		_, err := b.ReviewPost(b.ctx, b.actors["clerk"], x)
		b.rule(err, law.SecrecyKnown)
		failed := x
		failed.PersonID, failed.Review = b.people["other"], secrecy.Failed
		no, err := b.ReviewPost(b.ctx, chief, failed)
		b.ok(err)
		_, err = b.StartPost(b.ctx, chief, secrecy.Post{ID: no.ID, TrainedOn: day, PledgedOn: day, Since: day})
		b.rule(err, law.SecrecyPosting)
		p, err := b.ReviewPost(b.ctx, chief, x)
		b.ok(err)
		_, err = b.ReviewPost(b.ctx, chief, x)
		b.wants(err, fault.Conflict, "在册")
		_, err = b.StartPost(b.ctx, chief, secrecy.Post{ID: p.ID, TrainedOn: day, Since: day})
		b.wants(err, fault.Invalid, "承诺书")
		_, err = b.StartPost(b.ctx, chief, secrecy.Post{ID: p.ID, TrainedOn: day, PledgedOn: day.AddDays(2), Since: day})
		b.rule(err, law.SecrecyPledge)
		_, err = b.StartPost(b.ctx, chief, secrecy.Post{ID: p.ID, TrainedOn: day, PledgedOn: day, Since: day})
		b.ok(err)
		l, err := b.h.Add(b.ctx, chief, secrecy.Carriers, map[string]string{"day": "2026-06-01", "title": "第3号", "person": "机要秘书", "place": "2柜", "state": "在册"})
		b.ok(err)
		out := secrecy.Post{ID: p.ID, Until: day.AddDays(5), TalkOn: day.AddDays(4), LeftPledge: day.AddDays(4), CoolUntil: day.AddDays(5)}
		_, err = b.LeavePost(b.ctx, chief, out)
		b.wants(err, fault.Invalid, "脱密期")
		out.CoolUntil = day.AddDays(365)
		_, err = b.LeavePost(b.ctx, chief, out)
		b.rule(err, law.SecrecyLeaving)
		b.wants(b.h.Amend(b.ctx, chief, secrecy.Carriers, l.ID, l.Version, map[string]string{"day": "2026-06-01", "title": "第3号", "person": "机要秘书", "place": "2柜", "state": "已清退"}, "清退"), fault.Invalid, "办理的日期")
		b.ok(b.h.Amend(b.ctx, chief, secrecy.Carriers, l.ID, l.Version, map[string]string{"day": "2026-06-01", "title": "第3号", "person": "机要秘书", "place": "2柜", "state": "已清退", "gone": "2026-06-09"}, "清退"))
		_, err = b.LeavePost(b.ctx, b.actors["office"], out)
		b.rule(err, law.SecrecyKnown)
		p, err = b.LeavePost(b.ctx, chief, out)
		b.ok(err)
		own, err := b.Staff(b.ctx, b.actors["clerk"])
		b.ok(err)
		all, err := b.Staff(b.ctx, b.actors["deputy"])
		b.ok(err)
		if p.State != secrecy.Left || len(own) != 0 || len(all) != 2 {
			b.t.Errorf("%+v %d %d", p, len(own), len(all))
		}
	})
}

// A training with sign-in by oneself and by the list (law.SecrecyTraining).
func TestTraining(t *testing.T) {
	each(t, func(b *bureau) {
		chief := b.actors["chief"]
		x := secrecy.Training{On: b.Door.Today(), Title: "保密法", Place: "会议室", Minutes: 90, Everybody: true}
		_, err := b.OpenTraining(b.ctx, b.actors["clerk"], x)
		b.rule(err, law.SecrecyKnown)
		tr, err := b.OpenTraining(b.ctx, chief, x)
		b.ok(err)
		b.ok(b.Sign(b.ctx, b.actors["clerk"], tr.ID))
		b.wants(b.Sign(b.ctx, b.actors["clerk"], tr.ID), fault.Conflict, "已经签到")
		_, err = b.CloseTraining(b.ctx, b.actors["clerk"], tr.ID, nil)
		b.rule(err, law.SecrecyKnown)
		_, err = b.CloseTraining(b.ctx, chief, tr.ID, []int64{b.people["head"], b.people["clerk"]})
		b.ok(err)
		b.wants(b.Sign(b.ctx, b.actors["other"], tr.ID), fault.Conflict, "当天")
		f, _, err := b.YearOf(b.ctx, chief, 2026)
		b.ok(err)
		if f.Trainings != 1 || f.Trained != 2 || f.Staff != 8 {
			b.t.Errorf("%+v", f)
		}
	})
}

// The clock of a leak: warned, alarmed, late with the reason, closed only when both were
// told (law.SecrecyLeak).
func TestLeak(t *testing.T) {
	each(t, func(b *bureau) {
		chief, now := b.actors["chief"], b.Door.Now()
		const hour = int64(3_600_000_000)
		x := secrecy.NewLeak{Kind: "possible", NoticedAt: now - hour, How: "清点时少一件", Measures: "停止复印，封存登记本"}
		bad := x
		bad.How = "丢失《方案》（机密★10年）"
		_, err := b.ReportLeak(b.ctx, b.actors["clerk"], bad)
		b.wants(err, fault.Invalid, "国家秘密")
		bad = x
		bad.NoticedAt = now - 30*hour
		_, err = b.ReportLeak(b.ctx, b.actors["clerk"], bad)
		b.wants(err, fault.Invalid, "迟报的原因")
		l, err := b.ReportLeak(b.ctx, b.actors["clerk"], x)
		b.ok(err)
		if l.DueAt != x.NoticedAt+24*hour {
			b.t.Errorf("%+v", l)
		}
		_, _, err = b.LeakOf(b.ctx, b.actors["other"], l.ID)
		b.wants(err, fault.NotFound, "")
		_, _, err = b.LeakOf(b.ctx, b.actors["clerk"], l.ID)
		b.ok(err)
		mine, err := b.Leaks(b.ctx, b.actors["other"])
		b.ok(err)
		if len(mine) != 0 {
			b.t.Error("others see leaks")
		}
		for _, look := range []struct {
			move            time.Duration
			warned, alarmed int
		}{{0, 0, 0}, {18 * time.Hour, 1, 0}, {time.Hour, 0, 0}, {6 * time.Hour, 0, 1}, {time.Hour, 0, 0}} {
			b.c.Move(look.move)
			w, err := b.Watch(b.ctx)
			b.ok(err)
			if w.Warned != look.warned || w.Alarmed != look.alarmed {
				b.t.Errorf("%+v: %+v", look, w)
			}
		}
		told := secrecy.Step{Kind: secrecy.ToDepartment, Whom: "区保密局", How: "当面", At: now + 2*hour}
		_, err = b.AddStep(b.ctx, b.actors["clerk"], l.ID, told)
		b.rule(err, law.SecrecyKnown)
		_, err = b.AddStep(b.ctx, chief, l.ID, told)
		b.ok(err)
		_, err = b.CloseLeak(b.ctx, chief, l.ID, "找到")
		b.rule(err, law.SecrecyLeak)
		late := secrecy.Step{Kind: secrecy.ToSuperior, Whom: "市商务委", How: "机要交换", At: l.DueAt + hour}
		_, err = b.AddStep(b.ctx, chief, l.ID, late)
		b.wants(err, fault.Invalid, "迟报的原因")
		late.Late = "联系不上值守人员"
		_, err = b.AddStep(b.ctx, chief, l.ID, late)
		b.ok(err)
		_, err = b.CloseLeak(b.ctx, b.actors["clerk"], l.ID, "找到")
		b.rule(err, law.SecrecyKnown)
		_, err = b.CloseLeak(b.ctx, chief, l.ID, "找到，没有外泄")
		b.ok(err)
		f, _, err := b.YearOf(b.ctx, b.actors["director"], 2026)
		b.ok(err)
		if f.Leaks != 1 || f.LateLeaks != 1 {
			b.t.Errorf("late stays late: %+v", f)
		}
	})
}

// The yearly report: reminded in December, its figures stand once sent, and it goes to the
// archive (law.SecrecyYearlyReport, law.SecrecySelfAssessment).
func TestYearlyReport(t *testing.T) {
	each(t, func(b *bureau) {
		chief := b.actors["chief"]
		b.c.Move(civil.Must("2026-12-01").Time().Add(9 * time.Hour).Sub(b.c.Now()))
		w, err := b.Watch(b.ctx)
		b.ok(err)
		again, err := b.Watch(b.ctx)
		b.ok(err)
		if !w.Yearly || again.Yearly {
			b.t.Error(w, again)
		}
		_, _, err = b.YearOf(b.ctx, b.actors["head"], 2026)
		b.rule(err, law.SecrecyKnown)
		y := secrecy.Year{ID: 2026, Words: "全年没有发生泄密。", SentTo: "区保密局", SentOn: b.Door.Today()}
		_, err = b.SendYear(b.ctx, b.actors["director"], y)
		b.rule(err, law.SecrecyKnown)
		y.ID = 2027
		_, err = b.SendYear(b.ctx, chief, y)
		b.wants(err, fault.Invalid, "年度")
		y.ID = 2026
		_, err = b.SendYear(b.ctx, chief, y)
		b.ok(err)
		b.RecordRefused(b.ctx, strings.Repeat("c", 64))
		f, sent, err := b.YearOf(b.ctx, chief, 2026)
		b.ok(err)
		if f.Refused != 0 || sent.SentTo != "区保密局" {
			b.t.Errorf("%+v %+v", f, sent)
		}
		_, err = b.SendYear(b.ctx, chief, y)
		b.wants(err, fault.Conflict, "已经报送")
		if len(b.filed) != 1 || len(b.filed[0].Files) != 1 {
			b.t.Errorf("%+v", b.filed)
		}
	})
}
