package followup

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

var stateOptions = []ui.Option{{Value: "", Label: "全部"}, {Value: "running", Label: "没有办结"}, {Value: "late", Label: "逾期"}, {Value: Pending, Label: "办理中"}, {Value: Reported, Label: "待核实"}, {Value: Closed, Label: "已办结"}, {Value: Void, Label: "已撤销"}}

// conditions reads the filter of the register.
func conditions(q *web.Request) (Conditions, error) {
	v := q.Values()
	c := Conditions{State: v.Get("state"), Unit: v.Get("unit"), Source: v.Get("source"), Words: db.Trimmed(v.Get("words")), Mine: v.Get("mine") != ""}
	if !slices.ContainsFunc(stateOptions, func(o ui.Option) bool { return o.Value == c.State }) {
		return c, fault.Field("state", c.State, "没有这种状态，请从列表中选择。")
	}
	if s := v.Get("year"); s != "" {
		y, err := strconv.Atoi(s)
		if err != nil || y < 2000 || y > 2199 {
			return c, fault.Field("year", s, "年度请写成四位数字，如 2026。")
		}
		c.Year = y
	}
	if s := v.Get("meeting"); s != "" {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return c, fault.Field("meeting", s, "会议编号不对。")
		}
		c.Meeting = id
	}
	return c, nil
}

func (r *Room) registerPage(q *web.Request) (web.Answer, error) {
	c, err := conditions(q)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.Register(q.Context(), org.Actor(q), c)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	units := []ui.Option{{Value: "", Label: "全部"}}
	for _, u := range s.units {
		units = append(units, ui.Option{Value: u.Code, Label: u.Name})
	}
	f := q.FormFor("/followup/register", nil)
	f.Method, f.Wide = "get", true
	filters := ui.Filters{Form: f, Count: fmt.Sprintf("共 %s 件", ui.Thousands(len(list))), Saved: []ui.Link{{Text: "逾期", URL: "/followup/register?state=late"}, {Text: "没有办结", URL: "/followup/register?state=running"}, {Text: "只看我的", URL: q.URLWith("mine", "1")}}}
	if len(list) == mostListed {
		filters.Count = fmt.Sprintf("只列出最近 %d 件，请加条件", mostListed)
	}
	for _, x := range []struct {
		name, label string
		options     []ui.Option
	}{{"state", "状态", stateOptions}, {"unit", "承办科室", units}, {"source", "来源", []ui.Option{{Value: "", Label: "全部"}, {Value: FromMeeting, Label: "会议议定"}, {Value: FromInstruction, Label: "领导批示"}}}, {"year", "期限年度", nil}, {"words", "事项或来源含", nil}, {"mine", "只看我的", nil}, {"meeting", "会议编号", nil}} {
		v := q.Values().Get(x.name)
		f.Set(x.name, v)
		if v != "" {
			word := v
			if i := slices.IndexFunc(x.options, func(o ui.Option) bool { return o.Value == v }); i >= 0 {
				word = x.options[i].Label
			}
			if x.name == "mine" {
				word = "是"
			}
			filters.Chips = append(filters.Chips, ui.Chip{Label: x.label, Value: word, Remove: q.URLWith(x.name, "")})
		}
		if x.name == "mine" || x.name == "meeting" {
			continue
		}
		field := ui.Field{Name: x.name, Label: x.label, Optional: true, Half: true}
		if x.options != nil {
			field.Kind, field.Options = ui.Select, x.options
		}
		filters.Add = append(filters.Add, field)
	}
	t := table("督办登记簿", list, s.today, ui.Empty{Title: "没有符合条件的督办事项"})
	query := ""
	if q.URL.RawQuery != "" {
		query = "?" + q.URL.RawQuery
	}
	p := ui.Listing{Head: ui.Head{Title: "督办登记簿", Crumbs: []ui.Link{{Text: "督办", URL: "/followup"}}, Actions: []ui.Button{{Label: "打印", URL: "/followup/register/list.pdf" + query}, {Label: "导出表格", URL: "/followup/register/list.xlsx" + query}}}, Filter: &filters,
		Notices: []ui.Notice{{Tone: ui.Info, Text: s.reading(law.RepDecisionRegister, "meetings-too")}}, Parts: []ui.Part{{Table: &t}}}
	return q.Desk("督办登记簿", ui.ListPage(p))
}

