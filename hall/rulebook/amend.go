package rulebook

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
)

// maxAmendment is the longest amendment that is read, in bytes.
const maxAmendment = 256 << 10

// amendment is a change of a book as its drafter writes it. What is left out
// stays as it is.
type amendment struct {
	Cards    []cardChange  `yaml:"cards"`
	Tables   []tableChange `yaml:"tables"`
	Examples []Example     `yaml:"examples"`
}

type cardChange struct {
	ID              law.ID            `yaml:"id"`
	Statement       string            `yaml:"statement"`
	Parameters      []parameterChange `yaml:"parameters"`
	Interpretations []Interpretation  `yaml:"interpretations"` // one of the same id is replaced
}

type parameterChange struct {
	Name          string  `yaml:"name"`
	Value         *string `yaml:"value"`
	Unit          *string `yaml:"unit"`
	Ground        *string `yaml:"ground"`
	ToBeConfirmed *bool   `yaml:"to_be_confirmed"`
}

// tableChange gives rows of a table anew: one of the same id is replaced, another
// is added, those in Drop go.
type tableChange struct {
	ID   string   `yaml:"id"`
	Rows []Row    `yaml:"rows"`
	Drop []string `yaml:"drop"`
}

// Amend makes the book that an amendment would make of b from a day on: changed
// statements and tables become new versions whose time of force begins that day,
// earlier days keep what they had. It names everything that cannot be read or
// does not fit; then the book is nil. Whether the new book is sound is left to
// Check; Vet does both.
func Amend(b *Book, text string, from civil.Date) (*Book, []Defect) {
	n, found := amend(b, text, from)
	if len(found) > 0 {
		return nil, found
	}
	return n, nil
}

// amend changes what fits and names what does not; the book is nil if the text
// cannot be read at all.
func amend(b *Book, text string, from civil.Date) (*Book, []Defect) {
	a := &amender{from: from}
	in, ok := a.read(text)
	if !ok {
		return nil, a.found
	}
	n := *b
	n.cards, n.Tables, n.Examples = slices.Clone(b.cards), slices.Clone(b.Tables), slices.Clone(b.Examples)
	n.Since = from
	a.b = &n
	if len(in.Cards)+len(in.Tables) == 0 {
		a.add("form", "修改内容", "", "没有改动任何条文或判定表")
	}
	if from.Before(b.InForce) {
		a.add("date", "修改内容", "", "施行日期 %s 早于本规章施行日期 %s", from, b.InForce)
	}
	seen := map[string]bool{}
	for _, c := range in.Cards {
		if seen[string(c.ID)] {
			a.add("duplicate", string(c.ID), c.ID, "这一条写了两次，请合在一处")
			continue
		}
		seen[string(c.ID)] = true
		a.card(c)
	}
	for _, t := range in.Tables {
		if seen["table "+t.ID] {
			a.add("duplicate", t.ID, "", "这张判定表写了两次，请合在一处")
			continue
		}
		seen["table "+t.ID] = true
		a.table(t)
	}
	a.examples(in, b)
	return a.b, a.found
}

// Vet makes the amended book and checks it whole, what could not be changed left
// as it was. A sound one has no defects; the book is nil where Amend gives none.
func Vet(b *Book, text string, from civil.Date) (*Book, []Defect) {
	n, defects := amend(b, text, from)
	if n == nil {
		return nil, defects
	}
	all := append(defects, Check(n)...)
	if len(defects) > 0 {
		return nil, all
	}
	return n, all
}

type amender struct {
	b     *Book
	from  civil.Date
	found []Defect
}

func (a *amender) add(kind, where string, clause law.ID, format string, args ...any) {
	a.found = append(a.found, Defect{Kind: kind, Where: where, Clause: clause, Say: fmt.Sprintf(format, args...)})
}

