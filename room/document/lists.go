package document

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/hall/search"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Conditions narrow a list; zero fields do not.
type Conditions struct {
	Year    int
	Stage   string
	Unit    string // lead unit
	Issuer  string // words of the issuer's name
	Urgency int    // -1 for any
	Words   string // words of title, number, text
	Late    bool
	Running bool
	After   string // Page.Next of the page before
	Limit   int
}

// Any is the condition that everything meets.
func Any() Conditions { return Conditions{Urgency: -1} }

// Line is a document as lists show it.
type Line struct {
	ID         int64      `db:"id"`
	Number     string     `db:"number"`
	Stage      string     `db:"stage"`
	Running    bool       `db:"running"`
	DocNo      string     `db:"doc_no"`
	Issuer     string     `db:"issuer"`
	Title      string     `db:"title"`
	Level      mark.Level `db:"level"`
	Urgency    int        `db:"urgency"`
	Unit       string     `db:"unit"`
	Leader     string     `db:"leader"`
	ReceivedAt int64      `db:"received_at"`
	DueAt      int64      `db:"due_at"`
	StageAt    int64      `db:"stage_at"`
	UrgedAt    int64      `db:"urged_at"`
	Urges      int        `db:"urges"`
	Copies     int        `db:"copies"`
	Sender     string     `db:"sender"`
}

const lineSelect = "SELECT d.id, d.number, d.stage, d.running, d.doc_no, d.issuer, d.title, d.level, d.urgency, d.unit, d.leader, d.received_at, d.due_at, d.stage_at, d.urged_at, d.urges, d.copies, d.sender FROM document_incoming d"

func (l Line) doc() Document {
	return Document{ID: l.ID, Number: l.Number, Stage: l.Stage, Running: l.Running, Facts: Facts{Title: l.Title, Issuer: l.Issuer, DocNo: l.DocNo, Level: l.Level, Urgency: l.Urgency}, Unit: l.Unit, DueAt: l.DueAt}
}

// Page is a page of a list.
type Page struct {
	Lines []Line
	Total int
	Next  string // of the next page; empty on the last
}

// pageSize is the lines of one page.
const pageSize = 50

// List lists documents that somebody may see, the newest first. Words are looked for in
// title, number, issuer and text, brackets of every style being one.
func (r *Room) List(ctx context.Context, who act.Actor, c Conditions) (Page, error) {
	if c.Limit <= 0 || c.Limit > 20_000 {
		c.Limit = pageSize
	}
	rd := r.Door.Reader()
	var mine []int64
	all := r.seesAll(who)
	if !all {
		var err error
		if mine, err = r.concerned(ctx, rd, who); err != nil || len(mine) == 0 {
			return Page{}, err
		}
	}
	if strings.TrimSpace(c.Words) != "" || strings.TrimSpace(c.Issuer) != "" {
		return r.found(ctx, rd, c, all, mine)
	}
	f := c.filter(r.Door.Now())
	if !all {
		db.In(f, "d.id", mine)
	}
	var out Page
	var err error
	if out.Total, err = db.One[int](ctx, rd, "SELECT count(*) FROM document_incoming d"+f.Where(), f.Args()...); err != nil || out.Total == 0 {
		return out, err
	}
	if c.After != "" {
		at, id, ok := parseCursor(c.After)
		if !ok {
			return out, fault.Field("after", c.After, "这个翻页地址不对，请回到第一页。")
		}
		f.And("(d.received_at, d.id) < (?, ?)", at, id)
	}
	out.Lines, err = db.All[Line](ctx, rd, lineSelect+f.Where()+" ORDER BY d.received_at DESC, d.id DESC LIMIT "+f.Arg(c.Limit+1), f.Args()...)
	if err == nil && len(out.Lines) > c.Limit {
		out.Lines = out.Lines[:c.Limit]
		last := out.Lines[c.Limit-1]
		out.Next = fmt.Sprintf("%d.%d", last.ReceivedAt, last.ID)
	}
	return out, err
}

func parseCursor(s string) (at, id int64, ok bool) {
	a, b, found := strings.Cut(s, ".")
	at, err1 := strconv.ParseInt(a, 10, 64)
	id, err2 := strconv.ParseInt(b, 10, 64)
	return at, id, found && err1 == nil && err2 == nil
}

