package attendance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

var tripColumns = []string{"number", "party", "person_id", "login", "name", "unit", "unit_name", "post", "role", "companions", "place", "zone", "purpose", "reason",
	"since_on", "until_on", "days", "advance_fen", "transport", "state", "case_id", "decision", "submitted_by", "submitted_at", "agreed_at", "back_on", "back_by",
	"report", "note", "version"}

var tripSelect = "SELECT id, " + strings.Join(tripColumns, ", ") + " FROM attendance_trip"

// Trip is one traveller's part of a trip. AdvanceFen is in fen.
type Trip struct {
	ID          int64      `db:"id"`
	Number      string     `db:"number"`
	Party       int64      `db:"party"`
	PersonID    int64      `db:"person_id"`
	Login       string     `db:"login"`
	Name        string     `db:"name"`
	Unit        string     `db:"unit"`
	UnitName    string     `db:"unit_name"`
	Post        string     `db:"post"`
	Role        string     `db:"role"`
	Companions  string     `db:"companions"`
	Place       string     `db:"place"`
	Zone        string     `db:"zone"`
	Purpose     string     `db:"purpose"`
	Reason      string     `db:"reason"`
	Since       civil.Date `db:"since_on"`
	Until       civil.Date `db:"until_on"` // the last day, counted
	Days        int64      `db:"days"`
	AdvanceFen  int64      `db:"advance_fen"`
	Transport   string     `db:"transport"`
	State       string     `db:"state"`
	CaseID      int64      `db:"case_id"`
	Ruling      string     `db:"decision"`
	SubmittedBy string     `db:"submitted_by"`
	SubmittedAt int64      `db:"submitted_at"`
	AgreedAt    int64      `db:"agreed_at"`
	BackOn      civil.Date `db:"back_on"`
	BackBy      string     `db:"back_by"`
	Report      string     `db:"report"`
	Note        string     `db:"note"`
	Version     int64      `db:"version"`
}

func (t *Trip) values() []any {
	return []any{t.Number, t.Party, t.PersonID, t.Login, t.Name, t.Unit, t.UnitName, t.Post, t.Role, t.Companions, t.Place, t.Zone, t.Purpose, t.Reason,
		t.Since, t.Until, t.Days, t.AdvanceFen, t.Transport, t.State, t.CaseID, t.Ruling, t.SubmittedBy, t.SubmittedAt, t.AgreedAt, t.BackOn, t.BackBy,
		t.Report, t.Note, t.Version}
}

// Subject names the row in the ledger, the flow and the calendar.
func (t Trip) Subject() string { return act.Subject("attendance_trip", t.ID) }

func (t Trip) since() civil.Half { return civil.Morning(t.Since) }

// end is the first half day no longer on the trip.
func (t Trip) end() civil.Half {
	last := t.Until
	if !t.BackOn.IsZero() && t.BackOn.Before(last) {
		last = t.BackOn
	}
	return civil.Morning(last) + 2
}

// Decision is what the rule book said.
func (t Trip) Decision() (rulebook.Decision, error) {
	var d rulebook.Decision
	err := d.UnmarshalJSON([]byte(t.Ruling))
	return d, err
}

func tripURL(id int64) string { return fmt.Sprintf("/attendance/trips/%d", id) }

// Zones and purposes of trips; a trip within the district is an out-report.
var (
	Zones    = []string{"city", "outside_city", "abroad"}
	Purposes = []string{"business", "study"}

	zoneLabels    = map[string]string{"district": "区内", "city": "区外市内", "outside_city": "市外", "abroad": "国（境）外"}
	purposeLabels = map[string]string{"business": "出差", "study": "学习考察"}
)

// Journey is what somebody asks for: a trip of one or several people.
type Journey struct {
	People     []int64 // empty for the actor alone
	Place      string
	Zone       string
	Purpose    string
	Reason     string
	Since      civil.Date
	Until      civil.Date // the last day, counted
	AdvanceFen int64
	Transport  string
}

