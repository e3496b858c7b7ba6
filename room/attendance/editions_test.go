package attendance_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/attendance"
)

// shorter lets the deputy in charge settle three days of personal leave, which the
// book as it came leaves to the director.
const shorter = `tables:
  - id: leave.chain
    rows:
      - {id: personal-staff-short, when: {kind: personal, role: staff, half_days: 2..6}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.personal.d1_2}
      - {id: personal-staff-middle, when: {kind: personal, role: staff, half_days: 7..10}, chain: [section_head opinion, deputy_in_charge review, director consent], clause: leave.personal.d3_5}
    drop: [personal-staff-between-2-3]
`

// unset takes away the set-off of personal leave.
const unset = `tables:
  - id: leave.offsets
    rows:
      - {id: personal, when: {kind: personal}, list: [], clause: leave.personal.offset}
examples:
  - {table: leave.offsets, say: 事假不再抵扣, facts: {kind: personal}, list: [], clause: leave.personal.offset}
`

func TestALeaveKeepsTheEditionOfItsSubmission(t *testing.T) {
	each(t, func(b *bureau) {
		site := b.site()
		x := b.apply("clerk", ask("personal", "03-17 am", "03-19 pm", "家事"))
		const notice = "提交以后规章有改动"
		clerk := b.as(site, "clerk")
		at := "/attendance/leave/1"
		clerk.Get(at).Want(200).In("main", webtest.HasText("原书，2026年3月9日的规定")).Without(".notice")
		rulebooktest.Publish(t, b.Rules, shorter, "2026-03-11")
		clerk.Get(at).Want(200).Without(".notice") // not in force yet
		b.c.Move(2 * 24 * time.Hour)
		clerk = b.as(site, "clerk")
		clerk.Get(at).Want(200).In(".notice", webtest.HasText(notice)).In(".notice", webtest.HasText("第1版，2026年3月11日起施行")).In(".notice", webtest.HasText("原书，2026年3月9日的规定"))
		// The same days asked for now go to the deputy in charge.
		y := b.apply("colleague", ask("personal", "03-23 am", "03-25 pm", "家事"))
		if n, m := len(b.leave(x.ID).Case.State.Steps), len(b.leave(y.ID).Case.State.Steps); n != 4 || m != 3 {
			b.t.Errorf("%d steps under the old edition, %d under the new one", n, m)
		}
		b.agree(b.leave(x.ID).CaseID, "head", "deputy")
		if l := b.leave(x.ID); l.State != attendance.Running {
			b.t.Fatalf("decided without the director: %s", l.State)
		}
		b.agree(b.leave(x.ID).CaseID, "director")
		if l := b.leave(x.ID); l.State != attendance.Agreed {
			b.t.Fatal(l.State)
		}
		b.agree(b.leave(y.ID).CaseID, "head", "deputy")
		if l := b.leave(y.ID); l.State != attendance.Agreed {
			b.t.Fatal(l.State)
		}
		type kept struct {
			Subject string `db:"subject"`
			Edition int64  `db:"edition"`
			Table   string `db:"table_id"`
		}
		var want []kept // all that decided: chain, days, proofs, set-off
		for edition, subject := range []string{"attendance_leave:1", "attendance_leave:2"} {
			for _, table := range []string{"leave.chain", "leave.counting", "leave.needs", "leave.offsets"} {
				want = append(want, kept{subject, int64(edition), table})
			}
		}
		list, err := db.All[kept](b.ctx, b.Door.Reader(), "SELECT subject, edition, table_id FROM rulebook_decision WHERE compartment = 'personnel' ORDER BY id")
		if err != nil || !slices.Equal(list, want) {
			b.t.Errorf("%+v %v", list, err)
		}
	})
}

