package roster_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/hall/calendar"
	"lantai.internal/room/duty/roster"
)

var hours = roster.Hours{Start: 510, End: 1050, Rest: 720, NightFrom: 1320, NightTill: 360, Recover: 720}

const hour = int64(time.Hour / time.Microsecond)

func kindOf(d civil.Date) calendar.Kind { return calendar.Official().Kind(d).Kind }

func year(y int) []roster.Shift {
	return roster.Shifts(civil.Must(fmt.Sprintf("%d-01-01", y)), civil.Must(fmt.Sprintf("%d-01-01", y+1)), hours, kindOf)
}

// Two changes a day on working days, every Rest minutes on others, never a gap (clauses
// duty.24h.political, duty.24h.emergency): law.Duty24hPolitical, law.Duty24hEmergency.
func TestShiftsJoin(t *testing.T) {
	for _, h := range []roster.Hours{hours, {Start: 540, End: 1080, Rest: 1440, NightFrom: 1320, NightTill: 360}, {Start: 480, End: 1020, Rest: 420, NightFrom: 0, NightTill: 300}} {
		list := roster.Shifts(civil.Must("2026-01-01"), civil.Must("2027-01-01"), h, kindOf)
		for i, s := range list {
			if s.From >= s.Until || i > 0 && s.From != list[i-1].Until {
				t.Fatalf("%v: shift %d %+v after %+v", h, i, s, list[max(i-1, 0)])
			}
		}
		if first := list[0].From; first != civil.Must("2026-01-01").Time().Add(time.Duration(h.Start)*time.Minute).UnixMicro() {
			t.Errorf("begins at %d", first)
		}
	}
}

// A make-up Saturday has working hours, a holiday on a weekday has none.
func TestKindsOfDay(t *testing.T) {
	list := roster.Shifts(civil.Must("2026-02-14"), civil.Must("2026-02-18"), hours, kindOf)
	var got []string
	for _, s := range list {
		got = append(got, fmt.Sprintf("%s %s %v", s.Day, s.Kind, s.Night))
	}
	want := []string{"2026-02-14 office false", "2026-02-14 night true", "2026-02-15 holiday false", "2026-02-15 holiday true", "2026-02-16 holiday false", "2026-02-16 holiday true", "2026-02-17 holiday false", "2026-02-17 holiday true"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestNextRosterJoins(t *testing.T) {
	list := year(2026)[:6]
	end := list[2].From + hour
	got := roster.After(list, end)
	if len(got) != 4 || got[0].From != end || got[0].Until != list[2].Until {
		t.Errorf("%+v", got)
	}
	if roster.After(list, list[5].Until) != nil {
		t.Error("nothing is left after the last")
	}
}

// Special rules on the protection of female workers, articles 6 and 9.
func TestNightsThatAreNotGiven(t *testing.T) {
	if s, u := roster.Pregnant(civil.Must("2026-09-01")); s != civil.Must("2026-06-09") || u != civil.Must("2027-09-01") {
		t.Error(s, u)
	}
	if s, u := roster.Nursing(civil.Must("2024-02-29")); s != civil.Must("2024-02-29") || u != civil.Must("2025-02-28") {
		t.Error(s, u)
	}
}

// bureau is a random one in which a roster is possible: a core of people without any
// absence, and others who are away, do no nights, or share a post.
type bureau struct {
	order roster.Order
	core  int
}

func draw(t *rapid.T) bureau {
	core, others := rapid.IntRange(8, 30).Draw(t, "core"), rapid.IntRange(0, 20).Draw(t, "others")
	start := civil.Must("2026-01-01").AddDays(rapid.IntRange(-300, 300).Draw(t, "start"))
	end := start.AddDays(rapid.IntRange(28, 366).Draw(t, "days"))
	h := hours
	h.Rest = rapid.SampledFrom([]int{720, 480, 1440}).Draw(t, "rest")
	o := roster.Order{Shifts: roster.Shifts(start, end, h, kindOf), Recover: rapid.SampledFrom([]int64{0, 8, 12, 24}).Draw(t, "recover") * hour}
	for i := range core + others {
		p := roster.Person{ID: int64(i + 1)}
		if i >= core {
			for range rapid.IntRange(0, 3).Draw(t, "absences") {
				from := start.AddDays(rapid.IntRange(0, 360).Draw(t, "from"))
				p.Away = append(p.Away, roster.Days(from, from.AddDays(rapid.IntRange(1, 90).Draw(t, "for"))))
			}
			if rapid.IntRange(0, 4).Draw(t, "nights") == 0 {
				from := start.AddDays(rapid.IntRange(0, 200).Draw(t, "from"))
				p.NoNight = append(p.NoNight, roster.Days(from, from.AddDays(rapid.IntRange(30, 400).Draw(t, "for"))))
			}
			p.New = rapid.Bool().Draw(t, "new")
		}
		o.People = append(o.People, p)
	}
	for i := 0; i+1 < len(o.People); i += 2 {
		if rapid.Bool().Draw(t, "partners") {
			o.People[i].Partners, o.People[i+1].Partners = []int64{o.People[i+1].ID}, []int64{o.People[i].ID}
		}
	}
	return bureau{o, core}
}

// Zero gaps, zero broken hard constraints, and among those who could have every turn no
// more than one night and one holiday shift between the busiest and the least busy
// (clauses duty.offtime, duty.roster.leader): law.DutyOfftime, law.DutyRosterLeader.
func TestRandomBureaux(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 2 { // a hundred checks, two hundred bureaux
			b := draw(t)
			checkRoster(t, b.order, b.core)
		}
	})
}

