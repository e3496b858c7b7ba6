package redaction

import (
	"slices"
	"strings"
	"unicode"
)

// Kind is what sort of personal datum was found.
type Kind string

// The kinds of finding.
const (
	Identity  Kind = "identity"  // 公民身份号码, of 18 or 15 digits
	Partial   Kind = "partial"   // a number that somebody masked already, with telling digits left
	Mobile    Kind = "mobile"    // 手机号码
	Landline  Kind = "landline"  // 固定电话
	BankCard  Kind = "bank"      // 银行账号
	Credit    Kind = "credit"    // 统一社会信用代码: public, not hidden
	Mail      Kind = "mail"      // 电子邮箱
	Plate     Kind = "plate"     // 车牌
	Passport  Kind = "passport"  // 护照, 通行证
	Officer   Kind = "officer"   // 军官证, 士兵证
	Name      Kind = "name"      // name of a private person
	Birth     Kind = "birth"     // date of birth
	Address   Kind = "address"   // down to the house
	Condition Kind = "condition" // illness, disability, relief, beside a person
	Drawn     Kind = "drawn"     // drawn by hand
)

var kindLabels = map[Kind]string{Identity: "身份证号码", Partial: "已部分遮盖的号码", Mobile: "手机号码", Landline: "固定电话", BankCard: "银行账号", Credit: "统一社会信用代码", Mail: "电子邮箱",
	Plate: "车牌号", Passport: "护照或通行证", Officer: "军官证或士兵证", Name: "姓名", Birth: "出生日期", Address: "详细地址", Condition: "健康或救助情况", Drawn: "人工划定"}

// Label is the Chinese word of the kind.
func (k Kind) Label() string { return kindLabels[k] }

// Certainty says how sure a detector is.
type Certainty int

// The degrees of certainty.
const (
	Possible Certainty = 1 + iota // a person must look
	Likely
	Certain
)

// Label is the Chinese word of the degree.
func (c Certainty) Label() string {
	return map[Certainty]string{Possible: "可能", Likely: "很可能", Certain: "确定"}[c]
}

// Finding is a place in a text that may hold personal data.
type Finding struct {
	Kind       Kind
	Start, End int    // runes of the text
	Text       string // as it stands there
	Plain      string // without spaces and breaks, half width
	Certainty  Certainty
	Hide       bool   // proposed to be hidden
	Why        string // Chinese
}

// Known is what the bureau itself has published and need not be hidden: its
// telephones, mailboxes, addresses, and the names of those who act in office.
type Known struct {
	Phones, Mails, Names, Places []string
}

// Find looks for personal data in a text. It is a pure function.
func Find(text string) []Finding { return Known{}.Find(text) }

// Find looks for personal data that the bureau has not published itself. The
// findings do not overlap and stand in the order of the text.
func (k Known) Find(text string) []Finding {
	t := fold(text)
	var all []Finding
	for _, detect := range []func(*folded) []Finding{identities, partials, creditCodes, cards, mobiles, k.landlines, k.mails, plates, passports, officers, births, k.addresses, k.names} {
		all = append(all, detect(t)...)
	}
	all = apart(all)
	all = apart(append(all, conditions(t, all)...))
	for i := range all {
		f := &all[i]
		f.Text = string(t.raw[f.Start:f.End])
		f.Plain = squeeze(f.Text)
	}
	return all
}

// folded is a text with letters and digits at half width, of the same length.
type folded struct {
	raw, r []rune
	lower  string // r as a string
	at     []int  // byte offset in lower of each rune, and of the end
}

func fold(text string) *folded {
	t := &folded{raw: []rune(text)}
	t.r = make([]rune, len(t.raw))
	var b strings.Builder
	for i, c := range t.raw {
		t.r[i] = half(c)
		t.at = append(t.at, b.Len())
		b.WriteRune(t.r[i])
	}
	t.at = append(t.at, b.Len())
	t.lower = b.String()
	return t
}

// half gives the half-width form of letters, digits and signs. Other digits of
// Unicode (mathematical, circled) are used to slip past detectors.
func half(c rune) rune {
	switch {
	case c >= '！' && c <= '～':
		return c - '！' + '!'
	case c == '　':
		return ' '
	case c >= '①' && c <= '⑨':
		return c - '①' + '1'
	case c >= 0x1D7CE && c <= 0x1D7FF:
		return '0' + (c-0x1D7CE)%10
	case c == unicode.ReplacementChar:
		return c
	case c > unicode.MaxASCII && unicode.Is(unicode.Nd, c):
		return '0' + digitValue(c)
	}
	return c
}

