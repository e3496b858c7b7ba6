package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"sync"
	"time"
)

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(io.Discard, 5)
	return w
}}

// A peer that moves less than this is cut off, unless the site says otherwise:
// bytes a second after a grace.
const (
	slowest = 64 << 10
	grace   = 30 * time.Second
)

// pacedReader gives a body a deadline that moves on with what has arrived, so
// that a large upload may take its time and a trickle may not.
type pacedReader struct {
	io.ReadCloser
	control *http.ResponseController
	slowest int64
	began   time.Time
	got     int64
}

func (p *pacedReader) Read(b []byte) (int, error) {
	if p.began.IsZero() {
		p.began = time.Now()
	}
	allowed := grace + time.Duration(p.got/p.slowest)*time.Second
	_ = p.control.SetReadDeadline(p.began.Add(allowed)) // not supported in tests without a connection
	n, err := p.ReadCloser.Read(b)
	p.got += int64(n)
	if err != nil {
		_ = p.control.SetReadDeadline(time.Time{}) // Serve may take its time
	}
	return n, err
}

// pacedWriter is the same for what is sent.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
	slowest int64
	began   time.Time
	sent    int64
}

func (p *pacedWriter) Write(b []byte) (int, error) {
	if p.began.IsZero() {
		p.began = time.Now()
	}
	allowed := grace + time.Duration((p.sent+int64(len(b)))/p.slowest)*time.Second
	_ = p.control.SetWriteDeadline(p.began.Add(allowed)) // not supported in tests without a connection
	n, err := p.ResponseWriter.Write(b)
	p.sent += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (p *pacedWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
