package seal

import (
	"context"
	"fmt"

	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/db"
)

// Watched is what one look found.
type Watched struct {
	Late  int   `json:"late"`  // seals that should be back, newly told
	Books []int `json:"books"` // years whose register went to the archive
	Moved int   `json:"moved"` // to-dos that are before other people now
}

var watchDeed = act.Define(act.Spec[*Room, Watched]{Name: "seal.watch", Label: "核对印章", Right: Request, Basis: []law.ID{law.SealOut, law.SealCounted},
	Quiet: "a day on which every seal is where it should be is not worth an entry",
	Do:    func(tx *act.Tx, r *Room) (Watched, act.Entry, error) { return r.watch(tx) }})

// Watch tells the director and the office of seals that did not come back in time, once
// each, closes the registers of years that are over, and puts what waits before those whose
// turn it is today. It is for the daily job.
func (r *Room) Watch(ctx context.Context) (Watched, error) {
	return watchDeed.Run(ctx, r.Door, act.Program("印章核对"), r)
}

func (r *Room) watch(tx *act.Tx) (Watched, act.Entry, error) {
	none := func(err error) (Watched, act.Entry, error) { return Watched{}, act.Entry{}, err }
	var out Watched
	late, err := outings.List(tx.Ctx, tx, "WHERE x.state = 'out' AND x.due < $1 ORDER BY x.id", tx.Today)
	if err != nil {
		return none(err)
	}
	for _, o := range late {
		key := outings.Subject(o.ID) + ":late"
		n, err := db.One[int](tx.Ctx, tx, q.SQL("todo_known"), key+":0")
		if err != nil {
			return none(err)
		}
		if n > 0 {
			continue
		}
		x, err := seals.Get(tx.Ctx, tx, o.SealID)
		if err != nil {
			return none(err)
		}
		s, err := r.look(tx.Ctx, tx, tx.Now)
		if err != nil {
			return none(err)
		}
		if err := s.tell(tx, key, "追回逾期未还的"+x.Name+"，应还 "+o.Due.String(), outingsPage, o.Due, s.heads(Seal{})); err != nil {
			return none(err)
		}
		out.Late++
	}
	over, err := db.All[int](tx.Ctx, tx, q.SQL("seal_years"), tx.Today.Year)
	if err != nil {
		return none(err)
	}
	for _, y := range over {
		n, err := db.One[int](tx.Ctx, tx, q.SQL("year_uses"), y)
		if err != nil {
			return none(err)
		}
		if err := years.Insert(tx, &Year{ID: int64(y), Uses: n, ClosedAt: tx.Now}); err != nil {
			return none(err)
		}
		if r.File != nil {
			if err := r.Flow.Owe(tx, years.Subject(int64(y))); err != nil {
				return none(err)
			}
		}
		out.Books = append(out.Books, y)
	}
	if out.Moved, err = r.aimAll(tx); err != nil {
		return none(err)
	}
	if out.Late == 0 && out.Moved == 0 && len(out.Books) == 0 {
		return out, act.Entry{}, nil
	}
	return out, act.Entry{Subject: "seal", Summary: fmt.Sprintf("核对印章：逾期未还 %d 枚，年度用印登记簿归档 %d 册，改由他人办理 %d 件", out.Late, len(out.Books), out.Moved), Detail: out}, nil
}
