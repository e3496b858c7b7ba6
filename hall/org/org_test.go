package org_test

import (
	"context"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/dbtest"
)

var grants = org.Grants{
	org.SystemAdmin:   {org.ManageAccounts},
	org.SecurityAdmin: {org.GrantRoles},
	org.Archivist:     {"archive.arrange"},
}

func init() { org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1} }

func each(t *testing.T, fn func(t *testing.T, o *org.Org, c *clock.Movable)) {
	dbtest.Each(t, []db.Schema{org.Schema}, func(t *testing.T, d *act.Door, c *clock.Movable) {
		o, err := org.Open(d, grants)
		if err != nil {
			t.Fatal(err)
		}
		seed(t, o)
		fn(t, o, c)
	})
}

func seed(t *testing.T, o *org.Org) {
	t.Helper()
	_, err := o.Found(context.Background(), act.Owner(), org.Seed{
		Units:  []org.Unit{{Code: "BGS", Name: "办公室"}},
		Posts:  []org.Post{{Code: "bgs.archivist", Unit: "BGS", Title: "专职档案员", Rank: "staff"}},
		People: []org.SeedPerson{{Name: "办公室档案员", Unit: "BGS", Posts: []string{"bgs.archivist"}, Since: civil.Must("2013-09-03")}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func account(t *testing.T, o *org.Org, login string, person int64, roles ...org.Role) int64 {
	t.Helper()
	id, err := o.CreateAccount(context.Background(), act.Owner(), org.NewAccount{PersonID: person, Login: login, Name: login, Password: "Correct-Horse-9"})
	if err == nil {
		err = o.SetRoles(context.Background(), act.Owner(), id, roles)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, c *clock.Movable) {
		ctx := context.Background()
		id := account(t, o, "archivist", 1, org.Archivist)
		try := func(pw, addr string) org.SignedIn {
			t.Helper()
			s, err := o.SignIn(ctx, org.Credentials{Login: "Archivist ", Password: pw, Address: addr})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		if s := try("Correct-Horse-9", "10.0.0.1"); !s.OK || !s.Account.MustChange {
			t.Fatalf("%+v", s)
		}
		for range 5 {
			if try("wrong", "10.0.0.1").OK {
				t.Fatal("wrong password")
			}
		}
		if s := try("Correct-Horse-9", "10.0.0.1"); s.OK || !s.Locked {
			t.Fatalf("not locked: %+v", s)
		}
		if s := try("Correct-Horse-9", "10.0.0.2"); !s.OK {
			t.Fatal("another address is locked out with it")
		}
		c.Move(16 * time.Minute)
		if s := try("Correct-Horse-9", "10.0.0.1"); !s.OK {
			t.Fatal("still locked after the time")
		}
		who, err := o.ActorOf(ctx, id)
		if err != nil || who.Capacity != "专职档案员" || !who.May("archive.arrange") || !who.Reach.Everything {
			t.Fatalf("%+v %v", who, err)
		}
		// The ledger says it of the person, not of the account's description.
		e, err := act.Entries(ctx, o.Door.Reader(), act.EntryFilter{Deed: "org.session.begin"}, 1)
		if err != nil || len(e) != 1 || e[0].Name != who.Name || e[0].Capacity != who.Capacity || e[0].Summary != who.Name+"登录" {
			t.Fatalf("%+v %v", e, err)
		}
		if err := o.SetState(ctx, act.Owner(), id, "disabled"); err != nil {
			t.Fatal(err)
		}
		if who, _ := o.ActorOf(ctx, id); who.SignedIn() {
			t.Fatal("a disabled account acts")
		}
		if try("Correct-Horse-9", "10.0.0.3").OK {
			t.Fatal("a disabled account signs in")
		}
	})
}

func TestThreeAdministrators(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, _ *clock.Movable) {
		ctx := context.Background()
		sys := account(t, o, "sysadmin", 0, org.SystemAdmin)
		sec := account(t, o, "secadmin", 0, org.SecurityAdmin)
		aud := account(t, o, "auditor", 0, org.AuditAdmin)
		secActor, _ := o.ActorOf(ctx, sec)
		sysActor, _ := o.ActorOf(ctx, sys)
		for _, pair := range [][]org.Role{{org.SystemAdmin, org.SecurityAdmin}, {org.SecurityAdmin, org.AuditAdmin}, {org.SystemAdmin, org.AuditAdmin}, {org.AuditAdmin, org.Archivist}} {
			if err := o.SetRoles(ctx, act.Owner(), aud, pair); !fault.Is(err, fault.Rule) {
				t.Errorf("%v together: %v", pair, err)
			}
		}
		if err := o.SetRoles(ctx, secActor, sec, nil); !fault.Is(err, fault.Rule) {
			t.Errorf("granting to oneself: %v", err)
		}
		if err := o.SetRoles(ctx, sysActor, aud, nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the system administrator granted roles: %v", err)
		}
		if _, err := o.CreateAccount(ctx, secActor, org.NewAccount{Login: "x1", Name: "x"}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the security administrator made an account: %v", err)
		}
		if err := o.SetRoles(ctx, secActor, sys, nil); !fault.Is(err, fault.Rule) {
			t.Errorf("the last system administrator was removed: %v", err)
		}
		if err := o.SetState(ctx, sysActor, aud, "disabled"); !fault.Is(err, fault.Rule) {
			t.Errorf("the last auditor was disabled: %v", err)
		}
		for _, id := range []int64{sys, sec, aud} {
			if a, _ := o.ActorOf(ctx, id); a.Reach.Sees("BGS", 0, "") {
				t.Errorf("%s sees business records", a.Login)
			}
		}
		id, err := o.CreateAccount(ctx, sysActor, org.NewAccount{Login: "new1", Name: "新人", Password: "Correct-Horse-9"})
		if err != nil {
			t.Fatal(err)
		}
		if a, _ := o.ActorOf(ctx, id); len(a.Rights) != 1 || a.Rights[0] != org.Anyone {
			t.Error("a new account has rights")
		}
	})
}

func TestLeavingIsHeldUpByClearance(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, _ *clock.Movable) {
		ctx := context.Background()
		o.Clearance = func(*act.Tx, org.Person) ([]string, error) { return []string{"借出未还 2 件"}, nil }
		l := org.Leaving{PersonID: 1, On: civil.Must("2026-03-01")}
		if _, err := o.Leave(ctx, act.Owner(), l); !fault.Is(err, fault.Rule) || fault.Of(err).Clause != "archive.transfer.clearance" {
			t.Fatalf("left with open loans: %v", err)
		}
		l.Exception = "由科室负责人代还"
		if open, err := o.Leave(ctx, act.Owner(), l); err != nil || len(open) != 1 {
			t.Fatalf("%v %v", open, err)
		}
	})
}

func TestPasswordPolicy(t *testing.T) {
	for pw, ok := range map[string]bool{"short1A": false, "alllowercase": false, "Correct-Horse-9": true, "Archivist-2026": false, "Password-2026x": false, org.RandomPassword(): true} {
		if err := org.Graded.Check("archivist", pw); (err == nil) != ok {
			t.Errorf("%q: %v", pw, err)
		}
	}
}
