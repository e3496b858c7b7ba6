package attendance

import (
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/decide"
)

// judge asks the book and insists on an answer: where it has none, a person
// decides, and nothing can be applied for. That is no refusal by rule: those stand
// in the ledger with their clause, which may tell the kind of a leave.
func (s *scene) judge(table string, facts map[string]string) (rulebook.Decision, error) {
	d, err := s.book.Judge(table, s.asOf, facts)
	if err != nil {
		return d, err
	}
	if d.Undecided() {
		return d, fault.New(fault.Conflict, d.Person()+"。规章没有给出办理程序，请由局长办公会或政工科定夺后再办。")
	}
	return d, nil
}

// under is the scene with the book as it governs a case: the edition and the day of
// the submission, whatever has come into force since.
func (s *scene) under(subject string) (*scene, error) {
	g, ok, err := s.r.Rules.Governing(s.ctx, s.rd, subject)
	if err != nil || !ok {
		return s, err
	}
	then := *s
	then.book, then.asOf = g.Book, g.AsOf
	return &then, nil
}

// tally is a stretch counted by the rule of its kind.
type tally struct {
	halves, days int64 // charged half days; days of the calendar touched
	shares       []share
	provisional  bool
	rule         rulebook.Decision
}

// count charges [since, until) for a kind of leave by the book's rule of counting,
// year by year.
func (s *scene) count(kind string, since, until civil.Half) (tally, error) {
	rule, err := s.judge(decide.CountingTable, map[string]string{"kind": kind})
	t := tally{rule: rule, days: int64((until - 1).Date().Sub(since.Date())) + 1}
	if err != nil {
		return t, err
	}
	parts, err := ByYear(s.cal, rule.Then(), whole(since, until))
	if err != nil {
		return t, err
	}
	for _, x := range parts {
		t.provisional = t.provisional || x.Provisional
		if x.HalfDays > 0 {
			t.halves += int64(x.HalfDays)
			t.shares = append(t.shares, share{x.Year, int64(x.HalfDays)})
		}
	}
	return t, nil
}

// whole is a stretch of half days as the rules take it, both ends included.
func whole(since, until civil.Half) civil.Span {
	last := until - 1
	return civil.Span{From: since.Date(), FromHalf: civil.DayHalf(since & 1), To: last.Date(), ToHalf: civil.DayHalf(last & 1)}
}

// chainOf is the chain of a leave, by the half days that count together.
func (s *scene) chainOf(kind, role string, halves int64) (rulebook.Decision, error) {
	return s.judge("leave.chain", map[string]string{"kind": kind, "role": role, "half_days": strconv.FormatInt(halves, 10)})
}

// needs are the proofs that a kind of leave asks for.
func (s *scene) needs(kind string) (rulebook.Decision, error) {
	return s.judge("leave.needs", map[string]string{"kind": kind})
}

// offsets are the balances from which a kind of leave is taken, in order.
func (s *scene) offsets(kind string) (rulebook.Decision, error) {
	return s.judge("leave.offsets", map[string]string{"kind": kind})
}

// entitled is how many half days of annual leave a year brings to somebody who
// began to work on a day, as seen on another day, with the ground.
func (s *scene) entitled(workOn, on civil.Date) (int64, law.ID, error) {
	if on.Before(workOn) {
		return 0, law.LeaveAnnualEligible, nil
	}
	a, basis, _, err := decide.Entitlement(s.book, s.asOf, decide.EntitlementFacts{ServiceFrom: workOn, On: on})
	if err != nil || len(basis) == 0 {
		return 0, law.LeaveAnnualEligible, err
	}
	return 2 * int64(a.Days), basis[0].Clause, nil
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
