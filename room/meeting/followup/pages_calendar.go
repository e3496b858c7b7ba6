package followup

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// calendarPage is the month table: how often each kind should have met, did, is called.
func (r *Room) calendarPage(q *web.Request, failed error) (web.Answer, error) {
	year, err := r.yearOf(q)
	if err != nil && failed == nil {
		return web.Answer{}, err
	}
	rows, err := r.Year(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	today := r.Door.Today()
	t := ui.Table{Caption: "会议月历", Columns: []ui.Column{{Label: "会议", Pinned: true}, {Label: "全年", Numeric: true}}, Empty: ui.Empty{Title: "规章里没有写会议多久开一次"}}
	for m := 1; m <= 12; m++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d月", m)})
	}
	var lacking []ui.Option
	for _, row := range rows {
		cells := []ui.Cell{{Text: row.Kind.Name}}
		for m, c := range row.Cells {
			cells = append(cells, calendarCell(row, m, c))
			// Who serves the meeting says why there was none.
			if c.Missing() && (m > 0 || row.Yearly()) && row.Kind.Collector.Unit != "" && row.Kind.Collector.Unit == org.Actor(q).Unit {
				lacking = append(lacking, ui.Option{Value: fmt.Sprintf("%s:%d", row.Kind.Code, m), Label: monthWords(year, m) + " " + row.Kind.Name})
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	var reasons ui.Table
	for _, row := range rows {
		for m, c := range row.Cells {
			if c.Reason != "" {
				reasons.Rows = append(reasons.Rows, ui.Row{Cells: []ui.Cell{{Text: monthWords(year, m) + " " + row.Kind.Name}, {Text: c.Reason}}})
			}
		}
	}
	p := ui.Listing{Head: ui.Head{Title: "会议月历", Crumbs: []ui.Link{{Text: "会议", URL: "/meetings"}}, Actions: []ui.Button{{Label: "打印", URL: fmt.Sprintf("/followup/calendar/table.pdf?year=%d", year), Key: "p"}}}, Tabs: yearTabs(q, year, today.Year),
		Parts: []ui.Part{{Hint: "每格写已开次数/应开次数。规章写的是“原则上”每月一次，缺会只提醒，不拦截。月历由会议登记统计得出，系统启用以前的月份没有登记的写“未启用”，不算缺会。", Table: &t}}}
	if r.Sittings == nil {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "会议登记没有接入，次数都按没有登记计算。"})
	}
	if today.Year == year {
		by, err := LifeBy(r.Rules.Base, year)
		if err != nil {
			return web.Answer{}, err
		}
		for _, row := range rows {
			if row.Yearly() && row.Cells[0].Held == 0 {
				p.Notices = append(p.Notices, lifeNotice(row.Kind.Name, today, by))
			}
		}
	}
	if len(reasons.Rows) > 0 {
		reasons.Caption, reasons.Columns = "没有开的原因", []ui.Column{{Label: "哪一次"}, {Label: "原因", Wide: true}}
		p.Parts = append(p.Parts, ui.Part{Title: "没有开的原因", Table: &reasons})
	}
	if len(lacking) > 0 || failed != nil {
		f := q.FormFor("/followup/calendar", failed)
		f.Wide = true
		f.Set("year", fmt.Sprint(year))
		p.Parts = append(p.Parts, ui.Part{Title: "说明没有开的原因", Form: f, Fields: []ui.Field{{Form: f, Name: "year", Kind: ui.Hidden}, {Form: f, Name: "which", Label: "哪一次", Kind: ui.Select, Options: append([]ui.Option{{Value: "", Label: "请选择"}}, lacking...), Half: true},
			{Form: f, Name: "reason", Label: "原因", Max: mostWhat}}, Buttons: []ui.Button{{Label: "写下原因"}}})
	}
	return q.Desk("会议月历", ui.ListPage(p))
}

func lifeNotice(name string, today, by civil.Date) ui.Notice {
	if today.After(by) {
		return ui.Notice{Tone: ui.Bad, Text: fmt.Sprintf("本年的%s没有登记召开，%s是最后一天，已过 %d 天。推迟召开须有上级党组织的同意。", name, by.Chinese(), today.Sub(by))}
	}
	return ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("本年的%s最迟%s召开，当天开也不算晚，%s。", name, by.Chinese(), Standing(today, by))}
}

