package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"lantai.internal/base/fault"
)

// Primary result codes of SQLite that matter here.
const (
	sqliteBusy       = 5
	sqliteReadonly   = 8
	sqliteIOErr      = 10
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteCantOpen   = 14
	sqliteConstraint = 19

	sqliteUnique     = 2067
	sqlitePrimaryKey = 1555
)

// Error turns a driver error into ours; nil and errors of ours pass unchanged.
func Error(err error) error {
	if err == nil {
		return nil
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return err
	}
	kind := fault.Internal
	var se *sqlite.Error
	var pe *pgconn.PgError
	switch {
	case errors.Is(err, sql.ErrNoRows):
		kind = fault.NotFound
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		kind = fault.Unavailable
	case IsUnique(err):
		kind = fault.Conflict
	case errors.As(err, &se):
		switch se.Code() & 0xff {
		case sqliteBusy, sqliteCantOpen:
			kind = fault.Unavailable
		case sqliteReadonly, sqliteFull:
			kind = fault.Full
		}
	case errors.As(err, &pe):
		switch {
		case pe.Code == "53100" || pe.Code == "25006":
			kind = fault.Full
		case strings.HasPrefix(pe.Code, "53"), strings.HasPrefix(pe.Code, "57"), strings.HasPrefix(pe.Code, "08"):
			kind = fault.Unavailable
		}
	case errors.Is(err, driver.ErrBadConn):
		kind = fault.Unavailable
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.EDQUOT), errors.Is(err, fs.ErrPermission):
		kind = fault.Full
	}
	var ce *pgconn.ConnectError
	if kind == fault.Internal && errors.As(err, &ce) {
		kind = fault.Unavailable
	}
	return &fault.Error{Kind: kind, Op: "db", Err: err}
}

// IsUnique reports whether err is a violation of a unique key.
func IsUnique(err error) bool {
	var se *sqlite.Error
	if errors.As(err, &se) {
		return se.Code() == sqliteUnique || se.Code() == sqlitePrimaryKey
	}
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == "23505"
}

// IsIO reports whether the database could not read or write its disk, after
// which nothing it says can be trusted until it is opened anew.
func IsIO(err error) bool {
	var se *sqlite.Error
	if errors.As(err, &se) {
		c := se.Code() & 0xff
		return c == sqliteIOErr || c == sqliteCorrupt
	}
	var pe *pgconn.PgError
	return errors.As(err, &pe) && pe.Code == "58030"
}

// IsRetry reports whether the transaction may simply be run again.
func IsRetry(err error) bool {
	var pe *pgconn.PgError
	return errors.As(err, &pe) && (pe.Code == "40001" || pe.Code == "40P01")
}
