package portal

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"strings"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/kit/web"
)

const (
	feedLength    = 50
	sitemapLength = 50_000 // what the protocol allows in one file
)

type atomLink struct {
	Rel  string `xml:"rel,attr,omitempty"`
	Href string `xml:"href,attr"`
	Type string `xml:"type,attr,omitempty"`
}

type atomEntry struct {
	XMLName   xml.Name `xml:"entry"`
	ID        string   `xml:"id"`
	Title     string   `xml:"title"`
	Published string   `xml:"published"`
	Updated   string   `xml:"updated"`
	Link      atomLink `xml:"link"`
	Summary   string   `xml:"summary,omitempty"`
	Category  *atomCat `xml:"category"`
}

type atomCat struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// atomDeleted tells feed readers that an entry was taken down (RFC 6721).
type atomDeleted struct {
	XMLName xml.Name `xml:"at:deleted-entry"`
	Ref     string   `xml:"ref,attr"`
	When    string   `xml:"when,attr"`
	Comment string   `xml:"at:comment"`
}

type atomFeed struct {
	XMLName xml.Name `xml:"feed"`
	NS      string   `xml:"xmlns,attr"`
	At      string   `xml:"xmlns:at,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Links   []atomLink `xml:"link"`
	Entries []any
}

// instant is a civil day as feeds want it: its beginning in Shanghai.
func instant(d civil.Date) string {
	return d.Time().In(civil.Shanghai).Format(time.RFC3339)
}

// feed answers with the latest of a column, or of everything, what was taken down
// among it.
func (p *Portal) feed(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	at, code := p.outside(r), r.PathValue("code")
	f := atomFeed{NS: "http://www.w3.org/2005/Atom", At: "http://purl.org/atompub/tombstones/1.0", Title: p.Bureau + p.Name, ID: at + "/feed.xml", Updated: instant(p.Door.Today())}
	f.Author.Name = p.Bureau
	page := "/"
	if code != "" {
		c, ok := s.column(code)
		if !ok {
			return web.Answer{}, fault.New(fault.NotFound, "没有这个栏目。")
		}
		f.Title, f.ID, page = c.Label+" - "+f.Title, at+"/columns/"+code+"/feed.xml", strings.TrimPrefix(p.columnURL(code), p.Base)
	}
	f.Links = []atomLink{{Rel: "self", Href: f.ID, Type: "application/atom+xml"}, {Rel: "alternate", Href: at + page, Type: "text/html"}}
	for i := range s.items {
		it := &s.items[i]
		if code != "" && it.Column != code {
			continue
		}
		if len(f.Entries) == 0 {
			f.Updated = instant(it.Updated)
		}
		if len(f.Entries) == feedLength {
			break
		}
		url := at + "/documents/" + it.Index
		if it.Gone {
			f.Entries = append(f.Entries, atomDeleted{Ref: url, When: instant(it.Updated), Comment: it.Why})
			continue
		}
		e := atomEntry{ID: url, Title: it.Title, Published: instant(it.Published), Updated: instant(it.Updated), Link: atomLink{Rel: "alternate", Href: url, Type: "text/html"}, Summary: it.Summary}
		if c, ok := s.column(it.Column); ok {
			e.Category = &atomCat{c.Code, c.Label}
		}
		f.Entries = append(f.Entries, e)
	}
	return xmlAnswer(f, "application/atom+xml; charset=utf-8")
}

func xmlAnswer(v any, kind string) (web.Answer, error) {
	b, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return web.Answer{}, fault.Wrap("portal.feed", fault.Internal, err)
	}
	return web.TextAs(kind, xml.Header+string(b)+"\n").Shared(), nil
}

type siteURL struct {
	Loc  string `xml:"loc"`
	Last string `xml:"lastmod,omitempty"`
}

type siteMap struct {
	XMLName xml.Name  `xml:"urlset"`
	NS      string    `xml:"xmlns,attr"`
	URLs    []siteURL `xml:"url"`
}

func (p *Portal) sitemap(r *web.Request) (web.Answer, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return web.Answer{}, err
	}
	at := p.outside(r)
	m := siteMap{NS: "http://www.sitemaps.org/schemas/sitemap/0.9"}
	for _, path := range []string{"/", "/guide", "/rules", "/columns", "/annual", "/catalogue", "/apply", "/about"} {
		m.URLs = append(m.URLs, siteURL{Loc: at + path})
	}
	for _, c := range p.filled(s) {
		m.URLs = append(m.URLs, siteURL{Loc: at + "/columns/" + c.Code})
	}
	for _, it := range s.live("") {
		if len(m.URLs) == sitemapLength {
			break
		}
		m.URLs = append(m.URLs, siteURL{Loc: at + "/documents/" + it.Index, Last: it.Updated.String()})
	}
	return xmlAnswer(m, "application/xml; charset=utf-8")
}

// record is an item with the elements of the core metadata, as programs read it.
type record struct {
	Index     string `json:"index"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Formed    string `json:"formed"`
	Theme     string `json:"theme"`
	Keywords  string `json:"keywords"`
	Document  string `json:"document"`
	Link      string `json:"link"`
	Carrier   string `json:"carrier"`
	Summary   string `json:"summary"`
	Genre     string `json:"genre"`
	Audience  string `json:"audience"`
	Related   string `json:"related"`
	Language  string `json:"language"`
	Column    string `json:"column"`
	Published string `json:"published"`
	Updated   string `json:"updated"`
	Withdrawn string `json:"withdrawn,omitempty"`
	Why       string `json:"withdrawn_reason,omitempty"`
}

