package flow

import "lantai.internal/hall/council"

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
	OralBy     int64     `db:"oral_by"` // who is said to have approved orally; 0 for none
	Since      int64     `db:"since"`
	DoneAt     int64     `db:"done_at"`
	Outcome    string    `db:"outcome"`
	Vacant     string    `db:"vacant"` // why nobody can act; not part of the history
}

// Label says who does what: 分管领导审核.
func (s Step) Label() string {
	if s.Added != 0 || s.Who == "" {
		return "加签 " + s.PersonName
	}
	return s.Act.Of(s.Who)
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
	Chain   []Seat          `json:"chain,omitempty"`  // new steps, in order: of a new round, or the one added
	Before  bool            `json:"before,omitempty"` // the added step stands before the one it was added to
	To      int64           `json:"to,omitempty"`     // step returned to; 0 for the applicant
	With    []int64         `json:"with,omitempty"`   // further steps settled by the same signature
	As      []string        `json:"as,omitempty"`     // capacities in those
	Person  int64           `json:"person,omitempty"` // passed on to, assigned
	Name    string          `json:"name,omitempty"`
	OralAt  int64           `json:"oral_at,omitempty"`
	OralBy  int64           `json:"oral_by,omitempty"`  // who is said to have approved; Name is the name
	OralFor string          `json:"oral_for,omitempty"` // and whom that person then stood in for
	Unheard string          `json:"unheard,omitempty"`  // why an oral approval was passed over: nobody can confirm it
	Readers []string        `json:"readers,omitempty"`
	Meeting string          `json:"meeting,omitempty"`
	URL     string          `json:"url,omitempty"`  // of the minutes
	Put     council.Outcome `json:"put,omitempty"`  // where a meeting has not decided
	From    string          `json:"from,omitempty"` // who answered from outside
	Paper   string          `json:"paper,omitempty"`
	Edition string          `json:"edition,omitempty"`
	Draft   int             `json:"draft,omitempty"` // which text lay before whoever did it (Draft.N)
	Own     bool            `json:"own,omitempty"`   // the words say all of it (Kind.Word)
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
