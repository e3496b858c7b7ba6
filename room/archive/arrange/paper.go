// Package arrange holds the decisions of arranging a year's documents by DA/T 22:
// which papers form one item and in what order they lie in it, to which year and
// class an item belongs, its place and number in the class, its archival code,
// and the box it goes into. Everything is a pure function of its arguments and
// gives the same answer for the same papers in any order.
package arrange

import (
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/room/archive/code"
)

// Paper is one document or catalogue row before it is arranged.
type Paper struct {
	ID       string // stable and unique
	Code     string // archival code it came with, if any
	Title    string
	DocNo    string
	Issuer   string
	Kind     string // 文种; read from the title if empty
	FileName string // with folders, / or \
	Category string // WS if empty
	Unit     string // code or name
	Period   code.Period
	Year     int // filing year if a person or a catalogue fixed it
	Date     civil.Date
	// Opened is the first day of the meeting a paper belongs to, Concluded the day
	// on which a matter of several years ended.
	Opened, Concluded civil.Date
	Pages             int // 0 if not counted
	Sort              int // place in the class laid down by hand; 0 for none
}

// Role is the part a paper plays in its item.
type Role uint8

// The roles in the order in which they lie in an item.
const (
	Sheet      Role = iota // 文件处理单, on top of an incoming document
	Main                   // 正文 or 正本
	Attachment             // 附件
	Forwarded              // 被转发文
	DraftSheet             // 发文稿纸
	FinalDraft             // 定稿
	Minority               // 少数民族文字文本
	Foreign                // 外文本
	Translated             // 译本 or 翻译件
	Copy                   // 复制件
	Incoming               // 来文 under its reply
)

var roleNames = [...]string{"文件处理单", "正文", "附件", "被转发文", "发文稿纸", "定稿", "少数民族文字文本", "外文本", "翻译本", "复制件", "来文"}

// Label is the Chinese name of the role.
func (r Role) Label() string { return roleNames[r] }

// Part is a paper in its item.
type Part struct {
	Paper  Paper
	Role   Role
	Number int // number of an attachment, 0 if it has none
	Reason string
}

// Item is one 件: a main paper and what belongs to it, in the order of DA/T 22.
type Item struct {
	Paper         // what the catalogue says of the item: the main paper's, gaps filled from its parts; Pages is the sum
	Parts  []Part // at least one
	Reason string // Chinese sentence
	Clause law.ID
	// Related lists the ids of items that belong to the same matter but stay
	// separate, such as a request and its reply.
	Related []string
}

// PageCount gives the pages of a text that nobody counted: one page for every
// thousand characters begun, at least one. Such a count is an estimate.
func PageCount(characters int) int {
	if characters < 1 {
		return 1
	}
	return (characters + 999) / 1000
}

func (p Paper) category() string {
	if p.Category == "" {
		return "WS"
	}
	return code.Normalise(p.Category)
}

func (p Paper) stem() string {
	name := strings.ReplaceAll(p.FileName, "\\", "/")
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
		name = name[:i]
	}
	return strings.TrimSpace(name)
}

func (p Paper) folder() string {
	name := strings.ReplaceAll(p.FileName, "\\", "/")
	if i := strings.LastIndexByte(name, '/'); i > 0 {
		return name[:i]
	}
	return ""
}
