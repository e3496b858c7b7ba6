package flow

import (
	"errors"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

// Submission is what a room hands over: whose case it is, the chain that the rule
// book gave and the decision it rests on. All of it is pinned.
type Submission struct {
	Subject   string // act.Subject of the room's row; its table is a registered kind
	Applicant int64  // org_person
	Title     string // 李某请年休假 2 天; everybody whom the case waits for reads it
	Line      string // second line of lists; may be empty
	URL       string // the room's page of the case
	Due       civil.Date
	Chain     []StepSpec
	Ruling    string // number or digest of the stored decision
	Edition   string // of the rule book and the day by which it was asked, in Chinese: 第1版，2026年3月9日的规定
	Basis     []law.ID
	BasisLine string
	// Facts is a fingerprint of the facts on which the decision rests. A
	// resubmission with the same fingerprint goes on where it was returned; with
	// another one everybody is asked anew, by the chain handed over then.
	Facts string
	// Text is the filled form, field by field in its order, as people read it. It is
	// kept as a draft of the case: every word said of the case stands on one.
	Text []Line
	// Restricted limits the case to its chain: no copies for reading.
	Restricted bool
}

func (s *Submission) clean() error {
	s.Title, s.Line, s.BasisLine = db.Trimmed(s.Title), db.Trimmed(s.Line), db.Trimmed(s.BasisLine)
	switch {
	case s.Title == "" || web.Local(s.URL) != s.URL:
		return errors.New("flow: a submission needs a title and a local address")
	case len(s.Basis) == 0:
		return errors.New("flow: a submission needs the clauses its chain rests on")
	}
	s.Chain = plain(s.Chain)
	return check(s.Chain)
}

// joined writes clauses as they are stored.
func joined(ids []law.ID) string {
	var s []string
	for _, id := range ids {
		s = append(s, string(id))
	}
	return strings.Join(s, ",")
}

// Submit starts a case, within the room's deed that submits it. The actor may
// enter it for the applicant.
func (f *Flow) Submit(tx *act.Tx, s Submission) (Case, error) {
	if err := f.free(tx); err != nil {
		return Case{}, err
	}
	kind, _, _ := strings.Cut(s.Subject, ":")
	if _, ok := f.kinds[kind]; !ok {
		return Case{}, errors.New("flow: no kind of case is registered for " + s.Subject)
	}
	if err := s.clean(); err != nil {
		return Case{}, err
	}
	cast, err := f.Cast.At(tx.Ctx, tx, tx.Now)
	if err != nil {
		return Case{}, err
	}
	applicant, why := cast.Person(s.Applicant)
	if applicant.Person == 0 {
		return Case{}, fault.New(fault.Conflict, why)
	}
	id, err := tx.Next("flow_case")
	if err != nil {
		return Case{}, err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("case_insert"), id, s.Subject, kind, s.Title, s.Line, s.URL, s.Applicant, applicant.Login, applicant.Name, applicant.Post,
		tx.Now, s.Due, s.Facts, s.Ruling, s.Edition, joined(s.Basis), s.BasisLine, s.Restricted); err != nil {
		return Case{}, err
	}
	c, err := f.load(tx.Ctx, tx, id)
	if err != nil {
		return Case{}, err
	}
	c.state.Phase, c.cast = Running, cast
	if err := f.draft(tx, c, s.Text); err != nil {
		return Case{}, err
	}
	return c.Case, f.starting(tx, c, Submit, s.Chain, "")
}

// Resubmit puts a case forward again, within the room's deed: one that was
// returned, or one under way whose applicant changes it. words say what changed.
// With the facts unchanged a returned case goes straight back to whoever returned
// it, by the chain and edition it has; otherwise it is decided anew by those handed
// over, and anew is true. A case under way is always decided anew: what has been
// signed, or lies open before somebody, does not become a word on another text.
func (f *Flow) Resubmit(tx *act.Tx, id int64, s Submission, words string) (_ Case, anew bool, err error) {
	if err := f.free(tx); err != nil {
		return Case{}, false, err
	}
	c, err := f.lock(tx, id)
	if err != nil {
		return Case{}, false, err
	}
	self, ok := c.cast.Self(tx.Actor.Login)
	action := Resubmit
	if c.Phase == Running {
		action = Change
	}
	if err := permit(move{state: &c.state, now: tx.Now}, action, Standing{Person: self.Person, Applicant: ok && self.Person == c.Applicant}); err != nil {
		return Case{}, false, err
	}
	if err := f.draft(tx, c, s.Text); err != nil {
		return Case{}, false, err
	}
	if action == Resubmit && s.Facts == c.Facts {
		return c.Case, false, f.starting(tx, c, action, nil, words)
	}
	if err := s.clean(); err != nil {
		return Case{}, false, err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("case_facts"), id, s.Title, s.Line, s.Due, s.Facts, s.Ruling, s.Edition, joined(s.Basis), s.BasisLine, s.Restricted); err != nil {
		return Case{}, false, err
	}
	c.Title, c.Line, c.Due, c.Facts, c.Ruling, c.Edition, c.BasisWords, c.BasisLine = s.Title, s.Line, s.Due, s.Facts, s.Ruling, s.Edition, joined(s.Basis), s.BasisLine
	return c.Case, true, f.starting(tx, c, action, s.Chain, words)
}

// starting writes the event of a submission and opens the step.
func (f *Flow) starting(tx *act.Tx, c *loaded, a Action, chain []StepSpec, words string) error {
	d := Data{}
	if len(chain) > 0 {
		first, err := tx.NextN("flow_step", int64(len(chain)))
		if err != nil {
			return err
		}
		for i, x := range chain {
			d.Chain = append(d.Chain, Seat{ID: first + int64(i), Who: x.Who, Act: x.Act})
		}
		d.Edition = c.Edition
	}
	self, _ := c.cast.Self(tx.Actor.Login)
	if self.Person == 0 {
		self.Name = tx.Actor.Name
	}
	e := Event{Action: a, Person: self.Person, Login: tx.Actor.Login, Name: self.Name, Post: self.Post, EventAt: tx.Now, Words: db.Trimmed(words)}
	return f.happen(tx, c, e, d)
}
