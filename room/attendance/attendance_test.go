package attendance_test

import (
	"bytes"
	"context"
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
	"lantai.internal/room/attendance"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:       {org.Anyone, flow.Use, attendance.Use},
	org.SectionHead: {org.Anyone, flow.Use, attendance.Use, attendance.Lead},
	org.Leader:      {org.Anyone, flow.Use, attendance.Use},
	org.Director:    {org.Anyone, flow.Use, attendance.Use},
	org.Personnel:   {org.Anyone, flow.Use, attendance.Use, attendance.Lead, attendance.Keep},
}

// bureau is a small one: a section with a head, a clerk and a colleague, a deputy
// in charge, the director, the political section and the office.
type bureau struct {
	*attendance.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	people map[string]int64
	actors map[string]act.Actor
	filed  []attendance.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, notify.Schema, flow.Schema, attendance.Schema}

// The clock begins on Monday, 9 March 2026, at noon.
const monday = "2026-03-09"

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
	o.Away = func(ctx context.Context, r db.Reader, at int64) (map[int64]int64, error) {
		h := civil.HalfAt(clock.FromMicros(at))
		list, err := calendar.Between(ctx, r, h, h+1)
		away := map[int64]int64{}
		for _, a := range list {
			if a.Covers(at) {
				away[a.PersonID] = a.Ends()
			}
		}
		return away, err
	}
	since := civil.Must("2013-09-03")
	rows := []struct {
		login, name, unit, post, rank string
		role                          org.Role
		workOn                        string
	}{
		{"director", "局长", "JLD", "director", org.RankDirector, org.Director, "1990-07-01"},
		{"deputy", "副局长", "JLD", "deputy", org.RankLeader, org.Leader, "1995-07-01"},
		{"head", "流通科科长", "LTK", "LTK-head", org.RankSectionHead, org.SectionHead, "2004-05-15"},
		{"clerk", "流通科科员", "LTK", "LTK-staff", org.RankStaff, org.Staff, "2012-07-01"},
		{"colleague", "流通科办事员", "LTK", "LTK-clerk", org.RankStaff, org.Staff, ""},
		{"political", "政工科科长", "ZGK", "ZGK-head", org.RankSectionHead, org.Personnel, "2001-07-01"},
		{"office", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead, "2001-07-01"},
		{"stranger", "办公室科员", "BGS", "BGS-staff", org.RankStaff, org.Staff, "2020-07-01"},
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
		if x.workOn != "" {
			must(o.SetFacts(ctx, act.Owner(), org.Facts{PersonID: ids[i], WorkOn: civil.Must(x.workOn)}))
		}
	}
	for _, unit := range []string{"LTK", "ZGK", "BGS"} {
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: b.people["deputy"], Since: since})
		must(err)
	}
	for _, p := range [][3]string{{"LTK-head", "head", "clerk"}, {"LTK-staff", "clerk", "colleague"}, {"LTK-clerk", "colleague", "clerk"}} {
		_, err := o.SetBackup(ctx, act.Owner(), org.NewBackup{Post: p[0], PersonID: b.people[p[1]], BackupID: b.people[p[2]], Since: since})
		must(err)
	}
	store, err := blob.OpenDir(t.TempDir())
	must(err)
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = attendance.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, book)
	b.File = func(_ *act.Tx, p attendance.Papers) error {
		b.filed = append(b.filed, p)
		return nil
	}
	return b
}

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

// ask is an application from one half day to another, both included: "03-10 am".
func ask(kind, first, last, reason string) attendance.Application {
	return attendance.Application{Kind: kind, Since: half(first), Until: half(last) + 1, Reason: reason}
}

func half(s string) civil.Half {
	day, word, _ := strings.Cut(s, " ")
	if len(day) == 5 {
		day = "2026-" + day
	}
	h, err := civil.ParseHalf(civil.Must(day), word)
	if err != nil {
		panic(err)
	}
	return h
}

