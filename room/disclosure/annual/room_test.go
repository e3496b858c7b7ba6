package annual_test

import (
	"context"
	"fmt"
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
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/room/disclosure"
	"lantai.internal/room/disclosure/annual"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{org.Staff: {org.Anyone, flow.Use, annual.Use}, org.SectionHead: {org.Anyone, flow.Use, annual.Use},
	org.Leader: {org.Anyone, flow.Use, annual.Use, annual.Lead}, org.Director: {org.Anyone, flow.Use, annual.Use, annual.Lead}, org.SystemAdmin: {org.Anyone}}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema, disclosure.Schema, annual.Schema}

type bureau struct {
	*annual.Room
	t      *testing.T
	ctx    context.Context
	c      *clock.Movable
	actors map[string]act.Actor
}

func open(t *testing.T, d *act.Door, c *clock.Movable) *bureau {
	t.Helper()
	ctx := context.Background()
	c.Move(civil.Must("2027-01-04").Time().Add(12 * time.Hour).Sub(c.Now()))
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
		{"other", "政工科科员", "ZGK", "ZGK-staff", org.RankStaff, org.Staff},
		{"chief", "办公室主任", "BGS", "BGS-head", org.RankSectionHead, org.SectionHead},
	}
	seed := org.Seed{Units: []org.Unit{{Code: "JLD", Name: "局领导"}, {Code: "LTK", Name: "流通科"}, {Code: "ZGK", Name: "政工科"}, {Code: "BGS", Name: "办公室"}}}
	for _, x := range rows {
		seed.Posts = append(seed.Posts, org.Post{Code: x.post, Unit: x.unit, Title: x.name, Rank: x.rank})
		seed.People = append(seed.People, org.SeedPerson{Name: x.name, Unit: x.unit, Posts: []string{x.post}, Since: since})
	}
	ids, err := o.Found(ctx, act.Owner(), seed)
	must(err)
	b := &bureau{t: t, ctx: ctx, c: c, actors: map[string]act.Actor{}}
	for i, x := range rows {
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
		_, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: unit, PersonID: ids[1], Since: since})
		must(err)
	}
	book, err := rulebook.Load("qijiang-commerce")
	must(err)
	cal := &calendar.Store{Door: d}
	b.Room = annual.Open(d, o, flow.Open(d, flow.OrgCast{Org: o}, cal), cal, &rulebook.Library{Door: d, Base: book})
	b.register()
	return b
}

// row is one application as the register holds it.
type row struct{ class, received, replied, closed, outcome, event string }

var putRow = act.Define(act.Spec[[]row, bool]{Name: "disclosure.sample.put", Label: "样例", Right: annual.Use, Do: func(tx *act.Tx, list []row) (bool, act.Entry, error) {
	for i, x := range list {
		n := i + 1
		if err := insert(tx, "disclosure_application", map[string]any{"id": n, "number": fmt.Sprintf("2026-申-%04d", n), "kind": "information", "state": "replied", "channel": "window", "class": x.class,
			"came_on": x.received, "received_on": x.received, "outcome": x.outcome, "replied_on": x.replied, "closed_on": x.closed, "version": 1}); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("disclosure_application", int64(n))
		if x.event != "" {
			if err := insert(tx, "disclosure_event", map[string]any{"id": n, "application_id": n, "on_date": x.closed, "what": x.event}); err != nil {
				return false, act.Entry{}, err
			}
			tx.Touch("disclosure_event", int64(n))
		}
	}
	for _, o := range []map[string]any{{"id": 1, "application_id": 2, "kind": "review", "filed_on": "2026-05-01", "decided_on": "2026-06-01", "result": "upheld"}, {"id": 2, "application_id": 2, "kind": "suit", "filed_on": "2026-07-01"}} {
		if err := insert(tx, "disclosure_overlay", o); err != nil {
			return false, act.Entry{}, err
		}
	}
	tx.Touch("disclosure_overlay", 1, 2)
	return true, act.Entry{Subject: "disclosure_application:1", Summary: "样例"}, nil
}})

