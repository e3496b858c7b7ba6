package print

import (
	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
	"github.com/boombuler/barcode/qr"

	"lantai.internal/base/fault"
)

// QR draws text as a square code of the given side with its upper left corner at
// (x, y). The caller keeps four modules of white around it. Text may be Chinese.
func (p *Page) QR(x, y, side float64, text string) {
	mode := qr.Unicode
	for _, m := range []qr.Encoding{qr.Numeric, qr.AlphaNumeric} {
		if _, err := qr.Encode(text, qr.M, m); err == nil {
			mode = m
			break
		}
	}
	c, err := qr.Encode(text, qr.M, mode)
	if err != nil {
		p.d.fail(&fault.Error{Kind: fault.TooLarge, Op: "print.qr", Field: "code", Value: text, Err: err,
			Say: "二维码内容过长，请缩短后再打印。"})
		return
	}
	p.modules(c, x, y, side/float64(c.Bounds().Dx()), side/float64(c.Bounds().Dy()), c.Bounds().Dy())
}

// Code128 draws text as bars filling r. Only the characters of Code 128 (ASCII)
// can be drawn; anything else is a fault of kind Invalid: use QR for Chinese.
func (p *Page) Code128(r Rect, text string) {
	c, err := code128.Encode(text)
	if err != nil {
		p.d.fail(&fault.Error{Kind: fault.Invalid, Op: "print.code128", Field: "code", Value: text, Err: err,
			Say: "条形码只能用字母、数字和半角符号，不能是“" + text + "”。请改用二维码。"})
		return
	}
	p.modules(c, r.X, r.Y, r.W/float64(c.Bounds().Dx()), r.H, 1)
}

// modules paints the dark modules of a code, neighbours in a row as one bar.
func (p *Page) modules(c barcode.Barcode, x, y, w, h float64, rows int) {
	b := c.Bounds()
	dark := func(i, j int) bool {
		r, _, _, _ := c.At(b.Min.X+i, b.Min.Y+j).RGBA()
		return r < 0x8000
	}
	for j := range rows {
		for i := 0; i < b.Dx(); {
			n := i
			for n < b.Dx() && dark(n, j) {
				n++
			}
			if n > i {
				p.Fill(Rect{x + float64(i)*w, y + float64(j)*h, float64(n-i) * w, h}, Black)
			}
			i = n + 1
		}
	}
}
