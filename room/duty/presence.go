package duty

import (
	"lantai.internal/base/fault"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

type present struct {
	ID     int64 `db:"id"`
	Shift  int64 `db:"shift_id"`
	Person int64 `db:"person_id"`
	From   int64 `db:"from_at"`
}

// Arrived notes within a deed of the duty desk that a person holds a track of a shift
// from an instant on (microseconds UTC, not after now): whoever held the track until
// then has left. Shift 0 is the published one of the hour; where there is none, the
// track is only left. To say it again is no error: a take-over has said it before the
// desk does. The deed that calls it checks who may say so.
func (r *Room) Arrived(tx *act.Tx, shift int64, track string, person, at int64) error {
	if trackLabels[track] == "" || at > tx.Now {
		return fault.Field("at", "", "到岗时间不能晚于现在，请核对。")
	}
	if shift == 0 {
		x, found, err := r.ShiftAt(tx.Ctx, tx, at)
		if err != nil {
			return err
		}
		if !found {
			return r.Left(tx, track, at)
		}
		shift = x.ID
	}
	if _, err := r.ShiftByID(tx.Ctx, tx, shift); err != nil {
		return err
	}
	open, err := db.All[present](tx.Ctx, tx, q.SQL("presence_open"), track)
	if err != nil {
		return err
	}
	for _, p := range open {
		if p.Person == person && p.Shift == shift {
			return nil
		}
		if err := r.leave(tx, p, max(at, p.From)); err != nil {
			return err
		}
	}
	id, err := tx.Next("duty_presence")
	if err != nil {
		return err
	}
	return act.Insert(tx, "duty_presence", id, presenceColumns, []any{shift, track, person, at, 0, tx.Actor.Login, tx.Now})
}

// Left notes that whoever holds a track has left at an instant, without anybody in
// their place. Nobody there is no error.
func (r *Room) Left(tx *act.Tx, track string, at int64) error {
	open, err := db.All[present](tx.Ctx, tx, q.SQL("presence_open"), track)
	for _, p := range open {
		if err := r.leave(tx, p, max(at, p.From)); err != nil {
			return err
		}
	}
	return err
}

func (r *Room) leave(tx *act.Tx, p present, at int64) error {
	return act.Overwrite(tx, "duty_presence", p.ID, []string{"until_at"}, []any{max(at, 1)})
}
