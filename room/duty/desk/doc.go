// Package desk is the duty desk (值班台): who sits at it, what the log says, how the
// desk is handed over, what is done about an emergency (chapter three of the rule book
// without the roster).
//
// Words: stint 当班, log entry 值班记录, handing over 交班, taking over 接班, incident
// 突发事件, step 处置步骤, clock 时钟, bulletin 信息报告 (first 初报, follow-up 续报,
// final 终报), inspection 查岗, liability 追责, log book 《值班记录》.
//
// # What it keeps to
//
//   - Who should be here is the roster's to say (Room.Roster). A stint is what really
//     happened; late and early are read off both, and the roster is told (Attended).
//   - The desk is left only by handing over. Every open item is accepted or refused by
//     name; what was refused twice the duty leader gives to one of the two. Nothing is
//     accepted by silence. For an officer who cannot hand over, the duty leader signs.
//   - The log numbers its entries without gaps within a year. Nothing is deleted; a
//     correction keeps the earlier words and says why.
//   - What an incident's clocks show follows from its steps (package clocks). A clock
//     that was missed stays visible, and who was told of it stays on record.
//   - The leader in charge is told on the duty leader's instruction, an action names
//     the instruction it rests on, and two that disagree go to the director.
//   - A work secret is read by a deed, which stands in the ledger. The mark of a state
//     secret is refused in every field.
//   - Numbers of minutes come from the cards; one that is empty warns nobody.
//
// Tables: duty_stint, duty_log, duty_correction, duty_handover, duty_handover_item,
// duty_incident, duty_step, duty_alarm, duty_bulletin, duty_inspection,
// duty_liability, duty_book.
package desk
