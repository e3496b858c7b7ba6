// Package search finds records by their words: exactly, with a total that counts
// only what the asker may see, and with the reason why each was found.
//
// # What is found
//
// A question is words separated by white space. A record is found if every word
// is a substring of at least one of its fields (题名, 文号, 责任者, 关键词, 档号,
// 正文), and of no other reading: there is no dictionary and no stemming. 务局 is
// in 商务局, 12 is in 2012, 水 is in 水务. A word never runs from one field into
// another.
//
// Words and fields are compared after folding (Fold). Made equal are:
//   - full and half width, upper and lower case of letters;
//   - compatible forms of one character: Kangxi radicals, doubled ideographs, ①
//     and 1. No ideograph is ever dropped, nor traditional made simplified;
//   - the square brackets 〔〕［］[]【】〖〗﹝﹞; round ones （）() are another class;
//   - quotation marks “”„" and ‘’'`; dashes —–－-; middle dots ·•・;
//   - every run of white space and control characters (one space); characters
//     without width are dropped. A space is a character like any other: 商务 局
//     is not 商务局.
//
// In document numbers and archival codes (FoldNumber) brackets of every style are
// one, and white space does not count: 綦商务(2012) 5号 is 綦商务〔2012〕5号. A word
// that is looked for in all fields is folded for each in its own way.
//
// All other punctuation is a character to be matched.
//
// # The question
//
// "…" or “…” holds a phrase, white space included. 文号:… (or doc_no:…, with : or
// ：) looks in one field; the names are 题名 标题 title, 文号 发文字号 doc_no, 责任者
// 发文机关 作者 issuer, 关键词 主题词 keywords, 档号 code, 正文 全文 body. What
// stands before a colon and is no such name belongs to the word.
//
// # The order
//
// By relevance there are two tiers, the newest first in each, records without a
// date last: first the records that have every word in the title. A word that
// looks like a number (digits with a bracket, dash or middle dot) may lie in 文号
// or 档号 instead, and a word with a field in that field. By date there is one tier.
//
// # How
//
// A folded text is cut into pieces: one begins at every character and has two
// characters; inside a run of Latin letters or digits up to four; at the end of
// the text one piece is shorter. A word is found where its own pieces stand in a
// row; the last one may be the beginning of a piece (see pieceEnd and phrase).
// That is the same as being a substring, which the tests check against a plain
// scan. SQLite holds the pieces in FTS5, PostgreSQL in a tsvector under a GIN
// index, cut by the same Go code.
//
// The engine gives the ids of all hits as one text. Date, year, unit, period,
// category, level and compartment of every record lie in memory, 12 bytes each;
// one pass over the ids applies filters and rights, counts, and keeps the
// foremost.
//
// Words and facts are written in the transaction that writes the record. A
// counter (search_state) tells every process on the database that the facts
// changed; it reads the changed lines before its next answer. Nothing needs to be
// called after a commit. A transaction that searches sees its own changes: for
// it, and until Load has run, the facts of the hits are read from the database.
package search
