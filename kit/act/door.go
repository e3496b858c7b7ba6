package act

import (
	"context"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/internal/pool"
	"lantai.internal/kit/ledger"
)

type poolTx = pool.Tx

// Door is an open installation: its database, its clock, its ledger key.
type Door struct {
	pool  *pool.Pool
	clock clock.Clock
	key   *ledger.Key
	dir   string
	orig  string

	mu      sync.Mutex
	lastDay string
}

// Options say what to open.
type Options struct {
	Dir      string // data folder; holds lantai.db and keys/
	Database string // postgres:// URL; empty for the embedded database
	Origin   string // name in the ledger's checkpoints; default "lantai"
	Clock    clock.Clock
	Schemas  []db.Schema // migrations of every package, besides the ledger's
	// Inspect opens a ledger whose tail is not whole too, so that Verify can name
	// what was changed; then nothing can be written.
	Inspect bool
}

// Open opens the database, brings its schema up to date, checks that the ledger
// is still append-only and that its tail is whole.
func Open(ctx context.Context, o Options) (*Door, error) {
	var p *pool.Pool
	var err error
	if o.Database != "" {
		p, err = pool.OpenPostgres(ctx, o.Database)
	} else {
		p, err = pool.OpenSQLite(ctx, filepath.Join(o.Dir, "lantai.db"))
	}
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = clock.System{}
	}
	if o.Origin == "" {
		o.Origin = "lantai"
	}
	d := &Door{pool: p, clock: o.Clock, dir: o.Dir, orig: o.Origin}
	files, err := db.Assemble(p.Dialect(), append([]db.Schema{ledger.Schema}, o.Schemas...)...)
	if err == nil {
		err = p.Migrate(ctx, files)
	}
	if err == nil {
		d.key, err = ledger.LoadKey(filepath.Join(o.Dir, "keys", "ledger.key"), o.Origin)
	}
	if err == nil {
		if err = d.checkTail(ctx); err != nil && o.Inspect && ctx.Err() == nil {
			p.Freeze(err)
			err = nil
		}
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return d, nil
}

// Migrations gives the assembled migrations, for the schema dump and tests.
func Migrations(dialect db.Dialect, schemas ...db.Schema) (fs.FS, error) {
	return db.Assemble(dialect, append([]db.Schema{ledger.Schema}, schemas...)...)
}

// Close closes the database.
func (d *Door) Close() error { return d.pool.Close() }

// Reader reads what is committed.
func (d *Door) Reader() db.Reader { return d.pool.Reader() }

// Now is the time in microseconds UTC.
func (d *Door) Now() int64 { return clock.Micros(d.clock.Now()) }

// Today is the civil day in Shanghai.
func (d *Door) Today() civil.Date { return civil.DateOf(d.clock.Now()) }

// Clock is the door's clock.
func (d *Door) Clock() clock.Clock { return d.clock }

// ReadOnly says why nothing can be written here (a read-only or full folder),
// nil if it can. Reading goes on; every deed is a Full fault.
func (d *Door) ReadOnly() error { return d.pool.ReadOnly() }

// Dir is the data folder.
func (d *Door) Dir() string { return d.dir }

// PublicKey is the key that verifies the ledger's checkpoints.
func (d *Door) PublicKey() string { return d.key.Public }

func (d *Door) begin(ctx context.Context, p *poolTx, who Actor, deed string) *Tx {
	now := d.clock.Now()
	return &Tx{Tx: p, Ctx: ctx, Actor: who, Now: clock.Micros(now), Today: civil.DateOf(now), door: d, deed: deed}
}

// refused writes a refusal into the ledger. It must not fail the request, which
// is refused already, but a ledger that cannot be written is said aloud.
func (d *Door) refused(ctx context.Context, who Actor, deed string, basis []law.ID, subject string, f *fault.Error) {
	if who.Login == "" {
		who.Login, who.Name = "stranger", "未登录"
	}
	b := basis
	if f.Clause != "" {
		b = append(append([]law.ID{}, basis...), f.Clause)
	}
	err := d.pool.Write(context.WithoutCancel(ctx), func(p *poolTx) error {
		tx := d.begin(ctx, p, who, deed)
		return tx.append(Entry{Subject: subject, Summary: "拒绝：" + f.Safe()}, b, ledger.Refused)
	})
	if err != nil {
		slog.Error("a refusal could not be written into the ledger", "deed", deed, "actor", who.Login, "err", err)
	}
}

// Denied writes into the ledger that somebody was refused a page.
func (d *Door) Denied(ctx context.Context, who Actor, page string, f *fault.Error) {
	d.refused(ctx, who, "page."+page, nil, "", f)
}

// CopyTo writes a consistent copy of the embedded database to a new file while
// others work. PostgreSQL has tools of its own for that.
func (d *Door) CopyTo(ctx context.Context, file string) error {
	if d.pool.Dialect() == db.Postgres {
		return fault.New(fault.Unsupported, "数据在 PostgreSQL 里：请用 pg_dump 备份数据库，并另行备份数据目录中的 files 和 keys。")
	}
	return d.pool.CopySQLite(ctx, filepath.Join(d.dir, "lantai.db"), file)
}

// Integrity asks the database whether its own pages are whole; what it finds
// wrong is listed.
func (d *Door) Integrity(ctx context.Context) ([]string, error) { return d.pool.Integrity(ctx) }
