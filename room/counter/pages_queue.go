package counter

import (
	"bytes"
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/register"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type queueInput struct {
	Item  int64  `form:"item" label:"事项"`
	Desk  string `form:"desk" label:"窗口号"`
	State string `form:"state" label:"结果"`
}

// titles are the titles of items by their ids.
func (r *Room) titles(ctx context.Context, rd db.Reader) (map[int64]string, error) {
	items, err := db.All[Item](ctx, rd, q.SQL("items"))
	out := map[int64]string{0: "咨询"}
	for _, x := range items {
		out[x.ID] = x.Title
	}
	return out, err
}

func (r *Room) queuePage(q *web.Request, failed error) (web.Answer, error) {
	rd := r.Door.Reader()
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	queue, err := r.QueueOf(q.Context(), rd, s.today)
	if err != nil {
		return web.Answer{}, err
	}
	titles, err := r.titles(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	guides, err := r.Guides(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	f := p.form("/counter/queue/call", "call")
	f.Set("desk", q.URL.Query().Get("desk"))
	p.add("叫下一位", "", f, ui.Button{Label: "叫下一位", Look: "primary", Key: "n"}, ui.Field{Name: "desk", Label: "窗口号", Half: true, Max: 2, Code: true})
	f = p.form("/counter/queue/draw", "draw")
	choice := []ui.Option{{Value: "0", Label: "咨询，不办事"}}
	for _, g := range guides {
		choice = append(choice, ui.Option{Value: fmt.Sprint(g.ID), Label: g.Title, Group: g.UnitName})
	}
	p.add("取号", "取号以后打印号条交给来人。", f, ui.Button{Label: "取号"}, ui.Field{Name: "item", Label: "要办的事", Kind: ui.Select, Options: choice, Half: true})
	called := ui.Table{Caption: "已叫号", Columns: []ui.Column{{Label: "号", Code: true}, {Label: "窗口"}, {Label: "要办的事", Wide: true, Wrap: true}, {Label: "等了"}, {Label: "接待", Wrap: true}}, Empty: ui.Empty{Title: "还没有叫号", Text: "按“叫下一位”。"}}
	for _, t := range queue.Called {
		again := "/counter/queue/" + fmt.Sprint(t.ID) + "/close"
		form := p.form(again, "close"+fmt.Sprint(t.ID))
		cell := ui.Cell{Text: "去收件", URL: fmt.Sprintf("/counter/receive?ticket=%d&item=%d", t.ID, t.ItemID)}
		if t.ItemID == 0 {
			cell = ui.Cell{Text: "已叫号"}
		}
		called.Rows = append(called.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Label()}, {Text: t.Desk}, {Text: titles[t.ItemID]}, {Text: flow.Span(t.CalledAt - t.TakenAt)}, cell}})
		p.list = append(p.list, ui.Part{Title: t.Label() + "（" + t.Desk + " 号窗口）", Form: form, Fields: nil, Buttons: []ui.Button{{Label: "已接待", Name: "state", Value: Served}, {Label: "过号", Name: "state", Value: Missed}, {Label: "重新等候", Name: "state", Value: Waiting, Look: "text"}}})
	}
	waiting := ui.Table{Caption: "等候", Columns: []ui.Column{{Label: "号", Code: true}, {Label: "要办的事", Wide: true, Wrap: true}, {Label: "取号"}, {Label: "号条"}}, Empty: ui.Empty{Title: "没有人等候", Text: "来人在这里取号。"}}
	for _, t := range queue.Waiting {
		waiting.Rows = append(waiting.Rows, ui.Row{Cells: []ui.Cell{{Text: t.Label()}, {Text: titles[t.ItemID]}, {Text: stamp(t.TakenAt)}, {Text: "打印", URL: fmt.Sprintf("/counter/queue/%d/ticket.pdf", t.ID)}}})
	}
	if failed != nil && !p.shown {
		return web.Answer{}, failed
	}
	l := ui.Listing{Head: ui.Head{Title: "叫号", Crumbs: crumbs, Actions: []ui.Button{{Label: "大屏", URL: "/counter/queue/board"}}},
		Stats: []ui.Stat{{Label: "等候", Value: fmt.Sprint(len(queue.Waiting)), Unit: "位"}, {Label: "今天已接待", Value: fmt.Sprint(queue.Served), Unit: "位"}, {Label: "过号", Value: fmt.Sprint(queue.Missed), Unit: "位"}, {Label: "等候时间（中位）", Value: flow.Span(queue.Middle)}}}
	l.Parts = append([]ui.Part{p.list[0], {Title: "已叫号", Table: &called}}, append(p.list[2:], ui.Part{Title: "等候", Table: &waiting}, p.list[1])...)
	return q.Desk("叫号", ui.ListPage(l))
}

