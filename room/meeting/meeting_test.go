package meeting_test

import (
	"bytes"
	"context"
	"errors"
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
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/quorum"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var rights = []act.Right{org.Anyone, flow.Use, meeting.Use}

var grants = org.Grants{org.Staff: rights, org.SectionHead: rights, org.Leader: rights, org.Director: rights, org.SystemAdmin: {org.Anyone}}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, meeting.Schema}

// bureau has a party committee of seven, a director with two deputies, two sections, a
// centre and the office.
type bureau struct {
	*meeting.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	org    *org.Org
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
	told   []meeting.Decision
	sealed []meeting.SignOff
	todo   []meeting.Resolution
}

// The clock begins on Monday, 9 March 2026, at noon.
const monday = "2026-03-09"

var roster = []struct {
	login, name, unit, post, rank string
	role                          org.Role
	committee                     bool
}{
	{"director", "局长", "JLD", "director", org.RankDirector, org.Director, true},
	{"secretary", "党委书记", "JLD", "party-secretary", org.RankLeader, org.Leader, true},
	{"vice", "党委副书记", "JLD", "deputy-party-secretary", org.RankLeader, org.Leader, true},
	{"deputy", "副局长甲", "JLD", "deputy-director", org.RankLeader, org.Leader, true},
	{"second", "副局长乙", "JLD", "deputy-director", org.RankLeader, org.Leader, true},
	{"sixth", "党委委员甲", "JLD", "party-member", org.RankLeader, org.Leader, true},
	{"seventh", "党委委员乙", "JLD", "party-member", org.RankLeader, org.Leader, true},
	{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.SectionHead, false},
	{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead, false},
	{"clerk", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff, false},
	{"head", "商贸流通科科长", "SMLTK", "SMLTK-head", org.RankSectionHead, org.SectionHead, false},
	{"staff", "商贸流通科科员", "SMLTK", "SMLTK-staff", org.RankStaff, org.Staff, false},
	{"centre", "服务中心主任", "FWZX", "FWZX-head", org.RankSectionHead, org.SectionHead, false},
}

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(monday).Time().Add(12 * time.Hour).Sub(c.Now()))
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}}
	o, err := org.Open(d, grants)
	b.must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK", PartySecretary: "party-secretary"}
	b.org = o
	since := civil.Must("2013-09-03")
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}, {Code: "SMLTK", Name: "商贸流通科"}, {Code: "FWZX", Name: "商贸行业服务中心"}}}
	posted := map[string]bool{}
	for _, x := range roster {
		if !posted[x.post] {
			seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: strings.TrimRight(x.name, "甲乙"), Rank: x.rank})
			posted[x.post] = true
		}
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	b.must(err)
	for i, x := range roster {
		b.people[x.login] = ids[i]
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.name, Password: "Correct-Horse-9"})
		b.must(err)
		b.must(o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role}))
		b.must(o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9"))
		b.actors[x.login], err = o.ActorOf(ctx, id)
		b.must(err)
		if x.committee {
			b.must(o.SetFacts(ctx, act.Owner(), org.Facts{PersonID: ids[i], WorkOn: civil.Must("2000-01-01"), PartyOn: civil.Must("2001-01-01"), CommitteeOn: since}))
		}
	}
	store, err := blob.OpenDir(t.TempDir())
	b.must(err)
	book, err := rulebook.Load("qijiang-commerce")
	b.must(err)
	cal := &calendar.Store{Door: d}
	b.Room = meeting.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.Settled = append(b.Settled, func(_ *act.Tx, x meeting.Decision) error {
		b.told = append(b.told, x)
		return nil
	})
	b.SignedOff = append(b.SignedOff, func(_ *act.Tx, x meeting.SignOff) error {
		b.sealed = append(b.sealed, x)
		return nil
	})
	b.Resolved = append(b.Resolved, func(_ *act.Tx, list []meeting.Resolution) error {
		b.todo = append(b.todo, list...)
		return nil
	})
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(said(err))
	}
}

func said(err error) string {
	if err == nil {
		return "no error"
	}
	e := fault.Of(err)
	return e.Safe() + " (" + e.Error() + ")"
}

// refused wants an error of a kind whose text has a word.
func (b *bureau) refused(err error, k fault.Kind, word string) {
	b.t.Helper()
	if !fault.Is(err, k) || !strings.Contains(fault.Of(err).Safe(), word) {
		b.t.Fatalf("want %v with %q, got %s", k, word, said(err))
	}
}

// hidden wants that there is nothing for somebody.
func (b *bureau) hidden(err error) {
	b.t.Helper()
	if !fault.Is(err, fault.NotFound) {
		b.t.Fatalf("want not found, got %s", said(err))
	}
}

func at(day string, hour, minute int) int64 {
	return civil.Must(day).Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).UnixMicro()
}

// to moves the clock to an hour of a day.
func (b *bureau) to(day string, hour, minute int) {
	b.c.Move(time.UnixMicro(at(day, hour, minute)).Sub(b.c.Now()))
}

func plan(kind, day string) meeting.Plan {
	return meeting.Plan{Kind: kind, On: civil.Must(day), Starts: at(day, 9, 0), Place: "三楼会议室"}
}

