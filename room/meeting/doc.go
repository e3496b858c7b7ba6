// Package meeting is the bureau's meetings (会务): chapter four of the rule book, but
// for the democratic life meeting's own procedure and the following up of decisions,
// which lie beneath.
//
// Words: meeting 会议, kind 会议种类, member 成员, observer 列席, chair 主持人, item 议题,
// agenda 议程, notice 通知, receipt 签收, excuse 请假, quorum 到会人数, withdrawal 回避,
// opinion 发言, vote 表决, resolution 议定事项, minutes 纪要, brief 简报, original record
// 原始记录, correction 更正.
//
// # The course of a meeting
//
//	Plan          kind, day, place, chair; the body is seated as it is on that day
//	Propose       items wait for a kind of meeting; other rooms use TakeUp
//	FixAgenda     by the person whom the clause names; what is not taken up says why
//	Tell          notice with agenda and materials; a short lead needs a reason
//	Receipt, Excuse
//	SignIn, OpenMeeting   not without quorum, not without the chair
//	OpenItem      quorum counted anew; who is concerned withdraws; Say, the chair last;
//	              Vote by name or by show; Decide with what is to be done
//	CloseMeeting  what was not dealt with is deferred
//	DraftMinutes, SignMinutes   by the clerk, by whoever chaired
//	CorrectMinutes  after that only as a numbered correction, signed again
//
// # What it keeps to
//
//   - Kinds, posts, clauses and numbers come from meeting.yaml and its cards
//     (rulebook.MeetingKind). A kind for which the book sets no quorum has none.
//   - Who is in the room follows from the moves; heads are counted in whole numbers
//     (package quorum), the base is the full membership of the day, observers never
//     count. An item that loses its quorum is laid aside, the others go on.
//   - A person has one seat in a meeting, one word and one vote on an item.
//   - Signed minutes never change. Numbers have no gaps within kind and year.
//   - Who may do what follows from post and seat, row by row: the clerk is whoever holds
//     the secretary's post of the kind, or stands in for it.
//   - The original record of the party committee opens by the party secretary's consent
//     alone; every reading is an act and counted. The ledger names persons and counts,
//     never what was said.
//
// Tables: meeting_meeting, meeting_seat, meeting_move, meeting_item, meeting_paper,
// meeting_opinion, meeting_vote, meeting_resolution, meeting_minutes, meeting_access.
package meeting
