package app

import "lantai.internal/hall/today"

// connectDuty connects the roster: who leads now acts as duty leader, an absence is
// held against somebody's turns, and the front page tells who is on duty.
func (a *App) connectDuty() {
	a.Org.DutyLeader = a.Duty.LeaderNow
	a.Attendance.Duty, a.Meetings.Duty = a.Duty.Spans, a.Duty.Spans
	a.Today.Sections = append(a.Today.Sections, today.Section{Title: "今日值班", Fill: a.Duty.OnDay, None: "今天的值班表还没有公布。"})
}
