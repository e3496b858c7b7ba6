package rulebook

import (
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/base/mark"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// maxReplayed is how many differing decisions a replay lists; the rest it counts.
const maxReplayed = 200

// Verdict is what came of a decision, in Chinese.
type Verdict struct {
	Outcome string
	Basis   []law.ID
}

func (v Verdict) same(w Verdict) bool {
	return v.Outcome == w.Outcome && slices.Equal(v.Basis, w.Basis)
}

// Replayed is one past decision, or one example of the book, that comes out
// otherwise under a change.
type Replayed struct {
	ID      int64  // of the stored decision; 0 for an example
	Subject string // of the case; for an example what it shows
	AsOf    civil.Date
	Table   string // its label
	Facts   []Fact
	Was     Verdict
	Now     Verdict
}

// Replay is what a change would have made of past decisions.
type Replay struct {
	Total   int64 // decisions of the changed tables that were tried
	Changed int64 // of those, how many come out otherwise
	Hidden  int64 // changed ones that are out of the reader's reach: counted, not listed
	More    int64 // changed ones beyond the first two hundred listed
	Rows    []Replayed
	// Examples are the book's own examples that come out otherwise.
	Examples []Replayed
}

// Replay tries every stored decision of the tables a change touches under it, and
// the book's own examples. The stored decisions themselves stay as they are. A
// draft that cannot be read at all gives an empty replay.
func (l *Library) Replay(ctx context.Context, who act.Actor, e Edition) (Replay, error) {
	before, after, _, err := l.draft(ctx, l.Door.Reader(), e, l.Door.Today())
	if err != nil || after == nil {
		return Replay{}, err
	}
	var out Replay
	for _, t := range changedTables(before, after) {
		old, _ := before.Table(t.ID)
		for _, x := range before.Examples {
			if !x.of(old) {
				continue
			}
			was, now := old.verdict(x.Facts), t.verdict(x.Facts)
			if !was.same(now) {
				out.Examples = append(out.Examples, Replayed{Subject: x.Say, Table: t.Label, Facts: t.facts(x.Facts), Was: was, Now: now})
			}
		}
		err := db.Each(ctx, l.Door.Reader(), q.SQL("decisions_of_table"), []any{t.ID}, func(k *Kept) error {
			d, err := k.Decision()
			if err != nil {
				return err
			}
			out.Total++
			was, now := after.verdictOf(d), t.verdict(t.given(d.Facts()))
			switch {
			case was.same(now):
				return nil
			case !who.Reach.Sees(k.Unit, mark.Level(k.Level), k.Compartment) || !who.May(SeeDecisions):
				out.Hidden++
			case len(out.Rows) >= maxReplayed:
				out.More++
			default:
				out.Rows = append(out.Rows, Replayed{ID: k.ID, Subject: k.Subject, AsOf: k.AsOf, Table: t.Label, Facts: d.Facts(), Was: was, Now: now})
			}
			out.Changed++
			return nil
		})
		if err != nil {
			return Replay{}, err
		}
	}
	return out, nil
}

// changedTables are the tables of a book that another does not have as they are.
func changedTables(before, after *Book) []Table {
	var out []Table
	for _, t := range after.Tables {
		if old, ok := before.Table(t.ID); ok && t.Until.IsZero() && t.Version() != old.Version() {
			out = append(out, t)
		}
	}
	return out
}

// given turns stored facts back into those that were asked with: a word that
// stands for a fact left out is left out again.
func (t Table) given(facts []Fact) map[string]string {
	m := map[string]string{}
	for _, f := range facts {
		if i := slices.IndexFunc(t.Inputs, func(in Input) bool { return in.Name == f.Name }); i < 0 || f.Value != t.Inputs[i].Absent || f.Value == "" {
			m[f.Name] = f.Value
		}
	}
	return m
}

// verdict is what the table itself says of facts.
func (t Table) verdict(facts map[string]string) Verdict {
	at, err := t.place(facts)
	if err != nil {
		return Verdict{Outcome: "事实不合这张表：" + err.Error(), Basis: []law.ID{t.Clause}}
	}
	r, hits := t.Find(at)
	switch {
	case hits == 0:
		return Verdict{Outcome: "由人定夺（没有一行适用）", Basis: []law.ID{t.Clause}}
	case hits > 1:
		return Verdict{Outcome: "由人定夺（几行同时适用）", Basis: []law.ID{t.Clause}}
	}
	v := Verdict{Outcome: t.Outcome(*r)}
	for _, g := range t.Basis(*r) {
		v.Basis = append(v.Basis, g.Clause)
	}
	return v
}

// verdictOf is what a stored decision said, in the words of its table.
func (b *Book) verdictOf(d Decision) Verdict {
	t, _ := b.Table(d.Table())
	if i := slices.IndexFunc(b.Tables, func(x Table) bool { return x.ID == d.Table() && x.Version() == d.Version() }); i >= 0 {
		t = b.Tables[i]
	}
	v := Verdict{Outcome: t.said(d)}
	for _, g := range d.Basis() {
		v.Basis = append(v.Basis, g.Clause)
	}
	return v
}

// said is the outcome of a decision in Chinese.
func (t Table) said(d Decision) string {
	switch {
	case d.Undecided():
		return "由人定夺（" + d.Person() + "）"
	case d.Refer() != "":
		return "见判定表“" + t.Say(d.Refer()) + "”"
	case len(d.Chain()) > 0:
		return t.SayChain(d.Chain())
	case d.Then() != "":
		return t.Say(d.Then())
	}
	words := make([]string, 0, len(d.List()))
	for _, w := range d.List() {
		words = append(words, t.Say(w))
	}
	if len(words) == 0 {
		return "无"
	}
	return strings.Join(words, "、")
}
