package attendance_test

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
	"lantai.internal/kit/webtest"
	"lantai.internal/room/attendance"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:       {org.Anyone, flow.Use, attendance.Attend},
	org.SectionHead: {org.Anyone, flow.Use, attendance.Attend, attendance.Lead},
	org.Leader:      {org.Anyone, flow.Use, attendance.Attend},
	org.Director:    {org.Anyone, flow.Use, attendance.Attend},
	org.Personnel:   {org.Anyone, flow.Use, attendance.Attend, attendance.Lead, attendance.Keep},
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
	filed  []flow.Papers
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, attendance.Schema}

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
	b.Room = attendance.Open(d, store, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.File = func(_ *act.Tx, p flow.Papers) error {
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
			b.t.Fatal(err)
		}
		if p.Halves != 1 || len(p.Steps) != 2 || p.Steps[0].Who != flow.SectionHead || p.Steps[0].Holders[0].Name != "流通科科长" || !strings.Contains(p.Chain.Reason(), "半天") {
			b.t.Fatalf("%+v", p)
		}
		if len(p.Takes) != 1 || p.Takes[0].Kind != "annual" || p.Takes[0].Halves != 1 {
			b.t.Errorf("takes %+v", p.Takes)
		}
		x := b.apply("clerk", a)
		l := b.leave(x.ID)
		if l.State != attendance.Running || l.Number != "2026-假-0001" || l.Halves != 1 {
			b.t.Fatalf("%+v", l.Leave)
		}
		if d, err := l.Decision(); err != nil || d.Row() != "personal-staff-half" || len(d.Basis()) == 0 {
			b.t.Errorf("decision %v %v", d, err)
		}
		if n := b.left("clerk", 2026); n != 20 {
			b.t.Errorf("before it is agreed %d half days are left, want 20", n)
		}
		b.agree(l.CaseID, "head")
		if l = b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Fatal(l.State)
		}
		seen, err := b.Calendar.WhoIsAway(b.ctx, b.actors["stranger"], half("03-10 am"))
		if err != nil || len(seen) != 1 || seen[0].Kind != calendar.OnLeave || seen[0].PersonID != b.people["clerk"] {
			b.t.Fatalf("%+v %v", seen, err)
		}
		if n := b.left("clerk", 2026); n != 19 {
			b.t.Errorf("%d half days are left, want 19", n)
		}
		b.agree(l.CaseID, "political")
		if l = b.leave(x.ID); l.State != attendance.Closed || len(b.filed) != 1 || b.filed[0].Unit != "LTK" || !b.filed[0].Personnel || len(b.filed[0].Files) != 2 {
			b.t.Fatalf("%s, filed %+v", l.State, b.filed)
		}
		var pdf bytes.Buffer
		if number, err := b.PrintLeave(b.ctx, b.actors["clerk"], x.ID, &pdf); err != nil || number != l.Number || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
			b.t.Fatal(number, err)
		}
	})
}

