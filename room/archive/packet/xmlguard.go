package packet

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"hash"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// Reasons for which an XML file is refused. Their texts are shown.
var (
	errDTD       = errors.New("含有文档类型声明（DTD），为防外部实体一律拒收")
	errXMLText   = errors.New("有一段文字或标签过长")
	errXMLCode   = errors.New("字符编码不是 UTF-8、GB18030、GB2312 或 UTF-16")
	errXMLBroken = errors.New("XML 不完整或不合语法")
	errDeep      = errors.New("XML 嵌套过深")
)

// streamed is the element of an EEP whose text is Base64 and may be of any
// length; the guard decodes it on the way and hides it from the XML parser.
const streamed = "编码数据"

// content is what one 编码数据 element held.
type content struct {
	size   int64
	sha256 string
	sm3    string
	err    string // why it is not Base64, "" if it is
}

// guard stands between a hostile XML file and the parser: it refuses document
// type declarations, bounds every text and tag, drops comments, and takes the
// Base64 of 编码数据 out of the stream, so that memory does not grow with it.
type guard struct {
	ctx   context.Context
	br    *bufio.Reader
	max   int
	out   bytes.Buffer
	run   int // bytes of text since the last tag
	data  []content
	inner bool // the last tag opened a streamed element
	begun bool // the first tag was seen
	err   error
}

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// newGuard looks at the first bytes for the encoding and gives a reader of UTF-8.
func newGuard(ctx context.Context, r io.Reader, max int) (*guard, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(256)
	if err != nil && err != io.EOF {
		return nil, errXMLBroken
	}
	var enc encoding.Encoding
	switch {
	case hasPrefix(head, utf8BOM):
		if _, err := br.Discard(3); err != nil {
			return nil, errXMLBroken
		}
	case hasPrefix(head, "\xff\xfe"), hasPrefix(head, "\xfe\xff"):
		enc = xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM)
	default:
		if m := xmlEncoding.FindSubmatch(head); m != nil {
			switch strings.ToUpper(string(m[1])) {
			case "UTF-8":
			case "GB18030", "GB2312", "GBK":
				enc = simplifiedchinese.GB18030
			default:
				return nil, errXMLCode
			}
		}
	}
	if enc != nil {
		br = bufio.NewReaderSize(enc.NewDecoder().Reader(br), 64<<10)
	}
	return &guard{ctx: ctx, br: br, max: max}, nil
}

func (g *guard) Read(p []byte) (int, error) {
	for g.out.Len() == 0 {
		if g.err != nil {
			return 0, g.err
		}
		if err := g.ctx.Err(); err != nil {
			g.err = err
			return 0, err
		}
		g.err = g.step()
	}
	return g.out.Read(p)
}

// step handles text up to the next tag, or one piece of markup.
func (g *guard) step() error {
	if g.inner {
		g.inner = false
		return g.stream()
	}
	c, err := g.br.ReadByte()
	if err != nil {
		return err
	}
	if c != '<' && !g.begun && !strings.ContainsRune(" \t\r\n", rune(c)) {
		return errXMLBroken
	}
	g.begun = g.begun || c == '<'
	if c != '<' {
		g.out.WriteByte(c)
		g.run++
		for g.run <= g.max {
			chunk, err := g.br.ReadSlice('<')
			if err == nil {
				chunk = chunk[:len(chunk)-1]
			}
			g.out.Write(chunk)
			g.run += len(chunk)
			if err == nil {
				return g.br.UnreadByte()
			}
			if err != bufio.ErrBufferFull {
				return err
			}
		}
		return errXMLText
	}
	head, _ := g.br.Peek(8)
	switch {
	case hasPrefix(head, "!--"):
		if _, err := g.br.Discard(3); err != nil {
			return errXMLBroken
		}
		_, err := g.until("-->")
		return err
	case hasPrefix(head, "![CDATA["):
		b, err := g.until("]]>")
		if err != nil {
			return err
		}
		if g.run += len(b); g.run > g.max {
			return errXMLText
		}
		g.out.WriteByte('<')
		g.out.Write(b)
		return nil
	case hasPrefix(head, "!"):
		return errDTD
	case hasPrefix(head, "?"):
		b, err := g.until("?>")
		if err != nil {
			return err
		}
		// The text is UTF-8 by now, whatever the declaration says.
		if !bytes.HasPrefix(b, []byte("?xml ")) {
			g.out.WriteByte('<')
			g.out.Write(b)
		}
		return nil
	}
	return g.tag()
}

