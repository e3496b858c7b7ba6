// Package audit shows the ledger: to the audit administrator whole, with filters,
// receipts, verification and the signed head on paper; to everybody the history
// of one thing that they may see.
//
// Words: ledger 台账, entry 存证, receipt 存证凭证, signed head 纸上锚点.
package audit

import (
	"context"
	"embed"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/ledger"
)

// Read is the right to read the whole ledger, verify it and take copies.
const Read act.Right = "audit.read"

func init() {
	act.DeclareRights(Read)
	org.NameRights(map[act.Right]string{Read: "查阅和核验台账"})
}

//go:embed schema/*.sql
var files embed.FS

// Schema is an index over the ledger's own tables.
var Schema = db.Schema{Name: "audit", Base: 2100, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Audit reads the ledger.
type Audit struct {
	Door *act.Door
	// Bureau stands on printed heads.
	Bureau string
	// CodeOf gives the archival code of an entry's subject, empty if it has none;
	// nil asks nobody.
	CodeOf func(ctx context.Context, subject string) (string, error)
}

// Filter says which entries are wanted; zero fields ask for nothing.
type Filter struct {
	From, To civil.Date // both days included
	Actor    string     // sign-in name
	Deed     string     // exactly, or with a dot at its end everything below ("org.")
	Outcome  string     // ledger.Done or ledger.Refused
	Subject  string     // exactly
	Basis    string     // a clause that is cited
}

// IsZero reports whether the filter lets everything through.
func (f Filter) IsZero() bool { return f == Filter{} }

// where makes the conditions of f. Days become numbers: time never runs backwards
// in the ledger, so two short searches replace reading everything.
func (a *Audit) where(ctx context.Context, r db.Reader, f Filter) (*db.Filter, error) {
	w := db.NewFilter()
	if !f.From.IsZero() {
		seq, err := firstAt(ctx, r, f.From.Time().UnixMicro())
		if err != nil {
			return nil, err
		}
		w.And("seq >= ?", seq)
	}
	if !f.To.IsZero() {
		seq, err := firstAt(ctx, r, f.To.AddDays(1).Time().UnixMicro())
		if err != nil {
			return nil, err
		}
		w.And("seq < ?", seq)
	}
	if f.Actor != "" {
		w.And("actor = ?", f.Actor)
	}
	if strings.HasSuffix(f.Deed, ".") {
		w.And("deed LIKE ? ESCAPE '!'", likeLiteral(f.Deed)+"%")
	} else if f.Deed != "" {
		w.And("deed = ?", f.Deed)
	}
	if f.Outcome != "" {
		w.And("outcome = ?", f.Outcome)
	}
	if f.Subject != "" {
		w.And("subject = ?", f.Subject)
	}
	if f.Basis != "" {
		w.And("',' || basis || ',' LIKE ? ESCAPE '!'", "%,"+likeLiteral(f.Basis)+",%")
	}
	return w, nil
}

func likeLiteral(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// firstAt is the number of the first entry at or after an instant; one past the
// last if there is none.
func firstAt(ctx context.Context, r db.Reader, at int64) (int64, error) {
	last, err := db.One[int64](ctx, r, q.SQL("last"))
	if err != nil {
		return 0, err
	}
	lo, hi := int64(1), last+1
	for lo < hi {
		mid := lo + (hi-lo)/2
		t, ok, err := db.Maybe[int64](ctx, r, q.SQL("at"), mid)
		if err != nil {
			return 0, err
		}
		if !ok || t >= at {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, nil
}

// Page is a part of the ledger, the newest entry first.
type Page struct {
	Entries    []ledger.Entry
	Newer      int64 // "after" of the page before; 0 if this is the first
	Older      int64 // "before" of the next page; 0 if this is the last
	Total      int   // entries behind the filter, counted up to MostCounted
	TotalAtMin bool  // there are more than Total
}

// MostCounted bounds the counting of a filtered list.
const MostCounted = 10_000

// List gives up to limit entries before (or, if after is set, after) a number.
func (a *Audit) List(ctx context.Context, f Filter, before, after int64, limit int) (Page, error) {
	var p Page
	r := a.Door.Reader()
	w, err := a.where(ctx, r, f)
	if err != nil {
		return p, err
	}
	count := "SELECT count(*) FROM (SELECT 1 FROM ledger_entry" + w.Where() + " LIMIT " + w.Arg(MostCounted+1) + ") AS counted"
	if p.Total, err = db.One[int](ctx, r, count, w.Args()...); err != nil {
		return p, err
	}
	if p.Total > MostCounted {
		p.Total, p.TotalAtMin = MostCounted, true
	}
	w, err = a.where(ctx, r, f)
	if err != nil {
		return p, err
	}
	order := " ORDER BY seq DESC LIMIT "
	if after > 0 {
		w.And("seq > ?", after)
		order = " ORDER BY seq ASC LIMIT "
	} else if before > 0 {
		w.And("seq < ?", before)
	}
	where := w.Where()
	list, err := db.All[ledger.Entry](ctx, r, q.SQL("entries")+where+order+w.Arg(limit+1), w.Args()...)
	if err != nil {
		return p, err
	}
	more := len(list) > limit
	list = list[:min(len(list), limit)]
	if after > 0 {
		for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
			list[i], list[j] = list[j], list[i]
		}
	}
	p.Entries = list
	if len(list) == 0 {
		return p, nil
	}
	first, last := list[0].Seq, list[len(list)-1].Seq
	if after > 0 {
		p.Older = last
		if more {
			p.Newer = first
		}
		return p, nil
	}
	if more {
		p.Older = last
	}
	if before > 0 {
		p.Newer = first
	}
	return p, nil
}

// Entry gives one entry.
func (a *Audit) Entry(ctx context.Context, seq int64) (ledger.Entry, error) {
	e, ok, err := db.Maybe[ledger.Entry](ctx, a.Door.Reader(), q.SQL("entry"), seq)
	if err == nil && !ok {
		err = fault.Newf(fault.NotFound, "台账里没有第 %d 条。", seq)
	}
	return e, err
}

// Of gives the acts that concern one row of a watched table, the newest first:
// those that name it as their subject and those that wrote it together with
// others. Whether the reader may see the row is the caller's to check.
func Of(ctx context.Context, r db.Reader, table string, id int64, limit int) ([]ledger.Entry, error) {
	return db.All[ledger.Entry](ctx, r, q.SQL("history"), act.Subject(table, id), table, id, limit)
}

// decidedAmong bounds how far back Decided looks, so that a clause nobody cites
// does not cost the reading of the whole ledger.
const decidedAmong = 20_000

// Decided gives the newest acts that rest on a clause, among the last twenty
// thousand: all of them to those who may read the ledger, to others their own.
func (a *Audit) Decided(ctx context.Context, who act.Actor, clause law.ID, limit int) ([]ledger.Entry, error) {
	if !who.SignedIn() {
		return nil, nil
	}
	f := Filter{Basis: string(clause)}
	if !who.May(Read) {
		f.Actor = who.Login
	}
	r := a.Door.Reader()
	last, err := db.One[int64](ctx, r, q.SQL("last"))
	if err != nil {
		return nil, err
	}
	w, err := a.where(ctx, r, f)
	if err != nil {
		return nil, err
	}
	w.And("seq > ?", last-decidedAmong)
	where := w.Where()
	return db.All[ledger.Entry](ctx, r, q.SQL("entries")+where+" ORDER BY seq DESC LIMIT "+w.Arg(limit), w.Args()...)
}
