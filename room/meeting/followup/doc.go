// Package followup follows up what was decided (议定事项督办) and keeps watch over how
// often the bureau meets (会议月历). What chapter four asks of a meeting ends with its
// minutes; that decisions are carried out rests on chapter one
// (law.RepDecisionExecute, law.RepDecisionRegister).
//
// Words: item 督办事项, instruction 批示, origin 来源, owner 承办人, decider 定期限的人,
// keeper 核实科室, progress 进展, extension 延期, urging 催办, passing on 移交,
// cadence 会期, missed 未开.
//
// # How an item goes
//
//	TakeUp       signed minutes bring it (within the deed that signs them)
//	Enter        a leader's instruction is entered by hand, with its source
//	Report       the owner says how far it is; Ask, Extend, Keep: another day
//	Finish       the owner says that it is done
//	Close, Back  the unit that keeps the register confirms, never the owner
//	closed       course and files go to the archive room through the port File;
//	             a file added later is a further paper
//
// # What it keeps to
//
//   - Who grants another day is who set the first one: the chair of the meeting, the
//     leader who gave the instruction; failing them the leader in charge, then the
//     director (an interpretation of law.RepDecisionRegister).
//   - Nobody confirms, or extends, what is his own to do.
//   - Reminders and their days are parameters of the book; the daily look writes each
//     once.
//   - A month without its meeting is a reminder, never a refusal: the cards say 原则上.
//   - An item of the party committee is not for every leader: its owner, the owner's
//     section head, the keeper, members of the committee.
//
// Tables: followup_item, followup_line, followup_paper, followup_missed.
package followup
