package flow

import (
	"context"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Agenda is where the cases of a room belong among the meetings, as far as the rule
// book says.
type Agenda struct {
	Unit    string // code of the unit whose case it is
	Meeting string // name of the meeting: 局长办公会; empty where the book names none
	Topic   law.ID // clause of the class of matters; empty for the last class (其他)
	Major   bool   // somebody has called it an important matter, and stands for it
	// Official is set where the applicant speaks for a unit: nobody is concerned in
	// person and has to withdraw (回避).
	Official bool
}

func councilSource(s *Step) string { return fmt.Sprintf("flow_step:%d:%d", s.ID, s.Since) }

// convened reports whether a meeting room is there for a step.
func (f *Flow) convened(s *Step) bool {
	return f.Council != nil && s != nil && s.ID != 0 && s.State == Current && s.Act == Decide
}

// standing is where an open step stands among the meetings; nowhere if none is asked.
func (f *Flow) standing(ctx context.Context, r db.Reader, s *Step) (council.Standing, error) {
	if !f.convened(s) {
		return council.Standing{}, nil
	}
	return f.Council.Standing(ctx, r, councilSource(s))
}

// convene puts the steps that an event opened before the meetings, and takes back
// those that it closed otherwise than by a meeting's decision.
func (f *Flow) convene(tx *act.Tx, c *loaded, before *State, by Action) error {
	if f.Council == nil {
		return nil
	}
	for i := range c.state.Steps {
		s := &c.state.Steps[i]
		if s.Act != Decide {
			continue
		}
		was := before.Step(s.ID)
		open := was != nil && was.State == Current
		if open && (s.State != Current || s.Since != was.Since) && by != Decided {
			if err := f.Council.Drop(tx, councilSource(was)); err != nil {
				return err
			}
		}
		if s.State == Current && (!open || s.Since != was.Since) {
			if err := f.takeUp(tx, c, s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Flow) takeUp(tx *act.Tx, c *loaded, s *Step) error {
	var on Agenda
	if of := f.kinds[c.Kind].Agenda; of != nil {
		var err error
		if on, err = of(tx.Ctx, tx, c.Case); err != nil {
			return err
		}
	}
	concerned := []int64{c.Applicant}
	if on.Official {
		concerned = nil
	}
	return f.Council.TakeUp(tx, council.Ask{Source: councilSource(s), Title: c.Title, Line: c.Line, URL: c.URL, Unit: on.Unit, Meeting: on.Meeting, Topic: on.Topic,
		Major: on.Major, Basis: c.Basis(), Concerned: concerned})
}

// CouncilDecided settles a step by what signed minutes say, within the deed that
// signs them. What was put off, or only heard, goes on waiting and is put before the
// meetings again; what was not put on an agenda waits for whoever may enter or return
// it. The course says so. Minutes that the applicant signs settle nothing: somebody else enters them.
// A step that no longer waits, or was settled by the same minutes, is left alone.
func (f *Flow) CouncilDecided(tx *act.Tx, d council.Decision) error {
	if err := f.free(tx); err != nil {
		return err
	}
	var id, since int64
	if _, err := fmt.Sscanf(d.Source, "flow_step:%d:%d", &id, &since); err != nil {
		return fmt.Errorf("flow: no step is named %q", d.Source)
	}
	of, known, err := db.Maybe[int64](tx.Ctx, tx, q.SQL("case_of_step"), id)
	if err != nil || !known {
		return err
	}
	c, err := f.lock(tx, of)
	if err != nil {
		return err
	}
	step := c.state.Step(id)
	if step == nil || step.State != Current || step.Since != since {
		return nil
	}
	self, known := c.cast.Self(tx.Actor.Login)
	if !known {
		self = Holder{Name: tx.Actor.Name}
	}
	if known && self.Person == c.Applicant {
		return f.reseat(tx, c, step)
	}
	a, data, e := Decided, Data{Meeting: d.Ref, URL: d.URL}, Event{}
	switch d.Outcome {
	case council.Agreed:
		e.Outcome = Agreed
	case council.Refused:
		e.Outcome = RefusedIt
	case council.PutOff, council.Heard, council.Declined:
		a, data.Put = Deferred, d.Outcome
	default:
		return fmt.Errorf("flow: %q is no outcome of a meeting", d.Outcome)
	}
	if err := permit(move{state: &c.state, step: step, now: tx.Now}, a, Standing{Person: self.Person, Meeting: true}); err != nil {
		return err
	}
	in := Input{Words: d.Words, Meeting: d.Ref}
	if err := clean(&in); err != nil {
		return err
	}
	e.Action, e.StepID, e.Since, e.Person, e.Login, e.Name, e.Post, e.Words = a, step.ID, step.Since, self.Person, tx.Actor.Login, self.Name, self.Post, in.Words
	if e.EventAt = tx.Now; !d.On.IsZero() {
		e.EventAt = d.On.Time().UnixMicro()
	}
	if err := f.happen(tx, c, e, data); err != nil || a == Decided {
		return err
	}
	if d.Outcome != council.Declined { // it goes on to the next meeting
		if err := f.takeUp(tx, c, step); err != nil {
			return err
		}
	}
	return f.reseat(tx, c, step)
}

// minutes finds which pages of meetings, of those that a case names, its viewer may
// open.
func (f *Flow) minutes(ctx context.Context, who act.Actor, v *View) error {
	v.opens = map[string]bool{}
	if f.Council == nil {
		return nil
	}
	urls := []string{v.Council.URL}
	for _, e := range v.History {
		if e.Action == Decided || e.Action == Deferred {
			urls = append(urls, e.data().URL)
		}
	}
	for _, u := range urls {
		if _, asked := v.opens[u]; asked || u == "" {
			continue
		}
		sees, err := f.Council.Sees(ctx, who, u)
		if err != nil {
			return err
		}
		v.opens[u] = sees
	}
	if !v.opens[v.Council.URL] {
		v.Council.URL = ""
	}
	return nil
}

func (f *Flow) reseat(tx *act.Tx, c *loaded, s *Step) error {
	if err := f.cast(tx, c, s); err != nil {
		return err
	}
	return putStep(tx, s)
}

// unlisted refuses to enter by hand what a meeting is about to decide.
func unlisted(m move) error {
	if m.council.Listed {
		return fault.New(fault.Conflict, "此件"+m.council.Where+"。会议研究、纪要签发以后，结果自动记入此件，不在这里登记；不上会研究的，请先从议题中撤下。")
	}
	return nil
}

// decidedBy is the decision of a meeting that settled a step of the present round, if
// one did.
func (v View) decidedBy() (Event, Data, bool) {
	for i := len(v.History) - 1; i >= 0; i-- {
		e := v.History[i]
		if e.Action != Decided {
			continue
		}
		s := v.State.Step(e.StepID)
		return e, e.data(), s != nil && s.Round == v.Round && s.State == Done
	}
	return Event{}, Data{}, false
}
