package packet

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// smallBag gives the files of a valid bag of a version, made without the writers
// under test.
func smallBag(version string) map[string]string {
	b := map[string]string{
		"bagit.txt":      "BagIt-Version: " + version + "\nTag-File-Character-Encoding: UTF-8\n",
		"bag-info.txt":   "Payload-Oxum: 11.2\nBagging-Date: 2026-11-24\n",
		"data/通知.txt":    "正文\n",
		"data/dir/a.txt": "abcd",
	}
	seal(b, "sha256")
	return b
}

func sum(alg, s string) string {
	switch alg {
	case "md5":
		h := md5.Sum([]byte(s))
		return hex.EncodeToString(h[:])
	case "sha512":
		h := sha512.Sum512([]byte(s))
		return hex.EncodeToString(h[:])
	case "sm3":
		h := sm3.Sum([]byte(s))
		return hex.EncodeToString(h[:])
	}
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// seal writes the manifests of a bag anew.
func seal(b map[string]string, alg string) {
	man, tag := "", ""
	for _, p := range sortedKeys(b) {
		if strings.HasPrefix(p, "data/") {
			man += sum(alg, b[p]) + "  " + encodePath(p) + "\n"
		}
	}
	b["manifest-"+alg+".txt"] = man
	retag(b, alg, &tag)
}

func retag(b map[string]string, alg string, tag *string) {
	for _, p := range sortedKeys(b) {
		if !strings.HasPrefix(p, "data/") && !strings.HasPrefix(p, "tagmanifest-") {
			*tag += sum(alg, b[p]) + "  " + p + "\n"
		}
	}
	b["tagmanifest-"+alg+".txt"] = *tag
}

func reseal(b map[string]string) map[string]string {
	tag := ""
	retag(b, "sha256", &tag)
	return b
}

func onDisk(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for p, s := range files {
		name := filepath.Join(root, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func zipped(t *testing.T, prefix string, files map[string]string, more func(*zip.Writer)) string {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, p := range sortedKeys(files) {
		w, err := zw.Create(prefix + p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[p]); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(zw)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return saved(t, "b.zip", buf.Bytes())
}

func tarred(t *testing.T, prefix string, files map[string]string, more func(*tar.Writer)) []byte {
	t.Helper()
	var buf bytes.Buffer
	tw := tar.NewWriter(&buf)
	for _, p := range sortedKeys(files) {
		if err := tw.WriteHeader(&tar.Header{Name: prefix + p, Size: int64(len(files[p])), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(tw, files[p]); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(tw)
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func saved(t *testing.T, name string, b []byte) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(out, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return out
}

func verified(t *testing.T, path string, opt Options) Report {
	t.Helper()
	r, err := Verify(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	if r.Valid != (len(r.Errors) == 0) || r.Errors == nil || r.Warnings == nil {
		t.Fatalf("inconsistent report: %+v", r)
	}
	return r
}

func TestSmallBags(t *testing.T) {
	for name, c := range map[string]struct {
		version string
		change  func(map[string]string)
		err     string // a piece of the reason; "" for a valid bag
		warn    string
	}{
		"plain 1.0":    {"1.0", nil, "", ""},
		"plain 0.97":   {"0.97", nil, "", ""},
		"CR line ends": {"1.0", func(b map[string]string) { b["bagit.txt"] = strings.ReplaceAll(b["bagit.txt"], "\n", "\r"); reseal(b) }, "", ""},
		"CRLF line ends": {"1.0", func(b map[string]string) {
			b["bagit.txt"] = strings.ReplaceAll(b["bagit.txt"], "\n", "\r\n")
			reseal(b)
		}, "", ""},
		"tampered":    {"1.0", func(b map[string]string) { b["data/通知.txt"] = "正丈\n" }, "与清单 manifest-sha256.txt 的摘要不符", ""},
		"missing":     {"1.0", func(b map[string]string) { delete(b, "data/通知.txt") }, "不在包内", ""},
		"extra":       {"1.0", func(b map[string]string) { b["data/x"] = "" }, "未列入任何载荷清单", ""},
		"oxum":        {"1.0", func(b map[string]string) { b["bag-info.txt"] = "Payload-Oxum: 12.2\n"; reseal(b) }, "Payload-Oxum 不符", ""},
		"oxum form":   {"1.0", func(b map[string]string) { b["bag-info.txt"] = "Payload-Oxum: many\n"; reseal(b) }, "字节数.文件数", ""},
		"info form":   {"1.0", func(b map[string]string) { b["bag-info.txt"] = "no colon here\n"; reseal(b) }, "标签: 内容", ""},
		"no manifest": {"1.0", func(b map[string]string) { delete(b, "manifest-sha256.txt"); reseal(b) }, "缺载荷清单", ""},
		"no data": {"1.0", func(b map[string]string) {
			delete(b, "data/通知.txt")
			delete(b, "data/dir/a.txt")
			b["bag-info.txt"] = "Contact-Name: x\n"
			seal(b, "sha256")
		}, "缺载荷目录", ""},
		"three lines": {"1.0", func(b map[string]string) { b["bagit.txt"] += "x: y\n"; reseal(b) }, "只有两行", ""},
		"version":     {"1.1", nil, "不支持 BagIt 1.1 版", ""},
		"encoding name": {"1.0", func(b map[string]string) {
			b["bagit.txt"] = "BagIt-Version: 1.0\nTag-File-Character-Encoding: KLINGON\n"
			reseal(b)
		}, "不支持标签文件的字符编码", ""},
		"not UTF-8": {"1.0", func(b map[string]string) {
			b["bag-info.txt"] = "Contact-Name: \xff\xfe\n"
			reseal(b)
		}, "不是 UTF-8 编码", ""},
		"GB18030 tag files": {"0.97", func(b map[string]string) {
			b["bagit.txt"] = "BagIt-Version: 0.97\nTag-File-Character-Encoding: GB18030\n"
			s, err := simplifiedchinese.GB18030.NewEncoder().String(b["manifest-sha256.txt"])
			if err != nil {
				panic(err)
			}
			b["manifest-sha256.txt"] = s
			reseal(b)
		}, "", ""},
		"second manifest incomplete, 1.0": {"1.0", func(b map[string]string) {
			b["manifest-sha512.txt"] = sum("sha512", "abcd") + "  data/dir/a.txt\n"
			reseal(b)
		}, "未列入 manifest-sha512.txt", ""},
		"second manifest incomplete, 0.97": {"0.97", func(b map[string]string) {
			b["manifest-sha512.txt"] = sum("sha512", "abcd") + "  data/dir/a.txt\n"
			reseal(b)
		}, "", "未列入 manifest-sha512.txt"},
		"unknown algorithm beside a known one": {"1.0", func(b map[string]string) {
			b["manifest-whirlpool.txt"] = "00  data/dir/a.txt\n00  data/通知.txt\n"
			reseal(b)
		}, "", "不认识的摘要算法 “whirlpool”"},
		"only an unknown algorithm": {"1.0", func(b map[string]string) {
			b["manifest-whirlpool.txt"] = "00  data/dir/a.txt\n00  data/通知.txt\n"
			delete(b, "manifest-sha256.txt")
			reseal(b)
		}, "没有一份载荷清单使用认识的摘要算法", ""},
		"SM3 as a manifest": {"1.0", func(b map[string]string) { seal(b, "sm3"); reseal(b); seal(b, "sm3") }, "", ""},
		"SM3 tampered": {"1.0", func(b map[string]string) {
			b["manifest-sm3.txt"] = strings.Repeat("0", 64) + "  data/dir/a.txt\n" + sum("sm3", "正文\n") + "  data/通知.txt\n"
			reseal(b)
		}, "与清单 manifest-sm3.txt 的摘要不符", ""},
		"md5 is weak": {"1.0", func(b map[string]string) { seal(b, "md5"); reseal(b); seal(b, "md5") }, "", "不安全"},
		"digest length": {"1.0", func(b map[string]string) {
			b["manifest-sha256.txt"] = "00  data/dir/a.txt\n" + sum("sha256", "正文\n") + "  data/通知.txt\n"
			reseal(b)
		}, "摘要长度不对", ""},
		"percent encoded": {"1.0", func(b map[string]string) { b["data/50%25\n.txt"] = ""; b["bag-info.txt"] = "A: b\n"; seal(b, "sha256") }, "", ""},
		"bare percent": {"1.0", func(b map[string]string) {
			b["data/50%"] = ""
			b["bag-info.txt"] = "A: b\n"
			seal(b, "sha256")
			b["manifest-sha256.txt"] = strings.ReplaceAll(b["manifest-sha256.txt"], "%25", "%")
			reseal(b)
		}, "", "百分号"},
		"backslash dots": {"1.0", func(b map[string]string) {
			b["manifest-sha256.txt"] += strings.Repeat("0", 64) + `  data/..\..\x` + "\n"
			reseal(b)
		}, "指向包外", ""},
		"dots inside data": {"1.0", func(b map[string]string) {
			b["manifest-sha256.txt"] += strings.Repeat("0", 64) + "  data/../../x\n"
			reseal(b)
		}, "指向包外", ""},
		"payload manifest lists a tag file": {"1.0", func(b map[string]string) {
			b["manifest-sha256.txt"] += sum("sha256", b["bagit.txt"]) + "  bagit.txt\n"
			reseal(b)
		}, "data/ 以外", ""},
		"tag manifest lists payload": {"1.0", func(b map[string]string) {
			b["tagmanifest-sha256.txt"] += sum("sha256", "abcd") + "  data/dir/a.txt\n"
		}, "列出了载荷文件", ""},
		"tag manifest omits a manifest": {"1.0", func(b map[string]string) {
			b["tagmanifest-sha256.txt"] = sum("sha256", b["bagit.txt"]) + "  bagit.txt\n"
		}, "未列入载荷清单", ""},
		"manifest line": {"1.0", func(b map[string]string) { b["manifest-sha256.txt"] += "data/x\n"; reseal(b) }, "摘要 路径", ""},
		"long line": {"1.0", func(b map[string]string) {
			b["manifest-sha256.txt"] = strings.Repeat("0", 64) + "  data/" + strings.Repeat("x", 100_000) + "\n"
			reseal(b)
		}, "超过 65536 字节", ""},
		"fetch, file present": {"1.0", func(b map[string]string) {
			b["fetch.txt"] = "http://127.0.0.1:1/a 4 data/dir/a.txt\n"
			reseal(b)
		}, "", "网址未访问"},
		"fetch, file absent": {"1.0", func(b map[string]string) {
			delete(b, "data/dir/a.txt")
			b["fetch.txt"] = "http://127.0.0.1:1/a - data/dir/a.txt\n"
			reseal(b)
		}, "尚未取回", ""},
		"fetch, not listed": {"1.0", func(b map[string]string) {
			b["fetch.txt"] = "http://127.0.0.1:1/a - data/b\n"
			reseal(b)
		}, "未列入载荷清单", ""},
		"fetch, outside data": {"1.0", func(b map[string]string) { b["fetch.txt"] = "http://127.0.0.1:1/a - bagit.txt\n"; reseal(b) }, "不在 data/ 之内", ""},
		"fetch line":          {"1.0", func(b map[string]string) { b["fetch.txt"] = "http://127.0.0.1:1/a\n"; reseal(b) }, "网址 长度 路径", ""},
		"case":                {"1.0", func(b map[string]string) { b["data/DIR/A.txt"] = ""; b["bag-info.txt"] = "A: b\n"; seal(b, "sha256") }, "", "只有大小写"},
		"system file":         {"1.0", func(b map[string]string) { b["data/Thumbs.db"] = ""; b["bag-info.txt"] = "A: b\n"; seal(b, "sha256") }, "", "操作系统自行产生"},
		"Windows name":        {"1.0", func(b map[string]string) { b["data/aux.txt"] = ""; b["bag-info.txt"] = "A: b\n"; seal(b, "sha256") }, "", "系统保留名"},
	} {
		t.Run(name, func(t *testing.T) {
			b := smallBag(c.version)
			if c.change != nil {
				c.change(b)
			}
			for form, path := range map[string]string{"folder": onDisk(t, b), "zip": zipped(t, "包/", b, nil),
				"tar": saved(t, "b.tar", tarred(t, "包/", b, nil))} {
				r := verified(t, path, Options{})
				if r.Kind != KindBag || r.Version != c.version && c.err == "" {
					t.Errorf("%s: kind %q version %q", form, r.Kind, r.Version)
				}
				if r.Valid != (c.err == "") || c.err != "" && !mentions(r.Errors, c.err) {
					t.Errorf("%s: want error %q, got %q", form, c.err, r.Errors)
				}
				if c.warn != "" && !mentions(r.Warnings, c.warn) {
					t.Errorf("%s: want warning %q, got %q", form, c.warn, r.Warnings)
				}
			}
		})
	}
}

func TestHostileArchives(t *testing.T) {
	good := smallBag("1.0")
	entry := func(name string) func(*zip.Writer) {
		return func(zw *zip.Writer) {
			if w, err := zw.Create(name); err != nil || w == nil {
				panic(err)
			}
		}
	}
	link := func(zw *zip.Writer) {
		h := &zip.FileHeader{Name: "包/data/link"}
		h.SetMode(os.ModeSymlink | 0o777)
		w, err := zw.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		io.WriteString(w, "/etc/passwd")
	}
	tarEntry := func(h tar.Header) func(*tar.Writer) {
		return func(tw *tar.Writer) {
			if err := tw.WriteHeader(&h); err != nil {
				panic(err)
			}
		}
	}
	for name, c := range map[string]struct{ path, want string }{
		"zip slip":          {zipped(t, "包/", good, entry("包/../../evil")), "不安全的路径"},
		"zip absolute":      {zipped(t, "包/", good, entry("/etc/passwd")), "绝对路径"},
		"zip backslash":     {zipped(t, "包/", good, entry(`包\..\..\evil`)), "不安全的路径"},
		"zip drive":         {zipped(t, "包/", good, entry(`C:\evil`)), "带盘符"},
		"zip twice":         {zipped(t, "包/", good, entry("包/bagit.txt")), "两个同名文件"},
		"zip symlink":       {zipped(t, "包/", good, link), "符号链接"},
		"zip file and path": {zipped(t, "包/", good, entry("包/data/dir")), "既是文件又是目录"},
		"tar slip":          {saved(t, "a.tar", tarred(t, "包/", good, tarEntry(tar.Header{Name: "../evil", Typeflag: tar.TypeReg}))), "不安全的路径"},
		"tar symlink":       {saved(t, "a.tar", tarred(t, "包/", good, tarEntry(tar.Header{Name: "包/data/l", Linkname: "/etc/passwd", Typeflag: tar.TypeSymlink}))), "链接"},
		"tar hard link":     {saved(t, "a.tar", tarred(t, "包/", good, tarEntry(tar.Header{Name: "包/data/l", Linkname: "包/bagit.txt", Typeflag: tar.TypeLink}))), "链接"},
		"tar device":        {saved(t, "a.tar", tarred(t, "包/", good, tarEntry(tar.Header{Name: "包/data/d", Typeflag: tar.TypeChar}))), "不是普通文件"},
		"tar cut off":       {saved(t, "a.tar", tarred(t, "包/", good, nil)[:4000]), "损坏或中断"},
	} {
		t.Run(name, func(t *testing.T) {
			if r := verified(t, c.path, Options{}); r.Valid || !mentions(r.Errors, c.want) {
				t.Errorf("want %q, got %+v", c.want, r)
			}
		})
	}
}

func TestSymlinksInFolder(t *testing.T) {
	root := onDisk(t, smallBag("1.0"))
	if err := os.Remove(filepath.Join(root, "data", "dir", "a.txt")); err != nil {
		t.Fatal(err)
	}
	outside := saved(t, "a.txt", []byte("abcd")) // the very content the manifest wants
	if err := os.Symlink(outside, filepath.Join(root, "data", "dir", "a.txt")); err != nil {
		t.Skip("no symbolic links here")
	}
	if r := verified(t, root, Options{}); r.Valid || !mentions(r.Errors, "符号链接") {
		t.Errorf("%+v", r)
	}
}

func TestCompressedTar(t *testing.T) {
	var buf bytes.Buffer
	zw := gzip.NewWriter(&buf)
	if _, err := zw.Write(tarred(t, "包/", smallBag("1.0"), nil)); err != nil {
		t.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	if r := verified(t, saved(t, "b.tgz", buf.Bytes()), Options{TempDir: tmp}); !r.Valid {
		t.Errorf("%+v", r)
	}
	if left, _ := os.ReadDir(tmp); len(left) != 0 {
		t.Errorf("temporary file left: %v", left)
	}
}

func TestLimits(t *testing.T) {
	b := smallBag("1.0")
	if r := verified(t, onDisk(t, b), Options{MaxFiles: 3}); r.Valid || !mentions(r.Errors, "超过 3 个的上限") {
		t.Errorf("%+v", r)
	}
	if r := verified(t, onDisk(t, b), Options{MaxBytes: 100}); r.Valid || !mentions(r.Errors, "超过 100 的上限") {
		t.Errorf("%+v", r)
	}
	for i := range 50 {
		b[fmt.Sprintf("data/extra%d", i)] = ""
	}
	if r := verified(t, onDisk(t, b), Options{MaxMessages: 10}); r.Valid || len(r.Errors) != 11 || !strings.Contains(r.Errors[10], "未逐条列出") {
		t.Errorf("%d errors: %q", len(r.Errors), r.Errors)
	}
	bomb := smallBag("1.0")
	bomb["data/zero"] = strings.Repeat("\x00", 80<<20)
	if r := verified(t, zipped(t, "包/", bomb, nil), Options{}); r.Valid || !mentions(r.Errors, "压缩炸弹") {
		t.Errorf("%+v", r)
	}
}

func TestZipNamesInGBK(t *testing.T) {
	b := smallBag("1.0")
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	keys := sortedKeys(b)
	sort.Strings(keys)
	for _, p := range keys {
		name, err := simplifiedchinese.GB18030.NewEncoder().String("包/" + p)
		if err != nil {
			t.Fatal(err)
		}
		w, err := zw.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, b[p]); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if r := verified(t, saved(t, "b.zip", buf.Bytes()), Options{}); !r.Valid || !mentions(r.Warnings, "GB18030") {
		t.Errorf("%+v", r)
	}
}

// The report is the answer of the command line, word for word.
func TestReportJSON(t *testing.T) {
	b, err := json.Marshal(verified(t, onDisk(t, smallBag("1.0")), Options{}))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"kind":"bagit","version":"1.0","valid":true,"errors":[],"warnings":[]}`; string(b) != want {
		t.Errorf("%s", b)
	}
}

func TestCancelledVerify(t *testing.T) {
	root := onDisk(t, smallBag("1.0"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Verify(ctx, root, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNotesOfBag(t *testing.T) {
	in, err := Inspect(t.Context(), onDisk(t, smallBag("1.0")), Options{})
	if err != nil || in.Notes["Payload-Oxum"] != "11.2" {
		t.Errorf("%v %v", err, in.Notes)
	}
}
