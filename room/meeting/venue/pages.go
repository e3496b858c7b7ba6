package venue

import (
	"bytes"
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/meeting/papers"
)

// Pages are the pages of the rooms' calendar.
func (r *Room) Pages() []web.Page {
	page := func(name, method, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "venue." + name, Method: method, Pattern: "/venue" + pattern, Right: string(Use), Serve: serve}
	}
	return []web.Page{
		page("week", "GET", "", r.weekPage),
		page("month", "GET", "/month", r.monthPage),
		page("print.week", "GET", "/week.pdf", r.weekPDF),
		page("print.month", "GET", "/month.pdf", r.monthPDF),
		page("book", "GET", "/new", func(q *web.Request) (web.Answer, error) { return r.bookPage(q, nil) }),
		page("book.save", "POST", "/new", r.bookPost),
		page("rooms", "GET", "/rooms", func(q *web.Request) (web.Answer, error) { return r.roomsPage(q, nil) }),
		page("room.keep", "POST", "/rooms", r.keepPost),
		page("room.edit", "GET", "/rooms/{id}", func(q *web.Request) (web.Answer, error) { return r.roomPage(q, nil) }),
		page("room.save", "POST", "/rooms/{id}", r.roomPost),
		page("room.retire", "POST", "/rooms/{id}/retire", r.retirePost),
		page("booking", "GET", "/bookings/{id}", func(q *web.Request) (web.Answer, error) { return r.bookingPage(q, nil) }),
		page("move", "POST", "/bookings/{id}/move", r.movePost),
		page("withdraw", "POST", "/bookings/{id}/withdraw", r.withdrawPost),
		page("note", "POST", "/bookings/{id}/note", r.notePost),
	}
}

const home = "/venue"

func tabs(current string) []ui.Tab {
	var out []ui.Tab
	for _, t := range []ui.Tab{{Text: "周", URL: home}, {Text: "月", URL: home + "/month"}, {Text: "会议室与电话", URL: home + "/rooms"}} {
		t.Count, t.Current = -1, t.URL == current
		out = append(out, t)
	}
	return out
}

// monday is the first day of the week that the page is asked for.
func (r *Room) monday(q *web.Request) civil.Date {
	d := r.Door.Today()
	if x, err := civil.ParseLoose(q.URL.Query().Get("from")); err == nil {
		d = x
	}
	return d.AddDays(-(int(d.Weekday()) + 6) % 7)
}

// month is the first day of the month that the page is asked for.
func (r *Room) month(q *web.Request) civil.Date {
	d := r.Door.Today()
	if x, err := civil.Parse(q.URL.Query().Get("month") + "-01"); err == nil {
		d = x
	}
	first, _ := civil.Of(d.Time().Year(), int(d.Time().Month()), 1)
	return first
}

// clockOf is a booking's time on a day it touches.
func clockOf(b Booking, d civil.Date) string {
	begin, end := day(d)
	from, until := "0:00", "24:00"
	if b.From >= begin {
		from = clock.FromMicros(b.From).In(civil.Shanghai).Format("15:04")
	}
	if b.Until < end {
		until = clock.FromMicros(b.Until).In(civil.Shanghai).Format("15:04")
	}
	return from + "—" + until
}

func (b Booking) touches(d civil.Date) bool {
	from, until := day(d)
	return b.From < until && b.Until > from
}

func (b Booking) who() string {
	s := b.UnitName + " " + b.Name
	if b.Phone != "" {
		s += "，" + b.Phone
	}
	return s
}

// calendar reads rooms and bookings of a run of days. Retired rooms are shown only
// if they are booked there.
func (r *Room) calendar(q *web.Request, from, until civil.Date) ([]Venue, []Booking, error) {
	rd := r.Door.Reader()
	a, _ := day(from)
	z, _ := day(until)
	list, err := r.Between(q.Context(), rd, a, z)
	if err != nil {
		return nil, nil, err
	}
	all, err := r.Venues(q.Context(), rd, true)
	var out []Venue
	for _, v := range all {
		used := false
		for _, b := range list {
			used = used || b.RoomID == v.ID
		}
		if v.Retired == "" || used {
			out = append(out, v)
		}
	}
	return out, list, err
}

