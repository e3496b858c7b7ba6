package print

import (
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Run is a piece of a line in one style; only the style's typeface, size, weight
// and colour count.
type Run struct {
	Text  string
	Style Style
}

// Runs sets the pieces of one line after each other, from x with the baseline at
// y, and gives the width in millimetres. If w is not zero the characters are moved
// apart, or together by a little, until the line is w wide.
func (p *Page) Runs(x, y, w float64, runs []Run) float64 {
	widths := make([]float64, len(runs))
	total, n := 0.0, 0
	for i, r := range runs {
		r.Style = r.Style.orDefault()
		rw, err := width(p.d.fonts.chain(r.Style.Family, r.Style.Bold), clean(r.Text), r.Style.Size)
		if err != nil {
			p.d.fail(err)
			return 0
		}
		widths[i] = rw
		total += rw
		n += runes(clean(r.Text))
	}
	spacing := 0.0
	if w > 0 && n > 1 {
		spacing = math.Floor((mmPt(w)-total)/float64(n-1)*1000) / 1000
	}
	at := mmPt(x)
	for i, r := range runs {
		s := clean(r.Text)
		p.text(at, mmPt(y), s, p.d.styleIndex(r.Style.orDefault()), spacing)
		at += widths[i] + spacing*float64(runes(s))
	}
	return ptMM(total + spacing*float64(max(n-1, 0)))
}

// Ink is how far the strokes of s reach above and below the baseline, in
// millimetres: what a ruler finds on the paper, where the square of a typeface
// has white in it. Below is negative if all strokes end above the baseline.
func (d *Document) Ink(s string, st Style) (above, below float64) {
	st = st.orDefault()
	chain := d.fonts.chain(st.Family, st.Bold)
	above, below = math.Inf(-1), math.Inf(-1)
	var buf sfnt.Buffer
	for _, r := range clean(s) {
		i, w := find(chain, r)
		if w < 0 {
			d.fail(missing(r))
			return 0, 0
		}
		f := chain[i].outline
		g, err := f.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		b, _, err := f.GlyphBounds(&buf, g, fixed.Int26_6(f.UnitsPerEm()), font.HintingNone)
		if err != nil || b.Empty() {
			continue
		}
		scale := ptMM(st.Size) / float64(f.UnitsPerEm())
		above = max(above, -float64(b.Min.Y)*scale)
		below = max(below, float64(b.Max.Y)*scale)
	}
	if math.IsInf(above, 0) {
		return 0, 0
	}
	return above, below
}
