package report

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// View is a matter as somebody sees it who may.
type View struct {
	Matter
	Case   flow.View // zero while it was only handled
	Duties []Duty
	Papers []Paper
	Mine   bool // the viewer sent it
	Acted  bool // the viewer gave a word in its chain
	Ledger int64

	class string // Collective.Topic in the words of the book
}

// Matter gives a matter to its sender, its chain, the units concerned and those
// whom a duty was told; for anybody else it does not exist.
func (r *Room) Matter(ctx context.Context, who act.Actor, id int64) (View, error) {
	rd := r.Door.Reader()
	m, ok, err := db.Maybe[Matter](ctx, rd, matterSelect+" WHERE m.id = $1", id)
	if err != nil {
		return View{}, err
	}
	hidden := act.OutOfReach(act.Subject("report_matter", id))
	if !ok || who.Login == "" {
		return View{}, hidden
	}
	mine := m.Login == who.Login
	var seen flow.View
	part := false
	if m.CaseID != 0 {
		if seen, err = r.Flow.ViewOf(ctx, who, m.Subject()); err == nil {
			part = true
		}
	}
	if !mine && !part {
		n, err := db.One[int](ctx, rd, q.SQL("reads_matter"), m.ID, who.Login, who.Unit)
		if err != nil {
			return View{}, err
		}
		if n == 0 {
			return View{}, hidden
		}
	}
	v, err := r.whole(ctx, rd, m)
	if err != nil {
		return View{}, err
	}
	if part {
		v.Case, v.Ledger = seen, max(seen.Ledger, v.Ledger)
	}
	v.Mine = mine
	v.Acted = slices.ContainsFunc(v.Case.History, func(e flow.Event) bool { return e.Login == who.Login && !mine })
	return v, nil
}

// whole reads a matter with everything that belongs to it; it limits nothing.
func (r *Room) whole(ctx context.Context, rd db.Reader, m Matter) (View, error) {
	v := View{Matter: m}
	var err error
	subject := m.Subject()
	if m.CaseID != 0 {
		if v.Case, err = r.Flow.Whole(ctx, rd, subject); err != nil {
			return v, err
		}
		subject = act.Subject("flow_case", m.CaseID)
	}
	if v.Collective, err = collectiveOf(ctx, rd, m.ID); err != nil {
		return v, err
	}
	v.class = v.Collective.label(r.Rules.Base)
	if v.Duties, err = dutiesOf(ctx, rd, m.ID); err != nil {
		return v, err
	}
	if v.Papers, err = papersOf(ctx, rd, m.ID); err != nil {
		return v, err
	}
	entries, err := act.Entries(ctx, rd, act.EntryFilter{Subject: subject, Outcome: "done"}, 1)
	if err == nil && len(entries) > 0 {
		v.Ledger = entries[0].Seq
	}
	return v, err
}

// visible limits a list of matters (m) to what somebody sees whole.
func visible(f *db.Filter, who act.Actor) *db.Filter {
	return f.And(`(m.login = ?
  OR EXISTS (SELECT 1 FROM report_reader x WHERE x.matter_id = m.id AND (x.login = ? OR (x.unit <> '' AND x.unit = ?)))
  OR EXISTS (SELECT 1 FROM flow_case c WHERE c.id = m.case_id AND (
    EXISTS (SELECT 1 FROM flow_holder h WHERE h.case_id = c.id AND h.login = ?)
    OR EXISTS (SELECT 1 FROM flow_event e WHERE e.case_id = c.id AND e.login = ?)
    OR EXISTS (SELECT 1 FROM flow_reader r WHERE r.case_id = c.id AND r.login = ?))))`, who.Login, who.Login, who.Unit, who.Login, who.Login, who.Login)
}

// Conditions narrow the register; zero fields do not.
type Conditions struct {
	Kind, State, Unit, Topic, Urgency, Words string
	Year                                     int
	Skipped, Emergency, Mine                 bool
}

// mostListed bounds a list.
const mostListed = 500

// Line is one line of the register.
type Line struct {
	Matter
	Whole bool // the viewer sees all of it; otherwise title and state only
	Open  int  // duties still owed
	Late  int
}

