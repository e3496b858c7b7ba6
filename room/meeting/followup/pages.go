package followup

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
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
		{Name: "followup.home", Method: "GET", Pattern: "/followup", Right: use, Serve: r.homePage},
		{Name: "followup.register", Method: "GET", Pattern: "/followup/register", Right: use, Serve: r.registerPage},
		{Name: "followup.register.print", Method: "GET", Pattern: "/followup/register/list.pdf", Right: use, Serve: r.registerPDF},
		{Name: "followup.register.table", Method: "GET", Pattern: "/followup/register/list.xlsx", Right: use, Serve: r.registerXLSX},
		{Name: "followup.rates", Method: "GET", Pattern: "/followup/rates", Right: use, Serve: r.ratesPage},
		{Name: "followup.new", Method: "GET", Pattern: "/followup/new", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.enterForm(q, nil) }},
		{Name: "followup.enter", Method: "POST", Pattern: "/followup/new", Right: use, Serve: r.enterPage},
		{Name: "followup.calendar", Method: "GET", Pattern: "/followup/calendar", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.calendarPage(q, nil) }},
		{Name: "followup.calendar.print", Method: "GET", Pattern: "/followup/calendar/table.pdf", Right: use, Serve: r.calendarPDF},
		{Name: "followup.calendar.explain", Method: "POST", Pattern: "/followup/calendar", Right: use, Serve: r.explainPage},
		{Name: "followup.show", Method: "GET", Pattern: "/followup/{id}", Right: use, Serve: func(q *web.Request) (web.Answer, error) { return r.showPage(q, "", nil) }},
		{Name: "followup.print", Method: "GET", Pattern: "/followup/{id}/form.pdf", Right: use, Serve: r.printPage},
		{Name: "followup.paper", Method: "GET", Pattern: "/followup/{id}/papers/{paper}", Right: use, Serve: r.paperOpen},
		{Name: "followup.progress", Method: "POST", Pattern: "/followup/{id}/progress", Right: use, Upload: upload, Files: mostPapers, Serve: r.word("progress", r.Report, "进展已记下。")},
		{Name: "followup.ask", Method: "POST", Pattern: "/followup/{id}/ask", Right: use, Serve: r.word("ask", r.Ask, "延期申请已送出。")},
		{Name: "followup.extend", Method: "POST", Pattern: "/followup/{id}/extend", Right: use, Serve: r.word("extend", r.Extend, "已同意延期，新的期限从现在起算。")},
		{Name: "followup.keep", Method: "POST", Pattern: "/followup/{id}/keep", Right: use, Serve: r.word("keep", r.Keep, "已答复不延期。")},
		{Name: "followup.finish", Method: "POST", Pattern: "/followup/{id}/finish", Right: use, Upload: upload, Files: mostPapers, Serve: r.word("finish", r.Finish, "已报办结，等待核实。")},
		{Name: "followup.close", Method: "POST", Pattern: "/followup/{id}/close", Right: use, Serve: r.word("close", r.Close, "已核实办结。")},
		{Name: "followup.back", Method: "POST", Pattern: "/followup/{id}/back", Right: use, Serve: r.word("back", r.Back, "已退回承办人。")},
		{Name: "followup.urge", Method: "POST", Pattern: "/followup/{id}/urge", Right: use, Serve: r.word("urge", r.Urge, "已催办，列入承办人的待办。")},
		{Name: "followup.pass", Method: "POST", Pattern: "/followup/{id}/pass", Right: use, Serve: r.word("pass", r.Pass, "已移交。")},
		{Name: "followup.void", Method: "POST", Pattern: "/followup/{id}/void", Right: use, Serve: r.word("void", r.Void, "已撤销登记。")},
		{Name: "followup.papers", Method: "POST", Pattern: "/followup/{id}/papers", Right: use, Upload: upload, Files: mostPapers, Serve: r.papersPage},
	}
}

// seen writes into the ledger that somebody asked for an item not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

var itemColumnsShown = []ui.Column{{Label: "编号", Code: true, Minor: true}, {Label: "办理事项", Wide: true}, {Label: "承办"}, {Label: "期限"}, {Label: "状态"}}

