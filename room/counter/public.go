package counter

import (
	"bytes"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// Public is the counter's share of the public site, lent its frame by the portal: the
// guide, and looking up an application by number and query code. It knows no accounts and
// keeps no cookie: whoever looks again types again.
type Public struct {
	Room *Room
	// Base stands before every address of the site.
	Base string
	look *web.Limiter
}

// PublicNav are the entries that the public site's row of pages gets.
func PublicNav() []ui.Link {
	return []ui.Link{{Text: "办事指南", URL: "/affairs"}, {Text: "查办件", URL: "/affairs/progress"}}
}

// Public makes the public pages of the room under a base path.
func (r *Room) Public(base string) *Public {
	now := r.Door.Clock().Now
	return &Public{Room: r, Base: base, look: web.NewLimiter(60.0/3600, 60, now)}
}

// Pages lists the public pages, without the base path (clauses promise.def,
// promise.guide).
func (p *Public) Pages() []web.Page {
	const guide, code = "办事指南向社会公开", "凭办件编号和查询码"
	return []web.Page{
		{Name: "affairs", Method: "GET", Pattern: "/affairs", Public: guide, Serve: p.list},
		{Name: "affairs.item", Method: "GET", Pattern: "/affairs/items/{code}", Public: guide, Serve: p.guide},
		{Name: "affairs.item.print", Method: "GET", Pattern: "/affairs/items/{code}/guide.pdf", Public: guide, Serve: p.print},
		{Name: "affairs.progress", Method: "GET", Pattern: "/affairs/progress", Public: code, Serve: func(q *web.Request) (web.Answer, error) { return p.ask(q, nil) }},
		{Name: "affairs.progress.show", Method: "POST", Pattern: "/affairs/progress", Public: code, Serve: p.show},
	}
}

func (p *Public) at(path string) string { return p.Base + path }

func (p *Public) phone(q *web.Request) (string, error) {
	s, err := p.Room.book(q)
	if err != nil {
		return "", err
	}
	return s.telephone(), nil
}

// book is a scene with the rule book alone: all that a public page needs of it.
func (r *Room) book(q *web.Request) (*scene, error) {
	today := r.Door.Today()
	b, err := r.Rules.At(q.Context(), today)
	return &scene{r: r, now: r.Door.Now(), today: today, book: b}, err
}

func (p *Public) list(q *web.Request) (web.Answer, error) {
	list, err := p.Room.Guides(q.Context())
	if err != nil {
		return web.Answer{}, err
	}
	phone, err := p.phone(q)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Portal("办事指南", publicList(p.at, list, phone), nil)
}

func (p *Public) guide(q *web.Request) (web.Answer, error) {
	g, err := p.Room.GuideOf(q.Context(), q.PathValue("code"))
	if err != nil {
		return web.Answer{}, err
	}
	phone, err := p.phone(q)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Portal(g.Title, publicGuide(p.at, g, phone), func(f *ui.Portal) {
		f.Crumbs = []ui.Link{{Text: "办事指南", URL: p.at("/affairs")}}
	})
}

func (p *Public) print(q *web.Request) (web.Answer, error) {
	g, err := p.Room.GuideOf(q.Context(), q.PathValue("code"))
	if err != nil {
		return web.Answer{}, err
	}
	s, err := p.Room.book(q)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	if err := p.Room.draw(s, p.Room.guideLetter(s, g, "一次性告知书"), &b); err != nil {
		return web.Answer{}, err
	}
	return web.File(g.Title+" 一次性告知书.pdf", "application/pdf", clock.FromMicros(p.Room.Door.Now()), bytes.NewReader(b.Bytes())), nil
}

func (p *Public) ask(q *web.Request, failed error) (web.Answer, error) {
	f := q.FormFor(p.at("/affairs/progress"), failed)
	if failed != nil {
		f.Values.Del("c")
	}
	phone, err := p.phone(q)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Portal("查办理情况", publicAsk(f, phone), hidden)
}

// hidden keeps a page out of the search engines.
func hidden(f *ui.Portal) { f.Meta = append(f.Meta, ui.Meta{Name: "robots", Content: "noindex"}) }

func (p *Public) show(q *web.Request) (web.Answer, error) {
	number, code := strings.TrimSpace(q.Values().Get("n")), strings.TrimSpace(q.Values().Get("c"))
	switch {
	case number == "" || code == "":
		return p.ask(q, fault.Field("n", "", "请填写办件编号和查询码。"))
	case len(number) > 80 || len(code) > 80:
		return p.ask(q, fault.Field("n", "", "办件编号或者查询码太长，请照通知书核对。"))
	}
	network := web.Neighbourhood(q.Address())
	if ok, _ := p.look.Allow(network); !ok {
		return p.ask(q, fault.New(fault.TooMany, "从同一网络查询的次数较多，请过一会儿再试，或者打电话、到窗口查询。"))
	}
	g, err := p.Room.Progress(q.Context(), Access{Number: number, Code: code, Address: network})
	if err != nil {
		return p.ask(q, err)
	}
	phone, err := p.phone(q)
	if err != nil {
		return web.Answer{}, err
	}
	return q.Portal(g.Number+" 办理情况", publicProgress(p.at, g, phone), func(f *ui.Portal) {
		hidden(f)
		f.Crumbs = []ui.Link{{Text: "办事指南", URL: p.at("/affairs")}}
	})
}

// textLines are the lines of a text that are not empty.
func textLines(text string) []string {
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}
