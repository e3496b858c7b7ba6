package reception

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// heldComplaint reads a complaint for a deed; for the accused, and whoever else does
// not see it, it does not exist.
func (r *Room) heldComplaint(tx *act.Tx, id int64) (Complaint, *scene, error) {
	c, err := complaints.locked(tx, id)
	if err != nil {
		return c, nil, err
	}
	s, err := r.inDeed(tx)
	if err == nil && !r.seesComplaint(s, tx.Actor, c) {
		err = act.OutOfReach(c.Subject())
	}
	return c, s, err
}

// in refuses a step that is out of turn.
func (c Complaint) in(states ...string) error {
	if slices.Contains(states, c.State) {
		return nil
	}
	return fault.New(fault.Conflict, c.Number+complaintStates[c.State]+"，现在不能办这一步。")
}

// keep saves a complaint with what was said, and tells who comes next.
func (r *Room) keep(tx *act.Tx, s *scene, c *Complaint, kind, said string, detail any) (Complaint, act.Entry, error) {
	if err := complaints.save(tx, c); err != nil {
		return noComplaint(err)
	}
	if err := note(tx, c.Subject(), kind, said); err != nil {
		return noComplaint(err)
	}
	return *c, act.Entry{Subject: c.Subject(), Summary: stepLabels[kind] + " " + c.Number, Detail: detail}, r.remindComplaint(tx, s, *c)
}

type complaintStepIn struct {
	r      *Room
	id     int64
	person int64
	words  string
	more   string
	choice string
	day    civil.Date
}

var assignDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.assign", Label: "指定投诉办理人", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.heldComplaint(tx, in.id)
		if err == nil {
			err = c.in(Received, Handling)
		}
		if err != nil {
			return noComplaint(err)
		}
		if !in.r.leads(s, tx.Actor, c) {
			return noComplaint(forbid(law.PromiseComplaint, "办理人由"+c.UnitName+"负责人或者局领导指定。"))
		}
		p, ok := s.here(in.person)
		switch {
		case !ok:
			return noComplaint(fault.Field("person", fmt.Sprint(in.person), "选择在职的办理人。"))
		case s.chart.Login(p.ID) == "":
			return noComplaint(fault.Field("person", p.Name, p.Name+"没有可用的账号，请另选一人。"))
		case p.ID == c.AccusedID:
			return noComplaint(fieldRefuse(law.PromiseComplaint, "person", "被投诉人不能办理对自己的投诉，请另选一人。"))
		case c.ownUnit() && p.Unit == c.AccusedUnit:
			return noComplaint(fieldRefuse(law.PromiseComplaint, "person", "投诉的是"+s.unitName(c.AccusedUnit)+"，请选择别的科室的人办理。"))
		case !tx.Actor.May(Lead) && p.Unit != c.Unit:
			return noComplaint(fault.Field("person", p.Name, "科室负责人在本科室内指定办理人；请别的科室办理的，由局领导指定。"))
		case p.ID == c.HandlerID && s.chart.Login(p.ID) == c.HandlerLogin:
			return noComplaint(fault.Field("person", p.Name, "现在就由"+p.Name+"办理。"))
		}
		c.HandlerID, c.HandlerName, c.HandlerLogin, c.State = p.ID, p.Name, s.chart.Login(p.ID), Handling
		return in.r.keep(tx, s, &c, "assign", p.Name, map[string]any{"handler": c.HandlerLogin})
	}})

func fieldRefuse(clause law.ID, field, say string) error {
	e := fault.Refuse(clause, say)
	e.Field = field
	e.Fields = []fault.FieldError{{Field: field, Say: say}}
	return e
}

// Assign names who handles a complaint. The accused never does.
func (r *Room) Assign(ctx context.Context, who act.Actor, id, person int64) (Complaint, error) {
	return assignDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, person: person})
}

var dueDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.due", Label: "定投诉反馈日期", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.heldComplaint(tx, in.id)
		if err == nil {
			err = c.in(Received, Handling, Concluded)
		}
		switch {
		case err != nil:
			return noComplaint(err)
		case !in.r.leads(s, tx.Actor, c):
			return noComplaint(forbid(law.PromiseComplaint, "反馈日期由"+c.UnitName+"负责人或者局领导定。"))
		case c.DueHow == Published:
			return noComplaint(fault.Refuse(law.PromiseComplaint, "这一件按公示的时限，应于"+c.Due.Chinese()+"前反馈，不能另定。"))
		case in.day.IsZero() || in.day.Before(tx.Today):
			return noComplaint(fault.Field("day", in.day.String(), "反馈日期填今天或以后的日子。"))
		case in.day.Year > tx.Today.Year+1:
			return noComplaint(fault.Field("day", in.day.String(), "反馈日期太远，请核对年份。"))
		}
		if err := check(text{field: "words", label: "这样定的理由", value: &in.words, need: true}); err != nil {
			return noComplaint(err)
		}
		before := c.Due
		if c.FirstDue.IsZero() {
			c.FirstDue = in.day
		}
		c.Due, c.DueHow, c.DueWhy = in.day, ByPerson, in.words
		return in.r.keep(tx, s, &c, "due", in.day.Chinese()+"："+in.words, map[string]any{"before": before.String(), "due": in.day.String()})
	}})

// SetDue sets the last day of feedback where no term was published when the complaint
// came in. It may be set again, with a reason; lateness counts from the first day.
func (r *Room) SetDue(ctx context.Context, who act.Actor, id int64, day civil.Date, why string) (Complaint, error) {
	return dueDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, day: day, words: why})
}

var moveDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.move", Label: "投诉改由其他科室受理", Right: Use, Basis: []law.ID{law.PromiseDept, law.Unit4Trade},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.heldComplaint(tx, in.id)
		if err == nil {
			err = c.in(Received, Handling)
		}
		if err != nil {
			return noComplaint(err)
		}
		if !in.r.leads(s, tx.Actor, c) {
			return noComplaint(forbid(law.PromiseDept, "由"+c.UnitName+"负责人或者局领导改定。"))
		}
		if err := check(text{field: "words", label: "改定的理由", value: &in.words, need: true}); err != nil {
			return noComplaint(err)
		}
		c.About = map[string]string{Conduct: Commerce, Commerce: Conduct}[c.About]
		list, clause := categories(s, c.About)
		if err := oneOf(list, clause, "choice", "投诉种类", in.choice); err != nil {
			return noComplaint(err)
		}
		if c.Unit, err = s.unitFor(c.About); err != nil {
			return noComplaint(err)
		}
		c.UnitName, c.Category = s.unitName(c.Unit), in.choice
		c.State, c.HandlerID, c.HandlerLogin, c.HandlerName = Received, 0, "", ""
		return in.r.keep(tx, s, &c, "move", c.UnitName+"："+in.words+s.asking(c), map[string]any{"unit": c.Unit})
	}})

// Move gives a complaint that came to the wrong unit to the other one. The last day
// stays.
func (r *Room) Move(ctx context.Context, who act.Actor, id int64, category, why string) (Complaint, error) {
	return moveDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, choice: category, words: why})
}

var lookDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.look", Label: "记投诉调查情况", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.turn(tx, in.id, Handling)
		if err == nil {
			err = check(text{field: "words", label: "调查的情况", value: &in.words, need: true, long: true})
		}
		if err != nil {
			return noComplaint(err)
		}
		return in.r.keep(tx, s, &c, "look", in.words, nil)
	}})

// turn reads a complaint for its handler, and for nobody else.
func (r *Room) turn(tx *act.Tx, id int64, states ...string) (Complaint, *scene, error) {
	c, s, err := r.heldComplaint(tx, id)
	if err == nil {
		err = c.in(states...)
	}
	if err == nil && c.HandlerLogin != tx.Actor.Login {
		err = forbid(law.PromiseComplaint, "由办理人"+c.HandlerName+"办理。")
	}
	return c, s, err
}

// Look writes down what the handler found out.
func (r *Room) Look(ctx context.Context, who act.Actor, id int64, found string) (Complaint, error) {
	return lookDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, words: found})
}

var concludeDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.conclude", Label: "作出投诉结论", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.turn(tx, in.id, Handling)
		if err != nil {
			return noComplaint(err)
		}
		if err := join(oneOf(results, law.PromiseComplaint, "choice", "结论", in.choice), check(text{field: "words", label: "查明的事实", value: &in.words, need: true, long: true, clause: law.PromiseComplaint}, text{field: "more", label: "处理意见", value: &in.more, long: true})); err != nil {
			return noComplaint(err)
		}
		c.State, c.Result, c.Finding, c.Measures, c.ConcludedOn, c.ConcludedBy = Concluded, in.choice, in.words, in.more, tx.Today, tx.Actor.Name
		return in.r.keep(tx, s, &c, "conclude", in.choice, map[string]any{"result": in.choice})
	}})

