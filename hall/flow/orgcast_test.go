package flow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/flow"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

// A bureau with offices, a leader in charge, A/B posts and somebody away: the case
// finds its people through them.
func TestTheBureausOwnPeople(t *testing.T) {
	dbtest.Each(t, schemas, func(t *testing.T, d *act.Door, c *clock.Movable) {
		ctx := context.Background()
		org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
		o, err := org.Open(d, org.Grants{org.Staff: {flow.Use}})
		if err != nil {
			t.Fatal(err)
		}
		o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK"}
		away := map[int64]int64{}
		o.Away = func(context.Context, db.Reader, int64) (map[int64]int64, error) { return away, nil }
		seed := org.Seed{Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}, {Code: "LTK", Name: "流通科"}}}
		people := []struct{ login, unit, title, rank string }{{"director", "", "局长", "director"}, {"deputy", "", "副局长", "bureau_leader"},
			{"office", "BGS", "办公室主任", "section_head"}, {"political", "ZGK", "政工科科长", "section_head"}, {"head", "LTK", "流通科科长", "section_head"}, {"clerk", "LTK", "流通科科员", "staff"}, {"clerk2", "LTK", "流通科副科长", "staff"}}
		for _, p := range people {
			seed.Posts = append(seed.Posts, org.Post{Code: p.login, Unit: p.unit, Title: p.title, Rank: p.rank})
			seed.People = append(seed.People, org.SeedPerson{Name: p.title, Unit: p.unit, Posts: []string{p.login}, Since: civil.Must("2020-01-01")})
		}
		ids, err := o.Found(ctx, act.Owner(), seed)
		if err != nil {
			t.Fatal(err)
		}
		id, who := map[string]int64{}, map[string]act.Actor{}
		for i, p := range people {
			id[p.login] = ids[i]
			n, err := o.CreateAccount(ctx, act.Owner(), org.NewAccount{PersonID: ids[i], Login: p.login, Name: p.title, Password: "Correct-Horse-9"})
			if err == nil {
				err = o.SetRoles(ctx, act.Owner(), n, []org.Role{org.Staff})
			}
			if err == nil {
				who[p.login], err = o.ActorOf(ctx, n)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		since := civil.Must("2026-01-01")
		if _, err := o.SetSupervisor(ctx, act.Owner(), org.NewSupervisor{Unit: "LTK", PersonID: id["deputy"], Since: since}); err != nil {
			t.Fatal(err)
		}
		backup, err := o.SetBackup(ctx, act.Owner(), org.NewBackup{Post: "head", PersonID: id["head"], BackupID: id["clerk2"], Since: since})
		if err != nil {
			t.Fatal(err)
		}

		f := flow.Open(d, flow.OrgCast{Org: o}, &calendar.Store{Door: d})
		f.Register(flow.Kind{Table: "trial", Name: "请假"})
		submit := func(login, subject string) int64 {
			c, err := submitDeed.Run(ctx, d, who[login], submission{f: f, s: flow.Submission{Subject: subject, Applicant: id[login], Title: "请假", URL: "/trial",
				Chain: chain("section_head opinion, deputy_in_charge review, director consent, political_section record"), Basis: []law.ID{law.LeaveAnnualApprOther}, Text: []flow.Line{{Label: "事由", Text: "探望父母"}}}})
			if err != nil {
				t.Fatal(err)
			}
			return c.ID
		}
		do := func(login string, a flow.Action, in flow.Input) error {
			_, err := f.Do(ctx, who[login], a, in)
			return err
		}
		one := submit("clerk", "trial:1")
		away[id["head"]] = d.Now() + int64(48*time.Hour/time.Microsecond)
		if n, err := f.Refresh(ctx); err != nil || n != 1 {
			t.Fatalf("%d %v", n, err)
		}
		if err := do("head", flow.Agree, flow.Input{Case: one}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("one who is away acts: %v", err)
		}
		if err := do("clerk2", flow.Agree, flow.Input{Case: one}); !fault.Is(err, fault.Rule) {
			t.Errorf("B acts before taking over: %v", err)
		}
		if _, err := o.TakeOver(ctx, who["clerk2"], backup, "A岗急诊"); err != nil {
			t.Fatal(err)
		}
		if err := do("clerk2", flow.Agree, flow.Input{Case: one}); err != nil {
			t.Fatal(err)
		}
		v, err := f.View(ctx, who["clerk"], one)
		if err != nil {
			t.Fatal(err)
		}
		if e := v.History[len(v.History)-1]; e.Post != "流通科副科长" || !strings.HasPrefix(e.For, "流通科科长（B岗") {
			t.Errorf("acted as %q for %q", e.Post, e.For)
		}
		entries, err := act.Entries(ctx, d.Reader(), act.EntryFilter{Subject: act.Subject("flow_case", one), Outcome: "done"}, 1)
		if err != nil || len(entries) != 1 || !strings.HasPrefix(entries[0].Capacity, "流通科科长（B岗") {
			t.Errorf("the ledger has %+v %v", entries, err)
		}
		// The B's own case while the head is away: nobody but the B, so somebody is named.
		two := submit("clerk2", "trial:2")
		if v, err = f.View(ctx, who["clerk2"], two); err != nil || v.Vacant == "" {
			t.Errorf("vacant %q %v", v.Vacant, err)
		}
		if err := do("clerk2", flow.Agree, flow.Input{Case: two}); !fault.Is(err, fault.Rule) {
			t.Errorf("decides the own case as B: %v", err)
		}
		if err := do("office", flow.Assign, flow.Input{Case: two, Person: id["clerk"], Words: "科长休假"}); err != nil {
			t.Errorf("the office names somebody: %v", err)
		}
	})
}
