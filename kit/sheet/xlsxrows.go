package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"strings"

	"lantai.internal/base/fault"
)

const maxMerges = 200000

// merge is one column of a vertically merged area: the cells below the first
// take its value.
type merge struct {
	first, last, col int // rows 1-based, column 0-based
	value            string
}

// xlsxSource reads the rows of one sheet.
type xlsxSource struct {
	t      *Table
	w      *workbook
	in     io.ReadCloser
	x      *xmlScan
	row    int
	inData bool
	done   bool
	merges []merge // still ahead, by first row
	active []merge
	text   []byte
	width  int
}

func (t *Table) openSheet(w *workbook, part string) (*xlsxSource, error) {
	merges, err := w.merges(part)
	if err != nil {
		return nil, err
	}
	in, err := w.part(part)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errXML
	}
	if err != nil {
		return nil, err
	}
	x, err := newXMLScan(in, w.max)
	if err != nil {
		in.Close()
		return nil, err
	}
	return &xlsxSource{t: t, w: w, in: in, x: x, merges: merges}, nil
}

func (s *xlsxSource) closeSheet() { s.in.Close() }

func (s *xlsxSource) close() error { return errors.Join(s.in.Close(), s.w.strings.close()) }

func (s *xlsxSource) next() (rawRow, error) {
	for !s.done {
		if err := s.advance(false); err != nil {
			return rawRow{}, err
		}
		switch {
		case s.x.is("sheetData"):
			s.inData = s.x.open && !s.x.empty
			s.done = !s.inData
		case s.inData && s.x.is("row") && s.x.open:
			s.row++
			if r, ok := s.x.attr("r"); ok {
				if n, err := strconv.Atoi(r); err == nil && n > 0 {
					s.row = n
				}
			}
			row := rawRow{number: s.row}
			if !s.x.empty {
				if err := s.cells(&row); err != nil {
					return rawRow{}, err
				}
			}
			s.inherit(&row)
			return row, nil
		}
	}
	return rawRow{}, io.EOF
}

// advance moves to the next tag; the end of the text is too early here.
func (s *xlsxSource) advance(keep bool) error {
	err := s.x.next(keep)
	if errors.Is(err, io.EOF) {
		if s.row > 0 {
			return fault.Newf(fault.Invalid, "表格文件在第 %d 行之后断开，内容不全。请重新取得文件后再导入。", s.row)
		}
		return errXML
	}
	return err
}

// cells reads the cells of the row up to its end tag.
func (s *xlsxSource) cells(row *rawRow) error {
	row.cells = make([]string, 0, s.width)
	col := -1
	for {
		if err := s.advance(false); err != nil {
			return err
		}
		switch {
		case s.x.is("row") && !s.x.open:
			s.width = len(row.cells)
			return nil
		case s.x.is("c") && s.x.open:
			col++
			if r, ok := s.x.attr("r"); ok {
				if c := columnOf(r); c >= 0 {
					col = c
				}
			}
			v, note, err := s.cell()
			if err != nil {
				return err
			}
			if note != "" {
				row.notes = append(row.notes, columnName(col)+" 列："+note)
			}
			if v == "" {
				continue
			}
			if col >= maxColumns {
				row.notes = append(row.notes, fmt.Sprintf("只读取了前 %d 列。", maxColumns))
				continue
			}
			for len(row.cells) <= col {
				row.cells = append(row.cells, "")
			}
			row.cells[col] = v
		}
	}
}

// cell reads one cell up to its end tag.
func (s *xlsxSource) cell() (value, note string, err error) {
	kind, _ := s.x.attr("t")
	style := 0
	if a, ok := s.x.attr("s"); ok {
		style, _ = strconv.Atoi(a)
	}
	if s.x.empty {
		return "", "", nil
	}
	s.text = s.text[:0]
	formula, has, phonetic := false, false, false
	for {
		if err := s.advance(true); err != nil {
			return "", "", err
		}
		switch {
		case s.x.is("c") && !s.x.open:
			if !has {
				if formula {
					note = "公式没有保存计算结果，按空白读取。"
				}
				return "", note, nil
			}
			value, note = s.value(kind, style)
			return value, note, nil
		case s.x.is("f"):
			formula = true
		case s.x.is("rPh"):
			phonetic = s.x.open && !s.x.empty
		case (s.x.is("v") || s.x.is("t") && !phonetic) && !s.x.open:
			has = true
			if s.text = append(s.text, s.x.data...); int64(len(s.text)) > s.w.max {
				return "", "", errTooLong
			}
		}
	}
}