func (b *bureau) plan(login string, p meeting.Plan) int64 {
	b.t.Helper()
	id, err := b.Plan(b.ctx, b.actors[login], p)
	b.must(err)
	return id
}

func (b *bureau) propose(login string, p meeting.Proposal) int64 {
	b.t.Helper()
	if p.Title == "" {
		p.Title = "关于某事项的议题"
	}
	p.NoMaterial = true
	id, err := b.Propose(b.ctx, b.actors[login], p)
	b.must(err)
	return id
}

func (b *bureau) list(login string, id int64, items ...int64) {
	b.t.Helper()
	var c []meeting.Choice
	for _, it := range items {
		c = append(c, meeting.Choice{Item: it, List: true})
	}
	_, err := b.FixAgenda(b.ctx, b.actors[login], id, c)
	b.must(err)
}

func (b *bureau) tell(login string, id int64) {
	b.t.Helper()
	_, err := b.Tell(b.ctx, b.actors[login], id, "", 0)
	b.must(err)
}

func (b *bureau) persons(logins ...string) []int64 {
	var out []int64
	for _, l := range logins {
		out = append(out, b.people[l])
	}
	return out
}

func (b *bureau) come(clerk string, id int64, logins ...string) {
	b.t.Helper()
	b.must(b.SignIn(b.ctx, b.actors[clerk], id, b.persons(logins...), 0))
}

func (b *bureau) start(clerk string, item int64) quorum.Light {
	b.t.Helper()
	l, err := b.OpenItem(b.ctx, b.actors[clerk], item, 0)
	b.must(err)
	return l
}

func (b *bureau) say(clerk string, item int64, logins ...string) {
	b.t.Helper()
	for _, l := range logins {
		_, err := b.Say(b.ctx, b.actors[clerk], meeting.Saying{Item: item, Person: b.people[l], Words: "同意。"})
		b.must(err)
	}
}

func (b *bureau) yes(logins ...string) map[int64]string {
	m := map[int64]string{}
	for _, l := range logins {
		m[b.people[l]] = "yes"
	}
	return m
}

func (b *bureau) find(login string, id int64) meeting.View {
	b.t.Helper()
	v, err := b.Find(b.ctx, b.actors[login], id)
	b.must(err)
	return v
}

func (b *bureau) item(id, meetingID int64, login string) meeting.Item {
	b.t.Helper()
	for _, it := range b.find(login, meetingID).Items {
		if it.ID == id {
			return it
		}
	}
	b.t.Fatalf("no item %d", id)
	return meeting.Item{}
}

var all7 = []string{"director", "vice", "deputy", "second", "sixth", "seventh", "secretary"}

