package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"lantai.internal/base/fault"
)

// csvSource reads delimited text line by line. It works on bytes: in GB18030 no
// second byte of a character equals a quote, a delimiter or a line end, so a
// record can be cut first and decoded after, each in its own encoding.
type csvSource struct {
	t       *Table
	in      *bufio.Reader
	dec     *decoder
	delim   byte
	lineEnd byte // '\n', or '\r' for files of old Macintosh programs
	max     int64
	line    int      // lines read so far
	again   [][]byte // lines to read once more after a quote that never closed
	oneLine bool     // such a quote was met: no quoted cell may leave its line any more
	fields  [][]byte
}

func (t *Table) openCSV(r io.ReaderAt, size int64, name string, o Options) error {
	text, err := t.openText(r, size, o.Encoding)
	if err != nil {
		return err
	}
	s := &csvSource{t: t, in: bufio.NewReaderSize(text, 64<<10), dec: newDecoder(), delim: o.Delimiter, lineEnd: '\n', max: o.MaxLine}
	sample, err := s.in.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) {
		return fault.Wrap("sheet.csv", fault.Unavailable, err)
	}
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		s.lineEnd = '\r'
	}
	// Excel's own hint to itself: a first line "sep=;".
	if len(sample) >= 6 && strings.EqualFold(string(sample[:4]), "sep=") && (sample[5] == '\r' || sample[5] == '\n') {
		if s.delim == 0 {
			s.delim = sample[4]
		}
		if _, err := s.readLine(); err != nil {
			return err
		}
	}
	if s.delim == 0 {
		s.delim = pickDelimiter(sample, s.lineEnd, strings.EqualFold(filepath.Ext(name), ".tsv"))
	}
	t.src = s
	return nil
}

// pickDelimiter chooses among comma, semicolon and tab the one that cuts the
// most of the first lines into the same number of cells, at least two.
func pickDelimiter(sample []byte, lineEnd byte, tabFirst bool) byte {
	order := []byte{',', '\t', ';'}
	if tabFirst {
		order = []byte{'\t', ',', ';'}
	}
	best, most := order[0], 0
	for _, d := range order {
		counts := map[int]int{}
		n, quoted, lines := 0, false, 0
		for _, c := range sample {
			switch {
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == d:
				n++
			case c == lineEnd:
				counts[n]++
				n = 0
				lines++
			}
			if lines == 100 {
				break
			}
		}
		counts[n]++
		score := 0
		for cells, lines := range counts {
			if cells > 0 {
				score = max(score, lines*10+min(cells, 9))
			}
		}
		if score > most {
			best, most = d, score
		}
	}
	return best
}

func (s *csvSource) close() error { return nil }

// readLine gives the next line with its end. The bytes are the caller's to keep.
func (s *csvSource) readLine() ([]byte, error) {
	if len(s.again) > 0 {
		l := s.again[0]
		s.again = s.again[1:]
		s.line++
		return l, nil
	}
	var line []byte
	for {
		part, err := s.in.ReadSlice(s.lineEnd)
		line = append(line, part...)
		if int64(len(line)) > s.max {
			return nil, fault.Newf(fault.TooLarge, "第 %d 行超过 %d MB，读不下去。请检查该行的换行和引号。", s.line+1, s.max>>20)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && len(line) > 0:
			s.line++
			return line, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		default:
			return nil, &fault.Error{Kind: fault.Unavailable, Op: "sheet.csv", Say: "文件读到一半读不下去，请检查存储介质后重试。", Err: err}
		}
	}
}

func (s *csvSource) next() (rawRow, error) {
	line, err := s.readLine()
	if err != nil {
		return rawRow{}, err
	}
	row := rawRow{number: s.line}
	record := line[:len(line)-lineEndOf(line)]
	s.fields = s.fields[:0]
	if bytes.IndexByte(record, '"') < 0 {
		s.plain(record)
	} else if err := s.quoted(line, &row); err != nil {
		return rawRow{}, err
	}
	if len(s.fields) > maxColumns {
		s.fields = s.fields[:maxColumns]
		row.notes = append(row.notes, "列数过多，只读取了前 2048 列。")
	}
	row.cells = s.decode(&row)
	return row, nil
}

