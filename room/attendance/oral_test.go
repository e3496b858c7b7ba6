package attendance_test

import (
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/room/attendance"
)

// The head agreed on the telephone, went on leave, and B stands in as of the A/B
// table: B does not confirm what the head is said to have granted. When the head's
// account is gone, B decides it in writing, and the case says why.
func TestBDoesNotConfirmWhatASaid(t *testing.T) {
	each(t, func(b *bureau) {
		y := b.apply("head", ask("annual", "03-10 am", "03-11 pm", ""))
		b.agree(b.leave(y.ID).CaseID, "deputy", "director")
		list, err := b.Org.Backups(b.ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, x := range list {
			if x.Post == "LTK-head" {
				if err := b.HandOver(b.ctx, b.actors["head"], y.ID, org.Handover{Backup: x.ID, Matters: []string{"审批"}}); err != nil {
					b.t.Fatal(err)
				}
			}
		}
		b.c.Move(24 * time.Hour) // Tuesday noon
		said := civil.Must(monday).Time().Add(11 * time.Hour).UnixMicro()
		claim := func(first string) (int64, int64) {
			x := b.apply("colleague", ask("personal", first+" am", first+" am", "家人急病"))
			id := b.leave(x.ID).CaseID
			_, err := b.Flow.Do(b.ctx, b.actors["colleague"], flow.Oral, flow.Input{Case: id, When: said, Words: "电话请示", Person: b.people["deputy"]})
			b.refused(err, fault.Invalid, "不由所选的人办理")
			if _, err := b.Flow.Do(b.ctx, b.actors["colleague"], flow.Oral, flow.Input{Case: id, When: said, Words: "电话请示", Person: b.people["head"]}); err != nil {
				b.t.Fatal(err)
			}
			return x.ID, id
		}
		leave, id := claim("03-16")
		for _, a := range []flow.Action{flow.Confirm, flow.Deny, flow.Agree} {
			_, err := b.Flow.Do(b.ctx, b.actors["clerk"], a, flow.Input{Case: id, Words: "x"})
			b.refused(err, fault.Forbidden, "不轮到")
		}
		if _, err := b.Flow.Do(b.ctx, b.actors["head"], flow.Confirm, flow.Input{Case: id}); err != nil {
			b.t.Fatal(err)
		}
		if l := b.leave(leave); l.State != attendance.Agreed || b.last(leave).EventAt != said {
			b.t.Errorf("%s, %+v", l.State, b.last(leave))
		}

		leave, id = claim("03-17")
		acc, err := b.Org.AccountByLogin(b.ctx, "head")
		if err == nil {
			err = b.Org.SetState(b.ctx, act.Owner(), acc.ID, "disabled")
		}
		if err == nil {
			_, err = b.Flow.Refresh(b.ctx)
		}
		if err != nil {
			b.t.Fatal(err)
		}
		v := b.seen("clerk", leave)
		if !strings.Contains(v.Unheard, "没有可用的账号") || v.May(flow.Confirm) || !v.May(flow.Agree) {
			b.t.Fatalf("%q, may %v", v.Unheard, v.Can)
		}
		b.agree(id, "clerk")
		if e := b.last(leave); b.leave(leave).State != attendance.Agreed || e.EventAt != e.At || !strings.Contains(e.Data, "unheard") || !strings.Contains(e.For, "流通科科长") {
			b.t.Errorf("%s, %+v", b.leave(leave).State, e)
		}
	})
}
