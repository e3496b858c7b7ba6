package describe

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// line is a line with text, as it stands and cleaned.
type line struct {
	no   int    // number in the file, from 1
	text string // without markup, outer space and zero-width characters
	head bool   // it was a Markdown heading of the first level
}

// text is a document cut into its lines. lines[:head] is the head: red head,
// number, title, notes of approval, up to the addressee or the first article.
// lines[:preamble] reaches to the end of a preamble that the file marks itself.
type text struct {
	lines          []line
	head, preamble int
}

const (
	headMax   = 60 // lines of a head, however long the document
	quoteMax  = 40 // characters of a quotation in an evidence text
	scanLimit = 1 << 20
	// lineMax bytes of a line are looked at: what a description needs stands at
	// the beginning of a line, and a text without line breaks must cost no more.
	lineMax = 1500
)

var (
	bodyStart = regexp.MustCompile(`^(第[一二三四五六七八九十百0-9]+[编章节条][\s　]|第[一1][编章节条]|[一1]\s*[、.．]|[(（][一1][)）])`)
	addressee = regexp.MustCompile(`^[^。；]{2,120}[:：]$`)
	endMarker = regexp.MustCompile(`^<!--.*-->$`)
	headMark  = regexp.MustCompile(`^#{1,6}\s+`)
)

func split(body string) text {
	var t text
	closed, marked := false, false
	no := 0
	for rest := body; rest != ""; {
		var raw string
		raw, rest, _ = strings.Cut(rest, "\n")
		no++
		s := clean(cut(raw, lineMax))
		if s == "" {
			continue
		}
		if endMarker.MatchString(s) {
			if !marked && strings.Contains(s, "END") {
				marked = true
				t.preamble = len(t.lines)
				if !closed {
					t.head, closed = len(t.lines), true
				}
			}
			continue
		}
		l := line{no: no, text: s}
		if m := headMark.FindString(s); m != "" {
			l.head = len(strings.TrimSpace(m)) == 1
			l.text = strings.TrimSpace(s[len(m):])
			if l.text == "" {
				continue
			}
		}
		if !closed && len(t.lines) > 0 && (bodyStart.MatchString(l.text) || addressee.MatchString(l.text) ||
			prose(l.text) || len(t.lines) >= headMax) {
			t.head, closed = len(t.lines), true
		}
		t.lines = append(t.lines, l)
	}
	if !closed {
		t.head = min(len(t.lines), headMax)
	}
	t.preamble = max(t.preamble, t.head)
	return t
}

// prose reports whether a line is a sentence of running text and not a note of
// approval, which may be long but begins with a date.
func prose(s string) bool {
	if !strings.HasSuffix(s, "。") || utf8.RuneCountInString(s) <= 30 {
		return false
	}
	return !opensWithDate(s) || len(datesOf(line{text: s})) == 0
}

// cut shortens s to n bytes without breaking a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\u200b', '\ufeff', '\u00ad':
			return -1
		case '　', '\u00a0', '\t', '\r':
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(strings.ReplaceAll(s, "**", ""))
}

func (l line) where() string {
	return fmt.Sprintf("正文第%d行“%s”", l.no, quote(l.text))
}

func quote(s string) string {
	n := 0
	for i := range s {
		if n == quoteMax {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// fileName is a file's name without folders and extension, and its date if it
// carries one.
type fileName struct {
	full, stem string // stem: without extension and date
	date       string // as written
}

var nameDate = regexp.MustCompile(`[\s_—–-]*[(（\[【]?\s*((?:19|20)\d\d)(?:[-._年/]?)(0[1-9]|1[0-2]|[1-9])(?:[-._月/]?)(0[1-9]|[12]\d|3[01]|[1-9])日?\s*[)）\]】]?[\s_-]*`)

func splitName(name string) fileName {
	base := path.Base(strings.ReplaceAll(name, "\\", "/"))
	if base == "." || base == "/" {
		return fileName{}
	}
	full := base
	if ext := path.Ext(base); ext != "" && len(ext) <= 6 && !strings.ContainsAny(ext, " )）") && !isNumber(ext[1:]) {
		base = strings.TrimSuffix(base, ext)
	}
	f := fileName{full: full, stem: strings.TrimSpace(base)}
	all := nameDate.FindAllStringSubmatchIndex(base, -1)
	for i := len(all) - 1; i >= 0; i-- {
		m := all[i]
		day, ok := dayOf(base[m[2]:m[3]], base[m[4]:m[5]], base[m[6]:m[7]])
		if !ok || digitBeside(base, m[2], m[1]) {
			continue
		}
		f.date = day.String()
		if rest := strings.TrimSpace(base[:m[0]] + " " + base[m[1]:]); rest != "" {
			f.stem = rest
		}
		break
	}
	return f
}

// digitBeside reports whether the match is a piece of a longer number.
func digitBeside(s string, from, to int) bool {
	isDigit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	return isDigit(from-1) || (isDigit(to-1) && isDigit(to))
}

func isNumber(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
