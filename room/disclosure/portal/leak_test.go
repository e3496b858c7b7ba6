package portal_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lantai.internal/base/civil"
	"lantai.internal/kit/web/static"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/disclosure"
)

// inside are words that must not be read on any page: the desk's addresses, people,
// their sign-in names, codes of units, the name of the program, traces.
var inside = regexp.MustCompile(`/signin|/archive|/admin|/account|/disclosure|/release|/static/app|href="/(?:"|[^z])|办公室秘书|流通科|副局长|办公室主任|\b(office|deputy|director|clerk|chief|head@)\b|\b(BGS|LTK|JLD|ZGK)\b|(?i:lantai)\b|兰台|追踪号|goroutine|\.go:\d|panic|SELECT |官方网站|官网`)

// sound checks a page's HTML by the rules of the house, and that nothing of the
// inside is on it.
func sound(t *testing.T, where string, r *webtest.Response) {
	t.Helper()
	if m := inside.FindString(strings.ReplaceAll(r.Body, "http://lantai.test", "")); m != "" {
		t.Errorf("%s says %q", where, m)
	}
	for name, values := range r.Header {
		if slices.Contains([]string{"Server", "X-Powered-By"}, name) || inside.MatchString(strings.Join(values, " ")) && name != "Location" {
			t.Errorf("%s: header %s: %v", where, name, values)
		}
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		return
	}
	plain, _ := static.Sizes("portal.css")
	if n := len(r.Body) + plain; n > 100_000 {
		t.Errorf("%s weighs %d bytes with its style sheet", where, n)
	}
	d := r.Doc()
	one := func(selector string) {
		if n := len(d.All(selector)); n != 1 {
			t.Errorf("%s has %d × %s", where, n, selector)
		}
	}
	for _, s := range []string{"html[lang=zh-CN]", "title", "main", "h1", "meta[name=viewport]", "link[rel=stylesheet]"} {
		one(s)
	}
	ids := map[string]bool{}
	level := 0
	labelled := map[string]bool{}
	for _, n := range d.All("label[for]") {
		id, _ := webtest.Attr(n, "for")
		labelled[id] = true
	}
	root := d.First("html")
	webtest.Walk(root, func(n *html.Node) {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && ids[a.Val]:
				t.Errorf("%s: id %s twice", where, a.Val)
			case a.Key == "id":
				ids[a.Val] = true
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:"):
				t.Errorf("%s: %s has %s=%q", where, n.Data, a.Key, a.Val)
			}
		}
		get := func(key string) string { v, _ := webtest.Attr(n, key); return v }
		switch n.Data {
		case "h1", "h2", "h3":
			here := int(n.Data[1] - '0')
			if here > level+1 {
				t.Errorf("%s: %s follows h%d", where, n.Data, level)
			}
			level = here
		case "script", "iframe", "object", "embed", "style", "center", "font":
			t.Errorf("%s has <%s>", where, n.Data)
		case "th":
			if get("scope") == "" {
				t.Errorf("%s: a th without scope", where)
			}
		case "img":
			if get("alt") == "" || get("width") == "" {
				t.Errorf("%s: a picture without words or size", where)
			}
		case "a":
			if get("href") != "" && strings.TrimSpace(webtest.Text(n)) == "" {
				t.Errorf("%s: a link without words to %s", where, get("href"))
			}
		case "input", "select", "textarea":
			wrapped := n.Parent != nil && n.Parent.Data == "label"
			if get("type") != "hidden" && !wrapped && !labelled[get("id")] && get("aria-label") == "" {
				t.Errorf("%s: %s %s has no label", where, n.Data, get("name"))
			}
		case "button":
			if get("type") == "" {
				t.Errorf("%s: a button without type", where)
			}
		case "form":
			if get("method") == "post" && d.First("form[action="+get("action")+"] input[name=_key]") == nil {
				t.Errorf("%s: a form without key", where)
			}
		}
	})
	for _, key := range []string{"aria-describedby", "for"} {
		for _, n := range d.All("[" + key + "]") {
			if v, _ := webtest.Attr(n, key); !ids[v] {
				t.Errorf("%s: %s leads to %s, which is not there", where, key, v)
			}
		}
	}
	for _, n := range d.All("a[href^=#]") {
		if v, _ := webtest.Attr(n, "href"); !ids[v[1:]] {
			t.Errorf("%s: link to %s, which is not there", where, v)
		}
	}
}

