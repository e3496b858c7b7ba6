package meeting

import (
	"slices"

	"lantai.internal/base/fault"
	"lantai.internal/hall/rulebook"
	"lantai.internal/kit/act"
	"lantai.internal/room/meeting/quorum"
)

// secret reports whether what comes before a kind of meeting is for those alone who
// belong to it (clause mtg.party.secrecy): the unit that serves it sees nothing as a
// unit, whoever of it is needed gets a seat.
func secret(k rulebook.MeetingKind) bool { return len(k.Original.Posts) > 0 }

// keeps reports whether who asks keeps meetings of this kind: its clerk, the unit that
// serves it where nothing is secret, and the posts that fix its agenda, chair it and
// consent to its record.
func (s *scene) keeps(k rulebook.MeetingKind) bool {
	return s.me.ID != 0 && (s.clerk(k) || !secret(k) && s.me.Unit == k.Collector.Unit || s.holds(k.Agenda.Posts) || s.holds(k.Original.Posts) || s.holds(k.Chair.Posts))
}

// withdraws reports whether who asks is concerned by an item, or withdrew from it.
func (c *course) withdraws(it Item) bool {
	return c.me.ID != 0 && (slices.Contains(numbersOf(it.Concerned), c.me.ID) || quorum.Withdrawn(c.moves(), it.ID)[c.me.ID])
}

// looksOn reports whether who asks sees a secret meeting as an observer only.
func (c *course) looksOn() bool {
	s, seated := c.seat(c.me.ID)
	return secret(c.k) && seated && s.Part == Observer && !c.keeps(c.k)
}

// veil takes from a meeting what its reader is not to see. Why others are excused is for
// clerk and chair. Observers of a secret meeting
// see of cadre items the class alone. Whoever is concerned by an item does not read its
// papers, nor what was said and decided on it before the minutes are signed; a clerk
// goes on keeping the record.
func (c *course) veil() {
	if !c.clerk(c.k) && !c.chairs() {
		for i := range c.seats {
			if s := &c.seats[i]; s.Excuse != "" && s.PersonID != c.me.ID {
				s.Excuse, s.ExcuseWords = excused, ""
			}
		}
	}
	hidden := map[int64]bool{}
	papers := map[int64]bool{}
	for i := range c.items {
		it := &c.items[i]
		switch {
		case it.Cadre && c.looksOn():
			topic, _ := c.k.Topic(it.Topic)
			it.Title, it.Line, it.URL, it.Concerned = topic.Name, "", "", ""
			// The minutes tell of this item too.
			c.minutes, c.curtained = nil, true
		case c.withdraws(*it):
			papers[it.ID] = true
			if c.m.State == Signed || c.clerk(c.k) {
				continue
			}
		default:
			continue
		}
		papers[it.ID], hidden[it.ID] = true, true
		it.Words, it.Voting, it.Yes, it.No, it.Abstain = "", "", 0, 0, 0
	}
	c.papers = slices.DeleteFunc(c.papers, func(p Paper) bool { return papers[p.ItemID] })
	c.opinions = slices.DeleteFunc(c.opinions, func(o Opinion) bool { return hidden[o.ItemID] })
	c.votes = slices.DeleteFunc(c.votes, func(v Vote) bool { return hidden[v.ItemID] })
	c.resolutions = slices.DeleteFunc(c.resolutions, func(x Resolved) bool { return hidden[x.ItemID] })
}

// mayOpen refuses the papers of an item to whoever is not to read them.
func (c *course) mayOpen(p Paper) error {
	if slices.ContainsFunc(c.papers, func(x Paper) bool { return x.ID == p.ID }) {
		return nil
	}
	if it, err := c.item(p.ItemID); err == nil && c.withdraws(*it) {
		return concernedNot(*it)
	}
	return act.OutOfReach(act.Subject("meeting_paper", p.ID))
}

func concernedNot(it Item) error {
	return fault.Newf(fault.Forbidden, "“%s”与您有关，讨论时您回避，材料不能打开。", it.Title)
}
