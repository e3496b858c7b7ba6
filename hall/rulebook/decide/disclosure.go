package decide

import (
	"errors"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
)

// AddDisclosure registers publication-deadline, disclosure-deadline, disclosure-fee
// and secrecy-review, if the book knows regimes of disclosure.
func AddDisclosure(r *Registry, b *rulebook.Book, c *calendar.Calendar) error {
	if len(b.Disclosure.Regimes) == 0 {
		return nil
	}
	q := disclosureQuestions{b, c}
	return errors.Join(
		Add(r, "publication-deadline", National, q.publication),
		Add(r, "disclosure-deadline", National, q.deadline),
		Add(r, "disclosure-fee", National, q.fee),
		Add(r, "secrecy-review", Local, q.review),
	)
}

type disclosureQuestions struct {
	b *rulebook.Book
	c *calendar.Calendar
}

type publicationFacts struct {
	Formed civil.Date `fact:"formed_or_changed"`
}

// PublicationAnswer is the answer to "publication-deadline".
type PublicationAnswer struct {
	Due         civil.Date `json:"due"`
	Provisional bool       `json:"provisional"`
}

// publication rests on the law in force when the information was formed, and on the
// local book if that was in force too.
func (q disclosureQuestions) publication(_ civil.Date, f publicationFacts) (Result, error) {
	if !calendar.Covers(f.Formed) {
		return Result{}, outside("formed_or_changed", f.Formed)
	}
	regime, ok := q.b.Disclosure.LawOn(f.Formed)
	if !ok {
		return Result{Undecided: true, Basis: []Basis{Cite(law.Disclosure2007Force)},
			Reason: f.Formed.Chinese() + "政府信息公开条例尚未施行，没有公开的期限。"}, nil
	}
	d, err := disclosure.Clock{Calendar: q.c, Regime: regime}.Deadline(disclosure.Question{For: "publish", Received: f.Formed})
	if err != nil {
		return Result{}, renamed(err, "formed_or_changed")
	}
	basis := d.Basis
	if local, ok := q.b.Disclosure.Local(); ok && q.b.Holds(f.Formed) {
		if t, ok := local.Period("publish"); ok {
			basis = append(append([]Basis{}, t.Basis...), basis...)
		}
	}
	return Result{Basis: basis, Answer: PublicationAnswer{d.Due, d.Provisional},
		Reason: fmt.Sprintf("自%s次日起%d个工作日内公开，最后一天是%s%s。", f.Formed.Chinese(), d.Limit, d.Due.Chinese(), tentative(d.Provisional))}, nil
}

type eventFacts struct {
	On    civil.Date `fact:"on"`
	Do    string     `fact:"do" words:"correction_notice correction_received consult_start consult_served consult_end extend fee_notice fee_paid longer_period reason_requested secrecy_review withdraw reply"`
	Days  *int       `fact:"days,optional" min:"1" max:"366"`
	With  *string    `fact:"with,optional" min:"1" max:"20"`
	Until civil.Date `fact:"until,optional"`
}

type deadlineFacts struct {
	Regime   string         `fact:"regime" words:"seed 2007 2019"`
	Received civil.Date     `fact:"received"`
	For      string         `fact:"for" words:"reply publish correction_notice third_party third_party_notice joint_agency fee_payment reconsideration lawsuit_15d lawsuit_3m lawsuit_6m rectify secrecy_step secrecy_total annual_report"`
	Events   []eventFacts   `fact:"events,optional" max:"500"`
	Closed   [][]civil.Date `fact:"local_closed,optional" max:"50"`
}

// DeadlineAnswer is the answer to "disclosure-deadline". Excluded are the working
// days that did not count, safe_due the day by which the bureau had better be done.
type DeadlineAnswer struct {
	Due         civil.Date  `json:"due"`
	SafeDue     civil.Date  `json:"safe_due"`
	Provisional bool        `json:"provisional"`
	Limit       int         `json:"limit"`
	Excluded    int         `json:"excluded"`
	Trace       []TraceLine `json:"trace"`
	Warnings    []string    `json:"warnings"`
}

// TraceLine is one day that mattered.
type TraceLine struct {
	Date   civil.Date `json:"date"`
	Effect string     `json:"effect"`
}

func (q disclosureQuestions) deadline(_ civil.Date, f deadlineFacts) (Result, error) {
	regime, ok := q.b.Disclosure.Regime(f.Regime)
	if !ok {
		return Result{}, fault.Field("regime", f.Regime, "本规章没有“"+f.Regime+"”这套制度，请核对。")
	}
	question := disclosure.Question{For: f.For, Received: f.Received}
	for i, e := range f.Events {
		x := disclosure.Event{On: e.On, Do: e.Do, Until: e.Until}
		if e.Days != nil {
			x.Days = *e.Days
		}
		if e.With != nil {
			x.With = *e.With
		}
		if e.Do == disclosure.Extend && e.Days == nil {
			field := fmt.Sprintf("events[%d].days", i)
			return Result{}, fault.Field(field, "", "缺少“"+field+"”，请补填延期的工作日数。")
		}
		question.Events = append(question.Events, x)
	}
	for i, c := range f.Closed {
		if len(c) != 2 {
			field := fmt.Sprintf("local_closed[%d]", i)
			return Result{}, fault.Field(field, fmt.Sprint(len(c)), "“"+field+"”应为起、止两个日期。")
		}
		question.Closed = append(question.Closed, disclosure.Closure{From: c[0], To: c[1]})
	}
	d, err := disclosure.Clock{Calendar: q.c, Regime: regime}.Deadline(question)
	switch {
	case fault.Is(err, fault.Rule):
		e := fault.Of(err)
		return Result{Undecided: true, Basis: []Basis{Cite(e.Clause)}, Reason: e.Safe()}, nil
	case err != nil:
		return Result{}, err
	case d.Open != "":
		return Result{Undecided: true, Basis: d.Basis, Reason: d.Open}, nil
	}
	a := DeadlineAnswer{d.Due, d.Safe, d.Provisional, d.Limit, d.Excluded, make([]TraceLine, len(d.Trace)), d.Warnings}
	for i, l := range d.Trace {
		a.Trace[i] = TraceLine{l.Date, l.Effect}
	}
	if a.Warnings == nil {
		a.Warnings = []string{}
	}
	t, _ := regime.Period(f.For)
	return Result{Answer: a, Basis: d.Basis, Reason: "依" + regime.Title + "，" + t.Label + "到" + d.Due.Chinese() + "为止" + tentative(d.Provisional) + "。"}, nil
}

