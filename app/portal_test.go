package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
)

func ask(h http.Handler, host, path string) int {
	r := httptest.NewRequest("GET", path, nil)
	r.Host, r.RemoteAddr = host, fmt.Sprintf("198.51.%d.%d:9", len(path)%256, rand.IntN(256)) // from everywhere, under every limit
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// Under the base path there is the portal, beside it the desk; where the portal has
// names or an address of its own, nothing of the desk can be had there.
func TestPortalAndDeskAreApart(t *testing.T) {
	a, _, err := app.Init(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	both := func() (http.Handler, *web.Site) {
		t.Helper()
		desk, err := a.Site(app.SiteOptions{Transport: web.Loopback})
		if err != nil {
			t.Fatal(err)
		}
		public, err := a.PortalSite(web.Loopback)
		if err != nil {
			t.Fatal(err)
		}
		front, err := a.Front(desk, public)
		if err != nil {
			t.Fatal(err)
		}
		return front, public
	}
	front, public := both()
	for path, want := range map[string]int{"/zwgk/": 200, "/zwgk": 301, "/zwgk/apply": 200, "/signin": 200, "/zwgkk": 404, "/zwgk/signin": 404} {
		if got := ask(front, "a.example", path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	desk, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	none := map[string]http.Handler{"alone": public}
	a.Config.Portal.Base, a.Config.Portal.Hosts = "", []string{"zwgk.example.gov.cn"}
	named, _ := both()
	if got := ask(named, "zwgk.example.gov.cn:8443", "/"); got != 200 {
		t.Errorf("the portal at its own name: %d", got)
	}
	if got := ask(named, "oa.example", "/signin"); got != 200 {
		t.Errorf("the desk at another name: %d", got)
	}
	none["by name"] = named
	for _, p := range desk.Pages() {
		if p.Method != "GET" || p.Pattern == "/" {
			continue
		}
		path := p.Pattern
		for _, x := range []string{"{id}", "{page}", "{year}"} {
			path = strings.ReplaceAll(path, x, "1")
		}
		for name, h := range none {
			if got := ask(h, "zwgk.example.gov.cn", path); got != 404 && got != 421 && !(name == "by name" && slices.Contains([]string{"/search", "/opinions", "/rules"}, path)) { // the portal's own
				t.Errorf("%s: the desk's %s answers %d", name, path, got)
			}
		}
	}
	a.Config.Portal.Base, a.Config.Portal.Hosts = "/archive", nil
	public, err = a.PortalSite(web.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Front(desk, public); fault.Of(err).Field != "portal.base" {
		t.Errorf("a base that hides the archive room was taken: %v", err)
	}
}

// The portal's pages are a golden list too: what is public is seen in the review.
func TestGoldenPortalRoutes(t *testing.T) {
	a, _, err := app.Init(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data")})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	site, err := a.PortalSite(web.Loopback)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "portal.golden", site.Golden())
	if _, err := a.ExportPortal(t.Context(), filepath.Join(t.TempDir(), "out")); err != nil {
		t.Error(err)
	}
}
