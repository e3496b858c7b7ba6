package portal_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure/portal"
)

// shown is a catalogue for tests.
type shown struct {
	mark  string
	items []portal.Item
	files map[string]string
	store blob.Store
}

func (s *shown) Mark(context.Context) (string, error) { return s.mark + fmt.Sprint(len(s.items)), nil }

func (s *shown) Items(context.Context) ([]portal.Item, error) {
	return append([]portal.Item(nil), s.items...), nil
}

func (s *shown) Columns(context.Context) ([]portal.Column, error) {
	return []portal.Column{{Code: portal.GuideColumn, Label: "政府信息公开指南"}, {Code: portal.RulesColumn, Label: "政府信息公开制度"}, {Code: portal.AnnualColumn, Label: "政府信息公开年报"}, {Code: "20.1", Label: "规范性文件"}, {Code: "20.4", Label: "统计信息"}, {Code: "20.14", Label: "招考录用"}}, nil
}

func (s *shown) Item(_ context.Context, index string) (portal.Item, error) {
	for _, it := range s.items {
		if it.Index == index && !it.Gone {
			return it, nil
		}
	}
	return portal.Item{}, fault.New(fault.NotFound, "")
}

func (s *shown) Open(ctx context.Context, index string, n int) (string, blob.File, error) {
	sha, ok := s.files[index]
	if !ok || n != 1 {
		return "", nil, fault.New(fault.NotFound, "")
	}
	f, err := s.store.Open(ctx, sha)
	return "附件.pdf", f, err
}

const agency = "000000000"

func date(s string) civil.Date {
	d, err := civil.ParseLoose(s)
	if err != nil {
		panic(err)
	}
	return d
}

func sampleItems() []portal.Item {
	return []portal.Item{
		{Index: agency + "/2026-00001", Column: portal.GuideColumn, Title: "政府信息公开指南", Publisher: "某局", Formed: date("2026-01-05"), Published: date("2026-01-06"), Updated: date("2026-01-06"), Theme: "综合政务", Keywords: "指南", Parts: [][2]string{{"办公地址", "某路 1 号"}, {"办公时间", "工作日"}}},
		{Index: agency + "/2026-00002", Column: "20.1", Title: "关于规范农贸市场管理的通知", Summary: "农贸市场的经营秩序", Document: "某商务〔2026〕2号", Publisher: "某局", Formed: date("2026-02-01"), Published: date("2026-02-10"), Updated: date("2026-02-10"), Theme: "商贸", Keywords: "市场,管理", Validity: "现行有效",
			Body: "各市场开办单位：\n一、总体要求\n经营户应当明码标价，<保持>整洁。\n二、工作安排\n三月底前完成。", Files: []portal.File{{N: 1, Name: "附件.pdf", Size: 12}}},
		{Index: agency + "/2026-00003", Column: "20.4", Title: "2025年社会消费品零售总额统计", Publisher: "某局", Formed: date("2026-02-02"), Published: date("2026-02-20"), Updated: date("2026-02-20"), Theme: "统计", Keywords: "零售,统计", Body: "零售总额见附表。"},
		{Index: agency + "/2026-00004", Column: "20.4", Title: "秘而不宣的标题", Publisher: "某局", Published: date("2026-02-21"), Updated: date("2026-02-25"), Gone: true, Why: "数据有误，更正后重新公开"},
		{Index: agency + "/2026-00005", Column: "20.4", Title: "=HYPERLINK(1)", Publisher: "某局", Formed: date("2026-01-01"), Published: date("2026-01-02"), Updated: date("2026-01-02")},
	}
}

type stand struct {
	p    *portal.Portal
	site *web.Site
	cat  *shown
	door *act.Door
	now  *clock.Movable
	log  *bytes.Buffer
}

