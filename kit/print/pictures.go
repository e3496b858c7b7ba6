package print

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"lantai.internal/base/fault"
)

// PicturePage is a page that is a picture, with the words that stand in it laid
// beneath, unseen: to be read aloud, searched and copied.
type PicturePage struct {
	Width, Height float64 // points
	Picture       *image.RGBA
	Words         []PlacedWord
}

// PlacedWord is a piece of text and its space on the page, in points from the
// upper left corner.
type PlacedWord struct {
	Text       string
	X, Y, W, H float64
}

// Pictures writes a PDF of picture pages one by one. The file holds pages,
// pictures, one font without shapes and nothing else: no metadata, no date, no
// identifier, no outline. The same pages give the same bytes.
type Pictures struct {
	w    io.Writer
	at   int64
	err  error
	off  []int64 // of objects, by number less one
	page []int
	used map[rune]uint16
	wide uint16 // next code for a character above U+FFFF
}

// Objects with fixed numbers.
const (
	catalogObject = 1 + iota
	pageTreeObject
	fontObject
	descendantObject
	descriptorObject
	fontFileObject
	glyphMapObject
	unicodeObject
	firstFreeObject
)

// mostLossless is the size up to which a page's picture is kept exactly; what is
// larger (photographs) becomes JPEG.
const mostLossless = 1_500_000

// NewPictures starts a file.
func NewPictures(w io.Writer) *Pictures {
	p := &Pictures{w: w, off: make([]int64, firstFreeObject-1), used: map[rune]uint16{}, wide: 0xD800}
	p.put([]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"))
	return p
}

func (p *Pictures) put(b []byte) {
	if p.err == nil {
		var n int
		n, p.err = p.w.Write(b)
		p.at += int64(n)
	}
}

func (p *Pictures) object(n int, body string, stream []byte) {
	p.off[n-1] = p.at
	p.put(fmt.Appendf(nil, "%d 0 obj\n", n))
	if stream == nil {
		p.put([]byte(body))
	} else {
		p.put(fmt.Appendf(nil, "<<%s/Length %d>>\nstream\n", body, len(stream)))
		p.put(stream)
		p.put([]byte("\nendstream"))
	}
	p.put([]byte("\nendobj\n"))
}

func (p *Pictures) next() int {
	p.off = append(p.off, 0)
	return len(p.off)
}

// Add writes a page.
func (p *Pictures) Add(pg PicturePage) error {
	if pg.Picture == nil || pg.Width <= 0 || pg.Height <= 0 {
		return fault.Wrap("print.pictures", fault.Internal, fmt.Errorf("a page without picture or size"))
	}
	dict, data, err := pictureStream(pg.Picture)
	if err != nil {
		return fault.Wrap("print.pictures", fault.Internal, err)
	}
	picture, content, page := p.next(), p.next(), p.next()
	p.object(picture, dict, data)
	p.object(content, "/Filter/FlateDecode", deflate([]byte(p.content(pg))))
	p.object(page, fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources<</XObject<</P %d 0 R>>/Font<</F %d 0 R>>>>/Contents %d 0 R>>",
		pageTreeObject, decimal(pg.Width), decimal(pg.Height), picture, fontObject, content), nil)
	p.page = append(p.page, page)
	if p.err != nil {
		return fault.Wrap("print.pictures", fault.Full, p.err)
	}
	return nil
}

func decimal(f float64) string {
	s := strings.TrimRight(fmt.Sprintf("%.3f", f), "0")
	return strings.TrimSuffix(s, ".")
}

