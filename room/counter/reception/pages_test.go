package reception_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/counter/reception"
)

const canary = `<script>alert("首")</script>`

func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/reception"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	b.ok(err)
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

func pdf(t *testing.T, r *webtest.Response) {
	t.Helper()
	if !strings.HasPrefix(r.Want(200).Body, "%PDF") {
		t.Error("no PDF")
	}
}

// A visitor from the register to the result, through the pages (clauses first.register,
// first.forward, first.contact).
func TestPagesOfAVisit(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, taster, admin, staff := b.as(site, "clerk"), b.as(site, "taster"), b.as(site, "admin"), b.as(site, "staff")
		for _, path := range []string{"/reception", "/reception/visits", "/reception/visits/new?branch=own", "/reception/visits/new?branch=other", "/reception/visits/new?branch=outside", "/reception/visits/new?branch=complaint", "/reception/complaints", "/reception/complaints/new", "/reception/directory", "/reception/directory?q=酒类", "/reception/directory?q=同岗替代", "/reception/duties", "/reception/duties/one?place=unit:BGS", "/reception/badges", "/reception/pledges", "/reception/aging", "/reception/liability"} {
			clerk.Get(path).Want(200)
			admin.Get(path).Want(403)
			webtest.New(b.t, site).Get(path).Want(303)
		}
		clerk.Get("/reception").Want(200).In("main", webtest.HasText("系统不代定天数"))
		fields := []string{"branch", "other", "how", "call", "kind", "办事", "name", "来电人", "matter", canary, "to_unit", "LYSGK", "to_id", fmt.Sprint(b.people["taster"]), "helped", "away"}
		admin.Post("/reception/visits/new", k.form(fields...)).Want(403)
		clerk.Post("/reception/visits/new", k.form(fields...)).Want(422).In("#summary", webtest.HasText("联系电话")).In("input[name=name]", webtest.HasValue("来电人"))
		at := clerk.Post("/reception/visits/new", k.form(append(fields, "phone", "61280000")...)).Want(303).Header.Get("Location")
		if r := clerk.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the matter escapes")
		}
		staff.Get(at).Want(404)
		taster.Post(at+"/contact", k.form("words", "好", "reached", "1")).Want(409)
		taster.Post(at+"/forward", k.form()).Want(403)
		clerk.Post(at+"/forward", k.form("to_unit", "LYSGK", "to_id", fmt.Sprint(b.people["taster"]))).Want(303)
		taster.Get(at).Want(200).In("form[action*=contact]").In("form[action*=forward]").Without("form[action*=finish]")
		taster.Post(at+"/contact", k.form("words", "", "reached", "1")).Want(422).In("#summary", webtest.HasText("联系的情况"))
		taster.Post(at+"/contact", k.form("words", "约好明天来", "reached", "1")).Want(303)
		clerk.Post(at+"/finish", k.form("words", "好了")).Want(403)
		taster.Post(at+"/finish", k.form("words", "好了")).Want(303)
		taster.Post(at+"/void", k.form("words", "错")).Want(403)
		clerk.Post(at+"/void", k.form("words", "")).Want(422)
		clerk.Get("/reception/visits?words=61280000").Want(200).In("table", webtest.HasText("2026-首-0001"))
		staff.Get("/reception/visits").Want(200).Without("table a[href*=visits]")
		pdf(t, clerk.Get("/reception/visits/list?format=pdf"))
		clerk.Get("/reception/visits/list?format=xlsx").Want(200)
		clerk.Get("/reception/visits/99").Want(404)
		clerk.Get("/reception/visits/x").Want(404)
	})
}

