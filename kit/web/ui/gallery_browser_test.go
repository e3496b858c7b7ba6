package ui_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"lantai.internal/base/fault"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/static"
	"lantai.internal/kit/web/ui"
)

const picture = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIzMDAiIGhlaWdodD0iNDIwIj48cmVjdCB3aWR0aD0iMzAwIiBoZWlnaHQ9IjQyMCIgZmlsbD0iI2ZmZiIvPjwvc3ZnPg=="

type keeper struct {
	mu     sync.Mutex
	posted []map[string]string
}

func (k *keeper) last() map[string]string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.posted) == 0 {
		return nil
	}
	return k.posted[len(k.posted)-1]
}

// galleryServer serves the gallery and takes whatever it sends.
func galleryServer(t *testing.T) (*httptest.Server, *keeper) {
	k := &keeper{}
	show := func(r *web.Request) (web.Answer, error) {
		v := r.Values()
		g := ui.GalleryData{URL: "/g", Picture: picture, Failed: v.Get("failed") != ""}
		d := ui.GalleryDesk(g, ui.Look{Theme: v.Get("theme"), Mode: v.Get("mode"), Density: v.Get("density")})
		d.Plain = v.Get("plain") != ""
		return web.Render(ui.DeskPage(d, ui.Gallery(g))), nil
	}
	site, err := web.New(web.Config{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Rate: -1,
		OnDenied: func(*web.Request, web.Refusal) error { return nil },
		Pages: []web.Page{
			{Name: "g", Method: "GET", Pattern: "/g", Public: "trial", Serve: show},
			{Name: "done", Method: "GET", Pattern: "/done", Public: "trial", Serve: func(r *web.Request) (web.Answer, error) { return r.Desk("收下", ui.Reading()) }},
			{Name: "p", Method: "GET", Pattern: "/p", Public: "trial", Serve: func(r *web.Request) (web.Answer, error) {
				p := ui.Portal{Title: "申请", Name: "政府信息公开", Owner: "綦江区商务局", Home: "/p", Style: static.URL("portal.css"), Look: ui.Look{Mode: r.Values().Get("mode")}}
				return web.Render(ui.PortalPage(p, ui.Reading())), nil
			}},
			{Name: "gp", Method: "POST", Pattern: "/g", Public: "trial", Upload: 1 << 20, Serve: func(r *web.Request) (web.Answer, error) {
				m := map[string]string{}
				for n, v := range r.Values() {
					m[n] = strings.Join(v, "|")
				}
				k.mu.Lock()
				k.posted = append(k.posted, m)
				k.mu.Unlock()
				if m["value"] == "0" {
					return web.Answer{}, fault.Field("value", "0", "页数应大于 0。")
				}
				if m["field"] != "" {
					return web.JSON(map[string]string{"text": m["value"]}), nil
				}
				if m["title"] == "要退" {
					f := r.FormFor("/g", fault.Field("title", m["title"], "题名不行。"))
					f.Multipart = true
					return r.Desk("再填", templ.Join(ui.ErrorSummary(f), galleryForm(f)))
				}
				if m["title"] == "可以" {
					return web.Redirect("/done").Say(ui.OK, "已收下。"), nil
				}
				if m["then"] != "" || m["title"] != "" && m["do"] == "" {
					return web.Text("14:05:00"), nil
				}
				return web.Redirect("/g"), nil
			}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(site)
	t.Cleanup(srv.Close)
	return srv, k
}

// galleryForm is a form card with a title, a file and a button.
func galleryForm(f *ui.Form) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inner := templ.Join(ui.Input(ui.Field{Form: f, Name: "title", Label: "题名"}), ui.Input(ui.Field{Form: f, Name: "files", Label: "文件", Kind: ui.File}), ui.Actions(ui.Button{Label: "提交", Look: "primary"}))
		box := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return ui.FormBox(f).Render(templ.WithChildren(ctx, inner), w)
		})
		return ui.FormCard("").Render(templ.WithChildren(ctx, box), w)
	})
}

func TestGalleryLooksRight(t *testing.T) {
	srv, _ := galleryServer(t)
	b := browsertest.Open(t, srv.URL)
	for _, c := range []struct {
		name, query   string
		width, height int
	}{
		{"desk-1440", "/g", 1440, 900}, {"desk-1366", "/g?density=compact", 1366, 768}, {"desk-dark", "/g?theme=dark", 1440, 900},
		{"desk-390", "/g", 390, 844}, {"failed-1440", "/g?failed=1&plain=1", 1440, 900}, {"failed-390", "/g?failed=1", 390, 844},
		{"elder-1440", "/g?mode=elder", 1440, 900}, {"elder-390", "/g?mode=elder", 390, 844},
		{"portal-1440", "/p", 1440, 900}, {"portal-large-390", "/p?mode=large", 390, 844}, {"missing-390", "/nowhere", 390, 844},
	} {
		if c.name == "missing-390" {
			b.Allow("status of 404")
		}
		b.Size(c.width, c.height)
		b.Go(c.query)
		b.NoSideways()
		b.Shot(c.name)
	}
}

