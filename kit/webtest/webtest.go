// Package webtest talks to a site inside the test process the way a browser
// would: it keeps cookies, sends Origin with a change, follows nothing by itself,
// and looks at pages by selector.
package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Client is one browser.
type Client struct {
	t       testing.TB
	site    http.Handler
	cookies map[string]*http.Cookie

	// Base is the origin it believes to visit; "https://lantai.test" at first.
	Base string
	// Headers are sent with every request; an empty value takes a header away.
	Headers map[string]string
	// Address is where it comes from; "192.0.2.1:1234" at first.
	Address string
}

// New makes a browser without cookies.
func New(t testing.TB, site http.Handler) *Client {
	return &Client{t: t, site: site, cookies: map[string]*http.Cookie{}, Base: "https://lantai.test", Headers: map[string]string{}, Address: "192.0.2.1:1234"}
}

// Response is an answer, read whole.
type Response struct {
	t      testing.TB
	Status int
	Header http.Header
	Body   string
	doc    *Doc
}

// Get asks for a page.
func (c *Client) Get(path string) *Response {
	path, _, _ = strings.Cut(path, "#") // the place on the page stays with the browser
	c.t.Helper()
	return c.Do(http.MethodGet, path, "", nil)
}

// Post sends a form. A key is added unless the form has one; give "_key" an
// empty list to send none.
func (c *Client) Post(path string, form url.Values) *Response {
	c.t.Helper()
	f := url.Values{}
	for k, v := range form {
		if len(v) > 0 {
			f[k] = v
		}
	}
	if _, ok := form["_key"]; !ok {
		f.Set("_key", "test-key")
	}
	return c.Do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()))
}

// File is a file to upload.
type File struct {
	Field, Name string
	Content     []byte
}

// Upload sends a form with files; the key comes first, as in every form of ours.
func (c *Client) Upload(path string, form url.Values, files ...File) *Response {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	key := form.Get("_key")
	if key == "" {
		key = "test-key"
	}
	if v, ok := form["_key"]; !ok || len(v) > 0 {
		c.must(w.WriteField("_key", key))
	}
	for k, list := range form {
		for _, v := range list {
			if k != "_key" {
				c.must(w.WriteField(k, v))
			}
		}
	}
	for _, f := range files {
		p, err := w.CreateFormFile(f.Field, f.Name)
		c.must(err)
		_, err = p.Write(f.Content)
		c.must(err)
	}
	c.must(w.Close())
	return c.Do(http.MethodPost, path, w.FormDataContentType(), &b)
}

func (c *Client) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// Do sends one request.
func (c *Client) Do(method, path, contentType string, body io.Reader) *Response {
	c.t.Helper()
	r := httptest.NewRequest(method, c.Base+path, body)
	r.RemoteAddr = c.Address
	if !strings.HasPrefix(c.Base, "https:") {
		r.TLS = nil
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Origin", c.Base)
	}
	for k, v := range c.Headers {
		if v == "" {
			r.Header.Del(k)
		} else {
			r.Header.Set(k, v)
		}
	}
	for _, k := range c.cookies {
		r.AddCookie(k)
	}
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, r)
	res := w.Result()
	for _, k := range res.Cookies() {
		if k.MaxAge < 0 {
			delete(c.cookies, k.Name)
		} else {
			c.cookies[k.Name] = k
		}
	}
	return &Response{t: c.t, Status: res.StatusCode, Header: res.Header, Body: w.Body.String()}
}

// Cookie gives the value of a cookie, empty if there is none.
func (c *Client) Cookie(name string) string {
	if k := c.cookies[name]; k != nil {
		return k.Value
	}
	return ""
}

// SetCookie puts a cookie into the jar, as another site's mischief might.
func (c *Client) SetCookie(name, value string) {
	c.cookies[name] = &http.Cookie{Name: name, Value: value}
}

// Follow asks for where a redirect leads; it fails the test if r is none.
func (c *Client) Follow(r *Response) *Response {
	c.t.Helper()
	to := r.Header.Get("Location")
	if r.Status != http.StatusSeeOther || to == "" {
		c.t.Fatalf("status %d is no redirect (Location %q)\n%s", r.Status, to, r.Body)
	}
	return c.Get(to)
}

// Want fails the test unless the status is as given.
func (r *Response) Want(status int) *Response {
	r.t.Helper()
	if r.Status != status {
		r.t.Fatalf("status %d, want %d\n%s", r.Status, status, excerpt(r.Body))
	}
	return r
}

func excerpt(s string) string {
	if len(s) > 3000 {
		return s[:3000] + "…"
	}
	return s
}

// Doc parses the body as HTML.
func (r *Response) Doc() *Doc {
	r.t.Helper()
	if r.doc == nil {
		d, err := Parse(strings.NewReader(r.Body))
		if err != nil {
			r.t.Fatal(err)
		}
		r.doc = d
	}
	return r.doc
}

// In looks at the elements that match selector and fails the test unless there
// is at least one and every check holds for some of them.
func (r *Response) In(selector string, checks ...Check) *Response {
	r.t.Helper()
	nodes := r.Doc().All(selector)
	if len(nodes) == 0 {
		r.t.Errorf("nothing matches %q in\n%s", selector, excerpt(r.Body))
		return r
	}
	for _, c := range checks {
		ok := false
		for _, n := range nodes {
			if c.Holds(n) {
				ok = true
				break
			}
		}
		if !ok {
			r.t.Errorf("%q: %s; got %q", selector, c.Name, texts(nodes))
		}
	}
	return r
}

// Without fails the test if anything matches selector.
func (r *Response) Without(selector string) *Response {
	r.t.Helper()
	if nodes := r.Doc().All(selector); len(nodes) > 0 {
		r.t.Errorf("%q should match nothing, matches %q", selector, texts(nodes))
	}
	return r
}

// Count fails the test unless exactly n elements match selector.
func (r *Response) Count(selector string, n int) *Response {
	r.t.Helper()
	if nodes := r.Doc().All(selector); len(nodes) != n {
		r.t.Errorf("%d match %q, want %d: %q", len(nodes), selector, n, texts(nodes))
	}
	return r
}

// Key gives the key of the first form of the page that has one.
func (r *Response) Key() string {
	r.t.Helper()
	return r.Value("main input[name=_key]")
}

// Value gives the value of the first control that matches selector, as a browser
// would send it.
func (r *Response) Value(selector string) string {
	r.t.Helper()
	n := r.Doc().First(selector)
	if n == nil {
		r.t.Fatalf("nothing matches %q in\n%s", selector, excerpt(r.Body))
	}
	return Value(n)
}