// insert writes a row of the register; columns that are not given are empty, so that
// the register may grow without this test.
func insert(tx *act.Tx, table string, given map[string]any) error {
	rows, err := tx.Query(tx.Ctx, "SELECT * FROM "+table+" LIMIT 0")
	if err != nil {
		return err
	}
	types, err := rows.ColumnTypes()
	_ = rows.Close()
	if err != nil {
		return err
	}
	var names, marks []string
	var values []any
	for i, c := range types {
		v, ok := given[c.Name()]
		switch {
		case ok:
		case c.DatabaseTypeName() == "TEXT":
			v = ""
		default:
			v = 0
		}
		names, marks, values = append(names, c.Name()), append(marks, fmt.Sprintf("$%d", i+1)), append(values, v)
	}
	_, err = tx.Exec(tx.Ctx, "INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", values...)
	return err
}

func (b *bureau) register() {
	b.t.Helper()
	_, err := putRow.Run(b.ctx, b.Door, act.Program("样例").Using(annual.Use), []row{
		{"person", "2026-01-05", "2026-01-20", "", "1b", ""},
		{"person", "2026-02-05", "2026-03-01", "2026-03-20", "3.4", ""},
		{"business", "2025-12-20", "2026-01-10", "", "2", ""},
		{"legal", "2026-12-20", "", "", "", ""},
		{"person", "2026-03-01", "", "2026-05-01", "6.1", "correction_missed"},
		{"person", "2025-03-01", "2025-03-20", "", "1a", ""},
		{"other", "2026-12-30", "2027-01-02", "", "1a", ""},
	})
	b.ok(err)
}

func (b *bureau) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("%v: %s", err, fault.Of(err).Safe())
	}
}

func (b *bureau) refused(err error, kind fault.Kind, field string) {
	b.t.Helper()
	if f := fault.Of(err); err == nil || f.Kind != kind || field != "" && f.Field != field {
		b.t.Errorf("want kind %d field %q, got %v", kind, field, err)
	}
}

func (b *bureau) who(login string) act.Actor { return b.actors[login] }

func each(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(open(t, d, c)) })
}

// write fills in every part that has no draft.
func (b *bureau) write() {
	b.t.Helper()
	for i, p := range annual.Parts {
		if p.Draft == "" {
			b.ok(b.Write(b.ctx, b.who("chief"), 2026, p.Key, strings.Repeat(string(rune('甲'+i))+"项工作按计划完成，全年新收申请{新收}件。", 2)))
		}
	}
}

func (b *bureau) act(login string, caseID int64, a flow.Action, words string) {
	b.t.Helper()
	_, err := b.Flow.Do(b.ctx, b.who(login), a, flow.Input{Case: caseID, Words: words})
	b.ok(err)
}

