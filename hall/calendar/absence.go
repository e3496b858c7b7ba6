package calendar

import (
	"context"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/org"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
	"lantai.internal/kit/db"
)

func init() {
	act.Watch("calendar_absence", "person_id", "since_half", "until_half", "kind", "subject", "ended_at", "withdrawn")
}

// Absence kinds: all that everybody may know of an absence. Why somebody is away
// stays with the case.
const (
	OnLeave = "leave" // any kind of leave
	OnTrip  = "trip"
	Out     = "out"  // out of the office during hours
	Away    = "away" // not at the post, without more
)

var absenceLabels = map[string]string{OnLeave: "休假", OnTrip: "出差", Out: "外出", Away: "不在岗"}

// Absence is a stretch of half days on which a person is not at the post.
type Absence struct {
	ID       int64      `db:"id"`
	PersonID int64      `db:"person_id"`
	Since    civil.Half `db:"since_half"`
	Until    civil.Half `db:"until_half"` // the first half day no longer away
	Kind     string     `db:"kind"`
	Subject  string     `db:"subject"`  // the case that made it, act.Subject
	EndedAt  int64      `db:"ended_at"` // microseconds UTC of an early return; 0 if none
}

// Label is the Chinese word for the kind.
func (a Absence) Label() string { return absenceLabels[a.Kind] }

// Ends is the instant, in microseconds UTC, at which the person is back.
func (a Absence) Ends() int64 {
	until := clock.Micros(a.Until.Start())
	if a.EndedAt != 0 && a.EndedAt < until {
		return a.EndedAt
	}
	return until
}

// Covers reports whether the person is away at an instant (microseconds UTC).
func (a Absence) Covers(at int64) bool {
	return clock.Micros(a.Since.Start()) <= at && at < a.Ends()
}

// left is the first half day no longer taken up: an early return frees the halves
// after the one in which it happened.
func (a Absence) left() civil.Half {
	if a.EndedAt == 0 {
		return a.Until
	}
	return min(a.Until, civil.HalfAt(clock.FromMicros(a.EndedAt))+1)
}

// overlaps reports whether two stretches share a half day.
func (a Absence) overlaps(since, until civil.Half) bool { return a.Since < until && since < a.left() }

// PutAbsence notes within a deed that somebody is away; the deed's case is its
// subject. It is refused where the person is away already, naming when.
func PutAbsence(tx *act.Tx, a Absence) (int64, error) {
	switch {
	case a.PersonID == 0 || a.Subject == "":
		return 0, fault.New(fault.Internal, "不在岗登记缺少人员或事由编号。")
	case a.Label() == "":
		return 0, fault.Field("kind", a.Kind, "不在岗的类别只能是休假、出差、外出或不在岗。")
	case a.Until <= a.Since:
		return 0, fault.Field("to", (a.Until - 1).Chinese(), "结束不能早于开始（"+a.Since.Chinese()+"）。请核对起止日期和上午、下午。")
	}
	// The counter comes first: on several nodes whoever is second starts again and
	// sees the first one's row.
	id, err := tx.Next("calendar_absence")
	if err != nil {
		return 0, err
	}
	other, err := Overlaps(tx.Ctx, tx, a.PersonID, a.Since, a.Until)
	if err != nil {
		return 0, err
	}
	if len(other) > 0 {
		o := other[0]
		return 0, fault.Field("from", a.Since.Chinese(), "与已登记的"+o.Label()+"（"+o.Since.Chinese()+"至"+(o.left()-1).Chinese()+"）重叠。请改期，或先撤销、变更原来的一项。")
	}
	if _, err := db.Exec(tx.Ctx, tx, q.SQL("absence_insert"), id, a.PersonID, int64(a.Since), int64(a.Until), a.Kind, a.Subject); err != nil {
		return 0, err
	}
	tx.Touch("calendar_absence", id)
	return id, nil
}

// WithdrawAbsences takes back, within a deed, all absences that a case made, and
// says how many they were.
func WithdrawAbsences(tx *act.Tx, subject string) (int, error) {
	list, err := db.All[Absence](tx.Ctx, tx, q.SQL("absences_by_subject"), subject)
	if err != nil {
		return 0, err
	}
	for _, a := range list {
		if _, err := db.Exec(tx.Ctx, tx, q.SQL("absence_withdraw"), a.ID); err != nil {
			return 0, err
		}
		tx.Touch("calendar_absence", a.ID)
	}
	return len(list), nil
}

