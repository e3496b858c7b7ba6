package print

// Flow sets things one below the other and goes to the next page when one is
// full. It belongs to a section of the document.
type Flow struct {
	d    *Document
	s    *Section
	p    *Page
	y    float64 // millimetres from the upper edge of the page
	body Style
}

// Page is the page being filled, begun if there is none yet.
func (f *Flow) Page() *Page {
	if f.p == nil {
		f.NewPage()
	}
	return f.p
}

// NewPage ends the page and begins the next.
func (f *Flow) NewPage() *Page {
	f.p = f.d.addPage(f.s)
	f.y = f.s.Margins.Top
	return f.p
}

// Number is the number of the page being filled, from 1 in its section.
func (f *Flow) Number() int {
	f.Page()
	return f.s.pages
}

// Pages is the number of pages of the section so far.
func (f *Flow) Pages() int { return f.s.pages }

// Y is where the next thing will stand, in millimetres from the upper edge.
func (f *Flow) Y() float64 {
	f.Page()
	return f.y
}

// Left is the left edge of the text and Width its width, in millimetres.
func (f *Flow) Left() float64 { return f.s.Margins.Left }

// Width is the width of the text in millimetres.
func (f *Flow) Width() float64 { return f.s.Size.W - f.s.Margins.Left - f.s.Margins.Right }

// Bottom is the lower edge of the text in millimetres from the upper edge of the page.
func (f *Flow) Bottom() float64 { return f.s.Size.H - f.s.Margins.Bottom }

// Room is what is left of the page below Y, in millimetres.
func (f *Flow) Room() float64 { return f.Bottom() - f.Y() }

// Skip leaves mm white; at the foot of a page nothing is carried over.
func (f *Flow) Skip(mm float64) {
	f.Page()
	f.y += mm
}

// Need begins a new page unless mm are left on this one, so that what belongs
// together stays together. A demand greater than a page is met as far as it can.
func (f *Flow) Need(mm float64) {
	if f.Room() < mm && f.y > f.s.Margins.Top {
		f.NewPage()
	}
}

// Para sets a paragraph over the full width, continued on the next page if it
// must be. At least two lines stay together on either side of a page's end.
func (f *Flow) Para(s string, st Style) {
	if st.Size <= 0 {
		st.Size = f.body.Size
	}
	if st.LineHeight <= 0 {
		st.LineHeight = f.body.LineHeight
	}
	f.Page()
	found, err := f.d.scratch.lines(f.d.fonts.chain(st.Family, st.Bold), clean(s), st.Size, mmPt(f.Width()), st.Indent*st.Size)
	if err != nil {
		f.d.fail(err)
		return
	}
	ls := append([]line(nil), found...)
	lead := st.Size * st.LineHeight
	leadMM := ptMM(lead)
	for len(ls) > 0 {
		fit := int((f.Room() + 0.01) / leadMM)
		if fit < len(ls) {
			// Leave no single line behind, and take none alone.
			if len(ls)-fit == 1 && fit > 2 {
				fit--
			}
			if fit < 2 && f.y > f.s.Margins.Top {
				f.NewPage()
				continue
			}
			fit = max(fit, 1)
		}
		n := min(fit, len(ls))
		f.p.set(mmPt(f.Left()), mmPt(f.y), mmPt(f.Width()), ls[:n], st, lead)
		f.y += leadMM * float64(n)
		ls = ls[n:]
		if len(ls) > 0 {
			f.NewPage()
		}
	}
}

// Heading sets a bold line that does not stand alone at the foot of a page.
func (f *Flow) Heading(s string, st Style) {
	st.Bold = true
	f.Need(ptMM(st.orDefault().Size) * 6)
	f.Para(s, st)
}

// Draw gives the page and the space of height mm at the present place, on a new
// page if it does not fit, and goes below it.
func (f *Flow) Draw(mm float64, draw func(p *Page, r Rect)) {
	f.Need(mm)
	f.Page()
	draw(f.p, Rect{f.Left(), f.y, f.Width(), mm})
	f.y += mm
}

// Field is a printed label and the value after it; an empty value leaves a line
// of Blank millimetres to write on.
type Field struct {
	Label, Value string
	Blank        float64
}

// Fields sets labels and values in one row of equal columns.
func (f *Flow) Fields(st Style, fields ...Field) {
	st = st.orDefault()
	h := ptMM(st.Size) * 2
	f.Draw(h, func(p *Page, r Rect) {
		w := r.W / float64(len(fields))
		for i, fd := range fields {
			x := r.X + w*float64(i)
			base := r.Y + h*0.66
			x += p.Text(x, base, fd.Label, st)
			if fd.Value == "" {
				p.Line(x, base+1, x+min(fd.Blank, r.X+w*float64(i+1)-x-2), base+1, 0.2)
				continue
			}
			p.Text(x, base, fd.Value, st)
		}
	})
}

// Height is the height in millimetres of text set in a width of w millimetres.
func (f *Flow) Height(s string, st Style, w float64) float64 {
	st = st.orDefault()
	ls, err := f.d.scratch.lines(f.d.fonts.chain(st.Family, st.Bold), clean(s), st.Size, mmPt(w), st.Indent*st.Size)
	if err != nil {
		f.d.fail(err)
		return 0
	}
	return ptMM(st.Size*st.LineHeight) * float64(len(ls))
}
