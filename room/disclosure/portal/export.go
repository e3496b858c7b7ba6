package portal

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"lantai.internal/base/fault"
)

// Exported says what an export wrote.
type Exported struct {
	Pages int `json:"pages"`
	Files int `json:"files"`
	// Absolute is false where nobody said at which address the public finds the
	// pages: feeds and site map need it and were left out.
	Absolute bool `json:"feeds"`
}

// Export writes everything that is published into a new folder, as pages that link
// to one another by relative addresses and can be looked at from a disk. site is the
// public site at the root (without a base path); outside is where the public finds
// the living pages, to which links to applying and progress then lead, or empty.
func Export(ctx context.Context, site http.Handler, outside, dir string) (Exported, error) {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return Exported{}, fault.Field("to", dir, "目录“"+dir+"”不是空的，请换一个新目录。")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Exported{}, fault.Wrap("portal.export", fault.Full, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Exported{}, fault.Wrap("portal.export", fault.Full, err)
	}
	defer root.Close()
	x := &exporter{ctx: ctx, site: site, outside: outside, root: root, names: map[string]string{}}
	x.out.Absolute = outside != ""
	seeds := []string{"/", "/guide", "/rules", "/annual", "/columns", "/catalogue", "/catalogue.csv", "/catalogue.json", "/about"}
	if x.out.Absolute {
		seeds = append(seeds, "/feed.xml", "/sitemap.xml")
	}
	for _, s := range seeds {
		x.want(s)
	}
	for len(x.queue) > 0 {
		if err := ctx.Err(); err != nil {
			return x.out, err
		}
		next := x.queue[0]
		x.queue = x.queue[1:]
		if err := x.page(next); err != nil {
			return x.out, err
		}
	}
	return x.out, nil
}

type exporter struct {
	ctx     context.Context
	site    http.Handler
	outside string
	root    *os.Root
	names   map[string]string // address -> file
	queue   []string
	out     Exported
}

// still reports whether an address is of the published contents: the others need a
// living portal.
func still(p string, absolute bool) bool {
	if slices.Contains([]string{"/", "/guide", "/rules", "/annual", "/columns", "/catalogue", "/catalogue.csv", "/catalogue.json", "/about"}, p) || strings.HasPrefix(p, "/documents/") || strings.HasPrefix(p, "/static/") {
		return true
	}
	if strings.HasSuffix(p, ".xml") {
		return absolute && (p == "/feed.xml" || p == "/sitemap.xml" || strings.HasPrefix(p, "/columns/"))
	}
	return strings.HasPrefix(p, "/columns/")
}

// want gives the file that an address becomes, and puts it into the queue the first
// time. Only the page number of a query is kept.
func (x *exporter) want(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	key := u.Path
	if n := u.Query().Get("page"); n != "" {
		key += "?page=" + url.QueryEscape(n)
	}
	if name, ok := x.names[key]; ok {
		return name
	}
	name := strings.TrimPrefix(u.Path, "/")
	switch ext := path.Ext(name); {
	case strings.Contains(name, "/files/"):
		if name = x.fileName(u.Path); name == "" {
			return ""
		}
	case slices.Contains([]string{".xml", ".csv", ".json", ".css"}, ext):
	case u.Query().Get("page") != "":
		name = path.Join(name, "page-"+path.Base(u.Query().Get("page"))+".html")
	default:
		name = path.Join(name, "index.html")
	}
	x.names[key] = name
	x.queue = append(x.queue, key)
	return name
}

// fileName is the name of a published file with the extension it is sent under.
func (x *exporter) fileName(address string) string {
	w := &memory{header: http.Header{}}
	if err := x.ask(http.MethodHead, address, w); err != nil || w.status != http.StatusOK {
		return ""
	}
	_, params, err := mime.ParseMediaType(w.header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(address, "/") + strings.ToLower(path.Ext(params["filename"]))
}

// memory is an answer that is kept, or passed on to a file.
type memory struct {
	header http.Header
	status int
	to     io.Writer
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *memory) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *memory) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *memory) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	if w.to != nil && w.status == http.StatusOK {
		return w.to.Write(b)
	}
	return w.body.Write(b)
}

func (x *exporter) ask(method, address string, w *memory) error {
	r, err := http.NewRequestWithContext(x.ctx, method, "http://localhost"+address, nil)
	if err != nil {
		return fault.Wrap("portal.export", fault.Internal, err)
	}
	r.RemoteAddr = "127.0.0.1:1"
	x.site.ServeHTTP(w, r)
	return nil
}

func (x *exporter) create(name string) (*os.File, error) {
	if err := x.root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o755); err != nil {
		return nil, fault.Wrap("portal.export", fault.Full, err)
	}
	f, err := x.root.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	return f, fault.Wrap("portal.export", fault.Full, err)
}

func (x *exporter) page(address string) error {
	name := x.names[address]
	f, err := x.create(name)
	if err != nil {
		return err
	}
	defer f.Close() // closed for good below
	w := &memory{header: http.Header{}}
	file := path.Ext(name) != ".html"
	if file {
		w.to = f
	}
	if err := x.ask(http.MethodGet, address, w); err != nil {
		return err
	}
	switch {
	case w.status != http.StatusOK && w.status != http.StatusGone:
		return fault.Newf(fault.Unavailable, "导出“%s”时出错（%d），没有导完。请稍后重新导出到新目录。", address, w.status)
	case file:
		x.out.Files++
	default:
		x.out.Pages++
		doc, err := html.Parse(&w.body)
		if err != nil {
			return fault.Wrap("portal.export", fault.Internal, err)
		}
		x.rewrite(doc, path.Dir(name))
		if err := html.Render(f, doc); err != nil {
			return fault.Wrap("portal.export", fault.Full, err)
		}
	}
	return fault.Wrap("portal.export", fault.Full, f.Close())
}

// rewrite makes the addresses of a page relative, and takes out what does nothing
// without a server: searching and the sizes of type.
func (x *exporter) rewrite(n *html.Node, from string) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && (c.Data == "form" || attr(c, "class") == "sizes") {
			n.RemoveChild(c)
		} else {
			x.rewrite(c, from)
		}
		c = next
	}
	if n.Type != html.ElementNode {
		return
	}
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		return (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") && x.moved(a.Val, from) == ""
	})
	for i, a := range n.Attr {
		if (a.Key == "href" || a.Key == "src") && strings.HasPrefix(a.Val, "/") {
			n.Attr[i].Val = x.moved(a.Val, from)
		}
	}
}

// moved is where an address of the site is in the export; empty if nowhere.
func (x *exporter) moved(address, from string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	if !still(u.Path, x.out.Absolute) {
		if x.outside == "" {
			return ""
		}
		return x.outside + address
	}
	name := x.want(address)
	if name == "" {
		return ""
	}
	rel, err := filepath.Rel(filepath.FromSlash(from), filepath.FromSlash(name))
	if err != nil {
		return ""
	}
	out := (&url.URL{Path: filepath.ToSlash(rel)}).String()
	if u.Fragment != "" {
		out += "#" + u.EscapedFragment()
	}
	return out
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// String says what was written.
func (x Exported) String() string {
	s := fmt.Sprintf("已导出 %d 个网页、%d 个文件。", x.Pages, x.Files)
	if !x.Absolute {
		s += "没有设置 portal.url，订阅源和站点地图没有导出，申请和查进度的链接已去掉。"
	}
	return s
}
