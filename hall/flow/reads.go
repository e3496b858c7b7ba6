package flow

import (
	"cmp"
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/council"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

// View is a case as one person sees it.
type View struct {
	Case
	State   State
	History []Event
	Holders []Holder // of the open step and of those to come, as last cast
	Readers []Reader
	Drafts  []Draft // in their order; the last is what lies before the chain
	// Can are the actions open to the viewer now, in the order of Machine.
	Can []Action
	// As is the viewer in the capacity of the open step, if it is theirs.
	As Holder
	// Word is where the viewer gives the word of the open step, if that is not done on
	// the card (Kind.Word).
	Word ui.Link
	// Together are the steps that the viewer's agreement would settle besides the
	// open one.
	Together []Step
	// Partners are those to whom the viewer may pass the step on.
	Partners []Holder
	// People are those who may be named as signatory, reader or holder.
	People []Holder
	Self   int64  // the viewer's person
	Vacant string // why nobody can act now
	// Council is where the open step stands among the meetings, if one decides it.
	Council council.Standing
	// Unheard says why the oral approval on the open step cannot be confirmed, if it
	// cannot.
	Unheard string
	// Speakers are those who may be named when an oral approval is entered.
	Speakers []Speaker
	opens    map[string]bool // pages of meetings that the viewer may open
	Ledger   int64           // number of the last ledger entry of the case; 0 if there is none yet
	Now      int64           // when this was read
}

// May reports whether an action is open to the viewer.
func (v View) May(a Action) bool { return slices.Contains(v.Can, a) }

// Expected are those who can act, or are expected to, in a step.
func (v View) Expected(step int64) []Holder {
	var out []Holder
	for _, h := range v.Holders {
		if h.StepID == step && h.Kind != "past" {
			out = append(out, h)
		}
	}
	return out
}

// View gives a case to somebody who has a part in it; to anybody else it does
// not exist.
func (f *Flow) View(ctx context.Context, who act.Actor, id int64) (View, error) {
	c, ok, err := db.Maybe[Case](ctx, f.Door.Reader(), q.SQL("case"), id)
	if err != nil {
		return View{}, err
	}
	if !ok {
		return View{}, act.OutOfReach(act.Subject("flow_case", id))
	}
	return f.view(ctx, who, c)
}

// ViewOf is View by the room's row.
func (f *Flow) ViewOf(ctx context.Context, who act.Actor, subject string) (View, error) {
	c, ok, err := db.Maybe[Case](ctx, f.Door.Reader(), q.SQL("case_of"), subject)
	if err != nil {
		return View{}, err
	}
	if !ok {
		return View{}, act.OutOfReach(subject)
	}
	return f.view(ctx, who, c)
}

func (f *Flow) view(ctx context.Context, who act.Actor, c Case) (View, error) {
	r := f.Door.Reader()
	l, err := f.with(ctx, r, c)
	if err != nil {
		return View{}, err
	}
	v := View{Case: c, State: l.state, Now: f.Door.Now()}
	cast, err := f.Cast.At(ctx, r, v.Now)
	if err != nil {
		return View{}, err
	}
	self, known := cast.Self(who.Login)
	seen, err := db.One[int](ctx, r, q.SQL("visible"), c.ID, who.Login)
	if err != nil {
		return View{}, err
	}
	m := move{state: &v.State, step: v.State.Open(), now: v.Now, restricted: c.Restricted, words: "…", before: true}
	s := Standing{Person: self.Person, Applicant: known && self.Person == c.Applicant}
	if m.step != nil {
		found, vacant, err := f.holders(ctx, r, cast, &c, m.step)
		if err != nil {
			return View{}, err
		}
		if v.Council, err = f.standing(ctx, r, m.step); err != nil {
			return View{}, err
		}
		if v.Council.Listed {
			vacant = ""
		}
		v.Vacant, m.vacant, m.council = vacant, vacant != "", v.Council
		v.Unheard = unheard(cast, m.step)
		m.unheard = v.Unheard
		v.As, s.Holder = among(found, self.Person)
	}
	if named, _, err := union(cast, assigners, c.Applicant); err != nil {
		return View{}, err
	} else if _, ok := among(named, self.Person); ok && known && !s.Applicant {
		s.Assigner = true
	}
	if !known || seen == 0 && !s.Holder && !(s.Assigner && m.vacant) {
		return View{}, act.OutOfReach(act.Subject("flow_case", c.ID))
	}
	if v.History, err = db.All[Event](ctx, r, q.SQL("events"), c.ID); err != nil {
		return View{}, err
	}
	for _, e := range v.History {
		s.Participant = s.Participant || e.Person == self.Person
	}
	if v.Holders, err = db.All[Holder](ctx, r, q.SQL("holders"), c.ID); err != nil {
		return View{}, err
	}
	if v.Readers, err = db.All[Reader](ctx, r, q.SQL("readers"), c.ID); err != nil {
		return View{}, err
	}
	if v.Drafts, err = drafts(ctx, r, c.ID); err != nil {
		return View{}, err
	}
	if err := f.minutes(ctx, who, &v); err != nil {
		return View{}, err
	}
	v.can(m, s)
	if word := f.kinds[c.Kind].Word; word != nil {
		if v.May(Agree) {
			v.Word = word(v)
		}
		v.Can = slices.DeleteFunc(v.Can, Action.word)
	}
	v.Self = self.Person
	if v.May(Add) || v.May(Copy) || v.May(Assign) {
		v.People = cast.Everybody()
	}
	if err := f.ahead(ctx, r, cast, &v, self.Person); err != nil {
		return View{}, err
	}
	entries, err := act.Entries(ctx, r, act.EntryFilter{Subject: act.Subject("flow_case", c.ID), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// can lists what is open to the viewer: everything whose line and guards allow
// it, given a fitting form.
func (v *View) can(m move, s Standing) {
	for _, t := range Machine {
		if t.From != v.Phase || t.Action == Change || t.Action == Resubmit {
			continue
		}
		if t.Action == Oral {
			if s.is(t.By) && v.signable() {
				v.Can = append(v.Can, t.Action)
			}
			continue
		}
		if (m.step != nil || t.Action == Withdraw) && permit(m, t.Action, s) == nil {
			v.Can = append(v.Can, t.Action)
		}
	}
}

// signable reports whether a step is left that somebody may have approved orally.
func (v *View) signable() bool {
	return slices.ContainsFunc(v.State.Steps, v.signableStep)
}

func (v *View) signableStep(x Step) bool {
	return x.Round == v.Round && (x.State == Current || x.State == Pending) && x.Act.signature() && x.OralAt == 0
}

// ahead finds what the viewer's signature would settle, and to whom the step
// could be passed on.
func (f *Flow) ahead(ctx context.Context, r db.Reader, cast Casting, v *View, self int64) error {
	open := v.State.Open()
	if v.May(Oral) {
		if err := v.speakers(cast); err != nil {
			return err
		}
	}
	if v.May(Agree) || v.May(Confirm) {
		var err error
		if v.Together, _, err = f.together(ctx, r, cast, &v.Case, &v.State, open, self); err != nil {
			return err
		}
	}
	if v.May(PassOn) {
		within, err := f.within(ctx, r, cast, &v.Case)
		if err != nil {
			return err
		}
		list, err := within.Partners(open.Who, v.Applicant, self)
		if err != nil {
			return err
		}
		if list, _, err = f.distinct(ctx, r, list, "", &v.Case, open); err != nil {
			return err
		}
		list, _, _ = eligible(list, "", v.Applicant)
		v.Partners = slices.DeleteFunc(list, func(h Holder) bool { return h.Person == self })
		if len(v.Partners) == 0 {
			v.Can = slices.DeleteFunc(v.Can, func(a Action) bool { return a == PassOn })
		}
	}
	return nil
}

// Visible limits a list of a room to the cases somebody has a part in; column
// holds the subject.
func Visible(flt *db.Filter, column, login string) *db.Filter {
	return flt.And(column+` IN (SELECT c.subject FROM flow_case c WHERE c.applicant_login = ?
  OR EXISTS (SELECT 1 FROM flow_holder h WHERE h.case_id = c.id AND h.login = ?)
  OR EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.login = ?)
  OR EXISTS (SELECT 1 FROM flow_reader r WHERE r.case_id = c.id AND r.login = ?))`, login, login, login, login)
}

// FactsOf asks the room that brought a case for what is to be known of it, for a
// card shown outside the room's own page. None where the room says nothing.
func (f *Flow) FactsOf(ctx context.Context, who act.Actor, v View) ([]ui.Pair, error) {
	if ask := f.kinds[v.Kind].Facts; ask != nil {
		return ask(ctx, who, v)
	}
	return nil, nil
}

// Item is one line of a list.
type Item struct {
	ID            int64      `db:"id"`
	Subject       string     `db:"subject"`
	Kind          string     `db:"kind"`
	Title         string     `db:"title"`
	Line          string     `db:"line"`
	URL           string     `db:"url"`
	ApplicantName string     `db:"applicant_name"`
	ApplicantPost string     `db:"applicant_post"`
	Phase         Phase      `db:"phase"`
	SubmittedAt   int64      `db:"submitted_at"`
	Due           civil.Date `db:"due"`
	StepID        int64      `db:"step_id"` // of Desk.ToRead: the number of the copy
	Who           Who        `db:"who"`
	Act           Act        `db:"act"`
	Added         int64      `db:"added"`
	PersonName    string     `db:"person_name"`
	Since         int64      `db:"since"` // waits since; for Acted: when
	OralAt        int64      `db:"oral_at"`
	Vacant        string     `db:"vacant"`
	Part          string     `db:"part"` // act, assign, own; for Acted the action; for ToRead who copied it
	For           string     `db:"stands_for"`
	Box           string     `db:"box"`
	Waits         []Holder   `db:"-"` // of Mine: for whom it waits
}

// Step is what waits, in words.
func (i Item) Step() string {
	if i.StepID == 0 {
		return i.Phase.Label()
	}
	if i.Part == "assign" {
		return "指定“" + i.Act.Of(i.Who) + "”的办理人"
	}
	return Step{Who: i.Who, Act: i.Act, Added: i.Added, PersonName: i.PersonName}.Label()
}

// Waiting is for whom an own case waits, in words; empty if for nobody.
func (i Item) Waiting() string {
	if i.Vacant != "" {
		return "暂无人可办，等待指定办理人"
	}
	if i.Act == Decide && len(i.Waits) == 0 {
		return "会议议题，待会议研究"
	}
	who, post, stands := names(i.Waits)
	if stands != "" {
		return who + "（代" + stands + "）"
	}
	if post != "" && post != who {
		return who + "（" + post + "）"
	}
	return who
}

// Stay is how long the case has waited at its step, at an instant in microseconds.
func (i Item) Stay(now int64) string { return Span(now - i.Since) }

// Desk is what concerns somebody today: three queries, however many cases. Each
// list has at most 500 lines.
type Desk struct {
	Waiting []Item // waits for me: by due date, then by age
	Mine    []Item // mine under way, and for whom it waits; then what has ended
	ToRead  []Item // copies unread
}

// Returned are the actor's own cases that were given back.
func (d Desk) Returned() []Item {
	var out []Item
	for _, i := range d.Mine {
		if i.Phase == Returned {
			out = append(out, i)
		}
	}
	return out
}

// Desk gives what waits for somebody, what of theirs waits for whom, and what
// there is to read.
func (f *Flow) Desk(ctx context.Context, who act.Actor) (Desk, error) {
	var d Desk
	r := f.Door.Reader()
	before, err := db.All[Item](ctx, r, q.SQL("before_me"), who.Login)
	if err != nil {
		return d, err
	}
	for _, i := range before {
		if i.Box == "reading" {
			d.ToRead = append(d.ToRead, i)
		} else {
			d.Waiting = append(d.Waiting, i)
		}
	}
	slices.SortStableFunc(d.Waiting, func(a, b Item) int {
		return cmp.Or(dueFirst(a.Due, b.Due), cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
	})
	slices.SortStableFunc(d.ToRead, func(a, b Item) int { return cmp.Or(cmp.Compare(b.Since, a.Since), cmp.Compare(b.StepID, a.StepID)) })
	if d.Mine, err = db.All[Item](ctx, r, q.SQL("mine"), who.Login); err != nil {
		return d, err
	}
	waits, err := db.All[Holder](ctx, r, q.SQL("mine_holders"), who.Login)
	if err != nil {
		return d, err
	}
	by := map[int64][]Holder{}
	for _, h := range waits {
		by[h.CaseID] = append(by[h.CaseID], h)
	}
	for i := range d.Mine {
		d.Mine[i].Waits = by[d.Mine[i].ID]
	}
	return d, nil
}

// dueFirst puts the earlier date first, and no date last.
func dueFirst(a, b civil.Date) int {
	switch {
	case a == b:
		return 0
	case b.IsZero() || !a.IsZero() && a.Before(b):
		return -1
	}
	return 1
}

// StandingIn are those of Waiting that wait for the actor in somebody's place.
func (d Desk) StandingIn() []Item {
	return slices.DeleteFunc(slices.Clone(d.Waiting), func(i Item) bool { return i.For == "" })
}

// UnderWay are the actor's own cases that wait for others.
func (d Desk) UnderWay() []Item {
	return slices.DeleteFunc(slices.Clone(d.Mine), func(i Item) bool { return i.Phase.Final() || i.Phase == Returned })
}

// Acted lists the cases in which somebody has acted, the latest first.
func (f *Flow) Acted(ctx context.Context, who act.Actor) ([]Item, error) {
	return db.All[Item](ctx, f.Door.Reader(), q.SQL("acted"), who.Login)
}
