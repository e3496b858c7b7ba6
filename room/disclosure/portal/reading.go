package portal

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lantai.internal/base/fault"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// perPage is how many items a list shows at once.
const perPage = 20

// reading answers with a page that everybody may read; browsers may keep it a while.
func (p *Portal) reading(r *web.Request, title string, body templ.Component, crumbs []ui.Link, adjust func(*ui.Portal)) (web.Answer, error) {
	a, err := r.Portal(title, body, func(f *ui.Portal) {
		f.Crumbs = crumbs
		if adjust != nil {
			adjust(f)
		}
	})
	return a.Shared(), err
}

// documentURL is the address of an item; the index number makes it, so it stays.
func (p *Portal) documentURL(index string) string { return p.at("/documents/" + index) }

// columnURL is the address of a column: three have pages of their own.
func (p *Portal) columnURL(code string) string {
	switch code {
	case GuideColumn:
		return p.at("/guide")
	case RulesColumn:
		return p.at("/rules")
	case AnnualColumn:
		return p.at("/annual")
	}
	return p.at("/columns/" + code)
}

func (p *Portal) home(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	list := s.live("")
	return p.reading(r, "", homePage(p, list[:min(len(list), 10)], s), nil, nil)
}

// guide shows the newest guide with its parts under headings.
func (p *Portal) guide(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	list := s.live(GuideColumn)
	if len(list) == 0 {
		return p.reading(r, "公开指南", emptyPage(p, "公开指南", "公开指南还没有发布。"+p.elsewhere()), nil, nil)
	}
	return p.document(r, s, list[0].Index, "公开指南", list[1:])
}

// special shows a column that has a block of its own.
func (p *Portal) special(code, title, none string) func(*web.Request) (web.Answer, error) {
	return func(r *web.Request) (web.Answer, error) {
		s, err := p.shelf(r.Context())
		if err != nil {
			return web.Answer{}, err
		}
		list, pager, err := page(r, s.live(code))
		if err != nil {
			return web.Answer{}, err
		}
		return p.reading(r, title, listPage(p, title, none, list, pager, code), nil, func(f *ui.Portal) { p.columnMeta(f, s, code) })
	}
}

func (p *Portal) columnMeta(f *ui.Portal, s *shelf, code string) {
	c, ok := s.column(code)
	if !ok {
		return
	}
	f.Meta = append(f.Meta, ui.Meta{Name: "ColumnName", Content: c.Label}, ui.Meta{Name: "ColumnType", Content: "政府信息公开"})
	f.Feeds = append(f.Feeds, ui.Link{Text: c.Label, URL: p.at("/columns/" + code + "/feed.xml")})
}

// filled are the columns that have something in them: an empty one is not shown.
type filled struct {
	Column
	Count int
	URL   string
}

func (p *Portal) filled(s *shelf) (out []filled) {
	for _, c := range s.columns {
		if n := len(s.live(c.Code)); n > 0 && !slices.Contains([]string{GuideColumn, RulesColumn, AnnualColumn}, c.Code) {
			out = append(out, filled{c, n, p.columnURL(c.Code)})
		}
	}
	return out
}

func (p *Portal) columns(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	return p.reading(r, "法定主动公开内容", columnsPage(p, p.filled(s)), nil, nil)
}

func (p *Portal) column(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	c, ok := s.column(r.PathValue("code"))
	if !ok {
		return web.Answer{}, fault.New(fault.NotFound, "没有这个栏目。")
	}
	list, pager, err := page(r, s.live(c.Code))
	if err != nil {
		return web.Answer{}, err
	}
	return p.reading(r, c.Label, listPage(p, c.Label, "这个栏目还没有发布内容。", list, pager, c.Code), []ui.Link{{Text: "法定主动公开内容", URL: p.at("/columns")}}, func(f *ui.Portal) { p.columnMeta(f, s, c.Code) })
}

// pager says which part of a list is shown and where the other parts are.
type pager struct {
	From, To, Total int
	Prev, Next      string
	More            bool // the list itself was cut
}

func page[T any](r *web.Request, list []T) ([]T, pager, error) {
	n := 1
	if s := r.URL.Query().Get("page"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil || n < 1 || n > 1_000_000 {
			return nil, pager{}, fault.New(fault.NotFound, "没有这一页。")
		}
	}
	from := (n - 1) * perPage
	if from >= len(list) && n > 1 {
		return nil, pager{}, fault.New(fault.NotFound, "没有这一页，内容可能有变动。请从第一页看起。")
	}
	to := min(len(list), from+perPage)
	g := pager{From: from + 1, To: to, Total: len(list)}
	if n == 2 {
		g.Prev = r.URLWith("page", "")
	} else if n > 2 {
		g.Prev = r.URLWith("page", strconv.Itoa(n-1))
	}
	if to < len(list) {
		g.Next = r.URLWith("page", strconv.Itoa(n+1))
	}
	return list[from:to], g, nil
}

func (p *Portal) catalogue(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	all := make([]*Item, 0, len(s.items))
	for i := range s.items {
		all = append(all, &s.items[i])
	}
	list, g, err := page(r, all)
	if err != nil {
		return web.Answer{}, err
	}
	return p.reading(r, "公开目录", cataloguePage(p, list, g, s), []ui.Link{{Text: "法定主动公开内容", URL: p.at("/columns")}}, func(f *ui.Portal) { f.Wide = true })
}

