// Package form knows the fifteen kinds of official papers (公文文种), in which direction
// each goes, and what a draft must keep to before it is checked, signed and numbered.
// It is pure: facts and a directory of bodies in, findings out, each with the article
// it rests on. Chapter eight of the local book has no text; the articles are those of
// 《党政机关公文处理工作条例》 and of GB/T 9704, as cards say.
//
// Words: kind 文种, direction 行文方向 (up 上行文, down 下行文, level 平行文 with bodies of
// no rank to one another included, public 公布性公文), body 机关, recipient 主送机关, copy
// 抄送机关, issuer 发文机关, sign 机关代字, number 发文字号, series 字号序列, attachment note
// 附件说明, finding 审核意见, substance 实质性内容.
//
// A finding is an Error, which keeps the draft from going on, or an Advice, which a
// person weighs. What a text means is guessed from its words alone: sentences that ask,
// in a report, are named so that whoever drafted it sees what was found.
package form
