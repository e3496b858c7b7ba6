package disclosure_test

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
	"lantai.internal/room/disclosure"
)

const canary = `<script>alert("开")</script>`

// site serves the pages of the room and of the flow with a door through which a
// test signs in as anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), b.Flow.Pages()...)
	pages = append(pages, web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/disclosure"), sessions.Begin(r, a.ID)
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

// The clerk's story, all of it through the pages.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		office, clerk, other, deputy := b.as(site, "office"), b.as(site, "clerk"), b.as(site, "other"), b.as(site, "deputy")
		office.Get("/disclosure").Want(200).In(".empty", webtest.HasText("没有申请"))
		office.Get("/disclosure/new").Want(200).Count("select[name=channel] option", 8).Count("select[name=class] option", 6)
		office.Post("/disclosure/new", k.form("kind", "information", "channel", "window", "class", "person", "came_on", "2026-09-07", "title", canary)).Want(422).In("#summary", webtest.HasText("姓名或名称")).In("input[name=title]", webtest.HasValue(canary))
		fields := []string{"kind", "information", "channel", "window", "class", "person", "came_on", "2026-09-07", "title", canary, "name", "申请人甲", "form", "paper", "way", "pickup"}
		sent := office.Post("/disclosure/new", k.form(fields...)).Want(303)
		at := sent.Header.Get("Location")
		seen := office.Follow(sent).Want(200).In(".notice", webtest.HasText("2026-申-0001")).In(".notice", webtest.HasText("2026年10月10日")).In("main", webtest.HasText("申***"))
		if strings.Contains(seen.Body, "<script>alert") || strings.Contains(seen.Body, "申请人甲") {
			b.t.Error("the page escapes nothing, or names the person")
		}
		clerk.Get("/disclosure/new").Want(403).In("main", webtest.HasText("由办公室登记"))
		clerk.Post("/disclosure/new", k.form(fields...)).Want(403)
		clerk.Get(at).Want(404)
		office.Get(at+"/do/correct").Want(200).In("textarea[name=note]", webtest.HasText("联系方式")).In("textarea[name=note]", webtest.HasText("身份证明"))
		office.Get(at + "/do/nothing").Want(404)
		office.Post(at+"/do/assign", k.form("unit", "LTK", "on", "2026-09-07", "note", "请办理")).Want(422).In("#summary", webtest.HasText("批示"))
		office.Post(at+"/do/assign", k.form("unit", "LTK", "handler", "clerk", "leader", fmt.Sprint(b.people["deputy"]), "on", "2026-09-07", "note", "请办理")).Want(303)
		for _, c := range []*webtest.Client{clerk, deputy, office} {
			c.Get(at).Want(200).In("main", webtest.HasText("请办理"))
			c.Get("/disclosure").Want(200).In("table tbody tr", webtest.HasText("还有"))
		}
		other.Get(at).Want(404)
		other.Get("/disclosure").Want(200).In(".empty", webtest.HasText("没有申请"))
		for _, path := range []string{"/receipt.pdf", "/record.pdf", "/do/assign", "/letters/1", "/replies/1", "/papers/1"} {
			other.Get(at + path).Want(404)
		}
		clerk.Get(at + "/receipt.pdf").Want(404)
		for _, path := range []string{at + "/receipt.pdf", at + "/record.pdf", "/disclosure/register/list.pdf"} {
			if r := office.Get(path).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				b.t.Error("no paper at", path)
			}
		}
		office.Get("/disclosure/register?words="+url.QueryEscape("2026-申")).Want(200).Count("table tbody tr", 1)
		office.Get("/disclosure/register?overdue=1").Want(200).Without("table tbody tr")
		office.Get("/disclosure/clashes").Want(200).In("main", webtest.HasText("20个工作日"))
		office.Post(at+"/applicant", k.form("why", "")).Want(422)
		office.Post(at+"/applicant", k.form("why", "核实身份")).Want(200).In("main", webtest.HasText("申请人甲"))
		deputy.Post(at+"/applicant", k.form("why", "核实身份")).Want(404)
		if r := office.Post(at+"/form.pdf", k.form("why", "打印归档")).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no form")
		}
		clerk.Post(at+"/do/search", k.form("place", "科室存档", "words", "检查", "hits", "0", "on", "2026-09-07")).Want(303)
		clerk.Post(at+"/do/found", k.form("do", disclosure.NotFound, "on", "2026-09-07")).Want(303)
		clerk.Post(at+"/do/propose", k.form("kind", "3.4")).Want(422).In("#summary", webtest.HasText("理由"))
		clerk.Post(at+"/do/propose", k.form("kind", "4.1")).Want(303)
		b.approve(1)
		if r := office.Get(at + "/replies/1").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no reply")
		}
		for _, path := range []string{"/replies/1", "/print/search_log", "/print/nothing"} {
			deputy.Get(at + path).Want(404) // they name the person
		}
		office.Post(at+"/do/serve", k.form("way", "handed", "on", "2026-09-07", "proof", "本人签收")).Want(303)
		office.Get(at).Want(200).In("main", webtest.HasText("4.1")).In("a[href*=papers]")
		for _, word := range []string{"search_log", "service"} {
			if r := office.Get(at + "/print/" + word).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				b.t.Error("no", word)
			}
		}
	})
}
