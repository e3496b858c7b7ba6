// Package report is asking for instructions and reporting (请示报告): chapter one of
// the rule book.
//
// Words: matter 请示报告件, request 请示, report 报告, topic 事项, proposal 处理意见,
// addressee 主送, ladder 逐级, skip 越级, explanation 越级说明, supplement 补报,
// assignment 越级交办, notice 交办报告, task 落实事项 (督办), register 登记簿.
//
// # How a request goes
//
//	Consider      what would follow: the ladder up to the addressee, its ground, warnings
//	Send          the same again inside the deed, pinned, and handed to hall/flow
//	(flow)        each level gives its word; the addressee's is the answer
//	Execute       what was done on it: refused before the answer (clause rep.no_act)
//	SetTask, Done the decision is carried out, by whom, until when
//	closed        form and papers go to the archive room through the port File
//
// A report goes the same way; its levels give opinions, since there is nothing to
// agree to.
//
// # What it keeps to
//
//   - Ladder, topics, reasons to skip and periods come from the rule book alone.
//   - A level is passed over only for one of the five reasons with the fact that it
//     needs; the explanation afterwards is owed until it is written.
//   - In an emergency one acts first (Handle, or Execute with the reason) and owes
//     the report; both times are kept.
//   - What is owed is a duty with a last day, in one table: explanation, supplement,
//     notice, task. A case is closed when none is open.
//   - A matter is seen by its sender, its chain, the units named in it, those to
//     whom a duty was told. The office, which keeps the register, sees number, title
//     and state. What is confidential has no title there. The ledger names the
//     number alone.
//   - The answer of the district leader is entered from paper (an external step).
//
// Tables: report_matter, report_duty, report_assignment, report_reader, report_paper.
package report
