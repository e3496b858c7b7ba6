package web_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

func publicConfig() web.Config {
	return web.Config{
		Base: "/zwgk", Rate: -1, Transport: web.TLS, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		OnDenied: func(*web.Request, web.Refusal) error { return nil },
		Portal: func(r *web.Request) ui.Portal {
			return ui.Portal{Name: "政府信息公开", Owner: "某局", Search: ui.Search{URL: r.Base() + "/search", Placeholder: "标题或文号"}, Else: "也可以到窗口提交。"}
		},
		Pages: []web.Page{
			{Name: "home", Method: "GET", Pattern: "/", Public: "首页", Serve: func(r *web.Request) (web.Answer, error) { return r.Portal("首页", text("欢迎"), nil) }},
			{Name: "broken", Method: "GET", Pattern: "/broken", Public: "试", Serve: func(*web.Request) (web.Answer, error) {
				return web.Answer{}, errors.New("dial /secret/socket")
			}},
			{Name: "busy", Method: "GET", Pattern: "/busy", Public: "试", Serve: func(*web.Request) (web.Answer, error) {
				return web.Answer{}, fault.New(fault.TooMany, "查询太频繁。")
			}},
			{Name: "say", Method: "POST", Pattern: "/say", Public: "试", Serve: func(*web.Request) (web.Answer, error) {
				return web.Redirect("/zwgk/").Say(ui.OK, "收到。"), nil
			}},
		},
	}
}

func newPublic(t *testing.T, change func(*web.Config)) (*web.Site, *webtest.Client) {
	t.Helper()
	cfg := publicConfig()
	if change != nil {
		change(&cfg)
	}
	s, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s, webtest.New(t, s)
}

func TestPublicSiteLivesUnderItsBase(t *testing.T) {
	_, c := newPublic(t, nil)
	p := c.Get("/zwgk/").Want(200).In("a.name", webtest.HasAttr("href", "/zwgk/")).Without("script")
	if p.Header.Get("Content-Security-Policy") != web.PublicPolicy {
		t.Errorf("policy %q", p.Header.Get("Content-Security-Policy"))
	}
	if r := c.Get("/zwgk").Want(301); r.Header.Get("Location") != "/zwgk/" {
		t.Errorf("leads to %q", r.Header.Get("Location"))
	}
	style := p.Doc().First("link[rel=stylesheet]")
	href, _ := webtest.Attr(style, "href")
	if css := c.Get(href).Want(200); !strings.HasPrefix(href, "/zwgk/static/portal.") || len(css.Body) > 20<<10 {
		t.Errorf("%s has %d bytes", href, len(css.Body))
	}
	for _, path := range []string{"/", "/signin", "/look", strings.TrimPrefix(href, "/zwgk"), "/zwgk/static/app.js", "/zwgk/nothing", "/zwgkk"} {
		c.Get(path).Want(404).In("a.btn", webtest.HasAttr("href", "/zwgk/"))
	}
	said := c.Follow(c.Post("/zwgk/say", url.Values{}).Want(303)).Want(200).In(".notice", webtest.HasText("收到。"))
	for _, h := range said.Header.Values("Set-Cookie") {
		if !strings.Contains(h, "Path=/zwgk/") || strings.Contains(h, "lantai") {
			t.Errorf("cookie %q", h)
		}
	}
}

func TestPublicSizeOfType(t *testing.T) {
	_, c := newPublic(t, nil)
	c.Get("/zwgk/").In(".sizes [aria-current]", webtest.IsText("常规")).Without("[data-size]")
	c.Get("/zwgk/?size=large").In("html", webtest.HasAttr("data-size", "large"))
	c.Get("/zwgk/").In("html", webtest.HasAttr("data-size", "large")).In(".sizes a", webtest.HasAttr("href", "/zwgk/?size=huge"))
	c.Get("/zwgk/nothing").Want(404).In("html", webtest.HasAttr("data-size", "large"))
	c.Get("/zwgk/?size=normal").Without("[data-size]")
	c.Get("/zwgk/?size=elephant").Want(200).Without("[data-size]")
}

