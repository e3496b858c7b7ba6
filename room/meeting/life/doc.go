// Package life is the democratic life meeting (民主生活会): part five of chapter four.
// The meeting itself, its notice and its minutes are those of room/meeting; this room
// keeps what the book asks before, at and after it.
//
// Words: member 出席人, observer 列席, step 程序, mark 完成登记, opinion 征求的意见,
// talk 谈心, speech 发言材料, measure 整改措施, check 检查督促, consent 延期同意,
// checklist 程序清单.
//
// # What it keeps to
//
//   - Once a year, by the day that law.MtgLifeDeadline names, the day included; later
//     only with the superior organisation's consent, whose paper is uploaded. Consent
//     that came after the day stands, and is marked as late.
//   - The checklist is a pure function of what was entered (Checklist): every line names
//     its clause, why it is open and the remedy. Nobody finishes a meeting while a line
//     is open.
//   - Of opinions heard at symposia and appraisals it is not kept whose they are; of a
//     talk only with the person's consent to be named. Of heart-to-heart talks it keeps
//     that they were held.
//   - Its readers are the members of that year's meeting and the political section.
//     Whoever carries out a measure sees that measure.
//   - The head of the political section records, the party secretary alone signs.
//
// Tables: life_meeting, life_person, life_mark, life_opinion, life_talk, life_measure,
// life_check, life_paper.
package life
