package duty

import (
	"cmp"
	"context"
	"slices"

	"lantai.internal/base/civil"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// tallied is who did what in a stretch of published rosters.
type tallied struct {
	counts map[string]map[int64]roster.Counts // by track and person
	since  int64                              // the beginning of the first published shift in it; 0 for none
}

// done counts the published shifts that begin in [from, until), as they were held in
// fact: a shift counts for whoever had the longest part of it.
func (r *Room) done(ctx context.Context, rd db.Reader, from, until int64) (tallied, error) {
	out := tallied{counts: map[string]map[int64]roster.Counts{Officer: {}, Leader: {}}}
	rows, err := db.All[Shift](ctx, rd, shiftSelect+" JOIN duty_roster r ON r.id = s.roster_id WHERE r.state = 'published' AND s.from_at >= $1 AND s.from_at < $2 ORDER BY s.from_at", from, until)
	if err != nil || len(rows) == 0 {
		return out, err
	}
	out.since = rows[0].From
	turns, err := r.turns(ctx, rd, from, rows[len(rows)-1].Until)
	if err != nil {
		return out, err
	}
	for _, track := range []string{Officer, Leader} {
		list := slices.DeleteFunc(slices.Clone(turns), func(t Turn) bool { return t.Track != track })
		at := 0
		for _, s := range rows {
			for at < len(list) && list[at].Until <= s.From {
				at++
			}
			best, long := int64(0), int64(0)
			for _, t := range list[at:] {
				if t.From >= s.Until {
					break
				}
				if n := min(t.Until, s.Until) - max(t.From, s.From); n > long {
					best, long = t.Person, n
				}
			}
			if best != 0 {
				c := out.counts[track][best]
				c.Count(s.Shape())
				out.counts[track][best] = c
			}
		}
	}
	return out, nil
}

// Share is how much one person did.
type Share struct {
	Person int64
	Name   string
	roster.Counts
	// Partial says that the person could not have every turn: on leave, without
	// nights, or with the working hours. The difference leaves such people out.
	Partial bool
}

// Fairness is the report of a stretch: both tracks, who did what, and how far the
// busiest is from the least busy among those who could have every turn.
type Fairness struct {
	From, Until civil.Date // [From, Until)
	Track       string
	Shares      []Share
	Nights      int // difference of nights
	Holidays    int // difference of holiday shifts
}

// FairnessOf reports the published rosters of the days [from, until).
func (r *Room) FairnessOf(ctx context.Context, rd db.Reader, from, until civil.Date) ([]Fairness, error) {
	span := roster.Days(from, until)
	s, err := r.look(ctx, rd, span)
	if err != nil {
		return nil, err
	}
	d, err := r.done(ctx, rd, span.From, span.Until)
	if err != nil {
		return nil, err
	}
	return s.fairness(d, from, until), nil
}

func (s *scene) fairness(d tallied, from, until civil.Date) []Fairness {
	var out []Fairness
	for _, track := range []string{Officer, Leader} {
		f := Fairness{From: from, Until: until, Track: track}
		known := map[int64]bool{}
		for _, p := range s.pool(track) {
			known[p.ID] = true
			f.Shares = append(f.Shares, share(s.chart.Person(p.ID).Name, p, d.counts[track][p.ID], s.span))
		}
		for id, c := range d.counts[track] {
			if !known[id] {
				f.Shares = append(f.Shares, share(s.chart.Person(id).Name, roster.Person{ID: id, Apart: true}, c, s.span))
			}
		}
		slices.SortStableFunc(f.Shares, func(a, b Share) int { return cmp.Or(cmp.Compare(b.All, a.All), cmp.Compare(a.Person, b.Person)) })
		f.differ()
		out = append(out, f)
	}
	return out
}

func share(name string, p roster.Person, c roster.Counts, span roster.Span) Share {
	x := Share{Person: p.ID, Name: name, Counts: c, Partial: p.Apart || slices.ContainsFunc(p.Away, span.Meets) || slices.ContainsFunc(p.NoNight, span.Meets)}
	return x
}

func (f *Fairness) differ() {
	first := true
	var least, most roster.Counts
	for _, x := range f.Shares {
		if x.Partial {
			continue
		}
		if first {
			least, most, first = x.Counts, x.Counts, false
		}
		least.Night, most.Night = min(least.Night, x.Night), max(most.Night, x.Night)
		least.Holiday, most.Holiday = min(least.Holiday, x.Holiday), max(most.Holiday, x.Holiday)
	}
	f.Nights, f.Holidays = most.Night-least.Night, most.Holiday-least.Holiday
}
