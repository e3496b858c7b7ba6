package study_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
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
	"lantai.internal/room/study"
	"lantai.internal/room/study/measure"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, study.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{study.Oversee}, base...), org.Director: append([]act.Right{study.Oversee}, base...),
	org.Personnel: append([]act.Right{study.Branch}, base...)}

// bureau has an office with head and clerk, the section that keeps the party branch, a
// section with head and clerk, a deputy and the director.
type bureau struct {
	*study.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, study.Schema}

// The clock begins on Wednesday, 10 June 2026, at noon.
const wednesday = "2026-06-10"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(wednesday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff},
		{"branch", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.Personnel},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	for i, x := range rows {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		must(err)
		must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		who, err := o.ActorOf(ctx, id)
		must(err)
		must(o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		must(err)
		if x.rank != org.RankStaff {
			must(o.SetFacts(ctx, act.Owner(), org.Facts{PersonID: ids[i], WorkOn: since, ServiceOn: since, PartyOn: since}))
		}
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = study.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
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

func (b *bureau) fill() {
	b.t.Helper()
	for _, who := range []string{"office", "branch"} {
		_, err := b.FillGroups(b.ctx, b.actors[who], civil.Must("2026-01-01"))
		b.ok(err)
	}
}

func session(on string, groups ...string) study.NewSession {
	return study.NewSession{Kind: study.Meeting, Groups: groups, On: civil.Must(on), At: "14：30", Place: "会议室", Form: "集体研讨", Topic: "政治理论", Title: "专题学习"}
}

// held opens, marks present and closes a session.
func (b *bureau) held(who, on string, there []string, groups ...string) study.Session {
	b.t.Helper()
	s, err := b.OpenSession(b.ctx, b.actors[who], session(on, groups...))
	b.ok(err)
	var marks []study.Mark
	for _, x := range there {
		marks = append(marks, study.Mark{Person: b.people[x], State: study.Present})
	}
	if len(marks) > 0 {
		_, err = b.Mark(b.ctx, b.actors[who], s.ID, marks, "")
		b.ok(err)
	}
	s, err = b.CloseSession(b.ctx, b.actors[who], s.ID, "学习文件，交流体会。", "")
	b.ok(err)
	return s
}

func (b *bureau) standing(who string) study.Standing {
	b.t.Helper()
	f, _, err := b.Progress(b.ctx, b.actors[who], b.Door.Today().Year)
	b.ok(err)
	s, ok := f.Of(b.people[who])
	if !ok {
		b.t.Fatalf("no standing of %s", who)
	}
	return s
}

func (b *bureau) done(who, item string) int {
	b.t.Helper()
	l, ok := b.standing(who).Line(item)
	if !ok {
		b.t.Fatalf("%s has no %s", who, item)
	}
	return l.Done
}

// Who organises and marks which body (law.StudyOrgOffice, law.StudyOrgParty,
// law.StudyAttOffice, law.StudyAttParty), and law.StudyGroups.
func TestGroupsAndTheirKeepers(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		if s := b.standing("deputy"); strings.Join(s.Groups, ",") != "core,staff,party" {
			t.Errorf("%v", s.Groups)
		}
		if s := b.standing("clerk"); strings.Join(s.Groups, ",") != "staff" {
			t.Errorf("%v", s.Groups)
		}
		_, err := b.FillGroups(b.ctx, b.actors["office"], civil.Must("2026-01-01"))
		b.wants(err, fault.Conflict, "已经齐全")
		_, err = b.FillGroups(b.ctx, b.actors["clerk"], civil.Must("2026-01-01"))
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.Join(b.ctx, b.actors["office"], b.people["clerk"], measure.Party, civil.Must("2026-06-01"))
		b.wants(err, fault.Forbidden, "党支部")
		_, err = b.Join(b.ctx, b.actors["branch"], b.people["clerk"], measure.Staff, civil.Must("2026-06-01"))
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.Join(b.ctx, b.actors["branch"], b.people["clerk"], "choir", civil.Must("2026-06-01"))
		b.wants(err, fault.Invalid, "学习组")
		_, err = b.Join(b.ctx, b.actors["branch"], b.people["clerk"], measure.Party, civil.Must("2010-06-01"))
		b.wants(err, fault.Invalid, "到本局")
		id, err := b.Join(b.ctx, b.actors["branch"], b.people["clerk"], measure.Party, civil.Must("2026-06-01"))
		b.ok(err)
		_, err = b.Join(b.ctx, b.actors["branch"], b.people["clerk"], measure.Party, civil.Must("2026-06-02"))
		b.wants(err, fault.Invalid, "不用再编入")
		b.wants(b.Part(b.ctx, b.actors["office"], id, civil.Must("2026-07-01")), fault.Forbidden, "党支部")
		b.wants(b.Part(b.ctx, b.actors["branch"], id, civil.Must("2026-05-01")), fault.Invalid, "晚于")
		b.ok(b.Part(b.ctx, b.actors["branch"], id, civil.Must("2026-07-01")))

		_, err = b.OpenSession(b.ctx, b.actors["office"], session("2026-06-10", measure.Party))
		b.wants(err, fault.Forbidden, "党支部组织")
		_, err = b.OpenSession(b.ctx, b.actors["branch"], session("2026-06-10", measure.Core))
		b.wants(err, fault.Forbidden, "办公室组织")
		_, err = b.OpenSession(b.ctx, b.actors["clerk"], session("2026-06-10", measure.Staff))
		b.wants(err, fault.Forbidden, "办公室组织")
		// A joint session is marked by each for its own people.
		s, err := b.OpenSession(b.ctx, b.actors["office"], session("2026-06-10", measure.Core, measure.Party))
		b.ok(err)
		_, err = b.Mark(b.ctx, b.actors["office"], s.ID, []study.Mark{{Person: b.people["head"], State: study.Present}}, "")
		b.wants(err, fault.Forbidden, "不归您登记")
		_, err = b.Mark(b.ctx, b.actors["branch"], s.ID, []study.Mark{{Person: b.people["head"], State: study.Present}}, "")
		b.ok(err)
		_, err = b.Mark(b.ctx, b.actors["office"], s.ID, []study.Mark{{Person: b.people["deputy"], State: study.Present}}, "")
		b.ok(err)
		_, err = b.CloseSession(b.ctx, b.actors["branch"], s.ID, "记录", "")
		b.wants(err, fault.Forbidden, "办公室组织")
		_, err = b.CloseSession(b.ctx, b.actors["office"], s.ID, "记录", "")
		b.ok(err)
		if b.done("deputy", measure.SessionsCore) != 1 || b.done("deputy", measure.SessionsParty) != 1 || b.done("head", measure.SessionsParty) != 1 {
			t.Error("a joint session counts in each group of the one who came")
		}
		if b.done("director", measure.SessionsCore) != 0 {
			t.Error("who was not marked was absent")
		}
	})
}

