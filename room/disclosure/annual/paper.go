package annual

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/print/docx"
)

// Paper is a report as it goes out: the same content as PDF, Word document and HTML.
type Paper struct {
	*Report
	On    civil.Date // the day under it; no date while it is a draft
	Fixed []Correction
	Draft bool // says so on every page
}

// Title is the title of the report.
func (p Paper) Title() string {
	return fmt.Sprintf("%s%d年政府信息公开工作年度报告", p.Bureau, p.Year)
}

// opening is the first paragraph.
func (p Paper) opening() string {
	return fmt.Sprintf("本报告依据《中华人民共和国政府信息公开条例》和年度报告统一格式编制，由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六个部分组成。数据统计期限为%d年1月1日至12月31日。", p.Year)
}

// setter sets the report piece by piece in one of the formats.
type setter interface {
	title(s string)
	section(s string)
	part(s string)
	para(s string)
	table(t grid)
}

// grid is a ruled table whose head may span columns; all formats set it alike.
type grid struct {
	name   string
	width  []float64 // shares of the width
	head   [][]cell
	rows   [][]cell
	figure int // from this column on, cells are figures
}

// cell spans columns and rows; span 0 counts as 1.
type cell struct {
	text      string
	wide      int
	high      int
	row, from int // where it stands
}

func (p Paper) lay(s setter) {
	s.title(p.Title())
	s.para(p.opening())
	for i, name := range Sections {
		s.section(name)
		for _, part := range Parts {
			if part.Section != i+1 {
				continue
			}
			if part.Label != "" {
				s.part(part.Label)
			}
			text, _ := p.Render(p.Texts[part.Key])
			for line := range strings.SplitSeq(text, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					s.para(line)
				}
			}
		}
		switch i {
		case 1:
			for _, t := range p.Acts.grids() {
				s.table(t)
			}
		case 2:
			s.table(p.Asked.grid())
		case 3:
			s.table(p.Disputes.grid())
		}
	}
	if len(p.Fixed) > 0 {
		s.section("更正说明")
		for _, c := range p.Fixed {
			if c.What == "text" {
				s.para(fmt.Sprintf("%s已更正。理由：%s。", c.label(), strings.TrimRight(c.Reason, "。")))
				continue
			}
			s.para(fmt.Sprintf("%s由“%s”更正为“%s”。理由：%s。", c.label(), c.words(c.Was), c.words(c.Becomes), strings.TrimRight(c.Reason, "。")))
		}
	}
}

// words shows what a correction changed.
func (c Correction) words(s string) string {
	if c.What != "acts" {
		return s
	}
	return "原填" + map[bool]string{true: "数字", false: "新数字"}[s == c.Was]
}

func text(s ...string) []cell {
	var out []cell
	for _, x := range s {
		out = append(out, cell{text: x})
	}
	return out
}

func numbers(n ...int) []cell {
	var out []cell
	for _, x := range n {
		out = append(out, cell{text: fmt.Sprint(x)})
	}
	return out
}

// grids are the four blocks of table two.
func (a Acts) grids() []grid {
	return []grid{
		{name: "第二十条第（一）项", width: []float64{4, 3, 3, 3}, head: [][]cell{text("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")}, figure: 1,
			rows: [][]cell{append(text("规章"), numbers(a.Rules.Made, a.Rules.Ended, a.Rules.InForce)...), append(text("行政规范性文件"), numbers(a.Normative.Made, a.Normative.Ended, a.Normative.InForce)...)}},
		{name: "第二十条第（五）项", width: []float64{1, 1}, head: [][]cell{text("信息内容", "本年处理决定数量")}, figure: 1, rows: [][]cell{append(text("行政许可"), numbers(a.Permits)...)}},
		{name: "第二十条第（六）项", width: []float64{1, 1}, head: [][]cell{text("信息内容", "本年处理决定数量")}, figure: 1, rows: [][]cell{append(text("行政处罚"), numbers(a.Penalties)...), append(text("行政强制"), numbers(a.Coercion)...)}},
		{name: "第二十条第（八）项", width: []float64{1, 1}, head: [][]cell{text("信息内容", "本年收费金额（单位：万元）")}, figure: 1, rows: [][]cell{text("行政事业性收费", Yuan10k(a.Fees))}},
	}
}

