package reader

import (
	"bytes"
	"context"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"
	xunicode "golang.org/x/text/encoding/unicode"
)

// DecodeText turns the bytes of a plain text into UTF-8 and names the encoding
// it found: UTF-8, UTF-16LE, UTF-16BE (with a byte order mark or without) or
// GB18030. ok is false if the bytes are no text in any of them; the text is then
// the best that could be made. Control characters are removed as in CleanText.
func DecodeText(b []byte) (text, encoding string, ok bool) {
	s, enc, ok := decode(b, false)
	return CleanText(s), enc, ok
}

func decode(b []byte, cut bool) (string, string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return string(trimTail(b[3:], cut)), "UTF-8", true
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return decodeUTF16(b[2:], false), "UTF-16LE", true
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return decodeUTF16(b[2:], true), "UTF-16BE", true
	}
	nul := bytes.IndexByte(b, 0) >= 0
	if nul {
		if wide, ok := guessUTF16(b); ok {
			return decodeUTF16(b, wide == "UTF-16BE"), wide, true
		}
	}
	if t := trimTail(b, cut); utf8.Valid(t) {
		return string(t), "UTF-8", fewControls(t)
	}
	out, _ := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	wrong := bytes.Count(out, []byte("�"))
	if cut && wrong > 0 && bytes.HasSuffix(out, []byte("�")) {
		wrong--
	}
	if wrong > 1+utf8.RuneCount(out)/100 {
		if wide, ok := guessUTF16(b); ok {
			return decodeUTF16(b, wide == "UTF-16BE"), wide, true
		}
		return string(out), "GB18030", false
	}
	return string(out), "GB18030", fewControls(out)
}

// trimTail drops a UTF-8 character cut in two by the end of the buffer.
func trimTail(b []byte, cut bool) []byte {
	if !cut {
		return b
	}
	for i := 1; i <= 3 && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

func decodeUTF16(b []byte, big bool) string {
	e := xunicode.LittleEndian
	if big {
		e = xunicode.BigEndian
	}
	out, _ := xunicode.UTF16(e, xunicode.IgnoreBOM).NewDecoder().Bytes(b[:len(b)&^1])
	return string(out)
}

// guessUTF16 counts, for either byte order, the units that Chinese and Latin
// prose is made of.
func guessUTF16(b []byte) (string, bool) {
	n := min(len(b)&^1, 1<<16)
	if n < 4 {
		return "", false
	}
	prose := func(u uint16) bool {
		return u >= 0x20 && u < 0x7F || u == '\n' || u == '\r' || u == '\t' ||
			u >= 0x4E00 && u <= 0x9FFF || u >= 0x3000 && u <= 0x303F || u >= 0xFF00 && u <= 0xFFEF || u >= 0x2010 && u <= 0x2026
	}
	le, be := 0, 0
	for i := 0; i < n; i += 2 {
		if prose(uint16(b[i]) | uint16(b[i+1])<<8) {
			le++
		}
		if prose(uint16(b[i+1]) | uint16(b[i])<<8) {
			be++
		}
	}
	need := n / 2 * 95 / 100
	switch {
	case le >= need && le > be:
		return "UTF-16LE", true
	case be >= need && be > le:
		return "UTF-16BE", true
	}
	return "", false
}

func fewControls(b []byte) bool {
	n := 0
	for _, c := range b {
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' || c == 0x7F {
			n++
		}
	}
	return n <= 1+len(b)/200
}

func looksText(head []byte) bool {
	_, _, ok := decode(head, true)
	return ok
}

// CleanText keeps lines, tabs and page breaks and removes every other control
// character, byte order marks and what is no character; all line ends become \n
// and invalid UTF-8 the replacement character.
func CleanText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	cr := false
	for _, c := range s {
		if cr && c == '\n' {
			cr = false
			continue
		}
		cr = c == '\r'
		switch {
		case cr, c == 0x2028, c == 0x2029, c == 0x85, c == '\v':
			b.WriteByte('\n')
		case c == '\n' || c == '\t' || c == '\f':
			b.WriteRune(c)
		case unicode.IsControl(c), c == 0xFEFF, c&0xFFFE == 0xFFFE, c >= 0xFDD0 && c <= 0xFDEF:
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// oneLine makes a metadata value fit for one line of at most 500 characters.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(CleanText(s), "\f", " ")), " ")
	if r := []rune(s); len(r) > 500 {
		s = string(r[:500])
	}
	return s
}

// cutText shortens a body to its limit at a character's border and says so.
func cutText(d *Document, s string, lim Limits) string {
	if len(s) <= lim.TextBytes {
		return s
	}
	n := lim.TextBytes
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	d.warn("正文过长，只读取了前 " + bytesText(int64(lim.TextBytes)) + "。")
	return s[:n]
}

func readText(ctx context.Context, d *Document, ra io.ReaderAt, size int64, lim Limits) error {
	// GB18030 needs up to four bytes where UTF-8 needs three, UTF-16 fewer: the
	// raw limit is generous and the decoded text is cut again.
	limit := int64(lim.TextBytes) * 2
	raw, err := readAll(ra, size, limit)
	if err != nil {
		return err
	}
	cut := size > limit
	if cut {
		d.warn("文件过长，只读取了前 " + bytesText(limit) + "。")
	}
	s, enc, ok := decode(raw, cut)
	if !ok {
		d.warn("文字编码不能完全确定，读出的正文可能有乱码，请核对原文。")
	}
	d.Encoding = enc
	if d.Kind == HTML {
		s = htmlText(d, s)
	}
	s = CleanText(s)
	d.Body = cutText(d, s, lim)
	d.Pages, d.PagesEstimated = 1, true
	if strings.TrimSpace(d.Body) == "" {
		d.warn("文件里没有文字。")
	}
	return ctx.Err()
}

// htmlText keeps the words of a page: no scripts, no styles, a line per block.
func htmlText(d *Document, s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(1 << 20)
	var b strings.Builder
	skip, inTitle := 0, false
	for {
		t := z.Next()
		if t == html.ErrorToken {
			if z.Err() != io.EOF {
				d.warn("网页结构异常，正文只读出了一部分。")
			}
			return b.String()
		}
		switch t {
		case html.TextToken:
			text := string(z.Text())
			switch {
			case inTitle:
				d.Title = oneLine(html.UnescapeString(text))
			case skip == 0:
				text = html.UnescapeString(text)
				words := strings.Join(strings.Fields(text), " ")
				if words != "" {
					b.WriteString(words)
				}
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			raw, _ := z.TagName()
			open := t == html.StartTagToken
			switch tag := string(raw); tag {
			case "script", "style", "noscript", "template":
				if open {
					skip++
					d.warn("网页里的脚本和样式没有读取。")
				} else if t == html.EndTagToken && skip > 0 {
					skip--
				}
			case "title":
				inTitle = open
			case "td", "th":
				if t == html.EndTagToken {
					b.WriteByte('\t')
				}
			case "p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section", "article", "header", "footer":
				if b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
					b.WriteByte('\n')
				}
			}
		}
	}
}