func newStand(t testing.TB, door *act.Door, now *clock.Movable) *stand {
	t.Helper()
	store, err := blob.OpenDir(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	ref, err := store.Put(t.Context(), strings.NewReader("%PDF-1.4 文件"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	h := &stand{door: door, now: now, cat: &shown{items: sampleItems(), files: map[string]string{agency + "/2026-00002": ref.SHA256}, store: store}, log: &bytes.Buffer{}}
	h.p, err = portal.Open(door, store, eyes, bytes.Repeat([]byte("s"), 32), portal.Settings{Base: "/zwgk", Name: "政府信息公开", Bureau: "某局", Window: "某路 1 号 101 室", Address: "某路 1 号", Phone: "023-00000000"})
	if err != nil {
		t.Fatal(err)
	}
	h.p.Catalogue = h.cat
	h.site, err = web.New(web.Config{Pages: h.p.Pages(), Portal: h.p.Frame, Base: "/zwgk", Rate: -1, TempDir: t.TempDir(), Now: now.Now, Secret: h.p.NoticeKey(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func sqliteStand(t testing.TB) (*stand, *webtest.Client) {
	t.Helper()
	d, c := dbtest.SQLite(t, portal.Schema)
	h := newStand(t, d, c)
	b := webtest.New(t, h.site)
	b.Base = "http://lantai.test"
	return h, b
}

func TestReadingPages(t *testing.T) {
	_, c := sqliteStand(t)
	c.Get("/zwgk/").Want(200).Count("ul.cards a", 6).In("ul.items a", webtest.IsText("关于规范农贸市场管理的通知")).In("h1", webtest.IsText("某局政府信息公开"))
	c.Get("/zwgk/guide").Want(200).In("h2", webtest.IsText("办公地址"))
	c.Get("/zwgk/rules").Want(200).In("main", webtest.HasText("还没有发布"))
	c.Get("/zwgk/columns").Want(200).Count(".columns a", 2) // no empty column is shown
	c.Get("/zwgk/columns/20.4").Want(200).Count("ul.items li", 2)
	c.Get("/zwgk/columns/99").Want(404)
	c.Get("/zwgk/columns/20.4?page=2").Want(404)
	c.Get("/zwgk/catalogue").Want(200).Count("tbody tr", 5).In("tbody .tag", webtest.IsText("已撤下")).Count("thead th[scope=col]", 5)
	d := c.Get("/zwgk/documents/"+agency+"/2026-00002").Want(200).In("dd", webtest.IsText("某商务〔2026〕2号")).In("dt", webtest.IsText("有效性")).In(".text h2", webtest.IsText("一、总体要求")).
		In(".text p", webtest.HasText("<保持>整洁")).In("meta[name=ArticleTitle]", webtest.HasAttr("content", "关于规范农贸市场管理的通知"))
	if !strings.Contains(d.Header.Get("Cache-Control"), "public") {
		t.Error("a document may be kept by browsers")
	}
	g := c.Get("/zwgk/documents/"+agency+"/2026-00004").Want(410).In(".gone", webtest.HasText("2026年2月25日"), webtest.HasText("数据有误"))
	_ = g
	c.Get("/zwgk/documents/" + agency + "/2026-09999").Want(404)
	f := c.Get("/zwgk/documents/" + agency + "/2026-00002/files/1").Want(200)
	if f.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(f.Header.Get("Content-Security-Policy"), "sandbox") || !strings.HasPrefix(f.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("headers of a file: %v", f.Header)
	}
	c.Get("/zwgk/documents/" + agency + "/2026-00002/files/2").Want(404)
	c.Get("/zwgk/documents/" + agency + "/2026-00003/files/1").Want(404) // another item's file
	c.Get("/zwgk/about").Want(200).In("main", webtest.HasText("某路 1 号 101 室"))
}

func TestSearchIsExactAndBounded(t *testing.T) {
	h, c := sqliteStand(t)
	found := func(query string) []string {
		var out []string
		for _, n := range c.Get("/zwgk/search?" + query).Want(200).Doc().All("ul.items li > a") {
			out = append(out, webtest.Text(n))
		}
		return out
	}
	for query, want := range map[string]int{"q=农贸市场": 1, "q=明码标价": 1, "q=" + url.QueryEscape("某商务[2026]2号"): 1, "q=零售+统计": 1, "q=零售+农贸": 0, "q=秘而不宣": 0, "q=": 0, "q=统计&column=20.1": 0, "q=统计&year=2026": 1, "q=统计&year=1999": 0, "q=ＨＹＰＥＲ": 1, "q=%25_": 0} {
		if got := found(query); len(got) != want {
			t.Errorf("%s finds %q, want %d", query, got, want)
		}
	}
	c.Get("/zwgk/search?q=" + url.QueryEscape(strings.Repeat("长", 65))).Want(422)
	c.Get("/zwgk/search?q="+url.QueryEscape("<script>")).Want(200).Without("script").In("#find-q", webtest.HasAttr("value", "<script>"))
	c.Get("/zwgk/search?q=明码").In("mark", webtest.IsText("明码"))
	for i := range 1000 {
		h.cat.items = append(h.cat.items, portal.Item{Index: fmt.Sprintf("%s/2025-%05d", agency, i+1), Column: "20.4", Title: fmt.Sprintf("月报 %d", i), Updated: date("2025-01-01"), Published: date("2025-01-01")})
	}
	h.now.Move(time.Hour)
	c.Get("/zwgk/search?q=月报").Want(200).In("#found", webtest.HasText("多于")).Count("ul.items li", 20)
	over := false
	for range 40 {
		r := c.Get("/zwgk/search?q=月报")
		over = over || r.Status == 429
	}
	if !over {
		t.Error("a flood of searches is not slowed")
	}
	c.Get("/zwgk/search").Want(200) // the page itself stays
	c.Address = "192.0.2.9:1"
	c.Get("/zwgk/search?q=月报").Want(200)
}

func TestFeedsTellOfWhatWasTakenDown(t *testing.T) {
	_, c := sqliteStand(t)
	for path, want := range map[string]int{"/zwgk/feed.xml": 5, "/zwgk/columns/20.4/feed.xml": 3} {
		r := c.Get(path).Want(200)
		var f struct {
			Entries []struct {
				ID string `xml:"id"`
			} `xml:"entry"`
			Deleted []struct {
				Ref string `xml:"ref,attr"`
			} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
		}
		if err := xml.Unmarshal([]byte(r.Body), &f); err != nil || len(f.Entries)+len(f.Deleted) != want || len(f.Deleted) != 1 {
			t.Errorf("%s: %v, %d and %d", path, err, len(f.Entries), len(f.Deleted))
		}
		if strings.Contains(r.Body, "秘而不宣") || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/atom+xml") {
			t.Errorf("%s: %s", path, r.Header.Get("Content-Type"))
		}
	}
	c.Get("/zwgk/columns/99/feed.xml").Want(404)
	m := c.Get("/zwgk/sitemap.xml").Want(200)
	if !strings.Contains(m.Body, "http://lantai.test/zwgk/documents/"+agency+"/2026-00003") || strings.Contains(m.Body, "2026-00004") {
		t.Error(m.Body)
	}
	var j struct{ Items []map[string]string }
	if err := json.Unmarshal([]byte(c.Get("/zwgk/catalogue.json").Want(200).Body), &j); err != nil || len(j.Items) != 5 || j.Items[0]["withdrawn"] != "2026-02-25" || len(j.Items[1]) < 17 {
		t.Errorf("%v %v", err, j.Items)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.Get("/zwgk/catalogue.csv").Want(200).Body, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != 6 || rows[5][1] != "'=HYPERLINK(1)" {
		t.Errorf("%v %q", err, rows)
	}
}

func TestNothingIsShownWithoutACatalogue(t *testing.T) {
	h, c := sqliteStand(t)
	h.p.Catalogue = nil
	for _, path := range []string{"/", "/guide", "/columns", "/catalogue", "/search?q=统计", "/feed.xml", "/sitemap.xml", "/catalogue.csv"} {
		c.Get("/zwgk" + path).Want(200)
	}
}
