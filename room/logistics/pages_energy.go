package logistics

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
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

func meterURL(id int64) string { return fmt.Sprintf("%s/meters/%d", home, id) }

func (r *Room) metersPage(q *web.Request, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Meters(q.Context(), r.Door.Reader())
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "计量表", Columns: []ui.Column{{Label: "表号", Code: true}, {Label: "品种"}, {Label: "计量什么", Wide: true, Wrap: true}, {Label: "倍率", Numeric: true}, {Label: "状态"}}, Empty: ui.Empty{Title: "还没有登记计量表", Text: "在下面登记电表、水表、气表。"}}
	for _, m := range list {
		tags := []ui.Tag{{Text: "在用", Tone: ui.OK}}
		if m.Until != 0 {
			tags = []ui.Tag{{Text: m.Until.Chinese() + "停用", Tone: ui.Mute}}
		}
		if m.Part == 1 {
			tags = append(tags, ui.Tag{Text: "分表，不计总量", Tone: ui.Info})
		}
		t.Rows = append(t.Rows, ui.Row{URL: meterURL(m.ID), Cells: []ui.Cell{{Text: m.Number, URL: meterURL(m.ID)}, {Text: m.Carrier.Label()}, {Text: m.Place}, {Text: fmt.Sprint(m.Multiplier)}, {Tags: tags}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		f := p.form(home+"/meters", "meter")
		f.Set("multiplier", "1")
		f.Set("digits", "6")
		f.Set("from", (energy.MonthOn(r.Door.Today()) - 1).String())
		p.add("登记一只表", "起始读数是起始月份末表上显示的数，从下一个月起算用量。", f, ui.Button{Label: "登记计量表", Look: "primary", Save: true}, meterFields()...)
	}
	notice, err := r.ground(q, law.LogisticsMetering)
	if err != nil {
		return web.Answer{}, err
	}
	notices := []ui.Notice{notice}
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	if left := unmetered(book, list); len(list) > 0 && len(left) > 0 {
		notices = append(notices, ui.Notice{Tone: ui.Warn, Text: "重点部位还没有单独计量：" + strings.Join(left, "、") + "。本单位没有的不用管。"})
	}
	return p.page(ui.Head{Title: "计量表", Crumbs: energyCrumbs}, notices, nil, []ui.Part{{Table: &t}})
}

func meterFields() []ui.Field {
	return []ui.Field{{Name: "number", Label: "表号", Half: true, Code: true, Max: mostLine}, {Name: "carrier", Label: "品种", Kind: ui.Select, Half: true, Options: carrierOptions([]energy.Carrier{energy.Electricity, energy.Water, energy.Gas})},
		{Name: "place", Label: "计量什么", Max: mostLine, Hint: "如：办公楼总表、食堂、机房。"}, {Name: "multiplier", Label: "倍率", Kind: ui.Number, Half: true, Hint: "互感器倍率，直接计量的填 1。"}, {Name: "digits", Label: "整数位数", Kind: ui.Number, Half: true, Hint: "表盘上小数点前有几位。"},
		{Name: "from", Label: "起始月份", Half: true}, {Name: "opening", Label: "起始读数", Half: true}, {Name: "part", Label: "是分表，总表已经计过，不再计入总量", Kind: ui.Check, Optional: true}}
}

type meterInput struct {
	Number     string `form:"number" label:"表号"`
	Carrier    string `form:"carrier" label:"品种"`
	Place      string `form:"place" label:"计量什么"`
	Multiplier int64  `form:"multiplier" label:"倍率"`
	Digits     int    `form:"digits" label:"整数位数"`
	From       string `form:"from" label:"起始月份"`
	Opening    string `form:"opening" label:"起始读数"`
	Part       bool   `form:"part" label:"分表"`
}

func (r *Room) meterSave(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[meterInput](q)
	var id int64
	if err == nil {
		from, err1 := energy.ParseMonth("from", in.From)
		opening, err2 := energy.ParseMilli("opening", "起始读数", in.Opening)
		if err = join(err1, err2); err == nil {
			id, err = r.SaveMeter(org.Context(q), org.Actor(q), NewMeter{Number: in.Number, Carrier: energy.Carrier(in.Carrier), Place: in.Place, Multiplier: in.Multiplier, Digits: in.Digits, From: from, Opening: opening, Part: in.Part})
		}
	}
	if err != nil {
		return r.again(q, err, r.metersPage)
	}
	return web.Redirect(meterURL(id)).Say(ui.OK, "已登记这只表。"), nil
}

func (r *Room) meterPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	who, rd := org.Actor(q), r.Door.Reader()
	m, err := row[Meter](q.Context(), rd, "logistics_meter", "meter", id)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	list, err := r.ReadingsOf(q.Context(), rd, id)
	if err != nil {
		return web.Answer{}, err
	}
	stretches, err := energy.Stretches(m.Pure(), pure(list))
	if err != nil {
		return web.Answer{}, fault.Wrap("logistics.meter", fault.Internal, err)
	}
	t := ui.Table{Caption: "读数", Columns: []ui.Column{{Label: "月份"}, {Label: "读数", Numeric: true}, {Label: "用量", Numeric: true}, {Label: "抄表", Minor: true}, {Label: "说明", Wide: true, Wrap: true}}, Empty: ui.Empty{Title: "还没有读数", Text: "在下面登记，或者在抄表页一次登记所有表。"}}
	for i, x := range slices.Backward(list) {
		c := ui.Cell{Text: x.Why}
		if x.Rolled == 1 {
			c.Tags = append(c.Tags, ui.Tag{Text: "翻转", Tone: ui.Warn})
		}
		if !x.SwappedOn.IsZero() {
			c.Tags = append(c.Tags, ui.Tag{Text: x.SwappedOn.String() + " 换表", Tone: ui.Warn})
			c.Sub = fmt.Sprintf("旧表止 %s，新表起 %s，倍率 %d", energy.Thousandths(x.SwapClosing), energy.Thousandths(x.SwapOpening), x.SwapMultiplier)
		}
		used := ui.Cell{Text: energy.Thousandths(stretches[i].Amount)}
		if !stretches[i].Whole() {
			used.Sub = (stretches[i].After + 1).Chinese() + "起合计"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.Month.Chinese()}, {Text: energy.Thousandths(x.Value)}, used, {Text: x.On.String(), Sub: x.MadeName}, c}})
	}
	facts := ui.Part{Pairs: []ui.Pair{{Key: "品种", Text: m.Carrier.Label() + "（" + m.Carrier.Unit() + "）"}, {Key: "计量什么", Text: m.Place}, {Key: "登记时的倍率", Text: fmt.Sprint(m.Multiplier)}, {Key: "整数位数", Text: fmt.Sprint(m.Digits)}, {Key: "起始", Text: m.From.Chinese() + "末 " + energy.Thousandths(m.Opening)}}}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) && m.Until == 0 {
		r.meterForms(p, m, list)
	}
	return p.page(ui.Head{Title: m.Carrier.Label() + "表 " + m.Number, Crumbs: append(slices.Clone(energyCrumbs), ui.Link{Text: "计量表", URL: home + "/meters"})}, nil, nil, []ui.Part{facts, {Title: "读数", Table: &t}})
}