// Bad sessions and marks: a session in the future closed, marks of somebody who left,
// who had not come, twice; law.StudyForms, law.StudyContent.
func TestSessionsRefuse(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		office := b.actors["office"]
		for _, x := range []struct {
			change func(*study.NewSession)
			say    string
		}{
			{func(x *study.NewSession) { x.Groups = nil }, "学习组"},
			{func(x *study.NewSession) { x.Groups = []string{"core", "core"} }, "两次"},
			{func(x *study.NewSession) { x.Groups = []string{"core", "choir"} }, "没有这个学习组"},
			{func(x *study.NewSession) { x.Topic = "音乐" }, "学习内容"},
			{func(x *study.NewSession) { x.At = "下午" }, "14:30"},
			{func(x *study.NewSession) { x.Title = "" }, "主题"},
			{func(x *study.NewSession) { x.On = civil.Date{} }, "哪一天"},
			{func(x *study.NewSession) { x.On = civil.Must("0001-01-01") }, "年份"},
			{func(x *study.NewSession) { x.On = civil.Must("2028-01-01") }, "一年以后"},
			{func(x *study.NewSession) { x.Kind = "party" }, "集中学习还是"},
			{func(x *study.NewSession) { x.Planned = 99 }, "计划"},
			{func(x *study.NewSession) { x.Title = strings.Repeat("长", 201) }, "不超过 200"},
		} {
			n := session("2026-06-10", measure.Core)
			x.change(&n)
			_, err := b.OpenSession(b.ctx, office, n)
			b.wants(err, fault.Invalid, x.say)
		}
		later, err := b.OpenSession(b.ctx, office, session("2026-06-20", measure.Staff))
		b.ok(err)
		_, err = b.CloseSession(b.ctx, office, later.ID, "记录", "")
		b.wants(err, fault.Conflict, "还没有到")
		_, err = b.Mark(b.ctx, office, later.ID, []study.Mark{{Person: b.people["clerk"], State: study.Present}}, "")
		b.wants(err, fault.Conflict, "还没有到")
		_, err = b.NewCode(b.ctx, office, later.ID, 60)
		b.wants(err, fault.Conflict, "当天")
		b.ok(b.Excuse(b.ctx, b.actors["clerk"], later.ID, "下乡"))
		b.wants(b.Excuse(b.ctx, b.actors["clerk"], later.ID, ""), fault.Invalid, "事由")

		// Somebody who left, and one who had not come yet.
		gone, err := b.Org.AddPerson(b.ctx, act.Owner(), org.SeedPerson{Name: "调离的科员", Unit: "SMLTK", Posts: []string{"SMLTK-staff"}, Since: civil.Must("2013-09-03")})
		b.ok(err)
		fresh, err := b.Org.AddPerson(b.ctx, act.Owner(), org.SeedPerson{Name: "新来的科员", Unit: "SMLTK", Posts: []string{"SMLTK-staff"}, Since: civil.Must("2026-06-05")})
		b.ok(err)
		_, err = b.FillGroups(b.ctx, office, civil.Must("2026-01-01"))
		b.ok(err)
		_, err = b.Org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: gone, On: civil.Must("2026-06-01"), Exception: "材料已清"})
		b.ok(err)
		s, err := b.OpenSession(b.ctx, office, session("2026-06-03", measure.Staff))
		b.ok(err)
		mark := func(person int64, state, reason string) error {
			_, err := b.Mark(b.ctx, office, s.ID, []study.Mark{{Person: person, State: state, Reason: reason}}, "")
			return err
		}
		b.wants(mark(gone, study.Present, ""), fault.Invalid, "离开本局")
		b.wants(mark(fresh, study.Present, ""), fault.Invalid, "还不在本局")
		b.wants(mark(9999, study.Present, ""), fault.Invalid, "没有这个人")
		b.wants(mark(b.people["clerk"], "late", ""), fault.Invalid, "到会、请假或缺席")
		b.wants(mark(b.people["clerk"], study.Excused, ""), fault.Invalid, "事由")
		_, err = b.Mark(b.ctx, office, s.ID, []study.Mark{{Person: b.people["clerk"], State: study.Present}, {Person: b.people["clerk"], State: study.Absent}}, "")
		b.wants(err, fault.Invalid, "两次")
		b.ok(mark(b.people["clerk"], study.Present, ""))
		b.wants(mark(b.people["clerk"], study.Present, ""), fault.Conflict, "没有变化")
		b.wants(func() error {
			_, err := b.CloseSession(b.ctx, office, s.ID, "", "")
			return err
		}(), fault.Invalid, "学习记录")
		_, err = b.CloseSession(b.ctx, office, s.ID, "记录", "")
		b.ok(err)
		// After closing only with a reason.
		b.wants(mark(b.people["clerk"], study.Absent, ""), fault.Invalid, "更正的理由")
		_, err = b.Mark(b.ctx, office, s.ID, []study.Mark{{Person: b.people["clerk"], State: study.Absent}}, "签错了人")
		b.ok(err)
		_, err = b.CloseSession(b.ctx, office, s.ID, "另一份记录", "")
		b.wants(err, fault.Invalid, "理由")
		_, err = b.CloseSession(b.ctx, office, s.ID, "另一份记录", "漏记发言")
		b.ok(err)
		b.wants(b.DropSession(b.ctx, office, s.ID, "不开"), fault.Conflict, "不能取消")
		b.wants(b.DropSession(b.ctx, b.actors["clerk"], later.ID, "不开"), fault.Forbidden, "办公室")
		b.wants(b.DropSession(b.ctx, office, later.ID, ""), fault.Invalid, "理由")
		b.ok(b.DropSession(b.ctx, office, later.ID, "改期"))
		_, err = b.Mark(b.ctx, office, later.ID, nil, "")
		b.wants(err, fault.Conflict, "已取消")
		_, err = b.CloseSession(b.ctx, office, 9999, "记录", "")
		b.wants(err, fault.NotFound, "")
	})
}

