package document

import (
	"context"
	"embed"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "document", Base: 7200, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Rights of this room. Which documents somebody sees and what may be done with one is
// found out for every row: the office keeps the register, leaders instruct, units handle.
const (
	Use     act.Right = "document.use"     // see and handle what one was given
	Oversee act.Right = "document.oversee" // see all incoming documents, give instructions
)

func init() {
	act.DeclareRights(Oversee)
	org.NameRights(map[act.Right]string{Use: "收文办理", Oversee: "查看全部收文和批示"})
	act.Watch("document_incoming", docColumns...)
	act.Watch("document_incoming_event", eventColumns...)
	act.Watch("document_incoming_paper", paperColumns...)
	act.Watch("document_incoming_unit", partColumns...)
	act.Watch("document_incoming_reader", readerColumns...)
	act.Watch("document_incoming_urge", urgeColumns...)
}

// Room is incoming documents in an open installation.
type Room struct {
	Door  *act.Door
	Files blob.Store
	// Reader reads the files that came; nil leaves them unread: they are kept, and not
	// found by their text.
	Reader *reader.Reader
	// Screen refuses files that bear the mark of a state secret; nil asks nobody.
	Screen   flow.Screen
	Index    *search.Index
	Org      *org.Org
	Flow     *flow.Flow
	Calendar *calendar.Store
	Rules    *rulebook.Library
	// File is connected to the archive room. Nil keeps the papers here alone.
	File flow.Filer
	// Replies lists the outgoing documents with which an incoming one may be answered.
	// Nil knows none: then the number of the reply is typed.
	Replies func(ctx context.Context, rd db.Reader, unit string) ([]ReplyChoice, error)
}

// ReplyChoice is an outgoing document that may be the answer to an incoming one.
type ReplyChoice struct {
	Subject string // document_outgoing:12
	Number  string
	Title   string
}

// Open readies the room and registers its kind of case.
func Open(door *act.Door, store blob.Store, read *reader.Reader, o *org.Org, f *flow.Flow, cal *calendar.Store, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Reader: read, Org: o, Flow: f, Calendar: cal, Rules: rules, Index: search.New(search.Document, source{})}
	f.Register(flow.Kind{Table: "document_incoming", Name: "收文", Basis: []law.ID{law.DocumentsFile}, Papers: r.papers, File: r.filed})
	return r
}

// Bounds of what is typed.
const (
	mostLine   = 200
	mostTitle  = 300
	mostText   = 2000
	mostPapers = 20
	mostCopies = 9999
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

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return code
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员，不能办理公文。请联系系统管理员。")
}

// here gives somebody who works here.
func (s *scene) here(id int64) (org.Person, bool) {
	p := s.chart.Person(id)
	return p, p.ID != 0 && !s.chart.Gone(p)
}

func (s *scene) leads(person int64) bool {
	rank := s.chart.Rank(person)
	return rank == org.RankLeader || rank == org.RankDirector
}

// heads reports whether a person heads a unit, or stands in for whoever does.
func (s *scene) heads(person int64, unit string) bool {
	res, err := s.chart.Resolve(org.Ask{Who: org.WhoSectionHead, Unit: unit})
	return err == nil && slices.ContainsFunc(res.Can, func(c org.Candidate) bool { return c.Person.ID == person && !c.MustTakeOver() })
}

