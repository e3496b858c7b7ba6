package app_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
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
	return a, browsers(t, a)
}

// browsers gives browsers signed in at a demonstration.
func browsers(t *testing.T, a *app.App) func(login string) *webtest.Client {
	t.Helper()
	s, err := a.Site(app.SiteOptions{Transport: web.Loopback})
	if err != nil {
		t.Fatal(err)
	}
	return func(login string) *webtest.Client {
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
		// Nobody opens every page at once: each comes from an address of its own.
		asked := 0
		get := func(href string) *webtest.Response {
			asked++
			c.Address = fmt.Sprintf("10.9.8.%d:1234", asked%250)
			return c.Get(href)
		}
		home := get("/")
		if home.Status == 303 { // an administrator's day begins elsewhere
			home = c.Follow(home)
		}
		home.Want(200)
		for _, a := range home.Doc().All(".side a") {
			href, _ := webtest.Attr(a, "href")
			page := get(href).Want(200)
			page.Count(`.side a[aria-current="page"]`, 1)
			for _, inner := range page.Doc().All(".side .inner a") {
				href, _ := webtest.Attr(inner, "href")
				get(href).Want(200)
			}
		}
	}
}

// In November the doctor asks for next year's notice, until it was entered and
// confirmed by a second person.
func TestDoctorAsksForTheNotice(t *testing.T) {
	ctx, dir, now := t.Context(), filepath.Join(t.TempDir(), "data"), clock.At("2026-11-20")
	a, err := app.Demo(ctx, app.InitOptions{Dir: dir, Clock: now, Env: empty})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	asks := func() bool {
		return slices.ContainsFunc(app.Doctor(ctx, app.Options{Dir: dir, Clock: now, Env: empty}), func(x app.Ailment) bool {
			return strings.Contains(x.What, "2027 年的放假安排") && x.Level == "advice"
		})
	}
	as := func(login string) act.Actor {
		t.Helper()
		acc, err := a.Org.AccountByLogin(ctx, login)
		if err != nil {
			t.Fatal(err)
		}
		who, err := a.Org.ActorOf(ctx, acc.ID)
		if err != nil {
			t.Fatal(err)
		}
		return who
	}
	if !asks() {
		t.Error("the doctor does not ask for the notice of 2027")
	}
	id, err := a.Calendar.Enter(ctx, as("sysadmin"), calendar.Draft{Year: 2027, Title: "关于2027年部分节假日安排的通知", Number: "国办发明电〔2026〕7号", URL: "https://www.gov.cn/x",
		Text: "元旦：1月1日至3日放假，共3天。\n春节：2月5日至11日放假调休，共7天。2月20日上班。\n清明节：4月3日至5日放假。\n劳动节：5月1日至5日放假。5月8日上班。\n端午节：6月9日放假。\n中秋节：9月15日放假。\n国庆节：10月1日至7日放假。10月9日上班。"})
	if err != nil {
		t.Fatal(err)
	}
	if !asks() {
		t.Error("a notice that nobody confirmed counts as entered")
	}
	if err := a.Calendar.Confirm(ctx, as("secadmin"), id); err != nil {
		t.Fatal(err)
	}
	if asks() {
		t.Error("the doctor still asks for the notice that was confirmed")
	}
}
