package life_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
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
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/meeting/life"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var everybody = []act.Right{org.Anyone, flow.Use, life.Use}

var grants = org.Grants{org.Staff: everybody, org.SectionHead: everybody, org.Leader: everybody, org.Director: everybody, org.SystemAdmin: {org.Anyone}}

// bureau is a small one: three leaders on the party committee, a counsel who is not, the
// political section, the office and a section.
type bureau struct {
	*life.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, life.Schema}

// The clock begins on Monday, 2 November 2026, at noon.
const monday = "2026-11-02"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(monday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK", PartySecretary: "party-secretary"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"secretary", "党委书记", "JLD", "party-secretary", org.RankLeader, org.Leader},
		{"deputy", "副局长", "JLD", "deputy-director", org.RankLeader, org.Leader},
		{"counsel", "调研员", "JLD", "counsel", org.RankLeader, org.Leader},
		{"head", "流通科科长", "LTK", "LTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff},
		{"other", "外经科科员", "WJK", "WJK-staff", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"typist", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "WJK", Name: "外经科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
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
	}
	for _, login := range []string{"director", "secretary", "deputy"} {
		must(o.SetFacts(ctx, act.Owner(), org.Facts{PersonID: b.people[login], WorkOn: since, PartyOn: since, CommitteeOn: since}))
	}
	for _, unit := range []string{"LTK", "WJK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = life.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func say(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Error() + " / " + fault.Of(err).Safe()
}

// must stops at a failure; the value is not looked at.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(say(err))
		}
		return v
	}
}

func refused[T any](t *testing.T, kind fault.Kind, words string) func(T, error) {
	return func(_ T, err error) {
		t.Helper()
		if !fault.Is(err, kind) || !strings.Contains(say(err), words) {
			t.Errorf("want kind %v with %q, got %s", kind, words, say(err))
		}
	}
}

func (b *bureau) to(day string) {
	b.c.Move(civil.Must(day).Time().Add(12 * time.Hour).Sub(b.c.Now()))
}

