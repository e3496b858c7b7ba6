package attendance_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

const canary = `<script>alert("假")</script>`

// site serves the pages of the room and of the flow with a door through which a
// test signs in as anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), b.Flow.Pages()...)
	pages = append(pages, web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/attendance"), sessions.Begin(r, a.ID)
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

func TestPagesOfALeave(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, head, other, political := b.as(site, "clerk"), b.as(site, "head"), b.as(site, "colleague"), b.as(site, "political")
		clerk.Get("/attendance").Want(200).In(".empty", webtest.HasText("还没有请假"))
		clerk.Get("/attendance/leave/new").Want(200).In("select[name=kind] option", webtest.HasText("年休假")).Without("select[name=person]")
		political.Get("/attendance/leave/new").Want(200).In("select[name=person]")
		clerk.Post("/attendance/leave/new", k.form("kind", "personal", "since", "2026-03-10", "since_half", "pm", "until", "2026-03-10", "until_half", "am", "reason", canary)).Want(422).
			In("#summary", webtest.HasText("下午请到上午")).In("textarea[name=reason]", webtest.HasValue(canary))
		// A leader whom nobody would represent is led to where that can be mended.
		director := b.as(site, "director")
		director.Get("/attendance/leave/preview?kind=personal&since=2026-03-10&since_half=am&until=2026-03-10&until_half=pm&reason=x").Want(200).
			In(".notice", webtest.HasText("没有指定代行的副职")).In(".notice a[href=/posts]")
		half := []string{"kind", "personal", "since", "2026-03-10", "since_half", "am", "until", "2026-03-10", "until_half", "am", "reason", canary}
		seen := clerk.Post("/attendance/leave/new", k.form(half...)).Want(200).In("#following", webtest.HasText("科室负责人")).In("#following .ladder", webtest.HasText("流通科科长")).
			In("#following .meta", webtest.HasText("事假半天")).In("#following", webtest.HasText("可用 10 天")).In("button[value=send]").
			In("input[name=since]", webtest.HasValue("2026-03-10")).In("textarea[name=reason]", webtest.HasValue(canary))
		if strings.Contains(seen.Body, "<script>alert") {
			b.t.Error("the reason escapes")
		}
		clerk.Get("/attendance/leave/preview?kind=personal&since=2026-03-10&until=2026-03-12&until_half=am&reason=x").Want(200).In("h2", webtest.HasText("怎样办理"))
		clerk.Get("/attendance/leave/preview?kind=personal&since=2026-03-14&until=2026-03-15&reason=x").Want(200).In(".notice", webtest.HasText("休息日"))
		sent := clerk.Post("/attendance/leave/new", k.form(append(half, "do", "send")...)).Want(303)
		at := sent.Header.Get("Location")
		clerk.Follow(sent).Want(200).In("h1", webtest.HasText("2026-假-0001")).In("form[action*=proof]")
		other.Get(at).Want(404)
		other.Get(at + "/form.pdf").Want(404)
		other.Get(at + "/change").Want(404)
		other.Post(at+"/cancel", k.form("why", "x")).Want(404)
		other.Get("/attendance/leave/77").Want(404)
		other.Get("/attendance/register").Want(403)
		if n, err := db.One[int](b.ctx, b.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE outcome <> 'done' AND actor = 'colleague'"); err != nil || n < 4 {
			b.t.Errorf("%d refusals in the ledger, %v", n, err)
		}
		clerk.Get(at+"/change").Want(200).In("textarea[name=reason]", webtest.HasValue(canary))
		foreseen := at + "/change/preview?kind=personal&since=2026-03-10&until=2026-03-10&reason=x"
		clerk.Get(foreseen).Want(200).In(".ladder", webtest.HasText("副局长")).Without(".notice")
		other.Get(foreseen).Want(404)
		clerk.Post(at+"/change", k.form("kind", "personal", "since", "2026-03-10", "until", "2026-03-10", "reason", "家事", "words", "改为一天", "do", "send")).Want(303)
		head.Get(at).Want(200).In("form[action*=agree]").Without("form[action*=proof]")
		if doc := head.Get(at + "/form.pdf").Want(200); !strings.HasPrefix(doc.Body, "%PDF") {
			b.t.Error("the form is no PDF")
		}
		if v := b.leave(1); v.Halves != 2 || len(v.Case.State.Steps) != 5 {
			b.t.Errorf("%d half days, %d steps", v.Halves, len(v.Case.State.Steps))
		}
		b.agree(b.leave(1).CaseID, "head", "deputy")
		board := other.Get("/attendance/board").Want(200)
		if strings.Contains(board.Body, "事假") {
			b.t.Error("the board tells the kind")
		}
		clerk.Upload(at+"/proof", k.form("kind", "other"), webtest.File{Field: "file", Name: "说明.pdf", Content: []byte("%PDF-1.4")}).Want(303)
		head.Post("/attendance/proofs/1", k.form()).Want(200)
		other.Post("/attendance/proofs/1", k.form()).Want(404)
		clerk.Get(at).Want(200).In("form[action*=cancel]").In("form[action*=handover]")
		clerk.Post(at+"/handover", k.form("backup", "2", "matters", "")).Want(422)
		clerk.Post(at+"/handover", k.form("backup", "2", "matters", "月报")).Want(303)
		b.c.Move(26 * time.Hour)
		clerk, political = b.as(site, "clerk"), b.as(site, "political")
		clerk.Post(at+"/return", k.form("on", "明年")).Want(422)
		clerk.Post(at+"/return", k.form("on", "2026-03-10", "half", "pm")).Want(303)
		political.Get("/attendance/register").Want(200).In("table tbody", webtest.HasText("2026-假-0001"))
		clerk.Get("/attendance/balance").Want(200).In("table tbody", webtest.HasText("抵扣"))
		clerk.Get("/attendance/balance?person=3").Want(403)
		political.Get("/attendance/balance?person=4").Want(200).In("form[action*=balance] select[name=what]")
		political.Post("/attendance/balance", k.form("person", "4", "kind", "annual", "year", "2026", "what", "correction", "days", "1.3", "why", "x")).Want(422)
		political.Post("/attendance/balance", k.form("person", "4", "kind", "annual", "year", "2026", "what", "correction", "days", "0.5", "why", "补登")).Want(303)
		webtest.New(b.t, site).Get(at).Want(303)
	})
}

