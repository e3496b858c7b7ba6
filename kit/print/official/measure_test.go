package official

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lantai.internal/base/fault"
)

func TestPageHolds22LinesOf28Characters(t *testing.T) {
	p := document()
	p.Body = []Block{{Text: repeat("文", 28*60-2)}}
	p.Attachments = nil
	all, _ := pages(t, p)
	rows := map[float64]int{}
	x0, y0, x1, y1 := 999.0, 999.0, 0.0, 0.0
	for _, g := range all {
		if g.page != 2 || g.r != '文' {
			continue
		}
		rows[g.y]++
		x0, y0, x1, y1 = min(x0, g.x), min(y0, g.y), max(x1, g.x+g.w), max(y1, g.y+g.h)
	}
	if len(rows) != 22 {
		t.Errorf("%d lines on a full page", len(rows))
	}
	for y, n := range rows {
		if n != 28 {
			t.Errorf("%d characters in the line at %.1f", n, y)
		}
	}
	within(t, "left edge of the text", x0, left)
	within(t, "right edge of the text", x1, right)
	within(t, "upper edge of the text", y0, top)
	within(t, "lower edge of the text", y1, bottom)
}

func TestHeadOfADocument(t *testing.T) {
	p := document()
	p.Copy, p.Urgency = 12, Express
	all, _ := pages(t, p)
	x, y, _, _ := box(find(t, all, "000012", 0))
	within(t, "left edge of the copy number", x, left)
	within(t, "upper edge of the copy number", y, top)
	_, y2, _, _ := box(find(t, all, "特急", 0))
	within(t, "urgency below the copy number", y2-y, pitch)
	mx, _, mr, _ := box(find(t, all, agency+"文件", 0))
	ink := picture(t, p, 1).rows(60, 140, left, right, true)
	within(t, "mark below the type area's edge", ink[0][0]-top, 35)
	within(t, "middle of the mark", (mx+mr)/2, paperW/2)
	nx, ny, nr, _ := box(find(t, all, "綦商务〔2026〕3号", 0))
	within(t, "middle of the number", (nx+nr)/2, paperW/2)
	within(t, "two lines between mark and number", ny-ink[0][1], gap+2*pitch)
	rules := ruled(t, p)[0]
	if len(rules) != 1 {
		t.Fatalf("%d rules on the first page: %v", len(rules), rules)
	}
	black := picture(t, p, 1).rows(100, 140, left, right, false)
	within(t, "red line below the number", rules[0].y-black[0][1], 4)
	within(t, "its left end", rules[0].x0, left)
	within(t, "its right end", rules[0].x1, right)
	_, ty, _, _ := box(find(t, all, agency+"关于", 0))
	within(t, "two lines between rule and title", ty-rules[0].y, 2*pitch)
}

func TestUpwardPaperNamesItsSigners(t *testing.T) {
	p := upward()
	all, _ := pages(t, p)
	nx, ny, _, _ := box(find(t, all, "綦商务〔2026〕17号", 0))
	within(t, "number one character from the left", nx, left+em)
	_, _, r, _ := box(find(t, all, "李某", 0)) // the shorter name stands in the wider column
	if r > right-em+0.5 {
		t.Errorf("names end at %.1f", r)
	}
	_, y, _, _ := box(find(t, all, "张某某", 0))
	within(t, "number in the line of the last signer", y, ny)
	a, _, _, _ := box(find(t, all, "王某某", 0))
	b, _, _, _ := box(find(t, all, "张某某", 0))
	within(t, "second line under the first name", b, a)
	p.Signers = nil
	if f := fault.Of(p.Check()); f == nil || f.Field != "signers" {
		t.Errorf("a paper to a superior without a signer: %v", p.Check())
	}
}

