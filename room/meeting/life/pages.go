package life

import (
	"bytes"
	"fmt"
	"io"
	"slices"
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
	use := string(Use)
	const upload = mostPapers*flow.MostAttachment + 1<<20
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: name, Method: "GET", Pattern: pattern, Right: use, Serve: serve}
	}
	post := func(name, pattern string, files bool, serve func(*web.Request) (web.Answer, error)) web.Page {
		p := web.Page{Name: name, Method: "POST", Pattern: pattern, Right: use, Serve: serve}
		if files {
			p.Upload, p.Files = upload, mostPapers
		}
		return p
	}
	shown := func(f func(*web.Request, string, error) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
		return func(q *web.Request) (web.Answer, error) { return f(q, "", nil) }
	}
	return []web.Page{
		get("life.home", "/life", r.homePage),
		get("life.new", "/life/new", func(q *web.Request) (web.Answer, error) { return r.planForm(q, 0, nil) }),
		post("life.begin", "/life/new", false, r.beginPage),
		get("life.show", "/life/{year}", shown(r.showPage)),
		get("life.plan", "/life/{year}/plan", func(q *web.Request) (web.Answer, error) {
			y, err := yearOf(q)
			if err != nil {
				return web.Answer{}, err
			}
			return r.planForm(q, y, nil)
		}),
		post("life.change", "/life/{year}/plan", false, r.changePage),
		get("life.step", "/life/{year}/steps/{step}", func(q *web.Request) (web.Answer, error) { return r.stepForm(q, nil) }),
		post("life.mark", "/life/{year}/steps/{step}", true, r.stepPage),
		get("life.people", "/life/{year}/people", shown(r.peoplePage)),
		post("life.speech", "/life/{year}/speech", true, r.speechPage),
		post("life.hold", "/life/{year}/hold", false, r.holdPage),
		post("life.seen", "/life/{year}/seen", false, r.seenPage),
		get("life.opinions", "/life/{year}/opinions", shown(r.opinionsPage)),
		post("life.hear", "/life/{year}/opinions", false, r.hearPage),
		get("life.talks", "/life/{year}/talks", shown(r.talksPage)),
		post("life.talk", "/life/{year}/talks", false, r.talkPage),
		get("life.measures", "/life/{year}/measures", shown(r.measuresPage)),
		post("life.improve", "/life/{year}/measures", false, r.improvePage),
		post("life.check", "/life/{year}/check", false, r.checkPage),
		post("life.postpone", "/life/{year}/consent", true, r.consentPage),
		post("life.finish", "/life/{year}/finish", false, r.finishPage),
		get("life.print.checklist", "/life/{year}/checklist.pdf", r.printed("程序清单", r.PrintChecklist)),
		get("life.print.measures", "/life/{year}/measures.pdf", r.printed("整改清单", r.PrintMeasures)),
		get("life.print.report", "/life/{year}/report.pdf", r.printed("报告框架", r.PrintReport)),
		get("life.measure", "/life-measures/{id}", func(q *web.Request) (web.Answer, error) { return r.measurePage(q, "", nil) }),
		post("life.carry", "/life-measures/{id}", true, r.carryPage),
		get("life.paper", "/life-papers/{id}", r.paperOpen),
	}
}

// seen writes into the ledger that somebody asked for a meeting not meant for them.
func (r *Room) seen(q *web.Request, err error) error {
	if err != nil && fault.Is(err, fault.NotFound) {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name, fault.Of(err))
	}
	return err
}

func yearOf(q *web.Request) (int, error) {
	y, err := strconv.Atoi(q.PathValue("year"))
	if err != nil || y < 2000 || y > 2199 {
		return 0, fault.New(fault.NotFound, "没有这个年度的民主生活会。")
	}
	return y, nil
}

// of reads the meeting of the page's year for who asks.
func (r *Room) of(q *web.Request) (View, error) {
	y, err := yearOf(q)
	if err != nil {
		return View{}, err
	}
	v, err := r.Of(q.Context(), org.Actor(q), y)
	return v, r.seen(q, err)
}