// Signing in by the code of the day: law.StudyAttOffice.
func TestSigningIn(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		s, err := b.OpenSession(b.ctx, b.actors["office"], session(wednesday, measure.Staff))
		b.ok(err)
		for _, n := range []int{-1, 0, 4, 241, 1 << 30} {
			_, err = b.NewCode(b.ctx, b.actors["office"], s.ID, n)
			b.wants(err, fault.Invalid, "分钟")
		}
		_, err = b.NewCode(b.ctx, b.actors["clerk"], s.ID, 60)
		b.wants(err, fault.Forbidden, "办公室")
		s, err = b.NewCode(b.ctx, b.actors["office"], s.ID, 60)
		b.ok(err)
		old := s.Code
		s, err = b.NewCode(b.ctx, b.actors["office"], s.ID, 60)
		b.ok(err)
		_, err = b.Sign(b.ctx, b.actors["clerk"], old)
		b.wants(err, fault.Invalid, "过期")
		_, err = b.Sign(b.ctx, b.actors["clerk"], "")
		b.wants(err, fault.Invalid, "签到码")
		_, err = b.Sign(b.ctx, b.actors["clerk"], s.Code)
		b.wants(err, fault.Invalid, "前一小时")
		start := clock.FromMicros(b.Door.Now())
		start = time.Date(start.Year(), start.Month(), start.Day(), 14, 30, 0, 0, start.Location())
		b.c.Move(start.Sub(clock.FromMicros(b.Door.Now())) - 30*time.Minute)
		_, err = b.Sign(b.ctx, b.actors["clerk"], strings.ToLower(s.Code))
		b.ok(err)
		_, err = b.Sign(b.ctx, b.actors["clerk"], s.Code)
		b.wants(err, fault.Conflict, "已经签到")
		b.wants(b.Excuse(b.ctx, b.actors["clerk"], s.ID, "有事"), fault.Conflict, "已经签到")
		party, err := b.OpenSession(b.ctx, b.actors["branch"], session(wednesday, measure.Party))
		b.ok(err)
		party, err = b.NewCode(b.ctx, b.actors["branch"], party.ID, 60)
		b.ok(err)
		_, err = b.Sign(b.ctx, b.actors["clerk"], party.Code)
		b.wants(err, fault.Invalid, "不在党支部党员")
		b.wants(b.Excuse(b.ctx, b.actors["clerk"], party.ID, "有事"), fault.NotFound, "")
		b.c.Move(91 * time.Minute) // an hour of it counts from the beginning
		_, err = b.Sign(b.ctx, b.actors["head"], s.Code)
		b.wants(err, fault.Invalid, "过期")
	})
}

