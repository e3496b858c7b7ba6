package web_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range list {
		out = append(out, e.Name())
	}
	return out
}

func TestSessionCannotBeFixed(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	planted := strings.Repeat("A", 43)
	c.SetCookie("__Host-lantai", planted)
	c.Post("/signin", nil).Want(303)
	first := c.Cookie("__Host-lantai")
	if first == planted || len(first) != 43 {
		t.Fatalf("token %q", first)
	}
	c.Get("/items").Want(200)
	c.Post("/signin", nil).Want(303)
	if c.Cookie("__Host-lantai") == first {
		t.Error("signing in again keeps the token")
	}
	old := webtest.New(t, h.site)
	old.SetCookie("__Host-lantai", first)
	old.Get("/items").Want(303)
	for _, bad := range []string{"", "x", planted, strings.Repeat("é", 43)} {
		old.SetCookie("__Host-lantai", bad)
		old.Get("/items").Want(303)
	}
}

func TestSessionCookie(t *testing.T) {
	h := newHouse(t)
	r := webtest.New(t, h.site).Post("/signin", nil)
	found := ""
	for _, v := range r.Header.Values("Set-Cookie") {
		if strings.HasPrefix(v, "__Host-lantai=") {
			found = v
		}
	}
	for _, want := range []string{"; Path=/", "; HttpOnly", "; Secure", "; SameSite=Lax"} {
		if !strings.Contains(found, want) {
			t.Errorf("cookie %q lacks %q", found, want)
		}
	}
	if strings.Contains(found, "Domain") {
		t.Error("cookie has a domain")
	}
	list, err := h.store.ListUser(context.Background(), 7)
	if err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	if strings.Contains(fmt.Sprintf("%x %v", list[0].Hash, list[0]), strings.SplitN(strings.TrimPrefix(found, "__Host-lantai="), ";", 2)[0]) {
		t.Error("the token itself is stored")
	}

	plain := newHouse(t, func(c *web.Config) { c.Transport = web.Plain })
	plain.sessions.Transport = web.Plain
	p := webtest.New(t, plain.site)
	p.Base = "http://lantai.test"
	p.Post("/signin", nil).Want(303)
	if p.Cookie("lantai_plain") == "" || p.Cookie("__Host-lantai") != "" {
		t.Error("wrong cookie over clear text")
	}
	p.Get("/items").Want(200)
}

func TestSessionTimeouts(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	h.now = h.now.Add(29 * time.Minute)
	c.Get("/items").Want(200)
	h.now = h.now.Add(29 * time.Minute)
	c.Get("/items").Want(200) // use renews the idle time-out
	h.now = h.now.Add(30 * time.Minute)
	c.Get("/items").Want(303)
	h.now = h.now.Add(-29 * time.Minute)
	c.Get("/items").Want(303) // ended is ended, whatever the clock says later

	c = h.signedIn(t)
	for range 35 {
		h.now = h.now.Add(20 * time.Minute)
		c.Get("/items").Want(200)
	}
	h.now = h.now.Add(20 * time.Minute)
	c.Get("/items").Want(303) // twelve hours, used or not
}

func TestSessionRevoked(t *testing.T) {
	h := newHouse(t)
	a, b := h.signedIn(t), h.signedIn(t)
	a.Post("/signout", nil).Want(303)
	a.Get("/items").Want(303)
	b.Get("/items").Want(200)
	if err := h.sessions.EndUser(context.Background(), 7); err != nil {
		t.Fatal(err)
	}
	b.Get("/items").Want(303)
	// Noting the use of a session that was ended meanwhile does not bring it back.
	list := []web.Session{{User: 7}}
	if err := h.store.Touch(context.Background(), list[0].Hash, h.now); err != nil {
		t.Fatal(err)
	}
	if got, _ := h.store.ListUser(context.Background(), 7); len(got) != 0 {
		t.Errorf("came back: %v", got)
	}
}

