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
	title := c.m.Title(c.book)
	// The calendar of rooms is for everybody; that the committee meets is not (clause
	// mtg.party.secrecy).
	if b := c.k.Members; c.guarded() || b.Committee && len(b.Posts) == 0 && len(b.Heads) == 0 {
		title = "内部会议"
	}
	return c.r.Venue(tx, Taking{Source: c.m.Subject(), Title: title, Place: c.m.Place, From: c.m.StartsAt, Until: c.m.EndsAt, Off: c.m.State == Cancelled})
}