var recordHead = []string{"索引号", "名称", "发布机构", "生成日期", "主题分类", "主题词", "文号", "在线链接", "记录形式", "内容概述", "体裁分类", "服务对象分类", "关联信息", "语种", "栏目", "公开日期", "更新日期", "撤下日期", "撤下原因"}

func (x record) row() []string {
	return []string{x.Index, x.Title, x.Publisher, x.Formed, x.Theme, x.Keywords, x.Document, x.Link, x.Carrier, x.Summary, x.Genre, x.Audience, x.Related, x.Language, x.Column, x.Published, x.Updated, x.Withdrawn, x.Why}
}

func (p *Portal) records(r *web.Request) ([]record, error) {
	s, err := p.shelf(r.Context())
	if err != nil {
		return nil, err
	}
	at := p.outside(r)
	out := make([]record, 0, len(s.items))
	for _, it := range s.items {
		c, _ := s.column(it.Column)
		x := record{Index: it.Index, Title: it.Title, Publisher: it.Publisher, Formed: text(it.Formed), Theme: it.Theme, Keywords: it.Keywords, Document: it.Document, Link: at + "/documents/" + it.Index,
			Carrier: it.Carrier, Summary: it.Summary, Genre: it.Genre, Audience: it.Audience, Related: it.Related, Language: it.Language, Column: c.Label, Published: text(it.Published), Updated: text(it.Updated)}
		if it.Gone {
			x.Withdrawn, x.Why = x.Updated, it.Why
		}
		out = append(out, x)
	}
	return out, nil
}

func text(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func (p *Portal) catalogueJSON(r *web.Request) (web.Answer, error) {
	list, err := p.records(r)
	if err != nil {
		return web.Answer{}, err
	}
	b, err := json.MarshalIndent(map[string]any{"publisher": p.Bureau, "on": p.Door.Today().String(), "items": list}, "", " ")
	if err != nil {
		return web.Answer{}, fault.Wrap("portal.catalogue", fault.Internal, err)
	}
	return web.TextAs("application/json; charset=utf-8", string(b)+"\n").Shared(), nil
}

// catalogueCSV is for spreadsheets: with a byte-order mark, and nothing in it that
// a spreadsheet would compute.
func (p *Portal) catalogueCSV(r *web.Request) (web.Answer, error) {
	list, err := p.records(r)
	if err != nil {
		return web.Answer{}, err
	}
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write(recordHead) // a bytes.Buffer does not fail
	for _, x := range list {
		row := x.row()
		for i, s := range row {
			if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
				row[i] = "'" + s
			}
		}
		_ = w.Write(row)
	}
	w.Flush()
	return web.TextAs("text/csv; charset=utf-8", b.String()).With("Content-Disposition", `attachment; filename="catalogue.csv"`).Shared(), nil
}
