package outgoing

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/room/document/form"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this room.
var Schema = db.Schema{Name: "document_outgoing", Base: 7300, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Use is the right to draft papers and to handle those that concern oneself; which rows
// that are is found out for every row.
const Use act.Right = "document.out.use"

func init() {
	org.NameRights(map[act.Right]string{Use: "发文办理"})
	act.Watch("document_outgoing", documentColumns...)
	act.Watch("document_outgoing_text", textColumns...)
	act.Watch("document_outgoing_line", lineColumns...)
	act.Watch("document_outgoing_ask", askColumns...)
	act.Watch("document_outgoing_number", numberColumns...)
	act.Watch("document_outgoing_sent", sentColumns...)
	act.Watch("document_outgoing_paper", paperColumns...)
}

// SealAsking is what the seal is asked for: the paper was signed and numbered, and the
// signature is the approval.
type SealAsking struct {
	Source       string // subject of the paper
	Seal         string // bureau, office
	What, Number string
	Digest       string // SHA-256 of the paper as it is printed
	Copies       int
	Unit         string
	ApprovedBy   int64 // org_person
	ApprovedAs   string
	URL          string
	Basis        []law.ID
}

// SealUse tells that a paper was sealed.
type SealUse struct {
	Source string
	Number string // 用印编号
	Copies int    // of this time
	By     string
	On     civil.Date
}

// Room is sending papers in an open installation.
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
	// AskSeal asks whoever keeps the seals, within the deed that numbers. Nil: the office
	// writes down that it was sealed.
	AskSeal func(tx *act.Tx, a SealAsking) error
	// DropSeal takes an asking back whose paper is void. Nil asks nobody.
	DropSeal func(tx *act.Tx, source, why string) error
	// Numbered tells whoever looks for gaps that a number was given, or is void with a
	// reason, within the deed. Nil tells nobody.
	Numbered func(tx *act.Tx, n Given, unit, holder string) error
	// Sources says what a paper answers (an incoming document, a matter): a label and
	// its page; false for what is not known or may not be seen. Nil knows none.
	Sources func(ctx context.Context, who act.Actor, subject string) (label, url string, ok bool)

	// Fonts are the bureau's own typefaces for official papers; nil uses the program's.
	Fonts func() (*print.Fonts, error)
}

// Open readies the room and registers its kind of case, so that papers can be handed
// over.
func Open(door *act.Door, store blob.Store, o *org.Org, f *flow.Flow, rules *rulebook.Library) *Room {
	r := &Room{Door: door, Files: store, Org: o, Flow: f, Rules: rules}
	f.Register(flow.Kind{Table: "document_outgoing", Name: "发文", Basis: []law.ID{law.DocumentsFile}, Papers: r.papers, File: func(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }})
	return r
}

// Bounds of what is typed.
const (
	mostLine   = 200   // characters
	mostTitle  = 200   // characters
	mostBody   = 50000 // characters
	mostWords  = 2000  // characters
	mostBodies = 100   // recipients, and copies
	mostPrints = 9999
	mostPapers = 20
)

// scene is who is who and the book, read once for one deed or page.
type scene struct {
	r     *Room
	today civil.Date
	chart *org.Chart
	book  *rulebook.Book
	units []org.Unit
}

