package forms

import (
	"io"
	"time"

	"lantai.internal/kit/print"
)

var bodyMargins = print.Margins{Top: 22, Right: 20, Bottom: 24, Left: 25}

func (m Meta) options(fonds Fonds, title string) print.Options {
	o := print.Options{Title: title, Author: fonds.Name, Subject: "依据：" + m.Basis + "　" + m.Line()}
	if !m.Date.IsZero() {
		o.Date = time.Date(m.Date.Year, m.Date.Month, m.Date.Day, 0, 0, 0, 0, m.Date.Time().Location())
	}
	return o
}

// pdf writes the paper. With contents the paper is laid out twice: the first
// time tells the page numbers.
func (p *paper) pdf(w io.Writer) error {
	pages := map[*headBlock]int{}
	if p.contents {
		trial, err := print.New(p.meta.options(p.fonds, p.kind))
		if err != nil {
			return err
		}
		p.lay(trial, pages)
	}
	d, err := print.New(p.meta.options(p.fonds, p.kind))
	if err != nil {
		return err
	}
	p.lay(d, pages)
	return d.Write(w)
}

func (p *paper) lay(d *print.Document, pages map[*headBlock]int) {
	paperSize := print.A4
	if p.landscape {
		paperSize = print.A4Landscape
	}
	for i := range p.parts {
		part := &p.parts[i]
		s := print.Section{Size: paperSize, Margins: bodyMargins}
		r := &pdfRun{pages: pages, paper: p, d: d, feet: map[int]string{}}
		foot := part.foot
		s.Foot = func(pg *print.Page, no, of int) {
			if t, ok := r.feet[no]; ok {
				foot = t
			}
			p.foot(pg, part.bare, foot, no, of)
		}
		f := d.Section(s)
		f.Page()
		r.f = f
		for _, b := range part.blocks {
			r.block(b)
		}
	}
}

// foot prints the basis and the print's number on every page.
func (p *paper) foot(pg *print.Page, bare bool, more string, no, of int) {
	l, r := bodyMargins.Left, pg.Size.W-bodyMargins.Right
	y := pg.Size.H - bodyMargins.Bottom + 7
	small := print.Style{Size: 7.5, Color: print.Grey}
	pg.LineIn(l, y-3.6, r, y-3.6, 0.1, print.Grey, false)
	basis := "依据：" + p.meta.Basis
	pg.Fit(print.Rect{X: l, Y: y - 3, W: r - l, H: 4}, basis, print.Style{Size: 7.5, Color: print.Grey, LineHeight: 1.2}, 5)
	if !bare {
		text := print.PageOf(no, of)
		if more != "" {
			text = more + "　" + text
		}
		pg.Text(l, y+6, text, print.Style{Size: 9})
	}
	small.Align = print.Right
	pg.Text(r, y+6, p.meta.Line(), small)
}

type pdfRun struct {
	d     *print.Document
	f     *print.Flow
	pages map[*headBlock]int
	paper *paper
	feet  map[int]string // the foot's text from a page on
}

func (r *pdfRun) block(b block) {
	f := r.f
	switch b := b.(type) {
	case titleBlock:
		size := b.size
		if size == 0 {
			size = 18
		}
		f.Para(b.text, print.Style{Size: size, Bold: true, Align: print.Center, LineHeight: 1.4})
		f.Skip(2)
	case *headBlock:
		size := []float64{0, 15, 13, 12}[b.level]
		f.Skip(2)
		f.Need(25)
		if r.pages != nil && b.listed != "" {
			r.pages[b] = f.Number()
		}
		f.Page().Bookmark(b.text)
		f.Para(b.text, print.Style{Size: size, Bold: true, LineHeight: 1.6})
	case textBlock:
		st := print.Style{Size: 12, LineHeight: 1.75, Justify: true}
		if b.small {
			st.Size, st.LineHeight = 9, 1.5
		}
		if b.indent {
			st.Indent = 2
		}
		if b.right {
			st.Align = print.Right
		}
		f.Para(b.text, st)
	case pairsBlock:
		st := print.Style{Size: 10.5}
		for _, line := range r.pairLines(b, st) {
			f.Draw(7, func(p *print.Page, s print.Rect) {
				x := s.X
				for _, v := range line {
					x += p.Text(x, s.Y+4.5, v.label+"："+v.value, st) + pairGap
				}
			})
		}
	case formBlock:
		r.form(b)
	case tableBlock:
		f.Table(b.print(f.Width()), b.rows)
	case signBlock:
		r.sign(b)
	case gapBlock:
		if b < 0 {
			f.NewPage()
		} else {
			f.Skip(float64(b))
		}
	case runningFoot:
		r.feet[f.Number()] = string(b)
	case coverBlock:
		r.cover(b)
	case contentsBlock:
		r.contents()
	}
}

