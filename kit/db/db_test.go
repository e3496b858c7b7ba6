package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

func TestCleanGivesWhatPostgresTakes(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "关于印发": "关于印发", "a\x00b": "ab", "\x00\x00": "", "坏\xff字": "坏\uFFFD字", "\xe4\xbd": "\uFFFD", "\r\n\t": "\r\n\t",
	} {
		if got := db.Clean(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", " 关于\t印发\r\n": "关于\t印发", "\x00 a \x00": "a", "　全角　": "全角"} {
		if got := db.Trimmed(in); got != want {
			t.Errorf("%q is trimmed to %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := db.Clean(string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")))
		if !utf8.ValidString(s) || strings.Contains(s, "\x00") || db.Clean(s) != s {
			t.Fatalf("%q", s)
		}
	})
}

func TestFilterNumbersItsArguments(t *testing.T) {
	f := db.NewFilter("first")
	f.And("year = ?", 2013).And("unit = ? OR level <= ?", "BGS", 1)
	db.In(f, "id", []int64{7, 8, 9})
	limit := f.Arg(int64(50))
	want := " WHERE (year = $2) AND (unit = $3 OR level <= $4) AND (id IN ($5, $6, $7))"
	if f.Where() != want || limit != "$8" {
		t.Errorf("%s, limit %s", f.Where(), limit)
	}
	if got := fmt.Sprint(f.Args()...); got != fmt.Sprint("first", 2013, "BGS", 1, int64(7), int64(8), int64(9), int64(50)) {
		t.Errorf("arguments %v", f.Args())
	}
	if w := db.NewFilter().Where(); w != "" {
		t.Errorf("no conditions give %q", w)
	}
	none := db.NewFilter()
	db.In(none, "id", []int64{})
	if none.Where() != " WHERE (1 = 0)" || len(none.Args()) != 0 {
		t.Errorf("an empty list gives %q: it must find nothing, not everything", none.Where())
	}
	mustPanic(t, "arguments", func() { db.NewFilter().And("a = ? AND b = ?", 1) })
	mustPanic(t, "arguments", func() { db.NewFilter().And("a = 1", 1) })
}

func mustPanic(t *testing.T, word string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if v := recover(); v == nil || !strings.Contains(fmt.Sprint(v), word) {
			t.Errorf("panicked with %v, want a word of %q", v, word)
		}
	}()
	f()
}

func TestQueriesSayWhoseRowsTheyGive(t *testing.T) {
	q := db.MustParse("-- a remark\n-- name: one\n-- scope: reach  (by unit)\nSELECT 1\n  FROM x;\n\n-- name: put\nINSERT INTO x (a) VALUES ($1);\n")
	if q.SQL("one") != "SELECT 1\n  FROM x" || q.SQL("put") != "INSERT INTO x (a) VALUES ($1)" || len(q.Names()) != 2 {
		t.Errorf("%q %q %v", q.SQL("one"), q.SQL("put"), q.Names())
	}
	for name, c := range map[string]struct{ text, word string }{
		"no scope":       {"-- name: a\nSELECT 1;", "whose rows"},
		"unknown scope":  {"-- name: a\n-- scope: everybody\nSELECT 1;", "whose rows"},
		"WITH, no scope": {"-- name: a\nWITH x AS (SELECT 1) SELECT * FROM x;", "whose rows"},
		"lower case":     {"-- name: a\nselect 1;", "whose rows"},
		"twice":          {"-- name: a\nDELETE FROM x;\n-- name: a\nDELETE FROM x;", "twice"},
		"empty":          {"-- name: a\n-- name: b\nDELETE FROM x;", "empty"},
		"no name":        {"DELETE FROM x;", "without a name"},
	} {
		t.Run(name, func(t *testing.T) { mustPanic(t, c.word, func() { db.MustParse(c.text) }) })
	}
	mustPanic(t, "no statement named", func() { q.SQL("two") })
}

