package clocks_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/base/law"
	"lantai.internal/room/duty/desk/clocks"
)

func at(s string) int64 {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, civil.Shanghai)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

var limits = clocks.Limits{Leader: 10, Contact: 30, District: 60}

// Bad input: clocks across midnight, the end of a month and of a year
// (law.DutyEmergImmediate).
func TestClocksAcrossEnds(t *testing.T) {
	_ = law.DutyEmergImmediate
	for _, x := range []struct{ heard, told, now, due string }{
		{"2026-03-09 23:55", "2026-03-10 00:05", "2026-03-10 00:06", "2026-03-10 00:05"},
		{"2026-02-28 23:58", "2026-03-01 00:08", "2026-03-01 01:00", "2026-03-01 00:08"},
		{"2028-02-28 23:58", "2028-02-29 00:08", "2028-02-29 01:00", "2028-02-29 00:08"},
		{"2026-12-31 23:59", "2027-01-01 00:09", "2027-01-01 01:00", "2027-01-01 00:09"},
	} {
		heard := clocks.Event{Kind: clocks.Heard, At: at(x.heard)}
		c := clocks.Read([]clocks.Event{heard, {Kind: clocks.LeaderTold, At: at(x.told)}}, limits, at(x.now))[0]
		if c.Due != at(x.due) || c.State != clocks.Met || c.Elapsed(at(x.now)) != 10 {
			t.Errorf("%s: %+v", x.heard, c)
		}
		if c := clocks.Read([]clocks.Event{heard}, limits, at(x.due))[0]; c.State != clocks.Running {
			t.Errorf("%s: the last minute is not over: %+v", x.heard, c)
		}
		if c := clocks.Read([]clocks.Event{heard}, limits, at(x.due)+1)[0]; c.State != clocks.Overdue || !c.Missed() {
			t.Errorf("%s: %+v", x.heard, c)
		}
		if c := clocks.Read([]clocks.Event{heard, {Kind: clocks.LeaderTold, At: at(x.told) + 60_000_000}}, limits, at(x.now)+1e12)[0]; c.State != clocks.Late {
			t.Errorf("%s: %+v", x.heard, c)
		}
	}
}

// The course of law.DutyEmergContact and law.DutyEmergUpward: the second clock runs
// only once it was asked for, the third until something was sent or decided.
func TestCourse(t *testing.T) {
	_, _ = law.DutyEmergContact, law.DutyEmergUpward
	h := at("2026-03-09 20:00")
	m := func(n int) int64 { return h + int64(n)*60_000_000 }
	e := []clocks.Event{{Kind: clocks.Heard, At: h}, {Kind: clocks.LeaderTold, At: m(4)}}
	if got := clocks.Read(e, limits, m(5)); len(got) != 2 || got[0].State != clocks.Met || got[1].Line != clocks.District || got[1].State != clocks.Running {
		t.Fatalf("%+v", got)
	}
	e = append(e, clocks.Event{Kind: clocks.ContactAsked, At: m(6)}, clocks.Event{Kind: clocks.NoReport, At: m(20)})
	got := clocks.Read(e, limits, m(37))
	if len(got) != 3 || got[1].Line != clocks.Contact || got[1].State != clocks.Overdue || got[2].State != clocks.Met {
		t.Fatalf("%+v", got)
	}
	e = append(e, clocks.Event{Kind: clocks.Raised, At: m(40)})
	got = clocks.Read(e, limits, m(41))
	if len(got) != 5 || got[1].N != 2 || got[1].State != clocks.Running || got[4].N != 2 || got[4].Start != m(40) || got[4].State != clocks.Running {
		t.Fatalf("%+v", got)
	}
	for _, c := range clocks.Read(append(slices.Clone(e), clocks.Event{Kind: clocks.Linked, At: m(42)}), limits, m(500)) {
		if c.Open() || c.Line == clocks.Contact && c.State != clocks.Late || c.N == 2 && c.State != clocks.Void {
			t.Errorf("linked: %+v", c)
		}
	}
	if got := clocks.Read(e, clocks.Limits{}, m(1e6)); got[0].Due != 0 || slices.ContainsFunc(got, clocks.Clock.Missed) {
		t.Errorf("no limits: %+v", got)
	}
}

// Properties over random courses: the order of entering does not matter; a clock's
// length is its limit; what was missed stays missed whatever is entered later and
// however late one looks; no clock goes away.
func TestProperties(t *testing.T) {
	kinds := []clocks.Kind{clocks.Raised, clocks.LeaderTold, clocks.ContactAsked, clocks.ContactTold, clocks.Report, clocks.NoReport, clocks.Sent, clocks.Linked}
	r := rand.New(rand.NewPCG(6, 1))
	for range 4000 {
		start := at("2026-12-31 22:00") + r.Int64N(4*3600)*1_000_000
		events := []clocks.Event{{Kind: clocks.Heard, At: start}}
		for range r.IntN(8) {
			events = append(events, clocks.Event{Kind: kinds[r.IntN(len(kinds))], At: start + r.Int64N(180*60)*1_000_000})
		}
		l := clocks.Limits{Leader: r.IntN(20), Contact: r.IntN(40), District: r.IntN(80)}
		now := start + r.Int64N(240*60)*1_000_000
		got := clocks.Read(events, l, now)
		mixed := slices.Clone(events)
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		if again := clocks.Read(mixed, l, now); !slices.Equal(got, again) {
			t.Fatalf("order matters:\n%+v\n%+v", got, again)
		}
		later := now + 1 + r.Int64N(1e10)
		events = append(events, clocks.Event{Kind: kinds[r.IntN(len(kinds)-1)], At: later})
		after := clocks.Read(events, l, later)
		for _, c := range got {
			limit := map[clocks.Line]int{clocks.Leader: l.Leader, clocks.Contact: l.Contact, clocks.District: l.District}[c.Line]
			if limit == 0 && (c.Due != 0 || c.Missed()) || limit > 0 && c.Due-c.Start != int64(limit)*60_000_000 || c.Open() != (c.Stop == 0) || c.Stop != 0 && c.Stop < c.Start {
				t.Fatalf("%+v of %+v", c, l)
			}
			i := slices.IndexFunc(after, func(x clocks.Clock) bool { return x.Line == c.Line && x.Start == c.Start })
			if i < 0 {
				// A later event cannot take back the beginning of a clock.
				t.Fatalf("gone: %+v of %+v in %+v", c, events, after)
			}
			if c.Missed() && !after[i].Missed() || !c.Open() && after[i].Stop != c.Stop {
				t.Fatalf("%+v became %+v", c, after[i])
			}
		}
	}
}
