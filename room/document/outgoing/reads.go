package outgoing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/room/document/form"
)

// wide reports whether somebody sees all papers: the office and the leaders.
func (s *scene) wide(who act.Actor) bool { return s.r.inOffice(who) || s.leads(who.Login) }

// sees reports whether somebody sees a paper: the office, the leaders, the unit that
// drafted it, those that were asked to countersign, and whoever signs or countersigns in
// somebody's place or has done so.
func (s *scene) sees(ctx context.Context, rd db.Reader, who act.Actor, d Document) (bool, error) {
	if who.Login == "" {
		return false, nil
	}
	if d.Drafter == who.Login || s.wide(who) || who.Unit != "" && d.Unit == who.Unit {
		return true, nil
	}
	if n, err := db.One[int64](ctx, rd, q.SQL("concerned"), d.ID, who.Unit, who.Login); err != nil || n > 0 {
		return n > 0, err
	}
	return s.turn(ctx, rd, who, d)
}

// turn reports whether a paper waits for somebody who stands in for whoever signs or
// countersigns it, and belongs to neither.
func (s *scene) turn(ctx context.Context, rd db.Reader, who act.Actor, d Document) (bool, error) {
	me, known := s.chart.PersonOf(who.Login)
	if !known {
		return false, nil
	}
	switch d.State {
	case Signing:
		sign, err := s.signing(d)
		_, may := sign.by(me.ID)
		return may, err
	case Countersigned:
		asks, err := db.All[Asking](ctx, rd, q.SQL("asks"), d.ID)
		if err != nil {
			return false, err
		}
		for _, a := range asks {
			if !d.awaits(a) {
				continue
			}
			can, err := s.chart.Resolve(headOf(a.Unit))
			if err != nil {
				return false, err
			}
			if slices.ContainsFunc(can.Can, func(c org.Candidate) bool { return c.Person.ID == me.ID }) {
				return true, nil
			}
		}
	}
	return false, nil
}

// visible limits a list of papers (d) to what somebody sees.
func (s *scene) visible(f *db.Filter, who act.Actor) *db.Filter {
	return f.And("(1 = ? OR d.drafter = ? OR (d.unit = ? AND d.unit <> '') OR EXISTS (SELECT 1 FROM document_outgoing_ask a WHERE a.document_id = d.id AND a.unit = ?) OR EXISTS (SELECT 1 FROM document_outgoing_line l WHERE l.document_id = d.id AND l.login = ?))", bit(s.wide(who)), who.Login, who.Unit, who.Unit, who.Login)
}

// View is a paper as somebody sees it who may.
type View struct {
	Document
	Findings []form.Finding
	Texts    []Text
	Lines    []Line
	Asks     []Asking
	Sent     []Delivery
	Papers   []Paper
	Signing  Signatories
	Given    Given
	Ledger   int64

	Mine    bool // the viewer drafted it
	Office  bool // the viewer belongs to the office
	Signs   bool // the viewer may sign it now
	Answers bool // the viewer may countersign now
}

// Document gives a paper to whoever may see it; for anybody else it does not exist.
func (r *Room) Document(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("document_outgoing", id))
	d, ok, err := db.Maybe[Document](ctx, rd, q.SQL("document"), id)
	if err != nil {
		return View{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return View{}, err
	}
	if !ok {
		return View{}, hidden
	}
	sees, err := s.sees(ctx, rd, who, d)
	if err != nil {
		return View{}, err
	}
	if !sees {
		return View{}, hidden
	}
	v, err := r.whole(ctx, rd, d)
	if err != nil {
		return View{}, err
	}
	if v.Signing, err = s.signing(d); err != nil {
		return View{}, err
	}
	v.Findings, v.Office, v.Mine = s.check(d), r.inOffice(who), d.Drafter == who.Login
	me, known := s.chart.PersonOf(who.Login)
	if !known {
		return v, nil
	}
	if d.State == Signing && me.ID != d.DrafterID {
		_, v.Signs = v.Signing.by(me.ID)
	}
	if d.State == Countersigned {
		for _, a := range v.Asks {
			if !d.awaits(a) {
				continue
			}
			can, err := s.chart.Resolve(headOf(a.Unit))
			if err != nil {
				return v, err
			}
			for _, c := range can.Can {
				v.Answers = v.Answers || c.Person.ID == me.ID && !c.MustTakeOver()
			}
		}
	}
	return v, nil
}

// whole reads a paper with everything that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, rd db.Reader, d Document) (View, error) {
	v := View{Document: d}
	var err error
	if v.Texts, err = db.All[Text](ctx, rd, q.SQL("texts"), d.ID); err != nil {
		return v, err
	}
	if v.Lines, err = db.All[Line](ctx, rd, q.SQL("lines"), d.ID); err != nil {
		return v, err
	}
	if v.Asks, err = db.All[Asking](ctx, rd, q.SQL("asks"), d.ID); err != nil {
		return v, err
	}
	if v.Sent, err = db.All[Delivery](ctx, rd, q.SQL("sent"), d.ID); err != nil {
		return v, err
	}
	if v.Papers, err = db.All[Paper](ctx, rd, q.SQL("papers"), d.ID); err != nil {
		return v, err
	}
	if v.Given, _, err = db.Maybe[Given](ctx, rd, q.SQL("number_of"), d.ID); err != nil {
		return v, err
	}
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: d.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// Conditions narrow the register; zero fields do not.
type Conditions struct {
	Year  int    // in which it was numbered, or drafted if it has no number
	State string // a state, or Running
	Kind  string
	Unit  string
	Words string // of the title, or a number with any kind of bracket
	After int64  // only what is older than this paper
	Limit int    // 0 for Page
}

