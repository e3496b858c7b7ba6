package seal

import (
	"bytes"
	"fmt"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	const upload = flow.MostAttachment + 1<<20
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "seal." + name, Method: "GET", Pattern: pattern, Right: string(Request), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "seal." + name, Method: "POST", Pattern: pattern, Right: string(Request), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = upload, files
		}
		pages = append(pages, p)
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("home", "/seal", r.homePage)
	get("new", "/seal/new", shown(r.newPage))
	post("apply", "/seal/new", 1, r.applySend)
	get("letter.new", "/seal/letters/new", shown(r.newLetterPage))
	post("letter.apply", "/seal/letters/new", 0, r.letterSend)
	get("application", "/seal/applications/{id}", shown(r.applicationPage))
	get("application.print", "/seal/applications/{id}/form.pdf", r.applicationPrint)
	get("application.file", "/seal/applications/{id}/file", r.applicationFile)
	post("approve", "/seal/applications/{id}/approve", 0, r.approveSend)
	post("refuse", "/seal/applications/{id}/refuse", 0, r.refuseSend)
	post("close", "/seal/applications/{id}/close", 0, r.closeSend)
	post("stamp", "/seal/applications/{id}/stamp", 1, r.stampSend)
	get("register", "/seal/register", r.registerPage)
	get("register.print", "/seal/register/register.pdf", r.registerPrint)
	get("register.table", "/seal/register/register.xlsx", r.registerTable)
	get("seals", "/seal/seals", shown(r.sealsPage))
	post("seal.add", "/seal/seals", 0, r.sealAdd)
	get("seal", "/seal/seals/{id}", shown(r.sealPage))
	get("seal.sample", "/seal/seals/{id}/sample.png", r.samplePicture)
	post("seal.sample.set", "/seal/seals/{id}/sample", 1, r.sampleSend)
	post("handover.begin", "/seal/seals/{id}/handover", 0, r.handoverSend)
	post("handover.confirm", "/seal/handovers/{id}/confirm", 0, r.handoverConfirm)
	post("handover.drop", "/seal/handovers/{id}/drop", 0, r.handoverDrop)
	post("loss.report", "/seal/seals/{id}/loss", 0, r.lossSend)
	post("loss.follow", "/seal/losses/{id}", 0, r.lossFollow)
	post("retire.ask", "/seal/seals/{id}/retire", 0, r.retireSend)
	post("retire.decide", "/seal/retirements/{id}/decide", 0, r.retireDecide)
	post("retire.carry", "/seal/retirements/{id}/carry", 0, r.retireCarry)
	post("retire.witness", "/seal/retirements/{id}/witness", 0, r.retireWitness)
	get("outings", outingsPage, shown(r.outingsList))
	post("outing.ask", outingsPage, 0, r.outingSend)
	post("outing.decide", "/seal/outings/{id}/decide", 0, r.outingDecide)
	post("outing.take", "/seal/outings/{id}/take", 0, r.outingTake)
	post("outing.withdraw", "/seal/outings/{id}/withdraw", 0, r.outingWithdraw)
	post("outing.back", "/seal/outings/{id}/back", 0, r.outingBack)
	get("letters", "/seal/letters", shown(r.lettersPage))
	post("letter.void", voidPage, 0, r.letterVoid)
	return pages
}

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
		f.Values = nil
	}
	f.ID, f.Wide = id, true
	return f
}

func (p *parts) add(title, hint string, f *ui.Form, button ui.Button, fields ...ui.Field) {
	for i := range fields {
		fields[i].Form = f
		if fields[i].Kind == ui.File {
			f.Multipart = true
		}
	}
	p.list = append(p.list, ui.Part{Title: title, Hint: hint, Form: f, Fields: fields, Buttons: []ui.Button{button}})
}

// page answers with the parts, or with the failure if no form shows it.
func (p *parts) page(l ui.Listing) (web.Answer, error) {
	if p.failed != nil && !p.shown {
		return web.Answer{}, p.failed
	}
	l.Parts = append(l.Parts, p.list...)
	return p.q.Desk(l.Head.Title, ui.ListPage(l))
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

func pdf(r *Room, name string, b *bytes.Buffer) web.Answer {
	return web.File(name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline()
}

var crumbs = []ui.Link{{Text: "用印", URL: "/seal"}}

func (r *Room) yearAsked(q *web.Request) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return r.Door.Today().Year, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 2000 || n > 2100 {
		return 0, fault.Field("year", s, "年度应为 2000 至 2100 之间的四位数字。")
	}
	return n, nil
}

func (r *Room) yearTabs(path string, year int) []ui.Tab {
	var out []ui.Tab
	for y := r.Door.Today().Year; y > r.Door.Today().Year-3; y-- {
		out = append(out, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: fmt.Sprintf("%s?year=%d", path, y), Count: -1, Current: y == year})
	}
	return out
}