// Leg is what would follow for one traveller.
type Leg struct {
	Name, Post string
	Chain      rulebook.Decision
	Steps      []flow.Expectation

	who member
}

// Plan is what would follow from a journey, before it is sent.
type Plan struct {
	Days     int64
	Legs     []Leg
	Warnings []string
}

// Plan says what would follow if a journey were sent now: for each traveller the
// chain of the own rank, and its ground.
func (r *Room) Plan(ctx context.Context, who act.Actor, j Journey) (Plan, error) {
	s, err := r.now(ctx)
	if err != nil {
		return Plan{}, err
	}
	p, err := s.plan(who, j)
	if err != nil {
		return p, err
	}
	for i := range p.Legs {
		if p.Legs[i].Steps, err = r.Flow.Expect(ctx, "attendance_trip", p.Legs[i].who.ID, steps(p.Legs[i].Chain.Chain())); err != nil {
			return p, err
		}
	}
	return p, nil
}

const (
	mostTravellers = 20
	mostAdvance    = 100_000_000 // fen: a million yuan
)

func (s *scene) plan(who act.Actor, j Journey) (Plan, error) {
	p := Plan{Days: int64(j.Until.Sub(j.Since)) + 1}
	if err := s.possible(j); err != nil {
		return p, err
	}
	people := j.People
	if len(people) == 0 {
		me, err := s.self(who)
		if err != nil {
			return p, err
		}
		people = []int64{me.ID}
	}
	for i, id := range people {
		if slices.Contains(people[:i], id) {
			continue
		}
		m, ok := s.member(id)
		if !ok {
			return p, fault.Field("people", fmt.Sprint(id), "名单上没有所选的人员，请重新选择出差人。")
		}
		since, until := civil.Morning(j.Since), civil.Morning(j.Until)+2
		if err := s.free(m, since, until, ""); err != nil {
			f := fault.Of(err)
			return p, fault.Field("people", m.Name, m.Name+f.Say)
		}
		d, err := s.judge("travel.chain", s.today, map[string]string{"zone": j.Zone, "purpose": j.Purpose, "role": m.role})
		if err != nil {
			return p, err
		}
		cover, err := s.covered(m.ID, since, until)
		if err == nil {
			err = cover.Err()
		}
		if err != nil {
			return p, err
		}
		p.Warnings = append(p.Warnings, cover.Missing...)
		p.Legs = append(p.Legs, Leg{Name: m.Name, Post: m.post, Chain: d, who: m})
	}
	if len(p.Legs) > 1 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("同行 %d 人，各按本人职级的程序分别审批；一人未获同意，不影响其他人。", len(p.Legs)))
	}
	if j.Zone == "abroad" {
		p.Warnings = append(p.Warnings, "规章没有写出国（境），比照市外办理；因公出国（境）另有审批规定，请先向外事部门问明。")
	}
	if j.Since.Before(s.today) {
		p.Warnings = append(p.Warnings, "开始日期已经过去，属于补办。口头批准过的，提交以后请补录口头批准的时间。")
	}
	return p, nil
}

