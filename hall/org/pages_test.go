package org_test

import (
	"context"
	"log/slog"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

const password = "Correct-Horse-9"

// house is the package behind a site, with the three administrators, a head of
// personnel and a clerk.
type house struct {
	o       *org.Org
	c       *clock.Movable
	site    *web.Site
	ids     map[string]int64
	refused []string
}

func eachHouse(t *testing.T, fn func(t *testing.T, h *house)) {
	each(t, func(t *testing.T, o *org.Org, c *clock.Movable) {
		fn(t, newHouse(t, o, c))
	})
}

func newHouse(t *testing.T, o *org.Org, c *clock.Movable) *house {
	t.Helper()
	o.Grants = org.Grants{
		org.SystemAdmin: {org.ManageAccounts, org.SeeAccounts}, org.SecurityAdmin: {org.GrantRoles, org.SeeAccounts}, org.AuditAdmin: {org.SeeAccounts},
		org.Personnel: {org.ManagePeople, org.ManageBackups}, org.Staff: {"test.read"}, org.Director: {org.NameDeputy, org.ManageBackups},
	}
	h := &house{o: o, c: c, ids: map[string]int64{}}
	for login, role := range map[string]org.Role{"sysadmin": org.SystemAdmin, "secadmin": org.SecurityAdmin, "auditor": org.AuditAdmin, "personnel": org.Personnel} {
		h.ids[login] = account(t, o, login, 0, role)
		h.known(t, login)
	}
	h.ids["clerk"] = account(t, o, "clerk", 1, org.Staff)
	h.known(t, "clerk")
	h.site = h.serve(t, web.TLS, "")
	return h
}

// serve makes the site; its home page sends everybody on, or says who it is.
func (h *house) serve(t *testing.T, transport web.Transport, home string) *web.Site {
	t.Helper()
	o, c := h.o, h.c
	sessions := &web.Sessions{Store: o.SessionStore(), Transport: transport, Now: c.Now}
	pages := append(o.Pages(sessions),
		web.Page{Name: "test.home", Method: "GET", Pattern: "/{$}", Right: string(org.Anyone), Serve: func(r *web.Request) (web.Answer, error) {
			if home != "" {
				return web.Redirect(home), nil
			}
			return web.Text("home of " + org.Actor(r).Login), nil
		}},
		web.Page{Name: "test.business", Method: "GET", Pattern: "/business", Right: "test.read", Serve: func(*web.Request) (web.Answer, error) { return web.Text("business"), nil }})
	site, err := web.New(web.Config{
		Pages: o.Guard(pages), Identify: o.Identify(sessions), Transport: transport, Rate: -1, Now: c.Now, TempDir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Desk: func(*web.Request) (ui.Desk, error) {
			return ui.Desk{Bureau: "示例局", Account: "/account", SignOut: "/signout"}, nil
		},
		OnDenied: func(_ *web.Request, f web.Refusal) error {
			h.refused = append(h.refused, f.Page.Name+" "+f.Reason)
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// known gives an account a password that need not be changed first.
func (h *house) known(t *testing.T, login string) {
	t.Helper()
	if err := h.o.SetDemoPassword(context.Background(), act.Owner(), h.ids[login], password); err != nil {
		t.Fatal(err)
	}
}

func (h *house) browser(t *testing.T) *webtest.Client { return webtest.New(t, h.site) }

// signedIn is a browser of somebody who has signed in.
func (h *house) signedIn(t *testing.T, login string) *webtest.Client {
	t.Helper()
	b := h.browser(t)
	b.Post("/signin", url.Values{"login": {login}, "password": {password}}).Want(303)
	return b
}

func TestSignInPage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		b := h.browser(t)
		if to := b.Get("/account").Want(303).Header.Get("Location"); to != "/signin?next=%2Faccount" {
			t.Fatalf("sent to %q", to)
		}
		p := b.Get("/signin?next=/account").Want(200)
		if p.Value("input[name=next]") != "/account" {
			t.Error("the way back is lost")
		}
		p = b.Post("/signin", url.Values{"login": {"clerk\"><i>"}, "password": {"wrong"}, "next": {"/account"}}).Want(422)
		p.In(".summary", webtest.HasText("登录名或口令不对")).Without("main i")
		if p.Value("input[name=login]") != "clerk\"><i>" || strings.Contains(p.Body, "wrong") {
			t.Error("the name is lost, or the password is shown")
		}
		b.Post("/signin", url.Values{"password": {"x"}}).Want(422).In(".summary", webtest.HasText("请填写登录名"))
		r := b.Post("/signin", url.Values{"login": {" Clerk "}, "password": {password}, "next": {"/account"}}).Want(303)
		if r.Header.Get("Location") != "/account" {
			t.Errorf("sent to %q", r.Header.Get("Location"))
		}
		b.Get("/account").Want(200).In("main", webtest.HasText("专职档案员"), webtest.HasText("clerk"))
		if to := b.Get("/signin").Want(303).Header.Get("Location"); to != "/" {
			t.Errorf("a signed-in person is sent to %q", to)
		}
		b.Post("/signout", nil).Want(303)
		b.Get("/account").Want(303)
	})
}

func TestSignInNeverLeavesTheSite(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"} {
			r := h.browser(t).Post("/signin", url.Values{"login": {"clerk"}, "password": {password}, "next": {next}}).Want(303)
			if to := r.Header.Get("Location"); to != "/" {
				t.Errorf("next %q leads to %q", next, to)
			}
		}
	})
}

