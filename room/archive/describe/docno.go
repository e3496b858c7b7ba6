package describe

import (
	"regexp"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
)

const (
	openBracket  = `[〔\[［(（【﹝〈<{｛〖]`
	closeBracket = `[〕\]］)）】﹞〉>}｝〗]`
	yearInside   = `\s*((?:[0-9０-９]\s*){4})年?\s*`
	numberTail   = `\s*第?\s*((?:[0-9０-９]\s*){1,6})\s*号`
)

var (
	letterNo  = regexp.MustCompile(`([\p{Han}A-Za-z]{1,20})\s*` + openBracket + yearInside + closeBracket + numberTail)
	orderNo   = regexp.MustCompile(`([\p{Han}、]{2,80}?)(令|公告|通告)\s*(?:((?:19|20)\d\d)\s*年)?\s*第\s*([0-9０-９]{1,5}|[一二三四五六七八九十百]{1,6})\s*号`)
	orderNo2  = regexp.MustCompile(`([\p{Han}、]{2,80}?)第\s*([0-9０-９]{1,5})\s*号(令|公告|通告)`)
	orderHead = regexp.MustCompile(`^[\p{Han}、（）() ]{2,60}(?:令|公\s*告|通\s*告)$`)
	orderTail = regexp.MustCompile(`^[(（]?\s*((?:(?:19|20)\d\d\s*年)?)\s*第\s*([0-9０-９]{1,5}|[一二三四五六七八九十百]{1,6})\s*号\s*[)）]?$`)
	loneNo    = regexp.MustCompile(`^(?:[(（]?)\s*第\s*([0-9０-９]{1,5})\s*[号期](?:[)）]?)$`)
)

// findDocNo reads the number in the head: 綦商务〔2012〕5号 with any style of
// brackets, or the number of an order or announcement. Numbers cited in running
// text are not looked at. Of several orders in the notes of approval the one of
// the document's own day counts, else the last.
func findDocNo(t text, name fileName, day civil.Date) Found {
	for i, l := range t.lines[:t.preamble] {
		if i >= t.head && len([]rune(l.text)) > 40 {
			continue
		}
		if m := letterNo.FindStringSubmatchIndex(l.text); m != nil && !quoted(l.text, m[0]) {
			v := l.text[m[2]:m[3]] + "〔" + squeeze(l.text[m[4]:m[5]]) + "〕" + trimZeros(squeeze(l.text[m[6]:m[7]])) + "号"
			v = strings.TrimPrefix(strings.TrimPrefix(v, "文号"), "发文字号")
			conf := Likely
			if whole := strings.Trim(l.text, " ()（）"); len(whole) <= m[1]-m[0]+len("签发人：")+40 {
				conf = Sure
			}
			return Found{v, conf, l.where()}
		}
	}
	for i := 0; i+1 < len(t.lines) && i < t.head; i++ {
		if m := orderTail.FindStringSubmatch(t.lines[i+1].text); m != nil && orderHead.MatchString(t.lines[i].text) {
			organ := strings.ReplaceAll(t.lines[i].text, " ", "")
			if v := orderNumber(organ + squeeze(m[1]) + "第" + squeeze(m[2]) + "号"); v != "" {
				return Found{v, Sure, t.lines[i+1].where()}
			}
		}
	}
	if f := orderOf(t, day); f.Value != "" {
		return f
	}
	if m := letterNo.FindStringSubmatch(name.stem); m != nil {
		return Found{m[1] + "〔" + squeeze(m[2]) + "〕" + trimZeros(squeeze(m[3])) + "号", Likely, "文件名“" + quote(name.full) + "”"}
	}
	return Found{}
}

func orderOf(t text, day civil.Date) Found {
	var best Found
	var bestDay civil.Date
	consider := func(s string, l line, on civil.Date) {
		v := orderNumber(s)
		if v == "" || (best.Value != "" && on.Before(bestDay)) {
			return
		}
		conf := Likely
		if !on.IsZero() && on == day {
			conf = Sure
		}
		best, bestDay = Found{v, conf, l.where()}, on
	}
	for _, l := range t.lines[:t.head] {
		if l.head {
			continue
		}
		if ds := datesOf(l); len(ds) > 0 {
			for _, d := range ds {
				consider(d.rest, l, d.day)
			}
			continue
		}
		consider(l.text, l, civil.Date{})
	}
	return best
}

func orderNumber(s string) string {
	if m := orderNo2.FindStringSubmatch(s); m != nil && !strings.Contains(m[1], "令") {
		return m[1] + m[3] + "第" + trimZeros(fold(m[2])) + "号"
	}
	m := orderNo.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	year := ""
	if m[3] != "" {
		year = m[3] + "年"
	}
	n := fold(m[4])
	if v, ok := cnNumber(n); ok {
		n = strconv.Itoa(v)
	}
	return m[1] + m[2] + year + "第" + trimZeros(n) + "号"
}

func quoted(s string, at int) bool {
	return strings.Count(s[:at], "《") > strings.Count(s[:at], "》")
}

func squeeze(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return s
}

// cnNumber reads 一 to 九百九十九.
func cnNumber(s string) (int, bool) {
	n, unit := 0, 0
	for _, r := range s {
		switch r {
		case '百':
			n, unit = n+max(unit, 1)*100, 0
		case '十':
			n, unit = n+max(unit, 1)*10, 0
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

// fold makes full-width letters and digits half-width.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - 0xFEE0
		case r == '　' || r == '\u00a0' || r == '\t':
			return ' '
		}
		return r
	}, s)
}