func (a *amender) card(c cardChange) {
	where := string(c.ID)
	i, ok := a.b.byID[c.ID]
	if !ok || !a.b.cards[i].Carried {
		a.add("citation", where, c.ID, "规章里没有这一条，或它还没有成卡")
		return
	}
	card := a.b.cards[i]
	if c.Statement == "" && len(c.Parameters)+len(c.Interpretations) == 0 {
		a.add("form", where, c.ID, "写了编号，没有写改什么")
	}
	if c.Statement != "" {
		if c.Statement == card.Statement {
			a.add("form", where, c.ID, "条文内容与现在的一样")
		}
		versions := slices.Clone(a.b.versions(card))
		last := &versions[len(versions)-1]
		if !last.Until.IsZero() || !last.From.Before(a.from) {
			a.add("date", where, c.ID, "这一条自 %s 起另有文本，新文本的施行日期应在其后", last.From)
		}
		last.Until = a.from
		card.Versions = append(versions, Version{From: a.from, Statement: strings.TrimSpace(c.Statement)})
		card.Statement = strings.TrimSpace(c.Statement)
	}
	card.Parameters = slices.Clone(card.Parameters)
	for _, p := range c.Parameters {
		a.parameter(where, &card, p)
	}
	card.Interpretations = slices.Clone(card.Interpretations)
	for _, x := range c.Interpretations {
		if n := slices.IndexFunc(card.Interpretations, func(y Interpretation) bool { return y.ID == x.ID }); n >= 0 {
			card.Interpretations[n] = x
		} else {
			card.Interpretations = append(card.Interpretations, x)
		}
	}
	a.b.cards[i] = card
}

func (a *amender) parameter(where string, card *Card, p parameterChange) {
	i := slices.IndexFunc(card.Parameters, func(x Parameter) bool { return x.Name == p.Name })
	if i < 0 {
		a.add("citation", where, card.ID, "这一条没有参数“%s”", p.Name)
		return
	}
	x := &card.Parameters[i]
	if p.Value != nil {
		was, number := x.Int()
		now, err := strconv.Atoi(*p.Value)
		switch {
		case number && err != nil:
			a.add("form", where, card.ID, "参数“%s”应为整数，现写作“%s”", x.Label, *p.Value)
		case number && (was >= 0) != (now >= 0):
			a.add("form", where, card.ID, "参数“%s”不能为负，现写作“%s”", x.Label, *p.Value)
		}
		x.Value, x.ToBeConfirmed = *p.Value, false
	}
	if p.Unit != nil {
		x.Unit = *p.Unit
	}
	if p.Ground != nil {
		x.Ground = *p.Ground
	}
	if p.ToBeConfirmed != nil {
		x.ToBeConfirmed = *p.ToBeConfirmed
	}
}

