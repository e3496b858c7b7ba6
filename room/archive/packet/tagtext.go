package packet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/ianaindex"
	xunicode "golang.org/x/text/encoding/unicode"
)

// declaration is what bagit.txt says.
type declaration struct {
	version  string // as written, e.g. "0.97"
	encoding string // as written, "UTF-8" if missing
}

// modern reports whether the rules of RFC 8493 apply rather than those of a draft.
func (d declaration) modern() bool { return d.version == "1.0" }

var bagVersions = map[string]bool{"0.93": true, "0.94": true, "0.95": true, "0.96": true, "0.97": true, "1.0": true}

var (
	versionLine  = regexp.MustCompile(`^([ \t]*)BagIt-Version([ \t]*):([ \t]*)(\S+?)([ \t]*)$`)
	encodingLine = regexp.MustCompile(`^([ \t]*)Tag-File-Character-Encoding([ \t]*):([ \t]*)(\S+?)([ \t]*)$`)
	versionWord  = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
)

const utf8BOM = "\xef\xbb\xbf"

// parseDeclaration reads bagit.txt, which is UTF-8 and has exactly two lines
// (RFC 8493 section 2.1.1).
func parseDeclaration(b []byte, f *findings) declaration {
	d := declaration{encoding: "UTF-8"}
	if bytes.HasPrefix(b, []byte(utf8BOM)) {
		f.errf("bagit.txt 以字节顺序标记（BOM）开头，规范不允许。")
		b = b[len(utf8BOM):]
	}
	if !utf8.Valid(b) {
		f.errf("bagit.txt 不是 UTF-8 文本。")
		return d
	}
	lr := newLineReader(bytes.NewReader(b), len(b)+1)
	var lines []string
	for {
		s, err := lr.next()
		if err != nil {
			break
		}
		lines = append(lines, s)
	}
	blank := 0
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines, blank = lines[:len(lines)-1], blank+1
	}
	if blank > 0 {
		f.warnf("bagit.txt 末尾有 %d 个空行。", blank)
	}
	if len(lines) == 0 {
		f.errf("bagit.txt 是空的，缺 BagIt-Version 和 Tag-File-Character-Encoding 两行。")
		return d
	}
	m := versionLine.FindStringSubmatch(lines[0])
	switch {
	case m == nil:
		f.errf("bagit.txt 第 1 行应为“BagIt-Version: 版本号”，实际是 %s。", show(lines[0]))
	case !versionWord.MatchString(m[4]):
		f.errf("bagit.txt 的版本号 %s 不是“数字.数字”的形式。", show(m[4]))
	default:
		d.version = m[4]
		if !bagVersions[d.version] {
			f.errf("不支持 BagIt %s 版，能核验的是 0.93 至 0.97 和 1.0。", d.version)
		}
		declaredSpace(m, 1, "BagIt-Version", d, f)
	}
	if len(lines) < 2 {
		f.errf("bagit.txt 缺第 2 行 Tag-File-Character-Encoding（标签文件字符编码）。")
		return d
	}
	if m = encodingLine.FindStringSubmatch(lines[1]); m == nil {
		f.errf("bagit.txt 第 2 行应为“Tag-File-Character-Encoding: 编码名”，实际是 %s。", show(lines[1]))
	} else {
		d.encoding = m[4]
		declaredSpace(m, 2, "Tag-File-Character-Encoding", d, f)
	}
	if len(lines) > 2 {
		f.errf("bagit.txt 应当只有两行，实际有 %d 行。", len(lines))
	}
	return d
}

// declaredSpace holds the blanks of a line of bagit.txt against the rule: none
// but one after the colon. The drafts were read more generously.
func declaredSpace(m []string, line int, label string, d declaration, f *findings) {
	switch {
	case m[1] != "" || m[2] != "":
		f.errf("bagit.txt 第 %d 行 %s 的冒号前有空白，规范不允许。", line, label)
	case m[3] != " " && d.modern():
		f.errf("bagit.txt 第 %d 行 %s 的冒号后应当正好有一个空格。", line, label)
	case m[5] != "" && d.modern():
		f.errf("bagit.txt 第 %d 行 %s 的行尾有多余空白，规范不允许。", line, label)
	case m[3] != " " || m[5] != "":
		f.warnf("bagit.txt 第 %d 行 %s 的空白不规范。", line, label)
	}
}

