package rulebook

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lantai.internal/rulebooks"
)

// Every number, role, act and word of every row is changed, one at a time: some
// example of the table must then come out otherwise. At least 95 of 100 changes
// must be caught, and those that are not are named.
func TestExamplesCatchMutants(t *testing.T) {
	for _, name := range rulebooks.Names() {
		b := load(t, name)
		total, caught := 0, 0
		for _, table := range b.Tables {
			var examples []Example
			for _, e := range b.Examples {
				at, ok := b.Table(e.Table)
				if !e.AsOf.IsZero() {
					at, ok = b.TableAt(e.Table, e.AsOf)
				}
				if ok && at.Version() == table.Version() {
					examples = append(examples, e)
				}
			}
			for what, mutant := range mutants(table) {
				total++
				if killed(mutant, examples) {
					caught++
				} else {
					t.Logf("%s: survives: %s %s", name, table.ID, what)
				}
			}
		}
		t.Logf("%s: %d of %d mutants caught", name, caught, total)
		if total == 0 || caught*100 < total*95 {
			t.Errorf("%s: only %d of %d mutants are caught", name, caught, total)
		}
	}
}

// killed: the table cannot be loaded any more, or an example comes out otherwise.
// The walk of the table is left out on purpose: the examples alone must tell.
func killed(t Table, examples []Example) bool {
	t, err := NewTable(t)
	if err != nil {
		return true
	}
	return slices.ContainsFunc(examples, func(e Example) bool {
		_, say := t.try(e)
		return say != ""
	})
}

var numbers = regexp.MustCompile(`\d+`)

// mutants gives every table with one change, by a description of the change.
func mutants(t Table) map[string]Table {
	out := map[string]Table{}
	for i, r := range t.Rows {
		put := func(what string, edit func(*Row)) {
			m := t
			m.Rows = slices.Clone(t.Rows)
			row := r
			row.When, row.Chain, row.List = maps.Clone(r.When), slices.Clone(r.Chain), slices.Clone(r.List)
			row.Interpretation = slices.Clone(r.Interpretation)
			edit(&row)
			m.Rows[i] = row
			out[r.ID+": "+what] = m
		}
		for _, in := range t.Inputs {
			cell := r.When[in.Name]
			for k, changed := range cells(in, cell) {
				put(fmt.Sprintf("%s %s becomes %s (%d)", in.Name, cell, changed, k), func(r *Row) { r.When[in.Name] = changed })
			}
		}
		for _, o := range t.Outcomes {
			if r.Then != "" && o != r.Then {
				put("then "+o, func(r *Row) { r.Then = o })
			}
		}
		for k := range r.List {
			put(fmt.Sprintf("list without %d", k), func(r *Row) { r.List = slices.Delete(r.List, k, k+1) })
		}
		for k, s := range r.Chain {
			for _, a := range t.Actors {
				if a.Who != s.Who {
					put(fmt.Sprintf("step %d by %s", k, a.Who), func(r *Row) { r.Chain[k].Who = a.Who })
				}
			}
			for _, act := range Acts() {
				if act != s.Act {
					put(fmt.Sprintf("step %d %s", k, act), func(r *Row) { r.Chain[k].Act = act })
				}
			}
			if len(r.Chain) > 1 {
				put(fmt.Sprintf("without step %d", k), func(r *Row) { r.Chain = slices.Delete(r.Chain, k, k+1) })
			}
		}
		if r.Person == "" {
			put("a person decides", func(r *Row) { r.Then, r.List, r.Chain, r.Refer, r.Person = "", nil, nil, "", "x" })
		}
		put("another clause", func(r *Row) { r.Clause = "x.y" })
		for k := range r.Interpretation {
			put(fmt.Sprintf("without reading %d", k), func(r *Row) { r.Interpretation = slices.Delete(r.Interpretation, k, k+1) })
		}
	}
	return out
}

// cells gives a condition with one number off by one either way, or one word
// exchanged, left out or added.
func cells(in Input, cell string) []string {
	var out []string
	if len(in.Words) == 0 {
		for _, at := range numbers.FindAllStringIndex(cell, -1) {
			n, err := strconv.Atoi(cell[at[0]:at[1]])
			if err != nil {
				continue
			}
			for _, by := range []int{-1, 1} {
				out = append(out, cell[:at[0]]+strconv.Itoa(n+by)+cell[at[1]:])
			}
		}
		return out
	}
	if cell == "" || cell == "*" {
		return nil
	}
	words := strings.Split(cell, "|")
	for k := range words {
		for _, other := range in.Words {
			if slices.Contains(words, other) {
				continue
			}
			changed := slices.Clone(words)
			changed[k] = other
			out = append(out, strings.Join(changed, "|"))
		}
		if len(words) > 1 {
			out = append(out, strings.Join(slices.Delete(slices.Clone(words), k, k+1), "|"))
		}
	}
	for _, other := range in.Words {
		if !slices.Contains(words, other) {
			out = append(out, strings.Join(append(slices.Clone(words), other), "|"))
		}
	}
	return out
}
