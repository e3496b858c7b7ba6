package act

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/kit/db"
	"lantai.internal/kit/internal/pool"
	"lantai.internal/kit/ledger"
)

// Tx is a deed's transaction. It reads and writes rows, knows who acts and when,
// and remembers which watched rows were written.
type Tx struct {
	*pool.Tx
	Ctx   context.Context
	Actor Actor
	Now   int64      // microseconds UTC
	Today civil.Date // in Shanghai

	door    *Door
	deed    string
	written map[string]bool           // watched tables a statement wrote to
	touched map[string]map[int64]bool // rows to be digested at the end
	ranges  []ledger.RowRange         // rows digested already
	told    map[string]bool           // tables with touched rows or ranges
	after   []func()
}

// Watch makes a table watched: each of its rows has a digest that the ledger
// commits to, and a deed that writes to it must say which rows it touched. The
// table's key is an integer column "id". Columns left out (caches, counters of
// use) are not protected.
func Watch(table string, columns ...string) {
	watched.Lock()
	defer watched.Unlock()
	if watched.tables == nil {
		watched.tables = map[string][]string{}
	}
	if _, twice := watched.tables[table]; twice {
		panic("act: table watched twice: " + table)
	}
	watched.tables[table] = columns
}

var watched struct {
	sync.Mutex
	tables map[string][]string
}

func watchedColumns(table string) ([]string, bool) {
	watched.Lock()
	defer watched.Unlock()
	c, ok := watched.tables[table]
	return c, ok
}

// Watched lists the watched tables.
func Watched() []string {
	watched.Lock()
	defer watched.Unlock()
	var out []string
	for t := range watched.tables {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

var writes = regexp.MustCompile(`(?is)^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+([a-z_0-9]+)`)
var writesTo sync.Map // statement text -> table or ""

func tableWritten(query string) string {
	if t, ok := writesTo.Load(query); ok {
		return t.(string)
	}
	var t string
	if m := writes.FindStringSubmatch(query); m != nil {
		if _, ok := watchedColumns(m[1]); ok {
			t = m[1]
		}
	}
	if len(query) < 4096 {
		writesTo.Store(query, t)
	}
	return t
}

func (t *Tx) note(query string) {
	if table := tableWritten(query); table != "" {
		if t.written == nil {
			t.written = map[string]bool{}
		}
		t.written[table] = true
	}
}

// Exec runs a statement.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	t.note(q)
	return t.Tx.Exec(ctx, q, args...)
}

// Query runs a query (or a statement with RETURNING).
func (t *Tx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	t.note(q)
	return t.Tx.Query(ctx, q, args...)
}

// QueryRow runs a query of one row.
func (t *Tx) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	t.note(q)
	return t.Tx.QueryRow(ctx, q, args...)
}

// Prepare prepares a statement for many rows.
func (t *Tx) Prepare(ctx context.Context, q string) (*sql.Stmt, error) {
	t.note(q)
	return t.Tx.Prepare(ctx, q)
}

// After runs f once the transaction is committed (refreshing memory, never
// changing rows).
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

// Touch says that these rows of a watched table were written or removed; their
// digests are taken when the deed is done.
func (t *Tx) Touch(table string, ids ...int64) {
	if _, ok := watchedColumns(table); !ok {
		panic("act: table is not watched: " + table)
	}
	if t.touched == nil {
		t.touched = map[string]map[int64]bool{}
	}
	m := t.touched[table]
	if m == nil {
		m = map[int64]bool{}
		t.touched[table] = m
	}
	for _, id := range ids {
		m[id] = true
	}
	t.tell(table)
}

// TouchRange is Touch for bulk work: consecutive rows from first whose digests
// (RowDigest) are known, one after another. No digests at all say that a prepared
// statement was not used after all.
func (t *Tx) TouchRange(table string, first int64, digests []byte) {
	if n := int64(len(digests) / ledger.DigestSize); n > 0 {
		t.ranges = append(t.ranges, ledger.RowRange{Table: table, First: first, Count: n, Digests: digests})
	}
	t.tell(table)
}

func (t *Tx) tell(table string) {
	if t.told == nil {
		t.told = map[string]bool{}
	}
	t.told[table] = true
}