// tagEncoding finds the encoding of the tag files; nil means UTF-8.
func tagEncoding(name string) (enc encoding.Encoding, ok bool) {
	switch strings.ToUpper(name) {
	case "UTF-8", "UTF8", "US-ASCII", "ASCII":
		return nil, true
	case "UTF-16":
		return xunicode.UTF16(xunicode.BigEndian, xunicode.UseBOM), true
	case "GB2312":
		name = "GBK"
	}
	enc, err := ianaindex.IANA.Encoding(name)
	return enc, err == nil && enc != nil
}

var (
	errLongLine = errors.New("line too long")
	errBadText  = errors.New("not text in the declared encoding")
)

// lineReader gives the lines of a text one by one, ended by LF, CR or CRLF, and
// never keeps more than one line in memory.
type lineReader struct {
	br    *bufio.Reader
	max   int
	crlf  bool // the previous line ended in CR
	first bool
	bom   bool // a byte order mark was dropped
	n     int  // lines given so far
}

func newLineReader(r io.Reader, max int) *lineReader {
	return &lineReader{br: bufio.NewReader(r), max: max, first: true}
}

// next gives the next line without its end, or io.EOF.
func (l *lineReader) next() (string, error) {
	if l.first {
		l.first = false
		if b, err := l.br.Peek(3); err == nil && string(b) == utf8BOM {
			l.bom = true
			if _, err := l.br.Discard(3); err != nil {
				return "", err
			}
		}
	}
	var line []byte
	for {
		c, err := l.br.ReadByte()
		if err == io.EOF {
			if len(line) == 0 {
				return "", io.EOF
			}
			break
		}
		if err != nil {
			return "", err
		}
		if c == '\n' && l.crlf {
			l.crlf = false
			if len(line) == 0 {
				continue
			}
		}
		l.crlf = c == '\r'
		if c == '\n' || c == '\r' {
			break
		}
		if len(line) >= l.max {
			return "", errLongLine
		}
		line = append(line, c)
	}
	l.n++
	if !utf8.Valid(line) {
		return "", errBadText
	}
	return string(line), nil
}

// manifestLine is one line of a manifest.
type manifestLine struct {
	sum  string // lower-case hexadecimal
	path string // as written, the asterisk of the md5sum tools removed
	star bool
}

// parseManifestLine splits "checksum path". ok is false if it is not of that form.
func parseManifestLine(s string) (m manifestLine, ok bool) {
	i := 0
	for i < len(s) && isHex(s[i]) {
		i++
	}
	j := i
	for j < len(s) && (s[j] == ' ' || s[j] == '\t') {
		j++
	}
	if i == 0 || i%2 != 0 || j == i || j == len(s) {
		return manifestLine{}, false
	}
	m = manifestLine{sum: strings.ToLower(s[:i]), path: s[j:]}
	if rest, star := strings.CutPrefix(m.path, "*"); star && rest != "" {
		m.path, m.star = rest, true
	}
	return m, true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// decodePath undoes the percent-encoding of CR, LF and, in version 1.0, of the
// percent sign itself; every other percent sign stands for itself.
func decodePath(p string, modern bool) (decoded string, bare bool) {
	if !strings.Contains(p, "%") {
		return p, false
	}
	var b strings.Builder
	for i := 0; i < len(p); i++ {
		if p[i] == '%' && i+2 < len(p) {
			switch code := strings.ToUpper(p[i+1 : i+3]); {
			case code == "0A":
				b.WriteByte('\n')
				i += 2
				continue
			case code == "0D":
				b.WriteByte('\r')
				i += 2
				continue
			case code == "25" && modern:
				b.WriteByte('%')
				i += 2
				continue
			}
		}
		bare = bare || p[i] == '%'
		b.WriteByte(p[i])
	}
	return b.String(), bare
}

// encodePath is the inverse of decodePath for version 1.0.
func encodePath(p string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(p)
}

// fetchLine is one line of fetch.txt: an address, a length or "-", and a path.
type fetchLine struct{ url, length, path string }

func parseFetchLine(s string) (l fetchLine, ok bool) {
	blank := func(r rune) bool { return r == ' ' || r == '\t' }
	i := strings.IndexFunc(s, blank)
	if i <= 0 {
		return l, false
	}
	l.url = s[:i]
	rest := strings.TrimLeftFunc(s[i:], blank)
	if i = strings.IndexFunc(rest, blank); i <= 0 {
		return l, false
	}
	l.length = rest[:i]
	l.path = strings.TrimLeftFunc(rest[i:], blank)
	if l.length != "-" {
		if n, err := strconv.ParseInt(l.length, 10, 64); err != nil || n < 0 {
			return l, false
		}
	}
	return l, l.path != ""
}
