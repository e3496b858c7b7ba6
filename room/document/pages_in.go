package document

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type signInput struct {
	Channel   string        `form:"channel" label:"收文方式" need:"请选择收文方式。"`
	Sender    string        `form:"sender" label:"送件单位或人员" max:"200"`
	Copies    int           `form:"copies" label:"实收份数"`
	Expected  int           `form:"expected" label:"清单份数"`
	CountNote string        `form:"count_note" label:"份数不一致的说明" max:"200"`
	On        civil.Date    `form:"on" label:"签收日期"`
	At        string        `form:"at" label:"签收时间" max:"5"`
	Looked    bool          `form:"looked" label:"扫描件看过没有密级标志"`
	Files     []*web.Upload `form:"files" label:"文件"`
}

// received reads the instant of receipt: day and hour, both or none.
func (in signInput) received() (int64, error) {
	if in.On.IsZero() && in.At == "" {
		return 0, nil
	}
	var h, m int
	if n, err := fmt.Sscanf(in.At, "%d:%d", &h, &m); err != nil || n != 2 || h < 0 || h > 23 || m < 0 || m > 59 || in.On.IsZero() {
		return 0, fault.Field("at", in.At, "签收的日期和时间一起填，时间写成 09:30 这样；都空着就是现在。")
	}
	return in.On.Time().UnixMicro() + int64(h*60+m)*60_000_000, nil
}

func (r *Room) signPage(q *web.Request, failed error) (web.Answer, error) {
	if !r.keeps(org.Actor(q)) {
		return web.Answer{}, r.seen(q, act.OutOfReach("document_incoming"))
	}
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor("/documents/in/new", failed)
	f.Wide = true
	f.Set("copies", "1")
	f.Set("expected", "0")
	f.Set("channel", Channels[0])
	var channels []ui.Option
	for _, c := range Channels {
		channels = append(channels, ui.Option{Value: c, Label: c})
	}
	fields := []ui.Field{{Form: f, Name: "channel", Label: "收文方式", Kind: ui.Select, Options: channels, Half: true}, {Form: f, Name: "sender", Label: "送件单位或人员", Max: mostLine, Half: true, Focus: true},
		{Form: f, Name: "copies", Label: "清点后的实收份数", Kind: ui.Number, Half: true}, {Form: f, Name: "expected", Label: "随附清单写的份数", Kind: ui.Number, Half: true, Hint: "没有清单的填 0。"},
		{Form: f, Name: "count_note", Label: "份数不一致的，怎样处理", Max: mostLine, Optional: true},
		{Form: f, Name: "on", Label: "签收日期", Kind: ui.Date, Half: true, Optional: true, Hint: "都空着就是现在。"}, {Form: f, Name: "at", Label: "签收时间", Half: true, Optional: true, Hint: "如 09:30。收文号按签收的日子编到那一年。"}}
	fields = append(fields, fileFields(f, "公文和附件")...)
	p := ui.Listing{Head: ui.Head{Title: "签收公文", Crumbs: crumbs}, Parts: []ui.Part{{Hint: "逐件清点，核对无误后签收；签收就给收文号。" + book.Cite(rulebook.Basis{Clause: law.DocumentsReceive}) + "。带国家秘密标志的公文不在这里签收，走机要渠道，在密件另册上登记。", Form: f, Fields: fields, Buttons: []ui.Button{{Label: "签收", Look: "primary", Save: true}}}}}
	return q.Desk("签收公文", ui.ListPage(p))
}

