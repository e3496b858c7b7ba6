package disclosure

import (
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

// ReviewSteps are the steps of the review before release (保密审查), one after the
// other: the unit, the office, the leader in charge, the director.
var ReviewSteps = []law.ID{law.SecStep1, law.SecStep2, law.SecStep3, law.SecStep4}

// stepLabels name who acts in each step.
var stepLabels = []string{"科室", "办公室", "分管领导", "主要领导"}

// Review is where a review before release stands.
type Review struct {
	Step        int        // the step that is next, from 1; 0 if all are done
	Who         string     // who acts in it, in Chinese
	StepDue     civil.Date // its last day; no date if all are done
	Due         civil.Date // the last day of the whole
	Provisional bool
	Warnings    []string
	Basis       []rulebook.Basis
}

// Review counts the periods of a review from the day on which the first reviewer
// received it and the days on which steps were done, in order. Each step runs from
// the day on which the one before it was done. The regime must set both periods;
// the wrong order, or more steps than there are, is an Invalid error (field
// "steps_done[1]").
func (k Clock) Review(started civil.Date, done []civil.Date) (Review, error) {
	if len(done) > len(ReviewSteps) {
		return Review{}, fault.Field("steps_done", fmt.Sprint(len(done)), fmt.Sprintf("审查共 %d 步，填了 %d 步，请核对。", len(ReviewSteps), len(done)))
	}
	var out Review
	from := started
	for i, d := range done {
		if d.Before(from) {
			field := fmt.Sprintf("steps_done[%d]", i)
			return Review{}, fault.Field(field, d.String(), "“"+field+"”早于前一步的"+from.Chinese()+"，各步应依次进行。")
		}
		last, err := k.Deadline(Question{For: "secrecy_step", Received: from})
		if err != nil {
			return Review{}, err
		}
		if last.Overdue(d) {
			out.Warnings = append(out.Warnings, fmt.Sprintf("第%d步（%s）%s才完成，晚于期限%s。", i+1, stepLabels[i], d.Chinese(), last.Due.Chinese()))
		}
		from = d
	}
	total, err := k.Deadline(Question{For: "secrecy_total", Received: started})
	if err != nil {
		return Review{}, rename(err, "started")
	}
	out.Due, out.Provisional, out.Basis = total.Due, total.Provisional, total.Basis
	if total.Overdue(from) {
		out.Warnings = append(out.Warnings, "整个审查已超过总期限"+total.Due.Chinese()+"。")
	}
	if len(done) == len(ReviewSteps) {
		return out, nil
	}
	step, err := k.Deadline(Question{For: "secrecy_step", Received: from})
	if err != nil {
		return Review{}, rename(err, "started")
	}
	out.Step, out.Who, out.StepDue = len(done)+1, stepLabels[len(done)], step.Due
	out.Provisional = out.Provisional || step.Provisional
	out.Basis = append([]rulebook.Basis{}, step.Basis...)
	r := run{out: Deadline{Basis: out.Basis}}
	r.rest(total.Basis)
	r.rest([]rulebook.Basis{{Clause: ReviewSteps[len(done)]}, {Clause: law.SecOrder, Interpretation: []string{"no-parallel"}}})
	out.Basis = r.out.Basis
	return out, nil
}

// rename gives an error about the day of receipt the name of the caller's fact.
func rename(err error, field string) error {
	e := fault.Of(err)
	if e.Field != "received" {
		return err
	}
	c := *e
	c.Field = field
	return &c
}