func TestAYear(t *testing.T) {
	each(t, func(b *bureau) {
		chief := b.who("chief")
		_, err := b.Begin(b.ctx, chief, 2026)
		b.ok(err)
		_, err = b.Begin(b.ctx, chief, 2026)
		b.refused(err, fault.Conflict, "")
		_, err = b.Begin(b.ctx, chief, 2028)
		b.refused(err, fault.Invalid, "year")
		w, err := b.Show(b.ctx, b.who("director"), 2026)
		b.ok(err)
		a := w.Report.Asked
		for _, x := range []struct{ row, n int }{{annual.RowNew, 5}, {annual.RowCarried, 1}, {3, 1}, {4, 1}, {8, 1}, {21, 1}, {annual.RowTotal, 4}, {annual.RowLeft, 2}} {
			if a.At(x.row, annual.Sum) != x.n {
				t.Errorf("row %d: %d, not %d", x.row, a.At(x.row, annual.Sum), x.n)
			}
		}
		if w.Report.Disputes != (annual.Disputes{{1, 0, 0, 0, 1}, {}, {0, 0, 0, 1, 1}}) {
			t.Errorf("%v", w.Report.Disputes)
		}
		_, err = b.Check(b.ctx, chief, 2026)
		b.refused(err, fault.Conflict, "")
		digest, err := b.Freeze(b.ctx, chief, 2026)
		b.ok(err)
		if len(digest) != 64 {
			t.Error(digest)
		}
		_, err = b.Check(b.ctx, chief, 2026)
		b.refused(err, fault.Rule, "")
		b.write()
		b.refused(b.Write(b.ctx, chief, 2026, "clean", "清理{天气}条"), fault.Invalid, "text")
		b.refused(b.Write(b.ctx, chief, 2026, "poem", "诗"), fault.NotFound, "")
		b.ok(b.Enter(b.ctx, chief, annual.Entered{Year: 2026, Acts: annual.Acts{Normative: annual.Norms{Made: 2, Ended: 1, InForce: 7}}, Published: 120}))
		b.refused(b.Enter(b.ctx, chief, annual.Entered{Year: 2026, Acts: annual.Acts{Permits: -1}}), fault.Invalid, "permits")
		_, err = b.Sign(b.ctx, chief, 2026)
		b.refused(err, fault.Rule, "")
		_, err = b.Check(b.ctx, chief, 2026)
		b.ok(err)
		id, err := b.Sign(b.ctx, chief, 2026)
		b.ok(err)
		b.refused(b.Write(b.ctx, chief, 2026, "clean", "改"), fault.Conflict, "")
		// Returned, changed, checked, put forward again.
		b.act("deputy", id, flow.Return, "第五部分写具体")
		b.ok(b.Write(b.ctx, chief, 2026, "problem", "主动公开不够及时；下一年按月清查。"))
		_, err = b.Check(b.ctx, chief, 2026)
		b.ok(err)
		again, err := b.Sign(b.ctx, chief, 2026)
		b.ok(err)
		b.act("deputy", again, flow.Agree, "同意")
		b.act("director", again, flow.Agree, "同意")
		b.refused(b.Publish(b.ctx, chief, 2026, civil.Must("2027-01-04"), "门户网站"), fault.Conflict, "")
		b.refused(b.Send(b.ctx, chief, 2026, civil.Must("2027-02-04"), "公文交换"), fault.Invalid, "on")
		b.refused(b.Send(b.ctx, chief, 2026, civil.Must("2027-01-04"), ""), fault.Invalid, "words")
		b.ok(b.Send(b.ctx, chief, 2026, civil.Must("2027-01-04"), "公文交换"))
		b.ok(b.Publish(b.ctx, chief, 2026, civil.Must("2027-01-04"), "区政府门户网站年报栏目"))
		// A correction moves one application and leaves an entry.
		b.refused(second(b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "case", Which: "2026-申-0009", Becomes: "3.5", Reason: "核对"})), fault.Invalid, "which")
		b.refused(second(b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "case", Which: "2026-申-0004", Becomes: "3.5", Reason: "核对"})), fault.Invalid, "which")
		b.refused(second(b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "case", Which: "2026-申-0002", Becomes: "3.5"})), fault.Invalid, "reason")
		b.refused(second(b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "case", Which: "2026-申-0002", Becomes: "3.4", Reason: "核对"})), fault.Invalid, "becomes")
		_, err = b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "case", Which: "2026-申-0002", Becomes: "3.5", Reason: "审计指出属于内部事务信息"})
		b.ok(err)
		_, err = b.Correct(b.ctx, chief, annual.Fix{Year: 2026, What: "text", Which: "clean", Becomes: "清理过期信息。", Reason: "表述不当"})
		b.ok(err)
		w, err = b.Show(b.ctx, chief, 2026)
		b.ok(err)
		if w.State != annual.Published || w.Digest != digest || len(w.Fixed) != 2 || w.Report.Asked.At(8, 0) != 0 || w.Report.Asked.At(9, 0) != 1 || annual.Stops(w.Findings) {
			t.Errorf("%s %d %+v", w.State, len(w.Fixed), w.Findings)
		}
	})
}

func second[T any](_ T, err error) error { return err }

