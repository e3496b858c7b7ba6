// Package act is the one door: every change of state goes through a Deed, which
// names who may do it and on what ground, and comes back with a ledger entry, or
// nothing is committed.
//
// The door knows the actor, checks the right, opens the only write transaction
// of the program, runs the deed, appends the entry with the digests of every row
// it wrote, and commits. A refusal is written into the ledger as well.
package act

import (
	"slices"

	"lantai.internal/base/mark"
)

// Right is a permission to do one kind of thing, e.g. "archive.arrange".
type Right string

// Reach is how far an actor's sight goes over rows. Whoever is not given a reach
// sees nothing.
type Reach struct {
	Everything bool       // all rows of all units
	Units      []string   // units whose rows are seen whatever their mark
	Others     mark.Level // rows of other units are seen up to this mark…
	SeeOthers  bool       // …if this is set
	// Compartments are kinds of records closed to all but named posts (such as
	// personnel files, RS); a row in a compartment needs it here.
	Compartments []string
}

// Sees reports whether a row of a unit with a mark, in a compartment ("" for
// none), is within reach.
func (r Reach) Sees(unit string, level mark.Level, compartment string) bool {
	if compartment != "" && !slices.Contains(r.Compartments, compartment) {
		return false
	}
	if r.Everything || (unit != "" && slices.Contains(r.Units, unit)) {
		return true
	}
	return r.SeeOthers && level <= r.Others
}

// Actor is who acts, in which capacity, with which rights. The zero Actor is a
// stranger who may do nothing.
type Actor struct {
	ID       int64
	Login    string // sign-in name, the name in the ledger
	Name     string // as shown
	Unit     string // code of the unit
	UnitName string
	Capacity string // e.g. 档案员
	Rights   []Right
	// Borrowed are the rights among Rights that the actor holds only while standing
	// in for somebody, each with the capacity in which it is held; the ledger then
	// shows that capacity.
	Borrowed map[Right]string
	Reach    Reach
}

// Using is the actor in the capacity that carries a right.
func (a Actor) Using(r Right) Actor {
	if c, ok := a.Borrowed[r]; ok {
		a.Capacity = c
	}
	return a
}

// May reports whether the actor holds a right.
func (a Actor) May(r Right) bool { return slices.Contains(a.Rights, r) }

// SignedIn reports whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.Login != "" }

// Owner is the installation's owner at the command line of the machine itself:
// whoever can read the data folder has all rights and sees all.
func Owner() Actor {
	return Actor{ID: 0, Login: "owner", Name: "本机所有者", Capacity: "命令行", Rights: AllRights(),
		Reach: Reach{Everything: true, Compartments: AllCompartments}}
}

// Program is the program acting by itself (jobs); what names the task.
func Program(what string) Actor {
	a := Owner()
	a.Login, a.Name, a.Capacity = "program", "系统", what
	return a
}

// AllCompartments are the closed kinds of records known to the program.
var AllCompartments = []string{"personnel"}
