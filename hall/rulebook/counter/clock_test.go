package counter

import (
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
)

func testClock(t *testing.T) Clock {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return Clock{Calendar: calendar.Official(), Book: b}
}

// Clauses limit.def and once.after: the day of receipt does not count, incomplete
// papers start anew on the day they are complete.
func TestDeadline(t *testing.T) {
	_ = []law.ID{law.LimitDef, law.OnceAfter, law.PromiseLimit, law.LimitSupplement}
	k := testClock(t)
	for _, tt := range []struct {
		name, received, due, started string
		q                            Question
	}{
		{"working days over a weekend", "2026-09-10", "2026-09-15", "2026-09-10", Question{Promised: 3, Unit: WorkingDays, Complete: true}},
		{"received on a rest day", "2026-09-12", "2026-09-14", "2026-09-12", Question{Promised: 1, Unit: WorkingDays, Complete: true}},
		{"over the National Day with make-up days", "2025-09-26", "2025-10-11", "2025-09-26", Question{Promised: 6, Unit: WorkingDays, Complete: true}},
		{"calendar days", "2026-09-07", "2026-09-10", "2026-09-07", Question{Promised: 3, Unit: CalendarDays, Complete: true}},
		{"calendar days end on a Sunday", "2026-09-10", "2026-09-14", "2026-09-10", Question{Promised: 3, Unit: CalendarDays, Complete: true}},
		{"calendar days end in the holidays", "2025-09-25", "2025-10-09", "2025-09-25", Question{Promised: 7, Unit: CalendarDays, Complete: true}},
		{"calendar days end on a worked Sunday", "2025-09-25", "2025-09-28", "2025-09-25", Question{Promised: 3, Unit: CalendarDays, Complete: true}},
		{"supplemented", "2026-09-07", "2026-09-16", "2026-09-11", Question{Promised: 3, Unit: WorkingDays, Supplemented: civil.Must("2026-09-11")}},
		{"supplemented on the same day", "2026-09-07", "2026-09-10", "2026-09-07", Question{Promised: 3, Unit: WorkingDays, Supplemented: civil.Must("2026-09-07")}},
		{"incomplete", "2026-09-07", "", "", Question{Promised: 3, Unit: WorkingDays}},
		{"over the turn of the year", "2024-12-31", "2025-01-02", "2024-12-31", Question{Promised: 1, Unit: WorkingDays, Complete: true}},
	} {
		tt.q.Received = civil.Must(tt.received)
		d, err := k.Deadline(tt.q)
		if err != nil || d.Due.String() != tt.due || d.Started.String() != tt.started || (d.Open == "") != (tt.due != "") {
			t.Errorf("%s: due %s started %s open %q err %v", tt.name, d.Due, d.Started, d.Open, err)
		}
		if len(d.Basis) < 2 {
			t.Errorf("%s has no basis: %v", tt.name, d.Basis)
		}
	}
	d, _ := k.Deadline(Question{Received: civil.Must("2026-09-10"), Promised: 3, Unit: WorkingDays, Complete: true})
	if d.Overdue(civil.Must("2026-09-15")) || !d.Overdue(civil.Must("2026-09-16")) {
		t.Error("the last day is in time to its end")
	}
	if d, _ := k.Deadline(Question{Received: civil.Must("2040-09-10"), Promised: 3, Unit: WorkingDays, Complete: true}); !d.Provisional {
		t.Error("a year without an arrangement is not provisional")
	}
}

func TestDeadlineNamesTheWrongFact(t *testing.T) {
	k := testClock(t)
	good := Question{Received: civil.Must("2026-09-10"), Promised: 3, Unit: WorkingDays, Complete: true}
	for field, change := range map[string]func(*Question){
		"received":        func(q *Question) { q.Received = civil.Must("1900-01-01") },
		"promised":        func(q *Question) { q.Promised = 0 },
		"unit":            func(q *Question) { q.Unit = "weeks" },
		"supplemented_on": func(q *Question) { q.Complete, q.Supplemented = false, civil.Must("2026-09-09") },
	} {
		q := good
		change(&q)
		if _, err := k.Deadline(q); fault.Of(err).Field != field || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", field, err)
		}
	}
	both := good
	both.Supplemented = civil.Must("2026-09-11")
	if _, err := k.Deadline(both); fault.Of(err).Field != "supplemented_on" {
		t.Errorf("complete and supplemented: %v", err)
	}
	last := good
	last.Received = civil.Must("2100-12-31")
	if _, err := k.Deadline(last); fault.Of(err).Field != "promised" {
		t.Errorf("past the calendar: %v", err)
	}
}

// The days add up: as many count as were promised, the last is the due day.
func TestDaysCountWhatWasPromised(t *testing.T) {
	k := testClock(t)
	for day := civil.Must("2025-01-01"); day.Before(civil.Must("2026-01-01")); day = day.AddDays(1) {
		for _, unit := range []Unit{WorkingDays, CalendarDays} {
			for _, n := range []int{1, 2, 5, 20} {
				q := Question{Received: day, Promised: n, Unit: unit, Complete: true}
				d, err := k.Deadline(q)
				days, err2 := k.Days(q)
				if err != nil || err2 != nil || len(days) == 0 {
					t.Fatal(day, n, unit, err, err2)
				}
				last := days[len(days)-1]
				if last.Date != d.Due || last.Count != n || !last.Workday {
					t.Fatalf("%s + %d %s: due %s, last %+v", day, n, unit, d.Due, last)
				}
			}
		}
	}
}

func TestRestDayMovesOnlyWhereTheCardSaysSo(t *testing.T) {
	k := testClock(t)
	if !k.moves() {
		t.Fatal("the card of the example book moves the last day")
	}
	k.Book = &rulebook.Book{}
	d, err := k.Deadline(Question{Received: civil.Must("2026-09-10"), Promised: 3, Unit: CalendarDays, Complete: true})
	if err != nil || d.Due != civil.Must("2026-09-13") || d.Moved {
		t.Errorf("%+v %v", d, err)
	}
}
