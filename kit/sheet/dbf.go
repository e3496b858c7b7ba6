package sheet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"lantai.internal/base/fault"
)

type dbfField struct {
	name     string
	kind     byte
	off, len int
	decimals int
}

// dbfSource reads dBASE III, dBASE IV and (Visual) FoxPro tables.
type dbfSource struct {
	t      *Table
	in     *bufio.Reader
	dec    *decoder
	fields []dbfField
	buf    []byte
	number int // records read, deleted ones included
	total  int
}

// looksDBF reports whether the head of a file is a plausible DBF header: known
// version, a month and a day, lengths that agree with each other and the size.
func looksDBF(head []byte, size int64) bool {
	if len(head) < 33 {
		return false
	}
	switch head[0] {
	case 0x03, 0x04, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xF5, 0xFB:
	default:
		return false
	}
	h := int64(binary.LittleEndian.Uint16(head[8:]))
	rec := int64(binary.LittleEndian.Uint16(head[10:]))
	return head[2] <= 12 && head[3] <= 31 && h >= 33 && h <= size && rec >= 1
}

func (t *Table) openDBF(r io.ReaderAt, size int64, o Options) error {
	broken := fault.New(fault.Invalid, "DBF 文件的文件头已损坏，读不了。请在原系统中重新导出。")
	head := make([]byte, 32)
	if size < 33 {
		return broken
	}
	if _, err := readFull(r, head, 0); err != nil {
		return err
	}
	if !looksDBF(append(head[:32:32], 0), size) {
		return broken
	}
	length, recLen := int64(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	all := make([]byte, length)
	if _, err := readFull(r, all, 0); err != nil {
		return err
	}
	s := &dbfSource{t: t, dec: newDecoder(), buf: make([]byte, recLen)}
	t.encoding = o.Encoding
	var names []byte
	off := 1
	for p := 32; p+32 <= len(all) && all[p] != 0x0D; p += 32 {
		d := all[p : p+32]
		name, _, _ := bytes.Cut(d[:11], []byte{0})
		f := dbfField{name: string(name), kind: d[11], off: off, len: int(d[16]), decimals: int(d[17])}
		if f.kind == 'C' && off+f.len+f.decimals<<8 <= recLen {
			f.len += f.decimals << 8 // FoxPro: long texts use the decimals as the high byte
		}
		if f.len == 0 && f.kind != '0' || off+f.len > recLen {
			return broken
		}
		off += f.len
		names = append(append(names, name...), '\n')
		s.fields = append(s.fields, f)
	}
	if len(s.fields) == 0 || len(s.fields) > maxColumns {
		return broken
	}
	s.total = int(binary.LittleEndian.Uint32(head[4:]))
	if held := (size - length) / int64(recLen); int64(s.total) > held {
		t.note("文件头写明有 %d 条记录，文件里只有 %d 条，文件可能不完整。", s.total, held)
		s.total = int(held)
	}
	if t.encoding == "" {
		if err := t.guessDBF(r, size, length, recLen, names, s.fields, head[29]); err != nil {
			return err
		}
	}
	for i := range s.fields {
		f := &s.fields[i]
		e, _ := lineEncoding(t.encoding, []byte(f.name))
		f.name, _ = s.dec.text(e, []byte(f.name))
		if strings.IndexByte("MGPBW", f.kind) >= 0 && !(f.kind == 'B' && f.len == 8) {
			t.note("字段“%s”的内容存放在另外的备注文件中，未读取。", f.name)
		}
		t.header = append(t.header, strings.TrimSpace(f.name))
		t.normal = append(t.normal, Normalize(f.name))
	}
	s.in = bufio.NewReaderSize(io.NewSectionReader(r, length, size-length), 256<<10)
	t.src = s
	return nil
}

// guessDBF finds the encoding of the texts from a sample of records; the byte in
// the header that should name it is wrong in most files seen.
func (t *Table) guessDBF(r io.ReaderAt, size, start int64, recLen int, names []byte, fields []dbfField, driver byte) error {
	sample := make([]byte, min(sampleSize, size-start))
	if _, err := readFull(r, sample, start); err != nil {
		return err
	}
	text := append([]byte(nil), names...)
	for len(sample) >= recLen {
		for _, f := range fields {
			if f.kind == 'C' {
				text = append(append(text, bytes.TrimRight(sample[f.off:f.off+f.len], " \x00")...), '\n')
			}
		}
		sample = sample[recLen:]
	}
	t.encoding = judge(text)
	if ascii(text) && (driver == 0x4D || driver == 0x7A) {
		t.encoding = GB18030
	}
	if driver == 0x78 || driver == 0x4F {
		t.note("文件头标明是繁体（Big5）编码，已按 %s 读取，请核对文字。", t.encoding)
	}
	return nil
}

func (s *dbfSource) close() error { return nil }

func (s *dbfSource) next() (rawRow, error) {
	for s.number < s.total {
		if _, err := io.ReadFull(s.in, s.buf); err != nil {
			return rawRow{}, &fault.Error{Kind: fault.Unavailable, Op: "sheet.dbf", Say: "文件读到一半读不下去，请检查存储介质后重试。", Err: err}
		}
		if s.buf[0] == 0x1A {
			break
		}
		s.number++
		if s.buf[0] == '*' {
			continue
		}
		row := rawRow{number: s.number, cells: make([]string, len(s.fields))}
		for i, f := range s.fields {
			v, note := s.value(f, s.buf[f.off:f.off+f.len])
			row.cells[i] = v
			if note != "" {
				row.notes = append(row.notes, note)
			}
		}
		return row, nil
	}
	return rawRow{}, io.EOF
}

func (s *dbfSource) value(f dbfField, b []byte) (value, note string) {
	switch f.kind {
	case 'C', 'V':
		b = bytes.TrimRight(b, " \x00")
		e, mixed := lineEncoding(s.t.encoding, b)
		v, damaged := s.dec.text(e, b)
		if damaged {
			mixed = noteDamaged
		}
		return v, mixed
	case 'N', 'F':
		v := strings.Trim(string(b), " \x00")
		if strings.Contains(v, ".") {
			v = plainNumber(v)
		}
		return v, ""
	case 'D':
		v := strings.Trim(string(b), " \x00")
		if v == "" || v == "00000000" {
			return "", ""
		}
		if len(v) == 8 && strings.Trim(v, "0123456789") == "" {
			return v[:4] + "-" + v[4:6] + "-" + v[6:], ""
		}
		return v, ""
	case 'L':
		switch b[0] {
		case 'T', 't', 'Y', 'y':
			return "true", ""
		case 'F', 'f', 'N', 'n':
			return "false", ""
		}
		return "", ""
	case 'I', '+':
		if len(b) == 4 {
			return strconv.Itoa(int(int32(binary.LittleEndian.Uint32(b)))), ""
		}
	case 'Y':
		if len(b) == 8 {
			return formatFloat(float64(int64(binary.LittleEndian.Uint64(b))) / 10000), ""
		}
	case 'B', 'O':
		if len(b) == 8 {
			if v := math.Float64frombits(binary.LittleEndian.Uint64(b)); !math.IsNaN(v) && !math.IsInf(v, 0) {
				return formatFloat(v), ""
			}
		}
	case 'T', '@':
		if len(b) == 8 {
			return julian(binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:])), ""
		}
	case 'M', 'G', 'P', 'W', '0':
		return "", ""
	}
	if len(bytes.Trim(b, " \x00")) > 0 {
		return "", fmt.Sprintf("字段“%s”的类型“%c”不认识，未读取。", f.name, f.kind)
	}
	return "", ""
}

// julian writes a FoxPro date and time: a Julian day number and milliseconds.
func julian(day, ms uint32) string {
	const unixEpoch = 2440588
	if day == 0 || day > 5373484 || ms >= 86400000 {
		return ""
	}
	t := time.Unix((int64(day)-unixEpoch)*86400, 0).UTC().Add(time.Duration(ms) * time.Millisecond)
	if ms == 0 {
		return t.Format("2006-01-02")
	}
	return t.Format("2006-01-02 15:04:05")
}