func (p *Portal) search(r *web.Request) (web.Answer, error) {
	v := r.Values()
	query, column := v.Get("q"), v.Get("column")
	year, _ := strconv.Atoi(v.Get("year")) // what is no year narrows nothing
	if len([]rune(query)) > maxQuery {
		return web.Answer{}, fault.Newf(fault.Invalid, "检索词最多 %d 个字，请只写最要紧的词。", maxQuery)
	}
	words := terms(query)
	if len(words) > 0 {
		if ok, _ := p.limits.search.Allow(web.Neighbourhood(r.Address())); !ok {
			return web.Answer{}, fault.New(fault.TooMany, "检索得太频繁，请过几秒再查。也可以从“法定主动公开内容”按栏目查看。")
		}
	}
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	hits, more := s.search(words, column, year)
	list, g, err := page(r, hits)
	if err != nil {
		return web.Answer{}, err
	}
	g.More = more
	f := r.FormFor(p.at("/search"), nil)
	f.Method = "get"
	f.Set("q", query)
	f.Set("column", column)
	f.Set("year", v.Get("year"))
	return r.Portal("检索", searchPage(p, f, list, g, words, s), nil)
}

// years are those in which something was published.
func (s *shelf) years() (out []ui.Option) {
	seen := map[int]bool{}
	for _, it := range s.items {
		seen[it.Published.Year] = true
	}
	var list []int
	for y := range seen {
		if y > 0 {
			list = append(list, y)
		}
	}
	slices.Sort(list)
	slices.Reverse(list)
	out = append(out, ui.Option{Label: "全部年份"})
	for _, y := range list {
		out = append(out, ui.Option{Value: strconv.Itoa(y), Label: strconv.Itoa(y) + "年"})
	}
	return out
}

func (s *shelf) columnOptions() (out []ui.Option) {
	out = append(out, ui.Option{Label: "全部栏目"})
	for _, c := range s.columns {
		if len(s.live(c.Code)) > 0 {
			out = append(out, ui.Option{Value: c.Code, Label: c.Label})
		}
	}
	return out
}

func (p *Portal) documentPage(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	it, err := s.item(r.PathValue("code") + "/" + r.PathValue("serial"))
	if err != nil {
		return web.Answer{}, err
	}
	if it.Gone {
		a, err := p.reading(r, tombTitle(it), tombPage(p, it), nil, func(f *ui.Portal) { f.Meta = append(f.Meta, ui.Meta{Name: "robots", Content: "noindex"}) })
		return a.Status(http.StatusGone), err
	}
	return p.document(r, s, it.Index, it.Title, nil)
}

func tombTitle(it *Item) string {
	if it.Title == "" {
		return "已撤下的信息"
	}
	return it.Title
}

// document is the page of an item, with the meta tags that the county's platform reads.
func (p *Portal) document(r *web.Request, s *shelf, index, title string, earlier []*Item) (web.Answer, error) {
	whole, err := p.Catalogue.Item(r.Context(), index)
	if err != nil {
		return web.Answer{}, err
	}
	it := &whole
	c, _ := s.column(it.Column)
	var crumbs []ui.Link
	if c.Code != "" && title == it.Title {
		crumbs = append(crumbs, ui.Link{Text: c.Label, URL: p.columnURL(c.Code)})
	}
	return p.reading(r, title, itemPage(p, it, c, earlier), crumbs, func(f *ui.Portal) {
		p.columnMeta(f, s, it.Column)
		for _, m := range []ui.Meta{{Name: "ArticleTitle", Content: it.Title}, {Name: "PubDate", Content: it.Updated.String()}, {Name: "ContentSource", Content: it.Publisher}, {Name: "Keywords", Content: it.Keywords},
			{Name: "Author", Content: it.Publisher}, {Name: "Description", Content: it.Summary}, {Name: "Url", Content: p.outside(r) + "/documents/" + it.Index}} {
			if m.Content != "" {
				f.Meta = append(f.Meta, m)
			}
		}
	})
}

func (p *Portal) fileURL(it *Item, f File) string {
	return fmt.Sprintf("%s/files/%d", p.documentURL(it.Index), f.N)
}

// serveFile sends a file of a published item: to be saved, never to be run.
func (p *Portal) serveFile(r *web.Request) (web.Answer, error) {
	id, err := r.ID("file")
	if err != nil {
		return web.Answer{}, err
	}
	if p.Catalogue == nil || id > 10_000 {
		return web.Answer{}, fault.New(fault.NotFound, "")
	}
	name, f, err := p.Catalogue.Open(r.Context(), r.PathValue("code")+"/"+r.PathValue("serial"), int(id))
	if err != nil {
		return web.Answer{}, err
	}
	return web.File(name, reader.Claimed(name).MIME(), p.now(), f), nil
}

func (p *Portal) about(r *web.Request) (web.Answer, error) {
	return p.reading(r, "隐私和无障碍说明", aboutPage(p), nil, nil)
}

// outside is where the public finds the portal: as the settings say, or as this
// browser asked for it.
func (p *Portal) outside(r *web.Request) string {
	if p.URL != "" {
		return p.URL
	}
	scheme := "http://"
	if p.secure {
		scheme = "https://"
	}
	return scheme + r.Host + p.Base
}
