package calendar

import (
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Pages lists the pages of the calendar: everybody looks up days; one person
// enters a year's notice and another confirms it.
func (s *Store) Pages() []web.Page {
	any := string(org.Anyone)
	return []web.Page{
		{Name: "calendar.years", Method: "GET", Pattern: "/calendar", Right: any, Serve: s.yearsPage},
		{Name: "calendar.year", Method: "GET", Pattern: "/calendar/{year}", Right: any, Serve: s.yearPage},
		{Name: "calendar.notice", Method: "GET", Pattern: "/calendar/notices/{id}", Right: any, Serve: s.noticePage},
		{Name: "calendar.notice.new", Method: "GET", Pattern: "/calendar/notices/new", Right: string(Enter), Serve: s.newPage},
		{Name: "calendar.notice.enter", Method: "POST", Pattern: "/calendar/notices/new", Right: string(Enter), Serve: s.enter},
		{Name: "calendar.notice.confirm", Method: "POST", Pattern: "/calendar/notices/{id}/confirm", Right: string(Confirm), Serve: s.confirm},
		{Name: "calendar.notice.reject", Method: "POST", Pattern: "/calendar/notices/{id}/reject", Right: string(Confirm), Serve: s.reject},
	}
}

func (s *Store) yearsPage(r *web.Request) (web.Answer, error) {
	c, err := s.Current(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	list, err := s.Notices(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk("工作日历", yearsView(years{c, list, org.Actor(r), s.Door.Today()}))
}

func (s *Store) yearPage(r *web.Request) (web.Answer, error) {
	year, err := strconv.Atoi(r.PathValue("year"))
	if err != nil || year < First || year > Last {
		return web.Answer{}, fault.Newf(fault.NotFound, "日历只有 %d 年至 %d 年。", First, Last)
	}
	c, err := s.Current(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return r.Desk(fmt.Sprintf("%d 年工作日历", year), yearView(oneYear{c, year, s.Door.Today()}))
}

func (s *Store) noticePage(r *web.Request) (web.Answer, error) { return s.notice(r, nil) }

func (s *Store) notice(r *web.Request, failed error) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	x, err := s.Find(r.Context(), id)
	if err != nil {
		return web.Answer{}, err
	}
	c, err := s.Current(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	v := oneNotice{x: x, who: org.Actor(r), known: c.Known(x.Year), form: r.FormFor(fmt.Sprintf("/calendar/notices/%d/reject", id), failed)}
	n, err := x.Notice()
	if err != nil {
		return web.Answer{}, err
	}
	if c, err = c.With(n); err != nil {
		v.clash = fault.Of(err).Safe()
	}
	v.year = oneYear{c, x.Year, s.Door.Today()}
	v.days = n.Days()
	return r.Desk(fmt.Sprintf("%d 年节假日安排", x.Year), noticeView(v))
}

type draftInput struct {
	Year     int    `form:"year" label:"年份" need:"请填写年份。" min:"1950" max:"2099"`
	Title    string `form:"title" label:"通知名称" need:"请填写通知名称。" max:"100"`
	Number   string `form:"number" label:"文号" max:"60"`
	URL      string `form:"url" label:"网址" max:"300"`
	Text     string `form:"spans" label:"放假和上班安排" need:"请逐行填写放假和上班的日期，或粘贴通知原文。" max:"6000"`
	Replaces bool   `form:"replaces" label:"替换原安排"`
}

func (s *Store) newPage(r *web.Request) (web.Answer, error) { return s.form(r, nil) }

func (s *Store) form(r *web.Request, failed error) (web.Answer, error) {
	f := r.FormFor("/calendar/notices/new", failed)
	year := s.Door.Today().Year + 1
	if y := r.URL.Query().Get("year"); y != "" {
		f.Set("year", y)
	}
	f.Set("year", strconv.Itoa(year))
	f.Set("title", fmt.Sprintf("国务院办公厅关于%s年部分节假日安排的通知", f.Value("year")))
	return r.Desk("录入节假日安排", newView(f))
}

func (s *Store) enter(r *web.Request) (web.Answer, error) {
	in, err := web.Decode[draftInput](r)
	var id int64
	if err == nil {
		id, err = s.Enter(org.Context(r), org.Actor(r), Draft{Year: in.Year, Title: in.Title, Number: in.Number, URL: in.URL, Text: in.Text, Replaces: in.Replaces})
	}
	if err != nil {
		return s.form(r, err)
	}
	return web.Redirect(fmt.Sprintf("/calendar/notices/%d", id)).Say(ui.OK, fmt.Sprintf("已录入 %d 年的安排，待另一人确认后启用。", in.Year)), nil
}

func (s *Store) confirm(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err == nil {
		err = s.Confirm(org.Context(r), org.Actor(r), id)
	}
	if err != nil {
		return s.notice(r, err)
	}
	return web.Redirect(fmt.Sprintf("/calendar/notices/%d", id)).Say(ui.OK, "已确认，自此按这份安排计算工作日。"), nil
}

func (s *Store) reject(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err == nil {
		err = s.Reject(org.Context(r), org.Actor(r), id, r.Values().Get("reason"))
	}
	if err != nil {
		return s.notice(r, err)
	}
	return web.Redirect(fmt.Sprintf("/calendar/notices/%d", id)).Say(ui.OK, "已退回，请录入的人按理由重新录入。"), nil
}

// oneYear is a year of a calendar to be shown.
type oneYear struct {
	c     *Calendar
	year  int
	today civil.Date
}
