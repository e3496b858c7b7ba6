package reader

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// Glyph is one character of a page and the space it takes: points from the upper
// left corner of the page as it is seen, turned and cropped. W and H are zero for
// spaces and breaks that the engine puts between the words.
type Glyph struct {
	R          rune
	X, Y, W, H float64
}

// PDFPage is one page of a PDF.
type PDFPage struct {
	Number, Of    int     // from 1
	Width, Height float64 // points, as seen
	// Glyphs are the characters in the order of the file. Those outside the page,
	// which nobody sees, are among them.
	Glyphs []Glyph
	// Image is the page on white, without its annotations and the contents of form
	// fields. It may be kept.
	Image *image.RGBA
	// Annotations counts notes, stamps, links and form fields.
	Annotations int
}

// PDFBaggage is what a PDF carries beside its pages.
type PDFBaggage struct {
	Pages       int
	Annotations int // on the pages that were read
	Attachments int
	Form        bool
	Outline     bool
}

// PDFOptions say what is wanted of the pages.
type PDFOptions struct {
	Text bool    // the characters with their places
	DPI  float64 // of the picture; 0 for none. Sheets over A1 get fewer.
	Only int     // this page alone; 0 for all
	// Timeout is for all pages; default 10 minutes.
	Timeout time.Duration
}

// maxPagePixels bounds the picture of one page: A1 at 200 to the inch.
const maxPagePixels = 32_000_000

// maxPageGlyphs bounds the characters of one page.
const maxPageGlyphs = 200_000

// PDFPages reads the pages of a PDF one after the other and hands each to fn; an
// error of fn ends the reading and is returned. A page that cannot be read is an
// error: who asks for every page must not miss one.
func (r *Reader) PDFPages(ctx context.Context, ra io.ReaderAt, size int64, o PDFOptions, fn func(PDFPage) error) (PDFBaggage, error) {
	var bag PDFBaggage
	if size <= 0 {
		return bag, refuse(ErrEmpty, nil, "文件是空的（0 字节），不能读取。")
	}
	if size >= 1<<32 {
		return bag, refuse(ErrTooLarge, nil, "PDF 超过 4 GB，不能读取。拆分后再上传。")
	}
	def(&o.Timeout, 10*time.Minute)
	var own error // of fn
	err := r.pdf.with(ctx, o.Timeout, func(ctx context.Context, inst pdfium.Pdfium) error {
		doc, n, err := openPDF(inst, ra, size)
		if err != nil {
			return err
		}
		bag.Pages = n
		pdfBaggage(inst, doc, &bag)
		first, last := 1, n
		if o.Only > 0 {
			if o.Only > n {
				return noPage(o.Only, n)
			}
			first, last = o.Only, o.Only
		}
		for i := first; i <= last; i++ {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			p, err := pdfPage(inst, doc, i, o)
			if err != nil {
				return broken(fmt.Sprintf("PDF 的第 %d 页", i), err)
			}
			p.Of = n
			bag.Annotations += p.Annotations
			if own = fn(p); own != nil {
				return own
			}
		}
		return nil
	})
	if err != nil && own == nil && !errors.Is(err, context.Canceled) {
		err = named(err, "")
	}
	return bag, err
}

func pdfBaggage(inst pdfium.Pdfium, doc references.FPDF_DOCUMENT, bag *PDFBaggage) {
	if a, err := inst.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: doc}); err == nil {
		bag.Attachments = a.AttachmentCount
	}
	if f, err := inst.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: doc}); err == nil {
		bag.Form = f.FormType != 0
	}
	if b, err := inst.FPDFBookmark_GetFirstChild(&requests.FPDFBookmark_GetFirstChild{Document: doc}); err == nil {
		bag.Outline = b.Bookmark != nil
	}
}

func pdfPage(inst pdfium.Pdfium, doc references.FPDF_DOCUMENT, number int, o PDFOptions) (PDFPage, error) {
	p := PDFPage{Number: number}
	loaded, err := inst.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: number - 1})
	if err != nil {
		return p, err
	}
	defer inst.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	page := requests.Page{ByReference: &loaded.Page}
	w, err := inst.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	if err != nil {
		return p, err
	}
	h, err := inst.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return p, err
	}
	p.Width, p.Height = float64(w.PageWidth), float64(h.PageHeight)
	if !(p.Width > 0 && p.Height > 0 && p.Width < 1e5 && p.Height < 1e5) {
		return p, fmt.Errorf("page of %v by %v points", p.Width, p.Height)
	}
	if a, err := inst.FPDFPage_GetAnnotCount(&requests.FPDFPage_GetAnnotCount{Page: page}); err == nil {
		p.Annotations = a.Count
	}
	if o.Text {
		if p.Glyphs, err = pdfGlyphs(inst, page, p); err != nil {
			return p, err
		}
	}
	if o.DPI > 0 {
		p.Image, err = pdfPicture(inst, page, p, o.DPI)
	}
	return p, err
}

