package print

import (
	"bytes"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"lantai.internal/base/fault"
)

// letter is a PDF of n pages of a size with text on each.
func letter(t *testing.T, n int, s Size) []byte {
	d := sample(t)
	f := d.Section(Section{Size: s})
	for range n {
		f.NewPage().Text(30, 60, "关于做好归档工作的通知", Style{Size: 16})
	}
	return written(t, d)
}

func stampOn(t *testing.T, original []byte) ([]byte, error) {
	t.Helper()
	before := bytes.Clone(original)
	var out bytes.Buffer
	err := StampPDF(bytes.NewReader(original), &out, Options{Date: day}, func(p *Page) {
		p.FrameIn(Rect{(p.Size.W - 45) / 2, 8, 45, 16}, 0.3, Red)
		p.Text(p.Size.W/2, 18, "件号0001𬭊", Style{Size: 10, Color: Red, Align: Center})
	})
	if !bytes.Equal(before, original) {
		t.Error("the original was changed")
	}
	return out.Bytes(), err
}

func TestStampGoesOnTheFirstPageOnly(t *testing.T) {
	out, err := stampOn(t, letter(t, 2, A4))
	if err != nil {
		t.Fatal(err)
	}
	if err := api.Validate(bytes.NewReader(out), configuration()); err != nil {
		t.Errorf("not valid: %v", err)
	}
	first, second := pdftotext(t, out, "-l", "1"), pdftotext(t, out, "-f", "2")
	if !strings.Contains(first, "件号0001𬭊") || !strings.Contains(first, "关于做好归档工作的通知") {
		t.Errorf("first page: %q", first)
	}
	if strings.Contains(second, "件号") || !strings.Contains(second, "通知") {
		t.Errorf("second page: %q", second)
	}
	// The stamp's text stands where it was drawn: 18 mm below the upper edge.
	box := pdftotext(t, out, "-l", "1", "-bbox")
	m := regexp.MustCompile(`xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">件号`).FindStringSubmatch(box)
	if m == nil {
		t.Fatalf("stamp not found in %s", box)
	}
	var v [4]float64
	for i := range v {
		v[i], _ = strconv.ParseFloat(m[i+1], 64)
	}
	if mid := ptMM(v[0]+v[2]) / 2; math.Abs(mid-105) > 0.5 {
		t.Errorf("the stamp's middle is at %.1f mm, want 105", mid)
	}
	if y := ptMM(v[1]+v[3]) / 2; math.Abs(y-17) > 2.5 {
		t.Errorf("the stamp's text is at %.1f mm, want about 17", y)
	}
}

func TestStampOnATurnedPage(t *testing.T) {
	var turned bytes.Buffer
	if err := api.Rotate(bytes.NewReader(letter(t, 1, A4)), &turned, 90, nil, configuration()); err != nil {
		t.Fatal(err)
	}
	out, err := stampOn(t, turned.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	box := pdftotext(t, out, "-bbox")
	m := regexp.MustCompile(`xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">件号`).FindStringSubmatch(box)
	if m == nil {
		t.Fatalf("stamp not found in %s", box)
	}
	x0, _ := strconv.ParseFloat(m[1], 64)
	x1, _ := strconv.ParseFloat(m[3], 64)
	y0, _ := strconv.ParseFloat(m[2], 64)
	if mid := ptMM(x0+x1) / 2; math.Abs(mid-148.5) > 0.7 || ptMM(y0) > 24 {
		t.Errorf("the stamp stands at %.1f, %.1f mm, want 148.5 and under 24", mid, ptMM(y0))
	}
}

func TestStampRefusesBadFiles(t *testing.T) {
	good := letter(t, 1, A4)
	conf := configuration()
	conf.UserPW, conf.OwnerPW = "secret", "owner"
	var locked bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(good), &locked, conf); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"empty": nil, "text": []byte("not a pdf"), "cut": good[:len(good)/2], "encrypted": locked.Bytes(),
		"header only": []byte("%PDF-1.7\n%%EOF\n"),
	} {
		out, err := stampOn(t, b)
		if !fault.Is(err, fault.Unsupported) {
			t.Errorf("%s: got %v", name, err)
		}
		if len(out) != 0 {
			t.Errorf("%s: %d bytes were written all the same", name, len(out))
		}
	}
	if err := StampPDF(tooLarge{}, io.Discard, Options{}, func(*Page) {}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large: %v", err)
	}
}

type tooLarge struct{}

func (tooLarge) Read([]byte) (int, error)       { return 0, io.EOF }
func (tooLarge) Seek(int64, int) (int64, error) { return MaxStamped + 1, nil }

func FuzzStamp(f *testing.F) {
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		err := StampPDF(bytes.NewReader(b), io.Discard, Options{}, func(p *Page) { p.Frame(Rect{1, 1, 2, 2}, 0.1) })
		if err != nil && fault.HTTP(err) == 500 {
			t.Errorf("a broken file is our fault: %v", err)
		}
	})
}