func (b *bureau) file(name string) []flow.Attachment {
	b.t.Helper()
	ref, err := b.Files.Put(b.ctx, strings.NewReader(name), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return []flow.Attachment{{Name: name + ".txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
}

func (b *bureau) plan() life.Plan {
	return life.Plan{Year: 2026, Theme: "改进作风", PlannedOn: civil.Must("2026-11-27"), Place: "三楼会议室", Agenda: "学习、发言、总结", Chair: b.people["secretary"], Observers: []int64{b.people["counsel"], b.people["office"]}}
}

func (b *bureau) mark(step, on string) life.DoneStep {
	return life.DoneStep{Year: 2026, Step: step, On: civil.Must(on), Words: "按要求进行", Ref: "綦商党〔2026〕9号", Papers: b.file(step)}
}

func (b *bureau) see(login string) life.View {
	b.t.Helper()
	return must[life.View](b.t)(b.Of(b.ctx, b.actors[login], 2026))
}

// open are the codes of the open lines.
func (b *bureau) open() []string {
	var out []string
	for _, l := range life.OpenLines(b.see("political").Lines) {
		out = append(out, l.Code)
	}
	return out
}

// prepared brings the meeting to the eve: everything before it is done.
func (b *bureau) prepared() {
	b.t.Helper()
	must[life.Meeting](b.t)(b.Begin(b.ctx, b.actors["political"], b.plan()))
	for _, step := range []string{life.StepRequest, life.StepAnswer, life.StepNotice, life.StepStudy, life.StepSymposium, life.StepTalks, life.StepAppraisal, life.StepCompile} {
		must[life.Mark](b.t)(b.MarkDone(b.ctx, b.actors["political"], b.mark(step, monday)))
	}
	must[life.Talk](b.t)(b.AddTalk(b.ctx, b.actors["secretary"], life.Talked{Year: 2026, Leader: b.people["secretary"], Other: b.people["director"], HeldOn: civil.Must(monday)}))
	must[life.Talk](b.t)(b.AddTalk(b.ctx, b.actors["political"], life.Talked{Year: 2026, Leader: b.people["deputy"], Other: b.people["clerk"], HeldOn: civil.Must(monday)}))
	for _, p := range b.see("political").People {
		if p.Part != life.Observer {
			must[life.Person](b.t)(b.HandIn(b.ctx, b.actors["political"], life.Speech{Year: 2026, Person: p.ID, On: civil.Must(monday)}))
		}
	}
}

func (b *bureau) seat(login string) int64 {
	for _, p := range b.see("political").People {
		if p.Login == login {
			return p.ID
		}
	}
	b.t.Fatal(login)
	return 0
}

// held holds the meeting on a day without the deputy.
func (b *bureau) held(on string) {
	b.t.Helper()
	must[life.Meeting](b.t)(b.Held(b.ctx, b.actors["political"], life.HoldIn{Year: 2026, On: civil.Must(on), Present: []int64{b.seat("secretary"), b.seat("director")}}))
}

// A year's meeting from its request to the archive: six steps before, six at it, three
// after (law.MtgLifePrepRequest to law.MtgLifeFollowFeedback).
func TestAYearsMeeting(t *testing.T) {
	each(t, func(b *bureau) {
		pol := b.actors["political"]
		refused[life.Meeting](t, fault.Rule, "政工科")(b.Begin(b.ctx, b.actors["office"], b.plan()))
		other := b.plan()
		other.Chair = b.people["director"]
		refused[life.Meeting](t, fault.Invalid, "换人主持")(b.Begin(b.ctx, pol, other))
		b.prepared()
		refused[life.Meeting](t, fault.Conflict, "每年一次")(b.Begin(b.ctx, pol, b.plan()))
		if open := b.open(); len(open) != 12 || open[0] != "deadline" {
			t.Errorf("%v", open)
		}
		refused[life.Meeting](t, fault.Rule, "没有完成")(b.Finish(b.ctx, pol, 2026))
		refused[life.Mark](t, fault.Rule, "还没有召开")(b.MarkDone(b.ctx, pol, b.mark(life.StepWrap, monday)))
		refused[life.Measure](t, fault.Rule, "还没有召开")(b.Improve(b.ctx, pol, life.Improvement{Year: 2026, Problem: "x", Measure: "y", Owner: b.people["office"], Due: civil.Must("2026-12-20")}))
		b.to("2026-11-28")
		refused[life.Meeting](t, fault.Rule, "政工科")(b.Held(b.ctx, b.actors["secretary"], life.HoldIn{Year: 2026, On: civil.Must("2026-11-27"), Present: []int64{b.seat("secretary")}}))
		refused[life.Meeting](t, fault.Invalid, "不晚于今天")(b.Held(b.ctx, pol, life.HoldIn{Year: 2026, On: civil.Must("2026-11-29"), Present: []int64{b.seat("secretary")}}))
		b.held("2026-11-27")
		refused[life.Meeting](t, fault.Conflict, "日期不能改")(b.Held(b.ctx, pol, life.HoldIn{Year: 2026, On: civil.Must("2026-11-26"), Present: []int64{b.seat("secretary")}}))
		refused[life.Meeting](t, fault.Conflict, "安排不能再改")(b.Change(b.ctx, pol, b.plan()))
		for _, step := range []string{life.StepOpening, life.StepStudyAt, life.StepNobody, life.StepWrap} {
			must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(step, "2026-11-27")))
		}
		seen := func(s life.Spoken) (life.Person, error) {
			s.Year = 2026
			return b.Seen(b.ctx, pol, s)
		}
		refused[life.Person](t, fault.Invalid, "缺席")(seen(life.Spoken{Person: b.seat("deputy"), Spoke: true}))
		refused[life.Person](t, fault.Invalid, "到会了")(seen(life.Spoken{Person: b.seat("director"), Read: true}))
		refused[life.Person](t, fault.Invalid, "列席")(seen(life.Spoken{Person: b.seat("counsel"), Spoke: true}))
		refused[life.Person](t, fault.Invalid, "由谁转告")(seen(life.Spoken{Person: b.seat("deputy"), Read: true, ToldOn: civil.Must("2026-11-28")}))
		must[life.Person](t)(seen(life.Spoken{Person: b.seat("secretary"), Spoke: true}))
		if open := b.open(); !slices.Contains(open, "spoke") || !slices.Contains(open, "read") || !slices.Contains(open, "told") || slices.Contains(open, "absent") {
			t.Errorf("%v", open)
		}
		must[life.Person](t)(seen(life.Spoken{Person: b.seat("director"), Spoke: true}))
		must[life.Person](t)(seen(life.Spoken{Person: b.seat("deputy"), Read: true, ToldOn: civil.Must("2026-11-28"), ToldBy: "党委书记"}))
		refused[life.Mark](t, fault.Rule, "还没有会议记录")(b.MarkDone(b.ctx, b.actors["secretary"], b.mark(life.StepSigned, "2026-11-28")))
		refused[life.Mark](t, fault.Rule, "科长记录")(b.MarkDone(b.ctx, b.actors["secretary"], b.mark(life.StepRecord, "2026-11-28")))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepRecord, "2026-11-28")))
		for _, login := range []string{"political", "director"} {
			refused[life.Mark](t, fault.Rule, "书记本人")(b.MarkDone(b.ctx, b.actors[login], b.mark(life.StepSigned, "2026-11-28")))
		}
		must[life.Mark](t)(b.MarkDone(b.ctx, b.actors["secretary"], b.mark(life.StepSigned, "2026-11-28")))
		if open := b.open(); !slices.Equal(open, []string{"plan", "done", "check", "report", "feedback"}) {
			t.Errorf("%v", open)
		}
		n := life.Improvement{Year: 2026, Problem: "调研少", Measure: "每月下去两次", Owner: b.people["office"], Due: civil.Must("2026-12-20"), Upward: true}
		late := n
		late.Due = civil.Must("2026-11-01")
		refused[life.Measure](t, fault.Invalid, "完成期限")(b.Improve(b.ctx, pol, late))
		x := must[life.Measure](t)(b.Improve(b.ctx, pol, n))
		refused[life.Check](t, fault.Rule, "主要领导")(b.Look(b.ctx, b.actors["deputy"], 2026, "查了"))
		must[life.Check](t)(b.Look(b.ctx, b.actors["director"], 2026, "已安排"))
		refused[life.Measure](t, fault.NotFound, "")(b.Carry(b.ctx, b.actors["clerk"], life.Result{Measure: x.ID, Words: "x"}))
		must[life.Measure](t)(b.Carry(b.ctx, b.actors["office"], life.Result{Measure: x.ID, Words: "下去两次", Papers: b.file("照片")}))
		refused[life.Measure](t, fault.Conflict, "登记完成")(b.Carry(b.ctx, b.actors["office"], life.Result{Measure: x.ID, Words: "又一次"}))
		if open := b.open(); !slices.Equal(open, []string{"upward", "report", "feedback"}) {
			t.Errorf("%v", open)
		}
		must[life.Measure](t)(b.Carry(b.ctx, pol, life.Result{Measure: x.ID, UpwardOn: civil.Must("2026-11-28"), UpwardNo: "綦商党〔2026〕12号"}))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepReport, "2026-11-28")))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepFeedback, "2026-11-28")))
		refused[life.Meeting](t, fault.Rule, "政工科")(b.Finish(b.ctx, b.actors["secretary"], 2026))
		must[life.Meeting](t)(b.Finish(b.ctx, pol, 2026))
		if len(b.filed) != 1 || !b.filed[0].Secret || len(b.filed[0].Files) < 10 {
			t.Errorf("%+v", b.filed)
		}
		refused[life.Mark](t, fault.Conflict, "不能再改")(b.MarkDone(b.ctx, pol, b.mark(life.StepStudy, "2026-11-28")))
		// What was finished stays so whatever day it is read.
		b.to("2027-06-01")
		if open := b.open(); len(open) != 0 {
			t.Errorf("%v", open)
		}
	})
}

