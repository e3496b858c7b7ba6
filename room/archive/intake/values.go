package intake

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/mark"
	"lantai.internal/kit/sheet"
)

// Bounds on the length of texts, in characters.
const (
	MaxTitle = 2000
	MaxShort = 500 // document number, issuer, unit, code, item number, box
)

// cleanLine makes one line of a cell: line breaks inside Chinese text go, others
// become a blank; control and invisible characters go and are reported.
func cleanLine(s string) (clean string, stripped bool) {
	s = strings.TrimSpace(s)
	plain := true // only ASCII and the blocks from kana to the unified ideographs: nothing to look for
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == 0x7F || c >= 0xC0 && c < 0xE3 || c > 0xE9 {
			plain = false
			break
		}
	}
	if plain && utf8.ValidString(s) {
		return s, false
	}
	var b strings.Builder
	gap := false
	last := rune(0)
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == 0x2028 || r == 0x2029:
			gap = true
			continue
		case invisible(r):
			stripped = true
			continue
		}
		if gap && last != 0 && last != ' ' && r != ' ' && (last < 0x2E80 || r < 0x2E80) {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
		last = r
	}
	return strings.TrimSpace(b.String()), stripped
}

// cleanText keeps line breaks and tabs and takes out what a database or a page cannot hold.
func cleanText(s string) (clean string, stripped bool) {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && invisible(r) }) < 0 {
		return strings.TrimSpace(s), false
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r != '\n' && r != '\t' && invisible(r):
			stripped = stripped || r != 0xFEFF
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s), stripped
}

// invisible reports control characters and those that only steer the display:
// they hide text or turn it round.
func invisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == 0xFFFE || r == 0xFFFF
}

var retentionYears = regexp.MustCompile(`^(?:定期)?\(?d?([0-9]{1,3})\)?(?:年)?\)?$`)

// retentionCode reads a period as people write it: Y, 永久, D30, 30年, 定期30年,
// 三十年. It gives "" for what is no period.
func retentionCode(s string) string {
	t := strings.ToLower(sheet.Normalize(s))
	switch t {
	case "y", "永久", "永久保存", "永久保管", "permanent":
		return "Y"
	}
	if n, ok := chineseNumber(strings.TrimSuffix(strings.TrimPrefix(t, "定期"), "年")); ok && strings.HasSuffix(t, "年") {
		t = strconv.Itoa(n) + "年"
	}
	if m := retentionYears.FindStringSubmatch(t); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
			return "D" + strconv.Itoa(n)
		}
	}
	return ""
}

// categories are the first-level codes of archives and their names.
var categories = []struct{ code, name string }{
	{"WS", "文书"}, {"KJ", "科技"}, {"RS", "人事"}, {"KU", "会计"}, {"ZY", "专业"}, {"ZP", "照片"}, {"LY", "录音"}, {"LX", "录像"},
	{"SJ", "业务数据"}, {"YJ", "公务电子邮件"}, {"WY", "网页信息"}, {"MT", "社交媒体"}, {"SW", "实物"},
}

var subcategory = regexp.MustCompile(`^([A-Z]{2})((?:·[A-Z0-9]{1,8}){0,4})$`)

// categoryCode reads a category by code (sub-categories behind "·") or by name.
func categoryCode(s string) string {
	t := strings.ToUpper(sheet.Normalize(s))
	t = strings.NewReplacer("・", "·", "•", "·", "．", "·", ".", "·", "﹒", "·", "∙", "·").Replace(t)
	for _, c := range categories {
		if t == c.code || t == c.name || t == c.name+"档案" || t == c.name+"类" {
			return c.code
		}
		if m := subcategory.FindStringSubmatch(t); m != nil && m[1] == c.code {
			return t
		}
	}
	return ""
}

// enumerated reads a value of a field that has an enumeration. For any other
// field it gives the value back. say is the refusal in Chinese.
func enumerated(f Field, value string, retentions []string) (got, say string) {
	switch f {
	case Retention:
		code := retentionCode(value)
		for _, r := range retentions {
			if code == r {
				return code, ""
			}
		}
		return "", "保管期限“" + value + "”不在期限表内，应是" + retentionWords(retentions) + "之一；旧期限请在映射文件中写明对照。"
	case Category:
		if code := categoryCode(value); code != "" {
			return code, ""
		}
		return "", "门类“" + value + "”不认识，请用门类代码，如 WS（文书）、KU（会计）、ZP（照片）。"
	case Classification:
		l, err := mark.Parse(value)
		if err != nil {
			return "", fault.Of(err).Say
		}
		return l.Word(), ""
	}
	return value, ""
}

func retentionWords(codes []string) string {
	var s []string
	for _, c := range codes {
		if c == "Y" {
			s = append(s, "永久")
		} else {
			s = append(s, strings.TrimPrefix(c, "D")+"年")
		}
	}
	return strings.Join(s, "、")
}

var yearText = regexp.MustCompile(`^([0-9]{4})(?:年度?|\.0+)?$`)

// parseYear reads 2012, 2012年, 2012年度, 二〇一二.
func parseYear(s string) (int, bool) {
	t := sheet.Normalize(s)
	if m := yearText.FindStringSubmatch(t); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n, n >= 1800 && n <= 2199
	}
	if n, ok := chineseDigits(strings.TrimRight(t, "年度")); ok {
		return n, n >= 1800 && n <= 2199
	}
	return 0, false
}

var pagesText = regexp.MustCompile(`^(?:共)?([0-9]{1,7})(?:\.0+)?(?:页|张)?$`)

