package duty_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
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
	"lantai.internal/kit/webtest"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/roster"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var everybody = []act.Right{org.Anyone, flow.Use, duty.Use}

var grants = org.Grants{org.Staff: everybody, org.SectionHead: everybody, org.Leader: everybody, org.Director: everybody,
	org.Personnel: append(slices.Clone(everybody), duty.Exempt), org.SystemAdmin: {org.Anyone}}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, duty.Schema}

var leaders = []string{"director", "deputy", "secretary", "member", "counsel", "associate"}

// bureau has the office with its confidential secretary and her B, two sections and
// six leaders.
type bureau struct {
	*duty.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []flow.Papers
}

// The clock begins on Friday, 30 October 2026, at noon.
const friday = "2026-10-30"

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must(friday).Time().Add(12 * time.Hour).Sub(c.Now()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	o, err := org.Open(d, grants)
	must(err)
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	o.Away = func(ctx context.Context, r db.Reader, at int64) (map[int64]int64, error) { return nil, nil }
	since := civil.Must("2013-09-03")
	type row struct {
		login, name, unit, post, rank string
		role                          org.Role
	}
	rows := []row{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"secretary", "党委副书记", "JLD", "secretary", org.RankLeader, org.Leader},
		{"member", "党委委员", "JLD", "member", org.RankLeader, org.Leader},
		{"counsel", "调研员", "JLD", "counsel", org.RankLeader, org.Leader},
		{"associate", "副调研员", "JLD", "associate", org.RankLeader, org.Leader},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"confidential", "机要秘书", "BGS", "BGS-confidential", org.RankStaff, org.Staff},
		{"clerk", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.Personnel},
	}
	for i := range 12 {
		rows = append(rows, row{fmt.Sprintf("staff%d", i), "科员" + "甲乙丙丁戊己庚辛壬癸子丑"[3*i:3*i+3], "LTK", fmt.Sprintf("LTK-%d", i), org.RankStaff, org.Staff})
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
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
	_, err = o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: "BGS", PersonID: b.people["deputy"], Since: since})
	must(err)
	_, err = o.SetBackup(ctx, act.Owner(), org.NewBackup{Post: "BGS-confidential", PersonID: b.people["confidential"], BackupID: b.people["clerk"], Since: since})
	must(err)
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = duty.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	o.DutyLeader = b.LeaderNow
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, f func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { f(open(t, d, c)) })
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused wants a refusal of a kind, on a clause if one is given, with these words.
func (b *bureau) refused(err error, kind fault.Kind, clause law.ID, words string) {
	b.t.Helper()
	if err == nil || !fault.Is(err, kind) || clause != "" && fault.Of(err).Clause != clause || !strings.Contains(fault.Of(err).Safe(), words) {
		b.t.Errorf("%v, want %v on %s with %q", err, kind, clause, words)
	}
}

type awayIn struct{ absence calendar.Absence }

var awayDeed = act.Define(act.Spec[awayIn, bool]{Name: "trial.duty.away", Right: duty.Use, Do: func(tx *act.Tx, in awayIn) (bool, act.Entry, error) {
	_, err := calendar.PutAbsence(tx, in.absence)
	return true, act.Entry{Subject: in.absence.Subject, Summary: "请假"}, err
}})

func (b *bureau) away(login, from, to string) {
	b.t.Helper()
	_, err := awayDeed.Run(b.ctx, b.Door, b.actors[login], awayIn{calendar.Absence{PersonID: b.people[login], Since: civil.Morning(civil.Must(from)), Until: civil.Morning(civil.Must(to)), Kind: calendar.OnLeave, Subject: "trial:" + login + from}})
	b.must(err)
}

type arriveIn struct {
	r             *duty.Room
	shift, person int64
	track         string
	at            int64
}

var arriveDeed = act.Define(act.Spec[arriveIn, bool]{Name: "trial.duty.arrive", Right: duty.Use, Do: func(tx *act.Tx, in arriveIn) (bool, act.Entry, error) {
	return true, act.Entry{Subject: "trial:1", Summary: "到岗"}, in.r.Arrived(tx, in.shift, in.track, in.person, in.at)
}})

func (b *bureau) publish(month string) duty.Roster {
	b.t.Helper()
	made, err := b.Generate(b.ctx, b.actors["office"], month)
	b.must(err)
	_, err = b.Submit(b.ctx, b.actors["office"], made.ID)
	b.must(err)
	_, err = b.Approve(b.ctx, b.actors["deputy"], made.ID)
	b.must(err)
	x, err := b.Publish(b.ctx, b.actors["office"], made.ID)
	b.must(err)
	return x
}

