package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lantai.internal/app"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

var (
	number      = regexp.MustCompile(`[0-9]+`)
	placeholder = regexp.MustCompile(`\{[^}]*\}`)
)

// visits is how many pages of one shape (the same address with other numbers) a
// walk looks at.
const visits = 2

// walk visits the pages given and every page that links lead to, as somebody who
// is signed in.
func walk(c *webtest.Client, todo []string, see func(at string, r *webtest.Response)) {
	seen, shapes := map[string]bool{}, map[string]int{}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		path, _, _ := strings.Cut(at, "?")
		if shape := number.ReplaceAllString(path, "#"); shapes[shape] >= visits {
			continue
		} else {
			shapes[shape]++
		}
		r := c.Get(at)
		next := r.Header.Get("Location")
		if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") && r.Status == 200 {
			see(at, r)
			for _, a := range r.Doc().All("a[href^=/]") {
				href, _ := webtest.Attr(a, "href")
				if !seen[href] {
					seen[href] = true
					todo = append(todo, href)
				}
			}
		} else if strings.HasPrefix(next, "/") && !seen[next] {
			seen[next] = true
			todo = append(todo, next)
		}
	}
}

// Every form that changes something carries the key that makes sending it twice
// harmless, on every page that anybody's links lead to; and what is sent to any
// address without a key is not done. (Forms of states that the demonstration has
// none of are seen by arch: every form of a template has the field.)
func TestEveryFormHasItsKey(t *testing.T) {
	a := demo(t)
	site, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	// Each request comes from another address, or the limit of requests ends the walk.
	from := 0
	everywhere := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from++
		r.RemoteAddr = fmt.Sprintf("10.%d.%d.%d:1", from>>16, from>>8&0xff, from&0xff)
		site.ServeHTTP(w, r)
	})
	addresses := map[string]bool{} // POST addresses with their placeholders as #
	for _, p := range site.Pages() {
		if p.Method == "POST" && !p.Machine {
			addresses[placeholder.ReplaceAllString(p.Pattern, "#")] = false
		}
	}
	check := func(who, at string, r *webtest.Response) {
		for _, f := range r.Doc().All("form") {
			method, _ := webtest.Attr(f, "method")
			if !strings.EqualFold(method, "post") {
				continue
			}
			key, action := "", ""
			action, _ = webtest.Attr(f, "action")
			targets := []string{action}
			webtest.Walk(f, func(n *html.Node) {
				if name, _ := webtest.Attr(n, "name"); name == "_key" && n.Data == "input" {
					key, _ = webtest.Attr(n, "value")
				}
				if to, ok := webtest.Attr(n, "formaction"); ok {
					targets = append(targets, to)
				}
			})
			if len(key) < 20 {
				t.Errorf("%s, %s: the form to %q has the key %q", who, at, action, key)
			}
			for _, to := range targets {
				if to == "" {
					to = at
				}
				to, _, _ = strings.Cut(to, "?")
				known := slices.ContainsFunc(site.Pages(), func(p web.Page) bool {
					return p.Method == "POST" && regexp.MustCompile("^"+placeholder.ReplaceAllString(p.Pattern, "[^/]+")+"$").MatchString(to)
				})
				if !known {
					t.Errorf("%s, %s: a form is sent to %q, which takes none", who, at, to)
				}
				for shape := range addresses {
					if regexp.MustCompile("^" + strings.ReplaceAll(shape, "#", "[^/]+") + "$").MatchString(to) {
						addresses[shape] = true
					}
				}
			}
		}
	}
	starts := []string{}
	for _, p := range site.Pages() {
		if p.Method == "GET" {
			starts = append(starts, placeholder.ReplaceAllString(p.Pattern, "1"))
		}
	}
	stranger := webtest.New(t, everywhere)
	check("nobody", "/signin", stranger.Get("/signin").Want(200))
	pages := 0
	for _, who := range app.DemoAccounts {
		c := webtest.New(t, everywhere)
		c.Post("/signin", url.Values{"login": {who.Login}, "password": {app.DemoPassword}}).Want(303)
		walk(c, starts, func(at string, r *webtest.Response) { pages++; check(who.Login, at, r) })
		for _, p := range site.Pages() {
			if p.Method != "POST" || p.Machine || p.Pattern == "/signout" {
				continue
			}
			r := c.Post(placeholder.ReplaceAllString(p.Pattern, "1"), url.Values{"_key": {}})
			if r.Status < 400 {
				t.Errorf("%s: POST %s without a key answers %d", who.Login, p.Pattern, r.Status)
			}
		}
	}
	forms, unseen := 0, []string{}
	for shape, seen := range addresses {
		if seen {
			forms++
		} else {
			unseen = append(unseen, shape)
		}
	}
	slices.Sort(unseen)
	t.Logf("%d pages looked at; %d of %d addresses have a form on them; not come by: %v", pages, forms, len(addresses), unseen)
	if pages < 100 || forms < 30 {
		t.Error("the walk did not come far")
	}
}