func TestSickLeave(t *testing.T) {
	each(t, func(b *bureau) {
		short, err := b.Consider(b.ctx, b.actors["clerk"], ask("sick", "03-10 am", "03-12 am", "检查"))
		if err != nil || short.Halves != 5 || len(short.Chain.Chain()) != 3 {
			b.t.Fatalf("%+v %v", short, err)
		}
		x := b.apply("clerk", ask("sick", "03-10 am", "03-12 pm", "检查"))
		l := b.leave(x.ID)
		if d, _ := l.Decision(); d.Row() != "sick-staff-three" || l.Halves != 6 {
			b.t.Errorf("row %s, %d half days", d.Row(), l.Halves)
		}
		// The chain and the political section see kind and reason, nobody else.
		for _, login := range []string{"clerk", "head", "deputy", "director", "political"} {
			if v, err := b.Leave(b.ctx, b.actors[login], x.ID); err != nil || v.Reason != "检查" {
				b.t.Errorf("%s: %v", login, err)
			}
		}
		for _, login := range []string{"colleague", "stranger", "office"} {
			_, err := b.Leave(b.ctx, b.actors[login], x.ID)
			b.refused(err, fault.NotFound, "")
			_, err = b.PrintLeave(b.ctx, b.actors[login], x.ID, &bytes.Buffer{})
			b.refused(err, fault.NotFound, "")
		}
		for range 2 { // the second look must not find what the first one left of the book
			if l = b.leave(x.ID); len(l.Missing) != 1 || l.Missing[0] != attendance.HospitalCertificate {
				b.t.Errorf("missing %q", l.Missing)
			}
		}
		b.agree(l.CaseID, "head", "deputy", "director")
		if _, lacking, err := b.Overdue(b.ctx, b.actors["political"]); err != nil || len(lacking) != 1 {
			b.t.Errorf("lacking %v %v", lacking, err)
		}
		_, _, err = b.Overdue(b.ctx, b.actors["clerk"])
		b.refused(err, fault.Forbidden, "政工科")
		ref, err := b.Files.Put(b.ctx, strings.NewReader("诊断证明"), 0)
		if err != nil {
			b.t.Fatal(err)
		}
		p := attendance.Proof{Subject: l.Subject(), Kind: attendance.HospitalCertificate, Attachment: flow.Attachment{Name: "证明.pdf", SHA256: ref.SHA256, SM3: ref.SM3, Size: ref.Size}}
		_, err = b.AddProof(b.ctx, b.actors["clerk"], p)
		b.refused(err, fault.Invalid, "医院等级")
		p.Hospital = "1"
		_, err = b.AddProof(b.ctx, b.actors["clerk"], p)
		b.refused(err, fault.Invalid, "二级以上")
		p.Hospital = "2"
		_, err = b.AddProof(b.ctx, b.actors["stranger"], p)
		b.refused(err, fault.NotFound, "")
		id, err := b.AddProof(b.ctx, b.actors["clerk"], p)
		if err != nil {
			b.t.Fatal(err)
		}
		for range 2 {
			if l = b.leave(x.ID); len(l.Missing) != 0 {
				b.t.Errorf("still missing %q", l.Missing)
			}
		}
		if other := b.apply("colleague", ask("sick", "03-18 am", "03-18 pm", "感冒")); len(b.leave(other.ID).Missing) != 1 {
			b.t.Errorf("the next sick leave misses %q", b.leave(other.ID).Missing)
		}
		if _, f, err := b.ReadProof(b.ctx, b.actors["head"], id); err != nil {
			b.t.Fatal(err)
		} else {
			f.Close()
		}
		_, _, err = b.ReadProof(b.ctx, b.actors["colleague"], id)
		b.refused(err, fault.NotFound, "")
		if _, lacking, err := b.Overdue(b.ctx, b.actors["political"]); err != nil || len(lacking) != 0 {
			b.t.Errorf("lacking %v %v", lacking, err)
		}
		b.c.Move(4 * 24 * time.Hour) // Friday
		if _, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT summary FROM ledger_entry WHERE deed = 'attendance.proof.read'"); err != nil {
			b.t.Fatal(err)
		}
		// Nothing of it is in the ledger.
		rows, err := db.All[string](b.ctx, b.Door.Reader(), "SELECT summary || detail || basis FROM ledger_entry")
		if err != nil {
			b.t.Fatal(err)
		}
		read := 0
		for _, s := range rows {
			for _, word := range []string{"病", "sick", "检查", "证明", "hospital"} {
				if strings.Contains(s, word) {
					b.t.Errorf("the ledger says %q: %s", word, s)
				}
			}
			if strings.Contains(s, "查阅材料") {
				read++
			}
		}
		if read != 1 {
			b.t.Errorf("%d entries of reading, want 1", read)
		}
	})
}

func TestTheDirectorsOwnLeave(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("director", ask("annual", "03-16 am", "03-17 pm", ""))
		l := b.leave(x.ID)
		_, err := b.Flow.Do(b.ctx, b.actors["director"], flow.Answer, flow.Input{Case: l.CaseID, Agreed: true, From: "区领导", Paper: "签批件", Date: civil.Must(monday)})
		b.refused(err, fault.Rule, "本人的申请")
		if _, err := b.Flow.Do(b.ctx, b.actors["office"], flow.Answer, flow.Input{Case: l.CaseID, Agreed: true, From: "区领导", Paper: "签批件", Date: civil.Must(monday)}); err != nil {
			b.t.Fatal(err)
		}
		if l = b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Fatal(l.State)
		}
		if n := b.left("director", 2026); n != 26 {
			b.t.Errorf("%d half days are left, want 26", n)
		}
	})
}

func TestLongPersonalLeaveIsDecidedByTheLeaders(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-10 am", "03-17 am", "家事"))
		l := b.leave(x.ID)
		if l.Halves != 11 {
			b.t.Fatalf("%d half days", l.Halves)
		}
		b.agree(l.CaseID, "head")
		if _, err := b.Flow.Do(b.ctx, b.actors["political"], flow.Resolve, flow.Input{Case: l.CaseID, Agreed: true, Meeting: "2026年第3次局长办公会", Date: civil.Must(monday)}); err != nil {
			b.t.Fatal(err)
		}
		b.agree(l.CaseID, "political")
		if l = b.leave(x.ID); l.State != attendance.Closed || len(l.Charged) != 1 || l.Charged[0].Halves != -11 {
			b.t.Fatalf("%s %+v", l.State, l.Charged)
		}
	})
}

