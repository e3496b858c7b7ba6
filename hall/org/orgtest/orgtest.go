// Package orgtest puts pages behind a site with real accounts and sign-in, for
// the tests of every package that has pages.
package orgtest

import (
	"context"
	"log/slog"
	"net/url"
	"sync"
	"testing"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

// Password opens every account of a test.
const Password = "Correct-Horse-9"

// Site is a small site with accounts.
type Site struct {
	*web.Site
	Org *org.Org
	IDs map[string]int64 // accounts by sign-in name

	t       testing.TB
	mu      sync.Mutex
	refused []string
}

// Options say what the site is made of. The door must have org.Schema.
type Options struct {
	Grants    org.Grants
	Accounts  map[string][]org.Role // sign-in name: roles
	Pages     []web.Page
	Transport web.Transport // web.TLS fits webtest, web.Loopback a real browser
}

// New makes the site. Passwords cost next to nothing from now on in this process.
func New(t testing.TB, door *act.Door, c *clock.Movable, o Options) *Site {
	t.Helper()
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	s := &Site{t: t, IDs: map[string]int64{}}
	var err error
	if s.Org, err = org.Open(door, o.Grants); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	for login, roles := range o.Accounts {
		id, err := s.Org.CreateAccount(ctx, act.Owner(), org.NewAccount{Login: login, Name: login, Password: Password})
		if err == nil {
			err = s.Org.SetRoles(ctx, act.Owner(), id, roles)
		}
		if err == nil {
			err = s.Org.SetDemoPassword(ctx, act.Owner(), id, Password)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.IDs[login] = id
	}
	sessions := &web.Sessions{Store: s.Org.SessionStore(), Transport: o.Transport, Now: c.Now}
	s.Site, err = web.New(web.Config{
		Pages: s.Org.Guard(append(s.Org.Pages(sessions), o.Pages...)), Identify: s.Org.Identify(sessions), Transport: o.Transport,
		Rate: -1, Now: c.Now, TempDir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Desk: func(*web.Request) (ui.Desk, error) {
			return ui.Desk{Bureau: "示例局", Account: "/account", SignOut: "/signout"}, nil
		},
		OnDenied: func(_ *web.Request, f web.Refusal) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.refused = append(s.refused, f.Page.Name+" "+f.Reason)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Refused gives the refusals reported since it was last asked: page and reason.
func (s *Site) Refused() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.refused
	s.refused = nil
	return r
}

// Stranger is a browser of nobody.
func (s *Site) Stranger() *webtest.Client { return webtest.New(s.t, s) }

// As is a browser of somebody who has signed in.
func (s *Site) As(login string) *webtest.Client {
	s.t.Helper()
	b := s.Stranger()
	b.Post("/signin", url.Values{"login": {login}, "password": {Password}}).Want(303)
	return b
}

// Actor is the actor of an account.
func (s *Site) Actor(login string) act.Actor {
	s.t.Helper()
	who, err := s.Org.ActorOf(context.Background(), s.IDs[login])
	if err != nil || !who.SignedIn() {
		s.t.Fatalf("no account %s: %v", login, err)
	}
	return who
}