// A meeting of the party committee from its plan to the archive, with a cadre item that
// fails its two thirds and is deferred (clauses mtg.party.quorum.half,
// mtg.party.quorum.two_thirds, mtg.party.quorum.agenda).
func TestPartyCommittee(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.plan("political", plan("party_committee", "2026-03-11"))
		if v := b.find("secretary", id); len(v.Seats) != 7 || v.Chair != "党委书记" || v.Due != 7 {
			t.Fatalf("%d seats, chair %s", len(v.Seats), v.Chair)
		}
		funds := b.propose("head", meeting.Proposal{Kind: "party_committee", Topic: "t12", Title: "党费开支"})
		cadre := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t3", Title: "一名科长的任用"})
		_, err := b.FixAgenda(b.ctx, b.actors["vice"], id, []meeting.Choice{{Item: funds, List: true}})
		b.refused(err, fault.Rule, "党委书记")
		b.list("secretary", id, funds, cadre)
		b.tell("political", id)
		b.must(b.Receipt(b.ctx, b.actors["sixth"], id))
		b.must(b.Excuse(b.ctx, b.actors["seventh"], id, 0, "trip", ""))
		b.to("2026-03-11", 8, 50)
		b.come("political", id, "director", "secretary", "vice")
		_, err = b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.refused(err, fault.Rule, "还差 1 人")
		if fault.Of(err).Clause != law.MtgPartyQuorumHalf {
			t.Errorf("refused by %s", fault.Of(err).Clause)
		}
		b.must(b.SignIn(b.ctx, b.actors["deputy"], id, nil, 0))
		n, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		if n != 1 {
			t.Errorf("number %d", n)
		}
		if l := b.start("political", cadre); l.OK() || l.Required() != 5 || l.Present != 4 {
			t.Errorf("cadre item with %+v", l)
		}
		if it := b.item(cadre, id, "secretary"); it.State != meeting.Suspended || !strings.Contains(it.Words, "还差 1 人") {
			t.Errorf("cadre item %+v", it)
		}
		if l := b.start("political", funds); !l.OK() {
			t.Error("the other item does not go on")
		}
		b.say("political", funds, "director")
		_, err = b.Say(b.ctx, b.actors["political"], meeting.Saying{Item: funds, Person: b.people["secretary"], Words: "同意"})
		b.refused(err, fault.Rule, "主持人最后表态（党委会的十三类议题释2：会议惯例，民主集中制的通行做法；原文没有写表态的次序）")
		if fault.Of(err).Clause == law.MtgPartyChair {
			t.Error("a custom is said to stand in the clause on the chair")
		}
		b.say("political", funds, "vice", "deputy", "secretary")
		_, err = b.Say(b.ctx, b.actors["political"], meeting.Saying{Item: funds, Person: b.people["seventh"], Words: "书面同意", Absent: true})
		b.must(err)
		_, err = b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: funds, ByName: b.yes("director", "vice", "deputy", "secretary", "seventh")})
		b.refused(err, fault.Invalid, "不在场")
		carried, err := b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: funds, ByName: b.yes("director", "vice", "deputy", "secretary")})
		b.must(err)
		if !carried {
			t.Error("four of seven do not carry")
		}
		b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: funds, Outcome: meeting.Agreed, Words: "同意列支", Todo: []meeting.Task{{What: "办理列支手续", Owner: b.people["political"], Due: civil.Must("2026-03-31")}}}))
		left, err := b.CloseMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		if left != 1 {
			t.Errorf("%d deferred", left)
		}
		b.must(b.DraftMinutes(b.ctx, b.actors["political"], id, "", true))
		_, err = b.SignMinutes(b.ctx, b.actors["vice"], id)
		b.refused(err, fault.Rule, "不能代签")
		ref, err := b.SignMinutes(b.ctx, b.actors["secretary"], id)
		b.must(err)
		if ref != "党委会纪要〔2026〕1号" {
			t.Error(ref)
		}
		if len(b.todo) != 1 || b.todo[0].Ref != "党委会纪要〔2026〕1号第1项" || b.todo[0].Owner != b.people["political"] {
			t.Errorf("%+v", b.todo)
		}
		waiting, err := b.Waiting(b.ctx, b.actors["political"], "party_committee")
		b.must(err)
		if len(waiting) != 1 || waiting[0].CarriedFrom != cadre || !waiting[0].Cadre {
			t.Errorf("waiting %+v", waiting)
		}
		if len(b.filed) != 2 || !strings.Contains(b.filed[1].Title, "党委会原始记录") || len(b.filed[0].Files) != 3 {
			t.Errorf("%d filed: %+v", len(b.filed), b.filed)
		}
		// What was signed stands; a correction is numbered and signed again.
		b.refused(b.DraftMinutes(b.ctx, b.actors["political"], id, "别的内容", false), fault.Rule, "已经签发")
		b.must(b.CorrectMinutes(b.ctx, b.actors["political"], id, "数字有误", "第一项“三千元”应为“三百元”。"))
		b.refused(b.CorrectMinutes(b.ctx, b.actors["political"], id, "再改", "再改"), fault.Conflict, "还没有签发")
		ref, err = b.SignMinutes(b.ctx, b.actors["secretary"], id)
		b.must(err)
		if ref != "党委会纪要〔2026〕1号第1号更正" {
			t.Error(ref)
		}
		v := b.find("secretary", id)
		if len(v.Minutes) != 2 || !strings.Contains(v.Minutes[0].Body, "同意列支") {
			t.Errorf("%+v", v.Minutes)
		}
		if _, err := b.Flow.HandOver(b.ctx); err != nil || len(b.filed) != 3 {
			t.Errorf("correction: %d filed, %v", len(b.filed), err)
		}
		// Whoever keeps a register of what meetings decide hears of it once.
		if len(b.sealed) != 1 || b.sealed[0].Meeting.Paper != "党委会纪要〔2026〕1号" || len(b.sealed[0].Items) != 2 || len(b.sealed[0].Tasks) != 1 || b.sealed[0].Tasks[0].Item != funds {
			t.Errorf("signed off: %+v", b.sealed)
		}
	})
}

// The original record of the party committee opens by the party secretary's consent
// alone, every reading is counted (clause mtg.party.record.consult).
func TestOriginalRecord(t *testing.T) {
	each(t, func(b *bureau) {
		id := b.signed()
		var w bytes.Buffer
		_, err := b.ReadRecord(b.ctx, b.actors["director"], id, &w)
		b.refused(err, fault.Rule, "党委书记批准")
		_, err = b.ReadRecord(b.ctx, b.actors["political"], id, &w)
		b.refused(err, fault.Rule, "党委书记批准")
		_, err = b.ReadRecord(b.ctx, b.actors["staff"], id, &w)
		b.hidden(err)
		_, err = b.AskRecord(b.ctx, b.actors["staff"], id, "看看")
		b.hidden(err)
		ask, err := b.AskRecord(b.ctx, b.actors["director"], id, "核对会议决定")
		b.must(err)
		grant := meeting.Answer{Access: ask, Grant: true, Until: civil.Must("2026-03-20")}
		b.refused(b.AnswerRecord(b.ctx, b.actors["director"], grant), fault.Rule, "不能代批")
		b.hidden(b.AnswerRecord(b.ctx, b.actors["staff"], grant))
		b.must(b.AnswerRecord(b.ctx, b.actors["secretary"], grant))
		for range 2 {
			_, err = b.ReadRecord(b.ctx, b.actors["director"], id, &w)
			b.must(err)
		}
		list, err := b.Accesses(b.ctx, b.actors["secretary"], id)
		b.must(err)
		if len(list) != 1 || list[0].Readings != 2 {
			t.Errorf("%+v", list)
		}
		b.to("2026-03-21", 9, 0)
		_, err = b.ReadRecord(b.ctx, b.actors["director"], id, &w)
		b.refused(err, fault.Rule, "党委书记批准")
	})
}

