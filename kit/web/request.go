package web

import (
	"crypto/rand"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/ui"
)

// Request is one request on its way to a page's Serve.
type Request struct {
	*http.Request
	Who  Who
	Page Page

	site   *Site
	trace  string
	header http.Header // of the answer: cookies
	values url.Values  // of the query and, for a form, of the body
	files  map[string][]*Upload
	temp   []*os.File
	failed error // what the form is rendered again for
	key    string
	parts  *partReader
	paced  *pacedReader
}

// Trace is the eight characters under which the log has this request.
func (r *Request) Trace() string { return r.trace }

// Key is the idempotency key of a form that was sent: the same form sent twice
// has the same key. Empty for GET.
func (r *Request) Key() string { return r.key }

// NewKey makes an idempotency key.
func NewKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Address is the network address of the peer, without port; behind one of the
// site's own proxies, that of whoever asked the proxy.
func (r *Request) Address() string { return address(r.Request) }

func address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// ID reads a path value as a positive number; anything else is NotFound.
func (r *Request) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	if err != nil || n < 1 {
		return 0, fault.New(fault.NotFound, "")
	}
	return n, nil
}

// Values gives everything that was sent by query and form.
func (r *Request) Values() url.Values { return r.values }

// Htmx reports whether a script asks for a fragment rather than a page.
func (r *Request) Htmx() bool { return r.Header.Get("HX-Request") == "true" }

// SetCookie adds a cookie to the answer, whatever the answer will be.
func (r *Request) SetCookie(c *http.Cookie) {
	if v := c.String(); v != "" {
		r.header.Add("Set-Cookie", v)
	}
}

// FormFor makes the form that goes to action. It holds the same key and what was
// typed if err is not nil, with what is wrong (Desk and Portal then answer with
// err's status), or if the request itself was sent to action and has not failed: the
// form is shown once more before it is sent for good. Fill it with Set, which never
// overwrites what was typed.
func (r *Request) FormFor(action string, err error) *ui.Form {
	f := &ui.Form{Action: action, Key: r.key, Values: url.Values{}}
	if f.Key == "" {
		f.Key = NewKey()
	}
	path, _, _ := strings.Cut(action, "?")
	if again := r.Method == http.MethodPost && r.failed == nil && path == r.URL.Path; err == nil && !again {
		return f
	}
	for k, v := range r.values {
		if k != "_key" {
			f.Values[k] = slices.Clone(v)
		}
	}
	if err == nil {
		return f
	}
	r.failed = err
	e := fault.Of(err)
	f.Errors = e.Fields
	if len(f.Errors) == 0 && e.Field != "" {
		f.Errors = []fault.FieldError{{Field: e.Field, Value: e.Value, Say: e.Safe()}}
	}
	if len(f.Errors) == 0 {
		f.Problem = e.Safe()
		if !r.site.public() && (e.Kind == fault.Internal || e.Kind == fault.Unavailable || e.Kind == fault.Unknown || e.Kind == fault.Full) {
			f.Trace = r.trace
		}
	}
	return f
}

// Desk answers with a staff page around body.
func (r *Request) Desk(title string, body templ.Component) (Answer, error) {
	if err := r.unmendable(); err != nil {
		return Answer{}, err
	}
	d, err := r.desk(title)
	if err != nil {
		return Answer{}, err
	}
	return r.status(Render(ui.DeskPage(d, body))), nil
}

// Nothing answers where a paper would be empty: what is missing and how to come
// by it, and the way back. Status 404.
func (r *Request) Nothing(title, text string, back ui.Link) (Answer, error) {
	a, err := r.Desk(title, templ.Join(ui.PageHead(ui.Head{Title: title}), ui.EmptyBox(ui.Empty{Title: "没有内容，没有生成文件", Text: text, Link: back})))
	if err != nil {
		return a, err
	}
	return a.Status(http.StatusNotFound), nil
}

// before is the page of this site that led here, empty if there was none.
func (r *Request) before() string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host || u.Path == "" || u.Path == "/" || u.Path == r.URL.Path {
		return ""
	}
	at := u.EscapedPath()
	if u.RawQuery != "" {
		at += "?" + u.RawQuery
	}
	if Local(at) != at {
		return ""
	}
	return at
}

func (r *Request) desk(title string) (ui.Desk, error) {
	var d ui.Desk
	if r.site.cfg.Desk != nil {
		var err error
		if d, err = r.site.cfg.Desk(r); err != nil {
			return d, err
		}
	}
	d.Title, d.Look, d.Here, d.Key = title, r.Look(), r.Request.URL.RequestURI(), NewKey()
	d.Name, d.Unit, d.Post = r.Who.Display()
	d.Plain, d.Idle = r.site.cfg.Transport == Plain, r.site.cfg.Idle
	d.Notices = append(r.said(), d.Notices...)
	if d.Home == "" {
		d.Home = "/"
	}
	return d, nil
}

// Fragment answers a script with a part of a page, under the status of the
// form's failure if there is one.
func (r *Request) Fragment(c templ.Component) (Answer, error) {
	if err := r.unmendable(); err != nil {
		return Answer{}, err
	}
	return r.status(Render(c)), nil
}

// unmendable gives the failure that showing the form again would not help.
func (r *Request) unmendable() error {
	if r.failed == nil {
		return nil
	}
	switch fault.Of(r.failed).Kind {
	case fault.NotFound, fault.Unauthenticated, fault.Forbidden:
		return r.failed
	}
	return nil
}

func (r *Request) status(a Answer) Answer {
	if r.failed != nil {
		a.status = fault.HTTP(r.failed)
		if a.status >= 500 {
			r.site.logFailure(r, r.failed)
		}
	}
	return a
}
