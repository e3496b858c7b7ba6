package act

import (
	"context"

	"lantai.internal/kit/db"
	"lantai.internal/kit/internal/pool"
)

// Pool is the database under the door, for the job queue (kit/job) alone: a room
// cannot name pool.Pass and so cannot call it.
func (d *Door) Pool(pool.Pass) *pool.Pool { return d.pool }

// Checkpoint signs the ledger for today unless that was done already, and says
// whether it did. The first act of a day does it by itself; this is for days
// without one.
func (d *Door) Checkpoint(ctx context.Context) (bool, error) {
	made := false
	err := d.pool.Write(ctx, func(p *poolTx) error {
		made = false
		if p.Dialect() == db.Postgres {
			// The same lock as for appending: nothing is added while the root is taken.
			if _, err := p.Exec(ctx, "SELECT pg_advisory_xact_lock(7061636)"); err != nil {
				return err
			}
		}
		day, now := d.Today().String(), d.Now()
		if _, ok, err := db.Maybe[int64](ctx, p, "SELECT 1 FROM ledger_checkpoint WHERE day >= $1", day); err != nil || ok {
			return err
		}
		size, err := db.One[int64](ctx, p, "SELECT coalesce(max(seq), 0) FROM ledger_entry")
		if err != nil || size == 0 {
			return err
		}
		c, err := d.sign(ctx, p, day, now, size)
		if err != nil {
			return err
		}
		_, err = p.Exec(ctx, "INSERT INTO ledger_checkpoint (day, size, root, note, at) VALUES ($1, $2, $3, $4, $5)", c.Day, c.Size, c.Root, c.Note, c.At)
		made = err == nil
		return err
	})
	return made, err
}