// value turns the stored text of a cell into what a person sees.
func (s *xlsxSource) value(kind string, style int) (value, note string) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(s.text)))
		v, ok := s.w.strings.at(i)
		if err != nil || !ok {
			return "", "单元格指向的文字不存在，按空白读取。"
		}
		return unescapeCell(v), ""
	case "str", "inlineStr":
		return unescapeCell(string(s.text)), ""
	case "b":
		if string(s.text) == "1" {
			return "TRUE", ""
		}
		return "FALSE", ""
	case "e":
		return "", "公式出错（" + string(s.text) + "），按空白读取。"
	case "d":
		v := string(s.text)
		v = strings.TrimSuffix(strings.TrimSuffix(v, "Z"), "T00:00:00")
		return strings.Replace(v, "T", " ", 1), ""
	}
	v := strings.TrimSpace(string(s.text))
	var st cellStyle
	if style >= 0 && style < len(s.w.styles) {
		st = s.w.styles[style]
	}
	if st == (cellStyle{}) && len(v) <= 15 && v != "" && strings.Trim(v, "0123456789") == "" {
		return v, ""
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil {
		return v, ""
	}
	if st.date || st.time {
		if text, ok := serialText(f, s.w.date1904, st); ok {
			return text, ""
		}
		return formatFloat(f), "日期序号 " + formatFloat(f) + " 超出范围，按数字读取。"
	}
	v = formatFloat(f)
	for len(v) < st.digits && !strings.ContainsAny(v, ".-") {
		v = "0" + v
	}
	return v, ""
}

// inherit fills the cells that lie in a vertical merge from its first row, if
// the row has something of its own.
func (s *xlsxSource) inherit(row *rawRow) {
	own := !blank(row.cells)
	kept := s.active[:0]
	for _, m := range s.active {
		if m.last < row.number {
			continue
		}
		kept = append(kept, m)
		if !own || m.value == "" || m.first >= row.number {
			continue
		}
		for len(row.cells) <= m.col {
			row.cells = append(row.cells, "")
		}
		if row.cells[m.col] == "" {
			row.cells[m.col] = m.value
			row.heirOf = max(row.heirOf, m.first)
			s.t.note("上下合并的单元格已按首格内容逐行补全。")
		}
	}
	s.active = kept
	for len(s.merges) > 0 && s.merges[0].first <= row.number {
		m := s.merges[0]
		s.merges = s.merges[1:]
		if m.first == row.number && m.col < len(row.cells) {
			m.value = row.cells[m.col]
			s.active = append(s.active, m)
		}
	}
}

// merges finds the vertical merges of a sheet. They stand behind the rows, so
// the sheet is gone through once without looking at its cells.
func (w *workbook) merges(part string) ([]merge, error) {
	in, err := w.part(part)
	if err != nil {
		return nil, nil //nolint:nilerr // openSheet opens the part again and reports it
	}
	defer in.Close()
	mark := []byte("mergeCells")
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := io.ReadFull(in, buf[kept:])
		b := buf[:kept+n]
		for from := 0; ; {
			i := bytes.Index(b[from:], mark)
			if i < 0 {
				break
			}
			i += from
			from = i + len(mark)
			if i > 0 && (b[i-1] == '<' || b[i-1] == ':') {
				return readMerges(io.MultiReader(strings.NewReader("<"), bytes.NewReader(b[i:]), in), w.max)
			}
		}
		if err != nil {
			// A broken sheet is reported when its rows are read.
			return nil, nil //nolint:nilerr // see above
		}
		kept = copy(buf, b[len(b)-len(mark):])
	}
}

func readMerges(r io.Reader, max int64) ([]merge, error) {
	x, err := newXMLScan(r, max)
	if err != nil {
		return nil, nil //nolint:nilerr // a lone mark at a buffer's edge; the rows are read anyway
	}
	var out []merge
	for x.next(false) == nil {
		if x.is("mergeCells") && !x.open {
			break
		}
		if !x.is("mergeCell") || !x.open {
			continue
		}
		ref, _ := x.attr("ref")
		from, to, ok := strings.Cut(ref, ":")
		if !ok {
			continue
		}
		m := merge{first: rowOf(from), last: rowOf(to), col: columnOf(from)}
		if m.first > 0 && m.last > m.first && m.col >= 0 && m.col < maxColumns {
			if out = append(out, m); len(out) > maxMerges {
				return nil, fault.New(fault.TooLarge, "表格里的合并单元格过多，读不下去。请取消合并后再导入。")
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].first < out[j].first })
	return out, nil
}

// columnOf gives the 0-based column of a reference such as "AB12", -1 if it has none.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1
}

// rowOf gives the 1-based row of a reference such as "AB12", 0 if it has none.
func rowOf(ref string) int {
	n, err := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func columnName(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}
