package app

import (
	"context"
	"fmt"

	"lantai.internal/kit/act"
	"lantai.internal/room/integrity"
	"lantai.internal/room/meeting"
)

// openIntegrity opens the room of party conduct. What signed minutes say of major and
// cadre matters is entered there.
func (a *App) openIntegrity() {
	a.Integrity = integrity.Open(a.Door, a.Org, a.Rules, a.Registers)
	a.Meetings.SignedOff = append(a.Meetings.SignedOff, func(tx *act.Tx, s meeting.SignOff) error {
		for _, m := range majors(s) {
			if err := a.Integrity.Decided(tx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// majors are the major and cadre matters that a meeting decided. What was deferred is
// told by the minutes that decide it.
func majors(s meeting.SignOff) []integrity.Major {
	var out []integrity.Major
	for _, it := range s.Items {
		if !it.Major && !it.Cadre || it.Outcome != meeting.Agreed && it.Outcome != meeting.Refused {
			continue
		}
		m := integrity.Major{Ref: fmt.Sprintf("%s第%d项", s.Meeting.Paper, it.Place), Title: it.Title, Cadre: it.Cadre, On: s.Meeting.HeldOn, Unit: it.Unit,
			Outcome: map[string]string{meeting.Agreed: "同意", meeting.Refused: "不同意"}[it.Outcome], Present: fmt.Sprintf("应到%d人，实到%d人", it.Due, it.Present)}
		if it.Voting != "" {
			m.Vote = fmt.Sprintf("赞成%d，反对%d，弃权%d", it.Yes, it.No, it.Abstain)
		}
		for _, t := range s.Tasks {
			if t.Item == it.ID {
				m.Unit, m.Due = t.Unit, t.Due
				break
			}
		}
		out = append(out, m)
	}
	return out
}

// watchIntegrity reminds of what is to be declared.
func (a *App) watchIntegrity(ctx context.Context) error {
	_, err := a.Integrity.Watch(ctx)
	return err
}