// headLogins are the accounts of those who head a unit now.
func (s *scene) headLogins(unit string) []string {
	var out []string
	res, err := s.chart.Resolve(org.Ask{Who: org.WhoSectionHead, Unit: unit})
	if err != nil {
		return nil
	}
	for _, c := range res.Can {
		if l := s.chart.Login(c.Person.ID); l != "" && !c.MustTakeOver() && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// instructs reports whether somebody may give the instruction that a leader was asked
// for: the leader, whoever stands in for the leader now, and the director.
func (s *scene) instructs(person, leader int64) bool {
	if person == leader || s.chart.Rank(person) == org.RankDirector {
		return true
	}
	return slices.ContainsFunc(s.chart.Standing(person), func(x org.Standing) bool { return x.For.ID == leader })
}

// keeps reports whether somebody belongs to the office, which keeps the register and sees
// to every document (clause law.documents.enrol_in).
func (r *Room) keeps(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// seesAll reports whether somebody sees every document.
func (r *Room) seesAll(who act.Actor) bool { return r.keeps(who) || who.May(Oversee) }

// ofOffice refuses, as out of reach, whoever does not keep the register.
func (r *Room) ofOffice(tx *act.Tx, d Document) error {
	if !r.keeps(tx.Actor) {
		return act.OutOfReach(d.Subject())
	}
	return nil
}

// number reads a parameter that is a positive whole number.
func number(b *rulebook.Book, clause law.ID, name string) (int, error) {
	p, found := b.Param(clause, name)
	if n, ok := p.Int(); found && ok && n > 0 {
		return n, nil
	}
	return 0, fault.Field(name, p.Value, "规章参数“"+p.Label+"”没有填写正整数，请在规章里补上。")
}

// endOf is the last instant of a day.
func endOf(d civil.Date) int64 { return d.AddDays(1).Time().UnixMicro() - 1 }

// proposeBy is when the proposal for a document has to be there, by its urgency (clause
// law.documents.handle). Hours run on the clock; days are working days.
func (s *scene) proposeBy(urgency int, from int64) (int64, error) {
	if urgency == Most {
		n, err := number(s.book, law.DocumentsHandle, "propose_urgent_hours")
		return from + int64(n)*3600_000_000, err
	}
	name := "propose_days"
	if urgency == Urgent {
		name = "propose_soon_days"
	}
	n, err := number(s.book, law.DocumentsHandle, name)
	if err != nil {
		return 0, err
	}
	day, _, err := s.cal.Add(dayOf(from), n)
	return endOf(day), err
}

// handleBy is the last day of handling where nobody named one.
func (s *scene) handleBy(from civil.Date) (civil.Date, error) {
	n, err := number(s.book, law.DocumentsHandle, "handle_days")
	if err != nil {
		return civil.Date{}, err
	}
	day, _, err := s.cal.Add(from, n)
	return day, err
}

func line(field, label, value string, most int, need bool) error {
	n := len([]rune(value))
	switch {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > most:
		return fault.Field(field, value, fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, most, n))
	}
	if e := mark.Refuse(field, value); e != nil {
		e.Clause = law.DocumentsSecretChannel
		return e
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

// hold reads a document to change it.
func hold(tx *act.Tx, id int64) (Document, error) {
	d, ok, err := act.Locked[Document](tx, docSelect+" WHERE d.id = $1", id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("document_incoming", id))
	}
	return d, err
}

// put writes a document that the deed keeps, and what of it the search knows.
func put(tx *act.Tx, r *Room, d *Document) error {
	d.Version++
	if err := act.Overwrite(tx, "document_incoming", d.ID, docColumns, d.values()); err != nil {
		return err
	}
	if !d.Late(tx.Now) {
		if err := notify.Done(tx, d.Subject()+":late"); err != nil {
			return err
		}
	}
	if d.Channel == "" && d.Stage != Registered {
		if _, err := stillTakenOver(tx); err != nil {
			return err
		}
	}
	return r.Index.PutFacts(tx.Ctx, tx, d.ID, d.facts())
}

// stage moves a document on; due is when what comes next has to be done, 0 for no limit.
func (d *Document) to(stage string, now, due int64) {
	d.Stage, d.StageAt, d.DueAt, d.UrgedAt = stage, now, due, 0
	d.Running = !slices.Contains([]string{Closed, Filed, Returned, Void}, stage)
}

// in refuses a deed that does not fit the stage.
func (d *Document) in(stages ...string) error {
	if slices.Contains(stages, d.Stage) {
		return nil
	}
	return fault.Newf(fault.Conflict, "%s现在是“%s”，不能这样办。请刷新页面看它办到了哪一步。", d.Number, stageLabels[d.Stage])
}

// say writes down what happened to a document.
func say(tx *act.Tx, d *Document, kind, text string) error {
	_, err := insert(tx, "document_incoming_event", eventColumns, []any{d.ID, kind, text, tx.Actor.Name, tx.Actor.Capacity, tx.Actor.Login, tx.Now})
	return err
}

func (d *Document) entry(summary string, detail map[string]any) act.Entry {
	e := act.Entry{Subject: d.Subject(), Summary: summary + " " + d.Number}
	if detail != nil {
		e.Detail = detail
	}
	return e
}

func dayOf(at int64) civil.Date { return civil.DateOf(clock.FromMicros(at)) }

// unitFact is a unit's code as a small number of the search, the same as the archive room
// gives it: there the codes of the bureau are checked to differ.
func unitFact(unit string) uint16 {
	if unit == "" {
		return 0
	}
	h := fnv.New32a()
	h.Write([]byte(unit))
	return uint16(h.Sum32()%65535) + 1
}

func (d *Document) facts() search.Facts {
	return search.Facts{Date: dayOf(d.ReceivedAt), Year: uint16(d.Year), Unit: unitFact(d.Unit), Period: uint8(d.Urgency + 1), Category: uint8(slices.Index(Stages, d.Stage) + 1), Level: d.Level}
}

// reindex writes a document's words into the search; extra is the text of papers that are
// not written yet.
func (r *Room) reindex(tx *act.Tx, d *Document, extra ...string) error {
	bodies, err := db.All[string](tx.Ctx, tx, q.SQL("bodies_of"), d.ID)
	if err != nil {
		return err
	}
	return r.Index.Put(tx.Ctx, tx, search.Doc{ID: d.ID, Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Code: strings.TrimSpace(d.Number + " " + d.OldNumber), Body: strings.Join(append(bodies, extra...), "\n"), Facts: d.facts()})
}

// source reads documents back for the explanation of hits.
type source struct{}

// Descriptions gives the words of documents.
func (source) Descriptions(ctx context.Context, rd db.Reader, ids []int64) ([]search.Doc, error) {
	f := db.NewFilter()
	db.In(f, "d.id", ids)
	rows, err := db.All[Document](ctx, rd, docSelect+f.Where(), f.Args()...)
	out := make([]search.Doc, len(rows))
	for i, d := range rows {
		out[i] = search.Doc{ID: d.ID, Title: d.Title, DocNo: d.DocNo, Issuer: d.Issuer, Code: strings.TrimSpace(d.Number + " " + d.OldNumber)}
	}
	return out, err
}

// Bodies gives the texts of documents.
func (source) Bodies(ctx context.Context, rd db.Reader, ids []int64) ([]search.Doc, error) {
	f := db.NewFilter()
	db.In(f, "doc_id", ids)
	type body struct {
		ID   int64  `db:"doc_id"`
		Body string `db:"body"`
	}
	rows, err := db.All[body](ctx, rd, "SELECT doc_id, body FROM document_incoming_body"+f.Where()+" ORDER BY doc_id, paper_id", f.Args()...)
	var out []search.Doc
	for _, x := range rows {
		if n := len(out); n > 0 && out[n-1].ID == x.ID {
			out[n-1].Body += "\n" + x.Body
			continue
		}
		out = append(out, search.Doc{ID: x.ID, Body: x.Body})
	}
	return out, err
}

// HasFile reports whether an incoming document has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}
