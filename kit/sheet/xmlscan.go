package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// xmlScan is a forward-only reader of the XML inside a spreadsheet. It holds one
// tag or one text at a time, each with a bound, knows no entities beyond the
// five of XML, and ignores document types, so nothing outside is ever fetched
// and nothing expands. encoding/xml would hold a comment or a text of any size.
type xmlScan struct {
	in   *bufio.Reader
	max  int
	tag  []byte // inside of the current tag, without brackets
	name []byte // local name of the current tag
	open bool   // a start tag
	// empty is true for <x/>: an end follows at once without being reported.
	empty bool
	// data is the text before the current tag, entities resolved; only if wanted.
	data []byte
}

var errXML = fault.New(fault.Invalid, "表格文件的内容已损坏，读不了。请用表格软件打开并另存一份后再导入。")

func newXMLScan(r io.Reader, max int64) (*xmlScan, error) {
	x := &xmlScan{in: bufio.NewReaderSize(r, 64<<10), max: int(max)}
	head, err := x.in.Peek(2)
	if err == nil && (head[0] == 0xFE && head[1] == 0xFF || head[0] == 0xFF && head[1] == 0xFE || head[0] == 0 || head[1] == 0) {
		return nil, fault.New(fault.Unsupported, "表格文件内部用了少见的编码，读不了。请用表格软件打开并另存一份后再导入。")
	}
	return x, nil
}

// next moves to the next tag. io.EOF comes at the end of the text; whether that
// is too early is for the caller to know. keep says whether the text before the
// tag is wanted in data.
func (x *xmlScan) next(keep bool) error {
	x.data = x.data[:0]
	for {
		// Text up to the next tag.
		size := 0
		for {
			part, err := x.in.ReadSlice('<')
			if err == nil {
				part = part[:len(part)-1]
			}
			if size += len(part); size > x.max {
				return errTooLong
			}
			if keep {
				x.data = append(x.data, part...)
			}
			if err == nil {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return x.fail(err)
			}
		}
		special, err := x.readTag(keep)
		if err != nil {
			return err
		}
		if special {
			continue
		}
		if keep {
			x.data = unescape(x.data)
		}
		x.empty, x.open = false, true
		b := x.tag
		switch {
		case len(b) == 0:
			return errXML
		case b[0] == '/':
			x.open = false
			b = b[1:]
		case b[len(b)-1] == '/':
			x.empty = true
			b = b[:len(b)-1]
			x.tag = b
		}
		if i := bytes.IndexAny(b, " \t\r\n"); i >= 0 {
			b = b[:i]
		}
		if i := bytes.IndexByte(b, ':'); i >= 0 {
			b = b[i+1:]
		}
		x.name = b
		return nil
	}
}

var errTooLong = fault.New(fault.TooLarge, "表格中有一个单元格过长，读不下去。请拆分后再导入。")

const maxTag = 1 << 20

// readTag reads to the end of the tag. special is true for what is no element:
// comments, instructions, document types, and CDATA, whose text goes to data.
func (x *xmlScan) readTag(keep bool) (special bool, err error) {
	x.tag = x.tag[:0]
	if c, err := x.in.Peek(1); err != nil {
		return false, x.fail(err)
	} else if c[0] != '!' && c[0] != '?' {
		var quote byte
		for {
			part, err := x.in.ReadSlice('>')
			x.tag = append(x.tag, part...)
			if len(x.tag) > maxTag {
				return false, errTooLong
			}
			quote = quoteAfter(quote, part)
			if err == nil {
				// A ">" inside quotes belongs to the attribute.
				if quote == 0 {
					x.tag = x.tag[:len(x.tag)-1]
					return false, nil
				}
				continue
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return false, x.fail(err)
			}
		}
	}
	head, _ := x.in.Peek(8)
	switch {
	case bytes.HasPrefix(head, []byte("!--")):
		return true, x.skipTo("-->", nil)
	case bytes.HasPrefix(head, []byte("![CDATA[")):
		x.in.Discard(8)
		if !keep {
			return true, x.skipTo("]]>", nil)
		}
		var raw []byte
		if err := x.skipTo("]]>", &raw); err != nil {
			return true, err
		}
		// Escaped, so that the later pass over data leaves it as it is.
		x.data = append(x.data, bytes.ReplaceAll(raw, []byte("&"), []byte("&amp;"))...)
		return true, nil
	case head[0] == '?':
		return true, x.skipTo("?>", nil)
	}
	return true, errXML // a document type has no business in a spreadsheet
}

