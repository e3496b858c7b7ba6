// Package annual is the yearly report on the disclosure of government information
// (政府信息公开工作年度报告) in the national format: counted from the register, never
// entered; checked; frozen at the end of the year with the list behind every figure
// and a digest; approved, sent and published by 31 January; corrected by entries.
//
// The counting is pure (table.go, count.go, check.go, prose.go): rows of the
// register go in, tables of 25 by 7 and of three by five come out in one pass. Text
// names figures by placeholders only, so that text and table cannot differ.
//
// Clauses: ann.*, foi.reply.kinds; the national format of 2021.
package annual
