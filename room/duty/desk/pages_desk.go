package desk

import (
	"fmt"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/duty/desk/clocks"
)

var clockTones = map[clocks.State]ui.Tone{clocks.Running: ui.Info, clocks.Overdue: ui.Bad, clocks.Met: ui.OK, clocks.Late: ui.Bad, clocks.Void: ui.Mute}

// clockRow is a clock as a line of a table; what is done is quiet, what runs says how
// long is left.
func clockRow(c clocks.Clock, number, url string, now int64) ui.Row {
	state := clockLabels[c.State]
	switch {
	case c.State == clocks.Running && c.Due != 0:
		state = "还剩 " + minutesWords(minutesBetween(now, c.Due))
	case c.State == clocks.Overdue:
		state = "已超 " + minutesWords(minutesBetween(c.Due, now))
	}
	due := "没有设时限"
	if c.Due != 0 {
		due = near(c.Due, now)
	}
	return ui.Row{URL: url, Strong: c.State == clocks.Overdue, Cells: []ui.Cell{{Text: LineLabel(c.Line), Sub: number, URL: url}, {Text: near(c.Start, now)}, {Text: due}, {Text: minutesWords(c.Elapsed(now))}, {Tags: []ui.Tag{{Text: state, Tone: clockTones[c.State]}}}}}
}

var clockColumns = []ui.Column{{Label: "时限", Wide: true}, {Label: "开始", Minor: true}, {Label: "最迟"}, {Label: "已用", Minor: true}, {Label: "状态"}}

var entryColumns = []ui.Column{{Label: "编号", Code: true}, {Label: "事项", Wide: true, Wrap: true}, {Label: "时间", Minor: true}, {Label: "状态"}}

func (e Entry) tags() []ui.Tag {
	var out []ui.Tag
	if e.State == StateOpen {
		out = append(out, ui.Tag{Text: "未办结", Tone: ui.Warn})
	} else {
		out = append(out, ui.Tag{Text: "已办结", Tone: ui.OK})
	}
	if e.ToldAt == 0 && e.Kind != Missed {
		out = append(out, ui.Tag{Text: "未报带班领导", Tone: ui.Warn})
	}
	if e.Unverified() {
		out = append(out, ui.Tag{Text: "可疑，待核实", Tone: ui.Bad})
	}
	if e.Secret {
		out = append(out, ui.Tag{Text: "工作秘密", Tone: ui.Alt})
	}
	if e.LateWhy != "" {
		out = append(out, ui.Tag{Text: "补记", Tone: ui.Mute})
	}
	if e.Keeper != "" {
		out = append(out, ui.Tag{Text: "交班人续办", Tone: ui.Info})
	}
	return out
}

func (e Entry) row() ui.Row {
	url := fmt.Sprintf("/duty/log/%d", e.ID)
	sub := kindLabels[e.Kind]
	if e.Citizen != "" {
		sub += "，" + e.Citizen
	}
	if e.Party != "" {
		sub += "，" + e.Party
	}
	return ui.Row{URL: url, Cells: []ui.Cell{{Text: e.Number(), URL: url}, {Text: short(e.Matter), Sub: sub}, {Text: stamp(e.At)}, {Tags: e.tags()}}}
}

