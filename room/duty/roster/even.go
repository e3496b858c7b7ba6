package roster

// fill gives a gap to somebody who is kept from it only by one other turn of this
// roster, which somebody else takes.
func (m *maker) fill() {
	for j := range m.picks {
		if m.picks[j] != none {
			continue
		}
		for i := range m.o.People {
			if !m.able[i][j] || m.blocked(i, j) {
				continue
			}
			if in := m.against(i, j); len(in) == 1 && m.shift(in[0], func(to int) bool { m.put(i, j); ok := m.valid(j) && m.valid(in[0]); return ok }, j) {
				break
			}
		}
	}
}

// valid reports whether the turn of a shift stands beside all others.
func (m *maker) valid(j int) bool {
	i := m.picks[j]
	return i >= 0 && m.able[i][j] && !m.blocked(i, j) && len(m.against(i, j)) == 0
}

// shift hands a turn to somebody else so that what follows holds, and takes both back
// if it does not.
func (m *maker) shift(k int, then func(to int) bool, gap int) bool {
	from := m.picks[k]
	if from < 0 || m.isFixed(k) {
		return false
	}
	m.take(k)
	for to := range m.o.People {
		if to == from || !m.free(to, k) {
			continue
		}
		m.put(to, k)
		if then(to) {
			return true
		}
		if m.picks[gap] >= 0 {
			m.take(gap)
		}
		m.take(k)
	}
	m.put(from, k)
	return false
}

func (m *maker) isFixed(j int) bool {
	if m.o.Fixed == nil {
		return false
	}
	_, ok := m.o.Fixed(m.o.Shifts[j])
	return ok
}

// rounds bounds the evening out; each round mends one difference.
const rounds = 400

// even moves turns from who has most to who has least until they differ by less than
// two, first holidays, then nights on other days, then days of rest.
func (m *maker) even() {
	for _, e := range []struct {
		done []int64
		of   func(Shift) bool
	}{
		{m.hol, func(s Shift) bool { return s.Kind == Holiday && !s.Night }},
		{m.hol, func(s Shift) bool { return s.Kind == Holiday }},
		{m.night, func(s Shift) bool { return s.Night && s.Kind == Night }},
		{m.night, func(s Shift) bool { return s.Night && s.Kind != Holiday }},
		{m.rest, func(s Shift) bool { return s.Kind == Rest && !s.Night }},
	} {
		for range rounds {
			if !m.step(e.done, e.of) {
				break
			}
		}
	}
}

// step makes one move that brings two people nearer; the pair that differs most is
// tried first, then the others.
func (m *maker) step(done []int64, of func(Shift) bool) bool {
	for hi := range m.o.People {
		for lo := range m.o.People {
			// Two that differ by more than one are nearer after a move.
			if done[hi]-done[lo] <= one+one/2 || !m.move(hi, lo, of) {
				continue
			}
			return true
		}
	}
	return false
}

// move gives one turn of hi to lo, directly or through somebody between them.
func (m *maker) move(hi, lo int, of func(Shift) bool) bool {
	mine := m.turnsOf(hi, of)
	for _, j := range mine {
		if m.hand(j, lo) {
			return true
		}
	}
	for _, j := range mine {
		for mid := range m.o.People {
			if mid == hi || mid == lo || !m.hand(j, mid) {
				continue
			}
			for _, k := range m.turnsOf(mid, of) {
				if k != j && m.o.Shifts[k].Kind == m.o.Shifts[j].Kind && m.o.Shifts[k].Night == m.o.Shifts[j].Night && m.hand(k, lo) {
					return true
				}
			}
			m.take(j)
			m.put(hi, j)
		}
	}
	return false
}

func (m *maker) turnsOf(i int, of func(Shift) bool) []int {
	var out []int
	for _, j := range m.turns[m.o.People[i].ID] {
		if of(m.o.Shifts[j]) && !m.isFixed(j) {
			out = append(out, j)
		}
	}
	return out
}

// hand gives a turn to another person if that person may have it.
func (m *maker) hand(j, to int) bool {
	from := m.picks[j]
	m.take(j)
	if m.free(to, j) {
		m.put(to, j)
		return true
	}
	m.put(from, j)
	return false
}