func TestSignatureDateAndSeal(t *testing.T) {
	p := document()
	p.Attachments, p.Body = nil, []Block{{Text: "现将有关事项通知如下。"}}
	all, _ := pages(t, p)
	_, _, _, textB := box(find(t, all, "现将有关事项通知如下", 0))
	date := find(t, all, "2026年11月28日", 0)
	dx, _, dr, _ := box(date)
	within(t, "date four characters from the right", dr, right-4*em)
	sx, sy, sr, _ := box(find(t, all, agency, 2))
	within(t, "signature in the middle above the date", (sx+sr)/2, (dx+dr)/2)
	within(t, "two lines between text and signature", sy-textB, gap+2*pitch)

	p.Seal = NoSeal
	all, _ = pages(t, p)
	sx, _, sr, _ = box(find(t, all, agency, 2))
	dx, _, _, _ = box(find(t, all, "2026年11月28日", 0))
	within(t, "signature two characters from the right", sr, right-2*em)
	within(t, "date two characters after the signature's first", dx, sx+2*em)
	p.Signed = "商务局"
	all, _ = pages(t, p)
	sx, _, _, _ = box(find(t, all, "商务局", 2))
	dx, _, dr, _ = box(find(t, all, "2026年11月28日", 0))
	within(t, "a longer date two characters from the right", dr, right-2*em)
	within(t, "signature two characters before it", dx, sx+2*em)
	nx, _, _, _ := box(find(t, all, "（此件公开发布）", 0))
	within(t, "note two characters from the left", nx, left+2*em)
}

func TestImprintStandsAtTheFootOfTheLastPage(t *testing.T) {
	p := document()
	all, texts := pages(t, p)
	rules := ruled(t, p)
	last := rules[len(rules)-1]
	if len(last) != 3 {
		t.Fatalf("rules of the imprint: %v", last)
	}
	within(t, "last rule on the type area's edge", last[1].y, bottom)
	for i, want := range []float64{0.35, 0.35, 0.25} {
		if d := last[i].width - want; d > 0.02 || d < -0.02 {
			t.Errorf("rule %d is %.2f mm", i, last[i].width)
		}
		within(t, "left end", last[i].x0, left)
		within(t, "right end", last[i].x1, right)
	}
	x, _, _, _ := box(find(t, all, "抄送：区政府办公室，区应急管理局。", 0))
	within(t, "copies one character from the left", x, left+four)
	_, _, r, _ := box(find(t, all, "2026年11月29日印发", 0))
	within(t, "day of printing one character from the right", r, right-four)
	if end := texts[len(texts)-1]; !strings.Contains(end, "联络员名单") {
		t.Errorf("last page: %s", end)
	}
}

func TestPageNumbersStandOutside(t *testing.T) {
	all, texts := pages(t, document())
	if len(texts) < 3 {
		t.Fatal("too short")
	}
	for no := 1; no <= 2; no++ {
		var dash []glyph
		for _, g := range all {
			if g.page == no && g.r == '—' && g.y > bottom {
				dash = append(dash, g)
			}
		}
		if len(dash) != 2 {
			t.Fatalf("page %d: %d dashes", no, len(dash))
		}
		x, _, r, _ := box(dash)
		ink := picture(t, document(), no).rows(bottom+1, 280, dash[0].x+0.5, dash[0].x+3, false)
		within(t, "dash below the type area", ink[0][0]-bottom, 7)
		if no%2 == 1 {
			within(t, "odd number one character from the right", r, right-four)
		} else {
			within(t, "even number one character from the left", x, left+four)
		}
	}
}

