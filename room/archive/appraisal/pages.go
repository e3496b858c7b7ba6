package appraisal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/forms"
)

// Pages lists the pages of appraisal.
func (r *Room) Pages() []web.Page {
	show := func(q *web.Request) (web.Answer, error) { return r.show(q, "", nil) }
	post := func(step string, serve func(*web.Request) (web.Answer, error)) web.Page {
		rights := map[string]string{"opine": string(Opine), "remove": string(Appraise), "report": string(Appraise), "cancel": string(Appraise), "appoint": string(Appraise),
			"approve": string(Approve), "return": string(Approve), "hold": string(Hold)}
		return web.Page{Name: "archive.appraisal." + step, Method: "POST", Pattern: "/archive/appraisals/{id}/" + step, Right: rights[step], Serve: serve}
	}
	return []web.Page{
		{Name: "archive.appraisal.list", Method: "GET", Pattern: "/archive/appraisals", Right: string(See), Serve: r.listPage},
		{Name: "archive.appraisal.calendar", Method: "GET", Pattern: "/archive/appraisals/calendar", Right: string(See), Serve: r.calendarPage},
		{Name: "archive.appraisal.new", Method: "GET", Pattern: "/archive/appraisals/new", Right: string(Appraise), Serve: func(q *web.Request) (web.Answer, error) { return r.newForm(q, nil) }},
		{Name: "archive.appraisal.open", Method: "POST", Pattern: "/archive/appraisals/new", Right: string(Appraise), Serve: r.newPage},
		{Name: "archive.appraisal.show", Method: "GET", Pattern: "/archive/appraisals/{id}", Right: string(See), Serve: show},
		post("opine", r.opinePage), post("remove", r.removePage), post("report", r.reportPage), post("approve", r.approvePage), post("return", r.returnPage),
		post("cancel", r.cancelPage), post("appoint", r.appointPage), post("hold", r.holdBatchPage),
		{Name: "archive.appraisal.sign", Method: "GET", Pattern: "/archive/appraisals/{id}/sign", Right: string(Supervise), Serve: func(q *web.Request) (web.Answer, error) { return r.signForm(q, nil) }},
		{Name: "archive.appraisal.sign.do", Method: "POST", Pattern: "/archive/appraisals/{id}/sign", Right: string(Supervise), Serve: r.signPage},
		{Name: "archive.appraisal.execute", Method: "GET", Pattern: "/archive/appraisals/{id}/execute", Right: string(Destroy), Serve: func(q *web.Request) (web.Answer, error) { return r.executeForm(q, nil) }},
		{Name: "archive.appraisal.execute.do", Method: "POST", Pattern: "/archive/appraisals/{id}/execute", Right: string(Destroy), Serve: r.executePage},
		{Name: "archive.appraisal.print.report", Method: "GET", Pattern: "/archive/appraisals/{id}/report/print.pdf", Right: string(See), Serve: r.printReportPage},
		{Name: "archive.appraisal.print.list", Method: "GET", Pattern: "/archive/appraisals/{id}/list/print.pdf", Right: string(See), Serve: r.printListPage},
		{Name: "archive.hold.list", Method: "GET", Pattern: "/archive/holds", Right: string(See), Serve: func(q *web.Request) (web.Answer, error) { return r.holdsForm(q, "", nil) }},
		{Name: "archive.hold.set", Method: "POST", Pattern: "/archive/holds", Right: string(Hold), Serve: r.holdPage},
		{Name: "archive.hold.lift", Method: "POST", Pattern: "/archive/holds/{id}/lift", Right: string(Release), Serve: r.liftPage},
		{Name: "archive.opening.list", Method: "GET", Pattern: "/archive/opening", Right: string(See), Serve: func(q *web.Request) (web.Answer, error) { return r.openingForm(q, "", nil) }},
		{Name: "archive.opening.propose", Method: "POST", Pattern: "/archive/opening/propose", Right: string(Appraise), Serve: r.proposePage},
		{Name: "archive.opening.confirm", Method: "POST", Pattern: "/archive/opening/confirm", Right: string(Opening), Serve: r.confirmPage},
		{Name: "archive.opening.print", Method: "GET", Pattern: "/archive/opening/print.pdf", Right: string(See), Serve: r.printOpeningPage},
	}
}

func batchURL(id int64) string { return fmt.Sprintf("/archive/appraisals/%d", id) }

var stateTones = map[string]ui.Tone{Appraising: ui.Info, Reported: ui.Warn, Approved: ui.Warn, Destroyed: ui.Mute, Finished: ui.OK, Cancelled: ui.Mute}

var crumbs = []ui.Link{{Text: "到期鉴定", URL: "/archive/appraisals"}}

// heldNotices says aloud that everything is on hold.
func heldNotices(holds []Held) []ui.Notice {
	var out []ui.Notice
	for _, h := range holds {
		if h.LiftedAt == 0 && h.BatchID == 0 {
			out = append(out, ui.Notice{Tone: ui.Warn, Text: "鉴定销毁已全部冻结（" + HoldLabel(h.Kind) + "）：" + h.Reason, Link: ui.Link{Text: "查看冻结", URL: "/archive/holds"}})
		}
	}
	return out
}

