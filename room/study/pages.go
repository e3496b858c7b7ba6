package study

import (
	"context"
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

// Pages lists the pages of this room.
func (r *Room) Pages() []web.Page {
	const upload = flow.MostAttachment + 1<<20
	var pages []web.Page
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) {
		pages = append(pages, web.Page{Name: "study." + name, Method: "GET", Pattern: pattern, Right: string(Use), Serve: serve})
	}
	post := func(name, pattern string, files int, serve func(*web.Request) (web.Answer, error)) {
		p := web.Page{Name: "study." + name, Method: "POST", Pattern: pattern, Right: string(Use), Serve: serve}
		if files > 0 {
			p.Upload, p.Files = upload, files
		}
		pages = append(pages, p)
	}
	shown := func(f func(*web.Request, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, nil) }
	}
	get("home", "/study", r.homePage)
	get("sign", "/study/sign", shown(r.signPage))
	post("sign.send", "/study/sign", 0, r.signSend)
	get("sessions", "/study/sessions", shown(r.sessionsPage))
	post("session.open", "/study/sessions", 0, r.sessionOpen)
	get("register.print", "/study/sessions/register.pdf", r.registerFile)
	get("session", "/study/sessions/{id}", shown(r.sessionPage))
	get("session.print", "/study/sessions/{id}/signin.pdf", r.signFile)
	post("session.code", "/study/sessions/{id}/code", 0, r.sessionCode)
	post("session.marks", "/study/sessions/{id}/marks", 0, r.sessionMarks)
	post("session.sheet", "/study/sessions/{id}/sheet", 1, r.sessionSheet)
	post("session.close", "/study/sessions/{id}/close", 0, r.sessionClose)
	post("session.drop", "/study/sessions/{id}/drop", 0, r.sessionDrop)
	post("session.excuse", "/study/sessions/{id}/excuse", 0, r.sessionExcuse)
	get("notes", "/study/notes", shown(r.notesPage))
	post("note.add", "/study/notes", 1, r.noteAdd)
	post("note.sheet", "/study/notes/sheet", 1, r.noteSheet)
	get("note", "/study/notes/{id}", shown(r.notePage))
	get("note.file", "/study/notes/{id}/file", r.noteFile)
	post("note.correct", "/study/notes/{id}/correct", 1, r.noteCorrect)
	post("note.withdraw", "/study/notes/{id}/withdraw", 0, r.noteWithdraw)
	get("research", "/study/research", shown(r.researchPage))
	post("research.add", "/study/research", 0, r.researchAdd)
	get("research.one", "/study/research/{id}", shown(r.researchOnePage))
	post("research.void", "/study/research/{id}/void", 0, r.researchVoid)
	get("articles", "/study/articles", shown(r.articlesPage))
	post("article.add", "/study/articles", 1, r.articleAdd)
	get("article", "/study/articles/{id}", shown(r.articlePage))
	post("article.void", "/study/articles/{id}/void", 0, r.articleVoid)
	get("article.file", "/study/articles/{id}/file", r.articleFile)
	get("plan", "/study/plan", shown(r.planPage))
	post("plan.save", "/study/plan/save", 0, r.planSave)
	post("plan.session", "/study/plan/session", 0, r.planSession)
	post("plan.drop", "/study/plan/drop", 0, r.planDrop)
	post("plan.propose", "/study/plan/propose", 0, r.planPropose)
	post("plan.approve", "/study/plan/approve", 0, r.planApprove)
	post("plan.return", "/study/plan/return", 0, r.planReturn)
	post("plan.issue", "/study/plan/issue", 0, r.planIssue)
	post("plan.issue.drop", "/study/plan/issue/drop", 0, r.planIssueDrop)
	get("plan.print", "/study/plan/plan.pdf", r.planFile)
	get("groups", "/study/groups", shown(r.groupsPage))
	post("group.join", "/study/groups/join", 0, r.groupJoin)
	post("group.part", "/study/groups/part", 0, r.groupPart)
	post("group.fill", "/study/groups/fill", 0, r.groupFill)
	get("briefs", "/study/briefs", shown(r.briefsPage))
	post("brief.add", "/study/briefs", 0, r.briefAdd)
	get("brief", "/study/briefs/{id}", shown(r.briefPage))
	post("brief.save", "/study/briefs/{id}/save", 0, r.briefSave)
	post("brief.issue", "/study/briefs/{id}/issue", 0, r.briefIssue)
	post("brief.send", "/study/briefs/{id}/send", 0, r.briefSend)
	get("brief.print", "/study/briefs/{id}/brief.pdf", r.briefFile)
	get("brief.word", "/study/briefs/{id}/brief.docx", r.briefWord)
	get("summary", "/study/summary", shown(r.summaryPage))
	post("summary.save", "/study/summary/save", 0, r.summarySave)
	post("summary.send", "/study/summary/send", 0, r.summarySend)
	get("summary.print", "/study/summary/summary.pdf", r.summaryFile)
	get("summary.word", "/study/summary/summary.docx", r.summaryWord)
	get("progress", "/study/progress", shown(r.progressPage))
	post("freeze", "/study/progress/freeze", 0, r.freezePage)
	get("gap.print", "/study/progress/gap.pdf", r.gapFile)
	get("gap.table", "/study/progress/gap.xlsx", r.gapTable)
	get("pursuits", "/study/pursuits", shown(r.pursuitsPage))
	post("pursuit.add", "/study/pursuits", 0, r.pursuitAdd)
	post("pursuit.result", "/study/pursuits/{id}", 0, r.pursuitResult)
	return pages
}

