package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/ui"
)

// errDenied marks a failure that the site itself has already reported.
type errDenied struct{ error }

func (e errDenied) Unwrap() error { return e.error }

// serve is the whole life of one request to a page.
func (s *Site) serve(w http.ResponseWriter, hr *http.Request, p Page) {
	r := &Request{Request: hr, Who: Nobody{}, Page: p, site: s, trace: Trace(hr.Context()), header: http.Header{}}
	defer r.cleanup()
	a, err := s.run(w, r)
	if err == nil {
		err = s.send(w, r, a)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

// run identifies, permits, reads and serves. A panic becomes an error.
func (s *Site) run(w http.ResponseWriter, r *Request) (a Answer, err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			err = &fault.Error{Kind: fault.Internal, Op: r.Page.Name, Err: fmt.Errorf("panic: %v\n%s", v, debug.Stack())}
		}
	}()
	who, err := s.cfg.Identify(r.Request)
	if err != nil {
		return a, err
	}
	if who != nil {
		r.Who = who
	}
	if right := r.Page.Right; right != "" {
		if !r.Who.SignedIn() {
			return s.turnAway(w, r)
		}
		if !r.Who.May(right) {
			return a, s.deny(r, "right")
		}
	}
	if err := r.read(w); err != nil {
		return a, err
	}
	return r.Page.Serve(r)
}

// deny reports a refusal and gives the error to answer with.
func (s *Site) deny(r *Request, reason string) error {
	if err := s.cfg.OnDenied(r, Refusal{Page: r.Page, Who: r.Who, Reason: reason}); err != nil {
		return fault.Wrap("web.denied", fault.Unavailable, err)
	}
	kind := fault.Forbidden
	if r.Page.Hide {
		kind = fault.NotFound
	}
	return errDenied{fault.New(kind, "")}
}

// turnAway answers somebody who is not signed in: a reader is sent to sign in
// and comes back; a form that was sent is kept on the page that says so.
func (s *Site) turnAway(w http.ResponseWriter, r *Request) (Answer, error) {
	if err := s.cfg.OnDenied(r, Refusal{Page: r.Page, Who: r.Who, Reason: "signin"}); err != nil {
		return Answer{}, fault.Wrap("web.denied", fault.Unavailable, err)
	}
	unauthenticated := errDenied{fault.New(fault.Unauthenticated, "")}
	if r.Page.Machine || r.wantsJSON() {
		return Answer{}, unauthenticated
	}
	to := s.cfg.SignIn + "?next=" + url.QueryEscape(Local(r.URL.RequestURI()))
	if r.Htmx() {
		return Answer{}, unauthenticated
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return Redirect(to), nil
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		return Answer{}, unauthenticated
	}
	if err := r.read(w); err != nil {
		return Answer{}, err
	}
	values := url.Values{}
	for k, v := range r.values {
		values[k] = v
	}
	for k := range r.URL.Query() {
		delete(values, k)
	}
	body := ui.ResumeBody(ui.Resume{Action: r.URL.RequestURI(), SignIn: s.cfg.SignIn, Values: values})
	return Render(ui.BarePage("登录已过期", r.Look(), body)).Status(http.StatusUnauthorized), nil
}

// send renders an answer into memory, then sends it.
func (s *Site) send(w http.ResponseWriter, r *Request, a Answer) error {
	if a.err != nil {
		return a.err
	}
	var body []byte
	var buf bytes.Buffer
	switch {
	case a.page != nil:
		if err := render(r.Context(), a.page, &buf); err != nil {
			return fmt.Errorf("web: page %s cannot be rendered: %w", r.Page.Name, err)
		}
		body = buf.Bytes()
	case a.value != nil:
		b, err := encodeJSON(a.value)
		if err != nil {
			return fmt.Errorf("web: answer of %s: %w", r.Page.Name, err)
		}
		body = b
	case a.text != "":
		body = []byte(a.text)
	case a.status == 0:
		return fmt.Errorf("web: page %s gave no answer", r.Page.Name)
	}
	h := w.Header()
	for k, v := range r.header {
		h[k] = append(h[k], v...)
	}
	for _, kv := range a.header {
		h.Set(kv[0], kv[1])
	}
	if len(a.say) > 0 {
		s.remember(h, a.say)
	}
	if a.shared && r.Page.Public != "" && !r.Who.SignedIn() {
		h.Set("Cache-Control", "public, max-age=300")
	}
	if a.content != nil {
		s.sendFile(w, r, a)
		return nil
	}
	if a.location != "" {
		if r.Htmx() && !s.public() {
			h.Set("HX-Redirect", a.location)
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
		h.Set("Location", a.location)
		w.WriteHeader(a.status)
		return nil
	}
	h.Set("Content-Type", a.kind)
	sendBytes(w, r.Request, a.status, body)
	return nil
}

func render(ctx context.Context, c templ.Component, w io.Writer) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return c.Render(ctx, w)
}

func (s *Site) sendFile(w http.ResponseWriter, r *Request, a Answer) {
	if c, ok := a.content.(io.Closer); ok {
		defer func() { _ = c.Close() }() // read only
	}
	h := w.Header()
	how := "attachment"
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	if a.inline {
		how = "inline"
		if a.kind == "application/pdf" {
			// A sandboxed PDF is not shown by Chromium's viewer; a PDF of our own
			// making holds nothing that could run.
			h.Set("Content-Security-Policy", "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'")
		}
	}
	house := "lantai"
	if s.public() {
		house = "file"
	}
	h.Set("Content-Disposition", disposition(how, a.name, house))
	h.Set("Content-Type", a.kind)
	http.ServeContent(&pacedWriter{ResponseWriter: w, control: http.NewResponseController(w), slowest: s.cfg.Slowest}, r.Request, "", a.mod, a.content)
}

