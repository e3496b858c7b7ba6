package document

import (
	"regexp"
	"strings"

	"lantai.internal/hall/search"
)

// yearInBrackets is the year of a document number in brackets of any style.
var yearInBrackets = regexp.MustCompile(`[〔\[(（［【〖﹝{<《「]\s*((?:19|20)\d\d)\s*年?[〕\])）］】〗﹞}>》」]`)

// widths makes full-width digits and letters half as wide.
var widths = func() *strings.Replacer {
	var pairs []string
	for r := rune('！'); r <= '～'; r++ {
		if n := r - '！' + '!'; n >= '0' && n <= '9' || n >= 'A' && n <= 'Z' || n >= 'a' && n <= 'z' {
			pairs = append(pairs, string(r), string(n))
		}
	}
	return strings.NewReplacer(append(pairs, "　", " ")...)
}()

// tidyNumber writes a document number the way it is printed: the year in tortoise-shell
// brackets, digits half as wide, no white space. What has no year in brackets only loses
// its white space.
func tidyNumber(s string) string {
	s = strings.Join(strings.Fields(widths.Replace(s)), "")
	return yearInBrackets.ReplaceAllString(s, "〔$1〕")
}

// numberKey is the form in which numbers of one issuer are compared; empty for none.
func numberKey(s string) string { return search.FoldNumber(tidyNumber(s)) }

// nameKey is the form in which names of issuers are compared.
func nameKey(s string) string { return strings.ReplaceAll(search.Fold(s), " ", "") }
