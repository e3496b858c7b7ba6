package counter

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room. Which rows somebody may see or change is found out
// for every row.
func (r *Room) Pages() []web.Page {
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "counter." + name, Method: "GET", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "counter." + name, Method: "POST", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("home", "/counter", r.homePage)
	get("register.print", "/counter/register", r.registerFile)
	get("receive", "/counter/receive", shown(r.receivePage))
	post("receive.send", "/counter/receive", r.receiveSend)
	get("application", "/counter/applications/{id}", shown(r.applicationPage))
	post("check", "/counter/applications/{id}/check", r.checkSend)
	post("notice", "/counter/applications/{id}/notice", r.noticeSend)
	post("deem", "/counter/applications/{id}/deem", r.deemSend)
	post("supplement", "/counter/applications/{id}/supplement", r.supplementSend)
	post("pass", "/counter/applications/{id}/pass", r.passSend)
	post("forward", "/counter/applications/{id}/forward", r.forwardSend)
	post("consult", "/counter/applications/{id}/consult", r.consultSend)
	post("tell", "/counter/applications/{id}/consultations/{consultation}/tell", r.tellSend)
	post("finish", "/counter/applications/{id}/finish", r.finishSend)
	post("deliver", "/counter/applications/{id}/deliver", r.deliverSend)
	post("refuse", "/counter/applications/{id}/refuse", r.refuseSend)
	post("withdraw", "/counter/applications/{id}/withdraw", r.withdrawSend)
	post("assign", "/counter/applications/{id}/assign", r.assignSend)
	get("paper", "/counter/applications/{id}/papers/{paper}", r.paperFile)
	get("passes", "/counter/passes", r.passesPage)
	post("sign", "/counter/applications/{id}/passes/{pass}/sign", r.signSend)
	post("recall", "/counter/applications/{id}/passes/{pass}/recall", r.recallSend)
	get("items", "/counter/items", shown(r.itemsPage))
	post("item.add", "/counter/items", r.itemAdd)
	get("item", "/counter/items/{id}", shown(r.itemPage))
	post("item.save", "/counter/items/{id}/save", r.itemSave)
	post("item.publish", "/counter/items/{id}/publish", r.itemPublish)
	post("item.close", "/counter/items/{id}/close", r.itemClose)
	get("guide.print", "/counter/items/{id}/guide.pdf", r.guideFile)
	get("once.print", "/counter/items/{id}/once.pdf", r.onceFile)
	get("queue", "/counter/queue", shown(r.queuePage))
	get("queue.board", "/counter/queue/board", r.boardPage)
	post("queue.draw", "/counter/queue/draw", r.queueDraw)
	post("queue.call", "/counter/queue/call", r.queueCall)
	post("queue.close", "/counter/queue/{id}/close", r.queueClose)
	get("queue.print", "/counter/queue/{id}/ticket.pdf", r.ticketFile)
	get("rates", "/counter/rates", r.ratesPage)
	get("rates.print", "/counter/rates/table", r.ratesFile)
	return pages
}

func applicationURL(id int64) string { return fmt.Sprintf("/counter/applications/%d", id) }
func itemURL(id int64) string        { return fmt.Sprintf("/counter/items/%d", id) }

var crumbs = []ui.Link{{Text: "办事窗口", URL: "/counter"}}

// parts gathers the forms of a page, of which the one that failed comes back with what
// was typed.
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
		f.Values = url.Values{}
	}
	f.ID, f.Wide = id, true
	return f
}