// The order of the request: nothing is told, and nothing held, before the superior
// organisation answered (law.MtgLifePrepRequest).
func TestNothingBeforeTheAnswer(t *testing.T) {
	each(t, func(b *bureau) {
		pol := b.actors["political"]
		must[life.Meeting](t)(b.Begin(b.ctx, pol, b.plan()))
		refused[life.Mark](t, fault.Rule, "还没有登记报出")(b.MarkDone(b.ctx, pol, b.mark(life.StepAnswer, monday)))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepRequest, monday)))
		refused[life.Mark](t, fault.Rule, "批复以后才发通知")(b.MarkDone(b.ctx, pol, b.mark(life.StepNotice, monday)))
		refused[life.Meeting](t, fault.Rule, "先登记批复")(b.Held(b.ctx, pol, life.HoldIn{Year: 2026, On: civil.Must(monday), Present: []int64{b.seat("secretary")}}))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepAnswer, monday)))
		refused[life.Mark](t, fault.Rule, "批复以后才发通知")(b.MarkDone(b.ctx, pol, b.mark(life.StepNotice, "2026-11-01")))
		must[life.Mark](t)(b.MarkDone(b.ctx, pol, b.mark(life.StepNotice, monday)))
		refused[life.Mark](t, fault.Invalid, "没有这一步")(b.MarkDone(b.ctx, pol, b.mark("dance", monday)))
		refused[life.Mark](t, fault.Invalid, "不晚于今天")(b.MarkDone(b.ctx, pol, b.mark(life.StepStudy, "2026-11-03")))
		short := b.mark(life.StepStudy, monday)
		short.Words = ""
		refused[life.Mark](t, fault.Invalid, "学了什么")(b.MarkDone(b.ctx, pol, short))
		refused[life.Mark](t, fault.Rule, "政工科")(b.MarkDone(b.ctx, b.actors["director"], b.mark(life.StepStudy, monday)))
	})
}

