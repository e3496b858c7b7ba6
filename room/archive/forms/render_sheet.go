package forms

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

// harmless keeps a spreadsheet program from taking text for a formula: a cell of
// a CSV file that begins with = + - @ or a control character gets an apostrophe.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// csv writes the lists of the paper as one table: UTF-8 with byte order mark,
// lines ended by CRLF, as spreadsheet programs expect. A heading's lines and
// signatures are left out.
func (p *paper) csv(w io.Writer) error {
	bw := bufio.NewWriter(w)
	_, _ = bw.WriteString("\ufeff")
	cw := csv.NewWriter(bw)
	cw.UseCRLF = true
	headed := false
	for i := range p.parts {
		part := &p.parts[i]
		for _, b := range part.blocks {
			t, ok := b.(tableBlock)
			if !ok {
				continue
			}
			if !headed {
				var head []string
				if part.key != "" {
					head = append(head, part.key)
				}
				for _, c := range t.cols {
					head = append(head, c.title)
				}
				_ = cw.Write(head)
				headed = true
			}
			for row := range t.rows {
				var out []string
				if part.key != "" {
					out = append(out, harmless(part.name))
				}
				for _, s := range row {
					out = append(out, harmless(s))
				}
				if err := cw.Write(out); err != nil {
					return fault.Wrap("forms.csv", fault.Full, err)
				}
			}
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fault.Wrap("forms.csv", fault.Full, err)
	}
	return fault.Wrap("forms.csv", fault.Full, bw.Flush())
}

// maxRows is what a worksheet of the format holds.
const maxRows = 1_048_576

// xlsx writes a worksheet a part, streamed. Codes and numbers of documents are
// text; only counts are numbers.
func (p *paper) xlsx(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	x := &workbook{f: f, names: map[string]bool{}}
	x.styles()
	for i := range p.parts {
		if !hasTable(p.parts[i].blocks) {
			continue
		}
		if err := x.sheet(p, &p.parts[i]); err != nil {
			return fault.Wrap("forms.xlsx", fault.Internal, err)
		}
	}
	if x.err != nil {
		return fault.Wrap("forms.xlsx", fault.Internal, x.err)
	}
	if len(x.names) == 0 {
		return fault.New(fault.Invalid, "没有可写入表格的内容。")
	}
	if err := x.finish(p); err != nil {
		return fault.Wrap("forms.xlsx", fault.Internal, err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return fault.Wrap("forms.xlsx", fault.Internal, err)
	}
	return repack(w, out.Bytes())
}

// repack writes the members of a workbook in the order of their names: the
// library puts streamed worksheets in an order that changes from run to run.
func repack(w io.Writer, book []byte) error {
	zr, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		return fault.Wrap("forms.xlsx", fault.Internal, err)
	}
	// [Content_Types].xml sorts first, where readers look for it.
	slices.SortFunc(zr.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	zw := zip.NewWriter(w)
	for _, f := range zr.File {
		if err := zw.Copy(f); err != nil {
			return fault.Wrap("forms.xlsx", fault.Full, err)
		}
	}
	return fault.Wrap("forms.xlsx", fault.Full, zw.Close())
}

func hasTable(bs []block) bool {
	for _, b := range bs {
		if _, ok := b.(tableBlock); ok {
			return true
		}
	}
	return false
}

type workbook struct {
	f                                *excelize.File
	names                            map[string]bool
	title, plain, head, text, figure int
	err                              error
}

func (x *workbook) styles() {
	border := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		border = append(border, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "宋体", Size: size, Bold: bold}
	}
	add := func(s *excelize.Style) int {
		id, err := x.f.NewStyle(s)
		if err != nil && x.err == nil {
			x.err = err
		}
		return id
	}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	// 49 is the format of text: codes keep their zeroes when edited.
	x.title = add(&excelize.Style{Font: font(18, true), Alignment: centre})
	x.plain = add(&excelize.Style{Font: font(10, false), NumFmt: 49})
	x.head = add(&excelize.Style{Font: font(10, true), Border: border, Alignment: centre})
	x.text = add(&excelize.Style{Font: font(10, false), Border: border, NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}})
	x.figure = add(&excelize.Style{Font: font(10, false), Border: border, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}})
}

// name makes a worksheet's name: no sign that is forbidden in it, at most 31
// characters, each once.
func (x *workbook) name(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || r < 0x20 {
			return ' '
		}
		return r
	}, s)
	if s = strings.TrimSpace(s); s == "" {
		s = "目录"
	}
	base := []rune(s)
	if len(base) > 26 {
		base = base[:26]
	}
	out := string(base)
	for i := 2; x.names[out]; i++ {
		out = string(base) + "-" + strconv.Itoa(i)
	}
	x.names[out] = true
	return out
}

