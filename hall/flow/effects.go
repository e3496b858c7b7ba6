package flow

import (
	"encoding/json"
	"fmt"
	"slices"
)

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
		x.State, x.DoneAt, x.Outcome, x.OralAt, x.OralBy = Done, e.At, e.Outcome, 0, 0
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
		x.State, x.OralAt, x.OralBy = Pending, 0, 0
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
		x.OralAt, x.OralBy = d.OralAt, d.OralBy
	}
}

func end(s *State, _ Event, _ Data) {
	s.Phase = Withdrawn
	s.voidRest()
}
