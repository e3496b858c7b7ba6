package rulebook

import (
	"slices"

	"lantai.internal/base/law"
)

// grounds are all grounds of the kinds of meeting: who belongs to a meeting, chairs it,
// gathers and settles its agenda, when it is held and told of, how many must be there,
// what it deals with, and what the book leaves open.
func (m Meetings) grounds() []Basis {
	var out []Basis
	for _, k := range m.Kinds {
		out = slices.Concat(out, k.Basis, k.Members.Basis, k.Observers.Basis, k.Enlarged.Basis, k.Chair.Basis, k.StandIn.Basis, k.Collector.Basis, k.Agenda.Basis, k.Secretary.Basis,
			k.Adhoc.Basis, k.Unset, k.Paper.Basis, k.Original.Basis, k.Major.Basis)
		clauses := []law.ID{k.Cadence.Clause, k.Notice.Clause, k.Reminder.Clause, k.Topics.Clause}
		for _, q := range k.Quorum {
			clauses = append(clauses, q.Clause)
		}
		for _, t := range k.Topics.List {
			clauses = append(clauses, t.Clause)
		}
		for _, id := range clauses {
			if id != "" {
				out = append(out, Basis{Clause: id})
			}
		}
	}
	return out
}