func calendarCell(row Row, m int, c Cell) ui.Cell {
	out := ui.Cell{Text: c.Words()}
	if row.Yearly() && m > 0 {
		out.Text = ""
		if c.Held > 0 {
			out.Text = fmt.Sprintf("%d 次", c.Held)
		} else if c.Called > 0 {
			out.Text = "已排"
		}
		return out
	}
	if c.Unused {
		return ui.Cell{Text: c.Words()}
	}
	if m == 0 && !row.Yearly() {
		return ui.Cell{Text: fmt.Sprintf("%d/%d", c.Held, c.Should)}
	}
	if c.Missing() {
		tone, word := ui.Bad, fmt.Sprintf("%d/%d 缺", c.Held, c.Should)
		if c.Reason != "" {
			tone, word = ui.Mute, fmt.Sprintf("%d/%d 已说明", c.Held, c.Should)
		}
		return ui.Cell{Tags: []ui.Tag{{Text: word, Tone: tone}}}
	}
	if len(c.Days) > 0 && m > 0 {
		var days []string
		for _, d := range c.Days {
			days = append(days, fmt.Sprintf("%d日", d.Day))
		}
		out.Sub = strings.Join(days, "、")
	}
	return out
}

func (r *Room) calendarPDF(q *web.Request) (web.Answer, error) {
	year, err := r.yearOf(q)
	if err != nil {
		return web.Answer{}, err
	}
	rows, err := r.Year(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	titles, widths := []string{"会议", "全年"}, []float64{34, 17}
	for m := 1; m <= 12; m++ {
		titles, widths = append(titles, fmt.Sprintf("%d月", m)), append(widths, 19)
	}
	var lines [][]string
	var notes []string
	for _, row := range rows {
		line := []string{row.Kind.Name}
		for m, c := range row.Cells {
			cell := calendarCell(row, m, c)
			text := cell.Text
			for _, t := range cell.Tags {
				text = t.Text
			}
			if cell.Sub != "" {
				text += "\n" + cell.Sub
			}
			line = append(line, text)
			if c.Reason != "" {
				notes = append(notes, monthWords(year, m)+row.Kind.Name+"没有开："+c.Reason)
			}
		}
		lines = append(lines, line)
	}
	notes = append([]string{"每格为已开次数/应开次数；“缺”是该月已过而没有开够，“未启用”是系统启用以前的月份。"}, notes...)
	b, err := r.pdf(fmt.Sprintf("%d年会议月历", year), titles, widths, lines, notes...)
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(fmt.Sprintf("%d年会议月历.pdf", year), "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

type explainInput struct {
	Year   int    `form:"year" label:"年度"`
	Which  string `form:"which" label:"哪一次" need:"请选择是哪一次会议。"`
	Reason string `form:"reason" label:"原因" max:"200" need:"请写明为什么没有开。"`
}

func (r *Room) explainPage(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[explainInput](q)
	kind, month, _ := strings.Cut(in.Which, ":")
	m := Missed{Kind: kind, Year: in.Year, Reason: in.Reason}
	if err == nil {
		if _, bad := fmt.Sscanf(month, "%d", &m.Month); bad != nil {
			m.Month = -1
		}
		_, err = r.Explain(org.Context(q), org.Actor(q), m)
	}
	if err != nil {
		return r.calendarPage(q, err)
	}
	return web.Redirect(fmt.Sprintf("/followup/calendar?year=%d", in.Year)).Say(ui.OK, "原因已记下。"), nil
}
