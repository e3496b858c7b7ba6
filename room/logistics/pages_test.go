package logistics_test

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
)

const canary = `<script>alert("勤")</script>`

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
		return web.Redirect("/logistics"), sessions.Begin(r, a.ID)
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

// Every page for the office and for a colleague, the forms that come back with what was
// typed, what the pages keep from others, and the prints.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		office, clerk, chief, director := b.as(site, "office"), b.as(site, "clerk"), b.as(site, "chief"), b.as(site, "director")
		open := []string{"/logistics", "/logistics?month=2025-03", "/logistics/meters", "/logistics/bills", "/logistics/report", "/logistics/cars", "/logistics/vehicles", "/logistics/assets", "/logistics/assets?all=1", "/logistics/supplies"}
		for _, path := range open {
			clerk.Get(path).Want(200)
			office.Get(path).Want(200)
		}
		for _, path := range []string{"/logistics/readings", "/logistics/counts", "/logistics/import/readings", "/logistics/import/assets"} {
			clerk.Get(path).Want(403)
			office.Get(path).Want(200)
		}
		office.Get("/logistics/import/wishes").Want(404)
		office.Get("/logistics/report?year=20x").Want(422)
		office.Get("/logistics?month=2025-13").Want(422)
		clerk.Get("/logistics/meters").Want(200).Without("form[action*=meters]")

		meter := []string{"number", canary, "carrier", "electricity", "place", "办公楼", "multiplier", "10", "digits", "5", "from", "2024-12"}
		clerk.Post("/logistics/meters", k.form(append(meter, "opening", "100")...)).Want(403)
		office.Post("/logistics/meters", k.form(append(meter, "opening", "一百")...)).Want(422).In("#summary", webtest.HasText("不是数字")).In("input[name=place]", webtest.HasValue("办公楼"))
		office.Post("/logistics/meters", k.form(append(meter, "opening", "100")...)).Want(303)
		if r := office.Get("/logistics/meters/1").Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the number escapes")
		}
		office.Get("/logistics/meters").Want(200).In("main", webtest.HasText("重点部位还没有单独计量：机房、食堂")) // law.LogisticsKeyPlaces
		office.Get("/logistics/meters/9").Want(404)
		clerk.Post("/logistics/readings", k.form("month", "2025-01", "on", "2025-01-31", "v1", "150")).Want(403)
		office.Get("/logistics/readings?month=2025-01").Want(200).In("main", webtest.HasText("起始 100"))
		office.Post("/logistics/readings", k.form("month", "2025-01", "on", "2025-01-31", "v1", "90")).Want(422).In("#summary", webtest.HasText("表不会倒走")).In("input[name=v1]", webtest.HasValue("90"))
		office.Post("/logistics/readings", k.form("month", "2025-01", "on", "2025-01-31", "v1", "150")).Want(303)
		office.Get("/logistics/readings?month=2025-02").Want(200).In("main", webtest.HasText("上次 150"))
		office.Post("/logistics/meters/1/read", k.form("month", "2025-02", "on", "2025-02-28", "value", "20", "swapped_on", "2025-02-10", "closing", "160", "new_opening", "0", "new_multiplier", "1", "new_digits", "6")).Want(422).In("#summary", webtest.HasText("写明原因"))
		office.Post("/logistics/meters/1/read", k.form("month", "2025-02", "on", "2025-02-28", "value", "20", "why", "表坏", "swapped_on", "2025-02-10", "closing", "160", "new_opening", "0", "new_multiplier", "1", "new_digits", "6")).Want(303)
		office.Get("/logistics/meters/1").Want(200).In("main", webtest.HasText("换表"))
		office.Post("/logistics/meters/1/correct", k.form("reading", "1", "on", "2025-01-31", "value", "155", "why", "看错")).Want(303)
		clerk.Post("/logistics/meters/1/correct", k.form("reading", "1", "on", "2025-01-31", "value", "155", "why", "看错")).Want(403)
		office.Post("/logistics/meters/1/retire", k.form("until", "2025-05")).Want(422)
		office.Post("/logistics/bills", k.form("carrier", "electricity", "month", "2025-01", "amount", "550", "cost", "x", "meter", "1")).Want(422).In("#summary", webtest.HasText("不是数字"))
		office.Post("/logistics/bills", k.form("carrier", "electricity", "month", "2025-01", "amount", "700", "cost", "55", "meter", "1")).Want(303)
		office.Get("/logistics/bills?year=2025").Want(200).In("main", webtest.HasText("差 27.3%"))
		clerk.Post("/logistics/bills", k.form("carrier", "electricity", "month", "2025-01", "amount", "1", "cost", "1", "meter", "0")).Want(403)
		clerk.Post("/logistics/bills/void", k.form("id", "1", "reason", "x")).Want(403)
		office.Post("/logistics/bills/void", k.form("id", "0", "reason", "x")).Want(422)

		csv := webtest.File{Field: "file", Name: "读数.csv", Content: []byte("表号,月份,读数\n没有,2025-03,1\n")}
		office.Upload("/logistics/import/readings", k.form(), csv).Want(422).In("main", webtest.HasText("没有表号为"))
		clerk.Upload("/logistics/import/readings", k.form(), csv).Want(403)
		office.Upload("/logistics/import/bills", k.form(), webtest.File{Field: "file", Name: "账单.csv", Content: []byte("品种,月份,用量,金额\n汽油,2025-03,30,230\n")}).Want(303)

		clerk.Post("/logistics/report/base", k.form("year", "2025", "area", "2000", "people", "40", "posts", "38", "vehicles", "1")).Want(403)
		office.Post("/logistics/report/base", k.form("year", "2025", "area", "", "people", "40", "posts", "38", "vehicles", "1")).Want(422)
		office.Post("/logistics/report/base", k.form("year", "2025", "area", "2000", "people", "40", "posts", "38", "vehicles", "1")).Want(303)
		office.Post("/logistics/report/limit", k.form("year", "2025", "indicator", "kgce_area", "kind", "quota", "most", "9", "ground", "某文件")).Want(303)
		clerk.Post("/logistics/report/limit", k.form("year", "2025", "indicator", "kgce_area", "kind", "quota", "most", "9", "ground", "某文件")).Want(403)
		office.Get("/logistics/report?year=2025").Want(200).In("main", webtest.HasText("全年用量算不出来")).Without("form[action*=freeze]")
		office.Post("/logistics/report/freeze", k.form("year", "2025")).Want(409)
		clerk.Post("/logistics/report/freeze", k.form("year", "2025")).Want(403)
		clerk.Post("/logistics/report/explain", k.form("year", "2025", "about", "x", "words", "y")).Want(403)
		clerk.Post("/logistics/report/send", k.form("year", "2025", "on", friday, "to", "x", "how", "y")).Want(403)
		clerk.Post("/logistics/report/correct", k.form("year", "2025", "carrier", "electricity:amount", "month", "1", "value", "1", "reason", "x")).Want(403)
		for _, path := range []string{"/logistics/report.pdf?year=2025", "/logistics/month.pdf?month=2025-02"} {
			if r := clerk.Get(path).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s is no PDF", path)
			}
		}
		clerk.Get("/logistics/report.xlsx?year=2025").Want(200)

		b.car("渝A00001")
		ask := []string{"purpose", "检查", "place", "东溪镇", "people", "2", "on", friday, "from", "20:00"}
		clerk.Post("/logistics/cars", k.form(append(ask, "until", "二十二点")...)).Want(422).In("#summary", webtest.HasText("看不懂")).In("input[name=purpose]", webtest.HasValue("检查"))
		clerk.Post("/logistics/cars", k.form(append(ask, "until", "23:00")...)).Want(303)
		clerk.Get("/logistics/cars/1").Want(200).Without("form[action*=rule]").In("form[action*=drop]")
		b.as(site, "head").Get("/logistics/cars/1").Want(404)
		clerk.Get("/logistics/cars/1/order.pdf").Want(409)
		clerk.Post("/logistics/cars/1/rule", k.form("yes", "yes", "vehicle", "1", "driver", "1")).Want(403)
		chief.Post("/logistics/cars/1/rule", k.form("yes", "", "vehicle", "1", "driver", "1")).Want(422)
		chief.Post("/logistics/cars/1/rule", k.form("yes", "yes", "vehicle", "1", "driver", fmt.Sprint(b.people["driver"]))).Want(303)
		clerk.Post("/logistics/cars/1/leave", k.form("km", "1000")).Want(403)
		b.as(site, "driver").Post("/logistics/cars/1/leave", k.form("km", "10")).Want(422).In("#summary", webtest.HasText("里程不会倒退"))
		b.as(site, "driver").Post("/logistics/cars/1/leave", k.form("km", "1000")).Want(303)
		b.as(site, "driver").Post("/logistics/cars/1/return", k.form("km", "1050")).Want(303)
		if r := clerk.Get("/logistics/cars/1/order.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no order")
		}
		clerk.Post("/logistics/cars/1/drop", k.form("reason", "x")).Want(409)
		office.Post("/logistics/vehicles/1/fuel", k.form("on", friday, "mileage", "1050", "amount", "40", "cost", "300")).Want(303)
		clerk.Post("/logistics/vehicles/1/fuel", k.form("on", friday, "mileage", "1050", "amount", "40")).Want(403)
		clerk.Post("/logistics/vehicles", k.form("plate", "渝A2", "model", "x", "fuel", "petrol", "seats", "5", "mileage", "0")).Want(403)
		clerk.Post("/logistics/vehicles/1/retire", k.form()).Want(403)
		office.Get("/logistics/vehicles/1").Want(200)

		card := []string{"number", "Z1", "name", "计算机", "category", "设备", "acquired", "2024-01-01", "value", "5000", "place", "201室"}
		clerk.Post("/logistics/assets", k.form(card...)).Want(403)
		office.Post("/logistics/assets", k.form(card...)).Want(303)
		office.Post("/logistics/assets", k.form(card...)).Want(422).In("#summary", webtest.HasText("一物一卡"))
		clerk.Get("/logistics/assets/1").Want(404)
		office.Get("/logistics/assets.xlsx").Want(200)
		clerk.Post("/logistics/assets/1/assign", k.form("person", "1", "place", "x")).Want(403)
		office.Post("/logistics/assets/1/assign", k.form("person", fmt.Sprint(b.people["clerk"]), "unit", "", "place", "202室")).Want(303)
		clerk.Get("/logistics/assets/1").Want(200).Without("form[action*=assign]")
		office.Post("/logistics/counts", k.form("other", fmt.Sprint(b.people["office"]))).Want(409).In("#summary", webtest.HasText("监盘人不能是自己"))
		office.Post("/logistics/counts", k.form("other", fmt.Sprint(b.people["chief"]))).Want(303)
		office.Get("/logistics/counts/1").Want(200).In("form[action*=enter]")
		clerk.Get("/logistics/counts/1").Want(404)
		office.Get("/logistics/counts/1").Without("form[action*=drop]")
		office.Post("/logistics/counts/1/drop", k.form("reason", "x")).Want(403)
		office.Post("/logistics/counts/1/staff", k.form("first", fmt.Sprint(b.people["driver"]), "other", "0", "reason", "x")).Want(403)
		chief.Post("/logistics/counts/1/staff", k.form("first", "0", "other", "0", "reason", "调离")).Want(422).In("#summary", webtest.HasText("没有变")).In("form[action*=staff] input[name=reason]", webtest.HasValue("调离"))
		chief.Post("/logistics/counts/1/drop", k.form("reason", "")).Want(422)
		office.Post("/logistics/counts/1/enter", k.form("f1", "no", "w1", "")).Want(422)
		office.Post("/logistics/counts/1/enter", k.form("f1", "yes")).Want(303)
		office.Post("/logistics/counts/1/more", k.form("name", "", "place", "")).Want(422)
		office.Post("/logistics/counts/1/fix", k.form("line", "1", "found", "no", "words", "")).Want(422).In("#summary", webtest.HasText("盘亏的说明"))
		office.Post("/logistics/counts/1/fix", k.form("line", "1", "found", "yes", "words", "")).Want(303)
		chief.Post("/logistics/counts/1/fix", k.form("line", "1", "found", "yes", "words", "")).Want(403)
		chief.Post("/logistics/counts/1/hand", k.form()).Want(403)
		office.Post("/logistics/counts/1/hand", k.form()).Want(303)
		office.Post("/logistics/counts/1/close", k.form("yes", "yes")).Want(403)
		chief.Post("/logistics/counts/1/close", k.form("yes", "")).Want(422)
		chief.Post("/logistics/counts/1/close", k.form("yes", "yes")).Want(303)
		if r := office.Get("/logistics/counts/1/sheet.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no sheet")
		}
		office.Post("/logistics/assets/1/dispose", k.form("reason", "报废")).Want(303)
		office.Post("/logistics/assets/1/disposal", k.form("yes", "yes")).Want(403)
		director.Post("/logistics/assets/1/disposal", k.form("yes", "")).Want(422)
		director.Post("/logistics/assets/1/disposal", k.form("yes", "yes")).Want(303)

		clerk.Post("/logistics/supplies", k.form("name", "纸", "measure", "包", "least", "1")).Want(403)
		office.Post("/logistics/supplies", k.form("name", "纸", "measure", "包", "least", "1")).Want(303)
		office.Post("/logistics/supplies/1/in", k.form("amount", "5", "cost", "100")).Want(303)
		office.Post("/logistics/supplies/1/out", k.form("amount", "6", "person", "1")).Want(409).In("#summary", webtest.HasText("领不出 6"))
		office.Post("/logistics/supplies/1/out", k.form("amount", "2", "person", "1")).Want(303)
		clerk.Post("/logistics/supplies/1/out", k.form("amount", "2", "person", "1")).Want(403)
		clerk.Get("/logistics/supplies/1").Want(403)
		clerk.Get("/logistics/moves/2/slip.pdf").Want(403)
		if r := office.Get("/logistics/moves/2/slip.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("no slip")
		}
	})
}
