package act

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
)

// checkpoint signs the tree once a day, with the first act of the day.
func (d *Door) checkpoint(t *Tx, e *ledger.Entry) error {
	day := civil.DateOf(clock.FromMicros(e.At)).String()
	d.mu.Lock()
	have := d.lastDay >= day
	d.mu.Unlock()
	if have {
		return nil
	}
	t.After(func() {
		d.mu.Lock()
		d.lastDay = max(d.lastDay, day)
		d.mu.Unlock()
	})
	if _, ok, err := db.Maybe[int64](t.Ctx, t.Tx, "SELECT 1 FROM ledger_checkpoint WHERE day >= $1", day); err != nil || ok {
		return err
	}
	c, err := d.sign(t.Ctx, t.Tx, day, e.At, e.Seq)
	if err != nil {
		return err
	}
	_, err = t.Tx.Exec(t.Ctx, "INSERT INTO ledger_checkpoint (day, size, root, note, at) VALUES ($1, $2, $3, $4, $5)",
		c.Day, c.Size, c.Root, c.Note, c.At)
	return err
}

func (d *Door) sign(ctx context.Context, r db.Reader, day string, at, size int64) (ledger.Checkpoint, error) {
	root, err := tlog.TreeHash(size, hashReader{ctx, r})
	if err != nil {
		return ledger.Checkpoint{}, err
	}
	return d.key.Sign(d.orig, day, at, size, root)
}

// Head signs the ledger as it stands now; printed or kept elsewhere it is a
// witness against later changes.
func (d *Door) Head(ctx context.Context) (ledger.Checkpoint, error) {
	var c ledger.Checkpoint
	err := d.pool.Snapshot(ctx, func(r db.Reader) error {
		size, err := db.One[int64](ctx, r, "SELECT coalesce(max(seq), 0) FROM ledger_entry")
		if err != nil {
			return err
		}
		if size == 0 {
			return fault.New(fault.NotFound, "台账还是空的。")
		}
		c, err = d.sign(ctx, r, d.Today().String(), d.Now(), size)
		return err
	})
	return c, err
}

const entryColumns = "seq, at, actor, name, capacity, deed, subject, outcome, basis, summary, detail, rows_digest, prev, hash, sm3"

// Prove makes the offline proof of one entry against the ledger as it stands now.
func (d *Door) Prove(ctx context.Context, seq int64) (*ledger.Proof, error) {
	var p *ledger.Proof
	err := d.pool.Snapshot(ctx, func(r db.Reader) error {
		e, ok, err := db.Maybe[ledger.Entry](ctx, r, "SELECT "+entryColumns+" FROM ledger_entry WHERE seq = $1", seq)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Newf(fault.NotFound, "台账里没有第 %d 条。", seq)
		}
		size, err := db.One[int64](ctx, r, "SELECT max(seq) FROM ledger_entry")
		if err != nil {
			return err
		}
		path, err := tlog.ProveRecord(size, seq-1, hashReader{ctx, r})
		if err != nil {
			return err
		}
		c, err := d.sign(ctx, r, d.Today().String(), d.Now(), size)
		if err != nil {
			return err
		}
		p = &ledger.Proof{Kind: ledger.ProofKind, Entry: e, Path: []string{}, Checkpoint: c.Note, PublicKey: d.key.Public}
		for _, h := range path {
			p.Path = append(p.Path, hex.EncodeToString(h[:]))
		}
		return nil
	})
	return p, err
}

// guarded reports whether the guards that make the ledger append-only are there.
func guarded(ctx context.Context, r db.Reader) (bool, error) {
	guards := "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'ledger_%_no_%'"
	want := int64(6)
	if r.Dialect() == db.Postgres {
		guards, want = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'ledger_%_append_only' AND NOT tgisinternal AND tgenabled <> 'D'", 3
	}
	n, err := db.One[int64](ctx, r, guards)
	return n == want, err
}

