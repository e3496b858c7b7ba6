package form

import (
	"regexp"
	"slices"
	"strings"
)

// Relation is what a recipient is to the bureau.
type Relation string

// The relations.
const (
	Superior   Relation = "superior"   // directly above
	Department Relation = "department" // above in its line of business, not in rank
	Beyond     Relation = "beyond"     // above whoever is directly above
	Person     Relation = "person"     // somebody, not a body
	Below      Relation = "below"
	Own        Relation = "own" // the bureau or a unit of it
	Unknown    Relation = "unknown"
)

// Bodies are the bodies that a bureau writes to, as far as the book names them. Each
// is a list of its names, the full one first.
type Bodies struct {
	Bureau      [][]string // the one body with its short names
	Office      [][]string // the unit that may write outward
	Units       [][]string // the other units
	Direct      [][]string
	Departments [][]string
	Beyond      [][]string
	Below       [][]string
}

// ReadBodies reads a list as a parameter has it: bodies parted by 、, the names of one
// by ／ or |.
func ReadBodies(s string) [][]string {
	var out [][]string
	for b := range strings.SplitSeq(s, "、") {
		var names []string
		for n := range strings.FieldsFuncSeq(b, func(r rune) bool { return r == '／' || r == '|' || r == '/' }) {
			if n = strings.TrimSpace(n); n != "" {
				names = append(names, n)
			}
		}
		if len(names) > 0 {
			out = append(out, names)
		}
	}
	return out
}

var personWords = regexp.MustCompile(`(同志|先生|女士|书记|[局区县市部厅主委副处科][长]|主任|主席|常委)$`)

// Relate says what a recipient is.
func (b Bodies) Relate(name string) Relation {
	name = strings.TrimSpace(name)
	for _, x := range []struct {
		list [][]string
		is   Relation
	}{{b.Direct, Superior}, {b.Departments, Department}, {b.Beyond, Beyond}, {b.Below, Below}, {b.Bureau, Own}, {b.Office, Own}, {b.Units, Own}} {
		if slices.ContainsFunc(x.list, func(names []string) bool { return slices.Contains(names, name) }) {
			return x.is
		}
	}
	if personWords.MatchString(name) {
		return Person
	}
	return Unknown
}

// Above reports whether a relation is that of a body that papers upward go to.
func (r Relation) Above() bool { return r == Superior || r == Department || r == Beyond }

// first is the full name of the first of a list.
func first(list [][]string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0][0]
}
