package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// readers are the commands that go on when nothing can be written.
func readingGoesOn(t *testing.T, dir string, items int, run func(args ...string) result) {
	t.Helper()
	var f figures
	run("archive", "stats", "--data", dir, "--json").want(t, 0).says(t, "只供查阅").into(t, &f)
	if f.Items != items {
		t.Errorf("%d items, want %d", f.Items, items)
	}
	var hits found
	run("search", "备份", "--data", dir, "--json", "--limit", "3").want(t, 0).into(t, &hits)
	if hits.Total != items {
		t.Errorf("%d found, want %d", hits.Total, items)
	}
	for _, c := range [][]string{{"archive", "verify"}, {"ledger", "verify"}} {
		if m := run(append(c, "--data", dir, "--json")...).want(t, 0).object(t); m["ok"] != true {
			t.Errorf("%v: %v", c, m)
		}
	}
	run("ledger", "prove", "1", "--data", dir).want(t, 0).object(t)
	run("doctor", "--data", dir, "--json").want(t, 1).object(t)
}

// writingIsRefused checks that each command that writes says why it cannot, in
// words that name the remedy, and leaves nothing.
func writingIsRefused(t *testing.T, dir string, run func(args ...string) result) {
	t.Helper()
	in := readable(t, "in.ndjson", ndjson(t, papers(2020, 3, "不可写")...))
	docs := filepath.Dir(readable(t, "a.txt", []byte("关于不可写的通知\n")))
	for _, args := range [][]string{
		{"archive", "import", in}, {"archive", "import", docs, "--submitted-by", "BGS"}, {"archive", "arrange", "--year", "2019"},
		{"archive", "pack", "--year", "2019"}, {"archive", "close", "--year", "2019"},
	} {
		r := run(append(args, "--data", dir, "--json")...).want(t, 4).says(t, "不可写")
		r.object(t)
		if strings.Contains(strings.Split(r.err, "详情")[0], "permission denied") {
			t.Errorf("insides in the words for people: %s", r.err)
		}
	}
}

// readable makes a file that everybody may read.
func readable(t *testing.T, name string, b []byte) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lantai-e2e-open-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// A folder whose permissions forbid writing: as nobody if the test runs as root,
// for whom permissions do not count.
func TestReadOnlyFolder(t *testing.T) {
	source := filled(t)
	items := stats(t, source).Items
	parent := filepath.Dir(readable(t, "x", nil))
	dir := filepath.Join(parent, "data")
	copyTree(t, source, dir)
	root := os.Getuid() == 0
	run := func(args ...string) result {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		cmd := command(ctx, args...)
		if root {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			cmd.Dir = "/"
		}
		return finish(t, cmd, args)
	}
	if err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if root {
			if err := os.Chown(p, 65534, 65534); err != nil {
				return err
			}
		}
		mode := os.FileMode(0o400)
		if e.IsDir() {
			mode = 0o500
		}
		return os.Chmod(p, mode)
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
			if err == nil && e.IsDir() {
				os.Chmod(p, 0o700)
			}
			return nil
		})
	})
	readingGoesOn(t, dir, items, run)
	writingIsRefused(t, dir, run)
	// A backup is wanted now more than ever, and needs no room in the folder.
	if root {
		if err := os.Chown(parent, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(parent, "b.tar")
	run("backup", "create", "--data", dir, "--out", out, "--json").want(t, 0)
	run("backup", "verify", out, "--json").want(t, 0)
}

// small mounts a file system of its own, or skips the test.
func small(t *testing.T, options string) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small file system")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("this machine lets nobody mount a small file system: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			exec.Command("umount", "-l", dir).Run()
			t.Logf("umount: %v %s", err, out)
		}
	})
	return dir
}

// browser is somebody at the served pages.
type browser struct {
	t    *testing.T
	base string
	http.Client
}

func newBrowser(t *testing.T, base string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, base, http.Client{Jar: jar}}
}

var formKey = regexp.MustCompile(`name="_key" value="([^"]+)"`)

// get gives status and text of a page.
func (b *browser) get(path string) (int, string) {
	b.t.Helper()
	return b.read(b.Get(b.base + path))
}