// checkTail is the start-up check: the append-only guards are there and the last
// entries chain. It does not grow with the ledger.
func (d *Door) checkTail(ctx context.Context) error {
	r := d.Reader()
	if ok, err := guarded(ctx, r); err != nil {
		return err
	} else if !ok {
		return fault.New(fault.Unavailable, "台账的防改触发器被移除过。数据可能已被改动，请先用“lantai ledger verify”核验，再由系统管理员从备份恢复。")
	}
	tail, err := db.All[ledger.Entry](ctx, r, "SELECT "+entryColumns+" FROM ledger_entry ORDER BY seq DESC LIMIT 200")
	if err != nil {
		return err
	}
	for i, e := range tail {
		stored := e.Hash
		e.Seal()
		if e.Hash != stored || i+1 < len(tail) && e.Prev != tail[i+1].Hash {
			return fault.Newf(fault.Unavailable, "台账第 %d 条与其摘要不符，数据被改动过。请用“lantai ledger verify”查明，并从备份恢复。", e.Seq)
		}
	}
	return nil
}

// Finding is one thing wrong that a verification found.
type Finding struct {
	Where   string `json:"where"` // "ledger_entry:17", "archive_item:3", "file:<sha256>"
	Kind    string `json:"kind"`  // changed, missing, extra, chain, signature
	Message string `json:"message"`
}

// Report is the result of a verification.
type Report struct {
	OK          bool      `json:"ok"`
	Entries     int64     `json:"entries"`
	Rows        int64     `json:"rows"`
	Checkpoints int64     `json:"checkpoints"`
	Root        string    `json:"root"`
	Findings    []Finding `json:"findings"`
	More        int64     `json:"more,omitempty"` // findings beyond the first thousand
}

// Add notes a finding.
func (r *Report) Add(where, kind, format string, a ...any) {
	if len(r.Findings) >= 1000 {
		r.More++
		return
	}
	r.Findings = append(r.Findings, Finding{where, kind, fmt.Sprintf(format, a...)})
}

// latest holds, for one table, the last committed digest of every row id.
type latest struct{ digests []byte }

func (l *latest) set(first int64, d []byte) {
	end := int(first)*ledger.DigestSize + len(d)
	if end > len(l.digests) {
		l.digests = append(l.digests, make([]byte, end-len(l.digests))...)
	}
	copy(l.digests[int(first)*ledger.DigestSize:], d)
}

func (l *latest) get(id int64) []byte {
	at := int(id) * ledger.DigestSize
	if l == nil || id < 0 || at+ledger.DigestSize > len(l.digests) {
		return nil
	}
	return l.digests[at : at+ledger.DigestSize]
}

var zeroDigest [ledger.DigestSize]byte

// Verify reads the whole ledger and every watched row: chain, digests, Merkle
// root, checkpoints (and witnesses: signed notes kept elsewhere), and each row
// against the digest the ledger holds for it. Rows are named in what it finds.
func (d *Door) Verify(ctx context.Context, witnesses ...string) (*Report, error) {
	rep := &Report{Findings: []Finding{}}
	err := d.pool.Snapshot(ctx, func(r db.Reader) error {
		if ok, err := guarded(ctx, r); err != nil {
			return err
		} else if !ok {
			rep.Add("ledger_guards", "missing", "台账的防改触发器被移除过，其后的改动不会被数据库拦下。")
		}
		last, sums, err := d.verifyRanges(ctx, r)
		if err != nil {
			return err
		}
		if err := d.verifyChain(ctx, r, rep, sums, witnesses); err != nil {
			return err
		}
		return d.verifyRows(ctx, r, rep, last)
	})
	rep.OK = err == nil && len(rep.Findings) == 0
	return rep, err
}

// maxRowID bounds the memory that a forged range can claim.
const maxRowID = 1 << 27

func (d *Door) verifyRanges(ctx context.Context, r db.Reader) (map[string]*latest, map[int64]string, error) {
	last := map[string]*latest{}
	sums := map[int64]string{}
	var seq int64
	var cur []ledger.RowRange
	flush := func() {
		if len(cur) > 0 {
			sums[seq] = ledger.RowsDigest(cur)
			cur = nil
		}
	}
	err := db.Each(ctx, r, "SELECT seq, tbl, first_id, n, digests FROM ledger_row ORDER BY seq, tbl, first_id", nil, func(x *ledger.RowRange) error {
		if x.Seq != seq {
			flush()
			seq = x.Seq
		}
		cur = append(cur, *x)
		if x.First < 0 || x.First > maxRowID || int64(len(x.Digests)) != x.Count*ledger.DigestSize {
			return nil // the digest over the ranges will not agree
		}
		l := last[x.Table]
		if l == nil {
			l = &latest{}
			last[x.Table] = l
		}
		l.set(x.First, x.Digests)
		return nil
	})
	flush()
	return last, sums, err
}

