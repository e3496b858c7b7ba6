package print

import (
	"bytes"
	"fmt"
	"io"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"lantai.internal/base/fault"
)

// MaxStamped is the largest PDF that StampPDF takes, in bytes: the library holds
// the whole file in memory.
const MaxStamped = 256 << 20

// StampPDF writes a copy of original to w with what draw draws laid over its
// first page. The original is only read. draw gets a page of the size of the
// first page as it is seen (turned pages included), so millimetres are counted
// from the upper left corner of what a reader sees. A file that is encrypted or
// broken is refused with kind Unsupported, one over MaxStamped with TooLarge.
func StampPDF(original io.ReadSeeker, w io.Writer, o Options, draw func(p *Page)) (err error) {
	api.DisableConfigDir()
	// The library panics on some broken files: the caller gets an error instead.
	defer func() {
		if r := recover(); r != nil {
			err = unreadable(fmt.Errorf("panic: %v", r))
		}
	}()
	n, err := original.Seek(0, io.SeekEnd)
	if err != nil {
		return fault.Wrap("print.stamp", fault.Unavailable, err)
	}
	if n > MaxStamped {
		return fault.New(fault.TooLarge, "文件超过 256 MB，不能加盖归档章。请打印归档章后粘贴在首页。")
	}
	if _, err := original.Seek(0, io.SeekStart); err != nil {
		return fault.Wrap("print.stamp", fault.Unavailable, err)
	}
	size, err := firstPage(original)
	if err != nil {
		return err
	}
	doc, err := New(o)
	if err != nil {
		return err
	}
	draw(doc.Section(Section{Size: size, Margins: Margins{5, 5, 5, 5}}).Page())
	var over bytes.Buffer
	if err := doc.Write(&over); err != nil {
		return err
	}
	wm, err := api.PDFWatermarkForReadSeeker(bytes.NewReader(over.Bytes()), 1,
		"position:c, offset:0 0, scalefactor:1 abs, rotation:0, opacity:1", true, false, types.POINTS)
	if err != nil {
		return fault.Wrap("print.stamp", fault.Internal, err)
	}
	if _, err := original.Seek(0, io.SeekStart); err != nil {
		return fault.Wrap("print.stamp", fault.Unavailable, err)
	}
	var out bytes.Buffer
	if err := api.AddWatermarks(original, &out, []string{"1"}, wm, configuration()); err != nil {
		return unreadable(err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fault.Wrap("print.stamp", fault.Full, err)
	}
	return nil
}

func configuration() *model.Configuration {
	c := model.NewDefaultConfiguration()
	c.ValidationMode = model.ValidationRelaxed
	c.Offline = true
	return c
}

// firstPage is the size of a file's first page in millimetres, as seen.
func firstPage(rs io.ReadSeeker) (Size, error) {
	dims, err := api.PageDims(rs, configuration())
	if err != nil {
		return Size{}, unreadable(err)
	}
	if len(dims) == 0 || dims[0].Width <= 0 || dims[0].Height <= 0 {
		return Size{}, unreadable(fmt.Errorf("no page"))
	}
	return Size{ptMM(dims[0].Width), ptMM(dims[0].Height)}, nil
}

func unreadable(err error) error {
	return &fault.Error{Kind: fault.Unsupported, Op: "print.stamp", Err: err,
		Say: "这个 PDF 文件已加密或已损坏，不能加盖归档章；原件没有改动。请打印归档章后粘贴在首页。"}
}
