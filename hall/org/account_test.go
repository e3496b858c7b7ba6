package org_test

import (
	"context"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
)

func signIn(t *testing.T, o *org.Org, login, password, code string) org.SignedIn {
	t.Helper()
	s, err := o.SignIn(context.Background(), org.Credentials{Login: login, Password: password, Code: code, Address: "10.0.0.9"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPasswordsOfOneAccount(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, _ *clock.Movable) {
		ctx := context.Background()
		id := account(t, o, "archivist", 1, org.Archivist)
		who, err := o.ActorOf(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct{ old, fresh, field string }{
			{"wrong", "Quite-Another-7", "old"},
			{"Correct-Horse-9", "Correct-Horse-9", "password"},
			{"Correct-Horse-9", "short", "password"},
		} {
			if err := o.ChangePassword(ctx, who, c.old, c.fresh); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != c.field {
				t.Errorf("%q to %q: %v", c.old, c.fresh, err)
			}
		}
		if err := o.ChangePassword(ctx, who, "Correct-Horse-9", "Quite-Another-7"); err != nil {
			t.Fatal(err)
		}
		if s := signIn(t, o, "archivist", "Correct-Horse-9", ""); s.OK {
			t.Fatal("the old password still opens")
		}
		if s := signIn(t, o, "archivist", "Quite-Another-7", ""); !s.OK || s.Account.MustChange {
			t.Fatalf("%+v", s)
		}
		sys := act.Actor{ID: 77, Login: "sys", Name: "系统管理员", Rights: []act.Right{org.ManageAccounts}}
		fresh, err := o.ResetPassword(ctx, sys, id)
		if err != nil {
			t.Fatal(err)
		}
		if s := signIn(t, o, "archivist", fresh, ""); !s.OK || !s.Account.MustChange {
			t.Fatalf("after a reset: %+v", s)
		}
		if _, err := o.ResetPassword(ctx, who, id); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("an archivist reset a password: %v", err)
		}
		if err := o.SetDemoPassword(ctx, sys, id, "Known-To-All-1"); err != nil {
			t.Fatal(err)
		}
		if s := signIn(t, o, "archivist", "Known-To-All-1", ""); !s.OK || s.Account.MustChange {
			t.Fatalf("demonstration: %+v", s)
		}
		if err := o.SignOut(ctx, who); err != nil {
			t.Fatal(err)
		}
		out, err := act.Entries(ctx, o.Door.Reader(), act.EntryFilter{Deed: "org.session.end"}, 5)
		if err != nil || len(out) != 1 || out[0].Actor != "archivist" {
			t.Fatalf("sign-out in the ledger: %+v %v", out, err)
		}
	})
}

func TestAddPerson(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, _ *clock.Movable) {
		ctx := context.Background()
		since := civil.Must("2026-01-05")
		if _, err := o.AddPerson(ctx, act.Owner(), org.SeedPerson{Name: " ", Unit: "BGS", Since: since}); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a person without a name: %v", err)
		}
		id, err := o.AddPerson(ctx, act.Owner(), org.SeedPerson{Name: "办公室副主任", Unit: "BGS", Posts: []string{"bgs.archivist"}, Since: since})
		if err != nil || id != 2 {
			t.Fatalf("%d %v", id, err)
		}
		if _, err := o.AddPerson(ctx, act.Actor{Login: "x", Name: "x"}, org.SeedPerson{Name: "某岗", Unit: "BGS", Since: since}); !fault.Is(err, fault.Forbidden) {
			t.Fatalf("without the right: %v", err)
		}
	})
}
