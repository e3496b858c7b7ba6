package flow_test

import (
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
)

// The director is away, a deputy stands in for him, and somebody says that the director
// agreed on the telephone: that only the director can know.
func TestWhoStandsInDoesNotConfirmAnothersWord(t *testing.T) {
	each(t, func(tr *trial) {
		b := deputy
		b.For = "局长（B岗）"
		tr.bench.roles[flow.Director], tr.bench.own[flow.Director] = []flow.Holder{b}, []flow.Holder{director}
		tr.bench.cannot[director.Person] = "局长目前不在岗，请选择其他人员。"
		id := tr.submit("director consent, political_section record")
		v, err := tr.View(tr.ctx, actor(clerk), id)
		if err != nil || len(v.Speakers) != 2 {
			t.Fatalf("%v: may have spoken %+v", err, v.Speakers)
		}
		said := v.Now - 6*3600e6
		tr.refused(clerk, flow.Oral, flow.Input{Case: id, When: said, Words: "x", Person: head.Person}, fault.Invalid, "不由所选的人办理")
		tr.refused(clerk, flow.Oral, flow.Input{Case: id, When: said, Words: "x", Person: clerk.Person}, fault.Invalid, "不由所选的人办理")
		tr.do(clerk, flow.Oral, flow.Input{Case: id, When: said, Words: "电话请示", Person: director.Person})
		for _, a := range []flow.Action{flow.Confirm, flow.Deny, flow.Agree, flow.Refuse, flow.Return, flow.PassOn, flow.Add} {
			tr.refused(deputy, a, flow.Input{Case: id, Words: "x", Person: second.Person, Before: true}, fault.Forbidden, "不轮到")
		}
		tr.refused(office, flow.Confirm, flow.Input{Case: id}, fault.NotFound, "")
		if v, err := tr.View(tr.ctx, actor(deputy), id); err != nil || v.May(flow.Confirm) || v.May(flow.Agree) {
			t.Errorf("%v: the deputy may %v", err, v.Can)
		}
		todos := &notify.Notify{Door: tr.Door}
		if list, err := todos.List(tr.ctx, notify.Audience{Login: "deputy"}); err != nil || len(list) != 0 {
			t.Errorf("%v: the deputy still has %+v", err, list)
		}
		if list, err := todos.List(tr.ctx, notify.Audience{Login: "director"}); err != nil || len(list) != 1 {
			t.Errorf("%v: the director has %+v", err, list)
		}
		// The director does so from where he is.
		tr.refused(director, flow.PassOn, flow.Input{Case: id, Words: "x", Person: deputy.Person}, fault.Conflict, "先确认或否认")
		tr.do(director, flow.Confirm, flow.Input{Case: id})
		v = tr.is(id, flow.Recording, "政工科备案登记")
		if e := v.History[len(v.History)-1]; e.EventAt != said || e.For != "" || e.Login != "director" {
			t.Errorf("%+v", e)
		}
	})
}

// Who stood in when it was said, and did say it, confirms it in the capacity of then.
func TestWhoStoodInConfirmsTheOwnWord(t *testing.T) {
	each(t, func(tr *trial) {
		b := deputy
		b.For = "局长（B岗）"
		tr.bench.roles[flow.Director], tr.bench.own[flow.Director] = []flow.Holder{b}, []flow.Holder{director}
		id := tr.submit("director consent")
		v := tr.is(id, flow.Running, "局长同意")
		tr.do(clerk, flow.Oral, flow.Input{Case: id, When: v.Now - 3600e6, Words: "电话请示", Person: deputy.Person})
		tr.bench.roles[flow.Director] = []flow.Holder{director} // back again
		tr.refused(director, flow.Confirm, flow.Input{Case: id}, fault.NotFound, "")
		tr.do(deputy, flow.Confirm, flow.Input{Case: id})
		v = tr.is(id, flow.Closed, "")
		if e := v.History[len(v.History)-1]; e.For != b.For {
			t.Errorf("confirmed as %q", e.For)
		}
	})
}

// Who is said to have spoken left, or has no account any more: the step waits for an
// ordinary word in writing, and the case says why.
func TestAWordThatNobodyCanConfirmIsDecidedInWriting(t *testing.T) {
	for _, why := range []string{"gone", "disabled"} {
		t.Run(why, func(t *testing.T) {
			each(t, func(tr *trial) {
				id := tr.submit("director consent")
				v := tr.is(id, flow.Running, "局长同意")
				tr.do(clerk, flow.Oral, flow.Input{Case: id, When: v.Now - 3600e6, Words: "电话请示"})
				tr.bench.cannot[director.Person] = why
				tr.bench.roles[flow.Director] = []flow.Holder{second}
				if n, err := tr.Refresh(tr.ctx); err != nil || n != 1 {
					t.Fatalf("%d %v", n, err)
				}
				v, err := tr.View(tr.ctx, actor(second), id)
				if err != nil || v.Unheard == "" || v.May(flow.Confirm) || !v.May(flow.Agree) || !v.May(flow.Return) {
					t.Fatalf("%v: %q, may %v", err, v.Unheard, v.Can)
				}
				tr.refused(second, flow.Confirm, flow.Input{Case: id}, fault.Conflict, "无从确认")
				tr.refused(deputy, flow.Agree, flow.Input{Case: id}, fault.NotFound, "")
				tr.do(second, flow.Agree, flow.Input{Case: id, Words: "同意"})
				v = tr.is(id, flow.Closed, "")
				e := v.History[len(v.History)-1]
				if e.EventAt != e.At || !strings.Contains(e.Data, `"unheard":"局长`) {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

// A case that goes back loses a claim that nobody can confirm.
func TestAReturnStrikesAWordThatNobodyCanConfirm(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit("director consent")
		v := tr.is(id, flow.Running, "局长同意")
		tr.do(clerk, flow.Oral, flow.Input{Case: id, When: v.Now - 3600e6, Words: "电话请示"})
		tr.bench.cannot[director.Person] = "gone"
		tr.bench.roles[flow.Director] = []flow.Holder{second}
		tr.do(second, flow.Return, flow.Input{Case: id, Words: "请补凭据"})
		if v = tr.is(id, flow.Returned, ""); v.State.Steps[0].OralAt != 0 {
			t.Errorf("%+v", v.State.Steps)
		}
	})
}
