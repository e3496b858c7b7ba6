package search

import (
	"math/rand/v2"
	"slices"
	"testing"
	"unsafe"

	"lantai.internal/base/mark"
)

func TestARecordTakesTwelveBytes(t *testing.T) {
	if n := unsafe.Sizeof(row{}); n != 12 {
		t.Fatalf("%d bytes", n)
	}
}

func TestTheZeroReachSeesNothing(t *testing.T) {
	f, err := Filter{}.compile(Reach{})
	if err != nil {
		t.Fatal(err)
	}
	if f.passes(&row{day: held}) {
		t.Fatal("a public record is shown to nobody in particular")
	}
}

func TestReach(t *testing.T) {
	own, others := uint16(3), uint16(4)
	for _, c := range []struct {
		name  string
		reach Reach
		facts Facts
		sees  bool
	}{
		{"own unit, any level", Reach{Units: []uint16{3}}, Facts{Unit: own, Level: mark.WorkSecret}, true},
		{"another unit", Reach{Units: []uint16{3}}, Facts{Unit: others}, false},
		{"public of others", Reach{OthersUpTo: UpTo(mark.Public)}, Facts{Unit: others}, true},
		{"internal under a public ceiling", Reach{OthersUpTo: UpTo(mark.Public)}, Facts{Level: mark.Internal}, false},
		{"internal under its ceiling", Reach{OthersUpTo: UpTo(mark.Internal)}, Facts{Level: mark.Internal}, true},
		{"no unit is nobody's own", Reach{Units: []uint16{3}}, Facts{}, false},
		{"compartment, own unit", Reach{Units: []uint16{3}}, Facts{Unit: own, Compartment: 1}, false},
		{"compartment, member", Reach{Units: []uint16{3}, Compartments: []uint8{1}}, Facts{Unit: own, Compartment: 1}, true},
		{"compartment does not lift the level", Reach{Compartments: []uint8{1}}, Facts{Unit: own, Compartment: 1}, false},
		{"everything", Reach{Everything: true}, Facts{Level: mark.WorkSecret, Compartment: 255}, true},
	} {
		f, err := Filter{}.compile(c.reach)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.passes(&row{day: held, unit: c.facts.Unit, level: uint8(c.facts.Level), compartment: c.facts.Compartment}); got != c.sees {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestTheForemostAreKept(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := r.IntN(60)
		all := make([]rank, r.IntN(200))
		b := best{n: n}
		for i := range all {
			all[i] = rank{uint32(r.IntN(20)), int64(i)}
			b.offer(all[i])
		}
		order := func(a, b rank) int {
			if a.before(b) {
				return -1
			}
			return 1
		}
		slices.SortFunc(all, order)
		slices.SortFunc(b.heap, order)
		if !slices.Equal(b.heap, all[:min(n, len(all))]) {
			t.Fatalf("kept %v of %v", b.heap, all)
		}
	}
}

func TestParseIDs(t *testing.T) {
	for in, want := range map[string][]int64{
		"": nil, "7": {7}, "1,2,30": {1, 2, 30}, "9,3,9,1": {1, 3, 9}, "4,4": {4}, "9223372036854775807,1": {1, 9223372036854775807},
	} {
		if got := parseIDs(in); !slices.Equal(got, want) {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestUnreadableFactsAreRefused(t *testing.T) {
	for _, in := range []string{"1", "1 2 3", "x", "1 1 0 20120101 2012 1 1 1 0 0x", "1 1 0  2012 1 1 1 0 0"} {
		if _, err := newShelf().read(in); err == nil {
			t.Errorf("%q was read", in)
		}
	}
	s := newShelf()
	if _, err := s.read("5 1 0 20120101 2012 1 1 1 0 0;6 1 1 0 0 0 0 0 0 0"); err != nil || s.count != 1 {
		t.Errorf("%v, %d records", err, s.count)
	}
}
