package counter

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Result is how an application ends.
type Result struct {
	Kind       string
	Words      string // needed for Denied: the reasons
	LateReason string // needed after the last day
}

// Delivery is how the result reached the applicant.
type Delivery struct {
	How string // 当面领取, 邮寄 …
	To  string // who took it
	On  civil.Date
}

type resultIn struct {
	r       *Room
	id      int64
	result  Result
	deliver Delivery
	reason  string
	where   string
	login   string
}

var finishDeed = act.Define(act.Spec[resultIn, Application]{Name: "counter.application.finish", Label: "办结", Right: Use, Basis: []law.ID{law.LimitDef, law.PromiseLimit, law.PromiseNow, law.OnceInstant},
	Do: func(tx *act.Tx, in resultIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Accepted {
			return none(wrongState(a, "办结"))
		}
		if err := in.r.hasOpenPass(tx, a.ID); err != nil {
			return none(err)
		}
		if err := told(tx, a.ID); err != nil {
			return none(err)
		}
		p, err := in.r.promise(tx, a.PromiseID)
		if err != nil {
			return none(err)
		}
		a.Result, a.ResultWords, a.LateReason, a.FinishedOn = in.result.Kind, db.Trimmed(in.result.Words), db.Trimmed(in.result.LateReason), tx.Today
		var kind, words, late error
		if resultLabels[a.Result] == "" {
			kind = fault.Field("result", a.Result, "请选择办理结果。")
		}
		if a.Result == Denied && a.ResultWords == "" {
			words = fault.Field("words", "", "不予办理的，请写明理由和依据。")
		}
		clause := law.LimitDef
		if p.Instant {
			clause = law.PromiseNow
		}
		if a.Late(tx.Today) && a.LateReason == "" {
			late = onField(clause, "late_reason", "", "承诺在 "+a.Due.Chinese()+" 以前办结，已经超期，请写明超期的原因。")
		}
		if err := join(kind, words, late, long("words", "办理结果", a.ResultWords, false), line("late_reason", "超期的原因", a.LateReason, false)); err != nil {
			return none(err)
		}
		a.State, a.Version = Finished, a.Version+1
		if err := settled(tx, a); err != nil {
			return none(err)
		}
		say := a.Number + "办结：" + resultLabels[a.Result]
		if a.Late(tx.Today) {
			say += fmt.Sprintf("，超期 %d 日", a.FinishedOn.Sub(a.Due))
		}
		due := civil.Date{}
		item, err := row[Item](tx.Ctx, tx, "counter_item", "item", a.ItemID)
		if err != nil {
			return none(err)
		}
		if n, ok := s.number(law.LimitDef, "deliver_days"); ok && item.Licence && a.Result == Granted {
			if due, _, err = s.cal.Add(tx.Today, n); err != nil {
				return none(err)
			}
		}
		if err := in.r.todo(tx, a, "送达办理结果", due); err != nil {
			return none(err)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: say, Detail: map[string]any{"result": a.Result, "due": a.Due.String(), "finished": a.FinishedOn.String(), "late": a.Late(tx.Today)}}, in.r.save(tx, a)
	}})

// Finish writes down the result of an application. One that is late needs the reason and
// stays late in every figure (clause limit.def); an instant one is late from the next day
// on (clauses promise.now, once.instant).
func (r *Room) Finish(ctx context.Context, who act.Actor, id int64, x Result) (Application, error) {
	return finishDeed.Run(ctx, r.Door, who, resultIn{r: r, id: id, result: x})
}

var deliverDeed = act.Define(act.Spec[resultIn, Application]{Name: "counter.application.deliver", Label: "送达", Right: Use, Basis: []law.ID{law.LimitDef, law.LicensingDelivery},
	Do: func(tx *act.Tx, in resultIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, _, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Finished {
			return none(wrongState(a, "登记送达"))
		}
		d := in.deliver
		if d.On.IsZero() {
			d.On = tx.Today
		}
		var on error
		if d.On.After(tx.Today) || d.On.Before(a.FinishedOn) {
			on = fault.Field("on", d.On.String(), "送达的日子应在办结（"+a.FinishedOn.String()+"）以后、今天以前，请核对。")
		}
		a.DeliveredOn, a.DeliveredHow, a.DeliveredTo, a.State, a.ClosedOn, a.Version = d.On, db.Trimmed(d.How), db.Trimmed(d.To), Delivered, tx.Today, a.Version+1
		if err := join(on, line("how", "送达的方式", a.DeliveredHow, true), line("to", "领取人", a.DeliveredTo, true)); err != nil {
			return none(err)
		}
		return a, act.Entry{Subject: a.Subject(), Summary: a.Number + "的办理结果已送达", Detail: map[string]any{"on": d.On.String()}}, in.r.end(tx, a)
	}})

// Deliver writes down that the result reached the applicant, and closes the application:
// its papers are owed to the archive.
func (r *Room) Deliver(ctx context.Context, who act.Actor, id int64, d Delivery) (Application, error) {
	return deliverDeed.Run(ctx, r.Door, who, resultIn{r: r, id: id, deliver: d})
}

