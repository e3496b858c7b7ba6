package app

import (
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/room/archive/register"
	"lantai.internal/room/document/outgoing"
	"lantai.internal/room/seal"
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

// connectOutgoingSeal has the seal asked for what was signed and numbered, and takes the
// word of its keeper.
func (a *App) connectOutgoingSeal() {
	a.Outgoing.AskSeal = func(tx *act.Tx, x outgoing.SealAsking) error {
		_, err := a.Seals.Ask(tx, seal.Asking{Source: x.Source, Seal: x.Seal, What: x.What, Number: x.Number, Digest: x.Digest, Copies: x.Copies, Unit: x.Unit, ApprovedBy: x.ApprovedBy, ApprovedAs: x.ApprovedAs, URL: x.URL, Basis: x.Basis})
		return err
	}
	a.Seals.Used = append(a.Seals.Used, func(tx *act.Tx, u seal.Use) error {
		return a.Outgoing.Used(tx, outgoing.SealUse{Source: u.Source, Number: u.Number, Copies: u.Copies, By: u.By, On: u.On})
	})
	a.Seals.Refused = append(a.Seals.Refused, a.Outgoing.Refused)
}
