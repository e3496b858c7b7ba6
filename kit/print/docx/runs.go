package docx

import (
	"bytes"
	"fmt"
	"math"
	"strings"
)

// Run is a piece of a paragraph in one look; zero fields are the paragraph's.
type Run struct {
	Text  string
	Font  string
	Size  float64 // points
	Bold  bool
	Color string // RRGGBB
}

// Rule is a line below or above a paragraph.
type Rule struct {
	Kind  string  // of WordprocessingML: single, thickThinSmallGap, thinThickSmallGap; "" is single
	Width float64 // millimetres
	Space float64 // white between text and line in millimetres, at most 31 points
	Color string  // RRGGBB, "" for black
}

// Runs adds a paragraph of several pieces.
func (d *Document) Runs(runs []Run, st Style) {
	d.begun()
	d.pieces(&d.body, runs, st)
}

// Edges are the head and foot of a section's pages where odd, even and first pages
// differ: {PAGE} in a run is the page's number. The heads of all pages but the first
// are empty.
type Edges struct {
	Odd, Even []Line
	// Of the first page, if OwnFirst is set; else it has those of an odd page.
	OwnFirst             bool
	FirstHead, FirstFoot []Line
	// HeadAt and FootAt are the distances of the head's upper and the foot's lower
	// edge from the edges of the paper in millimetres. A head that needs more than
	// the margin moves the text down.
	HeadAt, FootAt float64
}

// Line is a paragraph of a head or foot.
type Line struct {
	Runs  []Run
	Style Style
}

// BlockRow is a row of a Block: text up to a tab stands at the left, after it at the
// right. Above and Below are the widths of rules in millimetres, 0 for none.
type BlockRow struct {
	Text         string
	Hanging      float64 // millimetres by which further lines stand in
	Above, Below float64
}

// AtFoot adds rows that stand at the lower edge of the text of the page on which the
// document's text ends, over the full width. inset is the white left and right.
func (d *Document) AtFoot(rows []BlockRow, st Style, widthMM, rowMM, inset float64) {
	d.begun()
	b := &d.body
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/><w:tblOverlap w:val="never"/>`+
		`<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="%d"/></w:tblGrid>`, twips(widthMM), twips(widthMM))
	for _, r := range rows {
		fmt.Fprintf(b, `<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="%d" w:hRule="atLeast"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, twips(rowMM), twips(widthMM))
		if r.Above > 0 || r.Below > 0 {
			b.WriteString("<w:tcBorders>")
			if r.Above > 0 {
				fmt.Fprintf(b, `<w:top w:val="single" w:sz="%d" w:space="0" w:color="000000"/>`, eighths(r.Above))
			}
			if r.Below > 0 {
				fmt.Fprintf(b, `<w:bottom w:val="single" w:sz="%d" w:space="0" w:color="000000"/>`, eighths(r.Below))
			}
			b.WriteString("</w:tcBorders>")
		}
		b.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
		rs := st
		rs.Left, rs.Right, rs.Hanging = inset+r.Hanging, inset, r.Hanging
		rs.RightTab = widthMM - inset
		d.pieces(b, []Run{{Text: r.Text}}, rs)
		b.WriteString("</w:tc></w:tr>")
	}
	b.WriteString("</w:tbl>")
	b.WriteString(`<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>`)
}

// eighths is a width in millimetres in the eighths of a point that borders are given in.
func eighths(mm float64) int { return max(int(math.Round(mm*72/25.4*8)), 2) }

// pieces writes a paragraph.
func (d *Document) pieces(b *bytes.Buffer, runs []Run, st Style) {
	b.WriteString("<w:p><w:pPr>")
	d.paragraphProps(b, st)
	b.WriteString("</w:pPr>")
	for _, r := range runs {
		if r.Text == "" {
			continue
		}
		rs := st
		if r.Font != "" {
			rs.Font = r.Font
		}
		if r.Size > 0 {
			rs.Size = r.Size
		}
		if r.Color != "" {
			rs.Color = r.Color
		}
		rs.Bold = rs.Bold || r.Bold
		fields(b, r.Text, rs)
	}
	b.WriteString("</w:p>")
}

