// Package cli tests the built program from outside, command by command, as
// somebody who does not know how it is made: with good input, bad input, a
// killed process, a full disk and changed files.
package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var program string // the program under test

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "lantai-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// Others than the owner must be able to run it: one test does so as nobody.
	if err := os.Chmod(dir, 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "lantai")
	build := exec.Command("go", "build", "-o", program, "lantai.internal/cmd/lantai")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the program does not build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// result is what a command left behind.
type result struct {
	args     []string
	code     int
	out, err string
}

func (r result) String() string {
	return fmt.Sprintf("lantai %s\nexit %d\nstdout: %.2000s\nstderr: %.2000s", strings.Join(r.args, " "), r.code, r.out, r.err)
}

// lantai runs the program and waits for it, two minutes at most.
func lantai(t testing.TB, args ...string) result { return lantaiIn(t, "", args...) }

// lantaiIn is lantai with text on standard input.
func lantaiIn(t testing.TB, stdin string, args ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := command(ctx, args...)
	cmd.Stdin = strings.NewReader(stdin)
	return finish(t, cmd, args)
}

func command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "LANTAI_DATABASE=")
	return cmd
}

func finish(t testing.TB, cmd *exec.Cmd, args []string) result {
	t.Helper()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("lantai %s: %v", strings.Join(args, " "), err)
	}
	r := result{args, cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	if strings.Contains(r.err, "panic:") || strings.Contains(r.err, "goroutine ") {
		t.Fatalf("the program fell over: %v", r)
	}
	return r
}

// want checks the exit status.
func (r result) want(t testing.TB, code int) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit status %d, want %d\n%v", r.code, code, r)
	}
	return r
}

// says checks that standard error has every one of the words.
func (r result) says(t testing.TB, words ...string) result {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(r.err, w) {
			t.Fatalf("standard error does not say %q\n%v", w, r)
		}
	}
	return r
}

// into reads standard output, which must be exactly one JSON document.
func (r result) into(t testing.TB, v any) result {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(r.out))
	if err := dec.Decode(v); err != nil {
		t.Fatalf("standard output is no JSON document: %v\n%v", err, r)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		t.Fatalf("standard output has more than one document\n%v", r)
	}
	return r
}

// object is into for a document of unknown fields.
func (r result) object(t testing.TB) map[string]any {
	t.Helper()
	var m map[string]any
	r.into(t, &m)
	return m
}

var template struct {
	sync.Once
	dir string
	err error
}

// installation gives a fresh installation of its own: a copy of one made once.
func installation(t testing.TB) string {
	t.Helper()
	template.Do(func() {
		template.dir = filepath.Join(filepath.Dir(program), "template")
		cmd := command(context.Background(), "init", "--data", template.dir, "--fonds", "X043", "--json")
		if out, err := cmd.CombinedOutput(); err != nil {
			template.err = fmt.Errorf("init: %w\n%s", err, out)
		}
	})
	if template.err != nil {
		t.Fatal(template.err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	copyTree(t, template.dir, dir)
	return dir
}

func copyTree(t testing.TB, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(to, 0o700); err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadDir(filepath.Join(to, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		if err := os.Chmod(filepath.Join(to, "keys", k.Name()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// write makes a file in a temporary folder and gives its path.
func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// record is one line of NDJSON, in the words of the contract.
type record struct {
	Title          string   `json:"title"`
	DocNo          string   `json:"doc_no,omitempty"`
	Issuer         string   `json:"issuer,omitempty"`
	Date           string   `json:"date,omitempty"`
	Year           int      `json:"year,omitempty"`
	Retention      string   `json:"retention,omitempty"`
	Unit           string   `json:"unit,omitempty"`
	Classification string   `json:"classification,omitempty"`
	Pages          int      `json:"pages,omitempty"`
	Keywords       []string `json:"keywords,omitempty"`
	Body           string   `json:"body,omitempty"`
	Files          []string `json:"files,omitempty"`
	Remark         string   `json:"remark,omitempty"`
}

func ndjson(t testing.TB, rs ...record) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, r := range rs {
		if err := enc.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// papers makes n different records of a year, spread over units and periods.
func papers(year, n int, word string) []record {
	units := []string{"BGS", "ZGK", "GHFZK"}
	periods := []string{"Y", "D30", "D10"}
	out := make([]record, n)
	for i := range out {
		out[i] = record{
			Title: fmt.Sprintf("关于%s第%d号事项的通知", word, i+1), DocNo: fmt.Sprintf("綦商务〔%d〕%d号", year, i+1), Issuer: "区商务局",
			Date: fmt.Sprintf("%d-%02d-%02d", year, i%12+1, i%28+1), Retention: periods[i%3], Unit: units[i/3%3], Pages: i%9 + 1,
			Body: fmt.Sprintf("正文：%s，第%d件。", word, i+1),
		}
	}
	return out
}

// report is the answer to an import.
type report struct {
	Read, Accepted, Rejected, Duplicates, Suspected int
	Warnings                                        []struct {
		Row                   int
		Field, Value, Message string
	}
	Rejections []struct {
		Row                   int
		Field, Value, Message string
	}
	ByClass []struct {
		Year                       int
		Retention                  string
		Rows, Accepted, Duplicates int
	} `json:"by_class"`
	Batch   string
	Seconds float64
}

// imported imports and reads the report.
func imported(t testing.TB, code int, dir string, args ...string) report {
	t.Helper()
	var rep report
	lantai(t, append([]string{"archive", "import", "--data", dir, "--json"}, args...)...).want(t, code).into(t, &rep)
	return rep
}

type figures struct {
	Items, Boxes, Due, Filed int
	ByRetention              map[string]struct{ Items, Boxes int } `json:"by_retention"`
	ByUnit                   map[string]struct{ Items, Boxes int } `json:"by_unit"`
	Rate                     *float64
	Missing                  []map[string]any
}

func stats(t testing.TB, dir string, more ...string) figures {
	t.Helper()
	var f figures
	lantai(t, append([]string{"archive", "stats", "--data", dir, "--json"}, more...)...).want(t, 0).into(t, &f)
	return f
}

type found struct {
	Total int
	Hits  []struct {
		Code, Title, Issuer, Date, Why string
		DocNo                          string `json:"doc_no"`
		Score                          float64
	}
	Next string
	MS   float64
}

func searched(t testing.TB, dir string, args ...string) found {
	t.Helper()
	var f found
	lantai(t, append([]string{"search", "--data", dir, "--json"}, args...)...).want(t, 0).into(t, &f)
	return f
}

// sound checks that ledger and archive verify.
func sound(t testing.TB, dir string) {
	t.Helper()
	for _, c := range [][]string{{"ledger", "verify"}, {"archive", "verify"}} {
		m := lantai(t, append(c, "--data", dir, "--json")...).want(t, 0).object(t)
		if m["ok"] != true {
			t.Fatalf("%v: %v", c, m)
		}
	}
}

// shared gives a path in the folder of public material, or skips the test.
func shared(t testing.TB, path string) string {
	t.Helper()
	dir := os.Getenv("LANTAI_SHARED")
	if dir == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for {
			if _, err := os.Stat(filepath.Join(at, "shared", "README.md")); err == nil {
				dir = filepath.Join(at, "shared")
				break
			}
			up := filepath.Dir(at)
			if up == at {
				t.Skip("the folder of public material is not beside the repository")
			}
			at = up
		}
	}
	p := filepath.Join(dir, path)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("%s is not there", path)
	}
	return p
}
