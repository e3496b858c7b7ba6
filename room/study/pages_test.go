package study_test

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
	"lantai.internal/room/study/measure"
)

const canary = `<script>alert("学")</script>`

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
		return web.Redirect("/study"), sessions.Begin(r, a.ID)
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

// A session from its arranging to its register, a note with its faults, and what the
// pages keep from others.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		b.fill()
		site, k := b.site(), new(keys)
		office, clerk, head, branch := b.as(site, "office"), b.as(site, "clerk"), b.as(site, "head"), b.as(site, "branch")
		for _, path := range []string{"/study", "/study/sign", "/study/sessions", "/study/notes", "/study/research", "/study/articles", "/study/plan", "/study/groups", "/study/briefs", "/study/progress", "/study/pursuits"} {
			clerk.Get(path).Want(200)
			office.Get(path).Want(200)
		}
		clerk.Get("/study?year=19").Want(422)
		clerk.Get("/study/summary").Want(403)
		clerk.Get("/study/sessions/register.pdf").Want(403)
		clerk.Get("/study/sessions").Want(200).Without("form[action*=sessions]")
		fields := []string{"kind", "session", "groups", measure.Staff, "on", wednesday, "at", "14:30", "place", "会议室", "form", "集体研讨", "topic", "政治理论", "planned", "0", "makes_up", "0"}
		office.Post("/study/sessions", k.form(fields...)).Want(422).In("#summary", webtest.HasText("主题")).In("input[name=place]", webtest.HasValue("会议室"))
		sent := office.Post("/study/sessions", k.form(append(fields, "title", canary)...)).Want(303)
		at := sent.Header.Get("Location")
		if r := office.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		clerk.Post(at+"/code", k.form("minutes", "60")).Want(403)
		office.Post(at+"/code", k.form("minutes", "0")).Want(422).In("#summary", webtest.HasText("分钟"))
		office.Post(at+"/code", k.form("minutes", "60")).Want(303)
		clerk.Get(at).Want(200).In("form[action*=excuse]").Without("form[action*=close]")
		branch.Post(at+"/close", k.form("record", "记录")).Want(403)
		clerk.Post("/study/sign", k.form("code", "XXXXXX")).Want(422).In("#summary", webtest.HasText("过期"))
		if r := office.Get(at + "/signin.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no sheet")
		}
		clerk.Get(at + "/signin.pdf").Want(403)
		bad := office.Upload(at+"/sheet", k.form(), webtest.File{Field: "file", Name: "a.csv", Content: []byte("姓名,考勤\r\n商贸流通科科员,到会\r\n没有的人,到会\r\n")})
		bad.Want(422).In("main", webtest.HasText("本局没有"))
		office.Post(at+"/close", k.form("record", "学习文件")).Want(303)
		clerk.Get(at).Want(200).In("main", webtest.HasText("到会")).In("main", webtest.HasText("学习文件"))

		head.Upload("/study/notes", k.form("title", "甲", "source", "《论语》", "on", "2025-05-05", "year", "2026"), webtest.File{Field: "file", Name: "a.txt", Content: []byte("正文")}).Want(422).In("#summary", webtest.HasText("2025")).In("input[name=title]", webtest.HasValue("甲"))
		clerk.Upload("/study/notes", k.form("title", "甲", "source", "《论语》", "on", wednesday, "year", "2026", "text", "悄悄话"), webtest.File{Field: "file", Name: "a.txt", Content: []byte("正文")}).Want(303)
		clerk.Get("/study/notes/1").Want(200).In("main", webtest.HasText("悄悄话"))
		if r := clerk.Get("/study/notes/1/file").Want(200); r.Body != "正文" {
			t.Errorf("%q", r.Body)
		}
		if r := head.Get("/study/notes/1").Want(200); strings.Contains(r.Body, "悄悄话") {
			t.Error("the text is its author's")
		}
		head.Get("/study/notes/1/file").Want(404)
		branch.Get("/study/notes/1").Want(404)
		head.Post("/study/notes/1/withdraw", k.form("reason", "x")).Want(404)
		if r := head.Get("/study/progress/gap.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no gap report")
		}
		office.Post("/study/plan/save", k.form("year", "2026", "text", "")).Want(422)
		office.Post("/study/plan/save", k.form("year", "2026", "text", "计划")).Want(303)
		clerk.Post("/study/plan/save", k.form("year", "2026", "text", "计划")).Want(403)
		office.Get("/study/plan/plan.pdf?year=2026").Want(200)
		office.Get("/study/plan/plan.pdf?year=2024").Want(404)
	})
}
