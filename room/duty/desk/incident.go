package desk

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/notify"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/desk/clocks"
)

// IncidentInput is an incident as it is first written down. Only title, place and the
// two times must be there: the rest is added as it becomes known.
type IncidentInput struct {
	Entry                             int64 // the line of the log it came from; 0 for none
	Title, Place, Nature, Severity    string
	Unit                              string // code of the section whose field it is
	Informant, Phone                  string
	HappenedAt, HeardAt               int64 // microseconds UTC; HappenedAt may be 0: not known yet
	LateWhy                           string
	Scope, Loss, Trend, Present, Done string
	Secret                            bool
}

type incidentIn struct {
	r *Room
	IncidentInput
}

var incidentDeed = act.Define(act.Spec[incidentIn, Incident]{Name: "duty.incident.enter", Label: "登记突发事件", Right: Use, Basis: []law.ID{law.DutyPrincipleReport, law.DutyPrincipleProcedure, law.DutyEmergImmediate},
	Do: func(tx *act.Tx, in incidentIn) (Incident, act.Entry, error) {
		return in.r.addIncident(tx, in.IncidentInput)
	}})

// AddIncident writes an incident down and starts its clocks from when it was heard of.
// What is entered later than the duty leader's minutes, or about an earlier stint, says
// why; both times are kept.
func (r *Room) AddIncident(ctx context.Context, who act.Actor, in IncidentInput) (Incident, error) {
	return incidentDeed.Run(ctx, r.Door, who, incidentIn{r, in})
}

func (r *Room) addIncident(tx *act.Tx, in IncidentInput) (Incident, act.Entry, error) {
	none := func(err error) (Incident, act.Entry, error) { return Incident{}, act.Entry{}, err }
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return none(err)
	}
	st, err := r.stintFor(tx, s, in.HeardAt)
	if err != nil {
		return none(err)
	}
	if in.Severity == "" {
		in.Severity = severities[0]
	}
	faults := []*fault.Error{}
	for _, err := range []error{texts(
		text{field: "title", value: &in.Title, need: "写明发生了什么。", clause: law.DutyPrincipleReport}, text{field: "place", value: &in.Place, need: "写明地点，不清楚的写“待核实”。", clause: law.DutyPrincipleReport},
		text{field: "nature", value: &in.Nature}, text{field: "informant", value: &in.Informant, need: "写明谁报来的。", clause: law.DutyPrincipleReport}, text{field: "phone", value: &in.Phone}, text{field: "late_why", value: &in.LateWhy},
		text{field: "scope", value: &in.Scope, long: true}, text{field: "loss", value: &in.Loss, long: true}, text{field: "trend", value: &in.Trend, long: true}, text{field: "present", value: &in.Present}, text{field: "measures", value: &in.Done, long: true}), past("heard_at", in.HeardAt, tx.Now)} {
		if err != nil {
			faults = append(faults, fault.Of(err))
		}
	}
	if in.HappenedAt > in.HeardAt {
		faults = append(faults, fault.Field("happened_at", stamp(in.HappenedAt), "事发时间晚于接报时间 "+stamp(in.HeardAt)+"，请核对。"))
	}
	if !slices.Contains(severities, in.Severity) {
		faults = append(faults, fault.Field("severity", in.Severity, "选择等级。"))
	}
	if in.Unit != "" && s.unitName(in.Unit) == "" {
		faults = append(faults, fault.Field("unit", in.Unit, "没有这个科室，从列表中选择。"))
	}
	within := s.minutes(law.DutyEmergImmediate, "within")
	late := st.ID != s.on.ID || in.HeardAt < st.BeganAt || within > 0 && tx.Now > in.HeardAt+int64(within)*minute
	if !late {
		in.LateWhy = ""
	} else if in.LateWhy == "" && len(faults) == 0 {
		faults = append(faults, fault.Field("late_why", "", fmt.Sprintf("接报时间是 %s，属于补录，写明为什么当时没有登记。", stamp(in.HeardAt))))
	}
	if err := fault.Join(faults...); err != nil {
		return none(err)
	}
	x := Incident{Stint: st.ID, Entry: in.Entry, Title: in.Title, Place: in.Place, Nature: in.Nature, Severity: in.Severity, Unit: in.Unit, Informant: in.Informant, Phone: in.Phone, HappenedAt: in.HappenedAt, HeardAt: in.HeardAt, LateWhy: in.LateWhy,
		Scope: in.Scope, Loss: in.Loss, Trend: in.Trend, Present: in.Present, Measures: in.Done, Secret: in.Secret, State: StateOpen, MadeBy: tx.Actor.Login, MadeName: tx.Actor.Name, MadeAt: tx.Now}
	w, err := r.rosterAt(tx.Ctx, tx, in.HeardAt)
	if err != nil {
		return none(err)
	}
	if x.LeaderLogin = st.LeaderLogin; w.Leader.Person != 0 {
		x.LeaderLogin = s.chart.Login(w.Leader.Person)
	}
	n, err := tx.Next(fmt.Sprintf("duty_incident_%d", tx.Today.Year))
	if err != nil {
		return none(err)
	}
	x.Number = fmt.Sprintf("%d-突-%04d", tx.Today.Year, n)
	if err := incidents.insert(tx, &x); err != nil {
		return none(err)
	}
	if in.Entry != 0 {
		e, err := entries.locked(tx, in.Entry)
		if err != nil {
			return none(err)
		}
		if row, _ := s.sees(tx.Actor, e); !row {
			return none(act.OutOfReach(e.Subject()))
		}
		if e.Incident != 0 {
			return none(fault.Field("entry", e.Number(), "这一条已经转成突发事件，从那一件继续办。"))
		}
		if e.Incident = x.ID; e.Secret {
			x.Secret = true
			if err := incidents.save(tx, &x); err != nil {
				return none(err)
			}
		}
		if err := entries.save(tx, &e); err != nil {
			return none(err)
		}
	}
	if err := r.tellLeader(tx, s, x.Subject()+":new", x.url(), "突发事件 "+x.Number+"：听取报告，作出指示"); err != nil {
		return none(err)
	}
	return x, x.noted("登记突发事件", map[string]any{"severity": x.Severity, "heard": stamp(x.HeardAt), "late": x.LateWhy != ""}), nil
}

