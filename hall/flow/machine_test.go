package flow

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/hall/council"
)

const applicant = int64(1)

// play does random actions to a case and checks after each what must always hold.
type play struct {
	s       State
	history []Event
	steps   int64
}

func (p *play) add(e Event, d Data) {
	b, _ := json.Marshal(d)
	e.N, e.At, e.Data = len(p.history)+1, int64(len(p.history)+1), string(b)
	if err := apply(&p.s, e); err != nil {
		panic(err)
	}
	p.history = append(p.history, e)
}

func (p *play) chain(t *rapid.T) []Seat {
	var out []Seat
	for range rapid.IntRange(1, 5).Draw(t, "length") {
		p.steps++
		out = append(out, Seat{ID: p.steps, Who: Director, Act: rapid.SampledFrom([]Act{Opinion, Review, Consent, Decide, Record, External}).Draw(t, "act")})
	}
	return out
}

func allActions() []Action {
	var out []Action
	for a := range actionLabels {
		out = append(out, a)
	}
	return out
}

func drawn(t *rapid.T, p *play) (Action, move, Standing, Event, Data) {
	a := rapid.SampledFrom([]Action{Agree, Agree, Dissent, Refuse, Return, Return, Withdraw, Resolve, Answer, Enter, Add, PassOn, Assign, Copy, Urge, Oral, Confirm, Deny, Change, Resubmit, Resubmit, Submit, Decided, Decided, Deferred}).Draw(t, "action")
	open := p.s.Open()
	if a == Oral || open == nil {
		open = &p.s.Steps[rapid.IntRange(0, len(p.s.Steps)-1).Draw(t, "step")]
	}
	w := Standing{Person: rapid.Int64Range(applicant, 4).Draw(t, "person"), Holder: rapid.Bool().Draw(t, "holder"), Assigner: rapid.Bool().Draw(t, "assigner"), Participant: rapid.Bool().Draw(t, "participant"), Meeting: rapid.Bool().Draw(t, "meeting")}
	w.Applicant = w.Person == applicant
	m := move{state: &p.s, step: open, words: "理由", before: rapid.Bool().Draw(t, "before"), vacant: rapid.Bool().Draw(t, "vacant"), now: 1000, oralAt: 1}
	m.council.Listed = rapid.Bool().Draw(t, "listed")
	e := Event{Action: a, StepID: open.ID, Person: w.Person}
	var d Data
	switch a {
	case Agree, Confirm:
		e.Outcome = Agreed
	case Dissent:
		e.Outcome = Dissented
	case Refuse:
		e.Outcome = RefusedIt
	case Enter:
		e.Outcome = RecordedIt
	case Resolve, Answer, Decided:
		e.Outcome = outcome(rapid.Bool().Draw(t, "agreed"))
	case Return:
		if i := rapid.IntRange(-1, len(p.s.Steps)-1).Draw(t, "to"); i >= 0 {
			m.to = p.s.Steps[i].ID
		}
		d.To = m.to
	case Add:
		p.steps++
		d = Data{Before: m.before, Chain: []Seat{{ID: p.steps, Act: Opinion, Person: 3, Name: "某", Added: w.Person}}}
	case PassOn, Assign:
		d = Data{Person: 4, Name: "某"}
	case Oral:
		d.OralAt = 1
	case Change, Resubmit:
		if rapid.Bool().Draw(t, "facts") {
			d.Chain = p.chain(t)
		}
	}
	return a, m, w, e, d
}

