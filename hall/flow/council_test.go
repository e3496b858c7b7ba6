package flow_test

import (
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/council"
	"lantai.internal/hall/council/counciltest"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
)

type minutes struct {
	f *flow.Flow
	d council.Decision
}

// signDeed stands for the deed by which the chair of a meeting signs its minutes.
var signDeed = act.Define(act.Spec[minutes, int]{Name: "flow.trial.sign", Right: org.Anyone, Basis: []law.ID{law.MtgHeadMinutesSign},
	Do: func(tx *act.Tx, in minutes) (int, act.Entry, error) {
		return 0, act.Entry{Subject: "trial_meeting:1", Summary: "签发会议纪要"}, in.f.CouncilDecided(tx, in.d)
	}})

func (tr *trial) sign(h flow.Holder, source string, outcome council.Outcome, words string) {
	tr.t.Helper()
	tr.clock.Move(60e9)
	on := tr.Door.Today()
	if _, err := signDeed.Run(tr.ctx, tr.Door, actor(h), minutes{tr.Flow, council.Decision{Source: source, Ref: "局长办公会纪要〔2014〕3号第2项", URL: "/meetings/1", Outcome: outcome, Words: words, On: on}}); err != nil {
		tr.t.Fatal(err)
	}
}

const long = "section_head opinion, leadership_meeting decide, political_section record"

func convened(t *testing.T, fn func(tr *trial, a *counciltest.Agenda)) {
	each(t, func(tr *trial) {
		a := &counciltest.Agenda{}
		tr.Council = a
		fn(tr, a)
	})
}

// Clauses leave.personal.ge6 and mtg.head.minutes.sign: the matter goes to a meeting when its
// turn comes, and what the signed minutes say settles it.
func TestAMeetingDecidesWhatIsOnItsAgenda(t *testing.T) {
	convened(t, func(tr *trial, a *counciltest.Agenda) {
		id := tr.submit(long)
		if len(a.Asked) != 0 {
			t.Fatalf("put before a meeting although the section head has not spoken: %+v", a.Asked)
		}
		tr.do(head, flow.Agree, flow.Input{Case: id})
		if len(a.Asked) != 1 || !slices.Equal(a.Last().Concerned, []int64{clerk.Person}) || a.Last().URL != "/trial/1" {
			t.Fatalf("asked: %+v", a.Asked)
		}
		tr.refused(political, flow.Resolve, flow.Input{Case: id, Meeting: "局务会", Agreed: true}, fault.Conflict, "已列入7月9日局长办公会议程")
		desk, err := tr.Desk(tr.ctx, actor(political))
		if err != nil || len(desk.Waiting) != 0 {
			t.Errorf("something waits for who has nothing to do: %+v %v", desk.Waiting, err)
		}
		if v := tr.is(id, flow.Running, "局领导集体研究"); !v.Council.Listed || v.Council.URL != "" {
			t.Errorf("the case does not tell of the agenda: %+v", v.Council)
		}
		if v, err := tr.View(tr.ctx, actor(political), id); err != nil || v.Council.URL != counciltest.URL || v.May(flow.Resolve) || !v.May(flow.Return) {
			t.Errorf("who serves the meeting sees %+v and may %v: %v", v.Council, v.Can, err)
		}
		tr.sign(director, a.Last().Source, council.Agreed, "同意请假")
		v := tr.is(id, flow.Recording, "政工科备案登记")
		e := v.History[len(v.History)-1]
		if e.Action != flow.Decided || e.Login != director.Login || e.Outcome != flow.Agreed || !strings.Contains(e.Data, "局长办公会纪要〔2014〕3号第2项") {
			t.Errorf("the decision stands as %+v", e)
		}
		if said := v.Said()[1]; said.Opinion != "同意请假" || said.Signed != "局长办公会纪要〔2014〕3号第2项（局长签发）" {
			t.Errorf("the form would say %q, %q", said.Opinion, said.Signed)
		}
		tr.sign(director, a.Last().Source, council.Refused, "再来一次") // the same minutes again change nothing
		tr.is(id, flow.Recording, "政工科备案登记")
		tr.do(political, flow.Enter, flow.Input{Case: id})
		tr.is(id, flow.Closed, "")
		if len(a.Dropped) != 0 {
			t.Errorf("a decided matter was taken back: %v", a.Dropped)
		}
	})
}

