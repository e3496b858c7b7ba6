package sheet

import (
	"unicode/utf8"
)

// The library's GB18030 lacks the areas that users fill with characters of
// their own, which old catalogues have for rare names, and the few places that
// later editions of the standard assigned. They are added here; without them
// such a character would be lost as unreadable.

// gbLater are two-byte codes to which the standard's 2005 and 2022 editions gave a character.
var gbLater = map[uint16]rune{
	0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13, 0xA6DD: 0xFE14, 0xA6DE: 0xFE15, 0xA6DF: 0xFE16,
	0xA6EC: 0xFE17, 0xA6ED: 0xFE18, 0xA6F3: 0xFE19,
	0xFE51: 0x20087, 0xFE52: 0x20089, 0xFE53: 0x200CC, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5, 0xFE66: 0x9FB6, 0xFE67: 0x9FB7,
	0xFE6C: 0x215D7, 0xFE6D: 0x9FB8, 0xFE76: 0x2298F, 0xFE7E: 0x9FB9, 0xFE90: 0x9FBA, 0xFE91: 0x241FE, 0xFEA0: 0x9FBB,
}

// userDefined gives the private-use character of a two-byte code in one of the three user-defined areas.
func userDefined(hi, lo byte) (rune, bool) {
	switch {
	case hi >= 0xAA && hi <= 0xAF && lo >= 0xA1 && lo <= 0xFE:
		return 0xE000 + rune(hi-0xAA)*94 + rune(lo-0xA1), true
	case hi >= 0xF8 && hi <= 0xFE && lo >= 0xA1 && lo <= 0xFE:
		return 0xE234 + rune(hi-0xF8)*94 + rune(lo-0xA1), true
	case hi >= 0xA1 && hi <= 0xA7 && lo >= 0x40 && lo <= 0xA0 && lo != 0x7F:
		n := rune(lo - 0x40)
		if lo > 0x7F {
			n--
		}
		return 0xE4C6 + rune(hi-0xA1)*96 + n, true
	}
	return 0, false
}

// slowGB decodes byte by byte what the library could not decode whole. A byte
// that begins nothing becomes U+FFFD and the next one is looked at afresh.
func (d *decoder) slowGB(b []byte) (s string, damaged bool) {
	out := make([]byte, 0, len(b)*2)
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			out, b = append(out, b[0]), b[1:]
			continue
		}
		if len(b) >= 2 {
			r, ok := userDefined(b[0], b[1])
			if !ok {
				r, ok = gbLater[uint16(b[0])<<8|uint16(b[1])]
			}
			if ok {
				out, b = utf8.AppendRune(out, r), b[2:]
				continue
			}
		}
		n := 2
		if len(b) >= 4 && b[1] >= '0' && b[1] <= '9' {
			n = 4
		}
		if len(b) >= n {
			if got, err := d.gb.Bytes(b[:n]); err == nil && utf8.RuneCount(got) == 1 {
				if r, _ := utf8.DecodeRune(got); r != utf8.RuneError {
					out, b = append(out, got...), b[n:]
					continue
				}
			}
		}
		out, b, damaged = utf8.AppendRune(out, utf8.RuneError), b[1:], true
	}
	return string(out), damaged
}
