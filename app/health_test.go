package app_test

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/kit/act"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

// demoSite is a demonstration without its year, and browsers signed in there.
func demoSite(t *testing.T) (*app.App, func(login string) *webtest.Client) {
	t.Helper()
	a, err := app.Demo(t.Context(), app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	s, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	return a, func(login string) *webtest.Client {
		c := webtest.New(t, s)
		page := c.Get("/signin").Want(200)
		c.Post("/signin", url.Values{"login": {login}, "password": {app.DemoPassword}, "_key": {page.Key()}}).Want(303)
		return c
	}
}

func TestSystemAdministratorSeesBackups(t *testing.T) {
	a, as := demoSite(t)
	c := as("sysadmin")
	c.Get("/admin/health").Want(200).In(".notice", webtest.HasText("还没有设定备份目录"))
	c.Post("/admin/health/backup", url.Values{"_key": {"none"}}).Want(409)
	as("dangan").Get("/admin/health").Want(403)
	a.Config.Backup.Dir = filepath.Join(t.TempDir(), "unmounted")
	c.Post("/admin/health/backup", url.Values{"_key": {"off"}}).Want(507)
	if err := os.Mkdir(a.Config.Backup.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c.Follow(c.Post("/admin/health/backup", url.Values{"_key": {"now"}}).Want(303)).In(".notice", webtest.HasText("已开始备份"))
	for range 200 {
		told, err := act.Entries(t.Context(), a.Door.Reader(), act.EntryFilter{Deed: "app.backup.hand", Actor: "sysadmin"}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(told) == 1 {
			c.Get("/admin/health").Want(200).In("td", webtest.HasText("手工备份"))
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the backup does not come to an end")
}

func TestNavigationOpens(t *testing.T) {
	_, as := demoSite(t)
	for _, x := range app.DemoAccounts {
		c := as(x.Login)
		home := c.Get("/")
		if home.Status == 303 { // an administrator's day begins elsewhere
			home = c.Follow(home)
		}
		home.Want(200)
		for _, a := range home.Doc().All(".side a") {
			href, _ := webtest.Attr(a, "href")
			page := c.Get(href).Want(200)
			page.Count(`.side a[aria-current="page"]`, 1)
			for _, inner := range page.Doc().All(".side .inner a") {
				href, _ := webtest.Attr(inner, "href")
				c.Get(href).Want(200)
			}
		}
	}
}