func TestLimiterForgets(t *testing.T) {
	now := time.Unix(0, 0)
	l := web.NewLimiter(1, 2, func() time.Time { return now })
	for i := range 1000 {
		l.Allow(fmt.Sprint(i))
	}
	if ok, _ := l.Allow("5"); !ok {
		t.Error("second token refused")
	}
	if ok, wait := l.Allow("5"); ok || wait <= 0 || wait > time.Second {
		t.Errorf("third token: %v %v", ok, wait)
	}
	now = now.Add(2 * time.Minute)
	l.Allow("x")
	if n := l.Keys(); n > 2 {
		t.Errorf("%d keys kept", n)
	}
}

func TestListenRefusesClearText(t *testing.T) {
	if l, _, err := web.Listen(web.ListenConfig{Address: "0.0.0.0:0"}); err == nil {
		_ = l.Close()
		t.Error("serves clear text to others without the switch")
	}
	for _, c := range []struct {
		cfg  web.ListenConfig
		want web.Transport
	}{{web.ListenConfig{Address: "127.0.0.1:0"}, web.Loopback}, {web.ListenConfig{Address: "0.0.0.0:0", AllowPlain: true}, web.Plain}, {web.ListenConfig{Address: "0.0.0.0:0", TLS: &tls.Config{}}, web.TLS}} {
		l, got, err := web.Listen(c.cfg)
		if err != nil || got != c.want {
			t.Errorf("%+v: %v %v", c.cfg, got, err)
			continue
		}
		_ = l.Close()
	}
}

func TestOwnAuthority(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	hosts := []string{"lantai.local", "192.168.1.10"}
	cfg, ca, err := web.SelfSigned(dir, "某局", hosts, now)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(ca)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	leaf := cfg.Certificates[0].Leaf
	for _, h := range hosts {
		if _, err := leaf.Verify(x509.VerifyOptions{DNSName: h, Roots: pool, CurrentTime: now}); err != nil {
			t.Errorf("%s: %v", h, err)
		}
	}
	if d := leaf.NotAfter.Sub(now); d > 825*24*time.Hour {
		t.Errorf("valid for %v", d)
	}
	for _, k := range []string{"ca-key.pem", "server-key.pem"} {
		if st, err := os.Stat(filepath.Join(dir, k)); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", k, st, err)
		}
	}
	again := func(hosts []string, now time.Time) *x509.Certificate {
		t.Helper()
		c, _, err := web.SelfSigned(dir, "某局", hosts, now)
		if err != nil {
			t.Fatal(err)
		}
		return c.Certificates[0].Leaf
	}
	if !again(hosts, now.AddDate(1, 0, 0)).Equal(leaf) {
		t.Error("made anew without need")
	}
	if again(append(hosts, "archive.local"), now).Equal(leaf) {
		t.Error("a new name should make a new certificate")
	}
	if again(hosts, now.AddDate(2, 3, 0)).NotAfter.Before(now.AddDate(4, 0, 0)) {
		t.Error("not renewed in time")
	}
	if err := os.WriteFile(filepath.Join(dir, "server-key.pem"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	again(hosts, now)

	l, _, err := web.Listen(web.ListenConfig{Address: "127.0.0.1:0", TLS: cfg, PerAddress: 2})
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	srv := web.NewServer(h.site, webDiscard())
	go func() { _ = srv.Serve(l) }()
	defer func() { _ = srv.Close() }()
	dial := func() error {
		c, err := tls.DialWithDialer(&net.Dialer{Timeout: 2 * time.Second}, "tcp", l.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "lantai.local", Time: func() time.Time { return now }})
		if err == nil {
			t.Cleanup(func() { _ = c.Close() })
		}
		return err
	}
	if err := dial(); err != nil {
		t.Fatal(err)
	}
	if err := dial(); err != nil {
		t.Fatal(err)
	}
	if dial() == nil {
		t.Error("a third connection from one address is taken")
	}
}

func TestSlowPeersAreCutOff(t *testing.T) {
	s := web.NewServer(nil, webDiscard())
	if s.ReadHeaderTimeout != 5*time.Second || s.IdleTimeout != time.Minute || s.MaxHeaderBytes != 32<<10 {
		t.Errorf("%v %v %v", s.ReadHeaderTimeout, s.IdleTimeout, s.MaxHeaderBytes)
	}
}

func webDiscard() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