// RowDigest computes the digest of a row that is being written, from the values
// of the watched columns in order.
func RowDigest(table string, id int64, values []any) [ledger.DigestSize]byte {
	cols, ok := watchedColumns(table)
	if !ok || len(cols) != len(values) {
		panic(fmt.Sprintf("act: %d values for watched table %s with %d columns", len(values), table, len(cols)))
	}
	return ledger.RowDigest(table, id, cols, values)
}

// untouched finds a watched table that was written without a word.
func (t *Tx) untouched() error {
	for table := range t.written {
		if !t.told[table] {
			return fmt.Errorf("act: deed %s wrote to %s without touching its rows", t.deed, table)
		}
	}
	return nil
}

// Next gives the next number of a named counter, from 1, without gaps: the
// number is taken back if the deed fails.
func (t *Tx) Next(name string) (int64, error) { return t.NextN(name, 1) }

// NextN reserves n consecutive numbers and gives the first.
func (t *Tx) NextN(name string, n int64) (int64, error) {
	last, err := db.One[int64](t.Ctx, t, `INSERT INTO act_counter (name, last) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET last = act_counter.last + excluded.last RETURNING last`, name, n)
	if err != nil {
		return 0, err
	}
	return last - n + 1, nil
}

// Alone waits until no other transaction is at the same work, and keeps others
// from it until this one ends. To be called before anything is read: two people
// who number one year do so one after the other, on PostgreSQL too.
func (t *Tx) Alone(work string) error {
	_, err := t.NextN("alone:"+work, 1)
	return err
}

// Among lets this deed run beside others that are Among the same work, and beside
// none that is Alone with it: until it ends, nobody is. To be called before what
// the other would change is read. The embedded database has one writer at a time
// and needs nothing.
func (t *Tx) Among(work string) error {
	if t.Dialect() != db.Postgres {
		return nil
	}
	name := "alone:" + work
	if _, err := db.Exec(t.Ctx, t, "INSERT INTO act_counter (name, last) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING", name); err != nil {
		return err
	}
	_, err := db.One[int64](t.Ctx, t, "SELECT last FROM act_counter WHERE name = $1 FOR SHARE", name)
	return err
}

// Locked reads one row as db.Maybe does and keeps it until the deed ends: who
// wants to change it on the strength of the same state waits, and then reads what
// this deed made of it. The query is a plain SELECT of one table.
func Locked[T any](t *Tx, query string, args ...any) (T, bool, error) {
	return db.Maybe[T](t.Ctx, t, t.Lock(query), args...)
}

// Lock makes a SELECT of one table keep the rows it gives until the deed ends. The
// embedded database has one writer at a time and needs nothing added.
func (t *Tx) Lock(query string) string {
	if t.Dialect() == db.Postgres {
		return query + " FOR UPDATE"
	}
	return query
}

// append writes the entry as the last step before commit.
func (t *Tx) append(e Entry, basis []law.ID, outcome string) error {
	ranges, err := t.digests()
	if err != nil {
		return err
	}
	detail := "{}"
	if e.Detail != nil {
		b, err := json.Marshal(e.Detail)
		if err != nil {
			return fmt.Errorf("act: detail of %s: %w", t.deed, err)
		}
		detail = string(b)
	}
	if t.Dialect() == db.Postgres {
		// Last of all, so that the chain is locked for an instant only; without
		// it concurrent acts read the same tail and most of them fail.
		if _, err := t.Tx.Exec(t.Ctx, "SELECT pg_advisory_xact_lock(7061636)"); err != nil {
			return err
		}
	}
	type tail struct {
		Seq  int64  `db:"seq"`
		At   int64  `db:"at"`
		Hash string `db:"hash"`
	}
	last, _, err := db.Maybe[tail](t.Ctx, t.Tx, "SELECT seq, at, hash FROM ledger_entry ORDER BY seq DESC LIMIT 1")
	if err != nil {
		return err
	}
	entry := ledger.Entry{
		Seq: last.Seq + 1, At: max(t.Now, last.At), Actor: db.Clean(t.Actor.Login), Name: db.Clean(t.Actor.Name),
		Capacity: db.Clean(t.Actor.Capacity), Deed: t.deed, Subject: db.Clean(e.Subject), Outcome: outcome,
		Basis: joinBasis(basis, e.Basis), Summary: db.Clean(e.Summary), Detail: detail,
		Rows: ledger.RowsDigest(ranges), Prev: last.Hash,
	}
	entry.Seal()
	if err := t.write(&entry, ranges); err != nil {
		return err
	}
	return t.door.checkpoint(t, &entry)
}