// signed is a signed meeting of the party committee with one item.
func (b *bureau) signed() int64 {
	b.t.Helper()
	id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
	b.come("political", id, all7...)
	_, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
	b.must(err)
	b.start("political", item)
	b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Noted, Words: "传达了精神"}))
	_, err = b.CloseMeeting(b.ctx, b.actors["political"], id, 0)
	b.must(err)
	b.must(b.DraftMinutes(b.ctx, b.actors["political"], id, "", true))
	_, err = b.SignMinutes(b.ctx, b.actors["secretary"], id)
	b.must(err)
	return id
}

// ready is a meeting that was told, on its day, a moment before it begins.
func (b *bureau) ready(kind, day, clerk, chair string, p meeting.Proposal) (id, item int64) {
	b.t.Helper()
	id = b.plan(clerk, plan(kind, day))
	item = b.propose(clerk, p)
	b.list(chair, id, item)
	b.tell(clerk, id)
	b.to(day, 8, 55)
	return id, item
}

// A meeting that loses its quorum midway: the item under discussion is laid aside, goes
// on when enough are back; an item that a member is concerned in counts without him
// (clauses mtg.party.quorum.two_thirds, mtg.party.quorum.agenda).
func TestQuorumLostMidway(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t3", Concerned: b.persons("seventh")})
		b.come("political", id, "secretary", "director", "vice", "deputy", "second", "seventh")
		_, err := b.OpenMeeting(b.ctx, b.actors["political"], id, 0)
		b.must(err)
		if l := b.start("political", item); !l.OK() || l.Present != 5 || l.Members != 7 {
			t.Fatalf("with the concerned withdrawn: %+v", l)
		}
		_, err = b.Say(b.ctx, b.actors["political"], meeting.Saying{Item: item, Person: b.people["seventh"], Words: "同意"})
		b.refused(err, fault.Invalid, "回避")
		laid, err := b.Leave(b.ctx, b.actors["political"], id, b.persons("second"), 0)
		b.must(err)
		if len(laid) != 1 || laid[0] != item {
			t.Fatalf("laid aside %v", laid)
		}
		b.refused(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "同意"}), fault.Rule, "只能暂缓")
		b.c.Move(time.Minute)
		b.come("political", id, "second")
		if l := b.start("political", item); !l.OK() {
			t.Fatalf("back again: %+v", l)
		}
		b.say("political", item, "director", "vice", "deputy", "second", "secretary")
		// Three of seven are no majority of those who should attend.
		votes := b.yes("director", "vice", "secretary")
		votes[b.people["deputy"]], votes[b.people["second"]] = "no", "abstain"
		carried, err := b.Vote(b.ctx, b.actors["political"], meeting.Voting{Item: item, ByName: votes})
		b.must(err)
		if carried {
			t.Error("three of seven carry")
		}
		b.refused(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "同意"}), fault.Rule, "没有超过")
		b.must(b.Decide(b.ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Refused, Words: "未获通过"}))
	})
}

