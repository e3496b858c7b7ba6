package org_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

const lend act.Right = "test.lend"

func init() { org.NameRights(map[act.Right]string{lend: "用印"}) }

var sealing = act.Define(act.Spec[struct{}, bool]{Name: "test.seal", Right: lend, Do: func(*act.Tx, struct{}) (bool, act.Entry, error) {
	return true, act.Entry{Subject: "test", Summary: "用印"}, nil
}})

// bureau is a small bureau on 2026-03-02 at noon: people by their short names.
type bureau struct {
	*org.Org
	t    *testing.T
	c    *clock.Movable
	id   map[string]int64 // people
	acc  map[string]int64 // accounts
	away map[int64]int64
}

func posts(t *testing.T, fn func(b *bureau)) {
	dbtest.Each(t, []db.Schema{org.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		o, err := org.Open(d, org.Grants{
			org.SectionHead: {lend}, org.Personnel: {org.ManagePeople, org.ManageBackups}, org.Director: {org.ManageBackups, org.NameDeputy},
		})
		if err != nil {
			t.Fatal(err)
		}
		b := &bureau{Org: o, t: t, c: c, id: map[string]int64{}, acc: map[string]int64{}, away: map[int64]int64{}}
		o.Places = org.Places{Office: "BGS", PoliticalSection: "ZGK", PartySecretary: "secretary"}
		o.Away = func(_ context.Context, _ db.Reader, at int64) (map[int64]int64, error) {
			out := map[int64]int64{}
			for p, until := range b.away {
				if at < until {
					out[p] = until
				}
			}
			return out, nil
		}
		s := org.Seed{
			Units: []org.Unit{{Code: "BGS", Name: "办公室"}, {Code: "ZGK", Name: "政工科"}},
			Posts: []org.Post{{Code: "director", Title: "局长", Rank: "director"}, {Code: "secretary", Title: "党委书记", Rank: "bureau_leader"}, {Code: "deputy", Title: "副局长", Rank: "bureau_leader"},
				{Code: "BGS-head", Unit: "BGS", Title: "办公室主任", Rank: "section_head"}, {Code: "BGS-clerk", Unit: "BGS", Title: "办公室秘书", Rank: "staff"},
				{Code: "ZGK-head", Unit: "ZGK", Title: "政工科科长", Rank: "section_head"}},
		}
		names := []struct{ name, unit, post string }{{"director", "", "director"}, {"deputy1", "", "deputy"}, {"deputy2", "", "deputy"},
			{"head", "BGS", "BGS-head"}, {"clerk", "BGS", "BGS-clerk"}, {"clerk2", "BGS", "BGS-clerk"}, {"political", "ZGK", "ZGK-head"}}
		for _, n := range names {
			s.People = append(s.People, org.SeedPerson{Name: n.name, Unit: n.unit, Posts: []string{n.post}, Since: civil.Must("2013-09-03")})
		}
		ids, err := o.Found(context.Background(), act.Owner(), s)
		if err != nil {
			t.Fatal(err)
		}
		roles := map[string][]org.Role{"director": {org.Director}, "head": {org.SectionHead}, "political": {org.Personnel}}
		for i, n := range names {
			b.id[n.name] = ids[i]
			b.acc[n.name] = account(t, o, n.name, ids[i], append(roles[n.name], org.Staff)...)
		}
		fn(b)
	})
}

func (b *bureau) actor(name string) act.Actor {
	b.t.Helper()
	who, err := b.ActorOf(context.Background(), b.acc[name])
	if err != nil {
		b.t.Fatal(err)
	}
	return who
}

// gone makes people away from now on for so many hours.
func (b *bureau) gone(hours int, names ...string) {
	for _, n := range names {
		b.away[b.id[n]] = b.Door.Now() + int64(hours)*int64(time.Hour/time.Microsecond)
	}
}

