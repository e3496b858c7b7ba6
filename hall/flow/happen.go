package flow

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// lock takes the case for this deed: a second one waits, and then sees what the
// first has done.
func (f *Flow) lock(tx *act.Tx, id int64) (*loaded, error) {
	n, err := db.Exec(tx.Ctx, tx, q.SQL("lock"), id)
	if err != nil {
		return nil, err
	}
	tx.Touch("flow_case", id)
	if n == 0 {
		return nil, act.OutOfReach(act.Subject("flow_case", id))
	}
	c, err := f.load(tx.Ctx, tx, id)
	if err == nil {
		c.cast, err = f.Cast.At(tx.Ctx, tx, tx.Now)
	}
	return c, err
}

// free refuses to move a case from inside a room's hook.
func (f *Flow) free(tx *act.Tx) error {
	if _, inside := f.told.Load(tx); inside {
		return errors.New("flow: a hook may not move a case")
	}
	return nil
}

// happen adds an event to the history, brings the rows to the state that follows,
// finds who is next, and tells the room.
func (f *Flow) happen(tx *act.Tx, c *loaded, e Event, d Data) error {
	before := State{Phase: c.state.Phase, Steps: slices.Clone(c.state.Steps)}
	n, err := db.One[int](tx.Ctx, tx, q.SQL("event_last"), c.ID)
	if err != nil {
		return err
	}
	if e.ID, err = tx.Next("flow_event"); err != nil {
		return err
	}
	if d.Draft, err = db.One[int](tx.Ctx, tx, q.SQL("draft_number"), c.ID); err != nil {
		return err
	}
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	e.CaseID, e.N, e.At, e.Data = c.ID, n+1, tx.Now, string(b)
	if err := apply(&c.state, e); err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("event_insert"), e.ID, e.CaseID, e.N, e.StepID, string(e.Action), e.Outcome, e.Person, e.Login, e.Name, e.Post, e.For,
		e.At, e.EventAt, e.Since, e.Words, e.Data); err != nil {
		return err
	}
	tx.Touch("flow_event", e.ID)
	c.Phase, c.Round = c.state.Phase, c.state.Round
	if c.state.Settled && c.SettledAt == 0 {
		c.SettledAt = e.At
	}
	if c.Phase.Final() {
		c.EndedAt = e.At
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("case_state"), c.ID, string(c.Phase), c.Round, c.SettledAt, c.EndedAt); err != nil {
		return err
	}
	tx.Touch("flow_case", c.ID)
	if err := f.convene(tx, c, &before, e.Action); err != nil {
		return err
	}
	if err := f.seat(tx, c, &before); err != nil {
		return err
	}
	return f.tell(tx, c, e, before.Phase)
}

// seat writes the steps that changed and who is to act in them.
func (f *Flow) seat(tx *act.Tx, c *loaded, before *State) error {
	for i := range c.state.Steps {
		s := &c.state.Steps[i]
		was := before.Step(s.ID)
		if was != nil && *was == *s {
			continue
		}
		moved := was == nil || was.State != s.State || was.Person != s.Person || was.Since != s.Since || was.OralAt != s.OralAt || was.OralBy != s.OralBy
		if moved {
			if err := f.cast(tx, c, s); err != nil {
				return err
			}
		}
		if err := putStep(tx, s); err != nil {
			return err
		}
	}
	return f.returnedTodo(tx, c, before.Phase)
}

func putStep(tx *act.Tx, s *Step) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("step_put"), s.ID, s.CaseID, s.Round, s.Place, string(s.Who), string(s.Act), string(s.State), s.Person, s.PersonName, s.Added,
		s.OralAt, s.OralBy, s.Since, s.DoneAt, s.Outcome, s.Vacant)
	if err == nil {
		tx.Touch("flow_step", s.ID)
	}
	return err
}

// cast finds the persons of a step anew: who can act in an open one (or, if
// nobody can, who is to name somebody), who is expected in a later one.
func (f *Flow) cast(tx *act.Tx, c *loaded, s *Step) error {
	old, err := db.All[Holder](tx.Ctx, tx, q.SQL("holders_of_step"), s.ID)
	if err != nil {
		return err
	}
	s.Vacant = ""
	if s.State == Done || s.State == Void {
		return retire(tx, s.ID, old)
	}
	fresh, kind, why, err := f.seated(tx, c, s)
	if err != nil {
		return err
	}
	s.Vacant = why
	idle := kind == "expect" || kind == "agenda"
	for _, h := range old {
		if _, still := among(fresh, h.Person); !still || idle {
			if err := notify.Done(tx, todoKey(s.ID, h.Login)); err != nil {
				return err
			}
		}
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("holders_clear"), s.ID); err != nil {
		return err
	}
	for _, h := range old {
		// It did wait for them: they keep the sight of it.
		if _, still := among(fresh, h.Person); !still && h.Kind != "expect" {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("holder_insert"), c.ID, s.ID, "past", h.Person, h.Login, h.Name, h.Post, h.For); err != nil {
				return err
			}
		}
	}
	for _, h := range fresh {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("holder_insert"), c.ID, s.ID, kind, h.Person, h.Login, h.Name, h.Post, h.For); err != nil {
			return err
		}
		if idle {
			continue
		}
		verb := s.Act.Label()
		if kind == "assign" {
			verb = "指定办理人"
		}
		if err := notify.Put(tx, notify.Todo{Key: todoKey(s.ID, h.Login), Login: h.Login, Text: verb + "：" + c.Title, URL: c.URL, Due: c.Due}); err != nil {
			return err
		}
	}
	return nil
}

