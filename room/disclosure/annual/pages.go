package annual

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Where the reports lie, and what units hand in.
const (
	home  = "/disclosure-annual"
	parts = "/disclosure-annual-parts"
)

var homeLink = ui.Link{Text: "年度报告", URL: home}

// Pages are the pages of the yearly report.
func (r *Room) Pages() []web.Page {
	page := func(method, name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "annual." + name, Method: method, Pattern: pattern, Right: string(Use), Serve: serve}
	}
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return page("GET", name, pattern, serve)
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return page("POST", name, pattern, serve)
	}
	return []web.Page{
		get("home", home, func(q *web.Request) (web.Answer, error) { return r.homePage(q, nil) }),
		post("begin", home, r.beginPost),
		get("show", home+"/{year}", func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) }),
		get("list", home+"/{year}/list", r.listPage),
		get("text", home+"/{year}/texts/{part}", func(q *web.Request) (web.Answer, error) { return r.textPage(q, nil) }),
		post("text.write", home+"/{year}/texts/{part}", r.textPost),
		get("acts", home+"/{year}/acts", func(q *web.Request) (web.Answer, error) { return r.actsPage(q, nil) }),
		post("acts.enter", home+"/{year}/acts", r.actsPost),
		post("freeze", home+"/{year}/freeze", r.step("freeze")),
		post("check", home+"/{year}/check", r.step("check")),
		post("sign", home+"/{year}/sign", r.step("sign")),
		post("send", home+"/{year}/send", r.step("send")),
		post("publish", home+"/{year}/publish", r.step("publish")),
		post("ask", home+"/{year}/units", r.askPost),
		get("correct", home+"/{year}/correct", func(q *web.Request) (web.Answer, error) { return r.correctPage(q, nil) }),
		post("correct.enter", home+"/{year}/correct", r.correctPost),
		get("print", home+"/{year}/report.pdf", r.filePage("pdf")),
		get("word", home+"/{year}/report.docx", r.filePage("docx")),
		get("html", home+"/{year}/report.html", r.filePage("html")),
		get("part", parts+"/{id}", func(q *web.Request) (web.Answer, error) { return r.partPage(q, "", nil) }),
		post("part.hand", parts+"/{id}", r.partPost),
		post("part.measure", parts+"/{id}/measure", r.measurePost),
	}
}

// form is a form of a page that has several: the one that was refused keeps what
// was typed.
func form(q *web.Request, id, action string, failed error, mine bool) *ui.Form {
	if failed != nil && mine {
		f := q.FormFor(action, failed)
		f.ID = id
		return f
	}
	return &ui.Form{ID: id, Action: action, Key: web.NewKey()}
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// again shows the page of a form that was refused, unless whoever sent it may not
// use it at all.
func (r *Room) again(q *web.Request, err error, page func() (web.Answer, error)) (web.Answer, error) {
	switch fault.Of(err).Kind {
	case fault.Invalid, fault.Rule, fault.Conflict, fault.TooLarge:
		return page()
	}
	return web.Answer{}, r.seen(q, err)
}

func (r *Room) year(q *web.Request) (int, error) {
	n, err := q.ID("year")
	return int(n), err
}

func itoa(n int) string { return strconv.Itoa(n) }

var stateTones = map[string]ui.Tone{Collecting: ui.Info, Frozen: ui.Info, Checked: ui.Info, Signing: ui.Warn, Signed: ui.OK, Submitted: ui.OK, Published: ui.OK}

func (x Stored) tag() ui.Tag { return ui.Tag{Text: StateLabel(x.State), Tone: stateTones[x.State]} }

func (r *Room) homePage(q *web.Request, failed error) (web.Answer, error) {
	ctx, who := q.Context(), org.Actor(q)
	list, err := r.List(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	mine, err := r.Mine(ctx, who)
	if err != nil {
		return web.Answer{}, err
	}
	var parts []templ.Component
	if r.sees(who) {
		t := ui.Table{Caption: "历年报告", Columns: []ui.Column{{Label: "年度", Code: true}, {Label: "状态"}, {Label: "报送"}, {Label: "公布", Wide: true}}, Empty: ui.Empty{Title: "还没有编制过年度报告", Text: "开始编制以后，数字随登记簿变动，到年终冻结。"}}
		for _, x := range list {
			t.Rows = append(t.Rows, ui.Row{URL: reportURL(x.Year), Cells: []ui.Cell{{Text: itoa(x.Year), URL: reportURL(x.Year)}, {Tags: []ui.Tag{x.tag()}}, {Text: x.SentOn.String()}, {Text: x.PublicOn.String(), Sub: x.PublicWhere}}})
		}
		parts = append(parts, tableCard("报告", "", t))
	}
	if r.inOffice(who) {
		f := form(q, "begin", home, failed, true)
		f.Set("year", itoa(r.Door.Today().Year))
		if failed != nil {
			f = form(q, "begin", home, failed, true)
		}
		parts = append(parts, formCard("开始编制", "当年的报告随时可以开始，数字由登记簿数出。", f, []ui.Field{{Form: f, Name: "year", Label: "年度", Kind: ui.Number}}, ui.Button{Label: "开始编制"}))
	}
	t := ui.Table{Caption: "本科室的材料", Columns: []ui.Column{{Label: "报送期限"}, {Label: "情况", Wide: true}, {Label: "处理"}}, Empty: ui.Empty{Title: "办公室没有要求本科室报送材料"}}
	for _, o := range mine {
		url := partURL(o.ID)
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: []ui.Cell{{Text: o.DueOn.String(), URL: url}, r.handed(o), {Text: o.measures()}}})
	}
	parts = append(parts, tableCard("本科室的材料", "", t))
	return q.Desk("年度报告", body(ui.Head{Title: "信息公开年度报告"}, nil, parts...))
}

