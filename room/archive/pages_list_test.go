package archive_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

// titles are the titles of the rows of a page.
func titles(r *webtest.Response) []string {
	var out []string
	for _, n := range r.Doc().All("td.wide a") {
		out = append(out, webtest.Text(n))
	}
	return out
}

func TestListIsWalkedBothWays(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		k.fill(year2012(130)...)
		if _, err := k.Room.ArrangeYear(context.Background(), act.Owner(), archive.ArrangeOptions{Year: 2012}); err != nil {
			t.Fatal(err)
		}
		c := k.as("dangan")
		for _, order := range []string{"", "class"} {
			var forth [][]string
			page := c.Get("/archive/items?year=2012" + map[string]string{"": "", "class": "&order=class"}[order]).Want(200)
			for {
				forth = append(forth, titles(page))
				next := page.Doc().First("a[rel=next]")
				if next == nil {
					break
				}
				to, _ := webtest.Attr(next, "href")
				page = c.Get(to).Want(200)
			}
			if len(forth) != 3 || len(forth[0]) != 50 || len(forth[2]) != 30 {
				t.Fatalf("order %q: %d pages", order, len(forth))
			}
			page.In(".pager", webtest.HasText("第 101–130 件，共 130 件"))
			for i := 1; i >= 0; i-- {
				to, _ := webtest.Attr(page.Doc().First("a[rel=prev]"), "href")
				page = c.Get(to).Want(200)
				if fmt.Sprint(titles(page)) != fmt.Sprint(forth[i]) {
					t.Errorf("order %q: page %d differs on the way back", order, i+1)
				}
			}
			page.Without("a[rel=prev]")
		}
		c.Get("/archive/items?year=&unit=ZGK&retention=").Want(303)
		c.Get("/archive/items?unit=ZGK").Want(200).In(".chip", webtest.HasText("政工科"))
		c.Get("/archive/items?year=20x2").Want(422)
		c.Get("/archive/items?retention=" + url.QueryEscape("长期")).Want(422)
		c.Get("/archive/items?after=%21").Want(422)
		csv := c.Get("/archive/items/export?format=csv&retention=Y").Want(200).Body
		if n := strings.Count(csv, "\r\n"); n != 45 || !strings.Contains(csv, "X043-WS·2012-Y-BGS-0001") {
			t.Errorf("export has %d lines", n)
		}
		if x := c.Get("/archive/items/export?format=xlsx").Want(200); !strings.HasPrefix(x.Body, "PK") {
			t.Error("the XLSX is none")
		}
		c.Get("/archive/items/export?format=exe").Want(422)
		c.Get("/archive/go?code=" + url.QueryEscape("X043-WS.2012-Y-BGS-0001")).Want(303)
	})
}

func TestManyAtOnce(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		k.fill(year2012(12)...)
		c := k.as("dangan")
		post := func(path, key string, v url.Values) *webtest.Response {
			v.Set("_key", key)
			return c.Post(path, v)
		}
		c.Follow(post("/archive/items/bulk", "a", url.Values{"do": {"unit"}}).Want(303)).In(".notice", webtest.HasText("还没有选中"))
		ask := post("/archive/items/bulk?year=2012", "b", url.Values{"do": {"unit"}, "id": {"1", "2"}}).Want(200)
		ask.In("h1", webtest.HasText("改机构 2 件")).Count("main input[name=id]", 2)
		post("/archive/items/bulk?year=2012", "c", url.Values{"do": {"unit"}, "id": {"1", "2"}, "sure": {"1"}, "word": {""}}).Want(422).In(".fault", webtest.HasText("请先选定机构")).Count("main input[name=id]", 2)
		c.Follow(post("/archive/items/bulk?year=2012", "d", url.Values{"do": {"unit"}, "id": {"1", "2"}, "sure": {"1"}, "word": {"SMK"}}).Want(303)).In(".notice", webtest.HasText("已改机构"))
		for _, id := range []int64{1, 2} {
			if it, err := k.Room.Item(context.Background(), act.Owner(), id); err != nil || it.Unit != "SMK" {
				t.Errorf("%+v %v", it, err)
			}
		}
		post("/archive/items/bulk", "e", url.Values{"do": {"exclude"}, "id": {"3"}, "sure": {"1"}, "word": {""}}).Want(422).In(".fault", webtest.HasText("理由"))
		post("/archive/items/bulk?unit=SMK", "f", url.Values{"do": {"exclude"}, "all": {"1"}, "sure": {"1"}, "word": {"重份"}}).Want(303)
		gone := c.Get("/archive/items?state=excluded").Want(200).Count("tbody tr", 2)
		gone.In("button", webtest.HasText("恢复归档"))
		post("/archive/items/bulk?state=excluded", "g", url.Values{"do": {"restore"}, "id": {"1"}}).Want(303)
		c.Get("/archive/items?state=excluded").Want(200).Count("tbody tr", 1)
		post("/archive/items/bulk", "h", url.Values{"do": {"burn"}, "id": {"1"}}).Want(422)
		post("/archive/items/bulk", "i", url.Values{"do": {"periods"}, "id": {"x"}}).Want(422)
		verify(t, k)
	})
}

func TestUnitsAndSettings(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		in := incoming("关于甲事项的通知")
		in.Unit = "市场科（原）"
		k.fill(in)
		c := k.as("dangan")
		c.Get("/archive/units").Want(200).In("td", webtest.HasText("市场科（原）"))
		c.Post("/archive/units", url.Values{"written": {"市场科（原）"}, "unit": {""}}).Want(422).In(".summary", webtest.HasText("请选定机构"))
		c.Follow(c.Post("/archive/units", url.Values{"written": {"市场科（原）"}, "unit": {"SMK"}, "_key": {"a"}}).Want(303)).In(".notice", webtest.HasText("1 件随之归入"))
		c.Get("/archive/units").Want(200).In("option[selected]", webtest.HasText("商贸流通科"))

		bad := c.Post("/archive/settings/values", url.Values{"sheet_thickness": {"5"}, "loan_days": {"20"}}).Want(422)
		bad.In(".summary a", webtest.HasText("40 到 1000")).In("#f-values-loan_days", webtest.HasAttr("value", "20"))
		c.Post("/archive/settings/values", url.Values{"sheet_thickness": {"110"}, "_key": {"b"}}).Want(303)
		c.Get("/archive/settings").Want(200).In("#f-values-sheet_thickness", webtest.HasAttr("value", "110")).In(".notice", webtest.HasText("尚无批准文号"))
		c.Post("/archive/settings/fonds", url.Values{"fonds": {"XX"}, "name": {"重庆市綦江区商务局"}, "grammar": {"dat22"}, "scheme": {"year-unit-period"}}).Want(422).In("#f-fonds-fonds", webtest.HasAttr("value", "XX"))
		c.Post("/archive/settings/fonds", url.Values{"fonds": {"X044"}, "name": {"重庆市綦江区商务局"}, "grammar": {"dat22"}, "scheme": {"year-unit-period"}, "_key": {"c"}}).Want(303)
		c.Post("/archive/settings/values", url.Values{"_key": {"d"}}).Want(422)
	})
}
