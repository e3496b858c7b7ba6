package desk

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/desk/clocks"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "duty_desk", Base: 6100, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights. Who sits at the desk, who leads the shift and which rows somebody sees is
// found out for every row.
const (
	Use  act.Right = "duty.desk"      // whoever takes turns at the desk
	Lead act.Right = "duty.desk_lead" // leaders: decide, sign, inspect, read all
)

func init() {
	org.NameRights(map[act.Right]string{Use: "值班台", Lead: "带班、查岗"})
}

// Turn is somebody's turn in the roster.
type Turn struct {
	Shift, Person int64
	Name, Phone   string
	From, Until   int64
	Why           string
}

// Watch is who holds both tracks at an instant; a track nobody holds is the zero Turn.
type Watch struct{ Officer, Leader Turn }

// Attendance is who really sat at the desk; Shift is 0 where a temporary roster said so.
type Attendance struct{ Shift, Person, From, Until int64 }

// Room is the duty desk in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	Org   *org.Org
	Flow  *flow.Flow
	Rules *rulebook.Library
	// Roster says who is on duty at an instant. Nil: nobody is.
	Roster func(ctx context.Context, rd db.Reader, at int64) (Watch, error)
	// Attended tells the roster who sat at the desk. Nil tells nobody.
	Attended func(tx *act.Tx, a Attendance) error
	// Swaps counts the swaps that took effect in a span. Nil counts none.
	Swaps func(ctx context.Context, rd db.Reader, from, until int64) (int, error)
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
}

// Open readies the room and registers what it hands over.
func Open(door *act.Door, files blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: files, Org: o, Flow: f, Rules: rules}
	file := func(tx *act.Tx, p flow.Papers) error {
		if r.File == nil {
			return nil
		}
		return r.File(tx, p)
	}
	f.Register(flow.Kind{Table: "duty_incident", Name: "突发事件", Basis: []law.ID{law.DutyPrincipleProcedure}, Papers: r.incidentPapers, File: file})
	f.Register(flow.Kind{Table: "duty_book", Name: "值班记录", Basis: []law.ID{law.DutyLogBook}, Papers: r.bookPapers, File: file})
	return r
}

// scene is who is who, who is on duty and what the book says, read once.
type scene struct {
	r     *Room
	now   int64
	book  *rulebook.Book
	chart *org.Chart
	watch Watch
	on    Stint // zero if nobody sits at the desk
	units []org.Unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, now int64) (*scene, error) {
	s := &scene{r: r, now: now}
	var err error
	if s.book, err = r.Rules.At(ctx, dayOf(now)); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, now); err != nil {
		return nil, err
	}
	if s.units, err = r.Org.Units(ctx); err != nil {
		return nil, err
	}
	if s.watch, err = r.rosterAt(ctx, rd, now); err != nil {
		return nil, err
	}
	s.on, _, err = stints.maybe(ctx, rd, "WHERE x.state = $1 ORDER BY x.id DESC", On)
	return s, err
}

func (r *Room) rosterAt(ctx context.Context, rd db.Reader, at int64) (Watch, error) {
	if r.Roster == nil {
		return Watch{}, nil
	}
	return r.Roster(ctx, rd, at)
}

// minutes is a number of a card; 0 where the card has none.
func (s *scene) minutes(clause law.ID, name string) int { return minutesOf(s.book, clause, name) }

func minutesOf(b *rulebook.Book, clause law.ID, name string) int {
	if p, ok := b.Param(clause, name); ok {
		if n, ok := p.Int(); ok && n > 0 {
			return n
		}
	}
	return 0
}

// words are the values of a list on a card.
func (s *scene) words(clause law.ID, name string) []string {
	p, ok := s.book.Param(clause, name)
	if !ok || p.Value == "" {
		return nil
	}
	return strings.Split(p.Value, "、")
}

// word is the single value of a card, empty where it has none.
func (s *scene) word(clause law.ID, name string) string {
	p, _ := s.book.Param(clause, name)
	return p.Value
}

// limits are the minutes of the three clocks.
func limitsOf(b *rulebook.Book) clocks.Limits {
	return clocks.Limits{Leader: minutesOf(b, law.DutyEmergImmediate, "within"), Contact: minutesOf(b, law.DutyEmergContact, "within"), District: minutesOf(b, law.DutyEmergUpward, "within")}
}

func (s *scene) self(who act.Actor) org.Person {
	p, _ := s.chart.PersonOf(who.Login)
	return p
}

// officer reports whether somebody sits at the desk now.
func (s *scene) officer(who act.Actor) bool {
	return who.Login != "" && s.on.ID != 0 && s.on.Login == who.Login
}

