package describe

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	redHead   = regexp.MustCompile(`^[\p{Han}（）()、· ]{2,60}(?:文件|办公室文件)$|^[\p{Han}（）() ]{2,40}(?:文\s*件|令|公告)$`)
	notTitle  = regexp.MustCompile(`^(?:签发人|会签人|份号|密级|缓急|紧急程度|发文字号|文号|主送|抄送|时间|地点|主持|参加|出席|记录|第.{1,6}期|特急|加急|急件|特提|平急|目录|目\s*次)`)
	titleMax  = 200
	joinLimit = 4
)

// findTitle takes a first-level heading; else the lines after the number in the
// head; else the first lines that end in a kind of document; else the file's name.
func findTitle(t text, name fileName, docNo Found) Found {
	for _, l := range t.lines {
		if l.head {
			return Found{trimTitle(l.text), Sure, l.where()}
		}
	}
	head := t.lines[:t.head]
	start := 0
	for i, l := range head {
		if letterNo.MatchString(l.text) && !strings.Contains(l.text, "关于") || loneNo.MatchString(l.text) {
			start = i + 1
		}
	}
	if f := titleFrom(head[start:]); f.Value != "" {
		if start > 0 {
			f.Confidence = Sure
		}
		return f
	}
	if start > 0 {
		if f := titleFrom(head[:start]); f.Value != "" {
			return f
		}
	}
	if KindOf(name.stem) == "" {
		if f := titleBelow(t, docNo); f.Value != "" {
			return f
		}
	}
	if name.stem != "" {
		return Found{trimTitle(name.stem), Likely, "文件名“" + quote(name.full) + "”"}
	}
	for _, l := range t.lines {
		if !plainFurniture(l.text) {
			return Found{trimTitle(l.text), Guess, l.where()}
		}
	}
	return Found{}
}

// titleBelow serves an order or announcement, whose head has no title: the title
// of what it puts into force stands further down, else its number is its title.
func titleBelow(t text, docNo Found) Found {
	if _, ok := SplitDocNo(docNo.Value); !ok || !orderLike.MatchString(docNo.Value) {
		return Found{}
	}
	for i, l := range t.lines {
		if i >= headMax {
			break
		}
		if !plainFurniture(l.text) && !strings.ContainsAny(l.text, "，。；：、") && utf8.RuneCountInString(l.text) > 4 && KindOf(l.text) != "" {
			return Found{trimTitle(l.text), Likely, l.where()}
		}
	}
	return Found{docNo.Value, Likely, docNo.Evidence}
}

var orderLike = regexp.MustCompile(`(?:令|公告|通告)(?:\d{4}年)?第\d+号$`)

// titleFrom joins up to four lines that together end in a kind of document.
func titleFrom(lines []line) Found {
	for i, l := range lines {
		if plainFurniture(l.text) {
			continue
		}
		joined := ""
		for j := i; j < len(lines) && j < i+joinLimit; j++ {
			s := lines[j].text
			if plainFurniture(s) {
				break
			}
			joined += strings.ReplaceAll(s, " ", "")
			if KindOf(joined) != "" && utf8.RuneCountInString(joined) > 3 && !continues(lines, j) {
				return Found{trimTitle(joined), Likely, l.where()}
			}
			if strings.ContainsAny(s, "。：") {
				break
			}
		}
	}
	return Found{}
}

// continues reports whether the next line goes on with the same title: "关于印发
// 《…办法》" ends in no kind, but "关于…的实施办法" may be followed by "的通知".
func continues(lines []line, at int) bool {
	if at+1 >= len(lines) {
		return false
	}
	next := lines[at+1].text
	return utf8.RuneCountInString(next) <= 30 && (strings.HasPrefix(next, "的") || strings.HasPrefix(next, "》"))
}

func plainFurniture(s string) bool {
	return redHead.MatchString(s) || notTitle.MatchString(s) || aloneMark.MatchString(s) || isNumber(squeeze(s)) ||
		opensWithDate(s) || strings.Trim(s, "-=*_—★ ·.") == "" || loneNo.MatchString(s) ||
		orderTail.MatchString(s) || (letterNo.MatchString(s) && !strings.Contains(s, "关于"))
}

func trimTitle(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > titleMax {
		s = string([]rune(s)[:titleMax])
	}
	return s
}
