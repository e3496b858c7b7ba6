package roster

import (
	"slices"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
)

// Span is a stretch of time [From, Until) in microseconds UTC.
type Span struct{ From, Until int64 }

// Meets reports whether two stretches share an instant.
func (s Span) Meets(o Span) bool { return s.From < o.Until && o.From < s.Until }

const minute = int64(time.Minute / time.Microsecond)

// Hours are the settings of the day: minutes after midnight in Shanghai, lengths in
// minutes. The book leaves all of them to the bureau; they are parameters of its cards.
type Hours struct {
	Start, End           int // working hours of a working day; Start is the change of shift of every day
	Rest                 int // longest shift on a day of rest
	NightFrom, NightTill int // what makes a shift a night shift
	Recover              int // free after a night shift
}

// Kind of a shift.
type Kind string

// The kinds. A night after a working day is Night whatever the next day is; on days
// of rest and holidays the kind is that of the day on which the shift begins.
const (
	Office  Kind = "office"
	Night   Kind = "night"
	Rest    Kind = "rest"
	Holiday Kind = "holiday"
)

var kindLabels = map[Kind]string{Office: "工作日", Night: "工作日夜间", Rest: "休息日", Holiday: "节假日"}

// Label is the Chinese word.
func (k Kind) Label() string { return kindLabels[k] }

// Shift is one turn of both tracks.
type Shift struct {
	Span
	Day   civil.Date // on which it begins
	Kind  Kind
	Night bool // shares an instant with the night hours
}

// at is an instant some minutes after midnight of a day.
func at(d civil.Date, minutes int) int64 { return d.Time().UnixMicro() + int64(minutes)*minute }

// Shifts cuts the days from first to before last into shifts without a gap: from Start
// of the first day to Start of last. A working day has its hours and the night after
// them; a day off is cut every Rest minutes.
func Shifts(first, last civil.Date, h Hours, kind func(civil.Date) calendar.Kind) []Shift {
	var out []Shift
	for d := first; d.Before(last); d = d.AddDays(1) {
		end := at(d.AddDays(1), h.Start)
		add := func(from, until int64, k Kind) {
			s := Shift{Span: Span{from, until}, Day: d, Kind: k}
			s.Night = h.night(d, s.Span)
			out = append(out, s)
		}
		switch k := kind(d); k {
		case calendar.Work, calendar.MakeUp:
			add(at(d, h.Start), at(d, h.End), Office)
			add(at(d, h.End), end, Night)
		default:
			word := Rest
			if k == calendar.Holiday {
				word = Holiday
			}
			for from := at(d, h.Start); from < end; {
				until := min(from+int64(h.Rest)*minute, end)
				add(from, until, word)
				from = until
			}
		}
	}
	return out
}

// night reports whether a stretch beginning on day d shares an instant with the night.
func (h Hours) night(d civil.Date, s Span) bool {
	for _, day := range []civil.Date{d.AddDays(-1), d, d.AddDays(1)} {
		if s.Meets(h.NightOf(day)) {
			return true
		}
	}
	return false
}

// NightOf is the night that begins on a day.
func (h Hours) NightOf(d civil.Date) Span {
	end := d
	if h.NightTill <= h.NightFrom {
		end = d.AddDays(1)
	}
	return Span{at(d, h.NightFrom), at(end, h.NightTill)}
}

// After leaves out what ended by an instant and lets the first shift that is left
// begin there: the next roster joins the one before it although the hours were changed
// between them. What would begin with a gap keeps its beginning, and that is a gap.
func After(shifts []Shift, end int64) []Shift {
	i := slices.IndexFunc(shifts, func(s Shift) bool { return s.Until > end })
	if i < 0 {
		return nil
	}
	out := slices.Clone(shifts[i:])
	if out[0].From < end {
		out[0].From = end
	}
	return out
}

// Pregnant is when somebody who expects a child on a day does no night shift: from the
// seventh month, 28 weeks of 40 (special rules on the protection of female workers,
// article 6), and on through the year that follows the birth (article 9): a roster is
// made before the day of birth is known.
func Pregnant(due civil.Date) (since, until civil.Date) { return due.AddDays(-12 * 7), due.AddYears(1) }

// Nursing is when somebody with a child born on a day does no night shift: until before
// the first birthday (the same rules, article 9).
func Nursing(born civil.Date) (since, until civil.Date) { return born, born.AddYears(1) }

// Days is the stretch of whole days [since, until).
func Days(since, until civil.Date) Span {
	return Span{since.Time().UnixMicro(), until.Time().UnixMicro()}
}