// leader is the account of who leads the shift now: by the roster, or as the stint
// began.
func (s *scene) leader() (login, name string) {
	if p := s.watch.Leader; p.Person != 0 {
		return s.chart.Login(p.Person), p.Name
	}
	return s.on.LeaderLogin, s.on.LeaderName
}

// leads reports whether somebody leads the shift now and may decide.
func (s *scene) leads(who act.Actor) bool {
	login, _ := s.leader()
	return who.May(Lead) && who.Login != "" && who.Login == login
}

// can reports whether somebody may act under a word of the rule book.
func (s *scene) can(who act.Actor, ask org.Ask) bool {
	p := s.self(who)
	res, err := s.chart.Resolve(ask)
	return p.ID != 0 && err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == p.ID && !c.MustTakeOver() })
}

func (s *scene) director(who act.Actor) bool {
	return who.May(Lead) && s.can(who, org.Ask{Who: org.WhoDirector})
}

// holders are those who hold a word of the rule book, here or away.
func (s *scene) holders(ask org.Ask) []org.Person {
	list, err := s.chart.Holding(ask)
	if err != nil {
		return nil
	}
	var out []org.Person
	for _, o := range list {
		if p := s.chart.Person(o.PersonID); p.ID != 0 && !slices.ContainsFunc(out, func(x org.Person) bool { return x.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return ""
}

// keeper reports whether somebody belongs to the office, which keeps the log.
func (r *Room) keeper(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office
}

// readsAll reports whether somebody sees the whole log: leaders, the office, whoever
// sits at the desk. Others see what they wrote.
func (s *scene) readsAll(who act.Actor) bool {
	return who.May(Lead) || s.r.keeper(who) || s.officer(who)
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func stamp(at int64) string {
	if at == 0 {
		return ""
	}
	return clock.FromMicros(at).In(civil.Shanghai).Format("2006-01-02 15:04")
}

// near is an instant as it reads beside now: within the day its hour alone.
func near(at, now int64) string {
	hour := clock.FromMicros(at).In(civil.Shanghai).Format("15:04")
	switch {
	case at == 0:
		return ""
	case dayOf(at) == dayOf(now):
		return hour
	case dayOf(at) == dayOf(now).AddDays(1):
		return "次日" + hour
	}
	return stamp(at)
}

// mostText and mostLine bound texts, in characters.
const (
	mostText = 4000
	mostLine = 200
)

// texts cleans the fields of a form, refuses what is too long and whatever states the
// mark of a state secret (clause duty.secret.items).
func texts(list ...text) error {
	var faults []*fault.Error
	for _, t := range list {
		*t.value = db.Trimmed(*t.value)
		most := mostLine
		if t.long {
			most = mostText
		}
		switch n := len([]rune(*t.value)); {
		case t.need != "" && *t.value == "":
			f := fault.Field(t.field, "", t.need)
			f.Clause = t.clause
			faults = append(faults, f)
		case n > most:
			faults = append(faults, fault.Field(t.field, *t.value, fmt.Sprintf("不超过 %d 字，现在是 %d 字。", most, n)))
		default:
			if f := mark.Refuse(t.field, *t.value); f != nil {
				faults = append(faults, f)
			}
		}
	}
	return fault.Join(faults...)
}

type text struct {
	field  string
	value  *string
	need   string // what is said if it is empty; may be empty
	clause law.ID
	long   bool
}

// past refuses an instant that is missing or still to come.
func past(field string, at, now int64) error {
	switch {
	case at == 0:
		return fault.Field(field, "", "请填写日期和时间，如 2026-03-09 20:30。")
	case at > now:
		return fault.Field(field, stamp(at), "时间不能晚于现在（"+stamp(now)+"）。")
	}
	return nil
}

// Moment reads a day and a time of day as people write them, 20:30, 20：30 or 8点30分;
// the zero day gives 0.
func Moment(day civil.Date, hour, field string) (int64, error) {
	h := strings.NewReplacer("：", ":", "点", ":", "时", ":", "分", "").Replace(strings.TrimSpace(hour))
	if strings.HasSuffix(h, ":") && h != hour {
		h += "00"
	}
	if day.IsZero() && h == "" {
		return 0, nil
	}
	t, err := time.Parse("15:4", h)
	if err != nil {
		return 0, fault.Field(field, hour, "时间请写成几点几分，如 20:30。")
	}
	if day.IsZero() {
		return 0, nil
	}
	return day.Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute).UnixMicro(), nil
}

// andMoment reads an instant beside what was found already: both faults are told at once.
func andMoment(found error, at *int64, day civil.Date, hour, field string) error {
	t, err := Moment(day, hour, field)
	switch *at = t; {
	case err == nil:
		return found
	case found == nil:
		return err
	}
	return fault.Join(fault.Of(found), fault.Of(err))
}

func forbidden(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}
