package reader

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// turned is a page of 200 by 100 points with one word at a known place, turned and
// cropped as asked.
func turned(rotate int, crop string) []byte {
	content := "BT /F 20 Tf 50 40 Td (WORD) Tj ET"
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]%s/Rotate %d/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>", crop, rotate),
		fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var off []int
	for i, o := range objects {
		off = append(off, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(off)+1)
	for _, o := range off {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(off)+1, at)
	return b.Bytes()
}

// The places of the characters are those of the ink in the picture, however the
// page is turned or cropped.
func TestPDFPagesPlaces(t *testing.T) {
	for _, c := range []struct {
		name   string
		rotate int
		crop   string
		w, h   float64
	}{{"plain", 0, "", 200, 100}, {"quarter", 90, "", 100, 200}, {"half", 180, "", 200, 100}, {"three quarters", 270, "", 100, 200}, {"cropped", 0, "/CropBox[40 30 160 90]", 120, 60}, {"cropped and turned", 90, "/CropBox[40 30 160 90]", 60, 120}} {
		t.Run(c.name, func(t *testing.T) {
			b := turned(c.rotate, c.crop)
			_, err := shared.PDFPages(context.Background(), bytes.NewReader(b), int64(len(b)), PDFOptions{Text: true, DPI: 144}, func(p PDFPage) error {
				if math.Abs(p.Width-c.w) > 0.1 || math.Abs(p.Height-c.h) > 0.1 || len(p.Glyphs) != 4 {
					t.Fatalf("%v × %v, %+v", p.Width, p.Height, p.Glyphs)
				}
				dark := 0
				for y := range p.Image.Rect.Dy() {
					for x := range p.Image.Rect.Dx() {
						if p.Image.RGBAAt(x, y).R > 128 {
							continue
						}
						dark++
						px, py, in := float64(x)/2, float64(y)/2, false
						for _, g := range p.Glyphs {
							in = in || px > g.X-1 && px < g.X+g.W+1 && py > g.Y-1 && py < g.Y+g.H+1
						}
						if !in {
							t.Fatalf("ink at %v,%v outside %+v", px, py, p.Glyphs)
						}
					}
				}
				if dark < 50 {
					t.Errorf("%d dark pixels", dark)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestPDFPagesText(t *testing.T) {
	b := rawPDF(2, "档案室")
	var got []string
	bag, err := shared.PDFPages(context.Background(), bytes.NewReader(b), int64(len(b)), PDFOptions{Text: true}, func(p PDFPage) error {
		var s strings.Builder
		for _, g := range p.Glyphs {
			s.WriteRune(g.R)
		}
		got = append(got, strings.TrimSpace(s.String()))
		return nil
	})
	if err != nil || bag.Pages != 2 || strings.Join(got, "|") != "档案室|档案室" {
		t.Fatalf("%q %+v %v", got, bag, err)
	}
}

func TestPDFPagesRefuses(t *testing.T) {
	open := func(b []byte, o PDFOptions, fn func(PDFPage) error) error {
		_, err := shared.PDFPages(context.Background(), bytes.NewReader(b), int64(len(b)), o, fn)
		return err
	}
	none := func(PDFPage) error { return nil }
	spoken(t, open(nil, PDFOptions{}, none), ErrEmpty)
	spoken(t, open([]byte("%PDF-1.4\nnothing"), PDFOptions{}, none), ErrBroken)
	if err := open(turned(0, ""), PDFOptions{Only: 2}, none); err == nil || !strings.Contains(err.Error(), "2") {
		t.Errorf("page 2 of 1: %v", err)
	}
	stop := errors.New("stop")
	if err := open(turned(0, ""), PDFOptions{}, func(PDFPage) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}
