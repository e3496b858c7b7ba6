// Package papers writes the papers of a meeting: notice, agenda, sign-in sheet,
// attendance sheet, minutes (纪要), brief (简报), original record, and the month's sheet
// of the rooms. It is pure: structs in, PDF and DOCX out; it knows no database and no
// room of the program.
//
// Every paper is a struct whose method Paper gives a Paper, or says in Chinese what is
// missing; that writes both forms:
//
//	p, err := papers.Minutes{Sitting: s, Resolutions: …}.Paper()
//	err = p.PDF(w, fonts)  // fonts may be nil
//	err = p.DOCX(w)
//
// Notice, Minutes and Brief are official papers (kit/print/official); the others are
// sheets with tables. Minutes begin with what was resolved, each with who does it and
// until when; then what was discussed; then who was there.
//
// Words: sitting 一次会议, notice 会议通知, agenda 会议议程, sign-in sheet 签到表, attendance
// sheet 出席情况表, minutes 纪要, brief 简报, original record 原始记录, resolution 议定事项,
// owner 责任人, withdrawn 回避.
package papers