func TestWhatAlwaysHolds(t *testing.T) {
	reached := map[Phase]int{}
	walk := func(t *rapid.T) {
		p := &play{}
		p.add(Event{Action: Submit}, Data{Chain: p.chain(t)})
		for range rapid.IntRange(1, 40).Draw(t, "acts") {
			a, m, w, e, d := drawn(t, p)
			before := p.s
			before.Steps = append([]Step(nil), p.s.Steps...)
			err := permit(m, a, w)
			if before.Phase.Final() && err == nil {
				t.Fatalf("%s was allowed after %s", a, before.Phase)
			}
			if err != nil {
				continue
			}
			if tr, _ := transition(before.Phase, a); w.Applicant && tr.By != ByApplicant && tr.By != ByEither {
				t.Fatalf("the applicant may %s", a)
			}
			p.add(e, d)
			p.holds(t, before, a)
			reached[p.s.Phase]++
		}
	}
	// Some phases are rare: a hundred walks may miss one, two thousand do not.
	for n := 0; n == 0 || n < 20 && len(reached) < 6; n++ {
		rapid.Check(t, walk)
	}
	for _, ph := range []Phase{Running, Returned, Recording, Closed, Refused, Withdrawn} {
		if reached[ph] == 0 {
			t.Errorf("no walk came to %s: the test does not reach it", ph)
		}
	}
}

func (p *play) holds(t *rapid.T, before State, a Action) {
	again, err := Rebuild(p.history)
	if err != nil || !reflect.DeepEqual(again, p.s) {
		t.Fatalf("the history gives %+v, the state is %+v: %v", again, p.s, err)
	}
	open := 0
	for _, x := range p.s.Steps {
		if x.State == Current {
			open++
		}
		if was := before.Step(x.ID); was != nil && was.State == Done && x.State != Done && a != Return {
			t.Fatalf("%s undid a step", a)
		}
		if x.State == Done && x.Outcome == "" {
			t.Fatalf("step %d is done without outcome", x.ID)
		}
	}
	waits := p.s.Phase == Running || p.s.Phase == Recording
	if waits && open != 1 || !waits && open != 0 {
		t.Fatalf("%d open steps in phase %s", open, p.s.Phase)
	}
	if p.s.Phase == Closed || p.s.Phase == Recording {
		p.decided(t)
	}
	p.movable(t)
}

// decided: whatever holds was decided by every step of the rule in its round.
func (p *play) decided(t *rapid.T) {
	for _, x := range p.s.Steps {
		if x.Round != p.s.Round {
			continue
		}
		if p.s.Settles(x.ID) && x.State != Done {
			t.Fatalf("%s although %s is not done", p.s.Phase, x.Label())
		}
		if x.Outcome == RefusedIt {
			t.Fatalf("%s although a step refused", p.s.Phase)
		}
		if p.s.Phase == Closed && x.State != Done {
			t.Fatalf("closed although %s is %s", x.Label(), x.State)
		}
	}
}

// movable: some party can take a case on that is not at its end.
func (p *play) movable(t *rapid.T) {
	if p.s.Phase.Final() {
		return
	}
	for _, a := range []Action{Agree, Resolve, Answer, Enter, Confirm, Resubmit} {
		w := Standing{Person: 2, Holder: true}
		if a == Resolve && permit(move{state: &p.s, step: p.s.Open(), now: 1000, council: council.Standing{Listed: true}}, a, w) == nil {
			t.Fatalf("the result is entered by hand while the matter is on an agenda")
		}
		if a == Resubmit {
			w = Standing{Person: applicant, Applicant: true}
		}
		if permit(move{state: &p.s, step: p.s.Open(), words: "理由", now: 1000}, a, w) == nil {
			return
		}
	}
	t.Fatalf("nobody can take on a case in phase %s at %+v", p.s.Phase, p.s.Open())
}

// The table is closed: one line for a phase and an action, none for a final
// phase, and every action somewhere.
func TestTheTableIsClosed(t *testing.T) {
	seen := map[string]bool{}
	used := map[Action]bool{Submit: true}
	for _, l := range Machine {
		k := fmt.Sprint(l.From, l.Action)
		if seen[k] || l.From.Final() || l.Effect == nil || l.By == "" {
			t.Errorf("line %s %s", l.From, l.Action)
		}
		seen[k], used[l.Action] = true, true
	}
	for _, a := range allActions() {
		if !used[a] {
			t.Errorf("no line for %s", a)
		}
	}
}
