package reader

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func walkAll(b []byte, lim Limits) (paths []string, bytesRead int64, err error) {
	err = WalkZip(context.Background(), bytes.NewReader(b), int64(len(b)), lim, func(e Entry) error {
		paths = append(paths, e.Path)
		rc, err := e.Open()
		if err != nil {
			return err
		}
		defer rc.Close()
		n, err := io.Copy(io.Discard, rc)
		bytesRead += n
		return err
	})
	return paths, bytesRead, err
}

func TestWalkZip(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("收文/关于通知.txt")
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, h := range []*zip.FileHeader{
		{Name: "收文/", Method: zip.Store},
		{Name: gb, NonUTF8: true, Method: zip.Deflate},
		{Name: "发文/一.txt", Method: zip.Deflate},
		{Name: "内层.zip", Method: zip.Deflate},
		{Name: "文档.docx", Method: zip.Store},
	} {
		fw, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		switch h.Name {
		case "内层.zip":
			fw.Write(makeZip(t, file{"深/二.txt", "二"}))
		case "文档.docx":
			fw.Write(makeDocx(t, para("x")))
		case "收文/":
		default:
			fw.Write([]byte("内容"))
		}
	}
	w.Close()
	got, _, err := walkAll(buf.Bytes(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"收文/关于通知.txt", "发文/一.txt", "内层.zip/深/二.txt", "文档.docx"}; !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	got, _, err = walkAll(buf.Bytes(), Limits{ZipFlat: true})
	if err != nil || !slices.Contains(got, "内层.zip") {
		t.Fatal(got, err)
	}
	stop := errors.New("stop")
	if err := WalkZip(context.Background(), bytes.NewReader(buf.Bytes()), int64(buf.Len()), Limits{}, func(Entry) error { return stop }); err != stop {
		t.Fatal(err)
	}
}

func TestWalkZipRefusesNames(t *testing.T) {
	for _, c := range []struct {
		names []string
		say   string
	}{
		{[]string{"../外.txt"}, "以外"},
		{[]string{"a/../../外.txt"}, "以外"},
		{[]string{"/etc/passwd"}, "绝对路径"},
		{[]string{`a\b.txt`}, "反斜杠"},
		{[]string{`..\..\b.txt`}, "反斜杠"},
		{[]string{"C:/x.txt"}, "盘符"},
		{[]string{"c:x.txt"}, "盘符"},
		{[]string{"a\x00.txt"}, "控制字符"},
		{[]string{"a\n.txt"}, "控制字符"},
		{[]string{"a\u202Etxt.exe"}, "书写方向"},
		{[]string{""}, "空的"},
		{[]string{"a//b"}, "一级"},
		{[]string{"./b"}, "一级"},
		{[]string{"A.txt", "a.TXT"}, "同名"},
		{[]string{"e\u0301.txt", "é.txt"}, "同名"},
		{[]string{"a.txt", "a.txt"}, "同名"},
		{[]string{"a", "a/b"}, "上级"},
		{[]string{"\xff\xfe\xfd"}, "编码"},
	} {
		var files []file
		for _, n := range c.names {
			files = append(files, file{n, "x"})
		}
		called := 0
		b := makeZip(t, append([]file{{"好.txt", "x"}}, files...)...)
		err := WalkZip(context.Background(), bytes.NewReader(b), int64(len(b)), Limits{}, func(Entry) error { called++; return nil })
		spoken(t, err, ErrUnsafeName)
		if called != 0 || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%q: called %d, %v", c.names, called, err)
		}
	}
}

// Whoever wants to be told of unfit entries gets the others; a bomb still refuses all.
func TestWalkZipTellsOfUnfitEntries(t *testing.T) {
	b := makeZip(t, file{"好.txt", "x"}, file{"../外.txt", "x"}, file{"好.TXT", "y"}, file{"也好.txt", "z"})
	var got, bad []string
	lim := Limits{Unfit: func(name string, why error) error {
		spoken(t, why, ErrUnsafeName)
		bad = append(bad, name)
		return nil
	}}
	err := WalkZip(context.Background(), bytes.NewReader(b), int64(len(b)), lim, func(e Entry) error { got = append(got, e.Path); return nil })
	if err != nil || fmt.Sprint(got) != "[好.txt 也好.txt]" || fmt.Sprint(bad) != "[../外.txt 好.TXT]" {
		t.Errorf("%q %q %v", got, bad, err)
	}
	lim.ZipUnpacked = 2
	if err := WalkZip(context.Background(), bytes.NewReader(b), int64(len(b)), lim, func(Entry) error { return nil }); !errors.Is(err, ErrBomb) {
		t.Errorf("a bomb: %v", err)
	}
}

func TestWalkZipSymlink(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	h := &zip.FileHeader{Name: "链接"}
	h.SetMode(os.ModeSymlink | 0o777)
	fw, _ := w.CreateHeader(h)
	fw.Write([]byte("/etc/passwd"))
	w.Close()
	_, _, err := walkAll(buf.Bytes(), Limits{})
	spoken(t, err, ErrUnsafeName)
}

func TestWalkZipBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 32<<20)
	bomb := makeZip(t, file{"零.txt", zeros})
	nested := func(n int) []byte {
		b := makeZip(t, file{"底.txt", "x"})
		for i := 1; i < n; i++ {
			b = makeZip(t, file{fmt.Sprintf("层%d.zip", i), string(b)})
		}
		return b
	}
	many := make([]file, 10_001)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	half := many[:6000]
	for _, c := range []struct {
		name  string
		b     []byte
		lim   Limits
		cause error
	}{
		{"倍数", bomb, Limits{}, ErrBomb},
		{"套在里面", makeZip(t, file{"内.zip", string(bomb)}), Limits{}, ErrBomb},
		{"总量", makeZip(t, file{"a", zeros[:6<<20]}, file{"b", zeros[:6<<20]}), Limits{ZipUnpacked: 10 << 20}, ErrBomb},
		{"太多", makeZip(t, many...), Limits{}, ErrTooLarge},
		{"合计太多", makeZip(t, file{"一.zip", string(makeZip(t, half...))}, file{"二.zip", string(makeZip(t, half...))}), Limits{}, ErrTooLarge},
		{"四层", nested(4), Limits{}, ErrBomb},
		{"空", nil, Limits{}, ErrEmpty},
		{"截断", bomb[:len(bomb)-30], Limits{}, ErrBroken},
		{"不是", []byte("PK\x03\x04 not a zip"), Limits{}, ErrBroken},
		{"撒谎", liar(t, 100, 1<<20), Limits{}, ErrBomb},
		{"少了", liar(t, 1<<20, 100), Limits{}, ErrBroken},
		{"重叠", overlapping(t), Limits{}, ErrBomb},
		{"密码", locked(t), Limits{}, ErrEncrypted},
	} {
		_, n, err := walkAll(c.b, c.lim)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		if !errors.Is(err, c.cause) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		spoken(t, err, c.cause)
		if n > 20<<20 {
			t.Errorf("%s: %d bytes unpacked", c.name, n)
		}
	}
	if _, _, err := walkAll(nested(3), Limits{}); err != nil {
		t.Errorf("three levels: %v", err)
	}
}

// rawZip writes entries whose directory says what the caller wants.
func rawZip(t *testing.T, headers []*zip.FileHeader, packed [][]byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for i, h := range headers {
		fw, err := w.CreateRaw(h)
		if err != nil {
			t.Fatal(err)
		}
		fw.Write(packed[i])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func deflated(b []byte) []byte {
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, 9)
	w.Write(b)
	w.Close()
	return out.Bytes()
}

func liar(t *testing.T, says, is int) []byte {
	real := bytes.Repeat([]byte("a"), is)
	p := deflated(real)
	return rawZip(t, []*zip.FileHeader{{Name: "谎.txt", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(real),
		CompressedSize64: uint64(len(p)), UncompressedSize64: uint64(says)}}, [][]byte{p})
}

func locked(t *testing.T) []byte {
	return rawZip(t, []*zip.FileHeader{{Name: "密.txt", Flags: 1, CompressedSize64: 3, UncompressedSize64: 3}}, [][]byte{[]byte("xyz")})
}

// overlapping lets two names of the directory share one entry's bytes.
func overlapping(t *testing.T) []byte {
	b := makeZip(t, file{"a.txt", strings.Repeat("共", 400)}, file{"b.txt", strings.Repeat("共", 400)})
	i := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[i+42:], 0)
	return b
}

func TestZipDirectoryIsBounded(t *testing.T) {
	// A directory of 400,000 entries that its end record calls 1.
	var b bytes.Buffer
	entry := make([]byte, 46+1)
	copy(entry, "PK\x01\x02")
	binary.LittleEndian.PutUint16(entry[28:], 1)
	entry[46] = 'a'
	const n = 400_000
	for range n {
		b.Write(entry)
	}
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], 1)
	binary.LittleEndian.PutUint16(end[10:], 1)
	binary.LittleEndian.PutUint32(end[12:], uint32(b.Len()))
	b.Write(end)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := walkAll(b.Bytes(), Limits{ZipEntries: 1000})
	runtime.ReadMemStats(&after)
	spoken(t, err, ErrTooLarge)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
		t.Fatalf("%d MB allocated", grown>>20)
	}
}

func FuzzWalkZip(f *testing.F) {
	f.Add(makeZip(f, file{"a/b.txt", "x"}, file{"内.zip", string(makeZip(f, file{"c", "y"}))}))
	f.Add(makeZip(f, file{"../x", "x"}))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, b []byte) {
		err := WalkZip(context.Background(), bytes.NewReader(b), int64(len(b)), Limits{ZipUnpacked: 1 << 20}, func(e Entry) error {
			if e.Path == "" || strings.HasPrefix(e.Path, "/") || strings.Contains("/"+e.Path+"/", "/../") || strings.ContainsAny(e.Path, "\\\x00\n") {
				t.Fatalf("path %q", e.Path)
			}
			rc, err := e.Open()
			if err != nil {
				return err
			}
			defer rc.Close()
			n, err := io.Copy(io.Discard, rc)
			if n > e.Size {
				t.Fatalf("%d bytes of %d", n, e.Size)
			}
			return err
		})
		refusedOrNil(t, err)
	})
}

// refusedOrNil fails on an error that is none of this package's refusals.
func refusedOrNil(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, c := range []error{ErrEmpty, ErrEncrypted, ErrBroken, ErrTooLarge, ErrBomb, ErrUnsafeName, ErrUnsupported, ErrTimeout} {
		if errors.Is(err, c) {
			return
		}
	}
	t.Fatalf("foreign error: %v", err)
}
