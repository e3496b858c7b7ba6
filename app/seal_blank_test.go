package app_test

import (
	"archive/zip"
	"bytes"
	"image"
	"path/filepath"
	"testing"

	"lantai.internal/app"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
)

// Paper with nothing on it is blank whatever its format; a scan is not (law.SealNoBlank).
func TestBlankPapers(t *testing.T) {
	ctx := t.Context()
	a, _, err := app.Init(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Fonds: "X043", Clock: clock.At("2026-06-10"), Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	scan := func(white bool) []byte {
		img := image.NewRGBA(image.Rect(0, 0, 60, 80))
		if white {
			for i := range img.Pix {
				img.Pix[i] = 0xFF
			}
		}
		var b bytes.Buffer
		p := print.NewPictures(&b)
		p.Add(print.PicturePage{Width: 595, Height: 842, Picture: img})
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	docx := func(more ...string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		parts := map[string]string{
			"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
			"_rels/.rels":         `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
			"word/document.xml":   `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>`,
		}
		for _, name := range more {
			parts[name] = "x"
		}
		for name, text := range parts {
			f, err := w.Create(name)
			if err == nil {
				_, err = f.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for _, x := range []struct {
		name    string
		content []byte
		blank   bool
	}{
		{"空白.txt", []byte(" \n"), true},
		{"空白.pdf", pdfOf(t, "", ""), true},
		{"白纸的扫描件.pdf", scan(true), true},
		{"扫描件.pdf", scan(false), false},
		{"证明.pdf", pdfOf(t, "", "情况属实"), false},
		{"空白.docx", docx(), true},
		{"扫描件.docx", docx("word/media/image1.png"), false},
	} {
		blank, err := a.Seals.BlankPaper(ctx, bytes.NewReader(x.content), int64(len(x.content)), x.name)
		if err != nil || blank != x.blank {
			t.Errorf("%s: blank %v (%v)", x.name, blank, err)
		}
	}
}
