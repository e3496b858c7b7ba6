// Package register keeps the yearly duties of the archive room: the registers of
// training, reference books, money, tasks from above, publicity, improvements and
// compilations; the four-level network; what should be filed and who owes it; the
// leaving check; the year's figures and the figures of the yearly summary.
//
// All registers share one table, one form and one list; a kind of register is a
// Kind with its fields.
//
// Tables: archive_register, archive_network, archive_due_holder, archive_due_void,
// archive_due_urge, archive_departure, archive_balance; and the entries of
// archive_due, which belongs to room/archive.
package register
