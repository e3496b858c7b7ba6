package portal

import (
	"embed"
	"net/http"
	"slices"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/blob"
	"lantai.internal/kit/db"
	"lantai.internal/kit/reader"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/disclosure"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of the portal.
var Schema = db.Schema{Name: "disclosure_portal", Base: 5500, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// stranger is who acts at the portal: somebody who has no account. What such a
// person may do is decided by the deeds themselves.
var stranger = act.Actor{Login: "portal", Name: "公众", Capacity: "网上申请人"}

// Settings say where the portal is and what stands above and below its pages.
type Settings struct {
	Base   string // path before every page: "/zwgk"
	URL    string // where the public finds it, without a slash at the end; empty: as the browser asked
	Name   string // of the column
	Bureau string
	Above  []ui.Link // sites the column belongs to
	Below  []ui.Link // links in the foot
	Foot   []ui.Pair // 主办单位, 网站标识码, 备案号
	// Where an application can be handed in without this page.
	Window, Address, Postcode, Phone, Fax, Mail string
	SiteCode                                    string
	Secure                                      bool // pages reach the browser encrypted
	// Nav are further entries of the row on every page: pages that others bring to the
	// site. Their addresses are without the base path.
	Nav []ui.Link
}

// Portal is the public pages of an open installation.
type Portal struct {
	Settings
	Door   *act.Door
	Files  blob.Store
	Reader *reader.Reader
	// Office is the unit that deals with what the public says; nobody does without it.
	Office string
	// Room takes the applications in.
	Room *disclosure.Room
	// Catalogue is what has been published; nil shows empty lists.
	Catalogue Catalogue

	shelves shelves
	secret  []byte // signs and seals what browsers carry; 32 bytes or more
	secure  bool
	limits  limits
}

// Open readies the portal. secret is the same on every node of an installation.
func Open(door *act.Door, store blob.Store, eyes *reader.Reader, secret []byte, s Settings) (*Portal, error) {
	if len(secret) < 32 {
		return nil, fault.New(fault.Unavailable, "公开专栏的密钥太短，请从备份恢复 keys 目录。")
	}
	p := &Portal{Settings: s, Door: door, Files: store, Reader: eyes, secret: secret, secure: s.Secure}
	p.limits = newLimits(door.Clock().Now)
	return p, nil
}

func (p *Portal) now() time.Time { return p.Door.Clock().Now() }

// at is the address of a page of the portal.
func (p *Portal) at(path string) string { return p.Base + path }

// public is the reason that every page here gives: there is nothing that only
// some may see but what belongs to the query code.
const public = "政府信息公开面向公众"

// Pages lists the pages, without the base path.
func (p *Portal) Pages() []web.Page {
	get := func(name, pattern string, serve func(*web.Request) (web.Answer, error)) web.Page {
		return web.Page{Name: "portal." + name, Method: http.MethodGet, Pattern: pattern, Public: public, Serve: serve}
	}
	pages := []web.Page{
		get("home", "/", p.home),
		get("guide", "/guide", p.guide),
		get("rules", "/rules", p.special(RulesColumn, "公开制度", "公开制度还没有发布。")),
		get("annual", "/annual", p.special(AnnualColumn, "公开年报", "年度报告还没有发布。")),
		get("columns", "/columns", p.columns),
		get("column", "/columns/{code}", p.column),
		get("column.feed", "/columns/{code}/feed.xml", p.feed),
		get("feed", "/feed.xml", p.feed),
		get("catalogue", "/catalogue", p.catalogue),
		get("catalogue.csv", "/catalogue.csv", p.catalogueCSV),
		get("catalogue.json", "/catalogue.json", p.catalogueJSON),
		get("sitemap", "/sitemap.xml", p.sitemap),
		get("search", "/search", p.search),
		get("document", "/documents/{code}/{serial}", p.documentPage),
		get("document.file", "/documents/{code}/{serial}/files/{file}", p.serveFile),
		get("about", "/about", p.about),
		get("opinions", "/opinions", p.opinions),
		{Name: "portal.opinions.send", Method: http.MethodPost, Pattern: "/opinions", Public: public, Serve: p.opinionSend},
	}
	return append(append(pages, p.applyPages()...), p.casePages()...)
}

// nav is the row of entries on every page.
var nav = []ui.Link{{Text: "首页", URL: "/"}, {Text: "公开指南", URL: "/guide"}, {Text: "公开制度", URL: "/rules"}, {Text: "法定主动公开内容", URL: "/columns"}, {Text: "公开年报", URL: "/annual"}, {Text: "依申请公开", URL: "/apply"}, {Text: "查进度", URL: "/progress"}}

// Frame is what stands around every page.
func (p *Portal) Frame(r *web.Request) ui.Portal {
	f := ui.Portal{Name: p.Name, Owner: p.Bureau, Home: p.at("/"), Above: p.Above, Foot: p.Foot, Else: p.elsewhere(),
		Search: ui.Search{URL: p.at("/search"), Placeholder: "检索已公开的信息：标题、文号或正文里的词", Value: r.URL.Query().Get("q")},
		Feeds:  []ui.Link{{Text: p.Name, URL: p.at("/feed.xml")}}}
	f.Below = append([]ui.Link{{Text: "隐私和无障碍说明", URL: p.at("/about")}, {Text: "意见建议", URL: p.at("/opinions")}, {Text: "站点地图", URL: p.at("/sitemap.xml")}, {Text: "订阅更新", URL: p.at("/feed.xml")}}, p.Below...)
	path := strings.TrimPrefix(r.URL.Path, p.Base)
	entries := slices.Concat(nav, p.Nav)
	for i, n := range entries {
		here := path == n.URL || n.URL != "/" && strings.HasPrefix(path, n.URL+"/")
		// The longer address is the nearer one.
		for _, m := range entries[i+1:] {
			here = here && !(len(m.URL) > len(n.URL) && (path == m.URL || strings.HasPrefix(path, m.URL+"/")))
		}
		f.Nav = append(f.Nav, ui.NavLink{Text: n.Text, URL: p.at(n.URL), Current: here})
	}
	f.Meta = []ui.Meta{{Name: "SiteName", Content: p.Bureau + p.Name}}
	if p.SiteCode != "" {
		f.Meta = append(f.Meta, ui.Meta{Name: "SiteIDCode", Content: p.SiteCode})
	}
	return f
}

// NoticeKey is the key for the cookie that carries a notice to the next page, apart
// from the portal's other keys.
func (p *Portal) NoticeKey() []byte { return []byte(p.sign("notices", "")) }
