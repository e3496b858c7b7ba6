package report_test

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/report"
)

const canary = `<script>alert("请")</script>`

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
		return web.Redirect("/reports"), sessions.Begin(r, a.ID)
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

func TestPagesOfARequest(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, head, deputy, other, office := b.as(site, "clerk"), b.as(site, "head"), b.as(site, "deputy"), b.as(site, "colleague"), b.as(site, "office")
		clerk.Get("/reports").Want(200).In(".empty", webtest.HasText("还没有请示报告"))
		clerk.Get("/reports/new").Want(200).Count("select[name=topic] option", 5).Count("input[name=skip]", 6).Count("select[name=addressee] option", 3)
		deputy.Get("/reports/new").Want(200).Count("select[name=topic] option", 7).Without("input[name=skip]")
		clerk.Post("/reports/new", k.form("kind", "request", "topic", "其他", "title", canary)).Want(422).
			In("#summary", webtest.HasText("写明是什么事")).In("#summary", webtest.HasText("处理意见")).In("input[name=title]", webtest.HasValue(canary))
		fields := []string{"kind", "request", "topic", "领导交办事项", "title", canary, "background", "情况", "proposal", "建议", "addressee", "deputy_in_charge", "units", "ZGK"}
		seen := clerk.Post("/reports/new", k.form(append(fields, "do", "preview")...)).Want(200).In("#following", webtest.HasText("流通科科长")).In("#following .ladder", webtest.HasText("副局长")).Count("#following .ladder li", 2).
			In("input[name=title]", webtest.HasValue(canary)).In("textarea[name=proposal]", webtest.HasValue("建议"))
		if strings.Contains(seen.Body, "<script>alert") {
			b.t.Error("the title escapes")
		}
		clerk.Get("/reports/preview?kind=request&topic=x&title=y").Want(200).In(".notice", webtest.HasText("选一项"))
		clerk.Get("/reports/preview?kind=request&topic=%E9%A2%86%E5%AF%BC%E4%BA%A4%E5%8A%9E%E4%BA%8B%E9%A1%B9&title=y&background=b&proposal=p&important=1&addressee=section_head").Want(200).In("h2", webtest.HasText("怎样办理"))
		clerk.Post("/reports/new", k.form(append(fields, "important", "1")...)).Want(422).In("#summary", webtest.HasText("书面请示"))
		sent := clerk.Upload("/reports/new", k.form(append(fields, "important", "1", "do", "send")...), webtest.File{Field: "files", Name: "书面请示.txt", Content: []byte("请示")})
		sent.Want(303)
		at := sent.Header.Get("Location")
		clerk.Follow(sent).Want(200).In(".notice", webtest.HasText(report.NotBeforeAnswer)).In(".pagehead .tag, header .tag, .tag", webtest.HasText(report.NotBeforeAnswer)).In("form[action*=execute]").In("a[href*=papers/1]")
		clerk.Get("/reports").Want(200).In("table tbody tr", webtest.HasText(report.NotBeforeAnswer))
		clerk.Post(at+"/execute", k.form("on", "2026-03-09", "at", "11:00", "words", "做了")).Want(409).In("main", webtest.HasText("还没有批复"))
		clerk.Post(at+"/execute", k.form("on", "2026-03-09", "at", "晚上", "words", "做了")).Want(422).In("#summary", webtest.HasText("20:30"))
		clerk.Get(at + "/change").Want(409)
		if r := clerk.Get(at + "/form.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no form")
		}
		if r := clerk.Get(at + "/papers/1").Want(200); r.Body != "请示" {
			b.t.Errorf("%q", r.Body)
		}
		for _, path := range []string{at, at + "/form.pdf", at + "/papers/1", at + "/change"} {
			other.Get(path).Want(404)
			office.Get(path).Want(404)
		}
		other.Post(at+"/execute", k.form("on", "2026-03-09", "at", "11:00", "words", "做了")).Want(404)
		other.Post(at+"/task", k.form("owner", fmt.Sprint(b.people["clerk"]), "what", "办")).Want(404)
		other.Upload(at+"/papers", k.form(), webtest.File{Field: "files", Name: "a.txt", Content: []byte("x")}).Want(404)
		head.Get(at).Want(200).In("main", webtest.HasText("同意")).Without("form[action*=execute]")
		v := b.see("clerk", 1)
		b.do("head", "agree", v.CaseID, "同意。")
		b.do("deputy", "agree", v.CaseID, "同意。")
		deputy.Post(at+"/task", k.form("owner", "", "what", "办")).Want(422).In("#summary", webtest.HasText("负责人"))
		deputy.Post(at+"/task", k.form("duty", "1", "owner", fmt.Sprint(b.people["clerk"]), "what", "组织检查", "due", "2026-03-12")).Want(303)
		b.c.Move(5 * 24 * time.Hour)
		clerk, office = b.as(site, "clerk"), b.as(site, "office")
		clerk.Get("/reports").Want(200).In("table", webtest.HasText("逾期"))
		office.Get("/reports/duties?state=late").Want(200).In("tbody tr", webtest.HasText("逾期 2 天"))
		office.Get("/reports/register?state=answered").Want(200).Count("tbody tr", 1).In(".chip", webtest.HasText("落实中")).Without("tbody a")
		office.Get("/reports/register?year=19").Want(422)
		if r := office.Get("/reports/register/list.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			b.t.Error("no list")
		}
		r := office.Get("/reports/register/list.xlsx").Want(200)
		table, err := sheet.OpenReader(b.ctx, bytes.NewReader([]byte(r.Body)), int64(len(r.Body)), "a.xlsx", sheet.Options{})
		if err != nil {
			b.t.Fatal(err)
		}
		defer table.Close()
		if row, err := table.Next(); err != nil || row.Cells[0] != "2026-请-0001" || row.Cells[2] != canary || row.Cells[3] != "" {
			b.t.Errorf("%+v %v", row, err)
		}
		clerk.Post(at+"/duties/1", k.form("result", "")).Want(422).In("#summary", webtest.HasText("写明"))
		other = b.as(site, "colleague")
		other.Post(at+"/duties/1", k.form("result", "x")).Want(404)
		clerk.Post(at+"/duties/1", k.form("result", "办完了")).Want(303)
		clerk.Get(at).Want(200).In(".tag", webtest.HasText("已办结")).Without("form[action*=papers]")
	})
}