func TestLockOutPage(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		b := h.browser(t)
		for range 4 {
			b.Post("/signin", url.Values{"login": {"clerk"}, "password": {"no"}}).Want(422)
		}
		b.Post("/signin", url.Values{"login": {"clerk"}, "password": {"no"}}).Want(429)
		b.Post("/signin", url.Values{"login": {"clerk"}, "password": {password}}).Want(429).In(".summary", webtest.HasText("失败次数过多"))
		other := h.browser(t)
		other.Address = "192.0.2.77:1"
		other.Post("/signin", url.Values{"login": {"clerk"}, "password": {password}}).Want(303)
		admin := h.signedIn(t, "sysadmin")
		pw := admin.Post(path("/admin/accounts/%/reset", h.ids["clerk"]), nil).Want(200).Doc()
		var shown string
		for _, n := range pw.All("dd.code") {
			shown = webtest.Text(n)
		}
		if len(shown) != 19 {
			t.Fatalf("password shown: %q", shown)
		}
		b.Post("/signin", url.Values{"login": {"clerk"}, "password": {shown}}).Want(303)
		other.Get("/business").Want(303) // ended by the reset
	})
}

func path(pattern string, id int64) string { return strings.Replace(pattern, "%", text(id), 1) }

func text(n int64) string { return strconv.FormatInt(n, 10) }

