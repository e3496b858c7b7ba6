package followup

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
)

// sight is whose items somebody sees.
type sight struct {
	login, unit, keeps string
	person             int64
	head, leads, party bool
}

func (r *Room) sightOf(ctx context.Context, rd db.Reader, s *scene, who act.Actor) (sight, error) {
	v := sight{login: who.Login, keeps: who.Unit}
	p, known := s.chart.PersonOf(who.Login)
	if !known {
		return v, nil
	}
	v.person, v.unit = p.ID, p.Unit
	v.head, v.leads = s.chart.Rank(p.ID) == org.RankSectionHead, s.leads(p.ID)
	if !v.leads {
		return v, nil
	}
	f, err := org.FactsOf(ctx, rd, p.ID)
	v.party = f.Committee(s.today)
	return v, err
}

func (v sight) sees(i Item) bool {
	return v.login != "" && (i.Login == v.login || v.keeps != "" && i.Keeper == v.keeps || v.head && i.Unit == v.unit || v.leads && (!i.ClosedTo || v.party || i.DeciderID == v.person))
}

// visible limits a list of items (i) to what somebody sees.
func (v sight) visible(f *db.Filter) *db.Filter {
	bit := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return f.And("(i.login = ? OR (i.keeper = ? AND i.keeper <> '') OR (i.unit = ? AND 1 = ?) OR (1 = ? AND (i.closed_to = 0 OR 1 = ? OR i.decider_id = ?)))",
		v.login, v.keeps, v.unit, bit(v.head), bit(v.leads), bit(v.party), v.person)
}

func (r *Room) sees(ctx context.Context, rd db.Reader, s *scene, who act.Actor, i Item) (bool, error) {
	v, err := r.sightOf(ctx, rd, s, who)
	return v.sees(i), err
}

// View is an item as somebody sees it who may.
type View struct {
	Item
	Lines    []Line
	Papers   []Paper
	Granting Granting
	Mine     bool // the viewer is its owner
	Keeps    bool // the viewer confirms
	Grants   bool // the viewer answers an extension
	Head     bool // the viewer leads its unit
	Leads    bool
	Again    civil.Date // first day on which it may be urged again
	Ledger   int64
}

// Item gives an item to its owner, the head of its unit, its keeper and the leaders;
// one of the party committee to those leaders alone who sit on it, or chaired. For
// anybody else it does not exist.
func (r *Room) Item(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	hidden := act.OutOfReach(act.Subject("followup_item", id))
	i, ok, err := db.Maybe[Item](ctx, rd, itemSelect+" WHERE i.id = $1", id)
	if err != nil {
		return View{}, err
	}
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return View{}, err
	}
	v, err := r.sightOf(ctx, rd, s, who)
	if err != nil {
		return View{}, err
	}
	if !ok || !v.sees(i) {
		return View{}, hidden
	}
	out, err := r.whole(ctx, rd, i)
	if err != nil {
		return View{}, err
	}
	if out.Granting, err = s.granting(i); err != nil {
		return View{}, err
	}
	out.Mine, out.Keeps, out.Grants = i.Login == who.Login, r.keeps(who, i), v.person != 0 && out.Granting.has(v.person)
	out.Head, out.Leads, out.Again = v.head && v.unit == i.Unit, v.leads, MayUrge(i.UrgedOn, s.terms)
	return out, nil
}

// whole reads an item with everything that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, rd db.Reader, i Item) (View, error) {
	v := View{Item: i}
	var err error
	if v.Lines, err = linesOf(ctx, rd, i.ID); err != nil {
		return v, err
	}
	if v.Papers, err = papersOf(ctx, rd, i.ID); err != nil {
		return v, err
	}
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: i.Subject(), Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// Conditions narrow the register; zero fields do not.
type Conditions struct {
	State, Unit, Source, Words string // State: open, late, reported, closed, void, or running for all that is not over
	Year                       int    // of the last day, or of the entry where none was set
	Mine                       bool
	Meeting                    int64
}

// mostListed bounds a list.
const mostListed = 1000

