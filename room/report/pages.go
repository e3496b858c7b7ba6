package report

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	use := string(Use)
	const upload = mostPapers*flow.MostAttachment + 1<<20
	return []web.Page{
		{Name: "report.home", Method: "GET", Pattern: "/reports", Right: use, Serve: r.homePage},
		{Name: "report.new", Method: "GET", Pattern: "/reports/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.sendForm(q, nil, nil) }},
		{Name: "report.preview", Method: "GET", Pattern: "/reports/preview", Right: use, Serve: r.preview},
		{Name: "report.send", Method: "POST", Pattern: "/reports/new", Right: use, Upload: upload, Files: mostPapers, Serve: r.sendPage},
		{Name: "report.show", Method: "GET", Pattern: "/reports/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) }},
		{Name: "report.print", Method: "GET", Pattern: "/reports/{id}/form.pdf", Right: use, Serve: r.printPage},
		{Name: "report.change", Method: "GET", Pattern: "/reports/{id}/change", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.sendForm(q, nil, nil) }},
		{Name: "report.repreview", Method: "GET", Pattern: "/reports/{id}/change/preview", Right: use, Serve: r.preview},
		{Name: "report.resend", Method: "POST", Pattern: "/reports/{id}/change", Right: use, Upload: upload, Files: mostPapers, Serve: r.sendPage},
		{Name: "report.execute", Method: "POST", Pattern: "/reports/{id}/execute", Right: use, Serve: r.executePage},
		{Name: "report.task", Method: "POST", Pattern: "/reports/{id}/task", Right: use, Serve: r.taskPage},
		{Name: "report.papers", Method: "POST", Pattern: "/reports/{id}/papers", Right: use, Upload: upload, Files: mostPapers, Serve: r.papersPage},
		{Name: "report.paper", Method: "GET", Pattern: "/reports/{id}/papers/{paper}", Right: use, Serve: r.paperOpen},
		{Name: "report.duty", Method: "POST", Pattern: "/reports/{id}/duties/{duty}", Right: use, Serve: r.dutyPage},
		{Name: "report.notice", Method: "POST", Pattern: "/reports/assignments/duties/{duty}", Right: use, Serve: r.dutyPage},
		{Name: "report.duties", Method: "GET", Pattern: "/reports/duties", Right: use, Serve: r.dutiesPage},
		{Name: "report.emergency", Method: "GET", Pattern: "/reports/emergency", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.emergencyForm(q, nil) }},
		{Name: "report.emergency.handle", Method: "POST", Pattern: "/reports/emergency", Right: use, Serve: r.emergencySend},
		{Name: "report.assignments", Method: "GET", Pattern: "/reports/assignments", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.assignmentsPage(q, 0, nil) }},
		{Name: "report.assign", Method: "POST", Pattern: "/reports/assignments", Right: use, Serve: r.assignSend},
		{Name: "report.register", Method: "GET", Pattern: "/reports/register", Right: use, Serve: r.registerPage},
		{Name: "report.register.print", Method: "GET", Pattern: "/reports/register/list.pdf", Right: use, Serve: r.registerPDF},
		{Name: "report.register.table", Method: "GET", Pattern: "/reports/register/list.xlsx", Right: use, Serve: r.registerXLSX},
	}
}

// seen writes into the ledger that somebody asked for a matter not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var stateTones = map[string]ui.Tone{Handled: ui.Bad, Running: ui.Info, Returned: ui.Warn, Answered: ui.OK, Refused: ui.Bad, Withdrawn: ui.Mute, Closed: ui.OK}

func (m Matter) tags() []ui.Tag {
	tone := stateTones[m.State]
	if m.Unanswered() {
		tone = ui.Warn
	}
	tags := []ui.Tag{{Text: m.StateLabel(), Tone: tone}}
	if m.State == Returned && m.Kind == Request {
		tags = append(tags, ui.Tag{Text: "退回补正", Tone: ui.Warn})
	}
	if m.Urgency == Pressing || m.Urgency == Critical {
		tags = append(tags, ui.Tag{Text: urgencyLabels[m.Urgency], Tone: ui.Bad})
	}
	if m.Skip != "" {
		tags = append(tags, ui.Tag{Text: "越级", Tone: ui.Alt})
	}
	if m.Emergency() {
		tags = append(tags, ui.Tag{Text: "先行处置", Tone: ui.Alt})
	}
	return tags
}

var matterListColumns = []ui.Column{{Label: "编号", Code: true}, {Label: "题名", Wide: true}, {Label: "报送人", Minor: true}, {Label: "提交"}, {Label: "状态"}}

func lineRow(l Line) ui.Row {
	url := ""
	if l.Whole {
		url = matterURL(l.ID)
	}
	at := l.SubmittedAt
	if at == 0 {
		at = l.MadeAt
	}
	tags := l.tags()
	if l.Late > 0 {
		tags = append(tags, ui.Tag{Text: fmt.Sprintf("逾期 %d 项", l.Late), Tone: ui.Bad})
	}
	who := ui.Cell{Text: l.Name, Sub: l.UnitName}
	if l.Name == "" {
		who = ui.Cell{Text: l.UnitName}
	}
	if l.UnitName == "" && l.Name == "" {
		who.Text = "局领导"
	}
	return ui.Row{URL: url, Cells: []ui.Cell{{Text: l.Number, URL: url}, {Text: l.Title, Sub: KindLabel(l.Kind) + dotted(l.Topic)}, who, {Text: dayOf(at).String()}, {Tags: tags}}}
}