func at(s string) int64 {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, civil.Shanghai)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func (b *bureau) on(when string) duty.Watch {
	b.t.Helper()
	w, err := b.OnDuty(b.ctx, b.Door.Reader(), at(when))
	b.must(err)
	return w
}

func (b *bureau) login(person int64) string {
	for l, id := range b.people {
		if id == person {
			return l
		}
	}
	b.t.Fatalf("nobody is %d", person)
	return ""
}

// free is somebody of the staff who may have a shift, besides some.
func (b *bureau) free(s int64, not ...int64) int64 {
	b.t.Helper()
	x, err := b.ShiftByID(b.ctx, b.Door.Reader(), s)
	b.must(err)
	turns, err := b.Turns(b.ctx, b.Door.Reader(), x.From-3*24*hour, x.Until+3*24*hour)
	b.must(err)
	for l, id := range b.people {
		if strings.HasPrefix(l, "staff") && !slices.Contains(not, id) && !slices.ContainsFunc(turns, func(t duty.Turn) bool { return t.Person == id && t.Shift != s }) {
			return id
		}
	}
	b.t.Fatal("nobody is free")
	return 0
}

const hour = int64(time.Hour / time.Microsecond)

func (b *bureau) todos(login string) string {
	b.t.Helper()
	list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT text FROM notify_todo WHERE login = $1 AND done_at = 0 ORDER BY key", login)
	b.must(err)
	return strings.Join(list, "\n")
}

// law.DutyRosterBy, law.DutyRosterLeader, law.DutyWorktime, law.DutyOfftime,
// law.Duty24hPolitical: a month from the draft to publication.
func TestAMonthIsPublished(t *testing.T) {
	each(t, func(b *bureau) {
		office := b.actors["office"]
		b.away("confidential", "2026-11-04", "2026-11-06")
		made, err := b.Generate(b.ctx, office, "2026-11")
		b.must(err)
		if made.Gaps != 0 || made.Shifts != 60 {
			t.Errorf("%+v", made)
		}
		if w := b.on("2026-11-03 10:00"); w != (duty.Watch{}) {
			t.Errorf("a draft puts %+v on duty", w)
		}
		_, err = b.Month(b.ctx, b.actors["staff0"], "2026-11")
		b.refused(err, fault.NotFound, "", "还没有公布")
		_, err = b.Publish(b.ctx, office, made.ID)
		b.refused(err, fault.Conflict, "", "审签以后")
		_, err = b.Submit(b.ctx, office, made.ID)
		b.must(err)
		if !strings.Contains(b.todos("deputy"), "审签2026年11月值班表") {
			t.Errorf("the approver is told %q", b.todos("deputy"))
		}
		_, err = b.Generate(b.ctx, office, "2026-11")
		b.refused(err, fault.Conflict, "", "不能重新编排")
		_, err = b.Return(b.ctx, b.actors["deputy"], made.ID, "")
		b.refused(err, fault.Invalid, "", "理由")
		_, err = b.Return(b.ctx, b.actors["deputy"], made.ID, "请核对周末")
		b.must(err)
		if _, err = b.Generate(b.ctx, office, "2026-11"); err != nil {
			t.Fatal(err)
		}
		_, err = b.Submit(b.ctx, office, made.ID)
		b.must(err)
		_, err = b.Approve(b.ctx, b.actors["deputy"], made.ID)
		b.must(err)
		_, err = b.Publish(b.ctx, office, made.ID)
		b.must(err)
		if w := b.on("2026-11-03 10:00"); w.Officer.Name != "机要秘书" || w.Leader.Person == 0 || w.Officer.Why != "法定安排" {
			t.Errorf("%+v", w)
		}
		if w := b.on("2026-11-04 10:00"); w.Officer.Name != "办公室秘书" {
			t.Errorf("with the secretary away %s has the hours", w.Officer.Name)
		}
		turns, err := b.Turns(b.ctx, b.Door.Reader(), at("2026-11-01 08:30"), at("2026-12-01 08:30"))
		b.must(err)
		for _, track := range []string{duty.Officer, duty.Leader} {
			end := at("2026-11-01 08:30")
			for _, x := range turns {
				if x.Track == track {
					if x.From != end {
						t.Fatalf("%s: a gap before %+v", track, x)
					}
					end = x.Until
				}
			}
			if end != at("2026-12-01 08:30") {
				t.Errorf("%s ends at %d", track, end)
			}
		}
		if !strings.Contains(b.todos("staff0"), "2026年11月值班表已公布，您有 ") {
			t.Errorf("told %q", b.todos("staff0"))
		}
		b.must(b.Seen(b.ctx, b.actors["staff0"]))
		if b.todos("staff0") != "" {
			t.Errorf("still told %q", b.todos("staff0"))
		}
		// The next month joins, whatever the fairness.
		b.publish("2026-12")
		list, err := b.FairnessOf(b.ctx, b.Door.Reader(), civil.Must("2026-11-01"), civil.Must("2027-01-01"))
		b.must(err)
		for _, f := range list {
			all := 0
			for _, x := range f.Shares {
				all += x.All
			}
			if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM duty_shift WHERE day >= '2026-11-01' AND day < '2027-01-01'"); err != nil || all != n {
				t.Errorf("%s: %d of %d shifts in the totals, %v", f.Track, all, n, err)
			}
			if f.Nights > 1 || f.Holidays > 1 {
				t.Errorf("%s: nights differ by %d, holidays by %d: %+v", f.Track, f.Nights, f.Holidays, f.Shares)
			}
		}
		spans, err := b.Spans(b.ctx, b.Door.Reader(), b.people["confidential"], civil.Morning(civil.Must("2026-11-03")), civil.Afternoon(civil.Must("2026-11-03")))
		b.must(err)
		if len(spans) != 1 || spans[0].Chinese() != "2026年11月3日上午至2026年11月3日下午" {
			t.Errorf("%+v", spans)
		}
		// The duty leader of the organisation is whoever leads now.
		b.c.Move(time.UnixMicro(at("2026-11-03 10:00")).Sub(b.c.Now()))
		chart, err := b.Org.Chart(b.ctx, b.Door.Reader(), b.Door.Now())
		b.must(err)
		can, err := chart.Resolve(org.Ask{Who: org.WhoDutyLeader})
		b.must(err)
		if can.Nobody() || can.Can[0].Person.ID != b.on("2026-11-03 10:00").Leader.Person {
			t.Errorf("%+v", can)
		}
	})
}

