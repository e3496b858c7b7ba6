package print

import (
	"fmt"
	"math"
)

const ptPerMM = 72 / 25.4

func mmPt(v float64) float64 { return v * ptPerMM }
func ptMM(v float64) float64 { return v / ptPerMM }

// Align is where text stands between the edges of its space.
type Align uint8

// Horizontal places.
const (
	Left Align = iota
	Center
	Right
)

// VAlign is where text stands between top and bottom of its space.
type VAlign uint8

// Vertical places.
const (
	Middle VAlign = iota
	Top
	Bottom
)

// Color is red, green and blue, 0 to 255. The zero Color is black.
type Color struct{ R, G, B uint8 }

// Colours of official papers.
var (
	Black = Color{}
	Red   = Color{200, 0, 0} // stamps and letterheads
	Grey  = Color{110, 110, 110}
)

// Style is how text looks. The zero Style is 10.5 pt (五号), black, from the
// left, one and a half lines.
type Style struct {
	Size       float64 // points
	Bold       bool
	Family     string // a family of the document's Fonts, "" for the default one
	Align      Align
	VAlign     VAlign
	Color      Color
	LineHeight float64 // of the font size
	Indent     float64 // of the first line, in characters
	Justify    bool    // spread lines to the full width, but not a paragraph's last
}

func (st Style) orDefault() Style {
	if st.Size <= 0 {
		st.Size = 10.5
	}
	if st.LineHeight <= 0 {
		st.LineHeight = 1.5
	}
	return st
}

// Rect is a space on the page, millimetres from the upper left corner.
type Rect struct{ X, Y, W, H float64 }

type opKind uint8

const (
	opText opKind = iota
	opLine
	opFrame
	opFill
	opTurn
	opTurnBack
)

// op is one thing drawn: coordinates in points from the upper left corner.
type op struct {
	kind       opKind
	dashed     bool
	style      uint16
	x, y, a, b float64 // end point, width and height, or angle
	line       float64 // line width, or space between characters
	color      Color
	text       string
}

// Page is one side of paper. Drawing beyond its edges is cut off by the printer,
// not by us.
type Page struct {
	d         *Document
	Size      Size
	Margins   Margins
	ops       []op
	turned    bool
	bookmarks []string
}

// Line draws a line from (x1,y1) to (x2,y2), width w, all in millimetres.
func (p *Page) Line(x1, y1, x2, y2, w float64) { p.LineIn(x1, y1, x2, y2, w, Black, false) }

// LineIn is Line in a colour, dashed if wanted.
func (p *Page) LineIn(x1, y1, x2, y2, w float64, c Color, dashed bool) {
	p.ops = append(p.ops, op{kind: opLine, x: mmPt(x1), y: mmPt(y1), a: mmPt(x2), b: mmPt(y2), line: mmPt(w), color: c, dashed: dashed})
}

// Frame draws the edge of r with a line of width w.
func (p *Page) Frame(r Rect, w float64) { p.FrameIn(r, w, Black) }

// FrameIn is Frame in a colour.
func (p *Page) FrameIn(r Rect, w float64, c Color) {
	p.ops = append(p.ops, op{kind: opFrame, x: mmPt(r.X), y: mmPt(r.Y), a: mmPt(r.W), b: mmPt(r.H), line: mmPt(w), color: c})
}

// Fill paints r.
func (p *Page) Fill(r Rect, c Color) {
	p.ops = append(p.ops, op{kind: opFill, x: mmPt(r.X), y: mmPt(r.Y), a: mmPt(r.W), b: mmPt(r.H), color: c})
}

// Turn draws what f draws turned counter-clockwise by degrees about (x, y).
// Turns do not nest.
func (p *Page) Turn(degrees, x, y float64, f func()) {
	if p.turned {
		f()
		return
	}
	p.ops = append(p.ops, op{kind: opTurn, x: mmPt(x), y: mmPt(y), a: degrees})
	p.turned = true
	f()
	p.turned = false
	p.ops = append(p.ops, op{kind: opTurnBack})
}

