package reader

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// xmlTokens reads XML that a stranger wrote: no DOCTYPE (so no entities of his
// own, and nothing external ever), bounded nesting.
type xmlTokens struct {
	d     *xml.Decoder
	depth int
	limit int
	what  string
}

var errDoctype = errors.New("document type declaration")

func newXML(b []byte, lim Limits, what string) *xmlTokens {
	if bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) {
		s, _, _ := decode(b, false)
		// The declaration names the old encoding; the bytes are UTF-8 now.
		if i := strings.Index(s, "?>"); strings.HasPrefix(s, "<?xml") && i > 0 {
			s = s[i+2:]
		}
		b = []byte(s)
	}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "gb18030", "gbk", "gb2312":
			return simplifiedchinese.GB18030.NewDecoder().Reader(in), nil
		case "us-ascii", "ascii", "utf8":
			return in, nil
		}
		return nil, fmt.Errorf("charset %q", charset)
	}
	return &xmlTokens{d: d, limit: lim.XMLDepth, what: what}
}

// next gives the next token, nil at the end.
func (x *xmlTokens) next() (xml.Token, error) {
	t, err := x.d.Token()
	if err == io.EOF {
		return nil, nil
	}
	if err != nil {
		return nil, broken(x.what, err)
	}
	switch t := t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > x.limit {
			return nil, refuse(ErrBomb, nil, "%s的内部结构嵌套超过 %d 层，没有读取。请用原软件另存后再上传。", x.what, x.limit)
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		if bytes.HasPrefix(bytes.ToUpper(bytes.TrimSpace(t)), []byte("DOCTYPE")) {
			return nil, refuse(ErrBroken, errDoctype, "%s的内部含有实体声明（DOCTYPE），可能有害，没有读取。请用原软件另存后再上传。", x.what)
		}
	}
	return t, nil
}

// skip passes over the element whose start was just read.
func (x *xmlTokens) skip() error {
	for from := x.depth; x.depth >= from; {
		t, err := x.next()
		if err != nil || t == nil {
			return err
		}
	}
	return nil
}

// text collects the characters of the element whose start was just read.
func (x *xmlTokens) text() (string, error) {
	var b strings.Builder
	for from := x.depth; x.depth >= from; {
		t, err := x.next()
		if err != nil {
			return "", err
		}
		if t == nil {
			break
		}
		if c, ok := t.(xml.CharData); ok {
			b.Write(c)
		}
	}
	return b.String(), nil
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