// Nobody eligible is a gap with the reasons; it is not submitted (clauses
// duty.24h.political, duty.24h.emergency): law.Duty24hEmergency.
func TestNobodyEligible(t *testing.T) {
	each(t, func(b *bureau) {
		for _, l := range leaders {
			b.away(l, "2026-11-10", "2026-11-12")
		}
		made, err := b.Generate(b.ctx, b.actors["office"], "2026-11")
		b.must(err)
		if made.Gaps < 4 || made.Gaps > 6 {
			t.Errorf("%d gaps", made.Gaps)
		}
		notes, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT leader_note FROM duty_shift WHERE leader_id = 0 ORDER BY id")
		b.must(err)
		if len(notes) == 0 || !strings.Contains(notes[0], "局长、副局长、党委副书记、党委委员、调研员、副调研员：请假或出差") {
			t.Errorf("%q", notes)
		}
		_, err = b.Submit(b.ctx, b.actors["office"], made.ID)
		b.refused(err, fault.Rule, law.Duty24hPolitical, "空缺")
		b.refused(err, fault.Rule, law.Duty24hPolitical, "每班兼政务值班和应急值守")
		// A leader on leave is refused by hand as well.
		x, err := db.One[duty.Shift](b.ctx, b.Door.Reader(), "SELECT id, from_at, until_at FROM duty_shift WHERE leader_id = 0 ORDER BY id LIMIT 1")
		b.must(err)
		_, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: x.ID, Track: duty.Leader, Person: b.people["deputy"]})
		b.refused(err, fault.Rule, "", "副局长不能值")
		_, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: x.ID, Track: duty.Leader, Person: b.people["staff0"]})
		b.refused(err, fault.Rule, law.DutyRosterLeader, "不是局领导")
		_, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: x.ID, Track: duty.Officer, Person: b.people["deputy"]})
		b.refused(err, fault.Rule, law.DutyOfftime, "是局领导")
		_, err = b.Generate(b.ctx, b.actors["office"], "2026-09")
		b.refused(err, fault.Invalid, "", "已经过去")
		_, err = b.Generate(b.ctx, b.actors["office"], "九月")
		b.refused(err, fault.Invalid, "", "年-月")
	})
}

