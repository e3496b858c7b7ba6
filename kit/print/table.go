package print

import "iter"

// Column is one column of a Table.
type Column struct {
	Title string
	Width float64 // millimetres
	Align Align
	Least float64 // if > 0, the font shrinks to this size before a cell breaks into lines
}

// Table is a ruled table. Its head is repeated on every page. A row is kept on
// one page unless it is taller than a page.
type Table struct {
	Columns  []Column
	Head     Style   // zero: bold, centred, the size of Body
	Body     Style   // zero: the flow's size, 1.3 lines
	Pad      float64 // white left and right of the text in millimetres; zero is 1
	MinRow   float64 // least height of a row in millimetres; zero is 7
	Rule     float64 // line width in millimetres; zero is 0.2
	Edge     float64 // line width of the outer edge; zero is Rule
	FillHead Color   // ground of the head; zero is none
}

func (t *Table) defaults(f *Flow) {
	if t.Body.Size <= 0 {
		t.Body.Size = f.body.Size
	}
	if t.Body.LineHeight <= 0 {
		t.Body.LineHeight = 1.3
	}
	if t.Head.Size <= 0 {
		t.Head = Style{Size: t.Body.Size, Bold: true, Align: Center, LineHeight: 1.3, Family: t.Body.Family}
	}
	t.Head = t.Head.orDefault()
	if t.Pad <= 0 {
		t.Pad = 1
	}
	if t.MinRow <= 0 {
		t.MinRow = 7
	}
	if t.Rule <= 0 {
		t.Rule = 0.2
	}
	if t.Edge <= 0 {
		t.Edge = t.Rule
	}
}

// TotalWidth is the sum of the columns in millimetres.
func (t Table) TotalWidth() float64 {
	w := 0.0
	for _, c := range t.Columns {
		w += c.Width
	}
	return w
}

// rowPad is the white above and below the text of a row, in parts of Pad.
const rowPad = 0.8

// cellText is a laid-out cell: its lines and the size they were set at.
type cellText struct {
	lines []line
	size  float64
}

// tableRun sets one table.
type tableRun struct {
	t     *Table
	f     *Flow
	cells []cellText
	top   float64 // of the part of the table on this page
	open  bool    // a part is begun on this page
	arena []line
}

// Table sets rows below the present place. Cells beyond the columns are left
// out, missing ones are empty.
func (f *Flow) Table(t Table, rows iter.Seq[[]string]) {
	t.defaults(f)
	f.Page()
	r := &tableRun{t: &t, f: f, cells: make([]cellText, len(t.Columns))}
	titles := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		titles[i] = c.Title
	}
	headed := false
	for _, s := range titles {
		headed = headed || s != ""
	}
	// begin sets the head, on a new page if the row after it, next millimetres
	// high, would not fit below it.
	begin := func(next float64) {
		h := 0.0
		if headed {
			h = max(r.layout(titles, t.Head, false), t.MinRow)
		}
		f.Need(h + next)
		r.top, r.open = f.y, true
		if headed {
			if t.FillHead != (Color{}) {
				f.p.Fill(Rect{f.Left(), f.y, t.TotalWidth(), h}, t.FillHead)
			}
			r.set(t.Head, true, h, 0, -1)
		}
	}
	begin(t.MinRow)
	for row := range rows {
		if f.d.err != nil {
			return
		}
		h := max(r.layout(row, t.Body, true), t.MinRow)
		if h <= f.Room()+0.01 {
			r.set(t.Body, false, h, 0, -1)
			continue
		}
		r.cells = r.keep()
		saved := r.cells
		if h <= f.Bottom()-f.s.Margins.Top {
			// Set the head into other cells, so that it does not spoil the row's.
			r.close()
			f.NewPage()
			r.cells = make([]cellText, len(saved))
			begin(t.MinRow)
			r.cells = saved
			if h <= f.Room()+0.01 {
				r.set(t.Body, false, h, 0, -1)
				continue
			}
		}
		r.split(begin)
	}
	r.close()
}

