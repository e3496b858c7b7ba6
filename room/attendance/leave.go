package attendance

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var leaveColumns = []string{"number", "person_id", "login", "name", "unit", "unit_name", "post", "role", "work_on", "kind", "since_half", "until_half", "halves", "days",
	"shares", "provisional", "reason", "wish", "joined", "joined_halves", "extends", "state", "case_id", "decision", "submitted_by", "submitted_at", "agreed_at",
	"back_half", "back_by", "back_at", "note", "version"}

var leaveSelect = "SELECT id, " + strings.Join(leaveColumns, ", ") + " FROM attendance_leave"

// Leave is one request for leave.
type Leave struct {
	ID           int64      `db:"id"`
	Number       string     `db:"number"`
	PersonID     int64      `db:"person_id"`
	Login        string     `db:"login"`
	Name         string     `db:"name"`
	Unit         string     `db:"unit"`
	UnitName     string     `db:"unit_name"`
	Post         string     `db:"post"`
	Role         string     `db:"role"`
	WorkOn       civil.Date `db:"work_on"`
	Kind         string     `db:"kind"`
	Since        civil.Half `db:"since_half"`
	Until        civil.Half `db:"until_half"` // the first half day no longer asked for
	Halves       int64      `db:"halves"`     // charged
	Days         int64      `db:"days"`       // days of the calendar touched
	Shares       string     `db:"shares"`
	Provisional  bool       `db:"provisional"`
	Reason       string     `db:"reason"`
	Wish         bool       `db:"wish"`
	Joined       string     `db:"joined"`
	JoinedHalves int64      `db:"joined_halves"`
	Extends      int64      `db:"extends"`
	State        string     `db:"state"`
	CaseID       int64      `db:"case_id"`
	Ruling       string     `db:"decision"`
	SubmittedBy  string     `db:"submitted_by"`
	SubmittedAt  int64      `db:"submitted_at"`
	AgreedAt     int64      `db:"agreed_at"`
	Back         civil.Half `db:"back_half"` // registered return; 0 until then
	BackBy       string     `db:"back_by"`
	BackAt       int64      `db:"back_at"`
	Note         string     `db:"note"`
	Version      int64      `db:"version"`
}

func (l *Leave) values() []any {
	return []any{l.Number, l.PersonID, l.Login, l.Name, l.Unit, l.UnitName, l.Post, l.Role, l.WorkOn, l.Kind, int64(l.Since), int64(l.Until), l.Halves, l.Days,
		l.Shares, l.Provisional, l.Reason, l.Wish, l.Joined, l.JoinedHalves, l.Extends, l.State, l.CaseID, l.Ruling, l.SubmittedBy, l.SubmittedAt, l.AgreedAt,
		int64(l.Back), l.BackBy, l.BackAt, l.Note, l.Version}
}

// End is the first half day no longer on leave, by the registered return if that
// was earlier.
func (l Leave) End() civil.Half {
	if l.Back != 0 && l.Back < l.Until {
		return max(l.Back, l.Since)
	}
	return l.Until
}

// Decision is what the rule book said.
func (l Leave) Decision() (rulebook.Decision, error) {
	var d rulebook.Decision
	err := d.UnmarshalJSON([]byte(l.Ruling))
	return d, err
}

// Span is the stretch in words: 2026年5月4日上午至2026年5月5日下午.
func (l Leave) Span() string { return span(l.Since, l.Until) }

func span(since, until civil.Half) string {
	if until-since == 1 {
		return since.Chinese()
	}
	return since.Chinese() + "至" + (until - 1).Chinese()
}

// Subject names the row in the ledger, the flow and the calendar.
func (l Leave) Subject() string { return act.Subject("attendance_leave", l.ID) }

func leaveURL(id int64) string { return fmt.Sprintf("/attendance/leave/%d", id) }

// DaysText writes half days as people say them: 2.5 天.
func DaysText(halves int64) string {
	s := ""
	if halves < 0 {
		s, halves = "-", -halves
	}
	if halves%2 == 1 {
		return fmt.Sprintf("%s%d.5 天", s, halves/2)
	}
	return fmt.Sprintf("%s%d 天", s, halves/2)
}

// share is what a leave charges in one year.
type share struct {
	year   int
	halves int64
}

func writeShares(list []share) string {
	var s []string
	for _, x := range list {
		s = append(s, fmt.Sprintf("%d:%d", x.year, x.halves))
	}
	return strings.Join(s, ",")
}

func readShares(text string) []share {
	var out []share
	for part := range strings.SplitSeq(text, ",") {
		y, h, ok := strings.Cut(part, ":")
		year, err := strconv.Atoi(y)
		n, err2 := strconv.ParseInt(h, 10, 64)
		if ok && err == nil && err2 == nil {
			out = append(out, share{year, n})
		}
	}
	return out
}

func leaveByID(tx *act.Tx, id int64) (Leave, error) {
	l, ok, err := db.Maybe[Leave](tx.Ctx, tx, leaveSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_leave", id))
	}
	return l, err
}

// leaveLocked is leaveByID that keeps the row until the deed ends.
func leaveLocked(tx *act.Tx, id int64) (Leave, error) {
	l, ok, err := act.Locked[Leave](tx, leaveSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_leave", id))
	}
	return l, err
}

func insertLeave(tx *act.Tx, l *Leave) error {
	return act.Insert(tx, "attendance_leave", l.ID, leaveColumns, l.values())
}

func putLeave(tx *act.Tx, l *Leave) error {
	l.Version++
	ok, err := act.Replace(tx, "attendance_leave", l.ID, l.Version-1, leaveColumns, l.values())
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这份请假刚刚被别人改过，请重新打开再办。")
	}
	return err
}

// leaveState is the hook that only notes what became of a case.
func (r *Room) leaveState(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		l, err := leaveByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		l.State = state
		if state == Withdrawn || state == Refused {
			if err := r.takeBack(tx, &l, "未获同意或已撤回"); err != nil {
				return err
			}
			if err := org.EndStandInsOf(tx, l.Subject()); err != nil {
				return err
			}
		}
		return putLeave(tx, &l)
	}
}