func dotted(s string) string {
	if s == "" {
		return ""
	}
	return "，" + s
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	owed, err := r.Duties(q.Context(), who, "open", true)
	if err != nil {
		return web.Answer{}, err
	}
	lines, err := r.Register(q.Context(), who, Conditions{})
	if err != nil {
		return web.Answer{}, err
	}
	mine := ui.Table{Caption: "我提交的", Columns: matterListColumns, Empty: ui.Empty{Title: "还没有请示报告", Action: ui.Button{Label: "写请示报告", URL: "/reports/new"}}}
	others := ui.Table{Caption: "我办理和知悉的", Columns: matterListColumns, Empty: ui.Empty{Title: "没有由您办理或抄送您的请示报告"}}
	for _, l := range lines {
		switch {
		case l.Whole && l.Login == who.Login:
			mine.Rows = append(mine.Rows, lineRow(l))
		case l.Whole:
			others.Rows = append(others.Rows, lineRow(l))
		}
	}
	p := ui.Listing{Head: ui.Head{Title: "请示报告", Actions: []ui.Button{{Label: "先行处置登记", URL: "/reports/emergency"}, {Label: "越级交办登记", URL: "/reports/assignments"},
		{Label: "写请示报告", URL: "/reports/new", Look: "primary", Key: "n"}}}}
	if len(owed) > 0 {
		t := r.dutyTable("我要办的", owed)
		p.Parts = append(p.Parts, ui.Part{Title: "我要办的", Table: &t})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "我提交的", Table: &mine}, ui.Part{Title: "我办理和知悉的", Table: &others})
	return q.Desk("请示报告", ui.ListPage(p))
}

func (r *Room) dutyTable(caption string, list []Owed) ui.Table {
	today := r.Door.Today()
	t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "事项", Wide: true}, {Label: "负责人"}, {Label: "期限"}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有符合条件的督办事项"}}
	for _, o := range list {
		url := ""
		if o.Whole {
			url = o.URL()
		}
		due, state := "未定", ui.Tag{Text: "未办结", Tone: ui.Info}
		if !o.Due.IsZero() {
			due = o.Due.String()
		}
		if o.Kind == Explaining && o.Due.IsZero() && o.DoneOn.IsZero() {
			due = "答复以后"
		}
		switch s := o.State(today); {
		case s.Overdue:
			state = ui.Tag{Text: fmt.Sprintf("逾期 %d 天", today.Sub(o.Due)), Tone: ui.Bad}
		case !s.Open:
			state = ui.Tag{Text: o.DoneOn.String() + " 办结", Tone: ui.OK}
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Strong: state.Tone == ui.Bad, Cells: []ui.Cell{{Text: o.Text, URL: url, Sub: o.Label() + "，" + o.Number + " " + o.Title}, {Text: o.Name}, {Text: due}, {Tags: []ui.Tag{state}}}})
	}
	return t
}

func (r *Room) dutiesPage(q *web.Request) (web.Answer, error) {
	who, state := org.Actor(q), q.Values().Get("state")
	mine := q.Values().Get("mine") != ""
	if state == "" {
		state = "open"
	}
	list, err := r.Duties(q.Context(), who, state, mine)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "督办清单", Meta: []string{"批复的落实、越级说明、紧急处置补报、交办报告"}}}
	for _, x := range []struct{ state, text string }{{"open", "未办结"}, {"late", "逾期"}, {"done", "已办结"}} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: x.text, URL: q.URLWith("state", x.state), Count: -1, Current: state == x.state})
	}
	if mine {
		p.Filter = &ui.Filters{Chips: []ui.Chip{{Label: "负责人", Value: "我", Remove: q.URLWith("mine", "")}}}
	} else {
		p.Filter = &ui.Filters{Saved: []ui.Link{{Text: "只看我的", URL: q.URLWith("mine", "1")}}}
	}
	t := r.dutyTable("督办清单", list)
	p.Parts = []ui.Part{{Table: &t}}
	return q.Desk("督办清单", ui.ListPage(p))
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	number, err := r.Print(q.Context(), org.Actor(q), id, &b)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(number+" 请示报告单.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// moment is a day with a time of day as people write it.
func moment(day civil.Date, hour, field string) (int64, error) {
	if day.IsZero() {
		return 0, nil
	}
	hour = strings.ReplaceAll(hour, "：", ":")
	t, err := time.Parse("15:04", hour)
	if err != nil {
		return 0, fault.Field(field, hour, "时间请写成几点几分，如 20:30。")
	}
	return day.Time().Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute).UnixMicro(), nil
}

// setNow fills in the present day and time.
func (r *Room) setNow(f *ui.Form, on, at string) {
	now := clock.FromMicros(r.Door.Now())
	f.Set(on, r.Door.Today().String())
	f.Set(at, now.Format("15:04"))
}
