package study

import (
	"context"
	"embed"
	"fmt"
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
	"lantai.internal/kit/print"
	"lantai.internal/room/study/measure"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "study", Base: 6800, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Which rows somebody may change or see is found out for every
// row: the office for the core group and the staff, the branch for party members.
const (
	Use     act.Right = "study.use"     // take part, enter one's own, see one's own
	Branch  act.Right = "study.branch"  // organise and mark the studying of party members
	Oversee act.Right = "study.oversee" // see the progress of the whole bureau
)

func init() {
	act.DeclareRights(Branch, Oversee)
	org.NameRights(map[act.Right]string{Use: "学习调研", Branch: "组织党员学习", Oversee: "查看全局学习进度"})
	act.Watch("study_member", memberColumns...)
	act.Watch("study_plan", planColumns...)
	act.Watch("study_planned", plannedColumns...)
	act.Watch("study_issue", issueColumns...)
	act.Watch("study_session", sessionColumns...)
	act.Watch("study_attendance", attendanceColumns...)
	act.Watch("study_note", noteColumns...)
	act.Watch("study_research", researchColumns...)
	act.Watch("study_article", articleColumns...)
	act.Watch("study_brief", briefColumns...)
	act.Watch("study_summary", summaryColumns...)
	act.Watch("study_pursuit", pursuitColumns...)
	act.Watch("study_year", yearColumns...)
}

// Room is study and research in an open installation.
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
	// Trips lists the trips of a person that touch [from, to], so that field research
	// can be tied to one. Nil offers none.
	Trips func(ctx context.Context, rd db.Reader, person int64, from, to civil.Date) ([]Trip, error)

	// Fonts are the bureau's own typefaces for official papers; nil uses the program's.
	Fonts func() (*print.Fonts, error)

	days days
}

// Trip is a trip of another room.
type Trip struct {
	Subject string // "attendance_trip:7"
	Label   string // place and days
}

// Open readies the room and registers the year as a kind of case, so that its papers
// can be handed over.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Calendar: cal, Rules: rules}
	f.Register(flow.Kind{Table: "study_year", Name: "学习年度", Basis: []law.ID{law.StudyAssess}, Papers: r.papers, File: r.file})
	return r
}

// Bounds of what is typed.
const (
	mostLine = 200   // characters
	mostText = 20000 // characters
	mostRows = 500   // of a list or a table that is taken in
)

// scene is who is who, the calendar and the book, read once for one deed or page.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	cal   *calendar.Calendar
	book  *rulebook.Book
	units []org.Unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, today: dayOf(at)}
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
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return ""
}

// place is the unit of a person; leaders belong to none.
func (s *scene) place(p org.Person) string {
	if n := s.unitName(p.Unit); n != "" {
		return n
	}
	return "局领导"
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员，不能登记学习调研。请联系系统管理员。")
}

func (s *scene) rank(person int64) string {
	if k := s.chart.Rank(person); k != "" {
		return k
	}
	return org.RankStaff
}

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

// heads reports whether somebody heads a unit.
func (s *scene) heads(who act.Actor, unit string) bool {
	return unit != "" && who.Unit == unit && s.can(who.Login, org.Ask{Who: org.WhoSectionHead, Unit: unit})
}

// inOffice reports whether somebody belongs to the office, which plans, organises and
// keeps the register (clauses study.org.office, study.att.office).
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// organises reports whether somebody organises and marks a group: the office, or for
// party members the branch (clauses study.org.party, study.att.party).
func (r *Room) organises(who act.Actor, group string) bool {
	if group == measure.Party {
		return who.May(Branch)
	}
	return r.inOffice(who)
}

func (r *Room) organisesAny(who act.Actor, groups []string) bool {
	return slices.ContainsFunc(groups, func(g string) bool { return r.organises(who, g) })
}

// seesAll reports whether somebody sees the figures of the whole bureau.
func (r *Room) seesAll(who act.Actor) bool { return r.inOffice(who) || who.May(Oversee) }

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

// words are the values of a parameter that is a list.
func words(b *rulebook.Book, clause law.ID, name string) []string {
	p, ok := b.Param(clause, name)
	if !ok || p.Value == "" {
		return nil
	}
	return strings.Split(p.Value, "、")
}

// oneOf refuses a word that is not in a closed list of the book.
func oneOf(b *rulebook.Book, clause law.ID, name, field, label, value string) error {
	list := words(b, clause, name)
	if slices.Contains(list, value) {
		return nil
	}
	e := fault.Field(field, value, label+"请从列出的选一项："+strings.Join(list, "、")+"。")
	e.Clause = clause
	return e
}

func line(field, label, value string, need bool) error {
	switch n := len([]rune(value)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > mostLine:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, mostLine, n))
	}
	return nil
}

func long(field, label, value string, need bool) error {
	switch n := len([]rune(value)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > mostText:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字，更长的请作附件。", label, mostText, n))
	}
	return nil
}

// join gathers what is wrong with several fields.
func join(errs ...error) error {
	var list []*fault.Error
	for _, err := range errs {
		if err != nil {
			list = append(list, fault.Of(err))
		}
	}
	return fault.Join(list...)
}

func insert(tx *act.Tx, table string, columns []string, values []any) (int64, error) {
	id, err := tx.Next(table)
	if err != nil {
		return 0, err
	}
	tx.After(changed)
	return id, act.Insert(tx, table, id, columns, values)
}

// changed makes what is kept in memory old, once a deed is committed.
func changed() { changes.Add(1) }

// put writes a row over the version that was read.
func put(tx *act.Tx, table string, id, seen int64, columns []string, values []any) error {
	tx.After(changed)
	ok, err := act.Replace(tx, table, id, seen, columns, values)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一条刚刚被别人改过，请重新打开再办。")
	}
	return err
}

func numbered(tx *act.Tx, word string, year, digits int) (string, error) {
	n, err := tx.Next(fmt.Sprintf("study.%s.%d", word, year))
	return fmt.Sprintf("%d-%s-%0*d", year, word, digits, n), err
}

// row reads one row by its id; one that is not there is out of reach.
func row[T any](ctx context.Context, rd db.Reader, table, statement string, id int64) (T, error) {
	v, ok, err := db.Maybe[T](ctx, rd, q.SQL(statement), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject(table, id))
	}
	return v, err
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

// firstYear and lastYear bound a year that is typed.
const (
	firstYear = 2000
	lastYear  = 2100
)

func checkYear(year int) error {
	if year < firstYear || year > lastYear {
		return fault.Field("year", fmt.Sprint(year), fmt.Sprintf("年度应为 %d 至 %d 之间的四位数字。", firstYear, lastYear))
	}
	return nil
}

// open refuses to change a year whose figures stand.
func (r *Room) open(ctx context.Context, rd db.Reader, year int) error {
	n, err := db.One[int](ctx, rd, q.SQL("year_frozen"), year)
	if err == nil && n > 0 {
		err = fault.Newf(fault.Conflict, "%d 年的学习调研数字已经定格归档，不能再改。", year)
	}
	return err
}

// HasFile reports whether a note or an article has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// sql gives a named statement where q is a request.
func sql(name string) string { return q.SQL(name) }
