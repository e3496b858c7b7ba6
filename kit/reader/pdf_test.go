package reader

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"lantai.internal/base/fault"
)

func isCause(err, cause error) bool { return errors.Is(err, cause) }

func TestPDFText(t *testing.T) {
	d := mustRead(t, goPDF(t, "First page of two", "Second page"), "report.pdf")
	if d.Kind != PDF || d.Lying || d.Pages != 2 || d.PagesEstimated {
		t.Fatalf("%+v", d)
	}
	if got := strings.Split(d.Body, "\f"); len(got) != 2 || strings.TrimSpace(got[0]) != "First page of two" || strings.TrimSpace(got[1]) != "Second page" {
		t.Fatalf("body %q", d.Body)
	}
}

func TestPDFChinese(t *testing.T) {
	d := mustRead(t, rawPDF(1, "关于做好档案工作的通知"), "通知.pdf")
	if strings.TrimSpace(d.Body) != "关于做好档案工作的通知" {
		t.Fatalf("body %q", d.Body)
	}
	if d.Title != "档案" || d.Author != "Office" || d.Created.Format("2006-01-02 15:04") != "2019-03-04 05:06" {
		t.Fatalf("hints %q %q %v", d.Title, d.Author, d.Created)
	}
}

// A font that the file names and does not carry is replaced by ours: without
// that the page is blank and a character set by itself is lost.
func TestPDFMissingFont(t *testing.T) {
	b := rawPDF(1, "Ж")
	b = bytes.ReplaceAll(b, []byte("Ordering(Identity)"), []byte("Ordering(GB1)"))
	b = bytes.ReplaceAll(b, []byte("/Encoding/Identity-H"), []byte("/Encoding/UniGB-UCS2-H"))
	if d := mustRead(t, b, "旧.pdf"); strings.TrimSpace(d.Body) != "Ж" {
		t.Errorf("body %q", d.Body)
	}
	img, _, err := pageImage(t, b, PDF, 1, 600)
	if err != nil || !hasInk(img) {
		t.Errorf("blank page, %v", err)
	}
}

func TestFontFS(t *testing.T) {
	if err := fstest.TestFS(fontFS{[]byte("font")}, fontPath); err != nil {
		t.Fatal(err)
	}
}

func TestPDFHundredThousandPages(t *testing.T) {
	b := rawPDF(100_000, "页码")
	start := time.Now()
	d, err := read(t, b, "大.pdf", Limits{TextPages: 50})
	if err != nil {
		t.Fatal(err)
	}
	if d.Pages != 100_000 || d.PagesEstimated || strings.Count(d.Body, "页码") != 50 || !warned(d, "只读取了前 50 页") {
		t.Fatalf("pages %d, read %d, %v", d.Pages, strings.Count(d.Body, "页码"), d.Warnings)
	}
	t.Logf("%d bytes in %v", len(b), time.Since(start))
}

func TestPDFTimeLimitKeepsWhatWasRead(t *testing.T) {
	d, err := read(t, rawPDF(5000, strings.Repeat("时限", 200)), "慢.pdf", Limits{TextPages: 5000, Timeout: 50 * time.Millisecond})
	if isCause(err, ErrTimeout) {
		return // a slow machine did not get through the first page
	}
	if err != nil {
		t.Fatal(err)
	}
	if d.Pages != 5000 || !warned(d, "只读取了前") {
		t.Fatalf("pages %d, %v", d.Pages, d.Warnings)
	}
}

// stuffedPDF is one page whose content is n times unit, packed.
func stuffedPDF(t *testing.T, start, unit string, n int) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	if _, err := w.Write([]byte(start)); err != nil {
		t.Fatal(err)
	}
	chunk := []byte(strings.Repeat(unit, 1000))
	for range n / 1000 {
		if _, err := w.Write(chunk); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	b := rawPDF(1, "x")
	from := bytes.Index(b, []byte("3 0 obj\n"))
	to := from + bytes.Index(b[from:], []byte("endobj"))
	stream := fmt.Sprintf("3 0 obj\n<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream\n", z.Len(), z.Bytes())
	return append(append(append([]byte{}, b[:from]...), stream...), b[to:]...)
}

func TestPDFBombs(t *testing.T) {
	// Half a gigabyte in one page does not fit the engine's memory.
	_, err := read(t, stuffedPDF(t, "", strings.Repeat("\x00", 1000), 600_000), "炸弹.pdf", Limits{})
	spoken(t, err, ErrBroken)
	// Millions of words on one page are stopped in the middle of it.
	slow := stuffedPDF(t, "BT /F1 9 Tf ", "(a) Tj ", 7_000_000)
	start := time.Now()
	_, err = read(t, slow, "慢.pdf", Limits{Timeout: 50 * time.Millisecond})
	spoken(t, err, ErrTimeout)
	t.Logf("stopped after %v", time.Since(start))
	if d := mustRead(t, goPDF(t, "still here"), "好.pdf"); strings.TrimSpace(d.Body) != "still here" {
		t.Fatalf("after a stop: %q", d.Body)
	}
}

