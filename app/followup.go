package app

import (
	"context"
	"fmt"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/followup"
	"lantai.internal/room/meeting/life"
)

// openFollowup opens following up and the democratic life meeting, and connects them
// with the meeting room.
func (a *App) openFollowup() {
	a.Followup = followup.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Life = life.Open(a.Door, a.Files, a.Org, a.Flow, a.Rules)
	// What signed minutes say is to be done is followed up.
	a.Meetings.Resolved = append(a.Meetings.Resolved, func(tx *act.Tx, list []meeting.Resolution) error {
		var out []followup.Resolution
		for _, x := range list {
			out = append(out, followup.Resolution{Meeting: x.Meeting, Item: x.Item, Ref: x.Ref, What: x.What, Unit: x.Unit, Owner: x.Owner, Due: x.Due, URL: x.URL})
		}
		return a.Followup.TakeUp(tx, out)
	})
	// A democratic life meeting is held on the day that its preparation and the last day
	// of the year allow.
	a.Meetings.Guards = append(a.Meetings.Guards, func(tx *act.Tx, m meeting.Meeting, at meeting.Stage) error {
		if m.Kind != followup.Life || m.LateReason != "" || at != meeting.BeforePlan && at != meeting.BeforeNotice {
			return nil
		}
		return a.Life.Admits(tx, m.HeldOn)
	})
	a.Followup.Meeting, a.Followup.Sittings, a.Life.Sitting = meetingOf, sittings, lifeSitting
	a.Followup.Since = firstDay
	// The page of a meeting tells what became of its decisions, and that of a democratic
	// life meeting leads to its checklist.
	a.Meetings.Panels = append(a.Meetings.Panels, a.followupPanel, a.lifePanel)
}

// meetingOf is what following up has to know of a meeting.
func meetingOf(ctx context.Context, rd db.Reader, id int64) (followup.Held, error) {
	type row struct {
		Kind  string     `db:"kind"`
		Chair int64      `db:"chair_id"`
		On    civil.Date `db:"held_on"`
	}
	m, _, err := db.Maybe[row](ctx, rd, "SELECT kind, chair_id, held_on FROM meeting_meeting WHERE id = $1", id)
	return followup.Held(m), err
}

// sittings lists the meetings that were opened, or are called, in a span of days: their
// kinds and days are no secret of anybody's.
func sittings(ctx context.Context, rd db.Reader, from, to civil.Date) ([]followup.Sitting, error) {
	type row struct {
		ID    int64      `db:"id"`
		Kind  string     `db:"kind"`
		On    civil.Date `db:"held_on"`
		State string     `db:"state"`
	}
	list, err := db.All[row](ctx, rd, "SELECT id, kind, held_on, state FROM meeting_meeting WHERE state <> 'cancelled' AND held_on >= $1 AND held_on <= $2 ORDER BY held_on, id", from, to)
	var out []followup.Sitting
	for _, x := range list {
		held := x.State == meeting.Held || x.State == meeting.Closed || x.State == meeting.Signed
		out = append(out, followup.Sitting{Kind: x.Kind, On: x.On, Held: held})
	}
	return out, err
}

// firstDay is the installation's first day, that of the first entry of its ledger; the
// zero day before there is one.
func firstDay(ctx context.Context, rd db.Reader) (civil.Date, error) {
	at, found, err := db.Maybe[int64](ctx, rd, "SELECT at FROM ledger_entry ORDER BY seq LIMIT 1")
	if err != nil || !found {
		return civil.Date{}, err
	}
	return civil.DateOf(clock.FromMicros(at)), nil
}

// lifeSitting is the democratic life meeting that was held in a year, with the members
// who signed in.
func lifeSitting(ctx context.Context, rd db.Reader, year int) (life.Sitting, bool, error) {
	type row struct {
		ID int64      `db:"id"`
		On civil.Date `db:"held_on"`
	}
	m, found, err := db.Maybe[row](ctx, rd, "SELECT id, held_on FROM meeting_meeting WHERE kind = $1 AND year = $2 AND state IN ('closed', 'signed') ORDER BY id DESC LIMIT 1", followup.Life, year)
	if err != nil || !found {
		return life.Sitting{}, false, err
	}
	present, err := db.All[int64](ctx, rd, `SELECT DISTINCT s.person_id FROM meeting_seat s JOIN meeting_move v ON v.meeting_id = s.meeting_id AND v.person_id = s.person_id
WHERE s.meeting_id = $1 AND s.part = 'member' AND v.kind = 'in'`, m.ID)
	return life.Sitting{ID: m.ID, On: m.On, Present: present, URL: meeting.URL(m.ID)}, true, err
}

// followupPanel lists what is followed up of a meeting, as far as who may see it.
func (a *App) followupPanel(ctx context.Context, who act.Actor, m meeting.Meeting) ([]ui.Part, error) {
	list, err := a.Followup.Register(ctx, who, followup.Conditions{Meeting: m.ID})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	t := a.Followup.Table("议定事项办理", list)
	return []ui.Part{{Title: "议定事项办理", Table: &t}}, nil
}

func (a *App) lifePanel(ctx context.Context, who act.Actor, m meeting.Meeting) ([]ui.Part, error) {
	if m.Kind != followup.Life {
		return nil, nil
	}
	list, err := a.Life.Years(ctx, who)
	for _, x := range list {
		if x.Year == m.Year {
			return []ui.Part{{Title: "民主生活会程序", Hint: "会前、会上、会后的程序在程序清单里登记。", Buttons: []ui.Button{{Label: fmt.Sprintf("%d年程序清单", x.Year), URL: x.URL()}}}}, nil
		}
	}
	return nil, err
}
