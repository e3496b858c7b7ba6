package app

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lantai.internal/base/fault"
	"lantai.internal/kit/config"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/counter"
	"lantai.internal/room/disclosure/portal"
)

// slowestPublic is the least that a member of the public must move, in bytes a
// second: an old telephone in a valley does.
const slowestPublic = 8 << 10

// portalSettings are the portal's share of the settings.
func (a *App) portalSettings(secure bool) portal.Settings {
	c := a.Config.Portal
	links := func(list []string) (out []ui.Link) {
		for _, l := range config.Links(list) {
			out = append(out, ui.Link{Text: l[0], URL: l[1]})
		}
		return out
	}
	s := portal.Settings{Base: c.Base, URL: c.URL, Name: c.Name, Bureau: a.Book.Bureau, Above: links(c.Above), Below: links(c.Below),
		Window: c.Window, Address: c.Address, Postcode: c.Postcode, Phone: c.Phone, Fax: c.Fax, Mail: c.Mail, SiteCode: c.SiteCode, Secure: secure}
	organiser := c.Organiser
	if organiser == "" {
		organiser = a.Book.Bureau
	}
	for _, f := range []ui.Pair{{Key: "主办单位", Text: organiser}, {Key: "网站标识码", Text: c.SiteCode}, {Key: "备案号", Text: c.ICP}, {Key: "公安备案号", Text: c.Police},
		{Key: "地址", Text: c.Address}, {Key: "电话", Text: c.Phone}, {Key: "传真", Text: c.Fax}, {Key: "电子邮箱", Text: c.Mail}} {
		if f.Text != "" {
			s.Foot = append(s.Foot, f)
		}
	}
	return s
}

// openPortal readies the public pages.
func (a *App) openPortal(t web.Transport) (*portal.Portal, error) {
	secret, err := a.secret()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte("portal "), secret...))
	p, err := portal.Open(a.Door, a.Files, a.Archive.Reader, sum[:], a.portalSettings(t == web.TLS))
	if err != nil {
		return nil, err
	}
	p.Room, p.Catalogue = a.Disclosure, published{a}
	p.Nav = counter.PublicNav()
	return p, nil
}

// PortalSite makes the public site: it knows no accounts and no page of the inside.
func (a *App) PortalSite(t web.Transport) (*web.Site, error) {
	p, err := a.openPortal(t)
	if err != nil {
		return nil, err
	}
	return a.publicSite(p, t, 0)
}

// ExportPortal writes everything that is published into a new folder.
func (a *App) ExportPortal(ctx context.Context, dir string) (portal.Exported, error) {
	p, err := a.openPortal(web.Loopback)
	if err != nil {
		return portal.Exported{}, err
	}
	p.Base = ""
	site, err := a.publicSite(p, web.Loopback, -1)
	if err != nil {
		return portal.Exported{}, err
	}
	return portal.Export(ctx, site, p.URL, dir)
}

// publicSite makes a site of the portal's pages; rate is that of web.Config, below 0
// for an export.
func (a *App) publicSite(p *portal.Portal, t web.Transport, rate float64) (*web.Site, error) {
	proxies, err := config.Networks(a.Config.Portal.Proxies)
	if err != nil {
		return nil, err
	}
	tmp := filepath.Join(a.dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return nil, fault.Wrap("portal", fault.Full, err)
	}
	hosts, log := a.Config.Portal.Hosts, slog.Default()
	if rate < 0 { // the program itself reads, to write it down
		hosts, log = nil, slog.New(slog.DiscardHandler)
	}
	return web.New(web.Config{
		Hosts: hosts, Pages: append(p.Pages(), a.Counter.Public(p.Base).Pages()...), Portal: p.Frame, Base: p.Base, Proxies: proxies, Slowest: slowestPublic, Rate: rate,
		Transport: t, Secret: p.NoticeKey(), TempDir: tmp, Now: a.Door.Clock().Now, Log: log,
		OnDenied: func(*web.Request, web.Refusal) error { return nil }, // no public page asks for a right
	})
}

// Front serves the public site beside the desk: under its base path, or at its own
// names, where nothing of the desk is to be had. A base path that would hide pages
// of the desk is refused.
func (a *App) Front(desk, public *web.Site) (http.Handler, error) {
	base, hosts := a.Config.Portal.Base, a.Config.Portal.Hosts
	for _, p := range desk.Pages() {
		if len(hosts) == 0 && (p.Pattern == base || strings.HasPrefix(p.Pattern, base+"/")) {
			return nil, fault.Field("portal.base", base, "portal.base 不能用“"+base+"”：内部页面已用了这个路径。")
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		ours := r.URL.Path == base || strings.HasPrefix(r.URL.Path, base+"/")
		if len(hosts) > 0 {
			ours = slices.ContainsFunc(hosts, func(h string) bool { return strings.EqualFold(h, host) })
		}
		if ours {
			public.ServeHTTP(w, r)
			return
		}
		desk.ServeHTTP(w, r)
	}), nil
}
