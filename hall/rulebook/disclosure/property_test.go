package disclosure_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/hall/rulebook"
	"lantai.internal/hall/rulebook/disclosure"
)

var (
	firstDay = civil.Must("2007-01-01")
	allDays  = civil.Must("2026-10-01").Sub(firstDay)
)

func drawDay(t *rapid.T, name string) civil.Date {
	return firstDay.AddDays(rapid.IntRange(0, allDays).Draw(t, name))
}

func drawClock(t *rapid.T) disclosure.Clock {
	return clock(t, rapid.SampledFrom([]string{"seed", "2007", "2019"}).Draw(t, "regime"))
}

// drawConsultations makes some consultations of third parties, in the order of days.
func drawConsultations(t *rapid.T, from civil.Date) []disclosure.Event {
	var list []disclosure.Event
	on := from
	for _, who := range []string{"T1", "T2", "T3"}[:rapid.IntRange(0, 3).Draw(t, "consultations")] {
		on = on.AddDays(rapid.IntRange(0, 6).Draw(t, "gap"))
		list = append(list, disclosure.Event{On: on, Do: disclosure.ConsultStart, With: who})
		on = on.AddDays(rapid.IntRange(0, 12).Draw(t, "length"))
		list = append(list, disclosure.Event{On: on, Do: disclosure.ConsultEnd, With: who})
	}
	return list
}

func must(t *rapid.T, k disclosure.Clock, q disclosure.Question) disclosure.Deadline {
	d, err := k.Deadline(q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return d
}

// P1, P7, P8: the last day is worked, the same question has the same answer, and
// the working days up to it are the limit and those left out.
func TestDueIsWorkedAndAddsUp(t *testing.T) {
	cal := calendar.Official()
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		q := disclosure.Question{For: "reply", Received: day, Events: drawConsultations(t, day)}
		d := must(t, k, q)
		if !cal.Kind(d.Due).Workday {
			t.Errorf("%s is not worked", d.Due)
		}
		n, _, err := cal.Between(day, d.Due)
		if err != nil || n != d.Limit+d.Excluded {
			t.Errorf("%d working days, %d and %d left out: %v", n, d.Limit, d.Excluded, err)
		}
		if d.Safe.After(d.Due) {
			t.Errorf("safe %s after %s", d.Safe, d.Due)
		}
		if again := must(t, k, q); !reflect.DeepEqual(d, again) {
			t.Error("the answer changed")
		}
	})
}

// P2: one working day more is the next working day that is not left out.
func TestOneDayMore(t *testing.T) {
	cal := calendar.Official()
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		days := rapid.IntRange(1, k.Regime.Extension.Most-1).Draw(t, "days")
		ask := func(n int) civil.Date {
			return must(t, k, disclosure.Question{For: "reply", Received: day,
				Events: []disclosure.Event{{On: day, Do: disclosure.Extend, Days: n}}}).Due
		}
		next, _, err := cal.Add(ask(days), 1)
		if err != nil || ask(days+1) != next {
			t.Errorf("%s and %s, want %s", ask(days), ask(days+1), next)
		}
	})
}

// P3: closing the bureau on k working days within the period moves it by k.
func TestClosedDaysMoveIt(t *testing.T) {
	cal := calendar.Official()
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		plain := must(t, k, disclosure.Question{For: "reply", Received: day})
		from := day.AddDays(rapid.IntRange(1, 15).Draw(t, "from"))
		to := from.AddDays(rapid.IntRange(0, 5).Draw(t, "length"))
		if to.After(plain.Due) {
			t.Skip("beyond the last day")
		}
		closed := 0
		for d := from; !d.After(to); d = d.AddDays(1) {
			if cal.Kind(d).Workday {
				closed++
			}
		}
		want := plain.Due
		if closed > 0 {
			var err error
			if want, _, err = cal.Add(plain.Due, closed); err != nil {
				t.Fatal(err)
			}
		}
		got := must(t, k, disclosure.Question{For: "reply", Received: day, Closed: []disclosure.Closure{{From: from, To: to}}})
		if got.Due != want {
			t.Errorf("%d days closed: %s, want %s", closed, got.Due, want)
		}
	})
}

// P4: who is asked first does not matter, and asking two at once costs what asking
// one does.
func TestConsultationsAreAUnion(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		events := drawConsultations(t, day)
		one := must(t, k, disclosure.Question{For: "reply", Received: day, Events: events})
		var twice, renamed []disclosure.Event
		for _, e := range events {
			other := e
			other.With = "T9" + e.With[1:]
			twice = append(twice, e, other)
			// T1 and T2 change places.
			e.With = strings.NewReplacer("T1", "T2", "T2", "T1").Replace(e.With)
			renamed = append(renamed, e)
		}
		if two := must(t, k, disclosure.Question{For: "reply", Received: day, Events: twice}); two.Due != one.Due || two.Excluded != one.Excluded {
			t.Errorf("%s, twice %s", one.Due, two.Due)
		}
		if other := must(t, k, disclosure.Question{For: "reply", Received: day, Events: renamed}); other.Due != one.Due {
			t.Errorf("%s, the other way %s", one.Due, other.Due)
		}
	})
}