func (p *parts) add(title, hint string, f *ui.Form, button ui.Button, fields ...ui.Field) {
	for i := range fields {
		fields[i].Form = f
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

func (r *Room) pdf(name string, b *bytes.Buffer) web.Answer {
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline()
}

var listLabels = []struct{ code, label string }{{ListOpen, "在办"}, {ListWarning, "临近"}, {ListOverdue, "超期"}, {ListCorrect, "待补正"}, {ListOvernight, "过夜"}, {ListLate, "超期办结"}, {ListBreach, "多次告知"}, {ListAll, "全部"}}

// asked reads the conditions of the list out of the address.
func (r *Room) asked(q *web.Request) (Asked, error) {
	v := q.URL.Query()
	x := Asked{List: v.Get("list"), Unit: v.Get("unit"), Words: strings.TrimSpace(v.Get("words"))}
	if x.List == "" {
		x.List = ListOpen
	}
	if len([]rune(x.Words)) > mostLine {
		return x, fault.Field("words", "", "查找的文字不超过 200 字。")
	}
	for name, into := range map[string]*civil.Date{"from": &x.From, "to": &x.To} {
		if s := v.Get(name); s != "" {
			d, err := civil.ParseLoose(s)
			if err != nil {
				return x, fault.Field(name, s, fault.Of(err).Safe())
			}
			*into = d
		}
	}
	return x, nil
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	x, err := r.asked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	list, err := r.List(q.Context(), who, x)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	gaps, err := r.Gaps(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "办事窗口", Meta: []string{s.today.Chinese()}, Actions: []ui.Button{{Label: "收件", URL: "/counter/receive", Look: "primary"}, {Label: "叫号", URL: "/counter/queue"}, {Label: "打印登记簿", URL: "/counter/register?format=pdf&" + q.URL.RawQuery}}}}
	for _, l := range listLabels {
		p.Tabs = append(p.Tabs, ui.Tab{Text: l.label, URL: "/counter?list=" + l.code, Count: -1, Current: l.code == x.List})
	}
	if n := len(gaps); n > 0 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: fmt.Sprintf("列入区行政服务事项目录的事项，有 %d 个还没有公布承诺时限。", n), Link: ui.Link{Text: "看清单", URL: "/counter/items?gaps=1"}})
	}
	if len(list) == mostRows {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("只列出前 %d 件，请缩小条件。", mostRows)})
	}
	f := q.FormFor("/counter", nil)
	f.Method, f.ID = "get", "filter"
	for _, n := range []string{"list", "words", "unit", "from", "to"} {
		f.Set(n, q.URL.Query().Get(n))
	}
	f.Set("list", x.List)
	fields := []ui.Field{{Form: f, Name: "list", Kind: ui.Hidden}, {Form: f, Name: "words", Label: "编号、申请人或事项", Optional: true, Half: true}, {Form: f, Name: "from", Label: "收到日期自", Kind: ui.Date, Optional: true, Half: true}, {Form: f, Name: "to", Label: "至", Kind: ui.Date, Optional: true, Half: true}}
	if r.seesAll(who) {
		fields = append(fields, ui.Field{Form: f, Name: "unit", Label: "承办科室", Kind: ui.Select, Options: s.unitOptions("全部科室"), Optional: true, Half: true})
	}
	p.Filter = &ui.Filters{Form: f, Add: fields, Count: fmt.Sprintf("共 %d 件", len(list))}
	if x.Words != "" {
		p.Filter.Chips = append(p.Filter.Chips, ui.Chip{Label: "含有", Value: x.Words, Remove: q.URLWith("words", "")})
	}
	t := s.registerView(list).Table()
	p.Parts = append(p.Parts, ui.Part{Table: &t})
	return q.Desk("办事窗口", ui.ListPage(p))
}

