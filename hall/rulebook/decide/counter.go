package decide

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/counter"
)

// CounterAnswer is the answer to "counter-deadline". Started is the day from which
// the time runs and which is not counted.
type CounterAnswer struct {
	Due         civil.Date `json:"due"`
	Started     civil.Date `json:"started"`
	Provisional bool       `json:"provisional"`
}

type counterFacts struct {
	Received     civil.Date  `fact:"received"`
	Promised     int         `fact:"promised" min:"1" max:"366"`
	Unit         string      `fact:"unit" words:"working_days calendar_days"`
	Complete     bool        `fact:"complete"`
	Supplemented *civil.Date `fact:"supplemented_on,optional,nullable"`
}

// AddCounter registers counter-deadline, if the book has the clause.
func AddCounter(r *Registry, b *rulebook.Book, c *calendar.Calendar) error {
	if card, ok := b.Card(law.LimitDef); !ok || !card.Carried {
		return nil
	}
	clock := counter.Clock{Calendar: c, Book: b}
	return Add(r, "counter-deadline", Local, func(_ civil.Date, f counterFacts) (Result, error) {
		q := counter.Question{Received: f.Received, Promised: f.Promised, Unit: counter.Unit(f.Unit), Complete: f.Complete}
		if f.Supplemented != nil {
			q.Supplemented = *f.Supplemented
		}
		d, err := clock.Deadline(q)
		switch {
		case err != nil:
			return Result{}, err
		case d.Open != "":
			return Result{Undecided: true, Basis: d.Basis, Reason: d.Open}, nil
		}
		reason := fmt.Sprintf("自%s次日起数，第%d%s是%s", d.Started.Chinese(), q.Promised, q.Unit.Label(), d.Due.Chinese())
		if d.Moved {
			reason = fmt.Sprintf("自%s次日起数，第%d日不上班，顺延到%s", d.Started.Chinese(), q.Promised, d.Due.Chinese())
		}
		return Result{Answer: CounterAnswer{d.Due, d.Started, d.Provisional}, Basis: d.Basis, Reason: reason + tentative(d.Provisional) + "。"}, nil
	})
}
