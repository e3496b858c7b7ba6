// Package measure counts study and research against the rule book: pure functions
// of a book, a day and counts. It knows no clock, no calendar store and no database.
//
// Words: target 指标, item 项, done 已完成, short 差额, pace 进度, forecast 预测,
// exempt week 不计的一周, session 集中学习, note 读书笔记, article 调研文章.
//
// Targets are read from the parameters of the clauses; none stands in the code. A
// fact that is not given has no item, and an item for which the book sets no target
// for a role is none either.
package measure
