package followup

import (
	"fmt"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Life is the kind of meeting that is held once a year (rule book, meeting.yaml).
const Life = "democratic_life"

// Sitting is a meeting that was held or is called.
type Sitting struct {
	Kind string
	On   civil.Date
	Held bool
}

// Cell is how often a kind was to be held in a month, or a year, and was.
type Cell struct {
	Should, Held, Called int
	Over                 bool   // the month is over
	Unused               bool   // it was over before the installation's first day, and nothing was entered of it
	Begun                bool   // it has begun
	Reason               string // why it was not held, as entered
	Days                 []civil.Date
}

// Missing reports whether the time is over and it was held less often than the book
// says.
func (c Cell) Missing() bool { return c.Over && c.Held < c.Should }

// NotInUse stands in the months before the installation's first day: what was held then
// is not known, so nothing is missing.
const NotInUse = "未启用"

// Words is the cell as printed.
func (c Cell) Words() string {
	switch {
	case c.Unused:
		return NotInUse
	case c.Missing() && c.Reason != "":
		return fmt.Sprintf("%d/%d 已说明", c.Held, c.Should)
	case c.Missing():
		return fmt.Sprintf("%d/%d 缺", c.Held, c.Should)
	case !c.Begun && c.Called == 0 && c.Held == 0:
		return ""
	case c.Called > 0 && c.Held == 0:
		return fmt.Sprintf("0/%d 已排", c.Should)
	}
	return fmt.Sprintf("%d/%d", c.Held, c.Should)
}

// Row is a kind over a year; index 0 is the year, 1 to 12 the months. A yearly kind
// has only counts, not duties, in its months.
type Row struct {
	Kind  rulebook.MeetingKind
	Cells [13]Cell
}

// Missed is why a meeting was not held in a month (0: in the year).
type Missed struct {
	ID     int64  `db:"id"`
	Kind   string `db:"kind"`
	Year   int    `db:"year"`
	Month  int    `db:"month"`
	Reason string `db:"reason"`
	Person string `db:"person"`
	MadeBy string `db:"made_by"`
	MadeAt int64  `db:"made_at"`
}

var missedColumns = []string{"kind", "year", "month", "reason", "person", "made_by", "made_at"}

// Months makes the table of a year as things stand on a day (law.MtgReportCalendar).
// How often each kind is held is read from its card (rulebook.MeetingCadence); one
// without a number is left out. since is the installation's first day: months over by
// then are not judged. The zero day judges all.
func Months(b *rulebook.Book, year int, since, today civil.Date, held []Sitting, missed []Missed) []Row {
	var out []Row
	for _, k := range b.Meetings.Kinds {
		row := Row{Kind: k}
		n, ok := b.Times(k)
		if !ok {
			continue
		}
		for m := 0; m <= 12; m++ {
			c := &row.Cells[m]
			first, next := civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year + 1, Month: 1, Day: 1}
			if m > 0 {
				first.Month = time.Month(m)
				if m < 12 {
					next = civil.Date{Year: year, Month: time.Month(m + 1), Day: 1}
				}
			}
			c.Over, c.Begun = !today.Before(next), !today.Before(first)
			for _, x := range held {
				if x.Kind != k.Code || x.On.Before(first) || !x.On.Before(next) {
					continue
				}
				if x.Held {
					c.Held++
				} else if !x.On.Before(today) {
					c.Called++
				}
				c.Days = append(c.Days, x.On)
			}
			for _, x := range missed {
				if x.Kind == k.Code && x.Year == year && x.Month == m {
					c.Reason = x.Reason
				}
			}
			c.Unused = !since.IsZero() && !since.Before(next) && c.Held == 0
			if row.Yearly() == (m == 0) && !c.Unused {
				c.Should = n
			}
		}
		if !row.Yearly() {
			for _, c := range row.Cells[1:] {
				row.Cells[0].Should += c.Should
			}
		}
		out = append(out, row)
	}
	return out
}

// Yearly reports whether the kind is held by the year.
func (r Row) Yearly() bool { return r.Kind.Cadence.Per == "year" }

// Wanting lists the kinds of which the book wants a meeting in the month of a day and
// none is held or called, from the day of the month on that law.MtgReportCalendar
// names; a yearly kind from so many months before by, its last day.
func Wanting(b *rulebook.Book, today, by civil.Date, rows []Row) ([]rulebook.MeetingKind, error) {
	from, err := number(b, law.MtgReportCalendar, "remind_from")
	if err != nil {
		return nil, err
	}
	ahead, err := number(b, law.MtgReportCalendar, "remind_months")
	if err != nil {
		return nil, err
	}
	var out []rulebook.MeetingKind
	for _, r := range rows {
		c := r.Cells[int(today.Month)]
		late := today.Day >= from
		if r.Yearly() {
			c = r.Cells[0]
			late = int(today.Month) > int(by.Month)-ahead
		}
		if late && c.Held+c.Called < c.Should {
			out = append(out, r.Kind)
		}
	}
	return out, nil
}

// LifeBy is the last day of a year for the democratic life meeting, the day included
// (law.MtgLifeDeadline).
func LifeBy(b *rulebook.Book, year int) (civil.Date, error) {
	p, _ := b.Param(law.MtgLifeDeadline, "by")
	d, err := civil.Parse(fmt.Sprintf("%04d-%s", year, p.Value))
	if err != nil {
		return d, fmt.Errorf("parameter by of %s: %w", law.MtgLifeDeadline, err)
	}
	return d, nil
}
