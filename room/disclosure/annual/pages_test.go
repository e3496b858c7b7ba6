package annual_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure/annual"
)

const canary = `<script>alert("报")</script>`

// site serves the pages with a door through which a test signs in as anybody.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), b.Flow.Pages()...)
	pages = append(pages, web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/disclosure-annual"), sessions.Begin(r, a.ID)
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

func TestPagesOfAYear(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		chief, head, other, director := b.as(site, "chief"), b.as(site, "head"), b.as(site, "other"), b.as(site, "director")
		const home, at = "/disclosure-annual", "/disclosure-annual/2026"
		chief.Get(home).Want(200).In(".empty", webtest.HasText("还没有编制过"))
		head.Get(home).Want(200).Without("form[action='/disclosure-annual']")
		head.Post(home, k.form("year", "2026")).Want(403)
		chief.Post(home, k.form("year", "2050")).Want(422).In("#summary", webtest.HasText("年度应在"))
		chief.Post(home, k.form("year", "2026")).Want(303)
		// Every figure opens its list.
		chief.Get(at).Want(200).In("a[href='/disclosure-annual/2026/list?row=1&col=6']", webtest.HasText("5")).In("main", webtest.HasText("2027年1月29日"))
		chief.Get(at+"/list?row=1&col=6").Want(200).In("main", webtest.HasText("共5件")).Count("table tbody tr", 5)
		chief.Get(at+"/list?row=24&col=0").Want(200).Count("table tbody tr", 3)
		chief.Get(at+"/list?block=2&col=3").Want(200).Count("table tbody tr", 1)
		chief.Get(at + "/list?row=26&col=0").Want(422)
		chief.Get(at + "/list?row=1&col=x").Want(422)
		for _, path := range []string{at, at + "/list?row=1&col=6", at + "/report.pdf", at + "/report.docx", at + "/report.html"} {
			head.Get(path).Want(404)
			director.Get(path).Want(200)
		}
		for _, path := range []string{at + "/acts", at + "/texts/clean", at + "/correct"} {
			head.Get(path).Want(403)
			director.Get(path).Want(403)
		}
		chief.Get(at + "/texts/poem").Want(404)
		// Texts keep what was typed and escape it.
		chief.Post(at+"/texts/clean", k.form("text", "清理{天气}条"+canary)).Want(422).In("#summary", webtest.HasText("没有对应的数字")).In("textarea[name=text]", webtest.HasValue("清理{天气}条"+canary))
		chief.Post(at+"/texts/clean", k.form("text", canary+"清理完成，新收{新收}件。")).Want(303)
		if page := chief.Get(at).Want(200).In("main", webtest.HasText("新收5件")); strings.Contains(page.Body, "<script>alert") {
			t.Error("a text escapes")
		}
		if page := chief.Get(at + "/report.html").Want(200); strings.Contains(page.Body, "<script>") {
			t.Error("a text escapes into the file")
		}
		chief.Post(at+"/acts", k.form("fees", "12.505")).Want(422).In("#summary", webtest.HasText("最多两位小数"))
		chief.Post(at+"/acts", k.form("made", "2", "ended", "1", "in_force", "7", "fees", "12.5", "published", "120")).Want(303)
		chief.Get(at).Want(200).In("main", webtest.HasText("12.50万元")).In("main", webtest.HasText("制发2件，废止1件，现行有效7件"))
		// Units.
		chief.Post(at+"/units", k.form("due", "2027-01-08")).Want(422).In("#summary", webtest.HasText("请选择报送材料的科室"))
		chief.Post(at+"/units", k.form("due", "2027-01-08", "units", "LTK")).Want(303)
		part := "/disclosure-annual-parts/1"
		head.Get(home).Want(200).In("a[href='" + part + "']")
		other.Get(part).Want(404)
		other.Post(part, k.form("words", "别科的")).Want(404)
		head.Post(part+"/measure", k.form("points", "1")).Want(403)
		b.c.Move(5 * 24 * time.Hour)
		chief, head = b.as(site, "chief"), b.as(site, "head")
		chief.Get(part).Want(200).In("form[action='" + part + "/measure']")
		chief.Post(part+"/measure", k.form("points", "0.55")).Want(422).In("#summary", webtest.HasText("最多一位小数"))
		chief.Post(part+"/measure", k.form("points", "0.5", "makeup_by", "2027-01-12")).Want(303)
		head.Post(part, k.form("words", "本年没有。")).Want(303)
		chief.Get(at).Want(200).In("main", webtest.HasText("扣0.5分；限2027-01-12前补报"))
		// Steps.
		chief.Post(at+"/freeze", k.form()).Want(303)
		chief.Post(at+"/check", k.form()).Want(409).In("main", webtest.HasText("检查没有通过"))
		b.write()
		chief.Post(at+"/check", k.form()).Want(303)
		chief.Post(at+"/sign", k.form()).Want(303)
		w, err := b.Show(b.ctx, b.who("chief"), 2026)
		b.ok(err)
		b.act("deputy", w.CaseID, "agree", "同意")
		b.act("director", w.CaseID, "agree", "同意")
		chief.Post(at+"/send", k.form("on", "2027-01-09")).Want(422).In("#summary", webtest.HasText("报送的方式"))
		chief.Post(at+"/send", k.form("on", "2027-01-09", "words", "公文交换")).Want(303)
		chief.Post(at+"/publish", k.form("on", "2027-01-09", "words", "门户网站")).Want(303)
		chief.Get(at + "/correct").Want(200)
		chief.Post(at+"/correct", k.form("what", "case", "number", "2026-申-0002", "code", "3.5", "reason", "审计指出")).Want(303)
		chief.Post(at+"/correct", k.form("what", "acts", "made", "3", "ended", "1", "in_force", "8", "fees", "12.5", "reason", "漏计")).Want(303)
		chief.Post(at+"/correct", k.form("what", "text", "part", "clean", "text", "清理完成。")).Want(422).In("#summary", webtest.HasText("理由"))
		if r := chief.Get(at + "/report.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no paper")
		}
		chief.Get(at).Want(200).In("main", webtest.HasText("2026-申-0002的办理结果")).In("main", webtest.HasText(annual.RowLabels[8]))
	})
}