func TestAdjacentRequestsCountTogether(t *testing.T) {
	each(t, func(b *bureau) {
		first := b.apply("clerk", ask("personal", "03-12 am", "03-13 pm", "家事"))
		p, err := b.Consider(b.ctx, b.actors["clerk"], ask("personal", "03-16 am", "03-16 pm", "家事"))
		if err != nil || p.Total != 6 || len(p.Joined) != 1 || p.Joined[0].ID != first.ID || p.Chain.Row() != "personal-staff-middle" || !strings.Contains(strings.Join(p.Warnings, ""), "合并按 3 天") {
			b.t.Fatalf("%+v %v", p, err)
		}
		// Another kind is not added, nor a request with a working day between.
		if p, err = b.Consider(b.ctx, b.actors["clerk"], ask("sick", "03-16 am", "03-16 pm", "x")); err != nil || p.Total != 2 {
			b.t.Errorf("%+v %v", p, err)
		}
		if p, err = b.Consider(b.ctx, b.actors["clerk"], ask("personal", "03-17 am", "03-17 pm", "x")); err != nil || p.Total != 2 {
			b.t.Errorf("%+v %v", p, err)
		}
	})
}

// What a person can get wrong in an application, each with what is said about it.
func TestBadInput(t *testing.T) {
	each(t, func(b *bureau) {
		b.apply("clerk", ask("personal", "03-10 am", "03-10 am", "家事"))
		for _, tt := range []struct {
			name, login string
			a           attendance.Application
			kind        fault.Kind
			say         string
		}{
			{"overlapping leave", "clerk", ask("annual", "03-10 am", "03-11 pm", ""), fault.Invalid, "2026-假-0001"},
			{"negative span", "clerk", ask("annual", "03-13 am", "03-12 pm", ""), fault.Invalid, "不能早于开始"},
			{"afternoon to morning", "clerk", ask("annual", "03-12 pm", "03-12 am", ""), fault.Invalid, "不能早于开始"},
			{"no half day", "clerk", attendance.Application{Kind: "annual", Since: half("03-12 pm"), Until: half("03-12 pm")}, fault.Invalid, "不能早于开始"},
			{"unknown kind", "clerk", ask("holiday", "03-12 am", "03-12 pm", "x"), fault.Invalid, "请假类别"},
			{"no kind", "clerk", ask("", "03-12 am", "03-12 pm", "x"), fault.Invalid, "请假类别"},
			{"no reason", "clerk", ask("personal", "03-12 am", "03-12 pm", " "), fault.Invalid, "事由"},
			{"a reason without end", "clerk", ask("personal", "03-12 am", "03-12 pm", strings.Repeat("长", 501)), fault.Invalid, "最多 500 字"},
			{"before the book was in force", "clerk", ask("personal", "2013-09-02 am", "2013-09-02 pm", "x"), fault.Invalid, "施行"},
			{"a year beyond all calendars", "clerk", ask("personal", "2101-03-12 am", "2101-03-12 pm", "x"), fault.Invalid, "核对年份"},
			{"a slip of the year", "clerk", ask("personal", "03-12 am", "2028-03-12 pm", "x"), fault.Invalid, "400 天"},
			{"days off only", "clerk", ask("personal", "03-14 am", "03-15 pm", "x"), fault.Invalid, "休息日"},
			{"more than the balance", "clerk", ask("annual", "03-16 am", "04-20 pm", ""), fault.Invalid, "可用余额 10 天"},
			{"nobody knows since when he works", "colleague", ask("annual", "03-16 am", "03-16 pm", ""), fault.Conflict, "参加工作时间"},
			{"for somebody else", "clerk", attendance.Application{Person: b.people["head"], Kind: "personal", Since: half("03-12 am"), Until: half("03-13 am"), Reason: "x"}, fault.Forbidden, "本人"},
			{"for nobody", "political", attendance.Application{Person: 99, Kind: "personal", Since: half("03-12 am"), Until: half("03-13 am"), Reason: "x"}, fault.Invalid, "没有这位人员"},
			{"going on from somebody else's leave", "head", attendance.Application{Kind: "personal", Since: half("03-10 pm"), Until: half("03-11 am"), Reason: "x", Extends: 1}, fault.Invalid, "首尾相接"},
		} {
			b.t.Run(tt.name, func(t *testing.T) {
				_, err := b.Apply(b.ctx, b.actors[tt.login], tt.a)
				f := fault.Of(err)
				text := f.Safe()
				for _, x := range f.Fields {
					text += x.Say
				}
				if err == nil || f.Kind != tt.kind || !strings.Contains(text, tt.say) {
					t.Errorf("got %v (%s), want kind %d saying %q", err, text, tt.kind, tt.say)
				}
			})
		}
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM attendance_leave"); err != nil || n != 1 {
			b.t.Errorf("%d leaves were kept, %v", n, err)
		}
	})
}

