package disclosure

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure/letter"
)

// Pages lists the pages of this room. Which rows somebody sees the room finds out.
func (r *Room) Pages() []web.Page {
	use := string(Use)
	const upload = mostPapers*flow.MostAttachment + 1<<20
	return []web.Page{
		{Name: "disclosure.home", Method: "GET", Pattern: "/disclosure", Right: use, Serve: r.homePage},
		{Name: "disclosure.new", Method: "GET", Pattern: "/disclosure/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.filingForm(q, nil) }},
		{Name: "disclosure.register", Method: "POST", Pattern: "/disclosure/new", Right: use, Upload: upload, Files: mostPapers, Serve: r.filingPage},
		{Name: "disclosure.book", Method: "GET", Pattern: "/disclosure/register", Right: use, Serve: r.registerPage},
		{Name: "disclosure.book.print", Method: "GET", Pattern: "/disclosure/register/list.pdf", Right: use, Serve: r.registerPDF},
		{Name: "disclosure.clashes", Method: "GET", Pattern: "/disclosure/clashes", Right: use, Serve: r.clashesPage},
		{Name: "disclosure.closures", Method: "GET", Pattern: "/disclosure/closures", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.closuresPage(q, nil) }},
		{Name: "disclosure.closures.enter", Method: "POST", Pattern: "/disclosure/closures/enter", Right: use, Serve: r.closureEnter},
		{Name: "disclosure.closures.confirm", Method: "POST", Pattern: "/disclosure/closures/confirm", Right: string(Lead), Serve: r.closureConfirm},
		{Name: "disclosure.closures.end", Method: "POST", Pattern: "/disclosure/closures/end", Right: use, Serve: r.closureEnd},
		{Name: "disclosure.show", Method: "GET", Pattern: "/disclosure/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.showPage(q, nil) }},
		{Name: "disclosure.do", Method: "GET", Pattern: "/disclosure/{id}/do/{action}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.doForm(q, nil) }},
		{Name: "disclosure.done", Method: "POST", Pattern: "/disclosure/{id}/do/{action}", Right: use, Upload: upload, Files: mostPapers, Serve: r.doPage},
		{Name: "disclosure.applicant", Method: "POST", Pattern: "/disclosure/{id}/applicant", Right: use, Serve: r.applicantPage},
		{Name: "disclosure.form", Method: "POST", Pattern: "/disclosure/{id}/form.pdf", Right: use, Serve: r.formPDF},
		{Name: "disclosure.receipt", Method: "GET", Pattern: "/disclosure/{id}/receipt.pdf", Right: use, Serve: r.receiptPDF},
		{Name: "disclosure.record", Method: "GET", Pattern: "/disclosure/{id}/record.pdf", Right: use, Serve: r.recordPDF},
		{Name: "disclosure.letter", Method: "GET", Pattern: "/disclosure/{id}/letters/{event}", Right: use, Serve: r.letterPDF},
		{Name: "disclosure.print", Method: "GET", Pattern: "/disclosure/{id}/print/{paper}", Right: use, Serve: r.printPage},
		{Name: "disclosure.reply", Method: "GET", Pattern: "/disclosure/{id}/replies/{draft}", Right: use, Serve: r.replyPDF},
		{Name: "disclosure.paper", Method: "GET", Pattern: "/disclosure/{id}/papers/{paper}", Right: use, Serve: r.paperOpen},
	}
}

// seen writes into the ledger that somebody asked for an application not meant for
// them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var stateTones = map[string]ui.Tone{Submitted: ui.Warn, Received: ui.Info, AwaitFix: ui.Mute, AwaitReason: ui.Mute, AwaitFee: ui.Mute, Searching: ui.Info, Consulting: ui.Alt, Reviewing: ui.Info, Signing: ui.Info,
	Replied: ui.OK, Supplying: ui.Warn, Closed: ui.OK, Abandoned: ui.Mute, Withdrawn: ui.Mute, Reopened: ui.Bad}

// tags are where an application stands, in words.
func (l Line) tags() []ui.Tag {
	out := []ui.Tag{{Text: StateLabel(l.State), Tone: stateTones[l.State]}}
	if Running(l.State) {
		if l.Standing.Extended {
			out = append(out, ui.Tag{Text: "已延期", Tone: ui.Mute})
		}
		if !l.Standing.Deferred.IsZero() {
			out = append(out, ui.Tag{Text: "另定期限", Tone: ui.Mute})
		}
		if l.Reckoning.Provisional {
			out = append(out, ui.Tag{Text: "期限暂定", Tone: ui.Warn})
		}
	}
	return out
}

// due is the last day with how near it is.
func (l Line) due() ui.Cell {
	k := l.Reckoning
	switch {
	case !Running(l.State):
		if l.RepliedOn.IsZero() {
			return ui.Cell{Text: "—"}
		}
		return ui.Cell{Text: l.RepliedOn.String(), Sub: "已答复"}
	case l.State == AwaitFix && !l.Standing.FixUntil.IsZero():
		return ui.Cell{Text: "补正到 " + l.Standing.FixUntil.String(), Sub: "收到补正后重新计算"}
	case k.Due.IsZero():
		return ui.Cell{Text: k.Words()}
	}
	tone := ui.Mute
	switch {
	case k.Left < 0:
		tone = ui.Bad
	case k.Left <= 3:
		tone = ui.Warn
	}
	return ui.Cell{Text: k.Due.String(), Tags: []ui.Tag{{Text: k.Words(), Tone: tone}}}
}

var listColumns = []ui.Column{{Label: "编号", Code: true}, {Label: "申请内容", Wide: true}, {Label: "申请人", Minor: true}, {Label: "承办", Minor: true}, {Label: "最后一天"}, {Label: "状态"}}

func lineRow(l Line, late bool) ui.Row {
	url := applicationURL(l.ID)
	unit := l.UnitName
	if unit == "" {
		unit = "未交办"
	}
	return ui.Row{URL: url, Strong: late, Cells: []ui.Cell{{Text: l.Number, URL: url}, {Text: l.What(), Sub: KindLabel(l.Kind) + "，" + ChannelLabel(l.Channel) + "，" + l.CameOn.String()},
		{Text: l.Shown, Sub: ClassLabel(l.Class)}, {Text: unit}, l.due(), {Tags: l.tags()}}}
}

// tabs are the views of the list: which states.
var tabs = []struct {
	word, label string
	states      []string
}{
	{"open", "在办", []string{Received, Searching, Consulting, Reviewing, Signing, Reopened}},
	{"confirm", "待确认", []string{Submitted}},
	{"wait", "等申请人", []string{AwaitFix, AwaitReason, AwaitFee}},
	{"replied", "已答复", []string{Replied, Supplying}},
	{"over", "已办结", []string{Closed, Abandoned, Withdrawn}},
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	lines, err := r.List(q.Context(), who, Conditions{})
	if err != nil {
		return web.Answer{}, err
	}
	tab := q.Values().Get("tab")
	if tab == "" {
		tab = "open"
	}
	p := ui.Listing{Head: ui.Head{Title: "信息公开申请", Meta: []string{"按最后一天排列；天数是工作日"}}}
	if r.inOffice(who) {
		p.Head.Actions = []ui.Button{{Label: "登记簿", URL: "/disclosure/register"}, {Label: "登记申请", URL: "/disclosure/new", Look: "primary", Key: "n"}}
	}
	t := ui.Table{Caption: "信息公开申请", Columns: listColumns, Empty: ui.Empty{Title: "这里没有申请"}}
	today, late := r.Door.Today(), 0
	counts := map[string]int{}
	for _, l := range lines {
		if l.Late(today) {
			late++
		}
		for _, x := range tabs {
			for _, s := range x.states {
				if s == l.State {
					counts[x.word]++
					if x.word == tab {
						t.Rows = append(t.Rows, lineRow(l, l.Late(today)))
					}
				}
			}
		}
	}
	for _, x := range tabs {
		p.Tabs = append(p.Tabs, ui.Tab{Text: x.label, URL: q.URLWith("tab", x.word), Count: counts[x.word], Current: x.word == tab})
	}
	if late > 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("有 %d 件已经逾期。尽快答复，并向主管部门说明原因。", late), Link: ui.Link{Text: "查看逾期的", URL: "/disclosure/register?overdue=1"}})
	}
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("信息公开申请", ui.ListPage(p))
}

