package print

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
)

var day = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func sample(t testing.TB) *Document {
	t.Helper()
	d, err := New(Options{Title: "归档文件目录", Author: "办公室", Date: day})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pdftotext reads a PDF with poppler and skips the test where it is absent.
func pdftotext(t *testing.T, pdf []byte, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", append(args, name, "-")...).CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v\n%s", err, out)
	}
	return string(out)
}

func TestTextLayerHoldsRareNames(t *testing.T) {
	d := sample(t)
	const s = "陈䶮、李㛃、王𬭊、周𠅤、吴𫖯，X043-WS·2019-Y-BGS-0001 綦商务〔2012〕5号"
	d.Section(Section{}).Para(s, Style{Size: 12})
	got := strings.ReplaceAll(pdftotext(t, written(t, d)), "\n", "")
	for _, want := range []string{"陈䶮", "李㛃", "王𬭊", "周𠅤", "吴𫖯", "X043-WS·2019-Y-BGS-0001", "〔2012〕5号"} {
		if !strings.Contains(got, want) {
			t.Errorf("text layer lacks %q: %q", want, got)
		}
	}
}

func TestMissingGlyphNamesTheCharacter(t *testing.T) {
	for _, c := range []struct{ s, char string }{
		{"甲\U0003134A乙", "\U0003134A"}, // extension G, in no font of ours
		{"ก", "ก"},                     // Thai
		{"甲\u0530乙", "\u0530"},         // unassigned, inside a segment of the map
	} {
		d := sample(t)
		d.Section(Section{}).Para(c.s, Style{})
		err := d.Write(&bytes.Buffer{})
		if !fault.Is(err, fault.Invalid) || fault.Of(err).Value != c.char || !strings.Contains(fault.Of(err).Safe(), c.char) {
			t.Errorf("%q: got %v, want a fault naming %q", c.s, err, c.char)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	make1 := func() []byte {
		d := sample(t)
		f := d.Section(Section{Size: A4Landscape, Foot: func(p *Page, no, of int) { p.Text(20, 200, PageOf(no, of), Style{}) }})
		f.Table(catalogueTable(), catalogueRows(300))
		f.Page().QR(10, 10, 20, "X043-WS·2019-Y-BGS-0001𬭊")
		f.Para("䶮𬭊", Style{})
		return written(t, d)
	}
	if !bytes.Equal(make1(), make1()) {
		t.Error("two runs gave different bytes")
	}
}

func TestEmptyDocumentIsRefused(t *testing.T) {
	if err := sample(t).Write(&bytes.Buffer{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestOwnFontFamilyAndBadFont(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.With("仿宋", []byte("not a font"), nil); !fault.Is(err, fault.Unsupported) {
		t.Errorf("bad font: %v", err)
	}
	if _, err := e.With("仿宋", nil, nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("no font: %v", err)
	}
	if m := e.Missing("䶮𬭊甲\U0003134A\U0003134A"); string(m) != "\U0003134A" {
		t.Errorf("Missing = %q", string(m))
	}
}

func TestGBKIsCovered(t *testing.T) {
	e, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for r := rune(0x4e00); r <= 0x9fa5; r++ {
		all.WriteRune(r)
	}
	all.WriteString("、。·ˉˇ¨〃々—～‖…‘’“”〔〕〈〉《》「」『』〖〗【】±×÷∶∧∨∑∏∪∩∈∷√⊥∥∠⌒⊙∫∮≡≌≈∽∝≠≮≯≤≥∞∵∴♂♀°′″℃＄¤￠￡‰§№☆★○●◎◇◆□■△▲※→←↑↓〓")
	if m := e.Missing(all.String()); len(m) > 0 {
		t.Errorf("%d characters missing, first %q", len(m), m[0])
	}
}
