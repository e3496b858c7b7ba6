package logistics

import (
	"bytes"
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

const home = "/logistics"

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	var pages []web.Page
	add := func(p web.Page) {
		p.Name, p.Right = "logistics."+p.Name, string(Use)
		pages = append(pages, p)
	}
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		add(web.Page{Name: name, Method: "GET", Pattern: pattern, Serve: serve})
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		add(web.Page{Name: name, Method: "POST", Pattern: pattern, Serve: serve})
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("energy", home, r.energyPage)
	get("energy.print", home+"/month.pdf", r.monthFile)
	get("readings", home+"/readings", shown(r.readingsPage))
	post("readings.add", home+"/readings", r.readingsAdd)
	get("meters", home+"/meters", shown(r.metersPage))
	post("meter.save", home+"/meters", r.meterSave)
	get("meter", home+"/meters/{id}", shown(r.meterPage))
	post("meter.read", home+"/meters/{id}/read", r.meterRead)
	post("meter.correct", home+"/meters/{id}/correct", r.meterCorrect)
	post("meter.retire", home+"/meters/{id}/retire", r.meterRetire)
	get("bills", home+"/bills", shown(r.billsPage))
	post("bill.add", home+"/bills", r.billAdd)
	post("bill.void", home+"/bills/void", r.billVoid)
	get("report", home+"/report", shown(r.reportPage))
	post("base.save", home+"/report/base", r.baseSave)
	post("limit.set", home+"/report/limit", r.limitSet)
	post("explain", home+"/report/explain", r.explainPost)
	post("freeze", home+"/report/freeze", r.freezePost)
	post("send", home+"/report/send", r.sendPost)
	post("correct", home+"/report/correct", r.correctPost)
	get("report.print", home+"/report.pdf", r.reportFile)
	get("report.table", home+"/report.xlsx", r.reportTable)
	get("cars", home+"/cars", shown(r.carsPage))
	post("car.ask", home+"/cars", r.carAsk)
	get("car", home+"/cars/{id}", shown(r.carPage))
	post("car.rule", home+"/cars/{id}/rule", r.carRule)
	post("car.leave", home+"/cars/{id}/leave", r.carLeave)
	post("car.return", home+"/cars/{id}/return", r.carReturn)
	post("car.drop", home+"/cars/{id}/drop", r.carDrop)
	get("car.print", home+"/cars/{id}/order.pdf", r.carFile)
	get("vehicles", home+"/vehicles", shown(r.vehiclesPage))
	post("vehicle.save", home+"/vehicles", r.vehicleSave)
	get("vehicle", home+"/vehicles/{id}", shown(r.vehiclePage))
	post("vehicle.fuel", home+"/vehicles/{id}/fuel", r.vehicleFuel)
	post("vehicle.retire", home+"/vehicles/{id}/retire", r.vehicleRetire)
	get("assets", home+"/assets", shown(r.assetsPage))
	post("asset.save", home+"/assets", r.assetSave)
	get("assets.table", home+"/assets.xlsx", r.assetsTable)
	get("asset", home+"/assets/{id}", shown(r.assetPage))
	post("asset.assign", home+"/assets/{id}/assign", r.assetAssign)
	post("asset.dispose", home+"/assets/{id}/dispose", r.assetDispose)
	add(web.Page{Name: "asset.disposal", Method: "POST", Pattern: home + "/assets/{id}/disposal", Serve: r.assetDisposal})
	get("counts", home+"/counts", shown(r.countsPage))
	post("count.open", home+"/counts", r.countOpen)
	get("count", home+"/counts/{id}", shown(r.countPage))
	post("count.enter", home+"/counts/{id}/enter", r.countEnter)
	post("count.fix", home+"/counts/{id}/fix", r.countFix)
	post("count.more", home+"/counts/{id}/more", r.countMore)
	post("count.hand", home+"/counts/{id}/hand", r.countHand)
	post("count.close", home+"/counts/{id}/close", r.countClose)
	post("count.staff", home+"/counts/{id}/staff", r.countStaff)
	post("count.drop", home+"/counts/{id}/drop", r.countDrop)
	get("count.print", home+"/counts/{id}/sheet.pdf", r.countFile)
	get("supplies", home+"/supplies", shown(r.suppliesPage))
	post("supply.save", home+"/supplies", r.supplySave)
	get("supply", home+"/supplies/{id}", shown(r.supplyPage))
	post("supply.in", home+"/supplies/{id}/in", r.supplyIn)
	post("supply.out", home+"/supplies/{id}/out", r.supplyOut)
	get("supply.print", home+"/moves/{id}/slip.pdf", r.moveFile)
	get("sheet", home+"/import/{kind}", func(q *web.Request) (web.Answer, error) { return r.sheetPage(q, nil, nil) })
	add(web.Page{Name: "sheet.take", Method: "POST", Pattern: home + "/import/{kind}", Serve: r.sheetTake, Upload: 16 << 20, Files: 1})
	return pages
}

