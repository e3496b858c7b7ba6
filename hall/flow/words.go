package flow

import (
	"slices"

	"lantai.internal/base/fault"
)

// Who is the word of a role in a chain, as the rule book writes it.
type Who string

// The role words.
const (
	SectionHead       Who = "section_head"
	DeputyInCharge    Who = "deputy_in_charge"
	Director          Who = "director"
	PartySecretary    Who = "party_secretary"
	DistrictLeader    Who = "district_leader"
	LeadershipMeeting Who = "leadership_meeting"
	PoliticalSection  Who = "political_section"
	Office            Who = "office"
	DutyLeader        Who = "duty_leader"
	HandlingUnit      Who = "handling_unit"
)

var whoLabels = map[Who]string{
	SectionHead: "科室负责人", DeputyInCharge: "分管领导", Director: "局长", PartySecretary: "党委书记", DistrictLeader: "区领导",
	LeadershipMeeting: "局领导集体", PoliticalSection: "政工科", Office: "办公室", DutyLeader: "带班领导", HandlingUnit: "承办科室",
}

// Label is the Chinese word.
func (w Who) Label() string { return label(whoLabels, w) }

// Act is what is done in a step.
type Act string

// The acts.
const (
	Opinion  Act = "opinion"
	Review   Act = "review"
	Consent  Act = "consent"
	Decide   Act = "decide"   // by a meeting; a person enters what it decided
	Record   Act = "record"   // after the decision
	External Act = "external" // outside the bureau; a person enters the answer
)

var actLabels = map[Act]string{Opinion: "提出意见", Review: "审核", Consent: "同意", Decide: "集体研究", Record: "备案登记", External: "系统外报批"}

// Label is the Chinese word.
func (a Act) Label() string { return label(actLabels, a) }

// Of says who does what: 分管领导审核.
func (a Act) Of(w Who) string {
	switch {
	case a == Decide:
		return w.Label() + "研究"
	case a == External:
		return "报" + w.Label() + "批准"
	}
	return w.Label() + a.Label()
}

// signature reports whether the act is done by one person's own word.
func (a Act) signature() bool { return a == Opinion || a == Review || a == Consent }

// entered reports whether somebody enters what others decided elsewhere.
func (a Act) entered() bool { return a == Decide || a == External }

// Phase is where a case stands.
type Phase string

// The phases. The last three are final.
const (
	Running   Phase = "running"
	Returned  Phase = "returned"  // with the applicant
	Recording Phase = "recording" // agreed to and in force; steps of record remain
	Closed    Phase = "closed"
	Refused   Phase = "refused"
	Withdrawn Phase = "withdrawn"
)

var phaseLabels = map[Phase]string{Running: "办理中", Returned: "退回补正", Recording: "已同意，待备案", Closed: "已办结", Refused: "不同意", Withdrawn: "已撤回"}

// Label is the Chinese word.
func (p Phase) Label() string { return label(phaseLabels, p) }

// Final reports whether nothing more can be done.
func (p Phase) Final() bool { return p == Closed || p == Refused || p == Withdrawn }

// StepState is where a step stands.
type StepState string

// The states of a step.
const (
	Pending StepState = "pending"
	Current StepState = "open" // waits for somebody
	Done    StepState = "done"
	Void    StepState = "void" // overtaken by a new round or the end of the case
)

// Action is something that can be done to a case.
type Action string

// The actions.
const (
	Submit   Action = "submit"
	Resubmit Action = "resubmit" // after a return, back to whoever returned it
	Change   Action = "change"   // by the applicant, while it is under way
	Agree    Action = "agree"    // the word of an opinion, a review or a consent
	Dissent  Action = "dissent"  // an opinion against; the case goes on to who decides
	Refuse   Action = "refuse"
	Return   Action = "return"
	Withdraw Action = "withdraw"
	Resolve  Action = "resolve" // enter what the meeting decided
	Answer   Action = "answer"  // enter what was answered from outside
	Enter    Action = "enter"   // put on record
	Add      Action = "add"     // a signatory before or after
	PassOn   Action = "pass"
	Assign   Action = "assign" // somebody for a vacant step
	Copy     Action = "copy"
	Urge     Action = "urge"
	Oral     Action = "oral" // enter that approval was given orally
	Confirm  Action = "confirm"
	Deny     Action = "deny"
	Decided  Action = "decided"  // what signed minutes say
	Deferred Action = "deferred" // they say that nothing was decided yet
)

var actionLabels = map[Action]string{
	Submit: "提交", Resubmit: "重新提交", Change: "变更", Agree: "同意", Dissent: "不同意见", Refuse: "不同意", Return: "退回", Withdraw: "撤回",
	Resolve: "登记研究结果", Answer: "登记批复", Enter: "备案登记", Add: "加签", PassOn: "转交", Assign: "指定办理人", Copy: "传阅", Urge: "催办",
	Oral: "补录口头批准", Confirm: "确认口头批准", Deny: "否认口头批准", Decided: "会议决定", Deferred: "会议未作决定",
}

// Label is the Chinese verb.
func (a Action) Label() string { return label(actionLabels, a) }

// word reports whether the action is the word of a step, or takes its place.
func (a Action) word() bool {
	switch a {
	case Agree, Dissent, Refuse, Add, Oral, Confirm, Deny:
		return true
	}
	return false
}

// Outcomes of a step.
const (
	Agreed     = "agree"
	Dissented  = "dissent"
	RefusedIt  = "refuse"
	RecordedIt = "recorded"
)

func label[K ~string](m map[K]string, k K) string {
	if s, ok := m[k]; ok {
		return s
	}
	return string(k)
}

// StepSpec is one step of a chain as the rule book gives it.
type StepSpec struct {
	Who Who `json:"who"`
	Act Act `json:"act"`
}

// plain makes what is decided outside the bureau or by a meeting an act that
// somebody enters, whatever the rule book calls it: no account holds those roles.
func plain(chain []StepSpec) []StepSpec {
	out := slices.Clone(chain)
	for i := range out {
		switch out[i].Who {
		case DistrictLeader:
			out[i].Act = External
		case LeadershipMeeting:
			out[i].Act = Decide
		}
	}
	return out
}

// check refuses a chain in which nobody would decide, or with unknown words.
func check(chain []StepSpec) error {
	if len(chain) == 0 {
		return fault.New(fault.Rule, "规章没有为此件规定办理程序，不能自动放行。请由政工科或办公室定夺后再提交。")
	}
	for _, s := range chain {
		if _, ok := whoLabels[s.Who]; !ok {
			return fault.Field("steps", string(s.Who), "办理程序中有不认识的角色“"+string(s.Who)+"”。")
		}
		if _, ok := actLabels[s.Act]; !ok {
			return fault.Field("steps", string(s.Act), "办理程序中有不认识的行为“"+string(s.Act)+"”。")
		}
	}
	return nil
}
