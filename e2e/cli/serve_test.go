package cli

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
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
		s.stop(t)
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

// stop tells the server to stop and waits for it.
func (s *server) stop(t testing.TB) {
	t.Helper()
	if s.cmd.ProcessState != nil {
		return
	}
	s.cmd.Process.Signal(os.Interrupt)
	gone := make(chan struct{})
	go func() { s.cmd.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(15 * time.Second):
		s.cmd.Process.Kill()
		t.Error("the server did not stop when told to")
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

// On all addresses the program speaks TLS with the bureau's own authority, and
// says an address that can be opened; clear text must be asked for, and every
// page says so.
func TestServedToTheBureau(t *testing.T) {
	dir := installation(t)
	said := func(args ...string) (*exec.Cmd, *lockedBuffer) {
		t.Helper()
		cmd, log := command(context.Background(), append([]string{"serve", "--data", dir, "--listen", "0.0.0.0:0"}, args...)...), &lockedBuffer{}
		cmd.Stdout, cmd.Stderr = log, log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
		for end := time.Now().Add(30 * time.Second); !strings.Contains(log.String(), "兰台已启动"); time.Sleep(30 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("not started: %s", log)
			}
		}
		return cmd, log
	}
	for _, at := range []string{"0.0.0.0", "127.0.0.1:abc", "127.0.0.1:70000"} {
		lantai(t, "serve", "--data", dir, "--listen", at).want(t, 2).says(t, "地址:端口")
	}
	port := regexp.MustCompile(`(https?)://([^:]+):([0-9]+)/`)

	first, log := said("--host", "oa.example")
	m := port.FindStringSubmatch(log.String())
	if m == nil || m[1] != "https" || m[2] != "oa.example" {
		t.Fatalf("the address said: %s", log)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "tls", "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	browser := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, ServerName: "oa.example", MinVersion: tls.VersionTLS12}}}
	resp, err := browser.Get("https://127.0.0.1:" + m[3] + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp, err := http.Get("https://127.0.0.1:" + m[3] + "/signin"); err == nil {
		resp.Body.Close()
		t.Error("a browser that does not know the bureau's authority took the certificate")
	}

	// One server to a folder: the first one goes before the second comes.
	first.Process.Kill()
	first.Wait()
	_, log = said("--plain-http")
	if m = port.FindStringSubmatch(log.String()); m == nil || m[1] != "http" || m[2] == "[" {
		t.Fatalf("the address said: %s", log)
	}
	resp, err = http.Get("http://127.0.0.1:" + m[3] + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(b), "明文") && !strings.Contains(string(b), "未加密") && !strings.Contains(string(b), "没有加密") {
		t.Errorf("the page does not say that it is in clear text: %v\n%s", err, b)
	}
}

// One server to a folder: a second one would do the day's work twice. When the
// first is gone, however it ended, the folder is free.
func TestOneServerToAFolder(t *testing.T) {
	dir := installation(t)
	s := serve(t, dir)
	second := lantai(t, "serve", "--data", dir, "--listen", "127.0.0.1:0")
	if second.code == 0 || !strings.Contains(second.err, "另一个兰台进程正在服务") {
		t.Fatalf("%+v", second)
	}
	s.cmd.Process.Kill()
	s.cmd.Wait()
	serve(t, dir)
}