// Bad input, each with its word: a member counted twice, an observer who votes, somebody
// who left, the wrong chair, a day that is over, a cadre matter before another body.
func TestBadInput(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := b.ctx
		_, err := b.Plan(ctx, b.actors["political"], plan("party_committee", "2026-03-06"))
		b.refused(err, fault.Invalid, "已经过去")
		wrong := plan("party_committee", "2026-03-11")
		wrong.Chair, wrong.Delegated = b.people["director"], "书记口头委托"
		_, err = b.Plan(ctx, b.actors["political"], wrong)
		b.refused(err, fault.Rule, "只能委托党委副书记")
		wrong.Chair, wrong.Delegated = b.people["vice"], ""
		_, err = b.Plan(ctx, b.actors["political"], wrong)
		b.refused(err, fault.Invalid, "写明委托")
		wrong.Place = ""
		_, err = b.Plan(ctx, b.actors["political"], wrong)
		b.refused(err, fault.Invalid, "地点")
		_, err = b.Propose(ctx, b.actors["head"], meeting.Proposal{Kind: "bureau_affairs", Topic: "t4", Title: "干部任用", Cadre: true})
		b.refused(err, fault.Rule, "党委会")
		_, err = b.Propose(ctx, b.actors["head"], meeting.Proposal{Kind: "party_committee", Topic: "t14", Title: "其他"})
		b.refused(err, fault.Invalid, "类别")
		_, err = b.Propose(ctx, b.actors["staff"], meeting.Proposal{Kind: "bureau_affairs", Topic: "t4", Title: "某事"})
		b.refused(err, fault.Rule, "科室负责人")

		id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t2"})
		b.refused(b.Invite(ctx, b.actors["political"], id, b.people["director"], false), fault.Invalid, "只能有一个身份")
		b.must(b.Invite(ctx, b.actors["political"], id, b.people["head"], false))
		b.refused(b.SignIn(ctx, b.actors["political"], id, b.persons("staff"), 0), fault.Invalid, "不在这次会议的名单上")
		b.refused(b.SignIn(ctx, b.actors["political"], id, b.persons("vice", "vice"), 0), fault.Invalid, "一人只计一次")
		b.come("political", id, "vice")
		b.refused(b.SignIn(ctx, b.actors["vice"], id, nil, 0), fault.Invalid, "一人只计一次")
		// Observers never count: three members and the observer are no half of seven.
		b.come("political", id, "director", "deputy", "head")
		_, err = b.OpenMeeting(ctx, b.actors["political"], id, 0)
		b.refused(err, fault.Rule, "还差 1 人")
		b.come("political", id, "second")
		_, err = b.OpenMeeting(ctx, b.actors["political"], id, 0)
		b.refused(err, fault.Rule, "主持人党委书记还没有签到")
		b.come("political", id, "secretary")
		_, err = b.OpenMeeting(ctx, b.actors["political"], id, 0)
		b.must(err)
		b.start("political", item)
		_, err = b.Say(ctx, b.actors["political"], meeting.Saying{Item: item, Person: b.people["head"], Words: "同意"})
		b.refused(err, fault.Rule, "列席")
		_, err = b.Vote(ctx, b.actors["political"], meeting.Voting{Item: item, Show: quorum.Votes{Yes: 5}})
		b.refused(err, fault.Rule, "逐人表态")
		b.say("political", item, "director", "vice", "deputy", "second", "secretary")
		votes := b.yes("director", "vice", "deputy", "second", "secretary", "head")
		_, err = b.Vote(ctx, b.actors["political"], meeting.Voting{Item: item, ByName: votes})
		b.refused(err, fault.Rule, "没有表决权")
		_, err = b.Vote(ctx, b.actors["political"], meeting.Voting{Item: item, Show: quorum.Votes{Yes: 6}})
		b.refused(err, fault.Invalid, "合计 6 票")
		b.refused(b.Decide(ctx, b.actors["political"], meeting.Deciding{Item: item, Outcome: meeting.Agreed, Words: "同意"}), fault.Rule, "还没有表决")
		_, err = b.CloseMeeting(ctx, b.actors["political"], id, 0)
		b.refused(err, fault.Conflict, "还在讨论")
	})
}

// Somebody who left the bureau is seated no longer and cannot sign in.
func TestWhoLeft(t *testing.T) {
	each(t, func(b *bureau) {
		id, _ := b.ready("director_office", "2026-03-11", "office", "director", meeting.Proposal{Kind: "director_office", Topic: "t4"})
		if _, err := b.org.Leave(b.ctx, act.Owner(), org.Leaving{PersonID: b.people["second"], On: civil.Must("2026-03-10")}); err != nil {
			t.Fatal(said(err))
		}
		b.refused(b.SignIn(b.ctx, b.actors["office"], id, b.persons("second"), 0), fault.Invalid, "离岗")
		b.come("office", id, "director", "deputy")
		_, err := b.OpenMeeting(b.ctx, b.actors["office"], id, 0)
		b.must(err)
		if v := b.find("director", id); v.Meeting.Due != 2 {
			t.Errorf("%d should attend", v.Meeting.Due)
		}
	})
}

// A short notice needs a reason, since the book says 一般; a kind without rule needs none
// (clauses mtg.party.notice.lead, mtg.head.gap).
func TestNotice(t *testing.T) {
	each(t, func(b *bureau) {
		ctx := b.ctx
		id := b.plan("political", plan("party_committee", "2026-03-10"))
		_, err := b.Tell(ctx, b.actors["political"], id, "", 0)
		b.refused(err, fault.Rule, "议题还空着")
		item := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		b.list("secretary", id, item)
		b.to("2026-03-10", 8, 0)
		_, err = b.Tell(ctx, b.actors["political"], id, "", 0)
		b.refused(err, fault.Invalid, "写明理由")
		told, err := b.Tell(ctx, b.actors["political"], id, "上级紧急部署", 0)
		b.must(err)
		if *told.Met || told.Firm || b.find("secretary", id).ShortReason != "上级紧急部署" {
			t.Errorf("%+v", told)
		}
		other := b.plan("office", meeting.Plan{Kind: "director_office", On: civil.Must("2026-03-10"), Starts: at("2026-03-10", 15, 0), Place: "三楼会议室"})
		b.list("director", other, b.propose("deputy", meeting.Proposal{Kind: "director_office", Topic: "t3"}))
		b.tell("office", other)
		// Another day: the notice has to go out anew.
		b.must(b.Change(ctx, b.actors["office"], other, plan("director_office", "2026-03-12")))
		if v := b.find("director", other); v.State != meeting.Planned || v.ToldAt != 0 {
			t.Errorf("%+v", v.Meeting)
		}
	})
}