// parts gathers the forms of a page, of which the one that failed comes back with
// what was typed.
type parts struct {
	q      *web.Request
	failed error
	shown  bool
	list   []ui.Part
}

func (p *parts) form(action, id string) *ui.Form {
	var f *ui.Form
	if p.q.URL.Path == action && p.q.Method == "POST" {
		p.shown = true
		f = p.q.FormFor(action, p.failed)
	} else {
		f = p.q.FormFor(action, nil)
		f.Values = nil
	}
	f.ID, f.Wide = id, true
	return f
}

func (p *parts) add(title, hint string, f *ui.Form, button ui.Button, fields ...ui.Field) {
	for i := range fields {
		fields[i].Form = f
		if fields[i].Kind == ui.File {
			f.Multipart = true
		}
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
}

// page answers with the parts, or with the failure if no form shows it.
func (p *parts) page(head ui.Head, notices []ui.Notice, tabs []ui.Tab, before []ui.Part) (web.Answer, error) {
	if p.failed != nil && !p.shown {
		return web.Answer{}, p.failed
	}
	return p.q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Tabs: tabs, Parts: append(before, p.list...)}))
}

// again shows a page with what is wrong, unless whoever asked may not use it at all.
func (r *Room) again(q *web.Request, err error, page func(*web.Request, error) (web.Answer, error)) (web.Answer, error) {
	switch fault.Of(err).Kind {
	case fault.Invalid, fault.Rule, fault.Conflict, fault.TooLarge:
		return page(q, err)
	}
	return web.Answer{}, r.seen(q, err)
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

func (r *Room) yearAsked(q *web.Request, otherwise int) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fault.Field("year", s, "年度应为四位数字，如 2026。")
	}
	return n, checkYear(n)
}

// years are the tabs of this year and the two before.
func (r *Room) years(path string, year int) []ui.Tab {
	var out []ui.Tab
	for y := r.Door.Today().Year; y > r.Door.Today().Year-3; y-- {
		out = append(out, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: fmt.Sprintf("%s?year=%d", path, y), Count: -1, Current: y == year})
	}
	return out
}

var (
	energyCrumbs = []ui.Link{{Text: "能耗统计", URL: home}}
	carCrumbs    = []ui.Link{{Text: "用车", URL: home + "/cars"}}
	assetCrumbs  = []ui.Link{{Text: "资产", URL: home + "/assets"}}
	supplyCrumbs = []ui.Link{{Text: "办公用品", URL: home + "/supplies"}}
)

// ground says on what a page rests: the text of chapter eleven is missing.
func (r *Room) ground(q *web.Request, id law.ID) (ui.Notice, error) {
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return ui.Notice{}, err
	}
	text := book.Cite(rulebook.Basis{Clause: id})
	if c, ok := book.Card(id); ok {
		text = c.Source() + "：" + c.Statement
	}
	return ui.Notice{Tone: ui.Info, Text: text, Link: ui.Link{Text: "看规章", URL: "/rules/" + string(id)}}, nil
}