// Conclude enters what the investigation came to.
func (r *Room) Conclude(ctx context.Context, who act.Actor, id int64, result, finding, measures string) (Complaint, error) {
	return concludeDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, choice: result, words: finding, more: measures})
}

var answerDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.answer", Label: "反馈投诉结果", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.turn(tx, in.id, Concluded)
		if err != nil {
			return noComplaint(err)
		}
		ways := answerWays
		if c.Phone == "" {
			ways = append(slices.Clone(ways), Unreachable)
		}
		var day error
		switch {
		case in.day.IsZero() || in.day.After(tx.Today):
			day = fault.Field("day", in.day.String(), "填写反馈的日子，不晚于今天。")
		case in.day.Before(c.ConcludedOn):
			day = fault.Field("day", in.day.String(), "反馈的日子早于作出结论的"+c.ConcludedOn.Chinese()+"，请核对。")
		}
		if err := join(oneOf(ways, law.PromiseComplaint, "choice", "反馈方式", in.choice), day, check(text{field: "words", label: "反馈的内容", value: &in.words, need: true, long: true, clause: law.PromiseComplaint})); err != nil {
			return noComplaint(err)
		}
		c.State, c.AnsweredOn, c.AnsweredHow, c.Answer = Answered, in.day, in.choice, in.words
		if !c.FirstDue.IsZero() && in.day.After(c.FirstDue) {
			c.LateDays = in.day.Sub(c.FirstDue)
		}
		return in.r.keep(tx, s, &c, "answer", in.choice+"，"+in.day.Chinese(), map[string]any{"due": c.FirstDue.String(), "on": in.day.String(), "late": c.LateDays})
	}})

// Answering enters that the complainant was told the result. Days over the last day
// stay visible.
func (r *Room) Answering(ctx context.Context, who act.Actor, id int64, how, answer string, on civil.Date) (Complaint, error) {
	return answerDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, choice: how, words: answer, day: on})
}

var rateDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.rate", Label: "记投诉人满意度", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.heldComplaint(tx, in.id)
		if err == nil {
			err = c.in(Answered)
		}
		switch {
		case err != nil:
			return noComplaint(err)
		case tx.Actor.Unit != c.Unit && !in.r.leads(s, tx.Actor, c):
			return noComplaint(forbid(law.PromiseComplaint, "满意度由"+c.UnitName+"回访登记。"))
		case c.HandlerLogin == tx.Actor.Login:
			return noComplaint(forbid(law.PromiseComplaint, "办理人不登记自己办件的满意度，请"+c.UnitName+"的另一个人回访。"))
		}
		if err := join(oneOf(satisfactions, law.PromiseComplaint, "choice", "满意度", in.choice), check(text{field: "words", label: "投诉人的话", value: &in.words, long: true})); err != nil {
			return noComplaint(err)
		}
		c.Satisfaction, c.SatisfiedOn = in.choice, tx.Today
		return in.r.keep(tx, s, &c, "rate", in.choice+" "+in.words, map[string]any{"satisfaction": in.choice})
	}})

// Rate enters how satisfied the complainant is, by somebody other than the handler.
func (r *Room) Rate(ctx context.Context, who act.Actor, id int64, satisfaction, said string) (Complaint, error) {
	return rateDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, choice: satisfaction, words: said})
}

var withdrawDeed = act.Define(act.Spec[complaintStepIn, Complaint]{Name: "reception.complaint.withdraw", Label: "登记投诉撤回", Right: Use, Basis: []law.ID{law.PromiseComplaint},
	Do: func(tx *act.Tx, in complaintStepIn) (Complaint, act.Entry, error) {
		c, s, err := in.r.heldComplaint(tx, in.id)
		if err == nil {
			err = c.in(Received, Handling, Concluded)
		}
		if err != nil {
			return noComplaint(err)
		}
		if !in.r.leads(s, tx.Actor, c) && c.HandlerLogin != tx.Actor.Login {
			return noComplaint(forbid(law.PromiseComplaint, "撤回由"+c.UnitName+"负责人或者办理人登记。"))
		}
		if err := check(text{field: "words", label: "投诉人怎样撤回的", value: &in.words, need: true}); err != nil {
			return noComplaint(err)
		}
		c.State, c.Reason = Withdrawn, in.words
		return in.r.keep(tx, s, &c, "withdraw", in.words, nil)
	}})

// Withdraw enters that the complainant took the complaint back; it stays in the
// register.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, id int64, how string) (Complaint, error) {
	return withdrawDeed.Run(ctx, r.Door, who, complaintStepIn{r: r, id: id, words: how})
}
