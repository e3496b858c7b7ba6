package report_test

import (
	"fmt"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/hall/council/counciltest"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/report"
)

type minutes struct {
	f *flow.Flow
	d council.Decision
}

// sign stands for the deed by which the chair of a meeting signs its minutes.
var sign = act.Define(act.Spec[minutes, int]{Name: "probe.minutes.sign", Right: org.Anyone, Basis: []law.ID{law.MtgHeadMinutesSign},
	Do: func(tx *act.Tx, in minutes) (int, act.Entry, error) {
		return 0, act.Entry{Subject: "probe_meeting:1", Summary: "签发会议纪要"}, in.f.CouncilDecided(tx, in.d)
	}})

// spending is a request that its sender calls an important expense.
func spending() report.Sending {
	x := request()
	x.Title, x.Addressee = "关于列支市场监测点建设经费的请示", "director"
	x.Collective = report.Collective{Topic: law.MtgHeadTopicFunds, Reason: "占全年专项经费的一半"}
	return x
}

// Clauses mtg.head.topic.funds, mtg.head.topic.units and mtg.head.agenda.decide: what its sender
// calls important climbs to the director, who settles the agenda, and a meeting decides.
func TestAnImportantRequestIsDecidedByAMeeting(t *testing.T) {
	each(t, func(b *bureau) {
		a := &counciltest.Agenda{}
		b.Flow.Council = a
		v := b.send("clerk", spending())
		if line := v.Case.BasisLine; !strings.Contains(line, "科室负责人同意→分管领导同意→局长审核→局领导集体研究") || !strings.Contains(line, "项目资金与重要开支") {
			t.Errorf("the ground: %s", line)
		}
		facts, err := b.Flow.FactsOf(b.ctx, b.actors["head"], v.Case)
		if err != nil || !strings.Contains(fmt.Sprint(facts), "项目资金与重要开支：占全年专项经费的一半") {
			t.Errorf("the card does not say why it goes to a meeting: %+v %v", facts, err)
		}
		b.do("head", flow.Agree, v.CaseID, "")
		b.do("deputy", flow.Agree, v.CaseID, "")
		if len(a.Asked) != 0 {
			t.Fatalf("before the director has spoken it is on an agenda: %+v", a.Asked)
		}
		b.do("director", flow.Agree, v.CaseID, "列入议题")
		ask := a.Last()
		if ask.Topic != law.MtgHeadTopicFunds || ask.Unit != "LTK" || ask.Meeting != "局长办公会" || len(ask.Concerned) != 0 {
			t.Fatalf("asked: %+v", ask)
		}
		if v = b.see("clerk", v.ID); !v.Unanswered() {
			t.Error("the director's word on the agenda is not the answer")
		}
		d := council.Decision{Source: ask.Source, Ref: "局长办公会纪要〔2026〕3号第1项", Outcome: council.Agreed, Words: "同意列支", On: b.Door.Today()}
		if _, err := sign.Run(b.ctx, b.Door, b.actors["director"], minutes{b.Flow, d}); err != nil {
			t.Fatal(say(err))
		}
		if v = b.see("clerk", v.ID); v.State != report.Answered {
			t.Errorf("decided, and still %s", v.State)
		}
	})
}

// Clause mtg.head.topic.docs: what goes to the district is passed by the meeting first.
func TestWhatGoesToTheDistrictIsPassedByTheMeetingFirst(t *testing.T) {
	each(t, func(b *bureau) {
		a := &counciltest.Agenda{}
		b.Flow.Council = a
		x := request()
		x.Topic, x.Addressee = "交办事项进展", ""
		x.Collective = report.Collective{Topic: law.MtgHeadTopicDocs, Reason: "报区政府的年度工作安排"}
		v := b.send("director", x)
		if ask := a.Last(); ask.Topic != law.MtgHeadTopicDocs || ask.Unit != "JLD" {
			t.Fatalf("asked: %+v", ask)
		}
		d := council.Decision{Source: a.Last().Source, Ref: "局长办公会纪要〔2026〕3号第1项", Outcome: council.Agreed, On: b.Door.Today()}
		// The director has sent it: another signs for the matter.
		if _, err := sign.Run(b.ctx, b.Door, b.actors["deputy"], minutes{b.Flow, d}); err != nil {
			t.Fatal(say(err))
		}
		v = b.see("director", v.ID)
		if open := v.Case.State.Open(); open == nil || open.Who != flow.DistrictLeader || !v.Unanswered() {
			t.Errorf("after the meeting it waits at %+v", open)
		}
	})
}

// A person calls a matter important and says why; the book gives no measure.
func TestAMatterForAMeetingSaysWhy(t *testing.T) {
	each(t, func(b *bureau) {
		for name, c := range map[string]struct {
			change func(x *report.Sending)
			say    string
		}{
			"no reason":      {func(x *report.Sending) { x.Collective.Reason = " " }, "请写明为什么属于"},
			"no class":       {func(x *report.Sending) { x.Collective.Topic = "" }, "请选择属于局长办公会的哪一类"},
			"unknown class":  {func(x *report.Sending) { x.Collective.Topic = law.MtgHeadTopicHr }, "请在列出的几类议题中选一类"},
			"stops early":    {func(x *report.Sending) { x.Addressee = "deputy_in_charge" }, "上会的件主送局长"},
			"report":         {func(x *report.Sending) { x.Kind = report.Report }, "要会议决定的，请选请示"},
			"reader only":    {func(x *report.Sending) { x.Skip.Reason = report.Confidential }, "不能上会"},
			"too many words": {func(x *report.Sending) { x.Collective.Reason = strings.Repeat("长", 201) }, "不超过200字"},
		} {
			x := spending()
			c.change(&x)
			_, err := b.Send(b.ctx, b.actors["clerk"], x)
			if f := fault.Of(err); f == nil || f.Kind != fault.Invalid || !strings.Contains(say(err)+f.Safe(), c.say) {
				t.Errorf("%s: %s", name, say(err))
			}
		}
	})
}
