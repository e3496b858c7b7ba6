package calendar_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/hall/calendar"
	"lantai.internal/kit/act"
	"lantai.internal/kit/clock"
)

// inCase does something to absences within a deed, as a room does.
var inCase = act.Define(act.Spec[func(*act.Tx) error, bool]{
	Name: "test.absence", Open: "a room's deed in a test",
	Do: func(tx *act.Tx, do func(*act.Tx) error) (bool, act.Entry, error) {
		return true, act.Entry{Subject: "test", Summary: "登记不在岗"}, do(tx)
	}})

func (s desk) do(t *testing.T, f func(tx *act.Tx) error) error {
	t.Helper()
	_, err := inCase.Run(context.Background(), s.d, act.Owner(), f)
	return err
}

func half(day string, pm bool) civil.Half {
	if pm {
		return civil.Afternoon(civil.Must(day))
	}
	return civil.Morning(civil.Must(day))
}

func TestAbsences(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx, r := context.Background(), s.d.Reader()
		put := func(a calendar.Absence) error {
			return s.do(t, func(tx *act.Tx) error { _, err := calendar.PutAbsence(tx, a); return err })
		}
		a := calendar.Absence{PersonID: 1, Since: half("2026-03-02", true), Until: half("2026-03-04", true), Kind: calendar.OnLeave, Subject: "attendance_case:1"}
		for name, c := range map[string]struct {
			change func(*calendar.Absence)
			field  string
		}{
			"kind":       {func(a *calendar.Absence) { a.Kind = "sick" }, "kind"},
			"empty":      {func(a *calendar.Absence) { a.Until = a.Since }, "to"},
			"backwards":  {func(a *calendar.Absence) { a.Until = a.Since - 3 }, "to"},
			"no subject": {func(a *calendar.Absence) { a.Subject = "" }, ""},
		} {
			x := a
			c.change(&x)
			if err := put(x); err == nil || fault.Of(err).Field != c.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := put(a); err != nil {
			t.Fatal(err)
		}
		b := a
		b.Since, b.Until, b.Subject = half("2026-03-04", false), half("2026-03-05", false), "attendance_case:2"
		if err := put(b); !fault.Is(err, fault.Invalid) {
			t.Errorf("one half day twice: %v", err)
		}
		b.Since++ // the free half day of the same date
		if err := put(b); err != nil {
			t.Errorf("the free half day: %v", err)
		}
		for when, want := range map[civil.Half]string{half("2026-03-02", false): "", half("2026-03-02", true): "attendance_case:1", half("2026-03-04", false): "attendance_case:1",
			half("2026-03-04", true): "attendance_case:2", half("2026-03-05", false): ""} {
			got, away, err := calendar.AwayAt(ctx, r, 1, clock.Micros(when.Start()))
			if err != nil || got.Subject != want || away != (want != "") {
				t.Errorf("%s: %+v %v %v", when.Chinese(), got, away, err)
			}
			if _, away, _ := calendar.AwayAt(ctx, r, 2, clock.Micros(when.Start())); away {
				t.Error("somebody else is away")
			}
		}
		// Everybody signed in sees who and until when; the type has no room for why.
		seen, err := s.s.WhoIsAway(ctx, s.Actor("nobody"), half("2026-03-03", false))
		if err != nil || len(seen) != 1 || seen[0] != (calendar.Seen{PersonID: 1, Kind: "leave", Label: "休假", Since: a.Since, Until: a.Until}) {
			t.Errorf("%+v %v", seen, err)
		}
		if _, err := s.s.WhoIsAway(ctx, act.Actor{}, half("2026-03-03", false)); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a stranger sees who is away: %v", err)
		}
		// An early return at 10:23 ends it at that minute and frees the afternoon.
		back := clock.Micros(half("2026-03-03", false).Start()) + int64(10*3600+23*60)*1e6
		if err := s.do(t, func(tx *act.Tx) error { return calendar.EndAbsences(tx, a.Subject, back) }); err != nil {
			t.Fatal(err)
		}
		for at, want := range map[int64]bool{back - 1: true, back: false} {
			if _, away, _ := calendar.AwayAt(ctx, r, 1, at); away != want {
				t.Errorf("%d: away %v", at-back, away)
			}
		}
		if list, _ := calendar.Overlaps(ctx, r, 1, half("2026-03-03", true), half("2026-03-04", true)); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		if list, _ := calendar.Overlaps(ctx, r, 1, half("2026-03-03", false), half("2026-03-03", true)); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		// A change replaces; a withdrawal leaves nothing; a failed replacement changes nothing.
		c := b
		c.Since, c.Until = half("2026-03-10", false), half("2026-03-11", false)
		if err := s.do(t, func(tx *act.Tx) error { return calendar.ReplaceAbsences(tx, b.Subject, c) }); err != nil {
			t.Fatal(err)
		}
		bad := c
		bad.Until = bad.Since
		if err := s.do(t, func(tx *act.Tx) error { return calendar.ReplaceAbsences(tx, b.Subject, bad) }); err == nil {
			t.Error("replaced by nothing")
		}
		if list, _ := calendar.Between(ctx, r, half("2026-03-04", false), half("2026-04-01", false)); len(list) != 1 || list[0].Since != c.Since {
			t.Errorf("%+v", list)
		}
		if err := s.do(t, func(tx *act.Tx) error {
			n, err := calendar.WithdrawAbsences(tx, b.Subject)
			if n != 1 {
				t.Errorf("%d withdrawn", n)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if list, _ := calendar.Between(ctx, r, half("2026-03-04", false), half("2026-04-01", false)); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		// Ending before it began is a withdrawal.
		if err := put(c); err != nil {
			t.Fatal(err)
		}
		if err := s.do(t, func(tx *act.Tx) error {
			return calendar.EndAbsences(tx, c.Subject, clock.Micros(c.Since.Start()))
		}); err != nil {
			t.Fatal(err)
		}
		if list, _ := calendar.Between(ctx, r, c.Since, c.Until); len(list) != 0 {
			t.Errorf("%+v", list)
		}
		if rep, err := s.d.Verify(ctx); err != nil || !rep.OK {
			t.Errorf("%+v %v", rep, err)
		}
	})
}

// Whatever is put, withdrawn and ended in whatever order: a person is never away
// twice on a half day, and what is refused is exactly what shares one.
func TestAbsencesNeverOverlap(t *testing.T) {
	each(t, func(t *testing.T, s desk) {
		ctx, r := context.Background(), s.d.Reader()
		rnd := rand.New(rand.NewPCG(7, 11))
		first := half("2026-03-02", false)
		taken := map[[2]int64]string{} // person, half: case
		for i := range 120 {
			person, since := int64(1+rnd.IntN(3)), first+civil.Half(rnd.IntN(60))
			subject := fmt.Sprintf("case:%d", i)
			switch rnd.IntN(5) {
			case 0:
				old := fmt.Sprintf("case:%d", rnd.IntN(i+1))
				if err := s.do(t, func(tx *act.Tx) error { _, err := calendar.WithdrawAbsences(tx, old); return err }); err != nil {
					t.Fatal(err)
				}
				for k, v := range taken {
					if v == old {
						delete(taken, k)
					}
				}
			default:
				until := since + civil.Half(1+rnd.IntN(8))
				free := true
				for h := since; h < until; h++ {
					free = free && taken[[2]int64{person, int64(h)}] == ""
				}
				err := s.do(t, func(tx *act.Tx) error {
					_, err := calendar.PutAbsence(tx, calendar.Absence{PersonID: person, Since: since, Until: until, Kind: calendar.OnTrip, Subject: subject})
					return err
				})
				if (err == nil) != free {
					t.Fatalf("%d: person %d, %s, %d halves: %v, free %v", i, person, since.Chinese(), until-since, err, free)
				}
				for h := since; h < until && free; h++ {
					taken[[2]int64{person, int64(h)}] = subject
				}
			}
		}
		for person := int64(1); person <= 3; person++ {
			for h := first; h < first+70; h++ {
				list, err := calendar.Overlaps(ctx, r, person, h, h+1)
				want := taken[[2]int64{person, int64(h)}]
				if err != nil || len(list) > 1 || (len(list) == 1) != (want != "") || len(list) == 1 && list[0].Subject != want {
					t.Fatalf("person %d, %s: %+v, want %q, %v", person, h.Chinese(), list, want, err)
				}
				at, away, err := calendar.AwayAt(ctx, r, person, clock.Micros(h.Start()))
				if err != nil || away != (want != "") || at.Subject != want {
					t.Fatalf("person %d, %s: %+v %v %v", person, h.Chinese(), at, away, err)
				}
			}
		}
	})
}