func (r *Request) wantsJSON() bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json")
}

// titles are the headings of error pages.
var titles = map[int]string{
	400: "请求有误", 401: "请先登录", 403: "没有权限", 404: "没有找到", 405: "不能这样办理", 409: "不能办理", 413: "内容过大",
	415: "不支持这种格式", 421: "地址有误", 422: "填写有误", 429: "操作过于频繁", 500: "系统内部出错", 503: "暂时无法办理", 507: "存储空间不足",
}

// fail is the one place where an error becomes an answer.
func (s *Site) fail(w http.ResponseWriter, r *Request, err error) {
	var denied errDenied
	if !errors.As(err, &denied) && fault.Is(err, fault.Forbidden) {
		if e := s.deny(r, "row"); !errors.As(e, &denied) {
			err = e
		}
	}
	status := fault.HTTP(err)
	if status >= 500 {
		s.logFailure(r, err)
	}
	s.problem(w, r, status, fault.Of(err))
}

func (s *Site) logFailure(r *Request, err error) {
	s.cfg.Log.ErrorContext(r.Context(), "page failed", "trace", r.trace, "page", r.Page.Name, "error", err.Error())
}

// problemJSON is what scripts and programs get instead of an error page.
type problemJSON struct {
	Error struct {
		Say    string            `json:"say"`
		Clause string            `json:"clause,omitempty"`
		Trace  string            `json:"trace"`
		Fields map[string]string `json:"fields,omitempty"`
	} `json:"error"`
}

func (s *Site) problem(w http.ResponseWriter, r *Request, status int, e *fault.Error) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if status == http.StatusTooManyRequests && h.Get("Retry-After") == "" {
		h.Set("Retry-After", "10")
	}
	if s.public() {
		s.publicProblem(w, r, status, e)
		return
	}
	if r.Page.Machine || r.wantsJSON() {
		var p problemJSON
		p.Error.Say, p.Error.Clause, p.Error.Trace = e.Safe(), string(e.Clause), r.trace
		for _, f := range e.Fields {
			if p.Error.Fields == nil {
				p.Error.Fields = map[string]string{}
			}
			p.Error.Fields[f.Field] = f.Say
		}
		b, err := encodeJSON(p)
		if err != nil {
			b = []byte("{}\n")
		}
		h.Set("Content-Type", "application/json; charset=utf-8")
		sendBytes(w, r.Request, status, b)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	if r.Htmx() {
		s.problemFragment(w, r, status, e)
		return
	}
	if status == http.StatusInternalServerError {
		sendBytes(w, r.Request, status, bytes.Replace(s.broken, []byte(traceMark), []byte(r.trace), 1))
		return
	}
	p := ui.Problem{Status: status, Title: titles[status], Text: e.Safe(), Clause: string(e.Clause), Trace: r.trace, Back: ui.Link{Text: "回首页", URL: "/"}}
	if status == http.StatusUnauthorized {
		p.Back = ui.Link{Text: "去登录", URL: s.cfg.SignIn}
	} else if at := r.before(); at != "" {
		p.Prev = ui.Link{Text: "返回上一页", URL: at}
	}
	var page templ.Component = ui.BarePage(p.Title, r.Look(), ui.ProblemBody(p))
	if r.Who.SignedIn() && status < 500 {
		if d, err := r.desk(p.Title); err == nil {
			page = ui.DeskPage(d, ui.ProblemBody(p))
		}
	}
	var buf bytes.Buffer
	if err := render(r.Context(), page, &buf); err != nil {
		s.logFailure(r, err)
		sendBytes(w, r.Request, http.StatusInternalServerError, bytes.Replace(s.broken, []byte(traceMark), []byte(r.trace), 1))
		return
	}
	sendBytes(w, r.Request, status, buf.Bytes())
}

func (s *Site) problemFragment(w http.ResponseWriter, r *Request, status int, e *fault.Error) {
	h := w.Header()
	h.Set("HX-Retarget", "#notices")
	h.Set("HX-Reswap", "innerHTML")
	n := ui.Notice{Tone: ui.Bad, Text: e.Safe()}
	if status >= 500 {
		n.Text += " 追踪号 " + r.trace
	}
	if status == http.StatusUnauthorized {
		n.Text, n.Link = "登录已过期，刚才的操作没有办成。", ui.Link{Text: "去登录", URL: s.cfg.SignIn}
	}
	var buf bytes.Buffer
	if err := render(r.Context(), ui.NoticeBox(n), &buf); err != nil {
		s.logFailure(r, err)
	}
	sendBytes(w, r.Request, status, buf.Bytes())
}

// missing answers what no page answers: 405 if another method would do, else 404.
func (s *Site) missing(w http.ResponseWriter, hr *http.Request) {
	r := &Request{Request: hr, Who: Nobody{}, Page: Page{Name: "none"}, site: s, trace: Trace(hr.Context()), header: http.Header{}}
	if who, err := s.cfg.Identify(hr); err == nil && who != nil {
		r.Who = who
	}
	var allowed []string
	for _, m := range methods {
		c := hr.Clone(hr.Context())
		c.Method = m
		if _, pattern := s.mux.Handler(c); pattern != "/" && pattern != "" {
			allowed = append(allowed, m)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		s.problem(w, r, http.StatusMethodNotAllowed, fault.New(fault.NotFound, "这个地址不能这样使用，请从页面上的按钮办理。"))
		return
	}
	s.problem(w, r, http.StatusNotFound, fault.New(fault.NotFound, ""))
}
