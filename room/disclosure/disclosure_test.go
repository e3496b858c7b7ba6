package disclosure_test

import (
	"bytes"
	"context"
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
	"lantai.internal/room/disclosure"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var base = []act.Right{org.Anyone, flow.Use, disclosure.Use}

var grants = org.Grants{org.Staff: base, org.SectionHead: base, org.Leader: append([]act.Right{disclosure.Lead}, base...), org.Director: append([]act.Right{disclosure.Lead}, base...), org.SystemAdmin: {org.Anyone, calendar.Confirm}}

// bureau has an office with a head and a clerk, a section with a head and a clerk,
// another section, a deputy in charge and the director.
type bureau struct {
	*disclosure.Room
	t       *testing.T
	ctx     context.Context
	c       *clock.Movable
	people  map[string]int64
	actors  map[string]act.Actor
	filed   []flow.Papers
	cleared map[string]bool
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, disclosure.Schema}

// The clock begins on Monday, 7 September 2026, at noon: twenty working days from
// there are 10 October.
const monday = "2026-09-07"

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
	o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader},
		{"head", "流通科科长", "LTK", "LTK-head", org.RankSectionHead, org.SectionHead},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff},
		{"other", "政工科科员", "ZGK", "ZGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
		{"office", "办公室秘书", "BGS", "BGS-secretary", org.RankStaff, org.Staff},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, people: map[string]int64{}, actors: map[string]act.Actor{}, cleared: map[string]bool{}}
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
	for _, unit := range []string{"LTK", "ZGK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	second, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: "second", Name: "系统管理员", Password: "Correct-Horse-9"})
	must(err)
	must(o.SetRoles(ctx, act.Owner(), second, []org.Role{org.SystemAdmin}))
	b.actors["second"], err = o.ActorOf(ctx, second)
	must(err)
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room, err = disclosure.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	must(err)
	b.File = func(_ *act.Tx, p flow.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	b.Cleared = func(_ context.Context, _ db.Reader, sha string) (bool, string, error) { return b.cleared[sha], "", nil }
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

// to moves the clock to noon of a day.
func (b *bureau) to(day string) { b.c.Move(civil.Must(day).Time().Add(12 * time.Hour).Sub(b.c.Now())) }

// ok fails the test on an error, with what the person would read.
func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

// refused fails the test unless the error is of the kind, and of the field if named.
func (b *bureau) refused(err error, kind fault.Kind, field string) {
	b.t.Helper()
	f := fault.Of(err)
	if err == nil || f.Kind != kind || field != "" && f.Field != field && !hasField(f, field) {
		b.t.Fatalf("want kind %d field %q, got %v (%q, field %q)", kind, field, err, f.Safe(), f.Field)
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

// filing is a sound application of a person, handed in on the day.
func (b *bureau) filing() disclosure.Filing {
	return disclosure.Filing{Channel: disclosure.Window, Class: disclosure.Person, Title: "2025年成品油市场专项检查结果", Features: "含各加油站的检查结论", Form: "paper", Way: "pickup", AppliedOn: b.Door.Today(), CameOn: b.Door.Today(),
		Party: disclosure.Party{Name: "申请人甲", PaperKind: "护照", PaperNumber: "测试一", Phone: "测试电话"}}
}

func (b *bureau) register() disclosure.Filed {
	b.t.Helper()
	f, err := b.Register(b.ctx, b.actors["office"], b.filing())
	b.ok(err)
	return f
}

func (b *bureau) see(login string, id int64) disclosure.View {
	b.t.Helper()
	v, err := b.Application(b.ctx, b.actors[login], id)
	b.ok(err)
	return v
}

func (b *bureau) state(id int64, want string) {
	b.t.Helper()
	if v := b.see("office", id); v.State != want || v.Standing.State != want {
		b.t.Fatalf("state %s, by its events %s, want %s", v.State, v.Standing.State, want)
	}
}

func (b *bureau) input(id int64, do, note string) disclosure.Input {
	return disclosure.Input{ID: id, Event: disclosure.Event{Do: do, Note: note}}
}

func (b *bureau) assign(id int64) {
	b.t.Helper()
	b.ok(b.Assign(b.ctx, b.actors["office"], disclosure.Assignment{ID: id, Unit: "LTK", Handler: "clerk", Leader: b.people["deputy"], Words: "请流通科办理。"}))
}

// paper puts a file into the store.
func (b *bureau) paper(kind, text string) disclosure.FiledPaper {
	b.t.Helper()
	ref, err := b.Files.Put(b.ctx, bytes.NewReader([]byte(text)), 0)
	b.ok(err)
	return disclosure.FiledPaper{Kind: kind, Attachment: flow.Attachment{Name: kind + ".txt", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
}

// found takes an application to the point where a reply is drafted.
func (b *bureau) found(id int64) {
	b.t.Helper()
	b.assign(id)
	b.ok(b.AddPapers(b.ctx, b.actors["clerk"], id, []disclosure.FiledPaper{b.paper(disclosure.PaperFound, "检查结论")}))
	b.ok(b.CloseSearch(b.ctx, b.actors["clerk"], b.input(id, disclosure.Found, "")))
}

// approve takes the reply that is on its way through both leaders.
func (b *bureau) approve(id int64) {
	b.t.Helper()
	v := b.see("office", id)
	d := v.Drafts[len(v.Drafts)-1]
	for _, login := range []string{"deputy", "director"} {
		_, err := b.Flow.Do(b.ctx, b.actors[login], flow.Agree, flow.Input{Case: d.CaseID, Words: "同意。"})
		b.ok(err)
	}
}