func TestFirstPasswordMustBeChanged(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		h.ids["fresh"] = account(t, h.o, "fresh", 0, org.Staff)
		b := h.browser(t)
		r := b.Post("/signin", url.Values{"login": {"fresh"}, "password": {password}, "next": {"/business"}}).Want(303)
		if r.Header.Get("Location") != "/account/password" {
			t.Fatalf("sent to %q", r.Header.Get("Location"))
		}
		for _, p := range []string{"/business", "/account", "/"} {
			if to := b.Get(p).Want(303).Header.Get("Location"); to != "/account/password" {
				t.Errorf("%s leads to %q", p, to)
			}
		}
		b.Get("/account/password").Want(200).In(".notice", webtest.HasText("新口令"))
		b.Post("/account/password", url.Values{"old": {password}, "password": {"New-Horse-2026"}, "again": {"New-Horse-2027"}}).Want(422).In(".summary", webtest.HasText("不一样"))
		b.Post("/account/password", url.Values{"old": {"wrong"}, "password": {"New-Horse-2026"}, "again": {"New-Horse-2026"}}).Want(422).In(".summary", webtest.HasText("原口令不对"))
		b.Post("/account/password", url.Values{"old": {password}, "password": {"short"}, "again": {"short"}}).Want(422)
		b.Post("/account/password", url.Values{"old": {password}, "password": {"New-Horse-2026"}, "again": {"New-Horse-2026"}}).Want(303)
		b.Get("/business").Want(200)
		h.c.Move(91 * 24 * time.Hour)
		b = h.browser(t)
		b.Post("/signin", url.Values{"login": {"fresh"}, "password": {"New-Horse-2026"}}).Want(303)
		b.Get("/business").Want(303)
	})
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		here, there := h.signedIn(t, "clerk"), h.signedIn(t, "clerk")
		there.Get("/business").Want(200)
		here.Post("/account/password", url.Values{"old": {password}, "password": {"New-Horse-2026"}, "again": {"New-Horse-2026"}}).Want(303)
		here.Get("/business").Want(200)
		there.Get("/business").Want(303)
	})
}

func TestOwnSessions(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		here := h.signedIn(t, "clerk")
		h.c.Move(time.Minute)
		there := h.signedIn(t, "clerk")
		stranger := h.signedIn(t, "auditor")
		p := here.Get("/account").Want(200)
		p.Count("input[name=session]", 1).In(".tag", webtest.HasText("就是这里"))
		theirs := p.Value("input[name=session]")
		stranger.Post("/account/sessions/close", url.Values{"session": {theirs}}).Want(404)
		there.Get("/business").Want(200)
		here.Post("/account/sessions/close", url.Values{"session": {theirs}}).Want(303)
		there.Get("/business").Want(303)
		here.Get("/account").Want(200).Count("input[name=session]", 0)
		here.Post("/account/sessions/close", url.Values{"session": {"zz"}, "_key": {"other"}}).Want(404)
	})
}

// TestEveryPageIsDenied asks for every page of the package as a stranger and as
// each person without its right.
func TestEveryPageIsDenied(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		logins := map[string]map[string]bool{
			"clerk": {}, "personnel": {string(org.ManagePeople): true, string(org.ManageBackups): true}, "auditor": {string(org.SeeAccounts): true},
			"sysadmin": {string(org.SeeAccounts): true, string(org.ManageAccounts): true}, "secadmin": {string(org.SeeAccounts): true, string(org.GrantRoles): true},
		}
		pages := h.o.Pages(nil)
		if len(pages) < 25 {
			t.Fatalf("only %d pages", len(pages))
		}
		for login, rights := range logins {
			b := h.signedIn(t, login)
			for _, p := range pages {
				if p.Public != "" || p.Right == string(org.Anyone) || rights[p.Right] {
					continue
				}
				h.refused = nil
				visit(b, p).Want(403)
				if len(h.refused) != 1 || h.refused[0] != p.Name+" right" {
					t.Errorf("%s at %s: reported %v", login, p.Name, h.refused)
				}
			}
		}
		b := h.browser(t)
		for _, p := range pages {
			if p.Public != "" {
				continue
			}
			if r := visit(b, p); r.Status != 303 && r.Status != 401 {
				t.Errorf("a stranger at %s got %d", p.Name, r.Status)
			}
		}
		for _, login := range []string{"sysadmin", "secadmin", "auditor"} {
			h.signedIn(t, login).Get("/business").Want(403)
		}
	})
}

func visit(b *webtest.Client, p web.Page) *webtest.Response {
	to := strings.NewReplacer("{id}", "1", "{office}", "1").Replace(p.Pattern)
	if p.Method == "GET" {
		return b.Get(to)
	}
	return b.Post(to, url.Values{})
}

