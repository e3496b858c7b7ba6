package search

import "unicode/utf8"

// longest is how many characters a piece inside a run of Latin letters or
// digits has. Four make a year one piece: with two, "20" would stand in nearly
// every record and 〔2012〕 would have to read all of them.
const longest = 4

func alnum(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' }

// pieceEnd gives the end of the piece that begins at f[i]. A piece begins at
// every character; it has two characters, or up to four if all of them are
// Latin letters or digits, and is shorter only at the end of the text. sure says
// that whatever text followed f, the piece would be the same.
func pieceEnd(f []rune, i int) (end int, sure bool) {
	end = i + 1
	if end == len(f) {
		return end, false
	}
	if !alnum(f[i]) || !alnum(f[end]) {
		return end + 1, true
	}
	for end < len(f) && end-i < longest && alnum(f[end]) {
		end++
	}
	return end, end-i == longest || end < len(f)
}

// appendPiece writes one piece in a form that SQLite's ascii tokenizer and
// PostgreSQL's tsvector take as one word: ASCII punctuation, which they would
// split at, becomes a control character of the C1 block. Folding leaves none of
// those in a text, so nothing is confused.
func appendPiece(dst []byte, piece []rune) []byte {
	for _, r := range piece {
		switch {
		case alnum(r):
			dst = append(dst, byte(r))
		case r < 0x80:
			dst = utf8.AppendRune(dst, punct[r])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// punct gives each of the 32 characters of ASCII that may be left by folding and
// are no letter or digit its place in the C1 block. (The grave accent is folded
// to an apostrophe; there are exactly 32 without it.)
var punct = func() (m [0x80]rune) {
	next := rune(0x80)
	for r := rune(' '); r < 0x7f; r++ {
		if !alnum(r) && (r < 'A' || r > 'Z') && r != '`' {
			m[r] = next
			next++
		}
	}
	return m
}()

// appendPieces writes all the pieces of a folded text, one space between two.
func appendPieces(dst []byte, f []rune) []byte {
	for i := range f {
		end, _ := pieceEnd(f, i)
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = appendPiece(dst, f[i:end])
	}
	return dst
}

// phrase gives the pieces that stand in a row in a text exactly if f is a
// substring of it. With prefix, the last one may be the beginning of a piece.
func phrase(f []rune) (pieces []string, prefix bool) {
	for i := range f {
		end, sure := pieceEnd(f, i)
		pieces = append(pieces, string(appendPiece(nil, f[i:end])))
		if end == len(f) {
			return pieces, !sure
		}
	}
	return pieces, false
}