// content draws the picture over the whole page and sets the words in the
// rendering mode that paints nothing.
func (p *Pictures) content(pg PicturePage) string {
	var b strings.Builder
	fmt.Fprintf(&b, "q %s 0 0 %s 0 0 cm /P Do Q\n", decimal(pg.Width), decimal(pg.Height))
	if len(pg.Words) == 0 {
		return b.String()
	}
	b.WriteString("BT 3 Tr\n")
	for _, w := range pg.Words {
		codes := p.codes(w.Text)
		if codes == "" || w.W <= 0 || w.H <= 0 {
			continue
		}
		// Every character is as wide as the font is high; the line is stretched to fit.
		scale := w.W / (w.H * float64(len(codes)/4)) * 100
		fmt.Fprintf(&b, "/F %s Tf %s Tz 1 0 0 1 %s %s Tm <%s> Tj\n", decimal(w.H), decimal(scale), decimal(w.X), decimal(pg.Height-w.Y-w.H*0.88), codes)
	}
	b.WriteString("ET\n")
	return b.String()
}

// codes writes a text in the codes of the font: the character's own number, or one
// of the numbers that no character has.
func (p *Pictures) codes(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c < ' ' || c >= 0xD800 && c < 0xE000 || c == 0xFFFE || c == 0xFFFF {
			continue
		}
		code, ok := p.used[c]
		if !ok {
			code = uint16(c)
			if c > 0xFFFF {
				if p.wide >= 0xE000 {
					continue
				}
				code = p.wide
				p.wide++
			}
			p.used[c] = code
		}
		fmt.Fprintf(&b, "%04X", code)
	}
	return b.String()
}

