package org_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/webtest"
)

func TestPostsPages(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		away := map[int64]int64{}
		h.o.Away = func(context.Context, db.Reader, int64) (map[int64]int64, error) { return away, nil }
		_, err := h.o.Found(ctx, act.Owner(), org.Seed{
			Units: []org.Unit{{Code: "ZGK", Name: "政工科"}},
			Posts: []org.Post{{Code: "director", Title: "局长", Rank: "director"}, {Code: "deputy", Title: "副局长", Rank: "bureau_leader"}, {Code: "zgk", Unit: "ZGK", Title: "政工科科长", Rank: "section_head"}},
			People: []org.SeedPerson{{Name: "局长某", Posts: []string{"director"}, Since: civil.Must("2013-09-03")}, {Name: "副局长某", Posts: []string{"deputy"}, Since: civil.Must("2013-09-03")},
				{Name: "政工某", Unit: "ZGK", Posts: []string{"zgk"}, Since: civil.Must("2013-09-03")}},
		})
		if err != nil {
			t.Fatal(err)
		}
		h.ids["director"] = account(t, h.o, "director", 2, org.Director)
		h.known(t, "director")
		h.ids["zgk"] = account(t, h.o, "zgk", 4, org.Staff)
		h.known(t, "zgk")
		clerk, personnel, director, zgk := h.signedIn(t, "clerk"), h.signedIn(t, "personnel"), h.signedIn(t, "director"), h.signedIn(t, "zgk")

		n := 0
		post := func(b *webtest.Client, path string, form url.Values) *webtest.Response {
			t.Helper()
			n++
			form.Set("_key", fmt.Sprint("form", n))
			return b.Post(path, form)
		}

		// Gaps stand on top; only those who may mend them are shown where.
		clerk.Get("/posts").Want(200).In(".card", webtest.HasText("待补的缺口 4 项")).Count("a[href^='/posts/backups/new']", 0)
		p := personnel.Get("/posts").Want(200)
		to, _ := webtest.Attr(p.Doc().All("li a")[1], "href")
		p = personnel.Get(to).Want(200)
		office := strings.TrimPrefix(to, "/posts/backups/new?office=")
		post(personnel, "/posts/backups/new", url.Values{"office": {office}, "since": {"2026-01-01"}}).Want(422).In("form", webtest.HasText("请选择B岗"))
		post(personnel, "/posts/backups/new", url.Values{"office": {"1"}, "backup": {"4"}, "since": {"2026-01-01"}}).Want(303)
		post(personnel, "/posts/supervisors/new", url.Values{"unit": {"BGS"}, "person": {"3"}, "since": {"2026-01-01"}}).Want(303)
		personnel.Get("/posts").Want(200).In("td", webtest.HasText("政工某")).In("td", webtest.HasText("副局长某"))

		// A hands over, ahead of time or with a reason.
		clerk.Get("/posts/handover").Want(200).In("option", webtest.HasText("专职档案员，B岗政工某（第1号）"))
		zgk.Get("/posts/handover").Want(200).In("body", webtest.HasText("你的岗位还没有B岗"))
		form := func(from, to, reason string) url.Values {
			return url.Values{"backup": {"1"}, "from": {from}, "from_half": {"am"}, "to": {to}, "to_half": {"pm"}, "matters": {"收文三件\n<b>归档</b>"}, "reason": {reason}}
		}
		post(clerk, "/posts/handover", form("2026-03-02", "2026-03-02", "")).Want(409).In("body", webtest.HasText("最迟2026年3月1日"))
		bad := form("2026-03-04", "2026-03-03", "")
		post(clerk, "/posts/handover", bad).Want(422).In("body", webtest.HasText("结束不能早于开始"))
		bad = form("2026-03-04", "2026-03-04", "")
		bad.Set("from_half", "noon")
		post(clerk, "/posts/handover", bad).Want(422)
		post(clerk, "/posts/handover", form("2026-03-04", "2026-03-05", "")).Want(303)
		post(zgk, "/posts/handover", form("2026-03-09", "2026-03-09", "")).Want(404)
		zgk.Get("/posts").Want(200).In("li", webtest.HasText("<b>归档</b>")).In("button", webtest.HasText("取消移交"))
		personnel.Get("/posts").Want(200).Count("form[action^='/posts/standins']", 0)
		post(clerk, "/posts/standins/1/end", url.Values{}).Want(303)

		// B takes over from an A who is away, and is nobody else.
		post(zgk, "/posts/backups/1/takeover", url.Values{"reason": {"突发疾病"}}).Want(409)
		away[1] = h.o.Door.Now() + int64(time.Hour/time.Microsecond)
		zgk.Get("/posts").Want(200).In("a", webtest.HasText("主动顶岗"))
		clerk.Get("/posts/backups/1/takeover").Want(404)
		zgk.Get("/posts/backups/1/takeover").Want(200)
		post(zgk, "/posts/backups/1/takeover", url.Values{"reason": {" "}}).Want(422)
		post(zgk, "/posts/backups/1/takeover", url.Values{"reason": {"突发疾病"}}).Want(303)
		zgk.Get("/posts").Want(200).In(".tag", webtest.HasText("正在顶岗")).In("button", webtest.HasText("结束顶岗"))
		post(zgk, "/posts/standins/2/end", url.Values{}).Want(303)

		// A leader names a deputy; circles are refused with the names.
		personnel.Get("/posts/deputies/new").Want(403)
		director.Get("/posts/deputies/new").Want(200)
		name := func(a, d int) *webtest.Response {
			return post(director, "/posts/deputies/new", url.Values{"person": {fmt.Sprint(a)}, "deputy": {fmt.Sprint(d)}, "since": {"2026-03-02"}, "until": {"2026-03-09"}})
		}
		name(2, 3).Want(303)
		name(3, 2).Want(409).In("body", webtest.HasText("副局长某 → 局长某 → 副局长某"))
		clerk.Get("/posts").Want(200).In(".card", webtest.HasText("指定第1号")).Count("form[action^='/posts/deputies']", 0)
		post(director, "/posts/deputies/1/revoke", url.Values{}).Want(303)
		post(director, "/posts/deputies/1/revoke", url.Values{}).Want(409)

		personnel.Get("/posts/backups/1").Want(200)
		post(personnel, "/posts/backups/1", url.Values{"until": {"2025-01-01"}}).Want(422)
		post(personnel, "/posts/backups/1", url.Values{"until": {"2026-03-02"}}).Want(303)
		personnel.Get("/posts").Want(200).In(".tag", webtest.HasText("没有B岗"))

		personnel.Get("/admin/people/1/facts").Want(200)
		post(personnel, "/admin/people/1/facts", url.Values{"work_on": {"2999-01-01"}}).Want(422).In("body", webtest.HasText("不能晚于今天"))
		post(personnel, "/admin/people/1/facts", url.Values{"work_on": {"2004-05-15"}}).Want(303)
		if v := personnel.Get("/admin/people/1/facts").Want(200).Value("input[name=work_on]"); v != "2004-05-15" {
			t.Error(v)
		}
		clerk.Get("/admin/people/1/facts").Want(403)
	})
}