func (r *Room) meterForms(p *parts, m Meter, list []Reading) {
	month := energy.MonthOn(r.Door.Today()) - 1
	if last, ok := energy.Last(pure(list), energy.MonthOf(energy.LastYear, 12)); ok && last.Month+1 <= energy.MonthOn(r.Door.Today()) {
		month = last.Month + 1
	}
	f := p.form(meterURL(m.ID)+"/read", "read")
	f.Set("month", month.String())
	f.Set("on", min2(month.Last(), r.Door.Today()).String())
	p.add("登记读数、换表、翻转", "换过表的，填旧表拆下时和新表装上时的读数；表走满从零再走的，勾选翻转。两种都要写明原因。", f, ui.Button{Label: "登记读数", Look: "primary"},
		append([]ui.Field{{Name: "month", Label: "抄表月份", Half: true}}, readingFields()...)...)
	if len(list) == 0 {
		return
	}
	f = p.form(meterURL(m.ID)+"/correct", "correct")
	var months []ui.Option
	for _, x := range slices.Backward(list) {
		months = append(months, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Month.Chinese() + "　" + energy.Thousandths(x.Value)})
	}
	f.Set("on", list[len(list)-1].On.String())
	p.add("更正读数", "更正以后前后两次都要合得上；原来的数留在台账里。换表和翻转一并重新填。", f, ui.Button{Label: "更正读数"},
		append([]ui.Field{{Name: "reading", Label: "哪一次", Kind: ui.Select, Options: months, Half: true}}, readingFields()...)...)
	f = p.form(meterURL(m.ID)+"/retire", "retire")
	f.Set("until", list[len(list)-1].Month.String())
	p.add("停用", "拆除不再装表的，写最后一次读数的月份。", f, ui.Button{Label: "停用这只表", Look: "danger"}, ui.Field{Name: "until", Label: "最后读数的月份", Half: true})
}

