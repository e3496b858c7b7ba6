package search

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

func show(w Words) string {
	var out []string
	for _, t := range w {
		s := string(t.text)
		if t.Fields != All {
			for f := range fieldCount {
				if t.Fields == only(f) {
					s = f.Name() + "=" + s
				}
			}
		}
		out = append(out, s)
	}
	return strings.Join(out, "|")
}

func TestParse(t *testing.T) {
	for in, want := range map[string]string{
		"安全 生产":                "安全|生产",
		"　安全　生产　":              "安全|生产",
		`"安全 生产" 通知`:           "安全 生产|通知",
		"“安全生产”通知":             "安全生产|通知",
		`＂甲 乙＂`:                "甲 乙",
		`"“十二五”规划"`:            `"十二五"规划`,
		"关于“十二五”规划":            `关于"十二五"规划`,
		"文号:綦商务〔2012〕5号":       "doc_no=綦商务[2012]5号",
		"文号：綦商务[2012]5":        "doc_no=綦商务[2012]5",
		"DOC_NO:x 题名:通知":       "doc_no=x|title=通知",
		"标题:甲 全文:乙 作者:丙 主题词:丁": "title=甲|body=乙|issuer=丙|keywords=丁",
		`正文:"一 二" 档号:X043`:     "body=一 二|code=x043",
		"文号: 5号":               "doc_no=5号",
		"重要通知：关于":              "重要通知:关于",
		"http://x":             "http://x",
		":甲":                   ":甲",
		"甲 甲 ＡＢ ab":            "甲|ab",
		"甲 \u200b 乙":           "甲|乙",
		"a\"b":                 `a"b`,
		"年度:2012":              "年度:2012",
	} {
		w, err := Parse(in)
		if err != nil {
			t.Errorf("Parse(%q): %v", in, err)
			continue
		}
		if got := show(w); got != want {
			t.Errorf("Parse(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	var many []string
	for i := range MaxWords + 1 {
		many = append(many, fmt.Sprint("词", i))
	}
	for in, say := range map[string]string{
		"":                                  "请写出要查的词",
		" 　\n":                              "请写出要查的词",
		"\u200b":                            "请写出要查的词",
		`""`:                                "请写出要查的词",
		`"安全`:                               "引号没有成对",
		"“安全":                               "引号没有成对",
		"文号：":                               "后面没有要查的内容",
		"题名: ":                              "后面没有要查的内容",
		strings.Repeat("长", MaxWord+1):      "请截取其中一段",
		strings.Repeat("长 ", MaxText/2+100): "超过 1000 个字",
		strings.Join(many, " "):             "最多查 20 个词",
	} {
		_, err := Parse(in)
		f := fault.Of(err)
		if err == nil || f.Kind != fault.Invalid || f.Field != "query" || !strings.Contains(f.Say, say) {
			t.Errorf("Parse(%q): %v", clip(in), err)
		}
	}
	if _, err := Parse(strings.Repeat("长", MaxWord)); err != nil {
		t.Errorf("a word of the greatest length: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"安全 生产", `"a b" 文号:〔2012〕5`, "“”", "题名：", "\xff:\xfe\"", "a:b:c", "正文:“", strings.Repeat("长", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := Parse(s)
		if err != nil {
			if f := fault.Of(err); f.Kind != fault.Invalid || !utf8.ValidString(f.Say) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if len(w) == 0 || len(w) > MaxWords {
			t.Fatalf("%q: %d words", s, len(w))
		}
		for _, term := range w {
			if len(term.text) == 0 || len(term.number) == 0 || len(term.text) > MaxWord || term.Fields == 0 {
				t.Fatalf("%q: %+v", s, term)
			}
			// A term is a literal: quoted and asked again it is the same.
			if q := string(term.text); !strings.Contains(q, `"`) {
				again, err := Parse(`"` + q + `"`)
				if err != nil || len(again) != 1 || string(again[0].text) != q {
					t.Fatalf("%q does not come back: %v %v", q, again, err)
				}
			}
		}
		wide, narrow, _ := tiers(w)
		for i := range wide {
			if fts5(wide[i]) == "" || tsquery(narrow[i]) == "" {
				t.Fatalf("%q: empty question", s)
			}
		}
		w.Snippet(s, 10)
		for _, m := range w.Mark(Title, s) {
			if m.Start < 0 || m.End > len(s) || m.Start >= m.End {
				t.Fatalf("%q: mark %v", s, m)
			}
		}
	})
}