func TestAMeetingRefusesOrPutsOff(t *testing.T) {
	convened(t, func(tr *trial, a *counciltest.Agenda) {
		id := tr.submit("leadership_meeting decide, political_section record")
		tr.sign(director, a.Last().Source, council.PutOff, "材料不全，下次会议再议")
		v := tr.is(id, flow.Running, "局领导集体研究")
		if e := v.History[len(v.History)-1]; e.Action != flow.Deferred || e.Words != "材料不全，下次会议再议" || e.Outcome != "" {
			t.Errorf("put off stands as %+v", e)
		}
		a.TakeOff() // that item is done with
		tr.sign(director, a.Last().Source, council.Heard, "")
		tr.is(id, flow.Running, "局领导集体研究")
		if len(a.Asked) != 2 {
			t.Errorf("what was put off is not before the meetings again: %+v", a.Asked)
		}
		tr.sign(director, a.Last().Source, council.Refused, "不同意，工作离不开")
		tr.is(id, flow.Refused, "")
		if got := strings.Join(tr.heard, ", "); got != "refused trial:1" {
			t.Errorf("hooks: %s", got)
		}
	})
}

func TestWhatNoLongerWaitsIsTakenBack(t *testing.T) {
	convened(t, func(tr *trial, a *counciltest.Agenda) {
		id := tr.submit(long)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		first := a.Last().Source
		tr.do(political, flow.Return, flow.Input{Case: id, Words: "请补材料"})
		if !slices.Equal(a.Dropped, []string{first}) {
			t.Fatalf("a return takes back %v", a.Dropped)
		}
		tr.clock.Move(60e9)
		s := tr.submission(long)
		s.Subject = "trial:1"
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s, again: id}); err != nil {
			t.Fatal(err)
		}
		second := a.Last().Source
		if len(a.Asked) != 2 || second == first {
			t.Fatalf("what comes back is asked anew under its own name: %s after %s", second, first)
		}
		tr.sign(director, first, council.Agreed, "") // minutes of what was taken back
		tr.is(id, flow.Running, "局领导集体研究")
		tr.do(clerk, flow.Withdraw, flow.Input{Case: id})
		if !slices.Equal(a.Dropped, []string{first, second}) {
			t.Errorf("a withdrawal takes back %v", a.Dropped)
		}
	})
}

// What the meetings took off, and what nobody put before them, is entered by hand.
func TestWhatIsOffTheAgendaIsEnteredByHand(t *testing.T) {
	convened(t, func(tr *trial, a *counciltest.Agenda) {
		id := tr.submit("leadership_meeting decide, political_section record")
		a.TakeOff()
		tr.sign(director, a.Last().Source, council.Declined, "本月议题已满")
		if v := tr.is(id, flow.Running, "局领导集体研究"); v.History[len(v.History)-1].Words != "本月议题已满" || v.Council.Listed {
			t.Errorf("not put on the agenda stands as %+v", v.History[len(v.History)-1])
		}
		if n, err := tr.Refresh(tr.ctx); err != nil || n != 0 {
			t.Fatalf("%d steps changed: %v", n, err)
		}
		desk, err := tr.Desk(tr.ctx, actor(political))
		if err != nil || len(desk.Waiting) != 1 {
			t.Fatalf("it waits for who enters it: %+v %v", desk.Waiting, err)
		}
		tr.do(political, flow.Resolve, flow.Input{Case: id, Meeting: "局务会", Agreed: true, Date: tr.Door.Today()})
		tr.is(id, flow.Recording, "政工科备案登记")
	})
}

// Nobody decides the own case: minutes that the applicant signs leave it to others.
func TestMinutesSignedByTheApplicantSettleNothing(t *testing.T) {
	convened(t, func(tr *trial, a *counciltest.Agenda) {
		id := tr.submit("leadership_meeting decide, political_section record")
		a.TakeOff() // decided, no longer before a meeting
		tr.sign(clerk, a.Last().Source, council.Agreed, "")
		tr.is(id, flow.Running, "局领导集体研究")
		tr.do(office, flow.Resolve, flow.Input{Case: id, Meeting: "局长办公会纪要〔2014〕3号第2项", Agreed: true, Date: tr.Door.Today()})
		tr.is(id, flow.Recording, "政工科备案登记")
	})
}
