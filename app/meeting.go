package app

import (
	"lantai.internal/base/fault"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting"
	"lantai.internal/room/meeting/venue"
)

// openMeetings opens the meeting room, and connects it.
func (a *App) openMeetings() {
	a.Meetings = meeting.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	// A meeting in a room of the building takes it in the rooms' calendar.
	a.Meetings.Venue = func(tx *act.Tx, t meeting.Taking) error {
		v, ok, err := a.Venue.Named(tx.Ctx, tx, t.Place)
		switch {
		case err != nil:
			return err
		case t.Off || !ok:
			return a.Venue.Release(tx, t.Source)
		}
		_, err = a.Venue.Hold(tx, venue.Hold{Source: t.Source, Room: v.ID, Title: t.Title, From: t.From, Until: t.Until, Phone: v.Phone})
		if f := fault.Of(err); err != nil && f.Field == "room" {
			return fault.Field("place", t.Place, f.Safe())
		}
		return err
	}
	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "今天的会", Fill: a.Meetings.Today})
}
