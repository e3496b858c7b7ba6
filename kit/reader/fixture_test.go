package reader

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/goregular"

	"lantai.internal/base/fault"
)

// shared starts the PDF engine once for all tests.
var shared *Reader

func TestMain(m *testing.M) {
	shared = New(Options{Font: chineseFont()})
	code := m.Run()
	shared.Close()
	os.Exit(code)
}

// chineseFont is a font with Cyrillic but no Chinese letters that claims to be
// for simplified Chinese, so that the engine takes it for a missing 宋体.
func chineseFont() []byte {
	f := append([]byte{}, goregular.TTF...)
	be := binary.BigEndian
	for i := range int(be.Uint16(f[4:])) {
		if e := f[12+16*i:]; string(e[:4]) == "OS/2" {
			ranges := be.Uint32(e[8:]) + 78
			be.PutUint32(f[ranges:], be.Uint32(f[ranges:])|1<<18)
		}
	}
	return f
}

func read(t *testing.T, b []byte, name string, lim Limits) (*Document, error) {
	t.Helper()
	return shared.Read(context.Background(), bytes.NewReader(b), int64(len(b)), name, lim)
}

func mustRead(t *testing.T, b []byte, name string) *Document {
	t.Helper()
	d, err := read(t, b, name, Limits{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return d
}

// spoken checks an error's cause and that it speaks Chinese and shows no insides.
func spoken(t *testing.T, err, cause error) {
	t.Helper()
	if !isCause(err, cause) {
		t.Fatalf("error = %v, want cause %v", err, cause)
	}
	say := fault.Of(err).Say
	if !strings.Contains(say, "。") || strings.Contains(say, "panic") || strings.Contains(say, "%!") {
		t.Fatalf("text for the person: %q", say)
	}
}

func warned(d *Document, part string) bool {
	return strings.Contains(strings.Join(d.Warnings, "\n"), part)
}

type file struct{ name, body string }

func makeZip(t testing.TB, files ...file) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		fw, err := w.Create(f.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fw.Write([]byte(f.body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

func makeDocx(t testing.TB, body string, more ...file) []byte {
	t.Helper()
	const relNS = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	files := []file{
		{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", `<Relationships><Relationship Id="r1" Type="` + relNS + `/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordNS + `><w:body>` + body + `</w:body></w:document>`},
	}
	rels := ""
	for _, f := range more {
		base := filepath.Base(f.name)
		for _, kind := range []string{"header", "footer", "footnotes"} {
			if strings.HasPrefix(base, kind) {
				rels += `<Relationship Id="x` + base + `" Type="` + relNS + `/` + kind + `" Target="` + base + `"/>`
			}
		}
	}
	rels += `<Relationship Id="t" Type="` + relNS + `/attachedTemplate" Target="http://example.invalid/a.dotm" TargetMode="External"/>`
	files = append(files, file{"word/_rels/document.xml.rels", `<Relationships>` + rels + `</Relationships>`})
	return makeZip(t, append(files, more...)...)
}

func para(s string) string { return `<w:p><w:r><w:t xml:space="preserve">` + s + `</w:t></w:r></w:p>` }

const ofdNS = `xmlns:ofd="http://www.ofdspec.org/2016"`

func textObject(x, y float64, s string) string {
	return fmt.Sprintf(`<ofd:TextObject ID="9" Boundary="%g %g 100 8" Font="1" Size="5"><ofd:FillColor Value="255 0 0"/><ofd:TextCode X="0" Y="5" DeltaX="g %d 5">%s</ofd:TextCode></ofd:TextObject>`, x, y, len([]rune(s))-1, s)
}

func makeOFD(t testing.TB, pages []string, more ...file) []byte {
	t.Helper()
	list := ""
	var files []file
	for i, p := range pages {
		loc := fmt.Sprintf("Pages/Page_%d/Content.xml", i)
		list += fmt.Sprintf(`<ofd:Page ID="%d" BaseLoc="%s"/>`, i+10, loc)
		files = append(files, file{"Doc_0/" + loc, `<?xml version="1.0" encoding="UTF-8"?><ofd:Page ` + ofdNS + `><ofd:Template TemplateID="5"/><ofd:Content><ofd:Layer ID="2">` + p + `</ofd:Layer></ofd:Content></ofd:Page>`})
	}
	files = append(files,
		file{"OFD.xml", `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD ` + ofdNS + ` Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>44</ofd:DocID><ofd:Title>关于印发办法的通知</ofd:Title><ofd:Author>办公室</ofd:Author><ofd:CreationDate>2019-03-04</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`},
		file{"Doc_0/Document.xml", `<ofd:Document ` + ofdNS + `><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes><ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData><ofd:Pages>` + list + `</ofd:Pages></ofd:Document>`},
		file{"Doc_0/DocumentRes.xml", `<ofd:Res ` + ofdNS + ` BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>pic.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>`},
		file{"Doc_0/Res/pic.png", string(makePNG(t, 20, 10, color.RGBA{0, 0, 255, 255}))},
		file{"Doc_0/Tpls/Tpl_0/Content.xml", `<ofd:Page ` + ofdNS + `><ofd:Content><ofd:Layer>` + textObject(20, 10, "红头") + `</ofd:Layer></ofd:Content></ofd:Page>`})
	return makeZip(t, append(files, more...)...)
}

func makePNG(t testing.TB, w, h int, c color.Color) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngHeader is a PNG that says it is w by h and holds no pixels.
func pngHeader(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	ihdr := append([]byte("IHDR"), 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0)
	binary.BigEndian.PutUint32(ihdr[4:], w)
	binary.BigEndian.PutUint32(ihdr[8:], h)
	b = binary.BigEndian.AppendUint32(b, 13)
	b = append(b, ihdr...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr))
}

// makeJPEG has its left half red, its right half blue, and the given EXIF.
func makeJPEG(t testing.TB, w, h int, exif []byte) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 0, 0, 255}
			if x >= w/2 {
				c = color.RGBA{0, 0, 255, 255}
			}
			img.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return b.Bytes()
	}
	out := append([]byte{}, b.Bytes()[:2]...)
	out = append(out, 0xFF, 0xE1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(exif)+8))
	out = append(append(out, "Exif\x00\x00"...), exif...)
	return append(out, b.Bytes()[2:]...)
}