// conditions of the register as its address has them.
func conditions(q *web.Request) Conditions {
	v := q.Values()
	c := Conditions{Kind: v.Get("kind"), Channel: v.Get("channel"), Class: v.Get("class"), Unit: v.Get("unit"), Outcome: v.Get("outcome"), Words: db.Trimmed(v.Get("words")), Overdue: v.Get("overdue") != ""}
	c.Year, _ = strconv.Atoi(v.Get("year"))
	if s := v.Get("state"); s != "" {
		c.States = []string{s}
	}
	return c
}

func options(first string, values []string, label func(string) string) []ui.Option {
	out := []ui.Option{{Value: "", Label: first}}
	for _, v := range values {
		out = append(out, ui.Option{Value: v, Label: label(v)})
	}
	return out
}

var allStates = []string{Submitted, Received, AwaitFix, AwaitReason, AwaitFee, Searching, Consulting, Reviewing, Signing, Reopened, Replied, Supplying, Closed, Abandoned, Withdrawn}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	c := conditions(q)
	lines, err := r.List(q.Context(), org.Actor(q), c)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "信息公开申请登记簿", Columns: listColumns, Empty: ui.Empty{Title: "没有符合条件的申请"}}
	for _, l := range lines {
		t.Rows = append(t.Rows, lineRow(l, l.Late(r.Door.Today())))
	}
	f := q.FormFor("/disclosure/register", nil)
	f.Method, f.Wide = "get", true
	for k, v := range q.Values() {
		f.Set(k, v...)
	}
	field := func(name, label string, list []ui.Option) ui.Field {
		return ui.Field{Form: f, Name: name, Label: label, Kind: ui.Select, Options: list, Half: true, Optional: true}
	}
	filters := &ui.Filters{Form: f, Count: fmt.Sprintf("共 %d 件", len(lines)), Add: []ui.Field{{Form: f, Name: "words", Label: "编号或内容", Half: true, Optional: true}, {Form: f, Name: "year", Label: "年度", Kind: ui.Number, Half: true, Optional: true},
		field("state", "状态", options("全部", allStates, StateLabel)), field("channel", "来件方式", options("全部", Channels, ChannelLabel)), field("class", "申请人类别", options("全部", Classes, ClassLabel)),
		field("kind", "种类", options("全部", []string{Information, Record}, KindLabel))}}
	if c.Overdue {
		filters.Chips = append(filters.Chips, ui.Chip{Label: "只看", Value: "逾期", Remove: q.URLWith("overdue", "")})
	}
	p := ui.Listing{Head: ui.Head{Title: "信息公开申请登记簿", Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}}, Actions: []ui.Button{{Label: "停止办公的日子", URL: "/disclosure/closures"}, {Label: "打印", URL: "/disclosure/register/list.pdf?" + q.URL.RawQuery, Key: "p"}}}, Filter: filters, Parts: []ui.Part{{Table: &t}}}
	return q.Desk("信息公开申请登记簿", ui.ListPage(p))
}