// A major item needs research, opinions sought and a word to the members beforehand
// (clauses mtg.party.major.prenotice, mtg.party.major.research, mtg.party.major.consult).
func TestMajorItem(t *testing.T) {
	each(t, func(b *bureau) {
		ctx, zg := b.ctx, b.actors["political"]
		id := b.plan("political", plan("party_committee", "2026-03-12"))
		item := b.propose("political", meeting.Proposal{Kind: "party_committee", Topic: "t2", Major: true})
		b.list("secretary", id, item)
		for _, step := range []struct {
			word string
			do   func() error
		}{
			{"调研材料", func() error {
				_, err := b.Attach(ctx, zg, item, meeting.Research, "走访三个支部", nil)
				return err
			}},
			{"征求意见", func() error {
				_, err := b.Attach(ctx, zg, item, meeting.Consult, "征求各支部意见", nil)
				return err
			}},
			{"告知", func() error { return b.Pretell(ctx, zg, item, 0) }},
		} {
			_, err := b.Tell(ctx, zg, id, "", 0)
			b.refused(err, fault.Rule, step.word)
			b.must(step.do())
		}
		b.tell("political", id)
		b.hidden(b.Pretell(ctx, b.actors["staff"], item, 0))
		_, err := b.Attach(ctx, b.actors["staff"], item, meeting.Material, "材料", nil)
		b.hidden(err)
	})
}

// The director's office discusses personnel and decides nothing of it (clause
// mtg.head.topic.hr); its deputy chairs by a recorded delegation and may then fix the
// agenda (clauses mtg.head.chair.sub, mtg.head.agenda.decide).
func TestDirectorsOffice(t *testing.T) {
	each(t, func(b *bureau) {
		p := plan("director_office", "2026-03-11")
		p.Chair, p.Delegated = b.people["deputy"], "局长出差，3月9日电话委托"
		id := b.plan("office", p)
		hr := b.propose("political", meeting.Proposal{Kind: "director_office", Topic: "t6", Cadre: true})
		b.list("deputy", id, hr)
		b.tell("office", id)
		b.to("2026-03-11", 9, 5)
		b.come("office", id, "deputy")
		_, err := b.OpenMeeting(b.ctx, b.actors["office"], id, 0)
		b.must(err)
		b.start("office", hr)
		b.say("office", hr, "deputy")
		b.refused(b.Decide(b.ctx, b.actors["office"], meeting.Deciding{Item: hr, Outcome: meeting.Agreed, Words: "同意"}), fault.Rule, "以党委会的决定为准")
		b.must(b.Decide(b.ctx, b.actors["office"], meeting.Deciding{Item: hr, Outcome: meeting.Noted, Words: "讨论了人员安排"}))
	})
}

// What another room asks for comes back as a decision; a source has one open item
// (clause mtg.head.topic.units).
func TestTakeUp(t *testing.T) {
	each(t, func(b *bureau) {
		ask := meeting.Asking{Source: "flow_step:12", Kind: "director_office", Topic: "t9", Title: "六天事假", Line: "申请事假六天", URL: "/attendance/leave/3", Unit: "SMLTK"}
		var id, again int64
		b.act("head", func(tx *act.Tx) (err error) {
			if id, err = b.TakeUp(tx, ask); err == nil {
				again, err = b.TakeUp(tx, ask)
			}
			return err
		})
		if id != again {
			t.Fatalf("two items, %d and %d", id, again)
		}
		m := b.plan("office", plan("director_office", "2026-03-11"))
		b.list("director", m, id)
		b.tell("office", m)
		b.to("2026-03-11", 9, 0)
		b.come("office", m, "director", "deputy")
		_, err := b.OpenMeeting(b.ctx, b.actors["office"], m, 0)
		b.must(err)
		b.start("office", id)
		b.refused(b.try("head", func(tx *act.Tx) error { return b.Drop(tx, "flow_step:12") }), fault.Conflict, "正在会上讨论")
		b.say("office", id, "deputy", "director")
		b.must(b.Decide(b.ctx, b.actors["office"], meeting.Deciding{Item: id, Outcome: meeting.Agreed, Words: "同意"}))
		_, err = b.CloseMeeting(b.ctx, b.actors["office"], m, 0)
		b.must(err)
		b.must(b.DraftMinutes(b.ctx, b.actors["office"], m, "", true))
		b.must(b.ReturnMinutes(b.ctx, b.actors["director"], m, "写明假期起止"))
		b.must(b.DraftMinutes(b.ctx, b.actors["office"], m, "一、同意六天事假。", true))
		_, err = b.SignMinutes(b.ctx, b.actors["director"], m)
		b.must(err)
		if len(b.told) != 1 || b.told[0].Source != "flow_step:12" || b.told[0].Outcome != meeting.Agreed || b.told[0].Ref != "局长办公会纪要〔2026〕1号第1项" {
			t.Errorf("%+v", b.told)
		}
		b.must(b.try("head", func(tx *act.Tx) error { return b.Drop(tx, "flow_step:12") }))
		b.must(b.try("head", func(tx *act.Tx) error {
			_, err := b.TakeUp(tx, meeting.Asking{Source: "flow_step:13", Kind: "director_office", Topic: "t9", Title: "另一件"})
			if err == nil {
				err = b.Drop(tx, "flow_step:13")
			}
			return err
		}))
	})
}

