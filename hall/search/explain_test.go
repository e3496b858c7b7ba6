package search

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func marked(text string, spans []Span) string {
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start] + "<" + text[s.Start:s.End] + ">")
		at = s.End
	}
	return b.String() + text[at:]
}

func TestMark(t *testing.T) {
	for _, c := range []struct {
		field       Field
		query, text string
		want        string
	}{
		{Title, "通知", "关于通知的通知", "关于<通知>的<通知>"},
		{Title, "安全 全生", "安全生产", "<安全生>产"},
		{Title, "aa", "ＡAaa", "<ＡAaa>"},
		{Title, "文号:通知", "通知", "通知"},
		{DocNo, "綦商务[2012]5", "綦商务（2012） 5号", "<綦商务（2012） 5>号"},
		{Title, "(试行)", "条例（试行）", "条例<（试行）>"},
		{Title, `"甲 乙"`, "甲\u3000\n乙", "<甲\u3000\n乙>"},
		{Title, "档案", "档\u200b案", "<档\u200b案>"},
		{Title, "没有", "通知", "通知"},
		{Title, "𠮷", "\xff𠮷", "\xff<𠮷>"},
	} {
		w, err := Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		if got := marked(c.text, w.Mark(c.field, c.text)); got != c.want {
			t.Errorf("%s in %q: %q, want %q", c.query, c.text, got, c.want)
		}
	}
}

func TestExplain(t *testing.T) {
	d := Doc{Title: "关于安全生产的通知", DocNo: "綦商务〔2012〕5号", Issuer: "綦江区商务局", Keywords: "安全；检查", Code: "X043-WS·2012", Body: "请按綦商务〔2012〕5号文件执行，安全第一。"}
	for query, want := range map[string]string{
		"安全":          "题名",
		"安全 检查":       "题名、关键词",
		"[2012]5":     "文号",
		"商务":          "文号",
		"商务局":         "责任者",
		"2012 第一":     "文号、正文",
		"ws·2012":     "档号",
		"正文:安全":       "正文",
		"执行 通知 江区 检查": "题名、责任者、关键词、正文",
	} {
		w, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		why, all := w.Explain(d)
		if why.String() != want || !all {
			t.Errorf("%s: %s, want %s", query, why, want)
		}
	}
	w, _ := Parse("安全 没有")
	if _, all := w.Explain(d); all {
		t.Error("a word that occurs nowhere is explained")
	}
}

func TestSnippet(t *testing.T) {
	body := strings.Repeat("前文。\n", 100) + "各科室要  切实做好\n防汛工作。" + strings.Repeat("后文，", 100)
	w, err := Parse("防汛")
	if err != nil {
		t.Fatal(err)
	}
	s := w.Snippet(body, 40)
	if n := len([]rune(s.Text)); n < 38 || n > 40 || !s.Before || !s.After || !strings.Contains(marked(s.Text, s.Marks), "切实做好 <防汛>工作") {
		t.Errorf("%d %+v", len([]rune(s.Text)), s)
	}
	if s := w.Snippet("防汛", 40); s.Text != "防汛" || s.Before || s.After || len(s.Marks) != 1 {
		t.Errorf("%+v", s)
	}
	if s := w.Snippet("没有那个词", 3); s.Text != "没有那" || s.Before || !s.After || len(s.Marks) != 0 {
		t.Errorf("%+v", s)
	}
	if s := w.Snippet("# 一、**防汛**情况\n\n| 项目 | 数值 |\n|---|:--|\n| 防汛 | 12 |\n- 2026-01-02 的 `事`", 200); s.Text != "一、 防汛 情况 项目 数值 防汛 12 2026-01-02 的 事" {
		t.Errorf("%q", s.Text)
	}
	if s := w.Snippet(" \n", 3); fmt.Sprint(s) != fmt.Sprint(Snippet{}) {
		t.Errorf("%+v", s)
	}
}

func TestSnippetMarksWhatIsThere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		body := anyText.Draw(t, "body") + strings.Repeat(anyText.Draw(t, "more"), rapid.IntRange(0, 8).Draw(t, "times"))
		w, err := Parse(anyText.Draw(t, "query"))
		if err != nil || signs.MatchString(body) { // what an excerpt leaves out cannot be marked in it
			return
		}
		width := rapid.IntRange(0, 60).Draw(t, "width")
		s := w.Snippet(body, width)
		some := false
		for _, term := range w {
			some = some || term.Fields.Has(Body) && strings.Contains(Fold(body), string(term.text))
		}
		if some != (len(s.Marks) > 0) {
			t.Fatalf("%q in %q: occurs %v, marks %v in %q", w, body, some, s.Marks, s.Text)
		}
	})
}
