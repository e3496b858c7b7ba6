package report

import (
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// topicsOf are the clauses that list what each role reports.
var topicsOf = map[string]law.ID{
	"staff":         law.RepTopicsStaff,
	"section_head":  law.RepTopicsChief,
	"bureau_leader": law.RepTopicsDeputy,
	"director":      law.RepTopicsHead,
}

// Topics are the matters that a role reports, in the order of the book; the last
// one takes what the others do not, and wants a word of explanation.
func Topics(b *rulebook.Book, role string) []string {
	p, ok := b.Param(topicsOf[role], "topics")
	if !ok || topicsOf[role] == "" {
		return nil
	}
	return strings.Split(p.Value, "、")
}

// Draft is a report or request before it is sent.
type Draft struct {
	Topic      string // one of Topics
	Detail     string // what it is, where the topic is the last of the list
	Background string
	Proposal   string // the author's own opinion
	Important  bool
	Paper      bool   // a written document is attached
	OralReason string // why an important matter is not in writing
}

// Check refuses a draft that says too little for its reader to decide: every fault
// is named with its field.
func Check(b *rulebook.Book, role string, d Draft) error {
	topics := Topics(b, role)
	var faults []*fault.Error
	add := func(clause law.ID, field, say string) {
		e := fault.Field(field, "", say)
		e.Clause = clause
		faults = append(faults, e)
	}
	at := -1
	for i, t := range topics {
		if t == d.Topic {
			at = i
		}
	}
	switch {
	case at < 0:
		add(topicsOf[role], "topic", "请在列出的事项中选一项："+strings.Join(topics, "、")+"。")
	case at == len(topics)-1 && strings.TrimSpace(d.Detail) == "":
		add(topicsOf[role], "detail", "选了“"+d.Topic+"”，请写明是什么事。")
	}
	if strings.TrimSpace(d.Background) == "" {
		add(law.RepPrepClear, "background", "请先把事情说清楚，情况一栏不能空着。")
	}
	if strings.TrimSpace(d.Proposal) == "" {
		add(law.RepPrepProposal, "proposal", "请写出自己的处理意见或建议，供领导定夺。")
	}
	if d.Important && !d.Paper && strings.TrimSpace(d.OralReason) == "" {
		add(law.RepWrittenImportant, "paper", "重要事项请附书面请示；不附的，请写明理由。")
	}
	return fault.Join(faults...)
}

// MayAct refuses to act on a request before it was answered, unless it was an
// emergency. Both are instants in microseconds UTC; repliedAt is 0 while there is no
// answer, and midnight where only its day is known: that day is early enough then.
// The minute of the answer is early enough too.
func MayAct(repliedAt, actAt int64, emergency bool) error {
	if emergency || Answers(repliedAt, actAt) {
		return nil
	}
	return fault.Refuse(law.RepNoAct, "请示还没有批复，不得自行办理；情况紧急来不及请示的，请按紧急处置登记，事后及时补报。")
}

// Answers reports whether an answer was there when something was done.
func Answers(repliedAt, actAt int64) bool {
	return repliedAt != 0 && actAt >= repliedAt-repliedAt%time.Minute.Microseconds()
}

// The reasons for passing over a level.
const (
	SuperiorAbsent    = "superior_absent"
	AssignedDirectly  = "assigned_directly"
	Confidential      = "confidential"
	EmergencyOffHours = "emergency_off_hours"
	Urgent            = "urgent"
)

// Bypass is a report that passes over a level.
type Bypass struct {
	Reason   string // one of the five, "" if none
	Absent   string // the superior who is away (superior_absent)
	Task     string // the task that was given directly (assigned_directly)
	Event    civil.Date
	OffHours bool   // the event happened on a working day outside office hours
	Because  string // why it is urgent (urgent)
}

// CheckBypass refuses a skip without one of the five reasons, or a reason without
// the fact that it needs.
func CheckBypass(c *calendar.Calendar, x Bypass) error {
	want := func(clause law.ID, field, say string) error {
		e := fault.Field(field, "", say)
		e.Clause = clause
		return e
	}
	switch x.Reason {
	case SuperiorAbsent:
		if strings.TrimSpace(x.Absent) == "" {
			return want(law.RepBypassR1, "absent", "请写明不在的是哪位领导。")
		}
	case AssignedDirectly:
		if strings.TrimSpace(x.Task) == "" {
			return want(law.RepBypassR2, "task", "请写明领导直接交办的是什么事。")
		}
	case Confidential: // needs nothing more; see VisibleToReaderOnly
	case EmergencyOffHours:
		switch {
		case x.Event.IsZero():
			return want(law.RepBypassR4, "event", "请填写事件发生的日期。")
		case c.Kind(x.Event).Workday && !x.OffHours:
			return want(law.RepBypassR4, "event", x.Event.Chinese()+"是工作日；发生在上班时间的，请改选须紧急办理。")
		}
	case Urgent:
		if strings.TrimSpace(x.Because) == "" {
			return want(law.RepBypassR5, "because", "请写明为什么须紧急办理。")
		}
	default:
		return fault.Refuse(law.RepBypassBan, "没有选越级的五种情形之一，请向上一级请示报告。")
	}
	return nil
}

// VisibleToReaderOnly reports whether a report may be seen by nobody but its author
// and the one it goes to, and by what clause.
func VisibleToReaderOnly(reason string) (only bool, clause law.ID) {
	return reason == Confidential, law.RepBypassR3
}

// Explanation is the duty to explain a skip afterwards.
type Explanation struct {
	To       []string // who is told, as an actor of the book; empty if nobody is
	Due      civil.Date
	Within   int // working days from the answer to Due
	Decision rulebook.Decision
}

// Explain says whom a skip must be explained to and until when, if what was asked or
// reported was answered on a day: it is explained afterwards.
func Explain(b *rulebook.Book, c *calendar.Calendar, on civil.Date, role, reason string) (Explanation, error) {
	d, err := b.Judge("report.explain", on, map[string]string{"role": role, "skip": reason})
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{To: d.List(), Decision: d}
	if len(e.To) == 0 {
		return e, nil
	}
	e.Within = days(b, law.RepBypassExplain, "explain_within")
	e.Due, _, err = c.Add(on, e.Within)
	return e, err
}

// FollowUpDue is the last day for reporting what was done in an emergency before
// anybody could be asked.
func FollowUpDue(b *rulebook.Book, c *calendar.Calendar, done civil.Date) (due civil.Date, provisional bool, err error) {
	return c.Add(done, days(b, law.RepEmergency, "after_report"))
}

// AssignmentNoticeDue is the last day for telling the deputy in charge about a
// task that somebody above one's direct superior gave; needed is false where the
// direct superior gave it.
func AssignmentNoticeDue(b *rulebook.Book, c *calendar.Calendar, given civil.Date, byDirectSuperior bool) (due civil.Date, needed bool, err error) {
	if byDirectSuperior {
		return civil.Date{}, false, nil
	}
	due, _, err = c.Add(given, days(b, law.RepBypassDown, "report_within"))
	return due, true, err
}

// Task is what an answer ordered.
type Task struct {
	Ordered civil.Date
	Due     civil.Date // no date: the answer set none
	Done    civil.Date // no date: not yet
}

// State is where a task stands on the list of what was decided.
type State struct {
	Open, Overdue bool
	Clause        law.ID
}

// Outstanding says whether a task is still to be carried out, and whether it is
// overdue. A task without a day set is never overdue.
func (t Task) Outstanding(today civil.Date) State {
	s := State{Open: t.Done.IsZero() && !today.Before(t.Ordered), Clause: law.RepDecisionRegister}
	if s.Open && !t.Due.IsZero() && today.After(t.Due) {
		s.Overdue, s.Clause = true, law.RepDecisionExecute
	}
	return s
}

func days(b *rulebook.Book, clause law.ID, name string) int {
	if p, ok := b.Param(clause, name); ok {
		if n, ok := p.Int(); ok && n > 0 {
			return n
		}
	}
	return 1
}
