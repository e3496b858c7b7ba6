package code

import (
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

// Normalise gives a code the characters of the standard: every dot that keyboards
// and spreadsheets put between the parts of a level (・ • ． . ﹒ ∙) becomes U+00B7,
// every dash a hyphen, full-width letters and digits half-width; space around
// it goes.
func Normalise(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '・', '•', '．', '.', '﹒', '∙', '･', '‧', '⋅':
			return '·'
		case '－', '—', '–', '−', '‐', '‑', '﹣':
			return '-'
		}
		return r
	}, strings.TrimSpace(fold(s)))
}

// fold makes full-width letters and digits half-width.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ':
			return r - 0xFEE0
		case r == '　', r == '\u00a0':
			return ' '
		case r == '\u200b', r == '\ufeff':
			return -1
		}
		return r
	}, s)
}

// Parse reads an archival code of either grammar after normalising it, and says
// which grammar it follows. Item numbers are read with three digits or more. The
// error names the part at fault, as Format's does.
func Parse(s string) (Parts, Grammar, error) {
	levels := strings.Split(Normalise(s), "-")
	if len(levels) == 1 && levels[0] == "" {
		return Parts{}, "", fault.Field("code", s, "没有写档号。")
	}
	p := Parts{Fonds: levels[0]}
	if !fondsOK(p.Fonds) {
		return Parts{}, "", fault.Field("fonds", p.Fonds, "档号开头的全宗号须是一个大写字母加三位数字，如 X043。")
	}
	if len(levels) < 2 {
		return Parts{}, "", fault.Field("category", "", "档号“"+s+"”只有全宗号，缺少门类及以后各段。")
	}
	g := DAT13
	var err error
	switch {
	case len(levels) == 4 && digits(levels[1]):
		err = p.readOld(levels[1:])
	case len(levels) > 2 && !digits(levels[2]):
		g = DAT22
		err = p.readDAT22(levels[1:])
	default:
		err = p.readDAT13(levels[1:])
	}
	if err == nil {
		err = check(g, p)
	}
	if err != nil {
		return Parts{}, "", err
	}
	return p, g, nil
}

// ParseAs is Parse for a code that must follow grammar g; another grammar is an
// error of the field grammar.
func ParseAs(g Grammar, s string) (Parts, error) {
	p, found, err := Parse(s)
	if err != nil {
		return Parts{}, err
	}
	if found != g {
		return Parts{}, fault.Field("grammar", string(g), "档号“"+Normalise(s)+"”是按 "+string(found)+" 写的，不合 "+string(g)+"。")
	}
	return p, nil
}

func (p *Parts) readOld(levels []string) (err error) {
	if p.Catalogue, err = number("catalogue", levels[0], "目录号"); err != nil {
		return err
	}
	if p.Group, err = number("group", levels[1], "案卷号"); err != nil {
		return err
	}
	p.Item, err = number("item", levels[2], "件号")
	return err
}

func (p *Parts) readDAT22(levels []string) (err error) {
	class := strings.Split(levels[0], "·")
	last := class[len(class)-1]
	if len(class) < 2 || !yearLike(last) {
		return fault.Field("year", last, "门类之后须是四位年度，如 WS·2012。")
	}
	if p.Year, err = strconv.Atoi(last); err != nil {
		return fault.Field("year", last, "年度须是四位数字。")
	}
	p.Category = strings.Join(class[:len(class)-1], "·")
	p.Period = Period(levels[1])
	if !p.Period.Valid() {
		return fault.Field("period", levels[1], "保管期限代码须是 Y 或 D 加年数，如 D30。")
	}
	rest := levels[2:]
	switch len(rest) {
	case 0:
		return fault.Field("item", "", "缺少件号。")
	case 1:
	case 2:
		p.Unit = rest[0]
		if !unitOK(p.Unit) {
			return fault.Field("unit", p.Unit, "机构（问题）代码须是一至十六个字，不含空格和“·”。")
		}
	default:
		return fault.Field("unit", strings.Join(rest[:len(rest)-1], "-"), "期限与件号之间只能有一段机构（问题）代码。")
	}
	p.Item, err = number("item", rest[len(rest)-1], "件号")
	return err
}

func (p *Parts) readDAT13(levels []string) (err error) {
	class := strings.Split(levels[0], "·")
	at := len(class)
	for i := 1; i < len(class); i++ {
		if yearLike(class[i]) {
			at = i
			break
		}
	}
	p.Category = strings.Join(class[:at], "·")
	if at < len(class) {
		if p.Year, err = strconv.Atoi(class[at]); err != nil {
			return fault.Field("year", class[at], "年度须是四位数字。")
		}
		err = p.readAfterYear(class[at+1:])
	} else if cat, ok := CategoryOf(p.Category); ok && !cat.Undated {
		wrong := ""
		if len(class) > 1 {
			wrong = class[1]
			p.Category = class[0]
		}
		return fault.Field("year", wrong, "门类之后须是四位年度，如 WS·2012。")
	}
	if err != nil {
		return err
	}
	rest := levels[1:]
	switch len(rest) {
	case 0:
		return fault.Field("item", "", "缺少件号。")
	case 1:
	case 2:
		if p.Group, err = number("group", rest[0], "案卷号或组号"); err != nil {
			return err
		}
	default:
		return fault.Field("group", strings.Join(rest[:len(rest)-1], "-"), "件号之前最多一段案卷号或组号。")
	}
	p.Item, err = number("item", rest[len(rest)-1], "件号")
	return err
}

func (p *Parts) readAfterYear(class []string) error {
	if len(class) == 0 {
		return nil
	}
	p.Period = Period(class[0])
	if !p.Period.Valid() {
		return fault.Field("period", class[0], "保管期限代码须是 Y 或 D 加年数，如 D30。")
	}
	if len(class) > 2 {
		return fault.Field("unit", strings.Join(class[1:], "·"), "保管期限之后只能有一段机构（问题）。")
	}
	if len(class) == 2 {
		p.Unit = class[1]
		if !unitOK(p.Unit) {
			return fault.Field("unit", p.Unit, "机构（问题）须是一至十六个字，不含空格。")
		}
	}
	return nil
}

func number(field, s, name string) (int, error) {
	if len(s) < 3 || len(s) > 9 || !digits(s) {
		return 0, fault.Field(field, s, name+"须是三位以上的数字，如 0001。")
	}
	n, err := strconv.Atoi(s)
	if err != nil || n == 0 {
		return 0, fault.Field(field, s, name+"从 1 起，不能是 0。")
	}
	return n, nil
}
