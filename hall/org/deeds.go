package org

import (
	"context"
	"encoding/base32"
	"regexp"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Rights of this package.
const (
	ManageAccounts act.Right = "org.accounts" // system administrator
	GrantRoles     act.Right = "org.roles"    // security administrator
	ManagePeople   act.Right = "org.people"   // units, posts, people
	SeeAccounts    act.Right = "org.accounts.see"
	// Anyone is held by everybody who is signed in, whatever the role: pages that
	// show what all may see, or one's own affairs, ask for it.
	Anyone act.Right = "org.anyone"
)

func init() {
	act.DeclareRights(SeeAccounts, Anyone)
	NameRights(map[act.Right]string{
		ManageAccounts: "管理账号", GrantRoles: "授予角色", ManagePeople: "管理人员与任职", SeeAccounts: "查看账号与角色", Anyone: "登录后办理本人事务",
	})
}

var loginShape = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,31}$`)

// Seed is the organisation as a rule book describes it, for a new installation.
type Seed struct {
	Units  []Unit
	Posts  []Post
	People []SeedPerson
}

// SeedPerson is a person with the posts held from the first day.
type SeedPerson struct {
	Name, Unit string
	Posts      []string
	Since      civil.Date
	Note       string
}

var found = act.Define(act.Spec[Seed, []int64]{
	Name: "org.found", Label: "建立单位", Right: ManagePeople,
	Do: func(tx *act.Tx, s Seed) ([]int64, act.Entry, error) {
		var ids []int64
		for i, u := range s.Units {
			id, err := tx.Next("org_unit")
			if err != nil {
				return nil, act.Entry{}, err
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("unit_insert"), id, u.Code, u.Name, i+1); err != nil {
				return nil, act.Entry{}, err
			}
			tx.Touch("org_unit", id)
		}
		for i, p := range s.Posts {
			id, err := tx.Next("org_post")
			if err != nil {
				return nil, act.Entry{}, err
			}
			if _, err := db.Exec(tx.Ctx, tx, q.SQL("post_insert"), id, p.Code, p.Unit, p.Title, p.Rank, i+1); err != nil {
				return nil, act.Entry{}, err
			}
			tx.Touch("org_post", id)
		}
		for _, p := range s.People {
			id, err := addPerson(tx, p)
			if err != nil {
				return nil, act.Entry{}, err
			}
			ids = append(ids, id)
		}
		return ids, act.Entry{Subject: "org", Summary: "按规章建立机构、岗位和人员",
			Detail: map[string]int{"units": len(s.Units), "posts": len(s.Posts), "people": len(s.People)}}, nil
	}})

func addPerson(tx *act.Tx, p SeedPerson) (int64, error) {
	if strings.TrimSpace(p.Name) == "" {
		return 0, fault.Field("name", p.Name, "请填写姓名或岗位名称。")
	}
	if _, ok, err := db.Maybe[Unit](tx.Ctx, tx, q.SQL("unit_by_code"), p.Unit); err != nil {
		return 0, err
	} else if !ok && p.Unit != "" {
		return 0, fault.Field("unit", p.Unit, "没有这个科室，请从列表中选择。")
	}
	id, err := tx.Next("org_person")
	if err != nil {
		return 0, err
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("person_insert"), id, db.Clean(p.Name), p.Unit, p.Since, db.Clean(p.Note)); err != nil {
		return 0, err
	}
	tx.Touch("org_person", id)
	for _, post := range p.Posts {
		if _, ok, err := db.Maybe[Post](tx.Ctx, tx, q.SQL("post_by_code"), post); err != nil {
			return 0, err
		} else if !ok {
			return 0, fault.Field("post", post, "没有这个岗位，请从列表中选择。")
		}
		oid, err := tx.Next("org_office")
		if err != nil {
			return 0, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("office_insert"), oid, id, post, p.Since); err != nil {
			return 0, err
		}
		tx.Touch("org_office", oid)
	}
	return id, nil
}

// Found sets up units, posts and people; it gives the people's numbers in order.
func (o *Org) Found(ctx context.Context, who act.Actor, s Seed) ([]int64, error) {
	return found.Run(ctx, o.Door, who, s)
}

var personAdd = act.Define(act.Spec[SeedPerson, int64]{
	Name: "org.person.add", Label: "登记人员", Right: ManagePeople,
	Do: func(tx *act.Tx, p SeedPerson) (int64, act.Entry, error) {
		id, err := addPerson(tx, p)
		return id, act.Entry{Subject: act.Subject("org_person", id), Summary: "登记人员：" + p.Name}, err
	}})

// AddPerson registers somebody.
func (o *Org) AddPerson(ctx context.Context, who act.Actor, p SeedPerson) (int64, error) {
	return personAdd.Run(ctx, o.Door, who, p)
}

// Leaving is a person's departure. Exception is the reason why it is recorded
// although something still stands in the way.
type Leaving struct {
	PersonID  int64
	On        civil.Date
	Exception string
}

type leaveIn struct {
	o *Org
	l Leaving
}

var personLeave = act.Define(act.Spec[leaveIn, []string]{
	Name: "org.person.leave", Label: "人员离任", Right: ManagePeople, Basis: []law.ID{law.ArchiveTransferClearance},
	Do: func(tx *act.Tx, in leaveIn) ([]string, act.Entry, error) {
		p, err := db.One[Person](tx.Ctx, tx, q.SQL("person"), in.l.PersonID)
		if err != nil {
			return nil, act.Entry{}, err
		}
		if in.l.On.IsZero() {
			return nil, act.Entry{}, fault.Field("left_on", "", "请填写离岗日期。")
		}
		if !p.LeftOn.IsZero() {
			return nil, act.Entry{}, fault.New(fault.Conflict, p.Name+"已登记于"+p.LeftOn.Chinese()+"离岗。")
		}
		var open []string
		if in.o.Clearance != nil {
			if open, err = in.o.Clearance(tx, p); err != nil {
				return nil, act.Entry{}, err
			}
		}
		if len(open) > 0 && strings.TrimSpace(in.l.Exception) == "" {
			return open, act.Entry{}, fault.Refuse(law.ArchiveTransferClearance,
				"档案材料尚未交清，不能办理离岗："+strings.Join(open, "；")+"。请先交清，或由负责人写明例外理由。")
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("person_leave"), p.ID, in.l.On); err != nil {
			return nil, act.Entry{}, err
		}
		tx.Touch("org_person", p.ID)
		held, err := db.All[Office](tx.Ctx, tx, q.SQL("offices_of"), p.ID)
		if err != nil {
			return nil, act.Entry{}, err
		}
		for _, o := range held {
			if o.Until.IsZero() || o.Until.After(in.l.On) {
				if err := endOffice(tx, o.ID, in.l.On); err != nil {
					return nil, act.Entry{}, err
				}
			}
		}
		e := act.Entry{Subject: act.Subject("org_person", p.ID), Summary: p.Name + "于" + in.l.On.Chinese() + "离岗，档案材料已交清"}
		if len(open) > 0 {
			e.Summary = p.Name + "于" + in.l.On.Chinese() + "离岗，有未交清事项，例外理由：" + in.l.Exception
			e.Detail = map[string]any{"open": open}
		}
		return open, e, nil
	}})

// Leave records that a person leaves, which ends all the person's offices and,
// from that day on, the use of the account; it is refused while archive material is
// still with the person (clause archive.transfer.clearance), unless an exception
// is written down.
func (o *Org) Leave(ctx context.Context, who act.Actor, l Leaving) ([]string, error) {
	return personLeave.Run(ctx, o.Door, who, leaveIn{o, l})
}

// NewAccount is an account to be made. It has no role until one is granted.
type NewAccount struct {
	PersonID int64 // 0 for an administrator
	Login    string
	Name     string
	Password string // first password, to be changed at first sign-in
}

var accountCreate = act.Define(act.Spec[NewAccount, int64]{
	Name: "org.account.create", Label: "建立账号", Right: ManageAccounts, Basis: []law.ID{law.SeparationOfDuties},
	Do: func(tx *act.Tx, a NewAccount) (int64, act.Entry, error) {
		login := strings.ToLower(strings.TrimSpace(a.Login))
		if !loginShape.MatchString(login) {
			return 0, act.Entry{}, fault.Field("login", a.Login, "登录名用小写字母开头，2–32 个字母、数字、点、横线或下划线。")
		}
		if _, taken, err := db.Maybe[Account](tx.Ctx, tx, q.SQL("account_by_login"), login); err != nil || taken {
			if err == nil {
				err = fault.Field("login", a.Login, "登录名“"+login+"”已有人用，请换一个。")
			}
			return 0, act.Entry{}, err
		}
		id, err := tx.Next("org_account")
		if err != nil {
			return 0, act.Entry{}, err
		}
		name := db.Clean(a.Name)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_insert"), id, a.PersonID, login, name, hashPassword(a.Password, DefaultCost), tx.Now); err != nil {
			return 0, act.Entry{}, err
		}
		tx.Touch("org_account", id)
		return id, act.Entry{Subject: act.Subject("org_account", id), Summary: "新建账号 " + login + "（" + name + "），尚无任何权限"}, nil
	}})

// CreateAccount makes an account without any right.
func (o *Org) CreateAccount(ctx context.Context, who act.Actor, a NewAccount) (int64, error) {
	return accountCreate.Run(ctx, o.Door, who, a)
}

type rolesIn struct {
	ID    int64
	Roles []Role
}

var setRoles = act.Define(act.Spec[rolesIn, bool]{
	Name: "org.account.grant", Label: "授予角色", Right: GrantRoles, Basis: []law.ID{law.SeparationOfDuties},
	Do: func(tx *act.Tx, in rolesIn) (bool, act.Entry, error) {
		a, err := db.One[Account](tx.Ctx, tx, q.SQL("account"), in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if err := CheckRoles(in.Roles); err != nil {
			return false, act.Entry{}, err
		}
		if tx.Actor.ID != 0 && a.ID == tx.Actor.ID {
			return false, act.Entry{}, fault.Refuse(law.SeparationOfDuties, "不能给自己授权，请由另一位安全保密管理员办理。")
		}
		for _, r := range a.Roles() {
			if !r.Admin() || slices.Contains(in.Roles, r) {
				continue
			}
			n, err := db.One[int64](tx.Ctx, tx, q.SQL("role_holders"), string(r))
			if err != nil {
				return false, act.Entry{}, err
			}
			if n <= 1 {
				return false, act.Entry{}, fault.Refuse(law.SeparationOfDuties, "这是最后一位"+r.Label()+"，不能撤去；请先另授一人。")
			}
		}
		old := a.RoleLabels()
		a.RoleWords = joinRoles(in.Roles)
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_roles"), a.ID, a.RoleWords); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("session_delete_account"), a.ID); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", a.ID)
		return true, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: "改变账号 " + a.Login + " 的角色：" + orNone(old) + " → " + orNone(a.RoleLabels())}, nil
	}})

func orNone(s string) string {
	if s == "" {
		return "无"
	}
	return s
}

// SetRoles gives an account exactly these roles and ends its sessions.
func (o *Org) SetRoles(ctx context.Context, who act.Actor, id int64, roles []Role) error {
	_, err := setRoles.Run(ctx, o.Door, who, rolesIn{id, roles})
	return err
}

type stateIn struct {
	ID    int64
	State string
}

var setState = act.Define(act.Spec[stateIn, bool]{
	Name: "org.account.state", Label: "停用启用账号", Right: ManageAccounts,
	Do: func(tx *act.Tx, in stateIn) (bool, act.Entry, error) {
		a, err := db.One[Account](tx.Ctx, tx, q.SQL("account"), in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		word := map[string]string{"active": "启用", "disabled": "停用"}[in.State]
		if word == "" {
			return false, act.Entry{}, fault.Field("state", in.State, "状态只能是启用或停用。")
		}
		if in.State == "disabled" && len(a.Roles()) == 1 && a.Roles()[0].Admin() {
			n, err := db.One[int64](tx.Ctx, tx, q.SQL("role_holders"), a.RoleWords)
			if err != nil {
				return false, act.Entry{}, err
			}
			if n <= 1 {
				return false, act.Entry{}, fault.Refuse(law.SeparationOfDuties, "这是最后一位"+a.RoleLabels()+"，不能停用。")
			}
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_state"), a.ID, in.State); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("session_delete_account"), a.ID); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", a.ID)
		return true, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: word + "账号 " + a.Login}, nil
	}})

// SetState enables ("active") or disables ("disabled") an account, at once.
func (o *Org) SetState(ctx context.Context, who act.Actor, id int64, state string) error {
	_, err := setState.Run(ctx, o.Door, who, stateIn{id, state})
	return err
}

type resetIn struct {
	ID       int64
	Password string
}

var resetPassword = act.Define(act.Spec[resetIn, bool]{
	Name: "org.account.reset", Label: "重设密码", Right: ManageAccounts,
	Do: func(tx *act.Tx, in resetIn) (bool, act.Entry, error) {
		a, err := db.One[Account](tx.Ctx, tx, q.SQL("account"), in.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_password"), a.ID, hashPassword(in.Password, DefaultCost), tx.Now, true); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_totp"), a.ID, "", 0); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("failure_clear"), a.Login); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("session_delete_account"), a.ID); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", a.ID)
		return true, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: "重置账号 " + a.Login + " 的口令并解锁"}, nil
	}})

// ResetPassword gives an account a new one-time password, which is returned once
// and never stored in clear; it also unlocks it and removes its second factor.
func (o *Org) ResetPassword(ctx context.Context, who act.Actor, id int64) (string, error) {
	pw := RandomPassword()
	_, err := resetPassword.Run(ctx, o.Door, who, resetIn{id, pw})
	return pw, err
}

type knownIn struct {
	id       int64
	password string
}

var setKnown = act.Define(act.Spec[knownIn, bool]{
	Name: "org.account.known", Label: "记住验证方式", Right: ManageAccounts,
	Do: func(tx *act.Tx, in knownIn) (bool, act.Entry, error) {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_password"), in.id, hashPassword(in.password, DefaultCost), tx.Now, false); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", in.id)
		return true, act.Entry{Subject: act.Subject("org_account", in.id), Summary: "演示账号设为公开口令"}, nil
	}})

// SetDemoPassword gives an account of the demonstration its published password,
// which need not be changed.
func (o *Org) SetDemoPassword(ctx context.Context, who act.Actor, id int64, password string) error {
	_, err := setKnown.Run(ctx, o.Door, who, knownIn{id, password})
	return err
}

type passwordIn struct {
	o        *Org
	Old, New string
}

var changePassword = act.Define(act.Spec[passwordIn, bool]{
	Name: "org.password.change", Label: "修改密码", Open: "everybody changes the own password, proved by the old one",
	Do: func(tx *act.Tx, in passwordIn) (bool, act.Entry, error) {
		a, err := db.One[Account](tx.Ctx, tx, q.SQL("account"), tx.Actor.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !checkPassword(in.Old, a.Password) {
			return false, act.Entry{}, fault.Field("old", "", "原口令不对。")
		}
		if in.Old == in.New {
			return false, act.Entry{}, fault.Field("password", "", "新口令与原口令相同，请换一个。")
		}
		if err := in.o.Policy.Check(a.Login, in.New); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_password"), a.ID, hashPassword(in.New, DefaultCost), tx.Now, false); err != nil {
			return false, act.Entry{}, err
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("session_delete_account"), a.ID); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", a.ID)
		return true, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: "修改了自己的口令"}, nil
	}})

// ChangePassword changes the actor's own password and ends all of the actor's
// sessions; the caller signs this browser in again.
func (o *Org) ChangePassword(ctx context.Context, who act.Actor, old, fresh string) error {
	_, err := changePassword.Run(ctx, o.Door, who, passwordIn{o, old, fresh})
	return err
}

type totpIn struct {
	o            *Org
	Secret, Code string // empty secret removes it
}

var setTOTP = act.Define(act.Spec[totpIn, bool]{
	Name: "org.totp.set", Label: "启用动态口令", Open: "everybody sets up the own second factor, proved by a code",
	Do: func(tx *act.Tx, in totpIn) (bool, act.Entry, error) {
		raw, err := decodeSecret(in.Secret)
		if err != nil || len(raw) < 10 {
			return false, act.Entry{}, fault.Field("secret", "", "密钥不完整，请刷新本页重新扫码。")
		}
		step, ok := totpStep(raw, strings.TrimSpace(in.Code), clock.FromMicros(tx.Now), 0)
		if !ok {
			return false, act.Entry{}, fault.Field("code", in.Code, "动态码不对。请核对手机时间后输入当前的六位数字。")
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_totp"), tx.Actor.ID, in.o.seal.seal(in.Secret), step); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", tx.Actor.ID)
		return true, act.Entry{Subject: act.Subject("org_account", tx.Actor.ID), Summary: "启用动态码"}, nil
	}})

// SetTOTP switches the actor's second factor on, once a code proves that the
// device has the secret.
func (o *Org) SetTOTP(ctx context.Context, who act.Actor, secret, code string) error {
	_, err := setTOTP.Run(ctx, o.Door, who, totpIn{o, secret, code})
	return err
}

type clearIn struct{ password string }

var clearTOTP = act.Define(act.Spec[clearIn, bool]{
	Name: "org.totp.clear", Label: "撤销动态口令", Open: "everybody removes the own second factor, proved by the password",
	Do: func(tx *act.Tx, in clearIn) (bool, act.Entry, error) {
		a, err := db.One[Account](tx.Ctx, tx, q.SQL("account"), tx.Actor.ID)
		if err != nil {
			return false, act.Entry{}, err
		}
		if !checkPassword(in.password, a.Password) {
			return false, act.Entry{}, fault.Field("password", "", "口令不对，动态码没有停用。")
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("account_totp"), a.ID, "", 0); err != nil {
			return false, act.Entry{}, err
		}
		tx.Touch("org_account", a.ID)
		return true, act.Entry{Subject: act.Subject("org_account", a.ID), Summary: "停用动态码"}, nil
	}})

// ClearTOTP switches the actor's second factor off; the password proves it.
func (o *Org) ClearTOTP(ctx context.Context, who act.Actor, password string) error {
	_, err := clearTOTP.Run(ctx, o.Door, who, clearIn{password})
	return err
}

func decodeSecret(s string) ([]byte, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(strings.ReplaceAll(s, " ", "")))
}
