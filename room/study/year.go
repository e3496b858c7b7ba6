package study

import (
	"context"
	"fmt"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/db"
	"lantai.internal/room/study/measure"
)

// Line is one target of somebody with where it is going.
type Line struct {
	measure.Item
	Forecast measure.Forecast
}

// Standing is how one person stands in a year.
type Standing struct {
	Person   int64
	Name     string
	Unit     string
	UnitName string
	Role     string
	Groups   []string
	Lines    []Line // of the year
	Week     *measure.Item
	Weeks    []measure.Week // leaders only
	Remarks  []string       // partial years, changes of rank
	Left     bool
}

// Short counts the weeks that were not enough.
func (s Standing) Short() int {
	n := 0
	for _, w := range s.Weeks {
		if w.Short {
			n++
		}
	}
	return n
}

// Misses reports whether a target of the year is in danger, or was missed.
func (s Standing) Misses() bool {
	return slices.ContainsFunc(s.Lines, func(l Line) bool { return l.Forecast.WillMiss })
}

// Line gives one target; ok is false if the person has none of that name.
func (s Standing) Line(name string) (Line, bool) {
	i := slices.IndexFunc(s.Lines, func(l Line) bool { return l.Name == name })
	if i < 0 {
		return Line{}, false
	}
	return s.Lines[i], true
}

// UnitStanding is how a unit stands in a year.
type UnitStanding struct {
	Code, Name string
	Article    Line
	Months     []measure.Month
	Head       []string // names
}

// Short counts the months without enough visits.
func (u UnitStanding) Short() int {
	n := 0
	for _, m := range u.Months {
		if m.Short {
			n++
		}
	}
	return n
}

// GroupStanding is how often a body studied.
type GroupStanding struct {
	Group   string
	Held    Line
	Members int
}

// Figures are the year of the bureau up to a day.
type Figures struct {
	Year       int
	AsOf       civil.Date
	People     []Standing
	Units      []UnitStanding
	Groups     []GroupStanding
	Collective Line
	Plan       string // state of the plan
	Briefs     int
	Activities int
	Notes      int // in all
	Articles   int // in all
	Research   int // in all
}

// Of gives one person's standing; ok is false if the person has none.
func (f Figures) Of(person int64) (Standing, bool) {
	i := slices.IndexFunc(f.People, func(s Standing) bool { return s.Person == person })
	if i < 0 {
		return Standing{}, false
	}
	return f.People[i], true
}

// UnitOf gives one unit's standing.
func (f Figures) UnitOf(code string) (UnitStanding, bool) {
	i := slices.IndexFunc(f.Units, func(u UnitStanding) bool { return u.Code == code })
	if i < 0 {
		return UnitStanding{}, false
	}
	return f.Units[i], true
}

// count is a number under a person or group.
type count struct {
	PersonID int64  `db:"person_id"`
	Unit     string `db:"unit"`
	N        int    `db:"n"`
}

type attended struct {
	Attendance
	On     civil.Date `db:"on_date"`
	Bodies string     `db:"bodies"`
	MadeUp int64      `db:"made_up"`
}

// count counts a year up to a day within [1 January, 31 December]; it limits nothing:
// whoever shows it limits the rows.
func (r *Room) count(ctx context.Context, rd db.Reader, year int, today civil.Date) (Figures, error) {
	first, _ := civil.Of(year, 1, 1)
	last, _ := civil.Of(year, 12, 31)
	asOf := today
	if asOf.After(last) {
		asOf = last
	}
	f := Figures{Year: year, AsOf: asOf}
	book, err := r.Rules.At(ctx, asOf)
	if err != nil {
		return f, err
	}
	t := &teller{r: r, book: book, first: first, last: last, asOf: asOf, today: today}
	if err := t.load(ctx, rd, year); err != nil {
		return f, err
	}
	for _, p := range t.people {
		s, ok, err := t.person(p)
		if err != nil {
			return f, err
		}
		if ok {
			f.People = append(f.People, s)
		}
	}
	if err := t.bureau(&f); err != nil {
		return f, err
	}
	plan, ok, err := db.Maybe[Plan](ctx, rd, q.SQL("plan"), year)
	if err != nil {
		return f, err
	}
	if f.Plan = "未制订"; ok {
		f.Plan = planLabels[plan.State]
	}
	f.Briefs, err = db.One[int](ctx, rd, q.SQL("briefs_issued"), year)
	return f, err
}

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