// stub splits the label of a row of the results into its section and its item.
func stub(row int) (section, item string) {
	section, item, _ = strings.Cut(strings.TrimPrefix(RowLabels[row-1], "三"), "/")
	return section, item
}

// grid is table three: 25 rows with three columns of labels and seven of figures.
func (a *Asked) grid() grid {
	g := grid{name: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", width: []float64{1.3, 2.2, 6.3, 1.55, 1.6, 1.6, 1.7, 1.7, 1.3, 1.55}, figure: 3}
	g.head = [][]cell{
		{{text: "", wide: 3, high: 3}, {text: "申请人情况", wide: 7}},
		{{text: Columns[0], high: 2}, {text: "法人或其他组织", wide: 5}, {text: Columns[Sum], high: 2}},
		text(Columns[1:Sum]...),
	}
	sections := map[string]int{}
	for row := RowFirst; row <= RowTotal; row++ {
		section, _ := stub(row)
		sections[section]++
	}
	last := ""
	for row := 1; row <= rows; row++ {
		var line []cell
		section, item := stub(row)
		if row == RowFirst {
			line = append(line, cell{text: "三、本年度办理结果", high: RowTotal - RowFirst + 1})
		}
		switch {
		case row < RowFirst || row > RowTotal:
			line = append(line, cell{text: RowLabels[row-1], wide: 3})
		case item == "":
			line = append(line, cell{text: section, wide: 2})
		case section != last:
			line = append(line, cell{text: section, high: sections[section]}, cell{text: item})
		default:
			line = append(line, cell{text: item})
		}
		last = section
		g.rows = append(g.rows, append(line, numbers(a[row-1][:]...)...))
	}
	return g
}

// grid is table four: three blocks of five figures in one row.
func (d *Disputes) grid() grid {
	g := grid{width: slices.Repeat([]float64{1}, 15)}
	g.head = [][]cell{{{text: Blocks[Reviews], wide: 5, high: 2}, {text: "行政诉讼", wide: 10}}, {{text: "未经复议直接起诉", wide: 5}, {text: "复议后起诉", wide: 5}}, text(slices.Repeat(Results[:], 3)...)}
	var line []cell
	for _, b := range d {
		line = append(line, numbers(b[:]...)...)
	}
	g.rows = [][]cell{line}
	return g
}

// placed gives every cell its place, with those reaching down from rows above
// taken into account.
func (g grid) placed() (cells []cell, high int) {
	n := len(g.width)
	all := slices.Concat(g.head, g.rows)
	taken := make([][]bool, len(all))
	for i := range taken {
		taken[i] = make([]bool, n)
	}
	for i, line := range all {
		col := 0
		for _, c := range line {
			for col < n && taken[i][col] {
				col++
			}
			c.wide, c.high = max(c.wide, 1), max(c.high, 1)
			c.row, c.from = i, col
			for y := i; y < min(i+c.high, len(all)); y++ {
				for x := col; x < min(col+c.wide, n); x++ {
					taken[y][x] = true
				}
			}
			cells = append(cells, c)
			col += c.wide
		}
	}
	return cells, len(all)
}

// HTML is the report as one article with headings and tables that a screen reader
// can follow. Everything in it is escaped.
func (p Paper) HTML() string {
	s := &htmlSetter{}
	s.b.WriteString("<article class=\"annual-report\" lang=\"zh-CN\">\n")
	p.lay(s)
	if !p.On.IsZero() {
		fmt.Fprintf(&s.b, "<p>%s</p>\n<p><time datetime=\"%s\">%s</time></p>\n", html.EscapeString(p.Bureau), p.On, p.On.Chinese())
	}
	s.b.WriteString("</article>\n")
	return s.b.String()
}

type htmlSetter struct{ b strings.Builder }

func (s *htmlSetter) tag(name, text string) {
	fmt.Fprintf(&s.b, "<%s>%s</%s>\n", name, html.EscapeString(text), name)
}
func (s *htmlSetter) title(t string)   { s.tag("h1", t) }
func (s *htmlSetter) section(t string) { s.tag("h2", t) }
func (s *htmlSetter) part(t string)    { s.tag("h3", t) }
func (s *htmlSetter) para(t string)    { s.tag("p", t) }

func (s *htmlSetter) table(g grid) {
	s.b.WriteString("<table>\n")
	if g.name != "" {
		s.tag("caption", g.name)
	}
	cells, high := g.placed()
	for row := range high {
		switch row {
		case 0:
			s.b.WriteString("<thead>\n")
		case len(g.head):
			s.b.WriteString("</thead>\n<tbody>\n")
		}
		s.b.WriteString("<tr>")
		for _, c := range cells {
			if c.row != row {
				continue
			}
			span := ""
			if c.wide > 1 {
				span += fmt.Sprintf(` colspan="%d"`, c.wide)
			}
			if c.high > 1 {
				span += fmt.Sprintf(` rowspan="%d"`, c.high)
			}
			switch {
			case row < len(g.head):
				fmt.Fprintf(&s.b, `<th scope="col"%s>%s</th>`, span, html.EscapeString(c.text))
			case c.from < g.figure:
				fmt.Fprintf(&s.b, `<th scope="row"%s>%s</th>`, span, html.EscapeString(c.text))
			default:
				fmt.Fprintf(&s.b, `<td%s>%s</td>`, span, html.EscapeString(c.text))
			}
		}
		s.b.WriteString("</tr>\n")
	}
	s.b.WriteString("</tbody>\n</table>\n")
}

// DOCX writes the report as a Word document. Cells that span rows there stand in
// their first row, as the writer knows no spans.
func (p Paper) DOCX(w io.Writer) error {
	d := docx.New(docx.Options{Title: p.Title(), Author: p.Bureau, Date: p.On.Time()})
	d.Section(docx.Section{Foot: "— {PAGE} —"})
	p.lay(&docxSetter{d})
	if !p.On.IsZero() {
		d.Para(p.Bureau, docx.Style{Align: docx.AlignRight, Line: 28.95, Before: 28, Keep: true})
		d.Para(p.On.Chinese(), docx.Style{Align: docx.AlignRight, Line: 28.95})
	}
	return d.Write(w)
}

type docxSetter struct{ d *docx.Document }

func (s *docxSetter) title(t string) {
	s.d.Para(t, docx.Style{Font: docx.Song, Size: 22, Bold: true, Align: docx.AlignCenter, After: 18})
}
func (s *docxSetter) section(t string) {
	s.d.Heading(1, t, docx.Style{Size: 16, Before: 8, Line: 28.95})
}
func (s *docxSetter) part(t string) {
	s.d.Heading(2, t, docx.Style{Font: docx.Kai, Size: 16, Indent: 2, Line: 28.95})
}
func (s *docxSetter) para(t string) {
	s.d.Para(t, docx.Style{Align: docx.AlignBoth, Indent: 2, Line: 28.95})
}

func (s *docxSetter) table(g grid) {
	if g.name != "" {
		s.d.Para(g.name, docx.Style{Size: 12, Align: docx.AlignCenter, Before: 6, Keep: true})
	}
	cells, high := g.placed()
	n := len(g.width)
	all := make([][]string, high)
	for i := range all {
		all[i] = make([]string, n)
	}
	for _, c := range cells {
		all[c.row][c.from] = c.text
	}
	sum := 0.0
	for _, w := range g.width {
		sum += w
	}
	// One line of heads: what stands above is put before what stands below.
	titles := make([]string, n)
	for _, c := range cells {
		if c.row >= len(g.head) {
			continue
		}
		for x := c.from; x < min(c.from+c.wide, n); x++ {
			if c.wide == 1 || titles[x] == "" && c.wide < n-2 {
				titles[x] = strings.TrimPrefix(titles[x]+"\n"+c.text, "\n")
			}
		}
	}
	t := docx.Table{Style: docx.Style{Size: 9}, Row: 7}
	for i, w := range g.width {
		c := docx.Column{Title: titles[i], Width: 156 * w / sum}
		if i >= g.figure {
			c.Align = docx.AlignCenter
		}
		t.Columns = append(t.Columns, c)
	}
	s.d.Table(t, slices.Values(all[len(g.head):]))
}