func readingFields() []ui.Field {
	return []ui.Field{{Name: "on", Label: "抄表日期", Kind: ui.Date, Half: true}, {Name: "value", Label: "读数", Half: true}, {Name: "why", Label: "原因", Optional: true, Half: true, Max: mostLine}, {Name: "rolled", Label: "表走满翻转", Kind: ui.Check, Optional: true},
		{Name: "swapped_on", Label: "换表日期", Kind: ui.Date, Optional: true, Half: true}, {Name: "closing", Label: "旧表拆表读数", Optional: true, Half: true}, {Name: "new_opening", Label: "新表装表读数", Optional: true, Half: true}, {Name: "new_multiplier", Label: "新表倍率", Kind: ui.Number, Optional: true, Half: true}, {Name: "new_digits", Label: "新表整数位数", Kind: ui.Number, Optional: true, Half: true}}
}

type readingInput struct {
	Reading       int64      `form:"reading" label:"哪一次"`
	Month         string     `form:"month" label:"抄表月份"`
	On            civil.Date `form:"on" label:"抄表日期"`
	Value         string     `form:"value" label:"读数"`
	Why           string     `form:"why" label:"原因"`
	Rolled        bool       `form:"rolled" label:"翻转"`
	SwappedOn     civil.Date `form:"swapped_on" label:"换表日期"`
	Closing       string     `form:"closing" label:"旧表拆表读数"`
	NewOpening    string     `form:"new_opening" label:"新表装表读数"`
	NewMultiplier int64      `form:"new_multiplier" label:"新表倍率"`
	NewDigits     int        `form:"new_digits" label:"新表整数位数"`
}

func (in readingInput) pure(month bool) (energy.Reading, error) {
	x := energy.Reading{On: in.On, Rolled: in.Rolled, Why: in.Why}
	var errs []error
	note := func(err error) {
		if err != nil {
			errs = append(errs, err)
		}
	}
	var err error
	if month {
		x.Month, err = energy.ParseMonth("month", in.Month)
		note(err)
	}
	x.Value, err = energy.ParseMilli("value", "读数", in.Value)
	note(err)
	if !in.SwappedOn.IsZero() {
		s := energy.Swap{On: in.SwappedOn, Multiplier: in.NewMultiplier, Digits: in.NewDigits}
		s.Closing, err = energy.ParseMilli("closing", "旧表拆表读数", in.Closing)
		note(err)
		s.Opening, err = energy.ParseMilli("new_opening", "新表装表读数", in.NewOpening)
		note(err)
		x.Swapped = &s
	}
	return x, join(errs...)
}

func (r *Room) meterDo(q *web.Request, say string, do func(id int64) error) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = do(id)
	}
	if err != nil {
		return r.again(q, err, r.meterPage)
	}
	return web.Redirect(meterURL(id)).Say(ui.OK, say), nil
}

