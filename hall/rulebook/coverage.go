package rulebook

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

//go:generate go run ./gen

//go:embed coverage_gen.json
var coverageJSON []byte

// Evidence is what the source says about one clause: the functions that cite it,
// the tests that exercise it, the pages that show it, as "folder.Name". When a test
// exercises a clause: docs/architecture.md, "What is done of the rule book".
type Evidence struct {
	Functions []string `json:"functions"`
	Tests     []string `json:"tests"`
	Pages     []string `json:"pages"`
}

// BuiltIn gives the evidence that was found in the program's own source when it
// was made.
var BuiltIn = sync.OnceValues(func() (map[law.ID]Evidence, error) {
	m := map[law.ID]Evidence{}
	if err := json.Unmarshal(coverageJSON, &m); err != nil {
		return nil, fault.Wrap("rulebook.coverage", fault.Internal, err)
	}
	return m, nil
})

// The states of a clause.
const (
	Enforced    = "enforced"     // a function rests on it and a test exercises it
	Partly      = "partial"      // a function without a test, or only a part is met
	TextOnly    = "text_only"    // shown, but no function rests on it
	MissingText = "missing_text" // the source has no text for it
	Superseded  = "superseded"   // higher law took its place
)

// StatusLabel is the Chinese word of a state.
func StatusLabel(s string) string {
	return map[string]string{Enforced: "已执行", Partly: "部分执行", TextOnly: "仅有文本",
		MissingText: "原文缺失", Superseded: "已被取代"}[s]
}

// Covered is one row of the coverage.
type Covered struct {
	ID     law.ID `json:"id"`
	Status string `json:"status"`
	Evidence
	// Reason says why the state is no better: ours for a partial clause, or that
	// there is no card yet.
	Reason string `json:"reason,omitempty"`
}

// Coverage lists every clause of the source and then every added card with its state, derived from the
// evidence and from the tables that answer a question: a row enforces the clauses
// it rests on, and the examples that it decides test them.
func Coverage(b *Book, evidence map[law.ID]Evidence) []Covered {
	rows := make([]Covered, 0, len(b.cards))
	for _, c := range b.cards {
		e := evidence[c.ID]
		byTable := b.decides[c.ID]
		e.Functions = slices.Concat(e.Functions, byTable.Functions)
		e.Tests = slices.Concat(e.Tests, byTable.Tests)
		row := Covered{ID: c.ID, Evidence: Evidence{nonNil(e.Functions), nonNil(e.Tests), nonNil(e.Pages)}}
		row.Status, row.Reason = status(c, e)
		rows = append(rows, row)
	}
	return rows
}

// deciding says for each clause which tables decide by it and which examples try
// it, and by which the periods of disclosure are counted. A table that serves no
// question is code's affair and is not counted here.
func (b *Book) deciding() map[law.ID]Evidence {
	all := map[law.ID]Evidence{}
	add := func(id law.ID, function, test string) {
		e := all[id]
		if function != "" && !slices.Contains(e.Functions, function) {
			e.Functions = append(e.Functions, function)
		}
		if test != "" && !slices.Contains(e.Tests, test) {
			e.Tests = append(e.Tests, test)
		}
		all[id] = e
	}
	tried := map[string]bool{}
	for _, e := range b.Examples {
		if row, say := b.try(e); say == "" {
			tried[row] = true
		}
	}
	for _, t := range b.Tables {
		if t.Ask == "" {
			continue
		}
		for _, r := range t.Rows {
			test := ""
			if tried[t.Version()+" "+r.ID] {
				test = "rulebooks.example." + t.ID
			}
			for _, g := range t.Basis(r) {
				add(g.Clause, "rulebooks.table."+t.ID, test)
			}
		}
	}
	b.Disclosure.counting(func(id law.ID, function string) { add(id, function, "") })
	for _, g := range b.Meetings.grounds() {
		add(g.Clause, "rulebooks.meetings", "")
	}
	for _, g := range b.Catalogue.grounds() {
		add(g.Clause, "rulebooks.catalogue", "")
	}
	return all
}

func status(c Card, e Evidence) (status, reason string) {
	switch {
	case c.Missing:
		return MissingText, "原文没有这一部分"
	case slices.ContainsFunc(c.Conflicts, func(x Conflict) bool { return x.Supersedes }):
		return Superseded, "已从上位法"
	case len(e.Functions) == 0 && !c.Carried:
		return TextOnly, "尚未成卡"
	case len(e.Functions) == 0:
		return TextOnly, ""
	case c.Partial != "":
		return Partly, c.Partial
	case len(e.Tests) == 0:
		return Partly, "还没有测试"
	}
	return Enforced, ""
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