// until takes everything up to and including the end mark.
func (g *guard) until(end string) ([]byte, error) {
	var b []byte
	for {
		c, err := g.br.ReadByte()
		if err != nil {
			return nil, errXMLBroken
		}
		b = append(b, c)
		if len(b) > g.max {
			return nil, errXMLText
		}
		if c == end[len(end)-1] && bytes.HasSuffix(b, []byte(end)) {
			return b, nil
		}
	}
}

func (g *guard) tag() error {
	var b []byte
	quote := byte(0)
	for {
		c, err := g.br.ReadByte()
		if err != nil {
			return errXMLBroken
		}
		b = append(b, c)
		if len(b) > g.max {
			return errXMLText
		}
		if quote != 0 {
			if c == quote {
				quote = 0
			}
			continue
		}
		if c == '"' || c == '\'' {
			quote = c
		}
		if c == '>' {
			break
		}
	}
	g.run = 0
	g.out.WriteByte('<')
	g.out.Write(b)
	if b[0] == '/' {
		return nil
	}
	name := b[:bytes.IndexAny(b, " \t\r\n/>")]
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	if string(name) != streamed {
		return nil
	}
	if bytes.HasSuffix(b, []byte("/>")) {
		g.data = append(g.data, content{err: "没有内容"})
		return nil
	}
	g.inner = true
	return nil
}

// stream decodes the text of one 编码数据 element.
func (g *guard) stream() error {
	d := newBase64Sink()
	for {
		if err := g.ctx.Err(); err != nil {
			return err
		}
		chunk, err := g.br.ReadSlice('<')
		if err == nil {
			chunk = chunk[:len(chunk)-1]
		}
		d.write(chunk)
		if err == nil {
			break
		}
		if err != bufio.ErrBufferFull {
			return errXMLBroken
		}
	}
	if err := g.br.UnreadByte(); err != nil {
		return errXMLBroken
	}
	c := d.finish()
	if next, _ := g.br.Peek(2); string(next) != "</" {
		c.err = "夹有其他内容"
	}
	g.data = append(g.data, c)
	return nil
}

// base64Sink decodes Base64 piece by piece into digests.
type base64Sink struct {
	clean  []byte
	out    []byte
	h1, h2 hash.Hash
	c      content
	padded bool
}

func newBase64Sink() *base64Sink { return &base64Sink{h1: sha256.New(), h2: sm3.New()} }

func (d *base64Sink) write(p []byte) {
	for _, c := range p {
		if c == ' ' || c == '\n' || c == '\r' || c == '\t' {
			continue
		}
		d.clean = append(d.clean, c)
	}
	// The last four characters wait: only they may hold the padding.
	if n := (len(d.clean) - 1) / 4 * 4; n > 0 {
		d.decode(d.clean[:n])
		d.clean = append(d.clean[:0], d.clean[n:]...)
	}
}

func (d *base64Sink) decode(p []byte) {
	if d.c.err != "" {
		return
	}
	if d.padded {
		d.c.err = "Base64 中间有结束符"
		return
	}
	d.padded = bytes.IndexByte(p, '=') >= 0
	if need := base64.StdEncoding.DecodedLen(len(p)); cap(d.out) < need {
		d.out = make([]byte, need)
	}
	n, err := base64.StdEncoding.Strict().Decode(d.out[:cap(d.out)], p)
	if err != nil {
		d.c.err = "不是规范的 Base64"
		return
	}
	d.h1.Write(d.out[:n])
	d.h2.Write(d.out[:n])
	d.c.size += int64(n)
}

func (d *base64Sink) finish() content {
	if len(d.clean)%4 != 0 {
		d.c.err = "Base64 长度不是 4 的倍数，内容不完整"
	} else if len(d.clean) > 0 {
		d.decode(d.clean)
	}
	d.c.sha256 = hex.EncodeToString(d.h1.Sum(nil))
	d.c.sm3 = hex.EncodeToString(d.h2.Sum(nil))
	return d.c
}

// xmlEvents reads an XML file through a guard and hands over starts, texts and
// ends. The error, if any, is one whose text may be shown.
func xmlEvents(g *guard, start func(xml.StartElement) error, text func(string) error, end func(string) error) error {
	dec := xml.NewDecoder(g)
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errXMLCode }
	depth := 0
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			if g.err != nil && g.err != io.EOF {
				return g.err
			}
			return errXMLBroken
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > 64 {
				return errDeep
			}
			err = start(t)
		case xml.EndElement:
			depth--
			err = end(t.Name.Local)
		case xml.CharData:
			if !utf8.Valid(t) {
				return errXMLCode
			}
			err = text(string(t))
		}
		if err != nil {
			return err
		}
	}
}
