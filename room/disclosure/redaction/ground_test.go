package redaction

import (
	"testing"

	"lantai.internal/base/law"
)

// Every reason to withhold a part rests on its clause of the book and its article
// of the Regulation; a reason that is not on the list is none.
func TestEveryGroundHasItsClause(t *testing.T) {
	want := map[string]law.ID{"privacy": law.FoiNo3, "business": law.FoiNo2, "secret": law.FoiNo1, "safety": law.FoiNo4, "internal": law.FoiNo7, "process": law.FoiNo5, "enforcement": law.FoiNo6}
	if len(Grounds) != len(want) {
		t.Errorf("%d grounds", len(Grounds))
	}
	for code, clause := range want {
		if g, ok := groundOf(code); !ok || g.Clause != clause || g.Article == "" || g.Label == "" {
			t.Errorf("%s: %+v", code, g)
		}
	}
	if g, ok := groundOf("convenience"); ok {
		t.Errorf("%+v", g)
	}
}
