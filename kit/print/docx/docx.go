// Package docx writes Word documents (ECMA-376) that a clerk will edit: page
// setup in millimetres, paragraphs, headings, tables whose head is repeated, page
// heads and feet with page numbers, and the typefaces of official papers by name
// (仿宋_GB2312, 宋体, 黑体: they are on the clerk's machine, never shipped by us).
//
// It writes and does not read. The same content with the same date gives the
// same bytes.
package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Typefaces of official papers, named for East Asian text; figures and Latin
// letters are set in Latin.
const (
	FangSong = "仿宋_GB2312"
	Song     = "宋体"
	Hei      = "黑体"
	Kai      = "楷体_GB2312"
	Latin    = "Times New Roman"
)

// Options describe a document.
type Options struct {
	Title, Author string
	Date          time.Time // the only time in the file; zero leaves it out
	Font          string    // of body text, "" for 仿宋_GB2312
	Size          float64   // of body text in points, 0 for 16 (三号)
}

// Section is a run of pages with one page setup. Lengths are millimetres; zero
// size is A4 and zero margins are those of official papers (37, 26, 35, 28).
// In Head and Foot the words {PAGE} and {PAGES} stand for the page's number and
// the number of pages in the section.
type Section struct {
	W, H                     float64
	Top, Right, Bottom, Left float64
	Head, Foot               string
	Restart                  bool // count pages from 1 again
	// Edges, if given, stand in the place of Head and Foot.
	Edges *Edges
	// Lines on a page and Chars in a line, laid on a grid; 0 for none.
	Lines, Chars int
}

// Align is where a line stands.
type Align string

// The alignments.
const (
	AlignLeft   Align = "left"
	AlignCenter Align = "center"
	AlignRight  Align = "right"
	AlignBoth   Align = "both"
)

// Style is how a paragraph or a cell looks; zero fields are the body's.
type Style struct {
	Font   string
	Size   float64 // points
	Bold   bool
	Align  Align
	Indent float64 // of the first line, in characters
	Line   float64 // line spacing in points, 0 for single
	Before float64 // space above in points
	After  float64 // space below in points
	Keep   bool    // on one page with the next paragraph
	Break  bool    // begin a new page
	Level  int     // 1 to 3: a heading of that level, listed in Word's navigation

	Color                string  // RRGGBB, "" for black
	Left, Right, Hanging float64 // indents in millimetres; Hanging moves the first line back
	Above, Below         *Rule
	RightTab             float64 // a tab at which text ends, in millimetres from the left
	OffGrid              bool    // the section's grid does not count for this paragraph
}

// Column is one column of a table, its width in millimetres.
type Column struct {
	Title string
	Width float64
	Align Align
}

// Table is a ruled table, or an invisible one to place things side by side.
type Table struct {
	Columns []Column
	Style   Style
	Plain   bool    // no rules, no head
	Row     float64 // least height of a row in millimetres
	Join    bool    // the next table follows without a gap, as one form
}

// Document is a Word document in the making.
type Document struct {
	opt      Options
	body     bytes.Buffer
	sections []Section
	blocks   int
}

// New starts a document.
func New(o Options) *Document {
	if o.Font == "" {
		o.Font = FangSong
	}
	if o.Size <= 0 {
		o.Size = 16
	}
	return &Document{opt: o}
}

// Section begins a section on a new page.
func (d *Document) Section(s Section) {
	if s.W <= 0 || s.H <= 0 {
		s.W, s.H = 210, 297
	}
	if s.Top == 0 && s.Right == 0 && s.Bottom == 0 && s.Left == 0 {
		s.Top, s.Right, s.Bottom, s.Left = 37, 26, 35, 28
	}
	if n := len(d.sections); n > 0 {
		// The setup of a section stands in its last paragraph.
		d.body.WriteString("<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>")
		d.setup(n - 1)
		d.body.WriteString("</w:pPr></w:p>")
	}
	d.sections = append(d.sections, s)
}

func (d *Document) begun() {
	if len(d.sections) == 0 {
		d.Section(Section{})
	}
	d.blocks++
}

