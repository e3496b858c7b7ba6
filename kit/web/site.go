package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"sort"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/ui"
)

// Page is one address of the program: who may use it, and what it does. A page
// that names neither a right nor the reason why nobody needs one is a mistake
// that keeps the program from starting.
type Page struct {
	Name    string // stable, unique, for the golden list: "archive.items"
	Method  string // GET, POST, PUT, PATCH or DELETE; GET never writes
	Pattern string // of net/http.ServeMux, without method: "/archive/items/{id}"
	Right   string // the right that is needed
	Public  string // why no right is needed, in words
	Hide    bool   // answer 404, not 403, to those who may not
	Upload  int64  // bytes the body may have if files are sent; 0: no files, 1 MiB
	Files   int    // files one form may carry; MaxFiles when 0
	Stream  bool   // Serve reads the body's parts itself with EachPart
	Machine bool   // called by programs with their own credentials: no _key, no page for errors
	AtOnce  int    // requests served at the same time, more are answered 503; 0: no limit
	Serve   func(*Request) (Answer, error)
}

// Who is the person (or program) behind a request. The kit knows no more.
type Who interface {
	SignedIn() bool
	May(right string) bool
	Display() (name, unit, capacity string)
}

// Nobody is the Who of a request without a session.
type Nobody struct{}

// SignedIn is false.
func (Nobody) SignedIn() bool { return false }

// May is false for every right.
func (Nobody) May(string) bool { return false }

// Display is empty.
func (Nobody) Display() (name, unit, capacity string) { return "", "", "" }

// Refusal is a request that was turned away for want of a right.
type Refusal struct {
	Page   Page
	Who    Who
	Reason string // "signin", "right", "row"
}

// Transport says how pages reach the browser; it decides cookie names, HSTS and
// the standing banner.
type Transport uint8

// The transports.
const (
	Loopback Transport = iota // clear text on this machine only
	Plain                     // clear text on an intranet, switched on in so many words
	TLS                       // encrypted, here or by a proxy in front
)

// Config is what a Site is built from.
type Config struct {
	Pages []Page
	// Identify finds out who sends a request; nil or Nobody for nobody.
	Identify func(*http.Request) (Who, error)
	// Desk gives the frame of staff pages. Title, Name, Unit, Post, Key, Look,
	// Here, Plain are filled in by the kit, and Notices of the last step are put
	// before their own.
	Desk func(*Request) (ui.Desk, error)
	// Portal gives the frame of public pages and makes this a public site: every
	// page must be public, nobody is identified, errors are shown in the frame and
	// without a trace number, there are no scripts. Title, Look, Sizes and Style
	// are filled in by the kit. It is also called for errors, and must not fail.
	Portal func(*Request) ui.Portal
	// Base stands before the pattern of every page and before every cookie's and
	// file's path: "/zwgk"; empty for the root. What does not lie beneath it is
	// not found.
	Base string
	// Proxies are the reverse proxies in front: the last address in
	// X-Forwarded-For that is not theirs counts as the peer's. Others' headers are
	// not believed.
	Proxies []netip.Prefix
	// Slowest is the least a peer must move after a grace of 30 seconds, in bytes a
	// second; 64 KiB when zero.
	Slowest int64
	// OnDenied hears of every refusal so that it reaches the ledger. If it
	// fails, the answer is 503: nothing is refused unrecorded.
	OnDenied func(*Request, Refusal) error

	// Idle is the sessions' idle time-out; pages announce it two minutes ahead.
	Idle time.Duration

	SignIn    string    // path of the sign-in page, "/signin" when empty
	Transport Transport // how pages reach the browser
	Hosts     []string  // the only host names answered, without port; empty for any
	Trusted   []string  // origins trusted for cross-origin requests ("https://oa.example")
	Secret    []byte    // signs the notice cookie; random when empty (one node)
	TempDir   string    // where uploads rest while they are read; the system's when empty
	Log       *slog.Logger
	Now       func() time.Time
	// Rate is how many requests a second one address may send in the long run,
	// Burst how many at once; 50 and 200 when zero, none at all when negative.
	Rate, Burst float64
}

// Site answers requests. It is an http.Handler.
type Site struct {
	cfg     Config
	pages   []Page
	mux     *http.ServeMux
	handler http.Handler
	cross   *http.CrossOriginProtection
	limit   *Limiter
	broken  []byte // the page for status 500, rendered at start
}

