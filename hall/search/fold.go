package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold gives the form in which running text is compared: widths, letter case,
// compatible forms of one character, quotation marks, dashes and square-like
// brackets are made equal, every run of white space is one space, none at
// either end. Two texts are the same to a search if their folds are.
func Fold(s string) string { return string(fold(nil, nil, s, false)) }

// FoldNumber gives the form in which document numbers and archival codes are
// compared: as Fold, and every style of bracket is one, and white space is gone,
// so that 綦商务（2012） 5 号 equals 綦商务〔2012〕5号.
func FoldNumber(s string) string { return string(fold(nil, nil, s, true)) }

// span is where one folded character came from, in bytes of the original.
type span struct{ from, to int32 }

// fold appends the folded characters of s to dst. If at is not nil it receives,
// for every character appended, where it stood in s; a collapsed run of white
// space counts as one character.
func fold(dst []rune, at *[]span, s string, number bool) []rune {
	start := len(dst)
	space := span{-1, -1}
	for i := 0; i < len(s); {
		r, n := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(s[i:])
		}
		from := i
		i += n
		r = foldRune(r)
		switch {
		case r < 0:
			continue
		case r == ' ':
			if !number && len(dst) > start {
				if space.from < 0 {
					space.from = int32(from)
				}
				space.to = int32(i)
			}
			continue
		case number && (r == '(' || r == '{'):
			r = '['
		case number && (r == ')' || r == '}'):
			r = ']'
		}
		if space.from >= 0 {
			dst = append(dst, ' ')
			if at != nil {
				*at = append(*at, space)
			}
			space = span{-1, -1}
		}
		dst = append(dst, r)
		if at != nil {
			*at = append(*at, span{int32(from), int32(i)})
		}
	}
	return dst
}

// foldRune folds one character; -1 means that it is left out, ' ' stands for
// any white space or control character. No ideograph is ever left out.
func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r <= ' ' || r == 0x7f:
			return ' '
		case r == '`':
			return '\''
		}
		return r
	case r >= 0x3400 && r <= 0x9fff, r >= 0x20000 && r <= 0x2f7ff, r >= 0x30000 && r <= 0x3ffff:
		return r
	case r >= 0xff01 && r <= 0xff5e:
		return foldRune(r - 0xff01 + '!')
	}
	if f, ok := same[r]; ok {
		return f
	}
	switch {
	case unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		return -1
	}
	// Compatible forms of one character (Kangxi radicals that PDF texts contain,
	// doubled ideographs, circled digits) have a decomposition of one character.
	var in [utf8.UTFMax]byte
	d := norm.NFKC.Bytes(in[:utf8.EncodeRune(in[:], r)])
	if c, n := utf8.DecodeRune(d); n == len(d) && c != utf8.RuneError {
		if c < 0x80 && c != r {
			return foldRune(c)
		}
		r = c
		if f, ok := same[r]; ok {
			return f
		}
	}
	return unicode.ToLower(r)
}

// same lists the characters that are written for one another.
var same = func() map[rune]rune {
	m := map[rune]rune{0x3000: ' ', 0x00a0: ' ', 0x2028: ' ', 0x2029: ' '}
	for to, from := range map[rune]string{
		'[':  "〔〖【﹝⟦",
		']':  "〕〗】﹞⟧",
		'(':  "﹙⦅",
		')':  "﹚⦆",
		'{':  "﹛",
		'}':  "﹜",
		'"':  "“”„‟〝〞〟",
		'\'': "‘’‚‛",
		'-':  "‐‑‒–—―−﹘﹣",
		'·':  "•‧∙⋅・･•",
	} {
		for _, r := range from {
			m[r] = to
		}
	}
	return m
}()