func (r *Room) listPage(q *web.Request) (web.Answer, error) {
	v := q.Values()
	before, _ := strconv.ParseInt(v.Get("before"), 10, 64)
	list, next, err := r.Batches(q.Context(), v.Get("state"), before, 50)
	if err != nil {
		return web.Answer{}, err
	}
	holds, err := r.Holds(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{head: ui.Head{Title: "到期鉴定", Meta: []string{"鉴定、销毁和冻结"}, Actions: []ui.Button{{Label: "冻结", URL: "/archive/holds"}, {Label: "到期日历", URL: "/archive/appraisals/calendar"}}}, notices: heldNotices(holds),
		table: ui.Table{Caption: "鉴定批次", Columns: []ui.Column{{Label: "批次", Code: true}, {Label: "名称", Wide: true}, {Label: "件数", Numeric: true}, {Label: "拟销毁", Numeric: true}, {Label: "销毁清册", Code: true}, {Label: "最早可执行"}, {Label: "状态"}},
			Empty: ui.Empty{Title: "还没有鉴定批次", Text: "从到期日历里选到期的档案，成立鉴定小组。", Link: ui.Link{Text: "打开到期日历", URL: "/archive/appraisals/calendar"}}},
		pager: &ui.Pager{Total: -1, Unit: "批"}}
	if org.Actor(q).May(Appraise) {
		p.head.Actions = append(p.head.Actions, ui.Button{Label: "开展鉴定", URL: "/archive/appraisals/new", Look: "primary", Key: "n"})
	}
	for _, s := range []string{"", Appraising, Reported, Approved, Destroyed, Finished} {
		label := StateLabel(s)
		if s == "" {
			label = "全部"
		}
		p.tabs = append(p.tabs, ui.Tab{Text: label, URL: "/archive/appraisals?state=" + s, Count: -1, Current: v.Get("state") == s})
	}
	for _, b := range list {
		p.table.Rows = append(p.table.Rows, ui.Row{URL: batchURL(b.ID), Cells: []ui.Cell{{Text: b.Number, URL: batchURL(b.ID)}, {Text: b.Title, Sub: "组长：" + b.Leader}, {Text: fmt.Sprint(b.Lines)}, {Text: fmt.Sprint(b.Destroy)},
			{Text: b.ListNumber}, {Text: b.Earliest.String()}, {Tags: []ui.Tag{{Text: StateLabel(b.State), Tone: stateTones[b.State]}}}}})
	}
	if next > 0 {
		p.pager.Next = fmt.Sprintf("/archive/appraisals?state=%s&before=%d", url.QueryEscape(v.Get("state")), next)
	}
	return q.Desk("到期鉴定", listPage(p))
}

func (r *Room) calendarPage(q *web.Request) (web.Answer, error) {
	cal, err := r.Calendar(q.Context(), org.Actor(q))
	if err != nil {
		return web.Answer{}, err
	}
	over, soon := int64(0), int64(0)
	p := listing{head: ui.Head{Title: "到期日历", Crumbs: crumbs, Meta: []string{"保管期限从归档年度的次年算起；永久档案不会到期"}},
		table: ui.Table{Caption: "到期日历", Columns: []ui.Column{{Label: "期满日"}, {Label: "归档年度", Numeric: true}, {Label: "保管期限"}, {Label: "件数", Numeric: true}, {Label: "鉴定中", Numeric: true}, {Label: "状态", Wide: true}},
			Empty: ui.Empty{Title: "没有定期保管的档案"}}}
	today := r.Archive.Door.Today()
	for _, c := range cal {
		tag, at := ui.Tag{Text: "未到期", Tone: ui.Mute}, ""
		switch {
		case c.Over && c.Busy < c.Items:
			tag = ui.Tag{Text: "已到期，待鉴定", Tone: ui.Warn}
			at = fmt.Sprintf("/archive/appraisals/new?year=%d&period=%s", c.Year, url.QueryEscape(c.Retention))
			over += c.Items - c.Busy
		case c.Over:
			tag = ui.Tag{Text: "鉴定中", Tone: ui.Info}
		case c.Last.Year == today.Year:
			tag = ui.Tag{Text: "今年期满", Tone: ui.Info}
			soon += c.Items
		}
		if !org.Actor(q).May(Appraise) {
			at = ""
		}
		p.table.Rows = append(p.table.Rows, ui.Row{URL: at, Cells: []ui.Cell{{Text: c.Last.String(), URL: at}, {Text: fmt.Sprint(c.Year)}, {Text: code.Period(c.Retention).Label()}, {Text: fmt.Sprint(c.Items)}, {Text: fmt.Sprint(c.Busy)}, {Tags: []ui.Tag{tag}}}})
	}
	p.stats = []ui.Stat{{Label: "已到期待鉴定", Value: ui.Thousands(int(over)), Unit: "件"}, {Label: "今年期满", Value: ui.Thousands(int(soon)), Unit: "件"}}
	return q.Desk("到期日历", listPage(p))
}

func (r *Room) newForm(q *web.Request, failed error) (web.Answer, error) {
	v := q.Values()
	year, _ := strconv.Atoi(v.Get("year"))
	period := code.Period(v.Get("period"))
	due, err := r.Due(q.Context(), org.Actor(q), year, period, 500)
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor("/archive/appraisals/new", failed)
	f.Wide = true
	f.Set("year", v.Get("year"))
	f.Set("period", v.Get("period"))
	today := r.Archive.Door.Today()
	f.Set("title", fmt.Sprintf("%d年到期档案鉴定", today.Year))
	t := &ui.Table{Caption: "到期的档案", Select: "item", Columns: []ui.Column{{Label: "档号", Code: true}, {Label: "题名", Wide: true}, {Label: "年度", Numeric: true}, {Label: "保管期限"}, {Label: "期满日"}},
		Empty: ui.Empty{Title: "没有到期待鉴定的档案", Text: "保管期限届满、不在其他鉴定批次中的档案才能鉴定。", Link: ui.Link{Text: "打开到期日历", URL: "/archive/appraisals/calendar"}}}
	for _, it := range due {
		last, _ := it.Retention.Expires(int(it.Year))
		t.Rows = append(t.Rows, ui.Row{ID: fmt.Sprint(it.ID), Checked: failed != nil && f.Has("item", fmt.Sprint(it.ID)), Cells: []ui.Cell{{Text: it.Code}, {Text: it.Title, Sub: it.DocNo}, {Text: fmt.Sprint(it.Year)}, {Text: it.Retention.Label()}, {Text: last.String()}}})
	}
	s := step{title: "鉴定哪些档案，由谁鉴定", hint: "鉴定小组由分管领导任组长，档案部门和形成文件的业务科室参加。一次最多列出 500 件。", form: f, table: t,
		fields: []ui.Field{{Form: f, Name: "title", Label: "批次名称", Max: 200}, {Form: f, Name: "leader", Label: "组长", Half: true, Max: 60}, {Form: f, Name: "archives", Label: "档案部门成员", Half: true, Max: 200},
			{Form: f, Name: "business", Label: "业务科室成员", Max: 500}, {Form: f, Name: "year", Kind: ui.Hidden}, {Form: f, Name: "period", Kind: ui.Hidden}},
		buttons: []ui.Button{{Label: "成立鉴定小组", Look: "primary", Save: true}}}
	return q.Desk("开展鉴定", paperPage(paper{head: ui.Head{Title: "开展鉴定", Crumbs: crumbs}, steps: []step{s}}))
}

func (r *Room) newPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Title    string  `form:"title" label:"批次名称" max:"200"`
		Leader   string  `form:"leader" label:"组长" max:"60"`
		Archives string  `form:"archives" label:"档案部门成员" max:"200"`
		Business string  `form:"business" label:"业务科室成员" max:"500"`
		Items    []int64 `form:"item" label:"档案" max:"3000"`
	}](q)
	var b Batch
	if err == nil {
		b, err = r.Open(org.Context(q), org.Actor(q), NewBatch{in.Title, in.Leader, in.Archives, in.Business, in.Items})
	}
	if err != nil {
		return r.newForm(q, err)
	}
	return web.Redirect(batchURL(b.ID)).Say(ui.OK, fmt.Sprintf("已成立鉴定小组，批次 %s，共 %d 件。", b.Number, len(in.Items))), nil
}

