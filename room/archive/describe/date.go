package describe

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/civil"
)

const (
	cnDigit = `[〇○零OoＯ０一二三四五六七八九]`
	cnNum   = `[一二三四五六七八九十廿卅]`
)

var (
	dateExpr = regexp.MustCompile(`((?:[12０-９][0-9０-９]{3})|` + cnDigit + `{4})\s*年\s*([0-9０-９]{1,2}|` + cnNum +
		`{1,3})\s*月\s*([0-9０-９]{1,2}|` + cnNum + `{1,3})\s*日`)
	plainDate   = regexp.MustCompile(`^[(（]?((?:19|20)\d\d)[-./](\d{1,2})[-./](\d{1,2})[)）]?$`)
	opening     = regexp.MustCompile(`^[(（\[〔*\s]*`)
	forceAfter  = regexp.MustCompile(`^\s*(?:（[^）]*）)?\s*(?:起|以后|之后|以前|之前|前|后)?\s*(?:开始)?\s*(?:起?施行|起?实施|起?执行|起?生效|起?实行|停止执行|废止|印发|印刷|打印|收到|收文|截止)`)
	forceFrom   = regexp.MustCompile(`(?:自|从|至|到|截至|截止|有效期|收文日期|收文时间|时间|日期)\s*[:：]?\s*$`)
	midSentence = regexp.MustCompile(`^\s*(?:[，,、]|[上下]午|晚上?|凌晨|[(（]星期|以来|至|到)`)
	approved    = regexp.MustCompile(`通过|批准|公布|发布|颁布|修订|修正|修改|签署|签发|核准|审定|制定|令第?`)
	enclosure   = regexp.MustCompile(`^附\s*[件表录图][\s0-9０-９一二三四五六七八九十]*[:：、.]?`)
)

// dated is a date that stands for approval or signature.
type dated struct {
	day  civil.Date
	line line
	// rest is what follows the date up to the next one: who approved it and how.
	rest string
	// verb is true if the line says what was done on that day.
	verb bool
}

func opensWithDate(s string) bool {
	s = s[len(opening.FindString(s)):]
	at := dateExpr.FindStringIndex(s)
	return at != nil && at[0] == 0
}

// headDates gives the dates of the notes of approval in the head, e.g.
// "2012年5月25日 …会议通过 2019年3月29日…修订", without days of entry into force.
func headDates(t text) []dated {
	var out []dated
	for _, l := range t.lines[:t.head] {
		if l.head || !(opensWithDate(l.text) || parenthesised(l.text)) {
			continue
		}
		out = append(out, datesOf(l)...)
	}
	return out
}

func parenthesised(s string) bool {
	return (strings.HasPrefix(s, "（") || strings.HasPrefix(s, "(")) && approved.MatchString(s)
}

// sentence reports whether what follows a date is running text about what
// happened on that day, and not a note of approval or a bare date.
func sentence(rest string) bool {
	if midSentence.MatchString(rest) {
		return true
	}
	return !approved.MatchString(rest) && strings.ContainsAny(rest, "，。；") && utf8.RuneCountInString(rest) > 12
}