func (b *bureau) pair(post, a, bb string) int64 {
	b.t.Helper()
	id, err := b.SetBackup(context.Background(), b.actor("director"), org.NewBackup{Post: post, PersonID: b.id[a], BackupID: b.id[bb], Since: civil.Must("2026-01-01")})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func (b *bureau) deputise(a, d, since, until string) (int64, error) {
	return b.Delegate(context.Background(), b.actor("director"), org.NewDelegation{PersonID: b.id[a], DeputyID: b.id[d], Since: civil.Must(since), Until: civil.Must(until)})
}

// who resolves and gives names with capacities, or the reason.
func (b *bureau) who(word, unit, applicant string) string {
	b.t.Helper()
	c, err := b.Chart(context.Background(), b.Door.Reader(), b.Door.Now())
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := c.Resolve(org.Ask{Who: word, Unit: unit, Person: b.id[applicant]})
	if err != nil {
		b.t.Fatal(err)
	}
	if r.Nobody() != (r.Reason != "") {
		b.t.Fatalf("%+v", r)
	}
	var s []string
	for _, x := range r.Can {
		w := x.Person.Name + " " + x.Capacity
		if x.MustTakeOver() {
			w += " !"
		}
		s = append(s, w)
	}
	return strings.Join(append(s, r.Reason), "|")
}

func (b *bureau) want(word, unit, applicant, want string) {
	b.t.Helper()
	if have := b.who(word, unit, applicant); !strings.Contains(have, want) {
		b.t.Errorf("%s for %s of %s: %q, want %q", word, applicant, unit, have, want)
	}
}

func TestResolveInThePost(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		b.want(org.WhoSectionHead, "BGS", "clerk", "head 办公室主任|")
		b.want(org.WhoDirector, "BGS", "clerk", "director 局长|")
		b.want(org.WhoOffice, "ZGK", "political", "head 办公室主任|clerk 办公室秘书|clerk2 办公室秘书|")
		b.want(org.WhoPolitical, "BGS", "clerk", "political 政工科科长|")
		b.want(org.WhoHandlingUnit, "BGS", "clerk", "head 办公室主任|clerk2 办公室秘书|")
		b.want(org.WhoPartySecretary, "BGS", "clerk", "党委书记目前无人可办：党委书记岗位无人任职")
		b.want(org.WhoDeputy, "BGS", "clerk", "办公室没有登记分管领导")
		b.want(org.WhoDeputy, "", "deputy1", "没有分管领导")
		b.want(org.WhoSectionHead, "", "deputy1", "不属于任何科室")
		b.want(org.WhoSectionHead, "BGS", "head", "申请人本人")
		b.want(org.WhoDirector, "", "director", "申请人本人")
		for _, w := range []string{org.WhoDutyLeader, org.WhoDistrict, org.WhoMeeting} {
			b.want(w, "BGS", "clerk", "须由人定夺")
		}
		c, _ := b.Chart(ctx, b.Door.Reader(), b.Door.Now())
		if _, err := c.Resolve(org.Ask{Who: "boss"}); !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if err := b.SetState(ctx, act.Owner(), b.acc["head"], "disabled"); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoSectionHead, "BGS", "clerk", "head的账号已停用")
		if _, err := b.Leave(ctx, act.Owner(), org.Leaving{PersonID: b.id["head"], On: civil.Must("2026-03-01")}); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoSectionHead, "BGS", "clerk", "head已于2026年3月1日离岗")
		if _, err := b.AddPerson(ctx, act.Owner(), org.SeedPerson{Name: "new", Unit: "BGS", Posts: []string{"BGS-head"}, Since: civil.Must("2026-03-02")}); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoSectionHead, "BGS", "clerk", "new没有登录账号")
	})
}

func TestSupervisors(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		set := func(who act.Actor, person, since string) error {
			_, err := b.SetSupervisor(ctx, who, org.NewSupervisor{Unit: "BGS", PersonID: b.id[person], Since: civil.Must(since)})
			return err
		}
		if err := set(b.actor("clerk"), "deputy1", "2026-01-01"); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a clerk changed who is in charge: %v", err)
		}
		political := b.actor("political")
		if err := set(political, "clerk", "2026-01-01"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a clerk is in charge: %v", err)
		}
		if err := set(political, "deputy1", "2026-01-01"); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoDeputy, "BGS", "clerk", "deputy1 副局长|")
		if err := set(political, "deputy2", "2026-01-01"); !fault.Is(err, fault.Conflict) {
			t.Errorf("two in charge from one day: %v", err)
		}
		if err := set(political, "deputy2", "2026-03-03"); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoDeputy, "BGS", "clerk", "deputy1 副局长|")
		b.c.Move(24 * time.Hour)
		b.want(org.WhoDeputy, "BGS", "clerk", "deputy2 副局长|")
		if _, err := b.Leave(ctx, act.Owner(), org.Leaving{PersonID: b.id["deputy2"], On: civil.Must("2026-03-03")}); err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoDeputy, "BGS", "clerk", "deputy2已不任局领导")
		c, _ := b.Chart(ctx, b.Door.Reader(), b.Door.Now())
		kinds := map[string]int{}
		for _, g := range c.Gaps() {
			kinds[g.Kind]++
		}
		if kinds["supervisor_gone"] != 1 || kinds["no_supervisor"] != 1 || kinds["no_backup"] != 4 || kinds["vacant"] != 1 {
			t.Errorf("%v", kinds)
		}
	})
}

