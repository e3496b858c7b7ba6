package report

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type emergencyInput struct {
	Title string     `form:"title" label:"什么事" max:"120" need:"请写明是什么事。"`
	On    civil.Date `form:"on" label:"处置日期" need:"请填写处置日期。"`
	At    string     `form:"at" label:"时间" max:"10" need:"请填写时间。"`
	Words string     `form:"words" label:"怎样处置" max:"4000" need:"请写明怎样处置的。"`
	Why   string     `form:"why" label:"为什么来不及请示" max:"200" need:"请写明为什么来不及请示。"`
}

func (r *Room) emergencyForm(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor("/reports/emergency", failed)
	f.Wide = true
	r.setNow(f, "on", "at")
	p := ui.Listing{Head: ui.Head{Title: "先行处置登记", Crumbs: []ui.Link{{Text: "请示报告", URL: "/reports"}}},
		Notices: []ui.Notice{{Tone: ui.Info, Text: "情况紧急来不及请示的，先妥善处置，随后及时报告。登记以后列入您的待办，到期没有补报的算逾期。"}},
		Parts: []ui.Part{{Form: f, Fields: []ui.Field{{Form: f, Name: "title", Label: "什么事", Max: mostTitle}, {Form: f, Name: "on", Label: "处置日期", Kind: ui.Date, Half: true},
			{Form: f, Name: "at", Label: "时间", Half: true, Hint: "如 20:30。"}, {Form: f, Name: "words", Label: "怎样处置", Kind: ui.Area, Rows: 4, Max: mostText},
			{Form: f, Name: "why", Label: "为什么来不及请示", Max: 200}}, Buttons: []ui.Button{{Label: "登记", Look: "primary", Save: true}}}}}
	return q.Desk("先行处置登记", ui.ListPage(p))
}

func (r *Room) emergencySend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[emergencyInput](q)
	var at int64
	if err == nil {
		at, err = moment(in.On, in.At, "at")
	}
	var done Sent
	if err == nil {
		done, err = r.Handle(org.Context(q), org.Actor(q), Emergency{Title: in.Title, At: at, Words: in.Words, Why: in.Why})
	}
	if err != nil {
		return r.emergencyForm(q, err)
	}
	return web.Redirect(matterURL(done.ID)).Say(ui.OK, "已登记 "+done.Number+"，请及时补报。"), nil
}

type assignInput struct {
	Giver   int64      `form:"giver" label:"交办领导" need:"请选择交办的领导。"`
	What    string     `form:"what" label:"交办事项" max:"500" need:"请写明交办的是什么事。"`
	GivenOn civil.Date `form:"given_on" label:"交办日期" need:"请填写交办日期。"`
	Due     civil.Date `form:"due" label:"完成期限"`
}

// assignmentsPage lists assignments from above and takes new ones; duty names the
// word whose form was refused, 0 the form of the assignment.
func (r *Room) assignmentsPage(q *web.Request, duty int64, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Assignments(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	me, err := s.self(who)
	if err != nil {
		return web.Answer{}, err
	}
	today := r.Door.Today()
	t := ui.Table{Caption: "越级交办", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "交办事项", Wide: true}, {Label: "承办人"}, {Label: "交办日期", Minor: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "没有登记过越级交办"}}
	var forms []ui.Part
	for _, a := range list {
		tag, sub := ui.Tag{Text: "上一级直接交办", Tone: ui.Mute}, a.Giver+"交办"
		if !a.Due.IsZero() {
			sub += "，最迟" + a.Due.Chinese() + "完成"
		}
		if d := a.Duty; d != nil {
			sub += "，报告" + a.Told
			switch st := d.State(today); {
			case st.Overdue:
				tag = ui.Tag{Text: fmt.Sprintf("报告逾期 %d 天", today.Sub(d.Due)), Tone: ui.Bad}
			case st.Open:
				tag = ui.Tag{Text: "最迟 " + d.Due.String() + " 报告", Tone: ui.Warn}
			default:
				tag = ui.Tag{Text: d.DoneOn.String() + " 已报告", Tone: ui.OK}
				sub += "：" + d.Result
			}
			if st := d.State(today); st.Open && d.Login == who.Login {
				f := q.FormFor(d.form(), nil)
				if duty == d.ID {
					f = q.FormFor(f.Action, failed)
				}
				f.ID = fmt.Sprintf("duty%d", d.ID)
				forms = append(forms, dutyPart(*d, f))
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: a.Number}, {Text: a.What, Sub: sub}, {Text: a.Name}, {Text: a.GivenOn.String()}, {Tags: []ui.Tag{tag}}}})
	}
	f := q.FormFor("/reports/assignments", nil)
	if duty == 0 {
		f = q.FormFor("/reports/assignments", failed)
	}
	f.Wide, f.ID = true, "assign"
	f.Set("given_on", today.String())
	leaders := []ui.Option{{Value: "", Label: "请选择"}}
	for _, p := range s.chart.Staff() {
		if m, ok := s.member(p.ID); ok && height(m.role) > height(me.role) {
			leaders = append(leaders, ui.Option{Value: fmt.Sprint(p.ID), Label: p.Name})
		}
	}
	p := ui.Listing{Head: ui.Head{Title: "越级交办登记", Crumbs: []ui.Link{{Text: "请示报告", URL: "/reports"}}}}
	p.Parts = append(forms, ui.Part{Title: "交办事项", Table: &t})
	if len(leaders) > 1 {
		p.Parts = append(p.Parts, ui.Part{Title: "登记交办", Hint: "上级领导越过直接领导交办的，登记后直接领导和分管领导随即可以看到，并列入您的待办：边办理边报告。", Form: f, Fields: []ui.Field{
			{Form: f, Name: "giver", Label: "交办领导", Kind: ui.Select, Options: leaders, Half: true}, {Form: f, Name: "given_on", Label: "交办日期", Kind: ui.Date, Half: true},
			{Form: f, Name: "what", Label: "交办事项", Kind: ui.Area, Rows: 3, Max: 500}, {Form: f, Name: "due", Label: "完成期限", Kind: ui.Date, Optional: true, Half: true}}, Buttons: []ui.Button{{Label: "登记交办"}}})
	}
	return q.Desk("越级交办登记", ui.ListPage(p))
}

