package packet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

func bytesFile(name, content string) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

// sample is a packet with Chinese names, names that collide and odd characters.
func sample() Packet {
	at := time.Date(2026, 11, 24, 9, 30, 0, 0, civil.Shanghai)
	return Packet{
		Fonds: "X043", FondsName: "綦江区商务局", Year: 2019, CreatedAt: at, System: "档案管理系统",
		Items: []Item{
			{Code: "X043-WS·2019-Y-BGS-0001", Title: "关于成品油市场检查的通知（附：检查表 <A&B>）", DocNo: "綦商务〔2019〕5号",
				Issuer: "綦江区商务局", Date: civil.Must("2019-03-04"), Period: "Y", Unit: "BGS", Level: "公开", Pages: 12,
				Keywords: []string{"成品油", "检查"}, Remark: "附件另页", Opening: "开放", Disclosed: "主动公开", Declass: "无变更",
				Files: []File{bytesFile("关于成品油市场检查的通知.txt", "正文\n"), bytesFile("附件 1 100%.TXT", "附件"),
					bytesFile("README.txt", "a"), bytesFile("readme.TXT", "b"), bytesFile("4", "named like a folder")},
				Events: []Event{{Who: "办公室", What: "拟稿", When: at.Add(-time.Hour)},
					{Who: "档案员", Post: "档案管理岗", What: "归档", When: at, Basis: "DA/T 22-2015"}}},
			{Code: "X043-WS·2019-D30-BGS-0001", Title: "年度工作总结", Issuer: "办公室", Period: "D30",
				Files: []File{bytesFile("电子档案2元数据.xml", "<x/>"), bytesFile("空文件.txt", "")}},
			{Code: "X043-WS·2019-D10-BGS-0001", Title: "值班表", Issuer: "办公室", Period: "10年", Category: "ZY·JC",
				Date: civil.Must("2019-12-31"), Files: []File{bytesFile("𠮷.bin", strings.Repeat("\x00\xff", 100_000))}},
		},
	}
}

type maker func(context.Context, string, Packet) error

var makers = map[string]maker{KindBag: CreateBag, KindEEP: CreateEEP, KindDAT93: CreateDAT93}

func TestRoundTrip(t *testing.T) {
	for kind, create := range makers {
		for _, out := range []string{"移交包", "移交包.zip", "移交包.tar"} {
			t.Run(kind+"/"+out, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, out)
				if err := create(t.Context(), path, sample()); err != nil {
					t.Fatal(err)
				}
				in, err := Inspect(t.Context(), path, Options{})
				if err != nil || !in.Report.Valid || in.Report.Kind != kind {
					t.Fatalf("%v %+v", err, in.Report)
				}
				want := sample()
				if len(in.Records) != len(want.Items) {
					t.Fatalf("%d records", len(in.Records))
				}
				for _, it := range want.Items {
					var rec *Record
					for i := range in.Records {
						if in.Records[i].Value("档号") == it.Code {
							rec = &in.Records[i]
						}
					}
					if rec == nil {
						t.Fatalf("%s is missing", it.Code)
					}
					for name, v := range map[string]string{"题名": it.Title, "责任者": it.Issuer, "文件编号": it.DocNo,
						"日期": it.Date.String(), "保管期限": it.period(), "密级": it.level()} {
						if got := rec.Value(name); got != v {
							t.Errorf("%s: %s = %q, want %q", it.Code, name, got, v)
						}
					}
					for i, f := range it.Files {
						if rec.Files[i].Name != f.Name || rec.Files[i].Size != f.Size {
							t.Errorf("file %d: %+v, want %s", i, rec.Files[i], f.Name)
						}
					}
					if rec.Events != len(it.Events)+1 {
						t.Errorf("%s: %d events", it.Code, rec.Events)
					}
				}
				if left, _ := os.ReadDir(dir); len(left) != 1 {
					t.Errorf("something was left beside the package: %v", left)
				}
			})
		}
	}
}

func TestSingleEEP(t *testing.T) {
	p := sample()
	out := filepath.Join(t.TempDir(), "一件.xml")
	if err := CreateEEP(t.Context(), out, p); !fault.Is(err, fault.Invalid) {
		t.Fatalf("three items in one file: %v", err)
	}
	p.Items = p.Items[:1]
	if err := CreateEEP(t.Context(), out, p); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), out, Options{})
	if err != nil || !r.Valid || r.Kind != KindEEP || r.Version != "2009" {
		t.Fatalf("%v %+v", err, r)
	}
}

