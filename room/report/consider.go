package report

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Longest texts, in characters.
const (
	mostTitle  = 120
	mostText   = 4000
	mostReason = 200
)

// Sending is a request or report as its sender hands it in.
type Sending struct {
	Kind       string // Request, Report
	Topic      string
	Detail     string
	Title      string
	Background string
	Proposal   string
	Important  bool
	OralReason string
	Urgency    string
	Addressee  string // role word; empty for the next level
	Skip       Bypass
	Assignment int64    // with AssignedDirectly: the registered assignment
	Units      []string // codes of other units concerned
	OralAt     int64    // said before, microseconds UTC; 0 for not
	OralTo     string
	Collective Collective
	Papers     []Paper // lie in the file store already
}

// Level is one level that can be addressed.
type Level struct {
	Who  string
	Name string // who holds it, in words
}

// Preview is what would follow from a sending.
type Preview struct {
	Steps    []flow.Expectation
	Chain    rulebook.Decision
	Back     string     // edition by which it goes on, where it goes straight back to whoever returned it
	Bypassed string     // names of those passed over
	Explain  civil.Date // last day for the explanation if the answer came today; no date if none is owed
	To       string     // whom it must be explained to
	Ground   string     // what becomes of it and by which clauses, in one sentence
	Warnings []string

	chain     []flow.StepSpec
	addressee string
	task      string
	passed    []member
	convened  Collective
	explain   Explanation
}

// Consider says what would follow if the actor sent this now.
func (r *Room) Consider(ctx context.Context, who act.Actor, x Sending) (Preview, error) {
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return Preview{}, err
	}
	m, err := s.self(who)
	if err != nil {
		return Preview{}, err
	}
	p, err := s.consider(ctx, r.Door.Reader(), m, x, r.Door.Now())
	if err != nil {
		return p, err
	}
	p.Steps, err = r.Flow.Expect(ctx, "report_matter", m.ID, p.chain)
	return p, err
}

// ConsiderAgain is Consider for a matter of the actor's that is put forward anew: with
// what was decided on unchanged, it goes back to whoever returned it by the ladder
// and edition it has.
func (r *Room) ConsiderAgain(ctx context.Context, who act.Actor, id int64, x Sending) (Preview, error) {
	v, err := r.Matter(ctx, who, id)
	if err == nil && !v.Mine {
		err = act.OutOfReach(v.Subject())
	}
	if err != nil {
		return Preview{}, err
	}
	p, err := r.Consider(ctx, who, x)
	if err != nil || v.CaseID == 0 {
		return p, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return p, err
	}
	me, err := s.self(who)
	if err != nil {
		return p, err
	}
	m := v.Matter
	m.fill(me, x, p, "")
	back, c, ok, err := r.Flow.ExpectBack(ctx, m.Subject(), m.facts())
	if err != nil || !ok {
		return p, err
	}
	p.Steps, p.Back = back, c.Edition
	if p.Chain, err = v.Decision(); err != nil {
		return p, err
	}
	if p.chain, p.addressee, err = cut(p.Chain.Chain(), m.Addressee, m.Kind); err == nil && m.Collective.Topic != "" {
		p.chain = through(p.chain)
	}
	p.Ground = c.BasisLine
	return p, err
}

// ladder is the chain for a role, whole, with the ground.
func (s *scene) ladder(role, skip string) (rulebook.Decision, error) {
	facts := map[string]string{"role": role}
	if skip != "" {
		facts["skip"] = skip
	}
	d, err := s.book.Judge("report.chain", s.today, facts)
	if err == nil && d.Undecided() {
		err = fault.Refuse(d.Basis()[0].Clause, d.Person()+"。规章没有给出办理程序，请由局长办公会定夺后再办。")
	}
	return d, err
}

func (s *scene) consider(ctx context.Context, rd db.Reader, m member, x Sending, now int64) (Preview, error) {
	var p Preview
	if err := s.checked(m, x, now); err != nil {
		return p, err
	}
	plain, err := s.ladder(m.role, "")
	if err != nil {
		return p, err
	}
	p.Chain = plain
	if x.Skip.Reason != "" {
		if err := s.skipping(ctx, rd, m, &x, &p, plain); err != nil {
			return p, err
		}
	}
	if err := s.convened(x, p.Chain.Chain()); err != nil {
		return p, err
	}
	p.chain, p.addressee, err = cut(p.Chain.Chain(), x.Addressee, x.Kind)
	if err != nil && x.Skip.Reason != "" {
		f := fault.Of(err)
		return p, fault.Field("addressee", x.Addressee, "选了越级情形，就不送被越过的一级："+f.Say)
	}
	if err != nil {
		return p, err
	}
	if p.convened = x.Collective; p.convened.Topic != "" {
		p.chain = through(p.chain)
	}
	p.Ground = p.basisLine(s.book)
	p.Warnings = append(p.Warnings, Doubts(x.Kind, x.Topic, x.Title, x.Background, x.Proposal)...)
	return p, nil
}

