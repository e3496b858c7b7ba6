package meeting

import (
	"context"
	"embed"
	"slices"

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
	"lantai.internal/kit/print"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "meeting", Base: 6300, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to take part in meetings; what somebody may do in one follows from
// post and seat and is found out for every row.
const Use act.Right = "meeting.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "会议"})
	act.Watch("meeting_meeting", meetingColumns...)
	act.Watch("meeting_seat", seatColumns...)
	act.Watch("meeting_move", moveColumns...)
	act.Watch("meeting_item", itemColumns...)
	act.Watch("meeting_paper", paperColumns...)
	act.Watch("meeting_opinion", opinionColumns...)
	act.Watch("meeting_vote", voteColumns...)
	act.Watch("meeting_resolution", resolutionColumns...)
	act.Watch("meeting_minutes", minutesColumns...)
	act.Watch("meeting_access", accessColumns...)
}

// Busy is what keeps a member from a meeting.
type Busy struct {
	Person int64
	What   string // 出差, 休假, 值班
	Since  int64  // microseconds UTC
	Until  int64
}

// words says what keeps somebody, and until when where that is known.
func (b Busy) words() string {
	if b.What == "值班" {
		return "当天值班"
	}
	return b.What + "至" + clock.FromMicros(b.Until).Format("1月2日 15:04")
}

// Stage is a point of a meeting's course at which a Guard is asked.
type Stage string

// The stages.
const (
	BeforePlan    Stage = "plan" // and before its day is changed
	BeforeNotice  Stage = "notice"
	BeforeOpening Stage = "opening"
	BeforeClosing Stage = "closing"
	BeforeSigning Stage = "signing"
)

// Room is meetings in an open installation.
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
	// Fonts gives the bureau's own typefaces for prints; nil uses the program's.
	Fonts func() (*print.Fonts, error)
	// Duty says which turns of duty a person has on the half days of a stretch of time;
	// nil asks nobody.
	Duty func(ctx context.Context, rd db.Reader, person int64, since, until civil.Half) ([]civil.Span, error)
	// Settled hear what became of the items that others asked for, when the minutes are
	// signed, within that deed.
	Settled []func(tx *act.Tx, d Decision) error
	// Resolved hear what is to be done on the decisions of a meeting, when its minutes
	// are signed, within that deed.
	Resolved []func(tx *act.Tx, list []Resolution) error
	// SignedOff hear of every meeting whose minutes are signed, within that deed; not of
	// corrections.
	SignedOff []func(tx *act.Tx, s SignOff) error
	// Guards are asked before a meeting goes on: an error keeps it where it is.
	Guards []func(tx *act.Tx, m Meeting, at Stage) error
	// Venue takes the room in which a meeting is to be held, or gives it back, within the
	// deed that says so; what it refuses is refused. Nil has nobody to ask.
	Venue func(tx *act.Tx, t Taking) error
	// Panels add parts to the page of a meeting.
	Panels []Panel
}

// Open readies the room and registers what it hands to the archive.
func Open(door *act.Door, files blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: files, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "meeting_meeting", Name: "会议", Basis: []law.ID{law.MtgKinds}, Papers: r.papers, Further: r.later, File: r.file})
	f.Register(flow.Kind{Table: "meeting_record", Name: "会议原始记录", Basis: []law.ID{law.MtgPartyRecordArchive}, Papers: r.record, File: r.file})
	return r
}

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

func (r *Room) guard(tx *act.Tx, m Meeting, at Stage) error {
	for _, g := range r.Guards {
		if err := g(tx, m, at); err != nil {
			return err
		}
	}
	return nil
}

// scene is what the room looks at for one question, read once.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	book  *rulebook.Book // in force today
	units []org.Unit
	me    org.Person // who asks; zero for somebody without person
}

// look reads the scene through a reader: inside a deed its transaction.
func (r *Room) look(ctx context.Context, rd db.Reader, who act.Actor) (*scene, error) {
	now := r.Door.Now()
	s := &scene{r: r, today: civil.DateOf(clock.FromMicros(now))}
	var err error
	if s.book, err = r.Rules.At(ctx, s.today); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, now); err != nil {
		return nil, err
	}
	if s.units, err = r.Org.Units(ctx); err != nil {
		return nil, err
	}
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		s.me = p
	}
	return s, nil
}

func (s *scene) unitName(code string) string {
	for _, u := range s.units {
		if u.Code == code {
			return u.Name
		}
	}
	return ""
}

// kind finds a kind of meeting, or says that there is none.
func (s *scene) kind(code string) (rulebook.MeetingKind, error) {
	k, ok := s.book.Meetings.Kind(code)
	if !ok {
		return k, fault.Field("kind", code, "请从列表中选择会议的种类。")
	}
	return k, nil
}

// clerk reports whether who asks keeps meetings of this kind: holds the secretary's
// post or stands in for it.
func (s *scene) clerk(k rulebook.MeetingKind) bool {
	_, ok := s.chart.ActsAs(s.me.ID, k.Secretary.Posts...)
	return ok && s.me.ID != 0
}

// holds reports whether who asks holds one of these posts in person.
func (s *scene) holds(posts []string) bool {
	return s.me.ID != 0 && slices.ContainsFunc(s.chart.Holders(posts...), func(p org.Person) bool { return p.ID == s.me.ID })
}

// body is who belongs to a kind of meeting at an instant, in the order of posts.
func (r *Room) body(ctx context.Context, rd db.Reader, k rulebook.MeetingKind, b *rulebook.Book, at int64) ([]org.Person, *org.Chart, error) {
	chart, err := r.Org.Chart(ctx, rd, at)
	if err != nil {
		return nil, nil, err
	}
	if k.Members.Everyone {
		return chart.Staff(), chart, nil
	}
	in := map[int64]bool{}
	if k.Members.Committee {
		ids, err := org.Committee(ctx, rd, civil.DateOf(clock.FromMicros(at)))
		if err != nil {
			return nil, nil, err
		}
		for _, id := range ids {
			in[id] = true
		}
	}
	for _, o := range chart.Offices() {
		unit, _ := b.Unit(o.Unit)
		if slices.Contains(k.Members.Posts, o.Post) || o.Rank == org.RankSectionHead && slices.Contains(k.Members.Heads, unit.Kind) {
			in[o.PersonID] = true
		}
	}
	return slices.DeleteFunc(chart.Staff(), func(p org.Person) bool { return !in[p.ID] }), chart, nil
}
