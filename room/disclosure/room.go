package disclosure

import (
	"context"
	"embed"
	"os"
	"path/filepath"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	dis "lantai.internal/hall/rulebook/disclosure"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "disclosure", Base: 5000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Which application somebody sees, and what the actor is to
// it, is found out for every row.
const (
	Use  act.Right = "disclosure.use"  // the office and the handling unit at work
	Lead act.Right = "disclosure.lead" // leaders: see all, give instructions
)

func init() {
	org.NameRights(map[act.Right]string{Use: "办理信息公开申请", Lead: "批示信息公开申请"})
	act.DeclareRights(Lead)
	act.Watch("disclosure_application", applicationColumns...)
	act.Watch("disclosure_applicant", partyColumns...)
	act.Watch("disclosure_event", eventColumns...)
	act.Watch("disclosure_paper", paperColumns...)
	act.Watch("disclosure_search", searchColumns...)
	act.Watch("disclosure_consult", consultColumns...)
	act.Watch("disclosure_fee", feeColumns...)
	act.Watch("disclosure_extension", extensionColumns...)
	act.Watch("disclosure_reply", replyColumns...)
	act.Watch("disclosure_overlay", overlayColumns...)
	act.Watch("disclosure_closure", closureColumns...)
}

// Room is applications for information in an open installation.
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
	// Cleared says whether exactly these bytes passed the review before release, and
	// why not. Nil refuses everything.
	Cleared func(ctx context.Context, rd db.Reader, sha256 string) (bool, string, error)
	// Withheld lists what was taken out of a file that is to be supplied, one part a
	// line as the draft of a reply has them (part|code|note), to begin with. Nil and
	// none leave it to the drafter.
	Withheld func(ctx context.Context, rd db.Reader, sha256 string) ([]string, error)
	// Before are the places where a file is readied for being supplied, in their order:
	// they stand beside the drafting of a reply.
	Before []ui.Link

	key []byte
}

// Open readies the room and registers its kinds of case. The installation's key
// for secrets must be there: hall/org makes it.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) (*Room, error) {
	key, err := os.ReadFile(filepath.Join(door.Dir(), "keys", "secrets.key"))
	if err != nil {
		return nil, fault.Wrap("disclosure.key", fault.Unavailable, err)
	}
	if len(key) != 32 {
		return nil, fault.New(fault.Unavailable, "密钥文件 keys/secrets.key 已损坏，请从备份恢复。")
	}
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Calendar: cal, Rules: rules, key: key}
	f.Register(flow.Kind{Table: "disclosure_application", Name: "信息公开", Basis: []law.ID{law.FoiAnswerReview}, Papers: r.papers, File: r.file})
	f.Register(flow.Kind{Table: "disclosure_reply", Name: "信息公开答复", Basis: []law.ID{law.FoiAnswerReview}, Facts: r.replyFacts,
		Agreed: r.replyAgreed, Refused: r.replyMoved("refused"), Returned: r.replyMoved("returned"), Withdrawn: r.replyMoved("withdrawn")})
	f.Register(flow.Kind{Table: "disclosure_extension", Name: "答复延期", Basis: []law.ID{law.FoiExtApprove}, Facts: r.extensionFacts,
		Agreed: r.extensionAgreed, Refused: r.extensionMoved("refused"), Returned: r.extensionMoved("returned"), Withdrawn: r.extensionMoved("withdrawn")})
	return r, nil
}

// scene is who is who, the calendar and the book, read once for one deed or page.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	cal   *calendar.Calendar
	book  *rulebook.Book
	units []org.Unit
	// closed are the days on which the bureau was closed by a confirmed local order.
	closed []dis.Closure
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
	if s.closed, err = closedDays(ctx, rd); err != nil {
		return nil, err
	}
	s.units, err = r.Org.Units(ctx)
	return s, err
}

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return ""
}

// office is the unit that takes in, registers and answers (clause foi.register).
func (r *Room) office() string { return r.Org.Places.Office }

func (r *Room) inOffice(who act.Actor) bool { return r.office() != "" && who.Unit == r.office() }

// can reports whether somebody is among those who may act under a word of the rule
// book, in the own post or standing in.
func (s *scene) can(login string, ask org.Ask) bool {
	p, ok := s.chart.PersonOf(login)
	if !ok {
		return false
	}
	res, err := s.chart.Resolve(ask)
	return err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == p.ID && !c.MustTakeOver() })
}

// hands are what somebody is to an application.
func (s *scene) hands(who act.Actor, a Application) []Hand {
	var out []Hand
	if s.r.inOffice(who) {
		out = append(out, ByOffice, ByUnit)
	}
	if who.Unit != "" && who.Unit == a.Unit {
		out = append(out, ByUnit)
	}
	if s.can(who.Login, org.Ask{Who: org.WhoSectionHead, Unit: s.r.office()}) {
		out = append(out, ByHead)
	}
	if s.can(who.Login, org.Ask{Who: org.WhoDirector}) {
		out = append(out, ByDirector, ByLeader)
	}
	if who.May(Lead) {
		out = append(out, ByLeader)
	}
	return out
}

// sees reports whether somebody sees an application, without the person behind it.
func (r *Room) sees(who act.Actor, a Application) bool {
	return who.Login != "" && (r.inOffice(who) || who.May(Lead) || who.Unit != "" && who.Unit == a.Unit)
}

// HasFile reports whether an application has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// say is the text of an error that may be shown.
func say(err error) string { return fault.Of(err).Safe() }