func TestBackupTable(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		director := b.actor("director")
		try := func(who act.Actor, post, a, bb, since string) error {
			_, err := b.SetBackup(ctx, who, org.NewBackup{Post: post, PersonID: b.id[a], BackupID: b.id[bb], Since: civil.Must(since)})
			return err
		}
		for name, c := range map[string]struct {
			who             act.Actor
			post, a, b, day string
			kind            fault.Kind
		}{
			"no right":   {b.actor("head"), "BGS-clerk", "clerk", "clerk2", "2026-01-01", fault.Forbidden},
			"oneself":    {director, "BGS-head", "head", "head", "2026-01-01", fault.Invalid},
			"no post":    {director, "x", "head", "clerk", "2026-01-01", fault.Invalid},
			"not held":   {director, "BGS-head", "clerk", "clerk2", "2026-01-01", fault.Invalid},
			"too early":  {director, "BGS-head", "head", "clerk", "2013-09-02", fault.Invalid},
			"leader":     {director, "deputy", "deputy1", "clerk", "2026-01-01", fault.Rule},
			"for myself": {b.actor("political"), "BGS-head", "head", "political", "2026-01-01", fault.Rule},
		} {
			if err := try(c.who, c.post, c.a, c.b, c.day); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		first := b.pair("BGS-head", "head", "clerk")
		if err := try(director, "BGS-head", "head", "clerk2", "2026-01-01"); !fault.Is(err, fault.Conflict) {
			t.Errorf("two Bs from one day: %v", err)
		}
		if err := try(director, "BGS-head", "head", "clerk2", "2026-03-02"); err != nil {
			t.Fatal(err)
		}
		list, err := b.Backups(ctx)
		if err != nil || len(list) != 2 || list[0].ID != first || list[0].Until != civil.Must("2026-03-02") || list[0].Holds(civil.Must("2026-03-02")) || !list[1].Holds(civil.Must("2026-03-02")) {
			t.Errorf("%+v %v", list, err)
		}
		if err := b.EndBackup(ctx, director, list[1].ID, civil.Must("2026-03-02")); !fault.Is(err, fault.Invalid) {
			t.Errorf("ended on its first day: %v", err)
		}
		if err := b.EndBackup(ctx, b.actor("head"), list[1].ID, civil.Must("2026-03-05")); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := b.EndBackup(ctx, director, list[1].ID, civil.Must("2026-03-05")); err != nil {
			t.Error(err)
		}
		if rep, err := b.Door.Verify(ctx); err != nil || !rep.OK {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

func TestHandoverOneDayAhead(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		n := b.pair("BGS-head", "head", "clerk")
		day := func(s string) civil.Half { return civil.Morning(civil.Must(s)) }
		h := org.Handover{Backup: n, Since: day("2026-03-03"), Until: day("2026-03-05"), Matters: []string{" 收文登记  3件 ", "", "用印"}}
		if _, err := b.MakeHandover(ctx, b.actor("clerk"), h); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else handed over: %v", err)
		}
		if _, err := b.MakeHandover(ctx, act.Actor{}, h); !fault.Is(err, fault.Unauthenticated) {
			t.Error(err)
		}
		head := b.actor("head")
		bad := h
		bad.Matters = []string{" "}
		if _, err := b.MakeHandover(ctx, head, bad); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "matters" {
			t.Errorf("nothing was handed over: %v", err)
		}
		bad = h
		bad.Until = bad.Since
		if _, err := b.MakeHandover(ctx, head, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("an empty span: %v", err)
		}
		late := h
		late.Since = day("2026-03-02") + 1
		if _, err := b.MakeHandover(ctx, head, late); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.AbHandover {
			t.Errorf("on the same day without a reason: %v", err)
		}
		b.gone(48, "clerk")
		if _, err := b.MakeHandover(ctx, head, h); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.AbUnits {
			t.Errorf("to a B who is away: %v", err)
		}
		delete(b.away, b.id["clerk"])
		id, err := b.MakeHandover(ctx, head, h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.MakeHandover(ctx, head, h); !fault.Is(err, fault.Conflict) {
			t.Errorf("twice: %v", err)
		}
		list, err := b.StandInsOf(ctx, b.id["clerk"])
		if err != nil || len(list) != 1 || list[0].ID != id || list[0].Kind != org.HandedOver || list[0].Matters != "收文登记 3件\n用印" || list[0].Reason != "" {
			t.Errorf("%+v %v", list, err)
		}
		late.Until, late.Reason = late.Since+1, "家中急事"
		if _, err := b.MakeHandover(ctx, head, late); err != nil {
			t.Error(err)
		}
		if org.HandoverLatest(civil.Must("2026-03-01")) != civil.Must("2026-02-28") {
			t.Error("the last day is not the calendar day before")
		}
	})
}

// B has A's rights only while A is away and a record stands, acts in his own name,
// and loses them in the minute of A's return.
func TestBActsWhileAIsAway(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		n := b.pair("BGS-head", "head", "clerk")
		if _, err := b.TakeOver(ctx, b.actor("clerk"), n, "突发疾病"); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != law.AbHandoverLate {
			t.Errorf("took over from somebody who is here: %v", err)
		}
		b.gone(3, "head")
		b.want(org.WhoSectionHead, "BGS", "clerk2", "clerk 办公室主任（B岗，AB岗表第1号） !")
		b.want(org.WhoSectionHead, "BGS", "clerk", "B岗clerk是申请人本人")
		if _, err := sealing.Run(ctx, b.Door, b.actor("clerk"), struct{}{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("B acted without a record: %v", err)
		}
		if _, err := b.TakeOver(ctx, b.actor("clerk2"), n, "x"); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else took over: %v", err)
		}
		if _, err := b.TakeOver(ctx, b.actor("clerk"), n, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		id, err := b.TakeOver(ctx, b.actor("clerk"), n, "突发疾病")
		if err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoSectionHead, "BGS", "clerk2", "clerk 办公室主任（B岗，AB岗表第1号）|")
		who := b.actor("clerk")
		if !who.May(lend) || who.Capacity != "办公室秘书" || who.Login != "clerk" {
			t.Fatalf("%+v", who)
		}
		if _, err := sealing.Run(ctx, b.Door, who, struct{}{}); err != nil {
			t.Fatal(err)
		}
		es, err := act.Entries(ctx, b.Door.Reader(), act.EntryFilter{Deed: "test.seal", Outcome: "done"}, 5)
		if err != nil || len(es) != 1 || es[0].Capacity != "办公室主任（B岗，AB岗表第1号）" || es[0].Name != "clerk" {
			t.Errorf("%+v %v", es, err)
		}
		if b.actor("clerk2").May(lend) {
			t.Error("somebody who is no B has the rights")
		}
		b.c.Move(3*time.Hour - time.Microsecond)
		if !b.actor("clerk").May(lend) {
			t.Error("the rights ended early")
		}
		b.c.Move(time.Microsecond)
		if b.actor("clerk").May(lend) {
			t.Error("the rights outlive the absence")
		}
		b.gone(1, "head") // away again: the old record is over
		if b.actor("clerk").May(lend) {
			t.Error("an old record gives rights")
		}
		if err := b.EndStandIn(ctx, b.actor("clerk"), id); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
		if id, err = b.TakeOver(ctx, b.actor("clerk"), n, "又外出"); err != nil {
			t.Fatal(err)
		}
		if err := b.EndStandIn(ctx, b.actor("clerk2"), id); !fault.Is(err, fault.NotFound) {
			t.Error(err)
		}
		if err := b.EndStandIn(ctx, b.actor("head"), id); err != nil {
			t.Fatal(err)
		}
		if b.actor("clerk").May(lend) {
			t.Error("A is back and B still acts")
		}
	})
}

