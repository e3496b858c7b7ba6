package org_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 names it
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
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

// code is RFC 6238 with SHA-1, six digits, thirty seconds.
func code(secret []byte, at time.Time) string {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(at.Unix()/30))
	m := hmac.New(sha1.New, secret)
	m.Write(b[:])
	s := m.Sum(nil)
	o := s[len(s)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(s[o:])&0x7fffffff%1_000_000)
}

func TestSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, c *clock.Movable) {
		ctx := context.Background()
		id := account(t, o, "archivist", 1, org.Archivist)
		who, err := o.ActorOf(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		secret := []byte("12345678901234567890")
		text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
		if err := o.SetTOTP(ctx, who, text, "000000"); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a wrong code switched it on: %v", err)
		}
		if err := o.SetTOTP(ctx, who, "AAAA", code([]byte("A"), c.Now())); !fault.Is(err, fault.Invalid) {
			t.Fatalf("a short secret was taken: %v", err)
		}
		if err := o.SetTOTP(ctx, who, text, code(secret, c.Now())); err != nil {
			t.Fatal(err)
		}
		if s := signIn(t, o, "archivist", "Correct-Horse-9", ""); s.OK {
			t.Fatal("signed in without the second factor")
		}
		if s := signIn(t, o, "archivist", "Correct-Horse-9", code(secret, c.Now())); s.OK {
			t.Fatal("the code that switched it on was taken a second time")
		}
		c.Move(30 * time.Second)
		fresh := code(secret, c.Now())
		if s := signIn(t, o, "archivist", "Correct-Horse-9", fresh); !s.OK {
			t.Fatalf("the right code: %+v", s)
		}
		if s := signIn(t, o, "archivist", "Correct-Horse-9", fresh); s.OK {
			t.Fatal("a code was taken twice")
		}
		stored, err := db.One[string](ctx, o.Door.Reader(), "SELECT totp FROM org_account WHERE id = $1", id)
		if err != nil || stored == "" || stored == text {
			t.Fatalf("the secret lies open in the database: %q %v", stored, err)
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

// org.session.keep: the store behind the browser's cookie.
func TestSessionStore(t *testing.T) {
	each(t, func(t *testing.T, o *org.Org, c *clock.Movable) {
		ctx := context.Background()
		id := account(t, o, "archivist", 1, org.Archivist)
		s := o.SessionStore()
		a := web.Session{Hash: web.SessionHash{1}, User: id, Made: c.Now(), Seen: c.Now(), Address: "10.0.0.9", Agent: "测试\x00浏览器"}
		b := a
		b.Hash = web.SessionHash{2}
		for _, v := range []web.Session{a, b} {
			if err := s.Save(ctx, v); err != nil {
				t.Fatal(err)
			}
		}
		got, err := s.Load(ctx, a.Hash)
		if err != nil || got.User != id || got.Agent != "测试浏览器" || !got.Seen.Equal(a.Seen) {
			t.Fatalf("%+v %v", got, err)
		}
		if err := s.Touch(ctx, a.Hash, c.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if got, _ = s.Load(ctx, a.Hash); !got.Seen.Equal(a.Seen.Add(time.Minute)) {
			t.Fatalf("seen %v", got.Seen)
		}
		if list, err := s.ListUser(ctx, id); err != nil || len(list) != 2 {
			t.Fatalf("%d sessions, %v", len(list), err)
		}
		if err := s.Delete(ctx, b.Hash); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, b.Hash); !errors.Is(err, web.ErrNoSession) {
			t.Fatalf("a deleted session: %v", err)
		}
		if err := s.DeleteUser(ctx, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, a.Hash); !errors.Is(err, web.ErrNoSession) {
			t.Fatalf("after all were ended: %v", err)
		}
		entries, err := act.Entries(ctx, o.Door.Reader(), act.EntryFilter{Deed: "org.session.keep"}, 5)
		if err != nil || len(entries) != 0 {
			t.Fatalf("the use of a session filled the ledger: %d %v", len(entries), err)
		}
	})
}