func (d *Door) verifyChain(ctx context.Context, r db.Reader, rep *Report, sums map[int64]string, witnesses []string) error {
	type mark struct {
		root   string
		source string
	}
	marks := map[int64][]mark{}
	var maxMark int64
	addNote := func(source, signed string) {
		size, root, err := ledger.OpenCheckpoint(signed, d.key.Verifier)
		if err != nil {
			rep.Add(source, "signature", "检查点的签名不符：可能换过密钥，或检查点被改动。")
			return
		}
		marks[size] = append(marks[size], mark{base64.StdEncoding.EncodeToString(root[:]), source})
		maxMark = max(maxMark, size)
	}
	cps, err := db.All[ledger.Checkpoint](ctx, r, "SELECT day, size, root, note, at FROM ledger_checkpoint ORDER BY day")
	if err != nil {
		return err
	}
	for _, c := range cps {
		rep.Checkpoints++
		addNote("ledger_checkpoint:"+c.Day, c.Note)
	}
	for i, w := range witnesses {
		addNote(fmt.Sprintf("witness:%d", i+1), w)
	}
	var prev ledger.Entry
	tree := compactTree{all: sha256.New()}
	err = db.Each(ctx, r, "SELECT "+entryColumns+" FROM ledger_entry ORDER BY seq", nil, func(e *ledger.Entry) error {
		where := fmt.Sprintf("ledger_entry:%d", e.Seq)
		for want := prev.Seq + 1; want < e.Seq && want < prev.Seq+100; want++ {
			rep.Add(fmt.Sprintf("ledger_entry:%d", want), "missing", "台账缺第 %d 条。", want)
		}
		stored := *e
		e.Seal()
		if e.Hash != stored.Hash || e.SM3 != stored.SM3 {
			rep.Add(where, "changed", "台账第 %d 条的内容与其摘要不符。", e.Seq)
		}
		if stored.Prev != prev.Hash {
			rep.Add(where, "chain", "台账第 %d 条接不上前一条。", e.Seq)
		}
		if stored.At < prev.At {
			rep.Add(where, "chain", "台账第 %d 条的时间早于前一条。", e.Seq)
		}
		if sums[e.Seq] != stored.Rows {
			rep.Add(where, "changed", "台账第 %d 条所列各行的摘要被改动过。", e.Seq)
		}
		delete(sums, e.Seq)
		tree.add(tlog.RecordHash(stored.Canonical()))
		prev = stored
		rep.Entries++
		for _, m := range marks[e.Seq] {
			root := tree.root()
			if base64.StdEncoding.EncodeToString(root[:]) != m.root {
				rep.Add(m.source, "changed", "前 %d 条台账与当时签名的检查点不符：此前的记录被改动过。", e.Seq)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if maxMark > rep.Entries {
		rep.Add(fmt.Sprintf("ledger_entry:%d", rep.Entries+1), "missing", "检查点签过 %d 条，现在只有 %d 条：末尾被删去。", maxMark, rep.Entries)
	}
	for seq := range sums {
		rep.Add(fmt.Sprintf("ledger_entry:%d", seq), "extra", "有不属于任何台账条目的行摘要（第 %d 条）。", seq)
	}
	if rep.Entries > 0 {
		root := tree.root()
		rep.Root = base64.StdEncoding.EncodeToString(root[:])
	}
	stored := sha256.New()
	if err := db.Each(ctx, r, "SELECT hash FROM ledger_hash ORDER BY idx", nil, func(h *[]byte) error {
		stored.Write(*h)
		return nil
	}); err != nil {
		return err
	}
	if !bytes.Equal(stored.Sum(nil), tree.all.Sum(nil)) {
		rep.Add("ledger_hash", "changed", "存下的默克尔树与台账不符。")
	}
	return nil
}

func (d *Door) verifyRows(ctx context.Context, r db.Reader, rep *Report, last map[string]*latest) error {
	for _, table := range Watched() {
		cols, _ := watchedColumns(table)
		l := last[table]
		seen := map[int64]bool{}
		var next int64
		missing := func(upTo int64) {
			for ; next < upTo && l != nil && int(next)*ledger.DigestSize < len(l.digests); next++ {
				if want := l.get(next); !bytes.Equal(want, zeroDigest[:]) && !seen[next] {
					rep.Add(fmt.Sprintf("%s:%d", table, next), "missing", "%s 的第 %d 行不见了。", table, next)
				}
			}
		}
		err := eachDigest(ctx, r, table, cols, db.NewFilter(), func(id int64, got [ledger.DigestSize]byte) {
			rep.Rows++
			missing(id)
			next = max(next, id+1)
			want := l.get(id)
			where := fmt.Sprintf("%s:%d", table, id)
			switch {
			case want == nil || bytes.Equal(want, zeroDigest[:]):
				rep.Add(where, "extra", "%s 的第 %d 行台账里没有记载。", table, id)
			case !bytes.Equal(want, got[:]):
				rep.Add(where, "changed", "%s 的第 %d 行被绕过台账改动过。", table, id)
			}
		})
		if err != nil {
			return err
		}
		missing(maxRowID + 1)
	}
	return nil
}

// compactTree keeps the roots of the complete subtrees of a growing Merkle tree,
// and a digest over all its nodes in the order in which they are stored.
type compactTree struct {
	n     int64
	stack []tlog.Hash
	all   hash.Hash
}

func (c *compactTree) add(leaf tlog.Hash) {
	h := leaf
	c.all.Write(h[:])
	for n := c.n; n&1 == 1; n >>= 1 {
		h = tlog.NodeHash(c.stack[len(c.stack)-1], h)
		c.stack = c.stack[:len(c.stack)-1]
		c.all.Write(h[:])
	}
	c.stack = append(c.stack, h)
	c.n++
}

func (c *compactTree) root() tlog.Hash {
	var h tlog.Hash
	for i := len(c.stack) - 1; i >= 0; i-- {
		if i == len(c.stack)-1 {
			h = c.stack[i]
		} else {
			h = tlog.NodeHash(c.stack[i], h)
		}
	}
	return h
}

// Entries lists ledger entries, newest first, before the given seq (0: from the
// end), narrowed by deed prefix, actor and subject where given.
func Entries(ctx context.Context, r db.Reader, f EntryFilter, limit int) ([]ledger.Entry, error) {
	w := db.NewFilter()
	if f.Before > 0 {
		w.And("seq < ?", f.Before)
	}
	if f.Actor != "" {
		w.And("actor = ?", f.Actor)
	}
	if f.Subject != "" {
		w.And("subject = ?", f.Subject)
	}
	if f.Deed != "" {
		w.And("deed >= ? AND deed < ?", f.Deed, f.Deed+"\U0010FFFF")
	}
	if f.Outcome != "" {
		w.And("outcome = ?", f.Outcome)
	}
	if !f.From.IsZero() {
		w.And("at >= ?", f.From.Time().UnixMicro())
	}
	if !f.To.IsZero() {
		w.And("at < ?", f.To.AddDays(1).Time().UnixMicro())
	}
	return db.All[ledger.Entry](ctx, r, "SELECT "+entryColumns+" FROM ledger_entry"+w.Where()+" ORDER BY seq DESC LIMIT "+w.Arg(int64(limit)), w.Args()...)
}

// EntryFilter narrows a list of ledger entries; zero fields do not.
type EntryFilter struct {
	Before                        int64
	Actor, Subject, Deed, Outcome string
	From, To                      civil.Date
}

// Subject names a row in the ledger: "table:id".
func Subject(table string, id int64) string { return fmt.Sprintf("%s:%d", table, id) }

// SubjectOf takes apart what Subject made; id is 0, which no row has, where the
// subject names no row.
func SubjectOf(subject string) (table string, id int64) {
	table, tail, _ := strings.Cut(subject, ":")
	id, err := strconv.ParseInt(tail, 10, 64)
	if err != nil {
		return table, 0
	}
	return table, id
}
