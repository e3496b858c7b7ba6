package blob_test

import (
	"context"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"

	"lantai.internal/base/fault"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/blobtest"
)

func openBucket(t *testing.T, o blob.BucketOptions) *blob.Bucket {
	t.Helper()
	b, err := blob.OpenBucket(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func TestBucket(t *testing.T) {
	blobtest.Exercise(t, func(t *testing.T) blobtest.Subject {
		srv, _ := blobtest.NewServer(t, false)
		o := srv.Options(t)
		t.Cleanup(func() {
			if left, _ := os.ReadDir(o.Spool); len(left) != 0 {
				t.Errorf("work left behind: %v", left)
			}
		})
		return blobtest.Subject{Store: openBucket(t, o), Plant: func(p string, b []byte) { srv.Plant(t, "county/"+p, b) }}
	})
}

// With TLS a store with an unknown certificate is refused, unless its root is given.
func TestBucketOverTLS(t *testing.T) {
	srv, ts := blobtest.NewServer(t, true)
	o := srv.Options(t)
	o.TLS = true
	if err := openBucket(t, o).Probe(t.Context()); !fault.Is(err, fault.Unavailable) || srv.Requests.Load() != 0 {
		t.Errorf("an unknown certificate: %v", err)
	}
	o.CA = filepath.Join(t.TempDir(), "ca.pem")
	if _, err := blob.OpenBucket(o); !fault.Is(err, fault.Invalid) {
		t.Errorf("a missing root certificate: %v", err)
	}
	if err := os.WriteFile(o.CA, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ts.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	b := openBucket(t, o)
	ref, err := b.Put(t.Context(), strings.NewReader("密文"), 0)
	if err != nil || blob.Check(t.Context(), b, ref.SHA256) != nil {
		t.Errorf("%+v %v", ref, err)
	}
}

// A file that the store does not give back as it was is not acknowledged.
func TestBucketReadsBack(t *testing.T) {
	srv, ts := blobtest.NewServer(t, false)
	for name, bad := range map[string]struct {
		meddle func(w http.ResponseWriter, r *http.Request) (done bool)
		kind   fault.Kind
	}{
		"swallowed": {func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPut {
				w.Header().Set("ETag", `"0"`)
			}
			return r.Method == http.MethodPut
		}, fault.Unavailable},
		"changed": {func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodGet && strings.Contains(r.URL.Path, "county") {
				w.Header().Set("ETag", `"0"`)
				w.Header().Set("Last-Modified", time.Now().UTC().Format(http.TimeFormat))
				_, _ = w.Write([]byte("other!"))
				return true
			}
			return false
		}, fault.Unavailable},
		"full": {func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodPut {
				w.WriteHeader(http.StatusInsufficientStorage)
				_, _ = w.Write([]byte("<Error><Code>XMinioStorageFull</Code></Error>"))
			}
			return r.Method == http.MethodPut
		}, fault.Full},
	} {
		t.Run(name, func(t *testing.T) {
			liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if !bad.meddle(w, r) {
					r.Host = srv.Endpoint
					ts.Config.Handler.ServeHTTP(w, r)
				}
			}))
			defer liar.Close()
			o := srv.Options(t)
			o.Endpoint = liar.Listener.Addr().String()
			if _, err := openBucket(t, o).Put(t.Context(), strings.NewReader(name), 0); !fault.Is(err, bad.kind) {
				t.Errorf("%v", err)
			}
		})
	}
}

// What is destroyed stays destroyed in a bucket that keeps versions.
func TestBucketRemovesEveryVersion(t *testing.T) {
	srv, _ := blobtest.NewServer(t, false)
	if err := srv.Backend.SetVersioningConfiguration(blobtest.BucketOf, gofakes3.VersioningConfiguration{Status: gofakes3.VersioningEnabled}); err != nil {
		t.Fatal(err)
	}
	b := openBucket(t, srv.Options(t))
	ref, err := b.Put(t.Context(), strings.NewReader("abc"), 0)
	if err != nil {
		t.Fatal(err)
	}
	srv.Plant(t, "county/"+blobtest.Place(ref.SHA256), []byte("newer"))
	if err := b.Remove(t.Context(), ref.SHA256); err != nil {
		t.Fatal(err)
	}
	left, err := srv.Backend.ListBucketVersions(blobtest.BucketOf, nil, nil)
	if err != nil || len(left.Versions) != 0 {
		t.Errorf("%d versions left, %v", len(left.Versions), err)
	}
}

// The messages name the remedy and never the secret; nothing but the endpoint is
// ever asked.
func TestBucketOutOfReach(t *testing.T) {
	srv, _ := blobtest.NewServer(t, false)
	bad := func(change func(*blob.BucketOptions)) *blob.Bucket {
		o := srv.Options(t)
		change(&o)
		return openBucket(t, o)
	}
	ctx := t.Context()
	for name, x := range map[string]struct {
		b   *blob.Bucket
		say string
	}{
		"nobody there": {bad(func(o *blob.BucketOptions) { o.Endpoint = "127.0.0.1:1" }), "连不上"},
		"no bucket":    {bad(func(o *blob.BucketOptions) { o.Bucket = "nowhere" }), "没有存储桶"},
		"wrong key":    {bad(func(o *blob.BucketOptions) { o.AccessKey = "stranger" }), "拒绝访问"},
	} {
		err := x.b.Probe(ctx)
		if !fault.Is(err, fault.Unavailable) || !strings.Contains(fault.Of(err).Safe(), x.say) || strings.Contains(err.Error(), blobtest.SecretKey) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := x.b.Put(ctx, strings.NewReader("x"), 0); !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: put: %v", name, err)
		}
	}
	srv.Fail(func(*http.Request) (int, string) { return http.StatusInternalServerError, "InternalError" })
	quick, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	if err := openBucket(t, srv.Options(t)).Probe(quick); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a sick store: %v", err)
	}
	if _, err := blob.OpenBucket(blob.BucketOptions{Endpoint: "http://h/", Bucket: "b", Spool: t.TempDir()}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an address as endpoint: %v", err)
	}
}

// A proxy named by the environment and a redirect lead nowhere.
func TestBucketAsksOnlyItsEndpoint(t *testing.T) {
	trap := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked %s %s", r.Host, r.URL) }))
	defer trap.Close()
	t.Setenv("HTTP_PROXY", trap.URL)
	t.Setenv("http_proxy", trap.URL)
	away := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, trap.URL, http.StatusTemporaryRedirect)
	}))
	defer away.Close()
	srv, _ := blobtest.NewServer(t, false)
	o := srv.Options(t)
	o.Endpoint = away.Listener.Addr().String()
	if err := openBucket(t, o).Probe(t.Context()); err == nil {
		t.Error("a redirect was taken for an answer")
	}
}
