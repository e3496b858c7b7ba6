package reception

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

// SameDay is how a card writes that something is done on the day itself.
const SameDay = "当天"

// Term is a period of a card: the day itself, or a number of working days. The zero
// Term is one that the card leaves open.
type Term struct {
	Set  bool
	Days int // working days after the first day; 0 for the day itself
}

// TermOf reads a term. A value that is neither 当天 nor a whole number of working days
// above zero is none: nothing is made up in its place.
func TermOf(b *rulebook.Book, clause law.ID, name string) Term {
	p, ok := b.Param(clause, name)
	if !ok {
		return Term{}
	}
	if p.Value == SameDay {
		return Term{Set: true}
	}
	if n, ok := p.Int(); ok && n > 0 {
		return Term{Set: true, Days: n}
	}
	return Term{}
}

// Words says the term in Chinese.
func (t Term) Words() string {
	switch {
	case !t.Set:
		return "没有设定"
	case t.Days == 0:
		return SameDay
	}
	return fmt.Sprintf("%d 个工作日", t.Days)
}

// Last is the last day of a term that began on a day: the first working day from then
// on, or the n-th working day after it. No day where the term is open.
func (t Term) Last(cal *calendar.Calendar, from civil.Date) (civil.Date, error) {
	switch {
	case !t.Set:
		return civil.Date{}, nil
	case t.Days == 0:
		last, _, err := cal.Next(from)
		return last, err
	}
	last, _, err := cal.Add(from, t.Days)
	return last, err
}

// forwardTerm is the time in which what was written down reaches its handler.
func (s *scene) forwardTerm() Term { return TermOf(s.book, law.FirstForward, "days") }

// contactTerm is the time in which the handler gets in touch.
func (s *scene) contactTerm() Term { return TermOf(s.book, law.FirstContact, "days") }

// feedbackTerm is the published time in which a complainant hears the result. It has
// no default.
func (s *scene) feedbackTerm() Term { return TermOf(s.book, law.PromiseComplaint, "feedback_days") }
