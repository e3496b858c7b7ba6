package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"lantai.internal/base/fault"
)

// Encoding is how the characters of a file are stored.
type Encoding string

// The encodings that can be read.
const (
	UTF8    Encoding = "UTF-8"
	UTF16LE Encoding = "UTF-16LE"
	UTF16BE Encoding = "UTF-16BE"
	GB18030 Encoding = "GB18030"
)

const sampleSize = 1 << 20

var utf8BOM = []byte{0xEF, 0xBB, 0xBF}

// detectEncoding finds the encoding of a text. It looks for the first byte
// outside ASCII however late it comes, and judges a sample from there.
func detectEncoding(r io.ReaderAt, size int64) (enc Encoding, bom int64, err error) {
	head := make([]byte, min(size, 4096))
	if _, err := readFull(r, head, 0); err != nil {
		return "", 0, err
	}
	switch {
	case bytes.HasPrefix(head, utf8BOM):
		return UTF8, 3, nil
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return UTF16LE, 2, nil
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return UTF16BE, 2, nil
	}
	if e := utf16WithoutMark(head); e != "" {
		return e, 0, nil
	}
	buf := make([]byte, 64<<10)
	for off := int64(0); off < size; {
		n, err := readFull(r, buf[:min(int64(len(buf)), size-off)], off)
		if err != nil {
			return "", 0, err
		}
		for i, c := range buf[:n] {
			if c >= utf8.RuneSelf {
				sample := make([]byte, min(sampleSize, size-off-int64(i)))
				if _, err := readFull(r, sample, off+int64(i)); err != nil {
					return "", 0, err
				}
				return judge(sample), 0, nil
			}
		}
		off += int64(n)
	}
	return UTF8, 0, nil
}

// utf16WithoutMark knows UTF-16 by the zero bytes that its line ends, digits and delimiters have.
func utf16WithoutMark(head []byte) Encoding {
	var zero [2]int
	for i, c := range head {
		if c == 0 {
			zero[i&1]++
		}
	}
	n := len(head) / 2
	switch {
	case n < 2:
		return ""
	case zero[1]*20 >= n && zero[0]*10 <= zero[1]:
		return UTF16LE
	case zero[0]*20 >= n && zero[1]*10 <= zero[0]:
		return UTF16BE
	}
	return ""
}

// judge decides between UTF-8 and GB18030 by the lines of a sample: the
// majority wins, since a file may hold lines of both.
func judge(sample []byte) Encoding {
	utf, gb := 0, 0
	for len(sample) > 0 {
		line, rest, whole := bytes.Cut(sample, []byte{'\n'})
		sample = rest
		if !whole {
			line = dropPartial(line)
		}
		if ascii(line) {
			continue
		}
		if utf8.Valid(line) {
			utf++
		} else {
			gb++
		}
	}
	if gb > utf {
		return GB18030
	}
	return UTF8
}

// dropPartial removes a rune that a cut left incomplete at the end.
func dropPartial(b []byte) []byte {
	for i := 1; i <= 3 && i <= len(b); i++ {
		c := b[len(b)-i]
		if utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Notes of one row about its encoding.
const (
	noteGB      = "本行是 GB18030 编码，与全文不同，已按本行编码读取。"
	noteUTF8    = "本行是 UTF-8 编码，与全文不同，已按本行编码读取。"
	noteDamaged = "本行有无法识别的字节，已用“\uFFFD”代替，请对照原文改正。"
)

// lineEncoding says which encoding one record of a file is in, and the note if
// it is not the file's.
func lineEncoding(file Encoding, record []byte) (Encoding, string) {
	if ascii(record) {
		return UTF8, ""
	}
	if file == GB18030 {
		// Two Chinese characters in UTF-8 are hardly ever GB18030 text; two-byte sequences often are.
		if utf8.Valid(record) && chineseOnly(record) {
			return UTF8, noteUTF8
		}
		return GB18030, ""
	}
	if utf8.Valid(record) {
		return UTF8, ""
	}
	return GB18030, noteGB
}

func chineseOnly(b []byte) bool {
	n := 0
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		b = b[size:]
		switch {
		case size == 1:
		case r >= 0x4E00 && r <= 0x9FFF:
			n++
		case r >= 0x2000 && r <= 0x4DFF, r >= 0xFF00 && r <= 0xFFEF, r == '·':
		default:
			return false
		}
	}
	return n >= 2
}

// decoder turns bytes into text, one encoding at a time; not safe for concurrent use.
type decoder struct {
	gb interface{ Bytes([]byte) ([]byte, error) }
}

func newDecoder() *decoder { return &decoder{gb: simplifiedchinese.GB18030.NewDecoder()} }

// text decodes b; damaged is true if bytes could not be understood.
func (d *decoder) text(e Encoding, b []byte) (s string, damaged bool) {
	if e != GB18030 || ascii(b) {
		if utf8.Valid(b) {
			return string(b), false
		}
		return string(bytes.ToValidUTF8(b, []byte("\uFFFD"))), true
	}
	out, err := d.gb.Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return d.slowGB(b)
	}
	return string(out), false
}

// textReader gives the bytes of a text after its mark: as they are for UTF-8
// and GB18030 (whose rows are decoded one by one), as UTF-8 for UTF-16.
func textReader(r io.ReaderAt, size, skip int64, e Encoding) io.Reader {
	body := io.NewSectionReader(r, skip, size-skip)
	switch e {
	case UTF16LE:
		return transform.NewReader(body, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder())
	case UTF16BE:
		return transform.NewReader(body, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder())
	}
	return body
}

// openText settles the encoding of a text file and gives its bytes.
func (t *Table) openText(r io.ReaderAt, size int64, forced Encoding) (io.Reader, error) {
	found, bom, err := detectEncoding(r, size)
	if err != nil {
		return nil, err
	}
	if forced != "" && forced != found {
		found = forced
		if forced != UTF8 {
			bom = 0
		}
	}
	t.encoding = found
	return textReader(r, size, bom, found), nil
}

// readFull fills p from off; short files are a fault of the caller's size.
func readFull(r io.ReaderAt, p []byte, off int64) (int, error) {
	n, err := r.ReadAt(p, off)
	if n == len(p) {
		return n, nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, &fault.Error{Kind: fault.Unavailable, Op: "sheet.read", Say: "文件读到一半读不下去，请检查存储介质后重试。", Err: err}
}
