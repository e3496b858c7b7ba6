package reception

import (
	"context"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
)

// handles reports whether somebody may contact and finish: the handler, whoever stands
// in for the handler, the head of the handler's unit.
func (s *scene) handles(who act.Actor, v Visit) bool {
	p, ok := s.chart.PersonOf(who.Login)
	return ok && (p.ID == v.ToID || s.standsFor(who, v.ToID) || s.heads(who, v.ToUnit))
}

type visitStepIn struct {
	r       *Room
	id      int64
	unit    string
	person  int64
	words   string
	reached bool
}

// held reads a visit for a deed; one that the actor does not see does not exist.
func (r *Room) heldVisit(tx *act.Tx, id int64) (Visit, *scene, error) {
	v, err := visits.locked(tx, id)
	if err != nil {
		return v, nil, err
	}
	s, err := r.inDeed(tx)
	if err == nil && !r.seesVisit(s, tx.Actor, v) {
		err = act.OutOfReach(v.Subject())
	}
	return v, s, err
}

func noVisit(err error) (Visit, act.Entry, error) { return Visit{}, act.Entry{}, err }

var forwardDeed = act.Define(act.Spec[visitStepIn, Visit]{Name: "reception.visit.forward", Label: "转交来访登记", Right: Use, Basis: []law.ID{law.FirstForward, law.FirstRegister},
	Do: func(tx *act.Tx, in visitStepIn) (Visit, act.Entry, error) {
		v, s, err := in.r.heldVisit(tx, in.id)
		if err != nil {
			return noVisit(err)
		}
		again := v.State == Handed || v.State == Contacted
		switch {
		case v.State != Waiting && !again:
			return noVisit(fault.New(fault.Conflict, v.Number+visitStates[v.State]+"，不用再转交。"))
		case !again && v.FirstLogin != tx.Actor.Login && !in.r.inOffice(tx.Actor):
			return noVisit(forbid(law.FirstForward, "由首问责任人"+v.FirstName+"转交，办公室也可以代转。"))
		case again && !s.handles(tx.Actor, v):
			return noVisit(forbid(law.FirstForward, "已经转交给"+v.ToName+"，由他转给别人。"))
		}
		if err := check(text{field: "words", label: "转交的话", value: &in.words, need: again, long: true, clause: law.FirstManner}); err != nil {
			return noVisit(err)
		}
		before := v.ToID
		if in.unit == "" {
			in.unit, in.person = v.ToUnit, v.ToID
		}
		if err := s.give(&v, in.unit, in.person); err != nil {
			return noVisit(err)
		}
		if again && before == v.ToID {
			return noVisit(fault.Field("to_id", v.ToName, "现在就在"+v.ToName+"手里，请选择另一个人。"))
		}
		// Whoever passes it on does not set the clock back.
		if !again {
			v.State, v.HandedOn, v.HandedAt = Handed, tx.Today, tx.Now
			if v.ContactDue, err = s.contactTerm().Last(s.cal, v.HandedOn); err != nil {
				return noVisit(err)
			}
		}
		said := v.ToUnitName + " " + v.ToName
		if in.words != "" {
			said += "：" + in.words
		}
		if err := join(visits.save(tx, &v), note(tx, v.Subject(), "forward", said)); err != nil {
			return noVisit(err)
		}
		return v, act.Entry{Subject: v.Subject(), Summary: "转交来访登记 " + v.Number + " 给" + v.ToName, Detail: map[string]any{"to": v.ToLogin, "again": again}}, in.r.remindVisit(tx, s, v)
	}})

// Forward hands a visit over to its handler, by the first-asked person or the office;
// afterwards the handler may pass it on, with the reason. unit "" means the one whose
// matter it is.
func (r *Room) Forward(ctx context.Context, who act.Actor, id int64, unit string, person int64, words string) (Visit, error) {
	return forwardDeed.Run(ctx, r.Door, who, visitStepIn{r: r, id: id, unit: unit, person: person, words: words})
}

var contactDeed = act.Define(act.Spec[visitStepIn, Visit]{Name: "reception.visit.contact", Label: "联系来访人", Right: Use, Basis: []law.ID{law.FirstContact},
	Do: func(tx *act.Tx, in visitStepIn) (Visit, act.Entry, error) {
		v, s, err := in.r.heldVisit(tx, in.id)
		switch {
		case err != nil:
			return noVisit(err)
		case v.State != Handed:
			return noVisit(fault.New(fault.Conflict, v.Number+visitStates[v.State]+"，不是在等联系。"))
		case !s.handles(tx.Actor, v):
			return noVisit(forbid(law.FirstContact, "由办理人"+v.ToName+"联系。"))
		}
		if err := check(text{field: "words", label: "联系的情况", value: &in.words, need: true, long: true}); err != nil {
			return noVisit(err)
		}
		kind := "attempt"
		if in.reached { // an attempt in vain does not stop the clock
			kind, v.State, v.ContactOn, v.ContactAt = "contact", Contacted, tx.Today, tx.Now
		}
		if err := join(visits.save(tx, &v), note(tx, v.Subject(), kind, in.words)); err != nil {
			return noVisit(err)
		}
		return v, act.Entry{Subject: v.Subject(), Summary: stepLabels[kind] + " " + v.Number, Detail: map[string]any{"due": v.ContactDue.String(), "reached": in.reached}}, in.r.remindVisit(tx, s, v)
	}})

