package measure

import (
	"fmt"

	"lantai.internal/base/civil"
)

// Forecast says where a yearly target ends at the present pace.
type Forecast struct {
	Due      int  // what would be done by now at an even pace, rounded down
	WillMiss bool // at the present pace the year ends below the target
	Expected int  // what the year ends with at the present pace, rounded down
	Months   int  // months left, this one included; 0 when the year is over
	PerMonth int  // what is needed in each of them to reach the target, rounded up
	Over     bool // the year is over: what is short stays short
}

// Look looks at a yearly target on a day. The day itself counts as gone. Somebody
// is behind who has done less than the even pace asks, whole pieces counted: with
// twelve a year nobody is behind in January.
func Look(year int, on civil.Date, target, done int) Forecast {
	first, _ := civil.Of(year, 1, 1)
	next, _ := civil.Of(year+1, 1, 1)
	total := next.Sub(first)
	short := max(0, target-done)
	if !on.Before(next.AddDays(-1)) {
		return Forecast{Due: target, Expected: done, WillMiss: short > 0, Over: true}
	}
	if on.Before(first) {
		on = first.AddDays(-1)
	}
	gone := on.Sub(first) + 1
	f := Forecast{Due: target * gone / total, Months: 12}
	if gone > 0 {
		f.Months, f.Expected = 13-int(on.Month), done*total/gone
		if on.AddDays(1).Month != on.Month {
			f.Months--
		}
	}
	f.WillMiss = done < f.Due
	f.PerMonth = (short + f.Months - 1) / f.Months
	return f
}

// Words says what a forecast means for an item, "" where nothing is lacking.
func (f Forecast) Words(i Item) string {
	u := ItemUnit(i.Name)
	switch {
	case i.Met():
		return ""
	case f.Over:
		return fmt.Sprintf("年度已结束，差 %d %s", i.Short(), u)
	case f.WillMiss:
		return fmt.Sprintf("照目前进度到年底约 %d %s，完不成；其余 %d 个月每月须 %d %s", f.Expected, u, f.Months, f.PerMonth, u)
	}
	return fmt.Sprintf("其余 %d 个月每月约 %d %s", f.Months, f.PerMonth, u)
}
