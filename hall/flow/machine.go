package flow

import (
	"lantai.internal/base/fault"
	"lantai.internal/hall/council"
)

// Party is who may do an action.
type Party string

// The parties.
const (
	ByApplicant   Party = "applicant"
	ByHolder      Party = "holder"      // whoever can act in the open step
	ByAssigner    Party = "assigner"    // office and political section
	ByParticipant Party = "participant" // holder, or has acted before
	ByEither      Party = "either"      // applicant, holder or assigner
	ByMeeting     Party = "meeting"     // the minutes of a meeting, signed
)

// Standing is what somebody is to a case at the moment.
type Standing struct {
	Person                                            int64
	Applicant, Holder, Assigner, Participant, Meeting bool
}

func (w Standing) is(p Party) bool {
	switch p {
	case ByApplicant:
		return w.Applicant
	case ByHolder:
		return w.Holder
	case ByAssigner:
		return w.Assigner
	case ByParticipant:
		return w.Holder || w.Participant
	case ByEither:
		return w.Applicant || w.Holder || w.Assigner
	case ByMeeting:
		return w.Meeting
	}
	return false
}

// Transition is one line of the machine.
type Transition struct {
	From   Phase
	Action Action
	By     Party
	Guards []guard
	Effect effect
}

// Machine is everything that can be done, where, by whom, under which conditions
// and to what effect. What does not stand here cannot be done: there is no line
// for a final phase.
var Machine = []Transition{
	{Running, Agree, ByHolder, []guard{isSignature, noOral}, finish},
	{Running, Dissent, ByHolder, []guard{isOpinion, noOral, hasWords}, finish},
	{Running, Refuse, ByHolder, []guard{mayRefuse, noOral, hasWords}, finish},
	{Running, Return, ByHolder, []guard{noOral, hasWords, earlier}, sendBack},
	{Running, Resolve, ByHolder, []guard{isMeeting, unlisted}, finish},
	{Running, Decided, ByMeeting, []guard{isMeeting}, finish},
	{Running, Deferred, ByMeeting, []guard{isMeeting}, nothing},
	{Running, Answer, ByHolder, []guard{isOutside}, finish},
	{Running, Enter, ByHolder, []guard{isRecord}, finish},
	{Running, Add, ByHolder, []guard{isSignature, noOral, hasWords, beforeDecision}, insert},
	{Running, PassOn, ByHolder, []guard{isPersonal, noOral, hasWords}, pin},
	{Running, Assign, ByAssigner, []guard{isVacant, hasWords}, pin},
	{Running, Copy, ByParticipant, []guard{mayCopy}, nothing},
	{Running, Urge, ByApplicant, []guard{mayUrge}, nothing},
	{Running, Oral, ByEither, []guard{hasWords, oralEarlier}, claim},
	{Running, Confirm, ByHolder, []guard{isOral}, finish},
	{Running, Deny, ByHolder, []guard{isOral, hasWords}, claim},
	{Running, Withdraw, ByApplicant, nil, end},
	{Running, Change, ByApplicant, nil, begin},
	{Returned, Resubmit, ByApplicant, nil, begin},
	{Returned, Withdraw, ByApplicant, nil, end},
	{Recording, Enter, ByHolder, []guard{isRecord}, finish},
	{Recording, PassOn, ByHolder, []guard{isPersonal, hasWords}, pin},
	{Recording, Assign, ByAssigner, []guard{isVacant, hasWords}, pin},
	{Recording, Copy, ByParticipant, []guard{mayCopy}, nothing},
	{Recording, Urge, ByApplicant, []guard{mayUrge}, nothing},
}

// transition gives the line for an action in a phase.
func transition(p Phase, a Action) (Transition, bool) {
	for _, t := range Machine {
		if t.From == p && t.Action == a {
			return t, true
		}
	}
	return Transition{}, false
}

// move is an action about to be done: the facts its guards look at.
type move struct {
	state      *State
	step       *Step // that it is done to, nil for the case as a whole
	words      string
	before     bool  // Add
	to         int64 // Return: 0 for the applicant
	oralAt     int64
	now        int64
	vacant     bool   // nobody can act in the open step
	unheard    string // why the oral approval on the step cannot be confirmed, if it cannot
	restricted bool
	council    council.Standing // where the open step stands among the meetings
	urged      string           // when the step was urged last, if that is too recent
}

// permit says whether somebody may do something now; nil if so.
func permit(m move, a Action, w Standing) error {
	if m.state.Phase.Final() {
		return refuse("此件" + m.state.Phase.Label() + "，不能再办理。")
	}
	t, ok := transition(m.state.Phase, a)
	if !ok {
		return refuse("此件" + m.state.Phase.Label() + "，不能" + a.Label() + "。")
	}
	if w.Applicant && t.By != ByApplicant && t.By != ByEither {
		return fault.New(fault.Rule, "这是您本人的申请，不能由本人办理。")
	}
	if !w.is(t.By) {
		return &fault.Error{Kind: fault.Forbidden, Say: forbidden(t.By, a)}
	}
	for _, g := range t.Guards {
		if err := g(m); err != nil {
			return err
		}
	}
	return nil
}

func forbidden(p Party, a Action) string {
	switch p {
	case ByApplicant:
		return "只有申请人可以" + a.Label() + "。"
	case ByAssigner:
		return "空岗的步骤由政工科或办公室指定办理人。"
	case ByParticipant:
		return "只有办理过此件的人可以" + a.Label() + "。"
	case ByMeeting:
		return "会议的决定由签发的纪要记入，不能由个人办理。"
	}
	return "现在不轮到您办理此件。"
}