func TestLetterForm(t *testing.T) {
	p := letter()
	all, texts := pages(t, p)
	x, _, r, _ := box(find(t, all, agency, 0))
	ink := picture(t, p, 1).rows(20, 55, left, right, true)
	within(t, "mark below the edge of the paper", ink[0][0], 30)
	within(t, "middle of the mark", (x+r)/2, paperW/2)
	rules := ruled(t, p)
	if len(rules[0]) != 4 {
		t.Fatalf("rules %v", rules[0])
	}
	for _, l := range rules[0] {
		within(t, "length of the double line", l.x1-l.x0, 170)
	}
	within(t, "double line below the mark", rules[0][0].y-rules[0][0].width/2-ink[0][1], 4)
	if rules[0][0].width <= rules[0][1].width || rules[0][2].width >= rules[0][3].width {
		t.Error("the upper line is thick above thin, the lower thin above thick")
	}
	within(t, "lower double line above the edge of the paper", paperH-rules[0][2].y+rules[0][2].width/2, 20)
	_, ny, nr, nb := box(find(t, all, "綦商务函〔2026〕8号", 0))
	within(t, "number at the right edge", nr, right)
	within(t, "seven eighths below the line", ny-rules[0][1].y-rules[0][1].width/2, gap)
	_, ty, _, _ := box(find(t, all, "关于征求", 0))
	within(t, "two lines between number and title", ty-nb, gap+2*pitch)
	if strings.Contains(texts[0], "—") || !strings.Contains(texts[1], "— 2 —") {
		t.Errorf("the first page has no number, the second has: %q", texts[1][len(texts[1])-30:])
	}
	if strings.Contains(texts[len(texts)-1], "印发") || len(rules[len(rules)-1]) != 0 {
		t.Error("a letter's imprint has neither rules nor a printer")
	}
}

func TestOrderForm(t *testing.T) {
	all, _ := pages(t, order())
	ink := picture(t, order(), 1).rows(40, 90, left, right, true)
	within(t, "mark below the type area's edge", ink[0][0]-top, 20)
	x, ny, r, nb := box(find(t, all, "第3号", 0))
	within(t, "number in the middle", (x+r)/2, paperW/2)
	within(t, "two lines between mark and number", ny-ink[0][1], gap+2*pitch)
	_, ty, _, tb := box(find(t, all, "现公布", 0))
	within(t, "two lines between number and text", ty-nb, gap+2*pitch)
	_, sy, sr, _ := box(find(t, all, "赵某某", 0))
	within(t, "name four characters from the right", sr, right-4*em)
	_, _, pr, _ := box(find(t, all, "局长", 0))
	nx, _, _, _ := box(find(t, all, "赵某某", 0))
	within(t, "post two characters before it", nx-pr, 2*em)
	within(t, "two lines between text and name", sy-tb, gap+3*pitch)
}

func TestMinutesForm(t *testing.T) {
	p := minutes()
	all, texts := pages(t, p)
	within(t, "mark below the type area's edge", picture(t, p, 1).rows(60, 90, left, right, true)[0][0]-top, 35)
	x, _, _, _ := box(find(t, all, "出席：", 0))
	within(t, "attendance two characters from the left", x, left+2*em)
	// Further lines stand under the first character after the colon.
	a, ay, _, _ := box(find(t, all, "局长　副局长", 0))
	line := -1.0
	for _, g := range all {
		if g.y > ay+pitch/2 && g.y < ay+pitch*3/2 && (line < 0 || g.x < line) {
			line = g.x
		}
	}
	within(t, "second line of names", line, a)
	whole := strings.Join(texts, "")
	if !strings.Contains(whole, "请假：副局长（出差）") || !strings.Contains(whole, "列席：财务科") {
		t.Error(whole)
	}
	if !strings.Contains(texts[len(texts)-1], "会议同意") && !strings.Contains(texts[len(texts)-1], "财政局") {
		t.Error("the last page has no text")
	}
}

func TestLastPageIsNeverBare(t *testing.T) {
	for n := 1; n < 60; n++ {
		p := document()
		p.Attachments, p.Body = nil, []Block{{Text: repeat("字", 28*n-2)}}
		s := setterFor(t)
		l, err := p.lay(s, 140)
		if err != nil {
			t.Fatal(err)
		}
		text := make([]int, l.pages)
		low := make([]float64, l.pages)
		for _, r := range l.rows {
			if r.body {
				text[r.page]++
			}
			low[r.page] = max(low[r.page], r.y+r.em())
		}
		for i, k := range text {
			if k == 0 {
				t.Errorf("%d lines: page %d of %d has no text", n, i+1, l.pages)
			}
			if low[i] > bottom+0.1 {
				t.Errorf("%d lines: page %d ends at %.1f", n, i+1, low[i])
			}
		}
		if low[l.pages-1] > bottom-l.imprint.height() {
			t.Errorf("%d lines: the imprint covers the signature", n)
		}
	}
}

