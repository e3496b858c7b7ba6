package blob

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"lantai.internal/base/fault"
)

// BucketOptions say which bucket of an S3-compatible store to use.
type BucketOptions struct {
	Endpoint  string // host:port; the only address ever connected to
	Bucket    string // must exist
	Prefix    string // before every key; "" or without a slash at either end
	Region    string
	AccessKey string
	SecretKey string
	TLS       bool
	CA        string // file of root certificates in PEM for TLS; empty: those of the system
	Spool     string // folder where a file waits, nameless, until its digest is known
}

// Bucket is a store in a bucket: objects under PREFIX/ab/cd/<sha256>, named as
// the folder store names its files, so that one can be copied into the other.
type Bucket struct {
	client              *minio.Client
	bucket, prefix      string
	spool, endpoint     string
	closeIdle           func()
	maxObject, maxBlock int64
}

// maxPut is the largest object that one request may carry. Larger files would
// go up in parts, and parts of a killed upload stay behind unseen.
const maxPut = 5 << 30

// OpenBucket readies the store. It connects to nothing: a store that is out of
// reach must not keep people from reading what is in the database.
func OpenBucket(o BucketOptions) (*Bucket, error) {
	if err := os.MkdirAll(o.Spool, 0o700); err != nil && !readOnly(err) {
		return nil, disk("blob.open", err)
	}
	tr := &http.Transport{
		// No proxy: what an environment variable names is not the endpoint.
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: time.Minute,
		MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, DisableCompression: true,
	}
	if o.TLS {
		roots, err := rootCertificates(o.CA)
		if err != nil {
			return nil, err
		}
		tr.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots}
	}
	c, err := minio.New(o.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: o.TLS, Region: o.Region,
		BucketLookup: minio.BucketLookupPath, MaxRetries: 3, Transport: &onlyTo{next: tr, endpoint: withPort(o.Endpoint, o.TLS)},
	})
	if err == nil && strings.ContainsAny(o.Endpoint, "/@") {
		err = errors.New("not host:port")
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "blob.open", Field: "store.endpoint", Value: o.Endpoint, Err: err,
			Say: "store.endpoint“" + o.Endpoint + "”不是有效的地址，应为主机和端口，如 10.0.0.8:9000。"}
	}
	b := &Bucket{client: c, bucket: o.Bucket, spool: o.Spool, endpoint: o.Endpoint, closeIdle: tr.CloseIdleConnections, maxObject: maxPut, maxBlock: 256 << 10}
	if p := strings.Trim(o.Prefix, "/"); p != "" {
		b.prefix = p + "/"
	}
	return b, nil
}

func rootCertificates(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(file)
	pool := x509.NewCertPool()
	if err == nil && !pool.AppendCertsFromPEM(pem) {
		err = errors.New("no certificate in it")
	}
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: "blob.open", Field: "store.ca", Value: file, Err: err,
			Say: "store.ca 指向的根证书“" + file + "”读不了，应为 PEM 格式的文件。"}
	}
	return pool, nil
}

// onlyTo lets requests pass to the endpoint and to nothing else, whatever the
// client or a redirect of the store comes up with.
type onlyTo struct {
	next     http.RoundTripper
	endpoint string
}

// RoundTrip implements http.RoundTripper.
func (t *onlyTo) RoundTrip(r *http.Request) (*http.Response, error) {
	if withPort(r.URL.Host, r.URL.Scheme == "https") != t.endpoint {
		return nil, fmt.Errorf("blob: a request to %s, which is not the endpoint %s, was not sent", r.URL.Host, t.endpoint)
	}
	return t.next.RoundTrip(r)
}

func withPort(host string, secure bool) string {
	port := "80"
	if secure {
		port = "443"
	}
	u := url.URL{Host: host}
	if p := u.Port(); p != "" {
		port = p
	}
	return net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// Close ends idle connections.
func (b *Bucket) Close() error { b.closeIdle(); return nil }

func (b *Bucket) key(sha string) string { return b.prefix + place(sha) }

// Put stores a file: it waits in the spool until its digest is known, goes up
// under its key in one request, and is read back and digested; only then may a
// row name it. An object that is there already is kept if it is whole.
func (b *Bucket) Put(ctx context.Context, r io.Reader, limit int64) (Ref, error) {
	f, err := os.CreateTemp(b.spool, "put-")
	if err != nil {
		return Ref{}, disk("blob.put", err)
	}
	defer f.Close()
	// Without a name nothing is left behind, whatever ends the program.
	if err := os.Remove(f.Name()); err != nil {
		return Ref{}, disk("blob.put", err)
	}
	ref, err := take(ctx, f, r, limit)
	if err != nil {
		return Ref{}, err
	}
	if ref.Size > b.maxObject {
		return Ref{}, fault.Newf(fault.TooLarge, "对象存储里单个文件不能超过 %d MB，未接收。", b.maxObject>>20)
	}
	st, err := b.client.StatObject(ctx, b.bucket, b.key(ref.SHA256), minio.StatObjectOptions{})
	if err == nil && st.Size == ref.Size && Check(ctx, b, ref.SHA256) == nil {
		return ref, nil
	}
	_, err = b.client.PutObject(ctx, b.bucket, b.key(ref.SHA256), io.NewSectionReader(f, 0, ref.Size), ref.Size,
		// An empty body signed in pieces would be sent without its length.
		minio.PutObjectOptions{DisableMultipart: true, DisableContentSha256: ref.Size == 0, ContentType: "application/octet-stream"})
	if err != nil {
		return Ref{}, b.failed("blob.put", err)
	}
	switch err := Check(ctx, b, ref.SHA256); {
	case fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound):
		return Ref{}, &fault.Error{Kind: fault.Unavailable, Op: "blob.put", Err: err, Say: "写入对象存储的文件读回后与原文不符，未保存。请检查对象存储。"}
	case err != nil:
		return Ref{}, err
	}
	return ref, nil
}

