package web

import (
	"bytes"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/static"
	"lantai.internal/kit/web/ui"
)

// PublicPolicy is the content-security policy of a public site: no scripts at all.
const PublicPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

const (
	portalStyle = "portal.css"
	sizeCookie  = "size"
)

func (s *Site) policy() string {
	if s.public() {
		return PublicPolicy
	}
	return Policy
}

// style is the address of a public site's one file.
func (s *Site) style() string { return s.cfg.Base + static.URL(portalStyle) }

// publicStatic serves that file and nothing else of what the program carries.
func (s *Site) publicStatic(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != s.style() || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	w.Header().Del("Vary")
	c := r.Clone(r.Context())
	c.URL.Path = strings.TrimPrefix(r.URL.Path, s.cfg.Base)
	return static.Serve(w, c)
}

// saidCookie is the name of the cookie that carries a notice to the next page.
func (s *Site) saidCookie() string {
	if s.public() {
		return "said"
	}
	return saidCookie
}

// Sizes of type of a public site, as they stand in its addresses and cookie.
var sizes = []struct{ word, mode, label string }{{"normal", "", "常规"}, {"large", ui.Large, "大字"}, {"huge", ui.Huge, "特大字"}}

// publicLook is the size of type: by the address, else by the cookie.
func (r *Request) publicLook() ui.Look {
	word := r.URL.Query().Get("size")
	if word == "" {
		if c, err := r.Cookie(sizeCookie); err == nil {
			word = c.Value
		}
	}
	for _, s := range sizes {
		if s.word == word {
			return ui.Look{Mode: s.mode}
		}
	}
	return ui.Look{}
}

// frame is the site's public frame for this request. A size asked for by the
// address is kept for the pages that follow.
func (r *Request) frame(title string) ui.Portal {
	p := r.site.cfg.Portal(r)
	p.Title, p.Style, p.Look = title, r.site.style(), r.publicLook()
	here := r
	switch {
	case !strings.HasPrefix(r.URL.Path, r.site.cfg.Base+"/"): // not found, and no address of ours
		here = &Request{Request: &http.Request{URL: &url.URL{Path: r.site.cfg.Base + "/"}}}
	case len(r.URL.RawQuery) > 500: // it would stand in the page three times
		here = &Request{Request: &http.Request{URL: &url.URL{Path: r.URL.Path}}}
	}
	for _, s := range sizes {
		if s.word == r.URL.Query().Get("size") {
			r.SetCookie(&http.Cookie{Name: sizeCookie, Value: s.word, Path: r.site.cfg.Base + "/", MaxAge: 400 * 24 * 3600,
				HttpOnly: true, Secure: r.site.cfg.Transport == TLS, SameSite: http.SameSiteLaxMode})
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			continue // the link would lose what was typed
		}
		p.Sizes = append(p.Sizes, ui.SizeLink{Text: s.label, URL: here.URLWith("size", s.word), Current: s.mode == p.Look.Mode})
	}
	if p.Home == "" {
		p.Home = r.site.cfg.Base + "/"
	}
	return p
}

// Portal answers with a public page around body; adjust changes the frame for
// this page (its crumbs, feeds, meta tags) and may be nil. Only for sites with
// Config.Portal.
func (r *Request) Portal(title string, body templ.Component, adjust func(*ui.Portal)) (Answer, error) {
	if err := r.unmendable(); err != nil {
		return Answer{}, err
	}
	p := r.frame(title)
	p.Notices = append(r.said(), p.Notices...)
	if adjust != nil {
		adjust(&p)
	}
	return r.status(Render(ui.PortalPage(p, body))), nil
}

// Base is what stands before every address of the site: "/zwgk", or nothing.
func (r *Request) Base() string { return r.site.cfg.Base }

// publicProblem is the error page of a public site: the same for programs and
// people, without trace number and without the grounds inside the house.
func (s *Site) publicProblem(w http.ResponseWriter, r *Request, status int, e *fault.Error) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if status == http.StatusInternalServerError {
		sendBytes(w, r.Request, status, s.broken)
		return
	}
	// The frame asks for the size of type alone; the notices stay for the next page.
	p := r.frame(titles[status])
	if status != http.StatusTooManyRequests && status < 500 {
		p.Else = ""
	}
	problem := ui.Problem{Status: status, Title: titles[status], Text: e.Safe(), Back: ui.Link{Text: "回首页", URL: p.Home}}
	if problem.Title == "" {
		problem.Title = titles[http.StatusServiceUnavailable]
	}
	var buf bytes.Buffer
	if err := render(r.Context(), ui.PortalPage(p, ui.PortalProblem(problem, p.Else)), &buf); err != nil {
		s.logFailure(r, err)
		sendBytes(w, r.Request, http.StatusInternalServerError, s.broken)
		return
	}
	sendBytes(w, r.Request, status, buf.Bytes())
}

// Neighbourhood is what limits count by: the address itself, and of IPv6 the /64
// that one household or office has for itself.
func Neighbourhood(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Unmap().Is4() {
		return address
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}

// behind puts the address of whoever asked our proxy in the place of the proxy's.
func (s *Site) behind(next http.Handler) http.Handler {
	if len(s.cfg.Proxies) == 0 {
		return next
	}
	ours := func(text string) bool {
		a, err := netip.ParseAddr(text)
		if err != nil {
			return false
		}
		for _, p := range s.cfg.Proxies {
			if p.Contains(a.Unmap()) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ours(address(r)) {
			list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
			for i := len(list) - 1; i >= 0; i-- {
				from := strings.TrimSpace(list[i])
				if ours(from) {
					continue
				}
				if _, err := netip.ParseAddr(from); err == nil {
					c := *r
					c.RemoteAddr = net.JoinHostPort(from, "0")
					r = &c
				}
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}
