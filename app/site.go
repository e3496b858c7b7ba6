package app

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/hall/audit"
	"lantai.internal/hall/handbook"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/room/archive"
	"lantai.internal/room/disclosure/portal"
)

// SiteOptions say how pages reach the browser.
type SiteOptions struct {
	Transport web.Transport
	Hosts     []string
}

// Site makes the website of the installation out of the pages of all rooms.
func (a *App) Site(o SiteOptions) (*web.Site, error) {
	sessions := &web.Sessions{Store: a.Org.SessionStore(), Transport: o.Transport, Now: a.Door.Clock().Now,
		Idle: time.Duration(a.Config.Session.IdleMinutes) * time.Minute, Absolute: time.Duration(a.Config.Session.AbsoluteMinutes) * time.Minute}
	readOnly := a.Door.ReadOnly() != nil
	if readOnly { // whoever signs in now is signed in until the program ends
		sessions.Store = &web.MemorySessions{}
	}
	secret, err := a.secret()
	if err != nil && !readOnly {
		return nil, err
	}
	tmp := filepath.Join(a.dir, "tmp")
	if err := os.MkdirAll(tmp, 0o700); readOnly && err != nil {
		tmp = "" // nothing is taken in
	} else if err != nil {
		return nil, fault.Wrap("site", fault.Full, err)
	}
	return web.New(web.Config{
		Pages: a.Org.Guard(a.Pages(sessions)), Identify: remembered(a.Org.Identify(sessions)), Desk: a.desk, OnDenied: a.denied,
		Transport: o.Transport, Hosts: o.Hosts, Secret: secret, TempDir: tmp, Idle: sessions.Idle, Now: a.Door.Clock().Now,
	})
}

// Pages lists every page of the program.
func (a *App) Pages(sessions *web.Sessions) []web.Page {
	pages := a.Today.Pages()
	pages = append(pages, a.Org.Pages(sessions)...)
	for _, of := range []func() []web.Page{
		a.Archive.Pages,
		a.Lending.Pages,
		a.Appraisal.Pages,
		a.Custody.Pages,
		a.Register.Pages,
		a.Attendance.Pages,
		a.Reports.Pages,
		a.Meetings.Pages,
		a.Followup.Pages,
		a.Life.Pages,
		a.Duty.Pages,
		a.DutyDesk.Pages,
		a.Venue.Pages,
		a.Study.Pages,
		a.Counter.Pages,
		a.Logistics.Pages,
		a.Seals.Pages,
		a.Secrecy.Pages,
		a.Outgoing.Pages,
		a.Registers.Pages,
		a.Reception.Pages,
		a.Documents.Pages,
		a.Integrity.Pages,
		a.Disclosure.Pages,
		a.Release.Pages,
		a.Redaction.Pages,
		a.Annual.Pages,
		(&portal.Portal{Door: a.Door, Office: a.Org.Places.Office}).DeskPages,
		a.Audit.Pages,
		a.Calendar.Pages, a.Flow.Pages, a.Notify.Pages, a.HealthPages, (&rulebook.Shelf{Library: a.Rules, Case: caseLink}).Pages, handbook.Pages} {
		pages = append(pages, of()...)
	}
	return pages
}

// elsewhere is where the day of somebody begins who takes no part in cases: an
// administrator.
func elsewhere(who act.Actor) string {
	switch {
	case who.May(audit.Read):
		return "/audit"
	case who.May(org.ManageAccounts), who.May(org.GrantRoles):
		return "/admin/accounts"
	}
	return "/account"
}

// denied writes a refusal into the ledger. A stranger who is merely sent to the
// sign-in page is not worth an entry.
func (a *App) denied(r *web.Request, f web.Refusal) error {
	if f.Reason == "signin" {
		return nil
	}
	a.Door.Denied(r.Context(), org.Actor(r), f.Page.Name, fault.New(fault.Forbidden, "没有权限打开此页"))
	return nil
}

func (a *App) desk(r *web.Request) (ui.Desk, error) {
	who := org.Actor(r)
	d := ui.Desk{Bureau: a.Book.Bureau, Home: "/", Account: "/account", SignOut: "/signout"}
	if who.May(archive.Read) {
		d.Search = ui.Search{URL: "/archive/search", Placeholder: "题名、文号、责任者、正文", Value: r.URL.Query().Get("q")}
	}
	d.Side = side(who.May, r.URL.Path)
	if a.Door.ReadOnly() != nil {
		d.Notices = append(d.Notices, ui.Notice{Tone: ui.Warn, Text: "数据目录不可写（只读或空间不足），现在只供查阅，任何保存都会被拒绝。请系统管理员恢复后重新启动。"})
	}
	return d, nil
}

// secret is the key that signs one-time notices; every node of one installation
// has the same.
func (a *App) secret() ([]byte, error) { return a.kept("notices.key") }

// kept is a key of the data folder, made when it is first needed.
func (a *App) kept(name string) ([]byte, error) {
	path := filepath.Join(a.dir, "keys", name)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		b = []byte(web.NewKey() + web.NewKey())
		err = writeFile(path, string(b))
	}
	return b, fault.Wrap("site.secret", fault.Full, err)
}

// Background runs what goes on behind the pages until ctx ends: loading the
// search arrays, the day's checkpoint.
func (a *App) Background(ctx context.Context) {
	go func() {
		if err := a.Warm(ctx); err != nil && ctx.Err() == nil {
			slog.Error("the search arrays could not be loaded; searches go on without them", "err", err)
		}
	}()
}