// trial lets a test call what other rooms call within their deeds.
var trial = act.Define(act.Spec[func(tx *act.Tx) error, bool]{Name: "trial.meeting", Right: meeting.Use, Do: func(tx *act.Tx, f func(tx *act.Tx) error) (bool, act.Entry, error) {
	return true, act.Entry{Subject: "trial", Summary: "试"}, f(tx)
}})

func (b *bureau) try(login string, f func(tx *act.Tx) error) error {
	_, err := trial.Run(b.ctx, b.Door, b.actors[login], f)
	return err
}

func (b *bureau) act(login string, f func(tx *act.Tx) error) {
	b.t.Helper()
	b.must(b.try(login, f))
}

// Nobody does the clerk's, the chair's or a member's part for them: every deed is denied
// to a stranger to the meeting, and to whoever lacks the right.
func TestDenied(t *testing.T) {
	each(t, func(b *bureau) {
		id, item := b.ready("party_committee", "2026-03-11", "political", "secretary", meeting.Proposal{Kind: "party_committee", Topic: "t1"})
		ctx := b.ctx
		deeds := map[string]func(who act.Actor) error{
			"plan": func(who act.Actor) error {
				_, err := b.Plan(ctx, who, plan("party_committee", "2026-03-13"))
				return err
			},
			"change": func(who act.Actor) error { return b.Change(ctx, who, id, plan("party_committee", "2026-03-13")) },
			"cancel": func(who act.Actor) error { return b.Cancel(ctx, who, id, "不开了") },
			"invite": func(who act.Actor) error { return b.Invite(ctx, who, id, b.people["head"], false) },
			"attach": func(who act.Actor) error {
				_, err := b.Attach(ctx, who, item, meeting.Material, "材料", nil)
				return err
			},
			"agenda":   func(who act.Actor) error { _, err := b.FixAgenda(ctx, who, id, nil); return err },
			"submit":   func(who act.Actor) error { return b.SubmitAgenda(ctx, who, id) },
			"pretell":  func(who act.Actor) error { return b.Pretell(ctx, who, item, 0) },
			"notice":   func(who act.Actor) error { _, err := b.Tell(ctx, who, id, "", 0); return err },
			"receipt":  func(who act.Actor) error { return b.Receipt(ctx, who, id) },
			"excuse":   func(who act.Actor) error { return b.Excuse(ctx, who, id, b.people["vice"], "trip", "") },
			"excuse2":  func(who act.Actor) error { return b.Excuse(ctx, who, id, 0, "trip", "") },
			"sign in":  func(who act.Actor) error { return b.SignIn(ctx, who, id, b.persons("vice"), 0) },
			"sign in2": func(who act.Actor) error { return b.SignIn(ctx, who, id, nil, 0) },
			"open":     func(who act.Actor) error { _, err := b.OpenMeeting(ctx, who, id, 0); return err },
			"item":     func(who act.Actor) error { _, err := b.OpenItem(ctx, who, item, 0); return err },
			"say": func(who act.Actor) error {
				_, err := b.Say(ctx, who, meeting.Saying{Item: item, Person: b.people["vice"], Words: "同意"})
				return err
			},
			"vote":    func(who act.Actor) error { _, err := b.Vote(ctx, who, meeting.Voting{Item: item}); return err },
			"decide":  func(who act.Actor) error { return b.Decide(ctx, who, meeting.Deciding{Item: item}) },
			"close":   func(who act.Actor) error { _, err := b.CloseMeeting(ctx, who, id, 0); return err },
			"draft":   func(who act.Actor) error { return b.DraftMinutes(ctx, who, id, "", false) },
			"return":  func(who act.Actor) error { return b.ReturnMinutes(ctx, who, id, "改") },
			"sign":    func(who act.Actor) error { _, err := b.SignMinutes(ctx, who, id); return err },
			"correct": func(who act.Actor) error { return b.CorrectMinutes(ctx, who, id, "错", "改") },
			"see":     func(who act.Actor) error { _, err := b.Find(ctx, who, id); return err },
			"print": func(who act.Actor) error {
				_, err := b.Print(ctx, who, id, meeting.PaperAgenda, false, &bytes.Buffer{})
				return err
			},
			"access": func(who act.Actor) error { _, err := b.Accesses(ctx, who, id); return err },
		}
		noRight := b.actors["political"]
		noRight.Rights = []act.Right{org.Anyone}
		for name, do := range deeds {
			if err := do(b.actors["staff"]); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s by a stranger: %s", name, said(err))
			}
			if name == "see" || name == "print" || name == "access" {
				continue // pages ask for the right
			}
			if err := do(noRight); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s without the right: %s", name, said(err))
			}
		}
		if list, err := b.List(ctx, b.actors["staff"], meeting.Conditions{}); err != nil || len(list) != 0 {
			t.Errorf("a stranger lists %d meetings, %v", len(list), err)
		}
		if list, err := b.List(ctx, b.actors["sixth"], meeting.Conditions{Kind: "party_committee"}); err != nil || len(list) != 1 {
			t.Errorf("a member lists %d meetings, %v", len(list), err)
		}
	})
}

