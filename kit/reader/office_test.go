package reader

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lantai.internal/base/fault"
)

func TestDocx(t *testing.T) {
	body := para("关于印发《办法》的通知") +
		`<w:tbl><w:tblPr/><w:tr><w:tc>` + para("题名") + `</w:tc><w:tc>` + para("页") + para("数") + `</w:tc></w:tr><w:tr><w:tc>` + para("甲") + `</w:tc><w:tc>` + para("3") + `</w:tc></w:tr></w:tbl>` +
		`<w:p><w:r><w:t>续</w:t><w:tab/><w:t>后</w:t><w:br/><w:t>行</w:t></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:ins><w:r><w:t>增加</w:t></w:r></w:ins></w:p>` +
		`<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>文本框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>` +
		`<w:p><w:r><w:instrText> PAGE </w:instrText><w:lastRenderedPageBreak/><w:t>第二页&#x0;</w:t></w:r></w:p>`
	body = strings.ReplaceAll(body, "&#x0;", "")
	d := mustRead(t, makeDocx(t, body,
		file{"word/header1.xml", `<w:hdr ` + wordNS + `>` + para("某县档案局文件") + `</w:hdr>`},
		file{"word/footer1.xml", `<w:ftr ` + wordNS + `>` + para("— 1 —") + `</w:ftr>`},
		file{"word/footnotes.xml", `<w:footnotes ` + wordNS + `><w:footnote w:type="separator">` + para("线") + `</w:footnote><w:footnote>` + para("脚注一") + `</w:footnote></w:footnotes>`},
		file{"word/vbaProject.bin", "x"},
		file{"docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title>办法</dc:title><dc:creator>办公室</dc:creator><dcterms:created>2019-03-04T01:02:03Z</dcterms:created></cp:coreProperties>`},
		file{"docProps/app.xml", `<Properties><Pages>2</Pages></Properties>`},
	), "办法.docx")
	want := "关于印发《办法》的通知\n题名\t页 数\n甲\t3\n续\t后\n行\n增加\n文本框\n\f第二页\n\n某县档案局文件\n\n脚注一\n"
	if d.Body != want {
		t.Errorf("body\n%q\nwant\n%q", d.Body, want)
	}
	if d.Pages != 2 || d.PagesEstimated || d.Title != "办法" || d.Author != "办公室" || d.Created.Format("2006-01-02") != "2019-03-04" {
		t.Errorf("%+v", d)
	}
	for _, w := range []string{"修订", "宏", "外部"} {
		if !warned(d, w) {
			t.Errorf("no warning %s in %v", w, d.Warnings)
		}
	}
}

func TestDocxPages(t *testing.T) {
	long := para(strings.Repeat("字", 2500))
	app := func(n string) file {
		return file{"docProps/app.xml", `<Properties><Pages>` + n + `</Pages></Properties>`}
	}
	for _, c := range []struct {
		name      string
		b         []byte
		pages     int
		estimated bool
	}{
		{"没有页数", makeDocx(t, long), 3, true},
		{"有页数", makeDocx(t, long, app("3")), 3, false},
		{"模板页数", makeDocx(t, long+long, app("1")), 5, true},
		{"无效页数", makeDocx(t, para("字"), app("-9")), 1, true},
		{"空正文", makeDocx(t, ""), 1, true},
		{"分页符", makeDocx(t, para("一")+`<w:p><w:r><w:br w:type="page"/><w:t>二</w:t></w:r></w:p>`), 2, true},
	} {
		d := mustRead(t, c.b, "a.docx")
		if d.Pages != c.pages || d.PagesEstimated != c.estimated {
			t.Errorf("%s: %d %v", c.name, d.Pages, d.PagesEstimated)
		}
	}
}

func TestOfficeRefusals(t *testing.T) {
	deep := strings.Repeat("<w:p>", 300) + strings.Repeat("</w:p>", 300)
	entity := makeZip(t, file{"word/document.xml", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><w:document ` + wordNS + `><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>`})
	external := makeZip(t, file{"word/document.xml", `<!DOCTYPE x SYSTEM "file:///etc/passwd"><w:document/>`})
	good := makeDocx(t, para("x"))
	for _, c := range []struct {
		name  string
		b     []byte
		cause error
		lim   Limits
	}{
		{"深.docx", makeDocx(t, deep), ErrBomb, Limits{}},
		{"实体.docx", entity, ErrBroken, Limits{}},
		{"外部.docx", external, ErrBroken, Limits{}},
		{"炸弹.docx", makeDocx(t, para("x"), file{"word/media/a.bin", strings.Repeat("\x00", 20<<20)}), ErrBomb, Limits{}},
		{"坏.docx", makeDocx(t, "<w:p><w:r>"), ErrBroken, Limits{}},
		{"截断.docx", good[:len(good)/2], ErrBroken, Limits{}},
		{"大.docx", makeDocx(t, para(strings.Repeat("字", 5000))), ErrTooLarge, Limits{XMLBytes: 1000}},
		{"无页.ofd", makeOFD(t, nil), ErrBroken, Limits{}},
		{"加密.ofd", makeOFD(t, []string{""}, file{"Encryptions.xml", "<x/>"}), ErrEncrypted, Limits{}},
		{"截断.ofd", makeOFD(t, []string{""})[:300], ErrBroken, Limits{}},
	} {
		_, err := read(t, c.b, c.name, c.lim)
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		spoken(t, err, c.cause)
		if fault.Of(err).Value != c.name {
			t.Errorf("%s: value %q", c.name, fault.Of(err).Value)
		}
	}
}

func TestXlsx(t *testing.T) {
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	b := makeZip(t,
		file{"[Content_Types].xml", "<Types/>"},
		file{"_rels/.rels", `<Relationships><Relationship Type="` + rel + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		file{"xl/workbook.xml", "<workbook/>"},
		file{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Type="` + rel + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Type="` + rel + `/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`},
		file{"xl/sharedStrings.xml", `<sst><si><t>题名</t></si><si><r><t>归</t></r><r><t>档</t></r><rPh><t>guidang</t></rPh></si></sst>`},
		file{"xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row><c><v>189</v></c><c t="inlineStr"><is><t>永久</t></is></c><c t="s"><v>99</v></c></row></sheetData></worksheet>`})
	d := mustRead(t, b, "目录.xlsx")
	if d.Kind != XLSX || d.Body != "题名\t归档\n189\t永久\n" {
		t.Fatalf("%s %q", d.Kind, d.Body)
	}
}

func TestOFD(t *testing.T) {
	b := makeOFD(t, []string{
		textObject(20, 30, "关于印发") + textObject(40, 30, "办法的通知") + textObject(20, 40, "正文一行"),
		textObject(20, 30, "第二页"),
	})
	d := mustRead(t, b, "通知.ofd")
	if want := "红头\n关于印发办法的通知\n正文一行\n\f红头\n第二页\n"; d.Body != want {
		t.Errorf("body %q", d.Body)
	}
	if d.Kind != OFD || d.Pages != 2 || d.PagesEstimated || d.Title != "关于印发办法的通知" || d.Author != "办公室" || d.Created.Format("2006-01-02") != "2019-03-04" {
		t.Errorf("%+v", d)
	}
}

func TestOFDPageImage(t *testing.T) {
	page := textObject(20, 30, "Words") +
		`<ofd:ImageObject ID="3" ResourceID="7" Boundary="100 100 50 50" CTM="50 0 0 50 0 0"/>` +
		`<ofd:PathObject ID="4" Boundary="0 0 210 297" LineWidth="2"><ofd:StrokeColor Value="0 255 0"/><ofd:AbbreviatedData>M 10 200 L 200 200</ofd:AbbreviatedData></ofd:PathObject>`
	b := makeOFD(t, []string{page})
	raw, pages, err := shared.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), OFD, 1, 420)
	if err != nil || pages != 1 {
		t.Fatal(pages, err)
	}
	img := decodePNG(t, raw)
	if w, h := img.Bounds().Dx(), img.Bounds().Dy(); w != 420 || h != 594 {
		t.Fatalf("%d×%d", w, h)
	}
	// Two pixels a millimetre.
	if !near(img.At(250, 250), 0, 0, 255) {
		t.Errorf("no picture: %v", img.At(250, 250))
	}
	if !near(img.At(200, 400), 0, 255, 0) {
		t.Errorf("no rule: %v", img.At(200, 400))
	}
	red := false
	for y := 60; y < 80; y++ {
		for x := 40; x < 140; x++ {
			red = red || near(img.At(x, y), 255, 0, 0)
		}
	}
	if !red {
		t.Error("no red words")
	}
	bare := New(Options{})
	_, _, err = bare.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), OFD, 1, 420)
	spoken(t, err, ErrUnsupported)
	if _, _, err = shared.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), OFD, 2, 420); !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
}