func (i Incident) url() string { return fmt.Sprintf("/duty/incidents/%d", i.ID) }

// noted is the ledger's line: number and facts of the course, never the words.
func (i Incident) noted(say string, detail map[string]any) act.Entry {
	if detail == nil {
		detail = map[string]any{}
	}
	detail["number"] = i.Number
	return act.Entry{Subject: i.Subject(), Summary: say + " " + i.Number, Detail: detail}
}

// part is what somebody has to do with an incident.
type part struct{ officer, leader, contact, director, keeper bool }

// acts reports whether the part lets somebody write about it.
func (p part) acts() bool { return p.officer || p.leader || p.contact || p.director || p.keeper }

// partIn is what the actor is to an incident, by its steps.
func (s *scene) partIn(who act.Actor, i Incident, course []Step) part {
	if who.Login == "" {
		return part{}
	}
	p := part{officer: s.officer(who) && i.Keeper == "", keeper: i.Keeper == who.Login}
	p.leader = s.leads(who) || who.May(Lead) && who.Login == i.LeaderLogin
	p.director = s.director(who)
	p.contact = who.May(Lead) && slices.ContainsFunc(course, func(x Step) bool { return x.Rank == RankContact && x.Login == who.Login })
	return p
}

// seesIncident reports whether somebody sees an incident, and whether its words too.
func (s *scene) seesIncident(who act.Actor, i Incident) (row, words bool) {
	own := who.Login != "" && (i.MadeBy == who.Login || i.Keeper == who.Login)
	row = own || s.readsAll(who)
	return row, own || row && !i.Secret || who.May(Lead) || i.State == StateOpen && s.officer(who)
}

func (i *Incident) hide() {
	i.Title, i.Place, i.Nature, i.Informant, i.Phone, i.Scope, i.Loss, i.Trend, i.Present, i.Measures, i.Closing = SecretWords, "", "", "", "", "", "", "", "", "", ""
}

