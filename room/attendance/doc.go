// Package attendance is the room of being here and being away (出勤、出差、休假):
// leave of all ten kinds, trips, leaving the post during hours, absence without
// leave, the ledger of annual leave, the board of who is here and the monthly
// sheet.
//
// Words: leave 请假, half day 半天, trip 出差, out-report 外出报告, return 销假,
// extension 续假, balance 假期余额, grant 授予, set-off 抵扣, carry-over 结转, lapse
// 作废, absence without leave 旷工, monthly sheet 考勤表.
//
// # How a leave goes
//
//	Consider  what would follow: days, chain and its ground, balance, warnings
//	Apply     the same again inside the deed, pinned, and handed to hall/flow
//	(flow)    opinions, consent, record; the hooks below hear of it
//	agreed    absence in hall/calendar, lines in the balance
//	closed    form and papers go to the archive room through the port File
//	Return, Cancel, Extend  what changes afterwards
//
// # What it keeps to
//
//   - Chains, counting and entitlements come from the rule book alone; where it is
//     silent nothing is applied for, and the person is told who decides.
//   - Half days are integers, stretches half-open. A year without an official
//     arrangement of holidays is counted provisionally and says so.
//   - Adjacent requests of one kind with only days off between count together for
//     the chain.
//   - Balances are sums of lines that are only added to; none falls below zero.
//   - Kind, reason and certificates of a leave are seen by the applicant, by those
//     who act in the case and by the political section. Everybody else learns that
//     the person is on leave and until when. The ledger names neither kind nor
//     reason, and a certificate that is read leaves an entry.
//   - Absence without leave is never found by the program: a person drafts it,
//     both sides are heard, another confirms it.
//
// The rules in rules*.go are pure: they know no clock and no database. Chains,
// counting and entitlements are the rule book's (hall/rulebook); there stands what
// needs more than one request or more than one day to be seen.
//
// Out-reports last hours and leave the post to its holder; they are no absence in
// hall/calendar and move no standing-in.
//
// Tables: attendance_leave, attendance_trip, attendance_out, attendance_proof,
// attendance_balance, attendance_absence, attendance_sheet.
package attendance