// A substitution is bound to the session that was missed, and counts once.
func TestSubstitution(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		missed := b.held("office", "2026-06-03", []string{"head"}, measure.Staff)
		x := session(wednesday, measure.Staff)
		x.MakesUp = missed.ID
		x.On = civil.Must("2026-06-01")
		_, err := b.OpenSession(b.ctx, b.actors["office"], x)
		b.wants(err, fault.Invalid, "早于")
		x.On = civil.Must("2027-01-04")
		_, err = b.OpenSession(b.ctx, b.actors["office"], x)
		b.wants(err, fault.Invalid, "2026 年内")
		x.On = civil.Must(wednesday)
		for n := range 2 {
			again, err := b.OpenSession(b.ctx, b.actors["office"], x)
			b.ok(err)
			mark := func(who string) error {
				_, err := b.Mark(b.ctx, b.actors["office"], again.ID, []study.Mark{{Person: b.people[who], State: study.Present}}, "")
				return err
			}
			b.wants(mark("head"), fault.Invalid, "不用补课")
			if n == 0 {
				b.ok(mark("clerk"))
			} else {
				b.wants(mark("clerk"), fault.Invalid, "已经补过")
			}
			_, err = b.CloseSession(b.ctx, b.actors["office"], again.ID, "补课", "")
			b.ok(err)
			more := x
			more.MakesUp = again.ID
			_, err = b.OpenSession(b.ctx, b.actors["office"], more)
			b.wants(err, fault.Invalid, "不是")
		}
		if n := b.done("clerk", measure.SessionsStaff); n != 1 {
			t.Errorf("made up for counts once, got %d", n)
		}
		if n := b.done("director", measure.SessionsStaff); n != 0 {
			t.Errorf("%d", n)
		}
	})
}

func note(title, on string, year int) study.NewNote {
	return study.NewNote{Year: year, Title: title, Source: "《论语》", On: civil.Must(on), Text: "只给自己看的话"}
}

// Notes of the wrong year, of the future, twice, corrected, withdrawn, and who reads
// them: law.StudyNotesStaff, law.StudyNotesChief, law.StudyNotesLeader.
func TestNotes(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		for _, x := range []struct {
			n   study.NewNote
			say string
		}{
			{note("甲", "2025-12-30", 2026), "把年度改成 2025"},
			{note("甲", "2026-06-11", 2026), "晚于今天"},
			{note("甲", "2013-01-01", 2013), "到本局"},
			{note("甲", wednesday, 0), "年度应为"},
			{note("甲", wednesday, -1), "年度应为"},
			{note("甲", wednesday, 99999999), "年度应为"},
			{note("", wednesday, 2026), "标题"},
			{note(strings.Repeat("长", 201), wednesday, 2026), "不超过"},
			{study.NewNote{Year: 2026, Title: "甲", Source: "乙"}, "日期"},
		} {
			_, err := b.AddNote(b.ctx, clerk, x.n)
			b.wants(err, fault.Invalid, x.say)
		}
		n, err := b.AddNote(b.ctx, clerk, note("甲", wednesday, 2026))
		b.ok(err)
		_, err = b.AddNote(b.ctx, clerk, note("甲", "2026-06-09", 2026))
		b.wants(err, fault.Invalid, "已经登记（2026-记-0001）")
		_, err = b.AddNote(b.ctx, b.actors["head"], note("甲", wednesday, 2026))
		b.ok(err)
		_, err = b.AddNote(b.ctx, act.Actor{}, note("乙", wednesday, 2026))
		if err == nil {
			t.Error("a stranger entered a note")
		}
		if v, err := b.NoteOf(b.ctx, clerk, n.ID); err != nil || v.Text == "" || !v.Mine {
			t.Errorf("%+v %v", v, err)
		}
		for _, who := range []string{"head", "office", "director", "deputy"} {
			v, err := b.NoteOf(b.ctx, b.actors[who], n.ID)
			if err != nil || v.Text != "" || v.Whole {
				t.Errorf("%s: %+v %v", who, v, err)
			}
		}
		_, err = b.NoteOf(b.ctx, b.actors["branch"], n.ID)
		b.wants(err, fault.NotFound, "")
		_, _, err = b.OpenNoteFile(b.ctx, b.actors["head"], n.ID)
		b.wants(err, fault.NotFound, "")
		_, err = b.CorrectNote(b.ctx, b.actors["head"], n.ID, note("乙", wednesday, 2026), "错字")
		b.wants(err, fault.NotFound, "")
		_, err = b.CorrectNote(b.ctx, clerk, n.ID, note("乙", wednesday, 2026), "")
		b.wants(err, fault.Invalid, "理由")
		_, err = b.CorrectNote(b.ctx, clerk, n.ID, note("乙", "2025-05-05", 2025), "错年")
		b.wants(err, fault.Invalid, "撤回后另行登记")
		x := note("乙", "2026-06-08", 2026)
		x.Shared = true
		n, err = b.CorrectNote(b.ctx, clerk, n.ID, x, "错字")
		b.ok(err)
		if v, err := b.NoteOf(b.ctx, b.actors["branch"], n.ID); err != nil || v.Text == "" {
			t.Errorf("shared: %+v %v", v, err)
		}
		if b.done("clerk", measure.Notes) != 1 {
			t.Error("one note")
		}
		b.wants(b.WithdrawNote(b.ctx, b.actors["head"], n.ID, "不算"), fault.NotFound, "")
		b.ok(b.WithdrawNote(b.ctx, clerk, n.ID, "重复"))
		b.wants(b.WithdrawNote(b.ctx, clerk, n.ID, "重复"), fault.Conflict, "已经撤回")
		if b.done("clerk", measure.Notes) != 0 {
			t.Error("withdrawn counts for nothing")
		}
	})
}

