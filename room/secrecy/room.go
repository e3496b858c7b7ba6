package secrecy

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
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "secrecy", Base: 7600, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Keep is narrowed to the posts in charge of secrecy, which the card
// names; Oversee is the leaders'.
const (
	Use     act.Right = "secrecy.use"     // report a leak, ask for a check, sign in to a training
	Keep    act.Right = "secrecy.keep"    // keep the registers
	Oversee act.Right = "secrecy.oversee" // read them
)

func init() {
	act.DeclareRights(Keep, Oversee)
	org.NameRights(map[act.Right]string{Use: "保密：报告和送审", Keep: "保密：登记（限保密工作岗位）", Oversee: "保密：查看全局"})
}

// Release is one line of the reviews before release in the catalogue, of another room.
type Release struct {
	Number, Title, State, URL string
	On                        civil.Date
}

// Room is the keeping of secrets in an open installation.
type Room struct {
	Door      *act.Door
	Files     blob.Store
	Org       *org.Org
	Flow      *flow.Flow
	Rules     *rulebook.Library
	Registers *register.Hall
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen flow.Screen
	// Released lists the reviews before release in the catalogue that somebody may see.
	// Nil lists none.
	Released func(ctx context.Context, who act.Actor, year int) ([]Release, error)
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
}

// Open readies the room, declares its registers and what it hands over.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library, h *register.Hall) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Rules: rules, Registers: h}
	h.Declare(r.registers()...)
	f.Register(flow.Kind{Table: "secrecy_year", Name: "年度保密工作情况", Basis: []law.ID{law.SecrecyYearlyReport}, Papers: r.papers, File: func(tx *act.Tx, p flow.Papers) error {
		if r.File == nil {
			return nil
		}
		return r.File(tx, p)
	}})
	return r
}

// HasFile reports whether a check has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// Bounds of what is typed, in characters.
const (
	mostLine = 200
	mostText = 4000
)

// scene is who is who and what the book says, read once.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	book  *rulebook.Book
	units []org.Unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, today: dayOf(at)}
	var err error
	if s.book, err = r.Rules.At(ctx, s.today); err != nil {
		return nil, err
	}
	if s.chart, err = r.Org.Chart(ctx, rd, at); err != nil {
		return nil, err
	}
	s.units, err = r.Org.Units(ctx)
	return s, err
}

func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员。请联系系统管理员。")
}

func (s *scene) here(field, label string, person int64) (org.Person, error) {
	p := s.chart.Person(person)
	if person == 0 || p.ID == 0 || s.chart.Gone(p) {
		return p, fault.Field(field, "", "请选择"+label+"，须是本局在职人员。")
	}
	return p, nil
}

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return "局领导"
}

// inCharge are the posts in charge of secrecy, as the card names them.
func (s *scene) inCharge() []string {
	p, _ := s.book.Param(law.SecrecyKnown, "posts")
	return strings.FieldsFunc(p.Value, func(c rune) bool { return c == '、' || c == ',' })
}

// keeps reports whether somebody is in charge of secrecy: the right, and one of the posts
// the card names, in the own right or standing in (clause law.secrecy.known).
func (s *scene) keeps(who act.Actor) bool {
	p, ok := s.chart.PersonOf(who.Login)
	if !ok || !who.May(Keep) {
		return false
	}
	_, acts := s.chart.ActsAs(p.ID, s.inCharge()...)
	return acts
}

func (s *scene) reads(who act.Actor) bool { return who.May(Oversee) || s.keeps(who) }

// keepers are the people in charge of secrecy.
func (s *scene) keepers() []int64 {
	var out []int64
	for _, p := range s.chart.Holders(s.inCharge()...) {
		out = append(out, p.ID)
	}
	return out
}

func (s *scene) holding(ask org.Ask) []int64 {
	list, err := s.chart.Holding(ask)
	if err != nil {
		return nil
	}
	var out []int64
	for _, o := range list {
		out = append(out, o.PersonID)
	}
	return out
}