// possible checks what was filled in.
func (s *scene) possible(j Journey) error {
	var errs []*fault.Error
	text := func(field, label, v string, most int) {
		switch n := len([]rune(strings.TrimSpace(v))); {
		case n == 0:
			errs = append(errs, fault.Field(field, "", "请填写"+label+"。"))
		case n > most:
			errs = append(errs, fault.Field(field, fmt.Sprint(n), fmt.Sprintf("%s有 %d 字，最多 %d 字，请删减。", label, n, most)))
		}
	}
	text("place", "出差地点", j.Place, 100)
	text("reason", "事由", j.Reason, mostReason)
	text("transport", "往返交通工具", j.Transport, 60)
	switch {
	case j.Zone == "district":
		errs = append(errs, fault.Field("zone", j.Zone, "区内公出不属于出差，请改用“外出报告”。"))
	case !slices.Contains(Zones, j.Zone):
		errs = append(errs, fault.Field("zone", j.Zone, "请选择去处：区外市内、市外或国（境）外。"))
	}
	if !slices.Contains(Purposes, j.Purpose) {
		errs = append(errs, fault.Field("purpose", j.Purpose, "请选择出差或学习考察。"))
	}
	switch {
	case j.Since.IsZero() || j.Until.IsZero():
		errs = append(errs, fault.Field("since", "", "请填写出差的起止日期。"))
	case j.Until.Before(j.Since):
		errs = append(errs, fault.Field("until", j.Until.String(), "结束日期不能早于开始日期（"+j.Since.Chinese()+"）。请核对。"))
	case !calendar.Covers(j.Since) || !s.r.Book.Holds(j.Since):
		errs = append(errs, fault.Field("since", j.Since.String(), "日期不在可以办理的范围内，请核对年份。"))
	case j.Until.Sub(j.Since) > longest:
		errs = append(errs, fault.Field("until", j.Until.String(), fmt.Sprintf("一次出差最长 %d 天，请核对年份。", longest)))
	}
	if j.AdvanceFen < 0 || j.AdvanceFen > mostAdvance {
		errs = append(errs, fault.Field("advance", Yuan(j.AdvanceFen), "预借差旅费应在 0 至 1000000 元之间，没有预借的填 0。"))
	}
	if len(j.People) > mostTravellers {
		errs = append(errs, fault.Field("people", fmt.Sprint(len(j.People)), fmt.Sprintf("一次最多 %d 人同行，请分次申请。", mostTravellers)))
	}
	return fault.Join(errs...)
}

// Yuan writes an amount of fen: 1200.50.
func Yuan(fen int64) string {
	if fen < 0 {
		return "-" + Yuan(-fen)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

type journeyIn struct {
	r   *Room
	cal *calendar.Calendar
	j   Journey
}

var travelDeed = act.Define(act.Spec[journeyIn, []Applied]{Name: "attendance.trip.apply", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in journeyIn) ([]Applied, act.Entry, error) {
		out, first, err := in.r.travel(tx, in)
		if err != nil {
			return nil, act.Entry{}, err
		}
		var list []string
		for _, x := range out {
			list = append(list, x.Number)
		}
		return out, act.Entry{Subject: first.Subject(), Summary: "提交出差申请 " + strings.Join(list, "、") + "，" + zoneLabels[in.j.Zone] + "，" + in.j.Since.Chinese() + "至" + in.j.Until.Chinese(),
			Detail: map[string]any{"numbers": list, "zone": in.j.Zone, "purpose": in.j.Purpose, "from": in.j.Since, "to": in.j.Until}}, nil
	}})

// Travel sends a journey on its way, one case for each traveller.
func (r *Room) Travel(ctx context.Context, who act.Actor, j Journey) ([]Applied, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return nil, err
	}
	return travelDeed.Run(ctx, r.Door, who, journeyIn{r, cal, j})
}