func (b *bureau) apply(login string, a attendance.Application) attendance.Applied {
	b.t.Helper()
	x, err := b.Apply(b.ctx, b.actors[login], a)
	if err != nil {
		b.t.Fatalf("%s: %v", login, err)
	}
	return x
}

func (b *bureau) refused(err error, k fault.Kind, say string) {
	b.t.Helper()
	f := fault.Of(err)
	text := f.Safe()
	for _, x := range f.Fields {
		text += x.Say
	}
	if err == nil || f.Kind != k || !strings.Contains(text, say) {
		b.t.Errorf("got %v (%s), want kind %d saying %q", err, text, k, say)
	}
}

func (b *bureau) leave(id int64) attendance.LeaveView {
	b.t.Helper()
	v, err := b.Leave(b.ctx, b.actors["political"], id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// agree lets the people of a chain agree one after another.
func (b *bureau) agree(caseID int64, logins ...string) {
	b.t.Helper()
	for _, l := range logins {
		a := flow.Agree
		if l == "political" {
			a = flow.Enter
		}
		if _, err := b.Flow.Do(b.ctx, b.actors[l], a, flow.Input{Case: caseID}); err != nil {
			b.t.Fatalf("%s: %v", l, err)
		}
	}
}

func (b *bureau) left(login string, year int) int64 {
	b.t.Helper()
	a, err := b.Affairs(b.ctx, b.actors[login], 0, year)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, x := range a.Balance {
		if x.Kind == "annual" {
			return x.Left
		}
	}
	return -1
}

func TestHalfADayOfPersonalLeave(t *testing.T) {
	each(t, func(b *bureau) {
		a := ask("personal", "03-10 am", "03-10 am", "接家人")
		p, err := b.Consider(b.ctx, b.actors["clerk"], a)
		if err != nil {
			t.Fatal(err)
		}
		if p.Halves != 1 || len(p.Steps) != 2 || p.Steps[0].Who != flow.SectionHead || p.Steps[0].Holders[0].Name != "流通科科长" || !strings.Contains(p.Chain.Reason(), "半天") {
			t.Fatalf("%+v", p)
		}
		if len(p.Takes) != 1 || p.Takes[0].Kind != "annual" || p.Takes[0].Halves != 1 {
			t.Errorf("takes %+v", p.Takes)
		}
		x := b.apply("clerk", a)
		l := b.leave(x.ID)
		if l.State != attendance.Running || l.Number != "2026-假-0001" || l.Halves != 1 {
			t.Fatalf("%+v", l.Leave)
		}
		if d, err := l.Decision(); err != nil || d.Row() != "personal-staff-half" || len(d.Basis()) == 0 {
			t.Errorf("decision %v %v", d, err)
		}
		if n := b.left("clerk", 2026); n != 20 {
			t.Errorf("before it is agreed %d half days are left, want 20", n)
		}
		b.agree(l.CaseID, "head")
		if l = b.leave(x.ID); l.State != attendance.Agreed {
			t.Fatal(l.State)
		}
		seen, err := b.Calendar.WhoIsAway(b.ctx, b.actors["stranger"], half("03-10 am"))
		if err != nil || len(seen) != 1 || seen[0].Kind != calendar.OnLeave || seen[0].PersonID != b.people["clerk"] {
			t.Fatalf("%+v %v", seen, err)
		}
		if n := b.left("clerk", 2026); n != 19 {
			t.Errorf("%d half days are left, want 19", n)
		}
		b.agree(l.CaseID, "political")
		if l = b.leave(x.ID); l.State != attendance.Closed || len(b.filed) != 1 || b.filed[0].Unit != "LTK" || !b.filed[0].Personnel || len(b.filed[0].Files) != 1 {
			t.Fatalf("%s, filed %+v", l.State, b.filed)
		}
		var pdf bytes.Buffer
		if number, err := b.PrintLeave(b.ctx, b.actors["clerk"], x.ID, &pdf); err != nil || number != l.Number || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
			t.Fatal(number, err)
		}
	})
}
