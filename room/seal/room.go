package seal

import (
	"context"
	"embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
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
var Schema = db.Schema{Name: "seal", Base: 7500, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Who keeps a seal, who may approve and whose applications
// somebody sees is found out for every row; the office keeps the register.
const (
	Request act.Right = "seal.use"     // apply, approve in one's turn, stamp what one keeps
	Oversee act.Right = "seal.oversee" // see every application and use
)

func init() {
	act.DeclareRights(Oversee)
	org.NameRights(map[act.Right]string{Request: "用印", Oversee: "查看全局用印"})
}

// Room is the seals of an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	Org   *org.Org
	Flow  *flow.Flow
	Rules *rulebook.Library
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen flow.Screen
	// Text gives the text of a paper; read is false where none can be read, as in a
	// picture. Nil reads nothing.
	Text func(ctx context.Context, f io.ReaderAt, size int64, name string) (text string, read bool, err error)
	// Used tells whoever asked (Asking.Source) that copies were sealed, within the deed.
	Used []func(tx *act.Tx, u Use) error
	// Refused tells whoever asked that the paper will not be sealed, within the deed.
	Refused []func(tx *act.Tx, source, why string) error
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
}

// Open readies the room and registers the register of a year as what it hands over.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Rules: rules}
	f.Register(flow.Kind{Table: "seal_year", Name: "用印登记簿", Basis: []law.ID{law.SealCounted, law.SealApproval}, Papers: r.papers, File: func(tx *act.Tx, p flow.Papers) error {
		if r.File == nil {
			return nil
		}
		return r.File(tx, p)
	}})
	return r
}

// HasFile reports whether an application or a sample has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// Bounds of what is typed.
const (
	mostLine   = 200  // characters
	mostText   = 4000 // characters
	mostCopies = 9999
)

// scene is who is who and what the book says, read once for one deed or page.
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

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员，不能办理用印。请联系系统管理员。")
}

// here refuses somebody who does not work here, as a fault of field.
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
	if code == "" {
		return "局领导"
	}
	return code
}

func (s *scene) leader(person int64) bool {
	k := s.chart.Rank(person)
	return k == org.RankLeader || k == org.RankDirector
}

// approvers are who may approve the use of a seal for an applicant; why says in Chinese
// why nobody can.
func (s *scene) approvers(x Seal, applicant int64) (can []org.Candidate, why string, err error) {
	ask, err := s.approver(x, applicant)
	if err != nil {
		return nil, "", err
	}
	res, err := s.chart.Resolve(ask)
	if err != nil {
		return nil, "", err
	}
	for _, c := range res.Can {
		if c.Person.ID != x.Custodian && c.Person.ID != applicant {
			can = append(can, c)
		}
	}
	if len(can) == 0 {
		why = "现在没有人能批准" + x.Name + "的使用"
		if len(res.Can) > 0 {
			why += "：批准人不能是申请人，也不能是保管人"
		}
		why += "。请由承办科室的其他人申请，或先明确代行职责的人。"
	}
	return can, why, nil
}

// approving gives the capacity in which somebody may approve for an applicant.
func (s *scene) approving(who act.Actor, x Seal, applicant int64) (org.Candidate, error) {
	me, err := s.self(who)
	if err != nil {
		return org.Candidate{}, err
	}
	switch me.ID {
	case applicant:
		return org.Candidate{}, forbid(law.SealApproval, "申请人不能批准自己的用印。")
	case x.Custodian:
		return org.Candidate{}, forbid(law.SealApproval, "印章保管人不能批准用印，保管和批准要由两个人分开。")
	}
	can, _, err := s.approvers(x, applicant)
	if err != nil {
		return org.Candidate{}, err
	}
	i := slices.IndexFunc(can, func(c org.Candidate) bool { return c.Person.ID == me.ID && !c.MustTakeOver() })
	if i < 0 {
		return org.Candidate{}, forbid(law.SealApproval, x.Name+"由"+s.approverLabel(x)+"批准，您不能批准。")
	}
	return can[i], nil
}

// inOffice reports whether somebody belongs to the office, which keeps the register.
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Request)
}

// seesAll reports whether somebody sees every application and use.
func (r *Room) seesAll(who act.Actor) bool { return r.inOffice(who) || who.May(Oversee) }

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

// tell puts a to-do before several people; told settles it for all of them.
func (s *scene) tell(tx *act.Tx, key, text, url string, due civil.Date, people []int64) error {
	n := 0
	for _, p := range people {
		login := s.chart.Login(p)
		if login == "" || n == mostTold {
			continue
		}
		if err := notify.Put(tx, notify.Todo{Key: fmt.Sprintf("%s:%d", key, n), Login: login, Text: text, URL: url, Due: due}); err != nil {
			return err
		}
		n++
	}
	if n == 0 { // nobody with an account: the office sees to it
		return notify.Put(tx, notify.Todo{Key: key + ":0", Role: org.Staff, Unit: s.r.Org.Places.Office, Text: text, URL: url, Due: due})
	}
	return nil
}

// mostTold bounds how many people one to-do is put before.
const mostTold = 6

func told(tx *act.Tx, key string) error {
	for n := range mostTold {
		if err := notify.Done(tx, fmt.Sprintf("%s:%d", key, n)); err != nil {
			return err
		}
	}
	return nil
}

func persons(list []org.Candidate) []int64 {
	var out []int64
	for _, c := range list {
		out = append(out, c.Person.ID)
	}
	return out
}

type text struct {
	field, label string
	value        *string
	need, long   bool
}

// texts cleans the fields of a form and refuses what is missing, too long or states the
// mark of a state secret; all of it is told at once.
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

func oneOf(field, label, value string, labels map[string]string) error {
	if _, ok := labels[value]; ok {
		return nil
	}
	return fault.Field(field, value, "请选择"+label+"。")
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

func stamp(at int64) string {
	if at == 0 {
		return ""
	}
	return clock.FromMicros(at).In(civil.Shanghai).Format("2006-01-02 15:04")
}

// canonical is a document number by which two ways of writing it are compared: brackets,
// blanks and the width of digits do not matter.
func canonical(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ' || c == '　':
			return -1
		case strings.ContainsRune("〔[［（(【", c):
			return '('
		case strings.ContainsRune("〕]］）)】", c):
			return ')'
		case c >= '０' && c <= '９':
			return c - '０' + '0'
		}
		return c
	}, s)
}
