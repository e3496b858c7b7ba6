package archive

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

func upperTrim(s string) string { return strings.ToUpper(strings.TrimSpace(s)) }

func joinBodies(bodies []string) string { return strings.Join(bodies, "\n\f\n") }

// Item by number, if the actor may see it; otherwise it does not exist.
func (r *Room) Item(ctx context.Context, who act.Actor, id int64) (Item, error) {
	return itemFor(ctx, r.Door.Reader(), who, id)
}

// itemFor reads an item; inside a deed nobody else changes it until the deed ends.
func itemFor(ctx context.Context, rd db.Reader, who act.Actor, id int64) (Item, error) {
	it, ok, err := db.Maybe[Item](ctx, rd, kept(rd, "SELECT "+itemSelect+" FROM archive_item WHERE id = $1"), id)
	if err != nil {
		return Item{}, err
	}
	const none = "没有这一件，或者您无权查看。"
	if !ok {
		return Item{}, fault.New(fault.NotFound, none)
	}
	if !sees(who.Reach, &it) {
		return Item{}, saying(act.OutOfReach(act.Subject("archive_item", id)), none)
	}
	return it, nil
}

// saying gives the refusal of what is out of reach the words in which the same
// question is answered where there is nothing: the two must not be told apart.
// Other errors stay as they are.
func saying(err error, none string) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	f := *fault.Of(err)
	f.Say = none
	return &f
}

// kept makes a query keep its rows if it is asked inside a deed.
func kept(rd db.Reader, query string) string {
	if tx, ok := rd.(*act.Tx); ok {
		return tx.Lock(query)
	}
	return query
}

// ItemByCode finds an item by its archival code, present or former. The code of an
// item out of reach answers like one that no item has.
func (r *Room) ItemByCode(ctx context.Context, who act.Actor, text string) (Item, error) {
	rd, norm := r.Door.Reader(), code.Normalise(text)
	id, ok, err := db.Maybe[int64](ctx, rd, "SELECT id FROM archive_item WHERE code IN ($1, $2) ORDER BY CASE WHEN code = $1 THEN 0 ELSE 1 END, id LIMIT 1", norm, strings.ToUpper(norm))
	if err == nil && !ok {
		id, ok, err = db.Maybe[int64](ctx, rd, "SELECT item_id FROM archive_code_history WHERE old = $1 ORDER BY id DESC LIMIT 1", norm)
	}
	if err != nil {
		return Item{}, err
	}
	none := "没有档号为“" + text + "”的件，或者您无权查看。"
	if !ok {
		return Item{}, fault.New(fault.NotFound, none)
	}
	it, err := r.Item(ctx, who, id)
	return it, saying(err, none)
}

// Body is the item's text, with that of the papers joined to it.
func (r *Room) Body(ctx context.Context, who act.Actor, id int64) (string, error) {
	if _, err := r.Item(ctx, who, id); err != nil {
		return "", err
	}
	bodies, err := db.All[string](ctx, r.Door.Reader(), q.SQL("bodies_of"), id)
	return joinBodies(bodies), err
}

// FilesOf lists an item's files in internal order.
func (r *Room) FilesOf(ctx context.Context, who act.Actor, id int64) ([]File, error) {
	if _, err := r.Item(ctx, who, id); err != nil {
		return nil, err
	}
	return db.All[File](ctx, r.Door.Reader(), q.SQL("item_files"), id)
}

// File by number, if the actor may see its item.
func (r *Room) File(ctx context.Context, who act.Actor, id int64) (File, Item, error) {
	const none = "没有这份文件，或者您无权查看。"
	f, ok, err := db.Maybe[File](ctx, r.Door.Reader(), q.SQL("file"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, none)
	}
	if err != nil {
		return File{}, Item{}, err
	}
	it, err := r.Item(ctx, who, f.ItemID)
	if err != nil {
		return File{}, Item{}, saying(err, none)
	}
	return f, it, nil
}

// List narrows a list of items. Zero fields do not narrow.
type List struct {
	Year      int
	Unit      string
	Retention code.Period
	Category  string
	Stage     Stage
	State     string // default held
	Batch     int64
	Box       int64
	Missing   string // unit, retention, date, year: items that lack it
	Review    bool   // periods that want a second look
	Open      bool   // periods nobody has accepted: those to review, and those there are none of yet
	Doubtful  bool   // descriptions the program is not sure of
	Order     string // "" date and newest first; "class" by class and number
	After     string // keyset cursor
	Limit     int    // default 50, at most 500
}

