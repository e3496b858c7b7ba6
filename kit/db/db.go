// Package db is the thin layer between readable SQL and Go: one text with
// PostgreSQL-style $1 parameters for SQLite and PostgreSQL, generic scanning,
// named queries that say whom their rows are for, and driver errors turned into
// ours in one place.
//
// Nobody outside kit opens a database. Reads go through the Reader that the door
// (kit/act) hands out; writes happen only inside a deed, on a Writer.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"lantai.internal/base/fault"
)

// Dialect tells the two databases apart where they truly differ.
type Dialect uint8

// The databases.
const (
	SQLite Dialect = iota
	Postgres
)

// String is the name used in file names of migrations.
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Reader reads. Arguments may be strings, integers, booleans (stored as 0/1),
// bytes and anything with a driver Value; instants are int64 microseconds UTC.
type Reader interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	Dialect() Dialect
}

// Writer reads and writes inside one transaction.
type Writer interface {
	Reader
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	Prepare(ctx context.Context, query string) (*sql.Stmt, error)
}

// Args makes arguments fit for both drivers: booleans become 0 and 1.
func Args(args []any) []any {
	isBool := func(a any) bool { _, ok := a.(bool); return ok }
	if !slices.ContainsFunc(args, isBool) {
		return args
	}
	out := slices.Clone(args)
	for i, a := range out {
		switch a {
		case true:
			out[i] = int64(1)
		case false:
			out[i] = int64(0)
		}
	}
	return out
}

// All runs a query and scans every row into a T: a struct with `db:"column"`
// tags (embedded structs are flattened), or a single scalar.
func All[T any](ctx context.Context, r Reader, query string, args ...any) ([]T, error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return nil, Error(err)
	}
	defer rows.Close()
	var out []T
	scan, err := scanner[T](rows)
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var v T
		if err := scan(&v); err != nil {
			return nil, Error(err)
		}
		out = append(out, v)
	}
	return out, Error(rows.Err())
}

// Each runs a query and calls fn for every row, without holding them.
func Each[T any](ctx context.Context, r Reader, query string, args []any, fn func(*T) error) error {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return Error(err)
	}
	defer rows.Close()
	scan, err := scanner[T](rows)
	if err != nil {
		return err
	}
	for rows.Next() {
		var v T
		if err := scan(&v); err != nil {
			return Error(err)
		}
		if err := fn(&v); err != nil {
			return err
		}
	}
	return Error(rows.Err())
}

// One runs a query that finds at most one row; none is a NotFound fault.
func One[T any](ctx context.Context, r Reader, query string, args ...any) (T, error) {
	v, ok, err := Maybe[T](ctx, r, query, args...)
	if err == nil && !ok {
		err = &fault.Error{Kind: fault.NotFound, Op: "db.One"}
	}
	return v, err
}

// Maybe runs a query that finds at most one row; ok says whether it did.
func Maybe[T any](ctx context.Context, r Reader, query string, args ...any) (v T, ok bool, err error) {
	rows, err := r.Query(ctx, query, args...)
	if err != nil {
		return v, false, Error(err)
	}
	defer rows.Close()
	scan, err := scanner[T](rows)
	if err != nil {
		return v, false, err
	}
	if !rows.Next() {
		return v, false, Error(rows.Err())
	}
	if err := scan(&v); err != nil {
		return v, false, Error(err)
	}
	return v, true, Error(rows.Err())
}

// Exec runs a statement and gives the number of rows it changed.
func Exec(ctx context.Context, w Writer, query string, args ...any) (int64, error) {
	res, err := w.Exec(ctx, query, args...)
	if err != nil {
		return 0, Error(err)
	}
	n, err := res.RowsAffected()
	return n, Error(err)
}

var plans sync.Map // reflect.Type -> map[string][]int

func fieldsOf(t reflect.Type) map[string][]int {
	if p, ok := plans.Load(t); ok {
		return p.(map[string][]int)
	}
	m := map[string][]int{}
	var walk func(t reflect.Type, at []int)
	walk = func(t reflect.Type, at []int) {
		for i := range t.NumField() {
			f := t.Field(i)
			idx := append(append([]int{}, at...), i)
			name := f.Tag.Get("db")
			if f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct {
				walk(f.Type, idx)
				continue
			}
			if name != "" && name != "-" {
				m[name] = idx
			}
		}
	}
	walk(t, nil)
	plans.Store(t, m)
	return m
}

func scanner[T any](rows *sql.Rows) (func(*T) error, error) {
	var zero T
	t := reflect.TypeOf(zero)
	if t == nil || t.Kind() != reflect.Struct || len(fieldsOf(t)) == 0 {
		return func(v *T) error { return rows.Scan(v) }, nil
	}
	cols, err := rows.Columns()
	if err != nil {
		return nil, Error(err)
	}
	fields := fieldsOf(t)
	idx := make([][]int, len(cols))
	for i, c := range cols {
		f, ok := fields[strings.ToLower(c)]
		if !ok {
			return nil, fmt.Errorf("db: %s has no field for column %q", t, c)
		}
		idx[i] = f
	}
	ptrs := make([]any, len(cols))
	return func(v *T) error {
		rv := reflect.ValueOf(v).Elem()
		for i, f := range idx {
			ptrs[i] = rv.FieldByIndex(f).Addr().Interface()
		}
		return rows.Scan(ptrs...)
	}, nil
}

// Clean removes what PostgreSQL refuses in text and SQLite accepts: NUL bytes
// and invalid UTF-8. Call it on text from outside.
func Clean(s string) string {
	return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "\uFFFD")
}

// Trimmed is Clean without the white space around it: what somebody typed into a
// field, as it is stored.
func Trimmed(s string) string { return strings.TrimSpace(Clean(s)) }
