package measure

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Week is one leader's week, from Monday to Sunday (clause research.leaders).
type Week struct {
	Monday   civil.Date
	HalfDays int    // with the grass roots
	Exempt   string // why the week is not counted, in words; empty if it is
	Running  bool   // it is not over yet
	Short    bool   // over, counted, and less than the least
	More     bool   // more than the most: told, no breach
}

// Sunday is the last day of the week.
func (w Week) Sunday() civil.Date { return w.Monday.AddDays(6) }

// Words says how the week stands.
func (w Week) Words() string {
	n := Item{Halves: true}.Number(w.HalfDays) + " 日"
	switch {
	case w.Exempt != "":
		return n + "，不计：" + w.Exempt
	case w.Running:
		return n + "，本周未完"
	case w.Short:
		return n + "，不足"
	case w.More:
		return n + "，多于通常天数，不算违反"
	}
	return n
}

// Weeks lists the weeks that begin on [from, to] Monday by Monday, as they stand on
// today. worked says whether a day is a working day; away names the absence that
// takes a half day ("" for none); spans are the days with the grass roots. A week
// in which every working half day is taken by leave or a trip is exempt and says so,
// as is one without a working day (reading away-weeks-exempt).
func Weeks(b *rulebook.Book, from, to, today civil.Date, worked func(civil.Date) bool, away func(civil.Half) string, spans []civil.Span) ([]Week, error) {
	least, err := number(b, law.ResearchLeaders, "minimum")
	if err != nil {
		return nil, err
	}
	most, err := number(b, law.ResearchLeaders, "maximum")
	if err != nil {
		return nil, err
	}
	var out []Week
	for m := monday(from); !m.After(to); m = m.AddDays(7) {
		if m.Before(from) {
			continue
		}
		w := Week{Monday: m, Running: !today.After(m.AddDays(6))}
		work, gone, why := 0, 0, ""
		for i := range 7 {
			d := m.AddDays(i)
			half := 0
			for _, s := range spans {
				half += s.On(d)
			}
			w.HalfDays += min(half, 2)
			if !worked(d) {
				continue
			}
			for _, h := range []civil.Half{civil.Morning(d), civil.Afternoon(d)} {
				work++
				if k := away(h); k != "" {
					gone++
					if why == "" {
						why = k
					}
				}
			}
		}
		switch {
		case work == 0:
			w.Exempt = "整周没有工作日"
		case gone == work:
			w.Exempt = fmt.Sprintf("整周不在岗（%s）", why)
		case !w.Running:
			w.Short = w.HalfDays < 2*least
		}
		w.More = w.HalfDays > 2*most
		out = append(out, w)
	}
	return out, nil
}

// monday is the Monday of a day's week.
func monday(d civil.Date) civil.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// Monday is the first day of a day's week.
func Monday(d civil.Date) civil.Date { return monday(d) }

// Month is one unit's month (clause research.units).
type Month struct {
	Month   int
	Visits  int
	Running bool
	Short   bool // over, and fewer than the book asks
}

// Months lists the months of a year up to today. visits counts those of a month.
func Months(b *rulebook.Book, year int, today civil.Date, visits func(month int) int) ([]Month, error) {
	least, err := number(b, law.ResearchUnits, "per_month")
	if err != nil {
		return nil, err
	}
	var out []Month
	for m := 1; m <= 12; m++ {
		first, _ := civil.Of(year, m, 1)
		if today.Before(first) {
			break
		}
		x := Month{Month: m, Visits: visits(m), Running: today.Year == year && int(today.Month) == m}
		x.Short = !x.Running && x.Visits < least
		out = append(out, x)
	}
	return out, nil
}