func (i Item) tags(today civil.Date) []ui.Tag {
	var out []ui.Tag
	switch {
	case i.Late(today):
		out = append(out, ui.Tag{Text: Standing(today, i.Due), Tone: ui.Bad})
	case i.State == Pending && !i.Due.IsZero() && i.Due.Sub(today) <= 3:
		out = append(out, ui.Tag{Text: Standing(today, i.Due), Tone: ui.Warn})
	case i.State == Pending:
		out = append(out, ui.Tag{Text: "办理中", Tone: ui.Info})
	case i.State == Reported:
		out = append(out, ui.Tag{Text: "待核实", Tone: ui.Warn})
	case i.State == Closed && !i.Due.IsZero() && i.DoneOn.After(i.Due):
		out = append(out, ui.Tag{Text: "逾期办结", Tone: ui.Mute})
	case i.State == Closed:
		out = append(out, ui.Tag{Text: "已办结", Tone: ui.OK})
	default:
		out = append(out, ui.Tag{Text: i.StateLabel(), Tone: ui.Mute})
	}
	if i.State == Pending && !i.Asked.IsZero() {
		out = append(out, ui.Tag{Text: "申请延期", Tone: ui.Alt})
	}
	if i.Due != i.FirstDue {
		out = append(out, ui.Tag{Text: "已延期", Tone: ui.Mute})
	}
	return out
}

func table(caption string, list []Item, today civil.Date, empty ui.Empty) ui.Table {
	t := ui.Table{Caption: caption, Columns: itemColumnsShown, Empty: empty}
	for _, i := range list {
		due := "未定"
		if !i.Due.IsZero() {
			due = i.Due.String()
		}
		t.Rows = append(t.Rows, ui.Row{URL: i.URL(), Strong: i.Late(today), Cells: []ui.Cell{{Text: i.Number, URL: i.URL()}, {Text: i.What, URL: i.URL(), Sub: i.Origin}, {Text: i.Owner, Sub: i.UnitName}, {Text: due}, {Tags: i.tags(today)}}})
	}
	return t
}

// Table lists items for the page of another room.
func (r *Room) Table(caption string, list []Item) ui.Table {
	return table(caption, list, r.Door.Today(), ui.Empty{})
}

// homePage gives somebody what is his own to do, what waits for his word, what is late
// in what he looks after.
func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who, today := org.Actor(q), r.Door.Today()
	all, err := r.Register(q.Context(), who, Conditions{State: "running"})
	if err != nil {
		return web.Answer{}, err
	}
	var mine, confirm, late, rest []Item
	for _, i := range all {
		switch {
		case i.Login == who.Login:
			mine = append(mine, i)
		case i.State == Reported && r.keeps(who, i):
			confirm = append(confirm, i)
		case i.Late(today):
			late = append(late, i)
		default:
			rest = append(rest, i)
		}
	}
	p := ui.Listing{Head: ui.Head{Title: "督办", Actions: r.homeActions(q)}, Stats: []ui.Stat{
		{Label: "没有办结", Value: fmt.Sprint(len(all)), Unit: "件", URL: "/followup/register?state=running"},
		{Label: "逾期", Value: fmt.Sprint(count(all, func(i Item) bool { return i.Late(today) })), Unit: "件", URL: "/followup/register?state=late", Tone: lateTone(all, today)},
		{Label: "待核实", Value: fmt.Sprint(count(all, func(i Item) bool { return i.State == Reported })), Unit: "件", URL: "/followup/register?state=reported"}}}
	t := table("我承办的", mine, today, ui.Empty{Title: "没有由您承办的督办事项"})
	p.Parts = append(p.Parts, ui.Part{Title: "我承办的", Table: &t})
	for _, x := range []struct {
		title string
		list  []Item
	}{{"等我核实的", confirm}, {"逾期的", late}, {"其他没有办结的", rest}} {
		if len(x.list) > 0 {
			t := table(x.title, x.list, today, ui.Empty{})
			p.Parts = append(p.Parts, ui.Part{Title: x.title, Table: &t})
		}
	}
	return q.Desk("督办", ui.ListPage(p))
}

func count(list []Item, is func(Item) bool) int {
	n := 0
	for _, i := range list {
		if is(i) {
			n++
		}
	}
	return n
}

func lateTone(list []Item, today civil.Date) ui.Tone {
	if count(list, func(i Item) bool { return i.Late(today) }) > 0 {
		return ui.Bad
	}
	return ""
}

// homeActions are the ways on from the first page: who may enter instructions has the
// form.
func (r *Room) homeActions(q *web.Request) []ui.Button {
	out := []ui.Button{{Label: "督办登记簿", URL: "/followup/register"}, {Label: "办结率", URL: "/followup/rates"}}
	who := org.Actor(q)
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return out
	}
	p, _ := s.chart.PersonOf(who.Login)
	if r.Org.Places.Office != "" && who.Unit == r.Org.Places.Office || s.leads(p.ID) {
		out = append(out, ui.Button{Label: "登记批示", URL: "/followup/new", Look: "primary", Key: "n"})
	}
	return out
}

