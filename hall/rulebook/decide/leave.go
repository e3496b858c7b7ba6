package decide

import (
	"errors"
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// The tables that leave questions consult, by their ids.
const (
	TierTable     = "leave.annual.tiers"
	LossTable     = "leave.annual.loss"
	CountingTable = "leave.counting"
)

// AddLeave registers leave-entitlement and leave-days, each if the book has the
// tables for it.
func AddLeave(r *Registry, b *rulebook.Book, c *calendar.Calendar) error {
	var errs []error
	if _, ok := b.Table(TierTable); ok {
		errs = append(errs, Add(r, "leave-entitlement", Local, func(asOf civil.Date, f EntitlementFacts) (Result, error) {
			return entitlement(b, asOf, f)
		}))
	}
	if _, ok := b.Table(CountingTable); ok {
		errs = append(errs, Add(r, "leave-days", Local, func(asOf civil.Date, f daysFacts) (Result, error) {
			return leaveDays(b, c, asOf, f)
		}))
	}
	return errors.Join(errs...)
}

// EntitlementFacts are what annual leave depends on. SickMonths and ExemptDays are
// those of the year: months of sick leave in all, and days of personal leave for
// which no pay was withheld; leave set off against annual leave is not in them.
type EntitlementFacts struct {
	ServiceFrom civil.Date `fact:"service_from"`
	On          civil.Date `fact:"on"`
	SickMonths  Number     `fact:"sick_months,optional" min:"0"`
	ExemptDays  Number     `fact:"unpaid_exempt_personal_days,optional" min:"0"`
}

// EntitlementAnswer is the answer to "leave-entitlement". Days are working days.
type EntitlementAnswer struct {
	Days   int    `json:"days"`
	Counts string `json:"counts"`
	Years  int    `json:"years"` // full years of work
	// Lost: the year's leave is lost; if it was taken already, next year's is.
	Lost bool `json:"lost"`
}

// Entitlement is the annual leave of a person on a day, by the book in force on
// asOf, with its grounds and a sentence. The day on which years are full counts,
// unless the book's parameter counts_from says next_month.
func Entitlement(b *rulebook.Book, asOf civil.Date, f EntitlementFacts) (EntitlementAnswer, []Basis, string, error) {
	if f.On.Before(f.ServiceFrom) {
		return EntitlementAnswer{}, nil, "", fault.Field("service_from", f.ServiceFrom.String(), "参加工作的日子晚于"+f.On.Chinese()+"，请核对。")
	}
	years := civil.FullYears(f.ServiceFrom, f.On)
	if full := f.ServiceFrom.AddYears(years); nextMonth(b) && years > 0 && full.Year == f.On.Year && full.Month == f.On.Month {
		years--
	}
	tier, err := find(b, TierTable, asOf, map[string]int{"years": years})
	if err != nil {
		return EntitlementAnswer{}, nil, "", err
	}
	days, err := strconv.Atoi(tier.then)
	if err != nil {
		return EntitlementAnswer{}, nil, "", fault.Newf(fault.Internal, "判定表 %s 的结果“%s”不是天数。", TierTable, tier.then)
	}
	a := EntitlementAnswer{Days: days, Counts: "working_days", Years: years}
	basis := tier.basis
	reason := "到" + f.On.Chinese() + "工作满" + strconv.Itoa(years) + "年，年休假" + tier.then + "个工作日。"
	if _, ok := b.Table(LossTable); ok {
		loss, err := find(b, LossTable, asOf, map[string]int{"years": years, "sick_months": int(f.SickMonths), "exempt_days": int(f.ExemptDays)})
		if err != nil {
			return EntitlementAnswer{}, nil, "", err
		}
		if loss.then == "lost" {
			a.Days, a.Lost = 0, true
			basis = append(loss.basis, Cite(law.AnnualLeaveMeasures4))
			basis = append(basis, tier.basis...)
			reason = fmt.Sprintf("工作满%d年，当年病假满%d个月、不扣工资的事假满%d天，不享受当年的年休假；已经休过的，不享受下一年的。", years, int(f.SickMonths), int(f.ExemptDays))
		}
	}
	return a, basis, reason, nil
}

// errUndecided is a table that leaves the case to a person.
var errUndecided = errors.New("undecided")

// outcome is what a table says: one word and its grounds.
type outcome struct {
	then  string
	basis []Basis
}

// find asks a table of numbers by the version of asOf, or, before the book was in
// force, by its oldest, so that the facts are still looked at.
func find(b *rulebook.Book, table string, asOf civil.Date, facts map[string]int) (outcome, error) {
	if asOf.Before(b.InForce) {
		asOf = b.InForce
	}
	t, ok := b.TableAt(table, asOf)
	if !ok {
		return outcome{}, fmt.Errorf("%w: %s", errUndecided, table)
	}
	var room [8]int
	at := room[:0]
	for _, in := range t.Inputs {
		n, given := facts[in.Name]
		i, ok := in.IndexInt(n)
		if !given || !ok {
			return outcome{}, fault.Field(in.Name, strconv.Itoa(n), "“"+in.Label+"”不在判定表“"+t.Label+"”的范围内，请核对。")
		}
		at = append(at, i)
	}
	r, hits := t.Find(at)
	if hits != 1 || r.Person != "" {
		return outcome{}, fmt.Errorf("%w: %s", errUndecided, table)
	}
	return outcome{r.Then, t.Basis(*r)}, nil
}

func nextMonth(b *rulebook.Book) bool {
	t, _ := b.Table(TierTable)
	for _, r := range t.Rows {
		if p, ok := b.Param(r.Clause, "counts_from"); ok {
			return p.Value == "next_month"
		}
	}
	return false
}

func entitlement(b *rulebook.Book, asOf civil.Date, f EntitlementFacts) (Result, error) {
	a, basis, reason, err := Entitlement(b, asOf, f)
	if errors.Is(err, errUndecided) {
		t, _ := b.Table(TierTable)
		return Result{Undecided: true, Basis: []Basis{Cite(t.Clause)}, Reason: "判定“" + t.Label + "”没有一行适用，由人定夺。"}, nil
	}
	return Result{Answer: a, Basis: basis, Reason: reason}, err
}

// The rules by which days of leave are counted.
const (
	WorkingDays              = "working_days"
	CalendarDays             = "calendar_days"
	CalendarDaysLessHolidays = "calendar_days_less_holidays"
)

// Charge counts the half days of a span that are charged as leave by a counting
// rule. provisional is true if a day was looked at for which no notice is known.
func Charge(c *calendar.Calendar, rule string, s civil.Span) (halfDays int, provisional bool, err error) {
	if err := s.Check(); err != nil {
		return 0, false, err
	}
	for field, d := range map[string]civil.Date{"from": s.From, "to": s.To} {
		if !calendar.Covers(d) {
			return 0, false, fault.Field(field, d.String(), fmt.Sprintf("日期不在工作日历的范围内，请填写 %d 年至 %d 年之间的日期。", calendar.First, calendar.Last))
		}
	}
	switch rule {
	case CalendarDays:
		return s.HalfDays(), false, nil
	case WorkingDays:
		for d := s.From; !d.After(s.To); d = d.AddDays(1) {
			day := c.Kind(d)
			provisional = provisional || day.Provisional
			if day.Workday {
				halfDays += s.On(d)
			}
		}
		return halfDays, provisional, nil
	case CalendarDaysLessHolidays:
		halfDays = s.HalfDays()
		for year := s.From.Year; year <= s.To.Year; year++ {
			for _, f := range calendar.StatutoryIn(year) {
				halfDays -= s.On(f.Date)
			}
		}
		return halfDays, false, nil
	}
	return 0, false, fault.Newf(fault.Internal, "没有“%s”这种数天数的办法。", rule)
}

func later(a, b civil.Date) civil.Date {
	if a.Before(b) {
		return b
	}
	return a
}

type daysFacts struct {
	Kind     string     `fact:"kind"`
	From     civil.Date `fact:"from"`
	FromHalf string     `fact:"from_half" words:"am pm"`
	To       civil.Date `fact:"to"`
	ToHalf   string     `fact:"to_half" words:"am pm"`
}

func leaveDays(b *rulebook.Book, c *calendar.Calendar, asOf civil.Date, f daysFacts) (Result, error) {
	t, _ := b.Table(CountingTable)
	if _, known := t.Inputs[0].Index(f.Kind); !known {
		return Result{}, fault.Field("kind", f.Kind, "“kind”没有“"+f.Kind+"”这个取值，可用的有："+joined(t.Inputs[0].Words)+"。")
	}
	s := civil.Span{From: f.From, To: f.To}
	s.FromHalf, _ = civil.ParseDayHalf(f.FromHalf)
	s.ToHalf, _ = civil.ParseDayHalf(f.ToHalf)
	rule, err := b.Judge(CountingTable, later(asOf, b.InForce), map[string]string{t.Inputs[0].Name: f.Kind})
	if err != nil {
		return Result{}, err
	}
	if rule.Undecided() {
		return Result{Undecided: true, Basis: rule.Basis(), Reason: rule.Reason()}, nil
	}
	n, provisional, err := Charge(c, rule.Then(), s)
	if err != nil {
		return Result{}, err
	}
	basis := rule.Basis()
	if rule.Then() == WorkingDays {
		basis = append(basis, grounds(provisional)...)
	}
	return Result{Basis: basis, Answer: struct {
		HalfDays     int    `json:"half_days"`
		CalendarDays int    `json:"calendar_days"`
		Counts       string `json:"counts"`
		Provisional  bool   `json:"provisional"`
	}{n, s.Days(), rule.Then(), provisional},
		Reason: fmt.Sprintf("%s，%s：%d个半天%s。", s.Chinese(), t.Say(rule.Then()), n, tentative(provisional))}, nil
}
