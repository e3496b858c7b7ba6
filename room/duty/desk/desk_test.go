package desk_test

import (
	"context"
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
	"lantai.internal/room/duty/desk"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, desk.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{desk.Lead}, base...), org.Director: append([]act.Right{desk.Lead}, base...), org.SystemAdmin: {org.Anyone}}

// bureau has a director, two leaders, an office and a section. The roster of the tests:
// day from 8 to 20 and night from 20 to 8, day by the one, night by the other, led by
// the deputy.
type bureau struct {
	*desk.Room
	t       *testing.T
	ctx     context.Context
	c       *clock.Movable
	people  map[string]int64
	actors  map[string]act.Actor
	filed   []flow.Papers
	turns   []desk.Attendance
	day     string // accounts in the roster
	night   string
	leader  string
	noMore  bool // an empty roster
	swapped int
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, desk.Schema}

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
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
		{"member", "党委委员", "JLD", "member", org.RankLeader, org.Leader},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"secretary", "机要秘书", "BGS", "BGS-confidential", org.RankStaff, org.Staff},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff},
		{"night", "流通科办事员", "LTK", "LTK-clerk", org.RankStaff, org.Staff},
		{"other", "政工科科员", "ZGK", "ZGK-staff", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}, day: "clerk", night: "night", leader: "deputy"}
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
	for unit, leader := range map[string]string{"LTK": "member", "ZGK": "deputy", "BGS": "deputy"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people[leader], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = desk.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), &rulebook.Library{Door: d, Base: book})
	b.Roster = func(_ context.Context, _ db.Reader, at int64) (desk.Watch, error) { return b.roster(at), nil }
	b.Attended = func(_ *act.Tx, a desk.Attendance) error {
		b.turns = append(b.turns, a)
		return nil
	}
	b.Swaps = func(context.Context, db.Reader, int64, int64) (int, error) { return b.swapped, nil }
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func (b *bureau) roster(at int64) desk.Watch {
	if b.noMore {
		return desk.Watch{}
	}
	day := civil.DateOf(clock.FromMicros(at)).Time()
	t := clock.FromMicros(at)
	from, who := day.Add(8*time.Hour), b.day
	switch h := t.In(civil.Shanghai).Hour(); {
	case h < 8:
		from, who = day.Add(-4*time.Hour), b.night
	case h >= 20:
		from, who = day.Add(20*time.Hour), b.night
	}
	turn := func(login string) desk.Turn {
		return desk.Turn{Shift: from.Unix() / 3600, Person: b.people[login], Name: b.actors[login].Name, Phone: "测试号码", From: from.UnixMicro(), Until: from.Add(12 * time.Hour).UnixMicro(), Why: "法定安排"}
	}
	return desk.Watch{Officer: turn(who), Leader: turn(b.leader)}
}

func each(t *testing.T, fn func(b *bureau)) {
	t.Helper()
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		b := open(t, d, c)
		b.to("2026-03-09 09:00")
		fn(b)
	})
}

func instant(s string) int64 {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, civil.Shanghai)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

// to moves the clock to a time of Shanghai, wait by minutes.
func (b *bureau) to(s string)  { b.c.Move(clock.FromMicros(instant(s)).Sub(b.c.Now())) }
func (b *bureau) wait(min int) { b.c.Move(time.Duration(min) * time.Minute) }
func (b *bureau) now() int64   { return b.Door.Now() }

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s %+v", err, fault.Of(err).Safe(), fault.Of(err).Fields)
	}
}

// refused fails the test unless the error is of the kind, and of the field if named.
func (b *bureau) refused(err error, kind fault.Kind, field string) {
	b.t.Helper()
	f := fault.Of(err)
	if err == nil || f.Kind != kind || field != "" && f.Field != field && !hasField(f, field) {
		b.t.Fatalf("want kind %d field %q, got %v (%q, field %q %+v)", kind, field, err, f.Safe(), f.Field, f.Fields)
	}
}

func hasField(f *fault.Error, field string) bool {
	for _, x := range f.Fields {
		if x.Field == field {
			return true
		}
	}
	return false
}

func (b *bureau) arrive(login string) desk.Stint {
	b.t.Helper()
	s, err := b.Arrive(b.ctx, b.actors[login])
	b.ok(err)
	return s
}

// call is a sound entry about a call.
func (b *bureau) call() desk.EntryInput {
	return desk.EntryInput{Kind: desk.Call, Source: desk.ByPhone, At: b.now(), Party: "来电人甲", PartyPhone: "测试号码一", Receiver: "流通科科员", ReceiverPhone: "值班电话", Matter: "询问市场开放时间", Outcome: "已答复"}
}

func (b *bureau) enter(login string, in desk.EntryInput) desk.Entry {
	b.t.Helper()
	e, err := b.Enter(b.ctx, b.actors[login], in)
	b.ok(err)
	return e
}

