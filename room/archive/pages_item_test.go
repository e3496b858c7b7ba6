package archive_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
)

func TestItemIsEdited(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		id := k.fill(incoming("关于甲事项的通知"))["关于甲事项的通知"]
		c := k.as("dangan")
		at := fmt.Sprintf("/archive/items/%d/edit", id)
		page := c.Get(at).Want(200)
		form := func(key string, pairs ...string) url.Values {
			v := url.Values{"_key": {key}, "version": {page.Value("input[name=version]")}}
			for _, f := range []string{"title", "doc_no", "issuer", "date", "year", "retention", "unit", "level", "category", "pages", "keywords", "remark"} {
				v.Set(f, page.Value("#f-"+f))
			}
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		// Refused: all that was typed is still there, also what was right.
		bad := c.Post(at, form("a", "date", "2012-02-30", "remark", "补记一句", "level", "机密")).Want(422)
		bad.In(".summary a", webtest.HasAttr("href", "#f-date")).In("#f-remark", webtest.HasText("补记一句")).In("#f-date", webtest.HasAttr("value", "2012-02-30"))
		c.Post(at, form("b", "title", "  ")).Want(422).In("#f-title-fault", webtest.HasText("题名不能为空"))
		// Somebody else was faster: both are shown, nothing is lost, the next try goes through.
		other := "先改的题名"
		if _, err := k.Room.Amend(context.Background(), act.Owner(), archive.Amendment{ID: id, Title: &other}); err != nil {
			t.Fatal(err)
		}
		clash := c.Post(at, form("c", "title", "后改的题名")).Want(409)
		clash.In("td", webtest.HasText("后改的题名"), webtest.HasText("先改的题名")).In("#f-title", webtest.HasText("后改的题名"))
		page = clash
		c.Follow(c.Post(at, form("d", "retention", "D30")).Want(303)).Want(200).In("h1", webtest.HasText("后改的题名")).In("dd", webtest.HasText("30年"), webtest.HasText("已由人认可")).In(".events", webtest.HasText("修改著录"))
		// A field nobody touched is no decision.
		it, err := k.Room.Item(context.Background(), act.Owner(), id)
		if err != nil || it.PagesEstimated || it.Date.String() != "2012-03-05" {
			t.Fatalf("%+v %v", it, err)
		}
		ctx, owner := context.Background(), act.Owner()
		if _, err := k.Room.ArrangeYear(ctx, owner, archive.ArrangeOptions{Year: 2012}); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Room.PackYear(ctx, owner, 2012); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Room.CloseYear(ctx, owner, 2012); err != nil {
			t.Fatal(err)
		}
		page = c.Get(at).Want(200)
		c.Post(at, form("e", "retention", "Y")).Want(422).In("#f-reason-fault", webtest.HasText("理由"))
		done := c.Follow(c.Post(at, form("f", "retention", "Y", "reason", "重新鉴定")).Want(303)).Want(200)
		done.In("h2", webtest.HasText("曾用档号")).In(".rail", webtest.HasText("X043-WS·2012-D30-SMK-0001"), webtest.HasText("重新鉴定"))
		c.Headers["Accept"] = "application/json"
		c.Post(fmt.Sprintf("/archive/items/%d/cell", id), url.Values{"field": {"title"}, "value": {"x"}}).Want(409)
		verify(t, k)
	})
}

func TestMarkupStaysText(t *testing.T) {
	k := onDesk(t)
	in := incoming(canary + "甲")
	in.Issuer, in.Remark, in.Keywords, in.Unit, in.Body = canary, canary, []string{canary}, canary, "甲 "+canary
	ref, err := k.Room.Files.Put(t.Context(), strings.NewReader("甲"), 0)
	if err != nil {
		t.Fatal(err)
	}
	in.Files = []archive.IncomingFile{{Name: canary + ".txt", Kind: "txt", Size: ref.Size, SHA256: ref.SHA256, SM3: ref.SM3}}
	id := k.fill(in)[canary+"甲"]
	c := k.as("dangan")
	for _, path := range []string{"/archive", "/archive/items", fmt.Sprintf("/archive/items/%d", id), fmt.Sprintf("/archive/items/%d/edit", id), fmt.Sprintf("/archive/items/%d/text", id),
		"/archive/batches/1", "/archive/search?q=" + url.QueryEscape("甲"), "/archive/search?q=" + url.QueryEscape(canary), "/archive/units", "/archive/years/2012", "/archive/items?unit=" + url.QueryEscape(canary)} {
		body := c.Get(path).Want(200).Body
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") {
			t.Errorf("%s: a title became markup", path)
		}
		if !strings.Contains(body, "alert(1)") && path != "/archive/years/2012" {
			t.Errorf("%s: the title is not shown", path)
		}
	}
}

