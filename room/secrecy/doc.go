// Package secrecy is the bureau's keeping of secrets (保密): nothing that is a state secret
// comes into this program, and what is done about secrets outside it is on record here
// without a word of them. The rule book has no text of this chapter; what is kept to
// comes from national law, as added cards.
//
// Words: mark 密级, refused upload 拒收记录, statement 上传确认, classified carrier 涉密载体,
// separate book 密件另册, check before release 公开前保密审查, classified post 涉密岗位,
// review before the post 上岗审查, pledge 承诺书, cooling period 脱密期, training 保密教育
// 培训, inspection 保密检查, self-assessment 自查自评, work secret 工作秘密, leak 泄密, yearly
// report 年度保密工作情况.
//
// # What it keeps to
//
//   - Three classes only: public, internal, work secret (base/mark).
//   - A refused upload leaves its digest and the time, nothing else. A file in which
//     nothing can be read leaves digest, time and who uploaded it: whoever uploads says
//     with it that it bears no mark.
//   - A classified carrier is a number, a custodian and a place; a title is refused.
//   - Nobody checks the own publication; each of the three levels is another person.
//   - Nobody takes a classified post before review, training and pledge, or leaves it
//     with a carrier in hand.
//   - A leak's clock runs from when it was noticed (clause law.secrecy.leak). Who was told
//     when stays on record; late stays late, with the reason.
//   - Readers are few: those in charge of secrecy, the leaders, and everybody for what is
//     their own.
//
// Registers of hall/register: secrecy.carriers, secrecy.devices, secrecy.inspections,
// secrecy.work_secrets. Tables: secrecy_refusal, secrecy_statement, secrecy_check,
// secrecy_post, secrecy_training, secrecy_attendance, secrecy_leak, secrecy_step,
// secrecy_year.
package secrecy