// What was returned and comes back unchanged goes on by the edition it has; with
// other facts it is decided anew, by the book of that day.
func TestAReturnedLeaveUnderAChangedBook(t *testing.T) {
	each(t, func(b *bureau) {
		a := ask("personal", "03-17 am", "03-19 pm", "家事")
		x := b.apply("clerk", a)
		send := func(words string, foreseen int, back string) {
			b.t.Helper()
			if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Return, flow.Input{Case: b.leave(x.ID).CaseID, Words: "请补充"}); err != nil {
				b.t.Fatal(err)
			}
			// What the form shows before it is sent is what then comes of it.
			p, err := b.ConsiderAgain(b.ctx, b.actors["clerk"], x.ID, a)
			if err != nil || len(p.Steps) != foreseen || !strings.HasPrefix(p.Back, back) || (p.Back == "") != (back == "") {
				b.t.Errorf("%s: %d steps foreseen, %q, %v", words, len(p.Steps), p.Back, err)
			}
			if d, err := b.leave(x.ID).Decision(); back != "" && (err != nil || p.Chain.Reason() != d.Reason()) {
				b.t.Errorf("the ground shown is %s", p.Chain.Reason())
			}
			if _, err := b.Reapply(b.ctx, b.actors["clerk"], x.ID, a, words); err != nil {
				b.t.Fatal(err)
			}
		}
		edition := func() (steps int, edition string, decision string) {
			l := b.leave(x.ID)
			for _, s := range l.Case.State.Steps {
				if s.Round == l.Case.Round && s.State != flow.Void {
					steps++
				}
			}
			d, err := l.Decision()
			if err != nil {
				b.t.Fatal(err)
			}
			return steps, l.Case.Edition, d.AsOf().String()
		}
		rulebooktest.Publish(t, b.Rules, shorter, "2026-03-11")
		b.c.Move(2 * 24 * time.Hour)
		send("已补充", 4, "原书")
		if n, e, d := edition(); n != 4 || !strings.HasPrefix(e, "原书") || d != "2026-03-09" {
			b.t.Errorf("unchanged: %d steps, %s, decided as of %s", n, e, d)
		}
		a.Since += 2
		a.Until += 2
		send("改期", 3, "")
		if n, e, d := edition(); n != 3 || !strings.HasPrefix(e, "第1版") || d != "2026-03-11" {
			b.t.Errorf("changed: %d steps, %s, decided as of %s", n, e, d)
		}
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM rulebook_decision WHERE table_id = 'leave.chain'"); err != nil || n != 2 {
			b.t.Errorf("%d decisions kept, %v", n, err)
		}
	})
}

// What a leave charges is settled by the edition of its submission too.
func TestTheSetOffOfTheSubmissionHolds(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("personal", "03-12 am", "03-12 am", "家事"))
		rulebooktest.Publish(t, b.Rules, unset, "2026-03-10")
		b.c.Move(24 * time.Hour)
		y := b.apply("colleague", ask("personal", "03-13 am", "03-13 am", "家事"))
		b.agree(b.leave(x.ID).CaseID, "head")
		b.agree(b.leave(y.ID).CaseID, "head")
		if l := b.leave(x.ID); len(l.Charged) == 0 {
			b.t.Error("submitted before the change, but not set off")
		}
		if l := b.leave(y.ID); len(l.Charged) != 0 {
			b.t.Errorf("submitted after the change, but set off: %+v", l.Charged)
		}
	})
}

func TestATripKeepsTheEditionOfItsSubmission(t *testing.T) {
	const city = `tables:
  - id: travel.chain
    rows:
      - {id: city-staff, when: {zone: city, purpose: business, role: staff}, chain: [section_head review, deputy_in_charge review, director consent], clause: travel.city.staff}
examples:
  - {table: travel.chain, say: 一般人员到区外市内出差, facts: {zone: city, purpose: business, role: staff}, chain: [section_head review, deputy_in_charge review, director consent], clause: travel.city.staff}
`
	each(t, func(b *bureau) {
		before := b.travel("clerk", "2026-03-17", "2026-03-17")
		rulebooktest.Publish(t, b.Rules, city, "2026-03-11")
		b.c.Move(2 * 24 * time.Hour)
		after := b.travel("colleague", "2026-03-19", "2026-03-19")
		b.as(b.site(), "clerk").Get("/attendance/trips/1").Want(200).In(".notice", webtest.HasText("仍按提交时的规定"))
		b.agree(before.CaseID, "head", "deputy")
		b.agree(after.CaseID, "head", "deputy")
		if v := b.trip(before.ID); v.State != attendance.Closed {
			b.t.Errorf("before the change: %s", v.State)
		}
		if v := b.trip(after.ID); v.State != attendance.Running {
			b.t.Errorf("after the change: %s", v.State)
		}
	})
}
