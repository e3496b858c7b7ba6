package pool

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/jackc/pgx/v5/pgconn"

	"lantai.internal/base/fault"
	"lantai.internal/kit/db"
)

func open(t *testing.T) *Pool {
	t.Helper()
	p, err := OpenSQLite(t.Context(), filepath.Join(t.TempDir(), "数据 100%?#.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// The database is its owner's alone, also one that an earlier release made.
func TestFileIsItsOwnersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	for range 2 {
		p, err := OpenSQLite(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Write(t.Context(), func(tx *Tx) error {
			_, err := tx.Exec(t.Context(), "CREATE TABLE IF NOT EXISTS x (a)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{path, path + "-wal", path + "-shm"} {
			if st, err := os.Stat(f); err != nil || st.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", filepath.Base(f), st.Mode(), err)
			}
		}
		p.Close()
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// SQLite says nothing about a misspelt pragma, so a connection string without
// them stands for all the ways in which they can get lost.
func TestPragmasAreReadBack(t *testing.T) {
	good := "?_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)"
	for _, c := range []struct{ from, to, named string }{
		{"journal_mode(WAL)", "jurnal_mode(WAL)", "journal_mode"},
		{"synchronous(FULL)", "synchronous(NORMAL)", "synchronous"},
		{"foreign_keys(1)", "foreign_key(1)", "foreign_keys"},
		{"busy_timeout(10000)", "busy_timeout(1)", "busy_timeout"},
		{"", "", ""},
	} {
		w, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "a.db")+strings.Replace(good, c.from, c.to, 1))
		if err != nil {
			t.Fatal(err)
		}
		p := &Pool{writer: w}
		t.Cleanup(func() { p.Close() })
		err = p.checkSQLite(t.Context())
		if c.named == "" && err != nil || c.named != "" && (err == nil || !strings.Contains(err.Error(), c.named)) {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}

func TestOldEnginesAreRefused(t *testing.T) {
	for v, ok := range map[string]bool{"3.51.2": false, "3.51.3": true, "3.51.10": true, "3.53.0": true, "4.0.0": true, "3.9.99": false, "2.99.9": false, "": false, "three": false, "3.51.3x": false} {
		if err := checkVersion(v); (err == nil) != ok {
			t.Errorf("%q: %v", v, err)
		}
	}
}

func TestReaderCannotWrite(t *testing.T) {
	p := open(t)
	rows, err := p.Reader().Query(t.Context(), "CREATE TABLE x (a TEXT)")
	if err == nil {
		defer rows.Close()
		err = rows.Err()
	}
	if err == nil || !strings.Contains(err.Error(), "readonly") {
		t.Fatalf("the reading side wrote: %v", err)
	}
}

func TestWriteIsWholeOrNothing(t *testing.T) {
	p := open(t)
	count := func() int64 {
		n, err := db.One[int64](t.Context(), p.Reader(), "SELECT count(*) FROM x")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	must := func(fn func(*Tx) error) {
		t.Helper()
		if err := p.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	insert := func(tx *Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO x VALUES ($1)", true)
		return err
	}
	must(func(tx *Tx) error { _, err := tx.Exec(t.Context(), "CREATE TABLE x (a INTEGER)"); return err })
	must(insert)
	if count() != 1 {
		t.Fatal("not kept")
	}
	stop := errors.New("stop")
	if err := p.Write(t.Context(), func(tx *Tx) error { return errors.Join(insert(tx), stop) }); !errors.Is(err, stop) || count() != 1 {
		t.Fatalf("kept after a failure: %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = p.Write(t.Context(), func(tx *Tx) error {
			if err := insert(tx); err != nil {
				t.Error(err)
			}
			panic("a defect")
		})
	}()
	if count() != 1 {
		t.Fatal("kept after a panic")
	}
	must(insert) // and the one connection was given back
	ctx, cancel := context.WithCancel(t.Context())
	if err := p.Write(ctx, func(tx *Tx) error { cancel(); return insert(tx) }); err == nil || count() != 2 {
		t.Fatalf("kept after the request was given up: %v", err)
	}
}

func TestRetries(t *testing.T) {
	p := open(t)
	lost := &pgconn.PgError{Code: "40001"}
	for _, c := range []struct {
		fails, runs int
		ok          bool
	}{{0, 1, true}, {3, 4, true}, {5, 6, true}, {6, 6, false}} {
		runs := 0
		err := p.Write(t.Context(), func(*Tx) error {
			if runs++; runs <= c.fails {
				return fmt.Errorf("lost: %w", lost)
			}
			return nil
		})
		if runs != c.runs || (err == nil) != c.ok {
			t.Errorf("%d failures: %d runs, %v", c.fails, runs, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	if err := p.Write(ctx, func(*Tx) error { runs++; cancel(); return lost }); err == nil || runs != 1 {
		t.Errorf("a request given up was run again: %d runs, %v", runs, err)
	}
}

// A commit that fails without a reason we know may have happened or not.
func TestOutcomeOfACommitUnknown(t *testing.T) {
	p := open(t)
	err := p.Write(t.Context(), func(tx *Tx) error { return tx.Raw.Commit() })
	if !fault.Is(err, fault.Unknown) {
		t.Fatalf("%v", err)
	}
	if strings.Contains(fault.Of(err).Safe(), "sql") {
		t.Fatalf("shown: %q", fault.Of(err).Safe())
	}
}

func TestDiskFailureEndsTheProcess(t *testing.T) {
	p := open(t)
	var told error
	p.Fatal = func(err error) { told = err }
	if err := p.Write(t.Context(), func(*Tx) error { return sql.ErrNoRows }); err == nil || told != nil {
		t.Fatalf("an ordinary failure ended the process: %v", told)
	}
	// Reads a database whose pages were overwritten: the code for corruption.
	path := filepath.Join(t.TempDir(), "broken.db")
	q, err := OpenSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	fill := func(tx *Tx) error {
		if _, err := tx.Exec(t.Context(), "CREATE TABLE x (a TEXT)"); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), "INSERT INTO x SELECT printf('%.4000c', 'x') FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n)")
		return err
	}
	if err := q.Write(t.Context(), fill); err != nil {
		t.Fatal(err)
	}
	if err := q.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(b); i++ {
		b[i] = 0xA5
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if q, err = OpenSQLite(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	q.Fatal = func(err error) { told = err }
	err = q.Write(t.Context(), func(tx *Tx) error { _, err := db.All[string](t.Context(), tx, "SELECT a FROM x"); return err })
	if err == nil || told == nil || !db.IsIO(told) {
		t.Fatalf("a broken disk went unnoticed: %v, told %v", err, told)
	}
}

func TestMigrations(t *testing.T) {
	step := func(n int) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, "-- +goose Up\nCREATE TABLE x%d (a TEXT);\n", n)}
	}
	p := open(t)
	if err := p.Migrate(t.Context(), fstest.MapFS{"00001_a.sql": step(1), "00005_b.sql": step(5)}); err != nil {
		t.Fatal(err)
	}
	// A later release adds numbers below the highest: every package has its block.
	if err := p.Migrate(t.Context(), fstest.MapFS{"00001_a.sql": step(1), "00003_c.sql": step(3), "00005_b.sql": step(5)}); err != nil {
		t.Fatalf("a number below the highest: %v", err)
	}
	if n, err := db.One[int64](t.Context(), p.Reader(), "SELECT count(*) FROM sqlite_master WHERE name IN ('x1', 'x3', 'x5')"); err != nil || n != 3 {
		t.Fatalf("%d tables, %v", n, err)
	}
	if err := p.Migrate(t.Context(), fstest.MapFS{"00001_a.sql": step(1), "00003_c.sql": step(3)}); !fault.Is(err, fault.Conflict) {
		t.Fatalf("a program that lacks a migration opened the database: %v", err)
	}
	err := p.Migrate(t.Context(), fstest.MapFS{"00001_a.sql": step(1), "00003_c.sql": step(3), "00005_b.sql": step(5), "00002_bad.sql": {Data: []byte("-- +goose Up\nCREATE TABLE y (a TEXT);\nCREATE NONSENSE;\n")}})
	if err == nil {
		t.Fatal("a broken migration passed")
	}
	if n, err := db.One[int64](t.Context(), p.Reader(), "SELECT count(*) FROM sqlite_master WHERE name = 'y'"); err != nil || n != 0 {
		t.Fatalf("half of a migration is there: %d, %v", n, err)
	}
}

func TestSnapshotDoesNotMove(t *testing.T) {
	p := open(t)
	run := func(s string) {
		t.Helper()
		if err := p.Write(t.Context(), func(tx *Tx) error { _, err := tx.Exec(t.Context(), s); return err }); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE x (a INTEGER)")
	run("INSERT INTO x VALUES (1)")
	err := p.Snapshot(t.Context(), func(r db.Reader) error {
		for range 2 {
			n, err := db.One[int64](t.Context(), r, "SELECT count(*) FROM x")
			if err != nil || n != 1 {
				t.Errorf("%d rows, %v", n, err)
			}
			run("INSERT INTO x VALUES (2)")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPostgresAddressIsExplained(t *testing.T) {
	for _, dsn := range []string{"postgres://[", "postgres://u:p@127.0.0.1:1/x?connect_timeout=2"} {
		_, err := OpenPostgres(t.Context(), dsn)
		if f := fault.Of(err); err == nil || f.Say == "" || strings.Contains(f.Safe(), "u:p") {
			t.Errorf("%s: %v", dsn, err)
		}
	}
}
