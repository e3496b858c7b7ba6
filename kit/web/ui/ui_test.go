package ui_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"lantai.internal/base/civil"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

func parse(t *testing.T, page string) *webtest.Doc {
	t.Helper()
	d, err := webtest.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func render(t *testing.T, c templ.Component) *webtest.Doc {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return parse(t, b.String())
}

// shape is the tree of tags and attribute names of a page.
func shape(d *webtest.Doc) string {
	var b strings.Builder
	for _, n := range d.All("*") {
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
		}
		b.WriteString(">")
	}
	return b.String()
}

// Text that looks like markup changes nothing but text: the page with the canary
// in every place has exactly the shape of the page with a harmless word there.
func TestNothingEscapes(t *testing.T) {
	for _, failed := range []bool{false, true} {
		plain := parse(t, renderGallery(t, ui.GalleryData{Text: "词", URL: "/g", Picture: "/p.png", Failed: failed}))
		canaried := parse(t, renderGallery(t, ui.GalleryData{Text: canary, URL: "/g", Picture: "/p.png", Failed: failed}))
		if a, b := shape(plain), shape(canaried); a != b {
			i := 0
			for i < len(a) && i < len(b) && a[i] == b[i] {
				i++
			}
			t.Errorf("the canary became markup near …%s", b[max(0, i-200):min(len(b), i+200)])
		}
		whole, cut := 0, 0
		for _, n := range canaried.All("*") {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if c.Type == html.TextNode {
					whole += strings.Count(c.Data, canary)
					cut += strings.Count(c.Data, "alert(1)")
				}
			}
			for _, a := range n.Attr {
				whole += strings.Count(a.Val, canary)
				cut += strings.Count(a.Val, "alert(1)")
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
					t.Errorf("<%s %s>: no inline script or style", n.Data, a.Key)
				}
			}
		}
		if whole < 90 || whole != cut {
			t.Errorf("the canary stands whole in %d places, cut in %d", whole, cut-whole)
		}
	}
}

func TestNoScriptAddress(t *testing.T) {
	for _, bad := range []string{"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x"} {
		d := parse(t, renderGallery(t, ui.GalleryData{Text: "x", URL: bad, Picture: "/p.png"}))
		seen := 0
		for _, n := range d.All("*") {
			for _, a := range n.Attr {
				switch a.Key {
				case "href", "action", "formaction", "hx-get", "data-href", "data-edit", "data-draft", "data-paste":
					seen++
					if strings.Contains(a.Val, "script:") || strings.HasPrefix(a.Val, "data:") {
						t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
					}
				}
			}
		}
		if seen < 60 {
			t.Errorf("only %d addresses looked at", seen)
		}
	}
}

// What axe and a careful reader would ask of every page.
func TestPagesAreSound(t *testing.T) {
	d := parse(t, renderGallery(t, ui.GalleryData{Text: "词", URL: "/g", Picture: "/p.png"}))
	if n := d.All("h1"); len(n) != 1 {
		t.Errorf("%d h1", len(n))
	}
	if n := d.First("body > *"); n == nil || !strings.Contains(webtest.Text(n), "跳到正文") {
		t.Error("the skip link does not come first")
	}
	if lang, _ := webtest.Attr(d.First("html"), "lang"); lang != "zh-CN" {
		t.Errorf("lang %q", lang)
	}
	for _, n := range d.All("input, select, textarea") {
		kind, _ := webtest.Attr(n, "type")
		if kind == "hidden" {
			continue
		}
		if _, ok := webtest.Attr(n, "aria-label"); ok {
			continue
		}
		id, _ := webtest.Attr(n, "id")
		labelled := id != "" && d.First(`label[for="`+id+`"]`) != nil
		for p := n.Parent; p != nil; p = p.Parent {
			labelled = labelled || p.Data == "label"
		}
		if !labelled {
			name, _ := webtest.Attr(n, "name")
			t.Errorf("<%s name=%s> has no label", n.Data, name)
		}
	}
	for _, n := range d.All("[aria-describedby]") {
		id, _ := webtest.Attr(n, "aria-describedby")
		if d.First(`[id="`+id+`"]`) == nil {
			t.Errorf("described by %q, which is not there", id)
		}
	}
	for _, n := range d.All("form[method=post]") {
		found := false
		webtest.Walk(n, func(c *html.Node) {
			if name, _ := webtest.Attr(c, "name"); name == "_key" {
				found = true
			}
		})
		if !found {
			t.Errorf("a form without a key: %s", webtest.Text(n))
		}
	}
	for _, n := range d.All("img") {
		if alt, ok := webtest.Attr(n, "alt"); !ok || alt == "" {
			t.Error("a picture without words")
		}
	}
	if len(d.All("script")) != 2 || d.First("script[src]") == nil {
		t.Error("only the two script files may stand in a page")
	}
}

