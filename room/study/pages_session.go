package study

import (
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/study/measure"
)

var sessionListColumns = []ui.Column{{Label: "编号", Code: true}, {Label: "日期"}, {Label: "主题", Wide: true, Wrap: true}, {Label: "学习组", Wrap: true, Minor: true}, {Label: "地点", Minor: true}, {Label: "状态"}}

var sessionTones = map[string]ui.Tone{Waiting: ui.Info, Closed: ui.OK, Dropped: ui.Mute}

func (s Session) row() ui.Row {
	title := ui.Cell{Text: s.Title, URL: sessionURL(s.ID), Sub: s.Form}
	if s.Topic != "" {
		title.Sub += "，" + s.Topic
	}
	if s.Kind == Activity {
		title.Tags = append(title.Tags, ui.Tag{Text: "活动", Tone: ui.Mute})
	}
	if s.MadeUp != 0 {
		title.Tags = append(title.Tags, ui.Tag{Text: "补课", Tone: ui.Mute})
	}
	return ui.Row{URL: sessionURL(s.ID), Cells: []ui.Cell{{Text: s.Number}, {Text: s.On.String(), Sub: s.At}, title, {Text: labels(s.Groups())}, {Text: s.Place}, {Tags: []ui.Tag{{Text: sessionLabels[s.State], Tone: sessionTones[s.State]}}}}}
}

type signInput struct {
	Code string `form:"code" label:"签到码"`
}

func (r *Room) signPage(q *web.Request, failed error) (web.Answer, error) {
	p := &parts{q: q, failed: failed}
	f := p.form("/study/sign", "sign")
	f.Wide = false
	f.Set("code", q.URL.Query().Get("code"))
	p.add("学习签到", "填写现场屏幕或签到表上的六位签到码，只在学习当天有效。不能参加的，在这次学习的页面请假。", f, ui.Button{Label: "签到", Look: "primary"}, ui.Field{Name: "code", Label: "签到码", Code: true, Max: 12, Focus: true})
	return p.page(ui.Head{Title: "学习签到", Crumbs: crumbs}, nil, nil)
}

func (r *Room) signSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[signInput](q)
	var s Session
	if err == nil {
		s, err = r.Sign(org.Context(q), org.Actor(q), in.Code)
	}
	if err != nil {
		return r.signPage(q, fieldless(err, "code"))
	}
	return web.Redirect(sessionURL(s.ID)).Say(ui.OK, "已签到 "+s.Number+"。"), nil
}

// fieldless lets a conflict show at a field of the form, where there is only one.
func fieldless(err error, field string) error {
	if f := fault.Of(err); f.Kind == fault.Conflict {
		return fault.Field(field, "", f.Safe())
	}
	return err
}

type sessionInput struct {
	Kind    string     `form:"kind" label:"种类"`
	Groups  []string   `form:"groups" label:"学习组"`
	On      civil.Date `form:"on" label:"日期"`
	At      string     `form:"at" label:"开始时间"`
	Place   string     `form:"place" label:"地点"`
	Form    string     `form:"form" label:"形式"`
	Topic   string     `form:"topic" label:"学习内容"`
	Title   string     `form:"title" label:"主题"`
	Speaker string     `form:"speaker" label:"主讲"`
	Planned int64      `form:"planned" label:"计划场次"`
	MakesUp int64      `form:"makes_up" label:"补哪一次"`
}

