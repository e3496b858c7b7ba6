package forms

import "iter"

// A paper is text and tables without a format: what PDF, DOCX, XLSX and CSV are
// made from.
type paper struct {
	kind  string // its Chinese name
	meta  Meta
	fonds Fonds

	landscape bool
	parts     []part
	contents  bool // a page of contents before the first numbered part
}

// part is a run of pages counted together, and one worksheet.
type part struct {
	name   string // of the worksheet, and the first cell of CSV rows if key is set
	key    string // title of an extra first column in CSV, when parts need telling apart
	blocks []block
	bare   bool   // a cover: no page number
	foot   string // further text for the foot of every page
}

type block any

type (
	// titleBlock is the name of a paper, large and centred.
	titleBlock struct {
		text string
		size float64
	}
	// headBlock is a heading; listed ones enter the contents.
	headBlock struct {
		text   string
		level  int
		listed string // what the contents add after the title
	}
	// textBlock is a paragraph.
	textBlock struct {
		text   string
		indent bool
		right  bool
		small  bool
	}
	// pairsBlock is a line of labels and values above a table.
	pairsBlock []pair
	// formBlock is a ruled form: rows of labelled cells.
	formBlock struct {
		rows []formRow
		lead float64 // width of label cells in millimetres
	}
	// tableBlock is a list.
	tableBlock struct {
		cols []col
		rows iter.Seq[[]string]
		size float64
	}
	// signBlock is a row of labels with room to sign.
	signBlock []pair
	// coverBlock fills a page: the fonds, a large title, and lines of labels.
	coverBlock struct {
		title string
		pairs []pair
	}
	// contentsBlock lists the headings that are marked for it.
	contentsBlock struct{}
	// runningFoot changes what stands in the foot from this page on.
	runningFoot string
	// gapBlock is white, in millimetres; negative goes to a new page.
	gapBlock float64
)

type pair struct{ label, value string }

// formRow is a row of a form; height is at least that many millimetres. A cell
// without a label is a value beside the one before it.
type formRow struct {
	cells  []pair
	height float64
	top    bool // text at the top of the cells, not in the middle
}

// valueWidth is the width of each value cell of the row in millimetres, when
// label cells are lead wide.
func (r formRow) valueWidth(width, lead float64) float64 {
	for _, c := range r.cells {
		if c.label != "" {
			width -= lead
		}
	}
	return width / float64(len(r.cells))
}

type col struct {
	title  string
	width  float64 // millimetres on paper
	align  uint8   // 0 left, 1 centre, 2 right
	number bool    // a number in spreadsheets; all else is text
	least  float64 // smallest size in points before the cell breaks
}

func newPage() block { return gapBlock(-1) }