// mayKeep refuses everybody who is not in charge of secrecy.
func (s *scene) mayKeep(who act.Actor) error {
	if !s.keeps(who) {
		return forbid(law.SecrecyKnown, "保密登记由保密工作岗位的人办理。")
	}
	return nil
}

// number is a whole number of a card; 0 where it has none.
func (s *scene) number(clause law.ID, name string) int {
	if p, ok := s.book.Param(clause, name); ok {
		if n, ok := p.Int(); ok {
			return n
		}
	}
	return 0
}

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

const mostTold = 8

// tell puts a to-do before several people; told settles it for all of them.
func (s *scene) tell(tx *act.Tx, key, text, url string, due civil.Date, people []int64) error {
	n := 0
	var logins []string
	for _, p := range people {
		login := s.chart.Login(p)
		if login == "" || n == mostTold || slices.Contains(logins, login) {
			continue
		}
		logins = append(logins, login)
		if err := notify.Put(tx, notify.Todo{Key: fmt.Sprintf("%s:%d", key, n), Login: login, Text: text, URL: url, Due: due}); err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return notify.Put(tx, notify.Todo{Key: key + ":0", Role: org.SectionHead, Unit: s.r.Org.Places.Office, Text: text, URL: url, Due: due})
	}
	return nil
}

func told(tx *act.Tx, key string) error {
	for n := range mostTold {
		if err := notify.Done(tx, fmt.Sprintf("%s:%d", key, n)); err != nil {
			return err
		}
	}
	return nil
}

// aim is tell for a to-do that may be before others by now: it settles theirs. It does
// nothing, and says so, where the same people have it.
func (s *scene) aim(tx *act.Tx, key, text, url string, due civil.Date, people []int64) (bool, error) {
	var want []string
	for _, p := range people {
		if login := strings.ToLower(s.chart.Login(p)); login != "" && len(want) < mostTold && !slices.Contains(want, login) {
			want = append(want, login)
		}
	}
	if len(want) == 0 {
		want = []string{""}
	}
	had, err := db.All[todo](tx.Ctx, tx, q.SQL("todos_open"), key+":", len(key)+1)
	if err != nil {
		return false, err
	}
	had = slices.DeleteFunc(had, func(t todo) bool { return strings.Contains(t.Key[len(key)+1:], ":") || t.Key[len(key)+1] > '9' })
	same := len(had) == len(want)
	for _, t := range had {
		same = same && t.Text == text && slices.Contains(want, t.Login)
	}
	if same {
		return false, nil
	}
	if err := told(tx, key); err != nil {
		return false, err
	}
	return true, s.tell(tx, key, text, url, due, people)
}

type todo struct {
	Key   string `db:"key"`
	Login string `db:"login"`
	Text  string `db:"text"`
}

type text struct {
	field, label string
	value        *string
	need, long   bool
}

// texts cleans the fields of a form and refuses what is missing, too long or states the
// mark of a state secret.
func texts(list ...text) error {
	var faults []*fault.Error
	for _, t := range list {
		*t.value = db.Trimmed(*t.value)
		most := mostLine
		if t.long {
			most = mostText
		}
		switch n := len([]rune(*t.value)); {
		case t.need && n == 0:
			faults = append(faults, fault.Field(t.field, "", "请填写"+t.label+"。"))
		case n > most:
			faults = append(faults, fault.Field(t.field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", t.label, most, n)))
		default:
			if f := mark.Refuse(t.field, *t.value); f != nil {
				faults = append(faults, f)
			}
		}
	}
	return fault.Join(faults...)
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

func oneOf(field, label, value string, labels map[string]string) error {
	if _, ok := labels[value]; ok {
		return nil
	}
	return fault.Field(field, value, "请选择"+label+"。")
}

// past refuses a day that is missing or still to come.
func past(field, label string, on, today civil.Date) error {
	if on.IsZero() || on.After(today) {
		return fault.Field(field, on.String(), "请填写"+label+"，不晚于今天。")
	}
	return nil
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func stamp(at int64) string {
	if at == 0 {
		return ""
	}
	return clock.FromMicros(at).In(civil.Shanghai).Format("2006-01-02 15:04")
}

const hour = int64(time.Hour / time.Microsecond)
