// Package mark knows the marks of access that a paper may carry (密级). Only
// three may enter this house; state secrets (秘密, 机密, 绝密) are refused
// everywhere, because the product runs on systems that are not classified.
package mark

import (
	"regexp"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// Level is a mark of access. Higher levels are seen by fewer people.
type Level uint8

// The levels that are accepted.
const (
	Public     Level = 0 // 公开
	Internal   Level = 1 // 内部
	WorkSecret Level = 2 // 工作秘密
)

var words = [...]string{"public", "internal", "work_secret"}
var labels = [...]string{"公开", "内部", "工作秘密"}

// Word is the English word of the command line and the database.
func (l Level) Word() string { return words[l] }

// Label is the Chinese word of the interface.
func (l Level) Label() string { return labels[l] }

// Parse reads a level by its Chinese or English word. Empty text is Internal,
// the careful default. A state-secret mark is refused with its ground.
func Parse(s string) (Level, error) {
	t := strings.TrimSpace(s)
	if t == "" {
		return Internal, nil
	}
	for i := range words {
		if t == words[i] || t == labels[i] {
			return Level(i), nil
		}
	}
	if Classified(t) {
		return 0, &fault.Error{Kind: fault.Invalid, Field: "classification", Value: s, Clause: law.Secrecy,
			Say:    "“" + t + "”是国家秘密，本系统不是涉密系统，不得录入。请转涉密载体管理。",
			Fields: []fault.FieldError{{Field: "classification", Value: s, Say: "国家秘密不得录入本系统。"}}}
	}
	return 0, fault.Field("classification", s, "密级只能是公开、内部或工作秘密，不认识“"+t+"”。")
}

// Classified reports whether a mark (not running text) is that of a state
// secret: 秘密, 机密 or 绝密, alone or followed by ★ and a term. 工作秘密 is none.
func Classified(markText string) bool {
	t := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(markText), " ", ""), "　", "")
	for _, w := range []string{"秘密", "机密", "绝密"} {
		if t == w || strings.HasPrefix(t, w+"★") || strings.HasPrefix(t, w+"☆") || strings.HasPrefix(t, w+"*") {
			return true
		}
	}
	return false
}

// stated matches a mark that stands by itself in a text (alone, in brackets, as
// a clause of its own, before a star) or behind 密级.
var stated = regexp.MustCompile(`(?m)(?:^|[\n，。；,;（(\[【〔])\s*((?:秘|机|绝)[ 　]*密(?:级|件)?[ 　]*(?:[★☆*＊][^\n，。；,;）)\]】〕]{0,12})?)\s*(?:$|[\n，。；,;）)\]】〕])` +
	`|密级(?:[ 　]*[:：]|[ 　]*[为是定])?[ 　]*((?:秘|机|绝)[ 　]*密)(?:$|[^、和及与或])` + `|(?:^|[^作])((?:秘|机|绝)[ 　]*密[ 　]*[★☆])`)

// Stated gives the mark of a state secret that a free text, such as a remark,
// states as one: 机密; 密级：秘密; 请查（绝密★20年）. The same words in a sentence
// (国家秘密管理, 机密文件清退, 秘密、机密、绝密三级) are no mark, and 工作秘密 is none. Empty if
// there is no mark.
func Stated(text string) string {
	if !strings.Contains(text, "密") {
		return ""
	}
	m := stated.FindStringSubmatch(text)
	for _, found := range m[min(len(m), 1):] {
		if found != "" {
			return strings.TrimSpace(found)
		}
	}
	return ""
}

// Refuse is the fault of a field in which a free text states the mark of a state
// secret, nil if it does not.
func Refuse(field, text string) *fault.Error {
	m := Stated(text)
	if m == "" {
		return nil
	}
	say := "“" + m + "”是国家秘密标志，本系统不是涉密系统，不得录入。请转涉密载体管理。"
	return &fault.Error{Kind: fault.Invalid, Field: field, Value: text, Clause: law.Secrecy, Say: say,
		Fields: []fault.FieldError{{Field: field, Value: text, Say: say}}}
}
