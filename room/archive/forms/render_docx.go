package forms

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/kit/print/docx"
)

// docx writes the paper for a clerk to edit.
func (p *paper) docx(w io.Writer) error {
	d := docx.New(docx.Options{Title: p.kind, Author: p.fonds.Name, Date: p.meta.options(p.fonds, p.kind).Date, Size: 12})
	width := 165.0
	for i := range p.parts {
		part := &p.parts[i]
		s := docx.Section{W: 210, H: 297, Top: 25, Right: 20, Bottom: 25, Left: 25, Restart: true}
		if p.landscape {
			s.W, s.H, width = 297, 210, 252
		}
		basis := "依据：" + p.meta.Basis + "　" + p.meta.Line()
		s.Foot = basis
		if !part.bare {
			s.Foot += "\n" + strings.TrimSpace(part.foot+"　第 {PAGE} 页 共 {PAGES} 页")
		}
		// A foot that changes needs a section of its own, counted on.
		begun := false
		start := func() {
			if !begun {
				d.Section(s)
				begun, s.Restart = true, false
			}
		}
		fresh := false
		for _, b := range part.blocks {
			switch b := b.(type) {
			case gapBlock:
				fresh = fresh || b < 0
				continue
			case runningFoot:
				s.Foot = basis + "\n" + string(b) + "　第 {PAGE} 页"
				begun, fresh = false, false
				continue
			}
			start()
			p.docxBlock(d, b, width, fresh)
			fresh = false
		}
	}
	return d.Write(w)
}

func (p *paper) docxBlock(d *docx.Document, b block, width float64, fresh bool) {
	switch b := b.(type) {
	case titleBlock:
		d.Para(b.text, docx.Style{Font: docx.Song, Size: 22, Bold: true, Align: docx.AlignCenter, After: 8, Break: fresh})
	case *headBlock:
		d.Heading(b.level, b.text, docx.Style{Size: []float64{0, 16, 14, 12}[b.level], Before: 6, Break: fresh})
	case textBlock:
		st := docx.Style{Line: 26, Align: docx.AlignBoth, Size: 14, Break: fresh}
		if b.small {
			st.Size, st.Line = 9, 14
		}
		if b.indent {
			st.Indent = 2
		}
		if b.right {
			st.Align = docx.AlignRight
		}
		d.Para(b.text, st)
	case pairsBlock:
		var s []string
		for _, v := range b {
			s = append(s, v.label+"："+v.value)
		}
		d.Para(strings.Join(s, "　　"), docx.Style{Size: 10.5, After: 3, Break: fresh})
	case formBlock:
		lead := b.lead
		if lead == 0 {
			lead = 34
		}
		for i, row := range b.rows {
			var cols []docx.Column
			var cells []string
			w := row.valueWidth(width, lead)
			for _, c := range row.cells {
				if c.label == "" {
					cols, cells = append(cols, docx.Column{Width: w}), append(cells, c.value)
					continue
				}
				cols = append(cols, docx.Column{Width: lead, Align: docx.AlignCenter}, docx.Column{Width: w})
				cells = append(cells, c.label, c.value)
			}
			d.Table(docx.Table{Columns: cols, Row: max(row.height, 10), Join: i < len(b.rows)-1, Style: docx.Style{Font: docx.Song, Size: 11}},
				slices.Values([][]string{cells}))
		}
	case tableBlock:
		sum := 0.0
		for _, c := range b.cols {
			sum += c.width
		}
		t := docx.Table{Row: 7, Style: docx.Style{Font: docx.Song, Size: 9}}
		for _, c := range b.cols {
			t.Columns = append(t.Columns, docx.Column{Title: c.title, Width: c.width * width / sum,
				Align: []docx.Align{docx.AlignLeft, docx.AlignCenter, docx.AlignRight}[c.align]})
		}
		d.Table(t, b.rows)
	case signBlock:
		t := docx.Table{Plain: true, Row: 12, Style: docx.Style{Font: docx.Song, Size: 11}}
		var cells []string
		for _, v := range b {
			t.Columns = append(t.Columns, docx.Column{Width: width / float64(len(b))})
			if v.value == "" {
				v.value = "＿＿＿＿＿＿＿"
			}
			cells = append(cells, v.label+"："+v.value)
		}
		d.Table(t, slices.Values([][]string{cells}))
	case coverBlock:
		d.Para("\n\n"+p.fonds.Name, docx.Style{Size: 20, Align: docx.AlignCenter})
		d.Para("\n"+b.title+"\n", docx.Style{Font: docx.Song, Size: 34, Bold: true, Align: docx.AlignCenter})
		t := docx.Table{Plain: true, Row: 12, Style: docx.Style{Size: 16},
			Columns: []docx.Column{{Width: width * 0.35, Align: docx.AlignRight}, {Width: width * 0.65}}}
		d.Table(t, func(yield func([]string) bool) {
			for _, v := range b.pairs {
				if !yield([]string{v.label + "：", v.value}) {
					return
				}
			}
		})
	case contentsBlock:
		d.Para("目　录", docx.Style{Font: docx.Song, Size: 22, Bold: true, Align: docx.AlignCenter, Break: fresh})
		n := 0
		for i := range p.parts {
			for _, b := range p.parts[i].blocks {
				if h, ok := b.(*headBlock); ok && h.listed != "" {
					n++
					d.Para(strconv.Itoa(n)+"．"+h.text+"　（"+h.listed+"）", docx.Style{Size: 12, Line: 22})
				}
			}
		}
	}
}
