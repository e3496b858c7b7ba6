package app

import (
	"path/filepath"
	"testing"
	"time"

	"lantai.internal/base/civil"
	"lantai.internal/hall/org"
	"lantai.internal/kit/clock"
)

// Whoever opens the demonstration does so at any hour of any day, on a machine that may
// be slow.
func TestTheDemonstrationsDeskAtAnyHour(t *testing.T) {
	org.DefaultCost = org.Cost{MemoryKiB: 64, Passes: 1}
	for _, at := range []string{"2026-03-10 09:30", "2026-11-29 07:13", "2026-12-31 23:58", "2027-02-06 17:31"} {
		t.Run(at, func(t *testing.T) {
			when, err := time.ParseInLocation("2006-01-02 15:04", at, civil.Shanghai)
			if err != nil {
				t.Fatal(err)
			}
			c := clock.At(at[:10])
			c.Move(when.Sub(c.Now()))
			a, err := Demo(t.Context(), InitOptions{Dir: filepath.Join(t.TempDir(), "data"), Clock: c, Env: func(string) (string, bool) { return "", false }})
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			if err := a.demoDuty(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := a.demoDesk(t.Context()); err != nil {
				t.Fatal(err)
			}
			who, err := a.demoActor(t.Context(), "bangongshi")
			if err != nil {
				t.Fatal(err)
			}
			if list, err := a.DutyDesk.Incidents(t.Context(), who, "", 0, a.Door.Now()+1); err != nil || len(list) != 1 {
				t.Errorf("%d incidents: %v", len(list), err)
			}
		})
	}
}
