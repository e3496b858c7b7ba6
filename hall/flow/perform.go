package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

const (
	mostWords   = 1000 // characters of an opinion
	mostShort   = 100  // of a meeting's name, a paper's number
	mostReaders = 50
)

func clean(in *Input) error {
	in.Words = db.Trimmed(in.Words)
	in.Meeting, in.From, in.Paper = db.Trimmed(in.Meeting), db.Trimmed(in.From), db.Trimmed(in.Paper)
	var errs []*fault.Error
	long := func(field, label, v string, most int) {
		if n := utf8.RuneCountInString(v); n > most {
			errs = append(errs, fault.Field(field, fmt.Sprint(n), fmt.Sprintf("%s有 %d 字，最多 %d 字，请删减。", label, n, most)))
		}
	}
	long("words", "意见", in.Words, mostWords)
	long("meeting", "会议名称", in.Meeting, mostShort)
	long("from", "批复单位", in.From, mostShort)
	long("paper", "批复文号", in.Paper, mostShort)
	if len(in.Readers) > mostReaders {
		errs = append(errs, fault.Field("readers", fmt.Sprint(len(in.Readers)), fmt.Sprintf("一次最多传阅 %d 人。", mostReaders)))
	}
	return fault.Join(errs...)
}

// scene is everything that is looked at before an action.
type scene struct {
	*loaded
	tx      *act.Tx
	f       *Flow
	self    Holder   // the actor, in the capacity of the open step if it is theirs
	holders []Holder // of the open step, found at this moment
	vacant  string
	council council.Standing // of the open step
	who     Standing
	history []Event
}

func (f *Flow) perform(tx *act.Tx, a Action, d doing) (Result, act.Entry, error) {
	none := func(err error) (Result, act.Entry, error) { return Result{}, act.Entry{}, err }
	in := d.in
	if err := clean(&in); err != nil {
		return none(err)
	}
	if err := f.free(tx); err != nil {
		return none(err)
	}
	sc, err := f.scene(tx, in.Case)
	if err != nil {
		return none(err)
	}
	if err := sc.overtaken(in); err != nil {
		return none(err)
	}
	if f.kinds[sc.Kind].Word != nil && !d.room && a.word() {
		return none(fault.New(fault.Rule, "此件的意见要写明依据和理由，请在此件的页面上提出。"))
	}
	step := sc.state.Open()
	if a == Oral && in.To != 0 {
		if step = sc.state.Step(in.To); step == nil {
			return none(fault.Field("to", fmt.Sprint(in.To), "此件没有这一步，请从列表中选择。"))
		}
	}
	m := move{state: &sc.state, step: step, words: in.Words, before: in.Before, to: in.To, oralAt: in.When, now: tx.Now, vacant: sc.vacant != "", unheard: unheard(sc.cast, step), restricted: sc.Restricted, council: sc.council}
	if a == Urge && step != nil {
		m.urged = sc.urged(step, d.cal, tx.Today)
	}
	if err := permit(m, a, sc.who); err != nil {
		return none(err)
	}
	if a != Oral {
		if err := sc.takenOver(); err != nil {
			return none(err)
		}
	}
	if a == Confirm || a == Deny { // the word is that of the capacity in which it was given
		sc.self.For = lastClaim(sc.history, step.ID).OralFor
	}
	if sc.self.For != "" {
		tx.Actor.Capacity = sc.self.For
	}
	e, data, err := sc.event(a, step, in)
	if err != nil {
		return none(err)
	}
	if a == Agree || a == Dissent || a == Refuse || a == Return {
		data.Unheard = m.unheard
	}
	data.Own = d.room
	if err := f.happen(tx, sc.loaded, e, data); err != nil {
		return none(err)
	}
	if len(data.Readers) > 0 {
		if err := sc.copies(in.Readers); err != nil {
			return none(err)
		}
	}
	res := Result{Case: sc.ID, Phase: sc.Phase, URL: sc.URL, Say: sc.said(a, e, data)}
	return res, act.Entry{Subject: act.Subject("flow_case", sc.ID), Summary: sc.summary(a, step, e, data), Basis: sc.Basis(),
		Detail: detail(sc.Case, e, data)}, nil
}