func (r *Room) travel(tx *act.Tx, in journeyIn) ([]Applied, Trip, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now, in.cal)
	if err != nil {
		return nil, Trip{}, err
	}
	p, err := s.plan(tx.Actor, in.j)
	if err != nil {
		return nil, Trip{}, err
	}
	var names []string
	for _, l := range p.Legs {
		names = append(names, l.Name)
	}
	var out []Applied
	var first Trip
	for i, l := range p.Legs {
		body, err := l.Chain.MarshalJSON()
		if err != nil {
			return nil, first, err
		}
		m := l.who
		t := Trip{PersonID: m.ID, Login: m.login, Name: m.Name, Unit: m.Unit, UnitName: m.unitName, Post: m.post, Role: m.role, Companions: strings.Join(names, "、"),
			Place: strings.TrimSpace(db.Clean(in.j.Place)), Zone: in.j.Zone, Purpose: in.j.Purpose, Reason: strings.TrimSpace(db.Clean(in.j.Reason)), Since: in.j.Since, Until: in.j.Until,
			Days: p.Days, AdvanceFen: in.j.AdvanceFen, Transport: strings.TrimSpace(db.Clean(in.j.Transport)), State: Running, Ruling: string(body),
			SubmittedBy: tx.Actor.Login, SubmittedAt: tx.Now, Version: 1}
		if t.ID, err = tx.Next("attendance_trip"); err != nil {
			return nil, first, err
		}
		n, err := tx.Next(fmt.Sprintf("attendance_trip.%d", tx.Today.Year))
		if err != nil {
			return nil, first, err
		}
		t.Number = fmt.Sprintf("%d-差-%04d", tx.Today.Year, n)
		if i == 0 {
			first = t
		}
		t.Party = first.ID
		c, err := r.Flow.Submit(tx, flow.Submission{Subject: t.Subject(), URL: tripURL(t.ID), Applicant: m.ID, Title: t.Name + purposeLabels[t.Purpose] + fmt.Sprintf(" %d 天", t.Days),
			Line: zoneLabels[t.Zone] + "，" + t.Place + "，" + t.Since.Chinese() + "至" + t.Until.Chinese(), Due: t.Since, Chain: steps(l.Chain.Chain()), Ruling: l.Chain.Version(),
			Edition: edition(l.Chain), Basis: clauses(l.Chain), BasisLine: l.Chain.Reason(),
			Facts: strings.Join([]string{t.Zone, t.Purpose, t.Role, t.Since.String(), t.Until.String()}, " ")})
		if err != nil {
			return nil, first, err
		}
		t.CaseID = c.ID
		if err := insertTrip(tx, &t); err != nil {
			return nil, first, err
		}
		out = append(out, Applied{ID: t.ID, Number: t.Number})
	}
	return out, first, nil
}

