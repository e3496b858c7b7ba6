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
// the tests that exercise it, the pages that show it, as "folder.Name".
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

// Coverage lists every clause of the book with its state, derived from the
// evidence.
func Coverage(b *Book, evidence map[law.ID]Evidence) []Covered {
	rows := make([]Covered, 0, len(b.Cards()))
	for _, c := range b.Cards() {
		e := evidence[c.ID]
		row := Covered{ID: c.ID, Evidence: Evidence{nonNil(e.Functions), nonNil(e.Tests), nonNil(e.Pages)}}
		row.Status, row.Reason = status(c, e)
		rows = append(rows, row)
	}
	return rows
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
