package venue_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/venue"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	b.ok(err)
	return site
}

func (b *bureau) as(site http.Handler, login string) *webtest.Client {
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

// form gives fields a fresh idempotency key.
func form(fields ...string) url.Values {
	keys++
	v := url.Values{"_key": {strings.Repeat("k", 20) + strconv.Itoa(keys)}}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Set(fields[i], fields[i+1])
	}
	return v
}

var keys int

func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		site := b.site()
		office, clerk, other, admin := b.as(site, "office"), b.as(site, "clerk"), b.as(site, "other"), b.as(site, "admin")
		const canary = `<b>商贸</b>流通会`
		fields := []string{"title", canary, "room", "1", "on", "2026-11-18", "from", "9:00", "until", "11:00", "phone", "内线812"}
		for _, at := range []string{"/venue", "/venue/month", "/venue/rooms", "/venue/new"} {
			clerk.Get(at).Want(200)
			admin.Get(at).Want(403)
			webtest.New(b.t, site).Get(at).Want(303)
		}
		clerk.Get("/venue/new").Want(200).In("select[name=room]", webtest.HasText("三楼会议室"))
		admin.Post("/venue/new", form(fields...)).Want(403)
		clerk.Post("/venue/new", form(fields...)).Want(303)
		other.Post("/venue/new", form(fields...)).Want(409).In("main", webtest.HasText("时间冲突")).In("main", webtest.HasText("五楼会议室")).In("input[name=title]", webtest.HasValue(canary))
		other.Post("/venue/new", form("title", "会", "room", "1", "on", "2026-11-18", "from", "早上", "until", "11:00")).Want(422).In("#summary", webtest.HasText("9:00"))
		clerk.Get("/venue").Want(200).In("table", webtest.HasText("09:00—11:00")).In("table", webtest.HasText(canary)).In("table", webtest.HasText("内线812")).Without("table b")
		clerk.Get("/venue?from=2026-11-23").Want(200).Without("table a[href='/venue/bookings/1']")
		clerk.Get("/venue/month?month=2026-11").Want(200).In("table", webtest.HasText(canary))
		other.Get("/venue/bookings/1").Want(200).Without("main form")
		clerk.Get("/venue/bookings/1").Want(200).In("form input[name=from]", webtest.HasValue("09:00"))
		clerk.Get("/venue/bookings/99").Want(404)
		other.Post("/venue/bookings/1/move", form("room", "2", "on", "2026-11-18", "from", "9:00", "until", "11:00")).Want(403)
		other.Post("/venue/bookings/1/withdraw", form("reason", "x")).Want(403)
		office.Post("/venue/bookings/1/move", form("room", "2", "on", "2026-11-18", "from", "9:00", "until", "11:00")).Want(422).In("#summary", webtest.HasText("理由"))
		office.Post("/venue/bookings/1/move", form("room", "2", "on", "2026-11-18", "from", "9:00", "until", "11:00", "reason", "三楼检修")).Want(303)
		clerk.Get("/venue/bookings/1").Want(200).In("main", webtest.HasText("三楼检修"))
		other.Post("/venue/bookings/1/note", form()).Want(403)
		clerk.Post("/venue/bookings/1/note", form()).Want(303)
		clerk.Post("/venue/bookings/1/withdraw", form()).Want(303)
		clerk.Get("/venue/bookings/1").Want(200).In("main", webtest.HasText("已取消")).Without("main form")

		clerk.Get("/venue/rooms").Want(200).In("table", webtest.HasText("内线801")).Without("main form")
		clerk.Post("/venue/rooms", form("name", "大厅", "seats", "9")).Want(403)
		clerk.Get("/venue/rooms/1").Want(403)
		clerk.Post("/venue/rooms/1", form("name", "大厅", "seats", "9")).Want(403)
		clerk.Post("/venue/rooms/1/retire", form()).Want(403)
		office.Post("/venue/rooms", form("name", "三楼会议室", "seats", "9")).Want(422).In("#summary", webtest.HasText("已有"))
		office.Post("/venue/rooms", form("name", "大厅", "seats", "90")).Want(303)
		office.Get("/venue/rooms/3").Want(200).In("input[name=seats]", webtest.HasValue("90"))
		office.Post("/venue/rooms/3", form("name", "一楼大厅", "seats", "90")).Want(303)
		office.Post("/venue/rooms/3/retire", form()).Want(303)
		office.Get("/venue/rooms").Want(200).In("table", webtest.HasText("停用"))
		office.Get("/venue/rooms/9").Want(404)

		for _, at := range []string{"/venue/week.pdf?from=2026-11-18", "/venue/month.pdf?month=2026-11"} {
			r := clerk.Get(at).Want(200)
			if got := r.Header.Get("Content-Type"); got != "application/pdf" {
				b.t.Error(at, got)
			}
			admin.Get(at).Want(403)
		}
	})
}
