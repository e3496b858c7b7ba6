package study

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

type planInput struct {
	Year   int      `form:"year" label:"年度"`
	Aims   []string `form:"aims" label:"目的"`
	Text   string   `form:"text" label:"计划内容"`
	Month  int      `form:"month" label:"月份"`
	Groups []string `form:"groups" label:"学习组"`
	Form   string   `form:"form" label:"形式"`
	Topic  string   `form:"topic" label:"学习内容"`
	Title  string   `form:"title" label:"主题"`
	ID     int64    `form:"id" label:"哪一场"`
	Words  string   `form:"words" label:"退回的理由"`
	Field  string   `form:"field" label:"方面"`
	Unit   string   `form:"unit" label:"承担的科室"`
}

func (r *Room) planPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	plan, lines, issues, have, err := r.PlanOf(q.Context(), rd, year)
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: fmt.Sprintf("%d年学习计划", year), Crumbs: crumbs}
	var notices []ui.Notice
	var before []ui.Part
	if have {
		head.Tags = []ui.Tag{{Text: planLabels[plan.State], Tone: map[string]ui.Tone{Draft: ui.Info, Proposed: ui.Warn, Approved: ui.OK}[plan.State]}}
		head.Actions = []ui.Button{{Label: "打印", URL: fmt.Sprintf("/study/plan/plan.pdf?year=%d", year)}}
		facts := ui.Part{Title: "计划内容", Pairs: []ui.Pair{{Key: "目的", Text: dash(plan.Aims), Wide: true}, {Key: "内容", Text: plan.Text, Wide: true}}}
		if plan.State == Approved {
			facts.Pairs = append(facts.Pairs, ui.Pair{Key: "批准", Text: plan.ApprovedName + "，" + dayOf(plan.ApprovedAt).Chinese()})
		}
		before = append(before, facts)
		if plan.Words != "" {
			notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "局长退回：" + plan.Words})
		}
	} else {
		text := fmt.Sprintf("还没有 %d 年的学习计划，由办公室制订，报局长批准。", year)
		if due, ok := dueOn(s.book, law.StudyPlan, year); ok {
			text += "提醒日期 " + due.String() + "（参数，原文只写年初，待确认）。"
		}
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: text})
	}
	sessions, err := db.All[Session](q.Context(), rd, sql("sessions_of"), year)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "计划场次", Columns: []ui.Column{{Label: "月份", Numeric: true}, {Label: "主题", Wide: true, Wrap: true}, {Label: "学习组", Wrap: true}, {Label: "形式", Minor: true}, {Label: "进展"}}, Empty: ui.Empty{Title: "还没有列场次"}}
	var drops []ui.Option
	for _, x := range lines {
		c := ui.Cell{Text: "未安排"}
		if i := slices.IndexFunc(sessions, func(y Session) bool { return y.PlannedID == x.ID && y.State != Dropped }); i >= 0 {
			c = ui.Cell{Text: sessions[i].Number + " " + sessionLabels[sessions[i].State], URL: sessionURL(sessions[i].ID)}
		} else if plan.State == Approved && r.organises(who, x.Groups()[0]) {
			c = ui.Cell{Text: "安排", URL: fmt.Sprintf("/study/sessions?planned=%d&year=%d", x.ID, year)}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("%d月", x.Month)}, {Text: x.Title, Sub: x.Topic}, {Text: labels(x.Groups())}, {Text: x.Form}, c}})
		drops = append(drops, ui.Option{Value: fmt.Sprint(x.ID), Label: fmt.Sprintf("%d月 %s", x.Month, x.Title)})
	}
	before = append(before, ui.Part{Title: "计划场次", Table: &t})
	it := ui.Table{Caption: "调研选题", Columns: []ui.Column{{Label: "方面"}, {Label: "题目", Wide: true, Wrap: true}, {Label: "承担"}}, Empty: ui.Empty{Title: "还没有确定调研选题"}}
	for _, i := range issues {
		it.Rows = append(it.Rows, ui.Row{Cells: []ui.Cell{{Text: i.Field}, {Text: i.Title}, {Text: dash(s.unitName(i.Unit))}}})
	}
	before = append(before, ui.Part{Title: "调研选题", Hint: "选题按三个方面，一般调研仍按四类内容登记（释：原文两处分类不同，各用于各处）。", Table: &it})
	p := &parts{q: q, failed: failed}
	y := ui.Field{Name: "year", Kind: ui.Hidden}
	form := func(path, id string) *ui.Form {
		f := p.form("/study/plan/"+path, id)
		f.Set("year", fmt.Sprint(year))
		return f
	}
	if r.inOffice(who) && plan.State != Approved && plan.State != Proposed {
		f := form("save", "save")
		f.Set("text", plan.Text)
		f.Set("aims", strings.Split(plan.Aims, "、")...)
		p.add("计划内容", "", f, ui.Button{Label: "保存计划"}, y, ui.Field{Name: "aims", Label: "目的", Kind: ui.Checks, Optional: true, Options: options(words(s.book, law.StudyAims, "aims"))}, ui.Field{Name: "text", Label: "计划内容", Kind: ui.Area, Rows: 6, Max: mostText})
		if have {
			p.add("列入一场", "", form("session", "session"), ui.Button{Label: "列入计划"}, y, ui.Field{Name: "month", Label: "月份", Kind: ui.Number, Half: true}, ui.Field{Name: "groups", Label: "学习组", Kind: ui.Checks, Half: true, Options: groupOptions()},
				ui.Field{Name: "title", Label: "主题", Max: mostLine}, ui.Field{Name: "topic", Label: "学习内容", Kind: ui.Select, Half: true, Options: s.choose(law.StudyContent, "topics")}, ui.Field{Name: "form", Label: "形式", Half: true, Max: mostLine, List: words(s.book, law.StudyForms, "forms")})
			if len(drops) > 0 {
				p.add("撤下一场", "", form("drop", "drop"), ui.Button{Label: "撤下"}, y, ui.Field{Name: "id", Label: "哪一场", Kind: ui.Select, Options: drops})
				p.add("报局长批准", "学习调研由主要领导亲自负责；谁批准计划原文没有写，由局长批准是本系统的理解。", form("propose", "propose"), ui.Button{Label: "报批计划", Look: "primary"}, y)
			}
		}
	}
	if plan.State == Proposed && s.can(who.Login, org.Ask{Who: org.WhoDirector}) && plan.ProposedBy != who.Login {
		p.add("批准", "", form("approve", "approve"), ui.Button{Label: "批准计划", Look: "primary"}, y)
		p.add("退回", "", form("return", "return"), ui.Button{Label: "退回计划"}, y, ui.Field{Name: "words", Label: "退回的理由", Max: mostLine})
	}
	if me, err := s.self(who); err == nil && (measure.Leader(s.rank(me.ID)) || r.inOffice(who)) {
		units := []ui.Option{{Value: "", Label: "全局"}}
		for _, u := range s.units {
			if _, ok := s.book.Unit(u.Code); ok && u.Active {
				units = append(units, ui.Option{Value: u.Code, Label: u.Name})
			}
		}
		p.add("确定调研选题", "", form("issue", "issue"), ui.Button{Label: "列入选题"}, y, ui.Field{Name: "field", Label: "方面", Kind: ui.Select, Half: true, Options: s.choose(law.ResearchIssues, "fields")}, ui.Field{Name: "unit", Label: "承担的科室", Kind: ui.Select, Half: true, Optional: true, Options: units}, ui.Field{Name: "title", Label: "题目", Max: mostLine})
	}
	return p.page(head, notices, before)
}