// TestEveryDeedIsDenied runs every deed of the package that asks for a right as
// somebody without any.
func TestEveryDeedIsDenied(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		who, err := h.o.ActorOf(ctx, h.ids["clerk"])
		if err != nil {
			t.Fatal(err)
		}
		o := h.o
		tries := map[string]func() error{
			"org.found":          func() error { _, err := o.Found(ctx, who, org.Seed{}); return err },
			"org.person.add":     func() error { _, err := o.AddPerson(ctx, who, org.SeedPerson{Name: "某"}); return err },
			"org.person.leave":   func() error { _, err := o.Leave(ctx, who, org.Leaving{PersonID: 1}); return err },
			"org.office.assign":  func() error { _, err := o.AssignOffice(ctx, who, org.Appointment{PersonID: 1}); return err },
			"org.office.end":     func() error { return o.EndOffice(ctx, who, 1, civil.Must("2026-03-02")) },
			"org.account.create": func() error { _, err := o.CreateAccount(ctx, who, org.NewAccount{Login: "abc"}); return err },
			"org.account.grant":  func() error { return o.SetRoles(ctx, who, 1, nil) },
			"org.account.state":  func() error { return o.SetState(ctx, who, 1, "disabled") },
			"org.account.reset":  func() error { _, err := o.ResetPassword(ctx, who, 1); return err },
			"org.account.known":  func() error { return o.SetDemoPassword(ctx, who, 1, "x") },

			"org.backup.set":        func() error { _, err := o.SetBackup(ctx, who, org.NewBackup{}); return err },
			"org.backup.end":        func() error { return o.EndBackup(ctx, who, 1, civil.Must("2026-03-02")) },
			"org.supervisor.set":    func() error { _, err := o.SetSupervisor(ctx, who, org.NewSupervisor{}); return err },
			"org.delegation.name":   func() error { _, err := o.Delegate(ctx, who, org.NewDelegation{}); return err },
			"org.delegation.revoke": func() error { return o.Revoke(ctx, who, 1) },
			"org.facts.set":         func() error { return o.SetFacts(ctx, who, org.Facts{PersonID: 1}) },
			"org.handover.make":     func() error { _, err := o.MakeHandover(ctx, act.Actor{}, org.Handover{Backup: 1}); return err },
			"org.takeover.record":   func() error { _, err := o.TakeOver(ctx, act.Actor{}, 1, "x"); return err },
			"org.standin.end":       func() error { return o.EndStandIn(ctx, act.Actor{}, 1) },
		}
		for _, d := range act.Deeds() {
			if !strings.HasPrefix(d.Name, "org.") || d.Right == "" {
				continue
			}
			try, ok := tries[d.Name]
			if !ok {
				t.Errorf("deed %s has no denied test", d.Name)
				continue
			}
			before := refusals(t, o, d.Name)
			want := fault.Forbidden
			if d.Right == org.Anyone { // of everybody who is signed in: a stranger tries
				want = fault.Unauthenticated
			}
			if err := try(); !fault.Is(err, want) {
				t.Errorf("%s: %v", d.Name, err)
			}
			if refusals(t, o, d.Name) != before+1 {
				t.Errorf("%s: the refusal is not in the ledger", d.Name)
			}
		}
	})
}