// pdfPicture draws the page on white.
func pdfPicture(inst pdfium.Pdfium, page requests.Page, p PDFPage, dpi float64) (*image.RGBA, error) {
	if px := p.Width * p.Height * dpi * dpi / 72 / 72; px > maxPagePixels {
		dpi *= math.Sqrt(maxPagePixels / px)
	}
	w, h := max(1, int(math.Round(p.Width*dpi/72))), max(1, int(math.Round(p.Height*dpi/72)))
	res, err := inst.RenderPageInPixels(&requests.RenderPageInPixels{Page: page, Width: w, Height: h})
	if err != nil {
		return nil, err
	}
	defer res.Cleanup()
	src := res.Result.RenderedImage
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Over)
	return out, nil
}

// affine maps the page's own coordinates to what is seen.
type affine struct{ a, b, c, d, e, f float64 }

func (m affine) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// box is the upright rectangle around two corners.
func (m affine) box(x1, y1, x2, y2 float64) (x, y, w, h float64) {
	ax, ay := m.point(x1, y1)
	bx, by := m.point(x2, y2)
	x, y = min(ax, bx), min(ay, by)
	return x, y, max(ax, bx) - x, max(ay, by) - y
}

// pdfSight asks the engine how the page is turned and cropped.
func pdfSight(inst pdfium.Pdfium, page requests.Page, p PDFPage) (affine, error) {
	const fine, far = 100, 1000 // hundredths of a point, over a thousand points
	at := func(x, y float64) (float64, float64, error) {
		r, err := inst.FPDF_PageToDevice(&requests.FPDF_PageToDevice{Page: page, SizeX: int(math.Round(p.Width * fine)), SizeY: int(math.Round(p.Height * fine)), PageX: x, PageY: y})
		if err != nil {
			return 0, 0, err
		}
		return float64(r.DeviceX) / fine, float64(r.DeviceY) / fine, nil
	}
	var m affine
	var err error
	if m.e, m.f, err = at(0, 0); err != nil {
		return m, err
	}
	x, y, err := at(far, 0)
	if err != nil {
		return m, err
	}
	m.a, m.b = (x-m.e)/far, (y-m.f)/far
	if x, y, err = at(0, far); err != nil {
		return m, err
	}
	m.c, m.d = (x-m.e)/far, (y-m.f)/far
	return m, nil
}

func pdfGlyphs(inst pdfium.Pdfium, page requests.Page, p PDFPage) ([]Glyph, error) {
	tp, err := inst.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	defer inst.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: tp.TextPage})
	n, err := inst.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: tp.TextPage})
	if err != nil {
		return nil, err
	}
	if n.Count > maxPageGlyphs {
		return nil, refuse(ErrTooLarge, nil, "PDF 的第 %d 页有 %d 个字，超过 %d 个，不能逐字定位。请拆分后再上传。", p.Number, n.Count, maxPageGlyphs)
	}
	m, err := pdfSight(inst, page, p)
	if err != nil {
		return nil, err
	}
	out := make([]Glyph, 0, max(n.Count, 0))
	for i := range n.Count {
		u, err := inst.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: tp.TextPage, Index: i})
		if err != nil {
			return nil, err
		}
		g := Glyph{R: rune(u.Unicode)}
		// Halves of one character above U+FFFF.
		if k := len(out) - 1; k >= 0 && g.R >= 0xDC00 && g.R < 0xE000 && out[k].R >= 0xD800 && out[k].R < 0xDC00 {
			out[k].R = (out[k].R-0xD800)<<10 + (g.R - 0xDC00) + 0x10000
			continue
		}
		// The space of the ink and that of the line together: no stroke stands out.
		x1, y1, x2, y2 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		take := func(l, b, r, t float64) {
			if r-l > 0 && t-b > 0 {
				x1, y1, x2, y2 = min(x1, l), min(y1, b), max(x2, r), max(y2, t)
			}
		}
		if b, err := inst.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: tp.TextPage, Index: i}); err == nil {
			take(b.Left, b.Bottom, b.Right, b.Top)
		}
		if b, err := inst.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: tp.TextPage, Index: i}); err == nil {
			take(float64(b.Rect.Left), float64(b.Rect.Bottom), float64(b.Rect.Right), float64(b.Rect.Top))
		}
		if x2 > x1 {
			g.X, g.Y, g.W, g.H = m.box(x1, y1, x2, y2)
		}
		out = append(out, g)
	}
	return out, nil
}