func (r *Room) look(ctx context.Context, rd db.Reader, at int64) (*scene, error) {
	s := &scene{r: r, today: civil.DateOf(clock.FromMicros(at))}
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

func (s *scene) unitName(code string) string {
	if i := slices.IndexFunc(s.units, func(u org.Unit) bool { return u.Code == code }); i >= 0 {
		return s.units[i].Name
	}
	return code
}

// issuerName is the name under which a paper goes out.
func (s *scene) issuerName(issuer string) string {
	switch issuer {
	case form.ByBureau:
		return s.r.Rules.Base.Bureau
	case form.ByOffice:
		return s.r.Rules.Base.Bureau + s.unitName(s.r.Org.Places.Office)
	}
	return s.r.Rules.Base.Bureau + s.unitName(issuer)
}

// bodies are those that the book names, with the bureau's own.
func (s *scene) bodies() form.Bodies {
	param := func(id law.ID, name string) [][]string {
		p, _ := s.book.Param(id, name)
		return form.ReadBodies(p.Value)
	}
	b := form.Bodies{Bureau: [][]string{{s.r.Rules.Base.Bureau}}, Direct: param(law.DocumentsOneSuperior, "superiors"), Departments: param(law.DocumentsConsentFirst, "departments"), Beyond: param(law.DocumentsNoSkip, "beyond"), Below: param(law.DocumentsNoCopyDown, "subordinates")}
	if p, ok := s.book.Param(law.DocumentsTitle, "short_names"); ok {
		b.Bureau[0] = append(b.Bureau[0], slices.Concat(form.ReadBodies(p.Value)...)...)
	}
	for _, u := range s.units {
		names := []string{u.Name, s.r.Rules.Base.Bureau + u.Name}
		if u.Code == s.r.Org.Places.Office {
			b.Office = append(b.Office, names)
		} else {
			b.Units = append(b.Units, names)
		}
	}
	return b
}

// check looks a paper over by the rules of the day.
func (s *scene) check(d Document) []form.Finding {
	return form.Check(d.draft(s.issuerName(d.Issuer)), s.bodies())
}

// self is the person behind an account.
func (s *scene) self(who act.Actor) (org.Person, error) {
	if p, ok := s.chart.PersonOf(who.Login); ok && !s.chart.Gone(p) {
		return p, nil
	}
	return org.Person{}, fault.New(fault.Conflict, "您的账号没有关联本局在职人员，不能办理发文。请联系系统管理员。")
}

// inOffice reports whether somebody belongs to the office, which checks, reviews,
// numbers and sends (law.DocumentsCheck).
func (r *Room) inOffice(who act.Actor) bool {
	return r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office && who.May(Use)
}

// leads reports whether somebody is a leader of the bureau.
func (s *scene) leads(login string) bool {
	p, ok := s.chart.PersonOf(login)
	if !ok {
		return false
	}
	rank := s.chart.Rank(p.ID)
	return rank == org.RankLeader || rank == org.RankDirector
}

func forbid(clause law.ID, say string) error {
	return &fault.Error{Kind: fault.Forbidden, Clause: clause, Say: say}
}

func text(field, label, value string, most int, need bool) error {
	switch n := len([]rune(value)); {
	case need && n == 0:
		return fault.Field(field, "", "请填写"+label+"。")
	case n > most:
		return fault.Field(field, "", fmt.Sprintf("%s不超过 %d 字，现在是 %d 字。", label, most, n))
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

// insert writes a new row.
func insert(tx *act.Tx, table string, columns []string, values []any) (int64, error) {
	id, err := tx.Next(table)
	if err != nil {
		return 0, err
	}
	return id, act.Insert(tx, table, id, columns, values)
}

// keep reads a paper and keeps it until the deed ends.
func keep(tx *act.Tx, id int64) (Document, error) {
	d, ok, err := act.Locked[Document](tx, q.SQL("document"), id)
	if err == nil && !ok {
		err = act.OutOfReach(act.Subject("document_outgoing", id))
	}
	return d, err
}

// put writes a paper back that the deed keeps.
func (d *Document) put(tx *act.Tx) error {
	d.Version++
	return act.Overwrite(tx, "document_outgoing", d.ID, documentColumns, d.values())
}

// note writes down what was done.
func (d Document) note(tx *act.Tx, what, capacity, words string) error {
	_, err := insert(tx, "document_outgoing_line", lineColumns, []any{d.ID, what, d.TextNo, tx.Actor.Login, tx.Actor.Name, capacity, words, tx.Now})
	return err
}

// moved brings a paper to a state: what waited for somebody is settled, and the next
// one is told.
func (s *scene) moved(tx *act.Tx, d *Document, state string) error {
	d.State, d.Since = state, tx.Now
	return s.told(tx, *d)
}

// told puts what waits for somebody on the lists, and takes the rest off.
func (s *scene) told(tx *act.Tx, d Document) error {
	prefix := d.Subject() + ":"
	old, err := db.All[string](tx.Ctx, tx, q.SQL("open_todos"), prefix, prefix+"~")
	if err != nil {
		return err
	}
	want, err := s.todos(tx, d)
	if err != nil {
		return err
	}
	for _, key := range old {
		if !slices.ContainsFunc(want, func(t notify.Todo) bool { return t.Key == key }) {
			if err := notify.Done(tx, key); err != nil {
				return err
			}
		}
	}
	for _, t := range want {
		if !slices.Contains(old, t.Key) {
			if err := notify.Put(tx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

// todos are what a paper waits for. Whoever reads a to-do may see the paper.
func (s *scene) todos(tx *act.Tx, d Document) ([]notify.Todo, error) {
	prefix := d.Subject() + ":"
	office := func(verb string) []notify.Todo {
		return []notify.Todo{{Key: prefix + d.State, Role: org.Staff, Unit: s.r.Org.Places.Office, Text: verb + "《" + d.Title + "》", URL: d.URL()}}
	}
	switch d.State {
	case Drafting:
		if d.Why == "" {
			return nil, nil
		}
		return []notify.Todo{{Key: prefix + d.State, Login: d.Drafter, Text: "修改退回的《" + d.Title + "》", URL: d.URL()}}, nil
	case Checking:
		return office("核稿"), nil
	case Countersigned:
		asks, err := db.All[Asking](tx.Ctx, tx, q.SQL("asks"), d.ID)
		var out []notify.Todo
		for _, a := range asks {
			if !d.awaits(a) {
				continue
			}
			can, err := s.chart.Resolve(headOf(a.Unit))
			if err != nil {
				return nil, err
			}
			for _, c := range can.Can {
				out = append(out, notify.Todo{Key: fmt.Sprintf("%s%s:%s:%d", prefix, d.State, a.Unit, c.Person.ID), Login: s.chart.Login(c.Person.ID), Text: "会签《" + d.Title + "》", URL: d.URL()})
			}
		}
		return out, err
	case Signing:
		sign, err := s.signing(d)
		if err != nil {
			return nil, err
		}
		var out []notify.Todo
		for _, c := range sign.Can {
			out = append(out, notify.Todo{Key: fmt.Sprintf("%s%s:%d", prefix, d.State, c.Person.ID), Login: s.chart.Login(c.Person.ID), Text: "签发《" + d.Title + "》", URL: d.URL()})
		}
		if len(out) == 0 {
			return office("指定代行签发的人："), nil
		}
		return out, nil
	case Reviewing:
		return office("复核"), nil
	case Numbering:
		return office("编号登记"), nil
	case Sealing:
		if d.SealWhy != "" {
			return office("处理用印未准的"), nil
		}
		if s.r.AskSeal == nil {
			return office("登记用印"), nil
		}
	case Dispatching:
		return office("分送"), nil
	case Sent:
		return office("登记签收并办结"), nil
	}
	return nil, nil
}

// oneLine is a text without line feeds.
func oneLine(s string) string { return strings.Join(strings.Fields(db.Clean(s)), " ") }
