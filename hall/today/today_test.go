package today_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/notify"
	"lantai.internal/hall/org"
	"lantai.internal/hall/org/orgtest"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
)

var schemas = []db.Schema{org.Schema, calendar.Schema, rulebook.Schema, notify.Schema, flow.Schema}

// bureau is a bureau of a few people, who know their roles.
type bureau struct{ stands map[flow.Who]string }

func holder(n int64, login, post string) flow.Holder {
	return flow.Holder{Person: n, Login: login, Name: post, Post: post}
}

var (
	clerk    = holder(1, "clerk", "流通科科员")
	head     = holder(2, "head", "流通科科长")
	director = holder(3, "director", "局长")
	reader   = holder(4, "reader", "检测站站员")
)

var everybody = []flow.Holder{clerk, head, director, reader}

func (b *bureau) At(context.Context, db.Reader, int64) (flow.Casting, error) { return b, nil }

func (b *bureau) Resolve(who flow.Who, _ int64) ([]flow.Holder, string, error) {
	switch who {
	case flow.SectionHead:
		h := head
		h.For = b.stands[who]
		return []flow.Holder{h}, "", nil
	case flow.Director:
		return []flow.Holder{director}, "", nil
	}
	return nil, "没有人担任这一角色。", nil
}

func (b *bureau) Principals(who flow.Who, applicant int64) ([]flow.Holder, error) {
	list, _, err := b.Resolve(who, applicant)
	return list, err
}

func (b *bureau) Partners(flow.Who, int64, int64) ([]flow.Holder, error) { return nil, nil }

func (b *bureau) Person(n int64) (flow.Holder, string) {
	for _, h := range everybody {
		if h.Person == n {
			return h, ""
		}
	}
	return flow.Holder{}, "没有这位人员。"
}

func (b *bureau) Self(login string) (flow.Holder, bool) {
	for _, h := range everybody {
		if h.Login == login {
			return h, true
		}
	}
	return flow.Holder{}, false
}

func (b *bureau) Everybody() []flow.Holder { return everybody }

func (b *bureau) In(string) flow.Casting { return b }

type submission struct {
	f *flow.Flow
	s flow.Submission
}

var submit = act.Define(act.Spec[submission, flow.Case]{Name: "today.trial.submit", Right: flow.Use,
	Do: func(tx *act.Tx, in submission) (flow.Case, act.Entry, error) {
		c, err := in.f.Submit(tx, in.s)
		return c, act.Entry{Subject: in.s.Subject, Summary: "提交"}, err
	}})

type arrears struct{ todo notify.Todo }

var owe = act.Define(act.Spec[arrears, bool]{Name: "today.trial.owe", Right: flow.Use,
	Do: func(tx *act.Tx, in arrears) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "trial", Summary: "欠件"}, notify.Put(tx, in.todo)
	}})

var leave = act.Define(act.Spec[calendar.Absence, int64]{Name: "today.trial.away", Right: flow.Use,
	Do: func(tx *act.Tx, a calendar.Absence) (int64, act.Entry, error) {
		id, err := calendar.PutAbsence(tx, a)
		return id, act.Entry{Subject: a.Subject, Summary: "不在岗"}, err
	}})

// trial is a room with one kind of case, behind a site with the workbench.
type trial struct {
	*orgtest.Site
	t     testing.TB
	flow  *flow.Flow
	today *today.Today
	cast  *bureau
	n     int64
}

