package attendance

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// Use is half days taken from one account on the ground of a clause.
type Use struct {
	Kind     string // annual, home_visit
	HalfDays int
	Clause   law.ID
}

// Offset sets personal leave off against other leave, one half day for one, in
// the order the book gives, until the accounts are empty; no account falls below
// zero. rest is what no account covers: it is marked, and never made up.
func Offset(halfDays int, order []string, balance map[string]int) (uses []Use, rest int) {
	rest = halfDays
	for _, kind := range order {
		if n := min(rest, max(balance[kind], 0)); n > 0 {
			uses, rest = append(uses, Use{kind, n, law.LeavePersonalOffset}), rest-n
		}
	}
	return uses, rest
}

// OffsetSick sets sick leave off against annual leave, if the person wishes it, as
// far as the account goes. What was set off is annual leave and does not add to
// the year's sick leave, which is sick.
func OffsetSick(halfDays, balance int, wished bool) (use Use, sick int) {
	use = Use{"annual", 0, law.LeaveSickOffset}
	if wished {
		use.HalfDays = min(halfDays, max(balance, 0))
	}
	return use, halfDays - use.HalfDays
}

// Loss says in which year annual leave is lost.
type Loss struct {
	Year   int
	Clause law.ID
}

// LossYear is the year whose annual leave is lost: the year itself, or the next
// one if its leave was taken already.
func LossYear(year int, taken bool) Loss {
	if taken {
		return Loss{year + 1, law.AnnualLeaveMeasures4}
	}
	return Loss{year, law.AnnualLeave4}
}

// Balance is the annual leave that is left: what is due less what was taken and
// set off, never less than none.
func Balance(due int, uses []Use) (halfDays int, clause law.ID) {
	for _, u := range uses {
		if u.Kind == "annual" {
			due -= u.HalfDays
		}
	}
	return max(due, 0), law.LeaveAnnualBalance
}

// Certificate is what somebody handed in with a sick leave.
type Certificate struct {
	Given     bool
	Level     int  // of the hospital: 1, 2 or 3
	Emergency bool // emergency treatment: it may follow
}

// CheckCertificate refuses a sick leave without the certificate of a hospital of
// the level the book asks for. In an emergency it may be handed in later: due is
// the last day for it, the zero date if nothing is missing (leave.sick.cert).
func CheckCertificate(b *rulebook.Book, c *calendar.Calendar, from civil.Date, paper Certificate) (due civil.Date, err error) {
	level := number(b, law.LeaveSickCert, "hospital_level", 2)
	switch {
	case paper.Given && paper.Level >= level:
		return civil.Date{}, nil
	case paper.Given:
		return civil.Date{}, fault.Refuse(law.LeaveSickCert, fmt.Sprintf("诊断证明应由%d级以上医院出具，所附的是%d级，请换附。", level, paper.Level))
	case !paper.Emergency:
		return civil.Date{}, fault.Refuse(law.LeaveSickCert, fmt.Sprintf("病假要附%d级以上医院的诊断证明；急诊来不及的请注明急诊，事后补交。", level))
	}
	due, _, err = c.Add(from, number(b, law.LeaveSickCert, "certificate_within", 3))
	return due, err
}

// number reads a parameter of the book; without it the default holds.
func number(b *rulebook.Book, clause law.ID, name string, otherwise int) int {
	if p, ok := b.Param(clause, name); ok {
		if n, ok := p.Int(); ok {
			return n
		}
	}
	return otherwise
}

// Warning tells how near somebody's personal leave on full pay is to the 20 days
// at which the year's annual leave is lost; "" if it is fewer than 15.
func Warning(halfDays int) (say string, clause law.ID) {
	switch {
	case halfDays >= 40:
		say = "当年不扣工资的事假已满20天，年休假将丧失。"
	case halfDays >= 30:
		say = "当年不扣工资的事假已有" + inDays(halfDays) + "，满20天将丧失年休假。"
	}
	return say, law.AnnualLeave4
}

// inDays writes half days as days: 2天半.
func inDays(halfDays int) string {
	switch {
	case halfDays == 1:
		return "半天"
	case halfDays%2 == 1:
		return fmt.Sprintf("%d天半", halfDays/2)
	}
	return fmt.Sprintf("%d天", halfDays/2)
}
