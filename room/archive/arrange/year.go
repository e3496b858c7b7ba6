package arrange

import (
	"regexp"
	"strconv"
	"strings"

	"lantai.internal/room/archive/describe"
)

var (
	spanYears = regexp.MustCompile(`((?:19|20)\d\d)\s*年?\s*(?:[-—－–~～至到]|——)+\s*((?:19|20)\d\d)\s*年?`)
	oneYear   = regexp.MustCompile(`((?:19|20)\d\d)\s*年`)
	inBooks   = regexp.MustCompile(`《([^《》]+)》`)
)

// FilingYear gives the year to which a paper belongs (归属年度) and why, in
// Chinese: the year fixed by hand; for a meeting its opening; for a matter of
// several years its end; for plans, budgets and statistics the year they are
// about (the first of several); for summaries and final accounts the year they
// report on (the last of several); else the year of its date. ok is false if
// nothing shows it.
func FilingYear(p Paper) (year int, why string, ok bool) {
	switch {
	case p.Year != 0:
		return p.Year, "著录的年度", true
	case !p.Opened.IsZero():
		return p.Opened.Year, "会议文件归入会议开幕年度", true
	case !p.Concluded.IsZero():
		return p.Concluded.Year, "跨年度事项归入办结年度", true
	}
	if y, w, found := yearAbout(p.Title, p.Kind); found {
		return y, w, true
	}
	// 关于印发《2012年工作计划》的通知 belongs with the plan.
	if strings.Contains(p.Title, "印发") {
		if m := inBooks.FindStringSubmatch(p.Title); m != nil {
			if y, w, found := yearAbout(m[1], ""); found {
				return y, w, true
			}
		}
	}
	if !p.Date.IsZero() {
		return p.Date.Year, "按成文日期", true
	}
	return 0, "", false
}

func yearAbout(title, kind string) (int, string, bool) {
	if kind == "" || describe.KindOf(title) != "" {
		kind = describe.KindOf(title)
	}
	last := false
	why := ""
	switch kind {
	case "计划", "要点", "预算", "规划":
		why = kind + "归入所针对的年度，跨年度的归入第一年"
	case "统计表", "报表":
		why = "统计报表归入所反映的年度"
	case "总结", "决算":
		last, why = true, kind+"归入所总结的年度，跨年度的归入最后一年"
	default:
		return 0, "", false
	}
	if m := spanYears.FindStringSubmatch(title); m != nil {
		i := 1
		if last {
			i = 2
		}
		return number(m[i]), why, true
	}
	all := oneYear.FindAllStringSubmatch(title, -1)
	if len(all) == 0 {
		return 0, "", false
	}
	y := number(all[0][1])
	for _, m := range all[1:] {
		// Several years without a span between them: the title does not say which.
		if number(m[1]) != y {
			return 0, "", false
		}
	}
	return y, why, true
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
