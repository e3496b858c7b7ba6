package attendance

import (
	"bytes"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
	"lantai.internal/kit/sheet"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// asked is the unit and month of a sheet, the actor's own and the present one where
// the address names none.
func (r *Room) asked(q *web.Request) (unit, of string) {
	v := q.Values()
	unit, of = v.Get("unit"), v.Get("month")
	if unit == "" {
		unit = org.Actor(q).Unit
	}
	if of == "" {
		t := r.Door.Today()
		of = fmt.Sprintf("%04d-%02d", t.Year, t.Month)
	}
	return unit, of
}

func (r *Room) sheetShow(q *web.Request) (web.Answer, error) {
	who := org.Actor(q)
	unit, of := r.asked(q)
	f := &ui.Form{Action: "/attendance/sheet", Method: "get"}
	f.Set("unit", unit)
	f.Set("month", of)
	units, err := r.Org.Units(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	var options []ui.Option
	for _, u := range units {
		if u.Active {
			options = append(options, ui.Option{Value: u.Code, Label: u.Name})
		}
	}
	filter := ui.Filters{Form: f, Add: []ui.Field{{Form: f, Name: "unit", Label: "科室", Kind: ui.Select, Options: options}, {Form: f, Name: "month", Label: "月份", Code: true, Hint: "如 2026-05"}}}
	sh, k, err := r.Sheet(q.Context(), who, unit, of)
	if fault.Is(err, fault.NotFound) {
		return q.Desk("考勤表", listPage(listing{head: ui.Head{Title: "考勤表"}, filter: &filter, parts: []part{{hint: of + " 的考勤表还没有公布。公布以前只有科室负责人和政工科能看。"}}}))
	}
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{filter: &filter, head: ui.Head{Title: sh.UnitName + " " + of + " 考勤表", Meta: []string{"√ 出勤　假 请假　差 出差　旷 旷工　休 休息日和节假日", "斜线前为上午，后为下午"},
		Actions: []ui.Button{{Label: "打印", URL: "/attendance/sheet/sheet.pdf?unit=" + unit + "&month=" + of, Key: "p"}, {Label: "导出表格", URL: "/attendance/sheet/sheet.xlsx?unit=" + unit + "&month=" + of}}}}
	switch k.State {
	case "":
		p.notices = append(p.notices, ui.Notice{Tone: ui.Info, Text: "尚未确认，显示的是目前的登记情况。"})
	case "confirmed":
		p.notices = append(p.notices, ui.Notice{Tone: ui.OK, Text: k.ConfirmedName + "已于 " + ui.Stamp(clock.FromMicros(k.ConfirmedAt)) + " 确认，尚未公布。"})
	case "published":
		p.notices = append(p.notices, ui.Notice{Tone: ui.OK, Text: k.ConfirmedName + "确认，" + k.PublishedName + "于 " + ui.Stamp(clock.FromMicros(k.PublishedAt)) + " 公布。"})
	}
	if sh.Provisional {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: "当年放假安排还没有公布，工作日为暂算。"})
	}
	p.parts = append(p.parts, part{table: sh.grid()})
	_, next, err := month(of)
	if err != nil {
		return web.Answer{}, err
	}
	if k.State != "published" && r.leads(who, unit) && !r.Door.Today().Before(next) {
		c := q.FormFor("/attendance/sheet/confirm", nil)
		c.ID = "confirm"
		c.Set("unit", unit)
		c.Set("month", of)
		p.parts = append(p.parts, part{title: "确认", hint: "核对无误以后确认；公布以前再次确认会更新内容。", form: c, fields: []ui.Field{{Form: c, Name: "unit", Kind: ui.Hidden}, {Form: c, Name: "month", Kind: ui.Hidden}},
			buttons: []ui.Button{{Label: "确认考勤表", Look: "primary"}}})
	}
	if who.May(Keep) && k.State == "confirmed" {
		c := q.FormFor("/attendance/sheet/publish", nil)
		c.ID = "publish"
		c.Set("month", of)
		p.parts = append(p.parts, part{title: "公布", hint: "公布当月全部已确认的考勤表，公布以后不能再改。", form: c, fields: []ui.Field{{Form: c, Name: "month", Kind: ui.Hidden}}, buttons: []ui.Button{{Label: "公布 " + of + " 考勤表"}}})
	}
	return q.Desk(p.head.Title, listPage(p))
}