// ReplaceAbsences puts new absences in the place of all that a case made.
func ReplaceAbsences(tx *act.Tx, subject string, fresh ...Absence) error {
	if _, err := WithdrawAbsences(tx, subject); err != nil {
		return err
	}
	for _, a := range fresh {
		a.Subject = subject
		if _, err := PutAbsence(tx, a); err != nil {
			return err
		}
	}
	return nil
}

// EndAbsences notes an early return at an instant (microseconds UTC): from that
// minute on the person is back. Absences of the case that lie wholly after it are
// withdrawn; those already over are left alone.
func EndAbsences(tx *act.Tx, subject string, at int64) error {
	list, err := db.All[Absence](tx.Ctx, tx, q.SQL("absences_by_subject"), subject)
	if err != nil {
		return err
	}
	for _, a := range list {
		name := "absence_end"
		args := []any{a.ID, at}
		switch {
		case a.Ends() <= at:
			continue
		case clock.Micros(a.Since.Start()) >= at:
			name, args = "absence_withdraw", args[:1]
		}
		if _, err := db.Exec(tx.Ctx, tx, q.SQL(name), args...); err != nil {
			return err
		}
		tx.Touch("calendar_absence", a.ID)
	}
	return nil
}

// Overlaps lists what a person is away for in [since, until).
func Overlaps(ctx context.Context, r db.Reader, person int64, since, until civil.Half) ([]Absence, error) {
	list, err := db.All[Absence](ctx, r, q.SQL("absences_of"), person, int64(since), int64(until))
	var out []Absence
	for _, a := range list {
		if a.overlaps(since, until) {
			out = append(out, a)
		}
	}
	return out, err
}

// AwayAt says whether a person is away at an instant (microseconds UTC), and why
// as far as everybody may know. It is what org.Org.Away asks.
func AwayAt(ctx context.Context, r db.Reader, person, at int64) (Absence, bool, error) {
	h := civil.HalfAt(clock.FromMicros(at))
	list, err := db.All[Absence](ctx, r, q.SQL("absences_of"), person, int64(h), int64(h+1))
	for _, a := range list {
		if a.Covers(at) {
			return a, true, err
		}
	}
	return Absence{}, false, err
}

// Between lists all absences that touch [since, until), for sheets and figures
// within a room; what is shown to others goes through WhoIsAway.
func Between(ctx context.Context, r db.Reader, since, until civil.Half) ([]Absence, error) {
	list, err := db.All[Absence](ctx, r, q.SQL("absences_between"), int64(since), int64(until))
	var out []Absence
	for _, a := range list {
		if a.overlaps(since, until) {
			out = append(out, a)
		}
	}
	return out, err
}

// Seen is what everybody who is signed in may know of an absence.
type Seen struct {
	PersonID int64
	Kind     string
	Label    string
	Since    civil.Half
	Until    civil.Half // the first half day no longer away
}

// WhoIsAway lists who is away on a half day and until when. It needs somebody
// signed in and tells neither the case nor the reason.
func (s *Store) WhoIsAway(ctx context.Context, who act.Actor, on civil.Half) ([]Seen, error) {
	return s.seen(ctx, who, on, on+1)
}

// WhoIsAwayOn is WhoIsAway for either half of a day.
func (s *Store) WhoIsAwayOn(ctx context.Context, who act.Actor, day civil.Date) ([]Seen, error) {
	return s.seen(ctx, who, civil.Morning(day), civil.Morning(day)+2)
}

func (s *Store) seen(ctx context.Context, who act.Actor, since, until civil.Half) ([]Seen, error) {
	if !who.May(org.Anyone) {
		return nil, fault.New(fault.Unauthenticated, "")
	}
	list, err := Between(ctx, s.Door.Reader(), since, until)
	out := make([]Seen, 0, len(list))
	for _, a := range list {
		out = append(out, Seen{a.PersonID, a.Kind, a.Label(), a.Since, a.left()})
	}
	return out, err
}
