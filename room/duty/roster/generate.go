package roster

import (
	"cmp"
	"slices"
)

// Counts is how much somebody has done. A night of a holiday or a weekend counts as
// both; All counts every shift once.
type Counts struct{ Night, Holiday, Weekend, Office, All int }

// Count adds a shift.
func (c *Counts) Count(s Shift) {
	c.All++
	if s.Night {
		c.Night++
	}
	switch s.Kind {
	case Holiday:
		c.Holiday++
	case Rest:
		c.Weekend++
	case Office:
		c.Office++
	}
}

// Person is somebody who takes turns on a track.
type Person struct {
	ID       int64
	Away     []Span  // approved leave and trips
	NoNight  []Span  // no night shift, for a reason that is not told here
	Partners []int64 // of the A/B posts: not both on duty at once
	Carried  Counts  // of the year before and of the year so far
	// New is somebody without such counts, who begins at the mean of the others.
	New bool
	// Apart is somebody who has only the shifts that are given without rotation.
	Apart bool
}

// Turn is a shift that somebody has already.
type Turn struct {
	Span
	Person int64
	Night  bool
}

// Order is what a roster is made of.
type Order struct {
	Shifts []Shift
	People []Person
	// Fixed names who has a shift without rotation (clause duty.worktime); false for
	// the rotation. Somebody who may not have it leaves a gap.
	Fixed func(Shift) (int64, bool)
	// Busy are turns of other tracks and of rosters before and after this one.
	Busy []Turn
	// Recover is the time free after a night shift, microseconds.
	Recover int64
}

// one is the unit in which shares are counted; a share of n is one/n, the same for all n.
const one = int64(1) << 40

// maker is a roster in the making.
type maker struct {
	o      Order
	picks  []int           // index of the person, -1 for none
	turns  map[int64][]int // shifts of a person
	busy   map[int64][]Turn
	index  map[int64]int
	able   [][]bool // by person and shift: nothing standing in the way
	counts []Counts
	night  []int64 // done less what was due, in units of one
	rest   []int64
	hol    []int64
	office []int64
}

// Generate gives every shift to whoever has done least of its kind among those who may:
// holidays first, as they are the scarcest, then nights, days of rest, and working
// hours. Somebody's due grows only with shifts that the person could have had, so who
// comes back from leave is not made to catch up. Afterwards differences that are left
// are evened out, and gaps filled where a change of others' turns allows it.
func Generate(o Order) []Pick {
	m := &maker{o: o, picks: make([]int, len(o.Shifts)), turns: map[int64][]int{}, busy: map[int64][]Turn{}, index: map[int64]int{}, counts: make([]Counts, len(o.People))}
	m.start()
	m.fix()
	for _, of := range []func(Shift) bool{
		func(s Shift) bool { return s.Kind == Holiday },
		func(s Shift) bool { return s.Night && s.Kind != Holiday },
		func(s Shift) bool { return s.Kind == Rest && !s.Night },
		func(s Shift) bool { return s.Kind == Office && !s.Night },
	} {
		for i, s := range o.Shifts {
			if m.picks[i] == none && of(s) {
				m.give(i)
			}
		}
	}
	m.fill()
	m.even()
	out := make([]Pick, len(o.Shifts))
	for i, p := range m.picks {
		switch {
		case p >= 0:
			out[i].Person = o.People[p].ID
		default:
			out[i].Refusals = m.refusals(i)
		}
	}
	return out
}

const (
	none  = -1
	fixed = -2 // meant for one person, who may not have it
)

func (m *maker) start() {
	n := len(m.o.People)
	m.night, m.rest, m.hol, m.office = make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for _, t := range m.o.Busy {
		m.busy[t.Person] = append(m.busy[t.Person], t)
	}
	for i, p := range m.o.People {
		m.index[p.ID] = i
	}
	for _, c := range []struct {
		into []int64
		of   func(Counts) int
	}{{m.night, func(c Counts) int { return c.Night }}, {m.hol, func(c Counts) int { return c.Holiday }}, {m.rest, func(c Counts) int { return c.Weekend }}, {m.office, func(c Counts) int { return c.Office }}} {
		sum, known := int64(0), int64(0)
		for _, p := range m.o.People {
			if !p.New && !p.Apart {
				sum, known = sum+int64(c.of(p.Carried)), known+1
			}
		}
		for i, p := range m.o.People {
			c.into[i] = int64(c.of(p.Carried)) * one
			switch {
			case known == 0:
			case p.New:
				c.into[i] = sum * one / known
			case !p.Apart:
				// Who was away for long makes up for two turns at most.
				c.into[i] = max(c.into[i], sum*one/known-2*one)
			}
		}
	}
	m.able = make([][]bool, n)
	for i, p := range m.o.People {
		m.able[i] = make([]bool, len(m.o.Shifts))
		for j, s := range m.o.Shifts {
			_, bad := standing(p, s)
			m.able[i][j] = !bad && (!p.Apart || m.meant(s) == p.ID)
		}
	}
	for j := range m.picks {
		m.picks[j] = none
	}
}

// fix gives the shifts that are meant for one person.
func (m *maker) fix() {
	if m.o.Fixed == nil {
		return
	}
	for j, s := range m.o.Shifts {
		id, ok := m.o.Fixed(s)
		if !ok {
			continue
		}
		m.picks[j] = fixed
		if i, known := m.index[id]; known && m.free(i, j) {
			m.put(i, j)
		}
	}
}

