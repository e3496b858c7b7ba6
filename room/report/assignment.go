package report

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var assignmentColumns = []string{"number", "person_id", "login", "name", "unit", "unit_name", "giver_id", "giver", "what", "given_on", "due", "direct", "told", "made_by", "made_at"}

var assignmentSelect = "SELECT a.id, a." + strings.Join(assignmentColumns, ", a.") + " FROM report_assignment a"

// Assignment is a task that a leader gave directly.
type Assignment struct {
	ID       int64      `db:"id"`
	Number   string     `db:"number"`
	PersonID int64      `db:"person_id"`
	Login    string     `db:"login"`
	Name     string     `db:"name"`
	Unit     string     `db:"unit"`
	UnitName string     `db:"unit_name"`
	GiverID  int64      `db:"giver_id"`
	Giver    string     `db:"giver"`
	What     string     `db:"what"`
	GivenOn  civil.Date `db:"given_on"`
	Due      civil.Date `db:"due"`
	Direct   bool       `db:"direct"`
	Told     string     `db:"told"`
	MadeBy   string     `db:"made_by"`
	MadeAt   int64      `db:"made_at"`
}

// NewAssignment is a task as whoever received it writes it down.
type NewAssignment struct {
	Giver   int64 // org_person
	What    string
	GivenOn civil.Date
	Due     civil.Date // none if no day was set
}

type assignIn struct {
	r *Room
	n NewAssignment
}

var assignDeed = act.Define(act.Spec[assignIn, Assignment]{Name: "report.assignment.register", Label: "登记越级交办", Right: Use, Basis: []law.ID{law.RepBypassDown},
	Do: func(tx *act.Tx, in assignIn) (Assignment, act.Entry, error) { return in.r.assign(tx, in.n) }})

// Assign registers a task given from above. If the direct superior was passed over,
// that superior and the deputy in charge can read it at once, and a word to them is
// owed.
func (r *Room) Assign(ctx context.Context, who act.Actor, n NewAssignment) (Assignment, error) {
	return assignDeed.Run(ctx, r.Door, who, assignIn{r, n})
}

func (r *Room) assign(tx *act.Tx, n NewAssignment) (Assignment, act.Entry, error) {
	none := func(err error) (Assignment, act.Entry, error) { return Assignment{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	me, err := s.self(tx.Actor)
	if err != nil {
		return none(err)
	}
	plain, err := s.ladder(me.role, "")
	if err != nil {
		return none(err)
	}
	above := s.superiors(flow.Who(plain.Chain()[0].Who), me.Unit)
	giver, known := s.member(n.Giver)
	n.What = db.Trimmed(n.What)
	switch {
	case !known || giver.ID == me.ID || height(giver.role) <= height(me.role):
		return none(fault.Field("giver", "", "请选择交办的领导，应是您的上级。"))
	case n.What == "" || len([]rune(n.What)) > 500:
		return none(fault.Field("what", "", "请写明交办的是什么事，不超过500字。"))
	case n.GivenOn.IsZero() || n.GivenOn.After(tx.Today):
		return none(fault.Field("given_on", n.GivenOn.String(), "交办日期应不晚于今天，请核对。"))
	case !n.Due.IsZero() && n.Due.Before(n.GivenOn):
		return none(fault.Field("due", n.Due.String(), "完成期限早于交办日期，请核对。"))
	}
	direct := slices.ContainsFunc(above, func(x member) bool { return x.ID == giver.ID })
	due, needed, err := AssignmentNoticeDue(s.book, s.cal, n.GivenOn, direct)
	if err != nil {
		return none(err)
	}
	a := Assignment{PersonID: me.ID, Login: me.login, Name: me.Name, Unit: me.Unit, UnitName: me.unitName, GiverID: giver.ID, Giver: giver.Name,
		What: n.What, GivenOn: n.GivenOn, Due: n.Due, Direct: direct, MadeBy: tx.Actor.Login, MadeAt: tx.Now}
	var told []member
	if needed {
		told = above
		for _, x := range s.superiors(flow.DeputyInCharge, me.Unit) {
			if x.ID != giver.ID && !slices.ContainsFunc(told, func(o member) bool { return o.ID == x.ID }) {
				told = append(told, x)
			}
		}
		a.Told = names(told)
	}
	if a.ID, err = tx.Next("report_assignment"); err != nil {
		return none(err)
	}
	if a.Number, err = numbered(tx, "交"); err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "report_assignment", a.ID, assignmentColumns, []any{a.Number, a.PersonID, a.Login, a.Name, a.Unit, a.UnitName, a.GiverID, a.Giver, a.What, a.GivenOn, a.Due, a.Direct, a.Told, a.MadeBy, a.MadeAt}); err != nil {
		return none(err)
	}
	if err := keep(tx, rulebook.Case{Subject: act.Subject("report_assignment", a.ID), Unit: a.Unit, Level: mark.Internal}, s.book, plain); err != nil {
		return none(err)
	}
	for _, x := range append(told, giver) {
		if err := addReader(tx, 0, a.ID, x.login, "", "notice"); err != nil {
			return none(err)
		}
	}
	if needed {
		if err := addDuty(tx, Duty{AssignmentID: a.ID, Kind: Notice, Text: "把" + a.Number + "的办理情况报告" + a.Told, PersonID: me.ID, Login: me.login, Name: me.Name, MadeOn: tx.Today, Due: due}); err != nil {
			return none(err)
		}
	}
	return a, act.Entry{Subject: act.Subject("report_assignment", a.ID), Summary: "登记越级交办 " + a.Number, Detail: map[string]any{"giver": giver.login, "direct": direct}}, nil
}

// height orders the ranks from below.
func height(rank string) int {
	return slices.Index([]string{org.RankStaff, org.RankSectionHead, org.RankLeader, org.RankDirector}, rank)
}

func assignmentByID(tx *act.Tx, id int64) (Assignment, error) {
	a, ok, err := db.Maybe[Assignment](tx.Ctx, tx, assignmentSelect+" WHERE a.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("report_assignment", id))
	}
	return a, err
}

// Assigned is an assignment with the word on it that is owed or was given.
type Assigned struct {
	Assignment
	Duty *Duty // nil where the direct superior gave it
}

// Assignments lists the actor's own, those they gave, and those reported to them.
func (r *Room) Assignments(ctx context.Context, who act.Actor) ([]Assigned, error) {
	rd := r.Door.Reader()
	list, err := db.All[Assignment](ctx, rd, assignmentSelect+" WHERE a.login = $1 OR EXISTS (SELECT 1 FROM report_reader x WHERE x.assignment_id = a.id AND x.login = $1) ORDER BY a.id DESC LIMIT 500", who.Login)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []int64
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	f := db.In(db.NewFilter(), "d.assignment_id", ids)
	duties, err := db.All[Duty](ctx, rd, dutySelect+f.Where()+" ORDER BY d.id", f.Args()...)
	out := make([]Assigned, len(list))
	for i, a := range list {
		out[i].Assignment = a
		for j := range duties {
			if duties[j].AssignmentID == a.ID {
				out[i].Duty = &duties[j]
			}
		}
	}
	return out, err
}
