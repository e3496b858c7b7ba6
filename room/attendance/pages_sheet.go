package attendance

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
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
	filter.Saved = neighbours(unit, of)
	sh, k, err := r.Sheet(q.Context(), who, unit, of)
	if fault.Is(err, fault.NotFound) {
		return q.Desk("考勤表", ui.ListPage(ui.Listing{Head: ui.Head{Title: "考勤表"}, Filter: &filter, Parts: []ui.Part{{Hint: monthText(of) + "的考勤表还没有公布。公布以前只有科室负责人和政工科能看。"}}}))
	}
	if err != nil {
		return web.Answer{}, err
	}
	p := ui.Listing{Filter: &filter, Head: ui.Head{Title: sh.UnitName + monthText(of) + "考勤表", Meta: []string{"√ 出勤　假 请假　差 出差　旷 旷工　休 休息日和节假日　空白 未到", "一格两行的，上为上午，下为下午"},
		Actions: []ui.Button{{Label: "打印", URL: "/attendance/sheet/sheet.pdf?unit=" + unit + "&month=" + of, Key: "p"}, {Label: "导出表格", URL: "/attendance/sheet/sheet.xlsx?unit=" + unit + "&month=" + of}}}}
	switch k.State {
	case "":
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: "尚未确认，显示的是目前的登记情况。"})
	case "confirmed":
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.OK, Text: k.ConfirmedName + "已于 " + ui.Stamp(clock.FromMicros(k.ConfirmedAt)) + " 确认，尚未公布。"})
	case "published":
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.OK, Text: k.ConfirmedName + "确认，" + k.PublishedName + "于 " + ui.Stamp(clock.FromMicros(k.PublishedAt)) + " 公布。"})
	}
	if sh.Provisional {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "当年放假安排还没有公布，工作日为暂算。"})
	}
	p.Parts = append(p.Parts, ui.Part{Table: sh.grid()})
	_, next, err := month(of)
	if err != nil {
		return web.Answer{}, err
	}
	if k.State != "published" && r.leads(who, unit) && !r.Door.Today().Before(next) {
		c := q.FormFor("/attendance/sheet/confirm", nil)
		c.ID = "confirm"
		c.Set("unit", unit)
		c.Set("month", of)
		p.Parts = append(p.Parts, ui.Part{Title: "确认", Hint: "核对无误以后确认；公布以前再次确认会更新内容。", Form: c, Fields: []ui.Field{{Form: c, Name: "unit", Kind: ui.Hidden}, {Form: c, Name: "month", Kind: ui.Hidden}},
			Buttons: []ui.Button{{Label: "确认考勤表", Look: "primary"}}})
	}
	if who.May(Keep) && k.State == "confirmed" {
		c := q.FormFor("/attendance/sheet/publish", nil)
		c.ID = "publish"
		c.Set("month", of)
		p.Parts = append(p.Parts, ui.Part{Title: "公布", Hint: "公布当月全部已确认的考勤表，公布以后不能再改。", Form: c, Fields: []ui.Field{{Form: c, Name: "month", Kind: ui.Hidden}}, Buttons: []ui.Button{{Label: "公布" + monthText(of) + "考勤表"}}})
	}
	return q.Desk(p.Head.Title, ui.ListPage(p))
}

// neighbours lead to the sheets of the months before and after.
func neighbours(unit, of string) []ui.Link {
	first, next, err := month(of)
	if err != nil {
		return nil
	}
	var out []ui.Link
	for _, d := range []civil.Date{first.AddDays(-1), next} {
		of := fmt.Sprintf("%04d-%02d", d.Year, d.Month)
		if calendar.Covers(d) {
			out = append(out, ui.Link{Text: monthText(of), URL: "/attendance/sheet?unit=" + unit + "&month=" + of})
		}
	}
	return out
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
	return web.Redirect("/attendance/sheet?month="+of).Say(ui.OK, fmt.Sprintf("已公布%s考勤表 %d 张。", monthText(of), n)), nil
}

// cellText is one day of a sheet in one sign where both halves agree.
func cellText(s [2]string) string {
	if s[0] == s[1] {
		return s[0]
	}
	return s[0] + "/" + s[1]
}

