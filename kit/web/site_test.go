package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/static"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

type person struct {
	name   string
	rights map[string]bool
}

func (p person) SignedIn() bool        { return true }
func (p person) May(right string) bool { return p.rights[right] }
func (p person) Display() (name, unit, capacity string) {
	return p.name, "办公室", "档案员"
}

// house is a small site with one page of each sort.
type house struct {
	site     *web.Site
	sessions *web.Sessions
	store    *web.MemorySessions
	now      time.Time
	log      *bytes.Buffer

	mu       sync.Mutex
	refusals []web.Refusal
	saved    []itemInput
	keys     []string
	uploads  []string
	rights   map[string]bool
	auditErr error
}

type itemInput struct {
	Title string     `form:"title" label:"题名" need:"请填写题名。" max:"20"`
	Pages int        `form:"pages" label:"页数" min:"1" max:"9999"`
	Made  civil.Date `form:"made" label:"文件日期"`
	Open  bool       `form:"open" label:"公开"`
	IDs   []int64    `form:"id" label:"件" max:"3"`
	Turn  *int       `form:"turn" label:"批次"`
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, templ.EscapeString(s))
		return err
	})
}

func newHouse(t *testing.T, change ...func(*web.Config)) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 11, 20, 9, 0, 0, 0, civil.Shanghai), store: &web.MemorySessions{}, log: &bytes.Buffer{}, rights: map[string]bool{"archive.read": true, "archive.describe": true}}
	clock := func() time.Time { return h.now }
	h.sessions = &web.Sessions{Store: h.store, Transport: web.TLS, Now: clock}
	form := func(r *web.Request, failed error) (web.Answer, error) {
		f := r.FormFor("/items/1", failed)
		f.Set("title", "原题名")
		body := templ.Join(ui.FormBox(f), ui.Input(ui.Field{Form: f, Name: "title", Label: "题名"}), ui.Input(ui.Field{Form: f, Name: "pages", Label: "页数", Kind: ui.Number}), ui.Input(ui.Field{Form: f, Name: "made", Label: "日期", Kind: ui.Date}), ui.Input(ui.Field{Form: f, Name: "open", Label: "公开", Kind: ui.Check}))
		return r.Desk("修改", body)
	}
	cfg := web.Config{
		Transport: web.TLS, Rate: -1, Now: clock, TempDir: t.TempDir(),
		Log: slog.New(slog.NewJSONHandler(h.log, nil)),
		Identify: func(r *http.Request) (web.Who, error) {
			_, ok, err := h.sessions.Current(r)
			if err != nil || !ok {
				return nil, err
			}
			return person{"档案员甲", h.rights}, nil
		},
		OnDenied: func(_ *web.Request, x web.Refusal) error {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.refusals = append(h.refusals, x)
			return h.auditErr
		},
		Desk: func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某局", SignOut: "/signout"}, nil },
		Pages: []web.Page{
			{Name: "home", Method: "GET", Pattern: "/", Public: "入口", Serve: func(r *web.Request) (web.Answer, error) { return r.Desk("首页", text("欢迎")) }},
			{Name: "signin", Method: "GET", Pattern: "/signin", Public: "登录页", Serve: func(r *web.Request) (web.Answer, error) { return r.Desk("登录", text("登录")) }},
			{Name: "signin.do", Method: "POST", Pattern: "/signin", Public: "登录", Serve: func(r *web.Request) (web.Answer, error) {
				if err := h.sessions.Begin(r, 7); err != nil {
					return web.Answer{}, err
				}
				return web.Redirect(web.Local(r.Values().Get("next"))).Say(ui.OK, "已登录。"), nil
			}},
			{Name: "signout", Method: "POST", Pattern: "/signout", Public: "退出自己的会话", Serve: func(r *web.Request) (web.Answer, error) {
				return web.Redirect("/"), h.sessions.End(r)
			}},
			{Name: "items", Method: "GET", Pattern: "/items", Right: "archive.read", Serve: func(r *web.Request) (web.Answer, error) {
				return r.Desk("目录", ui.Notices([]ui.Notice{{Tone: ui.Info, Text: r.Values().Get("q")}}))
			}},
			{Name: "item.edit", Method: "GET", Pattern: "/items/{id}", Right: "archive.describe", Serve: func(r *web.Request) (web.Answer, error) { return form(r, nil) }},
			{Name: "item.save", Method: "POST", Pattern: "/items/{id}", Right: "archive.describe", Serve: func(r *web.Request) (web.Answer, error) {
				in, err := web.Decode[itemInput](r)
				if err == nil && in.Title == "占用" {
					err = fault.New(fault.Conflict, "题名已被他人先改。")
				}
				if err == nil && in.Title == "断" {
					err = fault.Wrap("test", fault.Unavailable, errors.New("dial /secret/socket"))
				}
				if err != nil {
					return form(r, err)
				}
				h.mu.Lock()
				defer h.mu.Unlock()
				h.saved, h.keys = append(h.saved, in), append(h.keys, r.Key())
				return web.Redirect("/items").Say(ui.OK, "已改题名。"), nil
			}},
			{Name: "destroy", Method: "GET", Pattern: "/destroy", Right: "archive.destroy", Serve: func(*web.Request) (web.Answer, error) { return web.Text("不应看到"), nil }},
			{Name: "secret", Method: "GET", Pattern: "/secret", Right: "archive.secret", Hide: true, Serve: func(*web.Request) (web.Answer, error) { return web.Text("不应看到"), nil }},
			{Name: "row", Method: "GET", Pattern: "/row", Right: "archive.read", Serve: func(*web.Request) (web.Answer, error) { return web.Answer{}, fault.New(fault.Forbidden, "") }},
			{Name: "rule", Method: "GET", Pattern: "/rule", Public: "测试", Serve: func(*web.Request) (web.Answer, error) {
				return web.Answer{}, fault.Refuse("archive.box.single_class", "不同期限不能装入一盒。")
			}},
			{Name: "panic", Method: "GET", Pattern: "/panic", Public: "测试", Serve: func(*web.Request) (web.Answer, error) { panic("insides /secret/path") }},
			{Name: "render", Method: "GET", Pattern: "/render", Public: "测试", Serve: func(*web.Request) (web.Answer, error) {
				return web.Render(templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
					_, _ = io.WriteString(w, "half a page")
					return errors.New("insides")
				})), nil
			}},
			{Name: "away", Method: "GET", Pattern: "/away", Public: "测试", Serve: func(r *web.Request) (web.Answer, error) { return web.Redirect(r.Values().Get("to")), nil }},
			{Name: "file", Method: "GET", Pattern: "/file", Public: "测试", Serve: func(r *web.Request) (web.Answer, error) {
				a := web.File(r.Values().Get("name"), r.Values().Get("type"), h.now, strings.NewReader("0123456789"))
				if r.Values().Get("inline") != "" {
					a = a.Inline()
				}
				return a, nil
			}},
			{Name: "json", Method: "GET", Pattern: "/json", Public: "测试", Serve: func(*web.Request) (web.Answer, error) { return web.JSON(map[string]string{"a": "<b>"}), nil }},
			{Name: "upload", Method: "POST", Pattern: "/upload", Right: "archive.describe", Upload: 64 << 10, Serve: func(r *web.Request) (web.Answer, error) {
				in, err := web.Decode[struct {
					Title string        `form:"title"`
					Files []*web.Upload `form:"file" need:"请选择文件。"`
				}](r)
				if err != nil {
					return web.Answer{}, err
				}
				for _, u := range in.Files {
					f, err := u.Open()
					if err != nil {
						return web.Answer{}, err
					}
					b, err := io.ReadAll(f)
					if err != nil {
						return web.Answer{}, err
					}
					h.uploads = append(h.uploads, u.Name+"="+string(b)+"="+u.SHA256[:8])
				}
				return web.Text(in.Title), nil
			}},
			{Name: "stream", Method: "POST", Pattern: "/stream", Right: "archive.describe", Upload: 1 << 20, Stream: true, Serve: func(r *web.Request) (web.Answer, error) {
				key := r.Key()
				err := r.EachPart(func(p web.Part) error {
					b, err := io.ReadAll(p)
					h.uploads = append(h.uploads, key+":"+p.Name+"="+string(b))
					return err
				})
				return web.Text("收到 " + r.Values().Get("title")), err
			}},
			{Name: "api", Method: "PUT", Pattern: "/api/items/{id}", Right: "archive.describe", Machine: true, Serve: func(r *web.Request) (web.Answer, error) {
				b, err := io.ReadAll(r.Body)
				return web.Text(r.Key() + string(b)), err
			}},
		},
	}
	for _, c := range change {
		c(&cfg)
	}
	site, err := web.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	h.site = site
	return h
}

