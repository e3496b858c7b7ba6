package print

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"

	"lantai.internal/kit/reader"
)

func paper(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	return img
}

func pictures(t *testing.T, pages ...PicturePage) []byte {
	t.Helper()
	var b bytes.Buffer
	p := NewPictures(&b)
	for _, pg := range pages {
		if err := p.Add(pg); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPictures(t *testing.T) {
	img := paper(420, 594)
	draw.Draw(img, image.Rect(100, 50, 200, 80), image.NewUniform(color.RGBA{200, 0, 0, 255}), image.Point{}, draw.Src)
	words := []PlacedWord{{"关于档案的通知", 0, 60, 210, 30}, {"No. 12", 20, 200, 60, 10}, {"𬭊", 20, 230, 12, 12}, {"完", 20, 250, 12, 12}}
	pages := []PicturePage{{210, 297, img, words}, {297, 210, paper(30, 20), nil}}
	file := pictures(t, pages...)
	if !bytes.Equal(file, pictures(t, pages...)) {
		t.Error("the same pages gave other bytes")
	}
	api.DisableConfigDir()
	if err := api.Validate(bytes.NewReader(file), configuration()); err != nil {
		t.Error(err)
	}
	r := reader.New(reader.Options{})
	defer r.Close()
	seen := 0
	bag, err := r.PDFPages(context.Background(), bytes.NewReader(file), int64(len(file)), reader.PDFOptions{Text: true, DPI: 144}, func(p reader.PDFPage) error {
		seen++
		if p.Number == 2 {
			if len(p.Glyphs) != 0 || math.Abs(p.Width-297) > 0.1 {
				t.Errorf("second page: %v %v", p.Width, p.Glyphs)
			}
			return nil
		}
		var s strings.Builder
		for _, g := range p.Glyphs {
			s.WriteRune(g.R)
		}
		for _, w := range words {
			if !strings.Contains(s.String(), w.Text) {
				t.Errorf("%q is not in %+q", w.Text, s.String())
			}
		}
		// 通 is the sixth of seven characters over the width of the page.
		for _, g := range p.Glyphs {
			if g.R == '通' && (math.Abs(g.X-150) > 1 || math.Abs(g.Y-60) > 1 || math.Abs(g.W-30) > 1) {
				t.Errorf("通 stands at %+v", g)
			}
		}
		for y := range 594 {
			for x := range 420 {
				if p.Image.RGBAAt(x, y) != img.RGBAAt(x, y) {
					t.Fatalf("pixel %d,%d is %v, want %v", x, y, p.Image.RGBAAt(x, y), img.RGBAAt(x, y))
				}
			}
		}
		return nil
	})
	if err != nil || seen != 2 || bag != (reader.PDFBaggage{Pages: 2}) {
		t.Errorf("%d pages, %+v, %v", seen, bag, err)
	}
	for _, word := range []string{"/Info", "/Metadata", "/ID", "Date"} {
		if bytes.Contains(file, []byte(word)) {
			t.Errorf("%s is in the file", word)
		}
	}
}

// A photograph does not grow beyond bounds.
func TestPicturesOfPhotographs(t *testing.T) {
	img := paper(1654, 2339)
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = byte(128 + i/97%64 + rnd.IntN(24))
		}
	}
	if n := len(pictures(t, PicturePage{595, 842, img, nil})); n > 4_000_000 {
		t.Errorf("%d bytes", n)
	}
}

func BenchmarkPicturePage(b *testing.B) {
	img := paper(1654, 2339)
	for y := 200; y < 2100; y += 40 {
		for x := 200; x < 1400; x += 30 {
			draw.Draw(img, image.Rect(x, y, x+20, y+3), image.Black, image.Point{}, draw.Src)
		}
	}
	for b.Loop() {
		var out bytes.Buffer
		p := NewPictures(&out)
		if err := p.Add(PicturePage{595, 842, img, nil}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len()), "bytes/page")
	}
}