func (c Conditions) filter(now int64) *db.Filter {
	f := db.NewFilter()
	if c.Year != 0 {
		f.And("d.year = ?", c.Year)
	}
	if c.Stage != "" {
		f.And("d.stage = ?", c.Stage)
	}
	if c.Unit != "" {
		f.And("d.unit = ?", c.Unit)
	}
	if c.Urgency >= 0 {
		f.And("d.urgency = ?", c.Urgency)
	}
	if c.Running {
		f.And("d.running = 1")
	}
	if c.Late {
		f.And("d.running = 1 AND d.due_at > 0 AND d.due_at < ?", now)
	}
	return f
}

// found answers by the search; of those who do not see all it looks among their own.
func (r *Room) found(ctx context.Context, rd db.Reader, c Conditions, all bool, mine []int64) (Page, error) {
	text := c.Words
	if i := strings.TrimSpace(c.Issuer); i != "" {
		text += ` 责任者:"` + strings.NewReplacer(`"`, "", "“", "", "”", "").Replace(i) + `"`
	}
	qy := search.Query{Text: text, Sort: search.Newest, Reach: search.Reach{Everything: true}, Limit: c.Limit, Next: c.After}
	if c.Year != 0 {
		qy.Filter.YearFrom, qy.Filter.YearTo = c.Year, c.Year
	}
	switch {
	case c.Stage != "":
		qy.Filter.Categories = []uint8{uint8(slices.Index(Stages, c.Stage) + 1)}
	case c.Running || c.Late:
		for i, s := range Stages {
			if i < slices.Index(Stages, Closed) {
				qy.Filter.Categories = append(qy.Filter.Categories, uint8(slices.Index(Stages, s)+1))
			}
		}
	}
	if c.Unit != "" {
		qy.Filter.Units = []uint16{unitFact(c.Unit)}
	}
	if c.Urgency >= 0 {
		qy.Filter.Periods = []uint8{uint8(c.Urgency + 1)}
	}
	if !all {
		qy.Filter.Only = mine
	}
	if c.Late {
		late, err := db.All[int64](ctx, rd, "SELECT d.id FROM document_incoming d WHERE d.running = 1 AND d.due_at > 0 AND d.due_at < $1 ORDER BY d.id", r.Door.Now())
		if err != nil {
			return Page{}, err
		}
		if !all {
			late = slices.DeleteFunc(late, func(id int64) bool { _, in := slices.BinarySearch(mine, id); return !in })
		}
		if len(late) == 0 {
			return Page{}, nil
		}
		qy.Filter.Only = late
	}
	res, err := r.Index.Search(ctx, rd, qy)
	if err != nil || len(res.Hits) == 0 {
		return Page{Total: res.Total}, err
	}
	out := Page{Total: res.Total, Next: res.Next}
	byID := map[int64]Line{}
	var ids []int64
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	for some := range slices.Chunk(ids, 1000) {
		f := db.NewFilter()
		db.In(f, "d.id", some)
		lines, err := db.All[Line](ctx, rd, lineSelect+f.Where(), f.Args()...)
		if err != nil {
			return out, err
		}
		for _, l := range lines {
			byID[l.ID] = l
		}
	}
	for _, id := range ids {
		if l, ok := byID[id]; ok {
			out.Lines = append(out.Lines, l)
		}
	}
	return out, nil
}

// concerned lists the documents that concern somebody who does not see all, ascending. A
// work secret is left out unless it is the actor's own.
func (r *Room) concerned(ctx context.Context, rd db.Reader, who act.Actor) ([]int64, error) {
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	me, ok := s.chart.PersonOf(who.Login)
	if !ok {
		return nil, nil
	}
	ids, err := db.All[int64](ctx, rd, q.SQL("concerned"), me.ID, who.Unit)
	if err != nil || len(ids) == 0 {
		return ids, err
	}
	heads := 0
	if s.heads(me.ID, who.Unit) {
		heads = 1
	}
	secret, err := db.All[int64](ctx, rd, q.SQL("secret_of_others"), me.ID, who.Unit, heads)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ids, func(id int64) bool { return slices.Contains(secret, id) }), nil
}