func TestFirstPageShowsText(t *testing.T) {
	p := document()
	p.Attachments = nil
	p.To = strings.Fields(repeat("各街镇人民政府商务办公室 ", 60))
	_, texts := pages(t, p)
	if !strings.Contains(texts[0], "为做好全区") {
		t.Errorf("first page: %s", texts[0])
	}
	if end := texts[len(texts)-1]; !strings.Contains(end, "主送：各街镇") {
		t.Errorf("the addressees have gone to the imprint: %s", end)
	}
}

func TestAttachmentsBeginPages(t *testing.T) {
	all, texts := pages(t, document())
	ax, _, _, _ := box(find(t, all, "附件：1.应急预案目录", 0))
	within(t, "附件 two characters from the left", ax, left+2*em)
	first, _, _, _ := box(find(t, all, "应急预案目录", 0))
	second, _, _, _ := box(find(t, all, "联络员名单", 0))
	within(t, "names under each other", first, second)
	x, y, _, _ := box(find(t, all, "附件2", 0))
	within(t, "附件2 at the left edge", x, left)
	within(t, "in the first line", y, top)
	if !strings.HasPrefix(texts[len(texts)-2], "附件1应急预案目录第一项") {
		t.Error(texts[len(texts)-2])
	}
}

func TestNumber(t *testing.T) {
	for in, want := range map[string]string{"綦商务[2026]3号": "綦商务〔2026〕3号", "綦商务（２０２６）１２号": "綦商务〔2026〕12号", "綦商务 【2026】 7号": "綦商务〔2026〕7号"} {
		if got, err := Number(in); err != nil || got != want {
			t.Errorf("%s: %s %v", in, got, err)
		}
	}
	for in, say := range map[string]string{"綦商务〔2026〕03号": "虚位", "綦商务〔2026〕第3号": "第", "三号文": "机关代字"} {
		if _, err := Number(in); err == nil || !strings.Contains(err.(*fault.Error).Say, say) {
			t.Errorf("%s: %v", in, err)
		}
	}
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	for field, change := range map[string]func(*Paper){
		"mark": func(p *Paper) { p.Mark = "" }, "title": func(p *Paper) { p.Title = "" }, "body": func(p *Paper) { p.Body = []Block{{Text: " "}} },
		"copy": func(p *Paper) { p.Copy = 1000000 }, "urgency": func(p *Paper) { p.Urgency = "平急" }, "number": func(p *Paper) { p.Number = "3" },
	} {
		p := document()
		change(&p)
		f := fault.Of(p.Check())
		if f == nil || f.Field != field || f.Say == "" {
			t.Errorf("%s: %v", field, p.Check())
		}
		if p.PDF(&bytes.Buffer{}, nil) == nil || p.DOCX(&bytes.Buffer{}) == nil {
			t.Errorf("%s: written all the same", field)
		}
	}
}

func TestTitlesBreakBetweenWords(t *testing.T) {
	for _, title := range []string{
		document().Title, upward().Title,
		"重庆市綦江区商务局关于做好2026年国庆节假期值班工作的通知",
		"重庆市綦江区商务局关于转发《重庆市商务委员会关于进一步加强成品油流通管理工作的通知》的通知",
		"重庆市綦江区商务局2026年度商贸流通行业安全生产专项整改行动工作总结的报告",
	} {
		ls := TitleLines(title, width/ptMM(size2), []string{agency})
		if strings.Join(ls, "") != title {
			t.Errorf("lost something: %q", ls)
		}
		t.Log(strings.Join(ls, " / "))
		for i, l := range ls {
			if breadth([]rune(l)) > 20.2 {
				t.Errorf("too long: %q", l)
			}
			if i > 0 && strings.ContainsAny(string([]rune(l)[:1]), "的》、，）") {
				t.Errorf("begins badly: %q", ls)
			}
		}
		whole := "|" + strings.Join(ls, "|") + "|"
		for _, w := range []string{agency, "通知", "安全", "工作", "值班", "成品油", "2026年"} {
			if strings.Contains(title, w) && !strings.Contains(whole, w) {
				t.Errorf("%s is broken: %q", w, ls)
			}
		}
	}
	if got := TitleLines("甲乙\n丙丁戊", 20, nil); len(got) != 2 {
		t.Errorf("a title broken by hand: %q", got)
	}
}