// Text sets one line with its baseline at y; x is its left end, middle or right
// end as the style's Align says. It gives the width in millimetres.
func (p *Page) Text(x, y float64, s string, st Style) float64 {
	st = st.orDefault()
	s = clean(s)
	w, err := width(p.d.fonts.chain(st.Family, st.Bold), s, st.Size)
	if err != nil {
		p.d.fail(err)
		return 0
	}
	px := mmPt(x)
	switch st.Align {
	case Center:
		px -= w / 2
	case Right:
		px -= w
	}
	p.text(px, mmPt(y), s, p.d.styleIndex(st), 0)
	return ptMM(w)
}

func (p *Page) text(x, y float64, s string, style uint16, spacing float64) {
	if s == "" {
		return
	}
	p.ops = append(p.ops, op{kind: opText, x: x, y: y, text: s, style: style, line: spacing})
}

// Box sets text inside r, broken into lines, and gives the height it took in
// millimetres, which may exceed r.H.
func (p *Page) Box(r Rect, s string, st Style) float64 {
	st = st.orDefault()
	ls, err := p.d.scratch.lines(p.d.fonts.chain(st.Family, st.Bold), clean(s), st.Size, mmPt(r.W), st.Indent*st.Size)
	if err != nil {
		p.d.fail(err)
		return 0
	}
	lead := st.Size * st.LineHeight
	h := lead * float64(len(ls))
	y := mmPt(r.Y)
	switch st.VAlign {
	case Middle:
		y += (mmPt(r.H) - h) / 2
	case Bottom:
		y += mmPt(r.H) - h
	}
	p.set(mmPt(r.X), y, mmPt(r.W), ls, st, lead)
	return ptMM(h)
}

// Fit is Box that makes the font smaller, down to least points, until the text
// fits r. What is still too tall is set from the top at the least size.
func (p *Page) Fit(r Rect, s string, st Style, least float64) {
	st = st.orDefault()
	s = clean(s)
	chain := p.d.fonts.chain(st.Family, st.Bold)
	for {
		ls, err := p.d.scratch.lines(chain, s, st.Size, mmPt(r.W), st.Indent*st.Size)
		if err != nil {
			p.d.fail(err)
			return
		}
		if float64(len(ls))*st.Size*st.LineHeight <= mmPt(r.H)+0.01 {
			break
		}
		if st.Size-0.5 < least {
			st.VAlign = Top
			break
		}
		st.Size -= 0.5
	}
	p.Box(r, s, st)
}

// set draws lines below y, all in points.
func (p *Page) set(x, y, w float64, ls []line, st Style, lead float64) {
	si := p.d.styleIndex(st)
	for i, l := range ls {
		// The ideograph's square stands in the middle of its line: its baseline
		// is 0.38 of the size below the middle in all Chinese typefaces.
		base := y + lead*float64(i) + lead/2 + 0.38*st.Size
		lx, room, spacing := x, w, 0.0
		if l.first && st.Indent != 0 {
			lx += st.Indent * st.Size
			room -= st.Indent * st.Size
		}
		switch st.Align {
		case Center:
			lx += (room - l.w) / 2
		case Right:
			lx += room - l.w
		case Left:
			if n := runes(l.text); st.Justify && !l.end && n > 1 {
				spacing = math.Floor((room-l.w)/float64(n-1)*1000) / 1000
				if spacing > st.Size/2 || spacing < 0 {
					spacing = 0
				}
			}
		}
		p.text(lx, base, l.text, si, spacing)
	}
}

func runes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}

