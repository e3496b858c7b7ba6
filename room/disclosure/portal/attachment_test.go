package portal_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
	"lantai.internal/room/disclosure/portal"
)

var eyes *reader.Reader

func TestMain(m *testing.M) {
	eyes = reader.New(reader.Options{LoadFont: print.Regular})
	code := m.Run()
	eyes.Close()
	os.Exit(code)
}

func zipOf(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		f, err := w.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(f, parts[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func docxOf(t *testing.T, text string, more ...string) []byte {
	t.Helper()
	return zipOf(t, append([]string{
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`,
	}, more...)...)
}

func pdfOf(t *testing.T, text string) []byte {
	t.Helper()
	d, err := print.New(print.Options{Title: "材料"})
	if err != nil {
		t.Fatal(err)
	}
	return onePage(t, d, text)
}

func pngOf(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInspectTakesWhatMayBeKept(t *testing.T) {
	for name, b := range map[string][]byte{"授权委托书.docx": docxOf(t, "委托某人办理"), "身份证.PNG": append(pngOf(t), "<script>"...), "说明.pdf": pdfOf(t, "情况说明")} {
		a, err := portal.Inspect(t.Context(), eyes, name, bytes.NewReader(b), int64(len(b)))
		if err != nil || len(a.Content) == 0 || bytes.Contains(a.Content, []byte("<script>")) {
			t.Errorf("%s: %v, %d bytes", name, err, len(a.Content))
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	good := pdfOf(t, "情况说明")
	for _, c := range []struct {
		name string
		b    []byte
		say  string
	}{
		{"空.pdf", nil, "空文件"},
		{"大.pdf", make([]byte, portal.MaxAttachment+1), "超过 10 MB"},
		{"材料.zip", zipOf(t, "a.txt", "a"), "压缩包"},
		{"材料.rar", []byte("Rar!\x1a\x07\x00aaaaaaaaaaaa"), "压缩包"},
		{"材料.txt", []byte("文字"), "只接收"},
		{"网页.html", []byte("<!DOCTYPE html><script>alert(1)</script>"), "只接收"},
		{"程序.pdf", append([]byte("MZ\x90\x00"), make([]byte, 400)...), "只接收"},
		{"表.xlsx", zipOf(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>"), "只接收"},
		{"改名.jpg", good, "扩展名"},
		{"改名.docx", good, "扩展名"},
		{"宏.docx", docxOf(t, "文字", "word/vbaProject.bin", "x"), "宏"},
		{"脚本.pdf", append(good, "\n9 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\nendobj\n"...), "脚本"},
		{"密.docx", docxOf(t, "机密★10年"), "国家秘密"},
		{"密.pdf", pdfOf(t, "秘密★5年"), "国家秘密"},
		{"方案（绝密）.docx", docxOf(t, "文字"), "国家秘密"},
		{"坏.png", []byte("\x89PNG\r\n\x1a\nxxxx"), "没有接收"},
		{"坏.docx", zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document"), "没有接收"},
	} {
		_, err := portal.Inspect(t.Context(), eyes, c.name, bytes.NewReader(c.b), int64(len(c.b)))
		e := fault.Of(err)
		if err == nil || e.Field != "file" || !strings.Contains(e.Say, c.say) || !strings.Contains(e.Say, c.name) {
			t.Errorf("%s: %v, want %q", c.name, err, c.say)
		}
	}
}
