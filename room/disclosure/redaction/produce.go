package redaction

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"strings"
	"unicode"

	"lantai.internal/base/fault"
	"lantai.internal/kit/print"
	"lantai.internal/kit/reader"
)

// DPI of the pictures of published pages.
const DPI = 200

// margin is added on every side of a box, in pixels.
const margin = 2

// MostBoxes bounds the boxes of one file.
const MostBoxes = 5000

// Box is a place to be painted over.
type Box struct {
	Page int // from 1
	Rect
	// Elsewhere allows the same words to stay in other places of the file.
	Elsewhere bool
}

// Order is what is to be done to a file.
type Order struct {
	Boxes []Box
	// Kept are the findings that a person looked at and left: the proof does not
	// stumble over them. Each is a Finding's Plain.
	Kept []string
	// Known is what the bureau has published itself.
	Known Known
}

// Produce makes the file to be published from a PDF: every page a picture with the
// boxes painted over, the words that remain laid beneath, and nothing else. The
// result is proved before it is given; an unproved one is never given, only the
// proof that says why. The original is only read.
func Produce(ctx context.Context, r *reader.Reader, original io.ReaderAt, size int64, o Order) ([]byte, Proof, error) {
	if len(o.Boxes) > MostBoxes {
		return nil, Proof{}, fault.Field("boxes", fmt.Sprint(len(o.Boxes)), fmt.Sprintf("遮盖处不超过%d处，请拆分文件。", MostBoxes))
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, io.NewSectionReader(original, 0, size)); err != nil {
		return nil, Proof{}, fault.Wrap("redaction.produce", fault.Unavailable, err)
	}
	c := claim{order: o, original: hex.EncodeToString(digest.Sum(nil))}
	var out bytes.Buffer
	file := print.NewPictures(&out)
	painted := 0
	_, err := r.PDFPages(ctx, original, size, reader.PDFOptions{Text: true, DPI: DPI}, func(p reader.PDFPage) error {
		page, words, pg := redactPage(p, o.Boxes)
		painted += len(pg.boxes)
		c.pages = append(c.pages, pg)
		c.removed = append(c.removed, pg.removed...)
		c.unseen += pg.unseen
		return file.Add(print.PicturePage{Width: p.Width, Height: p.Height, Picture: page, Words: words})
	})
	if err != nil {
		return nil, Proof{}, err
	}
	if painted != len(o.Boxes) {
		return nil, Proof{}, fault.Field("boxes", fmt.Sprint(len(o.Boxes)-painted), "有遮盖处不在任何一页上，请核对页码和位置。")
	}
	if err := file.Close(); err != nil {
		return nil, Proof{}, err
	}
	proof, err := prove(ctx, r, out.Bytes(), c)
	if err != nil || !proof.OK {
		return nil, proof, err
	}
	return out.Bytes(), proof, nil
}

// redactPage paints the boxes of a page and gives the words that remain, with what
// the proof will hold the result to.
func redactPage(p reader.PDFPage, all []Box) (*image.RGBA, []print.PlacedWord, claimedPage) {
	s := newSheet(p)
	img := p.Image
	sx, sy := float64(img.Rect.Dx())/p.Width, float64(img.Rect.Dy())/p.Height
	pg := claimedPage{number: p.Number, width: p.Width, height: p.Height, size: img.Rect.Size()}
	var grown []Rect
	var strict []bool
	for _, b := range all {
		if b.Page != p.Number || b.W <= 0 || b.H <= 0 {
			continue
		}
		r := image.Rect(int(math.Floor(b.X*sx)), int(math.Floor(b.Y*sy)), int(math.Ceil((b.X+b.W)*sx)), int(math.Ceil((b.Y+b.H)*sy))).Intersect(img.Rect)
		if r.Empty() {
			continue
		}
		pg.boxes = append(pg.boxes, r)
		grown = append(grown, Rect{b.X - margin/sx, b.Y - margin/sy, b.W + 2*margin/sx, b.H + 2*margin/sy})
		strict = append(strict, !b.Elsewhere)
	}
	// Visible is found out before anything is painted: what nobody sees on the page
	// (under a bar of the original, white on white, beyond the edge) does not go over.
	gone := make([]bool, len(s.glyphs))
	for i, g := range s.glyphs {
		if g.W <= 0 {
			continue
		}
		q := place(g)
		if !inked(img, q, sx, sy) {
			gone[i] = true
			pg.unseen++
			continue
		}
		for _, b := range grown {
			if middle := (Rect{q.X + q.W/2 - 0.01, q.Y + q.H/2 - 0.01, 0.02, 0.02}); q.share(b) > 0.2 || middle.share(b) > 0 {
				gone[i] = true
			}
		}
	}
	for n, b := range grown {
		text := s.under(b)
		pg.removed = append(pg.removed, removed{page: p.Number, box: n + 1, text: text, strict: strict[n]})
	}
	grey := lattice(img, pg.boxes)
	for _, r := range pg.boxes {
		draw.Draw(img, r.Inset(-margin).Intersect(img.Rect), image.NewUniform(color.Black), image.Point{}, draw.Src)
	}
	pg.lattice = grey
	return img, s.words(gone), pg
}

