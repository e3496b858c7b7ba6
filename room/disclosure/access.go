package disclosure

import (
	"context"
	"crypto/hmac"
	"encoding/hex"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Access is how an applicant proves to be one. Address is the network address that
// asks, for the limit of attempts; empty outside the portal.
type Access struct{ Number, Code, Address string }

// Limits of wrong attempts within one hour, of one address. A number alone is never
// locked: whoever knows it could shut its applicant out, and sixty bits of code are
// not guessed from however many addresses.
const (
	mostPerNumber  = 10
	mostPerAddress = 30
)

// wrong is the one answer to a wrong number and to a wrong code.
func wrong() error {
	return fault.New(fault.NotFound, "编号或者查询码不对。请照回执核对；查询码遗失的，请持身份证明到办公室补办。")
}

type attemptIn struct {
	r       *Room
	buckets []string
}

var failedDeed = act.Define(act.Spec[attemptIn, bool]{Name: "disclosure.code.failed", Label: "记下输错的查询码", Open: "counts wrong attempts at number and code", Quiet: "a flood of guesses must not fill the ledger; the counter locks the address out",
	Do: func(tx *act.Tx, in attemptIn) (bool, act.Entry, error) {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("forget_attempts"), tx.Today.AddDays(-2)); err != nil {
			return false, act.Entry{}, err
		}
		for _, b := range in.buckets {
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("fail"), b, tx.Today); err != nil {
				return false, act.Entry{}, err
			}
		}
		return true, act.Entry{}, nil
	}})

// enterAs finds the application that number and code open. A wrong number and a
// wrong code have the same answer and take the same work; too many of them lock the
// address out of the number, and then out of all, for the rest of the hour. What cannot be a code for want of
// its check symbol is told so and counts as an attempt all the same.
func (r *Room) enterAs(ctx context.Context, a Access) (Application, error) {
	rd := r.Door.Reader()
	number := db.Trimmed(a.Number)
	hour := clock.FromMicros(r.Door.Now()).In(civil.Shanghai).Format("2006010215")
	buckets := []string{"n" + hex.EncodeToString(r.keyed("attempt", hour, "number", number, a.Address))[:32]}
	if a.Address != "" {
		buckets = append(buckets, "a"+hex.EncodeToString(r.keyed("attempt", hour, "address", a.Address))[:32])
	}
	for i, b := range buckets {
		n, _, err := db.Maybe[int](ctx, rd, q.SQL("failed"), b)
		if err != nil {
			return Application{}, err
		}
		if n >= []int{mostPerNumber, mostPerAddress}[i] {
			return Application{}, fault.New(fault.TooMany, "输错的次数太多，请一小时后再试，或者持身份证明到办公室查询。")
		}
	}
	found, ok, err := db.Maybe[Application](ctx, rd, applicationSelect+" WHERE x.number = $1", number)
	if err != nil {
		return Application{}, err
	}
	code, shaped := tidy(a.Code)
	want := found.CodeHash
	if !ok {
		want = r.codeHash(number, "")
	}
	if same := hmac.Equal([]byte(r.codeHash(number, code)), []byte(want)); !same || !ok || !shaped {
		if _, err := failedDeed.Run(act.WithKey(ctx, ""), r.Door, applicant(), attemptIn{r, buckets}); err != nil {
			return Application{}, err
		}
		return Application{}, wrong()
	}
	return found, nil
}
