package official

import (
	"fmt"
	"strings"

	"lantai.internal/kit/print"
)

// markSizes are tried from the first until the mark fits the type area.
var markSizes = []float64{48, 44, 40, 36, 32, 28, 26, 24, 22, 20, 18}

// head draws the head of the first page and gives the upper edge of the title, or of
// the text where there is none.
func (p Paper) head(s *setter, pg *print.Page) float64 {
	switch p.Form {
	case Letter:
		return p.letterHead(s, pg)
	case Plain:
		return top
	case Order:
		low := p.mark(s, pg, top+orderBelow)
		y := low + gap + 2*pitch
		if p.Number == "" {
			return y
		}
		pg.Text(paperW/2, y+0.88*em, p.Number, centred(song))
		return y + em + gap + 2*pitch
	}
	y := top
	for _, e := range p.corner() {
		pg.Text(left, y+0.88*em, e.Text, e.Style)
		y += pitch
	}
	low := p.mark(s, pg, top+markBelow)
	y = low + gap + 2*pitch
	switch {
	case p.Form == Minutes || p.Form == Brief:
		switch {
		case len(p.Signers) > 0:
			y = p.signers(s, pg, y)
			pg.Text(left+em, y+0.88*em, p.Number, song)
			y += pitch
		case p.Number != "":
			pg.Text(paperW/2, y+0.88*em, p.Number, centred(song))
			y += pitch
		}
		pg.Text(left+em, y+0.88*em, p.Imprint, song)
		pg.Text(right-em, y+0.88*em, day(p.Date), print.Style{Size: size3, Family: FangSong, Align: print.Right})
	case len(p.Signers) > 0:
		y = p.signers(s, pg, y)
		pg.Text(left+em, y+0.88*em, p.Number, song)
	case p.Number != "":
		pg.Text(paperW/2, y+0.88*em, p.Number, centred(song))
	}
	number := p.Number
	if p.Form == Minutes || p.Form == Brief || number == "" {
		number = "号"
	}
	_, below := s.d.Ink(number, song)
	y += 0.88*em + below + ruleBelow
	pg.LineIn(left, y, right, y, 0.5, print.Red, false)
	return y + 2*pitch
}

func centred(st print.Style) print.Style { st.Align = print.Center; return st }

// corner are the elements at the upper left, one below the other.
func (p Paper) corner() []print.Run {
	var out []print.Run
	if p.Copy > 0 {
		out = append(out, print.Run{Text: fmt.Sprintf("%06d", p.Copy), Style: song})
	}
	if p.Urgency != "" {
		out = append(out, print.Run{Text: string(p.Urgency), Style: hei})
	}
	return out
}

// mark draws the issuing agency's mark in red with its upper edge at y, as large as
// fits, and gives its lower edge.
func (p Paper) mark(s *setter, pg *print.Page, y float64) float64 {
	st := print.Style{Family: XiaoBiaoSong, Bold: true, Color: print.Red, Align: print.Center}
	for _, st.Size = range markSizes {
		if s.width(p.Mark, st) <= width {
			break
		}
	}
	above, below := s.d.Ink(p.Mark, st)
	pg.Text(paperW/2, y+above, p.Mark, st)
	return y + above + below
}

// signers sets 签发人 at the right, two names a line, and gives the height of the last.
func (p Paper) signers(s *setter, pg *print.Page, y float64) float64 {
	label := "签发人："
	names := p.Signers
	widest := 0.0
	for _, n := range names {
		widest = max(widest, s.width(n, kai))
	}
	perLine := min(2, len(names))
	block := s.width(label, song) + widest*float64(perLine) + em*float64(perLine-1)
	x := right - em - block
	pg.Text(x, y+0.88*em, label, song)
	x += s.width(label, song)
	for i, n := range names {
		if i > 0 && i%2 == 0 {
			y += pitch
		}
		pg.Text(x+float64(i%2)*(widest+em), y+0.88*em, n, kai)
	}
	return y
}

// letterHead draws a letter's head and the double line at the foot of its first page.
func (p Paper) letterHead(s *setter, pg *print.Page) float64 {
	y := p.mark(s, pg, letterAt) + ruleBelow
	a, b := (paperW-letterRule)/2, (paperW+letterRule)/2
	y = double(pg, a, b, y, 1.0, 0.4)
	double(pg, a, b, paperH-letterFoot, 0.4, 1.0)
	y += gap
	low := y
	for i, e := range p.corner() {
		pg.Text(left, y+float64(i)*pitch+0.88*em, e.Text, e.Style)
		low = y + float64(i)*pitch + em
	}
	if p.Number != "" {
		pg.Text(right, y+0.88*em, p.Number, print.Style{Size: size3, Family: FangSong, Align: print.Right})
		low = max(low, y+em)
	}
	return low + gap + 2*pitch
}

// double draws two red lines; the upper edge of the upper one is at y. It gives the
// lower edge of the lower one.
func double(pg *print.Page, a, b, y, upper, lower float64) float64 {
	const between = 0.6
	pg.LineIn(a, y+upper/2, b, y+upper/2, upper, print.Red, false)
	y += upper + between
	pg.LineIn(a, y+lower/2, b, y+lower/2, lower, print.Red, false)
	return y + lower
}

// imprint is the 版记: lines of 四号 from above, the last of them that of the printing.
type imprint struct {
	rows    []row
	printed bool // the last row is who printed it and when
	bare    bool // without lines, as on letters
}

// compose makes the imprint; moved takes the addressees into it.
func (p Paper) compose(s *setter, moved bool) imprint {
	im := imprint{bare: p.Form == Letter}
	list := func(label string, names []string) {
		if len(names) > 0 {
			im.rows = append(im.rows, s.hanging(label, strings.Join(names, "，")+"。", small, small, four, width-2*four)...)
		}
	}
	if moved {
		list("主送：", p.To)
	}
	switch p.Form {
	case Minutes, Brief:
		list("分送：", p.Copies)
	default:
		list("抄送：", p.Copies)
	}
	if !im.bare && p.Imprint != "" {
		on := p.Printed
		if day(on) == "" {
			on = p.Date
		}
		im.rows = append(im.rows, row{runs: []print.Run{{Text: p.Imprint, Style: small}}, x: four, size: four})
		if day(on) != "" {
			im.rows = append(im.rows, row{runs: []print.Run{{Text: day(on) + "印发", Style: small}}, x: four, size: four, align: print.Right, blank: together})
		}
		im.printed = true
	}
	return im
}

func (im imprint) lines() int {
	n := 0
	for _, r := range im.rows {
		if r.blank != together {
			n++
		}
	}
	return n
}

func (im imprint) height() float64 { return float64(im.lines()) * imprintLine }

// room is what the imprint takes from the last page, with one line of white above it.
func (im imprint) room() float64 {
	if len(im.rows) == 0 {
		return 0
	}
	return im.height() + gap
}

// draw sets the imprint at the foot of the last page: its last line coincides with
// the lower edge of the type area.
func (im imprint) draw(pg *print.Page, s *setter) {
	if len(im.rows) == 0 {
		return
	}
	y := bottom - im.height()
	if !im.bare {
		pg.Line(left, y, right, y, thick)
		pg.Line(left, bottom, right, bottom, thick)
		if im.printed && im.lines() > 1 {
			pg.Line(left, bottom-imprintLine, right, bottom-imprintLine, thin)
		}
	}
	at := y - imprintLine
	for _, r := range im.rows {
		if r.blank != together {
			at += imprintLine
		}
		r.y = at + (imprintLine-four)/2
		draw(pg, s, r)
	}
}
