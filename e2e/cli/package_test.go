package cli

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type verdict struct {
	Kind, Version    string
	Valid            bool
	Errors, Warnings []string
}

func judged(t testing.TB, code int, path string) verdict {
	t.Helper()
	var v verdict
	lantai(t, "package", "verify", path, "--json").want(t, code).into(t, &v)
	return v
}

func TestPackagesOfAYear(t *testing.T) {
	dir := installation(t)
	docs := t.TempDir()
	for _, n := range []string{"一", "二", "三"} {
		writeTo(t, filepath.Join(docs, "关于第"+n+"次检查的通知.txt"), "关于第"+n+"次检查的通知\n\n各科室：请照办。\n\n重庆市綦江区商务局\n2019年3月4日\n")
	}
	imported(t, 0, dir, "--submitted-by", "BGS", docs)
	imported(t, 0, dir, write(t, "in.ndjson", ndjson(t, papers(2019, 4, "只有目录")...)))
	arranged(t, dir, 2019, "--default-retention", "Y")
	packed(t, dir, 2019)
	lantai(t, "archive", "close", "--year", "2019", "--data", dir).want(t, 0)
	for _, kind := range []string{"bagit", "eep", "dat93"} {
		for _, ext := range []string{"", ".zip", ".tar"} {
			t.Run(kind+ext, func(t *testing.T) {
				out := filepath.Join(t.TempDir(), "package"+ext)
				r := lantai(t, "package", "create", "--year", "2019", "--kind", kind, "--data", dir, "--out", out, "--json")
				if kind == "eep" && r.code == 2 && ext != "" {
					t.Skip("an EEP is a folder of files")
				}
				r.want(t, 0).object(t)
				if v := judged(t, 0, out); !v.Valid || v.Kind != kind || len(v.Errors) != 0 {
					t.Fatalf("%+v", v)
				}
				lantai(t, "package", "create", "--year", "2019", "--kind", kind, "--data", dir, "--out", out, "--json").want(t, 2)
				if ext != "" {
					return
				}
				// One changed byte anywhere under the folder is found.
				for _, f := range filesUnder(t, out) {
					if kind == "eep" {
						break // without a signature only the content is protected, and the verdict says so
					}
					b, err := os.ReadFile(f)
					if err != nil || len(b) == 0 {
						continue
					}
					for _, at := range []int{0, len(b) / 2, len(b) - 1} {
						c := bytes.Clone(b)
						c[at] ^= 0x01
						if err := os.WriteFile(f, c, 0o600); err != nil {
							t.Fatal(err)
						}
						if r := lantai(t, "package", "verify", out, "--json"); r.code == 0 {
							t.Errorf("byte %d of %s changed and not found: %v", at, filepath.Base(f), r)
						}
					}
					if err := os.WriteFile(f, b, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				judged(t, 0, out)
			})
		}
	}
	lantai(t, "package", "create", "--year", "1999", "--kind", "bagit", "--data", dir, "--out", filepath.Join(t.TempDir(), "p"), "--json").want(t, 2).object(t)
}

func filesUnder(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestVerifyOfWhatIsNoPackage(t *testing.T) {
	empty := t.TempDir()
	for name, path := range map[string]string{
		"missing": filepath.Join(empty, "none"), "empty folder": empty, "text": write(t, "a.txt", []byte("x")), "empty file": write(t, "b.zip", nil),
		"not a zip": write(t, "c.zip", []byte("PK\x03\x04rubbish")), "zip of nothing": write(t, "d.zip", zipped(t, nil)), "not a tar": write(t, "e.tar", bytes.Repeat([]byte{0xFF}, 1024)),
	} {
		r := lantai(t, "package", "verify", path, "--json").want(t, 2)
		if r.err == "" {
			t.Errorf("%s: nothing for people", name)
		}
		r.object(t)
	}
}

func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, body := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The whole public suite, each bag as a folder and as a tar.
func TestBagItConformance(t *testing.T) {
	root := shared(t, "corpora/bagit-conformance-suite")
	n := map[string]int{}
	err := filepath.WalkDir(root, func(p string, e os.DirEntry, err error) error {
		if err != nil || !e.IsDir() || p == root {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		parts := strings.Split(filepath.ToSlash(rel), "/")
		if len(parts) < 3 || !strings.HasPrefix(parts[0], "v") {
			return nil
		}
		class := parts[1]
		n[class]++
		t.Run(rel, func(t *testing.T) {
			r := lantai(t, "package", "verify", p, "--json")
			var v verdict
			switch {
			case class == "valid":
				r.want(t, 0).into(t, &v)
				if !v.Valid || len(v.Errors) > 0 {
					t.Errorf("%+v", v)
				}
			case class == "warning": // of some the suite's own files went missing on the way here
				r.into(t, &v)
				if r.code > 1 || len(v.Warnings) == 0 {
					t.Errorf("%v", r)
				}
			case strings.HasPrefix(class, "invalid"):
				if r.code == 0 {
					t.Fatalf("accepted: %v", r)
				}
				if r.code == 1 {
					r.into(t, &v)
					if v.Valid || len(v.Errors) == 0 {
						t.Errorf("no reason: %+v", v)
					}
				}
			default: // bags for one system only: no crash, some verdict
				if r.code > 2 {
					t.Error(r)
				}
			}
		})
		return filepath.SkipDir
	})
	if err != nil {
		t.Fatal(err)
	}
	if n["valid"] == 0 || n["invalid"] == 0 {
		t.Fatalf("the suite looks different: %v", n)
	}
}

// What a package says about paths is not believed.
func TestPackagesWithPathTricks(t *testing.T) {
	bag := map[string]string{"bag/bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "bag/data/a.txt": "a"}
	outside := write(t, "outside.txt", []byte("secret"))
	for name, more := range map[string][2]string{
		"up":       {"bag/../../outside.txt", "x"},
		"absolute": {"/lantai-outside.txt", "x"},
		"drive":    {"C:/outside.txt", "x"},
		"manifest": {"bag/manifest-sha256.txt", "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b  ../../" + filepath.Base(outside) + "\n"},
		"fetch":    {"bag/fetch.txt", "http://127.0.0.1:9/a.txt 1 data/b.txt\n"},
	} {
		files := map[string]string{more[0]: more[1]}
		for k, v := range bag {
			files[k] = v
		}
		r := lantai(t, "package", "verify", write(t, "x.zip", zipped(t, files)), "--json")
		if r.code != 1 && r.code != 2 {
			t.Errorf("%s: %v", name, r)
		}
	}
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, h := range []*tar.Header{
		{Name: "bag/bagit.txt", Typeflag: tar.TypeSymlink, Linkname: outside, Mode: 0o600},
		{Name: "bag/data", Typeflag: tar.TypeSymlink, Linkname: "/etc", Mode: 0o600},
		{Name: "bag/null", Typeflag: tar.TypeChar, Devmajor: 1, Devminor: 5, Mode: 0o600},
	} {
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	r := lantai(t, "package", "verify", write(t, "x.tar", b.Bytes()), "--json")
	if r.code != 1 && r.code != 2 || strings.Contains(r.out, "secret") {
		t.Error(r)
	}
}