func TestWorkSecretsAreOpenedOnRecord(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		var pic bytes.Buffer
		if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 40, 60))); err != nil {
			t.Fatal(err)
		}
		c := k.as("dangan")
		c.Upload("/archive/intake", url.Values{"kind": {"documents"}, "unit": {"BGS"}, "_key": {"up"}}, uploadFile{Field: "files", Name: "扫描件.png", Content: pic.Bytes()}).Want(303)
		secret := mark.WorkSecret.Word()
		if _, err := k.Room.Amend(context.Background(), act.Owner(), archive.Amendment{ID: 1, Level: &secret}); err != nil {
			t.Fatal(err)
		}
		staff := k.as("keyuan")
		before := k.refusals()
		for _, p := range []string{"/archive/items/1", "/archive/items/1/text", "/archive/files/1/original", "/archive/files/1/page/1.png", "/archive/items/1/stamped.pdf"} {
			staff.Get(p).Want(404)
		}
		staff.Post("/archive/items/1/open", url.Values{"reason": {"看看"}}).Want(404)
		if n := k.refusals(); n < before+5 {
			t.Errorf("%d refusals in the ledger, want at least %d", n, before+5)
		}
		c.Get("/archive/items/1").Want(200).Without("#viewer").In("label", webtest.HasText("用途"))
		c.Get("/archive/files/1/original").Want(403)
		c.Get("/archive/files/1/page/1.png").Want(403)
		c.Get("/archive/items/1/text").Want(303)
		c.Post("/archive/items/1/open", url.Values{"reason": {" "}}).Want(422).In("#f-reason-fault", webtest.HasText("用途"))
		page := c.Follow(c.Post("/archive/items/1/open", url.Values{"reason": {"办理来函"}, "_key": {"open"}}).Want(303)).Want(200)
		page.In("#viewer img", webtest.HasAttr("src", "/archive/files/1/page/1.png")).In(".events", webtest.HasText("办理来函"))
		got := c.Get("/archive/files/1/page/1.png").Want(200)
		if got.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(got.Body, "\x89PNG") {
			t.Errorf("page image: %v", got.Header)
		}
		if down := c.Get("/archive/files/1/original").Want(200); down.Body != pic.String() || !strings.HasPrefix(down.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("the original is not the original: %v", down.Header)
		}
		c.Get("/archive/files/1/page/2.png").Want(404)
		c.Get("/archive/files/1/page/x").Want(404)
		c.Get("/archive/files/99/original").Want(404)
	})
}

func TestPanelsStandOnTheItem(t *testing.T) {
	k := onDesk(t)
	id := k.fill(incoming("关于甲事项的通知"))["关于甲事项的通知"]
	k.Room.Panels = append(k.Room.Panels,
		func(_ context.Context, who act.Actor, it archive.Item) (templ.Component, error) {
			return templ.Raw("<p id=loans>" + templ.EscapeString(who.Login+" "+it.Title) + "</p>"), nil
		},
		func(context.Context, act.Actor, archive.Item) (templ.Component, error) { return nil, nil })
	k.as("keyuan").Get(fmt.Sprintf("/archive/items/%d", id)).Want(200).In("#loans", webtest.HasText("keyuan 关于甲事项的通知")).Without(".headactions")
}

func TestSearchPageExplains(t *testing.T) {
	trial(t, func(t *testing.T, k *desk) {
		var in []archive.Incoming
		for i := range 65 {
			in = append(in, archive.Incoming{Title: fmt.Sprintf("关于第%d次粮食检查的通知", i), DocNo: fmt.Sprintf("綦商务〔2012〕%d号", i+1), Issuer: "重庆市綦江区商务局", Date: civil.Must("2012-01-04").AddDays(i), Unit: "SMK", Pages: 1, Body: "限期整改到位"})
		}
		k.fill(in...)
		c := k.as("keyuan")
		find := func(q string) *webtest.Response { return c.Get("/archive/search?q=" + url.QueryEscape(q)) }
		find("粮食").Want(200).In("mark", webtest.IsText("粮食")).In(".filters", webtest.HasText("共 65 件")).Count("tbody tr", 30).In("td", webtest.IsText("题名"))
		for _, half := range []string{"(2012)65", "〔2012〕65", "[2012] 65号", "商务（2012）65"} {
			find(half).Want(200).Count("tbody tr", 1).In("td", webtest.IsText("文号")).In("small mark")
		}
		find("整改到位").Want(200).In("td", webtest.IsText("正文")).In("small", webtest.HasText("限期")).In("small mark", webtest.IsText("整改到位"))
		find("没有这种东西").Want(200).In(".empty", webtest.HasText("没有查到"))
		find("“没有收口").Want(422).In(".notice", webtest.HasText("引号没有成对")).In("h2", webtest.HasText("怎样查"))
		find("").Want(200).In("h2", webtest.HasText("怎样查"))
		c.Get("/archive/search?q=x&from=abc").Want(422)
		// Forward to the end and back to the beginning, each page whole.
		page, seen := find("粮食"), 0
		for {
			seen += len(page.Doc().All("tbody tr"))
			next := page.Doc().First("a[rel=next]")
			if next == nil {
				break
			}
			to, _ := webtest.Attr(next, "href")
			page = c.Get(to).Want(200)
		}
		if seen != 65 {
			t.Errorf("%d hits on all pages", seen)
		}
		for range 2 {
			to, _ := webtest.Attr(page.Doc().First("a[rel=prev]"), "href")
			page = c.Get(to).Want(200)
		}
		page.In(".pager", webtest.HasText("第 1–30 件"))
		c.Get("/archive/search?q="+url.QueryEscape("粮食")+"&unit=ZGK").Want(200).In(".empty", webtest.HasText("没有查到"))
	})
}