// Contacting writes down that the handler got in touch, or tried to.
func (r *Room) Contacting(ctx context.Context, who act.Actor, id int64, words string, reached bool) (Visit, error) {
	return contactDeed.Run(ctx, r.Door, who, visitStepIn{r: r, id: id, words: words, reached: reached})
}

var finishDeed = act.Define(act.Spec[visitStepIn, Visit]{Name: "reception.visit.finish", Label: "办结来访事项", Right: Use, Basis: []law.ID{law.FirstContact},
	Do: func(tx *act.Tx, in visitStepIn) (Visit, act.Entry, error) {
		v, s, err := in.r.heldVisit(tx, in.id)
		switch {
		case err != nil:
			return noVisit(err)
		case v.State != Contacted:
			return noVisit(&fault.Error{Kind: fault.Conflict, Clause: law.FirstContact, Say: v.Number + visitStates[v.State] + "，联系上来人以后才能办结。"})
		case !s.handles(tx.Actor, v):
			return noVisit(forbid(law.FirstContact, "由办理人"+v.ToName+"办结。"))
		}
		if err := check(text{field: "words", label: "办理结果", value: &in.words, need: true, long: true}); err != nil {
			return noVisit(err)
		}
		v.State, v.Result, v.ClosedAt = Closed, in.words, tx.Now
		if err := join(visits.save(tx, &v), note(tx, v.Subject(), "finish", in.words)); err != nil {
			return noVisit(err)
		}
		return v, act.Entry{Subject: v.Subject(), Summary: "办结来访事项 " + v.Number}, in.r.remindVisit(tx, s, v)
	}})

// Finish closes a visit with its result.
func (r *Room) Finish(ctx context.Context, who act.Actor, id int64, result string) (Visit, error) {
	return finishDeed.Run(ctx, r.Door, who, visitStepIn{r: r, id: id, words: result})
}

var voidVisitDeed = act.Define(act.Spec[visitStepIn, Visit]{Name: "reception.visit.void", Label: "作废首问登记", Right: Use, Basis: []law.ID{law.FirstRegister},
	Do: func(tx *act.Tx, in visitStepIn) (Visit, act.Entry, error) {
		v, s, err := in.r.heldVisit(tx, in.id)
		switch {
		case err != nil:
			return noVisit(err)
		case v.State == Void:
			return noVisit(fault.New(fault.Conflict, v.Number+"已经作废。"))
		case v.Complaint != 0:
			return noVisit(fault.New(fault.Conflict, v.Number+"已经转入投诉举报登记，不能作废。撤回投诉的，在投诉举报登记里办。"))
		case v.FirstLogin != tx.Actor.Login && !in.r.inOffice(tx.Actor):
			return noVisit(forbid(law.FirstRegister, "由首问责任人"+v.FirstName+"或者办公室作废。"))
		}
		if err := check(text{field: "words", label: "作废的理由", value: &in.words, need: true}); err != nil {
			return noVisit(err)
		}
		v.State, v.Reason = Void, in.words
		if err := join(visits.save(tx, &v), note(tx, v.Subject(), "void", in.words)); err != nil {
			return noVisit(err)
		}
		return v, act.Entry{Subject: v.Subject(), Summary: "作废首问登记 " + v.Number}, in.r.remindVisit(tx, s, v)
	}})

// VoidVisit marks what was entered by mistake; number and reason stay.
func (r *Room) VoidVisit(ctx context.Context, who act.Actor, id int64, reason string) (Visit, error) {
	return voidVisitDeed.Run(ctx, r.Door, who, visitStepIn{r: r, id: id, words: reason})
}

var stepLabels = map[string]string{"open": "登记", "forward": "转交", "contact": "联系来访人", "attempt": "没有联系上", "finish": "办结", "void": "作废",
	"assign": "指定办理人", "due": "定反馈日期", "move": "改由其他科室受理", "look": "调查", "conclude": "作出结论", "answer": "反馈", "rate": "记满意度", "withdraw": "撤回"}
