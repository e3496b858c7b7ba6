package flow

import (
	"encoding/json"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
)

// Step is one step of a case.
type Step struct {
	ID         int64     `db:"id"`
	CaseID     int64     `db:"case_id"`
	Round      int       `db:"round"`
	Place      int       `db:"place"`
	Who        Who       `db:"who"` // empty for an added signatory
	Act        Act       `db:"act"`
	State      StepState `db:"state"`
	Person     int64     `db:"person"` // pinned; 0 for whoever holds the role
	PersonName string    `db:"person_name"`
	Added      int64     `db:"added"` // person who added it; 0 for a step of the rule
	OralAt     int64     `db:"oral_at"`
	Since      int64     `db:"since"`
	DoneAt     int64     `db:"done_at"`
	Outcome    string    `db:"outcome"`
	Vacant     string    `db:"vacant"` // why nobody can act; not part of the history
}

// Label says who does what: 分管领导审核.
func (s Step) Label() string {
	if s.Added != 0 {
		return "加签 " + s.PersonName
	}
	return s.Who.Label() + s.Act.Label()
}

// Event is one thing done to a case.
type Event struct {
	ID      int64  `db:"id"`
	CaseID  int64  `db:"case_id"`
	N       int    `db:"n"`
	StepID  int64  `db:"step_id"`
	Action  Action `db:"action"`
	Outcome string `db:"outcome"`
	Person  int64  `db:"person"`
	Login   string `db:"login"`
	Name    string `db:"name"`
	Post    string `db:"post"`
	For     string `db:"stands_for"`
	At      int64  `db:"at"`       // entered, microseconds UTC
	EventAt int64  `db:"event_at"` // happened
	Since   int64  `db:"since"`    // the step had waited since
	Words   string `db:"words"`
	Data    string `db:"data"`
}

// Data is what an event changes beside the step itself.
type Data struct {
	Chain   []Seat   `json:"chain,omitempty"`  // new steps, in order: of a new round, or the one added
	Before  bool     `json:"before,omitempty"` // the added step stands before the one it was added to
	To      int64    `json:"to,omitempty"`     // step returned to; 0 for the applicant
	With    []int64  `json:"with,omitempty"`   // further steps settled by the same signature
	As      []string `json:"as,omitempty"`     // capacities in those
	Person  int64    `json:"person,omitempty"` // passed on to, assigned
	Name    string   `json:"name,omitempty"`
	OralAt  int64    `json:"oral_at,omitempty"`
	Readers []string `json:"readers,omitempty"`
	Meeting string   `json:"meeting,omitempty"`
	From    string   `json:"from,omitempty"` // who answered from outside
	Paper   string   `json:"paper,omitempty"`
	Edition string   `json:"edition,omitempty"`
}

// Seat is a step as an event brings it into being.
type Seat struct {
	ID     int64  `json:"id"`
	Who    Who    `json:"who,omitempty"`
	Act    Act    `json:"act"`
	Person int64  `json:"person,omitempty"`
	Name   string `json:"name,omitempty"`
	Added  int64  `json:"added,omitempty"`
}

// State is a case as its history leaves it.
type State struct {
	Phase Phase
	Round int
	// Settled is set once the deciding step is done: what was applied for holds.
	Settled bool
	Steps   []Step
}

// Open gives the step that waits, nil if none does.
func (s *State) Open() *Step {
	for i := range s.Steps {
		if s.Steps[i].State == Current {
			return &s.Steps[i]
		}
	}
	return nil
}

// Step gives a step by its number, nil if there is none.
func (s *State) Step(id int64) *Step {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i]
		}
	}
	return nil
}

// next is the first step still to come in the current round.
func (s *State) next() *Step {
	for i := range s.Steps {
		if s.Steps[i].Round == s.Round && s.Steps[i].State == Pending {
			return &s.Steps[i]
		}
	}
	return nil
}

// Settles reports whether doing a step decides the case: the last step of the rule
// that is not one of record; in a chain of records alone the last of them.
func (s *State) Settles(id int64) bool {
	var last, word int64
	for _, x := range s.Steps {
		if x.Round != s.Round || x.Added != 0 || x.State == Void {
			continue
		}
		last = x.ID
		if x.Act != Record {
			word = x.ID
		}
	}
	if word != 0 {
		return id == word
	}
	return id == last
}

// Party is who may do an action.
type Party string

// The parties.
const (
	ByApplicant   Party = "applicant"
	ByHolder      Party = "holder"      // whoever can act in the open step
	ByAssigner    Party = "assigner"    // office and political section
	ByParticipant Party = "participant" // holder, or has acted before
	ByEither      Party = "either"      // applicant, holder or assigner
)