// working is one deed on an open incident.
type working struct {
	r  *Room
	tx *act.Tx
	s  *scene
	Incident
	steps []Step
	part  part
}

// take locks an open incident for somebody with a part in it.
func (r *Room) take(tx *act.Tx, id int64) (*working, error) {
	s, err := r.look(tx.Ctx, tx, tx.Now)
	if err != nil {
		return nil, err
	}
	i, err := incidents.locked(tx, id)
	if err != nil {
		return nil, err
	}
	w := &working{r: r, tx: tx, s: s, Incident: i}
	if w.steps, err = stepsOf(tx.Ctx, tx, id); err != nil {
		return nil, err
	}
	w.part = s.partIn(tx.Actor, i, w.steps)
	row, _ := s.seesIncident(tx.Actor, i)
	switch {
	case !row:
		return nil, act.OutOfReach(i.Subject())
	case !w.part.acts():
		return nil, forbidden(law.DutyPrincipleProcedure, "由在班的值班员、带班领导或者联系领导办理。")
	case i.State == Linked:
		return nil, fault.New(fault.Conflict, i.Number+" 已并入另一件，在那一件里继续办。")
	case i.State == Closed:
		return nil, fault.Newf(fault.Conflict, "%s 已于 %s 办结。", i.Number, stamp(i.ClosedAt))
	}
	return w, nil
}

func stepsOf(ctx context.Context, rd db.Reader, id int64) ([]Step, error) {
	return steps.list(ctx, rd, "WHERE x.incident_id = $1 ORDER BY x.at, x.id", id)
}

func bulletinsOf(ctx context.Context, rd db.Reader, id int64) ([]Bulletin, error) {
	return bulletins.list(ctx, rd, "WHERE x.incident_id = $1 ORDER BY x.id", id)
}

// add writes a step.
func (w *working) add(x Step) (Step, error) {
	x.Incident, x.MadeBy, x.MadeName, x.MadeAt = w.ID, w.tx.Actor.Login, w.tx.Actor.Name, w.tx.Now
	err := steps.insert(w.tx, &x)
	if w.steps = append(w.steps, x); err == nil {
		err = w.answered()
	}
	return x, err
}

// answered takes the to-dos of missed clocks off the lists once none is left that still
// runs beyond its limit: what was done late stays on record, but not to be done.
func (w *working) answered() error {
	sent, err := bulletinsOf(w.tx.Ctx, w.tx, w.ID)
	if err != nil {
		return err
	}
	list, err := w.r.clocksOf(w.tx.Ctx, w.Incident, w.steps, sent, w.tx.Now)
	if err != nil || slices.ContainsFunc(list, func(c clocks.Clock) bool { return c.State == clocks.Overdue }) {
		return err
	}
	for _, about := range missedKeys {
		if err := notify.Done(w.tx, w.Subject()+about); err != nil {
			return err
		}
	}
	return nil
}

// missedKeys are the to-dos of a missed clock: of the duty leader, the desk, the director.
var missedKeys = []string{":late", ":late_desk", ":late_director"}

// when refuses an instant before the incident was heard of or still to come.
func (w *working) when(at int64) error {
	if err := past("at", at, w.tx.Now); err != nil {
		return err
	}
	if at < w.HeardAt {
		return fault.Field("at", stamp(at), "早于接报时间 "+stamp(w.HeardAt)+"，请核对。")
	}
	return nil
}

func (w *working) instruction(id int64) (Step, bool) {
	i := slices.IndexFunc(w.steps, func(x Step) bool { return x.ID == id && x.Kind == StepInstruct })
	if i < 0 {
		return Step{}, false
	}
	return w.steps[i], true
}

// torn is the conflict between two instructions that the director has not settled.
func torn(course []Step) (Step, bool) {
	var open Step
	for _, x := range course {
		switch {
		case x.Kind == StepConflict:
			open = x
		case x.Kind == StepInstruct && x.Rank == RankDirector && open.ID != 0 && x.ID > open.ID:
			open = Step{}
		}
	}
	return open, open.ID != 0
}
