package decide

import (
	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// Handover is the answer to "ab-handover".
type Handover struct {
	Met        bool       `json:"met"`          // handed over in time
	Latest     civil.Date `json:"latest"`       // the last day on which it would be
	BTakesOver bool       `json:"b_takes_over"` // always: B stands in either way
}

// HandOver judges the handing over of an absence that begins on a day; on is the
// zero date if nothing was handed over. The lead is a parameter of the clause,
// one calendar day where the book gives none.
func HandOver(b *rulebook.Book, absenceFrom, on civil.Date) (Handover, []Basis) {
	lead := 1
	if p, ok := b.Param(law.AbHandover, "lead_days"); ok {
		if n, ok := p.Int(); ok {
			lead = n
		}
	}
	h := Handover{Latest: absenceFrom.AddDays(-lead), BTakesOver: true}
	h.Met = !on.IsZero() && !on.After(h.Latest)
	basis := []Basis{Cite(law.AbHandover, "calendar-day")}
	if !h.Met {
		basis = append(basis, Cite(law.AbHandoverLate, "b-stands-in-anyway"))
	}
	return h, basis
}

// AddPosts registers ab-handover, if the book has the clause.
func AddPosts(r *Registry, b *rulebook.Book) error {
	if c, ok := b.Card(law.AbHandover); !ok || !c.Carried {
		return nil
	}
	return Add(r, "ab-handover", Local, func(_ civil.Date, f struct {
		From civil.Date  `fact:"absence_from"`
		On   *civil.Date `fact:"handover_on,nullable"`
	}) (Result, error) {
		var on civil.Date
		if f.On != nil {
			on = *f.On
		}
		h, basis := HandOver(b, f.From, on)
		reason := "最迟应在" + h.Latest.Chinese() + "交接，"
		if h.Met {
			reason += "交接及时，届时由B岗顶岗。"
		} else {
			reason += "没有按时交接，由B岗主动顶岗并记下原因。"
		}
		return Result{Answer: h, Basis: basis, Reason: reason}, nil
	})
}