func csv(lines ...string) study.Table {
	s := strings.Join(lines, "\r\n") + "\r\n"
	return study.Table{ReaderAt: strings.NewReader(s), Size: int64(len(s)), Name: "表.csv"}
}

// Spreadsheets: every bad row is told, the good ones stay or none does.
func TestSheets(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		s, err := b.OpenSession(b.ctx, b.actors["office"], session(wednesday, measure.Staff))
		b.ok(err)
		table := csv("姓名,考勤,事由", "商贸流通科科员,到会,", "没有的人,到会,", "局长,请假,", "副局长,迟到,", "商贸流通科科员,缺席,", "办公室主任,请假,外出开会")
		table.Whole = true
		got, err := b.MarkSheet(b.ctx, b.actors["office"], s.ID, table, "")
		b.ok(err)
		if got.Done || len(got.Bad) != 4 || got.Bad[0].Row != 3 {
			t.Errorf("%+v", got)
		}
		table.Whole = false
		got, err = b.MarkSheet(b.ctx, b.actors["office"], s.ID, table, "")
		b.ok(err)
		if !got.Done || got.Rows != 2 || len(got.Bad) != 4 {
			t.Errorf("%+v", got)
		}
		_, err = b.MarkSheet(b.ctx, b.actors["clerk"], s.ID, table, "")
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.MarkSheet(b.ctx, b.actors["office"], s.ID, csv("甲,乙", "一,二"), "")
		b.wants(err, fault.Invalid, "这一列")

		notes := csv("标题,书名或文章,日期,姓名,年度", "一,《论语》,2026-03-05,,", "二,《孟子》,2025-12-01,,2026", "三,《荀子》,去年,,", "四,《老子》,2026-03-05,商贸流通科科员,", "一,《论语》,2026-03-06,,")
		got, err = b.NoteSheet(b.ctx, b.actors["head"], notes)
		b.ok(err)
		if got.Rows != 1 || len(got.Bad) != 4 {
			t.Errorf("%+v", got)
		}
		got, err = b.NoteSheet(b.ctx, b.actors["office"], csv("标题,书名或文章,日期,姓名", "四,《老子》,2026-03-05,商贸流通科科员"))
		b.ok(err)
		if got.Rows != 1 || b.done("clerk", measure.Notes) != 1 || b.done("head", measure.Notes) != 1 {
			t.Errorf("%+v", got)
		}
		var rows []string
		for i := range 501 {
			rows = append(rows, fmt.Sprintf("题%d,书,2026-03-05", i))
		}
		_, err = b.NoteSheet(b.ctx, b.actors["head"], csv(append([]string{"标题,书名或文章,日期"}, rows...)...))
		b.wants(err, fault.Invalid, "不超过 500")
	})
}

func trip(kind, from, to string) study.Research {
	return study.Research{Kind: kind, From: civil.Must(from), To: civil.Must(to), ToHalf: 1, Place: "东溪镇", Topic: "商贸流通业发展", Title: "网点走访"}
}

