package flow_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

// bench is a small bureau: who holds which role is a table that tests change.
type bench struct {
	roles    map[flow.Who][]flow.Holder
	why      map[flow.Who]string
	own      map[flow.Who][]flow.Holder // who holds a role and is away
	cannot   map[int64]string           // why somebody cannot act
	people   []flow.Holder
	partners map[int64][]int64
}

func person(n int64, login, post string) flow.Holder {
	return flow.Holder{Person: n, Login: login, Name: post, Post: post}
}

// The people of the bench, named by post.
var (
	clerk     = person(1, "clerk", "流通科科员")
	head      = person(2, "head", "流通科科长")
	deputy    = person(3, "deputy", "副局长")
	director  = person(4, "director", "局长")
	political = person(5, "political", "政工科科长")
	office    = person(6, "office", "办公室主任")
	second    = person(7, "second", "第二副局长")
	stranger  = person(8, "stranger", "检测站站员")
)

func newBench() *bench {
	return &bench{
		roles: map[flow.Who][]flow.Holder{flow.SectionHead: {head}, flow.DeputyInCharge: {deputy}, flow.Director: {director},
			flow.PoliticalSection: {political}, flow.Office: {office}},
		why:      map[flow.Who]string{},
		own:      map[flow.Who][]flow.Holder{},
		cannot:   map[int64]string{},
		people:   []flow.Holder{clerk, head, deputy, director, political, office, second, stranger},
		partners: map[int64][]int64{},
	}
}

func (b *bench) At(context.Context, db.Reader, int64) (flow.Casting, error) { return b, nil }

func (b *bench) Resolve(who flow.Who, _ int64) ([]flow.Holder, string, error) {
	return b.roles[who], b.why[who], nil
}

func (b *bench) Principals(who flow.Who, applicant int64) ([]flow.Holder, error) {
	list := append(slices.Clone(b.own[who]), b.roles[who]...)
	return slices.DeleteFunc(list, func(h flow.Holder) bool { return h.For != "" || h.Person == applicant }), nil
}

func (b *bench) Partners(_ flow.Who, _, p int64) ([]flow.Holder, error) {
	var out []flow.Holder
	for _, n := range b.partners[p] {
		out = append(out, b.people[n-1])
	}
	return out, nil
}

func (b *bench) Person(n int64) (flow.Holder, string) {
	for _, h := range b.people {
		if h.Person == n {
			switch why := b.cannot[n]; why {
			case "gone":
				return flow.Holder{}, h.Name + "已离岗，请选择其他人员。"
			case "disabled":
				h.Login = ""
				return h, h.Name + "没有可用的账号，请选择其他人员。"
			default:
				return h, why
			}
		}
	}
	return flow.Holder{}, "没有这位人员。"
}

func (b *bench) Self(login string) (flow.Holder, bool) {
	for _, h := range b.people {
		if h.Login == login {
			return h, true
		}
	}
	return flow.Holder{}, false
}

func (b *bench) Everybody() []flow.Holder { return b.people }

func (b *bench) In(string) flow.Casting { return b }

func actor(h flow.Holder) act.Actor {
	return act.Actor{ID: h.Person, Login: h.Login, Name: h.Name, Capacity: h.Post, Rights: []act.Right{flow.Use, org.Anyone}}
}

// trial is a room that only hands in.
type trial struct {
	*flow.Flow
	t     *testing.T
	ctx   context.Context
	bench *bench
	clock *clock.Movable
	heard []string // hooks, in order
	n     int64
}

var submitDeed = act.Define(act.Spec[submission, flow.Case]{Name: "flow.trial.submit", Right: flow.Use,
	Do: func(tx *act.Tx, in submission) (flow.Case, act.Entry, error) {
		e := act.Entry{Subject: in.s.Subject, Summary: "提交"}
		if in.again != 0 {
			c, _, err := in.f.Resubmit(tx, in.again, in.s, in.words)
			return c, e, err
		}
		c, err := in.f.Submit(tx, in.s)
		return c, e, err
	}})

type submission struct {
	f     *flow.Flow
	s     flow.Submission
	again int64
	words string
}

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema}

func newTrial(t *testing.T, d *act.Door, c *clock.Movable) *trial {
	tr := &trial{t: t, ctx: context.Background(), bench: newBench(), clock: c}
	tr.Flow = flow.Open(d, tr.bench, &calendar.Store{Door: d})
	hear := func(what string) flow.Hook {
		return func(tx *act.Tx, o flow.Outcome) error {
			tr.heard = append(tr.heard, what+" "+o.Case.Subject)
			if _, err := tr.Flow.Submit(tx, flow.Submission{Subject: "trial:99"}); err == nil || !strings.Contains(err.Error(), "hook") {
				t.Errorf("a hook could submit a case: %v", err)
			}
			return nil
		}
	}
	tr.Register(flow.Kind{Table: "trial", Name: "请假", Agreed: hear("agreed"), Closed: hear("closed"), Refused: hear("refused"), Returned: hear("returned"), Withdrawn: hear("withdrawn")})
	return tr
}

