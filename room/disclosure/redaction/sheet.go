package redaction

import (
	"cmp"
	"context"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"

	"lantai.internal/kit/reader"
)

// Rect is a place on a page: points from the upper left corner, as seen.
type Rect struct{ X, Y, W, H float64 }

func (a Rect) union(b Rect) Rect {
	if a.W == 0 && a.H == 0 {
		return b
	}
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return Rect{x, y, max(a.X+a.W, b.X+b.W) - x, max(a.Y+a.H, b.Y+b.H) - y}
}

// share is how much of a lies in b, 0 to 1.
func (a Rect) share(b Rect) float64 {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	if w <= 0 || h <= 0 || a.W*a.H <= 0 {
		return 0
	}
	return w * h / (a.W * a.H)
}

func place(g reader.Glyph) Rect { return Rect{g.X, g.Y, g.W, g.H} }

// Sheet is the text of one page with the places of its characters.
type Sheet struct {
	Number        int
	Width, Height float64
	glyphs        []reader.Glyph
	texts         []laid // in the order of the lines as seen, and of the file
}

// laid is a text each of whose runes is a glyph, or -1.
type laid struct {
	text string
	at   []int
}

// Text is what stands on the page, line by line as seen, with tabs between
// columns.
func (s Sheet) Text() string { return s.texts[0].text }

func newSheet(p reader.PDFPage) Sheet {
	s := Sheet{Number: p.Number, Width: p.Width, Height: p.Height, glyphs: p.Glyphs}
	s.texts = []laid{s.asSeen(), s.asFiled()}
	return s
}

func (s Sheet) asFiled() laid {
	var b strings.Builder
	var l laid
	for i, g := range s.glyphs {
		b.WriteRune(g.R)
		if g.W <= 0 {
			i = -1
		}
		l.at = append(l.at, i)
	}
	l.text = b.String()
	return l
}

// lines gathers the glyphs that stand on one line, from left to right, lines from
// top to bottom.
func (s Sheet) lines() [][]int {
	var order []int
	for i, g := range s.glyphs {
		if g.W > 0 && g.H > 0 && !unicode.IsSpace(g.R) && !unicode.IsControl(g.R) {
			order = append(order, i)
		}
	}
	middle := func(i int) float64 { return s.glyphs[i].Y + s.glyphs[i].H/2 }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(middle(a), middle(b)) })
	var out [][]int
	var line []int
	at := math.Inf(-1)
	for _, i := range order {
		if len(line) > 0 && middle(i)-at > 0.45*s.glyphs[i].H {
			out = append(out, line)
			line = nil
		}
		if len(line) == 0 {
			at = middle(i)
		}
		line = append(line, i)
	}
	if len(line) > 0 {
		out = append(out, line)
	}
	for _, l := range out {
		slices.SortStableFunc(l, func(a, b int) int { return cmp.Compare(s.glyphs[a].X, s.glyphs[b].X) })
	}
	return out
}

// gap is the white between two neighbours of a line, in heights of the second.
func (s Sheet) gap(a, b int) float64 {
	x, y := s.glyphs[a], s.glyphs[b]
	return (y.X - x.X - x.W) / max(min(x.H, y.H), 1)
}

// spaced reports whether the file has a space between two neighbours.
func (s Sheet) spaced(a, b int) bool {
	if b <= a+1 {
		return false
	}
	for _, g := range s.glyphs[a+1 : b] {
		if !unicode.IsSpace(g.R) {
			return false
		}
	}
	return true
}

func (s Sheet) asSeen() laid {
	var b strings.Builder
	var l laid
	put := func(c rune, i int) {
		b.WriteRune(c)
		l.at = append(l.at, i)
	}
	for _, line := range s.lines() {
		for k, i := range line {
			if k > 0 {
				switch g := s.gap(line[k-1], i); {
				case g > 1.2:
					put('\t', -1)
				case g > 0.3 || s.spaced(line[k-1], i):
					put(' ', -1)
				}
			}
			put(s.glyphs[i].R, i)
		}
		put('\n', -1)
	}
	l.text = b.String()
	return l
}

