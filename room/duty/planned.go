package duty

import (
	"context"

	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Planned says who should hold both tracks at an instant: swaps above temporary rosters
// above the published one, whatever happened. The desk measures by it who came late, and
// knows whom it waits for while somebody else still sits there.
func (r *Room) Planned(ctx context.Context, rd db.Reader, at int64) (Watch, error) {
	list, err := db.All[claimed](ctx, rd, q.SQL("claims"), at, at+1, r.Door.Now()+1)
	var w Watch
	for track, turn := range map[string]*Turn{Officer: &w.Officer, Leader: &w.Leader} {
		var claims []roster.Claim
		known := map[int64]claimed{}
		for _, c := range list {
			if c.Track == track && roster.Layer(c.Layer) != roster.Happened {
				claims = append(claims, c.claim())
				known[c.Person] = c
			}
		}
		for _, c := range roster.Resolve(claims) {
			if k := known[c.Person]; c.From <= at && c.Until > at {
				*turn = Turn{Track: track, Shift: c.Shift, Person: c.Person, Name: k.Name, Unit: k.Unit, Phone: k.Phone, From: c.From, Until: c.Until, Why: c.Layer.Label()}
			}
		}
	}
	return w, err
}