func TestBIsNoWayAround(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		b.want(org.WhoSectionHead, "BGS", "clerk2", "head 办公室主任")
		b.gone(5, "head")
		b.want(org.WhoSectionHead, "BGS", "clerk2", "办公室主任没有B岗")
		n := b.pair("BGS-head", "head", "clerk")
		b.gone(5, "clerk")
		b.want(org.WhoSectionHead, "BGS", "clerk2", "clerk也不在岗，不能再转他人")
		if _, err := b.TakeOver(ctx, b.actor("clerk"), n, "x"); !fault.Is(err, fault.Rule) {
			t.Errorf("B who is away took over: %v", err)
		}
		delete(b.away, b.id["clerk"])
		if _, err := b.TakeOver(ctx, b.actor("clerk"), n, "x"); err != nil {
			t.Fatal(err)
		}
		// An administrator's account is never lent to and never lent from.
		for _, x := range []struct {
			with []org.Role
			may  bool
		}{{[]org.Role{org.Staff}, true}, {nil, false}, {[]org.Role{org.AuditAdmin}, false}} {
			if err := b.SetRoles(ctx, act.Owner(), b.acc["clerk"], x.with); err != nil {
				t.Fatal(err)
			}
			if b.actor("clerk").May(lend) != x.may {
				t.Errorf("%v: %v", x.with, !x.may)
			}
		}
	})
	posts(t, func(b *bureau) {
		ctx := context.Background()
		n := b.pair("BGS-head", "head", "clerk")
		b.gone(5, "head")
		if _, err := b.TakeOver(ctx, b.actor("clerk"), n, "x"); err != nil {
			t.Fatal(err)
		}
		if err := b.SetState(ctx, act.Owner(), b.acc["head"], "disabled"); err != nil {
			t.Fatal(err)
		}
		if b.actor("clerk").May(lend) {
			t.Error("the rights of a disabled account are lent")
		}
		if err := b.EndBackup(ctx, b.actor("director"), n, civil.Must("2026-03-02")); err != nil {
			t.Fatal(err)
		}
		if err := b.SetState(ctx, act.Owner(), b.acc["head"], "active"); err != nil {
			t.Fatal(err)
		}
		if b.actor("clerk").May(lend) {
			t.Error("an assignment that ended gives rights")
		}
	})
}

