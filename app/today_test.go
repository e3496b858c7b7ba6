package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lantai.internal/app"
	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/hall/today"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
	"lantai.internal/kit/web"
	"lantai.internal/kit/webtest"
)

var waiting = act.Define(act.Spec[waitingIn, bool]{Name: "trial.submit", Right: flow.Use,
	Do: func(tx *act.Tx, in waitingIn) (bool, act.Entry, error) {
		_, err := in.f.Submit(tx, in.s)
		return true, act.Entry{Subject: in.s.Subject, Summary: "提交"}, err
	}})

type waitingIn struct {
	f *flow.Flow
	s flow.Submission
}

var absentA = act.Define(act.Spec[absentIn, bool]{Name: "trial.away", Right: flow.Use,
	Do: func(tx *act.Tx, in absentIn) (bool, act.Entry, error) {
		_, err := calendar.PutAbsence(tx, in.absence)
		if err == nil {
			_, err = in.o.HandOver(tx, org.Handover{Backup: in.backup, Since: in.absence.Since, Until: in.absence.Until, Matters: []string{"无在办事项"}, Reason: "突发疾病"})
		}
		return true, act.Entry{Subject: in.absence.Subject, Summary: "不在岗"}, err
	}})

type absentIn struct {
	o       *org.Org
	absence calendar.Absence
	backup  int64
}

// The workbench of the whole program, with everything that finding out who asks
// takes: at most twelve queries with two hundred cases, also for a B who stands in.
func TestTheWorkbenchTakesTwelveQueries(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { workbench(t, "") })
	t.Run("postgres", func(t *testing.T) { workbench(t, dbtest.PostgresURL(t)) })
}

func workbench(t *testing.T, database string) {
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	ctx := t.Context()
	c := clock.At("2026-03-02")
	a, err := app.Demo(ctx, app.InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Database: database, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.Flow.Register(flow.Kind{Table: "trial", Name: "请假"})
	actor := func(login string) act.Actor {
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
	person := func(login string) int64 {
		t.Helper()
		acc, err := a.Org.AccountByLogin(ctx, login)
		if err != nil {
			t.Fatal(err)
		}
		return acc.PersonID
	}
	n := 0
	submit := func(login string) {
		t.Helper()
		n++
		s := flow.Submission{Subject: act.Subject("trial", int64(n)), Applicant: person(login), Title: fmt.Sprintf("第 %d 件", n), URL: "/handbook", Edition: "2013-09-03",
			Chain: []flow.StepSpec{{Who: flow.SectionHead, Act: flow.Opinion}, {Who: flow.Director, Act: flow.Consent}}, Basis: []law.ID{law.LeaveAnnualApprOther}, Facts: "2", Text: []flow.Line{{Label: "事由", Text: "探望父母"}}}
		if _, err := waiting.Run(ctx, a.Door, actor(login), waitingIn{a.Flow, s}); err != nil {
			t.Fatal(err)
		}
	}
	site, err := a.Site(app.SiteOptions{Transport: web.TLS})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, tally := db.Tallied(r.Context())
		site.ServeHTTP(w, r.WithContext(ctx))
		asked = tally.N()
	})
	as := func(login string) *webtest.Client {
		b := webtest.New(t, counted)
		b.Post("/signin", url.Values{"login": {login}, "password": {app.DemoPassword}}).Want(303)
		return b
	}
	bound := func(what string, b *webtest.Client, rows int) {
		t.Helper()
		p := b.Get("/").Want(200).Count(".rows li", rows)
		if strings.Contains(p.Body, "%!") {
			t.Error("a format went wrong")
		}
		t.Logf("%s: %d queries", what, asked)
		// The sections that rooms fill are among them.
		if asked > today.Most {
			t.Errorf("%s: %d queries, at most %d", what, asked, today.Most)
		}
	}

	submit("dangan")
	head := as("bangongshi")
	bound("one case", head, 1)
	for range 199 {
		submit("dangan")
	}
	bound("two hundred cases", head, 200)
	bound("two hundred of one's own", as("dangan"), 0)

	// The head of the office goes, his B stands in: what waited waits for the B.
	backups, err := a.Org.Backups(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var number int64
	for _, b := range backups {
		if b.PersonID == person("bangongshi") && b.BackupID == person("mishu") {
			number = b.ID
		}
	}
	day := civil.Must("2026-03-02")
	in := absentIn{a.Org, calendar.Absence{PersonID: person("bangongshi"), Since: civil.Morning(day), Until: civil.Morning(day) + 6, Kind: calendar.OnLeave, Subject: "trial:900"}, number}
	if _, err := absentA.Run(ctx, a.Door, actor("bangongshi"), in); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Flow.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	c.Move(time.Minute / 2)
	b := as("mishu")
	bound("a B with two hundred cases of A", b, 200)
	b.Get("/").In(".paper h2", webtest.HasText("我代谁行使职责")).In(".lines li", webtest.HasText("AB岗表第")).In(".rows .tag", webtest.HasText("代办公室主任")).
		In(".beside li", webtest.HasText("2026年3月4日下午"))
	b.Get("/?case=1").Want(200)
	t.Logf("a case open, for a B: %d queries", asked)

	for login, to := range map[string]string{"auditor": "/audit", "sysadmin": "/admin/accounts", "secadmin": "/admin/accounts"} {
		if got := as(login).Get("/").Want(303).Header.Get("Location"); got != to {
			t.Errorf("%s is sent to %s", login, got)
		}
	}
	as("dangan").Get("/").Want(200).In(".side a[href='/archive']", webtest.HasText("档案室"))
}
