package redaction

import (
	"bytes"
	"strconv"
	"strings"
)

type tokenKind int

const (
	operator tokenKind = iota
	str
	name
	numeral
	open
	closing
)

type token struct {
	kind tokenKind
	text string
}

// scanner cuts a content stream into tokens.
type scanner struct {
	b []byte
	i int
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}
func delimiter(c byte) bool { return strings.IndexByte("()<>[]{}/%", c) >= 0 }

func (s *scanner) next() (token, bool) {
	for s.i < len(s.b) {
		c := s.b[s.i]
		switch {
		case space(c), c == '{', c == '}', c == ')':
			s.i++
		case c == '%':
			for s.i < len(s.b) && s.b[s.i] != '\n' && s.b[s.i] != '\r' {
				s.i++
			}
		case c == '(':
			return token{str, s.literal()}, true
		case c == '<' && s.i+1 < len(s.b) && s.b[s.i+1] == '<', c == '>':
			s.i++
			if s.i < len(s.b) && (s.b[s.i] == '<' || s.b[s.i] == '>') {
				s.i++
			}
		case c == '<':
			return token{str, s.hex()}, true
		case c == '[':
			s.i++
			return token{open, "["}, true
		case c == ']':
			s.i++
			return token{closing, "]"}, true
		case c == '/':
			s.i++
			return token{name, s.word()}, true
		default:
			w := s.word()
			if w == "" {
				s.i++
				continue
			}
			if w == "ID" {
				s.skipPicture()
				continue
			}
			if strings.IndexByte("0123456789+-.", w[0]) >= 0 {
				return token{numeral, w}, true
			}
			return token{operator, w}, true
		}
	}
	return token{}, false
}

// skipPicture passes over the bytes of a picture set into the text.
func (s *scanner) skipPicture() {
	if i := bytes.Index(s.b[s.i:], []byte("EI")); i >= 0 {
		s.i += i + 2
	} else {
		s.i = len(s.b)
	}
}

func (s *scanner) word() string {
	from := s.i
	for s.i < len(s.b) && !space(s.b[s.i]) && !delimiter(s.b[s.i]) {
		s.i++
	}
	return string(s.b[from:s.i])
}

func (s *scanner) hex() string {
	end := bytes.IndexByte(s.b[s.i:], '>')
	if end < 0 {
		end = len(s.b) - s.i
	}
	var d []byte
	for _, c := range s.b[s.i+1 : s.i+end] {
		if !space(c) {
			d = append(d, c)
		}
	}
	s.i = min(s.i+end+1, len(s.b))
	if len(d)%2 == 1 {
		d = append(d, '0')
	}
	var out []byte
	for i := 0; i < len(d); i += 2 {
		n, err := strconv.ParseUint(string(d[i:i+2]), 16, 8)
		if err != nil {
			continue
		}
		out = append(out, byte(n))
	}
	return string(out)
}

func (s *scanner) literal() string {
	var out []byte
	depth := 0
	for ; s.i < len(s.b); s.i++ {
		c := s.b[s.i]
		switch {
		case c == '\\' && s.i+1 < len(s.b):
			s.i++
			switch e := s.b[s.i]; e {
			case 'n':
				out = append(out, '\n')
			case 'r':
				out = append(out, '\r')
			case 't':
				out = append(out, '\t')
			case 'b', 'f', '\n':
			case '\r':
				if s.i+1 < len(s.b) && s.b[s.i+1] == '\n' {
					s.i++
				}
			default:
				if e < '0' || e > '7' {
					out = append(out, e)
					continue
				}
				n := 0
				for k := 0; k < 3 && s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '7'; k++ {
					n = n*8 + int(s.b[s.i]-'0')
					s.i++
				}
				s.i--
				out = append(out, byte(n))
			}
		case c == '(':
			if depth++; depth > 1 {
				out = append(out, c)
			}
		case c == ')':
			if depth--; depth == 0 {
				s.i++
				return string(out)
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
