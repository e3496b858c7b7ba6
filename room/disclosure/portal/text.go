package portal

import (
	"regexp"
	"slices"
	"strings"

	"lantai.internal/kit/web/ui"
)

// facts are the head of a document's page. The day it was formed and the day it was
// published are different facts.
func (it *Item) facts() (out []ui.Pair) {
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Pair{Key: key, Text: text})
		}
	}
	day := func(key string, d interface{ Chinese() string }, none bool) {
		if !none {
			add(key, d.Chinese())
		}
	}
	add("索引号", it.Index)
	add("主题分类", it.Theme)
	add("发文机关", it.Publisher)
	day("成文日期", it.Formed, it.Formed.IsZero())
	add("标题", it.Title)
	add("发文字号", it.Document)
	day("发布日期", it.Published, it.Published.IsZero())
	if it.Updated != it.Published {
		day("更新日期", it.Updated, it.Updated.IsZero())
	}
	add("主题词", it.Keywords)
	add("有效性", it.Validity)
	return out
}

// gone are the facts that stay of what was taken down.
func gone(it *Item) []ui.Pair {
	out := []ui.Pair{{Key: "索引号", Text: it.Index}}
	if !it.Published.IsZero() {
		out = append(out, ui.Pair{Key: "发布日期", Text: it.Published.Chinese()})
	}
	return append(out, ui.Pair{Key: "撤下日期", Text: it.Updated.Chinese()})
}

var heading = regexp.MustCompile(`^(第[一二三四五六七八九十百]+[章节]|[一二三四五六七八九十]+、)`)

// block is a paragraph or a heading of a text.
type block struct {
	Text    string
	Heading bool
}

// blocks takes a text apart, a line a paragraph. Short lines that begin as headings
// do are headings, so that a screen reader can go from one to the next.
func blocks(body string) (out []block) {
	for l := range strings.SplitSeq(body, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, block{l, heading.MatchString(l) && len([]rune(l)) <= 40 && !strings.HasSuffix(l, "。")})
		}
	}
	return out
}

// piece is a piece of a text; Hit for one of the words looked for.
type piece struct {
	Text string
	Hit  bool
}

// split takes a text apart at the words that were looked for.
func split(text string, words []string) []piece {
	r := []rune(text)
	f := []rune(fold(text))
	if len(f) != len(r) {
		return []piece{{Text: text}}
	}
	hit := make([]bool, len(r))
	for _, w := range words {
		wr := []rune(w)
		for i := 0; i+len(wr) <= len(f); i++ {
			if slices.Equal(f[i:i+len(wr)], wr) {
				for j := range wr {
					hit[i+j] = true
				}
			}
		}
	}
	var out []piece
	for i, c := range r {
		if len(out) == 0 || out[len(out)-1].Hit != hit[i] {
			out = append(out, piece{Hit: hit[i]})
		}
		out[len(out)-1].Text += string(c)
	}
	return out
}

// phone is the telephone number in brackets, nothing where there is none.
func phone(number string) string {
	if number == "" {
		return ""
	}
	return "（" + number + "）"
}