// end saves a closed application, clears what was to be done with it and owes its papers.
func (r *Room) end(tx *act.Tx, a Application) error {
	if err := settled(tx, a); err != nil {
		return err
	}
	passes, err := db.All[Pass](tx.Ctx, tx, q.SQL("passes_of"), a.ID)
	if err != nil {
		return err
	}
	for _, p := range passes {
		if err := notify.Done(tx, p.key()); err != nil {
			return err
		}
	}
	if err := r.save(tx, a); err != nil || r.File == nil {
		return err
	}
	return r.Flow.Owe(tx, a.Subject())
}

var refuseDeed = act.Define(act.Spec[resultIn, Application]{Name: "counter.application.refuse", Label: "不予受理", Right: Use, Basis: []law.ID{law.LimitIntake, law.FirstOutside, law.LicensingOnce},
	Do: func(tx *act.Tx, in resultIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, _, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Received && a.State != Correcting {
			return none(wrongState(a, "不予受理"))
		}
		a.Reason, a.Elsewhere = in.reason, in.where
		var where error
		if a.Elsewhere == "" {
			where = onField(law.FirstOutside, "elsewhere", "", "请告诉申请人应到哪里办；确实不知道的写“不明”，不需要另行办理的写“无”。")
		}
		if err := join(long("reason", "不予受理的理由", a.Reason, true), where, line("elsewhere", "应到哪里办", a.Elsewhere, false)); err != nil {
			return none(err)
		}
		if a.RefusedNumber, err = numbered(tx, "不受", tx.Today.Year); err != nil {
			return none(err)
		}
		a.State, a.ClosedOn, a.Version = Refused, tx.Today, a.Version+1
		return a, act.Entry{Subject: a.Subject(), Summary: a.Number + "不予受理（" + a.RefusedNumber + "）"}, in.r.end(tx, a)
	}})

// Refuse does not accept an application, with the reason and where to go instead; the
// notice of it has a number and a day.
func (r *Room) Refuse(ctx context.Context, who act.Actor, id int64, reason, elsewhere string) (Application, error) {
	return refuseDeed.Run(ctx, r.Door, who, resultIn{r: r, id: id, reason: db.Trimmed(reason), where: db.Trimmed(elsewhere)})
}

var withdrawDeed = act.Define(act.Spec[resultIn, Application]{Name: "counter.application.withdraw", Label: "撤回办件", Right: Use, Basis: []law.ID{law.LimitDef},
	Do: func(tx *act.Tx, in resultIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, _, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		if a.State != Received && a.State != Correcting && a.State != Accepted {
			return none(wrongState(a, "撤回"))
		}
		if a.Reason = in.reason; a.Reason == "" {
			return none(fault.Field("reason", "", "请写明申请人怎样提出撤回（当面、书面或电话）和原因。"))
		}
		if err := long("reason", "撤回的说明", a.Reason, true); err != nil {
			return none(err)
		}
		a.State, a.ClosedOn, a.Version = Withdrawn, tx.Today, a.Version+1
		return a, act.Entry{Subject: a.Subject(), Summary: "申请人撤回 " + a.Number}, in.r.end(tx, a)
	}})

// Withdraw writes down that the applicant took the application back. It counts neither
// as finished nor as late.
func (r *Room) Withdraw(ctx context.Context, who act.Actor, id int64, reason string) (Application, error) {
	return withdrawDeed.Run(ctx, r.Door, who, resultIn{r: r, id: id, reason: db.Trimmed(reason)})
}

var assignDeed = act.Define(act.Spec[resultIn, Application]{Name: "counter.application.assign", Label: "指定经办人", Right: Use, Basis: []law.ID{law.PromiseChief},
	Do: func(tx *act.Tx, in resultIn) (Application, act.Entry, error) {
		none := func(err error) (Application, act.Entry, error) { return Application{}, act.Entry{}, err }
		a, s, err := in.r.load(tx, in.id)
		if err != nil {
			return none(err)
		}
		p, ok := s.chart.PersonOf(in.login)
		switch {
		case !s.heads(tx.Actor, a.Unit):
			return none(forbid(law.PromiseChief, "经办人由承办科室的负责人指定。"))
		case a.State == Delivered || a.State == Refused || a.State == Withdrawn:
			return none(wrongState(a, "指定经办人"))
		case !ok || p.Unit != a.Unit || s.chart.Gone(p):
			return none(fault.Field("handler", in.login, "请选择本科室在职的人。"))
		}
		a.Handler, a.Version = in.login, a.Version+1
		if err := in.r.save(tx, a); err != nil {
			return none(err)
		}
		e := act.Entry{Subject: a.Subject(), Summary: a.Number + "由" + p.Name + "经办"}
		switch a.State {
		case Accepted:
			return a, e, in.r.watchHandler(tx, a)
		case Finished:
			return a, e, in.r.todo(tx, a, "送达办理结果", civil.Date{})
		}
		return a, e, in.r.todo(tx, a, "审核材料和补正", tx.Today)
	}})

// Assign names who handles an application, by the head of its unit.
func (r *Room) Assign(ctx context.Context, who act.Actor, id int64, login string) (Application, error) {
	return assignDeed.Run(ctx, r.Door, who, resultIn{r: r, id: id, login: login})
}
