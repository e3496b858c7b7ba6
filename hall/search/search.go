package search

import (
	"context"
	"database/sql"
	"slices"

	"golang.org/x/sync/errgroup"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

// Sort is the order of the hits.
type Sort uint8

// The orders.
const (
	Relevance Sort = iota // hits in the title first (a number also in its own field), inside a tier the newest first
	Newest                // the newest first, whatever matched
)

// ParseSort reads an order: relevance, date, or empty for relevance.
func ParseSort(s string) (Sort, error) {
	switch s {
	case "", "relevance", "相关":
		return Relevance, nil
	case "date", "日期":
		return Newest, nil
	}
	return 0, fault.Field("sort", clip(s), "排序只有按相关（relevance）和按日期（date）两种。")
}

// Query is a question to the index.
type Query struct {
	Text   string // see Parse
	Filter Filter
	Reach  Reach // what the asker may see; the zero Reach finds nothing
	Sort   Sort
	Limit  int    // hits wanted, 1 to MaxLimit; 0: DefaultLimit
	Next   string // where to go on: Result.Next of the page before; empty: from the start
}

// Sizes of a page of hits.
const (
	DefaultLimit = 20
	MaxLimit     = 100_000
)

// Result is the answer to a question.
type Result struct {
	Total int    // hits the asker may see, exactly, on all pages
	Hits  []Hit  // this page, in order
	Next  string // for Query.Next; empty on the last page
	Words Words  // the question taken apart, for Mark and Snippet
}

// Hit is one record found.
type Hit struct {
	ID    int64
	Score float64 // 2 in the first tier, else 1; always 1 when sorted by date
	// Why names the fields in which the words were found. Empty without a
	// Source, or if the record vanished meanwhile.
	Why Why
	// Snippet is the place in the body, if Why names the body.
	Snippet Snippet
}

// Source reads records back for the explanation of hits. Records that no longer
// exist are left out; the order is free.
type Source interface {
	// Descriptions gives the records without their bodies.
	Descriptions(ctx context.Context, r db.Reader, ids []int64) ([]Doc, error)
	// Bodies gives the records' bodies; other fields may be empty.
	Bodies(ctx context.Context, r db.Reader, ids []int64) ([]Doc, error)
}

// Search answers a question: every record that holds all the words, meets the
// filter and may be seen by the asker, and no other. Bad input is an Invalid
// fault that names the field.
//
// The words are looked up first and the facts are brought up to date after: a
// record whose rights were narrowed meanwhile is judged by its new rights.
func (x *Index) Search(ctx context.Context, r db.Reader, q Query) (Result, error) {
	words, err := Parse(q.Text)
	if err != nil {
		return Result{}, err
	}
	res := Result{Words: words}
	pick, err := q.Filter.compile(q.Reach)
	if err != nil {
		return res, err
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		return res, fault.Field("limit", itoa(q.Limit), "每页条数应在 1 到 "+itoa(MaxLimit)+" 之间。")
	}
	if q.Sort > Newest {
		return res, fault.Field("sort", itoa(int(q.Sort)), "没有这种排序。")
	}
	from := rank{key: 1<<32 - 1}
	check := q.check(words)
	if q.Next != "" {
		if from, err = parseCursor(q.Next, check); err != nil {
			return res, err
		}
	}

	wide, narrow, same := tiers(words)
	all, err := x.ids(ctx, r, wide)
	if err != nil || len(all) == 0 {
		return res, err
	}
	var first []int64
	switch {
	case q.Sort != Relevance:
	case same:
		first = all
	default:
		if first, err = x.ids(ctx, r, narrow); err != nil {
			return res, err
		}
	}

	b := best{n: q.Limit + 1}
	if q.Filter.Only != nil {
		all, first = both(all, q.Filter.Only), both(first, q.Filter.Only)
	}
	ready, err := x.refresh(ctx, r)
	if err != nil {
		return res, err
	}
	if ready {
		x.mu.RLock()
		res.Total = x.shelf.pass(all, first, pick, from, &b)
		x.mu.RUnlock()
	} else {
		query, args := engineOf(r).match(x.of, wide)
		s, err := x.join(ctx, r, query, args)
		if err != nil {
			return res, err
		}
		res.Total = s.pass(all, first, pick, from, &b)
	}

	slices.SortFunc(b.heap, func(a, b rank) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
	if len(b.heap) > q.Limit {
		b.heap = b.heap[:q.Limit]
		res.Next = b.heap[q.Limit-1].cursor(check)
	}
	res.Hits = make([]Hit, len(b.heap))
	for i, h := range b.heap {
		res.Hits[i] = Hit{ID: h.id, Score: 1}
		if h.key&firstTier != 0 {
			res.Hits[i].Score = 2
		}
	}
	return res, x.explain(ctx, r, words, res.Hits)
}

// both gives the ids that stand in a and in b, which are ascending.
func both(a, b []int64) []int64 {
	out := []int64{}
	for _, id := range a {
		for len(b) > 0 && b[0] < id {
			b = b[1:]
		}
		if len(b) > 0 && b[0] == id {
			out = append(out, id)
		}
	}
	return out
}

// tiers gives the terms with the fields in which they must occur at all, and
// with those that make the first tier; same if there is no difference.
func tiers(words Words) (wide, narrow []scoped, same bool) {
	same = true
	for _, t := range words {
		wide = append(wide, scoped{t, t.Fields})
		narrow = append(narrow, scoped{t, t.first()})
		same = same && t.first() == t.Fields
	}
	return wide, narrow, same
}

// pass counts the records that may be seen and keeps the foremost after from. It
// takes ids in ascending order, without repetition.
func (s *shelf) pass(all, first []int64, pick *filter, from rank, b *best) (total int) {
	var p *page
	at := int64(-1)
	for _, id := range all {
		if id>>pageBits != at {
			at = id >> pageBits
			p = s.pages[at]
		}
		if p == nil {
			continue
		}
		r := &p[id&(pageRows-1)]
		if r.day&held == 0 || !pick.passes(r) {
			continue
		}
		total++
		for len(first) > 0 && first[0] < id {
			first = first[1:]
		}
		k := rank{r.day &^ held, id}
		if len(first) > 0 && first[0] == id {
			k.key |= firstTier
		}
		if from.before(k) {
			b.offer(k)
		}
	}
	return total
}

// join reads the facts of the hits alone from the database.
func (x *Index) join(ctx context.Context, r db.Reader, query string, args []any) (*shelf, error) {
	var text sql.NullString
	err := r.QueryRow(ctx, `SELECT `+factColumns+` FROM `+x.of.docs()+` AS d WHERE id IN (`+query+`)`, args...).Scan(&text)
	if err != nil {
		return nil, db.Error(err)
	}
	s := newShelf()
	_, err = s.read(text.String)
	return s, err
}

// ids gives the records in which every term occurs, ascending, each once.
//
// A large collection is asked in two halves at once, below and from the middle
// id: reading long lists of ids takes one core a statement. A transaction has
// one connection, so there it is one statement.
func (x *Index) ids(ctx context.Context, r db.Reader, terms []scoped) ([]int64, error) {
	e := engineOf(r)
	query, args := e.match(x.of, terms)
	middle := x.middle()
	_, inside := r.(db.Writer)
	low, high := e.halves(query, len(args))
	if middle == 0 || inside || low == "" {
		return idsOf(ctx, r, e.gather(query), args)
	}
	args = append(args, middle)
	var below, above []int64
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() (err error) {
		below, err = idsOf(ctx, r, e.gather(low), args)
		return err
	})
	g.Go(func() (err error) {
		above, err = idsOf(ctx, r, e.gather(high), args)
		return err
	})
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return append(below, above...), nil
}

func idsOf(ctx context.Context, r db.Reader, query string, args []any) ([]int64, error) {
	var text sql.NullString
	if err := r.QueryRow(ctx, query, args...).Scan(&text); err != nil {
		return nil, db.Error(err)
	}
	return parseIDs(text.String), nil
}

// parseIDs reads 7,12,9 and gives the ids ascending, each once.
func parseIDs(s string) []int64 {
	if s == "" {
		return nil
	}
	out := make([]int64, 0, len(s)/6+1)
	ascending := true
	n := int64(0)
	for i := 0; i <= len(s); i++ {
		if i < len(s) && s[i] != ',' {
			n = n*10 + int64(s[i]-'0')
			continue
		}
		if len(out) > 0 && n <= out[len(out)-1] {
			ascending = false
		}
		out = append(out, n)
		n = 0
	}
	if !ascending {
		slices.Sort(out)
		out = slices.Compact(out)
	}
	return out
}