// grid is the sheet as the page shows it: the totals stand before the days, which
// a narrow screen leaves out; there the days that are no plain working days stand
// in words under the name.
func (s Sheet) grid() *ui.Table {
	t := &ui.Table{Caption: s.UnitName + monthText(s.Month) + "考勤表", Columns: []ui.Column{{Label: "姓名", Pinned: true}}, Empty: ui.Empty{Title: "这个科室当月没有人员"}}
	head, rows := s.table()
	days := len(s.Days)
	for _, h := range head[1+days:] {
		t.Columns = append(t.Columns, ui.Column{Label: h, Numeric: true, Slim: true})
	}
	for i, h := range head[1 : 1+days] {
		t.Columns = append(t.Columns, ui.Column{Label: h, Under: s.Days[i].Weekday, Minor: true, Slim: true, Quiet: !s.Days[i].Worked})
	}
	for i, row := range rows {
		cells := []ui.Cell{{Text: row[0], Sub: notable(row[1 : 1+days])}}
		for _, x := range row[1+days:] {
			cells = append(cells, ui.Cell{Text: x})
		}
		for _, x := range s.Rows[i].Signs {
			c := ui.Cell{Text: x[0]}
			if x[1] != x[0] {
				c = ui.Cell{Text: cmp.Or(x[0], "·"), Sub: cmp.Or(x[1], "·")}
			}
			cells = append(cells, c)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

// notable names the days of a month that differ from a plain day: 9日假、10日假.
func notable(signs []string) string {
	var out []string
	for i, x := range signs {
		if x != signHere && x != signRest && x != "" {
			out = append(out, itoa(i+1)+"日"+x)
		}
	}
	return strings.Join(out, "、")
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
	x, err := sheet.NewXLSXWriter(&b, "考勤表"+monthText(of), columns)
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
	return web.File(sh.UnitName+monthText(of)+"考勤表.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())), nil
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
	return web.File(sh.UnitName+monthText(of)+"考勤表.pdf", "application/pdf", clock.FromMicros(r.Door.Now()), bytes.NewReader(b.Bytes())).Inline(), nil
}

// printSheet draws a monthly sheet on a landscape page.
func (r *Room) printSheet(sh Sheet, k KeptSheet, w *bytes.Buffer) error {
	title := r.Rules.Base.Bureau + "考勤表"
	small := print.Style{Size: 8, Color: print.Grey, LineHeight: 1.3}
	d, err := print.New(print.Options{Title: title, Author: r.Rules.Base.Bureau, Subject: sh.UnitName + monthText(sh.Month), Date: r.Door.Today().Time()})
	if err != nil {
		return err
	}
	f := d.Section(print.Section{Size: print.A4Landscape, Margins: print.Margins{Top: 18, Right: 12, Bottom: 18, Left: 12}, Foot: func(p *print.Page, no, of int) {
		p.Text(12, p.Size.H-9, "√ 出勤　假 请假　差 出差　旷 旷工　休 休息日和节假日；斜线前为上午，后为下午", small)
		right := small
		right.Align = print.Right
		p.Text(p.Size.W-12, p.Size.H-9, print.PageOf(no, of), right)
	}})
	f.Para(title, print.Style{Size: 18, Bold: true, Align: print.Center})
	f.Skip(2)
	f.Fields(print.Style{Size: 11}, print.Field{Label: "科室：", Value: sh.UnitName}, print.Field{Label: "月份：", Value: monthText(sh.Month)})
	f.Skip(2)
	head, rows := sh.table()
	t := print.Table{Head: print.Style{Size: 8, Bold: true, Align: print.Center}, Body: print.Style{Size: 8, Align: print.Center}, Pad: 0.3, MinRow: 7, Edge: 0.35}
	left := f.Width() - 34
	for i, h := range head {
		width := left / float64(len(head)-1)
		if i == 0 {
			width = 34
		}
		if i > 0 && i <= len(sh.Days) {
			h += "\n" + sh.Days[i-1].Weekday
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
