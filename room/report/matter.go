package report

import (
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

var matterColumns = []string{"number", "kind", "person_id", "login", "name", "unit", "unit_name", "post", "role", "topic", "detail", "title", "background", "proposal",
	"important", "oral_reason", "urgency", "addressee", "skip", "skip_words", "skip_on", "skip_off_hours", "bypassed", "assignment_id", "units", "oral_at", "oral_to",
	"acted_at", "acted_words", "acted_early", "acted_by", "acted_noted_at", "state", "case_id", "decision", "made_by", "made_at", "submitted_at", "answered_at", "filed_at", "version"}

var matterSelect = "SELECT m.id, m." + strings.Join(matterColumns, ", m.") + " FROM report_matter m"

// Matter is one request or report.
type Matter struct {
	ID           int64      `db:"id"`
	Number       string     `db:"number"`
	Kind         string     `db:"kind"`
	PersonID     int64      `db:"person_id"`
	Login        string     `db:"login"`
	Name         string     `db:"name"`
	Unit         string     `db:"unit"`
	UnitName     string     `db:"unit_name"`
	Post         string     `db:"post"`
	Role         string     `db:"role"`
	Topic        string     `db:"topic"`
	Detail       string     `db:"detail"`
	Title        string     `db:"title"`
	Background   string     `db:"background"`
	Proposal     string     `db:"proposal"`
	Important    bool       `db:"important"`
	OralReason   string     `db:"oral_reason"`
	Urgency      string     `db:"urgency"`
	Addressee    string     `db:"addressee"`
	Skip         string     `db:"skip"`
	SkipWords    string     `db:"skip_words"`
	SkipOn       civil.Date `db:"skip_on"`
	SkipOffHours bool       `db:"skip_off_hours"`
	Bypassed     string     `db:"bypassed"`
	AssignmentID int64      `db:"assignment_id"`
	Units        string     `db:"units"`
	OralAt       int64      `db:"oral_at"`
	OralTo       string     `db:"oral_to"`
	ActedAt      int64      `db:"acted_at"`
	ActedWords   string     `db:"acted_words"`
	ActedEarly   string     `db:"acted_early"`
	ActedBy      string     `db:"acted_by"`
	ActedNotedAt int64      `db:"acted_noted_at"`
	State        string     `db:"state"`
	CaseID       int64      `db:"case_id"`
	Ruling       string     `db:"decision"`
	MadeBy       string     `db:"made_by"`
	MadeAt       int64      `db:"made_at"`
	SubmittedAt  int64      `db:"submitted_at"`
	AnsweredAt   int64      `db:"answered_at"`
	FiledAt      int64      `db:"filed_at"`
	Version      int64      `db:"version"`
	Collective   Collective `db:"-"` // where somebody has read it
}

func (m *Matter) values() []any {
	return []any{m.Number, m.Kind, m.PersonID, m.Login, m.Name, m.Unit, m.UnitName, m.Post, m.Role, m.Topic, m.Detail, m.Title, m.Background, m.Proposal,
		m.Important, m.OralReason, m.Urgency, m.Addressee, m.Skip, m.SkipWords, m.SkipOn, m.SkipOffHours, m.Bypassed, m.AssignmentID, m.Units, m.OralAt, m.OralTo,
		m.ActedAt, m.ActedWords, m.ActedEarly, m.ActedBy, m.ActedNotedAt, m.State, m.CaseID, m.Ruling, m.MadeBy, m.MadeAt, m.SubmittedAt, m.AnsweredAt, m.FiledAt, m.Version}
}

// Subject names the row in the ledger and the flow.
func (m Matter) Subject() string { return act.Subject("report_matter", m.ID) }

// Decision is what the rule book said of the ladder.
func (m Matter) Decision() (rulebook.Decision, error) {
	var d rulebook.Decision
	err := d.UnmarshalJSON([]byte(m.Ruling))
	return d, err
}

// Unanswered reports whether nothing may be done on it yet.
func (m Matter) Unanswered() bool {
	return m.Kind == Request && (m.State == Running || m.State == Returned)
}

// Explainable reports whether there is something to explain a skip by: an answer, or
// what was done before it.
func (m Matter) Explainable() bool {
	return m.State != Running && m.State != Returned || m.ActedAt != 0
}

// Emergency reports whether something was done before anybody could be asked.
func (m Matter) Emergency() bool { return m.ActedEarly != "" }

func matterURL(id int64) string { return fmt.Sprintf("/reports/%d", id) }

func matterByID(tx *act.Tx, id int64) (Matter, error) {
	m, ok, err := db.Maybe[Matter](tx.Ctx, tx, matterSelect+" WHERE m.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("report_matter", id))
	}
	return m, err
}

// number gives the next number of the year and kind.
func (m *Matter) number(tx *act.Tx) error {
	var err error
	if m.ID, err = tx.Next("report_matter"); err != nil {
		return err
	}
	m.Number, err = numbered(tx, map[string]string{Request: "请", Report: "报"}[m.Kind])
	return err
}

func numbered(tx *act.Tx, word string) (string, error) {
	n, err := tx.Next(fmt.Sprintf("report.%s.%d", word, tx.Today.Year))
	return fmt.Sprintf("%d-%s-%04d", tx.Today.Year, word, n), err
}

func putMatter(tx *act.Tx, m *Matter) error {
	m.Version++
	ok, err := act.Replace(tx, "report_matter", m.ID, m.Version-1, matterColumns, m.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这件请示报告刚刚被别人改过，请重新打开再办。")
	}
	return err
}

// addReader lets somebody (or a unit) read a matter or an assignment; once is enough.
func addReader(tx *act.Tx, matter, assignment int64, login, unit, why string) error {
	if login == "" && unit == "" {
		return nil
	}
	n, err := db.One[int](tx.Ctx, tx, q.SQL("reader_known"), matter, assignment, login, unit)
	if err != nil || n > 0 {
		return err
	}
	id, err := tx.Next("report_reader")
	if err != nil {
		return err
	}
	return act.Insert(tx, "report_reader", id, []string{"matter_id", "assignment_id", "login", "unit", "why", "made_at"}, []any{matter, assignment, login, unit, why, tx.Now})
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }
