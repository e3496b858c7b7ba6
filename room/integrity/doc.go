// Package integrity is party conduct and clean government (党风廉政): chapter twelve, of
// which the source has the title alone. What it goes by are cards added from national
// rules, and every page says so.
//
// Words: major decision 三重一大, gift 礼品, talk 谈话, declaration 个人有关事项报告, risk point
// 廉政风险点, list of responsibilities 责任清单, half-year check 半年检查, lead 问题线索, discipline
// post 纪检岗位, overseer 纪检岗位和党委书记.
//
// # What it keeps
//
// Registers of hall/register and no table of its own:
//
//	integrity.majors        from signed minutes (Decided), or entered
//	integrity.gifts         a month to register; late only with a reason, and shown late
//	integrity.talks         read by both sides of the talk and the overseers alone
//	integrity.declarations  that and when somebody declared; never what
//	integrity.events        weddings and funerals, before and after
//	integrity.risks         risk points by unit
//	integrity.duties        who answers for what, with the day of the next check
//	integrity.checks        the half-year checks
//	integrity.leads         how many leads were passed on, when, to whom
//
// # What it keeps to
//
//   - Readers are limited row by row. An overseer is whoever holds the post of party
//     secretary or a post that the card of talks names; nobody stands in for them.
//   - What a talk was about stands in its line only: the ledger, to-dos and logs have its
//     number. Who opens a talk leaves an entry.
//   - Days are counted by pure functions (rules.go) from the day of entry, not from the
//     day that was typed.
//   - Amounts and posts are parameters to be confirmed; the page says which.
package integrity
