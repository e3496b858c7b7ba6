package seal

import (
	"bytes"
	"fmt"
	"strconv"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func basis(c law.ID) rulebook.Basis { return rulebook.Basis{Clause: c} }

// sealAsked is the seal of the address; 0 for all.
func sealAsked(q *web.Request) int64 {
	n, _ := strconv.ParseInt(q.Values().Get("seal"), 10, 64)
	return n
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Register(q.Context(), org.Actor(q), year, sealAsked(q))
	if err != nil {
		return web.Answer{}, err
	}
	all, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "用印登记簿", Columns: []ui.Column{{Label: "用印编号", Code: true}, {Label: "日期"}, {Label: "文件名称", Wide: true, Wrap: true}, {Label: "印章", Minor: true}, {Label: "份数", Numeric: true}, {Label: "余", Numeric: true, Minor: true}, {Label: "批准", Minor: true}, {Label: "监印"}},
		Empty: ui.Empty{Title: "这一年还没有用印", Text: "批准以后由保管人用印，每次自动编号。"}}
	copies := 0
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		copies += e.Copies
		t.Rows = append(t.Rows, ui.Row{URL: e.Application.page(), Cells: []ui.Cell{{Text: e.Number()}, {Text: e.On.String()}, {Text: e.Application.What, URL: e.Application.page(), Sub: e.Application.DocNumber}, {Text: e.Seal.Name}, {Text: fmt.Sprint(e.Copies)}, {Text: fmt.Sprint(e.Rest)}, {Text: e.Application.DecidedBy}, {Text: e.Name, Sub: checkLabels[e.Checked]}}})
	}
	f := q.FormFor("/seal/register", nil)
	f.Method = "get"
	options := []ui.Option{{Value: "", Label: "全部"}}
	var chips []ui.Chip
	for _, x := range all {
		options = append(options, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
		if x.ID == sealAsked(q) {
			chips = append(chips, ui.Chip{Label: "印章", Value: x.Name, Remove: q.URLWith("seal", "")})
		}
	}
	f.Set("year", fmt.Sprint(year))
	link := fmt.Sprintf("?year=%d&seal=%d", year, sealAsked(q))
	return q.Desk("用印登记簿", ui.ListPage(ui.Listing{Head: ui.Head{Title: "用印登记簿", Crumbs: crumbs, Meta: []string{s.book.Cite(basis(law.SealCounted))}, Actions: []ui.Button{{Label: "打印", URL: "/seal/register/register.pdf" + link, Look: "primary"}, {Label: "导出表格", URL: "/seal/register/register.xlsx" + link}}},
		Tabs:   r.yearTabs("/seal/register", year),
		Filter: &ui.Filters{Chips: chips, Form: f, Add: []ui.Field{{Form: f, Name: "seal", Label: "印章", Kind: ui.Select, Options: options, Optional: true}, {Form: f, Name: "year", Kind: ui.Hidden}}, Count: fmt.Sprintf("共 %d 次，%d 份", len(list), copies)},
		Parts:  []ui.Part{{Table: &t}}}))
}

func (r *Room) registerPrint(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	list, err := r.Register(q.Context(), who, year, sealAsked(q))
	if err != nil {
		return web.Answer{}, err
	}
	b, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	title := fmt.Sprintf("%d年用印登记簿", year)
	if sealAsked(q) != 0 && len(list) > 0 {
		title += "（" + list[0].Seal.Name + "）"
	} else if !r.seesAll(who) {
		title += "（摘录）"
	}
	var w bytes.Buffer
	if err := r.registerPDF(b, title, list, who.Name, r.Door.Today(), &w); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, title, &w), nil
}

func (r *Room) registerTable(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Register(q.Context(), org.Actor(q), year, sealAsked(q))
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	name := fmt.Sprintf("%d年用印登记簿", year)
	var columns []sheet.Column
	for _, t := range registerTitles {
		columns = append(columns, sheet.Column{Title: t, Width: 18, Wrap: true})
	}
	var b bytes.Buffer
	w, err := sheet.NewXLSXWriter(&b, name, columns)
	if err != nil {
		return web.Answer{}, err
	}
	for _, e := range list {
		if err := w.Write(e.row(s.unitName)); err != nil {
			return web.Answer{}, err
		}
	}
	if err := w.Close(); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}
