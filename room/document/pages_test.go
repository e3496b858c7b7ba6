package document_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/document"
)

const canary = `<script>alert("文")</script>`

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
		return web.Redirect("/documents/in"), sessions.Begin(r, a.ID)
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

// TestPages walks a document through its pages, with their faults and what they keep from
// others (clauses law.documents.receive, enrol_in, first_check, circulate, urge).
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		_ = []law.ID{law.DocumentsReceive, law.DocumentsEnrolIn, law.DocumentsFirstCheck, law.DocumentsCirculate, law.DocumentsUrge}
		site, k := b.site(), new(keys)
		office, clerk, deputy := b.as(site, "office"), b.as(site, "clerk"), b.as(site, "deputy")
		for _, path := range []string{"/documents/in", "/documents/in/urgent", "/documents/in/lying", "/documents/in/returns", "/documents/in/new", "/documents/in/import", "/documents/in/list.xlsx"} {
			office.Get(path).Want(200)
			if path == "/documents/in" {
				clerk.Get(path).Want(200).Without("a[href*=new]")
				continue
			}
			clerk.Get(path).Want(404)
		}
		office.Get("/documents/in?year=19").Want(422)
		office.Get("/documents/in?stage=none").Want(422)
		office.Get("/documents/in?urgency=9").Want(422)
		office.Get("/documents/in?words=&year=2026").Want(303)

		signed := k.form("channel", "邮寄", "sender", "市商务委", "copies", "2", "expected", "3")
		office.Post("/documents/in/new", signed).Want(422).In("#summary", webtest.HasText("清单写 3 份"))
		office.Post("/documents/in/new", k.form("channel", "邮寄", "sender", "市商务委", "copies", "1", "on", "2026-06-10", "at", "25:00")).Want(422).In("#summary", webtest.HasText("09:30"))
		clerk.Post("/documents/in/new", k.form("channel", "邮寄", "sender", "市商务委", "copies", "1")).Want(404)
		at := office.Post("/documents/in/new", k.form("channel", "邮寄", "sender", "市商务委", "copies", "1", "on", "2026-06-10", "at", "8:30")).Want(303).Header.Get("Location")
		clerk.Get(at).Want(404)
		fields := []string{"issuer", "市商务委", "doc_no", "渝商务发(2026)5号", "kind", "通知", "dated", "2026-06-08", "level", "internal", "urgency", "1"}
		office.Post(at+"/register", k.form(append(fields, "title", "")...)).Want(422).In("input[name=issuer]", webtest.HasValue("市商务委"))
		office.Post(at+"/register", k.form(append(fields, "title", "机密★10年")...)).Want(422)
		office.Post(at+"/register", k.form(append(fields, "title", canary)...)).Want(303)
		if r := office.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") || !strings.Contains(r.Body, "渝商务发〔2026〕5号") {
			t.Error("the title escapes, or the number is not tidied")
		}
		office.Post(at+"/check", k.form("text", "")).Want(303)
		// The step was done: the page says where it stands.
		if r := office.Post(at+"/check", k.form("text", "")).Want(409); !strings.Contains(r.Body, "待拟办") {
			t.Error("nobody learns why the check is refused")
		}
		office.Post(at+"/propose", k.form("way", document.ToLeader, "text", "请批示")).Want(422).In("#summary", webtest.HasText("局领导"))
		office.Post(at+"/propose", k.form("way", document.ToLeader, "text", "请批示", "leader", fmt.Sprint(b.people["deputy"]))).Want(303)
		clerk.Post(at+"/instruct", k.form("text", "办", "lead", "SMLTK")).Want(404)
		office.Get("/documents/in?after=x").Want(422)
		office.Get("/documents/in/urgent?after=x").Want(422)
		deputy.Get(at).Want(200).In("form[action*=instruct]")
		deputy.Post(at+"/instruct", k.form("text", "办", "lead", "SMLTK", "due", "2026-06-01")).Want(422).In("#summary", webtest.HasText("不早于今天"))
		deputy.Post(at+"/instruct", k.form("text", "办", "lead", "SMLTK", "readers", fmt.Sprint(b.people["director"]), "order", "side")).Want(303)
		clerk.Get(at).Want(200).Without("form[action*=urge]").Without("form[action*=report]")
		clerk.Post(at+"/urge", k.form("text", "")).Want(404)
		office.Post(at+"/urge", k.form("text", "请抓紧")).Want(303)
		office.Post(at+"/urge", k.form("text", "再催")).Want(429)
		for _, paper := range []string{"/sheet.pdf", "/circulation.pdf", "/urges/1.pdf"} {
			if r := clerk.Get(at + paper).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s is no paper", paper)
			}
			b.as(site, "aide").Get(at + paper).Want(404)
		}
		office.Get(at + "/return.pdf").Want(404)
		office.Get("/documents/in/list.pdf").Want(200)
		clerk.Get("/documents/in/list.pdf").Want(404)
		office.Get("/documents/in-papers/1/original").Want(404)
	})
}