func insertTrip(tx *act.Tx, t *Trip) error {
	marks := make([]string, len(tripColumns)+1)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	_, err := db.Exec(tx.Ctx, tx, "INSERT INTO attendance_trip (id, "+strings.Join(tripColumns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", append([]any{t.ID}, t.values()...)...)
	tx.Touch("attendance_trip", t.ID)
	return err
}

func putTrip(tx *act.Tx, t *Trip) error {
	set := make([]string, len(tripColumns))
	for i, c := range tripColumns {
		set[i] = fmt.Sprintf("%s = $%d", c, i+2)
	}
	t.Version++
	_, err := db.Exec(tx.Ctx, tx, "UPDATE attendance_trip SET "+strings.Join(set, ", ")+" WHERE id = $1", append([]any{t.ID}, t.values()...)...)
	tx.Touch("attendance_trip", t.ID)
	return err
}

func tripByID(tx *act.Tx, id int64) (Trip, error) {
	t, ok, err := db.Maybe[Trip](tx.Ctx, tx, tripSelect+" WHERE id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("attendance_trip", id))
	}
	return t, err
}

// tripsOf lists somebody's trips that are under way or in force.
func (s *scene) tripsOf(person int64) ([]Trip, error) {
	return db.All[Trip](s.ctx, s.rd, tripSelect+" WHERE person_id = $1 AND state IN ('running', 'returned', 'agreed', 'closed') ORDER BY since_on, id", person)
}

func (r *Room) tripState(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		t, err := tripByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		t.State = state
		return putTrip(tx, &t)
	}
}

func (r *Room) tripAgreed(tx *act.Tx, o flow.Outcome) error {
	t, err := tripByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	cal, err := r.Calendar.Current(tx.Ctx)
	if err != nil {
		return err
	}
	s, err := r.look(tx.Ctx, tx, tx.Now, cal)
	if err != nil {
		return err
	}
	cover, err := s.covered(t.PersonID, t.since(), t.end())
	if err == nil {
		err = cover.Err()
	}
	if err != nil {
		return err
	}
	if _, err := calendar.PutAbsence(tx, calendar.Absence{PersonID: t.PersonID, Since: t.since(), Until: t.end(), Kind: calendar.OnTrip, Subject: t.Subject()}); err != nil {
		return err
	}
	t.State, t.AgreedAt = Agreed, tx.Now
	return putTrip(tx, &t)
}

type tripChange struct {
	r    *Room
	id   int64
	on   civil.Date
	text string
}

func (r *Room) myTrip(tx *act.Tx, id int64) (Trip, error) {
	t, err := tripByID(tx, id)
	if err == nil && !(t.Login != "" && t.Login == tx.Actor.Login) && !tx.Actor.May(Keep) {
		err = act.OutOfReach(t.Subject())
	}
	return t, err
}

var tripReturnDeed = act.Define(act.Spec[tripChange, bool]{Name: "attendance.trip.return", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in tripChange) (bool, act.Entry, error) {
		t, err := in.r.myTrip(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		text := strings.TrimSpace(db.Clean(in.text))
		switch {
		case !inForce(t.State):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，还不能登记返回。", t.Number, StateLabel(t.State))
		case !t.BackOn.IsZero():
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s已经登记返回（%s）。", t.Number, t.BackOn.Chinese())
		case in.on.Before(t.Since) || in.on.After(tx.Today):
			return false, act.Entry{}, fault.Field("on", in.on.String(), "返回日期应在"+t.Since.Chinese()+"至今天之间。")
		case len([]rune(text)) > 2000:
			return false, act.Entry{}, fault.Field("report", "", "出差情况最多 2000 字，请删减或另附材料。")
		}
		t.BackOn, t.BackBy, t.Report = in.on, tx.Actor.Login, text
		if in.on.Before(t.Until) {
			if err := calendar.EndAbsences(tx, t.Subject(), (civil.Morning(in.on)+2).Start().UnixMicro()-1); err != nil {
				return false, act.Entry{}, err
			}
		}
		if err := org.EndStandInsOf(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		return true, act.Entry{Subject: t.Subject(), Summary: t.Name + "出差返回 " + t.Number + "，" + t.BackOn.Chinese()}, putTrip(tx, &t)
	}})

// ReturnTrip registers the day of return and, if wanted, what came of the trip.
func (r *Room) ReturnTrip(ctx context.Context, who act.Actor, id int64, on civil.Date, report string) error {
	_, err := tripReturnDeed.Run(ctx, r.Door, who, tripChange{r, id, on, report})
	return err
}

var tripCancelDeed = act.Define(act.Spec[tripChange, bool]{Name: "attendance.trip.cancel", Right: Attend, Basis: []law.ID{law.TravelReimbBasis},
	Do: func(tx *act.Tx, in tripChange) (bool, act.Entry, error) {
		t, err := in.r.myTrip(tx, in.id)
		if err != nil {
			return false, act.Entry{}, err
		}
		why := strings.TrimSpace(db.Clean(in.text))
		switch {
		case !inForce(t.State):
			return false, act.Entry{}, fault.Newf(fault.Conflict, "%s%s，不能撤销。还在办理中的，请用“撤回”。", t.Number, StateLabel(t.State))
		case !tx.Today.Before(t.Since):
			return false, act.Entry{}, fault.New(fault.Conflict, "出差已经开始，不能撤销。提前回来的，请登记返回。")
		case why == "":
			return false, act.Entry{}, fault.Field("why", "", "请写明撤销的原因。")
		}
		if _, err := calendar.WithdrawAbsences(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		if err := org.EndStandInsOf(tx, t.Subject()); err != nil {
			return false, act.Entry{}, err
		}
		t.State, t.Note = Cancelled, why
		return true, act.Entry{Subject: t.Subject(), Summary: "撤销出差 " + t.Number}, putTrip(tx, &t)
	}})

// CancelTrip gives up a trip that was agreed to and has not begun.
func (r *Room) CancelTrip(ctx context.Context, who act.Actor, id int64, why string) error {
	_, err := tripCancelDeed.Run(ctx, r.Door, who, tripChange{r: r, id: id, text: why})
	return err
}
