package desk

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

// StepInput is one step as somebody enters it. Which fields count depends on the deed.
type StepInput struct {
	Incident  int64
	At        int64 // when it happened, microseconds UTC
	Rank      string
	Means     string // by which means: 电话, 当面, …
	Words     string
	Ref, Ref2 int64 // instructions
	Contact   bool  // an instruction to tell the leader in charge of the field
	Target    int64 // whom the duty leader named instead; 0 for the leader in charge
	Report    bool  // of a decision
	Severity  string
}

type stepIn struct {
	r *Room
	StepInput
}

func (in stepIn) begin(tx *act.Tx) (*working, error) {
	w, err := in.r.take(tx, in.Incident)
	if err != nil {
		return nil, err
	}
	return w, w.when(in.At)
}

func (w *working) done(x Step, err error, say string, detail map[string]any) (Step, act.Entry, error) {
	return x, w.noted(say, detail), err
}

func noStep(err error) (Step, act.Entry, error) { return Step{}, act.Entry{}, err }

var tellDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.tell", Label: "报告领导", Right: Use, Basis: []law.ID{law.DutyEmergImmediate, law.DutyEmergContact},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		return w.tell(in.StepInput)
	}})

// Tell writes down that a leader was told, when and by which means. The leader in
// charge of the field is told only on the duty leader's instruction, which it names.
func (r *Room) Tell(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return tellDeed.Run(ctx, r.Door, who, stepIn{r, in})
}

func (w *working) tell(in StepInput) (Step, act.Entry, error) {
	if !w.part.officer && !w.part.keeper {
		return noStep(forbidden(law.DutyEmergImmediate, "由在班的值班员报告，并登记何时用什么方式报给了谁。"))
	}
	if err := texts(text{field: "means", value: &in.Means, need: "写明怎样报告的，如电话、当面。", clause: law.DutyEmergImmediate}, text{field: "words", value: &in.Words, long: true}); err != nil {
		return noStep(err)
	}
	x := Step{Kind: StepTell, Rank: in.Rank, At: in.At, Means: in.Means, Words: in.Words}
	switch in.Rank {
	case RankLeader:
		d, err := w.r.rosterAt(w.tx.Ctx, w.tx, in.At)
		if err != nil {
			return noStep(err)
		}
		if x.Person, x.Login = d.Leader.Name, w.s.chart.Login(d.Leader.Person); d.Leader.Person == 0 {
			x.Login, x.Person = w.s.leader()
		}
		if x.Person == "" {
			return noStep(fault.New(fault.Conflict, "值班表上没有带班领导，报局长，并请办公室补排。"))
		}
	case RankContact:
		order, ok := w.instruction(in.Ref)
		if !ok || order.Rank == RankContact || order.Flag != FlagContact || order.At > in.At {
			return noStep(&fault.Error{Kind: fault.Invalid, Clause: law.DutyEmergContact, Say: "带班领导要求的，才报联系领导。", Fields: []fault.FieldError{{Field: "ref", Say: "选择带班领导要求报联系领导的那一项指示。"}}})
		}
		p, err := w.contact(order)
		if err != nil {
			return noStep(err)
		}
		x.Person, x.Login, x.Ref = p.Name, w.s.chart.Login(p.ID), order.ID
	case RankDirector:
		list := w.s.holders(org.Ask{Who: org.WhoDirector})
		if len(list) == 0 {
			return noStep(fault.New(fault.Conflict, "没有登记在任的局长。"))
		}
		x.Person, x.Login = list[0].Name, w.s.chart.Login(list[0].ID)
	default:
		return noStep(fault.Field("rank", in.Rank, "选择报给谁。"))
	}
	x, err := w.add(x)
	if err == nil && in.Rank == RankLeader {
		err = notify.Done(w.tx, w.Subject()+":new")
	}
	if err == nil && x.Login != "" && in.Rank != RankLeader {
		err = notify.Put(w.tx, notify.Todo{Key: w.Subject() + ":" + in.Rank, Login: x.Login, URL: w.url(), Text: "突发事件 " + w.Number + "：已向您报告，作出指示", Due: w.tx.Today})
	}
	return w.done(x, err, "报"+rankLabels[in.Rank], map[string]any{"at": stamp(in.At), "after": minutesBetween(w.HeardAt, in.At)})
}

