package attendance

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type balanceInput struct {
	Person int64  `form:"person" label:"人员" need:"请选择人员。"`
	Kind   string `form:"kind" label:"假期" need:"请选择假期。"`
	Year   int    `form:"year" label:"年度" min:"1990" max:"2100"`
	What   string `form:"what" label:"办理" need:"请选择办理方式。"`
	Days   string `form:"days" label:"天数" max:"8"`
	Why    string `form:"why" label:"理由" max:"1000" need:"请写明理由。"`
}

// readDays reads days in halves: 2, 2.5, -1.
func readDays(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	var n int64
	whole, half, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if _, err := fmt.Sscanf(whole+"\n", "%d\n", &n); err != nil || half != "" && half != "5" && half != "0" || n > 1000 {
		return 0, fault.Field("days", s, "天数以半天为单位，如 2、2.5、-1。")
	}
	n *= 2
	if half == "5" {
		n++
	}
	if strings.HasPrefix(s, "-") {
		n = -n
	}
	return n, nil
}

func (r *Room) balancePage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	of, err := year(q, r.Door.Today())
	if err != nil && failed == nil {
		return web.Answer{}, err
	}
	if of == 0 {
		of = r.Door.Today().Year
	}
	var person int64 // 0: the actor's own
	if s := q.Values().Get("person"); s != "" {
		if person, err = strconv.ParseInt(s, 10, 64); err != nil {
			return web.Answer{}, fault.Field("person", s, "人员编号“"+s+"”不是数字，请从考勤页面进入。")
		}
	}
	a, err := r.Affairs(q.Context(), who, person, of)
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: a.Name + " " + itoa(of) + " 年假期台账", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}, Actions: []ui.Button{
		{Label: itoa(of - 1), URL: q.URLWith("year", itoa(of-1))}, {Label: itoa(of + 1), URL: q.URLWith("year", itoa(of+1))}}}}
	for _, w := range a.Totals.Warnings {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: w})
	}
	for _, b := range a.Balance {
		p.Stats = append(p.Stats, ui.Stat{Label: KindLabel(b.Kind) + "余额", Value: DaysText(b.Left), Note: "应休 " + DaysText(b.Granted) + "，已用 " + DaysText(b.Used) + reserved(b)})
	}
	t := ui.Table{Caption: "假期台账", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "假期"}, {Label: "事项"}, {Label: "天数", Numeric: true}, {Label: "余额", Numeric: true}, {Label: "说明和依据", Wide: true}},
		Empty: ui.Empty{Title: "还没有台账记录", Text: "每次授予、使用、抵扣、结转、作废和更正都记一行，只增不改。"}}
	sum := map[string]int64{}
	for _, l := range a.Lines {
		sum[l.Kind] += l.Halves
		say := ui.Cell{Text: l.Say, Sub: r.cite(l)}
		if table, id := act.SubjectOf(l.Subject); table == "attendance_leave" {
			say.URL = leaveURL(id)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: dayOf(l.MadeAt).String()}, {Text: KindLabel(l.Kind)}, {Text: l.Label()}, {Text: DaysText(l.Halves)}, {Text: DaysText(sum[l.Kind])}, say}})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "逐笔", Table: &t})
	if who.May(Keep) {
		people, err := r.people(q)
		if err != nil {
			return web.Answer{}, err
		}
		people[0].Label = "请选择"
		f := &ui.Form{Action: "/attendance/balance", Method: "get"}
		f.Set("person", fmt.Sprint(a.Person))
		f.Set("year", itoa(of))
		p.Filter = &ui.Filters{Form: f, Add: []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: people}, {Form: f, Name: "year", Label: "年度", Code: true}}}
		c := q.FormFor("/attendance/balance", failed)
		c.ID, c.Wide = "change", true
		c.Set("person", fmt.Sprint(a.Person))
		c.Set("year", itoa(of))
		c.Set("kind", annual)
		p.Parts = append(p.Parts, ui.Part{Title: "登记变动", Hint: "结转、作废用于上年余额；丧失须先核实；更正可增可减，用于补登和授予探亲假。", Form: c, Fields: []ui.Field{
			{Form: c, Name: "person", Label: "人员", Kind: ui.Select, Options: people, Half: true}, {Form: c, Name: "year", Label: "年度", Half: true, Code: true},
			{Form: c, Name: "kind", Label: "假期", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: annual, Label: "年休假"}, {Value: homeVisit, Label: "探亲假"}}},
			{Form: c, Name: "what", Label: "办理", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: lineCarry, Label: "结转到下一年"}, {Value: lineLapse, Label: "余额作废"}, {Value: lineForfeit, Label: "丧失年休假"}, {Value: lineCorrection, Label: "更正"}}},
			{Form: c, Name: "days", Label: "更正的天数", Optional: true, Half: true, Code: true, Hint: "如 2.5 或 -1，只用于更正。"},
			{Form: c, Name: "why", Label: "理由", Kind: ui.Area, Rows: 2, Max: mostFound}}, Buttons: []ui.Button{{Label: "登记变动"}}})
	}
	return q.Desk("假期台账", ui.ListPage(p))
}

