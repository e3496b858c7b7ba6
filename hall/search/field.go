package search

import "strings"

// Field is one part of a record that is searched. A word must lie inside one
// field; it never runs from one into the next.
type Field uint8

// The fields, in the order in which an explanation looks for a word.
const (
	Title Field = iota
	DocNo
	Issuer
	Keywords
	Code
	Body
	fieldCount
)

var fieldNames = [fieldCount]struct {
	label, name string
	other       []string
}{
	Title:    {"题名", "title", []string{"标题"}},
	DocNo:    {"文号", "doc_no", []string{"发文字号", "docno"}},
	Issuer:   {"责任者", "issuer", []string{"发文机关", "作者"}},
	Keywords: {"关键词", "keywords", []string{"主题词", "keyword"}},
	Code:     {"档号", "code", nil},
	Body:     {"正文", "body", []string{"全文"}},
}

// Label is the Chinese name, as pages show it.
func (f Field) Label() string { return fieldNames[f].label }

// Name is the English name of the command line; also the column in the index.
func (f Field) Name() string { return fieldNames[f].name }

// number says that the field holds numbers, which FoldNumber compares.
func (f Field) number() bool { return f == DocNo || f == Code }

// fieldOf finds a field by any of its names.
func fieldOf(name string) (Field, bool) {
	name = Fold(name)
	for f := range fieldCount {
		n := fieldNames[f]
		if name == n.label || name == n.name {
			return f, true
		}
		for _, o := range n.other {
			if name == o {
				return f, true
			}
		}
	}
	return 0, false
}

// Set is a set of fields.
type Set uint8

// All is every field.
const All Set = 1<<fieldCount - 1

func only(fs ...Field) (s Set) {
	for _, f := range fs {
		s |= 1 << f
	}
	return s
}

const numbers = Set(1<<DocNo | 1<<Code)

// Has reports whether f is in the set.
func (s Set) Has(f Field) bool { return s&(1<<f) != 0 }

// Why names the fields in which a record's words were found.
type Why []Field

// String is the labels, as 题名、正文.
func (w Why) String() string {
	labels := make([]string, len(w))
	for i, f := range w {
		labels[i] = f.Label()
	}
	return strings.Join(labels, "、")
}
