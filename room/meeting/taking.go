package meeting

import "lantai.internal/kit/act"

// Taking is what a meeting asks of the calendar of rooms.
type Taking struct {
	Source      string // meeting_meeting:12
	Title       string
	Place       string // as it was entered; it may be no room of the building
	From, Until int64  // microseconds, half open
	Off         bool   // the meeting is cancelled: the room is free again
}

// takeVenue tells the calendar of rooms where and when the meeting is held. One that is
// entered after it was held takes no room any more.
func (c *course) takeVenue(tx *act.Tx) error {
	if c.r.Venue == nil || c.m.LateReason != "" {
		return nil
	}
	return c.r.Venue(tx, Taking{Source: c.m.Subject(), Title: c.m.Title(c.book), Place: c.m.Place, From: c.m.StartsAt, Until: c.m.EndsAt, Off: c.m.State == Cancelled})
}
