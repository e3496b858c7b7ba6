package desk

import (
	"context"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/room/duty/desk/clocks"
)

// LinkInput joins an incident to the one it repeats.
type LinkInput struct {
	Incident, SameAs int64
	Words            string
}

type linkIn struct {
	r *Room
	LinkInput
}

var linkDeed = act.Define(act.Spec[linkIn, bool]{Name: "duty.incident.link", Label: "并入同一事件", Right: Use, Basis: []law.ID{law.DutyPrincipleProcedure},
	Do: func(tx *act.Tx, in linkIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		w, err := in.r.take(tx, in.Incident)
		if err != nil {
			return none(err)
		}
		if err := texts(text{field: "words", value: &in.Words, need: "写明为什么是同一件事。", clause: law.DutyPrincipleProcedure}); err != nil {
			return none(err)
		}
		if in.SameAs == in.Incident {
			return none(fault.Field("same_as", "", "选择另一件。"))
		}
		of, err := incidents.locked(tx, in.SameAs)
		if err != nil {
			return none(err)
		}
		if row, _ := w.s.seesIncident(tx.Actor, of); !row {
			return none(act.OutOfReach(of.Subject()))
		}
		_, joined, err := incidents.maybe(tx.Ctx, tx, "WHERE x.same_as = $1", w.ID)
		if err != nil {
			return none(err)
		}
		switch {
		case joined:
			return none(fault.Field("same_as", of.Number, "已有别的事件并到这一件，不能再并入另一件；把另一件并到这一件来。"))
		case of.State == Closed:
			return none(fault.Field("same_as", of.Number, "那一件已经办结，不能并入；这一件照常处置。"))
		case of.SameAs != 0:
			return none(fault.Field("same_as", of.Number, "那一件已并入另一件，选择最早登记的一件。"))
		case slices.ContainsFunc(mustBulletins(tx, w.ID), func(b Bulletin) bool { return b.State != Draft }):
			return none(fault.New(fault.Conflict, "这一件已有签发的报告，不能并入；把另一件并到这一件来。"))
		}
		if _, err := w.add(Step{Kind: StepLink, At: tx.Now, Words: in.Words, Target: of.ID}); err != nil {
			return none(err)
		}
		w.Incident.State, w.Incident.SameAs = Linked, of.ID
		if err := incidents.save(tx, &w.Incident); err != nil {
			return none(err)
		}
		return true, w.noted("并入 "+of.Number+"，", map[string]any{"same_as": of.Number}), w.settled()
	}})

// mustBulletins are the reports of an incident; one that cannot be read counts as
// signed, so that nothing is joined in the dark.
func mustBulletins(tx *act.Tx, id int64) []Bulletin {
	list, err := bulletinsOf(tx.Ctx, tx, id)
	if err != nil {
		return []Bulletin{{State: Signed}}
	}
	return list
}

// Link says that an incident is the same as another: it stays on record, its clocks
// stop, and the other goes on.
func (r *Room) Link(ctx context.Context, who act.Actor, in LinkInput) error {
	_, err := linkDeed.Run(ctx, r.Door, who, linkIn{r, in})
	return err
}

// incidentFields can be put right or filled in, with their words.
var incidentFields = []struct{ field, label string }{{"title", "事件"}, {"place", "地点"}, {"nature", "性质"}, {"unit", "所属科室"}, {"informant", "报告人"}, {"phone", "报告人电话"}, {"scope", "影响范围"}, {"loss", "伤亡和损失"}, {"trend", "发展趋势"}, {"present", "到场领导"}, {"measures", "已采取的措施"},
	{"happened_at", "事发时间"}, {"heard_at", "接报时间"}}

func (i *Incident) field(name string) *string {
	return map[string]*string{"title": &i.Title, "place": &i.Place, "nature": &i.Nature, "unit": &i.Unit, "informant": &i.Informant, "phone": &i.Phone, "scope": &i.Scope, "loss": &i.Loss, "trend": &i.Trend, "present": &i.Present, "measures": &i.Measures}[name]
}

var correctDeed = act.Define(act.Spec[changeIn, bool]{Name: "duty.incident.amend", Label: "更正、补充突发事件", Right: Use, Basis: []law.ID{law.DutyLogQuality, law.DutyPrincipleReport},
	Do: func(tx *act.Tx, in changeIn) (bool, act.Entry, error) { return in.r.correct(tx, in.Change) }})

// Correct puts a field of an incident right or fills it in; what stood there before
// stays readable. A time that is put right moves the clocks, and the earlier one stays
// on record beside the alarms that were given.
func (r *Room) Correct(ctx context.Context, who act.Actor, in Change) error {
	_, err := correctDeed.Run(ctx, r.Door, who, changeIn{r, in})
	return err
}