func checkRoster(t interface {
	Fatalf(string, ...any)
}, o roster.Order, core int) {
	picks := roster.Generate(o)
	people := map[int64]roster.Person{}
	for _, p := range o.People {
		people[p.ID] = p
	}
	counts := map[int64]*roster.Counts{}
	var turns []roster.Turn
	for i, p := range picks {
		if p.Person == 0 {
			t.Fatalf("gap at %+v: %+v", o.Shifts[i], p.Refusals)
		}
		turns = append(turns, roster.Turn{Span: o.Shifts[i].Span, Person: p.Person, Night: o.Shifts[i].Night})
		if counts[p.Person] == nil {
			counts[p.Person] = &roster.Counts{}
		}
		counts[p.Person].Count(o.Shifts[i])
	}
	for i, x := range turns {
		lo, hi := max(0, i-8), min(len(turns), i+9)
		near := slices.DeleteFunc(slices.Clone(turns[lo:hi]), func(y roster.Turn) bool { return y == x })
		if w, bad := roster.Check(people[x.Person], o.Shifts[i], near, o.Recover); bad {
			t.Fatalf("%d has %+v although %s", x.Person, o.Shifts[i], w)
		}
	}
	var least, most roster.Counts
	for i := range core {
		c := roster.Counts{}
		if x := counts[o.People[i].ID]; x != nil {
			c = *x
		}
		if i == 0 {
			least, most = c, c
		}
		least.Night, most.Night = min(least.Night, c.Night), max(most.Night, c.Night)
		least.Holiday, most.Holiday = min(least.Holiday, c.Holiday), max(most.Holiday, c.Holiday)
	}
	if most.Night-least.Night > 1 || most.Holiday-least.Holiday > 1 {
		t.Fatalf("nights %d to %d, holiday shifts %d to %d", least.Night, most.Night, least.Holiday, most.Holiday)
	}
}

// A year after a year: what somebody had more of is made up for.
func TestCountsCarryOver(t *testing.T) {
	o := roster.Order{Shifts: year(2026), Recover: 12 * hour}
	for i := range 20 {
		o.People = append(o.People, roster.Person{ID: int64(i + 1), Carried: roster.Counts{Night: 18 + i%2, Holiday: 3 - i%2}})
	}
	total := map[int64]int{}
	for i, p := range roster.Generate(o) {
		if o.Shifts[i].Night {
			total[p.Person]++
		}
	}
	least, most := 1000, 0
	for _, p := range o.People {
		n := total[p.ID] + p.Carried.Night
		least, most = min(least, n), max(most, n)
	}
	if most-least > 1 {
		t.Errorf("over both years %d to %d nights", least, most)
	}
}

// Nobody eligible is a gap with everybody's reason, never a wrong person.
func TestNobodyEligible(t *testing.T) {
	list := roster.Shifts(civil.Must("2026-11-02"), civil.Must("2026-11-03"), hours, kindOf)
	all := roster.Days(civil.Must("2026-11-01"), civil.Must("2026-11-10"))
	o := roster.Order{Shifts: list, Recover: 12 * hour, People: []roster.Person{{ID: 1, Away: []roster.Span{all}}, {ID: 2, NoNight: []roster.Span{all}, Away: []roster.Span{{From: list[0].From, Until: list[0].From + 1}}}},
		Fixed: func(s roster.Shift) (int64, bool) { return 1, s.Kind == roster.Office }}
	got := roster.Generate(o)
	if got[0].Person != 0 || len(got[0].Refusals) != 1 || got[0].Refusals[0] != (roster.Refusal{Person: 1, Why: roster.OnLeave}) {
		t.Errorf("office hours: %+v", got[0])
	}
	if got[1].Person != 0 || !slices.Equal(got[1].Refusals, []roster.Refusal{{Person: 1, Why: roster.OnLeave}, {Person: 2, Why: roster.NoNights}}) {
		t.Errorf("night: %+v", got[1])
	}
	if got := roster.Generate(roster.Order{Shifts: list}); got[0].Person != 0 || got[1].Person != 0 {
		t.Errorf("without anybody: %+v", got)
	}
}

// One who stands in the way of a gap alone is moved.
func TestAGapIsFilledByMovingATurn(t *testing.T) {
	list := roster.Shifts(civil.Must("2026-11-07"), civil.Must("2026-11-09"), hours, kindOf)
	// The first night can be had by 1 alone; without a move 1 has the day before it.
	o := roster.Order{Shifts: list[:2], People: []roster.Person{{ID: 1}, {ID: 2, NoNight: []roster.Span{{From: list[0].From, Until: list[1].Until}}}}}
	got := roster.Generate(o)
	if got[0].Person != 2 || got[1].Person != 1 {
		t.Errorf("%+v", got)
	}
}

func BenchmarkYearForFifty(b *testing.B) {
	o := roster.Order{Shifts: year(2026), Recover: 12 * hour}
	for i := range 50 {
		p := roster.Person{ID: int64(i + 1), Carried: roster.Counts{Night: i % 3, Holiday: i % 2}}
		if i%5 == 0 {
			from := civil.Must("2026-03-01").AddDays(i * 3)
			p.Away = []roster.Span{roster.Days(from, from.AddDays(12))}
		}
		if i%2 == 0 {
			p.Partners = []int64{int64(i + 2)}
		} else {
			p.Partners = []int64{int64(i)}
		}
		o.People = append(o.People, p)
	}
	for b.Loop() {
		roster.Generate(o)
	}
}
