package appraisal_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/browsertest"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/web/ui"
	"lantai.internal/kit/webtest"
	"lantai.internal/room/archive"
	"lantai.internal/room/archive/appraisal"
)

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

var grants = org.Grants{
	org.Staff:       {archive.Read},
	org.SectionHead: {archive.Read, appraisal.See, appraisal.Opine, appraisal.Supervise},
	org.Leader:      {archive.Read, appraisal.See, appraisal.Supervise, appraisal.Opening},
	org.Director:    {archive.Read, appraisal.See, appraisal.Approve, appraisal.Hold, appraisal.Release},
	org.Archivist:   {archive.Read, archive.Arrange, appraisal.See, appraisal.Appraise, appraisal.Opine, appraisal.Destroy, appraisal.Hold},
}

// site serves the pages with a door through which a test signs in as anybody.
func (h *house) site(t *testing.T) *web.Site {
	t.Helper()
	ctx := context.Background()
	o, err := org.Open(h.Archive.Door, grants)
	if err != nil {
		t.Fatal(err)
	}
	ids, err := o.Found(ctx, act.Owner(), org.Seed{Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "SYK", Name: "市场科"}},
		People: []org.SeedPerson{{Name: "档案员", Unit: "BGS"}, {Name: "市场科科长", Unit: "SYK"}, {Name: "局长", Unit: "BGS"}, {Name: "副局长甲", Unit: "BGS"}, {Name: "副局长乙", Unit: "BGS"}, {Name: "科员", Unit: "BGS"}}})
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range []struct {
		login string
		role  org.Role
	}{{"archivist", org.Archivist}, {"head", org.SectionHead}, {"director", org.Director}, {"leader.a", org.Leader}, {"leader.b", org.Leader}, {"staff", org.Staff}} {
		id, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: x.login, Name: x.login, Password: "Correct-Horse-9"})
		if err == nil {
			err = o.SetRoles(ctx, act.Owner(), id, []org.Role{x.role})
		}
		if err == nil { // the first password is changed, so that the account is free to work
			var who act.Actor
			if who, err = o.ActorOf(ctx, id); err == nil {
				err = o.ChangePassword(ctx, who, "Correct-Horse-9", "Rested-Heron-71")
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	h.Bureau = o
	sessions := &web.Sessions{Store: o.SessionStore(), Transport: web.Loopback, Now: h.c.Now}
	pages := append(h.Pages(), web.Page{Name: "as", Method: "GET", Pattern: "/as/{login}", Public: "a test's sign-in", Serve: func(r *web.Request) (web.Answer, error) {
		a, err := o.AccountByLogin(r.Context(), r.PathValue("login"))
		if err != nil {
			return web.Answer{}, err
		}
		return web.Redirect("/archive/appraisals"), sessions.Begin(r, a.ID)
	}})
	site, err := web.New(web.Config{Pages: pages, Identify: o.Identify(sessions), Rate: -1, Now: h.c.Now, TempDir: t.TempDir(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Desk:     func(*web.Request) (ui.Desk, error) { return ui.Desk{Bureau: "某区商务局"}, nil },
		OnDenied: func(*web.Request, web.Refusal) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func as(t *testing.T, site http.Handler, login string) *webtest.Client {
	c := webtest.New(t, site)
	c.Base = "http://127.0.0.1"
	c.Get("/as/" + login).Want(303)
	return c
}

const canary = `<script>alert("销")</script>`

func TestPagesOfAnAppraisal(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n := 0
		post := func(c *webtest.Client, path string, kv ...string) *webtest.Response {
			n++
			v := url.Values{"_key": {fmt.Sprintf("key-%d", n)}}
			for i := 0; i < len(kv); i += 2 {
				v.Add(kv[i], kv[i+1])
			}
			return c.Post(path, v)
		}
		site := h.site(t)
		// Sessions end after some weeks of the test's clock: everybody signs in anew.
		var archivist, head, director, a, b, staff *webtest.Client
		signIn := func() {
			archivist, head, director = as(t, site, "archivist"), as(t, site, "head"), as(t, site, "director")
			a, b, staff = as(t, site, "leader.a"), as(t, site, "leader.b"), as(t, site, "staff")
		}
		signIn()
		archivist.Get("/archive/appraisals").Want(200).In(".empty", webtest.HasText("还没有鉴定批次"))
		h.take(t, paper("甲材料"+canary, "2010-01-01", "D10"), paper("乙材料", "2010-02-01", "D10"), paper("丙材料", "1998-02-01", "Y"))
		for _, path := range []string{"/archive/appraisals", "/archive/appraisals/calendar", "/archive/appraisals/new", "/archive/holds", "/archive/opening"} {
			staff.Get(path).Want(403)
		}
		archivist.Get("/archive/appraisals/calendar").Want(200).Count("table tbody tr", 1).In("table tbody", webtest.HasText("已到期，待鉴定"))
		archivist.Get("/archive/appraisals/new?year=2010&period=D10").Want(200).Count("input[name=item]", 2)
		bad := post(archivist, "/archive/appraisals/new", "title", canary, "item", "1", "item", "2").Want(422)
		bad.In("input[name=title]", webtest.HasValue(canary)).Count("#summary li", 3).Count("input[name=item][checked]", 2)
		if strings.Contains(bad.Body, "<script>alert") {
			t.Error("a title escapes")
		}
		at := post(archivist, "/archive/appraisals/new", "title", "到期鉴定", "leader", "副局长甲", "archives", "档案员", "business", "市场科科长", "item", "1", "item", "2").Want(303).Header.Get("Location")
		if page := archivist.Get(at).Want(200).Count("input[name=line]", 2); strings.Contains(page.Body, "<script>alert") {
			t.Error("an item's title escapes")
		}
		staff.Get(at).Want(403)
		post(director, at+"/opine", "line", "1", "opinion", "destroy", "reason", "无").Want(403)
		post(head, at+"/opine", "line", "1", "opinion", "destroy", "reason", "").Want(422).In("input[name=line][checked]")
		post(head, at+"/opine", "opinion", "destroy", "reason", "无").Want(422).In("#summary", webtest.HasText("勾选"))
		post(head, at+"/opine", "line", "1", "line", "2", "opinion", "destroy", "reason", "已无保存价值").Want(303)
		post(head, at+"/remove", "line", "2").Want(403)
		post(head, at+"/report", "report", "好").Want(403)
		post(archivist, at+"/report", "report", "").Want(422)
		post(archivist, at+"/report", "report", "逐件鉴定。").Want(303)
		post(head, at+"/opine", "line", "1", "opinion", "destroy", "reason", "迟了").Want(409)
		post(archivist, at+"/approve", "note", "").Want(403)
		post(director, at+"/return", "note", "").Want(422)
		director.Get(at).Want(200).In("form[action*=approve]")
		post(director, at+"/approve", "note", "同意").Want(303)
		director.Get(at).Want(200).In(".notice", webtest.HasText("最早 2026年4月1日")).Without("form[action*=approve]")
		post(archivist, at+"/appoint", "supervisor1", "leader.a", "supervisor2", "leader.a").Want(422)
		post(archivist, at+"/appoint", "supervisor1", "leader.a", "supervisor2", "leader.b").Want(303)
		archivist.Get(at).In("button[disabled]").In(".reason", webtest.HasText("冷静期未满"))
		post(a, at+"/sign", "number", "2026-销-01").Want(409)
		for _, path := range []string{"/report/print.pdf", "/list/print.pdf"} {
			if r := head.Get(at + path).Want(200); !strings.HasPrefix(r.Body, "%PDF") {
				t.Errorf("%s is no PDF", path)
			}
			staff.Get(at + path).Want(403)
		}

		h.c.Move(31 * 24 * time.Hour)
		signIn()
		a.Get(at+"/sign").Want(200).In("label", webtest.HasText("2026-销-01"))
		post(a, at+"/sign", "number", "2026-销-1").Want(422).In("input[name=number]", webtest.HasValue("2026-销-1"))
		post(a, at+"/sign", "number", "2026-销-01").Want(303)
		post(archivist, at+"/execute", "number", "2026-销-01", "place", "某地").Want(409)
		post(b, at+"/sign", "number", "2026-销-01").Want(303)
		post(archivist, "/archive/holds", "kind", "audit", "reason", "").Want(422)
		post(staff, "/archive/holds", "kind", "audit", "reason", "审计").Want(403)
		post(archivist, "/archive/holds", "kind", "audit", "reason", "区审计局通知").Want(303)
		archivist.Get("/archive/appraisals").In(".notice", webtest.HasText("区审计局通知"))
		post(archivist, at+"/execute", "number", "2026-销-01", "place", "某地").Want(409).In("#summary", webtest.HasText("冻结"))
		post(archivist, "/archive/holds/1/lift", "note", "结束").Want(403)
		post(director, "/archive/holds/1/lift", "note", "").Want(422)
		post(director, "/archive/holds/1/lift", "note", "审计结束").Want(303)
		post(director, "/archive/holds/1/lift", "note", "再来").Want(409)
		archivist.Get(at+"/execute").Want(200).In(".seal", webtest.HasText("不能恢复"))
		post(archivist, at+"/execute", "number", "2026-销-01", "place", "").Want(422)
		post(head, at+"/execute", "number", "2026-销-01", "place", "某地").Want(403)
		post(archivist, at+"/execute", "number", "2026-销-01", "place", "定点单位").Want(303)
		archivist.Get(at).Want(200).In("h1").In(".tag", webtest.HasText("已销毁"))
		archivist.Get(at + "/execute").Want(409)
		archivist.Get("/archive/appraisals/none").Want(404)
		archivist.Get("/archive/appraisals/77").Want(404)

		archivist.Get("/archive/opening").Want(200).Count("input[name=item]", 1)
		archivist.Get("/archive/opening?year=x").Want(422)
		post(archivist, "/archive/opening/propose", "item", "3", "opinion", "controlled", "reason", "").Want(422)
		post(archivist, "/archive/opening/propose", "item", "3", "opinion", "open").Want(303)
		post(archivist, "/archive/opening/confirm", "review", "1", "answer", "yes").Want(403)
		a.Get("/archive/opening").Want(200).Count("input[name=review]", 1)
		post(a, "/archive/opening/confirm", "review", "1").Want(422)
		post(a, "/archive/opening/confirm", "review", "1", "answer", "yes").Want(303)
		if r := a.Get("/archive/opening/print.pdf").Want(200); !strings.HasPrefix(r.Body, "%PDF") {
			t.Error("the opening list is no PDF")
		}
	})
}

// TestLook takes pictures of the pages at a desk and on a phone.
func TestLook(t *testing.T) {
	d, c := dbtest.SQLite(t, schemas...)
	h := open(t, d, c)
	ctx := context.Background()
	var in []archive.Incoming
	for i := range 6 {
		in = append(in, paper(fmt.Sprintf("关于第%d次商贸流通企业统计工作检查有关事项的通知", i+1), "2010-01-01", "D10"))
	}
	in = append(in, paper("关于机构设置的批复", "1998-01-01", "Y"))
	ids := h.take(t, in...)
	if _, err := h.Archive.ArrangeYear(ctx, archivist, archive.ArrangeOptions{Year: 2010}); err != nil {
		t.Fatal(err)
	}
	one := h.reported(t, ids[0], ids[1])
	if _, err := h.Approve(ctx, director, one.ID, "同意"); err != nil {
		t.Fatal(err)
	}
	two, err := h.Open(ctx, archivist, fresh(ids[2], ids[3]))
	if err != nil {
		t.Fatal(err)
	}
	three := h.reported(t, ids[4])
	site := h.site(t)
	if _, err := h.Appoint(ctx, archivist, one.ID, "leader.a", "leader.b"); err != nil {
		t.Fatal(err)
	}
	c.Move(31 * 24 * time.Hour)
	la, lb := leaderA, leaderB
	for _, who := range []act.Actor{la, lb} {
		if _, err := h.Sign(ctx, who, one.ID, one.ListNumber); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(site)
	defer server.Close()
	b := browsertest.Open(t, server.URL)
	for _, shot := range []struct{ login, path, name string }{
		{"archivist", "/archive/appraisals", "list"}, {"archivist", "/archive/appraisals/calendar", "calendar"}, {"archivist", "/archive/appraisals/new", "new"},
		{"archivist", fmt.Sprintf("/archive/appraisals/%d", two.ID), "opinions"}, {"director", fmt.Sprintf("/archive/appraisals/%d", three.ID), "approve"},
		{"archivist", fmt.Sprintf("/archive/appraisals/%d", one.ID), "cooled"}, {"archivist", fmt.Sprintf("/archive/appraisals/%d/execute", one.ID), "execute"},
		{"director", "/archive/holds", "holds"}, {"archivist", "/archive/opening", "opening"},
	} {
		b.Size(1440, 900)
		b.Go("/as/" + shot.login)
		for _, w := range []int{1440, 390} {
			b.Size(w, 900)
			b.Go(shot.path)
			b.NoSideways()
			b.Shot(fmt.Sprintf("%s-%d", shot.name, w))
		}
	}
}

var _ appraisal.Bureau = (*org.Org)(nil)
