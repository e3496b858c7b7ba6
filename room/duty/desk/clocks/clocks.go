// Package clocks reads the running clocks of an incident off what was done about it:
// duty leader, leader in charge of the field, district (clauses
// duty.emerg.immediate, duty.emerg.contact, duty.emerg.upward).
//
// It is a pure function of events, limits and the instant at which one looks.
// Instants are microseconds UTC, limits whole minutes, so that midnight and the ends
// of months and years are nothing special. What was once late stays late.
package clocks

import (
	"cmp"
	"slices"
)

// Kind is what happened.
type Kind string

// The events that start and stop clocks.
const (
	Heard        Kind = "heard"         // the news reached the desk
	Raised       Kind = "raised"        // it became worse than was thought
	LeaderTold   Kind = "leader_told"   // the duty leader was told
	ContactAsked Kind = "contact_asked" // the duty leader wants the leader in charge told
	ContactTold  Kind = "contact_told"  // that leader was told
	Report       Kind = "report"        // it was decided to report to the district
	NoReport     Kind = "no_report"     // it was decided not to
	Sent         Kind = "sent"          // the district was told
	Linked       Kind = "linked"        // it is the same as another incident, whose clocks run
)

// Event is something that happened.
type Event struct {
	Kind Kind
	At   int64
}

// Limits are minutes; 0 sets no limit.
type Limits struct{ Leader, Contact, District int }

// Line is who has to be told.
type Line string

// The lines, in the order of telling.
const (
	Leader   Line = "leader"
	Contact  Line = "contact"
	District Line = "district"
)

// State of a clock.
type State string

// The states. Late was stopped after its limit, Overdue still runs beyond it.
const (
	Running State = "running"
	Overdue State = "overdue"
	Met     State = "met"
	Late    State = "late"
	Void    State = "void" // taken over by another incident in time
)

// Clock is one clock as it stands.
type Clock struct {
	Line  Line
	N     int   // of its line, from 1: a raised incident starts another
	Start int64 // when it began to run
	Due   int64 // the last instant in time; 0 where there is no limit
	Stop  int64 // 0 while it runs
	State State
}

// Open reports whether the clock still runs.
func (c Clock) Open() bool { return c.State == Running || c.State == Overdue }

// Missed reports whether the limit was passed, stopped since or not.
func (c Clock) Missed() bool { return c.State == Overdue || c.State == Late }

// Elapsed is how long the clock ran by now, in whole minutes.
func (c Clock) Elapsed(now int64) int {
	end := c.Stop
	if end == 0 {
		end = now
	}
	return int(max(0, end-c.Start) / minute)
}

const minute = 60 * 1_000_000

// Read gives the clocks of an incident at an instant: those of the duty leader, of
// the leader in charge, of the district, each in the order of their beginning. Events
// after now are not looked at; their order in the list does not matter.
func Read(events []Event, limits Limits, now int64) []Clock {
	seen := slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return e.At > now })
	slices.SortFunc(seen, func(a, b Event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(rank(a.Kind), rank(b.Kind))) })
	linked := int64(0)
	for _, e := range seen {
		if e.Kind == Linked && linked == 0 {
			linked = e.At
		}
	}
	var out []Clock
	add := func(line Line, starts []int64, limit int, stops []int64) {
		for i, at := range starts {
			if linked != 0 && at > linked {
				continue
			}
			out = append(out, read(Clock{Line: line, N: i + 1, Start: at}, limit, stops, linked, now))
		}
	}
	add(Leader, instants(seen, Heard, Raised), limits.Leader, instants(seen, LeaderTold))
	add(Contact, instants(seen, ContactAsked), limits.Contact, instants(seen, ContactTold))
	add(District, districtStarts(seen), limits.District, instants(seen, Sent, NoReport))
	return out
}

func read(c Clock, limit int, stops []int64, linked, now int64) Clock {
	if limit > 0 {
		c.Due = c.Start + int64(limit)*minute
	}
	for _, at := range stops {
		if at >= c.Start && (linked == 0 || at <= linked) {
			c.Stop = at
			break
		}
	}
	taken := c.Stop == 0 && linked != 0
	if taken {
		c.Stop = linked
	}
	switch {
	case c.Stop == 0 && c.Due != 0 && now > c.Due:
		c.State = Overdue
	case c.Stop == 0:
		c.State = Running
	case c.Due != 0 && c.Stop > c.Due:
		c.State = Late
	case taken:
		c.State = Void
	default:
		c.State = Met
	}
	return c
}

// districtStarts are the instants from which the district waits: the news, a decision
// to report after one not to, and what became worse while nothing was to be reported.
func districtStarts(seen []Event) []int64 {
	var out []int64
	silent := false
	for _, e := range seen {
		switch {
		case e.Kind == Heard, silent && (e.Kind == Report || e.Kind == Raised):
			out, silent = append(out, e.At), false
		case e.Kind == NoReport:
			silent = true
		case e.Kind == Sent:
			silent = false
		}
	}
	return out
}

// rank orders what happened at one instant: what starts a clock stands before what
// stops it.
func rank(k Kind) int {
	return slices.Index([]Kind{Heard, Raised, ContactAsked, Report, LeaderTold, ContactTold, NoReport, Sent, Linked}, k)
}

func instants(seen []Event, kinds ...Kind) []int64 {
	var out []int64
	for _, e := range seen {
		if slices.Contains(kinds, e.Kind) {
			out = append(out, e.At)
		}
	}
	return out
}
