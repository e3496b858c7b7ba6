package logistics

import (
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func reportURL(year int) string { return fmt.Sprintf("%s/report?year=%d", home, year) }

// reportPage is the yearly report: the clock, what is missing, the forms, and what can
// be done next.
func (r *Room) reportPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearAsked(q, r.Door.Today().Year-1)
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	s, x, err := r.Statement(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	fixes, err := r.CorrectionsOf(q.Context(), rd, year)
	if err != nil {
		return web.Answer{}, err
	}
	notice, err := r.ground(q, law.LogisticsYearlyReport)
	if err != nil {
		return web.Answer{}, err
	}
	head := ui.Head{Title: reportTitle(year), Crumbs: energyCrumbs, Actions: []ui.Button{{Label: "打印年报", URL: fmt.Sprintf("%s/report.pdf?year=%d", home, year)}, {Label: "导出表格", URL: fmt.Sprintf("%s/report.xlsx?year=%d", home, year)}}}
	stats, notices := r.clock(year, x, s), []ui.Notice{notice}
	var before []ui.Part
	if x == nil {
		before = append(before, findingsPart(s))
	} else {
		before = append(before, frozenPart(x, fixes))
	}
	before = append(before, basePart(s.Base), monthsPart(s), coalPart(s), indicatorsPart(s))
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		if err := r.reportForms(q, p, year, s, x); err != nil {
			return web.Answer{}, err
		}
	}
	if failed != nil && !p.shown {
		return web.Answer{}, failed
	}
	return q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Tabs: r.reportTabs(year), Stats: stats, Parts: append(before, p.list...)}))
}

// reportTabs are the years whose report matters, the running one last.
func (r *Room) reportTabs(year int) []ui.Tab {
	var out []ui.Tab
	this := r.Door.Today().Year
	for _, y := range []int{this - 1, this - 2, this} {
		text := fmt.Sprintf("%d年", y)
		if y == this {
			text += "（进行中）"
		}
		out = append(out, ui.Tab{Text: text, URL: reportURL(y), Count: -1, Current: y == year})
	}
	return out
}

// clock is how the report stands against its day.
func (r *Room) clock(year int, x *Report, s energy.Statement) []ui.Stat {
	state, due, label := "未定格", "—", "报送期限"
	if x != nil {
		state = "已定格"
		if !x.SentOn.IsZero() {
			state = "已报送"
		}
	}
	if on, ok := DueOn(r.Rules.Base, year); ok {
		d := ui.Deadline{Due: time.Date(on.Year, on.Month, on.Day, 23, 59, 0, 0, civil.Shanghai), Now: r.Door.Today().Time(), Done: x != nil && !x.SentOn.IsZero()}
		label = on.Chinese() + "前报送"
		if due, _ = d.Words(); d.Done {
			due = x.SentOn.String()
		}
	}
	stops := 0
	for _, f := range s.Findings {
		if f.Stops {
			stops++
		}
	}
	out := []ui.Stat{{Label: label, Value: due}, {Label: "状态", Value: state}, {Label: "综合能耗（千克标准煤）", Value: rate(s.Coal, 0)}}
	if x == nil {
		out = append(out, ui.Stat{Label: "定格前要补的", Value: fmt.Sprintf("%d 项", stops)})
	}
	return out
}

func findingsPart(s energy.Statement) ui.Part {
	t := ui.Table{Caption: "核对", Columns: []ui.Column{{Label: "情况", Wide: true, Wrap: true}, {Label: "处理"}}, Empty: ui.Empty{Title: "没有缺漏", Text: "读数、账单和基本信息齐全，可以定格。"}}
	for _, f := range s.Findings {
		tag := ui.Tag{Text: "提醒", Tone: ui.Info}
		switch {
		case f.Stops && f.Key != "":
			tag = ui.Tag{Text: "待说明", Tone: ui.Warn}
		case f.Stops:
			tag = ui.Tag{Text: "要补", Tone: ui.Bad}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Say}, {Tags: []ui.Tag{tag}}}})
	}
	return ui.Part{Title: "核对", Hint: "缺口照实列出，不估算、不填补。", Table: &t}
}

func frozenPart(x *Report, fixes []Correction) ui.Part {
	pairs := []ui.Pair{{Key: "定格", Text: dayOf(x.FrozenAt).Chinese() + "，" + x.FrozenName}, {Key: "数字摘要", Text: x.Digest, Code: true, Wide: true}}
	if !x.SentOn.IsZero() {
		pairs = append(pairs, ui.Pair{Key: "报送", Text: x.SentOn.Chinese() + "，" + x.SentTo + "，" + x.SentHow, Wide: true})
	}
	t := ui.Table{Caption: "更正", Columns: []ui.Column{{Label: "编号", Code: true}, {Label: "更正", Wide: true, Wrap: true}, {Label: "理由", Wrap: true}, {Label: "谁"}}, Empty: ui.Empty{Title: "没有更正"}}
	for _, c := range fixes {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Number()}, {Text: c.Words()}, {Text: c.Reason}, {Text: c.MadeName, Sub: dayOf(c.MadeAt).String()}}})
	}
	return ui.Part{Title: "定格、报送和更正", Pairs: pairs, Table: &t}
}

