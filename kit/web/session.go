package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"sort"
	"sync"
	"time"

	"lantai.internal/base/fault"
)

// Names of the session cookie. Browsers refuse the first on clear text, so the
// two never meet.
const (
	cookieTLS   = "__Host-lantai"
	cookiePlain = "lantai_plain"
)

func hasSessionCookie(r *http.Request) bool {
	for _, n := range []string{cookieTLS, cookiePlain} {
		if _, err := r.Cookie(n); err == nil {
			return true
		}
	}
	return false
}

// SessionHash is the SHA-256 of a session's token. Only it is stored: who reads
// the database cannot take over a session.
type SessionHash [sha256.Size]byte

// Session is one sign-in at one browser.
type Session struct {
	Hash    SessionHash
	User    int64
	Made    time.Time // start of the absolute time-out
	Seen    time.Time // last use, to the minute
	Address string    // where it was opened from
	Agent   string    // the browser, at most 200 bytes
}

// ErrNoSession is what a SessionStore's Load gives for a hash it does not hold.
var ErrNoSession = errors.New("web: no such session")

// SessionStore keeps sessions.
type SessionStore interface {
	Load(ctx context.Context, hash SessionHash) (Session, error)       // ErrNoSession if there is none
	Save(ctx context.Context, s Session) error                         // inserts
	Touch(ctx context.Context, hash SessionHash, seen time.Time) error // notes the use of a session that still exists; never brings one back
	Delete(ctx context.Context, hash SessionHash) error
	DeleteUser(ctx context.Context, user int64) error
	ListUser(ctx context.Context, user int64) ([]Session, error)
}

// Sessions opens, finds and ends sessions.
type Sessions struct {
	Store     SessionStore
	Transport Transport
	Idle      time.Duration // ends after so long without use; 30 minutes when zero
	Absolute  time.Duration // ends after so long in any case; 12 hours when zero
	Now       func() time.Time
}

func (s *Sessions) idle() time.Duration {
	if s.Idle == 0 {
		return 30 * time.Minute
	}
	return s.Idle
}

func (s *Sessions) absolute() time.Duration {
	if s.Absolute == 0 {
		return 12 * time.Hour
	}
	return s.Absolute
}

func (s *Sessions) name() string {
	if s.Transport == TLS {
		return cookieTLS
	}
	return cookiePlain
}

func (s *Sessions) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: s.name(), Value: value, Path: "/", MaxAge: age, HttpOnly: true,
		Secure: s.Transport == TLS, SameSite: http.SameSiteLaxMode}
}

func hashToken(token string) (SessionHash, bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 32 {
		return SessionHash{}, false
	}
	return sha256.Sum256(b), true
}

func (s *Sessions) hash(r *http.Request) (SessionHash, bool) {
	c, err := r.Cookie(s.name())
	if err != nil {
		return SessionHash{}, false
	}
	return hashToken(c.Value)
}

// Begin signs user in: it always makes a new token, and whatever session the
// browser brought is ended, so that nobody can fix a token in advance.
func (s *Sessions) Begin(r *Request, user int64) error {
	ctx := r.Context()
	if old, ok := s.hash(r.Request); ok {
		if err := s.Store.Delete(ctx, old); err != nil && !errors.Is(err, ErrNoSession) {
			return fault.Wrap("session.begin", fault.Unavailable, err)
		}
	}
	var token [32]byte
	_, _ = rand.Read(token[:]) // never fails since Go 1.24
	now := s.Now()
	agent := r.UserAgent()
	if len(agent) > 200 {
		agent = agent[:200]
	}
	n := Session{Hash: sha256.Sum256(token[:]), User: user, Made: now, Seen: now, Address: r.Address(), Agent: cleanLine(agent)}
	if err := s.Store.Save(ctx, n); err != nil {
		return fault.Wrap("session.begin", fault.Unavailable, err)
	}
	r.SetCookie(s.cookie(base64.RawURLEncoding.EncodeToString(token[:]), 0))
	return nil
}

// Current finds the live session of a request; ok is false if there is none, or
// it has ended. Use is noted at most once a minute.
func (s *Sessions) Current(r *http.Request) (sess Session, ok bool, err error) {
	h, ok := s.hash(r)
	if !ok {
		return Session{}, false, nil
	}
	ctx := r.Context()
	sess, err = s.Store.Load(ctx, h)
	if errors.Is(err, ErrNoSession) {
		return Session{}, false, nil
	}
	if err != nil {
		return Session{}, false, fault.Wrap("session.current", fault.Unavailable, err)
	}
	now := s.Now()
	if now.Sub(sess.Seen) >= s.idle() || now.Sub(sess.Made) >= s.absolute() {
		if err := s.Store.Delete(ctx, h); err != nil && !errors.Is(err, ErrNoSession) {
			return Session{}, false, fault.Wrap("session.current", fault.Unavailable, err)
		}
		return Session{}, false, nil
	}
	if now.Sub(sess.Seen) >= time.Minute {
		if s.Store.Touch(ctx, h, now) == nil {
			sess.Seen = now
		}
		// Otherwise the session merely ages: reading goes on when the disk is full.
	}
	return sess, true, nil
}

// End signs this browser out.
func (s *Sessions) End(r *Request) error {
	r.SetCookie(s.cookie("", -1))
	h, ok := s.hash(r.Request)
	if !ok {
		return nil
	}
	if err := s.Store.Delete(r.Context(), h); err != nil && !errors.Is(err, ErrNoSession) {
		return fault.Wrap("session.end", fault.Unavailable, err)
	}
	return nil
}

// EndUser signs a user out everywhere, at once: on change of role or password,
// when the account is disabled.
func (s *Sessions) EndUser(ctx context.Context, user int64) error {
	return fault.Wrap("session.enduser", fault.Unavailable, s.Store.DeleteUser(ctx, user))
}

// MemorySessions is a SessionStore for tests and single trials.
type MemorySessions struct {
	mu  sync.Mutex
	all map[SessionHash]Session
}

// Load gives the session of a hash, or ErrNoSession.
func (m *MemorySessions) Load(_ context.Context, h SessionHash) (Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.all[h]
	if !ok {
		return Session{}, ErrNoSession
	}
	return s, nil
}

// Touch notes the use of a session, if it is still there.
func (m *MemorySessions) Touch(_ context.Context, h SessionHash, seen time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.all[h]; ok {
		s.Seen = seen
		m.all[h] = s
	}
	return nil
}

// Save inserts a session.
func (m *MemorySessions) Save(_ context.Context, s Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[SessionHash]Session{}
	}
	m.all[s.Hash] = s
	return nil
}

// Delete removes a session; one that is not there is no error.
func (m *MemorySessions) Delete(_ context.Context, h SessionHash) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, h)
	return nil
}

// DeleteUser removes all sessions of a user.
func (m *MemorySessions) DeleteUser(_ context.Context, user int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for h, s := range m.all {
		if s.User == user {
			delete(m.all, h)
		}
	}
	return nil
}

// ListUser gives a user's sessions, the oldest first.
func (m *MemorySessions) ListUser(_ context.Context, user int64) ([]Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []Session
	for _, s := range m.all {
		if s.User == user {
			list = append(list, s)
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Made.Before(list[j].Made) })
	return list, nil
}
