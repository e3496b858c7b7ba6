package counter_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/law"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/counter"
)

const canary = `<script>alert("窗")</script>`

// site serves the pages of the room with a door through which a test signs in as
// anybody: /as/{account}.
func (b *bureau) site() *web.Site {
	b.t.Helper()
	sessions := &web.Sessions{Store: b.Org.SessionStore(), Transport: web.Loopback, Now: b.c.Now}
	pages := append(b.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := b.Org.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/counter"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: b.Org.Identify(sessions), Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	return site
}

// public serves the public pages under a base path.
func (b *bureau) public() *webtest.Client {
	b.t.Helper()
	site, err := web.New(web.Config{Pages: b.Public("/zwgk").Pages(), Base: "/zwgk", Rate: -1, Now: b.c.Now, TempDir: b.t.TempDir(), Secret: []byte(strings.Repeat("k", 32)), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Portal:   func(*web.Request) ui.Portal { return ui.Portal{Name: "专栏"} },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	c := webtest.New(b.t, site)
	c.Base = "http://127.0.0.1"
	return c
}

func (b *bureau) by(site http.Handler, login string) *webtest.Client {
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

// Through the pages: an item with its faults, an application with its notice, the prints,
// and what is kept from another unit.
func TestPages(t *testing.T) {
	_ = []law.ID{law.PromiseGuide, law.LimitSupplement, law.OnceSupplement}
	each(t, func(b *bureau) {
		site, k := b.site(), new(keys)
		clerk, head, other, office := b.by(site, "clerk"), b.by(site, "head"), b.by(site, "grain"), b.by(site, "window")
		for _, path := range []string{"/counter", "/counter/receive", "/counter/items", "/counter/items?gaps=1", "/counter/passes", "/counter/queue", "/counter/queue/board", "/counter/rates"} {
			clerk.Get(path).Want(200)
			office.Get(path).Want(200)
		}
		clerk.Get("/counter?list=nonsense").Want(422)
		clerk.Get("/counter?from=never").Want(422)
		clerk.Get("/counter/items/99").Want(404)
		clerk.Get("/counter/applications/99").Want(404)
		clerk.Post("/counter/items", k.form("title", "", "unit", "SMLTK")).Want(422).In("#summary", webtest.HasText("事项名称"))
		item := clerk.Post("/counter/items", k.form("title", canary, "unit", "SMLTK", "listed", "1")).Want(303).Header.Get("Location")
		clerk.Get(item + "/guide.pdf").Want(404)
		p := good(0)
		save := func(days string) url.Values {
			return k.form("basis", p.Basis, "conditions", p.Conditions, "requirements", p.Requirements, "materials", p.Materials, "steps", p.Steps, "days", days, "days_unit", "working_days", "officer", p.Officer, "fee", p.Fee, "feedback_days", "5")
		}
		clerk.Post(item+"/save", save("999")).Want(422)
		clerk.Post(item+"/save", save("0")).Want(303)
		head.Post(item+"/publish", k.form()).Want(422)
		clerk.Post(item+"/save", save("3")).Want(303)
		clerk.Post(item+"/publish", k.form()).Want(403)
		head.Post(item+"/publish", k.form()).Want(303)
		if r := head.Get(item).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("the title escapes")
		}
		for _, f := range []string{"/guide.pdf", "/once.pdf"} {
			if r := other.Get(item + f).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Error(f, "is no PDF")
			}
		}
		fields := []string{"item", "1", "channel", counter.AtWindow, "class", counter.Person, "applicant", "申请人甲", "came_on", thursday, "ticket", "0"}
		clerk.Post("/counter/receive", k.form(append(fields, "phone", "12")...)).Want(422).In("#f-receive-applicant", webtest.HasValue("申请人甲"))
		at := clerk.Post("/counter/receive", k.form(append(fields, "phone", "13800000000")...)).Want(303).Header.Get("Location")
		at = strings.TrimSuffix(at, "#check")
		other.Get(at).Want(404)
		other.Post(at+"/check", k.form("state_1", counter.Here)).Want(404)
		other.Get(at + "/papers/receipt.pdf").Want(404)
		clerk.Post(at+"/check", k.form("state_1", counter.Here, "state_2", counter.Missing)).Want(422)
		clerk.Post(at+"/check", k.form("state_1", counter.Here, "state_2", counter.Missing, "state_3", counter.Wrong)).Want(303)
		clerk.Get(at + "/papers/acceptance.pdf").Want(404)
		clerk.Post(at+"/notice", k.form("item_2", "补交复印件", "item_3", "")).Want(422)
		clerk.Post(at+"/notice", k.form("item_2", "补交复印件", "item_3", canary)).Want(303)
		if r := clerk.Get(at).Want(200); strings.Contains(r.Body, "<script>alert") {
			t.Error("a notice escapes")
		}
		clerk.Post(at+"/notice", k.form("item_2", "补交复印件", "item_3", "补盖公章")).Want(409)
		clerk.Post(at+"/supplement", k.form()).Want(422)
		clerk.Post(at+"/supplement", k.form("came", "2", "came", "3")).Want(303)
		clerk.Post(at+"/pass", k.form("kind", counter.ToUnit, "unit", "LYSGK", "words", "请会办")).Want(303)
		other.Get(at).Want(200).Without("form[action$='/finish']")
		other.Get(at + "/papers/acceptance.pdf").Want(403)
		other.Post(at+"/passes/1/sign", k.form("opinion", "")).Want(422)
		other.Post(at+"/passes/1/sign", k.form("opinion", "同意")).Want(303)
		clerk.Get(at).Want(200).Without("form[action$='/passes/1/recall']")
		clerk.Post(at+"/passes/1/recall", k.form("reason", "晚了")).Want(409)
		clerk.Post(at+"/pass", k.form("kind", counter.ToUnit, "unit", "BGS", "words", "送错的")).Want(303)
		other.Post(at+"/passes/2/recall", k.form("reason", "不归我")).Want(404)
		clerk.Post(at+"/passes/2/recall", k.form("reason", "")).Want(422)
		clerk.Post(at+"/passes/2/recall", k.form("reason", "送错了科室")).Want(303)
		if r := clerk.Get(at).Want(200); !strings.Contains(r.Body, "撤回送办公室的件") || !strings.Contains(r.Body, "送错了科室") {
			t.Error("the course does not tell what was taken back")
		}
		head.Post(at+"/assign", k.form("handler", "head")).Want(303)
		clerk.Post(at+"/finish", k.form("result", counter.Denied)).Want(422)
		clerk.Post(at+"/finish", k.form("result", counter.Done)).Want(303)
		for _, f := range []string{"receipt.pdf", "notice-1.pdf", "acceptance.pdf", "conclusion.pdf", "record.pdf"} {
			if r := clerk.Get(at + "/papers/" + f).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Error(f, "is no PDF")
			}
		}
		clerk.Post(at+"/deliver", k.form("how", "当面领取", "to", "申请人甲", "on", thursday)).Want(303)
		clerk.Get("/counter/register?list=all&format=pdf").Want(200)
		clerk.Get("/counter/register?list=all&format=xlsx").Want(200)
		clerk.Get("/counter/register?list=overdue&format=pdf").Want(404)
		clerk.Get("/counter/rates/table?format=pdf").Want(200)
		second := strings.TrimSuffix(clerk.Post("/counter/receive", k.form(append(fields, "phone", "13800000000")...)).Want(303).Header.Get("Location"), "#check")
		clerk.Post(second+"/refuse", k.form("reason", "不归本局", "elsewhere", "无")).Want(303)
		clerk.Get(second + "/papers/refusal.pdf").Want(200)
		clerk.Post("/counter/queue/draw", k.form("item", "1")).Want(303)
		clerk.Post("/counter/queue/call", k.form("desk", "x")).Want(422)
		clerk.Post("/counter/queue/call", k.form("desk", "3")).Want(303)
		clerk.Get("/counter/queue").Want(200).In("main", webtest.HasText("A001"))
		clerk.Get("/counter/queue/1/ticket.pdf").Want(200)
		clerk.Post("/counter/queue/1/close", k.form("state", counter.Served)).Want(303)
		clerk.Post("/counter/queue/1/close", k.form("state", counter.Served)).Want(409)
	})
}

// What strangers see: published guides, and an application by number and code.
func TestPublicPages(t *testing.T) {
	_ = []law.ID{law.PromiseDef, law.PromiseGuide, law.PromiseDept}
	each(t, func(b *bureau) {
		k := new(keys)
		c := b.public()
		c.Get("/zwgk/affairs").Want(200)
		x, err := b.AddItem(b.ctx, b.as("clerk"), counter.Item{Title: "未公布的", Unit: "SMLTK"})
		b.ok(err)
		c.Get("/zwgk/affairs/items/" + x.Code).Want(404)
		y := b.item(canary, nil)
		r := c.Get("/zwgk/affairs").Want(200)
		if strings.Contains(r.Body, "<script>alert") || strings.Contains(r.Body, "未公布的") || !strings.Contains(r.Body, "61280386") {
			t.Error("the list tells too much, too little, or escapes")
		}
		c.Get("/zwgk/affairs/items/" + y.Code).Want(200)
		if r := c.Get("/zwgk/affairs/items/" + y.Code + "/guide.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("the guide is no PDF")
		}
		a := b.accepted(y.ID)
		c.Get("/zwgk/affairs/progress").Want(200)
		c.Post("/zwgk/affairs/progress", k.form("n", "", "c", "")).Want(422)
		c.Post("/zwgk/affairs/progress", k.form("n", a.Number, "c", strings.Repeat("A", 200))).Want(422)
		wrong := c.Post("/zwgk/affairs/progress", k.form("n", a.Number, "c", "AAAA-AAAA-AAAA")).Want(422)
		if strings.Contains(wrong.Body, "AAAA-AAAA") {
			t.Error("a code stands in the page")
		}
		shown := c.Post("/zwgk/affairs/progress", k.form("n", a.Number, "c", b.CodeOf(a))).Want(200)
		for _, secret := range []string{"13800000000", "002X", "科员", a.Handler + "<"} {
			if strings.Contains(shown.Body, secret) {
				t.Errorf("%q is shown to strangers", secret)
			}
		}
		if !strings.Contains(shown.Body, "2026年9月15日") {
			t.Error("the promised day is not shown")
		}
	})
}
