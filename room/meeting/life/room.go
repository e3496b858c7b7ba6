package life

import (
	"context"
	"embed"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "life", Base: 6400, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to open these pages; which meetings and measures somebody sees is
// found out for every row.
const Use act.Right = "life.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "民主生活会"})
	act.Watch("meeting_life_meeting", meetingColumns...)
	act.Watch("meeting_life_person", personColumns...)
	act.Watch("meeting_life_mark", markColumns...)
	act.Watch("meeting_life_opinion", opinionColumns...)
	act.Watch("meeting_life_talk", talkColumns...)
	act.Watch("meeting_life_measure", measureColumns...)
	act.Watch("meeting_life_check", checkColumns...)
	act.Watch("meeting_life_paper", paperColumns...)
}

// Room is the democratic life meeting in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen flow.Screen
	Org    *org.Org
	Flow   *flow.Flow
	Rules  *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
	// Sitting gives the meeting of the meeting room that was held in a year, with who
	// was there; found is false where there is none. Nil leaves attendance to be
	// entered here.
	Sitting func(ctx context.Context, rd db.Reader, year int) (s Sitting, found bool, err error)
}

// Sitting is a democratic life meeting as the meeting room knows it.
type Sitting struct {
	ID      int64
	On      civil.Date
	Present []int64 // members, org_person
	URL     string
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Rules: rules}
	f.Register(flow.Kind{Table: "meeting_life_meeting", Name: "民主生活会", Basis: []law.ID{law.MtgLifeRecordSign}, Papers: r.papers, File: func(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }})
	return r
}

// serves reports whether somebody belongs to the political section, which serves the
// meeting (law.MtgLifeService).
func (r *Room) serves(who act.Actor) bool {
	return r.Org.Places.PoliticalSection != "" && who.Unit == r.Org.Places.PoliticalSection
}

// reads reports whether somebody reads a meeting: its members and the political
// section, nobody else.
func (r *Room) reads(ctx context.Context, rd db.Reader, who act.Actor, m Meeting) (bool, error) {
	if who.Login == "" {
		return false, nil
	}
	if r.serves(who) {
		return true, nil
	}
	n, err := db.One[int](ctx, rd, q.SQL("is_member"), m.ID, who.Login)
	return n > 0, err
}

// hold reads a meeting and keeps it until the deed ends, for one of its readers. What
// is finished can only be read.
func (r *Room) hold(tx *act.Tx, year int) (Meeting, error) {
	hidden := act.OutOfReach("meeting_life_meeting")
	m, ok, err := act.Locked[Meeting](tx, meetingSelect+" WHERE m.year = $1", year)
	if err != nil {
		return m, err
	}
	if !ok {
		return m, hidden
	}
	reads, err := r.reads(tx.Ctx, tx, tx.Actor, m)
	switch {
	case err != nil:
		return m, err
	case !reads:
		return Meeting{}, act.OutOfReach(m.Subject())
	case m.State == Finished:
		return Meeting{}, fault.Newf(fault.Conflict, "%s已于%s办结，不能再改。", m.Title(), m.FinishedOn.Chinese())
	}
	return m, nil
}

// service is hold for the political section alone.
func (r *Room) service(tx *act.Tx, year int) (Meeting, error) {
	m, err := r.hold(tx, year)
	if err == nil && !r.serves(tx.Actor) {
		return Meeting{}, fault.Refuse(law.MtgLifeService, "民主生活会的会务归政工科，由政工科登记。")
	}
	return m, err
}

func put(tx *act.Tx, m Meeting) error {
	return act.Overwrite(tx, "meeting_life_meeting", m.ID, meetingColumns, m.values())
}

func insert(tx *act.Tx, table string, columns []string, values ...any) (int64, error) {
	id, err := tx.Next(table)
	if err != nil {
		return 0, err
	}
	return id, act.Insert(tx, table, id, columns, values)
}

// book is the rule book of the deed's day, with the numbers for a year.
func (r *Room) book(ctx context.Context, day civil.Date, year int) (*rulebook.Book, Terms, error) {
	b, err := r.Rules.At(ctx, day)
	if err != nil {
		return nil, Terms{}, err
	}
	t, err := TermsOf(b, year)
	return b, t, err
}

const (
	mostLine   = 200
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
		return "", fault.Field(field, "", "这一栏写得太长，更长的作附件上传。")
	}
	return value, nil
}

// past refuses a day that is missing or still to come.
func past(field string, d, today civil.Date) error {
	if d.IsZero() || d.After(today) {
		return fault.Field(field, d.String(), "请填写日期，不晚于今天。")
	}
	return nil
}

func (r *Room) addPapers(tx *act.Tx, m Meeting, step string, part int64, list []flow.Attachment) error {
	if len(list) > mostPapers {
		return fault.Field("files", "", "一次最多上传 10 个文件。")
	}
	for _, a := range list {
		if err := a.Check("files"); err != nil {
			return err
		}
		if err := blob.Keep(tx.Ctx, tx, r.Files, a.SHA256); err != nil {
			return err
		}
		if _, err := insert(tx, "meeting_life_paper", paperColumns, m.ID, step, part, a.Name, a.SHA256, a.SM3, a.Size, tx.Actor.Login, tx.Now); err != nil {
			return err
		}
	}
	return nil
}

