package attendance

import (
	"context"
	"embed"

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
var Schema = db.Schema{Name: "attendance", Base: 4000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room.
const (
	Attend act.Right = "attendance.use"   // apply, report, see the own affairs and who is here
	Lead   act.Right = "attendance.lead"  // a unit's sheet and outings, drafts of absence, by the unit's head
	Keep   act.Right = "attendance.keep"  // political section: registers, balances, confirmations, publication
	Front  act.Right = "attendance.front" // office: outings reported to it, where everybody is
)

func init() {
	org.NameRights(map[act.Right]string{Attend: "请假、出差和外出", Lead: "管理本科室考勤", Keep: "管理全局考勤和假期", Front: "受理外出报告"})
	act.Watch("attendance_leave", leaveColumns...)
	act.Watch("attendance_trip", tripColumns...)
	act.Watch("attendance_out", outColumns...)
	act.Watch("attendance_proof", proofColumns...)
	act.Watch("attendance_balance", balanceColumns...)
	act.Watch("attendance_absence", absenceColumns...)
	act.Watch("attendance_sheet", sheetColumns...)
}

// Room is attendance in an open installation.
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
	// Duty gives a person's turns of duty that share a half day with a stretch, as
	// the roster stands; it is connected to whoever keeps the roster. Nil knows of no
	// turns.
	Duty func(ctx context.Context, rd db.Reader, person int64, since, until civil.Half) ([]civil.Span, error)
	// Meetings names the meetings that a person is to attend in a stretch, each with its
	// time: 7月9日 14:30 局长办公会. Nil knows of none.
	Meetings func(ctx context.Context, rd db.Reader, person int64, since, until civil.Half) ([]string, error)
}

// Open readies the room and registers its kinds of case.
func Open(door *act.Door, files blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: files, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "attendance_leave", Name: "请假", Basis: []law.ID{law.LeaveFormalities},
		Agenda: r.agenda, Facts: r.leaveFacts, Printed: r.leavePrinted, Papers: r.leavePapers, Further: r.leaveLater, File: r.file, Agreed: r.leaveAgreed, Closed: r.leaveClosed, Refused: r.leaveState(Refused), Returned: r.leaveState(SentBack), Withdrawn: r.leaveState(Withdrawn)})
	f.Register(flow.Kind{Table: "attendance_trip", Name: "出差",
		Facts: r.tripFacts, Printed: r.tripPrinted, Papers: r.tripPapers, Further: r.tripLater, File: r.file, Agreed: r.tripAgreed, Closed: r.tripClosed, Refused: r.tripState(Refused), Returned: r.tripState(SentBack), Withdrawn: r.tripState(Withdrawn)})
	return r
}

// States of a leave or a trip.
const (
	Running   = "running"
	SentBack  = "returned"
	Agreed    = "agreed" // in force; something is still to be put on record
	Closed    = "closed"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Cancelled = "cancelled"
)

var stateLabels = map[string]string{Running: "办理中", SentBack: "退回补正", Agreed: "已同意，待备案", Closed: "已办结", Refused: "不同意", Withdrawn: "已撤回", Cancelled: "已撤销"}

// StateLabel is the Chinese word of a state.
func StateLabel(state string) string { return stateLabels[state] }

// inForce reports whether what was asked for holds.
func inForce(state string) bool { return state == Agreed || state == Closed }

// changeable reports whether the applicant may put forward another text.
func changeable(state string) bool { return state == SentBack || state == Running }

// Kinds are the kinds of leave in the order of the form (附件2).
var Kinds = []string{"annual", "sick", "work_injury", "marriage", "maternity", "family_planning", "personal", "home_visit", "bereavement", "other"}

var kindLabels = map[string]string{"annual": "年休假", "sick": "病假", "work_injury": "工伤假", "marriage": "婚假", "maternity": "产假", "family_planning": "节育假",
	"personal": "事假", "home_visit": "探亲假", "bereavement": "丧假", "other": "其他假"}

// KindLabel is the Chinese word of a kind of leave.
func KindLabel(kind string) string { return kindLabels[kind] }

// member is somebody of the bureau as things stand at an instant.
type member struct {
	org.Person
	login, unitName, post, role string
}

// scene is what the room looks at for one question: who is who, which days are
// worked, read once.
type scene struct {
	r     *Room
	ctx   context.Context
	rd    db.Reader
	at    int64
	today civil.Date
	chart *org.Chart
	cal   *calendar.Calendar
	book  *rulebook.Book // in force on asOf
	asOf  civil.Date     // the day by which the book is asked: today, or that of a case
	units map[string]string
}

// look reads the scene through a reader: inside a deed its transaction.
func (r *Room) look(ctx context.Context, rd db.Reader, at int64, cal *calendar.Calendar) (*scene, error) {
	s := &scene{r: r, ctx: ctx, rd: rd, at: at, today: civil.DateOf(clock.FromMicros(at)), cal: cal, units: map[string]string{}}
	var err error
	s.asOf = s.today
	if s.book, err = r.Rules.At(ctx, s.asOf); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, at); err != nil {
		return nil, err
	}
	units, err := r.Org.Units(ctx)
	for _, u := range units {
		s.units[u.Code] = u.Name
	}
	return s, err
}

// now is the scene for a page.
func (r *Room) now(ctx context.Context) (*scene, error) {
	cal, err := r.Calendar.Current(ctx)
	if err != nil {
		return nil, err
	}
	return r.look(ctx, r.Door.Reader(), r.Door.Now(), cal)
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
	post := s.chart.Titles(id)
	return member{Person: p, login: s.chart.Login(id), unitName: s.units[p.Unit], post: post, role: role}, true
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (member, error) {
	p, ok := s.chart.PersonOf(who.Login)
	if ok {
		if m, ok := s.member(p.ID); ok {
			return m, nil
		}
	}
	return member{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，不能办理考勤事项。请联系系统管理员。")
}

// subjectOf finds whose affairs a request concerns: the actor's own, or, for whoever
// keeps the registers, somebody else's.
func (s *scene) subjectOf(who act.Actor, person int64) (member, error) {
	me, err := s.self(who)
	if err == nil && (person == 0 || person == me.ID) {
		return me, nil
	}
	if person == 0 {
		return member{}, err
	}
	if !who.May(Keep) {
		return member{}, fault.New(fault.Forbidden, "只能为本人申请。本人不便办理的，由政工科代为登记。")
	}
	m, ok := s.member(person)
	if !ok {
		return member{}, fault.Field("person", "", "名单上没有这位人员，请从列表中选择。")
	}
	return m, nil
}
