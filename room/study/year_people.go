package study

import (
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

// teller holds everything of a year in memory, read once.
type teller struct {
	r                        *Room
	book                     *rulebook.Book
	cal                      *calendar.Calendar
	first, last, asOf, today civil.Date
	people                   []org.Person
	offices                  []org.Office
	units                    []org.Unit
	members                  []Member
	sessions                 []Session
	attended                 []attended
	notes                    []count
	research                 []Research
	articles                 []Article
	away                     map[int64]map[civil.Half]string
}

func (t *teller) load(ctx context.Context, rd db.Reader, year int) error {
	var err error
	step := func(do func() error) {
		if err == nil {
			err = do()
		}
	}
	step(func() (e error) { t.cal, e = t.r.Calendar.Current(ctx); return })
	step(func() (e error) { t.people, e = t.r.Org.People(ctx); return })
	step(func() (e error) { t.offices, e = t.r.Org.Offices(ctx); return })
	step(func() (e error) { t.units, e = t.r.Org.Units(ctx); return })
	step(func() (e error) { t.members, e = members(ctx, rd); return })
	step(func() (e error) { t.sessions, e = db.All[Session](ctx, rd, q.SQL("sessions_of"), year); return })
	step(func() (e error) { t.attended, e = db.All[attended](ctx, rd, q.SQL("attended"), year, t.asOf); return })
	step(func() (e error) { t.notes, e = db.All[count](ctx, rd, q.SQL("note_counts"), year, t.asOf); return })
	step(func() (e error) {
		t.research, e = researchBetween(ctx, rd, t.first.AddDays(-6), t.last.AddDays(6))
		return
	})
	step(func() (e error) { t.articles, e = db.All[Article](ctx, rd, q.SQL("articles_of"), year); return })
	step(func() error {
		list, e := calendar.Between(ctx, rd, civil.Morning(t.first), civil.Morning(t.last.AddDays(7)))
		t.away = map[int64]map[civil.Half]string{}
		for _, a := range list {
			m := t.away[a.PersonID]
			if m == nil {
				m = map[civil.Half]string{}
				t.away[a.PersonID] = m
			}
			for h := a.Since; h < a.Until; h++ {
				if a.Covers(h.Start().UnixMicro()) {
					m[h] = a.Label()
				}
			}
		}
		return e
	})
	return err
}

// officesOf are the offices of a person.
func (t *teller) officesOf(person int64) []org.Office {
	var out []org.Office
	for _, o := range t.offices {
		if o.PersonID == person {
			out = append(out, o)
		}
	}
	return out
}

// counted reports whether a session is one of the year's, closed by the day.
func (t *teller) counted(s Session) bool {
	return s.Kind == Meeting && s.State == Closed && !s.On.After(t.asOf)
}

// credited are the groups for which a session counts: all that hold it, or the host
// alone where the parameter joint says so.
func (t *teller) credited(groups []string) []string {
	if p, ok := t.book.Param("study.groups", "joint"); ok && p.Value == "host" && len(groups) > 1 {
		return groups[:1]
	}
	return groups
}

// sessionsOf counts the sessions of a person in each group: those attended, and those
// missed that were made up for.
func (t *teller) sessionsOf(person int64) map[string]int {
	out := map[string]int{}
	for _, s := range t.sessions {
		if !t.counted(s) || s.MadeUp != 0 {
			continue
		}
		there := slices.ContainsFunc(t.attended, func(a attended) bool {
			return a.PersonID == person && a.State == Present && (a.SessionID == s.ID || a.MadeUp == s.ID)
		})
		if !there {
			continue
		}
		for _, g := range t.credited(s.Groups()) {
			if slices.Contains(groupsOf(t.members, person, s.On), g) {
				out[g]++
			}
		}
	}
	return out
}

func (t *teller) person(p org.Person) (Standing, bool, error) {
	offices := t.officesOf(p.ID)
	s := Standing{Person: p.ID, Name: p.Name, Unit: p.Unit, Left: p.Gone(t.asOf)}
	if p.Since.After(t.asOf) || p.Gone(t.first) || len(offices) == 0 {
		return s, false, nil
	}
	on := t.asOf
	if s.Left {
		on = p.LeftOn.AddDays(-1)
		s.Remarks = append(s.Remarks, p.LeftOn.Chinese()+"离开本局，指标不折算")
	}
	if p.Since.After(t.first) {
		s.Remarks = append(s.Remarks, p.Since.Chinese()+"到本局，指标不折算")
	}
	if s.Role = org.RankOn(offices, on); s.Role == "" {
		s.Role = org.RankStaff
	}
	began := t.first
	if p.Since.After(began) {
		began = p.Since
	}
	if was := org.RankOn(offices, began); was != "" && was != s.Role {
		rule := "年末职级"
		if x, ok := t.book.Param("study.notes.rank_change", "rule"); ok {
			rule = x.Value
		}
		s.Remarks = append(s.Remarks, "年内职级有变动，按"+rule+"计（原文没有规定，参数待确认）")
	}
	for _, u := range t.units {
		if u.Code == p.Unit {
			s.UnitName = u.Name
		}
	}
	c := measure.Counts{Notes: new(int)}
	for _, n := range t.notes {
		if n.PersonID == p.ID {
			*c.Notes = n.N
		}
	}
	done := t.sessionsOf(p.ID)
	for _, g := range measure.Groups {
		in := slices.ContainsFunc(t.members, func(m Member) bool {
			return m.PersonID == p.ID && m.Group == g && !m.Since.After(t.asOf) && (m.Until.IsZero() || m.Until.After(t.first))
		})
		if !in {
			continue
		}
		s.Groups = append(s.Groups, g)
		n := done[g]
		switch g {
		case measure.Core:
			c.Core = &n
		case measure.Staff:
			c.Staff = &n
		default:
			c.Party = &n
		}
	}
	if measure.Leader(s.Role) {
		if err := t.leader(p, &s, &c); err != nil {
			return s, false, err
		}
	}
	items, _, err := measure.Progress(t.book, s.Role, c)
	if err != nil {
		return s, false, err
	}
	for _, i := range items {
		if i.Name == measure.DaysThisWeek {
			s.Week = &i
			continue
		}
		s.Lines = append(s.Lines, t.line(i))
	}
	return s, true, nil
}

func (t *teller) line(i measure.Item) Line {
	on := t.asOf
	return Line{i, measure.Look(t.first.Year, on, i.Target, i.Done)}
}

// leader adds what is asked of leaders: an article, and days with the grass roots.
func (t *teller) leader(p org.Person, s *Standing, c *measure.Counts) error {
	n := 0
	for _, a := range t.articles {
		if a.PersonID == p.ID && measure.Leader(a.Role) && !a.On.After(t.asOf) {
			n++
		}
	}
	c.Articles = &n
	var spans []civil.Span
	for _, x := range t.research {
		if x.PersonID == p.ID && (x.Kind == ByLeader || x.Kind == ByBureau) {
			spans = append(spans, x.Span())
		}
	}
	from, to := t.first, t.asOf
	if p.Since.After(from) {
		from = p.Since
	}
	if p.Gone(to) {
		to = p.LeftOn.AddDays(-7)
	}
	away := t.away[p.ID]
	weeks, err := measure.Weeks(t.book, from, to, t.today, func(d civil.Date) bool { return t.cal.Kind(d).Workday }, func(h civil.Half) string { return away[h] }, spans)
	if err != nil {
		return err
	}
	s.Weeks = weeks
	if k := len(weeks); k > 0 && weeks[k-1].Running {
		half := weeks[k-1].HalfDays
		c.HalfDays = &half
	}
	return nil
}