func TestTheFreeHalfOfADayMayBeAskedFor(t *testing.T) {
	each(t, func(b *bureau) {
		b.apply("clerk", ask("personal", "03-10 am", "03-10 am", "家事"))
		b.apply("clerk", ask("annual", "03-10 pm", "03-10 pm", ""))
	})
}

// A year without an official arrangement of holidays is counted provisionally, and
// both the preview and the case say so.
func TestAYearWithoutACalendarIsProvisional(t *testing.T) {
	each(t, func(b *bureau) {
		a := ask("personal", "2031-03-12 am", "2031-03-12 pm", "x")
		p, err := b.Consider(b.ctx, b.actors["clerk"], a)
		if err != nil || !p.Provisional || !strings.Contains(strings.Join(p.Warnings, ""), "暂算") {
			b.t.Errorf("%+v %v", p, err)
		}
		if l := b.leave(b.apply("clerk", a).ID); !l.Provisional {
			b.t.Error("the case does not say that it is provisional")
		}
	})
}

func TestThePoliticalSectionAppliesForOthers(t *testing.T) {
	each(t, func(b *bureau) {
		a := ask("personal", "03-12 am", "03-12 pm", "x")
		a.Person = b.people["head"]
		if x := b.apply("political", a); b.leave(x.ID).Login != "head" {
			b.t.Error("it is somebody else's")
		}
	})
}

func TestAGuessedNumberIsNotThere(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-12 am", "03-12 pm", "x"))
		stranger := b.actors["stranger"]
		for _, id := range []int64{x.ID, 99, 0, -1} {
			_, err := b.Leave(b.ctx, stranger, id)
			b.refused(err, fault.NotFound, "")
			_, err = b.Trip(b.ctx, stranger, id)
			b.refused(err, fault.NotFound, "")
			_, err = b.Flow.View(b.ctx, stranger, id)
			b.refused(err, fault.NotFound, "")
			b.refused(b.Cancel(b.ctx, stranger, id, "x"), fault.NotFound, "")
			b.refused(b.Return(b.ctx, stranger, id, half("03-12 am"), ""), fault.NotFound, "")
			_, err = b.Reapply(b.ctx, stranger, id, ask("personal", "03-12 am", "03-12 pm", "x"), "")
			b.refused(err, fault.NotFound, "")
		}
	})
}

// A double click, and the back button after it: one leave, and the same answer.
func TestAFormSentAgainIsOneLeave(t *testing.T) {
	each(t, func(b *bureau) {
		site := b.site()
		clerk := b.as(site, "clerk")
		form := new(keys).form("kind", "personal", "since", "2026-03-19", "until", "2026-03-19", "reason", "x", "do", "send")
		first := clerk.Post("/attendance/leave/new", form).Want(303).Header.Get("Location")
		for range 2 {
			if again := clerk.Post("/attendance/leave/new", form).Want(303).Header.Get("Location"); again != first {
				b.t.Errorf("sent again it is %s, not %s", again, first)
			}
		}
		form.Set("_key", "another")
		clerk.Post("/attendance/leave/new", form).Want(422).In("#summary", webtest.HasText("2026-假-0001"))
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM attendance_leave"); err != nil || n != 1 {
			b.t.Errorf("%d leaves, %v", n, err)
		}
	})
}

func TestBothAwayAtOnceIsRefused(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("annual", "03-11 am", "03-12 pm", ""))
		y := b.apply("colleague", ask("personal", "03-12 am", "03-12 pm", "家事"))
		b.agree(b.leave(x.ID).CaseID, "head", "deputy", "director")
		_, err := b.Apply(b.ctx, b.actors["head"], ask("annual", "03-11 am", "03-11 am", ""))
		b.refused(err, fault.Rule, "不能同时不在岗")
		b.agree(b.leave(y.ID).CaseID, "head")
		_, err = b.Flow.Do(b.ctx, b.actors["deputy"], flow.Agree, flow.Input{Case: b.leave(y.ID).CaseID})
		b.refused(err, fault.Rule, "不能同时不在岗")
		if l := b.leave(y.ID); l.State != attendance.Running {
			b.t.Error(l.State)
		}
	})
}

