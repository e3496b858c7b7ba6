package print

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"lantai.internal/base/fault"
)

//go:embed fonts/NotoSerifSC-Regular.ttf.gz
var regularGz []byte

//go:embed fonts/NotoSerifSC-Bold.ttf.gz
var boldGz []byte

// lastRune is the end of the planes that hold Chinese characters (the
// supplementary and tertiary ideographic planes end below it).
const lastRune = 0x33480

// face is one font file, with the width of every character it has.
type face struct {
	id      string
	data    *gopdf.FontContainer
	outline *sfnt.Font
	widths  []int16 // thousandths of the font size by code point, -1 if missing
}

func (f *face) width(r rune) int16 {
	if r < 0 || int(r) >= len(f.widths) {
		return -1
	}
	return f.widths[r]
}

// Fonts is a set of families, each with a regular and possibly a bold face, and
// an order in which missing characters are looked for. It does not change once
// made and may be shared by documents.
type Fonts struct {
	faces  []*face
	family map[string][2]*face
	chains map[chainKey][]*face
}

type chainKey struct {
	family string
	bold   bool
}

var embedded = sync.OnceValues(func() (*Fonts, error) {
	f := &Fonts{family: map[string][2]*face{}}
	reg, err := unzip(regularGz)
	if err != nil {
		return nil, fault.Wrap("print.fonts", fault.Internal, err)
	}
	bold, err := unzip(boldGz)
	if err != nil {
		return nil, fault.Wrap("print.fonts", fault.Internal, err)
	}
	return f.With("", reg, bold)
})

// Embedded is the set shipped with the program: Noto Serif SC, regular with all
// of GB 2312, GBK and the characters of names beyond it, bold with GB 2312. A
// character missing in the bold face is printed in the regular one.
func Embedded() (*Fonts, error) { return embedded() }

// Regular gives the bytes of the regular face shipped with the program, for
// those who draw pages of other people's files with it. It is unpacked at each
// call.
func Regular() ([]byte, error) { return unzip(regularGz) }

func unzip(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// With gives a set with one more family, for the typefaces a bureau owns (仿宋,
// 小标宋) or for rare characters: every family falls back on the others in the
// order they were added. regular and bold are TrueType files with glyf outlines;
// bold may be nil. A file of another kind is refused with kind Unsupported.
func (f *Fonts) With(family string, regular, bold []byte) (*Fonts, error) {
	n := &Fonts{family: map[string][2]*face{}, faces: append([]*face(nil), f.faces...)}
	for k, v := range f.family {
		n.family[k] = v
	}
	var pair [2]*face
	for i, data := range [][]byte{regular, bold} {
		if data == nil {
			continue
		}
		id := "f" + string(rune('a'+len(n.faces)))
		fc, err := load(id, data)
		if err != nil {
			return nil, &fault.Error{Kind: fault.Unsupported, Op: "print.fonts", Field: "font", Value: family, Err: err,
				Say: "字体文件“" + family + "”不能使用。请换用 TrueType 轮廓（扩展名 .ttf）的字体文件。"}
		}
		pair[i] = fc
		n.faces = append(n.faces, fc)
	}
	if pair[0] == nil {
		return nil, fault.Field("font", family, "字体缺少常规体文件，请上传 .ttf 文件。")
	}
	n.family[family] = pair
	n.chains = map[chainKey][]*face{}
	for name := range n.family {
		for _, b := range []bool{false, true} {
			n.chains[chainKey{name, b}] = n.order(name, b)
		}
	}
	return n, nil
}

// order is the sequence of faces to look a character up in: the wanted one, the
// other weight of the family, the default family, then all others.
func (f *Fonts) order(family string, bold bool) []*face {
	var out []*face
	add := func(c *face) {
		if c == nil {
			return
		}
		for _, o := range out {
			if o == c {
				return
			}
		}
		out = append(out, c)
	}
	for _, name := range []string{family, ""} {
		p := f.family[name]
		if bold {
			add(p[1])
		}
		add(p[0])
	}
	for _, c := range f.faces {
		add(c)
	}
	return out
}

// chain gives the faces for a style; an unknown family is the default one, so
// that a print never fails because a bureau's own font was removed.
func (f *Fonts) chain(family string, bold bool) []*face {
	if c, ok := f.chains[chainKey{family, bold}]; ok {
		return c
	}
	return f.chains[chainKey{"", bold}]
}

// Missing lists the characters of s that no font of the set can print, each once.
func (f *Fonts) Missing(s string) []rune {
	var out []rune
	seen := map[rune]bool{}
	c := f.chain("", false)
	for _, r := range clean(s) {
		if r == '\n' || seen[r] {
			continue
		}
		if _, w := find(c, r); w < 0 {
			seen[r] = true
			out = append(out, r)
		}
	}
	return out
}

func find(chain []*face, r rune) (int, int16) {
	for i, f := range chain {
		if w := f.width(r); w >= 0 {
			return i, w
		}
	}
	return 0, -1
}

func load(id string, data []byte) (*face, error) {
	sf, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	fc := &gopdf.FontContainer{}
	if err := fc.AddTTFFontData(id, data); err != nil {
		return nil, err
	}
	var buf sfnt.Buffer
	upem := fixed.Int26_6(sf.UnitsPerEm())
	out := &face{id: id, data: fc, outline: sf, widths: make([]int16, lastRune)}
	for r := range out.widths {
		out.widths[r] = -1
		if r < 0x20 || (r >= 0xd800 && r < 0xe000) || (r > 0xffff && r < 0x16000) {
			continue
		}
		g, err := sf.GlyphIndex(&buf, rune(r))
		if err != nil || g == 0 {
			continue
		}
		adv, err := sf.GlyphAdvance(&buf, g, upem, font.HintingNone)
		if err != nil {
			return nil, err
		}
		out.widths[r] = int16(int(adv) * 1000 / int(upem))
	}
	return out, nil
}
