package portal_test

import (
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure/portal"
)

// Everything published is in the folder, every link leads somewhere, and nothing
// that needs a server is left.
func TestExport(t *testing.T) {
	for _, outside := range []string{"", "https://www.example.gov.cn/zwgk"} {
		h, _ := sqliteStand(t)
		for i := range 25 {
			h.cat.items = append(h.cat.items, portal.Item{Index: agency + "/2025-" + string(rune('a'+i)), Column: "20.1", Title: "通知", Published: date("2025-01-01"), Updated: date("2025-01-01")})
		}
		h.p.Base, h.p.URL = "", outside
		site, err := web.New(web.Config{Pages: h.p.Pages(), Portal: h.p.Frame, Rate: -1, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), OnDenied: func(*web.Request, web.Refusal) error { return nil }})
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(t.TempDir(), "out")
		out, err := portal.Export(t.Context(), site, outside, dir)
		if err != nil {
			t.Fatal(err)
		}
		if out.Pages < 37 || out.Absolute != (outside != "") {
			t.Errorf("%+v", out)
		}
		links := 0
		err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || path.Ext(p) != ".html" {
				return err
			}
			b, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			doc, err := webtest.Parse(strings.NewReader(string(b)))
			if err != nil {
				return err
			}
			if len(doc.All("form, script, .sizes")) > 0 {
				t.Errorf("%s has something that needs a server", p)
			}
			for _, n := range doc.All("[href]") {
				href, _ := webtest.Attr(n, "href")
				u, err := url.Parse(href)
				switch {
				case err != nil:
					t.Errorf("%s: %q", p, href)
				case u.Scheme == "data":
				case u.Scheme != "":
					if outside == "" || !strings.HasPrefix(href, outside+"/") {
						t.Errorf("%s leads to %s", p, href)
					}
				case strings.HasPrefix(href, "/"):
					t.Errorf("%s has an absolute link %s", p, href)
				case u.Path != "":
					links++
					if _, err := os.Stat(filepath.Join(filepath.Dir(p), filepath.FromSlash(u.Path))); err != nil {
						t.Errorf("%s: %s leads nowhere", p, href)
					}
				}
			}
			return nil
		})
		if err != nil || links < 100 {
			t.Errorf("%v, %d links", err, links)
		}
		if b, err := os.ReadFile(filepath.Join(dir, "documents", agency, "2026-00002", "files", "1.pdf")); err != nil || !strings.HasPrefix(string(b), "%PDF") {
			t.Error(err)
		}
		if _, err := portal.Export(t.Context(), site, outside, dir); fault.Of(err).Field != "to" {
			t.Errorf("a folder with something in it was taken: %v", err)
		}
	}
}
