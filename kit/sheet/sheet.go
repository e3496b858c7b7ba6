package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"lantai.internal/base/fault"
)

// Format is the kind of file a table came in.
type Format string

// The formats that can be read.
const (
	NDJSON Format = "ndjson"
	CSV    Format = "csv" // any delimiter
	XLSX   Format = "xlsx"
	DBF    Format = "dbf"
)

// Defaults for Options.
const (
	DefaultMaxLine     = 64 << 20 // bytes of one line, one record or one cell
	DefaultMaxUnpacked = 4 << 30  // bytes of an XLSX once unpacked
	maxColumns         = 2048
	headerWindow       = 40 // rows searched for the header
)

// Options steer Open. The zero value finds everything out by itself.
type Options struct {
	Sheet     string                 // name of the XLSX sheet; empty means the first one with content
	HeaderRow int                    // number of the header row as the user sees it; 0 means find it
	NoHeader  bool                   // the table has no header row; Header is then empty
	Known     func(name string) bool // recognises the name of a column, given by Normalize; helps to find the header
	Encoding  Encoding               // of CSV, TSV, NDJSON and DBF; empty means find it
	Delimiter byte                   // of CSV; 0 means find it
	MaxLine   int64                  // bytes a line, record or cell may have; 0 means DefaultMaxLine
	// MaxUnpacked is how many bytes an XLSX may unpack to; 0 means DefaultMaxUnpacked.
	MaxUnpacked int64
	TempDir     string // for the shared strings of large XLSX files; empty means the system's
}

// Field is one member of an NDJSON object, in the order of the file.
type Field struct {
	Name   string
	Values []string // one value, or the values of a list; none for null
	List   bool     // the file had a list
}

// Row is one row of a table.
type Row struct {
	Number int      // 1-based line, row or record number as the user sees it in the file
	Cells  []string // as long as the header at least; nil for NDJSON
	Fields []Field  // NDJSON only
	Notes  []string // Chinese: what was unusual about this row
}

// ErrBlank is wrapped by the fault of a worksheet in which nothing is written.
var ErrBlank = errors.New("blank worksheet")

// RowError says that one row could not be read. Reading may go on.
type RowError struct {
	Number int
	Err    *fault.Error
}

// Error is the text for the log.
func (e *RowError) Error() string { return fmt.Sprintf("row %d: %v", e.Number, e.Err) }

// Unwrap gives the fault.
func (e *RowError) Unwrap() error { return e.Err }

// AsRowError reports whether err concerns one row only.
func AsRowError(err error) (*RowError, bool) {
	var r *RowError
	ok := errors.As(err, &r)
	return r, ok
}

func rowFault(number int, format string, a ...any) *RowError {
	return &RowError{Number: number, Err: fault.Newf(fault.Invalid, format, a...)}
}

// rawRow is a row before the header is known.
type rawRow struct {
	number int
	cells  []string
	fields []Field
	notes  []string
	// heirOf is the number of the row from which a vertical merge filled a cell of this one; 0 for none.
	heirOf int
}

// source gives raw rows; io.EOF ends it.
type source interface {
	next() (rawRow, error)
	close() error
}

// Table is an open table. It is not safe for use by several goroutines.
type Table struct {
	ctx      context.Context
	src      source
	file     io.Closer
	format   Format
	encoding Encoding
	sheets   []string
	sheet    string
	date1904 bool
	notes    []string

	header   []string
	normal   []string // header, normalised, to know it again further down
	headerAt int
	preamble [][]string
	banners  map[string]bool
	pending  []pendingRow
	count    int
	err      error
}

type pendingRow struct {
	row rawRow
	err error
}

// Open opens the table in a file. Faults: NotFound for a missing file, Invalid
// for an empty or broken one, Unsupported for one that is no table (with the
// remedy), TooLarge over a bound.
func Open(ctx context.Context, path string, o Options) (*Table, error) {
	f, err := os.Open(path)
	if err != nil {
		if errors.Is(err, os.ErrNotExist) {
			return nil, fault.Newf(fault.NotFound, "没有找到文件“%s”。", filepath.Base(path))
		}
		return nil, &fault.Error{Kind: fault.Unavailable, Op: "sheet.open", Say: "文件“" + filepath.Base(path) + "”打不开，请检查权限。", Err: err}
	}
	st, err := f.Stat()
	if err == nil && st.IsDir() {
		f.Close()
		return nil, fault.Newf(fault.Unsupported, "“%s”是文件夹，不是表格。", filepath.Base(path))
	}
	if err != nil {
		f.Close()
		return nil, fault.Wrap("sheet.open", fault.Unavailable, err)
	}
	t, err := OpenReader(ctx, f, st.Size(), filepath.Base(path), o)
	if err != nil {
		f.Close()
		return nil, err
	}
	t.file = f
	return t, nil
}

