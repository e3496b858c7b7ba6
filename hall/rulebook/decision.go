package rulebook

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
)

// Decision is what a table of the book decided about given facts, whole: it can be
// stored, printed and checked again. It is made by Judge alone and always rests on
// at least one clause; the zero Decision cannot be written down.
type Decision struct{ d decided }

// decided is the form in which a decision is stored.
type decided struct {
	Book     string     `json:"book"`
	Table    string     `json:"table"`
	Version  string     `json:"version"`         // of the table; empty if none was in force
	Since    civil.Date `json:"since,omitzero"`  // the version's first day, if it has its own
	AsOf     civil.Date `json:"as_of"`           // the day by which it was decided
	Facts    []Fact     `json:"facts"`           // in the order of the table's inputs
	Row      string     `json:"row,omitempty"`   // the row that decided; empty if none did
	Basis    []Basis    `json:"basis"`           // never empty
	Then     string     `json:"then,omitempty"`  // the outcome, if it is a word
	List     []string   `json:"list,omitempty"`  // the outcome, if it is several words
	Chain    Chain      `json:"chain,omitempty"` // the outcome, if it is a chain, closing steps included
	Refer    string     `json:"refer,omitempty"` // the table that tells instead
	Person   string     `json:"person,omitempty"`
	Rejected []Rejected `json:"rejected"` // the rows that did not apply
	Reason   string     `json:"reason"`   // one Chinese sentence
}

// Fact is one input as it was given.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Say   string `json:"say"` // in Chinese, e.g. 职级：一般人员
}

// Rejected is a row that did not decide, and why, in Chinese.
type Rejected struct {
	Row string `json:"row"`
	Why string `json:"why"`
}

// Judge decides by the version of a table in force on a day. Facts are named by
// the table's inputs. Where no row applies, or several do, or the book was not yet
// in force, the Decision says that a person decides, and why; bad facts are an
// Invalid error that names the field, and an unknown table an Internal one.
func (b *Book) Judge(table string, asOf civil.Date, facts map[string]string) (Decision, error) {
	last, ok := b.Table(table)
	if !ok {
		return Decision{}, fault.Newf(fault.Internal, "规章里没有判定表“%s”。", table)
	}
	t, ok := b.TableAt(table, asOf)
	if !ok {
		d := decided{Book: b.Name, Table: table, AsOf: asOf, Basis: []Basis{{Clause: last.Clause}}, Rejected: []Rejected{}}
		if _, err := last.place(facts); err != nil {
			return Decision{}, err
		}
		d.Facts = last.facts(facts)
		d.Person = asOf.Chinese() + "尚无规定"
		d.Reason = fmt.Sprintf("本单位规章自%s起施行，%s。", b.InForce.Chinese(), d.Person)
		return Decision{d}, nil
	}
	at, err := t.place(facts)
	if err != nil {
		return Decision{}, err
	}
	d := decided{Book: b.Name, Table: table, Version: t.Version(), Since: t.From, AsOf: asOf, Facts: t.facts(facts), Rejected: []Rejected{}}
	r, hits := t.Find(at)
	for i := range t.Rows {
		x := &t.Rows[i]
		switch {
		case !x.takes(at):
			d.Rejected = append(d.Rejected, Rejected{x.ID, t.why(x, at)})
		case hits > 1:
			d.Rejected = append(d.Rejected, Rejected{x.ID, "与别的行同时适用"})
		}
	}
	if hits != 1 {
		d.Basis, d.Person = []Basis{{Clause: t.Clause}}, "没有一行适用"
		if hits > 1 {
			d.Person = "几行同时适用"
		}
		d.Reason = "判定“" + t.Label + "”：" + d.Person + "，由人定夺。"
		return Decision{d}, nil
	}
	d.Row, d.Basis, d.Then, d.List, d.Refer, d.Person = r.ID, t.Basis(*r), r.Then, r.List, r.Refer, r.Person
	if r.Chain != nil {
		d.Chain = t.Steps(*r)
	}
	d.Reason = b.Reason(t, *r)
	return Decision{d}, nil
}

// facts lists the facts in the order of the inputs.
func (t Table) facts(given map[string]string) []Fact {
	list := make([]Fact, 0, len(t.Inputs))
	for _, in := range t.Inputs {
		v := given[in.Name]
		if v == "" {
			v = in.Absent
		}
		list = append(list, Fact{in.Name, v, in.Label + "：" + t.sayValue(in, v)})
	}
	return list
}

// why is the first condition of a row that the cell does not meet.
func (t Table) why(r *Row, at []int) string {
	for j, in := range t.Inputs {
		if !r.match[j][at[j]] {
			return in.Label + "不是" + t.SayCell(in, r.When[in.Name])
		}
	}
	return ""
}

