package report

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var dutyColumns = []string{"matter_id", "assignment_id", "kind", "text", "person_id", "login", "name", "made_on", "due", "done_on", "done_at", "done_by", "result", "told", "made_by", "made_at"}

var dutySelect = "SELECT d.id, d." + strings.Join(dutyColumns, ", d.") + " FROM report_duty d"

// Kinds of duty.
const (
	Explaining = "explain"    // why a level was passed over
	Supplement = "supplement" // what was done in an emergency
	Notice     = "notice"     // about a task given from above
	Carrying   = "task"       // carrying out what was decided
)

var dutyLabels = map[string]string{Explaining: "越级说明", Supplement: "紧急处置补报", Notice: "交办报告", Carrying: "落实批复"}

var dutyClauses = map[string]law.ID{Explaining: law.RepBypassExplain, Supplement: law.RepEmergency, Notice: law.RepBypassDown, Carrying: law.RepDecisionExecute}

// Duty is something that somebody still owes, or has done.
type Duty struct {
	ID           int64      `db:"id"`
	MatterID     int64      `db:"matter_id"`
	AssignmentID int64      `db:"assignment_id"`
	Kind         string     `db:"kind"`
	Text         string     `db:"text"`
	PersonID     int64      `db:"person_id"`
	Login        string     `db:"login"`
	Name         string     `db:"name"`
	MadeOn       civil.Date `db:"made_on"`
	Due          civil.Date `db:"due"` // last day; no date where none was set
	DoneOn       civil.Date `db:"done_on"`
	DoneAt       int64      `db:"done_at"`
	DoneBy       string     `db:"done_by"`
	Result       string     `db:"result"`
	Told         string     `db:"told"`
	MadeBy       string     `db:"made_by"`
	MadeAt       int64      `db:"made_at"`
}

func (d Duty) values() []any {
	return []any{d.MatterID, d.AssignmentID, d.Kind, d.Text, d.PersonID, d.Login, d.Name, d.MadeOn, d.Due, d.DoneOn, d.DoneAt, d.DoneBy, d.Result, d.Told, d.MadeBy, d.MadeAt}
}

// Label is the Chinese word of the kind.
func (d Duty) Label() string { return dutyLabels[d.Kind] }

// State says where the duty stands on a day.
func (d Duty) State(today civil.Date) State {
	return Task{Ordered: d.MadeOn, Due: d.Due, Done: d.DoneOn}.Outstanding(today)
}

// URL is the page on which it is done.
func (d Duty) URL() string {
	if d.MatterID == 0 {
		return "/reports/assignments"
	}
	return matterURL(d.MatterID)
}

func dutyKey(id int64) string { return act.Subject("report_duty", id) }

// addDuty writes down what is owed and puts it on the to-do list.
func addDuty(tx *act.Tx, d Duty) error {
	var err error
	if d.ID, err = tx.Next("report_duty"); err != nil {
		return err
	}
	d.MadeBy, d.MadeAt = tx.Actor.Login, tx.Now
	if err := act.Insert(tx, "report_duty", d.ID, dutyColumns, d.values()); err != nil {
		return err
	}
	return remind(tx, d)
}

func remind(tx *act.Tx, d Duty) error {
	if d.Login == "" || d.Kind == Explaining && d.Due.IsZero() {
		return nil
	}
	return notify.Put(tx, notify.Todo{Key: dutyKey(d.ID), Login: d.Login, Text: d.Text, URL: d.URL(), Due: d.Due})
}

func dutiesOf(ctx context.Context, r db.Reader, matter int64) ([]Duty, error) {
	return db.All[Duty](ctx, r, dutySelect+" WHERE d.matter_id = $1 ORDER BY d.id", matter)
}

func dutyByID(tx *act.Tx, id int64) (Duty, error) {
	d, ok, err := db.Maybe[Duty](tx.Ctx, tx, dutySelect+" WHERE d.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("report_duty", id))
	}
	return d, err
}

func finish(tx *act.Tx, d Duty, result, told string) error {
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("duty_done"), d.ID, tx.Today, tx.Now, tx.Actor.Login, result, told); err != nil {
		return err
	}
	tx.Touch("report_duty", d.ID)
	return notify.Done(tx, dutyKey(d.ID))
}

