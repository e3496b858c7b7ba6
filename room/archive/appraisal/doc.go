// Package appraisal is what happens when retention periods end (到期鉴定): the
// calendar of expiry, the appraisal item by item by a group of leader, archives
// and business sections, the report, and either a new period or destruction; and
// the review for opening before a transfer.
//
// Destruction (Archives Regulations art. 24) goes its steps one after another
// and none by silence or by the passing of time: an approver who took no part in
// the proposal, a cooling-off period, two different supervisors neither of whom
// approved, each signing with the list's number typed, and somebody else who
// carries it out. A hold for an audit or a lawsuit stops all of it with one
// switch. What is permanent can never stand in a destruction list, nor what is not
// filed yet. Of a destroyed item the description stays and is found; its text goes
// in the same transaction, its files right after, unless another item has the same
// file, and the ZIP or table in which it came once nothing that came in it is left.
//
// Tables: archive_appraisal, archive_appraisal_line, archive_appraisal_file,
// archive_appraisal_hold, archive_appraisal_opening.
package appraisal