func (r *Room) meterRead(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "读数已登记。", func(id int64) error {
		in, err := web.Decode[readingInput](q)
		if err != nil {
			return err
		}
		x, err := in.pure(true)
		if err == nil {
			_, err = r.AddReadings(org.Context(q), org.Actor(q), []NewReading{{Meter: id, Reading: x}})
		}
		return err
	})
}

func (r *Room) meterCorrect(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "读数已更正。", func(int64) error {
		in, err := web.Decode[readingInput](q)
		if err != nil {
			return err
		}
		x, err := in.pure(false)
		if err == nil {
			err = r.CorrectReading(org.Context(q), org.Actor(q), in.Reading, x)
		}
		return err
	})
}

type untilInput struct {
	Until string `form:"until" label:"最后读数的月份"`
}

func (r *Room) meterRetire(q *web.Request) (web.Answer, error) {
	return r.meterDo(q, "这只表已停用。", func(id int64) error {
		in, err := web.Decode[untilInput](q)
		if err != nil {
			return err
		}
		m, err := energy.ParseMonth("until", in.Until)
		if err == nil {
			err = r.RetireMeter(org.Context(q), org.Actor(q), id, m)
		}
		return err
	})
}

func (r *Room) billsPage(q *web.Request, failed error) (web.Answer, error) {
	who, rd := org.Actor(q), r.Door.Reader()
	year, err := r.yearAsked(q, r.Door.Today().Year)
	if err != nil {
		return web.Answer{}, err
	}
	list, err := r.BillsOf(q.Context(), rd, year)
	if err != nil {
		return web.Answer{}, err
	}
	meters, err := r.Meters(q.Context(), rd)
	if err != nil {
		return web.Answer{}, err
	}
	years, err := r.meterYears(q.Context(), rd, year, lastRead(year, r.Door.Today()))
	if err != nil {
		return web.Answer{}, err
	}
	book, err := r.Rules.At(q.Context(), r.Door.Today())
	if err != nil {
		return web.Answer{}, err
	}
	apart := map[energy.Bill]energy.Difference{}
	for _, d := range differences(years, list, year, tolerance(book)) {
		apart[d.Bill] = d
	}
	t := ui.Table{Caption: "账单", Columns: []ui.Column{{Label: "月份"}, {Label: "品种"}, {Label: "用量", Numeric: true}, {Label: "金额（元）", Numeric: true}, {Label: "与抄表比", Wrap: true}, {Label: "票据", Minor: true}}, Empty: ui.Empty{Title: "这一年还没有账单", Text: "在下面登记，或者从表格导入。"}}
	kept := []ui.Option{{Value: "0", Label: "请选择"}}
	for _, b := range slices.Backward(list) {
		c := ui.Cell{Text: "—"}
		if d, ok := apart[energy.Bill{Carrier: b.Carrier, Meter: b.MeterID, Month: b.Month, Amount: b.Amount, Cost: b.Cost}]; ok && b.State == Kept {
			switch {
			case !d.Known:
				c = ui.Cell{Text: "当月没有读数"}
			case d.Apart:
				c = ui.Cell{Text: "抄表 " + energy.Thousandths(d.Metered), Tags: []ui.Tag{{Text: "差 " + energy.Fixed(d.PerMille*100, 1) + "%", Tone: ui.Bad}}}
			default:
				c = ui.Cell{Text: "相符"}
			}
		}
		if b.State == Voided {
			c = ui.Cell{Tags: []ui.Tag{{Text: "已作废", Tone: ui.Mute}}, Sub: b.Reason}
		} else {
			kept = append(kept, ui.Option{Value: fmt.Sprint(b.ID), Label: fmt.Sprintf("%s %s %s 元", b.Month.Chinese(), b.Carrier.Label(), energy.Yuan(b.Cost))})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: b.Month.Chinese()}, {Text: b.Carrier.Label()}, {Text: energy.Thousandths(b.Amount)}, {Text: energy.Yuan(b.Cost)}, c, {Text: b.Number, Sub: b.Supplier}}})
	}
	p := &parts{q: q, failed: failed}
	if r.inOffice(who) {
		options := []ui.Option{{Value: "0", Label: "不对应某一只表"}}
		for _, m := range meters {
			options = append(options, ui.Option{Value: fmt.Sprint(m.ID), Label: m.Carrier.Label() + "表 " + m.Number})
		}
		f := p.form(home+"/bills", "bill")
		f.Set("month", (energy.MonthOn(r.Door.Today()) - 1).String())
		p.add("登记一张", "电、水、气的用量以抄表为准，账单用来核对和记费用；汽油、柴油、煤、热力按账单统计用量。", f, ui.Button{Label: "登记账单", Look: "primary", Save: true},
			ui.Field{Name: "carrier", Label: "品种", Kind: ui.Select, Options: carrierOptions(energy.Carriers), Half: true}, ui.Field{Name: "month", Label: "月份", Half: true}, ui.Field{Name: "amount", Label: "用量", Half: true}, ui.Field{Name: "cost", Label: "金额（元）", Half: true},
			ui.Field{Name: "meter", Label: "对应的表", Kind: ui.Select, Options: options, Half: true}, ui.Field{Name: "number", Label: "票据号", Optional: true, Half: true, Max: mostLine}, ui.Field{Name: "supplier", Label: "供应单位", Optional: true, Max: mostLine})
		if len(kept) > 1 {
			p.add("作废一张", "作废的仍列在表里，写明理由。", p.form(home+"/bills/void", "void"), ui.Button{Label: "作废账单", Look: "danger"}, ui.Field{Name: "id", Label: "哪一张", Kind: ui.Select, Options: kept, Half: true}, ui.Field{Name: "reason", Label: "理由", Half: true, Max: mostLine})
		}
	}
	return p.page(ui.Head{Title: fmt.Sprintf("%d年能源账单", year), Crumbs: energyCrumbs, Actions: r.importButton(who, "bills", "导入账单")}, nil, r.years(home+"/bills", year), []ui.Part{{Table: &t}})
}