// Every byte of a package that is changed must be noticed, or be one that has no
// meaning (white space between tags).
func TestTamperedByte(t *testing.T) {
	p := sample()
	p.Items = p.Items[:1]
	p.Items[0].Files = p.Items[0].Files[:2]
	for kind, create := range makers {
		t.Run(kind, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "包")
			if err := create(t.Context(), root, p); err != nil {
				t.Fatal(err)
			}
			var files []string
			err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					files = append(files, name)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range files {
				old, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				at := len(old) / 2
				if kind == KindEEP {
					at = bytes.Index(old, []byte("5q2j5paH")) // the Base64 of the content
				}
				changed := append([]byte(nil), old...)
				changed[at] ^= 1
				if err := os.WriteFile(name, changed, 0o644); err != nil {
					t.Fatal(err)
				}
				r, err := Verify(t.Context(), root, Options{})
				if err != nil || r.Valid {
					t.Errorf("%s byte %d: %v %+v", name, at, err, r)
				}
				if err := os.WriteFile(name, old, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestMissingAndExtraFiles(t *testing.T) {
	p := sample()
	for kind, create := range makers {
		root := filepath.Join(t.TempDir(), "包")
		if err := create(t.Context(), root, p); err != nil {
			t.Fatal(err)
		}
		if kind != KindEEP { // a folder of EEP files is not a unit
			victim := ""
			_ = filepath.WalkDir(root, func(name string, d os.DirEntry, _ error) error {
				if strings.HasSuffix(name, "通知.txt") {
					victim = name
				}
				return nil
			})
			content, err := os.ReadFile(victim)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(victim); err != nil {
				t.Fatal(err)
			}
			if r, err := Verify(t.Context(), root, Options{}); err != nil || r.Valid || !mentions(r.Errors, "不在包内") {
				t.Errorf("%s missing: %v %+v", kind, err, r)
			}
			if err := os.WriteFile(victim, content, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(filepath.Dir(victim), "夹带.txt"), []byte("x"), 0o644); err != nil {
				t.Fatal(err)
			}
			if r, err := Verify(t.Context(), root, Options{}); err != nil || r.Valid || !mentions(r.Errors, "夹带.txt") {
				t.Errorf("%s extra: %v %+v", kind, err, r)
			}
		}
	}
}

func TestNothingIsLeftBehind(t *testing.T) {
	lying := sample()
	lying.Items[1].Files[0].SHA256 = strings.Repeat("0", 64)
	short := sample()
	short.Items[0].Files[1].Size++
	broken := sample()
	broken.Items[2].Files[0].Open = func() (io.ReadCloser, error) { return nil, errors.New("gone") }
	secret := sample()
	secret.Items[0].Level = "机密★10年"
	path := sample()
	path.Items[0].Files[0].Name = "../../etc/passwd"
	control := sample()
	control.Items[0].Title = "题\x01名"
	twice := sample()
	twice.Items[1].Code = twice.Items[0].Code
	for name, c := range map[string]struct {
		p    Packet
		kind fault.Kind
	}{
		"digest": {lying, fault.Conflict}, "size": {short, fault.Conflict}, "open": {broken, fault.Unavailable},
		"secret": {secret, fault.Invalid}, "path": {path, fault.Invalid}, "control": {control, fault.Invalid},
		"empty": {Packet{}, fault.Invalid}, "code twice": {twice, fault.Invalid},
	} {
		for kind, create := range makers {
			for _, out := range []string{"x", "x.zip", "x.tar"} {
				dir := t.TempDir()
				err := create(t.Context(), filepath.Join(dir, out), c.p)
				if !fault.Is(err, c.kind) || fault.Of(err).Safe() == "" {
					t.Errorf("%s %s %s: %v", name, kind, out, err)
				}
				if left, _ := os.ReadDir(dir); len(left) != 0 {
					t.Errorf("%s %s %s: left %v", name, kind, out, left)
				}
			}
		}
	}
}

func TestCancelledCreationLeavesNothing(t *testing.T) {
	for kind, create := range makers {
		ctx, cancel := context.WithCancel(t.Context())
		p := sample()
		inner := p.Items[2].Files[0].Open
		p.Items[2].Files[0].Open = func() (io.ReadCloser, error) {
			cancel()
			return inner()
		}
		dir := t.TempDir()
		if err := create(ctx, filepath.Join(dir, "x"), p); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", kind, err)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s: left %v", kind, left)
		}
		cancel()
	}
}

func TestExistingOutput(t *testing.T) {
	p := sample()
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty")
	full := filepath.Join(dir, "full")
	file := filepath.Join(dir, "f.zip")
	for _, d := range []string{empty, full} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{filepath.Join(full, "x"), file} {
		if err := os.WriteFile(f, []byte("keep"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := CreateBag(t.Context(), empty, p); err != nil {
		t.Errorf("an empty folder may be filled: %v", err)
	}
	for _, out := range []string{full, file} {
		if err := CreateBag(t.Context(), out, p); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", out, err)
		}
	}
	if b, _ := os.ReadFile(file); string(b) != "keep" {
		t.Error("the file was overwritten")
	}
	if err := CreateBag(t.Context(), filepath.Join(dir, "none", "x"), p); !fault.Is(err, fault.Invalid) {
		t.Errorf("missing parent: %v", err)
	}
}
