package rulebook

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

type decisionView struct {
	k Kept
	d Decision
	b *Book
	t Table
	// subject is the case, with its address where its room has told one.
	subject ui.Link
}

func (s *Shelf) decisionPage(r *web.Request) (web.Answer, error) {
	id, err := r.ID("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := decisionView{}
	if v.k, err = s.Library.Find(r.Context(), org.Actor(r), id); err != nil {
		return web.Answer{}, err
	}
	if v.d, err = v.k.Decision(); err != nil {
		return web.Answer{}, err
	}
	if v.b, err = s.Library.Pinned(r.Context(), v.k.Edition); err != nil {
		return web.Answer{}, err
	}
	v.t, _ = v.b.TableAt(v.k.Table, v.k.AsOf)
	v.subject = ui.Link{Text: v.k.Subject}
	if s.Case != nil {
		if l, ok := s.Case(v.k.Subject); ok {
			v.subject = l
		}
	}
	return r.Desk("一项决定", decisionPageView(v))
}

func (v decisionView) head() ui.Head {
	return ui.Head{Title: v.t.Label, Crumbs: []ui.Link{{Text: "规章", URL: "/rules"}}, Meta: []string{clock.FromMicros(v.k.MadeAt).Format("2006-01-02 15:04"), v.k.MadeName}}
}

func (v decisionView) pairs() []ui.Pair {
	edition := "原书"
	if v.k.Edition > 0 {
		edition = fmt.Sprintf("第%d版", v.k.Edition)
	}
	p := []ui.Pair{{Key: "结论", Text: v.t.said(v.d), Wide: true}, {Key: "哪一件事", Text: v.subject.Text, URL: v.subject.URL, Wide: true}, {Key: "所依规章", Text: v.k.AsOf.Chinese() + "的规章，" + edition, Wide: true}}
	for _, f := range v.d.Facts() {
		name, value, _ := strings.Cut(f.Say, "：")
		p = append(p, ui.Pair{Key: name, Text: value, Wide: true})
	}
	return p
}

func (v decisionView) rejected() ui.Table {
	t := ui.Table{Caption: "不适用的各行", Columns: []ui.Column{{Label: "行", Wide: true}, {Label: "为何不适用"}}}
	for _, x := range v.d.Rejected() {
		text := x.Row
		if i := slices.IndexFunc(v.t.Rows, func(r Row) bool { return r.ID == x.Row }); i >= 0 {
			text = v.t.sentence(v.t.Rows[i])
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: text}, {Text: x.Why}}})
	}
	return t
}

func clauseLink(b *Book, g Basis) ui.Link {
	return ui.Link{Text: b.Cite(g), URL: "/rules/" + url.PathEscape(string(g.Clause))}
}