// incident is a sound incident.
func (b *bureau) incident() desk.IncidentInput {
	return desk.IncidentInput{Title: "农贸市场起火", Place: "某某农贸市场", Severity: "ordinary", Unit: "LTK", Informant: "市场管理员", Phone: "测试号码二", HappenedAt: b.now(), HeardAt: b.now()}
}

func (b *bureau) report(login string, in desk.IncidentInput) desk.Incident {
	b.t.Helper()
	i, err := b.AddIncident(b.ctx, b.actors[login], in)
	b.ok(err)
	return i
}

func (b *bureau) see(login string, id int64) desk.IncidentView {
	b.t.Helper()
	v, err := b.Incident(b.ctx, b.actors[login], id)
	b.ok(err)
	return v
}

// todos are the texts on somebody's list.
func (b *bureau) todos(login string) []string {
	b.t.Helper()
	n := &notify.Notify{Door: b.Door, Org: b.Org}
	list, err := n.List(b.ctx, notify.Audience{Login: login, Unit: b.actors[login].Unit, Roles: []org.Role{org.Staff}})
	b.ok(err)
	var out []string
	for _, t := range list {
		out = append(out, t.Text)
	}
	return out
}

// Coming and going (law.DutyBanPunctual, law.DutyBanVacant, law.DutySwapPrivate,
// law.DutyLeaveBefore).
func TestComingAndGoing(t *testing.T) {
	_ = []law.ID{law.DutyBanPunctual, law.DutyBanVacant, law.DutySwapPrivate, law.DutyLeaveBefore}
	each(t, func(b *bureau) {
		t := b.t
		_, err := b.Arrive(b.ctx, b.actors["other"])
		b.refused(err, fault.Forbidden, "")
		if _, err = b.Arrive(b.ctx, act.Actor{}); err == nil {
			t.Fatal("a stranger arrives")
		}
		s := b.arrive("clerk")
		if s.State != desk.On || s.Late() != 60 || s.Vacant() != 0 || len(b.turns) != 1 || b.turns[0].Person != b.people["clerk"] {
			t.Fatalf("%+v %v", s, b.turns)
		}
		_, err = b.Arrive(b.ctx, b.actors["clerk"])
		b.refused(err, fault.Conflict, "")
		b.refused(b.Leave(b.ctx, b.actors["clerk"]), fault.Rule, "")
		b.refused(b.Leave(b.ctx, b.actors["other"]), fault.Conflict, "")
		b.refused(b.NobodyCame(b.ctx, b.actors["clerk"]), fault.Conflict, "")
		b.refused(b.NobodyCame(b.ctx, b.actors["other"]), fault.Forbidden, "")

		b.to("2026-03-09 19:30")
		n := b.arrive("night")
		if n.State != desk.Waiting || n.Late() != 0 {
			t.Fatalf("%+v", n)
		}
		_, err = b.Arrive(b.ctx, b.actors["night"])
		b.refused(err, fault.Conflict, "")
		b.ok(b.Leave(b.ctx, b.actors["night"]))
		b.to("2026-03-09 20:30")
		b.ok(b.NobodyCame(b.ctx, b.actors["clerk"]))
		b.refused(b.NobodyCame(b.ctx, b.actors["clerk"]), fault.Conflict, "")
		if !slicesHave(b.todos("deputy"), "无人接班") {
			t.Fatal(b.todos("deputy"))
		}
		b.noMore = true
		_, err = b.Arrive(b.ctx, b.actors["night"])
		b.refused(err, fault.Forbidden, "")
		b.noMore = false
		b.wait(5)
		if n = b.arrive("night"); n.Late() != 35 {
			t.Fatalf("%+v", n)
		}
		h, err := b.Offer(b.ctx, b.actors["clerk"], "")
		b.ok(err)
		_, err = b.TakeOver(b.ctx, b.actors["night"], h.ID, nil, "")
		b.ok(err)
		b.refused(b.Leave(b.ctx, b.actors["night"]), fault.Rule, "")
		b.refused(b.Leave(b.ctx, b.actors["clerk"]), fault.Conflict, "")
		if got := b.turns[len(b.turns)-2]; got.Person != b.people["clerk"] || got.Until != b.now() {
			t.Fatalf("%+v", b.turns)
		}
		if slicesHave(b.todos("deputy"), "无人接班") {
			t.Fatal("still asked for", b.todos("deputy"))
		}
		v, err := b.HandoverOf(b.ctx, b.actors["deputy"], h.ID)
		b.ok(err)
		if v.To.Late() != 35 || v.From.Early() != 0 || v.State != desk.Done {
			t.Fatalf("%+v", v)
		}
		_, err = b.HandoverOf(b.ctx, b.actors["other"], h.ID)
		b.refused(err, fault.NotFound, "")
	})
}

func slicesHave(list []string, part string) bool {
	for _, s := range list {
		if contains(s, part) {
			return true
		}
	}
	return false
}
