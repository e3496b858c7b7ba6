// Package report is asking for instructions and reporting (请示报告): chapter one of
// the rule book. The rules in rules.go are pure; the ladder and the reasons to
// skip a level are tables of the book.
package report
