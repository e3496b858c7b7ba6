package decide

import "encoding/json"

// scanner walks over JSON text, which it knows to be UTF-8, and tells where each
// value ends. It takes what RFC 8259 allows and nothing else.
type scanner struct {
	text []byte
	at   int
}

// maxDepth is how deep values may be nested.
const maxDepth = 32

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) take(b byte) bool {
	if s.at < len(s.text) && s.text[s.at] == b {
		s.at++
		return true
	}
	return false
}

// key reads the name of a member.
func (s *scanner) key() (string, bool) {
	start := s.at
	escaped, ok := s.str()
	if !ok {
		return "", false
	}
	if !escaped {
		return string(s.text[start+1 : s.at-1]), true
	}
	var key string
	err := json.Unmarshal(s.text[start:s.at], &key)
	return key, err == nil
}

// str passes over a string.
func (s *scanner) str() (escaped, ok bool) {
	if !s.take('"') {
		return false, false
	}
	for s.at < len(s.text) {
		c := s.text[s.at]
		s.at++
		switch {
		case c == '"':
			return escaped, true
		case c < ' ':
			return escaped, false
		case c == '\\':
			escaped = true
			if !s.escape() {
				return escaped, false
			}
		}
	}
	return escaped, false
}

func (s *scanner) escape() bool {
	if s.at >= len(s.text) {
		return false
	}
	c := s.text[s.at]
	s.at++
	switch c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			if s.at >= len(s.text) || !hex(s.text[s.at]) {
				return false
			}
			s.at++
		}
		return true
	}
	return false
}

func hex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// value passes over any value.
func (s *scanner) value(depth int) bool {
	if s.at >= len(s.text) || depth > maxDepth {
		return false
	}
	switch c := s.text[s.at]; c {
	case '"':
		_, ok := s.str()
		return ok
	case '{':
		return s.list('}', depth, true)
	case '[':
		return s.list(']', depth, false)
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	default:
		return s.number()
	}
}

// list passes over an array or, with keys, an object.
func (s *scanner) list(end byte, depth int, keys bool) bool {
	s.at++
	s.space()
	for first := true; !s.take(end); first = false {
		if !first && !s.take(',') {
			return false
		}
		s.space()
		if keys {
			_, ok := s.str()
			s.space()
			if !ok || !s.take(':') {
				return false
			}
			s.space()
		}
		if !s.value(depth + 1) {
			return false
		}
		s.space()
	}
	return true
}

func (s *scanner) word(w string) bool {
	if len(s.text)-s.at < len(w) || string(s.text[s.at:s.at+len(w)]) != w {
		return false
	}
	s.at += len(w)
	return true
}

func (s *scanner) digits() bool {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at > start
}

func (s *scanner) number() bool {
	s.take('-')
	if !s.take('0') && !s.digits() {
		return false
	}
	if s.take('.') && !s.digits() {
		return false
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		return s.digits()
	}
	return true
}