// OpenReader opens the table in the first size bytes of r. The name is used in
// messages and as a hint only. The caller closes r after Close.
func OpenReader(ctx context.Context, r io.ReaderAt, size int64, name string, o Options) (*Table, error) {
	if o.MaxLine <= 0 {
		o.MaxLine = DefaultMaxLine
	}
	if o.MaxUnpacked <= 0 {
		o.MaxUnpacked = DefaultMaxUnpacked
	}
	format, err := detect(r, size, name, o.Encoding)
	if err != nil {
		return nil, err
	}
	t := &Table{ctx: ctx, format: format}
	switch format {
	case XLSX:
		err = t.openXLSX(r, size, o)
	case DBF:
		err = t.openDBF(r, size, o)
	case NDJSON:
		err = t.openNDJSON(r, size, o)
	default:
		err = t.openCSV(r, size, name, o)
	}
	if err == nil && format != NDJSON && format != DBF {
		err = t.findHeader(o)
	}
	if err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// Header is the names of the columns as written, blanks trimmed; empty for NDJSON.
func (t *Table) Header() []string { return t.header }

// HeaderRow is the number of the header row, 0 if there is none.
func (t *Table) HeaderRow() int { return t.headerAt }

// Preamble is the rows above the header: the catalogue's title, its year and period.
func (t *Table) Preamble() [][]string { return t.preamble }

// Format of the file.
func (t *Table) Format() Format { return t.format }

// Encoding found in a text or DBF file; UTF8 for XLSX.
func (t *Table) Encoding() Encoding { return t.encoding }

// Sheets names the visible sheets of an XLSX file, in order.
func (t *Table) Sheets() []string { return t.sheets }

// Sheet is the sheet being read, empty if the format has none.
func (t *Table) Sheet() string { return t.sheet }

// Date1904 reports whether plain numbers that stand for days count from 1904.
func (t *Table) Date1904() bool { return t.date1904 }

// Notes says in Chinese what was unusual about the file as a whole; complete after the last row.
func (t *Table) Notes() []string { return t.notes }

func (t *Table) note(format string, a ...any) {
	s := fmt.Sprintf(format, a...)
	for _, n := range t.notes {
		if n == s {
			return
		}
	}
	t.notes = append(t.notes, s)
}

// Close frees what the table holds. It may be called twice.
func (t *Table) Close() error {
	var err error
	if t.src != nil {
		err = t.src.close()
		t.src = nil
	}
	if t.file != nil {
		err = errors.Join(err, t.file.Close())
		t.file = nil
	}
	if t.err == nil {
		t.err = &fault.Error{Kind: fault.Internal, Op: "sheet.next", Err: errors.New("table is closed")}
	}
	return err
}

// Next gives the next row of data; blank rows and repeated headers are passed
// over. At the end it gives io.EOF; a *RowError concerns one row only.
func (t *Table) Next() (Row, error) {
	for {
		if t.err != nil {
			return Row{}, t.err
		}
		if t.count++; t.count%256 == 0 {
			if err := t.ctx.Err(); err != nil {
				t.err = err
				return Row{}, err
			}
		}
		var raw rawRow
		var err error
		if len(t.pending) > 0 {
			raw, err = t.pending[0].row, t.pending[0].err
			t.pending = t.pending[1:]
		} else {
			t.pending = nil
			raw, err = t.src.next()
		}
		if err != nil {
			if _, ok := AsRowError(err); !ok {
				t.err = err
			}
			return Row{}, err
		}
		if t.format == NDJSON {
			return Row{Number: raw.number, Fields: raw.fields, Notes: raw.notes}, nil
		}
		if blank(raw.cells) || t.repeated(raw) {
			continue
		}
		row := Row{Number: raw.number, Cells: raw.cells, Notes: raw.notes}
		for len(row.Cells) < len(t.header) {
			row.Cells = append(row.Cells, "")
		}
		if n := len(t.header); n > 0 && !blank(row.Cells[n:]) {
			row.Notes = append(row.Notes, fmt.Sprintf("比表头多出 %d 列，多出的内容未读取。", len(row.Cells)-n))
		}
		return row, nil
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
