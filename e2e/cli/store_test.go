package cli

import (
	"context"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lantai.internal/kit/blob"
	"lantai.internal/kit/blobtest"
)

// inBucket gives the command with the settings of a bucket in its environment.
func inBucket(s *blobtest.Server, args ...string) *exec.Cmd {
	cmd := command(context.Background(), args...)
	cmd.Env = append(cmd.Env, "LANTAI_STORE_KIND=s3", "LANTAI_STORE_ENDPOINT="+s.Endpoint, "LANTAI_STORE_BUCKET="+blobtest.BucketOf, "LANTAI_STORE_PREFIX=county",
		"LANTAI_STORE_TLS=false", "LANTAI_STORE_ACCESS_KEY="+blobtest.AccessKey, "LANTAI_STORE_SECRET_KEY="+blobtest.SecretKey)
	return cmd
}

// An installation whose files lie in a bucket: taken in, served, looked over,
// verified, backed up, restored into a folder, and with the store gone.
func TestFilesInABucket(t *testing.T) {
	store, _ := blobtest.NewServer(t, false)
	do := func(args ...string) result { t.Helper(); return finish(t, inBucket(store, args...), args) }
	dir, out := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "b.tar")
	store.Fail(func(*http.Request) (int, string) { return http.StatusForbidden, "AccessDenied" })
	if r := do("init", "--data", dir).want(t, 4).says(t, "拒绝访问", "store.secret_key"); strings.Contains(r.err, blobtest.SecretKey) {
		t.Errorf("the secret is shown: %v", r)
	}
	store.Fail(nil)
	do("init", "--data", dir, "--fonds", "X043").want(t, 0)

	docs := t.TempDir()
	for _, n := range []string{"甲", "乙", "丙"} {
		writeTo(t, filepath.Join(docs, n+".txt"), "关于存储"+n+"的通知\n\n各科室：请照办"+n+"。\n\n重庆市綦江区商务局\n2019年3月4日\n")
	}
	do("archive", "import", docs, "--data", dir, "--submitted-by", "BGS", "--json").want(t, 0)
	if left, err := os.ReadDir(filepath.Join(dir, "files")); err == nil {
		t.Errorf("files lie in the folder: %v", left)
	}
	do("doctor", "--data", dir).want(t, 0)
	do("archive", "verify", "--data", dir, "--json").want(t, 0)

	s := serveWith(t, inBucket(store), "serve", "--data", dir)
	s.alive(t)

	var rep backupReport
	do("backup", "create", "--data", dir, "--out", out, "--json").want(t, 0).into(t, &rep)
	if !rep.Valid || rep.Files != 3 {
		t.Errorf("%+v", rep)
	}
	// The restored installation stands by itself, without the bucket.
	back := filepath.Join(t.TempDir(), "back")
	lantai(t, "backup", "restore", out, "--data", back).want(t, 0)
	lantai(t, "archive", "verify", "--data", back, "--json").want(t, 0)

	// What is changed or lost in the bucket is named.
	var keys []string
	o := store.Options(t)
	b, err := blob.OpenBucket(o)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Walk(t.Context(), func(sha, _ string, _ int64) error { keys = append(keys, sha); return nil }); err != nil || len(keys) != 3 {
		t.Fatalf("%v %v", keys, err)
	}
	store.Plant(t, "county/"+blobtest.Place(keys[0]), []byte("改过的内容"))
	store.Lose(t, "county/"+blobtest.Place(keys[1]))
	r := do("archive", "verify", "--data", dir, "--json").want(t, 1)
	for sha, kind := range map[string]string{keys[0]: "changed", keys[1]: "missing"} {
		if !strings.Contains(r.out, "file:"+sha) || !strings.Contains(r.out, kind) {
			t.Errorf("%s is not named as %s: %v", sha, kind, r)
		}
	}
	do("backup", "create", "--data", dir, "--out", out+"2").want(t, 4)

	// Without the store searching goes on, taking in is refused, the doctor says why.
	store.Fail(func(*http.Request) (int, string) { return http.StatusForbidden, "SignatureDoesNotMatch" })
	do("search", "存储", "--data", dir, "--json").want(t, 0)
	s.alive(t)
	if r := do("doctor", "--data", dir).want(t, 1); !strings.Contains(r.out, "拒绝访问") {
		t.Errorf("%v", r)
	}
	writeTo(t, filepath.Join(docs, "丁.txt"), "关于存储丁的通知\n\n2019年3月4日\n")
	do("archive", "import", docs, "--data", dir, "--json").want(t, 4)
	store.Fail(nil)

	// The secret stands nowhere: not in the data folder, not in the log.
	err = fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, p))
		if strings.Contains(string(b), blobtest.SecretKey) {
			t.Errorf("%s holds the secret", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(s.log.String(), blobtest.SecretKey) {
		t.Error("the log holds the secret")
	}

	// A settings file with the secret in it must be its owner's alone.
	settings := filepath.Join(back, "lantai.toml")
	writeTo(t, settings, "[store]\nkind = \"s3\"\nendpoint = \""+store.Endpoint+"\"\nbucket = \"papers\"\nprefix = \"county\"\ntls = false\naccess_key = \"lantai\"\nsecret_key = \""+blobtest.SecretKey+"\"\n")
	if err := os.Chmod(settings, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := lantai(t, "doctor", "--data", back).want(t, 1); !strings.Contains(r.out, "chmod 600") || strings.Contains(r.out, blobtest.SecretKey) {
		t.Errorf("%v", r)
	}
	if err := os.Chmod(settings, 0o600); err != nil {
		t.Fatal(err)
	}
	lantai(t, "doctor", "--data", back).want(t, 0)
}
