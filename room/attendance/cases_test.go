package attendance_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/attendance"
)

// The boundary cases of leave stand in three places, each under its number: what
// the book alone decides in hall/rulebook/decide (1 to 10, 12 to 20, 26, 28, 29,
// 33, 34), what takes more than one request or day in rules_test.go (11, 12, 19,
// 21 to 25, 27, 30, 31, 34, 35), and here what needs people and their signatures.
// Case 32, night duty during pregnancy and nursing, has no test before there is a
// duty roster to refuse it.

// last gives the last event of a case that settled a step.
func (b *bureau) last(id int64) flow.Event {
	b.t.Helper()
	h := b.leave(id).Case.History
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Outcome != "" {
			return h[i]
		}
	}
	b.t.Fatal("nothing was decided")
	return flow.Event{}
}

// Case 22 as somebody in an emergency meets it: the request goes its way without a
// certificate, the case says until when it has to follow.
func TestCase22TheCertificateMayFollow(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.apply("clerk", ask("sick", "03-10 am", "03-11 pm", "急诊"))
		if l := b.leave(x.ID); len(l.Missing) != 1 || l.ProofDue.String() != "2026-03-13" {
			b.t.Errorf("missing %v until %s", l.Missing, l.ProofDue)
		}
		y := b.apply("clerk", ask("personal", "03-16 am", "03-16 am", "家事"))
		if l := b.leave(y.ID); len(l.Missing) != 0 || !l.ProofDue.IsZero() {
			b.t.Errorf("a personal leave lacks %v until %s", l.Missing, l.ProofDue)
		}
	})
}

// Case 25: the deputy in charge is on leave; whoever was named for him signs the
// same step, in that capacity, and the ledger says so.
func TestCase25WhoStandsInSigns(t *testing.T) {
	each(t, func(b *bureau) {
		own := b.apply("deputy", ask("annual", "03-10 am", "03-12 pm", ""))
		b.agree(b.leave(own.ID).CaseID, "director")
		if _, err := b.Org.Delegate(b.ctx, act.Owner(), org.NewDelegation{PersonID: b.people["deputy"], DeputyID: b.people["director"], Since: civil.Must("2026-03-10"), Until: civil.Must("2026-03-13")}); err != nil {
			b.t.Fatal(err)
		}
		b.c.Move(24 * time.Hour)
		x := b.apply("clerk", ask("personal", "03-16 am", "03-17 pm", "家事"))
		l := b.leave(x.ID)
		b.agree(l.CaseID, "head")
		if _, err := b.Flow.Do(b.ctx, b.actors["deputy"], flow.Agree, flow.Input{Case: l.CaseID}); err == nil {
			b.t.Error("somebody on leave signed")
		}
		b.agree(l.CaseID, "director")
		if got := b.leave(x.ID).State; got != attendance.Agreed {
			b.t.Fatal(got)
		}
		if e := b.last(x.ID); e.Name != "局长" || !strings.HasPrefix(e.For, "副局长（代行") {
			b.t.Errorf("signed by %s for %s", e.Name, e.For)
		}
		entries, err := act.Entries(b.ctx, b.Door.Reader(), act.EntryFilter{Subject: act.Subject("flow_case", l.CaseID), Outcome: "done"}, 1)
		if err != nil || len(entries) != 1 || entries[0].Name != "局长" || !strings.HasPrefix(entries[0].Capacity, "副局长（代行") {
			b.t.Errorf("the ledger has %+v, %v", entries, err)
		}
	})
}

// Case 26: the director is himself in charge of the section: one signature settles
// the review and the consent, and both boxes of the form bear it.
func TestCase26OneSignatureInBothBoxes(t *testing.T) {
	each(t, func(b *bureau) {
		if _, err := b.Org.SetSupervisor(b.ctx, act.Owner(), org.NewSupervisor{Unit: "LTK", PersonID: b.people["director"], Since: civil.Must(monday)}); err != nil {
			b.t.Fatal(err)
		}
		x := b.apply("clerk", ask("personal", "03-10 am", "03-13 pm", "家事"))
		b.agree(b.leave(x.ID).CaseID, "head", "director")
		l := b.leave(x.ID)
		if l.State != attendance.Agreed {
			b.t.Fatal(l.State)
		}
		for _, s := range l.Case.State.Steps {
			if (s.Who == flow.DeputyInCharge || s.Who == flow.Director) && s.Outcome != flow.Agreed {
				b.t.Errorf("%s: %q", s.Label(), s.Outcome)
			}
		}
	})
}

// Case 27: granted on the telephone at six in the morning, entered on the next
// working day: both times are kept.
func TestCase27BothTimesAreKept(t *testing.T) {
	each(t, func(b *bureau) {
		b.c.Move(24 * time.Hour)
		x := b.apply("clerk", ask("personal", "03-09 am", "03-09 am", "家人急病"))
		said := civil.Must(monday).Time().Add(6 * time.Hour).UnixMicro()
		l := b.leave(x.ID)
		if _, err := b.Flow.Do(b.ctx, b.actors["clerk"], flow.Oral, flow.Input{Case: l.CaseID, When: said, Words: "6:00 电话请示"}); err != nil {
			b.t.Fatal(err)
		}
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Confirm, flow.Input{Case: l.CaseID}); err != nil {
			b.t.Fatal(err)
		}
		if e := b.last(x.ID); e.EventAt != said || e.At <= said {
			b.t.Errorf("happened %d, entered %d", e.EventAt, e.At)
		}
	})
}