func TestKeysAndCorrectingInPlace(t *testing.T) {
	srv, k := galleryServer(t)
	b := browsertest.Open(t, srv.URL)
	b.Go("/g")
	b.Press("/")
	if got := browsertest.Eval[string](b, "document.activeElement.name"); got != "q" {
		t.Errorf("/ should lead to the search box, led to %q", got)
	}
	b.Press(kb.Escape)
	b.Press("j")
	b.Press("x")
	b.WaitText("[data-chosen]", "已选 2 件")

	const cell = "#r-2 td[data-field=pages]"
	browsertest.Eval[bool](b, `document.querySelector("`+cell+`").focus() || true`)
	b.Press(kb.Enter)
	b.Wait(".celledit")
	b.Press("0")
	b.Press(kb.Enter)
	b.WaitText(cell, "页数应大于 0。")
	if got := b.Value(".celledit"); got != "0" {
		t.Errorf("what was typed is gone: %q", got)
	}
	b.Press("\b")
	b.Press("21")
	b.Press(kb.Enter)
	b.WaitText(cell+" [data-value]", "21")
	if p := k.last(); p["field"] != "pages" || p["value"] != "21" || p["_key"] == "" {
		t.Errorf("sent %v", p)
	}
	b.WaitText("#r-3 td[data-field=pages] small", "页数应大于 0")
	if got := browsertest.Eval[string](b, "document.activeElement.closest('tr').id"); got != "r-3" {
		t.Errorf("Enter should lead to the row below, led to %q", got)
	}
	b.Press(kb.Enter)
	b.Wait(".celledit")
	b.Press("9")
	b.Press(kb.Escape)
	if n := b.Count(".celledit"); n != 0 {
		t.Error("Esc should end the correction")
	}
	if p := k.last(); p["value"] != "21" {
		t.Errorf("Esc should send nothing, sent %v", p)
	}
}

func TestDateDraftAndCtrlEnter(t *testing.T) {
	srv, k := galleryServer(t)
	b := browsertest.Open(t, srv.URL)
	b.Go("/g")
	b.Fill("#f-made", "20261120")
	b.Press(kb.Tab)
	b.WaitText("[data-draft-line]", "14:05:00")
	if got := b.Value("#f-made"); got != "2026-11-20" {
		t.Errorf("date became %q", got)
	}
	b.WaitText("#f-made-hint", "周五")
	b.Type("#f-title", "（补）")
	b.Press(kb.Enter, chromedp.ModifierCtrl)
	for end := time.Now().Add(10 * time.Second); k.last()["_key"] != "gallery"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("Ctrl+Enter should send the form; last sent %v", k.last())
		}
	}
	if p := k.last(); !strings.Contains(p["title"], "（补）") {
		t.Errorf("sent %v", p)
	}
}

func TestUploadShowsTheAnswer(t *testing.T) {
	srv, k := galleryServer(t)
	file := filepath.Join(t.TempDir(), "商务函.txt")
	if err := os.WriteFile(file, []byte("正文"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := browsertest.Open(t, srv.URL)
	b.Go("/g")
	b.Attach("#f-files", file)
	b.WaitText("[data-uploads]", "商务函.txt")
	b.Fill("#f-title", "要退")
	b.Click(".formcard .btn.primary")
	b.WaitText("#summary", "题名不行")
	if got := b.Value("#f-title"); got != "要退" {
		t.Errorf("what was typed is gone: %q", got)
	}
	b.Attach("#f-files", file)
	b.Fill("#f-title", "可以")
	b.Click(".formcard .btn.primary")
	b.WaitText(".notice.ok", "已收下")
	if p := b.Path(); p != "/done" {
		t.Errorf("the address is %q", p)
	}
	if p := k.last(); p["title"] != "可以" || p["_key"] == "" {
		t.Errorf("sent %v", p)
	}
}

func TestWithoutScripts(t *testing.T) {
	srv, k := galleryServer(t)
	b := browsertest.Open(t, srv.URL)
	b.NoScripts()
	b.Go("/g")
	b.Click("#r-3 td.box input")
	b.Submit(".bulkbar button[value=pack]")
	if p := k.last(); p["do"] != "pack" || p["id"] != "2|3" {
		t.Errorf("sent %v", p)
	}
}

// canary stands in every text; if any of it becomes markup, something escapes.
const canary = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}&lt;`

func renderGallery(t *testing.T, g ui.GalleryData) string {
	t.Helper()
	var b strings.Builder
	if err := ui.DeskPage(ui.GalleryDesk(g, ui.Look{}), ui.Gallery(g)).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