// people are those who work here, to choose from.
func (s *scene) people(first string) []ui.Option {
	out := []ui.Option{{Value: "0", Label: first}}
	for _, p := range s.chart.Staff() {
		out = append(out, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name, Group: s.unitName(p.Unit)})
	}
	return out
}

// choose are the seals that may be asked for.
func (s *scene) choose(list []Seal) []ui.Option {
	out := []ui.Option{{Value: "0", Label: "请选择"}}
	for _, x := range list {
		if x.usable() == nil {
			out = append(out, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name + "（" + s.approverLabel(x) + "批准）", Group: kindLabels[x.Kind]})
		}
	}
	return out
}

var stateTones = map[string]ui.Tone{Pending: ui.Warn, Approved: ui.Info, Used: ui.OK, Refused: ui.Bad, Withdrawn: ui.Mute, Closed: ui.Mute}

func appColumns() []ui.Column {
	return []ui.Column{{Label: "申请编号", Code: true}, {Label: "文件名称", Wide: true, Wrap: true}, {Label: "印章", Minor: true}, {Label: "份数", Numeric: true}, {Label: "申请", Minor: true}, {Label: "状态"}}
}

func (s *scene) appRow(a Application, by map[int64]Seal) ui.Row {
	return ui.Row{URL: a.page(), Cells: []ui.Cell{{Text: a.Number}, {Text: a.What, URL: a.page(), Sub: a.DocNumber}, {Text: by[a.SealID].Name}, {Text: fmt.Sprint(a.Copies)}, {Text: s.unitName(a.Unit), Sub: a.Name}, {Tags: []ui.Tag{{Text: a.StateLabel(), Tone: stateTones[a.State]}}}}}
}

func byID(list []Seal) map[int64]Seal {
	out := map[int64]Seal{}
	for _, x := range list {
		out[x.ID] = x
	}
	return out
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	all, err := r.Seals(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	by := byID(all)
	approve, stampIt, err := r.Waiting(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	state, words := q.Values().Get("state"), q.Values().Get("q")
	list, err := r.Applications(q.Context(), who, year, state, words)
	if err != nil {
		return web.Answer{}, err
	}
	l := ui.Listing{Head: ui.Head{Title: "用印", Actions: []ui.Button{{Label: "申请用印", URL: "/seal/new", Look: "primary"}, {Label: "开介绍信", URL: "/seal/letters/new"}, {Label: "用印登记簿", URL: "/seal/register"}}}, Tabs: r.yearTabs("/seal", year)}
	if len(all) == 0 {
		l.Notices = append(l.Notices, ui.Notice{Tone: ui.Warn, Text: "印章台账还是空的，不能申请用印。请办公室先登记印章，办理交接。", Link: ui.Link{Text: "登记印章", URL: "/seal/seals"}})
	}
	for _, x := range []struct {
		title string
		list  []Application
	}{{"等您批准", approve}, {"等您用印", stampIt}} {
		if len(x.list) == 0 {
			continue
		}
		t := ui.Table{Caption: x.title, Columns: appColumns()}
		for _, a := range x.list {
			t.Rows = append(t.Rows, s.appRow(a, by))
		}
		l.Parts = append(l.Parts, ui.Part{Title: x.title, Table: &t})
	}
	t := ui.Table{Caption: "用印申请", Columns: appColumns(), Empty: ui.Empty{Title: "没有用印申请", Text: "要盖章的文件先申请，批准以后由保管人用印。", Action: ui.Button{Label: "申请用印", URL: "/seal/new"}}}
	for _, a := range list {
		t.Rows = append(t.Rows, s.appRow(a, by))
	}
	hint := "您和本科室的申请。"
	if r.seesAll(who) {
		hint = "全局的申请。"
	}
	f := q.FormFor("/seal", nil)
	f.Method = "get"
	states := []ui.Option{{Value: "", Label: "全部"}}
	for _, k := range []string{Pending, Approved, Used, Closed, Refused, Withdrawn} {
		states = append(states, ui.Option{Value: k, Label: stateLabels[k]})
	}
	l.Filter = &ui.Filters{Form: f, Count: fmt.Sprintf("共 %d 件", len(list)), Add: []ui.Field{{Form: f, Name: "state", Label: "状态", Kind: ui.Select, Options: states, Optional: true}, {Form: f, Name: "q", Label: "文件名称、文号或编号", Optional: true}, {Form: f, Name: "year", Kind: ui.Hidden}}}
	f.Set("year", fmt.Sprint(year))
	for name, v := range map[string]string{"state": stateLabels[state], "q": words} {
		if v != "" {
			l.Filter.Chips = append(l.Filter.Chips, ui.Chip{Label: map[string]string{"state": "状态", "q": "含"}[name], Value: v, Remove: q.URLWith(name, "")})
		}
	}
	l.Parts = append(l.Parts, ui.Part{Title: fmt.Sprintf("%d 年的用印申请", year), Hint: hint, Table: &t})
	return q.Desk("用印", ui.ListPage(l))
}
