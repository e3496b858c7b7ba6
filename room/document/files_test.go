package document_test

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/print"
	"lantai.internal/kit/print/official"
	"lantai.internal/kit/reader"
	"lantai.internal/room/document"
)

func (b *bureau) letter(text string, word bool) []byte {
	b.t.Helper()
	p := official.Paper{Form: official.Document, Mark: "重庆市商务委员会文件", Number: "渝商务发〔2026〕31号", Title: "关于报送情况的通知", To: []string{"各区县商务局"}, Body: []official.Block{{Text: text}}, Date: civil.Must("2026-06-01")}
	var w bytes.Buffer
	if word {
		b.ok(p.DOCX(&w))
	} else {
		b.ok(p.PDF(&w, nil))
	}
	return w.Bytes()
}

// ofd makes an OFD of one page with one line.
func (b *bureau) ofd(text string) []byte {
	b.t.Helper()
	const ns = `xmlns:ofd="http://www.ofdspec.org/2016"`
	var w bytes.Buffer
	z := zip.NewWriter(&w)
	for name, body := range map[string]string{
		"OFD.xml":                        `<ofd:OFD ` + ns + ` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>44</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml":             `<ofd:Document ` + ns + `><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="10" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
		"Doc_0/Pages/Page_0/Content.xml": `<ofd:Page ` + ns + `><ofd:Content><ofd:Layer ID="2"><ofd:TextObject ID="9" Boundary="20 20 150 8" Font="1" Size="5"><ofd:TextCode X="0" Y="5">` + text + `</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>`,
	} {
		f, err := z.Create(name)
		b.ok(err)
		_, err = f.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + body))
		b.ok(err)
	}
	b.ok(z.Close())
	return w.Bytes()
}

func (b *bureau) takes(name string, data []byte, looked bool) (document.NewPaper, error) {
	return b.Take(b.ctx, bytes.NewReader(data), int64(len(data)), name, looked)
}

// TestFiles reads PDF and DOCX into the search, and refuses what bears the mark of a state
// secret however it is named and packed (clause law.documents.secret_channel).
func TestFiles(t *testing.T) {
	each(t, func(b *bureau) {
		_ = law.DocumentsSecretChannel
		b.Reader = reader.New(reader.Options{CacheDir: "-", LoadFont: print.Regular})
		defer b.Reader.Close()
		var screened []string
		b.Screen = func(_ context.Context, f io.ReaderAt, size int64, name, field string) error {
			screened = append(screened, name)
			data, err := io.ReadAll(io.NewSectionReader(f, 0, size))
			if err == nil && bytes.Contains(data, []byte("机密★")) {
				err = fault.Field(field, name, "带国家秘密标志")
			}
			return err
		}
		d := b.sign()
		var papers []document.NewPaper
		for i, x := range []struct {
			name, text string
			word       bool
		}{{"通知.docx", "请统计夜间经济的场次", true}, {"附件.pdf", "填表说明：拉动消费按含税口径", false}} {
			p, err := b.takes(x.name, b.letter(x.text, x.word), false)
			b.ok(err)
			if p.ByEye {
				t.Errorf("%s has text", x.name)
			}
			if p.Role = document.Attachment; i == 0 {
				p.Role = document.Original
			}
			papers = append(papers, p)
		}
		d, err := b.Register(b.ctx, b.who("office"), d.ID, some(), papers...)
		b.ok(err)
		for _, words := range []string{"夜间经济", "含税口径"} {
			c := document.Any()
			c.Words = words
			if page, err := b.List(b.ctx, b.who("office"), c); err != nil || page.Total != 1 || page.Lines[0].ID != d.ID {
				t.Errorf("%s: %d %v", words, page.Total, err)
			}
		}
		if v := b.look("office", d.ID); len(v.Papers) != 2 || v.Papers[0].Role != document.Original || v.Papers[1].Pages != 1 {
			t.Errorf("%+v", v.Papers)
		}
		// An OFD (GB/T 33190): its text is found, its page can be drawn.
		raw := b.ofd("食品安全示范店名单")
		p, err := b.takes("名单.ofd", raw, false)
		b.ok(err)
		b.ok(b.AddPapers(b.ctx, b.who("office"), d.ID, []document.NewPaper{p}))
		c := document.Any()
		c.Words = "示范店名单"
		if page, err := b.List(b.ctx, b.who("office"), c); err != nil || page.Total != 1 {
			t.Errorf("in an OFD: %d %v", page.Total, err)
		}
		img, pages, err := b.Reader.PageImage(b.ctx, bytes.NewReader(raw), int64(len(raw)), reader.OFD, 1, 600)
		b.ok(err)
		if pages != 1 || len(img) < 500 {
			t.Errorf("%d pages, a picture of %d bytes", pages, len(img))
		}
		// The same file a second time is no second paper.
		b.refused(b.AddPapers(b.ctx, b.who("office"), d.ID, papers[:1]), fault.Invalid, "已经收在")
		_, _, err = b.OpenPaper(b.ctx, b.who("clerk"), b.look("office", d.ID).Papers[0].ID)
		b.refused(err, fault.NotFound, "")

		// Renamed to look harmless, by content and by name.
		_, err = b.takes("菜单.txt", []byte("机密★5年\n关于储备的通知"), false)
		b.refused(err, fault.Invalid, "国家秘密")
		_, err = b.takes("绝密.txt", []byte("关于储备的通知"), false)
		b.refused(err, fault.Invalid, "密")
		_, err = b.takes("说明.pdf", b.letter("普通的话", true), false)
		b.refused(err, fault.Invalid, "后缀不符")
		// Inside a ZIP, also one that is called something else: it is looked into as a ZIP.
		var w bytes.Buffer
		z := zip.NewWriter(&w)
		f, err := z.CreateHeader(&zip.FileHeader{Name: "a.txt", Method: zip.Store})
		b.ok(err)
		_, err = f.Write([]byte("机密★5年"))
		b.ok(err)
		b.ok(z.Close())
		for _, name := range []string{"材料.zip", "材料.pdf"} {
			_, err = b.takes(name, w.Bytes(), false)
			b.refused(err, fault.Invalid, "国家秘密")
		}
		if last := screened[len(screened)-1]; last != "材料.pdf.zip" {
			t.Errorf("a ZIP by another name was screened as %s", last)
		}
		// A scan: no program sees the mark, somebody has to look, and it is written down.
		var pic bytes.Buffer
		b.ok(png.Encode(&pic, image.NewGray(image.Rect(0, 0, 60, 80))))
		_, err = b.takes("扫描.png", pic.Bytes(), false)
		b.refused(err, fault.Invalid, "读不出文字")
		p, err = b.takes("扫描.png", pic.Bytes(), true)
		b.ok(err)
		b.ok(b.AddPapers(b.ctx, b.who("office"), d.ID, []document.NewPaper{p}))
		if v := b.look("office", d.ID); !v.Papers[3].ByEye {
			t.Error("nobody knows that somebody looked")
		}
		if strings.Contains(strings.Join(screened, ""), "绝密") {
			t.Error("a name that says it all was opened")
		}
	})
}