// Para adds a paragraph; a line feed in the text is a line break in it.
func (d *Document) Para(text string, st Style) {
	d.begun()
	d.paragraph(text, st)
}

// Heading adds a heading of level 1 to 3 in 黑体 unless st names a typeface.
func (d *Document) Heading(level int, text string, st Style) {
	st.Level = min(max(level, 1), 3)
	st.Keep = true
	if st.Font == "" {
		st.Font = Hei
	}
	d.Para(text, st)
}

// Table adds a table with the rows given; missing cells are empty, cells beyond
// the columns are left out.
func (d *Document) Table(t Table, rows iter.Seq[[]string]) {
	d.begun()
	b := &d.body
	b.WriteString("<w:tbl><w:tblPr>")
	total := 0
	for _, c := range t.Columns {
		total += twips(c.Width)
	}
	fmt.Fprintf(b, `<w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/>`, total)
	if !t.Plain {
		b.WriteString("<w:tblBorders>")
		for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
			fmt.Fprintf(b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="000000"/>`, side)
		}
		b.WriteString("</w:tblBorders>")
	}
	b.WriteString(`<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	for _, c := range t.Columns {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, twips(c.Width))
	}
	b.WriteString("</w:tblGrid>")
	head := make([]string, len(t.Columns))
	titled := false
	for i, c := range t.Columns {
		head[i] = c.Title
		titled = titled || c.Title != ""
	}
	if titled && !t.Plain {
		hs := t.Style
		hs.Bold = true
		d.row(t, head, hs, true)
	}
	n := 0
	for r := range rows {
		d.row(t, r, t.Style, false)
		n++
	}
	if n == 0 && (!titled || t.Plain) {
		// A table without rows is not valid.
		d.row(t, nil, t.Style, false)
	}
	b.WriteString("</w:tbl>")
	if t.Join {
		return
	}
	// Word joins two tables that touch, and wants a paragraph at the end.
	b.WriteString(`<w:p><w:pPr><w:spacing w:line="120" w:lineRule="exact"/></w:pPr></w:p>`)
}

func (d *Document) row(t Table, cells []string, st Style, head bool) {
	b := &d.body
	b.WriteString("<w:tr><w:trPr><w:cantSplit/>")
	if t.Row > 0 {
		fmt.Fprintf(b, `<w:trHeight w:val="%d" w:hRule="atLeast"/>`, twips(t.Row))
	}
	if head {
		b.WriteString("<w:tblHeader/>")
	}
	b.WriteString("</w:trPr>")
	for i, c := range t.Columns {
		fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, twips(c.Width))
		cs := st
		cs.Align = c.Align
		if head {
			cs.Align = AlignCenter
		}
		text := ""
		if i < len(cells) {
			text = cells[i]
		}
		d.paragraph(text, cs)
		b.WriteString("</w:tc>")
	}
	b.WriteString("</w:tr>")
}

func (d *Document) paragraph(text string, st Style) {
	b := &d.body
	b.WriteString("<w:p><w:pPr>")
	d.paragraphProps(b, st)
	b.WriteString("</w:pPr>")
	if text != "" {
		b.WriteString("<w:r>")
		runProps(b, st)
		runText(b, text)
		b.WriteString("</w:r>")
	}
	b.WriteString("</w:p>")
}

func runProps(b *bytes.Buffer, st Style) {
	if st.Font == "" && st.Size <= 0 && !st.Bold && st.Color == "" {
		return
	}
	b.WriteString("<w:rPr>")
	if st.Font != "" {
		fmt.Fprintf(b, `<w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s" w:cs="%s"/>`, Latin, Latin, escape(st.Font), Latin)
	}
	if st.Bold {
		b.WriteString("<w:b/>")
	}
	if st.Color != "" {
		fmt.Fprintf(b, `<w:color w:val="%s"/>`, escape(st.Color))
	}
	if st.Size > 0 {
		fmt.Fprintf(b, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, int(st.Size*2), int(st.Size*2))
	}
	b.WriteString("</w:rPr>")
}

func runText(b *bytes.Buffer, text string) {
	for i, l := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, t := range strings.Split(l, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if t != "" {
				b.WriteString(`<w:t xml:space="preserve">` + escape(t) + "</w:t>")
			}
		}
	}
}