// Listed is one page of a list.
type Listed struct {
	Items []Item // without keywords, box given, digests and time of creation: Room.Item has them
	Total int64  // exact, within reach
	Next  string // cursor of the next page; empty at the end
}

func (l List) filter(who act.Actor) *db.Filter {
	f := db.NewFilter()
	reachFilter(f, who.Reach, "")
	state := l.State
	if state == "" {
		state = Held
	}
	if state != "all" {
		f.And("state = ?", state)
	}
	if l.Year != 0 {
		f.And("year = ?", l.Year)
	}
	if l.Unit != "" {
		f.And("unit = ?", l.Unit)
	}
	if l.Retention != "" {
		f.And("retention = ?", string(l.Retention))
	}
	if l.Category != "" {
		f.And("category = ?", l.Category)
	}
	if l.Stage != 0 {
		f.And("stage = ?", int64(l.Stage))
	}
	if l.Batch != 0 {
		f.And("batch_id = ?", l.Batch)
	}
	if l.Box != 0 {
		f.And("box_id = ?", l.Box)
	}
	switch l.Missing {
	case "unit":
		f.And("unit = ''")
	case "retention":
		f.And("retention = ''")
	case "date":
		f.And("date = ''")
	case "year":
		f.And("year = 0")
	}
	if l.Review {
		f.And("retention_from IN (?, ?)", ByDefault, Proposed)
	}
	if l.Open {
		f.And("retention_from IN (?, ?, ?)", "", ByDefault, Proposed)
	}
	if l.Doubtful {
		f.And("doubts <> ?", "{}")
	}
	return f
}

// Items lists items within the actor's reach, page by page: the cost does not
// depend on how deep the page lies.
func (r *Room) Items(ctx context.Context, who act.Actor, l List) (Listed, error) {
	if l.Limit <= 0 || l.Limit > 500 {
		l.Limit = 50
	}
	rd := r.Door.Reader()
	f := l.filter(who)
	var out Listed
	var err error
	if out.Total, err = r.total(ctx, who, l); err != nil || out.Total == 0 {
		return out, err
	}
	order := " ORDER BY date DESC, id DESC"
	if l.Order == "class" {
		order = " ORDER BY year, category, unit, retention, item_no, id"
	}
	if l.After != "" {
		c, err := parseCursor(l.After, l.Order)
		if err != nil {
			return out, err
		}
		c.and(f, l.Order)
	}
	out.Items, err = db.All[Item](ctx, rd, "SELECT "+listSelect+" FROM archive_item"+f.Where()+order+" LIMIT "+f.Arg(l.Limit+1), f.Args()...)
	if err == nil && len(out.Items) > l.Limit {
		out.Items = out.Items[:l.Limit]
		out.Next = cursorOf(&out.Items[l.Limit-1], l.Order)
	}
	return out, err
}

// Boxes lists the boxes of a year, or all if year is 0.
func (r *Room) Boxes(ctx context.Context, year int) ([]Box, error) {
	f := db.NewFilter()
	if year != 0 {
		f.And("year = ?", year)
	}
	return db.All[Box](ctx, r.Door.Reader(), "SELECT id, "+strings.Join(boxColumns, ", ")+" FROM archive_box"+f.Where()+" ORDER BY number", f.Args()...)
}

// Box by number of the row.
func (r *Room) Box(ctx context.Context, id int64) (Box, error) {
	b, ok, err := db.Maybe[Box](ctx, r.Door.Reader(), q.SQL("box"), id)
	if err == nil && !ok {
		err = fault.New(fault.NotFound, "没有这一盒。")
	}
	return b, err
}

// YearFigures are the counts of one year.
type YearFigures struct {
	Year     int64 `db:"year"`
	Items    int64 `db:"items"`
	Arranged int64 `db:"arranged"`
	Boxed    int64 `db:"boxed"`
	Filed    int64 `db:"filed"`
	State    Year  `db:"-"`
}