// sayValue is a value of an input in Chinese: a number stands for itself, whatever
// the same sign means among the outcomes.
func (t Table) sayValue(in Input, v string) string {
	if len(in.Words) == 0 && v != in.Absent {
		return v
	}
	return t.Say(v)
}

// SayCell writes a condition on an input in Chinese: 婚假或产假, 3至5, 6及以上.
func (t Table) SayCell(in Input, cell string) string {
	if cell == "" || cell == "*" {
		return "任意"
	}
	var parts []string
	for part := range strings.SplitSeq(cell, "|") {
		lo, hi, ranged := strings.Cut(strings.TrimSpace(part), "..")
		switch {
		case !ranged:
			parts = append(parts, t.sayValue(in, lo))
		case lo == "":
			parts = append(parts, hi+"及以下")
		case hi == "":
			parts = append(parts, lo+"及以上")
		default:
			parts = append(parts, lo+"至"+hi)
		}
	}
	return strings.Join(parts, "或")
}

// Reason is a sentence that says what follows from a row and on what ground.
func (b *Book) Reason(t Table, r Row) string {
	var s strings.Builder
	s.WriteString(t.Label + "：" + t.Outcome(r) + "。依据")
	for i, g := range t.Basis(r) {
		if i > 0 {
			s.WriteString("；")
		}
		s.WriteString(b.Cite(g))
	}
	s.WriteString("。")
	return s.String()
}

// Cite writes a ground as people cite it: 二-三(二)-2“恰为三天”（释1：从严，由局长同意）.
func (b *Book) Cite(g Basis) string {
	c, ok := b.Card(g.Clause)
	if !ok {
		if h, ok := National(g.Clause); ok {
			return h.Title
		}
		return string(g.Clause)
	}
	s := c.Locator
	if c.From != "" {
		s = c.From
	}
	if c.Label != "" {
		s += "“" + c.Label + "”"
	}
	for _, id := range g.Interpretation {
		if i, number, ok := c.Interpretation(id); ok {
			s += "（" + number + "：" + i.Text + "）"
		}
	}
	return s
}

// Undecided reports whether a person must decide.
func (d Decision) Undecided() bool { return d.d.Person != "" }

// Person says why a person must decide; "" if the book decides.
func (d Decision) Person() string { return d.d.Person }

// Basis is what the decision rests on, the deciding clause first; never empty.
func (d Decision) Basis() []Basis { return d.d.Basis }

// Chain is the decided chain with its closing steps; empty if it is none.
func (d Decision) Chain() Chain { return d.d.Chain }

// Then is the decided word; "" if the outcome is no single word.
func (d Decision) Then() string { return d.d.Then }

// List is the decided words in their order, a copy of what the book says.
func (d Decision) List() []string { return slices.Clone(d.d.List) }

// Refer names the table that tells instead; "" if this one did.
func (d Decision) Refer() string { return d.d.Refer }

// Row is the row that decided; "" if none did.
func (d Decision) Row() string { return d.d.Row }

// Table is the id of the table.
func (d Decision) Table() string { return d.d.Table }

// Version is the digest of the table that decided; "" if none was in force.
func (d Decision) Version() string { return d.d.Version }

// AsOf is the day by whose rules it was decided.
func (d Decision) AsOf() civil.Date { return d.d.AsOf }

// Facts are the facts in the order of the table's inputs.
func (d Decision) Facts() []Fact { return d.d.Facts }

// Rejected are the rows that did not apply, each with the reason.
func (d Decision) Rejected() []Rejected { return d.d.Rejected }

// Reason is the decision and its ground in one Chinese sentence.
func (d Decision) Reason() string { return d.d.Reason }

// IsZero reports whether this is no decision at all.
func (d Decision) IsZero() bool { return len(d.d.Basis) == 0 }

var errNoBasis = fault.New(fault.Internal, "一项决定没有依据任何条文，不能保存。")

// MarshalJSON writes the decision for keeping. One without a clause is refused.
func (d Decision) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return nil, errNoBasis
	}
	return json.Marshal(d.d)
}

// UnmarshalJSON reads what MarshalJSON wrote. One without a clause is refused.
func (d *Decision) UnmarshalJSON(text []byte) error {
	var in decided
	if err := json.Unmarshal(text, &in); err != nil {
		return fault.Wrap("rulebook.decision", fault.Internal, err)
	}
	if len(in.Basis) == 0 || in.Basis[0].Clause == "" {
		return errNoBasis
	}
	d.d = in
	return nil
}
