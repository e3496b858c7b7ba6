package rulebook

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Shelf shows a book to everybody who is signed in; nothing on it can be changed.
type Shelf struct {
	Book *Book
	// Decisions lists what was decided under a clause, as far as the actor may
	// know of it; nil lists nothing.
	Decisions func(ctx context.Context, who act.Actor, clause law.ID) ([]Decided, error)
}

// Pages lists the pages of the book.
func (s *Shelf) Pages() []web.Page {
	any := string(org.Anyone)
	return []web.Page{
		{Name: "rules.book", Method: "GET", Pattern: "/rules", Right: any, Serve: s.bookPage},
		{Name: "rules.clause", Method: "GET", Pattern: "/rules/{id}", Right: any, Serve: s.clausePage},
	}
}

func clauseURL(id law.ID) string { return "/rules/" + url.PathEscape(string(id)) }

type bookView struct {
	r       *web.Request
	b       *Book
	rows    map[law.ID]Covered
	chapter string
	status  string
	words   string
	form    *ui.Form
}

func (s *Shelf) bookPage(r *web.Request) (web.Answer, error) {
	evidence, err := BuiltIn()
	if err != nil {
		return web.Answer{}, err
	}
	q := r.URL.Query()
	v := bookView{r: r, b: s.Book, rows: map[law.ID]Covered{}, chapter: q.Get("chapter"), status: q.Get("status"), words: strings.TrimSpace(q.Get("words"))}
	if _, ok := s.Book.Chapter(v.chapter); !ok {
		v.chapter = ""
	}
	if StatusLabel(v.status) == "" {
		v.status = ""
	}
	for _, c := range Coverage(s.Book, evidence) {
		v.rows[c.ID] = c
	}
	v.form = &ui.Form{ID: "find", Action: "/rules", Method: "get", Values: url.Values{"words": {v.words}, "chapter": {v.chapter}, "status": {v.status}}}
	return r.Desk("规章", bookPageView(v))
}

func (v bookView) filtered() bool { return v.chapter != "" || v.status != "" || v.words != "" }

func (v bookView) shown() []Card {
	var out []Card
	for _, c := range v.b.Cards() {
		if (v.chapter == "" || c.Chapter == v.chapter) && (v.status == "" || v.rows[c.ID].Status == v.status) &&
			(v.words == "" || strings.Contains(string(c.ID)+" "+c.Label+" "+c.Statement+" "+c.Locator, v.words)) {
			out = append(out, c)
		}
	}
	return out
}

var statuses = []string{Enforced, Partly, TextOnly, MissingText, Superseded}

func statusTag(s string) ui.Tag {
	tone := map[string]ui.Tone{Enforced: ui.OK, Partly: ui.Warn, TextOnly: ui.Mute, MissingText: ui.Mute, Superseded: ui.Alt}[s]
	return ui.Tag{Text: StatusLabel(s), Tone: tone}
}

func (v bookView) stats() []ui.Stat {
	count := map[string]int{}
	for _, c := range v.rows {
		count[c.Status]++
	}
	var out []ui.Stat
	for _, s := range statuses {
		out = append(out, ui.Stat{Label: StatusLabel(s), Value: ui.Thousands(count[s]), Unit: "条", URL: "/rules?status=" + s})
	}
	return out
}

