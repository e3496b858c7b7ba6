package study

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/hall/org"
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
	t := ui.Table{Caption: "计划场次", Columns: []ui.Column{{Label: "月份", Numeric: true}, {Label: "主题", Wide: true, Wrap: true}, {Label: "学习组", Wrap: true}, {Label: "形式", Minor: true}, {Label: "进展"}}, Empty: ui.Empty{Title: "还没有列场次", Text: "由办公室在计划里逐月列出，报局长批准。"}}
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
	it := ui.Table{Caption: "调研选题", Columns: []ui.Column{{Label: "方面"}, {Label: "题目", Wide: true, Wrap: true}, {Label: "承担"}}, Empty: ui.Empty{Title: "还没有确定调研选题", Text: "由办公室列入，登记调研和文章时可以选。"}}
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
		var issued []ui.Option
		for _, i := range issues {
			issued = append(issued, ui.Option{Value: fmt.Sprint(i.ID), Label: i.Title})
		}
		if len(issued) > 0 {
			p.add("撤下选题", "", form("issue/drop", "issuedrop"), ui.Button{Label: "撤下选题"}, y, ui.Field{Name: "id", Label: "哪一题", Kind: ui.Select, Options: issued})
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

func (r *Room) planIssueDrop(q *web.Request) (web.Answer, error) {
	return r.planDo(q, "已撤下。", func(in planInput) error { return r.DropIssue(org.Context(q), org.Actor(q), in.ID) })
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
