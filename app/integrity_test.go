package app

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/room/integrity"
	"lantai.internal/room/meeting"
)

// Of signed minutes the register of major decisions takes the major and cadre matters that
// were decided, with what was counted and whose it is (clause law.integrity.collective).
func TestMajorDecisionsOfSignedMinutes(t *testing.T) {
	day, due := civil.Must("2026-06-09"), civil.Must("2026-09-30")
	got := majors(meeting.SignOff{
		Meeting: meeting.Meeting{Paper: "党委会纪要〔2026〕4号", HeldOn: day},
		Items: []meeting.Item{
			{ID: 1, Place: 1, Title: "干部任免", Cadre: true, Outcome: meeting.Agreed, Voting: meeting.ByName, Yes: 5, No: 1, Abstain: 1, Due: 7, Present: 7, Unit: "ZGK"},
			{ID: 2, Place: 2, Title: "日常安排", Outcome: meeting.Agreed},
			{ID: 3, Place: 3, Title: "项目选址", Major: true, Outcome: meeting.Refused, Due: 7, Present: 6, Unit: "GHFZK"},
			{ID: 4, Place: 4, Title: "以后再议", Major: true, Outcome: meeting.Deferred},
		},
		Tasks: []meeting.Resolution{{Item: 1, Unit: "BGS", Due: due}},
	})
	want := []integrity.Major{
		{Ref: "党委会纪要〔2026〕4号第1项", Title: "干部任免", Cadre: true, On: day, Outcome: "同意", Present: "应到7人，实到7人", Vote: "赞成5，反对1，弃权1", Unit: "BGS", Due: due},
		{Ref: "党委会纪要〔2026〕4号第3项", Title: "项目选址", On: day, Outcome: "不同意", Present: "应到7人，实到6人", Unit: "GHFZK"},
	}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v", got)
	}
}