func TestAssembleMakesBothDialects(t *testing.T) {
	s := db.Schema{Name: "room", Base: 500, Files: fstest.MapFS{
		"schema/001_table.sql":          {Data: []byte("-- +goose Up\nCREATE TABLE room_x (\n  id BIGINT NOT NULL PRIMARY KEY,\n  b BYTES NOT NULL\n);\n")},
		"schema/002_guard.sqlite.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE room_y (a BYTES);\n")},
		"schema/002_guard.postgres.sql": {Data: []byte("-- +goose Up\nSELECT 1;\n")},
	}}
	read := func(d db.Dialect, name string) string {
		t.Helper()
		files, err := db.Assemble(d, s)
		if err != nil {
			t.Fatal(err)
		}
		if got := db.Names(files); len(got) != 2 || got[0] != "00501_room_table.sql" || got[1] != "00502_room_guard.sql" {
			t.Fatalf("%s: %v", d, got)
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if got, want := read(db.SQLite, "00501_room_table.sql"), "-- +goose Up\nCREATE TABLE room_x (\n  id INTEGER NOT NULL PRIMARY KEY,\n  b BLOB NOT NULL\n) STRICT;\n"; got != want {
		t.Errorf("SQLite: %s", got)
	}
	if got, want := read(db.Postgres, "00501_room_table.sql"), "-- +goose Up\nCREATE TABLE room_x (\n  id BIGINT NOT NULL PRIMARY KEY,\n  b BYTEA NOT NULL\n);\n"; got != want {
		t.Errorf("PostgreSQL: %s", got)
	}
	if got := read(db.SQLite, "00502_room_guard.sql"); !strings.Contains(got, "BYTES") {
		t.Errorf("a file for one database was rewritten: %s", got)
	}
	if got := read(db.Postgres, "00502_room_guard.sql"); !strings.Contains(got, "SELECT 1") {
		t.Errorf("the other database's file was taken: %s", got)
	}
	for name, bad := range map[string][]db.Schema{
		"odd name":    {{Name: "room", Files: fstest.MapFS{"schema/1_x.sql": {}}}},
		"no folder":   {{Name: "room", Files: fstest.MapFS{"other/001_x.sql": {}}}},
		"same number": {s, {Name: "other", Base: 400, Files: fstest.MapFS{"schema/101_x.sql": {Data: []byte("x")}}}},
	} {
		if _, err := db.Assemble(db.SQLite, bad...); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestErrorsBecomeOurs(t *testing.T) {
	pg := func(code string) error { return fmt.Errorf("exec: %w", &pgconn.PgError{Code: code}) }
	for name, c := range map[string]struct {
		err  error
		kind fault.Kind
	}{
		"no row":         {sql.ErrNoRows, fault.NotFound},
		"time out":       {context.DeadlineExceeded, fault.Unavailable},
		"cancelled":      {context.Canceled, fault.Unavailable},
		"unique":         {pg("23505"), fault.Conflict},
		"disk full":      {pg("53100"), fault.Full},
		"read-only":      {pg("25006"), fault.Full},
		"out of memory":  {pg("53200"), fault.Unavailable},
		"shutting down":  {pg("57P01"), fault.Unavailable},
		"connection":     {pg("08006"), fault.Unavailable},
		"syntax":         {pg("42601"), fault.Internal},
		"no space":       {fmt.Errorf("write: %w", syscall.ENOSPC), fault.Full},
		"read-only disk": {fmt.Errorf("write: %w", syscall.EROFS), fault.Full},
		"no permission":  {fmt.Errorf("open: %w", fs.ErrPermission), fault.Full},
		"anything":       {errors.New("x"), fault.Internal},
	} {
		if got := fault.Of(db.Error(c.err)).Kind; got != c.kind {
			t.Errorf("%s: %v, want %v", name, got, c.kind)
		}
	}
	ours := fault.Refuse("law.test", "不行")
	if db.Error(nil) != nil || db.Error(ours) != error(ours) {
		t.Error("nil or an error of ours was changed")
	}
	if !db.IsRetry(pg("40001")) || !db.IsRetry(pg("40P01")) || db.IsRetry(pg("23505")) {
		t.Error("what may be run again")
	}
	if !db.IsIO(pg("58030")) || db.IsIO(pg("53100")) {
		t.Error("what says that the disk failed")
	}
}

func TestArgsAreFitForBoth(t *testing.T) {
	in := []any{"a", true, 3, false, nil}
	if got := db.Args(in); fmt.Sprint(got) != "[a 1 3 0 <nil>]" || in[1] != true {
		t.Errorf("%v from %v", got, in)
	}
	plain := []any{"a", 1}
	if got := db.Args(plain); &got[0] != &plain[0] {
		t.Error("arguments without a boolean were copied")
	}
}

type base struct {
	ID int64 `db:"id"`
}

type row struct {
	base
	Text string `db:"text"`
	Flag bool   `db:"flag"`
	Skip string
}

// One text, both databases: order of parameters, scanning, no rows, too many
// columns.
func TestReadingOnBothDatabases(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *act.Door, _ *clock.Movable) {
		ctx, r := t.Context(), d.Reader()
		s, err := db.One[string](ctx, r, "SELECT 'b' || CAST($2 AS TEXT) || 'a' || CAST($1 AS TEXT)", "1", "2")
		if err != nil || s != "b2a1" {
			t.Fatalf("parameters are taken by position, not by number: %q %v", s, err)
		}
		const three = "SELECT 1 AS id, 'x' AS text, 1 AS flag UNION ALL SELECT 2, 'y', 0 UNION ALL SELECT 3, 'z', 1 ORDER BY 1"
		all, err := db.All[row](ctx, r, three)
		if err != nil || len(all) != 3 || all[1].ID != 2 || all[1].Text != "y" || all[1].Flag || !all[2].Flag {
			t.Fatalf("%+v %v", all, err)
		}
		sum := int64(0)
		stop := errors.New("enough")
		err = db.Each(ctx, r, three, nil, func(x *row) error {
			sum += x.ID
			if x.ID == 2 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) || sum != 3 {
			t.Fatalf("%d %v", sum, err)
		}
		if _, err := db.One[row](ctx, r, "SELECT * FROM ("+three+") AS x WHERE id > 3"); !fault.Is(err, fault.NotFound) {
			t.Fatalf("no row: %v", err)
		}
		if _, ok, err := db.Maybe[row](ctx, r, "SELECT * FROM ("+three+") AS x WHERE id > 3"); ok || err != nil {
			t.Fatalf("perhaps a row: %v %v", ok, err)
		}
		if _, err := db.All[row](ctx, r, "SELECT 1 AS id, 'x' AS text, 1 AS flag, 'y' AS surprise"); err == nil || !strings.Contains(err.Error(), "surprise") {
			t.Fatalf("a column without a field: %v", err)
		}
		if _, err := db.One[string](ctx, r, "SELEC 1"); !fault.Is(err, fault.Internal) {
			t.Fatalf("a defect is not the user's: %v", err)
		}
	})
}