func digitValue(c rune) rune {
	n := rune(0)
	for n < 9 && unicode.Is(unicode.Nd, c-n-1) {
		n++
	}
	return n % 10
}

// rune of a byte offset.
func (t *folded) runeAt(b int) int {
	i, _ := slices.BinarySearch(t.at, b)
	return i
}

// before is the text of up to n runes before i, within the same line or the one
// above.
func (t *folded) before(i, n int) string { return string(t.r[max(0, i-n):i]) }

func isDigit(c rune) bool { return c >= '0' && c <= '9' }
func isAlnum(c rune) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
func isHan(c rune) bool { return unicode.Is(unicode.Han, c) || c == '〇' }

// isGap reports whether a sign may stand inside a number without ending it.
func isGap(c rune) bool {
	switch c {
	case ' ', '\n', '\r', '-', '‐', '‑', '–', '—', '\u00a0', '\u2009', '\u202f':
		return true
	}
	return invisible(c)
}

func invisible(c rune) bool { return unicode.Is(unicode.Cf, c) }

// squeeze is a text for comparing: half width, lower case, without spaces,
// breaks, hyphens and invisible signs.
func squeeze(s string) string {
	var b strings.Builder
	for _, c := range s {
		c = half(c)
		if unicode.IsSpace(c) || isGap(c) || c == '\t' {
			continue
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// number is a run of n signs that begins at i, gaps passed over.
type number struct {
	start, end int
	digits     []rune
	groups     []int // signs between gaps
	line       bool  // broken over lines
}

// number collects n signs from i on; ok is false if there are fewer. last says
// whether a letter X may stand at the end, any whether letters may stand anywhere.
func (t *folded) number(i, n int, last, any bool) (number, bool) {
	x := number{start: i}
	group, gap := 0, 0
	for j := i; j < len(t.r) && gap <= 3; j++ {
		c := t.r[j]
		good := isDigit(c) || any && isAlnum(c) || last && len(x.digits) == n-1 && (c == 'X' || c == 'x')
		switch {
		case good:
			if gap > 0 {
				x.groups = append(x.groups, group)
				group = 0
			}
			gap = 0
			group++
			x.digits = append(x.digits, unicode.ToUpper(c))
			if len(x.digits) == n {
				x.groups = append(x.groups, group)
				x.end = j + 1
				return x, true
			}
		case isGap(c):
			if c == '\n' || c == '\r' {
				x.line = true
			}
			gap++
		default:
			return x, false
		}
	}
	return x, false
}

// whole reports whether the number is not part of a longer one. Letters may stand
// before it (Tel13…), none behind.
func (t *folded) whole(x number) bool {
	return (x.start == 0 || !isDigit(t.r[x.start-1]) && t.r[x.start-1] != '.') && t.ends(x)
}

// ends reports whether no digit or letter follows the number.
func (t *folded) ends(x number) bool {
	return (x.end == len(t.r) || !isAlnum(t.r[x.end]) && !(t.r[x.end] == '.' && x.end+1 < len(t.r) && isDigit(t.r[x.end+1])))
}

// starts gives the places where a run of digits and letters begins, or digits
// begin after letters.
func (t *folded) starts(yield func(int) bool) {
	for i, c := range t.r {
		if isAlnum(c) && (i == 0 || !isAlnum(t.r[i-1]) || isDigit(c) && !isDigit(t.r[i-1])) && !yield(i) {
			return
		}
	}
}

func (x number) text() string { return string(x.digits) }

func hit(k Kind, x number, c Certainty, why string) Finding {
	return Finding{Kind: k, Start: x.start, End: x.end, Certainty: c, Hide: true, Why: why}
}

// near reports whether one of the words stands in the text.
func near(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

// apart leaves of findings that overlap the surest, then the longest, then the
// first, and puts the rest in order.
func apart(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int {
		if a.Certainty != b.Certainty {
			return int(b.Certainty - a.Certainty)
		}
		return (b.End - b.Start) - (a.End - a.Start)
	})
	var out []Finding
	for _, f := range all {
		if f.End > f.Start && !slices.ContainsFunc(out, func(g Finding) bool { return f.Start < g.End && g.Start < f.End }) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Finding) int { return a.Start - b.Start })
	return out
}