func (h *house) signedIn(t *testing.T) *webtest.Client {
	t.Helper()
	c := webtest.New(t, h.site)
	c.Post("/signin", url.Values{"next": {"/items"}}).Want(303)
	return c
}

func TestPageMustNameRightOrReason(t *testing.T) {
	ok := func(*web.Request) (web.Answer, error) { return web.Text("x"), nil }
	denied := func(*web.Request, web.Refusal) error { return nil }
	for name, c := range map[string]web.Config{
		"neither":     {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Serve: ok}}},
		"both":        {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Right: "r", Public: "p", Serve: ok}}},
		"no name":     {OnDenied: denied, Pages: []web.Page{{Method: "GET", Pattern: "/a", Right: "r", Serve: ok}}},
		"same name":   {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Right: "r", Serve: ok}, {Name: "a", Method: "GET", Pattern: "/b", Right: "r", Serve: ok}}},
		"same place":  {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Right: "r", Serve: ok}, {Name: "b", Method: "GET", Pattern: "/a", Right: "r", Serve: ok}}},
		"no method":   {OnDenied: denied, Pages: []web.Page{{Name: "a", Pattern: "/a", Right: "r", Serve: ok}}},
		"bad pattern": {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/{", Right: "r", Serve: ok}}},
		"no serve":    {OnDenied: denied, Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Right: "r"}}},
		"no ledger":   {Pages: []web.Page{{Name: "a", Method: "GET", Pattern: "/a", Right: "r", Serve: ok}}},
	} {
		if _, err := web.New(c); err == nil {
			t.Errorf("%s: the site starts", name)
		}
	}
	h := newHouse(t)
	g := h.site.Golden()
	for _, want := range []string{"item.save\tPOST /items/{id}\tright archive.describe\n", "secret\tGET /secret\tright archive.secret (hidden)\n", "web.look\tPOST /look\tpublic 只改本机浏览器的显示方式\n"} {
		if !strings.Contains(g, want) {
			t.Errorf("golden list lacks %q:\n%s", want, g)
		}
	}
}