func TestFormKeepsAndShows(t *testing.T) {
	f := &ui.Form{Action: "/x", Key: "k"}
	f.Set("title", "存的")
	f.Set("title", "后来的")
	if f.Value("title") != "存的" || f.Failed() {
		t.Errorf("%+v", f)
	}
	d := render(t, ui.Input(ui.Field{Form: f, Name: "note", Kind: ui.Area, Label: "备注"}))
	if got := webtest.Value(d.First("textarea")); got != "" {
		t.Errorf("empty area holds %q", got)
	}
	f.Set("note", "\n第二行")
	d = render(t, ui.Input(ui.Field{Form: f, Name: "note", Kind: ui.Area, Label: "备注"}))
	if got := webtest.Value(d.First("textarea")); got != "\n第二行" {
		t.Errorf("leading line lost: %q", got)
	}
	d = render(t, ui.Input(ui.Field{Form: f, Name: "p", Label: "期限", Reason: "年度已关闭"}))
	if d.First("input[disabled]") == nil || !strings.Contains(webtest.Text(d.First(".hint")), "年度已关闭") {
		t.Error("disabled without its reason")
	}
}

func TestDeadlineTones(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, civil.Shanghai)
	day := 24 * time.Hour
	for _, c := range []struct {
		in   time.Duration
		want string
		tone ui.Tone
	}{
		{4 * day, "剩 4 日", ui.Mute}, {3 * day, "剩 3 日", ui.Warn}, {day, "剩 1 日", ui.Warn}, {10 * time.Hour, "剩 1 日", ui.Warn},
		{9 * time.Hour, "剩 9 小时", ui.Bad}, {59 * time.Minute, "剩 59 分钟", ui.Bad}, {-time.Minute, "今天已超时", ui.Bad}, {-2 * day, "已超 2 日", ui.Bad},
	} {
		d := ui.Deadline{Due: now.Add(c.in), Now: now}
		if got, tone := d.Words(); got != c.want || tone != c.tone {
			t.Errorf("%v: %s %s, want %s %s", c.in, got, tone, c.want, c.tone)
		}
	}
	d := ui.Deadline{Due: time.Date(2027, 1, 4, 9, 0, 0, 0, time.UTC), Now: now}
	if got := d.Absolute(); got != "2027年1月4日（周一）17:00 前" {
		t.Error(got)
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1284: "1\u202f284", 1234567: "1\u202f234\u202f567", -1000: "-1\u202f000"} {
		if got := ui.Thousands(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	for n, want := range map[int64]string{512: "512 B", 188_000: "184 KB", 6_500_000: "6.2 MB", 3 << 30: "3.0 GB"} {
		if got := ui.Bytes(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	d := render(t, ui.PagerBar(ui.Pager{First: 51, Last: 100, Total: 1284, Prev: "/a", Next: "/b"}))
	if got := webtest.Text(d.First(".pager .meta")); got != "第 51–100 件，共 1\u202f284 件" && got != "第 51–100 件，共 1 284 件" {
		t.Errorf("%q", got)
	}
}
