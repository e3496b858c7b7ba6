package cli

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// server is the program while it serves.
type server struct {
	url string
	cmd *exec.Cmd
	log *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serve starts the program on a free port and waits for its first page.
func serve(t testing.TB, dir string) *server {
	t.Helper()
	return serveWith(t, command(context.Background()), "serve", "--data", dir)
}

func serveWith(t testing.TB, cmd *exec.Cmd, args ...string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	s := &server{url: "http://" + addr, cmd: cmd, log: &lockedBuffer{}}
	cmd.Args = append(append(cmd.Args, args...), "--listen", addr)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		gone := make(chan struct{})
		go func() { cmd.Wait(); close(gone) }()
		select {
		case <-gone:
		case <-time.After(15 * time.Second):
			cmd.Process.Kill()
			t.Error("the server did not stop when told to")
		}
		if t.Failed() {
			t.Logf("the server said:\n%s", s.log)
		}
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		if resp, err := http.Get(s.url + "/signin"); err == nil {
			resp.Body.Close()
			return s
		}
		if time.Now().After(deadline) {
			t.Fatalf("no answer from the server\n%s", s.log)
		}
	}
}

// alive checks that pages are still answered.
func (s *server) alive(t testing.TB) {
	t.Helper()
	resp, err := http.Get(s.url + "/signin")
	if err != nil {
		t.Fatalf("the server is gone: %v\n%s", err, s.log)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("the sign-in page answers %d\n%s", resp.StatusCode, s.log)
	}
}
