package print

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"lantai.internal/base/fault"
)

// streams gives the decompressed page contents of a PDF of ours, in order.
func streams(t testing.TB, pdf []byte) []string {
	t.Helper()
	var out []string
	for rest := pdf; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			return out
		}
		end := bytes.Index(rest[i:], []byte("endstream"))
		if end < 0 {
			return out
		}
		body := rest[i+7 : i+end]
		rest = rest[i+end+9:]
		r, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			continue
		}
		b, err := io.ReadAll(r)
		if err == nil && (bytes.Contains(b, []byte("BT\n")) || bytes.Contains(b, []byte(" re "))) && !bytes.Contains(b, []byte("glyf")) {
			out = append(out, string(b))
		}
	}
}

var (
	lineOp = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S$`)
	rectOp = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re (\w+)$`)
	mediaB = regexp.MustCompile(`/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]`)
)

// numbers gives the numbers of every match in millimetres.
func numbers(re *regexp.Regexp, s string) [][]float64 {
	var out [][]float64
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		var row []float64
		for _, f := range m[1:] {
			if v, err := strconv.ParseFloat(f, 64); err == nil {
				row = append(row, ptMM(v))
			}
		}
		out = append(out, row)
	}
	return out
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.02 }

func TestMillimetresArriveInTheFile(t *testing.T) {
	d := sample(t)
	p := d.Section(Section{Size: Size{220, 310}}).Page()
	p.Frame(Rect{20, 30, 45, 16}, 0.3)
	p.Line(10, 100, 210, 100, 0.2)
	p.Fill(Rect{50, 200, 7, 3}, Red)
	pdf := written(t, d)
	if m := numbers(mediaB, string(pdf)); len(m) == 0 || !near(m[len(m)-1][0], 220) || !near(m[len(m)-1][1], 310) {
		t.Errorf("media boxes %v", m)
	}
	s := streams(t, pdf)
	if len(s) != 1 {
		t.Fatalf("%d pages", len(s))
	}
	rects := numbers(rectOp, s[0])
	if len(rects) != 2 || !near(rects[0][0], 20) || !near(rects[0][1], 310-30-16) || !near(rects[0][2], 45) || !near(rects[0][3], 16) ||
		!near(rects[1][0], 50) || !near(rects[1][1], 310-200-3) {
		t.Errorf("rectangles %v", rects)
	}
	if l := numbers(lineOp, s[0]); len(l) != 1 || !near(l[0][0], 10) || !near(l[0][1], 210) || !near(l[0][2], 210) {
		t.Errorf("lines %v", l)
	}
}

func TestTableHeadOnEveryPageAndNoRowParted(t *testing.T) {
	d := sample(t)
	f := d.Section(Section{Size: A4Landscape, Margins: Margins{20, 20, 20, 20},
		Foot: func(p *Page, no, of int) { p.Text(20, 200, PageOf(no, of), Style{}) }})
	f.Table(catalogueTable(), catalogueRows(120))
	pdf := written(t, d)
	if n := d.Pages(); n < 5 {
		t.Fatalf("%d pages only", n)
	}
	text := pdftotext(t, pdf, "-layout")
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) != d.Pages() {
		t.Fatalf("%d pages of text, %d pages", len(pages), d.Pages())
	}
	codes := 0
	for i, p := range pages {
		p = strings.ReplaceAll(p, " ", "") // poppler drops narrow blanks at will
		for _, want := range []string{"题名", "责任者", "备注", fmt.Sprintf("第%d页共%d页", i+1, len(pages))} {
			if !strings.Contains(p, want) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
		n := strings.Count(p, "X043-WS·2019-D10-BGS-")
		// Each title takes two lines: as many first halves as second halves.
		if a, b := strings.Count(p, "关于做好"), strings.Count(p, "有关事项的通知"); a != n || b != n {
			t.Errorf("page %d: %d rows, %d titles begun, %d ended", i+1, n, a, b)
		}
		codes += n
	}
	if codes != 120 {
		t.Errorf("%d rows of 120", codes)
	}
	for i, s := range streams(t, pdf) {
		for _, l := range numbers(lineOp, s) {
			if l[1] < 20-0.02 || l[1] > 190.02 {
				t.Errorf("page %d: a rule at %.1f mm, outside of the margins", i+1, l[1])
			}
		}
	}
}

func TestRowTallerThanAPageIsParted(t *testing.T) {
	d := sample(t)
	long := strings.Repeat("这一格的文字很长，一页放不下。", 400)
	d.Section(Section{}).Table(Table{Columns: []Column{{Title: "甲", Width: 40}, {Title: "乙", Width: 60}}},
		slices.Values([][]string{{"前", "短"}, {"长", long}, {"后", "短"}}))
	pdf := written(t, d)
	if d.Pages() < 3 {
		t.Errorf("%d pages", d.Pages())
	}
	text := strings.NewReplacer("\n", "", "\f", "", " ", "").Replace(pdftotext(t, pdf))
	if n := strings.Count(text, "很长"); n < 395 {
		t.Errorf("only %d of 400 sentences are there", n)
	}
}

