package reception

import (
	"slices"
	"strings"
	"unicode"
)

// folded is a text without spaces and marks, in small letters.
func folded(s string) []rune {
	var out []rune
	for _, c := range strings.ToLower(s) {
		if unicode.IsLetter(c) || unicode.IsNumber(c) {
			out = append(out, c)
		}
	}
	return out
}

// matches reports whether one of several texts holds every word of a query.
func matches(query string, texts ...string) bool {
	all := string(folded(strings.Join(texts, " ")))
	for w := range strings.FieldsSeq(query) {
		if !strings.Contains(all, string(folded(w))) {
			return false
		}
	}
	return true
}

// Scores of a word in a text: whole, or the share of its pairs of characters that the
// text has, if that is half of them at least.
const (
	whole     = 100
	leastPart = 50
)

// score says how well a text fits a query, 0 for not at all. A query in several words
// fits by every one of them; a word that does not stand there whole fits by its
// overlapping pairs, so that 酒类许可 finds 酒类、许可.
func score(query, text string) int {
	words := strings.Fields(query)
	if len(words) == 0 {
		return 0
	}
	have := string(folded(text))
	sum := 0
	for _, w := range words {
		n := wordScore(folded(w), have)
		if n == 0 {
			return 0
		}
		sum += n
	}
	return sum / len(words)
}

func wordScore(word []rune, have string) int {
	if len(word) == 0 {
		return 0
	}
	if strings.Contains(have, string(word)) {
		return whole
	}
	pairs, found := 0, 0
	for i := 0; i+1 < len(word); i++ {
		pairs++
		if strings.Contains(have, string(word[i:i+2])) {
			found++
		}
	}
	if pairs == 0 || found*whole < leastPart*pairs {
		return 0
	}
	return found * (whole - 1) / pairs
}

// pieces splits a list of duties at its marks.
func pieces(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("、，；。,;\n", r) }), func(x string) bool { return strings.TrimSpace(x) == "" })
}
