// Package pool opens the database. It is importable from kit only, so that a
// write transaction can begin nowhere but at the one door (kit/act).
package pool

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"modernc.org/sqlite" // registers "sqlite" and gives its version

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

var _ = sqlite.Driver{}

// Pool is an open database: one writer at a time, several readers.
type Pool struct {
	writer, reader *sql.DB
	dialect        db.Dialect
	kept           *statements // of the reading side; nil on PostgreSQL, whose driver keeps them
	// Fatal is called when the disk under the database failed: nothing after
	// that can be trusted, so the process ends and the next start decides.
	Fatal func(error)

	readOnly error // why nothing can be written, nil if it can
}

// OpenSQLite opens (and creates) the database file at path. If it or its folder
// cannot be written, it is opened for reading only.
func OpenSQLite(ctx context.Context, path string) (*Pool, error) {
	if err := writable(path); err != nil {
		return openReadOnly(ctx, path, err)
	}
	if err := ownOnly(path); err != nil {
		return nil, db.Error(err)
	}
	w, err := sql.Open("sqlite", sqliteURL(path, "_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"))
	if err != nil {
		return nil, db.Error(err)
	}
	w.SetMaxOpenConns(1)
	p := &Pool{writer: w, dialect: db.SQLite, Fatal: exit}
	if err := p.checkSQLite(ctx); err != nil {
		w.Close()
		return nil, err
	}
	r, err := sql.Open("sqlite", sqliteURL(path, "_pragma=query_only(1)"))
	if err != nil {
		w.Close()
		return nil, db.Error(err)
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	p.reader, p.kept = r, &statements{all: map[string]*sql.Stmt{}}
	return p, nil
}

// checkSQLite reads back what the connection string asked for: SQLite says
// nothing about a pragma it does not know.
func (p *Pool) checkSQLite(ctx context.Context) error {
	for _, c := range []struct{ pragma, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"busy_timeout", "10000"},
	} {
		var got string
		if err := p.writer.QueryRowContext(ctx, "PRAGMA "+c.pragma).Scan(&got); err != nil {
			return db.Error(err)
		}
		if got != c.want {
			return fmt.Errorf("pool: PRAGMA %s is %q, want %q", c.pragma, got, c.want)
		}
	}
	var v string
	if err := p.writer.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&v); err != nil {
		return db.Error(err)
	}
	return checkVersion(v)
}

// checkVersion refuses a SQLite older than 3.51.3: those can corrupt a WAL
// database when two connections checkpoint at once.
func checkVersion(v string) error {
	var n [3]int
	for i, part := range strings.SplitN(v, ".", len(n)) {
		var err error
		if n[i], err = strconv.Atoi(part); err != nil {
			return fmt.Errorf("pool: SQLite version %q is not a.b.c", v)
		}
	}
	if slices.Compare(n[:], []int{3, 51, 3}) < 0 {
		return fmt.Errorf("pool: SQLite %s is older than 3.51.3", v)
	}
	return nil
}

// OpenPostgres opens the database at a postgres:// URL.
func OpenPostgres(ctx context.Context, dsn string) (*Pool, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "pool", Field: "database", Say: "数据库地址写法不对，应为 postgres://用户:口令@主机/库名。", Err: err}
	}
	cfg.RuntimeParams["timezone"] = "UTC"
	cfg.RuntimeParams["application_name"] = "lantai"
	w := stdlib.OpenDB(*cfg)
	w.SetMaxOpenConns(8)
	r := stdlib.OpenDB(*cfg)
	r.SetMaxOpenConns(16)
	p := &Pool{writer: w, reader: r, dialect: db.Postgres, Fatal: exit}
	if err := w.PingContext(ctx); err != nil {
		p.Close()
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "pool", Say: "连不上数据库，请检查地址、口令和数据库服务是否启动。", Err: err}
	}
	return p, nil
}

func exit(err error) {
	fmt.Fprintln(os.Stderr, "错误：存放数据库的磁盘读写失败，程序已停止，没有确认的内容没有保存。请检查磁盘（空间、配额、故障），再重新启动；启动时会核对已保存的内容。")
	slog.Error("the disk under the database failed; the process ends so that the next start can check what was kept", "err", err)
	os.Exit(4)
}

// Close closes the database.
func (p *Pool) Close() error {
	var errs []error
	if p.kept != nil {
		errs = append(errs, p.kept.close())
	}
	for _, d := range []*sql.DB{p.reader, p.writer} {
		if d != nil {
			errs = append(errs, d.Close())
		}
	}
	return errors.Join(errs...)
}

// Dialect says which database it is.
func (p *Pool) Dialect() db.Dialect { return p.dialect }

// Reader gives the reading side.
func (p *Pool) Reader() db.Reader { return reader{p.reader, p.dialect, p.kept} }

// WriterDB is the raw writing side, for the job queue and the migrations only.
func (p *Pool) WriterDB() *sql.DB { return p.writer }

// ReaderDB is the raw reading side, for online backup only.
func (p *Pool) ReaderDB() *sql.DB { return p.reader }

// Tx is a write transaction.
type Tx struct {
	Raw     *sql.Tx // for the job queue, which enqueues inside the transaction
	dialect db.Dialect
}

// Query implements db.Writer.
func (t *Tx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	db.Sent(ctx)
	return t.Raw.QueryContext(ctx, q, db.Args(args)...)
}

