package reader

import (
	"context"
	"errors"
	"image"
	"image/png"
	"io"

	"golang.org/x/image/draw"

	"lantai.internal/base/fault"
)

var pngFast = png.Encoder{CompressionLevel: png.BestSpeed}

const (
	maxPageWidth   = 4000
	thumbnailWidth = 200
)

func noPage(page, pages int) error {
	return &fault.Error{Kind: fault.NotFound, Op: "reader.page", Say: "没有第 " + itoa(page) + " 页，文件共 " + itoa(pages) + " 页。"}
}

// PageImage draws one page as PNG, at most maxWidth pixels wide (1 to 4,000,
// else 1,000) and never larger than an image is itself. page counts from 1;
// pages is how many there are. Kinds without pages of their own (text, DOCX)
// are refused with ErrUnsupported: the text is what there is to show.
func (r *Reader) PageImage(ctx context.Context, ra io.ReaderAt, size int64, kind Kind, page, maxWidth int) (png []byte, pages int, err error) {
	lim := Limits{}.filled()
	if maxWidth <= 0 {
		maxWidth = 1000
	}
	maxWidth = min(maxWidth, maxPageWidth)
	if size == 0 {
		return nil, 0, refuse(ErrEmpty, nil, "文件是空的（0 字节），不能显示。")
	}
	if page < 1 {
		return nil, 0, &fault.Error{Kind: fault.NotFound, Op: "reader.page", Say: "页码从 1 开始。"}
	}
	switch {
	case kind == PDF:
		png, pages, err = r.pdf.image(ctx, ra, size, page, maxWidth, lim)
	case kind == OFD:
		png, pages, err = r.ofdImage(ctx, ra, size, page, maxWidth, lim)
	case kind.IsImage():
		png, pages, err = r.pictureImage(ctx, ra, size, kind, page, maxWidth, lim)
	default:
		return nil, 0, refuse(ErrUnsupported, nil, "%s没有版面图像，只显示文字。", kind.Label())
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		err = named(err, "")
	}
	return png, pages, err
}

// Thumbnail is page 1 as PNG, 200 pixels wide at most.
func (r *Reader) Thumbnail(ctx context.Context, ra io.ReaderAt, size int64, kind Kind) ([]byte, error) {
	b, _, err := r.PageImage(ctx, ra, size, kind, 1, thumbnailWidth)
	return b, err
}

func (r *Reader) pictureImage(ctx context.Context, ra io.ReaderAt, size int64, kind Kind, page, width int, lim Limits) ([]byte, int, error) {
	select {
	case r.heavy <- struct{}{}:
		defer func() { <-r.heavy }()
	case <-ctx.Done():
		return nil, 0, ctx.Err()
	}
	pages := 1
	if kind == TIFF {
		frames := tiffFrames(ra, size)
		pages = max(len(frames), 1)
		if page > pages {
			return nil, pages, noPage(page, pages)
		}
		if len(frames) > 0 {
			ra = tiffAt(ra, frames[page-1])
		}
	} else if page > 1 {
		return nil, pages, noPage(page, pages)
	}
	if _, err := imageSize(ra, size, kind, lim); err != nil {
		return nil, pages, err
	}
	img, err := decodeImage(ra, size, kind)
	if err != nil {
		return nil, pages, err
	}
	orientation := 1
	if p := readPhoto(ra, size, kind); p != nil {
		orientation = p.Orientation
	}
	if orientation >= 5 {
		// Width and height change places: the limit is for what is shown.
		b := img.Bounds()
		img = shrink(img, max(1, min(b.Dx(), b.Dx()*width/max(b.Dy(), 1))))
	} else {
		img = shrink(img, width)
	}
	out, err := encodePNG(orient(img, orientation))
	return out, pages, err
}

// shrink scales to a width, never up; extreme shapes keep at least a pixel and
// are bounded in height as in width.
func shrink(img image.Image, width int) image.Image {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	nw, nh := min(w, width), h
	if nw < w {
		nh = max(1, h*nw/w)
	}
	if nh > 4*maxPageWidth {
		nw, nh = max(1, nw*4*maxPageWidth/nh), 4*maxPageWidth
	}
	if nw == w && nh == h {
		return img
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	var s draw.Interpolator = draw.ApproxBiLinear
	if w*h <= 40_000_000 {
		s = draw.BiLinear
	}
	s.Scale(out, out.Bounds(), img, b, draw.Over, nil)
	return out
}

// orient turns a picture as EXIF orientation 1 to 8 asks.
func orient(img image.Image, o int) image.Image {
	if o < 2 || o > 8 {
		return img
	}
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	dw, dh := w, h
	if o >= 5 {
		dw, dh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			dx, dy := x, y
			switch o {
			case 2:
				dx = w - 1 - x
			case 3:
				dx, dy = w-1-x, h-1-y
			case 4:
				dy = h - 1 - y
			case 5:
				dx, dy = y, x
			case 6:
				dx, dy = h-1-y, x
			case 7:
				dx, dy = h-1-y, w-1-x
			case 8:
				dx, dy = y, w-1-x
			}
			out.Set(dx, dy, img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}
