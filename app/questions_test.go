package app_test

import (
	"context"
	"strings"
	"testing"

	"lantai.internal/app"
	"lantai.internal/hall/rulebook/decide"
	"lantai.internal/hall/rulebook/rulebooktest"
	"lantai.internal/kit/clock"
	"lantai.internal/rulebooks"
)

// A table that was changed in the running product answers `lantai decide --data` from
// its day on; earlier days, and a book without data folder, answer as before.
func TestDecideByTheEditionsOfTheDataFolder(t *testing.T) {
	ctx := context.Background()
	c := clock.At("2026-03-09")
	a, err := app.Open(ctx, app.Options{Dir: t.TempDir(), Create: true, Rulebook: rulebooks.Default, Clock: c})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.Rules.Council = nil // how a change is adopted is another story
	rulebooktest.Publish(t, a.Rules, `tables:
  - id: leave.chain
    rows:
      - {id: personal-staff-short, when: {kind: personal, role: staff, half_days: 2..6}, chain: [section_head opinion, deputy_in_charge consent], clause: leave.personal.d1_2}
      - {id: personal-staff-middle, when: {kind: personal, role: staff, half_days: 7..10}, chain: [section_head opinion, deputy_in_charge review, director consent], clause: leave.personal.d3_5}
    drop: [personal-staff-between-2-3]
`, "2026-04-01")
	ask := func(day string) string {
		return `{"id":"` + day + `","ask":"leave-chain","as_of":"` + day + `","facts":{"kind":"personal","role":"staff","half_days":6}}`
	}
	in := strings.Join([]string{ask("2026-03-31"), ask("2026-04-01"), ask("2013-01-01"), `{"id":"n","ask":"workday","facts":{"date":"2026-04-01"}}`}, "\n")
	answers := func(r *decide.Registry, err error) []string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if exit, err := decide.Run(r, strings.NewReader(in), &out); exit != 0 || err != nil {
			t.Fatal(exit, err, out.String())
		}
		return strings.Split(strings.TrimSpace(out.String()), "\n")
	}
	const director = `{"who":"director","act":"consent"}`
	got := answers(a.Questions(ctx))
	if !strings.Contains(got[0], director) || strings.Contains(got[1], director) || !strings.Contains(got[1], `{"who":"deputy_in_charge","act":"consent"}`) || !strings.Contains(got[1], "leave.personal.d1_2") {
		t.Errorf("%s\n%s", got[0], got[1])
	}
	if !strings.Contains(got[2], `"undecided":true`) || !strings.Contains(got[3], `"workday":true`) {
		t.Errorf("%s\n%s", got[2], got[3])
	}
	if got = answers(app.Questions(a.Book)); !strings.Contains(got[1], director) {
		t.Errorf("the book as it came answers by a later edition: %s", got[1])
	}
}