// law.DutySwapReport, law.DutySwapArrange, law.DutySwapPrivate, law.DutyLeaveBefore:
// a swap from the request to its effect, and what is refused.
func TestSwap(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		night := "2026-11-05 20:00"
		w := b.on(night)
		officer, leader := b.login(w.Officer.Person), b.login(w.Leader.Person)
		shift := w.Officer.Shift
		other := b.free(shift, w.Officer.Person)
		ask := duty.Asking{Shift: shift, Reason: "personal", Words: "家中有事"}
		_, err := b.AskSwap(b.ctx, b.actors[b.login(other)], ask)
		b.refused(err, fault.Rule, law.DutySwapReport, "不是您的")
		_, err = b.AskSwap(b.ctx, b.actors[leader], ask)
		b.refused(err, fault.Rule, law.DutySwapReport, "联系办公室改排")
		_, err = b.AskSwap(b.ctx, b.actors[officer], duty.Asking{Shift: shift, Reason: "tired", Words: "累"})
		b.refused(err, fault.Invalid, "", "因病或因事")
		_, err = b.AskSwap(b.ctx, b.actors[officer], duty.Asking{Shift: 9999, Reason: "sick", Words: "病"})
		b.refused(err, fault.NotFound, "", "")
		s, err := b.AskSwap(b.ctx, b.actors[officer], ask)
		b.must(err)
		_, err = b.AskSwap(b.ctx, b.actors[officer], ask)
		b.refused(err, fault.Conflict, "", "已经申请换班")
		if !strings.Contains(b.todos(leader), "安排替班") {
			t.Errorf("the leader is told %q", b.todos(leader))
		}
		// Privately between colleagues, or by another leader: no.
		_, err = b.Arrange(b.ctx, b.actors[b.login(other)], duty.Arranging{Swap: s.ID, Person: other})
		b.refused(err, fault.Forbidden, law.DutySwapPrivate, "不能私下换班")
		for _, l := range leaders {
			if l != leader {
				_, err = b.Arrange(b.ctx, b.actors[l], duty.Arranging{Swap: s.ID, Person: other})
				b.refused(err, fault.Forbidden, law.DutySwapPrivate, "")
				break
			}
		}
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: w.Officer.Person})
		b.refused(err, fault.Invalid, "", "申请人本人")
		busy := b.on("2026-11-06 20:00").Officer.Person // the night after: too near
		if busy != w.Officer.Person {
			_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: busy})
			if fault.Of(err) == nil && err != nil {
				t.Error(err)
			}
		}
		if b.on(night).Officer.Person != w.Officer.Person {
			t.Error("a swap takes effect before it is arranged")
		}
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: other})
		b.must(err)
		if got := b.on(night).Officer; got.Person != other || got.Why != "换班" || got.Shift != shift {
			t.Errorf("%+v", got)
		}
		if !strings.Contains(b.todos(b.login(other)), "由您替班") {
			t.Errorf("the substitute is told %q", b.todos(b.login(other)))
		}
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: other})
		b.refused(err, fault.Conflict, "", "不用再安排")
		// The substitute now holds the turn, and swapping back restores what was.
		back, err := b.AskSwap(b.ctx, b.actors[b.login(other)], ask)
		b.must(err)
		_, err = b.WithdrawSwap(b.ctx, b.actors[officer], back.ID)
		b.refused(err, fault.NotFound, "", "")
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: back.ID, Person: w.Officer.Person})
		b.must(err)
		if got := b.on(night).Officer; got.Person != w.Officer.Person {
			t.Errorf("swapped twice %+v", got)
		}
	})
}

// A swap is bound to its shift: once the office changes the shift it is to be confirmed
// again and has no effect before.
func TestEditingAShiftAsksAgain(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		w := b.on("2026-11-05 20:00")
		officer, leader, shift := b.login(w.Officer.Person), b.login(w.Leader.Person), w.Officer.Shift
		s, err := b.AskSwap(b.ctx, b.actors[officer], duty.Asking{Shift: shift, Reason: "sick", Words: "身体不适"})
		b.must(err)
		other := b.free(shift, w.Officer.Person)
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: other})
		b.must(err)
		var next string
		for _, l := range leaders {
			if l == leader {
				continue
			}
			if _, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: shift, Track: duty.Leader, Person: b.people[l]}); fault.Is(err, fault.Invalid) {
				b.refused(err, fault.Invalid, "", "为什么改")
			}
			if _, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: shift, Track: duty.Leader, Person: b.people[l], Reason: "领导外出"}); err == nil {
				next = l
				break
			}
		}
		if next == "" {
			t.Fatal("no other leader could take the shift")
		}
		if got := b.on("2026-11-05 20:00").Officer; got.Person != w.Officer.Person || got.Why != "法定安排" {
			t.Errorf("a stale swap still has effect: %+v", got)
		}
		if !strings.Contains(b.todos(next), "重新确认换班") || !strings.Contains(b.todos(leader), "不再由您带班") {
			t.Errorf("told %q and %q", b.todos(next), b.todos(leader))
		}
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: other})
		b.refused(err, fault.Forbidden, law.DutySwapPrivate, "")
		_, err = b.Arrange(b.ctx, b.actors[next], duty.Arranging{Swap: s.ID, Person: other})
		b.must(err)
		if got := b.on("2026-11-05 20:00").Officer; got.Person != other {
			t.Errorf("confirmed %+v", got)
		}
	})
}

