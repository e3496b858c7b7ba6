package reader

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"io"
	"math"
	"strings"

	"golang.org/x/image/draw"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// fontSource is a parsed font with the outlines already asked for.
type fontSource struct {
	f   *sfnt.Font
	ppm fixed.Int26_6
}

func (r *Reader) loadFont() (*fontSource, error) {
	r.font.once.Do(func() {
		font, err := r.fontBytes()
		if err != nil || len(font) == 0 {
			r.font.err = refuse(ErrUnsupported, err, "没有配置显示 OFD 所用的字体，不能显示版面，可查看文字。由管理员配置字体后再看。")
			return
		}
		c, err := sfnt.ParseCollection(font)
		if err == nil {
			var f *sfnt.Font
			if f, err = c.Font(0); err == nil {
				r.font.f = &fontSource{f: f, ppm: fixed.I(1000)}
				return
			}
		}
		r.font.err = refuse(ErrUnsupported, err, "配置的字体读不出来，不能显示 OFD 版面，可查看文字。由管理员更换字体后再看。")
	})
	return r.font.f, r.font.err
}

func (r *Reader) ofdImage(ctx context.Context, ra io.ReaderAt, size int64, page, width int, lim Limits) ([]byte, int, error) {
	font, err := r.loadFont()
	if err != nil {
		return nil, 0, err
	}
	select {
	case r.heavy <- struct{}{}:
		defer func() { <-r.heavy }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, lim.Timeout)
	defer cancel()
	o, err := openOFD(ctx, ra, size, lim)
	if err != nil {
		return nil, 0, err
	}
	n := len(o.pages)
	if page > n {
		return nil, n, noPage(page, n)
	}
	// Objects first, then the canvas: the page itself may give its size.
	c := &ofdCanvas{ctx: ctx, o: o, font: font}
	box, err := o.page(ctx, o.pages[page-1], c)
	if errors.Is(err, errNoPart) {
		return nil, n, refuse(ErrBroken, nil, "OFD 缺少第 %d 页的内容，不能显示。", page)
	}
	if err != nil {
		return nil, n, err
	}
	height := int(math.Ceil(float64(width) * box[3] / box[2]))
	if height > 4*maxPageWidth {
		width = max(1, width*4*maxPageWidth/height)
		height = 4 * maxPageWidth
	}
	c.img = image.NewRGBA(image.Rect(0, 0, width, max(height, 1)))
	draw.Draw(c.img, c.img.Bounds(), image.White, image.Point{}, draw.Src)
	c.k, c.x0, c.y0 = float64(width)/box[2], box[0], box[1]
	for _, job := range c.jobs {
		if err := ctx.Err(); err != nil {
			return nil, n, err
		}
		job()
	}
	out, err := encodePNG(c.img)
	return out, n, err
}

const maxOFDObjects = 200_000

// ofdCanvas gathers a page's objects and draws them when the size is known.
type ofdCanvas struct {
	ctx    context.Context
	o      *ofdDoc
	font   *fontSource
	img    *image.RGBA
	k      float64 // pixels a millimetre
	x0, y0 float64
	jobs   []func()
	media  map[string]string // resource id → part
	images map[string]image.Image
}

func (c *ofdCanvas) add(job func()) {
	if len(c.jobs) < maxOFDObjects {
		c.jobs = append(c.jobs, job)
	}
}

func (c *ofdCanvas) text(t *ofdTextObject) { c.add(func() { c.drawText(t) }) }
func (c *ofdCanvas) path(p *ofdPath)       { c.add(func() { c.drawPath(p) }) }
func (c *ofdCanvas) image(id string, b [4]float64, m [6]float64) {
	c.add(func() { c.drawImage(id, b, m) })
}

// at gives the pixel of a point of an object.
func (c *ofdCanvas) at(b [4]float64, m [6]float64, x, y float64) (float32, float32) {
	px := b[0] + m[0]*x + m[2]*y + m[4] - c.x0
	py := b[1] + m[1]*x + m[3]*y + m[5] - c.y0
	return c.pixel(px), c.pixel(py)
}

// pixel bounds a coordinate: the rasteriser walks every row it is led through.
func (c *ofdCanvas) pixel(mm float64) float32 {
	return float32(math.Max(-2e4, math.Min(4e4, mm*c.k)))
}

func (c *ofdCanvas) fill(r *vector.Rasterizer, col [3]uint8) {
	r.Draw(c.img, c.img.Bounds(), image.NewUniform(color.RGBA{col[0], col[1], col[2], 255}), image.Point{})
}

func (c *ofdCanvas) rasterizer() *vector.Rasterizer {
	b := c.img.Bounds()
	return vector.NewRasterizer(b.Dx(), b.Dy())
}

func (c *ofdCanvas) drawText(t *ofdTextObject) {
	if t.size <= 0 || t.size > 1000 {
		return
	}
	var buf sfnt.Buffer
	for _, run := range t.runs {
		x, y := run.x, run.y
		for i, ch := range []rune(run.s) {
			adv := t.size
			if g, err := c.font.f.GlyphIndex(&buf, ch); err == nil && g != 0 {
				if a, err := c.font.f.GlyphAdvance(&buf, g, c.font.ppm, 0); err == nil {
					adv = float64(a) / 64 / 1000 * t.size
				}
				c.drawGlyph(&buf, t, g, x, y)
			}
			if i < len(run.dx) {
				x += run.dx[i]
			} else if i >= len(run.dy) {
				x += adv
			}
			if i < len(run.dy) {
				y += run.dy[i]
			}
		}
	}
}

