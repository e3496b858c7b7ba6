package reader

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
)

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func TestActivePDF(t *testing.T) {
	stream := func(dict string, body []byte) string {
		return fmt.Sprintf("%%PDF-1.5\n1 0 obj\n<<%s/Length %d>>\nstream\r\n%s\nendstream\nendobj\n%%%%EOF", dict, len(body), body)
	}
	action := []byte("5 0 <</S/JavaScript/JS(app.alert(1))>>")
	for name, c := range map[string]struct{ pdf, want string }{
		"none":     {stream("/Filter/FlateDecode", deflate([]byte("BT (about /JavaScripting and /Launcher) Tj ET"))), ""},
		"plain":    {"%PDF-1.4\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(x)>>>>\nendobj", "脚本"},
		"written":  {"%PDF-1.4\n1 0 obj\n<</OpenAction<</S/J#61va#53cript/JS(x)>>>>\nendobj", "脚本"},
		"packed":   {stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflate(action)), "脚本"},
		"untyped":  {stream("/Filter/FlateDecode", deflate(action)), "脚本"},
		"launch":   {"%PDF-1.4\n1 0 obj\n<</A<</S/Launch/F(cmd.exe)>>>>\nendobj", "启动"},
		"embedded": {"%PDF-1.4\n1 0 obj\n<</Names<</EmbeddedFiles 2 0 R>>>>\nendobj", "夹带"},
		"archive":  {stream("", nil) + string(makeZip(t, file{"a.exe", "MZ"})), "压缩包"},
	} {
		got, err := Active(context.Background(), strings.NewReader(c.pdf), int64(len(c.pdf)), PDF)
		if err != nil || c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
	}
	hidden := stream("/Type/ObjStm/Filter/LZWDecode", []byte("\x80\x0b\x60"))
	_, err := Active(context.Background(), strings.NewReader(hidden), int64(len(hidden)), PDF)
	spoken(t, err, ErrUnsupported)
	bomb := stream("/Filter/FlateDecode", deflate(make([]byte, maxInflated+1)))
	_, err = Active(context.Background(), strings.NewReader(bomb), int64(len(bomb)), PDF)
	spoken(t, err, ErrBomb)
}

func TestActiveParts(t *testing.T) {
	link := `<Relationships><Relationship Id="r" Type="x/hyperlink" Target="http://example.invalid" TargetMode="External"/></Relationships>`
	template := `<Relationships><Relationship Id="r" TargetMode="External" Type="x/attachedTemplate" Target="http://example.invalid/a.dotm"/></Relationships>`
	for name, c := range map[string]struct {
		kind  Kind
		parts []file
		want  string
	}{
		"none":     {DOCX, []file{{"word/document.xml", "<w/>"}, {"word/_rels/document.xml.rels", link}}, ""},
		"macro":    {DOCX, []file{{"word/vbaProject.bin", "x"}}, "宏"},
		"ole":      {DOCX, []file{{"word/embeddings/oleObject1.bin", "x"}}, "夹带"},
		"archive":  {OFD, []file{{"Doc_0/Res/a.zip", "x"}}, "夹带"},
		"attached": {OFD, []file{{"Doc_0/Attachs/Attachments.xml", "x"}}, "夹带"},
		"template": {DOCX, []file{{"word/_rels/settings.xml.rels", template}}, "从别处"},
	} {
		b := makeZip(t, c.parts...)
		got, err := Active(context.Background(), bytes.NewReader(b), int64(len(b)), c.kind)
		if err != nil || c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
	}
}

// What stood beside the picture is gone, and the picture stands upright.
func TestRecode(t *testing.T) {
	b := append(makeJPEG(t, 40, 20, makeExif(binary.BigEndian, 6)), "<script>alert(1)</script>"...)
	out, err := shared.Recode(context.Background(), bytes.NewReader(b), int64(len(b)), JPEG, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil || img.Bounds().Dx() != 20 || img.Bounds().Dy() != 40 {
		t.Fatalf("%v %v", img.Bounds(), err)
	}
	if bytes.Contains(out, []byte("script")) || bytes.Contains(out, []byte("NIKON")) || bytes.Contains(out, []byte("Exif")) {
		t.Error("something of what stood beside the picture is left")
	}
	p := append(makePNG(t, 3, 2, color.Black), "hidden"...)
	if out, err = shared.Recode(context.Background(), bytes.NewReader(p), int64(len(p)), PNG, Limits{}); err != nil || bytes.Contains(out, []byte("hidden")) {
		t.Errorf("%v", err)
	}
	_, err = shared.Recode(context.Background(), strings.NewReader("GIF89a"), 6, GIF, Limits{})
	spoken(t, err, ErrUnsupported)
	big := pngHeader(60_000, 60_000)
	_, err = shared.Recode(context.Background(), bytes.NewReader(big), int64(len(big)), PNG, Limits{})
	spoken(t, err, ErrTooLarge)
}