// Every page, whoever asks and whatever happens, carries the same headers.
func TestHeadersOfEveryPage(t *testing.T) {
	h := newHouse(t)
	in, out := h.signedIn(t), webtest.New(t, h.site)
	check := func(what string, r *webtest.Response) {
		t.Helper()
		for k, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000", "Cache-Control": "no-store",
		} {
			if got := r.Header.Get(k); got != want {
				t.Errorf("%s: %s is %q, want %q", what, k, got, want)
			}
		}
		if csp := r.Header.Get("Content-Security-Policy"); csp != web.Policy && !strings.HasPrefix(csp, "sandbox; default-src 'none'") {
			t.Errorf("%s: policy %q", what, csp)
		}
		if ct := r.Header.Get("Content-Type"); strings.HasPrefix(ct, "text/html") && !strings.Contains(ct, "charset=utf-8") {
			t.Errorf("%s: type %q", what, ct)
		}
		if strings.Contains(r.Body, "insides") || strings.Contains(r.Body, "/secret/") {
			t.Errorf("%s: insides leak: %s", what, r.Body)
		}
	}
	seen := 0
	for _, p := range h.site.Pages() {
		path := strings.ReplaceAll(p.Pattern, "{id}", "1")
		for who, c := range map[string]*webtest.Client{"signed in": in, "nobody": out} {
			if p.Method == "GET" {
				check(p.Name+" "+who, c.Get(path))
			} else if p.Name != "signout" {
				check(p.Name+" "+who, c.Do(p.Method, path, "application/x-www-form-urlencoded", strings.NewReader("_key=k")))
			}
			seen++
		}
	}
	if seen < 30 {
		t.Errorf("only %d pages", seen)
	}
	check("missing", out.Get("/nowhere").Want(404))
	check("wrong method", out.Do("DELETE", "/items", "", nil).Want(405))

	plain := newHouse(t, func(c *web.Config) { c.Transport = web.Plain })
	r := webtest.New(t, plain.site).Get("/")
	if r.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS over clear text")
	}
	r.In(".plainbar", webtest.HasText("明文"))
	webtest.New(t, h.site).Get("/").Without(".plainbar")
}

