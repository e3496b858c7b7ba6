package release

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
	"lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "disclosure_release", Base: 5200, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to ask for reviews, to keep the items of the own unit and to see
// what is disclosed inside the bureau; which rows is found out for every row. What
// the office alone does asks for its unit besides.
const Use act.Right = "release.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "公开审查与公开目录"})
	act.Watch("disclosure_release", reviewColumns...)
	act.Watch("disclosure_release_file", fileColumns...)
	act.Watch("disclosure_release_opinion", opinionColumns...)
	act.Watch("disclosure_release_consent", consentColumns...)
	act.Watch("disclosure_release_referral", referralColumns...)
	act.Watch("disclosure_item", itemColumns...)
	act.Watch("disclosure_index", "index_no", "item_id", "given_at")
	act.Watch("disclosure_version", versionColumns...)
	act.Watch("disclosure_version_file", versionFileColumns...)
	act.Watch("disclosure_channel", channelColumns...)
	act.Watch("disclosure_examination", examinationColumns...)
	act.Watch("disclosure_setting", settingColumns...)
}

// Room is review and catalogue in an open installation.
type Room struct {
	Door     *act.Door
	Files    blob.Store
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// Screen refuses files that bear the mark of a state secret. Nothing is taken in
	// while it is nil.
	Screen flow.Screen
	// Redacted says whether the bytes of a partial release are proved free of what
	// was to be left out, and if not, why. Nil refuses every partial release.
	Redacted func(ctx context.Context, rd db.Reader, sha256 string) (bool, string, error)
	// Suspect says what kinds of personal data the text of a file seems to hold, in
	// Chinese; none for a file without text. The first step may not say 公开 to such a
	// file before it was redacted. Nil leaves it to the reviewers.
	Suspect func(ctx context.Context, sha256, name string) ([]string, error)
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, files blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: files, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "disclosure_release", Name: "公开审查", Basis: []law.ID{law.SecOrder}, Recorders: []flow.Who{flow.Office}, Distinct: true, Word: word, Unit: unitOf,
		Facts: r.caseFacts, Printed: r.printed, Papers: r.papers, File: r.file, Agreed: r.agreed, Refused: r.refused, Returned: r.moved(Returned), Withdrawn: r.moved(Withdrawn)})
	return r
}

// scene is what the room looks at for one question, read once.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	cal   *calendar.Calendar
	book  *rulebook.Book // in force today
	units []org.Unit
}

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
	s.units, err = r.Org.Units(ctx)
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

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局人员，不能办理公开审查。请联系系统管理员。")
}

// local is the clock of the bureau's own periods: the review is its own.
func (s *scene) local() (disclosure.Clock, error) {
	regime, ok := s.book.Disclosure.Local()
	if !ok {
		return disclosure.Clock{}, fault.Refuse(law.SecNode3, "规章没有写审查的期限，不能自动计算。请办公室先补充规章。")
	}
	return disclosure.Clock{Calendar: s.cal, Regime: regime}, nil
}

// isOffice reports whether somebody belongs to the unit that runs disclosure
// (clause gov.proc.collect).
func (r *Room) isOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office
}

// office refuses whoever is not of the office; what is the row it is about.
func (r *Room) office(who act.Actor) error {
	if r.isOffice(who) {
		return nil
	}
	return &fault.Error{Kind: fault.Forbidden, Clause: law.GovProcPublish, Say: "这一步由办公室办理。请联系办公室。"}
}

// ownUnit hides a row of another unit from whoever is neither of it nor of the
// office.
func (r *Room) ownUnit(who act.Actor, unit, subject string) error {
	if unit != "" && who.Unit == unit || r.isOffice(who) {
		return nil
	}
	return act.OutOfReach(subject)
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

// lines are the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for x := range strings.SplitSeq(s, "\n") {
		if x = db.Trimmed(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// words are the entries of a list with commas.
func words(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// long refuses a text that is too long, as a fault of its field.
func long(field, label, s string, most int) *fault.Error {
	if n := len([]rune(s)); n > most {
		return fault.Field(field, "", label+"太长，请删减。")
	}
	return nil
}