// parts gathers the forms of a page, of which the one that failed comes back with
// what was typed.
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
func (p *parts) page(head ui.Head, notices []ui.Notice, before []ui.Part) (web.Answer, error) {
	if p.failed != nil && !p.shown {
		return web.Answer{}, p.failed
	}
	return p.q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Parts: append(before, p.list...)}))
}

// seen writes into the ledger that somebody asked for what is not theirs.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

// yearAsked is the year of the address, this one by default.
func (r *Room) yearAsked(q *web.Request) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return r.Door.Today().Year, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fault.Field("year", s, "年度应为四位数字，如 2026。")
	}
	return n, checkYear(n)
}

// years are the tabs of this year and the two before.
func (r *Room) years(path string, year int) []ui.Tab {
	var out []ui.Tab
	for y := r.Door.Today().Year; y > r.Door.Today().Year-3; y-- {
		out = append(out, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: fmt.Sprintf("%s?year=%d", path, y), Count: -1, Current: y == year})
	}
	return out
}

var crumbs = []ui.Link{{Text: "学习调研", URL: "/study"}}

func options(list []string) []ui.Option {
	var out []ui.Option
	for _, x := range list {
		out = append(out, ui.Option{Value: x, Label: x})
	}
	return out
}

func groupOptions() []ui.Option {
	var out []ui.Option
	for _, g := range measure.Groups {
		out = append(out, ui.Option{Value: g, Label: measure.GroupLabel(g)})
	}
	return out
}

// bar shows a target as a bar, with the clause that sets it under it.
func bar(b *rulebook.Book, l Line) templ.Component {
	tone := ui.Tone("")
	switch {
	case l.Met():
		tone = ui.OK
	case l.Forecast.WillMiss:
		tone = ui.Warn
	}
	state := l.Forecast.Words(l.Item)
	if l.Met() {
		state = "已完成"
	}
	return ui.ProgressBox(ui.Progress{Label: l.Label(), Done: l.Done, Total: l.Target, State: state, Tone: tone, Basis: ui.Link{Text: b.Cite(l.Basis), URL: "/rules/" + string(l.Clause)}})
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	f, frozen, err := r.Progress(q.Context(), who, year)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "学习调研", Actions: []ui.Button{{Label: "登记笔记", URL: "/study/notes#note", Look: "primary"}, {Label: "学习签到", URL: "/study/sign"}, {Label: "登记调研", URL: "/study/research#research"}}}, Tabs: r.years("/study", year)}
	if frozen != nil {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("%d 年的数字已于 %s 定格，不再变动。", year, dayOf(frozen.FrozenAt).Chinese())})
	}
	me, known := s.chart.PersonOf(who.Login)
	x, counted := f.Of(me.ID)
	if !known || !counted {
		p.Parts = append(p.Parts, ui.Part{Table: &ui.Table{Caption: "我的进度", Columns: []ui.Column{{Label: "指标"}}, Empty: ui.Empty{Title: "没有您的学习指标", Text: "账号没有关联本局在职人员，请联系系统管理员。"}}})
		return q.Desk("学习调研", ui.ListPage(p))
	}
	for _, w := range x.Remarks {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: w})
	}
	part := ui.Part{Title: "我的进度（截至 " + f.AsOf.Chinese() + "）", Hint: "正好达到要求的篇数、次数也算完成。"}
	if len(x.Groups) == 0 {
		part.Hint += "您还没有编入学习组，集中学习不计次，请联系办公室。"
	}
	t := ui.Table{Caption: "我的进度", Columns: []ui.Column{{Label: "指标", Wide: true}, {Label: "差额", Numeric: true}}}
	for _, l := range x.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Body: bar(s.book, l)}, {Text: fmt.Sprintf("%d %s", l.Short(), measure.ItemUnit(l.Name))}}})
	}
	if x.Week != nil {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Week.Words(), Sub: s.book.Cite(x.Week.Basis)}, {Text: x.Week.Number(x.Week.Short()) + " 日"}}})
	}
	part.Table = &t
	p.Parts = append(p.Parts, part)
	if len(x.Weeks) > 0 {
		p.Parts = append(p.Parts, weeksPart(x))
	}
	if u, ok := f.UnitOf(who.Unit); ok && !measure.Leader(x.Role) {
		p.Parts = append(p.Parts, ui.Part{Title: "本科室", Pairs: []ui.Pair{{Key: "调研文章", Text: u.Article.Words()}, {Key: "下基层不足的月份", Text: monthsShort(u)}}, Buttons: unitButtons(s, who)})
	}
	mine, err := r.mySessions(q.Context(), me.ID, year)
	if err != nil {
		return web.Answer{}, err
	}
	p.Parts = append(p.Parts, mine)
	return q.Desk("学习调研", ui.ListPage(p))
}

