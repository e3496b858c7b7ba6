package papers

import (
	"io"
	"slices"
	"strings"
	"time"

	"lantai.internal/kit/print"
	"lantai.internal/kit/print/docx"
)

// sheet is a paper of labelled facts, tables and lines of text, in the order given.
type sheet struct {
	mark      string // stands in red above the title of every page
	title     string
	date      time.Time
	landscape bool
	parts     []part
	foot      string // beside the page number
}

// part is one of: facts, a table, a heading, text, or lines to sign on.
type part struct {
	facts [][2]string
	table *table
	head  string
	text  []string
	sign  []string
}

type table struct {
	columns []column
	rows    [][]string
	row     float64 // least height of a row in millimetres
	size    float64 // points
	top     bool    // text stands at the upper edge of its cell
}

type column struct {
	title  string
	width  float64
	center bool
}

func (s sheet) page() (size print.Size, m print.Margins) {
	if s.landscape {
		return print.A4Landscape, print.Margins{Top: 18, Right: 15, Bottom: 15, Left: 15}
	}
	return print.A4, print.Margins{Top: 25, Right: 20, Bottom: 20, Left: 25}
}

// PDF writes the sheet.
func (s sheet) PDF(w io.Writer, fonts *print.Fonts) error {
	d, err := print.New(print.Options{Title: s.title, Fonts: fonts, Date: s.date, Body: print.Style{Size: 12, LineHeight: 1.5}})
	if err != nil {
		return err
	}
	size, m := s.page()
	f := d.Section(print.Section{Size: size, Margins: m,
		Head: func(p *print.Page, _, _ int) {
			if s.mark != "" {
				p.Text(m.Left, m.Top-8, s.mark, print.Style{Size: 12, Bold: true, Color: print.Red})
			}
		},
		Foot: func(p *print.Page, no, of int) {
			st := print.Style{Size: 9}
			p.Text(m.Left, size.H-10, s.foot, st)
			st.Align = print.Right
			if of > 1 {
				p.Text(size.W-m.Right, size.H-10, print.PageOf(no, of), st)
			}
		}})
	f.Para(s.title, print.Style{Size: 18, Bold: true, Align: print.Center, Family: "小标宋"})
	f.Skip(2)
	for _, x := range s.parts {
		x.pdf(f)
	}
	return d.Write(w)
}

func (x part) pdf(f *print.Flow) {
	for _, kv := range x.facts {
		f.Para(kv[0]+"："+kv[1], print.Style{Size: 12})
	}
	if x.head != "" {
		f.Skip(2)
		f.Heading(x.head, print.Style{Size: 12, Family: "黑体"})
	}
	for _, t := range x.text {
		f.Para(t, print.Style{Size: 12, Indent: 2, Justify: true})
	}
	if x.table != nil {
		t := print.Table{MinRow: x.table.row, Body: print.Style{Size: x.table.size, LineHeight: 1.3}, Rule: 0.2, Edge: 0.35}
		if x.table.top {
			t.Body.VAlign = print.Top
		}
		for _, c := range x.table.columns {
			a := print.Left
			if c.center {
				a = print.Center
			}
			t.Columns = append(t.Columns, print.Column{Title: c.title, Width: c.width, Align: a})
		}
		f.Skip(1)
		f.Table(t, slices.Values(x.table.rows))
		f.Skip(1)
	}
	if len(x.sign) > 0 {
		f.Skip(4)
		var fields []print.Field
		for _, l := range x.sign {
			fields = append(fields, print.Field{Label: l + "：", Blank: 35})
		}
		f.Fields(print.Style{Size: 12}, fields...)
	}
}

// DOCX writes the sheet.
func (s sheet) DOCX(w io.Writer) error {
	d := docx.New(docx.Options{Title: s.title, Date: s.date, Size: 12})
	size, m := s.page()
	d.Section(docx.Section{W: size.W, H: size.H, Top: m.Top, Right: m.Right, Bottom: m.Bottom, Left: m.Left, Restart: true,
		Head: s.mark, Foot: strings.Join(filled(s.foot, "第 {PAGE} 页 共 {PAGES} 页"), "　")})
	d.Para(s.title, docx.Style{Font: "方正小标宋简体", Size: 18, Align: docx.AlignCenter, After: 6})
	for _, x := range s.parts {
		x.docx(d)
	}
	return d.Write(w)
}

func (x part) docx(d *docx.Document) {
	for _, kv := range x.facts {
		d.Para(kv[0]+"："+kv[1], docx.Style{Line: 18})
	}
	if x.head != "" {
		d.Para(x.head, docx.Style{Font: docx.Hei, Line: 20, Before: 6, Keep: true})
	}
	for _, t := range x.text {
		d.Para(t, docx.Style{Indent: 2, Line: 18, Align: docx.AlignBoth})
	}
	if x.table != nil {
		t := docx.Table{Style: docx.Style{Font: docx.Song, Size: x.table.size}, Row: x.table.row}
		for _, c := range x.table.columns {
			a := docx.AlignLeft
			if c.center {
				a = docx.AlignCenter
			}
			t.Columns = append(t.Columns, docx.Column{Title: c.title, Width: c.width, Align: a})
		}
		d.Table(t, slices.Values(x.table.rows))
	}
	if len(x.sign) > 0 {
		var b strings.Builder
		for i, l := range x.sign {
			if i > 0 {
				b.WriteString("　　")
			}
			b.WriteString(l + "：____________")
		}
		d.Para(b.String(), docx.Style{Before: 12})
	}
}
