// Package release is the review before release (保密审查) and the catalogue of what
// the bureau publishes (主动公开).
//
// Words: review 公开前审查, opinion 审查意见, checklist 审查要点, consent 共同单位书面同意,
// referral 报审, declassification 解密, item 目录条目, version 文本, index number 索引号,
// radar 公开期限, tombstone 撤下记录, examination 重新评估, guide 公开指南.
//
// # How information comes out
//
//	NewItem, Amend     an item of the catalogue with its files, of a unit
//	SendItem, Submit   its review: page and files, each bound by its digest
//	(flow)             unit → office → leader in charge → director, nobody twice
//	Say                the opinion of a step: 公开, 免予公开, 需报审, with basis and reason
//	Publish            by the office, when every byte is cleared; gives the index number
//	NewVersion         a change has a review of its own; the old text stands until then
//	Withdraw           leaves a tombstone
//
// # What it keeps to
//
//   - Cleared is true only for the very bytes about which all four steps said 公开.
//   - 需报审 does not move the review: it waits until a person enters the answer, one
//     level after the other. The periods go on.
//   - What bears the mark of a state secret is not taken in at all.
//   - The program sets the day of publication and gives index numbers, once each.
//   - Published, ByIndex, Columns, Feed, Tombstones and OpenPublic are all that the
//     public pages ask; they look at published versions alone.
//
// Tables: disclosure_release and its parts, disclosure_item, disclosure_index,
// disclosure_version, disclosure_version_file, disclosure_channel,
// disclosure_examination, disclosure_setting.
package release
