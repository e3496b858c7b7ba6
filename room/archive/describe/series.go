package describe

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// DocNo is a document number taken apart: 綦商务〔2012〕5号.
type DocNo struct {
	Prefix string // 机关代字, or the organ and 令 of an order
	Year   int    // 0 for orders counted through the years
	Number int
}

// String writes the number in the standard form.
func (d DocNo) String() string {
	if d.Year == 0 {
		return d.Prefix + "第" + strconv.Itoa(d.Number) + "号"
	}
	return d.Prefix + "〔" + strconv.Itoa(d.Year) + "〕" + strconv.Itoa(d.Number) + "号"
}

var (
	anyBracketYear = regexp.MustCompile(openBracket + `(\d{4})年?` + closeBracket)
	leadingZeros   = regexp.MustCompile(`(^|[^0-9])0+([0-9])`)
	ordinalBefore  = regexp.MustCompile(`第(\d+)号(令|公告|通告)`)
	ordinal        = regexp.MustCompile(`第(\d+)`)
	keyLetter      = regexp.MustCompile(`^(.*?)〔(\d{4})〕(\d{1,6})号?$`)
	keyOrder       = regexp.MustCompile(`^(.*(?:令|公告|通告))(?:(\d{4})年)?(\d{1,5})号$`)
)

// NormaliseDocNo folds a document number, or a piece of one, into a search key:
// one style of brackets, half-width characters, no spaces, no 第 before figures,
// no leading zeros, capitals for Latin letters, and without 中华人民共和国. Text
// that is no number is folded in the same way and stays comparable.
func NormaliseDocNo(s string) string {
	t := strings.ToUpper(fold(s))
	t = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u200b', '\ufeff', '\r', '\n', '\u3000':
			return -1
		}
		return r
	}, t)
	t = anyBracketYear.ReplaceAllString(t, "〔$1〕")
	t = strings.ReplaceAll(t, "中华人民共和国", "")
	t = ordinalBefore.ReplaceAllString(t, "${2}${1}号")
	t = ordinal.ReplaceAllString(t, "$1")
	// The class eats the character before the zeros, so neighbours need two passes.
	for range 2 {
		t = leadingZeros.ReplaceAllString(t, "$1$2")
	}
	return t
}

// SplitDocNo takes a number apart; ok is false if it has no running number.
func SplitDocNo(s string) (d DocNo, ok bool) {
	key := NormaliseDocNo(s)
	if m := keyLetter.FindStringSubmatch(key); m != nil && m[1] != "" {
		d = DocNo{Prefix: m[1], Year: atoi(m[2]), Number: atoi(m[3])}
	} else if m := keyOrder.FindStringSubmatch(key); m != nil {
		d = DocNo{Prefix: m[1], Year: atoi(m[2]), Number: atoi(m[3])}
	}
	return d, d.Number > 0
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// Gap is a run of missing numbers of one series, both ends included.
type Gap struct {
	Prefix   string
	Year     int
	From, To int
}

// Count is how many numbers are missing.
func (g Gap) Count() int { return g.To - g.From + 1 }

// Numbers lists the missing numbers as they would be written, at most limit of
// them (all if limit is 0 or less).
func (g Gap) Numbers(limit int) []string {
	var out []string
	for n := g.From; n <= g.To && (limit <= 0 || len(out) < limit); n++ {
		out = append(out, DocNo{g.Prefix, g.Year, n}.String())
	}
	return out
}

// Gaps finds the numbers missing from each series (prefix and year). A series
// of one year starts at 1; a series of orders, which runs through the years,
// starts at its lowest known number. The result is ordered by prefix, year and
// number. What lies after the highest known number cannot be known.
func Gaps(series []DocNo) []Gap {
	s := slices.Clone(series)
	slices.SortFunc(s, func(a, b DocNo) int {
		return cmp.Or(cmp.Compare(a.Prefix, b.Prefix), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Number, b.Number))
	})
	var out []Gap
	last := 0
	for i, d := range s {
		if d.Number < 1 {
			continue
		}
		if i == 0 || s[i-1].Prefix != d.Prefix || s[i-1].Year != d.Year || s[i-1].Number < 1 {
			last = 0
			if d.Year == 0 {
				last = d.Number - 1
			}
		}
		if d.Number > last+1 {
			out = append(out, Gap{d.Prefix, d.Year, last + 1, d.Number - 1})
		}
		last = d.Number
	}
	return out
}

// Repeats finds the numbers that occur more than once, in order.
func Repeats(series []DocNo) []DocNo {
	seen := map[DocNo]int{}
	var out []DocNo
	for _, d := range series {
		if seen[d]++; seen[d] == 2 {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b DocNo) int {
		return cmp.Or(cmp.Compare(a.Prefix, b.Prefix), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Number, b.Number))
	})
	return out
}