func open(t *testing.T, door *act.Door, c *clock.Movable, transport web.Transport) *trial {
	tr := &trial{t: t, cast: &bureau{stands: map[flow.Who]string{}}}
	cal := &calendar.Store{Door: door}
	tr.flow = flow.Open(door, tr.cast, cal)
	tr.flow.Register(flow.Kind{Table: "trial", Name: "请假", Facts: func(context.Context, act.Actor, flow.View) ([]ui.Pair, error) {
		return []ui.Pair{{Key: "假别", Text: "年休假"}, {Key: "天数", Text: "2 天"}, {Key: "余额", Text: "8 天"}, {Key: "冲突", Text: "3月5日上午有值班"}}, nil
	}})
	tr.today = &today.Today{Flow: tr.flow, Calendar: cal, Notify: &notify.Notify{Door: door}, Elsewhere: func(act.Actor) string { return "/account" }}
	room := web.Page{Name: "trial.case", Method: "GET", Pattern: "/trial/{id}", Right: string(flow.Use), Serve: func(r *web.Request) (web.Answer, error) {
		return web.Text("全文"), nil
	}}
	accounts := map[string][]org.Role{"admin": {org.SystemAdmin}}
	for _, h := range everybody {
		accounts[h.Login] = []org.Role{org.Staff}
	}
	tr.Site = orgtest.New(t, door, c, orgtest.Options{Grants: org.Grants{org.Staff: {flow.Use}, org.SystemAdmin: {}}, Accounts: accounts,
		Pages: append(append(tr.today.Pages(), tr.flow.Pages()...), room), Transport: transport})
	tr.today.Org = tr.Site.Org
	return tr
}

func (tr *trial) submit(title string, due civil.Date) int64 {
	tr.t.Helper()
	tr.n++
	c, err := submit.Run(context.Background(), tr.flow.Door, tr.Actor("clerk"), submission{tr.flow, flow.Submission{
		Subject: act.Subject("trial", tr.n), Applicant: clerk.Person, Title: title, URL: fmt.Sprintf("/trial/%d", tr.n), Due: due, Edition: "2013-09-03",
		Chain: []flow.StepSpec{{Who: flow.SectionHead, Act: flow.Opinion}, {Who: flow.Director, Act: flow.Consent}},
		Basis: []law.ID{law.LeaveAnnualApprOther}, BasisLine: "依据：年休假审批", Facts: "2", Text: []flow.Line{{Label: "事由", Text: "探望父母"}}}})
	if err != nil {
		tr.t.Fatal(err)
	}
	return c.ID
}

func (tr *trial) do(login string, a flow.Action, in flow.Input) {
	tr.t.Helper()
	if _, err := tr.flow.Do(context.Background(), tr.Actor(login), a, in); err != nil {
		tr.t.Fatalf("%s %s: %v", login, a, err)
	}
}

func (tr *trial) owe(todo notify.Todo) {
	tr.t.Helper()
	if _, err := owe.Run(context.Background(), tr.flow.Door, tr.Actor("head"), arrears{todo}); err != nil {
		tr.t.Fatal(err)
	}
}

func (tr *trial) titles(p *webtest.Response) string {
	var out []string
	for _, n := range p.Doc().All(".rows b") {
		out = append(out, webtest.Text(n))
	}
	return strings.Join(out, " ")
}

func each(t *testing.T, fn func(t *testing.T, tr *trial)) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) { fn(t, open(t, d, c, web.TLS)) })
}

func fresh(v url.Values) url.Values {
	v.Set("_key", web.NewKey())
	return v
}

// The clock of the tests stands on 2026-03-02.
var (
	noDay     civil.Date
	yesterday = civil.Must("2026-03-01")
	now       = civil.Must("2026-03-02")
	later     = civil.Must("2026-03-20")
)