// Whose an opinion is is not kept where the form demands it (law.MtgLifePrepForms); of
// talks it is kept that they were held.
func TestOpinionsAndTalks(t *testing.T) {
	each(t, func(b *bureau) {
		pol := b.actors["political"]
		must[life.Meeting](t)(b.Begin(b.ctx, pol, b.plan()))
		h := life.Heard{Year: 2026, Form: life.Symposium, Words: "下基层少", HeardOn: civil.Must(monday), Named: "某人"}
		refused[life.Meeting](t, fault.Invalid, "不记是谁提的")(b.Hear(b.ctx, pol, h))
		h.Form = life.Appraisal
		refused[life.Meeting](t, fault.Invalid, "不记是谁提的")(b.Hear(b.ctx, pol, h))
		h.Named = ""
		must[life.Meeting](t)(b.Hear(b.ctx, pol, h))
		h.Form, h.Named = life.Talking, "离退休干部"
		must[life.Meeting](t)(b.Hear(b.ctx, b.actors["director"], h))
		h.Form = "gossip"
		refused[life.Meeting](t, fault.Invalid, "怎样得来")(b.Hear(b.ctx, pol, h))
		refused[life.Meeting](t, fault.NotFound, "")(b.Hear(b.ctx, b.actors["clerk"], h))
		v := b.see("secretary")
		if len(v.Opinions) != 2 || v.Opinions[0].Named != "" || v.Opinions[1].Collector != "局长" {
			t.Errorf("%+v", v.Opinions)
		}
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "life.opinion.add"}, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.Contains(fmt.Sprint(e), "下基层少") || strings.Contains(fmt.Sprint(e), "离退休") {
				t.Error("an opinion stands in the ledger")
			}
		}
		talk := life.Talked{Year: 2026, Leader: b.people["secretary"], Other: b.people["director"], HeldOn: civil.Must(monday)}
		refused[life.Talk](t, fault.Rule, "本人也可以")(b.AddTalk(b.ctx, b.actors["deputy"], talk))
		must[life.Talk](t)(b.AddTalk(b.ctx, b.actors["director"], talk))
		talk.Leader, talk.Other = talk.Other, talk.Leader
		refused[life.Talk](t, fault.Conflict, "已经登记过")(b.AddTalk(b.ctx, pol, talk))
		talk.Other = talk.Leader
		refused[life.Talk](t, fault.Invalid, "同一个人")(b.AddTalk(b.ctx, pol, talk))
		talk.Leader = b.people["clerk"]
		refused[life.Talk](t, fault.Invalid, "领导干部")(b.AddTalk(b.ctx, pol, talk))
		refused[life.Person](t, fault.Rule, "本人交")(b.HandIn(b.ctx, b.actors["director"], life.Speech{Year: 2026, Person: b.seat("deputy"), On: civil.Must(monday)}))
		must[life.Person](t)(b.HandIn(b.ctx, b.actors["deputy"], life.Speech{Year: 2026, Person: b.seat("deputy"), On: civil.Must(monday), Papers: b.file("发言")}))
	})
}