func TestReturnCancelExtendWithdraw(t *testing.T) {
	each(t, func(b *bureau) {
		clerk := b.actors["clerk"]
		x := b.apply("clerk", ask("annual", "03-10 am", "03-13 pm", ""))
		b.agree(b.leave(x.ID).CaseID, "head", "deputy", "director")
		if n := b.left("clerk", 2026); n != 12 {
			b.t.Fatalf("%d left", n)
		}
		b.refused(b.HandOver(b.ctx, b.actors["stranger"], x.ID, org.Handover{Backup: 2, Matters: []string{"x"}}), fault.NotFound, "")
		b.refused(b.HandOver(b.ctx, clerk, x.ID, org.Handover{Backup: 1, Matters: []string{"x"}}), fault.Invalid, "B岗")
		if err := b.HandOver(b.ctx, clerk, x.ID, org.Handover{Backup: 2, Matters: []string{"月报"}}); err != nil {
			b.t.Fatal(err)
		}
		more := ask("annual", "03-16 am", "03-16 pm", "")
		more.Extends = x.ID
		p, err := b.Consider(b.ctx, clerk, more)
		if err != nil || p.Total != 10 {
			b.t.Errorf("%+v %v", p, err)
		}
		b.refused(b.Return(b.ctx, clerk, x.ID, half("03-12 am"), ""), fault.Invalid, "还没有到")
		b.c.Move(3 * 24 * time.Hour) // Thursday noon
		b.refused(b.Cancel(b.ctx, clerk, x.ID, "x"), fault.Conflict, "已经开始")
		b.refused(b.Return(b.ctx, b.actors["stranger"], x.ID, half("03-12 am"), ""), fault.NotFound, "")
		if err := b.Return(b.ctx, clerk, x.ID, half("03-12 am"), ""); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("clerk", 2026); n != 16 {
			b.t.Errorf("%d left after an early return, want 16", n)
		}
		if seen, err := b.Calendar.WhoIsAway(b.ctx, clerk, half("03-12 pm")); err != nil || len(seen) != 0 {
			b.t.Errorf("%+v %v", seen, err)
		}
		y := b.apply("clerk", ask("annual", "03-12 pm", "03-13 pm", ""))
		if _, err := b.Flow.Do(b.ctx, clerk, flow.Withdraw, flow.Input{Case: b.leave(y.ID).CaseID}); err != nil {
			b.t.Fatal(err)
		}
		z := b.apply("clerk", ask("annual", "03-13 am", "03-13 pm", ""))
		b.agree(b.leave(z.ID).CaseID, "head", "deputy", "director")
		b.refused(b.Cancel(b.ctx, clerk, z.ID, ""), fault.Invalid, "原因")
		if err := b.Cancel(b.ctx, clerk, z.ID, "会议"); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("clerk", 2026); n != 16 {
			b.t.Errorf("%d left at the end, want 16", n)
		}
		again := b.apply("clerk", ask("annual", "03-13 am", "03-13 pm", ""))
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Return, flow.Input{Case: b.leave(again.ID).CaseID, Words: "改期"}); err != nil {
			b.t.Fatal(err)
		}
		if b.leave(again.ID).State != attendance.SentBack {
			b.t.Error("not returned")
		}
		_, err = b.Reapply(b.ctx, b.actors["stranger"], again.ID, ask("annual", "03-17 am", "03-17 am", ""), "")
		b.refused(err, fault.NotFound, "")
		if _, err = b.Reapply(b.ctx, clerk, again.ID, ask("annual", "03-17 am", "03-17 am", ""), "改为周二"); err != nil {
			b.t.Fatal(err)
		}
		if l := b.leave(again.ID); l.Halves != 1 || l.State != attendance.Running {
			b.t.Errorf("%+v", l.Leave)
		}
	})
}

