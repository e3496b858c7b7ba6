package rulebook

import (
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"

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
	for _, c := range v.b.cards {
		if (v.chapter == "" || c.Chapter == v.chapter) && (v.status == "" || v.rows[c.ID].Status == v.status) &&
			(v.words == "" || strings.Contains(string(c.ID)+" "+c.Label+" "+c.Statement+" "+c.Locator+c.From, v.words)) {
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
		for _, c := range v.b.cards {
			if c.Chapter == ch.Key {
				count[v.rows[c.ID].Status]++
				all++
			}
		}
		u := v.keep("/rules?chapter=" + url.QueryEscape(ch.Key))
		row := ui.Row{URL: u, Cells: []ui.Cell{{Text: ch.Title, URL: u}, {Text: ui.Thousands(all)}}}
		if ch.Missing {
			row.Cells[0].Tags = []ui.Tag{{Text: "原文只有标题", Tone: ui.Mute}}
			if all > 0 {
				row.Cells[0].Tags = append(row.Cells[0].Tags, ui.Tag{Text: "据国家规定增补", Tone: ui.Info})
			}
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
		t.Rows = append(t.Rows, ui.Row{URL: u, Cells: []ui.Cell{{Text: title, URL: u, Sub: c.Statement}, {Text: cmp.Or(c.Locator, c.From)}, {Text: c.Kind.Label()}, {Tags: []ui.Tag{statusTag(v.rows[c.ID].Status)}}}})
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
