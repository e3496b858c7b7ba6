package arrange

import (
	"regexp"
	"strconv"
	"strings"
)

// sign is what a file's name or title says about the part a paper plays: the
// role, its number, and the rest of the name, by which its main paper is found.
type sign struct {
	role   Role
	marked bool // the name says the role; otherwise it is taken for a main paper
	number int
	base   string
	word   string // the word that says it
}

var (
	attachFront = regexp.MustCompile(`^附\s*[件表](?:\s*([0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}))?(?:\s*[-—－–_、.．:：)）之]+\s*|\s+|$)(.*)$`)
	attachTight = regexp.MustCompile(`^附\s*件\s*([0-9]{1,3}|[一二三四五六七八九十])()(\p{Han}.*)$`)
	attachBack  = regexp.MustCompile(`^(.+?)\s*[-—－–_(（\[【 ]+\s*附\s*件\s*([0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})?\s*[)）\]】]?$`)
)

// roleWords are the words that, alone or set off by a dash, brackets or space,
// say what a file is.
var roleWords = []struct {
	role  Role
	words []string
}{
	{Sheet, []string{"文件处理单", "收文处理单", "收文处理笺", "公文处理单", "文件处理笺", "文件阅办单", "文件阅办卡", "收文阅办单", "办文单", "处理单", "阅办单"}},
	{DraftSheet, []string{"发文稿纸", "发文稿笺", "发文审批单", "发文审批笺", "拟稿纸", "发文处理单", "发文签"}},
	{FinalDraft, []string{"定稿", "签发稿"}},
	{Main, []string{"正本", "正文", "原件"}},
	{Forwarded, []string{"被转发文", "被转发文件"}},
	{Minority, []string{"少数民族文字文本", "藏文本", "维文本", "蒙文本", "苗文本"}},
	{Foreign, []string{"外文本", "英文本", "英文版", "外文版"}},
	{Translated, []string{"翻译本", "译本", "译文", "翻译件"}},
	{Copy, []string{"复制件", "复印件"}},
}

const separators = " -—－–_、.．:：()（）[]【】"

// signOf reads the role from a file's name, and from the title if there is no
// file. A title such as 关于使用文件处理单的通知 is no processing sheet: the word
// must stand at the end or the beginning, set off from the rest.
func signOf(p Paper) sign {
	name := p.stem()
	if name == "" {
		name = strings.TrimSpace(p.Title)
	}
	if m := attachFront.FindStringSubmatch(name); m != nil {
		return sign{Attachment, true, ordinal(m[1]), strings.TrimSpace(m[2]), "附件"}
	}
	if m := attachTight.FindStringSubmatch(name); m != nil && !strings.Contains(name, "一览") {
		return sign{Attachment, true, ordinal(m[1]), strings.TrimSpace(m[3]), "附件"}
	}
	if m := attachBack.FindStringSubmatch(name); m != nil {
		return sign{Attachment, true, ordinal(m[2]), strings.Trim(m[1], separators), "附件"}
	}
	for _, rw := range roleWords {
		for _, w := range rw.words {
			if base, ok := setOff(name, w); ok {
				return sign{rw.role, true, 0, base, w}
			}
		}
	}
	return sign{Main, false, 0, name, ""}
}

// setOff reports whether word stands at an end of name, with a separator between
// it and the rest, or is the whole name.
func setOff(name, word string) (rest string, ok bool) {
	trimmed := strings.Trim(name, separators)
	if trimmed == word {
		return "", true
	}
	if before, found := strings.CutSuffix(trimmed, word); found && endsIn(before, true) {
		return strings.Trim(before, separators), true
	}
	if after, found := strings.CutPrefix(trimmed, word); found && endsIn(after, false) {
		return strings.Trim(after, separators), true
	}
	return "", false
}

func endsIn(s string, atEnd bool) bool {
	r := []rune(s)
	if len(r) == 0 {
		return false
	}
	c := r[0]
	if atEnd {
		c = r[len(r)-1]
	}
	return strings.ContainsRune(separators, c)
}

func ordinal(s string) int {
	s = strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, s)
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	n, unit := 0, 0
	for _, r := range s {
		if r == '十' {
			n, unit = n+max(unit, 1)*10, 0
			continue
		}
		i := strings.IndexRune("一二三四五六七八九", r)
		if i < 0 {
			return 0
		}
		unit = i/len("一") + 1
	}
	return n + unit
}
