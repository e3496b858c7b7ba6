package rulebook

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type clauseView struct {
	day
	b         *Book
	card      Card
	row       Covered
	who       act.Actor
	decisions []Kept
	books     []*Book
}

func (s *Shelf) clausePage(r *web.Request) (web.Answer, error) {
	id := law.ID(r.PathValue("id"))
	evidence, err := BuiltIn()
	if err != nil {
		return web.Answer{}, err
	}
	at, err := s.day(r)
	if err != nil {
		return web.Answer{}, err
	}
	v := clauseView{day: at, b: at.book, who: org.Actor(r)}
	if v.decisions, err = s.Library.Under(r.Context(), v.who, id, 50); err != nil {
		return web.Answer{}, err
	}
	if v.books, err = s.Library.all(r.Context(), s.Library.Door.Reader()); err != nil {
		return web.Answer{}, err
	}
	if h, ok := National(id); ok {
		return r.Desk(h.Title, nationalView(h, evidence[id], v))
	}
	c, ok := v.b.Card(id)
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "规章里没有这一条。")
	}
	v.card = c
	for _, row := range Coverage(v.b, evidence) {
		if row.ID == id {
			v.row = row
		}
	}
	return r.Desk(c.title(), clausePageView(v))
}

// citing are the clauses that a higher rule has overtaken.
func citing(b *Book, id law.ID) []Card {
	var out []Card
	for _, c := range b.Cards() {
		if slices.ContainsFunc(c.Conflicts, func(x Conflict) bool { return x.Law == id }) {
			out = append(out, c)
		}
	}
	return out
}

func (c Card) title() string {
	if c.Label != "" {
		return c.Label
	}
	return c.Locator
}

func (v clauseView) head() ui.Head {
	h := ui.Head{Title: v.card.title(), Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}}, Tags: []ui.Tag{statusTag(v.row.Status)}}
	if v.who.May(Drafting) && v.card.Carried {
		h.Actions = []ui.Button{{Label: "起草修改", URL: "/rules/editions/new?clause=" + url.QueryEscape(string(v.card.ID))}}
	}
	if ch, ok := v.b.Chapter(v.card.Chapter); ok {
		h.Crumbs = append(h.Crumbs, ui.Link{Text: ch.Title, URL: "/rules?chapter=" + url.QueryEscape(ch.Key)})
	}
	if v.card.From != "" {
		h.Tags = append(h.Tags, ui.Tag{Text: "原文没有，据国家规定", Tone: ui.Info})
	}
	if v.card.Inferred {
		h.Tags = append(h.Tags, ui.Tag{Text: "推定", Tone: ui.Info})
	}
	return h
}

// statement is the clause in our words, or why there is none.
func (v clauseView) statement() string {
	switch {
	case v.card.Missing:
		return "原文没有这一部分。" + v.card.Statement
	case !v.card.Carried:
		return "尚未成卡，请看原文。"
	}
	if w, ok := v.b.At(v.card.ID, v.on); ok {
		return w.Statement
	}
	return v.card.Statement
}

// did says in one sentence each what the tables make of the clause on that day.
func (v clauseView) did() []string {
	var out []string
	for _, t := range v.tables(v.card.ID) {
		for _, r := range t.Rows {
			if r.Clause == v.card.ID || slices.Contains(r.Also, v.card.ID) {
				out = append(out, t.Label+"："+t.sentence(r))
			}
		}
	}
	return out
}

// examples are those that rest on the clause and hold of that day's tables.
func (v clauseView) examples() []string {
	var out []string
	for _, e := range v.b.ExamplesOf(v.card.ID) {
		t, ok := v.b.TableAt(e.Table, v.on)
		if !ok || !e.of(t) {
			continue
		}
		if s := factLines(t.facts(e.Facts)) + " → " + t.Outcome(e.row()); len(out) < 8 && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// tables are the decision tables of that day with rows that rest on a clause.
func (v day) tables(id law.ID) []Table {
	var out []Table
	for _, t := range tablesOn(v.book, id) {
		if t.Holds(v.on) || v.on.Before(v.book.InForce) && t.From.IsZero() {
			out = append(out, t)
		}
	}
	return out
}

func (v clauseView) pairs() []ui.Pair {
	p := []ui.Pair{
		{Key: "编号", Text: string(v.card.ID), Code: true},
		{Key: "种类", Text: v.card.Kind.Label()},
		{Key: "出处", Text: v.card.Source(), Wide: true},
	}
	if v.row.Reason != "" {
		p = append(p, ui.Pair{Key: "状态说明", Text: v.row.Reason, Wide: true})
	}
	if v.card.Inferred {
		p = append(p, ui.Pair{Key: "性质", Text: "推定：原文没有明写，由上下文推出", Wide: true})
	}
	return p
}

func (v clauseView) parameters() ui.Table {
	t := ui.Table{Caption: "参数", Columns: []ui.Column{{Label: "参数"}, {Label: "值", Code: true}, {Label: "说明", Wide: true}}}
	for _, p := range v.card.Parameters {
		c := ui.Cell{Text: shownValue(p)}
		if p.ToBeConfirmed {
			c.Tags = []ui.Tag{{Text: "待确认", Tone: ui.Warn}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Label}, c, {Text: p.Ground}}})
	}
	return t
}

