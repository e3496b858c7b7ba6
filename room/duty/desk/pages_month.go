package desk

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

func (r *Room) month(q *web.Request) (Month, error) {
	today := r.Door.Today()
	year, month := today.Year, today.Month
	if s := q.Values().Get("month"); s != "" {
		t, err := time.ParseInLocation("2006-01", s, civil.Shanghai)
		if err != nil {
			return Month{}, fault.Field("month", s, "月份请写成年-月，如 2026-03。")
		}
		year, month = t.Year(), t.Month()
	}
	return r.MonthOf(q.Context(), org.Actor(q), year, month)
}

func (r *Room) monthPage(q *web.Request) (web.Answer, error) {
	m, err := r.month(q)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "值班月报", Columns: []ui.Column{{Label: "项目", Wide: true}, {Label: "数量", Numeric: true}, {Label: "单位"}}}
	row := func(x Figure, label string) {
		tags := []ui.Tag(nil)
		if x.Bad && x.N > 0 {
			tags = []ui.Tag{{Text: "需核查", Tone: ui.Bad}}
		}
		t.Rows = append(t.Rows, ui.Row{URL: x.URL, Cells: []ui.Cell{{Text: label, URL: x.URL, Tags: tags}, {Text: fmt.Sprint(x.N)}, {Text: x.Unit}}})
	}
	for _, x := range m.Figures {
		row(x, x.Label)
		if x.Label == kindLabels[Citizen] {
			for _, c := range m.Citizens {
				row(c, "其中："+c.Label)
			}
		}
	}
	key := func(y int, mo time.Month) string { return fmt.Sprintf("%d-%02d", y, mo) }
	before := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, civil.Shanghai).AddDate(0, -1, 0)
	p := ui.Listing{Head: ui.Head{Title: m.Name() + "值班月报", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}, Actions: []ui.Button{{Label: "上月", URL: "/duty/monthly?month=" + key(before.Year(), before.Month())}, {Label: "打印", URL: "/duty/monthly/report.pdf?month=" + key(m.Year, m.Month), Key: "p"}}},
		Parts: []ui.Part{{Hint: "由值班记录统计得出，不另行填报；每个数字点开是明细。原文没有列出报表，这是解释。", Table: &t}}}
	if m.Zero {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.OK, Text: "本月没有突发事件，零报告。"})
	}
	if m.Running {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "这个月还没有过完，数字到现在为止。"})
	}
	return q.Desk("值班月报", ui.ListPage(p))
}

func (r *Room) monthPDF(q *web.Request) (web.Answer, error) {
	m, err := r.month(q)
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf(m.Name()+"值班月报", func(w *bytes.Buffer) error { return r.PrintMonth(m, w) })
}

func (r *Room) inspectionsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	from, until, err := r.span(q)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Inspections(q.Context(), who, from, until)
	if err != nil {
		return web.Answer{}, err
	}
	f := &forms{q: q, failed: failed}
	t := ui.Table{Caption: "查岗", Columns: []ui.Column{{Label: "时间"}, {Label: "在班"}, {Label: "发现的问题", Wide: true, Wrap: true}, {Label: "查岗人"}}, Empty: ui.Empty{Title: "这段时间没有查岗记录"}}
	sources := []ui.Option{{}}
	for _, x := range list {
		var found []string
		for _, w := range x.Found() {
			found = append(found, FindingLabel(w))
		}
		cell := ui.Cell{Text: "没有发现问题", Sub: x.Words}
		if len(found) > 0 {
			cell.Text = strings.Join(found, "；")
		}
		name := x.Person
		if name == "" {
			name = "无人"
		}
		t.Rows = append(t.Rows, ui.Row{Strong: len(found) > 0, Cells: []ui.Cell{{Text: stamp(x.At)}, {Text: name}, cell, {Text: x.MadeName}}})
		sources = append(sources, ui.Option{Value: fmt.Sprint(x.ID), Label: stamp(x.At) + "　" + name + "　" + cell.Text})
	}
	p := ui.Listing{Head: ui.Head{Title: "查岗", Crumbs: []ui.Link{{Text: "值班台", URL: "/duty/desk"}}}, Filter: spanFilter(q, "/duty/inspections"), Parts: []ui.Part{{Hint: "饮酒、娱乐、会客、电话占用等以查岗登记为准，系统不作判断。", Table: &t}}}
	if s.inspects(who) {
		var looks []ui.Option
		for _, x := range findings {
			looks = append(looks, ui.Option{Value: x.word, Label: x.label})
		}
		p.Parts = append(p.Parts, f.part("登记查岗", "", "inspect", "/duty/inspections", ui.Button{Label: "登记"}, r.presently("at"), append(when("at", "日期", false), ui.Field{Name: "findings", Label: "发现的问题", Kind: ui.Checks, Options: looks, Optional: true}, ui.Field{Name: "words", Label: "情况", Kind: ui.Area, Rows: 2, Optional: true, Max: mostText})...))
	}
	if who.May(Lead) {
		if err := r.liableParts(q, s, f, &p, sources); err != nil {
			return web.Answer{}, err
		}
	}
	a, err := q.Desk("查岗", ui.ListPage(p))
	return f.answer(a, err)
}