func (r *Room) registerRows(q *web.Request) ([][]string, error) {
	c, err := conditions(q)
	if err != nil {
		return nil, err
	}
	list, err := r.Register(q.Context(), org.Actor(q), c)
	var out [][]string
	for _, i := range list {
		out = append(out, r.registerRow(i, r.Door.Today()))
	}
	return out, err
}

func (r *Room) registerXLSX(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := xlsx("督办登记簿", registerTitles, registerWidths, rows)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("督办登记簿 "+r.Door.Today().String()+".xlsx", xlsxType, clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (r *Room) registerPDF(q *web.Request) (web.Answer, error) {
	rows, err := r.registerRows(q)
	if err != nil {
		return web.Answer{}, err
	}
	note := fmt.Sprintf("共 %d 件。", len(rows))
	if len(rows) == 0 {
		note = "没有符合条件的督办事项。"
	}
	b, err := r.pdf("督办登记簿", registerTitles, registerWidths, rows, note)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File("督办登记簿 "+strings.ReplaceAll(r.Door.Today().String(), "-", "")+".pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// yearOf reads the year a page is asked for, this one if none is named.
func (r *Room) yearOf(q *web.Request) (int, error) {
	s := q.Values().Get("year")
	if s == "" {
		return r.Door.Today().Year, nil
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 2000 || y > r.Door.Today().Year+1 {
		return 0, fault.Field("year", s, "年度请写成四位数字，不晚于明年。")
	}
	return y, nil
}

func yearTabs(q *web.Request, year, this int) []ui.Tab {
	var out []ui.Tab
	for y := this; y > this-3; y-- {
		out = append(out, ui.Tab{Text: fmt.Sprintf("%d年", y), URL: q.URLWith("year", fmt.Sprint(y)), Count: -1, Current: y == year})
	}
	return out
}

func (r *Room) ratesPage(q *web.Request) (web.Answer, error) {
	year, err := r.yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	rates, err := r.Rates(q.Context(), org.Actor(q), year)
	if err != nil {
		return web.Answer{}, err
	}
	s, err := r.look(q.Context(), r.Door.Reader(), r.Door.Now())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "各科室办结率", Columns: []ui.Column{{Label: "科室", Pinned: true}, {Label: "全年"}, {Label: "按期"}}, Empty: ui.Empty{Title: fmt.Sprintf("%d年没有到期的督办事项", year)}}
	for m := 1; m <= 12; m++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d月", m), Numeric: true})
	}
	for _, u := range s.units {
		row, ok := rates[u.Code]
		if !ok {
			continue
		}
		url := fmt.Sprintf("/followup/register?unit=%s&year=%d", u.Code, year)
		cells := []ui.Cell{{Text: u.Name, URL: url}, {Text: row[0].Words()}, {Text: fmt.Sprintf("%d/%d", row[0].InTime, row[0].Due)}}
		for m := 1; m <= 12; m++ {
			text := ""
			if row[m].Due > 0 {
				text = fmt.Sprintf("%d/%d", row[m].Done, row[m].Due)
			}
			cells = append(cells, ui.Cell{Text: text})
		}
		t.Rows = append(t.Rows, ui.Row{URL: url, Cells: cells})
	}
	p := ui.Listing{Head: ui.Head{Title: "督办办结率", Crumbs: []ui.Link{{Text: "督办", URL: "/followup"}}}, Tabs: yearTabs(q, year, s.today.Year),
		Parts: []ui.Part{{Hint: "按期限所在的月份统计：已核实办结的件数/到期的件数。没有定期限的不统计。“按期”是在期限以内报办结的。", Table: &t}}}
	return q.Desk("督办办结率", ui.ListPage(p))
}
