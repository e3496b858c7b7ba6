// Package archive is the archive room (档案室): what the bureau keeps of its work.
// Papers come in (collected), are arranged into items, classed, ordered and
// numbered, boxed, filed when the year is closed, and from then on found, lent,
// appraised and handed over.
//
// Words (see docs/glossary.md): fonds 全宗, item 件, retention period 保管期限,
// archival code 档号, item number 件号, box 盒, unit 机构, year 年度, batch 批次,
// due list 应归档登记.
//
// The pure parts are packages of their own: code (archival codes), describe
// (description out of the text), schedule (retention), arrange (items, order,
// numbers, boxes), intake (rows of tables), forms (prints), packet (transfer
// packages). Sub-rooms that change something stand beside them.
//
// Tables: archive_*. Clauses: archive.* of the rule book, DA/T 22-2015.
package archive
