package rulebook_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/rulebooks"
)

// A room's own deed, as rooms keep decisions.
const keepRight act.Right = "probe.keep"

type keeping struct {
	c rulebook.Case
	b *rulebook.Book
	d rulebook.Decision
}

var keep = act.Define(act.Spec[keeping, int64]{
	Name: "probe.decision.keep", Right: keepRight, Basis: []law.ID{law.CommonWorkday},
	Do: func(tx *act.Tx, in keeping) (int64, act.Entry, error) {
		id, err := rulebook.Keep(tx, in.c, in.b, in.d)
		return id, act.Entry{Subject: in.c.Subject, Summary: "判定"}, err
	}})

func init() { org.NameRights(map[act.Right]string{keepRight: "试存决定"}) }

type bureau struct {
	*orgtest.Site
	l *rulebook.Library
	c *clock.Movable
	d *act.Door
}

var grants = org.Grants{
	org.SectionHead: {rulebook.Drafting, rulebook.Approving, rulebook.SeeDecisions, keepRight},
	org.Director:    {rulebook.Drafting, rulebook.Approving, rulebook.Publishing, rulebook.SeeDecisions},
	org.Leader:      {rulebook.Publishing},
	org.Archivist:   {rulebook.SeeDecisions},
}

var accounts = map[string][]org.Role{"head": {org.SectionHead}, "other": {org.SectionHead}, "director": {org.Director}, "leader": {org.Leader},
	"keeper": {org.Archivist}, "staff": {org.Staff}, "auditor": {org.AuditAdmin}}

func bureaus(t *testing.T, book string, fn func(t *testing.T, s bureau)) {
	dbtest.Each(t, []db.Schema{org.Schema, rulebook.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		b, err := rulebook.Load(book)
		if err != nil {
			t.Fatal(err)
		}
		l := &rulebook.Library{Door: d, Base: b}
		fn(t, bureau{orgtest.New(t, d, c, orgtest.Options{Grants: grants, Accounts: accounts, Pages: (&rulebook.Shelf{Library: l}).Pages(), Transport: web.TLS}), l, c, d})
	})
}

// longer lets the section head give two days and a half.
const longer = `cards:
  - id: leave.short
    statement: 两天半以内的假由科长批准。
    parameters:
      - {name: half_days, value: "5"}
tables:
  - id: leave.final
    rows:
      - {id: short, when: {half_days: 1..5}, then: section_head, clause: leave.short}
      - {id: long, when: {half_days: 6..}, then: director, clause: leave.long}
`