func refusals(t *testing.T, o *org.Org, deed string) int64 {
	t.Helper()
	n, err := db.One[int64](context.Background(), o.Door.Reader(), "SELECT count(*) FROM ledger_entry WHERE deed = $1 AND outcome = 'refused'", deed)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAccountsPages(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		admin := h.signedIn(t, "sysadmin")
		admin.Get("/admin/accounts").Want(200).In("td", webtest.HasText("clerk")).In(".head .btn", webtest.HasText("新建账号"))
		p := admin.Post("/admin/accounts/new", url.Values{"login": {"Bad Login"}, "person": {"0"}, "name": {`<script>x</script>"`}}).Want(422)
		p.Without("main script")
		if p.Value("input[name=name]") != `<script>x</script>"` || p.Value("input[name=login]") != "Bad Login" {
			t.Error("what was typed is lost")
		}
		admin.Post("/admin/accounts/new", url.Values{"login": {"second"}, "person": {"0"}}).Want(422).In(".summary", webtest.HasText("名称"))
		admin.Post("/admin/accounts/new", url.Values{"login": {"second"}, "person": {"99"}}).Want(422)
		p = admin.Post("/admin/accounts/new", url.Values{"login": {"second"}, "person": {"1"}}).Want(200)
		p.In(".notice", webtest.HasText("只显示这一次"))
		admin.Post("/admin/accounts/new", url.Values{"login": {"second"}, "person": {"1"}}).Want(422).In(".summary", webtest.HasText("已有人用"))
		a, err := h.o.AccountByLogin(context.Background(), "second")
		if err != nil || a.PersonID != 1 || a.RoleWords != "" {
			t.Fatalf("%+v %v", a, err)
		}

		sec := h.signedIn(t, "secadmin")
		sec.Get("/admin/roles").Want(200).In(".tag", webtest.HasText("还没有角色"))
		sec.Get("/admin/accounts").Want(200).Without(".headactions")
		sec.Post(path("/admin/roles/%", a.ID), url.Values{"role": {"staff", "audit_admin"}}).Want(409).In(".summary", webtest.HasText("三员不得兼任"))
		sec.Post(path("/admin/roles/%", a.ID), url.Values{"role": {"king"}, "_key": {"k2"}}).Want(422)
		sec.Post(path("/admin/roles/%", a.ID), url.Values{"role": {"staff", "section_head"}, "_key": {"k3"}}).Want(303)
		if a, _ = h.o.Account(context.Background(), a.ID); a.RoleWords != "section_head,staff" {
			t.Fatalf("roles %q", a.RoleWords)
		}
		sec.Get(path("/admin/roles/%", a.ID)).Want(200).Count("input[checked]", 2)
		sec.Post(path("/admin/roles/%", h.ids["secadmin"]), url.Values{"role": {"staff"}, "_key": {"k4"}}).Want(409)

		clerk := h.signedIn(t, "clerk")
		admin.Post(path("/admin/accounts/%/state", h.ids["clerk"]), url.Values{"state": {"disabled"}, "_key": {"k5"}}).Want(303)
		clerk.Get("/business").Want(303)
		admin.Get("/admin/accounts?state=disabled").Want(200).Count("tbody tr", 1)
		admin.Get(path("/admin/accounts/%", h.ids["clerk"])).Want(200).In(".btn", webtest.HasText("启用账号"))
		admin.Post(path("/admin/accounts/%/state", h.ids["auditor"]), url.Values{"state": {"disabled"}, "_key": {"k6"}}).Want(409).In(".summary", webtest.HasText("最后一位"))
		admin.Get("/admin/accounts/4711").Want(404)
		admin.Get("/admin/accounts/abc").Want(404)
	})
}

func TestMatrixShowsEveryRight(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		p := h.signedIn(t, "auditor").Get("/admin/roles/matrix").Want(200)
		p.In("th", webtest.HasText("安全保密管理员"), webtest.HasText("档案员"))
		if n := len(p.Doc().All("tbody tr")); n != len(act.AllRights())-1 {
			t.Errorf("%d rights shown of %d", n, len(act.AllRights())-1)
		}
	})
}

func TestEveryRightHasAName(t *testing.T) {
	if u := org.Unnamed(); len(u) > 0 {
		t.Errorf("rights without a Chinese name: %v", u)
	}
	if org.RightName(org.GrantRoles) != "授予角色" || org.RightName("no.such") != "no.such" {
		t.Error("names of rights")
	}
}