// A complaint through the pages; for the accused each of them is not there (clause
// promise.complaint).
func TestPagesOfAComplaint(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, chief, filer, taster := b.as(site, "clerk"), b.as(site, "chief"), b.as(site, "filer"), b.as(site, "taster")
		fields := []string{"source", "来信", "received_on", friday, "name", "投诉人", "phone", "13800000000", "about", "conduct", "category", "推诿", "accused_id", fmt.Sprint(b.people["taster"])}
		clerk.Post("/reception/complaints/new", k.form(fields...)).Want(422).In("#summary", webtest.HasText("投诉事项"))
		clerk.Post("/reception/complaints/new", k.form(append(fields, "matter", canary)...)).Want(303)
		const at = "/reception/complaints/1"
		chief.Get(at).Want(200).In("form[action*=assign]").In("form[action*=due]").In("main", webtest.HasText("没有反馈期限"))
		for _, path := range []string{at, at + "/sheet.pdf"} {
			taster.Get(path).Want(404)
		}
		for _, step := range []string{"assign", "due", "move", "look", "conclude", "answer", "rate", "withdraw"} {
			taster.Post(at+"/"+step, k.form("words", "x", "person", "1", "choice", "属实", "day", friday)).Want(404)
		}
		chief.Post(at+"/assign", k.form("person", fmt.Sprint(b.people["taster"]))).Want(409).In("#summary", webtest.HasText("被投诉人不能办理"))
		chief.Post(at+"/assign", k.form("person", fmt.Sprint(b.people["filer"]))).Want(303)
		chief.Post(at+"/due", k.form("day", "2026-06-19", "words", "")).Want(422).In("#summary", webtest.HasText("理由"))
		chief.Post(at+"/due", k.form("day", "2026-06-19", "words", "答应的")).Want(303)
		filer.Get(at).Want(200).In("form[action*=conclude]").Without("form[action*=assign]")
		filer.Post(at+"/look", k.form("words", "看了登记")).Want(303)
		filer.Post(at+"/conclude", k.form("choice", "属实", "words", "")).Want(422).In("#summary", webtest.HasText("查明的事实"))
		filer.Post(at+"/conclude", k.form("choice", "属实", "words", "属实", "more", "批评")).Want(303)
		filer.Post(at+"/answer", k.form("choice", "电话", "words", "告知", "day", friday)).Want(303)
		chief.Post(at+"/rate", k.form("choice", "满意")).Want(303)
		if r := chief.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the matter escapes")
		}
		pdf(t, chief.Get(at+"/sheet.pdf"))
		pdf(t, chief.Get("/reception/complaints/list?format=pdf&about=conduct"))
		chief.Get("/reception/complaints?state=nodue").Want(200)
		// A report on the telephone goes on from the visit's page.
		clerk.Post("/reception/visits/new", k.form("branch", "complaint", "how", "call", "kind", "咨询", "matter", "预付卡退不了")).Want(422)
		clerk.Post("/reception/visits/new", k.form("branch", "complaint", "how", "call", "kind", "举报", "name", "甲", "phone", "1", "matter", "预付卡退不了", "about", "commerce", "category", "预付卡", "accused_name", "某超市")).Want(303)
		chief.Get("/reception/complaints/2").Want(404)
		b.as(site, "head").Get("/reception/complaints/2").Want(200).In("form[action*=move]")
	})
}

