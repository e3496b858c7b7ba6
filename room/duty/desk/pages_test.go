package desk_test

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
	"lantai.internal/room/duty/desk"
)

const canary = `<script>alert("值")</script>`

func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/duty/desk"), sessions.Begin(r, a.ID)
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

// A shift through the pages alone, without scripts.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		t := b.t
		site, k := b.site(), new(keys)
		clerk, deputy, other, chief := b.as(site, "clerk"), b.as(site, "deputy"), b.as(site, "other"), b.as(site, "chief")
		clerk.Get("/duty/desk").Want(200).In("main", webtest.HasText("无人")).In("main", webtest.HasText("还没有登记到岗"))
		other.Post("/duty/desk/arrive", k.form()).Want(403)
		clerk.Post("/duty/desk/arrive", k.form()).Want(303)
		clerk.Get("/duty/desk").Want(200).In("main", webtest.HasText("流通科科员")).In("main", webtest.HasText("电话 测试号码")).In("main", webtest.HasText("报突发"))
		clerk.Post("/duty/desk/alone", k.form()).Want(409)
		clerk.Post("/duty/desk/leave", k.form()).Want(409)
		clerk.Get("/duty/log/new").Want(200).Count("select[name=kind] option", 9).Count("select[name=source] option", 3).Without("select[name=citizen]").Without("input[name=giver]").In("input[name=receiver_phone]", webtest.HasValue("测试号码"))
		for query, field := range map[string]string{"": "party_phone", "?kind=citizen": "citizen", "?kind=order": "medium", "?kind=meeting": "party", "?kind=fax": "receiver", "?kind=task": "giver"} {
			clerk.Get("/duty/log/new" + query).Want(200).In("#f-entry-" + field).Without("label[for=f-entry-" + field + "] .opt")
		}
		chief.Get("/duty/log/new?kind=missed").Want(200).Without("input[name=receiver_phone]")
		clerk.Post("/duty/log/new", k.form("kind", "order", "source", "当面")).Want(422).In("#summary", webtest.HasText("传达给谁")).In("select[name=medium]").In("input[name=kind]", webtest.HasValue("order"))
		at := []string{"at", "2026-03-09", "at_hour", "09:00"}
		entry := append([]string{"kind", "call", "source", "电话", "party", "来电人甲", "party_phone", "一二三", "receiver", "科员", "receiver_phone", "值班电话", "outcome", "转告", "suspicious", "1"}, at...)
		clerk.Post("/duty/log/new", k.form(entry...)).Want(422).In("#summary", webtest.HasText("发话内容")).In("input[name=party]", webtest.HasValue("来电人甲"))
		clerk.Post("/duty/log/new", k.form(append(entry, "matter", canary, "at_hour", "晚上")...)).Want(303) // the first of two values counts
		clerk.Post("/duty/log/new", k.form("kind", "call", "source", "电话", "at", "昨天晚上", "at_hour", "25:99")).Want(422).In("#summary", webtest.HasText("日期")).In("#summary", webtest.HasText("几点几分"))
		r := clerk.Get("/duty/log/1").Want(200).In("main", webtest.HasText("可疑，待核实")).In("form[action*=verify]").In("form[action*=brief]")
		if strings.Contains(r.Body, "<script>alert") {
			t.Error("the matter escapes")
		}
		other.Get("/duty/log/1").Want(404)
		clerk.Post("/duty/log/1/close", k.form("words", "完")).Want(409)
		clerk.Post("/duty/log/1/verify", k.form("with", "街道")).Want(422)
		clerk.Post("/duty/log/1/verify", k.form("with", "街道", "result", "不实", "measure", "提醒")).Want(303)
		clerk.Post("/duty/log/1/brief", k.form(append(at, "means", "电话")...)).Want(303)
		clerk.Post("/duty/log/1/amend", k.form("field", "matter", "value", "改写", "reason", "听错")).Want(303)
		clerk.Get("/duty/log/1").Want(200).In("table", webtest.HasText("听错")).In("table", webtest.HasText("alert"))
		clerk.Post("/duty/log/new", k.form(append(entry, "matter", "限定的话", "secret", "1", "suspicious", "")...)).Want(303)
		if r := deputy.Get("/duty/log/2").Want(200).In("form[action*=read]"); strings.Contains(r.Body, "限定的话") {
			t.Error("a secret is shown")
		}
		deputy.Post("/duty/log/2/read", k.form()).Want(200).In("main", webtest.HasText("限定的话"))
		chief.Post("/duty/log/2/read", k.form()).Want(403)
		deputy.Get("/duty/log").Want(200).Count("table tbody tr", 2)
		other.Get("/duty/log").Want(200).In(".empty", webtest.HasText("没有符合条件"))

		// An incident.
		clerk.Get("/duty/incidents/new?entry=1").Want(200).In("input[name=title]", webtest.HasValue("改写"))
		incident := []string{"title", "起火" + canary, "place", "市场", "severity", "ordinary", "informant", "管理员", "unit", "LTK", "heard_at", "2026-03-09", "heard_at_hour", "09:00"}
		clerk.Post("/duty/incidents/new", k.form("title", "起火", "heard_at", "2026-03-09", "heard_at_hour", "x")).Want(422)
		clerk.Post("/duty/incidents/new", k.form(incident...)).Want(303)
		clerk.Get("/duty/incidents/1").Want(200).In("main", webtest.HasText("还剩 10 分钟")).In("form[action*=tell]").In("form[action*=close]")
		clerk.Post("/duty/incidents/1/tell", k.form(append(at, "rank", "leader")...)).Want(422).In("#summary", webtest.HasText("怎样报告"))
		clerk.Post("/duty/incidents/1/tell", k.form(append(at, "rank", "leader", "means", "电话")...)).Want(303)
		other.Post("/duty/incidents/1/tell", k.form(append(at, "rank", "leader", "means", "电话")...)).Want(404)
		deputy.Post("/duty/incidents/1/instruct", k.form(append(at, "rank", "leader", "words", "疏散", "contact", "1")...)).Want(303)
		clerk.Post("/duty/incidents/1/handle", k.form(append(at, "ref", "2", "words", "疏散完毕")...)).Want(303)
		deputy.Post("/duty/incidents/1/decide", k.form(append(at, "report", "report")...)).Want(303)
		clerk.Post("/duty/incidents/1/decide", k.form(at...)).Want(422)
		clerk.Post("/duty/incidents/1/raise", k.form(append(at, "severity", "major", "words", "有人受伤")...)).Want(303)
		clerk.Post("/duty/incidents/1/amend", k.form("field", "loss", "value", "一人轻伤")).Want(303)
		clerk.Post("/duty/incidents/1/draft", k.form("kind", "first")).Want(303)
		clerk.Get("/duty/bulletins/1").Want(200).In("textarea[name=body]", webtest.HasText("一人轻伤"))
		clerk.Post("/duty/bulletins/1/edit", k.form("body", "改写的报告")).Want(303)
		clerk.Post("/duty/bulletins/1/sign", k.form()).Want(403)
		deputy.Post("/duty/bulletins/1/sign", k.form()).Want(303)
		clerk.Post("/duty/bulletins/1/send", k.form(append(at, "channel", "值班信息系统")...)).Want(422).In("#summary", webtest.HasText("收报单位"))
		clerk.Post("/duty/bulletins/1/send", k.form(append(at, "channel", "值班信息系统", "recipients", "区委值班室")...)).Want(303)
		clerk.Post("/duty/bulletins/1/receipt", k.form("receipt", "收悉")).Want(303)
		other.Get("/duty/bulletins/1").Want(404)
		for _, file := range []string{"/duty/bulletins/1/report.pdf", "/duty/bulletins/1/report.docx", "/duty/incidents/1/record.pdf"} {
			if r := clerk.Get(file).Want(200); len(r.Body) < 1000 {
				t.Error(file)
			}
			other.Get(file).Want(404)
		}
		if r := clerk.Get("/duty/incidents/1").Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		clerk.Get("/duty/incidents").Want(200).Count("table tbody tr", 1)
		clerk.Post("/duty/incidents/new", k.form(incident...)).Want(303)
		clerk.Post("/duty/incidents/2/link", k.form("same_as", "1", "words", "同一起")).Want(303)
		clerk.Get("/duty/incidents/2").Want(200).In("main", webtest.HasText("同一事件"))

		// Handing over.
		b.to("2026-03-09 20:10")
		night := b.as(site, "night")
		clerk, deputy, other, chief = b.as(site, "clerk"), b.as(site, "deputy"), b.as(site, "other"), b.as(site, "chief")
		clerk.Get("/duty/desk").Want(200).In("main", webtest.HasText("接班人还没有到岗"))
		clerk.Post("/duty/desk/alone", k.form()).Want(303)
		night.Post("/duty/desk/arrive", k.form()).Want(303)
		clerk.Post("/duty/handovers", k.form("words", "正常")).Want(303)
		h := "/duty/handovers/1"
		other.Get(h).Want(404)
		night.Get(h).Want(200).Count("main input[type=radio]", 6).Count("main input[type=radio][checked]", 0)
		night.Post(h+"/answer", k.form("item1", "accept")).Want(422).In("#summary", webtest.HasText("逐项选择"))
		for range 2 {
			night.Post(h+"/answer", k.form("item1", "refuse", "item1_why", "不清楚", "item2", "accept", "item3", "accept", "item4", "refuse", "item4_why", "不清楚", "item5", "accept", "item6", "accept")).Want(303)
			if h == "/duty/handovers/1" {
				clerk.Post("/duty/handovers", k.form()).Want(303)
				h = "/duty/handovers/2"
			}
		}
		night.Post(h+"/rule", k.form("item", "4", "to", "giver", "words", "x")).Want(403)
		deputy.Get(h).Want(200).In("form[action*=rule]")
		deputy.Post(h+"/rule", k.form("item", "4", "to", "receiver")).Want(422)
		deputy.Post(h+"/rule", k.form("item", "4", "to", "receiver", "words", "一跟到底")).Want(303)
		clerk.Post("/duty/handovers", k.form()).Want(303)
		clerk.Post("/duty/handovers/3/recall", k.form()).Want(303)
		clerk.Post("/duty/handovers", k.form()).Want(303)
		night.Post("/duty/handovers/4/answer", k.form("item10", "accept", "item11", "accept", "item12", "accept")).Want(303)
		clerk.Get("/duty/handovers/4/sheet.pdf").Want(200)
		other.Get("/duty/handovers/4/sheet.pdf").Want(404)
		night.Get("/duty/handovers").Want(200).Count("table tbody tr", 4)
		night.Get("/duty/desk").Want(200).In("table", webtest.HasText("上一班留下"))
		clerk.Get("/duty/stints").Want(200).In("table", webtest.HasText("晚到"))

		// What the office and the leaders keep.
		chief.Get("/duty/inspections").Want(200).In("form[action*=inspections]")
		chief.Post("/duty/inspections", k.form("at", "2026-03-09", "at_hour", "20:05", "findings", "guests")).Want(422)
		chief.Post("/duty/inspections", k.form("at", "2026-03-09", "at_hour", "20:05", "findings", "guests", "words", "有客人")).Want(303)
		night.Post("/duty/inspections", k.form("at", "2026-03-09", "at_hour", "20:05")).Want(403)
		deputy.Post("/duty/liabilities", k.form("kind", "neglect")).Want(422)
		deputy.Post("/duty/liabilities", k.form("kind", "neglect", "person", fmt.Sprint(b.people["clerk"]), "inspection", "1", "facts", "会客", "ground", "值班制度", "decision", "提醒", "decided_on", "2026-03-09")).Want(303)
		chief.Post("/duty/liabilities", k.form("kind", "neglect")).Want(403)
		deputy.Get("/duty/inspections").Want(200).In("main", webtest.HasText("提醒"))
		chief.Get("/duty/monthly?month=2026-03").Want(200).In("table", webtest.HasText("突发事件"))
		chief.Get("/duty/monthly/report.pdf?month=2026-03").Want(200)
		chief.Get("/duty/monthly?month=x").Want(422)
		clerk.Get("/duty/monthly").Want(403)
		chief.Get("/duty/book.pdf?year=2026").Want(200)
		clerk.Get("/duty/book.pdf").Want(403)

		b.report("night", func() desk.IncidentInput { in := b.incident(); in.Secret = true; return in }())
		b.as(site, "member").Get("/duty/incidents/3").Want(200).In("form[action*=read]")
		b.as(site, "member").Post("/duty/incidents/3/read", k.form()).Want(200).In("h1", webtest.HasText("农贸市场起火"))
		night.Post("/duty/incidents/3/tell", k.form("at", "2026-03-09", "at_hour", "20:10", "rank", "leader", "means", "电话")).Want(303)
		deputy.Post("/duty/incidents/3/decide", k.form("at", "2026-03-09", "at_hour", "20:10", "report", "no_report", "words", "轻微")).Want(303)
		night.Post("/duty/incidents/3/close", k.form("words", "平息")).Want(303)
	})
}