// Years lists the filing years with their counts, newest first.
func (r *Room) Years(ctx context.Context) ([]YearFigures, error) {
	rd := r.Door.Reader()
	ys, err := db.All[YearFigures](ctx, rd, q.SQL("years"))
	if err != nil {
		return nil, err
	}
	states, err := db.All[Year](ctx, rd, q.SQL("year_states"))
	for i := range ys {
		for _, s := range states {
			if s.Year == ys[i].Year {
				ys[i].State = s
			}
		}
	}
	return ys, err
}

// Year tells whether a year is closed.
func (r *Room) Year(ctx context.Context, year int) (Year, error) {
	y, _, err := db.Maybe[Year](ctx, r.Door.Reader(), q.SQL("year_state"), year)
	y.Year = int64(year)
	return y, err
}

// Batch is one import.
type Batch struct {
	ID          int64  `db:"id"`
	Code        string `db:"code"`
	Source      string `db:"source"`
	Kind        string `db:"kind"`
	SubmittedBy string `db:"submitted_by"`
	ReceivedBy  string `db:"received_by"`
	At          int64  `db:"at"`
	Read        int64  `db:"rows_read"`
	Accepted    int64  `db:"accepted"`
	Rejected    int64  `db:"rejected"`
	Duplicates  int64  `db:"duplicates"`
	Suspected   int64  `db:"suspected"`
	Report      string `db:"report"`
}

// Batches lists the latest imports.
func (r *Room) Batches(ctx context.Context, limit int) ([]Batch, error) {
	return db.All[Batch](ctx, r.Door.Reader(), q.SQL("batches"), limit)
}

// Batch by number.
func (r *Room) Batch(ctx context.Context, id int64) (Batch, error) {
	return db.One[Batch](ctx, r.Door.Reader(), q.SQL("batch"), id)
}

// CodeChange is a former code of an item.
type CodeChange struct {
	ID     int64  `db:"id"`
	ItemID int64  `db:"item_id"`
	Old    string `db:"old"`
	New    string `db:"new"`
	Reason string `db:"reason"`
	At     int64  `db:"at"`
}

// CodeHistory lists the former codes of an item.
func (r *Room) CodeHistory(ctx context.Context, id int64) ([]CodeChange, error) {
	return db.All[CodeChange](ctx, r.Door.Reader(), q.SQL("history"), id)
}

// Related lists the items related to one, within reach.
func (r *Room) Related(ctx context.Context, who act.Actor, id int64) ([]Item, error) {
	f := db.NewFilter(id)
	reachFilter(f, who.Reach, "")
	f.And("id IN (SELECT other FROM archive_relation WHERE item_id = $1)")
	return db.All[Item](ctx, r.Door.Reader(), "SELECT "+itemSelect+" FROM archive_item"+f.Where()+" ORDER BY date, id", f.Args()...)
}

// NamedCount is a spelling with how often it occurs.
type NamedCount struct {
	Name string `db:"name"`
	N    int64  `db:"n"`
}

// UnmappedUnits lists the units as written that are not yet mapped.
func (r *Room) UnmappedUnits(ctx context.Context) ([]NamedCount, error) {
	return remembered(ctx, r, "unmapped_units", func(rd db.Reader) ([]NamedCount, error) {
		return db.All[NamedCount](ctx, rd, q.SQL("unmapped_units"))
	})
}

// Found is one hit with its item.
type Found struct {
	Item    Item
	Score   float64
	Why     string // 题名, 文号 … joined by 、
	Snippet search.Snippet
}

// FoundPage is one page of hits.
type FoundPage struct {
	Total  int
	Hits   []Found
	Next   string
	Words  search.Words
	Clause law.ID // that asks for it
}

// SearchOptions narrow a search; zero fields do not.
type SearchOptions struct {
	YearFrom, YearTo int
	Retention        code.Period
	Unit             string
	ByDate           bool
	Limit            int
	Next             string
}

