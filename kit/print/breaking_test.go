package print

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lantai.internal/base/fault"
)

// em is the width in millimetres of n characters of 10 points.
func em(n float64) float64 { return ptMM(10 * n) }

func TestLines(t *testing.T) {
	d := sample(t)
	for _, c := range []struct {
		name, text string
		width      float64 // characters
		want       []string
	}{
		{"plain", "一二三四五六七八", 3, []string{"一二三", "四五六", "七八"}},
		{"a full stop does not begin a line", "一二三。四五", 3, []string{"一二", "三。四", "五"}},
		{"nor a closing bracket", "一二三）四五", 3, []string{"一二", "三）四", "五"}},
		{"nor two marks", "一二三》，四", 4, []string{"一二", "三》，四"}},
		{"an opening bracket does not end a line", "一二（三四）", 3, []string{"一二", "（三", "四）"}},
		{"nor two of them", "一二《〔三", 4, []string{"一二", "《〔三"}},
		{"a number is not parted", "共有12345件", 4, []string{"共有", "12345件"}},
		{"nor from its unit", "一二三5号", 3.6, []string{"一二三", "5号"}},
		{"nor a decimal", "一二三3.14", 4, []string{"一二三", "3.14"}},
		{"nor a word", "使用Lantai系统", 4, []string{"使用", "Lantai", "系统"}},
		{"a document number keeps its bracket", "按綦商务〔2012〕5号", 6, []string{"按綦商务", "〔2012〕5号"}},
		{"a dash is not parted", "一二三——四五", 4, []string{"一二", "三——四", "五"}},
		{"a blank hangs over", "一二三 四", 3, []string{"一二三", "四"}},
		{"line feeds stay", "一\n\n二", 9, []string{"一", "", "二"}},
		{"an overlong code breaks after its dashes", "X043-WS·2011-Y-BGS-0001", 6, []string{"X043-WS·", "2011-Y-BGS-", "0001"}},
		{"an overlong word breaks anywhere", "abcdefghijklmnop", 3, nil},
		{"marks alone are set somehow", "。。。。。。", 2, []string{"。。", "。。", "。。"}},
		{"narrower than a character", "一二", 0.5, []string{"一", "二"}},
		{"controls are dropped", "一\u200b\x07二\ufeff", 9, []string{"一二"}},
		{"empty", "", 5, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := d.Lines(c.text, Style{Size: 10}, em(c.width))
			if err != nil {
				t.Fatal(err)
			}
			if c.want == nil {
				if len(got) < 2 || strings.Join(got, "") != c.text {
					t.Errorf("got %q", got)
				}
				return
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Whatever the text: no character is lost, no line is wider than its space
// unless it is a single character, and no line begins or ends as it must not
// when there was another way.
func TestLinesProperties(t *testing.T) {
	d := sample(t)
	letters := []rune("一二三四五六七八九十关于通知。，、；：？！（）《》〔〕“”—…0123456789abcXYZ-·. 号年件")
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 80).Draw(t, "text"))
		w := rapid.Float64Range(1, 20).Draw(t, "width")
		indent := rapid.SampledFrom([]float64{0, 2}).Draw(t, "indent")
		st := Style{Size: 10, Indent: indent}
		ls, err := d.Lines(s, st, em(w))
		if err != nil {
			t.Fatal(err)
		}
		squeeze := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if squeeze(strings.Join(ls, "")) != squeeze(s) {
			t.Fatalf("text changed: %q to %q", s, ls)
		}
		for i, l := range ls {
			room := em(w)
			if i == 0 {
				room -= em(indent)
			}
			got, err := d.Width(strings.TrimRight(l, " "), st)
			if err != nil {
				t.Fatal(err)
			}
			if got > room+0.02 && utf8.RuneCountInString(strings.TrimRight(l, " ")) > 1 {
				t.Fatalf("line %q is %.2f mm wide in %.2f", l, got, room)
			}
			if i == 0 || l == "" {
				continue
			}
			last, _ := utf8.DecodeLastRuneInString(ls[i-1])
			first, _ := utf8.DecodeRuneInString(l)
			// Where blanks were dropped at the break, the line does not tell.
			if ls[i-1] == "" || mayBreak(last, first) || strings.Contains(s, " ") {
				continue
			}
			// A forced break: the line before must have held no lawful one.
			prev := []rune(ls[i-1])
			for k := 1; k < len(prev); k++ {
				if mayBreak(prev[k-1], prev[k]) {
					t.Fatalf("line %q ends badly before %q and could have been broken earlier", ls[i-1], l)
				}
			}
		}
	})
}

func TestMissingCharacterInATableStopsThePrint(t *testing.T) {
	d := sample(t)
	d.Section(Section{}).Table(catalogueTable(), slices.Values([][]string{{"1", "甲"}, {"2", "\U0003134B"}, {"3", "乙"}}))
	if err := d.Write(&strings.Builder{}); !fault.Is(err, fault.Invalid) || fault.Of(err).Value != "\U0003134B" {
		t.Errorf("got %v", err)
	}
}
