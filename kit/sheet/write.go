package sheet

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"lantai.internal/base/fault"
)

// guarded reports whether a cell, behind any leading apostrophes, begins with a
// character that makes spreadsheets run the rest as a formula. A plain number
// does not count: -5 is minus five.
func guarded(cell string) bool {
	rest := strings.TrimLeft(cell, "'")
	if rest == "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case '=', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		return true
	case '+', '-':
		n := rest[1:]
		whole, frac, _ := strings.Cut(n, ".")
		return whole == "" || strings.Trim(whole+frac, "0123456789") != ""
	}
	return false
}

// unguard takes off the apostrophe that a CSV writer put before a formula.
func unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && guarded(cell) {
		return cell[1:]
	}
	return cell
}

// CSVWriter writes a CSV that Excel and WPS open as it is: UTF-8 with a mark,
// lines ended by CR LF, formulas defused by an apostrophe that our reader takes
// off again. Errors stick and are given by Close.
type CSVWriter struct {
	w    *bufio.Writer
	head bool
	err  error
}

// NewCSVWriter begins a CSV on w.
func NewCSVWriter(w io.Writer) *CSVWriter {
	return &CSVWriter{w: bufio.NewWriterSize(w, 64<<10)}
}

// Write writes one row.
func (c *CSVWriter) Write(cells []string) error {
	if c.err != nil {
		return c.err
	}
	if !c.head {
		c.w.Write(utf8BOM)
		c.head = true
	}
	for i, cell := range cells {
		if i > 0 {
			c.w.WriteByte(',')
		}
		if guarded(cell) {
			cell = "'" + cell
		}
		if cell == "" && len(cells) == 1 || strings.ContainsAny(cell, "\",;\t\r\n") || strings.TrimSpace(cell) != cell {
			c.w.WriteByte('"')
			c.w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
			c.w.WriteByte('"')
		} else {
			c.w.WriteString(cell)
		}
	}
	_, err := c.w.WriteString("\r\n")
	c.err = writeFault(err)
	return c.err
}

// Close writes out what is held back. It does not close the writer below.
func (c *CSVWriter) Close() error {
	if c.err == nil {
		c.err = writeFault(c.w.Flush())
	}
	return c.err
}

func writeFault(err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{Kind: fault.Full, Op: "sheet.write", Say: "导出没有写完，可能是存储空间不足或目标不可写。请清理后重新导出。", Err: err}
}

// Column describes a column of an XLSX to be written.
type Column struct {
	Title string
	Width float64 // in characters of the standard font; 0 means 12
	Wrap  bool    // long texts break into several lines
}

// XLSXWriter writes an XLSX as a stream. Every cell is text, so archival codes,
// numbers with leading zeros and texts that begin with "=" stay what they are;
// control characters are left out, since XML has no place for them.
// A sheet that is full is followed by another with the same header.
type XLSXWriter struct {
	w       io.Writer
	f       *excelize.File
	sw      *excelize.StreamWriter
	name    string
	columns []Column
	head    int
	body    []int
	row     int
	sheets  int
	limit   int
	err     error
}

const cellChars = 32767 // UTF-16 units that a cell of a spreadsheet holds

