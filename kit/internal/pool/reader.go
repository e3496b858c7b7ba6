package pool

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"lantai.internal/kit/db"
)

type reader struct {
	d       *sql.DB
	dialect db.Dialect
	kept    *statements
}

// Query implements db.Reader.
func (r reader) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	db.Sent(ctx)
	if s := r.kept.get(ctx, r.d, q); s != nil {
		return s.QueryContext(ctx, db.Args(args)...)
	}
	return r.d.QueryContext(ctx, q, db.Args(args)...)
}

// QueryRow implements db.Reader.
func (r reader) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	db.Sent(ctx)
	if s := r.kept.get(ctx, r.d, q); s != nil {
		return s.QueryRowContext(ctx, db.Args(args)...)
	}
	return r.d.QueryRowContext(ctx, q, db.Args(args)...)
}

// Dialect implements db.Reader.
func (r reader) Dialect() db.Dialect { return r.dialect }

// statements are the queries that were asked before: SQLite takes as long to
// read a statement as to answer it. The first ones stay; a page asks a few dozen.
type statements struct {
	mu     sync.RWMutex
	all    map[string]*sql.Stmt
	closed bool
}

// Bounds of what is kept: how many statements, and how long in bytes. A longer
// one is a list of values, which hardly comes again.
const (
	mostStatements   = 200
	longestStatement = 2000
)

// get gives the statement made ready, or nil if it is to be run as it is.
func (k *statements) get(ctx context.Context, d *sql.DB, q string) *sql.Stmt {
	if k == nil || len(q) > longestStatement {
		return nil
	}
	k.mu.RLock()
	s, full := k.all[q], k.closed || len(k.all) >= mostStatements
	k.mu.RUnlock()
	if s != nil || full {
		return s
	}
	s, err := d.PrepareContext(ctx, q)
	if err != nil {
		return nil // running it gives the error
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if other := k.all[q]; other != nil || k.closed {
		s.Close()
		return other
	}
	k.all[q] = s
	return s
}

func (k *statements) close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	var errs []error
	for _, s := range k.all {
		errs = append(errs, s.Close())
	}
	k.all = nil
	return errors.Join(errs...)
}
