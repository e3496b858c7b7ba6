package forms

import (
	"strconv"

	"lantai.internal/kit/print"
)

// cover draws a cover page: the fonds above, the title, then the class.
func (r *pdfRun) cover(b coverBlock) {
	f := r.f
	p := f.Page()
	mid, h := p.Size.W/2, p.Size.H
	w := p.Size.W - 60
	p.Fit(print.Rect{X: 30, Y: h * 0.16, W: w, H: 14}, r.paper.fonds.Name, print.Style{Size: 20, Align: print.Center, LineHeight: 1.2}, 12)
	p.Line(mid-w*0.3, h*0.16+16, mid+w*0.3, h*0.16+16, 0.5)
	p.Line(mid-w*0.3, h*0.16+17.2, mid+w*0.3, h*0.16+17.2, 0.2)
	p.Fit(print.Rect{X: 30, Y: h * 0.30, W: w, H: 32}, b.title, print.Style{Size: 34, Bold: true, Align: print.Center, LineHeight: 1.2}, 18)
	// Labels end and values begin at the same place, both in the middle of the page.
	label, value := 0.0, 0.0
	for _, v := range b.pairs {
		label = max(label, 6*float64(len([]rune(v.label))+1))
		value = max(value, 5.6*float64(len([]rune(v.value))))
	}
	value = min(max(value, 55), w-label)
	x := mid - (label+value)/2
	y := h * 0.56
	step := min(14, (h*0.88-y)/float64(max(len(b.pairs), 1)))
	for _, v := range b.pairs {
		p.Text(x+label, y, v.label+"：", print.Style{Size: 16, Align: print.Right})
		p.Fit(print.Rect{X: x + label, Y: y - step + 2, W: value, H: step}, v.value, print.Style{Size: 16, VAlign: print.Bottom, LineHeight: 1.3}, 9)
		p.LineIn(x+label, y+2, x+label+value, y+2, 0.2, print.Black, false)
		y += step
	}
}

// contents lists the headings of the other parts with their page numbers.
func (r *pdfRun) contents() {
	f := r.f
	f.Para("目　录", print.Style{Size: 18, Bold: true, Align: print.Center})
	f.Skip(4)
	n := 0
	for i := range r.paper.parts {
		for _, b := range r.paper.parts[i].blocks {
			h, ok := b.(*headBlock)
			if !ok || h.listed == "" {
				continue
			}
			n++
			text := strconv.Itoa(n) + "．" + h.text
			st := print.Style{Size: 11, LineHeight: 1.5}
			room := f.Width() - 16
			height := f.Height(text, st, room) + 5
			f.Draw(height+1.5, func(p *print.Page, s print.Rect) {
				top := st
				top.VAlign = print.Top
				used := p.Box(print.Rect{X: s.X, Y: s.Y, W: room, H: height}, text, top)
				p.Text(s.X+6, s.Y+used+3.5, h.listed, print.Style{Size: 8, Color: print.Grey})
				page := ""
				if k := r.pages[h]; k > 0 {
					page = strconv.Itoa(k)
				}
				p.LineIn(s.X, s.Y+used+5.6, s.X+s.W, s.Y+used+5.6, 0.1, print.Color{R: 190, G: 190, B: 190}, false)
				p.Text(s.X+s.W, s.Y+used-1.8, page, print.Style{Size: 11, Align: print.Right})
			})
		}
	}
}
