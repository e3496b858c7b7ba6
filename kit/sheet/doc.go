// Package sheet reads tables that strangers made and writes tables that clerks
// open. Reading is a stream: memory does not grow with the number of rows.
//
// It knows NDJSON, CSV and TSV in UTF-8, UTF-16 and GB18030, XLSX, and DBF of
// dBASE III and FoxPro. The format is found from the bytes, never from the
// file's name alone; so are the encoding, the delimiter and the header row.
// Nothing in a table is trusted: every length has a bound, no formula is
// evaluated, no reference is followed.
//
// A row that cannot be read gives a *RowError and reading goes on with the next
// one; any other error ends the table.
package sheet
