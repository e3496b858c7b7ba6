package reception

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "reception", Base: 7100, Files: files}

// Rights of this room. Which rows somebody sees or handles is found out for every row.
const (
	Use  act.Right = "reception.use"  // write down who came, look up who handles what
	Lead act.Right = "reception.lead" // see all complaints and say who handles them
	Hold act.Right = "reception.hold" // see and enter who answers for a failure
)

func init() {
	act.DeclareRights(Lead)
	org.NameRights(map[act.Right]string{Use: "首问接待", Lead: "领导投诉办理", Hold: "登记责任追究"})
}

var (
	visits      = tableOf[Visit]("counter_visit")
	complaints  = tableOf[Complaint]("counter_complaint")
	steps       = tableOf[Step]("counter_reception_step")
	liabilities = tableOf[Liability]("counter_liability")
	elements    = tableOf[Element]("counter_element")
	contacts    = tableOf[Contact]("counter_contact")
	badges      = tableOf[Badge]("counter_badge")
	pledges     = tableOf[Pledge]("counter_pledge")
)

// Room is the reception of an open installation.
type Room struct {
	Door     *act.Door
	Org      *org.Org
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// Registers print and export lists.
	Registers *register.Hall

	// Application finds the page of an application by its number; ok is false if there
	// is none. Nil takes the number as it is written.
	Application func(ctx context.Context, rd db.Reader, number string) (url string, ok bool, err error)
	// Tasks lists what waits for whom in the whole bureau. Nil knows only what waits
	// in this room.
	Tasks func(ctx context.Context, rd db.Reader) ([]Task, error)
	// OnDuty says in one line who is on duty now, with the telephone. Nil, or "", says
	// nothing.
	OnDuty func(ctx context.Context, rd db.Reader) (string, error)
}

// Open readies the room.
func Open(door *act.Door, o *org.Org, cal *calendar.Store, rules *rulebook.Library, registers *register.Hall) *Room {
	return &Room{Door: door, Org: o, Calendar: cal, Rules: rules, Registers: registers}
}

// Bounds of what is typed, in characters, and of a list.
const (
	mostLine   = 100
	mostText   = 4000
	mostListed = 1000
)

// Step is one thing that happened to a visit or complaint.
type Step struct {
	ID      int64  `db:"id"`
	Subject string `db:"subject"`
	Kind    string `db:"kind"`
	Words   string `db:"words"`
	Login   string `db:"login"`
	Name    string `db:"name"`
	Post    string `db:"post"`
	At      int64  `db:"at"` // microseconds UTC
}

func note(tx *act.Tx, subject, kind, words string) error {
	return steps.insert(tx, &Step{Subject: subject, Kind: kind, Words: words, Login: tx.Actor.Login, Name: tx.Actor.Name, Post: tx.Actor.Capacity, At: tx.Now})
}

// StepsOf lists what happened to a visit or complaint, in order.
func (r *Room) stepsOf(ctx context.Context, subject string) ([]Step, error) {
	return steps.list(ctx, r.Door.Reader(), "WHERE x.subject = $1 ORDER BY x.id", subject)
}

// scene is who is who, the calendar and the book, read once for one deed or page.
type scene struct {
	r      *Room
	today  civil.Date
	chart  *org.Chart
	cal    *calendar.Calendar
	book   *rulebook.Book
	units  []org.Unit
	headed map[string]bool // answers of heads, by account and unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{headed: map[string]bool{}, r: r, today: civil.DateOf(clock.FromMicros(at))}
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
	s.units, err = r.Org.Units(ctx)
	return s, err
}

// inDeed is look within a deed.
func (r *Room) inDeed(tx *act.Tx) (*scene, error) { return r.look(tx.Ctx, tx, tx.Now) }

func (s *scene) unit(code string) (org.Unit, bool) {
	i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code && code != "" })
	if i < 0 {
		return org.Unit{}, false
	}
	return s.units[i], true
}

func (s *scene) unitName(code string) string {
	if u, ok := s.unit(code); ok {
		return u.Name
	}
	return "局领导"
}

// self is the person behind an account who works here.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员，不能在这里登记。请联系系统管理员。")
}

// here gives a person who works here.
func (s *scene) here(id int64) (org.Person, bool) {
	p := s.chart.Person(id)
	return p, p.ID != 0 && !s.chart.Gone(p)
}

// heads reports whether somebody heads a unit, in the own post or standing in.
func (s *scene) heads(who act.Actor, unit string) bool {
	p, ok := s.chart.PersonOf(who.Login)
	if !ok || unit == "" {
		return false
	}
	key := who.Login + "/" + unit
	if yes, known := s.headed[key]; known {
		return yes
	}
	res, err := s.chart.Resolve(org.Ask{Who: org.WhoSectionHead, Unit: unit})
	s.headed[key] = err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == p.ID && !c.MustTakeOver() })
	return s.headed[key]
}

// standsFor reports whether somebody stands in for a person just now.
func (s *scene) standsFor(who act.Actor, person int64) bool {
	p, ok := s.chart.PersonOf(who.Login)
	return ok && slices.ContainsFunc(s.chart.Standing(p.ID), func(x org.Standing) bool { return x.For.ID == person })
}

// inOffice reports whether somebody belongs to the office, which keeps the registers.
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// unitOf is the code of the unit that a card's parameter names.
func (s *scene) unitOf(clause law.ID, name string) (string, error) {
	p, _ := s.book.Param(clause, name)
	if u, ok := s.book.Unit(p.Value); ok && p.Value != "" {
		return u.Code, nil
	}
	return "", &fault.Error{Kind: fault.Conflict, Clause: clause, Say: "规则中没有写明由哪个科室承办，请先在规则中补上。"}
}

// words are the values of a parameter that is a list.
func words(b *rulebook.Book, clause law.ID, name string) []string {
	p, ok := b.Param(clause, name)
	if !ok || p.Value == "" {
		return nil
	}
	return strings.Split(p.Value, "、")
}

// oneOf refuses a word that is not in a list.
func oneOf(list []string, clause law.ID, field, label, value string) error {
	if slices.Contains(list, value) {
		return nil
	}
	e := fault.Field(field, value, label+"请从列出的选一项："+strings.Join(list, "、")+"。")
	e.Clause = clause
	return e
}

// text is one thing that was typed.
type text struct {
	field, label string
	value        *string
	need         bool
	long         bool
	clause       law.ID // for what is missing
}

// check trims what was typed, and refuses what is missing, too long or bears the
// mark of a state secret, all at once.
func check(list ...text) error {
	var errs []*fault.Error
	for _, t := range list {
		*t.value = db.Trimmed(*t.value)
		most := mostLine
		if t.long {
			most = mostText
		}
		switch n := len([]rune(*t.value)); {
		case t.need && n == 0:
			e := fault.Field(t.field, "", "请填写"+t.label+"。")
			e.Clause = t.clause
			errs = append(errs, e)
		case n > most:
			errs = append(errs, fault.Field(t.field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", t.label, most, n)))
		default:
			errs = append(errs, mark.Refuse(t.field, *t.value))
		}
	}
	return fault.Join(errs...)
}

func join(errs ...error) error {
	var list []*fault.Error
	for _, err := range errs {
		if err != nil {
			list = append(list, fault.Of(err))
		}
	}
	return fault.Join(list...)
}

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

func numbered(tx *act.Tx, word string, year, digits int) (string, error) {
	n, err := tx.Next(fmt.Sprintf("reception.%s.%d", word, year))
	return fmt.Sprintf("%d-%s-%0*d", year, word, digits, n), err
}