// Search finds every item within reach that contains the words, and no other.
func (r *Room) Search(ctx context.Context, who act.Actor, text string, o SearchOptions) (FoundPage, error) {
	qy := search.Query{Text: text, Reach: searchReach(who.Reach), Limit: o.Limit, Next: o.Next,
		Filter: search.Filter{YearFrom: o.YearFrom, YearTo: o.YearTo}}
	if o.Retention != "" {
		qy.Filter.Periods = []uint8{periodFact(o.Retention)}
	}
	if o.Unit != "" {
		if err := r.ofUnit(ctx, who, o.Unit, &qy.Filter); err != nil {
			return FoundPage{}, err
		}
	}
	if o.ByDate {
		qy.Sort = search.Newest
	}
	rd := r.Door.Reader()
	res, err := r.Index.Search(ctx, rd, qy)
	if err != nil {
		return FoundPage{}, err
	}
	out := FoundPage{Total: res.Total, Next: res.Next, Words: res.Words, Clause: law.ArchiveSystemRetrieval}
	if len(res.Hits) == 0 {
		return out, nil
	}
	ids := make([]int64, len(res.Hits))
	for i, h := range res.Hits {
		ids[i] = h.ID
	}
	byID := map[int64]Item{}
	for some := range slices.Chunk(ids, 1000) {
		f := db.NewFilter()
		db.In(f, "id", some)
		items, err := db.All[Item](ctx, rd, "SELECT "+itemSelect+" FROM archive_item"+f.Where(), f.Args()...)
		if err != nil {
			return out, err
		}
		for _, it := range items {
			byID[it.ID] = it
		}
	}
	for _, h := range res.Hits {
		if it, ok := byID[h.ID]; ok {
			out.Hits = append(out.Hits, Found{Item: it, Score: h.Score, Why: h.Why.String(), Snippet: h.Snippet})
		}
	}
	return out, nil
}

// ofUnit narrows a search to a unit by its code, its name, or the way a source
// wrote it: papers of a unit the bureau does not have are kept as written, and
// must be found as written.
func (r *Room) ofUnit(ctx context.Context, who act.Actor, name string, narrow *search.Filter) error {
	rd, written := r.Door.Reader(), strings.TrimSpace(name)
	units, err := r.unitsByAnyName(ctx, rd)
	if err != nil {
		return err
	}
	if c, ok := units[strings.ToUpper(written)]; ok {
		narrow.Units = []uint16{unitFact(c)}
		return nil
	}
	f := db.NewFilter()
	reachFilter(f, who.Reach, "")
	f.And("unit = ''").And("unit_written = ?", written)
	narrow.Only, err = db.All[int64](ctx, rd, "SELECT id FROM archive_item"+f.Where()+" ORDER BY id", f.Args()...)
	if err == nil && len(narrow.Only) == 0 {
		_, err = r.unit(ctx, written)
	}
	return err
}

// Gaps finds missing numbers in the bureau's own number series of a year.
func (r *Room) Gaps(ctx context.Context, year int) ([]describe.Gap, error) {
	rows, err := db.All[string](ctx, r.Door.Reader(), "SELECT doc_no FROM archive_item WHERE year = $1 AND doc_no <> '' AND state <> 'excluded' ORDER BY id", year)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	var all []describe.DocNo
	for _, s := range rows {
		if d, ok := describe.SplitDocNo(s); ok && d.Year == year {
			all = append(all, d)
			counts[d.Prefix]++
		}
	}
	var series []describe.DocNo
	for _, d := range all {
		// A series of incoming papers is not ours to be complete.
		if r.ownSeries(d.Prefix) && counts[d.Prefix] > 1 {
			series = append(series, d)
		}
	}
	return describe.Gaps(series), nil
}

// ownSeries reports whether numbers with this prefix are given by the bureau.
func (r *Room) ownSeries(prefix string) bool {
	for _, p := range r.OwnPrefixes {
		if prefix == p {
			return true
		}
	}
	return false
}

// DueEntry is one line of the list of what should be filed.
type DueEntry struct {
	ID     int64  `db:"id"`
	Year   int64  `db:"year"`
	Unit   string `db:"unit"`
	DocNo  string `db:"doc_no"`
	Title  string `db:"title"`
	Holder string `db:"holder"`
	Source string `db:"source"`
	ItemID int64  `db:"item_id"`
	Urged  int64  `db:"urged"`
}

// Due lists what should be filed for a year.
func (r *Room) Due(ctx context.Context, year int) ([]DueEntry, error) {
	return db.All[DueEntry](ctx, r.Door.Reader(), q.SQL("due_list"), year)
}

// ExpiredOn lists the periods' ends, for the appraisal calendar.
func ExpiredOn(it Item, on civil.Date) bool { return it.Retention.Expired(int(it.Year), on) }
