package e2e

import (
	"os"
	"strings"
	"testing"

	"lantai.internal/kit/browsertest"
)

// TestShots walks through pages at two widths, for somebody to look at. It runs
// only when asked for: LANTAI_SHOTS names the folder and LANTAI_AT a running
// demonstration.
func TestShots(t *testing.T) {
	at := os.Getenv("LANTAI_AT")
	if at == "" {
		t.Skip("LANTAI_AT names no running demonstration")
	}
	b := browsertest.Open(t, at)
	b.Go("/signin")
	b.Fill("#f-login", "dangan")
	b.Fill("#f-password", "Lantai-2026-demo")
	b.Submit("main form button")
	for _, p := range strings.Fields(os.Getenv("LANTAI_PAGES")) {
		name := strings.Trim(strings.Map(func(r rune) rune {
			if r == '/' || r == '?' || r == '=' || r == '&' {
				return '-'
			}
			return r
		}, p), "-")
		for _, w := range []struct{ w, h int }{{1440, 900}, {390, 844}} {
			b.Size(w.w, w.h)
			b.Go(p)
			b.NoSideways()
			b.Shot(name + map[bool]string{true: "-wide", false: "-phone"}[w.w > 1000])
		}
	}
}