func basePart(b energy.Base) ui.Part {
	none := func(n int64) string {
		if n == 0 {
			return "未填"
		}
		return fmt.Sprint(n)
	}
	area := "未填"
	if b.Area > 0 {
		area = energy.Thousandths(b.Area) + " 平方米"
	}
	return ui.Part{Title: "单位基本信息", Pairs: []ui.Pair{{Key: "建筑面积", Text: area}, {Key: "用能人数", Text: none(b.People)}, {Key: "编制人数", Text: none(b.Posts)}, {Key: "车辆", Text: fmt.Sprint(b.Vehicles)}}}
}

func monthsPart(s energy.Statement) ui.Part {
	t := ui.Table{Caption: "能源资源消费状况", Columns: []ui.Column{{Label: "品种", Pinned: true}}, Empty: ui.Empty{Title: "这一年没有用量"}}
	for m := 1; m <= 12; m++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d月", m), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "全年", Numeric: true})
	for _, l := range s.Lines {
		cells := []ui.Cell{{Text: l.Carrier.Label(), Sub: l.Carrier.Unit()}}
		for _, m := range l.Months {
			c := shownCell(m, l.Carrier)
			if m.Cost > 0 {
				c.Sub = energy.Yuan(m.Cost) + "元"
			}
			cells = append(cells, c)
		}
		sum := ui.Cell{Text: total(l.CarrierYear)}
		if l.Cost > 0 {
			sum.Sub = energy.Yuan(l.Cost) + "元"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, sum)})
	}
	return ui.Part{Title: "能源资源消费状况", Hint: "上一行是用量，下一行是费用。", Table: &t}
}

func coalPart(s energy.Statement) ui.Part {
	t := ui.Table{Caption: "折标准煤", Columns: []ui.Column{{Label: "品种"}, {Label: "全年用量", Numeric: true}, {Label: "系数", Wide: true, Wrap: true}, {Label: "折标准煤（千克）", Numeric: true}, {Label: "上年用量", Numeric: true, Minor: true}, {Label: "比上年", Numeric: true}, {Label: "费用（元）", Numeric: true, Minor: true}}}
	for _, row := range coalRows(s) {
		var cells []ui.Cell
		for _, c := range row {
			cells = append(cells, ui.Cell{Text: c})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return ui.Part{Title: "折标准煤和比较", Hint: "全年用年末有效的系数；上年用量按同一系数折算。", Table: &t}
}

func indicatorsPart(s energy.Statement) ui.Part {
	t := ui.Table{Caption: "指标", Columns: []ui.Column{{Label: "指标", Wide: true}, {Label: "本年", Numeric: true}, {Label: "上年", Numeric: true, Minor: true}, {Label: "比上年", Numeric: true}, {Label: "定额和目标", Wrap: true}}}
	for i, m := range s.Measured {
		c := ui.Cell{Text: indicatorRows(s)[i][5]}
		for _, l := range m.Over() {
			tag := ui.Tag{Text: "未达目标", Tone: ui.Warn}
			if l.Quota {
				tag = ui.Tag{Text: "超定额", Tone: ui.Bad}
			}
			c.Tags = append(c.Tags, tag)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Indicator.Label(), Sub: m.Indicator.Unit()}, {Text: rate(m.Rate, 2)}, {Text: rate(m.Before, 2)}, {Text: m.Change.Words()}, c}})
	}
	return ui.Part{Title: "指标", Table: &t}
}

