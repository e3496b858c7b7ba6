package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Lines writes spans as people check them, one a line in the order of days:
// "2027-01-01..2027-01-03 放假 元旦".
func Lines(spans []Span) string {
	sorted := slices.Clone(spans)
	slices.SortStableFunc(sorted, func(a, b Span) int { return a.From.Compare(b.From) })
	var b strings.Builder
	for _, s := range sorted {
		b.WriteString(s.From.String())
		if s.To != s.From {
			b.WriteString(".." + s.To.String())
		}
		word := "放假"
		if s.Work {
			word = "上班"
		}
		fmt.Fprintf(&b, " %s %s\n", word, s.Name)
	}
	return b.String()
}

// maxLines bounds what one notice may hold.
const maxLines = 100

// ReadLines reads the spans of a year's notice, either as Lines writes them
// (dates as people write them; the year may be left out) or as the notice itself
// says it, festival by festival:
//
//	一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周日）上班。
//
// A line that is neither is an Invalid error that gives the line.
func ReadLines(year int, text string) ([]Span, error) {
	if year < First || year >= Last {
		return nil, fault.Field("year", strconv.Itoa(year), fmt.Sprintf("年份应在 %d 至 %d 之间。", First, Last-1))
	}
	var out []Span
	n := 0
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(half.Replace(line))
		if line == "" {
			continue
		}
		if n++; n > maxLines {
			return nil, fault.Field("spans", "", fmt.Sprintf("行数超过 %d，请只填写放假和上班的各段。", maxLines))
		}
		spans, ok := plainLine(year, line)
		if !ok {
			var err error
			if spans, ok, err = noticeLine(year, line); err != nil {
				return nil, err
			}
		}
		if !ok {
			return nil, fault.Field("spans", line, fmt.Sprintf("看不懂“%s”。请写成“%d-10-01..%d-10-07 放假 国庆节”，或照通知原文粘贴“国庆节：10月1日至7日放假”。", cut(line, 40), year, year))
		}
		out = append(out, spans...)
	}
	return out, nil
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n]) + "…"
}

// half makes the forms of digits and signs that people type into one.
var half = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9",
	"(", "（", ")", "）", ":", "：", "　", " ", "至", "至", "—", "至", "～", "至", "~", "至")

var words = map[string]bool{"放假": false, "休": false, "上班": true, "班": true}

// plainLine reads "date[..date] 放假|上班 name".
func plainLine(year int, line string) ([]Span, bool) {
	f := strings.Fields(line)
	if len(f) < 3 {
		return nil, false
	}
	work, known := words[f[1]]
	if !known {
		return nil, false
	}
	from, to, many := strings.Cut(f[0], "..")
	if !many {
		from, to, many = strings.Cut(f[0], "至")
	}
	if !many {
		to = from
	}
	a, ok1 := dayOf(year, from)
	b, ok2 := dayOf(year, to)
	return []Span{{From: a, To: b, Work: work, Name: strings.Join(f[2:], " ")}}, ok1 && ok2
}

func dayOf(year int, s string) (civil.Date, bool) {
	if d, err := civil.ParseLoose(s); err == nil {
		return d, true
	}
	d, err := civil.ParseLoose(strconv.Itoa(year) + "-" + strings.NewReplacer("月", "-", ".", "-", "/", "-").Replace(strings.TrimSuffix(s, "日")))
	return d, err == nil
}

var (
	heading = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|\d+[.、])?\s*([^：，。\d]{1,20})：(.+)$`)
	aside   = regexp.MustCompile(`日?（[^）]*）`)
	// one day or a run of days, each with what stands in brackets behind it:
	// 1月1日（周五）, 1月1日至3日, 9月30日至10月7日, 2026年12月31日至…
	days    = regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:（([^）]*)）)?(?:至(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日(?:（([^）]*)）)?)?`)
	weekday = regexp.MustCompile(`(?:周|星期)([一二三四五六日天])`)
	inAll   = regexp.MustCompile(`共(\d+)天`)
)

// besides takes away what stands in brackets, unless it says more of a day.
func besides(s string) string {
	if strings.HasPrefix(s, "日") {
		return s
	}
	return ""
}

// noticeLine reads one festival of a notice in the State Council's wording. A day
// of the week that is not that of its date, or a number of days that is not that
// of its run, is an Invalid error: one of the two was misread or mistyped.
func noticeLine(year int, line string) ([]Span, bool, error) {
	m := heading.FindStringSubmatch(line)
	if m == nil {
		return nil, false, nil
	}
	name := strings.TrimSpace(m[1])
	var out []Span
	for sentence := range strings.SplitSeq(aside.ReplaceAllStringFunc(m[2], besides), "。") {
		// 放假 wins: "放假调休，共3天" names no working day.
		off, work := strings.Contains(sentence, "放假"), strings.Contains(sentence, "上班")
		if !off && !work {
			continue
		}
		found := days.FindAllStringSubmatch(sentence, -1)
		if len(found) == 0 {
			return nil, false, nil
		}
		for _, d := range found {
			s, ok := spanOf(year, d)
			if !ok {
				return nil, false, nil
			}
			for _, end := range []struct {
				d      civil.Date
				beside string
			}{{s.From, d[4]}, {s.To, d[8]}} {
				if err := rightWeekday(end.d, end.beside, line); err != nil {
					return nil, false, err
				}
			}
			s.Work, s.Name = !off, name
			out = append(out, s)
		}
		if n := inAll.FindStringSubmatch(sentence); n != nil && off && len(found) == 1 {
			s := out[len(out)-1]
			if got := s.To.Sub(s.From) + 1; fmt.Sprint(got) != n[1] {
				return nil, false, fault.Field("spans", line, fmt.Sprintf("“%s”写的是共%s天，%s 至 %s 是 %d 天，请对照通知核对。", cut(line, 40), n[1], s.From, s.To, got))
			}
		}
	}
	return out, len(out) > 0, nil
}

func rightWeekday(d civil.Date, beside, line string) error {
	m := weekday.FindStringSubmatch(beside)
	is := []string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
	if m == nil || strings.Replace(m[1], "天", "日", 1) == is {
		return nil
	}
	return fault.Field("spans", line, fmt.Sprintf("“%s”写的是周%s，而 %s 是周%s，请对照通知核对日期。", cut(line, 40), m[1], d, is))
}

func spanOf(year int, m []string) (Span, bool) {
	num := func(s string, otherwise int) int {
		if n, err := strconv.Atoi(s); err == nil {
			return n
		}
		return otherwise
	}
	y, month := num(m[1], year), num(m[2], 0)
	from, ok := civil.Of(y, month, num(m[3], 0))
	if !ok || m[7] == "" {
		return Span{From: from, To: from}, ok
	}
	to, ok := civil.Of(num(m[5], y), num(m[6], month), num(m[7], 0))
	return Span{From: from, To: to}, ok
}