// quoted cuts a record that has quotes in it, reading on over line ends inside them.
func (s *csvSource) quoted(line []byte, row *rawRow) error {
	start := s.line
	var further [][]byte // the lines read on, in case they must be read once more
	total := int64(len(line))
	balanced := true
	b, end := line, lineEndOf(line)
	for b = b[:len(b)-end]; ; {
		if len(b) == 0 || b[0] != '"' {
			i := bytes.IndexByte(b, s.delim)
			if i < 0 {
				s.fields = append(s.fields, b)
				break
			}
			s.fields, b = append(s.fields, b[:i]), b[i+1:]
			continue
		}
		var cell []byte
		for b = b[1:]; ; {
			i := bytes.IndexByte(b, '"')
			if i < 0 {
				more, err := s.readOn(total)
				if err != nil {
					return err
				}
				if more == nil {
					s.unclosed(line, further, start, row)
					return nil
				}
				cell = append(append(cell, b...), lineTail(line, further, end)...)
				further, total = append(further, more), total+int64(len(more))
				end = lineEndOf(more)
				b = more[:len(more)-end]
				continue
			}
			cell, b = append(cell, b[:i]...), b[i+1:]
			if len(b) > 0 && b[0] == '"' {
				cell, b = append(cell, '"'), b[1:]
				continue
			}
			if len(b) == 0 || b[0] == s.delim {
				break
			}
			// A quote in the middle of a quoted cell stands for itself.
			cell, balanced = append(cell, '"'), false
		}
		s.fields = append(s.fields, cell)
		if len(b) == 0 {
			break
		}
		b = b[1:]
	}
	if !balanced {
		row.notes = append(row.notes, noteQuotes)
	}
	return nil
}

const noteQuotes = "引号没有成对，已按原样读取。"

// readOn gives the line that continues a quoted cell, nil if there is none or the bound is reached.
func (s *csvSource) readOn(total int64) ([]byte, error) {
	if s.oneLine || total > s.max {
		return nil, nil
	}
	more, err := s.readLine()
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	return more, err
}

// unclosed deals with a quote that never closes: its line is read as it stands,
// those behind it once more, and from here on no quoted cell leaves its line.
func (s *csvSource) unclosed(line []byte, further [][]byte, start int, row *rawRow) {
	s.oneLine = true
	s.again = append(further, s.again...)
	s.line = start
	s.fields = s.fields[:0]
	s.plain(line[:len(line)-lineEndOf(line)])
	row.notes = append(row.notes, noteQuotes)
}

// plain cuts a record without quotes.
func (s *csvSource) plain(b []byte) {
	for {
		i := bytes.IndexByte(b, s.delim)
		if i < 0 {
			s.fields = append(s.fields, b)
			return
		}
		s.fields, b = append(s.fields, b[:i]), b[i+1:]
	}
}

// lineTail is the line end that the line read last had.
func lineTail(line []byte, further [][]byte, end int) []byte {
	if n := len(further); n > 0 {
		line = further[n-1]
	}
	return line[len(line)-end:]
}

// decode turns the cut cells into text, all in the encoding of their record.
func (s *csvSource) decode(row *rawRow) []string {
	enc := UTF8
	for _, f := range s.fields {
		if ascii(f) {
			continue
		}
		e, note := lineEncoding(s.t.encoding, bytes.Join(s.fields, []byte{'\n'}))
		enc = e
		if note != "" {
			row.notes = append(row.notes, note)
		}
		break
	}
	cells := make([]string, len(s.fields))
	damaged := false
	for i, f := range s.fields {
		text, bad := s.dec.text(enc, f)
		damaged = damaged || bad
		cells[i] = unguard(text)
	}
	if damaged {
		row.notes = append(row.notes, noteDamaged)
	}
	return cells
}

// lineEndOf is how many bytes at the end of a line are its line end.
func lineEndOf(b []byte) int {
	n := len(b)
	switch {
	case n > 1 && b[n-2] == '\r' && b[n-1] == '\n':
		return 2
	case n > 0 && (b[n-1] == '\n' || b[n-1] == '\r'):
		return 1
	}
	return 0
}
