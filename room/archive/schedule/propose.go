package schedule

import (
	"slices"
	"strings"

	"lantai.internal/base/law"
	"lantai.internal/room/archive/code"
	"lantai.internal/room/archive/describe"
)

// Question is what is known of a paper. Kind may be empty; it is then read from
// the end of the title. OwnNames are the names and short names of the bureau.
type Question struct {
	Title, Issuer, Kind string
	OwnNames            []string
}

// Proposal is an answer. Rule is one Chinese sentence that says why; it is
// filled for an undecided question too. Choices are then the periods among
// which a person decides, if the schedule names them.
type Proposal struct {
	Period   code.Period
	RowID    string
	Matter   string
	Rule     string
	Clause   law.ID
	Schedule string // id and version
	Relation Relation
	Choices  []code.Period

	weigh map[Weight]code.Period
}

// Weighed is the period that is proposed for a person to accept or change where the
// weight of the matter is known; empty where the schedule does not say.
func (p Proposal) Weighed(w Weight) code.Period { return p.weigh[w] }

// Propose finds the row that settles the period of a paper; decided is false if
// none does, if a person must choose, or if rows of equal priority disagree.
func Propose(s Schedule, q Question) (p Proposal, decided bool) {
	f := s.facts(q)
	p = Proposal{Clause: s.Clause, Schedule: s.ID + " " + s.Version, Relation: f.relation}
	var best []Row
	for _, r := range s.Rows {
		if !r.Match.fits(f) || (len(best) > 0 && r.Priority < best[0].Priority) {
			continue
		}
		if len(best) > 0 && r.Priority > best[0].Priority {
			best = best[:0]
		}
		best = append(best, r)
	}
	if len(best) == 0 {
		p.Rule = "保管期限表中没有与本件（" + f.describe() + "）相符的条目，期限由人判定。"
		return p, false
	}
	r := best[0]
	p.RowID, p.Matter = r.ID, r.Matter
	for _, other := range best[1:] {
		if other.Period != r.Period {
			p.RowID = ""
			p.Choices = choices(best)
			p.Rule = "“" + r.Matter + "”与“" + other.Matter + "”两条都相符而期限不同，由人判定。"
			return p, false
		}
	}
	if r.Period == "" {
		p.Choices, p.weigh = slices.Clone(r.Choose), r.Weigh
		p.Rule = "属“" + r.Matter + "”（" + r.ID + "）：" + r.How + "，轻重由人判定。"
		return p, false
	}
	p.Period = r.Period
	p.Rule = "属“" + r.Matter + "”（" + s.name() + r.ID + "），保管期限" + r.Period.Label() + "。"
	return p, true
}

// NotArchived lists the reasons why the paper may not belong into the archives.
// They are hints for a person and decide nothing.
func NotArchived(s Schedule, q Question) []Hint {
	f := s.facts(q)
	var out []Hint
	for _, h := range s.Excluded {
		if h.Match.fits(f) {
			out = append(out, h)
		}
	}
	return out
}

func (s Schedule) name() string {
	if s.Approved() {
		return s.ApprovalNo + "保管期限表"
	}
	return "保管期限样表"
}

type facts struct {
	title, kind string
	relation    Relation
	business    bool
}

func (s Schedule) facts(q Question) facts {
	f := facts{title: strings.Join(strings.Fields(q.Title), ""), kind: strings.TrimSpace(q.Kind)}
	if f.kind == "" {
		f.kind = describe.KindOf(f.title)
	} else if k := describe.KindOf(f.kind); k != "" {
		f.kind = k
	}
	f.relation = s.RelationOf(q.Issuer, q.OwnNames)
	f.business = containsAny(f.title, s.Business)
	return f
}

func (f facts) describe() string {
	var parts []string
	if f.kind != "" {
		parts = append(parts, "文种"+f.kind)
	} else {
		parts = append(parts, "文种不明")
	}
	if l := f.relation.Label(); l != "" {
		parts = append(parts, "责任者为"+l)
	} else {
		parts = append(parts, "责任者与本机关的关系不明")
	}
	return strings.Join(parts, "，")
}

func (m Match) fits(f facts) bool {
	switch {
	case len(m.Kinds) > 0 && !slices.Contains(m.Kinds, f.kind):
		return false
	case len(m.Issuers) > 0 && !slices.Contains(m.Issuers, f.relation):
		return false
	case m.Business != nil && *m.Business != f.business:
		return false
	case len(m.Any) > 0 && !containsAny(f.title, m.Any):
		return false
	case len(m.None) > 0 && containsAny(f.title, m.None):
		return false
	}
	for _, w := range m.All {
		if !strings.Contains(f.title, w) {
			return false
		}
	}
	return true
}

func containsAny(s string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func choices(rows []Row) []code.Period {
	var out []code.Period
	for _, r := range rows {
		for _, p := range append([]code.Period{r.Period}, r.Choose...) {
			if p != "" && !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b code.Period) int { return a.Rank() - b.Rank() })
	return out
}