// Field research and articles: law.ResearchLeaders, law.ResearchUnits,
// law.ResearchCollective, law.ResearchOrg, law.ResearchTopics, law.ResearchArticleLeader,
// law.ResearchArticleUnit.
func TestResearch(t *testing.T) {
	each(t, func(b *bureau) {
		deputy := b.actors["deputy"]
		add := func(who string, x study.Research) error {
			_, err := b.AddResearch(b.ctx, b.actors[who], x)
			return err
		}
		b.wants(add("clerk", trip(study.ByLeader, wednesday, wednesday)), fault.Forbidden, "局领导")
		b.wants(add("clerk", trip(study.ByBureau, wednesday, wednesday)), fault.Forbidden, "经济运行科")
		b.wants(add("clerk", trip("holiday", wednesday, wednesday)), fault.Invalid, "请选择")
		b.wants(add("deputy", trip(study.ByLeader, "2026-06-11", "2026-06-11")), fault.Invalid, "不晚于今天")
		b.wants(add("deputy", trip(study.ByLeader, "2026-06-10", "2026-06-09")), fault.Invalid, "")
		b.wants(add("deputy", trip(study.ByLeader, "2026-01-01", "2026-06-09")), fault.Invalid, "31 天")
		b.wants(add("deputy", trip(study.ByLeader, "2025-12-31", "2026-01-01")), fault.Invalid, "跨年")
		x := trip(study.ByLeader, wednesday, wednesday)
		x.Topic = "观光"
		b.wants(add("deputy", x), fault.Invalid, "调研内容")
		x = trip(study.ByLeader, wednesday, wednesday)
		x.Trip = "attendance_trip:7"
		b.wants(add("deputy", x), fault.Invalid, "不是您的")
		b.Trips = func(_ context.Context, _ db.Reader, person int64, _, _ civil.Date) ([]study.Trip, error) {
			return []study.Trip{{Subject: "attendance_trip:7", Label: "东溪镇"}}, nil
		}
		got, err := b.AddResearch(b.ctx, deputy, x)
		b.ok(err)
		b.wants(add("deputy", x), fault.Invalid, "已经登记过")
		if s := b.standing("deputy"); s.Week == nil || s.Week.Done != 2 || !s.Week.Met() {
			t.Errorf("%+v", s.Week)
		}
		b.ok(add("clerk", trip(study.ByUnit, wednesday, wednesday)))
		b.ok(add("office", trip(study.ByBureau, wednesday, wednesday)))
		f, _, err := b.Progress(b.ctx, b.actors["office"], 2026)
		b.ok(err)
		u, _ := f.UnitOf("SMLTK")
		if u.Months[5].Visits != 1 || u.Months[5].Short || !u.Months[4].Short || !f.Collective.Met() {
			t.Errorf("%+v", u)
		}
		b.wants(b.VoidResearch(b.ctx, b.actors["head"], got.ID, "错"), fault.NotFound, "")
		b.wants(b.VoidResearch(b.ctx, deputy, got.ID, ""), fault.Invalid, "理由")
		b.ok(b.VoidResearch(b.ctx, deputy, got.ID, "记错"))
		if s := b.standing("deputy"); s.Week.Done != 0 {
			t.Errorf("%+v", s.Week)
		}
		file := func() *flow.Attachment {
			ref, err := b.Files.Put(b.ctx, strings.NewReader("文章"), 100)
			b.ok(err)
			return &flow.Attachment{Name: "文章.txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}
		}
		art := study.NewArticle{Year: 2026, On: civil.Must(wednesday), Topic: "对外开放", Title: "外贸企业调研", Others: "商贸流通科科长", File: file()}
		bad := art
		bad.Year = 2025
		_, err = b.AddArticle(b.ctx, b.actors["clerk"], bad)
		b.wants(err, fault.Invalid, "年度")
		bad = art
		bad.File = nil
		_, err = b.AddArticle(b.ctx, b.actors["clerk"], bad)
		b.wants(err, fault.Invalid, "文件")
		a, err := b.AddArticle(b.ctx, b.actors["clerk"], art)
		b.ok(err)
		_, err = b.AddArticle(b.ctx, b.actors["head"], art)
		b.wants(err, fault.Invalid, "第一作者")
		f, _, err = b.Progress(b.ctx, b.actors["office"], 2026)
		b.ok(err)
		u, _ = f.UnitOf("SMLTK")
		if !u.Article.Met() || b.done("deputy", measure.Articles) != 0 {
			t.Errorf("%+v", u.Article)
		}
		b.wants(b.VoidArticle(b.ctx, b.actors["head"], a.ID, "错"), fault.NotFound, "")
		b.ok(b.VoidArticle(b.ctx, b.actors["clerk"], a.ID, "改写"))
		_, _, err = b.OpenArticle(b.ctx, b.actors["clerk"], a.ID)
		b.wants(err, fault.NotFound, "")
	})
}

// The plan: law.StudyPlan, law.StudyAims, law.StudyLead, law.ResearchIssues.
func TestPlan(t *testing.T) {
	each(t, func(b *bureau) {
		office, director := b.actors["office"], b.actors["director"]
		b.wants(b.SavePlan(b.ctx, b.actors["clerk"], 2026, nil, "计划"), fault.Forbidden, "办公室")
		b.wants(b.SavePlan(b.ctx, office, 0, nil, "计划"), fault.Invalid, "年度")
		b.wants(b.SavePlan(b.ctx, office, 2026, []string{"发财"}, "计划"), fault.Invalid, "目的")
		b.wants(b.SavePlan(b.ctx, office, 2026, nil, ""), fault.Invalid, "计划内容")
		b.ok(b.SavePlan(b.ctx, office, 2026, []string{"政治水平"}, "计划"))
		b.wants(b.Propose(b.ctx, office, 2026), fault.Conflict, "场次")
		x := study.Planned{Year: 2026, Month: 13, Form: "讲座", Topic: "法律法规", Title: "学法"}
		_, err := b.AddPlanned(b.ctx, office, x, []string{measure.Staff})
		b.wants(err, fault.Invalid, "月份")
		x.Month = 7
		_, err = b.AddPlanned(b.ctx, b.actors["clerk"], x, []string{measure.Staff})
		b.wants(err, fault.Forbidden, "办公室")
		drop, err := b.AddPlanned(b.ctx, office, x, []string{measure.Staff})
		b.ok(err)
		b.ok(b.DropPlanned(b.ctx, office, drop))
		_, err = b.AddPlanned(b.ctx, office, x, []string{measure.Core, measure.Staff})
		b.ok(err)
		b.wants(b.Approve(b.ctx, director, 2026), fault.Conflict, "拟订中")
		b.ok(b.Propose(b.ctx, office, 2026))
		b.wants(b.Approve(b.ctx, b.actors["deputy"], 2026), fault.Forbidden, "局长")
		b.wants(b.SendBack(b.ctx, director, 2026, ""), fault.Invalid, "理由")
		b.ok(b.SendBack(b.ctx, director, 2026, "加一次集中调研"))
		b.ok(b.Propose(b.ctx, office, 2026))
		b.ok(b.Approve(b.ctx, director, 2026))
		b.wants(b.SavePlan(b.ctx, office, 2026, nil, "另一份"), fault.Conflict, "已由局长批准")
		_, err = b.AddIssue(b.ctx, b.actors["clerk"], study.Issue{Year: 2026, Field: "商贸流通", Title: "网点"})
		b.wants(err, fault.Forbidden, "局领导")
		_, err = b.AddIssue(b.ctx, director, study.Issue{Year: 2026, Field: "其他", Title: "网点"})
		b.wants(err, fault.Invalid, "方面")
		id, err := b.AddIssue(b.ctx, director, study.Issue{Year: 2026, Field: "商贸流通", Title: "网点", Unit: "SMLTK"})
		b.ok(err)
		b.ok(b.DropIssue(b.ctx, director, id))
	})
}

// Briefs and summary: law.StudyBrief, law.StudyBriefTo, law.StudySummary,
// law.StudySummaryTo; pursuits: law.StudyEducation, law.StudyCoreReading.
func TestBriefsAndSummary(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		_, err := b.SaveBrief(b.ctx, b.actors["clerk"], 0, "题", "文")
		b.wants(err, fault.Forbidden, "办公室")
		_, err = b.SaveBrief(b.ctx, office, 0, "", "")
		b.wants(err, fault.Invalid, "标题")
		first, err := b.SaveBrief(b.ctx, office, 0, "题", "文")
		b.ok(err)
		b.wants(b.SendBrief(b.ctx, office, first, "区委办公室", civil.Must(wednesday)), fault.Conflict, "还没有印发")
		_, err = b.IssueBrief(b.ctx, b.actors["clerk"], first)
		b.wants(err, fault.Forbidden, "办公室")
		x, err := b.IssueBrief(b.ctx, office, first)
		b.ok(err)
		if x.Number() != "学习简报 2026 年第 1 期" {
			t.Error(x.Number())
		}
		_, err = b.SaveBrief(b.ctx, office, first, "改", "改")
		b.wants(err, fault.Conflict, "不能再改")
		b.wants(b.SendBrief(b.ctx, office, first, "", civil.Must(wednesday)), fault.Invalid, "收报部门")
		b.wants(b.SendBrief(b.ctx, office, first, "区委办公室", civil.Must("2026-06-11")), fault.Invalid, "报送日期")
		b.ok(b.SendBrief(b.ctx, office, first, "区委办公室", civil.Must(wednesday)))
		b.wants(b.SendBrief(b.ctx, office, first, "区委办公室", civil.Must(wednesday)), fault.Conflict, "已于")
		second, err := b.SaveBrief(b.ctx, office, 0, "题二", "文")
		b.ok(err)
		if x, err = b.IssueBrief(b.ctx, office, second); err != nil || x.No != 2 {
			t.Errorf("%+v %v", x, err)
		}
		b.wants(b.SaveSummary(b.ctx, b.actors["clerk"], 2026, "总结"), fault.Forbidden, "办公室")
		b.wants(b.SaveSummary(b.ctx, office, 2027, "总结"), fault.Invalid, "还没有到")
		b.wants(b.SendSummary(b.ctx, office, 2026, civil.Must(wednesday), "机要"), fault.NotFound, "")
		b.ok(b.SaveSummary(b.ctx, office, 2026, "总结"))
		b.wants(b.SendSummary(b.ctx, b.actors["clerk"], 2026, civil.Must(wednesday), "机要"), fault.Forbidden, "办公室")
		b.ok(b.SendSummary(b.ctx, office, 2026, civil.Must(wednesday), "机要"))
		b.wants(b.SaveSummary(b.ctx, office, 2026, "改"), fault.Conflict, "区委宣传部")

		p := study.Pursuit{Kind: "学历教育", Title: "行政管理本科", Since: civil.Must("2026-03-01")}
		id, err := b.SetPursuit(b.ctx, b.actors["clerk"], p)
		b.ok(err)
		p.Kind = "驾照"
		_, err = b.SetPursuit(b.ctx, b.actors["clerk"], p)
		b.wants(err, fault.Invalid, "种类")
		done := study.Pursuit{ID: id, Result: "毕业", ResultOn: civil.Must(wednesday)}
		_, err = b.SetPursuit(b.ctx, b.actors["head"], done)
		b.wants(err, fault.NotFound, "")
		_, err = b.SetPursuit(b.ctx, b.actors["clerk"], done)
		b.ok(err)
	})
}