// NewXLSXWriter begins an XLSX with one sheet. The name is cut to what a sheet
// may be called. Nothing reaches w before Close.
func NewXLSXWriter(w io.Writer, name string, columns []Column) (*XLSXWriter, error) {
	x := &XLSXWriter{w: w, f: excelize.NewFile(), name: sheetName(name), columns: columns, limit: excelize.TotalRows}
	border := []excelize.Border{{Type: "left", Style: 1, Color: "999999"}, {Type: "right", Style: 1, Color: "999999"}, {Type: "top", Style: 1, Color: "999999"}, {Type: "bottom", Style: 1, Color: "999999"}}
	var err error
	x.head, err = x.f.NewStyle(&excelize.Style{Border: border, NumFmt: 49,
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EDF4"}},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}})
	if err != nil {
		return nil, fault.Wrap("sheet.xlsx", fault.Internal, err)
	}
	for _, wrap := range []bool{false, true} {
		id, err := x.f.NewStyle(&excelize.Style{Border: border, NumFmt: 49, Alignment: &excelize.Alignment{Vertical: "center", WrapText: wrap}})
		if err != nil {
			return nil, fault.Wrap("sheet.xlsx", fault.Internal, err)
		}
		x.body = append(x.body, id)
	}
	if err := x.newSheet(); err != nil {
		x.f.Close()
		return nil, err
	}
	return x, nil
}

func (x *XLSXWriter) newSheet() error {
	x.sheets++
	name := x.name
	var err error
	if x.sheets == 1 {
		err = x.f.SetSheetName("Sheet1", name)
	} else {
		if err := x.sw.Flush(); err != nil {
			return writeFault(err)
		}
		suffix := fmt.Sprintf("（%d）", x.sheets)
		name = string([]rune(name)[:min(len([]rune(name)), 31-len([]rune(suffix)))]) + suffix
		_, err = x.f.NewSheet(name)
	}
	if err == nil {
		x.sw, err = x.f.NewStreamWriter(name)
	}
	if err != nil {
		return fault.Wrap("sheet.xlsx", fault.Internal, err)
	}
	head := make([]any, len(x.columns))
	for i, c := range x.columns {
		width := c.Width
		if width <= 0 {
			width = 12
		}
		if err := x.sw.SetColWidth(i+1, i+1, min(width, 255)); err != nil {
			return fault.Wrap("sheet.xlsx", fault.Internal, err)
		}
		head[i] = excelize.Cell{StyleID: x.head, Value: storable(c.Title)}
	}
	if err := x.sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fault.Wrap("sheet.xlsx", fault.Internal, err)
	}
	x.row = 1
	return writeFault(x.sw.SetRow("A1", head))
}

// Write writes one row. A text longer than a cell can hold is a fault: cutting
// it off would lose what it says.
func (x *XLSXWriter) Write(cells []string) error {
	if x.err != nil {
		return x.err
	}
	if x.row >= x.limit {
		if x.err = x.newSheet(); x.err != nil {
			return x.err
		}
	}
	values := make([]any, len(cells))
	for i, c := range cells {
		if units(c) > cellChars {
			x.err = fault.Newf(fault.TooLarge, "第 %d 行第 %d 列超过 %d 字，XLSX 的单元格放不下。请改导出 CSV。", x.row+1, i+1, cellChars)
			return x.err
		}
		style := x.body[0]
		if i < len(x.columns) && x.columns[i].Wrap {
			style = x.body[1]
		}
		values[i] = excelize.Cell{StyleID: style, Value: storable(c)}
	}
	x.row++
	x.err = writeFault(x.sw.SetRow(fmt.Sprintf("A%d", x.row), values))
	return x.err
}

// Close writes the file out and frees what was held.
func (x *XLSXWriter) Close() error {
	if x.f == nil {
		return x.err
	}
	if x.err == nil {
		x.err = writeFault(x.sw.Flush())
	}
	if x.err == nil {
		_, err := x.f.WriteTo(x.w)
		x.err = writeFault(err)
	}
	if err := x.f.Close(); err != nil && x.err == nil {
		x.err = writeFault(err)
	}
	x.f = nil
	return x.err
}

func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xFFFF {
			n++
		}
	}
	return n
}

// storable removes the control characters that XML cannot hold.
func storable(s string) string {
	bad := func(r rune) bool {
		return r < 0x20 && r != '\n' && r != '\r' && r != '\t' || r == 0xFFFE || r == 0xFFFF
	}
	if strings.IndexFunc(s, bad) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		if bad(r) {
			return -1
		}
		return r
	}, s)
}

// sheetName makes a valid name of a sheet: at most 31 characters, none of []:*?/\, no apostrophe at the ends.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < 0x20 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	if s = strings.Trim(s, "' "); s == "" {
		return "目录"
	}
	return s
}
