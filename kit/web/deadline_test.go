package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"lantai.internal/kit/web"
)

// watched is a connection that remembers the write deadline in force at each write.
type watched struct {
	net.Conn
	mu       sync.Mutex
	deadline time.Time
	atWrite  []time.Time
}

func (w *watched) SetWriteDeadline(t time.Time) error {
	w.mu.Lock()
	w.deadline = t
	w.mu.Unlock()
	return w.Conn.SetWriteDeadline(t)
}

func (w *watched) Write(b []byte) (int, error) {
	w.mu.Lock()
	w.atWrite = append(w.atWrite, w.deadline)
	w.mu.Unlock()
	return w.Conn.Write(b)
}

type watchedListener struct {
	net.Listener
	conns chan *watched
}

func (l watchedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	w := &watched{Conn: c}
	l.conns <- w
	return w, nil
}

func TestDeadlinesDoNotOutliveTheirRequest(t *testing.T) {
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	wl := watchedListener{l, make(chan *watched, 1)}
	srv := web.NewServer(h.site, webDiscard())
	go func() { _ = srv.Serve(wl) }()
	defer func() { _ = srv.Close() }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	for _, path := range []string{"/", "/items"} { // a page, then a redirect on the same connection
		if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", path); err != nil {
			t.Fatal(err)
		}
		res, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			t.Fatal(err)
		}
	}
	w := <-wl.conns
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.atWrite) < 2 || w.atWrite[0].IsZero() || !w.atWrite[len(w.atWrite)-1].IsZero() {
		t.Errorf("deadlines at the writes: %v; the page should have one, the redirect after it none", w.atWrite)
	}
}
