package annual

import (
	"fmt"
	"io"
	"strings"

	"lantai.internal/kit/print"
)

var (
	paperMargins = print.Margins{Top: 32, Right: 24, Bottom: 28, Left: 26}
	paperBody    = print.Style{Size: 15, LineHeight: 1.75, Justify: true, Indent: 2}
)

// PDF writes the report in the form of an official paper. The same report gives the
// same bytes.
func (p Paper) PDF(w io.Writer) error {
	d, err := print.New(print.Options{Title: p.Title(), Author: p.Bureau, Date: p.On.Time(), Body: paperBody})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Margins: paperMargins, Foot: func(pg *print.Page, no, of int) {
		text := fmt.Sprintf("— %d —", no)
		if p.Draft {
			text = "讨论稿　" + text
		}
		pg.Text(pg.Size.W/2, pg.Size.H-17, text, print.Style{Size: 12, Align: print.Center})
	}})
	p.lay(&pdfSetter{f: f, bureau: p.Bureau})
	if !p.On.IsZero() {
		f.Draw(30, func(pg *print.Page, in print.Rect) {
			right := in.X + in.W - 20
			width := pg.Text(right, in.Y+16, p.Bureau, print.Style{Size: 15, Align: print.Right})
			pg.Text(right-width/2, in.Y+26, p.On.Chinese(), print.Style{Size: 15, Align: print.Center})
		})
	}
	return d.Write(w)
}

type pdfSetter struct {
	f      *print.Flow
	bureau string
	// waiting is a section's heading, set together with what follows it.
	waiting string
}

// title breaks between the bureau and the rest.
func (s *pdfSetter) title(t string) {
	st := print.Style{Size: 20, Bold: true, Align: print.Center, LineHeight: 1.5}
	s.f.Para(s.bureau, st)
	s.f.Para(strings.TrimPrefix(t, s.bureau), st)
	s.f.Skip(6)
}

func (s *pdfSetter) section(t string) {
	s.flush()
	s.waiting = t
}

// heading is the height of a section's heading with its space.
const heading = 13.0

func (s *pdfSetter) flush() {
	if s.waiting != "" {
		s.f.Skip(2)
		s.f.Heading(s.waiting, print.Style{Size: 15, Bold: true, LineHeight: 1.75})
	}
	s.waiting = ""
}

func (s *pdfSetter) part(t string) {
	s.flush()
	s.f.Heading("（"+t+"）", print.Style{Size: 15, Bold: true, LineHeight: 1.75, Indent: 1.5})
}

func (s *pdfSetter) para(t string) {
	s.flush()
	s.f.Para(t, paperBody)
}

const (
	cellSize = 9.0
	cellPad  = 0.8
	cellRow  = 7.0
)

// table sets a grid on one page: table three is meant to be seen whole.
func (s *pdfSetter) table(g grid) {
	sum := 0.0
	for _, w := range g.width {
		sum += w
	}
	at := make([]float64, len(g.width)+1)
	for i, w := range g.width {
		at[i+1] = at[i] + w*s.f.Width()/sum
	}
	cells, high := g.placed()
	st := print.Style{Size: cellSize, LineHeight: 1.2}
	heights := make([]float64, high)
	for i := range heights {
		heights[i] = cellRow
	}
	for _, c := range cells {
		if c.high == 1 {
			need := s.f.Height(c.text, st, at[c.from+c.wide]-at[c.from]-2*cellPad) + 1.6
			heights[c.row] = max(heights[c.row], need)
		}
	}
	total := 0.0
	for _, h := range heights {
		total += h
	}
	need := total + 8
	if s.waiting != "" {
		need += heading
	}
	s.f.Need(need)
	s.flush()
	if g.name != "" {
		s.f.Para(g.name, print.Style{Size: 10, Align: print.Center, LineHeight: 1.5})
	}
	s.f.Draw(total, func(p *print.Page, in print.Rect) {
		for _, c := range cells {
			y, h := in.Y, 0.0
			for i := range c.row {
				y += heights[i]
			}
			for i := c.row; i < c.row+c.high && i < high; i++ {
				h += heights[i]
			}
			r := print.Rect{X: in.X + at[c.from], Y: y, W: at[c.from+c.wide] - at[c.from], H: h}
			p.Frame(r, 0.2)
			style := st
			style.Align = print.Center
			style.Bold = c.row < len(g.head)
			if c.row >= len(g.head) && c.from < g.figure && c.high == 1 {
				style.Align = print.Left
			}
			p.Fit(print.Rect{X: r.X + cellPad, Y: r.Y, W: r.W - 2*cellPad, H: r.H}, c.text, style, 6)
		}
	})
	s.f.Skip(4)
}
