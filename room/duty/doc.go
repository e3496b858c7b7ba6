// Package duty is who is on duty (值班): the roster of both tracks, its publication,
// swaps, temporary rosters, and what calendars and paper show of it (chapter three of
// the rule book). The pure rules of making a roster stand in package roster; the duty
// desk with its log is package desk.
//
// Words: officer 值班员, leader 带班领导, shift 班, roster 值班表, gap 空缺, swap 换班,
// substitute 替班人, take-over 应急顶班, temporary roster 临时安排, presence 实际到岗,
// exemption 不安排夜班, feed 日历订阅.
//
// # How a roster goes
//
//	Generate   the office has the month's roster made; gaps come with their reasons
//	Assign     a turn is given by hand, if no hard constraint forbids it
//	Submit, Approve, Publish   by the office, the leader that the card names, the office
//	AskSwap    whoever has a turn asks its leader, with the reason
//	Arrange    that leader names the substitute; nobody else can (clause duty.swap.private)
//	TakeOver   the leader of the shift has it taken over at once
//	months over: the roster as published and as it happened goes to the archive
//
// # What it keeps to
//
//   - What happened stands above an approved swap, that above a temporary roster, that
//     above the roster (OnDuty, Turns).
//   - A swap is bound to its shift as it was. If the office changes the shift, the swap is
//     to be confirmed again (待重新确认) and until then has no effect.
//   - Leave, trips, exemptions from nights, A/B posts and rest after a night keep somebody
//     from a turn, by whatever way it comes. Nobody eligible is a gap with the reasons.
//   - Why somebody does no nights is known to the political section alone.
//   - Hours, lengths and who approves are parameters of the clause cards.
//
// Tables: duty_roster, duty_shift, duty_swap, duty_temporary, duty_presence,
// duty_exemption, duty_member, duty_feed.
package duty
