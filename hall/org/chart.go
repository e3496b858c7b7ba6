package org

import (
	"context"
	"fmt"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Places says which units and posts certain words of the rule book mean in this
// bureau; a word that nobody is named for leaves the matter to a person.
type Places struct {
	Office, PoliticalSection string // codes of units
	PartySecretary           string // code of a post
}

// away asks who is not at the post at an instant: person to the instant of return.
func (o *Org) away(ctx context.Context, r db.Reader, at int64) (map[int64]int64, error) {
	if o.Away == nil {
		return nil, nil
	}
	return o.Away(ctx, r, at)
}

type login struct {
	ID       int64  `db:"id"`
	PersonID int64  `db:"person_id"`
	Login    string `db:"login"`
	State    string `db:"state"`
}

// Chart is who holds what and who is away at one instant, read once: its answers
// are functions of it alone.
type Chart struct {
	At int64 // microseconds UTC

	day         civil.Date
	places      Places
	people      map[int64]Person
	units       map[string]Unit
	unitList    []Unit
	posts       []Post
	offices     []Office // in the order of posts
	logins      map[int64][]login
	backups     []Backup
	supervisors []Supervisor
	delegations []Delegation
	standins    []StandIn
	away        map[int64]int64
	// dutyLeader says who leads at the chart's instant; asked only where a question needs it.
	dutyLeader func() (int64, error)
}

// Chart reads who is who at an instant (microseconds UTC). The state of accounts
// is that of now. It takes ten queries, however many questions are then asked.
func (o *Org) Chart(ctx context.Context, r db.Reader, at int64) (*Chart, error) {
	c := &Chart{At: at, day: civil.DateOf(clock.FromMicros(at)), places: o.Places, people: map[int64]Person{}, units: map[string]Unit{}, logins: map[int64][]login{}}
	people, err := db.All[Person](ctx, r, q.SQL("people"))
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		c.people[p.ID] = p
	}
	if c.unitList, err = db.All[Unit](ctx, r, q.SQL("units")); err != nil {
		return nil, err
	}
	for _, u := range c.unitList {
		c.units[u.Code] = u
	}
	if c.posts, err = db.All[Post](ctx, r, q.SQL("posts")); err != nil {
		return nil, err
	}
	if c.offices, err = db.All[Office](ctx, r, qp.SQL("offices_by_post")); err != nil {
		return nil, err
	}
	logins, err := db.All[login](ctx, r, qp.SQL("logins"))
	if err != nil {
		return nil, err
	}
	for _, l := range logins {
		c.logins[l.PersonID] = append(c.logins[l.PersonID], l)
	}
	if c.backups, err = db.All[Backup](ctx, r, qp.SQL("backups")); err != nil {
		return nil, err
	}
	if c.supervisors, err = db.All[Supervisor](ctx, r, qp.SQL("supervisors")); err != nil {
		return nil, err
	}
	if c.delegations, err = db.All[Delegation](ctx, r, qp.SQL("delegations_standing"), c.day, c.day.AddDays(1)); err != nil {
		return nil, err
	}
	if c.standins, err = db.All[StandIn](ctx, r, qp.SQL("standins_between"), at, at+1); err != nil {
		return nil, err
	}
	if o.DutyLeader != nil {
		c.dutyLeader = func() (int64, error) { return o.DutyLeader(ctx, r, at) }
	}
	c.away, err = o.away(ctx, r, at)
	return c, err
}

// Person of the chart; the zero Person if unknown.
func (c *Chart) Person(id int64) Person { return c.people[id] }

// IsAway reports whether a person is away at the chart's instant, and until when
// (microseconds UTC).
func (c *Chart) IsAway(person int64) (until int64, away bool) {
	until, away = c.away[person]
	return until, away
}

// Rank is the highest rank a person holds, "" for none.
func (c *Chart) Rank(person int64) string { return RankOn(c.officesOf(person), c.day) }

func (c *Chart) officesOf(person int64) []Office {
	var out []Office
	for _, o := range c.offices {
		if o.PersonID == person && o.Holds(c.day) {
			out = append(out, o)
		}
	}
	return out
}

// holds finds an office that a person holds today, by post.
func (c *Chart) holds(person int64, post string) (Office, bool) {
	for _, o := range c.officesOf(person) {
		if o.Post == post {
			return o, true
		}
	}
	return Office{}, false
}

func (c *Chart) backupOf(person int64, post string) (Backup, bool) {
	for _, b := range c.backups {
		if b.PersonID == person && b.Post == post && b.Holds(c.day) {
			return b, true
		}
	}
	return Backup{}, false
}

func (c *Chart) delegationOf(person int64) (Delegation, bool) {
	for _, d := range c.delegations {
		if d.PersonID == person && d.Stands(c.day) {
			return d, true
		}
	}
	return Delegation{}, false
}