// Who belongs to which body (clauses mtg.head.members, mtg.aff.members,
// mtg.all.members): heads of centres are no members of the bureau affairs meeting.
func TestBodies(t *testing.T) {
	each(t, func(b *bureau) {
		for kind, want := range map[string]int{"party_committee": 7, "director_office": 3, "bureau_affairs": 10, "all_staff": 13, "democratic_life": 7} {
			clerk := map[string]string{"party_committee": "political", "democratic_life": "political", "director_office": "office"}[kind]
			if clerk == "" {
				clerk = "clerk"
			}
			id := b.plan(clerk, plan(kind, "2026-03-20"))
			if got := len(b.find(clerk, id).Seats); got != want {
				t.Errorf("%s has %d members, want %d", kind, got, want)
			}
		}
		enlarged := plan("party_committee", "2026-03-21")
		enlarged.Enlarged = true
		id := b.plan("political", enlarged)
		if v := b.find("political", id); !strings.Contains(v.Title, "扩大") || v.Due != 7 {
			t.Errorf("%s, %d", v.Title, v.Due)
		}
		enlarged.Kind = "bureau_affairs"
		_, err := b.Plan(b.ctx, b.actors["clerk"], enlarged)
		b.refused(err, fault.Invalid, "没有扩大会议")
	})
}

// A meeting that was held while the network was down is entered afterwards with its own
// times and a reason; numbers have no gaps (clause mtg.all.brief).
func TestEnteredLate(t *testing.T) {
	each(t, func(b *bureau) {
		p := plan("all_staff", "2026-03-05")
		p.Late = "当天停电，会后补记"
		id := b.plan("clerk", p)
		item := b.propose("clerk", meeting.Proposal{Kind: "all_staff", Topic: "t1"})
		b.list("director", id, item)
		_, err := b.Tell(b.ctx, b.actors["clerk"], id, "", 0)
		b.refused(err, fault.Invalid, "当时通知的时间")
		_, err = b.Tell(b.ctx, b.actors["clerk"], id, "", at("2026-03-04", 10, 0))
		b.must(err)
		b.refused(b.SignIn(b.ctx, b.actors["clerk"], id, b.persons("director"), at("2026-03-06", 9, 0)), fault.Invalid, "不在这一天")
		b.must(b.SignIn(b.ctx, b.actors["clerk"], id, b.persons("director", "staff"), at("2026-03-05", 8, 58)))
		n, err := b.OpenMeeting(b.ctx, b.actors["clerk"], id, at("2026-03-05", 9, 2))
		b.must(err)
		b.start("clerk", item)
		b.must(b.Decide(b.ctx, b.actors["clerk"], meeting.Deciding{Item: item, Outcome: meeting.Noted, Words: "学习了文件"}))
		_, err = b.CloseMeeting(b.ctx, b.actors["clerk"], id, at("2026-03-05", 10, 0))
		b.must(err)
		b.must(b.DraftMinutes(b.ctx, b.actors["clerk"], id, "", true))
		ref, err := b.SignMinutes(b.ctx, b.actors["director"], id)
		b.must(err)
		if n != 1 || ref != "干部职工大会简报〔2026〕1号" {
			t.Errorf("%d %s", n, ref)
		}
		months, err := b.Holdings(b.ctx, b.Door.Reader(), "all_staff", 2026)
		if err != nil || months[3] != 1 {
			t.Errorf("%v %v", months, err)
		}
	})
}

// A guard keeps a meeting where it is; leave shows among the conflicts.
func TestGuardsAndConflicts(t *testing.T) {
	each(t, func(b *bureau) {
		stop := errors.New("not yet")
		b.Guards = append(b.Guards, func(_ *act.Tx, m meeting.Meeting, at meeting.Stage) error {
			if m.Kind == "democratic_life" && at == meeting.BeforeNotice {
				return stop
			}
			return nil
		})
		id := b.plan("political", plan("democratic_life", "2026-03-12"))
		b.list("secretary", id, b.propose("political", meeting.Proposal{Kind: "democratic_life", Topic: "t1"}))
		if _, err := b.Tell(b.ctx, b.actors["political"], id, "", 0); !errors.Is(err, stop) {
			t.Errorf("%v", err)
		}
		day := civil.Must("2026-03-12")
		b.act("vice", func(tx *act.Tx) error {
			_, err := calendar.PutAbsence(tx, calendar.Absence{PersonID: b.people["vice"], Since: civil.Morning(day), Until: civil.Morning(day) + 2, Kind: calendar.OnTrip, Subject: "attendance_trip:1"})
			return err
		})
		b.Duty = func(_ context.Context, _ db.Reader, person int64, _, _ civil.Half) ([]civil.Span, error) {
			if person != b.people["deputy"] {
				return nil, nil
			}
			return []civil.Span{civil.WholeDays(day, day)}, nil
		}
		list, err := b.Conflicts(b.ctx, b.Door.Reader(), b.persons(all7...), at("2026-03-12", 9, 0), at("2026-03-12", 11, 0))
		b.must(err)
		if len(list) != 2 || list[0].What != "出差" {
			t.Errorf("%+v", list)
		}
	})
}
