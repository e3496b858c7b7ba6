package reception

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

// Found is a unit in the directory of who handles what.
type Found struct {
	UnitDuties
	Score int
	Why   []string // the words of its duties, names or signs that fit
	Phone string
	Room  string
	Staff []Present
	Posts []string // posts whose own duties fit, with their holders
}

// Present is somebody of a unit, and whether he is here now.
type Present struct {
	ID     int64
	Name   string
	Title  string
	Away   string // 休假, 出差 …; empty for who is not known to be away
	Until  string
	Backup string // who stands in
}

// Directory is the answer to "who handles this?".
type Directory struct {
	Query  string
	Units  []Found
	Rest   bool   // no working day: nobody is at the office
	OnDuty string // who is on duty then
	Note   string // what a word means that is no unit: 同岗替代
	// NoteBasis is the clause that says so.
	NoteBasis law.ID
}

// sameAs are other names of the system of A and B posts (clause ab.def.same).
var sameAs = []string{"同岗替代", "同岗替代制", "AB岗", "AB岗制", "AB角"}

// AlsoCalled reports whether a query asks for the A/B posts by one of their names, and
// what the page says to that. Both names mean one system (clause ab.def.same).
func AlsoCalled(query string) (say string, basis law.ID, ok bool) {
	q := string(folded(query))
	for _, n := range sameAs {
		if q == string(folded(n)) {
			return "AB岗制度又叫同岗替代制，是同一项制度：A岗的人不在时由B岗顶替。谁是谁的B岗，见AB岗一览。", law.AbDefSame, true
		}
	}
	return "", "", false
}

// Find gives the units that handle something, the best fit first; no query gives all
// in the order of the book (clauses first.knowledge, first.other).
func (r *Room) Find(ctx context.Context, query string) (Directory, error) {
	rd := r.Door.Reader()
	now := r.Door.Now()
	s, err := r.look(ctx, rd, now)
	if err != nil {
		return Directory{}, err
	}
	d := Directory{Query: db.Trimmed(query)}
	d.Note, d.NoteBasis, _ = AlsoCalled(d.Query)
	where, err := contacts.list(ctx, rd, "ORDER BY x.id")
	if err != nil {
		return d, err
	}
	duties, err := r.duties(ctx, s)
	if err != nil {
		return d, err
	}
	away, err := calendar.Between(ctx, rd, civil.HalfAt(clock.FromMicros(now)), civil.HalfAt(clock.FromMicros(now))+1)
	if err != nil {
		return d, err
	}
	for _, u := range s.directory(duties) {
		f := fit(u, duties, d.Query)
		if d.Query != "" && f.Score == 0 {
			continue
		}
		for _, c := range where {
			if c.Unit == u.Code {
				f.Phone, f.Room = c.Phone, c.Room
			}
		}
		f.Staff = s.present(u.Code, away, now)
		d.Units = append(d.Units, f)
	}
	slices.SortStableFunc(d.Units, func(a, b Found) int { return cmp.Compare(b.Score, a.Score) })
	if k := s.cal.Kind(s.today); !k.Workday {
		d.Rest = true
		if r.OnDuty != nil {
			if d.OnDuty, err = r.OnDuty(ctx, rd); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// directory is the units of the book, and those that the bureau added since, of which
// only the own words are known (clause post.units).
func (s *scene) directory(duties []Duty) []UnitDuties {
	out := Book(s.book)
	for i := range out {
		u, ok := s.unit(out[i].Code)
		out[i].Present = ok && u.Active
	}
	out = slices.DeleteFunc(out, func(u UnitDuties) bool { return !u.Present })
	for _, d := range duties {
		code, ok := strings.CutPrefix(d.Place, "unit:")
		if ok && !slices.ContainsFunc(out, func(u UnitDuties) bool { return u.Code == code }) {
			u := UnitDuties{Present: true}
			u.Code, u.Name = code, d.Name
			out = append(out, u)
		}
	}
	return out
}

// fit says how well a unit fits a query, by its names, signs, duties and what was
// written of it and its posts.
func fit(u UnitDuties, duties []Duty, query string) Found {
	f := Found{UnitDuties: u}
	if query == "" {
		return f
	}
	try := func(text, why string, weight int) {
		if n := score(query, text); n > 0 {
			f.Score = max(f.Score, n+weight)
			if !slices.Contains(f.Why, why) {
				f.Why = append(f.Why, why)
			}
		}
	}
	for _, n := range append(append([]string{u.Name, u.FullName}, u.Signs...), u.Aliases...) {
		if n != "" {
			try(n, n, 20)
		}
	}
	for _, x := range u.Duties {
		try(x, x, 10)
	}
	if len(f.Why) == 0 {
		try(u.Says, u.Says, 0)
	}
	for _, d := range duties {
		if d.Unit != u.Code {
			continue
		}
		for _, e := range d.Elements {
			if e.Words == "" || e.FromBook {
				continue
			}
			for _, x := range pieces(e.Words) {
				if n := score(query, x); n > 0 {
					f.Score = max(f.Score, n+5)
					say := d.Name + "：" + x
					if len(d.Holders) > 0 {
						say = d.Name + "（" + strings.Join(d.Holders, "、") + "）：" + x
					}
					if !slices.Contains(f.Posts, say) && len(f.Posts) < 5 {
						f.Posts = append(f.Posts, say)
					}
				}
			}
		}
	}
	return f
}

// present lists who belongs to a unit and who of them is away now.
func (s *scene) present(unit string, away []calendar.Absence, now int64) []Present {
	var out []Present
	for _, p := range s.chart.Staff() {
		if p.Unit != unit {
			continue
		}
		x := Present{ID: p.ID, Name: p.Name, Title: s.chart.Titles(p.ID)}
		for _, a := range away {
			if a.PersonID == p.ID && a.Covers(now) {
				x.Away = a.Label()
				x.Until = civil.DateOf(clock.FromMicros(a.Ends())).Chinese()
			}
		}
		if x.Away != "" {
			for _, b := range s.chart.Partners(p.ID) {
				if slices.ContainsFunc(s.chart.Standing(b.ID), func(t org.Standing) bool { return t.For.ID == p.ID }) {
					x.Backup = b.Name
				}
			}
		}
		out = append(out, x)
	}
	return out
}