// reportForms are what the office can do with a report.
func (r *Room) reportForms(q *web.Request, p *parts, year int, s energy.Statement, x *Report) error {
	hidden := ui.Field{Name: "year", Kind: ui.Hidden}
	form := func(action, id string) *ui.Form {
		f := p.form(home+"/report/"+action, id)
		f.Set("year", fmt.Sprint(year))
		return f
	}
	if x != nil {
		if x.SentOn.IsZero() {
			f := form("send", "send")
			f.Set("on", r.Door.Today().String())
			p.add("登记报送", "打印、签字、报出以后登记。登记以后材料交档案室。", f, ui.Button{Label: "登记报送", Look: "primary"}, hidden,
				ui.Field{Name: "on", Label: "报送日期", Kind: ui.Date, Half: true}, ui.Field{Name: "to", Label: "报送给", Half: true, Max: mostLine}, ui.Field{Name: "how", Label: "报送方式", Half: true, Max: mostLine, List: []string{"纸质一式两份", "统计系统", "电子邮件和纸质"}})
		}
		p.add("更正", "定格的数字原样保留，更正另编号，年报按更正后的数字打印。选单位基本信息的，不选月份。", form("correct", "correct"), ui.Button{Label: "登记更正"}, hidden,
			ui.Field{Name: "carrier", Label: "哪一项", Kind: ui.Select, Options: fixOptions(s), Half: true}, ui.Field{Name: "month", Label: "月份", Kind: ui.Number, Optional: true, Half: true}, ui.Field{Name: "value", Label: "更正为", Half: true}, ui.Field{Name: "reason", Label: "理由", Half: true, Max: mostLine})
		return nil
	}
	b, known, err := r.BaseOf(q.Context(), r.Door.Reader(), year)
	if err != nil {
		return err
	}
	f := form("base", "base")
	if known {
		f.Set("area", energy.Thousandths(b.Area))
		f.Set("people", fmt.Sprint(b.People))
		f.Set("posts", fmt.Sprint(b.Posts))
		f.Set("vehicles", fmt.Sprint(b.Vehicles))
		f.Set("plan", b.Plan)
	}
	var explain []ui.Option
	for _, x := range s.Findings {
		if x.Key != "" {
			explain = append(explain, ui.Option{Value: x.Key, Label: short(x.Say)})
		}
	}
	if len(explain) > 0 {
		p.add("说明缺口和超定额", "写明为什么没有读数，或者为什么超过定额，随年报一并报送。", form("explain", "explain"), ui.Button{Label: "保存说明"}, hidden,
			ui.Field{Name: "about", Label: "哪一条", Kind: ui.Select, Options: explain}, ui.Field{Name: "words", Label: "说明", Kind: ui.Area, Rows: 3, Max: mostText})
	}
	if year < r.Door.Today().Year && !s.Stopped() {
		p.add("定格", "数字、系数和基本信息就此不变，以后只能编号更正。", form("freeze", "freeze"), ui.Button{Label: "定格年报", Look: "primary"}, hidden)
	}
	p.add("单位基本信息", "按年末的情况填。", f, ui.Button{Label: "保存基本信息"}, hidden,
		ui.Field{Name: "area", Label: "建筑面积（平方米）", Half: true}, ui.Field{Name: "people", Label: "用能人数", Kind: ui.Number, Half: true}, ui.Field{Name: "posts", Label: "编制人数", Kind: ui.Number, Half: true}, ui.Field{Name: "vehicles", Label: "车辆", Kind: ui.Number, Half: true},
		ui.Field{Name: "plan", Label: "节能目标和实施方案", Kind: ui.Area, Rows: 4, Max: mostText, Optional: true})
	var indicators []ui.Option
	for _, i := range energy.Indicators {
		indicators = append(indicators, ui.Option{Value: string(i), Label: i.Label() + "（" + i.Unit() + "）"})
	}
	p.add("定额和目标", "定额由机关事务管理部门核定，超过的要说明；目标由本单位定。", form("limit", "limit"), ui.Button{Label: "保存定额或者目标"}, hidden,
		ui.Field{Name: "indicator", Label: "指标", Kind: ui.Select, Options: indicators}, ui.Field{Name: "kind", Label: "是定额还是目标", Kind: ui.Select, Options: []ui.Option{{Value: "quota", Label: "定额"}, {Value: "target", Label: "目标"}}, Half: true}, ui.Field{Name: "most", Label: "数值", Half: true}, ui.Field{Name: "ground", Label: "依据", Max: mostLine, Hint: "哪个部门哪份文件，或者本单位哪次会议定的。"})
	return nil
}

// short bounds a choice of a select.
func short(s string) string {
	r := []rune(s)
	if len(r) <= 48 {
		return s
	}
	return string(r[:47]) + "…"
}

// fixOptions are what can be put right: "carrier:field".
func fixOptions(s energy.Statement) []ui.Option {
	var out []ui.Option
	for _, l := range s.Lines {
		out = append(out, ui.Option{Value: string(l.Carrier) + ":amount", Label: l.Carrier.Label() + "用量（" + l.Carrier.Unit() + "）"}, ui.Option{Value: string(l.Carrier) + ":cost", Label: l.Carrier.Label() + "费用（元）"})
	}
	for _, f := range []string{"area", "people", "posts", "vehicles"} {
		out = append(out, ui.Option{Value: ":" + f, Label: "单位基本信息：" + fieldLabels[f]})
	}
	return out
}