type tag struct {
	id, typ uint16
	n       uint32
	data    []byte
}

func ascii(id uint16, s string) tag {
	return tag{id, 2, uint32(len(s) + 1), append([]byte(s), 0)}
}

// ifd lays out one directory at offset at; values follow it.
func ifd(o binary.AppendByteOrder, at uint32, tags []tag) []byte {
	sort.Slice(tags, func(i, j int) bool { return tags[i].id < tags[j].id })
	b := o.AppendUint16(nil, uint16(len(tags)))
	values := at + 2 + 12*uint32(len(tags)) + 4
	var tail []byte
	for _, g := range tags {
		b = o.AppendUint16(b, g.id)
		b = o.AppendUint16(b, g.typ)
		b = o.AppendUint32(b, g.n)
		if len(g.data) <= 4 {
			b = append(b, append(g.data, 0, 0, 0, 0)[:4]...)
			continue
		}
		b = o.AppendUint32(b, values+uint32(len(tail)))
		tail = append(tail, g.data...)
	}
	return append(o.AppendUint32(b, 0), tail...)
}

func makeExif(o binary.AppendByteOrder, orientation uint16) []byte {
	head := []byte("II*\x00")
	if o.AppendUint16(nil, 1)[1] == 1 {
		head = []byte("MM\x00*")
	}
	head = o.AppendUint32(head, 8)
	ratio := func(v ...uint32) (b []byte) {
		for _, n := range v {
			b = o.AppendUint32(b, n)
		}
		return b
	}
	main := func(exif, gps uint32) []byte {
		return ifd(o, 8, []tag{
			ascii(tagMake, "NIKON"), ascii(tagModel, "NIKON D850"), ascii(tagDateTime, "2020:01:01 00:00:00"),
			{tagOrientation, 3, 1, o.AppendUint16(nil, orientation)},
			ascii(tagArtist, "宣传科"),
			{tagExif, 4, 1, o.AppendUint32(nil, exif)}, {tagGPS, 4, 1, o.AppendUint32(nil, gps)},
		})
	}
	at := 8 + uint32(len(main(0, 0)))
	sub := ifd(o, at, []tag{ascii(tagOriginal, "2019:06:01 09:30:15")})
	gpsAt := at + uint32(len(sub))
	gps := ifd(o, gpsAt, []tag{
		ascii(1, "N"), {2, 5, 3, ratio(29, 1, 30, 1, 0, 1)}, ascii(3, "E"), {4, 5, 3, ratio(106, 1, 33, 1, 36, 1)},
	})
	return append(append(append(head, main(at, gpsAt)...), sub...), gps...)
}

// goPDF writes pages with a library, with an embedded font.
func goPDF(t testing.TB, pages ...string) []byte {
	t.Helper()
	p := &gopdf.GoPdf{}
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	if err := p.AddTTFFontData("go", goregular.TTF); err != nil {
		t.Fatal(err)
	}
	for _, s := range pages {
		p.AddPage()
		if err := p.SetFont("go", "", 14); err != nil {
			t.Fatal(err)
		}
		p.SetXY(50, 50)
		if err := p.Cell(nil, s); err != nil {
			t.Fatal(err)
		}
	}
	b, err := p.GetBytesPdfReturnErr()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rawPDF writes n pages that share one content stream of Chinese words.
func rawPDF(n int, words string) []byte {
	var b bytes.Buffer
	var offs []int
	obj := func(s string) {
		offs = append(offs, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offs), s)
	}
	b.WriteString("%PDF-1.7\n")
	stream := func(s string) string { return fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(s), s) }
	hex := ""
	for _, c := range words {
		hex += fmt.Sprintf("%04X", c)
	}
	obj("<</Type/Catalog/Pages 2 0 R>>")
	const first = 8
	var kids strings.Builder
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", first+i)
	}
	obj(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, kids.String()))
	obj(stream("BT /F1 16 Tf 72 700 Td <" + hex + "> Tj ET"))
	obj("<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 7 0 R>>")
	obj("<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 6 0 R/DW 1000>>")
	obj("<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>")
	obj(stream("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"))
	for range n {
		obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 3 0 R>>")
	}
	obj("<</Title<FEFF6863 6848>/Author(Office)/CreationDate(D:20190304050607+08'00')>>")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offs)+1)
	for _, o := range offs {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offs)+1, len(offs), xref)
	return b.Bytes()
}