// Register lists matters, the latest first: what the actor sees whole and, for
// whoever keeps the register, the number, title and state of the rest. The title of
// what is confidential is left out there.
func (r *Room) Register(ctx context.Context, who act.Actor, c Conditions) ([]Line, error) {
	rd := r.Door.Reader()
	keeper := r.keepsRegister(who)
	own, err := r.ids(ctx, rd, who, c)
	if err != nil {
		return nil, err
	}
	f := c.filter(who)
	if !keeper || c.tells() {
		visible(f, who)
	}
	list, err := db.All[Matter](ctx, rd, matterSelect+f.Where()+fmt.Sprintf(" ORDER BY m.id DESC LIMIT %d", mostListed), f.Args()...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out := make([]Line, len(list))
	at := map[int64]int{}
	var all []int64
	for i, m := range list {
		out[i] = Line{Matter: m, Whole: slices.Contains(own, m.ID)}
		if !out[i].Whole {
			out[i].hide()
		}
		at[m.ID] = i
		all = append(all, m.ID)
	}
	df := db.In(db.NewFilter(), "d.matter_id", all).And("d.done_on = ''")
	duties, err := db.All[Duty](ctx, rd, dutySelect+df.Where(), df.Args()...)
	for _, d := range duties {
		i := at[d.MatterID]
		out[i].Open++
		if d.State(r.Door.Today()).Overdue {
			out[i].Late++
		}
	}
	return out, err
}

// hiddenTitle stands for the title of what is confidential.
const hiddenTitle = "（限定知悉范围）"

// hide leaves number, title and state; of what is confidential no title.
func (l *Line) hide() {
	m := l.Matter
	l.Matter = Matter{ID: m.ID, Number: m.Number, Kind: m.Kind, Unit: m.Unit, UnitName: m.UnitName, Title: m.Title, State: m.State, MadeAt: m.MadeAt, SubmittedAt: m.SubmittedAt}
	if only, _ := VisibleToReaderOnly(m.Skip); only {
		l.Title = hiddenTitle
	}
}

// ids are the numbers of what the actor sees whole.
func (r *Room) ids(ctx context.Context, rd db.Reader, who act.Actor, c Conditions) ([]int64, error) {
	f := visible(c.filter(who), who)
	return db.All[int64](ctx, rd, "SELECT m.id FROM report_matter m"+f.Where()+fmt.Sprintf(" ORDER BY m.id DESC LIMIT %d", mostListed), f.Args()...)
}

// tells reports whether the conditions ask for more than number, title and state: of
// what somebody does not see whole they would give it away.
func (c Conditions) tells() bool {
	return c.Topic != "" || c.Urgency != "" || c.Skipped || c.Emergency
}

func (c Conditions) filter(who act.Actor) *db.Filter {
	f := db.NewFilter()
	for _, x := range []struct{ column, value string }{{"m.kind", c.Kind}, {"m.state", c.State}, {"m.unit", c.Unit}, {"m.topic", c.Topic}, {"m.urgency", c.Urgency}} {
		if x.value != "" {
			f.And(x.column+" = ?", x.value)
		}
	}
	if c.Year != 0 {
		first, _ := civil.Of(c.Year, 1, 1)
		next, _ := civil.Of(c.Year+1, 1, 1)
		f.And("m.made_at >= ? AND m.made_at < ?", first.Time().UnixMicro(), next.Time().UnixMicro())
	}
	if c.Words != "" {
		// What is confidential is not found by its title by whoever may not read it.
		f.And("m.title LIKE ? AND (m.skip <> ? OR m.login = ?)", "%"+c.Words+"%", Confidential, who.Login)
	}
	if c.Skipped {
		f.And("m.skip <> ''")
	}
	if c.Emergency {
		f.And("m.acted_early <> ''")
	}
	if c.Mine {
		f.And("m.login = ?", who.Login)
	}
	return f
}

// Owed is a duty with the matter it belongs to.
type Owed struct {
	Duty
	Number string
	Title  string
	Whole  bool // the viewer sees the matter
}

// Duties lists duties by their last day, those without one last: the actor's own;
// those of matters the actor sees; for whoever keeps the register, all. state is
// "open", "late", "done" or empty for all; mine leaves only the actor's own.
func (r *Room) Duties(ctx context.Context, who act.Actor, state string, mine bool) ([]Owed, error) {
	rd := r.Door.Reader()
	lines, err := r.Register(ctx, who, Conditions{})
	if err != nil {
		return nil, err
	}
	assigned, err := r.Assignments(ctx, who)
	if err != nil {
		return nil, err
	}
	var matters, tasks []int64
	by := map[int64]Line{}
	for _, l := range lines {
		matters, by[l.ID] = append(matters, l.ID), l
	}
	given := map[int64]Assigned{}
	for _, a := range assigned {
		tasks, given[a.ID] = append(tasks, a.ID), a
	}
	var out []Owed
	for _, f := range []*db.Filter{db.In(db.NewFilter(), "d.matter_id", matters), db.In(db.NewFilter(), "d.assignment_id", tasks)} {
		switch state {
		case "open", "late":
			f.And("d.done_on = ''")
		case "done":
			f.And("d.done_on <> ''")
		}
		if mine {
			f.And("d.login = ?", who.Login)
		}
		list, err := db.All[Duty](ctx, rd, dutySelect+f.Where()+" ORDER BY CASE WHEN d.due = '' THEN 1 ELSE 0 END, d.due, d.id LIMIT 500", f.Args()...)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			if state == "late" && !d.State(r.Door.Today()).Overdue {
				continue
			}
			o := Owed{Duty: d}
			if d.MatterID != 0 {
				l := by[d.MatterID]
				o.Number, o.Title, o.Whole = l.Number, l.Title, l.Whole
				if !l.Whole {
					o.Text, o.Result = d.Label(), ""
					if l.Title == hiddenTitle {
						o.Name = l.UnitName
					}
				}
			} else {
				a := given[d.AssignmentID]
				o.Number, o.Title, o.Whole = a.Number, a.What, true
			}
			out = append(out, o)
		}
	}
	slices.SortStableFunc(out, func(a, b Owed) int {
		switch {
		case a.Due == b.Due:
			return 0
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero() || a.Due.Before(b.Due):
			return -1
		}
		return 1
	})
	return out, nil
}
