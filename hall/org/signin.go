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
	// Ticket stands for login and password in the second step (see SignedIn).
	Ticket  string
	Address string // where the request comes from
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
	Ticket   string // with NeedCode: hand it in with the code, within five minutes
	Expired  bool   // the ticket does not hold: begin again
	Say      string // what to tell
	Locked   bool
}

var signIn = act.Define(act.Spec[signInIn, SignedIn]{
	Name: "org.session.begin", Label: "登录", Open: "signing in is how one becomes somebody",
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
			return SignedIn{Say: lockedSay(f.Until), Locked: true},
				act.Entry{Subject: "login:" + login, Summary: "登录被拒：仍在锁定中", Detail: map[string]any{"address": c.Address}}, nil
		}
		v, err := in.o.judge(tx.Ctx, tx, c, login, tx.Now)
		if err != nil {
			return SignedIn{}, act.Entry{}, err
		}
		switch {
		case v.why != "":
			return fail(v.why, v.Say)
		case v.NeedCode:
			return v.SignedIn, act.Entry{Subject: "login:" + login, Summary: "口令已核对，等待动态码"}, nil
		case v.step > 0:
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_totp_step"), v.Account.ID, v.step); err != nil {
				return SignedIn{}, act.Entry{}, err
			}
			tx.Touch("org_account", v.Account.ID)
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("failure_clear"), login); err != nil {
			return SignedIn{}, act.Entry{}, err
		}
		return v.SignedIn, act.Entry{Subject: act.Subject("org_account", v.Account.ID), Summary: tx.Actor.Name + "登录",
			Detail: map[string]any{"address": c.Address}}, nil
	}})

// verdict is what credentials are worth. why says for the ledger what is wrong
// with them, "" for nothing; step is the time step of the code that was used.
type verdict struct {
	SignedIn
	why  string
	step int64
}

// judge checks credentials, but for the lock-out, and changes nothing.
func (o *Org) judge(ctx context.Context, rd db.Reader, c Credentials, login string, now int64) (verdict, error) {
	wrong := func(why, say string) (verdict, error) { return verdict{SignedIn: SignedIn{Say: say}, why: why}, nil }
	const either = "登录名或口令不对。"
	a, ok, err := db.Maybe[Account](ctx, rd, q.SQL("account_by_login"), login)
	if err != nil {
		return verdict{}, err
	}
	if !ok {
		checkPassword(c.Password, nobodysPassword) // the same work as for a real name
		return wrong("没有这个登录名", either)
	}
	if c.Ticket != "" {
		if t, ok := o.readTicket(c.Ticket); !ok || !t.holds(a, c.Address, now) {
			return wrong("登录凭据已失效", "等待动态码的时间过长，请重新输入口令。")
		}
	} else if !checkPassword(c.Password, a.Password) {
		return wrong("口令不对", either)
	}
	here, err := o.here(ctx, rd, a)
	if err != nil {
		return verdict{}, err
	}
	if !here {
		return wrong("账号已停用", "账号已停用，请联系系统管理员。")
	}
	v := verdict{SignedIn: SignedIn{Account: a, OK: true}}
	v.Account.MustChange = o.mustChange(a, now)
	if !a.HasSecondFactor() {
		return v, nil
	}
	if c.Code == "" {
		return verdict{SignedIn: SignedIn{NeedCode: true, Ticket: o.ticket(a, c.Address, now)}}, nil
	}
	secret, err := o.seal.open(a.TOTP)
	if err != nil {
		return verdict{}, err
	}
	raw, err := decodeSecret(secret)
	if err != nil {
		return verdict{}, err
	}
	if v.step, ok = totpStep(raw, strings.TrimSpace(c.Code), clock.FromMicros(now), a.TOTPStep); !ok {
		return wrong("动态码不对", "动态码不对或已用过，请等下一个再输。")
	}
	return v, nil
}

func lockedSay(until int64) string {
	return fmt.Sprintf("失败次数过多，请在 %s 以后再试，或请系统管理员解锁。", clock.FromMicros(until).Format("15:04"))
}

// mustChange reports whether the account may do nothing before it has a new
// password: it has its first one still, or one that is too old.
func (o *Org) mustChange(a Account, now int64) bool {
	old := o.Policy.MaxDays > 0 && now-a.PasswordAt > int64(o.Policy.MaxDays)*24*time.Hour.Microseconds()
	return a.MustChange || old
}

// here reports whether the account may be used: it is active, and the person it
// belongs to has not left.
func (o *Org) here(ctx context.Context, r db.Reader, a Account) (bool, error) {
	if !a.Active() || a.PersonID == 0 {
		return a.Active(), nil
	}
	p, ok, err := db.Maybe[Person](ctx, r, q.SQL("person"), a.PersonID)
	return ok && !p.Gone(o.Door.Today()), err
}

// nobodysPassword is the hash of a password nobody knows, made with the default
// cost, so that an unknown name takes as long as a known one.
var nobodysPassword = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// SignIn checks credentials and writes the attempt into the ledger, whatever
// came of it.
func (o *Org) SignIn(ctx context.Context, c Credentials) (SignedIn, error) {
	who := act.Actor{Login: "stranger", Name: "未登录"}
	if c.Ticket != "" {
		t, ok := o.readTicket(c.Ticket)
		a, err := o.Account(ctx, t.account)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return SignedIn{}, err
		}
		if !ok || err != nil || !t.holds(a, c.Address, o.Door.Now()) {
			return SignedIn{Expired: true, Say: "等待动态码的时间过长，请重新输入口令。"}, nil
		}
		c.Login = a.Login
	}
	a, err := o.AccountByLogin(ctx, c.Login)
	if err == nil {
		who = act.Actor{ID: a.ID, Login: a.Login, Name: a.Name}
	} else if !fault.Is(err, fault.NotFound) {
		return SignedIn{}, err
	}
	if o.Door.ReadOnly() != nil {
		return o.signInReading(ctx, c)
	}
	// The ledger names the person and the posts, as everywhere; asked for unknown
	// names too, so that they take as long.
	p, err := o.present(ctx, a.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if p.who.ID != 0 {
		who.Name, who.Capacity = p.who.Name, p.who.Capacity
	}
	in, err := signIn.Run(ctx, o.Door, who, signInIn{o, c})
	if fault.Is(err, fault.Full) { // since the program began
		return o.signInReading(ctx, c)
	}
	return in, err
}

var signOut = act.Define(act.Spec[int64, bool]{
	Name: "org.session.end", Label: "退出登录", Open: "everybody may sign out",
	Do: func(tx *act.Tx, id int64) (bool, act.Entry, error) {
		return true, act.Entry{Subject: act.Subject("org_account", id), Summary: tx.Actor.Name + "退出登录"}, nil
	}})

// SignOut notes that somebody signed out.
func (o *Org) SignOut(ctx context.Context, who act.Actor) error {
	if o.Door.ReadOnly() != nil {
		return nil
	}
	_, err := signOut.Run(ctx, o.Door, who, who.ID)
	return err
}