func TestRightDenied(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	c.Get("/destroy").Want(403).In("h1", webtest.HasText("没有权限"))
	c.Get("/secret").Want(404).In("h1", webtest.HasText("没有找到"))
	c.Get("/row").Want(403)
	webtest.New(t, h.site).Get("/items?q=1").Want(303)
	var got []string
	for _, x := range h.refusals {
		got = append(got, x.Page.Name+" "+x.Reason)
	}
	if s := strings.Join(got, ","); s != "destroy right,secret right,row row,items signin" {
		t.Errorf("refusals heard of: %s", s)
	}
	h.rights = map[string]bool{}
	c.Get("/items").Want(403) // a right taken away counts from the next request
	h.auditErr = errors.New("ledger is full")
	c.Get("/destroy").Want(503)
}

func TestSignInKeepsTheWayAndTheText(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	r := c.Get("/items?q=a%26b").Want(303)
	if to := r.Header.Get("Location"); to != "/signin?next=%2Fitems%3Fq%3Da%2526b" {
		t.Errorf("sent to %q", to)
	}
	r = c.Post("/items/1", url.Values{"title": {`甲"<乙>`}, "pages": {"3"}, "_key": {"k-1"}}).Want(401)
	r.In("h1", webtest.HasText("登录已过期"))
	if got := r.Value("form input[name=title]"); got != `甲"<乙>` {
		t.Errorf("text lost: %q", got)
	}
	if got := r.Value("form input[name=_key]"); got != "k-1" {
		t.Errorf("key lost: %q", got)
	}
	c.Headers["HX-Request"] = "true"
	if r := c.Get("/items").Want(401); r.Header.Get("HX-Retarget") != "#notices" {
		t.Error("a script should get a notice")
	}
}

func TestForeignChangeRefused(t *testing.T) {
	h := newHouse(t)
	good := url.Values{"title": {"新题名"}, "pages": {"3"}}
	for _, c := range []struct {
		name    string
		headers map[string]string
		status  int
	}{
		{"own origin", map[string]string{}, 303},
		{"foreign origin", map[string]string{"Origin": "https://evil.test"}, 403},
		{"null origin", map[string]string{"Origin": "null"}, 403},
		{"same name, clear text", map[string]string{"Origin": "http://lantai.test", "Sec-Fetch-Site": "cross-site"}, 403},
		{"cross-site", map[string]string{"Origin": "", "Sec-Fetch-Site": "cross-site"}, 403},
		{"same-site is not same-origin", map[string]string{"Origin": "https://x.lantai.test", "Sec-Fetch-Site": "same-site"}, 403},
		{"same-origin", map[string]string{"Origin": "", "Sec-Fetch-Site": "same-origin"}, 303},
		{"a session with neither", map[string]string{"Origin": ""}, 403},
	} {
		cl := h.signedIn(t)
		before := len(h.saved)
		cl.Headers = c.headers
		if r := cl.Post("/items/1", good); r.Status != c.status {
			t.Errorf("%s: %d, want %d", c.name, r.Status, c.status)
		}
		if wrote := len(h.saved) > before; wrote != (c.status == 303) {
			t.Errorf("%s: wrote %v", c.name, wrote)
		}
	}
}

func TestOpenRedirect(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	for _, to := range []string{"//evil.test", "https://evil.test", `/\evil.test`, `\\evil.test`, "javascript:alert(1)", "/a\r\nSet-Cookie: x=1", "/\t/evil.test", "", "evil", "/%5Cevil", "/%2F/evil"} {
		if got := web.Local(to); got != "/" {
			t.Errorf("Local(%q) = %q", to, got)
		}
		r := c.Get("/away?to=" + url.QueryEscape(to)).Want(500)
		if r.Header.Get("Location") != "" {
			t.Errorf("%q: sent to %q", to, r.Header.Get("Location"))
		}
		r = c.Post("/signin", url.Values{"next": {to}}).Want(303)
		if got := r.Header.Get("Location"); got != "/" {
			t.Errorf("next=%q leads to %q", to, got)
		}
	}
	for _, to := range []string{"/", "/items?q=%E4%B8%AD&x=//y", "/a/b#c"} {
		if got := web.Local(to); got != to {
			t.Errorf("Local(%q) = %q", to, got)
		}
	}
}