// New builds a site, or says which page is declared wrongly.
func New(cfg Config) (*Site, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.SignIn == "" {
		cfg.SignIn = "/signin"
	}
	if cfg.TempDir == "" {
		cfg.TempDir = os.TempDir()
	}
	if cfg.Slowest == 0 {
		cfg.Slowest = slowest
	}
	if len(cfg.Secret) == 0 {
		cfg.Secret = make([]byte, 32)
		_, _ = rand.Read(cfg.Secret) // never fails since Go 1.24
	}
	if cfg.Identify == nil {
		cfg.Identify = func(*http.Request) (Who, error) { return Nobody{}, nil }
	}
	if cfg.OnDenied == nil {
		return nil, errors.New("web: OnDenied is missing: refusals must reach the ledger")
	}
	s := &Site{cfg: cfg, mux: http.NewServeMux(), cross: http.NewCrossOriginProtection()}
	for _, o := range cfg.Trusted {
		if err := s.cross.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("web: trusted origin %q: %w", o, err)
		}
	}
	if cfg.Rate >= 0 {
		rate, burst := cfg.Rate, cfg.Burst
		if rate == 0 {
			rate, burst = 50, 200
		}
		s.limit = NewLimiter(rate, burst, cfg.Now)
	}
	s.pages = append(append([]Page(nil), cfg.Pages...), s.own()...)
	if err := s.register(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	p := ui.Problem{Status: 500, Title: "系统内部出错", Text: "没有保存任何内容。请记下追踪号告知系统管理员。", Trace: traceMark, Back: ui.Link{Text: "回首页", URL: "/"}}
	broken := ui.BarePage("系统内部出错", ui.Look{}, ui.ProblemBody(p))
	if s.public() {
		p.Text, p.Trace, p.Back.URL = "没有保存任何内容，请过一会儿再试。", "", cfg.Base+"/"
		broken = ui.PortalBare(p.Title, s.style(), ui.ProblemBody(p))
	}
	if err := broken.Render(context.Background(), &b); err != nil {
		return nil, fmt.Errorf("web: the page for status 500 cannot be rendered: %w", err)
	}
	s.broken = b.Bytes()
	s.handler = s.chain()
	return s, nil
}

// traceMark stands for the trace number in the page rendered at start.
const traceMark = "@@@@@@@@"

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

func (s *Site) register() (err error) {
	defer func() {
		// ServeMux panics on a malformed or conflicting pattern.
		if v := recover(); v != nil {
			err = fmt.Errorf("web: %v", v)
		}
	}()
	names := map[string]bool{}
	for _, p := range s.pages {
		switch {
		case p.Name == "":
			return fmt.Errorf("web: page %s %s has no name", p.Method, p.Pattern)
		case names[p.Name]:
			return fmt.Errorf("web: two pages are called %s", p.Name)
		case !contains(methods, p.Method):
			return fmt.Errorf("web: page %s: method %q is not one of %v", p.Name, p.Method, methods)
		case !strings.HasPrefix(p.Pattern, "/"):
			return fmt.Errorf("web: page %s: pattern %q must begin with /", p.Name, p.Pattern)
		case p.Right == "" && p.Public == "":
			return fmt.Errorf("web: page %s names neither a right nor why it is public", p.Name)
		case p.Right != "" && p.Public != "":
			return fmt.Errorf("web: page %s names both a right and a reason to be public", p.Name)
		case p.Right != "" && s.public():
			return fmt.Errorf("web: page %s asks for a right on a public site", p.Name)
		case p.Serve == nil:
			return fmt.Errorf("web: page %s does nothing", p.Name)
		}
		names[p.Name] = true
		pattern := p.Pattern
		if pattern == "/" {
			pattern = "/{$}"
		}
		serve := func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, p) }
		if p.AtOnce > 0 {
			serve = s.atOnce(p, serve)
		}
		s.mux.HandleFunc(p.Method+" "+s.cfg.Base+pattern, serve)
	}
	if s.cfg.Base != "" {
		s.mux.Handle("GET "+s.cfg.Base, http.RedirectHandler(s.cfg.Base+"/", http.StatusMovedPermanently))
	}
	s.mux.HandleFunc("/", s.missing)
	return nil
}

// atOnce answers 503 when more than a page's share are being served: a crowd of
// slow uploads must not take the room from everybody else.
func (s *Site) atOnce(p Page, serve http.HandlerFunc) http.HandlerFunc {
	places := make(chan struct{}, p.AtOnce)
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case places <- struct{}{}:
			defer func() { <-places }()
			serve(w, r)
		default:
			req := s.plainRequest(r)
			w.Header().Set("Retry-After", "60")
			w.Header().Set("Connection", "close")
			s.problem(w, req, http.StatusServiceUnavailable, fault.New(fault.Unavailable, "现在同时提交的人较多，这次没有接收。请过一两分钟再提交。"))
		}
	}
}

// public reports whether this is a site for everybody: its pages stand in the
// portal's frame and know nobody.
func (s *Site) public() bool { return s.cfg.Portal != nil }

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// ServeHTTP answers one request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Pages gives every page, those of the kit included, sorted by name.
func (s *Site) Pages() []Page {
	list := append([]Page(nil), s.pages...)
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Golden writes the list of pages, one a line, for the golden file: name,
// method, pattern, and the right or the reason to be public.
func (s *Site) Golden() string {
	var b strings.Builder
	for _, p := range s.Pages() {
		who := "right " + p.Right
		if p.Public != "" {
			who = "public " + p.Public
		}
		if p.Hide {
			who += " (hidden)"
		}
		fmt.Fprintf(&b, "%s\t%s %s\t%s\n", p.Name, p.Method, p.Pattern, who)
	}
	return b.String()
}
