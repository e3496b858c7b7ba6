package app_test

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/hall/org"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
)

// A whole destruction by hand, as the five people go through it: the archivist
// appraises and reports, the director approves, nothing can be done for thirty
// days, two supervisors sign, the archivist destroys; what stays is found, says
// what became of it, and opens no text.
func TestADestructionIsClickedThrough(t *testing.T) {
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	c := clock.At("2026-03-02")
	a, err := app.Demo(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.FillDemo(t.Context()); err != nil {
		t.Fatal(err)
	}
	site, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	b := browsertest.Open(t, server.URL)
	b.Allow("status of 401")
	signIn := func(login string) {
		t.Helper()
		b.Go("/signin")
		b.Fill("#f-login", login)
		b.Fill("#f-password", app.DemoPassword)
		b.Submit("main form button")
	}
	signOut := func() { b.Submit("header form button") }
	look := func(name string) {
		t.Helper()
		b.NoSideways()
		b.Shot("destruction-" + name)
	}
	in := func(step, rest string) string { return "form[action$='/" + step + "'] " + rest }

	signIn("dangan")
	b.Go("/archive/appraisals/new?year=2013&period=D10")
	b.Click("main tbody tr:nth-child(1) td.box input")
	b.Click("main tbody tr:nth-child(2) td.box input")
	b.Click("main tbody tr:nth-child(3) td.box input")
	code := strings.TrimSpace(b.Text("main tbody tr:nth-child(1) td.code"))
	b.Fill("[name=leader]", "副局长")
	b.Fill("[name=archives]", "办公室档案员")
	b.Fill("[name=business]", "政工科科长")
	look("1-open")
	b.Submit("main .btn.primary")
	at := b.Path()

	b.Click("main tbody tr:nth-child(1) td.box input")
	b.Click("main tbody tr:nth-child(2) td.box input")
	b.Click("[name=opinion][value=destroy]")
	b.Type(in("opine", "[name=reason]"), "保管期限届满，无继续保存价值")
	b.Submit(in("opine", ".btn.primary"))
	b.Click("main tbody tr:nth-child(3) td.box input")
	b.Click("[name=opinion][value=keep]")
	b.Choose("[name=period]", "D30")
	b.Type(in("opine", "[name=reason]"), "涉及重大事项，仍有查考价值")
	b.Submit(in("opine", ".btn.primary"))
	look("2-opined")
	b.Type(in("report", "[name=report]"), "三件逐件鉴定，两件销毁，一件改定为30年。")
	b.Submit(in("report", ".btn.primary"))
	signOut()

	signIn("juzhang")
	b.Go(at)
	look("3-reported")
	b.Submit(in("approve", ".btn.primary"))
	b.WaitText("main", "冷静期")
	look("4-approved")
	signOut()

	signIn("dangan")
	b.Go(at)
	b.Choose("[name=supervisor1]", "bangongshi")
	b.Choose("[name=supervisor2]", "zhengong")
	b.Submit(in("appoint", ".btn"))
	b.WaitText("main", "冷静期未满")
	if b.Count(in("execute", ".btn[disabled]")) != 1 {
		t.Fatal("destruction is open in the cooling-off period")
	}
	look("5-cooling")
	signOut()

	c.Move(31 * 24 * time.Hour)
	number := ""
	for i, login := range []string{"bangongshi", "zhengong"} {
		signIn(login)
		b.Go(at)
		b.Submit(in("sign", ".btn"))
		if number == "" {
			number = browsertest.Eval[string](b, "document.querySelector('main h1, main .crumbs').closest('main').innerText.match(/销毁清册 (\\S+)/)[1]")
			b.Fill("[name=number]", "别的编号")
			b.Submit("main form[method=post] .btn.primary")
			b.WaitText(".summary", "编号")
		}
		b.Fill("[name=number]", number)
		look("6-sign-" + login)
		b.Submit("main form[method=post] .btn.primary")
		b.WaitText(".notice.ok", "已签署")
		if i == 0 {
			signOut()
			signIn("dangan")
			b.Go(at)
			if b.Count(in("execute", ".btn[disabled]")) != 1 {
				t.Fatal("one signature opens the destruction")
			}
		}
		signOut()
	}

	signIn("dangan")
	b.Go(at)
	b.Submit(in("execute", ".btn"))
	b.Fill("[name=place]", "区档案馆指定销毁点")
	b.Fill("[name=number]", number)
	look("7-execute")
	b.Submit("main form[method=post] .btn.danger")
	b.WaitText(".notice.ok", "销毁记录保留")
	look("8-destroyed")
	b.Go("/archive/go?code=" + code)
	b.WaitText("main", "已销毁")
	look("9-stub")
	b.Size(390, 844)
	b.Go(at)
	look("10-phone")
}