// keep copies the laid-out cells so that setting the head does not spoil them.
func (r *tableRun) keep() []cellText {
	out := make([]cellText, len(r.cells))
	for i, c := range r.cells {
		out[i] = cellText{append([]line(nil), c.lines...), c.size}
	}
	return out
}

// layout breaks the cells of a row and gives the row's height in millimetres.
func (r *tableRun) layout(row []string, st Style, shrink bool) float64 {
	sc := &r.f.d.scratch
	r.arena = r.arena[:0]
	chain := r.f.d.fonts.chain(st.Family, st.Bold)
	most := 0.0
	for i, c := range r.t.Columns {
		s := ""
		if i < len(row) {
			s = clean(row[i])
		}
		room := mmPt(c.Width - 2*r.t.Pad)
		size := st.Size
		ls, err := sc.lines(chain, s, size, room, 0)
		for shrink && err == nil && c.Least > 0 && len(ls) > 1 && size-0.5 >= c.Least {
			size -= 0.5
			ls, err = sc.lines(chain, s, size, room, 0)
		}
		if err != nil {
			r.f.d.fail(err)
			return 0
		}
		from := len(r.arena)
		r.arena = append(r.arena, ls...)
		r.cells[i] = cellText{r.arena[from:len(r.arena):len(r.arena)], size}
		most = max(most, float64(len(ls))*size*st.LineHeight)
	}
	return ptMM(most) + 2*r.t.Pad*rowPad
}

// set draws lines [from, from+n) of every cell (all if n < 0) in a row of height
// h and the rule below it.
func (r *tableRun) set(st Style, head bool, h float64, from, n int) {
	f, p := r.f, r.f.p
	x := f.Left()
	for i, c := range r.t.Columns {
		cell := r.cells[i]
		ls := cell.lines
		if n >= 0 {
			ls = ls[min(from, len(ls)):min(from+n, len(ls))]
		}
		cs := st
		cs.Size = cell.size
		if !head {
			cs.Align = c.Align
		}
		lead := cs.Size * cs.LineHeight
		y := mmPt(f.y)
		if n < 0 {
			y += (mmPt(h) - lead*float64(len(ls))) / 2
		} else {
			y += mmPt(r.t.Pad * rowPad)
		}
		if len(ls) > 0 && (len(ls) > 1 || ls[0].text != "") {
			p.set(mmPt(x+r.t.Pad), y, mmPt(c.Width-2*r.t.Pad), ls, cs, lead)
		}
		x += c.Width
	}
	f.y += h
	p.Line(f.Left(), f.y, x, f.y, r.t.Rule)
}

// close draws the upright rules and the edge of the part on this page.
func (r *tableRun) close() {
	f, t := r.f, r.t
	if !r.open || f.y <= r.top {
		return
	}
	x := f.Left()
	for i, c := range t.Columns {
		if i > 0 {
			f.p.Line(x, r.top, x, f.y, t.Rule)
		}
		x += c.Width
	}
	f.p.Frame(Rect{f.Left(), r.top, t.TotalWidth(), f.y - r.top}, t.Edge)
	r.open = false
}

// split sets a row that is taller than a page, as many lines a page as fit. Its
// cells must not live in the arena.
func (r *tableRun) split(begin func(float64)) {
	f, t := r.f, r.t
	saved := r.cells
	most, lead := 0, 0.0
	for _, c := range saved {
		most = max(most, len(c.lines))
		lead = max(lead, ptMM(c.size*t.Body.LineHeight))
	}
	for from := 0; from < most; {
		pad := 2 * t.Pad * rowPad
		n := int((f.Room() - pad + 0.01) / lead)
		if n < 2 && f.y > f.s.Margins.Top && r.open {
			r.close()
			f.NewPage()
			r.cells = make([]cellText, len(saved))
			begin(t.MinRow)
			r.cells = saved
			if n = int((f.Room() - pad + 0.01) / lead); n < 1 {
				n = 1
			}
		}
		n = max(1, min(n, most-from))
		r.set(t.Body, false, lead*float64(n)+pad, from, n)
		from += n
	}
}
