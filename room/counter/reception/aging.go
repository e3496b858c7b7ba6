package reception

import (
	"cmp"
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Task is one thing that waits for somebody.
type Task struct {
	Login string     `db:"login"`
	Kind  string     `db:"kind"`
	What  string     `db:"what"` // a number or a kind; no contents
	For   string     `db:"stands_for"`
	Since int64      `db:"since"` // microseconds UTC
	Due   civil.Date `db:"due"`
}

// Held is what waits for one person.
type Held struct {
	Person         int64
	Name, UnitName string
	Unit           string
	Tasks          []AgedTask
	Oldest         int // working days
	Late           int
	ForOthers      int // of Tasks, in the place of somebody
}

// AgedTask is a task with its age.
type AgedTask struct {
	Task
	Age  int // working days after the day it came
	Late bool
}

// Age orders the tasks of every holder by their age in working days, the oldest first
// (clause ab.b.no_delay). It is a function of the tasks, the calendar and the day.
func Age(tasks []Task, cal *calendar.Calendar, today civil.Date) (map[string][]AgedTask, error) {
	out := map[string][]AgedTask{}
	for _, t := range tasks {
		days, _, err := cal.Between(civil.DateOf(clock.FromMicros(t.Since)), today)
		if err != nil {
			return nil, err
		}
		out[t.Login] = append(out[t.Login], AgedTask{Task: t, Age: days, Late: !t.Due.IsZero() && today.After(t.Due)})
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b AgedTask) int { return cmp.Compare(b.Age, a.Age) })
	}
	return out, nil
}

// OwnAndStanding parts what waits for somebody who stands in: the own tasks stay, and
// those of the other come beside them (clause ab.b.own).
func OwnAndStanding(list []AgedTask) (own, standing []AgedTask) {
	for _, t := range list {
		if t.For == "" {
			own = append(own, t)
		} else {
			standing = append(standing, t)
		}
	}
	return own, standing
}

// Aging lists what waits for whom and since when: a head sees the own unit, the office
// and leaders see everybody, others themselves.
func (r *Room) Aging(ctx context.Context, who act.Actor) ([]Held, error) {
	rd := r.Door.Reader()
	s, err := r.look(ctx, rd, r.Door.Now())
	if err != nil {
		return nil, err
	}
	tasks, err := r.tasks(ctx, rd)
	if err != nil {
		return nil, err
	}
	by, err := Age(tasks, s.cal, s.today)
	if err != nil {
		return nil, err
	}
	var out []Held
	for _, p := range s.chart.Staff() {
		login := s.chart.Login(p.ID)
		list := by[login]
		if login == "" || len(list) == 0 || login != who.Login && !r.inOffice(who) && !who.May(Lead) && !s.heads(who, p.Unit) {
			continue
		}
		h := Held{Person: p.ID, Name: p.Name, Unit: p.Unit, UnitName: s.unitName(p.Unit), Tasks: list, Oldest: list[0].Age}
		for _, t := range list {
			if t.Late {
				h.Late++
			}
		}
		_, standing := OwnAndStanding(list)
		h.ForOthers = len(standing)
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b Held) int { return cmp.Compare(b.Oldest, a.Oldest) })
	return out, nil
}

// tasks are what waits in this room and, as far as the program knows, elsewhere.
func (r *Room) tasks(ctx context.Context, rd db.Reader) ([]Task, error) {
	if r.Tasks != nil {
		return r.Tasks(ctx, rd)
	}
	list, err := visits.list(ctx, rd, "WHERE x.state IN ('open', 'handed', 'contacted') ORDER BY x.id")
	if err != nil {
		return nil, err
	}
	var out []Task
	for _, v := range list {
		t := Task{Login: v.ToLogin, Kind: "来访事项", What: v.Number, Since: v.HandedAt, Due: v.Due()}
		if v.State == Waiting {
			t.Login, t.Since = v.FirstLogin, v.ReceivedAt
		}
		out = append(out, t)
	}
	more, err := complaints.list(ctx, rd, "WHERE x.state IN ('handling', 'concluded') ORDER BY x.id")
	for _, c := range more {
		out = append(out, Task{Login: c.HandlerLogin, Kind: "投诉举报", What: c.Number, Since: c.ReceivedOn.Time().UnixMicro(), Due: c.Due})
	}
	return out, err
}

// StandIn is somebody who stands in for another now, with both kinds of tasks.
type StandIn struct {
	Name, For, Capacity string
	Own, Standing       []AgedTask
	Until               int64
	Basis               []law.ID
}

// StandIns lists who stands in for whom now and what waits for them in both places
// (clauses ab.b.own, ab.b.no_delay), as far as Aging shows it.
func (r *Room) StandIns(ctx context.Context, who act.Actor) ([]StandIn, error) {
	list, err := r.Aging(ctx, who)
	if err != nil {
		return nil, err
	}
	s, err := r.look(ctx, r.Door.Reader(), r.Door.Now())
	if err != nil {
		return nil, err
	}
	var out []StandIn
	for _, p := range s.chart.Staff() {
		login := s.chart.Login(p.ID)
		if login != who.Login && !r.inOffice(who) && !who.May(Lead) && !s.heads(who, p.Unit) {
			continue
		}
		for _, x := range s.chart.Standing(p.ID) {
			v := StandIn{Name: p.Name, For: x.For.Name, Capacity: x.Capacity, Until: x.Until, Basis: []law.ID{law.AbBOwn, law.AbBNoDelay}}
			if i := slices.IndexFunc(list, func(h Held) bool { return h.Person == p.ID }); i >= 0 {
				v.Own, v.Standing = OwnAndStanding(list[i].Tasks)
			}
			out = append(out, v)
		}
	}
	return out, nil
}
