package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"

	"lantai.internal/kit/web/ui"
)

// Answer is what a page answers with. It is rendered whole before a byte is
// sent, so a page is never half there. Make one with Render, Redirect, File,
// JSON or Text, or with the Request's Desk and Portal.
type Answer struct {
	status   int
	page     templ.Component
	location string
	value    any
	text     string
	kind     string // content type
	name     string
	mod      time.Time
	content  io.ReadSeeker
	inline   bool
	say      []ui.Notice
	header   [][2]string
	shared   bool
	err      error
}

// Render answers with a component as it is, without a frame.
func Render(c templ.Component) Answer {
	return Answer{status: http.StatusOK, page: c, kind: "text/html; charset=utf-8"}
}

// Redirect sends the browser on, by GET, to another address of this site
// (status 303). An address elsewhere is a mistake and answers 500.
func Redirect(to string) Answer {
	if Local(to) != to {
		return Answer{err: fmt.Errorf("web: redirect to %q leaves the site", to)}
	}
	return Answer{status: http.StatusSeeOther, location: to}
}

// Local gives s if it is an address on this site (an absolute path with optional
// query), and "/" otherwise. Use it on every "next" that came from outside.
func Local(s string) string {
	if !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || len(s) > 2000 || !utf8.ValidString(s) {
		return "/"
	}
	for _, c := range s {
		if c == '\\' || c < 0x20 || c == 0x7f {
			return "/"
		}
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.User != nil || strings.HasPrefix(u.Path, "//") || strings.Contains(u.Path, "\\") {
		return "/"
	}
	return s
}

// File answers with a file to be saved, under its own name whatever script it is
// in (RFC 6266). The browser is told neither to guess its type nor to run any
// of it. Ranges and If-Modified-Since are honoured. content is closed if it can be.
func File(name, contentType string, mod time.Time, content io.ReadSeeker) Answer {
	return Answer{status: http.StatusOK, name: name, kind: contentType, mod: mod, content: content}
}

// Inline shows a File in the browser instead of saving it. Only for pictures and
// PDF files that this program made itself; others are still saved.
func (a Answer) Inline() Answer {
	switch a.kind {
	case "image/png", "image/jpeg", "application/pdf":
		a.inline = true
	}
	return a
}

// JSON answers a script or a program.
func JSON(v any) Answer {
	return Answer{status: http.StatusOK, value: v, kind: "application/json; charset=utf-8"}
}

// Text answers with plain text.
func Text(s string) Answer {
	return Answer{status: http.StatusOK, text: s, kind: "text/plain; charset=utf-8"}
}

// TextAs answers with a text of another type: a feed, a table.
func TextAs(contentType, s string) Answer {
	return Answer{status: http.StatusOK, text: s, kind: contentType}
}

// Status changes the status of an answer.
func (a Answer) Status(code int) Answer {
	a.status = code
	return a
}

// Say gives the next page a notice: "已登记，收文号 2026-收-0431".
func (a Answer) Say(tone ui.Tone, text string) Answer {
	a.say = append(append([]ui.Notice(nil), a.say...), ui.Notice{Tone: tone, Text: text})
	return a
}

// SayNotice is Say for a notice with a link.
func (a Answer) SayNotice(n ui.Notice) Answer {
	a.say = append(append([]ui.Notice(nil), a.say...), n)
	return a
}

// With adds a header. Line breaks in the value are an error of the programmer
// and answer 500.
func (a Answer) With(name, value string) Answer {
	if strings.ContainsAny(name+value, "\r\n\x00") {
		a.err = fmt.Errorf("web: header %q has a line break", name)
		return a
	}
	a.header = append(append([][2]string(nil), a.header...), [2]string{name, value})
	return a
}

// Shared lets a public answer be kept by browsers for five minutes; without it
// nothing is kept anywhere.
func (a Answer) Shared() Answer {
	a.shared = true
	return a
}

// disposition is the Content-Disposition of a file (RFC 6266, RFC 5987).
func disposition(how, name, house string) string {
	name = FileName(name)
	return how + `; filename="` + plainName(name, house) + `"; filename*=UTF-8''` + percent(name)
}

var plainBrackets = strings.NewReplacer("·", ".", "〔", "(", "〕", ")", "（", "(", "）", ")", "—", "-", "–", "-", "　", " ")

// plainName is a name for programs that know no other script: what is left of it
// in ASCII, and the house's name where nothing is left.
func plainName(name, house string) string {
	stem, ext := name, ""
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		stem, ext = name[:i], name[i:]
	}
	ascii := func(c rune) rune {
		switch {
		case c < 0x20 || c > 0x7e:
			return -1
		case c == '"' || c == '\\' || c == '%' || c == ';':
			return '_'
		}
		return c
	}
	stem = strings.Map(ascii, plainBrackets.Replace(stem))
	stem = strings.Trim(strings.ReplaceAll(strings.Join(strings.Fields(stem), " "), "--", "-"), " .-_")
	if stem == "" {
		stem = house
	}
	return stem + strings.Map(ascii, ext)
}

const attrChar = "!#$&+-.^_`|~"

func percent(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(attrChar, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// FileName makes of anything a name under which a file can be saved anywhere:
// no path, no control or reserved characters, no leading or trailing dots, at
// most 200 bytes, never empty. The extension survives.
func FileName(s string) string {
	s = strings.ToValidUTF8(s, "_")
	s = strings.Map(func(c rune) rune {
		switch {
		case c < 0x20, c == 0x7f, c >= 0x80 && c <= 0x9f:
			return -1
		case strings.ContainsRune(`/\:*?"<>|`, c):
			return '_'
		case c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e, c == 0x200f:
			return -1 // marks that turn the direction of writing hide the real extension
		}
		return c
	}, s)
	s = strings.Trim(s, " .")
	if len(s) > 200 {
		ext := ""
		if i := strings.LastIndexByte(s, '.'); i > 0 && len(s)-i <= 12 {
			ext = s[i:]
		}
		cut := 200 - len(ext)
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut] + ext
	}
	if s == "" {
		return "file"
	}
	return s
}

func encodeJSON(v any) ([]byte, error) {
	b, err := json.Marshal(v) // escapes <, >, & as well
	if err != nil {
		return nil, err
	}
	return append(b, '\n'), nil
}
