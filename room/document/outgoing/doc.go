// Package outgoing takes the bureau's own papers from draft to archive (发文办理).
// Chapter eight of the local book has no text: what it keeps to are added cards, from
// 《党政机关公文处理工作条例》 and GB/T 9704.
//
// Words: outgoing paper 发文, slip number 稿号, draft 拟稿, check 核稿, countersign 会签,
// sign 签发, review 复核, number book 字号簿, series 字号序列, void 作废, prints 印制份数, seal
// 用印, dispatch 分送, receipt 签收, processing sheet 发文稿纸, register 发文登记簿.
//
// # How a paper goes
//
//	Save            somebody drafts it; room/document/form looks it over
//	Submit          it goes to the office; errors keep it back
//	Pass, Return    the office checks it and says which units countersign
//	Countersign     the head of each unit; an objection brings it back
//	Sign            the director, or the deputy in charge (law.DocumentsSign)
//	Revise, Review  the office; a change of substance goes back to whoever signs
//	Number          the next of its series and year, and the seal is asked for
//	Used            it was sealed (room/seal, by a port, or by hand without one)
//	Dispatch        who gets it; Receive: that it came
//	Close           its papers go to the archive room
//
// # What it keeps to
//
//   - Nobody checks or signs what is his own draft. Where the deputy in charge drafted
//     it or nobody can act for him, the director signs; where that is nobody, a person
//     decides: somebody is named to stand in.
//   - Every text that was handed in stays, and each word stands on one of them.
//   - A number is the next one, in the transaction that numbers. One that is void stays
//     with its reason and is not given again. The year is that of the day.
//   - What was signed is what is printed.
//
// Tables: document_outgoing, document_outgoing_text, document_outgoing_line,
// document_outgoing_ask, document_outgoing_number, document_outgoing_sent,
// document_outgoing_paper.
package outgoing
