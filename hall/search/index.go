package search

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the index.
var Schema = db.Schema{Name: "search", Base: 2400, Files: files}

// Collection is a body of records with an index of its own.
type Collection struct{ name string }

// Archive is the records of the archive room.
var Archive = Collection{"archive"}

// Document is the incoming documents, from receipt until long after they were filed.
var Document = Collection{"document"}

func (c Collection) docs() string { return "search_" + c.name + "_doc" }
func (c Collection) text() string { return "search_" + c.name + "_text" }

// Doc is a record as the index takes it: the words by field, and the facts.
type Doc struct {
	ID       int64 // above 0; ids that count up keep the memory small
	Title    string
	DocNo    string
	Issuer   string
	Keywords string // as shown, separated by any punctuation
	Code     string
	Body     string
	Facts    Facts
}

func (d *Doc) field(f Field) string {
	switch f {
	case Title:
		return d.Title
	case DocNo:
		return d.DocNo
	case Issuer:
		return d.Issuer
	case Keywords:
		return d.Keywords
	case Code:
		return d.Code
	}
	return d.Body
}

func (d *Doc) check() error {
	bad := func(field, value string) error {
		e := fault.Field(field, value, "检索资料不合规格，未入索引。")
		e.Kind, e.Op = fault.Internal, "search.put"
		return e
	}
	switch {
	case d.ID <= 0:
		return bad("id", strconv.FormatInt(d.ID, 10))
	case d.Facts.Year > 9999:
		return bad("year", itoa(int(d.Facts.Year)))
	case d.Facts.Level > mark.WorkSecret:
		return bad("classification", itoa(int(d.Facts.Level)))
	case d.Facts.Date.Year < 0 || d.Facts.Date.Year > 9999:
		return bad("date", d.Facts.Date.String())
	}
	return nil
}

// Index is the search over one collection: words in the database, facts in
// memory once Load has run. It is safe for use by many at once.
type Index struct {
	of Collection
	// Source reads records back, so that hits can say why they matched. It may
	// be nil; then hits carry no explanation.
	Source Source

	gate  chan struct{} // held while facts are read from the database
	mu    sync.RWMutex
	shelf *shelf // nil until loaded
	seq   int64  // change up to which shelf is true

	halveFrom int // records from which a question is asked in two halves
}

// New makes the index of a collection. One per collection and process is enough.
func New(of Collection, source Source) *Index {
	return &Index{of: of, Source: source, gate: make(chan struct{}, 1), halveFrom: 50_000}
}

// Put adds a record or replaces it, in the transaction that writes the record.
func (x *Index) Put(ctx context.Context, w db.Writer, d Doc) error {
	return x.PutBatch(ctx, w, []Doc{d})
}

// PutBatch adds or replaces many records; of two with one id the later counts.
// Batches of thousands are much faster than single records.
func (x *Index) PutBatch(ctx context.Context, w db.Writer, docs []Doc) error {
	if len(docs) == 0 {
		return nil
	}
	last := make(map[int64]int, len(docs))
	for i := range docs {
		if err := docs[i].check(); err != nil {
			return err
		}
		last[docs[i].ID] = i
	}
	if len(last) < len(docs) {
		unique := make([]Doc, 0, len(last))
		for i := range docs {
			if last[docs[i].ID] == i {
				unique = append(unique, docs[i])
			}
		}
		docs = unique
	}
	// FTS5 writes out what it gathered whenever an id is lower than the one before.
	if !slices.IsSortedFunc(docs, byID) {
		docs = slices.SortedFunc(slices.Values(docs), byID)
	}
	if err := engineOf(w).put(ctx, w, x.of, docs); err != nil {
		return db.Error(err)
	}
	lines := make([]factLine, len(docs))
	for i := range docs {
		lines[i] = factLine{docs[i].ID, docs[i].Facts, 0}
	}
	return x.putFacts(ctx, w, lines)
}

func byID(a, b Doc) int { return cmp.Compare(a.ID, b.ID) }