// What happened > approved swap > temporary roster > rule.
func TestPrecedence(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		when := "2026-11-05 20:00"
		w := b.on(when)
		shift, officer, leader := w.Officer.Shift, b.login(w.Officer.Person), b.login(w.Leader.Person)
		second := b.free(shift, w.Officer.Person)
		_, err := b.SetTemporary(b.ctx, b.actors["office"], duty.Temporary{Track: duty.Officer, Person: second, From: at("2026-11-05 19:00"), Until: at("2026-11-05 23:00"), Reason: "防汛加强值守"})
		b.must(err)
		if got := b.on(when).Officer; got.Person != second || got.Why != "临时安排" {
			t.Errorf("temporary: %+v", got)
		}
		if got := b.on("2026-11-05 18:00").Officer; got.Person != w.Officer.Person {
			t.Errorf("before it: %+v", got)
		}
		s, err := b.AskSwap(b.ctx, b.actors[officer], duty.Asking{Shift: shift, Reason: "personal", Words: "有事"})
		if err != nil { // by then the temporary roster begins in the middle: the turn begins with the rule
			t.Fatal(err)
		}
		third := b.free(shift, w.Officer.Person, second)
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: third})
		b.must(err)
		if got := b.on(when).Officer; got.Person != third || got.Why != "换班" {
			t.Errorf("swap: %+v", got)
		}
		b.c.Move(time.UnixMicro(at(when)).Sub(b.c.Now()))
		_, err = arriveDeed.Run(b.ctx, b.Door, b.actors["office"], arriveIn{b.Room, shift, second, duty.Officer, at("2026-11-05 17:40")})
		b.must(err)
		if got := b.on(when).Officer; got.Person != second || got.Why != "实际到岗" || got.From != at("2026-11-05 17:40") {
			t.Errorf("what happened: %+v", got)
		}
		// Nobody came after: the one who is there still is.
		b.c.Move(12*time.Hour + 45*time.Minute)
		if got := b.on("2026-11-06 08:45").Officer; got.Person != second {
			t.Errorf("without hand-over: %+v", got)
		}
		// One that is ended while it runs stays what it was until then.
		for _, l := range leaders {
			if _, err = b.SetTemporary(b.ctx, b.actors["office"], duty.Temporary{Track: duty.Leader, Person: b.people[l], From: at("2026-11-06 09:00"), Until: at("2026-11-08 09:00"), Reason: "防汛"}); err == nil {
				break
			}
		}
		b.must(err)
		b.c.Move(24 * time.Hour)
		running, err := b.Temporaries(b.ctx, b.Door.Reader())
		b.must(err)
		b.must(b.EndTemporary(b.ctx, b.actors["office"], running[len(running)-1].ID))
		if got := b.on("2026-11-06 20:00").Leader; got.Why != "临时安排" {
			t.Errorf("what was led is rewritten: %+v", got)
		}
		if got := b.on("2026-11-07 20:00").Leader; got.Why == "临时安排" {
			t.Errorf("it still runs: %+v", got)
		}
	})
}

// Who came by a temporary roster is there in the shift of the hour; where no shift is
// published whoever was there has left. Saying it twice is no error.
func TestPresenceWithoutAShift(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		w := b.on("2026-11-05 20:00")
		second := b.free(w.Officer.Shift, w.Officer.Person)
		arrive := func(shift, person int64, when string) {
			t.Helper()
			_, err := arriveDeed.Run(b.ctx, b.Door, b.actors["office"], arriveIn{b.Room, shift, person, duty.Officer, at(when)})
			b.must(err)
		}
		b.c.Move(time.UnixMicro(at("2026-11-05 21:00")).Sub(b.c.Now()))
		arrive(w.Officer.Shift, w.Officer.Person, "2026-11-05 17:30")
		for range 2 {
			arrive(0, second, "2026-11-05 20:30")
		}
		if got := b.on("2026-11-05 21:00").Officer; got.Person != second || got.Why != "实际到岗" || got.Shift != w.Officer.Shift {
			t.Errorf("%+v", got)
		}
		b.c.Move(30 * 24 * time.Hour) // no roster of December
		arrive(0, second, "2026-12-05 20:00")
		if got := b.on("2026-12-05 20:30").Officer; got.Person != 0 {
			t.Errorf("without a shift %+v", got)
		}
	})
}