func (m Meeting) entry(say string, basis ...law.ID) act.Entry {
	return act.Entry{Subject: m.Subject(), Summary: m.Title() + "：" + say, Basis: basis}
}

// here gives somebody who works here with the sign-in name.
func (r *Room) here(tx *act.Tx, field string, id int64) (org.Person, string, *org.Chart, error) {
	c, err := r.Org.Chart(tx.Ctx, tx, tx.Now)
	if err != nil {
		return org.Person{}, "", nil, err
	}
	p := c.Person(id)
	if p.ID == 0 || c.Gone(p) {
		return p, "", c, fault.Field(field, "", "请从列表中选择在职的人。")
	}
	return p, c.Login(id), c, nil
}

// HasFile reports whether a paper of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// View is a meeting as one of its readers sees it.
type View struct {
	Record
	Terms  Terms
	Lines  []Line
	Clock  string
	Late   bool
	Serves bool // the viewer belongs to the political section
	Ledger int64
}

// Of gives the meeting of a year to its members and the political section; for anybody
// else it does not exist.
func (r *Room) Of(ctx context.Context, who act.Actor, year int) (View, error) {
	rd := r.Door.Reader()
	m, ok, err := db.Maybe[Meeting](ctx, rd, meetingSelect+" WHERE m.year = $1", year)
	if err != nil {
		return View{}, err
	}
	hidden := act.OutOfReach("meeting_life_meeting")
	if !ok {
		return View{}, hidden
	}
	reads, err := r.reads(ctx, rd, who, m)
	if err != nil {
		return View{}, err
	}
	if !reads {
		return View{}, act.OutOfReach(m.Subject())
	}
	v, err := r.view(ctx, rd, m)
	v.Serves = r.serves(who)
	return v, err
}

func (r *Room) view(ctx context.Context, rd db.Reader, m Meeting) (View, error) {
	var v View
	var err error
	if v.Record, err = r.record(ctx, rd, m); err != nil {
		return v, err
	}
	today := r.Door.Today()
	if m.State == Finished {
		today = m.FinishedOn
	}
	if _, v.Terms, err = r.book(ctx, r.Door.Today(), m.Year); err != nil {
		return v, err
	}
	v.Lines = Checklist(v.Record, today, v.Terms)
	v.Clock, v.Late = Clock(today, m, v.Terms)
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: m.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// Years lists the meetings somebody reads, the latest first.
func (r *Room) Years(ctx context.Context, who act.Actor) ([]Meeting, error) {
	rd := r.Door.Reader()
	f := db.NewFilter()
	if !r.serves(who) {
		f.And("EXISTS (SELECT 1 FROM meeting_life_person p WHERE p.life_id = m.id AND p.login = ? AND p.login <> '' AND p.part <> 'observer')", who.Login)
	}
	return db.All[Meeting](ctx, rd, meetingSelect+f.Where()+" ORDER BY m.year DESC", f.Args()...)
}

// Mine lists the measures that are somebody's to carry out, open ones first.
func (r *Room) Mine(ctx context.Context, who act.Actor) ([]Measure, error) {
	if who.Login == "" {
		return nil, nil
	}
	return db.All[Measure](ctx, r.Door.Reader(), measureSelect+" WHERE x.login = $1 ORDER BY x.done_on, x.due, x.id", who.Login)
}

// Measure gives one measure to whoever carries it out and to the readers of its
// meeting.
func (r *Room) Measure(ctx context.Context, who act.Actor, id int64) (Measure, Meeting, []Paper, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("meeting_life_measure", id))
	x, ok, err := db.Maybe[Measure](ctx, rd, measureSelect+" WHERE x.id = $1", id)
	if err != nil {
		return x, Meeting{}, nil, err
	}
	if !ok {
		return Measure{}, Meeting{}, nil, hidden
	}
	m, err := db.One[Meeting](ctx, rd, meetingSelect+" WHERE m.id = $1", x.LifeID)
	if err != nil {
		return x, m, nil, err
	}
	reads, err := r.reads(ctx, rd, who, m)
	if err != nil {
		return x, m, nil, err
	}
	if !reads && (who.Login == "" || x.Login != who.Login) {
		return Measure{}, Meeting{}, nil, hidden
	}
	papers, err := db.All[Paper](ctx, rd, q.SQL("papers_of"), m.ID)
	return x, m, slices.DeleteFunc(papers, func(p Paper) bool { return p.Step != stepMeasure || p.PartID != x.ID }), err
}

// OpenPaper gives a file to the readers of its meeting, and the evidence of a measure
// to whoever carries it out.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("meeting_life_paper", id))
	p, ok, err := db.Maybe[Paper](ctx, rd, q.SQL("paper"), id)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, hidden
	}
	m, err := db.One[Meeting](ctx, rd, meetingSelect+" WHERE m.id = $1", p.LifeID)
	if err != nil {
		return p, nil, err
	}
	reads, err := r.reads(ctx, rd, who, m)
	if err != nil {
		return p, nil, err
	}
	if !reads {
		if p.Step != stepMeasure {
			return Paper{}, nil, hidden
		}
		if _, _, _, err := r.Measure(ctx, who, p.PartID); err != nil {
			return Paper{}, nil, hidden
		}
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}