func (r *Room) sheetConfirm(q *web.Request) (web.Answer, error) {
	unit, of := r.asked(q)
	if err := r.ConfirmSheet(org.Context(q), org.Actor(q), unit, of); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/attendance/sheet?unit="+unit+"&month="+of).Say(ui.OK, "已确认考勤表。"), nil
}

func (r *Room) sheetPublish(q *web.Request) (web.Answer, error) {
	_, of := r.asked(q)
	n, err := r.PublishSheets(org.Context(q), org.Actor(q), of)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect("/attendance/sheet?month="+of).Say(ui.OK, fmt.Sprintf("已公布 %s 考勤表 %d 张。", of, n)), nil
}

// cellText is one day of a sheet in one sign where both halves agree.
func cellText(s [2]string) string {
	if s[0] == s[1] {
		return s[0]
	}
	return s[0] + "/" + s[1]
}

// grid is the sheet as the page shows it.
func (s Sheet) grid() *ui.Table {
	t := &ui.Table{Caption: s.UnitName + " " + s.Month + " 考勤表", Empty: ui.Empty{Title: "这个科室当月没有人员"}}
	head, rows := s.table()
	for i, h := range head {
		if i > 0 && i <= len(s.Days) {
			h += " " + s.Days[i-1].Weekday
		}
		t.Columns = append(t.Columns, ui.Column{Label: h, Code: i > 0})
	}
	for _, row := range rows {
		var cells []ui.Cell
		for _, x := range row {
			cells = append(cells, ui.Cell{Text: x})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// table is the sheet in rows of text.
func (s Sheet) table() (head []string, rows [][]string) {
	head = []string{"姓名"}
	for _, d := range s.Days {
		head = append(head, itoa(d.Day))
	}
	head = append(head, "出勤", "请假", "出差", "旷工", "外出")
	for _, x := range s.Rows {
		row := []string{x.Name}
		for _, g := range x.Signs {
			row = append(row, cellText(g))
		}
		for _, n := range []int64{x.Here, x.Leave, x.Trip, x.Absent} {
			row = append(row, strings.TrimSuffix(DaysText(n), " 天"))
		}
		rows = append(rows, append(row, itoa(x.Outs)))
	}
	return head, rows
}

func (r *Room) sheetXLSX(q *web.Request) (web.Answer, error) {
	unit, of := r.asked(q)
	sh, _, err := r.Sheet(q.Context(), org.Actor(q), unit, of)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	head, rows := sh.table()
	var columns []sheet.Column
	for i, h := range head {
		w := 5.0
		if i == 0 {
			w = 24
		}
		columns = append(columns, sheet.Column{Title: h, Width: w})
	}
	var b bytes.Buffer
	x, err := sheet.NewXLSXWriter(&b, "考勤表 "+of, columns)
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
	return web.File(sh.UnitName+" "+of+" 考勤表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (r *Room) sheetPDF(q *web.Request) (web.Answer, error) {
	unit, of := r.asked(q)
	sh, k, err := r.Sheet(q.Context(), org.Actor(q), unit, of)
	if err != nil {
		return web.Answer{}, r.seen(q, err)
	}
	var b bytes.Buffer
	if err := r.printSheet(sh, k, &b); err != nil {
		return web.Answer{}, err
	}
	return web.File(sh.UnitName+" "+of+" 考勤表.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// printSheet draws a monthly sheet on a landscape page.
func (r *Room) printSheet(sh Sheet, k KeptSheet, w *bytes.Buffer) error {
	title := r.Book.Bureau + "考勤表"
	d, err := print.New(print.Options{Title: title, Author: r.Book.Bureau, Subject: sh.UnitName + " " + sh.Month, Date: r.Door.Today().Time()})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 12, Bottom: 18, Left: 12}, Foot: func(p *print.Page, no, of int) {
		p.Text(12, p.Size.H-9, "√ 出勤　假 请假　差 出差　旷 旷工　休 休息日和节假日；斜线前为上午，后为下午", smallStyle)
		right := smallStyle
		right.Align = print.Right
		p.Text(p.Size.W-12, p.Size.H-9, print.PageOf(no, of), right)
	}})
	f.Para(title, print.Style{Size: 18, Bold: true, Align: print.Center})
	f.Skip(2)
	year, m, _ := strings.Cut(sh.Month, "-")
	f.Fields(print.Style{Size: 11}, print.Field{Label: "科室：", Value: sh.UnitName}, print.Field{Label: "月份：", Value: year + "年" + strings.TrimPrefix(m, "0") + "月"})
	f.Skip(2)
	head, rows := sh.table()
	t := print.Table{Head: print.Style{Size: 8, Bold: true, Align: print.Center}, Body: print.Style{Size: 8, Align: print.Center}, Pad: 0.3, MinRow: 7, Edge: 0.35}
	left := f.Width() - 34
	for i, h := range head {
		width := left / float64(len(head)-1)
		if i == 0 {
			width = 34
		}
		t.Columns = append(t.Columns, print.Column{Title: h, Width: width, Align: print.Center, Least: 4})
	}
	f.Table(t, func(yield func([]string) bool) {
		for _, row := range rows {
			if !yield(row) {
				return
			}
		}
	})
	f.Skip(6)
	confirmed, published := "", ""
	if k.ConfirmedAt != 0 {
		confirmed = k.ConfirmedName + "　" + dayOf(k.ConfirmedAt).Chinese()
	}
	if k.PublishedAt != 0 {
		published = k.PublishedName + "　" + dayOf(k.PublishedAt).Chinese()
	}
	f.Fields(print.Style{Size: 11}, print.Field{Label: "科室负责人确认：", Value: confirmed, Blank: 50}, print.Field{Label: "政工科公布：", Value: published, Blank: 50})
	return d.Write(w)
}

type absenceInput struct {
	Person    int64      `form:"person" label:"人员" need:"请选择人员。"`
	Since     civil.Date `form:"since" label:"开始日期" need:"请填写开始日期。"`
	SinceHalf string     `form:"since_half" label:"开始"`
	Until     civil.Date `form:"until" label:"结束日期" need:"请填写结束日期。"`
	UntilHalf string     `form:"until_half" label:"结束"`
	Found     string     `form:"found" label:"发现的情况" max:"1000"`
}

func (r *Room) absencePage(q *web.Request, of int64, failed error) (web.Answer, error) {
	who := org.Actor(q)
	list, err := r.Absences(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{head: ui.Head{Title: "缺勤核实", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}, Meta: []string{"发现的缺勤先登记，听取本人说明，再由政工科认定；程序不会自动认定旷工"}}}
	shown := failed == nil || of == 0 && who.May(Lead)
	tones := map[string]ui.Tone{Drafted: ui.Warn, Confirmed: ui.Bad, Dropped: ui.Mute, Removed: ui.Mute}
	if len(list) == 0 {
		p.parts = append(p.parts, part{table: &ui.Table{Empty: ui.Empty{Title: "没有登记过缺勤"}}})
	}
	for _, a := range list {
		x := part{title: a.Name + "，" + a.Span(), pairs: []ui.Pair{{Key: "科室", Text: a.UnitName}, {Key: "缺勤", Text: DaysText(a.Halves)}, {Key: "状态", Body: ui.Badge(ui.Tag{Text: absenceLabels[a.State], Tone: tones[a.State]})},
			{Key: "发现的情况", Text: a.Found, Wide: true}}}
		heard := a.Heard
		if heard == "" {
			heard = "还没有"
		}
		x.pairs = append(x.pairs, ui.Pair{Key: "本人说明", Text: heard, Wide: true})
		if a.Why != "" {
			x.pairs = append(x.pairs, ui.Pair{Key: "理由", Text: a.DecidedName + "：" + a.Why, Wide: true})
		}
		own := a.Login != "" && a.Login == who.Login
		form := func(verb string) *ui.Form {
			f := q.FormFor(fmt.Sprintf("/attendance/absences/%d/%s", a.ID, verb), nil)
			if of == a.ID && failed != nil && strings.HasSuffix(q.URL.Path, verb) {
				shown = true
				f = q.FormFor(fmt.Sprintf("/attendance/absences/%d/%s", a.ID, verb), failed)
			}
			f.ID = fmt.Sprint(verb, a.ID)
			return f
		}
		switch {
		case a.State == Drafted && own, a.State == Drafted && who.May(Keep) && a.Heard == "":
			x.form = form("hear")
			x.fields = []ui.Field{{Form: x.form, Name: "heard", Label: "本人说明", Kind: ui.Area, Rows: 3, Max: mostFound}}
			x.buttons = []ui.Button{{Label: "记下说明"}}
		case who.May(Keep) && !own && (a.State == Drafted || a.State == Confirmed):
			x.form = form("decide")
			x.fields = []ui.Field{{Form: x.form, Name: "why", Label: "理由", Kind: ui.Area, Rows: 2, Max: mostFound}}
			x.buttons = []ui.Button{{Label: "认定旷工", Name: "answer", Value: "yes", Look: "danger"}, {Label: "不予认定", Name: "answer", Value: "no"}}
			if a.State == Confirmed {
				x.buttons = []ui.Button{{Label: "撤销认定", Name: "answer", Value: "no"}}
			}
		}
		p.parts = append(p.parts, x)
	}
	if who.May(Lead) {
		s, err := r.now(q.Context())
		if err != nil {
			return web.Answer{}, err
		}
		people := []ui.Option{{Value: "", Label: "请选择"}}
		for _, x := range s.chart.Staff() {
			if who.May(Keep) || x.Unit == who.Unit {
				people = append(people, ui.Option{Value: fmt.Sprint(x.ID), Label: x.Name, Group: s.units[x.Unit]})
			}
		}
		f := q.FormFor("/attendance/absences", nil)
		if of == 0 && failed != nil {
			f = q.FormFor("/attendance/absences", failed)
		}
		f.Wide, f.ID = true, "draft"
		f.Set("since_half", "am")
		f.Set("until_half", "pm")
		p.parts = append(p.parts, part{title: "登记发现的缺勤", form: f, fields: []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: people},
			{Form: f, Name: "since", Label: "开始日期", Kind: ui.Date, Half: true}, {Form: f, Name: "since_half", Label: "从", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "until", Label: "结束日期", Kind: ui.Date, Half: true}, {Form: f, Name: "until_half", Label: "到", Kind: ui.Select, Options: halfOptions(), Half: true},
			{Form: f, Name: "found", Label: "发现的情况", Kind: ui.Area, Rows: 3, Max: mostFound}}, buttons: []ui.Button{{Label: "登记缺勤"}}})
	}
	if !shown { // the page does not have the form that was refused
		return web.Answer{}, failed
	}
	return q.Desk("缺勤核实", listPage(p))
}

func (r *Room) absenceDraft(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[absenceInput](q)
	if err == nil {
		var a Application
		if a, err = (leaveInput{Since: in.Since, SinceHalf: in.SinceHalf, Until: in.Until, UntilHalf: in.UntilHalf}).application(); err == nil {
			_, err = r.DraftAbsence(org.Context(q), org.Actor(q), Absence{PersonID: in.Person, Since: a.Since, Until: a.Until, Found: in.Found})
		}
	}
	if err != nil {
		return r.absencePage(q, 0, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已登记，等待本人说明。"), nil
}

func (r *Room) absenceHear(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	if err := r.HearAbsence(org.Context(q), org.Actor(q), id, q.Values().Get("heard")); err != nil {
		return r.absencePage(q, id, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已记下说明。"), nil
}

func (r *Room) absenceDecide(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := q.Values()
	answer := v.Get("answer")
	if answer != "yes" && answer != "no" {
		return r.absencePage(q, id, fault.Field("why", answer, "请选择认定或不予认定。"))
	}
	if err := r.DecideAbsence(org.Context(q), org.Actor(q), id, answer == "yes", v.Get("why")); err != nil {
		return r.absencePage(q, id, err)
	}
	return web.Redirect("/attendance/absences").Say(ui.OK, "已办理。"), nil
}

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
	var person int64
	fmt.Sscan(q.Values().Get("person"), &person)
	a, err := r.Affairs(q.Context(), who, person, of)
	if err != nil {
		return web.Answer{}, err
	}
	p := listing{head: ui.Head{Title: a.Name + " " + itoa(of) + " 年假期台账", Crumbs: []ui.Link{{Text: "我的考勤", URL: "/attendance"}}, Actions: []ui.Button{
		{Label: itoa(of - 1), URL: q.URLWith("year", itoa(of-1))}, {Label: itoa(of + 1), URL: q.URLWith("year", itoa(of+1))}}}}
	for _, w := range a.Totals.Warnings {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: w})
	}
	for _, b := range a.Balance {
		p.stats = append(p.stats, ui.Stat{Label: KindLabel(b.Kind) + "余额", Value: DaysText(b.Left), Note: "应休 " + DaysText(b.Granted) + "，已用 " + DaysText(b.Used) + reserved(b)})
	}
	t := ui.Table{Caption: "假期台账", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "假期"}, {Label: "事项"}, {Label: "天数", Numeric: true}, {Label: "余额", Numeric: true}, {Label: "说明和依据", Wide: true}},
		Empty: ui.Empty{Title: "还没有台账记录", Text: "每次授予、使用、抵扣、结转、作废和更正都记一行，只增不改。"}}
	sum := map[string]int64{}
	for _, l := range a.Lines {
		sum[l.Kind] += l.Halves
		say := ui.Cell{Text: l.Say, Sub: r.cite(l)}
		if table, id := split(l.Subject); table == "attendance_leave" {
			say.URL = leaveURL(id)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: dayOf(l.MadeAt).String()}, {Text: KindLabel(l.Kind)}, {Text: l.Label()}, {Text: DaysText(l.Halves)}, {Text: DaysText(sum[l.Kind])}, say}})
	}
	p.parts = append(p.parts, part{title: "逐笔", table: &t})
	if who.May(Keep) {
		people, err := r.people(q)
		if err != nil {
			return web.Answer{}, err
		}
		people[0].Label = "请选择"
		f := &ui.Form{Action: "/attendance/balance", Method: "get"}
		f.Set("person", fmt.Sprint(a.Person))
		f.Set("year", itoa(of))
		p.filter = &ui.Filters{Form: f, Add: []ui.Field{{Form: f, Name: "person", Label: "人员", Kind: ui.Select, Options: people}, {Form: f, Name: "year", Label: "年度", Code: true}}}
		c := q.FormFor("/attendance/balance", failed)
		c.ID, c.Wide = "change", true
		c.Set("person", fmt.Sprint(a.Person))
		c.Set("year", itoa(of))
		c.Set("kind", annual)
		p.parts = append(p.parts, part{title: "登记变动", hint: "结转、作废用于上年余额；丧失须先核实；更正可增可减，用于补登和授予探亲假。", form: c, fields: []ui.Field{
			{Form: c, Name: "person", Label: "人员", Kind: ui.Select, Options: people, Half: true}, {Form: c, Name: "year", Label: "年度", Half: true, Code: true},
			{Form: c, Name: "kind", Label: "假期", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: annual, Label: "年休假"}, {Value: homeVisit, Label: "探亲假"}}},
			{Form: c, Name: "what", Label: "办理", Kind: ui.Select, Half: true, Options: []ui.Option{{Value: "", Label: "请选择"}, {Value: lineCarry, Label: "结转到下一年"}, {Value: lineLapse, Label: "余额作废"}, {Value: lineForfeit, Label: "丧失年休假"}, {Value: lineCorrection, Label: "更正"}}},
			{Form: c, Name: "days", Label: "更正的天数", Optional: true, Half: true, Code: true, Hint: "如 2.5 或 -1，只用于更正。"},
			{Form: c, Name: "why", Label: "理由", Kind: ui.Area, Rows: 2, Max: mostFound}}, buttons: []ui.Button{{Label: "登记变动"}}})
	}
	return q.Desk("假期台账", listPage(p))
}

// cite is the ground of a line as people cite it.
func (r *Room) cite(l Line) string {
	if c, ok := r.Book.Card(l.Clause); ok {
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
	p := listing{head: ui.Head{Title: "假条登记", Actions: []ui.Button{{Label: "缺勤核实", URL: "/attendance/absences"}, {Label: "考勤表", URL: "/attendance/sheet"}, {Label: "代为请假", URL: "/attendance/leave/new"}}}}
	for _, w := range near {
		p.notices = append(p.notices, ui.Notice{Tone: ui.Warn, Text: w})
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
		p.tabs = append(p.tabs, ui.Tab{Text: x.text, URL: "/attendance/register?state=" + x.state, Count: -1, Current: q.Values().Get("state") == x.state})
	}
	p.parts = []part{{title: "假条", table: &all}, {title: "逾期未销假", table: &back}, {title: "欠诊断证明", table: &papers}}
	return q.Desk("假条登记", listPage(p))
}
