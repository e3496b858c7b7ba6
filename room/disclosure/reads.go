package disclosure

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

func (r *Room) partyOf(ctx context.Context, rd db.Reader, id int64) (Party, error) {
	p, err := db.One[Party](ctx, rd, partySelect+" WHERE x.id = $1", id)
	if err == nil {
		p.PaperNumber, err = r.unseal(id, p.PaperNumber)
	}
	return p, err
}

func searchesOf(ctx context.Context, rd db.Reader, id int64) ([]Search, error) {
	return db.All[Search](ctx, rd, searchSelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

func consultsOf(ctx context.Context, rd db.Reader, id int64) ([]Consult, error) {
	return db.All[Consult](ctx, rd, consultSelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

func draftsOf(ctx context.Context, rd db.Reader, id int64) ([]Draft, error) {
	return db.All[Draft](ctx, rd, replySelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

func overlaysOf(ctx context.Context, rd db.Reader, id int64) ([]Overlay, error) {
	return db.All[Overlay](ctx, rd, overlaySelect+" WHERE x.application_id = $1 ORDER BY x.id", id)
}

// visible reads an application for somebody who sees it; for others it does not
// exist.
func (r *Room) visible(ctx context.Context, rd db.Reader, who act.Actor, id int64) (Application, error) {
	a, ok, err := db.Maybe[Application](ctx, rd, applicationSelect+" WHERE x.id = $1", id)
	if err == nil && (!ok || !r.sees(who, a)) {
		return Application{}, act.OutOfReach(act.Subject("disclosure_application", id))
	}
	return a, err
}

// View is an application as somebody of the bureau sees it: all but the person.
type View struct {
	Application
	Standing   Standing
	Reckoning  Reckoning
	Problem    string // why no period can be counted, in Chinese
	Events     []Event
	Searches   []Search
	Consults   []Consult
	Fees       []Fee
	Extensions []Extension
	Drafts     []Draft
	Overlays   []Overlay
	Papers     []Paper
	Similar    []Alike
	Monthly    int    // applications of the same applicant in the month
	Lacks      []Lack // what the application does not state
	Hands      []Hand
	UnitName   string
	PartyAlso  bool // the viewer may ask to see the person
	Ledger     int64

	scene *scene
}

// Alike is another application of the same applicant that asks for much the same.
type Alike struct {
	Application
	Share int // of what was asked, percent
}

// Application gives an application to the office, the handling unit and the leaders;
// for anybody else it does not exist.
func (r *Room) Application(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	a, err := r.visible(ctx, rd, who, id)
	if err != nil {
		return View{}, err
	}
	v := View{Application: a}
	if v.scene, err = r.look(ctx, rd, r.Door.Now()); err != nil {
		return v, err
	}
	v.Hands = v.scene.hands(who, a)
	if r.inOffice(who) {
		v.Hands = append(v.Hands, ByApplicant)
	}
	v.UnitName = v.scene.unitName(a.Unit)
	v.PartyAlso = r.near(who, a)
	if v.Events, err = eventsOf(ctx, rd, id); err != nil {
		return v, err
	}
	v.Standing = Stand(v.Events)
	if v.Reckoning, err = Reckon(v.scene.cal, v.scene.book, a, v.Events, v.scene.closed, r.Door.Today()); err != nil {
		v.Problem = say(err)
	}
	if v.Searches, err = searchesOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Consults, err = consultsOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Fees, err = db.All[Fee](ctx, rd, feeSelect+" WHERE x.application_id = $1 ORDER BY x.id", id); err != nil {
		return v, err
	}
	if v.Extensions, err = db.All[Extension](ctx, rd, extensionSelect+" WHERE x.application_id = $1 ORDER BY x.id", id); err != nil {
		return v, err
	}
	if v.Drafts, err = draftsOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Overlays, err = overlaysOf(ctx, rd, id); err != nil {
		return v, err
	}
	if v.Papers, err = papersOf(ctx, rd, id); err != nil {
		return v, err
	}
	party, err := r.partyOf(ctx, rd, id)
	if err != nil {
		return v, err
	}
	v.Lacks = lacks(a, party, v.Papers)
	return v, r.company(ctx, rd, &v)
}

// lacks finds what an application does not state, without telling what it does.
func lacks(a Application, p Party, papers []Paper) []Lack {
	f := Filing{Kind: a.Kind, Class: a.Class, Title: a.Title, Document: a.Document, Features: a.Features, Form: a.Form, Way: a.Way, Party: p}
	for _, x := range papers {
		f.Papers = append(f.Papers, FiledPaper{x.Kind, x.Attachment})
	}
	return f.Lacks()
}

// company finds what else the same applicant asked for.
func (r *Room) company(ctx context.Context, rd db.Reader, v *View) error {
	list, err := db.All[Application](ctx, rd, applicationSelect+" WHERE x.applicant_key = $1 AND x.id <> $2 ORDER BY x.id DESC LIMIT 200", v.Applicant, v.ID)
	if err != nil {
		return err
	}
	v.Monthly = 1
	for _, o := range list {
		if o.Kind == Information && o.CameOn.Year == v.CameOn.Year && o.CameOn.Month == v.CameOn.Month {
			v.Monthly++
		}
		if share := alike(v.Asked(), o.Asked()); share >= 60 {
			v.Similar = append(v.Similar, Alike{o, share})
		}
	}
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: v.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return err
}

// alike is the share of two-character pieces that two texts have in common, percent.
func alike(a, b string) int {
	x, y := pieces(a), pieces(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	both := 0
	for p := range x {
		if y[p] {
			both++
		}
	}
	return 100 * both / (len(x) + len(y) - both)
}

func pieces(s string) map[string]bool {
	out := map[string]bool{}
	r := []rune(s)
	for i := 0; i+1 < len(r); i++ {
		out[string(r[i:i+2])] = true
	}
	return out
}

// Conditions narrow the register; zero fields do not.
type Conditions struct {
	States  []string
	Kind    string
	Channel string
	Class   string
	Unit    string
	Outcome string
	Words   string
	Year    int // of receipt or arrival
	Overdue bool
}

// mostListed bounds a list.
const mostListed = 500

// Line is one line of the register.
type Line struct {
	Application
	Standing  Standing
	Reckoning Reckoning
	UnitName  string
}

// List gives the applications that somebody sees, by their last day, what has none
// last.
func (r *Room) List(ctx context.Context, who act.Actor, c Conditions) ([]Line, error) {
	rd := r.Door.Reader()
	f := db.NewFilter()
	switch {
	case who.Login == "":
		f.And("1 = 0")
	case !r.inOffice(who) && !who.May(Lead):
		f.And("x.unit <> '' AND x.unit = ?", who.Unit)
	}
	for _, x := range []struct{ column, value string }{{"x.kind", c.Kind}, {"x.channel", c.Channel}, {"x.class", c.Class}, {"x.unit", c.Unit}, {"x.outcome", c.Outcome}} {
		if x.value != "" {
			f.And(x.column+" = ?", x.value)
		}
	}
	if len(c.States) > 0 {
		db.In(f, "x.state", c.States)
	}
	if c.Year != 0 {
		f.And("x.came_on >= ? AND x.came_on < ?", fmt.Sprintf("%04d-01-01", c.Year), fmt.Sprintf("%04d-01-01", c.Year+1))
	}
	if c.Words != "" {
		like := "%" + c.Words + "%"
		f.And("(x.number LIKE ? OR x.title LIKE ? OR x.document_no LIKE ? OR x.features LIKE ?)", like, like, like, like)
	}
	list, err := db.All[Application](ctx, rd, applicationSelect+f.Where()+fmt.Sprintf(" ORDER BY x.id DESC LIMIT %d", mostListed), f.Args()...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	events, err := r.histories(ctx, rd, list)
	if err != nil {
		return nil, err
	}
	var out []Line
	for _, a := range list {
		l := Line{Application: a, Standing: Stand(events[a.ID]), UnitName: s.unitName(a.Unit)}
		// What cannot be counted is listed all the same; its page says why.
		l.Reckoning, _ = Reckon(s.cal, s.book, a, events[a.ID], s.closed, s.today)
		if !c.Overdue || l.Late(s.today) {
			out = append(out, l)
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		x, y := a.sortDay(), b.sortDay()
		switch {
		case x == y:
			return 0
		case x.IsZero():
			return 1
		case y.IsZero() || x.Before(y):
			return -1
		}
		return 1
	})
	return out, nil
}

// Late reports whether the last day is past and no reply was given.
func (l Line) Late(today civil.Date) bool { return Running(l.State) && l.Reckoning.Overdue(today) }

func (l Line) sortDay() civil.Date {
	if Running(l.State) {
		return l.Reckoning.Due
	}
	return civil.Date{}
}

func (r *Room) histories(ctx context.Context, rd db.Reader, list []Application) (map[int64][]Event, error) {
	var ids []int64
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	f := db.In(db.NewFilter(), "x.application_id", ids)
	all, err := db.All[Event](ctx, rd, eventSelect+f.Where()+" ORDER BY x.id", f.Args()...)
	out := map[int64][]Event{}
	for _, e := range all {
		out[e.Application] = append(out[e.Application], e)
	}
	return out, err
}

// near reports whether somebody may know the person behind an application: the
// office and the handling unit.
func (r *Room) near(who act.Actor, a Application) bool {
	return r.inOffice(who) || a.Unit != "" && a.Unit == who.Unit
}

// OpenPaper gives a file of an application to whoever sees it. What may name the
// person is for the office and the handling unit alone.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	rd := r.Door.Reader()
	p, ok, err := db.Maybe[Paper](ctx, rd, paperSelect+" WHERE x.id = $1", id)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, act.OutOfReach(act.Subject("disclosure_paper", id))
	}
	a, err := r.visible(ctx, rd, who, p.Application)
	if err != nil {
		return Paper{}, nil, err
	}
	if p.Kind != PaperFound && p.Kind != PaperSupplied && !r.near(who, a) {
		return Paper{}, nil, act.OutOfReach(act.Subject("disclosure_paper", id))
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}

// Case is the approval of a reply or an extension, for whoever has a part in it.
func (r *Room) caseOf(ctx context.Context, who act.Actor, id int64) *flow.View {
	if id == 0 {
		return nil
	}
	v, err := r.Flow.View(ctx, who, id)
	if err != nil { // no part in it
		return nil
	}
	return &v
}
