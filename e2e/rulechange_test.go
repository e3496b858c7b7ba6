package e2e

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
)

// upToThreeDays lets the deputy in charge settle a personal leave of up to three
// days, which under the old rule went to the director.
const upToThreeDays = `tables:
  - id: leave.chain
    rows:
      - {id: personal-staff-short, when: {kind: personal, role: staff, half_days: 2..6}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.personal.d1_2}
      - {id: personal-staff-middle, when: {kind: personal, role: staff, half_days: 7..10}, chain: [section_head opinion, deputy_in_charge review, director consent], clause: leave.personal.d3_5}
    drop: [personal-staff-between-2-3]
`

// A rule changes while two requests are under way: the one that is left alone is
// settled by the old rule, the one whose days are changed goes by the new.
func TestARuleChangesMidCase(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	s := byHand(t, data)
	today := civil.DateOf(time.Now()).String()

	s.as("keyuan")
	kept := s.ask("personal", "家中装修", "局长同意", workday(20), "am", workday(22), "pm")
	changed := s.ask("personal", "老家修房", "局长同意", workday(30), "am", workday(32), "pm")
	s.agree("shangmao", changed, "分管领导")

	s.as("shangmao")
	s.Go("/rules/editions/new")
	s.Fill("#f-title", "事假由分管领导批准的天数")
	s.Type("#f-reason", "三天以内的事假多，逐件报局长太慢。")
	s.Type("#f-amendment", upToThreeDays)
	s.Submit("main form button.primary")
	edition := s.Path()
	s.Submit("form[action$='/send'] button")
	s.WaitText("main", "待会议审议")
	s.as("bangongshi")
	s.Go(edition)
	s.Fill("form[action$='/approve'] input[name=meeting_on]", today)
	s.Fill("form[action$='/approve'] input[name=meeting_no]", "局长办公会会议纪要第3号")
	s.Fill("form[action$='/approve'] input[name=force_from]", today)
	s.Submit("form[action$='/approve'] button.primary")
	s.as("fujuzhang")
	s.Go(edition)
	s.Submit("form[action$='/publish'] button.primary")
	s.WaitText("main", "已发布")

	// The new rule decides what is new.
	s.as("keyuan")
	fresh := s.ask("personal", "参加考试", "分管领导同意", workday(40), "am", workday(42), "pm")
	if text := s.Text("main"); strings.Contains(text, "局长同意") {
		t.Errorf("%s still goes to the director:\n%s", fresh, text)
	}
	// The old rule decides to the end what was submitted under it.
	s.agree("shangmao", kept, "分管领导")
	s.agree("fujuzhang", kept, "局长")
	s.agree("juzhang", kept, "已同意")
	// With its days changed, a request is judged anew, and asks everybody again.
	s.as("keyuan")
	s.Go(changed + "/change")
	s.Fill("#f-until", workday(31).String())
	s.Submit("main form button[value=preview]")
	s.WaitText("#following", "分管领导同意")
	s.Submit("main form button[value=send]")
	s.WaitText("main", "科室负责人提出意见")
	s.agree("shangmao", changed, "分管领导")
	s.agree("fujuzhang", changed, "已同意")
	if out := run(t, "ledger", "verify", "--data", data, "--json"); !strings.Contains(out, `"ok":true`) {
		t.Errorf("the ledger does not verify: %s", out)
	}
}
