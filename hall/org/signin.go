package org

import (
	"context"
	"fmt"
	"strings"
	"time"

	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Lock-out: so many failures for one name from one address lock that pair for so
// long. The pair, not the name, so that nobody can lock out somebody else.
const (
	maxFailures = 5
	lockTime    = 15 * time.Minute
)

// Credentials are what somebody brings to the door.
type Credentials struct {
	Login, Password, Code string
	Address               string // where the request comes from
}

type signInIn struct {
	o *Org
	c Credentials
}

// SignedIn is the result of an attempt.
type SignedIn struct {
	Account  Account
	OK       bool
	NeedCode bool   // the password is right; a second factor is asked for
	Say      string // what to tell
	Locked   bool
}

var signIn = act.Define(act.Spec[signInIn, SignedIn]{
	Name: "org.session.begin", Open: "signing in is how one becomes somebody",
	Do: func(tx *act.Tx, in signInIn) (SignedIn, act.Entry, error) {
		c := in.c
		login := db.Clean(strings.ToLower(strings.TrimSpace(c.Login)))
		if len(login) > 64 {
			login = login[:64]
		}
		type failure struct {
			Login   string `db:"login"`
			Address string `db:"address"`
			Fails   int64  `db:"fails"`
			Until   int64  `db:"until"`
			At      int64  `db:"at"`
		}
		f, _, err := db.Maybe[failure](tx.Ctx, tx, q.SQL("failure"), login, c.Address)
		if err != nil {
			return SignedIn{}, act.Entry{}, err
		}
		fail := func(why, say string) (SignedIn, act.Entry, error) {
			if tx.Now-f.At > lockTime.Microseconds() {
				f.Fails = 0
			}
			f.Fails++
			until := int64(0)
			if f.Fails >= maxFailures {
				until = tx.Now + lockTime.Microseconds()
				why += "，已锁定15分钟"
			}
			_, err := db.Exec(tx.Ctx, tx, q.SQL("failure_set"), login, c.Address, f.Fails, until, tx.Now)
			return SignedIn{Say: say, Locked: until > 0}, act.Entry{Subject: "login:" + login, Summary: "登录失败：" + why,
				Detail: map[string]any{"address": c.Address, "fails": f.Fails}}, err
		}
		if f.Until > tx.Now {
			return SignedIn{Say: fmt.Sprintf("失败次数过多，请在 %s 以后再试，或请系统管理员解锁。", clock.FromMicros(f.Until).Format("15:04")), Locked: true},
				act.Entry{Subject: "login:" + login, Summary: "登录被拒：仍在锁定中", Detail: map[string]any{"address": c.Address}}, nil
		}
		const wrong = "登录名或口令不对。"
		a, ok, err := db.Maybe[Account](tx.Ctx, tx, q.SQL("account_by_login"), login)
		if err != nil {
			return SignedIn{}, act.Entry{}, err
		}
		if !ok {
			checkPassword(c.Password, nobodysPassword) // the same work as for a real name
			return fail("没有这个登录名", wrong)
		}
		if !checkPassword(c.Password, a.Password) {
			return fail("口令不对", wrong)
		}
		if !a.Active() {
			return fail("账号已停用", "账号已停用，请联系系统管理员。")
		}
		if a.HasSecondFactor() {
			if c.Code == "" {
				return SignedIn{NeedCode: true}, act.Entry{Subject: "login:" + login, Summary: "口令已核对，等待动态码"}, nil
			}
			secret, err := in.o.seal.open(a.TOTP)
			if err != nil {
				return SignedIn{}, act.Entry{}, err
			}
			raw, err := decodeSecret(secret)
			if err != nil {
				return SignedIn{}, act.Entry{}, err
			}
			step, ok := totpStep(raw, strings.TrimSpace(c.Code), clock.FromMicros(tx.Now), a.TOTPStep)
			if !ok {
				return fail("动态码不对", "动态码不对或已用过，请等下一个再输。")
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_totp_step"), a.ID, step); err != nil {
				return SignedIn{}, act.Entry{}, err
			}
			tx.Touch("org_account", a.ID)
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("failure_clear"), login); err != nil {
			return SignedIn{}, act.Entry{}, err
		}
		if p := in.o.Policy; p.MaxDays > 0 && tx.Now-a.PasswordAt > int64(p.MaxDays)*24*time.Hour.Microseconds() {
			a.MustChange = true
		}
		return SignedIn{Account: a, OK: true}, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: a.Name + "登录",
			Detail: map[string]any{"address": c.Address}}, nil
	}})

// nobodysPassword is the hash of a password nobody knows, made with the default
// cost, so that an unknown name takes as long as a known one.
var nobodysPassword = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SignIn checks credentials and writes the attempt into the ledger, whatever
// came of it.
func (o *Org) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	who := act.Actor{Login: "stranger", Name: "未登录"}
	if a, err := o.AccountByLogin(ctx, c.Login); err == nil {
		who = act.Actor{ID: a.ID, Login: a.Login, Name: a.Name}
	} else if !fault.Is(err, fault.NotFound) {
		return SignedIn{}, err
	}
	return signIn.Run(ctx, o.Door, who, signInIn{o, c})
}

var signOut = act.Define(act.Spec[int64, bool]{
	Name: "org.session.end", Open: "everybody may sign out",
	Do: func(tx *act.Tx, id int64) (bool, act.Entry, error) {
		return true, act.Entry{Subject: act.Subject("org_account", id), Summary: tx.Actor.Name + "退出登录"}, nil
	}})

// SignOut notes that somebody signed out.
func (o *Org) SignOut(ctx context.Context, who act.Actor) error {
	_, err := signOut.Run(ctx, o.Door, who, who.ID)
	return err
}