func TestPublicErrorsTellNothingOfTheInside(t *testing.T) {
	_, c := newPublic(t, nil)
	c.Headers = map[string]string{"Accept": "application/json", "HX-Request": "true"}
	for path, status := range map[string]int{"/zwgk/broken": 500, "/zwgk/busy": 429, "/zwgk/nothing": 404} {
		r := c.Get(path).Want(status)
		for _, word := range []string{"追踪号", "secret", "/signin", "lantai", "兰台", "script", "goroutine"} {
			if strings.Contains(r.Body, word) {
				t.Errorf("%s: the page says %q", path, word)
			}
		}
	}
	c.Get("/zwgk/busy").In("main", webtest.HasText("也可以到窗口提交。"))
}

func TestPublicSiteHasNoRights(t *testing.T) {
	cfg := publicConfig()
	cfg.Pages[0].Public, cfg.Pages[0].Right = "", "archive.read"
	if _, err := web.New(cfg); err == nil {
		t.Error("a page with a right was taken")
	}
}

// One household counts once, and behind our own proxy each peer counts for itself.
func TestLimitsCountNeighbourhoods(t *testing.T) {
	for in, want := range map[string]string{"192.0.2.7": "192.0.2.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "::ffff:192.0.2.7": "::ffff:192.0.2.7", "fe80::1%eth0": "fe80::/64", "pipe": "pipe"} {
		if got := web.Neighbourhood(in); got != want {
			t.Errorf("%s counts as %s, want %s", in, got, want)
		}
	}
	site, c := newPublic(t, func(cfg *web.Config) {
		cfg.Rate, cfg.Burst, cfg.Proxies = 0.001, 2, []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
		cfg.Now = func() time.Time { return time.Unix(0, 0) }
	})
	c.Address = "[2001:db8::1]:1"
	c.Get("/zwgk/").Want(200)
	c.Address = "[2001:db8::2]:1"
	c.Get("/zwgk/").Want(200)
	c.Get("/zwgk/").Want(429)
	c.Address = "[2001:db8:0:1::2]:1"
	c.Get("/zwgk/").Want(200)
	ask := func(peer, forwarded string) int {
		r := httptest.NewRequest("GET", "/zwgk/", nil)
		r.RemoteAddr = peer + ":99"
		r.Header.Set("X-Forwarded-For", forwarded)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		return w.Code
	}
	for i := range 6 { // each behind the proxy for itself; what the client claims does not count
		from := "203.0.113." + string(rune('1'+i/2))
		if got := ask("10.0.0.2", "198.51.100.9, "+from+", 10.0.0.3"); got != 200 {
			t.Errorf("%s: status %d", from, got)
		}
	}
	if got := ask("10.0.0.2", "203.0.113.1"); got != http.StatusTooManyRequests {
		t.Errorf("third request of one peer behind the proxy: %d", got)
	}
	for i := range 3 { // a stranger's header is not believed
		if got := ask("192.0.2.50", "203.0.113."+string(rune('5'+i))); (got == 429) != (i == 2) {
			t.Errorf("request %d of a stranger: %d", i, got)
		}
	}
}

// A crowd of slow senders at one page leaves the others alone.
func TestAtOnceBoundsOnePage(t *testing.T) {
	hold, held := make(chan struct{}), make(chan struct{}, 2)
	_, c := newPublic(t, func(cfg *web.Config) {
		cfg.Pages = append(cfg.Pages, web.Page{Name: "slow", Method: "POST", Pattern: "/slow", Public: "试", AtOnce: 2, Serve: func(*web.Request) (web.Answer, error) {
			held <- struct{}{}
			<-hold
			return web.Text("好"), nil
		}})
	})
	done := make(chan int, 2)
	for range 2 {
		go func() {
			done <- c.Do("POST", "/zwgk/slow", "application/x-www-form-urlencoded", bytes.NewReader([]byte("_key=k"))).Status
		}()
	}
	<-held
	<-held
	c.Do("POST", "/zwgk/slow", "application/x-www-form-urlencoded", bytes.NewReader([]byte("_key=k"))).Want(503).In("main", webtest.HasText("也可以到窗口提交。"))
	c.Get("/zwgk/").Want(200)
	close(hold)
	for range 2 {
		if got := <-done; got != 200 {
			t.Errorf("one of the two: %d", got)
		}
	}
}
