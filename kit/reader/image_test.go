package reader

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"math"
	"testing"

	"golang.org/x/image/tiff"

	"lantai.internal/base/fault"
)

func near(c color.Color, r, g, b uint32) bool {
	cr, cg, cb, _ := c.RGBA()
	d := func(x, y uint32) bool { return math.Abs(float64(x>>8)-float64(y)) < 40 }
	return d(cr, r) && d(cg, g) && d(cb, b)
}

func hasInk(img image.Image) bool {
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x8000 {
				return true
			}
		}
	}
	return false
}

func decodePNG(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func pageImage(t *testing.T, b []byte, k Kind, page, width int) (image.Image, int, error) {
	t.Helper()
	raw, pages, err := shared.PageImage(context.Background(), bytes.NewReader(b), int64(len(b)), k, page, width)
	if err != nil {
		return nil, pages, err
	}
	return decodePNG(t, raw), pages, nil
}

func TestExif(t *testing.T) {
	for _, o := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		d := mustRead(t, makeJPEG(t, 80, 40, makeExif(o, 6)), "照片.jpg")
		p := d.Photo
		if p == nil {
			t.Fatal("no EXIF")
		}
		if p.Taken.Format("2006-01-02 15:04:05 -0700") != "2019-06-01 09:30:15 +0800" || p.Camera != "NIKON D850" || p.Artist != "宣传科" || p.Orientation != 6 {
			t.Errorf("%+v", p)
		}
		if !p.HasGPS || math.Abs(p.Lat-29.5) > 1e-9 || math.Abs(p.Lon-106.56) > 1e-9 {
			t.Errorf("GPS %v %v", p.Lat, p.Lon)
		}
		if d.Width != 40 || d.Height != 80 || d.Pages != 1 || d.PagesEstimated || !d.Created.Equal(p.Taken) {
			t.Errorf("%+v", d)
		}
	}
	if d := mustRead(t, makeJPEG(t, 8, 8, nil), "a.jpg"); d.Photo != nil {
		t.Error("EXIF out of nothing")
	}
	if got := exifTime("0000:00:00 00:00:00", ""); !got.IsZero() {
		t.Error(got)
	}
	if got := exifTime("2019:06:01 09:30:15", "+00:00"); got.UTC().Hour() != 9 {
		t.Error(got)
	}
}

// The picture is red on its left and blue on its right before it is turned.
func TestOrientation(t *testing.T) {
	for o, want := range map[uint16]struct {
		w, h         int
		redX, redY   int
		blueX, blueY int
	}{
		1: {80, 40, 10, 20, 70, 20},
		2: {80, 40, 70, 20, 10, 20},
		3: {80, 40, 70, 20, 10, 20},
		4: {80, 40, 10, 20, 70, 20},
		5: {40, 80, 20, 10, 20, 70},
		6: {40, 80, 20, 10, 20, 70},
		7: {40, 80, 20, 70, 20, 10},
		8: {40, 80, 20, 70, 20, 10},
	} {
		img, _, err := pageImage(t, makeJPEG(t, 80, 40, makeExif(binary.LittleEndian, o)), JPEG, 1, 500)
		if err != nil {
			t.Fatal(err)
		}
		if b := img.Bounds(); b.Dx() != want.w || b.Dy() != want.h {
			t.Errorf("%d: %v", o, b)
		}
		if !near(img.At(want.redX, want.redY), 254, 0, 0) || !near(img.At(want.blueX, want.blueY), 0, 0, 254) {
			t.Errorf("orientation %d not honoured", o)
		}
	}
	img, _, err := pageImage(t, makeJPEG(t, 800, 400, makeExif(binary.LittleEndian, 6)), JPEG, 1, 100)
	if err != nil || img.Bounds().Dx() != 100 || img.Bounds().Dy() != 200 {
		t.Fatal(img.Bounds(), err)
	}
}

