package counter

import (
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	clocks "lantai.internal/hall/rulebook/counter"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "counter", Base: 7000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Which rows somebody may change or see is found out for every
// row: a unit its own items and applications, the office all of them.
const (
	Use     act.Right = "counter.use"     // serve at the counter, handle the own unit's applications
	Oversee act.Right = "counter.oversee" // see the applications of the whole bureau
)

func init() {
	act.DeclareRights(Oversee)
	org.NameRights(map[act.Right]string{Use: "窗口受理和办件", Oversee: "查看全局办件"})
	act.Watch("counter_item", itemColumns...)
	act.Watch("counter_promise", promiseColumns...)
	act.Watch("counter_application", applicationColumns...)
	act.Watch("counter_check", checkColumns...)
	act.Watch("counter_notice", noticeColumns...)
	act.Watch("counter_pass", passColumns...)
	act.Watch("counter_forward", forwardColumns...)
	act.Watch("counter_consultation", consultationColumns...)
	act.Watch("counter_ticket", ticketColumns...)
}

// Room is the service counter in an open installation.
type Room struct {
	Door     *act.Door
	Files    blob.Store
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
	// Fonts are the bureau's own typefaces for official papers; nil uses the program's.
	Fonts func() (*print.Fonts, error)
	// Portal is the address at which the public looks applications up; printed on notices.
	// Empty prints none.
	Portal string
	// Guide is where the public reads the guides; empty where it cannot.
	Guide string

	key []byte // makes the query codes
}

// Open readies the room and registers applications as a kind of case, so that their
// papers can be handed over. The installation's key for secrets must be there: hall/org
// makes it.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) (*Room, error) {
	key, err := os.ReadFile(filepath.Join(door.Dir(), "keys", "secrets.key"))
	if err != nil {
		return nil, fault.Wrap("counter.open", fault.Unavailable, err)
	}
	if len(key) < 32 {
		return nil, fault.New(fault.Unavailable, "密钥文件 keys/secrets.key 已损坏，请从备份恢复。")
	}
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Calendar: cal, Rules: rules, key: key}
	f.Register(flow.Kind{Table: "counter_application", Name: "窗口办件", Basis: []law.ID{law.LimitDef, law.PromiseLimit}, Papers: r.papers, File: r.file})
	return r, nil
}

// Bounds of what is typed.
const (
	mostLine  = 200  // characters
	mostText  = 8000 // characters
	mostLines = 60   // materials of an item
	mostRows  = 500  // of a list
)

// scene is who is who, the calendar and the book, read once for one deed or page.
type scene struct {
	r     *Room
	now   int64
	today civil.Date
	chart *org.Chart
	cal   *calendar.Calendar
	book  *rulebook.Book
	units []org.Unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, now: at, today: dayOf(at)}
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

func (s *scene) clock() clocks.Clock { return clocks.Clock{Calendar: s.cal, Book: s.book} }

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return code
}

// name is who stands behind an account.
func (s *scene) name(login string) string {
	if p, ok := s.chart.PersonOf(login); ok {
		return p.Name
	}
	return login
}

// heads reports whether somebody heads a unit, in the own post or standing in.
func (s *scene) heads(who act.Actor, unit string) bool {
	if unit == "" || who.Unit != unit {
		return false
	}
	p, ok := s.chart.PersonOf(who.Login)
	if !ok {
		return false
	}
	res, err := s.chart.Resolve(org.Ask{Who: org.WhoSectionHead, Unit: unit})
	return err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == p.ID && !c.MustTakeOver() })
}

// number reads a whole-number parameter; ok is false where the bureau has not set it.
func (s *scene) number(clause law.ID, name string) (int, bool) {
	p, found := s.book.Param(clause, name)
	if !found {
		return 0, false
	}
	return p.Int()
}

// word reads a parameter that is a word or a number of digits, such as a telephone.
func word(b *rulebook.Book, clause law.ID, name string) string {
	p, _ := b.Param(clause, name)
	return p.Value
}

// inOffice reports whether somebody belongs to the office, which keeps the register of
// the whole bureau and takes complaints (clause promise.dept).
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// serves reports whether somebody deals with the items and applications of a unit: the
// unit itself, and the office, which keeps the counter for all.
func (r *Room) serves(who act.Actor, unit string) bool {
	return who.May(Use) && unit != "" && (who.Unit == unit || r.inOffice(who))
}

// seesAll reports whether somebody sees the applications of the whole bureau.
func (r *Room) seesAll(who act.Actor) bool { return r.inOffice(who) || who.May(Oversee) }

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

func onField(clause law.ID, field, value, say string) error {
	e := fault.Field(field, value, say)
	e.Clause = clause
	return e
}

func line(field, label, value string, need bool) error {
	switch n := len([]rune(value)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > mostLine:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, mostLine, n))
	case strings.ContainsAny(value, "\n\r"):
		return fault.Field(field, "", label+"写成一行。")
	}
	return nil
}

func long(field, label, value string, need bool) error {
	switch n := len([]rune(value)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > mostText:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, mostText, n))
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
	return id, act.Insert(tx, table, id, columns, values)
}

// put writes a row over the version that was read.
func put(tx *act.Tx, table string, id, seen int64, columns []string, values []any) error {
	ok, err := act.Replace(tx, table, id, seen, columns, values)
	if err == nil && !ok {
		err = fault.New(fault.Conflict, "这一件刚刚被别人改过，请重新打开再办。")
	}
	return err
}

// numbered gives the next number of a year: 2026-办-0001.
func numbered(tx *act.Tx, word string, year int) (string, error) {
	n, err := tx.Next(fmt.Sprintf("counter.%s.%d", word, year))
	return fmt.Sprintf("%d-%s-%04d", year, word, n), err
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

// sql gives a named statement where q is a request.
func sql(name string) string { return q.SQL(name) }
