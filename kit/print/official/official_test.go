package official

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/xml"
	"image"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
)

var eyes *reader.Reader

func TestMain(m *testing.M) {
	eyes = reader.New(reader.Options{})
	code := m.Run()
	_ = eyes.Close()
	os.Exit(code)
}

const agency = "重庆市綦江区商务局"

func repeat(s string, n int) string { return strings.Repeat(s, n) }

// document is a notice of two pages with every element but those of a superior.
func document() Paper {
	return Paper{Copy: 1, Urgency: Express, Mark: agency + "文件", Number: "綦商务[2026]3号",
		Title: "重庆市綦江区商务局关于印发《商贸流通行业安全生产应急预案管理办法》的通知",
		To:    []string{"各街镇商务办", "局机关各科室", "各直属单位"},
		Body: []Block{
			{Text: "为做好全区商贸流通行业的应急工作，现将有关事项通知如下。"},
			{Level: 1, Head: "总体要求"},
			{Text: repeat("各单位要把预案落到岗位和人头，定期演练，", 6) + "并于2026年12月31日前报送局办公室。"},
			{Level: 2, Head: "明确责任。", Text: repeat("主要负责人对本单位的应急工作负总责，", 4) + "不得推诿。"},
			{Level: 3, Head: "值班值守。", Text: "全天24小时不间断。"},
			{Level: 4, Head: "交接", Text: "班应当有记录。"},
			{Level: 2, Head: "加强检查。", Text: repeat("局办公室会同有关科室每季度检查一次，", 3) + "结果予以通报。"},
			{Level: 1, Head: "工作安排"},
			{Text: repeat("文", 28*9-2)},
		},
		Attachments: []Attachment{{Title: "应急预案目录。", Body: []Block{{Text: "第一项。"}, {Text: "第二项。"}}}, {Title: "联络员名单", Body: []Block{{Text: "由各单位填写。"}}}},
		Signed:      agency, Date: on(2026, 11, 28), Seal: SealMark, Note: "此件公开发布",
		Copies: []string{"区政府办公室", "区应急管理局"}, Imprint: agency + "办公室", Printed: on(2026, 11, 29)}
}

func upward() Paper {
	return Paper{Mark: agency + "文件", Number: "綦商务〔2026〕17号", Upward: true, Signers: []string{"王某某", "李某", "张某某"},
		Title: "重庆市綦江区商务局关于延期召开2026年度党员领导干部民主生活会的请示", To: []string{"区委"},
		Body:   []Block{{Text: repeat("因班子成员集中外出，拟将会议延期至十二月上旬。", 5)}, {Text: "妥否，请批示。"}},
		Signed: agency, Date: on(2026, 11, 5), Seal: SealRoom, Note: "联系人：局办公室", Imprint: agency + "办公室"}
}

func letter() Paper {
	return Paper{Form: Letter, Mark: agency, Urgency: Urgent, Number: "綦商务函〔2026〕8号", Title: "关于征求《商业网点规划》修改意见的函",
		To: []string{"区规划自然资源局"}, Body: []Block{{Text: repeat("现将规划送上，请提出意见。", 60)}},
		Signed: agency, Date: on(2026, 3, 5), Seal: SealRoom, Copies: []string{"区发展改革委"}}
}

func order() Paper {
	return Paper{Form: Order, Mark: agency + "令", Number: "第3号", Body: []Block{{Text: repeat("现公布《粮油储备管理规定》，自2027年1月1日起施行。", 2)}},
		Post: "局长", Signed: "赵某某", Date: on(2026, 12, 1), Imprint: agency + "办公室"}
}

func minutes() Paper {
	return Paper{Form: Minutes, Mark: agency + "局长办公会议纪要", Number: "〔2026〕3号", Imprint: agency + "办公室", Date: on(2026, 11, 20),
		Body:    []Block{{Text: "2026年11月20日，局长主持召开局长办公会议。"}, {Level: 1, Head: "议定事项"}, {Text: repeat("会议同意预算调整方案，由财务科十二月十日前报区财政局。", 4)}},
		Present: strings.Fields("局长 副局长 调研员 办公室主任 政工科科长 规划发展科科长 商贸流通科科长"), Excused: []string{"副局长（出差）"}, Observers: []string{"财务科"},
		Copies: []string{"局领导", "各科室"}}
}

func brief() Paper {
	return Paper{Form: Brief, Mark: "会议简报", Number: "第6期", Imprint: agency + "办公室", Date: on(2026, 11, 25), Title: "全局干部职工大会召开",
		Body: []Block{{Text: repeat("会议传达学习上级会议精神，安排年底工作。", 8)}}, Copies: []string{"局领导", "各科室"}}
}

type glyph struct {
	r          rune
	x, y, w, h float64 // millimetres
	page       int
}