func (a *amender) table(c tableChange) {
	old, ok := a.b.Table(c.ID)
	i := slices.IndexFunc(a.b.Tables, func(t Table) bool { return t.ID == c.ID && t.From == old.From })
	switch {
	case !ok:
		a.add("citation", c.ID, "", "规章里没有这张判定表")
		return
	case !old.Until.IsZero() || !old.From.Before(a.from):
		a.add("date", c.ID, old.Clause, "这张判定表自 %s 起另有文本，新文本的施行日期应在其后", old.From)
		return
	case len(c.Rows)+len(c.Drop) == 0:
		a.add("form", c.ID, old.Clause, "写了判定表，没有写改哪一行")
		return
	}
	before := len(a.found)
	t := old
	t.From, t.Rows, t.Written, t.Outcomes = a.from, slices.Clone(old.Rows), nil, a.b.outcomes(c.ID)
	for _, id := range c.Drop {
		n := slices.IndexFunc(t.Rows, func(r Row) bool { return r.ID == id })
		if n < 0 {
			a.add("citation", c.ID, old.Clause, "要删的行“%s”不存在", id)
			continue
		}
		t.Rows = slices.Delete(t.Rows, n, n+1)
	}
	seen := map[string]bool{}
	for _, r := range c.Rows {
		where := c.ID + " " + r.ID
		if seen[r.ID] {
			a.add("duplicate", where, r.Clause, "这一行写了两次")
			continue
		}
		seen[r.ID] = true
		a.rowWords(where, r)
		one := t
		one.Rows = []Row{r}
		if _, err := NewTable(one); err != nil {
			a.add("form", where, r.Clause, "%s", strings.TrimSuffix(strings.TrimPrefix(fault.Of(err).Safe(), "规章文件 tables.yaml："), "。"))
			continue
		}
		if n := slices.IndexFunc(t.Rows, func(x Row) bool { return x.ID == r.ID }); n >= 0 {
			t.Rows[n] = r
		} else {
			t.Rows = append(t.Rows, r)
		}
	}
	if len(a.found) > before {
		return
	}
	// An outcome that no row gives any more may come back with a later change.
	t.Outcomes = slices.DeleteFunc(t.Outcomes, func(o string) bool {
		return !slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Then == o || slices.Contains(r.List, o) })
	})
	t, err := NewTable(t)
	if err != nil {
		a.add("form", c.ID, old.Clause, "%s", strings.TrimSuffix(fault.Of(err).Safe(), "。"))
		return
	}
	a.b.Tables[i].Until = a.from
	a.b.Tables = append(a.b.Tables, t)
}

// outcomes are the words that any version of a table could answer with: those that
// the program knows.
func (b *Book) outcomes(id string) []string {
	var all []string
	for _, t := range b.Tables {
		for _, o := range t.Outcomes {
			if t.ID == id && !slices.Contains(all, o) {
				all = append(all, o)
			}
		}
	}
	return all
}

// rowWords wants half-width characters wherever the program reads words.
func (a *amender) rowWords(where string, r Row) {
	a.plain(where, r.Clause, "行的编号", r.ID)
	for _, in := range slices.Sorted(maps.Keys(r.When)) {
		a.plain(where, r.Clause, "条件", in+": "+r.When[in])
	}
	for _, w := range append(slices.Clone(r.List), r.Then, r.Refer, string(r.Clause)) {
		a.plain(where, r.Clause, "词语", w)
	}
	for _, s := range r.Chain {
		a.plain(where, r.Clause, "环节", s.String())
	}
}

// examples leaves every example to the version it belongs to. Those of a changed
// table's last version that still come out the same hold of the new version too,
// and the drafter's own are added; one of the same facts takes the place of the
// old one.
func (a *amender) examples(in amendment, before *Book) {
	changed := map[string]Table{}
	for _, c := range in.Tables {
		if old, ok := before.Table(c.ID); ok {
			changed[c.ID] = old
		}
	}
	given := map[string]bool{}
	for i, e := range in.Examples {
		if _, ok := changed[e.Table]; !ok {
			a.add("citation", e.where(), "", "例子属于没有改动的判定表“%s”", e.Table)
		}
		if given[e.where()] {
			a.add("duplicate", e.where(), "", "这个例子写了两次")
		}
		given[e.where()] = true
		in.Examples[i].AsOf = a.from
	}
	var list []Example
	for _, e := range a.b.Examples {
		old, touched := changed[e.Table]
		if !touched || !e.of(old) {
			list = append(list, e)
			continue
		}
		then, now := e, e
		if then.AsOf.IsZero() {
			then.AsOf = a.from.AddDays(-1)
		}
		list = append(list, then)
		now.AsOf = a.from
		if t, ok := a.b.Table(e.Table); ok && !given[e.where()] {
			if _, say := t.try(now); say == "" {
				list = append(list, now)
			}
		}
	}
	a.b.Examples = append(list, in.Examples...)
}

// of reports whether the example is one of this version of its table.
func (e Example) of(t Table) bool {
	return e.Table == t.ID && (e.AsOf.IsZero() && t.Until.IsZero() || !e.AsOf.IsZero() && t.Holds(e.AsOf))
}