// unitOptions are the units of the rule book to choose from.
func (s *scene) unitOptions(first string) []ui.Option {
	out := []ui.Option{{Value: "", Label: first}}
	for _, u := range s.units {
		if _, ok := s.book.Unit(u.Code); ok && u.Active {
			out = append(out, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	return out
}

// deadlineTag says how near the promised day is, in working days.
func (s *scene) deadlineTag(a Application) ui.Tag {
	switch {
	case a.State == Correcting:
		return ui.Tag{Text: "待补正，不计时", Tone: ui.Mute}
	case a.Due.IsZero():
		return ui.Tag{}
	case !a.FinishedOn.IsZero():
		if a.Late(s.today) {
			return ui.Tag{Text: fmt.Sprintf("超期 %d 日办结", a.FinishedOn.Sub(a.Due)), Tone: ui.Bad}
		}
		return ui.Tag{Text: "按时", Tone: ui.OK}
	case a.State != Accepted:
		return ui.Tag{}
	case a.Late(s.today):
		return ui.Tag{Text: fmt.Sprintf("超期 %d 日", s.today.Sub(a.Due)), Tone: ui.Bad}
	case a.Due == s.today:
		return ui.Tag{Text: "今天到期", Tone: ui.Warn}
	}
	n, _, err := s.cal.Between(s.today, a.Due)
	if err != nil {
		return ui.Tag{}
	}
	t := ui.Tag{Text: fmt.Sprintf("还有 %d 个工作日", n), Tone: ui.Info}
	if !s.today.Before(s.warnFrom(a.Due)) {
		t.Tone = ui.Warn
	}
	return t
}

func stateTone(state string) ui.Tone {
	switch state {
	case Received, Correcting:
		return ui.Warn
	case Accepted, Finished:
		return ui.Info
	case Delivered:
		return ui.OK
	}
	return ui.Mute
}

// registerView is a list of applications as a register.
func (s *scene) registerView(list []Listed) register.View {
	v := register.View{Title: "窗口办件登记簿", Columns: []register.Column{{Label: "编号", Code: true}, {Label: "事项", Wide: true, Wrap: true}, {Label: "申请人", Wrap: true}, {Label: "收到", Code: true}, {Label: "受理号", Code: true, Minor: true}, {Label: "承诺办结", Code: true}, {Label: "状态"}, {Label: "时限"}, {Label: "承办", Wrap: true}, {Label: "办结", Code: true, Minor: true}, {Label: "结果", Minor: true}},
		Empty: ui.Empty{Title: "没有符合条件的办件", Text: "在窗口收到申请后，按“收件”登记。"}}
	for _, a := range list {
		tag := s.deadlineTag(a.Application)
		row := register.Row{URL: applicationURL(a.ID), Cells: []string{a.Number, a.Title, a.Applicant, a.ReceivedOn.String(), a.AcceptedNumber, a.Due.String(), StateLabel(a.State), tag.Text, s.unitName(a.Unit), a.FinishedOn.String(), resultLabels[a.Result]},
			Tags: map[int]ui.Tag{6: {Text: StateLabel(a.State), Tone: stateTone(a.State)}}, Sub: map[int]string{8: s.name(a.Handler)}}
		if tag.Text != "" {
			row.Tags[7] = tag
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func (r *Room) registerFile(q *web.Request) (web.Answer, error) {
	x, err := r.asked(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.List(q.Context(), org.Actor(q), x)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	v := s.registerView(list)
	for _, l := range listLabels {
		if l.code == x.List {
			v.Note = "清单：" + l.label + "。" + s.telephone()
		}
	}
	return r.viewFile(q, s, v)
}

// viewFile answers with a view as the address asks for it.
func (r *Room) viewFile(q *web.Request, s *scene, v register.View) (web.Answer, error) {
	var b bytes.Buffer
	if q.URL.Query().Get("format") == "xlsx" {
		err := v.XLSX(&b)
		return web.File(v.Title+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), err
	}
	if len(v.Rows) == 0 {
		return q.Nothing("登记簿没有内容", "这个条件下没有办件，没有可以打印的。", ui.Link{Text: "办事窗口", URL: "/counter"})
	}
	err := v.PDF(&b, register.Made{Bureau: s.book.Bureau, On: s.today, By: s.name(org.Actor(q).Login)})
	return r.pdf(v.Title, &b), err
}

func (r *Room) passesPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.PassesWaiting(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "内部流转", Columns: []ui.Column{{Label: "办件", Code: true}, {Label: "事项", Wide: true, Wrap: true}, {Label: "送到"}, {Label: "何时送到"}, {Label: "停留"}, {Label: "承诺办结", Code: true}}, Empty: ui.Empty{Title: "没有等着签办的流转件", Text: "流转件当天送到当天签办，不留到第二天。"}}
	for _, p := range list {
		to := s.unitName(p.Unit)
		if p.Kind == ToHead {
			to += "负责人"
		}
		stay := ui.Cell{Text: "今天送到"}
		if p.Overnight(s.today) {
			n, _, err := s.cal.Between(p.ReceivedOn, s.today)
			if err != nil {
				return web.Answer{}, err
			}
			stay = ui.Cell{Tags: []ui.Tag{{Text: fmt.Sprintf("已过夜，停留 %d 个工作日", max(n, 1)), Tone: ui.Bad}}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: applicationURL(p.ApplicationID), Cells: []ui.Cell{{Text: p.Number, URL: applicationURL(p.ApplicationID)}, {Text: p.Title, Sub: p.Words}, {Text: to}, {Text: stamp(p.ReceivedAt)}, stay, {Text: p.Due.String()}}})
	}
	return q.Desk("内部流转", ui.ListPage(ui.Listing{Head: ui.Head{Title: "内部流转", Crumbs: crumbs, Actions: []ui.Button{{Label: "过夜清单", URL: "/counter?list=" + ListOvernight}}},
		Parts: []ui.Part{{Title: "等着签办", Hint: s.book.Cite(basisOf(law.PromiseSameday, "by-workday")), Table: &t}}}))
}

// mayAct says which actor a page is for.
func (r *Room) mayAct(q *web.Request, a Application) bool { return r.serves(org.Actor(q), a.Unit) }
