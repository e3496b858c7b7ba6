package followup

import (
	"fmt"
	"strconv"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Terms are the numbers of following up, in days (parameters of
// law.RepDecisionRegister).
type Terms struct {
	Before int // reminded so many days before the last day
	Every  int // and again after each so many days it is late
	Urge   int // days between two urgings
}

// TermsOf reads the numbers of a book. One that is missing or no positive number
// is a fault of the book, told to whoever asks.
func TermsOf(b *rulebook.Book) (Terms, error) {
	var t Terms
	var faults []*fault.Error
	for name, into := range map[string]*int{"remind_before": &t.Before, "remind_every": &t.Every, "urge_every": &t.Urge} {
		n, err := number(b, law.RepDecisionRegister, name)
		if err != nil {
			faults = append(faults, fault.Of(err))
		}
		*into = n
	}
	return t, fault.Join(faults...)
}

// number reads a parameter that is a positive whole number.
func number(b *rulebook.Book, clause law.ID, name string) (int, error) {
	p, found := b.Param(clause, name)
	if n, ok := p.Int(); found && ok && n > 0 {
		return n, nil
	}
	label := p.Label
	if label == "" {
		label = name
	}
	return 0, fault.Field(name, p.Value, "规章参数“"+label+"”没有填写正整数，请在规章里补上。")
}

// Stage is the reminder due on a day for something due on another: "" for none yet,
// "before", "today", or "late1", "late2" … by how often it was already late for
// Terms.Every days. A zero due has none.
func Stage(today, due civil.Date, t Terms) string {
	if due.IsZero() {
		return ""
	}
	switch left := due.Sub(today); {
	case left > t.Before:
		return ""
	case left > 0:
		return "before"
	case left == 0:
		return "today"
	default:
		return "late" + strconv.Itoa((-left-1)/t.Every+1)
	}
}

// Standing says in words how a day stands to a last day.
func Standing(today, due civil.Date) string {
	switch {
	case due.IsZero():
		return "没有定期限"
	case today.After(due):
		return fmt.Sprintf("逾期 %d 天", today.Sub(due))
	case today == due:
		return "今天到期"
	}
	return fmt.Sprintf("还有 %d 天", due.Sub(today))
}

// MayUrge gives the first day on which something urged on a day may be urged again.
func MayUrge(urged civil.Date, t Terms) civil.Date {
	if urged.IsZero() {
		return urged
	}
	return urged.AddDays(t.Urge)
}

// Rate counts the items of a unit that were due in a month.
type Rate struct {
	Due    int // were to be done
	InTime int // said to be done by the last day, and confirmed
	Done   int // done, late ones included
}

// Words is the rate as shown: 3/4，75%.
func (r Rate) Words() string {
	if r.Due == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d，%d%%", r.Done, r.Due, r.Done*100/r.Due)
}

// RatesOf counts the items due in each month of a year by unit; index 0 of the months
// is the whole year. Items without a last day and void ones are left out.
func RatesOf(year int, items []Item) map[string]*[13]Rate {
	out := map[string]*[13]Rate{}
	for _, x := range items {
		if x.Due.IsZero() || x.Due.Year != year || x.State == Void {
			continue
		}
		if out[x.Unit] == nil {
			out[x.Unit] = new([13]Rate)
		}
		for _, i := range []int{0, int(x.Due.Month)} {
			r := &out[x.Unit][i]
			r.Due++
			if x.State == Closed {
				r.Done++
				if !x.DoneOn.After(x.Due) {
					r.InTime++
				}
			}
		}
	}
	return out
}