func (r *Room) assignSend(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[assignInput](q)
	var a Assignment
	if err == nil {
		a, err = r.Assign(org.Context(q), org.Actor(q), NewAssignment(in))
	}
	if err != nil {
		return r.assignmentsPage(q, 0, err)
	}
	say := "已登记 " + a.Number + "。"
	if a.Told != "" {
		say += a.Told + "可以看到，请边办理边报告。"
	}
	return web.Redirect("/reports/assignments").Say(ui.OK, say), nil
}

// conditions reads the filters of the register from the address.
func conditions(q *web.Request) (Conditions, error) {
	g := q.Values().Get
	c := Conditions{Kind: g("kind"), State: g("state"), Unit: g("unit"), Urgency: g("urgency"), Words: db.Trimmed(g("words")), Skipped: g("skipped") != "", Emergency: g("emergency") != "", Mine: g("mine") != ""}
	if s := g("year"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1990 || n > 2200 {
			return c, fault.Field("year", s, "年度应为四位数字，如 2026。")
		}
		c.Year = n
	}
	return c, nil
}

var stateWords = []ui.Option{{Value: "", Label: "全部"}, {Value: Running, Label: "未批复"}, {Value: Returned, Label: "退回补正"}, {Value: Handled, Label: "待补报"}, {Value: Answered, Label: "落实中"},
	{Value: Closed, Label: "已办结"}, {Value: Refused, Label: "未获同意"}, {Value: Withdrawn, Label: "已撤回"}}

func wordOf(list []ui.Option, value string) string {
	i := slices.IndexFunc(list, func(o ui.Option) bool { return o.Value == value })
	if i < 0 {
		return value
	}
	return list[i].Label
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	c, err := conditions(q)
	if err != nil {
		return web.Answer{}, err
	}
	lines, err := r.Register(q.Context(), org.Actor(q), c)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Org.Units(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	units := []ui.Option{{Value: "", Label: "全部"}}
	for _, u := range list {
		units = append(units, ui.Option{Value: u.Code, Label: u.Name})
	}
	kinds := []ui.Option{{Value: "", Label: "全部"}, {Value: Request, Label: "请示"}, {Value: Report, Label: "报告"}}
	urgencies := []ui.Option{{Value: "", Label: "全部"}, {Value: Normal, Label: "一般"}, {Value: Pressing, Label: "急件"}, {Value: Critical, Label: "特急"}}
	f := q.FormFor("/reports/register", nil)
	f.Method, f.Wide = "get", true
	filters := ui.Filters{Form: f, Count: fmt.Sprintf("共 %s 件", ui.Thousands(len(lines)))}
	if len(lines) == mostListed {
		filters.Count = fmt.Sprintf("只列出最近 %d 件，请加条件", mostListed)
	}
	for _, x := range []struct {
		name, label string
		options     []ui.Option
	}{{"kind", "类别", kinds}, {"state", "状态", stateWords}, {"unit", "科室", units}, {"urgency", "紧急程度", urgencies}, {"year", "年度", nil}, {"words", "题名含", nil}} {
		v := q.Values().Get(x.name)
		f.Set(x.name, v)
		if v != "" {
			filters.Chips = append(filters.Chips, ui.Chip{Label: x.label, Value: wordOf(x.options, v), Remove: q.URLWith(x.name, "")})
		}
		field := ui.Field{Name: x.name, Label: x.label, Optional: true, Half: true}
		if x.options != nil {
			field.Kind, field.Options = ui.Select, x.options
		}
		filters.Add = append(filters.Add, field)
	}
	for _, x := range []struct{ name, label string }{{"skipped", "越级的"}, {"emergency", "先行处置的"}, {"mine", "我提交的"}} {
		if q.Values().Get(x.name) != "" {
			filters.Chips = append(filters.Chips, ui.Chip{Label: "只看", Value: x.label, Remove: q.URLWith(x.name, "")})
			f.Set(x.name, "1")
		}
		filters.Add = append(filters.Add, ui.Field{Name: x.name, Label: "只看" + x.label, Kind: ui.Check, Optional: true, Half: true})
	}
	t := ui.Table{Caption: "请示报告登记簿", Columns: matterListColumns, Empty: ui.Empty{Title: "没有符合条件的请示报告"}}
	for _, l := range lines {
		t.Rows = append(t.Rows, lineRow(l))
	}
	query := ""
	if q.URL.RawQuery != "" {
		query = "?" + q.URL.RawQuery
	}
	p := ui.Listing{Head: ui.Head{Title: "请示报告登记簿", Actions: []ui.Button{{Label: "打印", URL: "/reports/register/list.pdf" + query}, {Label: "导出表格", URL: "/reports/register/list.xlsx" + query}}}, Filter: &filters, Parts: []ui.Part{{Table: &t}}}
	if r.keepsRegister(org.Actor(q)) {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "办公室保管登记簿：不经您办理的件只显示编号、科室、题名和状态。"})
	}
	return q.Desk("请示报告登记簿", ui.ListPage(p))
}