// law.DutyBanVacant: the leader has the post taken over at once, by nobody else's word.
func TestTakeOver(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		w := b.on("2026-11-05 20:00")
		leader, shift := b.login(w.Leader.Person), w.Officer.Shift
		_, err := b.TakeOver(b.ctx, b.actors[leader], duty.Taking{Shift: shift})
		b.refused(err, fault.Conflict, "", "不在当值时间")
		b.c.Move(time.UnixMicro(at("2026-11-05 20:00")).Sub(b.c.Now()))
		_, err = b.TakeOver(b.ctx, b.actors["office"], duty.Taking{Shift: shift})
		b.refused(err, fault.Forbidden, law.DutySwapArrange, w.Leader.Name)
		// One that has begun is handed over first.
		s, err := b.AskSwap(b.ctx, b.actors[b.login(w.Officer.Person)], duty.Asking{Shift: shift, Reason: "sick"})
		b.must(err)
		_, err = b.Arrange(b.ctx, b.actors[leader], duty.Arranging{Swap: s.ID, Person: b.free(shift, w.Officer.Person)})
		b.refused(err, fault.Rule, law.DutyLeaveBefore, "交接")
		_, err = b.TakeOver(b.ctx, b.actors[leader], duty.Taking{Shift: shift})
		b.must(err)
		if got := b.on("2026-11-05 20:01"); got.Officer.Person != w.Leader.Person || got.Leader.Person != w.Leader.Person {
			t.Errorf("%+v", got)
		}
		if got := b.on("2026-11-05 19:59").Officer; got.Person != w.Officer.Person {
			t.Errorf("before: %+v", got)
		}
		if got := b.on("2026-11-06 09:00").Officer; got.Name != "机要秘书" {
			t.Errorf("the next shift: %+v", got)
		}
	})
}

// A leader on leave arranges nothing; the refusal says what to do.
func TestLeaderOnLeave(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		w := b.on("2026-11-05 20:00")
		b.away(b.login(w.Leader.Person), "2026-11-05", "2026-11-07")
		_, err := b.AskSwap(b.ctx, b.actors[b.login(w.Officer.Person)], duty.Asking{Shift: w.Officer.Shift, Reason: "personal", Words: "有事"})
		b.refused(err, fault.Rule, law.DutySwapArrange, "请假或出差")
		b.as(b.site(), b.login(w.Officer.Person)).Get(fmt.Sprintf("/duty/shifts/%d", w.Officer.Shift)).Want(200).In("main", webtest.HasText("不能安排换班")).Without("form[action*=swap]")
		_, err = b.AskSwap(b.ctx, b.actors[b.login(w.Officer.Person)], duty.Asking{Shift: w.Officer.Shift, Reason: "personal"})
		b.refused(err, fault.Invalid, "", "写明缘由")
	})
}

// Pregnant from the seventh month and nursing: no nights; why is for the political
// section alone, and not in the ledger.
func TestNoNights(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.SetExemption(b.ctx, b.actors["office"], duty.NewExemption{Person: b.people["staff0"], Ground: duty.Pregnant, On: civil.Must("2026-12-20")})
		b.refused(err, fault.Forbidden, "", "")
		political := b.actors["political"]
		_, err = b.SetExemption(b.ctx, political, duty.NewExemption{Person: b.people["staff0"], Ground: duty.Pregnant})
		b.refused(err, fault.Invalid, "", "预产期")
		_, err = b.SetExemption(b.ctx, political, duty.NewExemption{Person: b.people["staff0"], Ground: duty.Nursing, On: civil.Must("2025-01-01")})
		b.refused(err, fault.Invalid, "", "已经过去")
		x, err := b.SetExemption(b.ctx, political, duty.NewExemption{Person: b.people["staff0"], Ground: duty.Pregnant, On: civil.Must("2026-12-20")})
		b.must(err)
		if x.Since != civil.Must("2026-09-27") || x.Until != civil.Must("2027-12-20") {
			t.Errorf("%+v", x)
		}
		list, err := b.Exemptions(b.ctx, b.actors["office"])
		b.must(err)
		if len(list) != 1 || list[0].Ground != "" || !list[0].GroundOn.IsZero() || list[0].Until != x.Until {
			t.Errorf("the office sees %+v", list)
		}
		if list, err := b.Exemptions(b.ctx, b.actors["staff1"]); err != nil || list != nil {
			t.Errorf("everybody sees %+v, %v", list, err)
		}
		if list, _ := b.Exemptions(b.ctx, political); list[0].Ground != duty.Pregnant {
			t.Errorf("the political section sees %+v", list)
		}
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Deed: "duty.exemption"}, 10)
		b.must(err)
		for _, e := range entries {
			if s := fmt.Sprintf("%+v", e); strings.Contains(s, "pregnan") || strings.Contains(s, "怀孕") || strings.Contains(s, "12-20") {
				t.Errorf("the ledger tells why: %s", s)
			}
		}
		b.publish("2026-11")
		n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM duty_shift WHERE officer_id = $1 AND night = 1", b.people["staff0"])
		b.must(err)
		if n != 0 {
			t.Errorf("%d nights", n)
		}
		w := b.on("2026-11-05 20:00")
		_, err = b.Assign(b.ctx, b.actors["office"], duty.Assigning{Shift: w.Officer.Shift, Track: duty.Officer, Person: b.people["staff0"], Reason: "调班"})
		b.refused(err, fault.Rule, law.DutyOfftime, "2027年12月20日前不安排夜班")
		b.must(b.EndExemption(b.ctx, political, x.ID))
		b.refused(b.EndExemption(b.ctx, political, x.ID), fault.NotFound, "", "")
		b.refused(b.EndExemption(b.ctx, b.actors["office"], x.ID), fault.Forbidden, "", "")
	})
}