// checked refuses what can be seen from the sending alone.
func (s *scene) checked(m member, x Sending, now int64) error {
	var faults []*fault.Error
	add := func(field, say string) { faults = append(faults, fault.Field(field, "", say)) }
	if kindLabels[x.Kind] == "" {
		add("kind", "请选择是请示还是报告：要领导答复的是请示，只让领导知道的是报告。")
	}
	switch n := len([]rune(db.Trimmed(x.Title))); {
	case n == 0:
		add("title", "请填写题名，写明是什么事。")
	case n > mostTitle:
		add("title", "题名不超过120字，请写短一些，细节写在情况一栏。")
	}
	if len([]rune(x.Background)) > mostText {
		add("background", "情况不超过4000字，更长的请作附件。")
	}
	if len([]rune(x.Collective.Reason)) > mostReason {
		add("collective_reason", "上会的理由不超过200字。")
	}
	if len([]rune(x.Proposal)) > mostText {
		add("proposal", "处理意见不超过4000字，更长的请作附件。")
	}
	if urgencyLabels[x.Urgency] == "" {
		add("urgency", "请选择紧急程度：一般、急件或特急。")
	}
	switch {
	case x.OralAt > now:
		add("oral_on", "口头请示的时间晚于现在，请核对。")
	case x.OralAt != 0 && db.Trimmed(x.OralTo) == "":
		add("oral_to", "请写明口头向哪位领导请示的。")
	}
	for _, u := range x.Units {
		if s.unitName(u) == "" {
			add("units", "没有代码为“"+u+"”的科室，请从列表中选择。")
		}
	}
	if only, _ := VisibleToReaderOnly(x.Skip.Reason); only && len(x.Units) > 0 {
		add("units", "须限定知悉范围的事项只给收件人看，不能再列有关科室。请去掉有关科室。")
	}
	d := Draft{Topic: x.Topic, Detail: x.Detail, Background: x.Background, Proposal: x.Proposal, Important: x.Important, Paper: len(x.Papers) > 0, OralReason: x.OralReason}
	err := Check(s.book, m.role, d)
	if len(faults) == 0 || err == nil {
		return errOf(faults, err)
	}
	return fault.Join(append(faults, fault.Of(err))...)
}

func errOf(faults []*fault.Error, err error) error {
	if err != nil {
		return err
	}
	return fault.Join(faults...)
}

// skipping checks the reason for passing over a level and finds what it brings.
func (s *scene) skipping(ctx context.Context, rd db.Reader, m member, x *Sending, p *Preview, plain rulebook.Decision) error {
	if x.Skip.Reason == AssignedDirectly {
		a, ok, err := db.Maybe[Assignment](ctx, rd, assignmentSelect+" WHERE a.id = $1 AND a.login = $2", x.Assignment, m.login)
		if err != nil {
			return err
		}
		if !ok {
			e := fault.Field("assignment", "", "请选择是哪一件交办事项；没有登记的，先到“越级交办”登记。")
			e.Clause = law.RepBypassR2
			return e
		}
		x.Skip.Task, p.task = a.What, a.What
	}
	if err := CheckBypass(s.cal, x.Skip); err != nil {
		return err
	}
	d, err := s.ladder(m.role, x.Skip.Reason)
	if err != nil {
		return err
	}
	if len(d.Chain()) == len(plain.Chain()) {
		return fault.Refuse(law.RepBypassBan, "您的上一级就是可以报到的最高一级，没有可越的一级。请不选越级情形。")
	}
	p.Chain = d
	for _, step := range plain.Chain()[:len(plain.Chain())-len(d.Chain())] {
		p.passed = append(p.passed, s.superiors(flow.Who(step.Who), m.Unit)...)
	}
	p.Bypassed = names(p.passed)
	if x.Skip.Reason == SuperiorAbsent {
		for _, b := range p.passed {
			if _, away := s.chart.IsAway(b.ID); !away {
				p.Warnings = append(p.Warnings, "没有"+b.Name+"今天请假、出差或外出的登记，请核对是否确实不在。")
			}
		}
	}
	if p.explain, err = Explain(s.book, s.cal, s.today, m.role, x.Skip.Reason); err != nil {
		return err
	}
	if len(p.explain.To) > 0 {
		p.Explain, p.To = p.explain.Due, names(s.superiors(flow.Who(p.explain.To[0]), m.Unit))
	}
	return nil
}

// cut gives the chain up to the addressee. In a report the levels give opinions:
// there is nothing to agree to.
func cut(chain rulebook.Chain, addressee, kind string) ([]flow.StepSpec, string, error) {
	if len(chain) > 0 && addressee == "" {
		addressee = chain[0].Who
	}
	at := slices.IndexFunc(chain, func(s rulebook.Step) bool { return s.Who == addressee })
	if at < 0 {
		var can []string
		for _, s := range chain {
			can = append(can, flow.Who(s.Who).Label())
		}
		return nil, "", fault.Field("addressee", addressee, "主送只能是"+strings.Join(can, "、")+"。")
	}
	var out []flow.StepSpec
	for _, s := range chain[:at+1] {
		a := flow.Act(s.Act)
		if kind == Report && a == flow.Consent {
			a = flow.Opinion
		}
		out = append(out, flow.StepSpec{Who: flow.Who(s.Who), Act: a})
	}
	return out, addressee, nil
}

// Levels are those whom the actor can address, the next one first.
func (r *Room) Levels(ctx context.Context, who act.Actor) (levels []Level, topics []string, err error) {
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, nil, err
	}
	m, err := s.self(who)
	if err != nil {
		return nil, nil, err
	}
	d, err := s.ladder(m.role, "")
	if err != nil {
		return nil, nil, err
	}
	for _, step := range d.Chain() {
		levels = append(levels, Level{step.Who, names(s.superiors(flow.Who(step.Who), m.Unit))})
	}
	return levels, Topics(s.book, m.role), nil
}
