package forms

import (
	"fmt"
	"io"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
)

// Measures of DA/T 22-2015 in millimetres.
const (
	boxHeight = 310
	boxWidth  = 220

	stampWidth  = 45
	stampHeight = 16
)

// a3 is the paper that covers and spines are cut from.
var a3 = print.Size{W: 297, H: 420}

// cutMarks draws the corners to cut along, outside of r.
func cutMarks(p *print.Page, r print.Rect) {
	const gap, long = 1.5, 6
	for _, x := range []float64{r.X, r.X + r.W} {
		p.Line(x, r.Y-gap, x, r.Y-gap-long, 0.1)
		p.Line(x, r.Y+r.H+gap, x, r.Y+r.H+gap+long, 0.1)
	}
	for _, y := range []float64{r.Y, r.Y + r.H} {
		p.Line(r.X-gap, y, r.X-gap-long, y, 0.1)
		p.Line(r.X+r.W+gap, y, r.X+r.W+gap+long, y, 0.1)
	}
}

// sheetFoot prints basis and number at the lower edge of a sheet.
func (m Model) sheetFoot(p *print.Page) {
	st := print.Style{Size: 7, Color: print.Grey}
	p.Text(12, p.Size.H-8, "依据："+m.Meta.Basis, st)
	st.Align = print.Right
	p.Text(p.Size.W-12, p.Size.H-8, m.Meta.Line(), st)
}

// boxCovers draws a cover for every fonds name that occurs: the cover names the
// fonds only, so one page serves all boxes; it is printed as often as there are
// boxes.
func boxCovers(w io.Writer, m Model, title string) error {
	d, err := print.New(m.Meta.options(m.Fonds, title))
	if err != nil {
		return err
	}
	n := max(len(m.Boxes), 1)
	size := print.Size{W: boxWidth, H: boxHeight}
	if m.OnA3 {
		size = a3
	}
	f := d.Section(print.Section{Size: size})
	for range n {
		p := f.NewPage()
		at := print.Rect{W: boxWidth, H: boxHeight}
		if m.OnA3 {
			at.X, at.Y = (a3.W-boxWidth)/2, (a3.H-boxHeight)/2
			cutMarks(p, at)
			m.sheetFoot(p)
		} else {
			p.Text(at.W/2, at.H-4, "依据："+m.Meta.Basis+"　"+m.Meta.Line(), print.Style{Size: 5, Color: print.Grey, Align: print.Center})
		}
		drawCover(p, at, m.Fonds.Name)
	}
	return d.Write(w)
}

// drawCover sets the name of the fonds with a double rule under it.
func drawCover(p *print.Page, at print.Rect, fonds string) {
	name := print.Rect{X: at.X + 20, Y: at.Y + 72, W: at.W - 40, H: 32}
	p.Fit(name, fonds, print.Style{Size: 36, Bold: true, Align: print.Center, VAlign: print.Bottom, LineHeight: 1.25}, 18)
	y := name.Y + name.H + 4
	p.Line(at.X+25, y, at.X+at.W-25, y, 1)
	p.Line(at.X+25, y+1.8, at.X+at.W-25, y+1.8, 0.35)
}

// spineWidths are the spines of DA/T 22-2015.
var spineWidths = map[int]bool{20: true, 30: true, 40: true, 50: true}

func boxSpines(w io.Writer, m Model, title string) error {
	if err := m.needBoxes(BoxSpine); err != nil {
		return err
	}
	for _, b := range m.Boxes {
		if !spineWidths[b.Thickness] {
			return fault.Field("thickness", strconv.Itoa(b.Thickness), b.name()+"的盒脊厚度不对。档案盒厚度只能是 20、30、40 或 50 毫米，请在装盒设置中更正。")
		}
	}
	d, err := print.New(m.Meta.options(m.Fonds, title))
	if err != nil {
		return err
	}
	if !m.OnA3 {
		for _, b := range m.Boxes {
			p := d.Section(print.Section{Size: print.Size{W: float64(b.Thickness), H: boxHeight}}).Page()
			m.drawSpine(p, print.Rect{W: float64(b.Thickness), H: boxHeight}, b)
		}
		return d.Write(w)
	}
	f := d.Section(print.Section{Size: a3})
	const edge, gap = 14.0, 4.0
	var p *print.Page
	x := a3.W
	for _, b := range m.Boxes {
		t := float64(b.Thickness)
		if x+t > a3.W-edge {
			p, x = f.NewPage(), edge
			m.sheetFoot(p)
		}
		at := print.Rect{X: x, Y: (a3.H - boxHeight) / 2, W: t, H: boxHeight}
		for _, y := range []float64{at.Y, at.Y + at.H} {
			p.Line(at.X-1, y, at.X+at.W+1, y, 0.1)
		}
		for _, cx := range []float64{at.X, at.X + at.W} {
			p.LineIn(cx, at.Y, cx, at.Y+at.H, 0.1, print.Grey, true)
		}
		m.drawSpine(p, at, b)
		x += t + gap
	}
	return d.Write(w)
}

