package archive_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

func TestYearIsWorkedThrough(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		ctx, owner := context.Background(), act.Owner()
		in := year2012(24)
		in = append(in[:4], in[5:]...) // 5号 is missing
		in = append(in, archive.Incoming{Title: "没有期限的说不清的事", Date: civil.Must("2012-07-01"), Unit: "BGS", Pages: 1}, archive.Incoming{Title: "没有机构的事", Date: civil.Must("2012-07-02"), Retention: "Y", Pages: 1})
		k.fill(in...)
		c := k.as("dangan")
		post := func(path, key string, v url.Values) *webtest.Response {
			v.Set("_key", key)
			return c.Post(path, v)
		}
		home := c.Get("/archive").Want(200)
		home.In("td", webtest.HasText("没有保管期限"), webtest.HasText("没有机构"), webtest.HasText("本局发文漏号"))
		year := c.Get("/archive/years/2012").Want(200)
		year.In("td", webtest.HasText("綦商务〔2012〕5号")).In("h2", webtest.HasText("还缺什么"))
		c.Get("/archive/years/2013").Want(404)
		c.Get("/archive/years/x").Want(404)

		tried := post("/archive/years/2012/arrange", "try", url.Values{"do": {"try"}}).Want(200)
		tried.In(".notice", webtest.HasText("已编号 23 件，留下 2 件未编号")).In("td", webtest.HasText("没有期限的说不清的事"), webtest.HasText("没有机构的事"))
		if page, _ := k.Room.Items(ctx, owner, archive.List{Stage: archive.Arranged}); page.Total != 0 {
			t.Fatal("a trial changed something")
		}
		c.Get("/archive/years/2012/close").Want(200).In("li", webtest.HasText("现在不能关账")).In("a[href='/archive/years/2012/arrange']").Without("button.danger")
		year.In(".headactions .reason", webtest.HasText("先装盒"))
		post("/archive/years/2012/close", "c0", url.Values{"year": {"2012"}}).Want(409).In(".summary", webtest.HasText("没有编好号"))
		post("/archive/years/2012/pack", "p0", url.Values{}).Want(409).In(".summary", webtest.HasText("先整理再装盒"))
		c.Follow(post("/archive/years/2012/arrange", "run", url.Values{"do": {"run"}}).Want(303)).In(".notice", webtest.HasText("已编号 23 件"))
		post("/archive/years/2012/pack", "p1", url.Values{}).Want(303)

		class := "/archive/years/2012/class?category=WS&retention=Y&unit=BGS"
		before := titles(c.Get(class).Want(200))
		ids := k.byTitle()
		post(class, "up", url.Values{"up": {fmt.Sprint(ids[before[1]])}}).Want(303)
		if got := titles(c.Get(class)); got[0] != before[1] || got[1] != before[0] {
			t.Errorf("after moving up: %v", got[:2])
		}
		c.Headers["Accept"] = "application/json"
		if got := post(fmt.Sprintf("/archive/items/%d/cell", ids[before[3]]), "place", url.Values{"field": {"place"}, "value": {"1"}}).Want(200).Body; !strings.Contains(got, `"text":"1"`) {
			t.Errorf("place: %s", got)
		}
		post(fmt.Sprintf("/archive/items/%d/cell", ids[before[3]]), "far", url.Values{"field": {"place"}, "value": {"99"}}).Want(422)
		c.Headers["Accept"] = ""
		byHand := titles(c.Get(class))
		post("/archive/years/2012/arrange", "again", url.Values{"do": {"run"}}).Want(303)
		if got := titles(c.Get(class)); fmt.Sprint(got) != fmt.Sprint(byHand) {
			t.Errorf("the order by hand is lost:\n%v\n%v", byHand, got)
		}
		first, err := k.Room.ItemByCode(ctx, owner, "X043-WS·2012-Y-BGS-0001")
		if err != nil || first.Title != byHand[0] {
			t.Errorf("%+v %v", first, err)
		}
		if found, err := k.Room.Search(ctx, owner, "档号:X043-WS·2012-Y-BGS-0001", archive.SearchOptions{}); err != nil || found.Total != 1 || found.Hits[0].Item.ID != first.ID {
			t.Errorf("the index has the old code: %+v %v", found, err)
		}

		post("/archive/years/2012/gaps", "g0", url.Values{"no": {"綦商务〔2012〕5号"}}).Want(422).In("#f-unit-fault", webtest.HasText("请选定")).In("input[name=no]", webtest.HasAttr("checked", ""))
		post("/archive/years/2012/gaps", "g1", url.Values{"no": {"綦商务〔2012〕5号"}, "unit": {"SMK"}, "holder": {"商贸流通科经办人"}}).Want(303)
		post("/archive/years/2012/gaps", "g2", url.Values{"no": {"綦商务〔2012〕5号"}, "unit": {"SMK"}}).Want(303)
		c.Get("/archive/years/2012").Want(200).In("td", webtest.HasText("2 次"), webtest.HasText("商贸流通科经办人"))
		if due, err := k.Room.Due(ctx, 2012); err != nil || len(due) != 1 {
			t.Errorf("%+v %v", due, err)
		}

		boxes, err := k.Room.Boxes(ctx, 2012)
		if err != nil || len(boxes) == 0 {
			t.Fatal(boxes, err)
		}
		box := fmt.Sprintf("/archive/boxes/%d", boxes[0].ID)
		c.Get(box).Want(200).In("progress").In("td", webtest.HasText("0001"))
		post(box, "n0", url.Values{"note": {strings.Repeat("字", 4001)}}).Want(422).In("#f-note", webtest.HasText("字字"))
		post(box, "n1", url.Values{"note": {"第3件封面有水渍。"}}).Want(303)
		k.as("keyuan").Get(box).Want(200).In(".rail", webtest.HasText("第3件封面有水渍。")).Without(".rail form")

		post("/archive/years/2012/close", "c1", url.Values{"year": {"2013"}}).Want(422).In("#f-year", webtest.HasAttr("value", "2013"))
		c.Follow(post("/archive/years/2012/close", "c2", url.Values{"year": {"2012"}}).Want(303)).Want(200).In(".tag", webtest.HasText("已关账"))
		post(class, "late", url.Values{"down": {fmt.Sprint(ids[before[0]])}}).Want(409)
		c.Get(class).Want(200).Without("button[name=up]")
		verify(t, k)
	})
}