// chain reads "section_head opinion, director consent".
func chain(s string) []flow.StepSpec {
	var out []flow.StepSpec
	for x := range strings.SplitSeq(s, ",") {
		who, a, _ := strings.Cut(strings.TrimSpace(x), " ")
		out = append(out, flow.StepSpec{Who: flow.Who(who), Act: flow.Act(a)})
	}
	return out
}

const usual = "section_head opinion, deputy_in_charge review, director consent, political_section record"

func (tr *trial) submission(steps string) flow.Submission {
	tr.n++
	return flow.Submission{Subject: act.Subject("trial", tr.n), Applicant: clerk.Person, Title: "科员请年休假 2 天", URL: fmt.Sprintf("/trial/%d", tr.n),
		Chain: chain(steps), Edition: "2013-09-03", Basis: []law.ID{law.LeaveAnnualApprOther}, BasisLine: "依据：年休假审批", Facts: "2",
		Text: []flow.Line{{Label: "请假类别", Text: "年休假"}, {Label: "事由", Text: "探望父母"}}}
}

func (tr *trial) submit(steps string) int64 {
	tr.t.Helper()
	c, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: tr.submission(steps)})
	if err != nil {
		tr.t.Fatal(err)
	}
	return c.ID
}

func (tr *trial) do(h flow.Holder, a flow.Action, in flow.Input) flow.Result {
	tr.t.Helper()
	tr.clock.Move(60e9)
	r, err := tr.Do(tr.ctx, actor(h), a, in)
	if err != nil {
		tr.t.Fatalf("%s %s: %v", h.Login, a, err)
	}
	return r
}

func (tr *trial) refused(h flow.Holder, a flow.Action, in flow.Input, kind fault.Kind, say string) {
	tr.t.Helper()
	_, err := tr.Do(tr.ctx, actor(h), a, in)
	if f := fault.Of(err); err == nil || f.Kind != kind || !strings.Contains(f.Error()+f.Safe()+fmt.Sprint(f.Fields), say) {
		tr.t.Errorf("%s %s: want kind %d with %q, have %v", h.Login, a, kind, say, err)
	}
}

// is checks where a case stands: phase, and the open step.
func (tr *trial) is(id int64, phase flow.Phase, open string) flow.View {
	tr.t.Helper()
	v, err := tr.View(tr.ctx, actor(clerk), id)
	if err != nil {
		tr.t.Fatal(err)
	}
	have := ""
	if s := v.State.Open(); s != nil {
		have = s.Label()
	}
	if v.Phase != phase || have != open {
		tr.t.Fatalf("case %d: %s at %q, want %s at %q", id, v.Phase, have, phase, open)
	}
	again, err := flow.Rebuild(v.History)
	if err != nil {
		tr.t.Fatal(err)
	}
	if again.Phase != v.State.Phase || again.Round != v.State.Round || again.Settled != v.State.Settled || len(again.Steps) != len(v.State.Steps) {
		tr.t.Fatalf("the history gives %+v, the rows %+v", again, v.State)
	}
	for i, s := range v.State.Steps {
		s.Vacant = ""
		if s != again.Steps[i] {
			tr.t.Fatalf("the history gives %+v, the row %+v", again.Steps[i], s)
		}
	}
	return v
}

func each(t *testing.T, fn func(tr *trial)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		tr := newTrial(t, d, c)
		fn(tr)
		r, err := d.Verify(tr.ctx)
		if err != nil || !r.OK {
			t.Errorf("the ledger no longer fits the rows: %v %+v", err, r)
		}
	})
}

func TestStraightThrough(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.is(id, flow.Running, "科室负责人提出意见")
		tr.do(head, flow.Agree, flow.Input{Case: id, Words: "工作已安排"})
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Running, "局长同意")
		tr.do(director, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Recording, "政工科备案登记")
		tr.do(political, flow.Enter, flow.Input{Case: id})
		tr.is(id, flow.Closed, "")
		if got := strings.Join(tr.heard, ", "); got != "agreed trial:1, closed trial:1" {
			t.Errorf("hooks: %s", got)
		}
		tr.refused(director, flow.Refuse, flow.Input{Case: id, Words: "x"}, fault.Conflict, "已办结")
	})
}
