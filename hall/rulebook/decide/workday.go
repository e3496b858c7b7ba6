package decide

import (
	"errors"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
)

// WorkdayAnswer is the answer to "workday".
type WorkdayAnswer struct {
	Workday     bool          `json:"workday"`
	Kind        calendar.Kind `json:"kind"`
	Name        string        `json:"name"`
	Notice      string        `json:"notice"`
	URL         string        `json:"notice_url"`
	Provisional bool          `json:"provisional"`
}

// DateAnswer is the answer to "workday-add".
type DateAnswer struct {
	Date        civil.Date `json:"date"`
	Provisional bool       `json:"provisional"`
}

// DaysAnswer is the answer to "workday-between".
type DaysAnswer struct {
	Days        int  `json:"days"`
	Provisional bool `json:"provisional"`
}

// AddWorkdays registers workday, workday-add and workday-between over a calendar.
func AddWorkdays(r *Registry, c *calendar.Calendar) error {
	return errors.Join(
		Add(r, "workday", National, func(_ civil.Date, f struct {
			Date civil.Date `fact:"date"`
		}) (Result, error) {
			return workday(c, f.Date)
		}),
		Add(r, "workday-add", National, func(_ civil.Date, f struct {
			From civil.Date `fact:"from"`
			Days int        `fact:"days" min:"1"`
		}) (Result, error) {
			return workdayAdd(c, f.From, f.Days)
		}),
		Add(r, "workday-between", National, func(_ civil.Date, f struct {
			From civil.Date `fact:"from"`
			To   civil.Date `fact:"to"`
		}) (Result, error) {
			return workdayBetween(c, f.From, f.To)
		}),
	)
}

func workday(c *calendar.Calendar, d civil.Date) (Result, error) {
	if !calendar.Covers(d) {
		return Result{}, fault.Field("date", d.String(), fmt.Sprintf("日期不在工作日历的范围内，请填写 %d 年至 %d 年之间的日期。", calendar.First, calendar.Last))
	}
	day := c.Kind(d)
	reason := d.Chinese() + "是" + day.Kind.Label()
	if day.Name != "" {
		reason += "（" + day.Name + "）"
	}
	if day.Provisional {
		reason += "，尚无当年安排，按法定节假日和双休日暂定。"
	} else {
		reason += "，依据" + day.Notice + "。"
	}
	return Result{Basis: grounds(day.Provisional), Reason: reason,
		Answer: WorkdayAnswer{day.Workday, day.Kind, day.Name, day.Notice, day.URL, day.Provisional}}, nil
}

func workdayAdd(c *calendar.Calendar, from civil.Date, days int) (Result, error) {
	to, provisional, err := c.Add(from, days)
	if err != nil {
		return Result{}, err
	}
	return Result{Basis: grounds(provisional, "start-not-counted"), Answer: DateAnswer{to, provisional},
		Reason: fmt.Sprintf("自%s次日起数，第%d个工作日是%s%s。", from.Chinese(), days, to.Chinese(), tentative(provisional))}, nil
}

func workdayBetween(c *calendar.Calendar, from, to civil.Date) (Result, error) {
	days, provisional, err := c.Between(from, to)
	if err != nil {
		return Result{}, err
	}
	return Result{Basis: grounds(provisional, "start-not-counted"), Answer: DaysAnswer{days, provisional},
		Reason: fmt.Sprintf("%s之后至%s（含当日）共有%d个工作日%s。", from.Chinese(), to.Chinese(), days, tentative(provisional))}, nil
}

func tentative(provisional bool) string {
	if provisional {
		return "（暂定）"
	}
	return ""
}

// grounds are the clauses of an answer in working days; the holidays by statute
// only where no notice was known.
func grounds(provisional bool, readings ...string) []Basis {
	if provisional {
		return []Basis{Cite(law.CommonWorkday, append(readings, "provisional-without-notice")...), Cite(law.Holidays)}
	}
	return []Basis{Cite(law.CommonWorkday, readings...)}
}
