package org

import (
	"context"
	"embed"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "org", Base: 2000, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

func init() {
	act.Watch("org_unit", "code", "name", "place", "active")
	act.Watch("org_post", "code", "unit", "title", "rank", "place")
	act.Watch("org_person", "name", "unit", "since", "left_on", "note")
	act.Watch("org_office", "person_id", "post", "since", "until")
	act.Watch("org_account", "person_id", "login", "name", "password", "password_at", "must_change", "totp", "state", "roles")
}

// Org answers who is who and changes it.
type Org struct {
	Door   *act.Door
	Grants Grants
	Policy Policy
	// Bureau is how the installation is called where one signs in and in
	// authenticator apps.
	Bureau string
	// Clearance is asked before a person is recorded as having left: it says in
	// Chinese what still stands in the way, nothing if nothing does. Nil asks nobody.
	Clearance func(tx *act.Tx, person Person) ([]string, error)
	// Away says who is not at the post at an instant (microseconds UTC): person to
	// the instant of return. Nil knows of nobody: then nobody stands in for anybody.
	Away func(ctx context.Context, r db.Reader, at int64) (map[int64]int64, error)
	// DutyLeader says who leads the shift at an instant (microseconds UTC), 0 for nobody.
	// Nil knows no roster: then nobody acts as duty leader.
	DutyLeader func(ctx context.Context, r db.Reader, at int64) (int64, error)
	// Places are what the rule book's words for units and posts mean here.
	Places Places

	seal    *sealer
	reading reading
}

// Open readies the package on an open installation.
func Open(door *act.Door, grants Grants) (*Org, error) {
	s, err := openSealer(door.Dir())
	if err != nil {
		return nil, err
	}
	return &Org{Door: door, Grants: grants, Policy: Graded, Bureau: "兰台", seal: s}, nil
}

// Unit is a section, station or centre of the bureau.
type Unit struct {
	ID     int64  `db:"id"`
	Code   string `db:"code"` // e.g. BGS
	Name   string `db:"name"`
	Place  int64  `db:"place"`
	Active bool   `db:"active"`
}

// Post is a position in a unit.
type Post struct {
	ID    int64  `db:"id"`
	Code  string `db:"code"`
	Unit  string `db:"unit"`
	Title string `db:"title"`
	Rank  string `db:"rank"` // staff, section_head, bureau_leader, director
	Place int64  `db:"place"`
}

// Person is somebody who works or worked here.
type Person struct {
	ID     int64      `db:"id"`
	Name   string     `db:"name"`
	Unit   string     `db:"unit"`
	Since  civil.Date `db:"since"`
	LeftOn civil.Date `db:"left_on"`
	Note   string     `db:"note"`
}

// Gone reports whether the person has left by that day.
func (p Person) Gone(on civil.Date) bool { return !p.LeftOn.IsZero() && !p.LeftOn.After(on) }

// Office is a person's holding of a post from one day to before another.
type Office struct {
	ID       int64      `db:"id"`
	PersonID int64      `db:"person_id"`
	Post     string     `db:"post"`
	Since    civil.Date `db:"since"`
	Until    civil.Date `db:"until"`
	Title    string     `db:"title"`
	Unit     string     `db:"unit"`
	Rank     string     `db:"rank"`
}

// Holds reports whether the office is held on a day.
func (o Office) Holds(on civil.Date) bool {
	return !o.Since.After(on) && (o.Until.IsZero() || on.Before(o.Until))
}

// Account is a way to sign in. Its secrets never leave the package.
type Account struct {
	ID         int64  `db:"id"`
	PersonID   int64  `db:"person_id"`
	Login      string `db:"login"`
	Name       string `db:"name"`
	Password   string `db:"password" json:"-"`
	PasswordAt int64  `db:"password_at"`
	MustChange bool   `db:"must_change"`
	TOTP       string `db:"totp" json:"-"`
	TOTPStep   int64  `db:"totp_step" json:"-"`
	State      string `db:"state"`
	RoleWords  string `db:"roles"`
	Look       string `db:"look"`
	Version    int64  `db:"version"`
}

// Active reports whether the account may sign in.
func (a Account) Active() bool { return a.State == "active" }

// Roles the account holds.
func (a Account) Roles() []Role { return splitRoles(a.RoleWords) }

// RoleLabels are the Chinese names of the roles.
func (a Account) RoleLabels() string {
	var s []string
	for _, r := range a.Roles() {
		s = append(s, r.Label())
	}
	return strings.Join(s, "、")
}

// HasSecondFactor reports whether sign-in asks for a code.
func (a Account) HasSecondFactor() bool { return a.TOTP != "" }

// Units lists the units in order.
func (o *Org) Units(ctx context.Context) ([]Unit, error) {
	return db.All[Unit](ctx, o.Door.Reader(), q.SQL("units"))
}

// Posts lists the posts in order.
func (o *Org) Posts(ctx context.Context) ([]Post, error) {
	return db.All[Post](ctx, o.Door.Reader(), q.SQL("posts"))
}

// People lists everybody, those who left included.
func (o *Org) People(ctx context.Context) ([]Person, error) {
	return db.All[Person](ctx, o.Door.Reader(), q.SQL("people"))
}

// Offices lists all holdings of posts.
func (o *Org) Offices(ctx context.Context) ([]Office, error) {
	return db.All[Office](ctx, o.Door.Reader(), q.SQL("offices"))
}

// Accounts lists the accounts, for the administrators' pages.
func (o *Org) Accounts(ctx context.Context) ([]Account, error) {
	return db.All[Account](ctx, o.Door.Reader(), q.SQL("accounts"))
}

// Account by its number.
func (o *Org) Account(ctx context.Context, id int64) (Account, error) {
	return db.One[Account](ctx, o.Door.Reader(), q.SQL("account"), id)
}

// AccountByLogin finds an account by its sign-in name.
func (o *Org) AccountByLogin(ctx context.Context, login string) (Account, error) {
	return db.One[Account](ctx, o.Door.Reader(), q.SQL("account_by_login"), strings.ToLower(strings.TrimSpace(login)))
}

// ActorOf makes the actor of an account as things stand now: a change of role,
// office or state is felt at the next request. A disabled account is a stranger,
// and so is that of a person who has left.
func (o *Org) ActorOf(ctx context.Context, accountID int64) (act.Actor, error) {
	in, err := o.present(ctx, accountID)
	return in.who, err
}

// presence is an account as a request finds it: the actor, and for whom the person
// stands in just now.
type presence struct {
	account Account
	who     act.Actor
	stands  []Standing
}

// selfRow is an account with its person and the name of the unit, once for every
// post the person ever held (once without post or person).
type selfRow struct {
	Account
	PersonName string     `db:"person_name"`
	Unit       string     `db:"unit"`
	LeftOn     civil.Date `db:"left_on"`
	Known      int64      `db:"known"`
	UnitName   string     `db:"unit_name"`
	Title      string     `db:"title"`
	From       civil.Date `db:"held_since"`
	To         civil.Date `db:"held_until"`
}

// present makes the actor of an account; the zero presence if there is none, if it
// is disabled or if its person has left. Two queries, a third where the person
// stands in for somebody.
func (o *Org) present(ctx context.Context, accountID int64) (presence, error) {
	rows, err := db.All[selfRow](ctx, o.Door.Reader(), q.SQL("self"), accountID)
	if err != nil || len(rows) == 0 || !rows[0].Active() {
		return presence{}, err
	}
	a, today := rows[0].Account, o.Door.Today()
	roles := a.Roles()
	who := act.Actor{ID: a.ID, Login: a.Login, Name: a.Name, Capacity: a.RoleLabels(), Rights: append(o.Grants.rightsOf(roles), Anyone)}
	if a.PersonID != 0 {
		p := Person{ID: rows[0].Known, Name: rows[0].PersonName, Unit: rows[0].Unit, LeftOn: rows[0].LeftOn}
		if p.ID == 0 || p.Gone(today) {
			return presence{}, nil
		}
		who.Name, who.Unit, who.UnitName = p.Name, p.Unit, rows[0].UnitName
		var titles []string
		for _, r := range rows {
			if r.Title != "" && within(r.From, r.To, today) {
				titles = append(titles, r.Title)
			}
		}
		if len(titles) > 0 {
			who.Capacity = strings.Join(titles, "、")
		}
	}
	who.Reach = reachOf(roles, who.Unit)
	return o.lend(ctx, who, a)
}