// send fills in the last form of a page and sends it to another.
func (b *browser) send(page, to string, form url.Values) (int, string) {
	b.t.Helper()
	_, text := b.get(page)
	keys := formKey.FindAllStringSubmatch(text, -1)
	if len(keys) == 0 {
		b.t.Fatalf("%s has no form:\n%s", page, text)
	}
	form.Set("_key", keys[len(keys)-1][1])
	q, err := http.NewRequest(http.MethodPost, b.base+to, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("Origin", b.base)
	return b.read(b.Do(q))
}

func (b *browser) read(r *http.Response, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

// Whoever comes to a program that was started on a read-only folder is let in by
// password, told of it on every page, reads, and is refused every change.
func TestReadOnlyPages(t *testing.T) {
	mount := small(t, "size=64m")
	dir := filepath.Join(mount, "data")
	var made struct {
		Administrators []struct{ Login, Password string }
	}
	lantai(t, "init", "--data", dir, "--json").want(t, 0).into(t, &made)
	const login, password = "sysadmin", "Jing-2026-guan"
	before := serve(t, dir)
	b := newBrowser(t, before.url)
	b.send("/signin", "/signin", url.Values{"login": {login}, "password": {made.Administrators[0].Password}})
	if code, text := b.send("/account/password", "/account/password", url.Values{"old": {made.Administrators[0].Password}, "password": {password}, "again": {password}}); code != 200 {
		t.Fatalf("the password was not changed: %d\n%s", code, text)
	}
	before.stop(t)
	if err := os.RemoveAll(filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-o", "remount,ro", mount).CombinedOutput(); err != nil {
		t.Skipf("cannot make it read-only: %v %s", err, out)
	}
	after := serve(t, dir)
	b = newBrowser(t, after.url)
	for range 2 {
		if code, _ := b.send("/signin", "/signin", url.Values{"login": {login}, "password": {"wrong"}}); code != 422 {
			t.Errorf("a wrong password: %d", code)
		}
	}
	b.send("/signin", "/signin", url.Values{"login": {login}, "password": {password}})
	if code, text := b.get("/admin/accounts"); code != 200 || !strings.Contains(text, "现在只供查阅") || !strings.Contains(text, "auditor") {
		t.Errorf("reading: %d\n%s", code, text)
	}
	if code, text := b.send("/admin/accounts/new", "/admin/accounts/new", url.Values{"login": {"newcomer"}, "name": {"新人"}}); code != 507 || !strings.Contains(text, "不可写") {
		t.Errorf("a change: %d\n%s", code, text)
	}
	stranger := newBrowser(t, after.url)
	code := 0
	for range 6 {
		code, _ = stranger.send("/signin", "/signin", url.Values{"login": {login}, "password": {"wrong"}})
	}
	if code != 429 {
		t.Errorf("after six wrong passwords: %d", code)
	}
	after.stop(t) // before the file system goes
}

func TestReadOnlyMount(t *testing.T) {
	mount := small(t, "size=64m")
	source := filled(t)
	items := stats(t, source).Items
	dir := filepath.Join(mount, "data")
	copyTree(t, source, dir)
	if out, err := exec.Command("mount", "-o", "remount,ro", mount).CombinedOutput(); err != nil {
		t.Skipf("cannot make it read-only: %v %s", err, out)
	}
	run := func(args ...string) result { return lantai(t, args...) }
	readingGoesOn(t, dir, items, run)
	writingIsRefused(t, dir, run)
	lantai(t, "backup", "create", "--data", dir, "--out", filepath.Join(t.TempDir(), "b.tar"), "--json").want(t, 0)
}

// The disk fills while records come in: what was acknowledged stays, the rest is
// refused in words, reading goes on, and with room again so does writing.
func TestDiskFull(t *testing.T) {
	mount := small(t, "size=6m")
	dir := filepath.Join(mount, "data")
	copyTree(t, installation(t), dir)
	acked, full := 0, false
	for i := range 400 {
		rs := papers(2019, 40, fmt.Sprintf("备份%d", i))
		for j := range rs {
			rs[j].Body = strings.Repeat(fmt.Sprintf("长篇正文%d-%d，", i, j), 60)
		}
		r := lantai(t, "archive", "import", write(t, "in.ndjson", ndjson(t, rs...)), "--data", dir, "--json")
		if r.code == 0 {
			acked += 40
			continue
		}
		r.want(t, 4)
		if !strings.Contains(r.err, "空间") && !strings.Contains(r.err, "磁盘") {
			t.Errorf("not said in words: %v", r)
		}
		full = true
		break
	}
	if !full || acked == 0 {
		t.Fatalf("full %v after %d records", full, acked)
	}
	t.Logf("full after %d records", acked)
	var f figures
	lantai(t, "archive", "stats", "--data", dir, "--json").want(t, 0).into(t, &f)
	if f.Items != acked {
		t.Errorf("%d items, %d were acknowledged", f.Items, acked)
	}
	if got := searched(t, dir, "长篇正文"); got.Total != acked {
		t.Errorf("%d found, %d were acknowledged", got.Total, acked)
	}
	sound(t, dir)
	docs := t.TempDir()
	writeTo(t, filepath.Join(docs, "a.txt"), strings.Repeat("关于磁盘已满的通知，", 300000))
	lantai(t, "archive", "import", docs, "--data", dir, "--json", "--submitted-by", "BGS").want(t, 4).object(t)
	lantai(t, "archive", "arrange", "--year", "2019", "--data", dir, "--json")
	lantai(t, "backup", "create", "--data", dir, "--out", filepath.Join(mount, "b.tar"), "--json").want(t, 4).object(t)
	if _, err := os.Stat(filepath.Join(mount, "b.tar")); err == nil {
		t.Error("half a backup is there")
	}
	sound(t, dir)
	if out, err := exec.Command("mount", "-o", "remount,size=200m", mount).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	imported(t, 0, dir, write(t, "more.ndjson", ndjson(t, papers(2020, 5, "又有空间")...)))
	arranged(t, dir, 2019)
	sound(t, dir)
}

// A limit on the size of files looks to the database like a broken disk: the
// program ends with status 4 and the next start finds everything acknowledged.
func TestFileSizeLimit(t *testing.T) {
	dir := installation(t)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 20, "备份")...)))
	st, err := os.Stat(filepath.Join(dir, "lantai.db"))
	if err != nil {
		t.Fatal(err)
	}
	rs := papers(2020, 2000, "过大")
	for i := range rs {
		rs[i].Body = strings.Repeat("正文", 200)
	}
	in := write(t, "big.ndjson", ndjson(t, rs...))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args := []string{"archive", "import", in, "--data", dir, "--json"}
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, st.Size()/512+512), program}, args...)...)
	cmd.Env = append(os.Environ(), "LANTAI_DATABASE=")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run()
	r := result{args, cmd.ProcessState.ExitCode(), out.String(), errs.String()}
	r.want(t, 4).says(t, "磁盘")
	if strings.Contains(r.err, "goroutine ") {
		t.Error(r)
	}
	if n := stats(t, dir).Items; n != 20 {
		t.Errorf("%d items, want 20", n)
	}
	sound(t, dir)
	if rep := imported(t, 0, dir, in); rep.Accepted != 2000 {
		t.Errorf("%+v", rep)
	}
	sound(t, dir)
}
