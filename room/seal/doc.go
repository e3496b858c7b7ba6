// Package seal is the seals of the bureau: who keeps them, who approved what is sealed,
// how often and on what each was used. The rule book has no text of this chapter; what
// is kept to comes from the national rule on seals, as added cards.
//
// Words: seal 印章, impression 印模, sample 样稿, custodian 保管人, hand-over 交接, giver
// 移交人, taker 接收人, witness 监交人, application 用印申请, use 用印, number of use
// 用印编号, copies 份数, rest 余数, taking out 外带, introduction letter 介绍信, stub
// 存根, loss 遗失, retirement 停用, destruction 销毁, issuing organ 制发机关.
//
// # How a paper is sealed
//
//	Apply                          or Ask, by another room whose signature is the approval
//	Approve, Refuse                the bureau's seal and the name seal by the director, a
//	                               section's seal by the leader in charge
//	Stamp                          by the custodian, in parts if need be; Used tells the room
//	                               that asked
//	Close                          what is left of the approved copies is not sealed any more
//
// # What it keeps to
//
//   - Nobody approves the own application, and no custodian approves anything.
//   - Never more copies than approved; every use has a number of the year without gaps.
//   - What is sealed has a number or a digest. A paper that is brought is compared with
//     the digest that was approved.
//   - Blank paper, blank letters and blank forms are never sealed; nobody can approve it.
//   - The program draws no seal. Of an impression only a sample is kept, small, grey and
//     marked as such.
//   - Custody changes hands between three people, each of whom confirms; a seal leaves
//     the house with two.
//   - A seal that is out, lost or retired seals nothing.
//
// Tables: seal_seal, seal_handover, seal_application, seal_use, seal_outing, seal_letter,
// seal_loss, seal_retirement, seal_year.
package seal
