package attendance_test

import (
	"testing"

	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
)

// Work handed over for a leave is handed over for its days: the record ends with the
// leave, and where the leave moves to other days.
func TestAHandoverEndsWithItsLeave(t *testing.T) {
	each(t, func(b *bureau) {
		a := ask("personal", "03-12 am", "03-12 pm", "家事")
		x := b.apply("clerk", a)
		clerk := b.actors["clerk"]
		handOver := func() {
			b.t.Helper()
			if err := b.HandOver(b.ctx, clerk, x.ID, org.Handover{Backup: 2, Matters: []string{"月报"}}); err != nil {
				b.t.Fatal(err)
			}
		}
		open := func() (n int) {
			b.t.Helper()
			list, err := b.Org.StandInsOf(b.ctx, b.people["clerk"])
			if err != nil {
				b.t.Fatal(err)
			}
			for _, s := range list {
				if s.EndedAt == 0 {
					n++
				}
			}
			return n
		}
		handOver()
		a.Reason = "换了事由"
		if _, err := b.Reapply(b.ctx, clerk, x.ID, a, ""); err != nil || open() != 1 {
			b.t.Errorf("the same days: %d stand, %v", open(), err)
		}
		a.Since, a.Until = a.Since+2, a.Until+2
		if _, err := b.Reapply(b.ctx, clerk, x.ID, a, "改期"); err != nil || open() != 0 {
			b.t.Errorf("other days: %d stand, %v", open(), err)
		}
		handOver()
		if _, err := b.Flow.Do(b.ctx, clerk, flow.Withdraw, flow.Input{Case: b.leave(x.ID).CaseID}); err != nil || open() != 0 {
			b.t.Errorf("withdrawn: %d stand, %v", open(), err)
		}
	})
}
