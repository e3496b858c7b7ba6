package letter

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"lantai.internal/kit/print/docx"
)

// line is the spacing of official papers in points: 22 lines on a page.
const line = 28.95

// DOCX writes the letter as a Word document that a clerk may edit.
func (l Letter) DOCX(w io.Writer) error {
	d := docx.New(docx.Options{Title: l.Title, Author: l.Agency, Date: l.Date.Time()})
	d.Section(docx.Section{Foot: "— {PAGE} —"})
	if !l.record() {
		d.Para(l.Agency, docx.Style{Font: docx.Song, Size: 26, Bold: true, Align: docx.AlignCenter, After: 12})
		d.Para(l.Number, docx.Style{Align: docx.AlignRight, Line: line})
	}
	d.Heading(1, l.Title, docx.Style{Font: docx.Song, Size: 22, Bold: true, Align: docx.AlignCenter, Before: 12, After: 12})
	if l.Addressee != "" {
		d.Para(l.Addressee+"：", docx.Style{Line: line})
	}
	above, below := l.split()
	for _, b := range above {
		word(d, b)
	}
	if !l.record() {
		d.Para(l.Agency, docx.Style{Align: docx.AlignRight, Line: line, Before: 48, Keep: true})
		d.Para(l.Date.Chinese(), docx.Style{Align: docx.AlignRight, Line: line, After: 12})
	}
	for _, b := range below {
		word(d, b)
	}
	return d.Write(w)
}

func word(d *docx.Document, b Block) {
	st := docx.Style{Align: docx.AlignBoth, Indent: 2, Line: line}
	switch b.Shape {
	case Para:
		d.Para(b.Text, st)
	case Quote:
		for s := range strings.SplitSeq(b.Text, "\n") {
			if s = strings.TrimSpace(s); s != "" {
				d.Para(s, docx.Style{Font: docx.Kai, Align: docx.AlignBoth, Indent: 2, Line: line})
			}
		}
	case List:
		for i, s := range b.Lines {
			d.Para(fmt.Sprintf("%d. %s", i+1, s), st)
		}
	case Grid:
		t := docx.Table{Style: docx.Style{Size: 12}, Row: 9}
		for i, w := range widths(b, 156) {
			c := docx.Column{Width: w}
			if len(b.Head) > 0 {
				c.Title = b.Head[i]
			}
			t.Columns = append(t.Columns, c)
		}
		rows := b.Rows
		if len(b.Head) == 0 {
			// The first row stands as the head, for a table of pairs has none.
			t.Columns[0].Title, t.Columns[1].Title = rows[0][0], rows[0][1]
			rows = rows[1:]
		}
		d.Table(t, slices.Values(rows))
	case Note:
		d.Para(b.Text, docx.Style{Size: 10.5, Before: 6})
	}
}