// datesOf cuts a line at its dates; dates inside a title in 《》 do not count.
func datesOf(l line) []dated {
	var out []dated
	at := dateExpr.FindAllStringSubmatchIndex(l.text, -1)
	for i, m := range at {
		before := l.text[:m[0]]
		if strings.Count(before, "《") > strings.Count(before, "》") || forceFrom.MatchString(before) {
			continue
		}
		end := len(l.text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		rest := l.text[m[1]:end]
		if forceAfter.MatchString(rest) || sentence(rest) {
			continue
		}
		if day, ok := dayOf(l.text[m[2]:m[3]], l.text[m[4]:m[5]], l.text[m[6]:m[7]]); ok {
			out = append(out, dated{day, l, strings.TrimSpace(rest), approved.MatchString(rest)})
		}
	}
	return out
}

// signatures gives the dates under the text: a line that is a date and nothing
// else, or an organ followed by a date. What follows an enclosure's heading
// after a signature belongs to the enclosure.
func signatures(t text) []dated {
	var out []dated
	for i, l := range t.lines {
		if len(out) > 0 && i >= t.preamble && enclosure.MatchString(l.text) {
			break
		}
		day, issuer, ok := signature(l.text)
		if !ok {
			continue
		}
		near := i < t.preamble || len(t.lines)-i <= 15
		above := i > 0 && orgLike(t.lines[i-1].text)
		if issuer == "" && above {
			issuer = signers(t, i)
		}
		if !near && issuer == "" {
			continue
		}
		out = append(out, dated{day, l, issuer, issuer != ""})
	}
	return out
}

// signers gives the organs on the lines directly above line i. Several in a row
// sign together if the lines above them are short names too.
func signers(t text, i int) string {
	var names []string
	for k := i - 1; k >= 0 && len(names) < 6; k-- {
		s := t.lines[k].text
		if !orgLike(s) || t.lines[k].head || utf8.RuneCountInString(s) > 30 || addressee.MatchString(s) || KindOf(s) != "" {
			break
		}
		names = append([]string{orgList(s)}, names...)
	}
	if len(names) == 0 {
		return orgList(t.lines[i-1].text)
	}
	return strings.Join(names, "、")
}

func signature(s string) (day civil.Date, issuer string, ok bool) {
	if m := plainDate.FindStringSubmatch(s); m != nil {
		day, ok = dayOf(m[1], m[2], m[3])
		return day, "", ok
	}
	// Most lines carry no date; the expression is dear.
	if !strings.Contains(s, "年") || !strings.Contains(s, "日") {
		return day, "", false
	}
	m := dateExpr.FindStringSubmatchIndex(s)
	if m == nil {
		return day, "", false
	}
	if tail := strings.Trim(s[m[1]:], " )）。"); tail != "" {
		return day, "", false
	}
	before := strings.TrimSpace(strings.Trim(s[:m[0]], " (（"))
	before = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(before, "印"), "编"), "主办"))
	if before != "" && !orgLike(before) {
		return day, "", false
	}
	day, ok = dayOf(s[m[2]:m[3]], s[m[4]:m[5]], s[m[6]:m[7]])
	return day, before, ok
}

// findDate applies the rule of the import: the last day of approval or signature
// in the head or foot, else the day in the file's name, else nothing.
func findDate(t text, name fileName) Found {
	var best dated
	take := func(c dated) {
		if best.day.IsZero() || c.day.After(best.day) || (c.day == best.day && c.verb && !best.verb) {
			best = c
		}
	}
	for _, c := range headDates(t) {
		take(c)
	}
	for _, c := range signatures(t) {
		take(c)
	}
	if !best.day.IsZero() {
		conf, ev := Likely, best.line.where()
		if best.verb {
			conf = Sure
		}
		if name.date != "" && name.date != best.day.String() {
			ev += "；文件名中的日期" + name.date + "与正文不同，以正文为准"
		}
		return Found{best.day.String(), conf, ev}
	}
	if name.date != "" {
		return Found{name.date, Likely, "文件名“" + quote(name.full) + "”，正文首尾没有通过、批准或签署日期"}
	}
	return Found{}
}

func dayOf(y, m, d string) (civil.Date, bool) {
	yi, ok1 := yearNumber(y)
	mi, ok2 := smallNumber(m)
	di, ok3 := smallNumber(d)
	if !ok1 || !ok2 || !ok3 || yi < 1840 || yi > 2999 {
		return civil.Date{}, false
	}
	return civil.Of(yi, mi, di)
}

const cnOrder = "〇一二三四五六七八九"

func cnValue(r rune) (int, bool) {
	switch r {
	case '○', '零', 'O', 'o', 'Ｏ', '０':
		return 0, true
	}
	if i := strings.IndexRune(cnOrder, r); i >= 0 {
		return i / utf8.RuneLen('〇'), true
	}
	return 0, false
}

func yearNumber(s string) (int, bool) {
	n := 0
	for _, r := range s {
		v, ok := cnValue(r)
		if w, isDigit := digit(r); isDigit {
			v, ok = w, true
		}
		if !ok {
			return 0, false
		}
		n = n*10 + v
	}
	return n, true
}

func digit(r rune) (int, bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= '０' && r <= '９':
		return int(r - '０'), true
	}
	return 0, false
}

// smallNumber reads 1 to 99 in Arabic or Chinese digits.
func smallNumber(s string) (int, bool) {
	if n, err := strconv.Atoi(fold(s)); err == nil {
		return n, n > 0
	}
	n, unit := 0, 0
	for _, r := range s {
		switch r {
		case '十':
			n, unit = max(unit, 1)*10, 0
		case '廿':
			n, unit = 20, 0
		case '卅':
			n, unit = 30, 0
		default:
			v, ok := cnValue(r)
			if !ok {
				return 0, false
			}
			unit = v
		}
	}
	return n + unit, n+unit > 0
}
