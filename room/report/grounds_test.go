package report

import (
	"slices"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
)

// A matter rests on the clauses of the levels that it reaches, not of those beyond
// its addressee.
func TestAMatterRestsOnTheLevelsItReaches(t *testing.T) {
	rising := []law.ID{law.RepChainStaff, law.RepChainChief, law.RepChainDeputy, law.RepChainHead}
	s := &scene{book: book(t), today: civil.Must("2026-03-09")}
	for name, c := range map[string]struct {
		role  string
		steps int
		want  []law.ID
	}{
		"staff to the section head":     {"staff", 1, []law.ID{law.RepChainStaff}},
		"staff to the deputy in charge": {"staff", 2, []law.ID{law.RepChainStaff, law.RepChainChief}},
		"staff to the director":         {"staff", 3, []law.ID{law.RepChainStaff, law.RepChainChief, law.RepChainDeputy}},
		"a section head to the deputy":  {"section_head", 1, []law.ID{law.RepChainChief}},
		"the director to the district":  {"director", 1, []law.ID{law.RepChainHead}},
	} {
		d, err := s.ladder(c.role, "")
		if err != nil {
			t.Fatal(err)
		}
		var got []law.ID
		for _, g := range (Preview{Chain: d, chain: make([]flow.StepSpec, c.steps)}).grounds() {
			if slices.Contains(rising, g.Clause) {
				got = append(got, g.Clause)
			}
		}
		slices.SortFunc(got, func(a, b law.ID) int { return slices.Index(rising, a) - slices.Index(rising, b) })
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