// chapters is the book by its chapters, how many clauses of each stand how.
func (v bookView) chapters() ui.Table {
	t := ui.Table{Caption: "各章", Columns: []ui.Column{{Label: "章", Wide: true}, {Label: "条文", Numeric: true}}}
	for _, s := range statuses {
		t.Columns = append(t.Columns, ui.Column{Label: StatusLabel(s), Numeric: true, Minor: s != Enforced})
	}
	for _, ch := range v.b.Chapters {
		count, all := map[string]int{}, 0
		for _, c := range v.b.Cards() {
			if c.Chapter == ch.Key {
				count[v.rows[c.ID].Status]++
				all++
			}
		}
		u := "/rules?chapter=" + url.QueryEscape(ch.Key)
		row := ui.Row{URL: u, Cells: []ui.Cell{{Text: ch.Title, URL: u}, {Text: ui.Thousands(all)}}}
		if ch.Missing {
			row.Cells[0].Tags = []ui.Tag{{Text: "原文只有标题", Tone: ui.Mute}}
		}
		for _, s := range statuses {
			c := ui.Cell{Text: "0"}
			if count[s] > 0 {
				c = ui.Cell{Text: ui.Thousands(count[s]), URL: u + "&status=" + s}
			}
			row.Cells = append(row.Cells, c)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v bookView) clauses() ui.Table {
	t := ui.Table{Caption: "条文", Columns: []ui.Column{{Label: "条文", Wide: true}, {Label: "出处"}, {Label: "种类", Minor: true}, {Label: "状态"}},
		Empty: ui.Empty{Title: "没有符合条件的条文", Link: ui.Link{Text: "看全部各章", URL: "/rules"}}}
	for _, c := range v.shown() {
		u := clauseURL(c.ID)
		title := c.Label
		if title == "" {
			title = c.Locator
		}
		t.Rows = append(t.Rows, ui.Row{URL: u, Cells: []ui.Cell{{Text: title, URL: u, Sub: c.Statement}, {Text: c.Locator}, {Text: c.Kind.Label()}, {Tags: []ui.Tag{statusTag(v.rows[c.ID].Status)}}}})
	}
	return t
}

func (v bookView) filters() ui.Filters {
	f := ui.Filters{Form: v.form, Count: fmt.Sprintf("共 %s 条", ui.Thousands(len(v.shown())))}
	if ch, ok := v.b.Chapter(v.chapter); ok {
		f.Chips = append(f.Chips, ui.Chip{Label: "章", Value: ch.Title, Remove: v.r.URLWith("chapter", "")})
	}
	if v.status != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: "状态", Value: StatusLabel(v.status), Remove: v.r.URLWith("status", "")})
	}
	if v.words != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: "文字", Value: v.words, Remove: v.r.URLWith("words", "")})
	}
	chapters := []ui.Option{{Value: "", Label: "不限"}}
	for _, ch := range v.b.Chapters {
		chapters = append(chapters, ui.Option{Value: ch.Key, Label: ch.Title})
	}
	states := []ui.Option{{Value: "", Label: "不限"}}
	for _, s := range statuses {
		states = append(states, ui.Option{Value: s, Label: StatusLabel(s)})
	}
	f.Add = []ui.Field{
		{Name: "words", Label: "文字", Optional: true, Hint: "条文、名称或编号里的字。"},
		{Name: "chapter", Label: "章", Kind: ui.Select, Optional: true, Options: chapters},
		{Name: "status", Label: "状态", Kind: ui.Select, Optional: true, Options: states},
	}
	return f
}

type clauseView struct {
	b         *Book
	card      Card
	row       Covered
	decisions []Decided
}

func (s *Shelf) clausePage(r *web.Request) (web.Answer, error) {
	id := law.ID(r.PathValue("id"))
	evidence, err := BuiltIn()
	if err != nil {
		return web.Answer{}, err
	}
	var decisions []Decided
	if s.Decisions != nil {
		if decisions, err = s.Decisions(r.Context(), org.Actor(r), id); err != nil {
			return web.Answer{}, err
		}
	}
	if h, ok := National(id); ok {
		return r.Desk(h.Title, nationalView(h, evidence[id], s.Book, decisions))
	}
	c, ok := s.Book.Card(id)
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "规章里没有这一条。")
	}
	v := clauseView{b: s.Book, card: c, decisions: decisions}
	for _, row := range Coverage(s.Book, evidence) {
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
	if ch, ok := v.b.Chapter(v.card.Chapter); ok {
		h.Crumbs = append(h.Crumbs, ui.Link{Text: ch.Title, URL: "/rules?chapter=" + url.QueryEscape(ch.Key)})
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
	return v.card.Statement
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
	t := ui.Table{Caption: "解释", Columns: []ui.Column{{Label: "序号", Code: true}, {Label: "解释", Wide: true}, {Label: "理由"}}}
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
func decisionTable(t Table, on law.ID) ui.Table {
	out := ui.Table{Caption: t.Label}
	for _, in := range t.Inputs {
		out.Columns = append(out.Columns, ui.Column{Label: in.Label})
	}
	out.Columns = append(out.Columns, ui.Column{Label: "结论", Wide: true}, ui.Column{Label: "依据", Code: true})
	for _, r := range t.Rows {
		row := ui.Row{ID: t.ID + "-" + r.ID, Strong: r.Clause == on}
		for _, in := range t.Inputs {
			row.Cells = append(row.Cells, ui.Cell{Text: t.SayCell(r.When[in.Name])})
		}
		then := ui.Cell{Text: t.Outcome(r)}
		if r.Person != "" {
			then = ui.Cell{Text: "由人定夺", Sub: r.Person}
		}
		basis := ui.Cell{}
		if r.Clause != "" {
			basis = ui.Cell{Text: string(r.Clause), URL: clauseURL(r.Clause)}
		}
		row.Cells = append(row.Cells, then, basis)
		out.Rows = append(out.Rows, row)
	}
	return out
}

// higherTitle is how a higher rule is cited; its id if the book names one that
// the program does not.
func higherTitle(id law.ID) string {
	if h, ok := National(id); ok {
		return h.Title
	}
	return string(id)
}

func decisionList(list []Decided) ui.Table {
	t := ui.Table{Caption: "决定", Columns: []ui.Column{{Label: "时间", Code: true}, {Label: "谁"}, {Label: "决定", Wide: true}}}
	for _, d := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.On}, {Text: d.Who}, {Text: d.What}}})
	}
	return t
}

func bookTags(b *Book) []ui.Tag {
	if b.Status == "" {
		return nil
	}
	return []ui.Tag{{Text: b.Status, Tone: ui.Info}}
}
