package register_test

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/register"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:     {archive.Read},
	org.Liaison:   {archive.Read, archive.Submit},
	org.Leader:    {archive.Read, register.See},
	org.Archivist: archivist.Rights,
}

// site is a small site of the registers with three accounts that sign in at /in/login.
func site(t *testing.T, transport web.Transport) (*web.Site, *register.Room, *act.Door) {
	t.Helper()
	ctx := context.Background()
	d, _ := dbtest.SQLite(t, schemas...)
	r, b := open(t, d)
	o, err := org.Open(d, grants)
	if err != nil {
		t.Fatal(err)
	}
	since := civil.Must("2015-01-01")
	if _, err := o.Found(ctx, act.Owner(), org.Seed{Units: units, People: []org.SeedPerson{{Name: "档案员", Unit: "BGS", Since: since}, {Name: "科员丁", Unit: "ZGK", Since: since}, {Name: "副局长乙", Unit: "BGS", Since: since}, {Name: "兼职档案员", Unit: "ZGK", Since: since}}}); err != nil {
		t.Fatal(err)
	}
	ids := map[string]int64{}
	for i, role := range []org.Role{org.Archivist, org.Staff, org.Leader, org.Liaison} {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: int64(i + 1), Login: string(role), Name: role.Label(), Password: "Correct-Horse-9"})
		if err == nil {
			err = o.SetRoles(ctx, act.Owner(), id, []org.Role{role})
		}
		if err == nil { // a first password would have to be changed before anything else
			err = o.SetDemoPassword(ctx, act.Owner(), id, "Correct-Horse-9")
		}
		if err != nil {
			t.Fatal(err)
		}
		ids[string(role)] = id
	}
	b.accounts = []org.Account{{ID: 1, Name: "专职档案员", State: "active", RoleWords: "archivist"}}
	sessions := &web.Sessions{Store: o.SessionStore(), Transport: transport, Now: d.Clock().Now}
	pages := append(r.Pages(), web.Page{Name: "in", Method: "GET", Pattern: "/in/{login}", Public: "test", Serve: func(q *web.Request) (web.Answer, error) {
		return web.Redirect("/archive/registers"), sessions.Begin(q, ids[q.PathValue("login")])
	}})
	s, err := web.New(web.Config{Pages: pages, Identify: o.Identify(sessions), Transport: transport, Rate: -1, TempDir: t.TempDir(), Now: d.Clock().Now,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk: func(q *web.Request) (ui.Desk, error) {
			return ui.Desk{Bureau: "某区商务局", Side: []ui.SideGroup{{Name: "档案室", Entries: []ui.SideEntry{{Text: "登记簿", URL: "/archive/registers"}, {Text: "归档情况", URL: "/archive/arrears"}, {Text: "档案统计", URL: "/archive/statistics"}}}}}, nil
		},
		OnDenied: func(q *web.Request, f web.Refusal) error {
			d.Denied(q.Context(), org.Actor(q), f.Page.Name, fault.New(fault.Forbidden, "没有权限"))
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return s, r, d
}

func sign(t *testing.T, s *web.Site, login string) *webtest.Client {
	c := webtest.New(t, s)
	c.Get("/in/" + login).Want(303)
	return c
}

func TestPages(t *testing.T) {
	s, r, d := site(t, web.TLS)
	take(t, r, paper(1, "BGS"), paper(2, "ZGK"), paper(5, "BGS"))
	c := sign(t, s, "archivist")

	// A line: refused with what was typed, then entered, shown, changed, removed.
	const canary = "<script>alert(1)</script>"
	bad := url.Values{"day": {"2026-02-30"}, "title": {canary}, "kind": {"柜具"}, "amount": {"12"}}
	c.Post("/archive/registers/expenditure/new", bad).Want(422).In("input[name=title]").In("#f-day-fault", webtest.HasText("不是日期"))
	if got := c.Post("/archive/registers/expenditure/new", bad).Value("input[name=title]"); got != canary {
		t.Errorf("what was typed is lost: %q", got)
	}
	bad.Set("day", "2026-02-03")
	bad.Set("_key", "k1")
	page := c.Follow(c.Post("/archive/registers/expenditure/new", bad)).Want(200)
	if strings.Contains(page.Body, canary) {
		t.Error("a title is not escaped")
	}
	// The same form sent twice enters one line.
	c.Post("/archive/registers/expenditure/new", bad).Want(303)
	c.Get("/archive/registers/expenditure?year=2026").Count("tbody tr", 1)
	c.Get("/archive/registers/expenditure/1").Want(200)
	c.Post("/archive/registers/expenditure/1", url.Values{"day": {"2026-02-03"}, "title": {"柜"}, "kind": {"柜具"}, "amount": {"13.5"}, "version": {"1"}, "_key": {"k2"}}).Want(303)
	c.Post("/archive/registers/expenditure/1", url.Values{"day": {"2026-02-03"}, "title": {"旧"}, "kind": {"柜具"}, "amount": {"1"}, "version": {"1"}, "_key": {"k3"}}).Want(409)
	c.Post("/archive/registers/expenditure/1/remove", url.Values{"version": {"2"}, "_key": {"k4"}}).Want(422)

	for _, format := range []string{"csv", "xlsx", "pdf"} {
		if p := c.Get("/archive/registers/expenditure/export?year=2026&format=" + format).Want(200); len(p.Body) < 60 {
			t.Errorf("%s: %d bytes", format, len(p.Body))
		}
		c.Get("/archive/arrears/export?year=2025&format=" + format).Want(200)
	}
	c.Get("/archive/registers/expenditure/export?format=doc").Want(422)
	c.Get("/archive/registers/nothing").Want(404)

	c.Upload("/archive/registers/training/import", url.Values{"_key": {"k5"}}, webtest.File{Field: "file", Name: "a.csv", Content: []byte("日期,培训内容,主办单位,参加人\n2026-13-01,甲,乙,丙\n")}).Want(422).In("td", webtest.HasText("第 2 行"))
	c.Upload("/archive/registers/training/import", url.Values{"_key": {"k6"}}, webtest.File{Field: "file", Name: "a.csv", Content: []byte("日期,培训内容,主办单位,参加人\n2026-01-01,甲,乙,丙\n")}).Want(303)
	c.Upload("/archive/registers/training/import", url.Values{"_key": {"k7"}}).Want(422)

	// Arrears: nothing can be reckoned, a gap is entered, urged, printed, settled.
	c.Get("/archive/arrears?year=2025").Want(200).In("td", webtest.HasText("无法计算"))
	c.Get("/archive/arrears/gaps?year=2025").Count("tbody tr", 2)
	c.Post("/archive/arrears/gaps", url.Values{"year": {"2025"}, "numbers": {"綦商务〔2025〕3号"}, "unit": {"ZGK"}, "holder": {"4"}, "do": {"add"}, "_key": {"k8"}}).Want(303)
	c.Post("/archive/arrears/gaps", url.Values{"year": {"2025"}, "numbers": {"綦商务〔2025〕4号"}, "reason": {""}, "do": {"void"}, "_key": {"k9"}}).Want(422)
	c.Post("/archive/arrears/gaps", url.Values{"year": {"2025"}, "numbers": {"綦商务〔2025〕4号"}, "reason": {"作废"}, "do": {"void"}, "_key": {"k10"}}).Want(303)
	c.Get("/archive/arrears?year=2025").Want(200).In("td", webtest.HasText("0.0%"))
	c.Get("/archive/due?year=2025&unit=ZGK&state=missing").Count("tbody tr", 1)
	c.Post("/archive/arrears/urge", url.Values{"year": {"2025"}, "units": {"ZGK"}, "deadline": {"2026-01-01"}, "_key": {"k11"}}).Want(422)
	c.Post("/archive/arrears/urge", url.Values{"year": {"2025"}, "units": {"ZGK"}, "deadline": {"2026-03-31"}, "_key": {"k12"}}).Want(303)
	if p := c.Get("/archive/arrears/slips.pdf?year=2025").Want(200); !strings.HasPrefix(p.Body, "%PDF") {
		t.Error("the slips are no PDF")
	}
	c.Post("/archive/due", url.Values{"year": {"2025"}, "title": {""}, "_key": {"k13"}}).Want(422)
	c.Post("/archive/due", url.Values{"year": {"2025"}, "doc_no": {"綦商务〔2025〕1号"}, "_key": {"k14"}}).Want(303)
	c.Get("/archive/due?year=2025&state=collected").Count("tbody tr", 1)
	c.Get("/archive/due/1").Want(200)
	c.Post("/archive/due/1", url.Values{"year": {"2025"}, "doc_no": {"綦商务〔2025〕3号"}, "unit": {"XXX"}, "_key": {"k15"}}).Want(422)

	c.Get("/archive/clearance").Want(200).In("td", webtest.HasText("科员丁"))
	c.Get("/archive/clearance/4").Want(200).In("td", webtest.HasText("3号"))
	if p := c.Get("/archive/clearance/4/form.pdf?reason=" + url.QueryEscape("调动")).Want(200); !strings.HasPrefix(p.Body, "%PDF") {
		t.Error("the leaving check is no PDF")
	}
	c.Get("/archive/clearance/999").Want(404)

	c.Get("/archive/arrears/slips.pdf?year=2025&deadline=x").Want(422).In("main", webtest.HasText("限期“x”不是日期"))
	c.Get("/archive/arrears/slips.pdf?year=1999").Want(404).In(".empty", webtest.HasText("不需要催交")).In(".empty a[href^='/archive/arrears']")

	c.Get("/archive/network").Want(200).In("td", webtest.HasText("局长甲"))
	c.Post("/archive/network", url.Values{"level": {"4"}, "unit": {"BGS"}, "person": {"4"}, "_key": {"k16"}}).Want(422)
	c.Post("/archive/network", url.Values{"level": {"4"}, "unit": {"BGS"}, "person": {"3"}, "_key": {"k17"}}).Want(303)

	// The year's figures balance, and each opens its list.
	c.Get("/archive/statistics?year=2026").Want(200).In("main", webtest.HasText("数字是平的"))
	c.Get("/archive/statistics?year=2025").Want(200).In("a[href='/archive/items?year=2025']", webtest.HasText("3"))
	c.Post("/archive/statistics", url.Values{"year": {"2026"}, "_key": {"k18"}}).Want(422)
	c.Post("/archive/statistics", url.Values{"year": {"2025"}, "_key": {"k19"}}).Want(303)
	c.Get("/archive/statistics/left?year=2026&state=destroyed").Want(200)
	c.Get("/archive/statistics/left?state=nothing").Want(404)
	c.Get("/archive/summary?year=2025").Want(200).In("dd", webtest.HasText("局长甲"))
	c.Get("/archive/registers").Want(200)
	c.Get("/archive/registers/refbook").In("main", webtest.HasText("还没有登记"))

	// A leader reads and writes nothing; staff see nothing; both refusals are written down.
	l := sign(t, s, "leader")
	l.Get("/archive/registers/expenditure/1").Want(200).Without("input[name=title]")
	l.Get("/archive/clearance").Want(403)
	l.Post("/archive/registers/expenditure/new", bad).Want(403)
	l.Post("/archive/due/settle", url.Values{}).Want(403)
	w := sign(t, s, "staff")
	for _, p := range []string{"/archive/registers", "/archive/registers/training", "/archive/arrears", "/archive/due", "/archive/network", "/archive/statistics", "/archive/summary", "/archive/clearance/4"} {
		w.Get(p).Want(403)
	}
	if e, err := act.Entries(context.Background(), d.Reader(), act.EntryFilter{}, 3); err != nil || e[0].Outcome == "done" {
		t.Errorf("a refusal is not in the ledger: %+v %v", e, err)
	}
	webtest.New(t, s).Get("/archive/registers").Want(303)
}

// TestLook takes pictures of the pages at two widths and finds any that scrolls
// sideways.
// Whoever hands papers in sees what the own unit owes, and nothing of others.
func TestOwnArrearsPage(t *testing.T) {
	s, r, _ := site(t, web.TLS)
	if _, err := r.AddDue(context.Background(), archivist, []register.NewDue{{Year: 2025, Unit: "ZGK", Title: "干部统计年报"}, {Year: 2025, Unit: "BGS", Title: "会议纪要汇总"}}); err != nil {
		t.Fatal(err)
	}
	p := sign(t, s, "liaison").Get("/archive/my/due?year=2025").Want(200).In("tbody td", webtest.HasText("干部统计年报")).Count("tbody tr", 1)
	if strings.Contains(p.Body, "会议纪要汇总") {
		t.Error("another unit's arrears are shown")
	}
	sign(t, s, "liaison").Get("/archive/my/due?year=2024").Want(200).In(".empty", webtest.HasText("没有欠交"))
	sign(t, s, "staff").Get("/archive/my/due").Want(403)
}

func TestLook(t *testing.T) {
	s, r, _ := site(t, web.Loopback)
	take(t, r, paper(1, "BGS"), paper(2, "ZGK"), paper(5, "BGS"), paper(9, "SYK"))
	ctx := context.Background()
	if _, err := r.AddDue(ctx, archivist, []register.NewDue{{Year: 2025, Unit: "ZGK", Title: "二〇二五年度干部年度考核登记表及汇总材料", Holder: "4"}, {Year: 2025, Unit: "BGS", DocNo: "綦商务〔2025〕1号", Title: "关于开展检查的通知"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.UrgeUnits(ctx, archivist, 2025, []string{"ZGK"}, civil.Must("2026-03-31")); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Add(ctx, archivist, "task", map[string]string{"day": "2026-01-05", "title": "报送档案工作年报", "source": "区档案局", "due": "2026-02-01", "person": "3", "state": "open"}); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	defer srv.Close()
	b := browsertest.Open(t, srv.URL)
	b.Go("/in/archivist")
	for _, p := range [][2]string{{"registers", "/archive/registers"}, {"task", "/archive/registers/task"}, {"new", "/archive/registers/expenditure/new"}, {"arrears", "/archive/arrears?year=2025"}, {"gaps", "/archive/arrears/gaps?year=2025"},
		{"urge", "/archive/arrears/urge?year=2025"}, {"due", "/archive/due?year=2025"}, {"clearance", "/archive/clearance/4"}, {"network", "/archive/network"}, {"statistics", "/archive/statistics?year=2025"}, {"summary", "/archive/summary?year=2025"}} {
		for _, w := range []int{1440, 390} {
			b.Size(w, 900)
			b.Go(p[1])
			b.NoSideways()
			b.Shot(p[0] + "-" + map[int]string{1440: "wide", 390: "narrow"}[w])
		}
	}
}