// pages reads a PDF back with PDFium: every character with its square.
func pages(t *testing.T, p Paper) (all []glyph, texts []string) {
	t.Helper()
	var b bytes.Buffer
	if err := p.PDF(&b, nil); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("OFFICIAL_OUT"); dir != "" {
		name := filepath.Join(dir, strings.NewReplacer("/", "_").Replace(t.Name()))
		var w bytes.Buffer
		if err := p.DOCX(&w); err != nil {
			t.Fatal(err)
		}
		_ = os.WriteFile(name+".pdf", b.Bytes(), 0o644)
		_ = os.WriteFile(name+".docx", w.Bytes(), 0o644)
	}
	const mm = 25.4 / 72
	_, err := eyes.PDFPages(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()), reader.PDFOptions{Text: true}, func(pg reader.PDFPage) error {
		var s strings.Builder
		for _, g := range pg.Glyphs {
			if g.W == 0 {
				continue
			}
			// The reader's boxes reach from the typeface's ascent, 1.151, to its descent;
			// the square of the character is what the standard counts.
			size := g.H * mm / 1.437
			all = append(all, glyph{g.R, g.X * mm, g.Y*mm + (1.151-0.88)*size, g.W * mm, size, pg.Number})
			s.WriteRune(g.R)
		}
		texts = append(texts, s.String())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, texts
}

// find gives the glyphs of the nth occurrence of s, from 0.
func find(t *testing.T, all []glyph, s string, nth int) []glyph {
	t.Helper()
	want := []rune(s)
	for i := 0; i+len(want) <= len(all); i++ {
		ok := true
		for k, r := range want {
			if all[i+k].r != r {
				ok = false
				break
			}
		}
		if ok {
			if nth == 0 {
				return all[i : i+len(want)]
			}
			nth--
		}
	}
	t.Fatalf("%q is not in the file", s)
	return nil
}

func box(gs []glyph) (x, y, r, b float64) {
	x, y = math.Inf(1), math.Inf(1)
	for _, g := range gs {
		x, y, r, b = min(x, g.x), min(y, g.y), max(r, g.x+g.w), max(b, g.y+g.h)
	}
	return
}

// within fails if a measure is off by more than half a millimetre.
func within(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 0.5 {
		t.Errorf("%s: %.2f mm, want %.2f", what, got, want)
	}
}

func TestLook(t *testing.T) {
	for name, p := range map[string]Paper{"document": document(), "upward": upward(), "letter": letter(), "order": order(), "minutes": minutes(), "brief": brief()} {
		t.Run(name, func(t *testing.T) {
			_, texts := pages(t, p)
			t.Log(len(texts))
		})
	}
}

func on(y, m, d int) civil.Date {
	c, _ := civil.Of(y, m, d)
	return c
}

type ruledLine struct{ x0, x1, y, width float64 }

// ruled gives the horizontal lines of every page, in the order they were drawn.
func ruled(t *testing.T, p Paper) [][]ruledLine {
	t.Helper()
	var b bytes.Buffer
	if err := p.PDF(&b, nil); err != nil {
		t.Fatal(err)
	}
	_, texts := pages(t, p)
	out := make([][]ruledLine, 0, len(texts))
	for _, s := range contents(b.Bytes()) {
		var lines []ruledLine
		w := 0.0
		for _, m := range drawn.FindAllStringSubmatch(s, -1) {
			v := func(i int) float64 { f, _ := strconv.ParseFloat(m[i], 64); return f * 25.4 / 72 }
			if m[1] != "" {
				w = v(1)
				continue
			}
			if math.Abs(v(3)-v(5)) < 0.01 {
				lines = append(lines, ruledLine{v(2), v(4), paperH - v(3), w})
			}
		}
		out = append(out, lines)
	}
	if len(out) != len(texts) {
		t.Fatalf("%d contents for %d pages", len(out), len(texts))
	}
	return out
}

var drawn = regexp.MustCompile(`(?m)^(?:([\d.]+) w|([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S)$`)

// contents are the page contents of a PDF of ours.
func contents(pdf []byte) []string {
	var out []string
	for rest := pdf; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			return out
		}
		end := bytes.Index(rest[i:], []byte("endstream"))
		body := rest[i+7 : i+end]
		rest = rest[i+end+9:]
		r, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			continue
		}
		b, err := io.ReadAll(r)
		if err == nil && bytes.Contains(b, []byte("BT\n")) && !bytes.Contains(b, []byte("glyf")) {
			out = append(out, string(b))
		}
	}
}

func setterFor(t *testing.T) *setter {
	t.Helper()
	d, err := print.New(print.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &setter{d: d}
}

func unzip(t *testing.T, b []byte) map[string]string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		c, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(c, new(struct{})); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		out[f.Name] = string(c)
	}
	return out
}

// ruler looks at the printed picture of a page, ten points a millimetre.
type ruler struct{ page *image.RGBA }

func picture(t *testing.T, p Paper, no int) ruler {
	t.Helper()
	var b bytes.Buffer
	if err := p.PDF(&b, nil); err != nil {
		t.Fatal(err)
	}
	var out ruler
	_, err := eyes.PDFPages(context.Background(), bytes.NewReader(b.Bytes()), int64(b.Len()), reader.PDFOptions{DPI: 254, Only: no}, func(pg reader.PDFPage) error {
		out.page = pg.Image
		return nil
	})
	if err != nil || out.page == nil {
		t.Fatal(err)
	}
	return out
}

// rows gives the heights, in millimetres, at which runs of inked rows begin and end
// between two heights, counting one colour alone and the middle of the page alone.
func (r ruler) rows(from, to, x0, x1 float64, red bool) (out [][2]float64) {
	in := false
	for y := int(from * 10); y < int(to*10); y++ {
		inked := false
		for x := int(x0 * 10); x < int(x1*10) && !inked; x++ {
			c := r.page.RGBAAt(x, y)
			isRed := c.R > 150 && c.G < 110
			isBlack := c.R < 110
			inked = red && isRed || !red && isBlack
		}
		switch {
		case inked && !in:
			out = append(out, [2]float64{float64(y) / 10, float64(y+1) / 10})
		case inked:
			out[len(out)-1][1] = float64(y+1) / 10
		}
		in = inked
	}
	return out
}