func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// deskPage is the duty desk: who is here, whom to call, what is open, what runs.
func (r *Room) deskPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	now := r.Door.Now()
	s, err := r.look(q.Context(), rd, now)
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	p := ui.Listing{Head: ui.Head{Title: "值班台", Meta: []string{stamp(now)}}}
	if s.officer(who) {
		p.Head.Actions = []ui.Button{{Label: "记一条", URL: "/duty/log/new", Key: "n"}, {Label: "报突发", URL: "/duty/incidents/new", Look: "primary"}}
	}
	p.Stats = r.deskStats(s)
	waiting, waits, err := stints.maybe(q.Context(), rd, "WHERE x.state = $1 ORDER BY x.id", Waiting)
	if err != nil {
		return web.Answer{}, err
	}
	open, inc, err := opened(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	p.Notices = append(p.Notices, r.deskNotices(s, waiting, waits)...)
	all := s.readsAll(who)
	running := ui.Table{Caption: "正在计时", Columns: clockColumns, Empty: ui.Empty{Title: "没有正在计时的突发事件"}}
	things := ui.Table{Caption: "未办结", Columns: entryColumns, Empty: ui.Empty{Title: "没有未办结的事项"}}
	for _, i := range inc {
		v, err := r.wholeIncident(q.Context(), rd, s, i)
		if err != nil {
			return web.Answer{}, err
		}
		if i.Secret {
			v.hide()
		}
		if all {
			things.Rows = append(things.Rows, ui.Row{URL: i.url(), Strong: true, Cells: []ui.Cell{{Text: i.Number, URL: i.url()}, {Text: short(v.Title), Sub: "突发事件，" + severityLabels[i.Severity]}, {Text: near(i.HeardAt, now)}, {Tags: []ui.Tag{{Text: "处置中", Tone: ui.Bad}}}}})
		}
		for _, c := range v.Clocks {
			if c.Open() || c.Missed() {
				running.Rows = append(running.Rows, clockRow(c, i.Number, i.url(), now))
			}
		}
	}
	for _, e := range open {
		if e.Secret {
			e.hide()
		}
		row := e.row()
		row.Cells[2].Text = near(e.At, now)
		if e.Stint != s.on.ID {
			row.Cells[3].Tags = append(row.Cells[3].Tags, ui.Tag{Text: "上一班留下", Tone: ui.Info})
		}
		if all {
			things.Rows = append(things.Rows, row)
		}
	}
	p.Parts = append(p.Parts, ui.Part{Title: "正在计时", Table: &running})
	if all {
		p.Parts = append(p.Parts, ui.Part{Title: "未办结的事项", Table: &things})
	}
	p.Parts = append(p.Parts, r.deskForms(s, f, who.Login, s.officer(who), waiting, waits)...)
	if s.on.ID != 0 && s.leads(who) && !s.officer(who) {
		p.Parts = append(p.Parts, r.relievePart(s, f, waits))
	}
	a, err := q.Desk("值班台", ui.ListPage(p))
	return f.answer(a, err)
}

func (r *Room) deskStats(s *scene) []ui.Stat {
	on := ui.Stat{Label: "在班值班员", Value: "无人", URL: "/duty", Tone: ui.Bad, Note: "值班室现在没有人接班"}
	if s.on.ID != 0 {
		on.Value, on.Tone, on.Note = s.on.Name, "", "接班 "+near(s.on.BeganAt, s.now)+"，应交班 "+near(s.on.PlannedUntil, s.now)
	}
	leader := ui.Stat{Label: "带班领导", Value: "没有排定", URL: "/duty", Tone: ui.Bad}
	if _, name := s.leader(); name != "" {
		leader.Value, leader.Tone, leader.Note = name, "", "电话没有登记"
		if phone := s.watch.Leader.Phone; phone != "" {
			leader.Note, leader.URL = "电话 "+phone, dial(phone)
		}
	}
	return []ui.Stat{on, leader}
}

// dial is the address that lets a telephone call a number; what is no number leads to
// the roster.
func dial(phone string) string {
	number := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c == '-' || c == '+' {
			return c
		}
		return -1
	}, phone)
	if number == "" {
		return "/duty"
	}
	return "tel:" + number
}

func (r *Room) deskNotices(s *scene, waiting Stint, waits bool) []ui.Notice {
	var out []ui.Notice
	if s.on.ID == 0 && s.watch.Officer.Person != 0 {
		out = append(out, ui.Notice{Tone: ui.Bad, Text: "值班表上这一班是" + s.watch.Officer.Name + "，还没有登记到岗。"})
	}
	if waits {
		out = append(out, ui.Notice{Tone: ui.Info, Text: waiting.Name + "已于 " + near(waiting.ArrivedAt, s.now) + " 到岗，等待交接。"})
	}
	if x := s.on; x.ID != 0 && s.now > x.PlannedUntil && x.PlannedUntil != 0 && !waits {
		say := "已过交班时间 " + minutesWords(minutesBetween(x.PlannedUntil, s.now)) + "，接班人还没有到岗。交班以前不能离岗。"
		if x.AloneAt != 0 {
			say += "已于 " + near(x.AloneAt, s.now) + " 通知带班领导。"
		}
		out = append(out, ui.Notice{Tone: ui.Bad, Text: say})
	}
	return out
}

