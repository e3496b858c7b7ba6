package db

import (
	"fmt"
	"regexp"
	"strings"
)

// Queries are the named statements of one room, read from its queries.sql:
//
//	-- name: item_by_id
//	-- scope: reach        (how the rows are limited to the actor)
//	SELECT …
//
// Every SELECT must carry a scope line, or the program does not start: whoever
// writes a query has to say whose rows it gives. Scopes are
//
//	reach     limited by the actor's reach, with conditions added by a Filter
//	self      the actor's own rows
//	deed      read inside a deed, which checks the row itself
//	figures   counts only, shown to those who hold the page's right
//	open      rows that everybody who is signed in may see
//	public    rows that were made public, which strangers see as well
//	system    read by the program for itself, never shown
type Queries struct {
	text  map[string]string
	scope map[string]string
}

var scopes = map[string]bool{"reach": true, "self": true, "deed": true, "figures": true, "open": true, "public": true, "system": true}

var nameLine = regexp.MustCompile(`^--\s*name:\s*([a-z0-9_]+)\s*$`)
var scopeLine = regexp.MustCompile(`^--\s*scope:\s*([a-z]+)`)
var selects = regexp.MustCompile(`(?i)^\s*(SELECT|WITH)\b`)

// MustParse reads the statements of a room. It panics on a statement without a
// name, a name given twice, or a SELECT without scope; called while packages are
// initialised, so such a program does not start.
func MustParse(text string) Queries {
	q := Queries{text: map[string]string{}, scope: map[string]string{}}
	var name, scope string
	var body []string
	flush := func() {
		sqlText := strings.TrimSpace(strings.Join(body, "\n"))
		sqlText = strings.TrimSuffix(sqlText, ";")
		if name == "" {
			if sqlText != "" {
				panic("db: statement without a name: " + sqlText)
			}
			return
		}
		if _, twice := q.text[name]; twice || sqlText == "" {
			panic(fmt.Sprintf("db: statement %q is empty or given twice", name))
		}
		if selects.MatchString(sqlText) && !scopes[scope] {
			panic(fmt.Sprintf("db: SELECT %q does not say whose rows it gives (-- scope: …)", name))
		}
		q.text[name], q.scope[name] = sqlText, scope
	}
	for line := range strings.SplitSeq(text, "\n") {
		if m := nameLine.FindStringSubmatch(line); m != nil {
			flush()
			name, scope, body = m[1], "", nil
			continue
		}
		if m := scopeLine.FindStringSubmatch(line); m != nil {
			scope = m[1]
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		body = append(body, line)
	}
	flush()
	return q
}

// SQL gives a statement by name; an unknown name is a defect and panics.
func (q Queries) SQL(name string) string {
	s, ok := q.text[name]
	if !ok {
		panic("db: no statement named " + name)
	}
	return s
}

// Names lists the statements, for tests.
func (q Queries) Names() []string {
	out := make([]string, 0, len(q.text))
	for n := range q.text {
		out = append(out, n)
	}
	return out
}

// Filter builds the WHERE part of a list: conditions joined by AND, each with ?
// for its arguments, numbered from Start.
type Filter struct {
	conds []string
	args  []any
}

// NewFilter starts a filter whose statement already has these arguments.
func NewFilter(args ...any) *Filter { return &Filter{args: args} }

// And adds a condition; every ? in it takes the next argument.
func (f *Filter) And(cond string, args ...any) *Filter {
	var b strings.Builder
	n := 0
	for i := range len(cond) {
		if cond[i] == '?' {
			n++
			fmt.Fprintf(&b, "$%d", len(f.args)+n)
			continue
		}
		b.WriteByte(cond[i])
	}
	if n != len(args) {
		panic(fmt.Sprintf("db: %d arguments for %q", len(args), cond))
	}
	f.conds = append(f.conds, b.String())
	f.args = append(f.args, args...)
	return f
}

// In adds "column IN (…)"; an empty list is a condition that nothing meets.
func In[T any](f *Filter, column string, values []T) *Filter {
	if len(values) == 0 {
		return f.And("1 = 0")
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return f.And(column+" IN ("+strings.TrimSuffix(strings.Repeat("?, ", len(values)), ", ")+")", args...)
}

// Where is the text " WHERE a AND b", or "" without conditions.
func (f *Filter) Where() string {
	if len(f.conds) == 0 {
		return ""
	}
	return " WHERE (" + strings.Join(f.conds, ") AND (") + ")"
}

// Arg adds an argument outside the conditions and gives its placeholder.
func (f *Filter) Arg(v any) string {
	f.args = append(f.args, v)
	return fmt.Sprintf("$%d", len(f.args))
}

// Args are the arguments of the whole statement.
func (f *Filter) Args() []any { return f.args }