func TestPagesOfEmergenciesAndAssignments(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, head := b.as(site, "clerk"), b.as(site, "head")
		clerk.Get("/reports/emergency").Want(200).In("input[name=on]", webtest.HasValue("2026-03-09"))
		clerk.Post("/reports/emergency", k.form("title", "停电")).Want(422).In("#summary", webtest.HasText("怎样处置"))
		sent := clerk.Post("/reports/emergency", k.form("title", "停电", "on", "2026-03-09", "at", "09：30", "words", "已疏散", "why", "火情")).Want(303)
		at := sent.Header.Get("Location")
		clerk.Follow(sent).Want(200).In(".tag", webtest.HasText("待补报")).In("a[href*=change]")
		clerk.Get(at+"/change").Want(200).In("textarea[name=background]", webtest.HasValue("已疏散")).In("input[name=title]", webtest.HasValue("停电"))
		head.Get(at).Want(404)
		clerk.Post(at+"/change", k.form("kind", "report", "topic", "工作任务完成情况", "title", "停电处置", "background", "已疏散", "proposal", "建议检修", "addressee", "section_head", "do", "send")).Want(303)
		clerk.Get(at).Want(200).In("main", webtest.HasText("09:30")).In("main", webtest.HasText("补报"))
		head.Get(at).Want(200)

		clerk.Get("/reports/assignments").Want(200).In("select[name=giver] option", webtest.HasText("局长"))
		clerk.Post("/reports/assignments", k.form("giver", fmt.Sprint(b.people["director"]), "what", canary, "given_on", "2026-03-19")).Want(422).In("#summary", webtest.HasText("不晚于今天"))
		clerk.Post("/reports/assignments", k.form("giver", fmt.Sprint(b.people["director"]), "what", canary, "given_on", "2026-03-09")).Want(303)
		r := clerk.Get("/reports/assignments").Want(200).In("form[action*=assignments/duties]").In(".tag", webtest.HasText("最迟 2026-03-10 报告"))
		if strings.Contains(r.Body, "<script>alert") {
			b.t.Error("the assignment escapes")
		}
		head.Get("/reports/assignments").Want(200).In("tbody tr", webtest.HasText("报告流通科科长、副局长")).Without("form[action*=assignments/duties]")
		clerk.Post("/reports/assignments/duties/2", k.form("result", "")).Want(422).In("#summary", webtest.HasText("写明"))
		head.Post("/reports/assignments/duties/2", k.form("result", "x")).Want(404)
		clerk.Post("/reports/assignments/duties/2", k.form("result", "在办")).Want(303)
		head.Get("/reports/assignments").Want(200).In(".tag", webtest.HasText("已报告"))
	})
}