func (r *Room) deskForms(s *scene, f *forms, login string, officer bool, waiting Stint, waits bool) []ui.Part {
	var out []ui.Part
	switch {
	case officer && waits:
		out = append(out, f.part("交班", "未办结的事项由系统逐项列出，接班人逐项核对后签字，交接才算完成。", "offer", "/duty/handovers", ui.Button{Label: "交班并签字", Look: "primary"}, nil,
			ui.Field{Name: "words", Label: "交班说明", Kind: ui.Area, Optional: true, Max: mostText, Rows: 2}))
	case officer && s.now >= s.on.PlannedUntil && s.on.AloneAt == 0:
		out = append(out, f.part("无人接班", "通知带班领导安排接班人。您继续值守，记录上仍是您在班。", "alone", "/duty/desk/alone", ui.Button{Label: "登记无人接班"}, nil))
	case waits && waiting.Login == login:
		out = append(out, f.part("等待交接", "交班人交班后，在“交接班”里逐项核对、签字。", "leave", "/duty/desk/leave", ui.Button{Label: "不接班，离开"}, nil))
	case !officer && !waits:
		out = append(out, f.part("到岗", "值班表上轮到您的，到值班室后登记到岗。晚到、早走由系统对照值班表标出。", "arrive", "/duty/desk/arrive", ui.Button{Label: "登记到岗", Look: "primary"}, nil))
	}
	return append(out, ui.Part{Title: "其他", Buttons: []ui.Button{{Label: "值班记录", URL: "/duty/log"}, {Label: "突发事件", URL: "/duty/incidents"}, {Label: "交接班", URL: "/duty/handovers"}, {Label: "查岗", URL: "/duty/inspections"}}})
}

// relievePart is for the leader of a shift whose officer cannot hand over.
func (r *Room) relievePart(s *scene, f *forms, waits bool) ui.Part {
	const title = "值班员不能交班"
	if waits {
		return f.part(title, "突然发病、联系不上的，由您代为交班。接替的人照样逐项核对、签字接班。", "relieve", "/duty/handovers/relieve", ui.Button{Label: "代为交班"}, nil, ui.Field{Name: "words", Label: "值班员为什么不能交班", Kind: ui.Area, Rows: 2, Max: mostText, Hint: "病情不必写。"})
	}
	url := "/duty"
	if id := s.watch.Officer.Shift; id != 0 {
		url = fmt.Sprintf("/duty/shifts/%d", id)
	}
	return ui.Part{Title: title, Hint: "先应急顶班，由您本人或者指定的人接替；接替的人在这里登记到岗后，由您代为交班。", Buttons: []ui.Button{{Label: "应急顶班", URL: url}}}
}

func (r *Room) arrivePage(q *web.Request) (web.Answer, error) {
	x, err := r.Arrive(org.Context(q), org.Actor(q))
	if err != nil {
		return r.deskPage(q, err)
	}
	say := "已登记到岗，等交班人交班。"
	if x.State == On {
		say = "已到岗接班。"
	}
	if n := x.Late(); n > 0 {
		say += "晚到 " + minutesWords(n) + "。"
	}
	return web.Redirect("/duty/desk").Say(ui.OK, say), nil
}

func (r *Room) leavePage(q *web.Request) (web.Answer, error) {
	if err := r.Leave(org.Context(q), org.Actor(q)); err != nil {
		return r.deskPage(q, err)
	}
	return web.Redirect("/duty/desk").Say(ui.OK, "已登记离开，没有接班。"), nil
}

func (r *Room) alonePage(q *web.Request) (web.Answer, error) {
	if err := r.NobodyCame(org.Context(q), org.Actor(q)); err != nil {
		return r.deskPage(q, err)
	}
	return web.Redirect("/duty/desk").Say(ui.Warn, "已通知带班领导安排接班人，继续值守。"), nil
}

// stintsPage lists who sat at the desk.
func (r *Room) stintsPage(q *web.Request) (web.Answer, error) {
	from, until, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Stints(q.Context(), org.Actor(q), from, until)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "当班记录", Columns: []ui.Column{{Label: "值班员"}, {Label: "应到—应离", Wide: true}, {Label: "接班—交班"}, {Label: "标记"}}, Empty: ui.Empty{Title: "这段时间没有当班记录"}}
	for _, x := range list {
		var tags []ui.Tag
		for _, m := range []struct {
			n   int
			say string
		}{{x.Late(), "晚到 "}, {x.Early(), "早走 "}, {x.Vacant(), "此前空岗 "}} {
			if m.n > 0 {
				tags = append(tags, ui.Tag{Text: m.say + minutesWords(m.n), Tone: ui.Bad})
			}
		}
		if x.State == On {
			tags = append(tags, ui.Tag{Text: "在班", Tone: ui.Info})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Name, Sub: "带班 " + x.LeaderName}, {Text: stamp(x.PlannedFrom) + " — " + stamp(x.PlannedUntil), Sub: x.Why}, {Text: stamp(x.BeganAt) + " — " + stamp(x.EndedAt)}, {Tags: tags}}})
	}
	p := ui.Listing{Head: ui.Head{Title: "当班记录", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}, Meta: []string{dayOf(from).String() + " 至 " + dayOf(until-1).String()}}, Filter: spanFilter(q, "/duty/stints"), Parts: []ui.Part{{Table: &t}}}
	return q.Desk("当班记录", ui.ListPage(p))
}
