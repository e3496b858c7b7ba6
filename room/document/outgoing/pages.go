package outgoing

import (
	"bytes"
	"fmt"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/document/form"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	const upload = mostPapers*flow.MostAttachment + 1<<20
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "outgoing." + name, Method: "GET", Pattern: "/documents/out" + pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "outgoing." + name, Method: "POST", Pattern: "/documents/out" + pattern, Right: string(Use), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = upload, files
		}
		pages = append(pages, p)
	}
	get("home", "", r.homePage)
	get("register", "/register", r.registerPage)
	get("register.print", "/register/list.pdf", r.registerPDF)
	get("register.table", "/register/list.xlsx", r.registerXLSX)
	get("numbers", "/numbers", func(q *web.Request) (web.Answer, error) { return r.numbersPage(q, nil) })
	get("numbers.print", "/numbers/book.pdf", r.numbersPDF)
	post("numbers.paper", "/numbers/paper", 0, r.numbersOnPaper)
	post("numbers.void", "/numbers/void", 0, r.numbersVoid)
	get("new", "/new", func(q *web.Request) (web.Answer, error) { return r.draftForm(q, Document{}, nil) })
	post("add", "/new", mostPapers, r.draftAdd)
	post("look", "/check", mostPapers, r.draftLook)
	get("show", "/{id}", func(q *web.Request) (web.Answer, error) { return r.showPage(q, nil) })
	get("edit", "/{id}/edit", func(q *web.Request) (web.Answer, error) { return r.editForm(q, nil) })
	post("save", "/{id}/edit", mostPapers, r.editSave)
	get("revise.form", "/{id}/revise", func(q *web.Request) (web.Answer, error) { return r.reviseForm(q, nil) })
	post("revise", "/{id}/revise", 0, r.reviseSave)
	for _, x := range []struct {
		name string
		do   doing
		say  string
	}{{"submit", r.Submit, "已送办公室核稿。"}, {"pass", r.Pass, "核稿意见已记下。"}, {"return", r.Return, "已退回拟稿人。"}, {"agree", r.Agree, "会签意见已记下。"}, {"object", r.Object, "不同意的意见已记下，稿子退回拟稿人。"},
		{"sign", r.Sign, "已签发，送办公室复核。"}, {"drop", r.Drop, "已撤稿。"}, {"review", r.Review, "复核完毕，可以编号。"}, {"void", r.Void, "字号已作废，留在字号簿里。"}, {"reseal", r.AskAgain, "已重新申请用印。"}, {"close", r.Close, "已办结，材料移交档案室。"}} {
		post(x.name, "/{id}/"+x.name, 0, r.word(x.do, x.say))
	}
	post("number", "/{id}/number", 0, r.numberPage)
	post("seal", "/{id}/seal", 0, r.sealPage)
	post("dispatch", "/{id}/dispatch", 0, r.dispatchPage)
	post("receipt", "/{id}/receipt", 0, r.receiptPage)
	get("paper.print", "/{id}/paper.pdf", r.paperPDF)
	get("paper.word", "/{id}/paper.docx", r.paperDOCX)
	get("sheet", "/{id}/sheet.pdf", r.sheetPDF)
	get("countersign.print", "/{id}/countersign.pdf", r.countersignFile)
	get("paper.open", "/{id}/papers/{paper}", r.paperOpen)
	post("paper.drop", "/{id}/papers/{paper}/drop", 0, r.paperDrop)
	return pages
}

var crumbs = []ui.Link{{Text: "发文", URL: "/documents/out"}}