func TestDeputies(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		b.gone(500, "director")
		b.want(org.WhoDirector, "BGS", "clerk", "未指定代行的副职")
		if _, err := b.Delegate(ctx, b.actor("political"), org.NewDelegation{}); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		for name, c := range map[string]struct {
			a, d, since, until string
			kind               fault.Kind
		}{
			"to a clerk": {"director", "clerk", "2026-03-02", "2026-03-09", fault.Rule},
			"to oneself": {"director", "director", "2026-03-02", "2026-03-09", fault.Invalid},
			"backwards":  {"director", "deputy1", "2026-03-09", "2026-03-09", fault.Invalid},
			"of a clerk": {"clerk", "deputy1", "2026-03-02", "2026-03-09", fault.Invalid},
		} {
			if _, err := b.deputise(c.a, c.d, c.since, c.until); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		id, err := b.deputise("director", "deputy1", "2026-03-02", "2026-03-09")
		if err != nil {
			t.Fatal(err)
		}
		b.want(org.WhoDirector, "BGS", "clerk", "deputy1 局长（代行，指定第1号）|")
		b.want(org.WhoDirector, "", "deputy1", "deputy1是申请人本人")
		who := b.actor("deputy1")
		if !who.May(org.NameDeputy) || !strings.Contains(who.Borrowed[org.NameDeputy], "代行") {
			t.Errorf("%+v", who)
		}
		for name, c := range map[string]struct {
			a, d, since, until string
			kind               fault.Kind
			say                string
		}{
			"circle":      {"deputy1", "director", "2026-03-08", "2026-03-10", fault.Rule, "deputy1 → director → deputy1"},
			"second hop":  {"deputy1", "deputy2", "2026-03-08", "2026-03-10", fault.Rule, "正代行director"},
			"hop in hand": {"deputy2", "director", "2026-03-02", "2026-03-03", fault.Rule, "自己由deputy1代行"},
			"twice":       {"director", "deputy2", "2026-03-08", "2026-03-10", fault.Conflict, "第1号"},
		} {
			_, err := b.deputise(c.a, c.d, c.since, c.until)
			if !fault.Is(err, c.kind) || !strings.Contains(fault.Of(err).Safe(), c.say) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// Half-open: on the day it ends another may begin.
		if _, err := b.deputise("deputy1", "deputy2", "2026-03-09", "2026-03-10"); err != nil {
			t.Error(err)
		}
		delete(b.away, b.id["director"])
		if b.actor("deputy1").May(org.NameDeputy) {
			t.Error("the deputy acts although the director is here")
		}
		b.gone(500, "director")
		if err := b.Revoke(ctx, b.actor("clerk"), id); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
		if err := b.Revoke(ctx, b.actor("director"), id); err != nil {
			t.Fatal(err)
		}
		if b.actor("deputy1").May(org.NameDeputy) {
			t.Error("a revoked deputy acts")
		}
		if err := b.Revoke(ctx, b.actor("director"), id); !fault.Is(err, fault.Conflict) {
			t.Error(err)
		}
	})
}