// bureau adds units, bodies and the research of the bureau.
func (t *teller) bureau(f *Figures) error {
	for _, u := range t.units {
		if _, known := t.book.Unit(u.Code); !u.Active || !known {
			continue
		}
		n := 0
		for _, a := range t.articles {
			if a.Unit == u.Code && !measure.Leader(a.Role) && !a.On.After(t.asOf) {
				n++
			}
		}
		x := UnitStanding{Code: u.Code, Name: u.Name}
		items, _, err := measure.Progress(t.book, org.RankSectionHead, measure.Counts{Articles: &n})
		if err != nil {
			return err
		}
		x.Article = t.line(items[0])
		x.Months, err = measure.Months(t.book, t.first.Year, t.asOfMonth(), func(month int) int {
			visits := 0
			for _, v := range t.research {
				if v.Kind == ByUnit && v.Unit == u.Code && v.From.Year == t.first.Year && int(v.From.Month) == month && !v.From.After(t.asOf) {
					visits++
				}
			}
			return visits
		})
		if err != nil {
			return err
		}
		for _, p := range t.people {
			if p.Unit == u.Code && !p.Gone(t.asOf) && org.RankOn(t.officesOf(p.ID), t.asOf) == org.RankSectionHead {
				x.Head = append(x.Head, p.Name)
			}
		}
		f.Units = append(f.Units, x)
	}
	held := map[string]int{}
	for _, s := range t.sessions {
		switch {
		case s.Kind == Activity && s.State == Closed && !s.On.After(t.asOf):
			f.Activities++
		case t.counted(s) && s.MadeUp == 0:
			for _, g := range t.credited(s.Groups()) {
				held[g]++
			}
		}
	}
	core, staff, party := held[measure.Core], held[measure.Staff], held[measure.Party]
	items, _, err := measure.Progress(t.book, org.RankStaff, measure.Counts{Core: &core, Staff: &staff, Party: &party})
	if err != nil {
		return err
	}
	for i, g := range measure.Groups {
		x := GroupStanding{Group: g, Held: t.line(items[i])}
		for _, m := range t.members {
			if m.Group == g && m.Holds(t.asOf) {
				x.Members++
			}
		}
		f.Groups = append(f.Groups, x)
	}
	n := 0
	for _, x := range t.research {
		if x.From.Year != t.first.Year || x.From.After(t.asOf) {
			continue
		}
		f.Research++
		if x.Kind == ByBureau {
			n++
		}
	}
	if f.Collective.Item, err = measure.Collective(t.book, n); err != nil {
		return err
	}
	f.Collective = t.line(f.Collective.Item)
	for _, x := range t.notes {
		f.Notes += x.N
	}
	for _, a := range t.articles {
		if !a.On.After(t.asOf) {
			f.Articles++
		}
	}
	return nil
}

// asOfMonth is the day from which a month counts as over: after the year's end all are.
func (t *teller) asOfMonth() civil.Date {
	if t.today.After(t.last) {
		return t.last.AddDays(1)
	}
	return t.asOf
}

func (s Standing) remark() string {
	out := ""
	for i, x := range s.Remarks {
		if i > 0 {
			out += "；"
		}
		out += x
	}
	if n := s.Short(); n > 0 {
		if out != "" {
			out += "；"
		}
		out += fmt.Sprintf("下基层不足的有 %d 周", n)
	}
	return out
}
