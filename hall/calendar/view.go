package calendar

import (
	"fmt"
	"strconv"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web/ui"
)

type years struct {
	c     *Calendar
	list  []Stored
	who   act.Actor
	today civil.Date
}

// firstNotice is the first year whose official arrangement the program carries.
const firstNotice = 2007

func (v years) last() int {
	last := v.today.Year + 1
	for y := range v.c.years {
		last = max(last, y)
	}
	return last
}

func (v years) table() ui.Table {
	t := ui.Table{Caption: "各年的节假日安排", Columns: []ui.Column{{Label: "年份", Code: true}, {Label: "依据的通知", Wide: true}, {Label: "工作日", Numeric: true}, {Label: "状态"}}}
	for y := v.last(); y >= firstNotice; y-- {
		url := "/calendar/" + strconv.Itoa(y)
		row := ui.Row{ID: strconv.Itoa(y), URL: url, Cells: []ui.Cell{{Text: strconv.Itoa(y), URL: url}, {}, {Text: strconv.Itoa(v.workdays(y))}, {}}}
		if n, ok := v.c.Notice(y); ok {
			row.Cells[1] = ui.Cell{Text: n.Title, URL: n.URL}
			row.Cells[3].Tags = []ui.Tag{{Text: "有通知", Tone: ui.OK}}
		} else {
			row.Cells[1].Text = "尚无通知，只按法定节假日推算"
			row.Cells[3].Tags = []ui.Tag{{Text: "暂推算", Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v years) workdays(year int) int {
	n := 0
	for d, _ := civil.Of(year, 1, 1); d.Year == year; d = d.AddDays(1) {
		if v.c.Kind(d).Workday {
			n++
		}
	}
	return n
}

func (v years) entered() ui.Table {
	t := ui.Table{Caption: "本局录入的安排", Columns: []ui.Column{{Label: "年份", Code: true}, {Label: "通知", Wide: true}, {Label: "录入"}, {Label: "确认"}, {Label: "状态"}}}
	for i := len(v.list) - 1; i >= 0; i-- {
		x := v.list[i]
		url := fmt.Sprintf("/calendar/notices/%d", x.ID)
		t.Rows = append(t.Rows, ui.Row{ID: strconv.FormatInt(x.ID, 10), URL: url, Strong: x.State == Entered, Cells: []ui.Cell{
			{Text: strconv.Itoa(x.Year), URL: url}, {Text: x.Title, Sub: x.Number}, {Text: x.EnteredName, Sub: stampOf(x.EnteredAt)}, {Text: x.DecidedName, Sub: stampOf(x.DecidedAt)}, {Tags: []ui.Tag{x.tag()}}}})
	}
	return t
}

func stampOf(us int64) string {
	if us == 0 {
		return ""
	}
	return ui.Stamp(clock.FromMicros(us))
}

func (s Stored) tag() ui.Tag {
	switch s.State {
	case Confirmed:
		return ui.Tag{Text: "已启用", Tone: ui.OK}
	case Rejected:
		return ui.Tag{Text: "已退回", Tone: ui.Bad}
	}
	return ui.Tag{Text: "待确认", Tone: ui.Warn}
}

func (v years) head() ui.Head {
	h := ui.Head{Title: "工作日历", Meta: []string{"期限按工作日计算，以国务院办公厅每年的通知为准"}}
	if v.who.May(Enter) {
		h.Actions = []ui.Button{{Label: "录入节假日安排", URL: "/calendar/notices/new", Look: "primary"}}
	}
	return h
}

// month is the weeks of a month, Monday first; days of other months are zero.
func (v oneYear) month(m time.Month) [][]civil.Date {
	d, _ := civil.Of(v.year, int(m), 1)
	lead := (int(d.Weekday()) + 6) % 7
	week := make([]civil.Date, lead, 7)
	var out [][]civil.Date
	for ; d.Month == m && d.Year == v.year; d = d.AddDays(1) {
		week = append(week, d)
		if len(week) == 7 {
			out, week = append(out, week), make([]civil.Date, 0, 7)
		}
	}
	if len(week) > 0 {
		for len(week) < 7 {
			week = append(week, civil.Date{})
		}
		out = append(out, week)
	}
	return out
}

func (v oneYear) class(d civil.Date) string {
	if d.IsZero() {
		return "none"
	}
	k := v.c.Kind(d)
	s := string(k.Kind)
	if k.Provisional {
		s += " provisional"
	}
	if d == v.today {
		s += " today"
	}
	return s
}

// mark is the word in the corner of a day: 休 where a weekday is off, 班 where a
// weekend is worked.
func (v oneYear) mark(d civil.Date) string {
	switch k := v.c.Kind(d); k.Kind {
	case Holiday:
		return "休"
	case MakeUp:
		return "班"
	}
	return ""
}

func (v oneYear) aloud(d civil.Date) string {
	k := v.c.Kind(d)
	s := d.Chinese() + "，" + k.Kind.Label()
	if k.Name != "" {
		s += "，" + k.Name
	}
	if k.Provisional {
		s += "（推算）"
	}
	return s
}

func (v oneYear) head() ui.Head {
	h := ui.Head{Title: fmt.Sprintf("%d 年工作日历", v.year), Crumbs: []ui.Link{{Text: "工作日历", URL: "/calendar"}}}
	if v.c.Known(v.year) {
		h.Tags = []ui.Tag{{Text: "有通知", Tone: ui.OK}}
	} else {
		h.Tags = []ui.Tag{{Text: "暂推算", Tone: ui.Warn}}
	}
	if v.year > First {
		h.Actions = append(h.Actions, ui.Button{Label: "上一年", URL: fmt.Sprintf("/calendar/%d", v.year-1)})
	}
	if v.year < Last {
		h.Actions = append(h.Actions, ui.Button{Label: "下一年", URL: fmt.Sprintf("/calendar/%d", v.year+1)})
	}
	return h
}

// named are the days of the year that a notice or the statute names.
func (v oneYear) named() []Day {
	var out []Day
	for d, _ := civil.Of(v.year, 1, 1); d.Year == v.year; d = d.AddDays(1) {
		if k := v.c.Kind(d); k.Name != "" {
			out = append(out, k)
		}
	}
	return out
}

var weekdays = [...]string{"日", "一", "二", "三", "四", "五", "六"}

func dayTable(list []Day) ui.Table {
	t := ui.Table{Caption: "放假和调休上班的日子", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "星期"}, {Label: "安排"}, {Label: "节日"}, {Label: "依据", Wide: true}}}
	for _, d := range list {
		tag := ui.Tag{Text: d.Kind.Label(), Tone: ui.Info}
		if d.Workday {
			tag.Tone = ui.Warn
		}
		c := ui.Cell{Text: d.Notice, URL: d.URL}
		if d.Provisional {
			c = ui.Cell{Text: "法定节假日，尚无通知", Tags: []ui.Tag{{Text: "推算", Tone: ui.Warn}}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Date.String()}, {Text: "周" + weekdays[d.Date.Weekday()]}, {Tags: []ui.Tag{tag}}, {Text: d.Name}, c}})
	}
	return t
}