func (r *Room) sessionsPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	list, err := db.All[Session](q.Context(), rd, sql("sessions_of"), year)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "集中学习", Columns: sessionListColumns, Empty: ui.Empty{Title: "这一年还没有集中学习", Text: "由办公室安排，党员学习由机关党支部安排。", Link: ui.Link{Text: "看学习计划", URL: "/study/plan"}}}
	var missed []ui.Option
	for _, s := range list {
		t.Rows = append(t.Rows, s.row())
		if s.State == Closed && s.Kind == Meeting && s.MadeUp == 0 && r.organises(who, s.Groups()[0]) {
			missed = append(missed, ui.Option{Value: fmt.Sprint(s.ID), Label: s.Number + " " + s.Title})
		}
	}
	p := &parts{q: q, failed: failed}
	if r.organisesAny(who, measure.Groups) {
		s, err := r.look(q.Context(), rd, r.Door.Now())
		if err != nil {
			return web.Answer{}, err
		}
		_, planned, _, _, err := r.PlanOf(q.Context(), rd, year)
		if err != nil {
			return web.Answer{}, err
		}
		f := p.form("/study/sessions", "open")
		f.Set("kind", Meeting)
		f.Set("at", "14:30")
		if id := q.URL.Query().Get("planned"); id != "" {
			for _, x := range planned {
				if fmt.Sprint(x.ID) == id {
					f.Set("planned", id)
					f.Set("groups", x.Groups()...)
					f.Set("form", x.Form)
					f.Set("topic", x.Topic)
					f.Set("title", x.Title)
				}
			}
		}
		choices := []ui.Option{{Value: "0", Label: "不在计划里"}}
		for _, x := range planned {
			choices = append(choices, ui.Option{Value: fmt.Sprint(x.ID), Label: fmt.Sprintf("%d月 %s", x.Month, x.Title)})
		}
		hint := "先选的一组是主办。中心组和干部职工由办公室组织，党员由机关党支部组织。"
		if j, ok := s.book.Param(law.StudyGroups, "joint"); ok {
			hint += "几组合办的，" + j.Says[j.Value] + "（参数，待确认）。"
		}
		p.add("安排集中学习", hint, f, ui.Button{Label: "安排学习", Look: "primary"},
			ui.Field{Name: "kind", Label: "种类", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: Meeting, Label: "集中学习（计次）"}, {Value: Activity, Label: "学习活动（不计次）"}}},
			ui.Field{Name: "groups", Label: "学习组", Kind: ui.Checks, Half: true, Options: groupOptions()},
			ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "at", Label: "开始时间", Half: true, Max: 5},
			ui.Field{Name: "title", Label: "主题", Max: mostLine}, ui.Field{Name: "topic", Label: "学习内容", Kind: ui.Select, Half: true, Optional: true, Hint: "活动不用选。", Options: s.choose(law.StudyContent, "topics")},
			ui.Field{Name: "form", Label: "形式", Half: true, Max: mostLine, List: append(words(s.book, law.StudyForms, "forms"), words(s.book, law.StudyActivities, "kinds")...)},
			ui.Field{Name: "place", Label: "地点", Half: true, Max: mostLine}, ui.Field{Name: "speaker", Label: "主讲", Half: true, Optional: true, Max: mostLine},
			ui.Field{Name: "planned", Label: "计划场次", Kind: ui.Select, Half: true, Options: choices},
			ui.Field{Name: "makes_up", Label: "补哪一次", Kind: ui.Select, Half: true, Options: append([]ui.Option{{Value: "0", Label: "不是补课"}}, missed...), Hint: "补课只登记原来没有到会的人，算进原来那一次。"})
	}
	head := ui.Head{Title: "集中学习", Crumbs: crumbs, Actions: []ui.Button{{Label: "学习签到", URL: "/study/sign"}, {Label: "打印登记簿", URL: fmt.Sprintf("/study/sessions/register.pdf?year=%d", year)}}}
	if failed != nil && !slices.ContainsFunc(p.list, func(ui.Part) bool { return true }) {
		return web.Answer{}, failed
	}
	if failed != nil {
		return p.page(head, nil, nil)
	}
	return q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Tabs: r.years("/study/sessions", year), Parts: append([]ui.Part{{Table: &t}}, p.list...)}))
}

func (r *Room) sessionOpen(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[sessionInput](q)
	var s Session
	if err == nil {
		s, err = r.OpenSession(org.Context(q), org.Actor(q), NewSession(in))
	}
	if err != nil {
		return r.sessionsPage(q, err)
	}
	return web.Redirect(sessionURL(s.ID)).Say(ui.OK, "已安排，编号 "+s.Number+"。"), nil
}

// sessionOf gives the session of the address.
func (r *Room) sessionOf(q *web.Request) (Session, error) {
	id, err := q.ID("id")
	if err != nil {
		return Session{}, err
	}
	s, err := row[Session](q.Context(), r.Door.Reader(), "study_session", "session", id)
	return s, r.seen(q, err)
}

func (r *Room) sessionPage(q *web.Request, failed error) (web.Answer, error) {
	return r.showSession(q, failed, nil)
}

