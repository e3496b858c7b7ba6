package form

import (
	"fmt"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/print/official"
)

// Number is a document number: 綦商务〔2026〕3号.
type Number struct {
	Sign string // 机关代字, which names the series
	Year int
	Seq  int // from 1
}

// String is the number as it is printed: the year in six-angle brackets, no 第, no
// leading zero (law.DocumentsNumber).
func (n Number) String() string { return fmt.Sprintf("%s〔%d〕%d号", n.Sign, n.Year, n.Seq) }

// ParseNumber reads a number with any kind of bracket, full-width figures and white
// space. What is no number is a fault of the field that says what is wrong with it
// (law.DocumentsNumber).
func ParseNumber(field, s string) (Number, error) {
	refuse := func(err error) (Number, error) {
		e := fault.Field(field, s, fault.Of(err).Fields[0].Say)
		e.Clause = law.DocumentsNumber
		return Number{}, e
	}
	text, err := official.Number(s)
	if err != nil {
		return refuse(err)
	}
	sign, rest, _ := strings.Cut(text, "〔")
	year, seq, _ := strings.Cut(rest, "〕")
	n := Number{Sign: sign}
	n.Year, _ = strconv.Atoi(year)
	n.Seq, err = strconv.Atoi(strings.TrimSuffix(seq, "号"))
	switch {
	case sign == "":
		return refuse(fault.Field(field, s, "发文字号缺机关代字，应当由机关代字、〔年份〕和顺序号组成。"))
	case err != nil || n.Seq > MostSeq:
		return refuse(fault.Field(field, s, fmt.Sprintf("发文字号的顺序号应当在 1 至 %d 之间。", MostSeq)))
	case n.Year < 1949 || n.Year > 2100:
		return refuse(fault.Field(field, s, "发文字号的年份应当是四位公元年份。"))
	}
	return n, nil
}

// MostSeq bounds the sequence of a series in a year.
const MostSeq = 99999

// ParseDate reads the date of a paper as it would be printed: 2026年3月5日. Leading zeros
// and Chinese numerals are refused (law.DocumentsDate).
func ParseDate(field, s string) (civil.Date, error) {
	refuse := func(say string) (civil.Date, error) {
		e := fault.Field(field, s, say)
		e.Clause = law.DocumentsDate
		return civil.Date{}, e
	}
	t := strings.TrimSpace(s)
	if strings.ContainsAny(t, "〇○零一二三四五六七八九十") {
		return refuse("成文日期用阿拉伯数字，如“2026年3月5日”。")
	}
	if zeroDate.MatchString(t) {
		return refuse("成文日期的月、日不编虚位，“03月05日”应写作“3月5日”。")
	}
	var y, m, d int
	if n, err := fmt.Sscanf(t, "%d年%d月%d日", &y, &m, &d); err == nil && n == 3 {
		if on, ok := civil.Of(y, m, d); ok && on.Chinese() == t {
			return on, nil
		}
	}
	return refuse("成文日期应当写明年、月、日，如“2026年3月5日”。")
}