func (r *Room) pdf(name string, draw func(w *bytes.Buffer) error) (web.Answer, error) {
	var b bytes.Buffer
	if err := draw(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (r *Room) xlsx(name string, titles []string, rows [][]string) (web.Answer, error) {
	var columns []sheet.Column
	for _, t := range titles {
		columns = append(columns, sheet.Column{Title: t, Width: 18, Wrap: true})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, name, columns)
	if err != nil {
		return web.Answer{}, err
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			return web.Answer{}, err
		}
	}
	if err := x.Close(); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func choices(list []string) []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, x := range list {
		out = append(out, ui.Option{Value: x, Label: x})
	}
	return out
}

func carrierOptions(list []energy.Carrier) []ui.Option {
	var out []ui.Option
	for _, c := range list {
		out = append(out, ui.Option{Value: string(c), Label: c.Label() + "（" + c.Unit() + "）"})
	}
	return out
}

// people of the bureau for a select, with a first empty choice.
func (p people) options(none string) []ui.Option {
	out := []ui.Option{{Value: "0", Label: none}}
	for _, x := range p.chart.Staff() {
		out = append(out, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
	}
	return out
}

func (p people) unitOptions(none string) []ui.Option {
	out := []ui.Option{{Value: "", Label: none}}
	for _, u := range p.units {
		out = append(out, ui.Option{Value: u.Code, Label: u.Name})
	}
	return out
}

func (p people) name(id int64) string {
	if id == 0 {
		return ""
	}
	return p.chart.Person(id).Name
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// sheetPage asks for a spreadsheet of one of the kinds.
func (r *Room) sheetPage(q *web.Request, failed error, bad *Taken) (web.Answer, error) {
	s, ok := SheetOf(q.PathValue("kind"))
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "没有这种登记表。")
	}
	if err := r.office(org.Actor(q), s.Basis[0], s.Label+"的导入"); err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	var before []ui.Part
	if bad != nil {
		t := ui.Table{Caption: "没有导入的行", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "原因", Wide: true, Wrap: true}}}
		for _, b := range bad.Bad {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(b.Row)}, {Text: b.Say}}})
		}
		hint := fmt.Sprintf("已导入 %d 行，下面 %d 行没有导入。改好后只导入这些行。", bad.Rows, len(bad.Bad))
		if !bad.Done {
			hint = fmt.Sprintf("一行也没有导入：下面 %d 行有误。改好后重新导入。", len(bad.Bad))
		}
		before = append(before, ui.Part{Title: "没有导入的行", Hint: hint, Table: &t})
	}
	p.add("导入"+s.Label, s.Hint(), p.form(home+"/import/"+s.Code, "sheet"), ui.Button{Label: "导入" + s.Label, Look: "primary"},
		ui.Field{Name: "file", Label: "表格", Kind: ui.File, Accept: ".xlsx,.csv"}, ui.Field{Name: "whole", Label: "有一行不对就全部不导入", Kind: ui.Check, Optional: true})
	return p.page(ui.Head{Title: "导入" + s.Label, Crumbs: []ui.Link{{Text: s.Label, URL: sheetHomes[s.Code]}}}, nil, nil, before)
}

var sheetHomes = map[string]string{"readings": home + "/readings", "bills": home + "/bills", "vehicles": home + "/vehicles", "fuel": home + "/vehicles", "assets": home + "/assets", "supplies": home + "/supplies"}

type sheetInput struct {
	File  *web.Upload `form:"file" label:"表格"`
	Whole bool        `form:"whole" label:"全部正确才导入"`
}

func (r *Room) sheetTake(q *web.Request) (web.Answer, error) {
	s, ok := SheetOf(q.PathValue("kind"))
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "没有这种登记表。")
	}
	in, err := web.Decode[sheetInput](q)
	var t Taken
	if err == nil && in.File == nil {
		err = fault.Field("file", "", "没有收到表格，请选择文件。")
	}
	if err == nil {
		f, e := in.File.Open()
		if err = e; err == nil {
			t, err = r.TakeSheet(org.Context(q), org.Actor(q), s, Table{f, in.File.Size, in.File.Name, in.Whole})
		}
	}
	switch {
	case err != nil:
		return r.again(q, err, func(q *web.Request, err error) (web.Answer, error) { return r.sheetPage(q, err, nil) })
	case len(t.Bad) > 0:
		a, err := r.sheetPage(q, nil, &t)
		return a.Status(422), err
	}
	return web.Redirect(sheetHomes[s.Code]).Say(ui.OK, fmt.Sprintf("已导入 %d 行。", t.Rows)), nil
}

// importButton leads to the import of a kind, for the office.
func (r *Room) importButton(who act.Actor, kind, label string) []ui.Button {
	if !r.inOffice(who) {
		return nil
	}
	return []ui.Button{{Label: label, URL: home + "/import/" + kind}}
}