// quoteAfter gives the quote that is open behind b, 0 for none, if q was open before it.
func quoteAfter(q byte, b []byte) byte {
	for _, c := range b {
		switch {
		case q == 0 && (c == '"' || c == '\''):
			q = c
		case c == q:
			q = 0
		}
	}
	return q
}

// skipTo reads behind the mark; what came before it goes to into, if given.
func (x *xmlScan) skipTo(mark string, into *[]byte) error {
	last := mark[len(mark)-1]
	var tail []byte
	for {
		part, err := x.in.ReadSlice(last)
		if into != nil {
			*into = append(*into, part...)
			if len(*into) > x.max {
				return errTooLong
			}
		}
		tail = append(tail, part[max(0, len(part)-len(mark)):]...)
		tail = tail[max(0, len(tail)-len(mark)):]
		if err == nil && string(tail) == mark {
			if into != nil {
				*into = (*into)[:len(*into)-len(mark)]
			}
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return x.fail(err)
		}
	}
}

// fail turns the errors of the unpacker into faults.
func (x *xmlScan) fail(err error) error {
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	var ours *fault.Error
	if errors.As(err, &ours) {
		return err
	}
	return &fault.Error{Kind: fault.Invalid, Op: "sheet.xlsx", Say: errXML.Say, Err: err}
}

// attr gives the value of an attribute by its local name, entities resolved.
func (x *xmlScan) attr(name string) (string, bool) {
	b := x.tag
	for {
		eq := bytes.IndexByte(b, '=')
		if eq < 0 {
			return "", false
		}
		key := bytes.TrimRight(b[:eq], " \t\r\n")
		if i := bytes.LastIndexAny(key, " \t\r\n:"); i >= 0 {
			key = key[i+1:]
		}
		b = bytes.TrimLeft(b[eq+1:], " \t\r\n")
		if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
			return "", false
		}
		end := bytes.IndexByte(b[1:], b[0])
		if end < 0 {
			return "", false
		}
		if string(key) == name {
			return string(unescape(append([]byte(nil), b[1:1+end]...))), true
		}
		b = b[end+2:]
	}
}

func (x *xmlScan) is(name string) bool { return string(x.name) == name }

// unescape resolves entities in place; an unknown one stays as it is.
func unescape(b []byte) []byte {
	i := bytes.IndexByte(b, '&')
	if i < 0 {
		return b
	}
	out := b[:i]
	for i < len(b) {
		if b[i] != '&' {
			out = append(out, b[i])
			i++
			continue
		}
		end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		if end < 0 {
			out = append(out, '&')
			i++
			continue
		}
		name := string(b[i+1 : i+end])
		r := rune(-1)
		switch name {
		case "amp":
			r = '&'
		case "lt":
			r = '<'
		case "gt":
			r = '>'
		case "quot":
			r = '"'
		case "apos":
			r = '\''
		default:
			if n, ok := strings.CutPrefix(name, "#"); ok {
				base := 10
				if h, ok := strings.CutPrefix(n, "x"); ok {
					n, base = h, 16
				}
				if v, err := strconv.ParseUint(n, base, 32); err == nil && v <= utf8.MaxRune {
					r = rune(v)
				}
			}
		}
		if r < 0 {
			out = append(out, '&')
			i++
			continue
		}
		out = utf8.AppendRune(out, r)
		i += end + 1
	}
	return out
}

// unescapeCell resolves the _xHHHH_ notation by which spreadsheets store control characters.
func unescapeCell(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if v, ok := cellEscape(s[i:]); ok {
			b.WriteRune(v)
			i += 7
			continue
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

func cellEscape(s string) (rune, bool) {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return 0, false
	}
	v, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(v), err == nil
}
