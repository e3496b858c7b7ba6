package archive

import (
	"context"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// WithoutLedger makes imports leave out the row digests, for the benchmark that
// says what the ledger costs.
func WithoutLedger(on bool) { noDigests = on }

// Counted counts the items of a list one by one.
func (r *Room) Counted(ctx context.Context, who act.Actor, l List) (int64, error) {
	f := l.filter(who)
	return db.One[int64](ctx, r.Door.Reader(), "SELECT count(*) FROM archive_item"+f.Where(), f.Args()...)
}