// What arose after the draft is found at approval and publication, and an exemption
// after publication is put before the office, without its ground (law.DutyOfftime).
func TestExemptionAfterTheDraft(t *testing.T) {
	each(t, func(b *bureau) {
		office, political := b.actors["office"], b.actors["political"]
		made, err := b.Generate(b.ctx, office, "2026-11")
		b.must(err)
		_, err = b.Submit(b.ctx, office, made.ID)
		b.must(err)
		id, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT officer_id FROM duty_shift WHERE night = 1 ORDER BY from_at LIMIT 1")
		b.must(err)
		exempt := duty.NewExemption{Person: id, Ground: duty.OtherWay, Since: civil.Must("2026-11-01"), Until: civil.Must("2027-02-01")}
		x, err := b.SetExemption(b.ctx, political, exempt)
		b.must(err)
		_, err = b.Approve(b.ctx, b.actors["deputy"], made.ID)
		b.refused(err, fault.Rule, law.DutyOfftime, "2027年2月1日前不安排夜班")
		b.must(b.EndExemption(b.ctx, political, x.ID))
		_, err = b.Approve(b.ctx, b.actors["deputy"], made.ID)
		b.must(err)
		x, err = b.SetExemption(b.ctx, political, exempt)
		b.must(err)
		_, err = b.Publish(b.ctx, office, made.ID)
		b.refused(err, fault.Rule, law.DutyOfftime, "请先改排")
		b.must(b.EndExemption(b.ctx, political, x.ID))
		_, err = b.Publish(b.ctx, office, made.ID)
		b.must(err)

		due := func() []string {
			list, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT text FROM notify_todo WHERE unit = 'BGS' AND done_at = 0 AND key LIKE 'duty_shift:%' ORDER BY key")
			b.must(err)
			return list
		}
		x, err = b.SetExemption(b.ctx, political, exempt)
		b.must(err)
		nights, err := db.All[int64](b.ctx, b.Door.Reader(), "SELECT id FROM duty_shift WHERE night = 1 AND officer_id = $1 ORDER BY from_at", id)
		b.must(err)
		if list := due(); len(list) != len(nights) || !strings.Contains(list[0], "改排11月") || !strings.Contains(list[0], "2027年2月1日前不安排夜班") || strings.Contains(list[0], "其他") {
			t.Errorf("%d nights, the office is asked %q", len(nights), list)
		}
		_, err = b.Assign(b.ctx, office, duty.Assigning{Shift: nights[0], Track: duty.Officer, Person: b.free(nights[0], id), Reason: "不安排夜班"})
		b.must(err)
		leads, err := db.One[int64](b.ctx, b.Door.Reader(), "SELECT leader_id FROM duty_shift WHERE id = $1", nights[0])
		b.must(err)
		if got := b.todos(b.login(leads)); !strings.Contains(got, "您带班的") {
			t.Errorf("the leader of a shift that changed is told %q", got)
		}
		if list := due(); len(list) != len(nights)-1 {
			t.Errorf("after one is changed %q", list)
		}
		b.must(b.EndExemption(b.ctx, political, x.ID))
		if list := due(); len(list) != 0 {
			t.Errorf("after the end %q", list)
		}
	})
}

