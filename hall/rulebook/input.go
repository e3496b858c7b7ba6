package rulebook

import (
	"slices"
	"strconv"
	"strings"
)

// Input is one column of conditions: either Words, or the numbers From..To.
type Input struct {
	Name  string   `yaml:"name"`
	Label string   `yaml:"label"`
	Words []string `yaml:"words"`
	From  int      `yaml:"from"`
	To    int      `yaml:"to"`
	// Open: a number above To is treated like To.
	Open bool `yaml:"open"`
	// Absent is the word that stands for a fact which was not given; the fact may
	// then be left out, and the word itself may not be given.
	Absent string `yaml:"absent"`
	// Bool: the words are true and false, a fact is a JSON truth value.
	Bool bool `yaml:"bool"`
	// Applicant: the words are the applicant's role, so that the walk finds cases
	// he would decide himself. Grows: a larger number asks for no less authority.
	Applicant bool `yaml:"applicant"`
	Grows     bool `yaml:"grows"`
}

func (in Input) size() int {
	if len(in.Words) > 0 {
		return len(in.Words)
	}
	return in.To - in.From + 1
}

// value is the i-th value as text.
func (in Input) value(i int) string {
	if len(in.Words) > 0 {
		return in.Words[i]
	}
	return strconv.Itoa(in.From + i)
}

func (in Input) index(v string) (int, bool) {
	if len(in.Words) > 0 {
		i := slices.Index(in.Words, v)
		return i, i >= 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < in.From || n > in.To || strconv.Itoa(n) != v {
		return 0, false
	}
	return n - in.From, true
}

// Index is the place of a word among the input's words; ok is false if it is none.
func (in Input) Index(word string) (i int, ok bool) {
	i = slices.Index(in.Words, word)
	return i, i >= 0
}

// IndexInt is the place of a number; one above an open input's end is its end.
func (in Input) IndexInt(n int) (i int, ok bool) {
	if in.Open && n > in.To {
		n = in.To
	}
	if len(in.Words) > 0 || n < in.From || n > in.To {
		return 0, false
	}
	return n - in.From, true
}

// fact is the place of a fact that is given as text; "" is a fact left out.
func (in Input) fact(v string) (int, bool) {
	switch {
	case in.Absent != "" && v == in.Absent:
		return 0, false
	case in.Absent != "" && v == "":
		v = in.Absent
	}
	if n, err := strconv.Atoi(v); err == nil && in.Open && n > in.To && strconv.Itoa(n) == v {
		return in.IndexInt(n)
	}
	return in.index(v)
}

// accepts reads a cell: "" or "*" any; "a|b" one of; "3..5", "6..", "..2" numbers.
func (in Input) accepts(cell string) ([]bool, bool) {
	m := make([]bool, in.size())
	if cell == "" || cell == "*" {
		for i := range m {
			m[i] = true
		}
		return m, true
	}
	for part := range strings.SplitSeq(cell, "|") {
		part = strings.TrimSpace(part)
		lo, hi, ranged := strings.Cut(part, "..")
		if !ranged || len(in.Words) > 0 {
			i, ok := in.index(part)
			if !ok || m[i] {
				return nil, false
			}
			m[i] = true
			continue
		}
		a, b := 0, in.size()-1
		ok1, ok2 := true, true
		if lo != "" {
			a, ok1 = in.index(lo)
		}
		if hi != "" {
			b, ok2 = in.index(hi)
		}
		if !ok1 || !ok2 || a > b {
			return nil, false
		}
		for i := a; i <= b; i++ {
			if m[i] {
				return nil, false
			}
			m[i] = true
		}
	}
	return m, true
}
