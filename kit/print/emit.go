package print

import (
	"bytes"

	"github.com/signintech/gopdf"

	"lantai.internal/base/fault"
)

// Creator is what the document's metadata name as the program that made it.
const Creator = "兰台"

// emit hands the drawn pages to gopdf and gives the file.
func (d *Document) emit() ([]byte, error) {
	pdf := &gopdf.GoPdf{}
	first := d.pages[0].Size
	pdf.Start(gopdf.Config{Unit: gopdf.UnitPT, PageSize: gopdf.Rect{W: mmPt(first.W), H: mmPt(first.H)}})
	pdf.SetInfo(gopdf.PdfInfo{Title: d.opt.Title, Author: d.opt.Author, Subject: d.opt.Subject,
		Creator: Creator, Producer: Creator, CreationDate: d.opt.Date})
	e := &emitter{d: d, pdf: pdf, added: map[*face]bool{}}
	for _, p := range d.pages {
		pdf.AddPageWithOption(gopdf.PageOption{PageSize: &gopdf.Rect{W: mmPt(p.Size.W), H: mmPt(p.Size.H)}})
		for _, b := range p.bookmarks {
			pdf.AddOutlineWithPosition(b)
		}
		e.page(p)
		p.ops = nil
	}
	if e.err != nil {
		return nil, fault.Wrap("print.emit", fault.Internal, e.err)
	}
	// gopdf does not look at write errors: into memory first, where there are none.
	var out bytes.Buffer
	if _, err := pdf.WriteTo(&out); err != nil {
		return nil, fault.Wrap("print.emit", fault.Internal, err)
	}
	strs := []string{d.opt.Title, d.opt.Author, d.opt.Subject}
	for _, p := range d.pages {
		strs = append(strs, p.bookmarks...)
	}
	return repair(out.Bytes(), e.wide, strs)
}

type emitter struct {
	d     *Document
	pdf   *gopdf.GoPdf
	added map[*face]bool
	face  *face
	size  float64
	space float64
	text  Color
	fresh bool // no text colour set yet

	stroke      Color
	lineWidth   float64
	dashed      bool
	strokeKnown bool
	wide        bool // characters above U+FFFF were used
	err         error
}

func (e *emitter) page(p *Page) {
	// Every page begins with the graphics state of the format: nothing is known.
	e.strokeKnown, e.lineWidth, e.dashed = false, -1, false
	for i := range p.ops {
		o := &p.ops[i]
		switch o.kind {
		case opText:
			e.setText(o)
		case opLine:
			e.pen(o)
			e.pdf.Line(o.x, o.y, o.a, o.b)
		case opFrame:
			e.pen(o)
			e.pdf.RectFromUpperLeftWithStyle(o.x, o.y, o.a, o.b, "D")
		case opFill:
			e.pdf.SetFillColor(o.color.R, o.color.G, o.color.B)
			e.pdf.RectFromUpperLeftWithStyle(o.x, o.y, o.a, o.b, "F")
		case opTurn:
			e.pdf.Rotate(o.a, o.x, o.y)
		case opTurnBack:
			e.pdf.RotateReset()
			e.strokeKnown, e.lineWidth, e.dashed = false, -1, false
		}
		if e.err != nil {
			return
		}
	}
}

// pen sets colour, width and dashes of lines where they differ from the last.
func (e *emitter) pen(o *op) {
	if !e.strokeKnown || e.stroke != o.color {
		e.pdf.SetStrokeColor(o.color.R, o.color.G, o.color.B)
		e.stroke, e.strokeKnown = o.color, true
	}
	if e.lineWidth != o.line {
		e.pdf.SetLineWidth(o.line)
		e.lineWidth = o.line
	}
	if e.dashed != o.dashed {
		kind := ""
		if o.dashed {
			kind = "dashed"
		}
		e.pdf.SetLineType(kind)
		e.dashed = o.dashed
	}
}

// setText writes one line, changing faces where a character is missing.
func (e *emitter) setText(o *op) {
	st := e.d.styles[o.style]
	chain := e.d.fonts.chain(st.Family, st.Bold)
	if !e.fresh || e.text != st.Color {
		e.pdf.SetTextColor(st.Color.R, st.Color.G, st.Color.B)
		e.text, e.fresh = st.Color, true
	}
	if e.space != o.line {
		e.fail(e.pdf.SetCharSpacing(o.line))
		e.space = o.line
	}
	x, from, cur, w := o.x, 0, -1, 0
	for i, r := range o.text {
		n, rw := find(chain, r)
		if r > 0xffff {
			e.wide = true
		}
		if n != cur && cur >= 0 {
			e.run(chain[cur], st.Size, x, o.y, o.text[from:i])
			x += float64(w)*st.Size/1000 + o.line*float64(runes(o.text[from:i]))
			from, w = i, 0
		}
		cur = n
		w += int(rw)
	}
	if cur >= 0 {
		e.run(chain[cur], st.Size, x, o.y, o.text[from:])
	}
}

func (e *emitter) run(f *face, size, x, y float64, s string) {
	if e.err != nil {
		return
	}
	if !e.added[f] {
		e.fail(e.pdf.AddTTFFontFromFontContainer(f.id, f.data))
		e.added[f] = true
	}
	if e.face != f {
		// SetFont searches all objects of the document: only on change.
		e.fail(e.pdf.SetFont(f.id, "", size))
		e.face, e.size = f, size
	}
	if e.size != size {
		e.fail(e.pdf.SetFontSize(size))
		e.size = size
	}
	e.pdf.SetXY(x, y)
	e.fail(e.pdf.Text(s))
}

func (e *emitter) fail(err error) {
	if e.err == nil && err != nil {
		e.err = err
	}
}