type feeFacts struct {
	Mode     string `fact:"mode" words:"items_per_natural_month pages_per_application"`
	Quantity int    `fact:"quantity" min:"0" max:"1000000"`
}

// FeeAnswer is the answer to "disclosure-fee".
type FeeAnswer struct {
	Yuan int `json:"yuan"`
}

// fee answers by the tariff of the day of the application, or, where no day is
// given, by the one in force now.
func (q disclosureQuestions) fee(asOf civil.Date, f feeFacts) (Result, error) {
	d := q.b.Disclosure
	if len(d.Fees) == 0 {
		return Result{Undecided: true, Basis: []Basis{Cite(law.Disclosure2019Fees)}, Reason: "本规章没有登记收费标准，由人定夺。"}, nil
	}
	era := d.Fees[len(d.Fees)-1]
	if !asOf.IsZero() {
		var ok bool
		if era, ok = disclosure.FeeEra(d, asOf); !ok {
			return Result{Undecided: true, Basis: []Basis{Cite(law.Disclosure2007Force)}, Reason: asOf.Chinese() + "政府信息公开条例尚未施行。"}, nil
		}
	}
	if len(era.Tariffs) == 0 {
		return Result{Undecided: true, Basis: era.Basis, Reason: asOf.Chinese() + "收到的申请没有信息处理费：" + era.Say + "。"}, nil
	}
	fee, err := disclosure.ProcessingFee(era, f.Mode, f.Quantity)
	if err != nil {
		return Result{}, err
	}
	reason := fmt.Sprintf("信息处理费%d元", fee.Yuan)
	for i, p := range fee.Parts {
		if i == 4 {
			reason += "……"
			break
		}
		reason += fmt.Sprintf("，%d×%d元", p.Pieces, p.Yuan)
	}
	return Result{Answer: FeeAnswer{fee.Yuan}, Basis: era.Basis, Reason: reason + "。"}, nil
}

type reviewFacts struct {
	Started civil.Date   `fact:"started"`
	Done    []civil.Date `fact:"steps_done" max:"100"`
}

// ReviewAnswer is the answer to "secrecy-review". StepDue is null when every step
// is done.
type ReviewAnswer struct {
	StepDue     *civil.Date `json:"step_due"`
	Due         civil.Date  `json:"due"`
	Step        int         `json:"step"` // the step that is next, 0 if none
	Provisional bool        `json:"provisional"`
	Warnings    []string    `json:"warnings"`
}

func (q disclosureQuestions) review(_ civil.Date, f reviewFacts) (Result, error) {
	regime, ok := q.b.Disclosure.Local()
	if !ok {
		return Result{Undecided: true, Basis: []Basis{Cite(law.Secrecy)}, Reason: "本规章没有规定保密审查的期限，由人定夺。"}, nil
	}
	if !calendar.Covers(f.Started) {
		return Result{}, outside("started", f.Started)
	}
	v, err := disclosure.Clock{Calendar: q.c, Regime: regime}.Review(f.Started, f.Done)
	if fault.Is(err, fault.Rule) {
		e := fault.Of(err)
		return Result{Undecided: true, Basis: []Basis{Cite(e.Clause)}, Reason: e.Safe()}, nil
	}
	if err != nil {
		return Result{}, err
	}
	a := ReviewAnswer{Due: v.Due, Step: v.Step, Provisional: v.Provisional, Warnings: v.Warnings}
	if a.Warnings == nil {
		a.Warnings = []string{}
	}
	reason := "四步都已完成，整个审查应在" + v.Due.Chinese() + "以前完成" + tentative(v.Provisional) + "。"
	if v.Step > 0 {
		a.StepDue = &v.StepDue
		reason = fmt.Sprintf("第%d步（%s）应在%s以前提出意见，整个审查应在%s以前完成%s。", v.Step, v.Who, v.StepDue.Chinese(), v.Due.Chinese(), tentative(v.Provisional))
	}
	return Result{Answer: a, Basis: v.Basis, Reason: reason}, nil
}

func outside(field string, d civil.Date) error {
	return fault.Field(field, d.String(), fmt.Sprintf("日期不在工作日历的范围内，请填写 %d 年至 %d 年之间的日期。", calendar.First, calendar.Last))
}

// renamed gives an error about the day of receipt the name of the question's fact.
func renamed(err error, field string) error {
	e := fault.Of(err)
	if e.Field != "received" {
		return err
	}
	c := *e
	c.Field = field
	return &c
}