func TestFileNames(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	get := func(name, kind, inline string) *webtest.Response {
		return c.Get("/file?" + url.Values{"name": {name}, "type": {kind}, "inline": {inline}}.Encode()).Want(200)
	}
	for name, want := range map[string]string{
		"商务函〔2026〕118号.pdf":                     "attachment; filename=\"(2026)118.pdf\"; filename*=UTF-8''%E5%95%86%E5%8A%A1%E5%87%BD%E3%80%942026%E3%80%95118%E5%8F%B7.pdf",
		"a\r\nSet-Cookie: x=1.pdf":              "attachment; filename=\"aSet-Cookie_ x=1.pdf\"; filename*=UTF-8''aSet-Cookie_%20x%3D1.pdf",
		`../../etc/"x";y.txt`:                   "attachment; filename=\"etc__x__y.txt\"; filename*=UTF-8''_.._etc__x_%3By.txt",
		"\u202efdp.exe":                         "attachment; filename=\"fdp.exe\"; filename*=UTF-8''fdp.exe",
		"存证凭证 154 X043-WS·2013-Y-BGS-0001.json": "attachment; filename=\"154 X043-WS.2013-Y-BGS-0001.json\"; filename*=UTF-8''%E5%AD%98%E8%AF%81%E5%87%AD%E8%AF%81%20154%20X043-WS%C2%B72013-Y-BGS-0001.json",
		"标签.pdf":                                "attachment; filename=\"lantai.pdf\"; filename*=UTF-8''%E6%A0%87%E7%AD%BE.pdf",
		"..":                                    "attachment; filename=\"file\"; filename*=UTF-8''file",
		"100%.txt":                              "attachment; filename=\"100.txt\"; filename*=UTF-8''100%25.txt",
	} {
		r := get(name, "application/pdf", "")
		if got := r.Header.Get("Content-Disposition"); got != want {
			t.Errorf("%q:\n got %s\nwant %s", name, got, want)
		}
		if len(r.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%q: header injected", name)
		}
	}
	if n := len(web.FileName(strings.Repeat("长", 300) + ".pdf")); n > 200 || !strings.HasSuffix(web.FileName(strings.Repeat("长", 300)+".pdf"), "长.pdf") {
		t.Errorf("long name: %d bytes", n)
	}
	if d := get("x.html", "text/html", "1").Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("HTML shown in the browser: %s", d)
	}
	if d := get("x.png", "image/png", "1").Header.Get("Content-Disposition"); !strings.HasPrefix(d, "inline") {
		t.Errorf("own picture not shown: %s", d)
	}
	c.Headers["Range"] = "bytes=2-4"
	if r := c.Get("/file?name=a&type=text/plain"); r.Status != 206 || r.Body != "234" {
		t.Errorf("range: %d %q", r.Status, r.Body)
	}
}

func TestKeyIsNeeded(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	good := url.Values{"title": {"新题名"}, "pages": {"3"}, "_key": {}}
	c.Post("/items/1", good).Want(422)
	good["_key"] = []string{"a b"}
	c.Post("/items/1", good).Want(422)
	good["_key"] = []string{strings.Repeat("k", 101)}
	c.Post("/items/1", good).Want(422)
	if len(h.saved) != 0 {
		t.Fatal("saved without a key")
	}
	r := c.Get("/items/1").Want(200)
	key := r.Key()
	if len(key) < 20 {
		t.Errorf("key %q", key)
	}
	good["_key"] = []string{key}
	c.Post("/items/1", good).Want(303)
	if len(h.keys) != 1 || h.keys[0] != key {
		t.Errorf("keys %v", h.keys)
	}
}