// Column sets text from top to bottom in the middle of r, one character below
// the other, as on spines; runs of Latin letters and figures of up to two
// characters stand side by side, longer ones are turned a quarter clockwise. The
// font shrinks to least points to fit. Vertical style as usual: st.VAlign.
func (p *Page) Column(r Rect, s string, st Style, least float64) {
	st = st.orDefault()
	chain := p.d.fonts.chain(st.Family, st.Bold)
	cells := columnCells(clean(s))
	height := func(size float64) (float64, error) {
		h := 0.0
		for _, c := range cells {
			if c.turned {
				w, err := width(chain, c.text, size)
				if err != nil {
					return 0, err
				}
				h += w + 0.2*size
			} else {
				h += size * 1.1
			}
		}
		return h, nil
	}
	var h float64
	for {
		var err error
		if h, err = height(st.Size); err != nil {
			p.d.fail(err)
			return
		}
		if (h <= mmPt(r.H) && st.Size*1.1 <= mmPt(r.W)) || st.Size-0.5 < least {
			break
		}
		st.Size -= 0.5
	}
	y := mmPt(r.Y)
	switch st.VAlign {
	case Middle:
		y += (mmPt(r.H) - h) / 2
	case Bottom:
		y += mmPt(r.H) - h
	}
	cx := mmPt(r.X + r.W/2)
	mid := st
	mid.Align = Left
	si := p.d.styleIndex(mid)
	for _, c := range cells {
		w, err := width(chain, c.text, st.Size)
		if err != nil {
			p.d.fail(err)
			return
		}
		if !c.turned {
			p.text(cx-w/2, y+st.Size*(0.55+0.38), c.text, si, 0)
			y += st.Size * 1.1
			continue
		}
		// Turned about its own middle: the run lies flat first, then stands.
		my := y + (w+0.2*st.Size)/2
		p.Turn(-90, ptMM(cx), ptMM(my), func() {
			p.text(cx-w/2, my+0.35*st.Size, c.text, si, 0)
		})
		y += w + 0.2*st.Size
	}
}

type columnCell struct {
	text   string
	turned bool
}

func columnCells(s string) []columnCell {
	var out []columnCell
	run := ""
	flush := func() {
		if run != "" {
			out = append(out, columnCell{run, len(run) > 2})
			run = ""
		}
	}
	for _, r := range s {
		if r > 0x20 && r < 0x7f {
			run += string(r)
			continue
		}
		flush()
		if r == '\n' || r == ' ' {
			continue
		}
		out = append(out, columnCell{string(upright(r)), false})
	}
	flush()
	return out
}

// upright gives the vertical form of a punctuation mark where one is usual and
// the font has no rotated glyphs to offer: dashes and brackets.
func upright(r rune) rune {
	switch r {
	case '（':
		return '︵'
	case '）':
		return '︶'
	case '〔':
		return '︹'
	case '〕':
		return '︺'
	case '《':
		return '︽'
	case '》':
		return '︾'
	case '—', '－':
		return '︱'
	}
	return r
}

// Check draws a square of the given side to tick by hand, ticked if on.
func (p *Page) Check(x, y, side float64, on bool) {
	p.Frame(Rect{x, y, side, side}, 0.2)
	if on {
		p.Line(x+side*0.15, y+side*0.5, x+side*0.4, y+side*0.8, 0.35)
		p.Line(x+side*0.4, y+side*0.8, x+side*0.9, y+side*0.15, 0.35)
	}
}

func (d *Document) styleIndex(st Style) uint16 {
	// Layout fields do not matter once text is placed; without them a document
	// has a handful of styles and the search from the end is short.
	st.Align, st.VAlign, st.LineHeight, st.Indent, st.Justify = 0, 0, 0, 0, false
	for i := len(d.styles) - 1; i >= 0; i-- {
		if d.styles[i] == st {
			return uint16(i)
		}
	}
	d.styles = append(d.styles, st)
	return uint16(len(d.styles) - 1)
}

// Bookmark adds the page to the outline that viewers show beside the text.
func (p *Page) Bookmark(title string) { p.bookmarks = append(p.bookmarks, clean(title)) }

// PageOf is the page number as printed: 第 3 页 共 12 页.
func PageOf(no, of int) string { return fmt.Sprintf("第 %d 页 共 %d 页", no, of) }