func (r *Room) planDo(q *web.Request, said string, do func(in planInput) error) (web.Answer, error) {
	in, err := web.Decode[planInput](q)
	if err == nil {
		err = do(in)
	}
	if err != nil {
		return r.planPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/plan?year=%d", in.Year)).Say(ui.OK, said), nil
}

func (r *Room) planSave(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "计划已保存。", func(in planInput) error { return r.SavePlan(org.Context(q), org.Actor(q), in.Year, in.Aims, in.Text) })
}

func (r *Room) planSession(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已列入计划。", func(in planInput) error {
		_, err := r.AddPlanned(org.Context(q), org.Actor(q), Planned{Year: in.Year, Month: in.Month, Form: in.Form, Topic: in.Topic, Title: in.Title}, in.Groups)
		return err
	})
}

func (r *Room) planDrop(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已撤下。", func(in planInput) error { return r.DropPlanned(org.Context(q), org.Actor(q), in.ID) })
}

func (r *Room) planPropose(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已报局长，批准以前不能改。", func(in planInput) error { return r.Propose(org.Context(q), org.Actor(q), in.Year) })
}

func (r *Room) planApprove(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已批准。", func(in planInput) error { return r.Approve(org.Context(q), org.Actor(q), in.Year) })
}

func (r *Room) planReturn(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已退回办公室。", func(in planInput) error { return r.SendBack(org.Context(q), org.Actor(q), in.Year, in.Words) })
}