func TestDocxHasTheMeasures(t *testing.T) {
	get := func(p Paper) map[string]string {
		var b bytes.Buffer
		if err := p.DOCX(&b); err != nil {
			t.Fatal(err)
		}
		return unzip(t, b.Bytes())
	}
	parts := get(document())
	doc := parts["word/document.xml"]
	mm := func(in, pattern string) float64 {
		t.Helper()
		m := regexp.MustCompile(pattern).FindStringSubmatch(in)
		if m == nil {
			t.Fatalf("%s not found", pattern)
		}
		v, _ := strconv.ParseFloat(m[1], 64)
		return v * 25.4 / 1440
	}
	within(t, "width of the paper", mm(doc, `<w:pgSz w:w="(\d+)"`), 210)
	within(t, "upper margin", mm(doc, `w:top="(\d+)"`), 37)
	within(t, "left margin", mm(doc, `<w:pgMar[^>]* w:left="(\d+)"`), 28)
	within(t, "type area", 210-mm(doc, `<w:pgMar[^>]* w:left="(\d+)"`)-mm(doc, `<w:pgMar[^>]* w:right="(\d+)"`), 156)
	within(t, "22 lines", 22*mm(doc, `w:linePitch="(\d+)"`), 225)
	space := regexp.MustCompile(`w:charSpace="(-?\d+)"`).FindStringSubmatch(doc)
	v, _ := strconv.ParseFloat(space[1], 64)
	within(t, "28 characters", 28*(16+v/4096)*25.4/72, 156)
	within(t, "mark below two lines", mm(doc, `<w:spacing w:before="(\d+)" w:after="0" w:line="\d+" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:rFonts[^>]*方正小标宋简体`)+2*225.0/22, 35)
	if !strings.Contains(doc, `w:space="11" w:color="C80000"`) { // 11 points are 3.9 mm
		t.Error("the red line does not stand 4 mm below the number")
	}
	for _, want := range []string{"仿宋_GB2312", "黑体", "楷体_GB2312", "〔2026〕", `<w:top w:val="single" w:sz="8"`, `<w:top w:val="single" w:sz="6"`, "抄送：区政府办公室，区应急管理局。", `w:tblpYSpec="bottom"`} {
		if !strings.Contains(doc+parts["word/styles.xml"], want) {
			t.Errorf("lacks %s", want)
		}
	}
	if !strings.Contains(parts["word/settings.xml"], "evenAndOddHeaders") || !strings.Contains(parts["word/footer0.xml"], `w:val="right"`) || !strings.Contains(parts["word/even0.xml"], `w:val="left"`) {
		t.Error("page numbers do not stand outside")
	}

	parts = get(letter())
	doc = parts["word/document.xml"]
	within(t, "a letter's mark", mm(doc, `w:header="(\d+)"`), 30)
	within(t, "its lower double line", mm(doc, `w:footer="(\d+)"`), 20)
	if !strings.Contains(doc, "<w:titlePg/>") || strings.Contains(parts["word/first0.xml"], "PAGE") {
		t.Error("a letter's first page has a number")
	}
	a, b := mm(parts["word/firsthead0.xml"], `w:left="-(\d+)"`), mm(parts["word/firsthead0.xml"], `w:right="-(\d+)"`)
	within(t, "length of the double line", 156+a+b, 170)
}