// seen writes into the ledger that somebody asked for a paper not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// viewOf gives the paper of the address to whoever may see it.
func (r *Room) viewOf(q *web.Request) (View, *scene, error) {
	id, err := q.ID("id")
	if err != nil {
		return View{}, nil, err
	}
	v, err := r.Document(q.Context(), org.Actor(q), id)
	if err != nil {
		return v, nil, r.seen(q, err)
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	return v, s, err
}

var stateTones = map[string]ui.Tone{Drafting: ui.Mute, Checking: ui.Info, Countersigned: ui.Info, Signing: ui.Warn, Reviewing: ui.Info, Numbering: ui.Info, Sealing: ui.Info, Dispatching: ui.Info, Sent: ui.OK, Closed: ui.OK, Void: ui.Bad, Dropped: ui.Mute}

func (d Document) tags() []ui.Tag {
	out := []ui.Tag{{Text: StateLabel(d.State), Tone: stateTones[d.State]}}
	if d.State == Drafting && d.Why != "" {
		out = append(out, ui.Tag{Text: "退回修改", Tone: ui.Bad})
	}
	if d.State == Sealing && d.SealWhy != "" {
		out = append(out, ui.Tag{Text: "用印未准", Tone: ui.Bad})
	}
	if d.Urgency != "" && !d.Over() {
		out = append(out, ui.Tag{Text: d.Urgency, Tone: ui.Bad})
	}
	return out
}

func (s *scene) table(caption string, list []Document, empty ui.Empty) ui.Table {
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "文号或稿号", Code: true}, {Label: "标题", Wide: true, Wrap: true}, {Label: "文种", Minor: true}, {Label: "拟稿", Minor: true}, {Label: "状态"}}, Empty: empty}
	for _, d := range list {
		to := names(d.Recipients)
		sub := ""
		if len(to) > 0 {
			sub = "主送：" + to[0]
			if len(to) > 1 {
				sub += fmt.Sprintf(" 等 %d 个", len(to))
			}
		}
		t.Rows = append(t.Rows, ui.Row{URL: d.URL(), Cells: []ui.Cell{{Text: d.Name(), URL: d.URL()}, {Text: d.Title, URL: d.URL(), Sub: sub}, {Text: d.KindName()}, {Text: d.DrafterName, Sub: s.unitName(d.Unit)}, {Tags: d.tags()}}})
	}
	return t
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	desk, err := r.Desk(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "发文", Actions: []ui.Button{{Label: "拟写发文", URL: "/documents/out/new", Look: "primary", Key: "n"}, {Label: "发文登记簿", URL: "/documents/out/register"}, {Label: "字号簿", URL: "/documents/out/numbers"}}}, Stats: []ui.Stat{
		{Label: "等我办理", Value: fmt.Sprint(len(desk.ForMe)), Unit: "件"}, {Label: "我拟的在办", Value: fmt.Sprint(len(desk.Mine)), Unit: "件"}, {Label: "没有办结", Value: fmt.Sprint(len(desk.ForMe) + len(desk.Mine) + len(desk.Rest)), Unit: "件", URL: "/documents/out/register?state=" + Running}}}
	t := s.table("等我办理", desk.ForMe, ui.Empty{Title: "没有等您办理的发文", Text: "要发文的，拟写以后送办公室核稿。", Action: ui.Button{Label: "拟写发文", URL: "/documents/out/new"}})
	p.Parts = append(p.Parts, ui.Part{Title: "等我办理", Table: &t})
	for _, x := range []struct {
		title string
		list  []Document
	}{{"我拟的，别人在办", desk.Mine}, {"其他没有办结的", desk.Rest}} {
		if len(x.list) > 0 {
			t := s.table(x.title, x.list, ui.Empty{})
			p.Parts = append(p.Parts, ui.Part{Title: x.title, Table: &t})
		}
	}
	return q.Desk("发文", ui.ListPage(p))
}

func pdf(r *Room, name string, b *bytes.Buffer) web.Answer {
	return web.File(web.FileName(name+".pdf"), "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline()
}

func (r *Room) paperPDF(q *web.Request) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if v.Number != "" { // what was sealed and sent, not drawn anew
		p, err := db.One[Paper](q.Context(), r.Door.Reader(), sql("final"), v.ID)
		if err != nil {
			return web.Answer{}, err
		}
		f, err := r.Files.Open(q.Context(), p.SHA256)
		if err != nil {
			return web.Answer{}, err
		}
		return web.File(web.FileName(v.fileName(".pdf")), "application/pdf", clock.FromMicros(p.MadeAt), f).Inline(), nil
	}
	var b bytes.Buffer
	if err := r.pdfOf(r.official(s, v.Document), &b); err != nil {
		return r.unset(q, v, err)
	}
	return pdf(r, v.fileName(""), &b), nil
}

// unset says what keeps a paper from being set.
func (r *Room) unset(q *web.Request, v View, err error) (web.Answer, error) {
	if !fault.Is(err, fault.Invalid) {
		return web.Answer{}, err
	}
	return q.Nothing("这份公文还不能排版", fault.Of(err).Safe(), ui.Link{Text: "回到这份公文", URL: v.URL()})
}

func (r *Room) paperDOCX(q *web.Request) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := r.official(s, v.Document).DOCX(&b); err != nil {
		return r.unset(q, v, err)
	}
	return web.File(web.FileName(v.fileName(".docx")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (r *Room) sheetPDF(q *web.Request) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	err = r.sheet(s, v, &b)
	return pdf(r, v.Name()+" 发文稿纸", &b), err
}

func (r *Room) countersignFile(q *web.Request) (web.Answer, error) {
	v, s, err := r.viewOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	if len(v.Asks) == 0 {
		return q.Nothing("没有会签", "这份公文没有征求其他科室的意见，没有会签单。", ui.Link{Text: "回到这份公文", URL: v.URL()})
	}
	var b bytes.Buffer
	err = r.countersignPDF(s, v, &b)
	return pdf(r, v.Name()+" 会签单", &b), err
}

func (r *Room) paperOpen(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, "application/octet-stream", clock.FromMicros(p.MadeAt), f), nil
}

func (r *Room) paperDrop(q *web.Request) (web.Answer, error) {
	id, err := q.ID("paper")
	if err == nil {
		err = r.DropPaper(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, err
	}
	back, _ := q.ID("id")
	return web.Redirect(fmt.Sprintf("/documents/out/%d", back)).Say(ui.OK, "附件已去掉。"), nil
}

func directionOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, d := range form.Directions {
		out = append(out, ui.Option{Value: string(d), Label: d.Label()})
	}
	return out
}

func kindOptions() []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, k := range form.Kinds {
		out = append(out, ui.Option{Value: k.Code, Label: k.Name})
	}
	return out
}
