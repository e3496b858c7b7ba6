package redaction

import (
	"archive/zip"
	"bytes"
	"context"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

func prepare(t *testing.T, b []byte, name string) Prepared {
	t.Helper()
	p, err := Prepare(context.Background(), shared, bytes.NewReader(b), int64(len(b)), name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}

func noted(t *testing.T, p Prepared, words ...string) {
	t.Helper()
	all := strings.Join(p.Notes, "\n")
	for _, w := range words {
		if !strings.Contains(all, w) {
			t.Errorf("%q is not noted in:\n%s", w, all)
		}
	}
}

func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, row := range [][]any{{"序号", "姓名", "身份证号", "备注"}, {1, "王某某", anID, "甲"}, {2, "李某", identityNumber("19010101", 2), "隐藏行里的字"}} {
		must(f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row))
	}
	must(f.SetCellValue("Sheet1", "D2", "隐藏列里的字"))
	must(f.SetRowVisible("Sheet1", 3, false))
	must(f.SetColVisible("Sheet1", "D", false))
	_, err := f.NewSheet("Sheet2")
	must(err)
	must(f.SetCellValue("Sheet2", "A1", "隐藏表里的字"))
	must(f.SetSheetVisible("Sheet2", false))
	must(f.AddComment("Sheet1", excelize.Comment{Cell: "A1", Author: "某人", Text: "批注里的字"}))
	must(f.SetDefinedName(&excelize.DefinedName{Name: "名单", RefersTo: "Sheet1!$A$1:$C$3"}))
	b, err := f.WriteToBuffer()
	must(err)
	return b.Bytes()
}

func TestPrepareWorkbook(t *testing.T) {
	p := prepare(t, workbook(t), "名单.xlsx")
	noted(t, p, "隐藏的工作表 1 张", "隐藏的行 1 行、列 1 列", "批注 1 份", "命名区域 1 个")
	for _, s := range []string{"隐藏行", "隐藏列", "隐藏表", "批注里", "李某"} {
		if contains(t, p.PDF, s) {
			t.Errorf("%s went over", s)
		}
	}
	if !contains(t, p.PDF, "王某某") || !contains(t, p.PDF, anID) {
		t.Error("the visible cells are lost")
	}
	out, proof := produce(t, p.PDF, Order{Boxes: boxes(t, p.PDF)})
	if out == nil || contains(t, out, "王某某") || contains(t, out, anID) || !contains(t, out, "身份证号") {
		t.Error(proof.Problems())
	}
}

func document(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`},
		{"word/comments.xml", `<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment><w:p><w:r><w:t>批注里的字</w:t></w:r></w:p></w:comment></w:comments>`},
		{"word/media/image1.png", "x"},
	} {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(f[1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPrepareDocument(t *testing.T) {
	b := document(t, `<w:p><w:r><w:t>申请人：王某某，男</w:t></w:r><w:del w:id="1"><w:r><w:delText>删去的字</w:delText></w:r></w:del></w:p>`)
	p := prepare(t, b, "材料.docx")
	noted(t, p, "修订痕迹", "批注不带入", "图片 1 张")
	if !contains(t, p.PDF, "王某某") || contains(t, p.PDF, "删去的字") || contains(t, p.PDF, "批注里的字") {
		t.Error("text")
	}
	hidden := document(t, `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r></w:p>`)
	if _, err := Prepare(context.Background(), shared, bytes.NewReader(hidden), int64(len(hidden)), "材料.docx"); err == nil || !strings.Contains(fault.Of(err).Say, "隐藏文字") {
		t.Errorf("%v", err)
	}
}

func TestPrepareOthers(t *testing.T) {
	var img bytes.Buffer
	if err := png.Encode(&img, image.NewGray(image.Rect(0, 0, 300, 200))); err != nil {
		t.Fatal(err)
	}
	p := prepare(t, img.Bytes(), "照片.png")
	noted(t, p, "必须由人逐页查看")
	if out, proof := produce(t, p.PDF, Order{Boxes: []Box{{Page: 1, Rect: Rect{10, 10, 50, 50}}}}); out == nil {
		t.Error(proof.Problems())
	}
	p = prepare(t, []byte("姓名\t电话\n王某某\t13800000000\n"), "名单13800000000.txt")
	noted(t, p, "重新排版", "请改名")
	if !contains(t, p.PDF, "13800000000") {
		t.Error("text")
	}
	if p = prepare(t, page(line(20, 100, "x"), "", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Text/Rect[10 10 30 30]/Contents(x)>>"), "a.pdf"); p.PDF != nil {
		t.Error("a PDF is worked on as it is")
	}
	noted(t, p, "共 1 个，不带入", "第 1 页没有")
	for _, bad := range []struct {
		name string
		b    []byte
	}{{"空.pdf", nil}, {"坏.pdf", []byte("%PDF-1.4 x")}, {"页.html", []byte("<!DOCTYPE html><html><body>13800000000</body></html>")}, {"程序.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00")}} {
		if _, err := Prepare(context.Background(), shared, bytes.NewReader(bad.b), int64(len(bad.b)), bad.name); err == nil || fault.Of(err).Safe() == "" || fault.HTTP(err) >= 500 {
			t.Errorf("%s: %v", bad.name, err)
		}
	}
}