// drawSpine draws the cells of the spine from the top, each with its label.
func (m Model) drawSpine(p *print.Page, at print.Rect, b Box) {
	in := print.Rect{X: at.X + 2, Y: at.Y + 5, W: at.W - 4, H: at.H - 10}
	big := 11 + at.W/5 // points: a wider spine has larger figures
	cells := []struct {
		label, value string
		h            float64
		column       bool
	}{
		{"全宗号", m.Fonds.Code, 27, false},
		{"年度", positive(b.Year), 27, false},
		{"保管期限", RetentionLabel(b.Retention), 27, false},
		{"机构（问题）", b.Unit, 92, true},
		{"起件号", b.First, 25, false},
		{"止件号", b.Last, 25, false},
		{"盒号", b.Number, 30, false},
	}
	y := in.Y
	small := print.Style{Size: 6.5, Align: print.Center}
	for _, c := range cells {
		cell := print.Rect{X: in.X, Y: y, W: in.W, H: c.h}
		p.Frame(cell, 0.35)
		p.Fit(print.Rect{X: in.X + 0.5, Y: y + 1, W: in.W - 1, H: 4}, c.label, small, 4.5)
		body := print.Rect{X: in.X + 0.7, Y: y + 5.5, W: in.W - 1.4, H: c.h - 7}
		st := print.Style{Size: big, Bold: true, Align: print.Center, LineHeight: 1.15}
		if c.value != "" {
			if c.column {
				p.Column(body, c.value, st, 7)
			} else {
				p.Fit(body, c.value, st, 6)
			}
		}
		y += c.h
	}
	last := print.Rect{X: in.X, Y: y, W: in.W, H: in.Y + in.H - y}
	p.Frame(last, 0.35)
	side := min(in.W-3, 24)
	if b.Code != "" {
		p.QR(last.X+(last.W-side)/2, last.Y+3, side, b.Code)
	}
	tiny := print.Style{Size: 4.5, Color: print.Grey, Align: print.Center, LineHeight: 1.25, VAlign: print.Top}
	p.Fit(print.Rect{X: last.X + 0.6, Y: last.Y + side + 5, W: last.W - 1.2, H: last.H - side - 6},
		b.Code+"\n"+m.Meta.Line()+"\n依据："+m.Meta.Basis, tiny, 3.5)
}

// drawStamp draws the stamp of six equal cells in red with its left upper corner
// at (x, y): 全宗号 年度 件号 above, 机构(问题) 保管期限 页数 below.
func drawStamp(p *print.Page, x, y float64, s Stamped) {
	const w, h = stampWidth / 3.0, stampHeight / 2.0
	for i := range 4 {
		p.LineIn(x+w*float64(i), y, x+w*float64(i), y+stampHeight, 0.3, print.Red, false)
	}
	for i := range 3 {
		p.LineIn(x, y+h*float64(i), x+stampWidth, y+h*float64(i), 0.3, print.Red, false)
	}
	for i, v := range []string{s.FondsCode, positive(s.Year), s.Item, s.Unit, RetentionLabel(s.Retention), positive(s.Pages)} {
		if v == "" {
			continue
		}
		p.Fit(print.Rect{X: x + w*float64(i%3) + 0.4, Y: y + h*float64(i/3) + 0.3, W: w - 0.8, H: h - 0.6}, v,
			print.Style{Size: 11, Color: print.Red, Align: print.Center, LineHeight: 1.15}, 4.5)
	}
}

