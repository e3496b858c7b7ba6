package reception

import (
	"context"
	"fmt"

	"lantai.internal/kit/act"
)

// ComplaintCount is how many of something there were.
type ComplaintCount struct {
	Label string
	N     int
}

// ComplaintNumbers are the figures of the complaints of a year (clause
// promise.monitor).
type ComplaintNumbers struct {
	All, Open, Answered, Withdrawn int
	Late, NoDue, Upheld            int
	Due                            int // answered ones that had a last day
	Categories, Satisfied          []ComplaintCount
}

// Rate is the share of the answered complaints with a last day that were answered by
// it, with one decimal; without any there is none.
func (f ComplaintNumbers) Rate() string {
	if f.Due == 0 {
		return "无法计算"
	}
	return fmt.Sprintf("%.1f%%", float64((f.Due-f.Late)*1000/f.Due)/10)
}

// ComplaintFigures counts the complaints of a year that somebody sees.
func (r *Room) ComplaintFigures(ctx context.Context, who act.Actor, year int) (ComplaintNumbers, error) {
	list, err := r.Complaints(ctx, who, ComplaintQuery{Year: year})
	return countComplaints(list), err
}

func countComplaints(list []Complaint) ComplaintNumbers {
	var f ComplaintNumbers
	count := func(in *[]ComplaintCount, label string) {
		for i := range *in {
			if (*in)[i].Label == label {
				(*in)[i].N++
				return
			}
		}
		*in = append(*in, ComplaintCount{label, 1})
	}
	for _, c := range list {
		f.All++
		count(&f.Categories, c.Category)
		switch {
		case c.State == Withdrawn:
			f.Withdrawn++
		case c.State == Answered:
			f.Answered++
			if !c.Due.IsZero() {
				f.Due++
			}
			if c.LateDays > 0 {
				f.Late++
			}
			if c.Satisfaction != "" {
				count(&f.Satisfied, c.Satisfaction)
			}
		default:
			f.Open++
			if c.Due.IsZero() {
				f.NoDue++
			}
		}
		if c.Result == "属实" || c.Result == "部分属实" {
			f.Upheld++
		}
	}
	return f
}
