// Package disclosure is the room of government information disclosure on request
// (依申请公开): an application comes in by one of eight channels, is registered with
// its day of receipt, handled, reviewed, answered with one of the kinds of reply
// that the rule book lists, served, and filed.
//
// What happened to an application is a list of events in the words of the clock
// (hall/rulebook/disclosure) and of this room; its state and its last day follow
// from them and are never entered. Beside the room stand its sub-rooms:
//
//	letter     what is written: replies, notices, form, receipt (pure)
//	release    review before release, the catalogue of what is published
//	redaction  finding and removing personal data, with proof
//	portal     the public pages
//	annual     the yearly report
//
// Clauses: foi.*, common.workday. Facts of persons (identity number, address,
// telephone) stand in disclosure_applicant alone; the ledger never has them.
package disclosure