// Its readers are the members and the political section, nobody else
// (law.MtgLifeMembers); observers attend, and read nothing.
func TestWhoReads(t *testing.T) {
	each(t, func(b *bureau) {
		b.prepared()
		b.to("2026-11-28")
		b.held("2026-11-27")
		x := must[life.Measure](t)(b.Improve(b.ctx, b.actors["political"], life.Improvement{Year: 2026, Problem: "调研少", Measure: "每月下去两次", Owner: b.people["clerk"], Due: civil.Must("2026-12-20")}))
		for login, want := range map[string]bool{"secretary": true, "director": true, "deputy": true, "political": true, "counsel": false, "office": false, "typist": false, "clerk": false, "head": false} {
			_, err := b.Of(b.ctx, b.actors[login], 2026)
			list, listed := b.Years(b.ctx, b.actors[login])
			if err2 := errors.Join(listed); (err == nil) != want || err2 != nil || (len(list) == 1) != want {
				t.Errorf("%s: %v, %d", login, err, len(list))
			}
			_, _, _, err = b.Measure(b.ctx, b.actors[login], x.ID)
			if (err == nil) != (want || login == "clerk") {
				t.Errorf("%s sees the measure: %v", login, err)
			}
			_, _, err = b.OpenPaper(b.ctx, b.actors[login], 1)
			if (err == nil) != want {
				t.Errorf("%s opens a paper: %v", login, err)
			}
		}
		if _, err := b.Of(b.ctx, act.Actor{}, 2026); !fault.Is(err, fault.NotFound) {
			t.Error("a stranger reads it")
		}
		if used, err := b.HasFile(b.ctx, b.Door.Reader(), b.file(life.StepRequest)[0].SHA256); err != nil || !used {
			t.Error(used, err)
		}
		must[life.Measure](t)(b.Carry(b.ctx, b.actors["clerk"], life.Result{Measure: x.ID, Words: "好了", Papers: b.file("证明")}))
		n := len(b.see("political").Papers)
		if _, _, err := b.OpenPaper(b.ctx, b.actors["clerk"], int64(n)); err != nil {
			t.Error("the owner does not open the evidence:", err)
		}
	})
}

// The last day is included; later needs consent, and consent that came late is marked
// (law.MtgLifeDeadline, law.MtgLifePostpone).
func TestTheLastDay(t *testing.T) {
	for _, c := range []struct {
		held, consent string
		open, late    bool
	}{{"2026-11-29", "", false, false}, {"2026-11-30", "", false, false}, {"2026-12-01", "", true, true}, {"2026-12-01", "2026-11-30", false, false}, {"2026-12-01", "2026-12-01", false, true}} {
		t.Run(c.held+" "+c.consent, func(t *testing.T) {
			each(t, func(b *bureau) {
				b.t = t
				b.prepared()
				b.to("2026-11-30")
				if v := b.see("political"); v.Late || !strings.Contains(v.Clock, "最后一天") {
					t.Errorf("%s", v.Clock)
				}
				b.to("2026-12-01")
				if v := b.see("political"); !v.Late || !strings.Contains(v.Clock, "已过") {
					t.Errorf("%s", v.Clock)
				}
				if c.consent != "" {
					k := life.Consent{Year: 2026, On: civil.Must(c.consent), To: civil.Must("2026-12-15"), Ref: "区委组织部复函", Why: "巡察期间"}
					refused[life.Meeting](t, fault.Invalid, "上传")(b.Postpone(b.ctx, b.actors["political"], k))
					k.Papers = b.file("复函")
					refused[life.Meeting](t, fault.Rule, "政工科")(b.Postpone(b.ctx, b.actors["director"], k))
					k.To = civil.Must("2026-11-30")
					refused[life.Meeting](t, fault.Invalid, "不用延期")(b.Postpone(b.ctx, b.actors["political"], k))
					k.To = civil.Must("2026-12-15")
					must[life.Meeting](t)(b.Postpone(b.ctx, b.actors["political"], k))
				}
				b.held(c.held)
				v := b.see("political")
				if slices.Contains(b.open(), "deadline") != c.open || v.Late != c.late {
					t.Errorf("open %v, late %v: %s", b.open(), v.Late, v.Clock)
				}
			})
		})
	}
}

