package search

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lantai.internal/base/fault"
)

// Limits of a question. The length of a word also bounds how far the pieces of a
// long text must overlap in PostgreSQL (see postgres.go).
const (
	MaxText  = 1000 // characters of a whole question
	MaxWords = 20   // words of a question
	MaxWord  = 200  // characters of a word or phrase, after folding
)

// Term is one word or phrase of a question.
type Term struct {
	Written string // as typed, without quotes and without the field's name
	Fields  Set    // where it may occur: one field, or All

	text, number []rune // folded as running text and as a number
}

// Words is a question taken apart: all of them must occur, each in any one of
// its fields.
type Words []Term

// Parse takes a question apart. Words are separated by white space; "…" and “…”
// hold a phrase; 文号:… (or doc_no:…, with : or ：) looks in one field only. What
// stands before a colon and is no field's name is part of the word. Faults are
// Invalid, on field "query".
func Parse(text string) (Words, error) {
	if utf8.RuneCountInString(text) > MaxText {
		return nil, fault.Field("query", clip(text), fmt.Sprintf("查询内容超过 %d 个字，请只写要找的几个词。", MaxText))
	}
	var words Words
	rest := text
	for {
		rest = trimSpace(rest)
		if rest == "" {
			break
		}
		fields := All
		if f, after, ok := cutField(rest); ok {
			fields = only(f)
			if rest = trimSpace(after); rest == "" {
				return nil, fault.Field("query", clip(text), "“"+f.Label()+"：”后面没有要查的内容，请补上。")
			}
		}
		written, after, err := cutWord(rest)
		if err != nil {
			return nil, err
		}
		rest = after
		t, err := newTerm(written, fields)
		if err != nil {
			return nil, err
		}
		if len(t.text) == 0 || slices.ContainsFunc(words, t.equal) {
			continue
		}
		if len(words) == MaxWords {
			return nil, fault.Field("query", clip(text), fmt.Sprintf("一次最多查 %d 个词，请减少一些。", MaxWords))
		}
		words = append(words, t)
	}
	if len(words) == 0 {
		return nil, fault.Field("query", clip(text), "请写出要查的词，例如题名中的两个字、半个文号或正文中的一句话。")
	}
	return words, nil
}

func newTerm(written string, fields Set) (Term, error) {
	t := Term{Written: written, Fields: fields, text: fold(nil, nil, written, false), number: fold(nil, nil, written, true)}
	if len(t.text) > MaxWord {
		return t, fault.Field("query", clip(written), fmt.Sprintf("“%s”超过 %d 个字，请截取其中一段来查。", clip(written), MaxWord))
	}
	return t, nil
}

func (t Term) equal(o Term) bool {
	return t.Fields == o.Fields && slices.Equal(t.text, o.text)
}

// in gives the folded form of the term for a field.
func (t Term) in(f Field) []rune {
	if f.number() {
		return t.number
	}
	return t.text
}

// numeric reports whether the term looks like a document number or an archival
// code, or a part of one: digits together with a bracket, dash or middle dot.
func (t Term) numeric() bool {
	return slices.ContainsFunc(t.number, func(r rune) bool { return r >= '0' && r <= '9' }) &&
		slices.ContainsFunc(t.number, func(r rune) bool { return r == '[' || r == ']' || r == '-' || r == '·' })
}

// first gives the fields that put a record in the first tier if every term is
// found there: the title, for a number also the numbers, else the field asked for.
func (t Term) first() Set {
	switch {
	case t.Fields != All:
		return t.Fields
	case t.numeric():
		return numbers | only(Title)
	}
	return only(Title)
}

// cutField takes a field's name and colon off the front of s.
func cutField(s string) (f Field, after string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 40 {
		return 0, s, false
	}
	f, ok = fieldOf(s[:i])
	_, n := utf8.DecodeRuneInString(s[i:])
	return f, s[i+n:], ok
}

// cutWord takes a word, or a phrase in quotation marks, off the front of s.
func cutWord(s string) (word, after string, err error) {
	r, n := utf8.DecodeRuneInString(s)
	if closers, ok := quotes[r]; ok {
		for _, closer := range closers {
			if end := strings.IndexAny(s[n:], closer); end >= 0 {
				end += n
				_, m := utf8.DecodeRuneInString(s[end:])
				return s[n:end], s[end+m:], nil
			}
		}
		return "", "", fault.Field("query", clip(s), "引号没有成对，请在这句话的后面补上引号。")
	}
	if end := strings.IndexFunc(s, isSpace); end >= 0 {
		return s[:end], s[end:], nil
	}
	return s, "", nil
}

// quotes gives what closes a phrase that a quotation mark opened: its own
// counterpart, or failing that what an input method may have made of it.
var quotes = map[rune][]string{
	'"': {"\"＂", "”"},
	'＂': {"\"＂", "”"},
	'“': {"”", "“\"＂"},
	'”': {"”“", "\"＂"},
}

func isSpace(r rune) bool { return r != utf8.RuneError && foldRune(r) == ' ' }

func trimSpace(s string) string { return strings.TrimLeftFunc(s, isSpace) }

// clip shortens a text for a message.
func clip(s string) string {
	const most = 30
	n := 0
	for i := range s {
		if n++; n > most {
			return strings.ToValidUTF8(s[:i], "�") + "…"
		}
	}
	return strings.ToValidUTF8(s, "�")
}