func TestWhoMay(t *testing.T) {
	each(t, func(b *bureau) {
		chief, head, other := b.who("chief"), b.who("head"), b.who("other")
		_, err := b.Begin(b.ctx, head, 2026)
		b.refused(err, fault.Forbidden, "")
		_, err = b.Begin(b.ctx, b.who("director"), 2026)
		b.refused(err, fault.Forbidden, "")
		_, err = b.Begin(b.ctx, chief, 2026)
		b.ok(err)
		for what, try := range map[string]func() error{
			"enter":   func() error { return b.Enter(b.ctx, head, annual.Entered{Year: 2026}) },
			"write":   func() error { return b.Write(b.ctx, head, 2026, "clean", "x") },
			"freeze":  func() error { return second(b.Freeze(b.ctx, head, 2026)) },
			"check":   func() error { return second(b.Check(b.ctx, head, 2026)) },
			"sign":    func() error { return second(b.Sign(b.ctx, head, 2026)) },
			"ask":     func() error { return second(b.Ask(b.ctx, head, 2026, civil.Must("2027-01-10"), []string{"LTK"})) },
			"send":    func() error { return b.Send(b.ctx, head, 2026, civil.Must("2027-01-04"), "x") },
			"publish": func() error { return b.Publish(b.ctx, head, 2026, civil.Must("2027-01-04"), "x") },
			"correct": func() error { return second(b.Correct(b.ctx, head, annual.Fix{Year: 2026})) },
			"measure": func() error { return b.Take(b.ctx, head, annual.Measure{ID: 1}) },
		} {
			if f := fault.Of(try()); f == nil || f.Kind != fault.Forbidden {
				t.Errorf("%s by another unit: %v", what, f)
			}
		}
		if _, err := b.Show(b.ctx, head, 2026); !fault.Is(err, fault.NotFound) {
			t.Errorf("another unit sees the report: %v", err)
		}
		if list, err := b.List(b.ctx, head); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		if _, err := b.Show(b.ctx, b.who("deputy"), 2026); err != nil {
			t.Error(err)
		}
		n, err := b.Ask(b.ctx, chief, 2026, civil.Must("2027-01-08"), []string{"LTK", "ZGK"})
		b.ok(err)
		mine, err := b.Mine(b.ctx, head)
		b.ok(err)
		if n != 2 || len(mine) != 1 || mine[0].Unit != "LTK" {
			t.Fatalf("%d %+v", n, mine)
		}
		b.refused(b.Hand(b.ctx, other, mine[0].ID, "别科的材料"), fault.NotFound, "")
		b.refused(b.Hand(b.ctx, head, mine[0].ID, " "), fault.Invalid, "words")
		b.refused(b.Take(b.ctx, chief, annual.Measure{ID: mine[0].ID, Points: 10}), fault.Rule, "")
		b.c.Move(5 * 24 * time.Hour)
		b.refused(b.Take(b.ctx, chief, annual.Measure{ID: mine[0].ID}), fault.Invalid, "points")
		b.refused(b.Take(b.ctx, chief, annual.Measure{ID: mine[0].ID, MakeupBy: civil.Must("2027-01-08")}), fault.Invalid, "makeup_by")
		b.ok(b.Take(b.ctx, chief, annual.Measure{ID: mine[0].ID, Points: 10, CriticisedOn: civil.Must("2027-01-09"), MakeupBy: civil.Must("2027-01-12"), Note: "第一次"}))
		b.ok(b.Hand(b.ctx, head, mine[0].ID, "全年没有制发规范性文件。"))
		mine, err = b.Mine(b.ctx, head)
		b.ok(err)
		if x := mine[0]; x.HandedOn != civil.Must("2027-01-09") || !x.Late(civil.Must("2027-02-01")) || x.Points != 10 {
			t.Errorf("%+v", x)
		}
	})
}

func TestTheNightFreezes(t *testing.T) {
	each(t, func(b *bureau) {
		_, err := b.Begin(b.ctx, b.who("chief"), 2026)
		b.ok(err)
		_, err = b.Begin(b.ctx, b.who("chief"), 2027)
		b.ok(err)
		n, err := b.FreezeDue(b.ctx)
		b.ok(err)
		if again, err := b.FreezeDue(b.ctx); n != 1 || again != 0 || err != nil {
			t.Errorf("%d %d %v", n, again, err)
		}
		_, err = b.Freeze(b.ctx, b.who("chief"), 2027)
		b.refused(err, fault.Conflict, "")
		// What happens after that does not change the figures.
		w, err := b.Show(b.ctx, b.who("chief"), 2026)
		b.ok(err)
		if w.State != annual.Frozen || len(w.Cases) != 6 || slices.ContainsFunc(w.Findings, func(f annual.Finding) bool { return f.Check == "C8" || f.Check == "C9" || f.Check == "C1" }) {
			t.Errorf("%s %d %+v", w.State, len(w.Cases), w.Findings)
		}
		// The next year begins where this one ended.
		w, err = b.Show(b.ctx, b.who("chief"), 2027)
		b.ok(err)
		if w.Report.Asked.At(annual.RowCarried, annual.Sum) != 2 || slices.ContainsFunc(w.Findings, func(f annual.Finding) bool { return f.Check == "C4" }) {
			t.Errorf("%+v", w.Findings)
		}
	})
}