// pdf answers with a print made by write.
func (r *Room) pdf(name string, write func(io.Writer) (string, error)) (web.Answer, error) {
	var b bytes.Buffer
	number, err := write(&b)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(name+number+".pdf", "application/pdf", clock.FromMicros(r.Archive.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

func (r *Room) printReportPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf("鉴定报告 ", func(w io.Writer) (string, error) { return r.PrintReport(q.Context(), org.Actor(q), id, w) })
}

func (r *Room) printListPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf("销毁清册 ", func(w io.Writer) (string, error) { return r.PrintList(q.Context(), org.Actor(q), id, w) })
}

func (r *Room) printOpeningPage(q *web.Request) (web.Answer, error) {
	a, err := r.pdf("开放审核清单", func(w io.Writer) (string, error) { return "", r.PrintOpening(q.Context(), org.Actor(q), w) })
	if errors.Is(err, forms.ErrNothing) {
		return q.Nothing("打印开放审核清单", "还没有一件提出过开放意见。请先在“开放审核”里选定文件，提出意见。", ui.Link{Text: "去开放审核", URL: "/archive/opening"})
	}
	return a, err
}

// when is the day of a stored instant, "" for none.
func when(us int64) string {
	if us == 0 {
		return ""
	}
	return civil.DateOf(clock.FromMicros(us)).String()
}