func partURL(id int64) string { return parts + "/" + strconv.FormatInt(id, 10) }

// handed says whether a part came in time.
func (r *Room) handed(o Owed) ui.Cell {
	c := ui.Cell{Text: "未报送"}
	if !o.HandedOn.IsZero() {
		c = ui.Cell{Text: o.HandedOn.String() + " 报送", Sub: o.HandedName}
	}
	if o.Late(r.Door.Today()) {
		c.Tags = []ui.Tag{{Text: "逾期", Tone: ui.Bad}}
	}
	return c
}

// measures says what followed for a late part.
func (o Owed) measures() string {
	var s []string
	if o.Points > 0 {
		s = append(s, fmt.Sprintf("扣%d.%d分", o.Points/10, o.Points%10))
	}
	if !o.CriticisedOn.IsZero() {
		s = append(s, o.CriticisedOn.String()+" 通报批评")
	}
	if !o.MakeupBy.IsZero() {
		s = append(s, "限"+o.MakeupBy.String()+"前补报")
	}
	return strings.Join(s, "；")
}

type beginInput struct {
	Year int `form:"year" label:"年度"`
}

func (r *Room) beginPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[beginInput](q)
	if err == nil {
		_, err = r.Begin(org.Context(q), org.Actor(q), in.Year)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.homePage(q, err) })
	}
	return web.Redirect(reportURL(in.Year)), nil
}

type stepInput struct {
	On    civil.Date `form:"on" label:"日期"`
	Words string     `form:"words" label:"方式" max:"200"`
}

// step is what takes a report one state on.
func (r *Room) step(name string) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		year, err := r.year(q)
		if err != nil {
			return web.Answer{}, err
		}
		ctx, who := org.Context(q), org.Actor(q)
		in, err := web.Decode[stepInput](q)
		say := ""
		if err == nil {
			switch name {
			case "freeze":
				_, err = r.Freeze(ctx, who, year)
				say = "数字已经冻结，每个数字背后的清单一并保存。"
			case "check":
				_, err = r.Check(ctx, who, year)
				say = "检查通过，可以报审。"
			case "sign":
				_, err = r.Sign(ctx, who, year)
				say = "已报分管领导审核，再报主要领导审定。"
			case "send":
				err = r.Send(ctx, who, year, in.On, in.Words)
				say = "报送已登记。"
			case "publish":
				err = r.Publish(ctx, who, year, in.On, in.Words)
				say = "公布已登记。"
			}
		}
		if err != nil {
			return r.again(q, err, func() (web.Answer, error) { return r.showPage(q, name, err) })
		}
		return web.Redirect(reportURL(year)).Say(ui.OK, say), nil
	}
}

type askInput struct {
	Due   civil.Date `form:"due" label:"报送期限" need:"请填写报送期限。"`
	Units []string   `form:"units" label:"科室"`
}

func (r *Room) askPost(q *web.Request) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[askInput](q)
	n := 0
	if err == nil {
		n, err = r.Ask(org.Context(q), org.Actor(q), year, in.Due, in.Units)
	}
	if err != nil {
		return r.again(q, err, func() (web.Answer, error) { return r.showPage(q, "ask", err) })
	}
	return web.Redirect(reportURL(year)).Say(ui.OK, fmt.Sprintf("已要求%d个科室于%s以前报送。", n, in.Due.Chinese())), nil
}