func (r *Room) signSend(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	if !r.keeps(who) {
		return web.Answer{}, r.seen(q, act.OutOfReach("document_incoming"))
	}
	in, err := web.Decode[signInput](q)
	x := Receipt{Channel: in.Channel, Sender: in.Sender, Expected: in.Expected, Copies: in.Copies, CountNote: in.CountNote}
	if err == nil {
		x.ReceivedAt, err = in.received()
	}
	var papers []NewPaper
	if err == nil && len(in.Files) > 0 {
		papers, err = r.take(q.Context(), in.Files, in.Looked)
	}
	var d Document
	if err == nil {
		d, err = r.Sign(org.Context(q), who, x, papers...)
	}
	if err != nil {
		return r.signPage(q, err)
	}
	return web.Redirect(d.URL()).Say(ui.OK, "已签收，收文号 "+d.Number+"。"), nil
}

type importInput struct {
	File  *web.Upload `form:"file" label:"登记簿" need:"请选择登记簿的表格文件。"`
	Whole string      `form:"whole" label:"有不对的行时"`
}

func (r *Room) importPage(q *web.Request, failed error, t *Taken) (web.Answer, error) {
	if !r.keeps(org.Actor(q)) {
		return web.Answer{}, r.seen(q, act.OutOfReach("document_incoming"))
	}
	f := q.FormFor("/documents/in/import", failed)
	f.Set("whole", "1")
	f.Multipart = true
	p := ui.Listing{Head: ui.Head{Title: "导入旧登记簿", Crumbs: crumbs}}
	if t != nil {
		p.Parts = append(p.Parts, t.part())
	}
	p.Parts = append(p.Parts, ui.Part{Hint: "XLSX 或 CSV。表头至少有：收文日期、来文机关、标题；还认得：收文号、文号、成文日期、文种、密级、份数、紧急程度、拟办意见、批示、承办科室、办结日期、备注。每件按收文的年份另编收文号，原来的号留在旁边；写了办结日期的作为已办结，没写的从初审办起。", Form: f,
		Fields:  []ui.Field{{Form: f, Name: "file", Label: "登记簿", Kind: ui.File, Accept: ".xlsx,.xls,.csv"}, {Form: f, Name: "whole", Label: "有不对的行时", Kind: ui.Radio, Options: []ui.Option{{Value: "1", Label: "全部正确才导入"}, {Value: "0", Label: "只导入正确的行"}}}},
		Buttons: []ui.Button{{Label: "导入", Look: "primary"}}})
	return q.Desk("导入旧登记簿", ui.ListPage(p))
}

// part lists the rows that were not taken in.
func (t Taken) part() ui.Part {
	title := fmt.Sprintf("没有导入：%d 行不对", len(t.Bad))
	if t.Done {
		title = fmt.Sprintf("已导入 %d 件，%d 行没有导入", t.Rows, len(t.Bad))
	}
	x := ui.Table{Caption: "不对的行", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "哪里不对", Wide: true, Wrap: true}}}
	for i, b := range t.Bad {
		if i == 500 {
			x.Rows = append(x.Rows, ui.Row{Cells: []ui.Cell{{}, {Text: fmt.Sprintf("还有 %d 行，改好这些再导入。", len(t.Bad)-i)}}})
			break
		}
		x.Rows = append(x.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(b.Row)}, {Text: b.Say}}})
	}
	return ui.Part{Title: title, Table: &x}
}

func (r *Room) importSend(q *web.Request) (web.Answer, error) {
	if !r.keeps(org.Actor(q)) {
		return web.Answer{}, r.seen(q, act.OutOfReach("document_incoming"))
	}
	in, err := web.Decode[importInput](q)
	var t Taken
	if err == nil {
		f, e := in.File.Open()
		if err = e; err == nil {
			t, err = r.Import(org.Context(q), org.Actor(q), Table{ReaderAt: f, Size: in.File.Size, Name: in.File.Name, Whole: in.Whole != "0"})
		}
	}
	switch {
	case err != nil:
		return r.importPage(q, err, nil)
	case len(t.Bad) > 0:
		a, err := r.importPage(q, nil, &t)
		return a.Status(422), err
	}
	return web.Redirect("/documents/in").Say(ui.OK, fmt.Sprintf("已导入 %d 件。", t.Rows)), nil
}
