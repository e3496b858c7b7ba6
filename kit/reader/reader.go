// Package reader reads files that strangers made: what a file is, its text, its
// page count, what its own metadata claims, and a picture of a page. Nothing in
// a file is trusted: sizes are counted, names judged, time and memory bounded,
// and nothing outside the file is ever fetched.
//
// It knows nothing of archives or bureaus. Every refusal is a *fault.Error whose
// cause is one of the Err values of this package and whose text says, in
// Chinese, what is wrong and what to do.
package reader

import (
	"context"
	"io"
	"sync"
	"time"
	"unicode"

	"lantai.internal/base/fault"
)

// Options are set once for a program. The zero value works.
type Options struct {
	// CacheDir holds the compiled PDF engine, about 20 MB, so that the first PDF
	// after a start costs a tenth of a second instead of some seconds. Empty
	// means lantai/pdf under the user's cache directory; "-" means no cache.
	CacheDir string
	// PDFWorkers is how many PDF files may be open at once (default 1). Each may
	// take up to 400 MB for a hostile file.
	PDFWorkers int
	// Font is a TrueType or OpenType font, or a collection whose first font is
	// used, that draws the pages of OFD files and stands in for fonts that a PDF
	// names without carrying them. Without it OFD pages cannot be shown, and such
	// PDFs come out blank.
	Font []byte
	// LoadFont gives the font when it is first needed, so that a start does not
	// pay for it; it is used where Font is empty.
	LoadFont func() ([]byte, error)
}

// Limits bound what one file may cost. A zero field means its default.
type Limits struct {
	MaxBytes  int64         // size of the file itself; default 2 GB
	TextBytes int           // UTF-8 bytes of Body kept; default 16 MB
	TextPages int           // pages whose text is read; default 2,000
	MaxPixels int64         // width × height of an image; default 100,000,000
	Timeout   time.Duration // for one file; default 2 minutes

	ZipEntries  int   // entries in all, nested archives included; default 10,000
	ZipUnpacked int64 // bytes unpacked in all; default 2 GB
	ZipRatio    int64 // unpacked to packed, counted above 10 MB; default 100
	ZipDepth    int   // an archive within an archive …; default 3, the outer one counts
	// Unfit is told of an entry that is left out because its name cannot be used, it
	// is no plain file, it has a password, or it cannot be unpacked; an error ends
	// the walk. Without it one such entry refuses the whole archive. Bombs do so always.
	Unfit func(name string, why error) error

	ZipFlat bool   // hand nested archives over as files instead of walking them
	TempDir string // where large nested archives are unpacked; default os.TempDir

	XMLBytes int64 // one XML part; default 64 MB
	XMLDepth int   // nesting of elements; default 200
}

const ratioFloor = 10 << 20

func def[T int | int64 | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}

func (l Limits) filled() Limits {
	def(&l.MaxBytes, 2<<30)
	def(&l.TextBytes, 16<<20)
	def(&l.TextPages, 2000)
	def(&l.MaxPixels, 100_000_000)
	def(&l.Timeout, 2*time.Minute)
	def(&l.ZipEntries, 10_000)
	def(&l.ZipUnpacked, 2<<30)
	def(&l.ZipRatio, 100)
	def(&l.ZipDepth, 3)
	def(&l.XMLBytes, 64<<20)
	def(&l.XMLDepth, 200)
	return l
}

// Document is what could be read out of a file.
type Document struct {
	Kind  Kind
	Lying bool // the extension claims another kind; Warnings says which

	// Body is the text: UTF-8, lines ended by \n, pages separated by \f, cells
	// of a table row by \t, no other control characters.
	Body string
	// Pages is at least 1. PagesEstimated is set where the file gives no real
	// count: one page per 1,000 characters then.
	Pages          int
	PagesEstimated bool

	// What the file says about itself: hints, often wrong (templates, old names).
	Title, Author string
	Created       time.Time // zero if not given

	Encoding      string // of plain text: UTF-8, UTF-16LE, UTF-16BE, GB18030
	Width, Height int    // of an image, in pixels, as shown (EXIF orientation applied)
	Photo         *Photo // EXIF of a photograph, nil if there is none

	Warnings []string // Chinese, one sentence each
}

func (d *Document) warn(s string) {
	for _, w := range d.Warnings {
		if w == s {
			return
		}
	}
	d.Warnings = append(d.Warnings, s)
}

// Reader holds what reading needs across files: the PDF engine, started with the
// first PDF, and the font. Safe for use by several goroutines.
type Reader struct {
	opt Options
	pdf pdfEngine

	fontBytes func() ([]byte, error)
	font      struct {
		once sync.Once
		f    *fontSource
		err  error
	}
	heavy chan struct{} // big images decoded at once
}

