package rulebook

import (
	"maps"
	"slices"
	"strings"

	"lantai.internal/base/law"
)

// Defect is a fault of the book: of a table, a citation, a date.
type Defect struct {
	Kind   string   `json:"kind"`            // gap, overlap, self, weak, dead, citation, duplicate, date, form, example
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
	w := walker{t: t, faults: map[string]*Defect{}, role: -1, grows: -1}
	for j, in := range t.Inputs {
		if in.Applicant {
			w.role = j
		}
		if in.Grows {
			w.grows = j
		}
	}
	if w.grows >= 0 {
		w.highest = make([]int, t.Cells()/t.Inputs[w.grows].size())
		w.by = make([]string, len(w.highest))
	}
	at := make([]int, len(t.Inputs))
	reached := make([]bool, len(t.Rows))
	hits := make([]int, 0, 4)
	for {
		hits = hits[:0]
		for i := range t.Rows {
			if t.Rows[i].takes(at) {
				hits = append(hits, i)
				reached[i] = true
			}
		}
		w.cell(at, hits)
		if !t.next(at) {
			break
		}
	}
	var all []Defect
	for _, k := range slices.Sorted(maps.Keys(w.faults)) {
		all = append(all, *w.faults[k])
	}
	for i, r := range t.Rows {
		if !reached[i] {
			all = append(all, Defect{Kind: "dead", Where: t.ID, Rows: []string{r.ID}, Clause: r.Clause, Say: "这一行永远用不上"})
		}
	}
	return all
}

// walker gathers the faults of a walk.
type walker struct {
	t           Table
	faults      map[string]*Defect
	role, grows int // the inputs that are the applicant and what grows; -1 for none
	// highest is, for each combination of all inputs but the growing one, the
	// highest authority that settled a smaller number, and by the row of it.
	highest []int
	by      []string
}

func (w *walker) cell(at, hits []int) {
	switch {
	case len(hits) == 0:
		w.fault("gap", w.t.Clause, at, "没有一行适用")
	case len(hits) > 1:
		var ids []string
		for _, i := range hits {
			ids = append(ids, w.t.Rows[i].ID)
		}
		w.fault("overlap", w.t.Clause, at, "几行同时适用，不知依从哪一行", ids...)
	}
	for _, i := range hits {
		r := &w.t.Rows[i]
		if w.role >= 0 && w.t.selfApproval(r.Chain, w.t.Inputs[w.role].value(at[w.role])) {
			w.fault("self", r.Clause, at, "申请人要审批自己的事", r.ID)
		}
	}
	if w.grows < 0 || len(hits) != 1 || len(w.t.Rows[hits[0]].Chain) == 0 {
		return
	}
	r, line := &w.t.Rows[hits[0]], 0
	for j, in := range w.t.Inputs {
		if j != w.grows {
			line = line*in.size() + at[j]
		}
	}
	switch level := w.t.authority(r.Chain); {
	case level < w.highest[line]:
		w.fault("weak", r.Clause, at, "数目大了，最后作决定的层级反而低了", w.by[line], r.ID)
	default:
		w.highest[line], w.by[line] = level, r.ID
	}
}

func (w *walker) fault(kind string, clause law.ID, at []int, say string, rows ...string) {
	key := kind + " " + strings.Join(rows, "+")
	d := w.faults[key]
	if d == nil {
		d = &Defect{Kind: kind, Where: w.t.ID, Rows: rows, Clause: clause, Sample: w.t.cell(at), Say: say}
		w.faults[key] = d
	}
	d.Cells++
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
	parts := make([]string, 0, len(t.Inputs))
	for j, in := range t.Inputs {
		parts = append(parts, in.Label+"="+t.sayValue(in, in.value(at[j])))
	}
	return strings.Join(parts, "，")
}

// AsWritten gives the table as the text stands: its Written rows, or, if it has
// none, its rows that rest on no interpretation.
func (t Table) AsWritten() Table {
	if t.Written != nil {
		t.Rows = t.Written
		return t
	}
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