// PutFacts changes the facts of a record whose words stay as they are.
func (x *Index) PutFacts(ctx context.Context, w db.Writer, id int64, f Facts) error {
	d := Doc{ID: id, Facts: f}
	if err := d.check(); err != nil {
		return err
	}
	return x.putFacts(ctx, w, []factLine{{id, f, 0}})
}

// Delete takes records out of the index, in the transaction that removes them.
// Ids that are not there are passed over.
func (x *Index) Delete(ctx context.Context, w db.Writer, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	if err := engineOf(w).delete(ctx, w, x.of, ids); err != nil {
		return db.Error(err)
	}
	seen := make(map[int64]bool, len(ids))
	var lines []factLine
	for _, id := range ids {
		if !seen[id] {
			lines = append(lines, factLine{id: id, gone: 1})
		}
		seen[id] = true
	}
	return x.putFacts(ctx, w, lines)
}

// Tidy merges the pieces written so far, about effort pages of it, and reports
// whether more remains. Worth calling in a loop, one transaction each, after a
// large import. PostgreSQL does this by itself.
func (x *Index) Tidy(ctx context.Context, w db.Writer, effort int, first bool) (more bool, err error) {
	more, err = engineOf(w).tidy(ctx, w, x.of, effort, first)
	return more, db.Error(err)
}

// factLine is one line to be written to the table of facts. A deleted record
// leaves a line, so that other processes learn of it.
type factLine struct {
	id   int64
	f    Facts
	gone int
}

func (x *Index) putFacts(ctx context.Context, w db.Writer, lines []factLine) error {
	// The row of search_state is locked until the commit, so changes become
	// visible in the order of their numbers.
	var seq int64
	err := w.QueryRow(ctx, `UPDATE search_state SET seq = seq + 1 WHERE collection = $1 RETURNING seq`, x.of.name).Scan(&seq)
	if err != nil {
		return db.Error(err)
	}
	const most = 1000
	for len(lines) > 0 {
		n := min(len(lines), most)
		var b strings.Builder
		b.WriteString("INSERT INTO " + x.of.docs() + " (id, seq, gone, day, year, unit, period, category, level, compartment) VALUES ")
		for i, l := range lines[:n] {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "(%d,%d,%d,%d,%d,%d,%d,%d,%d,%d)", l.id, seq, l.gone,
				dayOf(l.f.Date), l.f.Year, l.f.Unit, l.f.Period, l.f.Category, l.f.Level, l.f.Compartment)
		}
		b.WriteString(` ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, gone = excluded.gone, day = excluded.day,
			year = excluded.year, unit = excluded.unit, period = excluded.period, category = excluded.category,
			level = excluded.level, compartment = excluded.compartment`)
		if _, err := w.Exec(ctx, b.String()); err != nil {
			return db.Error(err)
		}
		lines = lines[n:]
	}
	return nil
}

// factColumns is a record's facts as one text of numbers; one aggregate over it
// is one row for the driver instead of a million.
const factColumns = `string_agg(concat_ws(' ', id, seq, gone, day, year, unit, period, category, level, compartment), ';')`

// Load reads the facts of all records into memory: about 12 bytes a record, and
// one to two seconds for a million. Until it is done, searches read the facts of
// their hits from the database. Call it behind the start of the program.
func (x *Index) Load(ctx context.Context, r db.Reader) error {
	if err := x.enter(ctx); err != nil {
		return err
	}
	defer x.leave()
	x.mu.RLock()
	done := x.shelf != nil
	x.mu.RUnlock()
	if done {
		return nil
	}
	// The counter is read first: what changes meanwhile is read again later.
	seq, err := x.current(ctx, r)
	if err != nil {
		return err
	}
	s := newShelf()
	after := int64(0)
	for {
		var text sql.NullString
		err := r.QueryRow(ctx, `SELECT `+factColumns+` FROM (SELECT * FROM `+x.of.docs()+` WHERE id > $1 ORDER BY id LIMIT 20000) AS d`, after).Scan(&text)
		if err != nil {
			return db.Error(err)
		}
		if !text.Valid {
			break
		}
		last, err := s.read(text.String)
		if err != nil {
			return err
		}
		after = last.id
	}
	x.mu.Lock()
	x.shelf, x.seq = s, seq
	x.mu.Unlock()
	return nil
}

