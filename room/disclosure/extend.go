package disclosure

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
)

type extendIn struct {
	r      *Room
	id     int64
	days   int
	reason string
}

var askExtensionDeed = act.Define(act.Spec[extendIn, int64]{Name: "disclosure.extension.ask", Label: "申请延期答复", Right: Use, Basis: []law.ID{law.FoiExtApprove, law.FoiExtLimit},
	Do: func(tx *act.Tx, in extendIn) (int64, act.Entry, error) { return in.r.askExtension(tx, in) }})

// AskExtension asks for consent to put the reply off by so many working days. Who
// consents the regime says: the head of the office, or the director. It holds once
// the applicant was told in time (TellExtension).
func (r *Room) AskExtension(ctx context.Context, who act.Actor, id int64, days int, reason string) (int64, error) {
	return askExtensionDeed.Run(ctx, r.Door, who, extendIn{r, id, days, reason})
}

func (r *Room) askExtension(tx *act.Tx, in extendIn) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	w, err := r.open(tx, in.id)
	if err != nil {
		return none(err)
	}
	if w.a.Kind == Record {
		return none(fault.Refuse(law.FoiCorrect15, "更正记录的期限没有延期的规定，请按期处理。"))
	}
	x := Extension{Application: w.a.ID, Days: in.days, Reason: db.Trimmed(in.reason), State: "asked", By: tx.Actor.Login, At: tx.Now}
	if x.Reason == "" {
		return none(fault.Field("reason", "", "请写明为什么不能按期答复。"))
	}
	// What would be refused in the end is not asked for.
	f := w.f
	f.Consented = true
	if _, err := Next(w.st, Event{On: tx.Today, Do: Extend, Days: x.Days}, f); err != nil {
		return none(err)
	}
	open, err := db.One[int](tx.Ctx, tx, "SELECT count(*) FROM disclosure_extension WHERE application_id = $1 AND state IN ('asked', 'agreed', 'returned')", w.a.ID)
	if err != nil {
		return none(err)
	}
	if open > 0 {
		return none(fault.Refuse(law.FoiExtLimit, "这件申请已经在申请延期。一件申请只能延期一次。"))
	}
	me, ok := w.s.chart.PersonOf(tx.Actor.Login)
	if !ok {
		return none(fault.New(fault.Conflict, "您的账号没有关联本局人员，不能申请延期。请联系系统管理员。"))
	}
	if x.ID, err = tx.Next("disclosure_extension"); err != nil {
		return none(err)
	}
	step := flow.StepSpec{Who: flow.SectionHead, Act: flow.Consent}
	if w.f.Regime.Extension.Approver == "head_of_agency" {
		step.Who = flow.Director
	}
	c, err := r.Flow.Submit(tx, flow.Submission{Subject: act.Subject("disclosure_extension", x.ID), Applicant: me.ID, Title: "答复延期：" + w.a.Number, Line: fmt.Sprintf("延长 %d 个工作日，现在的最后一天是%s", x.Days, w.f.Due.Chinese()),
		URL: applicationURL(w.a.ID), Due: w.f.Due, Chain: []flow.StepSpec{step}, Edition: w.f.Regime.Title, Basis: clauses(w.f.Regime.Extension.Basis, law.FoiExtApprove),
		BasisLine: w.f.Regime.Title + "：延期经" + w.f.Regime.Extension.Label + "同意，最多延长 " + fmt.Sprint(w.f.Regime.Extension.Most) + " 个工作日。", Facts: fmt.Sprint(x.Days),
		Text: []flow.Line{{Label: "申请", Text: w.a.Number}, {Label: "延长", Text: fmt.Sprintf("%d 个工作日", x.Days)}, {Label: "理由", Text: x.Reason}}})
	if err != nil {
		return none(err)
	}
	x.CaseID = c.ID
	if err := act.Insert(tx, "disclosure_extension", x.ID, extensionColumns, x.values()); err != nil {
		return none(err)
	}
	return x.ID, act.Entry{Subject: w.a.Subject(), Summary: "申请延期 " + w.a.Number, Detail: map[string]any{"days": x.Days, "approver": string(step.Who)}}, nil
}

// clauses are the clauses of grounds, or the given one where there is none.
func clauses(list []rulebook.Basis, or law.ID) []law.ID {
	out := make([]law.ID, 0, len(list))
	for _, b := range list {
		out = append(out, b.Clause)
	}
	if len(out) == 0 {
		out = append(out, or)
	}
	return out
}

func extensionByID(tx *act.Tx, id int64) (Extension, error) {
	return db.One[Extension](tx.Ctx, tx, extensionSelect+" WHERE x.id = $1", id)
}

func (r *Room) extensionAgreed(tx *act.Tx, o flow.Outcome) error {
	x, err := extensionByID(tx, o.Case.SubjectID())
	if err != nil {
		return err
	}
	x.State, x.AgreedBy = "agreed", o.Event.Name
	return act.Overwrite(tx, "disclosure_extension", x.ID, extensionColumns, x.values())
}

func (r *Room) extensionMoved(state string) flow.Hook {
	return func(tx *act.Tx, o flow.Outcome) error {
		x, err := extensionByID(tx, o.Case.SubjectID())
		if err != nil {
			return err
		}
		x.State = state
		return act.Overwrite(tx, "disclosure_extension", x.ID, extensionColumns, x.values())
	}
}

var tellExtensionDeed = act.Define(act.Spec[eventIn, bool]{Name: "disclosure.extension.tell", Label: "登记延期告知", Right: Use, Basis: []law.ID{law.FoiExtNotice, law.FoiExtLimit}, Do: enter})

// TellExtension writes down that the applicant was told of an extension that was
// agreed to. After the last day it is void.
func (r *Room) TellExtension(ctx context.Context, who act.Actor, id int64, on civil.Date) error {
	var x Extension
	_, err := tellExtensionDeed.Run(ctx, r.Door, who, eventIn{r: r, Input: Input{ID: id, Event: Event{On: on, Do: Extend}}, facts: func(w *working, e *Event) error {
		found, ok, err := db.Maybe[Extension](w.tx.Ctx, w.tx, extensionSelect+" WHERE x.application_id = $1 AND x.state = 'agreed' ORDER BY x.id DESC LIMIT 1", id)
		if err != nil {
			return err
		}
		x, w.f.Consented, e.Days = found, ok, found.Days
		return nil
	}, then: func(w *working) error {
		x.State = "told"
		return act.Overwrite(w.tx, "disclosure_extension", x.ID, extensionColumns, x.values())
	}})
	return err
}

func (r *Room) extensionFacts(ctx context.Context, who act.Actor, v flow.View) ([]ui.Pair, error) {
	x, err := db.One[Extension](ctx, r.Door.Reader(), extensionSelect+" WHERE x.id = $1", v.SubjectID())
	if err != nil {
		return nil, err
	}
	a, err := db.One[Application](ctx, r.Door.Reader(), applicationSelect+" WHERE x.id = $1", x.Application)
	if err != nil {
		return nil, err
	}
	return []ui.Pair{{Key: "申请", Text: a.Number, Code: true}, {Key: "延长", Text: fmt.Sprintf("%d 个工作日", x.Days)}, {Key: "所要信息", Text: a.What(), Wide: true}, {Key: "理由", Text: x.Reason, Wide: true}}, nil
}