// Scan reads the pages of a PDF with the places of their characters.
func Scan(ctx context.Context, r *reader.Reader, ra io.ReaderAt, size int64) ([]Sheet, reader.PDFBaggage, error) {
	var out []Sheet
	bag, err := r.PDFPages(ctx, ra, size, reader.PDFOptions{Text: true}, func(p reader.PDFPage) error {
		out = append(out, newSheet(p))
		return nil
	})
	return out, bag, err
}

// Hit is a finding with its places on a page; a number broken over two lines has
// two.
type Hit struct {
	Finding
	Page    int
	Rects   []Rect
	Context string // the line it stands in
	glyphs  []int
}

// Hits looks for personal data on a page, in the lines as they are seen and in the
// order of the file: each finds what the other tears apart.
func (s Sheet) Hits(k Known) []Hit {
	var out []Hit
	var taken [][]int
	for _, l := range s.texts {
		runes := []rune(l.text)
		for _, f := range k.Find(l.text) {
			var glyphs []int
			for _, i := range l.at[f.Start:f.End] {
				if i >= 0 {
					glyphs = append(glyphs, i)
				}
			}
			if len(glyphs) == 0 {
				continue
			}
			// What lies beyond the edge nobody sees, and it does not go over.
			if s.beyond(glyphs) {
				continue
			}
			h := Hit{Finding: f, Page: s.Number, Rects: s.rects(glyphs), Context: lineAround(runes, f.Start, f.End), glyphs: glyphs}
			same := slices.IndexFunc(taken, func(t []int) bool {
				return slices.ContainsFunc(t, func(i int) bool { return slices.Contains(glyphs, i) })
			})
			switch {
			case same < 0:
				out, taken = append(out, h), append(taken, glyphs)
			case f.Certainty > out[same].Certainty || f.Certainty == out[same].Certainty && len(glyphs) > len(taken[same]):
				out[same], taken[same] = h, glyphs
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Rects[0].Y, b.Rects[0].Y), cmp.Compare(a.Rects[0].X, b.Rects[0].X))
	})
	return out
}

// beyond reports whether all of the glyphs lie outside the page.
func (s Sheet) beyond(glyphs []int) bool {
	for _, i := range glyphs {
		if place(s.glyphs[i]).share(Rect{0, 0, s.Width, s.Height}) > 0 {
			return false
		}
	}
	return true
}

// rects joins glyphs that touch on one line.
func (s Sheet) rects(glyphs []int) []Rect {
	var out []Rect
	for _, i := range glyphs {
		g := place(s.glyphs[i])
		if n := len(out) - 1; n >= 0 {
			last := out[n]
			over := min(last.Y+last.H, g.Y+g.H) - max(last.Y, g.Y)
			if over > 0.5*min(last.H, g.H) && g.X-last.X-last.W < 1.2*g.H && last.X-g.X-g.W < 1.2*g.H {
				out[n] = last.union(g)
				continue
			}
		}
		out = append(out, g)
	}
	return out
}

func lineAround(r []rune, start, end int) string {
	from, to := start, end
	for from > 0 && r[from-1] != '\n' && start-from < 24 {
		from--
	}
	for to < len(r) && r[to] != '\n' && to-end < 24 {
		to++
	}
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return ' '
		}
		return c
	}, string(r[from:to])))
}

// Places finds every place of a text on the page, spaces and width of letters
// aside.
func (s Sheet) Places(text string) []Hit {
	want := []rune(squeeze(text))
	if len(want) == 0 {
		return nil
	}
	var out []Hit
	for _, l := range s.texts {
		var flat []rune
		var at []int
		for i, c := range []rune(l.text) {
			if q := squeeze(string(c)); q != "" && l.at[i] >= 0 {
				flat, at = append(flat, []rune(q)[0]), append(at, l.at[i])
			}
		}
		for i := 0; i+len(want) <= len(flat); i++ {
			if !slices.Equal(flat[i:i+len(want)], want) || s.beyond(at[i:i+len(want)]) {
				continue
			}
			h := Hit{Finding: Finding{Kind: Drawn, Text: text, Plain: string(want), Certainty: Certain, Hide: true, Why: "按文字查找"}, Page: s.Number, Rects: s.rects(at[i : i+len(want)])}
			if !slices.ContainsFunc(out, func(o Hit) bool { return slices.Equal(o.Rects, h.Rects) }) {
				out = append(out, h)
			}
			i += len(want) - 1
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}