func TestWhatWaitsStandsByUrgency(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		tr.submit("不限期", noDay)
		tr.submit("二十日", later)
		tr.submit("今天", now)
		tr.submit("超期", yesterday)
		tr.owe(notify.Todo{Key: "archive.loan:1", Login: "head", Text: "归还《会议纪要》", URL: "/trial/1", Due: yesterday})
		tr.owe(notify.Todo{Key: "archive.due:1", Role: org.Staff, Text: "补交上年材料", URL: "/trial/1"})

		h := tr.As("head")
		p := h.Get("/").Want(200).Count("h1", 1)
		if got := tr.titles(p); got != "归还《会议纪要》 超期 今天 二十日 补交上年材料 不限期" && got != "超期 归还《会议纪要》 今天 二十日 补交上年材料 不限期" {
			t.Errorf("order: %s", got)
		}
		p.In(".tabs a[aria-current]", webtest.IsText("全部 6")).Count(".rows li", 6)
		h.Get("/?box=soon").Want(200).In(".tabs a[aria-current]", webtest.IsText("将到期 3")).Count(".rows li", 3)
		h.Get("/?box=returned").Want(200).In(".tabs a[aria-current]", webtest.IsText("退回给我 0")).In(".queue", webtest.HasText("没有退回给您的件"))
		h.Get("/?box=theirs").Want(404)

		// Given back, a case waits for its applicant, after what is due today.
		tr.do("head", flow.Return, flow.Input{Case: 1, Words: "请写明事由"})
		me := tr.As("clerk")
		me.Get("/").In(".tabs a[aria-current]", webtest.IsText("全部 2")).In(".rows li .tag", webtest.IsText("退回"))
		me.Get("/?case=1").Want(200).In(".headactions a", webtest.IsText("补正后重新提交"))
	})
}

func TestAfterAnActionTheNextOneIsOpen(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		for _, x := range []string{"甲", "乙", "丙"} {
			tr.submit(x+"请年休假 2 天", noDay)
		}
		h := tr.As("head")
		p := h.Get("/?case=2").Want(200).Count("h1", 1).In("h1", webtest.HasText("乙")).In(".rows li.on", webtest.HasText("乙")).
			In(".paper dd", webtest.HasText("8 天")).In(".paper dd", webtest.HasText("3月5日上午有值班")).In(".paper dd", webtest.IsText("年休假审批")).
			In(".beside li.now", webtest.HasText("停留"))
		form := url.Values{"_key": {p.Key()}, "words": {"同意。"}}
		for _, name := range []string{"step", "turn", "back"} {
			form.Set(name, p.Value("input[name="+name+"]"))
		}
		to := h.Post("/flow/cases/2/agree", form).Want(303).Header.Get("Location")
		if to != "/?case=3#i-3" {
			t.Fatalf("goes on to %s", to)
		}
		p = h.Get("/?case=3").Want(200).In(".notice", webtest.HasText("已同意")).Count(".rows li", 2)
		// The last one leads to the one before it; a refusal keeps the way back.
		bad := url.Values{"_key": {p.Key()}, "back": {p.Value("input[name=back]")}, "to": {"0"}}
		q := h.Post("/flow/cases/3/return", bad).Want(422)
		if got := q.Value("input[name=back]"); got != "/?case=1#i-1" {
			t.Errorf("after a refusal it goes on to %q", got)
		}
		h.Post("/flow/cases/3/agree", fresh(url.Values{"back": {"//elsewhere.example/"}})).Want(303)
		h.Post("/flow/cases/1/agree", fresh(url.Values{"back": {"/"}})).Want(303)
		h.Get("/").In(".queue", webtest.HasText("没有等您办的事")).Count(".rows", 0)
		tr.As("clerk").Get("/").In(".paper td", webtest.HasText("局长")).Count(".paper tbody tr", 3).In(".paper h2 small", webtest.IsText("3 件办理中"))
	})
}

func TestStandingInIsMarked(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		tr.submit("甲", noDay)
		tr.cast.stands[flow.SectionHead] = "办公室主任（B岗，AB岗表第3号）"
		tr.submit("乙", noDay)
		h := tr.As("head")
		h.Get("/?box=standin").Want(200).Count(".rows li", 1).In(".rows .tag", webtest.IsText("代办公室主任"))
		h.Get("/flow?box=standin").Want(200).Count("tbody tr", 1)
		h.Get("/?case=2").Want(200).In(".paper dd", webtest.HasText("您以办公室主任（B岗，AB岗表第3号）身份办理"))
	})
}

