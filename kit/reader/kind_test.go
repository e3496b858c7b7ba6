package reader

import (
	"bytes"
	"image/color"
	"strings"
	"testing"
)

func TestIdentify(t *testing.T) {
	docx, ofd := makeDocx(t, para("正文")), makeOFD(t, []string{textObject(20, 30, "正文")})
	gbk := []byte("\xb9\xd8\xd3\xda\xd7\xf6\xba\xc3\xb9\xa4\xd7\xf7\xb5\xc4\xcd\xa8\xd6\xaa")
	for _, c := range []struct {
		name  string
		b     []byte
		want  Kind
		lying bool
	}{
		{"a.pdf", goPDF(t, "x"), PDF, false},
		{"a.docx", goPDF(t, "x"), PDF, true},
		{"a.PDF", docx, DOCX, true},
		{"无扩展名", docx, DOCX, false},
		{"a.docx", docx, DOCX, false},
		{"a.ofd", ofd, OFD, false},
		{"a.zip", ofd, OFD, true},
		{"a.zip", makeZip(t, file{"甲.txt", "x"}), ZIP, false},
		{"a.docx", makeZip(t, file{"甲.txt", "x"}), ZIP, true},
		{"a.txt", []byte("关于做好工作的通知\n"), Text, false},
		{"a.md", []byte("# 关于做好工作的通知\n"), Markdown, false},
		{"a.md", []byte("<p align=center>题名</p>\n\n# 一\n"), Markdown, false},
		{"a.md", []byte("<!DOCTYPE html><html><body>x</body></html>"), HTML, true},
		{"a.txt", gbk, Text, false},
		{"a", gbk, Text, false},
		{"a.pdf", []byte("plain words"), Text, true},
		{"a.png", makePNG(t, 2, 2, color.Black), PNG, false},
		{"a.jpg", makePNG(t, 2, 2, color.Black), PNG, true},
		{"a.jpeg", makeJPEG(t, 4, 4, nil), JPEG, false},
		{"a.pdf", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), Program, true},
		{"a.pdf.exe", []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), Program, false},
		{"a.png", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), SVG, true},
		{"a.pdf", []byte("<html><script>alert(1)</script></html>"), HTML, true},
		{"a.json", []byte(`{"a":1}`), JSON, false},
		{"a.xml", []byte(`<?xml version="1.0"?><a/>`), XML, false},
		{"a.dat", []byte{0, 1, 2, 3, 0, 0, 0xfe, 9, 0, 0, 0, 7}, Unknown, false},
		{"a.jpg", []byte("GIF89a/*\x00\x01\x00\x00\x00*/=1;alert(1)"), GIF, true},
		{"图.jpg", []byte("\xFF\xD8\xFF\xE0 %PDF-1.4 1 0 obj"), JPEG, false},
		{"空", nil, Unknown, false},
	} {
		k, err := IdentifyFile(bytes.NewReader(c.b), int64(len(c.b)), c.name)
		if err != nil || k != c.want || Lies(k, c.name) != c.lying {
			t.Errorf("%s: %s lying=%v err=%v, want %s %v", c.name, k, Lies(k, c.name), err, c.want, c.lying)
		}
	}
}

func TestEveryKindHasWords(t *testing.T) {
	for ext, kinds := range claims {
		for _, k := range kinds {
			if k.Label() == "" || k.MIME() == "" {
				t.Errorf("%s: kind %q without label or type", ext, k)
			}
		}
	}
}

func TestOtherKindsAreNoError(t *testing.T) {
	d := mustRead(t, makeZip(t, file{"甲.txt", "x"}), "a.zip")
	if d.Kind != ZIP || d.Body != "" || d.Pages != 1 || !warned(d, "压缩包") {
		t.Fatalf("%+v", d)
	}
	d = mustRead(t, []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"), "通知.pdf")
	if d.Kind != Program || !d.Lying || !warned(d, "扩展名") || !warned(d, "可执行程序") {
		t.Fatalf("%+v", d)
	}
}

func TestCleanName(t *testing.T) {
	long := strings.Repeat("长", 300)
	for _, c := range []struct {
		in, want string
		bad      bool
	}{
		{"关于通知.pdf", "关于通知.pdf", false},
		{`C:\收文\2019\关于通知.pdf`, "关于通知.pdf", false},
		{"../../etc/passwd", "passwd", false},
		{"没有扩展名", "没有扩展名", false},
		{long, long, false},
		{long + "长", long, true},
		{"a\x00b\r\n.txt", "ab.txt", true},
		{"合同\u202Efdp.exe", "合同fdp.exe", true},
		{"", "未命名", true},
		{"..", "未命名", true},
		{"a/", "未命名", true},
		{"\xb9\xd8\xd3\xda.txt", "关于.txt", false},
		{"\xff\xff.txt", "�.txt", true},
		{"e\u0301.txt", "é.txt", false},
	} {
		got, err := CleanName(c.in)
		if got != c.want || (err != nil) != c.bad {
			t.Errorf("%q: %q %v", c.in, got, err)
		}
		if err != nil {
			spoken(t, err, ErrUnsafeName)
		}
	}
}