func (d *Document) paragraphProps(b *bytes.Buffer, st Style) {
	if st.Level > 0 {
		fmt.Fprintf(b, `<w:pStyle w:val="Heading%d"/>`, st.Level)
	}
	if st.Keep {
		b.WriteString("<w:keepNext/>")
	}
	if st.Break {
		b.WriteString("<w:pageBreakBefore/>")
	}
	if st.Above != nil || st.Below != nil {
		b.WriteString("<w:pBdr>")
		rule(b, "top", st.Above)
		rule(b, "bottom", st.Below)
		b.WriteString("</w:pBdr>")
	}
	if st.RightTab > 0 {
		fmt.Fprintf(b, `<w:tabs><w:tab w:val="right" w:pos="%d"/></w:tabs>`, twips(st.RightTab))
	}
	if st.OffGrid {
		b.WriteString(`<w:snapToGrid w:val="0"/>`)
	}
	if st.Line > 0 || st.Before > 0 || st.After > 0 {
		fmt.Fprintf(b, `<w:spacing w:before="%d" w:after="%d"`, int(math.Round(st.Before*20)), int(math.Round(st.After*20)))
		if st.Line > 0 {
			fmt.Fprintf(b, ` w:line="%d" w:lineRule="exact"`, int(math.Round(st.Line*20)))
		}
		b.WriteString("/>")
	}
	d.indent(b, st)
	if st.Align != "" {
		fmt.Fprintf(b, `<w:jc w:val="%s"/>`, st.Align)
	}
}

func (d *Document) indent(b *bytes.Buffer, st Style) {
	if st.Indent <= 0 && st.Left == 0 && st.Right == 0 && st.Hanging <= 0 {
		return
	}
	b.WriteString("<w:ind")
	if st.Left != 0 {
		fmt.Fprintf(b, ` w:left="%d"`, signedTwips(st.Left))
	}
	if st.Right != 0 {
		fmt.Fprintf(b, ` w:right="%d"`, signedTwips(st.Right))
	}
	switch {
	case st.Hanging > 0:
		fmt.Fprintf(b, ` w:hanging="%d"`, signedTwips(st.Hanging))
	case st.Indent > 0:
		size := st.Size
		if size <= 0 {
			size = d.opt.Size
		}
		fmt.Fprintf(b, ` w:firstLineChars="%d" w:firstLine="%d"`, int(st.Indent*100), int(st.Indent*size*20))
	}
	b.WriteString("/>")
}

func signedTwips(mm float64) int { return int(math.Round(mm * 1440 / 25.4)) }

func rule(b *bytes.Buffer, side string, r *Rule) {
	if r == nil {
		return
	}
	kind, color := r.Kind, r.Color
	if kind == "" {
		kind = "single"
	}
	if color == "" {
		color = "000000"
	}
	fmt.Fprintf(b, `<w:%s w:val="%s" w:sz="%d" w:space="%d" w:color="%s"/>`, side, escape(kind), eighths(r.Width), min(int(math.Round(r.Space*72/25.4)), 31), escape(color))
}

// fields writes a run, and fields in the place of {PAGE} and {PAGES}.
func fields(b *bytes.Buffer, text string, st Style) {
	for text != "" {
		i, token, field := len(text), "", ""
		for t, f := range map[string]string{"{PAGE}": "PAGE", "{PAGES}": "SECTIONPAGES"} {
			if k := strings.Index(text, t); k >= 0 && k < i {
				i, token, field = k, t, f
			}
		}
		if i > 0 {
			b.WriteString("<w:r>")
			runProps(b, st)
			runText(b, text[:i])
			b.WriteString("</w:r>")
		}
		text = text[i+len(token):]
		if field != "" {
			fmt.Fprintf(b, `<w:fldSimple w:instr=" %s "><w:r>`, field)
			runProps(b, st)
			b.WriteString(`<w:t>1</w:t></w:r></w:fldSimple>`)
		}
	}
}

// edgeOf is the part of a section's head (kind hdr) or foot (ftr).
func (d *Document) edgeOf(kind string, lines []Line) string {
	if len(lines) == 0 {
		lines = []Line{{Style: Style{Line: 1}}}
	}
	var b bytes.Buffer
	b.WriteString(xmlHead + `<w:` + kind + ` ` + namespaces + `>`)
	for _, l := range lines {
		d.pieces(&b, l.Runs, l.Style)
	}
	b.WriteString("</w:" + kind + ">")
	return b.String()
}

// edgePart is one of the parts that a section with Edges has beside its head and foot.
type edgePart struct{ name, id, kind, page string }

func (s Section) edgeParts() []edgePart {
	if s.Edges == nil {
		return nil
	}
	out := []edgePart{{"even", "rIdE", "ftr", "even"}, {"evenhead", "rIdEH", "hdr", "even"}}
	if s.Edges.OwnFirst {
		out = append(out, edgePart{"firsthead", "rIdGH", "hdr", "first"}, edgePart{"first", "rIdG", "ftr", "first"})
	}
	return out
}

// lines are what stands in the part.
func (e edgePart) lines(x *Edges) []Line {
	switch e.name {
	case "even":
		return x.Even
	case "firsthead":
		return x.FirstHead
	case "first":
		return x.FirstFoot
	}
	return nil
}

// kindName is the word that the part's kind has in relations and content types.
func (e edgePart) kindName() string {
	if e.kind == "hdr" {
		return "header"
	}
	return "footer"
}