const canary = `<script>alert("请")</script>`

func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/life"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

type keys int

func (k *keys) form(pairs ...string) url.Values {
	*k++
	v := url.Values{"_key": {fmt.Sprintf("key-%d", *k)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		pol, sec, clerk, director := b.as(site, "political"), b.as(site, "secretary"), b.as(site, "clerk"), b.as(site, "director")
		clerk.Get("/life").Want(200).In(".empty", webtest.HasText("没有您可以看的内容"))
		clerk.Get("/life/new").Want(404)
		pol.Get("/life").Want(200).In(".notice", webtest.HasText("最迟2026年11月30日召开，还有 28 天"))
		pol.Get("/life/new").Want(200).Count("select[name=chair] option", 3)
		pol.Post("/life/new", k.form("year", "2026", "theme", "")).Want(422).In("#summary", webtest.HasText("主题"))
		sent := pol.Post("/life/new", k.form("year", "2026", "theme", canary, "planned_on", "2026-11-27", "agenda", canary, "chair", fmt.Sprint(b.people["secretary"]), "observers", fmt.Sprint(b.people["counsel"]))).Want(303)
		if r := pol.Follow(sent).Want(200).In("a[href='/life/2026/steps/request']").In("main", webtest.HasText("请示还没有报出")); strings.Contains(r.Body, "<script>alert") {
			t.Error("the page escapes")
		}
		for _, path := range []string{"/life/2026", "/life/2026/plan", "/life/2026/people", "/life/2026/opinions", "/life/2026/talks", "/life/2026/measures", "/life/2026/steps/request", "/life/2026/checklist.pdf", "/life/2026/measures.pdf", "/life/2026/report.pdf", "/life-measures/1", "/life-papers/1", "/life/x"} {
			clerk.Get(path).Want(404)
		}
		for _, path := range []string{"plan", "people", "hold", "seen", "opinions", "talks", "measures", "check", "finish"} {
			if path != "people" {
				clerk.Post("/life/2026/"+path, k.form("person", "1", "words", "x")).Want(404)
			}
		}
		for _, path := range []string{"speech", "consent", "steps/request"} {
			clerk.Upload("/life/2026/"+path, k.form("on", monday), webtest.File{Field: "files", Name: "a.txt", Content: []byte("x")}).Want(404)
		}
		pol.Post("/life/2026/plan", k.form("theme", "改进作风", "planned_on", "2026-11-27", "agenda", "议程", "chair", fmt.Sprint(b.people["secretary"]))).Want(303)
		pol.Get("/life/2026/steps/nothing").Want(404)
		pol.Get("/life/2026/steps/request").Want(200).In("input[name=on]", webtest.HasValue(monday))
		pol.Upload("/life/2026/steps/request", k.form("on", monday, "ref", "")).Want(422).In("#summary", webtest.HasText("文号"))
		pol.Upload("/life/2026/steps/request", k.form("on", monday, "ref", "綦商党〔2026〕9号"), webtest.File{Field: "files", Name: "请示.txt", Content: []byte("请示")}).Want(303)
		pol.Upload("/life/2026/steps/answer", k.form("on", monday, "ref", "复函")).Want(303)
		if r := sec.Get("/life-papers/1").Want(200); r.Body != "请示" {
			t.Errorf("%q", r.Body)
		}
		pol.Post("/life/2026/opinions", k.form("form", "symposium", "words", canary, "heard_on", monday, "named", "某人")).Want(422).In("#summary", webtest.HasText("不记是谁"))
		pol.Post("/life/2026/opinions", k.form("form", "symposium", "words", canary, "heard_on", monday)).Want(303)
		if r := sec.Get("/life/2026/opinions").Want(200).In("tbody tr", webtest.HasText("不记名")); strings.Contains(r.Body, "<script>alert") {
			t.Error("an opinion escapes")
		}
		sec.Post("/life/2026/talks", k.form("leader", fmt.Sprint(b.people["secretary"]), "other", fmt.Sprint(b.people["clerk"]), "held_on", monday)).Want(303)
		sec.Post("/life/2026/talks", k.form("leader", fmt.Sprint(b.people["secretary"]), "other", "", "held_on", monday)).Want(422)
		sec.Get("/life/2026/talks").Want(200).In("tbody tr", webtest.HasText("领导同职工"))
		sec.Upload("/life/2026/speech", k.form("person", fmt.Sprint(b.seat("secretary")), "on", monday), webtest.File{Field: "files", Name: "发言.txt", Content: []byte("稿")}).Want(303)
		director.Upload("/life/2026/speech", k.form("person", fmt.Sprint(b.seat("secretary")), "on", monday)).Want(409)
		pol.Upload("/life/2026/consent", k.form("on", monday, "to", "2026-12-15", "ref", "复函", "why", "巡察")).Want(422).In("#summary", webtest.HasText("上传"))
		pol.Upload("/life/2026/consent", k.form("on", monday, "to", "2026-12-15", "ref", "复函", "why", "巡察"), webtest.File{Field: "files", Name: "复函.txt", Content: []byte("同意")}).Want(303)
		pol.Post("/life/2026/hold", k.form("on", monday)).Want(422).In("#summary", webtest.HasText("到会"))
		pol.Post("/life/2026/hold", k.form("on", monday, "present", fmt.Sprint(b.seat("secretary")))).Want(303)
		pol.Post("/life/2026/seen", k.form("form", "spoke", "person", fmt.Sprint(b.seat("secretary")), "spoke", "1")).Want(303)
		pol.Post("/life/2026/seen", k.form("form", "seen", "person", fmt.Sprint(b.seat("deputy")), "read", "1")).Want(422).In("#summary", webtest.HasText("没有交书面发言"))
		pol.Get("/life/2026/people").Want(200).In("tbody tr", webtest.HasText("已发言")).In("main", webtest.HasText("没有宣读"))
		pol.Upload("/life/2026/steps/superior", k.form("on", monday, "which", "nobody")).Want(303)
		pol.Get("/life/2026").Want(200).In("main", webtest.HasText("上级党组织没有人到会"))
		pol.Post("/life/2026/measures", k.form("problem", canary, "measure", "下去", "owner", fmt.Sprint(b.people["clerk"]), "due", "2026-12-01", "upward", "1")).Want(303)
		director.Post("/life/2026/check", k.form("words", "")).Want(422)
		director.Post("/life/2026/check", k.form("words", "看了进度")).Want(303)
		clerk.Get("/life").Want(200).In("a[href='/life-measures/1']")
		clerk.Upload("/life-measures/1", k.form("what", "upward", "upward_on", "")).Want(422)
		clerk.Upload("/life-measures/1", k.form("what", "upward", "upward_on", monday, "upward_no", "12号")).Want(303)
		clerk.Upload("/life-measures/1", k.form("what", "done", "words", "好了"), webtest.File{Field: "files", Name: "证明.txt", Content: []byte("证明")}).Want(303)
		if r := clerk.Get("/life-measures/1").Want(200).In("main", webtest.HasText("好了")); strings.Contains(r.Body, "<script>alert") {
			t.Error("a measure escapes")
		}
		b.as(site, "head").Upload("/life-measures/1", k.form("what", "done", "words", "x")).Want(404)
		pol.Post("/life/2026/finish", k.form()).Want(409).In("main", webtest.HasText("不能办结"))
		for _, path := range []string{"checklist.pdf", "measures.pdf", "report.pdf"} {
			if r := sec.Get("/life/2026/" + path).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Error(path)
			}
		}
	})
}
