package redaction

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// provinces are the first two digits of region codes (GB/T 2260).
var provinces = []string{"11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83"}

// realDay reports whether eight digits are a day on which somebody alive at the
// same time as the numbers can have been born.
func realDay(s string) bool {
	d, err := time.Parse("20060102", s)
	return err == nil && d.Year() >= 1850 && d.Year() <= 2099
}

// identityCheck is the check digit of GB 11643 over 17 digits.
func identityCheck(d []rune) rune {
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(d[i]-'0') * w
	}
	return rune("10X98765432"[sum%11])
}

func identities(t *folded) []Finding {
	var out []Finding
	for i := range t.starts {
		if x, ok := t.number(i, 18, true, false); ok && t.whole(x) {
			s := x.text()
			if slices.Contains(provinces, s[:2]) && realDay(s[6:14]) {
				switch {
				case identityCheck(x.digits) == x.digits[17]:
					out = append(out, hit(Identity, x, Certain, "18位，省份代码、出生日期和校验码都相符"))
					continue
				case len(x.groups) == 1 || slices.Equal(x.groups, []int{6, 8, 4}) || slices.Equal(x.groups, []int{6, 4, 4, 4}) || near(t.before(i, 12), "身份"):
					out = append(out, hit(Identity, x, Likely, "18位，省份代码和出生日期相符，校验码不符，可能抄写有误"))
					continue
				}
			}
		}
		if x, ok := t.number(i, 15, false, false); ok && t.whole(x) && len(x.groups) == 1 {
			s := x.text()
			if slices.Contains(provinces, s[:2]) && realDay("19"+s[6:12]) {
				f := hit(Identity, x, Possible, "15位旧身份证号的样式，省份代码和出生日期相符")
				if near(t.before(i, 12), "身份", "证件号") {
					f.Certainty, f.Why = Certain, "“身份证”之后的15位旧号码，出生日期相符"
				}
				out = append(out, f)
			}
		}
	}
	return out
}

