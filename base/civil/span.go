package civil

import "lantai.internal/base/fault"

// DayHalf is the half of a day that a span begins or ends with; see Half for half days on the calendar.
type DayHalf int

// The halves of a day.
const (
	AM DayHalf = 0
	PM DayHalf = 1
)

// ParseDayHalf reads am or pm.
func ParseDayHalf(s string) (h DayHalf, ok bool) {
	switch s {
	case "am":
		return AM, true
	case "pm":
		return PM, true
	}
	return AM, false
}

// String is am or pm.
func (h DayHalf) String() string {
	if h == PM {
		return "pm"
	}
	return "am"
}

// Chinese is 上午 or 下午.
func (h DayHalf) Chinese() string {
	if h == PM {
		return "下午"
	}
	return "上午"
}

// Span is a time away in half days, both ends included.
type Span struct {
	From     Date
	FromHalf DayHalf
	To       Date
	ToHalf   DayHalf
}

// WholeDays is the span from the morning of one day to the afternoon of another.
func WholeDays(from, to Date) Span { return Span{from, AM, to, PM} }

// Check reports a span that ends before it begins, as an Invalid error of the
// field from, to or to_half.
func (s Span) Check() error {
	switch {
	case s.From.IsZero():
		return fault.Field("from", "", "请填写从哪一天起。")
	case s.To.IsZero():
		return fault.Field("to", "", "请填写到哪一天止。")
	case s.To.Before(s.From):
		return fault.Field("to", s.To.String(), "止日"+s.To.Chinese()+"早于起日"+s.From.Chinese()+"，请改正。")
	case s.To == s.From && s.ToHalf < s.FromHalf:
		return fault.Field("to_half", s.ToHalf.String(), "同一天不能从下午到上午，请改正。")
	}
	return nil
}

// Days is the number of days the span touches.
func (s Span) Days() int { return s.To.Sub(s.From) + 1 }

// HalfDays is the number of half days from end to end.
func (s Span) HalfDays() int { return 2*s.To.Sub(s.From) + int(s.ToHalf-s.FromHalf) + 1 }

// On is how many halves of a day lie in the span: 0, 1 or 2.
func (s Span) On(d Date) int {
	if d.Before(s.From) || d.After(s.To) {
		return 0
	}
	n := 2
	if d == s.From && s.FromHalf == PM {
		n--
	}
	if d == s.To && s.ToHalf == AM {
		n--
	}
	return n
}

// Overlaps reports whether two spans share a half day.
func (s Span) Overlaps(o Span) bool { return !s.endsBefore(o) && !o.endsBefore(s) }

func (s Span) endsBefore(o Span) bool {
	return s.To.Before(o.From) || s.To == o.From && s.ToHalf < o.FromHalf
}

// Chinese writes the span: 2014年5月5日上午至2014年5月6日下午.
func (s Span) Chinese() string {
	return s.From.Chinese() + s.FromHalf.Chinese() + "至" + s.To.Chinese() + s.ToHalf.Chinese()
}

// SplitYears cuts the span at the ends of years.
func (s Span) SplitYears() []Span {
	var parts []Span
	for s.From.Year < s.To.Year {
		end := Date{s.From.Year, 12, 31}
		parts = append(parts, Span{s.From, s.FromHalf, end, PM})
		s.From, s.FromHalf = end.AddDays(1), AM
	}
	return append(parts, s)
}

// FullYears is the number of whole years from one day to another: the day on
// which a year is full counts, 29 February is full on 28 February. It is negative
// if to is before from.
func FullYears(from, to Date) int {
	n := to.Year - from.Year
	if to.Before(from.AddYears(n)) {
		n--
	}
	return n
}