// fontBytes is the font, loaded once.
func (o Options) fontBytes() func() ([]byte, error) {
	return sync.OnceValues(func() ([]byte, error) {
		if len(o.Font) > 0 || o.LoadFont == nil {
			return o.Font, nil
		}
		return o.LoadFont()
	})
}

// New makes a Reader. It costs nothing until the first PDF.
func New(o Options) *Reader {
	r := &Reader{opt: o, heavy: make(chan struct{}, 2)}
	n := max(o.PDFWorkers, 1)
	r.pdf.sem = make(chan struct{}, n)
	r.pdf.workers = n
	r.fontBytes = o.fontBytes()
	r.pdf.cacheDir, r.pdf.fontBytes = o.CacheDir, r.fontBytes
	return r
}

// Close frees the PDF engine, if it was started. Later PDFs start it again.
func (r *Reader) Close() error { return r.pdf.close() }

// Read reads one file. name is the name the file came with: it breaks ties and
// is judged against the content, nothing more. The errors are *fault.Error with
// ErrEmpty, ErrEncrypted, ErrBroken, ErrTooLarge, ErrBomb, ErrUnsafeName,
// ErrUnsupported or ErrTimeout as cause. A kind that holds no readable text
// (a program, a film, a ZIP) is no error: Body is empty and Warnings says so.
func (r *Reader) Read(ctx context.Context, ra io.ReaderAt, size int64, name string, lim Limits) (*Document, error) {
	lim = lim.filled()
	d, err := r.read(ctx, ra, size, name, lim)
	if err != nil {
		return nil, named(err, name)
	}
	if d.PagesEstimated {
		d.Pages = max(d.Pages, EstimatePages(d.Body))
	}
	d.Pages = max(d.Pages, 1)
	return d, nil
}

func (r *Reader) read(ctx context.Context, ra io.ReaderAt, size int64, name string, lim Limits) (*Document, error) {
	if size == 0 {
		return nil, refuse(ErrEmpty, nil, "文件是空的（0 字节），没有接收。重新导出或重新上传原文件。")
	}
	if size > lim.MaxBytes {
		return nil, refuse(ErrTooLarge, nil, "文件大小 %s，超过上限 %s，没有读取。拆分后再上传，或由管理员调高上限。", bytesText(size), bytesText(lim.MaxBytes))
	}
	kind, err := IdentifyFile(ra, size, name)
	if err != nil {
		return nil, err
	}
	d := &Document{Kind: kind}
	if Lies(kind, name) {
		d.Lying = true
		d.warn("文件名的扩展名是 " + extension(name) + "，内容实为" + kind.Label() + "，按内容处理。")
	}
	if kind == PDF {
		// Keeps its own time, which begins when its turn comes.
		return d, r.pdf.read(ctx, d, ra, size, lim)
	}
	ctx, cancel := context.WithTimeout(ctx, lim.Timeout)
	defer cancel()
	switch kind {
	case DOCX:
		err = readDocx(ctx, d, ra, size, lim)
	case XLSX:
		err = readXlsx(ctx, d, ra, size, lim)
	case OFD:
		err = readOFD(ctx, d, ra, size, lim)
	case DOC, XLS:
		err = readOLE(d, ra, size, lim)
	case Text, Markdown, CSV, JSON, XML, SVG, HTML:
		err = readText(ctx, d, ra, size, lim)
	case JPEG, PNG, TIFF, GIF, WEBP, BMP:
		err = readImage(d, ra, size, lim)
	case Program:
		d.PagesEstimated = true
		d.warn("这是可执行程序，不是文件材料，没有读取内容。")
	default:
		d.PagesEstimated = true
		d.warn("内容为" + kind.Label() + "，不能读出正文，页数请人工填写。")
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// EstimatePages is the page count of a text that has none: one page per 1,000
// characters, spaces and line breaks not counted, at least 1.
func EstimatePages(body string) int {
	n := 0
	for _, c := range body {
		if !unicode.IsSpace(c) {
			n++
		}
	}
	return max((n+999)/1000, 1)
}

func readAll(ra io.ReaderAt, size, limit int64) ([]byte, error) {
	b := make([]byte, min(size, limit))
	n, err := io.ReadFull(io.NewSectionReader(ra, 0, int64(len(b))), b)
	if err != nil {
		return nil, fault.Wrap("reader.read", fault.Unavailable, err)
	}
	return b[:n], nil
}
