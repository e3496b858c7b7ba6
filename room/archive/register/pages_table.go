package register

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/forms"
)

func (r *Room) importPage(q *web.Request) (web.Answer, error) { return r.importForm(q, nil, nil) }

func (r *Room) importForm(q *web.Request, failed error, problems []string) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var heads []string
	for _, f := range k.Fields {
		h := f.Label
		if f.Need {
			h += "（必填）"
		}
		heads = append(heads, h)
	}
	return r.uploadPage(q, k.Label+"：从表格导入", kindURL(k)+"/import", []ui.Link{archiveRoom, registers, {Text: k.Label, URL: kindURL(k)}},
		"表头用这些名称，次序不限："+strings.Join(heads, "、")+"。有一行不对就全部不收；已有的相同行不重复登记。", failed, problems, nil)
}

// uploadPage is the page that takes a spreadsheet, and tells what is wrong with it.
func (r *Room) uploadPage(q *web.Request, title, action string, crumbs []ui.Link, hint string, failed error, problems []string, more func(*ui.Form) []ui.Field) (web.Answer, error) {
	f := form(q, "", action, failed, true)
	f.Multipart = true
	fields := []ui.Field{{Form: f, Name: "file", Label: "表格文件", Kind: ui.File, Accept: ".xlsx,.csv,.tsv,.txt,.dbf"}}
	if more != nil {
		fields = append(more(f), fields...)
	}
	var notices []ui.Notice
	var parts []templ.Component
	if len(problems) > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("有 %d 处要改，一行也没有收。改好后重新上传。", len(problems))})
		tb := ui.Table{Caption: "要改的地方", Columns: []ui.Column{{Label: "要改的地方", Wide: true}}}
		for _, p := range problems {
			tb.Rows = append(tb.Rows, ui.Row{Cells: []ui.Cell{{Text: p}}})
		}
		parts = append(parts, tableCard("", tb))
	}
	a, err := q.Desk(title, page(ui.Head{Title: title, Crumbs: crumbs}, notices, append(parts, formCard("", hint, f, fields, ui.Button{Label: "导入", Look: "primary"}))...))
	if err == nil && len(problems) > 0 {
		a = a.Status(422)
	}
	return a, err
}

type fileInput struct {
	Year int         `form:"year" label:"年度"`
	File *web.Upload `form:"file" label:"表格文件"`
}

// upload gives the file that was sent.
func upload(q *web.Request) (in fileInput, content io.ReaderAt, err error) {
	if in, err = web.Decode[fileInput](q); err != nil {
		return in, nil, err
	}
	if in.File == nil || in.File.Size == 0 {
		return in, nil, fault.Field("file", "", "请选择要导入的表格文件。")
	}
	s, err := in.File.Open()
	if err != nil {
		return in, nil, err
	}
	if at, ok := s.(io.ReaderAt); ok {
		return in, at, nil
	}
	b, err := io.ReadAll(io.LimitReader(s, maxSheet))
	return in, bytes.NewReader(b), err
}

func (r *Room) importPost(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, content, err := upload(q)
	var got Imported
	if err == nil {
		got, err = r.Import(org.Context(q), org.Actor(q), k.Code, content, in.File.Size, in.File.Name)
	}
	if err != nil || len(got.Problems) > 0 {
		return r.importForm(q, err, got.Problems)
	}
	say := fmt.Sprintf("已登记 %d 条", got.Added)
	if got.Same > 0 {
		say += fmt.Sprintf("，%d 条已有，没有重复登记", got.Same)
	}
	if len(got.Unmatched) > 0 {
		say += "；没有用到的列：" + strings.Join(got.Unmatched, "、")
	}
	return web.Redirect(kindURL(k)+"?year=all").Say(ui.OK, say+"。"), nil
}

func (r *Room) exportPage(q *web.Request) (web.Answer, error) {
	k, err := r.kindOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	o := r.query(q)
	rows, err := r.Entries(q.Context(), k.Code, o)
	if err != nil {
		return web.Answer{}, err
	}
	slices.Reverse(rows) // on paper the oldest comes first
	head, table := k.Table(rows)
	name := k.Label + "登记簿"
	if o.Year != 0 {
		name = fmt.Sprintf("%d年%s", o.Year, name)
	}
	return r.table(q, name, head, table)
}

