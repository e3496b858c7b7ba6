package duty

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
	"lantai.internal/room/duty/roster"
)

// Temporary is a temporary roster: somebody has a track for a stretch, above the roster
// by rule and below an approved swap.
type Temporary struct {
	ID     int64  `db:"id"`
	Track  string `db:"track"`
	Person int64  `db:"person_id"`
	From   int64  `db:"from_at"`
	Until  int64  `db:"until_at"`
	Reason string `db:"reason"`
	MadeBy string `db:"made_by"`
	Name   string `db:"name"`
}

// mostTemporary is the longest a temporary roster reaches, in days.
const mostTemporary = 31

type temporaryIn struct {
	r *Room
	t Temporary
}

var temporaryDeed = act.Define(act.Spec[temporaryIn, int64]{Name: "duty.temporary.set", Label: "临时安排值班", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in temporaryIn) (int64, act.Entry, error) { return in.r.temporary(tx, in.t) }})

// SetTemporary puts somebody on a track for a stretch, by the office with the reason.
func (r *Room) SetTemporary(ctx context.Context, who act.Actor, t Temporary) (int64, error) {
	return temporaryDeed.Run(ctx, r.Door, who, temporaryIn{r, t})
}

func (r *Room) temporary(tx *act.Tx, t Temporary) (int64, act.Entry, error) {
	none := func(err error) (int64, act.Entry, error) { return 0, act.Entry{}, err }
	switch {
	case !r.office(tx.Actor):
		return none(notOffice())
	case trackLabels[t.Track] == "":
		return none(fault.Field("track", t.Track, "请选择值班员或带班领导。"))
	case t.From >= t.Until || t.Until <= tx.Now:
		return none(fault.Field("until", "", "结束时刻应晚于开始时刻，且不在过去。"))
	case t.Until-t.From > mostTemporary*day:
		return none(fault.Field("until", "", "临时安排一次最长31天，更长的请改排值班表。"))
	case t.Reason == "":
		return none(fault.Field("reason", "", "请写明为什么临时安排。"))
	}
	span := roster.Span{From: t.From, Until: t.Until}
	s, err := r.look(tx.Ctx, tx, span)
	if err != nil {
		return none(err)
	}
	turns, err := r.around(tx.Ctx, tx, span, 0, "")
	if err != nil {
		return none(err)
	}
	for i := range turns { // a turn of one's own within it is no obstacle
		if turns[i].Person == t.Person && turns[i].From >= t.From && turns[i].Until <= t.Until {
			turns[i].Person = 0
		}
	}
	x := Shift{From: t.From, Until: t.Until, Day: dayOf(t.From), Night: s.nightIn(span)}
	if err := s.fits(t.Person, t.Track, x, turns); err != nil {
		return none(err)
	}
	id, err := tx.Next("duty_temporary")
	if err != nil {
		return none(err)
	}
	if err := act.Insert(tx, "duty_temporary", id, temporaryColumns, []any{t.Track, t.Person, t.From, t.Until, db.Clean(t.Reason), tx.Actor.Login, tx.Now, 0}); err != nil {
		return none(err)
	}
	name := s.chart.Person(t.Person).Name
	return id, act.Entry{Subject: act.Subject("duty_temporary", id), Summary: "临时安排" + name + dutyVerb(t.Track) + "：" + x.When(), Detail: map[string]any{"person": t.Person, "track": t.Track}},
		s.tell(tx, t.Person, x, t.Track, "临时安排由您"+dutyVerb(t.Track)+"："+x.When())
}

// nightIn reports whether a stretch shares an instant with the night hours.
func (s *scene) nightIn(span roster.Span) bool {
	for d := dayOf(span.From).AddDays(-1); !d.After(dayOf(span.Until)); d = d.AddDays(1) {
		if s.set.NightOf(d).Meets(span) {
			return true
		}
	}
	return false
}

var temporaryEndDeed = act.Define(act.Spec[answerIn, bool]{Name: "duty.temporary.end", Label: "取消临时安排", Right: Use, Basis: []law.ID{law.DutyRosterBy},
	Do: func(tx *act.Tx, in answerIn) (bool, act.Entry, error) {
		if !in.r.office(tx.Actor) {
			return false, act.Entry{}, notOffice()
		}
		n, err := db.Exec(tx.Ctx, tx, "UPDATE duty_temporary SET ended_at = $2 WHERE id = $1 AND ended_at = 0", in.id, tx.Now)
		if err == nil && n == 0 {
			err = act.OutOfReach(act.Subject("duty_temporary", in.id))
		}
		tx.Touch("duty_temporary", in.id)
		return true, act.Entry{Subject: act.Subject("duty_temporary", in.id), Summary: "取消临时安排"}, err
	}})

// EndTemporary takes a temporary roster back.
func (r *Room) EndTemporary(ctx context.Context, who act.Actor, id int64) error {
	_, err := temporaryEndDeed.Run(ctx, r.Door, who, answerIn{r: r, id: id})
	return err
}

// Temporaries lists those that are not over.
func (r *Room) Temporaries(ctx context.Context, rd db.Reader) ([]Temporary, error) {
	return db.All[Temporary](ctx, rd, q.SQL("temporaries"), r.Door.Now())
}

// instant is a minute of a day in Shanghai.
func instant(d civil.Date, minutes int) int64 {
	return d.Time().UnixMicro() + int64(minutes)*minute
}

func clockOf(at int64) string {
	return clock.FromMicros(at).In(civil.Shanghai).Format("2006-01-02 15:04")
}