func (r *Room) planIssue(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已列入选题。", func(in planInput) error {
		_, err := r.AddIssue(org.Context(q), org.Actor(q), Issue{Year: in.Year, Field: in.Field, Title: in.Title, Unit: in.Unit})
		return err
	})
}

func (r *Room) planFile(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	plan, lines, issues, have, err := r.PlanOf(q.Context(), r.Door.Reader(), year)
	if err != nil {
		return web.Answer{}, err
	}
	if !have {
		return q.Nothing("还没有学习计划", fmt.Sprintf("%d 年的学习计划还没有制订。", year), ui.Link{Text: "学习计划", URL: "/study/plan"})
	}
	var b bytes.Buffer
	if err := r.planPDF(plan, lines, issues, r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年学习计划", year), &b), nil
}

type groupInput struct {
	Person int64      `form:"person" label:"人员"`
	Group  string     `form:"group" label:"学习组"`
	Since  civil.Date `form:"since" label:"从哪一天起"`
	ID     int64      `form:"id" label:"谁"`
	Until  civil.Date `form:"until" label:"不再参加的第一天"`
}

// groupsPage shows who studies with which body: all to whoever keeps or oversees them,
// to anybody else the own ones.
func (r *Room) groupsPage(q *web.Request, failed error) (web.Answer, error) {
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := members(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	me, known := s.chart.PersonOf(who.Login)
	p := &parts{q: q, failed: failed}
	var before []ui.Part
	var open []ui.Option
	for _, g := range measure.Groups {
		t := ui.Table{Caption: measure.GroupLabel(g), Columns: []ui.Column{{Label: "姓名"}, {Label: "科室", Wide: true}, {Label: "参加"}, {Label: "退出"}}, Empty: ui.Empty{Title: "名单还没有编"}}
		n := 0
		for _, m := range list {
			sees := r.organises(who, g) || who.May(Oversee) || known && m.PersonID == me.ID
			if m.Group != g || !sees {
				continue
			}
			x := s.chart.Person(m.PersonID)
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: s.unitName(x.Unit)}, {Text: m.Since.String()}, {Text: m.Until.String()}}})
			if m.Holds(s.today) {
				n++
			}
			if m.Until.IsZero() && r.organises(who, g) {
				open = append(open, ui.Option{Value: fmt.Sprint(m.ID), Label: x.Name + "（" + measure.GroupLabel(g) + "）"})
			}
		}
		before = append(before, ui.Part{Title: fmt.Sprintf("%s（%d 人）", measure.GroupLabel(g), n), Table: &t})
	}
	if r.organisesAny(who, measure.Groups) {
		var people []ui.Option
		for _, x := range s.chart.Staff() {
			people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name + "　" + s.unitName(x.Unit)})
		}
		var groups []ui.Option
		for _, g := range measure.Groups {
			if r.organises(who, g) {
				groups = append(groups, ui.Option{Value: g, Label: measure.GroupLabel(g)})
			}
		}
		f := p.form("/study/groups/fill", "fill")
		f.Set("since", fmt.Sprintf("%d-01-01", s.today.Year))
		p.add("按岗位补齐", "局领导编入中心组，全体人员编入干部职工；机关党支部补齐时，党员编入党支部党员。已经在册的不动。", f, ui.Button{Label: "补齐名单", Look: "primary"}, ui.Field{Name: "since", Label: "从哪一天起", Kind: ui.Date, Half: true})
		p.add("编入", "", p.form("/study/groups/join", "join"), ui.Button{Label: "编入学习组"}, ui.Field{Name: "person", Label: "人员", Kind: ui.Select, Options: people, Half: true}, ui.Field{Name: "group", Label: "学习组", Kind: ui.Select, Options: groups, Half: true}, ui.Field{Name: "since", Label: "从哪一天起", Kind: ui.Date, Half: true})
		if len(open) > 0 {
			p.add("退出", "", p.form("/study/groups/part", "part"), ui.Button{Label: "退出学习组"}, ui.Field{Name: "id", Label: "谁", Kind: ui.Select, Options: open, Half: true}, ui.Field{Name: "until", Label: "不再参加的第一天", Kind: ui.Date, Half: true})
		}
	}
	return p.page(ui.Head{Title: "学习组", Crumbs: crumbs}, nil, before)
}