// Close writes what belongs to the whole and ends the file; it does not close the
// writer.
func (p *Pictures) Close() error {
	if len(p.page) == 0 {
		return fault.Wrap("print.pictures", fault.Internal, fmt.Errorf("no page"))
	}
	var kids strings.Builder
	for _, n := range p.page {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	p.object(catalogObject, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)>>", pageTreeObject), nil)
	p.object(pageTreeObject, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(p.page), strings.TrimSpace(kids.String())), nil)
	p.object(fontObject, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/Unseen/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", descendantObject, unicodeObject), nil)
	p.object(descendantObject, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/Unseen/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/CIDToGIDMap %d 0 R/FontDescriptor %d 0 R>>", glyphMapObject, descriptorObject), nil)
	p.object(descriptorObject, fmt.Sprintf("<</Type/FontDescriptor/FontName/Unseen/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 80/FontFile2 %d 0 R>>", fontFileObject), nil)
	font := unseenFont()
	p.object(fontFileObject, fmt.Sprintf("/Length1 %d/Filter/FlateDecode", len(font)), deflate(font))
	ones := make([]byte, 2*65536) // every code shows the one glyph there is
	for i := 1; i < len(ones); i += 2 {
		ones[i] = 1
	}
	p.object(glyphMapObject, "/Filter/FlateDecode", deflate(ones))
	p.object(unicodeObject, "/Filter/FlateDecode", deflate([]byte(p.unicode())))
	start := p.at
	p.put(fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(p.off)+1))
	for _, o := range p.off {
		p.put(fmt.Appendf(nil, "%010d 00000 n \n", o))
	}
	p.put(fmt.Appendf(nil, "trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.off)+1, catalogObject, start))
	if p.err != nil {
		return fault.Wrap("print.pictures", fault.Full, p.err)
	}
	return nil
}

// unicode is the table from codes to characters.
func (p *Pictures) unicode() string {
	list := make([]rune, 0, len(p.used))
	for c := range p.used {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b rune) int { return int(p.used[a]) - int(p.used[b]) })
	var b strings.Builder
	b.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for part := range slices.Chunk(list, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for _, c := range part {
			fmt.Fprintf(&b, "<%04X><", p.used[c])
			for _, u := range utf16.Encode([]rune{c}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end\n")
	return b.String()
}

func deflate(b []byte) []byte {
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, zlib.BestSpeed)
	_, _ = z.Write(b) // into memory
	_ = z.Close()
	return out.Bytes()
}

// pictureStream packs a picture without loss if that stays small, else as JPEG.
func pictureStream(img *image.RGBA) (dict string, data []byte, err error) {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	space, n := "/DeviceRGB", 3
	if grey(img) {
		space, n = "/DeviceGray", 1
	}
	// Every row begins with the sign of the Up predictor and holds the differences
	// from the row above: rows of paper become noughts.
	row := make([]byte, 1+n*w)
	above, here := make([]byte, n*w), make([]byte, n*w)
	row[0] = 2
	var out bytes.Buffer
	z, _ := zlib.NewWriterLevel(&out, 4)
	for y := range h {
		src := img.Pix[img.PixOffset(img.Rect.Min.X, img.Rect.Min.Y+y):]
		for x := range w {
			copy(here[n*x:n*x+n], src[4*x:4*x+n])
		}
		for i := range here {
			row[1+i] = here[i] - above[i]
		}
		_, _ = z.Write(row) // into memory
		above, here = here, above
		if out.Len() > mostLossless {
			break
		}
	}
	_ = z.Close()
	dict = fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace%s/BitsPerComponent 8", w, h, space)
	if out.Len() <= mostLossless {
		return dict + fmt.Sprintf("/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent 8/Columns %d>>", n, w), out.Bytes(), nil
	}
	out.Reset()
	var src image.Image = img
	if n == 1 {
		g := image.NewGray(img.Bounds())
		for y := range h {
			for x := range w {
				g.Pix[y*g.Stride+x] = img.Pix[y*img.Stride+4*x]
			}
		}
		src = g
	}
	if err := jpeg.Encode(&out, src, &jpeg.Options{Quality: 88}); err != nil {
		return "", nil, err
	}
	return dict + "/Filter/DCTDecode", out.Bytes(), nil
}

func grey(img *image.RGBA) bool {
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		row := img.Pix[img.PixOffset(img.Rect.Min.X, y):][:4*img.Rect.Dx()]
		for i := 0; i < len(row); i += 4 {
			if row[i] != row[i+1] || row[i] != row[i+2] {
				return false
			}
		}
	}
	return true
}

// unseenFont is a TrueType font of two glyphs without ink: what a text needs that is
// there to be read and never to be seen.
func unseenFont() []byte {
	be := binary.BigEndian
	u16 := func(v ...int) []byte {
		b := make([]byte, 0, 2*len(v))
		for _, x := range v {
			b = be.AppendUint16(b, uint16(x))
		}
		return b
	}
	head := slices.Concat(u16(1, 0, 1, 0), u16(0, 0), u16(0x5F0F, 0x3CF5), u16(0, 1000), make([]byte, 16), u16(0, -120, 1000, 880), u16(0, 8, 2, 0, 0))
	hhea := slices.Concat(u16(1, 0, 880, -120, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0), u16(2))
	maxp := slices.Concat(u16(1, 0, 2, 2, 1), make([]byte, 22))
	// A line there and back covers nothing; readers that ask for the extent of a
	// glyph still get one, without which they pass over words of one character.
	glyf := slices.Concat(u16(1, 0, -120, 1000, 880, 1, 0), []byte{1, 1}, u16(0, 1000, -120, 1000))
	cmap := slices.Concat(u16(0, 1, 3, 1, 0, 12), u16(4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0))
	name := u16(0, 0, 6)
	post := slices.Concat(u16(3, 0), make([]byte, 28))
	tables := []struct {
		tag string
		b   []byte
	}{{"cmap", cmap}, {"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", u16(1000, 0, 1000, 0)}, {"loca", u16(0, 0, len(glyf)/2)}, {"maxp", maxp}, {"name", name}, {"post", post}}
	out := u16(1, 0, len(tables), 128, 3, len(tables)*16-128)
	at := 12 + 16*len(tables)
	var body []byte
	for _, t := range tables {
		padded := append(slices.Clone(t.b), make([]byte, (4-len(t.b)%4)%4)...)
		sum := uint32(0)
		for i := 0; i < len(padded); i += 4 {
			sum += be.Uint32(padded[i:])
		}
		out = append(out, t.tag...)
		out = be.AppendUint32(out, sum)
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(t.b)))
		body = append(body, padded...)
	}
	return append(out, body...)
}
