package lending_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive/lending"
)

const canary = `<script>alert("借")</script>`

// site serves the pages of lending with a door through which a test signs in as
// anybody: /as/{account}.
func (h *desk) site(t *testing.T) *web.Site {
	t.Helper()
	sessions := &web.Sessions{Store: h.o.SessionStore(), Transport: web.Loopback, Now: h.c.Now}
	pages := append(h.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := h.o.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/archive/my/loans"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: h.o.Identify(sessions), Rate: -1, Now: h.c.Now, TempDir: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func as(t *testing.T, site http.Handler, login string) *webtest.Client {
	c := webtest.New(t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

func keyed(v url.Values, n *int) url.Values {
	*n++
	v.Set("_key", fmt.Sprintf("key-%d", *n))
	return v
}

func TestPagesOfALoan(t *testing.T) {
	each(t, func(t *testing.T, h *desk) {
		site, n := h.site(t), 0
		staff, desk, boss, other := as(t, site, "staff"), as(t, site, "archivist"), as(t, site, "director"), as(t, site, "other")

		staff.Get("/archive/my/loans").Want(200).In(".empty", webtest.HasText("还没有借阅"))
		staff.Get("/archive/my/loans/new?item=1").Want(200).In("textarea[name=items]", webtest.HasValue("编号 1"))
		staff.Get("/archive/my/loans/new?item=4").Want(404)
		bad := staff.Post("/archive/my/loans/new", keyed(url.Values{"kind": {"lend"}, "purpose": {"工作参考"}, "items": {"编号 1\n编号 4"}, "reason": {canary}}, &n)).Want(422)
		bad.In("textarea[name=items]", webtest.HasValue("编号 1\n编号 4")).In("textarea[name=reason]", webtest.HasValue(canary)).In("#summary", webtest.HasText("无权查看"))
		if strings.Contains(bad.Body, "<script>alert") {
			t.Error("what was typed escapes")
		}
		staff.Post("/archive/my/loans/new", keyed(url.Values{"kind": {"lend"}, "purpose": {"工作参考"}, "items": {"X043-不存在"}}, &n)).Want(422).In("#summary", webtest.HasText("X043-不存在"))
		form := keyed(url.Values{"kind": {"lend"}, "purpose": {"工作参考"}, "items": {"编号 1"}, "reason": {canary}}, &n)
		first := staff.Post("/archive/my/loans/new", form).Want(303)
		if again := staff.Post("/archive/my/loans/new", form).Want(303); again.Header.Get("Location") != first.Header.Get("Location") {
			t.Error("the same form twice made two applications")
		}
		at := first.Header.Get("Location")
		page := staff.Follow(first).Want(200).In("h1", webtest.HasText("2026-借-0001")).In("form[action*=withdraw]")
		if strings.Contains(page.Body, "<script>alert") {
			t.Error("the reason escapes")
		}
		page.Without("form[action*=lend]")
		other.Get(at).Want(404)
		other.Post(at+"/withdraw", keyed(url.Values{}, &n)).Want(404)
		staff.Post(at+"/lend", keyed(url.Values{}, &n)).Want(403)
		staff.Get("/archive/loans").Want(403)
		staff.Get("/archive/use").Want(403)
		staff.Get("/archive/loans/new").Want(403)
		staff.Get("/archive/loans/waiting").Want(403)
		webtest.New(t, site).Get(at).Want(303)

		desk.Get("/archive/loans?state=unknown").Want(422).In("main", webtest.HasText("没有“unknown”这种借阅状态"))
		desk.Get("/archive/loans?state=applied").Want(200).Count("table tbody tr", 1)
		desk.Post(at+"/lend", keyed(url.Values{"due": {"昨天"}}, &n)).Want(422).In("form[action*=lend] input[name=due]", webtest.HasValue("昨天"))
		desk.Post(at+"/lend", keyed(url.Values{"due": {"2026-03-20"}}, &n)).Want(303)
		desk.Post(at+"/lend", keyed(url.Values{}, &n)).Want(409)
		pdf := staff.Get(at + "/print.pdf").Want(200)
		if !strings.HasPrefix(pdf.Body, "%PDF") {
			t.Error("the slip is no PDF")
		}
		other.Get(at + "/print.pdf").Want(404)
		desk.Post(at+"/return", keyed(url.Values{"condition": {"完好"}}, &n)).Want(422).In("#summary", webtest.HasText("勾选"))
		desk.Post(at+"/renew", keyed(url.Values{"due": {"2026-03-25"}}, &n)).Want(303)
		desk.Post(at+"/return", keyed(url.Values{"line": {"1"}, "condition": {"完好"}}, &n)).Want(303)
		staff.Post(at+"/effect", keyed(url.Values{"effect": {canary}}, &n)).Want(303)
		reg := desk.Get("/archive/use?month=2026-03").Want(200).Count("table tbody tr", 1)
		if strings.Contains(reg.Body, "<script>alert") {
			t.Error("the effect escapes")
		}
		desk.Get("/archive/use?month=三月").Want(422)
		desk.Get("/archive/use/figures?year=2026").Want(200).In("table tbody", webtest.HasText("工作参考")).
			In("a[href='/archive/use?kind=lend&month=2026-03&purpose=%E5%B7%A5%E4%BD%9C%E5%8F%82%E8%80%83']", webtest.HasText("1"))
		desk.Get("/archive/use?kind=lend&month=2026-03&purpose=工作参考").Want(200).Count("table tbody tr", 1)
		desk.Get("/archive/use?kind=copy&month=2026-03").Want(200).Count("table tbody tr a", 0)
		desk.Get("/archive/use/figures?year=x").Want(422)

		party := staff.Post("/archive/my/loans/new", keyed(url.Values{"kind": {"read"}, "purpose": {"凭证"}, "items": {"编号 3"}}, &n)).Want(303).Header.Get("Location")
		boss.Get("/archive/loans/waiting").Want(200).Count("table tbody tr", 1)
		desk.Post(party+"/lend", keyed(url.Values{}, &n)).Want(409)
		boss.Post(party+"/consent", keyed(url.Values{"answer": {"no"}}, &n)).Want(422).In("form[action*=consent] #f-note")
		boss.Post(party+"/consent", keyed(url.Values{"answer": {"perhaps"}}, &n)).Want(422)
		boss.Post(party+"/consent", keyed(url.Values{"answer": {"yes"}}, &n)).Want(303)
		boss.Post(party+"/consent", keyed(url.Values{"answer": {"yes"}}, &n)).Want(409)
		desk.Post(party+"/decline", keyed(url.Values{"note": {"正在整理"}}, &n)).Want(303)

		desk.Get("/archive/loans/new").Want(200).In("select[name=person] option", webtest.HasText("市场科科员"))
		desk.Post("/archive/loans/new", keyed(url.Values{"person": {"5"}, "kind": {"read"}, "purpose": {"凭证"}, "items": {"编号 2"}}, &n)).Want(422).In("#summary", webtest.HasText("查阅范围"))
		desk.Post("/archive/loans/new", keyed(url.Values{"person": {""}, "kind": {"read"}, "purpose": {"凭证"}, "items": {"编号 1"}}, &n)).Want(422).In("#summary", webtest.HasText("请选择借阅人"))
		desk.Post("/archive/loans/new", keyed(url.Values{"person": {"77"}, "kind": {"read"}, "purpose": {"凭证"}, "items": {"编号 1"}}, &n)).Want(422).In("#summary", webtest.HasText("没有这位人员"))
		desk.Post("/archive/loans/new", keyed(url.Values{"person": {"outside"}, "kind": {"read"}, "purpose": {"凭证"}, "items": {"编号 1"}}, &n)).Want(422).Count("#summary li", 4).In("#summary", webtest.HasText("介绍信"))
		desk.Post("/archive/loans/new", keyed(url.Values{"person": {"2"}, "kind": {"copy"}, "copies": {"2"}, "sealed": {"1"}, "purpose": {"凭证"}, "items": {"编号 1"}}, &n)).Want(303)

		staff.Get("/archive/use/open/2?next=/archive/items/2").Want(200).In("input[name=next]", webtest.HasValue("/archive/items/2"))
		other.Get("/archive/use/open/2").Want(404)
		staff.Post("/archive/use/open/2", keyed(url.Values{}, &n)).Want(422)
		if to := staff.Post("/archive/use/open/2", keyed(url.Values{"purpose": {"凭证"}, "next": {"//evil.example/"}}, &n)).Want(303).Header.Get("Location"); strings.Contains(to, "evil") {
			t.Errorf("leaves the site: %s", to)
		}
		boss.Get("/archive/loans/none").Want(404)
	})
}

// TestLook takes pictures of the pages at a desk and on a phone.
func TestLook(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	h := open(t, d, c)
	ctx := context.Background()
	day := civil.Must("2026-03-05")
	one, err := h.Register(ctx, h.archivist, lending.Application{Kind: lending.Lending, Purpose: "工作参考", Items: []int64{plain, foreign}, Person: staffID, Due: day, Reason: "起草年度方案"}, lending.HandOut{})
	if err != nil {
		t.Fatal(err)
	}
	two, err := h.Apply(ctx, h.staff, lending.Application{Kind: lending.Reading, Purpose: "凭证", Items: []int64{party}, Reason: "核对议定事项"})
	if err != nil {
		t.Fatal(err)
	}
	c.Move(9 * 24 * 3600 * 1e9)
	server := httptest.NewServer(h.site(t))
	defer server.Close()
	b := browsertest.Open(t, server.URL)
	b.Allow("404")
	for _, shot := range []struct{ login, path, name string }{
		{"archivist", "/archive/loans", "list"}, {"archivist", "/archive/loans/new", "register"}, {"archivist", fmt.Sprintf("/archive/loans/%d", one.ID), "out"},
		{"director", fmt.Sprintf("/archive/loans/%d", two.ID), "consent"}, {"archivist", "/archive/use", "register-of-use"}, {"archivist", "/archive/use/figures", "figures"},
		{"staff", "/archive/my/loans", "mine"}, {"staff", "/archive/my/loans/new", "apply"}, {"staff", "/archive/use/open/2", "open"},
	} {
		b.Size(1440, 900)
		b.Go("/as/" + shot.login)
		for _, w := range []int{1440, 390} {
			b.Size(w, 900)
			b.Go(shot.path)
			b.NoSideways()
			b.Shot(fmt.Sprintf("%s-%d", shot.name, w))
		}
	}
}

var _ lending.Bureau = (*org.Org)(nil)