// Urgent lists what is to be urged: documents under way by when they are due, the latest
// first, those without a limit last.
func (r *Room) Urgent(ctx context.Context, who act.Actor, after string) (Page, error) {
	if !r.seesAll(who) {
		return Page{}, act.OutOfReach("document_incoming")
	}
	rd := r.Door.Reader()
	f := db.NewFilter().And("d.running = 1")
	var out Page
	var err error
	if out.Total, err = db.One[int](ctx, rd, "SELECT count(*) FROM document_incoming d"+f.Where(), f.Args()...); err != nil || out.Total == 0 {
		return out, err
	}
	from, to := int64(1), int64(1)<<62
	seen := int64(0)
	if after != "" {
		at, id, ok := parseCursor(after)
		if !ok {
			return out, fault.Field("after", after, "这个翻页地址不对，请回到第一页。")
		}
		from, seen = at, id
	}
	// What has a limit first, on the index; then what has none.
	if from > 0 {
		out.Lines, err = db.All[Line](ctx, rd, lineSelect+" WHERE d.running = 1 AND d.due_at >= $1 AND d.due_at < $2 AND (d.due_at > $1 OR d.id > $3) ORDER BY d.due_at, d.id LIMIT $4", from, to, seen, pageSize+1)
		if err != nil {
			return out, err
		}
		seen = 0
	}
	if len(out.Lines) <= pageSize {
		rest, err := db.All[Line](ctx, rd, lineSelect+" WHERE d.running = 1 AND d.due_at = 0 AND d.id > $1 ORDER BY d.id LIMIT $2", seen, pageSize+1-len(out.Lines))
		if err != nil {
			return out, err
		}
		out.Lines = append(out.Lines, rest...)
	}
	if len(out.Lines) > pageSize {
		out.Lines = out.Lines[:pageSize]
		last := out.Lines[pageSize-1]
		out.Next = fmt.Sprintf("%d.%d", last.DueAt, last.ID)
	}
	return out, nil
}

// Count is how much lies in a stage, and since when the oldest.
type Count struct {
	Stage  string `db:"stage"`
	N      int    `db:"n"`
	Oldest int64  `db:"oldest"`
}

// Pipeline counts what is under way by stage, in the order of a document's way; and how
// much of it is late.
func (r *Room) Pipeline(ctx context.Context, who act.Actor) ([]Count, int, error) {
	if !r.seesAll(who) {
		return nil, 0, act.OutOfReach("document_incoming")
	}
	rd := r.Door.Reader()
	list, err := db.All[Count](ctx, rd, q.SQL("pipeline"))
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(list, func(a, b Count) int { return slices.Index(Stages, a.Stage) - slices.Index(Stages, b.Stage) })
	late, err := db.One[int](ctx, rd, q.SQL("late"), r.Door.Now())
	return list, late, err
}

// Copy is a reader's line with the document it is of.
type Copy struct {
	Reader
	Number string `db:"number"`
	Title  string `db:"title"`
}

// Lying lists every circulation line that is open, for the page that tells who has what.
func (r *Room) Lying(ctx context.Context, who act.Actor) ([]Copy, error) {
	if !r.seesAll(who) {
		return nil, act.OutOfReach("document_incoming")
	}
	return db.All[Copy](ctx, r.Door.Reader(), q.SQL("open_readers"))
}

// Book lists whole documents for the printed register, in the order of their numbers.
func (r *Room) Book(ctx context.Context, who act.Actor, c Conditions) ([]Document, error) {
	if !r.seesAll(who) {
		return nil, act.OutOfReach("document_incoming")
	}
	c.Limit, c.After = mostRows, ""
	page, err := r.List(ctx, who, c)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(page.Lines))
	for i, l := range page.Lines {
		ids[i] = l.ID
	}
	var out []Document
	for some := range slices.Chunk(ids, 1000) {
		f := db.NewFilter()
		db.In(f, "d.id", some)
		list, err := db.All[Document](ctx, r.Door.Reader(), docSelect+f.Where(), f.Args()...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.SortFunc(out, func(a, b Document) int {
		return cmp.Or(a.Year-b.Year, len(a.Number)-len(b.Number), strings.Compare(a.Number, b.Number))
	})
	return out, nil
}

// ReturnRegister lists what was returned, the newest first, at most a thousand.
func (r *Room) ReturnRegister(ctx context.Context, who act.Actor) ([]Document, error) {
	if !r.seesAll(who) {
		return nil, act.OutOfReach("document_incoming")
	}
	return db.All[Document](ctx, r.Door.Reader(), docSelect+" WHERE d.returned_at > 0 ORDER BY d.returned_at DESC, d.id DESC LIMIT 1000")
}
