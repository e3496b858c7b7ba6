package register

import (
	"context"
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// perPage is how many lines a page of a list shows.
const perPage = 50

// Pages are the pages of all registers. Each asks for the register's own right.
func (h *Hall) Pages() []web.Page {
	get := func(name, pattern string, serve func(*web.Request, *Register) (web.Answer, error)) web.Page {
		return web.Page{Name: "register." + name, Method: "GET", Pattern: "/register/{code}" + pattern, Right: string(Use), Serve: h.at(serve)}
	}
	post := func(name, pattern string, serve func(*web.Request, *Register) (web.Answer, error)) web.Page {
		p := get(name, pattern, serve)
		p.Method = "POST"
		return p
	}
	load := post("line.load", "/import", h.importPost)
	load.Upload = mostSheet
	return []web.Page{
		{Name: "register.index", Method: "GET", Pattern: "/register", Right: string(Use), Serve: h.indexPage},
		get("line.list", "", h.listPage),
		get("line.new", "/new", func(q *web.Request, r *Register) (web.Answer, error) { return h.newPage(q, r, nil) }),
		post("line.enter", "/new", h.newPost),
		get("line.export", "/export", h.exportFile),
		get("line.import", "/import", func(q *web.Request, r *Register) (web.Answer, error) { return h.importPage(q, r, nil, Imported{}) }),
		load,
		get("line", "/{id}", func(q *web.Request, r *Register) (web.Answer, error) { return h.linePage(q, r, nil) }),
		post("line.amend", "/{id}", h.amendPost),
		post("line.void", "/{id}/void", h.voidPost),
	}
}

// at finds the register of an address; who may neither read nor keep it is refused, and
// the refusal is written down.
func (h *Hall) at(serve func(*web.Request, *Register) (web.Answer, error)) func(*web.Request) (web.Answer, error) {
	return func(q *web.Request) (web.Answer, error) {
		r, err := h.Register(q.PathValue("code"))
		if err != nil {
			return web.Answer{}, err
		}
		who := org.Actor(q)
		if err := r.seen(q.Context(), h.Door.Reader(), who); err != nil {
			if fault.Is(err, fault.Forbidden) {
				h.Door.Denied(q.Context(), who, q.Page.Name+" "+r.Code, fault.Of(err))
			}
			return web.Answer{}, err
		}
		return serve(q, r)
	}
}

func (r *Register) url() string { return "/register/" + r.Code }

func (r *Register) crumbs() []ui.Link {
	return []ui.Link{{Text: "登记簿", URL: "/register"}, {Text: r.Label, URL: r.url()}}
}

func (h *Hall) indexPage(q *web.Request) (web.Answer, error) {
	t := ui.Table{Caption: "登记簿", Columns: []ui.Column{{Label: "登记簿", Wide: true}, {Label: "待办", Numeric: true}}, Empty: ui.Empty{Title: "没有您能看的登记簿"}}
	who := org.Actor(q)
	seen, err := h.Seen(q.Context(), who)
	if err != nil {
		return web.Answer{}, err
	}
	for _, r := range seen {
		row := ui.Row{URL: r.url(), Cells: []ui.Cell{{Text: r.Label, URL: r.url(), Sub: r.Hint}, {}}}
		if _, ok := r.first(State); ok {
			_, n, err := h.List(q.Context(), who, r.Code, Query{State: Undone, Limit: 1})
			if err != nil {
				return web.Answer{}, err
			}
			if n > 0 {
				row.Cells[1] = ui.Cell{Text: strconv.Itoa(n), URL: r.url() + "?year=all&state=" + Undone}
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return q.Desk("登记簿", ui.ListPage(ui.Listing{Head: ui.Head{Title: "登记簿"}, Parts: []ui.Part{{Table: &t}}}))
}

func (h *Hall) listPage(q *web.Request, r *Register) (web.Answer, error) {
	o := Asked(q.Values(), h.Door.Today())
	page, err := strconv.Atoi(q.Values().Get("page"))
	if err != nil || page < 1 || page > MostListed/perPage {
		page = 1
	}
	s, err := h.surroundings(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	who := org.Actor(q)
	cut := o
	cut.Limit, cut.Skip = perPage, (page-1)*perPage
	list, n, err := h.List(q.Context(), who, r.Code, cut)
	if err != nil {
		return web.Answer{}, err
	}
	sums, err := h.sums(q.Context(), who, r, o)
	if err != nil {
		return web.Answer{}, err
	}
	t := h.table(r, s, list)
	p := ui.Listing{Head: ui.Head{Title: r.Label, Crumbs: r.crumbs()[:1]}, Filter: r.bar(s).Filters(q, o, h.Door.Today(), n), Parts: []ui.Part{{Table: &t}}}
	if r.Hint != "" {
		p.Head.Meta = []string{r.Hint}
	}
	for _, f := range r.Fields {
		if v, ok := sums[f.Name]; ok && v > 0 {
			p.Filter.Count += "，" + f.Label + "合计 " + writeDecimal(v, f.decimals()) + f.measure()
		}
	}
	p.Head.Actions = Papers(r.url()+"/export", o)
	if r.kept(q.Context(), h.Door.Reader(), who) == nil {
		p.Head.Actions = append([]ui.Button{{Label: "登记" + r.Thing, URL: r.url() + "/new", Look: "primary"}}, p.Head.Actions...)
		p.Filter.Saved = append(p.Filter.Saved, ui.Link{Text: "从表格导入", URL: r.url() + "/import"})
	}
	ground, err := h.ground(q.Context(), r)
	if err != nil {
		return web.Answer{}, err
	}
	if ground != "" {
		p.Parts = append(p.Parts, ui.Part{Title: "依据", Hint: ground})
	}
	body := ui.ListPage(p)
	if n > perPage {
		bar := ui.Pager{First: cut.Skip + 1, Last: cut.Skip + len(list), Total: n, Unit: "条"}
		if page > 1 {
			bar.Prev = q.URLWith("page", strconv.Itoa(page-1))
		}
		if page*perPage < n {
			bar.Next = q.URLWith("page", strconv.Itoa(page+1))
		}
		body = templ.Join(body, ui.PagerBar(bar))
	}
	return q.Desk(r.Label, body)
}

// ground says on what the register rests.
func (h *Hall) ground(ctx context.Context, r *Register) (string, error) {
	if h.Cite == nil || len(r.Basis) == 0 {
		return "", nil
	}
	return h.Cite(ctx, r.Basis)
}

func (h *Hall) table(r *Register, s surroundings, list []Line) ui.Table {
	t := ui.Table{Caption: r.Label, Columns: []ui.Column{{Label: "编号", Code: true}},
		Empty: ui.Empty{Title: "没有符合条件的" + r.Thing, Link: ui.Link{Text: "看全部年度", URL: r.url() + "?year=all"}}}
	var shown []Field
	for _, f := range r.Fields {
		if !f.Minor {
			shown = append(shown, f)
			t.Columns = append(t.Columns, ui.Column{Label: f.Label, Wide: f.Name == "title", Wrap: f.Type == Long, Numeric: f.numeric()})
		}
	}
	for _, l := range list {
		at := fmt.Sprintf("%s/%d", r.url(), l.ID)
		row := ui.Row{URL: at, Cells: []ui.Cell{{Text: l.Number()}}}
		if l.Voided != "" {
			row.Cells[0].Tags = []ui.Tag{{Text: "作废", Tone: ui.Mute}}
		}
		for _, f := range shown {
			row.Cells = append(row.Cells, h.cell(r, s, l, f, at))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (h *Hall) cell(r *Register, s surroundings, l Line, f Field, at string) ui.Cell {
	c := ui.Cell{Text: f.shown(s, l.Value(f.Name))}
	switch {
	case f.Name == "title":
		c.URL = at
		if l.Voided != "" {
			c.Sub = "作废：" + l.Voided
		}
	case f.Type == State && c.Text != "":
		tone := ui.Info
		if r.Done(l.State) {
			tone = ui.OK
		}
		c = ui.Cell{Tags: []ui.Tag{{Text: c.Text, Tone: tone}}}
	case f.Due && l.Voided == "" && !r.Done(l.State) && !l.Date(f.Name).IsZero() && l.Date(f.Name).Before(h.Door.Today()):
		c.Tags = []ui.Tag{{Text: "已过期", Tone: ui.Bad}}
	}
	return c
}
