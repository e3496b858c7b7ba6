package search

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"lantai.internal/kit/db"
)

// Span is a part of a text, in bytes, end not included.
type Span struct{ Start, End int }

// Snippet is a short piece of a long text.
type Snippet struct {
	Text   string // white space is made single spaces
	Marks  []Span // the words in Text
	Before bool   // something was left out before it
	After  bool   // something was left out after it
}

// snippetWidth is the characters of a hit's snippet.
const snippetWidth = 80

// explained is how many hits are explained at a time.
const explained = 500

// explain says of every hit why it is one, some hundred at a time: a long page
// of hits does not hold all their bodies at once.
func (x *Index) explain(ctx context.Context, r db.Reader, words Words, hits []Hit) error {
	if x.Source == nil {
		return nil
	}
	for some := range slices.Chunk(hits, explained) {
		if err := x.explainSome(ctx, r, words, some); err != nil {
			return err
		}
	}
	return nil
}

func (x *Index) explainSome(ctx context.Context, r db.Reader, words Words, hits []Hit) error {
	want := make([]int64, len(hits))
	for i, h := range hits {
		want[i] = h.ID
	}
	docs, err := x.Source.Descriptions(ctx, r, want)
	if err != nil {
		return err
	}
	at := make(map[int64]int, len(hits))
	for i, h := range hits {
		at[h.ID] = i
	}
	var open []int64
	held := map[int64]Doc{}
	for _, d := range docs {
		i, ok := at[d.ID]
		if !ok {
			continue
		}
		why, all := words.Explain(d)
		if hits[i].Why = why; !all {
			open = append(open, d.ID)
			held[d.ID] = d
		}
	}
	if len(open) == 0 {
		return nil
	}
	bodies, err := x.Source.Bodies(ctx, r, open)
	if err != nil {
		return err
	}
	for _, b := range bodies {
		d, ok := held[b.ID]
		if !ok {
			continue
		}
		d.Body = b.Body
		h := &hits[at[d.ID]]
		if h.Why, _ = words.Explain(d); slices.Contains(h.Why, Body) {
			h.Snippet = words.Snippet(d.Body, snippetWidth)
		}
	}
	return nil
}

// Explain names the fields of d in which the words occur, each word where it is
// found first, in the order of the fields; a number is looked for among the
// numbers first. all is false if a word occurs nowhere.
func (w Words) Explain(d Doc) (why Why, all bool) {
	var found Set
	var folded [fieldCount]string
	var done Set
	contains := func(t Term, f Field) bool {
		if !t.Fields.Has(f) {
			return false
		}
		if !done.Has(f) {
			folded[f] = string(fold(nil, nil, d.field(f), f.number()))
			done |= only(f)
		}
		return strings.Contains(folded[f], string(t.in(f)))
	}
	all = true
	for _, t := range w {
		order := [...]Field{Title, DocNo, Issuer, Keywords, Code, Body}
		if t.numeric() {
			order = [...]Field{DocNo, Code, Title, Issuer, Keywords, Body}
		}
		i := slices.IndexFunc(order[:], func(f Field) bool { return contains(t, f) })
		if i < 0 {
			all = false
			continue
		}
		found |= only(order[i])
	}
	for f := range fieldCount {
		if found.Has(f) {
			why = append(why, f)
		}
	}
	return why, all
}

// Mark gives the places of the words in the text of a field, for highlighting:
// in order, touching ones joined.
func (w Words) Mark(f Field, text string) []Span {
	var at []span
	folded := fold(nil, &at, text, f.number())
	var spans []Span
	for _, t := range w {
		needle := t.in(f)
		if !t.Fields.Has(f) || len(needle) == 0 {
			continue
		}
		for from := 0; ; {
			i := index(folded[from:], needle)
			if i < 0 {
				break
			}
			from += i
			spans = append(spans, Span{int(at[from].from), int(at[from+len(needle)-1].to)})
			from++
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	joined := spans[:0]
	for _, s := range spans {
		if n := len(joined); n > 0 && s.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, s.End)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// Snippet cuts about width characters out of a body, around the first place of
// one of the words; from the beginning if none occurs.
func (w Words) Snippet(body string, width int) Snippet {
	var at []span
	folded := fold(nil, &at, body, false)
	if len(folded) == 0 {
		return Snippet{}
	}
	first, length := len(folded), 0
	for _, t := range w {
		if !t.Fields.Has(Body) || len(t.text) == 0 {
			continue
		}
		if i := index(folded, t.text); i >= 0 && i < first {
			first, length = i, len(t.text)
		}
	}
	if length == 0 {
		first = 0
	}
	width = max(width, length, 1)
	start := max(0, first-(width-length)/3)
	end := min(len(folded), start+width)
	start = max(0, end-width)
	text := unmarked(strings.ToValidUTF8(body[at[start].from:at[end-1].to], "�"))
	return Snippet{Text: text, Marks: w.Mark(Body, text), Before: start > 0, After: end < len(folded)}
}

// signs matches what Markdown writes around words: heading, list and quotation
// signs at the start of a line, rules of tables, and doubled stars, strokes and
// back quotes. Piped cells become spaces.
var signs = regexp.MustCompile("(?m)^[ \\t]*(?:#{1,6}|>+|[-*+])[ \\t]+|^[ \\t]*#+$|\\*{2,}|_{2,}|~{2,}|`+|[ \\t]*\\|[ \\t|]*(?:[-: ]{3,}\\|)*")

// unmarked is a text without the signs of Markdown, its white space single
// spaces. An excerpt is read, not copied: the file itself keeps them.
func unmarked(s string) string {
	return strings.Join(strings.Fields(signs.ReplaceAllString(s, " ")), " ")
}

// index is the place of needle in s, -1 if it is not there.
func index(s, needle []rune) int {
	for i := 0; i+len(needle) <= len(s); i++ {
		if s[i] == needle[0] && slices.Equal(s[i:i+len(needle)], needle) {
			return i
		}
	}
	return -1
}