// head is the top of every page of a meeting, with its tabs.
func (v View) head(at string) ui.Listing {
	m := v.Meeting
	tag := ui.Tag{Text: v.Clock, Tone: ui.Info}
	switch {
	case v.Late:
		tag.Tone = ui.Bad
	case !m.HeldOn.IsZero():
		tag.Tone = ui.OK
	}
	p := ui.Listing{Head: ui.Head{Title: m.Title(), Crumbs: []ui.Link{{Text: "民主生活会", URL: "/life"}}, Meta: []string{"主题：" + m.Theme}, Tags: []ui.Tag{tag}}}
	if m.State == Finished {
		p.Head.Tags = append(p.Head.Tags, ui.Tag{Text: m.FinishedOn.String() + " 办结", Tone: ui.OK})
	}
	if LateConsent(m, v.Terms) {
		p.Head.Tags = append(p.Head.Tags, ui.Tag{Text: "同意晚于期限", Tone: ui.Bad})
	}
	for _, x := range []struct {
		path, text string
		n          int
	}{{"", "程序清单", len(OpenLines(v.Lines))}, {"/people", "出席人", len(v.members())}, {"/opinions", "征求的意见", len(v.Opinions)}, {"/talks", "谈心", len(v.Talks)}, {"/measures", "整改清单", len(v.Measures)}} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: x.text, URL: m.URL() + x.path, Count: x.n, Current: x.path == at})
	}
	return p
}

// form is a form of a page; the refused one keeps what was typed.
func form(q *web.Request, id, action, of string, failed error) *ui.Form {
	f := q.FormFor(action, nil)
	if of == id {
		f = q.FormFor(action, failed)
	}
	f.ID = id
	return f
}

