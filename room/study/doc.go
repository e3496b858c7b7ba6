// Package study is studying together, notes and field research (学习调研): chapter
// five of the rule book.
//
// Words: group 学习组, member 组员, plan 年度学习计划, planned session 计划场次,
// session 集中学习, activity 学习活动, organiser 组织单位, sign-in code 签到码,
// attendance 考勤, excuse 请假, substitution 补课, note 读书笔记, field research 调研,
// article 调研文章, issue 调研选题, brief 学习简报, summary 年度学习总结, pursuit
// 业余学历和职称, gap 差额, freeze 定格.
//
// # How a year goes
//
//	SavePlan, Propose, Approve    the office plans, the director approves
//	OpenSession, Sign, Mark       who came, by the code on the screen or by the list
//	CloseSession                  the record is written; whoever is not marked was absent
//	a session MakesUp another     for those who missed it; it counts in the missed one's stead
//	AddNote, AddResearch, …       entered by whoever did it, counted by whoever asks
//	Progress                      the same pure functions as `lantai decide` (measure)
//	Freeze                        after the year's end: figures stand, papers to the archive
//
// # What it keeps to
//
//   - Core group and staff are the office's to organise and to mark, party members
//     the party branch's; a joint session is marked by each for its own people.
//   - Whoever had not come yet, had left, or was in none of the groups on the day is
//     not marked.
//   - After a session is closed its marks change only with a reason.
//   - The text of a note and its file are its author's. The author's head, the office
//     and leaders see title and day, unless the author lets colleagues read it.
//   - The rank at the end of the year sets the number of notes; a year served in part
//     is not prorated, and says so.
//   - What nobody wrote down is not counted, and nothing is counted twice.
//
// Tables: study_member, study_plan, study_planned, study_issue, study_session,
// study_attendance, study_note, study_research, study_article, study_brief,
// study_summary, study_pursuit, study_year.
package study
