package register

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// View is a table that a room shows, prints and exports like a register, whatever
// tables its lines come from.
type View struct {
	Title   string // 2026年收文登记簿; also the name of the file
	Note    string // a line under the title of the print: what was asked for
	Columns []Column
	Rows    []Row
	Foot    []string // cells of a last line, such as totals; none for no such line
	Empty   ui.Empty // what the page says without lines
}

// Column is one column of a View.
type Column struct {
	Label   string
	Numeric bool
	Code    bool // numbers and codes, never broken
	Wide    bool // takes the room that is left
	Wrap    bool // may break into several lines
	Minor   bool // printed and exported, not shown on the page
}

// Row is one line of a View.
type Row struct {
	Cells []string
	URL   string         // where it is read whole; the first wide cell, else the first, links there
	Tags  map[int]ui.Tag // instead of the text of a cell, on the page
	Sub   map[int]string // beneath the text of a cell, on the page
}

// Table is the view on a page.
func (v View) Table() ui.Table {
	t := ui.Table{Caption: v.Title, Empty: v.Empty}
	link := max(0, slices.IndexFunc(v.Columns, func(c Column) bool { return c.Wide }))
	for _, c := range v.Columns {
		if !c.Minor {
			t.Columns = append(t.Columns, ui.Column{Label: c.Label, Numeric: c.Numeric, Code: c.Code, Wide: c.Wide, Wrap: c.Wrap})
		}
	}
	for _, r := range v.Rows {
		row := ui.Row{URL: r.URL}
		for i, text := range r.Cells {
			if v.Columns[i].Minor {
				continue
			}
			c := ui.Cell{Text: text, Sub: r.Sub[i]}
			if i == link {
				c.URL = r.URL
			}
			if tag, ok := r.Tags[i]; ok {
				c.Text, c.Tags = "", []ui.Tag{tag}
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v View) lines() [][]string {
	var out [][]string
	for _, r := range v.Rows {
		out = append(out, r.Cells)
	}
	if len(v.Foot) > 0 {
		out = append(out, v.Foot)
	}
	return out
}

// XLSX writes the view as a spreadsheet.
func (v View) XLSX(w io.Writer) error {
	var columns []sheet.Column
	for _, c := range v.Columns {
		width := 14.0
		if c.Wide {
			width = 36
		}
		columns = append(columns, sheet.Column{Title: c.Label, Width: width, Wrap: !c.Code})
	}
	x, err := sheet.NewXLSXWriter(w, v.Title, columns)
	if err != nil {
		return err
	}
	for _, row := range v.lines() {
		if err := x.Write(row); err != nil {
			return err
		}
	}
	return x.Close()
}

// CSV writes the view as comma-separated values that Excel and WPS open as they are.
func (v View) CSV(w io.Writer) error {
	x := sheet.NewCSVWriter(w)
	head := []string{}
	for _, c := range v.Columns {
		head = append(head, c.Label)
	}
	for _, row := range append([][]string{head}, v.lines()...) {
		if err := x.Write(row); err != nil {
			return err
		}
	}
	return x.Close()
}

// Made says who prints what for whom.
type Made struct {
	Bureau string
	By     string // 制表人
	On     civil.Date
	Fonts  *print.Fonts // nil for the program's own
}

// PDF writes the view on A4 across, with the day, who made it and the page on every
// page. A column is as wide as what stands in it asks for.
func (v View) PDF(w io.Writer, m Made) error {
	doc, err := print.New(print.Options{Title: v.Title, Author: m.Bureau, Fonts: m.Fonts, Date: time.Date(m.On.Year, m.On.Month, m.On.Day, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	small := print.Style{Size: 9}
	right := small
	right.Align = print.Right
	fl := doc.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 20}, Foot: func(p *print.Page, no, of int) {
		p.Text(20, 200, "制表日期："+m.On.Chinese()+"　　制表人："+m.By, small)
		p.Text(282, 200, print.PageOf(no, of), right)
	}})
	fl.Heading(v.Title, print.Style{Size: 16, Bold: true, Align: print.Center})
	fl.Skip(1)
	if note := strings.TrimPrefix(strings.Join([]string{m.Bureau, v.Note}, "　　"), "　　"); note != "" {
		fl.Para(note, print.Style{Size: 10})
		fl.Skip(1)
	}
	rows := v.lines()
	widths := v.widths(fl.Width(), rows)
	t := print.Table{Body: print.Style{Size: 9}}
	for i, c := range v.Columns {
		col := print.Column{Title: c.Label, Width: widths[i]}
		if c.Numeric {
			col.Align = print.Right
		}
		if c.Code {
			col.Least = 7
		}
		t.Columns = append(t.Columns, col)
	}
	fl.Table(t, slices.Values(rows))
	if len(v.Rows) == 0 {
		fl.Para("（没有登记）", print.Style{Size: 10})
	}
	return doc.Write(w)
}

// widths shares the page among the columns: what never breaks gets what it needs, the
// rest shares what is left by the length of its texts.
func (v View) widths(all float64, rows [][]string) []float64 {
	weight := make([]float64, len(v.Columns))
	sum := 0.0
	for i, c := range v.Columns {
		n := min(float64(len([]rune(c.Label))), 6) + 1
		most := 22.0
		if c.Code || c.Numeric {
			most = 14
		}
		for _, row := range rows {
			n = max(n, min(half(row[i])+1, most))
		}
		weight[i] = n
		sum += n
	}
	for i := range weight {
		weight[i] *= all / sum
	}
	return weight
}

// half is the width of a text in Chinese characters; Latin letters count half.
func half(s string) float64 {
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

// File answers with a view as PDF, XLSX or CSV, as the address asks (format).
func (h *Hall) File(q *web.Request, v View) (web.Answer, error) {
	var b bytes.Buffer
	var err error
	kind, format := "", q.Values().Get("format")
	switch format {
	case "pdf", "":
		m := Made{Bureau: h.Name, By: org.Actor(q).Name, On: h.Door.Today()}
		if h.Fonts != nil {
			if m.Fonts, err = h.Fonts(); err != nil {
				return web.Answer{}, err
			}
		}
		format, kind, err = "pdf", "application/pdf", v.PDF(&b, m)
	case "xlsx":
		kind, err = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", v.XLSX(&b)
	case "csv":
		kind, err = "text/csv; charset=utf-8", v.CSV(&b)
	default:
		err = fault.Field("format", format, "格式只能是 pdf、xlsx 或 csv。")
	}
	if err != nil {
		return web.Answer{}, err
	}
	a := web.File(v.Title+"."+format, kind, time.Time{}, bytes.NewReader(b.Bytes()))
	if format == "pdf" {
		a = a.Inline()
	}
	return a, nil
}

// View is a register as it is printed and exported: what was asked for, the oldest
// first, with the totals of all of it. It holds the newest Limit lines, at most
// MostListed, and says so if there are more. Without the right See it is Forbidden.
func (h *Hall) View(ctx context.Context, who act.Actor, code string, o Query) (View, error) {
	r, err := h.Register(code)
	if err != nil {
		return View{}, err
	}
	o.Skip = 0
	list, n, err := h.List(ctx, who, code, o)
	if err != nil {
		return View{}, err
	}
	s, err := h.surroundings(ctx)
	if err != nil {
		return View{}, err
	}
	slices.Reverse(list)
	v := View{Title: r.Label, Columns: []Column{{Label: "编号", Code: true}}}
	if o.Year != 0 {
		v.Title = fmt.Sprintf("%d年%s", o.Year, r.Label)
	}
	for _, f := range r.Fields {
		v.Columns = append(v.Columns, Column{Label: f.Label, Numeric: f.numeric(), Code: f.Type == Date || f.Type == Month, Wide: f.Name == "title", Wrap: f.Type == Long})
	}
	if o.Void {
		v.Columns = append(v.Columns, Column{Label: "作废"})
	}
	for _, l := range list {
		cells := []string{l.Number()}
		for _, f := range r.Fields {
			cells = append(cells, f.shown(s, l.Value(f.Name)))
		}
		if o.Void {
			cells = append(cells, l.Voided)
		}
		v.Rows = append(v.Rows, Row{Cells: cells})
	}
	sums, err := h.sums(ctx, who, r, o)
	if err != nil {
		return View{}, err
	}
	v.Note = r.asked(s, o)
	if n > len(list) {
		cut := fmt.Sprintf("共 %d 条，只列出最近的 %d 条，合计按全部计算", n, len(list))
		v.Note = strings.TrimPrefix(v.Note+"　　"+cut, "　　")
		v.foot()[1+slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name == "title" })] = cut
	}
	for i, f := range r.Fields {
		if x, ok := sums[f.Name]; ok && len(list) > 0 {
			v.foot()[i+1] = writeDecimal(x, f.decimals())
		}
	}
	return v, nil
}

// foot is the last line, made when there is something to say in it.
func (v *View) foot() []string {
	if v.Foot == nil {
		v.Foot = make([]string, len(v.Columns))
		v.Foot[0] = "合计"
	}
	return v.Foot
}

// asked says in words what a print shows beyond the year.
func (r *Register) asked(s surroundings, o Query) string {
	var out []string
	if o.Unit != "" {
		out = append(out, "科室："+s.unitName(o.Unit))
	}
	if f, ok := r.first(State); ok && o.State == Undone {
		out = append(out, f.Label+"：未完成")
	} else if ok && o.State != "" {
		out = append(out, f.Label+"："+f.Shown(o.State))
	}
	if o.Words != "" {
		out = append(out, "含有“"+o.Words+"”")
	}
	return strings.Join(out, "　　")
}

// decimals is in how many places a number of the field is kept.
func (f Field) decimals() int {
	switch f.Type {
	case Money:
		return 2
	case Decimal:
		return f.places()
	}
	return 0
}

func (f Field) measure() string {
	if f.Type == Money {
		return " 元"
	}
	return ""
}

// addUp adds the totals of a line; void lines count nothing.
func (r *Register) addUp(sums map[string]int64, values map[string]string, voided string) map[string]int64 {
	if sums == nil {
		sums = map[string]int64{}
	}
	for _, t := range r.Totals {
		if voided == "" {
			sums[t] += Line{Values: values}.Units(t)
		}
	}
	return sums
}

// sums are the totals of all lines that somebody sees under these conditions.
func (h *Hall) sums(ctx context.Context, who act.Actor, r *Register, o Query) (map[string]int64, error) {
	if len(r.Totals) == 0 {
		return nil, nil
	}
	x, err := h.reach(ctx, h.Door.Reader(), r, who)
	if err != nil {
		return nil, err
	}
	f := r.filter(r.Code, o)
	x.within(f)
	type kept struct {
		Facts  string `db:"facts"`
		Voided string `db:"voided"`
	}
	var sums map[string]int64
	err = db.Each(ctx, h.Door.Reader(), "SELECT facts, voided FROM register_line"+f.Where(), f.Args(), func(x *kept) error {
		values := map[string]string{}
		if err := json.Unmarshal([]byte(x.Facts), &values); err != nil {
			return err
		}
		sums = r.addUp(sums, values, x.Voided)
		return nil
	})
	return sums, err
}

func (h *Hall) exportFile(q *web.Request, r *Register) (web.Answer, error) {
	o := Asked(q.Values(), h.Door.Today())
	v, err := h.View(q.Context(), org.Actor(q), r.Code, o)
	if err == nil {
		err = h.trace(q, r, 0, fmt.Sprintf("导出%s（%d 条）", v.Title, len(v.Rows)))
	}
	if err != nil {
		return web.Answer{}, err
	}
	return h.File(q, v)
}