type billInput struct {
	Carrier  string `form:"carrier" label:"品种"`
	Month    string `form:"month" label:"月份"`
	Amount   string `form:"amount" label:"用量"`
	Cost     string `form:"cost" label:"金额"`
	Meter    int64  `form:"meter" label:"对应的表"`
	Number   string `form:"number" label:"票据号"`
	Supplier string `form:"supplier" label:"供应单位"`
}

func (r *Room) billAdd(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[billInput](q)
	if err == nil {
		month, err1 := energy.ParseMonth("month", in.Month)
		amount, err2 := energy.ParseMilli("amount", "用量", in.Amount)
		cost, err3 := energy.ParseFen("cost", "金额", in.Cost)
		if err = join(err1, err2, err3); err == nil {
			_, err = r.AddBill(org.Context(q), org.Actor(q), NewBill{Carrier: energy.Carrier(in.Carrier), Meter: in.Meter, Month: month, Amount: amount, Cost: cost, Number: in.Number, Supplier: in.Supplier})
		}
	}
	if err != nil {
		return r.again(q, err, r.billsPage)
	}
	return web.Redirect(home+"/bills").Say(ui.OK, "账单已登记。"), nil
}

type voidInput struct {
	ID     int64  `form:"id" label:"哪一张"`
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) billVoid(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[voidInput](q)
	if err == nil && in.ID == 0 {
		err = fault.Field("id", "", "请选择作废哪一张。")
	}
	if err == nil {
		err = r.VoidBill(org.Context(q), org.Actor(q), in.ID, in.Reason)
	}
	if err != nil {
		return r.again(q, err, r.billsPage)
	}
	return web.Redirect(home+"/bills").Say(ui.OK, "账单已作废。"), nil
}
