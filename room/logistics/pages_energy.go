package logistics

import (
	"bytes"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/logistics/energy"
)

func (r *Room) monthAsked(q *web.Request) (energy.Month, error) {
	s := q.Values().Get("month")
	if s == "" {
		return energy.MonthOn(r.Door.Today()) - 1, nil
	}
	return energy.ParseMonth("month", s)
}

var cellTones = map[energy.State]ui.Tone{energy.Missing: ui.Bad, energy.Spread: ui.Warn}

// shownCell is a month as a table shows it: an amount, or a tag that says why not.
func shownCell(c energy.Cell, carrier energy.Carrier) ui.Cell {
	text := cell(c, carrier)
	if tone, odd := cellTones[c.State]; odd {
		return ui.Cell{Tags: []ui.Tag{{Text: text, Tone: tone}}}
	}
	return ui.Cell{Text: text}
}

// energyPage is the year by month with the analysis of one month.
func (r *Room) energyPage(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	month, err := r.monthAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	year, err := r.yearAsked(q, month.Year())
	if err != nil {
		return web.Answer{}, err
	}
	if year != month.Year() {
		month = min(energy.MonthOf(year, 12), energy.MonthOn(r.Door.Today())-1)
	}
	s, frozen, err := r.Statement(q.Context(), year)
	if err != nil {
		return web.Answer{}, err
	}
	notice, err := r.ground(q, law.LogisticsStatistics)
	if err != nil {
		return web.Answer{}, err
	}
	notices := []ui.Notice{notice}
	if frozen != nil {
		notices = append(notices, ui.Notice{Tone: ui.Info, Text: fmt.Sprintf("%d 年的年报已定格，各月数字以年报和更正为准。", year)})
	}
	head := ui.Head{Title: fmt.Sprintf("%d年能耗统计", year), Actions: []ui.Button{{Label: "年报", URL: fmt.Sprintf("%s/report?year=%d", home, year)}, {Label: "打印月度分析", URL: home + "/month.pdf?month=" + month.String()}}}
	if r.inOffice(who) {
		head.Actions = append([]ui.Button{{Label: "抄表", URL: home + "/readings", Look: "primary"}}, head.Actions...)
	}
	t := ui.Table{Caption: "各月用量", Columns: []ui.Column{{Label: "品种", Pinned: true}}, Empty: ui.Empty{Title: "这一年还没有用量", Text: "登记计量表、读数和账单以后，各月用量列在这里。", Link: ui.Link{Text: "登记计量表", URL: home + "/meters"}}}
	for m := 1; m <= 12; m++ {
		t.Columns = append(t.Columns, ui.Column{Label: fmt.Sprintf("%d月", m), Numeric: true})
	}
	t.Columns = append(t.Columns, ui.Column{Label: "全年", Numeric: true})
	for _, l := range s.Lines {
		cells := []ui.Cell{{Text: l.Carrier.Label(), Sub: l.Carrier.Unit()}}
		for _, m := range l.Months {
			cells = append(cells, shownCell(m, l.Carrier))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append(cells, ui.Cell{Text: total(l.CarrierYear)})})
	}
	before := []ui.Part{{Title: "各月用量", Hint: "缺读数的月份不估算；几个月只有一个合计的写“并计”。", Table: &t}}
	a, err := r.Analyse(q.Context(), month)
	if err != nil {
		return web.Answer{}, err
	}
	before = append(before, analysisPart(a))
	if len(a.Remarks) > 0 {
		for _, x := range a.Remarks {
			notices = append(notices, ui.Notice{Tone: ui.Warn, Text: a.Month.Chinese() + "：" + x})
		}
	}
	return q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Notices: notices, Tabs: r.years(home, year), Parts: before}))
}

