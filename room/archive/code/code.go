// Package code writes and reads archival codes (档号) in the two grammars in
// force: that of DA/T 22-2015 (Z109-WS·2011-Y-BGS-0001) and that of DA/T 13-2022
// (Z109-WS·2011·Y·办公室-0001). Neither is ever derived from the other by
// replacing characters: a code is parsed into parts and written anew.
package code

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Grammar names the rule by which a code is written.
type Grammar string

// The grammars.
const (
	DAT22 Grammar = "dat22" // DA/T 22-2015, clause 5.4
	DAT13 Grammar = "dat13" // DA/T 13-2022
)

// ParseGrammar reads the word of a setting; "" is DAT22, the older and commoner one.
func ParseGrammar(s string) (Grammar, error) {
	switch Grammar(s) {
	case "", DAT22:
		return DAT22, nil
	case DAT13:
		return DAT13, nil
	}
	return "", fault.Field("grammar", s, "档号规则只有 dat22 和 dat13 两种，不认识“"+s+"”。")
}

// Parts are the elements of an archival code. Zero values mean that the code
// does not have the element.
type Parts struct {
	Fonds     string // one capital and three digits
	Catalogue int    // 目录号, only in old codes of the shape C038-001-002-003
	Category  string // WS, or with sub-classes KU·01, ZY·JC·CC
	Year      int    // filing year, four digits
	Period    Period
	Unit      string // code or name of the unit (机构) or of the matter (问题)
	Group     int    // file (案卷号) or photo group (组号)
	Item      int    // item number, counted from 1
}

const (
	unitMax   = 16        // characters
	numberMax = 999999999 // item, group and catalogue numbers
)

// Format writes a code. Item numbers have at least four digits, groups and
// catalogues three. The error is a *fault.Error that names the wrong part:
// grammar, fonds, category, year, period, unit, group or item.
func Format(g Grammar, p Parts) (string, error) {
	p.Category = Normalise(p.Category)
	if err := check(g, p); err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(p.Fonds)
	if p.Category == "" {
		fmt.Fprintf(&b, "-%03d-%03d-%04d", p.Catalogue, p.Group, p.Item)
		return b.String(), nil
	}
	b.WriteString("-" + p.Category)
	if p.Year != 0 {
		fmt.Fprintf(&b, "·%04d", p.Year)
	}
	between := "·"
	if g == DAT22 {
		between = "-"
	}
	if p.Period != "" {
		b.WriteString(between + string(p.Period))
	}
	if p.Unit != "" {
		b.WriteString(between + p.Unit)
	}
	if p.Group != 0 {
		fmt.Fprintf(&b, "-%03d", p.Group)
	}
	fmt.Fprintf(&b, "-%04d", p.Item)
	return b.String(), nil
}

// check is the one statement of what a valid code is; Format and Parse share it.
func check(g Grammar, p Parts) error {
	if g != DAT22 && g != DAT13 {
		return fault.Field("grammar", string(g), "档号规则只有 dat22 和 dat13 两种。")
	}
	if !fondsOK(p.Fonds) {
		return fault.Field("fonds", p.Fonds, "全宗号须是一个大写字母加三位数字，如 X043。")
	}
	if p.Category == "" {
		return checkOld(g, p)
	}
	cat, ok := CategoryOf(p.Category)
	if !ok || !strings.HasPrefix(p.Category, cat.Code) {
		return fault.Field("category", p.Category, "门类代码“"+p.Category+"”不在十三个一级门类之内，文书档案写 WS。")
	}
	for _, sub := range strings.Split(p.Category, "·")[1:] {
		if !capitalsAndDigits(sub) {
			return fault.Field("category", p.Category, "二级以下门类只能用大写字母和数字。")
		}
		if yearLike(sub) {
			return fault.Field("category", p.Category, "二级门类“"+sub+"”会被读成年度，请另取代码。")
		}
	}
	if p.Catalogue != 0 {
		return fault.Field("catalogue", strconv.Itoa(p.Catalogue), "有门类的档号不再写目录号。")
	}
	if err := checkClass(g, cat, p); err != nil {
		return err
	}
	if p.Group < 0 || p.Group > numberMax {
		return fault.Field("group", strconv.Itoa(p.Group), "案卷号或组号须是正整数。")
	}
	return checkItem(p.Item)
}

func checkOld(g Grammar, p Parts) error {
	switch {
	case p.Catalogue == 0 || g == DAT22:
		return fault.Field("category", "", "缺少门类代码，文书档案写 WS。")
	case p.Catalogue < 0 || p.Catalogue > numberMax:
		return fault.Field("catalogue", strconv.Itoa(p.Catalogue), "目录号须是正整数。")
	case p.Year != 0:
		return fault.Field("year", strconv.Itoa(p.Year), "全宗-目录-案卷-件式的档号不含年度。")
	case p.Period != "":
		return fault.Field("period", string(p.Period), "全宗-目录-案卷-件式的档号不含保管期限。")
	case p.Unit != "":
		return fault.Field("unit", p.Unit, "全宗-目录-案卷-件式的档号不含机构。")
	case p.Group < 1 || p.Group > numberMax:
		return fault.Field("group", strconv.Itoa(p.Group), "案卷号须是正整数。")
	}
	return checkItem(p.Item)
}

func checkClass(g Grammar, cat Category, p Parts) error {
	year := strconv.Itoa(p.Year)
	if p.Year != 0 && (p.Year < 1000 || p.Year > 9999) {
		return fault.Field("year", year, "年度须是四位数字，如 2012。")
	}
	if p.Year == 0 && (g == DAT22 || !cat.Undated) {
		return fault.Field("year", "", "缺少年度，年度须是四位数字，如 2012。")
	}
	if p.Period != "" && !p.Period.Valid() {
		return fault.Field("period", string(p.Period), "保管期限代码须是 Y 或 D 加年数，如 D30。")
	}
	if p.Period == "" && (g == DAT22 || cat.Code == "WS" || p.Unit != "") {
		return fault.Field("period", "", "缺少保管期限代码，须是 Y、D30 或 D10。")
	}
	if p.Period != "" && p.Year == 0 {
		return fault.Field("year", "", "有保管期限的档号须有年度。")
	}
	if p.Unit != "" && !unitOK(p.Unit) {
		return fault.Field("unit", p.Unit, "机构（问题）代码须是一至十六个字，不含空格、“-”和“·”。")
	}
	if g == DAT22 && p.Group != 0 {
		return fault.Field("group", strconv.Itoa(p.Group), "DA/T 22 的档号没有案卷号或组号，请改用 dat13。")
	}
	return nil
}

func checkItem(n int) error {
	if n < 1 || n > numberMax {
		return fault.Field("item", strconv.Itoa(n), "件号须是从 1 起的正整数。")
	}
	return nil
}

func fondsOK(s string) bool {
	return len(s) == 4 && s[0] >= 'A' && s[0] <= 'Z' && digits(s[1:])
}

func unitOK(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > unitMax || s != Normalise(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("（）()、_", r) {
			return false
		}
	}
	return true
}

func yearLike(s string) bool { return len(s) == 4 && digits(s) }

func capitalsAndDigits(s string) bool {
	for _, r := range s {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
