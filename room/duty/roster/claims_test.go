package roster_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lantai.internal/base/civil"
	"lantai.internal/room/duty/roster"
)

// naive looks at every instant by itself.
func naive(claims []roster.Claim, at int64) int64 {
	c, _ := roster.At(claims, at)
	return c.Person
}

// What happened stands above a swap, that above a temporary roster, that above the rule.
func TestResolveAgreesWithEveryInstant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var claims []roster.Claim
		for i := range rapid.IntRange(0, 30).Draw(t, "n") {
			from := rapid.Int64Range(0, 60).Draw(t, "from")
			claims = append(claims, roster.Claim{Span: roster.Span{From: from, Until: from + rapid.Int64Range(0, 20).Draw(t, "for")}, Layer: roster.Layer(rapid.IntRange(0, 3).Draw(t, "layer")),
				Order: int64(i + 1), Person: int64(i + 1)})
		}
		got := roster.Resolve(claims)
		for i := range got {
			if got[i].From >= got[i].Until || i > 0 && got[i].From < got[i-1].Until {
				t.Fatalf("pieces %+v", got)
			}
		}
		for at := int64(0); at < 90; at++ {
			have, want := int64(0), naive(claims, at)
			for _, c := range got {
				if c.From <= at && at < c.Until {
					have = c.Person
				}
			}
			if have != want {
				t.Fatalf("at %d: %d, want %d of %+v", at, have, want, claims)
			}
		}
		open := roster.Gaps(claims, roster.Span{From: 0, Until: 90})
		for at := int64(0); at < 90; at++ {
			gap := slices.ContainsFunc(open, func(s roster.Span) bool { return s.From <= at && at < s.Until })
			if gap != (naive(claims, at) == 0) {
				t.Fatalf("at %d: gap %v of %+v", at, gap, open)
			}
		}
	})
}

// Every minute of ten years is covered on both tracks after ten thousand approved swaps,
// and a swap with its reverse changes nothing (clauses duty.24h.political,
// duty.swap.arrange).
func TestTenYearsOfSwaps(t *testing.T) {
	first, last := civil.Must("2017-01-01"), civil.Must("2027-01-01")
	shifts := roster.Shifts(first, last, hours, kindOf)
	span := roster.Span{From: shifts[0].From, Until: shifts[len(shifts)-1].Until}
	seed := rand.New(rand.NewPCG(2026, 11))
	for _, track := range []int{0, 1} {
		var claims []roster.Claim
		for i, s := range shifts {
			claims = append(claims, roster.Claim{Span: s.Span, Order: int64(i + 1), Person: int64(1 + (i+track)%40), Shift: int64(i + 1)})
		}
		for i := range 10000 {
			j := seed.IntN(len(shifts))
			s := roster.Claim{Span: shifts[j].Span, Layer: roster.Swapped, Order: int64(i + 1), Person: int64(1 + seed.IntN(40)), Shift: int64(j + 1)}
			if seed.IntN(4) == 0 { // the rest of a shift that had begun
				s.From += (s.Until - s.From) / 3
			}
			claims = append(claims, s)
		}
		got := roster.Resolve(claims)
		if got[0].From != span.From || got[len(got)-1].Until != span.Until || len(roster.Gaps(claims, span)) > 0 {
			t.Fatalf("track %d: not covered from end to end", track)
		}
		for i := range got {
			if got[i].Person == 0 || i > 0 && got[i].From != got[i-1].Until {
				t.Fatalf("track %d: %+v after %+v", track, got[i], got[max(0, i-1)])
			}
		}
		for range 200 {
			at := span.From + seed.Int64N(span.Until-span.From)
			i, _ := slices.BinarySearchFunc(got, at, func(c roster.Claim, at int64) int {
				if c.Until <= at {
					return -1
				}
				return 1
			})
			if got[i].Person != naive(claims, at) {
				t.Fatalf("track %d at %d: %d, want %d", track, at, got[i].Person, naive(claims, at))
			}
		}
		j, before := 0, roster.Claim{}
		for before.Span != shifts[j].Span { // one that a person has from end to end
			j = seed.IntN(len(shifts))
			before, _ = roster.At(got, shifts[j].From)
		}
		there := roster.Claim{Span: shifts[j].Span, Layer: roster.Swapped, Order: 20001, Person: before.Person%40 + 1, Shift: int64(j + 1)}
		back := there
		back.Order, back.Person = 20002, before.Person
		if a, b := people(got), people(roster.Resolve(append(slices.Clone(got), there, back))); !slices.Equal(a, b) {
			t.Errorf("a swap and its reverse leave %d stretches of %d", len(b), len(a))
		}
	}
}

type held struct {
	roster.Span
	person int64
}

// people joins neighbours of one person.
func people(list []roster.Claim) []held {
	var out []held
	for _, c := range list {
		if n := len(out); n > 0 && out[n-1].person == c.Person && out[n-1].Until == c.From {
			out[n-1].Until = c.Until
			continue
		}
		out = append(out, held{c.Span, c.Person})
	}
	return out
}