func (r *Room) clashesPage(q *web.Request) (web.Answer, error) {
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "本局原文与现行条例不一致的地方", Columns: []ui.Column{{Label: "事项"}, {Label: "本局原文", Wide: true, Wrap: true}, {Label: "现行条例", Wide: true, Wrap: true}, {Label: "要决定的", Wrap: true}}}
	for _, c := range book.Disclosure.Clashes {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Topic}, {Text: c.Book}, {Text: c.Law, Sub: c.Since.String() + " 起"}, {Text: c.ToBeChosen}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "原文与条例的冲突", Crumbs: []ui.Link{{Text: "信息公开申请", URL: "/disclosure"}}, Actions: []ui.Button{{Label: "停止办公的日子", URL: "/disclosure/closures"}}}, Parts: []ui.Part{{Hint: "现在的办法：" + book.Disclosure.Ground + "。", Table: &t}}}
	return q.Desk("原文与条例的冲突", ui.ListPage(p))
}

// pdf answers with a paper that the program made.
func (r *Room) pdf(name string, b []byte) web.Answer {
	return web.File(name, "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b)).Inline()
}

func (r *Room) receiptPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, name, err := r.Slip(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.pdf(name, b), nil
}

func (r *Room) recordPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Application(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	if err := r.printRecord(q.Context(), r.Door.Reader(), v.scene, v.Application, &b); err != nil {
		return web.Answer{}, err
	}
	return r.pdf(v.Number+" 办理登记表.pdf", b.Bytes()), nil
}

func (r *Room) letterPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	event, err := q.ID("event")
	if err != nil {
		return web.Answer{}, err
	}
	l, err := r.Letter(q.Context(), org.Actor(q), id, event)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return r.letterAnswer(l)
}

func (r *Room) letterAnswer(l letter.Letter) (web.Answer, error) {
	var b bytes.Buffer
	if err := l.PDF(&b); err != nil {
		return web.Answer{}, err
	}
	return r.pdf(strings.TrimSpace(l.Title+" "+l.Number)+".pdf", b.Bytes()), nil
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Application(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	if !v.PartyAlso {
		return web.Answer{}, r.seen(q, act.OutOfReach(v.Subject()))
	}
	l, err := r.side(q.Context(), r.Door.Reader(), v, q.PathValue("paper"))
	if err != nil {
		return web.Answer{}, err
	}
	return r.letterAnswer(l)
}

func (r *Room) replyPDF(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	draft, err := q.ID("draft")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Application(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	for _, d := range v.Drafts {
		if d.ID != draft || !v.PartyAlso {
			continue
		}
		on := r.Door.Today()
		if !d.ServedOn.IsZero() {
			on = d.ServedOn
		}
		l, err := r.replyLetter(q.Context(), r.Door.Reader(), v.scene, v.Application, v.Events, d, on, false)
		if err != nil {
			return web.Answer{}, err
		}
		return r.letterAnswer(l)
	}
	return web.Answer{}, r.seen(q, act.OutOfReach(act.Subject("disclosure_reply", draft)))
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
