package print

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Characters that may not begin a line, and that may not end one (避头尾).
const (
	notFirst = "。，、；：？！．.,;:?!）)］]｝}〉》」』】〕〗〙〛”’％%‰℃°·•ー々…—～~′″"
	notLast  = "（([［{｛〈《「『【〔〖〘〚“‘￥¥$＄№第"
	// unitMarks stay with the figure before them: 5号, 2012年, 12件.
	unitMarks = "号年月日时分秒页件盒卷份期届次条项章节人名个元万亿级类％%‰℃"
)

type runeClass uint8

const (
	classNotFirst runeClass = 1 << iota
	classNotLast
	classWord
	classDigit
	classUnit
	classSoft // inside a word too long for its line, break after this
)

// classes holds the class of every code point below U+10000.
var classes = func() []runeClass {
	c := make([]runeClass, 0x10000)
	for r := rune(0x21); r < 0x2000; r++ {
		if r <= 0x7e || unicode.IsLetter(r) || unicode.IsDigit(r) {
			c[r] |= classWord
		}
	}
	c['·'] |= classWord
	for _, r := range "0123456789０１２３４５６７８９" {
		c[r] |= classDigit | classWord
	}
	for _, r := range "-/·._,;:@&=?\\|" {
		c[r] |= classSoft
	}
	for _, r := range notFirst {
		c[r] |= classNotFirst
	}
	for _, r := range notLast {
		c[r] |= classNotLast
	}
	for _, r := range unitMarks {
		c[r] |= classUnit
	}
	return c
}()

func classOf(r rune) runeClass {
	if r < 0 || r > 0xffff {
		return 0
	}
	return classes[r]
}

// mayBreak reports whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	ca, cb := classOf(a), classOf(b)
	switch {
	case a == ' ' || a == '\u3000':
		return cb&classNotFirst == 0
	case b == ' ':
		return false
	case cb&classNotFirst != 0, ca&classNotLast != 0:
		return false
	case ca&classWord != 0 && cb&classWord != 0:
		return false
	case ca&classDigit != 0 && cb&classUnit != 0:
		return false
	// 〔2012〕5号 is one number.
	case a == '〕' && cb&classDigit != 0:
		return false
	}
	return true
}

// clean drops what has no shape (control characters, joiners, variation
// selectors) and turns other white space into a blank; line feeds stay.
func clean(s string) string {
	ok := true
	for _, r := range s {
		if invisible(r) || r == '\t' || r == '\u00a0' || r == utf8.RuneError {
			ok = false
			break
		}
	}
	if ok {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\u00a0':
			return ' '
		case r == utf8.RuneError:
			return '□'
		case invisible(r):
			return -1
		}
		return r
	}, s)
}

func invisible(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r == 0xad, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e,
		r >= 0x2060 && r <= 0x206f, r == 0xfeff, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return r != '\t'
	}
	return false
}

// scratch is reused by every call of lines.
type scratch struct {
	out []line
}

// line is a piece of text and its width in points at the size it was set.
type line struct {
	text string
	w    float64
	// first and last line of its paragraph
	first, end bool
}

func missing(r rune) error {
	return &fault.Error{Kind: fault.Invalid, Op: "print.text", Field: "text", Value: string(r),
		Say:    "字库中没有“" + string(r) + "”（" + codePoint(r) + "）这个字，不能打印。请由系统管理员上传含有该字的字体文件，或核对原文。",
		Fields: []fault.FieldError{{Field: "text", Value: string(r), Say: "字库中没有这个字。"}}}
}

func codePoint(r rune) string {
	const hex = "0123456789ABCDEF"
	var b []byte
	for n := uint32(r); n > 0 || len(b) < 4; n >>= 4 {
		b = append([]byte{hex[n&15]}, b...)
	}
	return "U+" + string(b)
}

// width is the length of s in points; an error names a missing character.
func width(chain []*face, s string, size float64) (float64, error) {
	sum := 0
	for _, r := range s {
		_, w := find(chain, r)
		if w < 0 {
			return 0, missing(r)
		}
		sum += int(w)
	}
	return float64(sum) * size / 1000, nil
}

// lines breaks s, already cleaned, into lines no wider than max points; the
// first line of each paragraph is shorter by indent. The result lives in the
// scratch until the next call.
func (sc *scratch) lines(chain []*face, s string, size, max, indent float64) ([]line, error) {
	sc.out = sc.out[:0]
	scale := size / 1000
	for {
		para, rest, more := strings.Cut(s, "\n")
		if err := sc.paragraph(chain, para, scale, max, indent); err != nil {
			return nil, err
		}
		if !more {
			return sc.out, nil
		}
		s = rest
	}
}

func (sc *scratch) paragraph(chain []*face, s string, scale, max, indent float64) error {
	type mark struct {
		at int     // byte offset where the next line would begin
		w  float64 // width of the line up to there
	}
	var (
		start      int     // byte offset of the line's first character
		w          float64 // width so far
		hard, soft mark
		prev       rune
		room       = max - indent
	)
	// A hundredth of a point forgives the rounding of sums.
	const slack = 0.01
	cut := func(at int, lw float64, end bool) {
		t := strings.TrimRight(s[start:at], " ")
		if n := at - start - len(t); n > 0 {
			if _, sw := find(chain, ' '); sw > 0 {
				lw -= float64(n) * float64(sw) * scale
			}
		}
		sc.out = append(sc.out, line{text: t, w: lw, first: start == 0, end: end})
		for at < len(s) && s[at] == ' ' {
			at++
		}
		start, room = at, max
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		_, cw := find(chain, r)
		if cw < 0 {
			return missing(r)
		}
		rw := float64(cw) * scale
		if i > start {
			if mayBreak(prev, r) {
				hard = mark{i, w}
			} else if classOf(prev)&classSoft != 0 && classOf(r)&classNotFirst == 0 {
				soft = mark{i, w}
			}
		}
		if i > start && r != ' ' && w+rw > room+slack {
			at := mark{i, w}
			switch {
			case hard.at > start:
				at = hard
			case soft.at > start:
				at = soft
			}
			cut(at.at, at.w, false)
			// Measure again from the new beginning of the line.
			i, w, hard, soft, prev = start, 0, mark{}, mark{}, 0
			continue
		}
		w += rw
		prev = r
		i += n
	}
	cut(len(s), w, true)
	return nil
}

// Lines breaks text for a width in millimetres as Flow and Page would.
func (d *Document) Lines(s string, st Style, widthMM float64) ([]string, error) {
	st = st.orDefault()
	ls, err := d.scratch.lines(d.fonts.chain(st.Family, st.Bold), clean(s), st.Size, mmPt(widthMM), st.Indent*st.Size)
	if err != nil {
		return nil, err
	}
	out := make([]string, len(ls))
	for i, l := range ls {
		out[i] = l.text
	}
	return out, nil
}

// Width is the length of one line of text in millimetres.
func (d *Document) Width(s string, st Style) (float64, error) {
	st = st.orDefault()
	w, err := width(d.fonts.chain(st.Family, st.Bold), clean(s), st.Size)
	return ptMM(w), err
}
