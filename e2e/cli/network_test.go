package cli

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var connected = regexp.MustCompile(`connect\(\d+, \{sa_family=AF_INET6?.*`)

// The program as the kernel sees it connects to nothing: not while it takes
// papers in, nor while it serves pages. (arch sees the same in the source.)
func TestNoOutgoingConnection(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	dir, docs := installation(t), t.TempDir()
	writeTo(t, filepath.Join(docs, "甲.txt"), "关于网络的通知\n\n2019年3月4日\n")
	trace := filepath.Join(t.TempDir(), "calls")
	traced := func(args ...string) *exec.Cmd {
		cmd := exec.CommandContext(context.Background(), strace, append([]string{"-D", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", trace, program}, args...)...)
		cmd.Env = append(os.Environ(), "LANTAI_DATABASE=", "HTTP_PROXY=http://127.0.0.1:9", "HTTPS_PROXY=http://127.0.0.1:9")
		return cmd
	}
	// So that silence means something: a database elsewhere is seen to be asked.
	if r := finish(t, traced("search", "x", "--data", dir, "--database", "postgres://nobody@127.0.0.1:1/x"), nil); strings.Contains(r.err, "ptrace") || strings.Contains(r.err, "PTRACE") {
		t.Skip("this machine does not let programs be traced")
	}
	if b, err := os.ReadFile(trace); err != nil || !connected.Match(b) {
		t.Fatalf("the connection to a database was not seen: %q %v", b, err)
	}
	check := func(doing string) {
		t.Helper()
		b, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range connected.FindAllString(string(b), -1) {
			t.Errorf("while %s: %s", doing, call)
		}
	}
	finish(t, traced("archive", "import", docs, "--data", dir, "--json"), nil).want(t, 0)
	check("taking in")
	s := serveWith(t, traced(), "serve", "--data", dir)
	for _, page := range []string{"/", "/signin", "/handbook", "/nowhere"} {
		resp, err := http.Get(s.url + page)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Error(err)
		}
		resp.Body.Close()
	}
	check("serving")
}
