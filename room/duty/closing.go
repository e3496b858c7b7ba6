package duty

import (
	"context"
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/hall/flow"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

func (r *Room) file(tx *act.Tx, p flow.Papers) error { return r.File(tx, p) }

type closeIn struct{ r *Room }

var closeDeed = act.Define(act.Spec[closeIn, int]{Name: "duty.roster.close", Label: "值班表归档", Right: Use, Basis: []law.ID{law.DutyRosterBy, law.ArchiveFilingUnits},
	Quiet: "a day on which no month is over is not worth an entry",
	Do: func(tx *act.Tx, in closeIn) (int, act.Entry, error) {
		if in.r.File == nil {
			return 0, act.Entry{}, nil
		}
		ids, err := db.All[int64](tx.Ctx, tx, q.SQL("months_over"), tx.Now)
		for _, id := range ids {
			x, err := rosterOf(tx, id)
			if err == nil {
				x.OwedAt = tx.Now
				err = putRoster(tx, x)
			}
			if err == nil {
				err = in.r.Flow.Owe(tx, act.Subject("duty_roster", id))
			}
			if err != nil {
				return 0, act.Entry{}, err
			}
		}
		if len(ids) == 0 {
			return 0, act.Entry{}, err
		}
		return len(ids), act.Entry{Subject: "duty_roster", Summary: fmt.Sprintf("%d 份值班表期满归档", len(ids)), Detail: map[string]any{"rosters": ids}}, err
	}})

// CloseMonths hands published rosters whose last shift is over to the archive room, as
// they were held.
func (r *Room) CloseMonths(ctx context.Context) (int, error) {
	return closeDeed.Run(ctx, r.Door, act.Program("值班表归档"), closeIn{r})
}
