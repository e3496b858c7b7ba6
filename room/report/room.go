package report

import (
	"context"
	"embed"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "report", Base: 4200, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to send requests and reports and to see one's own; which rows
// somebody sees is found out for every row.
const Use act.Right = "report.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "请示报告"})
	act.Watch("report_matter", matterColumns...)
	act.Watch("report_meeting", "matter_id", "unit", "topic", "reason", "made_at")
	act.Watch("report_duty", dutyColumns...)
	act.Watch("report_assignment", assignmentColumns...)
	act.Watch("report_reader", "matter_id", "assignment_id", "login", "unit", "why", "made_at")
	act.Watch("report_paper", "matter_id", "name", "sha256", "sm3", "size", "made_by", "made_at")
}

// Room is requests and reports in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	// Screen refuses attachments that bear the mark of a state secret; nil asks nobody.
	Screen   flow.Screen
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, files blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: files, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "report_matter", Name: "请示报告", Basis: []law.ID{law.RepChainOrder}, Recorders: []flow.Who{flow.Office},
		Agenda: r.agenda, Facts: r.matterFacts, Printed: r.printed, Papers: r.papers, File: r.file, Agreed: r.answered, Closed: r.chainClosed, Refused: r.refused, Returned: r.moved(Returned), Withdrawn: r.withdrawn})
	return r
}

// Kinds of matter.
const (
	Request = "request"
	Report  = "report"
)

var kindLabels = map[string]string{Request: "请示", Report: "报告"}

// KindLabel is the Chinese word of a kind.
func KindLabel(kind string) string { return kindLabels[kind] }

// Degrees of urgency.
const (
	Normal   = "normal"
	Pressing = "urgent"
	Critical = "critical"
)

var urgencyLabels = map[string]string{Normal: "一般", Pressing: "急件", Critical: "特急"}

// States of a matter.
const (
	Handled   = "handled" // an emergency was handled; the report is still owed
	Running   = "running"
	Returned  = "returned"
	Answered  = "answered" // something is still owed
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Closed    = "closed"
)

// NotBeforeAnswer is what stands on a request wherever it is shown, until it is
// answered (clause rep.no_act).
const NotBeforeAnswer = "未批复，不得实施"

// StateLabel is the Chinese word of a state.
func (m Matter) StateLabel() string {
	switch m.State {
	case Handled:
		return "已先行处置，待补报"
	case Running, Returned:
		if m.Kind == Request {
			return NotBeforeAnswer
		}
		if m.State == Returned {
			return "退回补正"
		}
		return "报告中"
	case Answered:
		if m.Kind == Request {
			return "已批复，落实中"
		}
		return "已阅示"
	case Refused:
		return "未获同意"
	case Withdrawn:
		return "已撤回"
	}
	return "已办结"
}

var skipLabels = map[string]string{SuperiorAbsent: "上一级领导不在", AssignedDirectly: "领导直接交办", Confidential: "须限定知悉范围", EmergencyOffHours: "非工作时间的重大事件", Urgent: "须紧急办理"}

// skips are the five reasons in the order of the book, each with its clause.
var skips = []struct {
	word   string
	clause law.ID
}{{SuperiorAbsent, law.RepBypassR1}, {AssignedDirectly, law.RepBypassR2}, {Confidential, law.RepBypassR3}, {EmergencyOffHours, law.RepBypassR4}, {Urgent, law.RepBypassR5}}

// member is somebody of the bureau as things stand at an instant.
type member struct {
	org.Person
	login, unitName, post, role string
}

// scene is what the room looks at for one question: who is who, which days are
// worked, read once.
type scene struct {
	r           *Room
	today       civil.Date
	chart       *org.Chart
	cal         *calendar.Calendar
	book        *rulebook.Book // in force today
	units       []org.Unit
	supervisors []org.Supervisor
}

// look reads the scene through a reader: inside a deed its transaction.
func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, today: civil.DateOf(clock.FromMicros(at))}
	var err error
	if s.cal, err = r.Calendar.Current(ctx); err != nil {
		return nil, err
	}
	if s.book, err = r.Rules.At(ctx, s.today); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, at); err != nil {
		return nil, err
	}
	if s.units, err = r.Org.Units(ctx); err != nil {
		return nil, err
	}
	s.supervisors, err = r.Org.Supervisors(ctx)
	return s, err
}

func (s *scene) unitName(code string) string {
	for _, u := range s.units {
		if u.Code == code {
			return u.Name
		}
	}
	return ""
}

func (s *scene) member(id int64) (member, bool) {
	p := s.chart.Person(id)
	if p.ID == 0 || s.chart.Gone(p) {
		return member{}, false
	}
	role := s.chart.Rank(id)
	if role == "" {
		role = org.RankStaff
	}
	return member{Person: p, login: s.chart.Login(id), unitName: s.unitName(p.Unit), post: s.chart.Titles(id), role: role}, true
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (member, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok {
		if m, ok := s.member(p.ID); ok {
			return m, nil
		}
	}
	return member{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，不能办理请示报告。请联系系统管理员。")
}

// superiors are those who hold a level above somebody of a unit, here or away.
func (s *scene) superiors(who flow.Who, unit string) []member {
	var out []member
	add := func(id int64) {
		if m, ok := s.member(id); ok {
			out = append(out, m)
		}
	}
	switch who {
	case flow.DeputyInCharge:
		for _, x := range s.supervisors {
			if x.Unit == unit && x.Holds(s.today) {
				add(x.PersonID)
			}
		}
	case flow.SectionHead, flow.Director:
		for _, p := range s.chart.Staff() {
			rank := s.chart.Rank(p.ID)
			if who == flow.Director && rank == org.RankDirector || who == flow.SectionHead && rank == org.RankSectionHead && p.Unit == unit {
				add(p.ID)
			}
		}
	}
	return out
}

func names(list []member) string {
	var s []string
	for _, m := range list {
		s = append(s, m.Name)
	}
	return strings.Join(s, "、")
}

// keepsRegister reports whether somebody belongs to the unit that keeps the
// register.
func (r *Room) keepsRegister(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office
}
