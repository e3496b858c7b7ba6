// Package handbook serves the Chinese handbook (手册) that lies in docs/handbook:
// a page for each role and a list of them. It holds nothing of the bureau's own,
// so strangers may read it: who cannot sign in needs it most.
package handbook

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"lantai.internal/base/fault"
	source "lantai.internal/docs/handbook"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
)

// order is the order of the list; a handbook not named here is not served, and
// a test says so.
var order = []string{"staff", "head", "leader", "archivist", "disclosure", "release", "counter", "duty", "meeting", "document", "seal", "register", "logistics", "administrator"}

// book is one handbook, ready to be shown.
type book struct {
	name     string // in the address
	title    string
	lead     string // what it is for, its first paragraph
	chapters []ui.Link
	html     string
}

// books renders all handbooks once. Their source is part of the program, so a
// failure is a defect that every start and the tests would show.
var books = sync.OnceValues(func() ([]book, error) {
	var out []book
	for _, name := range order {
		src, err := fs.ReadFile(source.Files, name+".md")
		if err != nil {
			return nil, err
		}
		b, err := render(src)
		if err != nil {
			return nil, fmt.Errorf("handbook %s: %w", name, err)
		}
		b.name = name
		out = append(out, b)
	}
	return out, nil
})

// render makes a page out of Markdown: the first heading is the title, the
// second-level ones are the chapters. HTML in the source is left out.
func render(src []byte) (book, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	doc := md.Parser().Parse(text.NewReader(src), parser.WithContext(parser.NewContext(parser.WithIDs(&chapterIDs{}))))
	var b book
	for n := doc.FirstChild(); n != nil; {
		next := n.NextSibling()
		if h, ok := n.(*ast.Heading); ok {
			words := plain(h, src)
			switch h.Level {
			case 1:
				b.title = words
				doc.RemoveChild(doc, n)
			case 2:
				if id, ok := h.AttributeString("id"); ok {
					b.chapters = append(b.chapters, ui.Link{Text: words, URL: fmt.Sprintf("#%s", id)})
				}
			}
		} else if n.Kind() == ast.KindParagraph && b.lead == "" {
			b.lead = plain(n, src)
		}
		n = next
	}
	if b.title == "" || b.lead == "" || len(b.chapters) == 0 {
		return b, fmt.Errorf("no title, first paragraph or chapter")
	}
	var out bytes.Buffer
	if err := md.Renderer().Render(&out, src, doc); err != nil {
		return b, err
	}
	b.html = out.String()
	return b, nil
}

// plain is the words of a node without its markup.
func plain(n ast.Node, src []byte) string {
	var s strings.Builder
	_ = ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && in {
			s.Write(t.Segment.Value(src))
		}
		return ast.WalkContinue, nil
	})
	return s.String()
}

// chapterIDs numbers the headings: Chinese ones give no readable anchor.
type chapterIDs struct{ n int }

// Generate gives the next anchor.
func (c *chapterIDs) Generate([]byte, ast.NodeKind) []byte {
	c.n++
	return fmt.Appendf(nil, "s%d", c.n)
}

// Put takes note of an anchor given by hand; there are none.
func (c *chapterIDs) Put([]byte) {}

// Pages are the handbook's pages.
func Pages() []web.Page {
	const why = "手册里没有本单位的任何材料；登录不了的人最需要它"
	return []web.Page{
		{Name: "handbook.index", Method: "GET", Pattern: "/handbook", Public: why, Serve: index},
		{Name: "handbook.page", Method: "GET", Pattern: "/handbook/{name}", Public: why, Serve: page},
	}
}

func index(r *web.Request) (web.Answer, error) {
	all, err := books()
	if err != nil {
		return web.Answer{}, fault.Wrap("handbook", fault.Internal, err)
	}
	return show(r, "手册", indexBody(all))
}

func page(r *web.Request) (web.Answer, error) {
	all, err := books()
	if err != nil {
		return web.Answer{}, fault.Wrap("handbook", fault.Internal, err)
	}
	name := path.Base(r.PathValue("name"))
	for _, b := range all {
		if b.name == name {
			return show(r, b.title, bookBody(b))
		}
	}
	return web.Answer{}, fault.New(fault.NotFound, "没有这本手册。")
}

// show puts a body into the desk of whoever is signed in, and on a bare page for
// strangers.
func show(r *web.Request, title string, body templ.Component) (web.Answer, error) {
	if r.Who.SignedIn() {
		return r.Desk(title, body)
	}
	return web.Render(ui.BarePage(title, r.Look(), body)), nil
}
