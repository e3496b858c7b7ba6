package app_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"unicode/utf16"

	"lantai.internal/app"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
)

// pdfOf is a paper with a harmless text and a title among its properties.
func pdfOf(t *testing.T, title, text string) []byte {
	t.Helper()
	d, err := print.New(print.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d.Section(print.Section{}).Para(text, print.Style{})
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	// The properties follow as an object of their own, as word processors write them.
	size := regexp.MustCompile(`/Size (\d+)`).FindSubmatch(b.Bytes())
	prev := regexp.MustCompile(`startxref\s+(\d+)`).FindSubmatch(b.Bytes())
	if size == nil || prev == nil {
		t.Fatal("no trailer")
	}
	n, err := strconv.Atoi(string(size[1]))
	if err != nil {
		t.Fatal(err)
	}
	at := b.Len()
	fmt.Fprintf(&b, "%d 0 obj\n<</Title<FEFF", n)
	for _, c := range utf16.Encode([]rune(title)) {
		fmt.Fprintf(&b, "%04X", c)
	}
	b.WriteString(">>>\nendobj\n")
	table := b.Len()
	fmt.Fprintf(&b, "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root 1 0 R/Info %d 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n", n, at, n+1, n, prev[1], table)
	return b.Bytes()
}

// A classified file that was renamed, packed, or gives itself away by its name or
// properties leaves no byte, and its digest and time alone on record; a scan of which
// nothing can be read is taken on the word of whoever uploads it (law.SecrecyLevels,
// law.Secrecy).
func TestMarkedUploadsLeaveNothing(t *testing.T) {
	ctx := t.Context()
	a, _, err := app.Init(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Fonds: "X043", Clock: clock.At("2026-06-10"), Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	const secret = "机密★10年\n\n关于某事的通知\n\n不得入库的内容\n"
	var packed, scan bytes.Buffer
	w := zip.NewWriter(&packed)
	if f, err := w.Create("附件/照片说明.txt"); err != nil {
		t.Fatal(err)
	} else if _, err := f.Write([]byte(secret)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p := print.NewPictures(&scan)
	p.Add(print.PicturePage{Width: 595, Height: 842, Picture: image.NewRGBA(image.Rect(0, 0, 60, 80))})
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		what, name string
		content    []byte
		refused    bool
	}{
		{"renamed", "食堂菜单.txt", []byte(secret), true},
		{"packed", "材料.zip", packed.Bytes(), true},
		{"packed and renamed", "食堂菜单.pdf", packed.Bytes(), true},
		{"scan with a text layer", "扫描件.pdf", pdfOf(t, "扫描件", "机密★10年"), true},
		{"property", "方案.pdf", pdfOf(t, "某方案（机密★10年）", "正文另发"), true},
		{"name", "某方案（机密★10年）.txt", []byte("正文另发"), true},
		{"scan", "照片.pdf", scan.Bytes(), false},
		{"harmless", "通知.txt", []byte("关于开会的通知"), false},
	} {
		err := a.Archive.RefuseMarked(ctx, bytes.NewReader(x.content), int64(len(x.content)), x.name, "file")
		if (err != nil) != x.refused || err != nil && fault.Of(err).Clause != law.Secrecy {
			t.Errorf("%s: %v", x.what, err)
		}
	}
	if err := a.Files.Walk(ctx, func(sha, _ string, _ int64) error {
		t.Errorf("%s was stored", sha)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"secrecy_refusal": 6, "secrecy_statement": 1} {
		if n, err := db.One[int](ctx, a.Door.Reader(), "SELECT count(*) FROM "+table); err != nil || n != want {
			t.Errorf("%s: %d, want %d (%v)", table, n, want, err)
		}
	}
	for _, word := range []string{"菜单", "方案", "材料", "不得入库"} {
		if n, err := db.One[int](ctx, a.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE summary || detail LIKE $1", "%"+word+"%"); err != nil || n != 0 {
			t.Errorf("the ledger says %q %d times (%v)", word, n, err)
		}
	}
}
