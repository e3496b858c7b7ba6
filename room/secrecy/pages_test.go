package secrecy_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

// site serves the pages of the room with a door through which a test signs in as
// anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(append(b.Pages(), b.h.Pages()...), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/secrecy"), sessions.Begin(r, a.ID)
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

// What the pages show, refuse and keep from others.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, chief, head := b.as(site, "clerk"), b.as(site, "chief"), b.as(site, "head")
		for _, path := range []string{"/secrecy", "/secrecy/checks", "/secrecy/staff", "/secrecy/trainings", "/secrecy/leaks"} {
			clerk.Get(path).Want(200)
			chief.Get(path).Want(200)
		}
		for _, path := range []string{"/secrecy/uploads", "/secrecy/year", "/secrecy/year/report.pdf"} {
			clerk.Get(path).Want(403)
			chief.Get(path).Want(200)
		}
		for _, code := range []string{"secrecy.carriers", "secrecy.devices", "secrecy.inspections", "secrecy.work_secrets"} {
			if r := clerk.Get("/register/" + code); r.Status == 200 {
				t.Errorf("%s is open to a clerk", code)
			}
			chief.Get("/register/" + code).Want(200)
		}
		at := clerk.Post("/secrecy/checks", k.form("title", `<script>alert("密")</script>`, "channel", "区报")).Want(303).Header.Get("Location")
		if r := clerk.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		b.as(site, "other").Get(at).Want(404)
		clerk.Post(at, k.form("verdict", "passed", "words", "可")).Want(403)
		head.Post(at, k.form("verdict", "", "words", "可")).Want(422)
		head.Post(at, k.form("verdict", "passed", "words", "没有涉密内容")).Want(303)
		clerk.Post("/secrecy/leaks", k.form("kind", "possible", "noticed_on", "2026-06-10", "noticed_at", "早上", "how", "清点时少一件", "measures", "停用")).Want(422).In("#summary", webtest.HasText("时间"))
		leak := clerk.Post("/secrecy/leaks", k.form("kind", "possible", "noticed_on", "2026-06-10", "noticed_at", "9:30", "how", "清点时少一件", "measures", "停用")).Want(303).Header.Get("Location")
		clerk.Get(leak).Want(200).In("main", webtest.HasText("还有")).Without("form[action*=step]")
		head.Get(leak).Want(404)
		chief.Post(leak+"/step", k.form("step", "department", "whom", "区保密局", "how", "当面", "at_on", "2026-06-10", "at_time", "11:00")).Want(303)
		chief.Get(leak).Want(200).In("main", webtest.HasText("区保密局"))
		clerk.Post("/secrecy/staff", k.form("person", "1")).Want(403)
		tr := chief.Post("/secrecy/trainings", k.form("title", "保密法", "on", b.Door.Today().String(), "place", "会议室", "minutes", "60", "everybody", "1")).Want(303).Header.Get("Location")
		clerk.Post(tr+"/sign", k.form()).Want(303)
		clerk.Get(tr).Want(200).In("main", webtest.HasText("已签到"))
		clerk.Get(tr + "/signin.pdf").Want(403)
		if r := chief.Get(tr + "/signin.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no sheet")
		}
	})
}
