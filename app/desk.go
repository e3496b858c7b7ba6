package app

import (
	"context"
	"encoding/json"
	"time"

	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/job"
	"lantai.internal/room/duty"
	"lantai.internal/room/duty/desk"
)

// connectDesk connects the duty desk: the roster says who should be there and hears
// who was.
func (a *App) connectDesk() {
	turn := func(t duty.Turn) desk.Turn {
		return desk.Turn{Shift: t.Shift, Person: t.Person, Name: t.Name, Phone: t.Phone, From: t.From, Until: t.Until, Why: t.Why}
	}
	a.DutyDesk.Roster = func(ctx context.Context, rd db.Reader, at int64) (desk.Watch, error) {
		w, err := a.Duty.Planned(ctx, rd, at)
		return desk.Watch{Officer: turn(w.Officer), Leader: turn(w.Leader)}, err
	}
	a.DutyDesk.Attended = func(tx *act.Tx, x desk.Attendance) error {
		if x.Until != 0 {
			return nil // whoever comes next ends it
		}
		return a.Duty.Arrived(tx, x.Shift, duty.Officer, x.Person, x.From)
	}
	a.DutyDesk.Swaps = a.Duty.Swapped
}

// deskJobs is the work of every minute at the duty desk.
func (a *App) deskJobs() []job.Kind {
	return []job.Kind{{Name: "duty.desk", Every: time.Minute, Run: func(ctx context.Context, _ json.RawMessage) error {
		_, err := a.DutyDesk.Watch(ctx)
		return err
	}}}
}
