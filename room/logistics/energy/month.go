package energy

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Month is a month of a year: twelve times the year plus the month from 0, so that
// months are counted like numbers. The zero Month is none.
type Month int

// MonthOf gives month 1 to 12 of a year.
func MonthOf(year, month int) Month { return Month(year*12 + month - 1) }

// MonthOn is the month of a day.
func MonthOn(d civil.Date) Month { return MonthOf(d.Year, int(d.Month)) }

// Year of the month.
func (m Month) Year() int { return int(m) / 12 }

// Number of the month in its year, 1 to 12.
func (m Month) Number() int { return int(m)%12 + 1 }

// String is the month as it is stored: 2026-03; empty for none.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), m.Number())
}

// Chinese is the month as people write it: 2026年3月.
func (m Month) Chinese() string { return fmt.Sprintf("%d年%d月", m.Year(), m.Number()) }

// First is the first day of the month, Last the last.
func (m Month) First() civil.Date {
	d, _ := civil.Of(m.Year(), m.Number(), 1)
	return d
}

// Last is the last day of the month.
func (m Month) Last() civil.Date { return (m + 1).First().AddDays(-1) }

// Bounds of the years that are counted.
const (
	FirstYear = 2000
	LastYear  = 2100
)

// ParseMonth reads a month: 2026-03, 2026-3, 2026.3, 202603, 2026年3月.
func ParseMonth(field, s string) (Month, error) {
	wrong := fault.Field(field, s, "月份“"+s+"”看不懂，请写成 2026-03。")
	t := strings.NewReplacer("年", "-", "月", "", ".", "-", "/", "-", "．", "-", "－", "-", " ", "").Replace(narrow(s))
	if len(t) == 6 && !strings.Contains(t, "-") {
		t = t[:4] + "-" + t[4:]
	}
	parts := strings.Split(t, "-")
	if len(parts) == 3 { // a day of the month
		parts = parts[:2]
	}
	if len(parts) != 2 {
		return 0, wrong
	}
	y, err1 := strconv.Atoi(parts[0])
	m, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || m < 1 || m > 12 || y < FirstYear || y > LastYear {
		return 0, wrong
	}
	return MonthOf(y, m), nil
}

// narrow turns full-width digits and signs into plain ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, strings.TrimSpace(s))
}