func TestPDFConcurrently(t *testing.T) {
	r := New(Options{PDFWorkers: 2})
	defer r.Close()
	slow, good := stuffedPDF(t, "BT /F1 9 Tf ", "(a) Tj ", 7_000_000), goPDF(t, "good")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			b, lim := good, Limits{}
			if i%4 == 0 {
				b, lim = slow, Limits{Timeout: 50 * time.Millisecond}
			}
			d, err := r.Read(context.Background(), bytes.NewReader(b), int64(len(b)), "a.pdf", lim)
			if i%4 == 0 {
				if !isCause(err, ErrTimeout) {
					t.Errorf("slow: %v", err)
				}
			} else if err != nil || strings.TrimSpace(d.Body) != "good" {
				t.Errorf("good: %v", err)
			}
		})
	}
	wg.Wait()
	r.pdf.memory.mu.Lock()
	defer r.pdf.memory.mu.Unlock()
	if r.pdf.memory.killing != 0 || r.pdf.memory.later != nil {
		t.Error("memory kept")
	}
}

func TestPDFCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	b := goPDF(t, "x")
	_, err := shared.Read(ctx, bytes.NewReader(b), int64(len(b)), "a.pdf", Limits{})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func encrypt(t *testing.T, b []byte, user string) []byte {
	t.Helper()
	api.DisableConfigDir()
	conf := model.NewAESConfiguration(user, "owner", 256)
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(b), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestPDFRefusals(t *testing.T) {
	good := goPDF(t, "some text")
	for _, c := range []struct {
		name  string
		b     []byte
		cause error
		say   string
	}{
		{"加密.pdf", encrypt(t, good, "secret"), ErrEncrypted, "密码"},
		{"空.pdf", nil, ErrEmpty, "空的"},
		{"截断.pdf", good[:40], ErrBroken, "损坏"},
		{"假.pdf", []byte("%PDF-1.4\nthis is no pdf at all\n"), ErrBroken, "损坏"},
	} {
		_, err := read(t, c.b, c.name, Limits{})
		spoken(t, err, c.cause)
		e := fault.Of(err)
		if !strings.Contains(e.Say, c.say) || e.Field != "file" || e.Value != c.name {
			t.Errorf("%s: %q %q %q", c.name, e.Say, e.Field, e.Value)
		}
	}
	d := mustRead(t, encrypt(t, good, ""), "限制.pdf")
	if !strings.Contains(d.Body, "some text") || !warned(d, "使用限制") {
		t.Fatalf("%q %v", d.Body, d.Warnings)
	}
	_, err := read(t, good, "大.pdf", Limits{MaxBytes: 10})
	spoken(t, err, ErrTooLarge)
}

func TestPDFLyingCount(t *testing.T) {
	b := bytes.Replace(rawPDF(3, "三页"), []byte("/Count 3/"), []byte("/Count 9/"), 1)
	d := mustRead(t, b, "虚报.pdf")
	if strings.Count(d.Body, "三页") != 3 {
		t.Fatalf("body %q pages %d", d.Body, d.Pages)
	}
}

func TestPDFPageImage(t *testing.T) {
	b := goPDF(t, "one", "two")
	img, pages, err := shared.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), PDF, 2, 600)
	if err != nil || pages != 2 {
		t.Fatal(pages, err)
	}
	p, err := png.Decode(bytes.NewReader(img))
	if err != nil {
		t.Fatal(err)
	}
	if w, h := p.Bounds().Dx(), p.Bounds().Dy(); w != 600 || h < 840 || h > 855 {
		t.Fatalf("%d×%d", w, h)
	}
	if !hasInk(p) {
		t.Fatal("blank page")
	}
	if _, _, err = shared.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), PDF, 3, 600); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	th, err := shared.Thumbnail(context.Background(), bytes.NewReader(b), int64(len(b)), PDF)
	if err != nil {
		t.Fatal(err)
	}
	if cfg, err := png.DecodeConfig(bytes.NewReader(th)); err != nil || cfg.Width != 200 {
		t.Fatal(cfg.Width, err)
	}
}

func TestPDFTime(t *testing.T) {
	for in, want := range map[string]string{
		"D:20190304050607+08'00'": "2019-03-04T05:06:07+08:00",
		"D:20190304050607Z":       "2019-03-04T05:06:07Z",
		"D:2019":                  "2019-01-01T00:00:00+08:00",
		"D:20190230":              "0001-01-01T00:00:00Z",
		"":                        "0001-01-01T00:00:00Z",
		"D:99990101":              "0001-01-01T00:00:00Z",
	} {
		if got := pdfTime(in).Format(time.RFC3339); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}
