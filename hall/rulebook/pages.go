package rulebook

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Shelf shows the editions of the book to everybody who is signed in, with what
// was decided under them to those who may see it, and takes changes through their
// steps.
type Shelf struct {
	Library *Library
	// Case tells how a case of some room is called and where its page is; nil
	// shows its name in the ledger.
	Case func(subject string) (ui.Link, bool)
}

// Pages lists the pages of the book.
func (s *Shelf) Pages() []web.Page {
	any := string(org.Anyone)
	return append([]web.Page{
		{Name: "rules.book", Method: "GET", Pattern: "/rules", Right: any, Serve: s.bookPage},
		{Name: "rules.clause", Method: "GET", Pattern: "/rules/{id}", Right: any, Serve: s.clausePage},
	}, s.editionPages()...)
}

// day is the day whose rules are asked for; today if none is, or if it cannot be
// read, which the form then says.
type day struct {
	on    civil.Date
	today civil.Date
	fault error
	book  *Book
	froms []civil.Date // first days of the editions, the book as it came first
}

func (s *Shelf) day(r *web.Request) (day, error) {
	v := day{today: s.Library.Door.Today()}
	v.on = v.today
	if q := r.URL.Query().Get("on"); q != "" {
		if d, err := civil.ParseLoose(q); err == nil {
			v.on = d
		} else {
			v.fault = fault.Field("on", q, "日期“"+q+"”不对，请写成 2026-03-02 的样子；下面是今天的规章。")
		}
	}
	books, err := s.Library.all(r.Context(), s.Library.Door.Reader())
	if err != nil {
		return v, err
	}
	for _, b := range books {
		if b.Edition == 0 {
			v.froms = append(v.froms, b.InForce)
		} else {
			v.froms = append(v.froms, b.Since)
		}
	}
	v.book, err = s.Library.At(r.Context(), v.on)
	return v, err
}

// query keeps the chosen day in an address.
func (v day) query() string {
	if v.on == v.today {
		return ""
	}
	return "on=" + v.on.String()
}

// keep adds the chosen day to an address.
func (v day) keep(u string) string {
	switch {
	case v.query() == "":
		return u
	case strings.Contains(u, "?"):
		return u + "&" + v.query()
	}
	return u + "?" + v.query()
}

// tabs are the editions; the one that held on the chosen day is marked.
func (v day) tabs(path string) []ui.Tab {
	var out []ui.Tab
	for n, from := range v.froms {
		t := ui.Tab{Text: "第" + strconv.Itoa(n) + "版　自" + from.String(), URL: path + "?on=" + from.String(), Count: -1, Current: v.book.Edition == int64(n)}
		if n == 0 {
			t.Text = "原书　自" + from.String()
		}
		out = append(out, t)
	}
	return out
}

func (v day) form(path string) *ui.Form {
	f := &ui.Form{ID: "day", Action: path, Method: "get", Values: url.Values{"on": {v.on.String()}}}
	if v.fault != nil {
		e := fault.Of(v.fault)
		f.Values.Set("on", e.Value)
		f.Errors = []fault.FieldError{{Field: "on", Value: e.Value, Say: e.Safe()}}
	}
	return f
}

// notes says what is to be known of the chosen day.
func (v day) notes() []ui.Notice {
	if !v.book.Holds(v.on) {
		return []ui.Notice{{Tone: ui.Warn, Text: "本规章自" + v.book.InForce.Chinese() + "起施行，" + v.on.Chinese() + "还没有规定。下面是最早的文本。"}}
	}
	if v.on != v.today {
		return []ui.Notice{{Tone: ui.Info, Text: "这里是" + v.on.Chinese() + "的规章。"}}
	}
	return nil
}

func clauseURL(id law.ID) string { return "/rules/" + url.PathEscape(string(id)) }

type bookView struct {
	day
	r       *web.Request
	who     act.Actor
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
	at, err := s.day(r)
	if err != nil {
		return web.Answer{}, err
	}
	q := r.URL.Query()
	v := bookView{day: at, r: r, who: org.Actor(r), b: at.book, rows: map[law.ID]Covered{}, chapter: q.Get("chapter"), status: q.Get("status"), words: strings.TrimSpace(q.Get("words"))}
	if _, ok := v.b.Chapter(v.chapter); !ok {
		v.chapter = ""
	}
	if StatusLabel(v.status) == "" {
		v.status = ""
	}
	for _, c := range Coverage(v.b, evidence) {
		v.rows[c.ID] = c
	}
	v.form = &ui.Form{ID: "find", Action: "/rules", Method: "get", Values: url.Values{"words": {v.words}, "chapter": {v.chapter}, "status": {v.status}}}
	if v.query() != "" {
		v.form.Values.Set("on", v.on.String())
	}
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
		out = append(out, ui.Stat{Label: StatusLabel(s), Value: ui.Thousands(count[s]), Unit: "条", URL: v.keep("/rules?status=" + s)})
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
		u := v.keep("/rules?chapter=" + url.QueryEscape(ch.Key))
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
		u := v.keep(clauseURL(c.ID))
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
	if v.query() != "" {
		f.Chips = append(f.Chips, ui.Chip{Label: "哪一天", Value: v.on.String(), Remove: v.r.URLWith("on", "")})
	}
	f.Add = []ui.Field{
		{Name: "words", Label: "文字", Optional: true, Hint: "条文、名称或编号里的字。"},
		{Name: "chapter", Label: "章", Kind: ui.Select, Optional: true, Options: chapters},
		{Name: "status", Label: "状态", Kind: ui.Select, Optional: true, Options: states},
		{Name: "on", Label: "哪一天的规章", Kind: ui.Date, Optional: true, Hint: "不填就是今天。"},
	}
	return f
}

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
		r := Row{Then: e.Then, List: e.List, Chain: e.Chain, Refer: e.Refer}
		if e.Person {
			r.Person = "规章留给人定"
		}
		if s := factLines(t.facts(e.Facts)) + " → " + t.Outcome(r); len(out) < 8 && !slices.Contains(out, s) {
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

func bookTags(b *Book) []ui.Tag {
	var out []ui.Tag
	if b.Status != "" {
		out = append(out, ui.Tag{Text: b.Status, Tone: ui.Info})
	}
	if b.Edition > 0 {
		out = append(out, ui.Tag{Text: "第" + strconv.FormatInt(b.Edition, 10) + "版", Tone: ui.OK})
	}
	return out
}

func (v bookView) head() ui.Head {
	h := ui.Head{Title: v.b.Title, Tags: bookTags(v.b), Meta: []string{"自" + v.b.InForce.Chinese() + "起施行", v.b.Source}}
	h.Actions = []ui.Button{{Label: "规章的修改", URL: "/rules/editions"}}
	return h
}