func TestToBeReadStandsApart(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		tr.submit("甲", noDay)
		tr.do("head", flow.Copy, flow.Input{Case: 1, Readers: []int64{reader.Person}})
		r := tr.As("reader")
		r.Get("/").Want(200).In(".tabs a[aria-current]", webtest.IsText("全部 0")).In(".boxes a", webtest.IsText("待阅 1")).Without(".inbox input[type=checkbox]")
		r.Get("/?case=1").Want(200).Without(".actionbar")
	})
}

func TestTheDay(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		h := tr.As("head")
		h.Get("/").Want(200).In(".beside", webtest.HasText("没有人登记休假、出差或外出")).Count(".beside h2", 1)
		id, err := tr.Org.AddPerson(context.Background(), act.Owner(), org.SeedPerson{Name: "市场科科长", Unit: "", Since: yesterday})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := leave.Run(context.Background(), tr.flow.Door, tr.Actor("head"),
			calendar.Absence{PersonID: id, Since: civil.Afternoon(now), Until: civil.Afternoon(now) + 2, Kind: calendar.OnLeave, Subject: "trial:77"}); err != nil {
			t.Fatal(err)
		}
		tr.today.Sections = []today.Section{
			{Title: "今日值班", Fill: func(context.Context, act.Actor, civil.Date) ([]today.Line, error) {
				return []today.Line{{Text: "副局长", Sub: "带班", URL: "/trial/1"}}, nil
			}},
			{Title: "今天的会议", None: "今天没有会议。", Fill: func(context.Context, act.Actor, civil.Date) ([]today.Line, error) { return nil, nil }},
			{Title: "不出现", Fill: func(context.Context, act.Actor, civil.Date) ([]today.Line, error) { return nil, nil }},
		}
		p := h.Get("/").Want(200).Count(".beside h2", 3).In(".beside a", webtest.IsText("副局长")).In(".beside p", webtest.IsText("今天没有会议。")).
			In(".beside li", webtest.HasText("市场科科长")).In(".beside li", webtest.HasText("今天下午起，至 2026年3月3日上午"))
		if strings.Contains(p.Body, "trial:77") {
			t.Error("the case behind an absence is told")
		}
	})
}

func TestOthersAreSentOnOrRefused(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		tr.submit("甲", noDay)
		tr.Stranger().Get("/").Want(303)
		if to := tr.As("admin").Get("/").Want(303).Header.Get("Location"); to != "/account" {
			t.Errorf("an administrator is sent to %s", to)
		}
		r := tr.As("reader")
		r.Get("/?case=1").Want(404)
		r.Get("/?case=99").Want(404)
		r.Get("/?case=zero").Want(404)
	})
}

// Opening the page asks as often for two hundred cases as for one, and opening one
// of them too.
func TestQueriesDoNotGrow(t *testing.T) {
	each(t, func(t *testing.T, tr *trial) {
		count := func(login, path string) int {
			b := tr.As(login)
			n := 0
			counted := webtest.New(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				ctx, tally := db.Tallied(r.Context())
				tr.ServeHTTP(w, r.WithContext(ctx))
				n = tally.N()
			}))
			for _, name := range []string{"__Host-lantai", "lantai_plain"} {
				if v := b.Cookie(name); v != "" {
					counted.SetCookie(name, v)
				}
			}
			counted.Get(path).Want(200)
			return n
		}
		tr.submit("第一件", noDay)
		one, open := count("head", "/"), count("head", "/?case=1")
		for range 199 {
			tr.submit("又一件", later)
		}
		many, opened := count("head", "/"), count("head", "/?case=1")
		t.Logf("the page: %d queries; with a case open: %d", many, opened)
		if one != many || many > today.Most || many < 5 {
			t.Errorf("one case: %d queries, two hundred: %d; at most %d", one, many, today.Most)
		}
		if open != opened {
			t.Errorf("an open case: %d queries among one, %d among two hundred", open, opened)
		}
		if mine := count("clerk", "/"); mine > today.Most {
			t.Errorf("two hundred of one's own: %d", mine)
		}
	})
}