// Running as a state means every state in which something is left to do.
const Running = "running"

// PageSize is how many papers a page of the register has.
const PageSize = 50

// mostPrinted bounds a printed or exported register.
const mostPrinted = 5000

// Register lists the papers that somebody sees, the newest first, with how many there
// are in all.
func (r *Room) Register(ctx context.Context, who act.Actor, c Conditions) ([]Document, int, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, 0, err
	}
	f := s.visible(db.NewFilter(), who)
	switch c.State {
	case "":
	case Running:
		f.And("d.state NOT IN ('closed', 'void', 'dropped')")
	default:
		f.And("d.state = ?", c.State)
	}
	for _, x := range []struct{ column, value string }{{"d.kind", c.Kind}, {"d.unit", c.Unit}} {
		if x.value != "" {
			f.And(x.column+" = ?", x.value)
		}
	}
	if c.Year != 0 {
		f.And("(d.number LIKE ? OR (d.number = '' AND d.slip LIKE ?))", fmt.Sprintf("%%〔%d〕%%", c.Year), fmt.Sprintf("%d-%%", c.Year))
	}
	if c.Words != "" {
		number := strings.Map(squareBracket, c.Words)
		if n, err := form.ParseNumber("words", c.Words); err == nil {
			number = n.String()
		}
		f.And("(d.title LIKE ? OR d.number LIKE ? OR d.slip = ?)", "%"+c.Words+"%", "%"+number+"%", c.Words)
	}
	total, err := db.One[int64](ctx, rd, q.SQL("count")+f.Where(), f.Args()...)
	if err != nil {
		return nil, 0, err
	}
	if c.After > 0 {
		f.And("d.id < ?", c.After)
	}
	if c.Limit == 0 {
		c.Limit = PageSize
	}
	list, err := db.All[Document](ctx, rd, q.SQL("list")+f.Where()+fmt.Sprintf(" ORDER BY d.id DESC LIMIT %d", c.Limit), f.Args()...)
	return list, int(total), err
}

// squareBracket makes the brackets of a year those in which numbers are kept.
func squareBracket(c rune) rune {
	switch {
	case strings.ContainsRune("[(（［【〖﹝", c):
		return '〔'
	case strings.ContainsRune("])）］】〗﹞", c):
		return '〕'
	}
	return c
}

// Desk is what waits for somebody and what is under way.
type Desk struct {
	ForMe, Mine, Rest []Document
}

// Desk gives somebody what he is to do, his own drafts, and what else he sees that is
// not over.
func (r *Room) Desk(ctx context.Context, who act.Actor) (Desk, error) {
	list, _, err := r.Register(ctx, who, Conditions{State: Running, Limit: mostPrinted})
	if err != nil {
		return Desk{}, err
	}
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return Desk{}, err
	}
	me, _ := s.chart.PersonOf(who.Login)
	var out Desk
	for _, d := range list {
		waits := false
		switch d.State {
		case Drafting:
			waits = d.Drafter == who.Login
		case Checking, Reviewing, Numbering:
			waits = r.inOffice(who) && d.Drafter != who.Login
		case Dispatching, Sent:
			waits = r.inOffice(who)
		case Sealing:
			waits = r.inOffice(who) && (r.AskSeal == nil || d.SealWhy != "")
		case Signing:
			sign, err := s.signing(d)
			if err != nil {
				return out, err
			}
			_, waits = sign.by(me.ID)
		case Countersigned:
			asks, err := db.All[Asking](ctx, rd, q.SQL("asks"), d.ID)
			if err != nil {
				return out, err
			}
			for _, a := range asks {
				if d.awaits(a) {
					can, err := s.chart.Resolve(headOf(a.Unit))
					if err != nil {
						return out, err
					}
					for _, c := range can.Can {
						waits = waits || c.Person.ID == me.ID
					}
				}
			}
		}
		switch {
		case waits:
			out.ForMe = append(out.ForMe, d)
		case d.Drafter == who.Login:
			out.Mine = append(out.Mine, d)
		default:
			out.Rest = append(out.Rest, d)
		}
	}
	slices.SortStableFunc(out.ForMe, func(a, b Document) int { return urgency(a) - urgency(b) })
	return out, nil
}

func urgency(d Document) int { return slices.Index([]string{"特急", "加急", ""}, d.Urgency) }

// HasFile reports whether a paper of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// OpenPaper gives an attached file to whoever sees its paper.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	p, ok, err := db.Maybe[Paper](ctx, r.Door.Reader(), q.SQL("paper"), id)
	if err != nil {
		return p, nil, err
	}
	if !ok || p.Dropped {
		return p, nil, act.OutOfReach(act.Subject("document_outgoing_paper", id))
	}
	if _, err := r.Document(ctx, who, p.DocumentID); err != nil {
		return Paper{}, nil, err
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}
