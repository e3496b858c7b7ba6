package flow

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
)

// Input is what somebody does to a case, as the pages send it.
type Input struct {
	Case int64
	// Step and Turn are the open step as the actor saw it (Step.ID, Step.Since).
	// Something else by now is a Conflict that says who was faster. Zero: whatever
	// is open.
	Step, Turn int64
	Words      string
	Person     int64      // Add, PassOn, Assign; Oral: who is said to have approved, 0 for the one who holds the role
	Readers    []int64    // Copy, and copies that go with Agree
	To         int64      // Return: an earlier step, 0 for the applicant; Oral: the step, 0 for the open one
	Before     bool       // Add
	Agreed     bool       // Resolve, Answer
	Meeting    string     // Resolve: which meeting
	From       string     // Answer: who answered
	Paper      string     // Answer: number of the paper
	Date       civil.Date // Resolve, Answer: when it was decided
	When       int64      // Oral: when it was said, microseconds UTC
}

// Result is what came of it.
type Result struct {
	Case  int64
	Phase Phase
	URL   string
	Say   string // one Chinese sentence for the next page
}

type doing struct {
	f   *Flow
	in  Input
	cal *calendar.Calendar
	// room is set when a room's own deed does it (Flow.Act).
	room bool
}

func body(a Action) func(*act.Tx, doing) (Result, act.Entry, error) {
	return func(tx *act.Tx, d doing) (Result, act.Entry, error) { return d.f.perform(tx, a, d) }
}

// One deed for each action, so that the ledger and the list of rights tell them
// apart. Who may do it to which case stands in Machine.
var (
	agreeDeed    = act.Define(act.Spec[doing, Result]{Name: "flow.case.agree", Label: "同意", Right: Use, Do: body(Agree)})
	dissentDeed  = act.Define(act.Spec[doing, Result]{Name: "flow.case.dissent", Label: "记录不同意见", Right: Use, Do: body(Dissent)})
	refuseDeed   = act.Define(act.Spec[doing, Result]{Name: "flow.case.refuse", Label: "不同意", Right: Use, Do: body(Refuse)})
	returnDeed   = act.Define(act.Spec[doing, Result]{Name: "flow.case.return", Label: "退回", Right: Use, Do: body(Return)})
	withdrawDeed = act.Define(act.Spec[doing, Result]{Name: "flow.case.withdraw", Label: "撤回", Right: Use, Do: body(Withdraw)})
	resolveDeed  = act.Define(act.Spec[doing, Result]{Name: "flow.case.resolve", Label: "登记研究结果", Right: Use, Do: body(Resolve)})
	answerDeed   = act.Define(act.Spec[doing, Result]{Name: "flow.case.answer", Label: "登记批复", Right: Use, Do: body(Answer)})
	enterDeed    = act.Define(act.Spec[doing, Result]{Name: "flow.case.enter", Label: "备案登记", Right: Use, Do: body(Enter)})
	addDeed      = act.Define(act.Spec[doing, Result]{Name: "flow.case.add", Label: "加签", Right: Use, Do: body(Add)})
	passDeed     = act.Define(act.Spec[doing, Result]{Name: "flow.case.pass", Label: "转办", Right: Use, Do: body(PassOn)})
	assignDeed   = act.Define(act.Spec[doing, Result]{Name: "flow.case.assign", Label: "指定办理人", Right: Use, Do: body(Assign)})
	copyDeed     = act.Define(act.Spec[doing, Result]{Name: "flow.case.copy", Label: "抄送传阅", Right: Use, Do: body(Copy)})
	urgeDeed     = act.Define(act.Spec[doing, Result]{Name: "flow.case.urge", Label: "催办", Right: Use, Do: body(Urge)})
	oralDeed     = act.Define(act.Spec[doing, Result]{Name: "flow.case.oral", Label: "登记紧急口头批准", Right: Use, Do: body(Oral)})
	confirmDeed  = act.Define(act.Spec[doing, Result]{Name: "flow.case.confirm", Label: "确认口头批准", Right: Use, Do: body(Confirm)})
	denyDeed     = act.Define(act.Spec[doing, Result]{Name: "flow.case.deny", Label: "否认口头批准", Right: Use, Do: body(Deny)})
)

