package notify

import (
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of the to-do list.
func (n *Notify) Pages() []web.Page {
	any := string(org.Anyone)
	pages := []web.Page{{Name: "notify.todo", Method: "GET", Pattern: "/todo", Right: any, Serve: n.todoPage}}
	if n.Mailer != nil {
		pages = append(pages, web.Page{Name: "notify.mail", Method: "GET", Pattern: "/todo/mail", Right: any, Serve: n.mailPage},
			web.Page{Name: "notify.mail.set", Method: "POST", Pattern: "/todo/mail", Right: any, Serve: n.setMail})
	}
	return pages
}

func (n *Notify) todoPage(r *web.Request) (web.Answer, error) {
	list, err := n.List(r.Context(), For(r))
	if err != nil {
		return web.Answer{}, err
	}
	v := todos{all: list, show: r.URL.Query().Get("show"), today: n.Door.Today(), now: n.Door.Clock().Now(), mail: n.Mailer != nil}
	return r.Desk("待办", todoView(v))
}

func (n *Notify) mailPage(r *web.Request) (web.Answer, error) { return n.mail(r, nil) }

func (n *Notify) mail(r *web.Request, failed error) (web.Answer, error) {
	at, err := n.Address(r.Context(), org.Actor(r).Login)
	if err != nil {
		return web.Answer{}, err
	}
	f := r.FormFor("/todo/mail", failed)
	f.Set("address", at)
	return r.Desk("邮件提醒", mailView(f))
}

func (n *Notify) setMail(r *web.Request) (web.Answer, error) {
	at := r.Values().Get("address")
	if err := n.SetAddress(org.Context(r), org.Actor(r), at); err != nil {
		return n.mail(r, err)
	}
	say := "有待办将到期或超期时，每天最多发一封邮件提醒。"
	if at == "" {
		say = "不再发邮件提醒。"
	}
	return web.Redirect("/todo").Say(ui.OK, say), nil
}

type todos struct {
	all   []Todo
	show  string
	today civil.Date
	now   time.Time
	mail  bool
}

func (v todos) late() []Todo {
	return v.pick(func(t Todo) bool { return t.Late(v.today) })
}

func (v todos) near() []Todo {
	return v.pick(func(t Todo) bool { return !t.Due.IsZero() && !t.Late(v.today) && t.Due.Sub(v.today) <= soon })
}

func (v todos) pick(keep func(Todo) bool) []Todo {
	var out []Todo
	for _, t := range v.all {
		if keep(t) {
			out = append(out, t)
		}
	}
	return out
}

func (v todos) shown() []Todo {
	switch v.show {
	case "late":
		return v.late()
	case "near":
		return v.near()
	}
	return v.all
}

func (v todos) tabs() []ui.Tab {
	return []ui.Tab{
		{Text: "全部", URL: "/todo", Count: len(v.all), Current: v.show != "late" && v.show != "near"},
		{Text: "已超期", URL: "/todo?show=late", Count: len(v.late()), Current: v.show == "late"},
		{Text: "将到期", URL: "/todo?show=near", Count: len(v.near()), Current: v.show == "near"},
	}
}

func (v todos) table() ui.Table {
	t := ui.Table{Caption: "待办", Columns: []ui.Column{{Label: "事项", Wide: true}, {Label: "期限", Code: true}, {Label: "剩余"}, {Label: "自", Code: true, Minor: true}},
		Empty: ui.Empty{Title: "没有待办", Text: "要办的事会自己出现在这里，办完自动消去。"}}
	if len(v.all) > 0 {
		t.Empty = ui.Empty{Title: "没有符合条件的待办", Link: ui.Link{Text: "看全部待办", URL: "/todo"}}
	}
	for _, x := range v.shown() {
		row := ui.Row{URL: x.URL, Cells: []ui.Cell{{Text: x.Text, URL: x.URL}, {Text: x.Due.String()}, {}, {Text: ui.Stamp(clock.FromMicros(x.Made))}}}
		if x.Due.IsZero() {
			row.Cells[1].Text = "不限"
		} else {
			words, tone := ui.Deadline{Due: x.Due.AddDays(1).Time().Add(-time.Second), Now: v.now}.Words()
			row.Cells[2].Tags = []ui.Tag{{Text: words, Tone: tone}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v todos) head() ui.Head {
	h := ui.Head{Title: "待办", Meta: []string{v.today.Chinese()}}
	if v.mail {
		h.Actions = []ui.Button{{Label: "邮件提醒", URL: "/todo/mail"}}
	}
	return h
}