// contact is the leader in charge of the incident's field, or whom the duty leader
// named.
func (w *working) contact(order Step) (org.Person, error) {
	if order.Target != 0 {
		if p := w.s.chart.Person(order.Target); p.ID != 0 {
			return p, nil
		}
	}
	list, err := w.r.Org.Supervisors(w.tx.Ctx)
	if err != nil {
		return org.Person{}, err
	}
	for _, x := range list {
		if x.Unit == w.Unit && w.Unit != "" && x.Holds(w.tx.Today) {
			return w.s.chart.Person(x.PersonID), nil
		}
	}
	return org.Person{}, &fault.Error{Kind: fault.Conflict, Clause: law.DutyEmergContact, Say: "找不到联系领导：先写明事件所属科室，或者由带班领导在指示里指定报哪一位。"}
}

var instructDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.instruct", Label: "登记指示", Right: Use, Basis: []law.ID{law.DutyEmergAct, law.DutyEmergContact},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		return w.instruct(in.StepInput)
	}})

// Instruct writes down an instruction: by the leader who gives it, or by the officer
// who took it, with the means. It comes after that leader was told. The director's
// settles two that disagreed.
func (r *Room) Instruct(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return instructDeed.Run(ctx, r.Door, who, stepIn{r, in})
}

func (w *working) instruct(in StepInput) (Step, act.Entry, error) {
	own := map[string]bool{RankLeader: w.part.leader, RankContact: w.part.contact, RankDirector: w.part.director}[in.Rank]
	if rankLabels[in.Rank] == "" {
		return noStep(fault.Field("rank", in.Rank, "选择是谁的指示。"))
	}
	if !own && !w.part.officer && !w.part.keeper {
		return noStep(forbidden(law.DutyEmergAct, "指示由作出的领导本人登记，或者由在班的值班员照录。"))
	}
	if own && in.Means == "" {
		in.Means = "本人登记"
	}
	if err := texts(text{field: "means", value: &in.Means, need: "写明指示是怎样来的，如电话、当面。", clause: law.DutyEmergAct}, text{field: "words", value: &in.Words, need: "写明指示的内容。", clause: law.DutyEmergAct, long: true}); err != nil {
		return noStep(err)
	}
	i := slices.IndexFunc(w.steps, func(x Step) bool {
		return x.At <= in.At && (x.Kind == StepTell && x.Rank == in.Rank || x.Kind == StepConflict && in.Rank == RankDirector)
	})
	if i < 0 && in.Rank != RankLeader {
		return noStep(fault.Field("rank", in.Rank, "还没有登记向"+rankLabels[in.Rank]+"报告，先登记报告。"))
	}
	x := Step{Kind: StepInstruct, Rank: in.Rank, At: in.At, Means: in.Means, Words: in.Words}
	switch {
	case own:
		x.Person, x.Login = w.tx.Actor.Name, w.tx.Actor.Login
	case i >= 0:
		x.Person, x.Login = w.steps[i].Person, w.steps[i].Login
	default:
		return noStep(fault.Field("rank", in.Rank, "还没有登记报带班领导，先登记报告。"))
	}
	if in.Contact {
		if in.Rank == RankContact {
			return noStep(fault.Field("contact", "", "要不要报联系领导，由带班领导决定。"))
		}
		if in.Target != 0 && w.s.chart.Rank(in.Target) != org.RankLeader && w.s.chart.Rank(in.Target) != org.RankDirector {
			return noStep(fault.Field("target", fmt.Sprint(in.Target), "联系领导从局领导中选。"))
		}
		x.Flag, x.Target = FlagContact, in.Target
	}
	x, err := w.add(x)
	for _, about := range []string{":" + in.Rank, ":torn"} {
		if err == nil && (about != ":torn" || in.Rank == RankDirector) {
			err = notify.Done(w.tx, w.Subject()+about)
		}
	}
	if err == nil && in.Rank == RankLeader {
		err = notify.Done(w.tx, w.Subject()+":new")
	}
	return w.done(x, err, rankLabels[in.Rank]+"指示", map[string]any{"at": stamp(in.At), "contact": in.Contact})
}

var actDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.act", Label: "登记处置", Right: Use, Basis: []law.ID{law.DutyEmergAct, law.DutyPrincipleProcedure},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		if err := texts(text{field: "words", value: &in.Words, need: "写明做了什么、由谁做的。", clause: law.DutyEmergAct, long: true}); err != nil {
			return noStep(err)
		}
		if _, open := torn(w.steps); open {
			return noStep(fault.Refuse(law.DutyEmergAct, "两位领导的指示不一致，已报局长。局长定了以后再按局长的指示办。"))
		}
		order, ok := w.instruction(in.Ref)
		if !ok || order.At > in.At {
			return noStep(&fault.Error{Kind: fault.Invalid, Clause: law.DutyEmergAct, Say: "处置要依据领导的指示。", Fields: []fault.FieldError{{Field: "ref", Say: "选择这一步依据哪一项指示；还没有指示的，先报告、登记指示。"}}})
		}
		x, err := w.add(Step{Kind: StepAct, At: in.At, Words: in.Words, Ref: order.ID})
		return w.done(x, err, "处置", map[string]any{"at": stamp(in.At)})
	}})

// Handle writes down what was done, by which instruction.
func (r *Room) Handle(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return actDeed.Run(ctx, r.Door, who, stepIn{r, in})
}

var conflictDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.conflict", Label: "指示不一致，报局长", Right: Use, Basis: []law.ID{law.DutyEmergAct},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		return w.conflict(in.StepInput)
	}})

// Conflict brings two instructions that disagree to the director. Until the director
// has spoken nothing more is done on either.
func (r *Room) Conflict(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return conflictDeed.Run(ctx, r.Door, who, stepIn{r, in})
}

func (w *working) conflict(in StepInput) (Step, act.Entry, error) {
	if err := texts(text{field: "means", value: &in.Means, need: "写明怎样报局长的，如电话、当面。", clause: law.DutyEmergAct}, text{field: "words", value: &in.Words, need: "写明哪里不一致。", clause: law.DutyEmergAct, long: true}); err != nil {
		return noStep(err)
	}
	a, ok := w.instruction(in.Ref)
	b, also := w.instruction(in.Ref2)
	switch {
	case !ok || !also || a.ID == b.ID:
		return noStep(fault.Field("ref", "", "选择两项不一致的指示。"))
	case a.Person == b.Person:
		return noStep(fault.Field("ref2", "", "两项指示是同一位领导作出的，以后一项为准，不用报局长。"))
	}
	if _, open := torn(w.steps); open {
		return noStep(fault.New(fault.Conflict, "已报局长，等局长定。"))
	}
	x := Step{Kind: StepConflict, Rank: RankDirector, At: in.At, Means: in.Means, Words: in.Words, Ref: a.ID, Ref2: b.ID}
	list := w.s.holders(org.Ask{Who: org.WhoDirector})
	if len(list) == 0 {
		return noStep(fault.New(fault.Conflict, "没有登记在任的局长，请办公室处理。"))
	}
	x.Person, x.Login = list[0].Name, w.s.chart.Login(list[0].ID)
	x, err := w.add(x)
	if err == nil {
		err = notify.Put(w.tx, notify.Todo{Key: w.Subject() + ":torn", Login: x.Login, URL: w.url(), Text: "突发事件 " + w.Number + "：两位领导的指示不一致，请定", Due: w.tx.Today})
	}
	return w.done(x, err, "指示不一致，报局长", map[string]any{"at": stamp(in.At)})
}

var decideDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.decide", Label: "决定是否上报", Right: Use, Basis: []law.ID{law.DutyEmergUpward, law.DutyPrincipleDistrict},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		return w.decide(in.StepInput)
	}})

// Decide writes down whether the district is told: by the duty leader or the leader in
// charge, or taken down by the officer with the instruction it rests on. Not to report
// needs its reason, and taken down by the officer it stops no clock until the leader
// has entered it too.
func (r *Room) Decide(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return decideDeed.Run(ctx, r.Door, who, stepIn{r, in})
}

