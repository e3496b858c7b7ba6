package duty_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

// site serves the pages with a door through which a test signs in as anybody.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/duty"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

type keys int

func (k *keys) form(pairs ...string) url.Values {
	*k++
	v := url.Values{"_key": {fmt.Sprintf("key-%d", *k)}}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// A month by hand in the browser: made, signed, published, seen by everybody.
func TestPagesOfAMonth(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		office, deputy, staff := b.as(site, "office"), b.as(site, "deputy"), b.as(site, "staff0")
		const page = "/duty?month=2026-11"
		staff.Get(page).Want(200).In(".empty", webtest.HasText("还没有公布"))
		staff.Post("/duty/rosters", k.form("month", "2026-11")).Want(403)
		staff.Get("/duty?month=11").Want(422)
		staff.Get("/duty?month=2031-02").Want(200).In(".notice", webtest.HasText("暂排"))
		office.Post("/duty/rosters", k.form("month", "2026-11")).Want(303)
		staff.Get(page).Want(200).In(".empty", webtest.HasText("还没有公布"))
		staff.Get("/duty/shifts/1").Want(404)
		deputy.Get("/duty/rosters/2026-11/roster.pdf").Want(404)
		office.Get(page).Want(200).In("h1", webtest.HasText("值班表")).In("meter", webtest.HasText(""))
		office.Post("/duty/rosters/2026-11/publish", k.form()).Want(409).In(".notice", webtest.HasText("审签以后"))
		office.Post("/duty/rosters/2026-11/submit", k.form()).Want(303)
		office.Post("/duty/rosters/2026-11/approve", k.form()).Want(403)
		deputy.Get(page).Want(200)
		deputy.Post("/duty/rosters/2026-11/approve", k.form()).Want(303)
		office.Post("/duty/rosters/2026-11/publish", k.form()).Want(303)
		staff.Get(page).Want(200).In("table", webtest.HasText("机要秘书"))
		staff.Get("/duty/rosters/2026-11/roster.pdf").Want(200)
		staff.Get("/duty/mine").Want(200).In("h1", webtest.HasText("我的班次"))
		staff.Post("/duty/mine/seen", k.form()).Want(303)
		staff.Get("/duty/fairness?for=2026-11").Want(200)
		staff.Get("/duty/fairness?for=x").Want(422)
		staff.Get("/duty/people").Want(403)
		staff.Get("/duty/temporary").Want(403)
		staff.Get("/duty/exemptions").Want(403)
		office.Get("/duty/exemptions").Want(403)
		office.Get("/duty/people").Want(200)
		office.Post("/duty/people", k.form("person", fmt.Sprint(b.people["staff1"]), "phone", "x")).Want(422)
		office.Post("/duty/people", k.form("person", fmt.Sprint(b.people["staff1"]), "phone", "0000-8001")).Want(303)
		office.Get("/duty/temporary").Want(200)
		office.Post("/duty/temporary", k.form("track", "officer")).Want(422)
		political := b.as(site, "political")
		political.Get("/duty/exemptions").Want(200)
		political.Post("/duty/exemptions", k.form("person", fmt.Sprint(b.people["staff2"]), "ground", "nursing", "on", "2026-05-01")).Want(303)
		office.Get("/duty/people").Want(200).In("table", webtest.HasText("2027年5月1日前不安排夜班"))
		if body := office.Get("/duty/people").Body; strings.Contains(body, "哺乳") {
			t.Error("the office reads the ground")
		}
	})
}