// under gives the words beneath a box, a line for a line.
func (s Sheet) under(b Rect) string {
	var lines []string
	for _, line := range s.lines() {
		var t strings.Builder
		for _, i := range line {
			if place(s.glyphs[i]).share(b) > 0.5 {
				t.WriteRune(s.glyphs[i].R)
			}
		}
		if t.Len() > 0 {
			lines = append(lines, t.String())
		}
	}
	return strings.Join(lines, "\n")
}

// words gathers what remains, in the order of the file, into runs of characters
// that stand side by side. Characters below one another (a turned page) stand each
// alone.
func (s Sheet) words(gone []bool) []print.PlacedWord {
	var out []print.PlacedWord
	var word []int
	flush := func(space bool) {
		if len(word) == 0 {
			return
		}
		var t strings.Builder
		var r Rect
		for _, i := range word {
			t.WriteRune(s.glyphs[i].R)
			r = r.union(place(s.glyphs[i]))
		}
		if space {
			t.WriteByte(' ')
			r.W *= float64(len(word)+1) / float64(len(word))
		}
		out = append(out, print.PlacedWord{Text: t.String(), X: r.X, Y: r.Y, W: r.W, H: r.H})
		word = word[:0]
	}
	for i, g := range s.glyphs {
		switch {
		case g.W <= 0 || unicode.IsSpace(g.R) || unicode.IsControl(g.R):
			flush(g.R == ' ')
			continue
		case gone[i]:
			flush(false)
			continue
		}
		if n := len(word); n > 0 {
			a, b := place(s.glyphs[word[n-1]]), place(g)
			level := min(a.Y+a.H, b.Y+b.H)-max(a.Y, b.Y) > 0.5*min(a.H, b.H)
			if near := b.X - a.X - a.W; !level || near > 0.5*b.H || near < -0.5*b.H {
				flush(false)
			}
		}
		word = append(word, i)
	}
	flush(false)
	return out
}

// inked reports whether something is to be seen in a place of the picture: signs of
// more than one brightness.
func inked(img *image.RGBA, q Rect, sx, sy float64) bool {
	r := image.Rect(int(q.X*sx), int(q.Y*sy), int(math.Ceil((q.X+q.W)*sx)), int(math.Ceil((q.Y+q.H)*sy))).Intersect(img.Rect)
	lo, hi := 255, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			v := bright(img, x, y)
			lo, hi = min(lo, v), max(hi, v)
			if hi-lo >= 32 {
				return true
			}
		}
	}
	return false
}

func bright(img *image.RGBA, x, y int) int {
	i := img.PixOffset(x, y)
	return (299*int(img.Pix[i]) + 587*int(img.Pix[i+1]) + 114*int(img.Pix[i+2])) / 1000
}

// cellSide is the side of a cell of the lattice, in pixels.
const cellSide = 24

// lattice is the mean brightness of a page cell by cell, -1 where a box reaches: by
// it the neighbours of the boxes are known again.
func lattice(img *image.RGBA, boxes []image.Rectangle) []int {
	w, h := (img.Rect.Dx()+cellSide-1)/cellSide, (img.Rect.Dy()+cellSide-1)/cellSide
	out := make([]int, w*h)
	for cy := range h {
		for cx := range w {
			c := image.Rect(cx*cellSide, cy*cellSide, (cx+1)*cellSide, (cy+1)*cellSide).Intersect(img.Rect)
			sum := 0
			for y := c.Min.Y; y < c.Max.Y; y++ {
				for x := c.Min.X; x < c.Max.X; x++ {
					sum += bright(img, x, y)
				}
			}
			out[cy*w+cx] = sum / max(1, c.Dx()*c.Dy())
			for _, b := range boxes {
				if b.Inset(-margin - 1).Overlaps(c) {
					out[cy*w+cx] = -1
					break
				}
			}
		}
	}
	return out
}