func (r *Room) weekPage(q *web.Request) (web.Answer, error) {
	from := r.monday(q)
	venues, list, err := r.calendar(q, from, from.AddDays(7))
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "一周的会议室使用安排", Columns: []ui.Column{{Label: "日期", Pinned: true}}, Empty: ui.Empty{Title: "还没有登记会议室"}}
	for _, v := range venues {
		t.Columns = append(t.Columns, ui.Column{Label: v.Name, Under: v.Place, Wrap: true})
	}
	for i := range 7 {
		d := from.AddDays(i)
		row := ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("%d月%d日", int(d.Time().Month()), d.Time().Day()), Sub: "星期" + weekdays[d.Weekday()]}}, Strong: d == r.Door.Today()}
		for _, v := range venues {
			var slots []slot
			for _, b := range list {
				if b.RoomID == v.ID && b.touches(d) {
					slots = append(slots, slot{b.ID, clockOf(b, d), b.Title, b.who()})
				}
			}
			row.Cells = append(row.Cells, ui.Cell{Body: cell(slots)})
		}
		if len(venues) > 0 {
			t.Rows = append(t.Rows, row)
		}
	}
	at := func(d civil.Date) string { return home + "?from=" + d.String() }
	p := ui.Listing{Head: ui.Head{Title: "会议室", Meta: []string{from.Chinese() + "至" + from.AddDays(6).Chinese()},
		Actions: []ui.Button{{Label: "订用会议室", Look: "primary", URL: home + "/new"}, {Label: "打印本周", URL: home + "/week.pdf?from=" + from.String()}}}, Tabs: tabs(home)}
	p.Parts = []ui.Part{{Table: &t, Buttons: []ui.Button{{Label: "上一周", URL: at(from.AddDays(-7))}, {Label: "本周", URL: home}, {Label: "下一周", URL: at(from.AddDays(7))}}}}
	return q.Desk("会议室", ui.ListPage(p))
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

func (r *Room) monthPage(q *web.Request) (web.Answer, error) {
	first := r.month(q)
	next := first.AddDays(31)
	next = next.AddDays(1 - next.Time().Day())
	venues, list, err := r.calendar(q, first, next)
	if err != nil {
		return web.Answer{}, err
	}
	t := ui.Table{Caption: "一个月的会议室使用安排"}
	for i := range 7 {
		t.Columns = append(t.Columns, ui.Column{Label: "星期" + weekdays[(i+1)%7], Wrap: true, Quiet: i > 4})
	}
	for d := first.AddDays(-(int(first.Weekday()) + 6) % 7); d.Before(next); {
		row := ui.Row{}
		for range 7 {
			var c ui.Cell
			if !d.Before(first) && d.Before(next) {
				slots := []slot{}
				for _, b := range list {
					if b.touches(d) {
						slots = append(slots, slot{b.ID, clockOf(b, d), b.Title, nameOf(venues, b.RoomID)})
					}
				}
				c.Body = dayCell(d.Time().Day(), slots)
			}
			row.Cells = append(row.Cells, c)
			d = d.AddDays(1)
		}
		t.Rows = append(t.Rows, row)
	}
	at := func(d civil.Date) string { return home + "/month?month=" + d.String()[:7] }
	p := ui.Listing{Head: ui.Head{Title: "会议室", Meta: []string{fmt.Sprintf("%d年%d月", first.Time().Year(), int(first.Time().Month()))},
		Actions: []ui.Button{{Label: "订用会议室", Look: "primary", URL: home + "/new"}, {Label: "打印本月", URL: home + "/month.pdf?month=" + first.String()[:7]}}}, Tabs: tabs(home + "/month")}
	p.Parts = []ui.Part{{Table: &t, Buttons: []ui.Button{{Label: "上一月", URL: at(first.AddDays(-1))}, {Label: "本月", URL: home + "/month"}, {Label: "下一月", URL: at(next)}}}}
	return q.Desk("会议室", ui.ListPage(p))
}

func (r *Room) weekPDF(q *web.Request) (web.Answer, error) {
	from := r.monday(q)
	venues, list, err := r.calendar(q, from, from.AddDays(7))
	if err != nil {
		return web.Answer{}, err
	}
	w := papers.Week{Agency: r.Bureau, From: from, Bookings: booked(list, venues)}
	for _, v := range venues {
		w.Rooms = append(w.Rooms, v.Name)
		if v.Phone != "" {
			w.Phones += v.Name + "：" + v.Phone + "　"
		}
	}
	p, err := w.Paper()
	return r.pdf("会议室使用安排 "+from.String(), p, err)
}