var registerTitles = []string{"编号", "类别", "题名", "报送人", "科室", "主送", "提交日期", "批复日期", "状态", "未办结"}

func (r *Room) registerRows(q *web.Request) ([][]string, error) {
	c, err := conditions(q)
	if err != nil {
		return nil, err
	}
	lines, err := r.Register(q.Context(), org.Actor(q), c)
	var out [][]string
	for _, l := range lines {
		row := []string{l.Number, KindLabel(l.Kind), l.Title, l.Name, l.UnitName, "", "", "", l.StateLabel(), ""}
		if l.Whole && l.Addressee != "" {
			row[5] = flow.Who(l.Addressee).Label()
		}
		for i, at := range map[int]int64{6: l.SubmittedAt, 7: l.AnsweredAt} {
			if at != 0 {
				row[i] = dayOf(at).String()
			}
		}
		if l.Open > 0 {
			row[9] = fmt.Sprintf("%d 项", l.Open)
			if l.Late > 0 {
				row[9] += fmt.Sprintf("，逾期 %d 项", l.Late)
			}
		}
		out = append(out, row)
	}
	return out, err
}

func (r *Room) registerXLSX(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	var columns []sheet.Column
	for i, h := range registerTitles {
		columns = append(columns, sheet.Column{Title: h, Width: []float64{14, 6, 44, 14, 16, 12, 12, 12, 20, 16}[i], Wrap: i == 2})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, "请示报告登记簿", columns)
	if err != nil {
		return web.Answer{}, err
	}
	for _, row := range rows {
		if err := x.Write(row); err != nil {
			return web.Answer{}, err
		}
	}
	if err := x.Close(); err != nil {
		return web.Answer{}, err
	}
	return web.File("请示报告登记簿 "+r.Door.Today().String()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (r *Room) registerPDF(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	today := r.Door.Today()
	title := r.Rules.Base.Bureau + "请示报告登记簿"
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Date: time.Date(today.Year, today.Month, today.Day, 0, 0, 0, 0, civil.Shanghai)})
	if err != nil {
		return web.Answer{}, err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 15, Bottom: 18, Left: 15}, Foot: func(p *print.Page, no, of int) {
		p.Text(p.Size.W/2, p.Size.H-9, print.PageOf(no, of)+"　打印 "+today.String(), print.Style{Size: 8, Align: print.Center, Color: print.Grey})
	}})
	f.Heading(title, print.Style{Size: 16, Align: print.Center})
	f.Skip(3)
	t := print.Table{Body: print.Style{Size: 9, LineHeight: 1.3}, Head: print.Style{Size: 9, Bold: true, Align: print.Center}}
	for i, h := range registerTitles {
		t.Columns = append(t.Columns, print.Column{Title: h, Width: []float64{27, 13, 72, 25, 27, 21, 21, 21, 26, 14}[i]})
	}
	f.Table(t, slices.Values(rows))
	if len(rows) == 0 {
		f.Para("没有符合条件的请示报告。", print.Style{Size: 10})
	}
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		return web.Answer{}, err
	}
	return web.File("请示报告登记簿 "+strings.ReplaceAll(today.String(), "-", "")+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}
