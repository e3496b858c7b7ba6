package document

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	const upload = 10*flow.MostAttachment + 1<<20
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "document.in." + name, Method: "GET", Pattern: "/documents/in" + pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "document.in." + name, Method: "POST", Pattern: "/documents/in" + pattern, Right: string(Use), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = upload, files
		}
		pages = append(pages, p)
	}
	get("list", "", r.listPage)
	get("list.print", "/list.pdf", r.listPDF)
	get("list.table", "/list.xlsx", r.listXLSX)
	get("urgent", "/urgent", r.urgentPage)
	get("lying", "/lying", r.lyingPage)
	get("returns", "/returns", r.returnsPage)
	get("returns.print", "/returns.pdf", r.returnsPDF)
	get("new", "/new", func(q *web.Request) (web.Answer, error) { return r.signPage(q, nil) })
	post("sign", "/new", mostPapers, r.signSend)
	get("import", "/import", func(q *web.Request) (web.Answer, error) { return r.importPage(q, nil, nil) })
	post("import.send", "/import", 1, r.importSend)
	get("show", "/{id}", func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) })
	get("sheet", "/{id}/sheet.pdf", r.form(func(v View) (flow.Form, bool) { return r.sheetForm(v), true }))
	get("circulation", "/{id}/circulation.pdf", r.form(func(v View) (flow.Form, bool) { return r.circulationForm(v), len(v.Readers) > 0 }))
	get("return.print", "/{id}/return.pdf", r.form(func(v View) (flow.Form, bool) { return r.returnForm(v), v.ReturnNo != "" }))
	get("urge.print", "/{id}/urges/{urge}", r.urgePDF)
	get("paper", "-papers/{paper}/original", r.paperPage)
	get("paper.image", "-papers/{paper}/pages/{n}", r.imagePage)
	doings := r.doings()
	for _, name := range slices.Sorted(maps.Keys(doings)) {
		do := doings[name]
		n := 0
		if do.files {
			n = mostPapers
		}
		post(name, "/{id}/"+name, n, r.doing(name, do))
	}
	return pages
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var crumbs = []ui.Link{{Text: "收文", URL: "/documents/in"}}

func (r *Room) listed(q *web.Request) (Conditions, []Document, error) {
	c, err := r.conditions(q)
	if err != nil {
		return c, nil, err
	}
	list, err := r.Book(q.Context(), org.Actor(q), c)
	return c, list, err
}

func (r *Room) listPDF(q *web.Request) (web.Answer, error) {
	return r.registerFile(q, func(title string, rows [][]string) (*bytes.Buffer, error) {
		return r.pdf(title, org.Actor(q).Name, registerTitles, registerWidths, rows)
	}, "pdf")
}

func (r *Room) listXLSX(q *web.Request) (web.Answer, error) {
	return r.registerFile(q, func(title string, rows [][]string) (*bytes.Buffer, error) {
		return xlsx(title, registerTitles, registerWidths, rows)
	}, "xlsx")
}

func (r *Room) registerFile(q *web.Request, make func(string, [][]string) (*bytes.Buffer, error), ending string) (web.Answer, error) {
	c, list, err := r.listed(q)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	var rows [][]string
	for _, d := range list {
		rows = append(rows, s.registerRow(d))
	}
	title := "收文登记簿"
	if c.Year != 0 {
		title = fmt.Sprintf("%d年收文登记簿", c.Year)
	}
	b, err := make(title, rows)
	if err != nil {
		return web.Answer{}, err
	}
	a := web.File(title+"."+ending, fileType(ending), clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes()))
	if ending == "pdf" {
		a = a.Inline()
	}
	return a, nil
}

func fileType(ending string) string {
	if ending == "pdf" {
		return "application/pdf"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

func (r *Room) returnsPage(q *web.Request) (web.Answer, error) {
	list, err := r.ReturnRegister(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	t := ui.Table{Caption: "退文登记", Columns: []ui.Column{{Label: "退文号", Code: true}, {Label: "标题", Wide: true}, {Label: "退给"}, {Label: "退文日期", Code: true}, {Label: "理由", Wrap: true}}, Empty: ui.Empty{Title: "没有退过文", Text: "初审不合规定退回来文单位的公文列在这里。"}}
	for _, d := range list {
		t.Rows = append(t.Rows, ui.Row{URL: d.URL(), Cells: []ui.Cell{{Text: d.ReturnNo}, {Text: d.Title, URL: d.URL(), Sub: d.Issuer + " · " + orNone(d.DocNo, "无文号")}, {Text: d.ReturnTo}, {Text: dayOf(d.ReturnedAt).String()}, {Text: d.ReturnWhy}}})
	}
	return q.Desk("退文登记", ui.ListPage(ui.Listing{Head: ui.Head{Title: "退文登记", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: "/documents/in/returns.pdf"}}}, Parts: []ui.Part{{Table: &t}}}))
}

func (r *Room) returnsPDF(q *web.Request) (web.Answer, error) {
	list, err := r.ReturnRegister(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var rows [][]string
	for _, d := range list {
		rows = append(rows, d.returnRow())
	}
	b, err := r.pdf("退文登记簿", org.Actor(q).Name, returnTitles, returnWidths, rows)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("退文登记簿.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// form serves a printed form of a document.
func (r *Room) form(of func(View) (flow.Form, bool)) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		v, err := r.Document(q.Context(), org.Actor(q), id)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		f, ok := of(v)
		if !ok {
			return q.Nothing("没有可以打印的内容", "这件公文还没有这一步。", ui.Link{Text: v.Number, URL: v.URL()})
		}
		return r.drawn(f)
	}
}

func (r *Room) drawn(f flow.Form) (web.Answer, error) {
	var b bytes.Buffer
	if err := f.Draw(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(f.Name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (r *Room) urgePDF(q *web.Request) (web.Answer, error) {
	n, err := strconv.ParseInt(strings.TrimSuffix(q.PathValue("urge"), ".pdf"), 10, 64)
	if err != nil {
		return web.Answer{}, fault.New(fault.NotFound, "没有这张催办单。")
	}
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Document(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	for _, u := range v.Urges {
		if u.ID == n {
			return r.drawn(r.urgeForm(v, u))
		}
	}
	return web.Answer{}, act.OutOfReach(act.Subject("document_incoming_urge", n))
}