func (r *Room) queueDraw(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[queueInput](q)
	var t Ticket
	if err == nil {
		t, err = r.Draw(org.Context(q), org.Actor(q), in.Item)
	}
	if err != nil {
		return r.queuePage(q, err)
	}
	return web.Redirect("/counter/queue").SayNotice(ui.Notice{Tone: ui.OK, Text: "已取号 " + t.Label() + "。", Link: ui.Link{Text: "打印号条", URL: fmt.Sprintf("/counter/queue/%d/ticket.pdf", t.ID)}}), nil
}

func (r *Room) queueCall(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[queueInput](q)
	var t Ticket
	if err == nil {
		t, err = r.Call(org.Context(q), org.Actor(q), in.Desk)
	}
	if err != nil {
		return r.queuePage(q, err)
	}
	return web.Redirect("/counter/queue?desk="+t.Desk).Say(ui.OK, t.Label()+" 请到 "+t.Desk+" 号窗口。"), nil
}

func (r *Room) queueClose(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[queueInput](q)
	var t Ticket
	if err == nil {
		t, err = r.CloseTicket(org.Context(q), org.Actor(q), id, in.State)
	}
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return web.Answer{}, err
		}
		return r.queuePage(q, err)
	}
	return web.Redirect("/counter/queue?desk="+t.Desk).Say(ui.OK, t.Label()+" "+ticketLabels[t.State]+"。"), nil
}

// boardPage is for a screen over the counter: it asks for itself again.
func (r *Room) boardPage(q *web.Request) (web.Answer, error) {
	queue, err := r.QueueOf(q.Context(), r.Door.Reader(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	l := ui.Listing{Head: ui.Head{Title: "请照号办理", Crumbs: append(crumbs, ui.Link{Text: "叫号", URL: "/counter/queue"}), Meta: []string{fmt.Sprintf("等候 %d 位", len(queue.Waiting))}}}
	for i, t := range queue.Called {
		if i == 4 {
			break
		}
		l.Stats = append(l.Stats, ui.Stat{Label: t.Desk + " 号窗口", Value: t.Label()})
	}
	t := ui.Table{Caption: "等候", Columns: []ui.Column{{Label: "等候的号", Code: true, Wide: true}}, Empty: ui.Empty{Title: "没有人等候", Text: "请在取号处取号。"}}
	for i, x := range queue.Waiting {
		if i == 12 {
			break
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Label()}}})
	}
	l.Parts = []ui.Part{{Table: &t}}
	a, err := q.Desk("叫号大屏", ui.ListPage(l))
	return a.With("Refresh", "10"), err
}

