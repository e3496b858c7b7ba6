package disclosure_test

import (
	"slices"
	"testing"

	"lantai.internal/base/civil"
	"lantai.internal/base/fault"
	"lantai.internal/base/law"
	"lantai.internal/hall/rulebook"
)

func TestReview(t *testing.T) {
	k := clock(t, "seed")
	for _, tt := range []struct {
		started  string
		done     []string
		step     int
		stepDue  string
		due      string
		warnings int
		rests    law.ID
	}{
		{"2014-01-27", nil, 1, "2014-01-30", "2014-02-21", 0, "sec.step1"},
		{"2014-09-22", []string{"2014-09-24"}, 2, "2014-09-28", "2014-10-16", 0, "sec.step2"},
		{"2014-09-22", []string{"2014-09-24", "2014-09-25"}, 3, "2014-09-29", "2014-10-16", 0, "sec.step3"},
		{"2014-09-22", []string{"2014-09-26", "2014-09-28", "2014-09-29"}, 4, "2014-10-09", "2014-10-16", 1, "sec.step4"},
		{"2014-09-22", []string{"2014-09-24", "2014-09-25", "2014-09-26", "2014-10-20"}, 0, "", "2014-10-16", 2, "sec.total15"},
	} {
		var done []civil.Date
		for _, d := range tt.done {
			done = append(done, civil.Must(d))
		}
		v, err := k.Review(civil.Must(tt.started), done)
		stepDue := ""
		if !v.StepDue.IsZero() {
			stepDue = v.StepDue.String()
		}
		if err != nil || v.Step != tt.step || stepDue != tt.stepDue || v.Due.String() != tt.due || len(v.Warnings) != tt.warnings {
			t.Errorf("%+v: %+v %v", tt, v, err)
		}
		if !slices.ContainsFunc(v.Basis, func(g rulebook.Basis) bool { return g.Clause == tt.rests }) {
			t.Errorf("%+v does not rest on %s: %v", tt, tt.rests, v.Basis)
		}
	}
	five := slices.Repeat([]civil.Date{civil.Must("2014-09-24")}, 5)
	if _, err := k.Review(civil.Must("2014-09-22"), five); fault.Of(err).Field != "steps_done" {
		t.Error(err)
	}
	// One step after the other (sec.order).
	if _, err := k.Review(civil.Must("2014-09-22"), []civil.Date{civil.Must("2014-09-25"), civil.Must("2014-09-24")}); fault.Of(err).Field != "steps_done[1]" {
		t.Error(err)
	}
	if _, err := k.Review(civil.Must("2014-09-22"), []civil.Date{civil.Must("2014-09-21")}); fault.Of(err).Field != "steps_done[0]" {
		t.Error(err)
	}
	if _, err := clock(t, "2019").Review(civil.Must("2025-09-22"), nil); !fault.Is(err, fault.Rule) {
		t.Error(err)
	}
}
