package integrity

import (
	"fmt"
	"time"

	"lantai.internal/base/civil"
)

// monthsAfter is the same day some months later; the last day of that month where it
// has no such day.
func monthsAfter(d civil.Date, months int) civil.Date {
	first := time.Date(d.Year, d.Month+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return civil.Date{Year: first.Year(), Month: first.Month(), Day: min(d.Day, last)}
}

// GiftDue is the last day on which a gift may be registered: months from the day on which
// it was received, or from the return of who received it elsewhere (clause
// law.integrity.gift_month). Returned is zero for a gift received at home.
func GiftDue(received, returned civil.Date, months int) civil.Date {
	if returned.After(received) {
		received = returned
	}
	return monthsAfter(received, months)
}

// LateBy is how many days after its last day something was done; 0 in time.
func LateBy(due, done civil.Date) int { return max(0, done.Sub(due)) }

// Standard is what becomes of gifts by their value, in fen (clause law.integrity.gifts).
type Standard struct {
	Register int64 // from which a gift is registered
	HandIn   int64 // from which it is handed in
	Year     int64 // what is over this in a year is handed in
}

// Advice is what the standard says of a gift of a value for somebody who registered
// before worth of gifts in the year; must says that it may not be kept.
func (s Standard) Advice(value, before int64) (say string, must bool) {
	switch {
	case value >= s.HandIn:
		return fmt.Sprintf("估价达到%s元，应当上交", yuan(s.HandIn)), true
	case before+value > s.Year:
		return fmt.Sprintf("全年累计%s元，超过%s元的部分应当上交", yuan(before+value), yuan(s.Year)), true
	case value >= s.Register:
		return "应当登记", false
	}
	return fmt.Sprintf("不到%s元的登记起点，自愿登记", yuan(s.Register)), false
}

func yuan(fen int64) string {
	if fen%100 == 0 {
		return fmt.Sprint(fen / 100)
	}
	return fmt.Sprintf("%d.%02d", fen/100, fen%100)
}

// EventDue is the last day on which a wedding or funeral is reported: before or after the
// day on which it is held (clause law.integrity.events).
func EventDue(held civil.Date, before bool, days int) civil.Date {
	if before {
		return held.AddDays(-days)
	}
	return held.AddDays(days)
}

// YearDue is the last day on which personal matters of a year are declared: a day
// (01-31) of the next year (clause law.integrity.personal_year).
func YearDue(year int, day string) (civil.Date, error) {
	return civil.Parse(fmt.Sprintf("%04d-%s", year+1, day))
}

// Half is half a year, or a whole one.
type Half struct {
	Year int
	N    int // 1, 2; 0 for the year
}

// HalfOf is the half year of a day.
func HalfOf(d civil.Date) Half {
	if d.Month <= 6 {
		return Half{d.Year, 1}
	}
	return Half{d.Year, 2}
}

// Span gives its first and last day.
func (h Half) Span() (from, to civil.Date) {
	from, to = civil.Date{Year: h.Year, Month: 1, Day: 1}, civil.Date{Year: h.Year, Month: 12, Day: 31}
	switch h.N {
	case 1:
		to = civil.Date{Year: h.Year, Month: 6, Day: 30}
	case 2:
		from = civil.Date{Year: h.Year, Month: 7, Day: 1}
	}
	return from, to
}

// Label is what it is called: 2026年上半年.
func (h Half) Label() string {
	return fmt.Sprintf("%d年%s", h.Year, []string{"度", "上半年", "下半年"}[h.N])
}