func analysisPart(a Analysis) ui.Part {
	t := ui.Table{Caption: a.Month.Chinese() + "分析", Columns: []ui.Column{{Label: "品种"}, {Label: "本月", Numeric: true}, {Label: "上月", Numeric: true, Minor: true}, {Label: "环比", Numeric: true}, {Label: "上年同月", Numeric: true, Minor: true}, {Label: "同比", Numeric: true}, {Label: "费用（元）", Numeric: true, Minor: true}}, Empty: ui.Empty{Title: "这个月没有用量"}}
	for _, l := range a.Lines {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Carrier.Label(), Sub: l.Carrier.Unit()}, shownCell(l.Now, l.Carrier), shownCell(l.Before, l.Carrier), {Text: l.ToBefore.Words()}, shownCell(l.YearAgo, l.Carrier), {Text: l.ToYearAgo.Words()}, {Text: yuan(l.Now.Cost)}}})
	}
	return ui.Part{Title: a.Month.Chinese() + "分析", Table: &t, Buttons: []ui.Button{{Label: "上一个月", URL: home + "?month=" + (a.Month - 1).String()}, {Label: "下一个月", URL: home + "?month=" + (a.Month + 1).String()}}}
}

func (r *Room) monthFile(q *web.Request) (web.Answer, error) {
	month, err := r.monthAsked(q)
	if err != nil {
		return web.Answer{}, err
	}
	a, err := r.Analyse(q.Context(), month)
	if err != nil {
		return web.Answer{}, err
	}
	return r.pdf(month.Chinese()+"能耗分析", func(w *bytes.Buffer) error { return r.monthPDF(a, r.Door.Today(), w) })
}

// readingsPage is for entering a month on a phone: every meter with its last reading
// beside the field.
func (r *Room) readingsPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	if err := r.office(who, law.LogisticsStatistics, "抄表"); err != nil {
		return web.Answer{}, err
	}
	month, err := r.monthAsked(q)
	if err != nil {
		if failed == nil {
			return web.Answer{}, err
		}
		month = energy.MonthOn(r.Door.Today()) - 1
	}
	rd := r.Door.Reader()
	meters, err := r.Meters(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	p := &parts{q: q, failed: failed}
	f := p.form(home+"/readings", "readings")
	f.Set("month", month.String())
	f.Set("on", min2(month.Last(), r.Door.Today()).String())
	fields := []ui.Field{{Name: "month", Label: "抄表月份", Half: true}, {Name: "on", Label: "抄表日期", Kind: ui.Date, Half: true}}
	t := ui.Table{Caption: "已登记", Columns: []ui.Column{{Label: "计量表"}, {Label: "读数", Numeric: true}, {Label: "用量", Numeric: true}, {Label: "登记", Minor: true}}}
	for _, m := range meters {
		if !m.Due(month) {
			continue
		}
		list, err := r.ReadingsOf(q.Context(), rd, m.ID)
		if err != nil {
			return web.Answer{}, err
		}
		if i := slices.IndexFunc(list, func(x Reading) bool { return x.Month == month }); i >= 0 {
			used := ""
			if y, err := energy.Stretches(m.Pure(), pure(list[:i+1])); err == nil {
				used = energy.Thousandths(y[len(y)-1].Amount) + " " + m.Carrier.Unit()
			}
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Carrier.Label() + "表 " + m.Number, URL: meterURL(m.ID), Sub: m.Place}, {Text: energy.Thousandths(list[i].Value)}, {Text: used}, {Text: list[i].On.String(), Sub: list[i].MadeName}}})
			continue
		}
		hint := fmt.Sprintf("起始 %s（%s末）", energy.Thousandths(m.Opening), m.From.Chinese())
		if last, ok := energy.Last(pure(list), month-1); ok {
			hint = fmt.Sprintf("上次 %s（%s）", energy.Thousandths(last.Value), last.On)
		}
		if m.Multiplier > 1 {
			hint += fmt.Sprintf("，倍率 %d", m.Multiplier)
		}
		fields = append(fields, ui.Field{Name: fmt.Sprintf("v%d", m.ID), Label: fmt.Sprintf("%s表 %s　%s", m.Carrier.Label(), m.Number, m.Place), Hint: hint + "。", Kind: ui.Text, Optional: true, Half: true})
	}
	var before []ui.Part
	if len(t.Rows) > 0 {
		before = append(before, ui.Part{Title: month.Chinese() + "已登记", Table: &t})
	}
	head := ui.Head{Title: month.Chinese() + "抄表", Crumbs: energyCrumbs, Actions: append([]ui.Button{{Label: "计量表", URL: home + "/meters"}, {Label: "账单", URL: home + "/bills"}}, r.importButton(who, "readings", "导入读数")...)}
	tabs := []ui.Tab{}
	for m := energy.MonthOn(r.Door.Today()); m > energy.MonthOn(r.Door.Today())-4; m-- {
		tabs = append(tabs, ui.Tab{Text: m.Chinese(), URL: home + "/readings?month=" + m.String(), Count: -1, Current: m == month})
	}
	if len(fields) == 2 {
		return p.done(head, tabs, before, "这个月的表都抄了", "没有要登记的读数。读数有误的，打开那只表更正。")
	}
	p.add(month.Chinese()+"读数", "表上月末显示多少就填多少。没有抄到的空着，以后补登；不估算。换表和翻转的，打开那只表登记。", f, ui.Button{Label: "登记读数", Look: "primary", Save: true}, fields...)
	return p.page(head, nil, tabs, before)
}

