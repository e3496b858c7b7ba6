package calendar

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/fault"
)

// The wording of the notice for 2026, as the State Council puts such notices.
const wording2026 = `一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。`

func TestReadLinesReadsANotice(t *testing.T) {
	spans, err := ReadLines(2026, wording2026)
	if err != nil {
		t.Fatal(err)
	}
	official, _ := Official().Notice(2026)
	if got, want := Lines(spans), Lines(official.Spans); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestReadLinesForms(t *testing.T) {
	for text, want := range map[string]string{
		"2027-01-01..2027-01-03 放假 元旦":       "2027-01-01..2027-01-03 放假 元旦\n",
		"1月1日至1月3日 放假 元旦":                    "2027-01-01..2027-01-03 放假 元旦\n",
		"１．１..１．３ 休 元旦":                      "2027-01-01..2027-01-03 放假 元旦\n",
		"20270104 班 元旦":                      "2027-01-04 上班 元旦\n",
		"1-4 上班 元旦":                          "2027-01-04 上班 元旦\n",
		"元旦:2026年12月31日(周四)至2027年1月2日(周六)放假": "2026-12-31..2027-01-02 放假 元旦\n",
		"国庆节、中秋节：9月30日～10月7日放假":              "2027-09-30..2027-10-07 放假 国庆节、中秋节\n",
		"除夕 春节：2月5日放假":                       "2027-02-05 放假 除夕 春节\n",
		"":                                   "",
		"元旦：放假":                              "",
		"元旦放三天":                              "",
		"2027-02-30 放假 元旦":                   "",
		"元旦：2月30日放假":                         "",
		"2027-01-01 休息 元旦":                   "",
	} {
		spans, err := ReadLines(2027, text)
		if got := Lines(spans); got != want || (err != nil) != (want == "" && text != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
		if err != nil && (!fault.Is(err, fault.Invalid) || fault.Of(err).Field != "spans" || !strings.Contains(fault.Of(err).Say, "看不懂")) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ReadLines(2027, strings.Repeat("1-4 上班 元旦\n", 101)); err == nil {
		t.Error("a hundred and one lines")
	}
	if _, err := ReadLines(1800, "x"); !fault.Is(err, fault.Invalid) {
		t.Error(err)
	}
}

// A notice says every date twice, by number and by day of the week, and how many
// days a run has: what contradicts itself is refused with what is right.
func TestReadLinesComparesWhatIsSaidTwice(t *testing.T) {
	for text, want := range map[string]string{
		"春节：2月5日（周五）至11日（周四）放假调休，共7天。2月20日（周六）上班。":    "",
		"春节：2月5日（星期五）至11日（农历正月初六、星期四）放假，共7天。":         "",
		"元旦：2026年12月31日(周四)至2027年1月2日(周六)放假（含周末），共3天": "",
		"春节：2月5日（周五）至11日（周四）放假调休。2月20日（周日）上班。":        "2027-02-20 是周六",
		"春节：2月5日（周四）至11日（周四）放假。":                      "2027-02-05 是周五",
		"春节：2月5日至12日（星期四）放假。":                         "2027-02-12 是周五",
		"春节：2月5日至11日放假，共8天。":                          "是 7 天",
	} {
		_, err := ReadLines(2027, text)
		if want == "" && err != nil || want != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Say, want)) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestLinesRoundTrip: what Lines writes, ReadLines reads, for every official year.
func TestLinesRoundTrip(t *testing.T) {
	for y := 2007; y <= 2026; y++ {
		n, ok := Official().Notice(y)
		if !ok {
			t.Fatal(y)
		}
		text := Lines(n.Spans)
		spans, err := ReadLines(y, text)
		if err != nil || Lines(spans) != text {
			t.Errorf("%d: %v\n%s", y, err, text)
		}
	}
}

func TestReadLinesNeverPanics(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.SampledFrom([]string{"元旦：", "1月1日", "至", "3日", "放假", "上班", "。", "（", "）", "2027-01-01", "..", " ", "\n", "99月", "一、", "０", "—"})
		text := strings.Join(rapid.SliceOfN(part, 0, 30).Draw(t, "parts"), "")
		spans, err := ReadLines(2027, text)
		if err == nil {
			if again, err := ReadLines(2027, Lines(spans)); err != nil || Lines(again) != Lines(spans) {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
