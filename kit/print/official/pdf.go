package official

import (
	"fmt"
	"io"
	"math"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
)

// PDF writes the paper. fonts may be nil for the program's own faces. The same paper
// gives the same bytes.
func (p Paper) PDF(w io.Writer, fonts *print.Fonts) error {
	p, err := p.checked()
	if err != nil {
		return err
	}
	o := print.Options{Title: strings.ReplaceAll(p.Title, "\n", ""), Author: p.Signed, Subject: p.Number, Fonts: fonts, Date: p.Date.Time()}
	if o.Title == "" {
		o.Title = p.Mark + p.Number
	}
	d, err := print.New(o)
	if err != nil {
		return err
	}
	s := &setter{d: d}
	flow := d.Section(print.Section{Margins: print.Margins{Top: top, Right: paperW - right, Bottom: paperH - bottom, Left: left},
		Foot: func(pg *print.Page, no, _ int) { p.pageNumber(d, pg, no) }})
	first := flow.NewPage()
	start := p.head(s, first)
	l, err := p.lay(s, start)
	if err != nil {
		return err
	}
	pages := []*print.Page{first}
	for range l.pages - 1 {
		pages = append(pages, flow.NewPage())
	}
	for _, r := range l.rows {
		draw(pages[r.page], s, r)
	}
	if l.seal >= 0 && p.Seal == SealMark {
		p.drawSeal(pages, s, l)
	}
	l.imprint.draw(pages[len(pages)-1], s)
	if s.err != nil {
		return s.err
	}
	return d.Write(w)
}

// laid is the text of a paper with every row in its place.
type laid struct {
	rows    []row
	pages   int
	imprint imprint
	seal    int // index of the date's row, or -1
}

// attempt is one way to make the first page show text.
type attempt struct {
	moved   bool    // the addressees go to the imprint
	lines   int     // of text that stay with the signature
	squeeze float64 // the white between lines, of what is usual
	raise   float64 // lines by which the title stands higher
}

// attempts are tried in turn. The standard allows to move lines closer together where
// a seal finds no room, and the addressees into the imprint.
var attempts = []attempt{
	{lines: 2, squeeze: 1}, {lines: 1, squeeze: 1}, {lines: 2, squeeze: 0.9}, {lines: 2, squeeze: 0.8},
	{lines: 2, squeeze: 0.9, raise: 1}, {lines: 1, squeeze: 0.75, raise: 1},
	{moved: true, lines: 2, squeeze: 1}, {moved: true, lines: 1, squeeze: 0.8, raise: 1},
}

// lay places the main text, the attachments and the imprint.
func (p Paper) lay(s *setter, start float64) (laid, error) {
	for _, a := range attempts {
		if a.moved && len(p.To) == 0 {
			continue
		}
		l := p.try(s, start-a.raise*pitch, a)
		if s.err != nil {
			return laid{}, s.err
		}
		if l.showsText() {
			return l, nil
		}
	}
	return laid{}, fault.Field("title", p.Title, "标题和版头过长，公文首页排不下正文，请缩短标题。")
}

// showsText reports whether the first page has a line of the body.
func (l laid) showsText() bool {
	for _, r := range l.rows {
		if r.body && r.page == 0 {
			return true
		}
	}
	return false
}

func (p Paper) try(s *setter, start float64, a attempt) laid {
	moved, step := a.moved, em+gap*a.squeeze
	var main []row
	if p.Title != "" {
		main = s.title(TitleLines(p.Title, width/ptMM(size2), p.names()))
	}
	if len(p.To) > 0 && !moved {
		to := s.plain(strings.Join(p.To, "，")+"：", song)
		if len(main) > 0 {
			to[0].blank = 1
		}
		main = append(main, to...)
	}
	body := s.body(paragraphs(p.Body))
	if len(main) > 0 && (len(p.To) == 0 || moved) {
		body[0].blank = 1
	}
	main = append(main, body...)
	main = append(main, s.attached(p.Attached)...)
	l := laid{seal: -1}
	if p.Form == Minutes {
		main = append(main, s.attendance(p)...)
	} else {
		sign := s.signature(p)
		for i := range sign {
			if sign[i].under > 0 {
				l.seal = len(main) + i
			}
		}
		main = append(main, sign...)
	}
	l.imprint = p.compose(s, moved)
	foot := l.imprint.room()
	if len(p.Attachments) > 0 {
		l.pages = place(main, start, 0, step, a.lines)
		labels := make([]string, len(p.Attachments))
		if len(labels) > 1 {
			for i := range labels {
				labels[i] = fmt.Sprint(i + 1)
			}
		}
		for i, x := range p.Attachments {
			rows := s.attachment(x, labels[i], p.names())
			f := 0.0
			if i == len(p.Attachments)-1 {
				f = foot
			}
			n := place(rows, top, f, pitch, 2)
			for k := range rows {
				rows[k].page += l.pages
			}
			l.pages += n
			main = append(main, rows...)
		}
	} else {
		l.pages = place(main, start, foot, step, a.lines)
	}
	l.rows = main
	return l
}

// names are what the title does not break.
func (p Paper) names() []string {
	return append([]string{p.Signed, strings.TrimSuffix(p.Mark, "文件")}, p.Words...)
}

// draw puts a row on its page.
func draw(pg *print.Page, s *setter, r row) {
	x, base := left+r.x, r.y+0.88*r.em()
	switch r.align {
	case print.Center:
		total := 0.0
		for _, run := range r.runs {
			total += s.width(run.Text, run.Style)
		}
		x = left + (width-total)/2
	case print.Right:
		total := 0.0
		for _, run := range r.runs {
			total += s.width(run.Text, run.Style)
		}
		x = right - r.x - total
	}
	pg.Runs(x, base, r.w, r.runs)
}

// drawSeal draws the place of the seal over signature and date.
func (p Paper) drawSeal(pages []*print.Page, s *setter, l laid) {
	date := l.rows[l.seal]
	cx := left + date.x + s.width(day(p.Date), song)/2
	cy := date.y + em + date.under - sealDiameter/2
	const parts = 72
	for i := 0; i < parts; i += 2 {
		a, b := 2*math.Pi*float64(i)/parts, 2*math.Pi*float64(i+1)/parts
		r := sealDiameter / 2
		pages[date.page].LineIn(cx+r*math.Cos(a), cy+r*math.Sin(a), cx+r*math.Cos(b), cy+r*math.Sin(b), 0.3, print.Grey, false)
	}
	pages[date.page].Text(cx, cy-12, "印章位置", print.Style{Size: 10.5, Color: print.Grey, Align: print.Center})
}

// pageNumber sets the number with a dash on either side, outside: right on odd
// pages, left on even ones. A letter's first page has none.
func (p Paper) pageNumber(d *print.Document, pg *print.Page, no int) {
	if p.Form == Letter && no == 1 {
		return
	}
	st := print.Style{Size: size4}
	above, _ := d.Ink("—", st)
	x := left + four
	if no%2 == 1 {
		st.Align, x = print.Right, right-four
	}
	pg.Text(x, bottom+numberBelow+above, fmt.Sprintf("— %d —", no), st)
}