// A swap in the browser, and a take-over with one tap.
func TestPagesOfASwap(t *testing.T) {
	each(t, func(b *bureau) {
		b.publish("2026-11")
		site, k := b.site(), new(keys)
		w := b.on("2026-11-05 20:00")
		shift := fmt.Sprintf("/duty/shifts/%d", w.Officer.Shift)
		officer, leader := b.as(site, b.login(w.Officer.Person)), b.as(site, b.login(w.Leader.Person))
		to := b.free(w.Officer.Shift, w.Officer.Person)
		other := b.as(site, b.login(to))
		other.Get(shift).Want(200).Without("textarea[name=words]")
		other.Post(shift+"/swap", k.form("reason", "sick", "words", "病")).Want(409).In(".notice", webtest.HasText("不是您的"))
		officer.Get(shift).Want(200).In("h1", webtest.HasText("11月5日"))
		officer.Post(shift+"/swap", k.form("reason", "", "words", "")).Want(422)
		// Who cannot is marked with the reason before anything is chosen, and so is a swap
		// that nobody could arrange.
		b.away(b.login(to), "2026-11-05", "2026-11-07")
		b.as(site, "office").Get(shift).Want(200).In("select[name=person]", webtest.HasText("不能值：请假或出差"))
		to = b.free(w.Officer.Shift, w.Officer.Person, to)
		other = b.as(site, b.login(to))
		officer.Post(shift+"/swap", k.form("reason", "personal", "words", "<script>家中有事</script>")).Want(303)
		const swap = "/duty/swaps/1"
		other.Get(swap).Want(404)
		officer.Get(swap).Want(200).Without("select[name=person]")
		if body := leader.Get(swap).Want(200).Body; strings.Contains(body, "<script>家中") {
			t.Error("the reason is not escaped")
		}
		leader.Get(swap).In("select[name=person]", webtest.HasText("不能值：申请人本人"))
		other.Post(swap+"/arrange", k.form("person", fmt.Sprint(to))).Want(403)
		leader.Post(swap+"/arrange", k.form("person", "")).Want(422)
		leader.Post(swap+"/arrange", k.form("person", fmt.Sprint(to))).Want(303)
		other.Get(swap).Want(200).In("h1", webtest.HasText("换班"))
		leader.Get(shift).Want(200).In("table", webtest.HasText("换班"))
		b.c.Move(time.UnixMicro(at("2026-11-05 20:00")).Sub(b.c.Now()))
		leader = b.as(site, b.login(w.Leader.Person))
		leader.Post(shift+"/takeover", k.form("person", "")).Want(303)
		if got := b.on("2026-11-05 20:30").Officer; got.Person != w.Leader.Person {
			t.Errorf("%+v", got)
		}
	})
}

// A feed: the address is chance alone, answers without signing in, only what is
// published, and nothing once it is revoked or its owner has no account.
func TestFeeds(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		staff := b.as(site, "staff0")
		stranger := webtest.New(t, site)
		stranger.Base = "http://127.0.0.1"
		path, err := b.MakeFeed(b.ctx, b.actors["staff0"], false)
		b.must(err)
		whole, err := b.MakeFeed(b.ctx, b.actors["staff0"], true)
		b.must(err)
		for _, name := range []string{"staff0", "科员", path[len("/duty/feed/"):][:20]} {
			if strings.Contains(whole, name) {
				t.Errorf("%s stands in an address", name)
			}
		}
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM duty_feed WHERE token = $1", strings.TrimSuffix(strings.TrimPrefix(path, "/duty/feed/"), ".ics")); err != nil || n != 0 {
			t.Error("the address itself is kept")
		}
		made, err := b.Generate(b.ctx, b.actors["office"], "2026-11")
		b.must(err)
		if body := stranger.Get(whole).Want(200).Body; strings.Contains(body, "VEVENT") {
			t.Error("a draft is fed")
		}
		_, err = b.Submit(b.ctx, b.actors["office"], made.ID)
		b.must(err)
		_, err = b.Approve(b.ctx, b.actors["deputy"], made.ID)
		b.must(err)
		_, err = b.Publish(b.ctx, b.actors["office"], made.ID)
		b.must(err)
		all := stranger.Get(whole).Want(200).Body
		if strings.Count(all, "BEGIN:VEVENT") < 100 || !strings.Contains(all, "局值班室") {
			t.Errorf("%d events", strings.Count(all, "BEGIN:VEVENT"))
		}
		own := stranger.Get(path).Want(200).Body
		if n := strings.Count(own, "BEGIN:VEVENT"); n < 1 || n > 10 {
			t.Errorf("%d events of one's own", n)
		}
		stranger.Get("/duty/feed/" + strings.Repeat("A", 43) + ".ics").Want(404)
		stranger.Get("/duty/feed/x").Want(404)
		list, err := b.Feeds(b.ctx, b.actors["staff0"])
		b.must(err)
		b.refused(b.RevokeFeed(b.ctx, b.actors["staff1"], list[0].ID), fault.NotFound, "", "")
		staff.Post(fmt.Sprintf("/duty/feeds/%d/revoke", list[0].ID), k.form()).Want(303)
		stranger.Get(path).Want(404)
		stranger.Get(whole).Want(200)
		acc, err := b.Org.AccountByLogin(b.ctx, "staff0")
		b.must(err)
		b.must(b.Org.SetState(b.ctx, act.Owner(), acc.ID, "disabled"))
		stranger.Get(whole).Want(404)
		staff = b.as(site, "staff2")
		if body := staff.Post("/duty/feeds", k.form("whole", "1")).Want(200).Body; !strings.Contains(body, "/duty/feed/") {
			t.Error("the address is not shown")
		}
		for range 4 {
			_, err = b.MakeFeed(b.ctx, b.actors["staff2"], false)
			b.must(err)
		}
		_, err = b.MakeFeed(b.ctx, b.actors["staff2"], false)
		b.refused(err, fault.Conflict, "", "先停用")
	})
}
