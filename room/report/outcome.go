package report

import (
	"bytes"
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// moved is the hook that only notes what became of a case.
func (r *Room) moved(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		m, err := matterByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		m.State = state
		return putMatter(tx, &m)
	}
}

// answered notes the answer. A request is to be carried out: whoever asked for it
// owes that, until the answer's own day if it names one (clause rep.decision.execute).
func (r *Room) answered(tx *act.Tx, o flow.Outcome) error {
	m, err := matterByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	m.State, m.AnsweredAt = Answered, o.Event.EventAt
	if err := putMatter(tx, &m); err != nil {
		return err
	}
	if err := r.dueExplanation(tx, m); err != nil {
		return err
	}
	if m.Kind != Request {
		return nil
	}
	return addDuty(tx, Duty{MatterID: m.ID, Kind: Carrying, Text: "落实" + m.Number + "的批复", PersonID: m.PersonID, Login: m.Login, Name: m.Name, MadeOn: tx.Today})
}

// chainClosed closes the matter if nothing is owed.
func (r *Room) chainClosed(tx *act.Tx, o flow.Outcome) error {
	m, err := matterByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	return r.settle(tx, &m)
}

// withdrawn notes that the sender took the matter back: a level that was passed over
// for nothing needs no explanation. The report on an emergency is owed, so it cannot be.
func (r *Room) withdrawn(tx *act.Tx, o flow.Outcome) error {
	m, err := matterByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	if m.Kind == Report && m.Emergency() {
		return fault.Refuse(law.RepEmergency, "紧急处置必须报告，补报不能撤回。需要改的，请领导退回。")
	}
	m.State = Withdrawn
	if err := putMatter(tx, &m); err != nil || m.ActedAt != 0 {
		return err
	}
	return r.settleDuties(tx, m.ID, Explaining, m.Number+"已撤回，不用说明。")
}

// refused notes that the answer was no. That is an answer as well: the papers are kept.
func (r *Room) refused(tx *act.Tx, o flow.Outcome) error {
	m, err := matterByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	m.State, m.AnsweredAt = Refused, o.Event.EventAt
	if err := putMatter(tx, &m); err != nil {
		return err
	}
	if err := r.dueExplanation(tx, m); err != nil {
		return err
	}
	return r.settle(tx, &m)
}

// settle closes an answered matter once nothing is owed; its papers are handed over
// then, once.
func (r *Room) settle(tx *act.Tx, m *Matter) error {
	if m.State != Answered && m.State != Refused || m.FiledAt != 0 {
		return nil
	}
	open, err := db.One[int](tx.Ctx, tx, q.SQL("open_duties"), m.ID)
	if err != nil || open > 0 {
		return err
	}
	if m.State == Answered {
		m.State = Closed
	}
	if r.File != nil {
		m.FiledAt = tx.Now
	}
	if err := putMatter(tx, m); err != nil || r.File == nil {
		return err
	}
	return r.Flow.Owe(tx, m.Subject())
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

// papers lays out what is left of a matter; it limits nothing.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	m, err := db.One[Matter](ctx, rd, matterSelect+" WHERE m.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.whole(ctx, rd, m)
	if err != nil {
		return flow.Papers{}, err
	}
	only, _ := VisibleToReaderOnly(m.Skip)
	title := m.Title
	if only {
		title = KindLabel(m.Kind) + "，限定知悉范围"
	}
	day := dayOf(m.FiledAt)
	p := flow.Papers{Subject: m.Subject(), Title: title + "（" + m.Number + "）", Unit: m.Unit, Date: day, Secret: only, Weight: flow.Ordinary}
	if m.Important {
		p.Weight = flow.Important
	}
	forms := []flow.Form{{Name: m.Number + " 请示报告单", Draw: func(w *bytes.Buffer) error { return r.print(v, day, w) }}}
	if m.CaseID != 0 {
		course, err := r.course(ctx, rd, v, day)
		if err != nil {
			return p, err
		}
		forms = append(forms, course.Form())
	}
	if p.Files, err = flow.Draw(ctx, r.Files, forms...); err != nil {
		return p, err
	}
	for _, x := range v.Papers {
		p.Files = append(p.Files, x.Attachment.Paper())
	}
	return p, nil
}

// Execution is what was done on a matter.
type Execution struct {
	Matter int64
	At     int64 // microseconds UTC
	Words  string
	Early  string // why it could not wait for the answer; empty if it did
}

type executeIn struct {
	r *Room
	x Execution
}

var executeDeed = act.Define(act.Spec[executeIn, bool]{Name: "report.matter.execute", Label: "登记落实", Right: Use, Basis: []law.ID{law.RepNoAct},
	Do: func(tx *act.Tx, in executeIn) (bool, act.Entry, error) { return in.r.execute(tx, in.x) }})

// Execute writes down that a request was carried out. Before the answer it is
// refused, unless it could not wait: then a report afterwards is owed.
func (r *Room) Execute(ctx context.Context, who act.Actor, x Execution) error {
	_, err := executeDeed.Run(ctx, r.Door, who, executeIn{r, x})
	return err
}