func TestParagraphsLeaveNoSingleLines(t *testing.T) {
	for n := 40; n < 60; n++ {
		d := sample(t)
		f := d.Section(Section{})
		for range n {
			f.Para("一行", Style{Size: 12})
		}
		f.Para(strings.Repeat("段", 39*3), Style{Size: 12}) // three lines and a little
		pdf := written(t, d)
		for i, s := range streams(t, pdf) {
			if c := strings.Count(s, "BT\n"); i > 0 && c == 1 {
				t.Errorf("%d lines before: one line alone on page %d", n, i+1)
			}
		}
	}
}

func TestSectionsCountTheirOwnPages(t *testing.T) {
	d := sample(t)
	foot := func(p *Page, no, of int) { p.Text(20, 280, PageOf(no, of), Style{}) }
	for _, n := range []int{1, 3} {
		f := d.Section(Section{Foot: foot})
		for range n {
			f.NewPage()
		}
	}
	text := strings.ReplaceAll(pdftotext(t, written(t, d)), " ", "")
	for _, want := range []string{"第1页共1页", "第1页共3页", "第3页共3页"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %q", want, text)
		}
	}
}

func TestCodes(t *testing.T) {
	d := sample(t)
	p := d.Section(Section{}).Page()
	p.QR(20, 20, 25, "X043-WS·2019-Y-BGS-0001 綦江")
	p.Code128(Rect{20, 60, 60, 12}, "X043-WS-2019")
	rects := numbers(rectOp, streams(t, written(t, d))[0])
	minX, maxX, bars := 1e9, 0.0, 0
	for _, r := range rects {
		if near(r[3], 12) {
			bars++
			continue
		}
		minX, maxX = min(minX, r[0]), max(maxX, r[0]+r[2])
	}
	if !near(minX, 20) || !near(maxX, 45) {
		t.Errorf("the QR code spans %.2f to %.2f mm, want 20 to 45", minX, maxX)
	}
	if bars < 30 {
		t.Errorf("%d bars", bars)
	}
	for _, draw := range []func(p *Page){
		func(p *Page) { p.Code128(Rect{0, 0, 50, 10}, "綦江") },
		func(p *Page) { p.QR(0, 0, 20, strings.Repeat("长", 2000)) },
	} {
		d := sample(t)
		draw(d.Section(Section{}).Page())
		if err := d.Write(io.Discard); fault.HTTP(err) < 400 || fault.HTTP(err) >= 500 {
			t.Errorf("got %v", err)
		}
	}
}

func TestColumnAndFitStayInside(t *testing.T) {
	d := sample(t)
	p := d.Section(Section{Size: Size{20, 310}}).Page()
	p.Column(Rect{2, 100, 16, 80}, "市场运行和消费促进科（2019年AB）", Style{Size: 20}, 6)
	p.Fit(Rect{2, 10, 16, 20}, "綦江区商务局办公室档案员", Style{Size: 30}, 5)
	for _, m := range regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) TD$`).FindAllStringSubmatch(streams(t, written(t, d))[0], -1) {
		x, _ := strconv.ParseFloat(m[1], 64)
		y, _ := strconv.ParseFloat(m[2], 64)
		if ptMM(x) < 1.9 || ptMM(x) > 18 || 310-ptMM(y) < 10 || 310-ptMM(y) > 181 {
			t.Errorf("text at %.1f, %.1f mm", ptMM(x), 310-ptMM(y))
		}
	}
}

// A table whose head is tall: a row that fits a page but not beneath the head is
// parted, and nothing is printed below the margin.
func TestTallHead(t *testing.T) {
	for n := 1; n < 60; n += 3 {
		d := sample(t)
		title := strings.Repeat("很高的表头", 12)
		d.Section(Section{}).Table(Table{Columns: []Column{{Title: title, Width: 20}, {Title: "乙", Width: 60}}},
			slices.Values([][]string{{"前", "短"}, {strings.Repeat("行\n", n), "中"}, {"后", "短"}}))
		pdf := written(t, d)
		for i, s := range streams(t, pdf) {
			for _, l := range numbers(lineOp, s) {
				if l[1] < 25-0.02 || l[3] < 25-0.02 {
					t.Errorf("%d lines: page %d has a rule %.1f mm above the paper's edge", n, i+1, l[1])
				}
			}
		}
		if got := strings.Count(pdftotext(t, pdf), "行"); got != n {
			t.Errorf("%d lines of %d are there", got, n)
		}
	}
}

func TestDocumentsInParallel(t *testing.T) {
	want := catalogue(t, 50)
	for range 4 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			if !bytes.Equal(catalogue(t, 50), want) {
				t.Error("a document made beside others differs")
			}
		})
	}
}

func TestMetadata(t *testing.T) {
	d, err := New(Options{Title: "目录𬭊", Author: "某局", Date: day})
	if err != nil {
		t.Fatal(err)
	}
	f := d.Section(Section{})
	f.Para("一", Style{})
	f.Page().Bookmark("周𠅤")
	pdf := string(written(t, d))
	if err := api.Validate(strings.NewReader(pdf), configuration()); err != nil {
		t.Errorf("not valid: %v", err)
	}
	for _, want := range []string{"/Title <FEFF76EE5F55D872DF4A>", "/Title <FEFF5468D840DD64>", "/Author <FEFF67D05C40>", "/CreationDate(D:20260301090000"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("no %s", want)
		}
	}
}
