package org

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	"lantai.internal/kit/db"
)

// reading is what is remembered of attempts to sign in while nothing can be
// written: the lock-out, and which codes were used.
type reading struct {
	mu     sync.Mutex
	failed map[string]*failures // by login and address
	steps  map[int64]int64      // by account
}

type failures struct{ n, until, at int64 }

// signInReading is SignIn on a folder that is read-only or full: papers are most
// needed then. The ledger cannot hold the attempt, so the log of the process
// does; passwords, codes and the lock-out are checked as ever.
func (o *Org) signInReading(ctx context.Context, c Credentials) (SignedIn, error) {
	login, now := db.Clean(strings.ToLower(strings.TrimSpace(c.Login))), o.Door.Now()
	login = login[:min(len(login), 64)]
	m := &o.reading
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failed == nil {
		m.failed, m.steps = map[string]*failures{}, map[int64]int64{}
	}
	f := m.failed[login+" "+c.Address]
	if f == nil || now-f.at > lockTime.Microseconds() {
		if len(m.failed) > 10000 {
			clear(m.failed)
		}
		f = &failures{}
		m.failed[login+" "+c.Address] = f
	}
	if f.until > now {
		return SignedIn{Say: lockedSay(f.until), Locked: true}, nil
	}
	v, err := o.judge(ctx, o.Door.Reader(), c, login, now)
	if err != nil {
		return SignedIn{}, err
	}
	if v.step > 0 && v.step <= m.steps[v.Account.ID] {
		v = verdict{SignedIn: SignedIn{Say: "动态码不对或已用过，请等下一个再输。"}, why: "动态码不对"}
	}
	log := slog.With("login", login, "address", c.Address)
	if v.why != "" {
		if f.n, f.at = f.n+1, now; f.n >= maxFailures {
			f.until, v.Locked = now+lockTime.Microseconds(), true
		}
		log.Warn("sign-in refused; the ledger cannot be written", "why", v.why)
		return v.SignedIn, nil
	}
	if v.OK {
		m.steps[v.Account.ID] = max(v.step, m.steps[v.Account.ID])
		delete(m.failed, login+" "+c.Address)
		log.Warn("signed in; the ledger cannot be written")
	}
	return v.SignedIn, nil
}