// seated finds who has a step before them and as what: those who can act, or who are
// to name somebody if nobody can; those who are only expected; those who would enter
// what a meeting decides while it is on an agenda (agenda): nothing waits for them.
func (f *Flow) seated(tx *act.Tx, c *loaded, s *Step) (fresh []Holder, kind, why string, err error) {
	if fresh, why, err = f.holders(tx.Ctx, tx, c.cast, &c.Case, s); err != nil || s.State != Current {
		return fresh, "expect", "", err
	}
	on, err := f.standing(tx.Ctx, tx, s)
	if err != nil || on.Listed {
		return fresh, "agenda", "", err
	}
	if why != "" {
		fresh, err = namers(c)
		return fresh, "assign", why, err
	}
	return fresh, "act", "", nil
}

// retire settles the to-dos of a step that is over. Whom it had waited for keeps
// the sight of the case and can be told who was faster; who was only expected
// does not.
func retire(tx *act.Tx, step int64, old []Holder) error {
	for _, h := range old {
		if h.Kind == "expect" {
			continue
		}
		if err := notify.Done(tx, todoKey(step, h.Login)); err != nil {
			return err
		}
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("holders_unexpect"), step); err != nil {
		return err
	}
	_, err := db.Exec(tx.Ctx, tx, q.SQL("holders_past"), step)
	return err
}

// namers are those who name somebody for a vacant step of a case.
func namers(c *loaded) ([]Holder, error) {
	found, _, err := union(c.cast, assigners, c.Applicant)
	if err != nil {
		return nil, err
	}
	found, _, err = eligible(found, "", c.Applicant)
	return found, err
}

func todoKey(step int64, login string) string { return fmt.Sprintf("flow.step:%d:%s", step, login) }

// returnedTodo keeps the applicant's to-do of a returned case.
func (f *Flow) returnedTodo(tx *act.Tx, c *loaded, was Phase) error {
	key := fmt.Sprintf("flow.case:%d", c.ID)
	switch {
	case c.Phase == Returned && was != Returned && c.ApplicantLogin != "":
		return notify.Put(tx, notify.Todo{Key: key, Login: c.ApplicantLogin, Text: "补正后重新提交：" + c.Title, URL: c.URL})
	case c.Phase != Returned && was == Returned:
		return notify.Done(tx, key)
	}
	return nil
}

// tell lets the room know what became of its case, and the applicant when it is
// decided.
func (f *Flow) tell(tx *act.Tx, c *loaded, e Event, was Phase) error {
	if c.Phase == was {
		return nil
	}
	k := f.kinds[c.Kind]
	var hooks []Hook
	switch c.Phase {
	case Returned:
		hooks = []Hook{k.Returned}
	case Recording:
		hooks = []Hook{k.Agreed}
	case Closed:
		hooks = []Hook{k.Closed}
		if was == Running {
			hooks = []Hook{k.Agreed, k.Closed}
		}
	case Refused:
		hooks = []Hook{k.Refused}
	case Withdrawn:
		hooks = []Hook{k.Withdrawn}
	}
	if decided := c.Phase == Refused || was == Running && (c.Phase == Recording || c.Phase == Closed); decided && c.ApplicantLogin != "" {
		if err := addReader(tx, c.ID, Holder{Person: c.Applicant, Login: c.ApplicantLogin, Name: c.ApplicantName}, ""); err != nil {
			return err
		}
	}
	f.told.Store(tx, true)
	defer f.told.Delete(tx)
	for _, h := range hooks {
		if h == nil {
			continue
		}
		if err := h(tx, Outcome{Case: c.Case, Event: e}); err != nil {
			return err
		}
	}
	return nil
}

func addReader(tx *act.Tx, id int64, h Holder, by string) error {
	row, err := tx.Next("flow_reader")
	if err != nil {
		return err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("reader_insert"), row, id, h.Person, h.Login, h.Name, by, tx.Now); err != nil {
		return err
	}
	tx.Touch("flow_reader", row)
	return nil
}
