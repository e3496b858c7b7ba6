package webtest

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"
)

// Doc is a parsed page.
type Doc struct{ root *html.Node }

// Parse reads HTML as a browser does.
func Parse(r io.Reader) (*Doc, error) {
	n, err := html.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("webtest: %w", err)
	}
	return &Doc{n}, nil
}

// First gives the first match of selector, nil if there is none.
func (d *Doc) First(selector string) *html.Node {
	if all := d.All(selector); len(all) > 0 {
		return all[0]
	}
	return nil
}

// All gives the matches of selector in the order of the page. A selector is a
// list, separated by commas, of compounds separated by space (descendant) or >
// (child); a compound is made of tag, #id, .class, [attr], [attr=value],
// [attr^=value], [attr*=value], :first-child. It panics on anything else.
func (d *Doc) All(selector string) []*html.Node {
	var chains [][]step
	for _, s := range splitList(selector) {
		chains = append(chains, parseSelector(s))
	}
	var out []*html.Node
	Walk(d.root, func(n *html.Node) {
		for _, c := range chains {
			if matches(n, c) {
				out = append(out, n)
				return
			}
		}
	})
	return out
}

// Walk visits every element below n.
func Walk(n *html.Node, visit func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			visit(c)
		}
		Walk(c, visit)
	}
}

// Text gives the text inside n, runs of space made one.
func Text(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Attr gives the value of an attribute.
func Attr(n *html.Node, name string) (value string, ok bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// Value gives what a control would send.
func Value(n *html.Node) string {
	switch n.Data {
	case "textarea":
		var b strings.Builder
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			b.WriteString(c.Data)
		}
		return b.String()
	case "select":
		first, chosen := "", ""
		Walk(n, func(o *html.Node) {
			if o.Data != "option" {
				return
			}
			v, _ := Attr(o, "value")
			if first == "" {
				first = v
			}
			if _, ok := Attr(o, "selected"); ok && chosen == "" {
				chosen = v
			}
		})
		if chosen != "" {
			return chosen
		}
		return first
	}
	v, _ := Attr(n, "value")
	return v
}

// Check is something that should hold for an element.
type Check struct {
	Name  string
	Holds func(*html.Node) bool
}

// HasText holds if the element's text contains s.
func HasText(s string) Check {
	return Check{fmt.Sprintf("should have the text %q", s), func(n *html.Node) bool { return strings.Contains(Text(n), s) }}
}

// IsText holds if the element's text is s.
func IsText(s string) Check {
	return Check{fmt.Sprintf("should have exactly the text %q", s), func(n *html.Node) bool { return Text(n) == s }}
}

// HasAttr holds if the attribute has the value.
func HasAttr(name, value string) Check {
	return Check{fmt.Sprintf("should have %s=%q", name, value), func(n *html.Node) bool { v, ok := Attr(n, name); return ok && v == value }}
}

// HasValue holds if the control would send s.
func HasValue(s string) Check {
	return Check{fmt.Sprintf("should have the value %q", s), func(n *html.Node) bool { return Value(n) == s }}
}

func texts(nodes []*html.Node) []string {
	var out []string
	for i, n := range nodes {
		if i == 8 {
			return append(out, "…")
		}
		out = append(out, Text(n))
	}
	return out
}

type step struct {
	child bool // directly below the step before
	tag   string
	tests []func(*html.Node) bool
}

func matches(n *html.Node, chain []step) bool {
	last := chain[len(chain)-1]
	if !last.matches(n) {
		return false
	}
	if len(chain) == 1 {
		return true
	}
	for p := n.Parent; p != nil && p.Type == html.ElementNode; p = p.Parent {
		if matches(p, chain[:len(chain)-1]) {
			return true
		}
		if last.child {
			return false
		}
	}
	return false
}

func (s step) matches(n *html.Node) bool {
	if s.tag != "" && s.tag != "*" && n.Data != s.tag {
		return false
	}
	for _, t := range s.tests {
		if !t(n) {
			return false
		}
	}
	return true
}

func splitList(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, c := range s {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, s[from:i])
				from = i + 1
			}
		}
	}
	return append(out, s[from:])
}

func parseSelector(s string) []step {
	var chain []step
	child := false
	rest := strings.TrimSpace(s)
	for rest != "" {
		if rest[0] == '>' {
			child = true
			rest = strings.TrimLeft(rest[1:], " ")
			continue
		}
		var st step
		st, rest = parseCompound(rest)
		st.child = child
		child = false
		chain = append(chain, st)
		rest = strings.TrimLeft(rest, " ")
	}
	if len(chain) == 0 {
		panic("webtest: empty selector")
	}
	return chain
}

func parseCompound(s string) (step, string) {
	var st step
	n := nameLen(s)
	if strings.HasPrefix(s, "*") {
		n = 1
	}
	st.tag, s = s[:n], s[n:]
	start := len(s)
	for s != "" && s[0] != ' ' && s[0] != '>' {
		switch s[0] {
		case '#', '.':
			k := nameLen(s[1:])
			name, isID := s[1:1+k], s[0] == '#'
			if k == 0 {
				panic("webtest: name expected at " + s)
			}
			st.tests = append(st.tests, func(n *html.Node) bool {
				if isID {
					v, _ := Attr(n, "id")
					return v == name
				}
				v, _ := Attr(n, "class")
				return hasWord(v, name)
			})
			s = s[1+k:]
		case '[':
			end := strings.IndexByte(s, ']')
			if end < 0 {
				panic("webtest: ] missing in " + s)
			}
			st.tests = append(st.tests, attributeTest(s[1:end]))
			s = s[end+1:]
		case ':':
			if !strings.HasPrefix(s, ":first-child") {
				panic("webtest: selector not known: " + s)
			}
			st.tests = append(st.tests, firstChild)
			s = s[len(":first-child"):]
		default:
			panic("webtest: selector not known: " + s)
		}
	}
	if st.tag == "" && len(s) == start {
		panic("webtest: selector not known: " + s)
	}
	return st, s
}

func attributeTest(s string) func(*html.Node) bool {
	name, want, valued := strings.Cut(s, "=")
	want = strings.Trim(want, `"'`)
	compare := func(v string) bool { return v == want }
	if valued && name != "" {
		switch name[len(name)-1] {
		case '^':
			name, compare = name[:len(name)-1], func(v string) bool { return strings.HasPrefix(v, want) }
		case '*':
			name, compare = name[:len(name)-1], func(v string) bool { return strings.Contains(v, want) }
		}
	}
	return func(n *html.Node) bool {
		v, ok := Attr(n, name)
		return ok && (!valued || compare(v))
	}
}

func firstChild(n *html.Node) bool {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return false
		}
	}
	return true
}

func nameLen(s string) int {
	for i, c := range s {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c > 0x7f:
		default:
			return i
		}
	}
	return len(s)
}

func hasWord(list, w string) bool {
	for _, x := range strings.Fields(list) {
		if x == w {
			return true
		}
	}
	return false
}