func (r *Room) groupDo(q *web.Request, do func(in groupInput) (string, error)) (web.Answer, error) {
	in, err := web.Decode[groupInput](q)
	said := ""
	if err == nil {
		said, err = do(in)
	}
	if err != nil {
		return r.groupsPage(q, fieldless(err, "since"))
	}
	return web.Redirect("/study/groups").Say(ui.OK, said), nil
}

func (r *Room) groupJoin(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		_, err := r.Join(org.Context(q), org.Actor(q), in.Person, in.Group, in.Since)
		return "已编入。", err
	})
}

func (r *Room) groupPart(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		return "已退出。", r.Part(org.Context(q), org.Actor(q), in.ID, in.Until)
	})
}

func (r *Room) groupFill(q *web.Request) (web.Answer, error) {
	return r.groupDo(q, func(in groupInput) (string, error) {
		n, err := r.FillGroups(org.Context(q), org.Actor(q), in.Since)
		return fmt.Sprintf("已补编 %d 人次。", n), err
	})
}

// progressPage shows how people and units stand: a head the own unit, the office and
// leaders the bureau.
func (r *Room) progressPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	f, frozen, err := r.Progress(q.Context(), who, year)
	if err != nil {
		return web.Answer{}, err
	}
	all := r.seesAll(who)
	head := ui.Head{Title: fmt.Sprintf("%d年学习进度", year), Crumbs: crumbs, Meta: []string{"截至 " + f.AsOf.Chinese()}, Actions: []ui.Button{{Label: "打印差额表", URL: fmt.Sprintf("/study/progress/gap.pdf?year=%d", year)}, {Label: "导出表格", URL: fmt.Sprintf("/study/progress/gap.xlsx?year=%d", year)}}}
	var notices []ui.Notice
	if frozen != nil {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: "数字已于 " + dayOf(frozen.FrozenAt).Chinese() + " 定格，材料已交档案室。"})
	}
	notices = append(notices, ui.Notice{Tone: ui.Info, Text: "本表由各项登记推定（五(推定)），只列完成与否和差额，不打分。"})
	var before []ui.Part
	if all {
		g := ui.Table{Caption: "三组学习", Columns: []ui.Column{{Label: "指标", Wide: true}, {Label: "人数", Numeric: true}}}
		for _, x := range f.Groups {
			g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Body: bar(x.Held)}, {Text: fmt.Sprint(x.Members)}}})
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []ui.Cell{{Body: bar(f.Collective)}, {Text: "—"}}})
		before = append(before, ui.Part{Title: "三组学习和全局调研", Hint: "学习计划" + f.Plan + fmt.Sprintf("；学习活动 %d 次，简报 %d 期。", f.Activities, f.Briefs), Table: &g})
	}
	before = append(before, f.forecastPart(), f.peoplePart(), f.unitsPart())
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && frozen == nil && year < r.Door.Today().Year {
		fm := p.form("/study/progress/freeze", "freeze")
		fm.Set("year", fmt.Sprint(year))
		p.add("定格", "核对无误后定格：数字不再变动，计划、总结、差额表、登记簿、简报和调研文章交档案室。", fm, ui.Button{Label: "定格并归档", Look: "primary"}, ui.Field{Name: "year", Kind: ui.Hidden})
	}
	if failed != nil {
		return p.page(head, notices, before)
	}
	return q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Tabs: r.years("/study/progress", year), Parts: append(before, p.list...)}))
}

