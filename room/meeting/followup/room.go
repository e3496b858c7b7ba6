package followup

import (
	"context"
	"embed"
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
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "followup", Base: 6500, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to see and handle items that concern oneself; which rows that are
// is found out for every row.
const Use act.Right = "followup.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "议定事项督办"})
	act.Watch("meeting_followup_item", itemColumns...)
	act.Watch("meeting_followup_line", lineColumns...)
	act.Watch("meeting_followup_paper", "item_id", "name", "sha256", "sm3", "size", "made_by", "made_at")
	act.Watch("meeting_followup_missed", missedColumns...)
	act.Watch("meeting_followup_reminded", remindedColumns...)
}

// Room is following up and the cadence of meetings in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen   flow.Screen
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
	// Meeting says what a meeting is whose decision is taken up. Nil knows none: then
	// the office keeps the item and the leader in charge grants another day.
	Meeting func(ctx context.Context, rd db.Reader, id int64) (Held, error)
	// Sittings lists the meetings that were held, or are called, in a span of days.
	// Nil knows none, and the month table says so.
	Sittings func(ctx context.Context, rd db.Reader, from, to civil.Date) ([]Sitting, error)
	// Since is the installation's first day: months that were over by then are not
	// judged. Nil judges them all.
	Since func(ctx context.Context, rd db.Reader) (civil.Date, error)
}

// Held is what an item has to know of its meeting.
type Held struct {
	Kind  string // code of the book
	Chair int64  // org_person who chaired; 0 where nobody is known
	On    civil.Date
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "meeting_followup_item", Name: "督办事项", Basis: []law.ID{law.RepDecisionRegister}, Papers: r.papers, Further: r.later, File: func(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }})
	return r
}

// scene is what the room looks at for one question, read once.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	book  *rulebook.Book
	terms Terms
	units []org.Unit
}

// look reads the scene through a reader: inside a deed its transaction.
func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, today: civil.DateOf(clock.FromMicros(at))}
	var err error
	if s.book, err = r.Rules.At(ctx, s.today); err != nil {
		return nil, err
	}
	if s.terms, err = TermsOf(s.book); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, at); err != nil {
		return nil, err
	}
	s.units, err = r.Org.Units(ctx)
	return s, err
}

func (s *scene) unitName(code string) string {
	for _, u := range s.units {
		if u.Code == code {
			return u.Name
		}
	}
	return code
}

// here gives a person who works here; false for whoever left or never did.
func (s *scene) here(id int64) (org.Person, bool) {
	p := s.chart.Person(id)
	return p, p.ID != 0 && !s.chart.Gone(p)
}

// heads are the logins of who leads a unit.
func (s *scene) heads(unit string) []string {
	var out []string
	for _, p := range s.chart.Staff() {
		if p.Unit == unit && s.chart.Rank(p.ID) == org.RankSectionHead && s.chart.Login(p.ID) != "" {
			out = append(out, s.chart.Login(p.ID))
		}
	}
	return out
}

// leads reports whether somebody is a leader of the bureau.
func (s *scene) leads(person int64) bool {
	rank := s.chart.Rank(person)
	return rank == org.RankLeader || rank == org.RankDirector
}

// Granting is who may set another last day, and why it is they.
type Granting struct {
	People []org.Person
	Why    string
}

// Names are the people in words.
func (g Granting) Names() string {
	var s []string
	for _, p := range g.People {
		s = append(s, p.Name)
	}
	return strings.Join(s, "、")
}

func (g Granting) has(person int64) bool {
	return slices.ContainsFunc(g.People, func(p org.Person) bool { return p.ID == person })
}

// granting finds who may grant another day: who set the first, the leader in charge,
// the director. Nobody grants it to himself; failing all it says so and the office
// decides by passing the item on.
func (s *scene) granting(i Item) (Granting, error) {
	if p, ok := s.here(i.DeciderID); ok && p.ID != i.OwnerID {
		if _, away := s.chart.IsAway(p.ID); !away {
			why := "期限由当次会议确定，延期由主持人准"
			if i.Source == FromInstruction {
				why = "期限由批示确定，延期由批示的领导准"
			}
			return Granting{[]org.Person{p}, why}, nil
		}
	}
	for _, x := range []struct{ who, why string }{{org.WhoDeputy, "定期限的人不在或者就是承办人，由分管领导准"}, {org.WhoDirector, "定期限的人和分管领导不在或者就是承办人，由局长准"}} {
		can, err := s.chart.Resolve(org.Ask{Who: x.who, Unit: i.Unit, Person: i.OwnerID})
		if err != nil {
			return Granting{}, err
		}
		g := Granting{Why: x.why}
		for _, c := range can.Can {
			if !c.MustTakeOver() {
				g.People = append(g.People, c.Person)
			}
		}
		if len(g.People) > 0 {
			return g, nil
		}
	}
	return Granting{Why: "现在没有人能准延期：定期限的人、分管领导和局长都不在，等其中一位返岗"}, nil
}

// keeps reports whether somebody belongs to the unit that confirms an item.
func (r *Room) keeps(who act.Actor, i Item) bool { return who.Unit != "" && who.Unit == i.Keeper }

// kind finds a kind of meeting in the book: the unit that serves it keeps what comes of
// it, and whether that is for the members alone.
func (s *scene) kind(code string) (keeper string, closed bool) {
	k, ok := s.book.Meetings.Kind(code)
	if !ok || k.Collector.Unit == "" {
		return s.r.Org.Places.Office, false
	}
	return k.Collector.Unit, len(k.Original.Posts) > 0 || code == Life
}

const (
	mostWhat   = 200
	mostText   = 2000
	mostPapers = 10
)

// text refuses a text that is missing or too long.
func text(field, value, need string, most int) (string, error) {
	value = db.Trimmed(value)
	switch n := len([]rune(value)); {
	case n == 0:
		return "", fault.Field(field, "", need)
	case n > most:
		return "", fault.Field(field, "", "这一栏不超过"+itoa(most)+"字，现在是"+itoa(n)+"字。更长的作附件上传。")
	}
	return value, nil
}
