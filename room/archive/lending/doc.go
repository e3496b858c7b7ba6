// Package lending is the reading room and the lending desk of the archive room
// (借阅与利用): lending, reading on the spot, electronic reading and certified
// copies; asking, consenting, handing out, renewing, returning; the register of
// use with its monthly counts and what came of each use.
//
// The archivist registers every use (clause archive.use.register). Whose consent
// is needed besides is read from the rule book's table archive.use.consent: the
// party secretary's for original records of the party committee, the political
// section's for personnel files, the bureau's for people from outside (Archives
// Regulations art. 34). What the table leaves to a person is not handed out.
//
// Tables: archive_loan, archive_loan_line.
package lending