func (f Figures) forecastPart() ui.Part {
	t := ui.Table{Caption: "照目前进度完不成的", Columns: []ui.Column{{Label: "人员"}, {Label: "科室", Minor: true}, {Label: "指标和预测", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "照目前进度没有人完不成"}}
	for _, x := range f.People {
		var s []string
		for _, l := range x.Lines {
			if l.Forecast.WillMiss && !x.Left {
				s = append(s, fmt.Sprintf("%s %d/%d：%s", l.Label(), l.Done, l.Target, l.Forecast.Words(l.Item)))
			}
		}
		if len(s) > 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name}, {Text: x.UnitName}, {Text: strings.Join(s, "　")}}})
		}
	}
	return ui.Part{Title: fmt.Sprintf("照目前进度完不成的（%d 人）", len(t.Rows)), Table: &t}
}

func (f Figures) peoplePart() ui.Part {
	t := ui.Table{Caption: "逐人完成与差额", Columns: []ui.Column{{Label: "人员"}, {Label: "科室", Minor: true}, {Label: "中心组", Numeric: true}, {Label: "干部职工", Numeric: true}, {Label: "党员", Numeric: true}, {Label: "笔记", Numeric: true}, {Label: "文章", Numeric: true}, {Label: "差额", Numeric: true}, {Label: "说明", Wide: true, Wrap: true, Minor: true}}, Empty: ui.Empty{Title: "没有可以列出的人员"}}
	for _, x := range f.People {
		var cells []ui.Cell
		cells = append(cells, ui.Cell{Text: x.Name}, ui.Cell{Text: x.UnitName})
		for _, n := range []string{measure.SessionsCore, measure.SessionsStaff, measure.SessionsParty, measure.Notes, measure.Articles} {
			l, ok := x.Line(n)
			c := ui.Cell{Text: "—"}
			if ok {
				c = ui.Cell{Text: fmt.Sprintf("%d/%d", l.Done, l.Target)}
				if l.Short() > 0 {
					c.Sub = fmt.Sprintf("差 %d", l.Short())
				}
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: fmt.Sprint(x.Gap())}, ui.Cell{Text: x.remark()})})
	}
	return ui.Part{Title: "逐人完成与差额", Table: &t}
}

func (f Figures) unitsPart() ui.Part {
	t := ui.Table{Caption: "各科室、站（中心）", Columns: []ui.Column{{Label: "科室"}, {Label: "调研文章", Numeric: true}, {Label: "下基层不足的月份", Wide: true, Wrap: true}, {Label: "预测", Wrap: true, Minor: true}}, Empty: ui.Empty{Title: "没有可以列出的科室"}}
	for _, u := range f.Units {
		c := ui.Cell{Text: monthsShort(u)}
		if u.Short() > 0 {
			c.Tags = []ui.Tag{{Text: fmt.Sprintf("%d 个月", u.Short()), Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: u.Name}, {Text: fmt.Sprintf("%d/%d", u.Article.Done, u.Article.Target)}, c, {Text: u.Article.Forecast.Words(u.Article.Item)}}})
	}
	return ui.Part{Title: "各科室、站（中心）", Table: &t}
}

type yearInput struct {
	Year int `form:"year" label:"年度"`
}

func (r *Room) freezePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[yearInput](q)
	if err == nil {
		err = r.Freeze(org.Context(q), org.Actor(q), in.Year)
	}
	if err != nil {
		return r.progressPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/study/progress?year=%d", in.Year)).Say(ui.OK, fmt.Sprintf("%d 年的数字已定格，材料交档案室。", in.Year)), nil
}

