package describe

import (
	"regexp"
	"strings"

	"lantai.internal/base/mark"
)

const markLines = 10 // lines at the top of a document or page where a mark may stand

var (
	starred   = regexp.MustCompile(`(?:^|[\s0-9:：])((?:秘|机|绝)\s*密\s*[★☆](?:\s*(?:\d+\s*(?:年|个月|月|天)|长期|启封|解密前?))?)`)
	labelled  = regexp.MustCompile(`^密\s*级\s*[:：]\s*((?:秘|机|绝)\s*密|内部|工作秘密|公开)\s*([★☆*＊].*)?$`)
	aloneMark = regexp.MustCompile(`^(?:[0-9]{1,8}\s+)?[【\[（(〔]?\s*((?:秘|机|绝)\s*密|工作秘密|内部(?:资料|文件|使用|参考)?)\s*([★☆*＊]\s*(?:\d+\s*(?:年|个月|月)|长期)?)?\s*[】\]）)〕]?(?:\s*(?:特急|加急|急件|特提|平急|平件|注意保存|妥善保管))?$`)
)

// findMark looks for a mark of secrecy or of internal use in the mark's place: a
// line of its own near the top of the document or of a page, behind 密级：, or
// any place near the head where 秘密, 机密 or 绝密 is followed by ★. The word in
// running text, in a title or in the name of a law is no mark.
func findMark(t text, pages []string) Found {
	for i, l := range t.lines {
		if i >= max(t.preamble, 2*markLines) {
			break
		}
		if f := markIn(l, i < markLines); f.Value != "" {
			return f
		}
	}
	for n, p := range pages {
		if n == 0 {
			continue
		}
		for i, l := range split(limit(p)).lines {
			if i >= 3 {
				break
			}
			if f := markIn(l, true); f.Value != "" {
				return f
			}
		}
	}
	// A mark at the start of a line stands in no sentence, wherever the line is.
	for _, l := range t.lines {
		if !strings.ContainsAny(l.text, "★☆") {
			continue
		}
		if m := starred.FindStringSubmatchIndex(l.text); m != nil && m[2] == 0 {
			return Found{squeeze(l.text[m[2]:m[3]]), Sure, l.where()}
		}
	}
	return Found{}
}

func limit(s string) string {
	if len(s) > scanLimit {
		return s[:scanLimit]
	}
	return s
}

func markIn(l line, inPlace bool) Found {
	if m := starred.FindStringSubmatch(l.text); m != nil {
		return Found{squeeze(m[1]), Sure, l.where()}
	}
	if m := labelled.FindStringSubmatch(l.text); m != nil && squeeze(m[1]) != "公开" {
		return Found{squeeze(m[1] + m[2]), Sure, l.where()}
	}
	if !inPlace {
		return Found{}
	}
	m := aloneMark.FindStringSubmatch(l.text)
	if m == nil {
		return Found{}
	}
	v := squeeze(m[1] + m[2])
	if strings.HasPrefix(v, "内部") {
		return Found{"内部", Likely, l.where()}
	}
	return Found{v, Sure, l.where()}
}

// Classified reports whether the mark found is that of a state secret, which
// must not enter the system.
func (d Description) Classified() bool { return mark.Classified(d.Mark.Value) }