// Who sees whose progress, the daily look, and the year that is frozen:
// law.StudyAssess, law.StudyReportGap.
func TestProgressAndTheYear(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		for _, x := range []struct {
			who string
			n   int
		}{{"clerk", 1}, {"head", 2}, {"office", 7}, {"deputy", 7}, {"branch", 1}} {
			f, _, err := b.Progress(b.ctx, b.actors[x.who], 2026)
			b.ok(err)
			if len(f.People) != x.n {
				t.Errorf("%s sees %d people, want %d", x.who, len(f.People), x.n)
			}
		}
		_, err := b.AddNote(b.ctx, b.actors["clerk"], note("甲", wednesday, 2026))
		b.ok(err)
		l, _ := b.standing("clerk").Line(measure.Notes)
		if !l.Forecast.WillMiss || l.Short() != 9 || l.Forecast.PerMonth != 2 {
			t.Errorf("%+v", l)
		}
		w, err := b.Watch(b.ctx)
		b.ok(err)
		if !w.Plan || w.Behind != 0 {
			t.Errorf("%+v", w)
		}
		b.c.Move(24 * 24 * time.Hour) // 4 July
		if w, err = b.Watch(b.ctx); err != nil || w.Behind != 7 || w.Plan {
			t.Errorf("%+v %v", w, err)
		}
		if w, err = b.Watch(b.ctx); err != nil || w.Behind != 0 {
			t.Errorf("told once a month: %+v %v", w, err)
		}
		b.wants(b.Freeze(b.ctx, b.actors["office"], 2026), fault.Conflict, "还没有结束")
		s, err := b.OpenSession(b.ctx, b.actors["office"], session("2026-07-04", measure.Staff))
		b.ok(err)
		b.ok(b.SavePlan(b.ctx, b.actors["office"], 2026, nil, "计划"))
		b.c.Move(200 * 24 * time.Hour)
		b.wants(b.Freeze(b.ctx, b.actors["clerk"], 2026), fault.Forbidden, "办公室")
		b.wants(b.Freeze(b.ctx, b.actors["office"], -5), fault.Invalid, "年度")
		b.wants(b.Freeze(b.ctx, b.actors["office"], 2026), fault.Conflict, "没有登记完")
		_, err = b.CloseSession(b.ctx, b.actors["office"], s.ID, "记录", "")
		b.ok(err)
		b.ok(b.SaveSummary(b.ctx, b.actors["office"], 2026, "总结"))
		b.ok(b.Freeze(b.ctx, b.actors["office"], 2026))
		b.wants(b.Freeze(b.ctx, b.actors["office"], 2026), fault.Conflict, "定格")
		_, err = b.AddNote(b.ctx, b.actors["clerk"], note("迟到的", "2026-12-01", 2026))
		b.wants(err, fault.Conflict, "定格")
		_, err = b.Mark(b.ctx, b.actors["office"], s.ID, []study.Mark{{Person: b.people["clerk"], State: study.Present}}, "补记")
		b.wants(err, fault.Conflict, "定格")
		f, frozen, err := b.Progress(b.ctx, b.actors["office"], 2026)
		b.ok(err)
		x, _ := f.Of(b.people["clerk"])
		if line, _ := x.Line(measure.Notes); frozen == nil || line.Done != 1 || !line.Forecast.Over {
			t.Errorf("%+v", x)
		}
		if _, err := b.Flow.HandOver(b.ctx); err != nil {
			t.Fatal(err)
		}
		if len(b.filed) != 1 || len(b.filed[0].Files) != 4 || b.filed[0].Unit != "BGS" {
			t.Errorf("%+v", b.filed)
		}
		for _, x := range b.filed[0].Files {
			f, err := b.Files.Open(b.ctx, x.Ref.SHA256)
			b.ok(err)
			head := make([]byte, 4)
			if _, err := f.Read(head); err != nil || !bytes.Equal(head, []byte("%PDF")) {
				t.Errorf("%s: %q %v", x.Name, head, err)
			}
			f.Close()
		}
	})
}
