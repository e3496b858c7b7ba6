package app

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/db"
	"lantai.internal/room/logistics"
)

// connectLogistics lists every effect of other rooms on logistics, and of logistics on
// them.
func (a *App) connectLogistics(file flow.Filer) {
	a.Registers.Declare(a.Logistics.Registers(a.Registers)...)
	// The yearly energy report goes to the archive room once it is sent.
	a.Logistics.File, a.Logistics.Screen = file, a.Archive.RefuseMarked
	// A vehicle may be asked for a trip in force.
	a.Logistics.Trips = func(ctx context.Context, rd db.Reader, person int64, from, to civil.Date) ([]logistics.Trip, error) {
		list, err := a.tripsOf(ctx, rd, person, from, to)
		var out []logistics.Trip
		for _, t := range list {
			out = append(out, logistics.Trip(t))
		}
		return out, err
	}
}