// done answers with a page on which nothing is to be entered.
func (p *parts) done(head ui.Head, tabs []ui.Tab, before []ui.Part, title, text string) (web.Answer, error) {
	if p.failed != nil {
		return web.Answer{}, p.failed
	}
	if len(before) == 0 {
		before = []ui.Part{{Table: &ui.Table{Caption: head.Title, Columns: []ui.Column{{Label: head.Title}}, Empty: ui.Empty{Title: title, Text: text}}}}
	}
	return p.q.Desk(head.Title, ui.ListPage(ui.Listing{Head: head, Tabs: tabs, Notices: []ui.Notice{{Tone: ui.Info, Text: title + "。" + text}}, Parts: before}))
}

func min2(a, b civil.Date) civil.Date {
	if b.Before(a) {
		return b
	}
	return a
}

type readingsInput struct {
	Month string     `form:"month" label:"抄表月份"`
	On    civil.Date `form:"on" label:"抄表日期"`
}

func (r *Room) readingsAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[readingsInput](q)
	n := 0
	var month energy.Month
	if err == nil {
		month, err = energy.ParseMonth("month", in.Month)
	}
	if err == nil {
		var list []NewReading
		if list, err = r.typedReadings(q, month, in.On); err == nil {
			n, err = r.AddReadings(org.Context(q), org.Actor(q), list)
		}
	}
	if err != nil {
		return r.again(q, err, r.readingsPage)
	}
	return web.Redirect(home+"/readings?month="+month.String()).Say(ui.OK, fmt.Sprintf("已登记 %d 只表的读数。", n)), nil
}

// typedReadings are the fields v{meter} that were filled in.
func (r *Room) typedReadings(q *web.Request, month energy.Month, on civil.Date) ([]NewReading, error) {
	meters, err := r.Meters(q.Context(), r.Door.Reader())
	if err != nil {
		return nil, err
	}
	var out []NewReading
	var errs []error
	for _, m := range meters {
		field := fmt.Sprintf("v%d", m.ID)
		s := db.Trimmed(q.Values().Get(field))
		if s == "" {
			continue
		}
		n, err := energy.ParseMilli(field, m.Number+"号表的读数", s)
		if err != nil {
			errs = append(errs, err)
		}
		out = append(out, NewReading{Meter: m.ID, Reading: energy.Reading{Month: month, On: on, Value: n}, Field: field})
	}
	return out, join(errs...)
}