func TestTripsOfMixedRank(t *testing.T) {
	each(t, func(b *bureau) {
		j := attendance.Journey{People: []int64{b.people["clerk"], b.people["head"], b.people["deputy"]}, Place: "成都市", Zone: "outside_city", Purpose: "business", Reason: "工作交流",
			Since: civil.Must("2026-03-16"), Until: civil.Must("2026-03-17"), AdvanceFen: 120050, Transport: "动车"}
		_, err := b.Plan(b.ctx, b.actors["clerk"], attendance.Journey{Zone: "district", Purpose: "business", Since: j.Since, Until: j.Until, Place: "古南", Reason: "x", Transport: "步行"})
		b.refused(err, fault.Invalid, "外出报告")
		_, err = b.Plan(b.ctx, b.actors["clerk"], attendance.Journey{Zone: "city", Purpose: "business", Since: j.Until, Until: j.Since, Place: "渝中", Reason: "x", Transport: "x"})
		b.refused(err, fault.Invalid, "不能早于开始")
		p, err := b.Plan(b.ctx, b.actors["clerk"], j)
		if err != nil || len(p.Legs) != 3 || len(p.Legs[0].Steps) != 3 || len(p.Legs[1].Steps) != 2 || len(p.Legs[2].Steps) != 2 {
			b.t.Fatalf("%+v %v", p, err)
		}
		out, err := b.Travel(b.ctx, b.actors["clerk"], j)
		if err != nil || len(out) != 3 || out[0].Number != "2026-差-0001" {
			b.t.Fatal(out, err)
		}
		v, err := b.Trip(b.ctx, b.actors["political"], out[0].ID)
		if err != nil || len(v.Others) != 2 || v.Days != 2 {
			b.t.Fatalf("%+v %v", v, err)
		}
		_, err = b.Trip(b.ctx, b.actors["stranger"], out[0].ID)
		b.refused(err, fault.NotFound, "")
		b.agree(v.CaseID, "head", "deputy", "director")
		if v, err = b.Trip(b.ctx, b.actors["clerk"], out[0].ID); err != nil || v.State != attendance.Closed || len(b.filed) != 1 {
			b.t.Fatalf("%s %v", v.State, err)
		}
		var pdf bytes.Buffer
		if _, err := b.PrintTrip(b.ctx, b.actors["clerk"], out[0].ID, &pdf); err != nil {
			b.t.Fatal(err)
		}
		b.refused(b.ReturnTrip(b.ctx, b.actors["clerk"], out[0].ID, civil.Must("2026-03-17"), ""), fault.Invalid, "返回日期")
		b.refused(b.CancelTrip(b.ctx, b.actors["stranger"], out[0].ID, "x"), fault.NotFound, "")
		b.c.Move(8 * 24 * time.Hour)
		if err := b.ReturnTrip(b.ctx, b.actors["clerk"], out[0].ID, civil.Must("2026-03-17"), "已对接"); err != nil {
			b.t.Fatal(err)
		}
		next := j
		next.People, next.Since, next.Until = []int64{b.people["clerk"]}, civil.Must("2026-03-30"), civil.Must("2026-03-31")
		if out, err = b.Travel(b.ctx, b.actors["clerk"], next); err != nil {
			b.t.Fatal(err)
		}
		if v, err = b.Trip(b.ctx, b.actors["clerk"], out[0].ID); err != nil {
			b.t.Fatal(err)
		}
		b.agree(v.CaseID, "head", "deputy", "director")
		b.refused(b.HandOverTrip(b.ctx, b.actors["stranger"], out[0].ID, org.Handover{Backup: 2, Matters: []string{"x"}}), fault.NotFound, "")
		b.refused(b.HandOverTrip(b.ctx, b.actors["clerk"], out[0].ID, org.Handover{Backup: 1, Matters: []string{"x"}}), fault.Invalid, "B岗")
		if err := b.HandOverTrip(b.ctx, b.actors["clerk"], out[0].ID, org.Handover{Backup: 2, Matters: []string{"月报"}}); err != nil {
			b.t.Fatal(err)
		}
		site := b.site()
		b.as(site, "clerk").Get(fmt.Sprintf("/attendance/trips/%d", out[0].ID)).Want(200).In("main", webtest.HasText("月报"))
		if err := b.CancelTrip(b.ctx, b.actors["clerk"], out[0].ID, "会议改期"); err != nil {
			b.t.Fatal(err)
		}
	})
}

