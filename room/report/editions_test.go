package report_test

import (
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/report"
)

// straight lets the staff report to the deputy in charge without the section head,
// and gives two days for explaining a skip.
const straight = `cards:
  - id: rep.bypass.explain
    parameters:
      - {name: explain_within, value: "2"}
tables:
  - id: report.chain
    rows:
      - {id: staff, when: {role: staff, skip: none}, chain: [deputy_in_charge consent, director consent], clause: rep.chain.order}
examples:
  - {table: report.chain, say: 一般人员不越级, facts: {role: staff}, chain: [deputy_in_charge consent, director consent], clause: rep.chain.order}
`

// kept lists the decisions that are stored, the oldest first.
func (b *bureau) kept() []rulebook.Kept {
	b.t.Helper()
	list, err := db.All[rulebook.Kept](b.ctx, b.Door.Reader(), `SELECT id, subject, unit, level, compartment, edition, table_id, as_of, clause, body, made_by, made_name, made_at
FROM rulebook_decision ORDER BY id`)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func TestEveryDecisionIsKeptWhole(t *testing.T) {
	each(t, func(b *bureau) {
		v := b.send("clerk", request())
		x := request()
		x.Skip = report.Bypass{Reason: report.Urgent, Because: "当晚开始"}
		skipped := b.send("clerk", x)
		x.Skip = report.Bypass{Reason: report.Confidential}
		secret := b.send("colleague", x)
		a, err := b.Assign(b.ctx, b.actors["clerk"], report.NewAssignment{Giver: b.people["director"], What: "摸底", GivenOn: civil.Must(monday)})
		if err != nil {
			t.Fatal(say(err))
		}
		list := b.kept()
		want := []struct {
			subject, table string
			level          mark.Level
		}{
			{v.Subject(), "report.chain", mark.Internal}, {skipped.Subject(), "report.chain", mark.Internal}, {skipped.Subject(), "report.explain", mark.Internal},
			{secret.Subject(), "report.chain", mark.WorkSecret}, {secret.Subject(), "report.explain", mark.WorkSecret}, {act.Subject("report_assignment", a.ID), "report.chain", mark.Internal},
		}
		if len(list) != len(want) {
			t.Fatalf("%d decisions are kept, want %d: %+v", len(list), len(want), list)
		}
		for i, k := range list {
			d, err := k.Decision()
			if err != nil || k.Subject != want[i].subject || k.Table != want[i].table || k.Level != int64(want[i].level) || k.Unit != "LTK" {
				t.Errorf("%d: %+v %v", i, k, err)
			}
			if k.Clause == "" || len(d.Basis()) == 0 || d.Basis()[0].Clause != k.Clause || len(d.Facts()) == 0 || d.Reason() == "" || d.AsOf() != civil.Must(monday) {
				t.Errorf("%s of %s is not whole: %s", k.Table, k.Subject, k.Body)
			}
			cited, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM rulebook_citation WHERE decision_id = $1", k.ID)
			if err != nil || cited == 0 {
				t.Errorf("%s of %s is found under no clause: %v", k.Table, k.Subject, err)
			}
		}
		if list[0].Body != v.Ruling {
			t.Errorf("the matter has another decision than the one kept:\n%s\n%s", v.Ruling, list[0].Body)
		}
		// A refused sending leaves no decision, nor does one that was handled only.
		x.Proposal = ""
		_, err = b.Send(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Invalid, "处理意见")
		if n := len(b.kept()); n != len(want) {
			t.Errorf("%d decisions after a refusal", n)
		}
		told, err := b.Rules.Told(b.ctx, act.Owner(), law.RepBypassExplain, 10)
		if err != nil || len(told) != 2 {
			t.Errorf("%+v %v", told, err)
		}
	})
}

func TestAMatterKeepsTheEditionOfItsSubmission(t *testing.T) {
	each(t, func(b *bureau) {
		before := b.send("clerk", request())
		rulebooktest.Publish(t, b.Rules, straight, "2026-03-11")
		b.c.Move(2 * 24 * time.Hour)
		clerk := b.as(b.site(), "clerk")
		clerk.Get("/reports/1").Want(200).In(".notice", webtest.HasText("提交以后规章有改动（第1版，2026年3月11日起施行）")).In(".notice", webtest.HasText("原书，2026年3月9日的规定")).
			In("main", webtest.HasText("规章版本"))
		after := b.send("clerk", request())
		clerk.Get("/reports/2").Want(200).In("main", webtest.HasText("第1版，2026年3月11日的规定"))
		if n, m := len(before.Case.State.Steps), len(after.Case.State.Steps); n != 2 || m != 1 {
			t.Errorf("%d steps under the old edition, %d under the new one", n, m)
		}
		// Returned and sent again as it is: it goes on by the edition it has.
		b.do("head", flow.Return, before.CaseID, "请补充")
		// The form shows the ladder it goes on by, not that of the day.
		p, err := b.ConsiderAgain(b.ctx, b.actors["clerk"], before.ID, request())
		if err != nil || len(p.Steps) != 2 || p.Back != before.Case.Edition || p.Chain.AsOf() != civil.Must(monday) {
			t.Errorf("foreseen: %d steps, %q, %v", len(p.Steps), p.Back, say(err))
		}
		other := request()
		other.Title = "关于另一件事的请示"
		if p, err = b.ConsiderAgain(b.ctx, b.actors["clerk"], before.ID, other); err != nil || len(p.Steps) != 1 || p.Back != "" {
			t.Errorf("foreseen with another title: %d steps, %q, %v", len(p.Steps), p.Back, say(err))
		}
		_, err = b.ConsiderAgain(b.ctx, b.actors["head"], before.ID, request())
		b.refused(err, fault.NotFound, "")
		if _, err := b.Resend(b.ctx, b.actors["clerk"], before.ID, request(), "已补充"); err != nil {
			t.Fatal(say(err))
		}
		if v := b.see("clerk", before.ID); v.Ruling != before.Ruling || v.Case.Edition != before.Case.Edition || v.State != report.Running {
			t.Errorf("%s, %s", v.Case.Edition, v.Ruling)
		}
		b.do("head", flow.Agree, before.CaseID, "")
		b.do("deputy", flow.Agree, before.CaseID, "")
		b.do("deputy", flow.Agree, after.CaseID, "")
		for _, id := range []int64{before.ID, after.ID} {
			if v := b.see("clerk", id); v.State != report.Answered {
				t.Errorf("%d: %s", id, v.State)
			}
		}
		list := b.kept()
		if len(list) != 2 || list[0].Edition != 0 || list[1].Edition != 1 {
			t.Errorf("%+v", list)
		}
		// The day's edition sets the time for an explanation as well.
		x := request()
		x.Skip = report.Bypass{Reason: report.Urgent, Because: "当晚开始"}
		x.Addressee = "director"
		_, err = b.Consider(b.ctx, b.actors["clerk"], x)
		b.refused(err, fault.Rule, "没有可越的一级")
		x.Addressee = ""
		if p, err := b.Consider(b.ctx, b.actors["head"], func() report.Sending { y := x; y.Topic = "需统一协调的事项"; return y }()); err != nil || p.Explain.String() != "2026-03-13" {
			t.Errorf("explained until %s, %v", p.Explain, say(err))
		}
	})
}