// The other pages: liability for few, duties, badges and pledges with their prints.
func TestOtherPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		staff, clerk, grain, office, chief := b.as(site, "staff"), b.as(site, "clerk"), b.as(site, "grain"), b.as(site, "office"), b.as(site, "chief")
		clerk.Post("/reception/liability", k.form("clause", "first.account")).Want(403)
		staff.Post("/reception/liability", k.form("clause", "first.account", "person", fmt.Sprint(b.people["taster"]), "happened_on", friday)).Want(422).In("#summary", webtest.HasText("查明的事实"))
		staff.Post("/reception/liability", k.form("clause", "first.account", "person", fmt.Sprint(b.people["taster"]), "happened_on", friday, "facts", "没有转交")).Want(303)
		clerk.Get("/reception/liability/1").Want(404)
		chief.Get("/reception/liability/1").Want(404)
		clerk.Post("/reception/liability/1/decide", k.form()).Want(403)
		staff.Post("/reception/liability/1/decide", k.form("decider", fmt.Sprint(b.people["director"]), "decided_on", friday, "decision", "批评教育")).Want(303)
		staff.Post("/reception/liability/1/void", k.form("reason", "错")).Want(409)
		staff.Post("/reception/liability/1/result", k.form("result", "已批评")).Want(303)
		b.as(site, "taster").Get("/reception/liability/1").Want(200).Without("main form[action*=liability]")

		clerk.Post("/reception/directory/contact", k.form("unit", "LYSGK", "phone", "1")).Want(403)
		grain.Post("/reception/directory/contact", k.form("unit", "LYSGK", "phone", "61280009", "room", "三楼")).Want(303)
		clerk.Get("/reception/directory?q=酒类").Want(200).In("main", webtest.HasText("61280009"))
		clerk.Get("/reception/directory?q=航天器").Want(200).In("main", webtest.HasText("没有找到"))

		clerk.Post("/reception/duties/one", k.form("place", "post:LYSGK-staff", "内容", "甲")).Want(403)
		grain.Post("/reception/duties/one", k.form("place", "post:LYSGK-staff", "内容", "酒类备案", "时限", "")).Want(303)
		clerk.Get("/reception/duties/one?place=post:nobody").Want(404)
		grain.Upload("/reception/duties/sheet", k.form(), webtest.File{Field: "file", Name: "a.csv", Content: []byte("岗位,内容\r\n没有的岗,甲\r\n")}).Want(422).In("main", webtest.HasText("没有的岗"))
		grain.Upload("/reception/duties/sheet", k.form(), webtest.File{Field: "file", Name: "a.csv", Content: []byte("岗位,时限\r\n粮油食管科工作人员,五日\r\n")}).Want(303)
		pdf(t, clerk.Get("/reception/duties/book.pdf"))
		pdf(t, clerk.Get("/reception/duties/book.pdf?place=post:LYSGK-staff"))
		clerk.Get("/reception/duties/book.pdf?place=x").Want(404)

		clerk.Post("/reception/badges", k.form("person", fmt.Sprint(b.people["taster"]), "duty", "科员")).Want(403)
		grain.Post("/reception/badges", k.form("person", fmt.Sprint(b.people["taster"]), "duty", "科员")).Want(303)
		clerk.Get("/reception/badges").Want(200).In("main", webtest.HasText("缺职务"))
		pdf(t, clerk.Get("/reception/badges/badges.pdf"))

		clerk.Post("/reception/pledges", k.form("id", "0", "topic", "收费", "words", "不收费")).Want(403)
		office.Post("/reception/pledges", k.form("id", "0", "topic", "收费", "words", canary)).Want(303)
		office.Post("/reception/pledges/1/publish", k.form("media", "公示栏", "day", friday)).Want(403)
		chief.Post("/reception/pledges/1/publish", k.form("media", "", "day", friday)).Want(422)
		chief.Post("/reception/pledges/1/publish", k.form("media", "公示栏", "day", friday)).Want(303)
		if r := chief.Get("/reception/pledges").Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("a pledge escapes")
		}
		pdf(t, chief.Get("/reception/pledges/pledges.pdf"))
		chief.Post("/reception/pledges/1/end", k.form("words", "换新的")).Want(303)
	})
}

// The telephone for complaints is one number in two cards (clauses promise.dept,
// first.tel).
func TestHotline(t *testing.T) {
	book, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	tel, same := reception.Hotline(book)
	want, _ := book.Param(law.PromiseDept, "tel")
	other, _ := book.Param(law.FirstTel, "tel")
	if tel == "" || tel != want.Value || tel != other.Value || !same {
		t.Errorf("%s %v", tel, same)
	}
}