// liableParts are the decisions on failures, for leaders.
func (r *Room) liableParts(q *web.Request, s *scene, f *forms, p *ui.Listing, sources []ui.Option) error {
	list, err := r.Liabilities(q.Context(), org.Actor(q))
	if err != nil {
		return err
	}
	t := ui.Table{Caption: "追责", Columns: []ui.Column{{Label: "责任人"}, {Label: "事实", Wide: true, Wrap: true}, {Label: "决定", Wrap: true}, {Label: "日期"}}, Empty: ui.Empty{Title: "没有追责记录"}}
	for _, x := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Person, Sub: liabilityLabels[x.Kind]}, {Text: x.Facts, Sub: "依据：" + x.Ground}, {Text: x.Decision}, {Text: x.DecidedOn.String()}}})
	}
	p.Parts = append(p.Parts, ui.Part{Title: "追责", Table: &t})
	var people []ui.Option
	for _, x := range s.chart.Staff() {
		people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name})
	}
	cases, err := r.Incidents(q.Context(), org.Actor(q), "", 0, 0)
	if err != nil {
		return err
	}
	of := []ui.Option{{}}
	for _, v := range cases {
		of = append(of, ui.Option{Value: fmt.Sprint(v.ID), Label: v.Number + "　" + short(v.Title)})
	}
	p.Parts = append(p.Parts, f.part("登记追责", "写明出自哪一次查岗或者哪一件突发事件，选一项。", "liable", "/duty/liabilities", ui.Button{Label: "登记"}, map[string]string{"decided_on": r.Door.Today().String(), "kind": OffPost}, ui.Field{Name: "kind", Label: "哪一种", Kind: ui.Select, Options: []ui.Option{{Value: OffPost, Label: liabilityLabels[OffPost]}, {Value: Neglect, Label: liabilityLabels[Neglect]}}, Half: true},
		ui.Field{Name: "person", Label: "责任人", Kind: ui.Select, Options: people, Half: true}, ui.Field{Name: "inspection", Label: "出自查岗", Kind: ui.Select, Options: sources, Half: true, Optional: true}, ui.Field{Name: "incident", Label: "出自突发事件", Kind: ui.Select, Options: of, Half: true, Optional: true},
		ui.Field{Name: "facts", Label: "事实", Kind: ui.Area, Rows: 2, Max: mostText}, ui.Field{Name: "ground", Label: "依据的规定", Half: true, Max: mostLine}, ui.Field{Name: "decided_on", Label: "决定日期", Kind: ui.Date, Half: true}, ui.Field{Name: "decision", Label: "处理决定", Kind: ui.Area, Rows: 2, Max: mostText}))
	return nil
}

func (r *Room) inspectPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		At       civil.Date `form:"at" label:"日期"`
		Hour     string     `form:"at_hour" label:"时间"`
		Findings []string   `form:"findings" label:"问题"`
		Words    string     `form:"words" label:"情况" max:"4000"`
	}](q)
	x := InspectionInput{Findings: in.Findings, Words: in.Words}
	if err == nil {
		x.At, err = Moment(in.At, in.Hour, "at_hour")
	}
	if err == nil {
		_, err = r.Inspect(org.Context(q), org.Actor(q), x)
	}
	if err != nil {
		return r.inspectionsPage(q, err)
	}
	return web.Redirect("/duty/inspections").Say(ui.OK, "已登记查岗。"), nil
}

func (r *Room) liablePage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[struct {
		Kind       string     `form:"kind" label:"哪一种"`
		Person     int64      `form:"person" label:"责任人"`
		Inspection int64      `form:"inspection" label:"查岗"`
		Incident   int64      `form:"incident" label:"突发事件"`
		Facts      string     `form:"facts" label:"事实" max:"4000"`
		Ground     string     `form:"ground" label:"依据"`
		Decision   string     `form:"decision" label:"决定" max:"4000"`
		DecidedOn  civil.Date `form:"decided_on" label:"日期"`
	}](q)
	if err == nil {
		_, err = r.HoldLiable(org.Context(q), org.Actor(q), LiabilityInput{Kind: in.Kind, Person: in.Person, Inspection: in.Inspection, Incident: in.Incident, Facts: in.Facts, Ground: in.Ground, Decision: in.Decision, DecidedOn: in.DecidedOn})
	}
	if err != nil {
		return r.inspectionsPage(q, err)
	}
	return web.Redirect("/duty/inspections").Say(ui.OK, "已登记追责。"), nil
}