// table answers with a table as CSV, XLSX or PDF, as the address asks.
func (r *Room) table(q *web.Request, name string, head []string, rows [][]string) (web.Answer, error) {
	var b bytes.Buffer
	format := q.Values().Get("format")
	switch format {
	case "csv":
		w := sheet.NewCSVWriter(&b)
		for _, row := range append([][]string{head}, rows...) {
			if err := w.Write(row); err != nil {
				return web.Answer{}, err
			}
		}
		if err := w.Close(); err != nil {
			return web.Answer{}, err
		}
		return web.File(name+".csv", "text/csv; charset=utf-8", time.Time{}, bytes.NewReader(b.Bytes())), nil
	case "pdf":
		if err := r.pdf(q, &b, name, head, rows); err != nil {
			return web.Answer{}, err
		}
		return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
	case "xlsx", "":
		columns := make([]sheet.Column, len(head))
		for i, h := range head {
			columns[i] = sheet.Column{Title: h, Width: 14, Wrap: true}
		}
		w, err := sheet.NewXLSXWriter(&b, name, columns)
		if err != nil {
			return web.Answer{}, err
		}
		for _, row := range rows {
			if err := w.Write(row); err != nil {
				return web.Answer{}, err
			}
		}
		if err := w.Close(); err != nil {
			return web.Answer{}, err
		}
		return web.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", time.Time{}, bytes.NewReader(b.Bytes())), nil
	}
	return web.Answer{}, fault.Field("format", format, "格式只能是 csv、xlsx 或 pdf。")
}

// pdf sets a table on A4 across; a column is as wide as what stands in it asks for.
func (r *Room) pdf(q *web.Request, w io.Writer, title string, head []string, rows [][]string) error {
	cfg, err := r.Archive.Config(q.Context())
	if err != nil {
		return err
	}
	today := r.today()
	doc, err := print.New(print.Options{Title: title, Author: cfg.Fonds.Name, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		return err
	}
	foot := "打印 " + today.String() + "　" + org.Actor(q).Capacity
	fl := doc.Section(print.Section{Size: print.Size{W: 297, H: 210}, Margins: print.Margins{Top: 18, Right: 15, Bottom: 16, Left: 20}, Foot: func(p *print.Page, no, of int) {
		p.Text(20, 202, foot, print.Style{Size: 8, Color: print.Grey})
		p.Text(282, 202, print.PageOf(no, of), print.Style{Size: 8, Align: print.Right})
	}})
	fl.Heading(title, print.Style{Size: 16, Bold: true, Align: print.Center})
	if cfg.Fonds.Name != "" {
		fl.Para("全宗名称："+cfg.Fonds.Name, print.Style{Size: 10})
	}
	weight := make([]float64, len(head))
	sum := 0.0
	for i, h := range head {
		n := float64(len([]rune(h))) + 1
		for _, row := range rows {
			n = max(n, min(float64(len([]rune(row[i]))), 24))
		}
		weight[i] = max(n, 3)
		sum += weight[i]
	}
	t := print.Table{Body: print.Style{Size: 9}}
	for i, h := range head {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: fl.Width() * weight[i] / sum})
	}
	fl.Table(t, slices.Values(rows))
	if len(rows) == 0 {
		fl.Para("（没有记录）", print.Style{Size: 10})
	}
	return doc.Write(w)
}

// formPDF answers with one of the archive room's papers.
func (r *Room) formPDF(q *web.Request, name string, k forms.Kind, m forms.Model, back ui.Link) (web.Answer, error) {
	cfg, err := r.Archive.Config(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	m.Fonds = forms.Fonds{Code: cfg.Fonds.Code, Name: cfg.Fonds.Name}
	m.Meta.Date, m.Meta.By = r.today(), org.Actor(q).Capacity
	var b bytes.Buffer
	err = forms.Write(k, forms.PDF, &b, m)
	if errors.Is(err, forms.ErrNothing) {
		return q.Nothing("打印"+name, fault.Of(err).Safe(), back)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}
