package blobtest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"lantai.internal/kit/blob"
)

// The one account of the server.
const (
	AccessKey = "lantai"
	SecretKey = "not-for-any-log"
	BucketOf  = "papers"
)

// Server is an S3-compatible store in memory, with one bucket, that can be told
// to fail.
type Server struct {
	Endpoint string
	Backend  *s3mem.Backend
	Requests atomic.Int64

	mu   sync.Mutex
	fail func(*http.Request) (status int, code string)
}

// Fail makes fn decide which requests fail, and how; nil: none.
func (s *Server) Fail(fn func(*http.Request) (status int, code string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = fn
}

// NewServer starts a server; with secure it speaks TLS with a certificate that
// no system knows.
func NewServer(t testing.TB, secure bool) (*Server, *httptest.Server) {
	t.Helper()
	s := &Server{Backend: s3mem.New()}
	if err := s.Backend.CreateBucket(BucketOf); err != nil {
		t.Fatal(err)
	}
	inner := gofakes3.New(s.Backend).Server()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.Requests.Add(1)
		s.mu.Lock()
		fail := s.fail
		s.mu.Unlock()
		status, code := 0, ""
		if fail != nil {
			status, code = fail(r)
		}
		if status == 0 && !strings.Contains(r.Header.Get("Authorization"), "Credential="+AccessKey+"/") {
			status, code = http.StatusForbidden, "InvalidAccessKeyId"
		}
		if status != 0 {
			w.Header().Set("Content-Type", "application/xml")
			w.WriteHeader(status)
			_, _ = fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>%s</Message></Error>`, code, code)
			return
		}
		inner.ServeHTTP(w, r)
	})
	start := httptest.NewServer
	if secure {
		start = httptest.NewTLSServer
	}
	ts := start(h)
	t.Cleanup(ts.Close)
	s.Endpoint = ts.Listener.Addr().String()
	return s, ts
}

// Options are those of a store on this server.
func (s *Server) Options(t testing.TB) blob.BucketOptions {
	return blob.BucketOptions{Endpoint: s.Endpoint, Bucket: BucketOf, Prefix: "county/", Region: "us-east-1",
		AccessKey: AccessKey, SecretKey: SecretKey, Spool: filepath.Join(t.TempDir(), "tmp")}
}

// Plant puts bytes at a key of the bucket behind the store's back.
func (s *Server) Plant(t testing.TB, key string, b []byte) {
	t.Helper()
	if _, err := s.Backend.PutObject(BucketOf, key, map[string]string{}, bytes.NewReader(b), int64(len(b)), nil); err != nil {
		t.Fatal(err)
	}
}

// Lose removes a key of the bucket behind the store's back.
func (s *Server) Lose(t testing.TB, key string) {
	t.Helper()
	if _, err := s.Backend.DeleteObject(BucketOf, key); err != nil {
		t.Fatal(err)
	}
}