// Standing is what somebody is to a case at the moment.
type Standing struct {
	Person                                   int64
	Applicant, Holder, Assigner, Participant bool
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
	{Running, Resolve, ByHolder, []guard{isMeeting}, finish},
	{Running, Answer, ByHolder, []guard{isOutside}, finish},
	{Running, Enter, ByHolder, []guard{isRecord}, finish},
	{Running, Add, ByHolder, []guard{isSignature, noOral, hasWords, beforeDecision}, insert},
	{Running, PassOn, ByHolder, []guard{isPersonal, hasWords}, pin},
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
	vacant     bool // nobody can act in the open step
	restricted bool
	urged      string // when the step was urged last, if that is too recent
}

type guard func(m move) error

func refuse(say string) error { return fault.New(fault.Conflict, say) }

func isSignature(m move) error {
	if !m.step.Act.signature() {
		return refuse("“" + m.step.Label() + "”不是签署意见的步骤。")
	}
	return nil
}

func isOpinion(m move) error {
	if m.step.Act != Opinion {
		return refuse("“" + m.step.Label() + "”不只是提出意见，请用“不同意”或“退回”。")
	}
	return nil
}

func mayRefuse(m move) error {
	if m.step.Act != Review && m.step.Act != Consent {
		return refuse("“" + m.step.Label() + "”不能终结此件。")
	}
	return nil
}

func isMeeting(m move) error {
	if m.step.Act != Decide {
		return refuse("“" + m.step.Label() + "”不是集体研究。")
	}
	return nil
}

func isOutside(m move) error {
	if m.step.Act != External {
		return refuse("“" + m.step.Label() + "”不是系统外报批。")
	}
	return nil
}

func isRecord(m move) error {
	if m.step.Act != Record {
		return refuse("“" + m.step.Label() + "”不是备案登记。")
	}
	return nil
}

func isPersonal(m move) error {
	if m.step.Act.entered() {
		return refuse("集体研究和系统外报批的结果由任何一位登记人登记，不需要转交。")
	}
	return nil
}

func isVacant(m move) error {
	if !m.vacant {
		return refuse("“" + m.step.Label() + "”有人可办，不需要指定办理人。")
	}
	return nil
}

func noOral(m move) error {
	if m.step.OralAt != 0 {
		return refuse("此步已补录口头批准，请先确认或否认。")
	}
	return nil
}

func isOral(m move) error {
	if m.step.OralAt == 0 {
		return refuse("此步没有补录的口头批准。")
	}
	return nil
}

func hasWords(m move) error {
	if m.words == "" {
		return fault.Field("words", "", "请写明理由。")
	}
	return nil
}

func beforeDecision(m move) error {
	if !m.before && m.state.Settles(m.step.ID) {
		return fault.Field("where", "after", "决定作出后不能再加签，请改为在本步之前加签。")
	}
	return nil
}

func earlier(m move) error {
	if m.to == 0 {
		return nil
	}
	t := m.state.Step(m.to)
	if t == nil || t.Round != m.state.Round || t.State != Done || t.Place >= m.step.Place {
		return fault.Field("to", fmt.Sprint(m.to), "只能退回申请人或已办过的步骤，请从列表中选择。")
	}
	return nil
}

func oralEarlier(m move) error {
	switch {
	case m.step.State != Current && m.step.State != Pending || m.step.Round != m.state.Round:
		return fault.Field("to", fmt.Sprint(m.step.ID), "此步已办理，不能补录口头批准。")
	case !m.step.Act.signature():
		return fault.Field("to", fmt.Sprint(m.step.ID), "只有个人签署的步骤可以补录口头批准。")
	case m.step.OralAt != 0:
		return refuse("此步已补录口头批准，等待本人确认。")
	case m.oralAt <= 0 || m.oralAt > m.now:
		return fault.Field("when", "", "口头批准的时间应早于现在。")
	}
	return nil
}

func mayCopy(m move) error {
	if m.restricted {
		return fault.New(fault.Rule, "此件限定知悉范围，不能传阅给办理人以外的人员。")
	}
	return nil
}

func mayUrge(m move) error {
	if m.urged != "" {
		return fault.New(fault.TooMany, "本步已于"+m.urged+"催办，每个工作日只能催办一次。")
	}
	return nil
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
	}
	return "现在不轮到您办理此件。"
}

// effect changes the state as an event says. It must not fail: what is in the
// history has happened.
type effect func(s *State, e Event, d Data)

