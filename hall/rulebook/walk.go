package rulebook

import (
	"slices"
	"strings"

	"lantai.internal/base/law"
)

// Defect is a fault of the book: of a table, a citation, a date.
type Defect struct {
	Kind   string   `json:"kind"`            // gap, overlap, dead, citation, duplicate, date, form
	Where  string   `json:"where"`           // table or clause
	Cells  int      `json:"cells,omitempty"` // how many combinations of a table it concerns
	Sample string   `json:"sample,omitempty"`
	Rows   []string `json:"rows,omitempty"`
	Clause law.ID   `json:"clause,omitempty"`
	Say    string   `json:"say"`
}

// Walk tries every combination of the table's inputs. It reports combinations
// that no row takes (gap), that several take (overlap), and rows that nothing
// reaches (dead). Combinations with the same fault are gathered into one Defect
// with the first of them as sample.
func Walk(t Table) []Defect {
	at := make([]int, len(t.Inputs))
	reached := make([]bool, len(t.Rows))
	faults := map[string]*Defect{}
	var order []string
	for {
		var hits []string
		for i, r := range t.Rows {
			if r.takes(at) {
				hits = append(hits, r.ID)
				reached[i] = true
			}
		}
		if len(hits) != 1 {
			key := strings.Join(hits, "+")
			d := faults[key]
			if d == nil {
				d = &Defect{Kind: "overlap", Where: t.ID, Rows: hits, Clause: t.Clause, Sample: t.cell(at),
					Say: "几行同时适用，不知依从哪一行"}
				if len(hits) == 0 {
					d.Kind, d.Say = "gap", "没有一行适用"
				}
				faults[key] = d
				order = append(order, key)
			}
			d.Cells++
		}
		if !t.next(at) {
			break
		}
	}
	var all []Defect
	slices.Sort(order)
	for _, k := range order {
		all = append(all, *faults[k])
	}
	for i, r := range t.Rows {
		if !reached[i] {
			all = append(all, Defect{Kind: "dead", Where: t.ID, Rows: []string{r.ID}, Clause: r.Clause, Say: "这一行永远用不上"})
		}
	}
	return all
}

// next moves to the following combination; false after the last.
func (t Table) next(at []int) bool {
	for j := len(at) - 1; j >= 0; j-- {
		if at[j]++; at[j] < t.Inputs[j].size() {
			return true
		}
		at[j] = 0
	}
	return false
}

func (t Table) cell(at []int) string {
	var parts []string
	for j, in := range t.Inputs {
		parts = append(parts, in.Label+"="+t.Say(in.value(at[j])))
	}
	return strings.Join(parts, "，")
}

// AsWritten gives the table without the rows that stand only by an
// interpretation: the text as it is.
func (t Table) AsWritten() Table {
	t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r Row) bool { return len(r.Interpretation) > 0 })
	return t
}

// Cells is the number of combinations.
func (t Table) Cells() int {
	n := 1
	for _, in := range t.Inputs {
		n *= in.size()
	}
	return n
}
