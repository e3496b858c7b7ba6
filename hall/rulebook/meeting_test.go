package rulebook

import (
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// The lead of a notice is a parameter in calendar days; a kind without one has no
// answer, and an unknown kind is an error that lists them.
func TestJudgeNotice(t *testing.T) {
	b, err := Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	held := civil.Must("2014-03-01")
	for lead := range 40 {
		notice := held.AddDays(-lead)
		told, _, err := b.JudgeNotice("party_committee", notice, held)
		if err != nil || told.Firm || *told.Met != (lead >= 1) || *told.EarliestOK != notice.AddDays(1) {
			t.Errorf("%d days before: %+v, %v", lead, told, err)
		}
		for _, kind := range MeetingCodes[1:] {
			if told, _, err := b.JudgeNotice(kind, notice, held); err != nil || told.EarliestOK != nil || told.Met != nil || told.Firm {
				t.Errorf("%s: %+v, %v", kind, told, err)
			}
		}
	}
	if _, _, err := b.JudgeNotice("council", held, held); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Safe(), "party_committee") {
		t.Error(err)
	}
	if _, err := b.Quorum("party_committee", "budget"); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
	if _, ok := b.Meetings.Kind("all_staff"); !ok || len(b.Meetings.Kinds) != len(MeetingCodes) {
		t.Error("the book lacks a kind of meeting")
	}
}

// What is wrong in meeting.yaml is found by the check: an unknown post, unit, clause,
// reading or topic count, a fraction that is none, a kind given twice.
func TestCheckFindsWrongMeetings(t *testing.T) {
	for _, x := range []struct{ old, fresh, say string }{
		{"posts: [ZGK-head]", "posts: [ZGK-chief]", "岗位“ZGK-chief”不存在"},
		{"collector: {unit: ZGK,", "collector: {unit: ZZZ,", "科室“ZZZ”不存在"},
		{"basis: [mtg.head.chair]", "basis: [mtg.head.throne]", "mtg.head.throne"},
		{"mtg.party.chair.sub no-other-delegate", "mtg.party.chair.sub any-delegate", "没有解释“any-delegate”"},
		{"        - {code: t13, name: 其他}\n", "", "议题有 13 类，这里写了 12 类"},
		{"clause: mtg.party.quorum.two_thirds, reading: whole-numbers", "clause: mtg.party.cadence", "参数“numerator”"},
		{"code: all_staff", "code: bureau_affairs", "会议写了两次"},
		{"    unset: [mtg.head.gap do-not-borrow]\n", "", "没有到会人数的规定"},
		{"parameter: lead_days, firm", "parameter: days, firm", "参数“days”应是正整数"},
		{"matter: ordinary", "matter: budget", "没有“budget”这个取值"},
		{"heads: [office, section]", "heads: [bureau]", "没有“bureau”这种科室"},
	} {
		b, err := LoadFS(bureauFile(t, "meeting.yaml", x.old, x.fresh))
		if err != nil {
			t.Errorf("%s: %v", x.fresh, err)
			continue
		}
		found := false
		for _, d := range Check(b) {
			found = found || strings.Contains(d.Say, x.say)
		}
		if !found {
			t.Errorf("%q is not found: want %s", x.fresh, x.say)
		}
	}
}