func TestPagesOfTripsOutingsAndSheets(t *testing.T) {
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, head, other, political := b.as(site, "clerk"), b.as(site, "head"), b.as(site, "colleague"), b.as(site, "political")
		trip := []string{"people", fmt.Sprint(b.people["clerk"]), "place", "成都市", "zone", "outside_city", "purpose", "study", "reason", "考察", "since", "2026-03-16", "until", "2026-03-17", "transport", "动车"}
		clerk.Get("/attendance/trips/new").Want(200).In(".folded input[name=people][type=checkbox]", webtest.HasAttr("value", fmt.Sprint(b.people["head"]))).
			In("input[name=people][checked]", webtest.HasAttr("value", fmt.Sprint(b.people["clerk"])))
		clerk.Post("/attendance/trips/new", k.form(append(trip, "advance", "十元")...)).Want(422).In("#summary", webtest.HasText("两位小数"))
		clerk.Post("/attendance/trips/new", k.form(append(trip, "advance", "1200.5")...)).Want(200).In("input[name=place]", webtest.HasValue("成都市")).In("#following", webtest.HasText("局长"))
		clerk.Get("/attendance/trips/preview?zone=district&purpose=business&place=x&reason=x&transport=x&since=2026-03-16&until=2026-03-16").Want(200).In(".notice", webtest.HasText("外出报告"))
		sent := clerk.Post("/attendance/trips/new", k.form(append(trip, "advance", "1200.5", "do", "send")...)).Want(303)
		at := sent.Header.Get("Location")
		clerk.Get(at).Want(200).In("main", webtest.HasText("1200.50 元"))
		other.Get(at).Want(404)
		other.Get(at + "/form.pdf").Want(404)
		clerk.Get(at + "/form.pdf").Want(200)
		clerk.Upload(at+"/proof", k.form("kind", "external"), webtest.File{Field: "file", Name: "批复.pdf", Content: []byte("%PDF-1.4")}).Want(303)
		clerk.Post(at+"/return", k.form("on", "2026-03-17")).Want(409)
		clerk.Post(at+"/cancel", k.form("why", "x")).Want(409)

		clerk.Get("/attendance/outs").Want(200).In(".hint", webtest.HasText("向科室负责人报告"))
		clerk.Post("/attendance/outs", k.form("place", "区政府", "reason", "送件", "on", "2026-03-09", "since", "十二点", "expected", "14:00")).Want(422)
		clerk.Post("/attendance/outs", k.form("place", "区政府", "reason", "送件", "on", "2026-03-09", "since", "12:00", "expected", "14:00")).Want(303)
		other.Post("/attendance/outs/1/back", k.form()).Want(404)
		clerk.Post("/attendance/outs/1/back", k.form()).Want(303)

		other.Get("/attendance/sheet").Want(200).Without("table")
		head.Get("/attendance/sheet").Want(200).In("table tbody", webtest.HasText("流通科科员"))
		head.Get("/attendance/sheet?unit=LTK&month=2026-02").Want(200).In("h1", webtest.HasText("2026年2月考勤表")).Count("thead small", 28)
		head.Get("/attendance/sheet/sheet.pdf").Want(200)
		head.Get("/attendance/sheet/sheet.xlsx").Want(200)
		other.Get("/attendance/sheet/sheet.xlsx").Want(404)
		head.Post("/attendance/sheet/confirm", k.form("unit", "LTK", "month", "2026-02")).Want(303)
		other.Post("/attendance/sheet/confirm", k.form("unit", "LTK", "month", "2026-02")).Want(403)
		head.Post("/attendance/sheet/publish", k.form("month", "2026-02")).Want(403)
		political.Post("/attendance/sheet/publish", k.form("month", "2026-02")).Want(303)
		other.Get("/attendance/sheet?unit=LTK&month=2026-02").Want(200).In("table")
		head.Get("/attendance/sheet?month=二月").Want(422)

		head.Post("/attendance/absences", k.form("person", fmt.Sprint(b.people["colleague"]), "since", "2026-03-09", "since_half", "am", "until", "2026-03-09", "until_half", "am", "found", canary)).Want(303)
		other.Post("/attendance/absences", k.form("person", "4")).Want(403)
		mine := other.Get("/attendance/absences").Want(200).In("form[action*=hear]").Without("form[action*=decide]")
		if strings.Contains(mine.Body, "<script>alert") {
			b.t.Error("what was found escapes")
		}
		political.Post("/attendance/absences/1/decide", k.form("answer", "yes", "why", "x")).Want(409) // not heard yet
		other.Post("/attendance/absences/1/hear", k.form("heard", "在开会")).Want(303)
		other.Post("/attendance/absences/1/decide", k.form("answer", "yes", "why", "x")).Want(403)
		political.Post("/attendance/absences/1/decide", k.form("answer", "no", "why", "会议签到可查")).Want(303)
	})
}
