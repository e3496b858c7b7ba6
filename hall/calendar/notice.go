package calendar

import (
	"fmt"
	"maps"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Span is a run of days that a notice declares off or, if Work is set, worked.
type Span struct {
	From, To civil.Date // both included
	Work     bool
	Name     string // the festival, e.g. 国庆节
}

// Notice is the arrangement of one year: all days that differ from "Monday to
// Friday are worked".
type Notice struct {
	Year  int
	Title string // as it is to be shown; empty means a plain description with the year
	URL   string // where it was published, may be empty
	Spans []Span
	// Replaces allows a notice for a year that is already known: an amendment, or
	// a local arrangement in full. Without it a known year is refused.
	Replaces bool

	shown string // title, kept by the calendar: it is asked for every day
}

func (n *Notice) title() string {
	if n.shown != "" {
		return n.shown
	}
	if n.Title != "" {
		return n.Title
	}
	return "国务院办公厅" + strconv.Itoa(n.Year) + "年节假日安排"
}

func (n *Notice) clone() Notice {
	c := *n
	c.Title, c.shown = n.title(), ""
	c.Spans = append([]Span(nil), n.Spans...)
	return c
}

// Days lists every day the notice names, in the order of its spans.
func (n Notice) Days() []Day {
	var all []Day
	for _, s := range n.Spans {
		for d := s.From; !d.After(s.To); d = d.AddDays(1) {
			k := Holiday
			switch {
			case s.Work && weekend(d):
				k = MakeUp
			case s.Work:
				// On Monday, 3 February 2020, work was resumed by notice; nothing was made up.
				k = Work
			}
			all = append(all, Day{Date: d, Workday: s.Work, Kind: k, Name: s.Name, Notice: n.title(), URL: n.URL})
		}
	}
	return all
}

// statuteSince is the first year of the statute that Statutory applies.
const statuteSince = 2025

// lastMinute is the first day of December that a notice for the next year may name.
const lastMinute = 20

// With gives a calendar that also knows n; c is unchanged. It is refused if a
// date does not exist or lies outside the notice's year (from 20 December of the
// year before), if a day is both off and worked, here or against another year's
// notice, if a make-up day is no Saturday or Sunday, if (from 2025) a statutory
// holiday is not off, or if the year is known already and n does not say Replaces.
func (c *Calendar) With(n Notice) (*Calendar, error) {
	if err := n.check(); err != nil {
		return nil, err
	}
	if c.years[n.Year] != nil && !n.Replaces {
		return nil, &fault.Error{Kind: fault.Conflict, Op: "calendar.with", Field: "year", Value: strconv.Itoa(n.Year),
			Say: fmt.Sprintf("%d 年的节假日安排已经登录。如有调整通知，请选择“替换原安排”后重新登录全年。", n.Year)}
	}
	return c.with(n)
}

// with adds a notice that passed check.
func (c *Calendar) with(n Notice) (*Calendar, error) {
	kept := n.clone()
	kept.Title, kept.shown = n.Title, n.title()
	next := &Calendar{days: map[civil.Date]entry{}, years: maps.Clone(c.years)}
	if next.years == nil {
		next.years = map[int]*Notice{}
	}
	next.years[n.Year] = &kept
	for d, e := range c.days {
		if e.notice.Year != n.Year {
			next.days[d] = e
		}
	}
	for _, day := range kept.Days() {
		if old, ok := next.days[day.Date]; ok && old.kind.worked() != day.Workday {
			return nil, fault.Field("spans", day.Date.String(), fmt.Sprintf(
				"%s与%d年的安排相矛盾：那里是%s，这里是%s。请核对两份通知。",
				day.Date.Chinese(), old.notice.Year, old.kind.Label(), day.Kind.Label()))
		}
		next.days[day.Date] = entry{day.Kind, day.Name, &kept}
	}
	return next, nil
}

func (n Notice) check() error {
	if n.Year < First || n.Year >= Last {
		return fault.Field("year", strconv.Itoa(n.Year), fmt.Sprintf("年份应在 %d 至 %d 之间。", First, Last-1))
	}
	if len(n.Spans) == 0 {
		return fault.Field("spans", "", "没有填写任何放假或上班日期，请照通知逐段填写。")
	}
	if strings.ContainsFunc(n.Title+n.URL, control) {
		return fault.Field("title", n.Title, "通知名称或网址里有控制字符，请重新输入。")
	}
	kinds := map[civil.Date]bool{}
	for _, s := range n.Spans {
		if err := s.check(n.Year); err != nil {
			return err
		}
		for d := s.From; !d.After(s.To); d = d.AddDays(1) {
			if work, twice := kinds[d]; twice {
				if work == s.Work {
					return fault.Field("spans", d.String(), d.Chinese()+"填写了两次，请删去一处。")
				}
				return fault.Field("spans", d.String(), d.Chinese()+"既写放假又写上班，请照通知改正。")
			}
			if s.Work && !weekend(d) {
				return fault.Field("spans", d.String(), d.Chinese()+"本来就是工作日，不必填为上班。")
			}
			kinds[d] = s.Work
		}
	}
	for _, h := range Statutory(n.Year) {
		if n.Year < statuteSince {
			break // earlier statutes gave other days
		}
		if work, named := kinds[h.Date]; !named || work {
			return fault.Field("spans", h.Date.String(), fmt.Sprintf(
				"%s（%s）是法定节假日，应当列为放假，请补填。", h.Date.Chinese(), h.Name))
		}
	}
	return nil
}

func (s Span) check(year int) error {
	for _, d := range []civil.Date{s.From, s.To} {
		if _, ok := civil.Of(d.Year, int(d.Month), d.Day); !ok {
			return fault.Field("spans", d.String(), "没有这一天，请核对年月日。")
		}
	}
	text := s.From.String() + ".." + s.To.String()
	first, _ := civil.Of(year-1, 12, lastMinute)
	last, _ := civil.Of(year, 12, 31)
	switch {
	case s.To.Before(s.From):
		return fault.Field("spans", text, "止日早于起日，请对调或改正。")
	case s.From.Before(first) || s.To.After(last):
		return fault.Field("spans", text, fmt.Sprintf("%d 年的安排只能填写 %s至%s之间的日期。", year, first.Chinese(), last.Chinese()))
	case strings.TrimSpace(s.Name) == "":
		return fault.Field("spans", text, "没有填写节日名称，请照通知填写。")
	case strings.ContainsFunc(s.Name, control):
		return fault.Field("spans", s.Name, "节日名称里有控制字符，请重新输入。")
	}
	return nil
}

func control(r rune) bool { return r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) }
