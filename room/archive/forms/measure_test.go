package forms

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lantai.internal/base/fault"
)

const mm = 25.4 / 72

var (
	lineOp   = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) m ([\d.-]+) ([\d.-]+) l S$`)
	rectOp   = regexp.MustCompile(`(?m)^([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re S$`)
	mediaBox = regexp.MustCompile(`/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]`)
)

func numbers(re *regexp.Regexp, s string) [][]float64 {
	var out [][]float64
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		var row []float64
		for _, f := range m[1:] {
			v, err := strconv.ParseFloat(f, 64)
			if err == nil {
				row = append(row, v*mm)
			}
		}
		out = append(out, row)
	}
	return out
}

// pages gives the drawing of each page of a PDF of ours.
func pages(t *testing.T, pdf []byte) []string {
	t.Helper()
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
		if err == nil && bytes.Contains(b, []byte("BT\n")) && bytes.Contains(b, []byte("] TJ")) {
			out = append(out, string(b))
		}
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 0.02 }

// sizes gives the paper sizes that occur, without the default of the file.
func sizes(pdf []byte) []string {
	var out []string
	for _, b := range numbers(mediaBox, string(pdf)) {
		if s := fmt.Sprintf("%.0f×%.0f", b[0], b[1]); len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return out
}

func TestPaperSizes(t *testing.T) {
	for _, c := range []struct {
		k    Kind
		a3   bool
		want string
	}{
		{BoxCover, false, "220×310"}, {BoxSpine, false, "20×310 30×310 40×310 50×310"}, {BoxCover, true, "297×420"}, {BoxSpine, true, "297×420"},
		{Catalogue, false, "297×210"}, {BoxCatalogue, false, "297×210"}, {BoxNote, false, "210×297"}, {Stamp, false, "210×297"}, {Summary, false, "210×297"},
	} {
		m := model()
		m.OnA3 = c.a3
		got := strings.Join(sizes(make1(t, c.k, PDF, m)), " ")
		if c.k == BoxSpine && !c.a3 {
			got = strings.TrimPrefix(got, "20×310 ")
			got = "20×310 " + got
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.k, got, c.want)
		}
	}
}

// The stamp is 45 by 16 mm with six equal cells.
func TestStampMeasures(t *testing.T) {
	m := model()
	m.Stamps = m.Stamps[:1]
	lines := numbers(lineOp, pages(t, make1(t, Stamp, PDF, m))[0])
	var xs, ys []float64
	for _, l := range lines {
		if near(l[0], l[2]) {
			xs = append(xs, l[0])
			if !near(math.Abs(l[1]-l[3]), 16) {
				t.Errorf("an upright line of %.2f mm", math.Abs(l[1]-l[3]))
			}
		} else {
			ys = append(ys, l[1])
			if !near(math.Abs(l[0]-l[2]), 45) {
				t.Errorf("a level line of %.2f mm", math.Abs(l[0]-l[2]))
			}
		}
	}
	if len(xs) != 4 || len(ys) != 3 {
		t.Fatalf("%d upright and %d level lines", len(xs), len(ys))
	}
	for i := 1; i < 4; i++ {
		if !near(xs[i]-xs[i-1], 15) {
			t.Errorf("a cell %.2f mm wide", xs[i]-xs[i-1])
		}
	}
	for i := 1; i < 3; i++ {
		if !near(ys[i-1]-ys[i], 8) {
			t.Errorf("a cell %.2f mm high", ys[i-1]-ys[i])
		}
	}
	got := text(t, make1(t, Stamp, PDF, m))[0]
	for _, want := range []string{"X04320190001", "办公室永久12"} {
		if !strings.Contains(got, want) {
			t.Errorf("the cells read %q, want %q in them", got, want)
		}
	}
}

// Forty stamps fill a sheet, and none leaves it or touches another.
func TestStampSheet(t *testing.T) {
	m := model()
	for len(m.Stamps) < 41 {
		m.Stamps = append(m.Stamps, m.Stamps[0])
	}
	ps := pages(t, make1(t, Stamp, PDF, m))
	if len(ps) != 2 {
		t.Fatalf("%d sheets", len(ps))
	}
	for _, l := range numbers(lineOp, ps[0]) {
		for i := range 2 {
			if x, y := l[2*i], l[2*i+1]; x < 5 || x > 205 || y < 9 || y > 292 {
				t.Fatalf("a line reaches %.1f, %.1f mm", x, y)
			}
		}
	}
}

func TestCoverHasADoubleRuleAndTheFondsName(t *testing.T) {
	m := model()
	pdf := make1(t, BoxCover, PDF, m)
	if got := text(t, pdf); len(got) != 4 || !strings.Contains(got[0], "重庆市綦江区商务局") {
		t.Errorf("covers %q", got)
	}
	lines := numbers(lineOp, pages(t, pdf)[0])
	if len(lines) != 2 || !near(lines[0][1]-lines[1][1], 1.8) || !near(lines[0][2]-lines[0][0], 170) {
		t.Errorf("rules %v", lines)
	}
}

func TestSpine(t *testing.T) {
	pdf := make1(t, BoxSpine, PDF, model())
	for i, p := range pages(t, pdf) {
		w := float64([]int{20, 30, 40, 50}[i])
		frames := numbers(rectOp, p)
		if len(frames) != 8 {
			t.Fatalf("spine of %.0f mm: %d cells", w, len(frames))
		}
		for _, f := range frames {
			if f[0] < 1.9 || f[0]+f[2] > w-1.9 || f[1] < 4.9 || f[1]+f[3] > 305.1 {
				t.Errorf("spine of %.0f mm: a cell at %v", w, f)
			}
		}
	}
	got := text(t, pdf)
	for _, want := range []string{"X043", "2019", "永久", "办公室", "0001", "0038", "003", "起件号", "盒号"} {
		if !strings.Contains(got[2], want) {
			t.Errorf("the spine lacks %q: %q", want, got[2])
		}
	}
	// The first item is in the upper cell, the last in the lower.
	if strings.Index(got[2], "0001") > strings.Index(got[2], "0038") {
		t.Error("the item numbers are in the wrong order")
	}
}

func TestStampFirstPage(t *testing.T) {
	original := make1(t, Summary, PDF, model())
	before := bytes.Clone(original)
	var out bytes.Buffer
	if err := StampFirstPage(bytes.NewReader(original), &out, model().Stamps[0], StampPlace{}, model().Meta); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, original) {
		t.Error("the original was changed")
	}
	ps := text(t, out.Bytes())
	if !strings.HasPrefix(ps[0], "X04320190001办公室永久12") || strings.Contains(ps[1], "X043") {
		t.Errorf("first page %q", ps[0])
	}
	for _, at := range []StampPlace{{170, 10}, {10, 285}, {-1, 5}} {
		err := StampFirstPage(bytes.NewReader(original), io.Discard, model().Stamps[0], at, Meta{})
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "place" {
			t.Errorf("%v: %v", at, err)
		}
	}
	if err := StampFirstPage(strings.NewReader("no"), io.Discard, Stamped{}, StampPlace{}, Meta{}); !fault.Is(err, fault.Unsupported) {
		t.Errorf("no PDF: %v", err)
	}
}

func TestCharacterWithoutGlyphStopsThePaper(t *testing.T) {
	m := model()
	m.Groups[0].Rows[30].Title = "关于\U0003134A的通知"
	var b bytes.Buffer
	err := Write(Catalogue, PDF, &b, m)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Of(err).Safe(), "\U0003134A") || b.Len() > 0 {
		t.Errorf("got %v and %d bytes", err, b.Len())
	}
	// A clerk's machine may have the glyph: the other formats go through.
	make1(t, Catalogue, XLSX, m)
}

func TestLargeAndEmptyValues(t *testing.T) {
	m := model()
	m.Fonds = Fonds{Name: strings.Repeat("很长的全宗名称", 12)}
	m.Boxes[0].Situation = strings.Repeat("第0012件原件缺第3页，已经注明并且通知了形成科室补齐。", 40)
	m.Boxes[0].Unit = strings.Repeat("机构", 30)
	m.Groups[0].Rows[0].Title = strings.Repeat("题名很长", 900)
	m.Groups[0].Rows[1] = Row{}
	for _, k := range Kinds() {
		if pdf := make1(t, k, PDF, m); len(pdf) == 0 {
			t.Errorf("%s is empty", k)
		}
	}
}