func (r *Room) gapFile(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	f, frozen, err := r.Progress(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := r.gapPDF(f, frozen, r.Door.Today(), &b); err != nil {
		return web.Answer{}, err
	}
	return pdf(r, fmt.Sprintf("%d年学习调研完成与差额表", year), &b), nil
}

func (r *Room) gapTable(q *web.Request) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	f, _, err := r.Progress(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	return xlsx(r, fmt.Sprintf("%d年学习调研差额", year), gapTitles, f.gapRows())
}

type pursuitInput struct {
	Kind     string     `form:"kind" label:"种类"`
	Title    string     `form:"title" label:"名称"`
	Since    civil.Date `form:"since" label:"开始的日子"`
	Result   string     `form:"result" label:"结果"`
	ResultOn civil.Date `form:"on" label:"有结果的日子"`
}

func (r *Room) pursuitsPage(q *web.Request, failed error) (web.Answer, error) {
	rd, who := r.Door.Reader(), org.Actor(q)
	s, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	me, err := s.self(who)
	if err != nil {
		return web.Answer{}, err
	}
	mine, err := db.All[Pursuit](q.Context(), rd, sql("pursuits_of"), me.ID)
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	table := func(caption string, list []Pursuit) ui.Table {
		t := ui.Table{Caption: caption, Columns: []ui.Column{{Label: "谁"}, {Label: "种类"}, {Label: "名称", Wide: true, Wrap: true}, {Label: "开始"}, {Label: "结果", Wrap: true}}, Empty: ui.Empty{Title: "还没有登记"}}
		for _, x := range list {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: s.chart.Person(x.PersonID).Name}, {Text: x.KindLabel()}, {Text: x.Title}, {Text: x.Since.String()}, {Text: dash(x.Result), Sub: x.ResultOn.String()}}})
		}
		return t
	}
	own := table("我的登记", mine)
	before := []ui.Part{{Title: "我的登记", Hint: "自愿登记，不设数量。补助办法原文没有写，由本单位确定。", Table: &own}}
	if r.inOffice(who) || who.May(act.Right(Branch)) || who.May(Oversee) {
		all, err := db.All[Pursuit](q.Context(), rd, sql("pursuits"))
		if err != nil {
			return web.Answer{}, err
		}
		t := table("全局业余学历和职称", all)
		before = append(before, ui.Part{Title: "全局业余学历和职称", Table: &t})
	}
	kinds := append([]ui.Option{{Value: Reading, Label: "读书"}}, options(words(s.book, law.StudyEducation, "kinds"))...)
	p.add("登记", "", p.form("/study/pursuits", "pursuit"), ui.Button{Label: "登记", Look: "primary"}, ui.Field{Name: "kind", Label: "种类", Kind: ui.Select, Options: kinds, Half: true}, ui.Field{Name: "since", Label: "开始的日子", Kind: ui.Date, Half: true}, ui.Field{Name: "title", Label: "书名、专业或考试", Max: mostLine})
	for _, x := range mine {
		if x.Result == "" && len(p.list) < 4 {
			p.add("结果："+x.Title, "", p.form(fmt.Sprintf("/study/pursuits/%d", x.ID), fmt.Sprintf("result%d", x.ID)), ui.Button{Label: "登记结果"}, ui.Field{Name: "result", Label: "结果", Max: mostLine, Half: true}, ui.Field{Name: "on", Label: "有结果的日子", Kind: ui.Date, Half: true})
		}
	}
	return p.page(ui.Head{Title: "读书和业余学习", Crumbs: crumbs}, nil, before)
}

func (r *Room) pursuitAdd(q *web.Request) (web.Answer, error) { return r.pursuitDo(q, 0) }

func (r *Room) pursuitResult(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	return r.pursuitDo(q, id)
}

func (r *Room) pursuitDo(q *web.Request, id int64) (web.Answer, error) {
	in, err := web.Decode[pursuitInput](q)
	if err == nil {
		_, err = r.SetPursuit(org.Context(q), org.Actor(q), Pursuit{ID: id, Kind: in.Kind, Title: in.Title, Since: in.Since, Result: in.Result, ResultOn: in.ResultOn})
	}
	if err != nil {
		return r.pursuitsPage(q, r.seen(q, err))
	}
	return web.Redirect("/study/pursuits").Say(ui.OK, "已登记。"), nil
}