// QueryRow implements db.Writer.
func (t *Tx) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	db.Sent(ctx)
	return t.Raw.QueryRowContext(ctx, q, db.Args(args)...)
}

// Exec implements db.Writer.
func (t *Tx) Exec(ctx context.Context, q string, args ...any) (sql.Result, error) {
	db.Sent(ctx)
	return t.Raw.ExecContext(ctx, q, db.Args(args)...)
}

// Prepare implements db.Writer.
func (t *Tx) Prepare(ctx context.Context, q string) (*sql.Stmt, error) {
	return t.Raw.PrepareContext(ctx, q)
}

// Dialect implements db.Writer.
func (t *Tx) Dialect() db.Dialect { return t.dialect }

// Write runs fn in one transaction and commits. On PostgreSQL a transaction that
// lost against another is run again, five times at most. A commit whose outcome
// cannot be known is an Unknown fault, never "failed".
func (p *Pool) Write(ctx context.Context, fn func(*Tx) error) error {
	if p.readOnly != nil {
		return p.refuseWrite()
	}
	for attempt := 0; ; attempt++ {
		err := p.once(ctx, fn)
		if err == nil {
			return nil
		}
		if db.IsRetry(err) && attempt < 5 && ctx.Err() == nil {
			continue
		}
		if p.dialect == db.SQLite && db.IsIO(err) {
			p.Fatal(err)
		}
		return db.Error(err)
	}
}

func (p *Pool) once(ctx context.Context, fn func(*Tx) error) (err error) {
	raw, err := p.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			raw.Rollback()
		}
	}()
	if err := fn(&Tx{raw, p.dialect}); err != nil {
		return err
	}
	done = true
	if err := raw.Commit(); err != nil {
		raw.Rollback()
		if db.IsRetry(err) || fault.Is(db.Error(err), fault.Full) {
			return err
		}
		return &fault.Error{Kind: fault.Unknown, Op: "commit", Err: err}
	}
	return nil
}

// Migrate brings the schema up to date; several starters at once are safe.
func (p *Pool) Migrate(ctx context.Context, migrations fs.FS) error {
	if p.readOnly != nil {
		return p.checkMigrated(ctx, migrations)
	}
	dialect := goose.DialectSQLite3
	// Each package numbers its own block, so a later release adds numbers below the highest.
	opts := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true)}
	if p.dialect == db.Postgres {
		dialect = goose.DialectPostgres
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(l))
	}
	g, err := goose.NewProvider(dialect, p.writer, migrations, opts...)
	if err != nil {
		return fault.Wrap("migrate", fault.Internal, err)
	}
	if err := p.notNewer(ctx, g); err != nil {
		return err
	}
	_, err = g.Up(ctx)
	return db.Error(err)
}

// notNewer refuses a database that a later program has changed: this one does
// not know what its columns mean.
func (p *Pool) notNewer(ctx context.Context, g *goose.Provider) error {
	there := "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'"
	if p.dialect == db.Postgres {
		there = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('goose_db_version')"
	}
	if n, err := db.One[int64](ctx, p.Reader(), there); err != nil || n == 0 {
		return err
	}
	applied, err := db.All[int64](ctx, p.Reader(), "SELECT version_id FROM goose_db_version WHERE version_id > 0")
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	for _, s := range g.ListSources() {
		known[s.Version] = true
	}
	for _, v := range applied {
		if !known[v] {
			return &fault.Error{Kind: fault.Conflict, Op: "migrate", Say: "数据目录由更新版本的程序打开过，本程序认不得其中的表。请使用那个版本或更新的程序。",
				Err: fmt.Errorf("migration %d is unknown to this program", v)}
		}
	}
	return nil
}

// Snapshot runs fn on one unchanging view of the database, while others write.
// Only one result may be open at a time.
func (p *Pool) Snapshot(ctx context.Context, fn func(db.Reader) error) error {
	opts := &sql.TxOptions{ReadOnly: true}
	if p.dialect == db.Postgres {
		opts.Isolation = sql.LevelRepeatableRead
	}
	raw, err := p.reader.BeginTx(ctx, opts)
	if err != nil {
		return db.Error(err)
	}
	defer raw.Rollback()
	return fn(&Tx{raw, p.dialect})
}

// CopySQLite writes a consistent copy of the embedded database to a new file,
// while others read and write.
func (p *Pool) CopySQLite(ctx context.Context, from, to string) error {
	how := "mode=rw"
	if p.readOnly != nil {
		how = "mode=ro"
		if st, err := os.Stat(from + "-wal"); err != nil || st.Size() == 0 {
			how += "&immutable=1"
		}
	}
	d, err := sql.Open("sqlite", sqliteURL(from, how))
	if err != nil {
		return db.Error(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return db.Error(err)
	}
	f, err := os.OpenFile(to, os.O_RDWR, 0o600)
	if err != nil {
		return db.Error(err)
	}
	return db.Error(errors.Join(f.Sync(), f.Close()))
}

// Integrity asks the database itself whether its pages are whole: nothing found
// is an empty list. PostgreSQL has no such question and always answers so.
func (p *Pool) Integrity(ctx context.Context) ([]string, error) {
	if p.dialect == db.Postgres {
		return nil, nil
	}
	all, err := db.All[string](ctx, p.Reader(), "PRAGMA integrity_check(20)")
	if err == nil && len(all) == 1 && all[0] == "ok" {
		return nil, nil
	}
	return all, err
}

// Pass lets packages of kit ask the door for its pool. Nobody else can name it.
type Pass struct{}