func TestPeoplePages(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		open := []string{"借出未还 2 件"}
		h.o.Clearance = func(*act.Tx, org.Person) ([]string, error) { return open, nil }
		b := h.signedIn(t, "personnel")
		b.Get("/admin/people").Want(200).In("td", webtest.HasText("办公室档案员"), webtest.HasText("专职档案员"))
		p := b.Post("/admin/people/new", url.Values{"name": {`<b>甲</b>`}, "unit": {"BGS"}, "since": {"2026-02-30"}}).Want(422)
		p.Without("main b b").In(".summary", webtest.HasText("到岗日期"))
		if p.Value("input[name=name]") != `<b>甲</b>` || p.Value("select[name=unit]") != "BGS" {
			t.Error("what was typed is lost")
		}
		b.Post("/admin/people/new", url.Values{"name": {"工作人员甲"}, "unit": {"XXX"}, "since": {"2026-03-01"}}).Want(422).In(".summary", webtest.HasText("没有这个科室"))
		b.Post("/admin/people/new", url.Values{"name": {"工作人员甲"}, "post": {"none"}, "since": {"2026-03-01"}}).Want(422).In(".summary", webtest.HasText("没有这个岗位"))
		to := b.Post("/admin/people/new", url.Values{"name": {"工作人员甲"}, "unit": {"BGS"}, "since": {"2026-03-01"}}).Want(303).Header.Get("Location")
		if to != "/admin/people/2" {
			t.Fatalf("sent to %q", to)
		}
		b.Post(to+"/offices", url.Values{"post": {"bgs.archivist"}, "since": {"2026-03-01"}, "until": {"2026-02-01"}, "_key": {"a"}}).Want(422)
		b.Post(to+"/offices", url.Values{"post": {"bgs.archivist"}, "since": {"2026-03-01"}, "_key": {"b"}}).Want(303)
		b.Post(to+"/offices", url.Values{"post": {"bgs.archivist"}, "since": {"2026-04-01"}, "_key": {"c"}}).Want(422).In(".summary", webtest.HasText("不必重复"))
		b.Get(to).Want(200).In("td", webtest.HasText("现任"))
		offices, err := h.o.Offices(context.Background())
		if err != nil || len(offices) != 2 {
			t.Fatalf("%v %v", offices, err)
		}
		id := offices[1].ID
		b.Post(to+"/offices/"+text(id)+"/end", url.Values{"until": {"2026-03-01"}, "_key": {"d"}}).Want(422).In(".summary", webtest.HasText("晚于"))
		b.Post(to+"/offices/"+text(id)+"/end", url.Values{"until": {"2026-03-20"}, "_key": {"e"}}).Want(303)

		p = b.Post("/admin/people/1/leave", url.Values{"left_on": {"2026-03-02"}, "_key": {"f"}}).Want(409)
		p.In(".summary", webtest.HasText("借出未还 2 件"))
		if p.Value("#f-leave-left_on") != "2026-03-02" {
			t.Error("the date typed is lost")
		}
		clerk := h.signedIn(t, "clerk")
		b.Post("/admin/people/1/leave", url.Values{"left_on": {"2026-03-02"}, "exception": {"由科室负责人代还"}, "_key": {"g"}}).Want(303)
		clerk.Get("/business").Want(303)
		h.browser(t).Post("/signin", url.Values{"login": {"clerk"}, "password": {password}}).Want(422).In(".summary", webtest.HasText("停用"))
		b.Get("/admin/people").Want(200).Count("main .grid tbody tr", 2) // one person left, and the unit
		b.Get("/admin/people?gone=1").Want(200).In(".tag", webtest.HasText("已离岗"))
		b.Post("/admin/people/1/leave", url.Values{"left_on": {"2026-03-03"}, "exception": {"再"}, "_key": {"h"}}).Want(409)
		offices, _ = h.o.Offices(context.Background())
		if offices[0].Until != civil.Must("2026-03-02") {
			t.Errorf("the office goes on: %+v", offices[0])
		}
	})
}