// cite is the ground of a line as people cite it.
func (r *Room) cite(l Line) string {
	if c, ok := r.Rules.Base.Card(l.Clause); ok {
		return "依据 " + c.Locator + "“" + c.Label + "”"
	}
	return "依据 " + string(l.Clause)
}

func (r *Room) balanceChange(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[balanceInput](q)
	if err == nil {
		var halves int64
		if halves, err = readDays(in.Days); err == nil {
			_, err = r.ChangeBalance(org.Context(q), org.Actor(q), Change{Person: in.Person, Kind: in.Kind, Year: in.Year, What: in.What, Halves: halves, Why: in.Why})
		}
	}
	if err != nil {
		return r.balancePage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/attendance/balance?person=%d&year=%d", in.Person, in.Year)).Say(ui.OK, "已记入台账。"), nil
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	late, lacking, err := r.Overdue(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	near, err := r.Near(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Register(q.Context(), who, q.Values().Get("state"))
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Head: ui.Head{Title: "假条登记", Actions: []ui.Button{{Label: "缺勤核实", URL: "/attendance/absences"}, {Label: "考勤表", URL: "/attendance/sheet"}, {Label: "代为请假", URL: "/attendance/leave/new"}}}}
	for _, w := range near {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: w})
	}
	all := ui.Table{Caption: "假条登记", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "姓名"}, {Label: "类别和时间", Wide: true}, {Label: "天数", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有符合条件的假条"}}
	for _, l := range list {
		row := leaveRow(l)
		row.Cells = append(row.Cells[:1], append([]ui.Cell{{Text: l.Name, Sub: l.UnitName}}, row.Cells[1:]...)...)
		all.Rows = append(all.Rows, row)
	}
	back := ui.Table{Caption: "未销假", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "姓名", Wide: true}, {Label: "应返岗"}}, Empty: ui.Empty{Title: "没有逾期未销的假"}}
	for _, l := range late {
		back.Rows = append(back.Rows, ui.Row{URL: l.URL, Cells: []ui.Cell{{Text: l.Number, URL: l.URL}, {Text: l.Name, Sub: l.UnitName}, {Text: l.Ended.Chinese()}}})
	}
	papers := ui.Table{Caption: "欠件", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "姓名", Wide: true}, {Label: "欠件"}}, Empty: ui.Empty{Title: "没有欠件"}}
	for _, l := range lacking {
		papers.Rows = append(papers.Rows, ui.Row{URL: leaveURL(l.ID), Cells: []ui.Cell{{Text: l.Number, URL: leaveURL(l.ID)}, {Text: l.Name, Sub: l.UnitName}, {Text: proofLabels[HospitalCertificate]}}})
	}
	for _, x := range []struct{ state, text string }{{"", "全部"}, {Running, "办理中"}, {Agreed, "待备案"}, {Closed, "已办结"}} {
		p.Tabs = append(p.Tabs, ui.Tab{Text: x.text, URL: "/attendance/register?state=" + x.state, Count: -1, Current: q.Values().Get("state") == x.state})
	}
	p.Parts = []ui.Part{{Title: "假条", Table: &all}, {Title: "逾期未销假", Table: &back}, {Title: "欠诊断证明", Table: &papers}}
	return q.Desk("假条登记", ui.ListPage(p))
}