func (r *Room) monthPDF(q *web.Request) (web.Answer, error) {
	first := r.month(q)
	venues, list, err := r.calendar(q, first, first.AddDays(31))
	if err != nil {
		return web.Answer{}, err
	}
	p, err := papers.Month{Agency: r.Bureau, Year: first.Time().Year(), Month: first.Time().Month(), Bookings: booked(list, venues)}.Paper()
	return r.pdf("会议室使用安排 "+first.String()[:7], p, err)
}

func (r *Room) pdf(name string, p papers.Paper, err error) (web.Answer, error) {
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := p.PDF(&b, nil); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}

// bookFields are the fields of a booking's time and room.
func (r *Room) bookFields(q *web.Request, f *ui.Form, timed bool) ([]ui.Field, error) {
	venues, err := r.Venues(q.Context(), r.Door.Reader(), false)
	var rooms []ui.Option
	for _, v := range venues {
		label := v.Name
		if v.Seats > 0 {
			label += fmt.Sprintf("（%d 座）", v.Seats)
		}
		rooms = append(rooms, ui.Option{Value: fmt.Sprint(v.ID), Label: label})
	}
	fields := []ui.Field{{Name: "room", Label: "会议室", Kind: ui.Select, Options: rooms, Half: true}}
	if timed {
		fields = append(fields, ui.Field{Name: "on", Label: "日期", Kind: ui.Date, Half: true}, ui.Field{Name: "from", Label: "开始时间", Half: true, Hint: "如 9:00。", Max: 10},
			ui.Field{Name: "until", Label: "结束时间", Half: true, Hint: "如 11:30。", Max: 10}, ui.Field{Name: "until_on", Label: "结束日期", Kind: ui.Date, Half: true, Optional: true, Hint: "跨过零点才填。"})
	}
	for i := range fields {
		fields[i].Form = f
	}
	return fields, err
}

func (r *Room) bookPage(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor(home+"/new", failed)
	f.Wide = true
	f.Set("on", r.Door.Today().String())
	fields, err := r.bookFields(q, f, true)
	if err != nil {
		return web.Answer{}, err
	}
	fields = append([]ui.Field{{Form: f, Name: "title", Label: "用途", Hint: "会议名称，全局可见，不写内部事项的内容。", Max: mostLine}}, fields...)
	fields = append(fields, ui.Field{Form: f, Name: "phone", Label: "联系电话", Half: true, Optional: true, Max: mostLine})
	p := ui.Listing{Head: ui.Head{Title: "订用会议室", Crumbs: []ui.Link{{Text: "会议室", URL: home}}},
		Parts: []ui.Part{{Form: f, Fields: fields, Buttons: []ui.Button{{Label: "订用会议室", Look: "primary", Save: true}, {Label: "不订，返回", Look: "text", URL: home}}}}}
	return q.Desk("订用会议室", ui.ListPage(p))
}

func (r *Room) bookPost(q *web.Request) (web.Answer, error) {
	in, err := web.Decode[Input](q)
	if err == nil {
		_, err = r.Book(org.Context(q), org.Actor(q), in)
	}
	if err != nil {
		return r.bookPage(q, err)
	}
	return web.Redirect(home+"?from="+in.On.String()).Say(ui.OK, "已订用，"+in.On.Chinese()+in.From+"。"), nil
}