// parsePages reads 12, 12页, 共12页.
func parsePages(s string) (int, bool) {
	m := pagesText.FindStringSubmatch(sheet.Normalize(s))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	return n, err == nil && n <= 1000000
}

var (
	clockText   = regexp.MustCompile(`^(.*[0-9日])[T\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$`)
	serialText  = regexp.MustCompile(`^[0-9]{5}(?:\.[0-9]+)?$`)
	chineseDate = regexp.MustCompile(`^([〇○零oO一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日$`)
)

// parseDate reads a date in the ways tables have it. note is a warning in
// Chinese, say a refusal.
func parseDate(s string, format *dateFormat, date1904 bool) (d civil.Date, note, say string) {
	t := strings.TrimSpace(s)
	if m := clockText.FindStringSubmatch(t); m != nil {
		t = strings.TrimSpace(m[1])
	}
	inferred := false
	if n := len(t); n > 2 && (t[0] == '[' && t[n-1] == ']') {
		t, inferred = strings.TrimSpace(t[1:n-1]), true
	}
	if format != nil {
		if d, ok, matched := format.parse(t); ok {
			return d, inferredNote(inferred, s), ""
		} else if matched {
			return civil.Date{}, "", "没有“" + t + "”这一天，请核对年月日。"
		}
	}
	if m := chineseDate.FindStringSubmatch(t); m != nil {
		y, _ := chineseDigits(m[1])
		mo, ok1 := chineseNumber(m[2])
		da, ok2 := chineseNumber(m[3])
		if d, ok := civil.Of(y, mo, da); ok && ok1 && ok2 {
			return d, inferredNote(inferred, s), ""
		}
		return civil.Date{}, "", "没有“" + t + "”这一天，请核对年月日。"
	}
	if serialText.MatchString(t) {
		v, err := strconv.ParseFloat(t, 64)
		// Outside 1950 to 2100 a five-digit number is hardly a day number.
		if d, ok := sheet.SerialDate(v, date1904); err == nil && ok && d.Year >= 1950 && d.Year <= 2100 {
			return d, "日期“" + t + "”是表格里的日期序号，已读作 " + d.String() + "，请核对。", ""
		}
	}
	d, err := civil.ParseLoose(t)
	if err != nil {
		return civil.Date{}, "", fault.Of(err).Say
	}
	return d, inferredNote(inferred, s), ""
}

func inferredNote(inferred bool, s string) string {
	if inferred {
		return "日期“" + strings.TrimSpace(s) + "”是推定的，方括号已去掉。"
	}
	return ""
}

// dateFormat is a layout written with YYYY, MM and DD.
type dateFormat struct {
	re      *regexp.Regexp
	y, m, d int
}

func compileDate(layout string) (*dateFormat, bool) {
	f := &dateFormat{}
	n := 0
	var pattern strings.Builder
	pattern.WriteByte('^')
	for rest := strings.TrimSpace(layout); rest != ""; {
		up := strings.ToUpper(rest)
		width := 1
		for width < len(up) && up[width] == up[0] {
			width++
		}
		switch {
		case up[0] == 'Y' && width == 4 && f.y == 0:
			n++
			f.y = n
			pattern.WriteString(`(\d{4})`)
		case up[0] == 'M' && width <= 2 && f.m == 0:
			n++
			f.m = n
			pattern.WriteString([]string{`(\d{1,2})`, `(\d{2})`}[width-1])
		case up[0] == 'D' && width <= 2 && f.d == 0:
			n++
			f.d = n
			pattern.WriteString([]string{`(\d{1,2})`, `(\d{2})`}[width-1])
		case up[0] == 'Y' || up[0] == 'M' || up[0] == 'D':
			return nil, false
		default:
			_, width = utf8.DecodeRuneInString(rest)
			pattern.WriteString(regexp.QuoteMeta(rest[:width]))
		}
		rest = rest[width:]
	}
	pattern.WriteByte('$')
	if f.y == 0 || f.m == 0 || f.d == 0 {
		return nil, false
	}
	re, err := regexp.Compile(pattern.String())
	f.re = re
	return f, err == nil
}

func (f *dateFormat) parse(s string) (d civil.Date, ok, matched bool) {
	m := f.re.FindStringSubmatch(s)
	if m == nil {
		return civil.Date{}, false, false
	}
	y, _ := strconv.Atoi(m[f.y])
	mo, _ := strconv.Atoi(m[f.m])
	da, _ := strconv.Atoi(m[f.d])
	d, ok = civil.Of(y, mo, da)
	return d, ok, true
}

const chineseNumerals = "〇一二三四五六七八九"

// chineseDigits reads 二〇一二 digit by digit.
func chineseDigits(s string) (int, bool) {
	n, count := 0, 0
	for _, r := range s {
		if r == '零' || r == '○' || r == 'o' || r == 'O' {
			r = '〇'
		}
		i := strings.IndexRune(chineseNumerals, r)
		if i < 0 {
			return 0, false
		}
		n = n*10 + i/3
		count++
	}
	return n, count == 4
}

// chineseNumber reads 一 to 九十九.
func chineseNumber(s string) (int, bool) {
	n, unit := 0, 0
	for i, r := range []rune(s) {
		if r == '十' {
			if unit == 0 {
				if i > 0 {
					return 0, false
				}
				unit = 1
			}
			n, unit = n+unit*10, 0
			if n > 90 {
				return 0, false
			}
			continue
		}
		v := strings.IndexRune(chineseNumerals, r)
		if v < 3 || unit != 0 {
			return 0, false
		}
		unit = v / 3
	}
	return n + unit, n+unit > 0
}
