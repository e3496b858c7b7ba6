package papers

import (
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Booked is a time a room is taken.
type Booked struct {
	Room, What  string
	From, Until time.Time
}

// line is the booking as it stands under a day it touches.
func (b Booked) line(d civil.Date) string {
	from, until := b.From.In(civil.Shanghai), b.Until.In(civil.Shanghai)
	a, z := from.Format("15:04"), until.Format("15:04")
	if civil.DateOf(from).Before(d) {
		a = "00:00"
	}
	if civil.DateOf(until).After(d) {
		z = "24:00"
	}
	return a + "-" + z + " " + b.What + "（" + b.Room + "）"
}

// on reports whether the booking takes time of the day; times are half open.
func (b Booked) on(d civil.Date) bool {
	begin := d.Time().In(civil.Shanghai)
	begin = time.Date(begin.Year(), begin.Month(), begin.Day(), 0, 0, 0, 0, civil.Shanghai)
	return b.From.Before(begin.AddDate(0, 0, 1)) && b.Until.After(begin)
}

// Month is the sheet of the rooms for a month.
type Month struct {
	Agency   string
	Year     int
	Month    time.Month
	Bookings []Booked // in the order they shall stand
}

// Paper sets the sheet: weeks from Monday, a cell a day.
func (m Month) Paper() (Paper, error) {
	first, ok := civil.Of(m.Year, int(m.Month), 1)
	if !ok {
		return nil, fault.Field("month", fmt.Sprintf("%d-%d", m.Year, m.Month), "月份不对，请重新选择。")
	}
	s := sheet{title: fmt.Sprintf("%s会议室使用安排（%d年%d月）", m.Agency, m.Year, int(m.Month)), date: first.Time(), landscape: true}
	t := &table{size: 9, top: true}
	for _, w := range []string{"一", "二", "三", "四", "五", "六", "日"} {
		t.columns = append(t.columns, column{title: "星期" + w, width: 267.0 / 7})
	}
	d := first.AddDays(-(int(first.Weekday()) + 6) % 7)
	for d.Before(first.AddDays(1)) || d.Time().Month() == m.Month {
		row := make([]string, 7)
		for i := range row {
			if d.Time().Month() == m.Month {
				lines := []string{fmt.Sprint(d.Time().Day())}
				for _, b := range m.Bookings {
					if b.on(d) {
						lines = append(lines, b.line(d))
					}
				}
				row[i] = strings.Join(lines, "\n")
			}
			d = d.AddDays(1)
		}
		t.rows = append(t.rows, row)
	}
	t.row = 140.0 / float64(len(t.rows))
	s.parts = []part{{table: t}}
	return s, nil
}

// Week is the sheet of the rooms for seven days: a row a day, a column a room.
type Week struct {
	Agency   string
	From     civil.Date
	Rooms    []string
	Bookings []Booked
	Phones   string // whom to call
}

// Paper sets the sheet.
func (w Week) Paper() (Paper, error) {
	if len(w.Rooms) == 0 {
		return nil, fault.Field("rooms", "", "还没有登记会议室，不能打印。")
	}
	s := sheet{title: fmt.Sprintf("%s会议室使用安排（%s至%s）", w.Agency, w.From.Chinese(), w.From.AddDays(6).Chinese()), date: w.From.Time(), landscape: true, foot: w.Phones}
	t := &table{size: 9.5, top: true, row: 20, columns: []column{{"日期", 30, true}}}
	for _, r := range w.Rooms {
		t.columns = append(t.columns, column{title: r, width: 237 / float64(len(w.Rooms))})
	}
	for i := range 7 {
		d := w.From.AddDays(i)
		row := []string{d.Chinese() + "\n星期" + weekdays[d.Weekday()]}
		for _, r := range w.Rooms {
			var lines []string
			for _, b := range w.Bookings {
				if b.Room == r && b.on(d) {
					lines = append(lines, strings.TrimSuffix(b.line(d), "（"+r+"）"))
				}
			}
			row = append(row, strings.Join(lines, "\n"))
		}
		t.rows = append(t.rows, row)
	}
	s.parts = []part{{table: t}}
	return s, nil
}
