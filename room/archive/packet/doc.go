// Package packet makes, reads and checks transfer packages: BagIt bags
// (RFC 8493 and its drafts from 0.93), EEP files (DA/T 48-2009) and the offline
// packages of DA/T 93-2022 and of the 2012 transfer rules. It knows neither the
// database nor the archive room: it is given a plain Packet and gives reports.
//
// Words: bag (BagIt 包), payload (载荷), manifest (清单), tag file (标签文件),
// EEP (电子文件封装包), record (件).
//
// Verify and Inspect trust nothing in a package: links are not followed, no path
// leaves the package, the addresses of fetch.txt are never visited, document type
// declarations are refused, and every read is bounded by Options. The writers
// share no parsing code with the readers, so that a package which passes has
// been understood twice.
package packet
