package app

import (
	"lantai.internal/hall/today"
	"lantai.internal/room/meeting"
)

// openMeetings opens the meeting room, and connects it.
func (a *App) openMeetings() {
	a.Meetings = meeting.Open(a.Door, a.Files, a.Org, a.Flow, a.Calendar, a.Rules)
	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "今天的会", Fill: a.Meetings.Today})
}