// Open opens a stored object. What is read of it later comes from the store.
func (b *Bucket) Open(ctx context.Context, sha string) (File, error) {
	if !ValidKey(sha) {
		return nil, fault.New(fault.NotFound, "没有这样的文件。")
	}
	st, err := b.client.StatObject(ctx, b.bucket, b.key(sha), minio.StatObjectOptions{})
	if err != nil {
		return nil, b.lost(sha, err)
	}
	o, err := b.client.GetObject(ctx, b.bucket, b.key(sha), minio.GetObjectOptions{})
	if err != nil {
		return nil, b.lost(sha, err)
	}
	return &object{Object: o, size: st.Size, unit: b.maxBlock}, nil
}

func (b *Bucket) lost(sha string, err error) error {
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return gone(sha, err)
	}
	return b.failed("blob.open", err)
}

// Has reports whether an object is stored.
func (b *Bucket) Has(ctx context.Context, sha string) (bool, error) {
	if !ValidKey(sha) {
		return false, nil
	}
	_, err := b.client.StatObject(ctx, b.bucket, b.key(sha), minio.StatObjectOptions{})
	if err != nil && minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return false, nil
	}
	return err == nil, b.failed("blob.has", err)
}

// Remove destroys a stored object. Where the bucket keeps versions, all of them
// go: what was destroyed must not come back.
func (b *Bucket) Remove(ctx context.Context, sha string) error {
	if !ValidKey(sha) {
		return fault.New(fault.NotFound, "没有这样的文件。")
	}
	key := b.key(sha)
	v, err := b.client.GetBucketVersioning(ctx, b.bucket)
	if err != nil && minio.ToErrorResponse(err).Code != minio.NotImplemented {
		return b.failed("blob.remove", err)
	}
	if v.Status == "" {
		return b.failed("blob.remove", b.client.RemoveObject(ctx, b.bucket, key, minio.RemoveObjectOptions{}))
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the listing where the loop ends early
	for o := range b.client.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: key, Recursive: true, WithVersions: true}) {
		if o.Err != nil {
			return b.failed("blob.remove", o.Err)
		}
		if o.Key != key {
			continue
		}
		if err := b.client.RemoveObject(ctx, b.bucket, key, minio.RemoveObjectOptions{VersionID: o.VersionID}); err != nil {
			return b.failed("blob.remove", err)
		}
	}
	return nil
}

// Walk visits every object under the prefix.
func (b *Bucket) Walk(ctx context.Context, fn func(sha, path string, size int64) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.client.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return b.failed("blob.walk", o.Err)
		}
		name := strings.TrimPrefix(o.Key, b.prefix)
		if strings.HasPrefix(name, "tmp/") {
			continue
		}
		sha := name[strings.LastIndexByte(name, '/')+1:]
		if !ValidKey(sha) || place(sha) != name {
			sha = ""
		}
		if err := fn(sha, name, o.Size); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Probe writes, reads and removes a small object, and says what does not work.
func (b *Bucket) Probe(ctx context.Context) error {
	key, text := b.prefix+"tmp/probe-"+rand.Text(), "lantai"
	if _, err := b.client.PutObject(ctx, b.bucket, key, strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{DisableMultipart: true}); err != nil {
		return b.failed("blob.probe", err)
	}
	o, err := b.client.GetObject(ctx, b.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return b.failed("blob.probe", err)
	}
	defer o.Close()
	got, err := io.ReadAll(o)
	if err == nil && string(got) != text {
		err = errors.New("what was written came back otherwise")
	}
	if err != nil {
		return b.failed("blob.probe", err)
	}
	return b.failed("blob.probe", b.client.RemoveObject(ctx, b.bucket, key, minio.RemoveObjectOptions{}))
}

// failed says in Chinese what the store answered, with the remedy.
func (b *Bucket) failed(op string, err error) error {
	if err == nil {
		return nil
	}
	kind, say := fault.Unavailable, "连不上对象存储 "+b.endpoint+"，未完成。请检查网络、证书和对象存储是否在运行，稍后再试。"
	switch r := minio.ToErrorResponse(err); {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		say = "等对象存储 " + b.endpoint + " 等得过久，未完成。请稍后再试。"
	case r.Code == minio.NoSuchBucket:
		say = "对象存储 " + b.endpoint + " 上没有存储桶“" + b.bucket + "”。请先建好，或改正 store.bucket。"
	case r.Code == minio.AccessDenied || r.Code == "InvalidAccessKeyId" || r.Code == "SignatureDoesNotMatch" || r.StatusCode == http.StatusForbidden:
		say = "对象存储 " + b.endpoint + " 拒绝访问。请核对 store.access_key、store.secret_key，并确认该密钥对存储桶“" + b.bucket + "”可读、可写、可删、可列。"
	case r.Code == "XMinioStorageFull" || r.Code == "QuotaExceeded" || r.Code == "XMinioAdminBucketQuotaExceeded" || r.StatusCode == http.StatusInsufficientStorage:
		kind, say = fault.Full, "对象存储 "+b.endpoint+" 已满，未保存。请扩容；查阅不受影响。"
	case r.StatusCode >= 400:
		say = fmt.Sprintf("对象存储 %s 没有办成（%s），未完成。请查看对象存储的日志。", b.endpoint, r.Code)
	}
	var own *fault.Error
	if errors.As(err, &own) {
		return err
	}
	return &fault.Error{Kind: kind, Op: op, Say: say, Err: err}
}