// print gives the table for a width in millimetres: the columns keep their
// proportions.
func (b tableBlock) print(width float64) print.Table {
	sum := 0.0
	for _, c := range b.cols {
		sum += c.width
	}
	t := print.Table{Body: print.Style{Size: b.size}, MinRow: 8, Edge: 0.35}
	if b.size == 0 {
		t.Body.Size = 9
	}
	for _, c := range b.cols {
		t.Columns = append(t.Columns, print.Column{Title: c.title, Width: c.width * width / sum, Align: print.Align(c.align), Least: c.least})
	}
	return t
}

func (r *pdfRun) form(b formBlock) {
	f := r.f
	const size, pad = 11, 2.0
	lead := b.lead
	if lead == 0 {
		lead = 34
	}
	for _, row := range b.rows {
		w := row.valueWidth(f.Width(), lead)
		label := print.Style{Size: size, Align: print.Center, LineHeight: 1.4}
		value := print.Style{Size: size, LineHeight: 1.5}
		if row.top {
			value.VAlign = print.Top
		}
		h := max(row.height, 10)
		for _, c := range row.cells {
			h = max(h, min(f.Height(c.value, value, w-2*pad)+2*pad, f.Bottom()-bodyMargins.Top))
		}
		f.Draw(h, func(p *print.Page, s print.Rect) {
			x := s.X
			for _, c := range row.cells {
				l := lead
				if c.label == "" {
					l = 0
				} else {
					p.Frame(print.Rect{X: x, Y: s.Y, W: l, H: h}, 0.25)
					p.Fit(print.Rect{X: x + 1, Y: s.Y, W: l - 2, H: h}, c.label, label, 7)
				}
				p.Frame(print.Rect{X: x + l, Y: s.Y, W: w, H: h}, 0.25)
				in := print.Rect{X: x + l + pad, Y: s.Y, W: w - 2*pad, H: h}
				if row.top {
					in.Y += pad
					in.H -= 2 * pad
				}
				if c.value != "" {
					p.Fit(in, c.value, value, 6)
				}
				x += l + w
			}
		})
	}
}

func (r *pdfRun) sign(b signBlock) {
	f := r.f
	f.Draw(14, func(p *print.Page, s print.Rect) {
		w := s.W / float64(len(b))
		for i, v := range b {
			x, y := s.X+w*float64(i), s.Y+10
			x += p.Text(x, y, v.label+"：", print.Style{Size: 11})
			p.Line(x, y+1, s.X+w*float64(i+1)-4, y+1, 0.2)
			if v.value != "" {
				p.Text(x+1, y, v.value, print.Style{Size: 11})
			}
		}
	})
}

// pairGap is the space after a label with its value, in millimetres.
const pairGap = 9

// pairLines breaks labels with their values into lines that fit the width.
func (r *pdfRun) pairLines(pairs []pair, st print.Style) [][]pair {
	var out [][]pair
	room := 0.0
	for _, v := range pairs {
		w, err := r.d.Width(v.label+"："+v.value, st)
		if err != nil { // the writing of the text itself will tell
			w = 0
		}
		if len(out) == 0 || w > room {
			out, room = append(out, nil), r.f.Width()
		}
		out[len(out)-1] = append(out[len(out)-1], v)
		room -= w + pairGap
	}
	return out
}
