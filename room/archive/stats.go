package archive

import (
	"context"
	"slices"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/arrange"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// Tally counts items and boxes.
type Tally struct {
	Items int `json:"items"`
	Boxes int `json:"boxes"`
}

// Missing is something that should be filed and is not.
type Missing struct {
	DocNo  string `json:"doc_no,omitempty"`
	Title  string `json:"title,omitempty"`
	Unit   string `json:"unit,omitempty"`
	Source string `json:"source"` // register or gap
}

// Stats are the figures of the room, in the form of the command line.
type Stats struct {
	Items       int              `json:"items"`
	Boxes       int              `json:"boxes"`
	ByRetention map[string]Tally `json:"by_retention"`
	ByUnit      map[string]Tally `json:"by_unit"`
	Due         int              `json:"due"`
	Filed       int              `json:"filed"`
	Rate        *float64         `json:"rate"` // null without a denominator, never 1 by default
	Missing     []Missing        `json:"missing"`
	Unplaced    int              `json:"unplaced"` // held papers without a number
}

// Stats counts the items held and the boxes, of one year or (0) of all. Items
// are those in the room, numbered or not; due and filed are by the list of what
// should be filed, with the gaps in the bureau's own number series.
func (r *Room) Stats(ctx context.Context, who act.Actor, year int) (Stats, error) {
	return r.statsFrom(ctx, r.Door.Reader(), who, year)
}

func (r *Room) statsFrom(ctx context.Context, rd db.Reader, who act.Actor, year int) (Stats, error) {
	s := Stats{ByRetention: map[string]Tally{}, ByUnit: map[string]Tally{}, Missing: []Missing{}}
	for _, p := range code.Ordinary {
		s.ByRetention[string(p)] = Tally{}
	}
	f := db.NewFilter()
	reachFilter(f, who.Reach, "")
	f.And("state = ?", Held).And("n > 0")
	fb := db.NewFilter()
	if year != 0 {
		f.And("year = ?", year)
		fb.And("year = ?", year)
	}
	type row struct {
		Unit      string      `db:"unit"`
		Retention code.Period `db:"retention"`
		N         int64       `db:"n"`
		Loose     int64       `db:"loose"`
	}
	items, err := db.All[row](ctx, rd, `SELECT unit, retention, CAST(sum(n) AS BIGINT) AS n,
		CAST(sum(CASE WHEN flags % 2 = 1 THEN n ELSE 0 END) AS BIGINT) AS loose FROM archive_census`+f.Where()+" GROUP BY unit, retention", f.Args()...)
	if err != nil {
		return s, err
	}
	add := func(m map[string]Tally, key string, items, boxes int) {
		t := m[key]
		t.Items += items
		t.Boxes += boxes
		m[key] = t
	}
	for _, x := range items {
		s.Items += int(x.N)
		s.Unplaced += int(x.Loose)
		add(s.ByRetention, string(x.Retention), int(x.N), 0)
		add(s.ByUnit, x.Unit, int(x.N), 0)
	}
	boxes, err := db.All[row](ctx, rd, "SELECT unit, retention, count(*) AS n, 0 AS loose FROM archive_box"+fb.Where()+" GROUP BY unit, retention", fb.Args()...)
	if err != nil {
		return s, err
	}
	for _, x := range boxes {
		s.Boxes += int(x.N)
		add(s.ByRetention, string(x.Retention), 0, int(x.N))
		add(s.ByUnit, x.Unit, 0, int(x.N))
	}
	return s, r.due(ctx, rd, &s, year)
}

func (r *Room) due(ctx context.Context, rd db.Reader, s *Stats, year int) error {
	f := db.NewFilter()
	if year != 0 {
		f.And("year = ?", year)
	}
	entries, err := db.All[DueEntry](ctx, rd, "SELECT id, year, unit, doc_no, title, holder, source, item_id, urged FROM archive_due"+f.Where()+" ORDER BY year, unit, id", f.Args()...)
	if err != nil {
		return err
	}
	for _, d := range entries {
		s.Due++
		if d.ItemID != 0 {
			s.Filed++
			continue
		}
		s.Missing = append(s.Missing, Missing{DocNo: d.DocNo, Title: d.Title, Unit: d.Unit, Source: "register"})
	}
	if s.Due > 0 {
		rate := float64(s.Filed) / float64(s.Due)
		s.Rate = &rate
	}
	if year == 0 {
		return nil
	}
	gaps, err := r.Gaps(ctx, year)
	if err != nil {
		return err
	}
	for _, g := range gaps {
		for _, n := range g.Numbers(200) {
			if !slices.ContainsFunc(s.Missing, func(m Missing) bool { return m.DocNo == n }) {
				s.Missing = append(s.Missing, Missing{DocNo: n, Source: "gap"})
			}
		}
	}
	return nil
}

// summary gathers what the room itself knows for the yearly summary; the
// registers add theirs through Enrich.
func (r *Room) summary(ctx context.Context, rd db.Reader, cfg Config, year int) (*forms.SummaryFigures, error) {
	s := &forms.SummaryFigures{Year: year, PastTraining: -1, Rule: r.Basis, Local: cfg.Text("local_rule"), Signed: cfg.Fonds.Name}
	st, err := r.statsFrom(ctx, rd, act.Owner(), year)
	if err != nil {
		return nil, err
	}
	s.Entered = st.Items
	type row struct {
		Retention string `db:"retention"`
		N         int64  `db:"n"`
	}
	// The classes are those of arranged items; papers without a number yet are
	// entered, but not arranged.
	arranged, err := db.All[row](ctx, rd, "SELECT retention, count(*) AS n FROM archive_item WHERE year = $1 AND state = 'held' AND item_no > 0 GROUP BY retention", year)
	if err != nil {
		return nil, err
	}
	items := map[string]int{}
	for _, x := range arranged {
		items[x.Retention] = int(x.N)
	}
	for _, p := range code.Ordinary {
		s.ByRetention = append(s.ByRetention, forms.Tally{Retention: string(p), Items: items[string(p)], Boxes: st.ByRetention[string(p)].Boxes})
	}
	units, err := r.Bureau.Units(ctx)
	if err != nil {
		return nil, err
	}
	due, filed := map[string]int{}, map[string]int{}
	list, err := db.All[DueEntry](ctx, rd, q.SQL("due_list"), year)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		due[d.Unit]++
		if d.ItemID != 0 {
			filed[d.Unit]++
		}
	}
	for _, u := range units {
		s.ByUnit = append(s.ByUnit, forms.UnitTally{Unit: u.Name, Due: due[u.Code], Filed: filed[u.Code]})
	}
	return s, nil
}

// sortByShelf orders items by class as they stand on the shelf, then by number.
func sortByShelf(plan arrange.Plan, items []Item) {
	slices.SortStableFunc(items, func(a, b Item) int {
		ca := arrange.Class{Category: a.Category, Year: int(a.Year), Unit: a.Unit, Period: a.Retention}
		cb := arrange.Class{Category: b.Category, Year: int(b.Year), Unit: b.Unit, Period: b.Retention}
		if c := plan.Compare(ca, cb); c != 0 {
			return c
		}
		return int(a.ItemNo - b.ItemNo)
	})
}