func TestLeavingThePost(t *testing.T) {
	each(t, func(b *bureau) {
		now := b.c.Now()
		o := attendance.Outing{Place: "区政府", Reason: "送文件", Since: now, Expected: now.Add(2 * time.Hour)}
		rep, err := b.ReportTo(b.ctx, b.actors["clerk"])
		if err != nil || rep.To != "section_head" || len(rep.Told) != 1 {
			b.t.Fatalf("%+v %v", rep, err)
		}
		if rep, err = b.ReportTo(b.ctx, b.actors["head"]); err != nil || rep.To != "office" {
			b.t.Fatalf("%+v %v", rep, err)
		}
		bad := o
		bad.Expected = now.Add(24 * time.Hour)
		_, err = b.ReportOut(b.ctx, b.actors["clerk"], bad)
		b.refused(err, fault.Invalid, "当天往返")
		id, err := b.ReportOut(b.ctx, b.actors["clerk"], o)
		if err != nil {
			b.t.Fatal(err)
		}
		_, err = b.ReportOut(b.ctx, b.actors["clerk"], o)
		b.refused(err, fault.Conflict, "先登记返回")
		board, err := b.Board(b.ctx, b.actors["stranger"])
		if err != nil {
			b.t.Fatal(err)
		}
		found := false
		for _, h := range board {
			found = found || h.Name == "流通科科员" && h.Where == "外出" && !strings.Contains(h.Until, "区政府")
		}
		if !found {
			b.t.Errorf("%+v", board)
		}
		for login, want := range map[string]int{"clerk": 1, "head": 1, "political": 1, "stranger": 0, "colleague": 0} {
			if list, err := b.Outs(b.ctx, b.actors[login], civil.Must(monday)); err != nil || len(list) != want {
				b.t.Errorf("%s sees %d outings, want %d, %v", login, len(list), want, err)
			}
		}
		b.refused(b.BackFromOut(b.ctx, b.actors["stranger"], id), fault.NotFound, "")
		if err := b.BackFromOut(b.ctx, b.actors["clerk"], id); err != nil {
			b.t.Fatal(err)
		}
		b.refused(b.BackFromOut(b.ctx, b.actors["clerk"], id), fault.Conflict, "已经登记返回")
	})
}

func TestAbsenceWithoutLeaveNeedsAPersonAndBothSides(t *testing.T) {
	each(t, func(b *bureau) {
		a := attendance.Absence{PersonID: b.people["clerk"], Since: half("03-09 am"), Until: half("03-09 pm"), Found: "上午不在岗，电话未接。"}
		_, err := b.DraftAbsence(b.ctx, b.actors["clerk"], a)
		b.refused(err, fault.Forbidden, "")
		_, err = b.DraftAbsence(b.ctx, b.actors["office"], a)
		b.refused(err, fault.Invalid, "本科室")
		id, err := b.DraftAbsence(b.ctx, b.actors["head"], a)
		if err != nil {
			b.t.Fatal(err)
		}
		list := &notify.Notify{Door: b.Door}
		todo := func(login string, role org.Role, want string) {
			b.t.Helper()
			got, err := list.ListBesides(b.ctx, notify.Audience{Login: login, Roles: []org.Role{role}}, "flow.")
			if err != nil || (want == "") != (len(got) == 0) || want != "" && !strings.HasPrefix(got[0].Text, want) {
				b.t.Errorf("%s has %+v, want %q (%v)", login, got, want, err)
			}
		}
		todo("clerk", org.Staff, "说明")
		todo("political", org.Personnel, "")
		b.refused(b.DecideAbsence(b.ctx, b.actors["head"], id, true, "x"), fault.Forbidden, "")
		b.refused(b.DecideAbsence(b.ctx, b.actors["political"], id, true, "x"), fault.Rule, "本人说明")
		b.refused(b.HearAbsence(b.ctx, b.actors["stranger"], id, "x"), fault.NotFound, "")
		if err := b.HearAbsence(b.ctx, b.actors["clerk"], id, "去医院取药，未及请假。"); err != nil {
			b.t.Fatal(err)
		}
		todo("clerk", org.Staff, "")
		todo("political", org.Personnel, "核实流通科科员")
		if err := b.DecideAbsence(b.ctx, b.actors["political"], id, true, "没有办理手续。"); err != nil {
			b.t.Fatal(err)
		}
		todo("political", org.Personnel, "")
		b.c.Move(30 * 24 * time.Hour)
		sh, _, err := b.Sheet(b.ctx, b.actors["head"], "LTK", "2026-03")
		if err != nil || len(sh.Rows) != 3 || sh.Rows[1].Absent != 1 {
			b.t.Fatalf("%+v %v", sh.Rows, err)
		}
		if err := b.DecideAbsence(b.ctx, b.actors["political"], id, false, "核实为就医，补办手续。"); err != nil {
			b.t.Fatal(err)
		}
		if sh, _, err = b.Sheet(b.ctx, b.actors["head"], "LTK", "2026-03"); err != nil || sh.Rows[1].Absent != 0 {
			b.t.Errorf("%+v %v", sh.Rows, err)
		}
		if list, err := b.Absences(b.ctx, b.actors["colleague"]); err != nil || len(list) != 0 {
			b.t.Errorf("%v %v", list, err)
		}
	})
}

