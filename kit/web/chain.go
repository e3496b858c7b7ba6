package web

import (
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/web/static"
)

// chain is every step around the pages, outermost first.
func (s *Site) chain() http.Handler {
	steps := []func(http.Handler) http.Handler{
		s.behind,    // who asked the proxy in front of us
		s.traced,    // a number for this request; nothing escapes unlogged
		s.logged,    // one line a request, without query, body or cookies
		s.recovered, // a defect becomes status 500
		s.secured,   // headers
		s.hosted,    // only the names we are known by
		s.limited,   // not too much from one address
		s.ours,      // changes come from our own pages
		s.statics,   // style sheet and scripts
	}
	var h http.Handler = s.mux
	for i := len(steps) - 1; i >= 0; i-- {
		h = steps[i](h)
	}
	return h
}

type traceKey struct{}

// Trace gives the eight characters under which the log has the request that ctx
// belongs to; empty outside a request.
func Trace(ctx context.Context) string {
	t, _ := ctx.Value(traceKey{}).(string)
	return t
}

// without characters that are mistaken for others when read aloud
var traceLetters = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

func (s *Site) traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var b [5]byte
		_, _ = rand.Read(b[:]) // never fails since Go 1.24
		// The deadline of the answer before on this connection must not end this one.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // not supported in tests without a connection
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), traceKey{}, traceLetters.EncodeToString(b[:]))))
	})
}

type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(code int) {
	if w.status == 0 {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (s *Site) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			s.cfg.Log.InfoContext(r.Context(), "request", "trace", Trace(r.Context()), "method", r.Method, "path", r.URL.Path,
				"status", rec.status, "bytes", rec.bytes, "ms", time.Since(began).Milliseconds(), "from", address(r))
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Site) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			req := s.plainRequest(r)
			s.logFailure(req, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
			s.problem(w, req, http.StatusInternalServerError, fault.New(fault.Internal, ""))
		}()
		next.ServeHTTP(w, r)
	})
}

// plainRequest is a Request outside any page, for errors found before one.
func (s *Site) plainRequest(r *http.Request) *Request {
	return &Request{Request: r, Who: Nobody{}, Page: Page{Name: "none"}, site: s, trace: Trace(r.Context()), header: http.Header{}}
}

// Policy is the content-security policy of every page.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

func (s *Site) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", s.policy())
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// "no-referrer" would turn the Origin of our own forms into "null".
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Cookie, Accept-Encoding, HX-Request")
		if s.cfg.Transport == TLS {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) hosted(next http.Handler) http.Handler {
	if len(s.cfg.Hosts) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = strings.Trim(host, "[]")
		for _, ok := range s.cfg.Hosts {
			if strings.EqualFold(host, ok) {
				next.ServeHTTP(w, r)
				return
			}
		}
		s.problem(w, s.plainRequest(r), http.StatusMisdirectedRequest, fault.New(fault.NotFound, "本系统不以这个地址提供服务，请核对网址。"))
	})
}

func (s *Site) limited(next http.Handler) http.Handler {
	if s.limit == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ok, wait := s.limit.Allow(Neighbourhood(address(r))); !ok {
			w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
			s.problem(w, s.plainRequest(r), http.StatusTooManyRequests, fault.New(fault.TooMany, ""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours refuses a change that another site's page may have sent. A browser's
// session without Origin and without Sec-Fetch-Site is refused as well: every
// browser sends Origin with a POST, on clear-text intranets too.
func (s *Site) ours(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions {
			err := s.cross.Check(r)
			silent := r.Header.Get("Origin") == "" && r.Header.Get("Sec-Fetch-Site") == ""
			if err != nil || silent && hasSessionCookie(r) {
				s.cfg.Log.WarnContext(r.Context(), "foreign change refused", "trace", Trace(r.Context()), "path", r.URL.Path, "origin", r.Header.Get("Origin"))
				s.problem(w, s.plainRequest(r), http.StatusForbidden, fault.New(fault.Forbidden, "这次提交不是从本系统页面发出的，没有受理。请打开本系统页面重新办理。"))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Site) statics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.public() {
			if s.publicStatic(w, r) {
				return
			}
		} else if strings.HasPrefix(r.URL.Path, static.Prefix) && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			w.Header().Del("Vary")
			if static.Serve(w, r) {
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// sendBytes sends a whole body, compressed if that helps and is understood, with
// a time limit that grows with its length.
func sendBytes(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	h := w.Header()
	if len(body) > 1<<10 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && h.Get("Content-Encoding") == "" {
		var b strings.Builder
		z := gzipWriters.Get().(*gzip.Writer)
		z.Reset(&b)
		_, err := z.Write(body)
		if e := z.Close(); err == nil && e == nil {
			body = []byte(b.String())
			h.Set("Content-Encoding", "gzip")
		}
		gzipWriters.Put(z)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	pw := &pacedWriter{ResponseWriter: w, control: http.NewResponseController(w), slowest: slowest}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = pw.Write(body) // the client may have gone; nothing to do about it
	}
}