func (c *Chart) standInFor(backup int64) (StandIn, bool) {
	for _, s := range c.standins {
		if s.Backup == backup && s.Stands(c.At) {
			return s, true
		}
	}
	return StandIn{}, false
}

func (c *Chart) supervisorOf(unit string) (Supervisor, bool) {
	for _, s := range c.supervisors {
		if s.Unit == unit && s.Holds(c.day) {
			return s, true
		}
	}
	return Supervisor{}, false
}

// Standing is somebody for whom a person stands in just now.
type Standing struct {
	For        Person
	Office     Office
	Capacity   string // as the ledger shows it
	Backup     int64  // number in the A/B table; 0 with a delegation
	Delegation int64  // number of the delegation; 0 with a B post
	StandIn    int64  // the record, with a B post
	Until      int64  // when the one stood in for is back, microseconds UTC
}

func backupCapacity(o Office, b Backup) string {
	return fmt.Sprintf("%s（B岗，AB岗表第%d号）", o.Title, b.ID)
}

func deputyCapacity(o Office, d Delegation) string {
	return fmt.Sprintf("%s（代行，指定第%d号）", o.Title, d.ID)
}

// Standing lists for whom a person stands in at the chart's instant: B posts with a
// record, and leaders whose named deputy the person is, each only while A is away
// and still holds the post.
func (c *Chart) Standing(person int64) []Standing {
	var out []Standing
	for _, s := range c.standins {
		if s.BackupID != person || !s.Stands(c.At) {
			continue
		}
		for _, b := range c.backups {
			o, held := c.holds(b.PersonID, b.Post)
			if until, gone := c.away[b.PersonID]; b.ID == s.Backup && b.Holds(c.day) && held && gone {
				out = append(out, Standing{For: c.people[b.PersonID], Office: o, Capacity: backupCapacity(o, b), Backup: b.ID, StandIn: s.ID, Until: until})
			}
		}
	}
	for _, d := range c.delegations {
		until, gone := c.away[d.PersonID]
		if d.DeputyID != person || !d.Stands(c.day) || !gone {
			continue
		}
		for _, o := range c.officesOf(d.PersonID) {
			if leads(o.Rank) {
				out = append(out, Standing{For: c.people[d.PersonID], Office: o, Capacity: deputyCapacity(o, d), Delegation: d.ID, Until: until})
			}
		}
	}
	return out
}

// Gap is something the A/B table or the division of work lacks.
type Gap struct {
	Kind   string // vacant, no_backup, backup_gone, no_supervisor, supervisor_gone
	Post   string // code, for posts
	Unit   string // code
	Person int64  // A, for missing Bs
	Say    string // Chinese, with the remedy
}

// Gaps lists the posts without B and the units without a leader in charge: the
// honest list (clauses ab.units, common.supervisor.map). Leaders need no fixed B.
func (c *Chart) Gaps() []Gap {
	var out []Gap
	for _, u := range c.unitList {
		if !u.Active {
			continue
		}
		s, ok := c.supervisorOf(u.Code)
		p := c.people[s.PersonID]
		switch {
		case !ok:
			out = append(out, Gap{Kind: "no_supervisor", Unit: u.Code, Say: u.Name + "没有分管领导。未定之前，须分管领导办理的事项由人定夺。"})
		case p.Gone(c.day) || !leads(c.Rank(p.ID)):
			out = append(out, Gap{Kind: "supervisor_gone", Unit: u.Code, Say: u.Name + "登记的分管领导" + p.Name + "已不任局领导，请另定。"})
		}
	}
	held := map[string]bool{}
	for _, o := range c.offices {
		if !o.Holds(c.day) {
			continue
		}
		held[o.Post] = true
		if leads(o.Rank) {
			continue
		}
		a := c.people[o.PersonID]
		b, ok := c.backupOf(o.PersonID, o.Post)
		bp := c.people[b.BackupID]
		switch {
		case !ok:
			out = append(out, Gap{Kind: "no_backup", Post: o.Post, Unit: o.Unit, Person: a.ID, Say: o.named(a.Name) + "没有B岗。"})
		case bp.Gone(c.day):
			out = append(out, Gap{Kind: "backup_gone", Post: o.Post, Unit: o.Unit, Person: a.ID, Say: o.named(a.Name) + "的B岗" + bp.Name + "已离岗，请另定。"})
		}
	}
	var vacant []string
	for _, p := range c.posts {
		if !held[p.Code] {
			vacant = append(vacant, p.Title)
		}
	}
	if len(vacant) > 0 {
		out = append(out, Gap{Kind: "vacant", Say: "无人任职的岗位：" + strings.Join(vacant, "、") + "。"})
	}
	return out
}

// named is the title of an office with its holder's name, unless that says the same.
func (o Office) named(name string) string {
	if name == o.Title {
		return o.Title
	}
	return o.Title + "（" + name + "）"
}