func (r *Room) ticketFile(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	rd := r.Door.Reader()
	t, err := row[Ticket](q.Context(), rd, "counter_ticket", "ticket", id)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	titles, err := r.titles(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	queue, err := r.QueueOf(q.Context(), rd, t.On)
	if err != nil {
		return web.Answer{}, err
	}
	before := 0
	for _, x := range queue.Waiting {
		if x.N < t.N {
			before++
		}
	}
	var b bytes.Buffer
	err = r.ticketPDF(s, t, titles[t.ItemID], before, &b)
	return r.pdf("排队号 "+t.Label(), &b), err
}

// span reads from and to out of the address, this year so far by default.
func (r *Room) span(q *web.Request) (from, to civil.Date, err error) {
	x, err := r.asked(q)
	if err != nil {
		return x.From, x.To, err
	}
	from, to = x.From, x.To
	if from.IsZero() {
		from, _ = civil.Of(r.Door.Today().Year, 1, 1)
	}
	if to.IsZero() {
		to = r.Door.Today()
	}
	return from, to, nil
}

func ratesView(list []Rate, from, to civil.Date) register.View {
	v := register.View{Title: "窗口办件时限统计", Note: from.Chinese() + "至" + to.Chinese() + "。按时办结率等于按时办结的件数除以办结的件数，撤回和不予受理的不计。", Columns: []register.Column{{Label: "科室", Wide: true}, {Label: "收件", Numeric: true}, {Label: "办结", Numeric: true}, {Label: "按时办结", Numeric: true}, {Label: "按时办结率", Numeric: true}, {Label: "超期办结", Numeric: true}, {Label: "在办", Numeric: true}, {Label: "在办已超期", Numeric: true}, {Label: "用时中位（日）", Numeric: true}, {Label: "需补正", Numeric: true}, {Label: "多次告知", Numeric: true}, {Label: "流转过夜", Numeric: true}}}
	for _, x := range list {
		percent := "—"
		if p := x.Percent(); p >= 0 {
			percent = fmt.Sprintf("%d%%", p)
		}
		v.Rows = append(v.Rows, register.Row{Cells: []string{x.Name, fmt.Sprint(x.Received), fmt.Sprint(x.Finished), fmt.Sprint(x.OnTime), percent, fmt.Sprint(x.Late), fmt.Sprint(x.Open), fmt.Sprint(x.Overdue), fmt.Sprint(x.Middle), fmt.Sprint(x.Notices), fmt.Sprint(x.Twice), fmt.Sprintf("%d/%d", x.Overnight, x.Passes)}})
	}
	return v
}

func (r *Room) ratesPage(q *web.Request) (web.Answer, error) {
	from, to, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Rates(q.Context(), org.Actor(q), from, to)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor("/counter/rates", nil)
	f.Method, f.ID = "get", "span"
	f.Set("from", from.String())
	f.Set("to", to.String())
	rest := "from=" + from.String() + "&to=" + to.String()
	v := ratesView(list, from, to)
	t := v.Table()
	return q.Desk("时限统计", ui.ListPage(ui.Listing{Head: ui.Head{Title: "时限统计", Crumbs: crumbs, Actions: []ui.Button{{Label: "打印", URL: "/counter/rates/table?format=pdf&" + rest}, {Label: "导出表格", URL: "/counter/rates/table?format=xlsx&" + rest}}},
		Filter: &ui.Filters{Form: f, Add: []ui.Field{{Form: f, Name: "from", Label: "自", Kind: ui.Date, Half: true}, {Form: f, Name: "to", Label: "至", Kind: ui.Date, Half: true}}, Count: from.String() + " 至 " + to.String()},
		Parts:  []ui.Part{{Hint: v.Note + s.book.Cite(basisOf(law.LimitReport)) + "；" + s.book.Cite(basisOf(law.PromiseMonitor, "figures-only")), Table: &t, Buttons: []ui.Button{{Label: "超期清单", URL: "/counter?list=" + ListOverdue}, {Label: "超期办结清单", URL: "/counter?list=" + ListLate}}}}}))
}

func (r *Room) ratesFile(q *web.Request) (web.Answer, error) {
	from, to, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Rates(q.Context(), org.Actor(q), from, to)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	return r.viewFile(q, s, ratesView(list, from, to))
}