func (t *Tx) write(e *ledger.Entry, ranges []ledger.RowRange) error {
	if _, err := t.Tx.Exec(t.Ctx, `INSERT INTO ledger_entry (seq, at, actor, name, capacity, deed, subject, outcome, basis, summary, detail, rows_digest, prev, hash, sm3)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		e.Seq, e.At, e.Actor, e.Name, e.Capacity, e.Deed, e.Subject, e.Outcome, e.Basis, e.Summary, e.Detail, e.Rows, e.Prev, e.Hash, e.SM3); err != nil {
		return err
	}
	for _, r := range ranges {
		if _, err := t.Tx.Exec(t.Ctx, "INSERT INTO ledger_row (seq, tbl, first_id, n, digests) VALUES ($1, $2, $3, $4, $5)",
			e.Seq, r.Table, r.First, r.Count, r.Digests); err != nil {
			return err
		}
	}
	hashes, err := tlog.StoredHashesForRecordHash(e.Seq-1, e.Leaf(), hashReader{t.Ctx, t.Tx})
	if err != nil {
		return err
	}
	at := tlog.StoredHashIndex(0, e.Seq-1)
	for i, h := range hashes {
		if _, err := t.Tx.Exec(t.Ctx, "INSERT INTO ledger_hash (idx, hash) VALUES ($1, $2)", at+int64(i), h[:]); err != nil {
			return err
		}
	}
	return nil
}

// digests takes the digests of the touched rows and packs them by runs.
func (t *Tx) digests() ([]ledger.RowRange, error) {
	ranges := t.ranges
	tables := make([]string, 0, len(t.touched))
	for table := range t.touched {
		tables = append(tables, table)
	}
	sort.Strings(tables)
	for _, table := range tables {
		ids := make([]int64, 0, len(t.touched[table]))
		for id := range t.touched[table] {
			ids = append(ids, id)
		}
		slices.Sort(ids)
		cols, _ := watchedColumns(table)
		got := map[int64][ledger.DigestSize]byte{}
		for chunk := range slices.Chunk(ids, 500) {
			f := db.NewFilter()
			db.In(f, "id", chunk)
			err := eachDigest(t.Ctx, t.Tx, table, cols, f, func(id int64, d [ledger.DigestSize]byte) { got[id] = d })
			if err != nil {
				return nil, err
			}
		}
		for i := 0; i < len(ids); {
			j := i + 1
			for j < len(ids) && ids[j] == ids[j-1]+1 && j-i < 4096 {
				j++
			}
			r := ledger.RowRange{Table: table, First: ids[i], Count: int64(j - i)}
			for _, id := range ids[i:j] {
				d := got[id] // zero for a removed row
				r.Digests = append(r.Digests, d[:]...)
			}
			ranges = append(ranges, r)
			i = j
		}
	}
	return ranges, nil
}

func eachDigest(ctx context.Context, r db.Reader, table string, cols []string, f *db.Filter, fn func(int64, [ledger.DigestSize]byte)) error {
	rows, err := r.Query(ctx, "SELECT id, "+strings.Join(cols, ", ")+" FROM "+table+f.Where()+" ORDER BY id", f.Args()...)
	if err != nil {
		return db.Error(err)
	}
	defer rows.Close()
	vals := make([]any, len(cols)+1)
	ptrs := make([]any, len(vals))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	for rows.Next() {
		if err := rows.Scan(ptrs...); err != nil {
			return db.Error(err)
		}
		id, _ := vals[0].(int64)
		fn(id, ledger.RowDigest(table, id, cols, vals[1:]))
	}
	return db.Error(rows.Err())
}

type hashReader struct {
	ctx context.Context
	r   db.Reader
}

// ReadHashes gives the stored hashes of the Merkle tree.
func (h hashReader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, idx := range indexes {
		b, err := db.One[[]byte](h.ctx, h.r, "SELECT hash FROM ledger_hash WHERE idx = $1", idx)
		if err != nil {
			return nil, err
		}
		if len(b) != tlog.HashSize {
			return nil, fmt.Errorf("act: stored hash %d has %d bytes", idx, len(b))
		}
		out[i] = tlog.Hash(b)
	}
	return out, nil
}
