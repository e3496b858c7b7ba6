package handbook

import (
	"io"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	source "lantai.internal/docs/handbook"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

func site(t *testing.T) *web.Site {
	t.Helper()
	s, err := web.New(web.Config{
		Pages: Pages(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Rate: -1,
		OnDenied: func(*web.Request, web.Refusal) error { return nil },
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某局"}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryHandbookIsServed(t *testing.T) {
	entries, err := fs.ReadDir(source.Files, ".")
	if err != nil {
		t.Fatal(err)
	}
	c := webtest.New(t, site(t))
	list := c.Get("/handbook").Want(200)
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".md")
		if !slices.Contains(order, name) {
			t.Errorf("%s is written and not served", e.Name())
			continue
		}
		list.In(`a[href="/handbook/`+name+`"]`, webtest.HasText("手册"))
		page := c.Get("/handbook/" + name).Want(200)
		doc := page.Doc()
		for _, l := range doc.All(`nav[aria-label="目录"] a`) {
			to, _ := webtest.Attr(l, "href")
			if doc.First(`h2[id="`+strings.TrimPrefix(to, "#")+`"]`) == nil {
				t.Errorf("%s: no chapter at %s", name, to)
			}
		}
	}
	for _, bad := range []string{"/handbook/none", "/handbook/../handbook.go", "/handbook/archivist.md"} {
		if got := c.Get(bad).Status; got == 200 {
			t.Errorf("%s: status %d", bad, got)
		}
	}
}

// Nothing on the screen is English but commands, names of files and formats.
func TestTheHandbookIsChinese(t *testing.T) {
	all, err := books()
	if err != nil {
		t.Fatal(err)
	}
	sentence := regexp.MustCompile(`[A-Za-z]{3,}( [A-Za-z]{2,}){3,}`)
	code := regexp.MustCompile(`(?s)<(pre|code)>.*?</(pre|code)>|<[^>]*>`)
	for _, b := range all {
		if s := sentence.FindString(code.ReplaceAllString(b.html, "\n")); s != "" {
			t.Errorf("%s: %q", b.name, s)
		}
		if len(b.chapters) < 8 || strings.Contains(b.html, "<h1") {
			t.Errorf("%s: %d chapters, or a second title", b.name, len(b.chapters))
		}
	}
}

func TestRenderRefusesWhatHasNoShape(t *testing.T) {
	for _, s := range []string{"", "# 只有标题", "没有标题\n\n## 一\n", "# 标题\n\n## 没有引言\n"} {
		if _, err := render([]byte(s)); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
	b, err := render([]byte("# 手册\n\n引言<script>alert(1)</script>\n\n## 一\n\n[x](javascript:alert(1))\n"))
	if err != nil || strings.Contains(b.html, "<script") || strings.Contains(b.html, "javascript:") {
		t.Errorf("%s %v", b.html, err)
	}
}

func TestHandbookInABrowser(t *testing.T) {
	srv := httptest.NewServer(site(t))
	defer srv.Close()
	b := browsertest.Open(t, srv.URL)
	for _, width := range []int{1440, 390} {
		b.Size(width, 900)
		for _, path := range []string{"/handbook", "/handbook/staff", "/handbook/head", "/handbook/leader", "/handbook/archivist", "/handbook/administrator"} {
			b.Go(path)
			b.Wait(".prose")
			b.NoSideways()
			b.Shot("handbook-" + strings.ReplaceAll(strings.TrimPrefix(path, "/handbook"), "/", "") + "-" + map[int]string{1440: "1440", 390: "390"}[width])
		}
	}
}
