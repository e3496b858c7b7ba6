package org

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

// signed is the person behind a request.
type signed struct {
	act.Actor
	account Account
	session web.SessionHash
	held    bool // must change the password before anything else
	stands  []Standing
}

// May reports whether the person holds a right.
func (s signed) May(right string) bool { return s.Actor.May(act.Right(right)) }

// Display is how the person is shown in the bar.
func (s signed) Display() (name, unit, capacity string) {
	return s.Name, s.UnitName, s.Capacity
}

// Actor is who sends a request: the actor for every deed and every read. A
// request without session gives the zero Actor, who may do nothing.
func Actor(r *web.Request) act.Actor {
	s, ok := r.Who.(signed)
	switch {
	case !ok:
		return act.Actor{}
	case s.held:
		a := s.Actor
		a.Rights, a.Reach = []act.Right{Anyone}, act.Reach{}
		return a
	}
	return s.Actor
}

// RolesOf gives the roles of who sends a request, none for a stranger.
func RolesOf(r *web.Request) []Role {
	if s, ok := r.Who.(signed); ok && !s.held {
		return s.account.Roles()
	}
	return nil
}

// StandingOf tells for whom who sends a request stands in just now, with the ground
// of it; none for a stranger.
func StandingOf(r *web.Request) []Standing {
	if s, ok := r.Who.(signed); ok && !s.held {
		return s.stands
	}
	return nil
}

// Guard keeps an account that must change its password to the pages where it can:
// every other page sends it there. The program puts all its pages through it.
func (o *Org) Guard(pages []web.Page) []web.Page {
	out := make([]web.Page, len(pages))
	for i, p := range pages {
		if !freePages[p.Name] {
			serve := p.Serve
			p.Serve = func(r *web.Request) (web.Answer, error) {
				if s, ok := r.Who.(signed); ok && s.held {
					return web.Redirect("/account/password"), nil
				}
				return serve(r)
			}
		}
		out[i] = p
	}
	return out
}

// freePages are open to an account that must change its password.
var freePages = map[string]bool{"org.signin": true, "org.signin.send": true, "org.signout": true, "org.password": true, "org.password.send": true}

// Context is the request's context with its idempotency key, for deeds.
func Context(r *web.Request) context.Context { return act.WithKey(r.Context(), r.Key()) }

// Identify finds out who sends a request.
func (o *Org) Identify(s *web.Sessions) func(*http.Request) (web.Who, error) {
	return func(r *http.Request) (web.Who, error) {
		sess, ok, err := s.Current(r)
		if err != nil || !ok {
			return web.Nobody{}, err
		}
		in, err := o.present(r.Context(), sess.User)
		if err != nil || !in.who.SignedIn() {
			return web.Nobody{}, err
		}
		return signed{in.who, in.account, sess.Hash, o.mustChange(in.account, o.Door.Now()), in.stands}, nil
	}
}

// SessionStore keeps sessions in the database.
func (o *Org) SessionStore() web.SessionStore { return sessionStore{o} }

type sessionStore struct{ o *Org }

type sessionRow struct {
	Hash    string `db:"hash"`
	Account int64  `db:"account_id"`
	Made    int64  `db:"made"`
	Seen    int64  `db:"seen"`
	Address string `db:"address"`
	Agent   string `db:"agent"`
}

func (s sessionRow) session() (web.Session, error) {
	out := web.Session{User: s.Account, Made: time.UnixMicro(s.Made), Seen: time.UnixMicro(s.Seen), Address: s.Address, Agent: s.Agent}
	b, err := hex.DecodeString(s.Hash)
	if err != nil || len(b) != len(out.Hash) {
		return out, errors.New("org: session row with a damaged hash")
	}
	copy(out.Hash[:], b)
	return out, nil
}

type sessionWrite struct {
	row  sessionRow
	what string // "save", "touch", "one", "all"
}

var keepSession = act.Define(act.Spec[sessionWrite, bool]{
	Name: "org.session.keep", Label: "保持登录", Open: "a session is kept alive by whoever holds its token",
	Quiet: "use of a session is noted once a minute; sign-in and sign-out stand in the ledger by themselves",
	Do: func(tx *act.Tx, in sessionWrite) (bool, act.Entry, error) {
		var err error
		r := in.row
		switch in.what {
		case "one":
			_, err = db.Exec(tx.Ctx, tx, q.SQL("session_delete"), r.Hash)
		case "all":
			_, err = db.Exec(tx.Ctx, tx, q.SQL("session_delete_account"), r.Account)
		case "touch":
			_, err = db.Exec(tx.Ctx, tx, q.SQL("session_touch"), r.Hash, r.Seen)
		default:
			_, err = db.Exec(tx.Ctx, tx, q.SQL("session_save"), r.Hash, r.Account, r.Made, r.Seen, r.Address, r.Agent)
		}
		return true, act.Entry{}, err
	}})

// Load finds a session by the hash of its token.
func (s sessionStore) Load(ctx context.Context, h web.SessionHash) (web.Session, error) {
	row, ok, err := db.Maybe[sessionRow](ctx, s.o.Door.Reader(), q.SQL("session_load"), hex.EncodeToString(h[:]))
	if err != nil {
		return web.Session{}, err
	}
	if !ok {
		return web.Session{}, web.ErrNoSession
	}
	return row.session()
}

func (s sessionStore) write(ctx context.Context, w sessionWrite) error {
	_, err := keepSession.Run(context.WithoutCancel(ctx), s.o.Door, act.Program("会话"), w)
	return err
}

// Touch notes the use of a session that still exists.
func (s sessionStore) Touch(ctx context.Context, h web.SessionHash, seen time.Time) error {
	return s.write(ctx, sessionWrite{sessionRow{Hash: hex.EncodeToString(h[:]), Seen: seen.UnixMicro()}, "touch"})
}

// Save inserts a session.
func (s sessionStore) Save(ctx context.Context, v web.Session) error {
	return s.write(ctx, sessionWrite{sessionRow{hex.EncodeToString(v.Hash[:]), v.User, v.Made.UnixMicro(), v.Seen.UnixMicro(), db.Clean(v.Address), db.Clean(v.Agent)}, "save"})
}

// Delete ends one session.
func (s sessionStore) Delete(ctx context.Context, h web.SessionHash) error {
	return s.write(ctx, sessionWrite{sessionRow{Hash: hex.EncodeToString(h[:])}, "one"})
}

// DeleteUser ends all sessions of an account.
func (s sessionStore) DeleteUser(ctx context.Context, user int64) error {
	return s.write(ctx, sessionWrite{sessionRow{Account: user}, "all"})
}

// ListUser lists the sessions of an account, the oldest first.
func (s sessionStore) ListUser(ctx context.Context, user int64) ([]web.Session, error) {
	rows, err := db.All[sessionRow](ctx, s.o.Door.Reader(), q.SQL("sessions_of"), user)
	if err != nil {
		return nil, err
	}
	out := make([]web.Session, 0, len(rows))
	for _, r := range rows {
		v, err := r.session()
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
