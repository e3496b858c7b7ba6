package act

import (
	"context"
	"errors"
	"strings"

	"lantai.internal/kit/db"
)

// Burgle runs statements past the door and past the append-only guards, as
// somebody with the disk in his hands would.
func Burgle(d *Door, stmts string) error {
	ctx := context.Background()
	w := d.pool.WriterDB()
	var errs []error
	run := func(s string) {
		if _, err := w.ExecContext(ctx, s); err != nil {
			errs = append(errs, err)
		}
	}
	if d.pool.Dialect() == db.Postgres {
		for _, t := range []string{"ledger_entry", "ledger_row", "ledger_checkpoint"} {
			run("ALTER TABLE " + t + " DISABLE TRIGGER USER")
			defer run("ALTER TABLE " + t + " ENABLE TRIGGER USER")
		}
	} else {
		rows, err := db.All[string](ctx, d.Reader(), "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
		if err != nil {
			return err
		}
		names, _ := db.All[string](ctx, d.Reader(), "SELECT name FROM sqlite_master WHERE type = 'trigger'")
		for _, n := range names {
			run("DROP TRIGGER " + n)
		}
		for _, r := range rows {
			defer run(r)
		}
	}
	for s := range strings.SplitSeq(stmts, ";") {
		if strings.TrimSpace(s) != "" {
			run(s)
		}
	}
	return errors.Join(errs...)
}

// Force runs a statement past the door, with the guards in place.
func Force(d *Door, stmt string) error {
	_, err := d.pool.WriterDB().ExecContext(context.Background(), stmt)
	return err
}