// meant is for whom a shift is without rotation, 0 for nobody.
func (m *maker) meant(s Shift) int64 {
	if m.o.Fixed == nil {
		return 0
	}
	id, ok := m.o.Fixed(s)
	if !ok {
		return 0
	}
	return id
}

func (m *maker) turn(j int) Turn {
	s := m.o.Shifts[j]
	return Turn{Span: s.Span, Person: m.o.People[max(m.picks[j], 0)].ID, Night: s.Night}
}

// free reports whether a person may have a shift as the roster stands.
func (m *maker) free(i, j int) bool {
	return m.able[i][j] && len(m.against(i, j)) == 0 && !m.blocked(i, j)
}

// against lists the shifts of this roster that keep a person from another.
func (m *maker) against(i, j int) []int {
	var out []int
	p, s := m.o.People[i], m.o.Shifts[j]
	for _, k := range m.turns[p.ID] {
		if k != j {
			if _, bad := beside(m.turn(k), s, m.o.Recover); bad {
				out = append(out, k)
			}
		}
	}
	for _, partner := range p.Partners {
		for _, k := range m.turns[partner] {
			if k != j && m.o.Shifts[k].Meets(s.Span) {
				out = append(out, k)
			}
		}
	}
	return out
}

// blocked reports whether turns outside this roster keep a person from a shift.
func (m *maker) blocked(i, j int) bool {
	p, s := m.o.People[i], m.o.Shifts[j]
	for _, t := range m.busy[p.ID] {
		if _, bad := beside(t, s, m.o.Recover); bad {
			return true
		}
	}
	for _, partner := range p.Partners {
		for _, t := range m.busy[partner] {
			if t.Meets(s.Span) {
				return true
			}
		}
	}
	return false
}

func (m *maker) put(i, j int) {
	m.picks[j] = i
	id := m.o.People[i].ID
	m.turns[id] = append(m.turns[id], j)
	m.counts[i].Count(m.o.Shifts[j])
	m.tally(i, j, one)
}

func (m *maker) take(j int) {
	i := m.picks[j]
	id := m.o.People[i].ID
	m.turns[id] = slices.DeleteFunc(m.turns[id], func(k int) bool { return k == j })
	m.picks[j] = none
	m.tally(i, j, -one)
}

// tally adds to what somebody has done of the kinds of a shift.
func (m *maker) tally(i, j int, d int64) {
	s := m.o.Shifts[j]
	if s.Night {
		m.night[i] += d
	}
	switch s.Kind {
	case Holiday:
		m.hol[i] += d
	case Rest:
		m.rest[i] += d
	case Office:
		m.office[i] += d
	}
}

// give finds who has done least and lets everybody's due grow who could have had it.
func (m *maker) give(j int) {
	var could, may []int
	for i := range m.o.People {
		if m.able[i][j] {
			could = append(could, i)
			if m.free(i, j) {
				may = append(may, i)
			}
		}
	}
	if len(may) > 0 {
		best := slices.MinFunc(may, func(a, b int) int { return m.compare(a, b, j) })
		m.put(best, j)
	}
	for _, i := range could {
		m.tally(i, j, -one/int64(len(could)))
	}
}

// compare orders two people for a shift.
func (m *maker) compare(a, b, j int) int {
	s := m.o.Shifts[j]
	var c int
	switch {
	case s.Kind == Holiday && s.Night:
		c = cmp.Or(cmp.Compare(m.hol[a], m.hol[b]), cmp.Compare(m.night[a], m.night[b]))
	case s.Kind == Holiday:
		c = cmp.Compare(m.hol[a], m.hol[b])
	case s.Night:
		c = cmp.Or(cmp.Compare(m.night[a], m.night[b]), cmp.Compare(m.rest[a], m.rest[b]))
	case s.Kind == Rest:
		c = cmp.Or(cmp.Compare(m.rest[a], m.rest[b]), cmp.Compare(m.night[a], m.night[b]))
	default:
		c = cmp.Compare(m.office[a], m.office[b])
	}
	return cmp.Or(c, cmp.Compare(m.last(a, j), m.last(b, j)), cmp.Compare(m.o.People[a].ID, m.o.People[b].ID))
}

// last is the end of a person's latest turn before a shift: who was on duty long ago
// comes first.
func (m *maker) last(i, j int) int64 {
	var end int64
	s, id := m.o.Shifts[j], m.o.People[i].ID
	for _, k := range m.turns[id] {
		if t := m.o.Shifts[k]; t.Until <= s.From {
			end = max(end, t.Until)
		}
	}
	for _, t := range m.busy[id] {
		if t.Until <= s.From {
			end = max(end, t.Until)
		}
	}
	return end
}

func (m *maker) refusals(j int) []Refusal {
	var out []Refusal
	s := m.o.Shifts[j]
	for i, p := range m.o.People {
		if m.picks[j] == fixed && m.meant(s) != p.ID {
			continue
		}
		if p.Apart && m.meant(s) != p.ID {
			out = append(out, Refusal{p.ID, Unlisted})
			continue
		}
		turns := slices.Clone(m.o.Busy)
		for _, id := range append([]int64{p.ID}, p.Partners...) {
			for _, k := range m.turns[id] {
				turns = append(turns, m.turn(k))
			}
		}
		if w, bad := Check(p, s, turns, m.o.Recover); bad {
			out = append(out, Refusal{m.o.People[i].ID, w})
		}
	}
	return out
}
