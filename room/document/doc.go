// Package document is incoming documents (收文): chapter eight, of which the rule book has
// the title alone. It follows the State's regulations on the handling of official
// documents, clause by clause as added cards (law.Documents…).
//
// Words: incoming document 收文, receipt number 收文号, document number 文号 (发文字号), issuer
// 来文机关, signing for 签收, register 登记, first check 初审, return 退文, proposal 拟办,
// instruction 批示, lead unit 主办, joint unit 协办, handler 承办人, circulation 传阅, reader
// 传阅对象, recall 撤回传阅, urge 催办, answer 答复, closing 办结, filing 归档, urgency 紧急程度,
// processing sheet 收文处理笺.
//
// # How a document goes
//
//	Sign        copies are counted and signed for; the number of the year of receipt is given
//	Register    what it is; its files are read, its text can be searched
//	Check       handled here, or Return with the ground: it goes to the return register
//	Propose     to read (circulated), to handle (a leader is asked), or straight to a unit
//	Instruct    the leader names lead unit, joint units, readers and the last day
//	Assign      the head of a unit names who handles it
//	Report      what was done; of the lead unit also the reply, or why there is none
//	Circulate   side by side or one after another; Read, Pass, Recall
//	Close       the office closes it; the papers are owed to the archive
//
// # What it keeps to
//
//   - The number belongs to the instant of receipt, in Shanghai: what came at 23:59 on 31
//     December and is registered in the new year has a number of the old one. A number
//     once given stays; a document entered by mistake is void and visible.
//   - Nobody is lost: a circulation in which somebody has not read is not over, and the
//     document cannot be closed. Whoever left the bureau or cannot read is passed over by
//     the office with a reason, which stands on the sheet.
//   - A mark of a state secret is refused in every field and file. Of a scan without text
//     the registrar says that the first page bears none; it is written down who looked.
//   - Hours and days are parameters of the cards. The clock of a step shows in the lists;
//     nothing is decided by a day that passes.
//   - The office and the leaders see all. Others see what they were given to read and what
//     their unit handles; a work secret only its handler, the heads of its units and its
//     readers.
//
// Tables: document_incoming, document_incoming_event, document_incoming_paper,
// document_incoming_body, document_incoming_unit, document_incoming_reader,
// document_incoming_urge.
package document
