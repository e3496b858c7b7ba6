package sheet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// ndjsonSource reads one object a line.
type ndjsonSource struct {
	t    *Table
	in   *bufio.Reader
	dec  *decoder
	max  int64
	line int
	buf  []byte
	// names keeps one copy of each member name; bounded, since a hostile file may have millions.
	names map[string]string
}

func (t *Table) openNDJSON(r io.ReaderAt, size int64, o Options) error {
	text, err := t.openText(r, size, o.Encoding)
	if err != nil {
		return err
	}
	t.src = &ndjsonSource{t: t, in: bufio.NewReaderSize(text, 256<<10), dec: newDecoder(), max: o.MaxLine, names: map[string]string{}}
	return nil
}

func (s *ndjsonSource) close() error { return nil }

func (s *ndjsonSource) next() (rawRow, error) {
	for {
		line, err := s.readLine()
		if err != nil {
			return rawRow{}, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		return s.parse(line)
	}
}

// readLine gives the next line, valid until the next call. A line over the
// bound is passed over and gives a *RowError.
func (s *ndjsonSource) readLine() ([]byte, error) {
	s.buf = s.buf[:0]
	if cap(s.buf) > 4<<20 {
		s.buf = nil
	}
	over := false
	for {
		part, err := s.in.ReadSlice('\n')
		if err == nil && len(s.buf) == 0 && !over {
			s.line++
			return part, nil
		}
		if int64(len(s.buf)+len(part)) > s.max {
			over, s.buf = true, s.buf[:0]
		}
		if !over {
			s.buf = append(s.buf, part...)
		}
		switch {
		case err == nil, errors.Is(err, io.EOF) && (over || len(s.buf) > 0):
			s.line++
			if over {
				return nil, &RowError{s.line, fault.Newf(fault.TooLarge, "第 %d 行超过 %d MB，未读取。请把正文改为附件文件。", s.line, s.max>>20)}
			}
			return s.buf, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil, io.EOF
		default:
			return nil, &fault.Error{Kind: fault.Unavailable, Op: "sheet.ndjson", Say: "文件读到一半读不下去，请检查存储介质后重试。", Err: err}
		}
	}
}

func (s *ndjsonSource) parse(line []byte) (rawRow, error) {
	row := rawRow{number: s.line}
	if !utf8.Valid(line) {
		enc, note := lineEncoding(s.t.encoding, line)
		text, damaged := s.dec.text(enc, line)
		if note != "" {
			row.notes = append(row.notes, note)
		}
		if damaged {
			row.notes = append(row.notes, noteDamaged)
		}
		line = []byte(text)
	}
	if !json.Valid(line) {
		var v any
		at := ""
		var se *json.SyntaxError
		if err := json.Unmarshal(line, &v); errors.As(err, &se) {
			at = fmt.Sprintf("（约在第 %d 个字节）", se.Offset)
		}
		return row, rowFault(s.line, "第 %d 行不是完整的 JSON%s。每行应是一个 JSON 对象。", s.line, at)
	}
	if line[0] != '{' {
		return row, rowFault(s.line, "第 %d 行不是 JSON 对象。每行应是一个用花括号括起的对象。", s.line)
	}
	p := jsonScan{b: line, s: s}
	var repeated string
	row.fields, repeated = p.object()
	if repeated != "" {
		row.notes = append(row.notes, "“"+repeated+"”出现了不止一次，取最后一次的值。")
	}
	return row, nil
}

// jsonScan walks over text that json.Valid has accepted, so it need not look for errors.
type jsonScan struct {
	b []byte
	i int
	s *ndjsonSource
}

func (p *jsonScan) space() {
	for p.i < len(p.b) && (p.b[p.i] == ' ' || p.b[p.i] == '\t' || p.b[p.i] == '\n' || p.b[p.i] == '\r') {
		p.i++
	}
}

func (p *jsonScan) object() (fields []Field, repeated string) {
	fields = make([]Field, 0, 14)
	p.i++
	for {
		p.space()
		switch p.b[p.i] {
		case '}':
			return fields, repeated
		case ',':
			p.i++
			continue
		}
		name := p.name()
		p.space()
		p.i++ // the colon
		p.space()
		f := Field{Name: name}
		if p.b[p.i] == '[' {
			f.List = true
			p.i++
			for p.space(); p.b[p.i] != ']'; p.space() {
				if p.b[p.i] == ',' {
					p.i++
					continue
				}
				if v, ok := p.value(); ok {
					f.Values = append(f.Values, v)
				}
			}
			p.i++
		} else if v, ok := p.value(); ok {
			f.Values = []string{v}
		}
		// Objects of this use have a dozen members: a walk beats a map until there are many.
		for i := range fields {
			if fields[i].Name == name {
				repeated = name
				fields = append(fields[:i], fields[i+1:]...)
				break
			}
		}
		if len(fields) < maxColumns {
			fields = append(fields, f)
		}
	}
}

func (p *jsonScan) name() string {
	raw := p.skipString()
	if s, ok := p.s.names[string(raw)]; ok {
		return s
	}
	s := unquote(raw)
	if len(p.s.names) < 1024 && len(raw) < 256 {
		p.s.names[string(raw)] = s
	}
	return s
}

// value reads one value: text for strings, plain digits for numbers, nothing
// for null, the JSON text itself for anything nested.
func (p *jsonScan) value() (string, bool) {
	switch c := p.b[p.i]; {
	case c == '"':
		return unquote(p.skipString()), true
	case c == 'n':
		p.i += 4
		return "", false
	case c == '{' || c == '[':
		start, depth := p.i, 0
		for {
			switch p.b[p.i] {
			case '"':
				p.skipString()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			p.i++
			if depth == 0 {
				return string(p.b[start:p.i]), true
			}
		}
	}
	start := p.i
	for p.i < len(p.b) && !strings.ContainsRune(",]} \t\r\n", rune(p.b[p.i])) {
		p.i++
	}
	return plainNumber(string(p.b[start:p.i])), true
}

// skipString gives the string at the cursor with its quotes.
func (p *jsonScan) skipString() []byte {
	start := p.i
	p.i++
	for {
		n := bytes.IndexByte(p.b[p.i:], '"')
		p.i += n + 1
		slashes := 0
		for j := p.i - 2; p.b[j] == '\\'; j-- {
			slashes++
		}
		if slashes%2 == 0 {
			return p.b[start:p.i]
		}
	}
}

func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return string(raw)
	}
	return s
}

// plainNumber writes a number the way a person would: 2012.0 and 2.012e3 become 2012.
func plainNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") || s == "true" || s == "false" {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f > 1e15 || f < -1e15 {
		return s
	}
	return formatFloat(f)
}

// formatFloat writes a number with at most 15 digits, as spreadsheets show it.
func formatFloat(f float64) string {
	s := strconv.FormatFloat(f, 'g', 15, 64)
	if g, err := strconv.ParseFloat(s, 64); err == nil {
		f = g
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