func (v clauseView) interpretations() ui.Table {
	t := ui.Table{Caption: "解释", Columns: []ui.Column{{Label: "序号", Code: true}, {Label: "解释", Wrap: true}, {Label: "理由", Wrap: true}}}
	for n, i := range v.card.Interpretations {
		t.Rows = append(t.Rows, ui.Row{ID: i.ID, Cells: []ui.Cell{{Text: fmt.Sprintf("释%d", n+1)}, {Text: i.Text}, {Text: i.Ground}}})
	}
	return t
}

func (v clauseView) wordings() ui.Table {
	t := ui.Table{Caption: "各时期的文本", Columns: []ui.Column{{Label: "自", Code: true}, {Label: "至", Code: true}, {Label: "文本", Wide: true}}}
	for _, x := range v.b.versions(v.card) {
		until := "现行"
		if !x.Until.IsZero() {
			until = x.Until.String()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.From.String()}, {Text: until}, {Text: x.Statement}}})
	}
	return t
}

// tablesOn are the decision tables with rows that rest on a clause.
func tablesOn(b *Book, id law.ID) []Table {
	var out []Table
	for _, t := range b.Tables {
		if t.Clause == id || slices.ContainsFunc(t.Rows, func(r Row) bool { return r.Clause == id }) {
			out = append(out, t)
		}
	}
	return out
}

// decisionTable shows a table whole; rows that rest on the clause stand out.
func (b *Book) decisionTable(t Table, on law.ID) ui.Table {
	out := ui.Table{Caption: t.Label}
	for _, in := range t.Inputs {
		out.Columns = append(out.Columns, ui.Column{Label: in.Label})
	}
	out.Columns = append(out.Columns, ui.Column{Label: "结论", Wrap: true}, ui.Column{Label: "依据", Wrap: true})
	for _, r := range t.Rows {
		row := ui.Row{ID: t.ID + "-" + r.ID, Strong: r.Clause == on}
		for _, in := range t.Inputs {
			row.Cells = append(row.Cells, ui.Cell{Text: t.SayCell(in, r.When[in.Name])})
		}
		then := ui.Cell{Text: t.Outcome(r)}
		if r.Person != "" {
			then = ui.Cell{Text: "由人定夺", Sub: r.Person}
		}
		basis := ui.Cell{}
		if r.Clause != "" {
			basis = ui.Cell{Text: b.titleOf(r.Clause), URL: clauseURL(r.Clause)}
		}
		row.Cells = append(row.Cells, then, basis)
		out.Rows = append(out.Rows, row)
	}
	return out
}

// titleOf is what a clause is called; its id if the book has none of that name.
func (b *Book) titleOf(id law.ID) string {
	if c, ok := b.Card(id); ok {
		return c.title()
	}
	return higherTitle(id)
}

// higherTitle is how a higher rule is cited; its id if the book names one that
// the program does not.
func higherTitle(id law.ID) string {
	if h, ok := National(id); ok {
		return h.Title
	}
	return string(id)
}

// decisionList shows what was decided, each in the words of its table.
func (v clauseView) decisionList() ui.Table {
	t := ui.Table{Caption: "决定", Columns: []ui.Column{{Label: "日期", Code: true}, {Label: "事情"}, {Label: "决定", Wide: true}, {Label: "由谁办理", Minor: true}}}
	for _, k := range v.decisions {
		d, err := k.Decision()
		if err != nil || k.Edition < 0 || k.Edition >= int64(len(v.books)) {
			continue
		}
		b := v.books[k.Edition]
		x, _ := b.TableAt(k.Table, k.AsOf)
		u := "/rules/decisions/" + strconv.FormatInt(k.ID, 10)
		t.Rows = append(t.Rows, ui.Row{URL: u, Cells: []ui.Cell{{Text: k.AsOf.String(), URL: u}, {Text: x.Label}, {Text: b.verdictOf(d).Outcome, Sub: factLines(d.Facts())}, {Text: k.MadeName}}})
	}
	return t
}