// dueExplanation sets the last day of an explanation, now that there is something to
// explain: the working days run from today.
func (r *Room) dueExplanation(tx *act.Tx, m Matter) error {
	list, err := dutiesOf(tx.Ctx, tx, m.ID)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Kind != Explaining || !d.DoneOn.IsZero() {
			continue
		}
		cal, err := r.Calendar.Current(tx.Ctx)
		if err != nil {
			return err
		}
		book, err := r.Rules.At(tx.Ctx, dayOf(m.SubmittedAt))
		if err != nil {
			return err
		}
		e, err := Explain(book, cal, tx.Today, m.Role, m.Skip)
		if err != nil {
			return err
		}
		d.Due = e.Due
		if err := setDuty(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// setDuty stores what may change of a duty, and puts it on the to-do list anew.
func setDuty(tx *act.Tx, d Duty) error {
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("duty_set"), d.ID, d.Text, d.PersonID, d.Login, d.Name, d.Due); err != nil {
		return err
	}
	tx.Touch("report_duty", d.ID)
	if err := notify.Done(tx, dutyKey(d.ID)); err != nil {
		return err
	}
	return remind(tx, d)
}

// settleDuties finishes the open duties of a kind that something else has met.
func (r *Room) settleDuties(tx *act.Tx, matter int64, kind, result string) error {
	list, err := dutiesOf(tx.Ctx, tx, matter)
	if err != nil {
		return err
	}
	for _, d := range list {
		if d.Kind == kind && d.DoneOn.IsZero() {
			if err := finish(tx, d, result, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

type doneIn struct {
	r      *Room
	id     int64
	result string
}

var doneDeed = act.Define(act.Spec[doneIn, Duty]{Name: "report.duty.done", Label: "完成督办事项", Right: Use, Basis: []law.ID{law.RepDecisionExecute},
	Do: func(tx *act.Tx, in doneIn) (Duty, act.Entry, error) {
		d, err := dutyByID(tx, in.id)
		if err != nil {
			return d, act.Entry{}, err
		}
		result := db.Trimmed(in.result)
		switch {
		case d.Login == "" || d.Login != tx.Actor.Login:
			return Duty{}, act.Entry{}, act.OutOfReach(act.Subject("report_duty", d.ID))
		case !d.DoneOn.IsZero():
			return Duty{}, act.Entry{}, fault.Newf(fault.Conflict, "这一项已于%s办结。", d.DoneOn.Chinese())
		case result == "":
			return Duty{}, act.Entry{}, fault.Field("result", "", "请写明办理情况。")
		case len([]rune(result)) > mostText:
			return Duty{}, act.Entry{}, fault.Field("result", "", "办理情况不超过4000字，更长的请作附件。")
		}
		if err := in.r.complete(tx, d, result); err != nil {
			return d, act.Entry{}, err
		}
		return d, act.Entry{Subject: act.Subject("report_duty", d.ID), Summary: d.Label() + "已办结", Basis: []law.ID{dutyClauses[d.Kind]},
			Detail: map[string]any{"matter": d.MatterID, "assignment": d.AssignmentID, "due": d.Due.String()}}, nil
	}})

// Done writes down what became of a duty: the explanation, the report after an
// emergency, the word on an assignment, the result of a task. Only its owner can.
func (r *Room) Done(ctx context.Context, who act.Actor, duty int64, result string) (Duty, error) {
	return doneDeed.Run(ctx, r.Door, who, doneIn{r, duty, result})
}

// NotYetExplained says why a skip cannot be explained yet, and when it can.
const NotYetExplained = "越级说明是事后说明：领导还没有答复，现在不能提交。答复以后会列入您的待办，写明为什么越级、怎样办的"

// complete finishes a duty and shows it to those who are to be told.
func (r *Room) complete(tx *act.Tx, d Duty, result string) error {
	if d.MatterID == 0 {
		a, err := assignmentByID(tx, d.AssignmentID)
		if err != nil {
			return err
		}
		return finish(tx, d, result, a.Told)
	}
	m, err := matterByID(tx, d.MatterID)
	if err != nil {
		return err
	}
	if d.Kind == Explaining && !m.Explainable() {
		return fault.Refuse(law.RepBypassExplain, NotYetExplained)
	}
	if d.Kind == Supplement && m.State == Handled {
		return fault.New(fault.Conflict, "紧急处置还没有补报。请填写“补报”的全部栏目后提交。")
	}
	var told []member
	if d.Kind == Explaining || d.Kind == Supplement {
		s, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return err
		}
		told = s.explainTo(m)
		for _, x := range told {
			if err := addReader(tx, m.ID, 0, x.login, "", "explain"); err != nil {
				return err
			}
		}
	}
	if err := finish(tx, d, result, names(told)); err != nil {
		return err
	}
	return r.settle(tx, &m)
}

// explainTo are the deputy in charge and, as a copy, those who were passed over.
func (s *scene) explainTo(m Matter) []member {
	told := s.superiors(flow.DeputyInCharge, m.Unit)
	if m.Role == org.RankStaff && m.Skip != "" {
		told = append(told, s.superiors(flow.SectionHead, m.Unit)...)
	}
	return told
}

// NewTask is something to be done on an answer.
type NewTask struct {
	Matter int64
	Duty   int64 // changed, if not 0
	What   string
	Owner  int64 // org_person
	Due    civil.Date
}

type taskIn struct {
	r *Room
	n NewTask
}

var setTaskDeed = act.Define(act.Spec[taskIn, int64]{Name: "report.task.set", Label: "设定督办事项", Right: Use, Basis: []law.ID{law.RepDecisionExecute, law.RepDecisionRegister},
	Do: func(tx *act.Tx, in taskIn) (int64, act.Entry, error) { return in.r.setTask(tx, in.n) }})

// SetTask adds a task to an answered matter or changes an open one: what, whose,
// until when. The sender and those who acted in the case can.
func (r *Room) SetTask(ctx context.Context, who act.Actor, n NewTask) (int64, error) {
	return setTaskDeed.Run(ctx, r.Door, who, taskIn{r, n})
}

func (r *Room) setTask(tx *act.Tx, n NewTask) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	m, err := matterByID(tx, n.Matter)
	if err != nil {
		return none(err)
	}
	acted, err := db.One[int](tx.Ctx, tx, q.SQL("acted_in"), m.Subject(), tx.Actor.Login)
	if err != nil {
		return none(err)
	}
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	owner, known := s.member(n.Owner)
	n.What = db.Trimmed(n.What)
	switch {
	case acted == 0 && (m.Login == "" || m.Login != tx.Actor.Login):
		return none(act.OutOfReach(m.Subject()))
	case m.State != Answered:
		return none(fault.Refuse(law.RepNoAct, m.Number+m.StateLabel()+"，现在不能安排落实。"))
	case n.What == "" || len([]rune(n.What)) > 200:
		return none(fault.Field("what", "", "请写明要落实什么，不超过200字。"))
	case !known:
		return none(fault.Field("owner", "", "请从列表中选择负责人。"))
	case !n.Due.IsZero() && n.Due.Before(tx.Today):
		return none(fault.Field("due", n.Due.String(), "期限早于今天，请核对。"))
	}
	if err := addReader(tx, m.ID, 0, owner.login, "", "task"); err != nil {
		return none(err)
	}
	d := Duty{MatterID: m.ID, Kind: Carrying, MadeOn: tx.Today}
	if n.Duty != 0 {
		if d, err = dutyByID(tx, n.Duty); err != nil {
			return none(err)
		}
		if d.MatterID != m.ID || d.Kind != Carrying {
			return none(act.OutOfReach(act.Subject("report_duty", n.Duty)))
		}
		if !d.DoneOn.IsZero() {
			return none(fault.Newf(fault.Conflict, "这一项已于%s办结，不能再改。", d.DoneOn.Chinese()))
		}
	}
	d.Text, d.PersonID, d.Login, d.Name, d.Due = n.What, owner.ID, owner.login, owner.Name, n.Due
	if n.Duty == 0 {
		err = addDuty(tx, d)
	} else {
		err = setDuty(tx, d)
	}
	return d.ID, act.Entry{Subject: m.Subject(), Summary: fmt.Sprintf("安排落实 %s", m.Number), Detail: map[string]any{"owner": owner.login, "due": n.Due.String()}}, err
}