// Register lists what somebody sees: what is late first, then by its last day, what
// has none after that, what is over last.
func (r *Room) Register(ctx context.Context, who act.Actor, c Conditions) ([]Item, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	v, err := r.sightOf(ctx, rd, s, who)
	if err != nil {
		return nil, err
	}
	f := v.visible(db.NewFilter())
	switch c.State {
	case "":
	case "running":
		f.And("i.state IN ('open', 'reported')")
	case "late":
		f.And("i.state = 'open' AND i.due <> '' AND i.due < ?", s.today.String())
	default:
		f.And("i.state = ?", c.State)
	}
	for _, x := range []struct{ column, value string }{{"i.unit", c.Unit}, {"i.source", c.Source}} {
		if x.value != "" {
			f.And(x.column+" = ?", x.value)
		}
	}
	if c.Words != "" {
		f.And("(i.what LIKE ? OR i.origin LIKE ?)", "%"+c.Words+"%", "%"+c.Words+"%")
	}
	if c.Year != 0 {
		y := fmt.Sprintf("%04d-%%", c.Year)
		f.And("(i.due LIKE ? OR (i.due = '' AND i.given_on LIKE ?))", y, y)
	}
	if c.Mine {
		f.And("i.login = ?", who.Login)
	}
	if c.Meeting != 0 {
		f.And("i.meeting_id = ?", c.Meeting)
	}
	list, err := db.All[Item](ctx, rd, itemSelect+f.Where()+fmt.Sprintf(" ORDER BY i.id DESC LIMIT %d", mostListed), f.Args()...)
	slices.SortStableFunc(list, func(a, b Item) int { return byNeed(a, b) })
	return list, err
}

// byNeed orders items: running before done, with a last day before without, the
// earlier first; what is over, the latest first.
func byNeed(a, b Item) int {
	rank := func(i Item) int {
		switch {
		case i.State == Pending && !i.Due.IsZero():
			return 0
		case i.State == Pending:
			return 2
		case i.State == Reported:
			return 1
		case i.State == Closed:
			return 3
		}
		return 4
	}
	if x, y := rank(a), rank(b); x != y {
		return x - y
	}
	if a.State == Closed {
		return b.ClosedOn.Compare(a.ClosedOn)
	}
	return a.Due.Compare(b.Due)
}

// Rates counts what was due in each month of a year by unit, of what somebody sees.
func (r *Room) Rates(ctx context.Context, who act.Actor, year int) (map[string]*[13]Rate, error) {
	list, err := r.Register(ctx, who, Conditions{Year: year})
	return RatesOf(year, list), err
}

// HasFile reports whether a paper of this room has a file of the store.
func (r *Room) HasFile(ctx context.Context, rd db.Reader, sha string) (bool, error) {
	n, err := db.One[int64](ctx, rd, q.SQL("has_file"), sha)
	return n > 0, err
}

// OpenPaper gives a file to whoever sees its item.
func (r *Room) OpenPaper(ctx context.Context, who act.Actor, id int64) (Paper, blob.File, error) {
	p, ok, err := db.Maybe[Paper](ctx, r.Door.Reader(), q.SQL("paper"), id)
	if err != nil {
		return p, nil, err
	}
	if !ok {
		return p, nil, act.OutOfReach(act.Subject("followup_paper", id))
	}
	if _, err := r.Item(ctx, who, p.ItemID); err != nil {
		return Paper{}, nil, err
	}
	f, err := r.Files.Open(ctx, p.SHA256)
	return p, f, err
}

// papers lays out what is left of a closed item; it limits nothing.
func (r *Room) papers(ctx context.Context, id int64) (flow.Papers, error) {
	rd := r.Door.Reader()
	i, err := db.One[Item](ctx, rd, itemSelect+" WHERE i.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	v, err := r.whole(ctx, rd, i)
	if err != nil {
		return flow.Papers{}, err
	}
	p := i.papers(i.ClosedOn)
	if p.Files, err = flow.Draw(ctx, r.Files, r.form(v, i.ClosedOn)); err != nil {
		return p, err
	}
	later, err := r.Flow.Furthers(ctx, rd, i.Subject())
	for _, x := range v.Papers {
		if !slices.Contains(later, x.what()) {
			p.Files = append(p.Files, x.Paper())
		}
	}
	return p, err
}

// papers says what the papers of an item are. Those of the party committee are a work
// secret, as its records are.
func (i Item) papers(day civil.Date) flow.Papers {
	return flow.Papers{Subject: i.Subject(), Title: i.Origin + "办理情况：" + i.What + "（" + i.Number + "）", Unit: i.Unit, Date: day, Secret: i.ClosedTo}
}

// later lays out a paper that came after the closing; it limits nothing.
func (r *Room) later(ctx context.Context, id int64, x flow.Further) (flow.Papers, error) {
	i, err := db.One[Item](ctx, r.Door.Reader(), itemSelect+" WHERE i.id = $1", id)
	if err != nil {
		return flow.Papers{}, err
	}
	p := i.papers(x.On)
	p.Files, err = x.Lay(ctx, r.Files, r.sheetHead(View{Item: i}, x.On))
	return p, err
}