func (r *Room) homePage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Years(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	mine, err := r.Mine(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "民主生活会"}}
	today := r.Door.Today()
	if r.serves(who) || len(list) > 0 {
		if r.serves(who) {
			p.Head.Actions = []ui.Button{{Label: "筹备民主生活会", URL: "/life/new", Look: "primary", Key: "n"}}
		}
		if !slices.ContainsFunc(list, func(m Meeting) bool { return m.Year == today.Year }) {
			_, t, err := r.book(q.Context(), today, today.Year)
			if err != nil {
				return web.Answer{}, err
			}
			words, late := Clock(today, Meeting{Year: today.Year}, t)
			tone := ui.Info
			if late {
				tone = ui.Bad
			}
			p.Notices = append(p.Notices, ui.Notice{Tone: tone, Text: fmt.Sprintf("%d年的民主生活会还没有筹备：%s。", today.Year, words)})
		}
		t := ui.Table{Caption: "各年民主生活会", Columns: []ui.Column{{Label: "年度"}, {Label: "主题", Wide: true}, {Label: "期限"}, {Label: "没有完成", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有登记过民主生活会"}}
		for _, m := range list {
			v, err := r.Of(q.Context(), who, m.Year)
			if err != nil {
				return web.Answer{}, err
			}
			state := ui.Tag{Text: "办理中", Tone: ui.Info}
			if m.State == Finished {
				state = ui.Tag{Text: "已办结", Tone: ui.OK}
			}
			t.Rows = append(t.Rows, ui.Row{URL: m.URL(), Strong: v.Late && m.State == Running, Cells: []ui.Cell{{Text: fmt.Sprintf("%d年", m.Year), URL: m.URL()}, {Text: m.Theme, URL: m.URL()}, {Text: v.Clock}, {Text: fmt.Sprint(len(OpenLines(v.Lines)))}, {Tags: []ui.Tag{state}}}})
		}
		p.Parts = append(p.Parts, ui.Part{Hint: "只限出席人员和政工科查看。", Table: &t})
	}
	if len(mine) > 0 {
		t := measureTable("我负责的整改措施", mine, today)
		p.Parts = append(p.Parts, ui.Part{Title: "我负责的整改措施", Table: &t})
	}
	if len(p.Parts) == 0 {
		t := ui.Table{Empty: ui.Empty{Title: "没有您可以看的内容", Text: "民主生活会的材料只限出席人员和政工科查看；分给您的整改措施会列在这里。"}}
		p.Parts = append(p.Parts, ui.Part{Table: &t})
	}
	return q.Desk("民主生活会", ui.ListPage(p))
}

// showPage is the checklist of a year, with what is missing and how to mend it.
func (r *Room) showPage(q *web.Request, of string, failed error) (web.Answer, error) {
	v, err := r.of(q)
	if err != nil {
		return web.Answer{}, err
	}
	p := v.head("")
	m := v.Meeting
	p.Head.Actions = []ui.Button{{Label: "打印清单", URL: m.URL() + "/checklist.pdf", Key: "p"}}
	running := m.State == Running
	if v.Serves && running && m.HeldOn.IsZero() {
		p.Head.Actions = append(p.Head.Actions, ui.Button{Label: "修改安排", URL: m.URL() + "/plan"})
	}
	plan := []ui.Pair{{Key: "拟定日期", Text: m.PlannedOn.Chinese()}, {Key: "地点", Text: m.Place}, {Key: "主持人", Text: m.Chair}, {Key: "期限", Text: v.Terms.By.Chinese() + "，当天也不算晚"}, {Key: "议程", Text: m.Agenda, Wide: true}}
	if m.ChairReason != "" {
		plan = append(plan, ui.Pair{Key: "换人主持", Text: m.ChairReason, Wide: true})
	}
	if !m.ConsentOn.IsZero() {
		plan = append(plan, ui.Pair{Key: "推迟的同意", Text: fmt.Sprintf("%s同意推迟到%s，%s：%s", m.ConsentOn.Chinese(), m.ConsentTo.Chinese(), m.ConsentRef, m.ConsentWhy), Wide: true})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "安排", Pairs: plan})
	for _, part := range []string{Before, At, After} {
		t := ui.Table{Caption: partTitles[part], Columns: []ui.Column{{Label: "步", Slim: true}, {Label: "程序", Wrap: true}, {Label: "状态"}, {Label: "情况", Wide: true}}}
		for _, l := range v.Lines {
			if l.Part == part {
				t.Rows = append(t.Rows, v.row(l, running))
			}
		}
		p.Parts = append(p.Parts, ui.Part{Title: partTitles[part], Table: &t})
	}
	p.Parts = append(p.Parts, v.fileParts()...)
	if v.Serves && running {
		open := len(OpenLines(v.Lines))
		if m.HeldOn.IsZero() || LateConsent(m, v.Terms) || m.HeldOn.After(v.Terms.By) {
			f := form(q, "consent", m.URL()+"/consent", of, failed)
			f.Wide, f.Multipart = true, true
			p.Parts = append(p.Parts, ui.Part{Title: "登记推迟的同意", Hint: "因特殊情况要推迟到" + v.Terms.By.Chinese() + "以后的，报上级党组织并得到同意，上传同意的文件。同意应在这一天以前取得，晚了的会标明。", Form: f, Fields: []ui.Field{
				{Form: f, Name: "on", Label: "同意日期", Kind: ui.Date, Half: true}, {Form: f, Name: "to", Label: "推迟到", Kind: ui.Date, Half: true}, {Form: f, Name: "ref", Label: "文号或名称", Max: mostLine}, {Form: f, Name: "why", Label: "为什么推迟", Kind: ui.Area, Rows: 2, Max: mostText}, {Form: f, Name: "files", Label: "同意的文件", Kind: ui.File, Multiple: true}}, Buttons: []ui.Button{{Label: "登记同意"}}})
		}
		f := form(q, "finish", m.URL()+"/finish", of, failed)
		x := ui.Part{Title: "办结", Form: f, Hint: "全部程序都已完成，办结以后材料送档案室，不能再改。", Buttons: []ui.Button{{Label: "办结归档", Look: "primary"}}}
		if open > 0 {
			x.Hint = fmt.Sprintf("还有 %d 项没有完成，完成以后才能办结。每一项缺什么、怎样补，写在上面的清单里。", open)
			x.Buttons[0].Look = ""
		}
		p.Parts = append(p.Parts, x)
	}
	return q.Desk(m.Title(), ui.ListPage(p))
}

var lineTones = map[string]ui.Tone{LineDone: ui.OK, LineOpen: ui.Warn, LineVoid: ui.Mute}

// row is a line of the checklist; an open one leads to where it is mended.
func (v View) row(l Line, running bool) ui.Row {
	number := ""
	if l.Number > 0 {
		number = fmt.Sprint(l.Number)
	}
	text, sub := l.Note, ""
	switch {
	case l.State == LineOpen:
		text, sub = l.Why+"。", l.Remedy+"。"
		if l.Note != "" {
			text = l.Note + "。" + text
		}
	case l.State == LineVoid:
		text = l.Why
	}
	url := ""
	switch {
	case !running:
	case l.Step == StepSigned || l.Step != "" && v.Serves:
		url = v.Meeting.URL() + "/steps/" + l.Step
	case l.Code == "talk":
		url = v.Meeting.URL() + "/talks"
	case l.Code == "speech" || l.Code == "attendance" || l.Code == "spoke" || l.Code == "absent" || l.Code == "read" || l.Code == "told" || v.Meeting.HeldOn.IsZero() && l.Part == At && l.Number > 0:
		url = v.Meeting.URL() + "/people"
	case l.Part == After && l.Step == "":
		url = v.Meeting.URL() + "/measures"
	}
	return ui.Row{URL: url, Cells: []ui.Cell{{Text: number}, {Text: l.Title, URL: url}, {Tags: []ui.Tag{{Text: lineWords[l.State], Tone: lineTones[l.State]}}}, {Text: text, Sub: sub}}}
}

func (v View) fileParts() []ui.Part {
	if len(v.Papers) == 0 {
		return nil
	}
	p := ui.Part{Title: "材料"}
	for _, x := range v.Papers {
		row := x.Row(v.stepLabel(x))
		row.Download = fmt.Sprintf("/life-papers/%d", x.ID)
		p.Files = append(p.Files, row)
	}
	return []ui.Part{p}
}

func (v View) stepLabel(x Paper) string {
	switch x.Step {
	case "consent":
		return "推迟的同意"
	case stepSpeech:
		for _, p := range v.People {
			if p.ID == x.PartID {
				return p.Name + "的发言材料"
			}
		}
	case stepMeasure:
		return "整改证明"
	}
	for _, s := range steps {
		if s.code == x.Step {
			return s.label
		}
	}
	return ""
}

func (r *Room) printed(name string, draw func(View, io.Writer) error) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		v, err := r.of(q)
		if err != nil {
			return web.Answer{}, err
		}
		var b bytes.Buffer
		if err := draw(v, &b); err != nil {
			return web.Answer{}, err
		}
		return web.File(v.Meeting.Title()+name+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
	}
}

func (r *Room) paperOpen(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	p, f, err := r.OpenPaper(q.Context(), org.Actor(q), id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	return web.File(p.Name, "application/octet-stream", clock.FromMicros(p.MadeAt), f), nil
}

func (r *Room) finishPage(q *web.Request) (web.Answer, error) {
	y, err := yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	m, err := r.Finish(org.Context(q), org.Actor(q), y)
	if err != nil {
		return r.again(q, err, "finish", r.showPage)
	}
	return web.Redirect(m.URL()).Say(ui.OK, m.Title()+"已办结，材料送档案室。"), nil
}

// again shows a page with the refused form; what somebody may not see stays hidden.
func (r *Room) again(q *web.Request, err error, of string, show func(*web.Request, string, error) (web.Answer, error)) (web.Answer, error) {
	if fault.Is(err, fault.NotFound) {
		return web.Answer{}, err
	}
	return show(q, of, err)
}
