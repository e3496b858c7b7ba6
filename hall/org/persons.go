package org

import (
	"maps"
	"slices"
	"strings"
)

// PersonOf gives the person behind an account; false if the chart knows none.
func (c *Chart) PersonOf(login string) (Person, bool) {
	for id, list := range c.logins {
		for _, l := range list {
			if l.Login == login && id != 0 {
				p, ok := c.people[id]
				return p, ok
			}
		}
	}
	return Person{}, false
}

// Login is the sign-in name of a person's account in use, "" if there is none.
func (c *Chart) Login(person int64) string {
	for _, l := range c.logins[person] {
		if l.State == "active" {
			return l.Login
		}
	}
	return ""
}

// Titles are the posts a person holds at the chart's instant, in words.
func (c *Chart) Titles(person int64) string {
	var s []string
	for _, o := range c.officesOf(person) {
		s = append(s, o.Title)
	}
	return strings.Join(s, "、")
}

// Staff lists those who have not left, in the order of posts; without a post last.
func (c *Chart) Staff() []Person {
	var out []Person
	listed := map[int64]bool{}
	add := func(p Person) {
		if p.ID != 0 && !listed[p.ID] && !p.Gone(c.day) {
			listed[p.ID] = true
			out = append(out, p)
		}
	}
	for _, o := range c.offices {
		if o.Holds(c.day) {
			add(c.people[o.PersonID])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		add(c.people[id])
	}
	return out
}

// Partners are a person's partners in the A/B table at the chart's instant: the Bs
// of the person's posts and the As for whom the person is B.
func (c *Chart) Partners(person int64) []Person {
	var out []Person
	for _, b := range c.backups {
		if !b.Holds(c.day) {
			continue
		}
		switch person {
		case b.PersonID:
			out = append(out, c.people[b.BackupID])
		case b.BackupID:
			out = append(out, c.people[b.PersonID])
		}
	}
	return out
}

// Gone reports whether a person has left by the chart's day.
func (c *Chart) Gone(p Person) bool { return p.Gone(c.day) }