type enterInput struct {
	Origin  string     `form:"origin" label:"来源" max:"200" need:"请写明批示写在哪份文件上，或者是在什么场合交办的。"`
	Giver   int64      `form:"giver" label:"批示领导" need:"请选择批示的领导。"`
	GivenOn civil.Date `form:"given_on" label:"批示日期" need:"请填写批示日期。"`
	What    string     `form:"what" label:"办理事项" max:"200" need:"请写明要办什么事。"`
	Owner   int64      `form:"owner" label:"承办人" need:"请从列表中选择承办人。"`
	Due     civil.Date `form:"due" label:"期限"`
}

func (r *Room) enterForm(q *web.Request, failed error) (web.Answer, error) {
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	f := q.FormFor("/followup/new", failed)
	f.Wide = true
	f.Set("given_on", r.Door.Today().String())
	leaders := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.chart.Staff() {
		if s.leads(p.ID) {
			leaders = append(leaders, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
		}
	}
	if me, ok := s.chart.PersonOf(org.Actor(q).Login); ok && s.leads(me.ID) {
		f.Set("giver", fmt.Sprint(me.ID))
	}
	p := ui.Listing{Head: ui.Head{Title: "登记批示", Crumbs: []ui.Link{{Text: "督办", URL: "/followup"}}},
		Parts: []ui.Part{{Hint: "领导批示交办的事列入督办。会议议定的事项由纪要签发时自动列入，不在这里登记。领导没有写期限的，期限空着，只列入清单，不算逾期。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "origin", Label: "来源", Max: mostWhat, Hint: "写明文件名称和文号、批示的话，或者交办的场合。"},
			{Form: f, Name: "giver", Label: "批示领导", Kind: ui.Select, Options: leaders, Half: true}, {Form: f, Name: "given_on", Label: "批示日期", Kind: ui.Date, Half: true},
			{Form: f, Name: "what", Label: "办理事项", Kind: ui.Area, Rows: 3, Max: mostWhat},
			{Form: f, Name: "owner", Label: "承办人", Kind: ui.Select, Options: s.people(""), Half: true}, {Form: f, Name: "due", Label: "期限", Kind: ui.Date, Optional: true, Half: true}}, Buttons: []ui.Button{{Label: "登记", Look: "primary", Save: true}}}}}
	return q.Desk("登记批示", ui.ListPage(p))
}

// people are who may be owner, of one unit or of all.
func (s *scene) people(unit string) []ui.Option {
	out := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.chart.Staff() {
		if unit == "" || p.Unit == unit {
			out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.unitName(p.Unit)})
		}
	}
	return out
}

func (r *Room) enterPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[enterInput](q)
	var i Item
	if err == nil {
		i, err = r.Enter(org.Context(q), org.Actor(q), Instruction(in))
	}
	if err != nil {
		return r.enterForm(q, err)
	}
	return web.Redirect(i.URL()).Say(ui.OK, "已登记 "+i.Number+"，列入承办人的待办。"), nil
}

type wordInput struct {
	Text  string        `form:"text" label:"内容" max:"2000"`
	Due   civil.Date    `form:"due" label:"延到"`
	Owner int64         `form:"owner" label:"新的承办人"`
	Files []*web.Upload `form:"files" label:"材料"`
}

// word serves a form on the page of an item.
func (r *Room) word(of string, do doing, say string) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		id, err := q.ID("id")
		if err != nil {
			return web.Answer{}, err
		}
		in, err := web.Decode[wordInput](q)
		w := Word{Item: id, Text: in.Text, Due: in.Due, Owner: in.Owner}
		if err == nil && len(in.Files) > 0 {
			if _, err := r.Item(q.Context(), org.Actor(q), id); err != nil {
				return web.Answer{}, r.seen(q, err)
			}
			w.Papers, err = flow.TakeIn(q.Context(), r.Files, r.Screen, in.Files)
		}
		if err == nil {
			_, err = do(org.Context(q), org.Actor(q), w)
		}
		if err != nil {
			if fault.Is(err, fault.NotFound) {
				return web.Answer{}, err
			}
			return r.showPage(q, of, err)
		}
		return web.Redirect(fmt.Sprintf("/followup/%d", id)).Say(ui.OK, say), nil
	}
}

func (r *Room) papersPage(q *web.Request) (web.Answer, error) {
	return r.word("papers", r.addPapersOf, "材料已收存。")(q)
}

func (r *Room) printPage(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v, err := r.Item(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	f := r.form(v, r.Door.Today())
	if err := f.Draw(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File(f.Name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
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

// reading is what the page says of a rule that the text leaves open.
func (s *scene) reading(clause law.ID, id string) string {
	c, _ := s.book.Card(clause)
	for _, x := range c.Interpretations {
		if x.ID == id {
			return "解释：" + strings.TrimRight(x.Text, "。") + "（" + x.Ground + "）。"
		}
	}
	return ""
}
