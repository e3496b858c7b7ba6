package db

import (
	"context"
	"sync/atomic"
)

// Tally counts the statements sent to the database under one context, so that a
// page can be held to a bound: how many, not how fast.
type Tally struct{ n atomic.Int64 }

// N is how many statements were sent so far.
func (t *Tally) N() int { return int(t.n.Load()) }

type tallyKey struct{}

// Tallied gives a context whose statements are counted.
func Tallied(ctx context.Context) (context.Context, *Tally) {
	t := &Tally{}
	return context.WithValue(ctx, tallyKey{}, t), t
}

// Sent counts a statement. Whoever sends one to the database calls it.
func Sent(ctx context.Context) {
	if t, ok := ctx.Value(tallyKey{}).(*Tally); ok {
		t.n.Add(1)
	}
}