func TestMonthlySheet(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("sick", "03-10 am", "03-11 am", "检查"))
		b.agree(b.leave(x.ID).CaseID, "head", "deputy")
		_, _, err := b.Sheet(b.ctx, b.actors["clerk"], "LTK", "2026-03")
		b.refused(err, fault.NotFound, "")
		b.refused(b.ConfirmSheet(b.ctx, b.actors["head"], "LTK", "2026-03"), fault.Invalid, "没有结束")
		b.c.Move(24 * 24 * time.Hour) // 2 April
		b.refused(b.ConfirmSheet(b.ctx, b.actors["office"], "LTK", "2026-03"), fault.NotFound, "")
		if err := b.ConfirmSheet(b.ctx, b.actors["head"], "LTK", "2026-03"); err != nil {
			b.t.Fatal(err)
		}
		_, err = b.PublishSheets(b.ctx, b.actors["head"], "2026-03")
		b.refused(err, fault.Forbidden, "")
		if n, err := b.PublishSheets(b.ctx, b.actors["political"], "2026-03"); err != nil || n != 1 {
			b.t.Fatal(n, err)
		}
		sh, k, err := b.Sheet(b.ctx, b.actors["stranger"], "LTK", "2026-03")
		if err != nil || k.State != "published" || len(sh.Days) != 31 {
			b.t.Fatalf("%+v %v", k, err)
		}
		for _, row := range sh.Rows {
			if sum := row.Here + row.Leave + row.Trip + row.Absent; sum != 44 { // 22 working days
				b.t.Errorf("%s: %d half days", row.Name, sum)
			}
		}
		if sh.Rows[1].Leave != 3 || sh.Rows[1].Signs[9][0] != "假" {
			b.t.Errorf("%+v", sh.Rows[1])
		}
	})
}

func TestBalances(t *testing.T) {
	each(t, func(b *bureau) {
		if n, err := b.GrantDue(b.ctx); err != nil || n != 7 {
			b.t.Fatal(n, err)
		}
		if n, err := b.GrantDue(b.ctx); err != nil || n != 0 {
			b.t.Fatal(n, err)
		}
		if n := b.left("stranger", 2026); n != 10 {
			b.t.Errorf("%d", n)
		}
		c := attendance.Change{Person: b.people["clerk"], Kind: "annual", Year: 2026, What: "carry", Why: "工作需要"}
		_, err := b.ChangeBalance(b.ctx, b.actors["clerk"], c)
		b.refused(err, fault.Forbidden, "")
		_, err = b.ChangeBalance(b.ctx, b.actors["political"], c)
		b.refused(err, fault.Invalid, "没有结束")
		own := c
		own.Person = b.people["political"]
		_, err = b.ChangeBalance(b.ctx, b.actors["political"], own)
		b.refused(err, fault.Rule, "本人")
		b.c.Move(300 * 24 * time.Hour) // 2027
		if n, err := b.ChangeBalance(b.ctx, b.actors["political"], c); err != nil || n != -20 {
			b.t.Fatal(n, err)
		}
		if a, err := b.Affairs(b.ctx, b.actors["clerk"], 0, 2027); err != nil || a.Balance[0].Left != 40 {
			b.t.Errorf("%+v %v", a.Balance, err)
		}
		c.Person, c.What = b.people["stranger"], "lapse"
		if _, err := b.ChangeBalance(b.ctx, b.actors["political"], c); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("stranger", 2026); n != 0 {
			b.t.Errorf("%d", n)
		}
		c.What, c.Year, c.Halves = "correction", 2027, -300
		_, err = b.ChangeBalance(b.ctx, b.actors["political"], c)
		b.refused(err, fault.Invalid, "100 天")
		c.Kind, c.Halves, c.Why = "home_visit", 40, "未婚探望父母"
		if _, err := b.ChangeBalance(b.ctx, b.actors["political"], c); err != nil {
			b.t.Fatal(err)
		}
		c.Kind, c.What = "annual", "forfeit"
		if _, err := b.ChangeBalance(b.ctx, b.actors["political"], c); err != nil {
			b.t.Fatal(err)
		}
		if n := b.left("stranger", 2027); n != 0 {
			b.t.Errorf("after the loss %d half days are left", n)
		}
	})
}
