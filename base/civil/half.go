package civil

import (
	"fmt"
	"time"
)

// Half is a half day in Shanghai, counted from the morning of 1970-01-01, which
// is 0: even halves are mornings, odd ones afternoons. A stretch of half days is
// half-open, [since, until).
type Half int64

// Morning is the first half of a date.
func Morning(d Date) Half { return Half(2 * d.Sub(epoch)) }

// Afternoon is the second half of a date.
func Afternoon(d Date) Half { return Morning(d) + 1 }

// HalfAt is the half day of an instant: mornings end at noon.
func HalfAt(t time.Time) Half {
	t = t.In(Shanghai)
	if t.Hour() < noon {
		return Morning(DateOf(t))
	}
	return Afternoon(DateOf(t))
}

const noon = 12

var epoch = Date{1970, time.January, 1}

// Date the half day lies on.
func (h Half) Date() Date {
	return epoch.AddDays(int((h - h&1) / 2))
}

// PM reports whether it is an afternoon.
func (h Half) PM() bool { return h&1 == 1 }

// Start is the first instant of the half day: midnight or noon.
func (h Half) Start() time.Time {
	d := h.Date()
	hour := 0
	if h.PM() {
		hour = noon
	}
	return time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, Shanghai)
}

// Chinese is 2014年5月5日上午.
func (h Half) Chinese() string {
	if h.PM() {
		return h.Date().Chinese() + "下午"
	}
	return h.Date().Chinese() + "上午"
}

// ParseHalf makes the half day of a date and the word am or pm.
func ParseHalf(d Date, word string) (Half, error) {
	switch {
	case d.IsZero():
		return 0, fmt.Errorf("civil: half day without a date")
	case word == "am":
		return Morning(d), nil
	case word == "pm":
		return Afternoon(d), nil
	}
	return 0, fmt.Errorf("civil: no half day %q", word)
}
