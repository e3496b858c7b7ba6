package flow_test

import (
	"context"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
)

// Whoever has signed, or has the case open to sign it, does not stand for a text
// that the applicant put in its place afterwards.
func TestAChangeUnderWayIsSignedAnew(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		v := tr.is(id, flow.Running, "分管领导审核")
		open := v.State.Open()
		s := tr.submission(usual) // the facts that choose the chain are the same
		tr.clock.Move(60e9)
		if _, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s, again: id, words: "换了事由"}); err != nil {
			t.Fatal(err)
		}
		tr.refused(deputy, flow.Agree, flow.Input{Case: id, Step: open.ID, Turn: open.Since}, fault.Conflict, "已过时")
		if v = tr.is(id, flow.Running, "科室负责人提出意见"); v.Round != 2 {
			t.Errorf("round %d", v.Round)
		}
	})
}

// One signature does not settle a step in which the signer stands in without a
// hand-over: the take-over is recorded first.
func TestASignatureDoesNotReachAStepNotTakenOver(t *testing.T) {
	each(t, func(tr *trial) {
		b := deputy
		b.For, b.TakeOver = "代局长", 1
		tr.bench.roles[flow.Director] = []flow.Holder{b}
		id := tr.submit(usual)
		tr.do(head, flow.Agree, flow.Input{Case: id})
		if v, err := tr.View(tr.ctx, actor(deputy), id); err != nil || len(v.Together) != 0 {
			t.Errorf("promised to settle %v, %v", v.Together, err)
		}
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Running, "局长同意")
		tr.refused(deputy, flow.Agree, flow.Input{Case: id}, fault.Rule, "主动顶岗")
		b.TakeOver = 0
		tr.bench.roles[flow.Director] = []flow.Holder{b}
		tr.do(deputy, flow.Agree, flow.Input{Case: id})
		tr.is(id, flow.Recording, "政工科备案登记")
	})
}

func TestWhatComesAfterAReturnIsForeseen(t *testing.T) {
	each(t, func(tr *trial) {
		id := tr.submit(usual)
		subject := tr.is(id, flow.Running, "科室负责人提出意见").Subject
		back := func(facts string) []string {
			t.Helper()
			list, c, ok, err := tr.ExpectBack(tr.ctx, subject, facts)
			if err != nil || ok != (list != nil) || ok && c.Edition != "2013-09-03" {
				t.Fatalf("%v %v %v", list, ok, err)
			}
			var out []string
			for _, x := range list {
				name := x.Added
				for _, h := range x.Holders {
					name += h.Login
				}
				out = append(out, name)
			}
			return out
		}
		if got := back("2"); got != nil {
			t.Errorf("under way: %v", got)
		}
		tr.do(head, flow.Agree, flow.Input{Case: id})
		tr.do(deputy, flow.Add, flow.Input{Case: id, Person: office.Person, Words: "会签"})
		tr.do(deputy, flow.Return, flow.Input{Case: id, Words: "请补充"})
		if got := back("2"); len(got) != 4 || got[0] != "deputy" || got[1] != "办公室主任office" || got[2] != "director" {
			t.Errorf("unchanged: %v", got)
		}
		if got := back("3"); got != nil {
			t.Errorf("changed: %v", got)
		}
	})
}

// Two runs lay out the same papers: the faster one hands them over, the slower one
// finds nothing left to do and says so.
func TestPapersAreHandedOverOnce(t *testing.T) {
	each(t, func(tr *trial) {
		var filed, runs int
		tr.Register(flow.Kind{Table: "papered", Name: "请假",
			Closed: func(tx *act.Tx, o flow.Outcome) error { return tr.Owe(tx, o.Case.Subject) },
			File:   func(*act.Tx, flow.Papers) error { filed++; return nil },
			Papers: func(ctx context.Context, id int64) (flow.Papers, error) {
				if runs++; runs == 1 { // meanwhile another run does it all
					if n, err := tr.HandOver(ctx); err != nil || n != 1 {
						t.Errorf("the faster run handed over %d: %v", n, err)
					}
					if n, err := tr.HandOver(ctx); err != nil || n != 0 {
						t.Errorf("handed over %d again: %v", n, err)
					}
				}
				return flow.Papers{Subject: act.Subject("papered", id), Title: "假条"}, nil
			}})
		s := tr.submission("director consent")
		s.Subject = act.Subject("papered", 1)
		c, err := submitDeed.Run(tr.ctx, tr.Door, actor(clerk), submission{f: tr.Flow, s: s})
		if err != nil {
			t.Fatal(err)
		}
		tr.do(director, flow.Agree, flow.Input{Case: c.ID})
		if n, err := tr.HandOver(tr.ctx); filed != 1 || n != 0 || err != nil {
			t.Errorf("filed %d times, %d again: %v", filed, n, err)
		}
	})
}