// law.DutyRosterBy: none but the office makes, changes and publishes; none but the
// approver signs.
func TestDenied(t *testing.T) {
	each(t, func(b *bureau) {
		staff := b.actors["staff1"]
		made, err := b.Generate(b.ctx, b.actors["office"], "2026-11")
		b.must(err)
		denied := func(err error) { b.t.Helper(); b.refused(err, fault.Forbidden, law.DutyRosterBy, "") }
		_, err = b.Generate(b.ctx, staff, "2026-12")
		denied(err)
		_, err = b.Submit(b.ctx, staff, made.ID)
		denied(err)
		_, err = b.Approve(b.ctx, b.actors["office"], made.ID)
		denied(err)
		_, err = b.Return(b.ctx, staff, made.ID, "理由")
		denied(err)
		_, err = b.Publish(b.ctx, staff, made.ID)
		denied(err)
		_, err = b.Assign(b.ctx, staff, duty.Assigning{Shift: 1, Track: duty.Officer, Person: b.people["staff1"]})
		denied(err)
		_, err = b.SetTemporary(b.ctx, staff, duty.Temporary{})
		denied(err)
		denied(b.EndTemporary(b.ctx, staff, 1))
		denied(b.SetMember(b.ctx, staff, duty.Member{PersonID: b.people["staff1"]}))
		stranger := act.Actor{Login: "nobody"}
		_, err = b.MakeFeed(b.ctx, stranger, true)
		b.refused(err, fault.Forbidden, "", "")
		_, err = b.AskSwap(b.ctx, stranger, duty.Asking{})
		b.refused(err, fault.Forbidden, "", "")
		b.must(b.SetMember(b.ctx, b.actors["office"], duty.Member{PersonID: b.people["staff1"], Phone: "023-48600000", Excused: "长期抽调"}))
		b.refused(b.SetMember(b.ctx, b.actors["office"], duty.Member{PersonID: b.people["staff1"], Phone: "打我手机"}), fault.Invalid, "", "只写数字")
		_, err = b.Generate(b.ctx, b.actors["office"], "2026-11")
		b.must(err)
		n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM duty_shift WHERE officer_id = $1", b.people["staff1"])
		b.must(err)
		if n != 0 {
			t.Errorf("excused, and %d turns", n)
		}
	})
}

// A refusal of a swap leaves the turn, a withdrawal too.
func TestRefusedAndWithdrawn(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		w := b.on("2026-11-05 20:00")
		officer, leader := b.actors[b.login(w.Officer.Person)], b.actors[b.login(w.Leader.Person)]
		ask := duty.Asking{Shift: w.Officer.Shift, Reason: "personal", Words: "有事"}
		s, err := b.AskSwap(b.ctx, officer, ask)
		b.must(err)
		_, err = b.RefuseSwap(b.ctx, officer, s.ID, "不")
		b.refused(err, fault.Forbidden, law.DutySwapArrange, "答复")
		_, err = b.RefuseSwap(b.ctx, leader, s.ID, " ")
		b.refused(err, fault.Invalid, "", "理由")
		_, err = b.RefuseSwap(b.ctx, leader, s.ID, "没有人可以替")
		b.must(err)
		s, err = b.AskSwap(b.ctx, officer, ask)
		b.must(err)
		_, err = b.WithdrawSwap(b.ctx, officer, s.ID)
		b.must(err)
		_, err = b.WithdrawSwap(b.ctx, officer, s.ID)
		b.refused(err, fault.Conflict, "", "不能撤回")
		if got := b.on("2026-11-05 20:00").Officer; got.Person != w.Officer.Person {
			t.Errorf("%+v", got)
		}
	})
}

// The roster of a month that is over goes to the archive, once, on one sheet (clauses
// duty.place, archive.filing.units): law.DutyPlace.
func TestMonthsOverAreFiled(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		if n, err := b.CloseMonths(b.ctx); err != nil || n != 0 {
			t.Errorf("%d, %v", n, err)
		}
		pdf, err := b.PrintRoster(b.ctx, b.actors["staff0"], "2026-11")
		b.must(err)
		if !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Error("no PDF")
		}
		b.c.Move(time.UnixMicro(at("2026-12-02 09:00")).Sub(b.c.Now()))
		if n, err := b.CloseMonths(b.ctx); err != nil || n != 1 {
			t.Errorf("%d, %v", n, err)
		}
		if n, err := b.CloseMonths(b.ctx); err != nil || n != 0 {
			t.Errorf("again %d, %v", n, err)
		}
		if len(b.filed) != 1 || b.filed[0].Title != "2026年11月值班表" || b.filed[0].Unit != "BGS" || b.filed[0].Date != civil.Must("2026-11-30") || len(b.filed[0].Files) != 1 {
			t.Errorf("%+v", b.filed)
		}
	})
}

// The settings come from the cards, and what cannot be read is named.
func TestSettings(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	s, err := duty.ReadSettings(book)
	if err != nil || s.Hours != (roster.Hours{Start: 510, End: 1050, Rest: 720, NightFrom: 1320, NightTill: 360, Recover: 720}) || s.Post != "机要秘书" || s.Place != "局值班室" || len(s.Unconfirmed) != 5 {
		t.Errorf("%+v, %v", s, err)
	}
}