// filePage gives the report as a file. What is not signed says that it is a draft.
func (r *Room) filePage(format string) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		year, err := r.year(q)
		if err != nil {
			return web.Answer{}, err
		}
		w, err := r.Show(q.Context(), org.Actor(q), year)
		if err != nil {
			return web.Answer{}, r.seen(q, err)
		}
		p := w.Paper()
		var b bytes.Buffer
		name, kind := p.Title()+"."+format, map[string]string{"pdf": "application/pdf", "html": "text/html; charset=utf-8",
			"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}[format]
		switch format {
		case "pdf":
			err = p.PDF(&b)
		case "docx":
			err = p.DOCX(&b)
		default:
			fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>%s</title></head><body>\n%s</body></html>\n", templ.EscapeString(p.Title()), p.HTML())
		}
		if err != nil {
			return web.Answer{}, err
		}
		a := web.File(name, kind, clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes()))
		if format == "pdf" {
			a = a.Inline()
		}
		return a, nil
	}
}

// Paper is the report as it goes out.
func (w Whole) Paper() Paper {
	p := Paper{Report: w.Report, Fixed: w.Fixed, Draft: !atOrAfter(w.State, Signed)}
	switch {
	case !w.PublicOn.IsZero():
		p.On = w.PublicOn
	case !w.SentOn.IsZero():
		p.On = w.SentOn
	}
	return p
}

// listPage is the list behind a figure.
func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	year, err := r.year(q)
	if err != nil {
		return web.Answer{}, err
	}
	w, err := r.Show(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	number := func(name string, most int) (int, error) {
		text := q.URL.Query().Get(name)
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > most {
			return 0, fault.Field(name, text, "地址里的“"+name+"”不对，请从报告的数字打开清单。")
		}
		return n, nil
	}
	head := ui.Head{Crumbs: []ui.Link{homeLink, {Text: fmt.Sprintf("%d年度", year), URL: reportURL(year)}}}
	if q.URL.Query().Has("block") {
		block, err := number("block", 2)
		if err != nil {
			return web.Answer{}, err
		}
		column, err := number("col", ResultSum)
		if err != nil {
			return web.Answer{}, err
		}
		head.Title = Blocks[block] + "：" + Results[column]
		t := ui.Table{Caption: head.Title, Columns: []ui.Column{{Label: "申请编号", Code: true}, {Label: "提出"}, {Label: "决定"}, {Label: "结果", Wide: true}}, Empty: ui.Empty{Title: "没有"}}
		for _, d := range w.Disputes {
			if d.Block == block && (column == ResultSum || d.Column == column) {
				t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Number, URL: fmt.Sprintf("/disclosure/%d", d.Application)}, {Text: d.Filed.String()}, {Text: d.Decided.String()}, {Text: Results[d.Column]}}})
			}
		}
		return q.Desk(head.Title, body(head, nil, tableCard("", fmt.Sprintf("共%d件", len(t.Rows)), t)))
	}
	row, err := number("row", rows)
	if err == nil && row == 0 {
		err = fault.Field("row", "0", "地址里的“row”不对，请从报告的数字打开清单。")
	}
	if err != nil {
		return web.Answer{}, err
	}
	column, err := number("col", Sum)
	if err != nil {
		return web.Answer{}, err
	}
	head.Title = RowLabels[row-1] + "：" + Columns[column]
	cases := slices.Collect(func(yield func(Counted) bool) {
		for _, c := range w.Cases {
			if c.stands(row, column) && !yield(c) {
				return
			}
		}
	})
	t := ui.Table{Caption: head.Title, Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "申请人类别"}, {Label: "收到"}, {Label: "办结"}, {Label: "结果", Wide: true}}, Empty: ui.Empty{Title: "没有"}}
	for _, c := range cases[:min(len(cases), mostListed)] {
		result := "办理中"
		if c.Out <= RowLast {
			result = RowLabels[c.Out-1]
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Number, URL: fmt.Sprintf("/disclosure/%d", c.ID)}, {Text: Columns[c.Column]}, {Text: c.Received.String()}, {Text: c.Finished.String()}, {Text: result}}})
	}
	hint := fmt.Sprintf("共%d件", len(cases))
	if len(cases) > mostListed {
		hint += fmt.Sprintf("，显示前%d件", mostListed)
	}
	return q.Desk(head.Title, body(head, nil, tableCard("", hint, t)))
}

// mostListed bounds the list behind a figure on a page.
const mostListed = 1000

// stands reports whether an application is among those of a cell.
func (c Counted) stands(row, column int) bool {
	if column != Sum && c.Column != column {
		return false
	}
	return c.In == row || c.Out == row || row == RowTotal && c.Out >= RowFirst && c.Out <= RowLast
}