// apply is the one way from one state to the next, for new events and for
// rebuilding from the history alike.
func apply(s *State, e Event) error {
	var d Data
	if e.Data != "" {
		if err := json.Unmarshal([]byte(e.Data), &d); err != nil {
			return fmt.Errorf("flow: event %d of case %d: %w", e.N, e.CaseID, err)
		}
	}
	if e.Action == Submit && e.N == 1 {
		begin(s, e, d)
		return nil
	}
	t, ok := transition(s.Phase, e.Action)
	if !ok {
		return fmt.Errorf("flow: event %d of case %d: %s in phase %s", e.N, e.CaseID, e.Action, s.Phase)
	}
	t.Effect(s, e, d)
	return nil
}

// Rebuild makes the state of a case from its history alone.
func Rebuild(history []Event) (State, error) {
	var s State
	for _, e := range history {
		if err := apply(&s, e); err != nil {
			return s, err
		}
	}
	return s, nil
}

func nothing(*State, Event, Data) {}

// begin starts a round; without new steps it goes on where it was returned from.
func begin(s *State, e Event, d Data) {
	if len(d.Chain) == 0 {
		if e.Action == Resubmit {
			s.Phase = Running
			s.advance(e)
		}
		return
	}
	s.voidRest()
	s.Phase = Running
	s.Round++
	for i, x := range d.Chain {
		s.Steps = append(s.Steps, Step{ID: x.ID, CaseID: e.CaseID, Round: s.Round, Place: i + 1, Who: x.Who, Act: x.Act, State: Pending})
	}
	s.advance(e)
}

func (s *State) voidRest() {
	for i := range s.Steps {
		if x := &s.Steps[i]; x.State == Current || x.State == Pending {
			x.State = Void
		}
	}
}

// advance opens the next step.
func (s *State) advance(e Event) {
	if n := s.next(); n != nil {
		n.State, n.Since = Current, e.At
	}
}

// finish settles the step, and with it those the same signature covers, and
// opens the next or ends the case.
func finish(s *State, e Event, d Data) {
	for _, id := range append([]int64{e.StepID}, d.With...) {
		x := s.Step(id)
		if x == nil {
			continue
		}
		if x.Since == 0 {
			x.Since = e.At
		}
		x.State, x.DoneAt, x.Outcome, x.OralAt = Done, e.At, e.Outcome, 0
		if s.Settles(id) {
			s.Settled = true
		}
	}
	if e.Outcome == RefusedIt {
		s.Settled = false
		s.Phase = Refused
		s.voidRest()
		return
	}
	switch {
	case s.next() == nil:
		s.Phase = Closed
	case s.Settled:
		s.Phase = Recording
	}
	s.advance(e)
}

// sendBack reopens an earlier step, or gives the case back to the applicant. The
// steps in between stay done, so that whoever returned it is next.
func sendBack(s *State, e Event, d Data) {
	if x := s.Step(e.StepID); x != nil {
		x.State = Pending
	}
	if d.To == 0 {
		s.Phase = Returned
		return
	}
	if x := s.Step(d.To); x != nil {
		x.State, x.Since, x.DoneAt, x.Outcome = Current, e.At, 0, ""
	}
}

// insert adds a signatory before or after the open step.
func insert(s *State, e Event, d Data) {
	at := slices.IndexFunc(s.Steps, func(x Step) bool { return x.ID == e.StepID })
	if at < 0 || len(d.Chain) != 1 {
		return
	}
	x := d.Chain[0]
	add := Step{ID: x.ID, CaseID: e.CaseID, Round: s.Round, Who: x.Who, Act: x.Act, State: Pending, Person: x.Person, PersonName: x.Name, Added: x.Added}
	if d.Before {
		s.Steps[at].State = Pending
	} else {
		at++
	}
	s.Steps = slices.Insert(s.Steps, at, add)
	place := 0
	for i := range s.Steps {
		if s.Steps[i].Round == s.Round {
			place++
			s.Steps[i].Place = place
		}
	}
	if d.Before {
		s.advance(e)
	}
}

// pin gives the step to one person.
func pin(s *State, e Event, d Data) {
	if x := s.Step(e.StepID); x != nil {
		x.Person, x.PersonName = d.Person, d.Name
	}
}

// claim notes an oral approval, or strikes it.
func claim(s *State, e Event, d Data) {
	if x := s.Step(e.StepID); x != nil {
		x.OralAt = d.OralAt
	}
}

func end(s *State, _ Event, _ Data) {
	s.Phase = Withdrawn
	s.voidRest()
}