// stampSheets lays stamps out on A4 to be cut and glued, each with the code of
// its paper beneath, outside of the stamp.
func stampSheets(w io.Writer, m Model, title string) error {
	if len(m.Stamps) == 0 {
		return nothing("stamps", "没有要打印归档章的文件。请先完成编号。")
	}
	d, err := print.New(m.Meta.options(m.Fonds, title))
	if err != nil {
		return err
	}
	const across, down, left, top, dx, dy = 4, 10, 7.5, 14.0, 50.0, 26.5
	f := d.Section(print.Section{Size: print.A4, Foot: func(p *print.Page, no, of int) {
		m.sheetFoot(p)
		p.Text(p.Size.W/2, p.Size.H-4, print.PageOf(no, of), print.Style{Size: 7, Color: print.Grey, Align: print.Center})
	}})
	var p *print.Page
	for i, s := range m.Stamps {
		k := i % (across * down)
		if k == 0 {
			p = f.NewPage()
		}
		if s.FondsCode == "" {
			s.FondsCode = m.Fonds.Code
		}
		x, y := left+dx*float64(k%across), top+dy*float64(k/across)
		drawStamp(p, x, y, s)
		p.Fit(print.Rect{X: x, Y: y + stampHeight + 0.5, W: stampWidth, H: 4}, s.Code, print.Style{Size: 6, Color: print.Grey, Align: print.Center, LineHeight: 1.2}, 4)
	}
	return d.Write(w)
}

// StampPlace is where a stamp goes on a page: the upper left corner, in
// millimetres from the upper left corner of the page. The zero place is the
// middle of the upper edge, 8 mm below it.
type StampPlace struct{ X, Y float64 }

// StampFirstPage writes a copy of a PDF with the filing stamp on its first page.
// The original is only read. A place that would push the stamp over the edge is
// a fault of kind Invalid. Faults of the file are those of print.StampPDF.
func StampFirstPage(original io.ReadSeeker, w io.Writer, s Stamped, at StampPlace, meta Meta) error {
	if meta.Basis == "" {
		meta.Basis = table[Stamp].basis
	}
	var bad error
	err := print.StampPDF(original, w, meta.options(Fonds{}, Stamp.Label()), func(p *print.Page) {
		x, y := at.X, at.Y
		if at == (StampPlace{}) {
			x, y = (p.Size.W-stampWidth)/2, 8
		}
		if x < 0 || y < 0 || x+stampWidth > p.Size.W || y+stampHeight > p.Size.H {
			bad = fault.Field("place", fmt.Sprintf("%.0f,%.0f", x, y),
				fmt.Sprintf("归档章（45×16 毫米）放不进首页（%.0f×%.0f 毫米）的这个位置，请换一处空白。", p.Size.W, p.Size.H))
			return
		}
		drawStamp(p, x, y, s)
	})
	if bad != nil {
		return bad
	}
	return err
}

// labelSheets lays labels out on A4, two across and seven down.
func labelSheets(w io.Writer, m Model, title string) error {
	if len(m.Labels) == 0 {
		return nothing("labels", "没有要打印的标签。请先选择库位或者档案盒。")
	}
	d, err := print.New(m.Meta.options(m.Fonds, title))
	if err != nil {
		return err
	}
	const across, down, lw, lh, left, top = 2, 7, 90.0, 38.0, 15.0, 12.0
	f := d.Section(print.Section{Size: print.A4, Foot: func(p *print.Page, no, of int) { m.sheetFoot(p) }})
	var p *print.Page
	for i, l := range m.Labels {
		k := i % (across * down)
		if k == 0 {
			p = f.NewPage()
		}
		x, y := left+lw*float64(k%across), top+lh*float64(k/across)
		p.FrameIn(print.Rect{X: x, Y: y, W: lw, H: lh}, 0.1, print.Grey)
		text := lw - 8.0
		if l.Code != "" {
			text -= 30
			p.QR(x+lw-31, y+4, 27, l.Code)
			p.Fit(print.Rect{X: x + lw - 34, Y: y + 32, W: 33, H: 4}, l.Code, print.Style{Size: 6, Align: print.Center, LineHeight: 1.2}, 4)
		}
		p.Fit(print.Rect{X: x + 4, Y: y + 3, W: text, H: 13}, l.Title, print.Style{Size: 16, Bold: true, LineHeight: 1.2}, 8)
		for j, s := range l.Lines {
			if j > 3 {
				break
			}
			p.Fit(print.Rect{X: x + 4, Y: y + 16.5 + 5*float64(j), W: text, H: 5}, s, print.Style{Size: 9.5, LineHeight: 1.2}, 6)
		}
	}
	return d.Write(w)
}
