package app

import (
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/document/outgoing"
)

// connectOutgoing lists every effect of other rooms on outgoing papers, and of outgoing
// papers on them.
func (a *App) connectOutgoing(file flow.Filer) {
	a.Outgoing.Fonts = a.Venue.Fonts
	a.Outgoing.Screen = a.Archive.RefuseMarked
	// What is left of a closed paper goes to the archive room.
	a.Outgoing.File = file
	// A number that was given is a paper that should be filed; one that is void is no gap
	// (clause archive.gap.scattered).
	a.Outgoing.Numbered = func(tx *act.Tx, n outgoing.Given, unit, holder string) error {
		if n.State == outgoing.NumberVoid {
			return a.Register.Annulled(tx, int(n.Year), n.Text(), n.Title, unit, n.Reason)
		}
		return a.Register.Given(tx, register.NewDue{Year: int(n.Year), Unit: unit, DocNo: n.Text(), Title: n.Title, Holder: holder})
	}
}
