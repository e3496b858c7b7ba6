package study

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

// Line is one target of somebody with where it is going.
type Line struct {
	measure.Item
	Forecast measure.Forecast
}

// Standing is how one person stands in a year.
type Standing struct {
	Person   int64
	Name     string
	Unit     string
	UnitName string
	Role     string
	Groups   []string
	Lines    []Line // of the year
	Week     *measure.Item
	Weeks    []measure.Week // leaders only
	Remarks  []string       // partial years, changes of rank
	Left     bool
}

// Short counts the weeks that were not enough.
func (s Standing) Short() int {
	n := 0
	for _, w := range s.Weeks {
		if w.Short {
			n++
		}
	}
	return n
}

// Misses reports whether a target of the year is in danger, or was missed.
func (s Standing) Misses() bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Forecast.WillMiss })
}

// Line gives one target; ok is false if the person has none of that name.
func (s Standing) Line(name string) (Line, bool) {
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.Name == name })
	if i < 0 {
		return Line{}, false
	}
	return s.Lines[i], true
}

// UnitStanding is how a unit stands in a year.
type UnitStanding struct {
	Code, Name string
	Article    Line
	Months     []measure.Month
	Head       []string // names
}

// Short counts the months without enough visits.
func (u UnitStanding) Short() int {
	n := 0
	for _, m := range u.Months {
		if m.Short {
			n++
		}
	}
	return n
}

// GroupStanding is how often a body studied.
type GroupStanding struct {
	Group   string
	Held    Line
	Members int
}

// Figures are the year of the bureau up to a day.
type Figures struct {
	Year       int
	AsOf       civil.Date
	People     []Standing
	Units      []UnitStanding
	Groups     []GroupStanding
	Collective Line
	Plan       string // state of the plan
	Briefs     int
	Activities int
	Notes      int // in all
	Articles   int // in all
	Research   int // in all
}

// Of gives one person's standing; ok is false if the person has none.
func (f Figures) Of(person int64) (Standing, bool) {
	i := slices.IndexFunc(f.People, func(s Standing) bool { return s.Person == person })
	if i < 0 {
		return Standing{}, false
	}
	return f.People[i], true
}

// UnitOf gives one unit's standing.
func (f Figures) UnitOf(code string) (UnitStanding, bool) {
	i := slices.IndexFunc(f.Units, func(u UnitStanding) bool { return u.Code == code })
	if i < 0 {
		return UnitStanding{}, false
	}
	return f.Units[i], true
}

// count is a number under a person or group.
type count struct {
	PersonID int64  `db:"person_id"`
	Unit     string `db:"unit"`
	N        int    `db:"n"`
}

type attended struct {
	Attendance
	On     civil.Date `db:"on_date"`
	Bodies string     `db:"bodies"`
	MadeUp int64      `db:"made_up"`
}

// count counts a year up to a day within [1 January, 31 December]; it limits nothing:
// whoever shows it limits the rows.
func (r *Room) count(ctx context.Context, rd db.Reader, year int, today civil.Date) (Figures, error) {
	first, _ := civil.Of(year, 1, 1)
	last, _ := civil.Of(year, 12, 31)
	asOf := today
	if asOf.After(last) {
		asOf = last
	}
	f := Figures{Year: year, AsOf: asOf}
	book, err := r.Rules.At(ctx, asOf)
	if err != nil {
		return f, err
	}
	t := &teller{r: r, book: book, first: first, last: last, asOf: asOf, today: today}
	if err := t.load(ctx, rd, year); err != nil {
		return f, err
	}
	for _, p := range t.people {
		s, ok, err := t.person(p)
		if err != nil {
			return f, err
		}
		if ok {
			f.People = append(f.People, s)
		}
	}
	if err := t.bureau(&f); err != nil {
		return f, err
	}
	plan, ok, err := db.Maybe[Plan](ctx, rd, q.SQL("plan"), year)
	if err != nil {
		return f, err
	}
	if f.Plan = "未制订"; ok {
		f.Plan = planLabels[plan.State]
	}
	f.Briefs, err = db.One[int](ctx, rd, q.SQL("briefs_issued"), year)
	return f, err
}
