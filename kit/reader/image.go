package reader

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strconv"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
	"golang.org/x/image/webp"
)

func itoa(n int) string { return strconv.Itoa(n) }

type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var codecs = map[Kind]codec{
	JPEG: {jpeg.DecodeConfig, jpeg.Decode},
	PNG:  {png.DecodeConfig, png.Decode},
	GIF:  {gif.DecodeConfig, gif.Decode},
	TIFF: {tiff.DecodeConfig, tiff.Decode},
	WEBP: {webp.DecodeConfig, webp.Decode},
	BMP:  {bmp.DecodeConfig, bmp.Decode},
}

// source gives the decoders what they want: TIFF jumps about, the rest streams.
func source(ra io.ReaderAt, size int64, kind Kind) io.Reader {
	s := io.NewSectionReader(ra, 0, size)
	if kind == TIFF {
		return s
	}
	return bufio.NewReaderSize(s, 64<<10)
}

// imageSize reads the dimensions from the header and refuses what would fill
// the memory when decoded.
func imageSize(ra io.ReaderAt, size int64, kind Kind, lim Limits) (cfg image.Config, err error) {
	defer guard(&err, kind)
	cfg, err = codecs[kind].config(source(ra, size, kind))
	if err != nil {
		return cfg, imageFault(kind, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return cfg, imageFault(kind, errors.New("no dimensions"))
	}
	px := int64(cfg.Width) * int64(cfg.Height)
	limit := lim.MaxPixels
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model:
		limit /= 2
	}
	if px > limit {
		return cfg, refuse(ErrTooLarge, nil, "图片有 %d×%d 像素，超过上限（%d 万像素），没有解码。缩小后再上传，或把原图作为附件保存。", cfg.Width, cfg.Height, limit/10_000)
	}
	return cfg, nil
}

func imageFault(kind Kind, err error) error {
	var jpegNo jpeg.UnsupportedError
	var pngNo png.UnsupportedError
	var tiffNo tiff.UnsupportedError
	if errors.As(err, &jpegNo) || errors.As(err, &pngNo) || errors.As(err, &tiffNo) || errors.Is(err, bmp.ErrUnsupported) {
		return refuse(ErrUnsupported, err, "%s用了不常见的编码，不能显示。另存为普通 JPEG、PNG 或 TIFF 后再上传。", kind.Label())
	}
	return broken(kind.Label(), err)
}

// guard turns a panic of a decoder into a broken file.
func guard(err *error, kind Kind) {
	if p := recover(); p != nil {
		*err = broken(kind.Label(), fmt.Errorf("panic: %v", p))
	}
}

func decodeImage(ra io.ReaderAt, size int64, kind Kind) (img image.Image, err error) {
	defer guard(&err, kind)
	img, err = codecs[kind].decode(source(ra, size, kind))
	if err != nil {
		return nil, imageFault(kind, err)
	}
	if img.Bounds().Empty() {
		return nil, imageFault(kind, errors.New("no pixels"))
	}
	return img, nil
}

func readImage(d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	cfg, err := imageSize(ra, size, d.Kind, lim)
	if err != nil && !(errors.Is(err, ErrUnsupported) && d.Kind == TIFF) {
		return err
	}
	if err != nil {
		d.warn("这份 TIFF 用了不常见的编码，可以保存，不能在网页上显示。")
	}
	d.Width, d.Height = cfg.Width, cfg.Height
	d.Pages = 1
	if d.Kind == TIFF {
		d.Pages = max(len(tiffFrames(ra, size)), 1)
		if d.Pages > lim.TextPages {
			d.warn("TIFF 的页数异常多，请核对。")
		}
	}
	if d.Photo = readPhoto(ra, size, d.Kind); d.Photo != nil {
		d.Created, d.Author, d.Title = d.Photo.Taken, d.Photo.Artist, d.Photo.Description
		if d.Photo.Orientation >= 5 {
			d.Width, d.Height = d.Height, d.Width
		}
	}
	if !wholeImage(ra, size, d.Kind) {
		d.warn("图片末尾不完整，可能没有传完，请与原图核对。")
	}
	return nil
}

// wholeImage looks for the mark that ends a file; kinds without one are whole.
func wholeImage(ra io.ReaderAt, size int64, kind Kind) bool {
	var mark []byte
	switch kind {
	case JPEG:
		mark = []byte{0xFF, 0xD9}
	case PNG:
		mark = []byte("IEND")
	case GIF:
		mark = []byte{0x3B}
	case WEBP:
		h := make([]byte, 8)
		_, err := ra.ReadAt(h, 0)
		return err == nil && int64(binary.LittleEndian.Uint32(h[4:]))+8 <= size+1
	default:
		return true
	}
	// Cameras and phones append their own data after the end of a JPEG.
	n := min(size, 1<<20)
	tail := make([]byte, n)
	if _, err := ra.ReadAt(tail, size-n); err != nil && err != io.EOF {
		return false
	}
	return bytes.Contains(tail, mark)
}

const maxFrames = 10_000

// tiffFrames lists the offsets of the images in a TIFF, nil if it has no list
// that could be followed.
func tiffFrames(ra io.ReaderAt, size int64) []uint32 {
	h := make([]byte, 8)
	if _, err := ra.ReadAt(h, 0); err != nil {
		return nil
	}
	var o binary.ByteOrder = binary.LittleEndian
	if h[0] == 'M' {
		o = binary.BigEndian
	}
	if o.Uint16(h[2:]) != 42 {
		return nil
	}
	var out []uint32
	seen := map[uint32]bool{}
	b := make([]byte, 4)
	for off := o.Uint32(h[4:]); off != 0 && !seen[off] && len(out) < maxFrames; {
		seen[off] = true
		if _, err := ra.ReadAt(b[:2], int64(off)); err != nil {
			break
		}
		next := int64(off) + 2 + 12*int64(o.Uint16(b))
		if next+4 > size {
			break
		}
		out = append(out, off)
		if _, err := ra.ReadAt(b, next); err != nil {
			break
		}
		off = o.Uint32(b)
	}
	return out
}

// tiffAt shows the file as if the image at off were its first: the decoder
// knows of no other.
func tiffAt(ra io.ReaderAt, off uint32) io.ReaderAt {
	h := make([]byte, 4)
	if _, err := ra.ReadAt(h, 0); err != nil {
		return ra
	}
	p := make([]byte, 4)
	if h[0] == 'M' {
		binary.BigEndian.PutUint32(p, off)
	} else {
		binary.LittleEndian.PutUint32(p, off)
	}
	return patched{ra, p}
}

// patched is a TIFF whose bytes 4 to 7 are others.
type patched struct {
	io.ReaderAt
	p []byte
}

func (t patched) ReadAt(b []byte, off int64) (int, error) {
	n, err := t.ReaderAt.ReadAt(b, off)
	for i := range n {
		if at := off + int64(i); at >= 4 && at < 8 {
			b[i] = t.p[at-4]
		} else if at >= 8 {
			break
		}
	}
	return n, err
}
