// Package counter is the service counter (办事窗口): what the bureau promises to do for
// whom by when, and the applications that come under these promises. It is the part
// of chapter seven on promises, telling once and finishing in time.
//
// Words: service item 服务事项, promise 服务承诺 (one published wording of an item's guide
// 办事指南), material 申报材料, application 办件, check 审核材料, acceptance 受理, acceptance
// notice 受理通知书, notice 补充通知书, breach 违反一次性告知, pass 内部流转, overnight 滞留过夜,
// forward 转报, consultation 征询上级, result 办理结果, delivery 送达, ticket 排队号, query
// code 查询码.
//
// # How an application goes
//
//	Receive      at the counter or by post; the promise of that day binds
//	Check        every material is looked at on the spot: here, missing, wrong in form, not needed
//	Notify       what is missing, once and whole; or Accept follows from the check by itself
//	Supplement   what was brought; once nothing is missing the time begins
//	Pass, Sign   to another unit or the head, back the same day
//	Forward, Consult, Tell   where a superior decides
//	Finish, Deliver          and the papers go to the archive
//	Refuse, Withdraw         not accepted, taken back
//
// # What it keeps to
//
//   - A guide is published only with all that the card lists; a published wording never
//     changes, a later one binds what comes later.
//   - A notice is made from the check. One that leaves out what is missing is refused; a
//     second one is refused unless a new fact is written down, and counts as a breach.
//   - No last day while papers are missing. The last day on an acceptance notice stands.
//   - Of a person's identity number only its ends are kept: the card itself is looked at.
//   - The public sees an application by number and query code alone, and nothing of what
//     goes on inside.
//
// The clock is hall/rulebook/counter, the same as `lantai decide` asks.
//
// Tables: counter_item, counter_promise, counter_application, counter_check,
// counter_notice, counter_pass, counter_forward, counter_consultation, counter_ticket,
// counter_attempt.
package counter
