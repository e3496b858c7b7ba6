package attendance

import (
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
)

// judge asks the book and insists on an answer: where it has none, a person
// decides, and nothing can be applied for.
func (s *scene) judge(table string, on civil.Date, facts map[string]string) (rulebook.Decision, error) {
	d, err := s.r.Book.Judge(table, on, facts)
	if err != nil {
		return d, err
	}
	if d.Undecided() {
		return d, fault.Refuse(d.Basis()[0].Clause, d.Person()+"。规章没有给出办理程序，请由局长办公会或政工科定夺后再办。")
	}
	return d, nil
}

// tally is a stretch counted by the rule of its kind.
type tally struct {
	halves, days int64 // charged half days; days of the calendar touched
	shares       []share
	provisional  bool
	rule         rulebook.Decision
}

// count charges [since, until) for a kind of leave by the book's table of
// counting.
func (s *scene) count(kind string, since, until civil.Half) (tally, error) {
	rule, err := s.judge("leave.counting", s.today, map[string]string{"kind": kind})
	t := tally{rule: rule, days: int64((until-1).Date().Sub(since.Date())) + 1}
	if err != nil {
		return t, err
	}
	for h := since; h < until; h++ {
		day := s.cal.Kind(h.Date())
		t.provisional = t.provisional || day.Provisional
		if !charged(rule.Then(), h, s) {
			continue
		}
		t.halves++
		if n := len(t.shares); n == 0 || t.shares[n-1].year != h.Date().Year {
			t.shares = append(t.shares, share{h.Date().Year, 0})
		}
		t.shares[len(t.shares)-1].halves++
	}
	return t, nil
}

// charged reports whether a half day counts under a rule of counting.
func charged(rule string, h civil.Half, s *scene) bool {
	switch rule {
	case "working_days":
		return s.cal.Kind(h.Date()).Workday
	case "calendar_days_less_holidays":
		return !s.statutory(h.Date())
	}
	return true
}

// chainOf is the chain of a leave, by the half days that count together.
func (s *scene) chainOf(kind, role string, halves int64) (rulebook.Decision, error) {
	return s.judge("leave.chain", s.today, map[string]string{"kind": kind, "role": role, "half_days": strconv.FormatInt(halves, 10)})
}

// needs are the proofs that a kind of leave asks for.
func (s *scene) needs(kind string) ([]string, error) {
	d, err := s.judge("leave.needs", s.today, map[string]string{"kind": kind})
	return d.List(), err
}

// offsets are the balances from which a kind of leave is taken, in order.
func (s *scene) offsets(kind string) ([]string, error) {
	d, err := s.judge("leave.offsets", s.today, map[string]string{"kind": kind})
	return d.List(), err
}

// entitled is how many half days of annual leave a year brings to somebody who
// began to work on a day, as seen on another day.
func (s *scene) entitled(workOn, on civil.Date) (int64, rulebook.Decision, error) {
	years := on.Year - workOn.Year
	if on.Before(workOn.AddYears(years)) {
		years--
	}
	d, err := s.judge("leave.annual.tiers", s.today, map[string]string{"years": strconv.Itoa(max(years, 0))})
	if err != nil {
		return 0, d, err
	}
	days, err := strconv.ParseInt(d.Then(), 10, 64)
	return 2 * days, d, err
}

// steps turns the book's chain into that of the flow.
func steps(c rulebook.Chain) []flow.StepSpec {
	out := make([]flow.StepSpec, len(c))
	for i, s := range c {
		out[i] = flow.StepSpec{Who: flow.Who(s.Who), Act: flow.Act(s.Act)}
	}
	return out
}

// clauses lists what a decision rests on.
func clauses(d rulebook.Decision) []law.ID {
	var out []law.ID
	for _, b := range d.Basis() {
		out = append(out, b.Clause)
	}
	return out
}