func TestImageRefusals(t *testing.T) {
	good := makePNG(t, 30, 30, color.Black)
	for _, c := range []struct {
		name  string
		b     []byte
		cause error
	}{
		{"巨图.png", pngHeader(30_000, 30_000), ErrTooLarge},
		{"溢出.png", pngHeader(0x7fffffff, 0x7fffffff), ErrTooLarge},
		{"零宽.png", pngHeader(0, 10), ErrBroken},
		{"截断.png", good[:20], ErrBroken},
		{"截断.jpg", makeJPEG(t, 8, 8, nil)[:10], ErrBroken},
	} {
		_, err := read(t, c.b, c.name, Limits{})
		if err == nil {
			t.Errorf("%s: accepted", c.name)
			continue
		}
		if c.name != "溢出.png" {
			spoken(t, err, c.cause)
		} else {
			refusedOrNil(t, err)
		}
		if _, _, err := pageImage(t, c.b, Claimed(c.name), 1, 100); err == nil {
			t.Errorf("%s: drawn", c.name)
		}
	}
	d := mustRead(t, good[:len(good)-14], "没传完.png")
	if !warned(d, "不完整") {
		t.Error(d.Warnings)
	}
	_, _, err := pageImage(t, good[:len(good)-30], PNG, 1, 100)
	spoken(t, err, ErrBroken)
	_, _, err = pageImage(t, good, PNG, 2, 100)
	if !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	_, _, err = pageImage(t, []byte("文字"), Text, 1, 100)
	spoken(t, err, ErrUnsupported)
}

func TestTIFFPages(t *testing.T) {
	one := func(w, h int) []byte {
		var b bytes.Buffer
		if err := tiff.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	// Two files become one: the second's offsets move, the first's chain goes on.
	a, b := one(30, 40), one(50, 20)
	le := binary.LittleEndian
	shift := uint32(len(a))
	first := le.Uint32(a[4:])
	n := uint32(le.Uint16(a[first:]))
	second := le.Uint32(b[4:])
	le.PutUint32(a[first+2+12*n:], second+shift)
	n = uint32(le.Uint16(b[second:]))
	for i := range n {
		e := b[second+2+12*i:]
		size := exifSizes[le.Uint16(e[2:])] * le.Uint32(e[4:])
		if size > 4 || le.Uint16(e) == 273 {
			le.PutUint32(e[8:], le.Uint32(e[8:])+shift)
		}
	}
	all := append(a, b...)
	d := mustRead(t, all, "扫描.tif")
	if d.Pages != 2 || d.PagesEstimated || d.Width != 30 {
		t.Fatalf("%+v", d)
	}
	img, pages, err := pageImage(t, all, TIFF, 2, 500)
	if err != nil || pages != 2 || img.Bounds().Dx() != 50 || img.Bounds().Dy() != 20 {
		t.Fatal(pages, err)
	}
}

func TestGIF(t *testing.T) {
	var b bytes.Buffer
	if err := gif.Encode(&b, image.NewPaletted(image.Rect(0, 0, 10, 10), color.Palette{color.Black, color.White}), nil); err != nil {
		t.Fatal(err)
	}
	d := mustRead(t, b.Bytes(), "a.gif")
	if d.Kind != GIF || d.Width != 10 || len(d.Warnings) != 0 {
		t.Fatalf("%+v", d)
	}
}

func FuzzExif(f *testing.F) {
	f.Add(makeExif(binary.LittleEndian, 1))
	f.Add(makeExif(binary.BigEndian, 8))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := parseExif(bytes.NewReader(b), int64(len(b)))
		if p != nil && (p.Orientation < 1 || p.Orientation > 8 || p.HasGPS && (math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180)) {
			t.Fatalf("%+v", p)
		}
		tiffFrames(bytes.NewReader(b), int64(len(b)))
		jpegExif(bytes.NewReader(b), int64(len(b)))
	})
}