func (r *Room) bookingPage(q *web.Request, failed error) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	b, err := r.Booking(q.Context(), id)
	if err != nil {
		return web.Answer{}, r.told(q, err)
	}
	venues, err := r.Venues(q.Context(), r.Door.Reader(), true)
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	mine, office := b.Login == who.Login, r.inOffice(who)
	p := ui.Listing{Head: ui.Head{Title: b.Title, Meta: []string{nameOf(venues, b.RoomID), Span(b.From, b.Until)}, Crumbs: []ui.Link{{Text: "会议室", URL: home}}}}
	if b.State == Withdrawn {
		p.Head.Tags = []ui.Tag{{Text: "已取消", Tone: ui.Mute}}
	}
	pairs := []ui.Pair{{Key: "会议室", Text: nameOf(venues, b.RoomID)}, {Key: "时间", Text: Span(b.From, b.Until)}, {Key: "订用人", Text: b.who()}}
	for _, v := range venues {
		if v.ID == b.RoomID && v.Keeper+v.Phone != "" {
			pairs = append(pairs, ui.Pair{Key: "开门联系", Text: v.Keeper + " " + v.Phone})
		}
	}
	if b.Source != "" {
		pairs = append(pairs, ui.Pair{Key: "来源", Text: "随会议安排"})
	}
	if b.Reason != "" {
		pairs = append(pairs, ui.Pair{Key: "调整理由", Text: b.Reason, Wide: true})
	}
	p.Parts = append(p.Parts, ui.Part{Pairs: pairs})
	shown := failed == nil
	form := func(verb string) *ui.Form {
		action := bookingURL(id) + "/" + verb
		var fail error
		if q.URL.Path == action {
			fail, shown = failed, true
		}
		f := q.FormFor(action, fail)
		if fail == nil {
			f.Values = nil
		}
		f.ID, f.Wide = verb, true
		return f
	}
	if mine && b.Untold == 1 {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warn, Text: "办公室调整过这次订用：" + b.Reason})
		p.Parts = append(p.Parts, ui.Part{Form: form("note"), Buttons: []ui.Button{{Label: "知悉", Look: "primary"}}})
	}
	if b.State == Booked && b.Until > r.Door.Now() && (mine || office) {
		reason := func(f *ui.Form) ui.Field {
			return ui.Field{Form: f, Name: "reason", Label: "理由", Optional: mine, Max: mostLine, Hint: "不是本人订的，应写明理由，订用人会看到。"}
		}
		f := form("move")
		f.Set("room", fmt.Sprint(b.RoomID))
		a, z := clock.FromMicros(b.From).In(civil.Shanghai), clock.FromMicros(b.Until).In(civil.Shanghai)
		f.Set("on", civil.DateOf(a).String())
		f.Set("from", a.Format("15:04"))
		f.Set("until", z.Format("15:04"))
		if civil.DateOf(a) != civil.DateOf(z) {
			f.Set("until_on", civil.DateOf(z).String())
		}
		fields, err := r.bookFields(q, f, true)
		if err != nil {
			return web.Answer{}, err
		}
		hint := ""
		if b.Source != "" {
			hint = "随会议安排的只换会议室，时间在会议里调整。"
		}
		p.Parts = append(p.Parts, ui.Part{Title: "调整", Hint: hint, Form: f, Fields: append(fields, reason(f)), Buttons: []ui.Button{{Label: "调整会议室"}}})
		if b.Source == "" {
			g := form("withdraw")
			p.Parts = append(p.Parts, ui.Part{Title: "取消", Form: g, Fields: []ui.Field{reason(g)}, Buttons: []ui.Button{{Label: "取消订用", Look: "danger"}}})
		}
	}
	if !shown {
		return web.Answer{}, failed
	}
	return q.Desk(b.Title, ui.ListPage(p))
}

// done answers a change of a booking.
func (r *Room) done(q *web.Request, id int64, err error, said string) (web.Answer, error) {
	if err != nil {
		return r.bookingPage(q, err)
	}
	return web.Redirect(bookingURL(id)).Say(ui.OK, said), nil
}

func (r *Room) movePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[Input](q)
	if err == nil {
		err = r.Move(org.Context(q), org.Actor(q), id, in)
	}
	return r.done(q, id, err, "已调整。")
}

type reasonInput struct {
	Reason string `form:"reason" label:"理由"`
}

func (r *Room) withdrawPost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	in, err := web.Decode[reasonInput](q)
	if err == nil {
		err = r.Withdraw(org.Context(q), org.Actor(q), id, in.Reason)
	}
	return r.done(q, id, err, "已取消，会议室空出来了。")
}

func (r *Room) notePost(q *web.Request) (web.Answer, error) {
	id, err := q.ID("id")
	if err == nil {
		err = r.Note(org.Context(q), org.Actor(q), id)
	}
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(bookingURL(id)).Say(ui.OK, "已知悉。"), nil
}

// told writes into the ledger that somebody asked for a booking that there is not.
func (r *Room) told(q *web.Request, err error) error {
	if f := fault.Of(err); err != nil && f.Kind == fault.NotFound {
		r.Door.Denied(q.Context(), org.Actor(q), q.Page.Name+" "+f.Value, f)
	}
	return err
}