// Act does one action within a deed of the room that brought the case: the room has
// checked and keeps what belongs to the word besides. in.Words say all of it.
func (f *Flow) Act(tx *act.Tx, a Action, in Input) (Result, act.Entry, error) {
	return f.perform(tx, a, doing{f: f, in: in, room: true})
}

// Do does one action to a case. Submitting is the room's own deed (Submit,
// Resubmit).
func (f *Flow) Do(ctx context.Context, who act.Actor, a Action, in Input) (Result, error) {
	d := doing{f: f, in: in}
	switch a {
	case Agree:
		return agreeDeed.Run(ctx, f.Door, who, d)
	case Dissent:
		return dissentDeed.Run(ctx, f.Door, who, d)
	case Refuse:
		return refuseDeed.Run(ctx, f.Door, who, d)
	case Return:
		return returnDeed.Run(ctx, f.Door, who, d)
	case Withdraw:
		return withdrawDeed.Run(ctx, f.Door, who, d)
	case Resolve:
		return resolveDeed.Run(ctx, f.Door, who, d)
	case Answer:
		return answerDeed.Run(ctx, f.Door, who, d)
	case Enter:
		return enterDeed.Run(ctx, f.Door, who, d)
	case Add:
		return addDeed.Run(ctx, f.Door, who, d)
	case PassOn:
		return passDeed.Run(ctx, f.Door, who, d)
	case Assign:
		return assignDeed.Run(ctx, f.Door, who, d)
	case Copy:
		return copyDeed.Run(ctx, f.Door, who, d)
	case Urge:
		cal, err := f.Calendar.Current(ctx)
		if err != nil {
			return Result{}, err
		}
		d.cal = cal
		return urgeDeed.Run(ctx, f.Door, who, d)
	case Oral:
		return oralDeed.Run(ctx, f.Door, who, d)
	case Confirm:
		return confirmDeed.Run(ctx, f.Door, who, d)
	case Deny:
		return denyDeed.Run(ctx, f.Door, who, d)
	}
	return Result{}, fault.New(fault.NotFound, "没有这种办理方式。")
}

var readDeed = act.Define(act.Spec[readIn, int]{Name: "flow.reader.read", Label: "阅知", Right: Use, Do: markRead})

// Read marks copies as read, the only thing that can be done to many cases at
// once; it gives how many were unread. Somebody else's copy is not found.
func (f *Flow) Read(ctx context.Context, who act.Actor, copies []int64) (int, error) {
	return readDeed.Run(ctx, f.Door, who, readIn{copies})
}

var refreshDeed = act.Define(act.Spec[refreshIn, int]{Name: "flow.step.refresh", Label: "更新待办人", Right: Use, Quiet: "looking again changes nothing where everybody is where they were",
	Do: func(tx *act.Tx, in refreshIn) (int, act.Entry, error) {
		n, err := in.f.RefreshIn(tx)
		if err != nil || n == 0 {
			return n, act.Entry{}, err
		}
		return n, act.Entry{Subject: "flow_step", Summary: fmt.Sprintf("按当前任职和在岗情况重新核对待办人，变动 %d 步", n)}, nil
	}})

type refreshIn struct{ f *Flow }

// Refresh finds anew for every open step who can act in it, and gives how many
// steps changed: for the daily job. Rights are found out at each act anyway; this
// keeps lists and to-dos right when a day begins and people leave or come back.
func (f *Flow) Refresh(ctx context.Context) (int, error) {
	return refreshDeed.Run(ctx, f.Door, act.Program("核对待办人"), refreshIn{f})
}

// Turn gives the open step of a case and the actor in the capacity of it, within a
// deed of the room that brought it; for whoever's turn it is not it is refused.
func (f *Flow) Turn(tx *act.Tx, in Input) (Step, Holder, error) {
	sc, err := f.scene(tx, in.Case)
	if err != nil {
		return Step{}, Holder{}, err
	}
	if err := sc.overtaken(in); err != nil {
		return Step{}, Holder{}, err
	}
	step := sc.state.Open()
	if err := permit(move{state: &sc.state, step: step, words: in.Words, now: tx.Now, vacant: sc.vacant != ""}, Agree, sc.who); err != nil {
		return Step{}, Holder{}, err
	}
	if err := sc.takenOver(); err != nil {
		return Step{}, Holder{}, err
	}
	return *step, sc.self, nil
}