func (r *Room) correct(tx *act.Tx, in Change) (bool, act.Entry, error) {
	none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
	w, err := r.take(tx, in.ID)
	if err != nil {
		return none(err)
	}
	k := slices.IndexFunc(incidentFields, func(x struct{ field, label string }) bool { return x.field == in.Field })
	if k < 0 {
		return none(fault.Field("field", in.Field, "选择要更正的栏目。"))
	}
	reason := text{field: "reason", value: &in.Reason, need: "写明为什么更正。", clause: law.DutyLogQuality}
	i, was := &w.Incident, ""
	if p := i.field(in.Field); p != nil {
		if was = *p; was == "" {
			reason.need = "" // filled in, nothing is taken back
		}
	}
	if err := texts(reason, text{field: "value", value: &in.Value, long: true}); err != nil {
		return none(err)
	}
	switch in.Field {
	case "happened_at", "heard_at":
		if err := past("at", in.At, tx.Now); err != nil {
			return none(err)
		}
		p := &i.HappenedAt
		if in.Field == "heard_at" {
			p = &i.HeardAt
		}
		was = stamp(*p)
		*p, in.Value = in.At, stamp(in.At)
		if i.HappenedAt > i.HeardAt {
			return none(fault.Field("at", stamp(in.At), "事发时间不能晚于接报时间，请核对。"))
		}
		if len(w.steps) > 0 && in.Field == "heard_at" && in.At > w.steps[0].At {
			return none(fault.Field("at", stamp(in.At), "接报时间不能晚于已登记的第一步（"+stamp(w.steps[0].At)+"）。"))
		}
	case "unit":
		if w.s.unitName(in.Value) == "" {
			return none(fault.Field("value", in.Value, "没有这个科室，从列表中选择。"))
		}
		i.Unit = in.Value
	default:
		if in.Value == "" && (in.Field == "title" || in.Field == "place" || in.Field == "informant") {
			return none(fault.Field("value", "", "这一栏不能空着。"))
		}
		*i.field(in.Field) = in.Value
	}
	if was == in.Value {
		return none(fault.Field("value", in.Value, "与原来的一样，没有更正。"))
	}
	c := Correction{Subject: i.Subject(), Field: in.Field, Label: incidentFields[k].label, Was: was, Became: in.Value, Reason: in.Reason, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
	if err := corrections.insert(tx, &c); err != nil {
		return none(err)
	}
	say := "更正"
	if was == "" {
		say = "补充"
	}
	return true, i.noted(say, map[string]any{"field": in.Field}), incidents.save(tx, i)
}

var endDeed = act.Define(act.Spec[closeIn, bool]{Name: "duty.incident.close", Label: "办结突发事件", Right: Use, Basis: []law.ID{law.DutyPrincipleProcedure, law.DutyEmergUpward},
	Do: func(tx *act.Tx, in closeIn) (bool, act.Entry, error) {
		none := func(err error) (bool, act.Entry, error) { return false, act.Entry{}, err }
		w, err := in.r.take(tx, in.ID)
		if err != nil {
			return none(err)
		}
		if err := texts(text{field: "words", value: &in.Words, need: "写明结果。", clause: law.DutyPrincipleProcedure, long: true}); err != nil {
			return none(err)
		}
		sent, err := bulletinsOf(tx.Ctx, tx, w.ID)
		if err != nil {
			return none(err)
		}
		list, err := in.r.clocksOf(tx.Ctx, w.Incident, w.steps, sent, tx.Now)
		if err != nil {
			return none(err)
		}
		for _, c := range list {
			if c.Open() {
				return none(&fault.Error{Kind: fault.Conflict, Clause: law.DutyPrincipleProcedure, Say: "“" + LineLabel(c.Line) + "”还没有完成，登记以后再办结。"})
			}
		}
		if _, open := torn(w.steps); open {
			return none(fault.Refuse(law.DutyEmergAct, "两位领导的指示不一致，等局长定。"))
		}
		reported, final := false, false
		for _, b := range sent {
			if b.State != Sent {
				return none(fault.New(fault.Conflict, b.Name()+bulletinStates[b.State]+"，签发、报出后再办结。"))
			}
			reported, final = true, final || b.Kind == Final
		}
		if reported && !final {
			return none(&fault.Error{Kind: fault.Conflict, Clause: law.DutyEmergUpward, Say: "已经上报区级的，要有终报才能办结。"})
		}
		w.Incident.State, w.Incident.Closing, w.Incident.ClosedAt, w.Incident.ClosedBy = Closed, in.Words, tx.Now, tx.Actor.Login
		if err := incidents.save(tx, &w.Incident); err != nil {
			return none(err)
		}
		if err := w.settled(); err != nil {
			return none(err)
		}
		if in.r.File != nil {
			if err := in.r.Flow.Owe(tx, w.Subject()); err != nil {
				return none(err)
			}
		}
		return true, w.noted("办结突发事件", nil), nil
	}})

// CloseIncident ends an incident: no clock runs any more, and what was reported upward
// has its final report. Its papers go to the archive room.
func (r *Room) CloseIncident(ctx context.Context, who act.Actor, in Closing) error {
	_, err := endDeed.Run(ctx, r.Door, who, closeIn{r, in})
	return err
}

// LineLabel is the Chinese word of a clock.
func LineLabel(l clocks.Line) string {
	return map[clocks.Line]string{clocks.Leader: "报带班领导", clocks.Contact: "报联系领导", clocks.District: "上报区级或者决定不报"}[l]
}