func TestRefusedFormKeepsEverything(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	long := strings.Repeat("长", 21)
	r := c.Post("/items/1", url.Values{"title": {long}, "pages": {"十"}, "made": {"2026-02-30"}, "open": {"1"}, "_key": {"same"}}).Want(422)
	r.In("#summary strong", webtest.HasText("有 3 处需要更正"))
	r.In("#summary a[href=#f-title]", webtest.HasText("题名最多 20 字，现有 21 字"))
	r.In("#f-pages-fault", webtest.HasText("页数“十”不是整数，请填写数字。"))
	r.In("#f-made-fault", webtest.HasText("没有“2026-02-30”这一天"))
	r.In("#f-pages[aria-invalid=true]")
	for sel, want := range map[string]string{"#f-title": long, "#f-pages": "十", "#f-made": "2026-02-30", "main input[name=_key]": "same"} {
		if got := r.Value(sel); got != want {
			t.Errorf("%s holds %q, want %q", sel, got, want)
		}
	}
	r.In("#f-open[checked]")
	c.Post("/items/1", url.Values{"title": {"占用"}, "pages": {"3"}}).Want(409).In("#summary", webtest.HasText("题名已被他人先改。"))
	r = c.Post("/items/1", url.Values{"title": {"断"}, "pages": {"3"}}).Want(503).In("#summary code")
	if r.Value("#f-title") != "断" || strings.Contains(r.Body, "socket") {
		t.Error("text lost or insides shown")
	}
	if !strings.Contains(h.log.String(), "socket") {
		t.Error("the cause is not in the log")
	}
}

func TestDecode(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	for _, x := range []struct {
		in   url.Values
		want string // part of the page's faults; empty if accepted
	}{
		{url.Values{"title": {" 新题名 "}, "pages": {"１２"}, "made": {"11-20"}, "id": {"1", "2"}}, ""},
		{url.Values{"title": {"x"}, "pages": {"3"}, "made": {"今天"}, "turn": {"5"}}, ""},
		{url.Values{"title": {""}}, "请填写题名。"},
		{url.Values{"title": {"a\x00b"}, "pages": {"1"}}, "控制字符（U+0000）"},
		{url.Values{"title": {"a\xff"}, "pages": {"1"}}, "文字编码不对"},
		{url.Values{"title": {"x"}, "pages": {"0"}}, "页数不能小于 1。"},
		{url.Values{"title": {"x"}, "pages": {"99999999999999999999"}}, "不是整数"},
		{url.Values{"title": {"x"}, "open": {"maybe"}}, "公开只能是勾选"},
		{url.Values{"title": {"x"}, "id": {"1", "2", "3", "4"}}, "件最多 3 项，现有 4 项"},
		{url.Values{"title": {"x"}, "id": {"1", "x"}}, "件“x”不是整数"},
	} {
		h.saved = nil
		r := c.Post("/items/1", x.in)
		if x.want == "" {
			r.Want(303)
			if len(h.saved) != 1 || h.saved[0].Made != civil.Must("2026-11-20") {
				t.Errorf("%v became %+v", x.in, h.saved)
			}
			continue
		}
		r.Want(422)
		if !strings.Contains(r.Body, x.want) || len(h.saved) > 0 {
			t.Errorf("%v: want %q in\n%s", x.in, x.want, r.Body)
		}
	}
	c.Post("/items/1", url.Values{"title": {"陈䶮李𬭊"}, "pages": {"12"}, "turn": {"5"}}).Want(303)
	if got := h.saved[0]; got.Title != "陈䶮李𬭊" || got.Turn == nil || *got.Turn != 5 || got.Pages != 12 {
		t.Errorf("%+v", got)
	}
}

func TestBodyLimits(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	c.Post("/items/1", url.Values{"title": {strings.Repeat("x", web.MaxForm+1)}}).Want(413)
	c.Do("POST", "/items/1", "application/x-www-form-urlencoded", io.LimitReader(zeros{}, 10<<20)).Want(413) // length not told
	c.Do("POST", "/items/1", "application/x-www-form-urlencoded", strings.NewReader("_key=k"+strings.Repeat("&a=1", web.MaxFields))).Want(413)
	c.Get("/items?" + strings.Repeat("a=1&", web.MaxFields)).Want(413)
	c.Get("/items?a=%zz").Want(422)
	c.Do("POST", "/items/1", "text/plain", strings.NewReader("title=x")).Want(415)
	c.Do("POST", "/items/1", "multipart/form-data; boundary=x", strings.NewReader("--x--")).Want(415)
	c.Headers["Content-Encoding"] = "gzip"
	c.Post("/items/1", url.Values{"title": {"x"}}).Want(415)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'a'
	}
	return len(b), nil
}