type oneNotice struct {
	x     Stored
	year  oneYear
	days  []Day
	who   act.Actor
	known bool
	clash string
	form  *ui.Form
}

func (v oneNotice) mayDecide() bool { return v.x.State == Entered && v.who.May(Confirm) }

func (v oneNotice) own() bool { return v.x.EnteredBy == v.who.Login }

func (v oneNotice) head() ui.Head {
	return ui.Head{Title: fmt.Sprintf("%d 年节假日安排", v.x.Year), Crumbs: []ui.Link{{Text: "工作日历", URL: "/calendar"}}, Tags: []ui.Tag{v.x.tag()}}
}

func (v oneNotice) pairs() []ui.Pair {
	p := []ui.Pair{
		{Key: "通知名称", Text: v.x.Title, Wide: true},
		{Key: "文号", Text: v.x.Number, Code: true},
		{Key: "网址", Text: v.x.URL, URL: v.x.URL, Code: true},
		{Key: "录入", Text: v.x.EnteredName + "　" + stampOf(v.x.EnteredAt)},
	}
	switch v.x.State {
	case Confirmed:
		p = append(p, ui.Pair{Key: "确认", Text: v.x.DecidedName + "　" + stampOf(v.x.DecidedAt)})
	case Rejected:
		p = append(p, ui.Pair{Key: "退回", Text: v.x.DecidedName + "　" + stampOf(v.x.DecidedAt)}, ui.Pair{Key: "退回理由", Text: v.x.Reason, Wide: true})
	}
	return p
}
