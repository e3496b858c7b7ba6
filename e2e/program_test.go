// Package e2e holds stories in a real browser against the real program, one file
// a story.
package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var build struct {
	once sync.Once
	path string
	err  error
}

// binary builds the program once for all stories.
func binary(t *testing.T) string {
	t.Helper()
	build.once.Do(func() {
		dir, err := os.MkdirTemp("", "lantai-e2e-")
		if err != nil {
			build.err = err
			return
		}
		build.path = filepath.Join(dir, "lantai")
		cmd := exec.Command("go", "build", "-o", build.path, "../cmd/lantai")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			build.err = fmt.Errorf("build: %w: %s", err, out)
		}
	})
	if build.err != nil {
		t.Fatal(build.err)
	}
	return build.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if build.path != "" {
		os.RemoveAll(filepath.Dir(build.path))
	}
	os.Exit(code)
}

// start runs the program on a free port and gives its address once it answers.
// It is told to stop at the end of the test.
func start(t *testing.T, args ...string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, binary(t), append(args, "--listen", addr)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	var mu sync.Mutex
	filled := make(chan bool)
	done := make(chan struct{})
	go func() {
		defer close(done)
		told := false
		s := bufio.NewScanner(errs)
		for s.Scan() {
			mu.Lock()
			log.WriteString(s.Text() + "\n")
			mu.Unlock()
			if !told && strings.Contains(s.Text(), "演示数据") {
				told = true
				filled <- strings.Contains(s.Text(), "就绪")
			}
		}
		if !told {
			close(filled)
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		if err := cmd.Wait(); err != nil && ctx.Err() == nil {
			t.Errorf("the program ended with %v", err)
		}
		if t.Failed() {
			mu.Lock()
			t.Logf("the program said:\n%s", log.String())
			mu.Unlock()
		}
	})
	base := "http://" + addr
	deadline := time.Now().Add(30 * time.Second)
	for {
		resp, err := http.Get(base + "/signin")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the program does not answer: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	if args[0] == "demo" {
		select {
		case ok := <-filled:
			if !ok {
				t.Fatal("the demonstration was not filled")
			}
		case <-time.After(5 * time.Minute):
			t.Fatal("the demonstration is not ready after five minutes")
		}
	}
	return base
}

// run runs a command of the program and gives its standard output.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("lantai %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return string(out)
}