func TestCover(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		b.pair("BGS-head", "head", "clerk")
		since, until := civil.Morning(civil.Must("2026-03-05")), civil.Afternoon(civil.Must("2026-03-06"))
		cover := func(person string, away ...string) org.Cover {
			t.Helper()
			c, err := b.Cover(ctx, b.Door.Reader(), b.id[person], since, until, func(p int64) (bool, error) {
				return slices.ContainsFunc(away, func(n string) bool { return b.id[n] == p }), nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := cover("head"); c.Err() != nil || len(c.Missing) != 0 {
			t.Errorf("%+v", c)
		}
		if c := cover("head", "clerk"); !fault.Is(c.Err(), fault.Rule) || fault.Of(c.Err()).Clause != law.AbUnits {
			t.Errorf("A and B away at once: %+v", c)
		}
		if c := cover("clerk", "head"); !fault.Is(c.Err(), fault.Rule) || len(c.Missing) != 1 {
			t.Errorf("B away while A is: %+v", c)
		}
		if c := cover("director"); c.Err() != nil || len(c.Missing) != 1 {
			t.Errorf("%+v", c)
		}
		if _, err := b.deputise("director", "deputy1", "2026-03-05", "2026-03-06"); err != nil {
			t.Fatal(err)
		}
		if c := cover("director"); len(c.Missing) != 1 || !strings.Contains(c.Missing[0], "3月6日") {
			t.Errorf("the second day has no deputy: %+v", c)
		}
		if c := cover("deputy1", "director"); !fault.Is(c.Err(), fault.Rule) {
			t.Errorf("%+v", c)
		}
	})
}

func TestFactsAreForFew(t *testing.T) {
	posts(t, func(b *bureau) {
		ctx := context.Background()
		d := civil.Must
		f := org.Facts{PersonID: b.id["clerk"], WorkOn: d("2004-05-15"), ServiceOn: d("2006-07-01"), PartyOn: d("2008-07-01"), CommitteeOn: d("2020-01-01"), CommitteeUntil: d("2024-01-01")}
		political := b.actor("political")
		if err := b.SetFacts(ctx, b.actor("clerk"), f); !fault.Is(err, fault.Forbidden) {
			t.Errorf("set by the person: %v", err)
		}
		if err := b.SetFacts(ctx, political, f); err != nil {
			t.Fatal(err)
		}
		for field, change := range map[string]func(*org.Facts){
			"work_on":         func(f *org.Facts) { f.WorkOn = d("2027-01-01") },
			"service_on":      func(f *org.Facts) { f.ServiceOn = d("2004-05-14") },
			"party_on":        func(f *org.Facts) { f.PartyOn = civil.Date{} },
			"committee_on":    func(f *org.Facts) { f.CommitteeOn = civil.Date{} },
			"committee_until": func(f *org.Facts) { f.CommitteeUntil = f.CommitteeOn },
		} {
			x := f
			change(&x)
			if err := b.SetFacts(ctx, political, x); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		for _, name := range []string{"clerk", "political"} {
			got, err := b.Facts(ctx, b.actor(name), b.id["clerk"])
			if err != nil || got != f {
				t.Errorf("%s: %+v %v", name, got, err)
			}
		}
		for _, name := range []string{"head", "director", "clerk2"} {
			if _, err := b.Facts(ctx, b.actor(name), b.id["clerk"]); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s sees them: %v", name, err)
			}
		}
		if !f.Party(d("2008-07-01")) || f.Party(d("2008-06-30")) || !f.Committee(d("2023-12-31")) || f.Committee(d("2024-01-01")) || f.Committee(d("2019-12-31")) {
			t.Error("half-open dates")
		}
		es, err := act.Entries(ctx, b.Door.Reader(), act.EntryFilter{Deed: "org.facts.set", Outcome: "done"}, 5)
		if err != nil || len(es) != 1 || strings.Contains(string(es[0].Detail), "2004") {
			t.Errorf("%+v %v", es, err)
		}
		held, _ := b.Offices(ctx)
		if r := org.RankOn(held, d("2026-03-02")); r != org.RankDirector {
			t.Error(r)
		}
		if r := org.RankOn(held, d("2013-09-02")); r != "" {
			t.Error(r)
		}
	})
}
