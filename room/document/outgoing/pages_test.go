package outgoing_test

import (
	"crypto/sha256"
	"encoding/hex"
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
	"lantai.internal/room/document/form"
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
		return web.Redirect("/documents/out"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	b.must(err)
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

// A paper through its pages, with what is refused on the way and the prints.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, office, director, branch, other := b.as(site, "clerk"), b.as(site, "office"), b.as(site, "director"), b.as(site, "branch"), b.as(site, "other")
		for _, path := range []string{"/documents/out", "/documents/out/new", "/documents/out/register", "/documents/out/numbers", "/documents/out/register/list.pdf", "/documents/out/register/list.xlsx", "/documents/out/numbers/book.pdf"} {
			clerk.Get(path).Want(200)
		}
		clerk.Get("/documents/out/register?state=nothing").Want(422)
		clerk.Get("/documents/out/register?year=26").Want(422)
		clerk.Get("/documents/out/numbers?series=x").Want(422)
		fields := func(title string) []string {
			return []string{"kind", form.Request, "direction", "up", "issuer", "bureau", "to", "区政府\n区委", "title", title, "body", "<script>alert(1)</script>拟建设农贸市场一处。", "matters", "建设农贸市场一处"}
		}
		title := bureauName(b) + "关于建设农贸市场的请示"
		if r := clerk.Post("/documents/out/check", k.form(fields(title)...)).Want(200); !strings.Contains(r.Body, "只主送一个上级机关") || !strings.Contains(r.Body, "第十五条第一项") || strings.Contains(r.Body, "<script>alert") {
			t.Error("not looked over")
		}
		clerk.Post("/documents/out/new", k.form(fields("")...)).Want(422).In("#summary", webtest.HasText("标题"))
		at := clerk.Post("/documents/out/new", k.form(fields(title)...)).Want(303).Header.Get("Location")
		clerk.Get(at).Want(200).In("main", webtest.HasText("要改：上行文只主送一个上级机关"))
		other.Get(at).Want(404)
		other.Get(at + "/paper.pdf").Want(404)
		other.Post(at+"/submit", k.form()).Want(404)
		clerk.Post(at+"/submit", k.form()).Want(422)
		good := k.form(fields(title)...)
		good.Set("to", "区政府")
		good.Set("version", "1")
		office.Get(at + "/edit").Want(404)
		clerk.Get(at + "/edit").Want(200)
		if r := clerk.Upload(at+"/edit", good, webtest.File{Field: "files", Name: "方案.txt", Content: []byte("方案正文")}); r.Status != 303 {
			t.Fatal(r.Status, r.Body)
		}
		if r := clerk.Get(at + "/papers/1").Want(200); r.Body != "方案正文" {
			t.Error(r.Body)
		}
		other.Get(at + "/papers/1").Want(404)
		clerk.Post(at+"/submit", k.form()).Want(303)
		clerk.Post(at+"/pass", k.form("text_no", "1")).Want(403)
		office.Post(at+"/return", k.form()).Want(422).In("#summary", webtest.HasText("理由"))
		office.Post(at+"/pass", k.form("text_no", "1", "units", "ZGK", "words", "已核")).Want(303)
		branch.Get(at).Want(200).In("form[action*=agree]")
		branch.Post(at+"/agree", k.form("text_no", "1", "words", "同意")).Want(303)
		branch.Get(at + "/countersign.pdf").Want(200)
		director.Get(at).Want(200).In("form[action*=sign]")
		director.Get(at).Want(200).In("form[action*=sign] input[name=text_no][value='1']")
		director.Post(at+"/sign", k.form("words", "同意")).Want(409).In("#summary", webtest.HasText("稿子改过"))
		director.Post(at+"/sign", k.form("text_no", "1")).Want(303)
		office.Get(at + "/revise").Want(200)
		office.Post(at+"/review", k.form("text_no", "1")).Want(303)
		office.Post(at+"/number", k.form("series", "綦商务", "prints", "0", "seal", "bureau")).Want(422)
		office.Post(at+"/number", k.form("series", "綦商务", "prints", "3", "seal", "bureau")).Want(303)
		d, err := b.Document(b.ctx, b.actors["office"], 1)
		b.must(err)
		b.must(b.sealed(d.Document, 3, ""))
		office.Post(at+"/dispatch", k.form("recipients", "区政府", "prints", "9", "how", "公文交换")).Want(422)
		office.Post(at+"/dispatch", k.form("recipients", "区政府", "prints", "1", "how", "公文交换")).Want(303)
		office.Post(at+"/receipt", k.form("delivery", "1", "by", "收发员")).Want(303)
		sum := sha256.Sum256([]byte(office.Get(at + "/paper.pdf").Want(200).Body))
		if got := hex.EncodeToString(sum[:]); len(b.asked) != 1 || b.asked[0].Digest != got {
			t.Errorf("the seal was asked for another file than the one that is printed: %s", got)
		}
		for _, f := range []string{"/paper.pdf", "/sheet.pdf"} {
			if r := office.Get(at + f).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s is no PDF", f)
			}
		}
		if r := office.Get(at + "/paper.docx").Want(200); !strings.HasPrefix(r.Body, "PK") {
			t.Error("no DOCX")
		}
		office.Post(at+"/close", k.form()).Want(303)
		office.Get(at).Want(200).In("main", webtest.HasText("綦商务〔2026〕1号")).In("main", webtest.HasText("已办结"))
		office.Get("/documents/out/register?words="+url.QueryEscape("綦商务[2026]1号")).Want(200).In("main", webtest.HasText("共 1 件"))
		office.Get("/documents/out/numbers").Want(200).In("main", webtest.HasText("农贸市场"))
		other.Get("/documents/out/numbers").Want(200).In("main", webtest.HasText("其他科室的公文"))
		office.Post("/documents/out/numbers/paper", k.form("series", "綦商务", "first", "1", "last", "2", "reason", "纸质")).Want(422).In("#summary", webtest.HasText("一个号不用两次"))
		clerk.Post("/documents/out/numbers/paper", k.form("series", "綦商务函", "first", "1", "last", "2", "reason", "纸质")).Want(403)
	})
}