func (r *Room) execute(tx *act.Tx, x Execution) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	m, err := matterByID(tx, x.Matter)
	if err != nil {
		return none(err)
	}
	x.Words, x.Early = db.Trimmed(x.Words), db.Trimmed(x.Early)
	replied := m.AnsweredAt
	if m.State == Refused {
		replied = 0
	}
	switch {
	case m.Login == "" || m.Login != tx.Actor.Login:
		return none(act.OutOfReach(m.Subject()))
	case m.Kind != Request || m.State == Withdrawn || m.State == Handled:
		return none(fault.Newf(fault.Conflict, "%s%s，不需要登记实施。", m.Number, m.StateLabel()))
	case m.ActedAt != 0:
		return none(fault.Newf(fault.Conflict, "%s已于%s登记实施。", m.Number, dayOf(m.ActedAt).Chinese()))
	case x.At <= 0 || x.At > tx.Now:
		return none(fault.Field("on", "", "实施的时间晚于现在，请核对。"))
	case x.Words == "":
		return none(fault.Field("words", "", "请写明做了什么。"))
	case m.State == Refused && x.Early == "":
		return none(fault.Refuse(law.RepNoAct, "领导没有同意这件请示，不得实施。"))
	}
	early := !Answers(replied, x.At)
	if err := MayAct(replied, x.At, x.Early != ""); err != nil {
		return none(err)
	}
	m.ActedAt, m.ActedWords, m.ActedBy, m.ActedNotedAt = x.At, x.Words, tx.Actor.Login, tx.Now
	say, basis := "登记实施 "+m.Number, []law.ID(nil)
	if early {
		m.ActedEarly, say, basis = x.Early, "登记紧急处置，批复以前实施 "+m.Number, []law.ID{law.RepEmergency}
		if err := r.owe(tx, m); err != nil {
			return none(err)
		}
		if err := r.dueExplanation(tx, m); err != nil {
			return none(err)
		}
	}
	if err := putMatter(tx, &m); err != nil {
		return none(err)
	}
	return true, act.Entry{Subject: m.Subject(), Summary: say, Basis: basis, Detail: map[string]any{"acted": x.At, "noted": tx.Now}}, nil
}

// owe writes down that what was done in an emergency is to be reported.
func (r *Room) owe(tx *act.Tx, m Matter) error {
	cal, err := r.Calendar.Current(tx.Ctx)
	if err != nil {
		return err
	}
	book, err := r.Rules.At(tx.Ctx, tx.Today)
	if err != nil {
		return err
	}
	due, _, err := FollowUpDue(book, cal, dayOf(m.ActedAt))
	if err != nil {
		return err
	}
	return addDuty(tx, Duty{MatterID: m.ID, Kind: Supplement, Text: "补报" + m.Number + "的紧急处置", PersonID: m.PersonID, Login: m.Login, Name: m.Name, MadeOn: dayOf(m.ActedAt), Due: due})
}

// Emergency is something that was handled before anybody could be asked.
type Emergency struct {
	Title string
	At    int64 // microseconds UTC
	Words string
	Why   string // why nobody could be asked
}

type handleIn struct {
	r *Room
	e Emergency
}

var handleDeed = act.Define(act.Spec[handleIn, Sent]{Name: "report.emergency.handle", Label: "登记先行处置", Right: Use, Basis: []law.ID{law.RepEmergency},
	Do: func(tx *act.Tx, in handleIn) (Sent, act.Entry, error) { return in.r.handle(tx, in.e) }})

// Handle writes down that an emergency was handled; the report is owed (Resend).
func (r *Room) Handle(ctx context.Context, who act.Actor, e Emergency) (Sent, error) {
	return handleDeed.Run(ctx, r.Door, who, handleIn{r, e})
}

func (r *Room) handle(tx *act.Tx, e Emergency) (Sent, act.Entry, error) {
	none := func(err error) (Sent, act.Entry, error) { return Sent{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	e.Title, e.Words, e.Why = db.Trimmed(e.Title), db.Trimmed(e.Words), db.Trimmed(e.Why)
	switch {
	case e.Title == "" || len([]rune(e.Title)) > mostTitle:
		return none(fault.Field("title", "", "请写明是什么事，不超过120字。"))
	case e.At <= 0 || e.At > tx.Now:
		return none(fault.Field("on", "", "处置的时间晚于现在，请核对。"))
	case e.Words == "":
		return none(fault.Field("words", "", "请写明怎样处置的。"))
	case e.Why == "":
		return none(fault.Field("why", "", "请写明为什么来不及请示。"))
	}
	m := Matter{Kind: Report, PersonID: me.ID, Login: me.login, Name: me.Name, Unit: me.Unit, UnitName: me.unitName, Post: me.post, Role: me.role, Title: e.Title, Urgency: Critical,
		ActedAt: e.At, ActedWords: e.Words, ActedEarly: e.Why, ActedBy: tx.Actor.Login, ActedNotedAt: tx.Now, State: Handled, MadeBy: tx.Actor.Login, MadeAt: tx.Now, Version: 1}
	if err := m.number(tx); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "report_matter", m.ID, matterColumns, m.values()); err != nil {
		return none(err)
	}
	if err := r.owe(tx, m); err != nil {
		return none(err)
	}
	return Sent{m.ID, m.Number}, act.Entry{Subject: m.Subject(), Summary: "登记紧急处置 " + m.Number, Detail: map[string]any{"acted": e.At, "noted": tx.Now}}, nil
}