func (x *workbook) sheet(p *paper, part *part) error {
	first := len(x.names) == 0
	name := x.name(part.name)
	if first {
		if err := x.f.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := x.f.NewSheet(name); err != nil {
		return err
	}
	// Before the stream begins: afterwards the sheet would be read back whole.
	if err := x.setup(p, name); err != nil {
		return err
	}
	sw, err := x.f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	cols := 1
	for _, b := range part.blocks {
		if t, ok := b.(tableBlock); ok {
			cols = max(cols, len(t.cols))
			// From the last column to the first: the library puts each before those
			// it has, and spreadsheet programs want them in order.
			for i := len(t.cols) - 1; i >= 0; i-- {
				// A character of ten points is about two millimetres wide.
				if err := sw.SetColWidth(i+1, i+1, max(t.cols[i].width/1.9, 5)); err != nil {
					return err
				}
			}
		}
	}
	row := 0
	put := func(style int, height float64, cells ...any) error {
		row++
		if row > maxRows {
			return fault.New(fault.TooLarge, "一张工作表放不下这么多行，请分期限或分机构输出，或改用 CSV。")
		}
		cell, err := excelize.CoordinatesToCellName(1, row)
		if err != nil {
			return err
		}
		for i, c := range cells {
			if _, ok := c.(excelize.Cell); !ok {
				cells[i] = excelize.Cell{StyleID: style, Value: c}
			}
		}
		return sw.SetRow(cell, cells, excelize.RowOpts{Height: height})
	}
	wide := func(style int, height float64, text string) error {
		if err := put(style, height, text); err != nil {
			return err
		}
		if cols == 1 {
			return nil
		}
		end, err := excelize.CoordinatesToCellName(cols, row)
		if err != nil {
			return err
		}
		return sw.MergeCell(fmt.Sprintf("A%d", row), end)
	}
	headRow := 0
	for _, b := range part.blocks {
		var err error
		switch b := b.(type) {
		case titleBlock:
			err = wide(x.title, 30, b.text)
		case *headBlock:
			err = wide(x.plain, 20, b.text)
		case textBlock:
			err = wide(x.plain, 20, b.text)
		case pairsBlock:
			err = wide(x.plain, 20, joinPairs(b))
		case signBlock:
			err = wide(x.plain, 28, joinPairs(b))
		case formBlock:
			for _, r := range b.rows {
				if err == nil {
					err = wide(x.plain, 20, joinPairs(r.cells))
				}
			}
		case tableBlock:
			head := make([]any, len(b.cols))
			for i, c := range b.cols {
				head[i] = c.title
			}
			if err = put(x.head, 24, head...); err != nil {
				return err
			}
			if headRow == 0 {
				headRow = row
			}
			for r := range b.rows {
				cells := make([]any, len(b.cols))
				for i, c := range b.cols {
					s := ""
					if i < len(r) {
						s = clip(r[i])
					}
					if n, err := strconv.Atoi(s); c.number && err == nil {
						cells[i] = excelize.Cell{StyleID: x.figure, Value: n}
					} else {
						cells[i] = excelize.Cell{StyleID: x.text, Value: s}
					}
				}
				if err := put(x.text, 0, cells...); err != nil {
					return err
				}
			}
		}
		if err != nil {
			return err
		}
	}
	if err := wide(x.plain, 20, "依据："+p.meta.Basis+"　"+p.meta.Line()); err != nil {
		return err
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	if headRow == 0 {
		return nil
	}
	return x.f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: name,
		RefersTo: fmt.Sprintf("'%s'!$%d:$%d", name, headRow, headRow)})
}

// setup makes the worksheet print as the paper does: A4, head on every page.
func (x *workbook) setup(p *paper, name string) error {
	orient, a4, one, none := "portrait", 9, 1, 0
	if p.landscape {
		orient = "landscape"
	}
	fit := true
	if err := x.f.SetSheetProps(name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := x.f.SetPageLayout(name, &excelize.PageLayoutOptions{Orientation: &orient, Size: &a4, FitToWidth: &one, FitToHeight: &none}); err != nil {
		return err
	}
	return x.f.SetHeaderFooter(name, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"})
}

func (x *workbook) finish(p *paper) error {
	when := ""
	if !p.meta.Date.IsZero() {
		when = p.meta.Date.String() + "T00:00:00Z"
	}
	return x.f.SetDocProps(&excelize.DocProperties{Title: p.kind, Creator: p.fonds.Name, LastModifiedBy: p.fonds.Name, Created: when, Modified: when})
}

func joinPairs(ps []pair) string {
	var s []string
	for _, v := range ps {
		if v.label == "" {
			s = append(s, v.value)
			continue
		}
		s = append(s, v.label+"："+v.value)
	}
	return strings.Join(s, "　　")
}

// clip keeps text within what a cell holds.
func clip(s string) string {
	const most = 32767
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
