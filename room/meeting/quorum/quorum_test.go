package quorum_test

import (
	"slices"
	"strings"
	"testing"

	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
	"lantai.internal/room/meeting/quorum"
)

func book(t *testing.T) *rulebook.Book {
	t.Helper()
	b, err := rulebook.Load("qijiang-commerce")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// For every size of body from 1 to 60 and every number present: half is enough for the
// party committee, two thirds for cadre matters, both inclusive; the least number that is
// required is enough and one fewer is not; who has enough for cadres has enough for the
// rest (clauses mtg.party.quorum.half, mtg.party.quorum.two_thirds).
func TestQuorumForEverySize(t *testing.T) {
	b := book(t)
	half, err := b.Quorum("party_committee", rulebook.MatterOrdinary)
	if err != nil || half.Basis[0].Clause != law.MtgPartyQuorumHalf {
		t.Fatal(half, err)
	}
	thirds, err := b.Quorum("party_committee", rulebook.MatterCadre)
	if err != nil || thirds.Basis[0].Clause != law.MtgPartyQuorumTwoThirds {
		t.Fatal(thirds, err)
	}
	for n := 1; n <= 60; n++ {
		for p := 0; p <= n; p++ {
			if got, want := half.Met(n, p), p*2 >= n; got != want {
				t.Errorf("half: %d of %d is %v", p, n, got)
			}
			if got, want := thirds.Met(n, p), p*3 >= n*2; got != want {
				t.Errorf("two thirds: %d of %d is %v", p, n, got)
			}
			if thirds.Met(n, p) && !half.Met(n, p) {
				t.Errorf("%d of %d are enough for cadres and not for the rest", p, n)
			}
		}
		for _, q := range []rulebook.Quorum{half, thirds} {
			r := q.Required(n)
			if !q.Met(n, r) || q.Met(n, r-1) || r < 1 || r > n {
				t.Errorf("of %d, %d are required", n, r)
			}
		}
	}
	for n, want := range map[int]int{6: 4, 7: 5, 5: 4, 9: 6} {
		if thirds.Required(n) != want {
			t.Errorf("two thirds of %d is %d", n, thirds.Required(n))
		}
	}
	for n, want := range map[int]int{5: 3, 6: 3, 4: 2, 7: 4} {
		if half.Required(n) != want {
			t.Errorf("half of %d is %d", n, half.Required(n))
		}
	}
}

// Where the book sets no quorum, none is invented (clause mtg.head.gap); more present
// than members is an error that names the field.
func TestNoQuorumAndBadCounts(t *testing.T) {
	b := book(t)
	for _, kind := range rulebook.MeetingCodes {
		for _, matter := range []string{rulebook.MatterOrdinary, rulebook.MatterCadre} {
			for n := 1; n <= 60; n++ {
				for p := 0; p <= n; p++ {
					got, _, err := b.CountPresent(kind, matter, n, p)
					if err != nil || (got.Met == nil) != (kind != "party_committee") || (got.Required == nil) != (got.Met == nil) {
						t.Fatalf("%s %s %d of %d: %+v, %v", kind, matter, p, n, got, err)
					}
				}
				if _, _, err := b.CountPresent(kind, matter, n, n+1); !fault.Is(err, fault.Invalid) || fault.Of(err).Field != "present" {
					t.Fatalf("%d of %d: %v", n+1, n, err)
				}
			}
		}
	}
	if l := (quorum.Light{Members: 12, Present: 3}); !l.OK() || !strings.Contains(l.Words(), "没有规定") {
		t.Error(l.Words())
	}
}

// Votes of every size: yes carries exactly when it is more than half of those who should
// attend, whoever is absent, withdrew or abstained; the counts must fit the heads.
func TestVotesForEverySize(t *testing.T) {
	for due := 1; due <= 60; due++ {
		for present := 0; present <= due; present++ {
			for yes := 0; yes <= present; yes++ {
				v := quorum.Votes{Yes: yes, No: (present - yes) / 2}
				v.Abstain = present - yes - v.No
				if err := v.Check(present); err != nil {
					t.Fatal(err)
				}
				if v.Carried(due) != (yes*2 > due) {
					t.Fatalf("%d of %d: %v", yes, due, v.Carried(due))
				}
			}
			for _, v := range []quorum.Votes{{Yes: present + 1}, {Yes: present, No: -1, Abstain: 1}} {
				if err := v.Check(present); !fault.Is(err, fault.Invalid) {
					t.Fatalf("%+v for %d heads: %v", v, present, err)
				}
			}
		}
		if (quorum.Votes{Yes: due / 2}).Carried(due) {
			t.Errorf("half of %d carries", due)
		}
	}
	if (quorum.Votes{}).Carried(0) {
		t.Error("nobody carries")
	}
}

// Who is in the room follows from the moves, for every size: coming and going in any
// order, withdrawals lower the heads of one item and never the base, nobody counts twice.
func TestHeadsForEverySize(t *testing.T) {
	for n := 1; n <= 60; n++ {
		var members []int64
		var moves []quorum.Move
		for p := int64(1); p <= int64(n); p++ {
			members = append(members, p)
			moves = append(moves, quorum.Move{Person: p, Kind: quorum.In, At: p}, quorum.Move{Person: p, Kind: quorum.In, At: p})
		}
		moves = append(moves, quorum.Move{Person: 1000, Kind: quorum.In, At: 1}) // an observer
		for at := int64(0); at <= int64(n); at++ {
			if got := len(quorum.Entitled(slices.Concat(members, members), moves, 0, at)); got != int(at) {
				t.Fatalf("%d members, at %d: %d", n, at, got)
			}
		}
		moves = append(moves, quorum.Move{Person: 1, Kind: quorum.Withdraw, Item: 7, At: 100}, quorum.Move{Person: int64(n), Kind: quorum.Out, At: 200})
		if got := len(quorum.Entitled(members, moves, 7, 100)); got != n-1 {
			t.Fatalf("%d members, one withdrew: %d", n, got)
		}
		if got := len(quorum.Entitled(members, moves, 8, 100)); got != n {
			t.Fatalf("%d members, another item: %d", n, got)
		}
		if got := len(quorum.Entitled(members, moves, 8, 200)); got != n-1 {
			t.Fatalf("%d members, one left: %d", n, got)
		}
		moves = append(moves, quorum.Move{Person: int64(n), Kind: quorum.In, At: 300})
		if got := len(quorum.Entitled(members, moves, 8, 300)); got != n {
			t.Fatalf("%d members, all back: %d", n, got)
		}
	}
}

// The chair has the last word, everybody has one, for every size.
func TestTheChairSpeaksLast(t *testing.T) {
	for n := 1; n <= 60; n++ {
		var entitled, spoken []int64
		for p := int64(1); p <= int64(n); p++ {
			entitled = append(entitled, p)
		}
		for p := int64(2); p <= int64(n); p++ {
			if waiting, err := quorum.MaySpeak(1, 1, entitled, spoken); err == nil || len(waiting) != n-int(p)+1 {
				t.Fatalf("the chair of %d spoke after %d: %v", n, len(spoken), waiting)
			}
			if _, err := quorum.MaySpeak(p, 1, entitled, spoken); err != nil {
				t.Fatal(err)
			}
			spoken = append(spoken, p)
			if _, err := quorum.MaySpeak(p, 1, entitled, spoken); err == nil {
				t.Fatal("spoke twice")
			}
		}
		if _, err := quorum.MaySpeak(1, 1, entitled, spoken); err != nil {
			t.Fatalf("the chair of %d: %v", n, err)
		}
		if n > 1 {
			if _, err := quorum.MaySpeak(2, 1, entitled, []int64{1}); err == nil {
				t.Fatal("after the chair")
			}
		}
		if _, err := quorum.MaySpeak(99, 1, entitled, spoken); err == nil {
			t.Fatal("an observer spoke")
		}
	}
}
