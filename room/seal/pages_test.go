package seal_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/seal"
)

// site serves the pages of the room with a door through which a test signs in as
// anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/seal"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

type keys int

func (k *keys) form(pairs ...string) url.Values {
	*k++
	v := url.Values{"_key": {fmt.Sprintf("key-%d", *k)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

const canary = `<script>alert("印")</script>`

// A paper from its application to its use through the pages, with its faults, and what the
// pages keep from others.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		x := b.seal("bureau", seal.OfBureau, "")
		site, k := b.site(), new(keys)
		clerk, other, director, keeper, office := b.as(site, "clerk"), b.as(site, "other"), b.as(site, "director"), b.as(site, "keeper"), b.as(site, "office")
		for _, path := range []string{"/seal", "/seal/new", "/seal/letters/new", "/seal/register", "/seal/seals", "/seal/seals/1", "/seal/outings", "/seal/letters", "/seal/register/register.pdf", "/seal/register/register.xlsx"} {
			clerk.Get(path).Want(200)
			office.Get(path).Want(200)
		}
		clerk.Get("/seal?year=12").Want(422)
		clerk.Get("/seal/seals/9").Want(404)
		clerk.Get("/seal/seals/1/sample.png").Want(404)
		fields := []string{"seal", fmt.Sprint(x.ID), "kind", "certificate", "what", canary, "doc_number", "证1号", "reason", "办事", "copies", "2"}
		clerk.Post("/seal/new", k.form(append(fields, "blank", "yes")...)).Want(409).In("main", webtest.HasText("空白"))
		clerk.Post("/seal/new", k.form(fields...)).Want(422).In("#summary", webtest.HasText("齐全"))
		at := clerk.Post("/seal/new", k.form(append(fields, "blank", "no")...)).Want(303).Header.Get("Location")
		if r := clerk.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		other.Get(at).Want(404)
		other.Get(at + "/form.pdf").Want(404)
		clerk.Post(at+"/approve", k.form("words", "")).Want(403)
		keeper.Post(at+"/stamp", k.form("copies", "1", "check", "证1号", "second", "0")).Want(409)
		director.Post(at+"/approve", k.form("words", "同意")).Want(303)
		keeper.Post(at+"/stamp", k.form("copies", "3", "check", "证1号", "second", "0")).Want(409).In("main", webtest.HasText("还可以用 2 份"))
		keeper.Post(at+"/stamp", k.form("copies", "2", "check", "证1号", "second", "0")).Want(303)
		keeper.Get(at).Want(200).In("main", webtest.HasText("2026-印-0001"))
		if r := clerk.Get(at + "/form.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no form")
		}
		clerk.Post("/seal/seals", k.form("code", "x")).Want(403)
		office.Post("/seal/seals", k.form("code", "x", "diameter", "0")).Want(422).In("#summary", webtest.HasText("名称"))
		clerk.Post("/seal/seals/1/handover", k.form("giver", "1", "taker", "2", "witness", "3", "why", "x")).Want(403)
		clerk.Post("/seal/seals/1/loss", k.form("noticed_on", "2026-06-10", "noticed_at", "八点", "facts", "x")).Want(422).In("#summary", webtest.HasText("时间"))
		out := []string{"seal", fmt.Sprint(x.ID), "place", "会场", "reason", "签约", "first", fmt.Sprint(b.people["keeper"]), "second", fmt.Sprint(b.people["clerk"]), "due", b.Door.Today().String()}
		clerk.Post("/seal/outings", k.form(out...)).Want(303)
		director.Post("/seal/outings/1/decide", k.form("words", "")).Want(422)
		director.Post("/seal/outings/1/decide", k.form("yes", "yes")).Want(303)
		other.Post("/seal/outings/1/take", k.form()).Want(403)
		keeper.Post("/seal/outings/1/take", k.form()).Want(303)
		office.Get("/seal/outings").Want(200).In("main", webtest.HasText("外带中"))
		b.c.Move(civil.Must("2026-06-13").Time().Sub(civil.Must("2026-06-10").Time()))
		keeper = b.as(site, "keeper")
		keeper.Get("/seal/outings").Want(200).In("main", webtest.HasText("逾期 3 天"))
		keeper.Post("/seal/outings/1/back", k.form("words", "")).Want(422)
		keeper.Post("/seal/outings/1/back", k.form("words", "改期")).Want(303)
	})
}