func TestUploads(t *testing.T) {
	dir := t.TempDir()
	h := newHouse(t, func(c *web.Config) { c.TempDir = dir })
	c := h.signedIn(t)
	r := c.Upload("/upload", url.Values{"title": {"附件"}}, webtest.File{Field: "file", Name: `..\..\商务函.pdf`, Content: []byte("abc")}, webtest.File{Field: "file", Name: "", Content: nil}).Want(200)
	if r.Body != "附件" || len(h.uploads) != 1 || h.uploads[0] != "商务函.pdf=abc=ba7816bf" {
		t.Errorf("%q %v", r.Body, h.uploads)
	}
	c.Upload("/upload", nil).Want(422)
	c.Upload("/upload", url.Values{"_key": {}}, webtest.File{Field: "file", Name: "a", Content: []byte("x")}).Want(422)
	c.Upload("/upload", nil, webtest.File{Field: "file", Name: "a", Content: make([]byte, 2<<20)}).Want(413)
	c.Upload("/upload", url.Values{"title": {strings.Repeat("x", web.MaxForm)}}, webtest.File{Field: "file", Name: "a", Content: []byte("x")}).Want(413)
	many := make([]webtest.File, web.MaxFiles+1)
	for i := range many {
		many[i] = webtest.File{Field: "file", Name: "a", Content: []byte("x")}
	}
	c.Upload("/upload", nil, many...).Want(413)
	c.Do("POST", "/upload", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\ncut")).Want(422)

	h.uploads = nil
	c.Upload("/stream", url.Values{"title": {"年度"}, "_key": {"k9"}}, webtest.File{Field: "file", Name: "a.txt", Content: []byte("1")}, webtest.File{Field: "file", Name: "b.txt", Content: []byte("2")}).Want(200)
	if s := strings.Join(h.uploads, " "); s != "k9:a.txt=1 k9:b.txt=2" {
		t.Errorf("streamed: %s", s)
	}
	c.Upload("/stream", url.Values{"_key": {}, "title": {"x"}}).Want(422)
	h.uploads = nil
	c.Upload("/stream?_key=q1", url.Values{"_key": {}}, webtest.File{Field: "file", Name: "a.txt", Content: []byte("1")}).Want(200)
	if s := strings.Join(h.uploads, " "); s != "q1:a.txt=1" {
		t.Errorf("key in the address: %s", s)
	}
	if left := entries(t, dir); len(left) > 0 {
		t.Errorf("temporary files stay: %v", left)
	}
}

var traceForm = regexp.MustCompile(`^[2-9A-HJ-NP-Z]{8}$`)

func TestErrorsShowTraceNotInsides(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	for _, path := range []string{"/panic", "/render", "/away?to=//x"} {
		r := c.Get(path).Want(500)
		trace := webtest.Text(r.Doc().First("code"))
		if !traceForm.MatchString(trace) || !strings.Contains(h.log.String(), trace) {
			t.Errorf("%s: trace %q", path, trace)
		}
		if strings.Contains(r.Body, "half a page") || strings.Contains(r.Body, "secret") {
			t.Errorf("%s: %s", path, r.Body)
		}
	}
	r := c.Get("/rule").Want(409)
	r.In(".problem .code", webtest.HasText("archive.box.single_class"))
	r.In(".problem", webtest.HasText("不同期限不能装入一盒。"))
	for path, status := range map[string]int{"/rule": 409, "/nowhere": 404} {
		if trace := webtest.Text(c.Get(path).Want(status).Doc().First(".problem code")); !traceForm.MatchString(trace) {
			t.Errorf("%s: trace %q", path, trace)
		}
	}
	c.Headers["Accept"] = "application/json"
	if r := c.Get("/rule").Want(409); !strings.Contains(r.Body, `"clause":"archive.box.single_class"`) || r.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("json: %s", r.Body)
	}
	delete(c.Headers, "Accept")
	c.Headers["HX-Request"] = "true"
	if r := c.Get("/panic").Want(500); r.Header.Get("HX-Retarget") != "#notices" || r.Doc().First("html > body > .notice.bad") == nil {
		t.Errorf("fragment: %s", r.Body)
	}
	if r := c.Get("/json").Want(200); !strings.Contains(r.Body, `\u003cb\u003e`) {
		t.Errorf("json: %s", r.Body)
	}
	allow := c.Do("DELETE", "/items/1", "", nil).Want(405).Header.Get("Allow")
	if allow != "GET, POST" {
		t.Errorf("Allow %q", allow)
	}
	if strings.Contains(h.log.String(), "to=//x") {
		t.Error("the query is in the log")
	}
}

