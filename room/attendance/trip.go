package attendance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
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
	Days      int64
	Legs      []Leg
	Back      string // edition by which it goes on, where it goes straight back to whoever returned it
	Warnings  []string
	Uncovered []string // posts that nobody would stand in for
}

// Plan says what would follow if a journey were sent now: for each traveller the
// chain of the own rank, and its ground.
func (r *Room) Plan(ctx context.Context, who act.Actor, j Journey) (Plan, error) {
	s, err := r.now(ctx)
	if err != nil {
		return Plan{}, err
	}
	p, err := s.plan(who, j, 0)
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

// plan does all that depends on facts alone; again is the number of the trip when it
// is put forward anew.
func (s *scene) plan(who act.Actor, j Journey, again int64) (Plan, error) {
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
		if err := s.free(m, since, until, act.Subject("attendance_trip", again)); err != nil {
			f := fault.Of(err)
			return p, fault.Field("people", m.Name, m.Name+f.Say)
		}
		d, err := s.judge("travel.chain", map[string]string{"zone": j.Zone, "purpose": j.Purpose, "role": m.role})
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
		p.Uncovered = append(p.Uncovered, cover.Missing...)
		met, err := s.meets(m.ID, since, until)
		if err != nil {
			return p, err
		}
		if met != "" {
			p.Warnings = append(p.Warnings, m.Name+"："+met)
		}
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
	case !calendar.Covers(j.Since) || !s.book.Holds(j.Since):
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
