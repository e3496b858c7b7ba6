package venue

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/print"
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
	from, until := "00:00", "24:00"
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

// by names who booked, with the unit where the name does not begin with it.
func (b Booking) by() string {
	if strings.HasPrefix(b.Name, b.UnitName) {
		return b.Name
	}
	return b.UnitName + b.Name
}

func (b Booking) who() string {
	s := b.Name
	if !strings.HasPrefix(s, b.UnitName) { // people may be named by their post, unit first
		s = b.UnitName + " " + s
	}
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
		row := ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("%d月%d日", int(d.Time().Month()), d.Time().Day()), Sub: "星期" + weekdays[d.Weekday()]}}, URL: home + "/new?on=" + d.String(), Strong: d == r.Door.Today()}
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
	var fonts *print.Fonts
	if r.Fonts != nil {
		if fonts, err = r.Fonts(); err != nil {
			return web.Answer{}, err
		}
	}
	var b bytes.Buffer
	if err := p.PDF(&b, fonts); err != nil {
		return web.Answer{}, err
	}
	return web.File(name+".pdf", "application/pdf", time.Time{}, bytes.NewReader(b.Bytes())).Inline(), nil
}