func unitButtons(s *scene, who act.Actor) []ui.Button {
	if s.heads(who, who.Unit) || s.r.seesAll(who) {
		return []ui.Button{{Label: "看科室进度", URL: "/study/progress"}}
	}
	return nil
}

func monthsShort(u UnitStanding) string {
	s := ""
	for _, m := range u.Months {
		if m.Short {
			if s != "" {
				s += "、"
			}
			s += fmt.Sprintf("%d月", m.Month)
		}
	}
	if s == "" {
		return "没有"
	}
	return s
}

func weeksPart(x Standing) ui.Part {
	t := ui.Table{Caption: "每周下基层", Columns: []ui.Column{{Label: "周"}, {Label: "情况", Wide: true, Wrap: true}}}
	for i := len(x.Weeks) - 1; i >= 0 && len(t.Rows) < 12; i-- {
		w := x.Weeks[i]
		c := ui.Cell{Text: w.Words()}
		switch {
		case w.Short:
			c.Tags = []ui.Tag{{Text: "不足", Tone: ui.Warn}}
		case w.Exempt != "":
			c.Tags = []ui.Tag{{Text: "不计", Tone: ui.Mute}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: w.Monday.String() + " 至 " + w.Sunday().String()}, c}})
	}
	return ui.Part{Title: "每周下基层", Hint: fmt.Sprintf("每周一至两天。整周休假或出差的不计，并注明原因；多于两天不算违反。到现在不足的有 %d 周，列出最近 12 周。", x.Short()), Table: &t}
}

// mySessions are the sessions of a year for one person.
func (r *Room) mySessions(ctx context.Context, person int64, year int) (ui.Part, error) {
	rd := r.Door.Reader()
	sessions, err := db.All[Session](ctx, rd, q.SQL("sessions_of"), year)
	if err != nil {
		return ui.Part{}, err
	}
	marks, err := db.All[Attendance](ctx, rd, q.SQL("my_marks"), person, year)
	if err != nil {
		return ui.Part{}, err
	}
	list, err := members(ctx, rd)
	if err != nil {
		return ui.Part{}, err
	}
	by := map[int64]Attendance{}
	for _, m := range marks {
		by[m.SessionID] = m
	}
	t := ui.Table{Caption: "我的集中学习", Columns: sessionListColumns, Empty: ui.Empty{Title: "这一年还没有您的集中学习", Text: "办公室或机关党支部安排以后列在这里，到会时用签到码签到。", Link: ui.Link{Text: "看学习计划", URL: "/study/plan"}}}
	for _, s := range sessions {
		m, marked := by[s.ID]
		if s.State == Dropped || !marked && (s.MadeUp != 0 || !s.shares(groupsOf(list, person, s.On))) {
			continue
		}
		row := s.row()
		tag := ui.Tag{Text: sessionLabels[s.State], Tone: ui.Info}
		if marked {
			tag = ui.Tag{Text: markLabels[m.State], Tone: map[string]ui.Tone{Present: ui.OK, Excused: ui.Warn, Absent: ui.Bad}[m.State]}
		}
		row.Cells[len(row.Cells)-1] = ui.Cell{Tags: []ui.Tag{tag}}
		t.Rows = append(t.Rows, row)
	}
	return ui.Part{Title: "我的集中学习", Hint: "没有到会的，参加补课以后算进原来那一次。", Table: &t}, nil
}

// choose are the values of a list for a select, with a first empty choice.
func (s *scene) choose(clause law.ID, name string) []ui.Option {
	return append([]ui.Option{{Value: "", Label: "请选择"}}, options(words(s.book, clause, name))...)
}