func (s bureau) decide(t *testing.T, c rulebook.Case, halfDays string) int64 {
	t.Helper()
	ctx := context.Background()
	b, err := s.l.Today(ctx)
	if err != nil {
		t.Fatal(err)
	}
	d, err := b.Judge("leave.final", s.d.Today(), map[string]string{"half_days": halfDays})
	if err != nil {
		t.Fatal(err)
	}
	id, err := keep.Run(ctx, s.d, s.Actor("head"), keeping{c, b, d})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (s bureau) draft(t *testing.T, who, text string) int64 {
	t.Helper()
	id, err := s.l.Draft(context.Background(), s.Actor(who), rulebook.EditionInput{Title: "短假天数", Reason: "科室反映一天太短", Amendment: text})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (s bureau) meeting(id int64, from string) rulebook.Meeting {
	return rulebook.Meeting{ID: id, On: s.d.Today(), Number: "2026年第3次局长办公会", ForceFrom: civil.Must(from)}
}

func TestAnEditionFromDraftToForce(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		head, other, director, leader := s.Actor("head"), s.Actor("other"), s.Actor("director"), s.Actor("leader")
		s.decide(t, rulebook.Case{Subject: "probe:1"}, "2")
		s.decide(t, rulebook.Case{Subject: "probe:2"}, "4")
		s.decide(t, rulebook.Case{Subject: "probe:3", Level: mark.Internal, Compartment: "personnel"}, "3")

		id := s.draft(t, "head", longer)
		e, err := s.l.Edition(ctx, id)
		if err != nil || e.State != rulebook.StateDraft {
			t.Fatalf("%+v %v", e, err)
		}
		// The replay: 2 stays, 4 comes out otherwise, and so does 3, which head may not see.
		r, err := s.l.Replay(ctx, head, e)
		if err != nil || r.Total != 3 || r.Changed != 2 || r.Hidden != 1 || len(r.Rows) != 1 {
			t.Fatalf("%+v %v", r, err)
		}
		if x := r.Rows[0]; x.Subject != "probe:2" || x.Was.Outcome != "局长" || x.Now.Outcome != "科长" || x.Facts[0].Value != "4" {
			t.Errorf("%+v", x)
		}
		if r, _ := s.l.Replay(ctx, director, e); r.Hidden != 0 || len(r.Rows) != 2 {
			t.Errorf("the director sees all: %+v", r)
		}
		if err := s.l.Approve(ctx, other, s.meeting(id, "2026-04-01")); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved while it was a draft: %v", err)
		}
		if err := s.l.Send(ctx, other, id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("sent by another: %v", err)
		}
		if err := s.l.Send(ctx, head, id); err != nil {
			t.Fatal(err)
		}
		if e, _ := s.l.Edition(ctx, id); e.Replayed != 3 || e.Changed != 2 || e.State != rulebook.StateSent {
			t.Errorf("%+v", e)
		}
		if _, err := s.l.Draft(ctx, head, rulebook.EditionInput{ID: id, Title: "x", Reason: "y", Amendment: longer}); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed before the meeting's eyes: %v", err)
		}
		if err := s.l.Approve(ctx, head, s.meeting(id, "2026-04-01")); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.SeparationOfDuties {
			t.Errorf("the drafter entered the meeting's decision: %v", err)
		}
		for name, m := range map[string]rulebook.Meeting{
			"meeting_on": {ID: id, On: civil.Must("2026-03-03"), Number: "1", ForceFrom: civil.Must("2026-04-01")},
			"meeting_no": {ID: id, On: s.d.Today(), ForceFrom: civil.Must("2026-04-01")},
			"force_from": {ID: id, On: s.d.Today(), Number: "1", ForceFrom: civil.Must("2026-03-01")},
		} {
			if err := s.l.Approve(ctx, other, m); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.l.Approve(ctx, other, rulebook.Meeting{ID: id, On: civil.Must("2026-03-01"), Number: "1", ForceFrom: civil.Must("2026-04-01")}); fault.Of(err).Field != "meeting_on" {
			t.Errorf("a meeting before it was sent: %v", err)
		}
		if err := s.l.Approve(ctx, other, s.meeting(id, "2026-04-01")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.l.Publish(ctx, head, id); !fault.Is(err, fault.Forbidden) {
			t.Errorf("published without the right: %v", err)
		}
		if n, err := s.l.Publish(ctx, leader, id); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if _, err := s.l.Publish(ctx, leader, id); !fault.Is(err, fault.Conflict) {
			t.Errorf("published twice: %v", err)
		}
		// Half-open: the day before it has the old book, the day itself the new one.
		for day, want := range map[string]struct {
			edition int64
			final   string
			words   string
		}{
			"2026-03-31": {0, "director", "一天以内的假由科长批准。"},
			"2026-04-01": {1, "section_head", "两天半以内的假由科长批准。"},
			"2030-01-01": {1, "section_head", "两天半以内的假由科长批准。"},
		} {
			b, err := s.l.At(ctx, civil.Must(day))
			if err != nil {
				t.Fatal(err)
			}
			d, err := b.Judge("leave.final", civil.Must(day), map[string]string{"half_days": "4"})
			v, _ := b.At("leave.short", civil.Must(day))
			if err != nil || b.Edition != want.edition || d.Then() != want.final || v.Statement != want.words {
				t.Errorf("%s: edition %d, %s, %q, %v", day, b.Edition, d.Then(), v.Statement, err)
			}
		}
		// The new book still tells what held before; a case that runs keeps its edition.
		now, _ := s.l.Pinned(ctx, 1)
		if d, err := now.Judge("leave.final", civil.Must("2026-03-31"), map[string]string{"half_days": "4"}); err != nil || d.Then() != "director" {
			t.Errorf("%v %v", d.Then(), err)
		}
		if p, _ := now.Param("leave.short", "half_days"); p.Value != "5" {
			t.Errorf("parameter %+v", p)
		}
		if old, err := s.l.Pinned(ctx, 0); err != nil || old != s.l.Base {
			t.Error(err)
		}
		if _, err := s.l.Pinned(ctx, 2); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		// Another node reads the same; the ledger holds.
		elsewhere := &rulebook.Library{Door: s.d, Base: s.l.Base}
		if b, err := elsewhere.At(ctx, civil.Must("2026-04-01")); err != nil || b.Edition != 1 {
			t.Error(err)
		}
		if rep, err := s.d.Verify(ctx); err != nil || !rep.OK {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

func TestTwoDraftsOverOneEdition(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		head, other, director, leader := s.Actor("head"), s.Actor("other"), s.Actor("director"), s.Actor("leader")
		first, second := s.draft(t, "head", longer), s.draft(t, "other", strings.ReplaceAll(longer, "5", "6"))
		for _, x := range []struct {
			id  int64
			who act.Actor
		}{{first, head}, {second, other}} {
			if err := s.l.Send(ctx, x.who, x.id); !fault.Is(err, fault.Rule) && err != nil {
				t.Fatal(err)
			}
		}
		// The second one has a gap now (1..6 and 6.. overlap): it is refused whole.
		if e, _ := s.l.Edition(ctx, second); e.State != rulebook.StateDraft {
			t.Fatalf("an overlap was sent: %+v", e)
		}
		fixed := strings.NewReplacer("两天半", "三天", `"5"`, `"6"`, "1..5", "1..6", "6..}", "7..}").Replace(longer)
		if _, err := s.l.Draft(ctx, other, rulebook.EditionInput{ID: second, Title: "短假", Reason: "三天", Amendment: fixed}); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Send(ctx, other, second); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Approve(ctx, director, s.meeting(first, "2026-04-01")); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Approve(ctx, director, s.meeting(second, "2026-05-01")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.l.Publish(ctx, director, first); err != nil {
			t.Fatal(err)
		}
		if _, err := s.l.Publish(ctx, leader, second); !fault.Is(err, fault.Conflict) || !strings.Contains(fault.Of(err).Safe(), "第1版") {
			t.Fatalf("a draft over an older edition was published: %v", err)
		}
		if err := s.l.Return(ctx, director, second, " "); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if err := s.l.Return(ctx, director, second, "请对照第1版"); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Send(ctx, other, second); !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Rule) {
			t.Fatalf("sent over an older edition: %v", err)
		}
		in := rulebook.EditionInput{ID: second, Title: "短假", Reason: "三天", Amendment: fixed, WishedFrom: civil.Must("2026-05-01")}
		if _, err := s.l.Draft(ctx, other, in); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Send(ctx, other, second); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Approve(ctx, director, s.meeting(second, "2026-04-01")); fault.Of(err).Field != "force_from" {
			t.Errorf("two editions on one day: %v", err)
		}
		if err := s.l.Approve(ctx, director, s.meeting(second, "2026-05-01")); err != nil {
			t.Fatal(err)
		}
		// A meeting's day of force that has gone by is not published any more.
		s.c.Move(70 * 24 * time.Hour)
		if _, err := s.l.Publish(ctx, leader, second); fault.Of(err).Field != "force_from" {
			t.Errorf("published for a day that is past: %v", err)
		}
		if err := s.l.Withdraw(ctx, director, second, "不改了"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("withdrawn by another: %v", err)
		}
		if err := s.l.Withdraw(ctx, other, second, "不改了"); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Withdraw(ctx, head, first, "不改了"); !fault.Is(err, fault.Conflict) {
			t.Errorf("an edition in force was withdrawn: %v", err)
		}
	})
}

// Whoever drafts and may publish still cannot publish his own change.
func TestTheDrafterDoesNotPublish(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		director := s.Actor("director")
		id := s.draft(t, "director", longer)
		if err := s.l.Send(ctx, director, id); err != nil {
			t.Fatal(err)
		}
		if err := s.l.Approve(ctx, s.Actor("head"), s.meeting(id, "2026-03-02")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.l.Publish(ctx, director, id); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.SeparationOfDuties {
			t.Errorf("published by the drafter: %v", err)
		}
		if _, err := s.l.Publish(ctx, s.Actor("leader"), id); err != nil {
			t.Errorf("in force from today: %v", err)
		}
		if b, err := s.l.Today(ctx); err != nil || b.Edition != 1 {
			t.Error(err)
		}
	})
}

func TestEditionsDenied(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		id := s.draft(t, "head", longer)
		staff := s.Actor("staff")
		if _, err := s.l.Draft(ctx, staff, rulebook.EditionInput{Title: "x", Reason: "y"}); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if _, err := s.l.Draft(ctx, s.Actor("other"), rulebook.EditionInput{ID: id, Title: "x", Reason: "y"}); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		for name, err := range map[string]error{
			"send": s.l.Send(ctx, staff, id), "return": s.l.Return(ctx, staff, id, "x"), "withdraw": s.l.Withdraw(ctx, staff, id, "x"),
			"approve": s.l.Approve(ctx, staff, s.meeting(id, "2026-04-01")),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.l.Publish(ctx, staff, id); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		for name, in := range map[string]rulebook.EditionInput{"title": {Reason: "y"}, "reason": {Title: "x"},
			"wished_from": {Title: "x", Reason: "y", WishedFrom: civil.Must("2026-03-01")}} {
			if _, err := s.l.Draft(ctx, s.Actor("head"), in); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.l.Draft(ctx, s.Actor("head"), rulebook.EditionInput{Title: "x", Reason: "y", Amendment: strings.Repeat("长", 100<<10)}); !fault.Is(err, fault.TooLarge) {
			t.Error(err)
		}
	})
}

func TestDecisionsAreKeptWhole(t *testing.T) {
	bureaus(t, rulebooks.Example, func(t *testing.T, s bureau) {
		ctx := context.Background()
		head, director, keeper := s.Actor("head"), s.Actor("director"), s.Actor("keeper")
		open := s.decide(t, rulebook.Case{Subject: "probe:1", Unit: "ZHK"}, "3")
		closed := s.decide(t, rulebook.Case{Subject: "probe:2", Unit: "ZHK", Compartment: "personnel"}, "3")
		work := s.decide(t, rulebook.Case{Subject: "probe:3", Unit: "ZHK", Level: mark.WorkSecret}, "3")

		k, err := s.l.Find(ctx, head, open)
		if err != nil {
			t.Fatal(err)
		}
		d, err := k.Decision()
		if err != nil || d.Then() != "director" || d.Row() != "long" || d.Basis()[0].Clause != "leave.long" || d.Version() == "" ||
			len(d.Rejected()) != 1 || d.Rejected()[0].Row != "short" || d.Rejected()[0].Why == "" || k.Edition != 0 || k.MadeBy != "head" {
			t.Errorf("%+v %+v %v", k, d, err)
		}
		sees := func(who act.Actor, id int64) bool {
			_, err := s.l.Find(ctx, who, id)
			if err != nil && !fault.Is(err, fault.NotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		for _, x := range []struct {
			who  act.Actor
			id   int64
			want bool
		}{{head, open, true}, {head, closed, false}, {head, work, false}, {director, open, true}, {director, closed, true}, {director, work, true},
			{keeper, closed, false}, {keeper, work, true}, {s.Actor("auditor"), open, false}, {act.Actor{}, open, false}} {
			if got := sees(x.who, x.id); got != x.want {
				t.Errorf("%s sees %d: %v", x.who.Login, x.id, got)
			}
		}
		if list, err := s.l.Under(ctx, director, "leave.long", 50); err != nil || len(list) != 3 || list[0].ID != work {
			t.Errorf("%v %v", list, err)
		}
		if list, err := s.l.Under(ctx, head, "leave.long", 50); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		if list, err := s.l.Under(ctx, s.Actor("staff"), "leave.long", 50); err != nil || len(list) != 0 {
			t.Errorf("without the right: %v %v", list, err)
		}
		if list, err := s.l.Of(ctx, head, "probe:1"); err != nil || len(list) != 1 || list[0].ID != open {
			t.Errorf("%v %v", list, err)
		}
		if list, err := s.l.Of(ctx, head, "probe:2"); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		// Nothing is kept that rests on no clause or belongs to no case.
		b := s.l.Base
		if _, err := keep.Run(ctx, s.d, head, keeping{rulebook.Case{Subject: "probe:9"}, b, rulebook.Decision{}}); err == nil {
			t.Error("a decision without a clause was kept")
		}
		if _, err := keep.Run(ctx, s.d, head, keeping{rulebook.Case{}, b, d}); err == nil {
			t.Error("a decision of no case was kept")
		}
		if n, err := db.One[int](ctx, s.d.Reader(), "SELECT count(*) FROM rulebook_decision"); err != nil || n != 3 {
			t.Errorf("%d decisions, %v", n, err)
		}
		if rep, err := s.d.Verify(ctx); err != nil || !rep.OK {
			t.Errorf("%+v %v", rep, err)
		}
	})
}
