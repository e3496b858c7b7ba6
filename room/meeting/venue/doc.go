// Package venue is the rooms of the building and their calendar: which there are,
// who has booked them, and when.
//
// Words: venue 会议室, booking 订用, source 来源 (the meeting a booking belongs to),
// conflict 时间冲突, moved 调整, withdrawn 取消.
//
//   - Rooms are the installation's data; the office keeps them.
//   - Everybody books for the own meetings, and moves or withdraws what is the own.
//     The office may move or withdraw anybody's, with a reason; the owner is told
//     and takes note.
//   - Times are half open: a booking that ends at ten and one that begins at ten do
//     not meet. They may cross midnight.
//   - A conflict is refused with the name of what is in the way, who booked it, and
//     the rooms that are free at that time.
//   - A meeting books through Hold, within its own deed; its time is changed at the
//     meeting, here only its room.
//
// Two deeds that book the same room wait for each other at the room's row.
//
// Tables: meeting_venue, meeting_booking.
package venue
