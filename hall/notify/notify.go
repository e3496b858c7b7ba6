// Package notify keeps the to-do list: what somebody has to do, put there and
// settled by the deeds that make it so, and reminds of it by mail where a mail
// server has been configured.
//
// Words: to-do 待办, reminder 提醒.
package notify

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
	"lantai.internal/kit/web"
)

//go:embed schema/*.sql
var files embed.FS

// Schema is the tables of this package.
var Schema = db.Schema{Name: "notify", Base: 2600, Files: files}

//go:embed queries.sql
var queriesSQL string
var q = db.MustParse(queriesSQL)

// Notify answers what is to be done.
type Notify struct {
	Door *act.Door
	Org  *org.Org
	// Mailer sends reminders; nil, the default, sends none and opens no connection.
	Mailer Mailer
	// Site is the address of the installation that reminders name, e.g.
	// "https://oa.example"; empty for none.
	Site string
}

// Todo is one thing to be done, by one person (Login) or by anyone who holds a
// role (Role), within a unit if Unit is set. Everybody it is for reads its text:
// it must not tell what they may not see.
type Todo struct {
	Key   string     `db:"key"` // unique, e.g. "archive.loan:17"
	Login string     `db:"login"`
	Role  org.Role   `db:"role"`
	Unit  string     `db:"unit"`
	Text  string     `db:"text"` // verb and object: 催还《…》
	URL   string     `db:"url"`  // where it is done
	Due   civil.Date `db:"due"`  // zero for none
	// From is the first day on which it is on the list; zero for at once.
	From civil.Date `db:"from_on"`
	Made int64      `db:"made"` // since when, microseconds; set by Put
}

// Late reports whether the to-do is overdue on a day.
func (t Todo) Late(today civil.Date) bool { return !t.Due.IsZero() && t.Due.Before(today) }

// Put puts a to-do on the list, within a deed. A to-do with the same key is
// replaced, and opened again if it was settled.
func Put(tx *act.Tx, t Todo) error {
	if t.Key == "" || t.Text == "" || (t.Login == "") == (t.Role == "") || t.Unit != "" && t.Role == "" || web.Local(t.URL) != t.URL {
		return fmt.Errorf("notify: to-do %q needs a key, a text, a local address and either a person or a role", t.Key)
	}
	_, err := db.Exec(tx.Ctx, tx, q.SQL("put"), t.Key, strings.ToLower(t.Login), string(t.Role), t.Unit, db.Clean(t.Text), t.URL, t.Due, t.From, tx.Now)
	return err
}

// Done settles the to-do with this key, within the deed that did it. None, or a
// settled one, is no error.
func Done(tx *act.Tx, key string) error {
	_, err := db.Exec(tx.Ctx, tx, q.SQL("settle"), key, tx.Now, tx.Actor.Login)
	return err
}

// Audience is somebody as the list knows people.
type Audience struct {
	Login, Unit string
	Roles       []org.Role
}

// For is the audience of who sends a request.
func For(r *web.Request) Audience {
	who := org.Actor(r)
	return Audience{Login: who.Login, Unit: who.Unit, Roles: org.RolesOf(r)}
}

// where limits a query to what is open on a day and for a.
func (a Audience) where(today civil.Date, args ...any) *db.Filter {
	f := db.NewFilter(args...).And("done_at = 0").And("from_on <= ?", today)
	if a.Login == "" {
		return f.And("1 = 0")
	}
	cond := "login = ?"
	list := []any{a.Login}
	if len(a.Roles) > 0 {
		cond += " OR (login = '' AND role IN (" + strings.TrimSuffix(strings.Repeat("?, ", len(a.Roles)), ", ") + ") AND (unit = '' OR unit = ?))"
		for _, r := range a.Roles {
			list = append(list, string(r))
		}
		list = append(list, a.Unit)
	}
	return f.And(cond, list...)
}

// MostListed bounds a list.
const MostListed = 500

// List gives what a has to do: by due date, what has none last, then by age; at
// most MostListed.
func (n *Notify) List(ctx context.Context, a Audience) ([]Todo, error) {
	return n.list(ctx, a.where(n.Door.Today()))
}

// ListBesides is List without the to-dos whose key begins with prefix.
func (n *Notify) ListBesides(ctx context.Context, a Audience, prefix string) ([]Todo, error) {
	f := a.where(n.Door.Today()).And("substr(key, 1, ?) <> ?", len(prefix), prefix)
	return n.list(ctx, f)
}

func (n *Notify) list(ctx context.Context, f *db.Filter) ([]Todo, error) {
	where := f.Where()
	return db.All[Todo](ctx, n.Door.Reader(), q.SQL("open")+where+" ORDER BY CASE WHEN due = '' THEN 1 ELSE 0 END, due, made, key LIMIT "+f.Arg(MostListed), f.Args()...)
}

// Counts says how much is to be done, and how much of it is late.
type Counts struct {
	Open int `db:"open"`
	Late int `db:"late"`
}

// Count gives the counts for the side of a page.
func (n *Notify) Count(ctx context.Context, a Audience) (Counts, error) {
	today := n.Door.Today()
	f := a.where(today, today)
	return db.One[Counts](ctx, n.Door.Reader(), q.SQL("counts")+f.Where(), f.Args()...)
}
