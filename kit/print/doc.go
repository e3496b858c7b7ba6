// Package print writes paper: PDF documents laid out in millimetres with the
// typesetting rules of Chinese official papers. It draws through gopdf and does
// the layout itself: line breaking that keeps 。，） from beginning a line and
// （《〔 from ending one, tables whose head is repeated on every page, page
// numbers of the form 第 x 页 共 y 页, and exact placement for covers, spines and
// stamps.
//
// A Document is filled section by section. A Section has a paper size, margins,
// and its own count of pages. Inside it a Flow sets paragraphs and tables one
// below the other, or the caller draws on a Page by coordinates. All lengths are
// millimetres from the upper left corner of the paper; font sizes are points.
//
// A character that no font has is an error that names the character: a blank in
// an archival catalogue would be a silent loss. Two traps of gopdf v0.37.0 are
// handled here and pinned by tests: a code point missing inside a segment of the
// font's map is printed as an empty box without a call of OnGlyphNotFound (we
// look every character up ourselves before handing it over), and the text layer
// is wrong for characters above U+FFFF (we rewrite that table, see repair.go).
//
// The same content with the same date gives the same bytes.
package print

import (
	"io"
	"time"

	"lantai.internal/base/fault"
)

// Size is a paper size in millimetres.
type Size struct{ W, H float64 }

// Paper sizes in use.
var (
	A4          = Size{210, 297}
	A4Landscape = Size{297, 210}
)

// Margins are the white edges of a page in millimetres.
type Margins struct{ Top, Right, Bottom, Left float64 }

// Options describe a whole document.
type Options struct {
	Title, Author, Subject string
	// Date is the only time that enters the file; zero leaves it out.
	Date time.Time
	// Fonts is nil for the embedded ones.
	Fonts *Fonts
	// Body is the style that Flow starts with; zero fields get 10.5 pt, 1.5 lines.
	Body Style
}

// Document is a PDF in the making. It is not safe for concurrent use.
type Document struct {
	opt      Options
	fonts    *Fonts
	styles   []Style
	pages    []*Page
	sections []*Section
	err      error
	scratch  scratch
}

// New starts an empty document.
func New(o Options) (*Document, error) {
	f := o.Fonts
	if f == nil {
		var err error
		if f, err = Embedded(); err != nil {
			return nil, err
		}
	}
	return &Document{opt: o, fonts: f}, nil
}

// Section is a run of pages of one paper size that are counted together.
type Section struct {
	Size    Size    // zero is A4
	Margins Margins // zero is 25 mm on every side
	// Head and Foot draw on every page of the section once the number of pages
	// is known: no is the page's number in the section, of their number.
	Head, Foot   func(p *Page, no, of int)
	first, pages int
}

// Section starts a new section; the next page belongs to it. The Flow it gives
// adds its first page when something is set.
func (d *Document) Section(s Section) *Flow {
	if s.Size == (Size{}) {
		s.Size = A4
	}
	if s.Margins == (Margins{}) {
		s.Margins = Margins{25, 25, 25, 25}
	}
	s.first = len(d.pages)
	c := s
	d.sections = append(d.sections, &c)
	return &Flow{d: d, s: &c, body: d.opt.Body.orDefault()}
}

// Pages is the number of pages so far.
func (d *Document) Pages() int { return len(d.pages) }

// fail keeps the first fault; drawing goes on harmlessly and Write reports it.
func (d *Document) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// addPage appends a page to a section. Only the last section may grow: the
// pages of a document are in the order of its sections.
func (d *Document) addPage(s *Section) *Page {
	p := &Page{d: d, Size: s.Size, Margins: s.Margins}
	if d.sections[len(d.sections)-1] != s {
		d.fail(fault.New(fault.Internal, "打印版面出错：前一节已经结束，不能再加页。"))
		return p
	}
	d.pages = append(d.pages, p)
	s.pages++
	return p
}

// Write finishes the document: page heads and feet, then the PDF itself. A
// missing character gives a fault of kind Invalid with field "text".
func (d *Document) Write(w io.Writer) error {
	if len(d.pages) == 0 {
		return fault.New(fault.Invalid, "没有可打印的内容。")
	}
	for _, s := range d.sections {
		for i := range s.pages {
			p := d.pages[s.first+i]
			if s.Head != nil {
				s.Head(p, i+1, s.pages)
			}
			if s.Foot != nil {
				s.Foot(p, i+1, s.pages)
			}
		}
	}
	if d.err != nil {
		return d.err
	}
	b, err := d.emit()
	if err != nil {
		return err
	}
	if _, err := w.Write(b); err != nil {
		return fault.Wrap("print.write", fault.Full, err)
	}
	return nil
}
