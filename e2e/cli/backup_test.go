package cli

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type backupReport struct {
	Entries, Rows int64
	Files         int
	Valid         bool
	Problems      []string
}

// filled is an installation with records and files.
func filled(t testing.TB) string {
	t.Helper()
	dir := installation(t)
	docs := t.TempDir()
	for _, n := range []string{"甲", "乙", "丙"} {
		writeTo(t, filepath.Join(docs, n+".txt"), "关于备份"+n+"的通知\n\n各科室：请照办"+n+"。\n\n重庆市綦江区商务局\n2019年3月4日\n")
	}
	imported(t, 0, dir, "--submitted-by", "BGS", docs)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 20, "备份")...)))
	arranged(t, dir, 2019, "--default-retention", "Y")
	packed(t, dir, 2019)
	return dir
}

func TestBackupVerifyRestore(t *testing.T) {
	dir := filled(t)
	out := filepath.Join(t.TempDir(), "备份.tar")
	var rep backupReport
	lantai(t, "backup", "create", "--data", dir, "--out", out, "--json").want(t, 0).into(t, &rep)
	if !rep.Valid || rep.Files != 3 || rep.Entries == 0 || rep.Rows == 0 {
		t.Fatalf("%+v", rep)
	}
	if left, _ := os.ReadDir(filepath.Dir(out)); len(left) != 1 {
		t.Errorf("beside the backup: %v", left)
	}
	lantai(t, "backup", "create", "--data", dir, "--out", out, "--json").want(t, 2).says(t, "已经存在")
	lantai(t, "backup", "verify", out, "--json").want(t, 0).into(t, &rep)
	restored := filepath.Join(t.TempDir(), "deep", "restored")
	lantai(t, "backup", "restore", out, "--data", restored, "--json").want(t, 0).into(t, &rep)
	sound(t, restored)
	if a, b := stats(t, dir), stats(t, restored); a.Items != b.Items || a.Boxes != b.Boxes {
		t.Errorf("before %+v, restored %+v", a, b)
	}
	if got := searched(t, restored, "请照办"); got.Total != 3 {
		t.Errorf("%+v", got)
	}
	imported(t, 0, restored, write(t, "more.ndjson", ndjson(t, papers(2020, 2, "续")...)))
	sound(t, restored)
	lantai(t, "backup", "restore", out, "--data", restored, "--json").want(t, 2).says(t, "不是空的")
	lantai(t, "backup", "restore", out, "--data", t.TempDir()).want(t, 0)
}

// A backup that was touched anywhere is not taken for a good one.
func TestDamagedBackups(t *testing.T) {
	dir := filled(t)
	out := filepath.Join(t.TempDir(), "b.tar")
	lantai(t, "backup", "create", "--data", dir, "--out", out).want(t, 0)
	whole, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	repack := func(change func(h *tar.Header, b []byte) []byte) []byte {
		var to bytes.Buffer
		w, r := tar.NewWriter(&to), tar.NewReader(bytes.NewReader(whole))
		for {
			h, err := r.Next()
			if err == io.EOF {
				break
			}
			b, err2 := io.ReadAll(r)
			if err != nil || err2 != nil {
				t.Fatal(err, err2)
			}
			if b = change(h, b); b == nil {
				continue
			}
			h.Size = int64(len(b))
			if err := w.WriteHeader(h); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		w.Close()
		return to.Bytes()
	}
	member := func(part string, f func([]byte) []byte) []byte {
		return repack(func(h *tar.Header, b []byte) []byte {
			if strings.Contains(h.Name, part) {
				return f(b)
			}
			return b
		})
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	gone := func([]byte) []byte { return nil }
	for name, b := range map[string][]byte{
		"cut in half": whole[:len(whole)/2], "last block cut": whole[:len(whole)-2048], "empty": {}, "text": []byte("not a backup"),
		"a bit of a file": member("files/", flip), "a bit of the database": member("lantai.db", flip), "a bit of a key": member("ledger.key", flip),
		"files left out": member("files/", gone), "database left out": member("lantai.db", gone), "manifest left out": member("manifest", gone),
		"rule book left out": member("rulebook", gone), "keys left out": member("keys/", gone),
		"another name": repack(func(h *tar.Header, b []byte) []byte {
			h.Name = strings.Replace(h.Name, "files/", "../files/", 1)
			return b
		}),
		"files left out of the manifest too": repack(func(h *tar.Header, b []byte) []byte {
			if strings.HasPrefix(h.Name, "files/") {
				return nil
			}
			if h.Name == "manifest.json" {
				var keep [][]byte
				for _, l := range bytes.Split(b, []byte("\n")) {
					if !bytes.Contains(l, []byte(`"files/`)) {
						keep = append(keep, l)
					}
				}
				return bytes.Join(keep, []byte("\n"))
			}
			return b
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := write(t, "x.tar", b)
			r := lantai(t, "backup", "verify", file, "--json")
			if r.code != 1 && r.code != 2 {
				t.Fatal(r)
			}
			r.object(t)
			to := filepath.Join(t.TempDir(), "restored")
			if r := lantai(t, "backup", "restore", file, "--data", to, "--json"); r.code != 1 && r.code != 2 {
				t.Fatal(r)
			}
			if _, err := os.Stat(to); err == nil {
				t.Error("a damaged backup was restored")
			}
			if left, _ := os.ReadDir(filepath.Dir(to)); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	lantai(t, "backup", "verify", filepath.Join(t.TempDir(), "none")).want(t, 2)
}

// A backup is made while the program serves and others import.
func TestBackupWhileServing(t *testing.T) {
	dir := filled(t)
	s := serve(t, dir)
	out := t.TempDir()
	done := make(chan result, 1)
	go func() {
		file := filepath.Join(out, "in.ndjson")
		if err := os.WriteFile(file, ndjson(t, papers(2021, 200, "同时")...), 0o600); err != nil {
			t.Error(err)
		}
		args := []string{"archive", "import", file, "--data", dir, "--json"}
		done <- finish(t, command(context.Background(), args...), args)
	}()
	for _, n := range []string{"1.tar", "2.tar", "3.tar"} {
		lantai(t, "backup", "create", "--data", dir, "--out", filepath.Join(out, n), "--json").want(t, 0)
		lantai(t, "backup", "verify", filepath.Join(out, n), "--json").want(t, 0)
		s.alive(t)
	}
	(<-done).want(t, 0)
	sound(t, dir)
}
