package reader

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	stdunicode "unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

var cjk = &stdunicode.RangeTable{R16: []stdunicode.Range16{{Lo: 0x4E00, Hi: 0x9FA5, Stride: 1}}}

const sample = "关于做好2019年度档案工作的通知\n\n各单位：\n　　现将有关事项通知如下。\n"

func encoded(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeText(t *testing.T) {
	for _, c := range []struct {
		name string
		b    []byte
		enc  string
		want string
	}{
		{"UTF-8", []byte(sample), "UTF-8", sample},
		{"UTF-8 BOM", []byte("\xEF\xBB\xBF" + sample), "UTF-8", sample},
		{"GB18030", encoded(t, simplifiedchinese.GB18030, sample), "GB18030", sample},
		{"GB18030 四字节", encoded(t, simplifiedchinese.GB18030, "陈䶮㐀𠮷同志"), "GB18030", "陈䶮㐀𠮷同志"},
		{"UTF-16LE BOM", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), sample), "UTF-16LE", sample},
		{"UTF-16BE BOM", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), sample), "UTF-16BE", sample},
		{"UTF-16LE", encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), sample), "UTF-16LE", sample},
		{"UTF-16BE", encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), sample), "UTF-16BE", sample},
		{"换行", []byte("甲\r\n乙\r丙\u2028丁\v戊\x00\x07\u0085己\uFEFF\f庚"), "UTF-8", "甲\n乙\n丙\n丁\n戊\n己\f庚"},
		{"空", nil, "UTF-8", ""},
	} {
		got, enc, _ := DecodeText(c.b)
		if got != c.want || enc != c.enc {
			t.Errorf("%s: %s %q", c.name, enc, got)
		}
	}
}

func TestReadText(t *testing.T) {
	d := mustRead(t, encoded(t, simplifiedchinese.GB18030, sample), "通知.txt")
	if d.Kind != Text || d.Body != sample || d.Encoding != "GB18030" || d.Pages != 1 || !d.PagesEstimated || len(d.Warnings) != 0 {
		t.Fatalf("%+v", d)
	}
	d = mustRead(t, []byte(strings.Repeat("字 \n", 2001)), "长.md")
	if d.Pages != 3 || !d.PagesEstimated {
		t.Fatalf("%d pages", d.Pages)
	}
	d, err := read(t, []byte(strings.Repeat("字", 1000)), "长.txt", Limits{TextBytes: 100})
	if err != nil || len(d.Body) > 100 || !utf8.ValidString(d.Body) || !warned(d, "只读取了") {
		t.Fatalf("%d bytes, %v, %v", len(d.Body), d.Warnings, err)
	}
	if d = mustRead(t, []byte("  \n\n "), "空白.txt"); !warned(d, "没有文字") {
		t.Fatal(d.Warnings)
	}
	d = mustRead(t, []byte("<html><head><title>通 知</title><style>p{}</style></head><body><p>一&amp;二</p><script>alert(1)</script><table><tr><td>甲</td><td>乙</td></tr></table></body></html>"), "a.html")
	if d.Title != "通 知" || d.Body != "一&二\n甲\t乙\t\n" {
		t.Fatalf("%q %q", d.Title, d.Body)
	}
	_, err = read(t, nil, "空.txt", Limits{})
	spoken(t, err, ErrEmpty)
}

// Whatever is read comes back the same from each encoding.
func TestDecodeTextRoundTrip(t *testing.T) {
	hanzi := rapid.StringOfN(rapid.RuneFrom(nil, cjk), 20, 200, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := "通知" + hanzi.Draw(t, "s") + "\n"
		for _, e := range []encoding.Encoding{simplifiedchinese.GB18030, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), unicode.UTF8} {
			b, err := e.NewEncoder().Bytes([]byte(s))
			if err != nil {
				t.Fatal(err)
			}
			if got, enc, _ := DecodeText(b); got != s {
				t.Fatalf("%s: %q became %q", enc, s, got)
			}
		}
	})
}

func TestCorpora(t *testing.T) {
	dir := sharedDir(t)
	n := 0
	for _, sub := range []string{"regulations", "chongqing"} {
		paths, err := filepath.Glob(filepath.Join(dir, "corpora", sub, "*.md"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			d := mustRead(t, b, filepath.Base(p))
			if d.Kind != Markdown || d.Lying || d.Encoding != "UTF-8" || len(d.Warnings) > 0 || !strings.HasPrefix(d.Body, "# ") {
				t.Errorf("%s: %s %v %.20q", p, d.Kind, d.Warnings, d.Body)
			}
			// The same text as an old system would have written it.
			g, enc, ok := DecodeText(encoded(t, simplifiedchinese.GB18030, d.Body))
			if !ok || enc != "GB18030" || g != d.Body {
				t.Errorf("%s: GB18030 not recognised: %s %v", p, enc, ok)
			}
			n++
		}
	}
	if n == 0 {
		t.Skip("no corpora")
	}
	t.Logf("%d texts", n)
}

// sharedDir is the folder of shared material, or the test is skipped.
func sharedDir(t *testing.T) string {
	t.Helper()
	if d := os.Getenv("LANTAI_SHARED"); d != "" {
		return d
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "shared", "README.md")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("shared material is not here")
	return ""
}

func FuzzDecodeText(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte("\xff\xfe\x00"))
	f.Add([]byte("\xb9\xd8\xd3"))
	f.Add([]byte("\x81\x30\x81"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, enc, _ := DecodeText(b)
		if !utf8.ValidString(s) || s != CleanText(s) || strings.ContainsAny(s, "\x00\r\x1b") || enc == "" {
			t.Fatalf("%s %q", enc, s)
		}
		Identify(b, "x.txt")
		_, _ = CleanName(string(b))
	})
}