// scene takes the case and finds out what the actor is to it.
func (f *Flow) scene(tx *act.Tx, id int64) (*scene, error) {
	hidden := act.OutOfReach(act.Subject("flow_case", id))
	c, err := f.lock(tx, id)
	if err != nil {
		return nil, err
	}
	self, known := c.cast.Self(tx.Actor.Login)
	if !known {
		return nil, hidden
	}
	sc := &scene{loaded: c, tx: tx, f: f, self: self}
	if sc.history, err = db.All[Event](tx.Ctx, tx, q.SQL("events"), id); err != nil {
		return nil, err
	}
	sc.who = Standing{Person: self.Person, Applicant: self.Person == c.Applicant}
	for _, e := range sc.history {
		sc.who.Participant = sc.who.Participant || e.Person == self.Person
	}
	if step := c.state.Open(); step != nil {
		if sc.holders, sc.vacant, err = f.holders(tx.Ctx, tx, c.cast, &c.Case, step); err != nil {
			return nil, err
		}
		if h, ok := among(sc.holders, self.Person); ok {
			sc.who.Holder, sc.self = true, h
		}
		if sc.council, err = f.standing(tx.Ctx, tx, step); err != nil {
			return nil, err
		}
		if sc.council.Listed {
			sc.vacant = ""
		}
	}
	// Who is to name somebody for a vacant step counts only while it is vacant;
	// an oral approval may be entered by them at any time.
	named, err := namers(c)
	if err != nil {
		return nil, err
	}
	if h, ok := among(named, self.Person); ok {
		sc.who.Assigner = true
		if !sc.who.Holder {
			sc.self = h
		}
	}
	if !sc.who.Applicant && !sc.who.Holder && !(sc.who.Assigner && sc.vacant != "") {
		seen, err := db.One[int](tx.Ctx, tx, q.SQL("visible"), id, tx.Actor.Login)
		if err != nil {
			return nil, err
		}
		if seen == 0 {
			return nil, hidden
		}
	}
	return sc, nil
}

// takenOver refuses a B who has not recorded the take-over.
func (sc *scene) takenOver() error {
	if sc.who.Holder && sc.self.TakeOver != 0 {
		return fault.Refuse(law.AbHandoverLate, "您以B岗顶岗，A岗没有移交工作。请先登记主动顶岗并写明原因，再办理此件。")
	}
	return nil
}

// overtaken says who was faster, if the step that the actor saw is not the one
// that waits now.
func (sc *scene) overtaken(in Input) error {
	open := sc.state.Open()
	if in.Step == 0 || open != nil && open.ID == in.Step && (in.Turn == 0 || open.Since == in.Turn) {
		return nil
	}
	for _, e := range slices.Backward(sc.history) {
		if e.StepID == in.Step && e.Action != Urge && e.Action != Copy && e.Action != Oral || e.StepID == 0 && e.N > 1 {
			return fault.Newf(fault.Conflict, "%s已于 %s %s，您打开的页面已过时。请重新打开此件。", e.who(), stamp(e.At), e.Action.Label())
		}
	}
	return fault.New(fault.Conflict, "此件已有变动，您打开的页面已过时。请重新打开此件。")
}

func (e Event) who() string { return Holder{Name: e.Name, Post: e.Post, For: e.For}.Words() }

func stamp(at int64) string { return ui.Stamp(time.UnixMicro(at)) }

func dayOf(at int64) civil.Date { return civil.DateOf(time.UnixMicro(at)) }