// middle is the id in the middle of those given out, or 0 if the collection is
// small or not in memory yet.
func (x *Index) middle() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shelf == nil || x.shelf.count < x.halveFrom {
		return 0
	}
	return (x.shelf.last + 1) << pageBits / 2
}

// Loaded reports whether the facts are in memory, and of how many records.
func (x *Index) Loaded() (records int, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shelf == nil {
		return 0, false
	}
	return x.shelf.count, true
}

// refresh brings the facts in memory up to what r sees. It reports false if they
// cannot serve r: they are not loaded, r is a transaction that may hold changes
// nobody else should see, or r looks at an older state.
func (x *Index) refresh(ctx context.Context, r db.Reader) (bool, error) {
	if _, writes := r.(db.Writer); writes {
		return false, nil
	}
	have, ok := x.have()
	if !ok {
		return false, nil
	}
	now, err := x.current(ctx, r)
	if err != nil || now <= have {
		return now == have, err
	}
	if err := x.enter(ctx); err != nil {
		return false, err
	}
	defer x.leave()
	if have, _ = x.have(); have >= now {
		return true, nil
	}
	last := mentioned{seq: have}
	for {
		var text sql.NullString
		err := r.QueryRow(ctx, `SELECT `+factColumns+` FROM (SELECT * FROM `+x.of.docs()+
			` WHERE (seq, id) > ($1, $2) AND seq <= $3 ORDER BY seq, id LIMIT 20000) AS d`, last.seq, last.id, now).Scan(&text)
		if err != nil {
			return false, db.Error(err)
		}
		if !text.Valid {
			break
		}
		x.mu.Lock()
		last, err = x.shelf.read(text.String)
		x.mu.Unlock()
		if err != nil {
			return false, err
		}
	}
	x.mu.Lock()
	x.seq = now
	x.mu.Unlock()
	return true, nil
}

func (x *Index) have() (seq int64, ok bool) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seq, x.shelf != nil
}

func (x *Index) current(ctx context.Context, r db.Reader) (seq int64, err error) {
	err = r.QueryRow(ctx, `SELECT seq FROM search_state WHERE collection = $1`, x.of.name).Scan(&seq)
	return seq, db.Error(err)
}

func (x *Index) enter(ctx context.Context) error {
	select {
	case x.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return db.Error(ctx.Err())
	}
}

func (x *Index) leave() { <-x.gate }

// mentioned is the record that a text of facts named last in the order of the query.
type mentioned struct{ seq, id int64 }

// read takes the text of factColumns into the shelf. It gives the highest
// (seq, id) for changes and the highest id for a full load; both orders ascend,
// but an aggregate promises none, so the highest is looked for.
func (s *shelf) read(text string) (last mentioned, err error) {
	var n [10]int64
	for at := 0; at < len(text); {
		for i := range n {
			v, start := int64(0), at
			for at < len(text) && text[at] >= '0' && text[at] <= '9' {
				v = v*10 + int64(text[at]-'0')
				at++
			}
			if at == start || at < len(text) && text[at] != ' ' && text[at] != ';' {
				return last, &fault.Error{Kind: fault.Internal, Op: "search.load", Err: fmt.Errorf("unreadable facts at %d", at)}
			}
			n[i] = v
			at++
		}
		id, seq := n[0], n[1]
		r := row{day: uint32(n[3]) | held, year: uint16(n[4]), unit: uint16(n[5]), period: uint8(n[6]),
			category: uint8(n[7]), level: uint8(n[8]), compartment: uint8(n[9])}
		if n[2] != 0 {
			r = row{}
		}
		s.put(id, r)
		if seq > last.seq || seq == last.seq && id > last.id {
			last = mentioned{seq, id}
		}
	}
	return last, nil
}