// Every page that can be reached, in every state of an application, is sound and
// leaks nothing; errors too.
func TestEveryPageIsSound(t *testing.T) {
	b := sqliteBureau(t)
	ctx := t.Context()
	seen := map[string]bool{}
	var crawl func(path string)
	crawl = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		r := b.c.Get(path)
		if r.Status != 200 && r.Status != 410 {
			t.Errorf("%s: status %d", path, r.Status)
		}
		sound(t, path, r)
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			return
		}
		for _, n := range r.Doc().All("a[href]") {
			href, _ := webtest.Attr(n, "href")
			if u, err := url.Parse(href); err == nil && u.Host == "" && u.Path != "" && u.Query().Get("size") == "" {
				crawl(u.RequestURI())
			}
		}
	}
	round := func() {
		seen = map[string]bool{}
		crawl("/zwgk/")
		crawl("/zwgk/case")
	}
	b.apply("person", person())
	round()
	if len(seen) < 30 {
		t.Errorf("only %d pages were found", len(seen))
	}
	in := func(do, note string) disclosure.Input {
		return disclosure.Input{ID: 1, Event: disclosure.Event{Do: do, Note: note}}
	}
	b.ok(b.room.Confirm(ctx, b.actors["office"], in(disclosure.OfficeConfirms, "")))
	b.c.Post("/zwgk/case/confirm", url.Values{}).Want(303)
	b.ok(b.room.AskCorrection(ctx, b.actors["chief"], disclosure.Input{ID: 1, Event: disclosure.Event{Note: "请写明年份", Until: civil.Must("2026-09-30")}}))
	round()
	opened := b.c.Get("/zwgk/case/supplement").Value("input[name=opened]")
	b.now.Move(time.Minute)
	b.c.Upload("/zwgk/case/supplement", url.Values{"words": {"2025年"}, "opened": {opened}}).Want(303)
	b.ok(b.room.Assign(ctx, b.actors["office"], disclosure.Assignment{ID: 1, Unit: "LTK", Handler: "clerk", Leader: b.supervisor(), Words: "请办理"}))
	round()

	bad := person()
	bad.Del("name")
	for where, r := range map[string]*webtest.Response{
		"bad form": b.c.Post("/zwgk/apply/person", bad).Want(422), "check": b.c.Post("/zwgk/apply/person", person()).Want(200), "draft": b.c.Post("/zwgk/apply/person", url.Values{"do": {"draft"}, "name": {"甲"}}).Want(200),
		"wrong code": b.c.Post("/zwgk/progress", url.Values{"n": {"2026-1"}, "c": {"x"}}).Want(422), "missing": b.c.Get("/zwgk/x").Want(404), "method": b.c.Post("/zwgk/about", url.Values{}).Want(405),
		"foreign": b.c.Post("/zwgk/opinions", url.Values{"about": {"content"}}).Want(422), "too large": b.c.Do("POST", "/zwgk/opinions", "application/x-www-form-urlencoded", strings.NewReader("_key=k&words="+strings.Repeat("a", 2<<20))).Want(413),
		"no form": b.c.Do("POST", "/zwgk/opinions", "text/plain", strings.NewReader("x")).Want(415), "search": b.c.Get("/zwgk/search?q=统计").Want(200), "outside the base": b.c.Get("/disclosure").Want(404),
	} {
		sound(t, where, r)
	}
	other := webtest.New(t, b.site)
	other.Headers = map[string]string{"Origin": "https://evil.example"}
	sound(t, "another site's form", other.Post("/zwgk/opinions", url.Values{}).Want(403))
}
