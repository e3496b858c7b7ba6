package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
)

// Example is one case of a table with what must come of it. Examples stand beside
// the tables: they prove them, and the pages show them.
type Example struct {
	Table string            `yaml:"table"`
	Say   string            `yaml:"say"` // what it shows, in Chinese
	AsOf  civil.Date        `yaml:"as_of"`
	Facts map[string]string `yaml:"facts"`
	// Clause and Interpretation are what the outcome must rest on.
	Clause         law.ID   `yaml:"clause"`
	Interpretation []string `yaml:"interpretation"`
	// One of these is the outcome. Chain is the row's own, without what closes
	// every chain of the table.
	Then   string   `yaml:"then"`
	List   []string `yaml:"list"`
	Chain  Chain    `yaml:"chain"`
	Refer  string   `yaml:"refer"`
	Person bool     `yaml:"person"` // a person decides
}

func (e Example) where() string {
	var facts []string
	for name, v := range e.Facts {
		facts = append(facts, name+"="+v)
	}
	slices.Sort(facts)
	return "examples " + e.Table + " " + strings.Join(facts, " ")
}

// try runs one example on the book. It gives the row that decided it (with the
// table's version) and what is wrong, "" if nothing is.
func (b *Book) try(e Example) (row, say string) {
	t, ok := b.Table(e.Table)
	if !e.AsOf.IsZero() {
		t, ok = b.TableAt(e.Table, e.AsOf)
	}
	if !ok {
		return "", "没有这张判定表，或当日尚未施行"
	}
	r, say := t.try(e)
	return t.Version() + " " + r, say
}

// row is what the example says follows, as a row would say it.
func (e Example) row() Row {
	r := Row{Then: e.Then, List: e.List, Chain: e.Chain, Refer: e.Refer}
	if e.Person {
		r.Person = "规章留给人定"
	}
	return r
}

func (t Table) try(e Example) (row, say string) {
	at, err := t.place(e.Facts)
	if err != nil {
		return "", "例子的事实不合这张表：" + err.Error()
	}
	r, hits := t.Find(at)
	switch {
	case hits == 0:
		return "", "没有一行适用"
	case hits > 1:
		return "", "几行同时适用"
	case r.Clause != e.Clause || !slices.Equal(r.Interpretation, e.Interpretation):
		return r.ID, fmt.Sprintf("依据是 %s %v，应为 %s %v", r.Clause, r.Interpretation, e.Clause, e.Interpretation)
	case r.Then != e.Then, r.Refer != e.Refer, (r.Person != "") != e.Person,
		!slices.Equal(r.List, e.List), (r.List == nil) != (e.List == nil), !slices.Equal(r.Chain, e.Chain):
		return r.ID, "结论是" + t.Outcome(*r) + "，例子写的是" + t.Outcome(e.row())
	}
	return r.ID, ""
}

func (e Example) person() string {
	if e.Person {
		return "见判定表"
	}
	return ""
}

// ExamplesOf lists the examples that rest on a clause.
func (b *Book) ExamplesOf(id law.ID) []Example {
	var out []Example
	for _, e := range b.Examples {
		if e.Clause == id {
			out = append(out, e)
		}
	}
	return out
}