// Case 30: somebody on the duty roster may ask for leave and is told; the last
// consent is refused until a substitute is on the roster.
func TestCase30ConsentWaitsForTheSubstitute(t *testing.T) {
	each(t, func(b *bureau) {
		turns := []civil.Span{civil.WholeDays(civil.Must("2026-03-12"), civil.Must("2026-03-12"))}
		b.Duty = func(_ context.Context, _ db.Reader, person int64, _, _ civil.Half) ([]civil.Span, error) {
			if person != b.people["clerk"] {
				return nil, nil
			}
			return turns, nil
		}
		a := ask("personal", "03-11 am", "03-12 pm", "家事")
		p, err := b.Consider(b.ctx, b.actors["clerk"], a)
		if err != nil || !strings.Contains(strings.Join(p.Warnings, ""), "轮到本人值班") {
			b.t.Fatalf("%v %v", p.Warnings, err)
		}
		l := b.leave(b.apply("clerk", a).ID)
		b.agree(l.CaseID, "head")
		_, err = b.Flow.Do(b.ctx, b.actors["deputy"], flow.Agree, flow.Input{Case: l.CaseID})
		b.refused(err, fault.Rule, "带班领导")
		turns = nil
		b.agree(l.CaseID, "deputy")
	})
}

// Whoever decides finds on the workbench what the page of the case says as well:
// days, reason, balance, papers that lack, what the absence would run into.
func TestTheCardSaysWhatDecides(t *testing.T) {
	each(t, func(b *bureau) {
		card := func(login string, caseID int64) string {
			b.t.Helper()
			v, err := b.Flow.View(b.ctx, b.actors[login], caseID)
			if err != nil {
				b.t.Fatal(err)
			}
			pairs, err := b.Flow.FactsOf(b.ctx, b.actors[login], v)
			if err != nil {
				b.t.Fatal(err)
			}
			var s strings.Builder
			for _, p := range pairs {
				s.WriteString(p.Key + "=" + p.Text + "\n")
			}
			return s.String()
		}
		has := func(text string, want ...string) {
			b.t.Helper()
			for _, w := range want {
				if !strings.Contains(text, w) {
					b.t.Errorf("%q is not on the card:\n%s", w, text)
				}
			}
		}
		annual := b.leave(b.apply("clerk", ask("annual", "03-11 am", "03-12 pm", "")).ID)
		has(card("head", annual.CaseID), "计假=2 天", "余额=2026年年休假可用 10 天", "冲突=没有")
		b.agree(annual.CaseID, "head", "deputy", "director")
		if text := card("director", annual.CaseID); strings.Contains(text, "余额") {
			b.t.Errorf("a decided case still shows a balance:\n%s", text)
		}
		clashing := b.leave(b.apply("colleague", ask("sick", "03-16 am", "03-17 pm", "检查")).ID)
		has(card("head", clashing.CaseID), "事由=检查", "证明=还缺医院诊断证明，最迟2026年3月19日")
		out, err := b.Travel(b.ctx, b.actors["head"], attendance.Journey{Place: "成都市", Zone: "outside_city", Purpose: "business", Reason: "交流", Since: civil.Must("2026-03-16"), Until: civil.Must("2026-03-17"), Transport: "动车"})
		if err != nil {
			b.t.Fatal(err)
		}
		trip, err := b.Trip(b.ctx, b.actors["head"], out[0].ID)
		if err != nil {
			b.t.Fatal(err)
		}
		has(card("deputy", trip.CaseID), "地点=成都市", "共 2 天", "冲突=没有")
	})
}

// A meeting in the days of an absence is named to whoever asks and to whoever decides;
// it refuses nothing (clause mtg.sign.register).
func TestAnAbsenceNamesTheMeetingsItMisses(t *testing.T) {
	each(t, func(b *bureau) {
		b.Meetings = func(_ context.Context, _ db.Reader, person int64, _, _ civil.Half) ([]string, error) {
			if person != b.people["clerk"] {
				return nil, nil
			}
			return []string{"3月12日 14:30 局务会"}, nil
		}
		a := ask("personal", "03-11 am", "03-12 pm", "家事")
		p, err := b.Consider(b.ctx, b.actors["clerk"], a)
		if err != nil || !strings.Contains(strings.Join(p.Warnings, ""), "3月12日 14:30 局务会") {
			b.t.Fatalf("%v %v", p.Warnings, err)
		}
		l := b.leave(b.apply("clerk", a).ID)
		facts, err := b.Flow.FactsOf(b.ctx, b.actors["head"], b.seen("head", l.ID))
		if err != nil || !strings.Contains(fmt.Sprint(facts), "应参加的会议：3月12日 14:30 局务会") {
			b.t.Errorf("the card does not name the meeting: %v %v", facts, err)
		}
		b.agree(l.CaseID, "head", "deputy")
	})
}