func (c *ofdCanvas) drawGlyph(buf *sfnt.Buffer, t *ofdTextObject, g sfnt.GlyphIndex, x, y float64) {
	segs, err := c.font.f.LoadGlyph(buf, g, c.font.ppm, nil)
	if err != nil || len(segs) == 0 {
		return
	}
	em := t.size / 1000 / 64
	p := func(i int, s sfnt.Segment) (float32, float32) {
		return c.at(t.boundary, t.ctm, x+float64(s.Args[i].X)*em, y+float64(s.Args[i].Y)*em)
	}
	// A rasteriser of the glyph's own size: one of the whole page for each
	// character would cost a page's area each time.
	minX, minY, maxX, maxY := float32(1e9), float32(1e9), float32(-1e9), float32(-1e9)
	for _, s := range segs {
		for i := range argsOf(s.Op) {
			ax, ay := p(i, s)
			minX, maxX = min(minX, ax), max(maxX, ax)
			minY, maxY = min(minY, ay), max(maxY, ay)
		}
	}
	r := image.Rect(int(minX)-1, int(minY)-1, int(maxX)+2, int(maxY)+2)
	if r.Intersect(c.img.Bounds()).Empty() || r.Dx() > 2*maxPageWidth || r.Dy() > 2*maxPageWidth {
		return
	}
	ras := vector.NewRasterizer(r.Dx(), r.Dy())
	ox, oy := float32(r.Min.X), float32(r.Min.Y)
	for _, s := range segs {
		ax, ay := p(0, s)
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			ras.ClosePath()
			ras.MoveTo(ax-ox, ay-oy)
		case sfnt.SegmentOpLineTo:
			ras.LineTo(ax-ox, ay-oy)
		case sfnt.SegmentOpQuadTo:
			bx, by := p(1, s)
			ras.QuadTo(ax-ox, ay-oy, bx-ox, by-oy)
		case sfnt.SegmentOpCubeTo:
			bx, by := p(1, s)
			cx, cy := p(2, s)
			ras.CubeTo(ax-ox, ay-oy, bx-ox, by-oy, cx-ox, cy-oy)
		}
	}
	ras.ClosePath()
	ras.Draw(c.img, r, image.NewUniform(color.RGBA{t.fill[0], t.fill[1], t.fill[2], 255}), image.Point{})
}

func argsOf(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	}
	return 1
}

// drawImage places a picture: it fills the unit square, which CTM lays out.
func (c *ofdCanvas) drawImage(id string, b [4]float64, m [6]float64) {
	src := c.load(id)
	if src == nil {
		return
	}
	if m == unitCTM && b[2] > 0 && b[3] > 0 {
		m = [6]float64{b[2], 0, 0, b[3], 0, 0}
	}
	s := src.Bounds()
	w, h := float64(s.Dx()), float64(s.Dy())
	aff := f64.Aff3{
		m[0] / w * c.k, m[2] / h * c.k, (b[0] + m[4] - c.x0) * c.k,
		m[1] / w * c.k, m[3] / h * c.k, (b[1] + m[5] - c.y0) * c.k,
	}
	if math.Abs(aff[0]*aff[4]-aff[1]*aff[3]) < 1e-12 {
		return
	}
	for _, v := range aff {
		if math.Abs(v) > 1e6 {
			return
		}
	}
	draw.ApproxBiLinear.Transform(c.img, aff, src, s, draw.Over, nil)
}

func (c *ofdCanvas) load(id string) image.Image {
	if c.media == nil {
		c.media, c.images = map[string]string{}, map[string]image.Image{}
		for _, res := range c.o.res {
			c.resources(res)
		}
	}
	if img, ok := c.images[id]; ok {
		return img
	}
	c.images[id] = nil
	part, ok := c.media[id]
	if !ok || len(c.images) > 200 {
		return nil
	}
	raw, ok, err := c.o.part(c.ctx, part, 64<<20)
	if err != nil || !ok {
		return nil
	}
	kind := Identify(raw[:min(len(raw), 4096)], part)
	if !kind.IsImage() {
		return nil
	}
	// All pictures of a page are in memory together.
	lim := c.o.lim
	lim.MaxPixels /= 4
	ra := bytes.NewReader(raw)
	if _, err := imageSize(ra, int64(len(raw)), kind, lim); err != nil {
		return nil
	}
	img, err := decodeImage(ra, int64(len(raw)), kind)
	if err != nil {
		return nil
	}
	c.images[id] = shrink(img, max(c.img.Bounds().Dx()*2, 1))
	return c.images[id]
}

// resources lists the media of a resource part.
func (c *ofdCanvas) resources(name string) {
	b, ok, err := c.o.part(c.ctx, name, c.o.lim.XMLBytes)
	if err != nil || !ok {
		return
	}
	dir := name[:strings.LastIndexByte(name, '/')+1]
	base := strings.TrimSuffix(dir, "/")
	x := newXML(b, c.o.lim, c.o.what)
	id := ""
	for {
		t, err := x.next()
		if err != nil || t == nil {
			return
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "Res":
			if loc := attr(e, "BaseLoc"); loc != "" {
				base = join(strings.TrimSuffix(dir, "/"), loc)
			}
		case "MultiMedia":
			id = attr(e, "ID")
		case "MediaFile":
			s, err := x.text()
			if err != nil {
				return
			}
			if id != "" {
				c.media[id] = join(base, s)
			}
		}
	}
}
