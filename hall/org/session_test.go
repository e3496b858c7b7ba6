package org_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

// org.session.keep: the store behind the browser's cookie.
func TestSessionStore(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, c *clock.Movable) {
		ctx := context.Background()
		s := o.SessionStore()
		at := c.Now().Truncate(time.Microsecond)
		one := web.Session{Hash: web.SessionHash{1}, User: 7, Made: at, Seen: at, Address: "10.0.0.1", Agent: "Test\x00 \xff 浏览器"}
		two := web.Session{Hash: web.SessionHash{2}, User: 7, Made: at.Add(time.Second), Seen: at}
		other := web.Session{Hash: web.SessionHash{3}, User: 8, Made: at, Seen: at}
		for _, v := range []web.Session{two, one, other} {
			if err := s.Save(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Load(ctx, one.Hash)
		if err != nil || got.User != 7 || !got.Made.Equal(at) || got.Address != "10.0.0.1" || strings.Contains(got.Agent, "\x00") || !utf8.ValidString(got.Agent) {
			t.Fatalf("%+v %v", got, err)
		}
		later := at.Add(time.Hour)
		if err := s.Touch(ctx, one.Hash, later); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Load(ctx, one.Hash); !got.Seen.Equal(later) {
			t.Errorf("seen %v", got.Seen)
		}
		list, err := s.ListUser(ctx, 7)
		if err != nil || len(list) != 2 || list[0].Hash != one.Hash {
			t.Fatalf("%v %v", list, err)
		}
		if err := s.Delete(ctx, one.Hash); err != nil {
			t.Fatal(err)
		}
		if err := s.Touch(ctx, one.Hash, later); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, one.Hash); !errors.Is(err, web.ErrNoSession) {
			t.Errorf("a session that was ended is back: %v", err)
		}
		if err := s.DeleteUser(ctx, 7); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, two.Hash); !errors.Is(err, web.ErrNoSession) {
			t.Error(err)
		}
		if _, err := s.Load(ctx, other.Hash); err != nil {
			t.Errorf("somebody else's session went with it: %v", err)
		}
	})
}

func TestSecondFactor(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		b := h.signedIn(t, "clerk")
		p := b.Get("/account/totp").Want(200)
		secret := p.Value("input[name=secret]")
		src, _ := webtest.Attr(p.Doc().First("img.qr"), "src")
		if !strings.HasPrefix(src, "data:image/png;base64,") || len(src) < 300 {
			t.Errorf("picture %.40q", src)
		}
		if code := org.CodeAt(secret, h.c.Now().Add(5*time.Minute)); code != "" {
			p = b.Post("/account/totp", url.Values{"secret": {secret}, "code": {code}}).Want(422)
		}
		if p.Value("input[name=secret]") != secret {
			t.Fatal("the secret changed under the hand")
		}
		used := org.CodeAt(secret, h.c.Now())
		b.Post("/account/totp", url.Values{"secret": {secret}, "code": {used}}).Want(303)

		a := h.browser(t)
		p = a.Post("/signin", url.Values{"login": {"clerk"}, "password": {password}, "next": {"/business"}}).Want(200)
		p.In("label", webtest.HasText("动态码")).Without("input[name=password]")
		if strings.Contains(p.Body, password) {
			t.Error("the password is on the page")
		}
		ticket := p.Value("input[name=ticket]")
		step := func(b *webtest.Client, code string) *webtest.Response {
			return b.Post("/signin", url.Values{"ticket": {ticket}, "code": {code}, "next": {"/business"}})
		}
		a.Get("/business").Want(303)
		step(a, "").Want(422)
		step(a, used).Want(422).In(".summary", webtest.HasText("已用过"))
		thief := h.browser(t)
		thief.Address = "192.0.2.66:1"
		h.c.Move(31 * time.Second)
		fresh := org.CodeAt(secret, h.c.Now())
		step(thief, fresh).Want(422).In(".summary", webtest.HasText("重新输入口令"))
		thief.Get("/business").Want(303)
		r := step(a, fresh).Want(303)
		if r.Header.Get("Location") != "/business" {
			t.Errorf("sent to %q", r.Header.Get("Location"))
		}
		a.Get("/business").Want(200)

		h.c.Move(6 * time.Minute)
		step(h.browser(t), org.CodeAt(secret, h.c.Now())).Want(422).In(".summary", webtest.HasText("重新输入口令"))
		a.Post("/signin", url.Values{"ticket": {"AAAA"}, "code": {"123456"}}).Want(422)

		b = h.browser(t)
		h.c.Move(31 * time.Second)
		ticket = b.Post("/signin", url.Values{"login": {"clerk"}, "password": {password}}).Want(200).Value("input[name=ticket]")
		for range 4 {
			step(b, "000001").Want(422)
		}
		step(b, "000001").Want(429)
		if s, err := h.o.SignIn(context.Background(), org.Credentials{Ticket: ticket, Code: org.CodeAt(secret, h.c.Now()), Address: "192.0.2.1"}); err != nil || s.OK || !s.Locked {
			t.Errorf("guessing codes is not locked out: %+v %v", s, err)
		}

		a.Post("/account/totp/clear", url.Values{"password": {"wrong"}, "_key": {"x"}}).Want(422).In(".summary", webtest.HasText("没有停用"))
		a.Post("/account/totp/clear", url.Values{"password": {password}, "_key": {"y"}}).Want(303)
		if acc, err := h.o.Account(context.Background(), h.ids["clerk"]); err != nil || acc.HasSecondFactor() {
			t.Errorf("still on: %v", err)
		}
	})
}

func TestForgedTicket(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, _ *clock.Movable) {
		for _, ticket := range []string{strings.Repeat("QUJD", 40), "QUJD", "不是"} {
			s, err := o.SignIn(context.Background(), org.Credentials{Ticket: ticket, Code: "123456"})
			if err != nil || s.OK || !s.Expired {
				t.Errorf("%q: %+v %v", ticket, s, err)
			}
		}
	})
}