// escape makes text safe in XML; characters that XML cannot hold are dropped.
func escape(s string) string {
	var b bytes.Buffer
	s = strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	_ = xml.EscapeText(&b, []byte(s)) // a bytes.Buffer does not fail
	return b.String()
}

func twips(mm float64) int { return int(mm*1440/25.4 + 0.5) }

// setup writes the page setup of section i.
func (d *Document) setup(i int) {
	s, b := d.sections[i], &d.body
	fmt.Fprintf(b, `<w:sectPr><w:headerReference w:type="default" r:id="rIdH%d"/><w:footerReference w:type="default" r:id="rIdF%d"/>`, i, i)
	headAt, footAt := s.Top*0.6, s.Bottom*0.5
	for _, e := range s.edgeParts() {
		fmt.Fprintf(b, `<w:%sReference w:type="%s" r:id="%s%d"/>`, e.kindName(), e.page, e.id, i)
		headAt, footAt = s.Edges.HeadAt, s.Edges.FootAt
	}
	b.WriteString(`<w:type w:val="nextPage"/>`)
	orient := ""
	if s.W > s.H {
		orient = ` w:orient="landscape"`
	}
	fmt.Fprintf(b, `<w:pgSz w:w="%d" w:h="%d"%s/>`, twips(s.W), twips(s.H), orient)
	fmt.Fprintf(b, `<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		twips(s.Top), twips(s.Right), twips(s.Bottom), twips(s.Left), twips(headAt), twips(footAt))
	if s.Restart {
		b.WriteString(`<w:pgNumType w:start="1"/>`)
	}
	if s.Edges != nil && s.Edges.OwnFirst {
		b.WriteString("<w:titlePg/>")
	}
	if s.Lines > 0 && s.Chars > 0 {
		// Pitches fill the text; the pitch of characters is given as the difference
		// from the font size in 1/4096 of a point.
		fmt.Fprintf(b, `<w:docGrid w:type="linesAndChars" w:linePitch="%d" w:charSpace="%d"/>`,
			int((s.H-s.Top-s.Bottom)*1440/25.4/float64(s.Lines)), int(math.Floor(((s.W-s.Left-s.Right)*72/25.4/float64(s.Chars)-d.opt.Size)*4096)))
	}
	b.WriteString("</w:sectPr>")
}

// Write finishes the document.
func (d *Document) Write(w io.Writer) error {
	if d.blocks == 0 {
		return fault.New(fault.Invalid, "没有可写入的内容。")
	}
	n := len(d.sections)
	d.setup(n - 1)
	zw := zip.NewWriter(w)
	put := func(name, content string) error {
		f, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		return err
	}
	parts := [][2]string{
		{"[Content_Types].xml", d.contentTypes()},
		{"_rels/.rels", packageRels},
		{"docProps/core.xml", d.core()},
		{"word/styles.xml", d.styles()},
		{"word/settings.xml", d.settings()},
		{"word/_rels/document.xml.rels", d.documentRels()},
		{"word/document.xml", xmlHead + `<w:document ` + namespaces + `><w:body>` + d.body.String() + `</w:body></w:document>`},
	}
	for i, s := range d.sections {
		head, foot := edge("hdr", s.Head), edge("ftr", s.Foot)
		if s.Edges != nil {
			head, foot = d.edgeOf("hdr", nil), d.edgeOf("ftr", s.Edges.Odd)
		}
		parts = append(parts,
			[2]string{fmt.Sprintf("word/header%d.xml", i), head},
			[2]string{fmt.Sprintf("word/footer%d.xml", i), foot})
		for _, e := range s.edgeParts() {
			parts = append(parts, [2]string{fmt.Sprintf("word/%s%d.xml", e.name, i), d.edgeOf(e.kind, e.lines(s.Edges))})
		}
	}
	for _, p := range parts {
		if err := put(p[0], p[1]); err != nil {
			return fault.Wrap("docx.write", fault.Full, err)
		}
	}
	if err := zw.Close(); err != nil {
		return fault.Wrap("docx.write", fault.Full, err)
	}
	return nil
}