func (w *working) decide(in StepInput) (Step, act.Entry, error) {
	reason := text{field: "words", value: &in.Words, clause: law.DutyEmergUpward, long: true}
	if !in.Report {
		reason.need = "决定不上报的，写明理由。"
	}
	if err := texts(reason, text{field: "means", value: &in.Means}); err != nil {
		return noStep(err)
	}
	x := Step{Kind: StepDecide, At: in.At, Means: in.Means, Words: in.Words, Flag: FlagNoReport}
	if in.Report {
		x.Flag = FlagReport
	}
	switch {
	case w.part.leader, w.part.contact, w.part.director:
		x.Person, x.Login, x.Rank = w.tx.Actor.Name, w.tx.Actor.Login, RankLeader
		if !w.part.leader {
			x.Rank = RankContact
		}
	default:
		order, ok := w.instruction(in.Ref)
		if !ok || order.At > in.At {
			return noStep(&fault.Error{Kind: fault.Invalid, Clause: law.DutyPrincipleDistrict, Say: "是否上报由领导决定。", Fields: []fault.FieldError{{Field: "ref", Say: "选择依据哪一项指示。"}}})
		}
		x.Person, x.Login, x.Rank, x.Ref = order.Person, order.Login, order.Rank, order.ID
	}
	x, err := w.add(x)
	key := w.Subject() + ":decided"
	switch {
	case err != nil:
	case x.Login == w.tx.Actor.Login:
		err = notify.Done(w.tx, key)
	case x.Flag == FlagNoReport && !x.signed():
		err = notify.Put(w.tx, notify.Todo{Key: key, Login: x.Login, URL: w.url(), Text: "突发事件 " + w.Number + "：核对以您的名义登记的决定“不上报区级”，同意的由您本人登记", Due: w.tx.Today})
	}
	say := "决定不上报区级"
	if in.Report {
		say = "决定上报区级"
	}
	return w.done(x, err, say, map[string]any{"at": stamp(in.At)})
}

var raiseDeed = act.Define(act.Spec[stepIn, Step]{Name: "duty.incident.raise", Label: "改定事件等级", Right: Use, Basis: []law.ID{law.DutyPrincipleReport},
	Do: func(tx *act.Tx, in stepIn) (Step, act.Entry, error) {
		w, err := in.begin(tx)
		if err != nil {
			return noStep(err)
		}
		if err := texts(text{field: "words", value: &in.Words, need: "写明为什么改定。", clause: law.DutyPrincipleReport, long: true}); err != nil {
			return noStep(err)
		}
		was, is := slices.Index(severities, w.Severity), slices.Index(severities, in.Severity)
		switch {
		case is < 0 || is == was:
			return noStep(fault.Field("severity", in.Severity, "选择与现在不同的等级。"))
		case is < was && !w.part.leader && !w.part.director:
			return noStep(forbidden(law.DutyPrincipleReport, "等级只能由带班领导改低；值班员可以改高。"))
		}
		x := Step{Kind: StepRaise, At: in.At, Words: in.Words, Flag: in.Severity}
		if is > was {
			x.Ref = 1 // it became worse: the leader is told again
		}
		if x, err = w.add(x); err != nil {
			return noStep(err)
		}
		say := "等级由" + severityLabels[w.Severity] + "改为" + severityLabels[in.Severity]
		w.Incident.Severity = in.Severity
		if err := incidents.save(w.tx, &w.Incident); err != nil {
			return noStep(err)
		}
		if is > was {
			err = in.r.tellLeader(tx, w.s, w.Subject()+":new", w.url(), "突发事件 "+w.Number+" 等级改高：听取报告，作出指示")
		}
		return w.done(x, err, say, nil)
	}})

// Raise changes the degree. Higher: whoever works on it, and the duty leader is to be
// told again; lower: the leaders alone.
func (r *Room) Raise(ctx context.Context, who act.Actor, in StepInput) (Step, error) {
	return raiseDeed.Run(ctx, r.Door, who, stepIn{r, in})
}