// event builds what will stand in the history.
func (sc *scene) event(a Action, step *Step, in Input) (Event, Data, error) {
	e := Event{Action: a, Person: sc.self.Person, Login: sc.tx.Actor.Login, Name: sc.self.Name, Post: sc.self.Post, For: sc.self.For,
		EventAt: sc.tx.Now, Words: in.Words}
	if step != nil && a != Withdraw {
		e.StepID, e.Since = step.ID, step.Since
	}
	var d Data
	var err error
	switch a {
	case Agree:
		e.Outcome = Agreed
		if err = sc.together(step, &d); err == nil && len(in.Readers) > 0 {
			if err = mayCopy(move{restricted: sc.Restricted}); err == nil {
				d.Readers, err = sc.named(in.Readers)
			}
			if e.Words == "" {
				e.Words = "请" + strings.Join(d.Readers, "、") + "阅办。"
			}
		}
	case Confirm:
		e.Outcome, e.EventAt = Agreed, step.OralAt
		err = sc.together(step, &d)
	case Dissent:
		e.Outcome = Dissented
	case Refuse:
		e.Outcome = RefusedIt
	case Enter:
		e.Outcome = RecordedIt
	case Return:
		d.To = in.To
	case Resolve:
		e.Outcome, d.Meeting = outcome(in.Agreed), in.Meeting
		e.EventAt, err = sc.decided(in.Date, "meeting", in.Meeting, "请填写会议名称，例如“2026年第3次局长办公会”。")
	case Answer:
		e.Outcome, d.From, d.Paper = outcome(in.Agreed), in.From, in.Paper
		e.EventAt, err = sc.decided(in.Date, "from", in.From, "请填写作出批复的单位或领导。")
		if err == nil && in.Paper == "" {
			err = fault.Field("paper", "", "请填写批复文号；没有文号的，写明凭据，例如“请示件原件签批”。")
		}
	case Add:
		err = sc.signatory(in, &d)
	case PassOn:
		err = sc.passed(step, in, &d)
	case Assign:
		err = sc.assigned(in, &d)
	case Copy:
		if d.Readers, err = sc.named(in.Readers); err == nil && len(d.Readers) == 0 {
			err = fault.Field("readers", "", "请选择传阅的人员。")
		}
	case Oral:
		e.EventAt = in.When
		err = sc.claim(step, in, &d)
	}
	return e, d, err
}

func outcome(agreed bool) string {
	if agreed {
		return Agreed
	}
	return RefusedIt
}

// decided checks what was decided elsewhere: by whom, and on which day.
func (sc *scene) decided(on civil.Date, field, by, missing string) (int64, error) {
	switch {
	case by == "":
		return 0, fault.Field(field, "", missing)
	case on.IsZero():
		return 0, fault.Field("date", "", "请填写作出决定的日期。")
	case on.After(sc.tx.Today):
		return 0, fault.Field("date", on.String(), "作出决定的日期在今天之后，请核对。")
	case on.Before(dayOf(sc.SubmittedAt).AddDays(-366)):
		return 0, fault.Field("date", on.String(), "作出决定的日期比提交早一年以上，请核对。")
	}
	return on.Time().UnixMicro(), nil
}

// together notes the steps that the same signature settles.
func (sc *scene) together(step *Step, d *Data) error {
	steps, as, err := sc.f.together(sc.tx.Ctx, sc.tx, sc.cast, &sc.Case, &sc.state, step, sc.self.Person)
	for i, x := range steps {
		d.With, d.As = append(d.With, x.ID), append(d.As, as[i].Words())
	}
	return err
}

// together finds the steps right after one that the same person would sign next,
// and in which capacity: one signature settles them all. A step in which the person
// stands in without a hand-over is not among them: the take-over is recorded first
// (clause ab.handover.late).
func (f *Flow) together(ctx context.Context, r db.Reader, cast Casting, c *Case, s *State, step *Step, self int64) (steps []Step, as []Holder, err error) {
	if f.kinds[c.Kind].Distinct {
		return nil, nil, nil
	}
	at := slices.IndexFunc(s.Steps, func(x Step) bool { return x.ID == step.ID })
	for i := at + 1; i < len(s.Steps); i++ {
		x := &s.Steps[i]
		if x.State == Done {
			continue // settled before a return
		}
		if x.State != Pending || !x.Act.signature() || x.OralAt != 0 {
			break
		}
		list, _, err := f.holders(ctx, r, cast, c, x)
		if err != nil {
			return nil, nil, err
		}
		h, ok := among(list, self)
		if !ok || h.TakeOver != 0 {
			break
		}
		steps, as = append(steps, *x), append(as, h)
	}
	return steps, as, nil
}