func FuzzDocx(f *testing.F) {
	f.Add([]byte(para("x")), []byte("<Properties><Pages>2</Pages></Properties>"))
	f.Add([]byte("<w:tbl><w:tr><w:tc>"), []byte("<!DOCTYPE x>"))
	f.Add([]byte("</w:tc></w:tr>"), []byte{0xff, 0xfe})
	f.Fuzz(func(t *testing.T, body, app []byte) {
		b := makeDocx(t, string(body), file{"docProps/app.xml", string(app)}, file{"word/header1.xml", string(app)})
		d := &Document{Kind: DOCX}
		refusedOrNil(t, readDocx(context.Background(), d, bytes.NewReader(b), int64(len(b)), Limits{}.filled()))
		if d.Body != CleanText(d.Body) {
			t.Fatalf("unclean body %q", d.Body)
		}
	})
}

func FuzzOFD(f *testing.F) {
	f.Add([]byte(textObject(1, 2, "字")), []byte("<x/>"))
	f.Add([]byte(`<ofd:PathObject Boundary="0 0 1e9 1"><ofd:AbbreviatedData>M 1 1 A 1 1 1 1 1 5 5 Q 1 1 1 1 C B</ofd:AbbreviatedData></ofd:PathObject>`), []byte("PK"))
	f.Add([]byte(`<ofd:TextObject Size="NaN"><ofd:TextCode DeltaX="g 999999999 1">x</ofd:TextCode></ofd:TextObject>`), []byte("<a>"))
	f.Fuzz(func(t *testing.T, page, other []byte) {
		b := makeOFD(t, []string{string(page)}, file{"Doc_0/Other.xml", string(other)})
		d := &Document{Kind: OFD}
		refusedOrNil(t, readOFD(context.Background(), d, bytes.NewReader(b), int64(len(b)), Limits{}.filled()))
		_, _, err := shared.ofdImage(context.Background(), bytes.NewReader(b), int64(len(b)), 1, 60, Limits{}.filled())
		refusedOrNil(t, err)
	})
}
