package letter

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/kit/print"
)

// The page of an official letter (GB/T 9704): 28 characters of 三号 in a line, 22
// lines on a page; the head of a letter with the red double line.
var (
	letterMargins = print.Margins{Top: 37, Right: 26, Bottom: 35, Left: 28}
	body          = print.Style{Size: 15.75, LineHeight: 1.78, Justify: true, Indent: 2}
	cell          = print.Style{Size: 12, LineHeight: 1.4}
)

const (
	headAt    = 39.0  // baseline of the agency's name
	ruleAt    = 45.0  // upper red line
	footRule  = 275.0 // lower red line on the first page
	signature = 44.0  // height of agency, date and the room for the seal
	overhang  = 8.0   // by which the red lines pass the text on either side
)

// PDF writes the letter. The same letter gives the same bytes.
func (l Letter) PDF(w io.Writer) error {
	d, err := print.New(print.Options{Title: l.Title, Author: l.Agency, Subject: l.Number, Date: l.Date.Time(), Body: body})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Margins: letterMargins, Foot: l.foot})
	l.head(d, f)
	above, below := l.split()
	for i, b := range above {
		// The signature does not stand on a page of its own.
		if i == len(above)-1 && b.Shape == Para && !l.record() {
			f.Need(f.Height(b.Text, body, f.Width()) + signature)
		}
		set(f, b)
	}
	l.sign(f)
	for _, b := range below {
		if b.Shape == Grid {
			f.Need(13 * float64(len(b.Rows))) // a slip stays in one piece
			set(f, b)
		}
	}
	return d.Write(w)
}

// record reports whether the paper is a record that is filled in, not sent as a letter.
func (l Letter) record() bool { return slices.Contains(recorded, l.Paper) }

func (l Letter) head(d *print.Document, f *print.Flow) {
	p := f.Page()
	if l.record() {
		f.Para(l.Agency, print.Style{Size: 14, Align: print.Center})
		f.Para(l.Title, print.Style{Size: 20, Bold: true, Align: print.Center})
		f.Skip(4)
		return
	}
	st := print.Style{Size: 30, Bold: true, Color: print.Red, Align: print.Center}
	for w, err := d.Width(l.Agency, st); err == nil && w > f.Width() && st.Size > 16; w, err = d.Width(l.Agency, st) {
		st.Size--
	}
	middle := p.Size.W / 2
	p.Text(middle, headAt, l.Agency, st)
	left, right := letterMargins.Left-overhang, p.Size.W-letterMargins.Right+overhang
	p.LineIn(left, ruleAt, right, ruleAt, 0.9, print.Red, false)
	p.LineIn(left, ruleAt+1.4, right, ruleAt+1.4, 0.3, print.Red, false)
	f.Skip(ruleAt + 5 - f.Y())
	f.Para(l.Number, print.Style{Size: body.Size, LineHeight: body.LineHeight, Align: print.Right})
	f.Skip(4)
	f.Para(l.Title, print.Style{Size: 21, Bold: true, Align: print.Center, LineHeight: 1.5})
	f.Skip(4)
	f.Para(l.Addressee+"：", print.Style{Size: body.Size, LineHeight: body.LineHeight})
}

func (l Letter) foot(p *print.Page, no, of int) {
	if no == 1 && !l.record() {
		left, right := letterMargins.Left-overhang, p.Size.W-letterMargins.Right+overhang
		_, below := l.split()
		for _, b := range below {
			if b.Shape == Note {
				p.Fit(print.Rect{X: left, Y: footRule - 9, W: right - left, H: 8}, b.Text, print.Style{Size: 9, LineHeight: 1.25}, 6)
			}
		}
		p.LineIn(left, footRule, right, footRule, 0.3, print.Red, false)
		p.LineIn(left, footRule+1.4, right, footRule+1.4, 0.9, print.Red, false)
	}
	if of > 1 {
		p.Text(p.Size.W/2, 284, fmt.Sprintf("— %d —", no), print.Style{Size: 14, Align: print.Center})
	}
}

// set lays one block.
func set(f *print.Flow, b Block) {
	switch b.Shape {
	case Para:
		f.Para(b.Text, body)
	case Quote:
		st := body
		for line := range strings.SplitSeq(b.Text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				f.Para(line, st)
			}
		}
	case List:
		for i, s := range b.Lines {
			f.Para(fmt.Sprintf("%d. %s", i+1, s), body)
		}
	case Grid:
		grid(f, b)
	case Note:
		f.Skip(3)
		f.Para(b.Text, print.Style{Size: 10.5, LineHeight: 1.5})
	}
}

// widths shares a width among columns by what stands in them, so that figures and
// dates do not break and prose has the most room.
func widths(b Block, total float64) []float64 {
	n := len(b.Head)
	if n == 0 {
		return []float64{42, total - 42}
	}
	weight := make([]float64, n)
	sum := 0.0
	for i := range weight {
		longest := breadth(b.Head[i]) + 0.5 // the head is bold
		for _, r := range b.Rows {
			for line := range strings.SplitSeq(r[i], "\n") {
				longest = max(longest, breadth(line))
			}
		}
		weight[i] = min(max(longest, 2.5), 16) + 1
		sum += weight[i]
	}
	for i := range weight {
		weight[i] *= total / sum
	}
	return weight
}

// breadth is the length of a line in Chinese characters.
func breadth(s string) float64 {
	n := 0.0
	for _, r := range s {
		if r < 0x2000 {
			n += 0.55
		} else {
			n++
		}
	}
	return n
}

func grid(f *print.Flow, b Block) {
	t := print.Table{Body: cell, Pad: 1.5, MinRow: 9, Head: print.Style{Size: 12, Bold: true, Align: print.Center, LineHeight: 1.4}}
	for i, w := range widths(b, f.Width()) {
		c := print.Column{Width: w}
		if len(b.Head) > 0 {
			c.Title = b.Head[i]
			if figures(b, i) {
				c.Align = print.Center
			}
		} else if i == 0 {
			c.Align = print.Center
		}
		t.Columns = append(t.Columns, c)
	}
	f.Skip(2)
	f.Table(t, slices.Values(b.Rows))
	f.Skip(3)
}

// figures reports whether a column holds nothing but short figures.
func figures(b Block, i int) bool {
	return !slices.ContainsFunc(b.Rows, func(r []string) bool { return len([]rune(r[i])) > 4 })
}

// sign leaves room for the seal over agency and date.
func (l Letter) sign(f *print.Flow) {
	if l.record() {
		return
	}
	f.Draw(signature, func(p *print.Page, in print.Rect) {
		right := in.X + in.W - 4*body.Size*0.3528
		width := p.Text(right, in.Y+26, l.Agency, print.Style{Size: body.Size, Align: print.Right})
		middle := right - width/2
		p.Text(middle, in.Y+36, l.Date.Chinese(), print.Style{Size: body.Size, Align: print.Center})
		p.Text(middle, in.Y+42, "（印章）", print.Style{Size: 9, Color: print.Grey, Align: print.Center})
	})
}