func TestMachinePage(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	c.Headers["Idempotency-Key"] = "m1"
	if r := c.Do("PUT", "/api/items/1", "application/json", strings.NewReader(`{}`)).Want(200); r.Body != "m1{}" {
		t.Errorf("%q", r.Body)
	}
	out := webtest.New(t, h.site)
	if r := out.Do("PUT", "/api/items/1", "application/json", strings.NewReader(`{}`)).Want(401); !strings.HasPrefix(r.Body, `{"error":`) {
		t.Errorf("%q", r.Body)
	}
}

func TestNoticeOnce(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	r := c.Post("/items/1", url.Values{"title": {"新"}, "pages": {"1"}}).Want(303)
	c.Follow(r).In(".notice.ok", webtest.HasText("已改题名。"))
	c.Get("/items").Without(".notice.ok")
	c.SetCookie("lantai_said", "W3siVG9uZSI6ImJhZCIsIlRleHQiOiLku7vmhI8ifV0.forged")
	c.Get("/items").Without(".notice.bad")
}

func TestLook(t *testing.T) {
	h := newHouse(t)
	c := h.signedIn(t)
	c.Post("/look", url.Values{"theme": {"dark"}, "back": {"/items"}}).Want(303)
	c.Post("/look", url.Values{"mode": {"elder"}, "back": {"//evil"}}).Want(303)
	c.Get("/items").In("html[data-theme=dark][data-mode=elder]")
	c.Post("/look", url.Values{"theme": {"system"}}).Want(303)
	c.Get("/items").Without("html[data-theme]")
	c.SetCookie("lantai_look", `"><script>`)
	c.Get("/items").Want(200).Without("html[data-theme]")
}

func TestHostsAndRate(t *testing.T) {
	h := newHouse(t, func(c *web.Config) { c.Hosts = []string{"lantai.test"}; c.Rate, c.Burst = 1, 3 })
	c := webtest.New(t, h.site)
	for range 3 {
		c.Get("/").Want(200)
	}
	r := c.Get("/").Want(429)
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	c.Address = "192.0.2.2:1"
	c.Get("/").Want(200)
	h.now = h.now.Add(2 * time.Second)
	c.Address = "192.0.2.1:1"
	c.Get("/").Want(200)
	c.Base = "https://evil.test"
	c.Get("/").Want(421)
}

func TestStaticFiles(t *testing.T) {
	h := newHouse(t)
	c := webtest.New(t, h.site)
	for name, most := range map[string]int{"app.css": 9 << 10, "htmx.js": 17 << 10, "app.js": 7 << 10} {
		r := c.Get(static.URL(name)).Want(200)
		if r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", name, r.Header)
		}
		if _, small := static.Sizes(name); small > most {
			t.Errorf("%s: %d bytes on the wire, at most %d", name, small, most)
		}
	}
	c.Get("/static/app.00000000.css").Want(404)
	c.Get("/static/..%2fsite.go").Want(404)
	c.Headers["Accept-Encoding"] = "gzip"
	if r := c.Get(static.URL("app.css")).Want(200); r.Header.Get("Content-Encoding") != "gzip" {
		t.Error("not compressed")
	}
	if r := c.Get("/").Want(200); r.Header.Get("Content-Encoding") != "gzip" {
		t.Error("page not compressed")
	}
}