func (r *Room) showSession(q *web.Request, failed error, bad *Taken) (web.Answer, error) {
	s, err := r.sessionOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	rd, who := r.Door.Reader(), org.Actor(q)
	sc, err := r.look(q.Context(), rd, r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	expected, err := r.expected(q.Context(), rd, s)
	if err != nil {
		return web.Answer{}, err
	}
	marks, err := marksOf(q.Context(), rd, s.ID)
	if err != nil {
		return web.Answer{}, err
	}
	organiser := r.organisesAny(who, s.Groups())
	me, known := sc.chart.PersonOf(who.Login)
	at := sessionURL(s.ID)
	head := ui.Head{Title: s.Title, Crumbs: append(slices.Clone(crumbs), ui.Link{Text: "集中学习", URL: "/study/sessions"}), Meta: []string{s.Number, s.On.Chinese() + " " + s.At}, Tags: []ui.Tag{{Text: sessionLabels[s.State], Tone: sessionTones[s.State]}}}
	facts := ui.Part{Title: "这次学习", Pairs: []ui.Pair{{Key: "学习组", Text: labels(s.Groups())}, {Key: "地点", Text: s.Place}, {Key: "形式", Text: s.Form}, {Key: "学习内容", Text: dash(s.Topic)}, {Key: "主讲", Text: dash(s.Speaker)}}}
	if s.MadeUp != 0 {
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: "补课", Text: "补原来的一次，到会的算进那一次", URL: sessionURL(s.MadeUp)})
	}
	part := organiser || r.seesAll(who) || known && slices.ContainsFunc(expected, func(x org.Person) bool { return x.ID == me.ID })
	if s.Record != "" && part {
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: "学习记录", Text: s.Record, Wide: true})
	}
	if s.Reason != "" {
		facts.Pairs = append(facts.Pairs, ui.Pair{Key: "更正或取消的理由", Text: s.Reason, Wide: true})
	}
	var notices []ui.Notice
	before := []ui.Part{facts}
	p := &parts{q: q, failed: failed}
	if bad != nil {
		before = append(before, bad.part())
	}
	if organiser {
		head.Actions = append(head.Actions, ui.Button{Label: "打印签到表", URL: at + "/signin.pdf"})
		if s.live(r.Door.Now()) {
			before = append(before, ui.Part{Title: "签到码 " + s.Code, Hint: "有效至 " + s.until() + "。投到屏幕上，到会的人打开“学习签到”填写。"})
		}
		r.organiserForms(p, s, at, expected, marks)
	}
	t := ui.Table{Caption: "考勤", Columns: []ui.Column{{Label: "姓名"}, {Label: "科室", Minor: true}, {Label: "考勤"}, {Label: "登记方式", Minor: true}, {Label: "事由", Wrap: true, Wide: true}}, Empty: ui.Empty{Title: "没有应参加的人", Text: "请先编好学习组的名单。"}}
	present := 0
	for _, x := range expected {
		mine := known && me.ID == x.ID
		i := slices.IndexFunc(marks, func(a Attendance) bool { return a.PersonID == x.ID })
		cells := []ui.Cell{{Text: x.Name}, {Text: sc.place(x)}, {Text: "未登记"}, {}, {}}
		if i >= 0 {
			cells[2] = ui.Cell{Tags: []ui.Tag{{Text: markLabels[marks[i].State], Tone: map[string]ui.Tone{Present: ui.OK, Excused: ui.Warn, Absent: ui.Bad}[marks[i].State]}}}
			cells[3] = ui.Cell{Text: howLabels[marks[i].How]}
			if organiser || mine || r.seesAll(who) {
				cells[4] = ui.Cell{Text: marks[i].Reason}
			}
			if marks[i].State == Present {
				present++
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
		if mine && s.State == Waiting && (i < 0 || marks[i].State != Present) {
			p.add("请假", "不能参加的，写明事由；事后参加补课。", p.form(at+"/excuse", "excuse"), ui.Button{Label: "请假"}, ui.Field{Name: "reason", Label: "事由", Max: mostLine})
		}
	}
	if part {
		before = append(before, ui.Part{Title: fmt.Sprintf("考勤（应到 %d 人，到会 %d 人）", len(expected), present), Table: &t})
	}
	return p.page(head, notices, before)
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func (t Taken) part() ui.Part {
	table := ui.Table{Caption: "没有导入的行", Columns: []ui.Column{{Label: "行", Numeric: true}, {Label: "原因", Wide: true, Wrap: true}}}
	for _, b := range t.Bad {
		table.Rows = append(table.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprint(b.Row)}, {Text: b.Say}}})
	}
	hint := fmt.Sprintf("已导入 %d 行，下面 %d 行没有导入。改好后只导入这些行。", t.Rows, len(t.Bad))
	if !t.Done {
		hint = fmt.Sprintf("一行也没有导入：下面 %d 行有误。改好后重新导入。", len(t.Bad))
	}
	return ui.Part{Title: "没有导入的行", Hint: hint, Table: &table}
}