var (
	partialRE = regexp.MustCompile(`\d{3,17}[*＊×xX●■█]{2,14}[\dXx]{2,8}|\d{10,14}[*＊×xX●■█]{2,8}`)
	mailRE    = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+`)
	plateRE   = regexp.MustCompile(`[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-HJ-NP-Z][·•. -]?(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳领][A-HJ-NP-Z0-9]?)`)
	passRE    = regexp.MustCompile(`[A-Z]{1,2}\d{7,10}`)
	officerRE = regexp.MustCompile(`\p{Han}{1,3}字?第\d{4,8}号?`)
	birthRE   = regexp.MustCompile(`(?:出生年月日|出生日期|出生年月|生日|出生)[:：\s]{0,3}((?:18|19|20)\d{2}\s*[年./-]\s*\d{1,2}(?:\s*[月./-](?:\s*\d{1,2}\s*日?)?)?|(?:19|20)\d{6})`)
	bornRE    = regexp.MustCompile(`((?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?)(?:出生|生，|生,)`)
)

// matches gives the places of a pattern, or of its group, in runes.
func (t *folded) matches(re *regexp.Regexp, group int) []number {
	var out []number
	for _, m := range re.FindAllStringSubmatchIndex(t.lower, -1) {
		if m[2*group] >= 0 {
			out = append(out, number{start: t.runeAt(m[2*group]), end: t.runeAt(m[2*group+1])})
		}
	}
	return out
}

func (t *folded) slice(x number) string { return string(t.r[x.start:x.end]) }

func partials(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(partialRE, 0) {
		n := x.end - x.start
		if x.start > 0 && isAlnum(t.r[x.start-1]) || n < 9 || n > 19 {
			continue
		}
		out = append(out, hit(Partial, x, Likely, "号码只遮盖了一部分；各处遮盖的位置不同时可以拼出全号"))
	}
	return out
}

// mobiles are eleven digits from 13 to 19 on, alone or after +86.
func mobiles(t *folded) []Finding {
	var out []Finding
	for i := range t.starts {
		from := i
		if t.r[i] == '8' && i+2 < len(t.r) && t.r[i+1] == '6' {
			if from = i + 2; isGap(t.r[from]) {
				from++
			}
			if from >= len(t.r) || t.r[from] != '1' {
				from = i
			}
		}
		x, ok := t.number(from, 11, false, false)
		if !ok || x.digits[0] != '1' || x.digits[1] < '3' || from == i && !t.whole(x) || !t.ends(x) {
			continue
		}
		if len(x.groups) > 1 && !x.line && !slices.Equal(x.groups, []int{3, 4, 4}) && !slices.Equal(x.groups, []int{3, 8}) && !slices.Equal(x.groups, []int{4, 3, 4}) && !slices.Equal(x.groups, []int{7, 4}) {
			continue
		}
		x.start = i
		f := hit(Mobile, x, Certain, "11位手机号码")
		if len(x.groups) > 1 {
			f.Certainty, f.Why = Likely, "11位手机号码，中间有空格、连字符或换行"
		}
		if x.line && !near(t.before(i, 14), "电话", "手机", "联系", "Tel", "tel") && len(x.groups) > 3 {
			continue
		}
		out = append(out, f)
	}
	return out
}

var landRE = regexp.MustCompile(`[(]?0\d{2,3}[)]?\s?[-–—]?\s?\d{7,8}(?:\s?[-转]\s?\d{1,5})?`)

func (k Known) landlines(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(landRE, 0) {
		if x.start > 0 && (isAlnum(t.r[x.start-1]) || t.r[x.start-1] == '.') || x.end < len(t.r) && isAlnum(t.r[x.end]) {
			continue
		}
		out = append(out, hit(Landline, x, Likely, "带区号的固定电话，不在本局公布的号码之内"))
	}
	// Without an area code only after a word for it.
	for i := range t.starts {
		if x, ok := t.number(i, 8, false, false); ok && t.whole(x) && x.digits[0] >= '2' && len(x.groups) <= 2 && !x.line && near(t.before(i, 8), "电话", "传真", "座机") {
			out = append(out, hit(Landline, x, Likely, "“电话”之后的8位号码，不在本局公布的号码之内"))
		}
	}
	return slices.DeleteFunc(out, func(f Finding) bool {
		s := digitsOf(string(t.r[f.Start:f.End]))
		return slices.ContainsFunc(k.Phones, func(p string) bool {
			p = digitsOf(p)
			return len(p) >= 7 && (strings.HasSuffix(s, p) || strings.HasSuffix(p, s))
		})
	})
}

func digitsOf(s string) string {
	return strings.Map(func(c rune) rune {
		if c = half(c); isDigit(c) {
			return c
		}
		return -1
	}, s)
}

func luhn(d []rune) bool {
	sum := 0
	for i := range d {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func cards(t *folded) []Finding {
	var out []Finding
	for i := range t.starts {
		for n := 19; n >= 13; n-- {
			x, ok := t.number(i, n, false, false)
			if !ok || !t.whole(x) || strings.Count(x.text(), x.text()[:1]) == n {
				continue
			}
			fours := len(x.groups) > 1
			for j, g := range x.groups {
				fours = fours && (g == 4 || j == len(x.groups)-1 && g <= 4)
			}
			if len(x.groups) > 1 && !fours && !x.line {
				continue
			}
			told := near(t.before(i, 14), "卡号", "账号", "帐号", "银行", "开户", "账户", "帐户", "信用社")
			switch good := luhn(x.digits); {
			case good && (told || strings.HasPrefix(x.text(), "62") && n >= 16):
				out = append(out, hit(BankCard, x, Certain, fmt.Sprintf("%d位，校验相符的银行卡号", n)))
			case told && len(x.groups) <= 5:
				out = append(out, hit(BankCard, x, Likely, "“账号、卡号、开户行”之后的长号码"))
			case good && n >= 15 && len(x.groups) == 1 && strings.ContainsRune("3459", x.digits[0]):
				out = append(out, hit(BankCard, x, Possible, "长号码，与银行卡的校验规则相符"))
			default:
				continue
			}
			break
		}
	}
	return out
}

const creditSigns = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func creditCode(d []rune) bool {
	sum, w := 0, 1
	for _, c := range d[:17] {
		v := strings.IndexRune(creditSigns, c)
		if v < 0 {
			return false
		}
		sum += v * w
		w = w * 3 % 31
	}
	return rune(creditSigns[(31-sum%31)%31]) == d[17]
}

func creditCodes(t *folded) []Finding {
	var out []Finding
	for i := range t.starts {
		x, ok := t.number(i, 18, false, true)
		if !ok || !t.whole(x) || i > 0 && isAlnum(t.r[i-1]) || !strings.ContainsRune("159ANY", x.digits[0]) || !creditCode(x.digits) {
			continue
		}
		// A number of a person may meet this check by chance.
		if s := x.text(); slices.Contains(provinces, s[:2]) && realDay(s[6:14]) {
			continue
		}
		f := hit(Credit, x, Certain, "统一社会信用代码，校验相符；依法公示，不遮盖")
		f.Hide = false
		out = append(out, f)
	}
	return out
}

func (k Known) mails(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(mailRE, 0) {
		if s := t.slice(x); !slices.ContainsFunc(k.Mails, func(m string) bool { return strings.EqualFold(m, s) }) {
			out = append(out, hit(Mail, x, Certain, "电子邮箱，不是本局公布的邮箱"))
		}
	}
	return out
}

func plates(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(plateRE, 0) {
		s := t.slice(x)
		if x.end < len(t.r) && isAlnum(t.r[x.end]) || !strings.ContainsAny(s, "0123456789") {
			continue
		}
		out = append(out, hit(Plate, x, Likely, "机动车号牌的样式"))
	}
	return out
}

func passports(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(passRE, 0) {
		if x.start > 0 && isAlnum(t.r[x.start-1]) || x.end < len(t.r) && isAlnum(t.r[x.end]) {
			continue
		}
		s := t.slice(x)
		switch {
		case near(t.before(x.start, 12), "护照", "通行证", "回乡证", "台胞证", "居留"):
			out = append(out, hit(Passport, x, Certain, "“护照”或“通行证”之后的号码"))
		case len(s) == 9 && strings.ContainsRune("EG", rune(s[0])):
			out = append(out, hit(Passport, x, Possible, "护照号码的样式"))
		}
	}
	return out
}

func officers(t *folded) []Finding {
	var out []Finding
	for _, x := range t.matches(officerRE, 0) {
		s := t.slice(x)
		told := near(t.before(x.start, 10), "军官证", "士兵证", "警官证", "文职", "证件")
		for _, c := range "军兵士文" {
			told = told || strings.Contains(s, string(c)+"字第")
		}
		if told {
			out = append(out, hit(Officer, x, Likely, "军官证、士兵证号码的样式"))
		}
	}
	return out
}

func births(t *folded) []Finding {
	var out []Finding
	for _, re := range []*regexp.Regexp{birthRE, bornRE} {
		for _, x := range t.matches(re, 1) {
			out = append(out, hit(Birth, x, Likely, "“出生”处的日期"))
		}
	}
	return out
}