// P5: what happens after the last day does not move it, but for a restart.
func TestLaterEventsMoveNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		q := disclosure.Question{For: "reply", Received: day, Events: drawConsultations(t, day)}
		d := must(t, k, q)
		later := d.Due
		if n := len(q.Events); n > 0 && q.Events[n-1].On.After(later) {
			later = q.Events[n-1].On
		}
		later = later.AddDays(rapid.IntRange(1, 30).Draw(t, "later"))
		e := rapid.SampledFrom([]disclosure.Event{{Do: disclosure.Extend, Days: 5}, {Do: disclosure.ConsultStart, With: "T8"},
			{Do: disclosure.ConsultStart, With: "A8"}, {Do: disclosure.SecrecyReview}, {Do: disclosure.Reply}, {Do: disclosure.FeeNotice},
			{Do: disclosure.LongerPeriod, Until: later.AddDays(9)}, {Do: disclosure.CorrectionNotice}}).Draw(t, "event")
		e.On = later
		q.Events = append(q.Events, e)
		if got := must(t, k, q); got.Due != d.Due {
			t.Errorf("%s on %s moved %s to %s", e.Do, e.On, d.Due, got.Due)
		}
	})
}

// P6: received on Friday, Saturday or Sunday is one, if neither day is worked.
func TestWeekendReceipts(t *testing.T) {
	cal := calendar.Official()
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		for day.Weekday() != time.Friday {
			day = day.AddDays(1)
		}
		if cal.Kind(day.AddDays(1)).Workday || cal.Kind(day.AddDays(2)).Workday {
			t.Skip("a make-up day")
		}
		due := must(t, k, disclosure.Question{For: "reply", Received: day}).Due
		for n := range 3 {
			if got := must(t, k, disclosure.Question{For: "reply", Received: day.AddDays(n)}).Due; got != due {
				t.Errorf("%s and %s", due, got)
			}
		}
	})
}

// P7: with a newer arrangement the trace names the days that changed.
func TestANewerArrangementShows(t *testing.T) {
	k := clock(t, "2019")
	q := disclosure.Question{For: "reply", Received: civil.Must("2026-12-21")}
	before, err := k.Deadline(q)
	if err != nil || !before.Provisional {
		t.Fatal(before, err)
	}
	lines := "2027-01-09 上班 元旦"
	for _, f := range calendar.Statutory(2027) {
		lines += "\n" + f.Date.String() + " 放假 " + f.Name
	}
	spans, err := calendar.ReadLines(2027, lines)
	if err != nil {
		t.Fatal(err)
	}
	if k.Calendar, err = k.Calendar.With(calendar.Notice{Year: 2027, Spans: spans}); err != nil {
		t.Fatal(err)
	}
	after, err := k.Deadline(q)
	if err != nil || after.Provisional || after.Due.String() != "2027-01-18" {
		t.Fatal(after.Due, after.Provisional, err)
	}
	var all strings.Builder
	for _, l := range after.Trace {
		all.WriteString(l.Chinese() + "\n")
	}
	if !strings.Contains(all.String(), "1月9日 元旦调休上班") {
		t.Errorf("the day that changed is not named:\n%s", all.String())
	}
}

// P9: regimes differ in their data alone; the data of one under the name of another
// count alike.
func TestRegimesAreData(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		other := k
		other.Regime.Name = "another"
		q := disclosure.Question{For: "reply", Received: day, Events: drawConsultations(t, day)}
		if a, b := must(t, k, q), must(t, other, q); !reflect.DeepEqual(a, b) {
			t.Error("the name of the regime counts")
		}
	})
}

// P10, and calendar-day periods: no answer is before its day, all roll forward to a
// worked day and by no more than the longest holiday.
func TestCalendarPeriodsRollForward(t *testing.T) {
	cal := calendar.Official()
	rapid.Check(t, func(t *rapid.T) {
		k, day := drawClock(t), drawDay(t, "received")
		for _, name := range []string{"reconsideration", "lawsuit_15d", "lawsuit_3m", "lawsuit_6m"} {
			d := must(t, k, disclosure.Question{For: name, Received: day})
			period, _ := k.Regime.Period(name)
			plain := day.AddDays(period.Count)
			if period.Unit == rulebook.UnitMonths {
				plain = d.Trace[1].Date
			}
			if moved := d.Due.Sub(plain); moved < 0 || moved > 10 || !cal.Kind(d.Due).Workday || (moved > 0) == cal.Kind(plain).Workday {
				t.Errorf("%s of %s: %s, counted to %s", name, day, d.Due, plain)
			}
		}
	})
}

// Every day of twenty years, under every regime: the last days never go back.
func TestEveryDayOfTwentyYears(t *testing.T) {
	for _, regime := range []string{"seed", "2007", "2019"} {
		k := clock(t, regime)
		var last civil.Date
		for n := range allDays {
			d, err := k.Deadline(disclosure.Question{For: "reply", Received: firstDay.AddDays(n)})
			if err != nil || d.Due.Before(last) || d.Provisional && d.Due.Year < 2027 {
				t.Fatal(firstDay.AddDays(n), d.Due, last, d.Provisional, err)
			}
			last = d.Due
		}
	}
}

// A deadline with its trace; one million are wanted in 20 seconds on one core, that
// is 20 µs each.
func BenchmarkDeadline(b *testing.B) {
	k := clock(b, "2019")
	questions := []disclosure.Question{
		question(b, "2025-09-15", ""),
		question(b, "2025-01-13", "2025-02-12:extend=20"),
		question(b, "2026-01-28", "2026-02-03:consult_start=T1;2026-03-02:consult_end=T1;2026-03-17:extend=20"),
		question(b, "2026-08-31", "2026-09-10:fee_notice;2026-09-28:fee_paid"),
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := k.Deadline(questions[i%len(questions)]); err != nil {
			b.Fatal(err)
		}
	}
}
