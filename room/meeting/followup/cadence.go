package followup

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Kinds of meeting, in the order of the book.
const (
	Party    = "party_committee"
	Director = "director_office"
	Affairs  = "bureau_affairs"
	AllStaff = "all_staff"
	Life     = "democratic_life"
)

// Kind is one of the five kinds of meeting with the cards on how often it is held and
// who serves it.
type Kind struct {
	Word, Label string
	Cadence     law.ID
	Server      law.ID // its parameter recorder names the post
	Yearly      bool
}

// Kinds are the five kinds.
var Kinds = []Kind{
	{Party, "党委会", law.MtgPartyCadence, law.MtgPartySecretary, false},
	{Director, "局长办公会", law.MtgHeadCadence, law.MtgHeadSecretary, false},
	{Affairs, "局务会", law.MtgAffCadence, law.MtgAffService, false},
	{AllStaff, "干部职工大会", law.MtgAllCadence, law.MtgAllService, false},
	{Life, "民主生活会", law.MtgLifeCadence, law.MtgLifeRecord, true},
}

// KindLabel is the Chinese word of a kind, the word itself if it is unknown.
func KindLabel(word string) string {
	for _, k := range Kinds {
		if k.Word == word {
			return k.Label
		}
	}
	return word
}

// Sitting is a meeting that was held or is called.
type Sitting struct {
	ID    int64
	Kind  string
	On    civil.Date
	Held  bool
	Title string
	URL   string // empty where it may not be opened from the table
}

// Cell is how often a kind was to be held in a month, or a year, and was.
type Cell struct {
	Should, Held, Called int
	Over                 bool   // the month is over
	Begun                bool   // it has begun
	Reason               string // why it was not held, as entered
	Days                 []civil.Date
}

// Missing reports whether the time is over and it was held less often than the book
// says.
func (c Cell) Missing() bool { return c.Over && c.Held < c.Should }

// Words is the cell as printed.
func (c Cell) Words() string {
	switch {
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
	Kind
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
// How often each kind is held is the parameter per_month or per_year of its card.
func Months(b *rulebook.Book, year int, today civil.Date, held []Sitting, missed []Missed) ([]Row, error) {
	var out []Row
	for _, k := range Kinds {
		row := Row{Kind: k}
		name := "per_month"
		if k.Yearly {
			name = "per_year"
		}
		n, err := number(b, k.Cadence, name)
		if err != nil {
			return nil, err
		}
		for m := 0; m <= 12; m++ {
			c := &row.Cells[m]
			first, next := civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year + 1, Month: 1, Day: 1}
			if m > 0 {
				first.Month = monthOf(m)
				if m < 12 {
					next = civil.Date{Year: year, Month: monthOf(m + 1), Day: 1}
				}
			}
			c.Over, c.Begun = !today.Before(next), !today.Before(first)
			switch {
			case k.Yearly && m == 0, !k.Yearly && m > 0:
				c.Should = n
			case m == 0:
				c.Should = 12 * n
			}
			for _, x := range held {
				if x.Kind != k.Word || x.On.Before(first) || !x.On.Before(next) {
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
				if x.Kind == k.Word && x.Year == year && x.Month == m {
					c.Reason = x.Reason
				}
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// Wanting lists the kinds of which the book wants a meeting in the month of a day and
// none is held or called, from the day of the month on that law.MtgReportCalendar
// names; a yearly kind from so many months before by, its last day.
func Wanting(b *rulebook.Book, today, by civil.Date, rows []Row) ([]Kind, error) {
	from, err := number(b, law.MtgReportCalendar, "remind_from")
	if err != nil {
		return nil, err
	}
	ahead, err := number(b, law.MtgReportCalendar, "remind_months")
	if err != nil {
		return nil, err
	}
	var out []Kind
	for _, r := range rows {
		c := r.Cells[int(today.Month)]
		late := int(today.Day) >= from
		if r.Yearly {
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
